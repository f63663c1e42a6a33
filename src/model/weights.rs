//! How intrusive facts are, in one body's opinion: what a file of weights says.

use std::collections::BTreeMap;

use crate::base::FeatureIdx;

/// An opinion of how intrusive facts are: with whose it is and since when.
#[derive(Clone, PartialEq, Debug)]
pub struct Weights {
    /// Whose.
    pub by: String,
    /// The day it was given, in whole days since 1970-01-01.
    pub on: i32,
    /// Facts with their points, from 0 on; what is not here is as it was.
    pub points: BTreeMap<FeatureIdx, f64>,
}
