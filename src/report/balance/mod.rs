//! The wing *balance* on paper and for programs.

pub mod everybody;
pub mod everybody_csv;
pub mod everybody_json;
pub mod everyone;
pub mod json;
pub mod page;
