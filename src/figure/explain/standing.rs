//! Who comes to a split, as bars along its fact: those who go the customer's way lit, the customer's own place marked.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Point, Role, Shape, Weight, at};
use crate::view::comers::Standing;

/// The height of the highest bar.
const HIGH: f32 = 20.0;
/// Room above it for the mark of the customer.
const MARK: f32 = 7.0;
/// Room below for how many they are.
const COUNT: f32 = 17.0;
/// How wide the bars are together, at most.
const WIDE: f32 = 96.0;
/// The widest that a bar is.
const BAR: f32 = 16.0;
/// How high all of it is.
pub const HEIGHT: f32 = MARK + HIGH + COUNT;

/// How wide it is.
pub fn width(standing: &Standing) -> f32 {
    font::width(&standing.count, 12.5, Weight::Regular).max(WIDE)
}

/// Draws it below the middle of its top.
pub fn draw(frame: &mut Frame, standing: &Standing, lit_left: bool, from: Point) {
    let (start, top) = (from.x - WIDE / 2.0, from.y);
    let foot = top + MARK + HIGH;
    let n = standing.bars.len().max(1) as f32;
    let step = (WIDE / n).min(BAR);
    let x = start + (WIDE - step * n) / 2.0;
    let gap = if step > 4.0 { 1.0 } else { 0.0 };
    for (i, sides) in standing.bars.iter().enumerate() {
        let left = x + i as f32 * step;
        let mut y = foot;
        for (share, is_left) in sides.iter().zip([true, false]) {
            if *share > 0.0 {
                // somebody is there, however few
                let high = (share * HIGH).max(1.5);
                let role = if is_left == lit_left { Role::Path } else { Role::OffPath };
                frame.rect(role, at(left, y - high), at(left + step - gap, y), 0.0);
                y -= high;
            }
        }
    }
    frame.line(Role::Muted, at(start, foot + 0.5), at(start + WIDE, foot + 0.5), 1.0);
    if let Some(cut) = standing.cut {
        let cut = x + step * n * cut - gap / 2.0;
        frame.line(Role::Ink, at(cut, foot - HIGH), at(cut, foot + 3.0), 1.5);
    }
    if let Some(own) = standing.own {
        let own = x + step * n * own;
        let corners = [at(own - 4.0, top), at(own + 4.0, top), at(own, top + MARK - 1.0)];
        frame.push(Role::Ink, Shape::Polygon(corners.to_vec()));
    }
    let middle = at(from.x, foot + COUNT / 2.0 + 1.0);
    frame.text(Role::Muted, middle, Align::Centre, 12.5, Weight::Regular, &standing.count);
}
