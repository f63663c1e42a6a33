//! The first screen when nothing is open: what Candour is, and four ways in.

use egui::{RichText, Ui};

use super::customers::ways_back;
use crate::app::{Action, App, Over};
use crate::figure::Role;
use crate::gui::paint::small;
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::view::words::{bar, control, start as words};

/// Draws it.
pub fn welcome_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.12).max(8.0));
            ui.set_max_width(620.0);
            theme::card(theme).inner_margin(28).show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.label(RichText::new(words::TITLE).font(theme::strong(26.0)));
                    ui.add_space(4.0);
                    ui.label(words::ABOUT);
                    ui.add_space(2.0);
                    small(ui, words::LOCAL);
                    ui.add_space(12.0);
                    let demo = egui::Button::new(
                        RichText::new(words::DEMONSTRATION)
                            .font(theme::strong(theme::BODY))
                            .color(theme::role(theme, Role::OnFill)),
                    )
                    .fill(theme::paint(theme, Paint::Accent))
                    .min_size(egui::vec2(220.0, 40.0));
                    let demo = ui.add(demo);
                    if demo.clicked() {
                        asks.push(Action::OpenDemonstration);
                    }
                    small(ui, words::DEMONSTRATION_IS);
                    if let Some(title) = app.way_back() {
                        ui.add_space(4.0);
                        ways_back(ui, &title, asks);
                    }
                    ui.add_space(8.0);
                    ui.horizontal_wrapped(|ui| {
                        for (text, action) in [
                            (words::OPEN_MODEL, Action::ChooseFile),
                            (control::TYPE_PATH, Action::Over(Some(Over::Path))),
                            (words::ONE_TREE, Action::OpenOneTree),
                        ] {
                            let button = ui.button(text);
                            if button.clicked() {
                                asks.push(action);
                            }
                        }
                    });
                    ui.add_space(4.0);
                    small(ui, words::FORMATS);
                    small(ui, words::OR_DROP);
                    if !app.desk().settings().recent.is_empty() {
                        ui.add_space(10.0);
                        ui.label(RichText::new(bar::LATELY).font(theme::strong(theme::SMALL)));
                        for path in &app.desk().settings().recent {
                            let link = ui.link(crate::data::file::name(path));
                            let clicked = link.clicked();
                            link.tip(path.display().to_string());
                            if clicked {
                                asks.push(Action::OpenLately(path.clone()));
                            }
                        }
                    }
                });
            });
        });
    });
}
