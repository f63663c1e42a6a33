//! What "not knowing a feature" means, defined once: for Shapley values and for withheld consent alike.
//!
//! **By cover**: at a split on an absent feature both sides are taken, each weighed by the share of training cover
//! that went there (path-dependent expectation; Lundberg et al. 2020, Nature Machine Intelligence 2).
//! **By background**: the absent feature takes its value from each background row in turn, and the answers are
//! averaged (interventional expectation; Janzing et al. 2020, AISTATS).

use super::Codes;
use crate::model::{CustomerModel, Value};

/// Reference rows that absent features take their values from, all of one weight.
#[derive(Clone, PartialEq, Debug)]
pub struct Background {
    rows: Vec<Codes>,
}

impl Background {
    /// A background of rows of values; at least one.
    pub fn new(model: &CustomerModel, rows: impl IntoIterator<Item = Vec<Value>>) -> Option<Self> {
        let rows: Vec<Codes> = rows.into_iter().map(|values| Codes::of(model, &values)).collect();
        (!rows.is_empty()).then_some(Self { rows })
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
