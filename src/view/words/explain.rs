//! The Explain screen.

/// While a map is worked out.
pub const MAPPING: &str = "Working out the map …";
/// While pairs are worked out.
pub const PAIRING: &str = "Working out which facts work together …";
/// While two offers are compared.
pub const COMPARING: &str = "Working out the other offer's reasons …";
