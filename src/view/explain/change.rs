//! What would change it: single facts that bring another offer first, nearest first.

use crate::ask::{Explanation, Switch};
use crate::model::{Actionability, CustomerModel, FeatureKind, Profile};
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, fact_name, offer_name};
use crate::view::value;

/// One change of one fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// "Average basket".
    pub fact: String,
    /// "46.20 € or a little more".
    pub to: String,
    /// The letter of what comes first then, or a dash.
    pub letter: String,
    /// All of it in a sentence.
    pub sentence: Phrase,
    /// What to know: the customer cannot change it, it is protected.
    pub caution: Option<&'static str>,
    /// What to set to see it.
    pub switch: Switch,
}

/// The changes, and what to say of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Changes {
    /// One sentence above.
    pub lead: String,
    /// Nearest first.
    pub rows: Vec<Change>,
}

/// Says the switches of an explanation.
pub fn changes(model: &CustomerModel, profile: &Profile, explanation: &Explanation, measure: &Measure) -> Changes {
    let name = Name::of(profile);
    let placing = Placing::of(model, explanation.line);
    let rows: Vec<Change> = explanation
        .switches
        .iter()
        .map(|switch| {
            let feature = model.features().get(switch.feature);
            Change {
                fact: feature.label.clone(),
                to: switch_value(model, switch),
                letter: placing.short(switch.winner),
                sentence: switch_sentence(model, explanation, measure, &name, switch),
                caution: match feature.actionability {
                    _ if feature.protected => Some("a protected attribute"),
                    Actionability::Immutable => Some("cannot be changed"),
                    Actionability::UpOnly if switch.at_least == Some(false) => Some("can only grow"),
                    Actionability::DownOnly if switch.at_least == Some(true) => Some("can only shrink"),
                    _ => None,
                },
                switch: as_said(model, switch),
            }
        })
        .collect();
    let lead = if let Some(at) = placing.at() {
        if rows.is_empty() {
            format!(
                "No single fact that may be used, changed alone within its range, crosses the line of {at}. That was \
                 checked for every value of each."
            )
        } else {
            format!("Changing one of these facts alone crosses the line of {at}. Exact: nothing crosses in between.")
        }
    } else if rows.is_empty() {
        "No single fact that may be used, changed alone within its range, brings another offer first. That was checked \
         for every value of each."
            .to_owned()
    } else {
        "Changing one of these facts alone brings another offer first. Exact: nothing switches in between.".to_owned()
    };
    Changes { lead, rows }
}

/// The nearest change that brings another offer first.
#[derive(Clone, PartialEq, Debug)]
pub struct Nearest {
    /// The sentence.
    pub sentence: Phrase,
    /// What to set to see it.
    pub switch: Switch,
}

/// The nearest switch that the customer or the shop could bring about: by a fact that can change and is not protected.
pub(super) fn nearest(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    name: &Name,
) -> Option<Nearest> {
    let switch = explanation.switches.iter().find(|s| {
        let feature = model.features().get(s.feature);
        let counts = s.winner.is_some() || explanation.line.is_some();
        feature.actionability != crate::model::Actionability::Immutable && !feature.protected && counts
    })?;
    Some(Nearest {
        sentence: switch_sentence(model, explanation, measure, name, switch),
        switch: as_said(model, switch),
    })
}

/// A switch to the value that is said of it.
fn as_said(model: &CustomerModel, switch: &Switch) -> Switch {
    Switch { to: value::as_chosen(model, switch.feature, switch.to), ..switch.clone() }
}

/// "With an average basket of 46.20 € or more, B 15 % off comes first: B rises to 66 %, A falls to 61 %."
pub fn switch_sentence(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    name: &Name,
    switch: &Switch,
) -> Phrase {
    let feature = model.features().get(switch.feature);
    let to = switch_value(model, switch);
    let mut phrase = Phrase::default()
        .plain(format!("If {} ", name.possessive))
        .strong(fact_name(feature))
        .plain(if switch.at_least.is_some() { " were " } else { " were instead " })
        .strong(to)
        .plain(", ");
    if let Some(side) = Placing::of(model, explanation.line).side(switch.winner.is_some()) {
        let then = measure.response(switch.responses[explanation.focus.index()]);
        let now = measure.response(explanation.now.of(explanation.focus).1.response);
        let what = measure.response_name();
        return phrase
            .plain(match switch.at_least {
                // the response is that at the nearest value
                Some(_) => {
                    format!("at {} the {what} would be ", value::chosen(model, switch.feature, switch.to))
                }
                None => format!("the {what} would be "),
            })
            .strong(then)
            .plain(format!(" instead of {now}: {side}."));
    }
    let Some(winner) = switch.winner else { return phrase.plain("there would be nothing to recommend.") };
    phrase = phrase.strong(offer_name(model, winner)).plain(" would come first");
    // the responses are those at the nearest value
    let there = match switch.at_least {
        Some(_) => format!(": at {} ", value::chosen(model, switch.feature, switch.to)),
        None => ": ".to_owned(),
    };
    let moves: Vec<String> = [Some(winner), explanation.now.winner().map(|w| w.offer)]
        .into_iter()
        .flatten()
        .map(|offer| {
            let (now, then) = (explanation.now.of(offer).1.response, switch.responses[offer.index()]);
            let [a, b] = measure.both(now, then);
            match then.total_cmp(&now) {
                // what looks the same is not said to move
                _ if a == b => format!("{} stays at {a}", letter(offer)),
                std::cmp::Ordering::Greater => format!("{} rises from {a} to {b}", letter(offer)),
                _ => format!("{} falls from {a} to {b}", letter(offer)),
            }
        })
        .collect();
    phrase.plain(format!("{there}{}.", moves.join(", ")))
}

/// The values that a switch leads to: "47 days or more", "below 47 days", "Beauty". Whichever the direction, the number
/// is that of the mark on the fact's track. Where something else comes first further on, it says how far it goes.
pub fn switch_value(model: &CustomerModel, switch: &Switch) -> String {
    let (feature, rounding) = (model.features().get(switch.feature), model.rounding());
    let Some(at_least) = switch.at_least.filter(|_| feature.kind != FeatureKind::YesNo) else {
        return value::chosen(model, switch.feature, switch.to);
    };
    let (low, high) = switch.stays;
    let (least, most) = feature.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let cut = if at_least { low } else { high };
    let ends = if at_least { high <= most } else { low > least };
    match (ends, at_least) {
        (false, _) => value::side(feature, rounding, cut, at_least),
        (true, false) if feature.step.is_some() => {
            let (side, last) = (value::side(feature, rounding, cut, false), value::first_on(feature, rounding, low));
            format!("{side}, down to {last}")
        }
        _ => value::interval(feature, rounding, low, high),
    }
}
