//! What lies over a place: the command palette, the field for a path, the customer browser, scenarios side by side and
//! what was tried, the load report, the list of keys. One thing at a time.

use egui::{Key, Modal, RichText, ScrollArea, Ui};

use super::explain::profile;
use super::large;
use super::paint::small;
use super::people::browse;
use super::said;
use super::start::{describe, locked, opened, path};
use super::theme;
use super::trials::scenarios;
use super::widget::{close, id, room, two_columns, wide};
use crate::app::command::Keys;
use crate::app::explain::Explain;
use crate::app::{Action, App, Command, Over};
use crate::view::phrase::has_words;
use crate::view::words::{control as words, help};

/// Above and below what lies over the place: its frame, what it has below, and some of the place.
const MARGINS: f32 = 90.0;

/// Half-typed text and the chosen line; nothing of the document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    palette: String,
    chosen: usize,
    path: path::Draft,
    save: path::Draft,
    browse: browse::Draft,
    scenarios: scenarios::Draft,
    describe: describe::Draft,
    locked: locked::Draft,
    large: large::Draft,
    /// What was open in the last frame.
    was_open: Option<Over>,
}

/// Draws whatever lies over the place.
pub fn over_ui(
    ctx: &egui::Context,
    app: &App,
    draft: &mut Draft,
    facts: &mut profile::Draft,
    asks: &mut Vec<Action>,
) {
    let over = app.desk().over();
    let fresh = std::mem::replace(&mut draft.was_open, over) != over;
    if fresh {
        // a passphrase stays no longer than it is needed
        draft.locked = locked::Draft::default();
    }
    let Some(over) = over else { return };
    if let Over::Large(figure) = over {
        return large::large_ui(ctx, app, figure, (&mut draft.large, facts), asks);
    }
    // arrows and Enter belong to the palette's list before its text field sees them
    let pressed = if over == Over::Palette { list_keys(ctx) } else { ListKeys::default() };
    let theme = theme::of(ctx);
    let area = Modal::default_area(id(over)).accessible_name(over.label());
    let response = Modal::new(id(over)).area(area).frame(theme::card(theme).inner_margin(20)).show(ctx, |ui| {
        said::modal(ui);
        let mut draw = |ui: &mut Ui| match over {
            Over::Palette => palette(ui, app, draft, fresh, pressed, asks),
            Over::Path => path::open_ui(ui, &mut draft.path, fresh, asks),
            Over::Save => path::save_ui(ui, app, &mut draft.save, fresh, asks),
            Over::Browse => browse::browse_ui(ui, app, &mut draft.browse, fresh, asks),
            Over::Scenarios | Over::Tried => {
                if fresh {
                    draft.scenarios = scenarios::Draft::default();
                }
                scenarios::scenarios_ui(ui, app, over == Over::Tried, &mut draft.scenarios, asks);
            }
            Over::Report => opened::opened_ui(ui, app, asks),
            Over::Describe => describe::describe_ui(ui, app, &mut draft.describe, fresh, asks),
            Over::Lock => locked::lock_ui(ui, &mut draft.locked, fresh, asks),
            Over::Unlock => locked::unlock_ui(ui, app, &mut draft.locked, fresh, asks),
            Over::Forget => locked::forget_ui(ui, app, asks),
            Over::Help => keys(ui, app),
            Over::Large(_) => {}
        };
        // in a low window its end is scrolled to, as high as it is at once, or what is clicked would move; some have a
        // part that scrolls by itself
        if matches!(over, Over::Report | Over::Describe) {
            draw(ui);
        } else {
            let room = ui.ctx().content_rect().height() - MARGINS;
            ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, draw);
        }
        if matches!(over, Over::Report | Over::Describe | Over::Help) {
            ui.add_space(8.0);
            close(ui, asks);
        }
    });
    if response.should_close() {
        asks.push(Action::Over(None));
    }
}

/// What was pressed for a list.
#[derive(Clone, Copy, Default)]
struct ListKeys {
    down: bool,
    up: bool,
    enter: bool,
}

fn list_keys(ctx: &egui::Context) -> ListKeys {
    ctx.input_mut(|i| {
        let mut press = |key| i.consume_key(egui::Modifiers::NONE, key);
        ListKeys { down: press(Key::ArrowDown), up: press(Key::ArrowUp), enter: press(Key::Enter) }
    })
}

/// Commands, and facts to go to, whose label has every word that was typed.
fn matching(app: &App, text: &str) -> Vec<Command> {
    let fits = |c: &Command| c.enabled && c.action != Action::Over(Some(Over::Palette)) && has_words(&c.label, text);
    // facts only once something was typed: there may be hundreds
    let facts = if text.trim().is_empty() { Vec::new() } else { Explain::go_to_facts(app.desk()) };
    app.commands().into_iter().chain(facts).filter(fits).collect()
}

fn palette(
    ui: &mut Ui,
    app: &App,
    draft: &mut Draft,
    fresh: bool,
    ListKeys { down, up, enter }: ListKeys,
    asks: &mut Vec<Action>,
) {
    if fresh {
        draft.palette.clear();
        draft.chosen = 0;
    }
    wide(ui, 520.0);
    let label = ui.label(RichText::new(Over::Palette.label()).font(theme::strong(theme::BODY)));
    let edit =
        egui::TextEdit::singleline(&mut draft.palette).hint_text(words::TYPE_A_FEW).desired_width(f32::INFINITY);
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
            let button = egui::Button::selectable(i == draft.chosen, command.label.as_str())
                .shortcut_text(command.keys.map(Keys::text).unwrap_or_default())
                .min_size(egui::vec2(ui.available_width(), 28.0));
            let response = ui.add(button);
            if i == draft.chosen && (down || up) {
                response.scroll_to_me(None);
            }
            if response.clicked() || (enter && i == draft.chosen) {
                asks.push(Action::Over(None));
                asks.push(command.action.clone());
            }
        }
        if n == 0 {
            small(ui, words::NO_COMMAND);
        }
    });
}

fn keys(ui: &mut Ui, app: &App) {
    wide(ui, 600.0);
    said::heading(ui, RichText::new(Over::Help.label()).heading(), 1);
    ui.label(help::ABOUT);
    ui.add_space(6.0);
    egui::ScrollArea::vertical().max_height(room(ui, 420.0)).auto_shrink([false, true]).show(ui, |ui| {
        let row = |ui: &mut Ui, keys: &str, what: &str| {
            let name = |ui: &mut Ui| drop(ui.label(RichText::new(keys).font(theme::strong(theme::SMALL))));
            two_columns(ui, 215.0, name, what);
        };
        for (keys, what) in help::KEYS {
            row(ui, keys, what);
        }
        for command in app.commands() {
            if let Some(keys) = command.keys {
                row(ui, &keys.text(), &command.label);
            }
        }
    });
}
