//! The way in: the welcome, a model that waits for customers or has none yet, the field for a path, and what was opened.

pub mod customers;
pub mod describe;
pub mod locked;
pub mod opened;
pub mod path;
pub mod waiting;
pub mod welcome;
