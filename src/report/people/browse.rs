//! Rows of the customer browser as a page.

use crate::model::CustomerModel;
use crate::report::page::Align::{Left, Right};
use crate::report::page::{Page, Table, Tone};
use crate::view::browse::{Column, Row, Width};
use crate::view::words::{bar, report as words};

/// Rows under the heads of their columns; `more` of the list are left out.
pub fn page(model: &CustomerModel, columns: &[Column], rows: &[Row], more: usize) -> Page {
    let mut page = Page::new(format!("{} · {}", bar::CUSTOMERS, model.title())).about(model);
    page.heading(1, bar::CUSTOMERS);
    let head = |c: &Column| (c.title.clone(), if matches!(c.width, Width::Figures(_)) { Right } else { Left });
    let mut table = Table::new("", columns.iter().map(head));
    let several = model.offers().len() > 1;
    for row in rows {
        let offer = row.offer.iter().filter(|_| several).map(|(_, letter, title)| format!("{letter} {title}"));
        table.row("", [row.label.clone()].into_iter().chain(offer).chain(row.cells.iter().cloned()));
    }
    page.table(table);
    if more > 0 {
        page.text(Tone::Aside, words::more(more));
    }
    page
}
