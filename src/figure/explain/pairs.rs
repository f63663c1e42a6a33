//! Who works with whom: a table of the strongest facts, in each cell what two of them do together beyond what each does
//! alone.

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Shape, Target, Weight, at};
use crate::view::compare::Pairs;

const TEXT: f32 = 14.0;
const SMALL: f32 = 13.0;
const ROW: f32 = 31.0;
/// A line of a cell whose mark stands above its number.
const LINE: f32 = 17.0;

/// Lays it out in a width. A filled mark to the right raises the score, a hollow one to the left lowers it; the larger,
/// the more.
pub fn layout(view: &Pairs, width: f32) -> Frame {
    let n = view.facts.len();
    let mut frame = Frame::new(width, 0.0, &view.title);
    if n < 2 {
        return frame;
    }
    let label = |i: usize| format!("{}  {}", i + 1, view.facts[i].1);
    let widest = (0..n).map(|i| font::width(&label(i), TEXT, Weight::Regular)).fold(0.0, f32::max);
    // what stands in a cell needs its room before the names do, which wrap
    let cell = view.cells.iter().map(|c| font::width(&c.text, 12.5, Weight::Strong)).fold(0.0, f32::max) + 27.0;
    let left = (widest + 14.0).min(width * 0.45).min((width - cell * (n - 1) as f32).max(width * 0.25));
    let column = ((width - left) / (n - 1) as f32).min(66.0);
    // the mark stands above the number where they have no room beside one another
    let is_stacked = column < cell;
    let x = |j: usize| left + j as f32 * column;
    for j in 0..n - 1 {
        let middle = at(x(j) + column / 2.0, 9.0);
        frame.text(Role::Muted, middle, Align::Centre, SMALL, Weight::Strong, (j + 1).to_string());
    }
    let largest = view.cells.iter().map(|c| c.amount.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let mut y = 20.0;
    for i in 0..n {
        let lines = font::wrap(&label(i), TEXT, Weight::Regular, left - 10.0);
        let height = (if is_stacked { 2.0 * LINE + 6.0 } else { ROW }).max(lines.len() as f32 * 17.0 + 8.0);
        let middle = y + height / 2.0;
        for (k, line) in lines.iter().enumerate() {
            let line_y = middle + (k as f32 - (lines.len() as f32 - 1.0) / 2.0) * 17.0;
            frame.text(Role::Ink, at(0.0, line_y), Align::Left, TEXT, Weight::Regular, line);
        }
        for j in 0..i {
            let (min, max) = (at(x(j) + 1.5, y + 1.5), at(x(j) + column - 1.5, y + height - 1.5));
            frame.rect(Role::Track, min, max, 4.0);
            let Some(cell) = view.cells.iter().find(|c| c.places == [j, i]) else {
                frame.text(Role::Muted, at(x(j) + column / 2.0, middle), Align::Centre, SMALL, Weight::Regular, "·");
                continue;
            };
            let up = cell.amount > 0.0;
            let size = 4.0 + 4.0 * (cell.amount.abs() / largest).sqrt() as f32;
            let words = font::width(&cell.text, 12.5, Weight::Strong);
            let centre = x(j) + column / 2.0;
            let (from, mark_y, place) = if is_stacked {
                (centre - size, middle - LINE / 2.0, at(centre - words / 2.0, middle + LINE / 2.0))
            } else {
                let from = centre - (words + 2.0 * size + 4.0) / 2.0;
                (from, middle, at(from + 2.0 * size + 4.0, middle))
            };
            let mark = |inset: f32| {
                let (near, far) = (from + inset, from + 2.0 * size - inset);
                let (base, tip) = if up { (near, far) } else { (far, near) };
                let half = size - inset;
                Shape::Polygon(vec![at(base, mark_y - half), at(tip, mark_y), at(base, mark_y + half)])
            };
            frame.push(Role::Ink, mark(0.0));
            if !up {
                frame.push(Role::Track, mark(1.8));
            }
            frame.text(Role::Ink, place, Align::Left, 12.5, Weight::Strong, &cell.text);
            let [a, b] = cell.places.map(|p| view.facts[p].0);
            frame.hit(min, max, Target::Pair(a, b), &cell.about);
        }
        y += height;
    }
    frame.size.y = y + 2.0;
    frame
}
