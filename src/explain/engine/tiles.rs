//! The engine for many customers: what is prepared once, and how a chunk of rows goes through it.
//!
//! Tile by tile, codes become bytes and every group's table is looked up for a block of rows at a time
//! (`src/explain/engine/blocks.rs`). Tables are kept for later calls if all of them fit into the limit; if not, they are
//! filled wave by wave and each wave serves all rows of the call.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::blocks::{self, BLOCK, Bytes, Looked, Sums, WalkedTree};
use super::forest::Forest;
use super::groups::{Group, Kind, LANES, Plan, Tile, waves};
use super::lanes::{Lanes, Processor, Work};
use super::patterns::Reference;
use super::tables::{Eight, Fill, Real, Scratch, Tools};
use crate::model::Cell;

/// What tables may take, in bytes, unless said otherwise: 256 MB.
pub const TABLES_BYTES: usize = 256 << 20;
/// How many rows are expected, unless said otherwise.
pub const ROWS_EXPECTED: usize = 10_000;
/// What the tables of one wave may take, in bytes: about what a shared cache holds.
const WAVE_BYTES: usize = 24 << 20;
/// Tables that one block of rows is looked up in before the next one is: about half of a second-level cache.
const RUN_BYTES: usize = 256 << 10;
/// The most rows that one thread takes at a time.
pub(in crate::explain) const CHUNK: usize = 8 * BLOCK;

/// With which numbers many customers are explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
    /// Tables and sums in float32, collected in float64: about seven digits, and the faster one.
    F32,
    /// Everything in float64.
    #[default]
    F64,
}

/// What an engine is made from.
pub(in crate::explain) struct Basis<'a> {
    pub forest: &'a Forest,
    /// The reference rows, by background.
    pub reference: Option<&'a Reference>,
    pub processor: Processor,
    /// What tables may take.
    pub table_bytes: usize,
    pub expected_rows: usize,
}

/// What is prepared of a model for many customers: for shares and for pairs, in either precision.
#[derive(Clone, Debug, Default)]
pub(in crate::explain) struct Prepared {
    narrow: [OnceLock<Arc<Engine<f32>>>; 2],
    wide: [OnceLock<Arc<Engine<f64>>>; 2],
}

/// Which of the prepared ones is meant.
pub(in crate::explain) trait Numbers: Real {
    fn engine(prepared: &Prepared, kind: Kind) -> &OnceLock<Arc<Engine<Self>>>;
}

impl Numbers for f32 {
    fn engine(prepared: &Prepared, kind: Kind) -> &OnceLock<Arc<Engine<Self>>> {
        &prepared.narrow[kind as usize]
    }
}

impl Numbers for f64 {
    fn engine(prepared: &Prepared, kind: Kind) -> &OnceLock<Arc<Engine<Self>>> {
        &prepared.wide[kind as usize]
    }
}

/// A plan with everything that it needs to be carried out.
#[derive(Debug)]
pub(in crate::explain) struct Engine<T> {
    pub plan: Plan,
    pub tiles: Vec<TileWork>,
    tools: Tools<T>,
    pub waves: Vec<Range<usize>>,
    /// All tables, by tile, if they fit.
    pub kept: OnceLock<Vec<Tables<T>>>,
    pub fits: bool,
}

/// A tile without its tables.
#[derive(Debug)]
pub(in crate::explain) struct TileWork {
    groups: Vec<(usize, Looked)>,
    /// Groups whose tables together stay in a cache.
    runs: Vec<Range<usize>>,
    walked: Vec<WalkedTree>,
    /// Trees without tables.
    pub slow: Vec<usize>,
    /// What trees of a single leaf add to every margin.
    alone: f64,
}

/// A tile's tables.
#[derive(Debug)]
pub(in crate::explain) struct Tables<T> {
    rows: Vec<Eight<T>>,
    /// By background, what the tile adds to the mean margin of the reference rows.
    pub expected: f64,
}

impl<T: Real> Engine<T> {
    pub(crate) fn new(basis: &Basis<'_>, kind: Kind) -> Self {
        let forest = basis.forest;
        let plan = Plan::of(forest, kind, basis.expected_rows, T::BYTES);
        let tiles = plan.tiles.par_iter().map(|tile| TileWork::of::<T>(forest, tile, kind)).collect();
        let of_bytes = |bytes: usize| bytes / (LANES * T::BYTES);
        let fits = plan.table_rows <= of_bytes(basis.table_bytes);
        let wave = if fits { usize::MAX } else { of_bytes(basis.table_bytes.min(WAVE_BYTES)) };
        let waves = waves(&plan.tiles, wave);
        Self { plan, tiles, tools: Tools::new(), waves, kept: OnceLock::new(), fits }
    }

    /// The tables of a run of tiles.
    pub(crate) fn tables(&self, basis: &Basis<'_>, kind: Kind, which: Range<usize>) -> Vec<Tables<T>> {
        // side by side, also for the memory: a page is first touched where it is filled
        which.into_par_iter().map(|i| self.fill(basis, kind, &self.plan.tiles[i], &self.tiles[i])).collect()
    }

    fn fill(&self, basis: &Basis<'_>, kind: Kind, tile: &Tile, work: &TileWork) -> Tables<T> {
        let forest = basis.forest;
        let reference = basis.reference.map(|reference| {
            let codes = |feature: u32| reference.column(feature as usize);
            let mut blocks = Vec::new();
            recode(tile, reference.n_rows, codes, &mut blocks);
            (blocks, reference.n_rows)
        });
        let padded = work.groups.iter().map(|(_, g)| g.start + g.len.next_power_of_two()).max().unwrap_or(0);
        let mut rows = vec![Eight::<T>::default(); padded];
        let mut rest = &mut rows[..];
        let mut parts = Vec::with_capacity(work.groups.len());
        let groups = tile.trees.iter().flat_map(|t| t.groups.iter().flatten().map(move |g| (t.tree, g)));
        for ((tree, group), (_, looked)) in groups.zip(&work.groups) {
            let (table, after) = rest.split_at_mut(looked.len);
            rest = after;
            parts.push((tree, group, looked, table));
        }
        let fill = |scratch: &mut (Scratch<T>, Vec<[u32; 4]>, Vec<u32>),
                    part: (usize, &Group, &Looked, &mut [Eight<T>])| {
            let (tree, group, looked, table) = part;
            let (scratch, four, counts) = scratch;
            let counted = reference.as_ref().map(|(blocks, n)| {
                basis.processor.run(Count { looked, group, blocks, n: *n, four, counts });
                (&counts[..], *n)
            });
            let tree = &forest.offers[tile.offer].trees[tree];
            basis.processor.run(Fill {
                forest,
                tree,
                group,
                kind,
                counts: counted,
                tools: &self.tools,
                table,
                scratch,
            })
        };
        let expected: Vec<f64> = parts.into_par_iter().map_init(Default::default, fill).collect();
        Tables { rows, expected: work.alone + expected.iter().sum::<f64>() }
    }
}

impl TileWork {
    fn of<T: Real>(forest: &Forest, tile: &Tile, kind: Kind) -> Self {
        let offer = &forest.offers[tile.offer];
        let n = offer.features.len();
        let place = |feature: u32| offer.features.binary_search(&feature).unwrap_or(0);
        let mut groups: Vec<(usize, Looked)> = Vec::new();
        let mut start = 0;
        for planned in &tile.trees {
            for group in planned.groups.iter().flatten() {
                let mut places: Vec<usize> = match kind {
                    Kind::Shares => group.features.iter().map(|&f| place(f)).collect(),
                    Kind::Pairs => group.features.iter().map(|&f| pair_place(place(f), place(f))).collect(),
                };
                if kind == Kind::Pairs {
                    for (b, &second) in group.features.iter().enumerate() {
                        places
                            .extend(group.features[..b].iter().map(|&first| pair_place(place(first), place(second))));
                    }
                }
                let lanes = places.len();
                // lanes that are not in use go to sums that nobody reads
                places.extend((0..group.width - lanes).map(|i| kind.lanes(n) + i));
                let looked = Looked::of(group, tile, start, places, lanes);
                start += looked.len;
                groups.push((planned.tree, looked));
            }
        }
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut held = usize::MAX;
        for (i, (_, looked)) in groups.iter().enumerate() {
            let bytes = looked.len * LANES * T::BYTES;
            match runs.last_mut() {
                Some(run) if held + bytes <= RUN_BYTES => (run.end, held) = (i + 1, held + bytes),
                _ => {
                    runs.push(i..i + 1);
                    held = bytes;
                }
            }
        }
        let walked = tile.trees.iter().map(|t| WalkedTree::of(forest, &offer.trees[t.tree], tile)).collect();
        let slow = tile.trees.iter().filter(|t| t.groups.is_none()).map(|t| t.tree).collect();
        let alone = tile.trees.iter().map(|t| &offer.trees[t.tree]).filter(|t| t.splits.is_empty());
        let alone = alone.map(|t| forest.leaves[t.first_leaf]).sum();
        Self { groups, runs, walked, slow, alone }
    }
}

/// Where the sum of a pair of places stands.
pub(in crate::explain) fn pair_place(a: usize, b: usize) -> usize {
    let (a, b) = (a.min(b), a.max(b));
    b * (b + 1) / 2 + a
}

/// Recodes rows to a tile's planes, block by block.
fn recode<'c>(tile: &Tile, n_rows: usize, codes: impl Fn(u32) -> &'c [Cell], blocks: &mut Vec<Vec<Bytes>>) {
    blocks.resize(n_rows.div_ceil(BLOCK), Vec::new());
    for (i, planes) in blocks.iter_mut().enumerate() {
        let (start, end) = (i * BLOCK, n_rows.min((i + 1) * BLOCK));
        planes.resize(tile.planes.len(), [0; BLOCK]);
        for (plane, to) in tile.planes.iter().zip(planes) {
            blocks::recode(plane, &codes(plane.feature)[start..end], to);
        }
    }
}

/// Counts the reference rows in each combination of a group.
struct Count<'a> {
    looked: &'a Looked,
    group: &'a Group,
    blocks: &'a [Vec<Bytes>],
    n: usize,
    four: &'a mut Vec<[u32; 4]>,
    counts: &'a mut Vec<u32>,
}

impl Work for Count<'_> {
    type Answer = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let per = self.group.width / LANES;
        let mut index = [0; BLOCK];
        // four counts each: neighbours often fall into one combination, and would wait for each other
        self.four.clear();
        self.four.resize(self.looked.len, [0; 4]);
        for (i, planes) in self.blocks.iter().enumerate() {
            self.looked.index(lanes, planes, &mut index);
            let (fours, rest) = index[..BLOCK.min(self.n - i * BLOCK)].as_chunks::<4>();
            for four in fours {
                for (k, &at) in four.iter().enumerate() {
                    self.four[usize::from(at)][k] += 1;
                }
            }
            rest.iter().for_each(|&at| self.four[usize::from(at)][0] += 1);
        }
        self.counts.clear();
        self.counts
            .extend(self.four.iter().step_by(per).take(self.group.entries).map(|four| four.iter().sum::<u32>()));
    }
}

/// Some rows on their way: per offer, where their results go.
pub(in crate::explain) struct Chunk<'a> {
    pub rows: Range<usize>,
    pub offers: Vec<Found<'a>>,
}

pub(in crate::explain) struct Found<'a> {
    /// Sums of places, each by row.
    pub sums: Vec<&'a mut [f64]>,
    /// Sums of leaves, then margins, by row.
    pub margins: &'a mut [f64],
    /// Whether nothing has been added yet.
    pub fresh: bool,
}

impl Found<'_> {
    /// Of pairs of so many features: on the diagonal stand whole shares, and what pairs have of them is taken off.
    pub(crate) fn settle(&mut self, features: usize) {
        for b in 0..features {
            for a in (0..features).filter(|&a| a != b) {
                let places = [pair_place(b, b), pair_place(a, b)];
                if let Ok([own, pair]) = self.sums.get_disjoint_mut(places) {
                    own.iter_mut().zip(pair.iter()).for_each(|(own, pair)| *own -= *pair);
                }
            }
        }
    }
}

/// Memory that a thread uses for one chunk after the other.
#[derive(Default)]
pub(in crate::explain) struct Desk<T> {
    /// Per feature in use, the codes of the chunk's rows; empty for the others.
    pub codes: Vec<Vec<Cell>>,
    /// Per block.
    planes: Vec<Vec<Bytes>>,
    sums: Vec<Vec<Sums<T>>>,
}

/// Looks up a chunk in the tables of a tile.
pub(in crate::explain) struct LookUp<'a, 'b, T> {
    pub tile: &'a Tile,
    pub work: &'a TileWork,
    pub tables: &'a Tables<T>,
    pub n: usize,
    pub found: &'a mut Found<'b>,
    pub desk: &'a mut Desk<T>,
}

impl TileWork {
    /// Reads a run's tables once from end to end, which processors do ahead of time, before they are read here and there.
    #[inline(always)]
    fn warm<T: Real>(&self, tables: &Tables<T>, run: &Range<usize>) {
        let groups = &self.groups[run.clone()];
        let (Some((_, first)), Some((_, last))) = (groups.first(), groups.last()) else { return };
        let mut sum = T::default();
        for row in tables.rows[first.start..last.start + last.len].iter().step_by(64 / (LANES * T::BYTES)) {
            sum += row[0];
        }
        std::hint::black_box(sum);
    }
}

impl<T: Real> Work for LookUp<'_, '_, T> {
    type Answer = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { tile, work, tables, n, found, desk } = self;
        recode(tile, n, |feature| &desk.codes[feature as usize], &mut desk.planes);
        // sums that no lane uses take what is padding
        desk.sums.resize(desk.planes.len(), Vec::new());
        for sums in &mut desk.sums {
            sums.clear();
            sums.resize(found.sums.len() + LANES, blocks::sums());
        }
        let (mut index, mut chosen) = ([0; BLOCK], Vec::new());
        for run in &work.runs {
            work.warm(tables, run);
            for (planes, sums) in desk.planes.iter().zip(&mut desk.sums) {
                for (_, looked) in &work.groups[run.clone()] {
                    looked.index(lanes, planes, &mut index);
                    let table = &tables.rows[looked.start..][..looked.len.next_power_of_two()];
                    looked.add(lanes, table, &index, sums);
                }
            }
        }
        for (i, (planes, sums)) in desk.planes.iter().zip(&desk.sums).enumerate() {
            let (start, end) = (i * BLOCK, n.min((i + 1) * BLOCK));
            for (to, from) in found.sums.iter_mut().zip(sums) {
                let to = to[start..end].iter_mut().zip(from);
                // memory that was never read is not fetched before it is written
                if found.fresh {
                    to.for_each(|(to, from)| *to = from.wide());
                } else {
                    to.for_each(|(to, from)| *to += from.wide());
                }
            }
            for tree in &work.walked {
                tree.add(lanes, planes, &mut found.margins[start..end], &mut chosen);
            }
        }
        found.fresh = false;
    }
}
