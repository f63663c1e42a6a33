//! JSON of a balance of many customers, version 1. Documented in `docs/json.md`.

use serde::Serialize;

use crate::ask::balance::{ChosenBy, Refusal};
use crate::ask::everybody::Point;
use crate::base::{FeatureIdx, date};
use crate::report::parts_json::{Num, VERSION, print};
use crate::view::balance::everybody::Told;

#[derive(Serialize)]
struct File<'a> {
    candour: u32,
    kind: &'static str,
    rows: u64,
    method: &'static str,
    method_said: bool,
    weights: Option<WeightsPart<'a>>,
    weights_assumed: usize,
    first: Vec<GivenPart<'a>>,
    drop_one: Vec<FeaturePart<'a>>,
    elimination: Vec<FeaturePart<'a>>,
    purposes: Vec<PurposePart<'a>>,
    every_set: bool,
    frontier: Vec<PointPart<'a>>,
    precision: Vec<PrecisionPart<'a>>,
    identifiable: Option<IdentifiablePart<'a>>,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct GivenPart<'a> {
    offer: &'a str,
    n: u64,
}

#[derive(Serialize)]
struct FeaturePart<'a> {
    feature: &'a str,
    same: u64,
}

#[derive(Serialize)]
struct PurposePart<'a> {
    purpose: &'a str,
    same: u64,
}

#[derive(Serialize)]
struct PointPart<'a> {
    refused: Vec<&'a str>,
    intrusiveness: Num,
    same: u64,
    first: Vec<GivenPart<'a>>,
    mean_response: Option<Num>,
    mean_value: Option<Num>,
    outcomes_known: u64,
    accepted: Option<u64>,
    pareto: bool,
}

#[derive(Serialize)]
struct PrecisionPart<'a> {
    feature: &'a str,
    cuts: usize,
    cells_used: usize,
}

#[derive(Serialize)]
struct IdentifiablePart<'a> {
    features: Vec<&'a str>,
    classes: u64,
    smallest: u64,
    below_5: u64,
    below_11: u64,
}

#[derive(Serialize)]
struct WeightsPart<'a> {
    by: &'a str,
    on: String,
    facts: usize,
    left_out: usize,
}

/// A balance of many customers as JSON.
pub fn everybody(told: &Told<'_>, sentences: &[String]) -> String {
    let &Told { inputs, question, chosen, weighed, answer, identifiable } = told;
    let model = inputs.model();
    let id = |f: FeatureIdx| model.features().get(f).id.as_str();
    let priced = model.offers().iter().any(|o| o.value.is_some());
    let first = |given: &[u64]| {
        let of = |(offer, &n): (_, &u64)| GivenPart { offer: model.offer(offer).id.as_str(), n };
        model.offer_ids().zip(given).map(of).collect::<Vec<_>>()
    };
    print(&File {
        candour: VERSION,
        kind: "balance",
        rows: answer.rows,
        method: match question.refusal {
            Refusal::Cover => "cover",
            Refusal::Background => "background",
            Refusal::Missing => "missing",
        },
        method_said: chosen == ChosenBy::Dictionary,
        weights: weighed.given.as_ref().map(|given| WeightsPart {
            by: &given.by,
            on: date::iso(given.on),
            facts: given.points.len(),
            left_out: weighed.left_out,
        }),
        weights_assumed: weighed.assumed,
        first: first(&answer.whole.given),
        drop_one: answer.drop_one.iter().map(|k| FeaturePart { feature: id(k.without), same: k.same }).collect(),
        elimination: answer
            .elimination
            .iter()
            .map(|k| FeaturePart { feature: id(k.without), same: k.same })
            .collect(),
        purposes: answer.purposes.iter().map(|k| PurposePart { purpose: &k.without.id, same: k.same }).collect(),
        every_set: answer.every_set,
        frontier: (answer.frontier.iter())
            .map(|point: &Point| PointPart {
                refused: point.refused.iter().map(|p| p.id.as_str()).collect(),
                intrusiveness: Num(point.intrusiveness),
                same: point.count.same,
                first: first(&point.count.given),
                mean_response: point.count.mean_response().map(Num),
                mean_value: point.count.mean_value().filter(|_| priced).map(Num),
                outcomes_known: point.count.known,
                accepted: (point.count.known > 0).then_some(point.count.accepted),
                pareto: point.pareto,
            })
            .collect(),
        precision: (answer.precision.iter())
            .map(|p| PrecisionPart { feature: id(p.feature), cuts: p.cuts, cells_used: p.cells_used })
            .collect(),
        identifiable: identifiable.map(|(known, found)| IdentifiablePart {
            features: known.iter().map(|k| id(k.feature)).collect(),
            classes: found.classes,
            smallest: found.smallest,
            below_5: found.below_5,
            below_11: found.below_11,
        }),
        sentences,
    })
}
