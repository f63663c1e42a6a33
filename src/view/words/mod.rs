//! The words of controls: what is drawn by more than one hand, or by a hand that phrases nothing.

pub mod balance;
pub mod bar;
pub mod browse;
pub mod command;
pub mod control;
pub mod describe;
pub mod dialog;
pub mod everyone;
pub mod explain;
pub mod figure;
pub mod help;
pub mod importance;
pub mod kept;
pub mod locked;
pub mod notice;
pub mod path;
pub mod place;
pub mod refusal;
pub mod report;
pub mod scenarios;
pub mod session;
pub mod start;

/// What the program is called.
pub const CANDOUR: &str = "Candour";
