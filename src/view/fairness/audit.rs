//! Who gets what, by groups: the finding first, then rates with what they probably are, each group against a reference,
//! mistakes where outcomes are known, and the facts behind a gap.

use crate::ask::Inputs;
use crate::ask::audit::{Attribute, Audit, AuditQuestion, Measured, Pair, most};
use crate::base::{OfferIdx, number};
use crate::fairness::interval::{Interval, wilson};
use crate::fairness::tally::Rate;
use crate::model::{CustomerModel, Nature};
use crate::view::groups::{attribute, group};
use crate::view::line;
use crate::view::phrase::{fact_name, list, lower_first, offer_name};
use crate::view::rows::Rows;

/// What the page is called.
pub const TITLE: &str = "Who gets what";
/// What this cannot tell.
pub const LIMITS: &str = "What this cannot tell: why groups differ, whether a difference is right or lawful, or what would \
                          have happened otherwise. Outcomes are what people did after what they were offered then. Rates, \
                          mistakes and calibration cannot all be the same in groups of whom different shares would accept.";
/// Differences this rare by themselves, corrected for how many were compared, are called sure.
pub const SURE: f64 = 0.05;
/// The most facts behind a gap.
const FACTS: usize = 5;

/// An audit in words.
#[derive(Clone, PartialEq, Debug)]
pub struct AuditView {
    /// The finding.
    pub lead: String,
    /// The tables.
    pub tables: Vec<Rows>,
    /// How it was counted, and what is not shown.
    pub notes: Vec<String>,
}

impl AuditView {
    /// The sentences, a line each.
    pub fn lines(&self) -> Vec<String> {
        std::iter::once(&self.lead).chain(&self.notes).cloned().chain([LIMITS.to_owned()]).collect()
    }
}

/// Whether a pair differs surely enough, with everything compared.
pub fn is_sure(pair: &Pair) -> bool {
    pair.holm < SURE && !pair.newcombe.holds(0.0)
}

/// Says an audit.
pub fn audit(inputs: &Inputs, question: &AuditQuestion, answer: &Audit) -> AuditView {
    let model = inputs.model();
    let mut tables = Vec::new();
    for found in &answer.attributes {
        if found.groups.len() > 1 {
            tables.push(rates(model, found));
            tables.push(against(model, found));
            tables.extend(model.offer_ids().filter_map(|offer| mistakes(model, found, offer)));
            tables.extend(behind(model, found));
        }
    }
    tables.retain(|table| !table.rows.is_empty());
    AuditView { lead: lead(model, question, answer), tables, notes: notes(model, question, answer) }
}

/// "20 of 100", rounded as counts of people are read.
fn of_100(rate: f64) -> String {
    number::fixed(100.0 * rate, if rate > 0.0 && rate < 0.1 { 1 } else { 0 })
}

fn points(by: f64) -> String {
    number::fixed(100.0 * by, 1)
}

/// Between which differences a difference probably is: never rounded inward.
fn between(interval: Interval) -> String {
    let outward = |x: f64, up: bool| {
        let tenths = 1000.0 * x;
        number::fixed(if up { tenths.ceil() } else { tenths.floor() } / 10.0, 1)
    };
    format!("{} to {}", outward(interval.low, false), outward(interval.high, true))
}

fn given(model: &CustomerModel, offer: OfferIdx) -> String {
    let nature = match model.offer(offer).nature {
        Nature::Burden => ", a burden,",
        _ => "",
    };
    match model.offers().len() {
        1 => format!("are sent {}{nature}", offer_name(model, offer)),
        _ => format!("are given {}{nature} first", offer_name(model, offer)),
    }
}

/// The surest finding: of burdens first, then the greatest difference.
fn lead(model: &CustomerModel, question: &AuditQuestion, answer: &Audit) -> String {
    let pairs = answer.attributes.iter().flat_map(|found| found.pairs.iter().map(move |pair| (found, pair)));
    let is_burden = |pair: &Pair| model.offer(pair.offer).nature == Nature::Burden;
    let sure = pairs.filter(|(_, pair)| is_sure(pair));
    let first = sure.max_by(|(_, a), (_, b)| {
        is_burden(a).cmp(&is_burden(b)).then(a.difference.abs().total_cmp(&b.difference.abs()))
    });
    let Some((found, pair)) = first else {
        return match answer.compared {
            0 => "Nothing could be compared: no two groups are large enough.".to_owned(),
            n => format!(
                "No group differs surely enough from the one it is held against: {} compared.",
                number::count(n, "pair was", "pairs were")
            ),
        };
    };
    let of = |at: usize| {
        let name = group(model, &found.division, &found.groups[at].group);
        let (k, n) = found.groups[at].offers[pair.offer.index()].count(Rate::Selection).unwrap_or_default();
        (name, k, n)
    };
    let ((mine, k1, n1), (theirs, k2, n2)) = (of(pair.group), of(found.reference));
    let told = |k: u64, n: u64| match k {
        k if k > 0 && k < question.least => format!("fewer than {} of {n}", question.least),
        k => format!("{k} of {n}"),
    };
    let (mine_told, theirs_told) = (told(k1, n1), told(k2, n2));
    let more = if pair.difference > 0.0 { "more" } else { "fewer" };
    // as so many more or fewer, whichever way
    let apart = match pair.difference < 0.0 {
        true => Interval { low: -pair.newcombe.high, high: -pair.newcombe.low },
        false => pair.newcombe,
    };
    format!(
        "By {}: {mine_told} of \"{mine}\" {}, {theirs_told} of \"{theirs}\": {} of 100 {more}, \
         probably {} {more}.",
        lower_first(&attribute(model, &found.division.by)),
        given(model, pair.offer),
        points(pair.difference.abs()),
        between(apart)
    )
}

/// A rate of 100 with what it probably is.
fn with_band(measured: &Measured, rate: Rate) -> String {
    match measured.count(rate) {
        None => "not shown".to_owned(),
        Some((_, 0)) => "nobody".to_owned(),
        Some((k, n)) => {
            let band = wilson(k, n).map_or_else(String::new, |Interval { low, high }| {
                format!(" ({}–{})", number::fixed((100.0 * low).floor(), 0), number::fixed((100.0 * high).ceil(), 0))
            });
            format!("{}{band}", of_100(k as f64 / n as f64))
        }
    }
}

fn rates(model: &CustomerModel, found: &Attribute) -> Rows {
    let name = attribute(model, &found.division.by);
    let heads = [name.clone(), "Customers".to_owned()].into_iter();
    Rows {
        caption: format!("{name}: who gets what first, of 100 (in brackets: probably)"),
        heads: heads.chain(model.offer_ids().map(|offer| offer_name(model, offer))).collect(),
        rows: (found.groups.iter())
            .map(|g| {
                let cells = [group(model, &found.division, &g.group), g.group.n.to_string()];
                cells.into_iter().chain(g.offers.iter().map(|m| with_band(m, Rate::Selection))).collect()
            })
            .collect(),
    }
}

fn against(model: &CustomerModel, found: &Attribute) -> Rows {
    let reference = group(model, &found.division, &found.groups[found.reference].group);
    let cells = |pair: &Pair| {
        vec![
            group(model, &found.division, &found.groups[pair.group].group),
            offer_name(model, pair.offer),
            points(pair.difference),
            between(pair.newcombe),
            pair.impact_ratio.map_or_else(|| "–".to_owned(), |ratio| number::fixed(ratio, 2)),
            if is_sure(pair) { "surely" } else { "not surely" }.to_owned(),
        ]
    };
    Rows {
        caption: format!(
            "{}: each group against \"{reference}\", in points of 100",
            attribute(model, &found.division.by)
        ),
        heads: ["Group", "Offer", "Difference", "Probably", "Share of the greatest rate", "Differs"]
            .map(str::to_owned)
            .into(),
        rows: found.pairs.iter().map(cells).collect(),
    }
}

/// Where outcomes are known: right and wrong, and how good the chances are.
fn mistakes(model: &CustomerModel, found: &Attribute, offer: OfferIdx) -> Option<Rows> {
    let of = |measured: &Measured| {
        let number = |x: Option<f64>, digits| x.map_or_else(|| "–".to_owned(), |x| number::fixed(x, digits));
        let rates = [Rate::TruePositive, Rate::FalsePositive, Rate::Precision];
        let quality = [
            number(measured.brier(), 3),
            number(measured.calibration_error().map(|x| 100.0 * x), 1),
            number(measured.auc.map(|x| 100.0 * x), 1),
        ];
        rates.map(|rate| with_band(measured, rate)).into_iter().chain(quality).collect::<Vec<_>>()
    };
    let known = found.groups.iter().any(|g| g.offers[offer.index()].tally.n_known() > 0);
    known.then(|| Rows {
        caption: format!(
            "{}: {}, where it is known what became of it",
            attribute(model, &found.division.by),
            offer_name(model, offer)
        ),
        heads: [
            "Group",
            "Reached, of 100 who accept",
            "Reached, of 100 who do not",
            "Accept, of 100 reached",
            "Brier score",
            "Chances off by, points",
            "Told right, of 100 pairs",
        ]
        .map(str::to_owned)
        .into(),
        rows: (found.groups.iter())
            .map(|g| {
                let name = group(model, &found.division, &g.group);
                std::iter::once(name).chain(of(&g.offers[offer.index()])).collect()
            })
            .collect(),
    })
}

/// The facts behind the gaps that are sure, in margin.
fn behind(model: &CustomerModel, found: &Attribute) -> Option<Rows> {
    let mut rows = Vec::new();
    for pair in found.pairs.iter().filter(|pair| is_sure(pair)) {
        let name = group(model, &found.division, &found.groups[pair.group].group);
        for (feature, by) in most(&pair.explained, FACTS) {
            rows.push(vec![
                name.clone(),
                offer_name(model, pair.offer),
                fact_name(model.features().get(feature)),
                number::signed(by, 3),
                number::signed(pair.explained.margin_gap, 3),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Rows {
        caption: format!("{}: the facts that add most to a gap of mean scores", attribute(model, &found.division.by)),
        heads: ["Group", "Offer", "Fact", "Adds, in margin", "The whole gap"].map(str::to_owned).into(),
        rows,
    })
}

fn notes(model: &CustomerModel, question: &AuditQuestion, answer: &Audit) -> Vec<String> {
    let mut notes = Vec::new();
    notes.push(match answer.line {
        Some(at) => format!("Sent from a response of {} on.", line::at(model.link(), at)),
        None => "Counted is the offer that comes first after the offers' rules.".to_owned(),
    });
    notes.push(format!(
        "Rates by Wilson's interval, differences by Newcombe's, 19 times of 20; \"surely\" is corrected for {} (Holm).",
        number::count(answer.compared, "pair that was compared", "pairs that were compared")
    ));
    notes.push(match question.least {
        1 => "Groups of any size are shown, as asked.".to_owned(),
        n => format!(
            "Groups below {n} people and rates over fewer are not shown, nor what would give them away; counts of fewer \
             read \"fewer than {n}\"."
        ),
    });
    for found in &answer.attributes {
        let name = lower_first(&attribute(model, &found.division.by));
        let together = found.groups.iter().filter(|g| g.group.keys.len() > 1);
        let together: Vec<String> =
            together.map(|g| format!("\"{}\"", group(model, &found.division, &g.group))).collect();
        if found.groups.len() < 2 {
            notes.push(format!("By {name} no two groups are large enough to be shown."));
        } else if !together.is_empty() {
            notes.push(format!("By {name} groups that are too small are shown together: {}.", list(&together)));
        }
        if let Some(changed) = &found.changed {
            let told: Vec<String> = (model.offer_ids().zip(changed).zip(&answer.whole))
                .filter(|((_, n), _)| **n >= question.least.max(1))
                .map(|((offer, n), whole)| {
                    let of = whole.tally.count(Rate::Selection).0;
                    format!("{n} of the {of} who {}", given(model, offer))
                })
                .collect();
            notes.push(match told.is_empty() {
                true => format!(
                    "Changing {name} alone changes what is given to nobody, or to too few to be told; other facts may \
                     stand in for it."
                ),
                false => format!(
                    "Another value of {name} alone would give something else to {}; other facts may stand in for it, too.",
                    list(&told)
                ),
            });
        }
    }
    notes
}
