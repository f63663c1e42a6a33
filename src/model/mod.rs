//! Matter: what a customer model is made of. Valid by construction; only [`builder`] makes one.
//!
//! Does no input or output, scores nothing, phrases nothing.

pub mod builder;
pub mod columns;
pub mod customer;
pub mod cuts;
pub mod feature;
pub mod freedom;
pub mod line;
pub mod link;
pub mod offer;
pub mod profile;
pub mod purpose;
pub mod rounding;
pub mod rounds;
pub mod tree;
pub mod weights;

pub use builder::ModelBuilder;
pub use columns::{Column, Columns};
pub use customer::{CustomerModel, Provenance, RankBy};
pub use cuts::{Cell, Cuts};
pub use feature::{Actionability, Dictionary, Feature, FeatureKind, Intrusive, OneOf, Sensitivity, Told};
pub use freedom::{ChangeRules, Direction, Freedom};
pub use line::Line;
pub use link::Link;
pub use offer::{Aggregate, Condition, Contact, Nature, Offer, Rule};
pub use profile::{Profile, Value};
pub use purpose::{Basis, Consent, Consents, Decision, OnRefusal, Purpose, Purposes};
pub use rounding::Rounding;
pub use rounds::{EarlyStop, Rounds};
pub use tree::{Comparison, Node, Side, Split, Test, Tree};
pub use weights::Weights;
