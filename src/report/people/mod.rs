//! What is printed of many customers: what matters over all of them.

pub mod importance;
pub mod importance_json;
