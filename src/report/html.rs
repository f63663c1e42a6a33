//! Any page as one self-contained HTML file: no script, nothing fetched, light and dark, printable.
//!
//! Figures are drawn into it as SVG, in both themes; a figure's own sentence names it for those who do not see it.
//! Header cells say which row or column they head. Every text is escaped.

use super::page::{Align, Block, Page, Table, Tone};
use crate::figure::{Frame, Theme, plot};
use crate::view::Phrase;

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
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
p { margin: .4rem 0; } .muted, caption, figcaption, footer { color: var(--muted); } .lead { font-size: 1.1rem; }
.banner { background: var(--mark); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .9rem;
  margin-bottom: 1rem; }
figure { margin: .8rem 0; } svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }
caption { text-align: left; padding: .2rem 0; } th { text-align: left; font-weight: 600; }
tbody th { font-weight: 400; }
td, th { border-bottom: 1px solid var(--line); padding: .25rem .5rem .25rem 0; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; }
dt { color: var(--muted); } dd { margin: 0; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; font-size: .88rem; }
summary { cursor: pointer; }
";

/// A page as HTML.
pub fn print(page: &Page) -> String {
    let mut html = Html(String::new());
    html.add(&format!("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">", page.language));
    html.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.tag("title", &page.title);
    html.add(&format!("<style>{STYLE}</style>\n</head>\n<body>\n<main>"));
    let mut in_section = false;
    for block in &page.blocks {
        if matches!(block, Block::Heading(2, _)) {
            html.add(if in_section { "</section><section>" } else { "<section>" });
            in_section = true;
        }
        html.block(block);
    }
    if in_section {
        html.add("</section>");
    }
    html.add("</main>");
    if !page.about.is_empty() {
        html.add("<footer>");
        page.about.iter().for_each(|line| html.tag("p", line));
        html.add("</footer>");
    }
    html.add("</body>\n</html>");
    html.0
}

struct Html(String);

impl Html {
    /// Adds markup as it is.
    fn add(&mut self, markup: &str) {
        self.0 += markup;
        self.0.push('\n');
    }

    /// An element with a text; nothing for an empty text.
    fn tag(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.add(&format!("<{name}>{}</{name}>", escape(text)));
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => self.tag(&format!("h{level}"), text),
            Block::Text(tone, text) => {
                let class = match tone {
                    Tone::Lead => " class=\"lead\"",
                    Tone::Plain => "",
                    Tone::Aside => " class=\"muted\"",
                };
                self.add(&format!("<p{class}>{}</p>", phrase(text)));
            }
            Block::List(items) => {
                let items: String = items.iter().map(|item| format!("<li>{}</li>\n", phrase(item))).collect();
                self.add(&format!("<ul>\n{items}</ul>"));
            }
            Block::Facts(facts) => {
                let fact = |(name, value): &(String, String)| {
                    format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), escape(value))
                };
                self.add(&format!("<dl>\n{}</dl>", facts.iter().map(fact).collect::<String>()));
            }
            Block::Table(table) => self.table(table),
            Block::Figure { frame, caption } => self.figure(frame, caption),
            Block::Note(title, blocks) => {
                self.add(&format!("<section class=\"banner\" aria-label=\"{}\">", escape(title)));
                blocks.iter().for_each(|block| self.block(block));
                self.add("</section>");
            }
            Block::Fold(title, blocks) => {
                self.add(&format!("<details><summary>{}</summary>", escape(title)));
                blocks.iter().for_each(|block| self.block(block));
                self.add("</details>");
            }
        }
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

    fn table(&mut self, table: &Table) {
        // the figure beside it is here, so its sketch is not needed
        let shown: Vec<usize> =
            (0..table.columns.len()).filter(|&i| table.columns[i].align != Align::Sketch).collect();
        let cell = |name: &str, scope: &str, i: usize, text: &str| {
            let class = if table.columns[i].align == Align::Right { " class=\"n\"" } else { "" };
            format!("<{name}{scope}{class}>{}</{name}>", escape(text))
        };
        self.add("<div class=\"wide\"><table>");
        self.tag("caption", &table.caption);
        let heads = shown.iter().map(|&i| match table.columns[i].head.as_str() {
            "" => "<td></td>".to_owned(),
            head => cell("th", " scope=\"col\"", i, head),
        });
        self.add(&format!("<thead><tr>{}</tr></thead><tbody>", heads.collect::<String>()));
        for row in &table.rows {
            let cells = shown.iter().map(|&i| match (i, row.mark) {
                (0, "") => cell("th", " scope=\"row\"", 0, &row.cells[0]),
                (0, mark) => cell("th", " scope=\"row\"", 0, &format!("{mark} {}", row.cells[0])),
                _ => cell("td", "", i, &row.cells[i]),
            });
            self.add(&format!("<tr>{}</tr>", cells.collect::<String>()));
        }
        self.add("</tbody></table></div>");
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
