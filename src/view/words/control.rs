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
pub const STOP: &str = "Cancel";
/// Where an answer should stand and something went wrong.
pub const FAILED: &str = "That did not work";
/// While a file is being opened and nothing else is.
pub const OPENING: &str = "Opening …";
/// While the first explanation is worked out.
pub const WORKING_OUT: &str = "Working out why …";
/// Saves numbers.
pub const SAVE_TABLE: &str = "Save the numbers as CSV…";
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
