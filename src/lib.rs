//! Candour: see why, before you send.

#![forbid(unsafe_code)]

pub mod app;
pub mod ask;
pub mod base;
pub mod cli;
pub mod data;
pub mod explain;
pub mod figure;
#[cfg(feature = "gui")]
pub mod gui;
pub mod import;
pub mod model;
pub mod report;
pub mod score;
pub mod train;
pub mod view;
