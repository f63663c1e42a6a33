//! One question's answer, kept under the whole question.
//!
//! A late answer cannot be taken for a current one, because what is shown is looked up by what is asked. What failed or
//! was stopped is not begun again until a person asks for it, or something else is asked.

use std::sync::Arc;
use std::time::Instant;

use super::job::{Jobs, guarded};
use crate::base::progress::Progress;
use crate::base::{Error, Result};

/// Where a question is worked on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cost {
    /// Within the frame: it is cheap.
    Here,
    /// Beside the window. Work on a question that nobody asks any more is stopped.
    Beside,
    /// Beside the window. Work on a question that nobody asks any more is finished before the next begins, so that
    /// something is seen while a slider moves.
    BesideToTheEnd,
}

/// How a sort of question is answered: from the question alone.
#[derive(Debug)]
pub struct Work<Q, A> {
    /// What a thread that works on it is called.
    pub name: &'static str,
    /// Where it is worked on.
    pub cost: Cost,
    /// Works it out.
    pub answer: fn(&Q, &Progress) -> Result<A>,
}

/// Where work on a question stands.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'a> {
    /// The answer is here.
    Done,
    /// It is under way.
    Working(&'a Progress),
    /// Something went wrong.
    Failed(&'a Error),
    /// A person stopped it.
    Stopped,
    /// It was not asked, or waits for what is worked on.
    Waiting,
}

#[derive(Debug)]
enum State<Q> {
    Quiet,
    Working { question: Q, progress: Progress, since: Instant },
    Failed { question: Q, error: Error },
    Stopped { question: Q },
}

/// The last answer to a sort of question, and the work on the next.
#[derive(Debug)]
pub struct Slot<Q, A> {
    state: State<Q>,
    last: Option<(Q, Arc<A>)>,
}

impl<Q, A> Default for Slot<Q, A> {
    fn default() -> Self {
        Self { state: State::Quiet, last: None }
    }
}

/// What is forgotten need not be worked out.
impl<Q, A> Drop for Slot<Q, A> {
    fn drop(&mut self) {
        self.rest();
    }
}

impl<Q, A> Slot<Q, A> {
    /// Stops the work, if there is any; it begins again when it is asked.
    pub fn rest(&mut self) {
        if let State::Working { progress, .. } = &self.state {
            progress.cancel();
            self.state = State::Quiet;
        }
    }

    /// How many seconds the rest of the work will take if it goes on as it went; `None` until that can be told.
    pub fn seconds_left(&self) -> Option<f64> {
        let State::Working { progress, since, .. } = &self.state else { return None };
        let (done, total) = progress.read();
        let spent = since.elapsed().as_secs_f64();
        (spent >= 1.0 && done > 0).then(|| spent * total.saturating_sub(done) as f64 / done as f64)
    }

    /// The last answer, with the question that it answers.
    pub fn last(&self) -> Option<&(Q, Arc<A>)> {
        self.last.as_ref()
    }

    /// Whether anything is worked on.
    pub fn is_working(&self) -> bool {
        matches!(self.state, State::Working { .. })
    }

    /// What went wrong with what was asked last.
    pub fn error(&self) -> Option<&Error> {
        if let State::Failed { error, .. } = &self.state { Some(error) } else { None }
    }

    /// Asks once more for what failed or was stopped.
    pub fn again(&mut self) {
        if matches!(self.state, State::Failed { .. } | State::Stopped { .. }) {
            self.state = State::Quiet;
        }
    }

    /// Stops the work, because a person says so.
    pub fn stop(&mut self) {
        if let State::Working { question, progress, .. } = std::mem::replace(&mut self.state, State::Quiet) {
            progress.cancel();
            self.state = State::Stopped { question };
        }
    }
}

impl<Q, A> Slot<Q, A>
where
    Q: PartialEq + Clone + Send + 'static,
    A: Send + Sync + 'static,
{
    /// Makes sure that the answer is here or under way. `home` finds this slot again in what the jobs are for. Cheap
    /// when nothing changed.
    pub fn ask<D: 'static>(
        &mut self,
        question: Q,
        Work { name, cost, answer }: Work<Q, A>,
        jobs: &Jobs<D>,
        home: impl Fn(&mut D) -> &mut Self + Send + 'static,
    ) {
        let is_here = self.now(&question).is_some();
        match &self.state {
            State::Working { question: other, .. } if !is_here && *other == question => return,
            State::Working { .. } if cost == Cost::BesideToTheEnd && !is_here => return,
            State::Failed { question: other, .. } | State::Stopped { question: other } if *other == question => {
                return;
            }
            _ => {
                self.rest();
                // what became of another question is of no interest any more
                self.state = State::Quiet;
            }
        }
        if is_here {
            return;
        }
        let progress = Progress::default();
        if cost == Cost::Here {
            let result = guarded(|| answer(&question, &progress));
            return self.take(question, result);
        }
        let since = Instant::now();
        self.state = State::Working { question: question.clone(), progress: progress.clone(), since };
        let asked = (question.clone(), progress.clone());
        jobs.start(
            name,
            move || answer(&asked.0, &asked.1),
            move |part, result| {
                // nobody waits for what was stopped
                if !progress.cancelled() {
                    home(part).take(question, result);
                }
            },
        );
    }

    fn take(&mut self, question: Q, result: Result<A>) {
        self.state = match result {
            Ok(answer) => {
                self.last = Some((question, Arc::new(answer)));
                State::Quiet
            }
            Err(error) => State::Failed { question, error },
        };
    }

    /// The answer to this very question.
    pub fn now(&self, question: &Q) -> Option<&Arc<A>> {
        self.last.as_ref().filter(|(asked, _)| asked == question).map(|(_, answer)| answer)
    }

    /// Where this very question stands.
    pub fn standing(&self, question: &Q) -> Standing<'_> {
        match &self.state {
            _ if self.now(question).is_some() => Standing::Done,
            State::Working { question: asked, progress, .. } if asked == question => Standing::Working(progress),
            State::Failed { question: asked, error } if asked == question => Standing::Failed(error),
            State::Stopped { question: asked } if asked == question => Standing::Stopped,
            _ => Standing::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::Receiver;

    use super::*;
    use crate::app::job::Home;
    use crate::base::Kind;

    type Part = Slot<u32, u32>;

    fn part() -> (Part, Jobs<Part>, Receiver<Home<Part>>) {
        // jobs run at once and wait on the way home until the test lets them in
        let (jobs, home) = Jobs::new(Arc::new(|| {}), true);
        (Part::default(), jobs, home)
    }

    fn doubled(cost: Cost) -> Work<u32, u32> {
        Work { name: "double", cost, answer: |x, _| Ok(x * 2) }
    }

    fn failing() -> Work<u32, u32> {
        Work { name: "fail", cost: Cost::Here, answer: |_, _| panic!("a bug in the work") }
    }

    #[test]
    fn an_answer_is_known_by_its_question_alone() {
        let (mut slot, jobs, home) = part();
        slot.ask(1, doubled(Cost::BesideToTheEnd), &jobs, |s| s);
        slot.ask(2, doubled(Cost::BesideToTheEnd), &jobs, |s| s);
        assert!(slot.now(&1).is_none() && slot.now(&2).is_none());
        home.recv().expect("the first")(&mut slot);
        assert!(home.try_recv().is_err(), "the second waits for the first");
        // late, and of use while the next is worked on, but never the answer to it
        assert_eq!(slot.last().map(|(q, a)| (*q, **a)), Some((1, 2)));
        assert!(slot.now(&2).is_none());
        slot.ask(2, doubled(Cost::BesideToTheEnd), &jobs, |s| s);
        home.recv().expect("the second")(&mut slot);
        assert_eq!(slot.now(&2).map(|a| **a), Some(4));
        // back before the next is here: the answer at hand stays, and nothing takes its place
        slot.ask(3, doubled(Cost::BesideToTheEnd), &jobs, |s| s);
        slot.ask(2, doubled(Cost::BesideToTheEnd), &jobs, |s| s);
        home.recv().expect("the third")(&mut slot);
        assert_eq!(slot.now(&2).map(|a| **a), Some(4));
    }

    #[test]
    fn what_nobody_asks_any_more_is_stopped_and_thrown_away() {
        let (mut slot, jobs, home) = part();
        slot.ask(1, doubled(Cost::Beside), &jobs, |s| s);
        slot.ask(2, doubled(Cost::Beside), &jobs, |s| s);
        home.recv().expect("the first")(&mut slot);
        assert!(slot.last().is_none(), "it was stopped");
        assert!(matches!(slot.standing(&2), Standing::Working(_)));
        home.recv().expect("the second")(&mut slot);
        assert_eq!(slot.now(&2).map(|a| **a), Some(4));
        // the answer is here: work on anything else ends
        slot.ask(3, doubled(Cost::Beside), &jobs, |s| s);
        slot.ask(2, doubled(Cost::Beside), &jobs, |s| s);
        home.recv().expect("the third")(&mut slot);
        assert_eq!(slot.last().map(|(q, _)| *q), Some(2));
    }

    #[test]
    fn what_failed_or_was_stopped_is_not_begun_again_by_itself() {
        let (mut slot, jobs, home) = part();
        slot.ask(1, failing(), &jobs, |s| s);
        assert!(slot.error().is_some(), "a panic within the frame is an error");
        slot.ask(1, doubled(Cost::Here), &jobs, |s| s);
        assert!(slot.now(&1).is_none(), "it was begun again");
        slot.again();
        slot.ask(1, doubled(Cost::Here), &jobs, |s| s);
        assert_eq!(slot.now(&1).map(|a| **a), Some(2));
        slot.ask(2, doubled(Cost::Beside), &jobs, |s| s);
        slot.stop();
        slot.ask(2, doubled(Cost::Beside), &jobs, |s| s);
        assert!(matches!(slot.standing(&2), Standing::Stopped));
        home.recv().expect("the stopped one")(&mut slot);
        assert!(home.try_recv().is_err() && slot.now(&2).is_none());
        // another question is another matter
        slot.ask(3, doubled(Cost::Here), &jobs, |s| s);
        assert_eq!(slot.now(&3).map(|a| **a), Some(6));
        // and one that is answered leaves nothing to try again
        slot.ask(5, failing(), &jobs, |s| s);
        assert!(slot.error().is_some());
        slot.ask(3, doubled(Cost::Here), &jobs, |s| s);
        assert!(slot.error().is_none() && slot.now(&3).is_some());
        let refuse: Work<u32, u32> =
            Work { name: "refuse", cost: Cost::Here, answer: |_, _| Err(Error::new(Kind::Data, "no")) };
        slot.ask(4, refuse, &jobs, |s| s);
        assert!(matches!(slot.standing(&4), Standing::Failed(e) if e.kind == Kind::Data));
    }

    #[test]
    fn a_slot_that_is_forgotten_stops_its_work() {
        let (mut slot, jobs, home) = part();
        slot.ask(1, doubled(Cost::Beside), &jobs, |s| s);
        slot = Part::default();
        home.recv().expect("the job")(&mut slot);
        assert!(slot.last().is_none());
    }
}
