//! Before and after, counted on the same customers: between which bounds the difference of two shares probably lies.

use super::record::probably;

/// What became of the same customers in two ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paired {
    /// How many customers.
    pub n: u64,
    /// How many had it both times.
    pub both: u64,
    /// How many had it before alone.
    pub lost: u64,
    /// How many have it after alone.
    pub gained: u64,
}

/// Between which differences, the share after less the share before, the true one probably lies, 19 times of 20:
/// Newcombe's interval for paired shares (1998, method 10); `None` of nobody.
pub fn probably_changed(pairs: Paired) -> Option<(f64, f64)> {
    let Paired { n, both, lost, gained } = pairs;
    let of = |had: u64| probably(usize::try_from(had).ok()?, usize::try_from(n).ok()?);
    let (before, after) = (both + lost, both + gained);
    let ((l1, u1), (l2, u2)) = (of(before)?, of(after)?);
    let whole = n as f64;
    let (p1, p2) = (before as f64 / whole, after as f64 / whole);
    let neither = n.saturating_sub(both + lost + gained);
    let product = before as f64 * (n - before) as f64 * after as f64 * (n - after) as f64;
    let cross = both as f64 * neither as f64 - lost as f64 * gained as f64;
    let cross = if cross > 0.0 { (cross - whole / 2.0).max(0.0) } else { cross };
    let phi = if product > 0.0 { cross / product.sqrt() } else { 0.0 };
    let away = |a: f64, b: f64| (a * a - 2.0 * phi * a * b + b * b).max(0.0).sqrt();
    let difference = p2 - p1;
    Some((difference - away(p2 - l2, u1 - p1), difference + away(u2 - p2, p1 - l1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_newcombe() {
        // Newcombe 1998, table II: 36, 12, 2 and 0 of 50; 0.2, from 0.0569 to 0.3404
        let (low, high) = probably_changed(Paired { n: 50, both: 36, gained: 12, lost: 2 }).expect("somebody");
        assert!((low - 0.0569).abs() < 5e-5 && (high - 0.3404).abs() < 5e-5, "{low} {high}");
        assert_eq!(probably_changed(Paired { n: 0, both: 0, lost: 0, gained: 0 }), None);
        let (low, high) = probably_changed(Paired { n: 9, both: 9, lost: 0, gained: 0 }).expect("somebody");
        assert!(low < 0.0 && high > 0.0, "{low} {high}");
    }
}
