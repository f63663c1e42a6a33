//! A figure that leaves, with what it says of itself laid out around it: one way for all of them.

use super::font;
use super::frame::{Align, Frame, Role, Weight, at};
use crate::view::Caption;

const TITLE: f32 = 17.0;
const TEXT: f32 = 14.0;
const SMALL: f32 = 12.5;
/// The narrowest that texts get.
const NARROWEST: f32 = 560.0;
const PAD: f32 = 8.0;

/// The figure under its title, whose it is and whether it is a what-if, and over how to read it, which model, and when.
pub fn around(figure: &Frame, caption: &Caption) -> Frame {
    let width = figure.size.x.max(NARROWEST);
    let mut frame = Frame::new(width, 0.0, format!("{}. {}", caption.about(), figure.title));
    let mut y = 0.0;
    y = lines(&mut frame, &caption.title, (0.0, y), TITLE, Weight::Strong, Role::Ink);
    let [customer, state, rest @ ..] = caption.facts();
    y = lines(&mut frame, customer.1, (0.0, y + 2.0), TEXT, Weight::Regular, Role::Ink);
    y = if caption.is_what_if {
        let height = height(&wrapped(state.1, TEXT, Weight::Strong, width - 2.0 * PAD), TEXT) + PAD;
        frame.rect(Role::Changed, at(0.0, y + 3.0), at(width, y + 3.0 + height), 5.0);
        lines(&mut frame, state.1, (PAD, y + 3.0 + PAD / 2.0), TEXT, Weight::Strong, Role::ChangedInk) + PAD / 2.0
    } else {
        lines(&mut frame, state.1, (0.0, y), TEXT, Weight::Regular, Role::Muted)
    };
    y += 14.0;
    frame.add(figure, at(0.0, y));
    y += figure.size.y + 12.0;
    frame.line(Role::Grid, at(0.0, y), at(width, y), 1.0);
    y += 6.0;
    for note in &caption.notes {
        y = lines(&mut frame, note, (0.0, y), SMALL, Weight::Regular, Role::Ink);
    }
    y += 4.0;
    for (name, text) in rest {
        y = lines(&mut frame, &format!("{name}: {text}"), (0.0, y), SMALL, Weight::Regular, Role::Muted);
    }
    frame.size.y = y;
    frame
}

/// The text in lines; a word that is too long by itself goes on in the next one, for nothing here may be cut.
fn wrapped(text: &str, size: f32, weight: Weight, room: f32) -> Vec<String> {
    let mut broken = String::new();
    for word in text.split(' ') {
        let mut part = String::new();
        for c in word.chars() {
            part.push(c);
            if font::width(&part, size, weight) > room {
                part.pop();
                broken += &part;
                broken.push(' ');
                part = c.to_string();
            }
        }
        broken += &part;
        broken.push(' ');
    }
    font::wrap(broken.trim_end(), size, weight, room)
}

fn height(lines: &[String], size: f32) -> f32 {
    lines.len() as f32 * (size + 5.0)
}

/// A text in as many lines as it takes, as far from the right as from the left; gives where the next one begins.
fn lines(frame: &mut Frame, text: &str, (x, y): (f32, f32), size: f32, weight: Weight, role: Role) -> f32 {
    let lines = wrapped(text, size, weight, frame.size.x - 2.0 * x);
    for (k, line) in lines.iter().enumerate() {
        let middle = y + (k as f32 + 0.5) * (size + 5.0);
        frame.text(role, at(x, middle), Align::Left, size, weight, line);
    }
    y + height(&lines, size)
}
