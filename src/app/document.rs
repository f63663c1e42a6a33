//! The document: what is open, who is looked at, what was changed.

use std::sync::Arc;

use crate::ask::{Inputs, TrackRecord};
use crate::base::OfferIdx;
use crate::data::Table;
use crate::model::profile::Pronoun;
use crate::model::{Profile, Value};

/// What is open.
#[derive(Clone, Debug)]
pub struct Document {
    /// The model, prepared for questions.
    pub inputs: Arc<Inputs>,
    /// Where the model came from: a file name, or "the demonstration".
    pub source: String,
    /// What to know about the load.
    pub warnings: Vec<String>,
    /// Who can be looked at.
    pub people: Arc<People>,
    /// What became of earlier customers; `None` until known or where no outcomes are open.
    pub record: Option<Arc<TrackRecord>>,
    /// What undo goes back and forth in.
    pub choice: Choice,
}

/// The part of the document that a person changes step by step.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Who: a place among the people.
    pub person: usize,
    /// The customer as they really are.
    pub profile: Arc<Profile>,
    /// Their facts as asked.
    pub values: Vec<Value>,
    /// The offer explained; the recommended one if `None`.
    pub focus: Option<OfferIdx>,
}

impl Choice {
    /// Somebody as they really are, with the recommended offer explained.
    pub fn of(person: usize, profile: Profile) -> Self {
        Self { person, values: profile.values.clone(), profile: Arc::new(profile), focus: None }
    }

    /// Whether any fact differs from the real customer.
    pub fn is_altered(&self) -> bool {
        self.values.iter().zip(&self.profile.values).any(|(a, b)| !a.same(*b))
    }
}

/// Who can be looked at: profiles one by one, then the rows of a table.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Profiles opened one by one, or the samples of the demonstration.
    pub profiles: Vec<Profile>,
    /// A table of customers.
    pub table: Option<Table>,
}

impl People {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.profiles.len() + self.table.as_ref().map_or(0, Table::n_rows)
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Somebody, by place.
    pub fn get(&self, place: usize) -> Option<Profile> {
        match self.profiles.get(place) {
            Some(profile) => Some(profile.clone()),
            None => {
                let row = place - self.profiles.len();
                self.table.as_ref().filter(|t| row < t.n_rows()).map(|t| t.profile(row))
            }
        }
    }

    /// What to call somebody.
    pub fn name(&self, place: usize) -> String {
        match (self.profiles.get(place), &self.table) {
            (Some(profile), _) => profile.name.clone(),
            (None, Some(table)) if place - self.profiles.len() < table.n_rows() => {
                table.label(place - self.profiles.len())
            }
            _ => String::new(),
        }
    }

    /// Somebody by name, by row label, or by row number.
    pub fn find(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        let by_name = self.profiles.iter().position(|p| p.name.to_lowercase().contains(&text.to_lowercase()));
        let table = self.table.as_ref();
        by_name.filter(|_| !text.is_empty()).or_else(|| Some(self.profiles.len() + table?.find_label(text)?)).or_else(
            || {
                let row: usize = text.parse().ok()?;
                (row < table?.n_rows()).then_some(self.profiles.len() + row)
            },
        )
    }
}

/// Somebody of whom nothing is known yet: what a bare model starts with.
pub fn nobody(n_features: usize) -> Profile {
    Profile {
        name: crate::view::phrase::NOBODY.to_owned(),
        fictional: false,
        pronoun: Pronoun::They,
        story: "Every fact is not known. Open customers or a profile, or set facts by hand.".to_owned(),
        values: vec![Value::Missing; n_features],
    }
}
