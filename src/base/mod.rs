//! Ground floor: ids, errors, numbers and dates as text, hashes of labels, prints of content, names that are nearly right, progress and
//! cancelling.
//!
//! Knows nothing of trees or customers, and does no input or output.

pub mod cityhash;
pub mod date;
pub mod error;
pub mod id;
pub mod number;
pub mod print;
pub mod progress;
pub mod ron_error;
pub mod signs;
pub mod suggest;

pub use error::{Error, Kind, Result, Warned};
pub use id::{FeatureIdx, NodeIdx, OfferIdx, TreeIdx};
