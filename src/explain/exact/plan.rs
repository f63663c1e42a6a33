//! The cheapest change that brings another outcome, with the range of each changed fact that suffices.

use std::time::Duration;

use super::ask::{Ask, Found, Reached, Settled, Until, spent};
use super::fold::Folded;
use super::goal::Goal;
use super::ranges::{Span, alone, widest};
use super::search::Search;
use super::space::{Prices, Space};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::model::{ChangeRules, CustomerModel, Value};
use crate::score::{Absence, Codes, Recommendation, margins, recommend};

/// What would have to be different?
#[derive(Clone, PartialEq, Debug)]
pub struct PlanQuestion {
    /// The customer. Nothing may be withheld.
    pub values: Vec<Value>,
    /// What is to be reached.
    pub goal: Goal,
    /// How far each fact may go and at what price; facts that are fixed stay.
    pub rules: ChangeRules,
    /// The most facts that may change; any number if `None`.
    pub most_changes: Option<usize>,
    /// How long to search for the plan; without end if `None`. Its ranges are bounded by boxes alone.
    pub budget: Option<Duration>,
}

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub struct PlanAnswer {
    /// Whether it is proven.
    pub status: Settled,
    /// The cheapest plan found.
    pub plan: Option<Plan>,
    /// No plan costs less; infinite if there is none.
    pub lower_bound: f64,
    /// Boxes looked at.
    pub nodes: u64,
    /// Whether the budget or a person stopped any of it. If not, the same question has the same answer, bit for bit.
    pub stopped: bool,
}

/// A change of some facts that reaches the goal.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Σ price × |change|.
    pub cost: f64,
    /// The facts that change, in the model's order.
    pub changes: Vec<Change>,
    /// Whether every range that suffices is the widest: each in turn, given those before it.
    pub widest: bool,
    /// The customer afterwards.
    pub values: Vec<Value>,
    /// The offers afterwards, as the model scores and ranks them.
    pub ranking: Recommendation,
}

/// One changed fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Which.
    pub feature: FeatureIdx,
    /// From what.
    pub from: Value,
    /// To what: the cheapest.
    pub to: Value,
    /// What suffices. As long as every changed fact stays in its range, and every other one as it is, the goal is
    /// reached: of all of them together, not only one at a time.
    pub suffices: Span,
}

/// Searches for the cheapest plan. Exponential in the number of levers at worst, and stopped by the budget or by
/// cancelling `progress`; memory is the leaves that levers reach times the depth of the search.
///
/// # Errors
/// [`Kind::Question`](crate::base::Kind::Question) for a customer who withholds a fact.
pub fn cheapest_plan(model: &CustomerModel, question: &PlanQuestion, progress: &Progress) -> Result<PlanAnswer> {
    let cancelled = || progress.cancelled();
    plan_until(model, question, &Until::new(&spent(question.budget, progress)), &Until::new(&cancelled))
}

/// As [`cheapest_plan`], told when to stop searching, and when to stop looking for ranges.
pub(super) fn plan_until(
    model: &CustomerModel,
    question: &PlanQuestion,
    until: &Until<'_>,
    ranges: &Until<'_>,
) -> Result<PlanAnswer> {
    let rules = &question.rules;
    let levers: Vec<FeatureIdx> = rules.levers().collect();
    let space = Space::new(model, &question.values, rules, &levers, Prices::Paid)?;
    let folded = Folded::new(model, &question.values, &space);
    let ask = Ask {
        model,
        values: &question.values,
        space: &space,
        folded: &folded,
        goal: &question.goal,
        most_changes: question.most_changes,
        below: f64::INFINITY,
        any: false,
    };
    let Found { best, lower, settled, nodes } = Search::new(ask.clone()).run(until);
    let plan = best.map(|best| {
        let (changes, widest) = changes(&ask, question, &best, ranges);
        let ranking = ranking(model, &best.values);
        Plan { changes, widest, ranking, cost: best.cost, values: best.values }
    });
    let status = match (&plan, settled) {
        (_, false) => Settled::Unsettled,
        (Some(_), true) => Settled::Optimal,
        (None, true) => Settled::Impossible,
    };
    Ok(PlanAnswer { status, plan, lower_bound: lower, nodes, stopped: !settled || ranges.stopped() })
}

/// The offers for a customer who withholds nothing.
pub(super) fn ranking(model: &CustomerModel, values: &[Value]) -> Recommendation {
    recommend(model, values, &margins(model, &Codes::of(model, values), Absence::ByCover))
}

/// The changed facts, each with the range that suffices; and whether all ranges are the widest.
fn changes(ask: &Ask<'_>, question: &PlanQuestion, best: &Reached, until: &Until<'_>) -> (Vec<Change>, bool) {
    let (model, values) = (ask.model, &best.values[..]);
    let changed: Vec<FeatureIdx> =
        (0..values.len()).filter(|&f| !values[f].same(question.values[f])).map(FeatureIdx::new).collect();
    let opposite = question.goal.opposite(model.offers().len());
    let (spans, widest) = match alone(ask, &best.point, &changed) {
        Some(span) => (vec![span], true),
        None => widest(model, values, &question.rules, &changed, &opposite, until),
    };
    let change = |(feature, suffices): (FeatureIdx, Span)| {
        let (from, to) = (question.values[feature.index()], values[feature.index()]);
        Change { feature, from, to, suffices }
    };
    (changed.into_iter().zip(spans).map(change).collect(), widest)
}
