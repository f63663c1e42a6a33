//! The easiest changes: single facts that bring another offer first or cross the line, each in its own unit, with what
//! it would bring, in an order that is said. And the facts that count little here and yet can do it.

use super::change::switch_value;
use super::reasons::order;
use crate::ask::{Explanation, Switch};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{Actionability, CustomerModel, Feature, Line, Value};
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Phrase, fact_name, letter, list};
use crate::view::value;

/// How many changes are shown.
const SHOWN: usize = 3;
/// How many facts that count little are named.
const NAMED: usize = 6;
/// A window is narrow that is less than this of the scale.
const NARROW: f64 = 0.01;
/// A share counts little if it is less than this of the largest.
const LITTLE: f64 = 0.1;

/// By what the easiest changes are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum EasiestBy {
    /// How far the fact has to go, as a share of its scale.
    #[default]
    Scale,
    /// How far ahead what comes first then would be, or how far beyond the line.
    Lead,
}

impl EasiestBy {
    /// All, in order.
    pub const ALL: [Self; 2] = [Self::Scale, Self::Lead];

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Scale => "by share of its scale",
            Self::Lead => "by how clear it would be",
        }
    }

    /// What it means.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Scale => {
                "The shortest way along the fact's own scale first, narrow windows last; another level counts as a \
                 quarter of it"
            }
            Self::Lead => "What would be furthest ahead, or furthest beyond the line, first",
        }
    }
}

/// The easiest changes, and what to say of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Easiest {
    /// "Easiest changes, one fact each".
    pub title: String,
    /// In the order asked for, or what to say where there is none.
    pub rows: Vec<Easy>,
    /// Instead of rows: that there are none.
    pub none: Option<String>,
    /// The facts that would do it and were left out, and why; may be empty.
    pub left_out: String,
    /// The facts that count little here and yet can do it; may be empty.
    pub little: Phrase,
}

/// One change of one fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Easy {
    /// The fact.
    pub fact: String,
    /// "from 5", "below 47 %", "Beauty".
    pub to: String,
    /// "4 more, 9.5 % of its scale", "another level".
    pub way: String,
    /// What comes first then; `None` for nothing, and where there is a line.
    pub first: Option<OfferIdx>,
    /// The letter of what comes first then; "sent" or "not sent" where there is a line.
    pub letter: String,
    /// "D 48 %, B 47 %"; the response where there is a line.
    pub then: String,
    /// What to set to see it.
    pub switch: Switch,
}

impl Easy {
    /// All of it, for those who do not see it.
    pub fn about(&self) -> String {
        format!("{} {}, {}: {}, {}", self.fact, self.to, self.way, self.letter, self.then)
    }
}

/// Says the easiest changes.
pub fn easiest(model: &CustomerModel, explanation: &Explanation, measure: &Measure, by: EasiestBy) -> Easiest {
    let placing = Placing::of(model, explanation.line);
    let counts = |s: &&Switch| s.winner.is_some() || placing.is_line();
    let mut able: Vec<&Switch> = Vec::new();
    let mut left_out: Vec<(FeatureIdx, &'static str)> = Vec::new();
    let mut switches: Vec<&Switch> = explanation.switches.iter().filter(counts).collect();
    if by == EasiestBy::Lead {
        switches.sort_by(|a, b| lead(explanation, b).total_cmp(&lead(explanation, a)));
    }
    for switch in switches {
        match barred(model.features().get(switch.feature), switch) {
            None if able.iter().all(|s| s.feature != switch.feature) => able.push(switch),
            Some(why) if left_out.iter().all(|(f, _)| *f != switch.feature) => left_out.push((switch.feature, why)),
            _ => {}
        }
    }
    if by == EasiestBy::Scale {
        // who aims at a narrow window may well miss it
        able.sort_by_key(|s| is_narrow(model.features().get(s.feature), s));
    }
    // a fact that can go one way is not left out
    left_out.retain(|(f, _)| able.iter().all(|s| s.feature != *f));
    able.truncate(SHOWN);
    let rows: Vec<Easy> = able.into_iter().map(|s| row(model, explanation, measure, s)).collect();
    let other = other_side(explanation, placing);
    let none = rows.is_empty().then(|| match placing.is_line() {
        true => format!("No single fact that can change {other}, alone and within its range."),
        false => format!("No single fact that can change brings {other}, alone and within its range."),
    });
    Easiest {
        title: if placing.is_line() {
            let side = if explanation.now.winner().is_some() { "below" } else { "above" };
            format!("Easiest ways {side} the line, one fact each")
        } else {
            "Easiest changes, one fact each".to_owned()
        },
        rows,
        none,
        left_out: told(model, &left_out),
        little: little(model, explanation, placing),
    }
}

/// How many facts could each change it alone, of how many that count, in a sentence; facts that nobody can change count
/// too.
pub(super) fn how_many(model: &CustomerModel, explanation: &Explanation) -> String {
    let placing = Placing::of(model, explanation.line);
    let of = model.features().iter().filter(|(f, _)| model.uses(*f) || model.rules_ask(*f)).count();
    let mut some: Vec<FeatureIdx> = explanation.switches.iter().map(|s| s.feature).collect();
    some.sort_unstable();
    some.dedup();
    let does = if placing.is_line() {
        let side = if explanation.now.winner().is_some() { "below" } else { "above" };
        format!("bring it {side} alone")
    } else {
        "change that alone".to_owned()
    };
    let facts = number::count(of, "fact", "facts");
    match some.len() {
        0 => format!("None of {facts} could {does}."),
        1 => format!("One of {facts} could {does}."),
        n => format!("{n} of {facts} could each {does}."),
    }
}

/// How clear it would be: the lead of what comes first then, or the way beyond the line.
fn lead(explanation: &Explanation, switch: &Switch) -> f64 {
    let then = switch.responses.get(explanation.focus.index()).copied().unwrap_or(0.0);
    match (explanation.line.and_then(Line::response), switch.winner) {
        (Some(line), _) => (then - line).abs(),
        (None, Some(winner)) => {
            let others = (0..).map(OfferIdx).zip(&switch.responses).filter(|(o, _)| *o != winner);
            let best = others.map(|(_, r)| *r).fold(f64::NEG_INFINITY, f64::max);
            switch.responses[winner.index()] - best
        }
        (None, None) => then.abs(),
    }
}

/// Whether only a narrow window of a fact's scale brings it: less than a hundredth, with an end on either side.
fn is_narrow(feature: &Feature, switch: &Switch) -> bool {
    let Some((least, most)) = feature.range.filter(|_| !feature.is_whole()) else { return false };
    let (low, high) = switch.stays;
    low > least && high < most && high - low < NARROW * (most - least)
}

/// Why nobody can bring a change about, as far as somebody said.
fn barred(feature: &Feature, switch: &Switch) -> Option<&'static str> {
    match feature.actionability {
        _ if feature.protected => Some("protected"),
        Actionability::Immutable => Some("cannot change"),
        Actionability::UpOnly if switch.at_least == Some(false) => Some("can only grow"),
        Actionability::DownOnly if switch.at_least == Some(true) => Some("can only shrink"),
        _ => None,
    }
}

/// "Left out: age (protected); region and country (cannot change)."
fn told(model: &CustomerModel, left_out: &[(FeatureIdx, &'static str)]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for why in ["protected", "cannot change", "can only grow", "can only shrink"] {
        let of = left_out.iter().filter(|(_, w)| *w == why).map(|(f, _)| fact_name(model.features().get(*f)));
        let names: Vec<String> = of.collect();
        if !names.is_empty() {
            parts.push(format!("{} ({why})", several(&names)));
        }
    }
    if parts.is_empty() { String::new() } else { format!("Would do it, too, and left out: {}.", parts.join("; ")) }
}

fn several(names: &[String]) -> String {
    match names.len() {
        n if n > NAMED => format!("{} and {} more", names[..NAMED - 1].join(", "), n - (NAMED - 1)),
        _ => list(names),
    }
}

/// What is on the other side: "another offer first", "crosses the line of 20 %".
fn other_side(explanation: &Explanation, placing: Placing) -> String {
    match placing.at() {
        Some(at) => format!("crosses the line of {at}"),
        None if explanation.now.winner().is_some() => "another offer first".to_owned(),
        None => "any offer".to_owned(),
    }
}

fn row(model: &CustomerModel, explanation: &Explanation, measure: &Measure, s: &Switch) -> Easy {
    let placing = Placing::of(model, explanation.line);
    let feature = model.features().get(s.feature);
    let then = match s.winner {
        Some(winner) if !placing.is_line() => {
            let was = explanation.now.winner().map(|w| w.offer).filter(|w| *w != winner);
            let told = |o: OfferIdx| format!("{} {}", letter(o), measure.response(s.responses[o.index()]));
            [Some(winner), was].into_iter().flatten().map(told).collect::<Vec<_>>().join(", ")
        }
        _ => measure.response(s.responses[explanation.focus.index()]),
    };
    Easy {
        fact: feature.label.clone(),
        to: switch_value(model, s),
        way: way(feature, explanation.question.values[s.feature.index()], s),
        first: s.winner.filter(|_| !placing.is_line()),
        letter: placing.short(s.winner),
        then,
        switch: Switch { to: value::as_chosen(model, s.feature, s.to), ..s.clone() },
    }
}

/// How far a fact has to go, in its own unit and as a share of its scale: "6 points less, 6 % of its scale".
fn way(feature: &Feature, now: Value, switch: &Switch) -> String {
    let (Value::Number(now), Value::Number(to), Some(up)) = (now, switch.to, switch.at_least) else {
        return "another value".to_owned();
    };
    if feature.kind == crate::model::FeatureKind::YesNo {
        return "the other answer".to_owned();
    }
    let far = (to - now).abs();
    let amount = match feature.kind {
        crate::model::FeatureKind::Date => number::count(far as usize, "day", "days"),
        _ => points(&value::amount(feature, far)),
    };
    let word = match (&feature.kind, up) {
        (crate::model::FeatureKind::Date, true) => "later",
        (crate::model::FeatureKind::Date, false) => "earlier",
        (_, true) => "more",
        (_, false) => "less",
    };
    let narrow = if is_narrow(feature, switch) { ", a narrow window" } else { "" };
    match feature.range {
        // never a bare per cent beside a chance
        Some(_) => format!("{amount} {word}, {} of its scale{narrow}", number::percent(switch.distance)),
        None => format!("{amount} {word}"),
    }
}

/// A difference of per cents is one of points.
fn points(text: &str) -> String {
    text.strip_suffix("\u{A0}%")
        .map_or_else(|| text.to_owned(), |n| if n == "1" { "1 point".to_owned() } else { format!("{n} points") })
}

/// Facts whose share is small here and that can change it all the same.
fn little(model: &CustomerModel, explanation: &Explanation, placing: Placing) -> Phrase {
    let attribution = &explanation.attribution;
    let largest = order(attribution).first().map_or(0.0, |f| attribution.shares[f.index()].abs());
    let mut names: Vec<String> = Vec::new();
    let mut seen: Vec<FeatureIdx> = Vec::new();
    for switch in &explanation.switches {
        let is_small = attribution.shares[switch.feature.index()].abs() < LITTLE * largest;
        if is_small && !seen.contains(&switch.feature) {
            seen.push(switch.feature);
            names.push(fact_name(model.features().get(switch.feature)));
        }
    }
    if names.is_empty() {
        return Phrase::default();
    }
    let can = match (placing.is_line(), explanation.now.winner().is_some()) {
        (true, true) => "bring it below the line",
        (true, false) => "bring it above the line",
        (false, true) => "bring another offer first",
        (false, false) => "bring an offer first",
    };
    Phrase::default().strong(format!("Count little here, yet can {can}:")).plain(format!(" {}.", several(&names)))
}
