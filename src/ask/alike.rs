//! How many customers are alike in some facts.

use std::collections::BTreeMap;

use crate::base::FeatureIdx;
use crate::model::{Columns, Value};

/// How well facts tell customers apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identifiable {
    /// How many different customers there are.
    pub classes: u64,
    /// The fewest who are alike; 0 of nobody.
    pub smallest: u64,
    /// How many customers have fewer than 5 like them, themselves among these.
    pub below_5: u64,
    /// The same of 11.
    pub below_11: u64,
}

/// A fact as somebody knows it: whole, or between bounds.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// Which.
    pub feature: FeatureIdx,
    /// Bounds, ascending; a number on a bound belongs to those above. None: it is known as it is.
    pub bands: Vec<f64>,
}

/// How many customers are alike in some facts: a partial, counts of keys that hold values and never leave.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Alike(BTreeMap<Vec<u64>, u64>);

// keys are values of people
impl std::fmt::Debug for Alike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alike").field("classes", &self.0.len()).finish()
    }
}

impl Alike {
    /// Adds the first rows of a part of a table. O(customers · facts · log classes).
    pub fn add(&mut self, part: &dyn Columns, rows: usize, known: &[Known]) {
        for row in 0..rows.min(part.n_rows()) {
            let key = known.iter().map(|k| match part.column(k.feature).value(row) {
                Value::Number(x) if k.bands.is_empty() => (x + 0.0).to_bits(),
                Value::Number(x) => k.bands.partition_point(|&b| b <= x) as u64,
                // past every number that is one
                Value::Level(level) => u64::from(level),
                Value::OtherLevel => u64::MAX - 2,
                Value::Missing => u64::MAX - 1,
                Value::Withheld => u64::MAX,
            });
            *self.0.entry(key.collect()).or_default() += 1;
        }
    }

    /// Adds those of other customers.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(key, n)| *self.0.entry(key).or_default() += n);
    }

    /// What it comes to.
    pub fn finish(&self) -> Identifiable {
        let below = |least: u64| self.0.values().filter(|n| **n < least).sum();
        Identifiable {
            classes: self.0.len() as u64,
            smallest: self.0.values().min().copied().unwrap_or(0),
            below_5: below(5),
            below_11: below(11),
        }
    }
}
