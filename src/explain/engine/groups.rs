//! How a forest is cut up for many customers: subtrees that share one table, and tests that share one recoding.
//!
//! A leaf sees of a customer only which of its few conditions hold, so a whole subtree sees only in which of few
//! classes each of its features falls: below, between and above the thresholds that stand in it and on its path. A
//! **group** is a subtree with at most [`LANES`] features; its table holds, for every combination of classes, what all
//! its leaves together add to each feature. The larger a group, the fewer tables a customer is looked up in and the
//! longer a table takes to fill. What is best is found from the leaves up: a subtree is one group, or those of its
//! children, whichever costs less for the number of customers expected.
//!
//! A **tile** is a run of trees whose tests are recoded together: for each, every customer's cell codes become bytes.

use std::ops::Range;

use rayon::prelude::*;
use smallvec::SmallVec;

use super::forest::{Child, FlatTree, Forest, NONE, Split};
use crate::model::Cell;

/// The most features of a group, one per lane of a table's row.
pub(in crate::explain) const LANES: usize = 8;
/// The most tests of a group.
const TESTS_MAX: usize = 24;
/// The most rows of a table.
const ENTRIES_MAX: usize = 1 << 13;
/// The most trees of a tile: sums in float32 go that far before they are collected in float64.
const TILE_TREES: usize = 64;
/// The most tests, recoded to a plane each at worst, of a tile of more than one tree.
const TILE_SETS: usize = 96;
/// The most bytes of tables of a tile of more than one tree.
const TILE_BYTES: usize = 8 << 20;
/// The most thresholds that a plane of bytes tells apart.
const PLANE_CUTS: usize = 255;

/// What is asked of one feature: its numbers, with missing below or above all of them, or one set of levels. In the
/// order of features.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::explain) struct Key(u64);

/// What a [`Key`] stands for.
pub(in crate::explain) enum Asks {
    /// Numbers; whether missing goes left.
    Number(bool),
    /// The set in [`Forest::sets`]; whether missing goes left.
    Set(u32, bool),
}

impl Key {
    fn of(split: &Split) -> Self {
        Self(u64::from(split.asked) << 32 | u64::from(split.set.wrapping_add(1)))
    }

    pub(crate) fn feature(self) -> u32 {
        (self.0 >> 33) as u32
    }

    fn asks(self) -> Asks {
        let missing_left = self.0 >> 32 & 1 == 1;
        match self.0 as u32 {
            0 => Asks::Number(missing_left),
            set => Asks::Set(set - 1, missing_left),
        }
    }
}

/// A test: right if the code is at least the cut; for a set the cut is 1, and its members have code 0.
pub(in crate::explain) type TestKey = (Key, Cell);

pub(in crate::explain) fn test_of(split: &Split) -> TestKey {
    (Key::of(split), if split.set == NONE { split.cut } else { 1 })
}

/// A subtree with one table.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Group {
    /// The subtree's root within its tree.
    pub root: Child,
    /// The split above it, or [`NONE`], and on which side.
    pub above: (u32, u8),
    /// Its features, ascending: one lane each.
    pub features: Vec<u32>,
    /// What is asked of them, and at which cuts, ascending.
    pub axes: Vec<(Key, Vec<Cell>)>,
    /// How many combinations of classes there are.
    pub entries: usize,
    /// Lanes of a table's row: a multiple of 8.
    pub width: usize,
}

impl Group {
    /// How many combinations lie between two classes of an axis.
    pub(crate) fn strides(&self) -> impl Iterator<Item = usize> + '_ {
        self.axes.iter().scan(1, |stride, (_, cuts)| {
            let this = *stride;
            *stride *= cuts.len() + 1;
            Some(this)
        })
    }
}

/// One tree as it is computed.
#[derive(Clone, Debug)]
pub(in crate::explain) struct PlannedTree {
    /// Its position among its offer's trees.
    pub tree: usize,
    /// Its groups; `None` if it is walked customer by customer.
    pub groups: Option<Vec<Group>>,
}

/// A run of one offer's trees.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Tile {
    pub offer: usize,
    pub trees: Vec<PlannedTree>,
    pub planes: Vec<Plane>,
    /// Where each test went, ascending: plane and cut within it.
    tests: Vec<(TestKey, (u32, u8))>,
    /// Rows of eight numbers that all its tables have.
    pub table_rows: usize,
}

impl Tile {
    /// Where a test of its trees went: plane and cut within it.
    pub(crate) fn place(&self, test: TestKey) -> (u32, u8) {
        self.tests.binary_search_by_key(&test, |t| t.0).map(|at| self.tests[at].1).unwrap_or_default()
    }
}

/// A recoding of one feature to bytes.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Plane {
    pub feature: u32,
    /// By cell code.
    pub bytes: Vec<u8>,
}

/// What tables hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::explain) enum Kind {
    /// Shares.
    Shares,
    /// Shares and halves of pairs.
    Pairs,
}

impl Kind {
    /// Lanes that a row needs for so many features.
    pub(crate) fn lanes(self, features: usize) -> usize {
        match self {
            Self::Shares => features,
            Self::Pairs => features * (features + 1) / 2,
        }
    }
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Plan {
    pub tiles: Vec<Tile>,
    /// Rows of eight numbers of all tables.
    pub table_rows: usize,
}

impl Plan {
    /// Plans for so many customers, with so many bytes a number. O(splits · tests of a group), trees side by side.
    pub(crate) fn of(forest: &Forest, kind: Kind, rows: usize, number: usize) -> Self {
        let mut tiles = Vec::new();
        for (offer, of) in forest.offers.iter().enumerate() {
            let mut gathered = Gathered::default();
            let planned = |(tree, flat): (usize, &FlatTree)| PlannedTree {
                tree,
                groups: groups(forest, flat, kind, rows, number),
            };
            let planned: Vec<PlannedTree> = of.trees.par_iter().enumerate().map(planned).collect();
            for (planned, flat) in planned.into_iter().zip(&of.trees) {
                let splits = forest.splits_of(flat);
                let sets = splits.iter().filter(|s| s.set != NONE).count();
                let table_rows = planned.groups.iter().flatten().map(|g| g.entries * g.width / LANES).sum::<usize>();
                if gathered.is_full(sets, table_rows * LANES * number) {
                    tiles.push(std::mem::take(&mut gathered).tile(forest, offer));
                }
                gathered.trees.push(planned);
                gathered.tests.extend(splits.iter().map(test_of));
                gathered.sets += sets;
                gathered.table_rows += table_rows;
                gathered.bytes += table_rows * LANES * number;
            }
            if !gathered.trees.is_empty() {
                tiles.push(gathered.tile(forest, offer));
            }
        }
        Self { table_rows: tiles.iter().map(|t| t.table_rows).sum(), tiles }
    }
}

/// A tile in the making.
#[derive(Default)]
struct Gathered {
    trees: Vec<PlannedTree>,
    tests: Vec<TestKey>,
    sets: usize,
    table_rows: usize,
    bytes: usize,
}

impl Gathered {
    fn is_full(&self, sets: usize, bytes: usize) -> bool {
        !self.trees.is_empty()
            && (self.trees.len() >= TILE_TREES || self.bytes + bytes > TILE_BYTES || self.sets + sets > TILE_SETS)
    }

    fn tile(mut self, forest: &Forest, offer: usize) -> Tile {
        self.tests.sort_unstable();
        self.tests.dedup();
        let mut planes: Vec<Plane> = Vec::new();
        let mut tests = Vec::with_capacity(self.tests.len());
        for of_key in self.tests.chunk_by(|a, b| a.0 == b.0) {
            // more thresholds than a byte counts go to several planes
            for part in of_key.chunks(PLANE_CUTS) {
                tests.extend((1u32..).zip(part).map(|(i, &test)| (test, (planes.len() as u32, i as u8))));
                planes.push(plane(forest, part));
            }
        }
        Tile { offer, trees: self.trees, planes, tests, table_rows: self.table_rows }
    }
}

/// How many of the cuts, ascending, a code is at or above.
fn plane(forest: &Forest, tests: &[TestKey]) -> Plane {
    let key = tests[0].0;
    let feature = key.feature() as usize;
    let (cells, missing) = (forest.cells[feature], forest.missing[feature]);
    let bytes = (0..=missing)
        .map(|code| match key.asks() {
            Asks::Number(true) if code >= cells => 0,
            Asks::Number(false) if code >= cells => tests.len() as u8,
            Asks::Number(_) => tests.partition_point(|&(_, cut)| cut <= code) as u8,
            Asks::Set(_, missing_left) if code == missing => u8::from(!missing_left),
            Asks::Set(set, _) => u8::from(!forest.sets[set as usize].contains(code)),
        })
        .collect();
    Plane { feature: feature as u32, bytes }
}

/// The tightest bounds that a path sets on each key, ascending: codes from `low` on, below `high`.
type Bounds = SmallVec<[(Key, Cell, Cell); 12]>;
/// Tests, ascending.
type Tests = SmallVec<[TestKey; 12]>;
/// No bound above. (None below is 0: no cut is.)
const UNBOUNDED: Cell = Cell::MAX;

/// The bounds one step further down.
fn bounded(bounds: &Bounds, split: &Split, side: usize) -> Bounds {
    let (key, cut) = test_of(split);
    let mut bounds = bounds.clone();
    let at = bounds.binary_search_by_key(&key, |b| b.0).unwrap_or_else(|at| {
        bounds.insert(at, (key, 0, UNBOUNDED));
        at
    });
    let (_, low, high) = &mut bounds[at];
    if side == 0 {
        *high = cut.min(*high);
    } else {
        *low = cut.max(*low);
    }
    bounds
}

/// The tests that a subtree's group needs: its own and the bounds of its path, ascending.
fn tests_of(bounds: &Bounds, inside: &[TestKey]) -> Tests {
    let ends = |&(key, low, high): &(Key, Cell, Cell)| {
        // a path that nobody can take may have them the other way round
        let (first, second) = (low.min(high), low.max(high));
        let first = (first > 0).then_some((key, first));
        first.into_iter().chain((second != UNBOUNDED && low != high).then_some((key, second)))
    };
    union(&bounds.iter().flat_map(ends).collect::<SmallVec<[TestKey; 24]>>(), inside)
}

fn union(a: &[TestKey], b: &[TestKey]) -> Tests {
    let mut all = Tests::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let first = j == b.len() || i < a.len() && a[i] <= b[j];
        let next = if first { a[i] } else { b[j] };
        i += usize::from(i < a.len() && a[i] == next);
        j += usize::from(j < b.len() && b[j] == next);
        all.push(next);
    }
    all
}

/// What decides what a group costs.
#[derive(PartialEq, Eq, Debug)]
struct Size {
    tests: usize,
    features: usize,
    entries: usize,
}

impl Size {
    /// `None` if there is too much of something.
    fn of(tests: &[TestKey]) -> Option<Self> {
        let mut size = Self { tests: tests.len(), features: 0, entries: 1 };
        if tests.len() > TESTS_MAX {
            return None;
        }
        let mut last = NONE;
        for axis in tests.chunk_by(|a, b| a.0 == b.0) {
            size.entries *= axis.len() + 1;
            size.features += usize::from(axis[0].0.feature() != last);
            last = axis[0].0.feature();
        }
        (size.features <= LANES && size.entries <= ENTRIES_MAX).then_some(size)
    }
}

impl Size {
    /// The size of a single leaf's group, on one side of a split with these bounds. As [`of`](Self::of) of its tests,
    /// which most leaves never need.
    fn of_leaf(bounds: &Bounds, split: &Split, side: usize) -> Option<Self> {
        let (own, cut) = test_of(split);
        let mut size = Self { tests: 0, features: 0, entries: 1 };
        let (mut last, mut met, mut met_feature) = (NONE, false, false);
        let mut count = |low: Cell, high: Cell| {
            let cuts = usize::from(low > 0) + usize::from(high != UNBOUNDED && high != low);
            size.tests += cuts;
            size.entries = size.entries.saturating_mul(cuts + 1);
        };
        for &(key, low, high) in bounds {
            let (mut low, mut high) = (low, high);
            if key == own {
                met = true;
                if side == 0 { high = cut.min(high) } else { low = cut.max(low) }
            }
            count(low, high);
            size.features += usize::from(key.feature() != last);
            last = key.feature();
            met_feature |= last == own.feature();
        }
        if !met {
            size.tests += 1;
            size.entries = size.entries.saturating_mul(2);
        }
        size.features += usize::from(!met_feature);
        (size.tests <= TESTS_MAX && size.features <= LANES && size.entries <= ENTRIES_MAX).then_some(size)
    }
}

/// The groups of a tree, or `None` if some leaf asks too many features, or walking the tree costs less.
fn groups(forest: &Forest, tree: &FlatTree, kind: Kind, rows: usize, number: usize) -> Option<Vec<Group>> {
    let splits = forest.splits_of(tree);
    if splits.is_empty() {
        return Some(Vec::new());
    }
    let prices = Prices { kind, rows: rows as f64, number };
    let mut bounds: Vec<Bounds> = Vec::with_capacity(splits.len());
    for split in splits {
        bounds.push(match split.parent {
            NONE => Bounds::new(),
            parent => bounded(&bounds[parent as usize], &splits[parent as usize], usize::from(split.parent_side)),
        });
    }
    let price = |tests: &[TestKey], leaves| Size::of(tests).map_or(f64::INFINITY, |size| prices.group(&size, leaves));
    // from the leaves up: what is inside a subtree, as far as it is little, and what the subtree costs at best
    let mut inside: Vec<Option<(Tests, usize)>> = vec![None; splits.len()];
    let mut best = vec![0.0; splits.len()];
    let mut whole = vec![false; splits.len()];
    for (i, split) in splits.iter().enumerate().rev() {
        let mut parts = 0.0;
        let mut joined = Some((Tests::from_slice(&[test_of(split)]), 0));
        for (side, child) in split.children.iter().enumerate() {
            let below = match child.split() {
                Some(child) => {
                    parts += best[child];
                    inside[child].take()
                }
                None => {
                    let size = Size::of_leaf(&bounds[i], split, side);
                    debug_assert_eq!(size, Size::of(&tests_of(&bounded(&bounds[i], split, side), &[])));
                    parts += size.map_or(f64::INFINITY, |size| prices.group(&size, 1));
                    Some((Tests::new(), 1))
                }
            };
            joined = joined.zip(below).map(|(a, b)| (union(&a.0, &b.0), a.1 + b.1));
        }
        inside[i] = joined.filter(|(tests, _)| tests.len() <= TESTS_MAX);
        let alone = inside[i].as_ref().map_or(f64::INFINITY, |(own, n)| price(&tests_of(&bounds[i], own), *n));
        (best[i], whole[i]) = (alone.min(parts), alone <= parts);
    }
    if best[0] > prices.walk(splits.len()) {
        return None;
    }
    let mut found = Vec::new();
    let mut open: Vec<(Child, (u32, u8))> = vec![(Child::of_split(0), (NONE, 0))];
    while let Some((root, above)) = open.pop() {
        let tests = match root.split() {
            Some(i) if !whole[i] => {
                let children = splits[i].children;
                open.push((children[1], (i as u32, 1)));
                open.push((children[0], (i as u32, 0)));
                continue;
            }
            Some(i) => tests_of(&bounds[i], &tests_below(splits, root)),
            None => {
                let parent = above.0 as usize;
                tests_of(&bounded(&bounds[parent], &splits[parent], usize::from(above.1)), &[])
            }
        };
        let size = Size::of(&tests)?;
        let mut features: Vec<u32> = tests.iter().map(|test| test.0.feature()).collect();
        features.dedup();
        found.push(Group {
            root,
            above,
            features,
            axes: tests.chunk_by(|a, b| a.0 == b.0).map(|of| (of[0].0, of.iter().map(|t| t.1).collect())).collect(),
            entries: size.entries,
            width: kind.lanes(size.features).next_multiple_of(LANES),
        });
    }
    Some(found)
}

/// The tests of all splits of a subtree, ascending, each once.
fn tests_below(splits: &[Split], root: Child) -> Vec<TestKey> {
    let mut tests = Vec::new();
    let mut open = vec![root];
    while let Some(child) = open.pop() {
        if let Some(split) = child.split() {
            tests.push(test_of(&splits[split]));
            open.extend(splits[split].children);
        }
    }
    tests.sort_unstable();
    tests.dedup();
    tests
}

/// What things cost, in nanoseconds on a processor of the year 2023; only their proportions matter.
struct Prices {
    kind: Kind,
    rows: f64,
    number: usize,
}

impl Prices {
    /// One look-up for every customer, and the table.
    fn group(&self, size: &Size, leaves: usize) -> f64 {
        let width = self.kind.lanes(size.features).next_multiple_of(LANES);
        let vectors = (width / LANES) as f64 * self.number as f64 / 4.0;
        let bytes = size.entries * width * self.number;
        // within the first cache, the second, and beyond
        let fetch = match bytes {
            0..=0x4000 => 0.0,
            0x4001..=0x8000 => 0.1,
            0x8001..=0x10000 => 0.35,
            0x10001..=0x40000 => 0.7,
            _ => 1.4,
        };
        let look_up = 0.9 * vectors + fetch * vectors + 0.02 * size.tests as f64;
        let d = size.features;
        let points = d.div_ceil(2).max(1);
        let leaf = (points << d) as f64 * 1.2 * vectors + size.entries as f64 * (0.4 + 0.35 * vectors);
        self.rows * look_up + leaves as f64 * leaf
    }

    /// Both passes over every split, for every customer.
    fn walk(&self, splits: usize) -> f64 {
        let each = match self.kind {
            Kind::Shares => 8.0,
            Kind::Pairs => 40.0,
        };
        self.rows * splits as f64 * each
    }
}

/// Runs of tiles whose tables fit into so many rows of eight numbers; a larger tile stands alone.
pub(in crate::explain) fn waves(tiles: &[Tile], table_rows: usize) -> Vec<Range<usize>> {
    let mut waves = Vec::new();
    let (mut start, mut held) = (0, 0);
    for (i, tile) in tiles.iter().enumerate() {
        if i > start && held + tile.table_rows > table_rows {
            waves.push(start..i);
            (start, held) = (i, 0);
        }
        held += tile.table_rows;
    }
    if start < tiles.len() {
        waves.push(start..tiles.len());
    }
    waves
}
