//! The desk: what the window holds and does, without a window. Knows no egui.
//!
//! Drawing reads an [`App`] and pushes [`Action`]s; [`App::apply`] is the one door through which the document changes.
//! Work that takes long runs on named threads and comes home as messages; a late answer is never shown as current.

#![expect(clippy::too_many_lines, reason = "lists of the desk, until wings have them")]

pub mod action;
pub mod apply;
pub mod beside;
pub mod browse;
pub mod command;
pub mod derived;
pub mod document;
pub mod export;
pub mod history;
pub mod importance;
pub mod job;
pub mod kept;
pub mod map;
pub mod open;
pub mod plan;
pub mod scenarios;
pub mod session;
pub mod settings;
pub mod state;
pub mod versus;

pub use action::{Action, Tab};
pub use command::Command;
pub use document::{Document, People};
pub use state::{App, Notice};
