//! Every leaf of a model as a list of conditions, one per feature on its path: what attributions stand on.
//!
//! A leaf with value v and path features j is the game `v · Π (o_j if j is known else z_j)`, where `o_j` says
//! whether the customer meets the leaf's condition on j and `z_j` is the share of cover that does (by cover), or
//! whether a background row does (by background). Repeated splits on a feature merge into one condition. Built once a
//! model; O(nodes · depth) time, about 32 bytes per leaf and path feature.

use crate::base::{FeatureIdx, NodeIdx, OfferIdx};
use crate::model::cuts::WITHHELD;
use crate::model::tree::LevelSet;
use crate::model::{Cell, CustomerModel, Node, Side, Test, Tree};

/// What a leaf asks of one feature.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The feature.
    pub feature: FeatureIdx,
    /// Whether a missing value meets it.
    pub missing: bool,
    /// Position of its levels in [`OfferPaths::sets`], or `u32::MAX` for a stretch of cells.
    set: u32,
    /// The cells `low..high`.
    low: Cell,
    high: Cell,
    /// The reserved code of a missing value.
    missing_code: Cell,
    /// The share of cover that meets it, all splits on the feature together.
    pub share: f64,
}

/// A leaf of one of an offer's trees.
#[derive(Clone, Copy, Debug)]
pub struct LeafPath {
    /// Its value as it counts in the margin: divided by the number of trees where leaves are averaged.
    pub value: f64,
    start: u32,
    len: u32,
}

/// All leaves of one offer's trees.
#[derive(Clone, Debug)]
pub struct OfferPaths {
    /// The model's constant.
    pub base_score: f64,
    /// The leaves in the order of the trees.
    pub leaves: Vec<LeafPath>,
    conditions: Vec<Condition>,
    sets: Vec<LevelSet>,
    /// The most features on one path.
    pub longest: usize,
}

impl OfferPaths {
    /// Lists the leaves of an offer's trees. Shares are 0 where the model has no covers.
    pub fn of(model: &CustomerModel, offer: OfferIdx) -> Self {
        let mut paths = Self {
            base_score: model.offer(offer).base_score,
            leaves: Vec::new(),
            conditions: Vec::new(),
            sets: Vec::new(),
            longest: 0,
        };
        let weight = model.leaf_weight(offer);
        for (_, tree) in model.trees_of(offer) {
            paths.add_tree(model, tree, weight);
        }
        paths
    }

    /// The conditions of a leaf, ascending by feature.
    pub fn conditions(&self, leaf: &LeafPath) -> &[Condition] {
        &self.conditions[leaf.start as usize..(leaf.start + leaf.len) as usize]
    }

    /// The features that any path asks about, ascending. O(conditions · log).
    pub fn features(&self) -> Vec<FeatureIdx> {
        let all: std::collections::BTreeSet<FeatureIdx> = self.conditions.iter().map(|c| c.feature).collect();
        all.into_iter().collect()
    }

    /// Whether a code meets a condition; a withheld one meets none.
    #[inline]
    pub fn met(&self, condition: &Condition, code: Cell) -> bool {
        if condition.set == u32::MAX {
            (code >= condition.low && code < condition.high) || (code == condition.missing_code && condition.missing)
        } else if code == condition.missing_code {
            condition.missing
        } else {
            code != WITHHELD && self.sets[condition.set as usize].contains(code)
        }
    }

    fn add_tree(&mut self, model: &CustomerModel, tree: &Tree, weight: f64) {
        // depth first; `way` holds the splits from the root to the node at hand
        type Step = (NodeIdx, Side);
        let mut way: Vec<Step> = Vec::new();
        let mut open: Vec<(NodeIdx, usize, Option<Step>)> = vec![(NodeIdx(0), 0, None)];
        while let Some((at, depth, came)) = open.pop() {
            way.truncate(depth.saturating_sub(1));
            way.extend(came);
            match tree.node(at) {
                Node::Split(split) => {
                    open.push((split.right, depth + 1, Some((at, Side::Right))));
                    open.push((split.left, depth + 1, Some((at, Side::Left))));
                }
                Node::Leaf { value } => self.add_leaf(model, tree, &way, value * weight),
            }
        }
    }

    fn add_leaf(&mut self, model: &CustomerModel, tree: &Tree, way: &[(NodeIdx, Side)], value: f64) {
        let start = self.conditions.len();
        let mut steps: Vec<(FeatureIdx, NodeIdx, Side)> = way
            .iter()
            .filter_map(|&(node, side)| match tree.node(node) {
                Node::Split(split) => Some((split.feature, node, side)),
                Node::Leaf { .. } => None,
            })
            .collect();
        steps.sort_by_key(|&(feature, _, _)| feature); // stable: root first within a feature
        for group in steps.chunk_by(|a, b| a.0 == b.0) {
            let condition = self.merge(model, tree, group);
            self.conditions.push(condition);
        }
        let len = self.conditions.len() - start;
        self.longest = self.longest.max(len);
        self.leaves.push(LeafPath { value, start: start as u32, len: len as u32 });
    }

    /// The splits on one feature, as one condition.
    fn merge(&mut self, model: &CustomerModel, tree: &Tree, group: &[(FeatureIdx, NodeIdx, Side)]) -> Condition {
        let feature = group[0].0;
        let cuts = model.cuts(feature);
        let mut condition = Condition {
            feature,
            missing: true,
            set: u32::MAX,
            low: 0,
            high: cuts.n_cells(),
            missing_code: cuts.missing(),
            share: 1.0,
        };
        let mut levels: Option<Vec<Cell>> = None;
        for &(_, node, side) in group {
            let Node::Split(split) = tree.node(node) else { continue };
            condition.missing &= split.missing == side;
            condition.share *= if tree.covers.is_empty() { 0.0 } else { tree.share(node, side) };
            match (&split.test, side) {
                (Test::Below { rank, .. }, Side::Left) => condition.high = condition.high.min(rank + 1),
                (Test::Below { rank, .. }, Side::Right) => condition.low = condition.low.max(rank + 1),
                (Test::In { levels: set }, side) => levels
                    .get_or_insert_with(|| (0..=cuts.other()).collect())
                    .retain(|&l| set.contains(l) == (side == Side::Left)),
            }
        }
        if let Some(levels) = levels {
            condition.set = self.sets.len() as u32;
            self.sets.push(levels.into_iter().collect());
        }
        condition
    }
}
