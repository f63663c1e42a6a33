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

use super::forest::{Asked, FlatTree, Forest, NONE, Split, Step};
use super::lanes::{Lanes, Work};
use super::quadrature::gauss_legendre;

/// Vectors of four points that go through a tree at once: paths of up to 8 features need one round of one vector,
/// longer ones rounds of two.
const FEW: usize = 1;
const MANY: usize = 2;

/// Points and weights for every length of path, cut into rounds.
#[derive(Clone, Debug)]
pub(in crate::explain) struct Points {
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
    pub(crate) fn up_to(longest: usize) -> Self {
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
    /// One over the feature's own factor above.
    inverse: [V; N],
    /// The sum below, in units of the product above.
    sum: [V; N],
    /// The slopes on both sides.
    slopes: [f64; 2],
    /// Whether the customer passes all splits on the feature down to each side.
    passes: [bool; 2],
}

/// Attributes one customer by cover.
pub(in crate::explain) struct ByCover<'a, F> {
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
        for tree in offer.chosen(self.trees).filter(|tree| !tree.splits.is_empty()) {
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

/// Whether a customer passes to the left and to the right, as numbers: by twice whether they passed above, plus whether
/// they go left.
const PASSES: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 0.0]];

/// `z + t s` at one vector of points.
#[inline(always)]
fn factor<L: Lanes>(lanes: L, t: [f64; 4], share: f64, slope: f64) -> L::Four {
    lanes.add(lanes.splat(share), lanes.mul(lanes.four(t), lanes.splat(slope)))
}

impl<F: FnMut(u32, u32, f64)> ByCover<'_, F> {
    /// A tree with splits.
    #[inline(always)]
    fn tree<L: Lanes, const N: usize>(
        &mut self,
        lanes: L,
        tree: &FlatTree,
        round: &Round<N>,
        scratch: &mut Scratch<L::Four, N>,
    ) {
        let (splits, steps) = (self.forest.splits_of(tree), &self.forest.steps[tree.splits.clone()]);
        let n = steps.len();
        // One visit more spares the processor guesses: leaves have no sum of splits, and above the first split on a
        // feature the slope is 0 and everybody passes.
        let zero = [lanes.splat(0.0); N];
        let nobody = Visit { product: zero, inverse: zero, sum: zero, slopes: [0.0; 2], passes: [true; 2] };
        let Scratch { visits, shares, gains, met } = scratch;
        visits.resize(visits.len().max(n + 1), nobody);
        let visits = &mut visits[..=n];
        visits[n] = nobody;
        for k in 0..N {
            visits[0].product[k] = lanes.four(round.w[k]);
        }
        if self.asked.any_withheld {
            for i in 0..n {
                self.down::<L, N, true>(lanes, steps, round, visits, i);
            }
        } else {
            for i in 0..n {
                self.down::<L, N, false>(lanes, steps, round, visits, i);
            }
        }
        if self.pairs.is_none() {
            for i in (0..n).rev() {
                up(lanes, steps, round, visits, shares, i);
            }
            return;
        }
        gains.resize(gains.len().max(n), [zero; 2]);
        for ((gains, visit), split) in gains.iter_mut().zip(&visits[..n]).zip(splits) {
            for side in [0, 1] {
                let slope = visit.slopes[side];
                for (gain, &t) in gains[side].iter_mut().zip(&round.t) {
                    *gain = lanes.mul(lanes.splat(slope), lanes.inverse(factor(lanes, t, split.shares[side], slope)));
                }
            }
        }
        met.clear();
        met.resize(self.forest.n_features, NONE);
        for i in (0..n).rev() {
            let share = up(lanes, steps, round, visits, shares, i);
            self.pairs_of(lanes, splits, i, &share, gains, met);
        }
    }

    /// What a split shares with the conditions above it.
    #[inline(always)]
    fn pairs_of<L: Lanes, const N: usize>(
        &mut self,
        lanes: L,
        splits: &[Split],
        i: usize,
        share: &[L::Four; N],
        gains: &[[[L::Four; N]; 2]],
        met: &mut [u32],
    ) {
        let Some(add) = &mut self.pairs else { return };
        let split = &splits[i];
        met[split.feature as usize] = i as u32;
        let mut at = split;
        while at.parent != NONE {
            let (above, side) = (at.parent as usize, usize::from(at.parent_side));
            at = &splits[above];
            // the nearest condition on each other feature counts
            if std::mem::replace(&mut met[at.feature as usize], i as u32) != i as u32 {
                let mut both = *share;
                for k in 0..N {
                    both[k] = lanes.mul(share[k], gains[above][side][k]);
                }
                add(split.feature, at.feature, 0.5 * total(lanes, &both));
            }
        }
    }

    /// A split on the way down: product and slopes. The inverse of a factor is 0 where the factor is: nobody is there,
    /// and this customer is not, so nothing below counts.
    #[inline(always)]
    fn down<L: Lanes, const N: usize, const W: bool>(
        &self,
        lanes: L,
        steps: &[Step],
        round: &Round<N>,
        visits: &mut [Visit<L::Four, N>],
        i: usize,
    ) {
        let (n, step) = (steps.len(), &steps[i]);
        let left = self.asked.steps_left(self.forest, step);
        let (above, side) = step.before(n);
        let (passed, slope_above) = (visits[above].passes[side], visits[above].slopes[side]);
        let share_above = steps.get(above).map_or(1.0, |above| above.shares[side]);
        let code = 2 * usize::from(passed) + usize::from(left);
        let mut slopes = [PASSES[code][0] - step.shares[0], PASSES[code][1] - step.shares[1]];
        if W && self.asked.withholds(step.feature()) {
            slopes = [0.0; 2];
        }
        visits[i].passes = [code == 3, code == 2];
        visits[i].slopes = slopes;
        let children = step.children(i, n);
        for k in 0..N {
            let inverse = lanes.inverse(factor(lanes, round.t[k], share_above, slope_above));
            let product = lanes.mul(visits[i].product[k], inverse);
            visits[i].inverse[k] = inverse;
            visits[i].product[k] = product;
            for side in [0, 1] {
                let factor = factor(lanes, round.t[k], step.shares[side], slopes[side]);
                visits[children[side]].product[k] = lanes.mul(product, factor);
            }
        }
    }
}

/// A split on the way up: its sum, and what it adds to its feature's share.
#[inline(always)]
fn up<L: Lanes, const N: usize>(
    lanes: L,
    steps: &[Step],
    round: &Round<N>,
    visits: &mut [Visit<L::Four, N>],
    shares: &mut [[L::Four; N]],
    i: usize,
) -> [L::Four; N] {
    let (n, step) = (steps.len(), &steps[i]);
    let (above, side) = step.before(n);
    let slope_above = lanes.splat(visits[above].slopes[side]);
    let [left, right] = step.children(i, n);
    let slopes = [lanes.splat(visits[i].slopes[0]), lanes.splat(visits[i].slopes[1])];
    let covers = [lanes.splat(step.shares[0]), lanes.splat(step.shares[1])];
    let values = [lanes.splat(step.values[0]), lanes.splat(step.values[1])];
    let mut share = [lanes.splat(0.0); N];
    for k in 0..N {
        let a = lanes.add(values[0], visits[left].sum[k]);
        let b = lanes.add(values[1], visits[right].sum[k]);
        let visit = &mut visits[i];
        // Σ factor · sum is what stays at t = 0 plus t times what rises
        let stays = lanes.add(lanes.mul(covers[0], a), lanes.mul(covers[1], b));
        let rise = lanes.add(lanes.mul(slopes[0], a), lanes.mul(slopes[1], b));
        let sum = lanes.add(stays, lanes.mul(lanes.four(round.t[k]), rise));
        visit.sum[k] = lanes.mul(sum, visit.inverse[k]);
        share[k] = lanes.mul(visit.product[k], lanes.sub(rise, lanes.mul(slope_above, visit.sum[k])));
        let of = &mut shares[step.feature()][k];
        *of = lanes.add(*of, share[k]);
    }
    share
}
