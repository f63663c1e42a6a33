//! Many customers at once.

use std::ops::Range;

use rayon::prelude::*;

use super::{Attribution, Explainer};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::model::Columns;
use crate::score::{Codes, margins};

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
    /// Shares, one feature's rows after the other's.
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
        &self.shares[feature.index() * n..][..n]
    }

    /// One row's attribution.
    pub fn row(&self, row: usize) -> Attribution {
        let shares = self.shares.chunks_exact(self.n_rows()).map(|rows| rows[row]).collect();
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
    places: Vec<u32>,
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
    /// Explains some rows, in their order: one [`Attributions`] per offer. Runs on the rayon pool that it is called
    /// in; the result has the same bits for any number of threads. `progress` is advanced by one per row and offer.
    ///
    /// # Errors
    /// [`Kind::Cancelled`](crate::base::Kind::Cancelled) if `progress` is cancelled.
    pub fn explain(&self, rows: &dyn Columns, which: Range<usize>, progress: &Progress) -> Result<Vec<Attributions>> {
        let model = &self.model;
        let n_features = model.features().len();
        let explained = |row: usize| {
            progress.check()?;
            let values: Vec<_> = (0..n_features).map(|f| rows.column(FeatureIdx::new(f)).value(row)).collect();
            let codes = Codes::of(model, &values);
            let margins = margins(model, &codes, self.absence_of());
            progress.advance(margins.len() as u64);
            Ok(model.offer_ids().map(|o| self.attribute(&codes, o, margins[o.index()])).collect::<Vec<_>>())
        };
        let found: Vec<Vec<Attribution>> = which.into_par_iter().map(explained).collect::<Result<_>>()?;
        let of = |offer: OfferIdx| {
            let rows = || found.iter().map(|row| &row[offer.index()]);
            Attributions {
                offer,
                base_value: rows().next().map_or(0.0, |a| a.base_value),
                margins: rows().map(|a| a.margin).collect(),
                residuals: rows().map(|a| a.residual).collect(),
                shares: (0..n_features).flat_map(|f| rows().map(move |a| a.shares[f])).collect(),
            }
        };
        Ok(model.offer_ids().map(of).collect())
    }

    /// Explains some rows pair by pair; as [`explain`](Self::explain).
    ///
    /// # Errors
    /// As [`explain`](Self::explain).
    pub fn interact_all(
        &self,
        rows: &dyn Columns,
        which: Range<usize>,
        progress: &Progress,
    ) -> Result<Vec<PairAttributions>> {
        let model = &self.model;
        let n_features = model.features().len();
        let n_rows = which.len();
        let explained = |row: usize| {
            progress.check()?;
            let values: Vec<_> = (0..n_features).map(|f| rows.column(FeatureIdx::new(f)).value(row)).collect();
            let codes = Codes::of(model, &values);
            let margins = margins(model, &codes, self.absence_of());
            progress.advance(margins.len() as u64);
            let pairs = |o: OfferIdx| self.interact(&codes, &self.attribute(&codes, o, margins[o.index()]));
            Ok(model.offer_ids().map(pairs).collect::<Vec<_>>())
        };
        let found: Vec<Vec<_>> = which.into_par_iter().map(explained).collect::<Result<_>>()?;
        let of = |offer: OfferIdx| {
            let mut values = Vec::new();
            for b in (0..n_features).map(FeatureIdx::new) {
                for a in (0..=b.index()).map(FeatureIdx::new) {
                    values.extend(found.iter().map(|row| row[offer.index()].get(a, b)));
                }
            }
            PairAttributions { offer, n_rows, places: (0..n_features as u32).collect(), values }
        };
        Ok(model.offer_ids().map(of).collect())
    }
}
