//! Everybody along the scale of a model's only outcome, with the line and the customer.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Target, Weight, at};
use crate::view::explain::Spread;

/// The laid-out figure, and where a line can be put.
#[derive(Clone, PartialEq, Debug)]
pub struct Laid {
    /// What to draw.
    pub frame: Frame,
    /// Left top corner of the bars' room: the scale's beginning.
    pub min: Point,
    /// Right bottom corner: the scale's end.
    pub max: Point,
}

const SIZE: f32 = 12.5;
const LINE: f32 = 17.0;
/// Room at either end, for what is marked there.
const ENDS: f32 = 9.0;
const GAP: f32 = 1.0;
/// Half of what marks the customer.
const RING: f32 = 6.0;

/// Lays it out in a width and a height.
pub fn layout(view: &Spread, width: f32, height: f32) -> Laid {
    let mut frame = Frame::new(width, height, &view.about);
    let top = legend(&mut frame, view, width) + 4.0;
    let bottom = height - LINE - RING - 2.0;
    let (min, max) = (at(ENDS, top), at(width - ENDS, bottom));
    let x_of = |place: f32| min.x + place * (max.x - min.x);
    // two lines of words stand above the bars
    let highest = top + 2.0 * LINE + 6.0;
    let line = x_of(view.line.0);
    bars(&mut frame, view, line, (min, max), highest);
    frame.line(Role::Grid, at(min.x, bottom), at(max.x, bottom), 1.0);
    ticks(&mut frame, view, &x_of, bottom + RING + 2.0 + LINE / 2.0);
    if let Some(before) = view.before {
        let x = x_of(before);
        let (a, b) = (at(x, bottom - 26.0), at(x, bottom + 5.0));
        frame.push(Role::Ink, Shape::Line { a, b, width: 2.0, dotted: true });
    }
    let is_right = the_line(&mut frame, view, line, (top, bottom));
    the_customer(&mut frame, view, x_of(view.customer.0), (top, bottom), (line, is_right));
    frame.hit(at(0.0, 0.0), at(width, top), Target::Cell, &view.about);
    Laid { frame, min, max }
}

/// What is counted, and what the foot of a bar is; gives where it ends.
fn legend(frame: &mut Frame, view: &Spread, width: f32) -> f32 {
    let y = LINE / 2.0;
    frame.text(Role::Muted, at(0.0, y), Align::Left, SIZE, Weight::Regular, &view.caption);
    if view.foot.is_empty() {
        return LINE;
    }
    let foot = format!("foot: {}", view.foot);
    let room = font::width(&view.caption, SIZE, Weight::Regular) + 14.0;
    let needs = font::width(&foot, SIZE, Weight::Regular) + 16.0;
    let (x, y) = if room + needs <= width { (room, y) } else { (0.0, y + LINE) };
    frame.rect(Role::OfferSoft(0), at(x, y - 6.0), at(x + 4.5, y + 6.0), 0.0);
    frame.rect(Role::OfferSoft(0), at(x + 5.5, y - 4.0), at(x + 10.0, y + 6.0), 0.0);
    frame.rect(Role::Offer(0), at(x, y + 1.0), at(x + 4.5, y + 6.0), 0.0);
    frame.rect(Role::Offer(0), at(x + 5.5, y - 0.5), at(x + 10.0, y + 6.0), 0.0);
    frame.text(Role::Muted, at(x + 16.0, y), Align::Left, SIZE, Weight::Regular, foot);
    y + LINE / 2.0
}

/// The bars, grey below the line and in the outcome's colour above; one that it goes through is parted there.
fn bars(frame: &mut Frame, view: &Spread, line: f32, (min, max): (Point, Point), highest: f32) {
    let step = (max.x - min.x) / view.bars.len().max(1) as f32;
    let room = max.y - highest;
    for (i, (all, had)) in view.bars.iter().enumerate() {
        let (from, to) = (min.x + i as f32 * step, min.x + (i + 1) as f32 * step - GAP);
        // who is there is seen, however few
        let high = |share: f32| if share > 0.0 { (share * room).max(1.0) } else { 0.0 };
        for (share, below, above) in [(*all, Role::OffPath, Role::OfferSoft(0)), (*had, Role::Muted, Role::Offer(0))]
        {
            let top = max.y - high(share);
            if share > 0.0 && from < line {
                frame.rect(below, at(from, top), at(to.min(line), max.y), 0.0);
            }
            if share > 0.0 && to > line {
                frame.rect(above, at(from.max(line), top), at(to, max.y), 0.0);
            }
        }
    }
}

/// Responses along the scale, those that have room.
fn ticks(frame: &mut Frame, view: &Spread, x_of: &dyn Fn(f32) -> f32, y: f32) {
    let mut free = f32::NEG_INFINITY;
    for (place, text) in &view.ticks {
        let half = font::width(text, SIZE, Weight::Regular) / 2.0;
        let x = x_of(*place).clamp(half, (frame.size.x - half).max(half));
        if x - half < free {
            continue;
        }
        free = x + half + 6.0;
        frame.text(Role::Muted, at(x, y), Align::Centre, SIZE, Weight::Regular, text);
    }
}

/// The line with its handle and its words; gives whether these stand at its right, as they do where there is room.
fn the_line(frame: &mut Frame, view: &Spread, x: f32, (top, bottom): (f32, f32)) -> bool {
    frame.line(Role::Ink, at(x, top), at(x, bottom + 3.0), 2.5);
    let (l, r) = (x - 6.0, x + 6.0);
    let handle = vec![at(l, top), at(r, top), at(r, top + 8.0), at(x, top + 14.0), at(l, top + 8.0)];
    frame.push(Role::Ink, Shape::Polygon(handle));
    let (_, name, about) = view.line;
    let room = font::width(name, SIZE, Weight::Strong).max(font::width(about, SIZE, Weight::Regular));
    let (start, align) =
        if x + 10.0 + room <= frame.size.x { (x + 10.0, Align::Left) } else { (x - 10.0, Align::Right) };
    let y = top + LINE / 2.0;
    frame.text(Role::Ink, at(start, y), align, SIZE, Weight::Strong, name);
    frame.text(Role::Muted, at(start, y + LINE), align, SIZE, Weight::Regular, about);
    align == Align::Left
}

/// The customer on the axis, with a line to their words: beside the line's own where these stand on its other side, else
/// below them.
fn the_customer(frame: &mut Frame, view: &Spread, x: f32, (top, bottom): (f32, f32), (line, is_right): (f32, bool)) {
    let name = view.customer.1;
    let room = font::width(name, SIZE, Weight::Strong);
    let (left, right) = (line - 12.0 - room, line + 12.0);
    let fits = |from: f32| from >= 0.0 && from + room <= frame.size.x;
    // on the customer's side of the line if there is room
    let from = match (x < line, fits(left), fits(right)) {
        (true, true, _) | (false, true, false) => left,
        _ => right.min(frame.size.x - room),
    };
    let is_beside = (from < line) == is_right;
    let y = top + LINE / 2.0 + if is_beside { 0.0 } else { 2.0 * LINE + 2.0 };
    let anchor = x.clamp(from + 8.0, from + room - 8.0);
    frame.line(Role::Ink, at(x, bottom), at(anchor, y + 8.0), 1.0);
    frame.text(Role::Ink, at(from, y), Align::Left, SIZE, Weight::Strong, name);
    frame.push(Role::Ink, Shape::Disc { centre: at(x, bottom), radius: RING });
    frame.push(Role::Surface, Shape::Disc { centre: at(x, bottom), radius: RING - 2.5 });
}
