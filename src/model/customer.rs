//! What a user opens: features, offers and the trees that score them.

use std::sync::Arc;

use super::{Cuts, Dictionary, EarlyStop, Link, Offer, Purpose, Purposes, Rounding, Tree};
use crate::base::{FeatureIdx, OfferIdx, TreeIdx};

/// A customer model. Valid by construction: every index points somewhere, every tree is a tree, every number is
/// finite. Immutable.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomerModel {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) features: Dictionary,
    pub(super) purposes: Purposes,
    pub(super) offers: Vec<Offer>,
    pub(super) link: Link,
    pub(super) rank_by: RankBy,
    pub(super) rounding: Rounding,
    /// Shared, as the cuts are: the same model described otherwise has them, too.
    pub(super) trees: Arc<Vec<Tree>>,
    pub(super) cuts: Arc<Vec<Cuts>>,
    pub(super) used: Vec<bool>,
    /// Per tree, the features it asks about, ascending.
    pub(super) tree_features: Vec<Vec<FeatureIdx>>,
    pub(super) provenance: Provenance,
    pub(super) currency: String,
    /// See [`CustomerModel::has_counted_covers`].
    pub(super) counted: bool,
}

/// Where a model comes from, as far as its file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Provenance {
    /// The format it was read from: "Candour RON 1", "LightGBM text v4".
    pub format: String,
    /// The source's own name for what the trees were trained to do. Empty if it does not say.
    pub objective: String,
    /// How it was trained. Empty if it does not say.
    pub training: String,
    /// What covers count: "customers", "sum of hessians". Empty if there are none.
    pub cover: String,
    /// Whether the file names no features, so that `f0`, `f1`, … were made up from their positions. Columns of a
    /// table are then matched by position.
    pub nameless: bool,
    /// Which round of training came out best, where the file says.
    pub stopped: Option<EarlyStop>,
    /// Whether the library takes the code of a level for a number where it asks what stands for "not known", as XGBoost
    /// does.
    pub codes_are_numbers: bool,
}

/// What offers are ranked by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RankBy {
    /// The greatest response first.
    Response,
    /// The greatest response × value first.
    ResponseTimesValue,
}

impl CustomerModel {
    /// What a person calls it.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// A sentence or two about it. May be empty.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The data dictionary.
    pub fn features(&self) -> &Dictionary {
        &self.features
    }

    /// What its dictionary says of purposes.
    pub fn purposes(&self) -> &Purposes {
        &self.purposes
    }

    /// The purposes that its features are used for: those that its dictionary lists, else the texts that features have.
    pub fn purposes_in_use(&self) -> Vec<Purpose> {
        self.purposes.of(self.features.iter().map(|(_, f)| f))
    }

    /// The offers, in the order of the file.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// All offers with their positions.
    pub fn offer_ids(&self) -> impl ExactSizeIterator<Item = OfferIdx> + Clone + use<> {
        (0..self.offers.len()).map(OfferIdx::new)
    }

    /// The offer at a position.
    pub fn offer(&self, idx: OfferIdx) -> &Offer {
        &self.offers[idx.index()]
    }

    /// The position of an offer by its id or its title.
    pub fn find_offer(&self, name: &str) -> Option<OfferIdx> {
        let by_id = self.offers.iter().position(|o| o.id == name);
        by_id.or_else(|| self.offers.iter().position(|o| o.title == name)).map(OfferIdx::new)
    }

    /// What makes a response of a margin.
    pub fn link(&self) -> Link {
        self.link
    }

    /// What offers are ranked by.
    pub fn rank_by(&self) -> RankBy {
        self.rank_by
    }

    /// What happens to a number before it is compared.
    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// The currency of offer values: "€". Empty if nobody said.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// All trees, in the order of the file.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The tree at a position.
    pub fn tree(&self, idx: TreeIdx) -> &Tree {
        &self.trees[idx.index()]
    }

    /// The trees of one offer, in the order of the file.
    pub fn trees_of(&self, offer: OfferIdx) -> impl Iterator<Item = (TreeIdx, &Tree)> {
        self.trees.iter().enumerate().filter(move |(_, t)| t.offer == offer).map(|(i, t)| (TreeIdx::new(i), t))
    }

    /// What a leaf of this offer's trees counts: 1 for sums, 1 / trees for means.
    pub fn leaf_weight(&self, offer: OfferIdx) -> f64 {
        match self.offer(offer).aggregate {
            super::Aggregate::Sum => 1.0,
            super::Aggregate::Mean => 1.0 / (self.trees_of(offer).count().max(1)) as f64,
        }
    }

    /// Where the model can change its answer along a feature.
    pub fn cuts(&self, feature: FeatureIdx) -> &Cuts {
        &self.cuts[feature.index()]
    }

    /// Whether any split looks at a feature.
    pub fn uses(&self, feature: FeatureIdx) -> bool {
        self.used[feature.index()]
    }

    /// Whether any offer's rule looks at a feature.
    pub fn rules_ask(&self, feature: FeatureIdx) -> bool {
        self.offers.iter().flat_map(|o| &o.rules).any(|r| r.feature == feature)
    }

    /// Whether a tree, by position, asks about a feature. O(log features of the tree).
    pub fn tree_uses(&self, tree: usize, feature: FeatureIdx) -> bool {
        self.tree_features[tree].binary_search(&feature).is_ok()
    }

    /// Whether every tree stores covers, so that absence by cover has a meaning.
    pub fn has_covers(&self) -> bool {
        self.trees.iter().all(|t| t.covers.len() == t.nodes.len())
    }

    /// Whether its covers were counted over customers at hand, by [`with_covers`](Self::with_covers), instead of being
    /// stored in its file; [`Provenance::cover`] then says over whom.
    pub fn has_counted_covers(&self) -> bool {
        self.counted
    }

    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// How many leaves there are in all.
    pub fn n_leaves(&self) -> usize {
        self.trees.iter().map(Tree::n_leaves).sum()
    }
}
