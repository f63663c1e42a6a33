//! The screen on which a person says what a model's file cannot.

/// What it is called.
pub const DESCRIBE: &str = "Describe the facts";
/// The way to it.
pub const DESCRIBE_FACTS: &str = "Describe the facts…";
/// The way to it from a fact.
pub const DESCRIBE_FACT: &str = "Describe this fact…";
/// The way to it from a sentence.
pub const SAY_SO: &str = "Say so…";
/// The way to it from a note on names and scales.
pub const SAY_WHAT: &str = "Say what they mean…";
/// Saves it.
pub const SAVE: &str = "Save it beside the model";
/// What saving does.
pub const SAVE_TIP: &str = "As a data dictionary, which is read with the model from then on";
/// Where a model's file holds its dictionary.
pub const INSIDE: &str = "This model's own file holds its data dictionary. What you say here is seen at once, and ends \
                          with the model: to keep it, write it into that file.";
/// What the screen is for.
pub const ABOUT: &str = "Say what the model's file cannot. It is seen everywhere at once and no score changes, unless you \
                         say which numbers stand for “not known”: the model is then read again.";
/// Beside what was said and not saved.
pub const UNSAVED: &str = "Not saved yet";
/// Looks for a fact.
pub const FIND: &str = "Find a fact by its name";
/// Where no fact has the name.
pub const NO_FACT: &str = "No fact has these words in its name.";
/// Above the offers' names.
pub const OFFERS: &str = "What the model predicts";
/// Above the facts.
pub const FACTS: &str = "Facts";
/// A field.
pub const LABEL: &str = "Label";
/// A field.
pub const UNIT: &str = "Unit";
/// A field.
pub const GROUP: &str = "Group";
/// A field.
pub const PURPOSE: &str = "Collected for";
/// A field.
pub const KIND: &str = "Holds";
/// A field.
pub const SENSITIVITY: &str = "Sensitivity";
/// A field.
pub const PROTECTED: &str = "Protected";
/// What a protected attribute is.
pub const PROTECTED_TIP: &str = "A protected attribute in the sense of equality law, such as sex, age or origin";
/// A field.
pub const MISSING: &str = "Not known is";
/// What stands in the empty field.
pub const MISSING_HINT: &str = "such as 999";
/// What the field takes.
pub const MISSING_TIP: &str = "Numbers that stand for “not known” in the data, with spaces between them";
/// Takes a number that looks like a code for one.
pub const IS_A_CODE: &str = "Yes, it means “not known”";
/// Beside a fact that no tree asks about.
pub const UNUSED: &str = "not used by the model";
/// What a field that takes no such text says.
pub const NO_NUMBERS: &str = "Numbers with spaces between them, at most 20";
/// What is being saved.
pub const DICTIONARY: &str = "the data dictionary";
/// Why a dictionary is not overwritten.
pub const CHANGED: &str =
    "a data dictionary that somebody else has written since the model was opened; nothing was overwritten";
/// What to do about it.
pub const OPEN_AGAIN: &str = "open the model again to read it, and say here what is still missing";

/// What a failure to save is about: nothing of what was said is lost.
pub const NOT_SAVED: &str = "Not saved, and still as you said here";

/// A field's name for those who do not see where it stands.
pub fn field(name: &str, of: &str) -> String {
    format!("{name} of {of}")
}

/// A step of history.
pub fn step_title(before: &str) -> String {
    format!("name of “{before}”")
}

/// Where there are more facts than are shown at once.
pub fn more(n: usize) -> String {
    format!("{n} more: find them by their names.")
}
