//! Response curves: what every offer's score is for every value of one feature, everything else unchanged.
//!
//! Exact: one stretch per cell, never a sampled grid. Trees are added in the order of the file, so each stretch has
//! the very bits that scoring a customer inside it gives. O(trees · (depth + cells)).

use crate::base::{FeatureIdx, NodeIdx, OfferIdx};
use crate::model::cuts::WITHHELD;
use crate::model::cuts::ZERO_BAND;
use crate::model::{Cell, Condition, CustomerModel, Node, Rounding, Side, Tree, Value};
use crate::score::codes::{rounded, side};
use crate::score::{Absence, Codes, Ranked, leaf_values, margin, recommend};

/// A stretch of one feature's values in which nothing changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Stretch {
    /// Numbers `low <= x < high`; for a choice both are the level's position.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// What stands for the stretch: its level, or a number inside it.
    pub value: Value,
    /// The recommended offer there; `None` if the customer may get none.
    pub winner: Option<OfferIdx>,
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
    /// What happens if the value is not known.
    pub missing: Stretch,
}

impl ResponseCurve {
    /// The stretch of a value; the one for "not known" if it is missing, withheld or an unknown level.
    pub fn at(&self, value: Value) -> &Stretch {
        let found = match value {
            Value::Number(x) => self.stretches.iter().find(|s| s.low <= x && x < s.high || s.low == x),
            Value::Level(_) => self.stretches.iter().find(|s| s.value == value),
            _ => None,
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

/// The curve of one feature for a customer.
pub fn response_curve(
    model: &CustomerModel,
    values: &[Value],
    codes: &Codes,
    feature: FeatureIdx,
    absence: Absence<'_>,
) -> ResponseCurve {
    let leaves = leaf_values(model, codes, absence);
    curve_from(model, values, codes, feature, absence, &leaves)
}

/// [`response_curve`] when what each tree says of the customer is already known; for all features in one frame.
pub fn curve_from(
    model: &CustomerModel,
    values: &[Value],
    codes: &Codes,
    feature: FeatureIdx,
    absence: Absence<'_>,
    leaves: &[f64],
) -> ResponseCurve {
    let cuts = model.cuts(feature);
    let n_codes = cuts.n_codes() as usize;
    let n_offers = model.offers().len();
    let mut sums = vec![0.0; n_offers * n_codes];
    let mut counts = vec![0u32; n_offers];
    let mut ways = Ways { model, codes, feature, absence };
    for (index, (tree, &leaf)) in model.trees().iter().zip(leaves).enumerate() {
        let o = tree.offer.index();
        counts[o] += 1;
        ways.add(index, tree, leaf, &mut sums[o * n_codes..(o + 1) * n_codes]);
    }
    let mut values = values.to_vec();
    let mut outcome = |code: Cell, value: Value, low: f64, high: f64| {
        let margins: Vec<f64> = (0..n_offers)
            .map(|o| {
                let offer = &model.offers()[o];
                margin::finish(sums[o * n_codes + code as usize], counts[o], offer.aggregate, offer.base_score)
            })
            .collect();
        values[feature.index()] = value;
        let recommendation = recommend(model, &values, &margins);
        let mut responses = vec![0.0; n_offers];
        for ranked in &recommendation.ranked {
            responses[ranked.offer.index()] = ranked.response;
        }
        let winner = recommendation.winner().map(|r: &Ranked| r.offer);
        Stretch { low, high, value, winner, responses }
    };
    let stretches = if model.features().get(feature).kind.is_choice() {
        (0..cuts.n_cells()).map(|l| outcome(l, Value::Level(l), f64::from(l), f64::from(l))).collect()
    } else {
        let mut edges = vec![f64::NEG_INFINITY];
        edges.extend_from_slice(cuts.thresholds());
        // rules have thresholds of their own, at which an offer opens or closes
        for rule in model.offers().iter().flat_map(|o| &o.rules).filter(|r| r.feature == feature) {
            if let Condition::AtLeast(x) | Condition::Below(x) = rule.condition {
                edges.push(x);
            }
        }
        if model.features().get(feature).zero_is_missing {
            // zero is a stretch of its own there
            edges.extend([-ZERO_BAND, first_from(model.rounding(), ZERO_BAND.next_up())]);
        }
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        edges.push(f64::INFINITY);
        let stretch = |pair: &[f64]| {
            let (low, high) = (pair[0], pair[1]);
            let inside = match (low.is_finite(), high.is_finite()) {
                (true, _) => first_from(model.rounding(), low),
                (false, true) => just_below(model.rounding(), high),
                (false, false) => 0.0,
            };
            let value = Value::Number(inside);
            outcome(cuts.code(rounded(model.rounding(), value)), value, low, high)
        };
        edges.windows(2).map(stretch).collect()
    };
    let missing = outcome(cuts.missing(), Value::Missing, f64::NAN, f64::NAN);
    ResponseCurve { feature, stretches, missing }
}

/// The least number from another on that the model does not round below it.
pub fn first_from(rounding: Rounding, x: f64) -> f64 {
    match rounding {
        Rounding::F64 => x,
        Rounding::F32 => {
            let near = x as f32;
            f64::from(if f64::from(near) < x { near.next_up() } else { near })
        }
    }
}

/// The greatest number below another that the model tells from it.
pub fn just_below(rounding: Rounding, x: f64) -> f64 {
    match rounding {
        Rounding::F64 => x.next_down(),
        Rounding::F32 => f64::from((x as f32).next_down()),
    }
}

struct Ways<'a> {
    model: &'a CustomerModel,
    codes: &'a Codes,
    feature: FeatureIdx,
    absence: Absence<'a>,
}

impl Ways<'_> {
    /// Adds what a tree says for each code of the feature; `leaf` is what it says of the customer as they are.
    fn add(&mut self, index: usize, tree: &Tree, leaf: f64, sums: &mut [f64]) {
        if !self.model.tree_uses(index, self.feature) {
            sums.iter_mut().for_each(|s| *s += leaf);
            return;
        }
        if self.codes.as_slice().iter().enumerate().any(|(i, &c)| c == WITHHELD && i != self.feature.index()) {
            // several leaves stay open: ask scoring itself, code by code
            for (code, sum) in sums.iter_mut().enumerate() {
                let codes = self.codes.with(self.feature, code as Cell);
                *sum += margin::tree_value(self.model, tree, &codes, self.absence);
            }
            return;
        }
        // codes that can still arrive at a node, as runs: a split on the feature divides them
        let every_code = 0..sums.len() as Cell;
        let mut open: Vec<(NodeIdx, Vec<std::ops::Range<Cell>>)> = vec![(NodeIdx(0), vec![every_code])];
        while let Some((at, runs)) = open.pop() {
            match tree.node(at) {
                Node::Leaf { value } => {
                    for run in runs {
                        sums[run.start as usize..run.end as usize].iter_mut().for_each(|s| *s += value);
                    }
                }
                Node::Split(split) if split.feature != self.feature => {
                    let side = side(self.model, split, self.codes.get(split.feature)).unwrap_or(split.missing);
                    open.push((split.child(side), runs));
                }
                Node::Split(split) => {
                    let (mut left, mut right) = (Vec::new(), Vec::new());
                    for code in runs.into_iter().flatten() {
                        let to = match side(self.model, split, code).unwrap_or(split.missing) {
                            Side::Left => &mut left,
                            Side::Right => &mut right,
                        };
                        match to.last_mut() {
                            Some(std::ops::Range { end, .. }) if *end == code => *end += 1,
                            _ => to.push(code..code + 1),
                        }
                    }
                    for (child, runs) in [(split.right, right), (split.left, left)] {
                        if !runs.is_empty() {
                            open.push((child, runs));
                        }
                    }
                }
            }
        }
    }
}
