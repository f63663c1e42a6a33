//! The wing *balance* laid out.

pub mod frontier;
pub mod lead;
