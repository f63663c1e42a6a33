//! Between which values a rate, or a difference of two, probably lies: 19 times of 20.

use super::density;

/// The standard normal quantile of a two-sided range that holds 19 times of 20.
pub const NINETEEN_OF_TWENTY: f64 = 1.959_963_984_540_054;
/// What an exact interval leaves out on either side.
const TAIL: f64 = 0.025;

/// From … to; `low <= high`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in it, ends included.
    pub fn holds(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

/// The rate of `k` of `n` by Wilson's score (E. B. Wilson 1927); `None` of nobody.
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    let (count, share) = (n as f64, k as f64 / n as f64);
    let square = NINETEEN_OF_TWENTY.powi(2) / count;
    let middle = share + square / 2.0;
    let half = NINETEEN_OF_TWENTY * (share * (1.0 - share) / count + square / (4.0 * count)).sqrt();
    let bound = |x: f64| (x / (1.0 + square)).clamp(0.0, 1.0);
    (n > 0).then(|| Interval { low: bound(middle - half), high: bound(middle + half) })
}

/// The rate of `k` of `n`, so that neither end leaves out more than it may, whatever the rate is (C. J. Clopper and
/// E. S. Pearson 1934); `None` of nobody. Newton's method on the beta function, held between bounds. O(√n).
pub fn clopper_pearson(k: u64, n: u64) -> Option<Interval> {
    let guess = wilson(k, n)?;
    let (hits, misses) = (k as f64, (n - k) as f64);
    let low = if k == 0 { 0.0 } else { root(hits, misses + 1.0, guess.low, |below| below - TAIL) };
    let high = if k == n { 1.0 } else { root(hits + 1.0, misses, guess.high, |below| below - (1.0 - TAIL)) };
    Some(Interval { low, high })
}

/// Where what is below x, less what should be, is 0.
fn root(a: f64, b: f64, guess: f64, off: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = guess.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
    for _ in 0..200 {
        let (below, density) = density::beta(a, b, x, 1.0 - x);
        let off = off(below);
        if off > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - off / density;
        // where it would leave what is known, what is known is halved
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 4.0 * f64::EPSILON * x {
            return next;
        }
        x = next;
    }
    x
}

/// The difference of two rates, the first less the second, by R. G. Newcombe's hybrid score (1998, method 10, without
/// correction); `None` if either is of nobody.
pub fn newcombe((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Option<Interval> {
    let (one, two) = (wilson(k1, n1)?, wilson(k2, n2)?);
    let (p1, p2) = (k1 as f64 / n1 as f64, k2 as f64 / n2 as f64);
    Some(Interval {
        low: p1 - p2 - (p1 - one.low).hypot(two.high - p2),
        high: p1 - p2 + (one.high - p1).hypot(p2 - two.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_intervals_leave_out_what_they_may_and_no_more() {
        for (k, n) in [(0, 1), (1, 1), (1, 2), (3, 17), (25, 1034), (93, 966), (2, 1_000_000), (499_999, 1_000_000)] {
            let exact = clopper_pearson(k, n).expect("somebody");
            let (hits, all) = (k as f64, n as f64);
            if k > 0 {
                let (above, _) = density::beta(hits, all - hits + 1.0, exact.low, 1.0 - exact.low);
                assert!((above - TAIL).abs() < 1e-10, "{k} of {n}: {above}");
            }
            if k < n {
                let (below, _) = density::beta(hits + 1.0, all - hits, exact.high, 1.0 - exact.high);
                assert!((1.0 - below - TAIL).abs() < 1e-10, "{k} of {n}: {below}");
            }
            assert!(exact.holds(hits / all));
        }
        assert_eq!((wilson(0, 0), clopper_pearson(0, 0), newcombe((0, 0), (1, 2))), (None, None, None));
    }

    #[test]
    fn swapping_hits_and_misses_mirrors_them() {
        for (k, n) in [(0, 9), (2, 9), (40, 977)] {
            let mirror = |i: Interval| Interval { low: 1.0 - i.high, high: 1.0 - i.low };
            let near = |a: Interval, b: Interval| (a.low - b.low).abs() < 1e-12 && (a.high - b.high).abs() < 1e-12;
            assert!(near(wilson(k, n).expect("n"), mirror(wilson(n - k, n).expect("n"))));
            assert!(near(clopper_pearson(k, n).expect("n"), mirror(clopper_pearson(n - k, n).expect("n"))));
        }
    }
}
