//! The bar at the top.

use crate::base::number;
use crate::model::CustomerModel;

/// The menu of files while none is open.
pub const FILES: &str = "Open";
/// Its tip.
pub const FILES_TIP: &str = "Open a model, customers or a session";
/// An item of it.
pub const OPEN_FILE: &str = "Model, profile, customers or session…";
/// An item of it.
pub const BY_PATH: &str = "By typing a path";
/// An item of it.
pub const DEMONSTRATION: &str = "The demonstration";
/// An item of it.
pub const ONE_TREE: &str = "The one-tree model";
/// An item of it.
pub const OPENED: &str = "What was opened";
/// An item of it.
pub const SAVE_CUSTOMER: &str = "Save this customer…";
/// An item of it.
pub const SAVE_SESSION: &str = "Save the session…";
/// An item of it.
pub const SAVE_DICTIONARY: &str = "Save a data dictionary…";
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
/// Before what it takes back.
pub const UNDOES: &str = "Takes back";
/// Brings a step again.
pub const REDO: &str = "Redo";
/// Before what it brings again.
pub const REDOES: &str = "Brings again";
/// The customer browser.
pub const CUSTOMERS: &str = "Customers";

/// What the menu of files is called.
pub fn files(title: &str) -> String {
    format!("Files: {title}")
}

/// What is open: "Retailer · 6 offers, 240 trees".
pub fn model(model: &CustomerModel) -> String {
    let offers = number::count(model.offers().len(), "offer", "offers");
    format!("{} · {offers}, {}", model.title(), number::count(model.trees().len(), "tree", "trees"))
}

/// What is open, and where from.
pub fn from(about: &str, source: &str) -> String {
    format!("{about}. From {source}")
}

/// What a place answers, and its key.
pub fn place_tip(question: &str, key: i32) -> String {
    format!("{question} (Ctrl+{key})")
}
