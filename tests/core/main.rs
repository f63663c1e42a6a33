//! Everything below the window: one binary, so that linking happens once.

mod browse;
mod catboost;
mod catboost_binary;
mod cli;
mod common;
mod damage;
mod data;
mod demo;
mod engine;
mod exact;
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
mod scenarios;
mod session;
mod sidecar;
mod stream;
mod xgboost;
