//! Customers for a model: tables and profiles read, held against reference predictions, counted along its trees, taken
//! as background, and what became of them.

use std::path::{Path, PathBuf};

use super::kind::{self, FileKind};
use super::model::Again;
use crate::ask::agreement::{self, Agreement, Outcome, Reference};
use crate::ask::cause::cause;
use crate::ask::{AbsenceKind, Inputs, Reach, TrackRecord};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result, Warned, Way, ours, signs};
use crate::data::{Part, People, Source, Table, file, form, matching, profile_ron};
use crate::model::{CustomerModel, Profile};
use crate::score::{Background, covers};

/// Whether a column that is no feature is kept: it tells what became of customers, or what a model said of them.
pub fn is_kept(column: &str) -> bool {
    matching::is_outcome(column) || matching::is_reference(column)
}

/// Reads a table with the columns that tell what became of its customers, and what a model said of them.
///
/// # Errors
/// As [`Table::read`]; [`Kind::Format`] for a customer model or a profile.
pub fn table(source: &Source<'_>, model: &CustomerModel) -> Result<Warned<Table>> {
    expect_table(source)?;
    Table::read(source, model, &is_kept)
}

/// Refuses what was meant for another place than that of a table.
///
/// # Errors
/// [`Kind::Format`] for a customer model or a profile; what the source refuses.
pub fn expect_table(source: &Source<'_>) -> Result<()> {
    match FileKind::of_source(source)? {
        FileKind::Profile | FileKind::Ron => {
            let what = "expected a table of customers, found a Candour profile";
            Err(Error::new(Kind::Format, what).hint("one profile can be explained").way(Way::ExplainProfile))
        }
        FileKind::Weights => {
            let what = "expected a table of customers, found weights of intrusiveness";
            Err(Error::new(Kind::Format, what).hint("the table comes first, the weights beside it"))
        }
        FileKind::Model => Err(a_model("a table of customers")),
        _ => Ok(()),
    }
}

/// Whether a file is one customer and no table: RON, whatever it says.
///
/// # Errors
/// [`Kind::File`].
pub fn is_one(source: &Source<'_>) -> Result<bool> {
    Ok(signs::is_ron(&source.head(signs::HEAD)?))
}

/// Reads one customer from a profile.
///
/// # Errors
/// What [`profile_ron::read`] refuses; [`Kind::Format`] for a customer model.
pub fn profile(source: &Source<'_>, model: &CustomerModel) -> Result<Warned<Profile>> {
    if FileKind::of_source(source)? == FileKind::Model {
        return Err(a_model("a customer"));
    }
    profile_ron::read(&source.whole(ours::SIZE_MAX)?, model)
}

fn a_model(expected: &str) -> Error {
    Error::new(Kind::Format, format!("expected {expected}, found a customer model"))
        .hint("the model comes first")
        .way(Way::ModelFirst)
}

/// The most files beside a model that are looked at, and the most tables of them that are named.
const BESIDE: (usize, usize) = (64, 4);

/// Tables in a model's folder that have the name of one of its features as a column's, or any where it names none.
pub fn beside(path: &Path, model: &CustomerModel) -> Vec<PathBuf> {
    let fits = |path: &PathBuf| {
        let Ok(source) = file::open(path) else { return false };
        match (FileKind::of_source(&source), source.head(signs::HEAD)) {
            (Ok(FileKind::Table | FileKind::Other), Ok(head)) => {
                (model.provenance().nameless && FileKind::of(&head) == FileKind::Table)
                    || form::is_table_for(&source, &head, model)
            }
            _ => false,
        }
    };
    let here = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let named = |entry: file::Entry| {
        let table = !entry.is_folder && kind::is_table_name(&entry.name) && entry.name != file::name(path);
        table.then(|| here.join(entry.name))
    };
    file::entries(here).into_iter().filter_map(named).take(BESIDE.0).filter(fits).take(BESIDE.1).collect()
}

/// How reference predictions in a table agree with the model, if it has any; at most `most` rows are looked at. Where
/// they do not, the usual causes are tried; `again` is how the model's file was read.
///
/// # Errors
/// [`Kind::Cancelled`].
pub fn agreement(
    model: &CustomerModel,
    again: Option<&Again>,
    table: &Table,
    most: usize,
    progress: &Progress,
) -> Result<Option<Agreement>> {
    let kept = || table.matching().kept.iter().map(String::as_str);
    let references = agreement::references(model, kept());
    if references.is_empty() && agreement::without_offer(model, kept()).is_empty() {
        return Ok(None);
    }
    agreement_with(model, again, table, &references, most, progress).map(Some)
}

/// [`agreement()`] with references that are known.
///
/// # Errors
/// [`Kind::Cancelled`].
pub fn agreement_with(
    model: &CustomerModel,
    again: Option<&Again>,
    table: &Table,
    references: &[Reference],
    most: usize,
    progress: &Progress,
) -> Result<Agreement> {
    let mut found = agreement::agreement(model, table, references, most, progress)?;
    if found.outcome() == Outcome::Differs {
        let other = again.and_then(Again::other_rounds);
        found.cause = cause(model, other.as_ref(), table, references, progress)?;
    }
    Ok(found)
}

/// How many rows of a table are counted between two looks at whether to stop.
const COUNTED_AT_ONCE: usize = 8192;

/// The covers that a table's customers make: all of them. Counts are whole numbers, so parts add up exactly.
///
/// # Errors
/// [`Kind::Cancelled`].
pub fn counted(model: &CustomerModel, table: &Table, progress: &Progress) -> Result<Vec<Vec<f64>>> {
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

/// Prepares a model anew: by cover, or with the open table's customers as background.
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

/// The open table's customers as background, thinned evenly where they are many.
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
    let column = |offer| outcome_column(model, table, offer).and_then(|name| table.extra(&name));
    let outcomes: Vec<Option<&[f64]>> = model.offer_ids().map(column).collect();
    if outcomes.iter().all(Option::is_none) {
        return Ok(None);
    }
    TrackRecord::new(model, table.n_rows(), |row| table.row(row), &outcomes, progress).map(Some)
}

/// The column of a table that tells what became of its customers with an offer: `accepted_<offer>` or, with one offer,
/// `outcome` or `accepted`.
pub fn outcome_column(model: &CustomerModel, table: &Table, offer: OfferIdx) -> Option<String> {
    outcome_names(model, offer).find(|name| table.extra(name).is_some())
}

/// What became of a part's customers, per offer a 0 or 1 a row; `None` where no column tells.
pub fn outcomes<'a>(model: &CustomerModel, part: &'a Part) -> Vec<Option<&'a [f64]>> {
    model.offer_ids().map(|offer| outcome_names(model, offer).find_map(|name| part.extra(&name))).collect()
}

fn outcome_names(model: &CustomerModel, offer: OfferIdx) -> impl Iterator<Item = String> {
    let own = format!("accepted_{}", model.offer(offer).id);
    let plain = ["outcome", "accepted"].into_iter().filter(|_| model.offers().len() == 1).map(str::to_owned);
    [own].into_iter().chain(plain)
}

/// What any line would do to a table's customers, for a model with one offer.
///
/// # Errors
/// [`Kind::Cancelled`].
pub fn reach(inputs: &Inputs, table: &Table, progress: &Progress) -> Result<Reach> {
    let model = inputs.model();
    let column = outcome_column(model, table, OfferIdx(0));
    let outcome = column.and_then(|name| table.extra(&name));
    Reach::new(model, inputs.absence(), table.n_rows(), |row| table.row(row), outcome, progress)
}
