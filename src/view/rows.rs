//! Tables of an answer in words, whatever prints them.

/// A table of an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Rows {
    /// What it shows.
    pub caption: String,
    /// Its columns; the first is text.
    pub heads: Vec<String>,
    /// Its rows, as many cells each as there are columns.
    pub rows: Vec<Vec<String>>,
}
