//! Response curves: what every offer's score is for every value of one feature, everything else unchanged.
//!
//! Exact: a stretch ends where a tree or a rule tells its values apart from the next, never on a sampled grid, and has
//! the very bits that scoring a customer inside it gives. A curve is a map with one axis: see `cells.rs`.

pub use super::cells::just_below;
use super::cells::{Cells, Place};
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::{CustomerModel, Line, Rounding, Value};
use crate::score::codes::rounded;
use crate::score::{Absence, Codes, leaf_values, rank};

/// A stretch of one feature's values in which no score changes by a bit.
#[derive(Clone, PartialEq, Debug)]
pub struct Stretch {
    /// Numbers `low <= x < high`; for anything else both are NaN.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// What stands for the stretch: its level, or a number inside it.
    pub value: Value,
    /// The recommended offer there; `None` if the customer may get none.
    pub winner: Option<OfferIdx>,
    /// The margin of every offer there, by offer.
    pub margins: Vec<f64>,
    /// The response of every offer there, by offer.
    pub responses: Vec<f64>,
}

/// What happens along one feature.
#[derive(Clone, PartialEq, Debug)]
pub struct ResponseCurve {
    /// Which feature.
    pub feature: FeatureIdx,
    /// Numbers: stretches in ascending order that cover the axis. Choices: one per level.
    pub stretches: Vec<Stretch>,
    /// Choices: what happens at a level that the model never saw.
    pub other: Option<Stretch>,
    /// What happens if the value is not known.
    pub missing: Stretch,
    /// From where on the only offer is sent; `None` where there are several.
    pub line: Option<Line>,
    /// How the model rounds what it compares.
    pub rounding: Rounding,
}

impl ResponseCurve {
    /// The stretch of a value as it was given; the one for "not known" if it is missing or withheld.
    /// O(log stretches).
    pub fn at(&self, value: Value) -> &Stretch {
        let found = match rounded(self.rounding, value) {
            Value::Number(x) => {
                let next = self.stretches.partition_point(|s| s.low <= x);
                self.stretches.get(next.saturating_sub(1)).filter(|_| !x.is_nan())
            }
            Value::Level(level) => self.stretches.get(level as usize).or(self.other.as_ref()),
            Value::OtherLevel => self.other.as_ref(),
            Value::Missing | Value::Withheld => None,
        };
        found.unwrap_or(&self.missing)
    }

    /// Stretches of numbers with neighbours of the same winner joined: `(low, high, winner)`.
    pub fn winners(&self) -> Vec<(f64, f64, Option<OfferIdx>)> {
        let mut joined: Vec<(f64, f64, Option<OfferIdx>)> = Vec::new();
        for s in &self.stretches {
            match joined.last_mut() {
                Some(last) if last.2 == s.winner => last.1 = s.high,
                _ => joined.push((s.low, s.high, s.winner)),
            }
        }
        joined
    }
}

/// The curve of one feature for a customer, where the only offer of a model is sent from a line on. O(trees · (depth + stretches)).
pub fn response_curve(
    model: &CustomerModel,
    values: &[Value],
    codes: &Codes,
    feature: FeatureIdx,
    absence: Absence<'_>,
    line: Option<Line>,
) -> ResponseCurve {
    let leaves = leaf_values(model, codes, absence);
    curve_from(model, values, codes, feature, absence, line, &leaves)
}

/// [`response_curve`] when what each tree says of the customer is already known; for all features in one frame.
pub fn curve_from(
    model: &CustomerModel,
    values: &[Value],
    codes: &Codes,
    feature: FeatureIdx,
    absence: Absence<'_>,
    line: Option<Line>,
    leaves: &[f64],
) -> ResponseCurve {
    let cells = Cells::of(model, codes, feature, None, absence, leaves);
    let mut values = values.to_vec();
    let mut outcome = |place: &Place| {
        values[feature.index()] = place.value;
        let margins = cells.margins(place, None);
        let responses = model.link().responses(&margins);
        let winner = rank::first(model, &responses, |offer| rank::barred(model, offer, &values).is_none());
        let winner = winner.filter(|_| rank::is_above(line, &margins));
        Stretch { low: place.low, high: place.high, value: place.value, winner, margins, responses }
    };
    let mut stretches: Vec<Stretch> = cells.first.known().iter().map(&mut outcome).collect();
    let other = stretches.pop_if(|s| s.value == Value::OtherLevel);
    let missing = outcome(cells.first.missing());
    ResponseCurve { feature, stretches, other, missing, line, rounding: model.rounding() }
}
