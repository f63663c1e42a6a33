//! JSON for programs, version 1: an explanation, a load report. Documented field by field in `docs/json.md`.
//!
//! The structs here are the format and nothing else. Numbers are written so that they read back to the same float64;
//! the few that JSON cannot write (infinite ones) are the texts `"inf"` and `"-inf"`.

use serde::Serialize;

use super::Paper;
use super::data_json::{Num, TablePart};
use super::ledger_json::{self, FirmPart, VersusPart};
use crate::ask::{AbsenceKind, Explanation, Inputs, Switch};
use crate::base::{FeatureIdx, NodeIdx, OfferIdx};
use crate::explain::Attribution;
use crate::model::{
    Actionability, Aggregate, CustomerModel, Feature, FeatureKind, Link, Node, Profile, RankBy, Rounding,
    Sensitivity, Value,
};
use crate::score::{Codes, Recommendation, Region, margin};
use crate::view::firm::firmness;
use crate::view::reasons::order;
use crate::view::value;

/// The version of the format.
pub const VERSION: u32 = 1;

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

#[derive(Serialize)]
struct ExplanationFile<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    recommended: Option<&'a str>,
    runner_up: Option<&'a str>,
    gap: Option<Num>,
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
struct ModelPart<'a> {
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

#[derive(Serialize)]
struct AbsencePart {
    by: &'static str,
    background_rows: usize,
}

#[derive(Serialize)]
struct ChangedPart<'a> {
    feature: &'a str,
    from: Fact,
    to: Fact,
    text: String,
}

#[derive(Serialize)]
struct RankedPart<'a> {
    place: usize,
    offer: &'a str,
    title: &'a str,
    letter: String,
    margin: Num,
    response: Num,
    worth: Num,
    barred: Option<&'a str>,
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
#[serde(untagged)]
pub(super) enum RegionWords {
    Numbers { at_least: Option<Num>, below: Option<Num> },
    Levels { levels: Vec<String>, other_level: bool },
    Missing { missing: bool },
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
        let (absence, background_rows) = inputs.absence_kind();
        let facts = model.features().iter().map(|(idx, f)| (f, original[idx.index()], values[idx.index()]));
        Self {
            candour: VERSION,
            kind,
            model: ModelPart::of(model),
            customer: CustomerPart {
                name: &profile.name,
                fictional: profile.fictional,
                values: facts
                    .clone()
                    .map(|(f, _, now)| ValuePart { feature: &f.id, value: Fact::of(f, now) })
                    .collect(),
            },
            absence: AbsencePart {
                by: if absence == AbsenceKind::ByCover { "cover" } else { "background" },
                background_rows,
            },
            changed: facts
                .filter(|(_, before, now)| !now.same(*before))
                .map(|(f, before, now)| ChangedPart {
                    feature: &f.id,
                    from: Fact::of(f, before),
                    to: Fact::of(f, now),
                    text: crate::view::explain::changed_text(f, before, now),
                })
                .collect(),
        }
    }
}

pub(super) fn print(file: &impl Serialize) -> String {
    // plain structs of texts and numbers: writing them to memory does not fail
    serde_json::to_string_pretty(file).map(|text| text + "\n").unwrap_or_default()
}

impl<'a> ModelPart<'a> {
    fn of(model: &'a CustomerModel) -> Self {
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

fn link(link: Link) -> (&'static str, Option<Num>) {
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

fn ranked_by(rank_by: RankBy) -> &'static str {
    match rank_by {
        RankBy::Response => "response",
        RankBy::ResponseTimesValue => "response_times_value",
    }
}

fn ranking<'a>(model: &'a CustomerModel, recommendation: &Recommendation) -> Vec<RankedPart<'a>> {
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
            rest: why.rest_note.clone(),
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

#[derive(Serialize)]
struct InspectionFile<'a> {
    candour: u32,
    kind: &'static str,
    title: &'a str,
    description: &'a str,
    format: &'a str,
    objective: &'a str,
    training: &'a str,
    cover: Option<&'a str>,
    currency: &'a str,
    link: &'static str,
    link_scale: Option<Num>,
    ranked_by: &'static str,
    compared_as: &'static str,
    n_trees: usize,
    n_leaves: usize,
    deepest: usize,
    offers: Vec<OfferPart<'a>>,
    features: Vec<FeaturePart<'a>>,
    warnings: &'a [String],
    /// Only where a table was given with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<TablePart<'a>>,
}

#[derive(Serialize)]
struct OfferPart<'a> {
    offer: &'a str,
    title: &'a str,
    letter: String,
    description: &'a str,
    value: Option<Num>,
    base_score: Num,
    leaves: &'static str,
    n_trees: usize,
    rules: Vec<RulePart<'a>>,
}

#[derive(Serialize)]
struct RulePart<'a> {
    feature: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct FeaturePart<'a> {
    feature: &'a str,
    label: &'a str,
    group: &'a str,
    description: &'a str,
    kind: &'static str,
    unit: &'a str,
    range: Option<[Num; 2]>,
    step: Option<Num>,
    levels: &'a [String],
    source: &'a str,
    purpose: &'a str,
    sensitivity: &'static str,
    protected: bool,
    actionability: &'static str,
    zero_is_missing: bool,
    n_splits: usize,
    n_cuts: usize,
}

/// A load report as JSON, with that of a table where one was given.
pub fn inspection(model: &CustomerModel, warnings: &[String], data: Option<TablePart<'_>>) -> String {
    let p = model.provenance();
    let (link, link_scale) = link(model.link());
    let mut n_splits = vec![0; model.features().len()];
    for node in model.trees().iter().flat_map(|t| &t.nodes) {
        if let Node::Split(split) = node {
            n_splits[split.feature.index()] += 1;
        }
    }
    print(&InspectionFile {
        candour: VERSION,
        kind: "model",
        title: model.title(),
        description: model.description(),
        format: &p.format,
        objective: &p.objective,
        training: &p.training,
        cover: model.has_covers().then_some(p.cover.as_str()),
        currency: model.currency(),
        link,
        link_scale,
        ranked_by: ranked_by(model.rank_by()),
        compared_as: match model.rounding() {
            Rounding::F64 => "float64",
            Rounding::F32 => "float32",
        },
        n_trees: model.trees().len(),
        n_leaves: model.n_leaves(),
        deepest: model.trees().iter().map(crate::model::Tree::depth).max().unwrap_or(0),
        offers: model.offer_ids().map(|o| offer_part(model, o)).collect(),
        features: model.features().iter().map(|(i, f)| feature_part(model, i, f, n_splits[i.index()])).collect(),
        warnings,
        data,
    })
}

fn offer_part(model: &CustomerModel, idx: OfferIdx) -> OfferPart<'_> {
    let offer = model.offer(idx);
    OfferPart {
        offer: &offer.id,
        title: &offer.title,
        letter: crate::view::letter(idx),
        description: &offer.description,
        value: offer.value.map(Num),
        base_score: Num(offer.base_score),
        leaves: match offer.aggregate {
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
        },
        n_trees: model.trees_of(idx).count(),
        rules: offer
            .rules
            .iter()
            .map(|r| RulePart { feature: &model.features().get(r.feature).id, reason: &r.reason })
            .collect(),
    }
}

fn feature_part<'a>(model: &CustomerModel, idx: FeatureIdx, f: &'a Feature, n_splits: usize) -> FeaturePart<'a> {
    FeaturePart {
        feature: &f.id,
        label: &f.label,
        group: &f.group,
        description: &f.description,
        kind: match f.kind {
            FeatureKind::Number => "number",
            FeatureKind::Count => "count",
            FeatureKind::Date => "date",
            FeatureKind::YesNo => "yes_no",
            FeatureKind::Choice { .. } => "choice",
        },
        unit: &f.unit,
        range: f.range.map(|(a, b)| [Num(a), Num(b)]),
        step: f.step.map(Num),
        levels: f.levels(),
        source: &f.source,
        purpose: &f.purpose,
        sensitivity: match f.sensitivity {
            Sensitivity::Unstated => "unstated",
            Sensitivity::Low => "low",
            Sensitivity::Personal => "personal",
            Sensitivity::Sensitive => "sensitive",
        },
        protected: f.protected,
        actionability: match f.actionability {
            Actionability::Unstated => "unstated",
            Actionability::Free => "free",
            Actionability::UpOnly => "up_only",
            Actionability::DownOnly => "down_only",
            Actionability::Immutable => "immutable",
        },
        zero_is_missing: f.zero_is_missing,
        n_splits,
        n_cuts: model.cuts(idx).thresholds().len(),
    }
}
