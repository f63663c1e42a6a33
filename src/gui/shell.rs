//! What stands around every screen: the bar at the top, notices, what is being loaded.

use egui::{CornerRadius, Margin, RichText, Stroke, Ui};

use super::overlay::two_columns;
use super::paint::{focus_ring, small};
use super::theme::{self, Paint};
use crate::app::action::ThemeChoice;
use crate::app::scenarios::Act;
use crate::app::settings::TEXT_SIZES;
use crate::app::{Action, App, Notice};
use crate::ask::AbsenceKind;
use crate::base::number;
use crate::figure::Role;
use crate::view::problem::Refusal;

/// The bar at the top.
pub fn bar(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Card))
        .stroke(Stroke::new(1.0, theme::paint(theme, Paint::Edge)))
        .inner_margin(Margin::symmetric(16, 8));
    egui::Panel::top("bar").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(80.0, 30.0), egui::Sense::hover());
            let ink = theme::role(theme, Role::Ink);
            let at = egui::pos2(rect.min.x, rect.center().y);
            ui.painter().text(at, egui::Align2::LEFT_CENTER, "Candour", theme::strong(18.0), ink);
            if let Some(document) = app.document() {
                let model = document.inputs.model();
                let text = format!(
                    "{} · {}, {}",
                    model.title(),
                    number::count(model.offers().len(), "offer", "offers"),
                    number::count(model.trees().len(), "tree", "trees")
                );
                // the buttons at the right need their room; what does not fit stands in the tooltip
                let n_notes = document.n_notes();
                let badge = if n_notes > 0 { 96.0 } else { 0.0 };
                let room = (ui.available_width() - 630.0 - badge).max(60.0);
                let label = RichText::new(&text).font(theme::regular(theme::SMALL));
                let chip = ui
                    .scope(|ui| {
                        ui.set_max_width(room);
                        ui.add(egui::Button::new(label).truncate())
                    })
                    .inner;
                focus_ring(ui, &chip);
                if chip
                    .on_hover_text(format!(
                        "{text}. From {}. Click for what was opened (Ctrl+I)",
                        document.origin.source
                    ))
                    .clicked()
                {
                    asks.push(Action::ModelInfo(true));
                }
                super::opened::badge(ui, n_notes, asks);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                view_menu(ui, app, asks);
                let find = ui.button("Find a command  Ctrl K");
                focus_ring(ui, &find);
                if find.clicked() {
                    asks.push(Action::Palette(true));
                }
                for (action, text, title, verb) in [
                    (Action::Redo, "Redo", app.history().redo_title(), "Brings again"),
                    (Action::Undo, "Undo", app.history().undo_title(), "Takes back"),
                ] {
                    let button = ui.add_enabled(title.is_some(), egui::Button::new(text));
                    focus_ring(ui, &button);
                    let clicked = button.clicked();
                    if let Some(title) = title {
                        button.on_hover_text(format!("{verb} the {title}"));
                    }
                    if clicked {
                        asks.push(action);
                    }
                }
                open_menu(ui, app, asks);
                if app.document().is_some() {
                    let weigh = ui.button("What matters overall");
                    focus_ring(ui, &weigh);
                    if weigh.on_hover_text("Which facts matter, over all customers (Ctrl+M)").clicked() {
                        asks.push(Action::Importance(true));
                    }
                }
            });
        });
    });
}

fn open_menu(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.menu_button("Open", |ui| {
        ui.set_min_width(280.0);
        let mut item = |ui: &mut Ui, text: &str, keys: &str, action: Action| {
            if ui.add(egui::Button::new(text).shortcut_text(keys)).clicked() {
                asks.push(action);
                ui.close();
            }
        };
        item(ui, "Model, profile, customers or session…", "Ctrl+O", Action::ChooseFile);
        item(ui, "By typing a path", "Ctrl+L", Action::PathField(true));
        item(ui, "The demonstration", "", Action::OpenDemonstration);
        item(ui, "The one-tree model", "", Action::OpenOneTree);
        if app.document().is_some() {
            item(ui, "Save this customer…", "Ctrl+S", Action::SaveProfile);
            item(ui, "Save the session…", "Ctrl+Shift+S", Action::SaveSession);
        }
        if app.origin().is_some_and(|o| o.path.is_some()) {
            item(ui, "Save a data dictionary…", "", Action::SaveDictionary);
            item(ui, "The model's file again", "", Action::OpenAgain);
        }
        if !app.settings().recent.is_empty() {
            ui.separator();
            small(ui, "Opened lately");
            for path in &app.settings().recent {
                let name = crate::data::file::name(path);
                let button = ui.button(name);
                let clicked = button.clicked();
                button.on_hover_text(path.display().to_string());
                if clicked {
                    asks.push(Action::OpenPath(path.clone()));
                    ui.close();
                }
            }
        }
    });
}

fn view_menu(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.menu_button("View", |ui| {
        ui.set_min_width(270.0);
        small(ui, "Theme");
        for (choice, text) in
            [(ThemeChoice::System, "As the system"), (ThemeChoice::Light, "Light"), (ThemeChoice::Dark, "Dark")]
        {
            if ui.radio(app.settings().theme == choice, text).clicked() {
                asks.push(Action::Theme(choice));
            }
        }
        ui.separator();
        small(ui, "Text size");
        for size in TEXT_SIZES {
            if ui.radio(app.settings().text_size == size, format!("{size}\u{A0}%")).clicked() {
                asks.push(Action::TextSize(size));
            }
        }
        if let Some(document) = app.document() {
            ui.separator();
            small(ui, "The average that reasons start from");
            let now = document.inputs.absence_kind().0;
            let table = document.people.table.is_some();
            let model = document.inputs.model();
            let by_cover = if model.has_counted_covers() {
                "Customers counted at opening (by cover)"
            } else {
                "Training customers (by cover)"
            };
            for (kind, text, can) in [
                (AbsenceKind::ByCover, by_cover, model.has_covers()),
                (AbsenceKind::ByBackground, "Customers opened here (by background)", table),
            ] {
                if ui.add_enabled(can, egui::RadioButton::new(now == kind, text)).clicked() {
                    asks.push(Action::Average(kind));
                }
            }
        }
        ui.separator();
        if app.document().is_some() {
            if ui.add(egui::Button::new("Customers").shortcut_text("Ctrl+F")).clicked() {
                asks.push(Action::Browse(true));
                ui.close();
            }
            if ui.add(egui::Button::new("What matters overall").shortcut_text("Ctrl+M")).clicked() {
                asks.push(Action::Importance(true));
                ui.close();
            }
            if ui.add(egui::Button::new("Compare scenarios").shortcut_text("Ctrl+B")).clicked() {
                asks.push(Action::Scenario(Act::Compare(true)));
                ui.close();
            }
            if ui.add(egui::Button::new("What was tried").shortcut_text("Ctrl+H")).clicked() {
                asks.push(Action::Scenario(Act::Tried));
                ui.close();
            }
            if ui.add(egui::Button::new("What was opened").shortcut_text("Ctrl+I")).clicked() {
                asks.push(Action::ModelInfo(true));
                ui.close();
            }
        }
        if ui.add(egui::Button::new("Keys and help").shortcut_text("F1")).clicked() {
            asks.push(Action::Help(true));
            ui.close();
        }
    });
}

/// Notices, and what is being loaded, between the bar and the screen.
pub fn notices(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    if let Some(loading) = app.loading() {
        strip(ui, "loading", Paint::Field, |ui| {
            ui.spinner();
            let (done, total) = loading.progress.read();
            let text = match (done * 100).checked_div(total) {
                Some(percent) => format!("Opening {} … {percent}\u{A0}%", loading.what),
                None => format!("Opening {} …", loading.what),
            };
            ui.label(text);
            if ui.button("Stop").clicked() {
                asks.push(Action::CancelLoading);
            }
        });
    }
    for (i, notice) in app.notices().iter().enumerate() {
        if let Some(refused) = &notice.refused {
            strip(ui, &format!("notice {i}"), Paint::Changed, |ui| refusal(ui, i, notice, refused, asks));
            continue;
        }
        let fill = if notice.error { Paint::Changed } else { Paint::Field };
        strip(ui, &format!("notice {i}"), fill, |ui| {
            ui.vertical(|ui| {
                ui.set_max_width(ui.available_width() - if notice.offer.is_some() { 290.0 } else { 90.0 });
                if notice.error {
                    let alarm = theme::paint(theme, Paint::ChangedInk);
                    ui.label(
                        RichText::new(format!("That did not work. {}", notice.text))
                            .font(theme::strong(theme::BODY))
                            .color(alarm),
                    );
                } else {
                    ui.label(&notice.text);
                }
                if let Some(hint) = &notice.hint {
                    small(ui, hint);
                }
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = ui.button("Close");
                focus_ring(ui, &button);
                if button.clicked() {
                    asks.push(Action::Dismiss(i));
                }
                offer(ui, i, notice, asks);
            });
        });
    }
}

/// What can be done about a notice at once; done, the notice has served.
fn offer(ui: &mut Ui, i: usize, notice: &Notice, asks: &mut Vec<Action>) {
    let Some((text, action)) = &notice.offer else { return };
    let button = ui.button(*text);
    focus_ring(ui, &button);
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
        ui.label(RichText::new(&refused.title).font(theme::strong(17.0)).color(ink));
        for (name, text) in &refused.lines {
            let name = RichText::new(*name).font(theme::strong(theme::SMALL)).color(ink);
            let text = RichText::new(text).color(ink);
            two_columns(ui, 110.0, |ui| drop(ui.label(name)), text);
        }
        ui.label(RichText::new(&refused.kept).font(theme::regular(theme::SMALL)).color(ink));
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            offer(ui, i, notice, asks);
            let close = ui.button("Close");
            focus_ring(ui, &close);
            if close.clicked() {
                asks.push(Action::Dismiss(i));
            }
        });
        ui.add_space(4.0);
    });
}

fn strip(ui: &mut Ui, id: &str, fill: Paint, content: impl FnOnce(&mut Ui)) {
    let theme = theme::of(ui.ctx());
    let page = egui::Frame::new().fill(theme::paint(theme, Paint::Page)).inner_margin(Margin {
        left: 14,
        right: 14,
        top: 8,
        bottom: 0,
    });
    let card = egui::Frame::new()
        .fill(theme::paint(theme, fill))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 6));
    egui::Panel::top(egui::Id::unique(id)).frame(page).show_separator_line(false).show(ui, |ui| {
        card.show(ui, |ui| {
            ui.horizontal(content);
        });
    });
}
