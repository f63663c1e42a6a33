//! What Candour RON and a data dictionary both say of purposes, of how intrusive a fact is and of how an offer is sent.
//!
//! The structs here are the format.

use serde::{Deserialize, Serialize};

use crate::base::date::{self, Read};
use crate::base::{Error, Kind, OfferIdx, Result, suggest};
use crate::model::{Basis, Contact, CustomerModel, Intrusive, Nature, Offer, OnRefusal, Purpose, Purposes};

/// Two enums that say the same in two rooms, and the way between them.
macro_rules! words {
    ($word:ident, $model:ident, $default:ident: $($name:ident),+) => {
        #[derive(Serialize, Deserialize, Clone, Copy, Default)]
        pub(super) enum $word {
            #[default]
            $default,
            $($name),+
        }

        impl From<$word> for $model {
            fn from(word: $word) -> Self {
                match word {
                    $word::$default => Self::$default,
                    $($word::$name => Self::$name),+
                }
            }
        }

        impl From<$model> for $word {
            fn from(value: $model) -> Self {
                match value {
                    $model::$default => Self::$default,
                    $($model::$name => Self::$name),+
                }
            }
        }
    };
}

pub(super) use words;

words!(BasisWord, Basis, Unstated: Consent, Contract, LegitimateInterest, Obligation);
words!(NatureWord, Nature, Unstated: Benefit, Burden, Neutral);

impl NatureWord {
    /// Whether nobody said.
    pub(super) fn is_unstated(&self) -> bool {
        matches!(self, Self::Unstated)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PurposeEntry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default)]
    basis: BasisWord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    kept: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    asked_in: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) enum OnRefusalWord {
    ByCover,
    ByBackground,
    Missing,
    /// The id of the offer that is then given to everybody who refuses.
    NoProfiling {
        offer: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntrusiveEntry {
    weight: f64,
    by: String,
    on: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactEntry {
    channel: String,
    most: u32,
    days: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    counted_in: String,
}

impl PurposeEntry {
    /// A purpose as it stands in a file.
    pub(super) fn of(purpose: &Purpose) -> Self {
        Self {
            id: purpose.id.clone(),
            label: (purpose.label != purpose.id).then(|| purpose.label.clone()),
            text: purpose.text.clone(),
            basis: purpose.basis.into(),
            kept: purpose.kept.clone(),
            asked_in: purpose.asked_in.clone(),
        }
    }

    /// The purpose that a file lists.
    pub(super) fn into_purpose(self) -> Purpose {
        Purpose {
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            text: self.text,
            basis: self.basis.into(),
            kept: self.kept,
            asked_in: self.asked_in,
        }
    }

    /// Whether a feature's text names it.
    pub(super) fn is(&self, name: &str) -> bool {
        self.id == name || self.label.as_deref() == Some(name)
    }

    /// What can stand for it: its id, and its label if it has one.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.label.as_deref())
    }
}

impl IntrusiveEntry {
    /// An opinion as it stands in a file.
    pub(super) fn of(intrusive: &Intrusive) -> Self {
        Self { weight: intrusive.weight, by: intrusive.by.clone(), on: date::iso(intrusive.on) }
    }

    /// The opinion in a file.
    ///
    /// # Errors
    /// [`Kind::Invalid`] where its day is none, or nobody is named.
    pub(super) fn into_intrusive(self) -> Result<Intrusive> {
        let Read::Day(on) = date::read(&self.on) else {
            return Err(Error::new(Kind::Invalid, "\"on\" of \"intrusive\" is no day of the calendar")
                .hint("write it as 2026-03-01"));
        };
        if self.by.trim().is_empty() {
            return Err(Error::new(Kind::Invalid, "\"by\" of \"intrusive\" names nobody")
                .hint("a weight is an opinion: say whose it is"));
        }
        Ok(Intrusive { weight: self.weight, by: self.by, on })
    }
}

impl ContactEntry {
    /// A way of sending as it stands in a file.
    pub(super) fn of(contact: &Contact) -> Self {
        let Contact { channel, most, days, counted_in } = contact.clone();
        Self { channel, most, days, counted_in }
    }

    /// The way of sending in a file.
    pub(super) fn into_contact(self) -> Contact {
        Contact { channel: self.channel, most: self.most, days: self.days, counted_in: self.counted_in }
    }
}

/// What a model does on a refusal, as a file says it.
pub(super) fn on_refusal_word(model: &CustomerModel) -> Option<OnRefusalWord> {
    model.purposes().on_refusal.map(|what| match what {
        OnRefusal::ByCover => OnRefusalWord::ByCover,
        OnRefusal::ByBackground => OnRefusalWord::ByBackground,
        OnRefusal::Missing => OnRefusalWord::Missing,
        OnRefusal::NoProfiling(offer) => OnRefusalWord::NoProfiling { offer: model.offer(offer).id.clone() },
    })
}

/// What a file says of purposes, its offer found by id or title.
///
/// # Errors
/// [`Kind::Invalid`] for an offer that is not there, with the nearest.
pub(super) fn purposes(
    list: Vec<PurposeEntry>,
    on_refusal: Option<OnRefusalWord>,
    offers: &[Offer],
) -> Result<Purposes> {
    let found = |name: &str| {
        let by_id = offers.iter().position(|o| o.id == name);
        by_id.or_else(|| offers.iter().position(|o| o.title == name)).map(OfferIdx::new).ok_or_else(|| {
            Error::new(Kind::Invalid, format!("gives the offer \"{name}\", which is not there"))
                .at("field \"on_refusal\"")
                .hint(suggest::hint(name, "offer", offers.iter().map(|o| o.id.as_str())))
        })
    };
    let on_refusal = match on_refusal {
        None => None,
        Some(OnRefusalWord::ByCover) => Some(OnRefusal::ByCover),
        Some(OnRefusalWord::ByBackground) => Some(OnRefusal::ByBackground),
        Some(OnRefusalWord::Missing) => Some(OnRefusal::Missing),
        Some(OnRefusalWord::NoProfiling { offer }) => Some(OnRefusal::NoProfiling(found(&offer)?)),
    };
    Ok(Purposes { list: list.into_iter().map(PurposeEntry::into_purpose).collect(), on_refusal })
}
