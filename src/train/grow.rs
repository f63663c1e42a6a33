//! One tree: at each node a stump by linfa-trees for every column asked, compared by exact counts.

use linfa::dataset::DatasetBase;
use linfa::traits::Fit as _;
use linfa_trees::{DecisionTree, SplitQuality};
use ndarray::{Array1, Array2};
use rand::seq::SliceRandom as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::set::{Column, MISSING, TrainingSet};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, NodeIdx, Result};
use crate::model::{Comparison, Feature, Node, Side, Split, Test};

/// What one tree is grown by.
pub(super) struct Rules<'a> {
    /// The columns it may ask about.
    pub columns: &'a [usize],
    /// How many columns that can divide the node are compared at each.
    pub mtry: usize,
    /// The most splits on a way down.
    pub max_depth: Option<usize>,
    /// The least weight of a leaf.
    pub min_leaf: u64,
}

/// A tree whose leaves hold counts of classes, not yet probabilities.
pub(super) struct Grown {
    /// Nodes; a leaf's value is 0 until a class is chosen.
    pub nodes: Vec<Node>,
    /// The weight of each class in each node.
    pub counts: Vec<Vec<u64>>,
}

/// Above this many rows a node's columns are compared side by side.
const ROWS_ALONE: usize = 4096;

/// The values of one column at one node, each with the weight of each class: the table that a stump is found in.
struct Cells {
    codes: Vec<u32>,
    counts: Vec<u64>,
    n_classes: usize,
}

impl Cells {
    fn len(&self) -> usize {
        self.codes.len()
    }

    fn counts(&self, i: usize) -> &[u64] {
        &self.counts[i * self.n_classes..][..self.n_classes]
    }
}

/// A division of a node in two, by one column.
#[derive(Clone, Debug)]
struct Cut {
    column: usize,
    gain: f64,
    left: Left,
    missing: Side,
}

/// Which known values go left.
#[derive(Clone, Debug)]
enum Left {
    /// Numbers up to this code; the next greater one in the node stands beside it.
    UpTo(u32, u32),
    /// No known number at all: known against missing.
    NoNumber,
    /// These levels.
    Levels(Vec<u32>),
    /// Every level: known against missing.
    AllLevels,
}

/// Grows one tree on the rows that have a weight. No recursion: depth is bounded by memory alone.
pub(super) fn grow(
    set: &TrainingSet,
    weights: &[u32],
    rules: &Rules<'_>,
    rng: &mut Xoshiro256PlusPlus,
    progress: &Progress,
) -> Result<Grown> {
    let root: Vec<u32> = (0..set.n_rows() as u32).filter(|&r| weights[r as usize] > 0).collect();
    let mut tree = Grown { nodes: vec![Node::Leaf { value: 0.0 }], counts: vec![count(set, weights, &root)] };
    let mut open = vec![(0usize, 0usize, root)];
    while let Some((at, depth, rows)) = open.pop() {
        progress.check()?;
        if rules.max_depth.is_some_and(|most| depth >= most) || is_pure(&tree.counts[at]) {
            continue;
        }
        let Some(cut) = best_cut(set, weights, &rows, &tree.counts[at], rules, rng)? else { continue };
        let codes = &set.column(cut.column).codes;
        let (left, right): (Vec<u32>, Vec<u32>) =
            rows.into_iter().partition(|&row| side(&cut, codes[row as usize]) == Side::Left);
        let split = Split {
            feature: FeatureIdx::new(cut.column),
            test: test(&cut, &set.features()[cut.column], set.column(cut.column)),
            missing: cut.missing,
            left: NodeIdx::new(tree.nodes.len()),
            right: NodeIdx::new(tree.nodes.len() + 1),
        };
        // the right one first, so that the left one is taken up next
        let children = [(split.left.index(), left), (split.right.index(), right)];
        tree.nodes[at] = Node::Split(split);
        for (_, rows) in &children {
            tree.nodes.push(Node::Leaf { value: 0.0 });
            tree.counts.push(count(set, weights, rows));
        }
        open.extend(children.into_iter().rev().map(|(child, rows)| (child, depth + 1, rows)));
    }
    Ok(tree)
}

fn count(set: &TrainingSet, weights: &[u32], rows: &[u32]) -> Vec<u64> {
    let mut counts = vec![0; set.classes().len()];
    for &row in rows {
        counts[set.target()[row as usize] as usize] += u64::from(weights[row as usize]);
    }
    counts
}

fn is_pure(counts: &[u64]) -> bool {
    counts.iter().filter(|&&n| n > 0).count() < 2
}

fn side(cut: &Cut, code: u32) -> Side {
    let left = match &cut.left {
        _ if code == MISSING => return cut.missing,
        Left::UpTo(last, _) => code <= *last,
        Left::NoNumber => false,
        Left::Levels(levels) => levels.contains(&code),
        Left::AllLevels => true,
    };
    if left { Side::Left } else { Side::Right }
}

/// The cut as the model asks it.
fn test(cut: &Cut, feature: &Feature, column: &Column) -> Test {
    let threshold = match &cut.left {
        Left::Levels(levels) => return Test::In { levels: levels.iter().copied().collect() },
        Left::AllLevels => return Test::In { levels: (0..feature.levels().len() as u32).collect() },
        Left::UpTo(low, high) => between(column.numbers[*low as usize], column.numbers[*high as usize]),
        // below everything that was ever known, and below the slider's end
        Left::NoNumber => feature.range.map_or(f64::INFINITY, |(low, _)| low).min(column.numbers[0]),
    };
    Test::Below { threshold, written: Comparison::Less, rank: 0 }
}

/// The shortest number near the middle of two neighbours: `low < t <= high` for any two floats.
pub(super) fn between(low: f64, high: f64) -> f64 {
    let middle = low / 2.0 + high / 2.0;
    let slack = high / 4.0 - low / 4.0;
    let mut scale = 1.0;
    for _ in 0..16 {
        let short = (middle * scale).round() / scale;
        if short.is_finite() && short > low && short < high && (short - middle).abs() <= slack {
            return short + 0.0;
        }
        scale *= 10.0;
    }
    if middle > low && middle <= high { middle } else { high }
}

/// The best cut of up to `mtry` columns that can divide the node at all; `None` leaves it a leaf.
fn best_cut(
    set: &TrainingSet,
    weights: &[u32],
    rows: &[u32],
    counts: &[u64],
    rules: &Rules<'_>,
    rng: &mut Xoshiro256PlusPlus,
) -> Result<Option<Cut>> {
    let mut order = rules.columns.to_vec();
    if rules.mtry < order.len() {
        order.shuffle(rng);
    }
    let divides = |&column: &usize| {
        let codes = &set.column(column).codes;
        rows.iter().any(|&row| codes[row as usize] != codes[rows[0] as usize])
    };
    let asked: Vec<usize> = order.into_iter().filter(divides).take(rules.mtry).collect();
    let cuts = |&column: &usize| cuts_of(set, weights, rows, counts, rules, column);
    let found: Vec<Vec<Cut>> = if rows.len() > ROWS_ALONE {
        asked.par_iter().map(cuts).collect::<Result<_>>()?
    } else {
        asked.iter().map(cuts).collect::<Result<_>>()?
    };
    // of equal gains the first, in the order asked: the threads that found them leave no trace
    let mut best: Option<Cut> = None;
    for cut in found.into_iter().flatten() {
        if best.as_ref().is_none_or(|b| cut.gain > b.gain) {
            best = Some(cut);
        }
    }
    Ok(best)
}

/// The cuts of one column that are worth comparing: for each class against the rest the best by linfa-trees, and in
/// trees without a depth limit, if none of them gains anything, one that does not.
fn cuts_of(
    set: &TrainingSet,
    weights: &[u32],
    rows: &[u32],
    counts: &[u64],
    rules: &Rules<'_>,
    column: usize,
) -> Result<Vec<Cut>> {
    let choice = set.features()[column].kind.is_choice();
    let cells = table(set, weights, rows, column);
    // with two classes the rest is the other one, and asking once is asking for both
    let classes = if counts.len() == 2 { 1..2 } else { 0..counts.len() };
    let mut found = Vec::new();
    for class in classes.filter(|&c| counts[c] > 0) {
        for order in orders(choice, &cells, class) {
            let Some(n_left) = stump(&cells, &order, class, rules.min_leaf)? else { continue };
            found.extend(cut(column, choice, &cells, &order, n_left, counts, rules.min_leaf));
        }
    }
    found.retain(|cut| cut.gain > 0.0);
    if found.is_empty() && rules.max_depth.is_none() {
        found.extend(middle_cut(column, choice, &cells, counts, rules.min_leaf));
    }
    Ok(found)
}

/// The node's rows by value of one column, ascending, the missing ones last.
fn table(set: &TrainingSet, weights: &[u32], rows: &[u32], column: usize) -> Cells {
    let codes = &set.column(column).codes;
    let mut sorted: Vec<(u32, u32)> = rows.iter().map(|&row| (codes[row as usize], row)).collect();
    sorted.sort_unstable();
    let mut cells = Cells { codes: Vec::new(), counts: Vec::new(), n_classes: set.classes().len() };
    for (code, row) in sorted {
        if cells.codes.last() != Some(&code) {
            cells.codes.push(code);
            cells.counts.resize(cells.counts.len() + cells.n_classes, 0);
        }
        let at = (cells.len() - 1) * cells.n_classes + set.target()[row as usize] as usize;
        cells.counts[at] += u64::from(weights[row as usize]);
    }
    cells
}

/// The orders of the cells that a cut may divide.
fn orders(choice: bool, cells: &Cells, class: usize) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..cells.len()).collect();
    if choice {
        // by rate, exactly: a/b < c/d as a·d < c·b; the sort is stable, so equal rates keep the order of levels
        let mut by_rate = all;
        let rate = |i: usize| (u128::from(cells.counts(i)[class]), u128::from(cells.counts(i).iter().sum::<u64>()));
        by_rate.sort_by(|&a, &b| {
            let ((a, all_a), (b, all_b)) = (rate(a), rate(b));
            (a * all_b).cmp(&(b * all_a))
        });
        return vec![by_rate];
    }
    if cells.codes.last() == Some(&MISSING) {
        let mut below = all.clone();
        below.rotate_right(1);
        return vec![below, all];
    }
    vec![all]
}

/// How many cells of an order stand left of linfa-trees' best cut; `None` if no cut lowers the impurity. The cells'
/// positions are the values: whole numbers, so nothing is near its tolerance and the midpoint is exact.
fn stump(cells: &Cells, order: &[usize], class: usize, min_leaf: u64) -> Result<Option<usize>> {
    let mut values = Vec::new();
    let mut is_class = Vec::new();
    let mut weights = Vec::new();
    for (place, &i) in order.iter().enumerate() {
        let yes = cells.counts(i)[class];
        let no = cells.counts(i).iter().sum::<u64>() - yes;
        for (weight, answer) in [(no, false), (yes, true)] {
            if weight > 0 {
                values.push(place as f64);
                is_class.push(answer);
                weights.push(weight as f32);
            }
        }
    }
    let fail = |e: &dyn std::fmt::Display| Error::new(Kind::Invalid, format!("no cut could be sought: {e}"));
    let records = Array2::from_shape_vec((values.len(), 1), values).map_err(|e| fail(&e))?;
    let table = DatasetBase::new(records, Array1::from(is_class)).with_weights(Array1::from(weights));
    let tree = DecisionTree::<f64, bool>::params()
        .split_quality(SplitQuality::Gini)
        .max_depth(Some(1))
        .min_weight_split(1.0)
        .min_weight_leaf(min_leaf as f32)
        .min_impurity_decrease(f64::EPSILON)
        .fit(&table)
        .map_err(|e| fail(&e))?;
    // filled in also where linfa-trees pruned the two leaves, because their majorities are the same
    let (_, threshold, decrease) = tree.root_node().split();
    Ok((decrease > 0.0).then(|| threshold.ceil() as usize))
}

/// A cut of an order, with its gain by exact counts; `None` if a side is lighter than it may be.
fn cut(
    column: usize,
    choice: bool,
    cells: &Cells,
    order: &[usize],
    n_left: usize,
    counts: &[u64],
    min_leaf: u64,
) -> Option<Cut> {
    let (left, right) = order.split_at_checked(n_left)?;
    let of_left: Vec<u64> = (0..counts.len()).map(|c| left.iter().map(|&i| cells.counts(i)[c]).sum()).collect();
    let of_right: Vec<u64> = counts.iter().zip(&of_left).map(|(all, l)| all - l).collect();
    let (all_left, all_right): (u64, u64) = (of_left.iter().sum(), of_right.iter().sum());
    if all_left.min(all_right) < min_leaf.max(1) {
        return None;
    }
    let gain = purity(&of_left) + purity(&of_right) - purity(counts);
    // sums of squares of counts lose a little where they are large: less than this is no gain
    let gain = if gain > 1e-12 * purity(counts) { gain } else { 0.0 };
    let most_go = if all_left > all_right { Side::Left } else { Side::Right };
    let known =
        |half: &[usize]| -> Vec<u32> { half.iter().map(|&i| cells.codes[i]).filter(|&c| c != MISSING).collect() };
    let (known_left, known_right) = (known(left), known(right));
    let missing = if known_left.len() < left.len() {
        Side::Left
    } else if known_right.len() < right.len() {
        Side::Right
    } else {
        most_go
    };
    let other = |side| if side == Side::Left { Side::Right } else { Side::Left };
    let (left, missing) = match (known_left.iter().max(), known_right.iter().min()) {
        (None, _) | (_, None) if choice => (Left::AllLevels, Side::Right),
        (None, _) | (_, None) => (Left::NoNumber, Side::Left),
        // what is in no set goes right, and that is where most shall go
        _ if choice && most_go == Side::Left => (Left::Levels(known_right), other(missing)),
        _ if choice => (Left::Levels(known_left), missing),
        (Some(&last), Some(&next)) => (Left::UpTo(last, next), missing),
    };
    Some(Cut { column, gain, left, missing })
}

/// Sum of squared class weights by the weight in all: Gini decrease times weight is a difference of these.
fn purity(counts: &[u64]) -> f64 {
    let all: u64 = counts.iter().sum();
    let squares: u128 = counts.iter().map(|&n| u128::from(n) * u128::from(n)).sum();
    squares as f64 / all as f64
}

/// The allowed cut nearest to the middle, for trees without a depth limit where no single cut helps: after it, as
/// with exclusive or, the next one may.
fn middle_cut(column: usize, choice: bool, cells: &Cells, counts: &[u64], min_leaf: u64) -> Option<Cut> {
    let order: Vec<usize> = (0..cells.len()).collect();
    let half = cells.len() / 2;
    let mut places: Vec<usize> = (1..cells.len()).collect();
    places.sort_by_key(|p| p.abs_diff(half));
    places.into_iter().find_map(|n| cut(column, choice, cells, &order, n, counts, min_leaf))
}
