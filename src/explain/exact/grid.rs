//! All changes of two or three facts at once, as dense tables.
//!
//! With all other facts as they are, every leaf is a rectangle (or a block) of positions of the facts that change. Its
//! corners are marked, and sums along each axis make the margin at every position of them. What costs more than the
//! best plan known is left out before, so the tables are small. Complete: every place is looked at.

use super::ask::{Reached, Until};
use super::fold::{Child, FoldedTree};
use super::goal::Goal;
use super::search::Search;
use crate::base::OfferIdx;

/// The most entries of one table.
const ENTRIES: usize = 1 << 20;

/// One of the facts that change.
#[derive(Clone)]
struct Side {
    axis: usize,
    /// The positions that are looked at.
    low: u32,
    high: u32,
    /// By position from `low` on, the place there and what it costs.
    places: Vec<(u32, f64)>,
}

impl Side {
    fn len(&self) -> usize {
        (self.high - self.low) as usize
    }

    /// Parts of so many positions.
    fn slabs(&self, step: usize) -> Vec<Self> {
        let part = |(i, places): (usize, &[(u32, f64)])| {
            let low = self.low + (i * step) as u32;
            Self { axis: self.axis, low, high: low + places.len() as u32, places: places.to_vec() }
        };
        self.places.chunks(step).enumerate().map(part).collect()
    }
}

impl Search<'_> {
    /// Looks at all changes of exactly so many facts (two or three); `false` if that is not possible, or not quick.
    /// O(subsets · (trees · depth + leaves + entries)).
    pub(super) fn grids(&mut self, sets: &[u64], changes: usize, until: &Until<'_>) -> bool {
        let (offer, sign, target) = match self.ask.goal {
            Goal::AtLeast(offer, least) => (*offer, 1.0, *least),
            Goal::Below(offer, most) => (*offer, -1.0, *most),
            _ => return false,
        };
        let space = self.ask.space;
        let folded = self.ask.folded;
        let n = space.axes.len();
        let numbers =
            |a: &super::space::Axis| a.ordered && matches!(a.places[0].value, crate::model::Value::Number(_));
        if !space.axes.iter().all(numbers) || folded.splits.iter().any(|s| s.cut == u32::MAX) {
            return false;
        }
        let trees: Vec<&FoldedTree> = folded.trees.iter().filter(|t| t.offer as usize == offer.index()).collect();
        let origin = vec![0; n];
        let leaves: Vec<f64> = trees.iter().map(|t| folded.values[folded.leaf_at(t, &origin)]).collect();
        let all: f64 = folded.base[offer.index()] + leaves.iter().sum::<f64>();
        // the cheapest change of each fact
        let least: Vec<f64> = space.axes.iter().map(|a| a.places.get(1).map_or(f64::INFINITY, |p| p.cost)).collect();
        let mut table = Vec::new();
        let mut subset: Vec<usize> = (0..changes).collect();
        if n < changes {
            return true;
        }
        loop {
            let floor: f64 = subset.iter().map(|&a| least[a]).sum();
            if floor < self.limit() {
                let sides: Vec<Side> =
                    subset.iter().map(|&a| self.side(sets, a, self.limit() - (floor - least[a]))).collect();
                let fixed =
                    all - trees.iter().zip(&leaves).filter(|(t, _)| touches(t, &subset)).map(|(_, l)| l).sum::<f64>();
                // slab by slab, so that a table stays small
                let others: usize = sides[1..].iter().map(|s| s.len() + 1).product();
                let step = (ENTRIES / others).max(2) - 1;
                for slab in sides[0].slabs(step) {
                    let mut sides: Vec<Side> = sides[1..].to_vec();
                    sides.insert(0, slab);
                    table.clear();
                    table.resize((sides[0].len() + 1) * others, 0.0);
                    for tree in trees.iter().filter(|t| touches(t, &subset)) {
                        self.mark(tree, &sides, &mut table);
                    }
                    add_up(&sides, &mut table);
                    self.scan(&sides, &table, offer, sign, target - fixed);
                    if until.over() {
                        return false;
                    }
                }
            }
            // the next subset
            let Some(i) = (0..changes).rev().find(|&i| subset[i] + (changes - i) < n) else { break };
            subset[i] += 1;
            for j in i + 1..changes {
                subset[j] = subset[j - 1] + 1;
            }
        }
        true
    }

    /// The positions of a fact that cost less than a limit.
    fn side(&self, sets: &[u64], axis: usize, limit: f64) -> Side {
        let of = &self.ask.space.axes[axis];
        let set = self.set(sets, axis);
        let (mut low, mut high) = (of.position[0], of.position[0] + 1);
        let usable = |place: usize| set[place / 64] >> (place % 64) & 1 == 1 && of.places[place].cost < limit;
        for (_, &position) in of.position.iter().enumerate().filter(|(place, _)| usable(*place)) {
            (low, high) = (low.min(position), high.max(position + 1));
        }
        let mut places = vec![(0, f64::INFINITY); (high - low) as usize];
        for (place, &position) in of.position.iter().enumerate().filter(|(_, p)| (low..high).contains(*p)) {
            let cost = if usable(place) { of.places[place].cost } else { f64::INFINITY };
            places[(position - low) as usize] = (place as u32, cost);
        }
        Side { axis, low, high, places }
    }

    /// Marks the corners of a tree's leaves.
    fn mark(&self, tree: &FoldedTree, sides: &[Side], table: &mut [f64]) {
        let folded = self.ask.folded;
        let whole: [(u32, u32); 3] = std::array::from_fn(|i| sides.get(i).map_or((0, 1), |s| (s.low, s.high)));
        let mut open: Vec<(Child, [(u32, u32); 3])> = vec![(tree.root, whole)];
        while let Some((at, spans)) = open.pop() {
            if at < 0 {
                corners(sides, &spans, folded.values[!at as usize], table);
                continue;
            }
            let split = &folded.splits[at as usize];
            match sides.iter().position(|s| s.axis == split.axis as usize) {
                // the customer's own place is the first
                None => open.push((split.children[usize::from(folded.sets[split.set as usize] & 1 == 0)], spans)),
                Some(i) => {
                    let (low, high) = spans[i];
                    if low < split.cut {
                        let mut left = spans;
                        left[i] = (low, high.min(split.cut));
                        open.push((split.children[0], left));
                    }
                    if split.cut < high {
                        let mut right = spans;
                        right[i] = (low.max(split.cut), high);
                        open.push((split.children[1], right));
                    }
                }
            }
        }
    }

    /// Takes the cheapest entry that reaches the target.
    fn scan(&mut self, sides: &[Side], table: &[f64], offer: OfferIdx, sign: f64, target: f64) {
        let strides = strides(sides);
        let band = self.ask.folded.band[offer.index()] + table.len() as f64 * f64::EPSILON * target.abs();
        let single = [(0u32, 0.0)];
        let third: &[(u32, f64)] = sides.get(2).map_or(&single, |s| &s.places);
        for (i, &(a, first)) in sides[0].places.iter().enumerate() {
            for (j, &(b, second)) in sides[1].places.iter().enumerate() {
                if a == 0 || b == 0 || first + second >= self.limit() {
                    continue;
                }
                for (k, &(c, last)) in third.iter().enumerate() {
                    let cost = first + second + last;
                    if cost >= self.limit() || (sides.len() == 3 && c == 0) {
                        continue;
                    }
                    let margin = table[i * strides[0] + j * strides[1] + k * strides[2]];
                    if sign * (margin - target) < -band {
                        continue;
                    }
                    let mut point = vec![0; self.ask.space.axes.len()];
                    for (side, place) in sides.iter().zip([a, b, c]) {
                        point[side.axis] = place;
                    }
                    let values = self.ask.space.values_at(self.ask.values, &point);
                    if self.ask.goal.reached(self.ask.model, &values) {
                        self.best = Some(Reached { cost, point, values });
                    }
                }
            }
        }
    }
}

fn touches(tree: &FoldedTree, subset: &[usize]) -> bool {
    subset.iter().any(|&a| tree.axes.contains(&(a as u32)))
}

/// How far apart entries of each side stand; each side has one more than its positions.
fn strides(sides: &[Side]) -> [usize; 3] {
    let third = sides.get(2).map_or(1, |s| s.len() + 1);
    let second = if sides.len() == 3 { third } else { 1 };
    [(sides[1].len() + 1) * second, second, usize::from(sides.len() == 3)]
}

/// Adds a value at one corner of a block and takes it away past the others.
fn corners(sides: &[Side], spans: &[(u32, u32); 3], value: f64, table: &mut [f64]) {
    let strides = strides(sides);
    for corner in 0..1usize << sides.len() {
        let mut at = 0;
        let mut sign = 1.0;
        for (i, side) in sides.iter().enumerate() {
            let past = corner >> i & 1 == 1;
            let position = if past { spans[i].1 } else { spans[i].0 };
            at += (position - side.low) as usize * strides[i];
            if past {
                sign = -sign;
            }
        }
        table[at] += sign * value;
    }
}

/// Sums along each side.
fn add_up(sides: &[Side], table: &mut [f64]) {
    let strides = strides(sides);
    for (i, side) in sides.iter().enumerate() {
        let (stride, n) = (strides[i], side.len() + 1);
        let run = stride * n;
        for block in table.chunks_exact_mut(run) {
            for k in 1..n {
                let (before, after) = block.split_at_mut(k * stride);
                let last = &before[(k - 1) * stride..];
                after[..stride].iter_mut().zip(last).for_each(|(a, b)| *a += b);
            }
        }
    }
}
