//! What matters over many customers: a bar per fact for how far it moves the score, and beside it how that varies, the
//! thicker the more customers, in one tone where their value of the fact is low and in another where it is high.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Target, Weight, at};
use crate::view::importance::{Ranking, Row};

const ROW: f32 = 31.0;
const TOP: f32 = 56.0;
const TEXT: f32 = 14.5;
const SMALL: f32 = 13.0;
const GAP: f32 = 14.0;
/// Half the height of a spread where most customers are.
const HALF: f32 = 9.5;
/// What a column's tones are drawn in, from below.
const TONES: [Role; 3] = [Role::LowValue, Role::NoValue, Role::HighValue];
/// Which counts those are.
const THIRDS: [usize; 3] = [0, 2, 1];

/// Lays it out in a width.
pub fn layout(view: &Ranking, width: f32) -> Frame {
    let widest = |texts: &mut dyn Iterator<Item = &str>, size: f32, weight: Weight| {
        texts.map(|t| font::width(t, size, weight)).fold(0.0, f32::max)
    };
    let rank_width = widest(&mut view.rows.iter().map(|r| r.rank.as_str()), SMALL, Weight::Regular) + 8.0;
    let label_width =
        widest(&mut view.rows.iter().map(|r| r.label.as_str()), TEXT, Weight::Regular).max(90.0).min(width * 0.26);
    let amount_width = widest(&mut view.rows.iter().map(|r| r.amount.as_str()), SMALL, Weight::Strong);
    let part_width = widest(&mut view.rows.iter().map(|r| r.of_all.as_str()), SMALL, Weight::Regular);
    let text_width = amount_width + part_width + 20.0;
    let bars = rank_width + label_width + GAP;
    let bar_width = ((width - bars) * 0.38 - text_width).max(30.0);
    let spread = (bars + bar_width + text_width + GAP, width - 10.0);
    let top = TOP;

    let lines: Vec<Vec<String>> =
        view.rows.iter().map(|r| font::wrap(&r.label, TEXT, Weight::Regular, label_width + 1.0)).collect();
    let heights: Vec<f32> = lines.iter().map(|l| ROW.max(l.len() as f32 * 17.0 + 6.0)).collect();
    let bottom = top + heights.iter().sum::<f32>();
    let mut frame = Frame::new(width, bottom + 34.0, alternative(view));

    let (low, high) = view.span;
    let x = |share: f64| spread.0 + ((share - low) / (high - low)) as f32 * (spread.1 - spread.0);
    heads(&mut frame, view, (bars, spread.0 - GAP), spread, x(0.0), top);
    let mut free_from = f32::NEG_INFINITY;
    for (share, label) in &view.ticks {
        let (at_x, half) = (x(*share), font::width(label, SMALL, Weight::Regular) / 2.0);
        let line =
            crate::figure::Shape::Line { a: at(at_x, top - 6.0), b: at(at_x, bottom), width: 1.0, dotted: true };
        frame.push(Role::Grid, line);
        let centre = at_x.min(width - half).max(spread.0 + half);
        if centre - half > free_from {
            frame.text(Role::Muted, at(centre, top - 15.0), Align::Centre, SMALL, Weight::Regular, label);
            free_from = centre + half + 8.0;
        }
    }
    frame.line(Role::Muted, at(x(0.0), top - 6.0), at(x(0.0), bottom), 1.0);

    let mut y = top;
    for ((row, height), label) in view.rows.iter().zip(&heights).zip(&lines) {
        let middle = y + height / 2.0;
        frame.text(
            Role::Muted,
            at(rank_width - 8.0, middle),
            Align::Right,
            SMALL,
            Weight::Regular,
            row.rank.as_str(),
        );
        let first = middle - (label.len() as f32 - 1.0) * 8.5;
        for (k, line) in label.iter().enumerate() {
            let place = at(rank_width, first + k as f32 * 17.0);
            frame.text(Role::Ink, place, Align::Left, TEXT, Weight::Regular, line);
        }
        let end = bars + (bar_width * row.bar).max(1.5);
        frame.rect(Role::Muted, at(bars, middle - 8.0), at(end, middle + 8.0), 2.0);
        let place = at(end + 6.0, middle);
        frame.text(Role::Ink, place, Align::Left, SMALL, Weight::Strong, row.amount.as_str());
        let place = at(end + 12.0 + font::width(&row.amount, SMALL, Weight::Strong), middle);
        frame.text(Role::Muted, place, Align::Left, SMALL, Weight::Regular, row.of_all.as_str());
        draw_spread(&mut frame, row, &x, middle);
        frame.hit(at(0.0, y), at(width, y + height), Target::GoTo(row.feature), row.about.as_str());
        y += height;
    }
    key(&mut frame, view, bottom + 20.0);
    frame
}

/// What stands above the columns.
fn heads(frame: &mut Frame, view: &Ranking, bars: (f32, f32), spread: (f32, f32), zero: f32, top: f32) {
    let fit = |text: &str, weight, room: (f32, f32)| font::fit(text, SMALL, weight, room.1 - room.0);
    let (first, second) = (top - 47.0, top - 30.0);
    let text = fit("Moves the score by", Weight::Strong, bars);
    frame.text(Role::Ink, at(bars.0, first), Align::Left, SMALL, Weight::Strong, text);
    let unit = fit(&format!("{}, part of all", view.unit), Weight::Regular, bars);
    frame.text(Role::Muted, at(bars.0, second), Align::Left, SMALL, Weight::Regular, unit);
    let text = fit("How that varies: the thicker, the more customers", Weight::Strong, spread);
    frame.text(Role::Ink, at(spread.0, first), Align::Left, SMALL, Weight::Strong, text);
    // in full where both sides have room for it
    let fits = |texts: &[&str; 2]| {
        let room = [zero - spread.0, spread.1 - zero];
        texts.iter().zip(room).all(|(t, room)| room > font::width(t, SMALL, Weight::Regular) + 8.0)
    };
    let pairs = [["← lowers the score", "raises the score →"], ["← lowers", "raises →"], ["←", "→"]];
    if let Some([down, up]) = pairs.iter().find(|texts| fits(texts)) {
        frame.text(Role::Muted, at(zero - 8.0, second), Align::Right, SMALL, Weight::Regular, *down);
        frame.text(Role::Muted, at(zero + 8.0, second), Align::Left, SMALL, Weight::Regular, *up);
    }
}

/// Columns on both sides of a row's middle, a line from 5 % to 95 %, a notch at the middle customer.
fn draw_spread(frame: &mut Frame, row: &Row, x: &dyn Fn(f64) -> f32, middle: f32) {
    let sum = |counts: &[u32; 3]| counts.iter().map(|c| f64::from(*c)).sum::<f64>();
    let most = row.strips.iter().map(|(_, _, c)| sum(c)).fold(1.0, f64::max);
    for (from, to, counts) in &row.strips {
        let n = sum(counts);
        // roots, so that a few customers far out are still seen
        let height = 2.0 * ((n / most).sqrt() as f32 * HALF).max(1.0);
        // a hair over the next one, so that no gap shows between them
        let (left, right) = (x(*from), x(*to).max(x(*from) + 1.0) + 0.35);
        let mut y = middle + height / 2.0;
        for (role, third) in TONES.into_iter().zip(THIRDS) {
            let part = height * (f64::from(counts[third]) / n) as f32;
            if part > 0.0 {
                frame.rect(role, at(left, y - part), at(right, y), 0.0);
                y -= part;
            }
        }
    }
    let [q05, median, q95] = row.reach.map(x);
    let below = middle + HALF + 2.0;
    frame.line(Role::Ink, at(q05, below), at(q95.max(q05 + 1.0), below), 1.0);
    frame.line(Role::Ink, at(median, below - 2.5), at(median, below + 2.5), 2.0);
}

/// What the tones and the line mean.
fn key(frame: &mut Frame, view: &Ranking, mut y: f32) {
    let mut left = 0.0;
    let mut add = |frame: &mut Frame, role: Role, text: &str, is_line: bool| {
        let sign = if is_line { 32.0 } else { 18.0 };
        // where there is no more room, on a line of its own
        if left > 0.0 && left + sign + font::width(text, SMALL, Weight::Regular) > frame.size.x {
            left = 0.0;
            y += 20.0;
            frame.size.y += 20.0;
        }
        if is_line {
            frame.line(role, at(left, y), at(left + 26.0, y), 1.0);
            frame.line(role, at(left + 10.0, y - 2.5), at(left + 10.0, y + 2.5), 2.0);
        } else {
            frame.rect(role, at(left, y - 6.0), at(left + 12.0, y + 6.0), 2.0);
        }
        left += sign;
        frame.text(Role::Muted, at(left, y), Align::Left, SMALL, Weight::Regular, text);
        left += font::width(text, SMALL, Weight::Regular) + 18.0;
    };
    for (role, third) in TONES.into_iter().zip(THIRDS) {
        if !view.tones[third].is_empty() {
            add(frame, role, view.tones[third], false);
        }
    }
    if !view.rows.is_empty() {
        add(frame, Role::Ink, "nine in ten customers, and the middle one", true);
    }
}

fn alternative(view: &Ranking) -> String {
    let rows: Vec<String> = view.rows.iter().map(|r| format!("{} {}", r.label, r.amount)).collect();
    format!("{}. {} In {}: {}", view.title, view.over, view.unit, rows.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FeatureIdx, OfferIdx};
    use crate::figure::Shape;
    use crate::view::Phrase;

    fn view() -> Ranking {
        let row = |i: u32, strips: Vec<(f64, f64, [u32; 3])>| Row {
            feature: FeatureIdx(i),
            rank: (i + 1).to_string(),
            label: format!("A fact with a long name that wraps {i}"),
            marks: Vec::new(),
            amount: "12.3".into(),
            of_all: "50 %".into(),
            bar: 1.0 / (i + 1) as f32,
            strips,
            reach: [-1.0, 0.5, 1.0],
            told: Vec::new(),
            about: format!("about {i}"),
        };
        Ranking {
            offer: OfferIdx(0),
            title: "What matters most".into(),
            over: "over 10 customers".into(),
            whom: "10 customers".into(),
            sentences: Vec::new(),
            rows: vec![
                row(0, vec![(-1.0, -0.5, [3, 1, 0]), (0.5, 1.0, [0, 4, 2])]),
                row(1, vec![(0.0, 0.1, [0, 0, 10])]),
            ],
            span: (-1.0, 1.0),
            ticks: vec![(-1.0, "−1".into()), (0.0, "0".into()), (1.0, "+1".into())],
            unit: "score points",
            tones: ["low value", "high value", "no order, or not known"],
            rest: None,
            idle: None,
            has_more: false,
            exact: Phrase::default(),
            cannot: Phrase::default(),
        }
    }

    #[test]
    fn columns_are_as_high_as_there_are_customers_and_stay_inside() {
        for width in [500.0, 900.0, 1200.0] {
            let frame = layout(&view(), width);
            let area = |role: Role| -> f32 {
                let parts = frame.items.iter().filter(|i| i.role == role).filter_map(|i| match i.shape {
                    Shape::Box { min, max, .. } if max.x - min.x != 12.0 => Some((max.x - min.x) * (max.y - min.y)),
                    _ => None,
                });
                parts.sum()
            };
            // the first row's columns hold 3 low of 4, and 4 high of 6: heights go with the root of the sum
            let (low, high) = (area(Role::LowValue), area(Role::HighValue));
            let expected = (3.0 / 4.0 * (4.0f32 / 6.0).sqrt()) / (1.0 / 4.0 * (4.0f32 / 6.0).sqrt() + 4.0 / 6.0);
            assert!((low / high - expected).abs() < 1e-3, "{low} {high}");
            for item in &frame.items {
                let (left, right) = match &item.shape {
                    Shape::Box { min, max, .. } => (min.x, max.x),
                    Shape::Line { a, b, .. } => (a.x, b.x),
                    _ => continue,
                };
                assert!(left >= 0.0 && right <= width + 1.0 && left <= right, "{item:?}");
            }
            assert_eq!(frame.hits.len(), 2);
            assert_eq!(frame.hits[1].target, Target::GoTo(FeatureIdx(1)));
        }
    }
}
