//! A laid-out figure on the screen: egui's painter, with what can be pointed at and a sentence for those who cannot see.

use egui::{Align2, Color32, CornerRadius, Pos2, Rect, Response, Sense, Stroke, Ui, pos2, vec2};

use super::theme;
use crate::figure::{Align, Frame, Point, Role, Shape, Target, Theme, Weight};
use crate::gui::said::Tip as _;

/// Draws a figure at the cursor; gives what was clicked.
pub fn figure(ui: &mut Ui, frame: &Frame, salt: &str) -> Option<Target> {
    figure_seen(ui, frame, salt).0
}

/// [`figure`], which also gives what has the pointer or, without one, the keyboard's focus, by its place in
/// [`Frame::hits`].
pub fn figure_seen(ui: &mut Ui, frame: &Frame, salt: &str) -> (Option<Target>, Option<usize>) {
    let (rect, response) = ui.allocate_exact_size(vec2(frame.size.x, frame.size.y), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &frame.title));
    draw(ui, frame, rect.min);
    let mut clicked = None;
    let (mut pointed, mut focused) = (None, None);
    for (i, hit) in frame.hits.iter().enumerate() {
        let area = Rect::from_min_max(shift(rect.min, hit.min), shift(rect.min, hit.max));
        let id = ui.scope_id().with((salt, i));
        let clickable = matches!(
            hit.target,
            Target::Tree(_) | Target::Rest | Target::Offer(_) | Target::GoTo(_) | Target::Pair(..)
        );
        let sense = if clickable { Sense::click() } else { Sense::hover() };
        let response = ui.interact(area, id, sense);
        response.widget_info(|| {
            let role = if clickable { egui::Role::Button } else { egui::Role::Label };
            egui::WidgetInfo::labeled(role, true, &hit.about)
        });
        if clickable && response.hovered() {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        if response.clicked() {
            clicked = Some(hit.target);
        }
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        pointed = pointed.or(response.hovered().then_some(i));
        focused = focused.or(response.has_focus().then_some(i));
        // what it says of a fact to go to is shown where it hides nothing
        if !matches!(hit.target, Target::GoTo(_)) {
            response.tip_at_pointer(&hit.about);
        }
    }
    (clicked, pointed.or(focused))
}

/// Paints what of a part of the page is not the card on it. Where the processor paints, most of a frame's time goes into
/// filling, so what is large is left as the window was cleared; the card's edge lies over the border between both.
pub fn around(ui: &Ui, part: Rect, card: Rect, radius: u8, colour: Color32) {
    let mut mesh = egui::Mesh::default();
    let beside = |x: std::ops::RangeInclusive<f32>| Rect::from_x_y_ranges(x, card.y_range());
    let across = |y: std::ops::RangeInclusive<f32>| Rect::from_x_y_ranges(part.x_range(), y);
    for rect in [
        across(part.min.y..=card.min.y),
        across(card.max.y..=part.max.y),
        beside(part.min.x..=card.min.x),
        beside(card.max.x..=part.max.x),
    ] {
        mesh.add_colored_rect(rect, colour);
    }
    let radius = f32::from(radius);
    for (corner, x, y) in [
        (card.left_top(), 1.0, 1.0),
        (card.right_top(), -1.0, 1.0),
        (card.left_bottom(), 1.0, -1.0),
        (card.right_bottom(), -1.0, -1.0),
    ] {
        // a fan from the corner to the arc
        let tip = mesh.vertices.len() as u32;
        mesh.colored_vertex(corner, colour);
        for step in 0..=ARC {
            let (sin, cos) = (std::f32::consts::FRAC_PI_2 * step as f32 / ARC as f32).sin_cos();
            mesh.colored_vertex(corner + vec2(x * radius * (1.0 - cos), y * radius * (1.0 - sin)), colour);
        }
        for step in 1..=ARC {
            mesh.add_triangle(tip, tip + step, tip + step + 1);
        }
    }
    ui.painter().add(mesh);
}

/// In so many straight pieces a round corner is drawn.
const ARC: u32 = 8;

fn shift(origin: Pos2, p: Point) -> Pos2 {
    pos2(origin.x + p.x, origin.y + p.y)
}

/// Draws a figure in a place.
pub fn draw(ui: &Ui, frame: &Frame, origin: Pos2) {
    let theme = theme::of(ui.ctx());
    let painter = ui.painter();
    for item in &frame.items {
        let colour = theme::role(theme, item.role);
        match &item.shape {
            Shape::Box { min, max, radius } => {
                let rect = Rect::from_min_max(shift(origin, *min), shift(origin, *max));
                painter.rect_filled(rect, CornerRadius::same(*radius as u8), colour);
            }
            Shape::Polygon(points) => {
                let points = points.iter().map(|p| shift(origin, *p)).collect();
                painter.add(egui::Shape::convex_polygon(points, colour, Stroke::NONE));
            }
            Shape::Line { a, b, width, dotted } => {
                let ends = [shift(origin, *a), shift(origin, *b)];
                let stroke = Stroke::new(*width, colour);
                if *dotted {
                    painter.extend(egui::Shape::dashed_line(&ends, stroke, 2.5, 3.5));
                } else {
                    painter.line_segment(ends, stroke);
                }
            }
            Shape::Disc { centre, radius } => {
                painter.circle_filled(shift(origin, *centre), *radius, colour);
            }
            Shape::Text { pos, align, size, weight, text: words } => {
                text(ui, shift(origin, *pos), *align, *size, *weight, colour, words);
            }
        }
    }
}

fn text(ui: &Ui, pos: Pos2, align: Align, size: f32, weight: Weight, colour: Color32, words: &str) {
    let align = match align {
        Align::Left => Align2::LEFT_CENTER,
        Align::Centre => Align2::CENTER_CENTER,
        Align::Right => Align2::RIGHT_CENTER,
    };
    let font = if weight == Weight::Strong { theme::strong(size) } else { theme::regular(size) };
    ui.painter().text(pos, align, words, font, colour);
}

/// An offer's letter on its colour; grey where it may not be had.
pub fn letter(ui: &mut Ui, theme: Theme, letter: &str, offer: Option<u32>, size: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    letter_at(ui, theme, rect, letter, offer);
}

/// [`letter`] in a given place.
pub fn letter_at(ui: &Ui, theme: Theme, rect: Rect, letter: &str, offer: Option<u32>) {
    let fill = offer.map_or(Role::Muted, Role::Offer);
    ui.painter().rect_filled(rect, CornerRadius::same(5), theme::role(theme, fill));
    text(
        ui,
        rect.center(),
        Align::Centre,
        (rect.height() * 0.6).max(theme::TINY),
        Weight::Strong,
        theme::role(theme, Role::OnFill),
        letter,
    );
}

/// The mark of what speaks for (filled, to the right) or against (hollow, to the left).
pub fn pointer(ui: &Ui, centre: Pos2, is_for: bool, colour: Color32) {
    let (half, tip) = (4.5, if is_for { 6.0 } else { -6.0 });
    let points = vec![
        pos2(centre.x - tip, centre.y - half),
        pos2(centre.x + tip * 0.2, centre.y - half),
        pos2(centre.x + tip, centre.y),
        pos2(centre.x + tip * 0.2, centre.y + half),
        pos2(centre.x - tip, centre.y + half),
    ];
    let shape = if is_for {
        egui::Shape::convex_polygon(points, colour, Stroke::new(1.5, colour))
    } else {
        egui::Shape::closed_line(points, Stroke::new(1.5, colour))
    };
    ui.painter().add(shape);
}

/// A triangle that points up or down.
pub fn triangle(ui: &Ui, centre: Pos2, size: f32, up: bool, colour: Color32) {
    let s = if up { -size } else { size };
    let points = vec![
        pos2(centre.x, centre.y + s * 0.5),
        pos2(centre.x - size * 0.55, centre.y - s * 0.5),
        pos2(centre.x + size * 0.55, centre.y - s * 0.5),
    ];
    ui.painter().add(egui::Shape::convex_polygon(points, colour, Stroke::NONE));
}

/// A sentence with its strong parts, wrapped to the width there is.
pub fn phrase(ui: &mut Ui, phrase: &crate::view::Phrase, size: f32, colour: Color32) -> Response {
    ui.label(job(phrase, size, colour))
}

/// A sentence as egui lays it out.
pub fn job(phrase: &crate::view::Phrase, size: f32, colour: Color32) -> egui::text::LayoutJob {
    let mut job = egui::text::LayoutJob::default();
    for (text, is_strong) in &phrase.0 {
        let font_id = if *is_strong { theme::strong(size) } else { theme::regular(size) };
        // in the middle of its line, as what stands beside it
        let format = egui::TextFormat { font_id, color: colour, valign: egui::Align::Center, ..Default::default() };
        job.append(text, 0.0, format);
    }
    job
}

/// Small text that explains.
pub fn small(ui: &mut Ui, text: &str) -> Response {
    let colour = theme::role(theme::of(ui.ctx()), Role::Muted);
    ui.label(egui::RichText::new(text).font(theme::regular(theme::SMALL)).color(colour))
}
