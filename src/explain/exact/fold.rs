//! Trees as far as they still matter: what stays is folded away, what may change is asked of places.
//!
//! A customer whose other facts stay sees of each tree only the splits on levers. A tree that none of them touches is a
//! number. Every leaf keeps, for each lever on its way, the set of places that lead there.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::space::{Axis, Space};
use crate::base::NodeIdx;
use crate::model::tree::Side;
use crate::model::{Aggregate, CustomerModel, Node, Test, Value};
use crate::score::Codes;
use crate::score::codes::side;

/// What a child of a folded split is: another split, or a leaf (as its complement).
pub(super) type Child = i32;

/// A split on a lever.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoldedSplit {
    pub axis: u32,
    /// Where the set of places that go left starts.
    pub set: u32,
    pub children: [Child; 2],
}

/// A tree that levers can still change.
#[derive(Clone, Debug)]
pub(super) struct FoldedTree {
    pub offer: u32,
    pub root: Child,
    /// Its leaves.
    pub leaves: std::ops::Range<u32>,
    /// The axes that it asks about, ascending.
    pub axes: SmallVec<[u32; 8]>,
}

/// Some places of a lever: what a leaf asks of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub axis: u32,
    /// Where its set starts.
    pub set: u32,
    /// The positions that it lies within.
    pub span: (u32, u32),
}

/// The trees of a question.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    pub trees: Vec<FoldedTree>,
    pub splits: Vec<FoldedSplit>,
    /// What each leaf adds to its offer's margin.
    pub values: Vec<f64>,
    /// For each leaf where what it asks starts in `asks`; one more at the end.
    pub starts: Vec<u32>,
    /// Positions in `wanted`.
    pub asks: Vec<u32>,
    pub wanted: Vec<Wanted>,
    /// Per axis, where in `wanted` its places stand one by one.
    pub singles: Vec<u32>,
    /// All sets of places.
    pub sets: Vec<u64>,
    /// What every margin starts from: base scores and trees that are only a number.
    pub base: Vec<f64>,
    /// How far sums in another order may differ from the model's own, per offer.
    pub band: Vec<f64>,
}

type Set = SmallVec<[u64; 4]>;

struct Folder<'a> {
    model: &'a CustomerModel,
    codes: Codes,
    space: &'a Space,
    /// The axis of each feature that may change.
    axis_of: Vec<Option<u32>>,
    folded: Folded,
    /// Sets of splits by axis, rank and side of what is missing.
    left_of: HashMap<(u32, u32, bool), u32>,
    found: HashMap<(u32, Set), u32>,
}

impl Folded {
    /// Folds a model for a customer. O(splits that the customer can come to · words) time, as much memory.
    pub fn new(model: &CustomerModel, values: &[Value], space: &Space) -> Self {
        let mut axis_of = vec![None; model.features().len()];
        for (i, axis) in space.axes.iter().enumerate() {
            axis_of[axis.feature.index()] = Some(i as u32);
        }
        let codes = Codes::of(model, values);
        let folded = Self { base: model.offers().iter().map(|o| o.base_score).collect(), ..Self::default() };
        let mut folder = Folder {
            model,
            codes,
            space,
            axis_of,
            folded,
            left_of: HashMap::new(),
            found: HashMap::new(),
        };
        let mut sizes = vec![0.0; model.offers().len()];
        let weights: Vec<f64> = model
            .offer_ids()
            .map(|o| match model.offer(o).aggregate {
                Aggregate::Sum => 1.0,
                Aggregate::Mean => model.leaf_weight(o),
            })
            .collect();
        for tree in model.trees() {
            let offer = tree.offer.index();
            sizes[offer] += folder.tree(tree, weights[offer]);
        }
        let mut folded = folder.folded;
        folded.starts.push(folded.asks.len() as u32);
        for (i, axis) in space.axes.iter().enumerate() {
            folded.singles.push(folded.wanted.len() as u32);
            for (place, &position) in axis.position.iter().enumerate() {
                let start = folded.sets.len();
                folded.sets.resize(start + axis.words, 0);
                folded.sets[start + place / 64] |= 1 << (place % 64);
                folded.wanted.push(Wanted { axis: i as u32, set: start as u32, span: (position, position + 1) });
            }
        }
        let count = model.trees().len().max(1) as f64;
        folded.band = (0..sizes.len())
            .map(|o| (sizes[o] + folded.base[o].abs() + model.offers()[o].base_score.abs()) * count * f64::EPSILON)
            .collect();
        folded
    }

    pub fn set(&self, start: u32, words: usize) -> &[u64] {
        &self.sets[start as usize..][..words]
    }

    /// The leaf of a tree at a point.
    pub fn leaf_at(&self, tree: &FoldedTree, point: &[u32]) -> usize {
        let mut at = tree.root;
        while at >= 0 {
            let split = &self.splits[at as usize];
            let place = point[split.axis as usize] as usize;
            let left = self.sets[split.set as usize + place / 64] >> (place % 64) & 1 == 1;
            at = split.children[usize::from(!left)];
        }
        !at as usize
    }

    /// The margins at a point, added in another order than the model does. O(trees · depth).
    pub fn margins_at(&self, point: &[u32]) -> Vec<f64> {
        let mut margins = self.base.clone();
        for tree in &self.trees {
            margins[tree.offer as usize] += self.values[self.leaf_at(tree, point)];
        }
        margins
    }

    /// The margins along one axis from a point, by place and offer. O(trees · depth + leaves there · places).
    pub fn curve(&self, axes: &[Axis], point: &[u32], axis: usize) -> Vec<Vec<f64>> {
        let (words, n) = (axes[axis].words, axes[axis].places.len());
        let mut rows = vec![vec![0.0; n]; self.base.len()];
        let mut rest = self.base.clone();
        let mut open: Vec<(Child, Set)> = Vec::new();
        for tree in &self.trees {
            if !tree.axes.contains(&(axis as u32)) {
                rest[tree.offer as usize] += self.values[self.leaf_at(tree, point)];
                continue;
            }
            let row = &mut rows[tree.offer as usize];
            open.push((tree.root, all_of(n, words)));
            while let Some((at, set)) = open.pop() {
                if at < 0 {
                    let value = self.values[!at as usize];
                    for_each(&set, |place| row[place] += value);
                    continue;
                }
                let split = &self.splits[at as usize];
                if split.axis as usize != axis {
                    let place = point[split.axis as usize] as usize;
                    let left = self.sets[split.set as usize + place / 64] >> (place % 64) & 1 == 1;
                    open.push((split.children[usize::from(!left)], set));
                    continue;
                }
                let [left, right] = divided(&set, self.set(split.set, words));
                for (child, set) in [(split.children[1], right), (split.children[0], left)] {
                    if set.iter().any(|&w| w != 0) {
                        open.push((child, set));
                    }
                }
            }
        }
        for (row, rest) in rows.iter_mut().zip(rest) {
            row.iter_mut().for_each(|m| *m += rest);
        }
        rows
    }
}

/// All of so many places.
pub(super) fn all_of(n: usize, words: usize) -> SmallVec<[u64; 4]> {
    (0..words).map(|w| if n >= 64 * (w + 1) { u64::MAX } else { (1u64 << (n - n.min(64 * w))) - 1 }).collect()
}

/// Calls with each place of a set.
pub(super) fn for_each(set: &[u64], mut call: impl FnMut(usize)) {
    for (w, &word) in set.iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            call(64 * w + rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

/// A set within another one, and outside it.
fn divided(set: &[u64], by: &[u64]) -> [Set; 2] {
    [
        set.iter().zip(by).map(|(a, b)| a & b).collect(),
        set.iter().zip(by).map(|(a, b)| a & !b).collect(),
    ]
}

impl Folder<'_> {
    /// Folds a tree; gives the size of its greatest leaf.
    fn tree(&mut self, tree: &crate::model::Tree, weight: f64) -> f64 {
        struct Open {
            node: NodeIdx,
            parent: Option<(usize, usize)>,
            sets: SmallVec<[(u32, Set); 8]>,
        }
        let first_leaf = self.folded.values.len() as u32;
        let first_split = self.folded.splits.len();
        let first_ask = self.folded.asks.len();
        let mut root: Child = -1;
        let mut axes: SmallVec<[u32; 8]> = SmallVec::new();
        let mut size: f64 = 0.0;
        let mut open = vec![Open { node: NodeIdx(0), parent: None, sets: SmallVec::new() }];
        while let Some(Open { node, parent, mut sets }) = open.pop() {
            let made: Child = match tree.node(node) {
                Node::Leaf { value } => {
                    self.folded.starts.push(self.folded.asks.len() as u32);
                    self.folded.values.push(value * weight);
                    size = size.max((value * weight).abs());
                    for (axis, set) in sets {
                        let wanted = self.wanted(axis, set);
                        self.folded.asks.push(wanted);
                    }
                    !(self.folded.values.len() as i32 - 1)
                }
                Node::Split(split) => {
                    let Some(axis) = self.axis_of[split.feature.index()] else {
                        let side = side(self.model, split, self.codes.get(split.feature)).unwrap_or(split.missing);
                        open.push(Open { node: split.child(side), parent, sets });
                        continue;
                    };
                    let words = self.space.axes[axis as usize].words;
                    let set = self.left(axis, split);
                    let at = sets.iter().position(|(a, _)| *a == axis).unwrap_or_else(|| {
                        sets.push((axis, all_of(self.space.axes[axis as usize].places.len(), words)));
                        sets.len() - 1
                    });
                    let [left, right] = divided(&sets[at].1, self.folded.set(set, words));
                    let [any_left, any_right] = [&left, &right].map(|s| s.iter().any(|&w| w != 0));
                    if !(any_left && any_right) {
                        let all_sides = sets[at].1.iter().zip(&all_of(self.space.axes[axis as usize].places.len(), words)).all(|(a, b)| a == b);
                        if all_sides {
                            sets.remove(at);
                        }
                        let node = if any_left { split.left } else { split.right };
                        open.push(Open { node, parent, sets });
                        continue;
                    }
                    if !axes.contains(&axis) {
                        axes.push(axis);
                    }
                    self.folded.splits.push(FoldedSplit { axis, set, children: [0; 2] });
                    let split_at = self.folded.splits.len() - 1;
                    let mut of_right = sets.clone();
                    sets[at].1 = left;
                    of_right[at].1 = right;
                    open.push(Open { node: split.right, parent: Some((split_at, 1)), sets: of_right });
                    open.push(Open { node: split.left, parent: Some((split_at, 0)), sets });
                    split_at as Child
                }
            };
            match parent {
                None => root = made,
                Some((split, side)) => self.folded.splits[split].children[side] = made,
            }
        }
        let leaves = first_leaf..self.folded.values.len() as u32;
        if root < 0 {
            // only a number is left of it
            self.folded.base[tree.offer.index()] += self.folded.values[first_leaf as usize];
            self.folded.values.truncate(first_leaf as usize);
            self.folded.starts.truncate(first_leaf as usize);
            self.folded.splits.truncate(first_split);
            self.folded.asks.truncate(first_ask);
        } else {
            let offer = tree.offer.index() as u32;
            axes.sort_unstable();
            self.folded.trees.push(FoldedTree { offer, root, leaves, axes });
        }
        size
    }

    /// The set of places that go left at a split.
    fn left(&mut self, axis: u32, split: &crate::model::Split) -> u32 {
        let of = &self.space.axes[axis as usize];
        let make = |folded: &mut Folded| {
            let start = folded.sets.len() as u32;
            folded.sets.extend(of.set(|place| side(self.model, split, place.code) == Some(Side::Left)));
            start
        };
        match split.test {
            Test::Below { rank, .. } => {
                let key = (axis, rank, split.missing == Side::Left);
                *self.left_of.entry(key).or_insert_with(|| make(&mut self.folded))
            }
            Test::In { .. } => make(&mut self.folded),
        }
    }

    fn wanted(&mut self, axis: u32, set: Set) -> u32 {
        let folded = &mut self.folded;
        let positions = &self.space.axes[axis as usize].position;
        *self.found.entry((axis, set)).or_insert_with_key(|(_, set)| {
            let start = folded.sets.len() as u32;
            folded.sets.extend_from_slice(set);
            let mut span = (u32::MAX, 0);
            for_each(set, |place| {
                span = (span.0.min(positions[place]), span.1.max(positions[place] + 1));
            });
            folded.wanted.push(Wanted { axis, set: start, span });
            (folded.wanted.len() - 1) as u32
        })
    }
}
