//! The columns of a graph's inputs, on their way to the trees.

use super::proto::Elem;
use crate::model::Rounding;

/// Columns of the input, in some order.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Columns {
    /// What each one is.
    pub list: Vec<Column>,
    /// The type they have now.
    pub elem: Elem,
    /// Whether they are a list without rows and columns: one column.
    pub flat: bool,
}

/// One column of the input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Column {
    /// Which input of the graph.
    pub input: u32,
    /// Which of its columns.
    pub at: u32,
    /// Whether it was rounded to float32 on its way.
    pub rounding: Rounding,
}
