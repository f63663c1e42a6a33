//! Candour: see why, before you send.

#![forbid(unsafe_code)]

pub mod ask;
pub mod base;
pub mod cli;
pub mod data;
pub mod explain;
pub mod figure;
pub mod import;
pub mod model;
pub mod report;
pub mod score;
pub mod train;
pub mod view;
