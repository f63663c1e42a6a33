//! Our own RON files of customers: one of them, what a change may do, how intrusive facts are, a session. Each is a struct and what it means; the
//! frame they share is [`crate::base::ours`].

pub(crate) mod consent_ron;
pub mod pairs;
pub mod profile_ron;
pub mod rules_ron;
pub mod session_ron;
pub mod weights_ron;
