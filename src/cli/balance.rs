//! `candour balance`: what refusing changes for a customer, asked and printed.

use std::collections::BTreeSet;

use super::args::{AbsenceWords, Balance, Who};
use super::{counterfactual, everybody, output, read, stop};
use crate::ask::balance::{self, BOXES, BalanceQuestion};
use crate::base::{Error, FeatureIdx, Kind, Result, suggest};
use crate::model::{Consent, CustomerModel, Profile, purpose};
use crate::report::balance as report;
use crate::view;

/// Asks and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for a purpose or feature that is not there, and for a method that the
/// model or the call does not allow.
pub(super) fn run(words: &Balance) -> Result<()> {
    let Some(path) = &words.profile else { return everybody::run(words) };
    let who = Who { profile: path.clone(), row: words.row, customer: words.customer.clone() };
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&who, model)?;
    let rules = counterfactual::rules(&model, words.rules.as_deref())?;
    let (named, refused) = refused(&model, &profile, words)?;
    let absence = AbsenceWords { absence: None, background: words.background.clone() };
    let inputs = read::inputs(model, &absence)?;
    let (refusal, chosen) = everybody::refusal(&inputs, words.method);
    let question = BalanceQuestion {
        values: profile.values.clone(),
        refused,
        refusal,
        rules,
        line: None,
        boxes: BOXES,
        budget: counterfactual::budget(words.budget)?,
    };
    let progress = stop::Stop::on_signal().progress;
    let ask = || balance::balance(&inputs, &question, &progress);
    let answer = output::watched("searching", &progress, ask)?;
    progress.check()?;
    let view = view::balance::balance(&inputs, &profile, &question, &answer, chosen);
    let model = inputs.model();
    let printed = output::numbers(
        words.format,
        || report::page::balance(model, &profile, &view),
        || report::json::balance(model, &question, &answer, &named, chosen, &view.lines()),
        || {
            Err(Error::new(Kind::Question, "one customer is no table of numbers")
                .at("--format csv")
                .hint("--format json is for programs; --data FILE counts many customers"))
        },
    )?;
    output::text(&printed, None)
}

/// What is refused: by name, and the facts.
fn refused(model: &CustomerModel, profile: &Profile, words: &Balance) -> Result<(Vec<String>, Vec<FeatureIdx>)> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut facts: BTreeSet<FeatureIdx> = BTreeSet::new();
    let refusals = profile.consents.iter().filter(|(_, c)| matches!(c, Consent::Refused { .. }));
    for id in refusals.map(|(id, _)| id).chain(&words.refuse) {
        let (name, of) = meant(model, "--refuse", id)?;
        named.insert(name);
        facts.extend(of);
    }
    if words.nothing_personal {
        facts.extend(model.features().iter().map(|(f, _)| f).filter(|&f| model.uses(f) || model.rules_ask(f)));
    }
    for id in &words.grant {
        let (name, of) = meant(model, "--grant", id)?;
        named.remove(&name);
        of.iter().for_each(|f| {
            facts.remove(f);
        });
    }
    Ok((named.into_iter().collect(), facts.into_iter().collect()))
}

/// The purpose or feature that a word names, by its id, and the facts.
fn meant(model: &CustomerModel, word: &str, name: &str) -> Result<(String, Vec<FeatureIdx>)> {
    let purposes = model.purposes_in_use();
    if let Some(purpose) = purpose::find(&purposes, name) {
        return Ok((purpose.id.clone(), balance::facts_of(model, purpose)));
    }
    if let Some(idx) = model.features().find(name) {
        return Ok((model.features().get(idx).id.clone(), vec![idx]));
    }
    let features = model.features().iter().map(|(_, f)| f.id.as_str());
    let names = purposes.iter().map(|p| p.id.as_str()).chain(features);
    Err(Error::new(Kind::Question, "the model has no such purpose or fact")
        .at(format!("{word} \"{name}\""))
        .hint(suggest::hint(name, "purpose or fact", names)))
}
