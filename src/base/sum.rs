//! Sums that do not depend on the order or the division of what is added: each number is rounded once to a fixed grid, and
//! what is on the grid adds up exactly.

use super::{Error, Kind, Result};

/// A sum's last bit.
const GRID: f64 = (1u64 << 60) as f64;

/// A sum.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum(i128);

impl Sum {
    /// Adds a number, rounded to 2⁻⁶⁰.
    ///
    /// # Errors
    /// [`Kind::Question`] for one that is none or beyond 2⁶⁰, and for a sum past every number.
    pub fn add(&mut self, x: f64) -> Result<()> {
        // far below what many may add up to; also false for what is no number
        if x.abs() < GRID {
            return self.merge(Self((x * GRID).round_ties_even() as i128));
        }
        Err(too_large())
    }

    /// Adds what was added up elsewhere.
    ///
    /// # Errors
    /// [`Kind::Question`] for a sum past every number.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        self.0 = self.0.checked_add(other.0).ok_or_else(too_large)?;
        Ok(())
    }

    /// What it comes to, rounded once.
    pub fn value(self) -> f64 {
        self.0 as f64 / GRID
    }

    /// The mean over so many; `None` over none.
    pub fn mean(self, n: u64) -> Option<f64> {
        (n > 0).then(|| self.value() / n as f64)
    }
}

fn too_large() -> Error {
    Error::new(Kind::Question, "numbers are too large to be added up exactly")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_and_division_adds_up_to_the_same_bits() {
        let numbers: Vec<f64> = (1..1000).map(|i| f64::from(i).sin() * 10f64.powi(i % 7 - 3)).collect();
        let sum = |list: &mut dyn Iterator<Item = &f64>| {
            let mut sum = Sum::default();
            list.for_each(|x| sum.add(*x).expect("small"));
            sum
        };
        let whole = sum(&mut numbers.iter());
        assert_eq!(whole, sum(&mut numbers.iter().rev()));
        let mut parts = sum(&mut numbers[..313].iter());
        parts.merge(sum(&mut numbers[313..].iter())).expect("small");
        assert_eq!(whole, parts);
        assert!((whole.value() - numbers.iter().sum::<f64>()).abs() < 1e-9);
        assert_eq!(Sum::default().mean(0), None);
        for bad in [f64::NAN, f64::INFINITY, 1e19] {
            assert!(Sum::default().add(bad).is_err());
        }
    }
}
