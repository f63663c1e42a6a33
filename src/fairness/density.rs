//! The densities behind exact intervals and tests, to nearly the last digit also where counts are in the millions.
//!
//! After C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): Stirling's error and the deviance
//! stand apart, so that no large numbers are subtracted.

use std::f64::consts::{PI, TAU};

/// Up to here Stirling's error is worked out from the factorial itself.
const SMALL: f64 = 15.0;

/// ln n! less what Stirling says of it; `n` a whole number of at least 1.
fn stirling_error(n: f64) -> f64 {
    if n <= SMALL {
        let factorial: f64 = (2..=n as u32).map(f64::from).product();
        return factorial.ln() - (n + 0.5) * n.ln() + n - TAU.ln() / 2.0;
    }
    let square = n * n;
    let term = 1.0 / 1680.0 - (1.0 / 1188.0) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - term / square) / square) / square) / n
}

/// x ln(x / mean) + mean − x, where `off` is x − mean.
fn deviance(x: f64, mean: f64, off: f64) -> f64 {
    if off.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - off;
    }
    let v = off / (x + mean);
    let (mut sum, mut term) = (off * v, 2.0 * x * v);
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next.to_bits() == sum.to_bits() {
            break;
        }
        sum = next;
    }
    sum
}

/// The binomial density: the chance of exactly `k` of `n` where each has chance `p`, and `q` is 1 − `p` (given apart, so
/// that neither is lost where the other is nearly 1). `k` and `n` are whole.
pub fn binomial(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if p <= 0.0 || q <= 0.0 {
        return f64::from(u8::from(if p <= 0.0 { k == 0.0 } else { k == n }));
    }
    if k == 0.0 {
        return (n * if p < q { (-p).ln_1p() } else { q.ln() }).exp();
    }
    if k == n {
        return (n * if q < p { (-q).ln_1p() } else { p.ln() }).exp();
    }
    let off = k * q - (n - k) * p;
    let errors = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
    let log = errors - deviance(k, n * p, off) - deviance(n - k, n * q, -off);
    log.exp() * (n / (2.0 * PI * k * (n - k))).sqrt()
}

/// The hypergeometric density: the chance of exactly `k` marked among `drawn`, of `marked` marked and `rest` others. All
/// whole, `k` possible.
pub fn hypergeometric(k: f64, marked: f64, rest: f64, drawn: f64) -> f64 {
    let all = marked + rest;
    if drawn == 0.0 || drawn == all {
        return 1.0;
    }
    let (p, q) = (drawn / all, (all - drawn) / all);
    binomial(k, marked, p, q) * binomial(drawn - k, rest, p, q) / binomial(drawn, all, p, q)
}

/// The regularised incomplete beta function I_x(a, b) for whole `a` and `b` of at least 1, and its density there; `y` is
/// 1 − `x`. By Lentz's continued fraction, as far as it needs. O(√(a + b)).
pub fn beta(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= 0.0 || y <= 0.0 {
        return (f64::from(u8::from(y <= 0.0)), 0.0);
    }
    // x^a y^b / B(a, b)
    let front = binomial(a, a + b, x, y) * a * b / (a + b);
    let below = if x * (a + b + 2.0) <= a + 1.0 {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, y) / b
    };
    (below, front / (x * y))
}

/// The continued fraction of the incomplete beta function.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST: u32 = 1_000_000;
    let keep = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..MOST {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep(1.0 + even * d);
        c = keep(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep(1.0 + odd * d);
        c = keep(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn densities_add_up_to_one() {
        for (n, p) in [(1.0, 0.3), (17.0, 0.02), (400.0, 0.5), (5000.0, 0.999)] {
            let sum: f64 = (0..=n as u32).map(|k| binomial(f64::from(k), n, p, 1.0 - p)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{n} {p}: {sum}");
        }
        let sum: f64 = (0..=30).map(|k| hypergeometric(f64::from(k), 30.0, 470.0, 90.0)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    }

    #[test]
    fn the_beta_function_is_a_sum_of_binomial_densities() {
        // I_x(a, b) is the chance of at least a of a + b − 1
        for (a, b, x) in [(1.0, 1.0, 0.25), (3.0, 8.0, 0.2), (40.0, 7.0, 0.9), (200.0, 300.0, 0.41)] {
            let n = a + b - 1.0;
            let sum: f64 = (a as u32..=n as u32).map(|k| binomial(f64::from(k), n, x, 1.0 - x)).sum();
            let (below, _) = beta(a, b, x, 1.0 - x);
            assert!((below - sum).abs() < 1e-12, "{a} {b} {x}: {below} {sum}");
        }
        let (half, _) = beta(1e6, 1e6, 0.5, 0.5);
        assert!((half - 0.5).abs() < 1e-9, "{half}");
    }
}
