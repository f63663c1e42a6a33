//! Who is looked at, as asked: the part of the document that a person changes step by step.

use std::sync::Arc;

use crate::base::OfferIdx;
use crate::model::{Profile, Value};

/// Who is looked at, as asked.
#[derive(Clone, Debug)]
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

impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        (self.person, self.focus) == (other.person, other.focus)
            && same(&self.values, &other.values)
            && (Arc::ptr_eq(&self.profile, &other.profile) || self.profile == other.profile)
    }
}

impl Choice {
    /// Somebody as they really are, with the recommended offer explained.
    pub fn of(person: usize, profile: Profile) -> Self {
        Self { person, values: profile.values.clone(), profile: Arc::new(profile), focus: None }
    }

    /// Whether any fact differs from the real customer.
    pub fn is_altered(&self) -> bool {
        !same(&self.values, &self.profile.values)
    }
}

/// Whether facts are the same to the last bit.
pub fn same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b))
}
