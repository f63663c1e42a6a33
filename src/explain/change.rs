//! What a change of several facts did, fact by fact: exact Shapley values of the way from one profile to another.
//!
//! The players are the changed facts, the game is the margin with a coalition of them changed. They add up to the whole
//! difference. By definition over all coalitions: O(2ᵏ · scoring) for k changed facts.

use crate::base::FeatureIdx;
use crate::model::{CustomerModel, Value};
use crate::score::{Absence, Codes, margins};

/// The most changed facts that are told apart.
pub const CHANGES_MAX: usize = 8;

/// For each changed fact, what changing it did to each offer's margin; `None` if more than [`CHANGES_MAX`] changed.
pub fn change_shares(
    model: &CustomerModel,
    original: &[Value],
    values: &[Value],
    changed: &[FeatureIdx],
    absence: Absence<'_>,
) -> Option<Vec<Vec<f64>>> {
    let k = changed.len();
    if k > CHANGES_MAX {
        return None;
    }
    let game: Vec<Vec<f64>> = (0..1usize << k)
        .map(|coalition| {
            let mut mixed = original.to_vec();
            for (_, feature) in changed.iter().enumerate().filter(|(i, _)| coalition >> i & 1 == 1) {
                mixed[feature.index()] = values[feature.index()];
            }
            margins(model, &Codes::of(model, &mixed), absence)
        })
        .collect();
    let n_offers = model.offers().len();
    let shares = (0..k)
        .map(|i| {
            let mut share = vec![0.0; n_offers];
            for s in (0..1usize << k).filter(|s| s >> i & 1 == 0) {
                let weight = super::oracle::weight(k, s.count_ones() as usize);
                for (offer, total) in share.iter_mut().enumerate() {
                    *total += weight * (game[s | 1 << i][offer] - game[s][offer]);
                }
            }
            share
        })
        .collect();
    Some(shares)
}
