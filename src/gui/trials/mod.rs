//! Scenarios, and what was tried.

pub mod scenarios;
