//! Scenarios side by side, and what was tried: what is pinned in columns against the real customer, with heads and
//! labels that stay in sight; every step with what came first after it.

use egui::{Align2, CornerRadius, Key, Modifiers, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::app::act::figure::Figure;
use crate::app::act::scenarios::ScenariosAct;
use crate::app::history::State;
use crate::app::pins::NAME_MAX;
use crate::app::pins::SCENARIOS_MAX;
use crate::app::{Action, App, Document, Over, Place};
use crate::figure::{self as layouts, Role, Weight, font};
use crate::gui::paint::{figure, letter_at, phrase, small};
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{at_right, button, centred, close, link, save_menu, sheet};
use crate::view::letter;
use crate::view::scenarios::{Column, Comparison, NOTHING, Tried, UNTRIED, Which, full};
use crate::view::words::{command, control, scenarios as words};

/// Room for the buttons below a column's name.
const BUTTONS: f32 = 36.0;
/// How wide columns are.
const COLUMN: (f32, f32) = (172.0, 236.0);
/// The height of a step.
const STEP: f32 = 34.0;

/// A half-typed name; nothing of the document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    renaming: Option<(u64, String)>,
    /// Whether the field has yet to take the keyboard's focus.
    fresh: bool,
    /// The row of what was tried that was brought into sight last.
    seen: Option<usize>,
}

/// Draws the panel.
pub fn scenarios_ui(ui: &mut Ui, app: &App, tried: bool, draft: &mut Draft, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    sheet(ui, f32::INFINITY);
    // Esc gives up a half-typed name before it closes the panel
    if draft.renaming.is_some() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
        draft.renaming = None;
    }
    let compared = app.scenarios().comparison().filter(|c| !tried && c.n_pinned > 0);
    head(ui, document, tried, compared.is_some(), asks);
    if tried {
        if let Some(tried) = app.scenarios().tried() {
            tried_ui(ui, tried, draft, asks);
        }
        return;
    }
    draft.seen = None;
    match compared {
        Some(view) => compared_ui(ui, app, view, draft, asks),
        None => nothing(ui, app, asks),
    }
}

fn head(ui: &mut Ui, document: &Document, tried: bool, has_table: bool, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        for over in [Over::Scenarios, Over::Tried] {
            let (chosen, text) = (tried == (over == Over::Tried), over.label());
            let font = if chosen { theme::strong(theme::HEADING) } else { theme::regular(theme::BODY) };
            let tab = ui.selectable_label(chosen, RichText::new(text).font(font));
            tab.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, chosen, text));
            if tab.clicked() {
                asks.push(Action::Over(Some(over)));
            }
        }
        at_right(ui, "tools", |ui| {
            if has_table {
                let is_pinned = document.pins.list().iter().any(|s| s.is(&document.choice));
                let can = !is_pinned && !document.pins.is_full();
                let pin = ui.add_enabled(can, egui::Button::new(words::PIN_SHOWN));
                if pin.clicked() {
                    asks.push(Action::Scenarios(ScenariosAct::Pin));
                }
                pin.on_disabled_hover_text(if is_pinned { words::IS_PINNED.to_owned() } else { full(SCENARIOS_MAX) });
                let more = [(control::SAVE_TABLE, Action::Scenarios(ScenariosAct::SaveTable))];
                save_menu(ui, Figure::Scenarios, &more, words::SAVE, asks);
            }
            close(ui, asks);
        });
    });
}

/// What to do where nothing is pinned.
fn nothing(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    centred(ui, words::NONE, NOTHING, |ui| {
        if button(ui, words::PIN_NOW) {
            asks.push(Action::Scenarios(ScenariosAct::Pin));
        }
        undo_ui(ui, app, asks);
    });
}

/// The way back from a removal or a new name, right after it.
fn undo_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let history = app.desk().history();
    if matches!(history.next(true), Some(State::Scenario(_))) && link(ui, &command::undo(history.undo_title())) {
        asks.push(Action::Undo);
    }
}

fn compared_ui(ui: &mut Ui, app: &App, view: &Comparison, draft: &mut Draft, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    phrase(ui, &view.sentence, theme::BODY, theme::role(theme, Role::Ink));
    ui.horizontal_wrapped(|ui| {
        small(ui, &view.note);
        undo_ui(ui, app, asks);
    });
    egui::Panel::bottom("scenarios-foot").frame(egui::Frame::new()).show_separator_line(false).show(ui, |ui| {
        ui.add_space(4.0);
        phrase(ui, &view.cannot, theme::SMALL, theme::role(theme, Role::Ink));
    });
    let label_width = (ui.available_width() * 0.19).clamp(140.0, 220.0);
    let room = ui.available_width() - label_width - 14.0;
    let column_width = (room / view.columns.len() as f32).clamp(COLUMN.0, COLUMN.1);
    let sheet = layouts::scenarios::layout(view, label_width, column_width);
    let head_height = sheet.heads.size.y + BUTTONS;
    let size = vec2(label_width + sheet.cells.size.x, head_height + sheet.cells.size.y);
    // heads and labels stand still: nothing may fade behind them
    ui.spacing_mut().scroll.fade.strength = 0.0;
    egui::ScrollArea::both().auto_shrink(false).id_salt("scenarios").show_viewport(ui, |ui, viewport| {
        let origin = ui.max_rect().min;
        ui.set_width(size.x);
        ui.set_height(size.y);
        // what is in sight begins here: heads stay at its top, labels at its left
        let sight = origin + viewport.min.to_vec2();
        let part = |ui: &mut Ui, from: egui::Pos2, frame: &layouts::Frame, salt: &str| {
            let rect = Rect::from_min_size(from, vec2(frame.size.x, frame.size.y));
            ui.scope_builder(egui::UiBuilder::new().max_rect(rect).id_salt(salt), |ui| figure(ui, frame, salt));
        };
        let cover = |ui: &Ui, rect: Rect| {
            ui.painter().rect_filled(rect, CornerRadius::ZERO, theme::paint(theme, Paint::Card));
        };
        let rows = origin.y + head_height;
        part(ui, pos2(origin.x + label_width, rows), &sheet.cells, "cells");
        cover(ui, Rect::from_min_size(pos2(sight.x, origin.y), vec2(label_width, size.y)));
        part(ui, pos2(sight.x, rows), &sheet.labels, "labels");
        cover(ui, Rect::from_min_size(pos2(origin.x, sight.y), vec2(size.x, head_height)));
        part(ui, pos2(origin.x + label_width, sight.y), &sheet.heads, "heads");
        for (i, column) in view.columns.iter().enumerate() {
            let left = origin.x + label_width + column_width * i as f32;
            let from = pos2(left, sight.y + sheet.heads.size.y);
            let rect = Rect::from_min_size(from, vec2(column_width, BUTTONS));
            buttons(ui, app, column, rect, draft, label_width, asks);
        }
        cover(ui, Rect::from_min_size(sight, vec2(label_width, head_height)));
        let muted = theme::role(theme, Role::Muted);
        let at = pos2(sight.x, sight.y + sheet.heads.size.y);
        let columns = words::count(view.n_pinned);
        ui.painter().text(at, Align2::LEFT_CENTER, columns, theme::regular(theme::SMALL), muted);
    });
}

/// What can be done with a column.
fn buttons(
    ui: &mut Ui,
    app: &App,
    column: &Column,
    rect: Rect,
    draft: &mut Draft,
    label_width: f32,
    asks: &mut Vec<Action>,
) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let builder = egui::UiBuilder::new().max_rect(inner).layout(layout).id_salt(("column", column.which));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.spacing_mut().button_padding = vec2(8.0, 3.0);
        ui.spacing_mut().interact_size.y = 26.0;
        let add = |ui: &mut Ui, text: &str, name: String, enabled: bool| {
            let text = RichText::new(text).font(theme::regular(theme::SMALL));
            let button = ui.add_enabled(enabled, egui::Button::new(text));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
            in_sight(ui, &button, rect, label_width);
            button
        };
        match column.which {
            Which::Real => {
                let altered = app.document().is_some_and(|d| d.choice.is_altered());
                if altered && add(ui, words::GO_BACK, words::GO_BACK_NAME.to_owned(), true).clicked() {
                    asks.push(Action::ResetAll);
                    asks.push(Action::Go(Place::Explain));
                }
            }
            Which::Now => {
                let can = app.document().is_some_and(|d| !d.pins.is_full());
                if add(ui, words::PIN, command::PIN.to_owned(), can).clicked() {
                    asks.push(Action::Scenarios(ScenariosAct::Pin));
                }
            }
            Which::Pinned(id) if draft.renaming.as_ref().is_some_and(|(renamed, _)| *renamed == id) => {
                name_field(ui, draft, id, inner.width(), asks);
            }
            Which::Pinned(id) => {
                let go = add(ui, words::GO_TO, control::go_to(&column.name), column.is_open);
                if go.clicked() {
                    asks.push(Action::Scenarios(ScenariosAct::GoTo(id)));
                }
                go.on_disabled_hover_text(words::NOT_OPEN);
                let menu = ui.menu_button(RichText::new(words::MORE).font(theme::regular(theme::SMALL)), |ui| {
                    if ui.button(words::RENAME).clicked() {
                        draft.renaming = Some((id, column.name.clone()));
                        draft.fresh = true;
                        ui.close();
                    }
                    for (text, act) in [
                        (words::SAVE_PROFILE, ScenariosAct::SaveProfile(id)),
                        (words::REMOVE, ScenariosAct::Remove(id)),
                    ] {
                        if ui.button(text).clicked() {
                            asks.push(Action::Scenarios(act));
                            ui.close();
                        }
                    }
                });
                let name = control::more_for(&column.name);
                menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                in_sight(ui, &menu.response, rect, label_width);
            }
        }
    });
}

/// A ring round what has the focus, whose column comes into sight, clear of the labels.
fn in_sight(ui: &Ui, response: &egui::Response, column: Rect, label_width: f32) {
    if response.gained_focus() {
        ui.scroll_to_rect(Rect::from_min_max(pos2(column.min.x - label_width, column.min.y), column.max), None);
    }
}

/// A name that is being typed: Enter takes it, Esc gives it up.
fn name_field(ui: &mut Ui, draft: &mut Draft, id: u64, width: f32, asks: &mut Vec<Action>) {
    let Some((_, name)) = &mut draft.renaming else { return };
    let edit = egui::TextEdit::singleline(name).char_limit(NAME_MAX).desired_width(width - 22.0);
    let edit = ui.add(edit);
    edit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, words::NAME));
    if std::mem::take(&mut draft.fresh) {
        edit.request_focus();
        return;
    }
    if edit.lost_focus() {
        if ui.input(|i| i.key_pressed(Key::Enter)) {
            asks.push(Action::Scenarios(ScenariosAct::Rename(id, name.clone())));
        }
        draft.renaming = None;
    }
}

/// What was tried.
fn tried_ui(ui: &mut Ui, tried: &Tried, draft: &mut Draft, asks: &mut Vec<Action>) {
    if tried.rows.len() == 1 {
        return centred(ui, words::UNTRIED, UNTRIED, |_| {});
    }
    small(ui, &tried.lead);
    let mut area = egui::ScrollArea::vertical().auto_shrink(false).id_salt("tried");
    if draft.seen != Some(tried.here) {
        // what is shown now comes into sight when the list is opened, and after each step
        draft.seen = Some(tried.here);
        let spacing = ui.spacing().item_spacing.y;
        let middle = tried.here as f32 * (STEP + spacing) - ui.available_height() / 2.0;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    area.show_rows(ui, STEP, tried.rows.len(), |ui, range| {
        for i in range {
            step(ui, tried, i, asks);
        }
    });
}

/// One step.
fn step(ui: &mut Ui, tried: &Tried, i: usize, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let row = &tried.rows[i];
    let here = i == tried.here;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), STEP), Sense::click());
    let shape = rect.shrink2(vec2(2.0, 1.0));
    if here {
        let edge = Stroke::new(1.5, theme::paint(theme, Paint::Accent));
        ui.painter().rect(shape, CornerRadius::same(6), theme::paint(theme, Paint::Chosen), edge, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(shape, CornerRadius::same(6), theme::paint(theme, Paint::Field));
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let y = rect.center().y;
    let number = if i == 0 { String::new() } else { i.to_string() };
    ui.painter().text(pos2(rect.min.x + 40.0, y), Align2::RIGHT_CENTER, number, theme::regular(theme::SMALL), muted);
    let colour = if i > tried.here { muted } else { ink };
    let half = rect.min.x + rect.width() * 0.56;
    let mark = if here {
        words::SHOWN
    } else if i > tried.here {
        words::TAKEN_BACK
    } else {
        ""
    };
    let text = font::fit(
        &row.text,
        theme::BODY,
        if here { Weight::Strong } else { Weight::Regular },
        half - rect.min.x - 60.0,
    );
    let font_id = if here { theme::strong(theme::BODY) } else { theme::regular(theme::BODY) };
    ui.painter().text(pos2(rect.min.x + 52.0, y), Align2::LEFT_CENTER, text, font_id, colour);
    if let Some((offer, title)) = &row.first {
        let mut x = half + 10.0;
        if let Some(offer) = offer {
            let tile = Rect::from_center_size(pos2(x + 10.0, y), vec2(20.0, 20.0));
            letter_at(ui, theme, tile, &letter(*offer), Some(offer.0));
            x += 28.0;
        }
        // another offer than before is strong and says so
        let text = if row.turned { words::first_now(title) } else { title.clone() };
        let (font_id, weight) = if row.turned {
            (theme::strong(theme::BODY), Weight::Strong)
        } else {
            (theme::regular(theme::BODY), Weight::Regular)
        };
        let text = font::fit(&text, theme::BODY, weight, rect.max.x - x - 100.0);
        ui.painter().text(pos2(x, y), Align2::LEFT_CENTER, text, font_id, colour);
    }
    let at = pos2(rect.max.x - 12.0, y);
    ui.painter().text(at, Align2::RIGHT_CENTER, mark, theme::regular(theme::SMALL), if here { ink } else { muted });
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, here, &row.about));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.clicked() && !here {
        asks.push(Action::Scenarios(ScenariosAct::Travel(i)));
    }
    response.tip(&row.about);
}
