//! The wing *balance* on paper and for programs.

pub mod json;
pub mod page;
