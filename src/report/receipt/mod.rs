//! Consent receipts: as a page, and as JSON-LD.

pub mod json_ld;
pub mod page;
