//! The door for customers: profiles and tables in, values that fit a model's data dictionary out.
//!
//! Names the row and column of what is wrong and never the value. With [`crate::import`] the only floor that
//! believes bytes; [`mod@file`] is the only place below the faces and the desk that touches the file system.

pub mod cell;
pub mod file;
pub mod profile_ron;
pub mod table;

pub use table::Table;
