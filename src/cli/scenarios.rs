//! `candour scenarios`: what-ifs of one customer side by side.

use super::args::Scenarios;
use super::{output, read};
use crate::ask::scenarios::{Asked, Which, compare};
use crate::base::{Error, Kind, Result};
use crate::model::{CustomerModel, Profile, Value};
use crate::report::trials::{scenarios as printed, scenarios_json};
use crate::view::scenarios as view;

/// What the words are called in errors.
const FLAG: &str = "--scenario";

/// Compares and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for two scenarios of the same name.
pub(super) fn run(words: &Scenarios) -> Result<()> {
    if let Some(out) = &words.out {
        let background = words.absence.background.as_deref();
        let inputs: Vec<_> = [words.model.as_path(), &words.who.profile].into_iter().chain(background).collect();
        output::check_out(out, &inputs)?;
    }
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&words.who, model)?;
    let mut scenarios: Vec<(String, Vec<Value>)> = Vec::new();
    for word in &words.scenario {
        let (name, values) = scenario(&model, &profile, word)?;
        if scenarios.iter().any(|(other, _)| *other == name) {
            return Err(Error::new(Kind::Question, "two scenarios have the same name")
                .at(FLAG)
                .hint("give each a name of its own: --scenario \"NAME: FEATURE=VALUE\""));
        }
        scenarios.push((name, values));
    }
    let line = read::line(&model, None, &words.line)?;
    let inputs = read::inputs(model, &words.absence)?;
    let pinned = scenarios.iter().zip(1..).map(|((name, values), i)| Asked {
        which: Which::Pinned(i),
        name,
        profile: &profile,
        values,
        is_open: true,
        is_shown: false,
    });
    let pinned: Vec<Asked<'_>> = pinned.collect();
    let cases = compare(&inputs, &profile, None, &pinned, line);
    let said = view::compare(&inputs, &cases);
    let text = output::numbers(
        words.format,
        || printed::page(inputs.model(), &said),
        || scenarios_json::scenarios(&inputs, &profile, &cases, &said),
        || printed::csv(inputs.model(), &said),
    )?;
    output::text(&text, words.out.as_deref())
}

/// What `[NAME:] FEATURE=VALUE, …` says: the name, that of what was changed if it has none, and the facts as asked.
fn scenario(model: &CustomerModel, profile: &Profile, word: &str) -> Result<(String, Vec<Value>)> {
    let before = word.split_once('=').map_or(word, |(before, _)| before);
    // a feature's own name may hold a colon
    let named = model.features().find(before.trim()).is_none() && before.contains(':');
    let (name, changes) = word.split_once(':').filter(|_| named).unwrap_or(("", word));
    let mut values = profile.values.clone();
    for change in changes_of(changes) {
        let (feature, value) = read::change(model, FLAG, &change)?;
        values[feature.index()] = value;
    }
    let name = match name.trim() {
        "" => view::name(model, profile, &values),
        name => name.to_owned(),
    };
    Ok((name, values))
}

/// The changes between commas; a comma before a text without "=" belongs to the value before it.
fn changes_of(text: &str) -> Vec<String> {
    let mut changes: Vec<String> = Vec::new();
    for part in text.split(',') {
        match changes.last_mut() {
            Some(last) if !part.contains('=') => {
                last.push(',');
                last.push_str(part);
            }
            _ => changes.push(part.to_owned()),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_changes_and_not_values() {
        assert_eq!(
            changes_of("orders=2, place=Home, garden,age=withheld"),
            ["orders=2", " place=Home, garden", "age=withheld"]
        );
    }
}
