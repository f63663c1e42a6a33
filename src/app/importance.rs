//! The desk's part of what matters over all customers: what is asked, the answer with what it depends on, and the work
//! that goes on beside the window while the person does something else.

use std::sync::Arc;
use std::time::Instant;

use super::browse::About;
use super::document::Document;
use super::job::{Jobs, Message, aside, guarded};
use crate::ask::importance::{self, Importance, ImportanceQuestion};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result};
use crate::view::importance::{Ranking, ranking};

/// What a person asked to see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Board {
    /// Whether it is open.
    pub open: bool,
    /// For which offer; the explained one until another is chosen.
    pub offer: Option<OfferIdx>,
    /// Whether every fact has its row.
    pub all: bool,
}

/// Why there is no answer and none is under way.
#[derive(Clone, Debug)]
pub enum Halt {
    /// The person stopped it.
    Stopped,
    /// Something went wrong.
    Failed(Error),
}

/// What a ranking was said of: the answer, the offer, and whether of every fact.
type Said = (Arc<Importance>, OfferIdx, bool, Arc<Ranking>);

/// Work beside the window.
#[derive(Debug)]
struct Job {
    ticket: u64,
    progress: Progress,
    since: Instant,
}

/// The answer, and how far it is.
#[derive(Debug, Default)]
pub struct Weights {
    about: Option<About>,
    answer: Option<Arc<Importance>>,
    /// The job at work.
    job: Option<Job>,
    halt: Option<Halt>,
    /// Jobs so far: one that comes home late is known by its number.
    jobs: u64,
    said: Option<Said>,
}

impl Weights {
    /// Forgets everything and stops what is under way.
    pub fn clear(&mut self) {
        self.stop();
        *self = Self { jobs: self.jobs, ..Self::default() };
    }

    fn stop(&mut self) {
        if let Some(job) = self.job.take() {
            job.progress.cancel();
        }
    }

    /// Makes sure that the answer exists or is under way, once it was asked for. Cheap when nothing changed.
    pub fn prepare(&mut self, document: &Document, board: &Board, jobs: &Jobs) {
        if !self.about.as_ref().is_some_and(|a| a.is(document)) {
            self.clear();
            self.about = Some(About::of(document));
        }
        // asked for once, it goes on beside the window also when nobody looks
        if !board.open || self.answer.is_some() || self.job.is_some() || self.halt.is_some() {
            return;
        }
        let Some(n_rows) = document.people.table.as_ref().map(crate::data::Table::n_rows) else { return };
        let about = About::of(document);
        self.jobs += 1;
        let (ticket, progress) = (self.jobs, Progress::default());
        self.job = Some(Job { ticket, progress: progress.clone(), since: Instant::now() });
        let (inputs, people) = (Arc::clone(&document.inputs), Arc::clone(&document.people));
        jobs.start("what matters", move || {
            let work = || match &people.table {
                Some(table) => {
                    let question = ImportanceQuestion { rows: 0..n_rows.min(table.n_rows()), offer: None };
                    importance::importance(&inputs, table, &question, &progress).map(Arc::new)
                }
                None => Err(Error::new(Kind::Question, "no table of customers is open")),
            };
            let result = guarded(|| aside(work));
            Message::Weighed { about, ticket, result }
        });
    }

    /// Takes in an answer, if it is the one that is waited for and about who is open; says whether it is here now.
    pub fn weighed(
        &mut self,
        document: Option<&Document>,
        about: &About,
        ticket: u64,
        result: Result<Arc<Importance>>,
    ) -> bool {
        let waited = self.job.as_ref().is_some_and(|job| job.ticket == ticket);
        if !waited || !document.is_some_and(|d| about.is(d)) {
            return false;
        }
        self.job = None;
        match result {
            Ok(answer) => self.answer = Some(answer),
            Err(error) if error.kind == Kind::Cancelled => self.halt = Some(Halt::Stopped),
            Err(error) => self.halt = Some(Halt::Failed(error)),
        }
        self.answer.is_some()
    }

    /// Starts again, or stops.
    pub fn set_going(&mut self, on: bool) {
        if on {
            self.halt = None;
        } else if self.answer.is_none() {
            self.stop();
            self.halt = Some(Halt::Stopped);
        }
    }

    /// Says the answer in words for an offer, if it was not said before in the same manner.
    pub fn say(&mut self, document: &Document, board: &Board, offer: OfferIdx) {
        let Some(answer) = self.answer.as_ref().filter(|_| board.open) else { return };
        if self.said.as_ref().is_some_and(|(a, o, all, _)| Arc::ptr_eq(a, answer) && *o == offer && *all == board.all)
        {
            return;
        }
        let file = document.files.iter().find(|f| f.is_table).map(|f| f.source.as_str());
        self.said = ranking(&document.inputs, answer, offer, file, board.all)
            .map(|view| (Arc::clone(answer), offer, board.all, Arc::new(view)));
    }

    /// The answer.
    pub fn answer(&self) -> Option<&Arc<Importance>> {
        self.answer.as_ref()
    }

    /// The answer in words.
    pub fn ranking(&self) -> Option<&Arc<Ranking>> {
        self.said.as_ref().map(|(_, _, _, view)| view)
    }

    /// How far the work is, while it is under way.
    pub fn progress(&self) -> Option<&Progress> {
        self.job.as_ref().map(|job| &job.progress)
    }

    /// How many seconds the rest will take if it goes on as it went; `None` until that can be told.
    pub fn seconds_left(&self) -> Option<f64> {
        let job = self.job.as_ref()?;
        let (done, total) = job.progress.read();
        let spent = job.since.elapsed().as_secs_f64();
        (spent >= 1.0 && done > 0).then(|| spent * total.saturating_sub(done) as f64 / done as f64)
    }

    /// Why there is no answer and none is under way.
    pub fn halt(&self) -> Option<&Halt> {
        self.halt.as_ref()
    }
}
