//! A load report as a page: what a model is, and what became of a table that was held against it.

use crate::report::page::Align::Left;
use crate::report::page::{Page, Table, Tone};
use crate::view::inspect::{FeatureLine, Report};
use crate::view::matching;
use crate::view::opened::CustomersFile;
use crate::view::words::{report as words, start};

/// A model, what to know about it first.
pub fn model(report: &Report) -> Page {
    let mut page = Page::new(&report.title);
    page.heading(1, &report.title);
    page.text(Tone::Plain, report.description.as_str());
    if !report.warnings.is_empty() {
        page.heading(2, start::opened::TO_KNOW);
        page.list(report.warnings.iter().map(String::as_str));
    }
    page.facts(&report.lines);
    page.heading(2, start::opened::OFFERS);
    page.list(report.offers.iter().map(|[letter, id, title, about]| {
        let id = if id == title { String::new() } else { format!(" [{id}]") };
        let about = if about.is_empty() { String::new() } else { format!(": {about}") };
        format!("{letter} {title}{id}{about}")
    }));
    page.heading(2, words::FEATURES);
    for group in report.features.chunk_by(|a, b| a.group == b.group) {
        if !group[0].group.is_empty() {
            page.heading(3, &group[0].group);
        }
        page.list(group.iter().map(feature));
    }
    if !report.unused.is_empty() {
        page.text(Tone::Plain, words::unused(&report.unused.join(", ")));
    }
    page
}

fn feature(feature: &FeatureLine) -> String {
    let id = if feature.id == feature.label { String::new() } else { format!(" [{}]", feature.id) };
    let notes = if feature.notes.is_empty() { String::new() } else { format!("; {}", feature.notes) };
    let splits = words::splits(feature.n_splits);
    format!("{}{id}: {}{notes}; {splits}", feature.label, feature.kind)
}

/// Adds a file of customers that was opened beside the model.
pub fn customers(page: &mut Page, file: &CustomersFile) {
    page.heading(2, &file.title);
    page.list(file.warnings.iter().chain(&file.shown).map(String::as_str));
    page.facts(&file.lines);
    if let Some(matching) = &file.matching {
        page.heading(3, words::COLUMNS);
        page.table(columns(matching));
    }
    if let Some(agreement) = &file.agreement {
        page.heading(3, words::REPLAY);
        page.text(Tone::Plain, agreement.finding.as_str());
        page.facts(&agreement.lines);
        page.text(Tone::Plain, agreement.caveat);
    }
}

/// Which column became which feature, those that need a look marked.
fn columns(matching: &matching::Report) -> Table {
    let mut table = Table::new("", matching.header.map(|head| (head, Left)));
    for row in &matching.features {
        table.row(if row.notable { "!" } else { "" }, row.cells());
    }
    table
}
