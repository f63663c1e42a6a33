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

/// Points that go through a tree at once: paths of up to 8 features need one round of 4, longer ones rounds of 8.
const FEW: usize = 4;
const MANY: usize = 8;

/// Points and weights for every length of path, cut into rounds.
#[derive(Clone, Debug)]
pub(super) struct Points {
    /// For up to 2n features at `few[n]`; unused lanes have weight 0.
    few: Vec<Round<FEW>>,
    many: Vec<Vec<Round<MANY>>>,
}

#[derive(Clone, Copy, Debug)]
struct Round<const L: usize> {
    t: [f64; L],
    w: [f64; L],
}

impl Points {
    pub fn up_to(longest: usize) -> Self {
        fn rounds<const L: usize>(n: usize) -> Vec<Round<L>> {
            gauss_legendre(n)
                .chunks(L)
                .map(|points| {
                    let mut round = Round { t: [0.5; L], w: [0.0; L] };
                    for (i, &(t, w)) in points.iter().enumerate() {
                        (round.t[i], round.w[i]) = (t, w);
                    }
                    round
                })
                .collect()
        }
        let most = longest.div_ceil(2);
        let few = (1..=most.clamp(1, FEW)).map(|n| rounds(n)[0]);
        Self {
            few: few.clone().take(1).chain(few).collect(),
            many: (0..=most).map(|n| if n > FEW { rounds(n) } else { Vec::new() }).collect(),
        }
    }
}

/// What one split is to this customer at the points.
#[derive(Clone, Copy, Debug)]
struct Visit<const L: usize> {
    /// The product of the factors above, the feature's own divided out.
    product: [f64; L],
    /// One over the feature's own factor above.
    inverse: [f64; L],
    /// The sum below, in units of the product above.
    sum: [f64; L],
    /// The slopes on both sides, and above.
    slopes: [f64; 2],
    slope_above: f64,
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
    fn run<L: Lanes>(mut self, _lanes: L) {
        let n = self.forest.n_features;
        let mut few = Scratch::<FEW> { shares: vec![[0.0; FEW]; n], ..Scratch::default() };
        let mut many = Scratch::<MANY>::default();
        let offer = &self.forest.offers[self.offer];
        for tree in offer.chosen(self.trees) {
            let points = tree.longest.div_ceil(2);
            if points <= FEW {
                self.tree(tree, &self.points.few[points], &mut few);
            } else {
                many.shares.resize(n, [0.0; MANY]);
                for round in &self.points.many[points] {
                    self.tree(tree, round, &mut many);
                }
            }
        }
        for &feature in &offer.features {
            let feature = feature as usize;
            let mut share = few.shares[feature].iter().sum::<f64>();
            if let Some(of) = many.shares.get(feature) {
                share += of.iter().sum::<f64>();
            }
            self.shares[feature] = share;
        }
    }
}

#[derive(Default)]
struct Scratch<const L: usize> {
    visits: Vec<Visit<L>>,
    shares: Vec<[f64; L]>,
    /// Slope over factor on both sides of every split; for pairs only.
    gains: Vec<[[f64; L]; 2]>,
    /// Per feature, the last split that met it on its way up; for pairs only.
    met: Vec<u32>,
}

#[inline(always)]
fn each<const L: usize>(f: impl Fn(usize) -> f64) -> [f64; L] {
    std::array::from_fn(f)
}

impl<F: FnMut(u32, u32, f64)> ByCover<'_, F> {
    #[inline(always)]
    fn tree<const L: usize>(&mut self, tree: &FlatTree, round: &Round<L>, scratch: &mut Scratch<L>) {
        let splits = self.forest.splits_of(tree);
        if splits.is_empty() {
            return;
        }
        let zero = [0.0; L];
        let blank =
            Visit { product: zero, inverse: zero, sum: zero, slopes: [0.0; 2], slope_above: 0.0, passes: [false; 2] };
        if scratch.visits.len() < splits.len() {
            scratch.visits.resize(splits.len(), blank);
        }
        let visits = &mut scratch.visits[..splits.len()];
        visits[0].product = round.w;
        self.down(splits, round, visits);
        if self.pairs.is_some() {
            scratch.gains.resize(scratch.gains.len().max(splits.len()), [zero; 2]);
            scratch.met.clear();
            scratch.met.resize(self.forest.n_features, NONE);
            gains(splits, round, visits, &mut scratch.gains);
        }
        for (i, split) in splits.iter().enumerate().rev() {
            let below = split.children.map(|child| match child.split() {
                Some(child) => visits[child].sum,
                None => [self.forest.leaves[child.leaf_idx()]; L],
            });
            let visit = &mut visits[i];
            let [l, r] = visit.slopes;
            let factor = |side: usize, q: usize| split.shares[side] + round.t[q] * visit.slopes[side];
            let sum: [f64; L] = each(|q| factor(0, q) * below[0][q] + factor(1, q) * below[1][q]);
            let rise: [f64; L] = each(|q| l * below[0][q] + r * below[1][q]);
            let share: [f64; L];
            if split.before == NONE {
                visit.sum = sum;
                share = each(|q| visit.product[q] * rise[q]);
            } else {
                visit.sum = each(|q| sum[q] * visit.inverse[q]);
                share = each(|q| visit.product[q] * (rise[q] - visit.slope_above * visit.sum[q]));
            }
            let of = &mut scratch.shares[split.feature as usize];
            *of = each(|q| of[q] + share[q]);
            if let Some(add) = &mut self.pairs {
                let mut at = split;
                scratch.met[split.feature as usize] = i as u32;
                while at.parent != NONE {
                    let (above, side) = (at.parent as usize, usize::from(at.parent_side));
                    at = &splits[above];
                    // the nearest condition on each other feature counts
                    if std::mem::replace(&mut scratch.met[at.feature as usize], i as u32) != i as u32 {
                        let gain = &scratch.gains[above][side];
                        add(split.feature, at.feature, 0.5 * (0..L).map(|q| share[q] * gain[q]).sum::<f64>());
                    }
                }
            }
        }
    }

    /// Products and slopes from the root down.
    #[inline(always)]
    fn down<const L: usize>(&self, splits: &[Split], round: &Round<L>, visits: &mut [Visit<L>]) {
        for (i, split) in splits.iter().enumerate() {
            let left = self.asked.left(self.forest, split);
            let mut passes = [left, !left];
            if split.before != NONE {
                let (above, side) = (split.before as usize, usize::from(split.before_side));
                let share = splits[above].shares[side];
                let (slope, passed) = (visits[above].slopes[side], visits[above].passes[side]);
                passes = passes.map(|p| p && passed);
                let visit = &mut visits[i];
                visit.slope_above = slope;
                // nobody is on this side, and this customer is not: nothing below counts
                visit.inverse = each(|q| {
                    let factor = share + round.t[q] * slope;
                    if factor == 0.0 { 0.0 } else { 1.0 / factor }
                });
                visit.product = each(|q| visit.product[q] * visit.inverse[q]);
            }
            let visit = &mut visits[i];
            visit.passes = passes;
            visit.slopes = [0, 1].map(|side| f64::from(u8::from(passes[side])) - split.shares[side]);
            if self.asked.withheld(split) {
                visit.slopes = [0.0; 2];
            }
            let (product, slopes) = (visit.product, visit.slopes);
            for side in 0..2 {
                if let Some(child) = split.children[side].split() {
                    visits[child].product = each(|q| product[q] * (split.shares[side] + round.t[q] * slopes[side]));
                }
            }
        }
    }
}

/// Slope over factor on both sides of every split.
#[inline(always)]
fn gains<const L: usize>(splits: &[Split], round: &Round<L>, visits: &[Visit<L>], gains: &mut [[[f64; L]; 2]]) {
    for ((split, visit), gains) in splits.iter().zip(visits).zip(gains) {
        for side in 0..2 {
            gains[side] = each(|q| {
                let factor = split.shares[side] + round.t[q] * visit.slopes[side];
                if factor == 0.0 { 0.0 } else { visit.slopes[side] / factor }
            });
        }
    }
}
