//! Candour: see why, before you send.

#![forbid(unsafe_code)]

pub mod base;
pub mod model;
pub mod train;
