//! How near a reference prediction has to be: as near as float32 sums come, and no farther than the model can tell
//! two answers apart.
//!
//! A thousandth of a per cent of the greater of 1 and the prediction is the bound everywhere. Where a model's own
//! scores are smaller than 1, or its chances or rates are, that would let different answers pass for the same: a
//! chance of 0.000001 and one of 0.000009 differ by less. Chances and rates are therefore held to what the bound on the
//! margin makes of them, and margins to how large the model can make them at all.

use crate::base::OfferIdx;
use crate::model::{Aggregate, CustomerModel, Link, Node};

/// By how much a prediction may differ, relative to the greater of 1 and the reference: libraries that add in float32
/// differ from float64 by less.
pub const TOLERANCE: f64 = 1e-5;
/// What a few steps in float32 may do to a chance or a rate, relative to it.
const ROUNDED: f64 = 5e-7;
/// Below this nothing is told apart: float32 ends not far from it.
const NOTHING: f64 = 1e-30;
/// More decimals than float32 has of a chance: such a column was not rounded by hand.
const DECIMALS_MAX: usize = 9;

/// What a column of reference predictions holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// The raw sum of leaves.
    Margin,
    /// What the link makes of it.
    Response,
}

/// How large a model can make the margin of each offer, and what else its own numbers say of how near is near.
#[derive(Debug)]
pub(super) struct Closeness {
    link: Link,
    /// By offer: at most 1, the largest margin there can be, whatever its sign.
    reach: Vec<f64>,
    /// By offer: whether nothing that is added is negative.
    adds_only: Vec<bool>,
}

impl Closeness {
    /// Of a model. O(nodes).
    pub(super) fn of(model: &CustomerModel) -> Self {
        let mut sums = vec![0.0; model.offers().len()];
        let mut counts = vec![0u32; sums.len()];
        let mut adds_only: Vec<bool> = model.offers().iter().map(|o| o.base_score >= 0.0).collect();
        for tree in model.trees() {
            let leaves = tree.nodes.iter().filter_map(|node| match node {
                Node::Leaf { value } => Some(*value),
                Node::Split(_) => None,
            });
            let offer = tree.offer.index();
            let (least, largest) = leaves.fold((0.0_f64, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
            sums[offer] += largest.max(-least);
            counts[offer] += 1;
            adds_only[offer] &= least >= 0.0;
        }
        let reach = model.offers().iter().zip(sums).zip(counts).map(|((offer, sum), n)| {
            let trees = match offer.aggregate {
                Aggregate::Sum => sum,
                Aggregate::Mean => sum / f64::from(n.max(1)),
            };
            (offer.base_score.abs() + trees).min(1.0)
        });
        Self { link: model.link(), reach: reach.collect(), adds_only }
    }

    /// How far a prediction is from what was found, relative to the scale it is held to: up to [`TOLERANCE`] they
    /// agree. `margins` are all offers'; `step` is by how much a reference may be rounded.
    pub(super) fn off(
        &self,
        offer: OfferIdx,
        quantity: Quantity,
        found: f64,
        expected: f64,
        margins: &[f64],
        step: f64,
    ) -> f64 {
        let usual = expected.abs().max(1.0);
        let scale = match quantity {
            Quantity::Margin => self.of_sum(offer, expected),
            Quantity::Response => self.of_response(offer, expected, margins),
        };
        let off = (found - expected).abs();
        // never laxer than the usual bound
        off / (scale + step / TOLERANCE).clamp(NOTHING, usual)
    }

    fn of_sum(&self, offer: OfferIdx, expected: f64) -> f64 {
        expected.abs().max(self.reach[offer.index()])
    }

    fn of_response(&self, offer: OfferIdx, expected: f64, margins: &[f64]) -> f64 {
        let size = expected.abs();
        let rounded = size * ROUNDED / TOLERANCE;
        match self.link {
            Link::Identity { probability: true } if self.adds_only[offer.index()] => size,
            Link::Identity { .. } | Link::Ranking => self.of_sum(offer, expected),
            // what a small step of the margin, relative to the greater of 1 and itself, makes of a chance
            Link::Logistic { scale } => {
                let margin = scale * margins[offer.index()].abs().max(1.0);
                margin * size.min((1.0 - expected).abs()) + rounded
            }
            Link::Softmax => {
                let margin = margins.iter().fold(1.0_f64, |most, margin| most.max(margin.abs()));
                margin * size.min((1.0 - expected).abs()) + rounded
            }
            Link::Exp | Link::Softplus => margins[offer.index()].abs().max(1.0) * size + rounded,
            Link::SignedSquare => size.max(1.0),
        }
    }
}

/// By how much predictions that are written with few decimals may be rounded: half of the last one. 0 for a column that
/// is written as exactly as float32 is.
pub(super) fn step(predictions: impl IntoIterator<Item = f64>) -> f64 {
    let mut most = 0;
    for number in predictions.into_iter().filter(|x| x.is_finite()) {
        let text = number.to_string();
        most = most.max(text.split_once('.').map_or(0, |(_, decimals)| decimals.len()));
        if most > DECIMALS_MAX {
            return 0.0;
        }
    }
    0.5 * 0.1_f64.powi(most as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_decimals_are_rounded_by_half_of_the_last() {
        assert!((step([0.25, 0.125, f64::NAN]) - 0.0005).abs() < 1e-12);
        assert!((step([9e-6, 1e-6]) - 5e-7).abs() < 1e-15);
        assert_eq!(step([0.25, f64::from(0.1_f32)]), 0.0);
    }
}
