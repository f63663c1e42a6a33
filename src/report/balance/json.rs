//! JSON of a balance, version 1. Documented in `docs/json.md`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ask::balance::{Balance, BalanceQuestion, ChosenBy, Refusal, Stays};
use crate::base::FeatureIdx;
use crate::explain::exact::{Bounds, Settled};
use crate::model::CustomerModel;
use crate::report::parts_json::{Fact, Num, RankedPart, VERSION, print, ranking};
use crate::score::Recommendation;
use crate::view::balance::not_needed;

#[derive(Serialize)]
struct File<'a> {
    candour: u32,
    kind: &'static str,
    method: &'static str,
    method_said: bool,
    refused: &'a [String],
    withheld: Vec<&'a str>,
    before: Offers<'a>,
    after: Offers<'a>,
    possible: PossiblePart<'a>,
    needed: Option<NeededPart<'a>>,
    purposes: Vec<PurposePart<'a>>,
    nodes: u64,
    stopped: bool,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct Offers<'a> {
    first: Option<&'a str>,
    offers: Vec<RankedPart<'a>>,
}

#[derive(Serialize)]
struct PossiblePart<'a> {
    status: &'static str,
    offers: Vec<BoundPart<'a>>,
    lead: Option<LeadPart>,
    first: FirstPart<'a>,
}

#[derive(Serialize)]
struct BoundPart<'a> {
    offer: &'a str,
    low: Num,
    high: Num,
    settled: bool,
}

#[derive(Serialize)]
struct LeadPart {
    low: Num,
    high: Num,
    settled: bool,
}

#[derive(Serialize)]
struct FirstPart<'a> {
    status: &'static str,
    other: Option<&'a str>,
    values: BTreeMap<&'a str, Fact>,
}

#[derive(Serialize)]
struct NeededPart<'a> {
    status: &'static str,
    at_least: usize,
    features: Vec<&'a str>,
    not_needed: Vec<&'a str>,
}

#[derive(Serialize)]
struct PurposePart<'a> {
    purpose: &'a str,
    features: Vec<&'a str>,
    refusing_alone: AlonePart<'a>,
}

#[derive(Serialize)]
struct AlonePart<'a> {
    first: Option<&'a str>,
    margin_change: Option<Num>,
}

/// A balance as JSON; `refused` are the purposes and features that were named, `chosen` who said what takes the
/// place of a refused fact.
pub fn balance(
    model: &CustomerModel,
    question: &BalanceQuestion,
    answer: &Balance,
    refused: &[String],
    chosen: ChosenBy,
    sentences: &[String],
) -> String {
    let ids = |list: &[FeatureIdx]| list.iter().map(|&f| model.features().get(f).id.as_str()).collect::<Vec<_>>();
    let first = |ranked: &Recommendation| ranked.winner().map(|w| model.offer(w.offer).id.as_str());
    let offers = |ranked| Offers { first: first(ranked), offers: ranking(model, ranked) };
    let settled = answer.possible.margins.iter().chain(&answer.possible.lead).all(|b| b.settled)
        && answer.stays != Stays::Unsettled;
    // how the margin of what came first changes
    let change = |after: &Recommendation| {
        let offer = answer.before.winner()?.offer;
        Some(Num(after.of(offer).1.margin - answer.before.of(offer).1.margin))
    };
    print(&File {
        candour: VERSION,
        kind: "balance",
        method: match question.refusal {
            Refusal::Cover => "cover",
            Refusal::Background => "background",
            Refusal::Missing => "missing",
        },
        method_said: chosen == ChosenBy::Dictionary,
        refused,
        withheld: ids(&question.refused),
        before: offers(&answer.before),
        after: offers(&answer.after),
        possible: PossiblePart {
            status: if settled { "settled" } else { "unsettled" },
            offers: model
                .offers()
                .iter()
                .zip(&answer.possible.margins)
                .map(|(o, b)| BoundPart { offer: &o.id, low: Num(b.low), high: Num(b.high), settled: b.settled })
                .collect(),
            lead: answer.possible.lead.map(|Bounds { low, high, settled }| LeadPart {
                low: Num(low),
                high: Num(high),
                settled,
            }),
            first: first_part(model, &answer.hidden, &answer.stays),
        },
        needed: answer.enough.as_ref().map(|enough| NeededPart {
            status: if enough.status == Settled::Optimal { "optimal" } else { "unsettled" },
            at_least: enough.at_least,
            features: enough
                .kept
                .iter()
                .filter(|_| enough.status == Settled::Optimal)
                .map(|k| model.features().get(k.feature).id.as_str())
                .collect(),
            not_needed: ids(&not_needed(model, answer)),
        }),
        purposes: answer
            .purposes
            .iter()
            .map(|alone| PurposePart {
                purpose: &alone.purpose.id,
                features: ids(&alone.features),
                refusing_alone: AlonePart { first: first(&alone.after), margin_change: change(&alone.after) },
            })
            .collect(),
        nodes: answer.possible.nodes,
        stopped: answer.possible.stopped,
        sentences,
    })
}

fn first_part<'a>(model: &'a CustomerModel, hidden: &[FeatureIdx], stays: &Stays) -> FirstPart<'a> {
    let (status, other, values) = match stays {
        Stays::Proven => ("proven", None, &[][..]),
        Stays::Refuted(other, values) => ("refuted", *other, &values[..]),
        Stays::Unsettled => ("unsettled", None, &[][..]),
        Stays::Barred => ("barred", None, &[][..]),
        Stays::Nothing => ("nothing", None, &[][..]),
    };
    let value = |(f, v): (&FeatureIdx, &crate::model::Value)| {
        let feature = model.features().get(*f);
        (feature.id.as_str(), Fact::of(feature, *v))
    };
    FirstPart {
        status,
        other: other.map(|o| model.offer(o).id.as_str()),
        values: hidden.iter().zip(values).map(value).collect(),
    }
}
