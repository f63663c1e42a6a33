//! Scenarios, and what was tried.

use crate::base::number;

/// Where nothing is pinned.
pub const NONE: &str = "No scenario is pinned yet";
/// Pins what is shown.
pub const PIN_NOW: &str = "Pin what is shown now";
/// The same where something is pinned.
pub const PIN_SHOWN: &str = "Pin what is shown";
/// The same in a few letters.
pub const PIN: &str = "Pin";
/// Its tip.
pub const PIN_TIP: &str = "Keep this what-if, to compare it with others (Ctrl+P)";
/// Why it cannot be pinned.
pub const IS_PINNED: &str = "It is pinned already";
/// What comparing shows.
pub const COMPARE_TIP: &str = "What is pinned, side by side (Ctrl+B)";
/// Where nothing was tried.
pub const UNTRIED: &str = "Nothing was tried yet";
/// The name of the menu.
pub const SAVE: &str = "Save or copy the comparison";
/// Shows the customer before any change.
pub const GO_BACK: &str = "Go back";
/// The same for those who do not see where.
pub const GO_BACK_NAME: &str = "Go back to the customer as they are";
/// Shows a scenario.
pub const GO_TO: &str = "Go to";
/// Why it cannot be shown.
pub const NOT_OPEN: &str = "Its customer is no longer open";
/// What else can be done with a scenario.
pub const MORE: &str = "More";
/// An item of it.
pub const RENAME: &str = "Rename";
/// An item of it.
pub const SAVE_PROFILE: &str = "Save as a profile…";
/// An item of it.
pub const REMOVE: &str = "Remove";
/// The field for a name.
pub const NAME: &str = "Name of the scenario";
/// The step that is shown.
pub const SHOWN: &str = "shown now";
/// A step that was gone back over.
pub const TAKEN_BACK: &str = "taken back";

/// How many are pinned.
pub fn count(n: usize) -> String {
    number::count(n, "scenario", "scenarios")
}

/// The way to what is pinned.
pub fn compare(n: usize) -> String {
    format!("Compare {n}")
}

/// The same for those who do not see where.
pub fn pinned(panel: &str, n: usize) -> String {
    format!("{panel}: {n} pinned")
}

/// Another offer than before a step.
pub fn first_now(offer: &str) -> String {
    format!("{offer} comes first now")
}

/// A changed customer, in a file.
pub fn what_if(name: &str) -> String {
    format!("{name}{WHAT_IF}")
}

/// Whether a customer's name says that it is a what-if.
pub fn is_what_if(name: &str) -> bool {
    name.ends_with(WHAT_IF)
}

/// How the name of a what-if ends.
const WHAT_IF: &str = " (what-if)";
