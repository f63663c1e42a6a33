//! A response curve and a map of two facts as pages.

use std::sync::Arc;

use super::page::WIDTH;
use crate::ask::Inputs;
use crate::explain::{ResponseCurve, ResponseMap};
use crate::figure;
use crate::model::{Profile, Value};
use crate::report::page::{Align, Page, Table, Tone};
use crate::report::parts_json::Head;
use crate::view::curve::{self, CurveView};
use crate::view::map::{self, MapView};
use crate::view::words::report as words;
use crate::view::{Measure, Scale, letter};

/// Everything a printer needs of a curve or a map of one customer.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What was asked of.
    pub inputs: &'a Inputs,
    /// Who it is about, as they really are.
    pub profile: &'a Profile,
    /// Their facts as asked.
    pub values: &'a [Value],
}

impl<'a> Sheet<'a> {
    fn measure(&self) -> Measure {
        Measure::of(self.inputs.model(), Scale::Points, 1.0)
    }

    fn page(&self, title: &str) -> Page {
        let model = self.inputs.model();
        let whom = if self.profile.name.is_empty() { String::new() } else { format!(" · {}", self.profile.name) };
        let mut page = Page::new(format!("{title}{whom} · {}", model.title())).about(model);
        page.heading(1, title);
        page
    }

    pub(super) fn head(&self, kind: &'static str) -> Head<'a> {
        Head::of(kind, self.inputs, self.profile, &self.profile.values, self.values)
    }

    /// A curve in words.
    pub fn curve(&self, found: &ResponseCurve) -> CurveView {
        curve::curve(self.inputs.model(), self.profile, found, self.values, &self.measure())
    }

    /// A map in words.
    pub fn map(&self, found: Arc<ResponseMap>) -> MapView {
        map::map(self.inputs.model(), self.profile, found, self.values, &self.measure())
    }
}

/// A curve as a page.
pub fn curve_page(sheet: &Sheet<'_>, found: &ResponseCurve) -> Page {
    let said = sheet.curve(found);
    let mut page = sheet.page(&said.title);
    page.text(Tone::Plain, &said.lead);
    page.heading(2, words::SWITCHES);
    page.list(said.switches.iter().map(String::as_str));
    page.heading(2, words::STRETCHES);
    let align = |i: usize| if i == 0 { Align::Left } else { Align::Right };
    let mut table = Table::new("", said.head.iter().enumerate().map(|(i, head)| (head.as_str(), align(i))));
    for row in &said.rows {
        let mark = match (row.now, row.before) {
            (true, _) => "●",
            (false, true) => "○",
            _ => "",
        };
        table.row(mark, [&row.values, &row.first].into_iter().chain(&row.responses).map(String::as_str));
    }
    page.table(table);
    page.text(Tone::Aside, words::CURVE_MARKS);
    page.facts(&said.offers);
    page.text(Tone::Plain, &said.limits);
    page
}

/// A map as a page: drawn, and a letter for every pair of bands.
pub fn map_page(sheet: &Sheet<'_>, said: &MapView) -> Page {
    let mut page = sheet.page(&said.title);
    page.text(Tone::Plain, &said.lead);
    page.figure(figure::map::layout(said, WIDTH).frame, "");
    let [across, up] = &said.axes;
    let here = said.here();
    let band = |k: usize| said.axes[k].bands.iter().position(|b| b.places.contains(&here[k]));
    let is_shown = said.axes.iter().all(|a| a.now.is_some());
    let (column, row) = (band(0).filter(|_| is_shown), band(1).filter(|_| is_shown));
    page.fold(words::MAP_TABLE, |fold| {
        let numbers = (1..=across.bands.len()).map(|i| (format!("{i} "), Align::Right));
        let columns = [(String::new(), Align::Left)].into_iter().chain(numbers);
        let caption = words::axes(&up.label, &across.label);
        let mut table = Table::new(caption, columns);
        for (k, (text, letters)) in map::letters(said).iter().enumerate() {
            let is_row = row == Some(up.bands.len() - 1 - k);
            let cell = |(i, letter): (usize, &String)| match is_row && column == Some(i) {
                true => format!("[{letter}]"),
                false => format!("{letter} "),
            };
            table.row("", [text.clone()].into_iter().chain(letters.iter().enumerate().map(cell)));
        }
        fold.table(table);
        let bands = across.bands.iter().enumerate();
        fold.facts(
            &bands.map(|(i, b)| ((i + 1).to_string(), format!("{}: {}", across.label, b.text))).collect::<Vec<_>>(),
        );
    });
    let offers = said.offers.iter().map(|(offer, name)| {
        let mark = offer.map_or_else(|| "–".to_owned(), letter);
        (mark, name.split_once(' ').map_or(name.as_str(), |(_, title)| title).to_owned())
    });
    page.facts(&offers.collect::<Vec<_>>());
    if is_shown {
        page.text(Tone::Plain, words::here(&said.about(here).replace('\n', "; ")));
    }
    page.text(Tone::Plain, &said.limits);
    page
}
