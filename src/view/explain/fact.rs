//! The customer's facts, group by group: value, control, track and share of each.

use crate::ask::firm::stays;
use crate::ask::{Explanation, Stays};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::explain::{ResponseCurve, Stretch};
use crate::import::seen::on_a_scale;
use crate::model::{CustomerModel, Feature, FeatureKind, Line, Sensitivity, Value};
use crate::view::letter;
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::has_words;
use crate::view::value;

/// Facts under one heading.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// The heading; "Facts" where the dictionary has none.
    pub title: String,
    /// All shares in it together.
    pub share: Share,
    /// How many of its facts are changed.
    pub n_changed: usize,
    /// Its facts, in the dictionary's order.
    pub facts: Vec<Fact>,
}

impl Group {
    /// The group with those of its facts whose name has the words that were typed; `None` where none has.
    pub fn with_words(&self, typed: &str) -> Option<Self> {
        let facts: Vec<Fact> = self.facts.iter().filter(|f| has_words(&f.label, typed)).cloned().collect();
        (!facts.is_empty()).then(|| Self { facts, ..self.clone() })
    }

    /// The heading, with how many of its facts are changed.
    pub fn heading(&self) -> String {
        match self.n_changed {
            0 => self.title.clone(),
            n => format!("{} · {n} changed", self.title),
        }
    }

    /// All of it, for those who do not see it.
    pub fn about(&self) -> String {
        let facts = number::count(self.facts.len(), "fact", "facts");
        format!("{}, {facts}, together {} {}", self.title, self.share.text, self.share.word)
    }
}

/// A share with its direction in figures and in a word.
#[derive(Clone, PartialEq, Debug)]
pub struct Share {
    /// The share itself, in the unit shown.
    pub amount: f64,
    /// "+9.1".
    pub text: String,
    /// "for", "against" or "no effect".
    pub word: &'static str,
}

/// One fact and what can be done with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// Which feature.
    pub feature: FeatureIdx,
    /// "Average basket".
    pub label: String,
    /// "38.40 €".
    pub value: String,
    /// What it was, if it was changed.
    pub was: Option<String>,
    /// "This change: A −51.0 · B +0.4 points", if it was changed and that is known.
    pub effect: Option<String>,
    /// How it is changed.
    pub control: Control,
    /// Its share in the score explained; `None` if it is withheld.
    pub share: Share,
    /// What to know about it: sensitive, protected, not used by the model. Short words.
    pub marks: Vec<&'static str>,
    /// One more sentence where one is due: a missing value that counts.
    pub note: Option<String>,
    /// Everything the dictionary says, a line each.
    pub about: Vec<String>,
}

/// How a fact is changed.
#[derive(Clone, PartialEq, Debug)]
pub enum Control {
    /// A slider for numbers, with a stepper where values are whole.
    Slider {
        /// Values at the ends of the track.
        range: (f64, f64),
        /// The ends, as text.
        ends: (String, String),
        /// The ends without units, to stand below the track.
        marks: (String, String),
        /// The step; `None` for any number.
        step: Option<f64>,
        /// A small step, where any number may be set one that suits the scale.
        small: f64,
        /// What a step down and a step up are: "one less", "a day later".
        steps: (&'static str, &'static str),
        /// The value now; `None` if it is not known or withheld.
        now: Option<f64>,
        /// The value of the real customer, likewise.
        before: Option<f64>,
        /// Which offer comes first along the track, in stretches that cover it.
        track: Vec<TrackStretch>,
        /// Where there is a line: how far above or below it each stretch between two cuts stands.
        shades: Vec<Shade>,
        /// The stretch round the value now in which the same offer stays first; `None` without a value.
        keeps: Option<Box<Keeps>>,
    },
    /// A list of levels, or yes and no.
    Choice {
        /// The levels with the offer that would come first at each.
        levels: Vec<Level>,
        /// The one now, by its place in the list.
        now: Option<usize>,
        /// The one of the real customer.
        before: Option<usize>,
        /// Whether it is a yes or no, for a switch.
        switch: bool,
    },
}

/// A stretch of a slider's track between two cuts, of a model with a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Shade {
    /// Where it starts, as a value.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it is sent there.
    pub is_sent: bool,
    /// How far from the line it stands, from 0 to 1 of what is possible on that side.
    pub strength: f32,
    /// What the model says there: "22 %".
    pub response: String,
}

/// A stretch of a slider's track.
#[derive(Clone, PartialEq, Debug)]
pub struct TrackStretch {
    /// Where it starts, as a value.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What comes first there.
    pub winner: Option<OfferIdx>,
    /// Where exactly it switches: "from 47 days on".
    pub starts_at: String,
    /// The same as short as it can be, to stand below the track: "from 47".
    pub mark: String,
}

/// The stretch of a slider's track in which the same offer stays first.
#[derive(Clone, PartialEq, Debug)]
pub struct Keeps {
    /// Where it starts, as a value.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether it is the whole track.
    pub whole: bool,
    /// The same, to stand below the track, and again where there is less room: "A first: 8 or more" and "8 or more",
    /// "A first at every value" and "always A".
    pub marks: [String; 2],
    /// "A stays first: 8 or more".
    pub text: String,
    /// "Makes no difference to any score: 8 to 11".
    pub still: String,
}

/// A level of a choice.
#[derive(Clone, PartialEq, Debug)]
pub struct Level {
    /// What it sets.
    pub value: Value,
    /// "Beauty".
    pub label: String,
    /// What comes first with it.
    pub winner: Option<OfferIdx>,
    /// What becomes of it in words: "A would come first"; "22 %: sent".
    pub says: String,
}

/// What a fact was and is: "52.10 € → 38.40 €".
pub fn changed(feature: &Feature, before: Value, now: Value) -> String {
    format!("{} → {}", value::value(feature, before), value::value(feature, now))
}

/// A share as shown.
pub fn share(measure: &Measure, amount: f64) -> Share {
    let word = if amount > 0.0 {
        "for"
    } else if amount < 0.0 {
        "against"
    } else {
        "no effect"
    };
    Share { amount, text: if amount == 0.0 { "0".to_owned() } else { measure.share(amount) }, word }
}

/// The facts of a customer in groups, in the order in which the dictionary first names each group. `shares` are the
/// features' shares in the unit shown.
pub fn groups(model: &CustomerModel, explanation: &Explanation, measure: &Measure, shares: &[f64]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (idx, feature) in model.features().iter() {
        let title = if feature.group.is_empty() { "Facts" } else { &feature.group };
        let fact = fact(model, explanation, measure, shares, idx, feature);
        let changed = usize::from(fact.was.is_some());
        match groups.iter_mut().find(|g| g.title == title) {
            Some(group) => {
                group.facts.push(fact);
                group.n_changed += changed;
            }
            None => groups.push(Group {
                title: title.to_owned(),
                share: share(measure, 0.0),
                n_changed: changed,
                facts: vec![fact],
            }),
        }
    }
    for group in &mut groups {
        group.share = share(measure, group.facts.iter().map(|f| f.share.amount).sum());
    }
    groups
}

/// Whether nothing at all is known of the real customer.
fn knows_nothing(explanation: &Explanation) -> bool {
    explanation.question.original.iter().all(|value| matches!(value, Value::Missing))
}

fn fact(
    model: &CustomerModel,
    explanation: &Explanation,
    measure: &Measure,
    shares: &[f64],
    idx: FeatureIdx,
    feature: &Feature,
) -> Fact {
    let now = explanation.question.values[idx.index()];
    let before = explanation.question.original[idx.index()];
    let used = model.uses(idx);
    let mut marks = marks(feature);
    if !used {
        marks.push(if model.rules_ask(idx) { "only decides who may get an offer" } else { "not used by the model" });
    }
    let amount = shares[idx.index()];
    let note = match now {
        // of nobody's facts, that all are not known is said once
        Value::Missing if used && amount != 0.0 && !knows_nothing(explanation) => {
            Some("Not known counts too: the model learned what to do without it".to_owned())
        }
        Value::Withheld if used => Some("Not used: averaged over what it could have been".to_owned()),
        _ => None,
    };
    Fact {
        feature: idx,
        label: feature.label.clone(),
        value: value::beside_cuts(model, idx, now),
        was: (!now.same(before)).then(|| value::beside_cuts(model, idx, before)),
        effect: effect(explanation, measure, idx),
        control: control(model, feature, now, before, &explanation.curves[idx.index()], explanation, measure),
        share: share(measure, amount),
        marks,
        note,
        about: about(feature, used),
    }
}

/// What the change of a fact did to each offer, the most first; `None` if it is not changed or that cannot be told.
fn effect(explanation: &Explanation, measure: &Measure, idx: FeatureIdx) -> Option<String> {
    let at = explanation.changed().iter().position(|f| *f == idx)?;
    let shares = explanation.change_shares.as_ref()?.get(at)?;
    let points = measure.points();
    let several = shares.len() > 1;
    let mut offers: Vec<(usize, f64)> = shares.iter().copied().enumerate().filter(|(_, by)| *by != 0.0).collect();
    if offers.is_empty() {
        return Some("This change moves no score".to_owned());
    }
    offers.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    let part = |&(offer, by): &(usize, f64)| {
        let text = share(&points, by).text;
        if several { format!("{}\u{A0}{text}", letter(OfferIdx::new(offer))) } else { text }
    };
    let parts: Vec<String> = offers.iter().take(EFFECTS).map(part).collect();
    Some(format!("This change: {} {}", parts.join(" · "), points.share_unit()))
}

/// Of how many offers the effect of a change is told.
const EFFECTS: usize = 3;

/// What a reader should notice about a feature, in short words.
pub fn marks(feature: &Feature) -> Vec<&'static str> {
    let mut marks = Vec::new();
    if feature.protected {
        marks.push("protected");
    }
    if feature.inferred {
        marks.push("inferred");
    }
    if feature.sensitivity == Sensitivity::Sensitive {
        marks.push("sensitive");
    }
    marks
}

/// Everything the dictionary says of a feature, a line each.
fn about(feature: &Feature, used: bool) -> Vec<String> {
    use crate::model::Actionability as A;
    let mut lines = Vec::new();
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(if name.is_empty() { text.to_owned() } else { format!("{name}: {text}") });
        }
    };
    line("", &feature.description);
    line("Collected for", &feature.purpose);
    line("Source", &feature.source);
    line(
        "Sensitivity",
        match feature.sensitivity {
            Sensitivity::Unstated => "",
            Sensitivity::Low => "low",
            Sensitivity::Personal => "personal",
            Sensitivity::Sensitive => "sensitive",
        },
    );
    line("", if feature.protected { "A protected attribute" } else { "" });
    line(
        "",
        match feature.actionability {
            A::Unstated | A::Free => "",
            A::UpOnly => "Can only grow",
            A::DownOnly => "Can only shrink",
            A::Immutable => "The customer cannot change it",
        },
    );
    line("", if used { "" } else { "No tree of this model looks at it" });
    line("Name in files", if feature.id == feature.label { "" } else { &feature.id });
    lines
}

fn control(
    model: &CustomerModel,
    feature: &Feature,
    now: Value,
    before: Value,
    curve: &ResponseCurve,
    explanation: &Explanation,
    measure: &Measure,
) -> Control {
    let placing = Placing::of(model, explanation.line);
    let level = |value: Value, label: &str, s: &Stretch| {
        let first = placing.short(s.winner);
        let says = if placing.is_line() {
            format!("{}: {first}", measure.response(s.responses[0]))
        } else {
            placing.would(s.winner)
        };
        Level { value, label: label.to_owned(), winner: s.winner, says }
    };
    let levels: Vec<Level> = match &feature.kind {
        FeatureKind::Choice { levels } => {
            levels.iter().zip(&curve.stretches).map(|(label, s)| level(s.value, label, s)).collect()
        }
        FeatureKind::YesNo => [(0.0, "No"), (1.0, "Yes")]
            .into_iter()
            .map(|(x, label)| {
                let value = Value::Number(x);
                level(value, label, curve.at(value))
            })
            .collect(),
        FeatureKind::Number | FeatureKind::Count | FeatureKind::Date => {
            return slider(model, feature, now, before, curve, explanation, measure);
        }
    };
    let place = |value: Value| levels.iter().position(|l| l.value.same(value));
    let (now, before) = (place(now), place(before));
    Control::Choice { levels, now, before, switch: feature.kind == FeatureKind::YesNo }
}

fn slider(
    model: &CustomerModel,
    feature: &Feature,
    now: Value,
    before: Value,
    curve: &ResponseCurve,
    explanation: &Explanation,
    measure: &Measure,
) -> Control {
    let number = |value: Value| match value {
        Value::Number(x) if x.is_finite() => Some(x),
        _ => None,
    };
    let (now, before) = (number(now), number(before));
    let range = slider_range(model, feature, curve.feature, &[now, before]);
    let mut track: Vec<TrackStretch> = Vec::new();
    for (low, high, winner) in curve.winners() {
        let (from, to) = (low.max(range.0), high.min(range.1));
        // a stretch counts if a value that exists lies in it
        let rounding = model.rounding();
        let first = feature.first_from(rounding.least(low).max(range.0));
        let any = first <= range.1 && (high == f64::INFINITY || first < rounding.least(high));
        if from <= to && any {
            match track.last_mut() {
                Some(last) if last.winner == winner => last.to = to,
                _ => track.push(TrackStretch {
                    from,
                    to,
                    winner,
                    starts_at: value::onset(feature, rounding, low.max(range.0)),
                    mark: value::mark(feature, rounding, low.max(range.0)),
                }),
            }
        }
    }
    Control::Slider {
        ends: (value::with_unit(feature, range.0), value::with_unit(feature, range.1)),
        marks: (value::brief(feature, range.0), value::brief(feature, range.1)),
        range,
        step: feature.step,
        small: feature.step.unwrap_or_else(|| nice((range.1 - range.0) / 100.0)),
        steps: match feature.kind {
            FeatureKind::Date => ("a day earlier", "a day later"),
            _ => ("one less", "one more"),
        },
        now,
        before,
        track,
        shades: shades(model, curve, explanation, measure, range),
        keeps: keeps(model, feature, curve, explanation, range),
    }
}

/// A step near to this that a person would take: 1, 2 or 5 times a power of ten.
fn nice(step: f64) -> f64 {
    if step <= 0.0 || !step.is_finite() {
        return 1.0;
    }
    let power = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|by| by * power).into_iter().find(|nice| *nice >= step).unwrap_or(step)
}

/// How far above or below the line a track's stretches stand, as parts of the greatest distance on either side: of all
/// chance, or of what there is along the track where responses are values.
fn shades(
    model: &CustomerModel,
    curve: &ResponseCurve,
    explanation: &Explanation,
    measure: &Measure,
    (least, most): (f64, f64),
) -> Vec<Shade> {
    let [_] = model.offers() else { return Vec::new() };
    let Some(at) = explanation.line.and_then(Line::response) else { return Vec::new() };
    let responses = || curve.stretches.iter().map(|s| s.responses[0]);
    let (low, high) = if model.link().is_probability() {
        (0.0, 1.0)
    } else {
        (responses().fold(at, f64::min), responses().fold(at, f64::max))
    };
    let strength = |response: f64| {
        let (distance, all) = if response >= at { (response - at, high - at) } else { (at - response, at - low) };
        if all > 0.0 { (distance / all).clamp(0.0, 1.0).sqrt() as f32 } else { 0.0 }
    };
    let within = curve.stretches.iter().filter(|s| s.high > least && s.low <= most);
    let shade = |s: &Stretch| Shade {
        from: s.low.max(least),
        to: s.high.min(most),
        is_sent: s.winner.is_some(),
        strength: strength(s.responses[0]),
        response: measure.response(s.responses[0]),
    };
    within.map(shade).collect()
}

/// Where the same offer stays first, and where nothing changes at all.
fn keeps(
    model: &CustomerModel,
    feature: &Feature,
    curve: &ResponseCurve,
    explanation: &Explanation,
    (least, most): (f64, f64),
) -> Option<Box<Keeps>> {
    let Stays::Numbers { low, high } = stays(model, curve, explanation) else { return None };
    let now = explanation.question.values[curve.feature.index()];
    let still = curve.at(now);
    let between = |low, high| value::interval(feature, model.rounding(), low, high);
    let still = between(still.low, still.high);
    let placing = Placing::of(model, explanation.line);
    let winner = explanation.now.winner().map(|w| w.offer);
    let stays = placing.stays(winner);
    let whole = low <= least && high >= most;
    let first = if placing.is_line() { placing.short(winner) } else { format!("{} first", placing.short(winner)) };
    let marks = if whole {
        [placing.everywhere(winner), placing.always(winner)]
    } else {
        let bare = Feature { unit: String::new(), ..feature.clone() };
        let values = value::interval(&bare, model.rounding(), low, high);
        [format!("{first}: {values}"), values]
    };
    Some(Box::new(Keeps {
        from: low.max(least),
        to: high.min(most),
        whole,
        marks,
        text: format!("{stays}: {}", between(low, high)),
        still: if still == value::value(feature, now) {
            "Already the next value changes some score".to_owned()
        } else {
            format!("Makes no difference to any score: {still}")
        },
    }))
}

/// The dictionary's range, or the cuts with some room on both sides; always with the customer's own values inside.
pub(super) fn slider_range(
    model: &CustomerModel,
    feature: &Feature,
    idx: FeatureIdx,
    values: &[Option<f64>],
) -> (f64, f64) {
    // a stand-in for "none" is no end of a scale
    let cuts: Vec<f64> = model.cuts(idx).thresholds().iter().copied().filter(|&t| on_a_scale(t)).collect();
    let range = feature.range.filter(|(a, b)| on_a_scale(*a) && on_a_scale(*b));
    let (mut low, mut high) = range.unwrap_or_else(|| match (cuts.first(), cuts.last()) {
        (Some(&a), Some(&b)) if a < b => (a - 0.1 * (b - a), b + 0.1 * (b - a)),
        (Some(&a), _) => (a - a.abs().max(1.0), a + a.abs().max(1.0)),
        _ => (0.0, 1.0),
    });
    for x in values.iter().flatten() {
        low = low.min(*x);
        high = high.max(*x);
    }
    if low == high {
        high = low + feature.step.unwrap_or(1.0);
    }
    (low, high)
}
