//! Trees as far as they still matter: what stays is folded away, what may change is asked of places.
//!
//! A customer whose other facts stay sees of each tree only the splits on levers. A tree that none of them touches is a
//! number. Every leaf keeps, for each lever on its way, the set of places that lead there.

use std::collections::BTreeMap;

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
    /// The positions that go left are those below this one; `u32::MAX` if it is not so.
    pub cut: u32,
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

/// The most entries of a list of spans; longer ones are kept in a tree.
const SPANS: usize = 1 << 18;

struct Folder<'a> {
    model: &'a CustomerModel,
    codes: Codes,
    space: &'a Space,
    /// The axis of each feature that may change.
    axis_of: Vec<Option<u32>>,
    folded: Folded,
    /// By axis, then rank and side of what is missing: what goes left, once it was asked.
    left_of: Vec<Vec<Option<(u32, u32)>>>,
    /// What leaves ask, by axis, then by both positions: one more than its place in `wanted`, or 0.
    spans: Vec<Vec<u32>>,
    found: BTreeMap<(u32, Set), u32>,
}

impl Folded {
    /// Folds a model for a customer. O(splits that the customer can come to · words) time, as much memory.
    pub(super) fn new(model: &CustomerModel, values: &[Value], space: &Space) -> Self {
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
            left_of: space.axes.iter().map(|a| vec![None; 2 * model.cuts(a.feature).n_codes() as usize]).collect(),
            spans: space.axes.iter().map(|a| vec![0; if a.spans() <= SPANS { a.spans() } else { 0 }]).collect(),
            found: BTreeMap::new(),
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

    pub(super) fn set(&self, start: u32, words: usize) -> &[u64] {
        &self.sets[start as usize..][..words]
    }

    /// The leaf of a tree at a point.
    pub(super) fn leaf_at(&self, tree: &FoldedTree, point: &[u32]) -> usize {
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
    pub(super) fn margins_at(&self, point: &[u32]) -> Vec<f64> {
        let mut margins = self.base.clone();
        for tree in &self.trees {
            margins[tree.offer as usize] += self.values[self.leaf_at(tree, point)];
        }
        margins
    }

    /// The margins along one axis from a point, by place and offer. O(trees · depth + leaves there · places).
    pub(super) fn curve(&self, axes: &[Axis], point: &[u32], axis: usize) -> Vec<Vec<f64>> {
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
    [set.iter().zip(by).map(|(a, b)| a & b).collect(), set.iter().zip(by).map(|(a, b)| a & !b).collect()]
}

/// What a way down a tree still allows of an axis.
#[derive(Clone, Debug)]
struct Allowed {
    axis: u32,
    /// Positions, where places are numbers in order.
    span: (u32, u32),
    /// The very places, where they are not.
    set: Option<Set>,
}

impl Allowed {
    fn all(at: u32, axis: &Axis) -> Self {
        let n = axis.places.len();
        Self { axis: at, span: (0, n as u32), set: (!axis.is_line()).then(|| all_of(n, axis.words)) }
    }

    fn is_empty(&self) -> bool {
        self.set.as_ref().map_or(self.span.0 >= self.span.1, |set| set.iter().all(|&w| w == 0))
    }

    /// Those who go left at a split, and those who go right.
    fn divided(&self, cut: u32, by: &[u64]) -> [Self; 2] {
        let (low, high) = self.span;
        let sets = self.set.as_ref().map(|set| divided(set, by));
        let [left, right] = sets.map_or([None, None], |sets| sets.map(Some));
        let spans = if self.set.is_some() { [self.span; 2] } else { [(low, high.min(cut)), (low.max(cut), high)] };
        [Self { axis: self.axis, span: spans[0], set: left }, Self { axis: self.axis, span: spans[1], set: right }]
    }
}

impl Folder<'_> {
    /// Folds a tree; gives the size of its greatest leaf.
    fn tree(&mut self, tree: &crate::model::Tree, weight: f64) -> f64 {
        struct Open {
            node: NodeIdx,
            parent: Option<(usize, usize)>,
            allowed: SmallVec<[Allowed; 4]>,
        }
        let before = (self.folded.values.len(), self.folded.splits.len(), self.folded.asks.len());
        let mut root: Child = -1;
        let mut axes: SmallVec<[u32; 8]> = SmallVec::new();
        let mut size: f64 = 0.0;
        let mut open = vec![Open { node: NodeIdx(0), parent: None, allowed: SmallVec::new() }];
        while let Some(Open { node, parent, mut allowed }) = open.pop() {
            let made: Child = match tree.node(node) {
                Node::Leaf { value } => {
                    self.folded.starts.push(self.folded.asks.len() as u32);
                    self.folded.values.push(value * weight);
                    size = size.max((value * weight).abs());
                    for one in allowed {
                        let wanted = self.wanted(one);
                        self.folded.asks.push(wanted);
                    }
                    !(self.folded.values.len() as i32 - 1)
                }
                Node::Split(split) => {
                    let Some(axis) = self.axis_of[split.feature.index()] else {
                        let side = side(self.model, split, self.codes.get(split.feature)).unwrap_or(split.missing);
                        open.push(Open { node: split.child(side), parent, allowed });
                        continue;
                    };
                    let of = &self.space.axes[axis as usize];
                    let (set, cut) = self.left(axis, split);
                    let found = allowed.iter().position(|a| a.axis == axis);
                    let whole;
                    let now = match found {
                        Some(at) => &allowed[at],
                        None => {
                            whole = Allowed::all(axis, of);
                            &whole
                        }
                    };
                    let [left, right] = now.divided(cut, self.folded.set(set, of.words));
                    if left.is_empty() || right.is_empty() {
                        let node = if right.is_empty() { split.left } else { split.right };
                        open.push(Open { node, parent, allowed });
                        continue;
                    }
                    if !axes.contains(&axis) {
                        axes.push(axis);
                    }
                    self.folded.splits.push(FoldedSplit { axis, set, cut, children: [0; 2] });
                    let split_at = self.folded.splits.len() - 1;
                    let at = found.unwrap_or_else(|| {
                        allowed.push(left.clone());
                        allowed.len() - 1
                    });
                    let mut of_right = allowed.clone();
                    allowed[at] = left;
                    of_right[at] = right;
                    open.push(Open { node: split.right, parent: Some((split_at, 1)), allowed: of_right });
                    open.push(Open { node: split.left, parent: Some((split_at, 0)), allowed });
                    split_at as Child
                }
            };
            match parent {
                None => root = made,
                Some((split, side)) => self.folded.splits[split].children[side] = made,
            }
        }
        let leaves = before.0 as u32..self.folded.values.len() as u32;
        axes.sort_unstable();
        self.keep(FoldedTree { offer: tree.offer.index() as u32, root, leaves, axes }, before);
        size
    }

    /// Keeps what was folded of a tree, or its number where only a number is left of it; `before` are the lengths of
    /// leaves, splits and asks without it.
    fn keep(&mut self, tree: FoldedTree, before: (usize, usize, usize)) {
        if tree.root >= 0 {
            return self.folded.trees.push(tree);
        }
        self.folded.base[tree.offer as usize] += self.folded.values[before.0];
        self.folded.values.truncate(before.0);
        self.folded.starts.truncate(before.0);
        self.folded.splits.truncate(before.1);
        self.folded.asks.truncate(before.2);
    }

    /// The set of places that go left at a split, and the position below which they lie.
    fn left(&mut self, axis: u32, split: &crate::model::Split) -> (u32, u32) {
        let of = &self.space.axes[axis as usize];
        let make = |folded: &mut Folded| {
            let start = folded.sets.len() as u32;
            let set = of.set(|place| side(self.model, split, place.code) == Some(Side::Left));
            let n = set.iter().map(|w| w.count_ones()).sum::<u32>();
            let cut = if of.ordered && set == of.set_below(n as usize) { n } else { u32::MAX };
            folded.sets.extend(set);
            (start, cut)
        };
        match split.test {
            Test::Below { rank, .. } => {
                let key = 2 * rank as usize + usize::from(split.missing == Side::Left);
                *self.left_of[axis as usize][key].get_or_insert_with(|| make(&mut self.folded))
            }
            Test::In { .. } => make(&mut self.folded),
        }
    }

    fn wanted(&mut self, allowed: Allowed) -> u32 {
        let folded = &mut self.folded;
        let Allowed { axis, span, set } = allowed;
        let of = &self.space.axes[axis as usize];
        let mut add = |set: &[u64], span: (u32, u32)| {
            let start = folded.sets.len() as u32;
            folded.sets.extend_from_slice(set);
            folded.wanted.push(Wanted { axis, set: start, span });
            (folded.wanted.len() - 1) as u32
        };
        let set = match set {
            Some(set) => set,
            None => {
                let (below, above) = (of.set_below(span.0 as usize), of.set_below(span.1 as usize));
                let set = || above.iter().zip(below).map(|(a, b)| a & !b).collect::<Set>();
                let at = span.0 as usize * (of.places.len() + 1) + span.1 as usize;
                match self.spans[axis as usize].get_mut(at) {
                    None => set(),
                    Some(0) => {
                        let made = add(&set(), span);
                        self.spans[axis as usize][at] = made + 1;
                        return made;
                    }
                    Some(known) => return *known - 1,
                }
            }
        };
        *self.found.entry((axis, set)).or_insert_with_key(|(_, set)| {
            let mut span = (u32::MAX, 0);
            for_each(set, |place| {
                span = (span.0.min(of.position[place]), span.1.max(of.position[place] + 1));
            });
            add(set, span)
        })
    }
}
