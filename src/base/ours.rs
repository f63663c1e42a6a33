//! The frame of our own RON files, once: text with or without a byte order mark, a version, and what is said of a file
//! that is none of them. A format is then a struct and what it means.

use ron::error::SpannedError;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Error, Kind, Result, suggest};

/// The largest file of ours that holds no model, in bytes: 64 MiB.
pub const SIZE_MAX: u64 = 1 << 26;

/// One of our formats.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The field that holds the version; the reader knows them all.
    pub field: &'static str,
    /// What a file of it is: "a session".
    pub what: &'static str,
    /// The version this program reads and writes.
    pub version: u32,
    /// What is said of a file of an earlier version, and what to do about it; `None` if there was none.
    pub earlier: Option<(&'static str, &'static str)>,
    /// What to do about a file in which something is wrong of which no more can be told.
    pub hint: &'static str,
    /// The largest file of it that is read, in bytes.
    pub size_max: u64,
}

/// The version of a file of ours, whatever else it has.
#[derive(Deserialize)]
struct Head {
    #[serde(
        rename = "candour",
        alias = "candour_dictionary",
        alias = "candour_profile",
        alias = "candour_rules",
        alias = "candour_session",
        alias = "candour_weights"
    )]
    version: u32,
}

impl Format {
    /// A format whose first version this is.
    pub const fn new(field: &'static str, what: &'static str, version: u32, hint: &'static str) -> Self {
        Self { field, what, version, earlier: None, hint, size_max: SIZE_MAX }
    }

    /// Reads a file's struct, which says its own version. O(bytes).
    ///
    /// # Errors
    /// [`Kind::Format`] with line and column, an unknown field or word with the nearest that is known;
    /// [`Kind::Unsupported`] for another version.
    pub fn read<T: DeserializeOwned>(&self, bytes: &[u8], version: fn(&T) -> u32) -> Result<T> {
        if bytes.len() as u64 > self.size_max {
            let what = format!("{} of more than {} MB, the limit", self.what, self.size_max >> 20);
            return Err(Error::new(Kind::Format, what).hint("is it the right file?"));
        }
        let text = text(bytes)?;
        let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
        let file: T = options.from_str(text).map_err(|error| {
            // another version may have other fields: its number is said first; what is past a limit is not read on
            let is_limit = matches!(error.code, ron::Error::Message(_));
            match options.from_str::<Head>(if is_limit { "" } else { text }) {
                Ok(head) if head.version != self.version => self.other(head.version),
                _ => self.refusal(&error),
            }
        })?;
        let found = version(&file);
        if found == self.version { Ok(file) } else { Err(self.other(found)) }
    }

    fn other(&self, found: u32) -> Error {
        let error = match self.earlier {
            Some((what, hint)) if found < self.version => Error::new(Kind::Unsupported, what).hint(hint),
            _ => {
                let what = format!("{} of version {found}, this program reads version {}", self.what, self.version);
                Error::new(Kind::Unsupported, what).hint("open it with the Candour that wrote it, or a later one")
            }
        };
        error.at(format!("field \"{}\"", self.field))
    }

    /// RON's own error, said in ours. Nothing of the file is repeated, and not what stands where a word of the format
    /// should be either: in another file than was meant that may be a person's.
    fn refusal(&self, error: &SpannedError) -> Error {
        let mut said =
            said(&error.code).unwrap_or_else(|| Error::new(Kind::Format, format!("not what {} has here", self.what)));
        let at = error.span.start;
        let hint = said.hint.take().unwrap_or_else(|| self.hint.to_owned());
        said.at(format!("line {}, column {}", at.line, at.col)).hint(hint)
    }
}

/// What is wrong, if there is a word for it.
fn said(error: &ron::Error) -> Option<Error> {
    use ron::Error as E;
    let unknown = |what: &str, found: &str, expected: &'static [&'static str]| {
        let hint = match suggest::nearest(found, expected.iter().copied()) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!("known here: {}", expected.join(", ")),
        };
        Error::new(Kind::Format, what).hint(hint)
    };
    let expected = |what: &str| Error::new(Kind::Format, format!("expected {what}, found something else"));
    Some(match error {
        E::NoSuchStructField { expected, found, .. } => unknown("an unknown field", found, expected),
        E::NoSuchEnumVariant { expected, found, .. } => unknown("an unknown word", found, expected),
        E::MissingStructField { field, .. } => {
            Error::new(Kind::Format, format!("the field \"{field}\" is missing before this place"))
                .hint("docs/formats.md lists the fields that every file needs")
        }
        E::DuplicateStructField { field, .. } => {
            Error::new(Kind::Format, format!("the field \"{field}\" stands twice"))
        }
        E::Eof | E::UnclosedBlockComment | E::ExpectedStringEnd => {
            Error::new(Kind::Format, "the file ends too early: it is cut off, or a bracket is not closed")
                .hint("fetch the file again, or look for the bracket that is open")
        }
        E::InvalidValueForType { expected: kind, .. } => expected(plain(kind)),
        E::ExpectedDifferentLength { expected: kind, .. } => expected(plain(kind)),
        E::ExpectedArray => expected("a list, which opens with `[`"),
        E::ExpectedArrayEnd => expected("a comma or the end of the list, `]`"),
        E::ExpectedMap => expected("a map, which opens with `{`"),
        E::ExpectedMapColon => expected("a colon"),
        E::ExpectedMapEnd => expected("a comma or the end of the map, `}`"),
        E::ExpectedComma => expected("a comma"),
        E::ExpectedStructLike
        | E::ExpectedNamedStructLike(_)
        | E::ExpectedDifferentStructName { .. }
        | E::ExpectedStructName(_) => expected("`(`"),
        E::ExpectedStructLikeEnd | E::ExpectedOptionEnd => expected("a comma or `)`"),
        E::ExpectedBoolean => expected("true or false"),
        E::ExpectedInteger | E::InvalidIntegerDigit { .. } | E::UnderscoreAtBeginning => expected("a whole number"),
        E::ExpectedFloat | E::FloatUnderscore => expected("a number"),
        E::ExpectedString => expected("a text in quotes"),
        E::ExpectedIdentifier | E::InvalidIdentifier(_) | E::SuggestRawIdentifier(_) => expected("a word"),
        E::IntegerOutOfBounds => Error::new(Kind::Format, "a whole number past its limits"),
        E::TrailingCharacters => Error::new(Kind::Format, "something stands behind the last bracket"),
        E::ExceededRecursionLimit => Error::new(Kind::Format, "brackets inside brackets without end"),
        // what lists say that are counted while they are read
        E::Message(text) => Error::new(Kind::Format, text.as_str()).past_limit(),
        _ => return None,
    })
}

/// What a reader expected, where it names types of the program.
pub fn plain(kind: &str) -> &str {
    match kind {
        "f64" | "f32" => "a number",
        "u8" | "u16" | "u32" | "u64" | "i32" | "i64" | "usize" => "a whole number",
        "a string" | "string" => "a text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "variant identifier" | "field identifier" => "a word",
        kind if kind.contains("struct ") || kind.contains("enum ") || kind.contains("variant ") => {
            "fields in `(` and `)`"
        }
        kind => kind,
    }
}

/// A file's text, lists and structs on one line from a depth on; `bare` says at its top that `Some(…)` is left out.
pub fn write<T: Serialize>(file: &T, depth: usize, bare: bool) -> String {
    let extensions = if bare { Extensions::IMPLICIT_SOME } else { Extensions::empty() };
    let config = ron::ser::PrettyConfig::new().indentor("  ").depth_limit(depth).extensions(extensions);
    // structs of numbers and texts have no way to fail
    ron::ser::to_string_pretty(file, config).map(|text| text + "\n").unwrap_or_default()
}

/// Bytes without the byte order mark of UTF-8, if they have one.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn text(bytes: &[u8]) -> Result<&str> {
    let bytes = without_mark(bytes);
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        Error::new(Kind::Format, "not UTF-8 text").at(format!("line {line}")).hint("save the file as UTF-8")
    })
}
