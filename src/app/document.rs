//! The document: what is open, who is looked at, what was changed.

use std::path::PathBuf;
use std::sync::Arc;

use super::choice::Choice;
use super::described::Described;
use super::history::{History, State};
use super::pins::Pins;
use crate::ask::Inputs;
pub use crate::data::people::People;
use crate::data::session_ron::{FileEntry, FilePlace, TableEntry};
use crate::model::profile::Pronoun;
use crate::model::{CustomerModel, Line, Profile, Rounds, Value};
use crate::open::Reading;
use crate::open::model::Again;
use crate::view::inspect;
use crate::view::opened::CustomersFile;
use crate::view::words::bar;

/// Where a model came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// A file name, or "the demonstration".
    pub source: String,
    /// The file; `None` for a model that the program carries.
    pub path: Option<PathBuf>,
    /// The size of that file in bytes, unpacked.
    pub size: Option<usize>,
    /// The data dictionary that was read with it.
    pub dictionary: Option<PathBuf>,
    /// What to know about the load.
    pub warnings: Vec<String>,
    /// How it was to be read.
    pub reading: Reading,
    /// Which rounds of training answer; `None` where it makes no difference.
    pub rounds: Option<Rounds>,
    /// Every file that was read for it, as it was then; also of a model that the program carries.
    pub read: Vec<FileEntry>,
    /// Which one it is, of those that the program carries.
    pub carried: Option<FilePlace>,
    /// The table whose customers were counted along its trees, if they were.
    pub counted_over: Option<TableEntry>,
    /// Tables that lie beside it and have columns of its features.
    pub beside: Vec<PathBuf>,
    /// The table that was opened with it the last time.
    pub last_table: Option<LastTable>,
}

/// The table that was opened with a model the last time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LastTable {
    /// Its file.
    pub path: PathBuf,
    /// Whether that is no longer there.
    pub gone: bool,
}

impl Origin {
    /// How the model's file was read; `None` where it is no file.
    pub fn again(&self) -> Option<Again> {
        let (path, reading) = (self.path.clone()?, self.reading.clone());
        Some(Again { path, reading, rounds: self.rounds })
    }
}

impl Origin {
    /// A model's title for the bar: one that is only its file's name has the folder behind it, which tells it from
    /// others that are called alike.
    pub fn named(&self, title: &str) -> String {
        let path = self.path.as_deref().filter(|path| crate::data::file::stem(path) == title);
        let folder = path.and_then(|path| path.parent()).and_then(|folder| folder.file_name());
        folder.map_or_else(|| title.to_owned(), |folder| bar::in_folder(title, &folder.to_string_lossy()))
    }

    /// Where it came from, whole: the path of a file.
    pub fn whole_source(&self) -> String {
        self.path.as_ref().map_or_else(|| self.source.clone(), |path| path.display().to_string())
    }

    /// The data dictionary's file name.
    pub fn dictionary_name(&self) -> Option<String> {
        self.dictionary.as_deref().map(crate::data::file::name)
    }
}

/// A model that cannot give reasons yet: its file stores no covers, and no customers are open to count them over.
#[derive(Clone, Debug)]
pub struct Bare {
    /// The model.
    pub model: CustomerModel,
    /// Where it came from.
    pub origin: Origin,
}

/// What is open.
#[derive(Clone, Debug)]
pub struct Document {
    /// The model, prepared for questions.
    pub inputs: Arc<Inputs>,
    /// How its facts and offers are described, by file, table and person.
    pub described: Described,
    /// Where the model came from.
    pub origin: Origin,
    /// The open table's file; `None` if there is none or the program carries it.
    pub table_path: Option<PathBuf>,
    /// The digest of what was read of the open table.
    pub table_digest: String,
    /// The files of customers opened beside it, in the order they were opened.
    pub files: Vec<CustomersFile>,
    /// Who can be looked at.
    pub people: Arc<People>,
    /// From where on the only offer is sent, as a person put it; the model's own line if `None`.
    pub line: Option<Line>,
    /// What undo goes back and forth in.
    pub choice: Choice,
    /// What is pinned.
    pub pins: Pins,
    /// The file in which it is kept by itself, once it is.
    pub kept: Option<PathBuf>,
    /// Whether a person asked to start from nobody's facts.
    pub from_empty: bool,
}

impl Document {
    /// The load report of the model.
    pub fn report(&self) -> inspect::Report {
        let origin = &self.origin;
        inspect::report(self.inputs.model(), &origin.warnings)
            .with_dictionary(origin.dictionary_name().as_deref())
            .of_file(&origin.source, origin.size)
    }

    /// Puts something in the place of what is there, and gives what was.
    pub(super) fn put(&mut self, state: State) -> State {
        match state {
            State::Line(line) => State::Line(std::mem::replace(&mut self.line, line)),
            State::Choice(choice) => State::Choice(std::mem::replace(&mut self.choice, choice)),
            State::Scenario(edit) => State::Scenario(self.pins.put(edit)),
            State::Said(saying) => {
                let before = self.described.put(self.inputs.model(), saying);
                self.inputs = self.described.apply(&self.inputs);
                State::Said(before)
            }
        }
    }

    /// From where on the only offer is sent; `None` where there are several.
    pub fn line(&self) -> Option<Line> {
        self.line.or(self.inputs.line())
    }

    /// Whether a person said something of facts or offers that is not saved beside the model.
    pub fn has_unsaved_words(&self) -> bool {
        self.described.is_unsaved() || !self.origin.reading.exactly.is_empty()
    }

    /// What the open table is called, if one is open.
    pub fn table_name(&self) -> Option<&str> {
        self.files.iter().find(|f| f.is_table).map(|f| f.source.as_str())
    }

    /// Whether customers are asked for first: nobody is open, and no facts were asked for by hand.
    pub fn asks_for_customers(&self) -> bool {
        self.people.is_empty() && !self.from_empty
    }

    /// Whether anything was tried, changed or pinned in it.
    pub fn is_worked_on(&self, history: &History) -> bool {
        let tried = !history.past().is_empty() || !history.future().is_empty();
        tried || self.choice.is_altered() || !self.pins.list().is_empty()
    }

    /// How many things there are to know about what was opened.
    pub fn n_notes(&self) -> usize {
        self.origin.warnings.len() + self.files.iter().map(|f| f.notes().count()).sum::<usize>()
    }
}

/// Somebody of whom nothing is known yet: what a bare model starts with.
pub fn nobody(n_features: usize) -> Profile {
    Profile {
        name: crate::view::phrase::NOBODY.to_owned(),
        fictional: false,
        pronoun: Pronoun::They,
        story: crate::view::words::start::NOTHING_KNOWN.to_owned(),
        values: vec![Value::Missing; n_features],
        consents: Default::default(),
    }
}
