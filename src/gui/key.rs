//! Keys and commands: the catalogue's shortcuts, listened to once a frame.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::command::{Keys, all};
use crate::app::scenarios::Act;
use crate::app::{Action, App};

/// The actions whose keys were pressed in this frame.
pub fn pressed(ctx: &egui::Context, app: &App) -> Vec<Action> {
    // longer combinations first, so that Ctrl+Shift+Z is not taken for Ctrl+Z
    let mut commands: Vec<_> = all(app).into_iter().filter(|c| c.keys.is_some()).collect();
    commands.sort_by_key(|c| c.keys.map_or(0, |k| -(i32::from(k.shift) + i32::from(k.alt) + i32::from(k.ctrl))));
    let shown = app.shown();
    // what is open over the screen listens by itself
    if shown.palette || shown.path_field || shown.model_info || shown.help || shown.browser.open || shown.board.open {
        return Vec::new();
    }
    let typing = ctx.text_edit_focused();
    // the panel of scenarios shows what these do; all else waits until it is closed
    let in_panel = |action: &Action| {
        matches!(action, Action::Undo | Action::Redo | Action::Scenario(Act::Pin | Act::Compare(_) | Act::Tried))
    };
    let mut actions = Vec::new();
    ctx.input_mut(|input| {
        for command in commands {
            let Some(keys) = command.keys else { continue };
            if shown.panel.open && !in_panel(&command.action) {
                continue;
            }
            // while text is typed, most keys belong to the text
            if typing && !["F1", "O", "L", "Q"].contains(&keys.key) {
                continue;
            }
            if let Some(shortcut) = shortcut(keys)
                && input.consume_shortcut(&shortcut)
                && command.enabled
            {
                actions.push(command.action);
            }
        }
        if !typing && input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Y)) {
            actions.push(Action::Redo);
        }
    });
    actions
}

/// A key in egui's words.
fn shortcut(keys: Keys) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if keys.ctrl {
        modifiers |= Modifiers::COMMAND;
    }
    if keys.shift {
        modifiers |= Modifiers::SHIFT;
    }
    if keys.alt {
        modifiers |= Modifiers::ALT;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(keys.key)?))
}
