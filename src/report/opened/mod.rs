//! What is printed of what was opened: a model, and a table held against it.

pub mod model_json;
pub mod page;
pub mod table_json;
