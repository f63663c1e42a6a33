//! Candour RON, version 1: our own model format. Readable, versioned, documented in `docs/formats.md`.
//!
//! The structs here are the format and nothing else; the model's own types never serialise. Trees are stored as
//! arrays (one entry per split, one per leaf), which reads ten times as fast as an array of nodes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::names::Names;
use super::purpose_ron::{self, ContactEntry, IntrusiveEntry, NatureWord, OnRefusalWord, PurposeEntry, words};
use super::room::Room;
use crate::base::few::{Texts, few};
use crate::base::ours::{self, Format};
use crate::base::{Error, FeatureIdx, Hint, Kind, NodeIdx, OfferIdx, Result, Warned, suggest};
use crate::model::builder::{FEATURES_MAX, MARKERS_MAX, OFFERS_MAX, PURPOSES_MAX, RULES_MAX, TREES_MAX};
use crate::model::tree::LevelSet;
use crate::model::{
    Actionability, Aggregate, Comparison, Condition, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node,
    Offer, OneOf, Provenance, RankBy, Rounding, Rule, Sensitivity, Side, Split, Test, Told, Tree,
};

/// What an error of this format stands in.
pub(super) const LIBRARY: &str = "candour ron";
/// What to do about a file that a person may have written.
pub(super) const DOCUMENTED: &str = "docs/formats.md says what stands where, and shows a whole model";

const FORMAT: Format = Format { size_max: u64::MAX, ..Format::new("candour", "Candour RON", 1, DOCUMENTED) };

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    candour: u32,
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    origin: Origin,
    link: LinkWord,
    #[serde(default)]
    rank_by: RankWord,
    #[serde(default)]
    compare_as: CompareWord,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, PURPOSES_MAX>")]
    purposes: Vec<PurposeEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_refusal: Option<OnRefusalWord>,
    #[serde(deserialize_with = "few::<_, _, FEATURES_MAX>")]
    features: Vec<FeatureEntry>,
    #[serde(deserialize_with = "few::<_, _, OFFERS_MAX>")]
    offers: Vec<OfferEntry>,
    #[serde(deserialize_with = "few::<_, _, TREES_MAX>")]
    trees: Vec<TreeEntry>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Origin {
    objective: String,
    training: String,
    cover: String,
}

#[derive(Serialize, Deserialize)]
enum LinkWord {
    Probability,
    Value,
    Logistic(f64),
    Exp,
    Softplus,
    SignedSquare,
    Softmax,
    Ranking,
}

#[derive(Serialize, Deserialize, Default)]
enum CompareWord {
    #[default]
    F64,
    F32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeatureEntry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    group: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    kind: KindWord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    range: Option<(f64, f64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<f64>,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    levels: Texts,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    purpose: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inferred: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intrusive: Option<IntrusiveEntry>,
    #[serde(default)]
    sensitivity: SensitivityWord,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    protected: bool,
    #[serde(default)]
    actionability: ActionabilityWord,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    zero_is_missing: bool,
    /// Numbers that stand for "not known".
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, MARKERS_MAX>")]
    missing: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level_hashes: Option<Vec<u32>>,
    /// (column, levels): 1 where that column of a table holds one of them, else 0
    #[serde(default, skip_serializing_if = "Option::is_none")]
    one_of: Option<(String, Texts)>,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq)]
pub(super) enum KindWord {
    Number,
    Count,
    Date,
    YesNo,
    Choice,
}

/// The word for a kind.
pub(super) fn kind_word(kind: &FeatureKind) -> KindWord {
    match kind {
        FeatureKind::Number => KindWord::Number,
        FeatureKind::Count => KindWord::Count,
        FeatureKind::Date => KindWord::Date,
        FeatureKind::YesNo => KindWord::YesNo,
        FeatureKind::Choice { .. } => KindWord::Choice,
    }
}

/// The kind that a word means; only a choice has levels.
pub(super) fn kind(word: KindWord, levels: Vec<String>) -> FeatureKind {
    match word {
        KindWord::Number => FeatureKind::Number,
        KindWord::Count => FeatureKind::Count,
        KindWord::Date => FeatureKind::Date,
        KindWord::YesNo => FeatureKind::YesNo,
        KindWord::Choice => FeatureKind::Choice { levels },
    }
}

words!(RankWord, RankBy, Response: ResponseTimesValue);
words!(SensitivityWord, Sensitivity, Unstated: Low, Personal, Sensitive);
words!(ActionabilityWord, Actionability, Unstated: Free, UpOnly, DownOnly, Immutable);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferEntry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, RULES_MAX>")]
    rules: Vec<RuleEntry>,
    #[serde(default, skip_serializing_if = "NatureWord::is_unstated")]
    nature: NatureWord,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    needs: Texts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<ContactEntry>,
    #[serde(default)]
    base_score: f64,
    #[serde(default)]
    leaves: LeavesWord,
}

#[derive(Serialize, Deserialize, Default)]
enum LeavesWord {
    #[default]
    Sum,
    Mean,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    feature: String,
    is: ConditionWord,
    reason: String,
}

#[derive(Serialize, Deserialize)]
enum ConditionWord {
    Known,
    AtLeast(f64),
    Below(f64),
    OneOf(Texts),
}

/// A tree as arrays: one entry per split, one per leaf. A child of 0 or more is a split, −1 is leaf 0, −2 leaf 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TreeEntry {
    offer: String,
    #[serde(default)]
    feature: Vec<u32>,
    /// Left if and only if the value is below this; ignored, and 0, where `levels` has the split.
    #[serde(default)]
    below: Vec<f64>,
    /// Splits written as "at most t" in their library, for showing them so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    at_most: Vec<u32>,
    /// (split, levels that go left)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    levels: Vec<(u32, Vec<u32>)>,
    #[serde(default)]
    left: Vec<i32>,
    #[serde(default)]
    right: Vec<i32>,
    /// A letter per split, L or R: where a missing value goes.
    #[serde(default)]
    missing: String,
    leaf: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    split_cover: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    leaf_cover: Vec<f64>,
}

/// Reads Candour RON. O(bytes) time; the file's text and the model are in memory together.
///
/// # Errors
/// [`Kind::Format`] with line and column, an unknown field with the nearest known name; [`Kind::Unsupported`] for a
/// later version; [`Kind::Invalid`] from the builder.
pub fn read(bytes: &[u8]) -> Result<Warned<CustomerModel>> {
    let file: File = FORMAT.read(bytes, |file: &File| file.candour)?;
    let model = file.into_builder()?.build()?;
    Ok(Warned { value: model, warnings: Vec::new() })
}

/// Writes a model as Candour RON; [`read`] gives back an equal model.
pub fn write(model: &CustomerModel) -> String {
    ours::write(&File::of(model), 3, true)
}

impl File {
    fn of(model: &CustomerModel) -> Self {
        let features = model.features();
        let level = |f: FeatureIdx, l: u32| features.get(f).levels()[l as usize].clone();
        Self {
            candour: FORMAT.version,
            title: model.title().to_owned(),
            description: model.description().to_owned(),
            currency: model.currency().to_owned(),
            origin: Origin {
                objective: model.provenance().objective.clone(),
                training: model.provenance().training.clone(),
                cover: model.provenance().cover.clone(),
            },
            link: match model.link() {
                Link::Identity { probability: true } => LinkWord::Probability,
                Link::Identity { probability: false } => LinkWord::Value,
                Link::Logistic { scale } => LinkWord::Logistic(scale),
                Link::Exp => LinkWord::Exp,
                Link::Softplus => LinkWord::Softplus,
                Link::SignedSquare => LinkWord::SignedSquare,
                Link::Softmax => LinkWord::Softmax,
                Link::Ranking => LinkWord::Ranking,
            },
            rank_by: model.rank_by().into(),
            compare_as: match model.rounding() {
                Rounding::F64 => CompareWord::F64,
                Rounding::F32 => CompareWord::F32,
            },
            purposes: model.purposes().list.iter().map(PurposeEntry::of).collect(),
            on_refusal: purpose_ron::on_refusal_word(model),
            features: features.iter().map(|(_, f)| FeatureEntry::of(f)).collect(),
            offers: model
                .offers()
                .iter()
                .map(|o| OfferEntry {
                    id: o.id.clone(),
                    title: (o.title != o.id).then(|| o.title.clone()),
                    description: o.description.clone(),
                    value: o.value,
                    line: o.line,
                    rules: o
                        .rules
                        .iter()
                        .map(|r| RuleEntry {
                            feature: features.get(r.feature).id.clone(),
                            is: match &r.condition {
                                Condition::Known => ConditionWord::Known,
                                Condition::AtLeast(x) => ConditionWord::AtLeast(*x),
                                Condition::Below(x) => ConditionWord::Below(*x),
                                Condition::OneOf(ls) => {
                                    ConditionWord::OneOf(ls.iter().map(|&l| level(r.feature, l)).collect())
                                }
                            },
                            reason: r.reason.clone(),
                        })
                        .collect(),
                    nature: o.nature.into(),
                    needs: o.needs.iter().collect(),
                    contact: o.contact.as_ref().map(ContactEntry::of),
                    base_score: o.base_score,
                    leaves: match o.aggregate {
                        Aggregate::Sum => LeavesWord::Sum,
                        Aggregate::Mean => LeavesWord::Mean,
                    },
                })
                .collect(),
            trees: model.trees().iter().map(|t| TreeEntry::of(t, &model.offer(t.offer).id)).collect(),
        }
    }

    fn into_builder(self) -> Result<ModelBuilder> {
        let mut room = Room::new();
        let features: Vec<Feature> =
            self.features.into_iter().map(|f| f.into_feature(&mut room)).collect::<Result<_>>()?;
        let mut names = Names::of(&features);
        let offers = self.offers.into_iter().map(|o| o.into_offer(&mut names)).collect::<Result<Vec<_>>>()?;
        let place: BTreeMap<&str, usize> = offers.iter().enumerate().rev().map(|(i, o)| (o.id.as_str(), i)).collect();
        let trees = self
            .trees
            .into_iter()
            .enumerate()
            .map(|(i, t)| t.into_tree(&place, &mut room).map_err(|e| e.at_tree(i)))
            .collect::<Result<_>>()?;
        let purposes = purpose_ron::purposes(self.purposes, self.on_refusal, &offers)?;
        Ok(ModelBuilder {
            title: self.title,
            description: self.description,
            features,
            purposes,
            offers,
            link: match self.link {
                LinkWord::Probability => Link::Identity { probability: true },
                LinkWord::Value => Link::Identity { probability: false },
                LinkWord::Logistic(scale) => Link::Logistic { scale },
                LinkWord::Exp => Link::Exp,
                LinkWord::Softplus => Link::Softplus,
                LinkWord::SignedSquare => Link::SignedSquare,
                LinkWord::Softmax => Link::Softmax,
                LinkWord::Ranking => Link::Ranking,
            },
            rank_by: self.rank_by.into(),
            rounding: match self.compare_as {
                CompareWord::F64 => Rounding::F64,
                CompareWord::F32 => Rounding::F32,
            },
            currency: self.currency,
            trees,
            provenance: Provenance {
                format: format!("Candour RON {}", FORMAT.version),
                objective: self.origin.objective,
                training: self.origin.training,
                cover: self.origin.cover,
                nameless: false,
                stopped: None,
                codes_are_numbers: false,
            },
        })
    }
}

impl FeatureEntry {
    fn of(f: &Feature) -> Self {
        Self {
            id: f.id.clone(),
            label: (f.label != f.id).then(|| f.label.clone()),
            group: f.group.clone(),
            description: f.description.clone(),
            kind: kind_word(&f.kind),
            unit: f.unit.clone(),
            range: f.range,
            step: f.step,
            levels: f.levels().iter().collect(),
            source: f.source.clone(),
            purpose: f.purpose.clone(),
            inferred: f.inferred,
            intrusive: f.intrusive.as_ref().map(IntrusiveEntry::of),
            sensitivity: f.sensitivity.into(),
            protected: f.protected,
            actionability: f.actionability.into(),
            zero_is_missing: f.zero_is_missing,
            missing: f.missing_values.clone(),
            level_hashes: f.level_hashes.clone(),
            one_of: f.one_of.as_ref().map(|o| (o.column.clone(), o.levels.iter().collect())),
        }
    }

    fn into_feature(self, room: &mut Room) -> Result<Feature> {
        room.levels(self.levels.len())?;
        room.levels(self.one_of.as_ref().map_or(0, |(_, levels)| levels.len()))?;
        let fail = |what: &str| Err(Error::new(Kind::Invalid, what).at(format!("feature \"{}\"", self.id)));
        if self.kind == KindWord::Choice && self.levels.is_empty() {
            return fail("a choice without levels, expected a list of them");
        }
        if self.kind != KindWord::Choice && !self.levels.is_empty() {
            return fail("has levels, but its kind is not Choice");
        }
        let intrusive = self.intrusive.map(IntrusiveEntry::into_intrusive).transpose();
        let intrusive = intrusive.map_err(|e| e.at(format!("feature \"{}\"", self.id)))?;
        Ok(Feature {
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            group: self.group,
            description: self.description,
            kind: kind(self.kind, self.levels.to_vec()),
            unit: self.unit,
            range: self.range,
            // counts are counted in ones, dates in days, unless the file says otherwise
            step: self.step.or(matches!(self.kind, KindWord::Count | KindWord::Date).then_some(1.0)),
            source: self.source,
            purpose: self.purpose,
            inferred: self.inferred,
            intrusive,
            sensitivity: self.sensitivity.into(),
            protected: self.protected,
            actionability: self.actionability.into(),
            zero_is_missing: self.zero_is_missing,
            missing_values: self.missing,
            level_hashes: self.level_hashes,
            one_of: self.one_of.map(|(column, levels)| OneOf { column, levels: levels.to_vec() }),
            told: Told::ALL,
        })
    }
}

/// Rules with their features and levels found by name.
pub(super) fn rules(entries: Vec<RuleEntry>, names: &mut Names<'_>) -> Result<Vec<Rule>> {
    let unknown = |what: String, hint: Hint| Error::new(Kind::Invalid, what).hint(hint);
    let rule = |rule: RuleEntry| {
        let feature = names.feature(&rule.feature).ok_or_else(|| {
            let ids = names.features().iter().map(|f| f.id.as_str());
            unknown(
                format!("a rule on \"{}\", which is no feature", rule.feature),
                suggest::hint(&rule.feature, "feature", ids),
            )
        })?;
        let level = |name: &str| {
            names.level(feature, name).ok_or_else(|| {
                let known = names.features()[feature.index()].levels().iter().map(String::as_str);
                unknown(
                    format!("a rule names the level \"{name}\", which is none"),
                    suggest::hint(name, "level", known),
                )
            })
        };
        let condition = match rule.is {
            ConditionWord::Known => Condition::Known,
            ConditionWord::AtLeast(x) => Condition::AtLeast(x),
            ConditionWord::Below(x) => Condition::Below(x),
            ConditionWord::OneOf(labels) => Condition::OneOf(labels.iter().map(level).collect::<Result<_>>()?),
        };
        Ok(Rule { feature, condition, reason: rule.reason })
    };
    entries.into_iter().map(rule).collect()
}

impl OfferEntry {
    fn into_offer(self, names: &mut Names<'_>) -> Result<Offer> {
        let place = format!("offer \"{}\"", self.id);
        let rules = rules(self.rules, names).map_err(|e| e.at(place))?;
        Ok(Offer {
            title: self.title.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            description: self.description,
            value: self.value,
            line: self.line,
            rules,
            nature: self.nature.into(),
            needs: self.needs.to_vec(),
            contact: self.contact.map(ContactEntry::into_contact),
            base_score: self.base_score,
            aggregate: match self.leaves {
                LeavesWord::Sum => Aggregate::Sum,
                LeavesWord::Mean => Aggregate::Mean,
            },
        })
    }
}

impl TreeEntry {
    fn of(tree: &Tree, offer: &str) -> Self {
        // position of each node among the splits or among the leaves
        let mut places = Vec::with_capacity(tree.nodes.len());
        let (mut n_splits, mut n_leaves) = (0, 0);
        for node in &tree.nodes {
            places.push(match node {
                Node::Split(_) => {
                    n_splits += 1;
                    n_splits - 1
                }
                Node::Leaf { .. } => {
                    n_leaves += 1;
                    -n_leaves
                }
            });
        }
        let mut entry = Self {
            offer: offer.to_owned(),
            feature: Vec::new(),
            below: Vec::new(),
            at_most: Vec::new(),
            levels: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
            missing: String::new(),
            leaf: Vec::new(),
            split_cover: Vec::new(),
            leaf_cover: Vec::new(),
        };
        for (i, node) in tree.nodes.iter().enumerate() {
            let cover = tree.covers.get(i).copied();
            match node {
                Node::Leaf { value } => {
                    entry.leaf.push(*value);
                    entry.leaf_cover.extend(cover);
                }
                Node::Split(split) => {
                    let position = entry.feature.len() as u32;
                    entry.feature.push(split.feature.0);
                    match &split.test {
                        Test::Below { threshold, written, .. } => {
                            entry.below.push(*threshold);
                            if *written == Comparison::LessOrEqual {
                                entry.at_most.push(position);
                            }
                        }
                        Test::In { levels } => {
                            entry.below.push(0.0);
                            entry.levels.push((position, levels.iter().collect()));
                        }
                    }
                    entry.left.push(places[split.left.index()]);
                    entry.right.push(places[split.right.index()]);
                    entry.missing.push(if split.missing == Side::Left { 'L' } else { 'R' });
                    entry.split_cover.extend(cover);
                }
            }
        }
        entry
    }

    fn into_tree(self, offers: &BTreeMap<&str, usize>, room: &mut Room) -> Result<Tree, Broken> {
        let n = self.feature.len();
        let same = |name: &str, found: usize, expected: usize| {
            if found == expected {
                Ok(())
            } else {
                Err(Broken(format!("\"{name}\" has {found} entries, expected {expected}"), None))
            }
        };
        same("below", self.below.len(), n)?;
        same("left", self.left.len(), n)?;
        same("right", self.right.len(), n)?;
        same("missing", self.missing.len(), n)?;
        // before there is a node for each
        same("leaf", self.leaf.len(), n + 1)?;
        let covered = !self.split_cover.is_empty() || !self.leaf_cover.is_empty();
        if covered {
            same("split_cover", self.split_cover.len(), n)?;
            same("leaf_cover", self.leaf_cover.len(), self.leaf.len())?;
        }
        let offer = *offers.get(self.offer.as_str()).ok_or_else(|| {
            let hint = suggest::hint(&self.offer, "offer", offers.keys().copied());
            Broken(format!("scores the offer \"{}\", which is not there", self.offer), Some(hint))
        })?;
        let mut sets: Vec<Option<LevelSet>> = vec![None; n];
        for (split, levels) in self.levels {
            let Some(set) = sets.get_mut(split as usize) else {
                return Err(Broken(format!("\"levels\" names split {split}, but there are {n}"), None));
            };
            if let Some(level) = levels.iter().find(|&&l| l as usize >= crate::model::builder::LEVELS_MAX) {
                return Err(Broken(format!("\"levels\" names level {level}, past every limit"), None));
            }
            room.set(levels.iter().copied().max()).map_err(|e| Broken(e.what, e.hint.map(Hint::from)))?;
            *set = Some(levels.into_iter().collect());
        }
        let mut at_most = vec![false; n];
        for split in self.at_most {
            match at_most.get_mut(split as usize) {
                Some(flag) => *flag = true,
                None => return Err(Broken(format!("\"at_most\" names split {split}, but there are {n}"), None)),
            }
        }
        let child = |c: i32, split: usize| {
            let (position, count) =
                if c >= 0 { (c as usize, n) } else { ((-1 - i64::from(c)) as usize, self.leaf.len()) };
            if position < count {
                Ok(NodeIdx::new(if c >= 0 { position } else { n + position }))
            } else {
                let what = if c >= 0 { "splits" } else { "leaves" };
                Err(Broken(format!("split {split} has the child {c}, but the tree has {count} {what}"), None))
            }
        };
        let mut nodes = Vec::with_capacity(n + self.leaf.len());
        for (i, letter) in self.missing.chars().enumerate() {
            let test = match sets[i].take() {
                Some(levels) => Test::In { levels },
                None => Test::Below {
                    threshold: self.below[i],
                    written: if at_most[i] { Comparison::LessOrEqual } else { Comparison::Less },
                    rank: 0,
                },
            };
            let missing = match letter {
                'L' => Side::Left,
                'R' => Side::Right,
                _ => return Err(Broken(format!("\"missing\" has a letter at {i} that is neither L nor R"), None)),
            };
            let (left, right) = (child(self.left[i], i)?, child(self.right[i], i)?);
            nodes.push(Node::Split(Split { feature: FeatureIdx(self.feature[i]), test, missing, left, right }));
        }
        nodes.extend(self.leaf.iter().map(|&value| Node::Leaf { value }));
        let covers = if covered { [self.split_cover, self.leaf_cover].concat() } else { Vec::new() };
        Ok(Tree { offer: OfferIdx::new(offer), nodes, covers })
    }
}

/// What is wrong with a tree entry, and a hint, before its place is known.
struct Broken(String, Option<Hint>);

impl Broken {
    fn at_tree(self, tree: usize) -> Error {
        let error = Error::new(Kind::Invalid, self.0).at(format!("tree {tree}"));
        match self.1 {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
