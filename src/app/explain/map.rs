//! The map of two facts on the desk: which two, and when it is worked out.

use std::sync::Arc;

use super::known::{Answers, Known, cost};
use crate::app::act::explain::MapAsk;
use crate::app::basis::{Case, Shared};
use crate::app::job::Jobs;
use crate::app::slot::{Cost, Slot, Work};
use crate::ask;
use crate::base::{Error, FeatureIdx};
use crate::view::map::{MapView, map};

/// Sums above which a map is worked out beside the window instead of inside its frame (about 5 ms).
const SUMS_IN_FRAME: usize = 12_000_000;

/// Which two facts, for which answer.
type Question = (Shared<Known>, [FeatureIdx; 2]);

/// The map that is shown.
#[derive(Debug, Default)]
pub struct Maps {
    /// The two facts whose map is shown.
    shown: Option<[FeatureIdx; 2]>,
    slot: Slot<Question, Option<MapView>>,
}

impl Maps {
    /// The two facts whose map is shown.
    pub fn shown(&self) -> Option<[FeatureIdx; 2]> {
        self.shown
    }

    /// Shows a map, or none; `false` if there are no two facts to map.
    pub fn show(&mut self, ask: MapAsk, answers: &Answers) -> bool {
        let features = match ask {
            MapAsk::Closed => {
                self.shown = None;
                return true;
            }
            MapAsk::Of(a, b) => (a != b).then_some([a, b]),
            MapAsk::With(first) => partner(answers, first).map(|second| [first, second]),
            MapAsk::Best => best_pair(answers),
        };
        self.shown = features.or(self.shown);
        features.is_some()
    }

    /// Makes sure that the map that is shown exists or is under way.
    pub fn prepare(&mut self, known: Option<Shared<Known>>, leaves_in_frame: usize, jobs: &Jobs<Self>) {
        let (Some(known), Some(features)) = (known, self.shown) else { return };
        let inputs = &known.case.inputs;
        let cost = if ask::map::map_cost(inputs, features) <= SUMS_IN_FRAME {
            cost(inputs.explainer().n_leaves(), leaves_in_frame)
        } else {
            Cost::BesideToTheEnd
        };
        let work = Work { name: "map", cost, answer: |question, _| Ok(answer(question)) };
        self.slot.ask((known, features), work, jobs, |maps| &mut maps.slot);
    }

    /// The map of the two facts that are shown, and whether it is about the very customer shown; `None` while it is
    /// worked out for the first time.
    pub fn view(&self, known: &Arc<Known>) -> Option<(&MapView, bool)> {
        let ((about, features), view) = self.slot.last()?;
        let is_it = Some(*features) == self.shown && about.case.inputs == known.case.inputs;
        let view = Option::as_ref(view).filter(|_| is_it)?;
        Some((view, *about == Shared::from(known)))
    }

    /// What went wrong.
    pub fn error(&self) -> Option<&Error> {
        self.slot.error()
    }

    /// Works out once more what went wrong.
    pub fn again(&mut self) {
        self.slot.again();
    }

    /// Where no document is open, work rests.
    pub fn rest(&mut self) {
        self.slot.rest();
    }
}

fn answer((known, features): &Question) -> Option<MapView> {
    let Case { inputs, profile, values, line, .. } = &known.case;
    let answer = ask::map(inputs, values, *features, *line)?;
    Some(map(inputs.model(), profile, Arc::new(answer), values, &known.measure()))
}

/// The fact that says most beside another: the one it works together with most strongly, else the one with the
/// nearest switch, else any other that counts.
fn partner(answers: &Answers, first: FeatureIdx) -> Option<FeatureIdx> {
    let strongest = answers.pairs().and_then(|pairs| pairs.features.iter().find(|pair| pair.contains(&first)));
    let together = strongest.and_then(|pair| pair.iter().copied().find(|f| *f != first));
    let known = answers.known()?;
    let model = known.case.inputs.model();
    let nearest = known.answer.switches.iter().map(|s| s.feature).find(|f| *f != first);
    let counts = |f: &FeatureIdx| *f != first && (model.uses(*f) || model.rules_ask(*f));
    together.or(nearest).or_else(|| model.features().iter().map(|(f, _)| f).find(counts))
}

fn best_pair(answers: &Answers) -> Option<[FeatureIdx; 2]> {
    if let Some(pair) = answers.pairs().and_then(|pairs| pairs.features.first()) {
        return Some(*pair);
    }
    let known = answers.known()?;
    let model = known.case.inputs.model();
    let switch = known.answer.switches.first().map(|s| s.feature);
    let first = switch.or_else(|| model.features().iter().map(|(f, _)| f).find(|f| model.uses(*f)))?;
    partner(answers, first).map(|second| [first, second])
}
