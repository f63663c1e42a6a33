//! A reader of FlatBuffers: as much of the format as CatBoost's files need.
//!
//! The format (facts from its documentation): everything is little-endian; offsets are counted in bytes from where
//! they stand. A table starts with the signed distance back to its vtable, which holds its own size, the table's
//! size and, slot by slot, where in the table each field is, 0 if it is left out; lists and texts start with their
//! count. Every offset and count is checked against the bytes there are, and since lists may overlap, all of them
//! together against it too: reading never takes more memory than the file is worth.

use std::cell::Cell;

use super::super::words::DAMAGED;
use crate::base::{Error, Kind, Result};

/// What to do about what a later version may have added.
pub(super) const AS_JSON: &str = "save it as JSON: save_model(\"model.json\", format=\"json\")";

/// The bytes of one tree of tables.
pub(super) struct Buffer<'a> {
    bytes: &'a [u8],
    /// How many bytes lists and texts may still take; in a file that is whole none stands in two of them.
    left: Cell<usize>,
}

/// A field of a table: its slot and its name.
#[derive(Clone, Copy)]
pub(super) struct Field(pub(super) usize, pub(super) &'static str);

/// A table within a buffer.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    buffer: &'a Buffer<'a>,
    at: usize,
    /// How many bytes it has.
    size: usize,
    /// Where its fields are, two bytes each.
    slots: &'a [u8],
}

fn damaged(what: &str, at: usize) -> Error {
    Error::new(Kind::Format, what).at(format!("byte {at}")).hint(DAMAGED)
}

impl<'a> Buffer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, left: Cell::new(bytes.len()) }
    }

    /// The outermost table.
    pub(super) fn root(&'a self) -> Result<Table<'a>> {
        self.table(self.follow(0)?)
    }

    fn get<const N: usize>(&self, at: usize) -> Result<[u8; N]> {
        let bytes = at.checked_add(N).and_then(|end| self.bytes.get(at..end));
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| damaged("points past the end", at))
    }

    /// Where an offset that stands somewhere leads.
    fn follow(&self, at: usize) -> Result<usize> {
        let offset = u32::from_le_bytes(self.get(at)?) as usize;
        match at.checked_add(offset) {
            Some(to) if offset > 0 && to < self.bytes.len() => Ok(to),
            _ => Err(damaged("an offset leads nowhere", at)),
        }
    }

    fn table(&'a self, at: usize) -> Result<Table<'a>> {
        let back = i64::from(i32::from_le_bytes(self.get(at)?));
        // both below 2^63, so the difference is exact
        let vtable = usize::try_from(at as i64 - back).map_err(|_| damaged("a table without a layout", at))?;
        let own = usize::from(u16::from_le_bytes(self.get(vtable)?));
        let size = usize::from(u16::from_le_bytes(self.get(vtable + 2)?));
        let slots = vtable.checked_add(own).and_then(|end| self.bytes.get(vtable + 4..end));
        let slots = slots.filter(|_| own % 2 == 0).ok_or_else(|| damaged("a layout past the end", vtable))?;
        if size < 4 || size > self.bytes.len() - at {
            return Err(damaged("a table past the end", at));
        }
        Ok(Table { buffer: self, at, size, slots })
    }

    /// The bytes of a list whose elements have a size, taken from what is left.
    fn list(&'a self, at: usize, width: usize) -> Result<(usize, &'a [u8])> {
        let count = u32::from_le_bytes(self.get(at)?) as usize;
        let bytes = count.checked_mul(width).and_then(|n| self.bytes.get(at + 4..(at + 4).checked_add(n)?));
        let bytes = bytes.ok_or_else(|| damaged("a list past the end", at))?;
        let left = self.left.get().checked_sub(bytes.len()).ok_or_else(|| damaged("lists overlap", at))?;
        self.left.set(left);
        Ok((at + 4, bytes))
    }
}

impl<'a> Table<'a> {
    /// Refuses fields from a slot on, which are not known and could change what is known.
    pub(super) fn known(&self, name: &str, slots: usize) -> Result<()> {
        let more = self.slots.chunks_exact(2).skip(slots).position(|slot| slot != [0, 0]);
        match more {
            None => Ok(()),
            Some(i) => {
                let what = format!("field {} of {name} is not known", slots + i);
                Err(Error::new(Kind::Unsupported, what).at(format!("byte {}", self.at)).hint(AS_JSON))
            }
        }
    }

    /// Where a field of so many bytes is, if it is there.
    fn at(&self, field: Field, width: usize) -> Result<Option<usize>> {
        let Some(slot) = self.slots.get(2 * field.0..2 * field.0 + 2) else { return Ok(None) };
        match usize::from(u16::from_le_bytes([slot[0], slot[1]])) {
            0 => Ok(None),
            offset if offset >= 4 && offset + width <= self.size => Ok(Some(self.at + offset)),
            _ => Err(damaged("a field outside its table", self.at)).map_err(|e| field.within(e)),
        }
    }

    fn scalar<const N: usize>(&self, field: Field) -> Result<Option<[u8; N]>> {
        self.at(field, N)?.map(|at| self.buffer.get(at)).transpose()
    }

    /// A byte; `otherwise` if it is left out.
    pub(super) fn byte(&self, field: Field, otherwise: u8) -> Result<u8> {
        Ok(self.scalar(field)?.map_or(otherwise, u8::from_le_bytes))
    }

    /// A whole number.
    pub(super) fn int(&self, field: Field, otherwise: i32) -> Result<i32> {
        Ok(self.scalar(field)?.map_or(otherwise, i32::from_le_bytes))
    }

    /// A number.
    pub(super) fn double(&self, field: Field, otherwise: f64) -> Result<f64> {
        Ok(self.scalar(field)?.map_or(otherwise, f64::from_le_bytes))
    }

    /// A list of elements of `N` bytes; empty if it is left out.
    pub(super) fn list<const N: usize, T>(&self, field: Field, element: impl Fn([u8; N]) -> T) -> Result<Vec<T>> {
        let (_, bytes) = self.bytes(field, N)?;
        Ok(bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok()).map(element).collect())
    }

    /// The bytes of a text; `None` if it is left out.
    pub(super) fn text(&self, field: Field) -> Result<Option<&'a [u8]>> {
        Ok(if self.at(field, 4)?.is_some() { Some(self.bytes(field, 1)?.1) } else { None })
    }

    /// The bytes of texts.
    pub(super) fn texts(&self, field: Field) -> Result<Vec<&'a [u8]>> {
        let each = |at| Ok(self.buffer.list(self.buffer.follow(at)?, 1)?.1);
        self.offsets(field)?.map(|at| each(at).map_err(|e| field.within(e))).collect()
    }

    /// A table, if it is there.
    pub(super) fn table(&self, field: Field) -> Result<Option<Self>> {
        let Some(at) = self.at(field, 4)? else { return Ok(None) };
        let table = self.buffer.follow(at).and_then(|at| self.buffer.table(at));
        table.map(Some).map_err(|e| field.within(e))
    }

    /// Tables; none if the list is left out.
    pub(super) fn tables(&self, field: Field) -> Result<Vec<Self>> {
        let each = |at| self.buffer.table(self.buffer.follow(at)?);
        self.offsets(field)?.map(|at| each(at).map_err(|e| field.within(e))).collect()
    }

    fn offsets(&self, field: Field) -> Result<impl Iterator<Item = usize> + use<>> {
        let (start, bytes) = self.bytes(field, 4)?;
        Ok((start..start + bytes.len()).step_by(4))
    }

    fn bytes(&self, field: Field, width: usize) -> Result<(usize, &'a [u8])> {
        let Some(at) = self.at(field, 4)? else { return Ok((0, &[])) };
        self.buffer.follow(at).and_then(|at| self.buffer.list(at, width)).map_err(|e| field.within(e))
    }
}

impl Field {
    /// "LeafValues (byte 1200)"
    fn within(self, error: Error) -> Error {
        let place = format!("{} ({})", self.1, error.place);
        error.at(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An offset to a table of one field, which is a list; what the list holds follows.
    fn buffer(count: u32, list: &[u8]) -> Vec<u8> {
        let mut bytes = 12u32.to_le_bytes().to_vec();
        bytes.extend([6, 0, 8, 0, 4, 0, 0, 0]); // a layout: its size, the table's, where field 0 is
        bytes.extend(8i32.to_le_bytes()); // the table: back to its layout,
        bytes.extend(4u32.to_le_bytes()); // on to the list
        bytes.extend(count.to_le_bytes());
        bytes.extend(list);
        bytes
    }

    const FIELD: Field = Field(0, "Names");

    #[test]
    fn a_list_is_read_and_a_field_that_is_left_out_is_empty() {
        let bytes = buffer(2, &[7, 0, 0, 0, 9, 0, 0, 0]);
        let buffer = Buffer::new(&bytes);
        let table = buffer.root().expect("a table");
        assert_eq!(table.list(FIELD, u32::from_le_bytes).expect("a list"), [7, 9]);
        assert!(table.list(Field(1, "More"), u32::from_le_bytes).expect("none").is_empty());
        assert!(table.known("T", 1).is_ok());
        assert!(table.known("T", 0).expect_err("one more").to_string().contains("field 0 of T is not known"));
    }

    #[test]
    fn counts_and_offsets_past_the_end_are_refused_before_anything_is_made_of_them() {
        for count in [3, 1 << 20, u32::MAX] {
            let bytes = buffer(count, &[0; 8]);
            let buffer = Buffer::new(&bytes);
            let error = buffer.root().and_then(|t| t.list(FIELD, u32::from_le_bytes)).expect_err("too long");
            assert_eq!(error.to_string(), "Names (byte 20): a list past the end");
        }
        let bytes = buffer(1, &1000u32.to_le_bytes());
        let buffer = Buffer::new(&bytes);
        let error = buffer.root().and_then(|t| t.texts(FIELD)).expect_err("leads nowhere");
        assert_eq!(error.to_string(), "Names (byte 24): an offset leads nowhere");
    }

    /// Ten thousand names that are all one long text would be worth a hundred million bytes.
    #[test]
    fn lists_that_share_their_bytes_are_refused() {
        const N: u32 = 10_000;
        let mut list: Vec<u8> = (0..N).flat_map(|i| (4 * (N - i)).to_le_bytes()).collect();
        list.extend(N.to_le_bytes());
        list.extend(vec![b'a'; N as usize]);
        let bytes = buffer(N, &list);
        let buffer = Buffer::new(&bytes);
        let error = buffer.root().and_then(|t| t.texts(FIELD)).expect_err("shared");
        assert!(error.to_string().contains("lists overlap"), "{error}");
    }
}
