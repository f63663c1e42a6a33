//! What matters over many customers as a page, and as numbers for a spreadsheet: a row per offer and fact.

use crate::ask::Inputs;
use crate::ask::importance::Importance;
use crate::base::Result;
use crate::figure;
use crate::model::CustomerModel;
use crate::report::csv;
use crate::report::page::Align::{Left, Right, Sketch};
use crate::report::page::{Page, Table, Tone};
use crate::view::Phrase;
use crate::view::importance::{Ranking, ranking};
use crate::view::words::{importance, report as words};

/// Width of figures in points.
const WIDTH: f32 = 720.0;
/// How many letters a bar is long.
const BAR: usize = 20;

/// The columns, in order. Amounts are in the margin's own unit, unrounded.
const COLUMNS: [&str; 17] = [
    "offer",
    "rank",
    "feature",
    "label",
    "customers",
    "mean_abs",
    "part_of_all",
    "mean",
    "raised",
    "lowered",
    "least",
    "q05",
    "q25",
    "q50",
    "q75",
    "q95",
    "greatest",
];

/// The answer as CSV with a head: every offer that was asked about, every feature that the model uses.
///
/// # Errors
/// [`Internal`](crate::base::Kind::Internal) if it cannot be written, which memory does not do.
pub fn csv(model: &CustomerModel, answer: &Importance) -> Result<String> {
    let rows = answer.offers.iter().flat_map(|offer| {
        offer.features.iter().enumerate().map(move |(i, found)| {
            let feature = model.features().get(found.feature);
            let [q05, q25, q50, q75, q95] = found.quantiles.map(|x| x.to_string());
            [
                model.offer(offer.offer).id.clone(),
                (i + 1).to_string(),
                feature.id.clone(),
                feature.label.clone(),
                answer.n_rows.to_string(),
                found.mean_abs.to_string(),
                offer.part(found).to_string(),
                found.mean.to_string(),
                found.raised.to_string(),
                found.lowered.to_string(),
                found.least.to_string(),
                q05,
                q25,
                q50,
                q75,
                q95,
                found.greatest.to_string(),
            ]
        })
    });
    csv::csv(COLUMNS, rows)
}

/// The answer as a page, offer by offer. `file` is the table's name.
pub fn page(inputs: &Inputs, answer: &Importance, file: Option<&str>) -> Page {
    let model = inputs.model();
    let said: Vec<Ranking> =
        answer.offers.iter().filter_map(|o| ranking(inputs, answer, o.offer, file, false)).collect();
    let title = if let [one] = said.as_slice() { one.title.as_str() } else { importance::TITLE };
    let mut page = Page::new(format!("{title} · {}", model.title())).about(model);
    page.heading(1, title);
    for view in &said {
        if said.len() > 1 {
            page.heading(2, &view.title);
        }
        of_offer(&mut page, view);
    }
    if let Some(view) = said.first() {
        page.text(Tone::Plain, &view.cannot);
    }
    page
}

/// The part of the page about one offer, by itself.
pub fn card(model: &CustomerModel, view: &Ranking) -> Page {
    let mut page = Page::new(format!("{} · {}", view.title, model.title())).about(model);
    page.heading(1, &view.title);
    of_offer(&mut page, view);
    page.text(Tone::Plain, &view.cannot);
    page
}

fn of_offer(page: &mut Page, view: &Ranking) {
    page.text(Tone::Aside, view.over.as_str());
    view.sentences.iter().for_each(|sentence| page.text(Tone::Plain, sentence));
    page.figure(figure::importance::layout(view, WIDTH), "");
    page.fold(words::FACTS_TABLE, |fold| {
        let columns = [(words::FACT, Left), (words::MOVES, Right), (words::PART_OF_ALL, Right), ("", Sketch)];
        let mut table = Table::new(words::ranked(view.unit), columns);
        for row in &view.rows {
            let bar = "█".repeat(((row.bar * BAR as f32).round() as usize).clamp(1, BAR));
            table.row("", [format!("{}. {}", row.rank, row.label), row.amount.clone(), row.of_all.clone(), bar]);
        }
        fold.table(table);
    });
    page.fold(words::FACTS_TOLD, |fold| {
        fold.list(view.rows.iter().map(|row| row.told.iter().cloned().fold(Phrase::default(), Phrase::then)));
    });
    for text in [&view.rest, &view.idle] {
        page.text(Tone::Plain, text.as_deref().unwrap_or(""));
    }
    page.text(Tone::Plain, &view.exact);
}
