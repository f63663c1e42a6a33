//! What every form of a table hands over, and within which limits: cells, their places, what was found out on the way.

use crate::base::{Error, Kind, Result};

/// The most columns a table may have.
pub const COLUMNS_MAX: usize = 200_000;
/// The most rows a table may have.
pub const ROWS_MAX: usize = 50_000_000;
/// The most cells that are kept of a table: rows times columns that are used.
pub const CELLS_MAX: usize = 1 << 30;
/// How many first bytes are looked at.
pub(super) const HEAD: usize = 1 << 16;

/// One cell as its form holds it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Nothing, where the form has a way to say so.
    Missing,
    /// A text, with whatever spaces are around it.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A whole number, to the last digit.
    Whole(i64),
    /// Yes or no.
    Bool(bool),
    /// Whole days since 1970-01-01.
    Date(i32),
}

/// What a table is read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Lines of cells with this byte between them.
    Delimited {
        /// The byte between cells.
        delimiter: u8,
    },
    /// A JSON object per line.
    JsonLines,
    /// One JSON list of objects.
    JsonList,
    /// Parquet.
    Parquet,
}

/// The encoding of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Encoding {
    /// As the Encoding Standard names it: "UTF-8", "windows-1252".
    pub name: &'static str,
    /// Whether a byte order mark said so.
    pub mark: bool,
}

/// What is known of a table once it is read to its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Seen {
    /// How many rows there are.
    pub rows: usize,
    /// `None` where the form is no text.
    pub encoding: Option<Encoding>,
    /// Lines that hold no cell but empty ones: they are no customers.
    pub blank: usize,
    /// Whether quotes inside quoted cells are escaped by a backslash, and not doubled.
    pub escaped: bool,
}

/// What takes cells from a form of table.
pub(crate) trait Take {
    /// Takes one cell: row and column, both counted from 0. Its refusals have no place: the form adds it.
    fn cell(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<()>;

    /// Hears that every wanted cell of the first `rows` rows was given, and none of a later one.
    fn rows(&mut self, rows: usize) -> Result<()>;
}

/// Takes cells, whichever rows they are of.
pub(crate) fn each(take: impl FnMut(usize, usize, Cell<'_>) -> Result<()>) -> impl Take {
    struct Each<F>(F);
    impl<F: FnMut(usize, usize, Cell<'_>) -> Result<()>> Take for Each<F> {
        fn cell(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<()> {
            (self.0)(row, column, cell)
        }

        fn rows(&mut self, _: usize) -> Result<()> {
            Ok(())
        }
    }
    Each(take)
}

/// A cell's place, for messages.
pub(super) fn place(row: usize, column: &str) -> String {
    format!("row {}, column \"{column}\"", row + 1)
}

/// The refusal of a table that is too long.
pub(super) fn too_many(rows_max: usize) -> Error {
    Error::new(Kind::Data, format!("more than {rows_max} rows, the limit for so many columns"))
        .hint("split it into several files")
}
