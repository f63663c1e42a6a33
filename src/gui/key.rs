//! Keys and commands: the catalogue's shortcuts, listened to once a frame.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::app::command::{Keys, all};
use crate::app::{Action, App};

/// The actions whose keys were pressed in this frame.
pub fn pressed(ctx: &egui::Context, app: &App) -> Vec<Action> {
    // longer combinations first, so that Ctrl+Shift+Z is not taken for Ctrl+Z
    let mut commands: Vec<_> = all(app).into_iter().filter(|c| c.keys.is_some()).collect();
    commands.sort_by_key(|c| c.keys.map_or(0, |k| -(i32::from(k.shift) + i32::from(k.alt) + i32::from(k.ctrl))));
    let typing = ctx.text_edit_focused();
    let mut actions = Vec::new();
    ctx.input_mut(|input| {
        for command in commands {
            let Some(keys) = command.keys else { continue };
            // while text is typed, undo and arrows belong to the text
            if typing && (keys.key == "Z" || keys.alt) {
                continue;
            }
            if let Some(shortcut) = shortcut(keys)
                && input.consume_shortcut(&shortcut)
                && command.enabled
            {
                actions.push(command.action);
            }
        }
        if input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Y)) {
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
