//! Everything below the window: one binary, so that linking happens once.

mod browse;
mod catboost;
mod catboost_binary;
mod cli;
mod common;
mod data;
mod demo;
mod exactness;
mod golden;
mod house;
mod lightgbm;
mod refusals;
mod sidecar;
