//! Tables in every form, read and written; [`crate::data`] says which way they go.

pub mod cell;
pub mod cells;
mod columns;
pub mod csv_out;
mod delimited;
pub mod form;
mod header;
mod json_rows;
mod json_shape;
mod level;
mod levels;
pub mod lines;
pub mod matching;
mod notes;
mod numbers;
mod one_hot;
mod parquet_in;
pub mod parquet_out;
pub mod parts;
mod plan;
mod quotes;
mod text;
mod whole;
mod words;

pub use matching::Matching;
pub use parts::Part;
pub use whole::Table;
