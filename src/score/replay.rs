//! The replay certificate: every path walked a second time by another way, and every score added up again.
//!
//! Scores use cell codes; the replay asks each split's own question of the raw value (`is 38.4 < 46.2?`). If the two
//! ever disagreed, the cuts would be wrong, and the certificate says so instead of hiding it.

use super::absence::Absence;
use super::codes::{Codes, rounded};
use super::margin;
use crate::base::NodeIdx;
use crate::model::{CustomerModel, Node, Side, Split, Test, Tree, Value};

/// What a replay found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// Paths in all: one per tree.
    pub paths: usize,
    /// Paths that end in the leaf the model takes.
    pub same_leaf: usize,
    /// Paths that a withheld feature leaves open, averaged and not replayed.
    pub averaged: usize,
    /// Whether adding the replayed leaves gives every score bit for bit.
    pub scores_identical: bool,
}

impl Certificate {
    /// Whether nothing disagreed.
    pub fn holds(&self) -> bool {
        self.same_leaf + self.averaged == self.paths && self.scores_identical
    }
}

/// Replays all paths of a customer. O(trees · depth).
pub fn replay(model: &CustomerModel, values: &[Value], absence: Absence<'_>) -> Certificate {
    let codes = Codes::of(model, values);
    let taken = margin::leaf_values(model, &codes, absence);
    let mut replayed = taken.clone();
    let mut certificate =
        Certificate { paths: model.trees().len(), same_leaf: 0, averaged: 0, scores_identical: false };
    for (i, tree) in model.trees().iter().enumerate() {
        match raw_walk(model, tree, values) {
            None => certificate.averaged += 1,
            Some(node) => {
                if margin::walk(model, tree, &codes) == (node, true) {
                    certificate.same_leaf += 1;
                }
                if let Node::Leaf { value } = tree.node(node) {
                    replayed[i] = *value;
                }
            }
        }
    }
    let bits = |values: &[f64]| margin::margins_of(model, values).iter().map(|m| m.to_bits()).collect::<Vec<_>>();
    certificate.scores_identical = bits(&taken) == bits(&replayed);
    certificate
}

/// Down a tree by asking each split of the raw value; `None` where a value is withheld.
fn raw_walk(model: &CustomerModel, tree: &Tree, values: &[Value]) -> Option<NodeIdx> {
    let mut at = NodeIdx(0);
    while let Node::Split(split) = tree.node(at) {
        at = split.child(raw_side(model, split, values[split.feature.index()])?);
    }
    Some(at)
}

fn raw_side(model: &CustomerModel, split: &Split, value: Value) -> Option<Side> {
    let feature = model.features().get(split.feature);
    let is_marker = |x: f64| {
        (feature.zero_is_missing && x.abs() <= crate::model::cuts::ZERO_BAND)
            || feature.missing_values.iter().any(|&marker| model.rounding().apply(marker) == x)
    };
    let left = match (&split.test, rounded(model.rounding(), value)) {
        (_, Value::Withheld) => return None,
        (_, Value::Missing) => return Some(split.missing),
        (_, Value::Number(x)) if x.is_nan() || is_marker(x) => return Some(split.missing),
        (Test::Below { threshold, .. }, Value::Number(x)) => x < *threshold || *threshold == f64::INFINITY,
        (Test::In { levels }, Value::Level(level)) => levels.contains(level),
        (Test::In { .. }, _) => false,
        (Test::Below { .. }, _) => return Some(split.missing),
    };
    Some(if left { Side::Left } else { Side::Right })
}
