//! How often of one who had it and one who had it not the first scored higher: the area under the ROC curve, ties a half.

/// Scores with what became of them, and how often.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ranks {
    /// (score, how many with it had it not, how many had it), ascending by score, each score once.
    list: Vec<(f64, [u64; 2])>,
}

impl Ranks {
    /// From scores that are numbers, in any order. O(n log n).
    pub fn of(scores: impl IntoIterator<Item = (f64, bool)>) -> Self {
        let mut list: Vec<(f64, bool)> = scores.into_iter().map(|(score, had)| (score + 0.0, had)).collect();
        list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = Self::default();
        for (score, had) in list {
            match ranks.list.last_mut() {
                Some((last, counts)) if *last == score => counts[usize::from(had)] += 1,
                _ => {
                    let mut counts = [0; 2];
                    counts[usize::from(had)] = 1;
                    ranks.list.push((score, counts));
                }
            }
        }
        ranks
    }

    /// The area, from 0 to 1: half of a whole number over a whole number, so the same whatever the order; `None` unless
    /// there are some of either. O(different scores).
    pub fn auc(&self) -> Option<f64> {
        let (mut below, mut twice, mut had) = (0u128, 0u128, 0u128);
        for (_, [without, with]) in &self.list {
            twice += u128::from(*with) * (2 * below + u128::from(*without));
            below += u128::from(*without);
            had += u128::from(*with);
        }
        (below > 0 && had > 0).then(|| twice as f64 / 2.0 / (below * had) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_count_a_half_and_order_does_not_matter() {
        let area = |list: &[(f64, bool)]| Ranks::of(list.iter().copied()).auc();
        assert_eq!(area(&[(0.1, false), (0.9, true)]), Some(1.0));
        assert_eq!(area(&[(0.9, false), (0.1, true)]), Some(0.0));
        assert_eq!(area(&[(0.5, false), (0.5, true)]), Some(0.5));
        assert_eq!(area(&[(0.0, false), (-0.0, true)]), Some(0.5), "one zero");
        assert_eq!(area(&[(0.2, true), (0.2, false), (0.1, false), (0.4, true)]), Some(0.875));
        assert_eq!((area(&[]), area(&[(0.3, true)])), (None, None));
    }
}
