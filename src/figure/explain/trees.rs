//! One bar per tree: what each adds, against what it adds on average.

use crate::base::TreeIdx;
use crate::figure::frame::{Frame, Role, Target, at};
use crate::view::path::TreeBars;

/// The most bars in one row; more trees take more rows.
const PER_ROW: usize = 60;
const HEIGHT: f32 = 84.0;

/// Lays the bars out in a width, in the order of the trees; the open one is marked.
pub fn layout(view: &TreeBars, open: Option<TreeIdx>, width: f32) -> Frame {
    let n = view.bars.len();
    let per_row = n.clamp(1, PER_ROW);
    let n_rows = n.div_ceil(per_row);
    let largest = view.bars.iter().map(|b| b.1.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let up = view.bars.iter().filter(|b| b.1 > 0.0).count();
    let title =
        format!("{n} trees: {up} say more than on average, {} less", view.bars.iter().filter(|b| b.1 < 0.0).count());
    let mut frame = Frame::new(width, n_rows as f32 * (HEIGHT + 10.0), title);
    // the middle line stands where both sides get the room they need
    let side = |sign: f64| view.bars.iter().map(|b| b.1 * sign).fold(0.0f64, f64::max);
    let above = (side(1.0) / (side(1.0) + side(-1.0)).max(f64::MIN_POSITIVE)).clamp(0.1, 0.9) as f32;
    let room = HEIGHT - 4.0;
    let total = (side(1.0) + side(-1.0)).max(largest);
    let step = width / per_row as f32;
    let thick = (step - 2.0).clamp(1.0, 26.0);
    for (i, (tree, amount, about)) in view.bars.iter().enumerate() {
        let top = (i / per_row) as f32 * (HEIGHT + 10.0);
        let middle = top + 2.0 + room * above;
        if i.is_multiple_of(per_row) {
            frame.line(Role::Grid, at(0.0, middle), at(width, middle), 1.0);
        }
        let x = (i % per_row) as f32 * step + step / 2.0;
        let length = ((amount.abs() / total) as f32 * room).max(1.0);
        let (a, b) = if *amount >= 0.0 { (middle - length, middle) } else { (middle, middle + length) };
        let role = if *amount >= 0.0 { Role::Raises } else { Role::Lowers };
        if open == Some(*tree) {
            frame.rect(Role::Track, at(x - step / 2.0, top), at(x + step / 2.0, top + HEIGHT), 3.0);
            frame.rect(Role::Ink, at(x - step / 2.0, top + HEIGHT), at(x + step / 2.0, top + HEIGHT + 3.0), 1.0);
        }
        frame.rect(role, at(x - thick / 2.0, a), at(x + thick / 2.0, b), 1.5);
        frame.hit(at(x - step / 2.0, top), at(x + step / 2.0, top + HEIGHT), Target::Tree(*tree), about);
    }
    frame
}
