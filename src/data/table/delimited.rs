//! Lines of cells: CSV and its kin. What stands between cells is found out from the first lines.

use std::collections::BTreeSet;
use std::io::Read;

use super::cells::{COLUMNS_MAX, Cell, Encoding, HEAD, Seen, Take, place, too_many};
use super::quotes::{self, At, Doubling, Quotes};
use super::text::{Decoded, not_text};
use crate::base::{Error, Kind, Result};
use crate::data::file::{Source, read_error};

/// The most bytes one row may have.
const ROW_MAX: u64 = 1 << 26;
/// How many lines are looked at where spaces may stand between cells.
const LINES: usize = 50;

/// A table of lines, opened.
#[derive(Debug)]
pub(crate) struct Delimited<'s> {
    source: &'s Source<'s>,
    delimiter: u8,
    /// A first line that names the delimiter, as spreadsheets write it.
    preamble: bool,
    names: Vec<String>,
}

impl<'s> Delimited<'s> {
    /// Finds the delimiter and reads the header: the delimiter whose header has the most names that are `known`, of
    /// those the one with most cells; signs that are not usual only where more names are known by them or every line has
    /// as many cells.
    pub(crate) fn open(source: &'s Source<'_>, known: &dyn Fn(&str) -> bool) -> Result<Self> {
        let mut head = Vec::new();
        Decoded::new(source.reader()?).take(HEAD as u64).read_to_end(&mut head).map_err(|e| read_error(&e))?;
        let whole = head.len() < HEAD;
        let head = String::from_utf8_lossy(&head);
        let stated = stated(head.lines().next().unwrap_or(""));
        let delimiter = match stated {
            Some(byte) => byte,
            None => delimiter(&head, whole, known),
        };
        let mut form = Self { source, delimiter, preamble: stated.is_some(), names: Vec::new() };
        let mut reader = form.reader()?;
        let header = reader.headers().map_err(|e| csv_error(&e))?;
        if header.len() > COLUMNS_MAX {
            let what = format!("more than {COLUMNS_MAX} columns, the limit");
            return Err(Error::new(Kind::Data, what).at("line 1").past_limit());
        }
        let names = header.iter().map(ToOwned::to_owned).collect();
        drop(reader);
        form.names = names;
        Ok(form)
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The text behind the line that names the delimiter, if there is one.
    fn text(&self) -> Result<Decoded<Box<dyn Read + 's>>> {
        let mut text = Decoded::new(self.source.reader()?);
        if self.preamble {
            // one byte at a time, up to the end of a line that is known to be short
            let mut byte = [0];
            while text.read(&mut byte).map_err(|e| read_error(&e))? == 1 && byte[0] != b'\n' {}
        }
        Ok(text)
    }

    fn reader(&self) -> Result<csv::Reader<Text<'s>>> {
        let (source, delimiter, preamble) = (self.source, self.delimiter, self.preamble);
        let again = Self { source, delimiter, preamble, names: Vec::new() };
        let decide: Decide<'s> = Box::new(move || quotes::look(again.text()?, delimiter));
        let lines = Lines { inner: Doubling::new(self.text()?, delimiter, decide), since: 0 };
        let mut builder = csv::ReaderBuilder::new();
        Ok(builder.delimiter(self.delimiter).flexible(true).buffer_capacity(1 << 16).from_reader(lines))
    }

    pub(crate) fn visit(&self, wanted: &[bool], rows_max: usize, take: &mut dyn Take) -> Result<Seen> {
        let mut reader = self.reader()?;
        let breaks = reader.headers().map_err(|e| csv_error(&e))?.as_slice().matches('\n').count() as u64;
        // where lines end with two bytes, the CSV reader takes a row to begin before the second
        let behind = (breaks + 2).saturating_sub(reader.position().line());
        let wanted: Vec<usize> = (0..self.names.len()).filter(|&i| wanted[i]).collect();
        let extra = u64::from(self.preamble) + behind;
        let mut record = csv::StringRecord::new();
        let (mut rows, mut blank) = (0, 0);
        let mut looked = false;
        while reader.read_record(&mut record).map_err(|e| csv_error(&e))? {
            // as spreadsheets end a table that once was longer
            if record[0].trim().is_empty() && record.iter().all(|cell| cell.trim().is_empty()) {
                let line = record.len() == 1;
                if !line || self.names.len() > 1 {
                    blank += usize::from(!line);
                    continue;
                }
            }
            // a cell over several lines may be one whose quote is not closed: it would take rows away with it
            let lines = record.position().map_or(0, |at| reader.position().line().saturating_sub(at.line()));
            if !looked && lines > 1 && record.iter().any(|cell| cell.contains('\n')) {
                looked = true;
                quotes::look(self.text()?, self.delimiter)?;
            }
            if record.len() != self.names.len() {
                let line = record.position().map_or(0, csv::Position::line) + extra;
                let what = format!("expected {} cells as in the header, found {}", self.names.len(), record.len());
                return Err(Error::new(Kind::Format, what)
                    .at(format!("line {line}"))
                    .hint("a cell that contains the delimiter or a line break needs quotes"));
            }
            if rows == rows_max {
                return Err(too_many(rows_max));
            }
            for &column in &wanted {
                take.cell(rows, column, Cell::Text(&record[column]))
                    .map_err(|e| e.at(place(rows, &self.names[column])))?;
            }
            rows += 1;
            reader.get_mut().since = 0;
            take.rows(rows)?;
        }
        let lines = &reader.get_ref().inner;
        let text = lines.inner();
        let encoding = Some(Encoding { name: text.encoding(), mark: text.mark() });
        Ok(Seen { rows, encoding, blank, escaped: lines.escaped() })
    }
}

/// The delimiter that a first line names, as spreadsheets write it: `sep=;`, in quotes or not.
fn stated(line: &str) -> Option<u8> {
    let line = line.trim_end_matches('\r');
    let bare = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let (word, sign) = bare.split_at_checked(4)?;
    match sign.as_bytes() {
        &[byte] if word.eq_ignore_ascii_case("sep=") && (byte == b' ' || may_part(byte)) => Some(byte),
        _ => None,
    }
}

/// The delimiter of a text that begins with `head`.
fn delimiter(head: &str, whole: bool, known: &dyn Fn(&str) -> bool) -> u8 {
    let cells = |text: &str, delimiter: u8| {
        let mut record = csv::StringRecord::new();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
        let _end = reader.read_record(&mut record);
        record
    };
    let score = |delimiter: u8| {
        let header = cells(head, delimiter);
        (header.iter().filter(|name| known(name.trim())).count(), header.len(), delimiter == b',')
    };
    let usual = [b',', b';', b'\t', b'|'];
    let scores = usual.map(|d| (score(d), d));
    let Some(&((n_known, n_cells, _), best)) = scores.iter().max() else { return b',' };
    if n_known > 1 {
        return best;
    }
    // any other sign that may part cells, if the header then has more names that are known
    let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or("").as_bytes();
    let others: BTreeSet<u8> = first.iter().copied().filter(|&b| may_part(b) && !usual.contains(&b)).collect();
    let other = others
        .into_iter()
        .map(|d| (score(d), d))
        .max()
        .filter(|((known, cells, _), _)| *known > n_known && (*known > 1 || *cells == *known));
    if let Some((_, other)) = other {
        return other;
    }
    if n_cells > 1 || n_known > 0 {
        return best;
    }
    // signs that names do not hold, then spaces, which they may: only where every line agrees
    let mut lines: Vec<&str> = head.lines().take(LINES + 1).filter(|l| !l.trim().is_empty()).collect();
    if !whole || lines.len() > LINES {
        lines.pop();
    }
    let agree = |delimiter: u8| {
        let n = lines.first().map_or(0, |line| cells(line, delimiter).len());
        (n > 1 && lines.len() > 1 && lines.iter().all(|line| cells(line, delimiter).len() == n)).then_some(n)
    };
    let signs: BTreeSet<u8> = first.iter().copied().filter(|&b| may_part(b) && !may_name(b)).collect();
    let sign = signs.into_iter().filter_map(|d| Some((agree(d)?, d))).max();
    match sign {
        Some((_, sign)) => sign,
        None if agree(b' ').is_some() => b' ',
        None => best,
    }
}

/// Whether a byte may stand between cells: no letter or digit, no quote, no end of a line, nothing in which numbers are
/// written.
fn may_part(byte: u8) -> bool {
    byte.is_ascii()
        && !byte.is_ascii_alphanumeric()
        && !matches!(byte, b'"' | b'\n' | b'\r' | b' ' | b'.' | b'-' | b'+' | b'_' | b'\\' | 0)
}

/// Whether a byte that may part cells is usual inside names and texts.
fn may_name(byte: u8) -> bool {
    matches!(byte, b'\'' | b'(' | b')' | b'[' | b']' | b'/' | b'%' | b'&' | b'$' | b'=' | b'?' | b'<' | b'>' | b'@')
}

/// A file's text as the CSV reader takes it.
type Text<'s> = Lines<Doubling<Decoded<Box<dyn Read + 's>>, Decide<'s>>>;
/// Finds out how quotes are written.
type Decide<'s> = Box<dyn FnOnce() -> Result<(Quotes, At)> + 's>;

/// Ends in an error where a row, which is held, becomes too long.
struct Lines<R> {
    inner: R,
    /// Bytes read since the last whole row.
    since: u64,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(out)?;
        self.since += n as u64;
        if self.since > ROW_MAX {
            let what = format!("a row of more than {} MB, the limit", ROW_MAX >> 20);
            return Err(std::io::Error::other(Error::new(Kind::Format, what).hint("is a quote not closed?")));
        }
        Ok(n)
    }
}

/// The CSV reader's own error with its place; it repeats no cell.
fn csv_error(error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Io(e) => read_error(e),
        csv::ErrorKind::Utf8 { .. } => not_text("UTF-8", line as usize),
        _ => Error::new(Kind::Format, "cannot be read as CSV").at(format!("line {line}")),
    }
}
