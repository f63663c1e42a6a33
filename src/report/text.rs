//! Any page as text for a terminal of 96 columns and more, which can also go into a letter.
//!
//! Figures are left out: what they show stands in the blocks after them.

use super::page::{Align, Block, Page, Row, Table, Tone};

/// Columns that lines keep to.
const WIDTH: usize = 96;
/// The widest that a table's first column gets before its texts go on in the next line, and the others.
const WIDEST: [usize; 2] = [40, 32];
/// The narrowest that the last one gets.
const NARROWEST: usize = 24;

/// A page as text.
pub fn print(page: &Page) -> String {
    let mut lines = Lines::default();
    lines.blocks(&page.blocks);
    lines.gap();
    for line in &page.about {
        lines.hanging("", line);
    }
    lines.text
}

/// A page as text whose tables and facts have a tab between their cells, for a spreadsheet: one line a row.
pub fn tabbed(page: &Page) -> String {
    let mut text = String::new();
    let cells = |cells: &mut dyn Iterator<Item = &str>| {
        let flat: Vec<String> = cells.map(|cell| cell.replace(['\t', '\r', '\n'], " ")).collect();
        flat.join("\t") + "\n"
    };
    for block in &page.blocks {
        match block {
            Block::Facts(facts) => {
                for (name, value) in facts {
                    text += &cells(&mut [name.as_str(), value].into_iter());
                }
            }
            Block::Table(table) => {
                text += &cells(&mut table.columns.iter().map(|column| column.head.as_str()));
                for row in &table.rows {
                    text += &cells(&mut row.cells.iter().map(String::as_str));
                }
            }
            _ => {
                let mut lines = Lines::default();
                lines.block(block);
                text += &lines.text;
            }
        }
        text.push('\n');
    }
    for line in &page.about {
        text += &cells(&mut [line.as_str()].into_iter());
    }
    text
}

/// Lines being written, no wider than [`WIDTH`] where words allow.
#[derive(Default)]
struct Lines {
    text: String,
    gap: bool,
}

impl Lines {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut last: Option<&Block> = None;
        for block in blocks {
            // paragraphs follow each other closely; everything else stands apart
            let close = match (last, block) {
                (Some(Block::Heading(..)), _) => true,
                (Some(Block::Text(..)), Block::Text(tone, _)) => *tone != Tone::Lead,
                _ => false,
            };
            if !close {
                self.gap();
            }
            self.block(block);
            last = Some(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(3, title) => self.line(&format!("─ {title}")),
            Block::Heading(_, title) => self.heading(title),
            Block::Text(_, text) => self.hanging("", &text.text()),
            Block::List(items) => items.iter().for_each(|item| self.hanging("· ", &item.text())),
            Block::Facts(facts) => {
                let width = facts.iter().map(|(name, _)| columns(name)).max().unwrap_or(0).min(WIDEST[0]);
                for (name, value) in facts {
                    self.hanging(&format!("{}  ", pad(name, width)), value);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figure { .. } => {}
            Block::Note(title, blocks) => {
                self.heading(title);
                self.blocks(blocks);
            }
            Block::Fold(_, blocks) => self.blocks(blocks),
        }
    }

    fn heading(&mut self, title: &str) {
        self.gap = !self.text.is_empty();
        let rule = WIDTH.saturating_sub(columns(title) + 4).max(3);
        self.line(&format!("── {title} {}", "─".repeat(rule)));
    }

    /// An empty line before the next text, if there is one; none right below a heading.
    fn gap(&mut self) {
        self.gap = !self.text.is_empty() && !self.text.ends_with("─\n");
    }

    fn line(&mut self, line: &str) {
        if std::mem::take(&mut self.gap) {
            self.text.push('\n');
        }
        self.text += line.trim_end();
        self.text.push('\n');
    }

    /// Text after a lead, its further lines under its first.
    fn hanging(&mut self, lead: &str, text: &str) {
        let indent = columns(lead);
        for (i, line) in wrap(text, WIDTH.saturating_sub(indent).max(NARROWEST)).iter().enumerate() {
            let lead = if i == 0 { lead.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{lead}{line}"));
        }
    }

    /// Rows under their header cells. A table that is too wide goes on below with its first column again.
    fn table(&mut self, table: &Table) {
        self.hanging("", &table.caption);
        let n = table.columns.len();
        let is_text = |i: usize| table.columns[i].align == Align::Left;
        let mark = if table.rows.iter().any(|row| !row.mark.is_empty()) { 2 } else { 0 };
        // where there is no room for whole header cells, they take more lines
        let widest = |i: usize, whole: bool| {
            let head = &table.columns[i].head;
            let head = if whole { columns(head) } else { head.split(' ').map(columns).max().unwrap_or(0) };
            table.rows.iter().map(|row| columns(&row.cells[i])).max().unwrap_or(0).max(head)
        };
        let natural = |whole: bool| -> Vec<usize> {
            let most = |i: usize| if is_text(i) { WIDEST[usize::from(i > 0)] } else { usize::MAX };
            (0..n).map(|i| widest(i, whole).min(most(i))).collect()
        };
        let whole = mark + natural(true).iter().map(|width| width + 2).sum::<usize>() <= WIDTH + 2;
        let natural = natural(whole);
        let mut from = 1;
        loop {
            let (mut used, mut to) = (mark + natural[0], from);
            while to < n {
                // the last text column makes do with what is left
                let least = if is_text(to) && to + 1 == n { natural[to].min(NARROWEST) } else { natural[to] };
                if to > from && used + 2 + least > WIDTH {
                    break;
                }
                used += 2 + least;
                to += 1;
            }
            let shown: Vec<usize> = [0].into_iter().chain(from..to).collect();
            let mut widths: Vec<usize> = shown.iter().map(|&i| natural[i]).collect();
            if let (Some(&last), Some(width)) = (shown.last(), widths.last_mut())
                && last > 0
                && is_text(last)
            {
                let room = WIDTH.saturating_sub(used - natural[last].min(NARROWEST));
                *width = widest(last, whole).min(room).max(1);
            }
            if from > 1 {
                self.gap();
            }
            if table.columns.iter().any(|column| !column.head.is_empty()) {
                let cells = table.columns.iter().map(|column| column.head.clone()).collect();
                self.row(table, &Row { mark: "", cells }, (&shown, &widths, mark));
            }
            for row in &table.rows {
                self.row(table, row, (&shown, &widths, mark));
            }
            from = to;
            if from >= n {
                break;
            }
        }
    }

    /// One row in the columns that are shown, on as many lines as its longest text takes.
    fn row(&mut self, table: &Table, row: &Row, (shown, widths, mark): (&[usize], &[usize], usize)) {
        let cells: Vec<Vec<String>> =
            shown.iter().zip(widths).map(|(&i, &width)| wrap(&row.cells[i], width)).collect();
        for k in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = pad(if k == 0 { row.mark } else { "" }, mark);
            for ((cell, &i), &width) in cells.iter().zip(shown).zip(widths) {
                let text = cell.get(k).map_or("", String::as_str);
                let is_right = table.columns[i].align == Align::Right;
                line += &if is_right { pad_left(text, width) } else { pad(text, width) };
                line += "  ";
            }
            self.line(&line);
        }
    }
}

/// A text in lines of a width; a word that is wider stands by itself.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // what is drawn in letters is no words
    if columns(text) <= width {
        return if text.is_empty() { lines } else { vec![text.to_owned()] };
    }
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        if !line.is_empty() && columns(&line) + 1 + columns(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// Columns of a text, where each character takes one.
fn columns(text: &str) -> usize {
    text.chars().count()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_their_width_and_lose_no_word() {
        let mut page = Page::new("x");
        page.heading(1, "A heading");
        page.list(["word ".repeat(60)]);
        let heads = ["Fact", "Because", "So"].map(|head| (head, Align::Left));
        let mut table = Table::new("A table", heads);
        table.row("→", ["long ".repeat(20), "short".to_owned(), "end ".repeat(30)]);
        page.table(table);
        let mut wide = Table::new("A wide one", (0..40).map(|i| (format!("c{i}"), Align::Right)));
        wide.row("", (0..40).map(|i| format!("{i}.25")));
        page.table(wide);
        let text = print(&page);
        for line in text.lines() {
            assert!(columns(line) <= WIDTH, "{line}");
        }
        for (word, n) in [("word", 60), ("long", 20), ("short", 1), ("end", 30), (".25", 39 + 3), ("→", 1)] {
            assert_eq!(text.matches(word).count(), n, "{word}: {text}");
        }
    }
}
