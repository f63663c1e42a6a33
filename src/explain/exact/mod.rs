//! Exact search over everything that may change: the nearest other outcome, what alone guarantees this one, and
//! what can be, whatever some facts are.
//!
//! A tree ensemble is constant in every cell between two cuts, so what may change is finitely many places
//! (`src/explain/exact/space.rs`), and a search over boxes of them (`src/explain/exact/branch.rs`) ends with the best
//! one or with the proof that there is none. Every answer says whether it is settled, and if not, between which bounds
//! the truth lies.

mod ask;
mod bound;
mod branch;
mod climb;
mod divide;
mod fold;
mod goal;
mod grid;
mod merge;
mod pairs;
mod plan;
mod possible;
mod ranges;
mod region;
mod search;
mod space;
mod sufficient;
mod tighten;

#[cfg(test)]
mod tests;

pub use ask::{Deadline, Settled};
pub use goal::{Goal, Lead, lead};
pub use plan::{Change, Plan, PlanAnswer, PlanQuestion, cheapest_plan};
pub use possible::{Bounds, CanLead, Possible, PossibleQuestion, Stands, StandsQuestion, possible, stands};
pub use ranges::Span;
pub use sufficient::{Enough, EnoughQuestion, Kept, enough};
