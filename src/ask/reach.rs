//! What any line would do: the customers of a table along the margin of a model's only offer, with what became of them.
//! Worked out once; each line is then looked up.

use rayon::prelude::*;

use super::line::Scale;
use crate::base::Result;
use crate::base::progress::Progress;
use crate::model::{CustomerModel, Line, Value};
use crate::score::rank::barred;
use crate::score::{Absence, Codes, margins};

/// How many bins a histogram has.
pub const BINS: usize = 36;
/// The share of customers at either end for whom an axis is not stretched; they stand in its first and last bin.
const BEYOND: f64 = 0.002;
/// Rows that are scored between two looks at whether to stop.
const CHUNK: usize = 256;

/// The customers of a table along the margin, as far as a rule does not bar them: at most 16 bytes each.
#[derive(Clone, PartialEq, Debug)]
pub struct Reach {
    /// Ascending.
    margins: Vec<f64>,
    /// Of the customers up to and with each: whose outcome is known, and who had it. Empty where no outcome is known.
    known: Vec<(u32, u32)>,
    /// Those whom a rule bars.
    barred: Barred,
    scale: Option<Scale>,
    bins: Vec<Bin>,
}

/// Customers whom a rule bars, wherever the line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Barred {
    /// How many.
    pub n: usize,
    /// How many of them are known to have had the outcome.
    pub had: usize,
}

/// What a line does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sends {
    /// How many stand on it or above, so that they are sent the offer.
    pub sent: usize,
    /// Of how many of them it is known what became.
    pub known: usize,
    /// How many of those had the outcome.
    pub had: usize,
    /// How many below it had the outcome.
    pub missed: usize,
}

/// Customers of about the same response.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bin {
    /// How many.
    pub n: usize,
    /// How many of them are known to have had the outcome.
    pub had: usize,
}

/// A customer as scored: none where a rule bars, and what became of them, 2 where that is not known.
type Scored = (Option<f64>, u8);
/// Not known what became of a customer.
const UNKNOWN: u8 = 2;

impl Reach {
    /// Scores the customers of a table for the only offer of a model. `row(i)` gives their values; `outcome` a 0 or 1
    /// per row, anything else where it is not known. O(rows · (trees · depth + log rows)), on all cores; the same for
    /// any number of them.
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`].
    pub fn new(
        model: &CustomerModel,
        absence: Absence<'_>,
        n_rows: usize,
        row: impl Fn(usize) -> Vec<Value> + Sync,
        outcome: Option<&[f64]>,
        progress: &Progress,
    ) -> Result<Self> {
        progress.expect(n_rows as u64);
        let became = |i: usize| match outcome.and_then(|outcome| outcome.get(i)) {
            Some(1.0) => 1,
            Some(0.0) => 0,
            _ => UNKNOWN,
        };
        let scored = |i: usize| -> Scored {
            let values = row(i);
            let is_barred = model.offer_ids().any(|offer| barred(model, offer, &values).is_some());
            let margin = (!is_barred).then(|| margins(model, &Codes::of(model, &values), absence)[0]);
            (margin, became(i))
        };
        let chunks = (0..n_rows.div_ceil(CHUNK)).into_par_iter().map(|chunk| {
            progress.check()?;
            let rows = chunk * CHUNK..n_rows.min((chunk + 1) * CHUNK);
            progress.advance(rows.len() as u64);
            Ok(rows.map(scored).collect::<Vec<_>>())
        });
        let scored: Vec<Vec<Scored>> = chunks.collect::<Result<_>>()?;
        let is_known = scored.iter().flatten().any(|(_, became)| *became != UNKNOWN);
        let out = scored.iter().flatten().filter(|(margin, _)| margin.is_none());
        let barred = out
            .fold(Barred::default(), |b, (_, became)| Barred { n: b.n + 1, had: b.had + usize::from(*became == 1) });
        let mut rows: Vec<(f64, u8)> =
            scored.into_iter().flatten().filter_map(|(margin, became)| Some((margin?, became))).collect();
        // equal ones in an order of their own, so that no bit depends on who came first
        rows.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        progress.check()?;
        Ok(Self::of(model, &rows, is_known, barred))
    }

    fn of(model: &CustomerModel, rows: &[(f64, u8)], is_known: bool, barred: Barred) -> Self {
        let link = model.link();
        let ends = |share: f64| rows.get(((rows.len().saturating_sub(1)) as f64 * share).round() as usize);
        let scale = ends(BEYOND).zip(ends(1.0 - BEYOND));
        let scale = scale.and_then(|(low, high)| Scale::of(link, link.apply(low.0), link.apply(high.0)));
        let mut bins = Vec::new();
        if let Some(scale) = scale {
            bins.resize(BINS, Bin::default());
            for (margin, became) in rows {
                let at = (scale.at(link.apply(*margin)) * BINS as f64) as usize;
                let bin = &mut bins[at.min(BINS - 1)];
                bin.n += 1;
                bin.had += usize::from(*became == 1);
            }
        }
        let mut sums = (0, 0);
        let mut add = |became: u8| {
            sums = (sums.0 + u32::from(became != UNKNOWN), sums.1 + u32::from(became == 1));
            sums
        };
        let known = if is_known { rows.iter().map(|(_, became)| add(*became)).collect() } else { Vec::new() };
        Self { margins: rows.iter().map(|(margin, _)| *margin).collect(), known, barred, scale, bins }
    }

    /// How many customers there are whom no rule bars.
    pub fn n(&self) -> usize {
        self.margins.len()
    }

    /// Those whom a rule bars.
    pub fn barred(&self) -> Barred {
        self.barred
    }

    /// Whether it is known of anybody what became of them.
    pub fn has_outcomes(&self) -> bool {
        !self.known.is_empty()
    }

    /// Of how many it is known that they had the outcome, whom no rule bars.
    pub fn had(&self) -> usize {
        self.up_to(self.n()).1
    }

    /// What a line does. O(log rows).
    pub fn sends(&self, line: Line) -> Sends {
        let first = self.margins.partition_point(|margin| !line.is_reached(*margin));
        let (below, all) = (self.up_to(first), self.up_to(self.n()));
        Sends { sent: self.n() - first, known: all.0 - below.0, had: all.1 - below.1, missed: below.1 }
    }

    /// How many stand lower than a margin. O(log rows).
    pub fn lower(&self, margin: f64) -> usize {
        self.margins.partition_point(|other| *other < margin)
    }

    /// The axis that the customers stand along; `None` where there is nobody, or responses have no size.
    pub fn scale(&self) -> Option<Scale> {
        self.scale
    }

    /// The customers along [`scale`](Self::scale), in [`BINS`] bins of one width; those beyond its ends stand in the
    /// first and the last.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Of the first `n`: whose outcome is known, and who had it.
    fn up_to(&self, n: usize) -> (usize, usize) {
        let (known, had) = n.checked_sub(1).and_then(|last| self.known.get(last)).copied().unwrap_or_default();
        (known as usize, had as usize)
    }
}
