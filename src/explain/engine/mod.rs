//! The engine: forests laid out, one customer walked, many looked up.

pub mod batch;
mod blocks;
pub(super) mod forest;
mod groups;
pub(super) mod lanes;
pub(super) mod patterns;
pub mod quadrature;
mod tables;
pub mod tiles;
pub(super) mod walk;
