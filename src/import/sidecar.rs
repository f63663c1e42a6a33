//! A data dictionary beside a model: `NAME.candour.ron` gives a library's model the labels, kinds, ranges, purposes
//! and offers that its own file cannot hold, and can put several models side by side as the offers of one.
//!
//! It describes and never changes what a model answers: trees, thresholds, base scores and links stay as their
//! library wrote them. Where training was stopped early it says which of the two answers that the library gives is
//! meant: that of the rounds up to the best, or of all. What it says that does not fit the model is refused. The structs here are the format.

pub mod said;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::candour_ron::{self, ActionabilityWord, KindWord, RankWord, RuleEntry, SensitivityWord};
use super::names::Names;
use super::purpose_ron::{self, ContactEntry, IntrusiveEntry, NatureWord, OnRefusalWord, PurposeEntry};
use super::room::Room;
use super::seen::{self, Seen};
use crate::base::few::{Texts, few};
use crate::base::ours::{self, Format};
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result, Warned, Way, suggest};
use crate::model::builder::{FEATURES_MAX, MARKERS_MAX, OFFERS_MAX, PURPOSES_MAX, RULES_MAX};
use crate::model::{
    CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node, Offer, OneOf, Provenance, Rounds, Test, Told,
};

const FORMAT: Format =
    Format::new("candour_dictionary", "a data dictionary", 1, "docs/formats.md shows a whole data dictionary");
/// The longest name of a file, in bytes.
const NAME_MAX: usize = 255;
/// The most models that can stand side by side.
pub const MODELS_MAX: usize = 100;

/// A data dictionary as it was read, not yet held against a model.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sidecar {
    candour_dictionary: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rank_by: Option<RankWord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rounds: Option<RoundsWord>,
    /// Numbers that stand for "not known" in every feature that is no choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, MARKERS_MAX>")]
    missing: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, MODELS_MAX>")]
    models: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, PURPOSES_MAX>")]
    purposes: Vec<PurposeEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on_refusal: Option<OnRefusalWord>,
    #[serde(default, deserialize_with = "few::<_, _, FEATURES_MAX>")]
    features: Vec<FeatureNote>,
    #[serde(default, deserialize_with = "few::<_, _, OFFERS_MAX>")]
    offers: Vec<OfferNote>,
}

impl std::fmt::Debug for Sidecar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sidecar").field("title", &self.title).finish_non_exhaustive()
    }
}

/// Which rounds of training the models answer with.
#[derive(Serialize, Deserialize, Clone, Copy)]
enum RoundsWord {
    Best,
    All,
}

impl From<RoundsWord> for Rounds {
    fn from(word: RoundsWord) -> Self {
        match word {
            RoundsWord::Best => Self::Best,
            RoundsWord::All => Self::All,
        }
    }
}

impl From<Rounds> for RoundsWord {
    fn from(rounds: Rounds) -> Self {
        match rounds {
            Rounds::Best => Self::Best,
            Rounds::All => Self::All,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeatureNote {
    id: String,
    /// What the model calls it, if that is another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    group: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<KindWord>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    range: Option<(f64, f64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<f64>,
    /// Numbers that stand for "not known" in the data.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "few::<_, _, MARKERS_MAX>")]
    missing: Vec<f64>,
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    levels: Texts,
    /// (column, levels): 1 where that column of a table holds one of them, else 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    one_of: Option<(String, Texts)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    purpose: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    inferred: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    intrusive: Option<IntrusiveEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sensitivity: Option<SensitivityWord>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    protected: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actionability: Option<ActionabilityWord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferNote {
    id: String,
    /// The file of the model that scores it, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// Which of that model's outputs it is.
    #[serde(default)]
    output: usize,
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
}

fn invalid(what: impl Into<String>, place: impl Into<String>) -> Error {
    Error::new(Kind::Invalid, what).at(place)
}

/// A refusal that has no hint of its own gets one.
fn with_a_way_out(error: Error) -> Error {
    if error.has_hint() { error } else { error.way(Way::Draft) }
}

impl Sidecar {
    /// Reads a data dictionary.
    ///
    /// # Errors
    /// [`Kind::Format`] with line and column, [`Kind::Unsupported`] for a later version, [`Kind::Invalid`] for the
    /// name of a model file that is not a plain file name.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        Self::parse(bytes).map_err(with_a_way_out)
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        let file = FORMAT.read(bytes, |file: &Self| file.candour_dictionary)?;
        // files beside this one and nowhere else: a dictionary must not make the program read around
        if let Some(name) = file
            .models
            .iter()
            .find(|n| n.is_empty() || n.len() > NAME_MAX || n.contains(['/', '\\', ':']) || *n == "..")
        {
            let what = format!("\"{name}\" is not the name of a file in the same folder");
            return Err(invalid(what, "field \"models\"").hint("put the models beside the dictionary"));
        }
        let mut seen = std::collections::BTreeSet::new();
        if let Some(name) = file.models.iter().find(|n| !seen.insert(n.as_str())) {
            return Err(invalid(format!("\"{name}\" stands twice"), "field \"models\"").hint("name each model once"));
        }
        Ok(file)
    }

    /// The files of the models it puts side by side; empty if it describes the one it stands beside.
    pub fn models(&self) -> &[String] {
        &self.models
    }

    /// Which rounds of training its models answer with, if it says so.
    pub fn rounds(&self) -> Option<Rounds> {
        self.rounds.map(Rounds::from)
    }

    /// The customer model: the models, each with its file's name, described as the dictionary says.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where the dictionary and a model disagree, or two models that stand side by side do.
    pub fn apply(self, models: Vec<(String, CustomerModel)>) -> Result<Warned<CustomerModel>> {
        self.describe(models).map_err(with_a_way_out)
    }

    fn describe(self, models: Vec<(String, CustomerModel)>) -> Result<Warned<CustomerModel>> {
        let mut warnings = Vec::new();
        let (mut parts, owners) = side_by_side(models)?;
        if !self.title.is_empty() {
            parts.title = self.title;
        }
        if !self.description.is_empty() {
            parts.description = self.description;
        }
        if !self.currency.is_empty() {
            parts.currency = self.currency;
        }
        describe_features(&mut parts, self.features, &mut warnings)?;
        self.missing.iter().for_each(|&number| parts.count_as_missing(None, number));
        describe_offers(&mut parts, &owners, self.offers)?;
        let said = purpose_ron::purposes(self.purposes, self.on_refusal, &parts.offers)?;
        if !said.list.is_empty() {
            parts.purposes.list = said.list;
        }
        parts.purposes.on_refusal = said.on_refusal.or(parts.purposes.on_refusal);
        if let Some(word) = self.rank_by {
            parts.rank_by = word.into();
        }
        Ok(Warned { value: parts.build()?, warnings })
    }
}

fn describe_features(parts: &mut ModelBuilder, notes: Vec<FeatureNote>, warnings: &mut Vec<String>) -> Result<()> {
    let mut noted = vec![false; parts.features.len()];
    let mut unknown = Vec::new();
    let mut room = Room::new();
    let known: BTreeMap<String, usize> = parts.features.iter().enumerate().map(|(i, f)| (f.id.clone(), i)).collect();
    for note in notes {
        let place = format!("feature \"{}\"", note.id);
        let name = note.of.as_ref().unwrap_or(&note.id);
        let at = match known.get(name) {
            Some(&at) if noted[at] => return Err(invalid("described twice", place)),
            Some(&at) => at,
            None if note.of.is_some() => {
                let what = format!("\"of\" names \"{name}\", which the model does not have");
                return Err(invalid(what, place).hint(suggest::hint(
                    name,
                    "feature",
                    known.keys().map(String::as_str),
                )));
            }
            // a fact that no tree asks about, which an offer's rule may
            None => {
                let kind = note.kind.ok_or_else(|| {
                    let known = known.keys().map(String::as_str);
                    invalid("the model does not have it, and it has no \"kind\"", place.clone())
                        .hint(suggest::hint(name, "feature", known))
                })?;
                unknown.push(format!("\"{}\"", note.id));
                parts.features.push(Feature::bare(note.id.clone(), candour_ron::kind(kind, Vec::new())));
                noted.push(false);
                parts.features.len() - 1
            }
        };
        noted[at] = true;
        room.levels(note.levels.len())?;
        room.levels(note.one_of.as_ref().map_or(0, |(_, levels)| levels.len()))?;
        describe(&mut parts.features[at], note).map_err(|e| e.at(place))?;
    }
    if parts.provenance.nameless {
        let used: Vec<usize> = used_features(parts);
        parts.provenance.nameless = !used.iter().all(|&i| noted[i]);
    }
    let silent: Vec<String> =
        (0..noted.len()).filter(|&i| !noted[i]).map(|i| format!("\"{}\"", parts.features[i].id)).collect();
    if !silent.is_empty() {
        warnings.push(format!("the dictionary does not describe {}", super::list(&silent)));
    }
    if !unknown.is_empty() {
        warnings.push(format!("no tree knows what the dictionary calls {}", super::list(&unknown)));
    }
    Ok(())
}

fn used_features(parts: &ModelBuilder) -> Vec<usize> {
    let mut used: Vec<usize> = parts
        .trees
        .iter()
        .flat_map(|t| &t.nodes)
        .filter_map(|n| match n {
            Node::Split(split) => Some(split.feature.index()),
            Node::Leaf { .. } => None,
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used
}

fn describe(feature: &mut Feature, note: FeatureNote) -> Result<()> {
    let fail = |what: String, hint: &str| Err(Error::new(Kind::Invalid, what).hint(hint));
    let is_choice = feature.kind.is_choice();
    match note.kind {
        None => {}
        Some(KindWord::Choice) if is_choice => {}
        Some(KindWord::Choice) => {
            return fail(
                "a Choice, but the trees compare it as a number".into(),
                "leave \"kind\" out, or say Number, Count or YesNo",
            );
        }
        Some(_) if is_choice => {
            return fail("a number, but the trees ask for its level".into(), "leave \"kind\" out, or say Choice");
        }
        Some(kind) => feature.kind = candour_ron::kind(kind, Vec::new()),
    }
    if let FeatureKind::Choice { levels } = &mut feature.kind
        && !note.levels.is_empty()
    {
        if note.levels.len() < levels.len() {
            let what = format!("{} levels, but the model knows {}", note.levels.len(), levels.len());
            return fail(what, "list a label for each, in the order of their codes");
        }
        if feature.level_hashes.is_some() && note.levels.len() > levels.len() {
            let what = format!("{} levels, but the model asks for {}", note.levels.len(), levels.len());
            return fail(what, "list a label for each that the model asks for; any other label is another level");
        }
        *levels = note.levels.to_vec();
    } else if !note.levels.is_empty() {
        return fail("has levels, but its kind is not Choice".into(), "leave \"levels\" out");
    }
    let renamed = note.of.is_some() || note.label.is_some();
    feature.told = Told { label: renamed, kind: note.kind.is_some(), range: note.range.is_some() };
    feature.label = note.label.unwrap_or_else(|| note.id.clone());
    feature.id = note.id;
    feature.group = note.group;
    feature.description = note.description;
    feature.unit = note.unit;
    feature.range = note.range.or(feature.range);
    feature.step =
        note.step.or(feature.step).or(matches!(feature.kind, FeatureKind::Date | FeatureKind::Count).then_some(1.0));
    note.missing.iter().for_each(|&number| feature.count_as_missing(number));
    if let Some((column, levels)) = note.one_of {
        feature.one_of = Some(OneOf { column, levels: levels.to_vec() });
    }
    feature.source = note.source;
    feature.purpose = note.purpose;
    feature.inferred = note.inferred;
    feature.intrusive = note.intrusive.map(IntrusiveEntry::into_intrusive).transpose()?;
    feature.protected = note.protected;
    if let Some(word) = note.sensitivity {
        feature.sensitivity = word.into();
    }
    if let Some(word) = note.actionability {
        feature.actionability = word.into();
    }
    Ok(())
}

/// An offer's origin: the file of its model, and which output of it.
type Owner = (String, usize);

fn describe_offers(parts: &mut ModelBuilder, owners: &[Owner], notes: Vec<OfferNote>) -> Result<()> {
    let several = owners.iter().any(|(file, _)| *file != owners[0].0);
    let mut noted = vec![false; owners.len()];
    let mut names = Names::of(&parts.features);
    for note in notes {
        let place = format!("offer \"{}\"", note.id);
        let found = match &note.model {
            Some(file) => owners.iter().position(|(f, output)| f == file && *output == note.output),
            None if several => {
                let what = "no \"model\", but there are several";
                return Err(invalid(what, place).hint("say which file scores it: model: \"NAME\""));
            }
            None => owners.iter().position(|(_, output)| *output == note.output),
        };
        let Some(at) = found else {
            let files: Vec<String> = owners.iter().map(|(f, output)| format!("{f} output {output}")).collect();
            let what = format!("no model here has output {} under that name", note.output);
            return Err(invalid(what, place).hint(format!("there are {}", super::list(&files))));
        };
        if std::mem::replace(&mut noted[at], true) {
            return Err(invalid("another offer stands for the same output", place).hint("number them by \"output\""));
        }
        let rules = candour_ron::rules(note.rules, &mut names).map_err(|e| e.at(place))?;
        let offer = &mut parts.offers[at];
        offer.title = note.title.unwrap_or_else(|| note.id.clone());
        offer.id = note.id;
        offer.description = note.description;
        offer.value = note.value;
        offer.line = note.line.or(offer.line);
        offer.rules = rules;
        offer.nature = note.nature.into();
        offer.needs = note.needs.to_vec();
        offer.contact = note.contact.map(ContactEntry::into_contact);
    }
    Ok(())
}

/// One set of parts from several models: their features together, their outputs as offers in turn.
fn side_by_side(models: Vec<(String, CustomerModel)>) -> Result<(ModelBuilder, Vec<Owner>)> {
    let several = models.len() > 1;
    let mut models = models.into_iter();
    let Some((first_file, first)) = models.next() else {
        return Err(Error::new(Kind::Invalid, "no model to describe"));
    };
    let mut parts = first.into_builder();
    let mut owners: Vec<Owner> = (0..parts.offers.len()).map(|output| (first_file.clone(), output)).collect();
    if several {
        name_offers(&mut parts.offers, &first_file);
    }
    let mut formats = vec![parts.provenance.format.clone()];
    let mut known = Joined::default();
    known.add(&parts.features);
    for (file, model) in models {
        let mut other = model.into_builder();
        if parts.offers.len() + other.offers.len() > OFFERS_MAX {
            return Err(invalid(format!("more than {OFFERS_MAX} offers, the limit"), file).past_limit());
        }
        name_offers(&mut other.offers, &file);
        let place = format!("{file} beside {first_file}");
        let differ = |what: &str| {
            Err(invalid(format!("the models differ in {what}, so their scores do not compare"), place.clone())
                .hint("open them one by one, or train them alike"))
        };
        if parts.link != other.link {
            return differ("what makes an answer of a score (link)");
        }
        if parts.link == Link::Softmax {
            let what = "models whose classes share one softmax cannot stand side by side";
            return Err(invalid(what, place).hint("put several binary models side by side"));
        }
        if parts.rounding != other.rounding {
            return differ("how numbers are compared (float32 or float64)");
        }
        if parts.provenance.nameless != other.provenance.nameless
            || (other.provenance.nameless && parts.features.len() != other.features.len())
        {
            return differ("their features: one of them names none, so columns cannot be matched");
        }
        if parts.provenance.cover != other.provenance.cover {
            return differ("what their covers count");
        }
        let place_of = known.join(&mut parts.features, other.features).map_err(|e| e.at(place))?;
        let base = parts.offers.len();
        for mut tree in other.trees {
            tree.offer = OfferIdx::new(base + tree.offer.index());
            for node in &mut tree.nodes {
                if let Node::Split(split) = node {
                    let (feature, levels) = &place_of[split.feature.index()];
                    split.feature = *feature;
                    if let Test::In { levels: set } = &mut split.test {
                        *set = set.iter().map(|l| levels[l as usize]).collect();
                    }
                }
            }
            parts.trees.push(tree);
        }
        owners.extend((0..other.offers.len()).map(|output| (file.clone(), output)));
        parts.offers.extend(other.offers);
        if parts.provenance.objective != other.provenance.objective {
            parts.provenance.objective.clear();
        }
        formats.push(other.provenance.format);
    }
    if several {
        let n = formats.len();
        formats.dedup();
        let format = format!("{n} models side by side: {}", formats.join(", "));
        parts.provenance = Provenance { format, stopped: None, ..parts.provenance };
    }
    Ok((parts, owners))
}

/// Outputs of models side by side are called after their files until the dictionary names them.
fn name_offers(offers: &mut [Offer], file: &str) {
    let stem = file.split('.').next().unwrap_or(file).to_owned();
    let single = offers.len() == 1;
    for offer in offers {
        offer.id = if single { stem.clone() } else { format!("{stem} {}", offer.id) };
        offer.title = if single { stem.clone() } else { format!("{stem}: {}", offer.title) };
    }
}

/// Where a dictionary that grows has its features, and where those have their levels.
#[derive(Default)]
struct Joined {
    at: BTreeMap<String, usize>,
    /// By feature, once it was met again: its levels by label, or by hash.
    labels: BTreeMap<usize, BTreeMap<String, u32>>,
    hashes: BTreeMap<usize, BTreeMap<u32, u32>>,
}

impl Joined {
    fn add(&mut self, features: &[Feature]) {
        for feature in features {
            let next = self.at.len();
            self.at.entry(feature.id.clone()).or_insert(next);
        }
    }

    /// Adds features to a dictionary. Says where each went, and where each of its levels went.
    /// O(features and levels, each · log).
    fn join(&mut self, all: &mut Vec<Feature>, others: Vec<Feature>) -> Result<Vec<(FeatureIdx, Vec<u32>)>> {
        let mut places = Vec::with_capacity(others.len());
        for other in others {
            let fail = |what: &str| {
                let what = format!("the models disagree on \"{}\": {what}", other.id);
                Err(Error::new(Kind::Invalid, what).hint("train them on the same columns"))
            };
            let Some(&at) = self.at.get(&other.id) else {
                places.push((FeatureIdx::new(all.len()), (0..other.levels().len() as u32).collect()));
                self.add(std::slice::from_ref(&other));
                all.push(other);
                continue;
            };
            let mine = &mut all[at];
            if mine.kind.is_choice() != other.kind.is_choice() {
                return fail("a number for one, a choice of levels for the other");
            }
            if mine.zero_is_missing != other.zero_is_missing {
                return fail("zero counts as not known for one of them only");
            }
            if mine.missing_values != other.missing_values {
                return fail("other numbers stand for \"not known\" in one of them");
            }
            if mine.level_hashes.is_some() != other.level_hashes.is_some() {
                return fail("levels are matched by their hash for one of them only");
            }
            let mut moved = Vec::with_capacity(other.levels().len());
            if let (FeatureKind::Choice { levels }, Some(hashes), Some(theirs)) =
                (&mut mine.kind, &mut mine.level_hashes, &other.level_hashes)
            {
                // a hash is a level, whatever either of them calls it
                let known = self.hashes.entry(at).or_insert_with(|| hashes.iter().copied().zip(0u32..).collect());
                for (level, &hash) in other.levels().iter().zip(theirs) {
                    moved.push(*known.entry(hash).or_insert_with(|| {
                        levels.push(level.clone());
                        hashes.push(hash);
                        levels.len() as u32 - 1
                    }));
                }
            } else if let FeatureKind::Choice { levels } = &mut mine.kind {
                let known = self.labels.entry(at).or_insert_with(|| levels.iter().cloned().zip(0u32..).collect());
                for level in other.levels() {
                    moved.push(*known.entry(level.clone()).or_insert_with(|| {
                        levels.push(level.clone());
                        levels.len() as u32 - 1
                    }));
                }
            }
            if let (Some((a, b)), Some((c, d))) = (mine.range, other.range) {
                mine.range = Some((a.min(c), b.max(d)));
            }
            places.push((FeatureIdx::new(at), moved));
        }
        Ok(places)
    }
}

/// A first draft of a data dictionary: every feature and offer of a model, with what its file knows and, by feature,
/// what was seen in data. Units, purposes and sensitivities are left for a person to say.
pub fn draft(model: &CustomerModel, seen: &[Seen]) -> String {
    let told = seen::described(model, seen);
    let ids: BTreeSet<&str> = told.iter().map(|f| f.id.as_str()).collect();
    let features = told.iter().enumerate().map(|(i, f)| {
        let column = seen.get(i).map(|s| s.column.clone()).filter(|c| !c.is_empty() && !ids.contains(c.as_str()));
        let id = column.unwrap_or_else(|| f.id.clone());
        FeatureNote {
            of: (id != f.id).then(|| f.id.clone()),
            label: Some(if f.label == f.id { id.trim().to_owned() } else { f.label.clone() }),
            id,
            group: f.group.clone(),
            description: f.description.clone(),
            unit: f.unit.clone(),
            range: f.range.filter(|_| f.kind != FeatureKind::YesNo),
            step: f.step,
            missing: f.missing_values.clone(),
            levels: f.levels().iter().collect(),
            kind: Some(candour_ron::kind_word(&f.kind)),
            one_of: f.one_of.as_ref().map(|o| (o.column.clone(), o.levels.iter().collect())),
            source: f.source.clone(),
            purpose: f.purpose.clone(),
            inferred: f.inferred,
            intrusive: f.intrusive.as_ref().map(IntrusiveEntry::of),
            sensitivity: Some(f.sensitivity.into()),
            protected: f.protected,
            actionability: Some(f.actionability.into()),
        }
    });
    let offers = model.offers().iter().enumerate().map(|(output, o)| OfferNote {
        id: o.id.clone(),
        model: None,
        output,
        title: Some(o.title.clone()),
        description: o.description.clone(),
        value: o.value,
        line: o.line,
        rules: Vec::new(),
        nature: o.nature.into(),
        needs: o.needs.iter().collect(),
        contact: o.contact.as_ref().map(ContactEntry::of),
    });
    let file = Sidecar {
        candour_dictionary: FORMAT.version,
        title: model.title().to_owned(),
        description: model.description().to_owned(),
        currency: model.currency().to_owned(),
        rank_by: Some(model.rank_by().into()),
        rounds: model.provenance().stopped.map(|stop| stop.used.into()),
        missing: Vec::new(),
        models: Vec::new(),
        purposes: model.purposes().list.iter().map(PurposeEntry::of).collect(),
        on_refusal: purpose_ron::on_refusal_word(model),
        features: features.collect(),
        offers: offers.collect(),
    };
    DRAFT_HEAD.to_owned() + &ours::write(&file, 3, true)
}

const DRAFT_HEAD: &str = "\
// A first draft of a data dictionary, taken from the model and the data at hand. It stands beside the model and is
// read with it. What a file cannot know is yours to say: labels a person reads, groups, units, what each fact was
// collected for (purpose), how sensitive it is (Low, Personal, Sensitive), whether it is protected, who can change it
// (Free, UpOnly, DownOnly, Immutable), and what each offer is worth. Delete what you do not need.
";
