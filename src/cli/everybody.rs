//! `candour balance --data`: what refusing changes for many customers, asked and printed.

use super::args::{AbsenceWords, Balance, MethodWord};
use super::{output, read, stop};
use crate::ask::Inputs;
use crate::ask::balance::{ChosenBy, Refusal};
use crate::ask::everybody::{Alike, EverybodyQuestion, Held, Known, everybody, weighed};
use crate::base::{Error, Kind, Result, ours};
use crate::data::{file, weights_ron};
use crate::model::{Columns as _, CustomerModel};
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
    let question = EverybodyQuestion { refusal, line: None, weights: weighed.points.clone() };
    let (mut held, mut alike) = (Held::default(), Alike::default());
    let most = words.rows.map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    read::parts(&source, path, model, ROWS, &mut |part| {
        progress.check()?;
        let rows = part.n_rows().min(most.saturating_sub(held.n_rows()));
        held.add(model, &part, rows, &customers::outcomes(model, &part));
        alike.add(&part, rows, &known);
        Ok(())
    })?;
    let answer = output::watched("counting", progress, || everybody(&inputs, &held, &question, progress))?;
    let identifiable = (!known.is_empty()).then(|| (known.as_slice(), alike.finish()));
    let told =
        Told { inputs: &inputs, question: &question, chosen, weighed: &weighed, answer: &answer, identifiable };
    let said = view::balance::everybody::everybody(&told);
    let printed = output::report(
        words.format,
        || report::everybody::everybody(model, &said),
        || report::everybody_json::everybody(&told, &said.lines()),
    );
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

/// A fact by which somebody may be recognised: `age` or `age=25,60`.
fn known(model: &CustomerModel, word: &str) -> Result<Known> {
    const FLAG: &str = "--identify";
    if let Some(feature) = model.features().find(word) {
        return Ok(Known { feature, bands: Vec::new() });
    }
    let (name, bounds) = word.rsplit_once('=').unwrap_or((word, ""));
    let feature = read::feature(model, FLAG, name)?;
    let failed = || {
        Error::new(Kind::Question, "bounds that are no ascending numbers")
            .at(format!("{FLAG} \"{name}\""))
            .hint("write FACT=25,60 for below 25, from 25 to below 60, and from 60 on")
    };
    let bands: Vec<f64> = bounds.split(',').map(|b| b.trim().parse().map_err(|_| failed())).collect::<Result<_>>()?;
    let ascending = bands.iter().all(|b| b.is_finite()) && bands.windows(2).all(|w| w[0] < w[1]);
    if !ascending || model.features().get(feature).kind.is_choice() {
        return Err(failed());
    }
    Ok(Known { feature, bands })
}
