//! `candour balance --data`: what refusing changes for many customers, asked and printed.

use super::args::{AbsenceWords, Balance, MethodWord};
use super::{counterfactual, output, read, stop};
use crate::ask::Inputs;
use crate::ask::balance::{BOXES, ChosenBy, Refusal};
use crate::ask::everybody::{Alike, EverybodyQuestion, Held, Known, everybody, weighed};
use crate::ask::groups::{By, Division};
use crate::ask::proven::{self, Prover};
use crate::base::{Error, Kind, OfferIdx, Result, ours, suggest};
use crate::data::{Part, file, weights_ron};
use crate::model::{Columns as _, CustomerModel, Offer};
use crate::open::customers;
use crate::report::balance as report;
use crate::view;
use crate::view::balance::everybody::Told;

/// The most rows that are read before they are looked at.
const ROWS: usize = 1 << 14;

/// Reads a table part by part, asks and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for a fact that is not there, and for a method that the model or the call
/// does not allow.
pub(super) fn run(words: &Balance) -> Result<()> {
    let stop = stop::Stop::on_signal();
    let progress = &stop.progress;
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let known = words.identify.iter().map(|word| known(&model, word)).collect::<Result<Vec<_>>>()?;
    let path = words.data.as_deref().unwrap_or(&words.model);
    let source = read::customers(path)?.stopped_by(progress);
    let inputs = read::inputs(model, &AbsenceWords { absence: None, background: words.background.clone() })?;
    let model = inputs.model();
    let (refusal, chosen) = refusal(&inputs, words.method);
    let given = words.weights.as_deref().map(|path| {
        let bytes = file::read_within(path, ours::SIZE_MAX)?;
        weights_ron::read(&bytes, model).map_err(|e| e.within(file::name(path)))
    });
    let weighed = weighed(model, given.transpose()?);
    let question = EverybodyQuestion { refusal, line: None, weights: weighed.points.clone(), least: words.min_group };
    let (divisions, named) = (divisions(model, &words.by, &words.bands)?, outcome_columns(model, &words.outcome)?);
    let (mut held, mut alike) = (Held::by(divisions.clone()), Alike::default());
    let most = words.rows.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let keep = |column: &str| keeps(model, &divisions, &named, column);
    let texts = |column: &str| divisions.iter().any(|d| d.bands.is_empty() && d.by == By::Column(column.to_owned()));
    let sets = proven::sets(model);
    let rules = counterfactual::rules(model, words.rules.as_deref())?;
    let budget = counterfactual::budget(words.budget)?;
    let prover = words.proven.then(|| Prover::new(&inputs, None, rules, sets, BOXES, budget)).transpose()?;
    let mut proven = prover.as_ref().map(Prover::nobody);
    let read = || {
        read::parts_and_words(&source, path, model, (&keep, &texts), ROWS, &mut |part| {
            progress.check()?;
            let rows = part.n_rows().min(most.saturating_sub(held.n_rows()));
            held.add_divided(model, &part, rows, &outcomes(model, &part, &named, held.n_rows())?)?;
            alike.add(&part, rows, &known);
            if let (Some(prover), Some(proven)) = (&prover, &mut proven) {
                progress.expect(progress.read().0 + rows as u64);
                proven.merge(&prover.prove(&part, 0..rows, progress)?)?;
            }
            Ok(())
        })
    };
    output::watched("proving", progress, read)?;
    let answer = output::watched("counting", progress, || everybody(&inputs, &held, &question, progress))?;
    let identifiable = (!known.is_empty()).then(|| (known.as_slice(), alike.finish()));
    let told = Told {
        inputs: &inputs,
        question: &question,
        chosen,
        weighed: &weighed,
        answer: &answer,
        identifiable,
        proven: proven.as_ref(),
    };
    let said = view::balance::everybody::everybody(&told);
    let printed = output::numbers(
        words.format,
        || report::everybody::everybody(model, &said),
        || report::everybody_json::everybody(&told, &said.lines()),
        || report::everybody_csv::everybody(&told),
    )?;
    output::text(&printed, None)
}

/// What takes the place of a refused fact, and who said so.
pub(super) fn refusal(inputs: &Inputs, method: Option<MethodWord>) -> (Refusal, ChosenBy) {
    match method {
        None => Refusal::of(inputs),
        Some(MethodWord::Cover) => (Refusal::Cover, ChosenBy::Asker),
        Some(MethodWord::Background) => (Refusal::Background, ChosenBy::Asker),
        Some(MethodWord::Missing) => (Refusal::Missing, ChosenBy::Asker),
    }
}

/// How customers are divided, as `--by` and `--bands` say.
pub(super) fn divisions(model: &CustomerModel, by: &[String], bounds_of: &[String]) -> Result<Vec<Division>> {
    const FLAG: &str = "--bands";
    let mut bounds: Vec<(&str, Vec<f64>)> = Vec::new();
    for word in bounds_of {
        let (name, list) = word.rsplit_once('=').unwrap_or((word, ""));
        if !by.iter().any(|by| by == name) {
            let names = by.iter().map(String::as_str);
            return Err(Error::new(Kind::Question, "bounds of a column by which customers are not divided")
                .at(format!("{FLAG} \"{name}\""))
                .hint(suggest::hint(name, "column of --by", names)));
        }
        bounds.push((name, bands(FLAG, name, list)?));
    }
    let of = |name: &String| {
        let by = model.features().find(name).map_or_else(|| By::Column(name.clone()), By::Feature);
        let bands = bounds.iter().find(|(of, _)| of == name).map(|(_, list)| list.clone()).unwrap_or_default();
        match by {
            By::Feature(feature) if !bands.is_empty() && model.features().get(feature).kind.is_choice() => {
                let what = "bounds for a fact that has levels, expected one of numbers";
                Err(Error::new(Kind::Question, what)
                    .at(format!("{FLAG} \"{name}\""))
                    .hint("leave them out: every level is a group"))
            }
            by => Ok(Division { by, bands }),
        }
    };
    by.iter().map(of).collect()
}

/// Offers with the columns that tell what became of them, as `--outcome` says.
pub(super) fn outcome_columns(model: &CustomerModel, words: &[String]) -> Result<Vec<(OfferIdx, String)>> {
    const FLAG: &str = "--outcome";
    let of = |word: &String| {
        let named = word.match_indices('=').find_map(|(at, _)| {
            let offer = model.find_offer(word[..at].trim())?;
            Some((offer, word[at + 1..].trim().to_owned()))
        });
        match named {
            Some(named) => Ok(named),
            None if model.offers().len() == 1 => Ok((OfferIdx(0), word.trim().to_owned())),
            None => {
                let name = word.split_once('=').map_or("", |(name, _)| name.trim());
                read::offer(model, FLAG, name).map(|offer| (offer, String::new()))
            }
        }
    };
    words.iter().map(of).collect()
}

/// What became of a part's customers, by offer: as the call says, else as columns are called. `before` so many rows stand
/// in parts before it.
pub(super) fn outcomes<'a>(
    model: &CustomerModel,
    part: &'a Part,
    named: &[(OfferIdx, String)],
    before: usize,
) -> Result<Vec<Option<&'a [f64]>>> {
    let mut found = customers::outcomes(model, part);
    for (offer, column) in named {
        let numbers = part.numbers_of(column).ok_or_else(|| {
            let what = "the table has no such column beside the facts, so it tells of no outcome";
            Error::new(Kind::Question, what)
                .at(format!("--outcome \"{column}\""))
                .hint("name a column of 0 and 1 that is no fact of the model")
        })?;
        if let Some(row) = numbers.iter().position(|x| !(x.is_nan() || [0.0, 1.0].contains(x))) {
            return Err(Error::new(Kind::Data, "an outcome that is neither 0 nor 1")
                .at(format!("row {}, column \"{column}\"", before + row + 1))
                .hint("write 1 for who had it, 0 for who had it not, and nothing where it is not known"));
        }
        found[offer.index()] = Some(numbers);
    }
    Ok(found)
}

/// Whether another column is kept as numbers: bounds are asked of it, it tells an outcome, or counts messages.
pub(super) fn keeps(
    model: &CustomerModel,
    divisions: &[Division],
    outcomes: &[(OfferIdx, String)],
    column: &str,
) -> bool {
    let banded = |d: &Division| !d.bands.is_empty() && d.by == By::Column(column.to_owned());
    let counts = |o: &Offer| o.contact.as_ref().is_some_and(|contact| contact.counted_in == column);
    customers::is_kept(column)
        || divisions.iter().any(banded)
        || outcomes.iter().any(|(_, name)| name == column)
        || model.offers().iter().any(counts)
}

/// A fact by which somebody may be recognised: `age` or `age=25,60`.
fn known(model: &CustomerModel, word: &str) -> Result<Known> {
    const FLAG: &str = "--identify";
    if let Some(feature) = model.features().find(word) {
        return Ok(Known { feature, bands: Vec::new() });
    }
    let (name, bounds) = word.rsplit_once('=').unwrap_or((word, ""));
    let feature = read::feature(model, FLAG, name)?;
    let bands = bands(FLAG, name, bounds)?;
    if model.features().get(feature).kind.is_choice() {
        return Err(no_bounds(FLAG, name));
    }
    Ok(Known { feature, bands })
}

/// Ascending bounds, such as `25,60`.
fn bands(flag: &str, name: &str, list: &str) -> Result<Vec<f64>> {
    let failed = || no_bounds(flag, name);
    let bands: Vec<f64> = list.split(',').map(|b| b.trim().parse().map_err(|_| failed())).collect::<Result<_>>()?;
    let ascending = bands.iter().all(|b| b.is_finite()) && bands.windows(2).all(|w| w[0] < w[1]);
    if ascending { Ok(bands) } else { Err(failed()) }
}

fn no_bounds(flag: &str, name: &str) -> Error {
    Error::new(Kind::Question, "bounds that are no ascending numbers")
        .at(format!("{flag} \"{name}\""))
        .hint("write FACT=25,60 for below 25, from 25 to below 60, and from 60 on")
}
