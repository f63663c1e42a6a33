//! Many customers: the browser, and what matters over all of them.

pub mod browse;
pub mod importance;
