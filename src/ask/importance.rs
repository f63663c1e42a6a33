//! Which facts matter over many customers: how far each moves the score, in which direction, and how that varies.
//!
//! Everybody is attributed, nobody is sampled. Rows go through in chunks, so that work stops when asked and memory
//! does not grow with the rows: sums and counts are of every row, the distribution is a histogram that begins with a
//! bin per value (in float32) and makes its bins wider, all by the same ratio, when there are too many of them.

use std::ops::Range;

use rayon::prelude::*;

use super::Inputs;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, OfferIdx, Result};
use crate::explain::Attributions;
use crate::model::columns::{LEVEL_MISSING, LEVEL_OTHER};
use crate::model::{Column, Columns, Feature};

/// The most rows between two additions to the sums.
pub const CHUNK: usize = 4096;
/// The most shares of one chunk, 8 bytes each: wide models go through in shorter chunks.
const CHUNK_SHARES: usize = 1 << 22;
/// The most bins of all distributions together, 16 bytes each.
const BINS: usize = 1 << 22;
/// The most bins of one distribution; up to so many different values it is exact.
pub const BINS_MOST: usize = 1 << 16;
/// The least that [`BINS_MOST`] comes down to in a model with many facts and offers.
pub const BINS_LEAST: usize = 256;
/// Which quantiles are given.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Which facts matter over these customers?
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportanceQuestion {
    /// Whose: rows of a table; at least one.
    pub rows: Range<usize>,
    /// For which offer; every one if `None`, in the model's order.
    pub offer: Option<OfferIdx>,
}

/// Which facts matter, offer by offer.
#[derive(Clone, PartialEq, Debug)]
pub struct Importance {
    /// Over how many customers; at least one.
    pub n_rows: usize,
    /// The offers that were asked about.
    pub offers: Vec<OfferImportance>,
}

impl Importance {
    /// What was found of an offer, if it was asked about.
    pub fn of(&self, offer: OfferIdx) -> Option<&OfferImportance> {
        self.offers.iter().find(|o| o.offer == offer)
    }
}

/// Which facts matter for one offer.
#[derive(Clone, PartialEq, Debug)]
pub struct OfferImportance {
    /// Which.
    pub offer: OfferIdx,
    /// The features that the model uses, by mean absolute attribution, greatest first; equal ones in the model's order.
    pub features: Vec<FeatureImportance>,
    /// The sum of all mean absolute attributions, in margin.
    pub total: f64,
    /// The largest amount by which any customer's attribution misses the margin: what floating point left over.
    pub residual: f64,
    /// Whose that is.
    pub residual_row: usize,
}

impl OfferImportance {
    /// A feature's part of all that is moved; 0 where nothing is.
    pub fn part(&self, feature: &FeatureImportance) -> f64 {
        if self.total > 0.0 { feature.mean_abs / self.total } else { 0.0 }
    }
}

/// How much one feature matters.
#[derive(Clone, PartialEq, Debug)]
pub struct FeatureImportance {
    /// Which.
    pub feature: FeatureIdx,
    /// The mean of the attributions' absolute values, in margin.
    pub mean_abs: f64,
    /// The mean of the attributions.
    pub mean: f64,
    /// For how many customers it is above 0.
    pub raised: usize,
    /// For how many it is below 0; for the others it is 0.
    pub lowered: usize,
    /// The least attribution.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// At [`QUANTILES`]: the least attribution that so many customers do not exceed; rounded to a bin of `spread`.
    pub quantiles: [f64; 5],
    /// Customers apart by their own value of the feature.
    pub parts: Parts,
    /// All attributions.
    pub spread: Spread,
}

/// Customers apart by their own value of a feature.
#[derive(Clone, PartialEq, Debug)]
pub enum Parts {
    /// Everybody has the same value, or none.
    One,
    /// Numbers in two parts, as near to half and half as equal values allow.
    Halves {
        /// The greatest value that counts as low.
        low_most: f64,
        /// The least value that counts as high.
        high_least: f64,
        /// Low, high, not known.
        parts: [Part; 3],
    },
    /// By level in the dictionary's order, then those with one the model never saw, then those of whom none is known.
    Levels(Vec<Part>),
}

/// Some of the customers.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Part {
    /// How many.
    pub n: usize,
    /// Their mean attribution, in margin; 0 if there are none.
    pub mean: f64,
}

/// A distribution: how many customers have which attribution.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spread {
    /// Attributions, ascending, each with how many customers there are with a low value of the feature, with a high
    /// one, and with none or one without an order.
    pub bins: Vec<(f32, [u32; 3])>,
    /// How far an attribution may lie from its bin's, relative to itself; 0 where each has a bin of its own (as float32).
    pub width: f64,
}

/// Answers an [`ImportanceQuestion`]. O(rows · (trees' attribution + features · log chunk)) time, on all cores of the
/// pool it is called in; the same bits for any number of them. Memory: a chunk of attributions (32 MB at most) and at
/// most some 64 MB of distributions, whatever the rows. `progress` goes up by one per row and offer of the model.
///
/// # Errors
/// [`Cancelled`](crate::base::Kind::Cancelled); [`Internal`](crate::base::Kind::Internal) if there are no such rows or there is no such offer.
pub fn importance(
    inputs: &Inputs,
    rows: &dyn Columns,
    question: &ImportanceQuestion,
    progress: &Progress,
) -> Result<Importance> {
    let model = inputs.model();
    let n_offers = model.offers().len();
    let ImportanceQuestion { rows: which, offer } = question;
    if which.is_empty() || which.end > rows.n_rows() || offer.is_some_and(|o| o.index() >= n_offers) {
        return Err(Error::internal("importance is asked over rows or of an offer that are not there"));
    }
    progress.expect((which.len() as u64).saturating_mul(n_offers as u64));
    let used: Vec<FeatureIdx> = model.features().iter().map(|(f, _)| f).filter(|f| model.uses(*f)).collect();
    let groupings = used
        .par_iter()
        .map(|&f| {
            progress.check()?;
            Ok(Grouping::of(model.features().get(f), rows.column(f), which))
        })
        .collect::<Result<Vec<_>>>()?;
    let offers: Vec<OfferIdx> = model.offer_ids().filter(|o| offer.is_none_or(|asked| asked == *o)).collect();
    let most = (BINS / (used.len() * offers.len()).max(1)).clamp(BINS_LEAST, BINS_MOST);
    let step = (CHUNK_SHARES / (model.features().len() * n_offers).max(1)).clamp(1, CHUNK);
    let start =
        || (OfferSums { residual: 0.0, row: which.start }, groupings.iter().map(Sums::new).collect::<Vec<_>>());
    let mut sums: Vec<(OfferSums, Vec<Sums>)> = offers.iter().map(|_| start()).collect();
    for first in which.clone().step_by(step) {
        let chunk = first..(first + step).min(which.end);
        let found = inputs.explainer().explain_rows(rows, chunk, progress)?;
        for (offer, (of_offer, of_features)) in offers.iter().zip(&mut sums) {
            let found = &found[offer.index()];
            of_offer.take(found, first);
            of_features.par_iter_mut().zip(&used).zip(&groupings).for_each(|((sums, &f), grouping)| {
                sums.take(found.shares(f), grouping, rows.column(f), first, most);
            });
        }
    }
    progress.check()?;
    let n_rows = which.len();
    let answer = |(offer, (of_offer, of_features)): (OfferIdx, (OfferSums, Vec<Sums>))| {
        let found = of_features.into_iter().zip(&used).zip(&groupings);
        let mut features: Vec<_> = found.map(|((sums, f), grouping)| sums.finish(*f, grouping, n_rows)).collect();
        let total = features.iter().map(|f| f.mean_abs).sum();
        features.sort_by(|a, b| b.mean_abs.total_cmp(&a.mean_abs));
        OfferImportance { offer, features, total, residual: of_offer.residual, residual_row: of_offer.row }
    };
    Ok(Importance { n_rows, offers: offers.into_iter().zip(sums).map(answer).collect() })
}

/// A sum that also adds up what each addition loses (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - sum) + x } else { (x - sum) + self.sum };
        self.sum = sum;
    }

    fn mean(self, n: usize) -> f64 {
        if n == 0 { 0.0 } else { (self.sum + self.lost) / n as f64 }
    }
}

/// How customers are told apart by their value of a feature.
#[derive(Clone, Copy, Debug)]
enum Grouping {
    One,
    Halves { low_most: f64, high_least: f64 },
    Levels(usize),
}

impl Grouping {
    fn of(feature: &Feature, column: Column<'_>, which: &Range<usize>) -> Self {
        match column {
            Column::Levels(_) => Self::Levels(feature.levels().len()),
            Column::Numbers(list) => Self::halves(&list[which.clone()]),
            Column::Missing | Column::Withheld => Self::One,
        }
    }

    fn halves(values: &[f64]) -> Self {
        let mut known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        let n = known.len();
        if n < 2 {
            return Self::One;
        }
        let middle = *known.select_nth_unstable_by((n - 1) / 2, f64::total_cmp).1;
        let below = known.iter().filter(|x| **x < middle).count();
        let up_to = known.iter().filter(|x| **x <= middle).count();
        // the middle value's own customers all go to one side: the one that leaves the parts more alike
        let off = |low: usize| (2 * low).abs_diff(n);
        let with_middle = match (below == 0, up_to == n) {
            (true, true) => return Self::One,
            (true, false) => true,
            (false, true) => false,
            (false, false) => off(up_to) <= off(below),
        };
        let is_low = |x: f64| if with_middle { x <= middle } else { x < middle };
        let (mut low_most, mut high_least) = (f64::NEG_INFINITY, f64::INFINITY);
        for &x in &known {
            if is_low(x) {
                low_most = low_most.max(x);
            } else {
                high_least = high_least.min(x);
            }
        }
        Self::Halves { low_most, high_least }
    }

    fn n_parts(self) -> usize {
        match self {
            Self::One => 1,
            Self::Halves { .. } => 3,
            Self::Levels(n) => n + 2,
        }
    }

    /// Which part a row belongs to, and which third of a bin's counts.
    fn part(self, column: Column<'_>, row: usize) -> (usize, usize) {
        match (self, column) {
            (Self::Halves { low_most, .. }, Column::Numbers(list)) => {
                let x = list[row];
                let part = if x.is_nan() { 2 } else { usize::from(x > low_most) };
                (part, part)
            }
            (Self::Levels(n), Column::Levels(list)) => match list[row] {
                LEVEL_MISSING => (n + 1, 2),
                LEVEL_OTHER => (n, 2),
                level => ((level as usize).min(n), 2),
            },
            _ => (0, 2),
        }
    }
}

/// What is gathered of an offer.
#[derive(Clone, Copy, Debug)]
struct OfferSums {
    residual: f64,
    row: usize,
}

impl OfferSums {
    fn take(&mut self, found: &Attributions, first: usize) {
        for (i, residual) in found.residuals.iter().enumerate() {
            // also where it is no number
            if residual.abs() > self.residual || residual.is_nan() && !self.residual.is_nan() {
                (self.residual, self.row) = (residual.abs(), first + i);
            }
        }
    }
}

/// What is gathered of a feature for an offer.
#[derive(Clone, Debug)]
struct Sums {
    sum: Sum,
    abs: Sum,
    raised: usize,
    lowered: usize,
    least: f64,
    greatest: f64,
    parts: Vec<(usize, Sum)>,
    /// Keys of values without their last `shift` bits, ascending.
    bins: Vec<(u32, [u32; 3])>,
    shift: u32,
}

impl Sums {
    fn new(grouping: &Grouping) -> Self {
        Self {
            sum: Sum::default(),
            abs: Sum::default(),
            raised: 0,
            lowered: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            parts: vec![(0, Sum::default()); grouping.n_parts()],
            bins: Vec::new(),
            shift: 0,
        }
    }

    fn take(&mut self, shares: &[f64], grouping: &Grouping, column: Column<'_>, first: usize, most: usize) {
        let mut keys: Vec<(u32, u8)> = Vec::with_capacity(shares.len());
        for (i, &share) in shares.iter().enumerate() {
            self.sum.add(share);
            self.abs.add(share.abs());
            self.raised += usize::from(share > 0.0);
            self.lowered += usize::from(share < 0.0);
            self.least = self.least.min(share);
            self.greatest = self.greatest.max(share);
            let (part, third) = grouping.part(column, first + i);
            self.parts[part].0 += 1;
            self.parts[part].1.add(share);
            keys.push((key(share) >> self.shift, third as u8));
        }
        keys.sort_unstable();
        let mut fresh: Vec<(u32, [u32; 3])> = Vec::with_capacity(keys.len());
        for (key, third) in keys {
            if fresh.last().is_none_or(|(last, _)| *last != key) {
                fresh.push((key, [0; 3]));
            }
            if let Some((_, counts)) = fresh.last_mut() {
                counts[third as usize] += 1;
            }
        }
        self.bins = merged(&self.bins, &fresh);
        while self.bins.len() > most {
            self.shift += 1;
            self.bins.iter_mut().for_each(|(key, _)| *key >>= 1);
            self.bins.dedup_by(|b, a| {
                let same = a.0 == b.0;
                if same {
                    a.1 = plus(a.1, b.1);
                }
                same
            });
        }
    }

    fn finish(self, feature: FeatureIdx, grouping: &Grouping, n_rows: usize) -> FeatureImportance {
        let part = |i: usize| Part { n: self.parts[i].0, mean: self.parts[i].1.mean(self.parts[i].0) };
        let parts = match *grouping {
            Grouping::One => Parts::One,
            Grouping::Halves { low_most, high_least } => {
                Parts::Halves { low_most, high_least, parts: [0, 1, 2].map(part) }
            }
            Grouping::Levels(n) => Parts::Levels((0..n + 2).map(part).collect()),
        };
        let shift = self.shift;
        let bins: Vec<_> = self.bins.iter().map(|(key, counts)| (middle(*key, shift), *counts)).collect();
        let width = if shift == 0 { 0.0 } else { 2f64.powi(shift.min(24) as i32 - 24) };
        FeatureImportance {
            feature,
            mean_abs: self.abs.mean(n_rows),
            mean: self.sum.mean(n_rows),
            raised: self.raised,
            lowered: self.lowered,
            least: self.least,
            greatest: self.greatest,
            quantiles: QUANTILES.map(|q| quantile(&bins, n_rows, q).clamp(self.least, self.greatest.max(self.least))),
            parts,
            spread: Spread { bins, width },
        }
    }
}

fn plus(a: [u32; 3], b: [u32; 3]) -> [u32; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// Two lists of bins as one.
fn merged(a: &[(u32, [u32; 3])], b: &[(u32, [u32; 3])]) -> Vec<(u32, [u32; 3])> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => all.extend(a.next().copied()),
            std::cmp::Ordering::Greater => all.extend(b.next().copied()),
            std::cmp::Ordering::Equal => {
                all.push((x.0, plus(x.1, y.1)));
                a.next();
                b.next();
            }
        }
    }
    all.extend(a.copied());
    all.extend(b.copied());
    all
}

/// A number as an integer in the same order: float32's bits, those of negative ones turned round.
fn key(share: f64) -> u32 {
    // minus zero is zero; what float32 cannot hold is its largest
    let x = (share as f32).clamp(f32::MIN, f32::MAX) + 0.0;
    let bits = x.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// The number in the middle of a bin.
fn middle(key: u32, shift: u32) -> f32 {
    let number = |key: u32| f32::from_bits(if key >> 31 == 1 { key & !(1 << 31) } else { !key });
    let low = key << shift;
    let high = low | ((1u32 << shift) - 1);
    let (low, high) = (number(low), number(high));
    match (low.is_finite(), high.is_finite()) {
        (true, true) => f32::midpoint(low, high),
        (true, false) => low,
        _ => high,
    }
}

/// The least value that at least a share `q` of the rows does not exceed.
fn quantile(bins: &[(f32, [u32; 3])], n_rows: usize, q: f64) -> f64 {
    let wanted = ((q * n_rows as f64).ceil() as usize).max(1);
    let mut seen = 0;
    for (value, counts) in bins {
        seen += counts.iter().map(|&c| c as usize).sum::<usize>();
        if seen >= wanted {
            return f64::from(*value);
        }
    }
    bins.last().map_or(0.0, |(value, _)| f64::from(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_and_come_back() {
        let list = [-3e300, -2.5, -1e-30, -0.0, 1e-30, 0.25, 2.5, 1e39];
        let keys: Vec<u32> = list.iter().map(|x| key(*x)).collect();
        assert!(keys.windows(2).all(|w| w[0] < w[1]), "{keys:?}");
        assert_eq!(key(0.0), key(-0.0));
        for x in [-2.5, -0.0, 0.25, 1e10] {
            assert_eq!(f64::from(middle(key(x), 0)), x + 0.0);
            for shift in [1, 8, 16] {
                let off = (f64::from(middle(key(x) >> shift, shift)) - x).abs();
                assert!(off <= x.abs() * 2f64.powi(shift as i32 - 24) + 1e-38, "{x} without {shift} bits: {off}");
            }
        }
    }

    #[test]
    fn a_full_histogram_loses_width_and_nobody() {
        let mut rng = 1u64;
        let mut next = || {
            rng = rng.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((rng >> 33) as f64 / f64::from(1u32 << 30) - 1.0).powi(3)
        };
        let shares: Vec<f64> = (0..10_000).map(|_| next()).collect();
        let values: Vec<f64> = (0..10_000).map(|i| f64::from(i % 7)).collect();
        let column = Column::Numbers(&values);
        let grouping = Grouping::halves(&values);
        let mut sums = Sums::new(&grouping);
        for (i, chunk) in shares.chunks(1000).enumerate() {
            sums.take(chunk, &grouping, column, i * 1000, 500);
        }
        let found = sums.finish(FeatureIdx(0), &grouping, 10_000);
        assert!(found.spread.bins.len() <= 500 && found.spread.bins.len() > 100, "{}", found.spread.bins.len());
        assert!(found.spread.width > 0.0 && found.spread.width < 0.1, "{}", found.spread.width);
        assert_eq!(found.spread.bins.iter().flat_map(|(_, c)| c).sum::<u32>(), 10_000);
        let mut sorted = shares.clone();
        sorted.sort_by(f64::total_cmp);
        for (q, value) in QUANTILES.iter().zip(found.quantiles) {
            let exact = sorted[(q * 10_000.0).ceil() as usize - 1];
            assert!((value - exact).abs() <= 2.0 * exact.abs() * found.spread.width, "{q}: {value}, not {exact}");
        }
    }

    #[test]
    fn halves_are_as_alike_as_equal_values_allow() {
        let halves = |values: &[f64]| match Grouping::halves(values) {
            Grouping::Halves { low_most, high_least } => Some((low_most, high_least)),
            _ => None,
        };
        assert_eq!(halves(&[1.0, 2.0, 3.0, 4.0]), Some((2.0, 3.0)));
        assert_eq!(halves(&[0.0, 0.0, 0.0, 5.0, f64::NAN]), Some((0.0, 5.0)));
        assert_eq!(halves(&[0.0, 5.0, 5.0, 5.0]), Some((0.0, 5.0)));
        assert_eq!(halves(&[7.0, 7.0, f64::NAN]), None);
        assert_eq!(halves(&[f64::NAN]), None);
    }
}
