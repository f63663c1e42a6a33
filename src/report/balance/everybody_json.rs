//! JSON of a balance of many customers, version 1. Documented in `docs/json.md`.

use serde::Serialize;

use crate::ask::balance::{ChosenBy, Refusal};
use crate::ask::everybody::{GroupShown, Parted, Point};
use crate::ask::groups::Shown;
use crate::base::{FeatureIdx, OfferIdx, date};
use crate::report::parts_json::{Num, VERSION, print};
use crate::view::balance::everybody::Told;
use crate::view::groups;

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
    min_group: u64,
    divided: Vec<DivisionPart<'a>>,
    contact: Vec<ContactPart<'a>>,
    drop_one: Vec<FeaturePart<'a>>,
    elimination: Vec<FeaturePart<'a>>,
    purposes: Vec<PurposePart<'a>>,
    proven: Option<ProvenPart<'a>>,
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
    granted: u64,
    refused: u64,
    not_asked: u64,
    not_known: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<GroupPart<'a>>,
}

#[derive(Serialize)]
struct GroupPart<'a> {
    attribute: &'a str,
    group: String,
    n: u64,
    same: ShownPart,
    outcomes_known: ShownPart,
    accepted: ShownPart,
}

/// A count, or the word that says why there is none.
#[derive(Serialize)]
#[serde(untagged)]
enum ShownPart {
    Count(u64),
    Word(&'static str),
}

impl From<Shown> for ShownPart {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Count(n) => Self::Count(n),
            Shown::Few => Self::Word("few"),
            Shown::AllButFew => Self::Word("all_but_few"),
            Shown::Withheld => Self::Word("held_back"),
        }
    }
}

#[derive(Serialize)]
struct DivisionPart<'a> {
    attribute: &'a str,
    bands: Vec<Num>,
    groups: Vec<DividedPart>,
    shown: bool,
}

#[derive(Serialize)]
struct DividedPart {
    group: String,
    n: u64,
    put_together: usize,
}

#[derive(Serialize)]
struct ContactPart<'a> {
    offer: &'a str,
    channel: &'a str,
    most: u32,
    days: u32,
    given: u64,
    at_most_already: u64,
    not_known: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<ContactGroupPart<'a>>,
}

#[derive(Serialize)]
struct ContactGroupPart<'a> {
    attribute: &'a str,
    group: String,
    n: u64,
    given: ShownPart,
    at_most_already: ShownPart,
    not_known: ShownPart,
}

#[derive(Serialize)]
struct AucPart<'a> {
    offer: &'a str,
    auc: Option<Num>,
}

/// Group by group, as they are shown under a set.
fn by_group<'a>(told: &Told<'a>, sets: impl Fn(&'a Parted) -> Option<&'a Vec<GroupShown>>) -> Vec<GroupPart<'a>> {
    let model = told.inputs.model();
    let of = |parted: &'a Parted| {
        let shown = sets(parted).map_or(&[][..], Vec::as_slice);
        parted.groups.iter().zip(shown).map(move |(group, shown)| GroupPart {
            attribute: groups::id(model, &parted.division),
            group: groups::group(model, &parted.division, group),
            n: group.n,
            same: shown.same.into(),
            outcomes_known: shown.known.into(),
            accepted: shown.accepted.into(),
        })
    };
    told.answer.by.iter().flat_map(of).collect()
}

fn divisions<'a>(told: &Told<'a>) -> Vec<DivisionPart<'a>> {
    let model = told.inputs.model();
    let of = |parted: &'a Parted| DivisionPart {
        attribute: groups::id(model, &parted.division),
        bands: parted.division.bands.iter().map(|&x| Num(x)).collect(),
        groups: (parted.groups.iter())
            .map(|group| DividedPart {
                group: groups::group(model, &parted.division, group),
                n: group.n,
                put_together: group.keys.len(),
            })
            .collect(),
        shown: parted.groups.len() > 1,
    };
    told.answer.by.iter().map(of).collect()
}

fn contacts<'a>(told: &Told<'a>) -> Vec<ContactPart<'a>> {
    let model = told.inputs.model();
    let groups = |offer: OfferIdx| {
        let of = move |parted: &'a Parted| {
            let shown = parted.contacted.get(offer.index()).map_or(&[][..], Vec::as_slice);
            parted.groups.iter().zip(shown).map(move |(group, shown)| ContactGroupPart {
                attribute: groups::id(model, &parted.division),
                group: groups::group(model, &parted.division, group),
                n: group.n,
                given: shown.given.into(),
                at_most_already: shown.over.into(),
                not_known: shown.unknown.into(),
            })
        };
        told.answer.by.iter().flat_map(of).collect()
    };
    let of = |offer: OfferIdx| {
        let contact = model.offer(offer).contact.as_ref()?;
        let counted = told.answer.contacted[offer.index()];
        Some(ContactPart {
            offer: &model.offer(offer).id,
            channel: &contact.channel,
            most: contact.most,
            days: contact.days,
            given: counted.given,
            at_most_already: counted.over,
            not_known: counted.unknown,
            by: groups(offer),
        })
    };
    model.offer_ids().filter_map(of).collect()
}

#[derive(Serialize)]
struct ProvenPart<'a> {
    stopped: bool,
    at_least_one: u64,
    at_least_one_by_scores: u64,
    purposes: Vec<FatePart<'a>>,
}

#[derive(Serialize)]
struct FatePart<'a> {
    purpose: &'a str,
    proven: u64,
    refuted: u64,
    barred: u64,
    unsettled: u64,
    proven_by_scores: u64,
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
    auc: Option<Num>,
    auc_by_offer: Vec<AucPart<'a>>,
    auc_why: Option<&'static str>,
    pareto: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by: Vec<GroupPart<'a>>,
}

/// How well responses tell who accepts: of the only offer, of each of several, or why it is not known.
fn aucs<'a>(told: &Told<'a>, auc: &[Option<f64>]) -> (Option<Num>, Vec<AucPart<'a>>, Option<&'static str>) {
    let model = told.inputs.model();
    let why = if told.answer.frontier.iter().all(|p| p.auc.iter().all(Option::is_none)) {
        Some("outcomes_not_known")
    } else if auc.len() > 1 {
        Some("several_offers")
    } else {
        None
    };
    match auc {
        [only] => (only.map(Num), Vec::new(), why),
        several => {
            let of =
                |(offer, auc): (OfferIdx, &Option<f64>)| AucPart { offer: &model.offer(offer).id, auc: auc.map(Num) };
            (None, model.offer_ids().zip(several).map(of).collect(), why)
        }
    }
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

fn first<'a>(told: &Told<'a>, given: &[u64]) -> Vec<GivenPart<'a>> {
    let model = told.inputs.model();
    let of = |(offer, &n): (OfferIdx, &u64)| GivenPart { offer: model.offer(offer).id.as_str(), n };
    model.offer_ids().zip(given).map(of).collect()
}

fn purposes<'a>(told: &Told<'a>) -> Vec<PurposePart<'a>> {
    let answer = told.answer;
    (answer.purposes.iter().enumerate())
        .map(|(at, k)| {
            let asked = answer.asked.get(at).copied().unwrap_or_default();
            PurposePart {
                purpose: &k.without.id,
                same: k.same,
                granted: asked.granted,
                refused: asked.refused,
                not_asked: asked.not_asked,
                not_known: asked.unknown,
                by: by_group(told, |parted| parted.purposes.get(at)),
            }
        })
        .collect()
}

fn proven<'a>(told: &Told<'a>) -> Option<ProvenPart<'a>> {
    let answer = told.answer;
    told.proven.map(|proven| ProvenPart {
        stopped: proven.stopped,
        at_least_one: proven.at_least_one(&(0..proven.sets.len()).collect::<Vec<_>>()),
        at_least_one_by_scores: proven.at_least_one_by_scores(&(0..proven.sets.len()).collect::<Vec<_>>()),
        purposes: (answer.purposes.iter().zip(&proven.sets))
            .map(|(k, fate)| FatePart {
                purpose: &k.without.id,
                proven: fate.proven,
                refuted: fate.refuted,
                barred: fate.barred,
                unsettled: fate.unsettled,
                proven_by_scores: fate.by_scores,
            })
            .collect(),
    })
}

fn points<'a>(told: &Told<'a>) -> Vec<PointPart<'a>> {
    let answer = told.answer;
    let priced = told.inputs.model().offers().iter().any(|o| o.value.is_some());
    (answer.frontier.iter().enumerate())
        .map(|(at, point): (usize, &'a Point)| {
            let (auc, auc_by_offer, auc_why) = aucs(told, &point.auc);
            PointPart {
                refused: point.refused.iter().map(|p| p.id.as_str()).collect(),
                intrusiveness: Num(point.intrusiveness),
                same: point.count.same,
                first: first(told, &point.count.given),
                mean_response: point.count.mean_response().map(Num),
                mean_value: point.count.mean_value().filter(|_| priced).map(Num),
                outcomes_known: point.count.known,
                accepted: (point.count.known > 0).then_some(point.count.accepted),
                auc,
                auc_by_offer,
                auc_why,
                pareto: point.pareto,
                by: by_group(told, |parted| parted.points.get(at)),
            }
        })
        .collect()
}

/// A balance of many customers as JSON.
pub fn everybody(told: &Told<'_>, sentences: &[String]) -> String {
    let &Told { inputs, question, chosen, weighed, answer, identifiable, .. } = told;
    let model = inputs.model();
    let id = |f: FeatureIdx| model.features().get(f).id.as_str();
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
        first: first(told, &answer.whole.given),
        min_group: question.least,
        divided: divisions(told),
        contact: contacts(told),
        drop_one: answer.drop_one.iter().map(|k| FeaturePart { feature: id(k.without), same: k.same }).collect(),
        elimination: answer
            .elimination
            .iter()
            .map(|k| FeaturePart { feature: id(k.without), same: k.same })
            .collect(),
        purposes: purposes(told),
        proven: proven(told),
        every_set: answer.every_set,
        frontier: points(told),
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
