//! Who gets what, as a page.

use crate::model::CustomerModel;
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::fairness::audit::{AuditView, LIMITS, TITLE};

/// An audit.
pub fn audit(model: &CustomerModel, said: &AuditView) -> Page {
    let mut page = Page::new(format!("{TITLE} · {}", model.title())).about(model);
    page.heading(1, TITLE);
    page.text(Tone::Lead, said.lead.as_str());
    for table in &said.tables {
        // columns of names are read from the left
        let is_text =
            |i: usize| table.rows.iter().all(|row| !row[i].starts_with(|c: char| c.is_ascii_digit() || c == '−'));
        let align = |i: usize| if i == 0 || is_text(i) { Align::Left } else { Align::Right };
        let heads = table.heads.iter().enumerate().map(|(i, head)| (head.as_str(), align(i)));
        let mut printed = Table::new(table.caption.as_str(), heads);
        table.rows.iter().for_each(|row| printed.row("", row.iter().cloned()));
        page.table(printed);
    }
    said.notes.iter().for_each(|note| page.text(Tone::Plain, note.as_str()));
    page.text(Tone::Aside, LIMITS);
    page
}
