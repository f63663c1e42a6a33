//! An error as something to read.

use crate::base::Error;

/// What went wrong, for the screen and the command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// One sentence: the file and place, what was found, what was expected.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Says an error in a sentence.
pub fn problem(error: &Error) -> Problem {
    Problem {
        // a file's own name keeps its letters
        what: if error.context.is_empty() {
            super::phrase::upper_first(&error.to_string())
        } else {
            error.to_string()
        },
        hint: error.hint.as_deref().map(super::phrase::upper_first),
    }
}
