//! What a customer decided about purposes, as our own files say it.

use serde::{Deserialize, Serialize};

use super::pairs::Pairs;
use crate::base::date::{self, Read};
use crate::base::{Error, Kind, Result};
use crate::model::{Consent, Consents, CustomerModel, purpose};

/// A decision.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) enum ConsentEntry {
    /// Agreed, on a day as `2026-03-01`; empty where nobody wrote it down.
    Granted {
        /// The day.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        on: String,
    },
    /// Refused, likewise.
    Refused {
        /// The day.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        on: String,
    },
    /// Was never asked.
    NotAsked,
}

/// Decisions as a file has them.
pub(crate) fn entries(consents: &Consents) -> Pairs<ConsentEntry> {
    let day = |on: Option<i32>| on.map_or_else(String::new, date::iso);
    let entry = |consent: &Consent| match consent {
        Consent::Granted { on } => ConsentEntry::Granted { on: day(*on) },
        Consent::Refused { on } => ConsentEntry::Refused { on: day(*on) },
        Consent::NotAsked => ConsentEntry::NotAsked,
    };
    Pairs(consents.iter().map(|(id, consent)| (id.clone(), entry(consent))).collect())
}

/// Decisions of a file, with purposes of the model by id or label.
///
/// # Errors
/// [`Kind::Data`] with the purpose: one that the model does not have (with the nearest), one that stands twice, a text
/// that is no day.
pub(crate) fn consents(entries: &Pairs<ConsentEntry>, model: &CustomerModel) -> Result<Consents> {
    let list = model.purposes_in_use();
    let mut consents = Consents::new();
    for (name, entry) in &entries.0 {
        let place = format!("consents \"{name}\"");
        let purpose = purpose::find(&list, name).ok_or_else(|| {
            let hint = purpose::hint(&list, name);
            Error::new(Kind::Data, "the model has no such purpose").at(place.clone()).hint(hint)
        })?;
        // what stands there is not repeated: it is a person's
        let day = |text: &str| match date::read(text) {
            Read::Day(day) => Ok(Some(day)),
            _ if text.is_empty() => Ok(None),
            _ => Err(Error::new(Kind::Data, "expected a day of the calendar, found another text")
                .at(place.clone())
                .hint("write it as 2026-03-01")),
        };
        let consent = match entry {
            ConsentEntry::Granted { on } => Consent::Granted { on: day(on)? },
            ConsentEntry::Refused { on } => Consent::Refused { on: day(on)? },
            ConsentEntry::NotAsked => Consent::NotAsked,
        };
        if consents.insert(purpose.id.clone(), consent).is_some() {
            return Err(Error::new(Kind::Data, "stands twice").at(place).hint("keep one of the two"));
        }
    }
    Ok(consents)
}
