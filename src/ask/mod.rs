//! The counter: a question that holds everything needed to answer it, and its answer as a plain value.
//!
//! The window asks in the frame or in the background, the command line asks and waits, tests ask and compare. An
//! answer depends on the inputs and the question and on nothing else. No words here: [`crate::view`] says answers.

pub mod agreement;
mod alike;
pub mod answer;
pub mod audit;
pub mod balance;
pub mod browse;
pub mod cause;
mod closeness;
pub mod comers;
mod counts;
pub mod everybody;
pub mod firm;
pub mod frontier;
pub mod groups;
pub mod importance;
pub mod line;
pub mod map;
pub mod paired;
mod parted;
pub mod plan;
pub mod proven;
pub mod question;
pub mod ranks;
pub mod reach;
pub mod record;
pub mod refusals;
pub mod scenarios;
pub mod shown;
pub mod typical;
pub mod versus;
pub mod weights;

pub use answer::{Explanation, Switch, Together, TreeAnswer, explain, together, tree};
pub use browse::{Crowd, FactTest, Filter, Listing, Query, SortBy, Standings, browse};
pub use comers::{Comers, Stand, comers};
pub use firm::{Firm, Stays, firm};
pub use importance::{Importance, ImportanceQuestion, importance};
pub use line::{LineFrom, Scale, own_line};
pub use map::{curve, map};
pub use plan::{EnoughQuestion, PlanQuestion, Target, enough, goal, plan, same};
pub use question::{AbsenceKind, ExplainQuestion, Inputs};
pub use reach::{Reach, Sends};
pub use record::{Record, TrackRecord};
pub use scenarios::{Outcome, outcome, ranking};
pub use typical::{Typical, Usual};
pub use versus::{Decided, Versus, versus};
