//! Who gets what, by groups: findings in sentences and tables, never a verdict.

pub mod audit;
