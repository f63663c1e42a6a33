//! Plain horizontal bars from a middle line: what pairs of facts do together, what separates two offers.

use super::font;
use super::frame::{Align, Frame, Role, Weight, at};
use crate::view::compare;

/// How many facts of a comparison have a bar.
pub const DRAWN: usize = 12;

/// One bar.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// Its amount as text.
    pub text: String,
    /// Its amount.
    pub amount: f64,
}

/// Lays bars out in a width, positive ones to the right.
pub fn layout(bars: &[Bar], width: f32, title: &str) -> Frame {
    const SIZE: f32 = 14.5;
    let label_width = width * 0.5;
    let text_width = bars.iter().map(|b| font::width(&b.text, 13.0, Weight::Strong)).fold(0.0, f32::max) + 8.0;
    let (from, to) = (label_width + 12.0 + text_width, width - text_width);
    let zero = f32::midpoint(from, to);
    let largest = bars.iter().map(|b| b.amount.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let mut frame = Frame::new(width, 0.0, title);
    let mut y = 0.0;
    for bar in bars {
        let lines = font::wrap(&bar.label, SIZE, Weight::Regular, label_width);
        let height = (lines.len() as f32 * 18.0 + 10.0).max(30.0);
        let middle = y + height / 2.0;
        for (k, line) in lines.iter().enumerate() {
            let line_y = middle + (k as f32 - (lines.len() as f32 - 1.0) / 2.0) * 18.0;
            frame.text(Role::Ink, at(0.0, line_y), Align::Left, SIZE, Weight::Regular, line);
        }
        let end = zero + (bar.amount / largest) as f32 * (to - zero);
        let role = if bar.amount >= 0.0 { Role::Raises } else { Role::Lowers };
        frame.rect(
            role,
            at(zero.min(end), middle - 8.0),
            at(zero.max(end).max(zero.min(end) + 1.5), middle + 8.0),
            2.0,
        );
        let (x, align) = if bar.amount >= 0.0 { (end + 6.0, Align::Left) } else { (end - 6.0, Align::Right) };
        frame.text(Role::Ink, at(x, middle), align, 13.0, Weight::Strong, &bar.text);
        y += height;
    }
    frame.line(Role::Muted, at(zero, 0.0), at(zero, y), 1.0);
    frame.size.y = y;
    frame
}

/// The rows of a comparison as bars.
pub fn comparison(view: &compare::Comparison, width: f32) -> Frame {
    let facts = view.rows.iter().filter(|r| r.feature.is_some()).take(DRAWN);
    let bars: Vec<_> =
        facts.map(|r| Bar { label: r.label.clone(), text: r.lead.clone(), amount: r.amount }).collect();
    layout(&bars, width, &view.sentence.text())
}

/// Pairs as bars.
pub fn together(view: &compare::Pairs, width: f32) -> Frame {
    let bar = |(label, text, amount): &(String, String, f64)| Bar {
        label: label.clone(),
        text: text.clone(),
        amount: *amount,
    };
    let bars: Vec<_> = view.rows.iter().map(bar).collect();
    layout(&bars, width, &view.lead)
}
