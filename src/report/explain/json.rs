//! An explanation as JSON for programs. Documented field by field in `docs/json.md`.

use serde::Serialize;

use super::ledger_json::{self, FirmPart, VersusPart};
use super::paper::Paper;
use crate::ask::{Explanation, Switch};
use crate::base::{FeatureIdx, NodeIdx, OfferIdx};
use crate::explain::Attribution;
use crate::model::{CustomerModel, Node, Value};
use crate::report::parts_json::{Fact, Head, Num, RankedPart, RegionWords, print, ranking};
use crate::score::{Codes, Region, margin};
use crate::view::firm::firmness;
use crate::view::reasons::{REASONS, order};
use crate::view::value;

#[derive(Serialize)]
struct ExplanationFile<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    recommended: Option<&'a str>,
    runner_up: Option<&'a str>,
    gap: Option<Num>,
    /// From where on the only offer is sent; not there where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<LinePart>,
    explained: &'a str,
    ranking: Vec<RankedPart<'a>>,
    ranking_before: Option<Vec<RankedPart<'a>>>,
    attribution: AttributionPart<'a>,
    rival: Option<AttributionPart<'a>>,
    switches: Vec<SwitchPart<'a>>,
    firm: Vec<FirmPart<'a>>,
    /// Only where another offer was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    versus: Option<VersusPart<'a>>,
    path: Vec<RegionPart<'a>>,
    trees: Vec<TreePart>,
    certificate: CertificatePart,
    sentences: Sentences,
}

#[derive(Serialize)]
struct AttributionPart<'a> {
    offer: &'a str,
    base_value: Num,
    shares: Vec<SharePart<'a>>,
    margin: Num,
    residual: Num,
}

#[derive(Serialize)]
struct SharePart<'a> {
    feature: &'a str,
    value: Fact,
    share: Num,
}

#[derive(Serialize)]
struct SwitchPart<'a> {
    feature: &'a str,
    to: Fact,
    direction: Option<&'static str>,
    recommended: Option<&'a str>,
    responses: Vec<ResponsePart<'a>>,
    distance: Num,
    text: String,
}

#[derive(Serialize)]
struct ResponsePart<'a> {
    offer: &'a str,
    response: Num,
}

#[derive(Serialize)]
struct RegionPart<'a> {
    feature: &'a str,
    #[serde(flatten)]
    region: RegionWords,
    text: String,
}

#[derive(Serialize)]
struct TreePart {
    tree: u32,
    leaf: Option<usize>,
    value: Num,
    mean: Option<Num>,
}

#[derive(Serialize)]
struct CertificatePart {
    holds: bool,
    paths: usize,
    same_leaf: usize,
    averaged: usize,
    scores_identical: bool,
}

#[derive(Serialize)]
struct Sentences {
    what_if: Option<String>,
    because: Option<String>,
    heading: String,
    strength: String,
    why: String,
    rest: Option<String>,
    nearest: Option<String>,
    firm: String,
    no_difference: String,
    record: String,
    proof: String,
    computed: Vec<String>,
    limits: String,
}

#[derive(Serialize)]
struct LinePart {
    response: Option<Num>,
    margin: Num,
}

/// An explanation as JSON.
pub fn explanation(paper: &Paper<'_>) -> String {
    let model = paper.inputs.model();
    let explanation = paper.explanation;
    let question = &explanation.question;
    let id = |offer: OfferIdx| model.offer(offer).id.as_str();
    let changed = explanation.changed();
    let now = &explanation.now;
    let file = ExplanationFile {
        head: Head::of("explanation", paper.inputs, paper.profile, &question.original, &question.values),
        recommended: now.winner().map(|w| id(w.offer)),
        runner_up: now.runner_up().map(|r| id(r.offer)),
        gap: now.gap().map(Num),
        line: explanation
            .line
            .map(|line| LinePart { response: line.response().map(Num), margin: Num(line.margin()) }),
        explained: id(explanation.focus),
        ranking: ranking(model, now),
        ranking_before: (!changed.is_empty()).then(|| ranking(model, &explanation.before)),
        attribution: attribution(model, &explanation.attribution, &question.values),
        rival: explanation.rival.as_ref().map(|r| attribution(model, r, &question.values)),
        switches: explanation.switches.iter().map(|s| switch(paper, s)).collect(),
        firm: ledger_json::firm(model, explanation),
        versus: paper.versus.as_ref().map(|v| ledger_json::versus(paper, v)),
        path: path(model, explanation),
        trees: trees(model, explanation),
        certificate: CertificatePart {
            holds: explanation.certificate.holds(),
            paths: explanation.certificate.paths,
            same_leaf: explanation.certificate.same_leaf,
            averaged: explanation.certificate.averaged,
            scores_identical: explanation.certificate.scores_identical,
        },
        sentences: Sentences::of(paper),
    };
    print(&file)
}

/// All features in the model's order: also those with no share, so that columns of many customers line up.
fn attribution<'a>(model: &'a CustomerModel, found: &Attribution, values: &[Value]) -> AttributionPart<'a> {
    AttributionPart {
        offer: &model.offer(found.offer).id,
        base_value: Num(found.base_value),
        shares: model
            .features()
            .iter()
            .map(|(idx, f)| SharePart {
                feature: &f.id,
                value: Fact::of(f, values[idx.index()]),
                share: Num(found.shares[idx.index()]),
            })
            .collect(),
        margin: Num(found.margin),
        residual: Num(found.residual),
    }
}

fn switch<'a>(paper: &Paper<'a>, switch: &Switch) -> SwitchPart<'a> {
    let model = paper.inputs.model();
    let feature = model.features().get(switch.feature);
    let name = crate::view::phrase::Name::of(paper.profile);
    let measure = &paper.screen.measure;
    let text = crate::view::change::switch_sentence(model, paper.explanation, measure, &name, switch);
    SwitchPart {
        feature: &feature.id,
        to: Fact::of(feature, switch.to),
        direction: switch.at_least.map(|up| if up { "at_least" } else { "at_most" }),
        recommended: switch.winner.map(|o| model.offer(o).id.as_str()),
        responses: model
            .offers()
            .iter()
            .zip(&switch.responses)
            .map(|(o, &r)| ResponsePart { offer: &o.id, response: Num(r) })
            .collect(),
        distance: Num(switch.distance),
        text: text.text(),
    }
}

/// The merged path, in order of weight.
fn path<'a>(model: &'a CustomerModel, explanation: &Explanation) -> Vec<RegionPart<'a>> {
    let mut regions: Vec<&(FeatureIdx, Region)> = explanation.merged.regions.iter().collect();
    let order = order(&explanation.attribution);
    regions.sort_by_key(|(f, _)| order.iter().position(|g| g == f).unwrap_or(usize::MAX));
    let part = |(idx, region): &(FeatureIdx, Region)| {
        let feature = model.features().get(*idx);
        let cuts = model.cuts(*idx);
        let finite = |x: f64| x.is_finite().then_some(Num(x));
        let words = match region {
            Region::Cells { low, high } => {
                RegionWords::Numbers { at_least: finite(cuts.bounds(*low).0), below: finite(cuts.bounds(high - 1).1) }
            }
            Region::Levels(levels) => RegionWords::Levels {
                levels: levels.iter().filter_map(|&l| feature.levels().get(l as usize).cloned()).collect(),
                other_level: levels.contains(&cuts.other()),
            },
            Region::Missing => RegionWords::Missing { missing: true },
        };
        RegionPart { feature: &feature.id, region: words, text: value::region(model, *idx, region) }
    };
    regions.into_iter().map(part).collect()
}

fn trees(model: &CustomerModel, explanation: &Explanation) -> Vec<TreePart> {
    let codes = Codes::of(model, &explanation.question.values);
    let part = |&(idx, value, mean): &(crate::base::TreeIdx, f64, Option<f64>)| {
        let tree = model.tree(idx);
        let (node, ends) = margin::walk(model, tree, &codes);
        let before =
            |node: NodeIdx| tree.nodes[..node.index()].iter().filter(|n| matches!(n, Node::Leaf { .. })).count();
        TreePart { tree: idx.0, leaf: ends.then(|| before(node)), value: Num(value), mean: mean.map(Num) }
    };
    explanation.trees.iter().map(part).collect()
}

impl Sentences {
    fn of(paper: &Paper<'_>) -> Self {
        let why = &paper.screen.why;
        Self {
            what_if: paper.screen.banner.as_ref().map(|b| b.sentence.text()),
            because: paper.screen.banner.as_ref().map(|b| b.because.text()),
            heading: why.heading.clone(),
            strength: why.strength.text(),
            why: why.sentence.text(),
            rest: why.waterfall.few(REASONS).rest_note,
            nearest: why.nearest.as_ref().map(|n| n.sentence.text()),
            firm: firmness(paper.inputs.model(), paper.profile, paper.explanation, None).lead.text(),
            no_difference: why.no_difference.text(),
            record: why.record.text(),
            proof: why.proof.text(),
            computed: why.computed.clone(),
            limits: why.limits.text(),
        }
    }
}
