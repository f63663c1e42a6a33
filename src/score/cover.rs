//! Covers counted over customers at hand, for models whose file stores none.

use rayon::prelude::*;

use super::Background;
use super::codes::side;
use crate::base::NodeIdx;
use crate::model::{CustomerModel, Node};

/// How many of the reference rows reach each node of each tree, in the order of its nodes: what a cover is, counted
/// anew. A row that withholds a fact goes where a missing one goes.
///
/// O(rows · trees · depth) time, trees side by side. Counts of parts of the rows add up to those of all.
pub fn covers(model: &CustomerModel, rows: &Background) -> Vec<Vec<f64>> {
    let of = |tree: &crate::model::Tree| {
        let mut counts = vec![0.0; tree.nodes.len()];
        for row in rows.rows() {
            let mut at = NodeIdx(0);
            counts[0] += 1.0;
            while let Node::Split(split) = tree.node(at) {
                at = split.child(side(model, split, row.get(split.feature)).unwrap_or(split.missing));
                counts[at.index()] += 1.0;
            }
        }
        counts
    };
    model.trees().par_iter().map(of).collect()
}
