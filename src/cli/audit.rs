//! `candour audit`: who gets what by groups of customers, asked and printed.

use super::args::{AbsenceWords, Audit};
use super::{everybody, output, read, stop};
use crate::ask::audit::{AuditQuestion, audit};
use crate::ask::everybody::Held;
use crate::ask::groups::{By, Division, Key};
use crate::base::error::Hint;
use crate::base::{Error, Kind, Result, suggest};
use crate::model::{Columns as _, CustomerModel, Line};
use crate::report::fairness as report;
use crate::view;
use crate::view::groups;

/// The most rows that are read before they are looked at.
const ROWS: usize = 1 << 14;

/// Reads a table part by part, asks and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for a column, a group or an offer that is not there, and for a threshold that
/// the model cannot have.
pub(super) fn run(words: &Audit) -> Result<()> {
    let stop = stop::Stop::on_signal();
    let progress = &stop.progress;
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let source = read::customers(&words.data)?.stopped_by(progress);
    let inputs = read::inputs(model, &AbsenceWords { absence: None, background: words.background.clone() })?;
    let model = inputs.model();
    let line = words.threshold.map(|at| threshold(model, at)).transpose()?;
    let divisions = everybody::divisions(model, &words.by, &words.bands)?;
    let named = everybody::outcome_columns(model, &words.outcome)?;
    let mut held = Held::by(divisions.clone());
    let keep = |column: &str| everybody::keeps(model, &divisions, &named, column);
    let texts = |column: &str| divisions.iter().any(|d| d.bands.is_empty() && d.by == By::Column(column.to_owned()));
    let most = words.rows.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    read::parts_and_words(&source, &words.data, model, (&keep, &texts), ROWS, &mut |part| {
        progress.check()?;
        let rows = part.n_rows().min(most.saturating_sub(held.n_rows()));
        let outcomes = everybody::outcomes(model, &part, &named, held.n_rows())?;
        held.add_divided(model, &part, rows, &outcomes)
    })?;
    let reference = references(model, &held, &words.reference)?;
    let question = AuditQuestion { line, reference, least: words.min_group };
    let answer = output::watched("counting", progress, || audit(&inputs, &held, &question, progress))?;
    let said = view::fairness::audit::audit(&inputs, &question, &answer);
    let printed = output::report(
        words.format,
        || report::audit(model, &said),
        || report::audit_json(&inputs, &question, &answer, &said.lines()),
    );
    output::text(&printed, words.out.as_deref())
}

/// From where on the only offer is given.
fn threshold(model: &CustomerModel, at: f64) -> Result<Line> {
    let refused =
        |what: &str, hint: &str| Err(Error::new(Kind::Question, what).at(format!("--threshold {at}")).hint(hint));
    if model.offers().len() != 1 {
        return refused(
            "a threshold for a model with several offers",
            "leave it out: the offer that comes first counts",
        );
    }
    match Line::at(model.link(), at) {
        Some(line) => Ok(line),
        None => refused("a threshold that no response of this model reaches", "give a response, such as 0.5"),
    }
}

/// Division by division, the group that others are held against, as `--reference COLUMN=GROUP` says.
fn references(model: &CustomerModel, held: &Held, words: &[String]) -> Result<Vec<Option<Key>>> {
    const FLAG: &str = "--reference";
    let divided = held.divided();
    let names: Vec<&str> = divided.divisions().iter().map(|d| groups::id(model, d)).collect();
    let mut found = vec![None; names.len()];
    for word in words {
        let failed = |hint: Hint| {
            Error::new(Kind::Question, "a reference that is no group").at(format!("{FLAG} \"{word}\"")).hint(hint)
        };
        let cut = word.match_indices('=').map(|(at, _)| (&word[..at], &word[at + 1..]));
        let Some((at, group)) =
            cut.clone().find_map(|(name, group)| Some((names.iter().position(|n| *n == name)?, group)))
        else {
            let name = cut.clone().next().map_or(word.as_str(), |(name, _)| name);
            return Err(failed(suggest::hint(name, "column of --by", names.iter().copied())));
        };
        let division: &Division = &divided.divisions()[at];
        let called = |key: &Key| groups::one(model, division, key);
        let known: Vec<String> = divided.keys(at).iter().map(called).collect();
        match known.iter().position(|name| name == group) {
            Some(place) => found[at] = Some(divided.keys(at)[place].clone()),
            // a group is a value of people, and these are named by the table itself
            None => {
                let hint = format!("name one of the {} groups of \"{}\"", known.len(), names[at]);
                return Err(failed(hint.into()));
            }
        }
    }
    Ok(found)
}
