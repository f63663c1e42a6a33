//! The wing *balance* laid out.

pub mod lead;
