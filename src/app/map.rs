//! The map of two facts on the desk: which two, and when it is worked out.

use std::sync::Arc;

use super::action::{MapAsk, Tab};
use super::derived::{Derived, Known};
use super::job::{Jobs, Message};
use super::kept::Work;
use super::state::App;
use crate::ask;
use crate::base::FeatureIdx;
use crate::view::map::{MapView, map};
use crate::view::{self, Scale};

/// Sums above which a map is worked out beside the window instead of inside its frame (about 5 ms).
const SUMS_IN_FRAME: usize = 12_000_000;

fn answer(known: &Known, features: &[FeatureIdx; 2]) -> Option<MapView> {
    let values = &known.answer.question.values;
    let answer = ask::map(&known.inputs, values, *features)?;
    let model = known.inputs.model();
    let measure = view::explain::measure(model, &known.answer, Scale::Points);
    Some(map(model, &known.profile, Arc::new(answer), values, &measure))
}

impl Derived {
    /// Makes sure that the map of two facts exists or is under way.
    pub(super) fn prepare_map(&mut self, features: [FeatureIdx; 2], jobs: &Jobs) {
        let Some(known) = self.known().cloned() else { return };
        let cost = ask::map::map_cost(&known.inputs, features);
        let here = cost <= SUMS_IN_FRAME && known.inputs.explainer().n_leaves() <= self.leaves_in_frame;
        let work = Work { name: "map", answer, home: |result| Message::Mapped { result } };
        self.map.prepare(&known, &features, here, jobs, &work);
    }
}

impl App {
    /// The map of the two facts that are shown, and whether it is about the very customer shown; `None` while it is
    /// worked out for the first time.
    pub fn map_view(&self) -> Option<(&MapView, bool)> {
        let (view, current) = self.derived.map.get(self.derived.known()?, &self.shown.map?)?;
        Some((view.as_ref().as_ref()?, current))
    }

    /// Shows a map, or none.
    pub(super) fn show_map(&mut self, ask: MapAsk) {
        let features = match ask {
            MapAsk::Closed => {
                self.shown.map = None;
                return;
            }
            MapAsk::Of(a, b) => (a != b).then_some([a, b]),
            MapAsk::With(first) => self.partner(first).map(|second| [first, second]),
            MapAsk::Best => self.best_pair(),
        };
        match features {
            Some(features) => {
                self.shown.map = Some(features);
                self.shown.tab = Tab::Together;
            }
            None => self.tell("A map needs two facts that count", None),
        }
    }

    /// The pairs of facts that work together, strongest first, as far as they are known.
    fn strongest(&mut self) -> Vec<[FeatureIdx; 2]> {
        self.derived.prepare_pairs(&self.jobs);
        self.derived.pairs().map(|p| p.features.clone()).unwrap_or_default()
    }

    /// The fact that says most beside another: the one it works together with most strongly, else the one with the
    /// nearest switch, else any other that counts.
    fn partner(&mut self, first: FeatureIdx) -> Option<FeatureIdx> {
        let strongest = self.strongest().into_iter().find(|pair| pair.contains(&first));
        let together = strongest.and_then(|pair| pair.into_iter().find(|f| *f != first));
        let model = self.document.as_ref()?.inputs.model();
        let nearest = self.explanation().and_then(|e| e.switches.iter().map(|s| s.feature).find(|f| *f != first));
        let counts = |f: &FeatureIdx| *f != first && (model.uses(*f) || model.rules_ask(*f));
        together.or(nearest).or_else(|| model.features().iter().map(|(f, _)| f).find(counts))
    }

    fn best_pair(&mut self) -> Option<[FeatureIdx; 2]> {
        if let Some(pair) = self.strongest().first() {
            return Some(*pair);
        }
        let switch = self.explanation().and_then(|e| e.switches.first()).map(|s| s.feature);
        let model = self.document.as_ref()?.inputs.model();
        let first = switch.or_else(|| model.features().iter().map(|(f, _)| f).find(|f| model.uses(*f)))?;
        self.partner(first).map(|second| [first, second])
    }
}
