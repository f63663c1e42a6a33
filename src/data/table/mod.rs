//! Tables in every form, read and written; [`crate::data`] says which way they go.

pub mod cell;
pub mod cells;
mod columns;
pub mod csv_out;
mod delimited;
pub mod form;
mod json_rows;
pub mod lines;
pub mod matching;
mod parquet_in;
pub mod parquet_out;
pub mod parts;
mod text;
mod whole;

pub use matching::Matching;
pub use parts::Part;
pub use whole::Table;
