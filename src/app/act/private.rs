//! What is nobody else's business: locks, and customers who are left out or forgotten.

use crate::data::locked::Passphrase;

/// One thing a person does so that nobody else learns of it.
#[derive(Clone, PartialEq, Debug)]
pub enum PrivateAct {
    /// Saves the model and how it is described as a session file, without its customers.
    SaveWithoutCustomers,
    /// Locks all that is saved from now on with a passphrase, or nothing any more.
    Lock(Option<Passphrase>),
    /// Opens the file that asked for its passphrase.
    Unlock(Passphrase),
    /// Forgets a customer, by place: here, in what undo knows, in what is pinned, and in what was kept.
    Forget(usize),
}
