//! The card of a model's only outcome, on the desk: everybody is scored once beside the window; where the line stands
//! is not part of that question, so that to drag it costs nothing.

use std::sync::Arc;

use super::known::Known;
use crate::app::basis::{Shared, Tabled};
use crate::app::document::Document;
use crate::app::job::{Jobs, aside};
use crate::app::open;
use crate::app::slot::{Cost, Slot, Standing, Work};
use crate::ask::{self, LineFrom, Record};
use crate::base::Error;
use crate::base::progress::Progress;
use crate::model::Line;
use crate::view::explain::reach::Of;
use crate::view::explain::{self, ReachView};

/// Everybody along the margin, and the column that tells what became of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Scored {
    /// The customers.
    pub reach: ask::Reach,
    column: Option<String>,
}

/// What the card says.
#[derive(Clone, PartialEq, Debug)]
struct Asked {
    known: Shared<Known>,
    line: Line,
    own: (Line, LineFrom),
    scored: Option<Shared<Scored>>,
    has_table: bool,
    record: Option<Option<Record>>,
}

/// What any line would do, and the card that says it.
#[derive(Debug, Default)]
pub struct Reached {
    scored: Slot<Tabled, Scored>,
    view: Slot<Asked, ReachView>,
}

impl Reached {
    /// Makes sure that everybody is scored or is being scored, and that the card is said.
    pub fn prepare(
        &mut self,
        document: &Document,
        known: Option<Shared<Known>>,
        record: Option<Option<Record>>,
        jobs: &Jobs<Self>,
    ) {
        let inputs = &document.inputs;
        let (Some(line), Some(own)) = (document.line(), inputs.line().zip(inputs.line_from())) else {
            return self.rest();
        };
        let tabled = Tabled::of(document);
        if let Some(tabled) = tabled.clone() {
            let work = Work { name: "reach", cost: Cost::Beside, answer: |tabled: &Tabled, p: &_| scored(tabled, p) };
            self.scored.ask(tabled, work, jobs, |reached| &mut reached.scored);
        }
        let Some(known) = known else { return };
        let has_table = tabled.is_some();
        let scored = tabled.and_then(|tabled| self.scored.now(&tabled)).map(Shared::from);
        let work = Work { name: "say", cost: Cost::Here, answer: |asked: &Asked, _: &_| say(asked) };
        let asked = Asked { known, line, own, scored, has_table, record };
        self.view.ask(asked, work, jobs, |reached| &mut reached.view);
    }

    /// The card; `None` where there are several offers.
    pub fn view(&self) -> Option<&Arc<ReachView>> {
        self.view.last().map(|(_, view)| view)
    }

    /// The customers of the open table along the margin, once they are scored.
    pub fn reach(&self, document: &Document) -> Option<&ask::Reach> {
        self.scored.now(&Tabled::of(document)?).map(|scored| &scored.reach)
    }

    /// Where the scoring of everybody stands; `None` where no table is open.
    pub fn scoring(&self, document: &Document) -> Option<Standing<'_>> {
        Tabled::of(document).map(|tabled| self.scored.standing(&tabled))
    }

    /// What went wrong with the card.
    pub fn error(&self) -> Option<&Error> {
        self.view.error()
    }

    /// Works out once more what went wrong.
    pub fn again(&mut self) {
        self.scored.again();
        self.view.again();
    }

    /// Where no document is open, work rests.
    pub fn rest(&mut self) {
        self.scored.rest();
    }
}

fn scored(tabled: &Tabled, progress: &Progress) -> crate::base::Result<Scored> {
    let (inputs, table) = (&*tabled.inputs, &*tabled.table);
    let reach = aside(|| open::reach(inputs, table, progress))?;
    let column = open::outcome_column(inputs.model(), table, crate::base::OfferIdx(0));
    Ok(Scored { column: column.filter(|_| reach.has_outcomes()), reach })
}

fn say(asked: &Asked) -> crate::base::Result<ReachView> {
    let known = &asked.known;
    let scored = asked.scored.as_deref();
    let said = explain::reach::reach(Of {
        model: known.case.inputs.model(),
        profile: &known.case.profile,
        explanation: &known.answer,
        measure: &known.measure(),
        line: asked.line,
        own: asked.own,
        reach: scored.map(|scored| &scored.reach),
        has_table: asked.has_table,
        column: scored.and_then(|scored| scored.column.as_deref()),
        record: asked.record,
    });
    said.ok_or_else(|| Error::internal(crate::view::words::refusal::INSIDE))
}
