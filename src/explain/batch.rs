//! Many customers at once: what is asked, what comes back, and the order of work.
//!
//! Customers are quantised to cell codes once. Tile by tile, codes become bytes and every group's table is looked up
//! for a block of rows at a time ([`blocks`](super::blocks)); trees that have no tables are walked customer by
//! customer. Tables are kept for later calls if all of them fit into the limit; if not, they are filled wave by wave
//! and each wave serves all rows of the call. Every number is added in an order that depends on the model alone, so no
//! bit depends on threads, blocks, or how rows are divided among calls.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::blocks::{self, BLOCK, Bytes, Looked, Sums, WalkedTree};
use super::forest::{Asked, Forest};
use super::lanes::{Lanes, Work};
use super::plan::{Group, Kind, LANES, Plan, Tile, waves};
use super::tables::{Eight, Fill, Real, Scratch, Tools};
use super::{Attribution, Explainer};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::model::cuts::WITHHELD;
use crate::model::{Cell, Columns};
use crate::score::{Codes, codes, margin, margins};

/// With which numbers many customers are explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Precision {
    /// Tables and sums in float32, collected in float64: about seven digits, and the faster one.
    F32,
    /// Everything in float64.
    #[default]
    F64,
}

/// One offer's attributions for many customers, feature by feature.
#[derive(Clone, PartialEq, Debug)]
pub struct Attributions {
    /// Which offer.
    pub offer: OfferIdx,
    /// Where every explanation starts: the expected margin of somebody of whom nothing is known. (Somebody who
    /// withholds facts has the same one.)
    pub base_value: f64,
    /// The margins that are explained, by row.
    pub margins: Vec<f64>,
    /// `margin − base value − Σ shares`, by row: what floating point left over.
    pub residuals: Vec<f64>,
    /// Each feature's place among those that any path asks about; `u32::MAX` for the others, whose share is 0.
    places: Arc<Vec<u32>>,
    /// Shares, one feature's rows after the other's, and as many zeros.
    shares: Vec<f64>,
}

impl Attributions {
    /// How many rows.
    pub fn n_rows(&self) -> usize {
        self.margins.len()
    }

    /// A feature's shares, by row.
    pub fn shares(&self, feature: FeatureIdx) -> &[f64] {
        let n = self.n_rows();
        let place = match self.places[feature.index()] {
            u32::MAX => self.shares.len() / n.max(1) - 1,
            place => place as usize,
        };
        &self.shares[place * n..][..n]
    }

    /// One row's attribution.
    pub fn row(&self, row: usize) -> Attribution {
        let shares = (0..self.places.len()).map(|f| self.shares(FeatureIdx::new(f))[row]).collect();
        Attribution {
            offer: self.offer,
            base_value: self.base_value,
            shares,
            margin: self.margins[row],
            residual: self.residuals[row],
        }
    }
}

/// One offer's pairwise shares for many customers, pair by pair.
#[derive(Clone, PartialEq, Debug)]
pub struct PairAttributions {
    /// Which offer.
    pub offer: OfferIdx,
    n_rows: usize,
    /// Each feature's place among those that take part; `u32::MAX` for the others.
    places: Arc<Vec<u32>>,
    /// Pairs `a <= b` of places at `b (b + 1) / 2 + a`, one pair's rows after the other's.
    values: Vec<f64>,
}

impl PairAttributions {
    /// How many rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// By row, half of what two features do together, or, of a feature with itself, what it does alone. Row sums are
    /// the attribution's shares. `None` where one of the two takes no part: 0 in every row.
    pub fn pair(&self, a: FeatureIdx, b: FeatureIdx) -> Option<&[f64]> {
        let (a, b) = (self.places[a.index()], self.places[b.index()]);
        let (a, b) = (a.min(b) as usize, a.max(b) as usize);
        let start = (b != u32::MAX as usize).then(|| (b * (b + 1) / 2 + a) * self.n_rows)?;
        Some(&self.values[start..start + self.n_rows])
    }
}

/// What tables may take, in bytes, unless said otherwise: 256 MB.
pub const TABLES_BYTES: usize = 256 << 20;
/// How many rows are expected, unless said otherwise.
pub const ROWS_EXPECTED: usize = 10_000;
/// What the tables of one wave may take, in bytes: about what a shared cache holds.
const WAVE_BYTES: usize = 24 << 20;
/// Tables that one block of rows is looked up in before the next one is: about half of a second-level cache.
const RUN_BYTES: usize = 256 << 10;
/// The most rows that one thread takes at a time.
const CHUNK: usize = 8 * BLOCK;

/// What is prepared of a model for many customers: for shares and for pairs, in either precision.
#[derive(Clone, Debug, Default)]
pub(super) struct Prepared {
    narrow: [OnceLock<Arc<Engine<f32>>>; 2],
    wide: [OnceLock<Arc<Engine<f64>>>; 2],
}

/// Which of the prepared ones is meant.
trait Numbers: Real {
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
struct Engine<T> {
    plan: Plan,
    tiles: Vec<TileWork>,
    tools: Tools<T>,
    waves: Vec<Range<usize>>,
    /// All tables, by tile, if they fit.
    kept: OnceLock<Vec<Tables<T>>>,
    fits: bool,
}

/// A tile without its tables.
#[derive(Debug)]
struct TileWork {
    groups: Vec<(usize, Looked)>,
    /// Groups whose tables together stay in a cache.
    runs: Vec<Range<usize>>,
    walked: Vec<WalkedTree>,
    /// Trees without tables.
    slow: Vec<usize>,
    /// What trees of a single leaf add to every margin.
    alone: f64,
}

/// A tile's tables.
#[derive(Debug)]
struct Tables<T> {
    rows: Vec<Eight<T>>,
    /// By background, what the tile adds to the mean margin of the reference rows.
    expected: f64,
}

impl<T: Real> Engine<T> {
    fn new(explainer: &Explainer, kind: Kind) -> Self {
        let forest = &*explainer.forest;
        let plan = Plan::of(forest, kind, explainer.expected_rows, T::BYTES);
        let tiles = plan.tiles.iter().map(|tile| TileWork::of::<T>(forest, tile, kind)).collect();
        let of_bytes = |bytes: usize| bytes / (LANES * T::BYTES);
        let fits = plan.table_rows <= of_bytes(explainer.table_bytes);
        let wave = if fits { usize::MAX } else { of_bytes(explainer.table_bytes.min(WAVE_BYTES)) };
        let waves = waves(&plan.tiles, wave);
        Self { plan, tiles, tools: Tools::new(), waves, kept: OnceLock::new(), fits }
    }

    /// The tables of a run of tiles.
    fn tables(&self, explainer: &Explainer, kind: Kind, which: Range<usize>) -> Vec<Tables<T>> {
        which.map(|i| self.fill(explainer, kind, &self.plan.tiles[i], &self.tiles[i])).collect()
    }

    fn fill(&self, explainer: &Explainer, kind: Kind, tile: &Tile, work: &TileWork) -> Tables<T> {
        let forest = &*explainer.forest;
        let reference = explainer.reference.as_deref().map(|reference| {
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
                explainer.processor.run(Count { looked, group, blocks, n: *n, four, counts });
                (&counts[..], *n)
            });
            let tree = &forest.offers[tile.offer].trees[tree];
            explainer.processor.run(Fill {
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
fn pair_place(a: usize, b: usize) -> usize {
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
                for k in 0..4 {
                    self.four[usize::from(four[k])][k] += 1;
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
struct Chunk<'a> {
    rows: Range<usize>,
    offers: Vec<Found<'a>>,
}

struct Found<'a> {
    /// Sums of places, each by row.
    sums: Vec<&'a mut [f64]>,
    /// Sums of leaves, then margins, by row.
    margins: &'a mut [f64],
    /// Whether nothing has been added yet.
    fresh: bool,
}

/// Memory that a thread uses for one chunk after the other.
#[derive(Default)]
struct Desk<T> {
    /// Per feature in use, the codes of the chunk's rows; empty for the others.
    codes: Vec<Vec<Cell>>,
    /// Per block.
    planes: Vec<Vec<Bytes>>,
    sums: Vec<Vec<Sums<T>>>,
}

/// Looks up a chunk in the tables of a tile.
struct LookUp<'a, 'b, T> {
    tile: &'a Tile,
    work: &'a TileWork,
    tables: &'a Tables<T>,
    n: usize,
    found: &'a mut Found<'b>,
    desk: &'a mut Desk<T>,
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

impl Explainer {
    /// Explains some rows, in their order: one [`Attributions`] per offer. Runs on the rayon pool that it is called
    /// in; the result has the same bits for any number of threads and however rows are divided among calls.
    /// `progress` is advanced by one per row and offer.
    ///
    /// The first call fills tables, O(leaves · d 2ᵈ) for leaves of d conditions, within the limit of
    /// [`tables`](Self::tables); by background they are filled from one pass over the reference rows. Then a row costs
    /// one look-up a group of leaves. Memory besides: 8 bytes per row and feature in use for the result, about as much
    /// on the way.
    ///
    /// # Errors
    /// [`Kind::Cancelled`](crate::base::Kind::Cancelled) if `progress` is cancelled.
    pub fn explain(&self, rows: &dyn Columns, which: Range<usize>, progress: &Progress) -> Result<Vec<Attributions>> {
        let found = match self.precision {
            Precision::F32 => self.run::<f32>(Kind::Shares, rows, which, progress)?,
            Precision::F64 => self.run::<f64>(Kind::Shares, rows, which, progress)?,
        };
        Ok(found
            .into_iter()
            .map(|All { offer, base_value, margins, mut sums, places }| {
                let n = margins.len();
                let mut residuals: Vec<f64> = vec![0.0; n];
                for shares in sums.chunks_exact(n.max(1)) {
                    residuals.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
                }
                residuals.iter_mut().zip(&margins).for_each(|(sum, margin)| *sum = margin - base_value - *sum);
                // one feature more, for all that take no part
                sums.resize(sums.len() + n, 0.0);
                Attributions { offer, base_value, margins, residuals, places, shares: sums }
            })
            .collect())
    }

    /// Explains some rows pair by pair; as [`explain`](Self::explain), with 8 bytes per row and pair.
    ///
    /// # Errors
    /// As [`explain`](Self::explain).
    pub fn interact_all(
        &self,
        rows: &dyn Columns,
        which: Range<usize>,
        progress: &Progress,
    ) -> Result<Vec<PairAttributions>> {
        let found = match self.precision {
            Precision::F32 => self.run::<f32>(Kind::Pairs, rows, which, progress)?,
            Precision::F64 => self.run::<f64>(Kind::Pairs, rows, which, progress)?,
        };
        Ok(found
            .into_iter()
            .map(|All { offer, margins, mut sums, places, .. }| {
                let n_rows = margins.len();
                // on the diagonal stand whole shares: what pairs have of them is taken off
                let used = self.forest.offers[offer.index()].features.len();
                for b in 0..used {
                    for a in (0..used).filter(|&a| a != b) {
                        let (own, pair) = (pair_place(b, b) * n_rows, pair_place(a, b) * n_rows);
                        for row in 0..n_rows {
                            sums[own + row] -= sums[pair + row];
                        }
                    }
                }
                PairAttributions { offer, n_rows, places, values: sums }
            })
            .collect())
    }

    fn run<T: Numbers>(
        &self,
        kind: Kind,
        rows: &dyn Columns,
        which: Range<usize>,
        progress: &Progress,
    ) -> Result<Vec<All>> {
        let engine = T::engine(&self.prepared, kind).get_or_init(|| Arc::new(Engine::new(self, kind)));
        let forest = &*self.forest;
        let n_rows = which.len();
        let mut all: Vec<All> = self.model.offer_ids().map(|offer| self.blank(offer, kind, n_rows)).collect();
        let mut chunks = self.chunks(&mut all, &which, kind);
        let mut base_values: Vec<f64> = forest.offers.iter().map(|o| o.expected).collect();
        if self.reference.is_some() {
            forest.offers.iter().zip(&mut base_values).for_each(|(o, base)| *base = o.base_score);
        }
        let rounds = engine.waves.len() as u64;
        for (round, wave) in engine.waves.iter().enumerate() {
            progress.check()?;
            let made;
            let tables = if engine.fits {
                engine.kept.get_or_init(|| engine.tables(self, kind, wave.clone()))
            } else {
                made = engine.tables(self, kind, wave.clone());
                &made
            };
            if self.reference.is_some() {
                for (tile, tables) in engine.plan.tiles[wave.clone()].iter().zip(tables) {
                    base_values[tile.offer] += tables.expected;
                }
            }
            let last = round + 1 == engine.waves.len();
            chunks.par_iter_mut().try_for_each_init(Desk::default, |desk, chunk| {
                progress.check()?;
                self.quantise(rows, chunk.rows.clone(), &mut desk.codes);
                let n = chunk.rows.len();
                for (i, tables) in wave.clone().zip(tables) {
                    let (tile, work) = (&engine.plan.tiles[i], &engine.tiles[i]);
                    let found = &mut chunk.offers[tile.offer];
                    self.processor.run(LookUp { tile, work, tables, n, found, desk });
                    if !work.slow.is_empty() {
                        self.walk_slowly(kind, tile.offer, &work.slow, n, &desk.codes, found, progress)?;
                    }
                }
                if last {
                    self.finish(kind, chunk, &desk.codes, progress)?;
                }
                let (n, round) = ((n * forest.offers.len()) as u64, round as u64);
                progress.advance(n * (round + 1) / rounds - n * round / rounds);
                Ok(())
            })?;
        }
        drop(chunks);
        for (tile, work) in engine.plan.tiles.iter().zip(&engine.tiles).filter(|(_, work)| !work.slow.is_empty()) {
            if let Some(patterns) = self.patterns() {
                let of = &patterns.expected_by_tree[tile.offer];
                base_values[tile.offer] += work.slow.iter().map(|&tree| of[tree]).sum::<f64>();
            }
        }
        all.iter_mut().zip(base_values).for_each(|(all, base)| all.base_value = base);
        Ok(all)
    }

    /// One offer's results, still to be filled.
    fn blank(&self, offer: OfferIdx, kind: Kind, n_rows: usize) -> All {
        let of = &self.forest.offers[offer.index()];
        let mut margins = vec![0.0; n_rows];
        if of.trees.is_empty() {
            margins.fill(self.model.offer(offer).base_score);
        }
        let sums = vec![0.0; kind.lanes(of.features.len()) * n_rows];
        All { offer, base_value: 0.0, margins, sums, places: of.places.clone() }
    }

    /// The rows in chunks, each with its part of the results.
    fn chunks<'a>(&self, all: &'a mut [All], which: &Range<usize>, kind: Kind) -> Vec<Chunk<'a>> {
        let most = match kind {
            Kind::Shares => CHUNK,
            Kind::Pairs => 2 * BLOCK,
        };
        let share = which.len().div_ceil(rayon::current_num_threads()).next_multiple_of(BLOCK).clamp(BLOCK, most);
        let mut chunks: Vec<Chunk<'a>> = which
            .clone()
            .step_by(share)
            .map(|start| Chunk { rows: start..which.end.min(start + share), offers: Vec::new() })
            .collect();
        for All { sums, margins, .. } in all {
            for (chunk, margins) in chunks.iter_mut().zip(margins.chunks_mut(share)) {
                chunk.offers.push(Found { sums: Vec::new(), margins, fresh: true });
            }
            for place in sums.chunks_exact_mut(which.len().max(1)) {
                for (chunk, part) in chunks.iter_mut().zip(place.chunks_mut(share)) {
                    if let Some(found) = chunk.offers.last_mut() {
                        found.sums.push(part);
                    }
                }
            }
        }
        chunks
    }

    /// The codes of every feature that is in use.
    fn quantise(&self, rows: &dyn Columns, which: Range<usize>, codes: &mut Vec<Vec<Cell>>) {
        codes.resize(self.forest.n_features, Vec::new());
        for feature in self.forest.used.iter().map(|&f| FeatureIdx::new(f as usize)) {
            let column = rows.column(feature);
            codes::of_column(&self.model, feature, column, which.clone(), &mut codes[feature.index()]);
        }
    }

    /// One row as codes of every feature; those that no tree asks about are of no account.
    fn codes(&self, codes: &[Vec<Cell>], row: usize) -> Codes {
        let missing = self.forest.missing.iter();
        Codes::from_cells(codes.iter().zip(missing).map(|(of, &missing)| of.get(row).copied().unwrap_or(missing)))
    }

    /// Adds trees that have no tables, customer by customer.
    #[expect(clippy::too_many_arguments, reason = "the parts of one loop's body")]
    fn walk_slowly(
        &self,
        kind: Kind,
        offer: usize,
        trees: &[usize],
        n: usize,
        codes: &[Vec<Cell>],
        found: &mut Found<'_>,
        progress: &Progress,
    ) -> Result<()> {
        let of = &self.forest.offers[offer];
        for row in 0..n {
            if row % 64 == 0 {
                progress.check()?;
            }
            let asked = Asked::of(&self.forest, &self.codes(codes, row));
            let place = |feature: u32| of.places[feature as usize] as usize;
            let mut shares = vec![0.0; self.forest.n_features];
            let pairs = (kind == Kind::Pairs)
                .then_some(|a: u32, b: u32, half: f64| found.sums[pair_place(place(a), place(b))][row] += half);
            self.shares_of(&asked, offer, Some(trees), &mut shares, pairs);
            for (at, &feature) in of.features.iter().enumerate() {
                let at = if kind == Kind::Pairs { pair_place(at, at) } else { at };
                found.sums[at][row] += shares[feature as usize];
            }
        }
        Ok(())
    }

    /// From sums to margins; rows that withhold something are explained one by one.
    fn finish(&self, kind: Kind, chunk: &mut Chunk<'_>, codes: &[Vec<Cell>], progress: &Progress) -> Result<()> {
        for (offer, found) in self.model.offer_ids().zip(&mut chunk.offers) {
            let of = self.model.offer(offer);
            let n_trees = self.forest.offers[offer.index()].trees.len() as u32;
            if n_trees > 0 {
                found.margins.iter_mut().for_each(|m| *m = margin::finish(*m, n_trees, of.aggregate, of.base_score));
            }
        }
        let mut withheld: Vec<usize> = Vec::new();
        for of in codes {
            withheld.extend((0..of.len()).filter(|&row| of[row] == WITHHELD));
        }
        withheld.sort_unstable();
        withheld.dedup();
        for row in withheld {
            progress.check()?;
            let codes = self.codes(codes, row);
            let margins = margins(&self.model, &codes, self.absence_of());
            for offer in self.model.offer_ids() {
                let found = self.attribute(&codes, offer, margins[offer.index()]);
                let pairs = (kind == Kind::Pairs).then(|| self.interact(&codes, &found));
                let Found { sums, margins, .. } = &mut chunk.offers[offer.index()];
                margins[row] = found.margin;
                let used = &self.forest.offers[offer.index()].features;
                for (b, second) in used.iter().enumerate() {
                    let Some(pairs) = &pairs else {
                        sums[b][row] = found.shares[*second as usize];
                        continue;
                    };
                    let second = FeatureIdx::new(*second as usize);
                    sums[pair_place(b, b)][row] = found.shares[second.index()];
                    for (a, first) in used[..b].iter().enumerate() {
                        sums[pair_place(a, b)][row] = pairs.get(FeatureIdx::new(*first as usize), second);
                    }
                }
            }
        }
        Ok(())
    }
}

/// One offer's result for all rows.
struct All {
    offer: OfferIdx,
    base_value: f64,
    margins: Vec<f64>,
    /// Sums of places, one's rows after the other's.
    sums: Vec<f64>,
    places: Arc<Vec<u32>>,
}
