//! Figures of what was tried.

pub mod scenarios;
