//! What a customer as asked gets, beside what the real one gets: scores and ranks alone, so that a dozen of them, or
//! all that was tried, take no time.

use super::question::Inputs;
use crate::model::Value;
use crate::score::{Codes, Recommendation, margins, recommend};

/// What both get.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The ranking for the customer as asked.
    pub now: Recommendation,
    /// The ranking for the real customer.
    pub before: Recommendation,
}

/// Ranks the offers for a customer as asked and as they really are; the same numbers as
/// [`explain`](super::explain()) gives, to the last bit. O(trees · depth) where nothing is withheld.
pub fn outcome(inputs: &Inputs, original: &[Value], values: &[Value]) -> Outcome {
    let now = ranking(inputs, values);
    let same = original.iter().zip(values).all(|(a, b)| a.same(*b));
    let before = if same { now.clone() } else { ranking(inputs, original) };
    Outcome { now, before }
}

/// Ranks the offers for a customer.
pub fn ranking(inputs: &Inputs, values: &[Value]) -> Recommendation {
    let model = inputs.model();
    recommend(model, values, &margins(model, &Codes::of(model, values), inputs.absence()))
}
