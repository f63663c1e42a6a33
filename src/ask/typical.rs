//! What is usual among many customers, fact by fact: the average of numbers, the level that most have.

use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::model::{CustomerModel, FeatureKind, Value};

/// What is usual of one fact.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Usual {
    /// The mean of the numbers that are known.
    Average(f64),
    /// What most customers have, of levels or of yes and no.
    Most(Value),
}

/// What is usual among customers.
#[derive(Clone, PartialEq, Debug)]
pub struct Typical {
    n: usize,
    by_feature: Vec<Option<Usual>>,
}

impl Typical {
    /// Goes through customers fact by fact; `value` gives one of a row. Without a customer that has a fact there is
    /// nothing usual of it. O(rows · features).
    ///
    /// # Errors
    /// [`crate::base::Kind::Cancelled`].
    pub fn of(
        model: &CustomerModel,
        n_rows: usize,
        value: impl Fn(usize, FeatureIdx) -> Value,
        progress: &Progress,
    ) -> Result<Self> {
        progress.expect(model.features().len() as u64);
        let one = |(idx, feature): (FeatureIdx, &crate::model::Feature)| {
            progress.check()?;
            progress.advance(1);
            let values = (0..n_rows).map(|row| value(row, idx));
            Ok(match &feature.kind {
                FeatureKind::Choice { levels } => most(values, levels.len()),
                FeatureKind::YesNo => yes_or_no(values),
                FeatureKind::Number | FeatureKind::Count | FeatureKind::Date => average(values),
            })
        };
        Ok(Self { n: n_rows, by_feature: model.features().iter().map(one).collect::<Result<_>>()? })
    }

    /// Among how many customers.
    pub fn n(&self) -> usize {
        self.n
    }

    /// What is usual of a fact.
    pub fn usual(&self, feature: FeatureIdx) -> Option<Usual> {
        self.by_feature.get(feature.index()).copied().flatten()
    }
}

fn average(values: impl Iterator<Item = Value>) -> Option<Usual> {
    let (mut n, mut mean) = (0u64, 0.0);
    for value in values {
        if let Value::Number(x) = value
            && x.is_finite()
        {
            n += 1;
            // step by step, so that no sum of large numbers overflows
            mean += (x - mean) / n as f64;
        }
    }
    (n > 0).then_some(Usual::Average(mean))
}

fn most(values: impl Iterator<Item = Value>, n_levels: usize) -> Option<Usual> {
    let mut counts = vec![0u64; n_levels];
    for value in values {
        if let Value::Level(level) = value
            && let Some(count) = counts.get_mut(level as usize)
        {
            *count += 1;
        }
    }
    // of levels that as many have, the first of the dictionary
    let (level, count) = (0..).zip(&counts).min_by_key(|(_, count)| std::cmp::Reverse(**count))?;
    (*count > 0).then_some(Usual::Most(Value::Level(level)))
}

fn yes_or_no(values: impl Iterator<Item = Value>) -> Option<Usual> {
    let (mut yes, mut no) = (0u64, 0u64);
    for value in values {
        match value {
            Value::Number(0.0) => no += 1,
            Value::Number(_) => yes += 1,
            _ => {}
        }
    }
    (yes + no > 0).then_some(Usual::Most(Value::Number(f64::from(u8::from(yes > no)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_and_what_most_have() {
        let numbers = [Value::Number(1.0), Value::Missing, Value::Number(4.0)];
        assert_eq!(average(numbers.into_iter()), Some(Usual::Average(2.5)));
        assert_eq!(average([f64::MAX, f64::MAX].map(Value::Number).into_iter()), Some(Usual::Average(f64::MAX)));
        assert_eq!(average([Value::Missing].into_iter()), None);
        let levels = [2, 1, 2, 1, 0].map(Value::Level);
        assert_eq!(most(levels.into_iter(), 3), Some(Usual::Most(Value::Level(1))));
        assert_eq!(most([Value::OtherLevel, Value::Withheld].into_iter(), 3), None);
        assert_eq!(yes_or_no([0.0, 1.0, 1.0].map(Value::Number).into_iter()), Some(Usual::Most(Value::Number(1.0))));
        assert_eq!(yes_or_no([Value::Missing].into_iter()), None);
    }
}
