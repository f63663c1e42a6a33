//! Drawing: views laid out once, as positions and roles, for every face.
//!
//! A figure has three parts: what (a view), where (here: pure, tested as text), how (egui's painter on screen, plotters
//! in [`plot`] for everything that leaves the app). Layouts know roles, not colours; [`palette`] knows the colours.

pub mod balance;
pub mod bars;
pub mod caption;
pub mod explain;
pub mod font;
pub mod frame;
pub mod palette;
pub mod people;
pub mod plot;
pub mod trials;

pub use frame::{Align, Frame, Item, Point, Role, Shape, Target, Weight};
pub use palette::Theme;

pub use explain::{map, offers, pairs, reach, tree, trees, waterfall};
pub use people::importance;
pub use trials::scenarios;
