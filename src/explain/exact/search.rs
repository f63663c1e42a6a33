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

use std::time::{Duration, Instant};

use super::fold::{Folded, for_each};
use super::goal::{Goal, Open};
use super::space::{End, Space};
use crate::base::progress::Progress;
use crate::model::{CustomerModel, Value};

/// Costs closer than this, for each 1 of cost, are not told apart.
const COST_GRAIN: f64 = 1e-11;
/// Steps of cost at which a box's bound is looked at.
const STEPS: usize = 24;
/// How many divisions of a box are tried before one is taken.
const TRIED: usize = 4;

/// When to stop without an answer.
#[derive(Clone, Debug)]
pub(super) struct Until<'a> {
    pub deadline: Option<Instant>,
    pub progress: &'a Progress,
}

impl<'a> Until<'a> {
    pub fn new(budget: Option<Duration>, progress: &'a Progress) -> Self {
        Self { deadline: budget.and_then(|b| Instant::now().checked_add(b)), progress }
    }

    pub fn over(&self) -> bool {
        self.progress.cancelled() || self.deadline.is_some_and(|d| Instant::now() >= d)
    }
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

/// A part of what may change, with what can still be reached in it.
#[derive(Clone, Debug, Default)]
struct Region {
    /// Places by axis, one set after the other.
    sets: Vec<u64>,
    /// A number for each axis's set, the same only for the same set.
    versions: Vec<u32>,
    /// Leaves that it reaches, tree by tree.
    leaves: Vec<u32>,
    /// Trees that it does not settle: their offer and where their leaves end.
    trees: Vec<(u32, u32)>,
    /// What settled trees add, by offer.
    base: Vec<f64>,
    /// No plan in it costs less.
    lower: f64,
    /// How far its bound passes the goal.
    slack: f64,
}

/// What a leaf asks of a lever, within a region.
#[derive(Clone, Copy, Debug, Default)]
struct Priced {
    version: u32,
    /// 1 if the lever must change for it that need not otherwise.
    change: u16,
    /// Whether the cheapest place of the region is among its own.
    here: bool,
    /// What it costs above the region's cheapest place; infinite if it cannot be had.
    extra: f64,
}

/// How a region could be divided.
#[derive(Clone, Debug)]
enum Divide {
    /// Positions below this one, and the others.
    At(usize, usize),
    /// These places, and the others.
    Into(usize, Vec<u64>),
}

struct Assessed {
    lower: f64,
    slack: f64,
}

pub(super) struct Search<'a> {
    ask: Ask<'a>,
    offsets: Vec<usize>,
    priced: Vec<Priced>,
    version: u32,
    best: Option<Reached>,
    nodes: u64,
}

impl<'a> Search<'a> {
    pub fn new(ask: Ask<'a>) -> Self {
        let mut offsets = vec![0];
        for axis in &ask.space.axes {
            offsets.push(offsets[offsets.len() - 1] + axis.words);
        }
        let priced = vec![Priced::default(); ask.folded.wanted.len()];
        Self { ask, offsets, priced, version: 0, best: None, nodes: 0 }
    }

    /// The whole search, from all places of every lever on.
    pub fn run(mut self, until: &Until<'_>) -> Found {
        let space = self.ask.space;
        let sets = space.axes.iter().flat_map(|a| super::fold::all_of(a.places.len(), a.words)).collect();
        self.run_within(sets, until)
    }

    /// As [`run`](Self::run), within a box.
    pub fn run_within(&mut self, mut sets: Vec<u64>, until: &Until<'_>) -> Found {
        let folded = self.ask.folded;
        let mut stack: Vec<Region> = Vec::new();
        let all = Region {
            leaves: (0..folded.values.len() as u32).collect(),
            trees: folded.trees.iter().map(|t| (t.offer, t.leaves.end)).collect(),
            base: folded.base.clone(),
            versions: vec![0; self.ask.space.axes.len()],
            ..Region::default()
        };
        if !self.ask.any {
            self.climb(&sets);
        }
        if self.tighten(&mut sets) {
            let versions = self.fresh_versions(&all, &sets);
            if let Some(assessed) = self.assess(&all, &sets, &versions) {
                stack.push(self.descend(&all, sets, versions, &assessed));
            }
        }
        let mut stopped = false;
        while let Some(region) = stack.pop() {
            if region.lower >= self.limit() {
                continue;
            }
            if self.nodes % 16 == 0 && until.over() {
                stack.push(region);
                stopped = true;
                break;
            }
            self.nodes += 1;
            self.expand(region, &mut stack);
            if self.ask.any && self.best.is_some() {
                break;
            }
        }
        let cost = self.best.as_ref().map_or(self.ask.below, |b| b.cost);
        let open = stack.iter().map(|r| r.lower).fold(cost, f64::min);
        let lower = if stopped { open } else { cost };
        Found { best: self.best.take(), lower, settled: !stopped, nodes: self.nodes }
    }

    /// Plans that cost at least this are of no interest.
    fn limit(&self) -> f64 {
        match &self.best {
            Some(best) => best.cost - COST_GRAIN * best.cost.abs().max(1.0),
            None => self.ask.below,
        }
    }

    fn set<'b>(&self, sets: &'b [u64], axis: usize) -> &'b [u64] {
        &sets[self.offsets[axis]..self.offsets[axis + 1]]
    }

    fn fresh_versions(&mut self, parent: &Region, sets: &[u64]) -> Vec<u32> {
        let mut versions = parent.versions.clone();
        for (axis, version) in versions.iter_mut().enumerate() {
            if parent.sets.is_empty() || self.set(sets, axis) != self.set(&parent.sets, axis) {
                self.version += 1;
                *version = self.version;
            }
        }
        versions
    }

    /// The cheapest place of each axis.
    fn corner(&self, sets: &[u64]) -> Vec<u32> {
        (0..self.ask.space.axes.len()).map(|axis| first(self.set(sets, axis)).unwrap_or(0) as u32).collect()
    }

    fn cost_of(&self, point: &[u32]) -> f64 {
        self.ask.space.axes.iter().zip(point).map(|(axis, &p)| axis.places[p as usize].cost).sum()
    }

    /// Takes out of a box what no plan of interest can use; `false` if nothing is left.
    fn tighten(&self, sets: &mut [u64]) -> bool {
        let space = self.ask.space;
        let limit = self.limit();
        loop {
            let mut changed = false;
            let mut keep = |sets: &mut [u64], axis: usize, mask: &dyn Fn(usize) -> bool| {
                let range = self.offsets[axis]..self.offsets[axis + 1];
                let mut any = false;
                for (w, word) in sets[range].iter_mut().enumerate() {
                    let mut rest = *word;
                    while rest != 0 {
                        let bit = rest.trailing_zeros() as usize;
                        rest &= rest - 1;
                        if !mask(64 * w + bit) {
                            *word &= !(1 << bit);
                            changed = true;
                        }
                    }
                    any |= *word != 0;
                }
                any
            };
            let mut base = 0.0;
            let mut forced = 0;
            for axis in 0..space.axes.len() {
                let Some(place) = first(self.set(sets, axis)) else { return false };
                base += space.axes[axis].places[place].cost;
                forced += usize::from(place != 0);
            }
            if base >= limit || self.ask.most_changes.is_some_and(|most| forced > most) {
                return false;
            }
            let full = self.ask.most_changes == Some(forced);
            for (i, axis) in space.axes.iter().enumerate() {
                let Some(place) = first(self.set(sets, i)) else { return false };
                let others = base - axis.places[place].cost;
                if full && place == 0 {
                    keep(sets, i, &|p| p == 0);
                } else if limit.is_finite() {
                    // the places stand in the order of their cost
                    let Some(last) = last(self.set(sets, i)) else { return false };
                    if others + axis.places[last].cost >= limit {
                        keep(sets, i, &|p| others + axis.places[p].cost < limit);
                    }
                }
            }
            for group in &space.groups {
                let surely = |axis: usize, ones: &[u64]| self.set(sets, axis).iter().zip(ones).all(|(s, o)| s & !o == 0);
                let perhaps = |axis: usize, ones: &[u64]| self.set(sets, axis).iter().zip(ones).any(|(s, o)| s & o != 0);
                let sure = group.ones + group.members.iter().filter(|(a, ones)| surely(*a, ones)).count();
                let may = group.ones + group.members.iter().filter(|(a, ones)| perhaps(*a, ones)).count();
                if sure > 1 || may == 0 {
                    return false;
                }
                let decided: Vec<bool> = group.members.iter().map(|(a, ones)| surely(*a, ones)).collect();
                for ((axis, ones), decided) in group.members.iter().zip(decided) {
                    let is_one = |p: usize| ones[p / 64] >> (p % 64) & 1 == 1;
                    let any = if sure == 1 && !decided {
                        keep(sets, *axis, &|p| !is_one(p))
                    } else if sure == 0 && may == 1 {
                        // the only one that can be
                        !self.set(sets, *axis).iter().zip(ones).any(|(s, o)| s & o != 0)
                            || keep(sets, *axis, &is_one)
                    } else {
                        true
                    };
                    if !any {
                        return false;
                    }
                }
            }
            for (a, b) in &space.pairs {
                let least = self.extreme(sets, *a, true);
                let most = self.extreme(sets, *b, false);
                if least > most {
                    return false;
                }
                if let End::Axis(axis) = a {
                    keep(sets, *axis, &|p| space.axes[*axis].places[p].low <= most);
                }
                if let End::Axis(axis) = b {
                    keep(sets, *axis, &|p| space.axes[*axis].places[p].high >= least);
                }
            }
            if !changed {
                return (0..space.axes.len()).all(|axis| first(self.set(sets, axis)).is_some());
            }
        }
    }

    /// The least (or greatest) value that one side of a pair can take in a box.
    fn extreme(&self, sets: &[u64], end: End, least: bool) -> f64 {
        match end {
            End::Fixed(x) => x,
            End::Axis(axis) => {
                let mut found = if least { f64::INFINITY } else { f64::NEG_INFINITY };
                for_each(self.set(sets, axis), |p| {
                    let place = &self.ask.space.axes[axis].places[p];
                    found = if least { found.min(place.low) } else { found.max(place.high) };
                });
                found
            }
        }
    }

    /// What a leaf costs above the region's cheapest point, and how many facts more must change.
    #[inline(always)]
    fn leaf(&mut self, leaf: u32, sets: &[u64], versions: &[u32], corner: &[u32]) -> (f64, usize, bool) {
        let folded = self.ask.folded;
        let asks = folded.starts[leaf as usize] as usize..folded.starts[leaf as usize + 1] as usize;
        let (mut extra, mut changes, mut here) = (0.0, 0, true);
        for &ask in &folded.asks[asks] {
            let wanted = folded.wanted[ask as usize];
            let axis = wanted.axis as usize;
            let mut priced = self.priced[ask as usize];
            if priced.version != versions[axis] {
                priced = self.price(wanted.set as usize, axis, sets, versions[axis], corner[axis]);
                self.priced[ask as usize] = priced;
            }
            extra += priced.extra;
            changes += usize::from(priced.change);
            here &= priced.here;
        }
        (extra, changes, here)
    }

    fn price(&self, start: usize, axis: usize, sets: &[u64], version: u32, corner: u32) -> Priced {
        let places = &self.ask.space.axes[axis].places;
        let set = self.set(sets, axis);
        let wanted = &self.ask.folded.sets[start..start + set.len()];
        let mut found = None;
        for (w, (a, b)) in set.iter().zip(wanted).enumerate() {
            if a & b != 0 {
                found = Some(64 * w + (a & b).trailing_zeros() as usize);
                break;
            }
        }
        match found {
            None => Priced { version, change: 0, here: false, extra: f64::INFINITY },
            Some(place) => Priced {
                version,
                change: u16::from(corner == 0 && place != 0),
                here: place == corner as usize,
                extra: places[place].cost - places[corner as usize].cost,
            },
        }
    }

    /// Whether an offer can be had in a box.
    fn open(&self, sets: &[u64]) -> Vec<Open> {
        let never = |barred: &bool| if *barred { Open::Never } else { Open::Always };
        let mut open: Vec<Open> = self.ask.space.barred.iter().map(never).collect();
        for (i, axis) in self.ask.space.axes.iter().enumerate() {
            for (offer, meets) in &axis.open {
                let set = self.set(sets, i);
                let some = set.iter().zip(meets).any(|(s, m)| s & m != 0);
                let all = set.iter().zip(meets).all(|(s, m)| s & !m == 0);
                open[*offer] = match open[*offer] {
                    Open::Never => Open::Never,
                    _ if !some => Open::Never,
                    Open::Always if all => Open::Always,
                    _ => Open::Perhaps,
                };
            }
        }
        open
    }

    /// The bound of a box within a region: from which cost on the goal may be reached there; `None` if it cannot.
    fn assess(&mut self, region: &Region, sets: &[u64], versions: &[u32]) -> Option<Assessed> {
        let corner = self.corner(sets);
        let base_cost = self.cost_of(&corner);
        let forced = corner.iter().filter(|&&p| p != 0).count();
        let spare = self.ask.most_changes.map_or(usize::MAX, |most| most.saturating_sub(forced));
        let limit = self.limit();
        let most: f64 = (0..corner.len())
            .map(|axis| last(self.set(sets, axis)).map_or(0.0, |p| self.ask.space.axes[axis].places[p].cost))
            .sum();
        let range = (limit - base_cost).min(most - base_cost);
        let scale = if range > 0.0 && range.is_finite() { STEPS as f64 / range } else { 0.0 };
        let n_offers = region.base.len();
        // what each step of cost adds to the greatest margin, and takes from the least
        let mut high = vec![[0.0f64; STEPS]; n_offers];
        let mut low = vec![[0.0f64; STEPS]; n_offers];
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let (mut up, mut down) = ([f64::NEG_INFINITY; STEPS], [f64::INFINITY; STEPS]);
            for &leaf in &region.leaves[start as usize..end as usize] {
                let (extra, changes, _) = self.leaf(leaf, sets, versions, &corner);
                if extra >= limit - base_cost || changes > spare || extra == f64::INFINITY {
                    continue;
                }
                let step = ((extra * scale) as usize).min(STEPS - 1);
                let value = self.ask.folded.values[leaf as usize];
                up[step] = up[step].max(value);
                down[step] = down[step].min(value);
            }
            start = end;
            let (high, low) = (&mut high[offer as usize], &mut low[offer as usize]);
            let (mut most, mut least) = (up[0], down[0]);
            high[0] += most;
            low[0] += least;
            for step in 1..STEPS {
                if up[step] > most {
                    high[step] += up[step] - most;
                    most = up[step];
                }
                if down[step] < least {
                    low[step] += down[step] - least;
                    least = down[step];
                }
            }
        }
        let open = self.open(sets);
        let mut margins: Vec<(f64, f64)> = region.base.iter().map(|&b| (b, b)).collect();
        for (m, band) in margins.iter_mut().zip(&self.ask.folded.band) {
            *m = (m.0 - band, m.1 + band);
        }
        let mut reached = None;
        for step in 0..STEPS {
            for (o, m) in margins.iter_mut().enumerate() {
                *m = (m.0 + low[o][step], m.1 + high[o][step]);
            }
            if reached.is_none() && self.ask.goal.slack(self.ask.model, &margins, &open) >= 0.0 {
                reached = Some(step);
            }
        }
        let step = reached?;
        let slack = self.ask.goal.slack(self.ask.model, &margins, &open);
        let lower = base_cost + if scale > 0.0 { step as f64 / scale } else { 0.0 };
        let lower = if step == 0 { base_cost } else { lower * (1.0 - 1e-14) };
        Some(Assessed { lower: lower.max(region.lower), slack })
    }

    /// The part of a region within a box.
    fn descend(&mut self, region: &Region, sets: Vec<u64>, versions: Vec<u32>, assessed: &Assessed) -> Region {
        let corner = self.corner(&sets);
        let base_cost = self.cost_of(&corner);
        let limit = self.limit();
        let forced = corner.iter().filter(|&&p| p != 0).count();
        let spare = self.ask.most_changes.map_or(usize::MAX, |most| most.saturating_sub(forced));
        let mut child = Region {
            leaves: Vec::with_capacity(region.leaves.len()),
            trees: Vec::with_capacity(region.trees.len()),
            base: region.base.clone(),
            lower: assessed.lower,
            slack: assessed.slack,
            ..Region::default()
        };
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let first = child.leaves.len();
            for &leaf in &region.leaves[start as usize..end as usize] {
                let (extra, changes, _) = self.leaf(leaf, &sets, &versions, &corner);
                if extra < limit - base_cost && changes <= spare {
                    child.leaves.push(leaf);
                }
            }
            start = end;
            let value = |i: usize| self.ask.folded.values[child.leaves[i] as usize];
            if (first + 1..child.leaves.len()).all(|i| value(i) == value(first)) {
                child.base[offer as usize] += value(first);
                child.leaves.truncate(first);
            } else {
                child.trees.push((offer, child.leaves.len() as u32));
            }
        }
        child.sets = sets;
        child.versions = versions;
        child
    }

    /// Looks at a region: is its cheapest point it? If not, divides it.
    fn expand(&mut self, region: Region, stack: &mut Vec<Region>) {
        let mut sets = region.sets.clone();
        // plans may have become cheaper since
        if !self.tighten(&mut sets) {
            return;
        }
        let corner = self.corner(&sets);
        let closed = self.visit(&corner, &sets);
        if closed || self.ask.any && self.best.is_some() {
            return;
        }
        let versions = self.fresh_versions(&region, &sets);
        let candidates = self.divisions(&region, &sets, &versions, &corner);
        let mut chosen: Option<(f64, [Option<(Vec<u64>, Vec<u32>, Assessed)>; 2])> = None;
        for divide in candidates.iter().take(TRIED) {
            let mut sides = [None, None];
            let mut score = 1.0;
            for (side, part) in self.parts(&sets, divide).into_iter().enumerate() {
                let mut part = part;
                let mut share = 0.0;
                if self.tighten(&mut part) {
                    let versions = self.fresh_versions(&Region { sets: sets.clone(), versions: versions.clone(), ..Region::default() }, &part);
                    if let Some(assessed) = self.assess(&region, &part, &versions) {
                        share = if region.slack > 0.0 && region.slack.is_finite() {
                            (assessed.slack / region.slack).clamp(0.0, 1.0)
                        } else {
                            1.0
                        };
                        sides[side] = Some((part, versions, assessed));
                    }
                }
                score *= 1.0 - share + 1e-3;
            }
            if chosen.as_ref().is_none_or(|(s, _)| score > *s) {
                chosen = Some((score, sides));
            }
        }
        let Some((_, sides)) = chosen else { return };
        let mut children: Vec<Region> = sides
            .into_iter()
            .flatten()
            .map(|(part, versions, assessed)| self.descend(&region, part, versions, &assessed))
            .collect();
        // the more promising one is looked at first
        children.sort_by(|a, b| b.lower.total_cmp(&a.lower).then(a.slack.total_cmp(&b.slack)));
        stack.extend(children);
    }

    fn parts(&self, sets: &[u64], divide: &Divide) -> [Vec<u64>; 2] {
        let (axis, by): (usize, &[u64]) = match divide {
            Divide::At(axis, position) => (*axis, self.ask.space.axes[*axis].set_below(*position)),
            Divide::Into(axis, set) => (*axis, set),
        };
        let mut parts = [sets.to_vec(), sets.to_vec()];
        for (w, mask) in (self.offsets[axis]..self.offsets[axis + 1]).zip(by) {
            parts[0][w] &= mask;
            parts[1][w] &= !mask;
        }
        parts
    }

    /// Takes a point if it reaches the goal for less; says whether nothing better can be in its box.
    fn visit(&mut self, corner: &[u32], sets: &[u64]) -> bool {
        let single = (0..corner.len()).all(|axis| self.set(sets, axis).iter().map(|w| w.count_ones()).sum::<u32>() == 1);
        let cost = self.cost_of(corner);
        let Some((paid, values)) = self.settle(corner) else { return single };
        if paid < self.limit() && self.ask.goal.reached(self.ask.model, &values) {
            self.best = Some(Reached { cost: paid, point: corner.to_vec(), values });
            return single || paid <= cost + COST_GRAIN * cost.abs().max(1.0);
        }
        single
    }

    /// The values of a point with what they cost; `None` if it breaks a rule.
    fn settle(&self, point: &[u32]) -> Option<(f64, Vec<Value>)> {
        let space = self.ask.space;
        for group in &space.groups {
            let ones = group.members.iter().filter(|(axis, ones)| {
                let p = point[*axis] as usize;
                ones[p / 64] >> (p % 64) & 1 == 1
            });
            if group.ones + ones.count() != 1 {
                return None;
            }
        }
        let mut values = space.values_at(self.ask.values, point);
        let cost = self.cost_of(point);
        if space.pairs.is_empty() {
            return Some((cost, values));
        }
        let dearer = super::pairs::settle(self.ask.model, self.ask.values, space, point, &mut values)?;
        Some((cost + dearer, values))
    }

    /// Ways to divide a region, the most promising first.
    fn divisions(&mut self, region: &Region, sets: &[u64], versions: &[u32], corner: &[u32]) -> Vec<Divide> {
        let space = self.ask.space;
        let folded = self.ask.folded;
        let open = self.open(sets);
        // what each tree adds at the cheapest point, and at most and at least
        let mut trees: Vec<(u32, f64, (f64, u32), (f64, u32))> = Vec::with_capacity(region.trees.len());
        let mut at = region.base.clone();
        let mut bounds: Vec<(f64, f64)> = region.base.iter().map(|&b| (b, b)).collect();
        let base_cost = self.cost_of(corner);
        let limit = self.limit();
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let (mut here, mut most, mut least) = (0.0, (f64::NEG_INFINITY, 0), (f64::INFINITY, 0));
            for &leaf in &region.leaves[start as usize..end as usize] {
                let (extra, _, is_here) = self.leaf(leaf, sets, versions, corner);
                if extra >= limit - base_cost {
                    continue;
                }
                let value = folded.values[leaf as usize];
                if is_here {
                    here = value;
                }
                if value > most.0 {
                    most = (value, leaf);
                }
                if value < least.0 {
                    least = (value, leaf);
                }
            }
            start = end;
            let o = offer as usize;
            at[o] += here;
            bounds[o] = (bounds[o].0 + least.0, bounds[o].1 + most.0);
            trees.push((offer, here, most, least));
        }
        let pull = self.ask.goal.pull(self.ask.model, &at, &bounds, &open);
        // for each axis: what is promised beyond the cheapest point, below and above it
        let mut weights: Vec<Vec<(u32, f64)>> = vec![Vec::new(); space.axes.len()];
        let mut totals = vec![0.0; space.axes.len()];
        let mut best_sets: Vec<(f64, u32)> = vec![(0.0, 0); space.axes.len()];
        for (offer, here, most, least) in trees {
            let (gap, leaf) = match pull[offer as usize] {
                1 => (most.0 - here, most.1),
                -1 => (here - least.0, least.1),
                _ => continue,
            };
            if gap <= 0.0 {
                continue;
            }
            let asks = folded.starts[leaf as usize] as usize..folded.starts[leaf as usize + 1] as usize;
            let away: Vec<u32> = folded.asks[asks].iter().copied().filter(|&a| !self.priced[a as usize].here).collect();
            let part = gap / away.len().max(1) as f64;
            for ask in away {
                let wanted = folded.wanted[ask as usize];
                let axis = wanted.axis as usize;
                totals[axis] += part;
                if space.axes[axis].ordered {
                    let here = space.axes[axis].position[corner[axis] as usize];
                    let p = if here < wanted.span.0 {
                        wanted.span.0
                    } else if here >= wanted.span.1 {
                        wanted.span.1
                    } else {
                        here + 1
                    };
                    weights[axis].push((p, part));
                } else if part > best_sets[axis].0 {
                    best_sets[axis] = (part, ask);
                }
            }
        }
        let mut order: Vec<usize> = (0..totals.len()).filter(|&a| totals[a] > 0.0).collect();
        order.sort_by(|&a, &b| totals[b].total_cmp(&totals[a]).then(a.cmp(&b)));
        let mut divisions: Vec<Divide> = Vec::new();
        for axis in order {
            if !space.axes[axis].ordered {
                let wanted = folded.wanted[best_sets[axis].1 as usize];
                divisions.push(Divide::Into(axis, folded.set(wanted.set, space.axes[axis].words).to_vec()));
                continue;
            }
            let here = space.axes[axis].position[corner[axis] as usize];
            let (mut down, mut up): (Vec<_>, Vec<_>) = weights[axis].iter().copied().partition(|(p, _)| *p <= here);
            let sum = |list: &[(u32, f64)]| list.iter().map(|(_, w)| w).sum::<f64>();
            let side = if sum(&down) > sum(&up) { &mut down } else { &mut up };
            if let Some(p) = median(side) {
                divisions.push(Divide::At(axis, p as usize));
            }
        }
        divisions.retain(|d| self.parts(sets, d).iter().all(|p| (0..space.axes.len()).all(|a| first(self.set(p, a)).is_some())));
        if divisions.is_empty() {
            divisions.extend(self.last_resort(sets, corner));
        }
        divisions
    }

    /// Divides where trees give no reason to: rules, or bounds that rounding left open.
    fn last_resort(&self, sets: &[u64], corner: &[u32]) -> Option<Divide> {
        let space = self.ask.space;
        let many = |axis: usize| self.set(sets, axis).iter().map(|w| w.count_ones()).sum::<u32>() > 1;
        let proper = |axis: usize, set: &[u64]| {
            let own = self.set(sets, axis);
            own.iter().zip(set).any(|(a, b)| a & b != 0) && own.iter().zip(set).any(|(a, b)| a & !b != 0)
        };
        for (i, axis) in space.axes.iter().enumerate() {
            if let Some((_, set)) = axis.open.iter().find(|(_, set)| proper(i, set)) {
                return Some(Divide::Into(i, set.clone()));
            }
        }
        for (axis, ones) in space.groups.iter().flat_map(|g| &g.members) {
            if proper(*axis, ones) {
                return Some(Divide::Into(*axis, ones.clone()));
            }
        }
        let axis = (0..space.axes.len()).find(|&a| many(a))?;
        let mut own = vec![0; space.axes[axis].words];
        own[corner[axis] as usize / 64] |= 1 << (corner[axis] % 64);
        Some(Divide::Into(axis, own))
    }

    /// A first plan, step by step: whichever change brings the goal nearest for its price; then what can be spared.
    fn climb(&mut self, sets: &[u64]) {
        let (space, folded) = (self.ask.space, self.ask.folded);
        let mut point = self.corner(sets);
        let most = self.ask.most_changes.unwrap_or(usize::MAX);
        let none = self.open(sets);
        let slack = |search: &Self, margins: &[f64], point: &[u32]| {
            let single: Vec<(f64, f64)> = margins.iter().map(|&m| (m, m)).collect();
            let mut box_of = vec![0; search.offsets[point.len()]];
            for (axis, &p) in point.iter().enumerate() {
                box_of[search.offsets[axis] + p as usize / 64] |= 1 << (p % 64);
            }
            let open = if none.iter().all(|o| *o == Open::Always) { none.clone() } else { search.open(&box_of) };
            search.ask.goal.slack(search.ask.model, &single, &open)
        };
        for _ in 0..2 * space.axes.len() {
            let margins = folded.margins_at(&point);
            let now = slack(self, &margins, &point);
            let cost = self.cost_of(&point);
            let mut best: Option<(f64, usize, u32)> = None;
            let mut done: Option<(f64, usize, u32)> = None;
            let changed = point.iter().filter(|&&p| p != 0).count();
            for axis in 0..space.axes.len() {
                if point[axis] == 0 && changed >= most {
                    continue;
                }
                let rows = folded.curve(&space.axes, &point, axis);
                let old = point[axis];
                for_each(self.set(sets, axis), |p| {
                    let place = &space.axes[axis].places[p];
                    let price = place.cost - space.axes[axis].places[old as usize].cost;
                    if p as u32 == old || cost + price >= self.limit() {
                        return;
                    }
                    let mut there = point.clone();
                    there[axis] = p as u32;
                    let margins: Vec<f64> = rows.iter().map(|r| r[p]).collect();
                    let gain = slack(self, &margins, &there);
                    if gain >= 0.0 && done.is_none_or(|(c, _, _)| price < c) {
                        done = Some((price, axis, p as u32));
                    }
                    let rate = if now.is_finite() { (gain - now) / price.max(1e-9) } else { gain };
                    if gain > now && best.is_none_or(|(r, _, _)| rate > r) {
                        best = Some((rate, axis, p as u32));
                    }
                });
            }
            if let Some((_, axis, p)) = done {
                let mut there = point.clone();
                there[axis] = p;
                self.spare(there);
                // perhaps there is a cheaper way further on
            }
            match best {
                Some((_, axis, p)) => point[axis] = p,
                None => break,
            }
        }
    }

    /// From a point that reaches the goal to a cheaper one near by, as far as single facts allow.
    fn spare(&mut self, mut point: Vec<u32>) {
        let (space, folded) = (self.ask.space, self.ask.folded);
        let take = |search: &mut Self, point: &[u32]| {
            let Some((paid, values)) = search.settle(point) else { return false };
            let better = paid < search.limit() && search.ask.goal.reached(search.ask.model, &values);
            if better {
                search.best = Some(Reached { cost: paid, point: point.to_vec(), values });
            }
            better
        };
        if !take(self, &point) {
            return;
        }
        let open = vec![Open::Always; folded.base.len()];
        loop {
            let mut improved = false;
            for axis in 0..point.len() {
                if point[axis] == 0 {
                    continue;
                }
                let rows = folded.curve(&space.axes, &point, axis);
                for p in 0..point[axis] {
                    let margins: Vec<(f64, f64)> = rows.iter().map(|r| (r[p as usize], r[p as usize])).collect();
                    if self.ask.goal.slack(self.ask.model, &margins, &open) < 0.0 {
                        continue;
                    }
                    let mut there = point.clone();
                    there[axis] = p;
                    if take(self, &there) {
                        point = there;
                        improved = true;
                        break;
                    }
                }
            }
            if !improved {
                break;
            }
        }
    }
}

/// The first of a set.
fn first(set: &[u64]) -> Option<usize> {
    let w = set.iter().position(|&w| w != 0)?;
    Some(64 * w + set[w].trailing_zeros() as usize)
}

/// The last of a set.
fn last(set: &[u64]) -> Option<usize> {
    let w = set.iter().rposition(|&w| w != 0)?;
    Some(64 * w + 63 - set[w].leading_zeros() as usize)
}

/// The position at which half of the weight is passed.
fn median(list: &mut [(u32, f64)]) -> Option<u32> {
    list.sort_by_key(|(p, _)| *p);
    let half = list.iter().map(|(_, w)| w).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    for (p, w) in list.iter() {
        sum += w;
        if sum >= half {
            return Some(*p);
        }
    }
    None
}
