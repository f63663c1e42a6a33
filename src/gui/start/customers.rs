//! A model without customers asks for them: those of the last time, those that lie beside it, any others, or nobody's
//! facts.

use egui::{RichText, Ui};

use super::opened::lines;
use crate::app::document::Origin;
use crate::app::{Action, App, Document, Over};
use crate::data::file;
use crate::figure::Role;
use crate::gui::paint::small;
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::view::waiting;
use crate::view::words::{command, control, start::waiting as words};

/// Draws the card of a model that could answer, and has nobody to answer for.
pub fn customers_ui(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let origin = &document.origin;
    let dictionary = origin.dictionary_name();
    let model = document.inputs.model();
    let said = waiting::waiting(model, &origin.warnings, &origin.source, origin.size, dictionary.as_deref());
    card(ui, |ui| {
        ui.label(RichText::new(&said.title).font(theme::strong(22.0)));
        ui.add_space(2.0);
        ui.label(RichText::new(waiting::NOBODY_YET).font(theme::strong(theme::BODY)));
        ui.label(waiting::WHOM);
        ui.add_space(8.0);
        at_hand(ui, origin, asks);
        ways(ui, &[(command::SAVE_DICTIONARY, Action::SaveDictionary), (words::EMPTY, Action::StartEmpty)], asks);
        small(ui, words::OR_DROP);
        small(ui, words::EMPTY_IS);
        if let Some(title) = app.way_back() {
            ui.add_space(4.0);
            ways_back(ui, &title, asks);
        }
        ui.add_space(8.0);
        lines(ui, &said.lines);
        lines(ui, &[(words::COLUMNS.to_owned(), said.columns.clone())]);
    });
}

/// A card in the middle, which scrolls where it does not fit.
pub fn card(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.06).max(8.0));
            ui.set_max_width(ui.available_width().min(720.0));
            theme::card(theme).inner_margin(28).show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.set_width(ui.available_width());
                    add(ui);
                });
            });
        });
    });
}

/// The customers that are at hand, each by name.
pub fn at_hand(ui: &mut Ui, origin: &Origin, asks: &mut Vec<Action>) {
    let last = origin.last_table.as_ref();
    if let Some(last) = last.filter(|last| last.gone) {
        small(ui, &words::gone(&last.path.display().to_string()));
    }
    let there = last.filter(|last| !last.gone).map(|last| (&last.path, words::LAST_TIME));
    let beside = origin.beside.iter().filter(|path| there.is_none_or(|(last, _)| last != *path));
    let list: Vec<_> = there.into_iter().chain(beside.map(|path| (path, words::BESIDE))).collect();
    for (i, (path, why)) in list.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let text = words::open_named(&file::name(path));
            let open =
                if i == 0 && (there.is_some() || list.len() == 1) { accent(ui, &text) } else { ui.button(&text) };
            let clicked = open.clicked();
            open.tip(path.display().to_string());
            if clicked {
                asks.push(Action::OpenPath((*path).clone()));
            }
            small(ui, why);
        });
    }
    if !list.is_empty() {
        ui.add_space(4.0);
    }
    ui.horizontal_wrapped(|ui| {
        let open = if list.is_empty() { accent(ui, control::OPEN_CUSTOMERS) } else { ui.button(words::OTHERS) };
        if open.clicked() {
            asks.push(Action::ChooseFile);
        }
        let path = ui.button(control::TYPE_PATH);
        if path.clicked() {
            asks.push(Action::Over(Some(Over::Path)));
        }
    });
}

/// The way on that is likeliest.
pub fn accent(ui: &mut Ui, text: &str) -> egui::Response {
    let theme = theme::of(ui.ctx());
    let text = RichText::new(text).font(theme::strong(theme::BODY)).color(theme::role(theme, Role::OnFill));
    ui.add(egui::Button::new(text).fill(theme::paint(theme, Paint::Accent)).min_size(egui::vec2(190.0, 40.0)))
}

/// Other ways on, in a row.
pub fn ways(ui: &mut Ui, ways: &[(&str, Action)], asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for (text, action) in ways {
            let button = ui.button(*text);
            if button.clicked() {
                asks.push(action.clone());
            }
        }
    });
}

/// The way back to what was open before.
pub fn ways_back(ui: &mut Ui, title: &str, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        let back = ui.button(crate::view::words::kept::GO_BACK);
        if back.clicked() {
            asks.push(Action::GoBack);
        }
        small(ui, title);
    });
}
