//! What a region can still reach: what its leaves cost, and the bound that they give.

use super::goal::Open;
use super::merge;
use super::region::{Costs, Priced, Region};
use super::search::Search;

/// Steps of cost at which a box's bound is looked at.
const STEPS: usize = 24;

impl Search<'_> {
    /// What an ask costs within sets whose versions are current.
    #[inline(always)]
    pub(super) fn priced(&mut self, ask: u32, sets: &[u64], corner: &[u32]) -> Priced {
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
    pub(super) fn renew(&mut self) {
        for version in &mut self.versions {
            self.version += 1;
            *version = self.version;
        }
    }

    /// Prices all leaves of a region.
    pub(super) fn costs(&mut self, region: &Region, sets: &[u64]) -> Costs {
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

    pub(super) fn price(&self, start: usize, axis: usize, sets: &[u64], version: u32, corner: u32) -> Priced {
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
    pub(super) fn open(&self, sets: &[u64]) -> Vec<Open> {
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
    pub(super) fn slack(
        &self,
        region: &Region,
        sets: &[u64],
        extra: &[f64],
        spare: f64,
        usable: impl Fn(usize) -> bool,
    ) -> f64 {
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
                    let value =
                        if extra[leaf] < spare && usable(leaf) { region.values[leaf] } else { f64::NEG_INFINITY };
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
    pub(super) fn margins(&self, region: &Region) -> Vec<(f64, f64)> {
        region.base.iter().zip(&self.ask.folded.band).map(|(&b, band)| (b - band, b + band)).collect()
    }

    /// Whether an offer can be had at a point.
    pub(super) fn open_at(&self, point: &[u32]) -> Vec<Open> {
        let mut sets = vec![0; self.offsets[point.len()]];
        for (axis, &p) in point.iter().enumerate() {
            sets[self.offsets[axis] + p as usize / 64] |= 1 << (p % 64);
        }
        self.open(&sets)
    }

    /// From which cost on the goal may be reached in a region, and how far it can be passed; `None` if it cannot be
    /// reached.
    pub(super) fn assess(&self, region: &Region, costs: &Costs) -> Option<(f64, f64)> {
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
                steps(
                    &costs.extra[leaves.clone()],
                    &region.values[leaves.clone()],
                    limit,
                    scale,
                    1.0,
                    &mut high[offer as usize],
                );
            }
            if down {
                steps(
                    &costs.extra[leaves.clone()],
                    &region.values[leaves],
                    limit,
                    scale,
                    -1.0,
                    &mut low[offer as usize],
                );
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
    pub(super) fn descend(&mut self, region: &Region, mut sets: Vec<u64>) -> Option<Region> {
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
                if costs.extra[leaf] >= limit || costs.changes.get(leaf).is_some_and(|&c| c > spare) {
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
            let value = *child.values.get(first)?;
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
        if merge::merge(self.ask.folded, &self.offsets, &mut child) {
            costs = self.costs(&child, &child.sets);
        }
        let (lower, slack) = self.assess(&child, &costs)?;
        child.lower = lower.max(region.lower);
        child.slack = slack;
        Some(child)
    }

    /// Everything, with the trees that the goal depends on.
    pub(super) fn all(&self) -> Region {
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
