//! Shapley values by their definition: every coalition asked, one by one. Slow, short, and the judge of the engine.
//!
//! `φ_j = Σ_{S ∌ j} |S|! (n − |S| − 1)! / n! · (v(S ∪ j) − v(S))`, where v(S) is the margin with every feature outside
//! S withheld (Shapley 1953). O(2ⁿ · leaves).

use crate::base::{FeatureIdx, OfferIdx};
use crate::model::CustomerModel;
use crate::model::cuts::WITHHELD;
use crate::score::{Absence, Codes, margins};

/// The most features that the oracle takes.
pub const FEATURES_MAX: usize = 12;

/// Base value and shares by definition; `None` for more than [`FEATURES_MAX`] features in use.
pub fn shapley(
    model: &CustomerModel,
    codes: &Codes,
    offer: OfferIdx,
    absence: Absence<'_>,
) -> Option<(f64, Vec<f64>)> {
    let players: Vec<FeatureIdx> =
        model.features().iter().map(|(i, _)| i).filter(|&i| model.uses(i) && codes.get(i) != WITHHELD).collect();
    let n = players.len();
    if n > FEATURES_MAX {
        return None;
    }
    let v: Vec<f64> = (0..1usize << n)
        .map(|coalition| {
            let known = players.iter().enumerate().filter(|(i, _)| coalition >> i & 1 == 0);
            let codes = known.fold(codes.clone(), |codes, (_, &player)| codes.with(player, WITHHELD));
            margins(model, &codes, absence)[offer.index()]
        })
        .collect();
    let mut shares = vec![0.0; model.features().len()];
    for (i, player) in players.iter().enumerate() {
        shares[player.index()] = (0..1usize << n)
            .filter(|s| s >> i & 1 == 0)
            .map(|s| weight(n, s.count_ones() as usize) * (v[s | 1 << i] - v[s]))
            .sum();
    }
    Some((v[0], shares))
}

/// The weight of a coalition of a size that one of n players joins: `|S|! (n − |S| − 1)! / n! = 1 / (n · C(n − 1, |S|))`.
pub fn weight(n: usize, size: usize) -> f64 {
    let choose = (0..size).fold(1.0, |c, k| c * (n - 1 - k) as f64 / (k + 1) as f64);
    1.0 / (n as f64 * choose)
}
