//! What every offer's margin is over all cells of one or two features, everything else unchanged: what curves and maps
//! are made of.
//!
//! For each tree every other fact is folded; what is left is a handful of rectangles of cells, each with a leaf. Where no
//! tree tells neighbouring cells apart, they are one place. Rectangles are added tree by tree in the order of the file,
//! so each place has the very bits that scoring a customer inside it gives. O(trees · (depth + places)) time, 8 bytes
//! per place and offer.

use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use crate::base::{FeatureIdx, NodeIdx};
use crate::model::cuts::ZERO_BAND;
use crate::model::{Cell, Condition, CustomerModel, Node, Rounding, Side, Split, Test, Tree, Value};
use crate::score::codes::{rounded, side};
use crate::score::{Absence, Codes, margin};

/// Values of one feature that no tree and no rule tells apart: a stretch of numbers, a level, or what is not known.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place {
    /// Numbers `low <= x < high`; for anything else both are NaN.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// What stands for it: a number inside, the level, another level, or missing.
    pub value: Value,
    /// Which of the axis's classes of codes it is in; places of one class have the same margins.
    class: u32,
}

/// One feature's values, place by place.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// Which feature.
    pub feature: FeatureIdx,
    /// Numbers in ascending order, or every level and then a level that the model never saw; at the end what is not
    /// known.
    pub places: Vec<Place>,
    rounding: Rounding,
}

impl Axis {
    /// The place of a value; `None` for a withheld one. O(log places).
    pub fn at(&self, value: Value) -> Option<usize> {
        let last = self.places.len() - 1;
        match rounded(self.rounding, value) {
            Value::Number(x) if x.is_nan() => Some(last),
            Value::Number(x) => Some(self.known().partition_point(|p| p.low <= x).saturating_sub(1)),
            Value::Level(level) if (level as usize) + 1 < last => Some(level as usize),
            Value::Level(_) | Value::OtherLevel => Some(last.saturating_sub(1)),
            Value::Missing => Some(last),
            Value::Withheld => None,
        }
    }

    /// The places of what is known: all but the last.
    pub fn known(&self) -> &[Place] {
        &self.places[..self.places.len() - 1]
    }

    /// The place of what is not known: the last.
    pub fn missing(&self) -> &Place {
        &self.places[self.places.len() - 1]
    }

    fn of(model: &CustomerModel, feature: FeatureIdx, classes: &[u32]) -> Self {
        let cuts = model.cuts(feature);
        let nan = f64::NAN;
        let mut places = if model.features().get(feature).kind.is_choice() {
            let level = |l| if l < cuts.other() { Value::Level(l) } else { Value::OtherLevel };
            let place =
                |l| Place { low: nan, high: nan, value: level(l), class: classes[cuts.code(level(l)) as usize] };
            (0..=cuts.other()).map(place).collect()
        } else {
            stretches(model, feature, classes)
        };
        places.push(Place { low: nan, high: nan, value: Value::Missing, class: classes[cuts.missing() as usize] });
        Self { feature, places, rounding: model.rounding() }
    }
}

/// The numbers of a feature, cut wherever a tree or a rule tells them apart.
fn stretches(model: &CustomerModel, feature: FeatureIdx, classes: &[u32]) -> Vec<Place> {
    let cuts = model.cuts(feature);
    let told_apart = |(k, _): &(usize, &f64)| classes[*k] != classes[k + 1];
    let thresholds = cuts.thresholds().iter().enumerate().filter(told_apart).map(|(_, &t)| t);
    let edges = edges(model, feature, thresholds);
    let place = |pair: &[f64]| {
        let (low, high) = (pair[0], pair[1]);
        let inside = match (low.is_finite(), high.is_finite()) {
            (true, _) => first_from(model.rounding(), low),
            (false, true) => just_below(model.rounding(), high),
            (false, false) => 0.0,
        };
        let value = Value::Number(inside);
        let code = cuts.code(rounded(model.rounding(), value));
        Place { low, high, value, class: classes[code as usize] }
    };
    edges.windows(2).map(place).collect()
}

/// Where anything changes along a feature of numbers, from minus to plus infinity, ascending: at some edges of its own,
/// where a rule opens or closes an offer, and around numbers that stand for "not known".
pub(super) fn edges(model: &CustomerModel, feature: FeatureIdx, own: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut edges = vec![f64::NEG_INFINITY, f64::INFINITY];
    edges.extend(own);
    for rule in model.offers().iter().flat_map(|o| &o.rules).filter(|r| r.feature == feature) {
        if let Condition::AtLeast(x) | Condition::Below(x) = rule.condition {
            edges.push(x);
        }
    }
    if model.features().get(feature).zero_is_missing {
        // zero is a stretch of its own there
        edges.extend([-ZERO_BAND, first_from(model.rounding(), ZERO_BAND.next_up())]);
    }
    for &marker in model.cuts(feature).missing_values() {
        // so is every other number that stands for "not known"
        edges.extend([marker, first_from(model.rounding(), marker.next_up())]);
    }
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// The least number from another on that the model does not round below it.
pub(super) fn first_from(rounding: Rounding, x: f64) -> f64 {
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

/// Margins over the places of one or two features.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Cells {
    pub first: Axis,
    /// `None` for a curve.
    pub second: Option<Axis>,
    /// By offer, class of the first axis, class of the second.
    margins: Vec<f64>,
    n_classes: [usize; 2],
    n_offers: usize,
}

impl Cells {
    /// Over one feature, or two different ones. `leaves` is what each tree says of the customer.
    pub(super) fn of(
        model: &CustomerModel,
        codes: &Codes,
        first: FeatureIdx,
        second: Option<FeatureIdx>,
        absence: Absence<'_>,
        leaves: &[f64],
    ) -> Self {
        let mut fold = Fold::new(model, codes, [Some(first), second], absence);
        let mut said: Vec<Vec<Said>> = vec![Vec::new(); model.offers().len()];
        for (index, (tree, &leaf)) in model.trees().iter().zip(leaves).enumerate() {
            let says = fold.tree(index, tree, leaf);
            said[tree.offer.index()].push(says);
        }
        let classes = [0, 1].map(|k| classes(&fold.marks[k]));
        let n_classes = [0, 1].map(|k| classes[k].last().map_or(1, |&c| c as usize + 1));
        let n = n_classes[0] * n_classes[1];
        let mut margins = vec![0.0; model.offers().len() * n];
        for ((offer, said), sums) in model.offers().iter().zip(&said).zip(margins.chunks_exact_mut(n)) {
            let mut same: Vec<f64> = Vec::new();
            for says in said {
                match says {
                    Said::Same(leaf) => same.push(*leaf),
                    Said::Pieces(range) => {
                        add_to_all(sums, &mut same);
                        for piece in &fold.pieces[range.clone()] {
                            let [a, b] = [0, 1].map(|k| within(&classes[k], &piece.cells[k]));
                            for row in
                                sums[a.start * n_classes[1]..a.end * n_classes[1]].chunks_exact_mut(n_classes[1])
                            {
                                row[b.clone()].iter_mut().for_each(|s| *s += piece.value);
                            }
                        }
                    }
                }
            }
            add_to_all(sums, &mut same);
            for sum in sums {
                *sum = margin::finish(*sum, said.len() as u32, offer.aggregate, offer.base_score);
            }
        }
        Self {
            first: Axis::of(model, first, &classes[0]),
            second: second.map(|feature| Axis::of(model, feature, &classes[1])),
            margins,
            n_classes,
            n_offers: model.offers().len(),
        }
    }

    /// The margins of all offers at a place of the first axis and one of the second, in place of what stood in the list.
    /// O(offers).
    pub(super) fn margins_into(&self, a: &Place, b: Option<&Place>, margins: &mut Vec<f64>) {
        let at = a.class as usize * self.n_classes[1] + b.map_or(0, |b| b.class as usize);
        let n = self.n_classes[0] * self.n_classes[1];
        margins.clear();
        margins.extend((0..self.n_offers).map(|o| self.margins[o * n + at]));
    }

    /// [`margins_into`](Self::margins_into) a list of its own.
    pub(super) fn margins(&self, a: &Place, b: Option<&Place>) -> Vec<f64> {
        let mut margins = Vec::with_capacity(self.n_offers);
        self.margins_into(a, b, &mut margins);
        margins
    }
}

/// Adds leaves that are the same in every cell, one after the other.
fn add_to_all(sums: &mut [f64], leaves: &mut Vec<f64>) {
    for part in sums.chunks_mut(64) {
        for leaf in &*leaves {
            part.iter_mut().for_each(|s| *s += leaf);
        }
    }
    leaves.clear();
}

/// The class of each code: codes between two marks are one.
fn classes(marks: &[bool]) -> Vec<u32> {
    let mut class = 0;
    let of = |(code, &mark): (usize, &bool)| {
        class += u32::from(mark && code > 0);
        class
    };
    // the last mark stands past the last code
    marks[..marks.len() - 1].iter().enumerate().map(of).collect()
}

fn within(classes: &[u32], cells: &Range<Cell>) -> Range<usize> {
    classes[cells.start as usize] as usize..classes[cells.end as usize - 1] as usize + 1
}

/// What a tree says over all cells.
#[derive(Clone, Debug)]
enum Said {
    /// The same everywhere.
    Same(f64),
    /// Rectangles that cover all cells, by their places in the list.
    Pieces(Range<usize>),
}

/// A rectangle of cells in which a tree says one thing.
#[derive(Debug)]
struct Piece {
    cells: [Range<Cell>; 2],
    value: f64,
}

/// Codes of one axis, as runs.
type Runs = SmallVec<[Range<Cell>; 3]>;

/// Folds trees: all facts but the axes are as the customer's.
struct Fold<'a> {
    model: &'a CustomerModel,
    codes: Codes,
    axes: [Option<FeatureIdx>; 2],
    absence: Absence<'a>,
    /// All codes of each axis.
    all: [Runs; 2],
    /// Where a rectangle begins or ends, by code.
    marks: [Vec<bool>; 2],
    pieces: Vec<Piece>,
    open: Vec<(NodeIdx, [Runs; 2])>,
}

impl<'a> Fold<'a> {
    fn new(model: &'a CustomerModel, codes: &Codes, axes: [Option<FeatureIdx>; 2], absence: Absence<'a>) -> Self {
        let n_codes = axes.map(|axis| axis.map_or(1, |feature| model.cuts(feature).n_codes()));
        Self {
            model,
            codes: codes.clone(),
            axes,
            absence,
            all: n_codes.map(|n| smallvec![0..n]),
            marks: n_codes.map(|n| vec![false; n as usize + 1]),
            pieces: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Which axis a feature is.
    fn axis(&self, feature: FeatureIdx) -> Option<usize> {
        self.axes.iter().position(|axis| *axis == Some(feature))
    }

    /// What a tree says; `leaf` is what it says of the customer as they are.
    fn tree(&mut self, index: usize, tree: &Tree, leaf: f64) -> Said {
        if !self.axes.iter().flatten().any(|&axis| self.model.tree_uses(index, axis)) {
            return Said::Same(leaf);
        }
        // down to where it first asks about an axis, or about what is withheld
        let mut at = NodeIdx(0);
        loop {
            match tree.node(at) {
                Node::Leaf { .. } => return Said::Same(leaf),
                Node::Split(split) if self.axis(split.feature).is_some() => break,
                Node::Split(split) => match side(self.model, split, self.codes.get(split.feature)) {
                    Some(side) => at = split.child(side),
                    None => break,
                },
            }
        }
        let from = self.pieces.len();
        self.open.push((at, self.all.clone()));
        while let Some((at, runs)) = self.open.pop() {
            match tree.node(at) {
                Node::Leaf { value } => self.piece(&runs, *value),
                Node::Split(split) => match self.axis(split.feature) {
                    Some(axis) => {
                        for (child, part) in self.divide(split, &runs[axis]) {
                            let mut runs = runs.clone();
                            runs[axis] = part;
                            self.open.push((child, runs));
                        }
                    }
                    None => match side(self.model, split, self.codes.get(split.feature)) {
                        Some(side) => self.open.push((split.child(side), runs)),
                        None => self.averaged(tree, at, &runs),
                    },
                },
            }
        }
        Said::Pieces(from..self.pieces.len())
    }

    /// Notes rectangles with what the tree says in them.
    fn piece(&mut self, runs: &[Runs; 2], value: f64) {
        for (marks, runs) in self.marks.iter_mut().zip(runs) {
            for run in runs {
                marks[run.start as usize] = true;
                marks[run.end as usize] = true;
            }
        }
        for a in &runs[0] {
            self.pieces.extend(runs[1].iter().map(|b| Piece { cells: [a.clone(), b.clone()], value }));
        }
    }

    /// The codes that go to each child of a split on an axis, where there are any.
    fn divide(&self, split: &Split, runs: &Runs) -> impl Iterator<Item = (NodeIdx, Runs)> + use<> {
        let mut sides = [Runs::new(), Runs::new()];
        let mut put = |to: Side, run: Range<Cell>| {
            let runs = &mut sides[usize::from(to == Side::Right)];
            match runs.last_mut() {
                _ if run.is_empty() => {}
                Some(last) if last.end == run.start => last.end = run.end,
                _ => runs.push(run),
            }
        };
        let other = self.model.cuts(split.feature).other();
        for run in runs {
            match &split.test {
                Test::Below { rank, .. } => {
                    // codes past the cells are reserved
                    let (middle, end) = ((rank + 1).clamp(run.start, run.end), other.clamp(run.start, run.end));
                    put(Side::Left, run.start..middle.min(end));
                    put(Side::Right, middle.min(end)..end);
                    put(split.missing, end..run.end);
                }
                Test::In { .. } => {
                    for code in run.clone() {
                        put(side(self.model, split, code).unwrap_or(split.missing), code..code + 1);
                    }
                }
            }
        }
        let children = [(split.left, std::mem::take(&mut sides[0])), (split.right, std::mem::take(&mut sides[1]))];
        children.into_iter().filter(|(_, runs)| !runs.is_empty())
    }

    /// Below a split on a withheld feature several leaves stay open: what they say on average is asked of scoring itself,
    /// once for each rectangle in which it can be but one thing.
    fn averaged(&mut self, tree: &Tree, from: NodeIdx, runs: &[Runs; 2]) {
        let mut cuts: [Vec<Cell>; 2] = Default::default();
        let mut below = vec![(from, runs.clone())];
        while let Some((at, runs)) = below.pop() {
            let Node::Split(split) = tree.node(at) else { continue };
            match self.axis(split.feature) {
                Some(axis) => {
                    for (child, part) in self.divide(split, &runs[axis]) {
                        cuts[axis].extend(part.iter().flat_map(|run| [run.start, run.end]));
                        let mut runs = runs.clone();
                        runs[axis] = part;
                        below.push((child, runs));
                    }
                }
                None => match side(self.model, split, self.codes.get(split.feature)) {
                    Some(side) => below.push((split.child(side), runs)),
                    None => below.extend([(split.left, runs.clone()), (split.right, runs)]),
                },
            }
        }
        let [a, b] = [0, 1].map(|axis| parts(&runs[axis], &mut cuts[axis]));
        let as_they_are = self.codes.clone();
        for a in &a {
            for b in &b {
                let mut codes = as_they_are.clone();
                for (axis, run) in self.axes.iter().zip([a, b]) {
                    if let Some(feature) = axis {
                        codes = codes.with(*feature, run.start);
                    }
                }
                let value = margin::tree_value(self.model, tree, &codes, self.absence);
                self.piece(&[smallvec![a.clone()], smallvec![b.clone()]], value);
            }
        }
    }
}

/// Runs divided at cuts.
fn parts(runs: &Runs, cuts: &mut Vec<Cell>) -> Vec<Range<Cell>> {
    cuts.sort_unstable();
    cuts.dedup();
    let mut parts = Vec::new();
    for run in runs {
        let mut start = run.start;
        for &cut in cuts.iter().filter(|&&cut| run.start < cut && cut < run.end) {
            parts.push(start..cut);
            start = cut;
        }
        parts.push(start..run.end);
    }
    parts
}
