//! The field for a path, to open or to save: what stands there is listed as one types.

use egui::{Key, Modifiers, RichText, Ui};

use crate::app::typed::{self, Next};
use crate::app::{Action, App};
use crate::gui::paint::small;
use crate::gui::theme;
use crate::gui::widget::{button, room, wide};
use crate::view::words::{control, path as words};

/// Half-typed text, and what stands there.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    text: String,
    /// The line that arrows have come to.
    chosen: Option<usize>,
    /// The text that the list is of.
    listed: Option<String>,
    nexts: Vec<Next>,
}

/// The most names that are listed.
const LISTED: usize = 50;

/// The field for a path to open.
pub fn open_ui(ui: &mut Ui, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let entered = field(ui, draft, fresh, control::PATH_OF);
    list(ui, draft);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let filled = !draft.text.trim().is_empty();
        let open = ui.add_enabled(filled, egui::Button::new(control::OPEN));
        if filled && (open.clicked() || entered) {
            asks.push(Action::OpenPath(typed::path(&draft.text)));
        }
        if button(ui, control::CANCEL) {
            ui.close();
        }
    });
}

/// The field for a path to save to.
pub fn save_ui(ui: &mut Ui, app: &App, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let Some(saving) = app.unsaved() else { return ui.close() };
    if fresh {
        *draft = Draft { text: format!("~/{}", saving.name), ..Draft::default() };
    }
    let entered = field(ui, draft, fresh, words::SAVE_TO);
    list(ui, draft);
    ui.add_space(4.0);
    // the list has what stands there under this very name
    let there = draft.nexts.iter().any(|next| !next.is_folder && typed::path(&next.text) == typed::path(&draft.text));
    if there {
        small(ui, words::IS_THERE);
    }
    ui.horizontal(|ui| {
        let filled = !draft.text.trim().is_empty();
        let text = if there { words::REPLACE } else { words::SAVE };
        let save = ui.add_enabled(filled, egui::Button::new(text));
        if filled && (save.clicked() || entered && !there) {
            asks.push(Action::SaveAs(typed::path(&draft.text)));
        }
        if button(ui, control::CANCEL) {
            ui.close();
        }
    });
}

/// The field itself; says whether what stands in it was entered.
fn field(ui: &mut Ui, draft: &mut Draft, fresh: bool, name: &str) -> bool {
    wide(ui, 640.0);
    let label = ui.label(RichText::new(name).font(theme::strong(theme::BODY)));
    let id = ui.scope_id().with("path");
    let completed = typed::completed(&draft.text, &draft.nexts);
    let n = draft.nexts.len().min(LISTED);
    let (mut entered, mut text) = (false, None);
    if ui.memory(|memory| memory.has_focus(id)) {
        let press = |ui: &mut Ui, key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        if n > 0 && press(ui, Key::ArrowDown) {
            draft.chosen = Some(draft.chosen.map_or(0, |at| (at + 1) % n));
        }
        if n > 0 && press(ui, Key::ArrowUp) {
            draft.chosen = Some(draft.chosen.map_or(n - 1, |at| (at + n - 1) % n));
        }
        // where it goes on, Tab goes on with it; else it leaves the field, as everywhere
        if completed.is_some() && press(ui, Key::Tab) {
            text.clone_from(&completed);
        }
        if press(ui, Key::Enter) {
            match draft.chosen.and_then(|at| draft.nexts.get(at)) {
                Some(next) => {
                    entered = !next.is_folder;
                    text = Some(next.text.clone());
                }
                None => entered = true,
            }
        }
    }
    if let Some(text) = text {
        put(ui, draft, id, text);
    }
    let edit = egui::TextEdit::singleline(&mut draft.text).id(id).desired_width(f32::INFINITY);
    let edit = ui.add(edit.lock_focus(completed.is_some())).labelled_by(label.id);
    if fresh {
        edit.request_focus();
    }
    if draft.listed.as_ref() != Some(&draft.text) || fresh {
        draft.nexts = typed::nexts(&draft.text);
        draft.listed = Some(draft.text.clone());
        draft.chosen = None;
    }
    entered
}

/// Puts a text into the field, with the cursor behind it.
fn put(ui: &Ui, draft: &mut Draft, id: egui::Id, text: String) {
    let end = egui::text::CCursor::new(text.chars().count());
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
    state.store(ui.ctx(), id);
    draft.text = text;
}

/// What stands there, each to go on with.
fn list(ui: &mut Ui, draft: &mut Draft) {
    let id = ui.scope_id().with("path");
    ui.add_space(4.0);
    let mut taken = None;
    egui::ScrollArea::vertical().max_height(room(ui, 220.0)).auto_shrink([false, true]).show(ui, |ui| {
        for (i, next) in draft.nexts.iter().enumerate().take(LISTED) {
            let chosen = draft.chosen == Some(i);
            let line = egui::Button::selectable(chosen, next.name.as_str())
                .truncate()
                .min_size(egui::vec2(ui.available_width(), 24.0));
            let line = ui.add(line);
            if chosen {
                line.scroll_to_me(None);
            }
            if line.clicked() {
                taken = Some(next.text.clone());
            }
        }
        if draft.nexts.len() > LISTED {
            small(ui, &words::more(draft.nexts.len() - LISTED));
        }
    });
    small(ui, words::HOW);
    if let Some(text) = taken {
        put(ui, draft, id, text);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}
