//! What happens to a number before it is compared.

/// What happens to a number before it is compared: a rule of the source library that belongs to the model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// Compared as float64.
    F64,
    /// Rounded to float32 first.
    F32,
}

impl Rounding {
    /// A number as it is compared.
    #[inline]
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Self::F64 => x,
            Self::F32 => f64::from(x as f32),
        }
    }

    /// The least number that is compared as `threshold` or more. A threshold that is no number of the model's own stands
    /// for itself.
    pub fn least(self, threshold: f64) -> f64 {
        if self == Self::F64 || self.apply(threshold) != threshold || threshold.is_infinite() {
            return threshold;
        }
        let middle = f64::midpoint(f64::from((threshold as f32).next_down()), threshold);
        if !middle.is_finite() {
            threshold
        } else if self.apply(middle) >= threshold {
            middle
        } else {
            middle.next_up()
        }
    }

    /// The least number of the model's own from a threshold on: what is below one is below the other. A threshold past
    /// all of them stands for itself.
    pub fn first_from(self, threshold: f64) -> f64 {
        if self == Self::F64 || self.apply(threshold) == threshold {
            return threshold;
        }
        let near = threshold as f32;
        let first = f64::from(if f64::from(near) < threshold { near.next_up() } else { near });
        if first.is_finite() { first } else { threshold }
    }

    /// The first number that is compared as more than another.
    pub fn next_up(self, x: f64) -> f64 {
        match self {
            Self::F64 => x.next_up(),
            Self::F32 => f64::from((x as f32).next_up()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_that_is_compared_so() {
        for t in [0.1f32, 1.0, -1.0, 71.0, 16_777_218.0, 0.0].map(f64::from) {
            let least = Rounding::F32.least(t);
            assert!(Rounding::F32.apply(least) >= t && Rounding::F32.apply(least.next_down()) < t, "{t}");
            assert_eq!(Rounding::F64.least(t), t);
        }
        assert!(Rounding::F32.least(f64::from(0.1f32)) <= 0.1);
        assert_eq!(Rounding::F32.next_up(f64::from(71.0f32.next_down())), 71.0);
        assert!(Rounding::F32.next_up(0.1) > f64::from(0.1f32));
    }
}
