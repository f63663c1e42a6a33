//! Many customers, feature by feature: what a table looks like to those who compute over it.

use super::{Decision, Value};
use crate::base::FeatureIdx;

/// In [`Column::Levels`], the mark of a missing value.
pub const LEVEL_MISSING: u32 = u32::MAX;
/// In [`Column::Levels`], the mark of a level that the model never saw.
pub const LEVEL_OTHER: u32 = u32::MAX - 1;

/// The values of one feature, one per customer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Column<'a> {
    /// Numbers; NaN is missing.
    Numbers(&'a [f64]),
    /// Positions of levels, or [`LEVEL_MISSING`] or [`LEVEL_OTHER`].
    Levels(&'a [u32]),
    /// Missing for everybody.
    Missing,
    /// Withheld by everybody.
    Withheld,
}

impl Column<'_> {
    /// One customer's value.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Column::Numbers(list) if list[row].is_nan() => Value::Missing,
            Column::Numbers(list) => Value::Number(list[row]),
            Column::Levels(list) => match list[row] {
                LEVEL_MISSING => Value::Missing,
                LEVEL_OTHER => Value::OtherLevel,
                level => Value::Level(level),
            },
            Column::Missing => Value::Missing,
            Column::Withheld => Value::Withheld,
        }
    }
}

/// Customers in rows, their values in columns. A table is one; so is anything else that holds numbers in rows.
pub trait Columns: Sync {
    /// How many customers.
    fn n_rows(&self) -> usize;
    /// The values of a feature, as many as there are customers.
    fn column(&self, feature: FeatureIdx) -> Column<'_>;

    /// The numbers of a column that is kept beside the features, by its name, NaN where a cell is none; `None` if there
    /// is no such.
    fn numbers_of(&self, _name: &str) -> Option<&[f64]> {
        None
    }

    /// The same of a column that is kept as texts: positions among the different ones that were met so far, or
    /// [`LEVEL_MISSING`].
    fn texts_of(&self, _name: &str) -> Option<(&[u32], &[String])> {
        None
    }

    /// What each customer decided about a purpose, by its id; `None` where no column says it.
    fn decisions(&self, _purpose: &str) -> Option<&[Decision]> {
        None
    }
}
