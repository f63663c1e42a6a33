//! Balance of all customers as the window shows it: as a page, and its sets as a table for a spreadsheet.

use crate::base::Result;
use crate::figure;
use crate::model::CustomerModel;
use crate::report::csv;
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::balance::everybody::TITLE;
use crate::view::balance::everyone::EveryoneView;
use crate::view::balance::worth::WorthRow;
use crate::view::words::everyone as words;

/// The figure's size in points.
const SIZE: [f32; 2] = [720.0, 400.0];

/// All of it.
pub fn page(model: &CustomerModel, said: &EveryoneView) -> Page {
    let mut page = Page::new(format!("{TITLE} · {}", model.title())).about(model);
    page.heading(1, TITLE);
    page.text(Tone::Lead, said.lead.clone());
    page.text(Tone::Plain, said.what_if.as_str());
    let [width, height] = SIZE;
    page.figure(figure::balance::frontier::layout(&said.frontier, width, height), said.how.as_str());
    page.heading(2, said.chosen.title.as_str());
    let mut rows = Table::new(said.chosen.title.as_str(), words::CHOSEN.map(|head| (head, Align::Left)));
    said.chosen.rows.iter().for_each(|row| rows.row("", row.iter().cloned()));
    page.table(rows);
    page.text(Tone::Plain, said.chosen.change.as_str());
    let mut offers = Table::new(said.chosen.offers_title.as_str(), words::GIVEN.map(|head| (head, Align::Left)));
    said.chosen.offers.iter().for_each(|row| offers.row("", [&row.name, &row.before, &row.now].map(String::as_str)));
    page.table(offers);
    let mut felt = Table::new(words::FELT, words::FELT_TABLE.map(|head| (head, Align::Left)));
    for row in &said.chosen.felt {
        let [before, now] = &row.accepted;
        felt.row("", [&row.name, &row.same, before, now].map(String::as_str));
    }
    page.table(felt);
    said.chosen.felt_notes.iter().for_each(|note| page.text(Tone::Aside, note.as_str()));
    worth(&mut page, &said.worth.title, &said.worth.rows);
    worth(&mut page, words::PROVEN, &said.worth.proven);
    let (heads, rows) = &said.table;
    let columns =
        heads.iter().enumerate().map(|(i, head)| (head.as_str(), if i == 0 { Align::Left } else { Align::Right }));
    let mut sets = Table::new(words::SETS, columns);
    rows.iter().for_each(|row| sets.row("", row.iter().cloned()));
    page.table(sets);
    for fold in &said.worth.folds {
        page.fold(fold.title.as_str(), |page| {
            worth(page, &fold.title, &fold.rows);
            page.list(fold.lines.iter().map(String::as_str));
        });
    }
    page.text(Tone::Plain, said.set.as_str());
    page.text(Tone::Aside, said.limits.clone());
    page
}

fn worth(page: &mut Page, title: &str, rows: &[WorthRow]) {
    let [without, points, n] = words::WORTH;
    let mut table = Table::new(title, [(without, Align::Left), (points, Align::Right), (n, Align::Right)]);
    rows.iter().for_each(|row| table.row("", [&row.name, &row.points, &row.n].map(String::as_str)));
    page.table(table);
}

/// The sets as CSV, a line each.
///
/// # Errors
/// [`Internal`](crate::base::Kind::Internal) if it cannot be written, which memory does not do.
pub fn csv(said: &EveryoneView) -> Result<String> {
    let (heads, rows) = &said.table;
    csv::rows(heads, rows)
}
