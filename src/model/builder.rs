//! The only way to make a customer model: everything is checked here, once, so that nothing above has to.

use std::sync::Arc;

use super::tree::{Node, Test};
use super::{
    Condition, CustomerModel, Cuts, Dictionary, Feature, FeatureKind, Line, Link, Offer, OnRefusal, Provenance,
    Purposes, RankBy, Rounding, Tree,
};
use crate::base::text::is_no_name;
use crate::base::{Error, FeatureIdx, Kind, Result};

/// The most features a model may have.
pub const FEATURES_MAX: usize = 100_000;
/// The most levels a choice may have.
pub const LEVELS_MAX: usize = 1_000_000;
/// The most levels that all choices of a model together may have.
pub const LEVELS_ALL_MAX: usize = 2_000_000;
/// The most words of 64 levels that all sets of levels of a model together may take.
pub const SET_WORDS_MAX: usize = 20_000_000;
/// The most rules an offer may have.
pub const RULES_MAX: usize = 1_000;
/// The most numbers that may stand for "not known" in a feature.
pub const MARKERS_MAX: usize = 20;
/// The most purposes a model may list, and the most that an offer may need.
pub const PURPOSES_MAX: usize = 1_000;
/// The most offers a model may have.
pub const OFFERS_MAX: usize = 1_000;
/// The most trees a model may have, over all offers.
pub const TREES_MAX: usize = 100_000;
/// The most nodes a model may have, over all trees.
pub const NODES_MAX: usize = 50_000_000;
/// By how much the covers of two children may miss their parent's, relatively: sums of float32 hessians do.
const COVER_SLACK: f64 = 1e-3;

/// The parts of a customer model, not yet checked.
#[derive(Clone, Debug)]
pub struct ModelBuilder {
    /// What a person calls it.
    pub title: String,
    /// A sentence or two about it.
    pub description: String,
    /// The data dictionary, in the model's order.
    pub features: Vec<Feature>,
    /// What features are used for.
    pub purposes: Purposes,
    /// What can be recommended.
    pub offers: Vec<Offer>,
    /// From margin to response, the same for all offers.
    pub link: Link,
    /// What offers are ranked by.
    pub rank_by: RankBy,
    /// What happens to a number before it is compared.
    pub rounding: Rounding,
    /// The currency of offer values.
    pub currency: String,
    /// The trees; [`Test::Below::rank`] need not be set.
    pub trees: Vec<Tree>,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl CustomerModel {
    /// The parts it was made of, to make another of them.
    pub fn into_builder(self) -> ModelBuilder {
        ModelBuilder {
            title: self.title,
            description: self.description,
            features: self.features.into_features(),
            purposes: self.purposes,
            offers: self.offers,
            link: self.link,
            rank_by: self.rank_by,
            rounding: self.rounding,
            currency: self.currency,
            trees: Arc::unwrap_or_clone(self.trees),
            provenance: self.provenance,
        }
    }

    /// The same model with covers counted over customers at hand: one list per tree, one cover per node; `what` says
    /// whom they count, for example "1 000 customers of people.csv".
    ///
    /// # Errors
    /// [`Kind::Invalid`] if they do not fit the trees or do not add up.
    pub fn with_covers(mut self, covers: Vec<Vec<f64>>, what: &str) -> Result<Self> {
        if covers.len() != self.trees.len() {
            let what = format!("{} lists of covers for {} trees", covers.len(), self.trees.len());
            return Err(Error::new(Kind::Invalid, what));
        }
        for (i, (tree, covers)) in Arc::make_mut(&mut self.trees).iter_mut().zip(covers).enumerate() {
            tree.covers = covers;
            check_covers(tree, i)?;
        }
        what.clone_into(&mut self.provenance.cover);
        self.counted = true;
        Ok(self)
    }

    /// The same model, described otherwise: features and titles of offers in its order. Trees and cuts stay and are
    /// shared, so no score changes by a bit.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for another number of features or offers, for a feature that differs in what decides (its name,
    /// its levels, what counts as missing, number or choice), and for a description that [`ModelBuilder::build`] refuses.
    pub fn described(&self, features: Vec<Feature>, titles: &[String]) -> Result<Self> {
        if features.len() != self.features.len() || titles.len() != self.offers.len() {
            return Err(invalid("a description of another model"));
        }
        for (mine, other) in self.features.iter().map(|(_, f)| f).zip(&features) {
            let alike = mine.id == other.id
                && mine.levels() == other.levels()
                && mine.kind.is_choice() == other.kind.is_choice()
                && mine.zero_is_missing == other.zero_is_missing
                && mine.missing_values == other.missing_values
                && mine.level_hashes == other.level_hashes;
            if !alike {
                return Err(invalid("a description that decides").at(format!("feature \"{}\"", mine.id)));
            }
        }
        check_features(&features)?;
        let mut same = self.clone();
        same.features = Dictionary::new(features);
        same.offers.iter_mut().zip(titles).for_each(|(offer, title)| offer.title.clone_from(title));
        Ok(same)
    }

    /// The same model, its only offer sent from this response on.
    ///
    /// # Errors
    /// As [`ModelBuilder::build`], also where there are several offers.
    pub fn with_line(&self, response: f64) -> Result<Self> {
        let mut parts = self.clone().into_builder();
        parts.offers[0].line = Some(response);
        parts.build()
    }
}

impl ModelBuilder {
    /// Nothing yet but a title: responses are values as they are, in float64, and offers are ranked by them.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            features: Vec::new(),
            purposes: Purposes::default(),
            offers: Vec::new(),
            link: Link::Identity { probability: false },
            rank_by: RankBy::Response,
            rounding: Rounding::F64,
            currency: String::new(),
            trees: Vec::new(),
            provenance: Provenance::default(),
        }
    }

    /// Says that a number stands for "not known" in the data: of one feature, or of all; of choices among all only where
    /// the library takes their codes for numbers.
    pub fn count_as_missing(&mut self, feature: Option<FeatureIdx>, number: f64) {
        let codes = self.provenance.codes_are_numbers;
        match feature {
            Some(idx) => self.features[idx.index()].count_as_missing(number),
            None => {
                let said = |f: &&mut Feature| codes || !f.kind.is_choice();
                self.features.iter_mut().filter(said).for_each(|f| f.count_as_missing(number));
            }
        }
    }

    /// Checks everything and makes the model. O(nodes · log thresholds) time, O(nodes) memory.
    ///
    /// # Errors
    /// [`Kind::Invalid`] with the feature, offer or `tree, node` that is wrong: a name that stands twice, an index
    /// that points nowhere, a node with no parent or two, a number that is not finite, covers that do not add up,
    /// a count over its limit.
    pub fn build(mut self) -> Result<CustomerModel> {
        check_features(&self.features)?;
        self.check_purposes()?;
        self.check_offers()?;
        limit("trees", self.trees.len(), TREES_MAX)?;
        limit("nodes", self.trees.iter().map(|t| t.nodes.len()).sum(), NODES_MAX)?;
        for (i, tree) in self.trees.iter().enumerate() {
            check_tree(tree, &self.features, self.offers.len(), i)?;
        }
        let covered = self.trees.iter().filter(|t| !t.covers.is_empty()).count();
        if covered != 0 && covered != self.trees.len() {
            return Err(invalid(format!(
                "{covered} of {} trees have covers, expected all or none",
                self.trees.len()
            )));
        }
        self.check_sums()?;
        self.round_thresholds();
        let thresholds = self.rank_thresholds();
        let mut used = vec![false; self.features.len()];
        for split in self.splits() {
            used[split.feature.index()] = true;
        }
        let tree_features = self.trees.iter().map(features_of).collect();
        let cuts = self.features.iter().zip(thresholds).map(|(f, t)| Cuts::new(f, t, self.rounding)).collect();
        Ok(CustomerModel {
            title: self.title,
            description: self.description,
            features: Dictionary::new(self.features),
            purposes: self.purposes,
            offers: self.offers,
            link: self.link,
            rank_by: self.rank_by,
            rounding: self.rounding,
            trees: Arc::new(self.trees),
            cuts: Arc::new(cuts),
            used,
            tree_features,
            provenance: self.provenance,
            currency: self.currency,
            counted: false,
        })
    }

    /// No margin may overflow, whichever leaves a customer ends in.
    fn check_sums(&self) -> Result<()> {
        let mut most: Vec<f64> = self.offers.iter().map(|o| o.base_score.abs()).collect();
        for tree in &self.trees {
            let leaves = tree.nodes.iter().filter_map(|n| match n {
                Node::Leaf { value } => Some(value.abs()),
                Node::Split(_) => None,
            });
            most[tree.offer.index()] += leaves.fold(0.0, f64::max);
        }
        match most.iter().position(|m| !m.is_finite()) {
            Some(i) => Err(invalid("leaves and a base score so large that their sum overflows")
                .at(format!("offer \"{}\"", self.offers[i].id))),
            None => Ok(()),
        }
    }

    fn splits(&self) -> impl Iterator<Item = &super::Split> {
        self.trees.iter().flat_map(|t| &t.nodes).filter_map(|n| match n {
            Node::Split(split) => Some(split),
            Node::Leaf { .. } => None,
        })
    }

    /// Where numbers are compared in float32, so are thresholds: "at most t" is "below the next float32".
    fn round_thresholds(&mut self) {
        let rounding = self.rounding;
        for node in self.trees.iter_mut().flat_map(|tree| &mut tree.nodes) {
            if let Node::Split(split) = node
                && let Test::Below { threshold, .. } = &mut split.test
            {
                *threshold = rounding.first_from(*threshold);
            }
        }
    }

    /// Collects each feature's distinct thresholds and writes each split's position among them.
    fn rank_thresholds(&mut self) -> Vec<Vec<f64>> {
        let mut all: Vec<Vec<f64>> = vec![Vec::new(); self.features.len()];
        for split in self.splits() {
            // every number is below +∞: it cuts nothing, and its rank is past the last cut
            if let Test::Below { threshold, .. } = split.test
                && threshold.is_finite()
            {
                // −0 and 0 compare equal; one of them stands for both
                all[split.feature.index()].push(threshold + 0.0);
            }
        }
        for thresholds in &mut all {
            thresholds.sort_by(f64::total_cmp);
            thresholds.dedup();
        }
        for node in self.trees.iter_mut().flat_map(|t| &mut t.nodes) {
            if let Node::Split(split) = node
                && let Test::Below { threshold, rank, .. } = &mut split.test
            {
                *rank = all[split.feature.index()].partition_point(|t| t < threshold) as u32;
            }
        }
        all
    }

    /// Purposes with names of their own, and none named that is not there; what an offer needs is then said by id.
    fn check_purposes(&mut self) -> Result<()> {
        let purposes = &self.purposes;
        limit("purposes", purposes.list.len(), PURPOSES_MAX)?;
        let mut names = std::collections::BTreeSet::new();
        for (i, purpose) in purposes.list.iter().enumerate() {
            let fail = |what: &str| Err(invalid(what).at(format!("purpose {i} \"{}\"", purpose.id)));
            if purpose.id.is_empty() || !names.insert(purpose.id.as_str()) {
                return fail("the id is empty or stands twice, expected a name of its own");
            }
            if purpose.id.contains(is_no_name) {
                return fail("the id has a control character, expected letters");
            }
            // a label that is another's id or label would leave open which of the two a feature names
            if purpose.label.is_empty() || purposes.find(&purpose.label) != Some(purpose) {
                return fail("the label is empty or names another purpose, expected one of its own");
            }
        }
        for feature in &self.features {
            purposes.known(&feature.purpose).map_err(|e| e.at(format!("feature \"{}\"", feature.id)))?;
        }
        for offer in &mut self.offers {
            let place = format!("offer \"{}\"", offer.id);
            limit("needs", offer.needs.len(), PURPOSES_MAX).map_err(|e| e.at(place.clone()))?;
            for need in &mut offer.needs {
                let Some(purpose) = purposes.find(need) else {
                    let what = format!("needs \"{need}\", which is no purpose");
                    return Err(invalid(what).at(place).hint(super::purpose::hint(&purposes.list, need)));
                };
                need.clone_from(&purpose.id);
            }
        }
        if let Some(OnRefusal::NoProfiling(offer)) = purposes.on_refusal
            && offer.index() >= self.offers.len()
        {
            return Err(invalid("what is given on a refusal is an offer that is not there"));
        }
        Ok(())
    }

    fn check_offers(&self) -> Result<()> {
        limit("offers", self.offers.len(), OFFERS_MAX)?;
        if self.offers.is_empty() {
            return Err(invalid("no offers, expected at least one"));
        }
        let mut names = std::collections::BTreeSet::new();
        for offer in &self.offers {
            let fail = |what: String| Err(invalid(what).at(format!("offer \"{}\"", offer.id)));
            if offer.id.is_empty() || !names.insert(offer.id.as_str()) {
                return fail("the id is empty or stands twice, expected a name of its own".into());
            }
            if offer.id.contains(is_no_name) {
                return fail("the id has a control character, expected letters".into());
            }
            if !offer.base_score.is_finite() {
                return fail("the base score is not a finite number".into());
            }
            match offer.value {
                Some(v) if !v.is_finite() || v < 0.0 => return fail("the value is not a number from 0 on".into()),
                None if self.rank_by == RankBy::ResponseTimesValue => {
                    return fail("no value, but offers are ranked by response × value".into());
                }
                _ => {}
            }
            if let Some(response) = offer.line {
                if self.offers.len() > 1 {
                    return fail("a line, but there are several offers, and what comes first is sent".into());
                }
                if Line::at(self.link, response).is_none() {
                    return fail("the line is no response of this model; a chance lies between 0 and 1".into());
                }
            }
            if offer.contact.as_ref().is_some_and(|c| c.channel.is_empty() || c.most == 0 || c.days == 0) {
                return fail("\"contact\" needs a channel, and \"most\" and \"days\" from 1 on".into());
            }
            limit("rules", offer.rules.len(), RULES_MAX).map_err(|e| e.at(format!("offer \"{}\"", offer.id)))?;
            for rule in &offer.rules {
                let Some(feature) = self.features.get(rule.feature.index()) else {
                    return fail("a rule looks at a feature that is not there".into());
                };
                let fits = match &rule.condition {
                    Condition::Known => true,
                    Condition::AtLeast(x) | Condition::Below(x) => x.is_finite() && !feature.kind.is_choice(),
                    Condition::OneOf(levels) => levels.iter().all(|&l| (l as usize) < feature.levels().len()),
                };
                if !fits {
                    return fail(format!("the rule on \"{}\" does not fit that feature's kind", feature.id));
                }
            }
        }
        if let Link::Logistic { scale } = self.link
            && !(scale.is_finite() && scale > 0.0)
        {
            return Err(invalid("the logistic link's scale is not a positive number"));
        }
        Ok(())
    }
}

/// The features a tree asks about, ascending.
fn features_of(tree: &Tree) -> Vec<FeatureIdx> {
    let mut features: Vec<FeatureIdx> = tree
        .nodes
        .iter()
        .filter_map(|n| match n {
            Node::Split(split) => Some(split.feature),
            Node::Leaf { .. } => None,
        })
        .collect();
    features.sort_unstable();
    features.dedup();
    features
}

fn invalid(what: impl Into<String>) -> Error {
    Error::new(Kind::Invalid, what)
}

fn limit(what: &str, found: usize, most: usize) -> Result<()> {
    if found > most {
        return Err(invalid(format!("{found} {what}, the limit is {most}")).past_limit());
    }
    Ok(())
}

fn check_features(features: &[Feature]) -> Result<()> {
    limit("features", features.len(), FEATURES_MAX)?;
    limit("levels in all", features.iter().map(|f| f.levels().len()).sum(), LEVELS_ALL_MAX)?;
    let mut names = std::collections::BTreeSet::new();
    for (i, feature) in features.iter().enumerate() {
        let fail = |what: &str| Err(invalid(what).at(format!("feature {i} \"{}\"", feature.id)));
        if feature.id.is_empty() || !names.insert(feature.id.as_str()) {
            return fail("the id is empty or stands twice, expected a name of its own");
        }
        if feature.id.contains(is_no_name) {
            return fail("the id has a control character, expected letters");
        }
        if let Some((low, high)) = feature.range
            && !(low.is_finite() && high.is_finite() && low <= high)
        {
            return fail("the range is not two numbers in order");
        }
        if feature.step.is_some_and(|s| !(s.is_finite() && s > 0.0)) {
            return fail("the step is not a positive number");
        }
        if feature.intrusive.as_ref().is_some_and(|i| !(i.weight.is_finite() && i.weight >= 0.0)) {
            return fail("the weight of \"intrusive\" is not a number from 0 on");
        }
        let markers = &feature.missing_values;
        if markers.len() > MARKERS_MAX || markers.iter().any(|x| !x.is_finite()) {
            return fail("what counts as missing is not a few finite numbers");
        }
        if let FeatureKind::Choice { levels } = &feature.kind {
            limit("levels", levels.len(), LEVELS_MAX).map_err(|e| e.at(format!("feature \"{}\"", feature.id)))?;
            if levels.is_empty() {
                return fail("a choice without levels, expected a list of them");
            }
            let distinct: std::collections::BTreeSet<_> = levels.iter().collect();
            if distinct.len() != levels.len() {
                return fail("a level stands twice in its list");
            }
        }
        if let Some(one_of) = &feature.one_of
            && (feature.kind.is_choice() || one_of.column.is_empty() || one_of.levels.is_empty())
        {
            return fail("\"one_of\" needs a column and its levels, and a fact that is a number");
        }
        if let Some(hashes) = &feature.level_hashes {
            let distinct: std::collections::BTreeSet<_> = hashes.iter().collect();
            if hashes.len() != feature.levels().len() || distinct.len() != hashes.len() {
                return fail("the hashes of levels are not one for each level, each once");
            }
        }
    }
    Ok(())
}

/// Each index in range, each node but the root the child of exactly one, numbers finite, covers adding up. A tree
/// of n nodes in which the root has no parent and every other node has one, and in which everything is reached
/// from the root, has no cycle.
fn check_tree(tree: &Tree, features: &[Feature], n_offers: usize, tree_idx: usize) -> Result<()> {
    let n = tree.nodes.len();
    let fail = |node: usize, what: String| Err(invalid(what).at(format!("tree {tree_idx}, node {node}")));
    if n == 0 {
        return Err(invalid("no nodes, expected at least a leaf").at(format!("tree {tree_idx}")));
    }
    if tree.offer.index() >= n_offers {
        let what = format!("scores offer {}, but there are {n_offers} offers", tree.offer.0);
        return Err(invalid(what).at(format!("tree {tree_idx}")));
    }
    let mut parents = vec![0u32; n];
    for (i, node) in tree.nodes.iter().enumerate() {
        match node {
            Node::Leaf { value } if !value.is_finite() => {
                return fail(i, "the leaf's value is not a finite number".into());
            }
            Node::Leaf { .. } => {}
            Node::Split(split) => {
                let Some(feature) = features.get(split.feature.index()) else {
                    let what = format!("splits on feature {}, but there are {}", split.feature.0, features.len());
                    return fail(i, what);
                };
                match &split.test {
                    Test::Below { threshold, .. } if !threshold.is_finite() && *threshold != f64::INFINITY => {
                        return fail(i, "the threshold is not a number".into());
                    }
                    Test::Below { .. } if feature.kind.is_choice() => {
                        return fail(i, format!("a threshold on \"{}\", which is a choice of levels", feature.id));
                    }
                    Test::In { .. } if !feature.kind.is_choice() => {
                        return fail(i, format!("a set of levels on \"{}\", which is a number", feature.id));
                    }
                    Test::In { levels } if levels.iter().any(|l| l as usize >= feature.levels().len()) => {
                        let n_levels = feature.levels().len();
                        return fail(i, format!("a level past the {n_levels} levels of \"{}\"", feature.id));
                    }
                    _ => {}
                }
                for child in [split.left, split.right] {
                    match parents.get_mut(child.index()) {
                        None => return fail(i, format!("child {}, but the tree has {n} nodes", child.0)),
                        Some(count) => *count += 1,
                    }
                }
            }
        }
    }
    if let Some(i) = (0..n).find(|&i| parents[i] != u32::from(i != 0)) {
        let what = match (i, parents[i]) {
            (0, _) => "the root is the child of a node: a cycle".into(),
            (_, 0) => "the child of no node, so nothing can reach it".into(),
            (_, k) => format!("the child of {k} nodes, expected one"),
        };
        return fail(i, what);
    }
    let mut reached = 0;
    let mut open = vec![0usize];
    while let Some(i) = open.pop() {
        reached += 1;
        if let Node::Split(split) = &tree.nodes[i] {
            open.extend([split.left.index(), split.right.index()]);
        }
    }
    if reached != n {
        let what = format!("{} of {n} nodes cannot be reached from the root: a cycle", n - reached);
        return Err(invalid(what).at(format!("tree {tree_idx}")));
    }
    if tree.covers.is_empty() { Ok(()) } else { check_covers(tree, tree_idx) }
}

/// One cover per node, none negative, children's adding up to their parent's.
pub(super) fn check_covers(tree: &Tree, tree_idx: usize) -> Result<()> {
    let n = tree.nodes.len();
    if tree.covers.len() != n {
        let what = format!("{} covers for {n} nodes", tree.covers.len());
        return Err(invalid(what).at(format!("tree {tree_idx}")));
    }
    let fail = |node: usize, what: String| Err(invalid(what).at(format!("tree {tree_idx}, node {node}")));
    for (i, (node, &cover)) in tree.nodes.iter().zip(&tree.covers).enumerate() {
        if !(cover.is_finite() && cover >= 0.0) {
            return fail(i, "the cover is not a number from 0 on".into());
        }
        if let Node::Split(split) = node {
            let below = tree.covers[split.left.index()] + tree.covers[split.right.index()];
            if (below - cover).abs() > COVER_SLACK * cover.max(1.0) {
                return fail(i, format!("cover {cover}, but its children's covers add up to {below}"));
            }
        }
    }
    Ok(())
}
