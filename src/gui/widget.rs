//! The widgets that every screen shares: each with a name for those who cannot see it and a ring for the keyboard.

use egui::{CornerRadius, RichText, Sense, Stroke, Ui, WidgetText, pos2, vec2};

use super::paint::small;
use super::said::{self, Tip as _};
use super::theme::{self, Paint};
use crate::app::act::figure::{Destination, Export, Figure};
use crate::app::{Action, App, Over};
use crate::base::Error;
use crate::figure::Role;
use crate::view;
use crate::view::words::control as words;

/// A button; says whether it was pressed.
pub fn button(ui: &mut Ui, text: impl Into<WidgetText>) -> bool {
    let response = ui.button(text);
    response.clicked()
}

/// A link in small type; says whether it was pressed.
pub fn link(ui: &mut Ui, text: &str) -> bool {
    let response = ui.link(RichText::new(text).font(theme::regular(theme::SMALL)));
    response.clicked()
}

/// The size of a tab's name.
const TAB: f32 = 14.0;

/// A tab, whose key is Alt and its number; says whether it was pressed.
pub fn tab(ui: &mut Ui, label: &str, chosen: bool, number: usize) -> bool {
    let theme = theme::of(ui.ctx());
    let colour = theme::role(theme, if chosen { Role::Ink } else { Role::Muted });
    let font = if chosen { theme::strong(TAB) } else { theme::regular(TAB) };
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, colour);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(12.0, 11.0), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let fill = if chosen { Some(Paint::Chosen) } else { response.hovered().then_some(Paint::Field) };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(6), theme::paint(theme, fill));
    }
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
    if chosen {
        let line = [pos2(rect.min.x + 6.0, rect.max.y), pos2(rect.max.x - 6.0, rect.max.y)];
        ui.painter().line_segment(line, Stroke::new(2.5, theme::paint(theme, Paint::Accent)));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, chosen, label));
    let is_pressed = response.clicked();
    response.tip(format!("Alt+{number}"));
    is_pressed
}

/// The button that takes away what lies over the place.
pub fn close(ui: &mut Ui, asks: &mut Vec<Action>) {
    if button(ui, words::CLOSE) {
        asks.push(Action::Over(None));
    }
}

/// The menu that saves and copies a figure, with what else can be taken along; the report of all that is shown last.
pub fn save_menu(ui: &mut Ui, figure: Figure, more: &[(&str, Action)], name: &str, asks: &mut Vec<Action>) {
    let large = (Over::Large(figure).label(), Action::Over(Some(Over::Large(figure))));
    let first = if figure.drawn() == figure { vec![large] } else { Vec::new() };
    take_menu(ui, figure, &first, more, name, asks);
}

/// [`save_menu`] with what is to stand first.
pub fn take_menu(
    ui: &mut Ui,
    figure: Figure,
    first: &[(&str, Action)],
    more: &[(&str, Action)],
    name: &str,
    asks: &mut Vec<Action>,
) {
    let menu = ui.menu_button(RichText::new(words::SAVE_OR_COPY).font(theme::regular(theme::SMALL)), |ui| {
        let mut item = |ui: &mut Ui, text: &str, action: Action| {
            if ui.button(text).clicked() {
                asks.push(action);
                ui.close();
            }
        };
        for (text, action) in first {
            item(ui, text, action.clone());
            ui.separator();
        }
        for &format in figure.formats() {
            for to in Destination::ALL {
                let text = words::take(format.label(), to == Destination::File);
                item(ui, &text, Action::Export(Export { figure, format, to }));
            }
        }
        for (text, action) in more {
            item(ui, text, action.clone());
        }
        // what lies over a place has none, but for scenarios
        if figure != Figure::Customers {
            ui.separator();
            item(ui, words::SAVE_PAGE, Action::TakePage(Destination::File));
        }
    });
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
}

/// The small menu that every figure has.
pub fn figure_menu(ui: &mut Ui, figure: Figure, asks: &mut Vec<Action>) {
    save_menu(ui, figure, &[], words::SAVE_OR_COPY, asks);
}

/// Names what is chosen from a list.
pub fn named_list(response: &egui::Response, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name));
}

/// What went wrong where an answer should stand, and the way to try once more.
pub fn failed(ui: &mut Ui, error: &Error, again: Action, asks: &mut Vec<Action>) {
    let problem = view::problem::problem(error);
    said::speaks(&ui.label(RichText::new(problem.what).font(theme::strong(theme::BODY))), true);
    if let Some(hint) = problem.hint {
        small(ui, &hint);
    }
    if button(ui, words::TRY_AGAIN) {
        asks.push(again);
    }
}

/// That an answer is under way; that something went wrong is said above the screen.
pub fn under_way(ui: &mut Ui, app: &App, text: &str) {
    if app.explain().error().is_none() {
        small(ui, text);
    }
}

/// Something to say in the middle, and what to do about it.
pub fn centred(ui: &mut Ui, title: &str, text: &str, add: impl FnOnce(&mut Ui)) {
    ui.vertical_centered(|ui| {
        ui.add_space(90.0);
        ui.set_max_width(560.0);
        said::heading(ui, RichText::new(title).font(theme::strong(17.0)), 1);
        ui.add_space(2.0);
        ui.label(text);
        ui.add_space(10.0);
        add(ui);
    });
}

/// The size of a sheet that takes most of the window.
pub fn sheet(ui: &mut Ui, width: f32) {
    let window = ui.ctx().content_rect();
    ui.set_width((window.width() - 90.0).min(width));
    ui.set_height((window.height() - 90.0).min(900.0));
}

/// As wide as asked, or as the window allows.
pub fn wide(ui: &mut Ui, width: f32) {
    ui.set_width(width.min(ui.ctx().content_rect().width() - 80.0));
}

/// As high as asked, or as the window allows.
pub fn room(ui: &Ui, height: f32) -> f32 {
    height.min(ui.ctx().content_rect().height() - 260.0).max(120.0)
}

/// Widgets at the right end of a row, from left to right: a row from right to left would be walked and read backwards.
/// Their width is that of the pass before. In a row that wraps they begin a line where they do not fit: what sticks out of
/// a card would make the card wider.
pub fn at_right(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    let id = ui.unique_id().with(("at-right", salt));
    let known = ui.data(|d| d.get_temp(id)).unwrap_or(0.0);
    if ui.layout().main_wrap() && ui.available_size_before_wrap().x < known {
        ui.end_row();
    }
    let mut room = ui.available_rect_before_wrap();
    room.min.x = room.min.x.max(room.max.x - known);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let width = ui.scope_builder(egui::UiBuilder::new().max_rect(room).layout(layout), add).response.rect.width();
    remember(ui, id, known, width);
}

/// Widgets from the right end of a row that take no focus, drawn from right to left and read from left to right.
pub fn from_right(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        add(ui);
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            let mut children = node.children().to_vec();
            children.reverse();
            node.set_children(children);
        });
    });
}

/// A text that grows, and below it a foot that keeps its place at the bottom: drawn, walked and read in this order.
/// The foot's height is that of the pass before.
pub fn above_foot(
    ui: &mut Ui,
    asks: &mut Vec<Action>,
    body: impl FnOnce(&mut Ui, &mut Vec<Action>),
    foot: impl FnOnce(&mut Ui, &mut Vec<Action>),
) {
    let id = ui.unique_id().with("foot-height");
    let known: f32 = ui.data(|d| d.get_temp(id)).unwrap_or(0.0);
    let mut room = ui.available_rect_before_wrap();
    room.max.y = room.min.y.max(room.max.y - known);
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.set_min_size(ui.available_size());
        body(ui, asks);
    });
    let height = ui.scope(|ui| foot(ui, asks)).response.rect.height();
    remember(ui, id, known, height + ui.spacing().item_spacing.y);
}

/// Keeps a length for the next pass, which follows at once where it changed.
pub fn remember(ui: &Ui, id: egui::Id, known: f32, now: f32) {
    if (now - known).abs() > 0.5 {
        ui.data_mut(|d| d.insert_temp(id, now));
        ui.ctx().request_discard("length");
    }
}

/// A name in a column of its own, and a text that wraps beside it.
pub fn two_columns(ui: &mut Ui, width: f32, name: impl FnOnce(&mut Ui), text: impl Into<WidgetText>) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.scope(|ui| {
            ui.set_width(width);
            name(ui);
        });
        ui.add(egui::Label::new(text).wrap());
    });
}

/// What a sheet is called where it is drawn: its own name, so that two never share a place.
pub fn id(over: Over) -> egui::Id {
    egui::Id::unique(over.label())
}
