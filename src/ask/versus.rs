//! Why not the other: the gap between two offers as a ledger, from where both scores start to what decides their order.

use super::answer::Explanation;
use super::question::Inputs;
use crate::base::{FeatureIdx, OfferIdx};
use crate::explain::Attribution;
use crate::score::{Codes, Ranked};

/// Two offers side by side. Every amount is the first's less the second's.
#[derive(Clone, PartialEq, Debug)]
pub struct Versus {
    /// Where the first offer's margin comes from.
    pub first: Attribution,
    /// Where the second's comes from.
    pub second: Attribution,
    /// What both are ranked by: margin, response, worth, and the rule that bars them.
    pub ranked: [Ranked; 2],
    /// Between the base values.
    pub base: f64,
    /// Each fact's share in the gap, the greatest first; only those that have a share in either offer.
    pub shares: Vec<(FeatureIdx, f64)>,
    /// What floating point left over: margin − base − Σ shares.
    pub residual: f64,
    /// Between the margins.
    pub margin: f64,
    /// Between the responses; what turning margin into response does is this less the margin.
    pub response: f64,
    /// Between what offers are ranked by; what multiplying by value does is this less the response.
    pub worth: f64,
    /// What decides their order.
    pub decided: Decided,
}

/// What decides the order of two offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    /// What offers are ranked by.
    Worth,
    /// Equal in what offers are ranked by: the order of the file.
    Order,
    /// Only one of them may be had.
    Rule,
    /// Neither may be had: neither comes first, whatever they are worth.
    Neither,
}

/// Answers why the explained offer stands where it does beside another; `None` for one and the same. O(leaves · d²), and
/// nothing for an offer that the explanation holds already.
pub fn versus(inputs: &Inputs, explanation: &Explanation, other: OfferIdx) -> Option<Versus> {
    if other == explanation.focus {
        return None;
    }
    let first = explanation.attribution.clone();
    let ranked = [explanation.focus, other].map(|o| explanation.now.of(o).1.clone());
    let second = match &explanation.rival {
        Some(rival) if rival.offer == other => rival.clone(),
        _ => {
            let codes = Codes::of(inputs.model(), &explanation.question.values);
            inputs.explainer().attribute(&codes, other, ranked[1].margin)
        }
    };
    let gap = |f: usize| first.shares[f] - second.shares[f];
    let counts = |f: &usize| first.shares[*f] != 0.0 || second.shares[*f] != 0.0;
    let mut shares: Vec<(FeatureIdx, f64)> =
        (0..first.shares.len()).filter(counts).map(|f| (FeatureIdx::new(f), gap(f))).collect();
    shares.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then(x.0.cmp(&y.0)));
    let [a, b] = &ranked;
    let base = first.base_value - second.base_value;
    let margin = a.margin - b.margin;
    let decided = match (a.barred_by, b.barred_by) {
        (None, None) if a.worth.total_cmp(&b.worth).is_eq() => Decided::Order,
        (None, None) => Decided::Worth,
        (Some(_), Some(_)) => Decided::Neither,
        _ => Decided::Rule,
    };
    Some(Versus {
        residual: shares.iter().fold(margin - base, |left, (_, share)| left - share),
        base,
        margin,
        response: a.response - b.response,
        worth: a.worth - b.worth,
        decided,
        shares,
        ranked,
        first,
        second,
    })
}
