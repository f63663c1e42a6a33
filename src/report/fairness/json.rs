//! JSON of an audit, version 1. Documented in `docs/json.md`.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::ask::Inputs;
use crate::ask::audit::{Attribute, Audit, AuditQuestion, Measured};
use crate::base::OfferIdx;
use crate::fairness::interval::{Interval, clopper_pearson, wilson};
use crate::fairness::tally::Rate;
use crate::model::{CustomerModel, Line};
use crate::report::parts_json::{Num, VERSION, print};
use crate::view::groups;

#[derive(Serialize)]
struct File<'a> {
    candour: u32,
    kind: &'static str,
    rows: u64,
    decision: DecisionPart,
    min_group: u64,
    compared: usize,
    overall: Vec<MeasuredPart<'a>>,
    attributes: Vec<AttributePart<'a>>,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct DecisionPart {
    by: &'static str,
    response: Option<Num>,
    margin: Option<Num>,
}

#[derive(Serialize)]
struct AttributePart<'a> {
    name: &'a str,
    reference: String,
    unknown: u64,
    groups: Vec<GroupPart<'a>>,
    gaps: Vec<GapPart<'a>>,
    pairs: Vec<PairPart<'a>>,
    explained: Vec<ExplainedPart<'a>>,
    changed_by_attribute: Option<Vec<ChangedPart<'a>>>,
}

#[derive(Serialize)]
struct GroupPart<'a> {
    group: String,
    n: Option<u64>,
    share: Option<Num>,
    held_back: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_with: Option<String>,
    offers: Vec<MeasuredPart<'a>>,
}

#[derive(Serialize)]
struct MeasuredPart<'a> {
    offer: &'a str,
    selected: Option<u64>,
    rate: Option<Num>,
    wilson: Option<[Num; 2]>,
    clopper_pearson: Option<[Num; 2]>,
    mean_response: Option<Num>,
    exposure: Option<Num>,
    scoring_rate: Option<Num>,
    accuracy: Option<Num>,
    tpr: Option<Num>,
    fpr: Option<Num>,
    fnr: Option<Num>,
    precision: Option<Num>,
    brier: Option<Num>,
    auc: Option<Num>,
    ece10: Option<Num>,
}

#[derive(Serialize)]
struct GapPart<'a> {
    offer: &'a str,
    metric: &'static str,
    difference: Num,
    ratio: Option<Num>,
    largest: String,
    smallest: String,
}

#[derive(Serialize)]
struct PairPart<'a> {
    offer: &'a str,
    group: String,
    reference: String,
    difference: Num,
    newcombe: [Num; 2],
    impact_ratio: Option<Num>,
    fisher_p: Num,
    holm_p: Num,
}

#[derive(Serialize)]
struct ExplainedPart<'a> {
    offer: &'a str,
    group: String,
    reference: String,
    margin_gap: Num,
    by_feature: BTreeMap<&'a str, Num>,
    residual: Num,
}

#[derive(Serialize)]
struct ChangedPart<'a> {
    offer: &'a str,
    n: u64,
}

/// An audit as JSON.
pub fn audit(inputs: &Inputs, question: &AuditQuestion, answer: &Audit, sentences: &[String]) -> String {
    let model = inputs.model();
    let line = answer.line;
    print(&File {
        candour: VERSION,
        kind: "audit",
        rows: answer.rows,
        decision: DecisionPart {
            by: if line.is_some() { "threshold" } else { "first" },
            response: line.and_then(Line::response).map(Num),
            margin: line.map(|line| Num(line.margin())),
        },
        min_group: question.least,
        compared: answer.compared,
        overall: measured(model, &answer.whole, question.least, answer.rows >= question.least),
        attributes: answer.attributes.iter().map(|found| attribute(model, question, answer, found)).collect(),
        sentences,
    })
}

fn ends(interval: Interval) -> [Num; 2] {
    [Num(interval.low), Num(interval.high)]
}

fn measured<'a>(model: &'a CustomerModel, list: &[Measured], least: u64, is_shown: bool) -> Vec<MeasuredPart<'a>> {
    let enough = |n: u64| n == 0 || n >= least;
    let one = |(offer, m): (OfferIdx, &Measured)| {
        let count = m.count(Rate::Selection).filter(|_| is_shown);
        let rate = |rate: Rate| m.rate(rate).filter(|_| is_shown).map(Num);
        let number = |x: Option<f64>| x.filter(|_| is_shown).map(Num);
        let interval = |of: fn(u64, u64) -> Option<Interval>| count.and_then(|(k, n)| of(k, n)).map(ends);
        MeasuredPart {
            offer: &model.offer(offer).id,
            selected: count.filter(|(k, n)| enough(*k) && enough(n - k)).map(|(k, _)| k),
            rate: rate(Rate::Selection),
            wilson: interval(wilson),
            clopper_pearson: interval(clopper_pearson),
            mean_response: number(m.tally.mean_response()),
            exposure: number(m.tally.exposure()),
            scoring_rate: number((m.tally.n > 0).then(|| m.above_middle as f64 / m.tally.n as f64)),
            accuracy: rate(Rate::Accuracy),
            tpr: rate(Rate::TruePositive),
            fpr: rate(Rate::FalsePositive),
            fnr: rate(Rate::FalseNegative),
            precision: rate(Rate::Precision),
            brier: number(m.brier()),
            auc: number(m.auc),
            ece10: number(m.calibration_error()),
        }
    };
    model.offer_ids().zip(list).map(one).collect()
}

fn attribute<'a>(
    model: &'a CustomerModel,
    question: &AuditQuestion,
    answer: &Audit,
    found: &'a Attribute,
) -> AttributePart<'a> {
    let several = found.groups.len() > 1;
    let name = |at: usize| groups::group(model, &found.division, &found.groups[at].group);
    let id = |offer: OfferIdx| model.offer(offer).id.as_str();
    let mut list = Vec::new();
    for (at, g) in found.groups.iter().enumerate() {
        list.push(GroupPart {
            group: name(at),
            n: several.then_some(g.group.n),
            share: several.then(|| Num(g.group.n as f64 / answer.rows as f64)),
            held_back: !several,
            shown_with: None,
            offers: measured(model, &g.offers, question.least, several),
        });
        if g.group.keys.len() > 1 {
            // each of those that are shown together, by name alone
            list.extend(g.group.keys.iter().map(|key| GroupPart {
                group: groups::one(model, &found.division, key),
                n: None,
                share: None,
                held_back: true,
                shown_with: Some(name(at)),
                offers: Vec::new(),
            }));
        }
    }
    let reference = || name(found.reference);
    AttributePart {
        name: groups::id(model, &found.division),
        reference: reference(),
        unknown: if found.unknown >= question.least { found.unknown } else { 0 },
        groups: list,
        gaps: (found.gaps.iter())
            .map(|gap| GapPart {
                offer: id(gap.offer),
                metric: gap.rate.id(),
                difference: Num(gap.difference),
                ratio: gap.ratio.map(Num),
                largest: name(gap.largest),
                smallest: name(gap.smallest),
            })
            .collect(),
        pairs: (found.pairs.iter())
            .map(|pair| PairPart {
                offer: id(pair.offer),
                group: name(pair.group),
                reference: reference(),
                difference: Num(pair.difference),
                newcombe: ends(pair.newcombe),
                impact_ratio: pair.impact_ratio.map(Num),
                fisher_p: Num(pair.fisher),
                holm_p: Num(pair.holm),
            })
            .collect(),
        explained: (found.pairs.iter())
            .map(|pair| ExplainedPart {
                offer: id(pair.offer),
                group: name(pair.group),
                reference: reference(),
                margin_gap: Num(pair.explained.margin_gap),
                by_feature: (model.features().iter().zip(&pair.explained.by_feature))
                    .map(|((_, feature), by)| (feature.id.as_str(), Num(*by)))
                    .collect(),
                residual: Num(pair.explained.residual),
            })
            .collect(),
        changed_by_attribute: found.changed.as_ref().map(|counts| {
            let enough = |n: u64| n == 0 || n >= question.least;
            let part = |(offer, n): (OfferIdx, &u64)| ChangedPart { offer: id(offer), n: *n };
            model.offer_ids().zip(counts).filter(|(_, n)| enough(**n)).map(part).collect()
        }),
    }
}
