//! Fairness as a page and as JSON.

mod json;
mod page;

pub use json::audit as audit_json;
pub use page::audit;
