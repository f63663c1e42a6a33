//! How intrusive each fact is, in points that are dragged or typed; the sets beside it move at once.

use egui::{RichText, Ui};

use super::everyone::does;
use crate::app::Action;
use crate::app::act::balance::EveryoneAct;
use crate::app::balance::everyone::POINTS_MOST;
use crate::figure::Role;
use crate::gui::paint::small;
use crate::gui::widget::button;
use crate::gui::{said, theme};
use crate::view::balance::everyone::EveryoneView;
use crate::view::balance::weights::WeightRow;
use crate::view::words::everyone as words;

/// How wide a field is.
const FIELD: f32 = 64.0;
/// How far a drag of a point moves it.
const SPEED: f64 = 0.05;

/// Draws it.
pub(super) fn weights_ui(ui: &mut Ui, view: &EveryoneView, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    said::heading(ui, RichText::new(words::WEIGHTS_TITLE).font(theme::strong(16.0)), 2);
    small(ui, words::WEIGHTS_TEXT);
    for row in &view.weights {
        row_ui(ui, row, asks);
    }
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        if button(ui, words::WEIGHTS_CLOSE) {
            asks.push(does(EveryoneAct::Weights(false)));
        }
        if view.weights.iter().any(|row| row.is_changed) && button(ui, words::UNWEIGH) {
            asks.push(does(EveryoneAct::Unweigh));
        }
    });
}

fn row_ui(ui: &mut Ui, row: &WeightRow, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let who = theme::role(theme, Role::Muted);
    ui.horizontal_top(|ui| {
        let mut points = row.points;
        let field = egui::DragValue::new(&mut points).range(0.0..=POINTS_MOST).speed(SPEED).max_decimals(2);
        // the row stays the same for the keyboard whatever comes before it
        let response = ui.push_id(("weight", row.feature.index()), |ui| ui.add_sized([FIELD, 26.0], field)).inner;
        let label = ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let label = ui.add(egui::Label::new(RichText::new(&row.label).font(theme::regular(theme::BODY))).wrap());
            ui.add(egui::Label::new(RichText::new(&row.who).font(theme::regular(theme::TINY)).color(who)).wrap());
            label
        });
        let response = response.labelled_by(label.inner.id);
        // a field that is left says once more what was typed in it, which may have been taken back since
        let is_held = response.has_focus() || response.dragged();
        if is_held && response.changed() && points.to_bits() != row.points.to_bits() {
            asks.push(does(EveryoneAct::Weigh(row.feature, points)));
        }
    });
}
