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

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::forest::{Child, FlatTree, Forest, NONE, Split};
use crate::model::Cell;

/// The most features of a group, one per lane of a table's row.
pub(super) const LANES: usize = 8;
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

/// What is asked of one feature: its numbers, with missing below or above all of them, or one set of levels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Key {
    /// `2 · feature + (missing goes left)`.
    Number(u32),
    /// A feature, and the split whose set it is.
    Set(u32, u32),
}

impl Key {
    fn of(split: &Split) -> Self {
        if split.set == NONE { Self::Number(split.asked) } else { Self::Set(split.asked, split.set) }
    }

    pub fn feature(self) -> u32 {
        match self {
            Self::Number(asked) | Self::Set(asked, _) => asked / 2,
        }
    }
}

/// A test: right if the code is at least the cut; for a set the cut is 1, and its members have code 0.
pub(super) type TestKey = (Key, Cell);

pub(super) fn test_of(split: &Split) -> TestKey {
    (Key::of(split), if split.set == NONE { split.cut } else { 1 })
}

/// A subtree with one table.
#[derive(Clone, Debug)]
pub(super) struct Group {
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
    pub fn strides(&self) -> impl Iterator<Item = usize> + '_ {
        self.axes.iter().scan(1, |stride, (_, cuts)| {
            let this = *stride;
            *stride *= cuts.len() + 1;
            Some(this)
        })
    }
}

/// One tree as it is computed.
#[derive(Clone, Debug)]
pub(super) struct PlannedTree {
    /// Its position among its offer's trees.
    pub tree: usize,
    /// Its groups; `None` if it is walked customer by customer.
    pub groups: Option<Vec<Group>>,
}

/// A run of one offer's trees.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    pub offer: usize,
    pub trees: Vec<PlannedTree>,
    pub planes: Vec<Plane>,
    /// Where each test went: plane and cut within it.
    pub tests: BTreeMap<TestKey, (u32, u8)>,
    /// Rows of eight numbers that all its tables have.
    pub table_rows: usize,
}

/// A recoding of one feature to bytes.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub feature: u32,
    /// By cell code.
    pub bytes: Vec<u8>,
}

/// What tables hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Shares.
    Shares,
    /// Shares and halves of pairs.
    Pairs,
}

impl Kind {
    /// Lanes that a row needs for so many features.
    pub fn lanes(self, features: usize) -> usize {
        match self {
            Self::Shares => features,
            Self::Pairs => features * (features + 1) / 2,
        }
    }
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub tiles: Vec<Tile>,
    /// Rows of eight numbers of all tables.
    pub table_rows: usize,
}

impl Plan {
    /// Plans for so many customers, with so many bytes a number. O(splits · features of a group).
    pub fn of(forest: &Forest, kind: Kind, rows: usize, number: usize) -> Self {
        let mut tiles = Vec::new();
        for (offer, of) in forest.offers.iter().enumerate() {
            let mut gathered = Gathered::default();
            for (tree, flat) in of.trees.iter().enumerate() {
                let planned = PlannedTree { tree, groups: groups(forest, flat, kind, rows, number) };
                let tests: BTreeSet<TestKey> = forest.splits_of(flat).iter().map(test_of).collect();
                let table_rows = planned.groups.iter().flatten().map(|g| g.entries * g.width / LANES).sum::<usize>();
                if gathered.is_full(&tests, table_rows * LANES * number) {
                    tiles.push(std::mem::take(&mut gathered).tile(forest, offer));
                }
                gathered.trees.push(planned);
                gathered.tests.extend(tests);
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
    tests: BTreeSet<TestKey>,
    table_rows: usize,
    bytes: usize,
}

impl Gathered {
    fn is_full(&self, tests: &BTreeSet<TestKey>, bytes: usize) -> bool {
        let sets = || self.tests.union(tests).filter(|(key, _)| matches!(key, Key::Set(..)));
        !self.trees.is_empty()
            && (self.trees.len() >= TILE_TREES || self.bytes + bytes > TILE_BYTES || sets().count() > TILE_SETS)
    }

    fn tile(self, forest: &Forest, offer: usize) -> Tile {
        let mut planes: Vec<Plane> = Vec::new();
        let mut places = BTreeMap::new();
        let tests: Vec<TestKey> = self.tests.into_iter().collect();
        for of_key in tests.chunk_by(|a, b| a.0 == b.0) {
            // more thresholds than a byte counts go to several planes
            for part in of_key.chunks(PLANE_CUTS) {
                for (i, &test) in part.iter().enumerate() {
                    places.insert(test, (planes.len() as u32, (i + 1) as u8));
                }
                planes.push(plane(forest, part));
            }
        }
        Tile { offer, trees: self.trees, planes, tests: places, table_rows: self.table_rows }
    }
}

/// How many of the cuts, ascending, a code is at or above.
fn plane(forest: &Forest, tests: &[TestKey]) -> Plane {
    let key = tests[0].0;
    let feature = key.feature() as usize;
    let (cells, missing) = (forest.cells[feature], forest.missing[feature]);
    let bytes = (0..=missing)
        .map(|code| match key {
            Key::Number(asked) if code >= cells => {
                if asked & 1 == 1 {
                    0
                } else {
                    tests.len() as u8
                }
            }
            Key::Number(_) => tests.partition_point(|&(_, cut)| cut <= code) as u8,
            Key::Set(asked, _) if code == missing => u8::from(asked & 1 == 0),
            Key::Set(_, set) => u8::from(!forest.sets[set as usize].contains(code)),
        })
        .collect();
    Plane { feature: feature as u32, bytes }
}

/// A subtree's tests and features, as far as they are few.
#[derive(Clone, Default)]
struct Inside {
    tests: Vec<TestKey>,
    leaves: usize,
}

/// What a subtree costs in nanoseconds, one way or the other.
#[derive(Clone, Copy)]
struct Cost {
    best: f64,
    whole: bool,
}

/// The groups of a tree, or `None` if some leaf asks too many features, or walking the tree costs less.
fn groups(forest: &Forest, tree: &FlatTree, kind: Kind, rows: usize, number: usize) -> Option<Vec<Group>> {
    let splits = forest.splits_of(tree);
    if splits.is_empty() {
        return Some(Vec::new());
    }
    let prices = Prices { kind, rows: rows as f64, number };
    let mut inside: Vec<Option<Inside>> = vec![None; splits.len()];
    let mut costs: Vec<Cost> = vec![Cost { best: 0.0, whole: false }; splits.len()];
    for i in (0..splits.len()).rev() {
        let split = &splits[i];
        let mut parts = 0.0;
        let mut joined = Some(Inside { tests: vec![test_of(split)], leaves: 0 });
        for (side, child) in split.children.iter().enumerate() {
            match child.split() {
                Some(child) => {
                    parts += costs[child].best;
                    joined = match (joined, inside[child].take()) {
                        (Some(a), Some(b)) => {
                            Some(Inside { tests: union(&a.tests, &b.tests), leaves: a.leaves + b.leaves })
                        }
                        _ => None,
                    };
                }
                None => {
                    let group = group(splits, *child, (i as u32, side as u8), &[], kind);
                    parts += group.map_or(f64::INFINITY, |g| prices.group(&g, 1));
                    if let Some(joined) = &mut joined {
                        joined.leaves += 1;
                    }
                }
            }
        }
        let joined = joined.filter(|j| j.tests.len() <= TESTS_MAX);
        let root = Child::of_split(i);
        let whole = joined.as_ref().and_then(|j| {
            let group = group(splits, root, (split.parent, split.parent_side), &j.tests, kind)?;
            Some(prices.group(&group, j.leaves))
        });
        let whole = whole.unwrap_or(f64::INFINITY);
        costs[i] = Cost { best: whole.min(parts), whole: whole <= parts };
        inside[i] = joined;
    }
    if costs[0].best > prices.walk(splits.len()) {
        return None;
    }
    let mut found = Vec::new();
    let mut open: Vec<(Child, (u32, u8))> = vec![(Child::of_split(0), (NONE, 0))];
    while let Some((root, above)) = open.pop() {
        match root.split() {
            Some(i) if !costs[i].whole => {
                let children = splits[i].children;
                open.push((children[1], (i as u32, 1)));
                open.push((children[0], (i as u32, 0)));
            }
            _ => found.push(group(splits, root, above, &tests_below(splits, root), kind)?),
        }
    }
    Some(found)
}

/// The tests of all splits of a subtree, ascending, each once.
fn tests_below(splits: &[Split], root: Child) -> Vec<TestKey> {
    let mut tests = BTreeSet::new();
    let mut open = vec![root];
    while let Some(split) = open.pop().map(|child| child.split()) {
        if let Some(split) = split {
            tests.insert(test_of(&splits[split]));
            open.extend(splits[split].children);
        }
    }
    tests.into_iter().collect()
}

fn union(a: &[TestKey], b: &[TestKey]) -> Vec<TestKey> {
    let mut all: Vec<TestKey> = a.iter().chain(b).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A subtree as a group, if it asks few enough features.
fn group(splits: &[Split], root: Child, above: (u32, u8), inside: &[TestKey], kind: Kind) -> Option<Group> {
    // of the path, the tightest bounds on each side are enough
    let mut bounds: BTreeMap<Key, (Option<Cell>, Option<Cell>)> = BTreeMap::new();
    let (mut at, mut side) = above;
    while at != NONE {
        let split = &splits[at as usize];
        let (key, cut) = test_of(split);
        let (low, high) = bounds.entry(key).or_default();
        if side == 0 {
            *high = Some(high.map_or(cut, |h| h.min(cut)));
        } else {
            *low = Some(low.map_or(cut, |l| l.max(cut)));
        }
        (at, side) = (split.parent, split.parent_side);
    }
    let path =
        bounds.into_iter().flat_map(|(key, (low, high))| low.into_iter().chain(high).map(move |cut| (key, cut)));
    let tests = union(&path.collect::<Vec<_>>(), inside);
    if tests.len() > TESTS_MAX {
        return None;
    }
    let axes: Vec<(Key, Vec<Cell>)> =
        tests.chunk_by(|a, b| a.0 == b.0).map(|of| (of[0].0, of.iter().map(|t| t.1).collect())).collect();
    let mut features: Vec<u32> = axes.iter().map(|(key, _)| key.feature()).collect();
    features.sort_unstable();
    features.dedup();
    let entries: usize = axes.iter().map(|(_, cuts)| cuts.len() + 1).product();
    if features.len() > LANES || entries > ENTRIES_MAX {
        return None;
    }
    let width = kind.lanes(features.len()).next_multiple_of(LANES);
    Some(Group { root, above, features, axes, entries, width })
}

/// What things cost, in nanoseconds on a processor of the year 2023; only their proportions matter.
struct Prices {
    kind: Kind,
    rows: f64,
    number: usize,
}

impl Prices {
    /// One look-up for every customer, and the table.
    fn group(&self, group: &Group, leaves: usize) -> f64 {
        let vectors = (group.width / LANES) as f64 * self.number as f64 / 4.0;
        let bytes = group.entries * group.width * self.number;
        let tests: usize = group.axes.iter().map(|(_, cuts)| cuts.len()).sum();
        // within the first cache, the second, and beyond
        let fetch = match bytes {
            0..=0x4000 => 0.0,
            0x4001..=0x8000 => 0.1,
            0x8001..=0x10000 => 0.35,
            0x10001..=0x40000 => 0.7,
            _ => 1.4,
        };
        let look_up = 0.9 * vectors + fetch * vectors + 0.02 * tests as f64;
        let d = group.features.len();
        let points = d.div_ceil(2).max(1);
        let leaf = (points << d) as f64 * 1.2 * vectors + group.entries as f64 * (0.4 + 0.35 * vectors);
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
pub(super) fn waves(tiles: &[Tile], table_rows: usize) -> Vec<Range<usize>> {
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
