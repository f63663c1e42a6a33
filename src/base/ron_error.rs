//! RON's own errors, said in ours: line, column, what was found, the nearest known name.

use ron::error::SpannedError;

use super::{Error, Kind, suggest};

/// Turns a RON error into ours. Values of the file are not repeated, except names that should be the format's.
pub fn convert(error: &SpannedError) -> Error {
    let at = format!("line {}, column {}", error.span.start.line, error.span.start.col);
    let unknown = |what: &str, found: &str, expected: &'static [&'static str]| {
        let hint = match suggest::nearest(found, expected.iter().copied()) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!("known here: {}", expected.join(", ")),
        };
        Error::new(Kind::Format, format!("unknown {what} \"{found}\"")).hint(hint)
    };
    match &error.code {
        ron::Error::NoSuchStructField { expected, found, .. } => unknown("field", found, expected),
        ron::Error::NoSuchEnumVariant { expected, found, .. } => unknown("word", found, expected),
        ron::Error::MissingStructField { field, .. } => {
            Error::new(Kind::Format, format!("the field \"{field}\" is missing before this place"))
                .hint("docs/formats.md lists the fields that every file needs")
        }
        ron::Error::Eof | ron::Error::UnclosedBlockComment => {
            Error::new(Kind::Format, "the file ends too early: it is cut off, or a bracket is not closed")
                .hint("fetch the file again, or look for the bracket that is open")
        }
        // serde's own messages repeat the value; the kind of problem is enough
        ron::Error::InvalidValueForType { expected, .. } => {
            Error::new(Kind::Format, format!("expected {expected}, found something else"))
        }
        other => {
            let text = other.to_string();
            let mut chars = text.chars();
            let lower = chars.next().map(|c| c.to_lowercase().chain(chars).collect::<String>()).unwrap_or_default();
            Error::new(Kind::Format, lower)
        }
    }
    .at(at)
}
