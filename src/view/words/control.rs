//! Controls that every screen shares.

/// Takes away what lies over the place.
pub const CLOSE: &str = "Close  Esc";
/// The menu of a figure.
pub const SAVE_OR_COPY: &str = "Save or copy";
/// In the field that finds commands.
pub const TYPE_A_FEW: &str = "type a few letters";
/// Where no command is found.
pub const NO_COMMAND: &str = "No command has these words.";
/// The field for a path.
pub const PATH_OF: &str = "Path of a model, a profile, a table or a session";
/// Opens what was typed.
pub const OPEN: &str = "Open";
/// Gives up what was typed.
pub const CANCEL: &str = "Cancel  Esc";
/// Stops work.
pub const STOP: &str = "Stop";
/// Where an answer should stand and something went wrong.
pub const FAILED: &str = "That did not work";
/// While a file is being opened and nothing else is.
pub const OPENING: &str = "Opening …";
/// While the first explanation is worked out.
pub const WORKING_OUT: &str = "Working out why …";
/// Where a figure in the whole window is not there yet.
pub const NOTHING_TO_DRAW: &str = "There is nothing to draw yet.";
/// The figure before, in the whole window.
pub const FIGURE_BEFORE: &str = "The figure before (Page Up)";
/// The next figure, in the whole window.
pub const NEXT_FIGURE: &str = "The next figure (Page Down)";
/// Over the facts beside a figure in the whole window.
pub const FACTS_BESIDE: &str = "Facts that count here";

/// Which of so many figures it is, counted from 1.
pub fn figure_of(place: usize, n: usize) -> String {
    format!("{place} of {n}")
}

/// Saves numbers.
pub const SAVE_TABLE: &str = "Save the numbers as CSV…";
/// Saves the page.
pub const SAVE_PAGE: &str = "Report (HTML)…";
/// Copies as text.
pub const COPY_TEXT: &str = "Copy as text";
/// Opens a table.
pub const OPEN_CUSTOMERS: &str = "Open customers…";
/// After something went wrong.
pub const TRY_AGAIN: &str = "Try again";

/// Saves or copies in a format.
pub fn take(format: &str, save: bool) -> String {
    if save { format!("Save as {format}…") } else { format!("Copy as {format}") }
}

/// Takes a notice away.
pub const DISMISS: &str = "Close";
/// Tries a change as a what-if.
pub const TRY: &str = "Try it";
/// Gives up what was begun.
pub const GIVE_UP: &str = "Cancel";
/// The way to the field for a path.
pub const TYPE_PATH: &str = "Type a path";
/// While a late answer is under way and the last one is shown.
pub const EARLIER: &str = "Working out the latest change; what you see is from just before it.";

/// After something went wrong.
pub fn failed(what: &str) -> String {
    format!("That did not work. {what}")
}

/// Goes to something.
pub fn go_to(name: &str) -> String {
    format!("Go to {name}")
}

/// What else can be done with something.
pub fn more_for(name: &str) -> String {
    format!("More for {name}")
}
