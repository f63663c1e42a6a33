//! The waterfall: from the average customer to this one, a bar per reason, each starting where the last one ended.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Shape, Target, Weight, at};
use crate::view::reasons::{Step, StepKind, Waterfall};

const ROW: f32 = 25.5;
const BAR: f32 = 18.0;
const TIP: f32 = 6.0;
const TEXT: f32 = 14.5;
const SMALL: f32 = 13.0;
const GAP: f32 = 12.0;

/// Lays it out in a width. Labels wrap to two lines if they must; bars point the way they push.
pub fn layout(view: &Waterfall, width: f32) -> Frame {
    // labels, then values, then the plot
    let widest = |texts: &mut dyn Iterator<Item = (&str, Weight)>, size: f32| {
        texts.map(|(t, w)| font::width(t, size, w)).fold(0.0, f32::max)
    };
    let weight = |step: &Step| if is_anchor(step) { Weight::Strong } else { Weight::Regular };
    let value_width =
        widest(&mut view.rows.iter().map(|r| (r.value.as_str(), Weight::Regular)), SMALL).min(width * 0.2);
    let label_width = widest(&mut view.rows.iter().map(|r| (r.label.as_str(), weight(r))), TEXT).min(width * 0.38);
    let share_width = widest(&mut view.rows.iter().map(|r| (r.share.as_str(), Weight::Strong)), SMALL);
    let left = label_width + GAP + value_width + GAP;
    let ends = view.rows.iter().flat_map(|r| [r.from, r.to]);
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
    let span = if high > low { high - low } else { 1.0 };
    // a bar that points left has its amount on its left: room for it only where one reaches far left
    let reaches = view.rows.iter().any(|r| r.to < r.from && (r.to - low) / span < 0.2);
    let plot = (left + if reaches { share_width + 8.0 } else { 12.0 }, width - share_width - 8.0);
    let mut heights = Vec::with_capacity(view.rows.len());
    let mut lines = Vec::with_capacity(view.rows.len());
    for row in &view.rows {
        let text = font::wrap(&row.label, TEXT, weight(row), label_width + 1.0);
        let value = font::wrap(&row.value, SMALL, Weight::Regular, value_width + 1.0);
        heights.push(ROW.max(text.len().max(value.len()) as f32 * 17.0 + 6.0));
        lines.push((text, value));
    }
    let top = 41.0;
    let bottom = top + heights.iter().sum::<f32>();
    let mut frame = Frame::new(width, bottom + 4.0, alternative(view));

    let x = |margin: f64| plot.0 + ((margin - low) / span) as f32 * (plot.1 - plot.0);

    let title = format!("{}; at the bars: {}", view.axis, view.unit);
    frame.text(Role::Muted, at(width, 9.0), Align::Right, SMALL, Weight::Regular, title);
    let mut free_from = f32::NEG_INFINITY;
    for (margin, label) in &view.ticks {
        let (at_x, half) = (x(*margin), font::width(label, SMALL, Weight::Regular) / 2.0);
        if at_x < plot.0 - share_width || at_x > plot.1 + share_width {
            continue;
        }
        frame.push(Role::Grid, Shape::Line { a: at(at_x, top - 6.0), b: at(at_x, bottom), width: 1.0, dotted: true });
        let centre = at_x.min(width - half).max(left + half);
        if centre - half > free_from {
            frame.text(Role::Muted, at(centre, 29.0), Align::Centre, SMALL, Weight::Regular, label);
            free_from = centre + half + 8.0;
        }
    }

    let mut y = top;
    for (i, ((row, height), (label, value))) in view.rows.iter().zip(&heights).zip(&lines).enumerate() {
        let middle = y + height / 2.0;
        for (text, role, size, weight, anchor, align) in [
            (label, Role::Ink, TEXT, weight(row), 0.0, Align::Left),
            (value, Role::Muted, SMALL, Weight::Regular, left - GAP, Align::Right),
        ] {
            let first = middle - (text.len() as f32 - 1.0) * 8.5;
            for (k, line) in text.iter().enumerate() {
                frame.text(role, at(anchor, first + k as f32 * 17.0), align, size, weight, line);
            }
        }
        let (a, b) = (x(row.from), x(row.to));
        if is_anchor(row) {
            frame.push(Role::Ink, Shape::Disc { centre: at(b, middle), radius: 5.5 });
        } else {
            bar(&mut frame, row, a, b, middle);
        }
        if let Some(next) = heights.get(i + 1) {
            let next_top = y + height + next / 2.0 - BAR / 2.0;
            frame.line(
                Role::Muted,
                at(b, middle + if is_anchor(row) { 5.5 } else { BAR / 2.0 }),
                at(b, next_top),
                1.0,
            );
        }
        if let Some(target) = target(row) {
            frame.hit(at(0.0, y), at(width, y + height), target, about(row, view));
        }
        y += height;
    }
    frame
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

/// A bar that points the way it pushes, with its amount where there is room: past its tip.
fn bar(frame: &mut Frame, row: &Step, a: f32, b: f32, middle: f32) {
    let up = row.to >= row.from;
    let role = match (row.kind, up) {
        (StepKind::Rest(_), true) => Role::RaisesSoft,
        (StepKind::Rest(_), false) => Role::LowersSoft,
        (_, true) => Role::Raises,
        (_, false) => Role::Lowers,
    };
    let (top, bottom) = (middle - BAR / 2.0, middle + BAR / 2.0);
    let direction = if up { 1.0 } else { -1.0 };
    let tip = TIP.min((b - a).abs()) * direction;
    let end = if (b - a).abs() < 1.5 { a + 1.5 * direction } else { b };
    frame.push(
        role,
        Shape::Polygon(vec![at(a, top), at(end - tip, top), at(end, middle), at(end - tip, bottom), at(a, bottom)]),
    );
    let (x, align) = if up { (end + 6.0, Align::Left) } else { (end - 6.0, Align::Right) };
    frame.text(Role::Ink, at(x, middle), align, SMALL, Weight::Strong, &row.share);
}

fn about(row: &Step, view: &Waterfall) -> String {
    let verb = if row.to >= row.from { "raises" } else { "lowers" };
    let marks = if row.marks.is_empty() { String::new() } else { format!(" ({})", row.marks.join(", ")) };
    format!("{} {}{marks}: {verb} the score, {} {}", row.label, row.value, row.share, view.unit)
}

fn alternative(view: &Waterfall) -> String {
    let ends = [view.rows.first(), view.rows.last()].map(|r| r.map_or("", |r| r.value.as_str()));
    let facts: Vec<String> =
        view.rows.iter().filter(|r| !is_anchor(r)).map(|r| format!("{} {}", r.label, r.share)).collect();
    format!("From {} to {}: {}", ends[0], ends[1], facts.join(", "))
}
