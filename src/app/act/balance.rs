//! What a person does with what each permission is worth.

use crate::app::place::Whom;
use crate::ask::everybody::Upward;
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
    /// Speaks of one customer or of all.
    Whom(Whom),
    /// Something with all customers.
    Everyone(EveryoneAct),
    /// Withholds facts of the customer who is looked at, in one step, and goes there.
    TryIt(Vec<FeatureIdx>),
}

/// One thing a person does with all customers.
#[derive(Clone, PartialEq, Debug)]
pub enum EveryoneAct {
    /// Counts them once more, or stops.
    Count(bool),
    /// Proves for each customer whether what they are given stays, or stops.
    Prove(bool),
    /// What is held against points of intrusiveness.
    Upward(Upward),
    /// Chooses the set that refuses these facts.
    Choose(Vec<FeatureIdx>),
    /// Says how intrusive a fact is, in points.
    Weigh(FeatureIdx, f64),
    /// Takes back what was changed of points.
    Unweigh,
    /// Saves points as somebody's opinion.
    SaveWeights(String),
    /// Shows what each fact's points are, or hides it.
    Weights(bool),
    /// Saves the sets as a table.
    SaveTable,
}

impl From<EveryoneAct> for BalanceAct {
    fn from(act: EveryoneAct) -> Self {
        Self::Everyone(act)
    }
}
