//! Whether two rates may be one and the same, and how sure that is when many were looked at.

use super::density::hypergeometric;

/// Weights this near to the observed one count as no greater: a tie is a tie whatever was rounded.
const TIE: f64 = 1.0 + 1e-7;
/// A weight below this share of the sum adds nothing to it.
const NOTHING: f64 = 1e-18;

/// How often a table at least as unlikely as this one comes up where both rates are the same, margins fixed (R. A. Fisher's
/// exact test, two-sided): of `k1` of `n1` against `k2` of `n2`; 1 where there is nothing to compare. O(√n).
pub fn fisher((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> f64 {
    let hits = k1 + k2;
    if n1 == 0 || n2 == 0 || hits == 0 || hits == n1 + n2 {
        return 1.0;
    }
    // hits among the first, of all hits
    let (least, most) = (hits.saturating_sub(n2), hits.min(n1));
    let weight = |k: u64| hypergeometric(k as f64, n1 as f64, n2 as f64, hits as f64);
    let limit = weight(k1) * TIE;
    let mode = ((n1 as f64 + 1.0) * (hits as f64 + 1.0) / ((n1 + n2) as f64 + 2.0)) as u64;
    let mode = mode.clamp(least, most);
    // from the middle outwards weights only fall
    let left = first(least, mode, |k| weight(k) > limit);
    let right = first(mode, most, |k| weight(k) <= limit);
    let mut sum = 0.0;
    // those up to `left` are no greater than the observed one, and so are those from `right`
    if left > least || weight(least) <= limit {
        sum += tail((least..left).rev(), &weight);
    }
    if weight(right) <= limit {
        sum += tail(right..=most, &weight);
    }
    sum.min(1.0)
}

/// The first of an interval for which something holds that holds from there on; its end if for none.
fn first(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (from, to);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The sum of weights that only fall, up to where they add nothing.
fn tail(counts: impl Iterator<Item = u64>, weight: &impl Fn(u64) -> f64) -> f64 {
    let mut sum = 0.0;
    for k in counts {
        let next = weight(k);
        sum += next;
        if next <= sum * NOTHING {
            break;
        }
    }
    sum
}

/// Such values corrected for how many were looked at (S. Holm 1979), in their order. O(n log n).
pub fn holm(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut corrected = vec![1.0; values.len()];
    let mut most: f64 = 0.0;
    for (place, &i) in order.iter().enumerate() {
        most = most.max(values[i] * (values.len() - place) as f64).min(1.0);
        corrected[i] = most;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every table there is, one by one.
    fn by_hand((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> f64 {
        let hits = k1 + k2;
        let weight = |k: u64| hypergeometric(k as f64, n1 as f64, n2 as f64, hits as f64);
        let all = (hits.saturating_sub(n2)..=hits.min(n1)).map(weight);
        all.filter(|w| *w <= weight(k1) * TIE).sum()
    }

    #[test]
    fn tails_are_those_of_every_table() {
        for n1 in [1, 2, 5, 9] {
            for n2 in [1, 3, 8] {
                for k1 in 0..=n1 {
                    for k2 in 0..=n2 {
                        let hits = k1 + k2;
                        if hits == 0 || hits == n1 + n2 {
                            assert_eq!(fisher((k1, n1), (k2, n2)), 1.0);
                            continue;
                        }
                        let (fast, slow) = (fisher((k1, n1), (k2, n2)), by_hand((k1, n1), (k2, n2)));
                        assert!((fast - slow.min(1.0)).abs() < 1e-12, "{k1}/{n1} {k2}/{n2}: {fast} {slow}");
                        assert!((fast - fisher((k2, n2), (k1, n1))).abs() < 1e-12, "whichever is first");
                    }
                }
            }
        }
        // Fisher's own tea: 3 of 4 against 1 of 4
        assert!((fisher((3, 4), (1, 4)) - 34.0 / 70.0).abs() < 1e-14);
        let far = fisher((400, 1_000_000), (100, 1_000_000));
        assert!(far > 0.0 && far < 1e-40, "{far}");
    }

    #[test]
    fn holm_is_holm() {
        assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
        assert_eq!(holm(&[0.6, 0.7]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }
}
