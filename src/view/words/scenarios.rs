//! Scenarios, and what was tried.

/// Where nothing is pinned.
pub const NONE: &str = "No scenario is pinned yet";
/// Pins what is shown.
pub const PIN_NOW: &str = "Pin what is shown now";
/// Where nothing was tried.
pub const UNTRIED: &str = "Nothing was tried yet";
/// The name of the menu.
pub const SAVE: &str = "Save or copy the comparison";
