//! Thought: exact attributions, interactions, response curves and maps of two facts, and the oracle that holds them.
//!
//! Pure, without limits of its own but memory; everything is computed, nothing sampled.
//!
//! ```
//! use candour::data::Table;
//! use candour::explain::{Explainer, Precision};
//! use candour::import;
//! use candour::score::Absence;
//!
//! # fn main() -> candour::base::Result<()> {
//! let model = import::load(include_bytes!("../../models/retailer.ron"), "retailer")?.value;
//! let csv = include_bytes!("../../models/retailer_customers.csv");
//! let rows = Table::read(&csv.into(), &model, &|_| false)?.value;
//!
//! let explainer = Explainer::new(&model).absence(Absence::ByCover).precision(Precision::F32);
//! for offer in explainer.explain(&rows) {
//!     let first = offer.row(0);
//!     let sum: f64 = first.shares.iter().sum();
//!     assert!((first.base_value + sum - first.margin).abs() < 1e-5);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What it costs, for trees of L leaves in all with d features on a path, M customers, m reference rows:
//!
//! | asked | time | memory |
//! | --- | --- | --- |
//! | one customer, by cover | L ⌈d / 2⌉ | 150 bytes a leaf |
//! | one customer, by background | leaves × distinct patterns of reference rows, at most min(m, 2ᵈ) | 10 bytes a pattern |
//! | many, first call | L d 2ᵈ for the tables; by background also m × groups of leaves | tables, within their limit |
//! | many, each customer | groups of leaves, one look-up each; about L / 5 for trees of depth 6 | 8 bytes a feature |
//! | pairs | the same with d² lanes for d | 8 bytes a pair of features |
//!
//! Trees with more than 8 features on a path have no tables: their customers are walked one by one.

pub mod attribution;
mod cells;
pub mod change;
pub mod curve;
pub mod engine;
pub mod exact;
pub mod map;
pub mod oracle;

pub use attribution::{Attribution, Explainer, Interactions};
pub use cells::{Axis, Place};
pub use curve::{ResponseCurve, Stretch, response_curve};
pub use engine::batch::{Attributions, PairAttributions};
pub use engine::tiles::Precision;
pub use map::{ResponseMap, response_map};
