//! Balance, one customer, as a page.

use crate::model::{CustomerModel, Profile};
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::balance::{BalanceView, LIMITS, OFFERS, POSSIBLE, PURPOSES, TITLE};

/// What refusing changes for a customer.
pub fn balance(model: &CustomerModel, profile: &Profile, said: &BalanceView) -> Page {
    let title = if profile.name.is_empty() { TITLE.to_owned() } else { format!("{TITLE}: {}", profile.name) };
    let mut page = Page::new(format!("{title} · {}", model.title())).about(model);
    page.heading(1, title);
    page.text(Tone::Lead, said.lead.clone());
    page.text(Tone::Plain, said.stays.clone());
    table(&mut page, OFFERS, [Align::Left, Align::Right, Align::Right], &said.offers);
    table(&mut page, POSSIBLE, [Align::Left, Align::Right, Align::Right], &said.possible);
    page.text(Tone::Plain, said.needed.clone());
    let [caption, a, b, c] = PURPOSES;
    let mut purposes = Table::new(caption, [a, b, c, said.then].map(|head| (head, Align::Left)));
    said.purposes.iter().for_each(|row| purposes.row("", row.iter().cloned()));
    if !purposes.rows.is_empty() {
        page.table(purposes);
    }
    page.text(Tone::Plain, said.assumed.as_str());
    page.text(Tone::Aside, LIMITS);
    page
}

fn table(page: &mut Page, words: [&str; 4], aligned: [Align; 3], rows: &[[String; 3]]) {
    let [caption, heads @ ..] = words;
    let mut table = Table::new(caption, heads.into_iter().zip(aligned));
    rows.iter().for_each(|row| table.row("", row.iter().cloned()));
    if !table.rows.is_empty() {
        page.table(table);
    }
}
