//! Balance, many customers: what its tables are made of.

use crate::ask::everybody::Point;
use crate::model::Purpose;
use crate::view::phrase::list;
pub use crate::view::rows::Rows;

/// The head of the column that names groups.
pub const GROUP: &str = "Group";

/// A set of purposes, as it is called.
pub(super) fn refused(point: &Point) -> String {
    let names: Vec<String> = point.refused.iter().map(|p: &Purpose| p.label.clone()).collect();
    if names.is_empty() { "nothing".to_owned() } else { list(&names) }
}
