//! What a person does with the customer browser.

use crate::ask::Query;
use crate::base::FeatureIdx;

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum BrowseAct {
    /// Looks at the next (or with −1 the previous) one.
    Step(i32),
    /// Looks at anybody in the list but the one who is looked at.
    Random,
    /// Lists other customers, or in another order; next and previous follow.
    List(Query),
    /// Shows a fact of everybody, or hides it again.
    ShowFact(FeatureIdx, bool),
    /// Works out what everybody would get, or stops doing so.
    ScoreAll(bool),
    /// Lists once more what went wrong.
    Again,
}
