//! How intrusive each fact is, in points, and who says so.

use crate::base::FeatureIdx;
use crate::model::{CustomerModel, Feature, Sensitivity, Weights};

/// Weights as they count in an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighed {
    /// Per fact, in the model's order.
    pub points: Vec<f64>,
    /// The opinion that was given for this answer; `None` where none was.
    pub given: Option<Weights>,
    /// How many used facts that opinion leaves out, so that they are as the dictionary says or as is assumed.
    pub left_out: usize,
    /// Of how many used facts nobody said anything, so that points are assumed.
    pub assumed: usize,
}

/// How intrusive each fact is, in points: as an opinion says, where it names the fact; else as the dictionary does; else as
/// is assumed: 1 where it says little about a person or nothing is said, 2 if it is personal, 4 if sensitive, and 2 more if
/// it is protected.
pub fn weighed(model: &CustomerModel, given: Option<Weights>) -> Weighed {
    let (mut left_out, mut assumed) = (0, 0);
    let mut of = |(idx, feature): (FeatureIdx, &Feature)| {
        if let Some(&points) = given.as_ref().and_then(|w| w.points.get(&idx)) {
            return points;
        }
        let used = usize::from(model.uses(idx) || model.rules_ask(idx));
        left_out += used;
        if let Some(said) = &feature.intrusive {
            return said.weight;
        }
        assumed += used;
        let points = match feature.sensitivity {
            Sensitivity::Unstated | Sensitivity::Low => 1.0,
            Sensitivity::Personal => 2.0,
            Sensitivity::Sensitive => 4.0,
        };
        points + if feature.protected { 2.0 } else { 0.0 }
    };
    let points = model.features().iter().map(&mut of).collect();
    Weighed { points, left_out: if given.is_some() { left_out } else { 0 }, given, assumed }
}

/// The points where no opinion is given, and of how many used facts they are assumed: see [`weighed`].
pub fn weights(model: &CustomerModel) -> (Vec<f64>, usize) {
    let Weighed { points, assumed, .. } = weighed(model, None);
    (points, assumed)
}
