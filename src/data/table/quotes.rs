//! Quotes inside quoted cells: doubled, as the rule of CSV has it (RFC 4180), or escaped by a backslash, as some data
//! platforms write them. Bytes cannot tell which until all readings but one fail, so a file with a backslash is gone
//! through once by each; where backslashes escape, they are made doubled quotes on the way to the CSV reader.

use std::io::Read;

use memchr::memchr;

use crate::base::{Error, Kind, Result};
use crate::data::file::read_error;

/// How many bytes are gone through at a time.
const CHUNK: usize = 1 << 16;

/// How a quote inside a quoted cell is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quotes {
    /// Twice.
    Doubled,
    /// Behind a backslash.
    Escaped,
    /// Either.
    Both,
}

/// Where one reading of a text stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum At {
    /// At the start of a cell.
    Start,
    /// In a cell without quotes.
    Bare,
    /// In a quoted cell.
    Quoted,
    /// Behind a backslash in a quoted cell.
    Backslash,
    /// Behind a quote that ends a quoted cell, unless another follows.
    Behind,
    /// This reading failed.
    Failed,
}

impl At {
    /// After one more byte.
    #[inline]
    fn step(self, byte: u8, delimiter: u8, quotes: Quotes) -> Self {
        let ends = byte == delimiter || byte == b'\n' || byte == b'\r';
        match (self, byte) {
            (Self::Failed, _) => Self::Failed,
            (Self::Start, b'"') => Self::Quoted,
            (Self::Start | Self::Bare, _) => {
                if ends {
                    Self::Start
                } else {
                    Self::Bare
                }
            }
            (Self::Quoted, b'"') => Self::Behind,
            (Self::Quoted, b'\\') if quotes != Quotes::Doubled => Self::Backslash,
            (Self::Quoted | Self::Backslash, _) => Self::Quoted,
            (Self::Behind, b'"') if quotes != Quotes::Escaped => Self::Quoted,
            // an empty cell may be written "" by either
            (Self::Behind, _) => {
                if ends {
                    Self::Start
                } else {
                    Self::Failed
                }
            }
        }
    }
}

/// Goes through a text and says how its quotes are written: in the first of the ways, in the order of [`Quotes`], in
/// which every quoted cell ends at a delimiter or a line's end. Also where the text stands at its first backslash.
///
/// # Errors
/// [`Kind::Format`] with the line where the last of the ways fails, if none is such; what the reader refuses.
pub(super) fn look(mut text: impl Read, delimiter: u8) -> Result<(Quotes, At)> {
    let mut chunk = vec![0; CHUNK];
    let mut ways = [Quotes::Doubled, Quotes::Escaped, Quotes::Both].map(|quotes| (quotes, At::Start));
    // the line on which the cell begins that is open, for the last way
    let (mut line, mut opened, mut first) = (1, 0, None);
    loop {
        let n = match text.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(read_error(&e)),
        };
        for &byte in &chunk[..n] {
            if byte == b'\\' && first.is_none() {
                first = Some(ways[0].1);
            }
            let was = ways[2].1;
            for (quotes, at) in &mut ways {
                *at = at.step(byte, delimiter, *quotes);
            }
            if was == At::Start && ways[2].1 == At::Quoted {
                opened = line;
            }
            line += usize::from(byte == b'\n');
        }
    }
    let whole = |at: At| !matches!(at, At::Failed | At::Quoted | At::Backslash);
    if let Some((quotes, _)) = ways.into_iter().find(|(_, at)| whole(*at)) {
        return Ok((quotes, first.unwrap_or(At::Start)));
    }
    let what = if ways[2].1 == At::Failed {
        "a quoted cell with a quote inside that is neither doubled nor behind a backslash"
    } else {
        "a quoted cell that does not end"
    };
    Err(Error::new(Kind::Format, what).at(format!("line {opened}")).hint("write a quote inside a cell twice"))
}

/// A text on its way to the CSV reader, which takes quotes to be doubled: hears of the first backslash, and rewrites
/// escaped quotes from there on.
pub(super) struct Doubling<R, D> {
    inner: R,
    delimiter: u8,
    /// Finds out how quotes are written: asked at the first backslash.
    decide: Option<D>,
    /// Where the rewriting stands; `None` where nothing is rewritten.
    rewriting: Option<(Quotes, At)>,
    /// Rewritten bytes that are not given yet, and how many of them are.
    out: Vec<u8>,
    given: usize,
}

impl<R: Read, D: FnOnce() -> Result<(Quotes, At)>> Doubling<R, D> {
    pub(super) fn new(inner: R, delimiter: u8, decide: D) -> Self {
        Self { inner, delimiter, decide: Some(decide), rewriting: None, out: Vec::new(), given: 0 }
    }

    pub(super) fn inner(&self) -> &R {
        &self.inner
    }

    /// Whether escaped quotes were found, and rewritten.
    pub(super) fn escaped(&self) -> bool {
        self.rewriting.is_some()
    }

    /// Rewrites bytes into `out`.
    fn rewrite(&mut self, quotes: Quotes, mut at: At, bytes: &[u8]) {
        for &byte in bytes {
            let was = at;
            at = at.step(byte, self.delimiter, quotes);
            match (was, at) {
                // what it is for is known with the next byte
                (_, At::Backslash) => {}
                (At::Backslash, _) => match byte {
                    b'"' => self.out.extend_from_slice(b"\"\""),
                    b'\\' => self.out.push(b'\\'),
                    _ => self.out.extend_from_slice(&[b'\\', byte]),
                },
                _ => self.out.push(byte),
            }
        }
        self.rewriting = Some((quotes, at));
    }
}

impl<R: Read, D: FnOnce() -> Result<(Quotes, At)>> Read for Doubling<R, D> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if self.given < self.out.len() {
                let n = bytes.len().min(self.out.len() - self.given);
                bytes[..n].copy_from_slice(&self.out[self.given..self.given + n]);
                self.given += n;
                return Ok(n);
            }
            self.out.clear();
            self.given = 0;
            let n = self.inner.read(bytes)?;
            if n == 0 {
                return Ok(0);
            }
            if let Some((quotes, at)) = self.rewriting {
                self.rewrite(quotes, at, &bytes[..n]);
                continue;
            }
            if self.decide.is_none() {
                return Ok(n);
            }
            let Some(first) = memchr(b'\\', &bytes[..n]) else { return Ok(n) };
            let Some(decide) = self.decide.take() else { return Ok(n) };
            let (quotes, at) = decide().map_err(std::io::Error::other)?;
            if quotes == Quotes::Doubled {
                return Ok(n);
            }
            self.out.extend_from_slice(&bytes[..first]);
            self.rewrite(quotes, at, &bytes[first..n]);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng as _, SeedableRng as _};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    fn rewritten(text: &str) -> String {
        let decide = || look(text.as_bytes(), b',');
        let mut out = String::new();
        Doubling::new(text.as_bytes(), b',', decide).read_to_string(&mut out).expect("text");
        out
    }

    #[test]
    fn the_reading_in_which_every_cell_ends_is_taken() {
        let cases = [
            ("a,b\n\"13\\\" laptop\",1\n", "a,b\n\"13\"\" laptop\",1\n"),
            ("a,b\n\"13\"\" laptop\",1\n", "a,b\n\"13\"\" laptop\",1\n"),
            // a path that ends with a backslash: doubled
            ("a,b\n\"C:\\dir\\\",1\n", "a,b\n\"C:\\dir\\\",1\n"),
            // both an escaped quote and an escaped backslash
            ("a\n\"x\\\"y\\\\\"\n", "a\n\"x\"\"y\\\"\n"),
            ("a,b\n\"he said \\\"no\\\"\",\\N\n", "a,b\n\"he said \"\"no\"\"\",\\N\n"),
            ("a,b\n\\N,1\n", "a,b\n\\N,1\n"),
            // both in one file
            ("a,b\n\"say \"\"hi\"\"\",1\n\"55\\\"\",2\n", "a,b\n\"say \"\"hi\"\"\",1\n\"55\"\"\",2\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(rewritten(text), expected, "{text}");
        }
    }

    /// However cells are quoted, they are read as they were, or as the other rule has them where both rules hold.
    #[test]
    fn cells_come_back_as_they_were_written() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let (mut escaped, mut either) = (0, 0);
        for _ in 0..4000 {
            let cell = |rng: &mut Xoshiro256PlusPlus| -> String {
                (0..rng.gen_range(0..6)).map(|_| ['a', '"', '\\', ',', ' ', '\n'][rng.gen_range(0..6)]).collect()
            };
            let rows: Vec<[String; 2]> = (0..rng.gen_range(1..4)).map(|_| [cell(&mut rng), cell(&mut rng)]).collect();
            let write = |quoted: &dyn Fn(&str) -> String| {
                rows.iter().map(|[a, b]| format!("\"{}\",\"{}\"\n", quoted(a), quoted(b))).collect::<String>()
            };
            let read = |text: &str| {
                let text = rewritten(text);
                let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
                let rows = reader.records().map(|r| r.map(|r| r.iter().map(str::to_owned).collect::<Vec<_>>()));
                rows.collect::<Result<Vec<_>, _>>().expect("CSV")
            };
            let doubled = write(&|cell| cell.replace('"', "\"\""));
            let expected: Vec<Vec<String>> = rows.iter().map(|row| row.to_vec()).collect();
            let is = |text: &str| look(text.as_bytes(), b',').expect("one of the two holds").0;
            // what is written doubled is taken so, whatever backslashes may mean
            assert_eq!((is(&doubled), read(&doubled)), (Quotes::Doubled, expected.clone()), "{doubled}");
            let backslashed = write(&|cell| cell.replace('\\', "\\\\").replace('"', "\\\""));
            match is(&backslashed) {
                Quotes::Escaped => {
                    escaped += 1;
                    assert_eq!(read(&backslashed), expected, "{backslashed}");
                }
                // two rules hold: no cell has a quote that is not hidden by what stands around it
                Quotes::Doubled | Quotes::Both => either += 1,
            }
        }
        assert!(escaped > 1500 && either > 100, "{escaped} escaped, {either} either");
    }

    #[test]
    fn neither_reading_is_a_refusal_with_its_line() {
        let error = look("a,b\n\"x\\\"y\" z\",1\n".as_bytes(), b',').expect_err("a stray quote");
        assert_eq!(error.place, "line 2", "{error}");
        let error = look("a,b\n1,2\n3,\"13 inch\n4,5\n".as_bytes(), b',').expect_err("an open quote");
        assert_eq!((error.place.as_str(), error.what.as_str()), ("line 3", "a quoted cell that does not end"));
    }
}
