//! Exact Shapley attributions and interactions of a tree ensemble, by cover and by background.
//!
//! By cover, a leaf's game is a product, so its Shapley values are integrals of a polynomial over the share t of
//! known features (multilinear extension; Owen 1972): `φ_j = v (o_j − z_j) ∫ Π_{k≠j} (z_k + t (o_k − z_k)) dt`. With
//! d features on the path, ⌈d / 2⌉ Gauss–Legendre points integrate it exactly (the idea of Wettenstein, Mitchell and
//! Yu, arXiv 2605.04497). By background, features that only the customer meets and features that only the reference
//! row meets give closed forms in factorials (Lundberg et al. 2020), counted once per distinct pattern of reference
//! rows at a leaf. O(leaves · d²) a customer by cover, O(leaves · patterns · d) by background; all in float64.

use super::batch::Precision;
use super::paths::{LeafPath, OfferPaths};
use super::quadrature::gauss_legendre;
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::CustomerModel;
use crate::model::cuts::WITHHELD;
use crate::score::{Absence, Background, Codes};

/// Where an offer's margin comes from, feature by feature.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribution {
    /// Which offer.
    pub offer: OfferIdx,
    /// Where the explanation starts: the expected margin of somebody of whom nothing is known.
    pub base_value: f64,
    /// Each feature's share of the way from there to the margin, in the model's order; exactly 0 for features that
    /// no path depends on, and for withheld ones.
    pub shares: Vec<f64>,
    /// The margin that is explained.
    pub margin: f64,
    /// `margin − base value − Σ shares`: what floating point left over. Never hidden.
    pub residual: f64,
}

/// Pairwise shares; row sums are the attribution's shares.
#[derive(Clone, PartialEq, Debug)]
pub struct Interactions {
    /// Which offer.
    pub offer: OfferIdx,
    /// Each feature's place among those that any path asks about; `u32::MAX` for the others, which take no part.
    places: Vec<u32>,
    n: usize,
    values: Vec<f64>,
}

impl Interactions {
    /// Half of what two features do together, or, with itself, what a feature does alone (its main effect).
    pub fn get(&self, a: FeatureIdx, b: FeatureIdx) -> f64 {
        match (self.places[a.index()], self.places[b.index()]) {
            (u32::MAX, _) | (_, u32::MAX) => 0.0,
            (a, b) => self.values[a as usize * self.n + b as usize],
        }
    }

    /// The features that take part, ascending.
    pub fn features(&self) -> impl Iterator<Item = FeatureIdx> + '_ {
        (0..self.places.len()).filter(|&i| self.places[i] != u32::MAX).map(FeatureIdx::new)
    }
}

/// A model prepared for attributions: leaves as conditions, and what the background does at each. Immutable; build it
/// once and ask it for each customer.
#[derive(Clone, Debug)]
pub struct Explainer {
    n_features: usize,
    offers: Vec<OfferPaths>,
    /// Points for paths of up to 2n features at `points[n]`.
    points: Vec<Vec<(f64, f64)>>,
    background: Option<Patterns>,
    pub(super) model: CustomerModel,
    pub(super) reference: Option<Background>,
    pub(super) precision: Precision,
}

impl Explainer {
    /// Prepares a model, for absence by cover and in float64.
    pub fn new(model: &CustomerModel) -> Self {
        let offers: Vec<OfferPaths> = model.offer_ids().map(|o| OfferPaths::of(model, o)).collect();
        let longest = offers.iter().map(|o| o.longest).max().unwrap_or(0);
        let points = (0..=longest.div_ceil(2)).map(gauss_legendre).collect();
        Self {
            n_features: model.features().len(),
            offers,
            points,
            background: None,
            model: model.clone(),
            reference: None,
            precision: Precision::F64,
        }
    }

    /// The same for another definition of absence. By background it also notes which conditions each reference row
    /// meets at each leaf: O(rows · leaves · d) time, at most rows × leaves patterns of memory and usually far fewer.
    #[must_use]
    pub fn absence(mut self, absence: Absence<'_>) -> Self {
        let longest = self.offers.iter().map(|o| o.longest).max().unwrap_or(0);
        self.background = match absence {
            Absence::ByCover => None,
            Absence::ByBackground(background) => Some(Patterns::of(&self.offers, background, longest)),
        };
        self.reference = match absence {
            Absence::ByCover => None,
            Absence::ByBackground(background) => Some(background.clone()),
        };
        self
    }

    /// The same with other numbers for many customers at once; one customer is always explained in float64.
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    pub(super) fn absence_of(&self) -> Absence<'_> {
        self.reference.as_ref().map_or(Absence::ByCover, Absence::ByBackground)
    }

    /// How many leaves there are in all.
    pub fn n_leaves(&self) -> usize {
        self.offers.iter().map(|o| o.leaves.len()).sum()
    }

    /// Explains one offer's margin. `margin` is the one that scoring gave: the residual is measured against it.
    pub fn attribute(&self, codes: &Codes, offer: OfferIdx, margin: f64) -> Attribution {
        let paths = &self.offers[offer.index()];
        let mut shares = vec![0.0; self.n_features];
        let mut base_value = paths.base_score;
        match &self.background {
            None => self.by_cover(paths, codes, &mut shares, &mut base_value),
            Some(patterns) => patterns.attribute(offer, paths, codes, &mut shares, &mut base_value),
        }
        let residual = margin - base_value - shares.iter().sum::<f64>();
        Attribution { offer, base_value, shares, margin, residual }
    }

    fn by_cover(&self, paths: &OfferPaths, codes: &Codes, shares: &mut [f64], base_value: &mut f64) {
        // (feature, o − z, z) of the leaf at hand
        let mut terms: Vec<(usize, f64, f64)> = Vec::with_capacity(paths.longest);
        let mut factors = vec![0.0; paths.longest];
        for leaf in &paths.leaves {
            let Some((weight, all)) = leaf_terms(paths, leaf, codes, &mut terms) else {
                continue;
            };
            *base_value += all;
            if weight == 0.0 {
                continue;
            }
            for &(t, w) in &self.points[terms.len().div_ceil(2)] {
                let mut product = weight * w;
                for (factor, &(_, delta, z)) in factors.iter_mut().zip(&terms) {
                    *factor = z + t * delta;
                    product *= *factor;
                }
                for (factor, &(feature, delta, _)) in factors.iter().zip(&terms) {
                    shares[feature] += product * delta / factor;
                }
            }
        }
    }

    /// Pairwise shares of an attribution. O(leaves · d³) by cover, O(leaves · patterns · d²) by background; 8 bytes per
    /// pair of features that the offer's paths ask about.
    pub fn interact(&self, codes: &Codes, attribution: &Attribution) -> Interactions {
        let offer = attribution.offer;
        let paths = &self.offers[offer.index()];
        let used = paths.features();
        let mut places = vec![u32::MAX; self.n_features];
        for (place, feature) in used.iter().enumerate() {
            places[feature.index()] = place as u32;
        }
        let n = used.len();
        let mut values = vec![0.0; n * n];
        let mut add = |a: usize, b: usize, half: f64| {
            let (a, b) = (places[a] as usize, places[b] as usize);
            values[a.min(b) * n + a.max(b)] += half;
        };
        match &self.background {
            None => self.interact_by_cover(paths, codes, &mut add),
            Some(patterns) => patterns.interact(offer, paths, codes, &mut add),
        }
        for a in 0..n {
            for b in 0..a {
                values[a * n + b] = values[b * n + a];
            }
        }
        for a in 0..n {
            let others: f64 = (0..n).filter(|&b| b != a).map(|b| values[a * n + b]).sum();
            values[a * n + a] = attribution.shares[used[a].index()] - others;
        }
        Interactions { offer, places, n, values }
    }

    /// Adds the halves of all pairs.
    fn interact_by_cover(&self, paths: &OfferPaths, codes: &Codes, add: &mut impl FnMut(usize, usize, f64)) {
        let mut terms: Vec<(usize, f64, f64)> = Vec::with_capacity(paths.longest);
        let mut factors = vec![0.0; paths.longest];
        for leaf in &paths.leaves {
            let Some((weight, _)) = leaf_terms(paths, leaf, codes, &mut terms) else {
                continue;
            };
            if weight == 0.0 || terms.len() < 2 {
                continue;
            }
            for &(t, w) in &self.points[(terms.len() - 1).div_ceil(2)] {
                let mut product = 0.5 * weight * w;
                for (factor, &(_, delta, z)) in factors.iter_mut().zip(&terms) {
                    *factor = z + t * delta;
                    product *= *factor;
                }
                for (i, &(a, delta_a, _)) in terms.iter().enumerate() {
                    let rest = product * delta_a / factors[i];
                    for (j, &(b, delta_b, _)) in terms.iter().enumerate().skip(i + 1) {
                        add(a, b, rest * delta_b / factors[j]);
                    }
                }
            }
        }
    }
}

/// The leaf's game by cover for one customer: its terms into `terms`, and its weight (the value times the shares of
/// withheld features) and what it adds to the base value. The weight is 0 if no known feature can matter; `None` if the leaf counts for nothing.
#[inline]
fn leaf_terms(
    paths: &OfferPaths,
    leaf: &LeafPath,
    codes: &Codes,
    terms: &mut Vec<(usize, f64, f64)>,
) -> Option<(f64, f64)> {
    terms.clear();
    let mut weight = leaf.value;
    let mut all = leaf.value;
    let mut dead = false;
    for condition in paths.conditions(leaf) {
        let z = condition.share;
        all *= z;
        let code = codes.get(condition.feature);
        if code == WITHHELD {
            weight *= z;
            continue;
        }
        let o = f64::from(u8::from(paths.met(condition, code)));
        // met by nobody and not by this customer: no coalition reaches the leaf
        dead |= o == 0.0 && z == 0.0;
        if o != z {
            terms.push((condition.feature.index(), o - z, z));
        }
    }
    if dead {
        return None;
    }
    if terms.is_empty() {
        weight = 0.0;
    }
    Some((weight, all))
}

/// Which conditions of each leaf the background rows meet, as bit patterns with their weights.
#[derive(Clone, Debug)]
struct Patterns {
    offers: Vec<OfferPatterns>,
    /// `(a − 1)! b! / (a + b)!` at `a, b`: the weight of a feature among a that only the customer meets.
    weights: Vec<Vec<f64>>,
}

#[derive(Clone, Debug, Default)]
struct OfferPatterns {
    /// Per leaf: where its patterns start; one entry more at the end.
    starts: Vec<usize>,
    shares: Vec<f64>,
    /// Words of each pattern, as many per pattern as its leaf needs.
    bits: Vec<u64>,
    bit_starts: Vec<usize>,
}

fn words(conditions: usize) -> usize {
    conditions.div_ceil(64).max(1)
}

impl Patterns {
    fn of(offers: &[OfferPaths], background: &Background, longest: usize) -> Self {
        let weight = 1.0 / background.rows().len() as f64;
        let offers = offers
            .iter()
            .map(|paths| {
                let mut result = OfferPatterns { starts: vec![0], bit_starts: vec![0], ..OfferPatterns::default() };
                for leaf in &paths.leaves {
                    let conditions = paths.conditions(leaf);
                    let mut patterns: Vec<Vec<u64>> = background
                        .rows()
                        .iter()
                        .map(|row| {
                            pattern(conditions.len(), |i| paths.met(&conditions[i], row.get(conditions[i].feature)))
                        })
                        .collect();
                    patterns.sort_unstable();
                    for group in patterns.chunk_by(|a, b| a == b) {
                        result.shares.push(weight * group.len() as f64);
                        result.bits.extend_from_slice(&group[0]);
                    }
                    result.starts.push(result.shares.len());
                    result.bit_starts.push(result.bits.len());
                }
                result
            })
            .collect();
        // a runs over what only the customer meets, b over what only the reference row meets
        let weights = (0..=longest)
            .map(|a| {
                let mut row = Vec::with_capacity(longest + 1);
                for b in 0..=longest {
                    // B(a, b + 1), by (a − 1)! b! / (a + b)! = Π_{i=1..a−1} i / (b + 1 + i) / (b + 1)
                    let b = b as f64;
                    row.push((1..a).fold(1.0 / (b + 1.0), |p, i| p * i as f64 / (b + 1.0 + i as f64)));
                }
                row
            })
            .collect();
        Self { offers, weights }
    }

    /// Calls `each` with the leaf's value times the pattern's share, the features that only the customer meets, and
    /// those that only the reference row meets, wherever a mixture of the two can reach the leaf.
    fn visit(
        &self,
        offer: OfferIdx,
        paths: &OfferPaths,
        codes: &Codes,
        mut each: impl FnMut(f64, &[usize], &[usize]),
    ) {
        let patterns = &self.offers[offer.index()];
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (i, leaf) in paths.leaves.iter().enumerate() {
            let conditions = paths.conditions(leaf);
            let n_words = words(conditions.len());
            let customer = pattern(conditions.len(), |j| {
                let code = codes.get(conditions[j].feature);
                code != WITHHELD && paths.met(&conditions[j], code)
            });
            let withheld = pattern(conditions.len(), |j| codes.get(conditions[j].feature) == WITHHELD);
            let full = pattern(conditions.len(), |_| true);
            let bits = &patterns.bits[patterns.bit_starts[i]..patterns.bit_starts[i + 1]];
            for (reference, share) in bits.chunks(n_words).zip(&patterns.shares[patterns.starts[i]..]) {
                // a withheld feature always takes the reference row's value
                let reachable = (0..n_words).all(|w| (customer[w] | reference[w]) == full[w]);
                if !reachable {
                    continue;
                }
                ours.clear();
                theirs.clear();
                for w in 0..n_words {
                    push_bits(&mut ours, customer[w] & !reference[w], w, conditions);
                    push_bits(&mut theirs, reference[w] & !customer[w] & !withheld[w], w, conditions);
                }
                each(leaf.value * share, &ours, &theirs);
            }
        }
    }

    fn attribute(
        &self,
        offer: OfferIdx,
        paths: &OfferPaths,
        codes: &Codes,
        shares: &mut [f64],
        base_value: &mut f64,
    ) {
        self.visit(offer, paths, codes, |value, ours, theirs| {
            let (a, b) = (ours.len(), theirs.len());
            if a == 0 {
                *base_value += value;
            }
            for &feature in ours {
                shares[feature] += value * self.weights[a][b];
            }
            for &feature in theirs {
                shares[feature] -= value * self.weights[b][a];
            }
        });
    }

    /// The second differences of the same game: `(a − 2)! b! / (a + b − 1)!` for two of ours, the same with a and b
    /// exchanged for two of theirs, `−(a − 1)! (b − 1)! / (a + b − 1)!` for one of each; halves of them.
    fn interact(&self, offer: OfferIdx, paths: &OfferPaths, codes: &Codes, add: &mut impl FnMut(usize, usize, f64)) {
        let mut add = |a: usize, b: usize, value: f64| add(a, b, 0.5 * value);
        self.visit(offer, paths, codes, |value, ours, theirs| {
            let (a, b) = (ours.len(), theirs.len());
            for (i, &x) in ours.iter().enumerate() {
                ours[i + 1..].iter().for_each(|&y| add(x, y, value * self.weights[a - 1][b]));
                theirs.iter().for_each(|&y| add(x, y, -value * self.weights[a][b - 1]));
            }
            for (i, &x) in theirs.iter().enumerate() {
                theirs[i + 1..].iter().for_each(|&y| add(x, y, value * self.weights[b - 1][a]));
            }
        });
    }
}

fn pattern(n: usize, set: impl Fn(usize) -> bool) -> Vec<u64> {
    let mut bits = vec![0; words(n)];
    for i in (0..n).filter(|&i| set(i)) {
        bits[i / 64] |= 1 << (i % 64);
    }
    bits
}

fn push_bits(list: &mut Vec<usize>, mut bits: u64, word: usize, conditions: &[super::paths::Condition]) {
    while bits != 0 {
        let i = word * 64 + bits.trailing_zeros() as usize;
        list.push(conditions[i].feature.index());
        bits &= bits - 1;
    }
}
