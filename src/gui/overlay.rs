//! What opens over the screen: the command palette, the field for a path, the customer browser,
//! what matters over all customers, scenarios side by side, the load report, the list of keys.

use egui::{Id, Key, Modal, RichText, Ui};

use super::paint::{focus_ring, small};
use super::{browse, importance, opened, scenarios, theme};
use crate::app::command::{Command, all};
use crate::app::scenarios::Act;
use crate::app::{Action, App};

/// Half-typed text and the chosen line; nothing of the document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    palette: String,
    chosen: usize,
    path: String,
    browse: browse::Draft,
    scenarios: scenarios::Draft,
    /// Which of those with a text field was open in the last frame.
    was_open: Option<&'static str>,
}

/// Draws whatever is open.
pub fn overlays(ctx: &egui::Context, app: &App, draft: &mut Draft, asks: &mut Vec<Action>) {
    let shown = app.shown();
    let open = match (shown.palette, shown.path_field, shown.browser.open) {
        (true, _, _) => Some("palette"),
        (_, true, _) => Some("path"),
        (_, _, true) => Some("browse"),
        _ => None,
    };
    let fresh = draft.was_open != open;
    draft.was_open = open;
    if shown.palette {
        palette(ctx, app, draft, fresh, asks);
    } else if shown.path_field {
        path_field(ctx, draft, fresh, asks);
    } else if shown.browser.open {
        let draft = &mut draft.browse;
        modal(ctx, "browse", Action::Browse(false), asks, |ui, asks| browse::browse_ui(ui, app, draft, fresh, asks));
    } else if shown.board.open {
        modal(ctx, "importance", Action::Importance(false), asks, |ui, asks| {
            importance::importance_ui(ui, app, asks);
        });
    } else if shown.panel.open {
        let draft = &mut draft.scenarios;
        let close = Action::Scenario(Act::Compare(false));
        modal(ctx, "scenarios", close, asks, |ui, asks| scenarios::scenarios_ui(ui, app, draft, asks));
    } else if shown.model_info {
        modal(ctx, "model", Action::ModelInfo(false), asks, |ui, asks| opened::opened_ui(ui, app, asks));
    } else if shown.help {
        modal(ctx, "help", Action::Help(false), asks, |ui, _| help(ui, app));
    }
}

fn modal(
    ctx: &egui::Context,
    id: &str,
    close: Action,
    asks: &mut Vec<Action>,
    content: impl FnOnce(&mut Ui, &mut Vec<Action>),
) {
    let theme = theme::of(ctx);
    let response = Modal::new(Id::unique(id)).frame(theme::card(theme).inner_margin(20)).show(ctx, |ui| {
        content(ui, asks);
        if !["palette", "path", "browse", "importance", "scenarios"].contains(&id) {
            ui.add_space(8.0);
            let button = ui.button("Close  Esc");
            focus_ring(ui, &button);
            if button.clicked() {
                ui.close();
            }
        }
    });
    if response.should_close() {
        asks.push(close);
    }
}

/// Commands whose label has every word that was typed.
fn matching(app: &App, text: &str) -> Vec<Command> {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |c: &Command| {
        let label = c.label.to_lowercase();
        c.enabled && c.action != Action::Palette(true) && words.iter().all(|w| label.contains(w.as_str()))
    };
    all(app).into_iter().filter(fits).collect()
}

fn palette(ctx: &egui::Context, app: &App, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    if fresh {
        draft.palette.clear();
        draft.chosen = 0;
    }
    // arrows and Enter belong to the list before the text field sees them
    let (down, up, enter) = ctx.input_mut(|i| {
        let mut press = |key| i.consume_key(egui::Modifiers::NONE, key);
        (press(Key::ArrowDown), press(Key::ArrowUp), press(Key::Enter))
    });
    modal(ctx, "palette", Action::Palette(false), asks, |ui, asks| {
        wide(ui, 520.0);
        let label = ui.label(RichText::new("Find a command").font(theme::strong(theme::BODY)));
        let edit = egui::TextEdit::singleline(&mut draft.palette)
            .hint_text("type a few letters")
            .desired_width(f32::INFINITY);
        let edit = ui.add(edit).labelled_by(label.id);
        if fresh {
            edit.request_focus();
        }
        if edit.changed() {
            draft.chosen = 0;
        }
        let commands = matching(app, &draft.palette);
        let n = commands.len();
        if n > 0 {
            draft.chosen = (draft.chosen + usize::from(down) + if up { n - 1 } else { 0 }) % n;
        }
        ui.add_space(4.0);
        egui::ScrollArea::vertical().max_height(room(ui, 380.0)).auto_shrink([false, true]).show(ui, |ui| {
            for (i, command) in commands.iter().enumerate() {
                let keys = command.keys.map(super::super::app::command::Keys::text).unwrap_or_default();
                let button = egui::Button::selectable(i == draft.chosen, command.label.as_str())
                    .shortcut_text(keys)
                    .min_size(egui::vec2(ui.available_width(), 28.0));
                let response = ui.add(button);
                if i == draft.chosen && (down || up) {
                    response.scroll_to_me(None);
                }
                if response.clicked() || (enter && i == draft.chosen) {
                    asks.push(Action::Palette(false));
                    asks.push(command.action.clone());
                }
            }
            if n == 0 {
                small(ui, "No command has these words.");
            }
        });
    });
}

fn path_field(ctx: &egui::Context, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let enter = ctx.input(|i| i.key_pressed(Key::Enter));
    modal(ctx, "path", Action::PathField(false), asks, |ui, asks| {
        wide(ui, 560.0);
        let label = ui.label(
            RichText::new("Path of a model, a profile, a table or a session").font(theme::strong(theme::BODY)),
        );
        let edit = egui::TextEdit::singleline(&mut draft.path).desired_width(f32::INFINITY);
        let edit = ui.add(edit).labelled_by(label.id);
        if fresh {
            edit.request_focus();
        }
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let filled = !draft.path.trim().is_empty();
            let open = ui.add_enabled(filled, egui::Button::new("Open"));
            focus_ring(ui, &open);
            if open.clicked() || (enter && filled && edit.lost_focus()) {
                let text = draft.path.trim().trim_matches('"').to_owned();
                asks.push(Action::OpenPath(text.into()));
            }
            if ui.button("Cancel  Esc").clicked() {
                ui.close();
            }
        });
    });
}

/// As wide as asked, or as the window allows.
pub(super) fn wide(ui: &mut Ui, width: f32) {
    ui.set_width(width.min(ui.ctx().content_rect().width() - 80.0));
}

/// As high as asked, or as the window allows.
pub(super) fn room(ui: &Ui, height: f32) -> f32 {
    height.min(ui.ctx().content_rect().height() - 260.0).max(120.0)
}

/// A name in a column of its own, and a text that wraps beside it.
pub(super) fn two_columns(ui: &mut Ui, width: f32, name: impl FnOnce(&mut Ui), text: impl Into<egui::WidgetText>) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.scope(|ui| {
            ui.set_width(width);
            name(ui);
        });
        ui.add(egui::Label::new(text).wrap());
    });
}

fn help(ui: &mut Ui, app: &App) {
    wide(ui, 600.0);
    ui.label(RichText::new("Keys and help").heading());
    ui.label(
        "On the left are the customer's facts: drag one to ask “what if?”. In the middle is what they would get, on \
         the right why. Everything follows the slider at once. Your changes are never saved over the real customer.",
    );
    ui.add_space(6.0);
    egui::ScrollArea::vertical().max_height(room(ui, 420.0)).auto_shrink([false, true]).show(ui, |ui| {
        let row = |ui: &mut Ui, keys: &str, what: &str| {
            let name = |ui: &mut Ui| drop(ui.label(RichText::new(keys).font(theme::strong(theme::SMALL))));
            two_columns(ui, 150.0, name, what);
        };
        let fixed = [
            ("Tab, Shift+Tab", "to the next or previous control"),
            ("← →", "move a slider by one step, or choose"),
            ("Page Up, Page Down", "move a slider by ten steps"),
            ("Home, End", "move a slider to its ends"),
            ("← ↑ → ↓", "in a map: to the next cell, with Shift to the next line; Enter sets both facts"),
            ("Enter, Space", "press what has the ring"),
            ("Esc", "close what is open"),
            ("Ctrl + and −", "larger and smaller"),
        ];
        for (keys, what) in fixed {
            row(ui, keys, what);
        }
        for command in all(app) {
            if let Some(keys) = command.keys {
                row(ui, &keys.text(), &command.label);
            }
        }
    });
}
