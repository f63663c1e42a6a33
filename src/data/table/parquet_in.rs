//! Parquet tables, read column by column, row group by row group; only columns that are wanted are decoded.
//!
//! The reader of the `parquet` crate may panic on damaged bytes: it is called inside a fence that makes a refusal of it.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{ChunkReader, FileReader as _, Length, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::ColumnDescriptor;

use super::cells::{COLUMNS_MAX, Cell, Seen, Take, place, too_many};
use crate::base::{Error, Kind, Result, fence};
use crate::data::file::{Anywhere, Source};

/// How many cells of a column are decoded at a time.
const BATCH: usize = 8192;
/// How many cells of all columns are decoded at a time, about.
const BATCH_CELLS: usize = 1 << 21;

/// A Parquet file, opened.
pub(crate) struct ParquetIn {
    file: SerializedFileReader<Chunks>,
    names: Vec<String>,
    /// Per column: where its values are and what they mean; `Err` says what it is instead.
    leaves: Vec<Result<(usize, Meaning), &'static str>>,
}

impl std::fmt::Debug for ParquetIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetIn").field("columns", &self.names.len()).finish_non_exhaustive()
    }
}

/// What a stored value means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Plain,
    Unsigned,
    Date,
    /// Units per day.
    Timestamp(i64),
    /// Digits behind the point.
    Decimal(u32),
    /// A float of 16 bits.
    Half,
}

fn damaged() -> Error {
    Error::new(Kind::Format, "the Parquet data is damaged or cut off").hint("fetch or save the file again")
}

/// Runs what may panic on damaged bytes.
fn fenced<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    fence::fenced(work).unwrap_or_else(|| Err(damaged()))
}

impl ParquetIn {
    pub(crate) fn open(source: &Source<'_>) -> Result<Self> {
        let chunks = Chunks(Arc::new(source.anywhere()?));
        fenced(|| {
            let file = SerializedFileReader::new(chunks).map_err(|_| damaged())?;
            let (names, leaves) = columns(file.metadata())?;
            Ok(Self { file, names, leaves })
        })
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many rows the file says it has.
    pub(crate) fn n_rows(&self) -> Option<usize> {
        usize::try_from(self.file.metadata().file_metadata().num_rows()).ok()
    }

    pub(crate) fn visit(&self, wanted: &[bool], rows_max: usize, take: &mut dyn Take) -> Result<Seen> {
        let metadata = self.file.metadata();
        let mut columns = Vec::new();
        for column in (0..self.names.len()).filter(|&c| wanted[c]) {
            let refuse = |what: &str, hint: &str| {
                Err(Error::new(Kind::Unsupported, what).at(format!("column \"{}\"", self.names[column])).hint(hint))
            };
            match self.leaves[column] {
                Ok((leaf, meaning)) => columns.push((column, leaf, meaning)),
                Err(what) => return refuse(what, "save the column as numbers, texts or dates"),
            }
        }
        let batch = (BATCH_CELLS / columns.len().max(1)).clamp(1, BATCH);
        let mut rows = 0;
        for group in 0..metadata.num_row_groups() {
            let n = usize::try_from(metadata.row_group(group).num_rows()).map_err(|_| damaged())?;
            if n > rows_max - rows {
                return Err(too_many(rows_max));
            }
            let there = |e: Error, column: usize| {
                if e.place.is_empty() {
                    e.at(format!("row group {group}, column \"{}\"", self.names[column]))
                } else {
                    e
                }
            };
            let reader = fenced(|| self.file.get_row_group(group).map_err(|_| damaged()))?;
            let mut readings = columns
                .iter()
                .map(|&(column, leaf, meaning)| reading(reader.as_ref(), leaf, meaning).map_err(|e| there(e, column)))
                .collect::<Result<Vec<_>>>()?;
            // all columns side by side, so that no more than a batch of rows waits for the last one
            for start in (0..n).step_by(batch) {
                let most = batch.min(n - start);
                for (reading, &(column, ..)) in readings.iter_mut().zip(&columns) {
                    let name = &self.names[column];
                    let mut give = |row: usize, cell: Cell<'_>| {
                        let row = rows + start + row;
                        take.cell(row, column, cell).map_err(|e| e.at(place(row, name)))
                    };
                    reading.next(most, &mut give).map_err(|e| there(e, column))?;
                }
                take.rows(rows + start + most)?;
            }
            rows += n;
        }
        Ok(Seen { rows, encoding: None, blank: 0, escaped: false })
    }
}

type Leaves = Vec<Result<(usize, Meaning), &'static str>>;

/// The names of the columns, and what each holds.
fn columns(metadata: &ParquetMetaData) -> Result<(Vec<String>, Leaves)> {
    let schema = metadata.file_metadata().schema_descr();
    let fields = schema.root_schema().get_fields();
    if fields.len() > COLUMNS_MAX {
        return Err(Error::new(Kind::Data, format!("more than {COLUMNS_MAX} columns, the limit")).past_limit());
    }
    let names = fields.iter().map(|f| f.name().to_owned()).collect();
    let mut leaves: Leaves = vec![Err("expected one value per row, found a list or a record"); fields.len()];
    for (leaf, descriptor) in schema.columns().iter().enumerate() {
        let field = schema.get_column_root_idx(leaf);
        if fields[field].is_primitive() && fields[field].get_basic_info().repetition() != Repetition::REPEATED {
            leaves[field] = meaning(descriptor).map(|meaning| (leaf, meaning));
        }
    }
    Ok((names, leaves))
}

/// What a column's values mean; says what they are where they are no values of a feature.
fn meaning(column: &ColumnDescriptor) -> Result<Meaning, &'static str> {
    const DAY: i64 = 86_400;
    let of_unit = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => DAY * 1_000,
        TimeUnit::MICROS => DAY * 1_000_000,
        TimeUnit::NANOS => DAY * 1_000_000_000,
    };
    let physical = column.physical_type();
    if physical == Physical::INT96 {
        return Err("expected a number, a text or a date, found a time of the old kind (INT96)");
    }
    let bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
    let decimal = |scale: i32| u32::try_from(scale).map_err(|_| "expected a number, found a decimal of no scale");
    match column.logical_type_ref() {
        Some(LogicalType::Date) => return Ok(Meaning::Date),
        Some(LogicalType::Timestamp(time)) => return Ok(Meaning::Timestamp(of_unit(&time.unit))),
        Some(LogicalType::Decimal(d)) => return decimal(d.scale).map(Meaning::Decimal),
        Some(LogicalType::Integer(int)) if !int.is_signed => return Ok(Meaning::Unsigned),
        Some(LogicalType::Integer(_) | LogicalType::String | LogicalType::Enum) => return Ok(Meaning::Plain),
        Some(LogicalType::Unknown) => return Ok(Meaning::Plain),
        Some(LogicalType::Float16) => return Ok(Meaning::Half),
        Some(LogicalType::Time(_)) => return Err("expected a number, a text or a date, found a time of day"),
        Some(_) => return Err("expected a number, a text or a date, found another kind of value"),
        None => {}
    }
    match column.converted_type() {
        ConvertedType::DATE => Ok(Meaning::Date),
        ConvertedType::TIMESTAMP_MILLIS => Ok(Meaning::Timestamp(DAY * 1_000)),
        ConvertedType::TIMESTAMP_MICROS => Ok(Meaning::Timestamp(DAY * 1_000_000)),
        ConvertedType::DECIMAL => decimal(column.type_scale()).map(Meaning::Decimal),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Ok(Meaning::Unsigned)
        }
        ConvertedType::UTF8 | ConvertedType::ENUM => Ok(Meaning::Plain),
        ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64 => {
            Ok(Meaning::Plain)
        }
        // older writers store texts so
        ConvertedType::NONE if physical == Physical::BYTE_ARRAY || !bytes => Ok(Meaning::Plain),
        _ => Err("expected a number, a text or a date, found another kind of value"),
    }
}

type Give<'a> = dyn FnMut(usize, Cell<'_>) -> Result<()> + 'a;
type One<'a> = dyn FnMut(Cell<'_>) -> Result<()> + 'a;

/// One column of a row group, read batch by batch.
trait ReadOn {
    /// Gives the next `rows` cells.
    fn next(&mut self, rows: usize, give: &mut Give<'_>) -> Result<()>;
}

/// Opens a column.
fn reading(group: &dyn RowGroupReader, leaf: usize, meaning: Meaning) -> Result<Box<dyn ReadOn>> {
    let reader = fenced(|| group.get_column_reader(leaf).map_err(|e| refusal(&e)))?;
    let optional = group.metadata().column(leaf).column_descr().max_def_level() > 0;
    Ok(match reader {
        ColumnReader::BoolColumnReader(_) => of::<BoolType>(reader, optional, |yes, give| give(Cell::Bool(*yes))),
        ColumnReader::Int32ColumnReader(_) => of::<Int32Type>(reader, optional, move |x, give| match meaning {
            Meaning::Unsigned => give(Cell::Whole(i64::from(x.cast_unsigned()))),
            Meaning::Date => give(Cell::Date(*x)),
            _ => whole(i64::from(*x), meaning, give),
        }),
        ColumnReader::Int64ColumnReader(_) => of::<Int64Type>(reader, optional, move |x, give| match meaning {
            Meaning::Unsigned => match i64::try_from(x.cast_unsigned()) {
                Ok(x) => give(Cell::Whole(x)),
                // its digits are all that holds it
                Err(_) => give(Cell::Text(&x.cast_unsigned().to_string())),
            },
            _ => whole(*x, meaning, give),
        }),
        ColumnReader::FloatColumnReader(_) => {
            of::<FloatType>(reader, optional, |x, give| give(Cell::Number(f64::from(*x))))
        }
        ColumnReader::DoubleColumnReader(_) => of::<DoubleType>(reader, optional, |x, give| give(Cell::Number(*x))),
        ColumnReader::ByteArrayColumnReader(_) => {
            of::<ByteArrayType>(reader, optional, move |x, give| bytes(x.data(), meaning, give))
        }
        ColumnReader::FixedLenByteArrayColumnReader(_) => {
            of::<FixedLenByteArrayType>(reader, optional, move |x, give| bytes(x.data(), meaning, give))
        }
        ColumnReader::Int96ColumnReader(_) => return Err(damaged()),
    })
}

fn of<T: DataType>(
    reader: ColumnReader,
    optional: bool,
    cell: impl Fn(&T::T, &mut One<'_>) -> Result<()> + 'static,
) -> Box<dyn ReadOn> {
    let reader = get_typed_column_reader::<T>(reader);
    Box::new(Reading { reader, optional, values: Vec::new(), levels: Vec::new(), cell })
}

struct Reading<T: DataType, C> {
    reader: ColumnReaderImpl<T>,
    optional: bool,
    values: Vec<T::T>,
    levels: Vec<i16>,
    cell: C,
}

impl<T: DataType, C: Fn(&T::T, &mut One<'_>) -> Result<()>> ReadOn for Reading<T, C> {
    fn next(&mut self, rows: usize, give: &mut Give<'_>) -> Result<()> {
        let Self { reader, optional, values, levels, cell } = self;
        let mut row = 0;
        while row < rows {
            values.clear();
            levels.clear();
            let most = rows - row;
            let (records, ..) =
                fenced(|| reader.read_records(most, Some(&mut *levels), None, values).map_err(|e| refusal(&e)))?;
            if records == 0 || records > most || (*optional && levels.len() != records) {
                return Err(damaged());
            }
            let mut next = values.iter();
            let mut known = levels.iter().map(|&level| level > 0);
            for i in 0..records {
                let is_known = !*optional || known.next().ok_or_else(damaged)?;
                let value = if is_known { Some(next.next().ok_or_else(damaged)?) } else { None };
                let mut one = |cell: Cell<'_>| give(row + i, cell);
                match value {
                    None => one(Cell::Missing)?,
                    Some(value) => cell(value, &mut one)?,
                }
            }
            row += records;
        }
        Ok(())
    }
}

fn refusal(error: &ParquetError) -> Error {
    let text = error.to_string();
    if text.contains("compression") || text.contains("Disabled feature") {
        return Error::new(Kind::Unsupported, "this compression is not supported")
            .hint("save it with snappy, zstd, gzip or LZ4");
    }
    if matches!(error, ParquetError::NYI(_)) {
        return Error::new(Kind::Unsupported, "stored in a way that is not supported")
            .hint("save it with other encodings, or as CSV");
    }
    damaged()
}

/// A whole number by its meaning.
fn whole(x: i64, meaning: Meaning, give: &mut One<'_>) -> Result<()> {
    match meaning {
        Meaning::Timestamp(units) if x.rem_euclid(units) != 0 => {
            Err(Error::new(Kind::Data, "expected a date, found a date with a time of day")
                .hint("cut the time of day off, so that days are counted in the time zone you mean"))
        }
        Meaning::Timestamp(units) => match i32::try_from(x.div_euclid(units)) {
            Ok(day) => give(Cell::Date(day)),
            Err(_) => Err(damaged()),
        },
        Meaning::Decimal(scale) => decimal(i128::from(x), scale, give),
        _ => give(Cell::Whole(x)),
    }
}

/// A decimal number, rounded once to the nearest float64.
fn decimal(x: i128, scale: u32, give: &mut One<'_>) -> Result<()> {
    if let (0, Ok(whole)) = (scale, i64::try_from(x)) {
        return give(Cell::Whole(whole));
    }
    if scale == 0 {
        // its digits are all that holds it
        return give(Cell::Text(&x.to_string()));
    }
    let x: f64 = format!("{x}e-{scale}").parse().map_err(|_| damaged())?;
    give(Cell::Number(x))
}

fn bytes(bytes: &[u8], meaning: Meaning, give: &mut One<'_>) -> Result<()> {
    if let Meaning::Decimal(scale) = meaning {
        // big-endian, two's complement
        if bytes.is_empty() || bytes.len() > 16 {
            return Err(Error::new(Kind::Unsupported, "a decimal of more than 38 digits").hint("save it as a double"));
        }
        let fill = if bytes[0] >= 0x80 { 0xFF } else { 0 };
        let mut whole = [fill; 16];
        whole[16 - bytes.len()..].copy_from_slice(bytes);
        return decimal(i128::from_be_bytes(whole), scale, give);
    }
    if meaning == Meaning::Half {
        let half = bytes.try_into().map_err(|_| damaged())?;
        return give(Cell::Number(half::f16::from_le_bytes(half).to_f64()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => give(Cell::Text(text)),
        Err(_) => Err(Error::new(Kind::Data, "expected a text, found bytes that are none").hint("save it as text")),
    }
}

/// A file's bytes as the Parquet reader asks for them; never more than there are.
struct Chunks(Arc<Anywhere>);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Chunks {
    type T = std::io::BufReader<Piece>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(std::io::BufReader::new(Piece { of: self.0.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.0.bytes(start, length).map_err(|e| ParquetError::External(Box::new(e)))
    }
}

struct Piece {
    of: Arc<Anywhere>,
    at: u64,
}

impl Read for Piece {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.of.len().saturating_sub(self.at)).unwrap_or(usize::MAX);
        let bytes = self.of.bytes(self.at, out.len().min(left))?;
        out[..bytes.len()].copy_from_slice(&bytes);
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}
