//! A first plan before anything is searched: uphill fact by fact, then whatever can be spared.

use super::ask::{Reached, Until};
use super::fold::for_each;
use super::goal::Open;
use super::search::Search;

/// How many steps a climb goes on from where it could end.
const FURTHER: usize = 100;

impl Search<'_> {
    /// The cheapest change of a single fact, if no rule ties facts together: every place of every lever is looked at.
    /// Says whether that was possible, and not stopped. O(levers · (trees · depth + leaves)).
    pub(super) fn single(&mut self, sets: &[u64], until: &Until<'_>) -> bool {
        let (space, folded) = (self.ask.space, self.ask.folded);
        let origin = self.corner(sets);
        if !space.groups.is_empty() || !space.pairs.is_empty() || origin.iter().any(|&p| p != 0) {
            return false;
        }
        let take = |search: &mut Self, point: &[u32], cost: f64| {
            let values = space.values_at(search.ask.values, point);
            let reached = search.ask.goal.reached(search.ask.model, &values);
            if reached {
                search.best = Some(Reached { cost, point: point.to_vec(), values });
            }
            reached
        };
        if take(self, &origin, 0.0) {
            return true;
        }
        for axis in 0..space.axes.len() {
            if until.over() {
                return false;
            }
            let rows = folded.curve(&space.axes, &origin, axis);
            let mut point = origin.clone();
            // the cheapest ones come first
            for (place, cost) in space.axes[axis].places.iter().map(|p| p.cost).enumerate() {
                if cost >= self.limit() {
                    break;
                }
                if place == 0 || self.set(sets, axis)[place / 64] >> (place % 64) & 1 == 0 {
                    continue;
                }
                point[axis] = place as u32;
                let margins: Vec<(f64, f64)> =
                    rows.iter().zip(&folded.band).map(|(row, band)| (row[place] - band, row[place] + band)).collect();
                let open = self.open_at(&point);
                if self.ask.goal.slack(self.ask.model, &margins, &open) >= 0.0 && take(self, &point, cost) {
                    break;
                }
            }
        }
        true
    }

    /// A first plan, step by step: whichever change brings the goal nearest for its price; then what can be spared.
    pub(super) fn climb(&mut self, sets: &[u64], until: &Until<'_>) {
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
            if until.over() {
                return;
            }
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
    pub(super) fn spare(&mut self, mut point: Vec<u32>) {
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
