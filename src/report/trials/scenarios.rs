//! Scenarios side by side as numbers for a spreadsheet, and as text for a letter.

use crate::base::{Error, Kind, Result};
use crate::model::{CustomerModel, Feature, Value};
use crate::view::scenarios::Comparison;

/// The columns, in order. Amounts are unrounded, responses and their differences in the model's own unit.
const COLUMNS: [&str; 9] =
    ["scenario", "customer", "about", "id", "label", "value", "real_customer", "difference", "rank"];

/// The comparison as CSV with a head: for every column a line per offer, then a line per fact that was changed in any.
///
/// # Errors
/// [`Kind::Question`] if it cannot be written, which memory does not do.
pub fn csv(model: &CustomerModel, view: &Comparison) -> Result<String> {
    let failed = |what: &dyn std::fmt::Display| {
        Error::new(Kind::Question, format!("the numbers could not be written: {what}"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| failed(&e))?;
    for column in &view.columns {
        let who = [column.name.clone(), column.customer.clone()];
        for offer in model.offer_ids() {
            let (place, now) = column.outcome.now.of(offer);
            let before = column.outcome.before.of(offer).1;
            let rank = if now.barred_by.is_some() { String::new() } else { (place + 1).to_string() };
            let entry = model.offer(offer);
            let about = ["offer".to_owned(), entry.id.clone(), entry.title.clone()];
            let numbers = [now.response, before.response, now.response - before.response].map(|x| x.to_string());
            let record = who.iter().cloned().chain(about).chain(numbers).chain([rank]);
            writer.write_record(record).map_err(|e| failed(&e))?;
        }
        for (f, now, was) in &column.facts {
            let feature = model.features().get(*f);
            let difference = match (now, was) {
                (Value::Number(a), Value::Number(b)) => (a - b).to_string(),
                _ => String::new(),
            };
            let about = ["fact".to_owned(), feature.id.clone(), feature.label.clone()];
            let values = [cell(feature, *now), cell(feature, *was), difference, String::new()];
            let record = who.iter().cloned().chain(about).chain(values);
            writer.write_record(record).map_err(|e| failed(&e))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}

/// A value as tables are read: a number, a level's label, nothing where it is not known.
fn cell(feature: &Feature, value: Value) -> String {
    match value {
        Value::Number(x) => x.to_string(),
        Value::Level(level) => feature.levels().get(level as usize).cloned().unwrap_or_default(),
        Value::OtherLevel => "another one".to_owned(),
        Value::Missing => String::new(),
        Value::Withheld => crate::data::cell::WITHHELD_WORD.to_owned(),
    }
}

/// The comparison as text, column by column.
pub fn text(view: &Comparison) -> String {
    let mut text = format!("{}\n{}\n", view.sentence.text(), view.note);
    for (i, column) in view.columns.iter().enumerate() {
        let shown = if column.is_shown { ", shown now" } else { "" };
        text += &format!("\n{} ({}{shown})\n", column.name, column.kind);
        for row in &view.rows {
            text += &format!("  {}: {}\n", row.label, row.cells[i].said());
        }
    }
    format!("{text}\n{}\n", view.cannot.text())
}
