//! The cheapest change that brings another outcome, with the range of each changed fact that suffices.

use std::time::{Duration, Instant};

use super::fold::{Folded, all_of};
use super::goal::Goal;
use super::search::{Ask, Found, Search, Until};
use super::space::{Axis, Prices, Space};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::model::{ChangeRules, CustomerModel, Value};
use crate::score::{Absence, Codes, margins};

/// How much of the whole search's time looking for ranges may take, at most.
const RANGES_TIME: Duration = Duration::from_millis(500);

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
    /// How long to search; without end if `None`.
    pub budget: Option<Duration>,
}

/// Whether an answer is proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// Proven: nothing better exists.
    Optimal,
    /// Proven: there is none.
    Impossible,
    /// Not settled in the time given: the truth lies between the bounds.
    Unsettled,
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
    /// How long it took.
    pub seconds: f64,
}

/// A change of some facts that reaches the goal.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Σ price × |change|.
    pub cost: f64,
    /// The facts that change, in the model's order.
    pub changes: Vec<Change>,
    /// The customer afterwards.
    pub values: Vec<Value>,
    /// Every offer's margin afterwards, as the model scores it.
    pub margins: Vec<f64>,
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

/// Values of a fact that are as good as one another.
#[derive(Clone, PartialEq, Debug)]
pub enum Span {
    /// Numbers from `low` to `high`, both included; `None` where it goes on to the end of what may be.
    Numbers {
        /// The least.
        low: Option<f64>,
        /// The greatest.
        high: Option<f64>,
    },
    /// These levels, ascending.
    Levels(Vec<u32>),
    /// Only that it is not known.
    Unknown,
}

/// Searches for the cheapest plan. Exponential in the number of levers at worst, and stopped by the budget or by
/// cancelling `progress`; memory is the leaves that levers reach times the depth of the search.
///
/// # Errors
/// [`Kind::Question`](crate::base::Kind::Question) for a customer who withholds a fact.
pub fn cheapest_plan(model: &CustomerModel, question: &PlanQuestion, progress: &Progress) -> Result<PlanAnswer> {
    let start = Instant::now();
    let until = Until::new(question.budget, progress);
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
    let Found { best, lower, settled, nodes } = Search::new(ask).run(&until);
    let plan = best.map(|best| Plan {
        changes: changes(model, question, &best.values, &until),
        margins: margins(model, &Codes::of(model, &best.values), Absence::ByCover),
        cost: best.cost,
        values: best.values,
    });
    let status = match (&plan, settled) {
        (_, false) => Settled::Unsettled,
        (Some(_), true) => Settled::Optimal,
        (None, true) => Settled::Impossible,
    };
    Ok(PlanAnswer { status, plan, lower_bound: lower, nodes, seconds: start.elapsed().as_secs_f64() })
}

/// The changed facts, each with the range that suffices.
fn changes(model: &CustomerModel, question: &PlanQuestion, values: &[Value], until: &Until<'_>) -> Vec<Change> {
    let changed: Vec<FeatureIdx> = (0..values.len())
        .filter(|&f| !values[f].same(question.values[f]))
        .map(FeatureIdx::new)
        .collect();
    let opposite = question.goal.opposite(model.offers().len());
    let spans = widest(model, values, &question.rules, &changed, &opposite, until);
    changed
        .into_iter()
        .zip(spans)
        .map(|(feature, suffices)| Change {
            feature,
            from: question.values[feature.index()],
            to: values[feature.index()],
            suffices,
        })
        .collect()
}

/// Ranges of some facts around a customer in which, whatever they are together, something cannot be reached.
fn widest(
    model: &CustomerModel,
    values: &[Value],
    rules: &ChangeRules,
    facts: &[FeatureIdx],
    never: &Goal,
    until: &Until<'_>,
) -> Vec<Span> {
    let Ok(space) = Space::new(model, values, rules, facts, Prices::Free) else { return Vec::new() };
    let folded = Folded::new(model, values, &space);
    let soon = Until::new(Some(RANGES_TIME), until.progress);
    let ask =
        Ask { model, values, space: &space, folded: &folded, goal: never, most_changes: None, below: f64::INFINITY, any: true };
    let sets: Vec<Vec<u64>> = space.axes.iter().map(only_first).collect();
    widen(&ask, sets, &(0..facts.len()).collect::<Vec<_>>(), &soon)
}

/// The customer's own place of an axis.
pub(super) fn only_first(axis: &Axis) -> Vec<u64> {
    let mut set = vec![0; axis.words];
    set[0] = 1;
    set
}

/// Widens some axes of a box, one after the other, as far as nothing in it reaches the goal of the search.
pub(super) fn widen(ask: &Ask<'_>, mut sets: Vec<Vec<u64>>, axes: &[usize], until: &Until<'_>) -> Vec<Span> {
    let safe = |sets: &[Vec<u64>]| {
        let found = Search::new(ask.clone()).run_within(sets.concat(), until);
        found.settled && found.best.is_none()
    };
    for &i in axes {
        let axis = &ask.space.axes[i];
        if !axis.ordered {
            for place in 1..axis.places.len() {
                let mut wider = sets.clone();
                wider[i][place / 64] |= 1 << (place % 64);
                if safe(&wider) {
                    sets = wider;
                }
            }
            continue;
        }
        let at = |axis: &Axis, low: u32, high: u32| {
            let all = all_of(axis.places.len(), axis.words);
            let (below, above) = (axis.set_below(low as usize), axis.set_below(high as usize + 1));
            all.iter().zip(below).zip(above).map(|((a, b), c)| a & !b & c).collect::<Vec<u64>>()
        };
        let own = axis.position[0];
        if !matches!(axis.places[0].value, Value::Number(_)) {
            continue;
        }
        let end = axis.places.len() as u32 - 1;
        let (mut low, mut high) = (own, own);
        // the furthest first: often all of it is safe
        let (mut safe_to, mut unsafe_from) = (own, end + 1);
        let mut next = end;
        while next > safe_to && next < unsafe_from {
            let mut wider = sets.clone();
            wider[i] = at(axis, low, next);
            if safe(&wider) {
                safe_to = next;
            } else {
                unsafe_from = next;
            }
            next = safe_to + (unsafe_from - safe_to) / 2;
        }
        high = high.max(safe_to);
        let (mut safe_to, mut unsafe_from) = (i64::from(own), -1i64);
        let mut next = 0i64;
        while next < safe_to && next > unsafe_from {
            let mut wider = sets.clone();
            wider[i] = at(axis, next as u32, high);
            if safe(&wider) {
                safe_to = next;
            } else {
                unsafe_from = next;
            }
            next = safe_to - (safe_to - unsafe_from) / 2;
        }
        low = low.min(safe_to as u32);
        sets[i] = at(axis, low, high);
    }
    axes.iter().map(|&i| span(&ask.space.axes[i], &sets[i])).collect()
}

/// A set of places as values.
fn span(axis: &Axis, set: &[u64]) -> Span {
    let mut places = Vec::new();
    super::fold::for_each(set, |p| places.push(&axis.places[p]));
    if axis.grid.kind.is_choice() {
        let mut levels: Vec<u32> =
            places.iter().filter_map(|p| if let Value::Level(l) = p.value { Some(l) } else { None }).collect();
        levels.sort_unstable();
        return if levels.is_empty() { Span::Unknown } else { Span::Levels(levels) };
    }
    let numbers = places.iter().filter(|p| matches!(p.value, Value::Number(_)));
    let low = numbers.clone().map(|p| p.low).fold(f64::INFINITY, f64::min);
    let high = numbers.map(|p| p.high).fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return Span::Unknown;
    }
    let (least, most) = (axis.freedom.min, axis.freedom.max);
    Span::Numbers { low: (low != least).then_some(low), high: (high != most).then_some(high) }
}
