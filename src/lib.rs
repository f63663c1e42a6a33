//! Candour: see why, before you send.
//!
//! Opens a customer model (decision-tree ensembles that score a company's offers) and a customer, ranks the offers, and
//! says exactly why each one was recommended. A tree ensemble only ever asks "is x below t?", so it is constant between
//! finitely many cuts: attributions, response curves and switching points are exact, never sampled.
//!
//! ```
//! use candour::{CustomerModel, Table};
//!
//! # fn main() -> candour::Result<()> {
//! let model = CustomerModel::open("models/retailer.ron")?;
//! let customers = Table::open("models/retailer_tested.csv", &model)?;
//! let why = candour::explain(&model, &customers.profile(0))?;
//!
//! println!("{} ({:.0} %)", why.offer().title, why.response() * 100.0);
//! for reason in why.reasons().iter().take(3) {
//!     println!("{:+.2}  {}", reason.share, reason.feature.label);
//! }
//! assert_eq!(why.offer().title, "15 % off the next basket");
//! assert_eq!(why.reasons()[0].feature.label, "Share bought at a discount");
//! # Ok(())
//! # }
//! ```
//!
//! # What can be asked
//!
//! | | |
//! | --- | --- |
//! | what do they get? | [`score()`] |
//! | why? | [`explain()`], for many customers [`Inputs`] and [`Explainer`] |
//! | what would change it? | [`counterfactual`], with an offer, levers or a budget [`PlanQuestion`] |
//! | what alone is enough? | [`enough`], with a budget [`EnoughQuestion`] |
//! | at which values does it switch? | [`curve`] |
//! | what matters most over everybody? | [`importance`] |
//!
//! A [`CustomerModel`] is what a model's file holds, a [`Profile`] is one customer, a [`Table`] many. An answer is a plain
//! value. Everything that can be refused is an [`Error`] with its place and a hint.
//!
//! One offer, with what may change said anew, within a time:
//!
//! ```
//! use std::time::Duration;
//!
//! use candour::ask::{self, Target};
//! use candour::base::progress::Progress;
//! use candour::explain::exact::Settled;
//! use candour::{CustomerModel, PlanQuestion, Profile};
//!
//! # fn main() -> candour::Result<()> {
//! let model = CustomerModel::open("models/one_tree.ron")?;
//! let maya = Profile::open("models/profiles/maya.ron", &model)?;
//! let question = PlanQuestion {
//!     target: Target { offer: model.find_offer("early_access"), ..Target::default() },
//!     most_changes: Some(2),
//!     budget: Some(Duration::from_secs(60)),
//!     ..PlanQuestion::of(&model, &maya)
//! };
//! let answer = ask::plan(&model, &question, &Progress::default())?;
//! match (answer.status, answer.plan) {
//!     (Settled::Optimal, Some(plan)) => println!("costs {:.2}", plan.cost),
//!     (Settled::Impossible, _) => println!("proven: no allowed change does it"),
//!     _ => println!("stopped: it costs at least {:.2}", answer.lower_bound),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! It shows how a model decides. It does not say what causes anything, whether a model is fair, or whether it complies
//! with a law; it opens no network connection of its own and runs no code from a file.
//!
//! The rooms, from the ground up: [`base`], [`model`], [`import`] and [`data`], [`mod@score`], [`mod@explain`] and [`train`],
//! [`ask`], [`open`], [`view`], [`figure`], [`report`], [`front`]. `ARCHITECTURE.md` tells why.

#![forbid(unsafe_code)]
// of the library alone: everything in a test is out of reach, and a test may print and panic
#![warn(unreachable_pub)]
#![cfg_attr(
    not(test),
    warn(
        elided_lifetimes_in_paths,
        clippy::exit,
        clippy::expect_used,
        clippy::panic,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::unused_trait_names
    )
)]

#[doc(hidden)]
pub mod app;
pub mod ask;
pub mod base;
#[doc(hidden)]
pub mod cli;
pub mod data;
pub mod explain;
pub mod fairness;
pub mod figure;
pub mod front;
#[cfg(feature = "gui")]
#[doc(hidden)]
pub mod gui;
pub mod import;
pub mod model;
pub mod open;
pub mod report;
pub mod score;
pub mod train;
pub mod view;

pub use ask::{EnoughQuestion, ExplainQuestion, Explanation, Inputs, PlanQuestion};
pub use base::{Error, Result};
pub use data::Table;
pub use explain::Explainer;
pub use front::{Explained, Reason, counterfactual, curve, enough, explain, importance, score};
pub use model::{CustomerModel, Profile, Rounds, Value};
pub use open::Reading;
