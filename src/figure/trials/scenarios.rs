//! Scenarios side by side: a column each, heads above, what each row is about at the left. The parts are figures of
//! their own, so that heads and labels can stay in sight while the rest moves.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Target, Weight, at};
use crate::view::letter;
use crate::view::scenarios::{Cell, Comparison, Row, Subject, Which};

const TEXT: f32 = 14.5;
const SMALL: f32 = 13.0;
const LINE: f32 = 18.0;
const NOTE: f32 = 16.5;
const PAD: f32 = 10.0;
const TILE: f32 = 21.0;
const BAR: f32 = 10.0;
/// The heading above the facts.
const SECTION: f32 = 30.0;
/// How wide labels and columns are in a figure that leaves the app.
const OUTSIDE: (f32, f32) = (200.0, 176.0);

/// The parts.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// The names of the columns.
    pub heads: Frame,
    /// What each row is about.
    pub labels: Frame,
    /// The cells.
    pub cells: Frame,
}

/// Lays the parts out; labels and columns are as wide as told.
pub fn layout(view: &Comparison, label_width: f32, column_width: f32) -> Sheet {
    let width = column_width * view.columns.len() as f32;
    let mut labels = Frame::new(label_width, 0.0, "What the rows are about");
    let mut cells = Frame::new(width, 0.0, view.sentence.text());
    let mut y = 0.0;
    let mut in_facts = false;
    for row in &view.rows {
        if matches!(row.subject, Subject::Fact(_)) && !in_facts {
            in_facts = true;
            let place = at(0.0, y + SECTION - 11.0);
            labels.text(Role::Muted, place, Align::Left, SMALL, Weight::Strong, "Changed facts");
            y += SECTION;
        }
        y += lay_row(&mut labels, &mut cells, row, y, label_width, column_width);
    }
    for i in 0..view.columns.len() {
        let x = column_width * i as f32;
        cells.line(Role::Grid, at(x, 0.0), at(x, y), 1.0);
    }
    (labels.size.y, cells.size.y) = (y, y);
    Sheet { heads: heads(view, column_width), labels, cells }
}

fn heads(view: &Comparison, column_width: f32) -> Frame {
    let room = column_width - 2.0 * PAD;
    let lines: Vec<[Vec<String>; 2]> = view
        .columns
        .iter()
        .map(|c| {
            let kind =
                if c.is_shown && c.which != Which::Now { format!("{} · shown now", c.kind) } else { c.kind.clone() };
            [font::wrap(&c.name, TEXT, Weight::Strong, room), font::wrap(&kind, SMALL, Weight::Regular, room)]
        })
        .collect();
    let height = |[name, kind]: &[Vec<String>; 2]| name.len() as f32 * LINE + kind.len() as f32 * NOTE;
    let most = lines.iter().map(height).fold(0.0, f32::max);
    let mut frame = Frame::new(column_width * view.columns.len() as f32, most + 10.0, "Columns");
    for (i, ([name, kind], column)) in lines.iter().zip(&view.columns).enumerate() {
        let x = column_width * i as f32;
        if column.is_shown {
            // a line over what is shown now, which its words say too
            frame.rect(Role::Path, at(x + PAD, 0.0), at(x + column_width - PAD, 3.0), 1.0);
        }
        let mut y = 6.0;
        for line in name {
            y += LINE;
            frame.text(Role::Ink, at(x + PAD, y - LINE / 2.0), Align::Left, TEXT, Weight::Strong, line);
        }
        for line in kind {
            y += NOTE;
            frame.text(Role::Muted, at(x + PAD, y - NOTE / 2.0), Align::Left, SMALL, Weight::Regular, line);
        }
        frame.hit(at(x, 0.0), at(x + column_width, most + 10.0), Target::Cell, column.about.as_str());
    }
    frame
}

/// Lines of a cell: its text, its note, and whether the note stands beside the text.
struct Lines {
    text: Vec<String>,
    note: Vec<String>,
}

fn lines(cell: &Cell, room: f32, beside: bool) -> Lines {
    let weight = if cell.strong { Weight::Strong } else { Weight::Regular };
    let room = room - if cell.tile.is_some() { TILE + 7.0 } else { 0.0 };
    let note_room = room - if cell.way == 0 { 0.0 } else { 14.0 };
    Lines {
        text: font::wrap(&cell.text, TEXT, weight, room),
        note: if cell.note.is_empty() || beside {
            Vec::new()
        } else {
            font::wrap(&cell.note, SMALL, Weight::Regular, note_room)
        },
    }
}

/// Lays one row; gives its height.
fn lay_row(labels: &mut Frame, cells: &mut Frame, row: &Row, y: f32, label_width: f32, column_width: f32) -> f32 {
    let room = column_width - 2.0 * PAD;
    // notes stand beside their texts where all of the row have room for it
    let fits = |c: &Cell| {
        let text = font::width(&c.text, TEXT, Weight::Strong);
        c.tile.is_none() && text + font::width(&c.note, SMALL, Weight::Regular) + 26.0 <= room
    };
    let beside = row.cells.iter().all(fits);
    let all: Vec<Lines> = row.cells.iter().map(|c| lines(c, room, beside)).collect();
    let bar = if row.cells.iter().any(|c| c.bar.is_some()) { BAR } else { 0.0 };
    let tall = |l: &Lines| l.text.len() as f32 * LINE + l.note.len() as f32 * NOTE;
    let offer = if let Subject::Offer(offer) = row.subject { Some(offer) } else { None };
    // the letter says which offer, so the label's own letter is left out
    let name = match offer {
        Some(o) => row.label.strip_prefix(&format!("{} ", letter(o))),
        None => None,
    };
    let indent = if name.is_some() { TILE + 9.0 } else { 0.0 };
    let weight =
        if offer.is_some() || matches!(row.subject, Subject::Fact(_)) { Weight::Regular } else { Weight::Strong };
    let label = font::wrap(name.unwrap_or(&row.label), TEXT, weight, label_width - indent - PAD);
    let height = (all.iter().map(tall).fold(0.0, f32::max) + bar).max(label.len() as f32 * LINE) + 12.0;
    let top = y + 6.0;

    if let (Some(offer), Some(_)) = (offer, name) {
        tile(labels, at(0.0, top), offer.0, &letter(offer));
    }
    for (k, line) in label.iter().enumerate() {
        let place = at(indent, top + LINE * (k as f32 + 0.5));
        labels.text(Role::Ink, place, Align::Left, TEXT, weight, line);
    }
    labels.line(Role::Grid, at(0.0, y), at(label_width, y), 1.0);
    cells.line(Role::Grid, at(0.0, y), at(cells.size.x, y), 1.0);
    for (i, (cell, lines)) in row.cells.iter().zip(&all).enumerate() {
        let (left, right) = (column_width * i as f32, column_width * (i + 1) as f32);
        if cell.lit {
            cells.rect(Role::Changed, at(left + 3.0, y + 2.0), at(right - 2.0, y + height - 2.0), 6.0);
        }
        lay_cell(cells, cell, lines, at(left + PAD, top), right - PAD, offer.map(|o| o.0));
        cells.hit(at(left, y), at(right, y + height), Target::Cell, cell.about.as_str());
    }
    height
}

fn lay_cell(
    frame: &mut Frame,
    cell: &Cell,
    lines: &Lines,
    from: crate::figure::Point,
    right: f32,
    offer: Option<u32>,
) {
    let mut x = from.x;
    if let Some(offer) = cell.tile {
        tile(frame, at(x, from.y - 1.0), offer.0, &letter(offer));
        x += TILE + 7.0;
    }
    let weight = if cell.strong { Weight::Strong } else { Weight::Regular };
    let ink = if cell.faint { Role::Muted } else { Role::Ink };
    let mut y = from.y;
    for line in &lines.text {
        frame.text(ink, at(x, y + LINE / 2.0), Align::Left, TEXT, weight, line);
        y += LINE;
    }
    let muted = if cell.lit { Role::ChangedInk } else { Role::Muted };
    let arrow = |frame: &mut Frame, x: f32, y: f32| {
        if cell.way != 0 {
            let up = cell.way > 0;
            let (role, s) = if up { (Role::Raises, -4.0) } else { (Role::Lowers, 4.0) };
            let points = vec![at(x, y + s), at(x - 5.0, y - s), at(x + 5.0, y - s)];
            frame.push(role, crate::figure::Shape::Polygon(points));
        }
    };
    if lines.note.is_empty() && !cell.note.is_empty() {
        let middle = from.y + LINE / 2.0;
        frame.text(muted, at(right, middle), Align::Right, SMALL, Weight::Regular, cell.note.as_str());
        arrow(frame, right - font::width(&cell.note, SMALL, Weight::Regular) - 9.0, middle);
    }
    for (k, line) in lines.note.iter().enumerate() {
        let indent = if cell.way == 0 { 0.0 } else { 14.0 };
        if k == 0 {
            arrow(frame, x + 5.0, y + NOTE / 2.0);
        }
        frame.text(muted, at(x + indent, y + NOTE / 2.0), Align::Left, SMALL, Weight::Regular, line);
        y += NOTE;
    }
    if let (Some(bar), Some(offer)) = (cell.bar, offer) {
        let (top, bottom) = (y + 3.0, y + 8.0);
        frame.rect(Role::Track, at(from.x, top), at(right, bottom), 2.0);
        let end = from.x + (right - from.x) * bar;
        frame.rect(Role::Offer(offer), at(from.x, top), at(end.max(from.x + 1.5), bottom), 2.0);
    }
}

/// An offer's letter on its colour.
fn tile(frame: &mut Frame, from: crate::figure::Point, offer: u32, letter: &str) {
    frame.rect(Role::Offer(offer), from, at(from.x + TILE, from.y + TILE), 5.0);
    let middle = at(from.x + TILE / 2.0, from.y + TILE / 2.0);
    frame.text(Role::OnFill, middle, Align::Centre, SMALL, Weight::Strong, letter);
}

/// All parts as one figure, for outside.
pub fn sheet(view: &Comparison) -> Frame {
    let (label_width, column_width) = OUTSIDE;
    let sheet = layout(view, label_width, column_width);
    let (head, cells) = (sheet.heads.size.y, sheet.cells.size);
    let mut frame = Frame::new(label_width + cells.x, head + cells.y, view.sentence.text());
    frame.add(&sheet.heads, at(label_width, 0.0));
    frame.add(&sheet.labels, at(0.0, head));
    frame.add(&sheet.cells, at(label_width, head));
    frame
}
