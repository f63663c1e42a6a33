//! The desk's part of what matters over all customers: what is asked, the answer with what it depends on, and the work
//! that goes on beside the window while the person does something else.

use std::sync::Arc;

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

/// The answer, and how far it is.
#[derive(Debug, Default)]
pub struct Weights {
    about: Option<About>,
    answer: Option<Arc<Importance>>,
    /// The job at work, by number, and how far it is.
    job: Option<(u64, Progress)>,
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
        if let Some((_, progress)) = self.job.take() {
            progress.cancel();
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
        self.job = Some((ticket, progress.clone()));
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

    /// Takes in an answer, if it is the one that is waited for and about who is open.
    pub fn weighed(
        &mut self,
        document: Option<&Document>,
        about: &About,
        ticket: u64,
        result: Result<Arc<Importance>>,
    ) {
        let waited = self.job.as_ref().is_some_and(|(t, _)| *t == ticket);
        if !waited || !document.is_some_and(|d| about.is(d)) {
            return;
        }
        self.job = None;
        match result {
            Ok(answer) => self.answer = Some(answer),
            Err(error) if error.kind == Kind::Cancelled => self.halt = Some(Halt::Stopped),
            Err(error) => self.halt = Some(Halt::Failed(error)),
        }
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
        if self.said.as_ref().is_some_and(|(a, o, all, _)| {
            Arc::ptr_eq(a, answer) && *o == offer && *all == board.all
        }) {
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
        self.job.as_ref().map(|(_, progress)| progress)
    }

    /// Why there is no answer and none is under way.
    pub fn halt(&self) -> Option<&Halt> {
        self.halt.as_ref()
    }
}
