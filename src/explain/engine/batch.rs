//! Many customers at once: what is asked, what comes back, and who does what part.
//!
//! Customers are quantised to cell codes once, chunk by chunk, and go through the [`tiles`](super::tiles); trees
//! that have no tables are walked customer by customer. Every number is added in an order that depends on the model
//! alone, so no bit depends on threads, blocks, or how rows are divided among calls.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::attribution::{Attribution, Explainer};
use super::blocks::BLOCK;
use super::forest::Asked;
use super::groups::Kind;
use super::tiles::{CHUNK, Chunk, Desk, Engine, Found, LookUp, Numbers, Precision, pair_place};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::model::cuts::WITHHELD;
use crate::model::{Cell, Columns};
use crate::score::{Codes, codes, margin, margins};

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

impl Explainer {
    /// Explains all rows, in their order: one [`Attributions`] per offer. As [`explain_rows`](Self::explain_rows)
    /// without a way to stop.
    pub fn explain(&self, rows: &dyn Columns) -> Vec<Attributions> {
        // only a wish to stop is an error
        self.explain_rows(rows, 0..rows.n_rows(), &Progress::default()).unwrap_or_default()
    }

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
    pub fn explain_rows(
        &self,
        rows: &dyn Columns,
        which: Range<usize>,
        progress: &Progress,
    ) -> Result<Vec<Attributions>> {
        let found = match self.precision {
            Precision::F32 => self.run::<f32>(Kind::Shares, rows, which, progress)?,
            Precision::F64 => self.run::<f64>(Kind::Shares, rows, which, progress)?,
        };
        Ok(found
            .into_iter()
            .map(|All { offer, base_value, margins, sums, places }| {
                let n = margins.len();
                let mut residuals: Vec<f64> = vec![0.0; n];
                residuals.par_chunks_mut(CHUNK).enumerate().for_each(|(i, residuals)| {
                    let rows = i * CHUNK..i * CHUNK + residuals.len();
                    for shares in sums.chunks_exact(n) {
                        residuals.iter_mut().zip(&shares[rows.clone()]).for_each(|(sum, share)| *sum += share);
                    }
                    residuals
                        .iter_mut()
                        .zip(&margins[rows])
                        .for_each(|(sum, margin)| *sum = margin - base_value - *sum);
                });
                Attributions { offer, base_value, margins, residuals, places, shares: sums }
            })
            .collect())
    }

    /// Explains some rows pair by pair; as [`explain_rows`](Self::explain_rows), with 8 bytes per row and pair.
    ///
    /// # Errors
    /// As [`explain_rows`](Self::explain_rows).
    pub fn interact_rows(
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
            .map(|All { offer, margins, sums, places, .. }| PairAttributions {
                offer,
                n_rows: margins.len(),
                places,
                values: sums,
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
        let basis = self.basis();
        let engine = T::engine(&self.prepared, kind).get_or_init(|| Arc::new(Engine::new(&basis, kind)));
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
                engine.kept.get_or_init(|| engine.tables(&basis, kind, wave.clone()))
            } else {
                made = engine.tables(&basis, kind, wave.clone());
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
                        let (offer, trees, codes) = (tile.offer, &work.slow[..], &desk.codes[..]);
                        self.walk_slowly(&Slow { kind, offer, trees, codes }, found, progress)?;
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
        // one feature more, for all that take no part
        let more = usize::from(kind == Kind::Shares);
        let sums = vec![0.0; (kind.lanes(of.features.len()) + more) * n_rows];
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
        for (All { sums, margins, .. }, of) in all.iter_mut().zip(&self.forest.offers) {
            let lanes = kind.lanes(of.features.len());
            for (chunk, margins) in chunks.iter_mut().zip(margins.chunks_mut(share)) {
                chunk.offers.push(Found { sums: Vec::new(), margins, fresh: true });
            }
            for place in sums.chunks_exact_mut(which.len().max(1)).take(lanes) {
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
    fn walk_slowly(&self, slow: &Slow<'_>, found: &mut Found<'_>, progress: &Progress) -> Result<()> {
        let &Slow { kind, offer, trees, codes } = slow;
        let of = &self.forest.offers[offer];
        for row in 0..found.margins.len() {
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
            if kind == Kind::Pairs {
                found.settle(self.forest.offers[offer.index()].features.len());
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
                    sums[pair_place(b, b)][row] = pairs.get(second, second);
                    for (a, first) in used[..b].iter().enumerate() {
                        sums[pair_place(a, b)][row] = pairs.get(FeatureIdx::new(*first as usize), second);
                    }
                }
            }
        }
        Ok(())
    }
}

/// What is walked customer by customer: trees of one offer, over the codes of a chunk.
struct Slow<'a> {
    kind: Kind,
    offer: usize,
    trees: &'a [usize],
    codes: &'a [Vec<Cell>],
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
