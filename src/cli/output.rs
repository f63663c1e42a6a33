//! What leaves the command line: text, tables written whole or not at all, notes, errors, progress, timings.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::data::file;

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

/// Refuses to write over a file that is read, or into a table format that this version does not write.
///
/// # Errors
/// [`Kind::Question`] or [`Kind::Unsupported`].
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
    let parquet = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
    if parquet {
        return Err(Error::new(Kind::Unsupported, "this version writes CSV tables, not Parquet")
            .within(file::name(out))
            .hint("end the name in .csv"));
    }
    Ok(())
}

/// A CSV table on its way into a file.
#[derive(Debug)]
pub struct TableOut {
    file: file::Pending,
}

impl TableOut {
    /// Starts a table with its header.
    ///
    /// # Errors
    /// [`Kind::File`] if the folder is missing or not writable.
    pub fn new(path: &Path, header: &[&str]) -> Result<Self> {
        let mut table = Self { file: file::create(path)? };
        table.add(&csv_lines(|csv| csv.write_record(header)))?;
        Ok(table)
    }

    /// Adds lines that [`csv_lines`] made.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full.
    pub fn add(&mut self, lines: &[u8]) -> Result<()> {
        self.file.add(lines)
    }

    /// Puts the table into its place.
    ///
    /// # Errors
    /// [`Kind::File`].
    pub fn finish(self) -> Result<()> {
        self.file.finish()
    }
}

/// Lines of CSV as bytes.
pub fn csv_lines(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    // writing to memory does not fail, and all records have the same length
    let _done = write(&mut csv);
    csv.into_inner().unwrap_or_default()
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
