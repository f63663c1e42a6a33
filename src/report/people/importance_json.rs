//! What matters over many customers as JSON for programs. Documented field by field in `docs/json.md`.

use serde::Serialize;

use crate::ask::Inputs;
use crate::ask::importance::{FeatureImportance, Importance, OfferImportance, Part, Parts};
use crate::model::{CustomerModel, Feature};
use crate::report::parts_json::{AbsencePart, ModelPart, Num, RegionWords, VERSION, print};
use crate::view::importance::ranking;

#[derive(Serialize)]
struct ImportanceFile<'a> {
    candour: u32,
    kind: &'static str,
    model: ModelPart<'a>,
    absence: AbsencePart,
    customers: usize,
    offers: Vec<OfferPart<'a>>,
    limits: String,
}

#[derive(Serialize)]
struct OfferPart<'a> {
    offer: &'a str,
    total: Num,
    residual: Num,
    residual_row: usize,
    features: Vec<FeaturePart<'a>>,
    sentences: Vec<String>,
}

#[derive(Serialize)]
struct FeaturePart<'a> {
    feature: &'a str,
    rank: usize,
    mean_abs: Num,
    part_of_all: Num,
    mean: Num,
    raised: usize,
    lowered: usize,
    least: Num,
    q05: Num,
    q25: Num,
    q50: Num,
    q75: Num,
    q95: Num,
    greatest: Num,
    quantiles_within: Num,
    groups: Vec<GroupPart>,
}

/// Customers with some values of a feature.
#[derive(Serialize)]
struct GroupPart {
    #[serde(flatten)]
    values: GroupWords,
    customers: usize,
    mean: Option<Num>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum GroupWords {
    AtMost { at_most: Num },
    AtLeast { at_least: Num },
    Other(RegionWords),
}

/// The answer as JSON: every offer that was asked about, every feature that the model uses. `file` is the table's name.
pub fn importance(inputs: &Inputs, answer: &Importance, file: Option<&str>) -> String {
    let model = inputs.model();
    let mut limits = String::new();
    let offers = answer.offers.iter().map(|found| {
        let said = ranking(inputs, answer, found.offer, file, true);
        let mut sentences = Vec::new();
        if let Some(said) = said {
            limits = said.cannot.text();
            sentences.extend([said.title, said.over]);
            sentences.extend(said.sentences.iter().map(crate::view::Phrase::text));
            sentences.extend(said.idle);
            sentences.push(said.exact.text());
        }
        offer(model, found, sentences)
    });
    let offers = offers.collect();
    print(&ImportanceFile {
        candour: VERSION,
        kind: "importance",
        model: ModelPart::of(model),
        absence: AbsencePart::of(inputs),
        customers: answer.n_rows,
        offers,
        limits,
    })
}

fn offer<'a>(model: &'a CustomerModel, found: &OfferImportance, sentences: Vec<String>) -> OfferPart<'a> {
    let part = |(i, f): (usize, &FeatureImportance)| {
        let feature = model.features().get(f.feature);
        let [q05, q25, q50, q75, q95] = f.quantiles.map(Num);
        FeaturePart {
            feature: &feature.id,
            rank: i + 1,
            mean_abs: Num(f.mean_abs),
            part_of_all: Num(found.part(f)),
            mean: Num(f.mean),
            raised: f.raised,
            lowered: f.lowered,
            least: Num(f.least),
            q05,
            q25,
            q50,
            q75,
            q95,
            greatest: Num(f.greatest),
            quantiles_within: Num(f.spread.width),
            groups: groups(feature, &f.parts),
        }
    };
    OfferPart {
        offer: &model.offer(found.offer).id,
        total: Num(found.total),
        residual: Num(found.residual),
        residual_row: found.residual_row,
        features: found.features.iter().enumerate().map(part).collect(),
        sentences,
    }
}

/// Customers apart by their own value; those that there are none of are told too, so that files line up.
fn groups(feature: &Feature, parts: &Parts) -> Vec<GroupPart> {
    let group = |values: GroupWords, part: &Part| GroupPart {
        values,
        customers: part.n,
        mean: (part.n > 0).then_some(Num(part.mean)),
    };
    let unknown = || GroupWords::Other(RegionWords::Missing { missing: true });
    match parts {
        Parts::One => Vec::new(),
        Parts::Halves { low_most, high_least, parts: [low, high, none] } => vec![
            group(GroupWords::AtMost { at_most: Num(*low_most) }, low),
            group(GroupWords::AtLeast { at_least: Num(*high_least) }, high),
            group(unknown(), none),
        ],
        Parts::Levels(parts) => {
            let n = feature.levels().len();
            let words = |i: usize| match feature.levels().get(i) {
                Some(level) => RegionWords::Levels { levels: vec![level.clone()], other_level: false },
                None if i == n => RegionWords::Levels { levels: Vec::new(), other_level: true },
                None => RegionWords::Missing { missing: true },
            };
            parts.iter().enumerate().map(|(i, part)| group(GroupWords::Other(words(i)), part)).collect()
        }
    }
}
