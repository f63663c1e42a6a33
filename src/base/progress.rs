//! Progress of long work, and the wish to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between who works and who watches: steps done, steps in all, and whether to stop.
///
/// Cloning gives another handle to the same counters. Reading and writing never block.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Says how many steps there will be.
    pub fn expect(&self, steps: u64) {
        self.0.total.store(steps, Ordering::Relaxed);
    }

    /// Counts steps as done.
    pub fn advance(&self, steps: u64) {
        self.0.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// Steps done and steps in all; 0 in all while that is not known.
    pub fn read(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }

    /// Asks the work to stop at its next chance.
    pub fn cancel(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn cancelled(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }

    /// Asks whether to go on; long loops do once a round.
    ///
    /// # Errors
    /// [`Kind::Cancelled`](crate::base::Kind::Cancelled) if somebody asked to stop.
    pub fn check(&self) -> crate::base::Result<()> {
        if self.cancelled() {
            Err(crate::base::Error::new(crate::base::Kind::Cancelled, "stopped before it was done"))
        } else {
            Ok(())
        }
    }
}
