//! The bar at the top.

use crate::base::number;
use crate::model::CustomerModel;

/// The menu of files while none is open.
pub const FILES: &str = "Open";
/// Its tip.
pub const FILES_TIP: &str = "Open a model, customers or a session";
/// An item of it.
pub const OPEN_FILE: &str = "Open a model, customers or a session…";
/// An item of it.
pub const BY_PATH: &str = "Open by typing a path";
/// An item of it.
pub const DEMONSTRATION: &str = "The demonstration";
/// An item of it.
pub const ONE_TREE: &str = "The one-tree model";
/// An item of it.
pub const OPENED: &str = "What was opened";
/// An item of it.
pub const SAVE_CUSTOMER: &str = "Save this customer…";
/// An item of it.
pub const OPEN_AGAIN: &str = "The model's file again";
/// Before the files that were opened before.
pub const LATELY: &str = "Opened lately";
/// Finds a command.
pub const FIND: &str = "Find";
/// The same with its keys.
pub const FIND_WITH_KEYS: &str = "Find a command  Ctrl K";
/// Takes a step back.
pub const UNDO: &str = "Undo";
/// Brings a step again.
pub const REDO: &str = "Redo";
/// The customer browser.
pub const CUSTOMERS: &str = "Customers";
/// The menu of what can be saved.
pub const SAVE: &str = "Save";
/// The menu of how it looks.
pub const VIEW: &str = "View";
/// Before the themes.
pub const THEME: &str = "Theme";
/// A theme.
pub const SYSTEM: &str = "As the system";
/// A theme.
pub const LIGHT: &str = "Light";
/// A theme.
pub const DARK: &str = "Dark";
/// Before the sizes of text.
pub const TEXT_SIZE: &str = "Text size";
/// Before the averages.
pub const AVERAGE: &str = "The average that reasons start from";
/// Absence by background.
pub const BY_BACKGROUND: &str = "Customers opened here (by background)";

/// Absence by cover, of whom.
pub fn by_cover(counted: bool) -> &'static str {
    if counted { "Customers counted at opening (by cover)" } else { "Training customers (by cover)" }
}

/// What undo takes back.
pub fn undoes(title: &str) -> String {
    format!("Takes back the {title}")
}

/// What redo brings again.
pub fn redoes(title: &str) -> String {
    format!("Do again: {title}")
}

/// What is being opened, and how far it is where that is known.
pub fn opening(what: &str, percent: Option<u64>) -> String {
    match percent {
        Some(percent) => format!("Opening {what} … {percent}\u{A0}%"),
        None => format!("Opening {what} …"),
    }
}

/// What the menu of files is called.
pub fn files(title: &str) -> String {
    format!("Files: {title}")
}

/// What is open, beside its title: "6 offers, 240 trees".
pub fn model(model: &CustomerModel) -> String {
    let offers = number::count(model.offers().len(), "offer", "offers");
    format!("{offers}, {}", number::count(model.trees().len(), "tree", "trees"))
}

/// What is open, and where from.
pub fn from(about: &str, source: &str) -> String {
    format!("{about} · from {source}")
}

/// A model that is called like its file, with its folder.
pub fn in_folder(title: &str, folder: &str) -> String {
    format!("{title} · {folder}")
}

/// The tip of the menu.
pub fn tip(title: &str, about: &str) -> String {
    format!("{title} · {about}")
}

/// The keys of a place, by its number in the bar.
pub fn place_keys(number: usize) -> String {
    format!("Ctrl+{number}")
}

/// The menu of the places.
pub fn places(here: &str) -> String {
    format!("Places: {here}")
}

/// What a place answers, and its key.
pub fn place_tip(question: &str, key: i32) -> String {
    format!("{question} (Ctrl+{key})")
}
