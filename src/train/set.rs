//! The table to learn from, checked once: every column as long as the rest, every value finite, two classes at least.

use crate::base::{Error, Kind, Result};
use crate::model::{Feature, Value};

/// The most rows to learn from: up to here linfa-trees' float32 counts are exact.
pub const ROWS_MAX: usize = 1 << 24;
/// What LightGBM takes for zero where zero is missing, as the model's cuts do.
const ZERO_BAND: f64 = 1e-35f32 as f64;
/// The code of a missing value in a column.
pub(super) const MISSING: u32 = u32::MAX;

/// Customers with a known outcome. Valid by construction.
#[derive(Clone, Debug)]
pub struct TrainingSet {
    features: Vec<Feature>,
    columns: Vec<Column>,
    classes: Vec<String>,
    target: Vec<u32>,
}

/// One column as codes: of numbers the rank among the column's distinct values, of choices the level.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// A code per row, or [`MISSING`].
    pub codes: Vec<u32>,
    /// The distinct numbers, ascending; empty for a choice.
    pub numbers: Vec<f64>,
}

impl TrainingSet {
    /// A table of features, one column of values for each, and the class of each row as a position in `classes`.
    ///
    /// # Errors
    /// [`Kind::Data`] with the column and row: no rows or too many, no columns, columns of unequal length, a number
    /// where a level should be or the reverse, a number that is not finite, a withheld value, a class that is not in
    /// the list, only one class present.
    pub fn new(
        features: Vec<Feature>,
        columns: Vec<Vec<Value>>,
        classes: Vec<String>,
        target: Vec<u32>,
    ) -> Result<Self> {
        let n_rows = target.len();
        if columns.len() != features.len() {
            return Err(data(format!("{} columns for {} features", columns.len(), features.len())));
        }
        if features.is_empty() {
            return Err(data("no columns to learn from, expected at least one"));
        }
        check_target(&classes, &target)?;
        let columns = features
            .iter()
            .zip(columns)
            .map(|(feature, values)| {
                if values.len() != n_rows {
                    let what = format!("{} values, expected one for each of the {n_rows} rows", values.len());
                    return Err(data(what).at(format!("column \"{}\"", feature.id)));
                }
                encode(feature, &values)
            })
            .collect::<Result<_>>()?;
        Ok(Self { features, columns, classes, target })
    }

    /// The data dictionary.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The names of the classes; with two of them the second is the positive one.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The class of each row.
    pub fn target(&self) -> &[u32] {
        &self.target
    }

    /// How many customers there are.
    pub fn n_rows(&self) -> usize {
        self.target.len()
    }

    pub(super) fn column(&self, idx: usize) -> &Column {
        &self.columns[idx]
    }
}

fn data(what: impl Into<String>) -> Error {
    Error::new(Kind::Data, what)
}

fn check_target(classes: &[String], target: &[u32]) -> Result<()> {
    if target.is_empty() {
        return Err(data("no rows to learn from").hint("the table needs at least one customer of each class"));
    }
    if target.len() > ROWS_MAX {
        return Err(data(format!("{} rows, the limit is {ROWS_MAX}", target.len())).hint("train on a sample"));
    }
    let mut seen = vec![false; classes.len()];
    for (row, &class) in target.iter().enumerate() {
        match seen.get_mut(class as usize) {
            Some(seen) => *seen = true,
            None => {
                let what = format!("class {class}, but there are {} classes", classes.len());
                return Err(data(what).at(format!("row {row}, target")));
            }
        }
    }
    if let Some(absent) = seen.iter().position(|&s| !s) {
        let what = if seen.iter().filter(|&&s| s).count() == 1 {
            "all rows are of one class, expected at least two".to_owned()
        } else {
            format!("no row is of class \"{}\"", classes[absent])
        };
        return Err(data(what).hint("a model can only learn a difference that the table shows"));
    }
    if classes.len() < 2 {
        return Err(data("all rows are of one class, expected at least two"));
    }
    Ok(())
}

fn encode(feature: &Feature, values: &[Value]) -> Result<Column> {
    let fail = |row: usize, what: &str| Err(data(what).at(format!("row {row}, column \"{}\"", feature.id)));
    if feature.kind.is_choice() {
        let n_levels = feature.levels().len() as u32;
        let mut codes = Vec::with_capacity(values.len());
        for (row, value) in values.iter().enumerate() {
            codes.push(match value {
                Value::Level(level) if *level < n_levels => *level,
                Value::Missing => MISSING,
                Value::Number(_) => return fail(row, "a number, expected a level of the choice"),
                Value::Withheld => return fail(row, "a withheld value, which cannot be learned from"),
                Value::Level(_) | Value::OtherLevel => {
                    return fail(row, "a level that is not in the data dictionary");
                }
            });
        }
        return Ok(Column { codes, numbers: Vec::new() });
    }
    let mut known = Vec::with_capacity(values.len());
    for (row, value) in values.iter().enumerate() {
        known.push(match value {
            // −0 and 0 compare equal; one of them stands for both
            Value::Number(x) if x.is_finite() => {
                (!(feature.zero_is_missing && x.abs() <= ZERO_BAND || feature.counts_as_missing(*x))).then(|| x + 0.0)
            }
            Value::Missing => None,
            Value::Number(_) => return fail(row, "not a finite number"),
            Value::Withheld => return fail(row, "a withheld value, which cannot be learned from"),
            Value::Level(_) | Value::OtherLevel => return fail(row, "a level, expected a number"),
        });
    }
    let mut numbers: Vec<f64> = known.iter().flatten().copied().collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let code = |x: &Option<f64>| x.map_or(MISSING, |x| numbers.partition_point(|&n| n < x) as u32);
    let codes = known.iter().map(code).collect();
    Ok(Column { codes, numbers })
}
