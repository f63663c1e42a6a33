//! Features and their levels by name, so that finding each of many takes no walk through all.

use std::collections::BTreeMap;

use crate::base::FeatureIdx;
use crate::model::Feature;

/// Whether all names are those that a library makes up where it was given none: a stem, and the number of the feature.
pub(super) fn made_up<'a>(names: impl IntoIterator<Item = &'a str>, stem: &str) -> bool {
    let own = |(i, name): (usize, &str)| name.strip_prefix(stem).is_some_and(|n| *n == i.to_string());
    let mut names = names.into_iter().enumerate().peekable();
    names.peek().is_some() && names.all(own)
}

/// The names of a data dictionary; of levels, only those of features that were asked for.
pub(super) struct Names<'a> {
    features: &'a [Feature],
    at: BTreeMap<&'a str, FeatureIdx>,
    levels: BTreeMap<FeatureIdx, BTreeMap<&'a str, u32>>,
}

impl<'a> Names<'a> {
    /// Of these features. O(features · log features).
    pub(super) fn of(features: &'a [Feature]) -> Self {
        // the first of equal names stands
        let at = features.iter().enumerate().rev().map(|(i, f)| (f.id.as_str(), FeatureIdx::new(i))).collect();
        Self { features, at, levels: BTreeMap::new() }
    }

    /// All features.
    pub(super) fn features(&self) -> &'a [Feature] {
        self.features
    }

    /// The feature with this id.
    pub(super) fn feature(&self, id: &str) -> Option<FeatureIdx> {
        self.at.get(id).copied()
    }

    /// The level with this label. O(levels · log levels) when a feature is asked for first.
    pub(super) fn level(&mut self, feature: FeatureIdx, label: &str) -> Option<u32> {
        let features = self.features;
        let levels = self.levels.entry(feature).or_insert_with(|| {
            let levels = features[feature.index()].levels();
            (0u32..).zip(levels).collect::<Vec<_>>().into_iter().rev().map(|(i, l)| (l.as_str(), i)).collect()
        });
        levels.get(label).copied()
    }
}
