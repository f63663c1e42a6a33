//! Commands: label, keys, when it can be used, what it does. Menus, keys, the palette and the list of keys all iterate
//! them; the ground's stand here, a wing brings its own.

use super::act::Action;
use super::act::figure::{Destination, Export, Figure, Format};
use super::act::private::PrivateAct;
use super::desk::Desk;
use super::place::{Goal, Over, Place};
use super::settings::{TEXT_SIZES, ThemeChoice, USUAL_SIZE};
use crate::ask::AbsenceKind;
use crate::data::file;
use crate::model::CustomerModel;
use crate::view::Scale;
use crate::view::words::{command as words, describe, kept, locked};

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

/// With Ctrl.
pub const fn ctrl(key: &'static str) -> Option<Keys> {
    Some(Keys { ctrl: true, shift: false, alt: false, key })
}

/// With Ctrl and Shift.
pub const fn shifted(key: &'static str) -> Option<Keys> {
    Some(Keys { ctrl: true, shift: true, alt: false, key })
}

/// With Alt.
pub const fn alt(key: &'static str) -> Option<Keys> {
    Some(Keys { ctrl: false, shift: false, alt: true, key })
}

impl Command {
    /// A command.
    pub fn new(label: &str, keys: Option<Keys>, enabled: bool, action: impl Into<Action>) -> Self {
        Self { label: label.to_owned(), keys, enabled, action: action.into() }
    }

    /// The commands that save and copy a figure.
    pub fn exports(figure: Figure, enabled: bool, list: &mut Vec<Self>) {
        for &format in figure.formats() {
            for to in Destination::ALL {
                let label = words::export(figure.label(), format.label(), to == Destination::File);
                list.push(Self::new(&label, None, enabled, Action::Export(Export { figure, format, to })));
            }
        }
    }
}

/// The ground's commands before those of the wings: files, undo, places.
pub fn first(desk: &Desk, way_back: Option<&str>) -> Vec<Command> {
    let open = desk.document().is_some();
    let altered = desk.document().is_some_and(|d| d.choice.is_altered());
    let on_disk = desk.origin().is_some_and(|o| o.path.is_some());
    let (undo, redo) = (desk.step_title(true), desk.step_title(false));
    let back = way_back.map_or_else(|| kept::GO_BACK.to_owned(), kept::go_back_to);
    let mut list = vec![
        Command::new(Over::Palette.label(), ctrl("K"), true, Action::Over(Some(Over::Palette))),
        Command::new(words::OPEN, ctrl("O"), true, Action::ChooseFile),
        Command::new(Over::Path.label(), ctrl("L"), true, Action::Over(Some(Over::Path))),
        Command::new(words::OPEN_DEMONSTRATION, None, true, Action::OpenDemonstration),
        Command::new(words::OPEN_ONE_TREE, None, true, Action::OpenOneTree),
        Command::new(&back, None, way_back.is_some(), Action::GoBack),
        Command::new(words::STOP_WAITING, None, desk.waiting().is_some(), Action::StopWaiting),
        Command::new(words::OPEN_AGAIN, None, on_disk, Action::OpenAgain),
        Command::new(words::SAVE_DICTIONARY, None, on_disk, Action::SaveDictionary),
        Command::new(words::SAVE_PROFILE, ctrl("S"), open, Action::SaveProfile),
        Command::new(words::SAVE_SESSION, shifted("S"), open, Action::SaveSession),
        Command::new(locked::SAVE_ONLY, None, open, PrivateAct::SaveWithoutCustomers),
        Command::new(&words::undo(undo), ctrl("Z"), undo.is_some(), Action::Undo),
        Command::new(&words::redo(redo), shifted("Z"), redo.is_some(), Action::Redo),
        Command::new(words::RESET_ALL, ctrl("R"), altered, Action::ResetAll),
    ];
    for (place, key) in Place::ALL.into_iter().zip(["1", "2", "3", "4", "5", "6", "7"]) {
        list.push(Command::new(&words::go_to(place.label()), ctrl(key), open, Action::Go(place)));
    }
    list
}

/// The ground's commands after those of the wings: what is opened, how it looks, the way out.
pub fn last(desk: &Desk, shown: Figure, list: &mut Vec<Command>) {
    let document = desk.document();
    let open = document.is_some();
    let table = document.is_some_and(|d| d.people.table.is_some());
    let model = document.map(|d| d.inputs.model());
    let covers = model.is_some_and(CustomerModel::has_covers);
    let counted = model.is_some_and(CustomerModel::has_counted_covers);
    let mut add = |label: &str, keys, enabled, action| list.push(Command::new(label, keys, enabled, action));
    add(words::IN_POINTS, None, open, Action::Scale(Scale::Points));
    add(words::IN_CHANCE, None, open, Action::Scale(Scale::Chance));
    add(words::by_cover(counted), None, covers, Action::Average(AbsenceKind::ByCover));
    add(words::BY_BACKGROUND, None, table, Action::Average(AbsenceKind::ByBackground));
    let large = matches!(desk.over(), Some(Over::Large(_)));
    let (label, over) = if large {
        (words::LEAVE_LARGE, None)
    } else {
        (Over::Large(shown).label(), Some(Over::Large(shown.drawn())))
    };
    let f11 = Some(Keys { ctrl: false, shift: false, alt: false, key: "F11" });
    add(label, f11, open, Action::Over(over));
    let copy = Export { figure: shown, format: Format::Text, to: Destination::Clipboard };
    add(words::COPY_CARD, alt("C"), open, Action::Export(copy));
    add(words::SAVE_PAGE, shifted("E"), open, Action::TakePage(Destination::File));
    add(words::COPY_PAGE, None, open, Action::TakePage(Destination::Clipboard));
    add(Over::Report.label(), ctrl("I"), open, Action::Over(Some(Over::Report)));
    add(describe::DESCRIBE_FACTS, ctrl("D"), open, Action::Over(Some(Over::Describe)));
    add(words::COPY_REPORT, None, open, Action::CopyReport);
    add(words::LIGHT, None, true, Action::Theme(ThemeChoice::Light));
    add(words::DARK, None, true, Action::Theme(ThemeChoice::Dark));
    add(words::SYSTEM, None, true, Action::Theme(ThemeChoice::System));
    for (label, key, size) in [
        (words::LARGER, "+", desk.settings().size_beside(true)),
        (words::SMALLER, "−", desk.settings().size_beside(false)),
        (words::USUAL_SIZE, "0", USUAL_SIZE),
    ] {
        add(label, ctrl(key), desk.settings().text_size != size, Action::TextSize(size));
    }
    for size in TEXT_SIZES {
        add(&words::text_size(size), None, true, Action::TextSize(size));
    }
    for goal in Goal::ALL {
        let (shift, ctrl, key) = match goal {
            Goal::NextCard => (false, false, "F6"),
            Goal::CardBefore => (true, false, "F6"),
            Goal::FactSearch => (false, false, "/"),
            Goal::About => (false, true, "F1"),
        };
        let can = goal != Goal::FactSearch || open;
        add(goal.label(), Some(Keys { ctrl, shift, alt: false, key }), can, Action::Keyboard(goal));
    }
    let f1 = Some(Keys { ctrl: false, shift: false, alt: false, key: "F1" });
    add(Over::Help.label(), f1, true, Action::Over(Some(Over::Help)));
    for path in &desk.settings().recent {
        add(&words::open_lately(&file::name(path)), None, true, Action::OpenLately(path.clone()));
    }
    let keeps = desk.settings().keep;
    add(kept::KEEP, None, !keeps, Action::Keep(true));
    add(kept::KEEP_NOTHING, None, keeps, Action::Keep(false));
    add(kept::FORGET, None, keeps, Action::ForgetKept);
    let locks = desk.lock().is_some();
    add(locked::LOCK, None, !locks, Action::Over(Some(Over::Lock)));
    add(locked::LOCK_NOTHING, None, locks, PrivateAct::Lock(None).into());
    let somebody = document.is_some_and(|d| !d.people.is_empty());
    add(locked::FORGET, None, somebody, Action::Over(Some(Over::Forget)));
    add(words::CLOSE, ctrl("W"), open, Action::Close);
    add(words::QUIT, ctrl("Q"), true, Action::Quit);
}
