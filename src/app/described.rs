//! How facts and offers are described: as the model's file and its dictionary say, as the open table shows where those
//! say nothing, as a person said here. Nothing of it decides.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ask::Inputs;
use crate::ask::shown::{Code, News, Shown};
use crate::base::{FeatureIdx, OfferIdx};
use crate::import::sidecar::Sidecar;
use crate::import::sidecar::said::{FactSaid, Said};
use crate::model::{CustomerModel, Feature};

/// What a person said of one fact or one offer.
#[derive(Clone, PartialEq, Debug)]
pub enum Saying {
    /// Of a fact.
    Fact(FeatureIdx, Box<FactSaid>),
    /// An offer's title.
    Title(OfferIdx, String),
}

/// How all of it is described.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// As the model's file and its dictionary say.
    plain: Arc<Vec<Feature>>,
    /// The same, as the open table shows it where they say nothing.
    shown: Arc<Vec<Feature>>,
    news: News,
    /// Numbers that could stand for "not known".
    codes: Arc<Vec<(FeatureIdx, Code)>>,
    /// Titles of offers, as the model's file and its dictionary say.
    titles: Arc<Vec<String>>,
    /// What a person said here that is not saved.
    facts: BTreeMap<FeatureIdx, FactSaid>,
    offers: BTreeMap<OfferIdx, String>,
}

impl Described {
    /// As a model was read.
    pub fn of(model: &CustomerModel) -> Self {
        let plain: Arc<Vec<Feature>> = Arc::new(model.features().iter().map(|(_, f)| f.clone()).collect());
        let titles = model.offers().iter().map(|offer| offer.title.clone()).collect();
        Self { shown: Arc::clone(&plain), plain, titles: Arc::new(titles), ..Self::default() }
    }

    /// The same as a table shows it.
    pub fn show(&mut self, shown: Shown) {
        self.shown = Arc::new(shown.features);
        self.news = shown.news;
        self.codes = Arc::new(shown.codes);
    }

    /// As a model was read anew; what a person said stays.
    pub fn read_again(&mut self, read: Self) {
        let Self { facts, offers, .. } = std::mem::take(self);
        *self = Self { facts, offers, ..read };
    }

    /// The model as its file and its dictionary describe it: what a table is read for, as when all is opened again.
    pub fn plainly(&self, inputs: &Inputs) -> Arc<Inputs> {
        Arc::new(as_described(inputs, self.plain.to_vec(), &self.titles))
    }

    /// The model as it is to be seen.
    pub fn apply(&self, inputs: &Inputs) -> Arc<Inputs> {
        let mut features = self.shown.to_vec();
        for (idx, said) in &self.facts {
            said.tell(&mut features[idx.index()]);
        }
        let mut titles = self.titles.to_vec();
        for (idx, title) in &self.offers {
            titles[idx.index()].clone_from(title);
        }
        Arc::new(as_described(inputs, features, &titles))
    }

    /// How many facts the open table tells something of.
    pub fn news(&self) -> News {
        self.news
    }

    /// Numbers that could stand for "not known", by the facts that hold them.
    pub fn codes(&self) -> &[(FeatureIdx, Code)] {
        &self.codes
    }

    /// Takes in what a person said, and gives what was before.
    pub fn put(&mut self, model: &CustomerModel, saying: Saying) -> Saying {
        match saying {
            Saying::Fact(idx, said) => {
                let before = self.fact(model, idx);
                if *said == FactSaid::of(&self.shown[idx.index()]) {
                    self.facts.remove(&idx);
                } else {
                    self.facts.insert(idx, *said);
                }
                Saying::Fact(idx, Box::new(before))
            }
            Saying::Title(idx, title) => {
                let before = model.offer(idx).title.clone();
                if title == self.titles[idx.index()] {
                    self.offers.remove(&idx);
                } else {
                    self.offers.insert(idx, title);
                }
                Saying::Title(idx, before)
            }
        }
    }

    /// What is said of a fact now, also what is still to be read with the model.
    pub fn fact(&self, model: &CustomerModel, idx: FeatureIdx) -> FactSaid {
        let missing = self.facts.get(&idx).map(|said| said.missing.clone());
        let now = FactSaid::of(model.features().get(idx));
        FactSaid { missing: missing.unwrap_or_else(|| now.missing.clone()), ..now }
    }

    /// Facts of which other numbers count as missing now than those that the model was read with.
    pub fn to_read(&self, model: &CustomerModel) -> Vec<(String, Vec<f64>)> {
        let differs = |(idx, said): (&FeatureIdx, &FactSaid)| {
            let feature = model.features().get(*idx);
            (feature.missing_values != said.missing).then(|| (feature.id.clone(), said.missing.clone()))
        };
        self.facts.iter().filter_map(differs).collect()
    }

    /// What counts as missing is as it was read: the file could not be read so.
    pub fn give_up(&mut self, model: &CustomerModel) {
        for (idx, said) in &mut self.facts {
            said.missing.clone_from(&model.features().get(*idx).missing_values);
        }
    }

    /// What is not saved, with the facts of which `exactly` says what counts as missing.
    pub fn unsaved(&self, model: &CustomerModel, exactly: &[(String, Vec<f64>)]) -> Said {
        let counted = exactly.iter().filter_map(|(name, _)| model.features().find(name));
        let fact = |idx: FeatureIdx| (model.features().get(idx).id.clone(), self.fact(model, idx));
        let title = |(idx, title): (&OfferIdx, &String)| (model.offer(*idx).id.clone(), (idx.index(), title.clone()));
        Said {
            facts: self.facts.keys().copied().chain(counted).map(fact).collect(),
            titles: self.offers.iter().map(title).collect(),
            lines: std::collections::BTreeMap::new(),
        }
    }

    /// Takes in what a session holds of what a person said.
    pub fn remember(&mut self, model: &CustomerModel, said: &Sidecar) {
        for (idx, feature) in model.features().iter() {
            if let Some(fact) = said.said_of(feature) {
                self.facts.insert(idx, fact);
            }
        }
        for idx in model.offer_ids() {
            if let Some(title) = said.title_of(&model.offer(idx).id) {
                self.offers.insert(idx, title.to_owned());
            }
        }
    }

    /// Whether a person said something that is not saved.
    pub fn is_unsaved(&self) -> bool {
        !self.facts.is_empty() || !self.offers.is_empty()
    }

    /// What was said is saved.
    pub fn saved(&mut self) {
        self.facts.clear();
        self.offers.clear();
    }
}

/// The model described so; as it is where it cannot be, since nothing else may stand in for a model.
fn as_described(inputs: &Inputs, features: Vec<Feature>, titles: &[String]) -> Inputs {
    inputs.model().described(features, titles).map_or_else(|_| inputs.clone(), |model| inputs.described(model))
}
