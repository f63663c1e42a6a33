//! A response curve and a map of two facts as text for a terminal.

use std::sync::Arc;

use crate::ask::Inputs;
use crate::explain::{ResponseCurve, ResponseMap};
use crate::model::{Profile, Value};
use crate::report::parts_json::Head;
use crate::report::text::{Page, columns, pad, pad_left};
use crate::view::curve::{self, CurveView};
use crate::view::map::{self, MapView};
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

/// A curve as text.
pub fn text(sheet: &Sheet<'_>, found: &ResponseCurve) -> String {
    let said = sheet.curve(found);
    let mut page = Page::default();
    page.heading(&said.title);
    page.paragraph(&said.lead.text());
    page.heading("Where it switches");
    for switch in &said.switches {
        page.item("·", switch);
    }
    page.heading("Every stretch");
    let cells = |i: usize| std::iter::once(&said.head[i]).chain(said.rows.iter().map(move |r| cell(r, i)));
    let widths: Vec<usize> = (0..said.head.len()).map(|i| cells(i).map(|t| columns(t)).max().unwrap_or(0)).collect();
    let line = |mark: &str, texts: &[&str]| {
        let cell = |(i, text): (usize, &&str)| {
            if i == 0 { pad(text, widths[i]) } else { pad_left(text, widths[i].max(5)) }
        };
        format!("{mark} {}", texts.iter().enumerate().map(cell).collect::<Vec<_>>().join("  "))
    };
    page.line(&line(" ", &said.head.iter().map(String::as_str).collect::<Vec<_>>()));
    for row in &said.rows {
        let texts: Vec<&str> = (0..said.head.len()).map(|i| cell(row, i).as_str()).collect();
        let mark = match (row.now, row.before) {
            (true, _) => "●",
            (false, true) => "○",
            _ => " ",
        };
        page.line(&line(mark, &texts));
    }
    page.gap();
    page.paragraph("● is now, ○ is before any change.");
    for (letter, title) in &said.offers {
        page.hanging(&format!("{letter}  "), title);
    }
    page.gap();
    page.paragraph(&said.limits.text());
    page.finish()
}

fn cell(row: &curve::Row, i: usize) -> &String {
    match i {
        0 => &row.values,
        1 => &row.first,
        _ => &row.responses[i - 2],
    }
}

/// A map as text: a letter for every pair of bands.
pub fn map_text(said: &MapView) -> String {
    let mut page = Page::default();
    page.heading(&said.title);
    page.paragraph(&said.lead.text());
    let [across, up] = &said.axes;
    page.gap();
    page.paragraph(&format!("Down: {}. Across: {}, numbered below.", up.label, across.label));
    page.gap();
    let here = said.here();
    let rows = map::letters(said);
    let width = rows.iter().map(|(text, _)| columns(text)).max().unwrap_or(0).min(30);
    let number = across.bands.len().to_string().len().max(1) + 2;
    // as many columns as fit beside the values
    let fit = ((96 - 2 - width.min(60)) / number).max(1);
    let band = |k: usize| said.axes[k].bands.iter().position(|b| b.places.contains(&here[k]));
    let is_shown = said.axes.iter().all(|a| a.now.is_some());
    let (column, row) = (band(0).filter(|_| is_shown), band(1).filter(|_| is_shown));
    for start in (0..across.bands.len()).step_by(fit) {
        let range = start..(start + fit).min(across.bands.len());
        let heads: String = range.clone().map(|i| pad_left(&format!("{} ", i + 1), number)).collect();
        page.line(&format!("{}{heads}", pad("", width + 1)));
        for (k, (text, letters)) in rows.iter().enumerate() {
            let at = up.bands.len() - 1 - k;
            let cell = |i: usize| match (column == Some(i), row == Some(at)) {
                (true, true) => pad_left(&format!("[{}]", letters[i]), number),
                _ => pad_left(&format!("{} ", letters[i]), number),
            };
            page.line(&format!("{} {}", pad(text, width), range.clone().map(cell).collect::<String>()));
        }
        page.gap();
    }
    for (i, band) in across.bands.iter().enumerate() {
        page.hanging(
            &format!("{}  ", pad_left(&(i + 1).to_string(), number - 2)),
            &format!("{}: {}", across.label, band.text),
        );
    }
    page.gap();
    for (offer, name) in &said.offers {
        let mark = offer.map_or_else(|| "–".to_owned(), letter);
        page.hanging(&format!("{}  ", pad(&mark, 2)), name.split_once(' ').map_or(name.as_str(), |(_, t)| t));
    }
    if is_shown {
        page.gap();
        page.paragraph(&format!("[ ] is now. {}", said.about(here).replace('\n', "; ")));
    }
    page.gap();
    page.paragraph(&said.limits.text());
    page.finish()
}
