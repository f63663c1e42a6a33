//! CSV tables, written block by block; lines become text in pieces, side by side on the threads of the pool that it is
//! called in. The same bytes for any number of threads and any blocks.

use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use super::lines::{Block, Busy, Sort, name_of};
use crate::base::Result;
use crate::base::progress::Progress;
use crate::data::file::{self, Pending};

/// How many cells become text in one piece.
const PIECE_CELLS: usize = 1 << 14;
/// How many pieces a thread has in memory at most, about.
const PIECES: usize = 4;

/// A CSV file that is being written; it takes its place with [`finish`](Self::finish).
#[derive(Debug)]
pub struct CsvOut {
    file: Pending,
    columns: Vec<Column>,
    line: usize,
    busy: Busy,
}

#[derive(Debug)]
enum Column {
    Row { each: usize },
    Name { names: Vec<String>, quoted: Vec<Vec<u8>>, each: usize },
    F64,
    F32,
}

impl CsvOut {
    /// Starts a file with its columns; `busy` counts the time that is spent.
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File) if the folder is missing or not writable.
    pub fn new(path: &Path, columns: Vec<(&str, Sort)>, busy: &Busy) -> Result<Self> {
        let mut header = Vec::new();
        for (i, (name, _)) in columns.iter().enumerate() {
            if i > 0 {
                header.push(b',');
            }
            header.extend(quoted(name));
        }
        header.push(b'\n');
        let columns = columns.into_iter().map(|(_, sort)| match sort {
            Sort::Row { each } => Column::Row { each },
            Sort::Name { names, each } => {
                Column::Name { quoted: names.iter().map(|name| quoted(name)).collect(), names, each }
            }
            Sort::F64 => Column::F64,
            Sort::F32 => Column::F32,
        });
        let mut file = file::create(path)?;
        file.add(&header)?;
        Ok(Self { file, columns: columns.collect(), line: 0, busy: busy.clone() })
    }

    /// Adds lines.
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File) if the disk is full; [`Kind::Cancelled`](crate::base::Kind::Cancelled)
    /// if `progress` is cancelled.
    pub fn add(&mut self, block: &Block<'_>, progress: &Progress) -> Result<()> {
        let piece = (PIECE_CELLS / self.columns.len().max(1)).max(1);
        let wave = piece * PIECES * rayon::current_num_threads();
        for start in (0..block.n_lines()).step_by(wave) {
            progress.check()?;
            let end = block.n_lines().min(start + wave);
            let starts: Vec<usize> = (start..end).step_by(piece).collect();
            let text = |&start: &usize| self.busy.time(|| self.text(block, start..end.min(start + piece)));
            let pieces: Vec<Vec<u8>> = starts.par_iter().map(text).collect();
            let Self { file, busy, .. } = self;
            busy.time(|| pieces.iter().try_for_each(|piece| file.add(piece)))?;
        }
        self.line += block.n_lines();
        Ok(())
    }

    /// Some lines as text.
    fn text(&self, block: &Block<'_>, lines: Range<usize>) -> Vec<u8> {
        let mut text = Vec::with_capacity(lines.len() * self.columns.len() * 12);
        let mut numbers = zmij::Buffer::new();
        let (mut row, mut row_text) = (None, Vec::new());
        for line in lines {
            let (place, line) = (block.find(line), self.line + line);
            let mut number = 0;
            for (i, column) in self.columns.iter().enumerate() {
                if i > 0 {
                    text.push(b',');
                }
                match column {
                    Column::Row { each } => {
                        if row != Some(line / each) {
                            row = Some(line / each);
                            row_text.clear();
                            // writing to memory does not fail
                            let _done = write!(row_text, "{}", line / each);
                        }
                        text.extend_from_slice(&row_text);
                    }
                    Column::Name { names, quoted, each } => {
                        text.extend_from_slice(&quoted[name_of(line, names, *each)]);
                    }
                    Column::F64 => text.extend_from_slice(short(numbers.format(block.number(number, place)))),
                    Column::F32 => text.extend_from_slice(short(numbers.format(block.number(number, place) as f32))),
                }
                number += usize::from(matches!(column, Column::F64 | Column::F32));
            }
            text.push(b'\n');
        }
        text
    }

    /// Puts the file into its place, unless `progress` is cancelled.
    ///
    /// # Errors
    /// [`Kind::File`](crate::base::Kind::File), [`Kind::Cancelled`](crate::base::Kind::Cancelled); the old file is
    /// untouched then.
    pub fn finish(self, progress: &Progress) -> Result<()> {
        let Self { file, busy, .. } = self;
        busy.time(|| file.finish_unless(progress))
    }
}

/// A number without a fraction that says nothing.
fn short(number: &str) -> &[u8] {
    number.strip_suffix(".0").unwrap_or(number).as_bytes()
}

/// A cell with the quotes it needs.
fn quoted(cell: &str) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // a second cell, since an empty one that is alone would get quotes; writing to memory does not fail
    let _done = writer.write_record([cell, ""]);
    let mut text = writer.into_inner().unwrap_or_default();
    text.truncate(text.len().saturating_sub(2));
    text
}
