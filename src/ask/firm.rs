//! How firm a recommendation is: how far each fact can go, alone, before another offer comes first.

use super::answer::{Explanation, nearest_inside};
use crate::base::FeatureIdx;
use crate::explain::{ResponseCurve, Stretch};
use crate::model::{Cell, CustomerModel, Value};
use crate::score::codes::rounded;

/// How far one fact can go.
#[derive(Clone, PartialEq, Debug)]
pub struct Firm {
    /// Which fact.
    pub feature: FeatureIdx,
    /// Where the same offer stays first.
    pub stays: Stays,
    /// The nearest switch, by its place among the explanation's; `None` if no value of this fact alone brings another
    /// offer first.
    pub nearest: Option<usize>,
    /// How far away that is, as a share of the fact's range.
    pub distance: Option<f64>,
}

/// Values of one fact at which the same offer stays first, everything else unchanged.
#[derive(Clone, PartialEq, Debug)]
pub enum Stays {
    /// The numbers `low <= x < high` round the present one; infinite where there is no end.
    Numbers {
        /// See there.
        low: f64,
        /// See there.
        high: f64,
    },
    /// These levels, ascending.
    Levels(Vec<Cell>),
    /// The fact is a number that is not known: there is none to go from.
    NotKnown,
    /// The fact must not be used: no value of it counts.
    Withheld,
}

/// How firm the recommendation of an explanation is, fact by fact: those whose switch is nearest first, then those that
/// have none. Only facts that the model uses or a rule asks about. O(features · (stretches + switches)).
pub fn firm(model: &CustomerModel, explanation: &Explanation) -> Vec<Firm> {
    let of = |curve: &ResponseCurve| {
        let feature = curve.feature;
        let nearest = explanation.switches.iter().position(|s| s.feature == feature);
        Firm {
            feature,
            stays: stays(model, curve, explanation),
            nearest,
            distance: nearest.map(|i| explanation.switches[i].distance),
        }
    };
    let asked = |c: &&ResponseCurve| model.uses(c.feature) || model.rules_ask(c.feature);
    let mut all: Vec<Firm> = explanation.curves.iter().filter(asked).map(of).collect();
    all.sort_by_key(|f| f.nearest.unwrap_or(usize::MAX));
    all
}

/// Where the same offer stays first along one fact.
pub fn stays(model: &CustomerModel, curve: &ResponseCurve, explanation: &Explanation) -> Stays {
    let value = explanation.question.values[curve.feature.index()];
    let winner = explanation.now.winner().map(|w| w.offer);
    let feature = model.features().get(curve.feature);
    match value {
        Value::Withheld => Stays::Withheld,
        _ if feature.kind.is_choice() => {
            let same = (0..).zip(&curve.stretches).filter(|(_, s)| s.winner == winner);
            Stays::Levels(same.map(|(level, _)| level).collect())
        }
        Value::Number(x) => {
            let range = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            // a stretch counts if a value that exists lies in it
            let ends = |s: &&Stretch| s.winner != winner && nearest_inside(model, s, x, feature, range).is_some();
            let seen = match rounded(model.rounding(), value) {
                Value::Number(x) => x,
                _ => x,
            };
            let here = curve.stretches.partition_point(|s| s.low <= seen).saturating_sub(1);
            let below = curve.stretches[..here].iter().rev().find(ends);
            let above = curve.stretches[here..].iter().skip(1).find(ends);
            Stays::Numbers {
                low: below.map_or(f64::NEG_INFINITY, |s| s.high),
                high: above.map_or(f64::INFINITY, |s| s.low),
            }
        }
        _ => Stays::NotKnown,
    }
}
