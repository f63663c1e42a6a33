//! Keys and commands: the catalogue's shortcuts, listened to once a frame.

use egui::{Key, KeyboardShortcut, Modifiers, Popup};

use super::focus;
use crate::app::act::browse::BrowseAct;
use crate::app::act::scenarios::ScenariosAct;
use crate::app::command::Keys;
use crate::app::{Action, App, Over, Place};

/// What was typed in this frame. Some systems send the letter of a shortcut with Alt as text too: that is none. Alt and Ctrl
/// together are how others type signs.
pub fn text(input: &egui::InputState) -> String {
    let typed = input.events.iter().filter_map(|event| match event {
        egui::Event::Text(text) => Some(text.as_str()),
        _ => None,
    });
    if input.modifiers.alt && !input.modifiers.ctrl { String::new() } else { typed.collect() }
}

/// The actions whose keys were pressed in this frame.
pub fn pressed(ctx: &egui::Context, app: &App) -> Vec<Action> {
    let is_pressed = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, .. });
    let over = app.desk().over();
    if !ctx.input(|i| i.events.iter().any(is_pressed)) {
        return Vec::new();
    }
    // longer combinations first, so that Ctrl+Shift+Z is not taken for Ctrl+Z
    let mut commands: Vec<_> = app.commands().into_iter().filter(|c| c.keys.is_some()).collect();
    commands.sort_by_key(|c| c.keys.map_or(0, |k| -(i32::from(k.shift) + i32::from(k.alt) + i32::from(k.ctrl))));
    let typing = ctx.text_edit_focused();
    let mut actions = Vec::new();
    if over.is_none()
        && !Popup::is_any_open(ctx)
        && !focus::was_typing(ctx)
        && ctx.input(|i| i.key_pressed(Key::Escape))
    {
        return escape(ctx, app);
    }
    ctx.input_mut(|input| {
        for command in commands {
            let Some(keys) = command.keys else { continue };
            if !acts(over, &command.action) {
                continue;
            }
            // while text is typed, most keys belong to the text
            if typing && !["F1", "F6", "F11", "O", "L", "Q"].contains(&keys.key) && !takes_along(&command.action) {
                continue;
            }
            if let Some(shortcut) = shortcut(keys)
                && input.consume_shortcut(&shortcut)
                && command.enabled
            {
                actions.push(command.action);
            }
        }
        // other keys for the same
        let larger = Action::TextSize(app.desk().settings().size_beside(true));
        for (key, action, can) in [(Key::Y, Action::Redo, !typing), (Key::Equals, larger, true)] {
            if can && acts(over, &action) && input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, key)) {
                actions.push(action);
            }
        }
    });
    actions
}

/// What Esc takes away where nothing lies over the place: what is told of a control, a notice, errors first, or the
/// place, back to the first.
fn escape(ctx: &egui::Context, app: &App) -> Vec<Action> {
    let notices = app.desk().notices();
    let is_first = app.document().is_none() || app.desk().place() == Place::default();
    if focus::untell(ctx) {
        Vec::new()
    } else if !notices.is_empty() {
        vec![Action::Dismiss(notices.iter().position(|n| n.error).unwrap_or(0))]
    } else if !is_first {
        vec![Action::Go(Place::default())]
    } else {
        Vec::new()
    }
}

/// What can be done from keys: all of it where nothing lies over the place; else what is shown there, and what leaves
/// what lies there as it is. All else waits until that is closed.
fn acts(over: Option<Over>, action: &Action) -> bool {
    let steps = matches!(action, Action::Undo | Action::Redo);
    let pins = matches!(action, Action::Scenarios(ScenariosAct::Pin));
    let is_shown = match over {
        None => true,
        Some(
            Over::Palette
            | Over::Path
            | Over::Save
            | Over::Report
            | Over::Lock
            | Over::Unlock
            | Over::Forget
            | Over::Help,
        ) => false,
        Some(Over::Describe) => steps,
        Some(Over::Browse) => takes_along(action),
        Some(Over::Scenarios | Over::Tried) => {
            let goes = matches!(action, Action::Over(Some(Over::Scenarios | Over::Tried)));
            steps || pins || goes || takes_along(action)
        }
        Some(Over::Large(_)) => {
            let sets = matches!(action, Action::ResetAll | Action::Over(None) | Action::Browse(BrowseAct::Step(_)));
            steps || pins || sets || takes_along(action)
        }
    };
    is_shown || matches!(action, Action::TextSize(_))
}

/// Whether it takes along what is shown, which it only reads, or sets how large it is shown.
fn takes_along(action: &Action) -> bool {
    matches!(action, Action::Export(_) | Action::TextSize(_))
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
