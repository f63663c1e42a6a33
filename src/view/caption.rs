//! What a figure, a table or a text says of itself once it stands alone: whose it is, which model, which offer, in what
//! unit, as they are or a what-if, and of which day.

use super::phrase::{NOBODY, offer_name};
use crate::base::{OfferIdx, date};
use crate::model::{CustomerModel, Profile};

/// How many letters of a digest tell files apart for a reader.
const DIGEST: usize = 8;
/// In place of an offer, where all are told.
const EVERY_OFFER: &str = "every offer";
/// In place of what was changed, where nothing was.
const AS_THEY_ARE: &str = "as they are";

/// What all that leaves on one day about one model has in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// "Retailer: which offer (SHA-256 1f0c22ab)".
    pub model: String,
    /// "2026-11-27".
    pub date: String,
}

impl Stamp {
    /// The stamp of a model, whose file has a digest, on a day (since 1970-01-01).
    pub fn of(model: &CustomerModel, digest: &str, day: i32) -> Self {
        let short: String = digest.chars().take(DIGEST).collect();
        let digest = if short.is_empty() { short } else { format!(" (SHA-256 {short})") };
        Self { model: format!("{}{digest}", model.title()), date: date::iso(day) }
    }
}

/// What something says of itself. No part is empty but the notes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caption {
    /// What it shows: "What she would get".
    pub title: String,
    /// Whose it is: "Maya Lindqvist (fictional customer)".
    pub customer: String,
    /// "as they are", or "what-if: Orders in 90 days 9 → 3".
    pub state: String,
    /// Whether it is a what-if.
    pub is_what_if: bool,
    /// "Offer", or "Outcome" of a model that has one.
    pub sort: &'static str,
    /// Which offer: "A Free delivery for a year".
    pub offer: String,
    /// What is drawn or counted: "score points".
    pub unit: String,
    /// Which model, of what day.
    pub stamp: Stamp,
    /// How to read it, a paragraph each.
    pub notes: Vec<String>,
}

impl Caption {
    /// The caption of something about many customers or none, as they are, and every offer.
    pub fn new(title: impl Into<String>, model: &CustomerModel, stamp: Stamp) -> Self {
        let sort = if model.offers().len() == 1 { "Outcome" } else { "Offer" };
        let caption = Self {
            title: title.into(),
            customer: NOBODY.to_owned(),
            state: AS_THEY_ARE.to_owned(),
            is_what_if: false,
            sort,
            offer: String::new(),
            unit: String::new(),
            stamp,
            notes: Vec::new(),
        };
        caption.every_offer(model)
    }

    /// About all offers of a model.
    #[must_use]
    pub fn every_offer(self, model: &CustomerModel) -> Self {
        let offer = if let [one] = model.offers() { &one.title } else { EVERY_OFFER };
        Self { offer: offer.to_owned(), ..self }
    }

    /// About one customer, of whom these facts were changed: "Average basket 52.10 € → 38.40 €".
    #[must_use]
    pub fn customer<'a>(self, profile: &Profile, changes: impl IntoIterator<Item = &'a str>) -> Self {
        let kind = if profile.fictional { " (fictional customer)" } else { "" };
        let name = if profile.name.trim().is_empty() { "a customer without a name" } else { &profile.name };
        let changes: Vec<&str> = changes.into_iter().collect();
        let is_what_if = !changes.is_empty();
        let state = if is_what_if { format!("what-if: {}", changes.join("; ")) } else { self.state };
        Self { customer: format!("{name}{kind}"), state, is_what_if, ..self }
    }

    /// About so many customers together.
    #[must_use]
    pub fn customers(self, customers: impl Into<String>) -> Self {
        Self { customer: customers.into(), ..self }
    }

    /// About these offers.
    #[must_use]
    pub fn offers(self, model: &CustomerModel, offers: &[OfferIdx]) -> Self {
        let several = model.offers().len() > 1;
        let name = |o: &OfferIdx| if several { offer_name(model, *o) } else { model.offer(*o).title.clone() };
        Self { offer: offers.iter().map(name).collect::<Vec<_>>().join("; "), ..self }
    }

    /// In this unit.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    /// Read so; nothing is no note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.extend(Some(note.into()).filter(|note| !note.is_empty()));
        self
    }

    /// All of it but title and notes, by name.
    pub fn facts(&self) -> [(&'static str, &str); 6] {
        [
            ("Customer", &self.customer),
            ("State", &self.state),
            (self.sort, &self.offer),
            ("Unit", &self.unit),
            ("Model", &self.stamp.model),
            ("Date", &self.stamp.date),
        ]
    }

    /// The same as leading columns of a table that programs read.
    pub fn columns(&self) -> [(&'static str, String); 6] {
        let [customer, state, offer, unit, model, date] = self.facts().map(|(_, text)| text.to_owned());
        [("customer", customer), ("state", state), ("offer", offer), ("unit", unit), ("model", model), ("date", date)]
    }

    /// Whose it is, which offer, in what unit and which model, where that stands on a screen beside it.
    pub fn line(&self, model: &CustomerModel) -> String {
        [self.customer.as_str(), &self.offer, &self.unit, model.title()].join(" · ")
    }

    /// All of it in a sentence, for those who do not see it.
    pub fn about(&self) -> String {
        let facts: Vec<String> = self.facts().iter().map(|(name, text)| format!("{name}: {text}")).collect();
        format!("{}. {}", self.title, facts.join(". "))
    }
}
