//! The window: egui's painter over the desk. Reads an [`App`](crate::app::App), pushes actions, decides nothing.

pub mod balance;
pub mod dialog;
pub mod explain;
pub mod focus;
pub mod key;
pub mod large;
pub mod over;
pub mod paint;
pub mod people;
pub mod run;
pub mod said;
pub mod screen;
pub mod shell;
pub mod start;
pub mod table;
pub mod theme;
pub mod trials;
pub mod widget;
pub mod window;

pub use run::run;
pub use window::Window;
