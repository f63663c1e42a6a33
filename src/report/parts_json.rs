//! The nouns that every JSON report shares: numbers, facts, regions, the model, the customer, a ranking.
//!
//! The structs here are the format and nothing else. Numbers are written so that they read back to the same float64;
//! the few that JSON cannot write (infinite ones) are the texts `"inf"` and `"-inf"`.

use serde::{Serialize, Serializer};

use crate::ask::{AbsenceKind, Inputs};
use crate::model::{CustomerModel, Feature, Link, Profile, RankBy, Value};
use crate::score::Recommendation;

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// A number; an infinite one as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Num(pub(super) f64);

impl Serialize for Num {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.serialize_str(&self.0.to_string())
        }
    }
}

/// A customer's value: a number, a level's label, `null` for not known, or what it is instead.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Fact {
    Number(Num),
    Level(String),
    Missing(()),
    Other { other_level: bool },
    Withheld { withheld: bool },
}

impl Fact {
    pub(super) fn of(feature: &Feature, value: Value) -> Self {
        match value {
            Value::Number(x) => Self::Number(Num(x)),
            Value::Level(level) => match feature.levels().get(level as usize) {
                Some(label) => Self::Level(label.clone()),
                None => Self::Other { other_level: true },
            },
            Value::OtherLevel => Self::Other { other_level: true },
            Value::Missing => Self::Missing(()),
            Value::Withheld => Self::Withheld { withheld: true },
        }
    }
}

/// Values that the model does not tell apart, or that bring the same answer.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum RegionWords {
    Numbers { at_least: Option<Num>, below: Option<Num> },
    Levels { levels: Vec<String>, other_level: bool },
    Missing { missing: bool },
}

/// What every answer about one customer begins with.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    candour: u32,
    kind: &'static str,
    model: ModelPart<'a>,
    customer: CustomerPart<'a>,
    absence: AbsencePart,
    changed: Vec<ChangedPart<'a>>,
}

/// The model, as every answer names it.
#[derive(Serialize)]
pub(super) struct ModelPart<'a> {
    title: &'a str,
    format: &'a str,
    link: &'static str,
    link_scale: Option<Num>,
    ranked_by: &'static str,
}

#[derive(Serialize)]
struct CustomerPart<'a> {
    name: &'a str,
    fictional: bool,
    values: Vec<ValuePart<'a>>,
}

#[derive(Serialize)]
struct ValuePart<'a> {
    feature: &'a str,
    value: Fact,
}

/// What not knowing a feature means.
#[derive(Serialize)]
pub(super) struct AbsencePart {
    by: &'static str,
    background_rows: usize,
}

/// A changed fact.
#[derive(Serialize)]
pub(super) struct ChangedPart<'a> {
    feature: &'a str,
    from: Fact,
    to: Fact,
    text: String,
}

impl<'a> Head<'a> {
    /// Of an answer about a customer with these values; `original` are the real ones.
    pub(super) fn of(
        kind: &'static str,
        inputs: &'a Inputs,
        profile: &'a Profile,
        original: &[Value],
        values: &[Value],
    ) -> Self {
        let model = inputs.model();
        let facts = model.features().iter();
        Self {
            candour: VERSION,
            kind,
            model: ModelPart::of(model),
            customer: CustomerPart {
                name: &profile.name,
                fictional: profile.fictional,
                values: facts
                    .map(|(idx, f)| ValuePart { feature: &f.id, value: Fact::of(f, values[idx.index()]) })
                    .collect(),
            },
            absence: AbsencePart::of(inputs),
            changed: changed(model, original, values),
        }
    }
}

impl AbsencePart {
    pub(super) fn of(inputs: &Inputs) -> Self {
        let (absence, background_rows) = inputs.absence_kind();
        Self { by: if absence == AbsenceKind::ByCover { "cover" } else { "background" }, background_rows }
    }
}

/// The facts that differ from the real ones.
pub(super) fn changed<'a>(model: &'a CustomerModel, original: &[Value], values: &[Value]) -> Vec<ChangedPart<'a>> {
    let facts = model.features().iter().map(|(idx, f)| (f, original[idx.index()], values[idx.index()]));
    facts
        .filter(|(_, before, now)| !now.same(*before))
        .map(|(f, before, now)| ChangedPart {
            feature: &f.id,
            from: Fact::of(f, before),
            to: Fact::of(f, now),
            text: crate::view::explain::changed_text(f, before, now),
        })
        .collect()
}

impl<'a> ModelPart<'a> {
    pub(super) fn of(model: &'a CustomerModel) -> Self {
        let (link, link_scale) = link(model.link());
        Self {
            title: model.title(),
            format: &model.provenance().format,
            link,
            link_scale,
            ranked_by: ranked_by(model.rank_by()),
        }
    }
}

/// The link's name and its factor, if it has one.
pub(super) fn link(link: Link) -> (&'static str, Option<Num>) {
    match link {
        Link::Identity { probability: true } => ("probability", None),
        Link::Identity { probability: false } => ("value", None),
        Link::Logistic { scale } => ("logistic", Some(Num(scale))),
        Link::Exp => ("exp", None),
        Link::Softplus => ("softplus", None),
        Link::SignedSquare => ("signed_square", None),
        Link::Softmax => ("softmax", None),
        Link::Ranking => ("ranking", None),
    }
}

/// What offers are ranked by.
pub(super) fn ranked_by(rank_by: RankBy) -> &'static str {
    match rank_by {
        RankBy::Response => "response",
        RankBy::ResponseTimesValue => "response_times_value",
    }
}

/// An offer in its place.
#[derive(Serialize)]
pub(super) struct RankedPart<'a> {
    place: usize,
    offer: &'a str,
    title: &'a str,
    letter: String,
    margin: Num,
    response: Num,
    worth: Num,
    barred: Option<&'a str>,
}

/// All offers, best first.
pub(super) fn ranking<'a>(model: &'a CustomerModel, recommendation: &Recommendation) -> Vec<RankedPart<'a>> {
    let part = |(i, ranked): (usize, &crate::score::Ranked)| {
        let offer = model.offer(ranked.offer);
        RankedPart {
            place: i + 1,
            offer: &offer.id,
            title: &offer.title,
            letter: crate::view::letter(ranked.offer),
            margin: Num(ranked.margin),
            response: Num(ranked.response),
            worth: Num(ranked.worth),
            barred: ranked.barred_by.map(|rule| offer.rules[rule].reason.as_str()),
        }
    };
    recommendation.ranked.iter().enumerate().map(part).collect()
}

/// The file as text, one line per field.
pub(super) fn print(file: &impl Serialize) -> String {
    // plain structs of texts and numbers: writing them to memory does not fail
    serde_json::to_string_pretty(file).map(|text| text + "\n").unwrap_or_default()
}
