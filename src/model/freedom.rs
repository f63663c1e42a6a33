//! What a change may do to a customer: how far each fact can go, in which direction, at what price, and which facts
//! go together.
//!
//! The data dictionary says most of it; a rules file (`docs/formats.md`) or a person in the window can say otherwise.

use super::{Actionability, CustomerModel, Feature, FeatureKind};
use crate::base::FeatureIdx;

/// In which direction a number may go. A level may become any other unless it is fixed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Up and down.
    Any,
    /// Can only grow.
    Up,
    /// Can only shrink.
    Down,
    /// Stays as it is.
    Fixed,
}

/// How far one fact may go, and at what price.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Freedom {
    /// The least value that may be reached; −∞ for no limit. Only for numbers.
    pub min: f64,
    /// The greatest value that may be reached; +∞ for no limit. Only for numbers.
    pub max: f64,
    /// The step between values that exist, as [`Feature::step`]; 1 for whole numbers.
    pub step: Option<f64>,
    /// What a change of 1 costs; of a level, or of what was not known, what any change costs. At least 0, finite.
    pub price: f64,
    /// In which direction.
    pub direction: Direction,
}

/// What a change may do to a customer.
#[derive(Clone, PartialEq, Debug)]
pub struct ChangeRules {
    /// One per feature, in the model's order.
    pub freedoms: Vec<Freedom>,
    /// Groups of yes-or-no facts of which exactly one is 1.
    pub one_hot: Vec<Vec<FeatureIdx>>,
    /// Pairs of facts of which the first is at most the second.
    pub at_most: Vec<(FeatureIdx, FeatureIdx)>,
}

impl ChangeRules {
    /// What the data dictionary says: ranges, steps, directions. Immutable and protected facts stay as they are. A
    /// change across the whole range costs 1, whatever the fact; so does another level. Groups and pairs are named by
    /// nobody: a dictionary does not say whether the columns of a group list every level.
    pub fn of(model: &CustomerModel) -> Self {
        let freedoms = model.features().iter().map(|(idx, feature)| Freedom::of(model, idx, feature)).collect();
        Self { freedoms, one_hot: Vec::new(), at_most: Vec::new() }
    }

    /// How far a fact may go.
    pub fn of_feature(&self, feature: FeatureIdx) -> &Freedom {
        &self.freedoms[feature.index()]
    }

    /// The facts that may change at all, in the model's order.
    pub fn levers(&self) -> impl Iterator<Item = FeatureIdx> + '_ {
        let free = self.freedoms.iter().enumerate().filter(|(_, f)| f.direction != Direction::Fixed);
        free.map(|(i, _)| FeatureIdx::new(i))
    }

    /// The same with other facts fixed, too: only these may change.
    #[must_use]
    pub fn only(mut self, levers: &[FeatureIdx]) -> Self {
        for (i, freedom) in self.freedoms.iter_mut().enumerate() {
            if !levers.contains(&FeatureIdx::new(i)) {
                freedom.direction = Direction::Fixed;
            }
        }
        self
    }
}

impl Freedom {
    fn of(model: &CustomerModel, idx: FeatureIdx, feature: &Feature) -> Self {
        let direction = match feature.actionability {
            _ if feature.protected => Direction::Fixed,
            Actionability::Immutable => Direction::Fixed,
            Actionability::UpOnly => Direction::Up,
            Actionability::DownOnly => Direction::Down,
            Actionability::Free | Actionability::Unstated => Direction::Any,
        };
        let (min, max) = match feature.kind {
            FeatureKind::YesNo => (0.0, 1.0),
            _ => feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY)),
        };
        // where nobody said, the axis between the outermost cuts stands for the range
        let cuts = model.cuts(idx).thresholds();
        let width = match (cuts.first(), cuts.last()) {
            _ if (max - min).is_finite() => max - min,
            (Some(first), Some(last)) => last - first,
            _ => 0.0,
        };
        let price =
            if feature.kind.is_choice() || width <= 0.0 || !(1.0 / width).is_finite() { 1.0 } else { 1.0 / width };
        let whole = feature.is_whole() && feature.step.is_none();
        Self { min, max, step: if whole { Some(1.0) } else { feature.step }, price, direction }
    }
}
