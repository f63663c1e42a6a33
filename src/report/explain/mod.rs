//! What is printed of one customer: an explanation, a curve, a map, a plan, what is enough.

pub mod curve;
pub mod curve_json;
pub mod exact;
pub mod exact_json;
pub mod json;
mod ledger_json;
pub mod page;
pub mod paper;
