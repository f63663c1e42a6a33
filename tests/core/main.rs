//! Everything below the window: one binary, so that linking happens once.

mod browse;
mod catboost;
mod catboost_binary;
mod cli;
mod cli_curves;
mod common;
mod curves;
mod damage;
mod data;
mod demo;
mod engine;
mod exactness;
mod golden;
mod hostile;
mod house;
mod importance;
mod law;
mod lightgbm;
mod opening;
mod parts;
mod refusals;
mod sidecar;
mod stream;
mod xgboost;
