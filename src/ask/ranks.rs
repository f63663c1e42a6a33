//! How well responses tell those who accepted from those who did not: the area under the ROC curve, from whole numbers.
//!
//! A partial: how many accepted and declined at each response. So any division of the customers adds up to the same.

use crate::base::{Error, Kind, Result};

/// How many declined and accepted at each response of an offer, ascending; keyed by bits that are ordered as numbers are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ranks(Vec<(u64, [u32; 2])>);

impl Ranks {
    /// Of some customers: a response each, and whether they accepted. O(customers · log).
    pub fn of(mut list: Vec<(f64, bool)>) -> Self {
        list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = Self::default();
        for (response, accepted) in list {
            let bits = (response + 0.0).to_bits();
            let key = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
            let one = [u32::from(!accepted), u32::from(accepted)];
            match ranks.0.last_mut() {
                Some((last, counts)) if *last == key => {
                    counts[0] += one[0];
                    counts[1] += one[1];
                }
                _ => ranks.0.push((key, one)),
            }
        }
        ranks
    }

    /// With those of other customers. O(responses).
    ///
    /// # Errors
    /// [`Kind::Question`] for more customers at one response than can be counted.
    pub fn merged(self, other: Self) -> Result<Self> {
        let too_many = || Error::new(Kind::Question, "too many customers have the same response to be counted");
        if self.0.is_empty() || other.0.is_empty() {
            return Ok(if self.0.is_empty() { other } else { self });
        }
        let mut all = Vec::with_capacity(self.0.len() + other.0.len());
        let (mut mine, mut theirs) = (self.0.into_iter().peekable(), other.0.into_iter().peekable());
        loop {
            let next = match (mine.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.0 == b.0 => {
                    let ((key, a), b) = (*a, b.1);
                    mine.next();
                    theirs.next();
                    let sum = |i: usize| a[i].checked_add(b[i]).ok_or_else(too_many);
                    (key, [sum(0)?, sum(1)?])
                }
                (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                    let next = *a;
                    mine.next();
                    next
                }
                (_, Some(b)) => {
                    let next = *b;
                    theirs.next();
                    next
                }
                _ => break,
            };
            all.push(next);
        }
        Ok(Self(all))
    }

    /// Of how many customers it is known that they declined, and that they accepted.
    pub fn known(&self) -> [u64; 2] {
        self.0.iter().fold([0, 0], |sum, (_, n)| [sum[0] + u64::from(n[0]), sum[1] + u64::from(n[1])])
    }

    /// The share of pairs of one who accepted and one who declined in which the first has the greater response, an equal
    /// one counted half; `None` where there is no such pair. Whole numbers, divided once.
    pub fn auc(&self) -> Option<f64> {
        let (mut below, mut twice) = (0u128, 0u128);
        for (_, [declined, accepted]) in &self.0 {
            twice += u128::from(*accepted) * (2 * below + u128::from(*declined));
            below += u128::from(*declined);
        }
        let [declined, accepted] = self.known();
        let pairs = 2 * u128::from(declined) * u128::from(accepted);
        (pairs > 0).then(|| twice as f64 / pairs as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::Ranks;

    #[test]
    fn pairs_are_counted_and_parts_add_up() {
        // 2 accepted, 3 declined: of 6 pairs the first wins in 4, and one is equal
        let all = [(0.1, false), (0.4, true), (0.4, false), (0.2, false), (0.9, true)];
        let whole = Ranks::of(all.to_vec());
        assert_eq!((whole.auc(), whole.known()), (Some(5.5 / 6.0), [3, 2]));
        for at in 0..=all.len() {
            let parts = (Ranks::of(all[at..].to_vec()), Ranks::of(all[..at].to_vec()));
            assert_eq!(parts.0.merged(parts.1).expect("few"), whole);
        }
        assert_eq!(Ranks::of(vec![(0.5, true)]).auc(), None);
    }
}
