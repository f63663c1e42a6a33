//! Numbers for a spreadsheet: a head, then a line per row.

use crate::base::{Error, Result};
use crate::view::Caption;
use crate::view::words::report as words;

/// A table as CSV with a head.
///
/// # Errors
/// [`Internal`](crate::base::Kind::Internal) if it cannot be written, which memory does not do.
pub(super) fn csv<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Result<String> {
    let failed = |what: &dyn std::fmt::Display| Error::internal(words::not_written(what));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(|e| failed(&e))?;
    for row in rows {
        writer.write_record(row).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

/// [`csv`] of as many columns as its head has.
///
/// # Errors
/// As there.
pub(super) fn rows(head: &[String], rows: &[Vec<String>]) -> Result<String> {
    let failed = |what: &dyn std::fmt::Display| Error::internal(words::not_written(what));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        writer.write_record(row).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

/// A table with a head, before whose columns stand what it says of itself, in every row: so that a spreadsheet and a
/// program read it as any other table, and rows that are cut out or put together still say whose they are. What the
/// table has a column for already is left to that.
///
/// # Errors
/// [`Internal`](crate::base::Kind::Internal) if it cannot be read or written, which memory does not do.
pub fn captioned(table: &str, caption: &Caption) -> Result<String> {
    let failed = |what: &dyn std::fmt::Display| Error::internal(words::not_written(what));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let rows = reader.records().collect::<std::result::Result<Vec<_>, _>>().map_err(|e| failed(&e))?;
    let mut lead = caption.columns().to_vec();
    lead.retain(|(name, _)| rows.first().is_none_or(|head| head.iter().all(|cell| cell != *name)));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (i, row) in rows.iter().enumerate() {
        let lead = lead.iter().map(|(name, text)| if i == 0 { *name } else { text.as_str() });
        writer.write_record(lead.chain(row)).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}
