//! What a person does on the Explain screen beside changing the customer.

use std::sync::Arc;

use crate::app::place::Tab;
use crate::base::{FeatureIdx, OfferIdx, TreeIdx};
use crate::model::ChangeRules;
use crate::view::easiest::EasiestBy;

/// One thing a person does there.
#[derive(Clone, PartialEq, Debug)]
pub enum ExplainAct {
    /// Shows a tab of the right-hand side.
    Tab(Tab),
    /// Goes to a fact's control; `None` when it is in sight.
    GoTo(Option<FeatureIdx>),
    /// Opens a tree, or closes it.
    ShowTree(Option<TreeIdx>),
    /// Shows every reason, or the few that weigh most.
    AllReasons(bool),
    /// Says how the number is worked out, or does not.
    ShowComputed(bool),
    /// Names the facts that made no difference, or does not.
    ShowIdle(bool),
    /// Gives every change of a what-if its box, or the few that did most.
    AllChanges(bool),
    /// By what the easiest changes are ordered.
    EasiestBy(EasiestBy),
    /// Shows a map of two facts, or none.
    Map(MapAsk),
    /// With which offer the explained one is compared; `None` for its rival.
    Versus(Option<OfferIdx>),
    /// Which offer a plan is to bring first; any other if `None`.
    PlanFor(Option<OfferIdx>),
    /// Which of the plans is looked at, by its place in [`crate::app::explain::plan::PLANS`].
    PlanOpen(usize),
    /// Shows what may change and at what price, or hides it.
    PlanLevers(bool),
    /// Says what a change may do; as the data dictionary has it if `None`.
    PlanRules(Option<Arc<ChangeRules>>),
    /// Searches for what the open tab shows, or stops.
    Search(bool),
    /// Gives searches more time.
    SearchLonger,
    /// Works out once more what went wrong.
    Again,
}

/// Which map of two facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapAsk {
    /// The two that work together most strongly.
    Best,
    /// This fact and the one that says most beside it.
    With(FeatureIdx),
    /// These two, the first to the right.
    Of(FeatureIdx, FeatureIdx),
    /// None.
    Closed,
}
