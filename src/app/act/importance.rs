//! What a person does with what matters over all customers.

use crate::base::OfferIdx;

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum ImportanceAct {
    /// For which offer it is shown.
    For(OfferIdx),
    /// Shows every fact, or the first few.
    AllFacts(bool),
    /// Works it out, or stops doing so.
    Work(bool),
    /// Saves its numbers as CSV.
    SaveTable,
}
