//! What "not knowing a feature" means, defined once: for Shapley values and for withheld consent alike.
//!
//! **By cover**: at a split on an absent feature both sides are taken, each weighed by the share of training cover
//! that went there (path-dependent expectation; Lundberg et al. 2020, Nature Machine Intelligence 2).
//! **By background**: the absent feature takes its value from each background row in turn, and the answers are
//! averaged (interventional expectation; Janzing et al. 2020, AISTATS).

use std::sync::{Arc, OnceLock};

use super::Codes;
use super::codes::of_column;
use crate::model::{Cell, Columns, CustomerModel, Value};

/// Reference rows that absent features take their values from, all of one weight.
#[derive(Clone, Debug)]
pub struct Background {
    /// Per feature, the codes of all rows.
    columns: Arc<Vec<Vec<Cell>>>,
    n_rows: usize,
    /// The same row by row, for those who need it so.
    rows: Arc<OnceLock<Vec<Codes>>>,
}

impl PartialEq for Background {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Background {
    /// A background of rows of values; at least one.
    pub fn new(model: &CustomerModel, rows: impl IntoIterator<Item = Vec<Value>>) -> Option<Self> {
        let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); model.features().len()];
        let mut n_rows = 0;
        for values in rows {
            n_rows += 1;
            let codes = Codes::of(model, &values);
            columns.iter_mut().zip(codes.as_slice()).for_each(|(column, &code)| column.push(code));
        }
        Self::of_columns(columns, n_rows)
    }

    /// A background of the rows of a table; at least one. O(values · log cuts).
    pub fn of(model: &CustomerModel, table: &dyn Columns) -> Option<Self> {
        let n = table.n_rows();
        let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); model.features().len()];
        for ((feature, _), codes) in model.features().iter().zip(&mut columns) {
            of_column(model, feature, table.column(feature), 0..n, codes);
        }
        Self::of_columns(columns, n)
    }

    fn of_columns(columns: Vec<Vec<Cell>>, n_rows: usize) -> Option<Self> {
        (n_rows > 0).then(|| Self { columns: Arc::new(columns), n_rows, rows: Arc::default() })
    }

    /// How many rows there are; at least one.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Per feature, the codes of all rows.
    pub fn columns(&self) -> &Arc<Vec<Vec<Cell>>> {
        &self.columns
    }

    /// The rows; at least one. Made when first asked for, O(rows · features).
    pub fn rows(&self) -> &[Codes] {
        let row = |row: usize| Codes::from_cells(self.columns.iter().map(|codes| codes[row]));
        self.rows.get_or_init(|| (0..self.n_rows).map(row).collect())
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
