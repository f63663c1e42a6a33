//! Branch and bound over boxes of places: the cheapest point that reaches a goal, or the proof that there is none.
//!
//! A box is a set of places per lever. Within it a tree can add at most its greatest leaf that the box still reaches
//! **for less than the best plan known**: what a leaf asks of several levers is paid together, which is what makes the
//! bound tight. A box whose bound does not reach the goal is closed; one whose cheapest point reaches it is done;
//! any other one is divided where the bound promises more than that point has. Depth first, so that what a box no
//! longer reaches is not looked at again below it.
//!
//! The boxes that are open or closed always make up everything that may change, so when none is open the best plan is
//! proven, and at any time before, nothing cheaper than the least bound of an open box exists.
//!
//! Sources: best-first search over boxes of leaves goes back to Devos, Meert and Davis (Veritas, ICML 2021), optimal
//! counterfactuals of ensembles to Cui et al. (2015) and Parmentier and Vidal (OCEAN, ICML 2021). Budgeted leaves and
//! division by what the bound overestimates are this program's own.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::bound::{Costs, Priced, Region};
use super::fold::Folded;
use super::goal::Goal;
use super::space::Space;
use crate::base::progress::Progress;
use crate::model::{CustomerModel, Value};

/// Costs closer than this, for each 1 of cost, are not told apart.
const COST_GRAIN: f64 = 1e-11;

/// Whether to stop without an answer.
///
/// Time decides nothing but this, and what was ever told to stop is known as stopped: an answer for which
/// [`stopped`](Self::stopped) is false has the same bits on every machine.
pub(super) struct Until<'a> {
    ask: &'a dyn Fn() -> bool,
    stopped: Cell<bool>,
}

impl<'a> Until<'a> {
    /// Stops once a question is answered with yes.
    pub fn new(ask: &'a dyn Fn() -> bool) -> Self {
        Self { ask, stopped: Cell::new(false) }
    }

    /// Whether to stop now; once it is so, it stays so.
    pub fn over(&self) -> bool {
        let over = self.stopped.get() || (self.ask)();
        self.stopped.set(over);
        over
    }

    /// Whether anything was told to stop.
    pub fn stopped(&self) -> bool {
        self.stopped.get()
    }
}

/// Whether a budget of time is used up, or somebody asked to stop.
pub(super) fn spent(budget: Option<Duration>, progress: &Progress) -> impl Fn() -> bool {
    let deadline = budget.and_then(|b| Instant::now().checked_add(b));
    move || progress.cancelled() || deadline.is_some_and(|d| Instant::now() >= d)
}

/// A point that reaches the goal.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Reached {
    pub cost: f64,
    pub point: Vec<u32>,
    pub values: Vec<Value>,
}

/// What a search found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub best: Option<Reached>,
    /// Nothing cheaper than this exists; the cost of `best` if settled.
    pub lower: f64,
    pub settled: bool,
    pub nodes: u64,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Ask<'a> {
    pub model: &'a CustomerModel,
    pub values: &'a [Value],
    pub space: &'a Space,
    pub folded: &'a Folded,
    pub goal: &'a Goal,
    /// The most facts that may change.
    pub most_changes: Option<usize>,
    /// Only plans cheaper than this are of interest.
    pub below: f64,
    /// The first point that reaches the goal is as good as any.
    pub any: bool,
}

pub(super) struct Search<'a> {
    pub ask: Ask<'a>,
    pub offsets: Vec<usize>,
    pub priced: Vec<Priced>,
    /// A number for each axis's present set, never used before.
    pub versions: Vec<u32>,
    pub version: u32,
    /// Which offers' greatest and least margins the goal depends on.
    pub needed: Vec<(bool, bool)>,
    pub best: Option<Reached>,
    pub nodes: u64,
}

impl<'a> Search<'a> {
    pub fn new(ask: Ask<'a>) -> Self {
        let mut offsets = vec![0];
        for axis in &ask.space.axes {
            offsets.push(offsets[offsets.len() - 1] + axis.words);
        }
        let priced = vec![Priced::default(); ask.folded.wanted.len()];
        let versions = vec![0; ask.space.axes.len()];
        let needed = ask.goal.needed(ask.model.offers().len());
        Self { ask, offsets, priced, versions, version: 0, needed, best: None, nodes: 0 }
    }

    /// The whole search, from all places of every lever on.
    pub fn run(mut self, until: &Until<'_>) -> Found {
        let space = self.ask.space;
        let sets = space.axes.iter().flat_map(|a| super::fold::all_of(a.places.len(), a.words)).collect();
        self.run_within(sets, u64::MAX, until)
    }

    /// As [`run`](Self::run), within a box, and looking at so many boxes at most.
    pub fn run_within(&mut self, sets: Vec<u64>, nodes: u64, until: &Until<'_>) -> Found {
        if !self.ask.any {
            if self.few(&sets, until) {
                let lower = self.best.as_ref().map_or(self.ask.below, |b| b.cost);
                return Found { best: self.best.take(), lower, settled: true, nodes: self.nodes };
            }
            self.climb(&sets, until);
        }
        let mut stack: Vec<Region> = Vec::new();
        let all = self.all();
        stack.extend(self.descend(&all, sets));
        let mut open = false;
        while let Some(region) = stack.pop() {
            if region.lower >= self.limit() {
                continue;
            }
            if self.nodes >= nodes || self.nodes.is_multiple_of(16) && until.over() {
                stack.push(region);
                open = true;
                break;
            }
            self.nodes += 1;
            self.expand(&region, &mut stack);
            if self.ask.any && self.best.is_some() {
                break;
            }
        }
        let cost = self.best.as_ref().map_or(self.ask.below, |b| b.cost);
        let lower = if open { stack.iter().map(|r| r.lower).fold(cost, f64::min) } else { cost };
        // where a first look was stopped, the best may be another one of the same cost than without a budget
        let settled = !open && (self.best.is_none() || !until.stopped());
        Found { best: self.best.take(), lower, settled, nodes: self.nodes }
    }

    /// Plans of one, two and three changes by looking at all of them, where that is quick; says whether that settles
    /// what is asked.
    fn few(&mut self, sets: &[u64], until: &Until<'_>) -> bool {
        let most = self.ask.most_changes.unwrap_or(usize::MAX);
        if most == 0 || !self.single(sets, until) {
            return false;
        }
        for changes in 2..=most.min(3) {
            if changes == 3 && self.best.is_none() {
                // any plan makes the tables small
                self.climb(sets, until);
            }
            if until.over() || !self.grids(sets, changes, until) {
                return false;
            }
            // without a limit, pairs are a good start
            if changes == 2 && self.ask.most_changes.is_none() {
                return self.ask.space.axes.len() <= 2;
            }
        }
        most <= 3
    }

    /// Plans that cost at least this are of no interest.
    pub(super) fn limit(&self) -> f64 {
        match &self.best {
            Some(best) => best.cost - COST_GRAIN * best.cost.abs().max(1.0),
            None => self.ask.below,
        }
    }

    pub(super) fn set<'b>(&self, sets: &'b [u64], axis: usize) -> &'b [u64] {
        &sets[self.offsets[axis]..self.offsets[axis + 1]]
    }

    /// The cheapest place of each axis.
    pub(super) fn corner(&self, sets: &[u64]) -> Vec<u32> {
        (0..self.ask.space.axes.len()).map(|axis| first(self.set(sets, axis)).unwrap_or(0) as u32).collect()
    }

    pub(super) fn cost_of(&self, point: &[u32]) -> f64 {
        self.ask.space.axes.iter().zip(point).map(|(axis, &p)| axis.places[p as usize].cost).sum()
    }

    /// Looks at a region: is its cheapest point it? If not, divides it.
    pub(super) fn expand(&mut self, region: &Region, stack: &mut Vec<Region>) {
        let mut sets = region.sets.clone();
        // plans may have become cheaper since
        if !self.tighten(&mut sets) {
            return;
        }
        let costs = self.costs(region, &sets);
        let closed = self.visit(region, &costs, &sets);
        if closed || self.ask.any && self.best.is_some() {
            return;
        }
        let divisions = self.divisions(region, &sets, &costs);
        let Some(divide) = self.choose(region, &sets, &costs, &divisions) else { return };
        let mut children: Vec<Region> =
            self.parts(&sets, &divide).into_iter().filter_map(|part| self.descend(region, part)).collect();
        // the more promising one is looked at first
        children.sort_by(|a, b| b.lower.total_cmp(&a.lower).then(a.slack.total_cmp(&b.slack)));
        stack.extend(children);
    }

    /// Takes a point if it reaches the goal for less; says whether nothing better can be in its box.
    pub(super) fn visit(&mut self, region: &Region, costs: &Costs, sets: &[u64]) -> bool {
        let (corner, cost) = (&costs.corner[..], costs.base);
        let single =
            (0..corner.len()).all(|axis| self.set(sets, axis).iter().map(|w| w.count_ones()).sum::<u32>() == 1);
        // only where it may be so is the model itself asked
        let mut margins = self.margins(region);
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let here = (start..end as usize).find(|&leaf| costs.here[leaf]).map_or(0.0, |leaf| region.values[leaf]);
            start = end as usize;
            let margin = &mut margins[offer as usize];
            *margin = (margin.0 + here, margin.1 + here);
        }
        if self.ask.goal.slack(self.ask.model, &margins, &self.open_at(corner)) < 0.0 {
            return single;
        }
        let Some((paid, values)) = self.settle(corner) else { return single };
        if paid < self.limit() && self.ask.goal.reached(self.ask.model, &values) {
            self.best = Some(Reached { cost: paid, point: corner.to_vec(), values });
            return single || paid <= cost + COST_GRAIN * cost.abs().max(1.0);
        }
        single
    }

    /// The values of a point with what they cost; `None` if it breaks a rule.
    pub(super) fn settle(&self, point: &[u32]) -> Option<(f64, Vec<Value>)> {
        let space = self.ask.space;
        if !space.keeps_groups(point) {
            return None;
        }
        let mut values = space.values_at(self.ask.values, point);
        let cost = self.cost_of(point);
        if space.pairs.is_empty() {
            return Some((cost, values));
        }
        let dearer = super::pairs::settle(self.ask.model, self.ask.values, space, point, &mut values)?;
        Some((cost + dearer, values))
    }
}

/// The first of a set.
pub(super) fn first(set: &[u64]) -> Option<usize> {
    let w = set.iter().position(|&w| w != 0)?;
    Some(64 * w + set[w].trailing_zeros() as usize)
}

/// The last of a set.
pub(super) fn last(set: &[u64]) -> Option<usize> {
    let w = set.iter().rposition(|&w| w != 0)?;
    Some(64 * w + 63 - set[w].leading_zeros() as usize)
}
