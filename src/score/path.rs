//! Paths: the splits a customer passes in each tree, and what all trees together ask of them.

use super::codes::{Codes, side};
use super::margin;
use crate::base::{FeatureIdx, NodeIdx, OfferIdx, TreeIdx};
use crate::model::cuts::WITHHELD;
use crate::model::{Cell, CustomerModel, Node, Side, Test};

/// A customer's way through one tree.
#[derive(Clone, PartialEq, Debug)]
pub struct TreePath {
    /// Which tree.
    pub tree: TreeIdx,
    /// The splits passed, from the root on, and the side taken.
    pub steps: Vec<(NodeIdx, Side)>,
    /// Where it ends.
    pub end: PathEnd,
}

/// Where a path ends.
#[derive(Clone, PartialEq, Debug)]
pub enum PathEnd {
    /// In a leaf.
    Leaf {
        /// Which.
        node: NodeIdx,
        /// Its value.
        value: f64,
    },
    /// At a split on a withheld feature: several leaves stay open, each with its share of the cover.
    Open {
        /// The split.
        node: NodeIdx,
        /// The leaves below and their shares.
        leaves: Vec<(NodeIdx, f64)>,
    },
}

/// The way through one tree. O(depth), or O(leaves) where features are withheld.
pub fn tree_path(model: &CustomerModel, tree_idx: TreeIdx, codes: &Codes) -> TreePath {
    let tree = model.tree(tree_idx);
    let mut steps = Vec::new();
    let mut at = NodeIdx(0);
    let end = loop {
        match tree.node(at) {
            Node::Leaf { value } => break PathEnd::Leaf { node: at, value: *value },
            Node::Split(split) => match side(model, split, codes.get(split.feature)) {
                Some(side) => {
                    steps.push((at, side));
                    at = split.child(side);
                }
                None => {
                    let leaves =
                        if tree.covers.is_empty() { Vec::new() } else { margin::open_leaves(model, tree, codes, at) };
                    break PathEnd::Open { node: at, leaves };
                }
            },
        }
    };
    TreePath { tree: tree_idx, steps, end }
}

/// Values of one feature, by cell: a stretch of numbers, or a set of levels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Region {
    /// The cells `low..high`, in numbers `low <= x < high` of [`crate::model::Cuts::bounds`].
    Cells {
        /// First cell.
        low: Cell,
        /// One past the last cell.
        high: Cell,
    },
    /// These levels, ascending.
    Levels(Vec<Cell>),
    /// The value is missing; this region is only that.
    Missing,
}

/// What all of an offer's trees (or all trees) ask of a customer: as long as every feature stays in its region, every
/// tree ends in the same leaf and no score changes by a bit.
#[derive(Clone, PartialEq, Debug)]
pub struct MergedPath {
    /// One region for each feature that a split on the way looked at, in the model's order.
    pub regions: Vec<(FeatureIdx, Region)>,
}

/// Merges the paths of one offer's trees, or of all trees if `offer` is `None`. Withheld features have no region.
/// O(trees · depth · (1 + levels)).
pub fn merged_path(model: &CustomerModel, codes: &Codes, offer: Option<OfferIdx>) -> MergedPath {
    let mut regions: Vec<Option<Region>> = vec![None; model.features().len()];
    for tree in model.trees().iter().filter(|t| offer.is_none_or(|o| o == t.offer)) {
        let mut at = NodeIdx(0);
        while let Node::Split(split) = tree.node(at) {
            let code = codes.get(split.feature);
            let Some(side) = side(model, split, code) else { break };
            narrow(&mut regions[split.feature.index()], model, split.feature, code, &split.test, side);
            at = split.child(side);
        }
    }
    let regions = regions.into_iter().enumerate().filter_map(|(i, r)| Some((FeatureIdx::new(i), r?))).collect();
    MergedPath { regions }
}

fn narrow(
    region: &mut Option<Region>,
    model: &CustomerModel,
    feature: FeatureIdx,
    code: Cell,
    test: &Test,
    taken: Side,
) {
    let cuts = model.cuts(feature);
    if code == cuts.missing() || code == WITHHELD {
        *region = Some(Region::Missing);
        return;
    }
    let all = || match test {
        Test::Below { .. } => Region::Cells { low: 0, high: cuts.n_cells() },
        // a level the model never saw stands in no set and stays among those that do not
        Test::In { .. } => Region::Levels((0..=cuts.other()).collect()),
    };
    match (region.get_or_insert_with(all), test) {
        (Region::Cells { low, high }, Test::Below { rank, .. }) => match taken {
            Side::Left => *high = (*high).min(rank + 1),
            Side::Right => *low = (*low).max(rank + 1),
        },
        (Region::Levels(levels), Test::In { levels: set }) => {
            levels.retain(|&l| set.contains(l) == (taken == Side::Left));
        }
        _ => {}
    }
}
