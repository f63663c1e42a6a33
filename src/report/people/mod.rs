//! What is printed of many customers: who they are, and what matters over all of them.

pub mod browse;
pub mod importance;
pub mod importance_json;
