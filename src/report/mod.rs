//! The press: views and answers printed as text, HTML, JSON and CSV. Same sentences, same numbers, same figures
//! everywhere.
//!
//! A wing composes a page of blocks once, from its view ([`page`]); [`text`] and [`html`] print any page. JSON and CSV
//! are made from answers: a program's contract does not follow the words. Computes nothing that an answer does not hold
//! and phrases nothing that a view can say. Writes no files: callers take the text.

pub mod balance;
pub mod csv;
pub mod explain;
pub mod fairness;
pub mod html;
pub mod opened;
pub mod page;
mod parts_json;
pub mod people;
pub mod receipt;
pub mod text;
pub mod trials;

pub use explain::paper::Paper;
pub use people::{browse, importance};
pub use trials::scenarios;
