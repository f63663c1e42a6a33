//! What a person does with what each permission is worth.

use crate::base::FeatureIdx;

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum BalanceAct {
    /// Withholds facts, in one step.
    Refuse(Vec<FeatureIdx>),
    /// Uses them again as the record has them, in one step.
    Allow(Vec<FeatureIdx>),
    /// Searches over every value, or stops.
    Search(bool),
    /// Gives searches more room.
    Longer,
    /// Shows other ways to refuse, or hides them.
    Ways(bool),
    /// Works out once more what went wrong.
    Again,
    /// Saves a consent receipt: for people, or for programs as JSON-LD.
    Receipt {
        /// Whether it is for programs.
        json_ld: bool,
    },
}
