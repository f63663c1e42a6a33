//! The cheapest change, and what alone is enough, as pages.

use crate::model::{CustomerModel, Profile};
use crate::report::page::{Page, Tone};
use crate::view::enough::EnoughView;
use crate::view::plan::PlanView;
use crate::view::words::{place, report as words};

/// The cheapest allowed change.
pub fn plan(model: &CustomerModel, profile: &Profile, said: &PlanView) -> Page {
    let mut page = page(model, profile, place::CHANGE);
    page.text(Tone::Plain, &said.lead);
    page.list(said.rows.iter().map(|r| words::change(&r.fact, [&r.from, &r.to, &r.suffices])));
    page.text(Tone::Plain, &said.outcome);
    for text in [said.proof.as_str(), &said.caution, said.limits] {
        page.text(Tone::Plain, text);
    }
    page
}

/// The smallest set of facts that is enough.
pub fn enough(model: &CustomerModel, profile: &Profile, said: &EnoughView) -> Page {
    let mut page = page(model, profile, words::ENOUGH);
    page.text(Tone::Plain, &said.lead);
    page.list(said.rows.iter().map(|row| format!("{}: {}{}", row.fact, row.value, words::within(&row.within))));
    for text in [said.always.as_str(), &said.proof, said.limits] {
        page.text(Tone::Plain, text);
    }
    page
}

fn page(model: &CustomerModel, profile: &Profile, what: &str) -> Page {
    let title = if profile.name.is_empty() { what.to_owned() } else { format!("{what}: {}", profile.name) };
    let mut page = Page::new(format!("{title} · {}", model.title())).about(model);
    page.heading(1, title);
    page
}
