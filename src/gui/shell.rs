//! What stands around every screen: the bar at the top, notices, what is being loaded.

use egui::{Align2, Context, CornerRadius, Margin, RichText, Stroke, Ui, vec2};

use super::focus;
use super::paint::{small, triangle};
use super::said::{self, Tip as _};
use super::theme::{self, Paint};
use super::widget::{self, button, failed, two_columns};
use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Destination;
use crate::app::settings::{TEXT_SIZES, ThemeChoice};
use crate::app::{Action, App, Document, Notice, Over, Place};
use crate::ask::AbsenceKind;
use crate::base::Error;
use crate::figure::{Role, Weight, font};
use crate::view::problem::Refusal;
use crate::view::words::{CANDOUR, bar as words, command, control, describe, kept, start};

/// Room that the places need.
const PLACES: f32 = 250.0;
/// Room that they need as a menu.
const FOLDED: f32 = 130.0;
/// The least room for what is open.
const LEAST_TITLE: f32 = 64.0;
/// Room below which the tools lose words.
const NARROW: f32 = 980.0;

/// The bar at the top: what is open, the places, and what is at hand everywhere.
pub fn bar(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Card))
        .stroke(Stroke::new(1.0, theme::paint(theme, Paint::Edge)))
        .inner_margin(Margin::symmetric(16, 8));
    egui::Panel::top("bar").frame(frame).show_separator_line(false).show(ui, |ui| {
        focus::card(ui);
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(80.0, 30.0), egui::Sense::hover());
            let ink = theme::role(theme, Role::Ink);
            let at = egui::pos2(rect.min.x, rect.center().y);
            ui.painter().text(at, Align2::LEFT_CENTER, CANDOUR, theme::strong(18.0), ink);
            // the places and the tools need their room; what does not fit of the title stands in the tip
            let narrow = ui.available_width() < NARROW;
            let tools = if narrow { 330.0 } else { 490.0 };
            let n_notes = app.document().map_or(0, Document::n_notes);
            let badge = if n_notes > 0 { 96.0 } else { 0.0 };
            let room = ui.available_width() - tools - badge;
            let folded = room < PLACES + LEAST_TITLE;
            let places_room = if folded { FOLDED } else { PLACES };
            files_menu(ui, app, (room - places_room).clamp(LEAST_TITLE, 340.0), narrow, asks);
            super::start::opened::badge(ui, n_notes, asks);
            // with less room the places are a menu, called as the current one
            if folded {
                places_menu(ui, app, asks);
            } else {
                places(ui, app, asks);
            }
            widget::at_right(ui, "tools", |ui| {
                let desk = app.desk();
                for (action, text, tip) in [
                    (Action::Undo, words::UNDO, desk.step_title(true).map(words::undoes)),
                    (Action::Redo, words::REDO, desk.step_title(false).map(words::redoes)),
                ] {
                    let button = ui.add_enabled(tip.is_some(), egui::Button::new(text));
                    let clicked = button.clicked();
                    if let Some(tip) = tip {
                        button.tip(tip);
                    }
                    if clicked {
                        asks.push(action);
                    }
                }
                if button(ui, if narrow { words::FIND } else { words::FIND_WITH_KEYS }) {
                    asks.push(Action::Over(Some(Over::Palette)));
                }
                if !narrow {
                    save_menu(ui, app, asks);
                }
                view_menu(ui, app, asks);
            });
        });
    });
}

/// The places, as words in one line; the current one is underlined, so that colour is not its only sign.
fn places(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    ui.spacing_mut().item_spacing.x = 2.0;
    for (place, key) in Place::ALL.into_iter().zip(1..) {
        let chosen = app.document().is_some() && app.desk().place() == place;
        let colour = theme::role(theme, if chosen { Role::Ink } else { Role::Muted });
        let font = if chosen { theme::strong(theme::BODY) } else { theme::regular(theme::BODY) };
        let galley = ui.painter().layout_no_wrap(place.label().to_owned(), font, colour);
        let size = egui::vec2(galley.size().x + 20.0, 30.0);
        let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
        let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
        if response.hovered() && !chosen {
            ui.painter().rect_filled(rect, CornerRadius::same(6), theme::paint(theme, Paint::Field));
        }
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
        if chosen {
            let line = rect.x_range().shrink(8.0);
            ui.painter().hline(line, rect.max.y + 6.0, Stroke::new(2.5, theme::paint(theme, Paint::Accent)));
        }
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, chosen, place.label()));
        if response.clicked() {
            asks.push(Action::Go(place));
        }
        response.tip(words::place_tip(place.question(), key));
    }
}

/// The same as a menu, where there is no room for all of them.
fn places_menu(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let here = app.desk().place();
    let text = RichText::new(format!("{}     ", here.label())).font(theme::strong(theme::SMALL));
    let menu = ui.menu_button(text, |ui| {
        for (place, key) in Place::ALL.into_iter().zip(1..) {
            item(ui, place.label(), &words::place_keys(key), Action::Go(place), asks);
        }
    });
    let rect = menu.response.rect;
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    triangle(ui, egui::pos2(rect.max.x - 13.0, rect.center().y + 1.0), 7.0, false, muted);
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words::places(here.label())));
}

/// What is open, and everything that belongs to opening and closing it.
fn files_menu(ui: &mut Ui, app: &App, room: f32, narrow: bool, asks: &mut Vec<Action>) {
    let origin = app.desk().origin();
    let about = app.document().map(|document| (document, words::model(document.inputs.model())));
    let title = app.document().map_or(words::FILES, |d| d.inputs.model().title());
    let shown = origin.filter(|_| app.document().is_some()).map_or_else(|| title.to_owned(), |o| o.named(title));
    let text = font::fit(&shown, theme::SMALL, Weight::Regular, room - 34.0);
    let label = RichText::new(format!("{text}     ")).font(theme::regular(theme::SMALL));
    let menu = ui.menu_button(label, |ui| {
        ui.set_min_width(310.0);
        if let Some((document, about)) = &about {
            ui.label(RichText::new(title).font(theme::strong(theme::BODY)));
            small(ui, &words::from(about, &document.origin.whole_source()));
            ui.separator();
        }
        item(ui, words::OPEN_FILE, "Ctrl+O", Action::ChooseFile, asks);
        item(ui, words::BY_PATH, "Ctrl+L", Action::Over(Some(Over::Path)), asks);
        item(ui, words::DEMONSTRATION, "", Action::OpenDemonstration, asks);
        item(ui, words::ONE_TREE, "", Action::OpenOneTree, asks);
        if let Some(title) = app.way_back() {
            item(ui, &kept::go_back_to(&title), "", Action::GoBack, asks);
        }
        if app.document().is_some() {
            ui.separator();
            item(ui, words::OPENED, "Ctrl+I", Action::Over(Some(Over::Report)), asks);
            item(ui, describe::DESCRIBE_FACTS, "Ctrl+D", Action::Over(Some(Over::Describe)), asks);
            if origin.is_some_and(|o| o.path.is_some()) {
                item(ui, words::OPEN_AGAIN, "", Action::OpenAgain, asks);
            }
            item(ui, command::CLOSE, "Ctrl+W", Action::Close, asks);
        }
        if narrow && origin.is_some() {
            ui.separator();
            save_items(ui, app, asks);
        }
        lately(ui, app, asks);
        ui.separator();
        let mut keep = app.desk().settings().keep;
        let box_ = ui.checkbox(&mut keep, kept::KEEP);
        box_.clone().tip(kept::KEEP_TIP);
        if box_.clicked() {
            asks.push(Action::Keep(keep));
        }
        if !app.kept().list().is_empty() {
            item(ui, kept::FORGET, "", Action::ForgetKept, asks);
        }
    });
    let rect = menu.response.rect;
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    triangle(ui, egui::pos2(rect.max.x - 13.0, rect.center().y + 1.0), 7.0, false, muted);
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words::files(&shown)));
    let tip = about.map_or_else(
        || words::FILES_TIP.to_owned(),
        |(document, about)| words::tip(title, &words::from(&about, &document.origin.whole_source())),
    );
    menu.response.tip(tip);
}

/// One line of a menu.
fn item(ui: &mut Ui, text: &str, keys: &str, action: Action, asks: &mut Vec<Action>) {
    let line = ui.add(egui::Button::new(text).shortcut_text(keys));
    if line.clicked() {
        asks.push(action);
        ui.close();
    }
}

/// What was opened lately, and what is kept by itself.
fn lately(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let recent = app.desk().settings().recent.iter().map(|path| {
        let (name, tip) = (crate::data::file::name(path), path.display().to_string());
        (name, tip, Action::OpenLately(path.clone()))
    });
    let open = app.document().and_then(|d| d.kept.as_deref());
    let entries = app.kept().list().iter().filter(|entry| Some(entry.path.as_path()) != open);
    let entries =
        entries.map(|entry| (entry.title.clone(), kept::HERE_ONLY.to_owned(), Action::OpenPath(entry.path.clone())));
    let parts: [(&str, Vec<_>); 2] = [(words::LATELY, recent.collect()), (kept::KEPT, entries.collect())];
    for (name, list) in parts.into_iter().filter(|(_, list)| !list.is_empty()) {
        ui.separator();
        small(ui, name);
        for (text, tip, action) in list {
            let button = ui.button(text);
            let clicked = button.clicked();
            button.tip(tip);
            if clicked {
                asks.push(action);
                ui.close();
            }
        }
    }
}

/// What can be saved.
fn save_menu(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.add_enabled_ui(app.desk().origin().is_some(), |ui| {
        ui.menu_button(words::SAVE, |ui| {
            ui.set_min_width(270.0);
            save_items(ui, app, asks);
        })
    });
}

fn save_items(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    if app.document().is_some() {
        item(ui, words::SAVE_CUSTOMER, "Ctrl+S", Action::SaveProfile, asks);
        item(ui, command::SAVE_SESSION, "Ctrl+Shift+S", Action::SaveSession, asks);
        item(ui, command::SAVE_PAGE, "", Action::TakePage(Destination::File), asks);
        item(ui, command::COPY_PAGE, "", Action::TakePage(Destination::Clipboard), asks);
    }
    if app.desk().origin().is_some_and(|o| o.path.is_some()) {
        item(ui, command::SAVE_DICTIONARY, "", Action::SaveDictionary, asks);
    }
}

fn view_menu(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.menu_button(words::VIEW, |ui| {
        ui.set_min_width(270.0);
        small(ui, words::THEME);
        for (choice, text) in [
            (ThemeChoice::System, words::SYSTEM),
            (ThemeChoice::Light, words::LIGHT),
            (ThemeChoice::Dark, words::DARK),
        ] {
            if ui.radio(app.desk().settings().theme == choice, text).clicked() {
                asks.push(Action::Theme(choice));
            }
        }
        ui.separator();
        small(ui, words::TEXT_SIZE);
        for size in TEXT_SIZES {
            if ui.radio(app.desk().settings().text_size == size, format!("{size}\u{A0}%")).clicked() {
                asks.push(Action::TextSize(size));
            }
        }
        if let Some(document) = app.document() {
            ui.separator();
            small(ui, words::AVERAGE);
            let now = document.inputs.absence_kind().0;
            let table = document.people.table.is_some();
            let model = document.inputs.model();
            let by_cover = words::by_cover(model.has_counted_covers());
            for (kind, text, can) in [
                (AbsenceKind::ByCover, by_cover, model.has_covers()),
                (AbsenceKind::ByBackground, words::BY_BACKGROUND, table),
            ] {
                if ui.add_enabled(can, egui::RadioButton::new(now == kind, text)).clicked() {
                    asks.push(Action::Average(kind));
                }
            }
        }
        ui.separator();
        if app.document().is_some() {
            let large = Over::Large(app.shown());
            item(ui, large.label(), "F11", Action::Over(Some(large)), asks);
            item(ui, words::CUSTOMERS, "Ctrl+F", Action::Over(Some(Over::Browse)), asks);
            item(ui, Over::Scenarios.label(), "Ctrl+B", Action::Over(Some(Over::Scenarios)), asks);
            item(ui, Over::Tried.label(), "Ctrl+H", Action::Over(Some(Over::Tried)), asks);
        }
        item(ui, Over::Help.label(), "F1", Action::Over(Some(Over::Help)), asks);
    });
}

/// Notices, and what is being loaded: they float at the foot of the window, so that nothing moves where they come and go.
pub fn notices(ctx: &Context, app: &App, asks: &mut Vec<Action>) {
    let error = stale(app);
    if app.loading().is_none() && error.is_none() && app.desk().notices().is_empty() {
        return;
    }
    let (window, margin) = (ctx.content_rect(), f32::from(theme::GAP));
    let area = egui::Area::new(egui::Id::unique("notices"))
        .anchor(Align2::LEFT_BOTTOM, vec2(margin, -margin))
        .order(egui::Order::Middle)
        .fade_in(false);
    area.show(ctx, |ui| {
        // where cards stand side by side, what the right one says at its foot is never covered
        let room = window.width() - 2.0 * margin;
        let room = if room < BESIDE { room } else { room / 2.0 - margin };
        ui.set_width(room.min(NOTICE_WIDTH));
        // in a low window, or with large type, an error is longer than there is room
        let room = window.height() - BAR - 2.0 * margin;
        // as high as it is at once: one that comes after a lower one would be cut
        egui::ScrollArea::vertical()
            .max_height(room)
            .min_scrolled_height(room)
            .show(ui, |ui| every_notice(ui, app, error, asks));
    });
}

/// The width from which on cards stand side by side.
pub const BESIDE: f32 = 960.0;
/// How wide a notice is where the window allows it.
const NOTICE_WIDTH: f32 = 760.0;
/// As much as the bar at the top needs.
const BAR: f32 = 60.0;

/// What is shown is of before, where something went wrong with what was asked last.
fn stale(app: &App) -> Option<&Error> {
    app.explain().error().filter(|_| app.document().is_some() && app.screen().is_some())
}

fn every_notice(ui: &mut Ui, app: &App, error: Option<&Error>, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    if let Some(loading) = app.loading() {
        floating(ui, "loading", Paint::Field, |ui| {
            ui.spinner();
            let (done, total) = loading.progress.read();
            ui.label(words::opening(&loading.what, (done * 100).checked_div(total)));
            if ui.button(control::STOP).clicked() {
                asks.push(Action::CancelLoading);
            }
        });
    }
    if let Some(error) = error {
        floating(ui, "failed", Paint::Changed, |ui| {
            ui.vertical(|ui| failed(ui, error, Action::Explain(ExplainAct::Again), asks));
        });
    }
    for (i, notice) in app.desk().notices().iter().enumerate() {
        if let Some(refused) = &notice.refused {
            floating(ui, &format!("notice-{i}"), Paint::Changed, |ui| refusal(ui, i, notice, refused, asks));
            continue;
        }
        let fill = if notice.error { Paint::Changed } else { Paint::Field };
        floating(ui, &format!("notice-{i}"), fill, |ui| {
            ui.vertical(|ui| {
                ui.set_max_width(ui.available_width() - if notice.offer.is_some() { 290.0 } else { 90.0 });
                let text = if notice.error {
                    let alarm = theme::paint(theme, Paint::ChangedInk);
                    RichText::new(control::failed(&notice.text)).font(theme::strong(theme::BODY)).color(alarm)
                } else {
                    RichText::new(&notice.text)
                };
                said::speaks(&ui.label(text), notice.error);
                if let Some(hint) = &notice.hint {
                    small(ui, hint);
                }
            });
            widget::at_right(ui, "answers", |ui| {
                offer(ui, i, notice, asks);
                if button(ui, control::DISMISS) {
                    asks.push(Action::Dismiss(i));
                }
            });
        });
    }
}

/// Over the demonstration, until it is taken away for good: that it is one, and what comes next.
pub fn introduction(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    if app.introduces() {
        strip(ui, "introduction", Paint::Field, |ui| drop(ui.horizontal_wrapped(|ui| introduce(ui, asks))));
    }
}

/// What it says, in a row.
pub fn introduce(ui: &mut Ui, asks: &mut Vec<Action>) {
    ui.label(start::IS_DEMONSTRATION);
    if button(ui, start::OPEN_OWN) {
        asks.push(Action::ChooseFile);
    }
    if button(ui, start::UNDERSTOOD) {
        asks.push(Action::Introduced);
    }
}

/// What can be done about a notice at once; done, the notice has served.
fn offer(ui: &mut Ui, i: usize, notice: &Notice, asks: &mut Vec<Action>) {
    let Some((text, action)) = &notice.offer else { return };
    let button = ui.button(*text);
    if button.clicked() {
        asks.push(Action::Dismiss(i));
        asks.push(action.clone());
    }
}

/// A file that was refused: which, what is wrong, where, what to do, and that nothing was lost.
fn refusal(ui: &mut Ui, i: usize, notice: &Notice, refused: &Refusal, asks: &mut Vec<Action>) {
    let ink = theme::paint(theme::of(ui.ctx()), Paint::ChangedInk);
    ui.vertical(|ui| {
        ui.set_width(ui.available_width());
        ui.add_space(4.0);
        let title = ui.label(RichText::new(&refused.title).font(theme::strong(17.0)).color(ink));
        said::speaks(&title, true);
        for (name, text) in &refused.lines {
            let name = RichText::new(*name).font(theme::strong(theme::SMALL)).color(ink);
            let text = RichText::new(text).color(ink);
            two_columns(ui, 110.0, |ui| drop(ui.label(name)), text);
        }
        ui.label(RichText::new(&refused.kept).font(theme::regular(theme::SMALL)).color(ink));
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            offer(ui, i, notice, asks);
            let close = ui.button(control::DISMISS);
            if close.clicked() {
                asks.push(Action::Dismiss(i));
            }
        });
        ui.add_space(4.0);
    });
}

/// A card over the place. Its shadow says that it floats.
fn floating(ui: &mut Ui, id: &str, fill: Paint, content: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    let card = egui::Frame::new()
        .fill(theme::paint(theme, fill))
        .stroke(Stroke::new(1.0, theme::paint(theme, Paint::Edge)))
        .shadow(ui.visuals().popup_shadow)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 8));
    ui.push_id(id, |ui| {
        focus::card(ui);
        card.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.horizontal(content);
        });
    });
}

/// A strip between the bar and the place, which has its room until a person takes it away.
fn strip(ui: &mut Ui, id: &str, fill: Paint, content: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    let page = egui::Frame::new().fill(theme::paint(theme, Paint::Page)).inner_margin(Margin {
        left: theme::GAP,
        right: theme::GAP,
        top: 8,
        bottom: 0,
    });
    let card = egui::Frame::new()
        .fill(theme::paint(theme, fill))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 6));
    egui::Panel::top(egui::Id::unique(id)).frame(page).show_separator_line(false).show(ui, |ui| {
        focus::card(ui);
        card.show(ui, |ui| {
            ui.horizontal(content);
        });
    });
}
