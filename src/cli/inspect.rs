//! `candour inspect`: what a model is, what was read, what to know about it.

use super::args::{Inspect, ReportFormat};
use super::{output, read};
use crate::base::Result;
use crate::data::file;
use crate::report::{json, text};

/// Prints the load report.
///
/// # Errors
/// What [`read::model`] refuses.
pub fn run(words: &Inspect) -> Result<()> {
    let (loaded, size) = read::sized_model(&words.model)?;
    let printed = match words.format {
        ReportFormat::Text => {
            let report = crate::view::inspect::report(&loaded.value, &loaded.warnings);
            text::inspection(&report.of_file(&file::name(&words.model), Some(size)))
        }
        ReportFormat::Json => json::inspection(&loaded.value, &loaded.warnings),
    };
    output::text(&printed, None)
}
