//! What alone is enough: the smallest set of facts that guarantees what the customer gets.

use super::plan;
use crate::ask::{EnoughQuestion, own_line};
use crate::base::{FeatureIdx, number};
use crate::explain::exact::{Enough, Settled, Span};
use crate::model::{CustomerModel, Profile, Value};
use crate::view::phrase::{Name, Phrase, fact_name, list, offer_name};
use crate::view::words::report as words;
use crate::view::{line, value};

/// What a guarantee leaves open.
pub const LIMITS: &str = "A guarantee about this model: whatever the other facts were within their ranges, it would \
                          answer the same. It does not say that the other facts are unimportant for anybody else.";

/// An answer in words and rows.
#[derive(Clone, PartialEq, Debug)]
pub struct EnoughView {
    /// What was found, in a sentence.
    pub lead: Phrase,
    /// The facts that are enough.
    pub rows: Vec<EnoughRow>,
    /// Which of them are in every such set.
    pub always: String,
    /// How far it is proven.
    pub proof: String,
    /// What it cannot tell.
    pub limits: &'static str,
}

/// One of the facts.
#[derive(Clone, PartialEq, Debug)]
pub struct EnoughRow {
    /// Which.
    pub feature: FeatureIdx,
    /// "Average basket".
    pub fact: String,
    /// "38.40 €".
    pub value: String,
    /// "30 € to 45 €": where it may be; empty if nothing but its value was settled.
    pub within: String,
    /// Whether it is in every such set.
    pub always: bool,
}

impl EnoughView {
    /// All of it, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.lead.text()];
        for row in &self.rows {
            lines.push(format!("  {}: {}{}", row.fact, row.value, words::within(&row.within)));
        }
        lines.extend([self.always.clone(), self.proof.clone(), self.limits.to_owned()]);
        lines.retain(|line| !line.is_empty());
        lines
    }
}

/// Says an answer.
pub fn enough(model: &CustomerModel, profile: &Profile, question: &EnoughQuestion, answer: &Enough) -> EnoughView {
    let name = Name::of(profile);
    let outcome = outcome(model, question, answer);
    let n = answer.kept.len();
    let of = number::count(answer.of, "fact", "facts");
    let settled = answer.status == Settled::Optimal;
    let lead = match (settled, n) {
        (false, _) => Phrase::of("*Not settled.* ")
            .plain(format!(
                "Holding on to {} is not known to guarantee that {outcome}",
                number::count(n, "fact", "facts")
            ))
            .plain(", and no fewer do."),
        (true, 0) => {
            Phrase::of("*No fact is needed:* ").plain(format!("for everybody within the ranges, {outcome}."))
        }
        (true, n) if n == answer.of => Phrase::of("*It takes all ")
            .plain(format!("{of}* that the model looks at to guarantee that {outcome}. No fewer do.")),
        (true, n) => Phrase::of("").strong(format!("{n} of {of}")).plain(format!(
            " alone {} that {outcome}, whatever the others are.",
            if n == 1 { "guarantees" } else { "guarantee" }
        )),
    };
    let rows = if settled {
        answer
            .kept
            .iter()
            .map(|kept| {
                let feature = model.features().get(kept.feature);
                EnoughRow {
                    feature: kept.feature,
                    fact: feature.label.clone(),
                    value: value::beside_cuts(model, kept.feature, question.values[kept.feature.index()]),
                    within: within(model, feature, question.values[kept.feature.index()], &kept.within),
                    always: answer.always.contains(&kept.feature),
                }
            })
            .collect()
    } else {
        Vec::new()
    };
    let labels: Vec<String> = answer.always.iter().map(|&f| fact_name(model.features().get(f))).collect();
    let always = match labels.len() {
        0 if n > 0 => "No single fact is in every such set: other facts could take its place.".to_owned(),
        0 => String::new(),
        1 => format!("In every such set: {}. Changed alone, it can lead elsewhere.", labels[0]),
        _ => format!("In every such set: {}. Each of them, changed alone, can lead elsewhere.", list(&labels)),
    };
    let proof = if settled {
        let ranges = if answer.widest || n == 0 || !answer.looked { "" } else { plan::ranges(answer.stopped) };
        format!(
            "Proven for {}: no smaller set is enough, and this one is, for every value that the other facts may have.{ranges}",
            name.short
        )
    } else {
        format!(
            "At least {} and at most {of}. More time settles it.",
            number::count(answer.at_least, "fact", "facts")
        )
    };
    EnoughView { lead, rows, always, proof, limits: LIMITS }
}

/// A range in words, if it is more than the value.
fn within(model: &CustomerModel, feature: &crate::model::Feature, value: Value, span: &Span) -> String {
    let (range, only) = (plan::span(feature, model.rounding(), span), value::value(feature, value));
    if range == only { String::new() } else { range }
}

/// "A Free delivery comes first", "the score stays below 0".
fn outcome(model: &CustomerModel, question: &EnoughQuestion, answer: &Enough) -> String {
    let only = model.offers().len() == 1;
    let line = question.target.line.or_else(|| own_line(model).map(|(line, _)| line));
    if let Some(line) = line {
        let offer = question.target.offer.unwrap_or(crate::base::OfferIdx(0));
        let is_above = line.is_reached(answer.ranking.of(offer).1.margin);
        let whose = if only { "the customer".to_owned() } else { offer_name(model, offer) };
        return format!("{whose} stays {}", line::side(model.link(), line, is_above));
    }
    let first = answer.ranking.winner().map(|w| w.offer);
    match (question.target.offer, first) {
        (Some(offer), first) if Some(offer) != first => format!("{} does not come first", offer_name(model, offer)),
        (_, Some(first)) => format!("{} comes first", offer_name(model, first)),
        _ => "nothing is recommended".to_owned(),
    }
}
