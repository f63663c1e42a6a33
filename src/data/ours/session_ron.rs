//! A session as a RON file: what was opened, who is looked at, what was changed, pinned and tried; documented in
//! `docs/formats.md`.
//!
//! The structs here are the format. A session holds what a person may know of customers, so nothing of it is repeated
//! in a refusal or printed: not a name, not a value, and not what stands where a word of the format should be.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::consent_ron::{self, ConsentEntry};
use super::pairs::Pairs;
use super::profile_ron::PronounWord;
use crate::base::few::few;
use crate::base::ours::{self, Format};
use crate::base::{Error, FeatureIdx, Kind, Result, digest};
use crate::model::builder::FEATURES_MAX;
use crate::model::{CustomerModel, Feature, FeatureKind, Profile, Rounds, Value};

const FORMAT: Format = Format {
    earlier: Some((
        "saved by an earlier version of Candour, which knew its files by a shorter print",
        "open the model and the customers, and save the session again",
    )),
    ..Format::new("candour_session", "a session", 2, DAMAGED)
};
/// The largest file that is read as a session, in bytes: 64 MiB.
pub const SESSION_MAX: u64 = ours::SIZE_MAX;

/// A whole session.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Session {
    candour_session: u32,
    /// The model.
    pub model: ModelEntry,
    /// The table whose customers were counted along the trees of a model that stores no covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_over: Option<TableEntry>,
    /// The open table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableEntry>,
    /// What not knowing a fact means.
    pub average: AverageWord,
    /// Customers opened one by one, who stand before those of the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonEntry>,
    /// Who is looked at, as asked.
    pub now: ChoiceEntry,
    /// The open tab.
    pub tab: String,
    /// The place; the first one where a session of before there were places says none.
    #[serde(default)]
    pub place: String,
    /// Of whom Balance speaks, where that is not the customer who is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<String>,
    /// From which response on the only offer is sent, as a person put it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<f64>,
    /// What was pinned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ScenarioEntry>,
    /// Steps that undo takes back, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<StepEntry>,
    /// Steps that redo brings again, the next one last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub future: Vec<StepEntry>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("model", &self.model).finish_non_exhaustive()
    }
}

/// Where something was opened from.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub enum FilePlace {
    /// A file, from the session's own folder where that can be.
    File(String),
    /// The program's demonstration.
    Demonstration,
    /// The program's one tree for teaching.
    OneTree,
}

/// A model with the files it was read from.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// What was opened.
    pub place: FilePlace,
    /// Every file that was read for it, in that order.
    pub files: Vec<FileEntry>,
    /// Which rounds of training answer, where a person chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<RoundsWord>,
    /// Numbers that stand for "not known" in the data, by feature or of all, where a person said so.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, FEATURES_MAX>")]
    pub missing: Vec<(Option<String>, f64)>,
    /// What a person said of facts and offers and did not save beside the model: a data dictionary of that alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

/// Which rounds of training answer.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundsWord {
    /// Those up to the best.
    Best,
    /// All.
    All,
}

impl From<Rounds> for RoundsWord {
    fn from(rounds: Rounds) -> Self {
        match rounds {
            Rounds::Best => Self::Best,
            Rounds::All => Self::All,
        }
    }
}

impl From<RoundsWord> for Rounds {
    fn from(word: RoundsWord) -> Self {
        match word {
            RoundsWord::Best => Self::Best,
            RoundsWord::All => Self::All,
        }
    }
}

/// A file as it was when it was read, unpacked.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// How many bytes it had.
    pub size: u64,
    /// The [`digest`] of its bytes.
    pub digest: String,
}

impl FileEntry {
    /// A file that was read.
    pub fn of(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), size: bytes.len() as u64, digest: digest::of_bytes(bytes) }
    }
}

/// A table as it was when it was read.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// Where from.
    pub place: FilePlace,
    /// How many customers it had.
    pub rows: usize,
    /// The digest of what was read of them: [`Table::digest`](crate::data::Table::digest).
    pub digest: String,
    /// The rows that are not to be opened again, since their customers asked to be forgotten; ascending, from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, FORGOTTEN_MAX>")]
    pub forgotten: Vec<usize>,
}

impl TableEntry {
    /// Whether both are one table, whoever of it was forgotten.
    pub fn is_of(&self, other: &Self) -> bool {
        (&self.place, self.rows, &self.digest) == (&other.place, other.rows, &other.digest)
    }
}

/// The most customers of one table that a session knows to have been forgotten.
const FORGOTTEN_MAX: usize = 100_000;

/// What not knowing a fact means.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AverageWord {
    /// Averaged along the trees by cover.
    ByCover,
    /// Averaged over the open table.
    ByBackground,
}

/// A customer.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    fictional: bool,
    #[serde(default)]
    pronoun: PronounWord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    story: String,
    /// By feature id; a feature that is left out is not known.
    values: Pairs<ValueEntry>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    consents: Pairs<ConsentEntry>,
}

/// A value, bit for bit.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
pub enum ValueEntry {
    /// A number.
    Number(f64),
    /// A level, by its label.
    Level(String),
    /// A level that the model has never seen.
    OtherLevel,
    /// Not known.
    NotKnown,
    /// Not to be used.
    Withheld,
}

/// Somebody with changed facts and the offer that is explained.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ChoiceEntry {
    /// A place among the people, from 0: those opened one by one, then the table's rows.
    pub person: usize,
    /// The facts that differ from theirs, by feature id.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub changed: Pairs<ValueEntry>,
    /// The id of the offer that is explained; the recommended one if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
}

/// What was pinned.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ScenarioEntry {
    /// Its number, which no other has.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// A place among the people; left out if the customer is no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<usize>,
    /// The customer who is no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<PersonEntry>,
    /// As in [`ChoiceEntry`].
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub changed: Pairs<ValueEntry>,
    /// As in [`ChoiceEntry`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<String>,
}

/// A step that can be taken back or brought again.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct StepEntry {
    /// "average basket to 38.40 €".
    pub title: String,
    /// What it goes back to, or on to.
    pub to: StateEntry,
}

/// What a step goes to.
#[derive(Serialize, Deserialize, Clone, PartialEq)]
pub enum StateEntry {
    /// Somebody as asked.
    Choice(ChoiceEntry),
    /// A scenario as it was, or that there was none of this number.
    Scenario {
        /// Its number.
        id: u64,
        /// Where it stood.
        at: usize,
        /// As it was.
        was: Option<ScenarioEntry>,
    },
    /// From which response on the only offer is sent; the model's own line if `None`.
    Line(Option<f64>),
}

macro_rules! quiet {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })+
    };
}

quiet!(PersonEntry, ValueEntry, ChoiceEntry, ScenarioEntry, StepEntry, StateEntry);

/// What the other parts of a session start from.
#[derive(Debug)]
pub struct Opened {
    /// The model.
    pub model: ModelEntry,
    /// See [`Session::counted_over`].
    pub counted_over: Option<TableEntry>,
    /// The open table.
    pub table: Option<TableEntry>,
    /// What not knowing a fact means.
    pub average: AverageWord,
    /// Customers opened one by one.
    pub people: Vec<PersonEntry>,
}

impl Session {
    /// A session in which nothing was pinned or tried yet.
    pub fn new(opened: Opened, now: ChoiceEntry, tab: &str) -> Self {
        let Opened { model, counted_over, table, average, people } = opened;
        Self {
            candour_session: FORMAT.version,
            model,
            counted_over,
            table,
            average,
            people,
            now,
            tab: tab.to_owned(),
            place: String::new(),
            balance: None,
            line: None,
            scenarios: Vec::new(),
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    /// The same session without its customers, and without what was tried and pinned with them.
    #[must_use]
    pub fn without_customers(self) -> Self {
        let now = ChoiceEntry { person: 0, changed: Pairs::default(), explained: self.now.explained };
        let (people, scenarios, past, future) = Default::default();
        Self { table: None, people, now, scenarios, past, future, ..self }
    }

    /// Reads a session. Nothing is opened yet.
    ///
    /// # Errors
    /// [`Kind::Format`] with line and column, [`Kind::Unsupported`] for a later version.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        FORMAT.read(bytes, |session: &Self| session.candour_session)
    }

    /// The same session with its files named from a folder, where they can be.
    #[must_use]
    pub fn from_folder(mut self, folder: &Path) -> Self {
        let tables = [&mut self.table, &mut self.counted_over].into_iter().flatten().map(|t| &mut t.place);
        for place in tables.chain([&mut self.model.place]) {
            if let FilePlace::File(path) = place {
                *path = relative(Path::new(path.as_str()), folder);
            }
        }
        self
    }

    /// The session as text; [`read`](Self::read) gives an equal one back.
    pub fn text(&self) -> String {
        ours::write(self, 4, false)
    }
}

const DAMAGED: &str = "the file is damaged or was edited; docs/formats.md shows a whole session";

/// A path from a folder, where both have more in common than their root; else as it is. Parts stand between slashes.
fn relative(path: &Path, folder: &Path) -> String {
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (path.components().collect(), folder.components().collect());
    let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let named = |c: &&Component<'_>| matches!(c, Component::Normal(_));
    if !to[..common].iter().any(|c| named(&c)) || from[common..].iter().any(|c| !named(&c)) {
        return path.to_string_lossy().into_owned();
    }
    let up = from[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter().map(|c| c.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Where a file is that a session in a folder names.
///
/// # Errors
/// [`Kind::Invalid`] for no path, and for one of another machine, which opening would ask.
pub fn find(path: &str, folder: &Path) -> Result<PathBuf> {
    let refuse = |what: &str, hint: &str| Err(Error::new(Kind::Invalid, what).hint(hint));
    if path.is_empty() {
        return refuse("a file without a path", DAMAGED);
    }
    if path.starts_with(['/', '\\']) && path[1..].starts_with(['/', '\\']) {
        return refuse(
            "a path of another machine, which is not asked",
            "copy the file here, open it, and save the session again",
        );
    }
    Ok(folder.join(path))
}

impl ValueEntry {
    /// A value of a feature.
    pub fn of(feature: &Feature, value: Value) -> Self {
        match value {
            Value::Number(x) => Self::Number(x),
            Value::Level(level) => {
                feature.levels().get(level as usize).map_or(Self::OtherLevel, |label| Self::Level(label.clone()))
            }
            Value::OtherLevel => Self::OtherLevel,
            Value::Missing => Self::NotKnown,
            Value::Withheld => Self::Withheld,
        }
    }

    /// The value, if the feature can have it.
    ///
    /// # Errors
    /// [`Kind::Data`] that says what was expected and what sort of thing was found.
    fn value(&self, feature: &Feature) -> Result<Value> {
        let refuse = |expected: &str, found: &str| {
            Err(Error::new(Kind::Data, format!("expected {expected}, found {found}")).hint(DAMAGED))
        };
        match self {
            Self::Number(x) if x.is_nan() => refuse("a number, or NotKnown", "one that is none"),
            Self::Number(_) if feature.kind.is_choice() => refuse("a level", "a number"),
            Self::Number(x) if feature.kind == FeatureKind::YesNo && *x != 0.0 && *x != 1.0 => {
                refuse("0 or 1", "another number")
            }
            Self::Number(x) => Ok(Value::Number(*x)),
            Self::Level(_) | Self::OtherLevel if !feature.kind.is_choice() => refuse("a number", "a level"),
            Self::Level(label) => match feature.levels().iter().position(|l| l == label) {
                Some(level) => Ok(Value::Level(level as u32)),
                None => refuse(&format!("one of {} levels", feature.levels().len()), "another text"),
            },
            Self::OtherLevel => Ok(Value::OtherLevel),
            Self::NotKnown => Ok(Value::Missing),
            Self::Withheld => Ok(Value::Withheld),
        }
    }
}

/// The facts whose values differ between a customer and the same customer as asked.
pub fn changed(model: &CustomerModel, real: &[Value], asked: &[Value]) -> Pairs<ValueEntry> {
    let all = model.features().iter().zip(real.iter().zip(asked));
    let differ = all.filter(|(_, (real, asked))| !real.same(**asked));
    Pairs(differ.map(|((_, f), (_, asked))| (f.id.clone(), ValueEntry::of(f, *asked))).collect())
}

/// A customer's values with those that a file says are changed.
///
/// # Errors
/// [`Kind::Data`] with the feature: one that the model does not have, that stands twice, or that cannot be so.
pub fn with_changes(model: &CustomerModel, real: &[Value], entries: &Pairs<ValueEntry>) -> Result<Vec<Value>> {
    let at: BTreeMap<&str, FeatureIdx> = model.features().iter().map(|(idx, f)| (f.id.as_str(), idx)).collect();
    let mut values = real.to_vec();
    let mut given = vec![false; values.len()];
    for (i, (id, entry)) in entries.0.iter().enumerate() {
        let Some(idx) = at.get(id.as_str()) else {
            // not repeated: it may be a value that slipped
            return Err(Error::new(Kind::Data, "a feature that the model does not have")
                .at(format!("feature number {}", i + 1))
                .hint(DAMAGED));
        };
        let feature = model.features().get(*idx);
        let place = || format!("feature \"{id}\"");
        if std::mem::replace(&mut given[idx.index()], true) {
            return Err(Error::new(Kind::Data, "stands twice").at(place()).hint(DAMAGED));
        }
        values[idx.index()] = entry.value(feature).map_err(|e| e.at(place()))?;
    }
    Ok(values)
}

impl PersonEntry {
    /// A customer.
    pub fn of(model: &CustomerModel, profile: &Profile) -> Self {
        Self {
            name: profile.name.clone(),
            fictional: profile.fictional,
            pronoun: profile.pronoun.into(),
            story: profile.story.clone(),
            values: changed(model, &vec![Value::Missing; profile.values.len()], &profile.values),
            consents: consent_ron::entries(&profile.consents),
        }
    }

    /// The customer for a model.
    ///
    /// # Errors
    /// As [`with_changes`], and [`Kind::Data`] for what no purpose has.
    pub fn profile(&self, model: &CustomerModel) -> Result<Profile> {
        Ok(Profile {
            name: self.name.clone(),
            fictional: self.fictional,
            pronoun: self.pronoun.into(),
            story: self.story.clone(),
            values: with_changes(model, &vec![Value::Missing; model.features().len()], &self.values)?,
            consents: consent_ron::consents(&self.consents, model)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_from_the_session_to_its_files() {
        let from = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(from("/home/ann/work/m.json", "/home/ann/work"), "m.json");
        assert_eq!(from("/home/ann/models/m.json", "/home/ann/work/a"), "../../models/m.json");
        assert_eq!(from("/data/m.json", "/home/ann"), "/data/m.json", "they share nothing but the root");
        for (path, folder) in [("/home/ann/m.json", "/home/ann/work"), ("/data/m.json", "/home")] {
            let found = find(&from(path, folder), Path::new(folder)).expect("a path");
            let plain = found.components().fold(PathBuf::new(), |mut all, c| {
                if c == Component::ParentDir {
                    all.pop();
                } else {
                    all.push(c);
                }
                all
            });
            assert_eq!(plain, Path::new(path));
        }
        for wrong in ["", "//server/share/m.json", "\\\\server\\share", "/\\server"] {
            assert!(find(wrong, Path::new("/home")).expect_err("refused").hint.is_some(), "{wrong}");
        }
    }
}
