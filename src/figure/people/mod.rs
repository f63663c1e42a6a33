//! Figures of many customers.

pub mod importance;
