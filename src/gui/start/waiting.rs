//! A model that waits for customers: what was read, why it cannot give reasons yet, and how to go on or back.

use egui::{Key, RichText, Ui};

use super::opened::{lines, to_know};
use crate::app::{Action, App, Over};
use crate::figure::Role;
use crate::gui::paint::{focus_ring, small};
use crate::gui::theme::{self, Paint};
use crate::view::phrase::upper_first;
use crate::view::waiting;
use crate::view::words::{command, control, start::waiting as words};

/// Draws it.
pub fn waiting_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(bare) = app.desk().waiting() else { return };
    let theme = theme::of(ui.ctx());
    let origin = &bare.origin;
    let dictionary = origin.dictionary_name();
    let said = waiting::waiting(&bare.model, &origin.warnings, &origin.source, origin.size, dictionary.as_deref());
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.06).max(8.0));
            ui.set_max_width(720.0);
            theme::card(theme).inner_margin(28).show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    ui.label(RichText::new(&said.title).font(theme::strong(22.0)));
                    ui.add_space(2.0);
                    ui.label(RichText::new(waiting::WHY).font(theme::strong(theme::BODY)));
                    ui.label(waiting::HOW);
                    ui.add_space(8.0);
                    buttons(ui, asks);
                    small(ui, words::OR_DROP);
                    if let Some(title) = app.desk().open_before() {
                        small(ui, &words::goes_back(title));
                    }
                    ui.add_space(8.0);
                    for warning in &said.warnings {
                        to_know(ui, &upper_first(warning));
                    }
                    lines(ui, &said.lines);
                    lines(ui, &[(words::COLUMNS.to_owned(), said.columns.clone())]);
                });
            });
        });
    });
    let over = egui::Popup::is_any_open(ui.ctx()) || app.desk().over().is_some();
    if !over && ui.input(|i| i.key_pressed(Key::Escape)) {
        asks.push(Action::StopWaiting);
    }
}

fn buttons(ui: &mut Ui, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        let text = RichText::new(control::OPEN_CUSTOMERS).font(theme::strong(theme::BODY));
        let open = egui::Button::new(text.color(theme::role(theme, Role::OnFill)))
            .fill(theme::paint(theme, Paint::Accent))
            .min_size(egui::vec2(190.0, 40.0));
        let others = [
            (egui::Button::new(control::TYPE_PATH), Action::Over(Some(Over::Path))),
            (egui::Button::new(command::SAVE_DICTIONARY), Action::SaveDictionary),
            (egui::Button::new(control::CANCEL), Action::StopWaiting),
        ];
        for (button, action) in [(open, Action::ChooseFile)].into_iter().chain(others) {
            let button = ui.add(button);
            focus_ring(ui, &button);
            if button.clicked() {
                asks.push(action);
            }
        }
    });
}
