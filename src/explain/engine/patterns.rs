//! One customer by background: which conditions of each leaf the reference rows meet, counted once per pattern.
//!
//! For a leaf of value v, a reference row that meets the conditions r and a customer who meets o, the game counts only
//! if every condition is met by one of the two. With a features that only the customer meets and b that only the row
//! meets, each of the former gets `v (a − 1)! b! / (a + b)!` and each of the latter `−v (b − 1)! a! / (a + b)!`
//! (Lundberg et al. 2020). Rows with one pattern at a leaf count together, so a click costs O(leaves · patterns), of
//! which most are passed over at a glance. Preparing is O(rows · splits + leaves · rows · log rows).

use std::sync::Arc;

use rayon::prelude::*;

use super::forest::{Asked, Child, FlatTree, Forest, NONE, OfferTrees, Split};
use super::lanes::{Lanes, Work};
use crate::model::Cell;
use crate::model::cuts::WITHHELD;
use crate::score::Background;

/// Reference rows as the forest asks them: one column of codes per feature.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Reference {
    pub n_rows: usize,
    columns: Arc<Vec<Vec<Cell>>>,
}

impl Reference {
    /// A fact that a row withholds counts as missing there.
    pub(crate) fn of(forest: &Forest, background: &Background) -> Self {
        let mut columns = Arc::clone(background.columns());
        if columns.iter().any(|codes| codes.contains(&WITHHELD)) {
            for (codes, &missing) in Arc::make_mut(&mut columns).iter_mut().zip(&forest.missing) {
                codes.iter_mut().filter(|code| **code == WITHHELD).for_each(|code| *code = missing);
            }
        }
        Self { n_rows: background.n_rows(), columns }
    }

    /// A feature's codes, by row.
    pub(crate) fn column(&self, feature: usize) -> &[Cell] {
        &self.columns[feature]
    }
}

/// The patterns of all leaves, and the weights.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Patterns {
    /// Per offer, per tree.
    offers: Vec<Vec<TreePatterns>>,
    pub weights: Weights,
    /// Per offer, the margin expected of somebody of whom nothing is known.
    pub expected: Vec<f64>,
    /// Per offer, what each tree adds to that.
    pub expected_by_tree: Vec<Vec<f64>>,
}

#[derive(Clone, Debug)]
struct TreePatterns {
    /// Per leaf: where its patterns start; one entry more at the end.
    starts: Vec<u32>,
    /// Each pattern's share of the reference rows.
    shares: Vec<f64>,
    bits: Bits,
    /// Of up to 16 features, per leaf: the conditions that any row meets.
    any: Vec<u16>,
}

/// A bit per feature on the path, set where the row meets its condition.
#[derive(Clone, Debug)]
enum Bits {
    /// Up to 16 features.
    Narrow(Vec<u16>),
    /// So many words of 64 features each.
    Wide(usize, Vec<u64>),
}

/// `(a − 1)! b! / (a + b)!`.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Weights {
    values: Vec<f64>,
    side: usize,
}

impl Weights {
    pub(crate) fn up_to(longest: usize) -> Self {
        // B(a, b + 1) = Π_{i=1..a−1} i / (b + 1 + i) / (b + 1)
        let weight = |a: usize, b: f64| (1..a).fold(1.0 / (b + 1.0), |p, i| p * i as f64 / (b + 1.0 + i as f64));
        let values = (0..=longest).flat_map(|a| (0..=longest).map(move |b| weight(a, b as f64))).collect();
        Self { values, side: longest + 1 }
    }

    #[inline(always)]
    pub(crate) fn get(&self, a: usize, b: usize) -> f64 {
        self.values[a * self.side + b]
    }
}

fn words(features: usize) -> usize {
    features.div_ceil(64).max(1)
}

/// Sets the bit of a feature that the path asks for the first time, or keeps it only while it is passed again.
#[inline(always)]
fn step(split: &Split, passes: bool, pattern: &mut [u64]) {
    let (word, bit) = (split.bit as usize / 64, 1u64 << (split.bit % 64));
    if split.before == NONE {
        pattern[word] |= u64::from(passes) << (split.bit % 64);
    } else if !passes {
        pattern[word] &= !bit;
    }
}

impl Patterns {
    /// Trees side by side; the same for any number of threads.
    pub(crate) fn of(forest: &Forest, reference: &Reference) -> Self {
        let offers: Vec<Vec<TreePatterns>> = forest
            .offers
            .iter()
            .map(|offer| offer.trees.par_iter().map(|tree| TreePatterns::of(forest, tree, reference)).collect())
            .collect();
        let by_tree = |(offer, patterns): (&OfferTrees, &Vec<TreePatterns>)| -> Vec<f64> {
            offer.trees.iter().zip(patterns).map(|(tree, patterns)| patterns.expected(forest, tree)).collect()
        };
        let expected_by_tree: Vec<Vec<f64>> = forest.offers.iter().zip(&offers).map(by_tree).collect();
        let expected =
            forest.offers.iter().zip(&expected_by_tree).map(|(o, of)| o.base_score + of.iter().sum::<f64>());
        let expected = expected.collect();
        let longest = forest.offers.iter().map(|o| o.longest).max().unwrap_or(0);
        Self { offers, weights: Weights::up_to(longest), expected, expected_by_tree }
    }
}

impl TreePatterns {
    fn of(forest: &Forest, tree: &FlatTree, reference: &Reference) -> Self {
        let n_words = words(tree.longest);
        let narrow = tree.longest <= 16;
        let mut found = Self {
            starts: vec![0],
            shares: Vec::new(),
            bits: if narrow { Bits::Narrow(Vec::new()) } else { Bits::Wide(n_words, Vec::new()) },
            any: Vec::new(),
        };
        let one = 1.0 / reference.n_rows as f64;
        // all rows' patterns, one list per depth; children are computed from their parent's when they are visited
        let mut levels: Vec<Vec<u64>> = vec![vec![0; reference.n_rows * n_words]];
        for leaf in Leaves::of(forest, tree) {
            for (depth, &(split, side)) in leaf.way.iter().enumerate().skip(leaf.same) {
                if levels.len() == depth + 1 {
                    levels.push(Vec::new());
                }
                let (above, below) = levels.split_at_mut(depth + 1);
                below[0].clone_from(&above[depth]);
                let split = &forest.splits_of(tree)[split];
                let codes = reference.column(split.feature as usize);
                for (pattern, &code) in below[0].chunks_exact_mut(n_words).zip(codes) {
                    step(split, forest.goes_left(split, code) == (side == 0), pattern);
                }
            }
            let mut patterns: Vec<&[u64]> = levels[leaf.way.len()].chunks_exact(n_words).collect();
            patterns.sort_unstable();
            for group in patterns.chunk_by(|a, b| a == b) {
                found.shares.push(one * group.len() as f64);
                match &mut found.bits {
                    Bits::Narrow(bits) => bits.push(group[0][0] as u16),
                    Bits::Wide(_, bits) => bits.extend_from_slice(group[0]),
                }
            }
            if narrow {
                found.any.push(patterns.iter().fold(0, |any, pattern| any | pattern[0] as u16));
            }
            found.starts.push(found.shares.len() as u32);
        }
        found
    }

    /// What the tree adds to the mean margin of the reference rows: those that meet all conditions of a leaf.
    fn expected(&self, forest: &Forest, tree: &FlatTree) -> f64 {
        let mut sum = 0.0;
        for (i, leaf) in Leaves::of(forest, tree).enumerate() {
            let full =
                (self.starts[i] as usize..self.starts[i + 1] as usize).filter(|&p| self.ones(p) == leaf.features);
            sum += full.map(|p| self.shares[p]).sum::<f64>() * forest.leaves[tree.first_leaf + i];
        }
        sum
    }

    fn ones(&self, pattern: usize) -> usize {
        match &self.bits {
            Bits::Narrow(bits) => bits[pattern].count_ones() as usize,
            Bits::Wide(n, bits) => bits[pattern * n..][..*n].iter().map(|w| w.count_ones() as usize).sum(),
        }
    }
}

/// The leaves of a tree from left to right, each with its way down.
struct Leaves<'a> {
    splits: &'a [Split],
    way: Vec<(usize, usize)>,
    done: bool,
    lone: bool,
}

struct Leaf {
    /// Splits from the root, and the sides taken.
    way: Vec<(usize, usize)>,
    /// How many steps of the way are those of the leaf before.
    same: usize,
    /// How many features are on the way.
    features: usize,
}

impl<'a> Leaves<'a> {
    fn of(forest: &'a Forest, tree: &FlatTree) -> Self {
        let splits = forest.splits_of(tree);
        Self { splits, way: Vec::new(), done: false, lone: splits.is_empty() }
    }
}

impl Iterator for Leaves<'_> {
    type Item = Leaf;

    fn next(&mut self) -> Option<Leaf> {
        if self.done {
            return None;
        }
        if self.lone {
            self.done = true;
            return Some(Leaf { way: Vec::new(), same: 0, features: 0 });
        }
        let mut child = Some(0);
        let mut same = 0;
        if !self.way.is_empty() {
            // up to the last left turn, then right
            while let Some((_, 1)) = self.way.last() {
                self.way.pop();
            }
            let Some((split, side)) = self.way.last_mut() else {
                self.done = true;
                return None;
            };
            *side = 1;
            child = self.splits[*split].children[1].split();
            same = self.way.len() - 1;
        }
        while let Some(split) = child {
            self.way.push((split, 0));
            child = self.splits[split].children[0].split();
        }
        let features = self.way.iter().filter(|(split, _)| self.splits[*split].before == NONE).count();
        Some(Leaf { way: self.way.clone(), same, features })
    }
}

/// Attributes one customer by background.
pub(in crate::explain) struct ByBackground<'a, F> {
    pub forest: &'a Forest,
    pub patterns: &'a Patterns,
    pub offer: usize,
    /// Only these of the offer's trees, or all.
    pub trees: Option<&'a [usize]>,
    pub asked: &'a Asked,
    /// Collects shares by feature.
    pub shares: &'a mut [f64],
    /// Collects halves of pairs, if they are wanted.
    pub pairs: Option<F>,
}

impl<F: FnMut(u32, u32, f64)> Work for ByBackground<'_, F> {
    type Answer = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, _lanes: L) {
        let offer = &self.forest.offers[self.offer];
        let patterns = &self.patterns.offers[self.offer];
        let mut scratch = Scratch::default();
        match self.trees {
            None => offer.trees.iter().zip(patterns).for_each(|(t, p)| self.tree(t, p, &mut scratch)),
            Some(some) => some.iter().for_each(|&i| self.tree(&offer.trees[i], &patterns[i], &mut scratch)),
        }
    }
}

#[derive(Default)]
struct Scratch {
    /// Per split: the conditions that the customer meets above it, and those on withheld features, by word.
    met: Vec<u64>,
    withheld: Vec<u64>,
    /// The feature of each bit on the way to the split at hand.
    features: Vec<u32>,
    ours: Vec<usize>,
    theirs: Vec<usize>,
    gains: Vec<f64>,
    found: Vec<(f64, usize)>,
    narrow: Vec<[u16; 2]>,
}

impl<F: FnMut(u32, u32, f64)> ByBackground<'_, F> {
    #[inline(always)]
    fn tree(&mut self, tree: &FlatTree, patterns: &TreePatterns, scratch: &mut Scratch) {
        if let (Bits::Narrow(bits), None) = (&patterns.bits, &self.pairs) {
            return self.narrow(tree, patterns, bits, scratch);
        }
        let splits = self.forest.splits_of(tree);
        let n = words(tree.longest);
        scratch.met.clear();
        scratch.met.resize(splits.len() * n, 0);
        scratch.withheld.clear();
        scratch.withheld.resize(if self.asked.any_withheld { splits.len() * n } else { 0 }, 0);
        scratch.features.resize(scratch.features.len().max(tree.longest), 0);
        let mut met = vec![0u64; n];
        let mut withheld = vec![0u64; n];
        for (i, split) in splits.iter().enumerate() {
            scratch.features[split.bit as usize] = split.feature;
            let unknown = self.asked.withheld(split);
            let left = !unknown && self.asked.left(self.forest, split);
            for (side, child) in split.children.iter().enumerate() {
                met.copy_from_slice(&scratch.met[i * n..][..n]);
                step(split, !unknown && left == (side == 0), &mut met);
                if self.asked.any_withheld {
                    withheld.copy_from_slice(&scratch.withheld[i * n..][..n]);
                    if unknown {
                        withheld[split.bit as usize / 64] |= 1 << (split.bit % 64);
                    }
                }
                match child.split() {
                    Some(child) => {
                        scratch.met[child * n..][..n].copy_from_slice(&met);
                        if self.asked.any_withheld {
                            scratch.withheld[child * n..][..n].copy_from_slice(&withheld);
                        }
                    }
                    None => {
                        let features = split.features as usize;
                        self.leaf(*child, tree, patterns, (features, &met, &withheld), scratch);
                    }
                }
            }
        }
    }

    /// A tree of up to 16 features a path, without pairs: what sliders ask for.
    #[inline(always)]
    fn narrow(&mut self, tree: &FlatTree, patterns: &TreePatterns, bits: &[u16], scratch: &mut Scratch) {
        let splits = self.forest.splits_of(tree);
        let weights = &self.patterns.weights;
        // per split, what the customer meets above it and what is withheld
        scratch.narrow.clear();
        scratch.narrow.resize(splits.len().max(1), [0; 2]);
        let mut features = [0u32; 16];
        for (i, split) in splits.iter().enumerate() {
            features[split.bit as usize % 16] = split.feature;
            let [above, mut withheld] = scratch.narrow[i];
            let bit = 1u16 << (split.bit % 16);
            let unknown = self.asked.withheld(split);
            let left = self.asked.left(self.forest, split);
            if unknown {
                withheld |= bit;
            }
            let full = ((1u32 << split.features) - 1) as u16;
            for (side, child) in split.children.iter().enumerate() {
                let passes = !unknown && left == (side == 0);
                // a feature that is asked again is passed only if it was before
                let kept = if split.before == NONE { above | bit } else { above };
                let met = if passes { kept } else { above & !bit };
                if let Some(child) = child.split() {
                    scratch.narrow[child] = [met, withheld];
                    continue;
                }
                let leaf = child.leaf_idx();
                let idx = leaf - tree.first_leaf;
                let lacking = full & !met;
                if patterns.any[idx] & lacking != lacking {
                    continue;
                }
                let theirs = lacking & !withheld;
                let b = theirs.count_ones() as usize;
                let (value, mut taken) = (self.forest.leaves[leaf], 0.0);
                let which = patterns.starts[idx] as usize..patterns.starts[idx + 1] as usize;
                let (rows, counts) = (&bits[which.clone()], &patterns.shares[which]);
                for (rows, counts) in rows.chunks(64).zip(counts.chunks(64)) {
                    // all are asked before any is followed: a processor guesses wrong too often otherwise
                    let mut hits = 0u64;
                    for (at, &row) in rows.iter().enumerate() {
                        hits |= u64::from(row & lacking == lacking) << at;
                    }
                    while hits != 0 {
                        let at = hits.trailing_zeros() as usize;
                        hits &= hits - 1;
                        let mut ours = full & !rows[at];
                        let a = ours.count_ones() as usize;
                        let value = value * counts[at];
                        let gain = value * weights.get(a, b);
                        taken += value * weights.get(b, a);
                        while ours != 0 {
                            self.shares[features[ours.trailing_zeros() as usize % 16] as usize] += gain;
                            ours &= ours - 1;
                        }
                    }
                }
                let mut theirs = theirs;
                while theirs != 0 {
                    self.shares[features[theirs.trailing_zeros() as usize % 16] as usize] -= taken;
                    theirs &= theirs - 1;
                }
            }
        }
    }

    /// One leaf, with how many features its path has, which of them the customer meets and which are withheld.
    #[inline(always)]
    fn leaf(
        &mut self,
        leaf: Child,
        tree: &FlatTree,
        patterns: &TreePatterns,
        (features, met, withheld): (usize, &[u64], &[u64]),
        scratch: &mut Scratch,
    ) {
        let idx = leaf.leaf_idx() - tree.first_leaf;
        let which = patterns.starts[idx] as usize..patterns.starts[idx + 1] as usize;
        // rows that meet what the customer does not
        scratch.found.clear();
        match &patterns.bits {
            Bits::Narrow(bits) => {
                let lacking = ((1u32 << features) - 1) as u16 & !(met[0] as u16);
                for p in which {
                    if bits[p] & lacking == lacking {
                        scratch.found.push((patterns.shares[p], p));
                    }
                }
            }
            Bits::Wide(n, bits) => {
                for p in which {
                    let row = &bits[p * n..][..*n];
                    if (0..*n).all(|w| row[w] | met[w] == full(features, w)) {
                        scratch.found.push((patterns.shares[p], p));
                    }
                }
            }
        }
        if scratch.found.is_empty() {
            return;
        }
        scratch.theirs.clear();
        scratch.theirs.extend((0..features).filter(|&i| (met[i / 64] | withheld[i / 64]) >> (i % 64) & 1 == 0));
        scratch.gains.clear();
        scratch.gains.resize(features, 0.0);
        let value = self.forest.leaves[leaf.leaf_idx()];
        let weights = &self.patterns.weights;
        let b = scratch.theirs.len();
        let mut taken = 0.0;
        for &(share, p) in &scratch.found {
            scratch.ours.clear();
            match &patterns.bits {
                Bits::Narrow(bits) => ones(!u64::from(bits[p]) & full(features, 0), 0, &mut scratch.ours),
                Bits::Wide(n, bits) => {
                    for w in 0..*n {
                        ones(!bits[p * n + w] & full(features, w), w, &mut scratch.ours);
                    }
                }
            }
            let a = scratch.ours.len();
            let value = value * share;
            for &i in &scratch.ours {
                scratch.gains[i] += value * weights.get(a, b);
            }
            taken += value * weights.get(b, a);
            if let Some(add) = &mut self.pairs {
                let feature = |bit: usize| scratch.features[bit];
                for (i, &x) in scratch.ours.iter().enumerate() {
                    for &y in &scratch.ours[i + 1..] {
                        add(feature(x), feature(y), 0.5 * value * weights.get(a - 1, b));
                    }
                    for &y in &scratch.theirs {
                        add(feature(x), feature(y), -0.5 * value * weights.get(a, b - 1));
                    }
                }
                for (i, &x) in scratch.theirs.iter().enumerate() {
                    for &y in &scratch.theirs[i + 1..] {
                        add(feature(x), feature(y), 0.5 * value * weights.get(b - 1, a));
                    }
                }
            }
        }
        for &i in &scratch.theirs {
            scratch.gains[i] -= taken;
        }
        for (&feature, gain) in scratch.features.iter().zip(&scratch.gains) {
            self.shares[feature as usize] += gain;
        }
    }
}

/// The bits of a word that stand for features.
#[inline(always)]
fn full(features: usize, word: usize) -> u64 {
    match features.saturating_sub(word * 64) {
        64.. => u64::MAX,
        n => (1 << n) - 1,
    }
}

#[inline(always)]
fn ones(mut word: u64, at: usize, list: &mut Vec<usize>) {
    while word != 0 {
        list.push(at * 64 + word.trailing_zeros() as usize);
        word &= word - 1;
    }
}
