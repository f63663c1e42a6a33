//! Figures of one customer.

pub mod map;
pub mod offers;
pub mod pairs;
pub mod reach;
pub mod standing;
pub mod tree;
pub mod trees;
pub mod waterfall;
