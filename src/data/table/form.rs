//! What a table's bytes are, and the one way in which each of its forms hands over what it holds: names of columns,
//! then one cell per row for every column that is wanted.

use super::cells::{CELLS_MAX, Format, HEAD, ROWS_MAX, Seen, Take};
use super::delimited::Delimited;
use super::json_rows::JsonRows;
use super::parquet_in::ParquetIn;
use crate::base::{Error, Kind, Result, ours, signs};
use crate::data::file::Source;
use crate::model::CustomerModel;

/// A table that is opened: its columns' names are known, its cells not read yet.
#[derive(Debug)]
pub(crate) enum Form<'s> {
    Delimited(Delimited<'s>),
    Json(JsonRows<'s>),
    Parquet(Box<ParquetIn>),
}

impl<'s> Form<'s> {
    /// Recognises a table and reads its columns' names. `known` says which names are expected, which helps to tell
    /// what stands between cells.
    ///
    /// # Errors
    /// [`Kind::Format`] for what is no table, saying what it is instead; what the form's own reader refuses.
    pub(crate) fn open(source: &'s Source<'_>, known: &dyn Fn(&str) -> bool) -> Result<Self> {
        let head = source.head(HEAD)?;
        match recognise(&head)? {
            Sort::Parquet => Ok(Self::Parquet(Box::new(ParquetIn::open(source)?))),
            Sort::Json => Ok(Self::Json(JsonRows::open(source, known)?)),
            Sort::Delimited => Ok(Self::Delimited(Delimited::open(source, known)?)),
        }
    }

    /// The columns' names in the file's order, as the file has them.
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::Delimited(form) => form.names(),
            Self::Json(form) => form.names(),
            Self::Parquet(form) => form.names(),
        }
    }

    /// What it is read from.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Delimited(form) => Format::Delimited { delimiter: form.delimiter() },
            Self::Json(form) => form.format(),
            Self::Parquet(_) => Format::Parquet,
        }
    }

    /// How many rows there are, where the form says so before they are read.
    pub(crate) fn n_rows(&self) -> Option<usize> {
        match self {
            Self::Delimited(_) | Self::Json(_) => None,
            Self::Parquet(form) => form.n_rows(),
        }
    }

    /// Hands over every cell of the wanted columns. Of each column the cells come in the order of the rows, one for
    /// every row; the order of columns is the form's own, and no column runs ahead by many rows. `kept` is how many
    /// cells the taker keeps of a row until the end. Visits may be made while another one is under way.
    ///
    /// # Errors
    /// What the form refuses, and what `take` refuses, with the cell's place.
    pub(crate) fn visit(&self, wanted: &[bool], kept: usize, take: &mut dyn Take) -> Result<Seen> {
        let rows_max = ROWS_MAX.min(CELLS_MAX / kept.max(1));
        let seen = match self {
            Self::Delimited(form) => form.visit(wanted, rows_max, take),
            Self::Json(form) => form.visit(wanted, rows_max, take),
            Self::Parquet(form) => form.visit(wanted, rows_max, take),
        }?;
        if seen.rows == 0 {
            let what = if seen.blank > 0 { "a header and rows without any value" } else { "a header and no rows" };
            return Err(Error::new(Kind::Data, format!("{what}, expected at least one customer"))
                .hint("save it again with the customers"));
        }
        Ok(seen)
    }
}

enum Sort {
    Delimited,
    Json,
    Parquet,
}

/// Whether a file that may be a table or something else is a table for this model: its first bytes, `head`, can be
/// nothing else, or its first line has the name of a feature.
pub fn is_table_for(source: &Source<'_>, head: &[u8], model: &CustomerModel) -> bool {
    match recognise(head) {
        Ok(Sort::Parquet) => true,
        Ok(Sort::Delimited) => {
            let known = |name: &str| model.features().find(name).is_some();
            Delimited::open(source, &known).is_ok_and(|form| form.names().iter().any(|name| known(name.trim())))
        }
        Ok(Sort::Json) | Err(_) => false,
    }
}

fn recognise(head: &[u8]) -> Result<Sort> {
    let wrong = |what: &str| {
        Err(Error::new(Kind::Format, format!("expected a table of customers, found {what}"))
            .hint("a table is CSV, JSON lines or Parquet, with one column per feature of the model"))
    };
    if signs::is_parquet(head) {
        return Ok(Sort::Parquet);
    }
    if let Some((what, _)) = signs::foreign(head) {
        return wrong(what);
    }
    let wide = encoding_rs::Encoding::for_bom(head).is_some_and(|(e, _)| e != encoding_rs::UTF_8)
        || matches!(head.first_chunk::<4>(), Some([0, b, 0, d]) if *b != 0 && *d != 0)
        || matches!(head.first_chunk::<4>(), Some([a, 0, c, 0]) if *a != 0 && *c != 0);
    if !wide && head.contains(&0) {
        return wrong("binary data");
    }
    let text = ours::without_mark(head);
    let mut bytes = text.iter().filter(|b| !(b.is_ascii_whitespace() || wide && [0, 0xFE, 0xFF].contains(*b)));
    match bytes.next() {
        None => wrong("an empty file"),
        Some(b'{' | b'[') => Ok(Sort::Json),
        Some(_) => Ok(Sort::Delimited),
    }
}
