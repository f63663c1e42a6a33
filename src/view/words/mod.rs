//! The words of controls: what is drawn by more than one hand, or by a hand that phrases nothing.

pub mod bar;
pub mod browse;
pub mod command;
pub mod control;
pub mod explain;
pub mod figure;
pub mod importance;
pub mod notice;
pub mod place;
pub mod scenarios;
