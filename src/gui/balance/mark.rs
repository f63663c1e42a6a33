//! The marks of a row: its switch, and how sure it is, by shape.

use egui::{Color32, CornerRadius, Id, Pos2, Sense, Stroke, Ui, pos2, vec2};

use crate::app::act::balance::BalanceAct;
use crate::ask::refusals::Use;
use crate::figure::{Role, Theme};
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::view::balance::rows::{RefusalRow, Sure};
use crate::view::words::balance as words;

/// Width of a switch with the room after it.
pub const SWITCH: f32 = 52.0;

/// A line between rows.
pub fn line(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    let edge = theme::paint(theme::of(ui.ctx()), Paint::Edge);
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, edge));
}

/// How sure something is, by shape.
pub fn mark(ui: &mut Ui, theme: Theme, sure: Sure, ink: Color32) {
    if sure == Sure::Nothing {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(15.0, 18.0), Sense::hover());
    mark_at(ui, theme, rect.center(), sure, ink);
}

/// [`mark`] in a place.
pub fn mark_at(ui: &Ui, theme: Theme, centre: Pos2, sure: Sure, ink: Color32) {
    const RADIUS: f32 = 6.0;
    let painter = ui.painter();
    match sure {
        Sure::Proven => {
            painter.circle_filled(centre, RADIUS + 0.5, theme::paint(theme, Paint::Accent));
            let on = Stroke::new(1.8, theme::role(theme, Role::OnFill));
            let tick = [vec2(-3.0, 0.3), vec2(-0.8, 2.6), vec2(3.2, -2.4)].map(|v| centre + v);
            painter.line_segment([tick[0], tick[1]], on);
            painter.line_segment([tick[1], tick[2]], on);
        }
        Sure::Depends => {
            painter.circle_stroke(centre, RADIUS, Stroke::new(1.5, ink));
            let half = (0..=12).map(|i| {
                let turn = std::f32::consts::PI * (0.5 + i as f32 / 12.0);
                centre + RADIUS * vec2(turn.cos(), turn.sin())
            });
            painter.add(egui::Shape::convex_polygon(half.collect(), ink, Stroke::NONE));
        }
        Sure::Open => {
            let ring: Vec<Pos2> = (0..=24)
                .map(|i| {
                    let turn = std::f32::consts::TAU * i as f32 / 24.0;
                    centre + RADIUS * vec2(turn.cos(), turn.sin())
                })
                .collect();
            painter.extend(egui::Shape::dashed_line(&ring, Stroke::new(1.5, ink), 3.0, 2.5));
        }
        Sure::Nothing => {}
    }
}

/// The switch of a row, whose name is the row as a sentence; what pressing it does.
pub fn switch(ui: &mut Ui, theme: Theme, row: &RefusalRow) -> Option<BalanceAct> {
    let is_on = matches!(row.used, Use::All | Use::Part);
    let can = row.used != Use::Unknown;
    let sense = if can { Sense::click() } else { Sense::hover() };
    // the row stays the same for the keyboard whatever comes before it
    let id = Id::unique(("balance-switch", row.place));
    let (rect, _) = ui.allocate_exact_size(vec2(SWITCH, 24.0), Sense::hover());
    let pill = egui::Rect::from_min_size(pos2(rect.min.x + 2.0, rect.min.y + 1.0), vec2(38.0, 22.0));
    let response = ui.interact(pill, id, sense).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, can, is_on, &row.about));
    let track = match (is_on, row.is_amiss) {
        (true, true) => theme::paint(theme, Paint::ChangedInk),
        (true, false) => theme::paint(theme, Paint::Accent),
        _ => theme::paint(theme, Paint::FieldHover),
    };
    let painter = ui.painter();
    painter.rect_filled(pill, CornerRadius::same(11), track);
    let (x, knob) = match row.used {
        Use::All => (pill.max.x - 11.0, theme::paint(theme, Paint::Card)),
        Use::Part => (pill.center().x, theme::paint(theme, Paint::Card)),
        Use::Nothing | Use::Unknown => (pill.min.x + 11.0, theme::role(theme, Role::Muted)),
    };
    painter.circle_filled(pos2(x, pill.center().y), 8.0, knob);
    if !is_on {
        let edge = Stroke::new(1.5, theme::role(theme, Role::Muted));
        painter.rect_stroke(pill, CornerRadius::same(11), edge, egui::StrokeKind::Inside);
    }
    let is_pressed = response.clicked();
    response.tip(words::switch_tip(is_on, can));
    let features = row.features.clone();
    (is_pressed && can).then_some(if is_on { BalanceAct::Refuse(features) } else { BalanceAct::Allow(features) })
}
