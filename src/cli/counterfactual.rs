//! `candour counterfactual` and `candour enough`: exact searches, asked and printed.

use std::path::Path;
use std::time::Duration;

use super::args::{Counterfactual, Enough, SearchWords};
use super::{output, read, stop};
use crate::ask::{self, EnoughQuestion, PlanQuestion, Target};
use crate::base::{Error, FeatureIdx, Kind, Result, ours};
use crate::data::{file, rules_ron};
use crate::model::{ChangeRules, CustomerModel, Line};
use crate::report::explain::{exact, exact_json};
use crate::view;

/// Searches for the cheapest change and prints it.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for an offer or a lever that is not there.
pub(super) fn run(words: &Counterfactual) -> Result<()> {
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&words.who, model)?;
    let rules = rules(&model, words.rules.as_deref())?;
    let rules = match &words.levers {
        None => rules,
        Some(list) => {
            let levers = levers(&model, list, &rules)?;
            rules.only(&levers)
        }
    };
    let target = target(&model, words.offer.as_deref(), &words.search)?;
    let question = PlanQuestion {
        values: profile.values.clone(),
        target,
        rules,
        most_changes: words.max_changes,
        budget: budget(words.search.budget)?,
    };
    let progress = stop::Stop::on_signal().progress;
    let answer = output::watched("searching", &progress, || ask::plan(&model, &question, &progress))?;
    progress.check()?;
    let said = view::plan::plan(&model, &profile, &question, &answer);
    let printed = output::report(
        words.search.format,
        || exact::plan(&model, &profile, &said),
        || exact_json::plan(&model, target.offer, &answer, &said.lines()),
    );
    output::text(&printed, None)
}

/// Searches for the smallest set of facts that is enough and prints it.
///
/// # Errors
/// As [`run`].
pub(super) fn run_enough(words: &Enough) -> Result<()> {
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&words.who, model)?;
    let rules = rules(&model, words.rules.as_deref())?;
    let target = target(&model, words.offer.as_deref(), &words.search)?;
    let question = EnoughQuestion {
        values: profile.values.clone(),
        target,
        rules,
        budget: budget(words.search.budget)?,
        ranges: true,
    };
    let progress = stop::Stop::on_signal().progress;
    let answer = output::watched("searching", &progress, || ask::enough(&model, &question, &progress))?;
    progress.check()?;
    let said = view::enough::enough(&model, &profile, &question, &answer);
    let printed = output::report(
        words.search.format,
        || exact::enough(&model, &profile, &said),
        || exact_json::enough(&model, &answer, &said.lines()),
    );
    output::text(&printed, None)
}

/// What may change, as `--rules` says.
///
/// # Errors
/// What the reader refuses, with the file's name.
pub(super) fn rules(model: &CustomerModel, path: Option<&Path>) -> Result<ChangeRules> {
    match path {
        None => Ok(ChangeRules::of(model)),
        Some(path) => {
            let bytes = file::read_within(path, ours::SIZE_MAX)?;
            rules_ron::read(&bytes, model).map_err(|e| e.within(file::name(path)))
        }
    }
}

fn levers(model: &CustomerModel, list: &[String], rules: &ChangeRules) -> Result<Vec<FeatureIdx>> {
    let free: Vec<FeatureIdx> = rules.levers().collect();
    let find = |name: &String| {
        let idx = read::feature(model, "--levers", name)?;
        if free.contains(&idx) {
            return Ok(idx);
        }
        Err(Error::new(Kind::Question, "may not change: it is fixed, immutable or a protected attribute")
            .at(format!("--levers \"{name}\""))
            .hint("leave it out, or give it a direction in the file of --rules"))
    };
    list.iter().map(find).collect()
}

fn target(model: &CustomerModel, offer: Option<&str>, words: &SearchWords) -> Result<Target> {
    let offer = offer.map(|name| read::offer(model, "--offer", name)).transpose()?;
    let line = match words.target {
        Some(margin) => Some(Line::at_margin(model.link(), margin)),
        None => read::line(model, offer, &words.line)?,
    };
    Ok(Target { offer, line })
}

/// A budget of time.
///
/// # Errors
/// [`Kind::Question`] for a number that is none.
pub(super) fn budget(seconds: Option<f64>) -> Result<Option<Duration>> {
    let Some(seconds) = seconds else { return Ok(None) };
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| {
        Error::new(Kind::Question, "a budget is a number of seconds, at least 0").at("--budget").hint("--budget 5")
    })
}
