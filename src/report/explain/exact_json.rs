//! JSON of exact searches, version 1: the cheapest change, and what alone is enough. Documented in `docs/json.md`.

use serde::Serialize;

use crate::base::OfferIdx;
use crate::explain::exact::{Enough, PlanAnswer, Settled, Span};
use crate::model::{CustomerModel, Feature};
use crate::report::parts_json::{Fact, Num, VERSION, print};

#[derive(Serialize)]
struct PlanFile<'a> {
    candour: u32,
    kind: &'static str,
    status: &'static str,
    cost: Option<Num>,
    lower_bound: Num,
    changes: Vec<ChangePart<'a>>,
    widest: Option<bool>,
    margin: Option<Num>,
    margins: Option<Vec<OfferMargin<'a>>>,
    recommended: Option<&'a str>,
    nodes: u64,
    stopped: bool,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct OfferMargin<'a> {
    offer: &'a str,
    margin: Num,
}

#[derive(Serialize)]
struct ChangePart<'a> {
    feature: &'a str,
    from: Fact,
    to: Fact,
    suffices: SpanPart<'a>,
}

/// Values that are as good as one another.
#[derive(Serialize)]
#[serde(untagged)]
enum SpanPart<'a> {
    Numbers { low: Option<Num>, high: Option<Num> },
    Levels { levels: Vec<&'a str> },
    Unknown { missing: bool },
}

impl<'a> SpanPart<'a> {
    fn of(feature: &'a Feature, span: &Span) -> Self {
        match span {
            Span::Numbers { low, high } => Self::Numbers { low: low.map(Num), high: high.map(Num) },
            Span::Levels(levels) => {
                let label = |l: &u32| feature.levels().get(*l as usize).map(String::as_str);
                Self::Levels { levels: levels.iter().filter_map(label).collect() }
            }
            Span::Unknown => Self::Unknown { missing: true },
        }
    }
}

fn status(status: Settled) -> &'static str {
    match status {
        Settled::Optimal => "optimal",
        Settled::Impossible => "none",
        Settled::Unsettled => "unsettled",
    }
}

/// The cheapest change as JSON; `offer` is the one that the question names, if it does.
pub fn plan(model: &CustomerModel, offer: Option<OfferIdx>, answer: &PlanAnswer, sentences: &[String]) -> String {
    let feature = |f| model.features().get(f);
    let plan = answer.plan.as_ref();
    let first = plan.and_then(|p| p.ranking.winner().map(|w| w.offer));
    let offer_of = offer.or(if model.offers().len() == 1 { Some(OfferIdx(0)) } else { first });
    print(&PlanFile {
        candour: VERSION,
        kind: "counterfactual",
        status: status(answer.status),
        cost: plan.map(|p| Num(p.cost)),
        lower_bound: Num(answer.lower_bound),
        changes: plan.map_or_else(Vec::new, |p| {
            let part = |c: &crate::explain::exact::Change| ChangePart {
                feature: &feature(c.feature).id,
                from: Fact::of(feature(c.feature), c.from),
                to: Fact::of(feature(c.feature), c.to),
                suffices: SpanPart::of(feature(c.feature), &c.suffices),
            };
            p.changes.iter().map(part).collect()
        }),
        widest: plan.map(|p| p.widest),
        margin: plan.zip(offer_of).map(|(p, o)| Num(p.ranking.of(o).1.margin)),
        margins: plan.map(|p| {
            let part = |o: OfferIdx| OfferMargin { offer: &model.offer(o).id, margin: Num(p.ranking.of(o).1.margin) };
            model.offer_ids().map(part).collect()
        }),
        recommended: first.map(|o| model.offer(o).id.as_str()),
        nodes: answer.nodes,
        stopped: answer.stopped,
        sentences,
    })
}

#[derive(Serialize)]
struct EnoughFile<'a> {
    candour: u32,
    kind: &'static str,
    status: &'static str,
    size: Option<usize>,
    at_least: usize,
    of: usize,
    facts: Vec<KeptPart<'a>>,
    in_every: Vec<&'a str>,
    widest: bool,
    nodes: u64,
    stopped: bool,
    sentences: &'a [String],
}

#[derive(Serialize)]
struct KeptPart<'a> {
    feature: &'a str,
    within: SpanPart<'a>,
}

/// What alone is enough, as JSON.
pub fn enough(model: &CustomerModel, answer: &Enough, sentences: &[String]) -> String {
    let feature = |f| model.features().get(f);
    let settled = answer.status == Settled::Optimal;
    print(&EnoughFile {
        candour: VERSION,
        kind: "enough",
        status: status(answer.status),
        size: settled.then_some(answer.kept.len()),
        at_least: answer.at_least,
        of: answer.of,
        facts: answer
            .kept
            .iter()
            .filter(|_| settled)
            .map(|k| KeptPart {
                feature: &feature(k.feature).id,
                within: SpanPart::of(feature(k.feature), &k.within),
            })
            .collect(),
        widest: answer.widest,
        in_every: answer.always.iter().map(|&f| feature(f).id.as_str()).collect(),
        nodes: answer.nodes,
        stopped: answer.stopped,
        sentences,
    })
}
