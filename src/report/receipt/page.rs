//! A consent receipt as a page.

use crate::base::date;
use crate::model::CustomerModel;
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::phrase::Phrase;
use crate::view::receipt::{BLANKS, LIMITS, OFFERS, PURPOSES, ReceiptView, TITLE, TOLD, WITHOUT};

/// What is used for what, for one customer.
pub fn receipt(model: &CustomerModel, said: &ReceiptView) -> Page {
    let title = if said.customer.is_empty() { TITLE.to_owned() } else { format!("{TITLE}: {}", said.customer) };
    let mut page = Page::new(format!("{title} · {}", model.title())).about(model);
    page.heading(1, format!("{title}, {}", date::iso(said.on)));
    page.text(Tone::Lead, said.lead.clone());
    let [caption, heads @ ..] = PURPOSES;
    table(&mut page, Table::new(caption, heads.map(|head| (head, Align::Left))), &said.rows);
    if !said.told.is_empty() {
        page.heading(2, TOLD);
        page.facts(&said.told);
    }
    let [caption, heads @ ..] = OFFERS;
    table(&mut page, Table::new(caption, heads.map(|head| (head, Align::Left))), &said.offers);
    points(&mut page, WITHOUT, &said.without);
    points(&mut page, BLANKS, &said.blanks);
    page.text(Tone::Aside, LIMITS);
    page
}

fn table<const N: usize>(page: &mut Page, mut table: Table, rows: &[[String; N]]) {
    rows.iter().for_each(|row| table.row("", row.iter().cloned()));
    if !table.rows.is_empty() {
        page.table(table);
    }
}

fn points(page: &mut Page, heading: &str, points: &[String]) {
    if !points.is_empty() {
        page.heading(2, heading);
        page.list(points.iter().map(|point| Phrase::default().plain(point.clone())));
    }
}
