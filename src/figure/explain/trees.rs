//! One bar per tree: what each adds, against what it adds on average.

use crate::base::TreeIdx;
use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Target, Weight, at};
use crate::view::path::TreeBars;

/// The most bars in one row; more trees take more rows.
const PER_ROW: usize = 60;
const HEIGHT: f32 = 84.0;
/// From the top of a row to where its longest bar may begin.
const PAD: f32 = 2.0;
/// Room that a label of the axis takes.
const LABEL: f32 = 15.0;
const SMALL: f32 = 12.5;
/// How thick the edge of a hollow bar is.
const EDGE: f32 = 1.6;

/// Lays the bars out in a width, in the order of the trees; the open one is marked.
pub fn layout(view: &TreeBars, open: Option<TreeIdx>, width: f32) -> Frame {
    let n = view.bars.len();
    let per_row = n.clamp(1, PER_ROW);
    let n_rows = n.div_ceil(per_row);
    let up = view.bars.iter().filter(|b| b.1 > 0.0).count();
    let title =
        format!("{n} trees: {up} say more than on average, {} less", view.bars.iter().filter(|b| b.1 < 0.0).count());
    let mut frame = Frame::new(width, n_rows as f32 * (HEIGHT + 10.0), title);
    let (above, total) = scale(view);
    let room = HEIGHT - 2.0 * PAD;
    let step = width / per_row as f32;
    let thick = (step - 2.0).clamp(1.0, 26.0);
    for (i, (tree, amount, about)) in view.bars.iter().enumerate() {
        let top = (i / per_row) as f32 * (HEIGHT + 10.0);
        let middle = top + PAD + room * above;
        if i.is_multiple_of(per_row) {
            frame.line(Role::Grid, at(0.0, middle), at(width, middle), 1.0);
        }
        let x = (i % per_row) as f32 * step + step / 2.0;
        let length = ((amount.abs() / total) as f32 * room).max(1.0);
        let (a, b) = if *amount >= 0.0 { (middle - length, middle) } else { (middle, middle + length) };
        let role = Role::Offer(view.offer.0);
        if open == Some(*tree) {
            frame.rect(Role::Track, at(x - step / 2.0, top), at(x + step / 2.0, top + HEIGHT), 3.0);
            frame.rect(Role::Ink, at(x - step / 2.0, top + HEIGHT), at(x + step / 2.0, top + HEIGHT + 3.0), 1.0);
        }
        frame.rect(role, at(x - thick / 2.0, a), at(x + thick / 2.0, b), 1.5);
        // against is hollow, as far as there is room for an edge
        if *amount < 0.0 && thick > 3.0 * EDGE && b - a > 3.0 * EDGE {
            frame.rect(
                Role::Surface,
                at(x - thick / 2.0 + EDGE, a + EDGE),
                at(x + thick / 2.0 - EDGE, b - EDGE),
                0.5,
            );
        }
        frame.hit(at(x - step / 2.0, top), at(x + step / 2.0, top + HEIGHT), Target::Tree(*tree), about);
    }
    frame
}

/// The part of a row above its middle line, which stands where both sides get the room they need, and what amount all
/// of a row's height is.
fn scale(view: &TreeBars) -> (f32, f64) {
    let side = |sign: f64| view.bars.iter().map(|b| b.1 * sign).fold(0.0f64, f64::max);
    let total = (side(1.0) + side(-1.0)).max(f64::MIN_POSITIVE);
    ((side(1.0) / total).clamp(0.1, 0.9) as f32, total)
}

/// The same with an axis at its left, for where nobody can point at a bar to read it.
pub fn with_axis(view: &TreeBars, open: Option<TreeIdx>, width: f32) -> Frame {
    let texts = [view.ends[0].as_str(), "0", view.ends[1].as_str()];
    let left = texts.iter().map(|t| font::width(t, SMALL, Weight::Regular)).fold(0.0, f32::max) + 8.0;
    let bars = layout(view, open, width - left);
    let mut frame = Frame::new(width, bars.size.y, bars.title.as_str());
    frame.add(&bars, at(left, 0.0));
    let (above, total) = scale(view);
    let room = HEIGHT - 2.0 * PAD;
    let reach = |sign: f64| view.bars.iter().map(|b| b.1 * sign).fold(0.0f64, f64::max) / total;
    for row in 0..view.bars.len().div_ceil(PER_ROW) {
        let top = row as f32 * (HEIGHT + 10.0);
        let zero = top + PAD + room * above;
        let ends = [zero - reach(1.0) as f32 * room, zero + reach(-1.0) as f32 * room];
        // beside each other also where one side is short
        let high = (ends[0] + 6.0).min(zero - LABEL);
        let low = (ends[1] - 6.0).max(zero + LABEL);
        for (text, y) in texts.into_iter().zip([high, zero, low]) {
            frame.text(Role::Muted, at(left - 8.0, y), Align::Right, SMALL, Weight::Regular, text);
        }
    }
    frame
}
