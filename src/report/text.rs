//! Text for a terminal of 80 columns and more: an explanation, a load report.

use super::Paper;
use crate::view::change::{Change, changes};
use crate::view::compare::{Row, compare};
use crate::view::firm::firmness;
use crate::view::inspect::{self, FeatureLine};
use crate::view::matching;
use crate::view::opened::CustomersFile;
use crate::view::phrase::upper_first;
use crate::view::reasons::{self, Step, StepKind};

/// Columns that lines keep to.
const WIDTH: usize = 96;

/// An explanation: what a what-if changes, who, what they get, why, what would change it, how far to trust it.
pub fn explanation(paper: &Paper<'_>) -> String {
    let screen = &paper.screen;
    let why = &screen.why;
    let mut page = Page::default();
    if let Some(banner) = &screen.banner {
        page.heading("What-if");
        page.paragraph(&banner.sentence.text());
        page.paragraph(&banner.because.text());
        for (_, change) in &screen.changes {
            page.item("·", change);
        }
    }
    let kind = if screen.kind.is_empty() { String::new() } else { format!(" ({})", screen.kind) };
    page.heading(&format!("{}{kind}", screen.who));
    page.paragraph(&screen.story);
    page.gap();
    page.paragraph(&why.strength.text());
    page.paragraph(&why.sentence.text());

    page.heading(&screen.offers_title);
    page.paragraph(&screen.offers_note);
    page.gap();
    offers(&mut page, paper);

    page.heading(&why.heading);
    reasons(&mut page, paper);

    page.heading("What would change it");
    switches(&mut page, paper);

    firm(&mut page, paper);
    versus(&mut page, paper);

    page.heading("What made no difference");
    page.paragraph(&why.no_difference.text());

    page.heading("How far to trust it");
    page.paragraph(&after_colon(&why.record.text()));
    page.paragraph(&why.proof.text());
    page.gap();
    for line in &why.computed {
        page.item("·", line);
    }

    page.heading("What this cannot tell you");
    page.paragraph(&after_colon(&why.limits.text()));
    page.finish()
}

/// A load report, warnings first.
pub fn inspection(report: &inspect::Report) -> String {
    let mut page = Page::default();
    page.heading(&report.title);
    page.paragraph(&report.description);
    if !report.warnings.is_empty() {
        page.heading("To know");
        for warning in &report.warnings {
            page.item("·", warning);
        }
    }
    page.gap();
    let width = report.lines.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    for (name, value) in &report.lines {
        page.hanging(&format!("{}  ", pad(name, width)), value);
    }
    page.heading("Offers");
    for [letter, id, title, about] in &report.offers {
        let id = if id == title { String::new() } else { format!(" [{id}]") };
        page.hanging(&format!("{}  ", pad(letter, 2)), &format!("{title}{id}"));
        page.hanging("    ", about);
    }
    page.heading("Features");
    let mut group = "";
    for feature in &report.features {
        if feature.group != group {
            group = &feature.group;
            page.line(&format!("{group}:"));
        }
        page.hanging(if group.is_empty() { "" } else { "  " }, &feature_line(feature));
    }
    if !report.unused.is_empty() {
        page.gap();
        page.hanging("Not used by the trees: ", &report.unused.join(", "));
    }
    page.finish()
}

/// A file of customers that was opened beside the model.
pub fn customers_file(file: &CustomersFile) -> String {
    let mut page = Page::default();
    page.heading(&file.title);
    for warning in &file.warnings {
        page.item("·", warning);
    }
    let width = file.lines.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    for (name, value) in &file.lines {
        page.hanging(&format!("{}  ", pad(name, width)), value);
    }
    if let Some(matching) = &file.matching {
        page.heading("Columns");
        columns_table(&mut page, matching);
    }
    if let Some(agreement) = &file.agreement {
        page.heading("Replay against reference predictions");
        page.paragraph(&agreement.finding);
        for (column, line) in &agreement.lines {
            page.hanging(&format!("{column}: "), line);
        }
        page.paragraph(agreement.caveat);
    }
    page.finish()
}

/// Which column became which feature, those that need a look marked.
fn columns_table(page: &mut Page, matching: &matching::Report) {
    let mut widths = matching.header.map(columns);
    for row in &matching.features {
        for (width, cell) in widths.iter_mut().zip(row.cells()) {
            *width = (*width).max(columns(cell)).min(32);
        }
    }
    let line = |mark: &str, cells: [&str; 5]| {
        let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| pad(cell, width)).collect();
        format!("{mark} {}", cells.join("  ")).trim_end().to_owned()
    };
    page.line(&line(" ", matching.header));
    for row in &matching.features {
        page.line(&line(if row.notable { "!" } else { " " }, row.cells()));
    }
}

fn feature_line(feature: &FeatureLine) -> String {
    let id = if feature.id == feature.label { String::new() } else { format!(" [{}]", feature.id) };
    let mut text = format!("{}{id}: {}", feature.label, feature.kind);
    if !feature.notes.is_empty() {
        text += &format!("; {}", feature.notes);
    }
    let splits = match feature.n_splits {
        0 => "no tree asks about it".to_owned(),
        n => crate::base::number::count(n, "split", "splits"),
    };
    format!("{text}; {splits}")
}

fn offers(page: &mut Page, paper: &Paper<'_>) {
    const BAR: usize = 16;
    let cards = &paper.screen.offers;
    let wide = |texts: &mut dyn Iterator<Item = &str>| texts.map(columns).max().unwrap_or(0);
    let letters = wide(&mut cards.iter().map(|c| c.letter.as_str()));
    let titles = wide(&mut cards.iter().map(|c| c.title.as_str())).min(30);
    let responses = wide(&mut cards.iter().map(|c| c.response.as_str()));
    for card in cards {
        let mark = if card.wins { "→" } else { " " };
        let bar = bar(card.bar, card.bar_before, BAR);
        let lead = format!(
            "{mark} {} {}  {}  {bar}  ",
            pad(&card.letter, letters),
            pad(&cut(&card.title, titles), titles),
            pad_left(&card.response, responses)
        );
        let mut about: Vec<String> = Vec::new();
        about.extend(Some(card.place.clone()).filter(|p| !p.is_empty()));
        about.extend(card.barred.clone());
        // no news of an offer whose response is as before
        let changed = card.change.bytes().any(|b| (b'1'..=b'9').contains(&b));
        about.extend(changed.then(|| format!("{} since the change", card.change)));
        let moved = match card.moved {
            0 => None,
            n if n > 0 => Some(format!("up {n}")),
            n => Some(format!("down {}", -n)),
        };
        about.extend(moved);
        page.hanging(&lead, &about.join(" · "));
    }
}

/// A bar of a share of its cells, with a mark where it was before.
fn bar(share: f32, before: Option<f32>, cells: usize) -> String {
    let place = |share: f32| ((share.clamp(0.0, 1.0) * cells as f32).round() as usize).min(cells);
    let filled = place(share);
    let mark = before.map(|b| place(b).clamp(1, cells) - 1);
    (0..cells)
        .map(|i| {
            if Some(i) == mark {
                '┊'
            } else if i < filled {
                '█'
            } else {
                '░'
            }
        })
        .collect()
}

fn reasons(page: &mut Page, paper: &Paper<'_>) {
    const TRACK: usize = 24;
    let waterfall = &paper.screen.why.waterfall;
    let rows = &waterfall.rows;
    let ends = rows.iter().flat_map(|r| [r.from, r.to]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let totals: Vec<String> = rows.iter().map(|row| paper.screen.measure.margin(row.to)).collect();
    let label = |row: &Step| match (row.kind, row.marks.is_empty()) {
        (StepKind::Start | StepKind::End, _) => row.label.clone(),
        (_, true) => format!("{}: {}", row.label, row.value),
        (_, false) => format!("{}: {} ({})", row.label, row.value, row.marks.join(", ")),
    };
    let labels = rows.iter().map(|r| columns(&label(r))).max().unwrap_or(0).min(38);
    let shares = rows.iter().map(|r| columns(&r.share)).max().unwrap_or(0);
    let sums = totals.iter().map(|t| columns(t)).max().unwrap_or(0);
    page.paragraph(&format!("Amounts in {}; the last column is the running total.", waterfall.unit));
    page.gap();
    for (row, total) in rows.iter().zip(&totals) {
        let anchor = matches!(row.kind, StepKind::Start | StepKind::End);
        let text = label(row);
        let (first, rest) = split_at_width(&text, labels);
        page.line(&format!(
            "{}  {}  {}  {}",
            pad(&first, labels),
            pad_left(&row.share, shares),
            track(row, low, high, TRACK, anchor),
            pad_left(total, sums)
        ));
        if !rest.is_empty() {
            page.hanging("  ", &rest);
        }
    }
    if rows.iter().any(|r| matches!(r.kind, StepKind::Rest(_))) {
        page.gap();
        page.paragraph(&format!("Everything else: {}.", rest(paper).join("; ")));
        page.paragraph(paper.screen.why.rest_note.as_deref().unwrap_or(""));
    }
}

/// The facts without a row of their own, each with its share.
fn rest(paper: &Paper<'_>) -> Vec<String> {
    let all = reasons::waterfall(paper.inputs, paper.profile, paper.explanation, &paper.screen.measure, true);
    let facts = all.rows.iter().filter(|r| matches!(r.kind, StepKind::Fact(_)));
    facts.skip(reasons::REASONS).map(|r| format!("{}: {} ({})", r.label, r.value, r.share)).collect()
}

/// A waterfall's row as text: where the step lies between the least and the greatest total.
fn track(row: &Step, low: f64, high: f64, cells: usize, anchor: bool) -> String {
    let span = high - low;
    let place = |x: f64| if span > 0.0 { ((x - low) / span * (cells - 1) as f64).round() as usize } else { 0 };
    let (from, to) = (place(row.from.min(row.to)), place(row.from.max(row.to)));
    let block = match (anchor, row.to >= row.from) {
        (true, _) => '┃',
        (false, true) => '▓',
        (false, false) => '▒',
    };
    (0..cells).map(|i| if (from..=to).contains(&i) { block } else { '·' }).collect()
}

fn switches(page: &mut Page, paper: &Paper<'_>) {
    const MOST: usize = 5;
    let changes = changes(paper.inputs.model(), paper.profile, paper.explanation, &paper.screen.measure);
    if let Some(nearest) = &paper.screen.why.nearest {
        page.paragraph(&nearest.sentence.text());
        page.gap();
    }
    page.paragraph(&changes.lead);
    for row in changes.rows.iter().take(MOST) {
        page.item("·", &switch_line(row));
    }
    if changes.rows.len() > MOST {
        page.item("·", &format!("and {} more", changes.rows.len() - MOST));
    }
}

/// How firm it is, a line per fact that can bring another offer first.
fn firm(page: &mut Page, paper: &Paper<'_>) {
    if paper.inputs.model().offers().len() == 1 {
        return;
    }
    let found = firmness(paper.inputs.model(), paper.profile, paper.explanation, None);
    page.heading("How firm is this");
    page.paragraph(&found.lead.text());
    page.gap();
    for row in &found.rows {
        let switches: Vec<String> = row.switches.iter().map(|(to, first, _)| format!("{to} → {first}")).collect();
        let far = if row.distance.is_empty() { String::new() } else { format!(" ({})", row.distance) };
        let stays = format!("now {}, stays first: {}; {}{far}", row.now, row.stays, switches.join(", "));
        page.item("·", &format!("{}: {stays}", row.fact));
    }
    page.paragraph(&found.never.text());
    page.paragraph(&found.limits.text());
}

/// The explained offer beside another one that was asked about.
fn versus(page: &mut Page, paper: &Paper<'_>) {
    let Some(versus) = &paper.versus else { return };
    let found = compare(paper.inputs, paper.explanation, versus, &paper.screen.measure);
    let [(a, first), (b, second)] = &found.offers;
    page.heading(&format!("Why {a} {first} and not {b} {second}"));
    page.paragraph(&found.sentence.text());
    page.gap();
    let lead = format!("{a}−{b}");
    let all = || found.rows.iter().chain(&found.steps);
    let wide = |of: &dyn Fn(&Row) -> usize, least: usize| all().map(of).max().unwrap_or(0).max(least);
    let label = wide(&|r| columns(&r.label), 0).min(52);
    let [x, y] = [0, 1].map(|i| wide(&|r| columns(&r.shares[i]), 4));
    let z = wide(&|r| columns(&r.lead), columns(&lead));
    let mut line = |label_text: &str, cells: [&str; 3]| {
        let (shown, rest) = split_at_width(label_text, label);
        let [p, q, r] = cells;
        page.line(&format!("{}  {}  {}  {}", pad(&shown, label), pad_left(p, x), pad_left(q, y), pad_left(r, z)));
        if !rest.is_empty() {
            page.hanging("  ", &rest);
        }
    };
    line("", [a, b, &lead]);
    for row in all() {
        line(&row.label, [&row.shares[0], &row.shares[1], &row.lead]);
    }
}

fn switch_line(row: &Change) -> String {
    let caution = row.caution.map(|c| format!(" ({c})")).unwrap_or_default();
    format!("{}: {}{caution} → {}", row.fact, row.to, row.letter)
}

/// What stands after the words that a heading already says.
fn after_colon(text: &str) -> String {
    upper_first(text.split_once(": ").map_or(text, |(_, rest)| rest))
}

/// Paragraphs, one after the other, no wider than a terminal where words allow.
pub fn paragraphs(lines: &[String]) -> String {
    let mut page = Page::default();
    for line in lines {
        match line.strip_prefix("  ") {
            Some(item) => page.item("  ·", item),
            None => page.paragraph(line),
        }
    }
    page.finish()
}

/// Lines being written, no wider than [`WIDTH`] where words allow.
#[derive(Default)]
pub(super) struct Page {
    text: String,
    gap: bool,
}

impl Page {
    pub(super) fn heading(&mut self, title: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.gap = false;
        let rule = WIDTH.saturating_sub(columns(title) + 4).max(3);
        self.line(&format!("── {title} {}", "─".repeat(rule)));
    }

    /// An empty line before the next text, if there is one.
    pub(super) fn gap(&mut self) {
        self.gap = !self.text.ends_with("─\n");
    }

    pub(super) fn line(&mut self, line: &str) {
        if std::mem::take(&mut self.gap) {
            self.text.push('\n');
        }
        self.text += line.trim_end();
        self.text.push('\n');
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.hanging("", text);
    }

    pub(super) fn item(&mut self, mark: &str, text: &str) {
        self.hanging(&format!("{mark} "), text);
    }

    /// Text after a lead, its further lines under its first.
    pub(super) fn hanging(&mut self, lead: &str, text: &str) {
        let indent = columns(lead);
        let mut line = lead.to_owned();
        let mut empty = true;
        for word in text.split([' ', '\n']).filter(|w| !w.is_empty()) {
            if !empty && columns(&line) + 1 + columns(word) > WIDTH.max(indent + 24) {
                self.line(&line);
                line = " ".repeat(indent);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line += word;
            empty = false;
        }
        if !line.trim().is_empty() {
            self.line(&line);
        }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Columns of a text, where each character takes one.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

pub(super) fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The text, or as much of it as fits with an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// As many words as fit, and the rest.
fn split_at_width(text: &str, width: usize) -> (String, String) {
    if columns(text) <= width {
        return (text.to_owned(), String::new());
    }
    let limit: usize = text.chars().take(width + 1).map(char::len_utf8).sum();
    match text[..limit].rfind(' ') {
        Some(at) if at > 0 => (text[..at].to_owned(), text[at + 1..].to_owned()),
        _ => (cut(text, width), text.chars().skip(width.saturating_sub(1)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_width() {
        let mut page = Page::default();
        page.heading("A heading");
        page.item("·", &"word ".repeat(60));
        for line in page.finish().lines() {
            assert!(columns(line) <= WIDTH, "{line}");
        }
        assert_eq!(split_at_width("Average basket: 38.40", 16), ("Average basket:".into(), "38.40".into()));
        assert_eq!(bar(0.5, Some(0.25), 8), "█┊██░░░░");
    }
}
