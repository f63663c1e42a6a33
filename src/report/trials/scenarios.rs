//! Scenarios side by side as a page, which can also go into a letter, and as numbers for a spreadsheet.

use crate::base::Result;
use crate::data::cell::WITHHELD_WORD;
use crate::figure;
use crate::model::{CustomerModel, Feature, Value};
use crate::report::csv;
use crate::report::page::{Page, Tone};
use crate::view::scenarios::{Column, Comparison};
use crate::view::words::report as words;

/// The columns, in order. Amounts are unrounded, responses and their differences in the model's own unit.
const COLUMNS: [&str; 9] =
    ["scenario", "customer", "about", "id", "label", "value", "real_customer", "difference", "rank"];

/// The comparison as CSV with a head: for every column a line per offer, then a line per fact that was changed in any.
///
/// # Errors
/// [`Internal`](crate::base::Kind::Internal) if it cannot be written, which memory does not do.
pub fn csv(model: &CustomerModel, view: &Comparison) -> Result<String> {
    csv::csv(COLUMNS, view.columns.iter().flat_map(|column| rows(model, column)))
}

fn rows(model: &CustomerModel, column: &Column) -> Vec<[String; 9]> {
    let row = |about: &str, [id, label]: [&String; 2], [value, real, difference, rank]: [String; 4]| {
        let about = [&column.name, &column.customer, &about.to_owned(), id, label].map(Clone::clone);
        let [scenario, customer, about, id, label] = about;
        [scenario, customer, about, id, label, value, real, difference, rank]
    };
    let offers = model.offer_ids().map(|offer| {
        let (place, now) = column.outcome.now.of(offer);
        let before = column.outcome.before.of(offer).1;
        let rank = if now.barred_by.is_some() { String::new() } else { (place + 1).to_string() };
        let [a, b, c] = [now.response, before.response, now.response - before.response].map(|x| x.to_string());
        let entry = model.offer(offer);
        row("offer", [&entry.id, &entry.title], [a, b, c, rank])
    });
    let facts = column.facts.iter().map(|(f, now, was)| {
        let feature = model.features().get(*f);
        let difference = match (now, was) {
            (Value::Number(a), Value::Number(b)) => (a - b).to_string(),
            _ => String::new(),
        };
        let values = [cell(feature, *now), cell(feature, *was), difference, String::new()];
        row("fact", [&feature.id, &feature.label], values)
    });
    offers.chain(facts).collect()
}

/// A value as tables are read: a number, a level's label, nothing where it is not known.
fn cell(feature: &Feature, value: Value) -> String {
    match value {
        Value::Number(x) => x.to_string(),
        Value::Level(level) => feature.levels().get(level as usize).cloned().unwrap_or_default(),
        Value::OtherLevel => "another one".to_owned(),
        Value::Missing => String::new(),
        Value::Withheld => WITHHELD_WORD.to_owned(),
    }
}

/// The comparison as a page: drawn side by side, and told column by column.
pub fn page(model: &CustomerModel, view: &Comparison) -> Page {
    let mut page = Page::new(format!("{} · {}", words::SIDE_BY_SIDE, model.title())).about(model);
    page.heading(1, words::SIDE_BY_SIDE);
    page.text(Tone::Lead, &view.sentence);
    page.text(Tone::Aside, view.note.as_str());
    page.heading(2, words::BY_SCENARIO);
    page.figure(figure::scenarios::sheet(view), "");
    page.fold(words::SCENARIOS_TOLD, |fold| {
        for (i, column) in view.columns.iter().enumerate() {
            fold.heading(3, words::scenario(&column.name, &column.kind, column.is_shown));
            fold.list(view.rows.iter().map(|row| format!("{}: {}", row.label, row.cells[i].said())));
        }
    });
    page.text(Tone::Plain, &view.cannot);
    page
}
