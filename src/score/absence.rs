//! What "not knowing a feature" means, defined once: for Shapley values and for withheld consent alike.
//!
//! **By cover**: at a split on an absent feature both sides are taken, each weighed by the share of training cover
//! that went there (path-dependent expectation; Lundberg et al. 2020, Nature Machine Intelligence 2).
//! **By background**: the absent feature takes its value from each background row in turn, and the answers are
//! averaged (interventional expectation; Janzing et al. 2020, AISTATS).

use std::sync::Arc;

use super::Codes;
use super::codes::of_column;
use crate::model::{Cell, Columns, CustomerModel, Value};

/// Reference rows that absent features take their values from, all of one weight.
#[derive(Clone, PartialEq, Debug)]
pub struct Background {
    rows: Arc<Vec<Codes>>,
}

impl Background {
    /// A background of rows of values; at least one.
    pub fn new(model: &CustomerModel, rows: impl IntoIterator<Item = Vec<Value>>) -> Option<Self> {
        let rows: Vec<Codes> = rows.into_iter().map(|values| Codes::of(model, &values)).collect();
        (!rows.is_empty()).then(|| Self { rows: Arc::new(rows) })
    }

    /// A background of the rows of a table; at least one. O(values · log cuts).
    pub fn of(model: &CustomerModel, table: &dyn Columns) -> Option<Self> {
        let n = table.n_rows();
        let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); model.features().len()];
        for ((feature, _), codes) in model.features().iter().zip(&mut columns) {
            of_column(model, feature, table.column(feature), 0..n, codes);
        }
        let row = |row: usize| Codes::from_cells(columns.iter().map(|codes| codes[row]));
        (n > 0).then(|| Self { rows: Arc::new((0..n).map(row).collect()) })
    }

    /// The rows; at least one.
    pub fn rows(&self) -> &[Codes] {
        &self.rows
    }
}

/// How an absent feature is averaged away.
#[derive(Clone, Copy, Debug)]
pub enum Absence<'a> {
    /// By the training cover that the model stores.
    ByCover,
    /// By reference rows.
    ByBackground(&'a Background),
}
