//! Scenarios side by side as JSON for programs. Documented field by field in `docs/json.md`.

use serde::Serialize;

use crate::ask::Inputs;
use crate::ask::scenarios::{Case, Which};
use crate::model::{CustomerModel, Profile};
use crate::report::parts_json::{ChangedPart, Head, Num, RankedPart, changed, print, ranking};
use crate::score::Ranked;
use crate::view::scenarios::Comparison;

#[derive(Serialize)]
struct ScenariosFile<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    scenarios: Vec<ScenarioPart<'a>>,
    sentence: String,
    note: &'a str,
    limits: String,
}

#[derive(Serialize)]
struct ScenarioPart<'a> {
    name: &'a str,
    real: bool,
    changed: Vec<ChangedPart<'a>>,
    recommended: Option<&'a str>,
    runner_up: Option<&'a str>,
    gap: Option<Num>,
    another_first: bool,
    ranking: Vec<RankedPart<'a>>,
    text: &'a str,
}

/// The comparison as JSON: the real customer first. `cases` are what `said` says.
pub fn scenarios(inputs: &Inputs, profile: &Profile, cases: &[Case<'_>], said: &Comparison) -> String {
    let model = inputs.model();
    print(&ScenariosFile {
        head: Head::of("scenarios", inputs, profile, &profile.values, &profile.values),
        scenarios: cases
            .iter()
            .zip(&said.columns)
            .map(|(case, column)| scenario(model, case, &column.about))
            .collect(),
        sentence: said.sentence.text(),
        note: &said.note,
        limits: said.cannot.text(),
    })
}

fn scenario<'a>(model: &'a CustomerModel, case: &Case<'a>, text: &'a str) -> ScenarioPart<'a> {
    let (now, before) = (&case.outcome.now, &case.outcome.before);
    let id = |ranked: &Ranked| model.offer(ranked.offer).id.as_str();
    ScenarioPart {
        name: case.name,
        real: case.which == Which::Real,
        changed: changed(model, &case.profile.values, case.values),
        recommended: now.winner().map(id),
        runner_up: now.runner_up().map(id),
        gap: now.gap().map(Num),
        another_first: now.winner().map(|w| w.offer) != before.winner().map(|w| w.offer),
        ranking: ranking(model, now),
        text,
    }
}
