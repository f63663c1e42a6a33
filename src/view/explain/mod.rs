//! One customer: what is said of what they would get, and why.

pub mod blame;
pub mod change;
pub mod comers;
pub mod compare;
pub mod curve;
pub mod easiest;
pub mod enough;
pub mod fact;
pub mod firm;
pub mod map;
pub mod path;
pub mod plan;
pub mod proof;
pub mod reach;
pub mod reasons;
pub mod screen;
pub mod taken;
pub mod why;

pub use reach::{ReachView, Spread};
pub use screen::{Banner, Manner, OfferCard, Screen, change_title, changed_text, measure, screen};
