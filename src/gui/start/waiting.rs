//! A model that waits for customers: what was read, why it cannot give reasons yet, and how to go on or back.

use egui::{Key, RichText, Ui};

use super::customers::{at_hand, card, ways};
use super::opened::{lines, to_know};
use crate::app::{Action, App};
use crate::gui::paint::small;
use crate::gui::theme;
use crate::view::phrase::upper_first;
use crate::view::waiting;
use crate::view::words::{command, control, start::waiting as words};

/// Draws it.
pub fn waiting_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(bare) = app.desk().waiting() else { return };
    let origin = &bare.origin;
    let dictionary = origin.dictionary_name();
    let said = waiting::waiting(&bare.model, &origin.warnings, &origin.source, origin.size, dictionary.as_deref());
    card(ui, |ui| {
        ui.label(RichText::new(&said.title).font(theme::strong(22.0)));
        ui.add_space(2.0);
        ui.label(RichText::new(waiting::WHY).font(theme::strong(theme::BODY)));
        ui.label(waiting::HOW);
        ui.add_space(8.0);
        at_hand(ui, origin, asks);
        ways(ui, &[(command::SAVE_DICTIONARY, Action::SaveDictionary), (control::CANCEL, Action::StopWaiting)], asks);
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
    let over = egui::Popup::is_any_open(ui.ctx()) || app.desk().over().is_some();
    if !over && ui.input(|i| i.key_pressed(Key::Escape)) {
        asks.push(Action::StopWaiting);
    }
}
