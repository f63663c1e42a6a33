//! Many customers: who they are, and what matters over all of them.

pub mod browse;
pub mod importance;
