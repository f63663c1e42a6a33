//! The lead of what comes first today, were a purpose refused: a bar over every value that the refused facts could have, a
//! ring for the average, and the line at which another offer takes over.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Target, Weight, at};
use crate::view::balance::refusals::RefusalsView;
use crate::view::balance::rows::{OutRow, RefusalRow};

/// The height of a bar with its line.
pub const HEIGHT: f32 = 20.0;
const RING: f32 = 5.5;
const SIZE: f32 = 14.5;
const SMALL: f32 = 13.0;
const LINE: f32 = 18.0;

/// One bar in a width, on a scale that all bars share.
pub fn bar(row: &RefusalRow, scale: (f64, f64), width: f32) -> Frame {
    let mut frame = Frame::new(width, HEIGHT, row.about.clone());
    let (from, to) = (RING + 1.0, width - RING - 1.0);
    let span = (scale.1 - scale.0).max(f64::MIN_POSITIVE);
    let x = |lead: f64| {
        let share = ((lead - scale.0) / span).clamp(0.0, 1.0) as f32;
        if share.is_finite() { from + share * (to - from) } else { from }
    };
    let middle = HEIGHT / 2.0;
    frame.rect(Role::Track, at(from, middle - 2.5), at(to, middle + 2.5), 2.0);
    let zero = x(0.0);
    if let Some(bounds) = row.bounds {
        // what is not settled is thinner: the truth lies within
        let half = if bounds.settled { 6.5 } else { 3.5 };
        for (role, low, high) in [
            (Role::LowersSoft, bounds.low, bounds.high.min(0.0)),
            (Role::RaisesSoft, bounds.low.max(0.0), bounds.high),
        ] {
            if low < high {
                let (a, b) = (x(low), x(high).max(x(low) + 1.5));
                frame.rect(role, at(a, middle - half), at(b, middle + half), 2.0);
            }
        }
    }
    frame.line(Role::Ink, at(zero, 0.0), at(zero, HEIGHT), 2.0);
    if let Some(lead) = row.lead.filter(|lead| lead.is_finite()) {
        let centre = at(x(lead), middle);
        frame.push(Role::Ink, Shape::Disc { centre, radius: RING });
        frame.push(Role::Surface, Shape::Disc { centre, radius: RING - 2.5 });
    }
    frame
}

/// All rows in a width.
pub fn layout(view: &RefusalsView, width: f32) -> Frame {
    let columns = Columns { label: width * 0.36, gets: width * 0.2, bar: width * 0.44 };
    let mut frame = Frame::new(width, 0.0, view.lead.text());
    let x_bar = columns.label + columns.gets;
    let mut y = 0.0;
    let head = |frame: &mut Frame, x: f32, most: f32, text: &str, y: f32, weight: Weight| {
        let role = if weight == Weight::Strong { Role::Ink } else { Role::Muted };
        lines(frame, role, at(x, y), most, SMALL, weight, text)
    };
    let a = head(&mut frame, 0.0, columns.label, &view.question, y, Weight::Strong);
    let b = head(&mut frame, columns.label, columns.gets, &view.then, y, Weight::Strong);
    let c = head(&mut frame, x_bar, columns.bar, &view.over, y, Weight::Strong);
    y += a.max(b).max(c) + 2.0;
    y += head(&mut frame, x_bar, columns.bar, &view.unit, y, Weight::Regular) + 8.0;
    for row in &view.rows {
        let top = y;
        y += one(&mut frame, &columns, view.scale, row, y).max(44.0) + 8.0;
        frame.line(Role::Grid, at(0.0, y - 4.0), at(width, y - 4.0), 1.0);
        frame.hit(at(0.0, top - 4.0), at(width, y - 4.0), Target::Cell, row.about.clone());
    }
    y += out(&mut frame, &columns, &view.out, y).max(44.0) + 8.0;
    let [left, right] = &view.ends;
    let both = font::width(left, SMALL, Weight::Regular) + font::width(right, SMALL, Weight::Regular) + 12.0;
    frame.text(Role::Muted, at(x_bar, y + LINE / 2.0), Align::Left, SMALL, Weight::Regular, left);
    if both > columns.bar {
        y += LINE;
    }
    frame.text(Role::Muted, at(width, y + LINE / 2.0), Align::Right, SMALL, Weight::Regular, right);
    frame.size.y = y + LINE;
    frame
}

struct Columns {
    label: f32,
    gets: f32,
    bar: f32,
}

/// Text in as many lines as it needs; gives their height.
fn lines(frame: &mut Frame, role: Role, from: Point, most: f32, size: f32, weight: Weight, text: &str) -> f32 {
    if text.is_empty() {
        return 0.0;
    }
    let lines = font::wrap(text, size, weight, most - 8.0);
    for (k, line) in lines.iter().enumerate() {
        let y = from.y + (k as f32 + 0.5) * LINE;
        frame.text(role, at(from.x, y), Align::Left, size, weight, line);
    }
    lines.len() as f32 * LINE
}

/// A letter and what it comes to; gives the height.
fn gets(
    frame: &mut Frame,
    from: Point,
    most: f32,
    (offer, letter, response): (Option<u32>, &str, &str),
    note: &str,
) -> f32 {
    let mut x = from.x;
    if let Some(offer) = offer {
        frame.rect(Role::Offer(offer), at(x, from.y), at(x + 20.0, from.y + 20.0), 5.0);
        frame.text(Role::OnFill, at(x + 10.0, from.y + 10.0), Align::Centre, SMALL, Weight::Strong, letter);
        x += 26.0;
    }
    let text = if offer.is_some() { response.to_owned() } else { format!("{letter}, {response}") };
    let high =
        lines(frame, Role::Ink, at(x, from.y + 1.0), most - (x - from.x), SIZE, Weight::Strong, &text).max(21.0);
    high + lines(frame, Role::Muted, at(from.x, from.y + high), most, SMALL, Weight::Regular, note)
}

fn one(frame: &mut Frame, columns: &Columns, scale: (f64, f64), row: &RefusalRow, y: f32) -> f32 {
    let top = frame.items.len();
    let title = if row.decided.is_empty() { row.label.clone() } else { format!("{} · {}", row.label, row.decided) };
    let mut a = lines(frame, Role::Ink, at(4.0, y), columns.label, SIZE, Weight::Strong, &title);
    a += lines(frame, Role::Muted, at(4.0, y + a), columns.label, SMALL, Weight::Regular, &row.facts);
    let note = [row.instead.as_str(), row.note.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
    let first = (row.offer.map(|o| o.0), row.letter.as_str(), row.response.as_str());
    let b = gets(frame, at(columns.label, y), columns.gets, first, &note.join(", "));
    let x = columns.label + columns.gets;
    let range = font::width(&row.range, SMALL, Weight::Regular) + 8.0;
    let drawn = bar(row, scale, (columns.bar - range).max(60.0));
    frame.add(&drawn, at(x, y));
    frame.text(Role::Muted, at(x + columns.bar, y + HEIGHT / 2.0), Align::Right, SMALL, Weight::Regular, &row.range);
    let c = HEIGHT + 2.0;
    let c = c + lines(frame, Role::Ink, at(x + 6.0, y + c), columns.bar, SMALL, Weight::Strong, row.taken_verdict());
    let high = a.max(b).max(c);
    if row.is_amiss {
        let item =
            Shape::Box { min: at(0.0, y - 4.0), max: at(x + columns.bar, y + high.max(44.0) + 4.0), radius: 4.0 };
        frame.items.insert(top, crate::figure::Item { shape: item, role: Role::Changed });
        // on what is lit, text is in the colour for that
        for item in &mut frame.items[top + 1..] {
            if matches!(item.shape, Shape::Text { .. }) && matches!(item.role, Role::Ink | Role::Muted) {
                item.role = Role::ChangedInk;
            }
        }
    }
    high
}

fn out(frame: &mut Frame, columns: &Columns, row: &OutRow, y: f32) -> f32 {
    let words = crate::view::words::balance::OPT_OUT;
    let a = lines(frame, Role::Ink, at(4.0, y), columns.label, SIZE, Weight::Strong, words);
    let first = (row.offer.map(|o| o.0), row.letter.as_str(), row.response.as_str());
    let note = [row.instead.as_str(), row.note.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
    let b = gets(frame, at(columns.label, y), columns.gets, first, &note.join(", "));
    let x = columns.label + columns.gets;
    let c = lines(frame, Role::Muted, at(x, y), columns.bar, SMALL, Weight::Regular, &row.why);
    a.max(b).max(c)
}
