//! What is kept by itself, and the way back to it.

use crate::base::number;

/// The way back.
pub const GO_BACK: &str = "Go back to what was open";
/// Before those that are kept.
pub const KEPT: &str = "Kept by itself";
/// Whether they are kept.
pub const KEEP: &str = "Keep what is open, to go back to it";
/// What that is.
pub const KEEP_TIP: &str = "On closing, quitting and opening something else, what was open is kept as a session in Candour's own \
                            folder on this computer, the last five of them. Switched off, they are forgotten.";
/// Keeps nothing from now on.
pub const KEEP_NOTHING: &str = "Do not keep what is open";
/// Takes away what is kept.
pub const FORGET: &str = "Forget what was kept";
/// After that.
pub const FORGOTTEN: &str = "What was kept by itself is forgotten";
/// After something could not be kept.
pub const NOT_KEPT: &str = "What is open could not be kept for the next start";
/// Ends the program although something is lost.
pub const QUIT_ANYWAY: &str = "Quit all the same";
/// Where kept things are, and who sees them.
pub const HERE_ONLY: &str = "It was kept by itself, on this computer only.";
/// A model that the program carries.
pub const DEMONSTRATION: &str = "the demonstration";
/// A model that the program carries.
pub const ONE_TREE: &str = "the one-tree model";

/// One that is kept: "credit.onnx with scored.csv, 3 scenarios, 12 steps".
pub fn entry(model: &str, table: Option<&str>, scenarios: usize, steps: usize) -> String {
    let mut text = table.map_or_else(|| model.to_owned(), |table| format!("{model} with {table}"));
    for (n, one, many) in [(scenarios, "scenario", "scenarios"), (steps, "step", "steps")] {
        if n > 0 {
            text += ", ";
            text += &number::count(n, one, many);
        }
    }
    text
}

/// The way back, with what it leads to.
pub fn go_back_to(title: &str) -> String {
    format!("{GO_BACK}: {title}")
}

/// At the start.
pub fn last_time(title: &str) -> String {
    format!("Open the last time: {title}")
}

/// A step that goes across: to what was opened.
pub fn opening_of(title: &str) -> String {
    format!("opening of {title}")
}

/// A step that goes across: after what was closed.
pub fn closing_of(title: &str) -> String {
    format!("closing of {title}")
}

/// After something was closed.
pub fn closed(title: &str) -> String {
    format!("Closed {title}")
}

/// After the way back.
pub fn back(title: &str) -> String {
    format!("Back at {title}")
}

/// What to do at the end about something that could not be kept, and why.
pub fn before_end(why: &str) -> String {
    format!("{why}. Save the session to a place of your own (Ctrl+Shift+S), or quit all the same.")
}
