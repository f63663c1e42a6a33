//! Candour: see why, before you send.
//!
//! Opens a customer model (decision-tree ensembles that score a company's offers) and a customer, ranks the offers, and
//! says exactly why each one was recommended. A tree ensemble only ever asks "is x below t?", so it is constant between
//! finitely many cuts: attributions, response curves and switching points are exact, never sampled.
//!
//! ```
//! use candour::ask::{ExplainQuestion, Inputs, explain};
//! use candour::data::profile_ron;
//! use candour::import;
//! use candour::view::explain::{Manner, screen};
//!
//! # fn main() -> candour::base::Result<()> {
//! let model = import::load(include_bytes!("../models/retailer.ron"), "retailer")?.value;
//! let maya = profile_ron::read(include_bytes!("../models/profiles/maya.ron"), &model)?.value;
//! let inputs = Inputs::new(model, None)?;
//!
//! let question = ExplainQuestion { original: maya.values.clone(), values: maya.values.clone(), offer: None };
//! let answer = explain(&inputs, &question);
//! assert!(answer.certificate.holds());
//! assert!(answer.attribution.residual.abs() < 1e-10);
//!
//! let said = screen(&inputs, &maya, &answer, None, Manner::default());
//! assert_eq!(said.why.heading, "Why Free delivery for a year?");
//! println!("{}", said.why.sentence.text());
//! # Ok(())
//! # }
//! ```
//!
//! Five types carry it: [`model::CustomerModel`] (what a user opens), [`model::Profile`] (one customer),
//! [`ask::ExplainQuestion`] and [`ask::Explanation`] (a question and its answer), [`view::explain::Screen`] (the answer
//! in words and rows, which the window, the command line and the reports all read).
//!
//! It shows how a model decides. It does not say what causes anything, whether a model is fair, or whether it complies
//! with a law; it opens no network connection and runs no code from a file.
//!
//! The rooms, from the ground up: [`base`], [`model`], [`import`] and [`data`], [`score`], [`explain`] and [`train`],
//! [`ask`], [`view`], [`figure`], [`report`], [`app`], then the faces `gui` and [`cli`]. `ARCHITECTURE.md` tells why.

#![forbid(unsafe_code)]

pub mod app;
pub mod ask;
pub mod base;
pub mod cli;
pub mod data;
pub mod explain;
pub mod figure;
#[cfg(feature = "gui")]
pub mod gui;
pub mod import;
pub mod model;
pub mod report;
pub mod score;
pub mod train;
pub mod view;
