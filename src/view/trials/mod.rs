//! What was tried, and what is pinned.

pub mod scenarios;
