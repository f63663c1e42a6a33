//! The data dictionary of a CatBoost file, and the encodings of features that cannot be followed.

use std::collections::{BTreeMap, BTreeSet};

use super::super::room::Room;
use super::parts::{CategoryPart, Encoding, NumberPart, Parts, Treatment};
use super::trees::Places;
use crate::base::{Error, FeatureIdx, Kind, Result, cityhash};
use crate::model::builder::FEATURES_MAX;
use crate::model::{Feature, FeatureKind};

/// Up to how many levels CatBoost encodes a feature one by one if it is not told otherwise.
const ONE_HOT_DEFAULT: usize = 2;
/// The one level of a feature that no split asks about and whose levels the file does not name.
const ANY: &str = "any";

enum Source<'a> {
    Number(&'a NumberPart),
    Category(&'a CategoryPart),
}

impl Parts {
    /// Refuses features that are encoded by statistics of the target: those that splits ask for, and those with
    /// more labels than are encoded one by one, whose levels the file does not hold. Texts and embeddings likewise.
    pub(super) fn refuse_encodings(&self) -> Result<()> {
        let refuse = |name: &str| {
            let what = format!("the categorical feature {name} is encoded by statistics of the target (CTR)");
            let hint = "train without it, or with one_hot_max_size at least the number of its levels";
            Err(Error::new(Kind::Unsupported, what).at("\"features_info\"").hint(hint))
        };
        match self.encoding {
            None => {}
            Some(Encoding::Statistics(index)) => {
                let feature = self.categories.iter().find(|c| Some(c.index) == index);
                return refuse(&feature.map_or("of \"ctrs\"".into(), |f| format!("\"{}\"", f.name)));
            }
            Some(Encoding::Estimated) => {
                let what =
                    "a text or an embedding is among the features, which no split on numbers or labels stands for";
                return Err(Error::new(Kind::Unsupported, what).at("\"features_info\"").hint(
                    "train on numbers and categorical features that are encoded one by one (one_hot_max_size)",
                ));
            }
        }
        let one_hot = self.info.one_hot_max_size();
        for feature in self.categories.iter().filter(|f| f.hashes.is_empty()) {
            // no split asks for it; statistics it is if it has more levels than are encoded one by one
            let statistics = match (self.labels.len(), one_hot) {
                (_, None) => false,
                (0, Some(most)) => most <= ONE_HOT_DEFAULT,
                (n, Some(most)) => n > most,
            };
            if statistics {
                return refuse(&format!("\"{}\"", feature.name));
            }
        }
        Ok(())
    }

    /// The data dictionary in the order of columns, where each feature of the file is in it and how it treats what
    /// is not known, and whether the file names none of them.
    pub(super) fn dictionary(&self, warnings: &mut Vec<String>) -> Result<(Vec<Feature>, Places, bool)> {
        let n = self.numbers.len() + self.categories.len();
        if n > FEATURES_MAX {
            return Err(Error::new(Kind::Invalid, format!("{n} features, the limit is {FEATURES_MAX}")).past_limit());
        }
        let mut labels = BTreeMap::new();
        for (i, (hash, label)) in self.labels.iter().enumerate() {
            if cityhash::level_hash(label) != *hash {
                return Err(Error::new(Kind::Invalid, "the label does not have the hash it is listed with")
                    .at(format!("\"cat_features_hash\", entry {i}")));
            }
            labels.insert(*hash, label.as_str());
        }
        let mut nameless = n > 0;
        let mut listed: Vec<(u32, Feature, Source<'_>)> = Vec::with_capacity(n);
        for number in &self.numbers {
            nameless &= number.name.is_empty();
            let feature = Feature::bare(named(&number.name, number.column), FeatureKind::Number);
            listed.push((number.column, feature, Source::Number(number)));
        }
        let asked: BTreeSet<u32> = self.categories.iter().flat_map(|c| c.hashes.iter().copied()).collect();
        let free: Vec<u32> = labels.keys().copied().filter(|h| !asked.contains(h)).collect();
        let (mut unlabelled, mut room) = (0, Room::new());
        for cat in &self.categories {
            nameless &= cat.name.is_empty();
            // labels that no split asks for may stand at every feature
            let n_levels = if cat.hashes.is_empty() { free.len().max(1) } else { cat.hashes.len() };
            room.levels(n_levels).map_err(|e| e.at("\"features_info\""))?;
            let mut levels = levels_of(cat, &labels, &free);
            unlabelled += usize::from(cat.hashes.iter().any(|hash| !labels.contains_key(hash)));
            let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
            // numbers by size, then texts
            levels.sort_by(|(a, _), (b, _)| match (number(a), number(b)) {
                (Some(x), Some(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
                (x, y) => y.is_some().cmp(&x.is_some()).then_with(|| a.cmp(b)),
            });
            let (levels, hashes): (Vec<String>, Vec<u32>) = levels.into_iter().unzip();
            let mut feature = Feature::bare(named(&cat.name, cat.column), FeatureKind::Choice { levels });
            feature.level_hashes = Some(hashes);
            listed.push((cat.column, feature, Source::Category(cat)));
        }
        if unlabelled > 0 {
            warnings.push(format!(
                "the file has no labels for the levels of {unlabelled} categorical features: they are shown as hashes, \
                 and labels in data are matched by their hash; \
                 save_model(\"model.json\", format=\"json\", pool=…) writes labels too"
            ));
        }
        listed.sort_by_key(|(column, _, _)| *column);
        if let Some(pair) = listed.windows(2).find(|w| w[0].0 == w[1].0) {
            let what = format!("two features have the \"flat_feature_index\" {}", pair[0].0);
            return Err(Error::new(Kind::Invalid, what).at("\"features_info\""));
        }
        let mut at = Places::default();
        let mut features = Vec::with_capacity(n);
        for (i, (_, mut feature, source)) in listed.into_iter().enumerate() {
            if nameless {
                feature.id = format!("f{i}");
                feature.label.clone_from(&feature.id);
            }
            let twice = match source {
                Source::Number(f) => at.floats.insert(f.index, (FeatureIdx::new(i), f.missing_is_above()?)).is_some(),
                Source::Category(c) => {
                    let hashes = feature.level_hashes.iter().flatten().enumerate();
                    let levels = hashes.map(|(level, &hash)| (hash, level as u32)).collect();
                    at.categories.insert(c.index, (FeatureIdx::new(i), levels)).is_some()
                }
            };
            if twice {
                let what = format!("\"{}\" has the \"feature_index\" of another feature", feature.id);
                return Err(Error::new(Kind::Invalid, what).at("\"features_info\""));
            }
            features.push(feature);
        }
        Ok((features, at, nameless))
    }
}

/// What splits ask of a feature; where none does, the labels that belong to no feature's splits, or one level that
/// stands for all.
fn levels_of(cat: &CategoryPart, labels: &BTreeMap<u32, &str>, free: &[u32]) -> Vec<(String, u32)> {
    let named = |hash: u32| (labels.get(&hash).map_or_else(|| format!("#{hash}"), |l| (*l).to_owned()), hash);
    if !cat.hashes.is_empty() {
        return cat.hashes.iter().copied().map(named).collect();
    }
    match (free.is_empty(), labels.is_empty()) {
        (false, _) => free.iter().copied().map(named).collect(),
        (true, false) => labels.keys().copied().map(named).collect(),
        (true, true) => vec![(ANY.to_owned(), cityhash::level_hash(ANY))],
    }
}

/// A feature's own name, or one made of its column's position.
fn named(name: &str, column: u32) -> String {
    if name.is_empty() { format!("f{column}") } else { name.to_owned() }
}

impl NumberPart {
    /// Whether a NaN stands above all borders; else none is below it.
    fn missing_is_above(&self) -> Result<bool> {
        match self.treatment {
            Treatment::Below => Ok(false),
            Treatment::Above => Ok(self.has_nans),
            Treatment::Unknown => {
                let what = format!("\"nan_value_treatment\" of \"{}\" is none of AsIs, AsFalse, AsTrue", self.name);
                Err(Error::new(Kind::Unsupported, what).at("\"features_info\""))
            }
        }
    }
}
