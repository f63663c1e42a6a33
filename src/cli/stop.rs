//! Ctrl-C, and the system's own way to ask for an end: what is written is finished or was never there.

use std::sync::{Arc, Mutex, PoisonError};

use super::output;
use crate::base::progress::Progress;

/// The exit code of a program that was stopped, as shells have it.
pub(super) const EXIT: u8 = 130;

/// Says that the work was stopped.
pub(super) fn tell() {
    output::to_stderr("stopped before it was done; nothing was written\n");
}

/// The wish to stop, from outside. Until something is being written, it ends the program at once; from then on the work
/// is asked to stop and takes away what it began. A second wish changes nothing.
#[derive(Debug)]
pub(super) struct Stop {
    /// What the work asks.
    pub progress: Progress,
    writing: Arc<Mutex<bool>>,
}

impl Stop {
    /// Hears the wish from now on.
    pub(super) fn on_signal() -> Self {
        let stop = Self { progress: Progress::default(), writing: Arc::default() };
        let (progress, writing) = (stop.progress.clone(), stop.writing.clone());
        let heard = ctrlc::set_handler(move || {
            progress.cancel();
            // held until the end: nobody begins to write in between
            let writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
            if !*writing {
                tell();
                std::process::exit(EXIT.into());
            }
        });
        // without it the system ends the program, as it does everywhere else
        let _deaf = heard;
        stop
    }

    /// From now on something is being written.
    pub(super) fn writing(&self) {
        *self.writing.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}
