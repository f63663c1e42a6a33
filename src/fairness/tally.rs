//! What is counted of a group for one offer, and the rates that follow. Formulas as fairlearn 0.15 has them; a rate over
//! nobody is `None`, where fairlearn says 0.

use crate::base::Result;
use crate::base::sum::Sum;

/// Bins of chance for calibration, of one width.
pub const BINS: usize = 10;

/// One customer, as one offer sees them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seen {
    /// The response: a chance, from 0 to 1, or whatever the model says.
    pub response: f64,
    /// Whether the offer is what they are given.
    pub is_selected: bool,
    /// Its place in their order, counted from 1; `None` where they may not have it.
    pub place: Option<usize>,
    /// What became of it, where that is known.
    pub had: Option<bool>,
}

/// A bin of chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bin {
    /// How many of known outcome have such a chance.
    pub n: u64,
    /// How many of them had it.
    pub had: u64,
    /// Their chances.
    pub response: Sum,
}

/// What is counted: a partial. Parts merge to the same bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many.
    pub n: u64,
    /// How many are given it.
    pub selected: u64,
    /// Of known outcome: `[had it not, had it]`, each `[not selected, selected]`.
    pub known: [[u64; 2]; 2],
    /// Their responses.
    response: Sum,
    /// What their places are worth.
    exposure: Sum,
    /// The squares of what chances are off, over those of known outcome.
    off: Sum,
    /// Chances in bins, over those of known outcome.
    pub bins: [Bin; BINS],
}

impl Tally {
    /// Counts one more. Of a response that is no chance, `is_chance` false, nothing is binned.
    ///
    /// # Errors
    /// As [`Sum::add`].
    pub fn add(&mut self, seen: Seen, is_chance: bool) -> Result<()> {
        self.n += 1;
        self.selected += u64::from(seen.is_selected);
        self.response.add(seen.response)?;
        if let Some(place) = seen.place {
            self.exposure.add(1.0 / (place as f64 + 1.0).log2())?;
        }
        let Some(had) = seen.had else { return Ok(()) };
        self.known[usize::from(had)][usize::from(seen.is_selected)] += 1;
        if is_chance {
            let off = seen.response - f64::from(u8::from(had));
            self.off.add(off * off)?;
            let bin = &mut self.bins[((seen.response * BINS as f64) as usize).min(BINS - 1)];
            bin.n += 1;
            bin.had += u64::from(had);
            bin.response.add(seen.response)?;
        }
        Ok(())
    }

    /// Adds what was counted of others.
    ///
    /// # Errors
    /// As [`Sum::merge`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.n += other.n;
        self.selected += other.selected;
        for (mine, theirs) in self.known.iter_mut().flatten().zip(other.known.iter().flatten()) {
            *mine += theirs;
        }
        self.response.merge(other.response)?;
        self.exposure.merge(other.exposure)?;
        self.off.merge(other.off)?;
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.n += theirs.n;
            mine.had += theirs.had;
            mine.response.merge(theirs.response)?;
        }
        Ok(())
    }

    /// Of how many the outcome is known.
    pub fn n_known(&self) -> u64 {
        self.known.iter().flatten().sum()
    }

    /// A rate as (how many, of how many).
    pub fn count(&self, rate: Rate) -> (u64, u64) {
        let [[spared, wrongly], [missed, rightly]] = self.known;
        match rate {
            Rate::Selection => (self.selected, self.n),
            Rate::Accuracy => (spared + rightly, self.n_known()),
            Rate::TruePositive => (rightly, missed + rightly),
            Rate::FalsePositive => (wrongly, spared + wrongly),
            Rate::FalseNegative => (missed, missed + rightly),
            Rate::Precision => (rightly, wrongly + rightly),
        }
    }

    /// A rate; `None` over nobody.
    pub fn rate(&self, rate: Rate) -> Option<f64> {
        let (k, n) = self.count(rate);
        (n > 0).then(|| k as f64 / n as f64)
    }

    /// The mean response; `None` of nobody.
    pub fn mean_response(&self) -> Option<f64> {
        self.response.mean(self.n)
    }

    /// The mean of what a place is worth, 1 / log₂(1 + place), 0 where they may not have it (K. Järvelin and J. Kekäläinen
    /// 2002); `None` of nobody.
    pub fn exposure(&self) -> Option<f64> {
        self.exposure.mean(self.n)
    }

    /// The mean square of what chances are off (Brier score); `None` where no outcome of a chance is known.
    pub fn brier(&self) -> Option<f64> {
        self.off.mean(self.binned())
    }

    /// How far mean chances are from what was observed, bin by bin, weighted by how many stand there (expected
    /// calibration error over [`BINS`] bins); `None` likewise.
    pub fn calibration_error(&self) -> Option<f64> {
        let all = self.binned();
        let of = |bin: &Bin| {
            let mean = bin.response.mean(bin.n)?;
            Some((mean - bin.had as f64 / bin.n as f64).abs() * (bin.n as f64 / all as f64))
        };
        (all > 0).then(|| self.bins.iter().filter_map(of).sum())
    }

    fn binned(&self) -> u64 {
        self.bins.iter().map(|bin| bin.n).sum()
    }
}

/// A share of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rate {
    /// Who are given it, of all.
    Selection,
    /// Those whom the line puts on the right side, of known outcome.
    Accuracy,
    /// Who are given it, of those who had it.
    TruePositive,
    /// Who are given it, of those who had it not.
    FalsePositive,
    /// Who are not given it, of those who had it.
    FalseNegative,
    /// Who had it, of those who are given it.
    Precision,
}

impl Rate {
    /// All.
    pub const ALL: [Self; 6] = [
        Self::Selection,
        Self::Accuracy,
        Self::TruePositive,
        Self::FalsePositive,
        Self::FalseNegative,
        Self::Precision,
    ];

    /// What it is called in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Selection => "rate",
            Self::Accuracy => "accuracy",
            Self::TruePositive => "tpr",
            Self::FalsePositive => "fpr",
            Self::FalseNegative => "fnr",
            Self::Precision => "precision",
        }
    }
}

/// The middle of numbers: of an even count, between the two; `None` of none. O(n).
pub fn median(numbers: &mut [f64]) -> Option<f64> {
    let half = numbers.len() / 2;
    if numbers.is_empty() {
        return None;
    }
    let even = numbers.len().is_multiple_of(2);
    let (below, &mut upper, _) = numbers.select_nth_unstable_by(half, f64::total_cmp);
    if !even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_counts_and_nobody_has_none() {
        let mut tally = Tally::default();
        assert!(Rate::ALL.iter().all(|rate| tally.rate(*rate).is_none()) && tally.brier().is_none());
        for (response, is_selected, had) in
            [(0.9, true, Some(true)), (0.8, true, Some(false)), (0.2, false, Some(true)), (0.1, false, None)]
        {
            tally.add(Seen { response, is_selected, place: None, had }, true).expect("chances");
        }
        let rates = Rate::ALL.map(|rate| tally.count(rate));
        assert_eq!(rates, [(2, 4), (1, 3), (1, 2), (1, 1), (1, 2), (1, 2)]);
        assert_eq!(tally.mean_response(), Some(0.5));
        assert!((tally.brier().expect("known") - (0.01 + 0.64 + 0.64) / 3.0).abs() < 1e-15);
        let bins = tally.bins.map(|bin| bin.n);
        assert_eq!(bins, [0, 0, 1, 0, 0, 0, 0, 0, 1, 1]);
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!((median(&mut []), median(&mut [7.0])), (None, Some(7.0)));
    }
}
