//! The door for customers: profiles and tables in, values that fit a model's data dictionary out.
//!
//! Names the row and column of what is wrong and never the value. With [`crate::import`] the only floor that
//! believes bytes; [`mod@file`] is the only place below the faces and the desk that touches the file system.
//!
//! A table of any form goes one way: [`form`] recognises it and hands over names and cells, [`matching`] decides which
//! column is which feature, `columns` makes columns of cells, [`parts`] hands them
//! on part by part, [`table`] holds them.

#![expect(clippy::too_many_lines, reason = "until our own files have one frame")]

pub mod cell;
pub mod cells;
mod columns;
pub mod csv_out;
mod delimited;
pub mod file;
pub mod form;
mod json_rows;
pub mod lines;
pub mod matching;
pub mod pairs;
mod parquet_in;
pub mod parquet_out;
pub mod parts;
pub mod profile_ron;
pub mod rules_ron;
pub mod session_ron;
pub mod table;
mod text;

pub use file::Source;
pub use matching::Matching;
pub use parts::Part;
pub use table::Table;
