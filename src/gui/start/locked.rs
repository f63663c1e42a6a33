//! Passphrases, to lock what is saved and to open what is locked, and the question before a customer is forgotten.

use egui::{RichText, TextEdit, Ui};

use crate::app::act::private::PrivateAct;
use crate::app::{Action, App};
use crate::data::file;
use crate::data::locked::Passphrase;
use crate::gui::paint::small;
use crate::gui::said;
use crate::gui::theme;
use crate::gui::widget::{button, wide};
use crate::view::problem::problem;
use crate::view::words::{control, locked as words};

/// What is typed; gone when the sheet is.
#[derive(Clone, Default)]
pub struct Draft {
    typed: String,
    again: String,
    shown: bool,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft")
    }
}

/// Locks what is saved from now on.
pub fn lock_ui(ui: &mut Ui, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    wide(ui, 520.0);
    said::heading(ui, RichText::new(words::LOCK.trim_end_matches('…')).heading(), 1);
    ui.label(words::ABOUT_LOCK);
    ui.add_space(8.0);
    field(ui, words::PASSPHRASE, &mut draft.typed, draft.shown, fresh);
    let entered = field(ui, words::AGAIN, &mut draft.again, draft.shown, false);
    ui.checkbox(&mut draft.shown, words::SHOW);
    let same = draft.typed == draft.again;
    let key = Passphrase::new(draft.typed.clone());
    let missing = match &key {
        Err(_) if draft.typed.is_empty() => Vec::new(),
        Err(error) => {
            let said = problem(error);
            std::iter::once(said.what).chain(said.hint).collect()
        }
        Ok(_) if same => Vec::new(),
        Ok(_) => vec![words::DIFFER.to_owned()],
    };
    for line in missing {
        small(ui, &line);
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let ready = key.ok().filter(|_| same);
        let lock = ui.add_enabled(ready.is_some(), egui::Button::new(words::LOCK_NOW));
        if let Some(key) = ready
            && (lock.clicked() || entered)
        {
            asks.push(PrivateAct::Lock(Some(key)).into());
        }
        if button(ui, control::CANCEL) {
            ui.close();
        }
    });
}

/// Asks for the passphrase of a file that is opened.
pub fn unlock_ui(ui: &mut Ui, app: &App, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let Some(waits) = app.locked() else { return ui.close() };
    wide(ui, 520.0);
    said::heading(ui, RichText::new(words::UNLOCK).heading(), 1);
    ui.label(words::about_unlock(&file::name(&waits.path)));
    if waits.wrong {
        ui.label(RichText::new(words::WRONG).font(theme::strong(theme::BODY)));
    }
    ui.add_space(8.0);
    let entered = field(ui, words::PASSPHRASE, &mut draft.typed, draft.shown, fresh);
    ui.checkbox(&mut draft.shown, words::SHOW);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let filled = !draft.typed.is_empty();
        let unlock = ui.add_enabled(filled, egui::Button::new(words::UNLOCK_NOW));
        if filled && (unlock.clicked() || entered) {
            asks.push(PrivateAct::Unlock(Passphrase::of(draft.typed.clone())).into());
        }
        if button(ui, control::CANCEL) {
            ui.close();
        }
    });
}

/// Asks whether the customer one looks at is to be forgotten.
pub fn forget_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(document) = app.document().filter(|d| !d.people.is_empty()) else { return ui.close() };
    let place = document.choice.person;
    wide(ui, 520.0);
    said::heading(ui, RichText::new(words::forget(&document.choice.profile.name)).heading(), 1);
    ui.label(words::about_forget(place >= document.people.profiles.len()));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if button(ui, words::NOT) {
            ui.close();
        }
        if button(ui, words::FORGET_NOW) {
            asks.push(PrivateAct::Forget(place).into());
        }
    });
}

/// A field for a passphrase; says whether it was entered.
fn field(ui: &mut Ui, name: &str, text: &mut String, shown: bool, fresh: bool) -> bool {
    let label = ui.label(RichText::new(name).font(theme::strong(theme::BODY)));
    let edit = TextEdit::singleline(text).password(!shown).desired_width(f32::INFINITY);
    let edit = ui.add(edit).labelled_by(label.id);
    if fresh {
        edit.request_focus();
    }
    edit.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter))
}
