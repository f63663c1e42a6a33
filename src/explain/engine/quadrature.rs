//! Gauss–Legendre points on [0, 1]: n of them integrate every polynomial up to degree 2n − 1 exactly.

/// Points and weights. Newton's method on the Legendre recurrence (Press et al., Numerical Recipes, 4.6), to the last
/// bits of float64. O(n²).
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let mut points = vec![(0.5, 1.0); n];
    let size = n as f64;
    for i in 0..n.div_ceil(2) {
        let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (size + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (mut p, mut before) = (1.0, 0.0);
            for k in 0..n {
                let k = k as f64;
                (p, before) = (((2.0 * k + 1.0) * x * p - k * before) / (k + 1.0), p);
            }
            slope = size * (x * p - before) / (x * x - 1.0);
            let step = p / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        let weight = 1.0 / ((1.0 - x * x) * slope * slope);
        points[i] = ((1.0 - x) / 2.0, weight);
        points[n - 1 - i] = (f64::midpoint(1.0, x), weight);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_for_polynomials_up_to_twice_the_points() {
        for n in 1..=40 {
            let points = gauss_legendre(n);
            for degree in 0..2 * n {
                let sum: f64 = points.iter().map(|(t, w)| w * t.powi(degree as i32)).sum();
                let expected = 1.0 / (degree as f64 + 1.0);
                assert!((sum - expected).abs() < 3e-15, "{n} points, degree {degree}: {sum} against {expected}");
            }
        }
    }
}
