//! Filling the tables: for every combination of classes of a group's features, what its leaves add to each feature.
//!
//! A leaf with d conditions knows 2ᵈ kinds of customers. Its shares for all of them come by doubling, condition by
//! condition: at each Gauss–Legendre point, the product so far times the factor of a condition that is met or not, and
//! for the condition's own feature the slope instead (the integral of [`walk`](super::walk)). By background, every
//! pattern r of the reference rows meets every pattern of the customer that holds what r lacks: one by one while
//! patterns are few, by sums over supersets at each point when they are many, so that the cost of a leaf is bounded
//! whatever the number of rows (Nadel and Wettenstein, arXiv 2511.09376, do the like with 3ᵈ steps). The leaves of a
//! group are then added up where their conditions agree with the classes.
//!
//! O(d 2ᵈ) a leaf and point, plus O(combinations) a leaf.

use std::ops::{Add, AddAssign, Mul, Sub};

use super::forest::{Child, FlatTree, Forest, NONE};
use super::groups::{Group, Key, Kind, LANES, test_of};
use super::lanes::{Lanes, Work};
use super::patterns::Weights;
use super::quadrature::gauss_legendre;

/// The numbers of tables and of sums.
pub(in crate::explain) trait Real:
    Copy
    + Default
    + Send
    + Sync
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + std::fmt::Debug
    + 'static
{
    const BYTES: usize;
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
    /// Rows to columns.
    fn turn<L: Lanes>(lanes: L, rows: [[Self; 8]; 8]) -> [[Self; 8]; 8];
}

impl Real for f32 {
    const BYTES: usize = 4;
    #[inline(always)]
    fn of(x: f64) -> Self {
        x as Self
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    fn turn<L: Lanes>(lanes: L, rows: [[Self; 8]; 8]) -> [[Self; 8]; 8] {
        lanes.turn_f32(rows)
    }
}

impl Real for f64 {
    const BYTES: usize = 8;
    #[inline(always)]
    fn of(x: f64) -> Self {
        x
    }
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
    #[inline(always)]
    fn turn<L: Lanes>(lanes: L, rows: [[Self; 8]; 8]) -> [[Self; 8]; 8] {
        lanes.turn_f64(rows)
    }
}

/// Eight numbers of a table.
pub(in crate::explain) type Eight<T> = [T; LANES];

/// What does not depend on the group.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Tools<T> {
    /// Points that integrate exactly for so many features.
    points: Vec<Vec<(T, T)>>,
    weights: Weights,
    /// Ones where a bit is set, for every set of lanes.
    masks: Vec<Eight<T>>,
}

impl<T: Real> Tools<T> {
    pub(super) fn new() -> Self {
        let points = |d: usize| {
            gauss_legendre(d.div_ceil(2)).into_iter().map(|(t, w)| (T::of(t), T::of(w))).collect::<Vec<_>>()
        };
        let ones = |mask: usize| std::array::from_fn(|lane| T::of((mask >> lane & 1) as f64));
        Self {
            points: (0..=LANES).map(points).collect(),
            weights: Weights::up_to(LANES),
            masks: (0..1 << LANES).map(ones).collect(),
        }
    }
}

/// Fills one group's table.
pub(in crate::explain) struct Fill<'a, T> {
    pub forest: &'a Forest,
    pub tree: &'a FlatTree,
    pub group: &'a Group,
    pub kind: Kind,
    /// By background, how many of the reference rows fall into each combination, and how many there are.
    pub counts: Option<(&'a [u32], usize)>,
    pub tools: &'a Tools<T>,
    /// `width / 8` for each combination; zero before.
    pub table: &'a mut [Eight<T>],
    pub scratch: &'a mut Scratch<T>,
}

/// Memory that fills share.
#[derive(Debug, Default)]
pub(in crate::explain) struct Scratch<T> {
    /// Per combination, the conditions of the leaf that are not met, a bit each.
    fails: Vec<u8>,
    /// Per class of each axis, the same.
    class_fails: Vec<Vec<u8>>,
    /// By pattern: the leaf's numbers, those of one point, the product alone.
    leaf: Vec<T>,
    point: Vec<T>,
    product: Vec<T>,
    counts: Vec<f64>,
    /// The lanes of each pattern.
    lanes: Vec<u8>,
    supersets: Vec<Eight<T>>,
    sums: Vec<T>,
}

/// A leaf's conditions: lane and share of cover, ascending by lane.
#[derive(Default)]
struct Conditions {
    lanes: [usize; LANES],
    shares: [f64; LANES],
    n: usize,
    value: f64,
}

impl<T: Real> Work for Fill<'_, T> {
    /// What the group's leaves add to the mean margin of the reference rows.
    type Answer = f64;

    #[inline(always)]
    fn run<L: Lanes>(mut self, _lanes: L) -> f64 {
        let splits = self.forest.splits_of(self.tree);
        let (mut expected, mut first) = (0.0, true);
        let mut open = vec![(self.group.root, self.group.above)];
        while let Some((child, above)) = open.pop() {
            match child.split() {
                Some(i) => {
                    let [left, right] = splits[i].children;
                    open.push((right, (i as u32, 1)));
                    open.push((left, (i as u32, 0)));
                }
                None => {
                    expected += self.leaf(child, above, first);
                    first = false;
                }
            }
        }
        expected
    }
}

impl<T: Real> Fill<'_, T> {
    #[inline(always)]
    fn leaf(&mut self, leaf: Child, above: (u32, u8), first: bool) -> f64 {
        let conditions = self.conditions(leaf, above);
        let n = conditions.n;
        self.fails();
        let full = ((1u32 << n) - 1) as u8;
        let mut expected = 0.0;
        let width = self.group.width;
        let size = width << n;
        self.scratch.leaf.clear();
        self.scratch.leaf.resize(size, T::default());
        match self.counts {
            None => self.by_cover(&conditions),
            Some((counts, rows)) => {
                let one = 1.0 / rows as f64;
                self.scratch.counts.clear();
                self.scratch.counts.resize(1 << n, 0.0);
                for (&fails, &count) in self.scratch.fails.iter().zip(counts) {
                    self.scratch.counts[usize::from(full & !fails)] += f64::from(count);
                }
                self.scratch.counts.iter_mut().for_each(|c| *c *= one);
                expected = self.scratch.counts[usize::from(full)] * conditions.value;
                self.by_background(&conditions);
            }
        }
        if n == 0 {
            return expected;
        }
        let per = width / LANES;
        let (rows, _) = self.scratch.leaf.as_chunks::<LANES>();
        if per == 1 && first {
            // memory that was never read is not fetched before it is written
            for (row, &fails) in self.table.iter_mut().zip(&self.scratch.fails) {
                *row = rows[usize::from(full & !fails)];
            }
        } else if per == 1 {
            for (row, &fails) in self.table.iter_mut().zip(&self.scratch.fails) {
                add(row, &rows[usize::from(full & !fails)]);
            }
        } else {
            for (row, &fails) in self.table.chunks_exact_mut(per).zip(&self.scratch.fails) {
                let from = usize::from(full & !fails) * per;
                row.iter_mut().zip(&rows[from..from + per]).for_each(|(row, more)| add(row, more));
            }
        }
        expected
    }

    /// The leaf's conditions, and in which classes of each axis they are not met.
    #[inline(always)]
    fn conditions(&mut self, leaf: Child, (mut at, mut side): (u32, u8)) -> Conditions {
        let splits = self.forest.splits_of(self.tree);
        let axes = &self.group.axes;
        let lane = |feature: u32| self.group.features.iter().position(|&f| f == feature).unwrap_or(0);
        let mut share = [None; LANES];
        self.scratch.class_fails.resize(self.scratch.class_fails.len().max(axes.len()), Vec::new());
        for (fails, (_, cuts)) in self.scratch.class_fails.iter_mut().zip(axes) {
            fails.clear();
            fails.resize(cuts.len() + 1, 0u8);
        }
        while at != NONE {
            let split = &splits[at as usize];
            let (key, cut): (Key, _) = test_of(split);
            let lane = lane(split.feature);
            // the lowest split on a feature knows the share of all of them
            share[lane] = share[lane].or(Some(split.shares[usize::from(side)]));
            let axis = axes.iter().position(|(k, _)| *k == key).unwrap_or(0);
            // a cut that is not there is implied by a tighter one
            if let Ok(place) = axes[axis].1.binary_search(&cut) {
                let fails = &mut self.scratch.class_fails[axis];
                let lost = if side == 0 { &mut fails[place + 1..] } else { &mut fails[..=place] };
                lost.iter_mut().for_each(|fails| *fails |= 1 << lane);
            }
            (at, side) = (split.parent, split.parent_side);
        }
        let mut conditions = Conditions { value: self.forest.leaves[leaf.leaf_idx()], ..Conditions::default() };
        let mut bit_of = [0u8; LANES];
        for (lane, share) in share.iter().enumerate() {
            if let Some(share) = share {
                bit_of[lane] = 1 << conditions.n;
                conditions.lanes[conditions.n] = lane;
                conditions.shares[conditions.n] = *share;
                conditions.n += 1;
            }
        }
        for fails in self.scratch.class_fails.iter_mut().take(axes.len()).flatten() {
            *fails = (0..LANES).filter(|lane| *fails >> lane & 1 == 1).map(|lane| bit_of[lane]).sum();
        }
        conditions
    }

    /// From classes to combinations: the first axis fastest.
    #[inline(always)]
    fn fails(&mut self) {
        let scratch = &mut *self.scratch;
        scratch.fails.clear();
        scratch.fails.resize(self.group.entries, 0);
        let mut len = 1;
        for (of_class, (_, cuts)) in scratch.class_fails.iter().zip(&self.group.axes) {
            for class in (0..=cuts.len()).rev() {
                let (first, rest) = scratch.fails.split_at_mut(len);
                let fails = of_class[class];
                if class > 0 {
                    let to = &mut rest[(class - 1) * len..class * len];
                    to.iter_mut().zip(first).for_each(|(to, from)| *to = *from | fails);
                } else {
                    first.iter_mut().for_each(|to| *to |= fails);
                }
            }
            len *= cuts.len() + 1;
        }
    }

    #[inline(always)]
    fn by_cover(&mut self, conditions: &Conditions) {
        let n = conditions.n;
        let width = self.group.width;
        let shares = self.group.features.len();
        let pairs = self.kind == Kind::Pairs;
        let scratch = &mut *self.scratch;
        for scratch in [&mut scratch.point, &mut scratch.product] {
            scratch.clear();
            scratch.resize(width << n, T::default());
        }
        let one = T::of(1.0);
        for &(t, w) in &self.tools.points[n] {
            scratch.point[..width].fill(T::default());
            scratch.product[0] = w * T::of(conditions.value);
            let mut len = 1;
            for (&lane, &z) in conditions.lanes.iter().zip(&conditions.shares).take(n) {
                let z = T::of(z);
                let (met, unmet) = (z + t * (one - z), z * (one - t));
                let (rise, fall) = (one - z, T::default() - z);
                let (unmet_rows, met_rows) = scratch.point[..2 * len * width].split_at_mut(len * width);
                let (unmet_products, met_products) = scratch.product[..2 * len].split_at_mut(len);
                if pairs {
                    let at = shares + lane * lane.saturating_sub(1) / 2;
                    for (((low, high), p), q) in unmet_rows
                        .chunks_exact_mut(width)
                        .zip(met_rows.chunks_exact_mut(width))
                        .zip(unmet_products)
                        .zip(met_products)
                    {
                        // the slope of this condition times those before, one block of the triangle
                        let mut before = [T::default(); LANES];
                        before[..lane].copy_from_slice(&low[..lane]);
                        for (low, high) in low.iter_mut().zip(high.iter_mut()) {
                            *high = *low * met;
                            *low = *low * unmet;
                        }
                        for (j, &slope) in before[..lane].iter().enumerate() {
                            high[at + j] = slope * rise;
                            low[at + j] = slope * fall;
                        }
                        high[lane] = *p * rise;
                        low[lane] = *p * fall;
                        *q = *p * met;
                        *p = *p * unmet;
                    }
                } else {
                    let own = &self.tools.masks[1 << lane];
                    let (low, _) = unmet_rows.as_chunks_mut::<LANES>();
                    let (high, _) = met_rows.as_chunks_mut::<LANES>();
                    for (((low, high), p), q) in low.iter_mut().zip(high).zip(unmet_products).zip(met_products) {
                        let (r, f) = (*p * rise, *p * fall);
                        let row = *low;
                        *high = combine(&row, met, own, r);
                        *low = combine(&row, unmet, own, f);
                        *q = *p * met;
                        *p = *p * unmet;
                    }
                }
                len *= 2;
            }
            let (to, _) = scratch.leaf.as_chunks_mut::<LANES>();
            let (from, _) = scratch.point.as_chunks::<LANES>();
            to.iter_mut().zip(from).for_each(|(to, from)| add(to, from));
        }
        if pairs {
            let half = T::of(0.5);
            for row in scratch.leaf.chunks_exact_mut(width) {
                row[shares..].iter_mut().for_each(|x| *x = *x * half);
            }
        }
    }

    #[inline(always)]
    fn by_background(&mut self, conditions: &Conditions) {
        let n = conditions.n;
        let full = (1usize << n) - 1;
        let scratch = &mut *self.scratch;
        scratch.lanes.clear();
        scratch.lanes.push(0);
        for &lane in &conditions.lanes[..n] {
            for i in 0..scratch.lanes.len() {
                scratch.lanes.push(scratch.lanes[i] | 1 << lane);
            }
        }
        let there = || scratch.counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
        let steps: usize = there().map(|(r, _)| 1usize << r.count_ones()).sum();
        let points = n.div_ceil(2);
        if self.kind == Kind::Shares && steps > points * ((n << n) / 3 + (3 << n)) {
            return self.by_supersets(conditions);
        }
        let weights = &self.tools.weights;
        for (r, count) in there() {
            let value = conditions.value * count;
            let lack = full & !r;
            let a = lack.count_ones() as usize;
            let ours = usize::from(scratch.lanes[lack]);
            // the customer's patterns that hold what r lacks, by what they lack of r
            let mut theirs_bits = r;
            loop {
                let b = theirs_bits.count_ones() as usize;
                let row = full & !theirs_bits;
                let theirs = usize::from(scratch.lanes[theirs_bits]);
                let gain = if a > 0 { T::of(value * weights.get(a, b)) } else { T::default() };
                let loss = if b > 0 { T::of(value * weights.get(b, a)) } else { T::default() };
                match self.kind {
                    Kind::Shares => {
                        let (rows, _) = scratch.leaf.as_chunks_mut::<LANES>();
                        let (plus, minus) = (&self.tools.masks[ours], &self.tools.masks[theirs]);
                        let more = combine(plus, gain, minus, T::default() - loss);
                        add(&mut rows[row], &more);
                    }
                    Kind::Pairs => {
                        let width = self.group.width;
                        let shares = self.group.features.len();
                        let row = &mut scratch.leaf[row * width..][..width];
                        let half = |a: usize, b: usize| T::of(0.5 * value * weights.get(a, b));
                        for x in 0..shares {
                            let (x_ours, x_theirs) = (ours >> x & 1 == 1, theirs >> x & 1 == 1);
                            if x_ours {
                                row[x] += gain;
                            } else if x_theirs {
                                row[x] = row[x] - loss;
                            } else {
                                continue;
                            }
                            for y in 0..x {
                                let (y_ours, y_theirs) = (ours >> y & 1 == 1, theirs >> y & 1 == 1);
                                let at = shares + x * (x - 1) / 2 + y;
                                if x_ours && y_ours {
                                    row[at] += half(a - 1, b);
                                } else if x_theirs && y_theirs {
                                    row[at] += half(b - 1, a);
                                } else if y_ours || y_theirs {
                                    row[at] = row[at] - half(a, b - 1);
                                }
                            }
                        }
                    }
                }
                if theirs_bits == 0 {
                    break;
                }
                theirs_bits = (theirs_bits - 1) & r;
            }
        }
    }

    /// Many patterns: at each point t, `(a − 1)! b! / (a + b)!` is `t^(a − 1) (1 − t)^b`, a product of what depends on
    /// the reference row and what depends on the customer; the rows that hold what the customer lacks are summed for
    /// all patterns at once.
    #[inline(always)]
    fn by_supersets(&mut self, conditions: &Conditions) {
        let n = conditions.n;
        let full = (1usize << n) - 1;
        let scratch = &mut *self.scratch;
        let masks = &self.tools.masks;
        for &(t, w) in &self.tools.points[n] {
            let powers = |x: T| {
                let mut powers = [T::of(1.0); LANES + 1];
                (1..=LANES).for_each(|i| powers[i] = powers[i - 1] * x);
                powers
            };
            let (known, unknown) = (powers(t), powers(T::of(1.0) - t));
            scratch.supersets.clear();
            scratch.sums.clear();
            for (r, &count) in scratch.counts.iter().enumerate() {
                let a = n - r.count_ones() as usize;
                let count = T::of(count * conditions.value) * w;
                let ours = &masks[usize::from(scratch.lanes[full & !r])];
                let scale = count * known[a.saturating_sub(1)];
                scratch.supersets.push(ours.map(|x| x * scale));
                scratch.sums.push(count * known[a]);
            }
            for bit in (0..n).map(|k| 1usize << k) {
                for start in (0..=full).step_by(2 * bit) {
                    let (low, high) = scratch.supersets[start..start + 2 * bit].split_at_mut(bit);
                    low.iter_mut().zip(high).for_each(|(low, high)| add(low, high));
                    let (low, high) = scratch.sums[start..start + 2 * bit].split_at_mut(bit);
                    low.iter_mut().zip(high).for_each(|(low, high)| *low += *high);
                }
            }
            let (rows, _) = scratch.leaf.as_chunks_mut::<LANES>();
            for lacks in 0..=full {
                let b = lacks.count_ones() as usize;
                let theirs = &masks[usize::from(scratch.lanes[lacks])];
                let (gain, loss) = (unknown[b], scratch.sums[lacks] * unknown[b.saturating_sub(1)]);
                let (row, ours) = (&mut rows[full & !lacks], &scratch.supersets[lacks]);
                add(row, &combine(ours, gain, theirs, T::default() - loss));
            }
        }
    }
}

/// `a x + b y`.
#[inline(always)]
fn combine<T: Real>(a: &Eight<T>, x: T, b: &Eight<T>, y: T) -> Eight<T> {
    let mut sum = *a;
    for j in 0..LANES {
        sum[j] = a[j] * x + b[j] * y;
    }
    sum
}

#[inline(always)]
fn add<T: Real>(to: &mut Eight<T>, from: &Eight<T>) {
    let mut sum = *to;
    for j in 0..LANES {
        sum[j] += from[j];
    }
    *to = sum;
}
