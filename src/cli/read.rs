//! What the command line opens: models, customers, backgrounds, changed facts. Shared by the commands.

use std::path::Path;
use std::time::{Duration, Instant};

use super::args::{AbsenceWord, AbsenceWords, LineWords, ReadingWords, Who};
use super::output;
use crate::ask::{Inputs, shown};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result, suggest};
use crate::data::parts::Named;
use crate::data::{Part, People, Source, Table, cell, file};
use crate::model::{CustomerModel, Line, Profile, Value};
use crate::open::{customers, model};
use crate::score::Background;
use crate::view::{opened, value, waiting};

/// Reads a model and tells its warnings.
///
/// # Errors
/// What [`of_path`](crate::open::model::of_path) refuses, with the file's name.
pub(super) fn model_with_notes(path: &Path, words: &ReadingWords) -> Result<CustomerModel> {
    let loaded = model::of_path(path, &words.reading())?;
    output::notes(&loaded.warnings);
    Ok(loaded.model)
}

/// Opens a table of customers, which is not read yet.
///
/// # Errors
/// What [`file::open`] refuses, and what is no table, with the file's name.
pub(super) fn customers(path: &Path) -> Result<Source<'static>> {
    let source = file::open(path)?;
    customers::expect_table(&source).map_err(|e| e.within(file::name(path)))?;
    Ok(source)
}

/// Reads a table of customers and tells its warnings; the model comes back, described by the table where nobody said.
///
/// # Errors
/// As [`table`].
pub(super) fn described_by(path: &Path, model: CustomerModel) -> Result<(CustomerModel, Table)> {
    let table = table(path, &model)?;
    let (model, news) = shown::described(model, &table)?;
    output::notes(&opened::shown(news).into_iter().collect::<Vec<_>>());
    Ok((model, table))
}

/// Reads a table of customers and tells its warnings.
///
/// # Errors
/// What [`customers::table`] refuses, with the file's name.
fn table(path: &Path, model: &CustomerModel) -> Result<Table> {
    let read = customers::table(&file::open(path)?, model).map_err(|e| e.within(file::name(path)))?;
    output::notes(&read.warnings);
    Ok(read.value)
}

/// Reads a table of customers part by part, each of at most `rows` rows, and tells the table's warnings at its end.
///
/// # Errors
/// What [`Table::read_parts`] refuses, with the file's name; what `take` refuses, without.
pub(super) fn parts(
    source: &Source<'_>,
    path: &Path,
    model: &CustomerModel,
    rows: usize,
    take: &mut dyn FnMut(Part) -> Result<()>,
) -> Result<()> {
    parts_and_words(source, path, model, (&customers::is_kept, &|_| false), rows, take)
}

/// [`parts`], with other columns kept as numbers and as texts, by name.
///
/// # Errors
/// As [`parts`].
pub(super) fn parts_and_words(
    source: &Source<'_>,
    path: &Path,
    model: &CustomerModel,
    keep: (Named<'_>, Named<'_>),
    rows: usize,
    take: &mut dyn FnMut(Part) -> Result<()>,
) -> Result<()> {
    let mut failed = None;
    let mut give = |part| take(part).inspect_err(|e| failed = Some(e.clone()));
    let told = Table::read_parts_and_words(source, model, keep, rows, &mut give);
    match (failed, told) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(error.within(file::name(path))),
        (None, Ok(told)) => {
            output::notes(&told.warnings);
            Ok(())
        }
    }
}

/// Reads one customer: a RON profile, or a row of a table, which comes along. The model comes back, described by the table
/// where nobody said.
///
/// # Errors
/// As [`table`]; [`Kind::Question`] if the row is not named, named twice or not there.
pub(super) fn people(who: &Who, model: CustomerModel) -> Result<(CustomerModel, Profile, People)> {
    let (path, row, label) = (who.profile.as_path(), who.row, who.customer.as_deref());
    let source = file::open(path)?;
    let inside = |e: Error| e.within(file::name(path));
    if customers::is_one(&source).map_err(inside)? {
        if row.is_some() || label.is_some() {
            let what = "--row and --customer choose from a table, but this file is one profile";
            return Err(inside(Error::new(Kind::Question, what).hint("leave them out")));
        }
        let read = customers::profile(&source, &model).map_err(inside)?;
        output::notes(&read.warnings);
        output::notes(&value::outside(model.features(), &read.value.values));
        return Ok((model, read.value, People::default()));
    }
    let (model, table) = described_by(path, model)?;
    let row = pick(&table, row, label).map_err(|e| e.within(file::name(path)))?;
    output::notes(&value::outside(model.features(), &table.row(row)));
    let profile = table.profile(row);
    Ok((model, profile, People { profiles: Vec::new(), table: Some(std::sync::Arc::new(table)) }))
}

fn pick(table: &Table, row: Option<usize>, label: Option<&str>) -> Result<usize> {
    let n = table.n_rows();
    match (row, label) {
        (Some(row), _) if row < n => Ok(row),
        (Some(row), _) => Err(Error::new(Kind::Question, format!("row {row}, but the table has {n} rows"))
            .hint(format!("rows are counted from 0: the last is --row {}", n - 1))),
        (None, Some(label)) => labelled(table, label),
        (None, None) if n == 1 => Ok(0),
        (None, None) => {
            Err(Error::new(Kind::Question, format!("the table has {n} rows, expected to be told which one"))
                .hint("add --row N, counted from 0, or --customer LABEL"))
        }
    }
}

/// The one row with a label. Who is meant by a label that several rows have is nobody's to guess.
fn labelled(table: &Table, label: &str) -> Result<usize> {
    const SHOWN: usize = 5;
    let rows = table.find_label(label);
    match (rows.as_slice(), table.label_column()) {
        (&[row], _) => Ok(row),
        ([], Some(column)) => Err(Error::new(Kind::Question, "no row has the label that --customer names")
            .hint(format!("labels are those of the column \"{column}\"; --row N counts rows from 0"))),
        ([], None) => Err(Error::new(Kind::Question, "no column labels the rows, so --customer finds none")
            .hint("a column named customer or id would; --row N counts rows from 0")),
        (several, _) => {
            let shown: Vec<String> = several.iter().take(SHOWN).map(|row| format!("--row {row}")).collect();
            let more = several.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(Error::new(Kind::Question, format!("{} rows have the label that --customer names", several.len()))
                .hint(format!("say which one is meant: {}{more}", shown.join(", "))))
        }
    }
}

/// The offer that a word such as `--offer` names.
///
/// # Errors
/// [`Kind::Question`] if it is not there, with the nearest.
pub(super) fn offer(model: &CustomerModel, word: &str, name: &str) -> Result<OfferIdx> {
    model.find_offer(name).ok_or_else(|| {
        let names = model.offers().iter().map(|o| o.id.as_str());
        Error::new(Kind::Question, "the model has no such offer")
            .at(format!("{word} \"{name}\""))
            .hint(suggest::hint(name, "offer", names))
    })
}

/// The feature that a word such as `--feature` names.
///
/// # Errors
/// As [`offer`].
pub(super) fn feature(model: &CustomerModel, word: &str, name: &str) -> Result<FeatureIdx> {
    model.features().find(name).ok_or_else(|| {
        Error::new(Kind::Question, "the model has no such feature")
            .at(format!("{word} \"{name}\""))
            .hint(model.features().hint(name))
    })
}

/// Prepares a model for a definition of absence.
///
/// # Errors
/// [`Kind::Question`] for a background that is missing, and what [`table`] and [`Inputs::new`] refuse.
pub(super) fn inputs(model: CustomerModel, words: &AbsenceWords) -> Result<Inputs> {
    timed_inputs(model, words).map(|(inputs, _)| inputs)
}

/// [`inputs`], and how long reading the reference customers took of it.
///
/// # Errors
/// As [`inputs`].
pub(super) fn timed_inputs(model: CustomerModel, words: &AbsenceWords) -> Result<(Inputs, Duration)> {
    let mut reading = Duration::ZERO;
    let background = match (words.absence, &words.background) {
        (Some(AbsenceWord::Background), None) => {
            return Err(Error::new(Kind::Question, "--absence background needs reference customers")
                .hint("add --background FILE, a table with the model's features"));
        }
        (Some(AbsenceWord::Cover), Some(path)) if !model.has_covers() => {
            let (rows, name) = (timed(&mut reading, || table(path, &model))?, file::name(path));
            output::notes(&[format!("the model stores no covers: they were counted over {name}")]);
            let covers = customers::counted(&model, &rows, &Progress::default())?;
            let model = model.with_covers(covers, &waiting::counted_over(rows.n_rows(), &name))?;
            return Ok((Inputs::new(model, None)?, reading));
        }
        (Some(AbsenceWord::Cover), given) => {
            if given.is_some() {
                output::notes(&["--background is not used with --absence cover".to_owned()]);
            }
            None
        }
        (None, None) => None,
        (_, Some(path)) => {
            let rows = timed(&mut reading, || table(path, &model))?;
            Background::of(&model, &rows)
        }
    };
    Ok((Inputs::new(model, background)?, reading))
}

fn timed<T>(taken: &mut Duration, work: impl FnOnce() -> T) -> T {
    let clock = Instant::now();
    let done = work();
    *taken += clock.elapsed();
    done
}

/// From where on the only offer of a model is sent, or the one that is named, as `--threshold` says.
///
/// # Errors
/// [`Kind::Question`] where several offers are ranked, and for what is no response of the model.
pub(super) fn line(model: &CustomerModel, offer: Option<OfferIdx>, words: &LineWords) -> Result<Option<Line>> {
    const FLAG: &str = "--threshold";
    let Some(response) = words.threshold else { return Ok(None) };
    if model.offers().len() > 1 && offer.is_none() {
        let what = "the model has several offers, and the one that comes first is sent";
        return Err(Error::new(Kind::Question, what).at(FLAG).hint("leave it out"));
    }
    let line = Line::at(model.link(), response);
    line.map(Some).ok_or_else(|| {
        let what = "the model gives no such response, so there is no line at it";
        let hint = if model.link().is_probability() {
            "give a chance between 0 and 1, such as 0.2 or 20%"
        } else {
            "give a value that the model can reach"
        };
        Error::new(Kind::Question, what).at(FLAG).hint(hint)
    })
}

/// Changes facts as `--set FEATURE=VALUE` says.
///
/// # Errors
/// [`Kind::Question`] for a word without `=`, [`Kind::Data`] for a feature that is not there or a value that does not
/// fit it; the value is not repeated.
pub(super) fn set(model: &CustomerModel, values: &mut [Value], words: &[String]) -> Result<()> {
    for word in words {
        let (feature, value) = change(model, "--set", word)?;
        values[feature.index()] = value;
        let mut alone = vec![Value::Missing; values.len()];
        alone[feature.index()] = value;
        output::notes(&value::outside(model.features(), &alone));
    }
    Ok(())
}

/// The changed fact that a word such as `--set` says.
///
/// # Errors
/// As [`set`].
pub(super) fn change(model: &CustomerModel, flag: &str, word: &str) -> Result<(FeatureIdx, Value)> {
    let Some((first, _)) = word.split_once('=') else {
        return Err(
            Error::new(Kind::Question, format!("{flag} without \"=\"")).hint(format!("write {flag} FEATURE=VALUE"))
        );
    };
    // a name may hold "=" itself: the first place that makes a name counts
    let found = word.match_indices('=').find_map(|(at, _)| {
        let idx = model.features().find(word[..at].trim())?;
        Some((idx, word[at + 1..].trim()))
    });
    let Some((idx, text)) = found else {
        let name = first.trim();
        return Err(Error::new(Kind::Data, "the model has no such feature")
            .at(format!("{flag} \"{name}\""))
            .hint(model.features().hint(name)));
    };
    let feature = model.features().get(idx);
    let is_level = feature.levels().iter().any(|l| l == text);
    let value = match text.to_lowercase().as_str() {
        cell::WITHHELD_WORD if !is_level => Ok(Value::Withheld),
        "missing" | "not known" if !is_level => Ok(Value::Missing),
        _ => cell::parse(text, feature),
    };
    value.map(|value| (idx, value)).map_err(|e| e.at(format!("{flag} \"{}\"", feature.id)))
}
