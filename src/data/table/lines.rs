//! Lines of a result on their way into a file: what their columns hold, and numbers as those who compute have them.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a column of a result holds. Lines come row by row: a table that says the same of every row has as many lines
/// for each, and what names them comes round and round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The number of the row, counted from 0.
    Row {
        /// How many lines a row has.
        each: usize,
    },
    /// One name after the other, and again from the first.
    Name {
        /// The names; at least one.
        names: Vec<String>,
        /// How many lines have a name before the next one's.
        each: usize,
    },
    /// Numbers as they are computed.
    F64,
    /// Numbers rounded to float32.
    F32,
}

impl Sort {
    /// Whether the column holds what is computed: every other is known beforehand.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::F64 | Self::F32)
    }
}

/// Which name a line has.
pub(super) fn name_of(line: usize, names: &[String], each: usize) -> usize {
    (line / each.max(1)) % names.len().max(1)
}

/// The numbers of some lines, which begin and end with a row.
///
/// A column is made of lists side by side, one number per row each: the lines of a row take from the first list, the
/// second, and so on. `None` is a list of zeros.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    n_rows: usize,
    n_lists: usize,
    columns: Vec<Vec<Option<&'a [f64]>>>,
}

impl<'a> Block<'a> {
    /// Numbers of `n_rows` rows, by column of numbers in their order; every column has as many lists, and every list
    /// has a number for every row.
    pub fn new(n_rows: usize, columns: Vec<Vec<Option<&'a [f64]>>>) -> Self {
        let n_lists = columns.first().map_or(0, Vec::len);
        debug_assert!(columns.iter().all(|lists| lists.len() == n_lists), "as many lists in every column");
        debug_assert!(columns.iter().flatten().flatten().all(|list| list.len() == n_rows), "a number for every row");
        Self { n_rows, n_lists, columns }
    }

    /// How many lines there are.
    pub fn n_lines(&self) -> usize {
        self.n_rows * self.n_lists
    }

    /// Where the numbers of a line are: for [`number`](Self::number).
    pub(super) fn find(&self, line: usize) -> (usize, usize) {
        (line % self.n_lists, line / self.n_lists)
    }

    /// A number by its column and its place.
    pub(super) fn number(&self, column: usize, (list, row): (usize, usize)) -> f64 {
        self.columns[column][list].map_or(0.0, |list| list[row])
    }

    /// Numbers of some lines of a column, one by one.
    pub(super) fn each(&self, column: usize, lines: Range<usize>, mut give: impl FnMut(f64)) {
        if lines.is_empty() {
            return;
        }
        let lists = &self.columns[column];
        if let [Some(list)] = lists.as_slice() {
            return list[lines].iter().for_each(|&x| give(x));
        }
        let (mut list, mut row) = self.find(lines.start);
        for _ in lines {
            give(lists[list].map_or(0.0, |list| list[row]));
            list += 1;
            if list == lists.len() {
                (list, row) = (0, row + 1);
            }
        }
    }
}

/// How long threads were at work on something, added up.
#[derive(Clone, Debug, Default)]
pub struct Busy(Arc<AtomicU64>);

impl Busy {
    /// Does work and counts its time.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let clock = Instant::now();
        let result = work();
        let nanos = u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanos, Ordering::Relaxed);
        result
    }

    /// The time counted so far.
    pub fn so_far(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}
