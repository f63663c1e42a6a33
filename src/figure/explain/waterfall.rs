//! The waterfall: from the average customer to this one, a bar per reason, each starting where the last one ended.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Target, Weight, at};
use crate::view::reasons::{Step, StepKind, Waterfall};
use crate::view::words::figure::{AVERAGE, THE_LINE};

/// The least height of a row.
pub const ROW: f32 = 23.0;
const BAR: f32 = 16.0;
const TIP: f32 = 6.0;
const TEXT: f32 = 14.0;
const SMALL: f32 = 13.0;
const GAP: f32 = 10.0;
/// How thick the edge of a hollow bar is.
const EDGE: f32 = 1.6;
/// Width below which an average is told only where one points.
const AVERAGES_FROM: f32 = 430.0;
/// Height of the head: what the amounts count. And of what stands above columns.
const HEAD: f32 = 24.0;
const NAMES: f32 = 16.0;
/// Height of the foot: the axis. And of a line of it.
const FOOT: f32 = 22.0;
const LINE: f32 = 16.0;

/// The columns, by where they end.
struct Columns {
    label: f32,
    value: f32,
    usual: f32,
    plot: (f32, f32),
}

/// The height of the head and of so many rows, if none takes two lines.
pub fn height(view: &Waterfall, n_rows: usize) -> f32 {
    head(view) + n_rows as f32 * ROW + foot(view, f32::INFINITY)
}

/// The height of the head.
fn head(view: &Waterfall) -> f32 {
    let named = view.line.is_some() || view.rows.iter().any(|row| !row.usual.is_empty());
    HEAD + if named { NAMES } else { 0.0 }
}

/// The height of the axis, where its ticks begin at an x.
fn foot(view: &Waterfall, plot: f32) -> f32 {
    FOOT + if axis_beside(view, plot) { 0.0 } else { LINE }
}

/// Whether what the axis counts has room beside its ticks.
fn axis_beside(view: &Waterfall, plot: f32) -> bool {
    font::width(&view.axis, SMALL, Weight::Regular) + 2.0 * GAP <= plot
}

/// Lays it out in a width. Labels wrap to two lines if they must; bars point the way they push, filled for the offer and
/// hollow against it.
pub fn layout(view: &Waterfall, width: f32) -> Frame {
    let columns = columns(view, width);
    let weight = |step: &Step| if is_anchor(step) { Weight::Strong } else { Weight::Regular };
    let mut heights = Vec::with_capacity(view.rows.len());
    let mut lines = Vec::with_capacity(view.rows.len());
    for row in &view.rows {
        let usual = columns.usual - columns.value - GAP;
        let text = font::wrap(&row.label, TEXT, weight(row), columns.label + 1.0);
        let value = font::wrap(&row.value, SMALL, weight(row), columns.value - columns.label - GAP + 1.0);
        let usual =
            if usual > 0.0 { font::wrap(&row.usual, SMALL, Weight::Regular, usual + 1.0) } else { Vec::new() };
        let n_lines = text.len().max(value.len()).max(usual.len());
        heights.push(ROW.max(n_lines as f32 * 16.0 + 7.0));
        lines.push([text, value, usual]);
    }
    let top = head(view);
    let bottom = top + heights.iter().sum::<f32>();
    let mut frame = Frame::new(width, bottom + foot(view, columns.plot.0), alternative(view));
    let (low, high) = ends(view);
    let span = if high > low { high - low } else { 1.0 };
    let x = |margin: f64| columns.plot.0 + ((margin - low) / span) as f32 * (columns.plot.1 - columns.plot.0);
    axis(&mut frame, view, &columns, &x, (top, bottom), width);

    let mut y = top;
    for (i, ((row, height), [label, value, usual])) in view.rows.iter().zip(&heights).zip(&lines).enumerate() {
        let middle = y + height / 2.0;
        for (text, role, size, weight, anchor, align) in [
            (label, Role::Ink, TEXT, weight(row), 0.0, Align::Left),
            (value, Role::Ink, SMALL, weight(row), columns.value, Align::Right),
            (usual, Role::Muted, SMALL, Weight::Regular, columns.usual, Align::Right),
        ] {
            let first = middle - (text.len() as f32 - 1.0) * 8.0;
            for (k, line) in text.iter().enumerate() {
                frame.text(role, at(anchor, first + k as f32 * 16.0), align, size, weight, line);
            }
        }
        frame.text(Role::Ink, at(width, middle), Align::Right, SMALL, Weight::Strong, &row.share);
        let (a, b) = (x(row.from), x(row.to));
        if is_anchor(row) {
            frame.push(Role::Ink, Shape::Disc { centre: at(b, middle), radius: 5.0 });
        } else {
            bar(&mut frame, Role::Offer(view.offer.0), row.to >= row.from, (a, b), middle);
        }
        if let Some(next) = heights.get(i + 1) {
            let next_top = y + height + next / 2.0 - BAR / 2.0;
            frame.line(
                Role::Muted,
                at(b, middle + if is_anchor(row) { 5.0 } else { BAR / 2.0 }),
                at(b, next_top),
                1.0,
            );
        }
        if let Some(target) = target(row) {
            frame.hit(at(0.0, y), at(width, y + height), target, about(row, view));
        }
        y += height;
    }
    // above the bars, so that a bar which crosses it does not hide it
    if let Some((margin, _)) = &view.line {
        frame.line(Role::Ink, at(x(*margin), top - 4.0), at(x(*margin), bottom), 2.0);
    }
    frame
}

/// From the least to the greatest margin that is shown.
fn ends(view: &Waterfall) -> (f64, f64) {
    let all = view.rows.iter().flat_map(|r| [r.from, r.to]).chain(view.line.iter().map(|line| line.0));
    all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)))
}

/// Labels, then values, then what is usual, then the plot, then the amounts.
fn columns(view: &Waterfall, width: f32) -> Columns {
    let widest = |texts: &mut dyn Iterator<Item = (&str, Weight)>, size: f32| {
        texts.map(|(t, w)| font::width(t, size, w)).fold(0.0, f32::max)
    };
    let weight = |step: &Step| if is_anchor(step) { Weight::Strong } else { Weight::Regular };
    let value = widest(&mut view.rows.iter().map(|r| (r.value.as_str(), weight(r))), SMALL).min(width * 0.2);
    let label = widest(&mut view.rows.iter().map(|r| (r.label.as_str(), weight(r))), TEXT).min(width * 0.34);
    let share = widest(&mut view.rows.iter().map(|r| (r.share.as_str(), Weight::Strong)), SMALL);
    let usual = widest(&mut view.rows.iter().map(|r| (r.usual.as_str(), Weight::Regular)), SMALL);
    let usual = if usual > 0.0 && width >= AVERAGES_FROM {
        usual.max(font::width(AVERAGE, SMALL, Weight::Regular)).min(width * 0.18)
    } else {
        0.0
    };
    let value_end = label + GAP + value;
    let usual_end = value_end + if usual > 0.0 { GAP + usual } else { 0.0 };
    Columns { label, value: value_end, usual: usual_end, plot: (usual_end + 2.0 * GAP, width - share - 2.0 * GAP) }
}

/// The head: what the amounts count, and the line's name. The foot: the axis, its ticks and what it counts.
fn axis(
    frame: &mut Frame,
    view: &Waterfall,
    columns: &Columns,
    x: &dyn Fn(f64) -> f32,
    (top, bottom): (f32, f32),
    width: f32,
) {
    let muted = |frame: &mut Frame, x: f32, y: f32, align: Align, text: &str| {
        frame.text(Role::Muted, at(x, y), align, SMALL, Weight::Regular, text);
    };
    let against = if font::width(&view.against, SMALL, Weight::Regular) <= width { &view.against } else { view.unit };
    muted(frame, width, 8.0, Align::Right, against);
    let named_at = top - 13.0;
    if columns.usual > columns.value {
        muted(frame, columns.usual, named_at, Align::Right, AVERAGE);
    }
    let clamped = |x: f32, half: f32| x.min(width - half).max(columns.usual + GAP + half);
    if let Some((margin, at_line)) = &view.line {
        let text = format!("{THE_LINE} {at_line}");
        let centre = clamped(x(*margin), font::width(&text, SMALL, Weight::Strong) / 2.0);
        frame.text(Role::Ink, at(centre, named_at), Align::Centre, SMALL, Weight::Strong, text);
    }
    let ticks_at = bottom + 12.0;
    let axis_at = if axis_beside(view, columns.plot.0) { ticks_at } else { ticks_at + LINE };
    muted(frame, 0.0, axis_at, Align::Left, &view.axis);
    let mut end = columns.usual;
    for (margin, label) in &view.ticks {
        let (at_x, half) = (x(*margin), font::width(label, SMALL, Weight::Regular) / 2.0);
        if at_x < columns.plot.0 - GAP || at_x > columns.plot.1 + GAP {
            continue;
        }
        frame.push(
            Role::Grid,
            Shape::Line { a: at(at_x, top - 4.0), b: at(at_x, bottom + 4.0), width: 1.0, dotted: true },
        );
        let centre = clamped(at_x, half);
        if centre - half >= end {
            muted(frame, centre, ticks_at, Align::Centre, label);
            end = centre + half + 8.0;
        }
    }
}

fn is_anchor(row: &Step) -> bool {
    matches!(row.kind, StepKind::Start | StepKind::End)
}

fn target(row: &Step) -> Option<Target> {
    match row.kind {
        StepKind::Fact(feature) => Some(Target::Feature(feature)),
        StepKind::Rest(_) => Some(Target::Rest),
        StepKind::Start | StepKind::End => None,
    }
}

/// A bar that points the way it pushes: filled to the right, hollow to the left.
pub fn bar(frame: &mut Frame, role: Role, up: bool, (a, b): (f32, f32), middle: f32) {
    let direction = if up { 1.0 } else { -1.0 };
    // also the least bar shows whether it is filled
    let end = if (b - a).abs() < 3.0 { a + 3.0 * direction } else { b };
    frame.push(role, Shape::Polygon(arrow(a, end, middle, BAR / 2.0)));
    if !up && (end - a).abs() > 2.5 * EDGE {
        frame.push(Role::Surface, Shape::Polygon(arrow(a - EDGE, end + 1.5 * EDGE, middle, BAR / 2.0 - EDGE)));
    }
}

fn arrow(a: f32, end: f32, middle: f32, half: f32) -> Vec<Point> {
    let tip = TIP.min((end - a).abs()) * (end - a).signum();
    vec![
        at(a, middle - half),
        at(end - tip, middle - half),
        at(end, middle),
        at(end - tip, middle + half),
        at(a, middle + half),
    ]
}

fn about(row: &Step, view: &Waterfall) -> String {
    let verb = if row.to >= row.from { "raises" } else { "lowers" };
    let marks = if row.marks.is_empty() { String::new() } else { format!(" ({})", row.marks.join(", ")) };
    let usual = if row.usual.is_empty() { String::new() } else { format!(" ({AVERAGE} {})", row.usual) };
    let usual = usual.replacen(&format!("{AVERAGE} most:"), "most:", 1);
    format!("{} {}{usual}{marks}: {verb} the score, {} {}", row.label, row.value, row.share, view.unit)
}

fn alternative(view: &Waterfall) -> String {
    let ends = [view.rows.first(), view.rows.last()].map(|r| r.map_or("", |r| r.value.as_str()));
    let facts: Vec<String> =
        view.rows.iter().filter(|r| !is_anchor(r)).map(|r| format!("{} {}", r.label, r.share)).collect();
    format!("From {} to {}: {}", ends[0], ends[1], facts.join(", "))
}
