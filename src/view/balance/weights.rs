//! How intrusive each used fact is, in points, and who says so.

use super::counted::Shown;
use crate::ask::refusals::asked_for;
use crate::base::{FeatureIdx, date};
use crate::model::{Feature, Sensitivity};
use crate::view::phrase::{fact_name, upper_first};
use crate::view::words::everyone as words;

/// A fact's points.
#[derive(Clone, PartialEq, Debug)]
pub struct WeightRow {
    /// Which.
    pub feature: FeatureIdx,
    /// "Average basket".
    pub label: String,
    /// In points.
    pub points: f64,
    /// Whether a person changed it here.
    pub is_changed: bool,
    /// "assumed: sensitive", "by the committee, 2026-11-12".
    pub who: String,
}

/// Says the points of each used fact, in the model's order.
pub(super) fn weights(shown: &Shown<'_>) -> Vec<WeightRow> {
    let model = shown.inputs.model();
    let row = |feature: FeatureIdx| {
        let fact = model.features().get(feature);
        let (points, said) = (shown.weights[feature.index()], shown.weighed.points[feature.index()]);
        let given = shown.weighed.given.as_ref().filter(|given| given.points.contains_key(&feature));
        let is_changed = shown.is_changed(feature);
        let who = match given {
            _ if is_changed => words::changed(said),
            Some(given) => words::set_by(&given.by, &date::iso(given.on)),
            None => who(fact),
        };
        WeightRow { feature, label: upper_first(&fact_name(fact)), points, is_changed, who }
    };
    asked_for(model).into_iter().map(row).collect()
}

/// Who says so, or by what it is assumed.
fn who(fact: &Feature) -> String {
    if let Some(said) = &fact.intrusive {
        return words::set_by(&said.by, &date::iso(said.on));
    }
    let sensitivity = match fact.sensitivity {
        Sensitivity::Unstated | Sensitivity::Low => words::LOW,
        Sensitivity::Personal => words::PERSONAL,
        Sensitivity::Sensitive => words::SENSITIVE,
    };
    words::assumed_of(sensitivity, fact.protected)
}
