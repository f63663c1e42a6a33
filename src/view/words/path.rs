//! The field for a path, and where a path that leads nowhere was looked for.

/// How many names of a folder are named.
pub const NAMED: usize = 6;
/// Below the field for a path.
pub const HOW: &str =
    "~ is your own folder, Tab goes on as far as there is no choice. What a file manager copies is understood.";
/// Saves to what was typed.
pub const SAVE: &str = "Save";
/// Saves to what was typed, where a file stands.
pub const REPLACE: &str = "Replace the file";
/// Before that.
pub const IS_THERE: &str = "There is a file of this name already.";
/// Before the field to save to.
pub const SAVE_TO: &str = "Where to save";

/// What stands there beside what is shown.
pub fn more(n: usize) -> String {
    format!("and {n} more")
}

/// Where it was looked for, and what is there.
pub fn nowhere(folder: &str, near: Option<&str>, opened: &[&str]) -> String {
    match (near, opened) {
        (Some(near), _) => format!("it was looked for in {folder}: did you mean \"{near}\"?"),
        (None, []) => format!("it was looked for in {folder}, where there is nothing of a like name"),
        (None, opened) => format!("it was looked for in {folder}, where there is {}", opened.join(", ")),
    }
}

/// A folder that is not there.
pub fn no_folder(folder: &str, nearest: &str) -> String {
    format!("there is no folder {folder}; {nearest} is there")
}
