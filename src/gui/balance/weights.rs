//! How intrusive each fact is, in points that are dragged or typed; the sets beside it move at once.

use egui::{Id, RichText, ScrollArea, Ui};

use super::part::does;
use crate::app::Action;
use crate::app::act::balance::EveryoneAct;
use crate::app::balance::everyone::POINTS_MOST;
use crate::base::number;
use crate::figure::Role;
use crate::gui::paint::small;
use crate::gui::widget::{above_foot, button};
use crate::gui::{said, theme};
use crate::view::balance::everyone::EveryoneView;
use crate::view::balance::weights::WeightRow;
use crate::view::words::everyone as words;

/// How wide a field is.
const FIELD: f32 = 64.0;
/// How wide the field for a name is.
const WHO: f32 = 190.0;
/// How far a drag of a point moves it.
const SPEED: f64 = 0.05;

/// Draws it; what can be done with all of it is pinned below the facts where these scroll by themselves.
pub(super) fn weights_ui(ui: &mut Ui, view: &EveryoneView, is_pinned: bool, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    let body = |ui: &mut Ui, asks: &mut Vec<Action>| {
        said::heading(ui, RichText::new(words::WEIGHTS_TITLE).font(theme::strong(16.0)), 2);
        small(ui, words::WEIGHTS_TEXT);
        if is_pinned {
            ScrollArea::vertical().auto_shrink(false).id_salt("weights").show(ui, |ui| {
                view.weights.iter().for_each(|row| row_ui(ui, row, asks));
            });
        } else {
            view.weights.iter().for_each(|row| row_ui(ui, row, asks));
        }
    };
    let foot = |ui: &mut Ui, asks: &mut Vec<Action>| {
        ui.add_space(4.0);
        save_ui(ui, asks);
        ui.horizontal_wrapped(|ui| {
            if button(ui, words::WEIGHTS_CLOSE) {
                asks.push(does(EveryoneAct::Weights(false)));
            }
            if view.weights.iter().any(|row| row.is_changed) && button(ui, words::UNWEIGH) {
                asks.push(does(EveryoneAct::Unweigh));
            }
        });
    };
    if is_pinned {
        above_foot(ui, asks, body, foot);
    } else {
        body(ui, asks);
        foot(ui, asks);
    }
}

/// Whose opinion it is, and saving it.
fn save_ui(ui: &mut Ui, asks: &mut Vec<Action>) {
    let id = Id::unique("weights-by");
    let mut by: String = ui.data(|d| d.get_temp(id)).unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(words::WEIGHTS_BY);
        let field = egui::TextEdit::singleline(&mut by).hint_text(words::WEIGHTS_WHO).desired_width(WHO);
        if ui.add(field).labelled_by(label.id).changed() {
            ui.data_mut(|d| d.insert_temp(id, by.clone()));
        }
        let can = !by.trim().is_empty();
        let save = ui.add_enabled(can, egui::Button::new(words::WEIGHTS_SAVE));
        let is_pressed = save.clicked();
        if !can {
            save.on_disabled_hover_text(words::WEIGHTS_NAMELESS);
        }
        if is_pressed {
            asks.push(does(EveryoneAct::SaveWeights(by.clone())));
        }
    });
}

fn row_ui(ui: &mut Ui, row: &WeightRow, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let who = theme::role(theme, Role::Muted);
    ui.horizontal_top(|ui| {
        let mut points = row.points;
        let field = egui::DragValue::new(&mut points).range(0.0..=POINTS_MOST).speed(SPEED);
        let field = field.max_decimals(2).custom_formatter(|points, _| number::trimmed(points, 2));
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
