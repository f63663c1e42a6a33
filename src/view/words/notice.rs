//! Notices.

use crate::base::number;
use crate::model::{Line, Link};

/// The way on after a refusal.
pub const OPEN_ANOTHER: &str = "Open another file…";
/// Where there is nothing to take along yet.
pub const NOTHING_TO_SAVE: &str = "Nothing to save: it is not worked out yet";
/// After next and previous where the filters leave nobody.
pub const NOBODY_MATCHES: &str = "Nobody matches the filters; clear them to go through everybody";
/// Where something else must be there first.
pub const STILL_OPENING: &str = "Something is still being opened; try again when it is there";
/// After next and previous while the list is made.
pub const STILL_LISTING: &str = "The list of customers is still being worked out";
/// Where a figure cannot be taken along.
pub const NO_FIGURE: &str = "Nothing to save: open a tree first, or wait until it is worked out";
/// A step of history.
pub const RESET_OF_ALL: &str = "reset of all facts";
/// A step of history.
pub const CHOICE_OF_OFFER: &str = "choice of offer";
/// Several files, in a refusal.
pub const WHAT_WAS_GIVEN: &str = "What was given";
/// What is being opened.
pub const DEMONSTRATION: &str = "the demonstration";
/// What is being prepared.
pub const AVERAGE: &str = "the average";
/// The way on after a dictionary was saved.
pub const OPEN_MODEL_AGAIN: &str = "Open the model again";
/// Where the system has no dialog.
pub const NO_DIALOG: &str = "The system's file dialog did not open; type or paste a path instead";
/// What went to the clipboard.
pub const LOAD_REPORT: &str = "the load report as text";
/// What went to the clipboard.
pub const PATH: &str = "the path";
/// After something was saved.
pub const COPY_PATH: &str = "Copy its path";
/// After a page was saved.
pub const SHOW: &str = "Open it";
/// Where a map has nothing to map.
pub const MAP_NEEDS_TWO: &str = "A map needs two facts that count";

/// Where the desktop opens nothing.
pub fn not_shown(path: &str) -> String {
    format!("Nothing here opens such a file. It is saved: {path}")
}

/// After no place to save to came back.
pub const NOT_SAVED: &str = "Not saved: no place was chosen";
/// The way on after that.
pub const SAVE_BY_PATH: &str = "Save by typing a path";

/// After settings were changed.
pub const SETTINGS_UNSAVED: &str = "Settings could not be saved";

/// A step of history.
pub fn choice_of(name: &str) -> String {
    format!("choice of {name}")
}

/// A step of history.
pub fn line(link: Link, line: Line) -> String {
    format!("line to {}", crate::view::line::at(link, line))
}

/// Several files that are being opened.
pub fn files(n: usize) -> String {
    number::count(n, "file", "files")
}

/// What was opened.
pub fn customers(n: usize) -> String {
    number::count(n, "customer", "customers")
}

/// A step of history.
pub fn reset_of(fact: &str) -> String {
    format!("reset of {fact}")
}

/// After undo and redo.
pub fn travelled(title: &str, back: bool) -> String {
    if back { format!("Taken back: {title}") } else { format!("Done again: {title}") }
}

/// After something was opened.
pub fn opened(what: &str) -> String {
    format!("Opened {what}")
}

/// After something was opened that there is something to know of.
pub fn opened_with(what: &str, notes: &str) -> String {
    format!("Opened {what}, with {notes}")
}

/// After something went to the clipboard.
pub fn copied(what: &str) -> String {
    format!("Copied {what}")
}

/// What went to the clipboard: a figure in a format, whose.
pub fn figure_of(figure: &str, format: &str, customer: &str) -> String {
    format!("the {figure} as {format}: {customer}")
}

/// After something was saved.
pub fn saved(path: &str) -> String {
    format!("Saved {path}")
}
