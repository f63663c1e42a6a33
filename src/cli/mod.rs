//! The command line: words in, text or tables out, an exit code.
//!
//! Everything the window shows can be had here without it. Results go to standard output or `--out`, notes and errors
//! to standard error; nothing is printed that names a person's value in an error.

pub mod args;
mod attribute;
mod audit;
mod balance;
mod click;
mod counterfactual;
mod curve;
mod everybody;
mod explain;
mod importance;
mod inspect;
mod locked;
mod output;
mod read;
mod receipt;
mod run;
mod scenarios;
mod score;
mod stop;
mod train;
pub mod ways;

pub use output::quiet_panics;
pub use run::{Next, fail, main};
