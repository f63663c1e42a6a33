//! Words: answers said in sentences and rows, once, for every face. The only floor with prose for users.
//!
//! A view is plain data: texts, numbers already written for people, and positions in the model for whoever wants to
//! act on a row. Nothing is computed here that an answer does not already hold, and nothing is drawn.

pub mod balance;
pub mod caption;
mod cut;
pub mod explain;
pub mod fairness;
pub mod groups;
pub mod line;
pub mod measure;
pub mod opened;
pub mod people;
pub mod phrase;
pub mod problem;
pub mod receipt;
pub mod rows;
pub mod trials;
pub mod typed;
pub mod value;
pub mod words;

pub use caption::Caption;
pub use measure::{Measure, Scale};
pub use phrase::{Phrase, letter};

pub use explain::{
    blame, change, comers, compare, curve, easiest, enough, fact, firm, map, path, plan, proof, reasons, taken, why,
};
pub use opened::{agreement, inspect, matching, waiting};
pub use people::{browse, importance};
pub use trials::scenarios;
