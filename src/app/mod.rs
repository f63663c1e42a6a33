//! The desk: what the window holds and does, without a window. Knows no egui.
//!
//! Drawing reads an [`App`] and pushes [`Action`]s; [`App::apply`] is the one door through which anything changes. On the
//! ground ([`desk`], [`slot`], [`wing`]) stand the wings side by side, none of which sees another. Work that takes long
//! runs on named threads and brings home what to do; an answer is kept under its whole question.

pub mod act;

pub mod apply;
pub mod balance;
pub mod basis;
pub mod browse;
pub mod choice;
pub mod command;
pub mod described;
pub mod describing;
pub mod desk;
pub mod document;
pub mod explain;
pub mod export;
pub mod going;
pub mod history;
pub mod importance;
pub mod job;
pub mod kept;
pub mod locking;
pub mod notice;
pub mod open;
pub mod opening;
pub mod pins;
pub mod place;
pub mod scenarios;
pub mod session;
pub mod settings;
pub mod slot;
pub mod state;
pub mod typed;
pub mod wing;
pub mod wings;

pub use act::Action;
pub use command::Command;
pub use document::{Document, People};
pub use notice::{Effect, Notice};
pub use place::{Goal, Over, Place, Tab, Tabs, Whom};
pub use state::App;
