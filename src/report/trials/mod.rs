//! What is printed of what was tried: scenarios side by side.

pub mod scenarios;
pub mod scenarios_json;
