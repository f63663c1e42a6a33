//! Parquet tables, written row group by row group: whole numbers, texts, float64 or float32, all required.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::file::{self, Pending};
use crate::base::{Error, Kind, Result};

/// How many numbers and texts a row group holds at most, so that memory stays bounded.
const GROUP_CELLS: usize = 1 << 22;
/// How many rows a row group holds at most.
const GROUP_ROWS: usize = 1 << 17;

/// One column of cells in order.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Texts: all of them, and where each ends.
    Text(String, Vec<usize>),
    /// Numbers as float64.
    F64(Vec<f64>),
    /// Numbers as float32.
    F32(Vec<f32>),
}

impl Cells {
    /// The same sort of column without cells.
    pub fn empty(&self) -> Self {
        match self {
            Self::Whole(_) => Self::Whole(Vec::new()),
            Self::Text(..) => Self::Text(String::new(), Vec::new()),
            Self::F64(_) => Self::F64(Vec::new()),
            Self::F32(_) => Self::F32(Vec::new()),
        }
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(list) => list.len(),
            Self::Text(_, ends) => ends.len(),
            Self::F64(list) => list.len(),
            Self::F32(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a text to a column of texts.
    pub fn push_text(&mut self, text: &str) {
        if let Self::Text(all, ends) = self {
            all.push_str(text);
            ends.push(all.len());
        }
    }

    /// Adds a number to a column of numbers, rounded as the column has it.
    pub fn push(&mut self, x: f64) {
        match self {
            Self::Whole(list) => list.push(x as i64),
            Self::F64(list) => list.push(x),
            Self::F32(list) => list.push(x as f32),
            Self::Text(..) => {}
        }
    }

    fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::Whole(list), Self::Whole(mut more)) => list.append(&mut more),
            (Self::F64(list), Self::F64(mut more)) => list.append(&mut more),
            (Self::F32(list), Self::F32(mut more)) => list.append(&mut more),
            (Self::Text(all, ends), Self::Text(more, more_ends)) => {
                ends.extend(more_ends.into_iter().map(|end| end + all.len()));
                all.push_str(&more);
            }
            _ => {}
        }
    }

    fn physical(&self) -> Physical {
        match self {
            Self::Whole(_) => Physical::INT64,
            Self::Text(..) => Physical::BYTE_ARRAY,
            Self::F64(_) => Physical::DOUBLE,
            Self::F32(_) => Physical::FLOAT,
        }
    }
}

/// A Parquet file that is being written; it takes its place with [`finish`](Self::finish).
pub struct ParquetOut {
    writer: SerializedFileWriter<Pending>,
    columns: Vec<Cells>,
    group_rows: usize,
    name: String,
}

impl std::fmt::Debug for ParquetOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetOut").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

impl ParquetOut {
    /// Starts a file with these columns, which are empty.
    ///
    /// # Errors
    /// [`Kind::File`] if the folder is missing or not writable; [`Kind::Data`] if two columns have one name.
    pub fn new(path: &std::path::Path, columns: Vec<(&str, Cells)>) -> Result<Self> {
        let name = file::name(path);
        let mut seen = std::collections::BTreeSet::new();
        if let Some((twice, _)) = columns.iter().find(|(name, _)| !seen.insert(*name)) {
            return Err(Error::new(Kind::Data, format!("two columns would be called \"{twice}\""))
                .within(name)
                .hint("Parquet tells columns apart by their names; write CSV, or rename the feature"));
        }
        let fields = columns.iter().map(|(name, cells)| {
            let text = matches!(cells, Cells::Text(..)).then_some(LogicalType::String);
            let field = Type::primitive_type_builder(name, cells.physical());
            field.with_repetition(Repetition::REQUIRED).with_logical_type(text).build().map(Arc::new)
        });
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(|e| failed(&e, &name))?;
        let schema = Type::group_type_builder("table").with_fields(fields).build().map_err(|e| failed(&e, &name))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("candour ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let group_rows = (GROUP_CELLS / columns.len().max(1)).clamp(1, GROUP_ROWS);
        let writer = SerializedFileWriter::new(file::create(path)?, Arc::new(schema), Arc::new(properties))
            .map_err(|e| failed(&e, &name))?;
        Ok(Self { writer, columns: columns.into_iter().map(|(_, cells)| cells).collect(), group_rows, name })
    }

    /// Adds rows: as many cells to every column, in the order of the columns.
    ///
    /// # Errors
    /// [`Kind::File`] if the disk is full.
    pub fn add(&mut self, rows: Vec<Cells>) -> Result<()> {
        self.columns.iter_mut().zip(rows).for_each(|(column, more)| column.append(more));
        if self.columns.first().is_some_and(|c| c.len() >= self.group_rows) { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let empty: Vec<Cells> = self.columns.iter().map(Cells::empty).collect();
        let columns = std::mem::replace(&mut self.columns, empty);
        if columns.first().is_none_or(Cells::is_empty) {
            return Ok(());
        }
        let write = || {
            let mut group = self.writer.next_row_group()?;
            for cells in columns {
                let Some(mut column) = group.next_column()? else { break };
                match cells {
                    Cells::Whole(list) => column.typed::<Int64Type>().write_batch(&list, None, None)?,
                    Cells::F64(list) => column.typed::<DoubleType>().write_batch(&list, None, None)?,
                    Cells::F32(list) => column.typed::<FloatType>().write_batch(&list, None, None)?,
                    Cells::Text(all, ends) => {
                        let all = Bytes::from(all);
                        let starts = std::iter::once(0).chain(ends.iter().copied());
                        let texts: Vec<ByteArray> =
                            starts.zip(&ends).map(|(start, &end)| all.slice(start..end).into()).collect();
                        column.typed::<ByteArrayType>().write_batch(&texts, None, None)?
                    }
                };
                column.close()?;
            }
            group.close().map(|_| ())
        };
        write().map_err(|e| failed(&e, &self.name))
    }

    /// Writes what is left and puts the file into its place.
    ///
    /// # Errors
    /// [`Kind::File`]; the old file is untouched then.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        let name = self.name;
        self.writer.into_inner().map_err(|e| failed(&e, &name))?.finish()
    }
}

fn failed(error: &ParquetError, name: &str) -> Error {
    if let ParquetError::External(inner) = error
        && let Some(io) = inner.downcast_ref::<std::io::Error>()
    {
        return file::write_error(io).within(name);
    }
    Error::new(Kind::File, format!("could not write it as Parquet: {error}")).within(name)
}
