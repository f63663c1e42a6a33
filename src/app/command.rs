//! The catalogue of commands: label, words to find it by, keys, when it can be used, what it does. Menus, keys, the
//! palette and the list of keys all iterate it.

use super::action::{Action, Destination, Export, Figure, Format, MapAsk, Tab, ThemeChoice};
use super::scenarios::Act;
use super::state::App;
use crate::ask::{AbsenceKind, Query};
use crate::view::Scale;

/// A key with its modifiers, without a window's names for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keys {
    /// With Ctrl (⌘ on a Mac).
    pub ctrl: bool,
    /// With Shift.
    pub shift: bool,
    /// With Alt.
    pub alt: bool,
    /// The key's name: "O", "F1", "ArrowLeft".
    pub key: &'static str,
}

impl Keys {
    /// As people read it: "Ctrl+Shift+Z".
    pub fn text(self) -> String {
        let mut text = String::new();
        for (on, name) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if on {
                text += name;
            }
        }
        text + match self.key {
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            other => other,
        }
    }
}

/// One command.
#[derive(Clone, Debug)]
pub struct Command {
    /// What a person reads.
    pub label: String,
    /// Keys that do it from anywhere.
    pub keys: Option<Keys>,
    /// Whether it can be used now.
    pub enabled: bool,
    /// What it does.
    pub action: Action,
}

const fn ctrl(key: &'static str) -> Option<Keys> {
    Some(Keys { ctrl: true, shift: false, alt: false, key })
}

const fn alt(key: &'static str) -> Option<Keys> {
    Some(Keys { ctrl: false, shift: false, alt: true, key })
}

/// All commands for what is open now.
pub fn all(app: &App) -> Vec<Command> {
    let open = app.document().is_some();
    let altered = app.document().is_some_and(|d| d.choice.is_altered());
    let many = app.document().is_some_and(|d| d.people.len() > 1);
    let mut list = Vec::new();
    let mut add = |label: &str, keys: Option<Keys>, enabled: bool, action: Action| {
        list.push(Command { label: label.to_owned(), keys, enabled, action });
    };
    let undo = app.history().undo_title().map_or_else(|| "Undo".to_owned(), |t| format!("Undo the {t}"));
    let redo = app.history().redo_title().map_or_else(|| "Redo".to_owned(), |t| format!("Redo the {t}"));
    add("Find a command", ctrl("K"), true, Action::Palette(true));
    add("Open a model, a profile, customers or a session…", ctrl("O"), true, Action::ChooseFile);
    add("Open by typing a path", ctrl("L"), true, Action::PathField(true));
    add("Open the demonstration", None, true, Action::OpenDemonstration);
    add("Open the one-tree model for teaching", None, true, Action::OpenOneTree);
    add("Go back to what was open before", None, app.waiting().is_some(), Action::StopWaiting);
    let on_disk = app.origin().is_some_and(|o| o.path.is_some());
    add("Open the model's file again", None, on_disk, Action::OpenAgain);
    add("Save a data dictionary…", None, on_disk, Action::SaveDictionary);
    add("Save this customer as a profile…", ctrl("S"), open, Action::SaveProfile);
    let session_keys = Some(Keys { ctrl: true, shift: true, alt: false, key: "S" });
    add("Save the session…", session_keys, open, Action::SaveSession);
    add(&undo, ctrl("Z"), app.history().undo_title().is_some(), Action::Undo);
    let redo_keys = Some(Keys { ctrl: true, shift: true, alt: false, key: "Z" });
    add(&redo, redo_keys, app.history().redo_title().is_some(), Action::Redo);
    add("Reset all facts", ctrl("R"), altered, Action::ResetAll);
    add("Browse, search and filter customers", ctrl("F"), open, Action::Browse(true));
    add("What matters most over all customers", ctrl("M"), open, Action::Importance(true));
    add("Pin as a scenario", ctrl("P"), open, Action::Scenario(Act::Pin));
    add("Compare scenarios", ctrl("B"), open, Action::Scenario(Act::Compare(true)));
    add("What was tried", ctrl("H"), open, Action::Scenario(Act::Tried));
    add("Next customer", alt("ArrowRight"), many, Action::Step(1));
    add("Previous customer", alt("ArrowLeft"), many, Action::Step(-1));
    add("Random customer", alt("R"), many, Action::Random);
    let narrowed = app.document().is_some() && !app.shown().browser.query.is_plain();
    add("Clear the customer filters and order", None, narrowed, Action::List(Query::default()));
    add("Explain the recommended offer", None, open, Action::Focus(None));
    for (i, (tab, label)) in Tab::ALL.iter().zip(TAB_LABELS).enumerate() {
        let key = ["1", "2", "3", "4", "5", "6"][i];
        add(&format!("Show: {label}"), alt(key), open, Action::Tab(*tab));
    }
    add("Map two facts: what comes first at every pair of values", None, open, Action::Map(MapAsk::Best));
    let all_reasons = app.shown().all_reasons;
    let label = if all_reasons { "Show few reasons" } else { "Show every reason" };
    add(label, ctrl("E"), open, Action::AllReasons(!all_reasons));
    let computed = app.shown().computed;
    let label = if computed { "Hide how it is computed" } else { "Show how it is computed" };
    add(label, None, open, Action::ShowComputed(!computed));
    add("Shares in score points", None, open, Action::Scale(Scale::Points));
    add("Shares as change in chance along the way", None, open, Action::Scale(Scale::Chance));
    let table = app.document().is_some_and(|d| d.people.table.is_some());
    let covers = app.document().is_some_and(|d| d.inputs.model().has_covers());
    let counted = app.document().is_some_and(|d| d.inputs.model().has_counted_covers());
    let whom = if counted { "customers counted at opening" } else { "training customers" };
    let label = format!("Average over the {whom} (absent by cover)");
    add(&label, None, covers, Action::Average(AbsenceKind::ByCover));
    let label = "Average over the customers opened here (absent by background)";
    add(label, None, table, Action::Average(AbsenceKind::ByBackground));
    for (figure, name) in [
        (Figure::Waterfall, "reasons"),
        (Figure::Offers, "offers"),
        (Figure::Trees, "bar per tree"),
        (Figure::Tree, "open tree"),
        (Figure::Compare, "comparison"),
        (Figure::Together, "pairs"),
        (Figure::Map, "map of two facts"),
    ] {
        for (format, ending) in [(Format::Svg, "SVG"), (Format::Png, "PNG")] {
            let export = |to| Action::Export(Export { figure, format, to });
            add(&format!("Save the {name} as {ending}…"), None, open, export(Destination::File));
            add(&format!("Copy the {name} as {ending}"), None, open, export(Destination::Clipboard));
        }
    }
    let weighed = app.weights().ranking().is_some();
    for (format, ending) in [(Format::Svg, "SVG"), (Format::Png, "PNG")] {
        let export = |to| Action::Export(Export { figure: Figure::Importance, format, to });
        add(&format!("Save what matters most as {ending}…"), None, weighed, export(Destination::File));
        add(&format!("Copy what matters most as {ending}"), None, weighed, export(Destination::Clipboard));
    }
    add("Save the numbers of what matters most as CSV…", None, weighed, Action::SaveImportance);
    let pinned = app.document().is_some_and(|d| !d.scenarios.list().is_empty());
    for (format, ending) in [(Format::Svg, "SVG"), (Format::Png, "PNG")] {
        let export = |to| Action::Export(Export { figure: Figure::Scenarios, format, to });
        add(&format!("Save the scenarios as {ending}…"), None, pinned, export(Destination::File));
        add(&format!("Copy the scenarios as {ending}"), None, pinned, export(Destination::Clipboard));
    }
    add("Save the scenarios as CSV…", None, pinned, Action::Scenario(Act::SaveTable));
    add("Copy the scenarios as text", None, pinned, Action::Scenario(Act::CopyText));
    add("What was opened: the load report", ctrl("I"), open, Action::ModelInfo(true));
    add("Copy the load report as text", None, open, Action::CopyReport);
    add("Light theme", None, true, Action::Theme(ThemeChoice::Light));
    add("Dark theme", None, true, Action::Theme(ThemeChoice::Dark));
    add("Theme of the system", None, true, Action::Theme(ThemeChoice::System));
    for size in super::settings::TEXT_SIZES {
        add(&format!("Text size {size} %"), None, true, Action::TextSize(size));
    }
    add("Keys and help", Some(Keys { ctrl: false, shift: false, alt: false, key: "F1" }), true, Action::Help(true));
    add("Close the model", ctrl("W"), open, Action::Close);
    add("Quit", ctrl("Q"), true, Action::Quit);
    list
}

/// What the tabs are called.
pub const TAB_LABELS: [&str; 6] =
    ["Reasons", "Tree paths", "What would change it", "Why not the other", "Together", "Enough"];
