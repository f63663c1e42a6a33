//! Everything that is printed of one explanation.

use crate::ask::{self, Comers, Explanation, Inputs, Record, Versus};
use crate::base::{OfferIdx, TreeIdx};
use crate::model::Profile;
use crate::view::explain::{Manner, Screen, screen};

/// Everything a printer needs of one explanation.
#[derive(Debug)]
pub struct Paper<'a> {
    /// What was asked of.
    pub inputs: &'a Inputs,
    /// Who it is about.
    pub profile: &'a Profile,
    /// The answer.
    pub explanation: &'a Explanation,
    /// The answer in words.
    pub screen: Screen,
    /// The explained offer beside another one that was asked about.
    pub versus: Option<Versus>,
    /// The tree that is looked at.
    pub tree: Option<TreeIdx>,
    /// Who of the opened customers comes to the splits of its way; empty where none are opened.
    pub comers: &'a [Comers],
}

impl<'a> Paper<'a> {
    /// Says an explanation, ready for printing. `record`: what became of customers with such a score; the outer
    /// `None` if no outcomes are known.
    pub fn new(
        inputs: &'a Inputs,
        profile: &'a Profile,
        explanation: &'a Explanation,
        record: Option<Option<Record>>,
    ) -> Self {
        let screen = screen(inputs, profile, explanation, record, Manner::default());
        Self { inputs, profile, explanation, screen, versus: None, tree: None, comers: &[] }
    }

    /// The same with the explained offer beside another one; nothing for one and the same.
    #[must_use]
    pub fn versus(mut self, other: Option<OfferIdx>) -> Self {
        self.versus = other.and_then(|other| ask::versus(self.inputs, self.explanation, other));
        self
    }
}
