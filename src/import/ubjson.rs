//! Universal Binary JSON (draft 12, ubjson.org) as a serde format: the same structs read a model's JSON and its
//! UBJSON.
//!
//! Strings are UTF-8, numbers big-endian; typed and counted containers (`[$type#count…`) are read as they come.
//! Refused: high-precision numbers, which no model needs, and containers of things that take no bytes, whose count
//! would be believed without evidence. Nesting is limited; memory is never set aside for more than the bytes left
//! could hold.

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::room::TEXTS_MAX;

/// How deep containers may stand inside each other.
const DEPTH_MAX: u32 = 64;

/// What went wrong, and at which byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The byte where reading stopped, counted from 0.
    pub at: usize,
    /// What was found.
    pub what: String,
    /// Whether the bytes ended too early.
    pub cut_off: bool,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "byte {}: {}", self.at, self.what)
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: std::fmt::Display>(what: T) -> Self {
        Self { at: 0, what: what.to_string(), cut_off: false }
    }
}

type Result<T> = std::result::Result<T, Problem>;

/// Whether bytes look like an UBJSON object: a brace, then the marker of a length that is not a letter of JSON.
pub fn is_ubjson(bytes: &[u8]) -> bool {
    matches!(bytes, [b'{', b'i' | b'U' | b'I' | b'l' | b'L' | b'$' | b'#', ..])
}

/// A reader over bytes.
#[derive(Clone, Debug)]
pub struct Reader<'de> {
    bytes: &'de [u8],
    at: usize,
    depth: u32,
    /// The type that a typed container has already told.
    told: Option<u8>,
    /// How many texts were read, names of fields too.
    texts: usize,
}

impl<'de> Reader<'de> {
    /// Reads from the first byte.
    pub fn new(bytes: &'de [u8]) -> Self {
        Self { bytes, at: 0, depth: 0, told: None, texts: 0 }
    }

    /// Checks that nothing follows.
    ///
    /// # Errors
    /// [`Problem`] if something does.
    pub fn end(&mut self) -> Result<()> {
        while self.bytes.get(self.at) == Some(&b'N') {
            self.at += 1;
        }
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.problem("something follows the end".into())) }
    }

    fn problem(&self, what: String) -> Problem {
        Problem { at: self.at, what, cut_off: false }
    }

    /// Gives an error of serde's own making its place.
    fn placed(&self, mut problem: Problem) -> Problem {
        if problem.at == 0 {
            problem.at = self.at;
        }
        problem
    }

    fn take(&mut self, n: usize) -> Result<&'de [u8]> {
        let rest = &self.bytes[self.at..];
        let Some(taken) = rest.get(..n) else {
            let what = format!("expected {n} more bytes, found {}", rest.len());
            return Err(Problem { at: self.at, what, cut_off: true });
        };
        self.at += n;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// The next marker that means something.
    fn marker(&mut self) -> Result<u8> {
        if let Some(told) = self.told.take() {
            return Ok(told);
        }
        loop {
            let [marker] = self.array()?;
            if marker != b'N' {
                return Ok(marker);
            }
        }
    }

    fn integer(&mut self, marker: u8) -> Result<i64> {
        Ok(match marker {
            b'i' => i64::from(i8::from_be_bytes(self.array()?)),
            b'U' => i64::from(u8::from_be_bytes(self.array()?)),
            b'I' => i64::from(i16::from_be_bytes(self.array()?)),
            b'l' => i64::from(i32::from_be_bytes(self.array()?)),
            b'L' => i64::from_be_bytes(self.array()?),
            _ => return Err(self.problem(format!("expected a whole number, found {}", name(marker)))),
        })
    }

    fn length(&mut self) -> Result<usize> {
        let [marker] = self.array()?;
        let n = self.integer(marker)?;
        usize::try_from(n).map_err(|_| self.problem("a negative length".into()))
    }

    fn text(&mut self) -> Result<&'de str> {
        self.texts += 1;
        if self.texts > TEXTS_MAX {
            return Err(self.problem(format!("more than {TEXTS_MAX} texts in the file, the limit")));
        }
        let n = self.length()?;
        let bytes = self.take(n)?;
        std::str::from_utf8(bytes).map_err(|_| self.problem("a text that is not UTF-8".into()))
    }

    /// What a container tells of itself: the type and the number of its items.
    fn header(&mut self) -> Result<(Option<u8>, Option<usize>)> {
        let mut kind = None;
        if self.bytes.get(self.at) == Some(&b'$') {
            self.at += 1;
            let [marker] = self.array()?;
            if !matches!(marker, b'i' | b'U' | b'I' | b'l' | b'L' | b'd' | b'D' | b'C' | b'S' | b'[' | b'{') {
                return Err(self.problem(format!("a container of {}", name(marker))));
            }
            kind = Some(marker);
        }
        if self.bytes.get(self.at) == Some(&b'#') {
            self.at += 1;
            return Ok((kind, Some(self.length()?)));
        }
        match kind {
            Some(_) => Err(self.problem("a container with a type and no count".into())),
            None => Ok((None, None)),
        }
    }

    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.problem(format!("more than {DEPTH_MAX} containers inside each other, the limit")));
        }
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn value<V: Visitor<'de>>(&mut self, marker: u8, visitor: V) -> Result<V::Value> {
        let read = match marker {
            b'Z' => visitor.visit_unit(),
            b'T' => visitor.visit_bool(true),
            b'F' => visitor.visit_bool(false),
            b'U' => visitor.visit_u8(u8::from_be_bytes(self.array()?)),
            b'i' | b'I' | b'l' | b'L' => visitor.visit_i64(self.integer(marker)?),
            b'd' => visitor.visit_f32(f32::from_be_bytes(self.array()?)),
            b'D' => visitor.visit_f64(f64::from_be_bytes(self.array()?)),
            b'C' => {
                let [byte] = self.array()?;
                visitor.visit_char(char::from(byte))
            }
            b'S' => visitor.visit_borrowed_str(self.text()?),
            b'[' => self.inside(|reader| {
                let (kind, left) = reader.header()?;
                let mut items = Items { reader, kind, left };
                let value = visitor.visit_seq(&mut items)?;
                items.close(b']')?;
                Ok(value)
            }),
            b'{' => self.inside(|reader| {
                let (kind, left) = reader.header()?;
                let mut items = Items { reader, kind, left };
                let value = visitor.visit_map(&mut items)?;
                items.close(b'}')?;
                Ok(value)
            }),
            _ => return Err(self.problem(format!("expected a value, found {}", name(marker)))),
        };
        read.map_err(|e| self.placed(e))
    }
}

fn name(marker: u8) -> String {
    if marker.is_ascii_graphic() { format!("'{}'", char::from(marker)) } else { format!("byte 0x{marker:02x}") }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let marker = self.marker()?;
        self.value(marker, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.marker()? {
            b'Z' => visitor.visit_none(),
            marker => {
                self.told = Some(marker);
                visitor.visit_some(self)
            }
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// What is left of a container.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    kind: Option<u8>,
    left: Option<usize>,
}

impl<'de> Items<'_, 'de> {
    /// Whether another item comes; without a count the end tells.
    fn more(&mut self, end: u8) -> Result<bool> {
        if let Some(left) = &mut self.left {
            let more = *left > 0;
            *left = left.saturating_sub(1);
            return Ok(more);
        }
        while self.reader.bytes.get(self.reader.at) == Some(&b'N') {
            self.reader.at += 1;
        }
        match self.reader.bytes.get(self.reader.at) {
            Some(&byte) => Ok(byte != end),
            None => self.reader.take(1).map(|_| false),
        }
    }

    fn item<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.reader.told = self.kind;
        let reader = &mut *self.reader;
        seed.deserialize(&mut *reader).map_err(|e| reader.placed(e))
    }

    fn close(self, end: u8) -> Result<()> {
        match self.left {
            Some(0) => Ok(()),
            Some(_) => Err(self.reader.problem("more items than expected".into())),
            None if self.reader.bytes.get(self.reader.at) == Some(&end) => {
                self.reader.at += 1;
                Ok(())
            }
            None => Err(self.reader.problem("more items than expected".into())),
        }
    }

    /// How many items to make room for: never more than the bytes left could hold.
    fn hint(&self) -> Option<usize> {
        let width = match self.kind {
            Some(b'l' | b'd') => 4,
            Some(b'L' | b'D') => 8,
            Some(b'I') => 2,
            _ => 1,
        };
        self.left.map(|n| n.min((self.reader.bytes.len() - self.reader.at) / width))
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if self.more(b']')? { self.item(seed).map(Some) } else { Ok(None) }
    }

    fn size_hint(&self) -> Option<usize> {
        self.hint()
    }
}

impl<'de> MapAccess<'de> for &mut Items<'_, 'de> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.more(b'}')? {
            return Ok(None);
        }
        let key = self.reader.text()?;
        seed.deserialize(de::value::BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        self.item(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize as _;
    use serde_json::{Value, json};

    fn read(bytes: &[u8]) -> Result<Value> {
        let mut reader = Reader::new(bytes);
        let value = Value::deserialize(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    #[test]
    fn containers_of_every_shape() {
        let cases: [(&[u8], Value); 9] = [
            (b"{}", json!({})),
            (b"[]", json!([])),
            (b"{i\x01aSi\x02\xc3\xa9U\x01bZ}", json!({ "a": "é", "b": null })),
            (b"[TFi\xffNU\xffI\x01\x00]", json!([true, false, -1, 255, 256])),
            (b"[$l#i\x02\x00\x00\x00\x07\xff\xff\xff\xfe", json!([7, -2])),
            (b"[$d#U\x01\x3f\xc0\x00\x00", json!([1.5])),
            (b"[#i\x02i\x01[]", json!([1, []])),
            (b"{#i\x01i\x01xL\x00\x00\x00\x00\x00\x00\x00\x05", json!({ "x": 5 })),
            (b"{$i#i\x02i\x01x\x03i\x01y\x04", json!({ "x": 3, "y": 4 })),
        ];
        for (bytes, expected) in cases {
            assert_eq!(read(bytes), Ok(expected), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_whole_is_refused_with_its_byte() {
        let deep = b"[".repeat(100);
        let cases: [(&[u8], usize, &str); 8] = [
            (b"", 0, "expected 1 more bytes"),
            (b"{i\x05ab", 3, "expected 5 more bytes, found 2"),
            (b"[$T#L\x7f\xff\xff\xff\xff\xff\xff\xff", 3, "a container of 'T'"),
            (b"[$l#L\x7f\xff\xff\xff\xff\xff\xff\xff\x00", 13, "expected 4 more bytes"),
            (b"[$i", 3, "no count"),
            (b"[H", 2, "expected a value, found 'H'"),
            (b"{}}", 2, "follows the end"),
            (&deep, 65, "the limit"),
        ];
        for (bytes, at, what) in cases {
            let problem = read(bytes).expect_err("not whole");
            assert!(problem.what.contains(what), "{problem}");
            assert_eq!(problem.at, at, "{problem}");
        }
    }
}
