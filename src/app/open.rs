//! Opening files: what the bytes are decides what happens with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choice::Choice;
use super::described::Described;
use super::document::{Bare, Document, Origin, People, nobody};
use super::job::aside;
use super::pins::Pins;
use crate::ask::Inputs;
use crate::ask::shown::{Shown, shown};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result, signs};
use crate::data::session_ron::{FileEntry, FilePlace, TableEntry};
use crate::data::{Source, Table, file, profile_ron, weights_ron};
use crate::import;
use crate::model::{CustomerModel, Profile, Weights};
pub use crate::open::customers::{background, is_kept, outcome_column, prepare, reach, track_record};
use crate::open::kind::is_table_name;
use crate::open::model::Again;
use crate::open::{FileKind, Reading, customers, model};
use crate::view::opened::{self, CustomersFile};
use crate::view::words::{notice, refusal as words, session};
use crate::view::{agreement, waiting};

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// A model, with whoever comes with it.
    Model(Box<Document>),
    /// A model that needs customers before it can give reasons.
    Waiting(Box<Bare>),
    /// One customer for the open model.
    Person(Box<Profile>, Box<CustomersFile>),
    /// Many customers for the open model.
    Table(Box<Tabled>),
    /// How intrusive facts of the open model are, in somebody's opinion.
    Weights(Weights),
}

/// A table that was read for the open model.
#[derive(Debug)]
pub struct Tabled {
    /// The table.
    pub table: Table,
    /// It in words.
    pub file: CustomersFile,
    /// The digest of what was read.
    pub digest: String,
    /// What it shows of facts that nobody described.
    pub shown: Shown,
}

/// The model that a file of customers is opened for.
#[derive(Clone, Debug)]
pub enum Base {
    /// One that is open, and how its file was read.
    Ready(Arc<Inputs>, Option<Again>),
    /// One that waits for customers.
    Waiting(Arc<Bare>),
}

impl Base {
    /// The model itself.
    pub fn model(&self) -> &CustomerModel {
        match self {
            Self::Ready(inputs, _) => inputs.model(),
            Self::Waiting(bare) => &bare.model,
        }
    }

    /// How its file was read.
    fn again(&self) -> Option<Again> {
        match self {
            Self::Ready(_, again) => again.clone(),
            Self::Waiting(bare) => bare.origin.again(),
        }
    }
}

/// The demonstration's files, carried inside the program.
pub mod bundled {
    /// The retailer's model.
    pub const RETAILER: &[u8] = include_bytes!("../../models/retailer.ron");
    /// One tree, for teaching.
    pub const ONE_TREE: &[u8] = include_bytes!("../../models/one_tree.ron");
    /// Made-up customers whom no tree has seen, with what became of them.
    pub const TESTED: &[u8] = include_bytes!("../../models/retailer_tested.csv");
    /// Six made-up people.
    pub const PEOPLE: [&[u8]; 6] = [
        include_bytes!("../../models/profiles/maya.ron"),
        include_bytes!("../../models/profiles/jonas.ron"),
        include_bytes!("../../models/profiles/irena.ron"),
        include_bytes!("../../models/profiles/chiara.ron"),
        include_bytes!("../../models/profiles/piet.ron"),
        include_bytes!("../../models/profiles/noor.ron"),
    ];
}

/// The demonstration, or with `one_tree` the model for teaching: with its six people and, for the retailer, a
/// thousand more.
///
/// # Errors
/// None unless the program was built from damaged files.
pub fn demonstration(one_tree: bool) -> Result<Document> {
    let bytes = if one_tree { bundled::ONE_TREE } else { bundled::RETAILER };
    let model = import::load(bytes, "retailer")?.value;
    let profiles = bundled::PEOPLE.iter().map(|b| Ok(profile_ron::read(b, &model)?.value)).collect::<Result<_>>()?;
    let table = if one_tree { None } else { Some(Table::read(&bundled::TESTED.into(), &model, &is_kept)?.value) };
    let files = table.iter().map(|t| opened::table(notice::DEMONSTRATION, None, &model, t, &[], None)).collect();
    let (carried, name) =
        if one_tree { (FilePlace::OneTree, "one_tree.ron") } else { (FilePlace::Demonstration, "retailer.ron") };
    let origin = Origin {
        source: notice::DEMONSTRATION.to_owned(),
        read: vec![FileEntry::of(name, bytes)],
        carried: Some(carried),
        ..Origin::default()
    };
    let opened = document(Bare { model, origin }, People { profiles, table: table.map(Arc::new) })?;
    Ok(Document { files, ..opened })
}

fn document(bare: Bare, people: People) -> Result<Document> {
    let n = bare.model.features().len();
    let table_digest = people.table.as_ref().map(|t| t.digest(bare.model.features())).unwrap_or_default();
    let mut described = Described::of(&bare.model);
    if let Some(table) = &people.table {
        described.show(shown(&bare.model, table));
    }
    let inputs = described.apply(&Inputs::new(bare.model, None)?);
    let first = people.get(0).unwrap_or_else(|| nobody(n));
    Ok(Document {
        inputs,
        described,
        origin: bare.origin,
        table_path: None,
        table_digest,
        files: Vec::new(),
        people: Arc::new(people),
        line: None,
        choice: Choice::of(0, first),
        pins: Pins::default(),
        kept: None,
        from_empty: false,
    })
}

/// The most rows whose reference predictions are checked while a table is being opened.
const CHECKED_MAX: usize = 20_000;

/// A file that waits for its passphrase.
#[derive(Clone, PartialEq, Debug)]
pub struct Locked {
    /// The file.
    pub path: PathBuf,
    /// How it is to be read.
    pub(super) reading: Reading,
    /// Whether the last passphrase was another one.
    pub wrong: bool,
}

/// Opens a file, a model as `reading` says. A profile or a table needs a model to fit; `base` is the one at hand. A
/// table for one that waits makes it ready.
///
/// # Errors
/// Whatever the file's reader refuses, with the file's name in front; [`Kind::Question`] for a profile while the model
/// waits for a table.
pub fn of_source(
    source: &Source<'_>,
    path: &Path,
    base: Option<&Base>,
    reading: &Reading,
    progress: &Progress,
) -> Result<Opened> {
    progress.check()?;
    let opened = read(source, path, base, reading, progress);
    progress.check()?;
    opened
}

/// The model that something is opened for, where it waits for no customers; `waits` says why it has to wait too.
fn ready<'a>(base: Option<&'a Base>, waits: &str) -> Result<&'a CustomerModel> {
    match base {
        Some(Base::Ready(inputs, _)) => Ok(inputs.model()),
        Some(Base::Waiting(_)) => Err(Error::new(Kind::Question, waits).hint(words::TABLE_FIRST)),
        None => Err(Error::new(Kind::Question, words::NO_MODEL).hint(words::MODEL_FIRST)),
    }
}

fn read(
    source: &Source<'_>,
    path: &Path,
    base: Option<&Base>,
    reading: &Reading,
    progress: &Progress,
) -> Result<Opened> {
    let name = file::name(path);
    let inside = |e: Error| e.within(name.clone());
    let kind = match base {
        Some(base) => FileKind::beside(source, base.model()),
        None => FileKind::of_source(source),
    };
    let kind = match kind.map_err(inside)? {
        // what it is for shows in its name where nothing else does
        FileKind::Other if is_table_name(&name) => FileKind::Table,
        kind => kind,
    };
    if kind == FileKind::Table && source.head(signs::HEAD).map_err(inside)?.trim_ascii().is_empty() {
        return Err(inside(Error::new(Kind::Format, words::EMPTY_TABLE).hint(words::SAVE_AGAIN)));
    }
    if kind == FileKind::Profile {
        let model = ready(base, words::ONE_CUSTOMER).map_err(inside)?;
        let bytes = source.whole(crate::base::ours::SIZE_MAX).map_err(inside)?;
        let read = profile_ron::read(&bytes, model).map_err(inside)?;
        let file = opened::profile(&name, Some(bytes.len()), model, &read.value, &read.warnings);
        return Ok(Opened::Person(Box::new(read.value), Box::new(file)));
    }
    if kind == FileKind::Weights {
        let model = ready(base, words::WEIGHTS).map_err(inside)?;
        let bytes = source.whole(crate::base::ours::SIZE_MAX).map_err(inside)?;
        return weights_ron::read(&bytes, model).map(Opened::Weights).map_err(inside);
    }
    if base.is_none() && kind == FileKind::Table && is_table_name(&name) {
        return Err(inside(Error::new(Kind::Question, words::NO_MODEL).hint(words::MODEL_FIRST)));
    }
    if let Some(base) = base
        && kind == FileKind::Table
    {
        let model = base.model();
        let read = Table::read(source, model, &is_kept).map_err(inside)?;
        let agreement = customers::agreement(model, base.again().as_ref(), &read.value, CHECKED_MAX, progress)?;
        let mut file = opened::table(&name, source.size(), model, &read.value, &read.warnings, agreement.as_ref());
        let shown = shown(model, &read.value);
        file.shown = opened::shown(shown.news);
        return match base {
            Base::Ready(..) => {
                let digest = read.value.digest(model.features());
                Ok(Opened::Table(Box::new(Tabled { table: read.value, file, digest, shown })))
            }
            Base::Waiting(bare) => {
                let ready = with_customers(bare, read.value, file, progress).map_err(inside)?;
                let mut ready = Document { table_path: Some(path.to_owned()), ..ready };
                let table = ready.people.table.as_ref();
                let entry = table.map(|t| table_entry(Some(path), t, &ready.table_digest));
                // one whose path is no text can be opened, but no session can name it
                ready.origin.counted_over = entry.and_then(Result::ok);
                Ok(Opened::Model(Box::new(ready)))
            }
        };
    }
    let bytes = source.whole(file::FILE_MAX).map_err(inside)?;
    let read = model::of_bytes(path, &bytes, reading)?;
    let origin = Origin {
        source: name.clone(),
        path: Some(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())),
        size: Some(read.size),
        dictionary: read.dictionary,
        warnings: read.warnings,
        reading: reading.clone(),
        rounds: read.rounds,
        read: read.read,
        beside: customers::beside(path, &read.model),
        ..Origin::default()
    };
    let bare = Bare { model: read.model, origin };
    if !bare.model.has_covers() {
        return Ok(Opened::Waiting(Box::new(bare)));
    }
    document(bare, People::default()).map(|d| Opened::Model(Box::new(d))).map_err(inside)
}

/// A model that waited, made ready with a table: covers counted over all its customers, who can be looked at.
fn with_customers(bare: &Bare, table: Table, file: CustomersFile, progress: &Progress) -> Result<Document> {
    let covers = aside(|| customers::counted(&bare.model, &table, progress))?;
    let model = bare.model.clone().with_covers(covers, &waiting::counted_over(table.n_rows(), &file.source))?;
    let bare = Bare { model, origin: bare.origin.clone() };
    let opened = document(bare, People { profiles: Vec::new(), table: Some(Arc::new(table)) })?;
    Ok(Document { files: vec![file], ..opened })
}

/// The open model, read from its file once more in another way.
#[derive(Debug)]
pub struct Reread {
    /// The model, prepared as it was.
    pub inputs: Inputs,
    /// How it is described.
    pub described: Described,
    /// Whether what a person said is saved, and read with it.
    pub saved: bool,
    /// The digest of the open table for it.
    pub table_digest: String,
    /// What the open table told of facts that nobody described, if it did.
    pub shown: Option<String>,
    /// Where it came from.
    pub origin: Origin,
    /// How the open table's reference predictions agree with it now, if it has any.
    pub agreement: Option<agreement::Report>,
}

/// Reads the open model's file once more in another way. Its features and offers are the same, so everything else that
/// is open still fits. With `saved`, what a person said was just saved beside it.
///
/// # Errors
/// What its readers refuse; [`Kind::File`] if a file has changed since.
pub fn reread(document: &Document, reading: &Reading, saved: bool, progress: &Progress) -> Result<Reread> {
    let (before, people) = (&document.origin, &document.people);
    let Some(path) = &before.path else {
        return Err(Error::new(Kind::File, words::NO_FILE).hint(words::OPEN_MODEL));
    };
    let read = model::of_path(path, reading)?;
    let dictionary = read.dictionary.as_deref().map(file::name);
    // the dictionary alone may be another now, where it was saved
    let same = |list: &[FileEntry]| {
        list.iter().filter(|entry| !saved || Some(&entry.name) != dictionary.as_ref()).cloned().collect::<Vec<_>>()
    };
    let n_features = document.inputs.model().features().len();
    if same(&read.read) != same(&before.read) || read.model.features().len() != n_features {
        return Err(Error::new(Kind::File, words::CHANGED).within(&before.source).hint(words::OPEN_MODEL));
    }
    let mut origin = Origin {
        warnings: read.warnings,
        rounds: read.rounds,
        reading: reading.clone(),
        read: read.read,
        dictionary: read.dictionary,
        ..before.clone()
    };
    let mut model = read.model;
    let table_digest = people.table.as_ref().map(|t| t.digest(model.features())).unwrap_or_default();
    if let (false, Some(table)) = (model.has_covers(), &people.table) {
        let covers = aside(|| customers::counted(&model, table, progress))?;
        let name = document.table_name().unwrap_or_default();
        model = model.with_covers(covers, &waiting::counted_over(table.n_rows(), name))?;
        origin.counted_over = table_entry(document.table_path.as_deref(), table, &table_digest).ok();
    }
    let agreement = match &people.table {
        Some(table) => customers::agreement(&model, origin.again().as_ref(), table, CHECKED_MAX, progress)?,
        None => None,
    };
    let agreement = agreement.map(|found| agreement::report(&model, &found));
    let mut described = Described::of(&model);
    let shown = people.table.as_ref().map(|table| shown(&model, table));
    let told = shown.as_ref().and_then(|shown| opened::shown(shown.news));
    shown.into_iter().for_each(|shown| described.show(shown));
    let inputs = prepare(&model, people, document.inputs.absence_kind().0)?;
    progress.check()?;
    Ok(Reread { inputs, described, saved, table_digest, shown: told, origin, agreement })
}

/// A path as a session holds it, from the root.
pub(super) fn file_place(path: &Path) -> Result<FilePlace> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let none = || Error::new(Kind::File, session::PATH_NO_TEXT).within(file::name(path)).hint(session::RENAME_IT);
    let text = absolute.to_str().ok_or_else(none)?;
    Ok(FilePlace::File(text.to_owned()))
}

/// A table as it was opened.
pub(super) fn table_entry(path: Option<&Path>, table: &Table, digest: &str) -> Result<TableEntry> {
    let place = path.map_or(Ok(FilePlace::Demonstration), file_place)?;
    let forgotten = table.forgotten().to_vec();
    Ok(TableEntry { place, rows: table.n_rows() + forgotten.len(), digest: digest.to_owned(), forgotten })
}
