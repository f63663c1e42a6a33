//! Opening files: what the bytes are decides what happens with them.

use std::path::Path;
use std::sync::Arc;

use super::beside;
use super::choice::Choice;
use super::document::{Bare, Document, Origin, People, nobody};
use super::job::aside;
use super::pins::Pins;
use super::session::{self, Restored};
use crate::ask::agreement::{self, Agreement};
use crate::ask::{AbsenceKind, Inputs, TrackRecord};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::data::session_ron::{FileEntry, Place, SESSION_MAX};
use crate::data::{Source, Table, file, form, matching, profile_ron};
use crate::import;
use crate::model::{CustomerModel, Profile};
use crate::score::{Background, covers};
use crate::view::opened::{self, CustomersFile};
use crate::view::waiting;

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// A model, with whoever comes with it.
    Model(Box<Document>),
    /// A model that needs customers before it can give reasons.
    Waiting(Box<Bare>),
    /// One customer for the open model.
    Person(Box<Profile>, CustomersFile),
    /// Many customers for the open model, with the print of what was read.
    Table(Box<Table>, CustomersFile, String),
    /// A session, with all that it names.
    Session(Box<Restored>),
}

/// The model that a file of customers is opened for.
#[derive(Clone, Debug)]
pub enum Base {
    /// One that is open.
    Ready(Arc<Inputs>),
    /// One that waits for customers.
    Waiting(Arc<Bare>),
}

impl Base {
    /// The model itself.
    pub fn model(&self) -> &CustomerModel {
        match self {
            Self::Ready(inputs) => inputs.model(),
            Self::Waiting(bare) => &bare.model,
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
    let files = table.iter().map(|t| opened::table("the demonstration", None, &model, t, &[], None)).collect();
    let (carried, name) =
        if one_tree { (Place::OneTree, "one_tree.ron") } else { (Place::Demonstration, "retailer.ron") };
    let origin = Origin {
        source: "the demonstration".to_owned(),
        read: vec![FileEntry::of(name, bytes)],
        carried: Some(carried),
        ..Origin::default()
    };
    let opened = document(Bare { model, origin }, People { profiles, table: table.map(Arc::new) })?;
    Ok(Document { files, ..opened })
}

/// Whether a column that is no feature is kept: it tells what became of customers, or what a model said of them.
pub fn is_kept(column: &str) -> bool {
    matching::is_outcome(column) || matching::is_reference(column)
}

fn document(bare: Bare, people: People) -> Result<Document> {
    let n = bare.model.features().len();
    let table_print = people.table.as_ref().map(|t| session::table_print(&bare.model, t)).unwrap_or_default();
    let inputs = Inputs::new(bare.model, None)?;
    let first = people.get(0).unwrap_or_else(|| nobody(n));
    Ok(Document {
        inputs: Arc::new(inputs),
        origin: bare.origin,
        table_path: None,
        table_print,
        files: Vec::new(),
        people: Arc::new(people),
        choice: Choice::of(0, first),
        pins: Pins::default(),
    })
}

/// Opens a file. A profile or a table needs a model to fit; `base` is the one at hand. A table for one that waits makes
/// it ready.
///
/// # Errors
/// Whatever the file's reader refuses, with the file's name in front; [`Kind::Question`] for a profile while the model
/// waits for a table.
pub fn open(path: &Path, base: Option<&Base>, progress: &Progress) -> Result<Opened> {
    let source = file::open(path)?;
    progress.check()?;
    let opened = of_source(&source, path, base, progress);
    progress.check()?;
    opened
}

/// The most rows whose reference predictions are checked while a table is being opened.
const CHECKED_MAX: usize = 20_000;

/// How reference predictions in a table agree with the model, if it has any.
fn agreement_of(model: &CustomerModel, table: &Table, progress: &Progress) -> Result<Option<Agreement>> {
    let references = agreement::references(model, table.matching().kept.iter().map(String::as_str));
    if references.is_empty() {
        return Ok(None);
    }
    agreement::agreement(model, table, &references, CHECKED_MAX, progress).map(Some)
}

fn of_source(source: &Source<'_>, path: &Path, base: Option<&Base>, progress: &Progress) -> Result<Opened> {
    let name = file::name(path);
    let inside = |e: Error| e.within(name.clone());
    let first = source.head(1 << 16).map_err(inside)?;
    if import::is_session(&first) {
        let bytes = source.whole(SESSION_MAX).map_err(inside)?;
        return session::restore(&bytes, path, progress).map(|s| Opened::Session(Box::new(s))).map_err(inside);
    }
    if import::is_profile(&first) {
        let model = match base {
            Some(Base::Ready(inputs)) => inputs.model(),
            Some(Base::Waiting(_)) => {
                return Err(inside(
                    Error::new(Kind::Question, "this is one customer, and the model needs many to start from")
                        .hint("open a table of customers first, then this file again"),
                ));
            }
            None => {
                return Err(inside(
                    Error::new(Kind::Question, "this is customer data, and no model is open yet")
                        .hint("open a model first, then this file again"),
                ));
            }
        };
        let bytes = source.whole(file::FILE_MAX).map_err(inside)?;
        let read = profile_ron::read(&bytes, model).map_err(inside)?;
        let file = opened::profile(&name, Some(bytes.len()), model, &read.value, &read.warnings);
        return Ok(Opened::Person(Box::new(read.value), file));
    }
    if let Some(base) = base
        && (import::is_table(&first) || form::is_table_for(source, &first, base.model()))
    {
        let model = base.model();
        let read = Table::read(source, model, &is_kept).map_err(inside)?;
        let agreement = agreement_of(model, &read.value, progress)?;
        let file = opened::table(&name, source.size(), model, &read.value, &read.warnings, agreement.as_ref());
        return match base {
            Base::Ready(_) => {
                let print = session::table_print(model, &read.value);
                Ok(Opened::Table(Box::new(read.value), file, print))
            }
            Base::Waiting(bare) => {
                let ready = with_customers(bare, read.value, file, progress).map_err(inside)?;
                let mut ready = Document { table_path: Some(path.to_owned()), ..ready };
                let table = ready.people.table.as_ref();
                let entry = table.map(|t| session::table_entry(Some(path), t, &ready.table_print));
                // one whose path is no text can be opened, but no session can name it
                ready.origin.counted_over = entry.and_then(Result::ok);
                Ok(Opened::Model(Box::new(ready)))
            }
        };
    }
    let bytes = source.whole(file::FILE_MAX).map_err(inside)?;
    let read = beside::of_bytes(path, &bytes)?;
    let origin = Origin {
        source: name.clone(),
        path: Some(std::path::absolute(path).unwrap_or_else(|_| path.to_owned())),
        size: Some(bytes.len()),
        dictionary: read.dictionary,
        warnings: read.warnings,
        read: read.read,
        carried: None,
        counted_over: None,
    };
    let bare = Bare { model: read.model, origin };
    if !bare.model.has_covers() {
        return Ok(Opened::Waiting(Box::new(bare)));
    }
    document(bare, People::default()).map(|d| Opened::Model(Box::new(d))).map_err(inside)
}

/// A model that waited, made ready with a table: covers counted over all its customers, who can be looked at.
fn with_customers(bare: &Bare, table: Table, file: CustomersFile, progress: &Progress) -> Result<Document> {
    let covers = aside(|| count(&bare.model, &table, progress))?;
    let model = bare.model.clone().with_covers(covers, &waiting::counted_over(table.n_rows(), &file.source))?;
    let bare = Bare { model, origin: bare.origin.clone() };
    let opened = document(bare, People { profiles: Vec::new(), table: Some(Arc::new(table)) })?;
    Ok(Document { files: vec![file], ..opened })
}

/// How many rows of a table are counted between two looks at whether to stop.
const COUNTED_AT_ONCE: usize = 8192;

/// The covers that a table's customers make. Counts are whole numbers, so parts add up exactly.
fn count(model: &CustomerModel, table: &Table, progress: &Progress) -> Result<Vec<Vec<f64>>> {
    let n = table.n_rows();
    progress.expect(progress.read().0 + n as u64);
    let mut all: Vec<Vec<f64>> = model.trees().iter().map(|tree| vec![0.0; tree.nodes.len()]).collect();
    for start in (0..n).step_by(COUNTED_AT_ONCE) {
        progress.check()?;
        let rows = start..n.min(start + COUNTED_AT_ONCE);
        let n_rows = rows.len() as u64;
        if let Some(part) = Background::new(model, rows.map(|row| table.row(row))) {
            let counted = covers(model, &part);
            for (sum, part) in all.iter_mut().flatten().zip(counted.iter().flatten()) {
                *sum += part;
            }
        }
        progress.advance(n_rows);
    }
    Ok(all)
}

/// The most reference customers that a background in the window has; more are thinned evenly.
const BACKGROUND_MAX: usize = 500;

/// Prepares a model anew: by cover, or with the opened table's customers as background.
///
/// # Errors
/// [`Kind::Question`] if there is no table, or no covers.
pub fn prepare(model: &CustomerModel, people: &People, kind: AbsenceKind) -> Result<Inputs> {
    if kind == AbsenceKind::ByCover {
        return Inputs::new(model.clone(), None);
    }
    let missing = || {
        Error::new(Kind::Question, "no customers are open to average over").hint("open a table of customers first")
    };
    Inputs::new(model.clone(), Some(background(model, people).ok_or_else(missing)?))
}

/// The opened table's customers as background, thinned evenly where they are many.
pub fn background(model: &CustomerModel, people: &People) -> Option<Background> {
    let table = people.table.as_ref()?;
    let step = table.n_rows().div_ceil(BACKGROUND_MAX);
    Background::new(model, (0..table.n_rows()).step_by(step).map(|row| table.row(row)))
}

/// What became of a table's customers, by offer, where its columns tell: `accepted_<offer>` or, with one offer,
/// `outcome` or `accepted`. `None` if no column does.
///
/// # Errors
/// [`Kind::Cancelled`].
pub fn track_record(inputs: &Inputs, people: &People, progress: &Progress) -> Result<Option<TrackRecord>> {
    let Some(table) = &people.table else { return Ok(None) };
    let model = inputs.model();
    let single = model.offers().len() == 1;
    let outcomes: Vec<Option<&[f64]>> = model
        .offers()
        .iter()
        .map(|o| {
            let own = table.extra(&format!("accepted_{}", o.id));
            own.or_else(|| single.then(|| table.extra("outcome").or_else(|| table.extra("accepted"))).flatten())
        })
        .collect();
    if outcomes.iter().all(Option::is_none) {
        return Ok(None);
    }
    TrackRecord::new(model, table.n_rows(), |row| table.row(row), &outcomes, progress).map(Some)
}
