//! One error for everything that can be refused: what failed, where, what was found, what was expected, a hint.
//!
//! What it quotes of a file is cut here, in whatever part of it. An error never holds a person's value: a place (`row 40, column "age"`) and a kind of thing ("text") is all
//! it says of one. Names and levels of the *model* may be named.

use std::fmt;

use super::text::short;

/// `Result` with the one [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of refusal it is, for programs; people read the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The file could not be read at all: missing, no permission, a folder, too large.
    File,
    /// The bytes are not the format they should be, or are cut off.
    Format,
    /// The format is right and something in it cannot be honoured.
    Unsupported,
    /// The pieces do not fit together: a cycle, a split on a feature that is not there, a leaf that is no number.
    Invalid,
    /// A profile or table does not match the model's data dictionary.
    Data,
    /// The question cannot be asked: no such offer, no background, a feature that cannot be set.
    Question,
    /// The file is locked with a passphrase, and none, or another one, was given.
    Locked,
    /// Stopped by the person.
    Cancelled,
    /// Something went wrong inside the program that nobody outside can help: only this asks for a report.
    Internal,
}

/// What to do about an error where each face has a way of its own: the command line names words, the window what to
/// click. Each says it after the [hint](Error::hint), which holds for all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// Report what was done.
    Report,
    /// Give a background.
    Background,
    /// Name the offer that is asked about.
    NameOffer,
    /// Name the features of a model that has no names for them.
    NameFeatures,
    /// Have a first draft of a data dictionary written.
    Draft,
    /// See the names that there are.
    Names,
    /// See the levels of a feature, by its id.
    Levels(String),
    /// Open a session.
    Session,
    /// Have the one customer of a profile explained.
    ExplainProfile,
    /// Give the model first, then the customers.
    ModelFirst,
    /// Do without a window.
    NoDisplay,
    /// Unlock a file.
    Unlock,
    /// Say between which bounds numbers are one group.
    GiveBands,
}

impl Way {
    /// One of each.
    pub fn all() -> [Self; 13] {
        let levels = Self::Levels("region".to_owned());
        [
            Self::Report,
            Self::Background,
            Self::NameOffer,
            Self::NameFeatures,
            Self::Draft,
            Self::Names,
            levels,
            Self::Session,
            Self::ExplainProfile,
            Self::ModelFirst,
            Self::NoDisplay,
            Self::Unlock,
            Self::GiveBands,
        ]
    }
}

/// What to do: a clause that holds for every face, or none, and a way that each face says in its own words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The clause, lower case, no full stop.
    pub text: Option<String>,
    /// The way.
    pub way: Option<Way>,
}

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self { text: Some(text), way: None }
    }
}

impl From<Way> for Hint {
    fn from(way: Way) -> Self {
        Self { text: None, way: Some(way) }
    }
}

/// A refusal that a person can act on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// What sort of refusal this is.
    pub kind: Kind,
    /// Which file or format: `lightgbm`, `maya.ron`; outermost first.
    pub context: Vec<String>,
    /// Where in it: `tree 17, node 5`, `line 212`, `row 40, column "age"`. Empty if it is the whole.
    pub place: String,
    /// What failed: one clause, lower case, no full stop; says what was found and what was expected.
    pub what: String,
    /// What to do about it, whatever the face.
    pub hint: Option<String>,
    /// What to do about it, where each face says it in its own words.
    pub way: Option<Box<Way>>,
}

impl Error {
    /// A refusal of a kind; add [`at`](Self::at), [`hint`](Self::hint), [`within`](Self::within).
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, context: Vec::new(), place: String::new(), what: short(what.into()), hint: None, way: None }
    }

    /// What went wrong inside the program; it asks for a report.
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(Kind::Internal, what).way(Way::Report)
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = short(place.into());
        self
    }

    /// Says in which tree the place is: "tree 17, node 5".
    #[must_use]
    pub fn at_tree(mut self, tree: usize) -> Self {
        let inside = std::mem::take(&mut self.place);
        self.place = if inside.is_empty() { format!("tree {tree}") } else { format!("tree {tree}, {inside}") };
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        let Hint { text, way } = hint.into();
        self.hint = text.map(short);
        match way {
            Some(way) => self.way(way),
            None => Self { way: None, ..self },
        }
    }

    /// Says what to do about something that is past a limit: nothing is wrong with it but its size.
    #[must_use]
    pub fn past_limit(self) -> Self {
        self.hint("it is larger than what is opened; a smaller one is needed")
    }

    /// Says what to do about it, after the hint, where each face says it in its own words.
    #[must_use]
    pub fn way(mut self, way: Way) -> Self {
        let way = match way {
            Way::Levels(feature) => Way::Levels(short(feature)),
            way => way,
        };
        self.way = Some(Box::new(way));
        self
    }

    /// Whether it says what to do about it.
    pub fn has_hint(&self) -> bool {
        self.hint.is_some() || self.way.is_some()
    }

    /// Puts a file or format around it; the last one added stands first.
    #[must_use]
    pub fn within(mut self, context: impl Into<String>) -> Self {
        self.context.insert(0, short(context.into()));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for context in &self.context {
            write!(f, "{context}: ")?;
        }
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Error {}

/// A result that worked, with what a reader should know about it.
#[derive(Clone, Debug)]
pub struct Warned<T> {
    /// The result.
    pub value: T,
    /// One clause each, in the order met.
    pub warnings: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_from_the_outside_in() {
        let error = Error::new(Kind::Format, "expected 31 leaf values, found 30")
            .at("line 212")
            .within("lightgbm")
            .within("model.txt");
        assert_eq!(error.to_string(), "model.txt: lightgbm: line 212: expected 31 leaf values, found 30");
    }
}
