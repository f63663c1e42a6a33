//! Balance, one customer, as a page.

use crate::figure;
use crate::model::{CustomerModel, Profile};
use crate::report::page::{Align, Page, Table, Tone};
use crate::view::balance::needed::NeededView;
use crate::view::balance::refusals::RefusalsView;
use crate::view::balance::{BalanceView, LIMITS, OFFERS, POSSIBLE, PURPOSES, TITLE};
use crate::view::words::balance as words;

/// The width of the figure in points.
const WIDTH: f32 = 720.0;

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

/// Every refusal beside the others, with the figure of the leads.
pub fn refusals(model: &CustomerModel, profile: &Profile, said: &RefusalsView, needed: Option<&NeededView>) -> Page {
    let title = if profile.name.is_empty() { TITLE.to_owned() } else { format!("{TITLE}: {}", profile.name) };
    let mut page = Page::new(format!("{title} · {}", model.title())).about(model);
    page.heading(1, title);
    page.text(Tone::Lead, said.lead.clone());
    page.figure(figure::balance::lead::layout(said, WIDTH), format!("{}: {}", said.over, said.unit));
    let heads = [words::PURPOSE, words::DECIDED, words::FACTS, &said.then, &said.over, words::SURE];
    let mut table = Table::new(said.question.clone(), heads.map(|head| (head, Align::Left)));
    for row in &said.rows {
        let gets = [&row.letter, &row.response, &row.instead, &row.note];
        let gets = gets.into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(", ");
        let cells: [&str; 6] = [&row.label, &row.decided, &row.facts, &gets, &row.range, row.taken_verdict()];
        table.row("", cells);
    }
    let out = &said.out;
    let gets = [&out.letter, &out.response, &out.instead, &out.note];
    let gets = gets.into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    table.row("", [words::OPT_OUT.to_owned(), String::new(), String::new(), gets, String::new(), out.why.clone()]);
    page.table(table);
    if let Some(needed) = needed {
        page.heading(2, needed.title.clone());
        page.text(Tone::Plain, needed.lead.clone());
        page.text(Tone::Plain, needed.proof);
        for (head, facts) in &needed.lists {
            page.text(Tone::Plain, format!("{head} {facts}."));
        }
    }
    page.text(Tone::Plain, words::how(&said.assumed));
    page.text(Tone::Aside, said.limits.clone());
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
