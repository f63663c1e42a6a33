//! What facts are used for, what a customer said of it, and what a live system does when somebody refuses.

use std::collections::BTreeMap;

use super::Feature;
use crate::base::{Error, Hint, Kind, OfferIdx, Result, suggest};

/// What facts are collected and used for, as a customer is asked or told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Purpose {
    /// The name in files: "ads"; unique.
    pub id: String,
    /// What a person reads: "Personal advertising".
    pub label: String,
    /// What the customer was told, in a sentence or more. May be empty.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// For how long facts are kept for it: "24 months". Empty if nobody said.
    pub kept: String,
    /// The column of a table that says what each customer decided: yes, no, or empty where nobody asked. Empty for none.
    pub asked_in: String,
}

/// What a purpose rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// The dictionary does not say.
    Unstated,
    /// The customer agreed, and may take it back.
    Consent,
    /// What was bought cannot be delivered without.
    Contract,
    /// The shop's interest, weighed against the customer's, who may object.
    LegitimateInterest,
    /// A law asks for it.
    Obligation,
}

/// All that a model's dictionary says of purposes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Purposes {
    /// The purposes, in the order of the file. Where there are none, features may name any purpose.
    pub list: Vec<Purpose>,
    /// What the live system does when a purpose is refused; `None` if nobody said.
    pub on_refusal: Option<OnRefusal>,
}

/// What a live system does when a customer refuses a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnRefusal {
    /// Averages over what the facts could be, by how much training data went each way.
    ByCover,
    /// Averages over the facts of other customers.
    ByBackground,
    /// Takes the facts for not known.
    Missing,
    /// Ranks nothing, and gives this offer to everybody who refuses.
    NoProfiling(OfferIdx),
}

/// What a customer decided about a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consent {
    /// Agreed.
    Granted {
        /// The day (whole days since 1970-01-01); `None` where nobody wrote it down.
        on: Option<i32>,
    },
    /// Refused.
    Refused {
        /// The day, likewise.
        on: Option<i32>,
    },
    /// Was never asked, so has not agreed.
    NotAsked,
}

/// What a column of a table says that a customer decided about a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Was never asked, so has not agreed.
    NotAsked,
    /// Agreed.
    Granted,
    /// Refused.
    Refused,
}

/// What a customer decided, by the purpose's id; a purpose that is not here is one of which nothing is known.
pub type Consents = BTreeMap<String, Consent>;

impl Purposes {
    /// A purpose by its id, or by its label if no id is it. O(purposes).
    pub fn find(&self, name: &str) -> Option<&Purpose> {
        find(&self.list, name)
    }

    /// The purposes of a dictionary's features: those that are listed, or, where none is, the texts that features have,
    /// each once and in the model's order, with the text as id and label.
    pub fn of<'a>(&self, features: impl IntoIterator<Item = &'a Feature>) -> Vec<Purpose> {
        if !self.list.is_empty() {
            return self.list.clone();
        }
        let mut seen = std::collections::BTreeSet::new();
        let texts = features.into_iter().map(|f| f.purpose.as_str()).filter(|p| !p.is_empty() && seen.insert(*p));
        texts.map(Purpose::bare).collect()
    }

    /// Refuses the name of a purpose that is not listed, where some are.
    ///
    /// # Errors
    /// [`Kind::Invalid`] with the nearest name.
    pub fn known(&self, name: &str) -> Result<()> {
        if name.is_empty() || self.list.is_empty() || self.find(name).is_some() {
            return Ok(());
        }
        Err(Error::new(Kind::Invalid, format!("its purpose \"{name}\" is none of those listed"))
            .hint(hint(&self.list, name)))
    }
}

impl Purpose {
    /// A purpose of which only its name is known.
    pub fn bare(name: &str) -> Self {
        Self {
            id: name.to_owned(),
            label: name.to_owned(),
            text: String::new(),
            basis: Basis::Unstated,
            kept: String::new(),
            asked_in: String::new(),
        }
    }

    /// Whether a feature is used for this purpose: it names it by id or label.
    pub fn has(&self, feature: &Feature) -> bool {
        feature.purpose == self.id || feature.purpose == self.label
    }
}

/// A purpose of a list by its id, or by its label if no id is it. O(purposes).
pub fn find<'a>(list: &'a [Purpose], name: &str) -> Option<&'a Purpose> {
    list.iter().find(|p| p.id == name).or_else(|| list.iter().find(|p| p.label == name))
}

/// A hint for the name of a purpose that is not in a list.
pub fn hint(list: &[Purpose], name: &str) -> Hint {
    // an id first, so that it is named where both are as near
    suggest::hint(name, "purpose", list.iter().map(|p| p.id.as_str()).chain(labels(list)))
}

/// Labels that say more than the ids.
fn labels(list: &[Purpose]) -> impl Iterator<Item = &str> {
    list.iter().filter(|p| p.label != p.id).map(|p| p.label.as_str())
}
