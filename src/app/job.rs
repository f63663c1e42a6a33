//! Long work on named threads. What a job brings home is what to do there.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use crate::base::progress::Progress;
use crate::base::{Error, Result, Way, fence};
use crate::view::words::refusal as words;

/// What a job brings home: what to do with the part that it was started for.
pub type Home<D> = Box<dyn FnOnce(&mut D) + Send>;

/// Starts jobs for a part of the desk. Clones share the way home.
pub struct Jobs<D> {
    post: Arc<dyn Fn(Home<D>) + Send + Sync>,
    inline: bool,
}

impl<D> Clone for Jobs<D> {
    fn clone(&self) -> Self {
        Self { post: Arc::clone(&self.post), inline: self.inline }
    }
}

impl<D> std::fmt::Debug for Jobs<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").field("inline", &self.inline).finish_non_exhaustive()
    }
}

impl<D: 'static> Jobs<D> {
    /// Jobs on threads; `wake` is called when one comes home. With `inline` they run at once on the calling thread:
    /// the same code, in order, for tests.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>, inline: bool) -> (Self, Receiver<Home<D>>) {
        let (sender, receiver) = channel();
        let post = move |home| {
            // the receiver is gone only when the program ends
            let _ = sender.send(home);
            wake();
        };
        (Self { post: Arc::new(post), inline }, receiver)
    }

    /// The jobs of a part, which starts work without knowing in what it stands.
    pub fn part<E: 'static>(&self, of: fn(&mut D) -> &mut E) -> Jobs<E> {
        let post = Arc::clone(&self.post);
        Jobs {
            post: Arc::new(move |home: Home<E>| post(Box::new(move |whole| home(of(whole))))),
            inline: self.inline,
        }
    }

    /// Starts a job; `home` takes in what it found, or the error that stopped it, a panic's too.
    pub fn start<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce() -> Result<T> + Send + 'static,
        home: impl FnOnce(&mut D, Result<T>) + Send + 'static,
    ) {
        let post = Arc::clone(&self.post);
        let run: Box<dyn FnOnce() + Send> = Box::new(move || {
            let result = guarded(work);
            post(Box::new(move |part| home(part, result)));
        });
        if self.inline {
            return run();
        }
        let (hand, waiting) = channel::<Box<dyn FnOnce() + Send>>();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            if let Ok(run) = waiting.recv() {
                run();
            }
        });
        match thread {
            Ok(_) => drop(hand.send(run)),
            // no thread to be had: here, then
            Err(_) => run(),
        }
    }
}

/// Runs work and makes an error of a panic, so that whoever waits hears of it.
pub fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    fence::fenced(work)
        .unwrap_or_else(|| Err(Error::internal(words::INSIDE).hint(words::NOTHING_LOST).way(Way::Report)))
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

/// Something that is being opened.
#[derive(Clone, Debug)]
pub struct Loading {
    /// What.
    pub what: String,
    /// How far it is, and the wish to stop it. What comes home after it was stopped is thrown away.
    pub progress: Progress,
}
