//! Balance, many customers, as a page.

use crate::model::CustomerModel;
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::balance::everybody::{EverybodyView, GROUP, LIMITS, TITLE};

/// For how many customers the offer stays.
pub fn everybody(model: &CustomerModel, said: &EverybodyView) -> Page {
    let mut page = Page::new(format!("{TITLE} · {}", model.title())).about(model);
    page.heading(1, TITLE);
    page.text(Tone::Lead, said.lead.as_str());
    for table in &said.tables {
        let align = |head: &str, i: usize| if i == 0 || head == GROUP { Align::Left } else { Align::Right };
        let mut printed = Table::new(
            table.caption.as_str(),
            table.heads.iter().enumerate().map(|(i, head)| (head.as_str(), align(head, i))),
        );
        table.rows.iter().for_each(|row| printed.row("", row.iter().cloned()));
        page.table(printed);
    }
    said.notes.iter().for_each(|note| page.text(Tone::Plain, note.as_str()));
    page.text(Tone::Aside, LIMITS);
    page
}
