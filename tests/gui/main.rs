//! The window without a display: driven by labels, keys and the pointer, drawn by a small painter on the CPU.
//!
//! After every run the harness fails if a control has no accessible name, so these tests are also the gate for that.

mod balance;
mod browse;
mod common;
mod curves;
mod everyone;
mod importance;
mod journeys;
mod keys;
mod large;
mod layout;
mod line;
mod locked;
mod opening;
mod pictures;
mod plan;
#[cfg(target_os = "linux")]
mod reader;
mod scenarios;
mod scenes;
mod soft;
