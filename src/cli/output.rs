//! What leaves the command line: text, tables written whole or not at all, notes, errors, progress, timings.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::data::file;
use crate::data::parquet_out::{Cells, ParquetOut};

/// Prints an error: what failed, where, what was found and expected, then a hint on its own line.
pub fn error(error: &Error) {
    let mut text = format!("error: {error}\n");
    if let Some(hint) = &error.hint {
        text += &format!("  hint: {hint}\n");
    }
    to_stderr(&text);
}

/// Prints what a reader should know about a result that worked.
pub fn notes(warnings: &[String]) {
    for warning in warnings {
        to_stderr(&format!("note: {warning}\n"));
    }
}

/// A line to standard error; if nobody reads it, nobody misses it.
pub fn to_stderr(text: &str) {
    let _gone = std::io::stderr().write_all(text.as_bytes());
}

/// Text to a file, or to standard output. A reader that leaves early (`| head`) is no error.
///
/// # Errors
/// [`Kind::File`] if it cannot be written.
pub fn text(text: &str, out: Option<&Path>) -> Result<()> {
    if let Some(path) = out {
        return file::write(path, text.as_bytes());
    }
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::File, format!("could not write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}

/// Refuses to write over a file that is read.
///
/// # Errors
/// [`Kind::Question`].
pub fn check_out(out: &Path, inputs: &[&Path]) -> Result<()> {
    let same = |input: &&Path| match (out.canonicalize(), input.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    if inputs.iter().any(same) {
        return Err(Error::new(Kind::Question, "--out names a file that is read")
            .within(file::name(out))
            .hint("choose another name"));
    }
    Ok(())
}

/// What a column of a result holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Whole numbers.
    Whole,
    /// Texts.
    Text,
    /// Numbers as they are computed.
    F64,
    /// Numbers rounded to float32.
    F32,
}

/// A table on its way into a file: CSV, or Parquet where the file's name ends so.
#[derive(Debug)]
pub struct TableOut {
    file: FileOut,
    sorts: Vec<Sort>,
}

#[derive(Debug)]
enum FileOut {
    Csv(file::Pending),
    Parquet(Box<ParquetOut>),
}

impl TableOut {
    /// Starts a table with its columns.
    ///
    /// # Errors
    /// [`Kind::File`] if the folder is missing or not writable; what [`ParquetOut::new`] refuses.
    pub fn new(path: &Path, columns: &[(&str, Sort)]) -> Result<Self> {
        let sorts: Vec<Sort> = columns.iter().map(|(_, sort)| *sort).collect();
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
            let columns = columns.iter().map(|(name, sort)| (*name, cells(*sort))).collect();
            return Ok(Self { file: FileOut::Parquet(Box::new(ParquetOut::new(path, columns)?)), sorts });
        }
        let mut csv = csv::Writer::from_writer(Vec::new());
        // writing to memory does not fail, and all records have the same length
        let _done = csv.write_record(columns.iter().map(|(name, _)| name));
        let mut file = file::create(path)?;
        file.add(&csv.into_inner().unwrap_or_default())?;
        Ok(Self { file: FileOut::Csv(file), sorts })
    }

    /// Some rows of this table, to be filled elsewhere and then [`add`](Self::add)ed.
    pub fn rows(&self) -> Rows {
        let sorts = self.sorts.clone();
        match self.file {
            FileOut::Csv(_) => Rows { sorts, at: 0, kept: Kept::Csv(csv::Writer::from_writer(Vec::new())) },
            FileOut::Parquet(_) => {
                let columns = sorts.iter().map(|&sort| cells(sort)).collect();
                Rows { sorts, at: 0, kept: Kept::Columns(columns) }
            }
        }
    }

    /// Adds rows.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full.
    pub fn add(&mut self, rows: Rows) -> Result<()> {
        match (&mut self.file, rows.kept) {
            (FileOut::Csv(file), Kept::Csv(csv)) => file.add(&csv.into_inner().unwrap_or_default()),
            (FileOut::Parquet(file), Kept::Columns(columns)) => file.add(columns),
            _ => Ok(()),
        }
    }

    /// Puts the table into its place.
    ///
    /// # Errors
    /// [`Kind::File`].
    pub fn finish(self) -> Result<()> {
        match self.file {
            FileOut::Csv(file) => file.finish(),
            FileOut::Parquet(file) => file.finish(),
        }
    }
}

fn cells(sort: Sort) -> Cells {
    match sort {
        Sort::Whole => Cells::Whole(Vec::new()),
        Sort::Text => Cells::Text(String::new(), Vec::new()),
        Sort::F64 => Cells::F64(Vec::new()),
        Sort::F32 => Cells::F32(Vec::new()),
    }
}

/// Some rows of a result, filled cell by cell in the order of the columns.
#[derive(Debug)]
pub struct Rows {
    sorts: Vec<Sort>,
    at: usize,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    Csv(csv::Writer<Vec<u8>>),
    Columns(Vec<Cells>),
}

impl Rows {
    /// The next cell, a text.
    pub fn text(&mut self, text: &str) {
        match &mut self.kept {
            Kept::Csv(csv) => _ = csv.write_field(text),
            Kept::Columns(columns) => columns[self.at].push_text(text),
        }
        self.next();
    }

    /// The next cell, a number: in CSV the shortest decimal that reads back as the same.
    pub fn number(&mut self, x: f64) {
        let sort = self.sorts[self.at];
        match &mut self.kept {
            Kept::Csv(csv) if sort == Sort::F32 => _ = csv.write_field((x as f32).to_string()),
            Kept::Csv(csv) => _ = csv.write_field(x.to_string()),
            Kept::Columns(columns) => columns[self.at].push(x),
        }
        self.next();
    }

    fn next(&mut self) {
        self.at += 1;
        if self.at == self.sorts.len() {
            self.at = 0;
            if let Kept::Csv(csv) = &mut self.kept {
                let _done = csv.write_record(None::<&[u8]>);
            }
        }
    }
}

/// Does work while a line on standard error tells how far it is, if that is a terminal.
pub fn watched<T>(what: &str, progress: &Progress, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    struct Done<'a>(&'a AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut shown = false;
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                let (now, all) = progress.read();
                if let Some(percent) = (now * 100).checked_div(all) {
                    to_stderr(&format!("\r{what}: {percent} %"));
                    shown = true;
                }
            }
            if shown {
                to_stderr("\r\x1b[K");
            }
        });
        let _done = Done(&done);
        work()
    })
}

/// Processor seconds that this process has used, where the system tells (Linux).
pub fn cpu_seconds() -> Option<f64> {
    /// Linux counts these in hundredths of a second on every architecture.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // the name in brackets may hold spaces; user and system time are the 14th and 15th field
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}
