//! One customer by cover: every split visited twice, on the way down and on the way up.
//!
//! By cover a leaf's game is a product, so its Shapley values are integrals of a polynomial over the share t of known
//! features (multilinear extension; Owen 1972): `φ_j = v (o_j − z_j) ∫ Π_{k≠j} (z_k + t (o_k − z_k)) dt`. With d
//! features on the path, ⌈d / 2⌉ Gauss–Legendre points integrate it exactly (the idea of Wettenstein, Mitchell and Yu,
//! arXiv 2605.04497). Leaves share factors, so products go down and sums go up: with P the product above a split,
//! f and δ the factor `z + t (o − z)` and the slope `o − z` of its condition on either side, and H what its subtrees
//! sum to, a split on j has `H = f_l H_l + f_r H_r` and adds `∫ P (δ_l H_l + δ_r H_r)` to φ_j. Where j stands above
//! already, its old factor is divided out and its old slope taken back. Points lie in lanes.
//!
//! O(splits · ⌈d / 2⌉) a customer, one vector a split for paths of up to 8 features; scratch of O(splits of the
//! largest tree). Pairs add O(depth) a split: the φ of a split times the slope of every condition above it.

use super::forest::{Asked, FlatTree, Forest, NONE, Split};
use super::lanes::{Lanes, Work};
use super::quadrature::gauss_legendre;

/// Vectors of four points that go through a tree at once: paths of up to 8 features need one round of one vector,
/// longer ones rounds of two.
const FEW: usize = 1;
const MANY: usize = 2;

/// Points and weights for every length of path, cut into rounds.
#[derive(Clone, Debug)]
pub(super) struct Points {
    /// For up to 2n features at `few[n]`.
    few: Vec<Round<FEW>>,
    /// For longer paths.
    many: Vec<Vec<Round<MANY>>>,
}

/// Some points and their weights; those that are not in use have weight 0.
#[derive(Clone, Copy, Debug)]
struct Round<const N: usize> {
    t: [[f64; 4]; N],
    w: [[f64; 4]; N],
}

impl Points {
    pub fn up_to(longest: usize) -> Self {
        fn rounds<const N: usize>(n: usize) -> Vec<Round<N>> {
            gauss_legendre(n)
                .chunks(4 * N)
                .map(|points| {
                    let mut round = Round { t: [[0.5; 4]; N], w: [[0.0; 4]; N] };
                    for (i, &(t, w)) in points.iter().enumerate() {
                        (round.t[i / 4][i % 4], round.w[i / 4][i % 4]) = (t, w);
                    }
                    round
                })
                .collect()
        }
        let few = (0..=4 * FEW).map(|n| rounds(n.max(1))[0]).collect();
        let many = (0..=longest.div_ceil(2)).map(|n| if n > 4 * FEW { rounds(n) } else { Vec::new() }).collect();
        Self { few, many }
    }
}

/// What one split is to this customer at the points.
#[derive(Clone, Copy)]
struct Visit<V, const N: usize> {
    /// The product of the factors above, the feature's own divided out.
    product: [V; N],
    /// The sum below, in units of the product above.
    sum: [V; N],
    /// The slopes on both sides.
    slopes: [f64; 2],
    /// Whether the customer passes all splits on the feature down to each side.
    passes: [bool; 2],
}

/// Attributes one customer by cover.
pub(super) struct ByCover<'a, F> {
    pub forest: &'a Forest,
    pub points: &'a Points,
    pub offer: usize,
    /// Only these of the offer's trees, or all.
    pub trees: Option<&'a [usize]>,
    pub asked: &'a Asked,
    /// Collects shares by feature.
    pub shares: &'a mut [f64],
    /// Collects halves of pairs, if they are wanted.
    pub pairs: Option<F>,
}

impl<F: FnMut(u32, u32, f64)> Work for ByCover<'_, F> {
    type Answer = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) {
        let offer = &self.forest.offers[self.offer];
        let mut few = Scratch::<L::Four, FEW>::new(lanes, self.forest.n_features);
        let mut many = None;
        for tree in offer.chosen(self.trees) {
            let points = tree.longest.div_ceil(2);
            if points <= 4 * FEW {
                self.tree(lanes, tree, &self.points.few[points], &mut few);
            } else {
                let many = many.get_or_insert_with(|| Scratch::<_, MANY>::new(lanes, self.forest.n_features));
                for round in &self.points.many[points] {
                    self.tree(lanes, tree, round, many);
                }
            }
        }
        for &feature in &offer.features {
            let feature = feature as usize;
            let mut share = few.share(lanes, feature);
            if let Some(many) = &many {
                share += many.share(lanes, feature);
            }
            self.shares[feature] = share;
        }
    }
}

struct Scratch<V, const N: usize> {
    visits: Vec<Visit<V, N>>,
    /// Per feature.
    shares: Vec<[V; N]>,
    /// Slope over factor on both sides of every split; for pairs only.
    gains: Vec<[[V; N]; 2]>,
    /// Per feature, the last split that met it on its way up; for pairs only.
    met: Vec<u32>,
}

impl<V: Copy, const N: usize> Scratch<V, N> {
    #[inline(always)]
    fn new<L: Lanes<Four = V>>(lanes: L, n_features: usize) -> Self {
        let shares = vec![[lanes.splat(0.0); N]; n_features];
        Self { visits: Vec::new(), shares, gains: Vec::new(), met: Vec::new() }
    }

    #[inline(always)]
    fn share<L: Lanes<Four = V>>(&self, lanes: L, feature: usize) -> f64 {
        total(lanes, &self.shares[feature])
    }
}

#[inline(always)]
fn total<L: Lanes, const N: usize>(lanes: L, points: &[L::Four; N]) -> f64 {
    let mut sum = lanes.array(points[0]);
    for &more in &points[1..] {
        let more = lanes.array(more);
        for q in 0..4 {
            sum[q] += more[q];
        }
    }
    (sum[0] + sum[1]) + (sum[2] + sum[3])
}

/// `z + t s` at one vector of points.
#[inline(always)]
fn factor<L: Lanes>(lanes: L, t: [f64; 4], share: f64, slope: f64) -> L::Four {
    lanes.add(lanes.splat(share), lanes.mul(lanes.four(t), lanes.splat(slope)))
}

impl<F: FnMut(u32, u32, f64)> ByCover<'_, F> {
    #[inline(always)]
    fn tree<L: Lanes, const N: usize>(
        &mut self,
        lanes: L,
        tree: &FlatTree,
        round: &Round<N>,
        scratch: &mut Scratch<L::Four, N>,
    ) {
        let splits = self.forest.splits_of(tree);
        if splits.is_empty() {
            return;
        }
        let zero = [lanes.splat(0.0); N];
        if scratch.visits.len() < splits.len() {
            let blank = Visit { product: zero, sum: zero, slopes: [0.0; 2], passes: [false; 2] };
            scratch.visits.resize(splits.len(), blank);
        }
        let visits = &mut scratch.visits[..splits.len()];
        for k in 0..N {
            visits[0].product[k] = lanes.four(round.w[k]);
        }
        self.down(lanes, splits, round, visits);
        if self.pairs.is_some() {
            scratch.gains.resize(scratch.gains.len().max(splits.len()), [zero; 2]);
            scratch.met.clear();
            scratch.met.resize(self.forest.n_features, NONE);
            gains(lanes, splits, round, visits, &mut scratch.gains);
        }
        let leaves = &self.forest.leaves[..];
        for (i, split) in splits.iter().enumerate().rev() {
            let [left, right] = split.children;
            let (product, [l, r]) = (visits[i].product, visits[i].slopes);
            let mut share = [lanes.splat(0.0); N];
            for k in 0..N {
                let (sum, rise);
                if let (None, None) = (left.split(), right.split()) {
                    let (a, b) = (leaves[left.leaf_idx()], leaves[right.leaf_idx()]);
                    let slope = l * a + r * b;
                    sum = factor(lanes, round.t[k], split.shares[0] * a + split.shares[1] * b, slope);
                    rise = lanes.splat(slope);
                } else {
                    let a = left.split().map_or_else(|| lanes.splat(leaves[left.leaf_idx()]), |i| visits[i].sum[k]);
                    let b = right.split().map_or_else(|| lanes.splat(leaves[right.leaf_idx()]), |i| visits[i].sum[k]);
                    let (f, g) = (
                        factor(lanes, round.t[k], split.shares[0], l),
                        factor(lanes, round.t[k], split.shares[1], r),
                    );
                    sum = lanes.add(lanes.mul(f, a), lanes.mul(g, b));
                    rise = lanes.add(lanes.mul(lanes.splat(l), a), lanes.mul(lanes.splat(r), b));
                }
                if split.before == NONE {
                    visits[i].sum[k] = sum;
                    share[k] = lanes.mul(product[k], rise);
                } else {
                    let (above, side) = (split.before as usize, usize::from(split.before_side));
                    let slope = visits[above].slopes[side];
                    let sum = lanes.mul(sum, self.inverse(lanes, splits, visits, split, round.t[k]));
                    visits[i].sum[k] = sum;
                    share[k] = lanes.mul(product[k], lanes.sub(rise, lanes.mul(lanes.splat(slope), sum)));
                }
                let of = &mut scratch.shares[split.feature as usize][k];
                *of = lanes.add(*of, share[k]);
            }
            if let Some(add) = &mut self.pairs {
                let mut at = split;
                scratch.met[split.feature as usize] = i as u32;
                while at.parent != NONE {
                    let (above, side) = (at.parent as usize, usize::from(at.parent_side));
                    at = &splits[above];
                    // the nearest condition on each other feature counts
                    if std::mem::replace(&mut scratch.met[at.feature as usize], i as u32) != i as u32 {
                        let mut both = share;
                        for k in 0..N {
                            both[k] = lanes.mul(share[k], scratch.gains[above][side][k]);
                        }
                        add(split.feature, at.feature, 0.5 * total(lanes, &both));
                    }
                }
            }
        }
    }

    /// One over the factor of the split above on the same feature; 0 where nobody is there and this customer is not,
    /// since nothing below counts then.
    #[inline(always)]
    fn inverse<L: Lanes, const N: usize>(
        &self,
        lanes: L,
        splits: &[Split],
        visits: &[Visit<L::Four, N>],
        split: &Split,
        t: [f64; 4],
    ) -> L::Four {
        let (above, side) = (split.before as usize, usize::from(split.before_side));
        lanes.inverse(factor(lanes, t, splits[above].shares[side], visits[above].slopes[side]))
    }

    /// Products and slopes from the root down.
    #[inline(always)]
    fn down<L: Lanes, const N: usize>(
        &self,
        lanes: L,
        splits: &[Split],
        round: &Round<N>,
        visits: &mut [Visit<L::Four, N>],
    ) {
        for (i, split) in splits.iter().enumerate() {
            let left = self.asked.left(self.forest, split);
            let mut passes = [left, !left];
            let mut product = visits[i].product;
            if split.before != NONE {
                let passed = visits[split.before as usize].passes[usize::from(split.before_side)];
                passes = [passes[0] && passed, passes[1] && passed];
                for k in 0..N {
                    product[k] = lanes.mul(product[k], self.inverse(lanes, splits, visits, split, round.t[k]));
                }
                visits[i].product = product;
            }
            let mut slopes =
                [f64::from(u8::from(passes[0])) - split.shares[0], f64::from(u8::from(passes[1])) - split.shares[1]];
            if self.asked.withheld(split) {
                slopes = [0.0; 2];
            }
            visits[i].passes = passes;
            visits[i].slopes = slopes;
            for side in [0, 1] {
                if let Some(child) = split.children[side].split() {
                    for k in 0..N {
                        let factor = factor(lanes, round.t[k], split.shares[side], slopes[side]);
                        visits[child].product[k] = lanes.mul(product[k], factor);
                    }
                }
            }
        }
    }
}

/// Slope over factor on both sides of every split.
#[inline(always)]
fn gains<L: Lanes, const N: usize>(
    lanes: L,
    splits: &[Split],
    round: &Round<N>,
    visits: &[Visit<L::Four, N>],
    gains: &mut [[[L::Four; N]; 2]],
) {
    for ((split, visit), gains) in splits.iter().zip(visits).zip(gains) {
        for (side, gains) in gains.iter_mut().enumerate() {
            let slope = visit.slopes[side];
            for k in 0..N {
                let factor = factor(lanes, round.t[k], split.shares[side], slope);
                gains[k] = lanes.mul(lanes.splat(slope), lanes.inverse(factor));
            }
        }
    }
}
