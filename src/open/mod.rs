//! The entrance: what a file is, models with what stands beside them, customers held against a model.
//!
//! All faces open files here. It gives plain values and refusals; what was opened is said by [`crate::view`], and what
//! becomes of it is the faces' own.

pub mod customers;
pub mod kind;
pub mod model;
pub mod order;
pub mod reading;

pub use kind::FileKind;
pub use order::arrange;
pub use reading::Reading;
