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
use super::merge;
use super::goal::{Goal, Open};
use super::space::{End, Space};
use crate::base::progress::Progress;
use crate::model::{CustomerModel, Value};

/// Costs closer than this, for each 1 of cost, are not told apart.
const COST_GRAIN: f64 = 1e-11;
/// Steps of cost at which a box's bound is looked at.
const STEPS: usize = 24;
/// How many steps a climb goes on from where it could end.
const FURTHER: usize = 100;
/// How many divisions of a box are tried before one is taken.
const TRIED: usize = 4;

/// When to stop without an answer.
#[derive(Clone, Debug)]
pub(super) struct Until<'a> {
    pub deadline: Option<Instant>,
    pub progress: &'a Progress,
    /// The most boxes that one search looks at.
    pub nodes: u64,
}

impl<'a> Until<'a> {
    pub fn new(budget: Option<Duration>, progress: &'a Progress) -> Self {
        Self { deadline: budget.and_then(|b| Instant::now().checked_add(b)), progress, nodes: u64::MAX }
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
pub(super) struct Region {
    /// Places by axis, one set after the other.
    pub sets: Vec<u64>,
    /// Trees that it does not settle: their offer and where their leaves end.
    pub trees: Vec<(u32, u32)>,
    /// What each of their leaves adds.
    pub values: Vec<f64>,
    /// For each leaf where what it still asks starts in `asks`; one more at the end.
    pub starts: Vec<u32>,
    pub asks: Vec<u32>,
    /// What settled trees add, by offer.
    base: Vec<f64>,
    /// No plan in it costs less.
    lower: f64,
    /// How far its bound passes the goal.
    slack: f64,
}

/// What each leaf of a region costs above the region's cheapest point.
#[derive(Clone, Debug, Default)]
struct Costs {
    corner: Vec<u32>,
    base: f64,
    /// How many facts must change.
    forced: usize,
    extra: Vec<f64>,
    /// How many more must change for a leaf; only if that is limited.
    changes: Vec<u16>,
    /// Whether the cheapest point is in the leaf.
    here: Vec<bool>,
}

/// What a leaf asks of a lever, within a region.
#[derive(Clone, Copy, Debug, Default)]
struct Priced {
    version: u32,
    /// 1 if the lever must change for it that need not otherwise.
    change: u16,
    /// Whether the cheapest place of the region is among its own.
    here: bool,
    /// Whether all places of the region are.
    always: bool,
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

pub(super) struct Search<'a> {
    ask: Ask<'a>,
    offsets: Vec<usize>,
    priced: Vec<Priced>,
    /// A number for each axis's present set, never used before.
    versions: Vec<u32>,
    version: u32,
    /// Which offers' greatest and least margins the goal depends on.
    needed: Vec<(bool, bool)>,
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
        let versions = vec![0; ask.space.axes.len()];
        let needed = ask.goal.needed(ask.model.offers().len());
        Self { ask, offsets, priced, versions, version: 0, needed, best: None, nodes: 0 }
    }

    /// The whole search, from all places of every lever on.
    pub fn run(mut self, until: &Until<'_>) -> Found {
        let space = self.ask.space;
        let sets = space.axes.iter().flat_map(|a| super::fold::all_of(a.places.len(), a.words)).collect();
        self.run_within(sets, until)
    }

    /// As [`run`](Self::run), within a box.
    pub fn run_within(&mut self, sets: Vec<u64>, until: &Until<'_>) -> Found {
        if !self.ask.any {
            self.climb(&sets);
        }
        let mut stack: Vec<Region> = Vec::new();
        let all = self.all();
        stack.extend(self.descend(&all, sets));
        let mut stopped = false;
        while let Some(region) = stack.pop() {
            if region.lower >= self.limit() {
                continue;
            }
            if self.nodes >= until.nodes || self.nodes % 16 == 0 && until.over() {
                stack.push(region);
                stopped = true;
                break;
            }
            self.nodes += 1;
            self.expand(&region, &mut stack);
            if self.ask.any && self.best.is_some() {
                break;
            }
        }
        let cost = self.best.as_ref().map_or(self.ask.below, |b| b.cost);
        let open = stack.iter().map(|r| r.lower).fold(cost, f64::min);
        let lower = if stopped { open } else { cost };
        Found { best: self.best.take(), lower, settled: !stopped, nodes: self.nodes }
    }

    /// Everything, with the trees that the goal depends on.
    fn all(&self) -> Region {
        let folded = self.ask.folded;
        let mut all = Region { base: folded.base.clone(), starts: vec![0], ..Region::default() };
        for tree in folded.trees.iter().filter(|t| self.needed[t.offer as usize] != (false, false)) {
            for leaf in tree.leaves.start as usize..tree.leaves.end as usize {
                all.values.push(folded.values[leaf]);
                all.asks.extend(&folded.asks[folded.starts[leaf] as usize..folded.starts[leaf + 1] as usize]);
                all.starts.push(all.asks.len() as u32);
            }
            all.trees.push((tree.offer, all.values.len() as u32));
        }
        all
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

    /// What an ask costs within sets whose versions are current.
    #[inline(always)]
    fn priced(&mut self, ask: u32, sets: &[u64], corner: &[u32]) -> Priced {
        let mut priced = self.priced[ask as usize];
        let wanted = self.ask.folded.wanted[ask as usize];
        let axis = wanted.axis as usize;
        if priced.version != self.versions[axis] {
            priced = self.price(wanted.set as usize, axis, sets, self.versions[axis], corner[axis]);
            self.priced[ask as usize] = priced;
        }
        priced
    }

    /// From now on other sets are looked at.
    fn renew(&mut self) {
        for version in &mut self.versions {
            self.version += 1;
            *version = self.version;
        }
    }

    /// Prices all leaves of a region.
    fn costs(&mut self, region: &Region, sets: &[u64]) -> Costs {
        self.renew();
        let corner = self.corner(sets);
        let n = region.values.len();
        let limited = self.ask.most_changes.is_some();
        let mut costs = Costs {
            base: self.cost_of(&corner),
            forced: corner.iter().filter(|&&p| p != 0).count(),
            extra: Vec::with_capacity(n),
            changes: Vec::with_capacity(if limited { n } else { 0 }),
            here: Vec::with_capacity(n),
            corner,
        };
        for leaf in 0..n {
            let (mut extra, mut changes, mut here) = (0.0, 0, true);
            for &ask in &region.asks[region.starts[leaf] as usize..region.starts[leaf + 1] as usize] {
                let priced = self.priced(ask, sets, &costs.corner);
                extra += priced.extra;
                changes += priced.change;
                here &= priced.here;
            }
            costs.extra.push(extra);
            costs.here.push(here);
            if limited {
                costs.changes.push(changes);
            }
        }
        costs
    }

    fn price(&self, start: usize, axis: usize, sets: &[u64], version: u32, corner: u32) -> Priced {
        let places = &self.ask.space.axes[axis].places;
        let set = self.set(sets, axis);
        let wanted = &self.ask.folded.sets[start..start + set.len()];
        let mut found = None;
        let mut always = true;
        for (w, (a, b)) in set.iter().zip(wanted).enumerate() {
            if found.is_none() && a & b != 0 {
                found = Some(64 * w + (a & b).trailing_zeros() as usize);
            }
            always &= a & !b == 0;
        }
        match found {
            None => Priced { version, change: 0, here: false, always: false, extra: f64::INFINITY },
            Some(place) => Priced {
                version,
                change: u16::from(corner == 0 && place != 0),
                here: place == corner as usize,
                always,
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

    /// How far the goal can be passed with leaves that cost less than a limit above the cheapest point.
    fn slack(&self, region: &Region, sets: &[u64], extra: &[f64], spare: f64, usable: impl Fn(usize) -> bool) -> f64 {
        let mut margins = self.margins(region);
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let leaves = start..end as usize;
            start = end as usize;
            let (up, down) = self.needed[offer as usize];
            let margin = &mut margins[offer as usize];
            if up {
                let mut most = f64::NEG_INFINITY;
                for leaf in leaves.clone() {
                    let value = if extra[leaf] < spare && usable(leaf) { region.values[leaf] } else { f64::NEG_INFINITY };
                    most = if value > most { value } else { most };
                }
                margin.1 += most;
            }
            if down {
                let mut least = f64::INFINITY;
                for leaf in leaves {
                    let value = if extra[leaf] < spare && usable(leaf) { region.values[leaf] } else { f64::INFINITY };
                    least = if value < least { value } else { least };
                }
                margin.0 += least;
            }
        }
        self.ask.goal.slack(self.ask.model, &margins, &self.open(sets))
    }

    /// What settled trees add, with what rounding may differ by.
    fn margins(&self, region: &Region) -> Vec<(f64, f64)> {
        region.base.iter().zip(&self.ask.folded.band).map(|(&b, band)| (b - band, b + band)).collect()
    }

    /// Whether an offer can be had at a point.
    fn open_at(&self, point: &[u32]) -> Vec<Open> {
        let mut sets = vec![0; self.offsets[point.len()]];
        for (axis, &p) in point.iter().enumerate() {
            sets[self.offsets[axis] + p as usize / 64] |= 1 << (p % 64);
        }
        self.open(&sets)
    }

    /// From which cost on the goal may be reached in a region, and how far it can be passed; `None` if it cannot be
    /// reached.
    fn assess(&self, region: &Region, costs: &Costs) -> Option<(f64, f64)> {
        let limit = self.limit() - costs.base;
        let most = costs.extra.iter().copied().filter(|e| e.is_finite()).fold(0.0, f64::max);
        let range = limit.min(most * 1.000_001);
        if !(range > 0.0 && range.is_finite()) {
            let slack = self.slack(region, &region.sets, &costs.extra, limit, |_| true);
            return (slack >= 0.0).then_some((costs.base, slack));
        }
        let scale = STEPS as f64 / range;
        let n_offers = region.base.len();
        // what each step of cost adds to the greatest margin, and takes from the least
        let mut high = vec![[0.0f64; STEPS]; n_offers];
        let mut low = vec![[0.0f64; STEPS]; n_offers];
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let leaves = start..end as usize;
            start = end as usize;
            let (up, down) = self.needed[offer as usize];
            if up {
                steps(&costs.extra[leaves.clone()], &region.values[leaves.clone()], limit, scale, 1.0, &mut high[offer as usize]);
            }
            if down {
                steps(&costs.extra[leaves.clone()], &region.values[leaves], limit, scale, -1.0, &mut low[offer as usize]);
            }
        }
        let open = self.open(&region.sets);
        let mut margins = self.margins(region);
        let mut reached = None;
        for step in 0..STEPS {
            for (o, m) in margins.iter_mut().enumerate() {
                *m = (m.0 - low[o][step], m.1 + high[o][step]);
            }
            if reached.is_none() && self.ask.goal.slack(self.ask.model, &margins, &open) >= 0.0 {
                reached = Some(step);
            }
        }
        let step = reached?;
        let slack = self.ask.goal.slack(self.ask.model, &margins, &open);
        // what is found in a step costs at least what the step starts with, but for rounding
        let lower = if step == 0 { costs.base } else { (costs.base + step as f64 / scale) * (1.0 - 1e-13) };
        Some((lower, slack))
    }

    /// The part of a region within a box, if the goal can be reached there.
    fn descend(&mut self, region: &Region, mut sets: Vec<u64>) -> Option<Region> {
        if !self.tighten(&mut sets) {
            return None;
        }
        let mut costs = self.costs(region, &sets);
        let limit = self.limit() - costs.base;
        let spare = self.ask.most_changes.map_or(u16::MAX, |most| most.saturating_sub(costs.forced) as u16);
        let n = region.values.len();
        let mut child = Region {
            trees: Vec::with_capacity(region.trees.len()),
            values: Vec::with_capacity(n),
            starts: Vec::with_capacity(n + 1),
            asks: Vec::with_capacity(region.asks.len()),
            base: region.base.clone(),
            sets,
            ..Region::default()
        };
        child.starts.push(0);
        let mut kept = 0;
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let first = child.values.len();
            for leaf in start..end as usize {
                if !(costs.extra[leaf] < limit) || costs.changes.get(leaf).is_some_and(|&c| c > spare) {
                    continue;
                }
                child.values.push(region.values[leaf]);
                costs.extra[kept] = costs.extra[leaf];
                kept += 1;
                for &ask in &region.asks[region.starts[leaf] as usize..region.starts[leaf + 1] as usize] {
                    // what all of the region fulfils is not asked again
                    if !self.priced[ask as usize].always {
                        child.asks.push(ask);
                    }
                }
                child.starts.push(child.asks.len() as u32);
            }
            start = end as usize;
            let Some(&value) = child.values.get(first) else { return None };
            if child.values[first..].iter().all(|&v| v == value) {
                child.base[offer as usize] += value;
                child.values.truncate(first);
                kept = first;
                child.starts.truncate(first + 1);
                child.asks.truncate(child.starts[first] as usize);
            } else {
                child.trees.push((offer, child.values.len() as u32));
            }
        }
        costs.extra.truncate(kept);
        let mut child = child;
        if merge::merge(self.ask.folded, &self.offsets, &mut child) {
            costs = self.costs(&child, &child.sets);
        }
        let (lower, slack) = self.assess(&child, &costs)?;
        child.lower = lower.max(region.lower);
        child.slack = slack;
        Some(child)
    }

    /// Looks at a region: is its cheapest point it? If not, divides it.
    fn expand(&mut self, region: &Region, stack: &mut Vec<Region>) {
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

    /// The division of a few after which least is left open.
    fn choose(&mut self, region: &Region, sets: &[u64], costs: &Costs, divisions: &[Divide]) -> Option<Divide> {
        let tried = &divisions[..divisions.len().min(TRIED)];
        if tried.len() < 2 {
            return tried.first().cloned();
        }
        let mut best: Option<(f64, &Divide)> = None;
        let spare = self.ask.most_changes.map_or(usize::MAX, |most| most.saturating_sub(costs.forced));
        for divide in tried {
            let (Divide::At(axis, _) | Divide::Into(axis, _)) = divide;
            let mut score = 1.0;
            for part in self.parts(sets, divide) {
                let Some(place) = first(self.set(&part, *axis)) else { continue };
                let places = &self.ask.space.axes[*axis].places;
                let corner = costs.corner[*axis] as usize;
                let dearer = places[place].cost - places[corner].cost;
                let limit = self.limit() - costs.base - dearer;
                let mut extra = costs.extra.clone();
                for leaf in 0..extra.len() {
                    for &ask in &region.asks[region.starts[leaf] as usize..region.starts[leaf + 1] as usize] {
                        let wanted = self.ask.folded.wanted[ask as usize];
                        if wanted.axis as usize == *axis {
                            let now = self.price(wanted.set as usize, *axis, &part, 0, place as u32).extra;
                            extra[leaf] += now - self.priced[ask as usize].extra;
                        }
                    }
                }
                let slack = if costs.changes.is_empty() {
                    self.slack(region, &part, &extra, limit, |_| true)
                } else {
                    self.slack(region, &part, &extra, limit, |leaf| usize::from(costs.changes[leaf]) <= spare)
                };
                let share = match region.slack {
                    _ if slack < 0.0 => 0.0,
                    all if all > 0.0 && all.is_finite() => (slack / all).clamp(0.0, 1.0),
                    _ => 1.0,
                };
                score *= 1.0 - share + 1e-3;
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, divide));
            }
        }
        best.map(|(_, divide)| divide.clone())
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
    fn visit(&mut self, region: &Region, costs: &Costs, sets: &[u64]) -> bool {
        let (corner, cost) = (&costs.corner[..], costs.base);
        let single = (0..corner.len()).all(|axis| self.set(sets, axis).iter().map(|w| w.count_ones()).sum::<u32>() == 1);
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
    fn divisions(&mut self, region: &Region, sets: &[u64], costs: &Costs) -> Vec<Divide> {
        let space = self.ask.space;
        let folded = self.ask.folded;
        let corner = &costs.corner[..];
        let open = self.open(sets);
        // what each tree adds at the cheapest point, and at most and at least
        let mut trees: Vec<(u32, f64, (f64, usize), (f64, usize))> = Vec::with_capacity(region.trees.len());
        let mut at = region.base.clone();
        let mut bounds: Vec<(f64, f64)> = region.base.iter().map(|&b| (b, b)).collect();
        let limit = self.limit() - costs.base;
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let (mut here, mut most, mut least) = (0.0, (f64::NEG_INFINITY, 0), (f64::INFINITY, 0));
            for leaf in start..end as usize {
                if !(costs.extra[leaf] < limit) {
                    continue;
                }
                let value = region.values[leaf];
                if costs.here[leaf] {
                    here = value;
                }
                if value > most.0 {
                    most = (value, leaf);
                }
                if value < least.0 {
                    least = (value, leaf);
                }
            }
            start = end as usize;
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
            let asks = region.starts[leaf] as usize..region.starts[leaf + 1] as usize;
            let away: Vec<u32> = region.asks[asks].iter().copied().filter(|&a| !self.priced[a as usize].here).collect();
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
            let open = if none.iter().all(|o| *o == Open::Always) { none.clone() } else { search.open_at(point) };
            search.ask.goal.slack(search.ask.model, &single, &open)
        };
        let mut further = FURTHER;
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
                // perhaps there is a cheaper way a little further on
                if further == 0 {
                    break;
                }
                further -= 1;
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

/// What each step of cost adds to the greatest value of a tree's leaves, or, with sign −1, takes from the least.
fn steps(extra: &[f64], values: &[f64], limit: f64, scale: f64, sign: f64, to: &mut [f64; STEPS]) {
    let mut most = [f64::NEG_INFINITY; STEPS];
    for (&extra, value) in extra.iter().zip(values) {
        if extra < limit {
            let step = ((extra * scale) as usize).min(STEPS - 1);
            let value = sign * value;
            most[step] = if value > most[step] { value } else { most[step] };
        }
    }
    let mut so_far = most[0];
    to[0] += so_far;
    for step in 1..STEPS {
        if most[step] > so_far {
            to[step] += most[step] - so_far;
            so_far = most[step];
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
