//! `candour inspect`: what a model is, what was read, what to know about it; with a table, what became of its columns
//! and whether the model answers as its library did; and a first draft of a data dictionary.

use std::path::Path;

use super::args::Inspect;
use super::{output, ways};
use crate::ask::agreement::{self, Agreement, Reference};
use crate::ask::shown;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result, Warned};
use crate::data::{Table, file};
use crate::model::CustomerModel;
use crate::open::model::{Again, Loaded};
use crate::open::{customers, model};
use crate::report::opened::{model_json, page, table_json};
use crate::view::inspect;
use crate::view::opened::{self, CustomersFile};

/// Prints the load report. Says whether every reference prediction agrees; true where there are none.
///
/// # Errors
/// What [`model::of_path`] and [`Table::read`] refuse, a column of predictions that is not there, and
/// [`Kind::File`] for a dictionary that stands there already or cannot be written.
pub(super) fn run(words: &Inspect) -> Result<bool> {
    let mut loaded = model::of_path(&words.model, &words.reading.reading())?;
    let read = |path: &Path| {
        let read = table(path, &loaded.model, &words.predictions)?;
        let (model, news) = shown::described(loaded.model.clone(), &read.value)?;
        Ok::<_, Error>((read, model, opened::shown(news)))
    };
    let (table, told) = match words.data.as_deref().map(read).transpose()? {
        Some((table, model, told)) => {
            loaded.model = model;
            (Some(table), told)
        }
        None => (None, None),
    };
    let model = &loaded.model;
    let agreement = table.as_ref().map(|t| agree(&loaded, words, &t.value)).transpose()?.flatten();
    let page = || {
        let dictionary = loaded.dictionary.as_deref().map(file::name);
        let report = inspect::report(model, &loaded.warnings)
            .with_dictionary(dictionary.as_deref())
            .of_file(&file::name(&words.model), Some(loaded.size));
        let mut page = page::model(&report);
        if let (Some(path), Some(table)) = (&words.data, &table) {
            let name = file::name(path);
            let said = opened::table(&name, None, model, &table.value, &table.warnings, agreement.as_ref());
            page::customers(&mut page, &CustomersFile { shown: told.clone(), ..said });
        }
        page
    };
    let json = || {
        let data = table.as_ref().map(|t| table_json::table(model, &t.value, &t.warnings, agreement.as_ref()));
        model_json::inspection(model, &loaded.warnings, data)
    };
    let printed = output::report(words.format, page, json);
    if let Some(path) = &words.save_dictionary {
        let path = path.clone().unwrap_or_else(|| model::dictionary_of(&words.model));
        save_dictionary(&path, model, table.as_ref().map(|t| &t.value))?;
        output::notes(&[format!("a first draft of a data dictionary was written to {}", path.display())]);
    }
    if let Some(cause) = agreement.as_ref().and_then(|a| a.cause.as_ref()) {
        output::notes(&[ways::cause(model, cause)]);
    }
    output::text(&printed, None)?;
    Ok(agreement.is_none_or(|a| !a.fails()))
}

fn table(path: &Path, model: &CustomerModel, predictions: &[String]) -> Result<Warned<Table>> {
    let keep = |name: &str| customers::is_kept(name) || predictions.iter().any(|p| p == name);
    let source = file::open(path)?;
    Table::read(&source, model, &keep).map_err(|e| e.within(file::name(path)))
}

/// Holds the model against reference predictions: those that were named, else those that are known by their names.
fn agree(loaded: &Loaded, words: &Inspect, table: &Table) -> Result<Option<Agreement>> {
    let (model, named) = (&loaded.model, words.predictions.as_slice());
    let kept = &table.matching().kept;
    if let Some(name) = named.iter().find(|n| !kept.contains(n)) {
        let known = kept.iter().chain(&table.matching().unused).map(String::as_str);
        return Err(Error::new(Kind::Data, "the table has no such column, or it is a feature")
            .at(format!("--predictions \"{name}\""))
            .hint(crate::base::suggest::hint(name, "other column", known)));
    }
    let found = agreement::references(model, kept.iter().map(String::as_str));
    let references = if named.is_empty() {
        found
    } else if named.len() == model.offers().len() {
        let known = |column: &String| found.iter().find(|r| r.column == *column).and_then(|r| r.quantity);
        let reference = |(i, column): (usize, &String)| Reference {
            column: column.clone(),
            offer: OfferIdx::new(i),
            quantity: known(column),
        };
        named.iter().enumerate().map(reference).collect()
    } else {
        let what = format!("{} columns of predictions for {} offers", named.len(), model.offers().len());
        return Err(Error::new(Kind::Question, what)
            .at("--predictions")
            .hint("repeat it once per offer, in the order in which `candour inspect` lists them"));
    };
    if references.is_empty() && agreement::without_offer(model, kept.iter().map(String::as_str)).is_empty() {
        return Ok(None);
    }
    let progress = Progress::default();
    let again = Again { path: words.model.clone(), reading: words.reading.reading(), rounds: loaded.rounds };
    let hold = || customers::agreement_with(model, Some(&again), table, &references, usize::MAX, &progress);
    output::watched("replaying", &progress, hold).map(Some)
}

fn save_dictionary(path: &Path, model: &CustomerModel, table: Option<&Table>) -> Result<()> {
    if !model::save_dictionary(path, model, table)? {
        return Err(Error::new(Kind::File, "it is there already, and may hold what somebody wrote")
            .within(file::name(path))
            .hint("move it away first, or name another with --save-dictionary=FILE"));
    }
    Ok(())
}
