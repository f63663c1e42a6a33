//! Ground floor: ids, errors, a fence around panics, numbers and dates as text, lists counted while they are read, hashes of labels, digests of content, the frame of our own files, names that
//! are nearly right, progress and cancelling.
//!
//! Knows nothing of trees or customers, and does no input or output.

pub mod cityhash;
pub mod date;
pub mod digest;
pub mod error;
pub mod fence;
pub mod few;
pub mod id;
pub mod number;
pub mod ours;
pub mod progress;
pub mod signs;
pub mod suggest;
pub mod sum;
pub mod text;

pub use error::{Error, Hint, Kind, Result, Warned, Way};
pub use id::{FeatureIdx, NodeIdx, OfferIdx, TreeIdx};
