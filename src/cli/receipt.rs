//! `candour receipt`: what is used for what, for one customer.

use chrono::Datelike as _;

use super::args::{Receipt, ReceiptFormat, ReportFormat};
use super::{output, read};
use crate::base::date::{self, Read};
use crate::base::{Error, Kind, Result};
use crate::report::receipt as report;
use crate::view;

/// Prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for a day that is none.
pub(super) fn run(words: &Receipt) -> Result<()> {
    let on = words.on.as_deref().map_or_else(|| Ok(today()), day)?;
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&words.who, model)?;
    let said = view::receipt::receipt(&model, &profile, on);
    let page = || report::page::receipt(&model, &said);
    let json = || report::json_ld::print(&model, &said);
    let format = match words.format {
        ReceiptFormat::Text => ReportFormat::Text,
        ReceiptFormat::Html => ReportFormat::Html,
        ReceiptFormat::JsonLd => ReportFormat::Json,
    };
    output::text(&output::report(format, page, json), None)
}

/// The day it is where the machine stands, since 1970-01-01.
fn today() -> i32 {
    let now = chrono::Local::now();
    date::day(now.year(), now.month(), now.day()).unwrap_or_default()
}

fn day(text: &str) -> Result<i32> {
    match date::read(text) {
        Read::Day(day) => Ok(day),
        _ => Err(Error::new(Kind::Question, "this is no day of the calendar")
            .at(format!("--on \"{text}\""))
            .hint("write it as year-month-day: 2026-11-27")),
    }
}
