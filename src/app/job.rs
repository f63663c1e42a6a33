//! Long work on named threads; results come home as messages, in the order they are done.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::browse::About;
use super::derived::Known;
use super::kept::Home;
use super::open::Opened;
use crate::ask::{Importance, Inputs, Listing, Query, Standings, TrackRecord};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, OfferIdx, Result, Way};
use crate::explain::exact::{Enough, PlanAnswer};
use crate::view::compare::{Comparison, Pairs};
use crate::view::map::MapView;

/// What a job brings home.
#[derive(Debug)]
pub enum Message {
    /// A file was opened, or not.
    Opened {
        /// The job's number; an older one than the latest is thrown away.
        ticket: u64,
        /// The path, if it was a file.
        path: Option<PathBuf>,
        /// What it was.
        result: Box<Result<Opened>>,
    },
    /// Files that were given at once are put in order, or refused.
    Arranged {
        /// The job's number, as for `Opened`.
        ticket: u64,
        /// The files in the order to open them in.
        result: Result<Vec<PathBuf>>,
    },
    /// A slow explanation is done.
    Explained {
        /// The answer with what it is about.
        result: Result<Known>,
    },
    /// Pairs of facts are worked out.
    Paired {
        /// The pairs with what they are about.
        result: Result<(Known, Arc<Pairs>)>,
    },
    /// A map of two facts is worked out.
    Mapped {
        /// The map with what it is about.
        result: Result<Home<[FeatureIdx; 2], Option<MapView>>>,
    },
    /// A plan was searched for.
    Planned {
        /// The job's number; another one than that waited for is thrown away.
        ticket: u64,
        /// What was found.
        result: Result<PlanAnswer>,
    },
    /// What is enough was searched for.
    Sufficed {
        /// The job's number, as for `Planned`.
        ticket: u64,
        /// What was found.
        result: Result<Enough>,
    },
    /// Two offers are compared.
    Compared {
        /// The comparison with what it is about.
        result: Result<Home<OfferIdx, Option<Comparison>>>,
    },
    /// The model is prepared for another definition of absence.
    Prepared {
        /// The job's number, as for `Opened`.
        ticket: u64,
        /// The model as it was prepared before; if that is no longer open, this is too late.
        before: Arc<Inputs>,
        /// As it is prepared now.
        result: Box<Result<Inputs>>,
    },
    /// Everybody is scored.
    Scored {
        /// Which model and customers it is about.
        about: About,
        /// The scores.
        result: Result<Arc<Standings>>,
    },
    /// Customers are listed.
    Listed {
        /// Which model and customers it is about.
        about: About,
        /// What was asked.
        query: Query,
        /// The list.
        result: Result<Arc<Listing>>,
    },
    /// It is known what matters over all customers.
    Weighed {
        /// Which model and customers it is about.
        about: About,
        /// The job's number; another one than that waited for is thrown away.
        ticket: u64,
        /// The answer.
        result: Result<Arc<Importance>>,
    },
    /// The track record is known.
    Record {
        /// Which model it belongs to.
        inputs: Arc<Inputs>,
        /// The record.
        result: Result<TrackRecord>,
    },
    /// Files were chosen in the system's dialog; none if nothing was, or the dialog could not be opened.
    Chosen {
        /// Their paths.
        paths: Vec<PathBuf>,
        /// Whether the dialog seems to have failed to open.
        failed: bool,
    },
    /// A data dictionary was saved, or not.
    Dictionary {
        /// The file of the model it is for; if that is no longer open, opening it again is not offered.
        model: PathBuf,
        /// Where it stands.
        path: PathBuf,
        /// Whether it was written now; `false` if it was there.
        result: Result<bool>,
    },
    /// Something was saved, or not.
    Saved {
        /// Where; `None` if the person chose nowhere.
        result: Result<Option<PathBuf>>,
    },
}

/// Runs jobs. Clones share the way home.
#[derive(Clone)]
pub struct Jobs {
    sender: Sender<Message>,
    wake: Arc<dyn Fn() + Send + Sync>,
    inline: bool,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("inline", &self.inline).finish_non_exhaustive()
    }
}

impl Jobs {
    /// Jobs on threads; `wake` is called when one comes home. With `inline` they run at once on the calling thread:
    /// the same code, in order, for tests.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>, inline: bool) -> (Self, Receiver<Message>) {
        let (sender, receiver) = channel();
        (Self { sender, wake, inline }, receiver)
    }

    /// Starts a job. If it panics, nothing comes home and the window lives on; jobs that something waits for use
    /// [`guarded`].
    pub fn start(&self, name: &str, work: impl FnOnce() -> Message + Send + 'static) {
        let jobs = self.clone();
        let run = move || {
            // the receiver is gone only when the program ends
            let _ = jobs.sender.send(work());
            (jobs.wake)();
        };
        if self.inline {
            run();
        } else if std::thread::Builder::new().name(name.to_owned()).spawn(run).is_err() {
            // out of threads: nothing to be done but to let the person try again
            (self.wake)();
        }
    }
}

/// Runs work and makes an error of a panic, so that whoever waits hears of it.
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let what = "something went wrong inside the program";
        Err(Error::internal(what).hint("nothing was lost").way(Way::Report))
    })
}

/// Runs long work on threads of its own, all cores but one: the window, and shorter work that a person waits for, must
/// not queue behind it.
pub fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    match rayon::ThreadPoolBuilder::new().num_threads(cores.saturating_sub(1).max(1)).build() {
        Ok(pool) => pool.install(work),
        // no threads to be had: here, then
        Err(_) => work(),
    }
}

/// Progress of what is being loaded.
#[derive(Clone, Debug)]
pub struct Loading {
    /// What is being loaded.
    pub what: String,
    /// The job's number.
    pub ticket: u64,
    /// How far it is, and the wish to stop it.
    pub progress: Progress,
}
