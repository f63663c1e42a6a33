//! What a file is, decided once for all faces by its first bytes.

use crate::base::Result;
use crate::base::signs::HEAD;
use crate::data::{Source, form};
use crate::import::{self, Found};
use crate::model::CustomerModel;

/// How names of tables end: delimited, one JSON object a line, Parquet; of text that may be one; a profile's.
const TABLES: [&str; 5] = ["csv", "tsv", "jsonl", "ndjson", "parquet"];
const PERHAPS: [&str; 3] = ["txt", "json", "ron"];
/// How names of packed files end.
const PACKED: &str = "gz";
/// How names of locked files end.
const LOCKED: &str = crate::data::locked::ENDING;

/// How names of files end that can be opened, for dialogs and lists of them; what a file is, its bytes say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endings {
    /// Of models and sessions, packed ones too.
    pub models: Vec<&'static str>,
    /// Of customers.
    pub customers: Vec<&'static str>,
    /// Of either.
    pub all: Vec<&'static str>,
}

/// How names of files end that can be opened.
pub fn endings() -> Endings {
    let once = |list: &mut Vec<&'static str>, more: &[&'static str]| {
        for ending in more {
            if !list.contains(ending) {
                list.push(ending);
            }
        }
    };
    let (mut models, mut customers) = (Vec::new(), Vec::new());
    once(&mut models, &import::Format::ALL.map(import::Format::ending));
    once(&mut models, &[PACKED, LOCKED]);
    once(&mut customers, &TABLES);
    once(&mut customers, &PERHAPS);
    once(&mut customers, &[PACKED, LOCKED]);
    let mut all = models.clone();
    once(&mut all, &customers);
    Endings { models, customers, all }
}

/// The end of a name, without those of a locked and of a packed file: "csv" of `people.csv.gz`, in small letters.
pub fn ending(name: &str) -> String {
    let name = name.to_lowercase();
    let without = |name: &str, end: &str| {
        let own = name.strip_suffix(end).and_then(|rest| rest.strip_suffix('.'));
        own.unwrap_or(name).to_owned()
    };
    let own = without(&without(&name, LOCKED), PACKED);
    own.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_owned())
}

/// Whether a file is a table by its name, as far as that says.
pub fn is_table_name(name: &str) -> bool {
    TABLES.contains(&ending(name).as_str())
}

/// Whether a file may be opened by its name.
pub fn is_opened_name(name: &str) -> bool {
    endings().all.contains(&ending(name).as_str())
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A customer model.
    Model,
    /// A data dictionary, which stands beside a model or puts several side by side.
    Dictionary,
    /// A saved session.
    Session,
    /// One customer.
    Profile,
    /// How intrusive facts are, in somebody's opinion.
    Weights,
    /// A table of customers.
    Table,
    /// RON that does not say what it is: the reader of what is expected says what is wrong.
    Ron,
    /// Something else.
    Other,
}

impl FileKind {
    /// What bytes are, by the first ones.
    pub fn of(head: &[u8]) -> Self {
        match import::recognise(head) {
            Found::Model(_) => Self::Model,
            Found::Dictionary => Self::Dictionary,
            Found::Session => Self::Session,
            Found::Profile => Self::Profile,
            Found::Weights => Self::Weights,
            Found::Table(..) => Self::Table,
            Found::Ron => Self::Ron,
            Found::OtherModel(..) | Found::Other(..) => Self::Other,
        }
    }

    /// What a file is.
    ///
    /// # Errors
    /// [`crate::base::Kind::File`].
    pub fn of_source(source: &Source<'_>) -> Result<Self> {
        source.head(HEAD).map(|head| Self::of(&head))
    }

    /// What a file is that is opened beside a model: text of one column is a table if a feature is called like it.
    ///
    /// # Errors
    /// As [`of_source`](Self::of_source).
    pub fn beside(source: &Source<'_>, model: &CustomerModel) -> Result<Self> {
        let head = source.head(HEAD)?;
        Ok(match Self::of(&head) {
            Self::Model | Self::Ron | Self::Other if form::is_table_for(source, &head, model) => Self::Table,
            kind => kind,
        })
    }
}
