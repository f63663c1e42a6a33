//! The trees as the engine walks them: splits in preorder, merged along each path, without what only people need.
//!
//! A leaf with value v and path features j is the game `v · Π (o_j if j is known else z_j)`: `o_j` says whether the
//! customer passes all splits on j along the path, and `z_j` is the share of cover that does. Splits that repeat a
//! feature are one condition, so each split knows the split above it on the same feature.

use std::sync::Arc;

use crate::base::{NodeIdx, OfferIdx};
use crate::model::cuts::WITHHELD;
use crate::model::tree::LevelSet;
use crate::model::{Cell, CustomerModel, Node, Side, Test, Tree};
use crate::score::Codes;

/// No split, no set.
pub(in crate::explain) const NONE: u32 = u32::MAX;

/// Where a split leads: another split, or a leaf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::explain) struct Child(u32);

impl Child {
    const LEAF: u32 = 1 << 31;

    /// A split by its position within its tree.
    pub(crate) fn of_split(idx: usize) -> Self {
        Self(idx as u32)
    }

    fn leaf(idx: usize) -> Self {
        Self(idx as u32 | Self::LEAF)
    }

    /// The position of a split within its tree, if it is one.
    #[inline(always)]
    pub(crate) fn split(self) -> Option<usize> {
        (self.0 & Self::LEAF == 0).then_some(self.0 as usize)
    }

    /// The position among the forest's leaves; meaningful only for a leaf.
    #[inline(always)]
    pub(crate) fn leaf_idx(self) -> usize {
        (self.0 & !Self::LEAF) as usize
    }
}

/// A split.
#[derive(Clone, Copy, Debug)]
pub(in crate::explain) struct Split {
    pub feature: u32,
    /// Which of a customer's two codes of the feature is asked: twice the feature, one more if missing goes left.
    pub asked: u32,
    /// A number goes left if its code is below.
    pub cut: Cell,
    /// The set of levels that go left instead, in [`Forest::sets`], or [`NONE`].
    pub set: u32,
    /// Left and right.
    pub children: [Child; 2],
    /// The leaves on both sides, as they count in the margin; 0 for a split.
    pub values: [f64; 2],
    /// The shares of cover that pass all splits on the feature from the root to each child.
    pub shares: [f64; 2],
    /// The place of the feature among those on the path, counted from the root.
    pub bit: u32,
    /// How many features are on the path down to it, its own included.
    pub features: u32,
    /// The nearest split above on the same feature, by position, or [`NONE`].
    pub before: u32,
    /// To which side of that one this lies.
    pub before_side: u8,
    /// The split above, or [`NONE`] at the root, and to which side of it this lies.
    pub parent: u32,
    pub parent_side: u8,
}

/// What one customer's walk reads of a split, and no more: walks of large forests wait for memory.
#[derive(Clone, Copy, Debug)]
pub(in crate::explain) struct Step {
    /// As [`Split::asked`]; the highest bit says that `cut` is a set's position.
    asked: u32,
    cut: u32,
    /// Twice the position of the nearest split above on the same feature, one more if this lies to its right; or
    /// [`NONE`].
    before: u32,
    /// The position of the right child, past all splits for a leaf; the highest bit says that the left child is a
    /// split, which is then the next one.
    right: u32,
    pub values: [f64; 2],
    pub shares: [f64; 2],
}

impl Step {
    const FLAG: u32 = 1 << 31;

    fn of(split: &Split) -> Self {
        let set = if split.set == NONE { 0 } else { Self::FLAG };
        let left = if split.children[0].split().is_some() { Self::FLAG } else { 0 };
        Self {
            asked: split.asked | set,
            cut: if split.set == NONE { split.cut } else { split.set },
            before: if split.before == NONE { NONE } else { 2 * split.before + u32::from(split.before_side) },
            right: split.children[1].split().map_or(Self::FLAG - 1, |at| at as u32) | left,
            values: split.values,
            shares: split.shares,
        }
    }

    pub(crate) fn feature(&self) -> usize {
        (self.asked & !Self::FLAG) as usize / 2
    }

    /// The children's positions, or `none` for leaves.
    #[inline(always)]
    pub(crate) fn children(&self, at: usize, none: usize) -> [usize; 2] {
        let left = if self.right & Self::FLAG == 0 { none } else { at + 1 };
        [left, ((self.right & !Self::FLAG) as usize).min(none)]
    }

    /// The nearest split above on the same feature, or `none`, and the side this lies on.
    #[inline(always)]
    pub(crate) fn before(&self, none: usize) -> (usize, usize) {
        ((self.before as usize / 2).min(none), self.before as usize % 2)
    }
}

/// A tree.
#[derive(Clone, Debug)]
pub(in crate::explain) struct FlatTree {
    /// Its splits, in [`Forest::splits`]; the first one is the root.
    pub splits: std::ops::Range<usize>,
    /// The only leaf of a tree without splits, or its first.
    pub first_leaf: usize,
    /// The most features on one path.
    pub longest: usize,
    /// The most splits on one path.
    pub depth: usize,
}

/// One offer's trees.
#[derive(Clone, Debug)]
pub(in crate::explain) struct OfferTrees {
    pub trees: Vec<FlatTree>,
    pub base_score: f64,
    /// The margin expected by cover of somebody of whom nothing is known.
    pub expected: f64,
    pub longest: usize,
    /// The features that any split asks about, ascending.
    pub features: Vec<u32>,
    /// Each feature's place among those, or [`NONE`].
    pub places: Arc<Vec<u32>>,
}

impl OfferTrees {
    /// Some trees by position, or all.
    pub(crate) fn chosen<'a>(&'a self, which: Option<&'a [usize]>) -> impl Iterator<Item = &'a FlatTree> {
        (0..which.map_or(self.trees.len(), <[usize]>::len))
            .map(move |i| &self.trees[which.map_or(i, |which| which[i])])
    }
}

/// All trees.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Forest {
    pub n_features: usize,
    pub offers: Vec<OfferTrees>,
    pub splits: Vec<Split>,
    /// The same splits, for walks.
    pub steps: Vec<Step>,
    /// Leaves as they count in the margin: divided by the number of trees where leaves are averaged.
    pub leaves: Vec<f64>,
    /// Leaves as they stand in the model.
    pub raw_leaves: Vec<f64>,
    pub sets: Vec<LevelSet>,
    /// Per feature, the first code that is no cell: numbers from there on go where missing goes.
    pub cells: Vec<Cell>,
    /// Per feature, the code of a missing value.
    pub missing: Vec<Cell>,
    /// The features that any split asks about, ascending.
    pub used: Vec<u32>,
}

impl Forest {
    /// O(nodes · depth) time, about 70 bytes a split.
    pub(crate) fn of(model: &CustomerModel) -> Self {
        let cuts = || model.features().iter().map(|(idx, _)| model.cuts(idx));
        let mut forest = Self {
            n_features: model.features().len(),
            offers: Vec::new(),
            splits: Vec::new(),
            steps: Vec::new(),
            leaves: Vec::new(),
            raw_leaves: Vec::new(),
            sets: Vec::new(),
            cells: cuts().map(crate::model::Cuts::other).collect(),
            missing: cuts().map(crate::model::Cuts::missing).collect(),
            used: (0u32..)
                .zip(model.features().iter())
                .filter(|(_, (f, _))| model.uses(*f))
                .map(|(i, _)| i)
                .collect(),
        };
        for offer in model.offer_ids() {
            let trees = forest.offer(model, offer);
            forest.offers.push(trees);
        }
        forest.steps = forest.splits.iter().map(Step::of).collect();
        forest
    }

    fn offer(&mut self, model: &CustomerModel, offer: OfferIdx) -> OfferTrees {
        let weight = model.leaf_weight(offer);
        let base_score = model.offer(offer).base_score;
        let mut expected = base_score;
        let mut used = vec![false; self.n_features];
        let trees: Vec<FlatTree> = model
            .trees_of(offer)
            .map(|(_, tree)| {
                let (flat, mean) = self.tree(tree, weight);
                expected += mean;
                self.splits[flat.splits.clone()].iter().for_each(|s| used[s.feature as usize] = true);
                flat
            })
            .collect();
        let features: Vec<u32> = (0..self.n_features as u32).filter(|&f| used[f as usize]).collect();
        let mut places = vec![NONE; self.n_features];
        (0u32..).zip(&features).for_each(|(place, &feature)| places[feature as usize] = place);
        OfferTrees {
            longest: trees.iter().map(|t| t.longest).max().unwrap_or(0),
            trees,
            base_score,
            expected,
            places: Arc::new(places),
            features,
        }
    }

    /// Adds a tree; gives also its mean by cover.
    fn tree(&mut self, tree: &Tree, weight: f64) -> (FlatTree, f64) {
        struct Open {
            node: NodeIdx,
            parent: u32,
            side: u8,
            depth: usize,
            features: usize,
            reach: f64,
        }
        let start = self.splits.len();
        let first_leaf = self.leaves.len();
        let (mut longest, mut deepest, mut mean) = (0, 0, 0.0);
        let mut open = vec![Open { node: NodeIdx(0), parent: NONE, side: 0, depth: 0, features: 0, reach: 1.0 }];
        while let Some(Open { node, parent, side, depth, features, reach }) = open.pop() {
            let child = match tree.node(node) {
                Node::Leaf { value } => {
                    self.raw_leaves.push(*value);
                    self.leaves.push(value * weight);
                    longest = longest.max(features);
                    deepest = deepest.max(depth);
                    mean += value * weight * reach;
                    Child::leaf(self.leaves.len() - 1)
                }
                Node::Split(split) => {
                    let feature = split.feature.index() as u32;
                    let (before, before_side) = self.before(start, feature, parent, side);
                    let old = if before == NONE {
                        1.0
                    } else {
                        self.splits[start + before as usize].shares[usize::from(before_side)]
                    };
                    let bit = if before == NONE { features as u32 } else { self.splits[start + before as usize].bit };
                    let share = |side| if tree.covers.is_empty() { 0.0 } else { tree.share(node, side) };
                    let shares = [share(Side::Left), share(Side::Right)];
                    let (cut, set) = match &split.test {
                        Test::Below { rank, .. } => (rank + 1, NONE),
                        Test::In { levels } => {
                            self.sets.push(levels.clone());
                            (0, (self.sets.len() - 1) as u32)
                        }
                    };
                    let at = self.splits.len() - start;
                    let features = features + usize::from(before == NONE);
                    self.splits.push(Split {
                        feature,
                        asked: 2 * feature + u32::from(split.missing == Side::Left),
                        cut,
                        set,
                        children: [Child(0); 2],
                        values: [0.0; 2],
                        shares: shares.map(|s| s * old),
                        bit,
                        features: features as u32,
                        before,
                        before_side,
                        parent,
                        parent_side: side,
                    });
                    for (node, side) in [(split.right, 1u8), (split.left, 0)] {
                        let reach = reach * shares[usize::from(side)];
                        open.push(Open { node, parent: at as u32, side, depth: depth + 1, features, reach });
                    }
                    Child::of_split(at)
                }
            };
            if parent != NONE {
                let (split, side) = (&mut self.splits[start + parent as usize], usize::from(side));
                split.children[side] = child;
                if child.split().is_none() {
                    split.values[side] = self.leaves[child.leaf_idx()];
                }
            }
        }
        (FlatTree { splits: start..self.splits.len(), first_leaf, longest, depth: deepest }, mean)
    }

    /// The nearest split on a feature, from a split upwards, and the side of it that the way comes from.
    fn before(&self, start: usize, feature: u32, mut at: u32, mut side: u8) -> (u32, u8) {
        while at != NONE {
            let split = &self.splits[start + at as usize];
            if split.feature == feature {
                return (at, side);
            }
            (at, side) = (split.parent, split.parent_side);
        }
        (NONE, 0)
    }

    /// The splits of a tree.
    pub(crate) fn splits_of(&self, tree: &FlatTree) -> &[Split] {
        &self.splits[tree.splits.clone()]
    }

    /// Whether a code goes left at a split; a withheld one must not be asked.
    #[inline(always)]
    pub(crate) fn goes_left(&self, split: &Split, code: Cell) -> bool {
        let missing_left = split.asked & 1 == 1;
        if split.set != NONE {
            if code == self.missing[split.feature as usize] {
                missing_left
            } else {
                self.sets[split.set as usize].contains(code)
            }
        } else if code >= self.cells[split.feature as usize] {
            missing_left
        } else {
            code < split.cut
        }
    }
}

/// One customer's codes as splits ask them: for each feature one with missing above every cut and one with it below.
#[derive(Debug, Default)]
pub(in crate::explain) struct Asked {
    /// At `2 · feature + (missing goes left)`.
    codes: Vec<Cell>,
    plain: Vec<Cell>,
    /// Whether any feature is withheld.
    pub any_withheld: bool,
}

impl Asked {
    pub(crate) fn of(forest: &Forest, codes: &Codes) -> Self {
        let plain = codes.as_slice().to_vec();
        let mut twice = Vec::with_capacity(2 * plain.len());
        for (&code, &cells) in plain.iter().zip(&forest.cells) {
            twice.extend(if code >= cells { [Cell::MAX, 0] } else { [code, code] });
        }
        let any_withheld = plain.contains(&WITHHELD);
        Self { codes: twice, plain, any_withheld }
    }

    /// Whether the customer goes left. Means nothing where the feature is withheld.
    #[inline(always)]
    pub(crate) fn left(&self, forest: &Forest, split: &Split) -> bool {
        if split.set == NONE {
            self.codes[split.asked as usize] < split.cut
        } else {
            forest.goes_left(split, self.plain[split.feature as usize])
        }
    }

    /// As [`left`](Self::left), of a step.
    #[inline(always)]
    pub(crate) fn steps_left(&self, forest: &Forest, step: &Step) -> bool {
        let asked = step.asked & !Step::FLAG;
        if step.asked & Step::FLAG == 0 {
            return self.codes[asked as usize] < step.cut;
        }
        let (code, feature) = (self.plain[asked as usize / 2], asked as usize / 2);
        if code == forest.missing[feature] { asked & 1 == 1 } else { forest.sets[step.cut as usize].contains(code) }
    }

    /// Whether a feature is withheld.
    #[inline(always)]
    pub(crate) fn withholds(&self, feature: usize) -> bool {
        self.any_withheld && self.plain[feature] == WITHHELD
    }

    /// Whether a split's feature is withheld.
    #[inline(always)]
    pub(crate) fn withheld(&self, split: &Split) -> bool {
        self.any_withheld && self.plain[split.feature as usize] == WITHHELD
    }
}
