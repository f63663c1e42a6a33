//! The way in: the welcome, a model that waits for customers, and what was opened.

pub mod describe;
pub mod opened;
pub mod waiting;
pub mod welcome;
