//! Parquet tables, written row group by row group: whole numbers, names, float64 or float32, all required.
//!
//! Numbers wait until a row group is full; its columns are encoded side by side on the threads of the pool that it is
//! called in. What is known beforehand waits nowhere. The same bytes for any number of threads and any blocks.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::page::{CompressedPage, Page, PageWriter as _};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer, get_typed_column_writer};
use parquet::data_type::{DataType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, Type};
use rayon::prelude::*;

use super::lines::{Block, Busy, Sort, name_of};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::data::file::{self, Pending};

/// How many cells a row group holds at most, so that memory stays bounded.
const GROUP_CELLS: usize = 1 << 22;
/// How many lines a row group holds at most.
const GROUP_LINES: usize = 1 << 20;

/// A Parquet file that is being written; it takes its place with [`finish`](Self::finish).
pub struct ParquetOut {
    writer: SerializedFileWriter<Pending>,
    columns: Vec<Column>,
    properties: WriterPropertiesPtr,
    /// The first line of the row group that is being collected, and how many it has by now.
    start: usize,
    held: usize,
    most: usize,
    name: String,
    busy: Busy,
}

struct Column {
    descriptor: ColumnDescPtr,
    kept: Kept,
}

/// What is kept of a column until its row group is full.
enum Kept {
    Row { each: usize },
    Name { names: Vec<String>, each: usize },
    F64(Vec<f64>),
    F32(Vec<f32>),
}

impl std::fmt::Debug for ParquetOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetOut").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

impl ParquetOut {
    /// Starts a file with its columns; `busy` counts the time that is spent.
    ///
    /// # Errors
    /// [`Kind::File`] if the folder is missing or not writable; [`Kind::Data`] if two columns have one name.
    pub fn new(path: &std::path::Path, columns: Vec<(&str, Sort)>, busy: &Busy) -> Result<Self> {
        let name = file::name(path);
        let mut seen = std::collections::BTreeSet::new();
        if let Some((twice, _)) = columns.iter().find(|(name, _)| !seen.insert(*name)) {
            return Err(Error::new(Kind::Data, format!("two columns would be called \"{twice}\""))
                .within(name)
                .hint("Parquet tells columns apart by their names; write CSV, or rename the feature"));
        }
        let fields = columns.iter().map(|(name, sort)| {
            let (physical, logical) = match sort {
                Sort::Row { .. } => (Physical::INT64, None),
                Sort::Name { .. } => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Sort::F64 => (Physical::DOUBLE, None),
                Sort::F32 => (Physical::FLOAT, None),
            };
            let field = Type::primitive_type_builder(name, physical);
            field.with_repetition(Repetition::REQUIRED).with_logical_type(logical).build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(|e| failed(&e, &name))?;
        let schema = Type::group_type_builder("table").with_fields(fields).build().map_err(|e| failed(&e, &name))?;
        // hardly a computed number is there twice
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("candour ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let properties = Arc::new(properties);
        let most = (GROUP_CELLS / columns.len().max(1)).clamp(1, GROUP_LINES);
        let writer = SerializedFileWriter::new(file::create(path)?, Arc::new(schema), properties.clone())
            .map_err(|e| failed(&e, &name))?;
        let descriptors = writer.schema_descr().columns().to_vec();
        let kept = columns.into_iter().map(|(_, sort)| match sort {
            Sort::Row { each } => Kept::Row { each },
            Sort::Name { names, each } => Kept::Name { names, each },
            Sort::F64 => Kept::F64(Vec::new()),
            Sort::F32 => Kept::F32(Vec::new()),
        });
        let columns =
            descriptors.into_iter().zip(kept).map(|(descriptor, kept)| Column { descriptor, kept }).collect();
        Ok(Self { writer, columns, properties, start: 0, held: 0, most, name, busy: busy.clone() })
    }

    /// Adds lines.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full; [`Kind::Cancelled`] if `progress` is cancelled.
    pub fn add(&mut self, block: &Block<'_>, progress: &Progress) -> Result<()> {
        let mut at = 0;
        while at < block.n_lines() {
            progress.check()?;
            let lines = at..block.n_lines().min(at + self.most - self.held);
            let numbers = self.columns.iter_mut().filter(|c| matches!(c.kept, Kept::F64(_) | Kept::F32(_)));
            let numbers: Vec<(usize, &mut Kept)> = numbers.map(|c| &mut c.kept).enumerate().collect();
            numbers.into_par_iter().for_each(|(i, kept)| {
                self.busy.time(|| match kept {
                    Kept::F64(list) => block.each(i, lines.clone(), |x| list.push(x)),
                    Kept::F32(list) => block.each(i, lines.clone(), |x| list.push(x as f32)),
                    Kept::Row { .. } | Kept::Name { .. } => {}
                });
            });
            self.held += lines.len();
            at = lines.end;
            if self.held == self.most {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.held == 0 {
            return Ok(());
        }
        let lines = self.start..self.start + self.held;
        let encode = |column: &mut Column| self.busy.time(|| column.encode(lines.clone(), &self.properties));
        let encoded: Result<Vec<_>, _> = self.columns.par_iter_mut().map(encode).collect();
        let writer = &mut self.writer;
        let write = || {
            let mut group = writer.next_row_group()?;
            encoded?.into_iter().try_for_each(|(bytes, close)| group.append_column(&bytes, close))?;
            group.close().map(|_| ())
        };
        (self.start, self.held) = (lines.end, 0);
        self.busy.time(write).map_err(|e| failed(&e, &self.name))
    }

    /// Writes what is left and puts the file into its place, unless `progress` is cancelled.
    ///
    /// # Errors
    /// [`Kind::File`], [`Kind::Cancelled`]; the old file is untouched then.
    pub fn finish(mut self, progress: &Progress) -> Result<()> {
        self.flush()?;
        let Self { name, writer, busy, .. } = self;
        busy.time(|| writer.into_inner().map_err(|e| failed(&e, &name))?.finish_unless(progress))
    }
}

/// A column of a row group, encoded, and what the file's end has to say of it.
type Encoded = Result<(Bytes, ColumnCloseResult), ParquetError>;

impl Column {
    /// Encodes the column and empties it.
    fn encode(&mut self, lines: Range<usize>, properties: &WriterPropertiesPtr) -> Encoded {
        let writer = |typed: &mut dyn FnMut(ColumnWriter<'_>) -> Result<ColumnCloseResult, ParquetError>| {
            let mut bytes = TrackedWrite::new(Vec::new());
            let pages = Box::new(SerializedPageWriter::new(&mut bytes));
            let close = typed(get_column_writer(self.descriptor.clone(), properties.clone(), pages))?;
            Ok((bytes.into_inner()?.into(), close))
        };
        match &mut self.kept {
            Kept::Row { each } => {
                let rows: Vec<i64> = lines.map(|line| (line / (*each).max(1)) as i64).collect();
                writer(&mut |w| whole::<Int64Type>(w, &rows))
            }
            Kept::Name { names, each } => named(self.descriptor.clone(), names, *each, lines),
            Kept::F64(list) => {
                let list = std::mem::take(list);
                writer(&mut |w| whole::<DoubleType>(w, &list))
            }
            Kept::F32(list) => {
                let list = std::mem::take(list);
                writer(&mut |w| whole::<FloatType>(w, &list))
            }
        }
    }
}

fn whole<T: DataType>(writer: ColumnWriter<'_>, list: &[T::T]) -> Result<ColumnCloseResult, ParquetError> {
    let mut writer = get_typed_column_writer::<T>(writer);
    writer.write_batch(list, None, None)?;
    writer.close()
}

/// A column of names by hand: a page with the names, then one with each line's code. The writer of the `parquet` crate
/// would look every line's name up; here its code is known.
fn named(descriptor: ColumnDescPtr, names: &[String], each: usize, lines: Range<usize>) -> Encoded {
    let mut dictionary = Vec::new();
    for name in names {
        dictionary.extend((name.len() as u32).to_le_bytes());
        dictionary.extend(name.as_bytes());
    }
    let n_lines = lines.len();
    let codes = codes(names, each, lines);
    let too_large = |_| ParquetError::General("too many names for one page".to_owned());
    let sizes = (dictionary.len(), codes.len());
    let dictionary = Page::DictionaryPage {
        buf: dictionary.into(),
        num_values: u32::try_from(names.len()).map_err(too_large)?,
        encoding: Encoding::PLAIN,
        is_sorted: false,
    };
    let data = Page::DataPage {
        buf: codes.into(),
        num_values: u32::try_from(n_lines).map_err(too_large)?,
        encoding: Encoding::RLE_DICTIONARY,
        def_level_encoding: Encoding::RLE,
        rep_level_encoding: Encoding::RLE,
        statistics: None,
    };
    let mut bytes = TrackedWrite::new(Vec::new());
    let mut pages = SerializedPageWriter::new(&mut bytes);
    let first = pages.write_page(CompressedPage::new(dictionary, sizes.0))?;
    let second = pages.write_page(CompressedPage::new(data, sizes.1))?;
    pages.close()?;
    let size = first.bytes_written + second.bytes_written;
    let metadata = ColumnChunkMetaData::builder(descriptor)
        .set_compression(Compression::UNCOMPRESSED)
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
        .set_num_values(n_lines as i64)
        .set_total_compressed_size(size as i64)
        .set_total_uncompressed_size(size as i64)
        .set_dictionary_page_offset(Some(first.offset as i64))
        .set_data_page_offset(second.offset as i64)
        .build()?;
    let close = ColumnCloseResult {
        bytes_written: size,
        rows_written: n_lines as u64,
        metadata,
        bloom_filter: None,
        column_index: None,
        offset_index: None,
    };
    Ok((bytes.into_inner()?.into(), close))
}

/// The codes of lines: how many bits each has, then runs as the format's "RLE and bit-packing hybrid" has them.
fn codes(names: &[String], each: usize, lines: Range<usize>) -> Vec<u8> {
    let bits = (usize::BITS - names.len().saturating_sub(1).leading_zeros()).max(1) as usize;
    let mut out = vec![bits as u8];
    let varint = |mut x: usize, out: &mut Vec<u8>| {
        while x >= 0x80 {
            out.push(x as u8 | 0x80);
            x >>= 7;
        }
        out.push(x as u8);
    };
    let each = if names.len() == 1 { usize::MAX } else { each.max(1) };
    let mut line = lines.start;
    if each >= 8 {
        while line < lines.end {
            let run = (each - line % each).min(lines.end - line);
            varint(run << 1, &mut out);
            out.extend(&name_of(line, names, each).to_le_bytes()[..bits.div_ceil(8)]);
            line += run;
        }
        return out;
    }
    varint(lines.len().div_ceil(8) << 1 | 1, &mut out);
    let (mut buffer, mut filled) = (0u64, 0);
    let mut code = name_of(line, names, each);
    let mut left = each - line % each;
    for _ in 0..lines.len().next_multiple_of(8) {
        buffer |= (code as u64) << filled;
        filled += bits;
        while filled >= 8 {
            out.push(buffer as u8);
            buffer >>= 8;
            filled -= 8;
        }
        left -= 1;
        if left == 0 {
            code = if code + 1 == names.len() { 0 } else { code + 1 };
            left = each;
        }
    }
    out
}

fn failed(error: &ParquetError, name: &str) -> Error {
    if let ParquetError::External(inner) = error
        && let Some(io) = inner.downcast_ref::<std::io::Error>()
    {
        return file::write_error(io).within(name);
    }
    Error::new(Kind::File, format!("could not write it as Parquet: {error}")).within(name)
}
