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

use super::ask::{Found, Reached, Until};
use super::fold::all_of;
use super::region::{Costs, Region};
use super::search::{COST_GRAIN, Search};

impl Search<'_> {
    /// The whole search, from all places of every lever on.
    pub(super) fn run(mut self, until: &Until<'_>) -> Found {
        let space = self.ask.space;
        let sets = space.axes.iter().flat_map(|a| all_of(a.places.len(), a.words)).collect();
        self.run_within(sets, u64::MAX, until)
    }

    /// As [`run`](Self::run), within a box, and looking at so many boxes at most.
    pub(super) fn run_within(&mut self, sets: Vec<u64>, nodes: u64, until: &Until<'_>) -> Found {
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
        // what stopped a first look left the best so far: if that is proven now, going on would not have changed it
        Found { best: self.best.take(), lower, settled: !open, nodes: self.nodes }
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
}
