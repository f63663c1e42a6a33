//! One self-contained HTML page: no script, nothing fetched, light and dark, printable.
//!
//! The same sentences as on screen and the same figures, drawn into the page as SVG; each figure's numbers stand in a
//! table too, for screen readers and for copying. Every text is escaped.

use std::fmt::Write as _;

use super::Paper;
use crate::ask;
use crate::figure::{Frame, Theme, offers, plot, tree, trees, waterfall};
use crate::view::change::changes;
use crate::view::firm::firmness;
use crate::view::phrase::Phrase;
use crate::view::reasons::{self, StepKind};
use crate::view::{compare, path};

/// Width of figures in points.
const WIDTH: f32 = 720.0;
/// A drawn tree with more nodes than this is too dense to read on paper.
const NODES_DRAWN: usize = 127;
/// How many pairs of facts are listed.
const PAIRS: usize = 8;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #171d26; --muted: #545f6e; --line: #c9cfd8; --paper: #ffffff; --mark: #fff4d6; }
.dark { display: none; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f0f3f7; --muted: #a9b4c2; --line: #434d5b; --paper: #14181e; --mark: #3a3118; }
  .light { display: none; } .dark { display: block; }
}
@media print {
  :root { color-scheme: light; --ink: #171d26; --muted: #545f6e; --line: #c9cfd8; --paper: #ffffff; --mark: #ffffff; }
  .light { display: block; } .dark { display: none; }
  section { break-inside: avoid; } details > * { display: block; }
}
body { font: 16px/1.5 Inter, 'Segoe UI', Helvetica, Arial, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; } .muted, caption, figcaption, footer { color: var(--muted); } .lead { font-size: 1.1rem; }
.banner { background: var(--mark); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .9rem; }
figure { margin: .8rem 0; } svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }
caption { text-align: left; padding: .2rem 0; } th { text-align: left; font-weight: 600; }
td, th { border-bottom: 1px solid var(--line); padding: .25rem .5rem .25rem 0; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; font-size: .88rem; }
summary { cursor: pointer; }
";

/// An explanation as a page.
pub fn explanation(paper: &Paper<'_>) -> String {
    let model = paper.inputs.model();
    let screen = &paper.screen;
    let mut page = Page::new(&format!("{} · {}", screen.who, model.title()));
    page.add("<header>");
    page.tag("p class=\"muted\"", model.title());
    page.tag("h1", &screen.who);
    if !screen.kind.is_empty() {
        page.tag("p class=\"muted\"", &screen.kind);
    }
    page.tag("p", &screen.story);
    page.add("</header>");
    if let Some(banner) = &screen.banner {
        page.add("<section class=\"banner\" aria-label=\"What-if\">");
        page.phrase(&banner.sentence);
        page.phrase(&banner.because);
        page.add("<ul>");
        for (_, change) in &screen.changes {
            page.tag("li", change);
        }
        page.add("</ul></section>");
    }
    page.add("<section>");
    page.tag("h2", &screen.why.heading);
    page.add(&format!("<p class=\"lead\">{}</p>", phrase(&screen.why.strength)));
    page.phrase(&screen.why.sentence);
    reasons(&mut page, paper);
    page.add("</section>");
    offers_section(&mut page, paper);
    switches(&mut page, paper);
    firm(&mut page, paper);
    page.section("What made no difference");
    page.phrase(&screen.why.no_difference);
    page.add("</section>");
    comparison(&mut page, paper);
    pairs(&mut page, paper);
    path_section(&mut page, paper);
    page.section("How far to trust it");
    page.phrase(&screen.why.record);
    page.phrase(&screen.why.proof);
    page.add("<ul>");
    for line in &screen.why.computed {
        page.tag("li", line);
    }
    page.add("</ul></section><section>");
    page.phrase(&screen.why.limits);
    page.add("</section>");
    footer(&mut page, paper);
    page.finish()
}

fn reasons(page: &mut Page, paper: &Paper<'_>) {
    let why = &paper.screen.why;
    page.figure(&waterfall::layout(&why.waterfall, WIDTH), &why.waterfall.axis);
    if let Some(note) = &why.rest_note {
        page.tag("p class=\"muted\"", note);
    }
    let measure = &paper.screen.measure;
    let all = reasons::waterfall(paper.inputs, paper.profile, paper.explanation, measure, true);
    page.add("<details><summary>All reasons as a table</summary>");
    page.table(&format!("Shares in {}", all.unit), "llnn", &["Fact", "Value", "Share", "Running total"]);
    for row in &all.rows {
        let anchor = matches!(row.kind, StepKind::Start | StepKind::End);
        let marks = if row.marks.is_empty() { String::new() } else { format!(" ({})", row.marks.join(", ")) };
        let value = if anchor { "" } else { &row.value };
        let total = measure.margin(row.to);
        page.row(&[&format!("{}{marks}", row.label), value, &row.share, &total]);
    }
    page.add("</tbody></table></details>");
}

fn offers_section(page: &mut Page, paper: &Paper<'_>) {
    let screen = &paper.screen;
    page.section(&screen.offers_title);
    page.tag("p class=\"muted\"", &screen.offers_note);
    page.figure(&offers::layout(&screen.offers, WIDTH), "");
    page.add("<details><summary>The offers as a table</summary>");
    page.table("In order", "llnl", &["", "Offer", "Response", "Place"]);
    for card in &screen.offers {
        let mut place = card.place.clone();
        for more in card.barred.iter().chain(Some(&card.change).filter(|c| !c.is_empty())) {
            let _done = write!(place, " · {more}");
        }
        page.row(&[&card.letter, &card.title, &card.response, &place]);
    }
    page.add("</tbody></table></details></section>");
}

fn switches(page: &mut Page, paper: &Paper<'_>) {
    const MOST: usize = 20;
    let changes = changes(paper.inputs.model(), paper.profile, paper.explanation, &paper.screen.measure);
    page.section("What would change it");
    if let Some(nearest) = &paper.screen.why.nearest {
        page.phrase(&nearest.sentence);
    }
    page.tag("p", &changes.lead);
    if !changes.rows.is_empty() {
        page.table("Nearest first", "llll", &["Fact", "To", "Comes first", "To know"]);
        for row in changes.rows.iter().take(MOST) {
            page.row(&[&row.fact, &row.to, &row.letter, row.caution.unwrap_or("")]);
        }
        page.add("</tbody></table>");
        if changes.rows.len() > MOST {
            page.tag("p class=\"muted\"", &format!("And {} more.", changes.rows.len() - MOST));
        }
    }
    page.add("</section>");
}

fn comparison(page: &mut Page, paper: &Paper<'_>) {
    let rival = paper.explanation.rival.as_ref().map(|r| r.offer);
    let by_default = || ask::versus(paper.inputs, paper.explanation, rival?);
    let Some(versus) = paper.versus.clone().or_else(by_default) else { return };
    let found = compare::compare(paper.inputs, paper.explanation, &versus, &paper.screen.measure);
    let [(a, first), (b, second)] = &found.offers;
    page.section(&format!("{a} and {b} side by side"));
    page.phrase(&found.sentence);
    page.add("<details><summary>Both offers' reasons as a table</summary>");
    let caption = format!("{a} {first}, {b} {second}");
    page.table(&caption, "lnnn", &["Fact", a, b, &format!("{a}−{b}")]);
    for row in found.rows.iter().chain(&found.steps) {
        let [x, y] = &row.shares;
        page.row(&[&row.label, x, y, &row.lead]);
    }
    page.add("</tbody></table></details>");
    page.add("</section>");
}

/// How firm it is, a row per fact that can bring another offer first.
fn firm(page: &mut Page, paper: &Paper<'_>) {
    if paper.inputs.model().offers().len() == 1 {
        return;
    }
    let found = firmness(paper.inputs.model(), paper.profile, paper.explanation, None);
    page.section("How firm is this");
    page.phrase(&found.lead);
    if !found.rows.is_empty() {
        page.table("Closest first", "llll", &["Fact", "Now", "The same offer stays first", "Another comes first"]);
        for row in &found.rows {
            let switches: Vec<String> = row.switches.iter().map(|(to, first, _)| format!("{first} {to}")).collect();
            page.row(&[&row.fact, &row.now, &row.stays, &switches.join(", ")]);
        }
        page.add("</tbody></table>");
    }
    page.phrase(&found.never);
    page.phrase(&found.limits);
    page.add("</section>");
}

fn pairs(page: &mut Page, paper: &Paper<'_>) {
    let explanation = paper.explanation;
    let together = ask::together(paper.inputs, &explanation.question.values, explanation.focus);
    let found = compare::pairs(paper.inputs.model(), &together, &paper.screen.measure, PAIRS);
    page.section("What two facts do together");
    page.tag("p", &found.lead);
    if !found.rows.is_empty() {
        page.table("Strongest first", "ln", &["Pair", "Together"]);
        for (pair, text, _) in &found.rows {
            page.row(&[pair, text]);
        }
        page.add("</tbody></table>");
    }
    page.add("</section>");
}

fn path_section(page: &mut Page, paper: &Paper<'_>) {
    let (inputs, explanation, measure) = (paper.inputs, paper.explanation, &paper.screen.measure);
    let receipt = path::merged(inputs, explanation, measure);
    page.section(&format!("The path: {}", crate::view::phrase::lower_first(&receipt.title)));
    page.phrase(&receipt.note);
    page.add("<details><summary>The path as a receipt</summary>");
    page.receipt(&receipt);
    page.add("</details>");
    // the tree that says most beyond its average
    let off = |t: &(_, f64, Option<f64>)| (t.1 - t.2.unwrap_or(0.0)).abs();
    let most = explanation.trees.iter().min_by(|a, b| off(b).total_cmp(&off(a)));
    let bars = path::trees(explanation, measure);
    if bars.bars.len() > 1 {
        page.figure(
            &trees::layout(&bars, most.map(|t| t.0), WIDTH),
            bars.note.trim_end_matches(" Click one to see its way."),
        );
    }
    if let Some(&(idx, _, _)) = most {
        let answer = ask::tree(inputs, &explanation.question.values, idx);
        let view = path::tree(inputs, &explanation.question.values, &answer, measure);
        if view.nodes.len() <= NODES_DRAWN {
            page.figure(&tree::layout(&view, WIDTH), &view.title);
        }
        page.add("<details><summary>");
        page.text(&format!("{}, step by step", view.title));
        page.add("</summary>");
        page.receipt(&view.receipt);
        page.phrase(&view.receipt.note);
        page.add("</details>");
    }
    page.add("</section>");
}

fn footer(page: &mut Page, paper: &Paper<'_>) {
    let p = paper.inputs.model().provenance();
    let mut lines = vec![format!("Model: {} ({})", paper.inputs.model().title(), p.format)];
    if !p.training.is_empty() {
        lines.push(format!("Trained as {}", p.training));
    }
    lines.push(format!("Written by Candour {}, on the machine where the data is", env!("CARGO_PKG_VERSION")));
    page.add("<footer>");
    for line in lines {
        page.tag("p", &line);
    }
    page.add("</footer>");
}

struct Page {
    html: String,
    columns: &'static str,
}

impl Page {
    fn new(title: &str) -> Self {
        let mut page = Self { html: String::new(), columns: "" };
        page.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.tag("title", title);
        page.add(&format!("<style>{STYLE}</style>\n</head>\n<body>\n<main>"));
        page
    }

    fn finish(mut self) -> String {
        self.add("</main>\n</body>\n</html>");
        self.html
    }

    /// Adds markup as it is.
    fn add(&mut self, markup: &str) {
        self.html += markup;
        self.html.push('\n');
    }

    fn text(&mut self, text: &str) {
        self.html += &escape(text);
    }

    /// An element with a text; nothing for an empty text.
    fn tag(&mut self, tag: &str, text: &str) {
        if !text.is_empty() {
            let name = tag.split(' ').next().unwrap_or(tag);
            self.add(&format!("<{tag}>{}</{name}>", escape(text)));
        }
    }

    fn phrase(&mut self, sentence: &Phrase) {
        if !sentence.is_empty() {
            self.add(&format!("<p>{}</p>", phrase(sentence)));
        }
    }

    fn section(&mut self, heading: &str) {
        self.add("<section>");
        self.tag("h2", heading);
    }

    /// A figure for light and for dark; the reader's setting shows one of them.
    fn figure(&mut self, frame: &Frame, caption: &str) {
        self.add("<figure>");
        for (theme, class) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            self.add(&format!("<div class=\"{class}\">{}</div>", plot::svg(frame, theme)));
        }
        self.tag("figcaption", caption);
        self.add("</figure>");
    }

    /// Starts a table. `columns` has a letter for each: l for texts, n for numbers.
    fn table(&mut self, caption: &str, columns: &'static str, headings: &[&str]) {
        self.columns = columns;
        self.add("<table>");
        self.tag("caption", caption);
        let cells = self.cells("th scope=\"col\"", headings);
        self.add(&format!("<thead><tr>{cells}</tr></thead><tbody>"));
    }

    /// A row of the table that was started last.
    fn row(&mut self, cells: &[&str]) {
        let cells = self.cells("td", cells);
        self.add(&format!("<tr>{cells}</tr>"));
    }

    fn cells(&self, tag: &str, texts: &[&str]) -> String {
        let name = tag.split(' ').next().unwrap_or(tag);
        let cell = |(column, text): (char, &&str)| {
            let class = if column == 'n' { " class=\"n\"" } else { "" };
            format!("<{tag}{class}>{}</{name}>", escape(text))
        };
        self.columns.chars().zip(texts).map(cell).collect()
    }

    fn receipt(&mut self, receipt: &path::Receipt) {
        self.table(&receipt.title, "llnn", &["Fact", "Because", "Share", "Running total"]);
        for line in &receipt.lines {
            let number = line.number.map(|n| format!("{n}. ")).unwrap_or_default();
            self.row(&[&format!("{number}{}", line.what), &line.because, &line.amount, &line.total]);
        }
        self.add("</tbody></table>");
    }
}

fn phrase(phrase: &Phrase) -> String {
    let part = |(text, strong): &(String, bool)| {
        if *strong { format!("<strong>{}</strong>", escape(text)) } else { escape(text) }
    };
    phrase.0.iter().map(part).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            c => escaped.push(c),
        }
    }
    escaped
}
