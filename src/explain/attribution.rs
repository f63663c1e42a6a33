//! What an attribution is, and the explainer that makes them: one customer here, many in [`batch`](super::engine::batch).

use std::sync::{Arc, OnceLock};

use super::engine::forest::{Asked, Forest};
use super::engine::lanes::Processor;
use super::engine::patterns::{ByBackground, Patterns, Reference};
use super::engine::tiles::{Basis, Precision, Prepared, ROWS_EXPECTED, TABLES_BYTES};
use super::engine::walk::{ByCover, Points};
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::CustomerModel;
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

/// A model prepared for attributions. Immutable; build it once and ask it for each customer.
///
/// One customer is explained in float64, in time that lets a slider move: by cover O(splits · ⌈d / 2⌉) for paths of d
/// features, by background O(leaves · patterns). Both are exact; the residual says so.
#[derive(Clone, Debug)]
pub struct Explainer {
    pub(super) forest: Arc<Forest>,
    points: Arc<Points>,
    pub(super) processor: Processor,
    pub(super) reference: Option<Arc<Reference>>,
    /// Made when one customer is first asked for: many at once need none.
    patterns: OnceLock<Arc<Patterns>>,
    pub(super) model: Arc<CustomerModel>,
    background: Option<Background>,
    pub(super) precision: Precision,
    pub(super) table_bytes: usize,
    pub(super) expected_rows: usize,
    pub(super) prepared: Prepared,
}

impl Explainer {
    /// Prepares a model, for absence by cover and in float64. O(nodes · depth) time, about 90 bytes a node.
    pub fn new(model: &CustomerModel) -> Self {
        Self::of(Arc::new(model.clone()))
    }

    /// As [`new`](Self::new), for a model that is shared.
    pub fn of(model: Arc<CustomerModel>) -> Self {
        let forest = Forest::of(&model);
        let longest = forest.offers.iter().map(|o| o.longest).max().unwrap_or(0);
        Self {
            forest: Arc::new(forest),
            points: Arc::new(Points::up_to(longest)),
            processor: Processor::best(),
            reference: None,
            patterns: OnceLock::new(),
            model,
            background: None,
            precision: Precision::F64,
            table_bytes: TABLES_BYTES,
            expected_rows: ROWS_EXPECTED,
            prepared: Prepared::default(),
        }
    }

    /// The same for the same model described otherwise: nothing that was prepared hangs on descriptions.
    #[must_use]
    pub fn described(&self, model: Arc<CustomerModel>) -> Self {
        Self { model, ..self.clone() }
    }

    /// The same for another definition of absence. By background, asking for one customer first notes which conditions
    /// each reference row meets at each leaf: O(rows · splits) time, at most min(rows, 2ᵈ) patterns a leaf, usually far
    /// fewer.
    #[must_use]
    pub fn absence(mut self, absence: Absence<'_>) -> Self {
        self.patterns = OnceLock::new();
        self.prepared = Prepared::default();
        let background = match absence {
            Absence::ByCover => None,
            Absence::ByBackground(background) => Some(background),
        };
        self.reference = background.map(|rows| Arc::new(Reference::of(&self.forest, rows)));
        self.background = background.cloned();
        self
    }

    /// The same with other numbers for many customers at once; one customer is always explained in float64.
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// The same with another limit to what tables may take, in bytes; [`TABLES_BYTES`] unless said otherwise. Tables
    /// that do not fit are filled anew for each call, part by part.
    #[must_use]
    pub fn tables(mut self, bytes: usize) -> Self {
        self.table_bytes = bytes;
        self.prepared = Prepared::default();
        self
    }

    /// The same for another number of rows in all calls together, [`ROWS_EXPECTED`] unless said otherwise: the more,
    /// the larger tables pay. It moves results by rounding only.
    #[must_use]
    pub fn expecting(mut self, rows: usize) -> Self {
        self.expected_rows = rows;
        self.prepared = Prepared::default();
        self
    }

    /// The same without vectors that only some processors have, to hold the two against each other.
    #[doc(hidden)]
    #[must_use]
    pub fn portable(mut self) -> Self {
        self.processor = Processor::Portable;
        self
    }

    /// How many leaves there are in all.
    pub fn n_leaves(&self) -> usize {
        self.forest.leaves.len()
    }

    pub(super) fn basis(&self) -> Basis<'_> {
        Basis {
            forest: &self.forest,
            reference: self.reference.as_deref(),
            processor: self.processor,
            table_bytes: self.table_bytes,
            expected_rows: self.expected_rows,
        }
    }

    pub(super) fn absence_of(&self) -> Absence<'_> {
        self.background.as_ref().map_or(Absence::ByCover, Absence::ByBackground)
    }

    pub(super) fn patterns(&self) -> Option<&Patterns> {
        let reference = self.reference.as_ref()?;
        Some(self.patterns.get_or_init(|| Arc::new(Patterns::of(&self.forest, reference))))
    }

    /// Explains one offer's margin. `margin` is the one that scoring gave: the residual is measured against it.
    pub fn attribute(&self, codes: &Codes, offer: OfferIdx, margin: f64) -> Attribution {
        self.walk(codes, offer, margin, None::<fn(u32, u32, f64)>)
    }

    fn walk(
        &self,
        codes: &Codes,
        offer: OfferIdx,
        margin: f64,
        pairs: Option<impl FnMut(u32, u32, f64)>,
    ) -> Attribution {
        let mut shares = vec![0.0; self.forest.n_features];
        let asked = Asked::of(&self.forest, codes);
        self.shares_of(&asked, offer.index(), None, &mut shares, pairs);
        let base_value = match self.patterns() {
            None => self.forest.offers[offer.index()].expected,
            Some(patterns) => patterns.expected[offer.index()],
        };
        let residual = margin - base_value - shares.iter().sum::<f64>();
        Attribution { offer, base_value, shares, margin, residual }
    }

    /// Sums one customer's shares of some of an offer's trees, or of all, and halves of pairs.
    pub(super) fn shares_of(
        &self,
        asked: &Asked,
        offer: usize,
        trees: Option<&[usize]>,
        shares: &mut [f64],
        pairs: Option<impl FnMut(u32, u32, f64)>,
    ) {
        let forest = &*self.forest;
        match self.patterns() {
            None => self.processor.run(ByCover { forest, points: &self.points, offer, trees, asked, shares, pairs }),
            Some(patterns) => {
                self.processor.run(ByBackground { forest, patterns, offer, trees, asked, shares, pairs });
            }
        }
    }

    /// Pairwise shares of an attribution. By cover O(splits · depth), by background O(leaves · patterns · d²); 8 bytes
    /// per pair of features that the offer's paths ask about.
    pub fn interact(&self, codes: &Codes, attribution: &Attribution) -> Interactions {
        let offer = attribution.offer;
        let used = &self.forest.offers[offer.index()].features;
        let mut places = vec![u32::MAX; self.forest.n_features];
        for (place, &feature) in used.iter().enumerate() {
            places[feature as usize] = place as u32;
        }
        let n = used.len();
        let mut values = vec![0.0; n * n];
        self.walk(
            codes,
            offer,
            attribution.margin,
            Some(|a: u32, b: u32, half: f64| {
                let (a, b) = (places[a as usize] as usize, places[b as usize] as usize);
                values[a * n + b] += half;
            }),
        );
        for a in 0..n {
            for b in 0..a {
                let both = values[a * n + b] + values[b * n + a];
                values[a * n + b] = both;
                values[b * n + a] = both;
            }
        }
        for (a, &feature) in used.iter().enumerate() {
            let others: f64 = (0..n).filter(|&b| b != a).map(|b| values[a * n + b]).sum();
            values[a * n + a] = attribution.shares[feature as usize] - others;
        }
        Interactions { offer, places, n, values }
    }
}
