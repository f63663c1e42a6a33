//! Keys and commands: the catalogue's shortcuts, listened to once a frame.

use egui::{Key, KeyboardShortcut, Modifiers, Popup};

use super::focus;
use crate::app::act::scenarios::ScenariosAct;
use crate::app::command::Keys;
use crate::app::{Action, App, Over, Place};

/// The actions whose keys were pressed in this frame.
pub fn pressed(ctx: &egui::Context, app: &App) -> Vec<Action> {
    let is_pressed = |event: &egui::Event| matches!(event, egui::Event::Key { pressed: true, .. });
    let over = app.desk().over();
    let in_panel = matches!(over, Some(Over::Scenarios | Over::Tried | Over::Browse | Over::Describe));
    // what lies over the place listens by itself, but for the panels of scenarios and what is taken along
    if (over.is_some() && !in_panel) || !ctx.input(|i| i.events.iter().any(is_pressed)) {
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
            if in_panel && !acts_in_panel(over, &command.action) {
                continue;
            }
            // while text is typed, most keys belong to the text
            if typing && !["F1", "F6", "O", "L", "Q"].contains(&keys.key) && !takes_along(&command.action) {
                continue;
            }
            if let Some(shortcut) = shortcut(keys)
                && input.consume_shortcut(&shortcut)
                && command.enabled
            {
                actions.push(command.action);
            }
        }
        if !typing
            && over != Some(Over::Browse)
            && input.consume_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Y))
        {
            actions.push(Action::Redo);
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

/// The panels of scenarios show what these do, and where facts are described that is undo and redo; all else waits until
/// they are closed.
fn acts_in_panel(over: Option<Over>, action: &Action) -> bool {
    if over == Some(Over::Describe) {
        return matches!(action, Action::Undo | Action::Redo);
    }
    let of_scenarios = matches!(
        action,
        Action::Undo
            | Action::Redo
            | Action::Scenarios(ScenariosAct::Pin)
            | Action::Over(Some(Over::Scenarios | Over::Tried))
    );
    takes_along(action) || (of_scenarios && over != Some(Over::Browse))
}

/// Whether it takes along what is shown, which it only reads.
fn takes_along(action: &Action) -> bool {
    matches!(action, Action::Export(_))
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
