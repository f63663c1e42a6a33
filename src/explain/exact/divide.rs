//! Where to divide a region: where its bound promises more than its cheapest point has, and the promise is kept apart.

use super::region::{Costs, Region};
use super::search::{Search, first};

/// How many divisions of a box are tried before one is taken.
const TRIED: usize = 4;

/// How a region could be divided.
#[derive(Clone, Debug)]
pub(super) enum Divide {
    /// Positions below this one, and the others.
    At(usize, usize),
    /// These places, and the others.
    Into(usize, Vec<u64>),
}

/// Of a tree: its offer, what it adds at the cheapest point, and its greatest and its least leaf that can be had.
type Promise = (u32, f64, (f64, usize), (f64, usize));

impl Search<'_> {
    /// The division of a few after which least is left open.
    pub(super) fn choose(
        &mut self,
        region: &Region,
        sets: &[u64],
        costs: &Costs,
        divisions: &[Divide],
    ) -> Option<Divide> {
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
                for (leaf, extra) in extra.iter_mut().enumerate() {
                    for &ask in &region.asks[region.starts[leaf] as usize..region.starts[leaf + 1] as usize] {
                        let wanted = self.ask.folded.wanted[ask as usize];
                        if wanted.axis as usize == *axis {
                            let now = self.price(wanted.set as usize, *axis, &part, 0, place as u32).extra;
                            *extra += now - self.priced[ask as usize].extra;
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

    pub(super) fn parts(&self, sets: &[u64], divide: &Divide) -> [Vec<u64>; 2] {
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

    /// What each tree adds at the cheapest point, and at most and at least; and which way each offer is to be pulled.
    fn promises(&self, region: &Region, sets: &[u64], costs: &Costs) -> (Vec<Promise>, Vec<i8>) {
        let mut trees: Vec<Promise> = Vec::with_capacity(region.trees.len());
        let mut at = region.base.clone();
        let mut bounds: Vec<(f64, f64)> = region.base.iter().map(|&b| (b, b)).collect();
        let limit = self.limit() - costs.base;
        let mut start = 0;
        for &(offer, end) in &region.trees {
            let (mut here, mut most, mut least) = (0.0, (f64::NEG_INFINITY, 0), (f64::INFINITY, 0));
            for leaf in start..end as usize {
                if costs.extra[leaf] >= limit {
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
        let pull = self.ask.goal.pull(self.ask.model, &at, &bounds, &self.open(sets));
        (trees, pull)
    }

    /// Ways to divide a region, the most promising first.
    pub(super) fn divisions(&mut self, region: &Region, sets: &[u64], costs: &Costs) -> Vec<Divide> {
        let space = self.ask.space;
        let folded = self.ask.folded;
        let corner = &costs.corner[..];
        let (trees, pull) = self.promises(region, sets, costs);
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
            let away: Vec<u32> =
                region.asks[asks].iter().copied().filter(|&a| !self.priced[a as usize].here).collect();
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
        divisions.retain(|d| {
            self.parts(sets, d).iter().all(|p| (0..space.axes.len()).all(|a| first(self.set(p, a)).is_some()))
        });
        if divisions.is_empty() {
            divisions.extend(self.last_resort(sets, corner));
        }
        divisions
    }

    /// Divides where trees give no reason to: rules, or bounds that rounding left open.
    pub(super) fn last_resort(&self, sets: &[u64], corner: &[u32]) -> Option<Divide> {
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
