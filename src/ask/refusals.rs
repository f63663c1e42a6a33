//! Every refusal beside the others: what each purpose, or each fact where nobody named purposes, is worth to one
//! customer, given what is withheld already.

use super::balance::{self, BalanceQuestion, Refusal, Stays, without};
use super::question::Inputs;
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::explain::exact::{Bounds, CanLead, lead};
use crate::model::{ChangeRules, CustomerModel, Line, Purpose, Value};
use crate::score::rank::first;
use crate::score::{Absence, Background, Codes, Recommendation, margins, recommend};

/// What is every refusal worth?
#[derive(Clone, Debug)]
pub struct RefusalsQuestion {
    /// The customer as they really are.
    pub original: Vec<Value>,
    /// The customer as asked: facts of refused purposes are withheld.
    pub values: Vec<Value>,
    /// The line of a model with one offer; its own if `None`.
    pub line: Option<Line>,
}

/// What is refused as one.
#[derive(Clone, PartialEq, Debug)]
pub enum Subject {
    /// All facts of a purpose.
    Purpose(Purpose),
    /// All facts of which nobody said a purpose, where others have one.
    Rest,
    /// One fact.
    Fact(FeatureIdx),
}

/// How far the facts of a row are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// All of those that the record gives.
    All,
    /// Some of them.
    Part,
    /// None.
    Nothing,
    /// None, and the record gives none.
    Unknown,
}

/// One refusal.
#[derive(Clone, PartialEq, Debug)]
pub struct Refused {
    /// Of what.
    pub of: Subject,
    /// Its facts that the model or a rule asks for.
    pub features: Vec<FeatureIdx>,
    /// How far they are used as asked.
    pub used: Use,
    /// The customer as asked, with these facts used.
    pub with: Vec<Value>,
    /// The offers then.
    pub before: Recommendation,
    /// The offers without these facts.
    pub after: Recommendation,
    /// How far what comes first [before](Self::before) leads [after](Self::after) it.
    pub lead: Option<f64>,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusals {
    /// The offers with everything used that the record gives.
    pub given: Recommendation,
    /// The offers as asked.
    pub now: Recommendation,
    /// The offers if nothing is used.
    pub nothing: Recommendation,
    /// Each refusal given the others, in the order of the purposes; single facts by how far they move the lead.
    pub rows: Vec<Refused>,
    /// What takes the place of a refused fact.
    pub refusal: Refusal,
}

/// The facts that the model or a rule of its offers asks for, in order.
pub fn asked_for(model: &CustomerModel) -> Vec<FeatureIdx> {
    model.features().iter().map(|(f, _)| f).filter(|&f| model.uses(f) || model.rules_ask(f)).collect()
}

/// What can be refused as one, with its facts that the model or a rule asks for.
pub fn subjects(model: &CustomerModel) -> Vec<(Subject, Vec<FeatureIdx>)> {
    let purposes = model.purposes_in_use();
    if purposes.is_empty() {
        return asked_for(model).into_iter().map(|f| (Subject::Fact(f), vec![f])).collect();
    }
    let nobody_said = |f: &FeatureIdx| !purposes.iter().any(|p| p.has(model.features().get(*f)));
    let rest: Vec<FeatureIdx> = asked_for(model).into_iter().filter(nobody_said).collect();
    let mut list: Vec<_> = purposes
        .into_iter()
        .map(|p| {
            let features = balance::facts_of(model, &p);
            (Subject::Purpose(p), features)
        })
        .collect();
    list.push((Subject::Rest, rest));
    list.retain(|(_, features)| !features.is_empty());
    list
}

/// Answers a [`RefusalsQuestion`]: a score for every row, no search.
///
/// # Errors
/// As [`without`].
pub fn refusals(inputs: &Inputs, question: &RefusalsQuestion) -> Result<Refusals> {
    let model = inputs.model();
    let line = question.line.or_else(|| inputs.line());
    let refusal = Refusal::usual(inputs);
    let of = |values: &[Value], refused: &[FeatureIdx]| {
        without(inputs, values, refused, refusal).map(|ranked| ranked.from_line(line))
    };
    let row = |(subject, features): (Subject, Vec<FeatureIdx>)| {
        let with = used(&question.values, &question.original, &features);
        let (before, after) = (of(&with, &[])?, of(&with, &features)?);
        let lead = leads(model, line, &before, &after);
        let used = use_of(&question.values, &question.original, &features);
        Ok(Refused { of: subject, features, used, with, before, after, lead })
    };
    let mut rows = subjects(model).into_iter().map(row).collect::<Result<Vec<_>>>()?;
    if rows.iter().all(|row| matches!(row.of, Subject::Fact(_))) {
        let moved = |row: &Refused| {
            let other = first_of(&row.before) != first_of(&row.after);
            let by = row.lead.zip(leads(model, line, &row.before, &row.before)).map_or(0.0, |(a, b)| (a - b).abs());
            (other, by)
        };
        rows.sort_by(|a, b| {
            let (a, b) = (moved(a), moved(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
    }
    let all = asked_for(model);
    Ok(Refusals {
        given: of(&used(&question.values, &question.original, &all), &[])?,
        now: of(&question.values, &[])?,
        nothing: of(&question.values, &all)?,
        rows,
        refusal,
    })
}

fn first_of(ranked: &Recommendation) -> Option<OfferIdx> {
    ranked.winner().map(|w| w.offer)
}

/// Values with facts used again that are withheld and that the record gives.
pub fn used(values: &[Value], original: &[Value], features: &[FeatureIdx]) -> Vec<Value> {
    let mut values = values.to_vec();
    for f in features {
        if values[f.index()] == Value::Withheld {
            values[f.index()] = original[f.index()];
        }
    }
    values
}

fn use_of(values: &[Value], original: &[Value], features: &[FeatureIdx]) -> Use {
    let is_out = |f: &&FeatureIdx| values[f.index()] == Value::Withheld;
    let out = features.iter().filter(is_out).count();
    let gives = features.iter().any(|f| original[f.index()] != Value::Withheld);
    match out {
        0 => Use::All,
        n if n < features.len() => Use::Part,
        _ if gives => Use::Nothing,
        _ => Use::Unknown,
    }
}

/// How far what comes first before leads the next that may be had after, in what offers are ranked by (where chances
/// share one sum, in margin); of one offer, how far its response is above the line (its margin, where the line has no
/// response). `None` where it may not be had, or nothing else may.
pub fn leads(
    model: &CustomerModel,
    line: Option<Line>,
    before: &Recommendation,
    after: &Recommendation,
) -> Option<f64> {
    if let (Some(line), [only]) = (line, after.ranked.as_slice()) {
        return Some(above(model, line, only.margin));
    }
    let offer = before.winner()?.offer;
    let among: Vec<bool> = model.offer_ids().map(|o| after.of(o).1.barred_by.is_none()).collect();
    let margins: Vec<f64> = model.offer_ids().map(|o| after.of(o).1.margin).collect();
    let rivals = among.iter().filter(|may| **may).count();
    (among[offer.index()] && rivals > 1).then(|| lead(model, offer, &among, &margins))
}

/// How far a margin of the only offer is above the line.
fn above(model: &CustomerModel, line: Line, margin: f64) -> f64 {
    match line.response() {
        Some(response) => model.link().responses(&[margin])[0] - response,
        None => margin - line.margin(),
    }
}

/// What can be, whatever the facts of one refusal are, and those withheld beside it?
#[derive(Clone, PartialEq, Debug)]
pub struct WhateverQuestion {
    /// The customer as they really are.
    pub original: Vec<Value>,
    /// The same customer, with everything used but what is withheld beside it.
    pub question: BalanceQuestion,
}

/// What can be then.
#[derive(Clone, PartialEq, Debug)]
pub struct Whatever {
    /// How far what comes first leads, at least and at most; in the unit of [`leads`].
    pub lead: Option<Bounds>,
    /// Whether it stays first.
    pub stays: Stays,
    /// What else can come first (of one offer: that it is on the other side of the line), each with the fewest made-up
    /// values that were found to bring it: the customer's other facts are as they are.
    pub brings: Vec<(OfferIdx, Vec<(FeatureIdx, Value)>)>,
    /// Whether all of it is settled.
    pub settled: bool,
    /// Whether a person or time stopped it.
    pub stopped: bool,
}

/// Answers a [`WhateverQuestion`].
///
/// # Errors
/// As [`balance::balance`].
pub fn whatever(inputs: &Inputs, asked: &WhateverQuestion, progress: &Progress) -> Result<Whatever> {
    let (model, question) = (inputs.model(), &asked.question);
    let line = question.line.or_else(|| inputs.line());
    let found = balance::bounded(inputs, question, false, progress)?;
    let only = line.filter(|_| model.offers().len() == 1);
    let lead = match only {
        Some(line) => found.possible.margins.first().map(|b| {
            let (a, z) = (above(model, line, b.low), above(model, line, b.high));
            Bounds { low: a.min(z), high: a.max(z), settled: b.settled }
        }),
        None => found.possible.lead,
    };
    let real = used(&question.values, &asked.original, &found.hidden);
    let brings = found
        .possible
        .others
        .iter()
        .filter_map(|(offer, can)| {
            let CanLead::Yes(values) = can else { return None };
            let led = |values: &[Value]| outcome(model, only, &found.after, values);
            Some((*offer, decisive(&question.rules, &real, &found.hidden, values, led)))
        })
        .collect();
    let open = |(_, can): &(OfferIdx, CanLead)| *can == CanLead::Unsettled;
    let settled = lead.is_none_or(|b| b.settled) && !found.possible.others.iter().any(open);
    Ok(Whatever { lead, stays: found.stays, brings, settled, stopped: found.possible.stopped })
}

/// What comes first with these values among the offers that may be had; of one offer, whether it is above its line.
fn outcome(model: &CustomerModel, only: Option<Line>, after: &Recommendation, values: &[Value]) -> Option<OfferIdx> {
    let margins = margins(model, &Codes::of(model, values), Absence::ByCover);
    match only {
        Some(line) => line.is_reached(margins[0]).then_some(OfferIdx(0)),
        None => first(model, &model.link().responses(&margins), |o| after.of(o).1.barred_by.is_none()),
    }
}

/// Of made-up values those without which something else comes of it: every other fact is the customer's own again, as
/// far as that changes nothing. Facts that depend on one another stay together.
fn decisive<T: PartialEq>(
    rules: &ChangeRules,
    real: &[Value],
    hidden: &[FeatureIdx],
    made: &[Value],
    outcome: impl Fn(&[Value]) -> T,
) -> Vec<(FeatureIdx, Value)> {
    let mut there = real.to_vec();
    hidden.iter().zip(made).for_each(|(f, value)| there[f.index()] = *value);
    let wanted = outcome(&there);
    let is_free = |f: &&FeatureIdx| {
        let is_bound = rules.one_hot.iter().any(|group| group.contains(f))
            || rules.at_most.iter().any(|(a, b)| a == *f || b == *f);
        !is_bound && real[f.index()] != Value::Withheld
    };
    // until none can go back: one that could not may do so once another is back
    loop {
        let mut is_changed = false;
        for f in hidden.iter().filter(is_free) {
            let made = std::mem::replace(&mut there[f.index()], real[f.index()]);
            if made.same(there[f.index()]) {
                continue;
            }
            if outcome(&there) == wanted {
                is_changed = true;
            } else {
                there[f.index()] = made;
            }
        }
        if !is_changed {
            break;
        }
    }
    hidden.iter().filter(|f| !there[f.index()].same(real[f.index()])).map(|f| (*f, there[f.index()])).collect()
}

/// A way to take a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// Averaged along the trees by training cover.
    Cover,
    /// Averaged over so many customers.
    Background(usize),
    /// Taken as not known.
    Missing,
}

/// Every refusal taken in every way that can be had.
#[derive(Clone, PartialEq, Debug)]
pub struct Ways {
    /// Of each way the offers of every row, in the rows' order.
    pub ways: Vec<(Way, Vec<Recommendation>)>,
}

/// Takes refusals in other ways too: the facts of a row and whatever is withheld beside them. By cover where the model
/// stores covers, over other customers where there are some, and as not known.
pub fn ways(inputs: &Inputs, line: Option<Line>, rows: &[Refused], others: Option<&Background>) -> Ways {
    let model = inputs.model();
    let line = line.or_else(|| inputs.line());
    let own = match inputs.absence() {
        Absence::ByBackground(own) => Some(own),
        Absence::ByCover => others,
    };
    let all = [
        model.has_covers().then_some((Way::Cover, Absence::ByCover)),
        own.map(|rows| (Way::Background(rows.n_rows()), Absence::ByBackground(rows))),
        Some((Way::Missing, Absence::ByCover)),
    ];
    let of = |(way, absence): (Way, Absence<'_>)| {
        let one = |row: &Refused| {
            let mut values = row.with.clone();
            row.features.iter().for_each(|f| values[f.index()] = Value::Withheld);
            if way == Way::Missing {
                values.iter_mut().filter(|v| **v == Value::Withheld).for_each(|v| *v = Value::Missing);
            }
            recommend(model, &values, &margins(model, &Codes::of(model, &values), absence)).from_line(line)
        };
        (way, rows.iter().map(one).collect())
    };
    Ways { ways: all.into_iter().flatten().map(of).collect() }
}
