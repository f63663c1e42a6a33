//! One search: what is asked, the best point so far, and what every part of the search asks of them.

use super::ask::{Ask, Reached};
use super::region::Priced;
use crate::model::Value;

/// Costs closer than this, for each 1 of cost, are not told apart.
pub(super) const COST_GRAIN: f64 = 1e-11;

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
    pub(super) fn new(ask: Ask<'a>) -> Self {
        let mut offsets = vec![0];
        for axis in &ask.space.axes {
            offsets.push(offsets[offsets.len() - 1] + axis.words);
        }
        let priced = vec![Priced::default(); ask.folded.wanted.len()];
        let versions = vec![0; ask.space.axes.len()];
        let needed = ask.goal.needed(ask.model.offers().len());
        Self { ask, offsets, priced, versions, version: 0, needed, best: None, nodes: 0 }
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
