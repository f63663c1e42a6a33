//! What no plan of interest can use of a box, taken out of it: by cost, by the number of changes, by groups and pairs.

use super::fold::for_each;
use super::search::{Search, first, last};
use super::space::End;

impl Search<'_> {
    /// Takes out of a box what no plan of interest can use; `false` if nothing is left.
    pub(super) fn tighten(&self, sets: &mut [u64]) -> bool {
        loop {
            let mut changed = false;
            if !(self.by_cost(sets, &mut changed)
                && self.by_groups(sets, &mut changed)
                && self.by_pairs(sets, &mut changed))
            {
                return false;
            }
            if !changed {
                return (0..self.ask.space.axes.len()).all(|axis| first(self.set(sets, axis)).is_some());
            }
        }
    }

    /// Keeps some places of an axis; says whether any is left.
    fn keep(&self, sets: &mut [u64], axis: usize, changed: &mut bool, mask: impl Fn(usize) -> bool) -> bool {
        let range = self.offsets[axis]..self.offsets[axis + 1];
        let mut any = false;
        for (w, word) in sets[range].iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                if !mask(64 * w + bit) {
                    *word &= !(1 << bit);
                    *changed = true;
                }
            }
            any |= *word != 0;
        }
        any
    }

    /// Places that are too dear, and, where no more facts may change, those of facts that would have to.
    fn by_cost(&self, sets: &mut [u64], changed: &mut bool) -> bool {
        let space = self.ask.space;
        let limit = self.limit();
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
                self.keep(sets, i, changed, |p| p == 0);
            } else if limit.is_finite() {
                // the places stand in the order of their cost
                let Some(last) = last(self.set(sets, i)) else { return false };
                if others + axis.places[last].cost >= limit {
                    self.keep(sets, i, changed, |p| others + axis.places[p].cost < limit);
                }
            }
        }
        true
    }

    /// Places that leave a group with more than one 1, or with none.
    fn by_groups(&self, sets: &mut [u64], changed: &mut bool) -> bool {
        for group in &self.ask.space.groups {
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
                    self.keep(sets, *axis, changed, |p| !is_one(p))
                } else if sure == 0 && may == 1 {
                    // the only one that can be
                    !self.set(sets, *axis).iter().zip(ones).any(|(s, o)| s & o != 0)
                        || self.keep(sets, *axis, changed, is_one)
                } else {
                    true
                };
                if !any {
                    return false;
                }
            }
        }
        true
    }

    /// Places on which one side of a pair is above all that the other can be.
    fn by_pairs(&self, sets: &mut [u64], changed: &mut bool) -> bool {
        let axes = &self.ask.space.axes;
        for (a, b) in &self.ask.space.pairs {
            let least = self.extreme(sets, *a, true);
            let most = self.extreme(sets, *b, false);
            if least > most {
                return false;
            }
            if let End::Axis(axis) = a {
                self.keep(sets, *axis, changed, |p| axes[*axis].places[p].low <= most);
            }
            if let End::Axis(axis) = b {
                self.keep(sets, *axis, changed, |p| axes[*axis].places[p].high >= least);
            }
        }
        true
    }

    /// The least (or greatest) value that one side of a pair can take in a box.
    pub(super) fn extreme(&self, sets: &[u64], end: End, least: bool) -> f64 {
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
}
