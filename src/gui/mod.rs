//! The window: egui's painter over the desk. Reads an [`App`](crate::app::App), pushes actions, decides nothing.

#![expect(clippy::too_many_lines, reason = "until widgets are made of it")]

pub mod browse;
pub mod field;
pub mod firm;
pub mod importance;
pub mod key;
pub mod map;
pub mod offers;
pub mod opened;
pub mod overlay;
pub mod paint;
pub mod plan;
pub mod profile;
pub mod run;
pub mod scenarios;
pub mod shell;
pub mod theme;
pub mod versus;
pub mod waiting;
pub mod welcome;
pub mod why;
pub mod window;

pub use run::run;
pub use window::Window;
