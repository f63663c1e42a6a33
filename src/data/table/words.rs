//! Words that stand for something else in cells: for "not known", for true and false.

/// Words that stand for "not known" besides an empty cell, in small letters: those of spreadsheets, databases, data
/// frames and statistics programs.
const MISSING_WORDS: [&str; 19] = [
    "nan", "na", "n/a", "null", "none", "?", "#n/a", "#n/a n/a", "#na", "<na>", "nat", "\\n", "-nan", "1.#ind",
    "-1.#ind", "1.#qnan", "-1.#qnan", "<null>", "(null)",
];

/// Whether a text without spaces around it stands for "not known", where no level has that name.
pub fn is_missing(text: &str) -> bool {
    text.is_empty() || MISSING_WORDS.iter().any(|w| w.eq_ignore_ascii_case(text))
}

/// Whether a text is a word for true or false, as programs write booleans.
pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}
