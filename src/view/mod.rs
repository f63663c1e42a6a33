//! Words: answers said in sentences and rows, once, for every face. The only floor with prose for users.
//!
//! A view is plain data: texts, numbers already written for people, and positions in the model for whoever wants to
//! act on a row. Nothing is computed here that an answer does not already hold, and nothing is drawn.

#![expect(clippy::too_many_lines, reason = "what a model is like is a list")]

pub mod agreement;
pub mod browse;
pub mod change;
pub mod compare;
pub mod curve;
pub mod enough;
pub mod explain;
pub mod fact;
pub mod firm;
pub mod importance;
pub mod inspect;
pub mod map;
pub mod matching;
pub mod measure;
pub mod opened;
pub mod path;
pub mod phrase;
pub mod plan;
pub mod problem;
pub mod proof;
pub mod reasons;
pub mod scenarios;
pub mod value;
pub mod waiting;
pub mod why;

pub use measure::{Measure, Scale};
pub use phrase::{Phrase, letter};
