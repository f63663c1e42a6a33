//! Numbers for a spreadsheet: a head, then a line per row.

use crate::base::{Error, Result};
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
