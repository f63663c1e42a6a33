//! The track record: what became of customers whom the model scored as high, where outcomes are known.

use rayon::prelude::*;

use crate::base::progress::Progress;
use crate::base::{OfferIdx, Result};
use crate::fairness::interval::{Interval, wilson};
use crate::model::{CustomerModel, Value};
use crate::score::{Absence, Codes, margins};

/// How far a score may lie from another to count as "such a score", on either side.
pub const REACH: f64 = 0.05;

/// The most customers that "such a score" is judged by.
pub const NEAREST: usize = 200;

/// Responses and outcomes of reference customers, by offer.
#[derive(Clone, PartialEq, Debug)]
pub struct TrackRecord {
    /// Per offer: (response, whether it was accepted), ascending by response; empty where outcomes are not known.
    by_offer: Vec<Vec<(f64, bool)>>,
}

/// What is known of customers with about the same response.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Record {
    /// How many there are.
    pub n: usize,
    /// How many of them accepted.
    pub accepted: usize,
    /// The responses they had, from … to.
    pub span: (f64, f64),
}

/// Between which shares the true one probably lies, 19 times of 20, where `had` of `n` are counted; `None` of nobody. See
/// [`wilson`].
pub fn probably(had: usize, n: usize) -> Option<(f64, f64)> {
    wilson(had as u64, n as u64).map(|Interval { low, high }| (low, high))
}

impl Record {
    /// Between which shares the true one probably lies; see [`probably`].
    pub fn probably(&self) -> Option<(f64, f64)> {
        probably(self.accepted, self.n)
    }
}

impl TrackRecord {
    /// Scores reference customers. `row(i)` gives their values; `outcomes` per offer a 0 or 1 per row, NaN where it is
    /// not known. O(rows · trees · depth), on all cores; the same for any number of them.
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`].
    pub fn new(
        model: &CustomerModel,
        n_rows: usize,
        row: impl Fn(usize) -> Vec<Value> + Sync,
        outcomes: &[Option<&[f64]>],
        progress: &Progress,
    ) -> Result<Self> {
        progress.expect(n_rows as u64);
        let responses: Vec<Vec<f64>> = (0..n_rows)
            .into_par_iter()
            .map(|i| {
                progress.check()?;
                progress.advance(1);
                let codes = Codes::of(model, &row(i));
                Ok(model.link().responses(&margins(model, &codes, Absence::ByCover)))
            })
            .collect::<Result<_>>()?;
        let of_offer = |(offer, outcome): (usize, &Option<&[f64]>)| {
            let Some(outcome) = outcome else { return Vec::new() };
            let mut list: Vec<(f64, bool)> = responses
                .iter()
                .zip(*outcome)
                .filter(|(_, y)| **y == 0.0 || **y == 1.0)
                .map(|(r, y)| (r[offer], *y == 1.0))
                .collect();
            list.sort_by(|a, b| a.0.total_cmp(&b.0));
            list
        };
        Ok(Self { by_offer: outcomes.iter().enumerate().map(of_offer).collect() })
    }

    /// What became of those whose response is nearest: at most [`NEAREST`] of them, all within [`REACH`]; `None` if there
    /// is nobody. O(log rows + NEAREST).
    pub fn at(&self, offer: OfferIdx, response: f64) -> Option<Record> {
        let list = self.by_offer.get(offer.index())?;
        let (mut from, mut to) = {
            let here = list.partition_point(|(r, _)| *r < response);
            (here, here)
        };
        let far = |r: f64| (r - response).abs();
        while to - from < NEAREST {
            let below = from.checked_sub(1).map(|i| far(list[i].0)).filter(|d| *d <= REACH);
            let above = list.get(to).map(|(r, _)| far(*r)).filter(|d| *d <= REACH);
            match (below, above) {
                (Some(b), Some(a)) if b < a => from -= 1,
                (_, Some(_)) => to += 1,
                (Some(_), None) => from -= 1,
                (None, None) => break,
            }
        }
        let near = list.get(from..to).filter(|near| !near.is_empty())?;
        let accepted = near.iter().filter(|(_, y)| *y).count();
        Some(Record { n: near.len(), accepted, span: (near[0].0, near[near.len() - 1].0) })
    }
}

#[cfg(test)]
mod tests {
    use super::probably;

    #[test]
    fn the_interval_of_wilson() {
        // Wilson 1927, worked out by hand
        for (had, n, low, high) in
            [(0, 20, 0.0, 0.161_125), (61, 200, 0.245_364, 0.371_986), (10, 10, 0.722_467, 1.0)]
        {
            let (a, b) = probably(had, n).expect("somebody");
            assert!((a - low).abs() < 5e-7 && (b - high).abs() < 5e-7, "{had} of {n}: {a} {b}");
        }
        assert_eq!(probably(0, 0), None);
    }
}
