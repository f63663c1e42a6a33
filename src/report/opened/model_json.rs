//! The load report of a model as JSON for programs. Documented field by field in `docs/json.md`.

use serde::Serialize;

use super::table_json::TablePart;
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::{
    Actionability, Aggregate, CustomerModel, Feature, FeatureKind, Node, Rounding, Rounds, Sensitivity,
};
use crate::report::parts_json::{Num, VERSION, link, print, ranked_by};

#[derive(Serialize)]
struct InspectionFile<'a> {
    candour: u32,
    kind: &'static str,
    title: &'a str,
    description: &'a str,
    format: &'a str,
    objective: &'a str,
    training: &'a str,
    /// Only where the file says which round came out best.
    #[serde(skip_serializing_if = "Option::is_none")]
    rounds: Option<RoundsPart>,
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
struct RoundsPart {
    best: usize,
    in_file: usize,
    used: &'static str,
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
    missing_values: Vec<Num>,
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
        rounds: p.stopped.map(|stop| RoundsPart {
            best: stop.best,
            in_file: stop.rounds,
            used: match stop.used {
                Rounds::Best => "best",
                Rounds::All => "all",
            },
        }),
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
        missing_values: f.missing_values.iter().copied().map(Num).collect(),
        n_splits,
        n_cuts: model.cuts(idx).thresholds().len(),
    }
}
