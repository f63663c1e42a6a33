//! JSON lines, one object per line, and a JSON list of objects: read as a stream, object by object.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::cells::{COLUMNS_MAX, Cell, Encoding, Format, HEAD, Seen, Take, too_many};
use super::json_shape;
use super::text::{Decoded, not_text};
use crate::base::{Error, Kind, Result};
use crate::data::file::{Source, read_error};

/// What to do where the text ends before its brackets and quotes do.
const UNCLOSED: &str = "either the file is cut off, or a bracket or a quote is not closed";
/// The most bytes one object may have.
const OBJECT_MAX: usize = 1 << 26;

/// A table of objects, opened: every object was looked at once for its names.
#[derive(Debug)]
pub(crate) struct JsonRows<'s> {
    source: &'s Source<'s>,
    list: bool,
    names: Vec<String>,
}

impl<'s> JsonRows<'s> {
    /// Collects the names of all objects, in the order in which they first appear.
    ///
    /// # Errors
    /// [`Kind::Format`] for what is no JSON, or JSON of another shape, which is named; `known` says which names are
    /// expected, which helps to name it.
    pub(crate) fn open(source: &'s Source<'_>, known: &dyn Fn(&str) -> bool) -> Result<Self> {
        let mut head = Vec::new();
        Decoded::new(source.reader()?).take(HEAD as u64).read_to_end(&mut head).map_err(|e| read_error(&e))?;
        json_shape::check(&head, known)?;
        let mut objects = Objects::of(source)?;
        let mut columns = Columns::default();
        let mut rows = 0;
        while let Some(line) = objects.next()? {
            let mut name = |name: &str, columns: &mut Columns| {
                columns.add(name);
                if columns.names.len() > COLUMNS_MAX {
                    let what = format!("more than {COLUMNS_MAX} fields, the limit");
                    return Err(Error::new(Kind::Data, what).hint("a field is a column: is the file turned?"));
                }
                Ok(None)
            };
            object(&objects.bytes, line, rows, &mut columns, &mut name, &mut |_, _| Ok(()))?;
            rows += 1;
        }
        if rows == 0 {
            return Err(Error::new(Kind::Data, "no objects, expected one per customer").hint("is it the right file?"));
        }
        Ok(Self { source, list: objects.list == Some(true), names: columns.names })
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn format(&self) -> Format {
        if self.list { Format::JsonList } else { Format::JsonLines }
    }

    pub(crate) fn visit(&self, wanted: &[bool], rows_max: usize, take: &mut dyn Take) -> Result<Seen> {
        let mut objects = Objects::of(self.source)?;
        let mut columns = Columns::default();
        self.names.iter().for_each(|name| columns.add(name));
        let needed: Vec<usize> = (0..self.names.len()).filter(|&i| wanted[i]).collect();
        let mut rows = 0;
        while let Some(line) = objects.next()? {
            if rows == rows_max {
                return Err(too_many(rows_max));
            }
            let mut name = |name: &str, columns: &mut Columns| match columns.find(name) {
                Some(column) => Ok(wanted[column].then_some(column)),
                None => Err(Error::new(Kind::File, "the file changed while it was read").hint("open it again")),
            };
            object(&objects.bytes, line, rows, &mut columns, &mut name, &mut |column, cell| {
                take.cell(rows, column, cell)
            })?;
            for &column in &needed {
                if columns.seen[column] != rows + 1 {
                    take.cell(rows, column, Cell::Missing).map_err(|e| e.at(field(line, &self.names[column])))?;
                }
            }
            rows += 1;
            take.rows(rows)?;
        }
        let text = objects.text.get_ref();
        let encoding = Some(Encoding { name: text.encoding(), mark: text.mark() });
        Ok(Seen { rows, encoding, blank: 0, escaped: false })
    }
}

fn field(line: usize, name: &str) -> String {
    format!("line {line}, field \"{name}\"")
}

/// Names with their positions, and in which row each was met last, counted from 1.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    at: BTreeMap<String, usize>,
    seen: Vec<usize>,
    /// The position that was found last: the next name is usually the one behind it.
    last: usize,
}

impl Columns {
    fn add(&mut self, name: &str) {
        if self.find(name).is_none() {
            self.last = self.names.len();
            self.at.insert(name.to_owned(), self.last);
            self.names.push(name.to_owned());
            self.seen.push(0);
        }
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        let n = self.names.len();
        let next = if self.last + 1 < n { self.last + 1 } else { 0 };
        let found = if n > 0 && self.names[next] == name { Some(next) } else { self.at.get(name).copied() };
        self.last = found.unwrap_or(self.last);
        found
    }
}

/// Says of a name which column is wanted, if any.
type Name<'a> = dyn FnMut(&str, &mut Columns) -> Result<Option<usize>> + 'a;

/// Goes through one object.
fn object(
    bytes: &[u8],
    line: usize,
    row: usize,
    columns: &mut Columns,
    name: &mut Name<'_>,
    take: &mut dyn FnMut(usize, Cell<'_>) -> Result<()>,
) -> Result<()> {
    let mut refused = None;
    let bytes = &*json_shape::without_nan(bytes.trim_ascii_end());
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let fields = Fields { line, row, columns, name, take, refused: &mut refused };
    let result = fields.deserialize(&mut reader).and_then(|()| reader.end());
    match (refused, result) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(e)) => {
            let line = line + e.line().saturating_sub(1);
            if std::str::from_utf8(bytes).is_err() {
                return Err(not_text("UTF-8", line));
            }
            let (what, hint) = match e.classify() {
                serde_json::error::Category::Eof => ("the object does not end", UNCLOSED),
                serde_json::error::Category::Data => ("expected an object", "a row is {\"name\": value, …}"),
                _ => ("not JSON", "names and texts need double quotes, and numbers are finite, with a decimal point"),
            };
            Err(Error::new(Kind::Format, what).at(format!("line {line}, column {}", e.column())).hint(hint))
        }
    }
}

struct Fields<'a, 'n, 't> {
    line: usize,
    row: usize,
    columns: &'a mut Columns,
    name: &'a mut Name<'n>,
    take: &'a mut (dyn FnMut(usize, Cell<'_>) -> Result<()> + 't),
    /// A refusal of our own, which the JSON reader's error cannot hold.
    refused: &'a mut Option<Error>,
}

impl<'de> DeserializeSeed<'de> for Fields<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key_seed(Text)? {
            let column = match (self.name)(&name, self.columns) {
                Ok(column) => column,
                Err(e) => {
                    *self.refused = Some(e.at(format!("line {}", self.line)));
                    return Err(A::Error::custom(""));
                }
            };
            let at = self.columns.last;
            if self.columns.seen[at] == self.row + 1 {
                let error = Error::new(Kind::Format, "stands twice in one object").hint("keep one of the two");
                *self.refused = Some(error.at(field(self.line, &self.columns.names[at])));
                return Err(A::Error::custom(""));
            }
            self.columns.seen[at] = self.row + 1;
            match column {
                None => _ = map.next_value::<IgnoredAny>()?,
                Some(column) => {
                    let mut failed = None;
                    let taken = map.next_value_seed(Value { column, take: self.take, failed: &mut failed });
                    if let Some(error) = failed {
                        *self.refused = Some(error.at(field(self.line, &self.columns.names[column])));
                    }
                    taken?;
                }
            }
        }
        Ok(())
    }
}

/// A text, borrowed where it can be.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = std::borrow::Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = std::borrow::Cow<'de, str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }
}

/// A value, handed over.
struct Value<'a, 't> {
    column: usize,
    take: &'a mut (dyn FnMut(usize, Cell<'_>) -> Result<()> + 't),
    failed: &'a mut Option<Error>,
}

impl Value<'_, '_> {
    fn give<E: serde::de::Error>(self, cell: Cell<'_>) -> Result<(), E> {
        (self.take)(self.column, cell).map_err(|e| {
            *self.failed = Some(e);
            E::custom("")
        })
    }

    fn nested<E: serde::de::Error>(self) -> Result<(), E> {
        let error =
            Error::new(Kind::Data, "expected a number, a text, true, false or null, found a list or an object");
        *self.failed = Some(error.hint("each feature has one value in a row; flatten the file first"));
        Err(E::custom(""))
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.give(Cell::Missing)
    }

    fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<(), E> {
        self.give(Cell::Bool(yes))
    }

    fn visit_u64<E: serde::de::Error>(self, x: u64) -> Result<(), E> {
        match i64::try_from(x) {
            Ok(x) => self.give(Cell::Whole(x)),
            // its digits are all that holds it
            Err(_) => self.give(Cell::Text(&x.to_string())),
        }
    }

    fn visit_i64<E: serde::de::Error>(self, x: i64) -> Result<(), E> {
        self.give(Cell::Whole(x))
    }

    fn visit_f64<E: serde::de::Error>(self, x: f64) -> Result<(), E> {
        self.give(Cell::Number(x))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.give(Cell::Text(text))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.nested()
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.nested()
    }
}

/// The bytes of one object after the other.
struct Objects<'s> {
    text: BufReader<Decoded<Box<dyn Read + 's>>>,
    /// Whether a list holds them; `None` before the first.
    list: Option<bool>,
    bytes: Vec<u8>,
    line: usize,
    closed: bool,
}

impl<'s> Objects<'s> {
    fn of(source: &'s Source<'_>) -> Result<Self> {
        let text = BufReader::with_capacity(1 << 16, Decoded::new(source.reader()?));
        Ok(Self { text, list: None, bytes: Vec::new(), line: 1, closed: false })
    }

    fn refuse<T>(&self, what: &str, hint: &str) -> Result<T> {
        Err(Error::new(Kind::Format, what).at(format!("line {}", self.line)).hint(hint))
    }

    fn peek(&mut self) -> Result<Option<u8>> {
        loop {
            match self.text.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(read_error(&e)),
            }
        }
    }

    /// The next byte that is no space, which stays.
    fn skip(&mut self) -> Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.line += usize::from(byte == b'\n');
            self.text.consume(1);
        }
        Ok(None)
    }

    /// Puts the next object into `bytes` and gives the line it begins on, counted from 1.
    fn next(&mut self) -> Result<Option<usize>> {
        const LINES: &str = "a table is one JSON object per line, or one list of objects";
        self.bytes.clear();
        let mut next = self.skip()?;
        if self.list.is_none() {
            self.list = Some(next == Some(b'['));
            if next == Some(b'[') {
                self.text.consume(1);
                next = self.skip()?;
                if next == Some(b']') {
                    self.text.consume(1);
                    self.closed = true;
                    next = self.skip()?;
                }
            }
        } else if self.list == Some(true) && !self.closed {
            match next {
                Some(b',') => {
                    self.text.consume(1);
                    next = self.skip()?;
                }
                Some(b']') => {
                    self.text.consume(1);
                    self.closed = true;
                    next = self.skip()?;
                }
                Some(_) => return self.refuse("expected a comma or the end of the list", LINES),
                None => {}
            }
        }
        if self.closed {
            return if next.is_none() { Ok(None) } else { self.refuse("more behind the end of the list", LINES) };
        }
        match next {
            Some(b'{') => {}
            None if self.list == Some(true) => return self.refuse("the list does not end", UNCLOSED),
            None => return Ok(None),
            Some(_) => return self.refuse("expected an object, found something else", LINES),
        }
        let line = self.line;
        if self.list == Some(true) {
            self.nested(line)?;
        } else {
            self.rest_of_line(line)?;
        }
        Ok(Some(line))
    }

    fn rest_of_line(&mut self, start: usize) -> Result<()> {
        loop {
            let piece = (&mut self.text).take(OBJECT_MAX as u64).read_until(b'\n', &mut self.bytes);
            match piece {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(read_error(&e)),
                Ok(_) if self.bytes.len() >= OBJECT_MAX => return self.too_long(),
                Ok(_) => break,
            }
        }
        self.line += usize::from(self.bytes.ends_with(b"\n"));
        // an object over several lines, as it is printed for people
        let mut inside = Inside::default();
        if self.bytes.ends_with(b"\n")
            && !self.bytes.trim_ascii_end().ends_with(b"}")
            && !self.bytes.iter().any(|&byte| inside.step(byte))
        {
            return self.nested(start);
        }
        Ok(())
    }

    fn too_long(&self) -> Result<()> {
        self.refuse(&format!("an object of more than {} MB, the limit", OBJECT_MAX >> 20), "is it a table?")
    }

    /// Up to the bracket that closes the object that begins on the line `start`; texts may hold brackets.
    fn nested(&mut self, start: usize) -> Result<()> {
        let mut inside = Inside::default();
        self.bytes.iter().for_each(|&byte| _ = inside.step(byte));
        while self.peek()?.is_some() {
            let buffer = self.text.buffer();
            let mut end = None;
            for (i, &byte) in buffer.iter().enumerate() {
                if inside.step(byte) {
                    end = Some(i + 1);
                    break;
                }
            }
            let n = end.unwrap_or(buffer.len());
            self.line += buffer[..n].iter().filter(|&&b| b == b'\n').count();
            self.bytes.extend_from_slice(&buffer[..n]);
            self.text.consume(n);
            if end.is_some() {
                return Ok(());
            }
            if self.bytes.len() > OBJECT_MAX {
                return self.too_long();
            }
        }
        let error = Error::new(Kind::Format, "the object does not end").at(format!("line {start}"));
        Err(error.hint(UNCLOSED))
    }
}

/// How deep inside an object a byte stands.
#[derive(Default)]
struct Inside {
    depth: usize,
    text: bool,
    escaped: bool,
}

impl Inside {
    /// Takes a byte; whether it closes the object.
    fn step(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.text => self.escaped = true,
            b'"' => self.text = !self.text,
            b'{' if !self.text => self.depth += 1,
            b'}' if !self.text => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
