//! What questions are about. A question holds the whole of it, so that an answer to one is never taken for an answer to
//! another: there is nothing to compare but the question.

use std::ops::Deref;
use std::sync::Arc;

use super::choice::same;
use super::document::{Document, People};
use crate::ask::{ExplainQuestion, Inputs};
use crate::base::OfferIdx;
use crate::data::Table;
use crate::model::{Line, Profile, Value};

/// Something large that many questions are about: two are equal if they are one and the same.
#[derive(Debug)]
pub struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<&Arc<T>> for Shared<T> {
    fn from(arc: &Arc<T>) -> Self {
        Self(Arc::clone(arc))
    }
}

impl<T> Shared<T> {
    /// What is shared.
    pub fn arc(&self) -> &Arc<T> {
        &self.0
    }
}

/// One customer as asked, of one model, with the offer that is explained.
#[derive(Clone, Debug)]
pub struct Case {
    /// The model.
    pub inputs: Shared<Inputs>,
    /// The customer as they really are.
    pub profile: Shared<Profile>,
    /// Their facts as asked.
    pub values: Vec<Value>,
    /// The offer explained; the recommended one if `None`.
    pub offer: Option<OfferIdx>,
    /// From where on the only offer is sent; the model's own line if `None`.
    pub line: Option<Line>,
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        self.is_of(other) && (self.offer, self.line) == (other.offer, other.line) && same(&self.values, &other.values)
    }
}

impl Case {
    /// What is looked at now.
    pub fn of(document: &Document) -> Self {
        let choice = &document.choice;
        Self {
            inputs: (&document.inputs).into(),
            profile: (&choice.profile).into(),
            values: choice.values.clone(),
            offer: choice.focus,
            line: document.line,
        }
    }

    /// Whether both are about one real customer of one model.
    pub fn is_of(&self, other: &Self) -> bool {
        self.inputs == other.inputs && self.profile == other.profile
    }

    /// The question that is asked of the model.
    pub fn question(&self) -> ExplainQuestion {
        let (original, values) = (self.profile.values.clone(), self.values.clone());
        ExplainQuestion { original, values, offer: self.offer, line: self.line }
    }
}

/// The customers of the open table, of one model.
#[derive(Clone, PartialEq, Debug)]
pub struct Tabled {
    /// The model.
    pub inputs: Shared<Inputs>,
    /// Who.
    pub table: Shared<Table>,
}

impl Tabled {
    /// Those of the table that is open now, if one is.
    pub fn of(document: &Document) -> Option<Self> {
        let table = document.people.table.as_ref()?.into();
        Some(Self { inputs: (&document.inputs).into(), table })
    }
}

/// All customers that are open, of one model.
#[derive(Clone, PartialEq, Debug)]
pub struct Everybody {
    /// The model.
    pub inputs: Shared<Inputs>,
    /// Who.
    pub people: Shared<People>,
}

impl Everybody {
    /// Who is open now.
    pub fn of(document: &Document) -> Self {
        Self { inputs: (&document.inputs).into(), people: (&document.people).into() }
    }
}
