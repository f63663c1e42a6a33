//! The door for customers: profiles and tables in, values that fit a model's data dictionary out.
//!
//! Names the row and column of what is wrong and never the value. With [`crate::import`] the only floor that
//! believes bytes; [`mod@file`] is the only place below the faces and the desk that touches the file system.
//!
//! A table of any form goes one way: [`form`] recognises it and hands over names and cells, [`matching`] decides which
//! column is which feature, `columns` makes columns of cells, [`parts`] hands them
//! on part by part, [`Table`] holds them. Files in RON of our own, of which a model is not one, stand beside them.

pub mod file;
pub mod locked;
mod ours;
pub mod people;
mod table;
mod typed;

pub use file::Source;
pub use ours::{pairs, profile_ron, rules_ron, session_ron, weights_ron};
pub use people::People;
pub use table::{Matching, Part, Table, cell, cells, csv_out, form, lines, matching, parquet_out, parts};
pub use typed::typed;
