//! What leaves the command line: text, tables written whole or not at all, notes, errors, progress, timings.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::args::{NumbersFormat, ReportFormat};
use crate::base::progress::Progress;
use crate::base::text::{short_quotes, visible};
use crate::base::{Error, Kind, Result, fence, number};
use crate::data::csv_out::CsvOut;
use crate::data::file;
use crate::data::lines::{Block, Busy, Sort};
use crate::data::parquet_out::ParquetOut;
use crate::open::FileKind;
use crate::report::page::Page;
use crate::report::{html, text as plain};

/// Prints an error: what failed, where, what was found and expected, then a hint on its own line.
pub(super) fn error(error: &Error) {
    let mut text = format!("error: {error}\n");
    if let Some(hint) = super::ways::hint(error) {
        text += &format!("  hint: {hint}\n");
    }
    to_stderr(&visible(&text));
}

/// Prints what a reader should know about a result that worked.
pub(super) fn notes(warnings: &[String]) {
    for warning in warnings {
        to_stderr(&visible(&format!("note: {}\n", short_quotes(warning))));
    }
}

/// From now on a panic inside of a fence says nothing, and another one no more than its place.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if fence::is_inside() {
            return;
        }
        let place = panic.location().map(|at| fence::place(at.file(), at.line()));
        let error = Error::internal("something went wrong inside the program");
        self::error(&error.at(place.unwrap_or_default()));
    }));
}

/// A line to standard error; if nobody reads it, nobody misses it.
pub(super) fn to_stderr(text: &str) {
    let _gone = std::io::stderr().write_all(text.as_bytes());
}

/// Text to a file, or to standard output. A reader that leaves early (`| head`) is no error.
///
/// # Errors
/// [`Kind::File`] if it cannot be written.
pub(super) fn text(text: &str, out: Option<&Path>) -> Result<()> {
    if let Some(path) = out {
        return file::write(path, text.as_bytes());
    }
    let mut stdout = std::io::stdout().lock();
    let text = if stdout.is_terminal() { visible(text) } else { text.into() };
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::File, format!("could not write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}

/// A report in the format that was asked for.
pub(super) fn report(format: ReportFormat, page: impl FnOnce() -> Page, json: impl FnOnce() -> String) -> String {
    match format {
        // a model's or a customer's own words must not command the terminal
        ReportFormat::Text => visible(&plain::print(&page())).into_owned(),
        ReportFormat::Json => json(),
        ReportFormat::Html => html::print(&page()),
    }
}

/// The same where there is a table of numbers too.
///
/// # Errors
/// What `csv` refuses.
pub(super) fn numbers(
    format: NumbersFormat,
    page: impl FnOnce() -> Page,
    json: impl FnOnce() -> String,
    csv: impl FnOnce() -> Result<String>,
) -> Result<String> {
    Ok(match format {
        NumbersFormat::Text => report(ReportFormat::Text, page, json),
        NumbersFormat::Json => report(ReportFormat::Json, page, json),
        NumbersFormat::Html => report(ReportFormat::Html, page, json),
        NumbersFormat::Csv => csv()?,
    })
}

/// Refuses to write over a file that is read, however its name is written, and over what people and libraries make: a
/// model, or one of our own files. What stands beside a model, and is read with it, is one of them.
///
/// # Errors
/// [`Kind::Question`].
pub(super) fn check_out(out: &Path, inputs: &[&Path]) -> Result<()> {
    if inputs.iter().any(|input| file::is_same(out, input)) {
        return Err(refused(out, "--out names a file that is read"));
    }
    let what = match kind_of(out) {
        Some(FileKind::Model) => "a customer model",
        Some(FileKind::Dictionary) => "a data dictionary",
        Some(FileKind::Session) => "a saved session",
        Some(FileKind::Profile) => "a Candour profile",
        Some(FileKind::Weights) => "weights of intrusiveness",
        Some(FileKind::Ron) => "a RON file",
        Some(FileKind::Table | FileKind::Other) | None => return Ok(()),
    };
    Err(refused(out, format!("--out names {what}, which would be lost")))
}

/// [`check_out`] where a model is written: it may take the place of an earlier one.
///
/// # Errors
/// [`Kind::Question`].
pub(super) fn check_model_out(out: &Path, inputs: &[&Path]) -> Result<()> {
    if kind_of(out) == Some(FileKind::Model) { Ok(()) } else { check_out(out, inputs) }
}

fn kind_of(path: &Path) -> Option<FileKind> {
    file::open(path).and_then(|source| FileKind::of_source(&source)).ok()
}

fn refused(out: &Path, what: impl Into<String>) -> Error {
    Error::new(Kind::Question, what).within(file::name(out)).hint("choose another name")
}

/// A table on its way into a file: CSV, or Parquet where the file's name ends so.
#[derive(Debug)]
pub(super) enum TableOut {
    /// Lines of text.
    Csv(CsvOut),
    /// Columns.
    Parquet(Box<ParquetOut>),
}

impl TableOut {
    /// Starts a table with its columns; `busy` counts the time that is spent.
    ///
    /// # Errors
    /// [`Kind::File`] if the folder is missing or not writable; what [`ParquetOut::new`] refuses.
    pub(super) fn new(path: &Path, columns: Vec<(&str, Sort)>, busy: &Busy) -> Result<Self> {
        Ok(if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
            Self::Parquet(Box::new(ParquetOut::new(path, columns, busy)?))
        } else {
            Self::Csv(CsvOut::new(path, columns, busy)?)
        })
    }

    /// Adds lines. Works on the pool that it is called in.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full; [`Kind::Cancelled`] if `progress` is cancelled.
    pub(super) fn add(&mut self, block: &Block<'_>, progress: &Progress) -> Result<()> {
        match self {
            Self::Csv(file) => file.add(block, progress),
            Self::Parquet(file) => file.add(block, progress),
        }
    }

    /// Puts the table into its place, unless `progress` is cancelled.
    ///
    /// # Errors
    /// [`Kind::File`], [`Kind::Cancelled`].
    pub(super) fn finish(self, progress: &Progress) -> Result<()> {
        match self {
            Self::Csv(file) => file.finish(progress),
            Self::Parquet(file) => file.finish(progress),
        }
    }
}

/// Does work while a line on standard error tells how far it is, if that is a terminal.
pub(super) fn watched<T>(what: &str, progress: &Progress, work: impl FnOnce() -> T) -> T {
    watched_rows(what, progress, None, work)
}

/// [`watched`] for work that is counted in rows, `steps` of the progress each.
pub(super) fn watched_rows<T>(what: &str, progress: &Progress, steps: Option<u64>, work: impl FnOnce() -> T) -> T {
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
            let (clock, mut shown) = (Instant::now(), false);
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(100));
                if let Some(so_far) = so_far(progress.read(), steps, clock.elapsed()) {
                    to_stderr(&format!("\r{what}: {so_far}\x1b[K"));
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

/// How far work is: percent where the end is known, and of rows how many, how fast, and the time that is left.
fn so_far((now, all): (u64, u64), steps: Option<u64>, elapsed: Duration) -> Option<String> {
    // an estimate may be a little short
    let percent = (now * 100).checked_div(all).map(|percent| percent.min(100));
    let Some(steps) = steps else { return percent.map(|percent| format!("{percent} %")) };
    let rows = now / steps.max(1);
    let per_second = rows as f64 / elapsed.as_secs_f64().max(1e-3);
    if rows == 0 {
        return None;
    }
    let rate = number::fixed(per_second, 0);
    let Some(percent) = percent else {
        return Some(format!("{} rows, {rate} rows/s", number::fixed(rows as f64, 0)));
    };
    let left = (all.saturating_sub(now) / steps.max(1)) as f64 / per_second;
    Some(format!("{percent} %, {rate} rows/s, {} left", duration(left.ceil() as u64)))
}

/// Seconds for people: "40 s", "3 min 20 s", "2 h 5 min".
fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, min, s) => format!("{min} min {s} s"),
        (h, min, _) => format!("{h} h {min} min"),
    }
}

/// Processor seconds that this process has used, where the system tells (Linux).
pub(super) fn cpu_seconds() -> Option<f64> {
    /// Linux counts these in hundredths of a second on every architecture.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // the name in brackets may hold spaces; user and system time are the 14th and 15th field
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_what_is_known() {
        let at = Duration::from_secs(10);
        assert_eq!(so_far((0, 0), None, at), None);
        assert_eq!(so_far((30, 40), None, at).as_deref(), Some("75 %"));
        assert_eq!(so_far((0, 40), Some(2), at), None);
        let grouped = number::fixed(120_000.0, 0);
        assert_eq!(
            so_far((2_400_000, 0), Some(2), at),
            Some(format!("{} rows, {grouped} rows/s", number::fixed(1_200_000.0, 0)))
        );
        let left = so_far((2_400_000, 12_000_000), Some(2), at);
        assert_eq!(left, Some(format!("20 %, {grouped} rows/s, 40 s left")));
        assert!(so_far((50, 40), Some(1), at).is_some_and(|t| t.starts_with("100 %") && t.ends_with(" 0 s left")));
        assert_eq!([duration(59), duration(200), duration(7500)], ["59 s", "3 min 20 s", "2 h 5 min"]);
    }
}
