//! What a person says of facts and offers in the window, on its way into a data dictionary.

use std::collections::BTreeMap;

use super::super::candour_ron;
use super::super::purpose_ron::{NatureWord, PurposeEntry};
use super::{FORMAT, FeatureNote, OfferNote, Sidecar};
use crate::base::{Error, Kind, Result, ours, suggest};
use crate::model::{Feature, FeatureKind, Sensitivity};

/// What can be said of a fact, whole: what is not changed is as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct FactSaid {
    /// What a person reads.
    pub label: String,
    /// The heading it stands under.
    pub group: String,
    /// What it is counted in.
    pub unit: String,
    /// What it was collected for.
    pub purpose: String,
    /// Number, count, yes or no; a choice stays one.
    pub kind: FeatureKind,
    /// How sensitive it is.
    pub sensitivity: Sensitivity,
    /// Whether it is a protected attribute.
    pub protected: bool,
    /// Numbers that stand for "not known".
    pub missing: Vec<f64>,
}

impl FactSaid {
    /// A fact as it is described now.
    pub fn of(feature: &Feature) -> Self {
        Self {
            label: feature.label.clone(),
            group: feature.group.clone(),
            unit: feature.unit.clone(),
            purpose: feature.purpose.clone(),
            kind: feature.kind.clone(),
            sensitivity: feature.sensitivity,
            protected: feature.protected,
            missing: feature.missing_values.clone(),
        }
    }

    /// Describes a fact so, but for what counts as missing: that decides, and is read with the model.
    pub fn tell(&self, feature: &mut Feature) {
        feature.label = if self.label.is_empty() { feature.id.clone() } else { self.label.clone() };
        feature.told.label |= feature.label != feature.id;
        feature.group.clone_from(&self.group);
        feature.unit.clone_from(&self.unit);
        feature.purpose.clone_from(&self.purpose);
        feature.sensitivity = self.sensitivity;
        feature.protected = self.protected;
        if feature.kind != self.kind && !feature.kind.is_choice() && !self.kind.is_choice() {
            feature.kind = self.kind.clone();
            feature.told.kind = true;
            feature.step = matches!(feature.kind, FeatureKind::Count | FeatureKind::Date).then_some(1.0);
        }
    }
}

/// What was said, by the name of the fact or offer in the dictionary, else in the model's file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Said {
    /// Of facts.
    pub facts: BTreeMap<String, FactSaid>,
    /// Titles of offers, each with the output of the model that it stands for.
    pub titles: BTreeMap<String, (usize, String)>,
    /// From which response on the only offer is sent, and which output of the model that is.
    pub lines: BTreeMap<String, (usize, f64)>,
}

impl Sidecar {
    /// A dictionary that holds nothing but what was said, to be kept with a session.
    pub fn of_said(said: &Said) -> Self {
        Self {
            candour_dictionary: FORMAT.version,
            title: String::new(),
            description: String::new(),
            currency: String::new(),
            rank_by: None,
            rounds: None,
            missing: Vec::new(),
            models: Vec::new(),
            purposes: Vec::new(),
            on_refusal: None,
            features: said.facts.iter().map(|(id, fact)| note(empty(id), fact)).collect(),
            offers: said.titles.iter().map(|(id, (output, title))| offer(id, *output, Some(title))).collect(),
        }
    }

    /// What a dictionary says of a fact by its name, on top of how it is described.
    pub fn said_of(&self, feature: &Feature) -> Option<FactSaid> {
        let note = self.features.iter().find(|note| note.id == feature.id)?;
        let kind = note.kind.map(|word| candour_ron::kind(word, feature.levels().to_vec()));
        Some(FactSaid {
            label: note.label.clone().unwrap_or_else(|| feature.label.clone()),
            group: note.group.clone(),
            unit: note.unit.clone(),
            purpose: note.purpose.clone(),
            kind: kind.unwrap_or_else(|| feature.kind.clone()),
            sensitivity: note.sensitivity.map_or(Sensitivity::Unstated, Sensitivity::from),
            protected: note.protected,
            missing: note.missing.clone(),
        })
    }

    /// What it says counts as missing, of each fact that it names.
    pub fn missing_of(&self) -> Vec<(String, Vec<f64>)> {
        self.features.iter().map(|note| (note.id.clone(), note.missing.clone())).collect()
    }

    /// The title that it gives to an offer.
    pub fn title_of(&self, id: &str) -> Option<&str> {
        self.offers.iter().find(|note| note.id == id).and_then(|note| note.title.as_deref())
    }

    /// Takes in what was said; all else stays, also what no screen edits. `numbers` are the names of all facts that are no
    /// choices.
    ///
    /// # Errors
    /// [`Kind::Question`] for an offer that a dictionary of several models does not name yet: only a person knows which
    /// model's it is; and for a purpose that is none of those it lists.
    pub fn say(&mut self, said: &Said, numbers: &[&str]) -> Result<()> {
        self.apart(said, numbers);
        for (id, fact) in &said.facts {
            self.lists(&fact.purpose).map_err(|e| e.at(format!("feature \"{id}\"")))?;
            match self.features.iter_mut().find(|note| note.id == *id) {
                Some(found) => *found = note(std::mem::replace(found, empty(id)), fact),
                None => self.features.push(note(empty(id), fact)),
            }
            if let (Some(found), false) = (self.features.iter_mut().find(|n| n.id == *id), self.missing.is_empty()) {
                found.missing.retain(|x| !self.missing.contains(x));
            }
        }
        for (id, (output, title)) in &said.titles {
            self.offer(id, *output)?.title = Some(title.clone());
        }
        for (id, (output, line)) in &said.lines {
            self.offer(id, *output)?.line = Some(*line);
        }
        Ok(())
    }

    /// A dictionary that lists purposes would not be read again with another one.
    fn lists(&self, purpose: &str) -> Result<()> {
        if purpose.is_empty() || self.purposes.is_empty() || self.purposes.iter().any(|p| p.is(purpose)) {
            return Ok(());
        }
        let names = self.purposes.iter().flat_map(PurposeEntry::names);
        Err(Error::new(Kind::Question, "the data dictionary lists its purposes, and this is none of them")
            .hint(suggest::hint(purpose, "purpose", names)))
    }

    /// What it says of an offer, perhaps nothing yet.
    fn offer(&mut self, id: &str, output: usize) -> Result<&mut OfferNote> {
        let at = self.offers.iter().position(|note| note.id == id).unwrap_or(self.offers.len());
        if at == self.offers.len() && self.models.len() > 1 {
            let what = "the data dictionary puts several models side by side and does not name this offer";
            return Err(Error::new(Kind::Question, what)
                .at(format!("offer \"{id}\""))
                .hint("name it there with the file of its model: (id: \"…\", model: \"…\", title: \"…\")"));
        }
        if at == self.offers.len() {
            self.offers.push(offer(id, output, None));
        }
        Ok(&mut self.offers[at])
    }

    /// Where a number counts as missing in all facts but one that was said now, it is said of each of the others instead.
    fn apart(&mut self, said: &Said, numbers: &[&str]) {
        let kept = |x: &f64| said.facts.values().all(|fact| fact.kind.is_choice() || fact.missing.contains(x));
        let (kept, apart): (Vec<f64>, Vec<f64>) = std::mem::take(&mut self.missing).into_iter().partition(kept);
        self.missing = kept;
        for id in numbers.iter().filter(|id| !apart.is_empty() && !said.facts.contains_key(**id)) {
            let at = self.features.iter().position(|note| note.id == *id).unwrap_or_else(|| {
                self.features.push(empty(id));
                self.features.len() - 1
            });
            let list = &mut self.features[at].missing;
            let more: Vec<f64> = apart.iter().copied().filter(|x| !list.contains(x)).collect();
            list.extend(more);
        }
    }

    /// The dictionary as text, below comments that stood at its head; [`read`](Self::read) gives an equal one back.
    pub fn text(&self, head: &str) -> String {
        let is_head = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with("//");
        let mut text: String = head.lines().take_while(is_head).flat_map(|line| [line, "\n"]).collect();
        text += &ours::write(self, 3, true);
        text
    }
}

fn empty(id: &str) -> FeatureNote {
    FeatureNote {
        id: id.to_owned(),
        of: None,
        label: None,
        group: String::new(),
        description: String::new(),
        kind: None,
        unit: String::new(),
        range: None,
        step: None,
        missing: Vec::new(),
        levels: crate::base::few::Texts::default(),
        one_of: None,
        source: String::new(),
        purpose: String::new(),
        inferred: false,
        intrusive: None,
        sensitivity: None,
        protected: false,
        actionability: None,
    }
}

fn note(before: FeatureNote, said: &FactSaid) -> FeatureNote {
    let sensitivity = Some(said.sensitivity).filter(|s| *s != Sensitivity::Unstated || before.sensitivity.is_some());
    FeatureNote {
        label: Some(said.label.clone()).filter(|label| before.label.is_some() || *label != before.id),
        group: said.group.clone(),
        unit: said.unit.clone(),
        purpose: said.purpose.clone(),
        kind: Some(candour_ron::kind_word(&said.kind)),
        sensitivity: sensitivity.map(Into::into),
        protected: said.protected,
        missing: said.missing.clone(),
        ..before
    }
}

fn offer(id: &str, output: usize, title: Option<&String>) -> OfferNote {
    OfferNote {
        id: id.to_owned(),
        model: None,
        output,
        title: title.cloned(),
        description: String::new(),
        value: None,
        line: None,
        rules: Vec::new(),
        nature: NatureWord::default(),
        needs: crate::base::few::Texts::default(),
        contact: None,
    }
}
