//! The Explain screen.

pub mod blame;
pub mod field;
pub mod firm;
pub mod map;
pub mod offers;
pub mod plan;
pub mod profile;
pub mod reach;
pub mod reasons;
pub mod receipt;
pub mod typed;
pub mod versus;
pub mod why;
