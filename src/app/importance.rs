//! The importance wing: what matters over all customers, the place *Overall*. Its work goes on beside the window while
//! the person does something else.

use std::sync::Arc;

use super::act::Action;
use super::act::figure::Figure;
use super::act::importance::ImportanceAct;
use super::basis::{Case, Shared, Tabled};
use super::command::{Command, ctrl};
use super::desk::{Desk, Ended};
use super::document::Document;
use super::job::{Jobs, aside};
use super::place::Place;
use super::slot::{Cost, Slot, Standing, Work};
use super::wing::Wing;
use crate::ask::{self, ImportanceQuestion};
use crate::base::progress::Progress;
use crate::base::{OfferIdx, Result};
use crate::figure::{self, Frame};
use crate::report::page::Page;
use crate::view::importance::{DONE, Ranking, ranking};
use crate::view::words;
use crate::view::{Caption, Measure, Scale};

/// What a ranking says: the answer, for which offer, from which file, and whether of every fact.
#[derive(Clone, PartialEq, Debug)]
struct Saying {
    tabled: Tabled,
    answer: Shared<ask::Importance>,
    offer: OfferIdx,
    file: Option<String>,
    all: bool,
}

/// The importance wing.
#[derive(Debug, Default)]
pub struct Importance {
    /// For which offer; the explained one until another is chosen.
    offer: Option<OfferIdx>,
    /// Whether every fact has its row.
    all: bool,
    /// Of whom the answers are.
    tabled: Option<Tabled>,
    answer: Slot<Tabled, ask::Importance>,
    explained: Slot<Case, OfferIdx>,
    said: Slot<Saying, Option<Ranking>>,
    /// Whether it is worked out and the person was not there to see it.
    is_awaited: bool,
}

impl Importance {
    /// The answer.
    pub fn answer(&self) -> Option<&Arc<ask::Importance>> {
        self.answer.now(self.tabled.as_ref()?)
    }

    /// The answer in words.
    pub fn ranking(&self) -> Option<&Ranking> {
        let (saying, said) = self.said.last()?;
        (Some(&saying.tabled) == self.tabled.as_ref()).then_some(Option::as_ref(said)?)
    }

    /// Where the work stands.
    pub fn standing(&self) -> Standing<'_> {
        self.tabled.as_ref().map_or(Standing::Waiting, |tabled| self.answer.standing(tabled))
    }

    /// How many seconds the rest will take if it goes on as it went; `None` until that can be told.
    pub fn seconds_left(&self) -> Option<f64> {
        self.answer.seconds_left()
    }

    /// Whether every fact has its row.
    pub fn all(&self) -> bool {
        self.all
    }

    /// The offer that it is shown for: the chosen one, else the explained one.
    pub fn offer(&self) -> OfferIdx {
        self.offer.or(self.explained.last().map(|(_, offer)| **offer)).unwrap_or(OfferIdx(0))
    }

    /// Says the answer for the offer that is shown.
    fn say(&mut self, document: &Document, jobs: &Jobs<Self>) {
        let work = Work { name: "explained", cost: Cost::Here, answer: |case: &Case, _| Ok(explained(case)) };
        self.explained.ask(Case::of(document), work, jobs, |importance| &mut importance.explained);
        let (Some(tabled), Some(answer)) = (self.tabled.clone(), self.answer().map(Shared::from)) else {
            return;
        };
        let file = document.table_name().map(str::to_owned);
        let saying = Saying { tabled, answer, offer: self.offer(), file, all: self.all };
        let answer = |s: &Saying, _: &_| Ok(ranking(&s.tabled.inputs, &s.answer, s.offer, s.file.as_deref(), s.all));
        let work = Work { name: "rank", cost: Cost::Here, answer };
        self.said.ask(saying, work, jobs, |importance| &mut importance.said);
    }
}

fn explained(case: &Case) -> OfferIdx {
    let first = || ask::scenarios::ranking(&case.inputs, &case.values, case.line).winner().map(|winner| winner.offer);
    case.offer.or_else(first).unwrap_or(OfferIdx(0))
}

fn work_out(tabled: &Tabled, progress: &Progress) -> Result<ask::Importance> {
    let question = ImportanceQuestion { rows: 0..tabled.table.n_rows(), offer: None };
    aside(|| ask::importance(&tabled.inputs, &*tabled.table, &question, progress))
}

impl Wing for Importance {
    type Act = ImportanceAct;

    fn act(&mut self, act: ImportanceAct, desk: &mut Desk, _jobs: &Jobs<Self>) {
        match act {
            ImportanceAct::For(offer) => self.offer = Some(offer),
            ImportanceAct::AllFacts(all) => self.all = all,
            ImportanceAct::Work(true) => self.answer.again(),
            ImportanceAct::Work(false) => self.answer.stop(),
            ImportanceAct::SaveTable => {
                match (desk.document(), self.answer(), self.caption(Figure::Importance, desk)) {
                    (Some(document), Some(answer), Some(caption)) => {
                        let made = crate::report::importance::csv(document.inputs.model(), answer);
                        // amounts are as the model has them
                        let unit = Measure::of(document.inputs.model(), Scale::Points, 1.0).margin_unit();
                        desk.save_table("candour-importance.csv", made, &caption.unit(unit));
                    }
                    _ => desk.tell(words::notice::NOTHING_TO_SAVE, None),
                }
            }
        }
    }

    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        let Some(document) = desk.document() else { return self.answer.rest() };
        let tabled = Tabled::of(document);
        if self.tabled != tabled {
            self.answer.rest();
            self.tabled.clone_from(&tabled);
        }
        let is_shown = desk.place() == Place::Overall;
        // asked for once, it goes on beside the window also when nobody looks
        if let Some(tabled) = tabled.filter(|_| is_shown) {
            let work = Work { name: "importance", cost: Cost::Beside, answer: work_out };
            self.answer.ask(tabled, work, jobs, |importance| &mut importance.answer);
        }
        if is_shown {
            self.say(document, jobs);
        }
        self.is_awaited |= self.answer.is_working();
    }

    fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let open = desk.document().is_some();
        let ready = open && self.ranking().is_some();
        list.push(Command::new(words::command::IMPORTANCE, ctrl("M"), open, Action::Go(Place::Overall)));
        Command::exports(Figure::Importance, ready, list);
        list.push(Command::new(words::command::SAVE_IMPORTANCE, None, ready, ImportanceAct::SaveTable));
    }

    fn figure(&self, figure: Figure, _desk: &Desk, width: f32) -> Option<Frame> {
        let ranking = self.ranking().filter(|_| figure == Figure::Importance)?;
        Some(figure::importance::layout(ranking, width))
    }

    fn card(&mut self, figure: Figure, desk: &Desk, _jobs: &Jobs<Self>) -> Option<Page> {
        let ranking = self.ranking().filter(|_| figure == Figure::Importance)?;
        Some(crate::report::importance::card(desk.document()?.inputs.model(), ranking))
    }

    fn caption(&self, _figure: Figure, desk: &Desk) -> Option<Caption> {
        Some(self.ranking()?.caption(desk.document()?.inputs.model(), desk.stamp()?))
    }

    fn page(&self, desk: &Desk) -> Option<Page> {
        let document = desk.document()?;
        let page = crate::report::importance::page(&document.inputs, self.answer()?, document.table_name());
        let caption = self.caption(Figure::Importance, desk)?.every_offer(document.inputs.model());
        Some(page.captioned(&caption))
    }

    fn news(&mut self, desk: &Desk) -> Option<&'static str> {
        let is_done = self.is_awaited && !self.answer.is_working();
        self.is_awaited &= !is_done;
        (is_done && self.answer().is_some() && desk.place() != Place::Overall).then_some(DONE)
    }

    fn forget(&mut self, ended: Ended) {
        if ended == Ended::Model {
            *self = Self::default();
        }
    }
}
