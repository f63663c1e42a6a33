//! Thought: exact attributions, interactions and response curves, and the oracle that holds them.
//!
//! Pure, without limits of its own but memory; everything is computed, nothing sampled.

pub mod attribution;
pub mod batch;
mod blocks;
pub mod change;
pub mod curve;
pub mod engine;
mod forest;
mod lanes;
pub mod oracle;
mod patterns;
mod plan;
pub mod quadrature;
mod tables;
mod walk;

pub use attribution::{Attribution, Explainer, Interactions};
pub use batch::{Attributions, PairAttributions, Precision};
pub use curve::{ResponseCurve, Stretch, response_curve};
