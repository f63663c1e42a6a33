//! The press: views and answers printed as text, JSON and HTML. Same sentences, same numbers, same figures everywhere.
//!
//! Composes and escapes; computes nothing that an answer does not hold and phrases nothing that a view can say.
//! Writes no files: callers take the text.

pub mod data_json;
pub mod exact_json;
pub mod html;
pub mod importance;
pub mod json;
pub mod scenarios;
pub mod text;

use crate::ask::{Explanation, Inputs, Record};
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
        Self { inputs, profile, explanation, screen }
    }
}
