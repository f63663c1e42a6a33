//! Enough: the smallest set of facts that alone guarantees an outcome, whatever all others are.
//!
//! Every such set must hold on to at least one fact of every difference that leads elsewhere. So: the smallest set that
//! meets all differences known, and either nothing within it leads elsewhere, which proves it, or something does, which
//! is another difference (implicit hitting sets; Ignatiev, Morgado and Marques-Silva 2016 for the scheme).

use std::time::Duration;

use super::ask::{Ask, Settled, Until, spent};
use super::fold::{Folded, all_of};
use super::goal::Goal;
use super::plan::ranking;
use super::ranges::{Span, only_first, widen};
use super::search::Search;
use super::space::{Prices, Space};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::model::{ChangeRules, CustomerModel, Value};
use crate::score::Recommendation;

/// Which facts alone guarantee this?
#[derive(Clone, PartialEq, Debug)]
pub struct EnoughQuestion {
    /// The customer. Nothing may be withheld.
    pub values: Vec<Value>,
    /// What must not happen: the other outcome.
    pub never: Goal,
    /// What all other facts may be: ranges, steps, groups and pairs; prices and directions do not matter.
    pub rules: ChangeRules,
    /// How long to search, ranges included; without end if `None`.
    pub budget: Option<Duration>,
    /// Whether to look for the widest range of each fact, too.
    pub ranges: bool,
}

/// A smallest set of facts that guarantees an outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Enough {
    /// Whether it is proven to be smallest ([`Settled::Optimal`]) or not settled. There is always one: all facts.
    pub status: Settled,
    /// The facts, in the model's order; if not settled, ones that are known to be needed together with others.
    pub kept: Vec<Kept>,
    /// No fewer facts guarantee it.
    pub at_least: usize,
    /// Facts that are in every such set.
    pub always: Vec<FeatureIdx>,
    /// How many facts the outcome depends on at all.
    pub of: usize,
    /// Whether ranges were looked for at all.
    pub looked: bool,
    /// Whether every range is the widest: each in turn, given those before it.
    pub widest: bool,
    /// The offers for this customer, as the model scores and ranks them.
    pub ranking: Recommendation,
    /// Boxes looked at.
    pub nodes: u64,
    /// Whether the budget or a person stopped any of it. If not, the same question has the same answer, bit for bit.
    pub stopped: bool,
}

/// One of the facts.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    /// Which.
    pub feature: FeatureIdx,
    /// Where it may be with the guarantee still standing, all kept facts together.
    pub within: Span,
}

/// Finds the smallest set of facts that alone guarantees that a goal is never reached.
///
/// Exponential at worst, and stopped by the budget or by cancelling `progress`.
///
/// # Errors
/// [`Kind::Question`] for a customer who withholds a fact, or who has reached the goal.
pub fn enough(model: &CustomerModel, question: &EnoughQuestion, progress: &Progress) -> Result<Enough> {
    enough_until(model, question, &Until::new(&spent(question.budget, progress)))
}

/// As [`enough`], told when to stop.
pub(super) fn enough_until(model: &CustomerModel, question: &EnoughQuestion, until: &Until<'_>) -> Result<Enough> {
    let facts: Vec<FeatureIdx> =
        model.features().iter().map(|(f, _)| f).filter(|&f| model.uses(f) || model.rules_ask(f)).collect();
    let space = Space::new(model, &question.values, &question.rules, &facts, Prices::Free)?;
    if question.never.reached(model, &question.values) {
        return Err(Error::new(Kind::Question, "the customer has the outcome already that is never to be reached")
            .hint("ask what guarantees the outcome that the customer has"));
    }
    let folded = Folded::new(model, &question.values, &space);
    let ask = Ask {
        model,
        values: &question.values,
        space: &space,
        folded: &folded,
        goal: &question.never,
        most_changes: None,
        below: f64::INFINITY,
        any: true,
    };
    let mut finder = Finder { ask, differences: Vec::new(), nodes: 0 };
    let always = finder.alone(until);
    let (kept, settled) = finder.smallest(always.clone(), until);
    let looked = settled && question.ranges;
    let (spans, widest) = if looked {
        let sets = finder.sets(&kept);
        widen(&finder.ask, sets, &kept, until)
    } else {
        (kept.iter().map(|&i| exactly(question.values[space.axes[i].feature.index()])).collect(), false)
    };
    Ok(Enough {
        status: if settled { Settled::Optimal } else { Settled::Unsettled },
        at_least: kept.len(),
        kept: kept.iter().zip(spans).map(|(&i, within)| Kept { feature: space.axes[i].feature, within }).collect(),
        always: always.into_iter().map(|i| space.axes[i].feature).collect(),
        of: space.axes.len(),
        looked,
        widest,
        ranking: ranking(model, &question.values),
        nodes: finder.nodes,
        stopped: until.stopped(),
    })
}

fn exactly(value: Value) -> Span {
    match value {
        Value::Number(x) => Span::Numbers { low: Some(x), high: Some(x) },
        Value::Level(l) => Span::Levels(vec![l]),
        _ => Span::Unknown,
    }
}

struct Finder<'a> {
    ask: Ask<'a>,
    /// Axes that together lead elsewhere if they change; ascending.
    differences: Vec<Vec<usize>>,
    nodes: u64,
}

impl Finder<'_> {
    /// Facts that lead elsewhere by themselves: they are in every set.
    fn alone(&mut self, until: &Until<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        for axis in 0..self.ask.space.axes.len() {
            if until.over() {
                break;
            }
            let others = (0..self.ask.space.axes.len()).filter(|&a| a != axis).collect::<Vec<_>>();
            let sets = self.sets(&others);
            let answer = Search::new(self.ask.clone()).run_within(sets.concat(), u64::MAX, until);
            self.nodes += answer.nodes;
            if answer.best.is_some() {
                found.push(axis);
                self.differences.push(vec![axis]);
            }
        }
        found
    }

    /// The box in which some axes stay and all others may be anything.
    fn sets(&self, kept: &[usize]) -> Vec<Vec<u64>> {
        let of = |(i, axis): (usize, &super::space::Axis)| {
            if kept.contains(&i) { only_first(axis) } else { all_of(axis.places.len(), axis.words).to_vec() }
        };
        self.ask.space.axes.iter().enumerate().map(of).collect()
    }

    /// A smallest set, from what is in every set on; and whether it is settled. If not, no smaller set is one.
    fn smallest(&mut self, always: Vec<usize>, until: &Until<'_>) -> (Vec<usize>, bool) {
        let mut kept = always;
        loop {
            kept = match hitting(&self.differences, self.ask.space.axes.len(), until) {
                Some(kept) => kept,
                None => return (kept, false),
            };
            // every set of axes apart from these and from one another that leads elsewhere, at one go
            let mut fixed = kept.clone();
            let mut first = true;
            loop {
                let answer = Search::new(self.ask.clone()).run_within(self.sets(&fixed).concat(), u64::MAX, until);
                self.nodes += answer.nodes;
                match answer.best {
                    None if !answer.settled => return (kept, false),
                    None if first => return (kept, true),
                    None => break,
                    Some(reached) => {
                        let difference = self.shrink(reached.point);
                        fixed.extend(&difference);
                        self.differences.push(difference);
                    }
                }
                first = false;
            }
        }
    }

    /// As few changes as possible of those that lead elsewhere.
    fn shrink(&self, mut point: Vec<u32>) -> Vec<usize> {
        let (space, model) = (self.ask.space, self.ask.model);
        loop {
            let changed: Vec<usize> = (0..point.len()).filter(|&a| point[a] != 0).collect();
            let mut less = false;
            for &axis in &changed {
                let old = std::mem::take(&mut point[axis]);
                let values = space.values_at(self.ask.values, &point);
                if super::pairs::keeps(&self.ask, &point) && self.ask.goal.reached(model, &values) {
                    less = true;
                } else {
                    point[axis] = old;
                }
            }
            if !less {
                return changed;
            }
        }
    }
}

/// A smallest set that has a member of each of these, by depth-first search; `None` if it was stopped.
fn hitting(sets: &[Vec<usize>], n: usize, until: &Until<'_>) -> Option<Vec<usize>> {
    let mut count = vec![0usize; n];
    sets.iter().flatten().for_each(|&i| count[i] += 1);
    let mut found = (0..=n).find_map(|most| within(sets, &count, most, &mut Vec::new(), until))?;
    found.sort_unstable();
    Some(found)
}

fn within(
    sets: &[Vec<usize>],
    count: &[usize],
    most: usize,
    taken: &mut Vec<usize>,
    until: &Until<'_>,
) -> Option<Vec<usize>> {
    if until.over() {
        return None;
    }
    let missed = sets.iter().filter(|s| !s.iter().any(|i| taken.contains(i)));
    let Some(next) = missed.clone().min_by_key(|s| s.len()) else { return Some(taken.clone()) };
    // sets that share nothing need a member each
    let mut apart: Vec<usize> = Vec::new();
    let mut needed = 0;
    for set in missed {
        if !set.iter().any(|i| apart.contains(i)) {
            apart.extend(set);
            needed += 1;
        }
    }
    if taken.len() + needed > most {
        return None;
    }
    let mut order = next.clone();
    order.sort_by(|&a, &b| count[b].cmp(&count[a]).then(a.cmp(&b)));
    for i in order {
        taken.push(i);
        let found = within(sets, count, most, taken, until);
        taken.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}
