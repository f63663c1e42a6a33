//! The desk's part of exact searches: what is asked, the answers with what they depend on, and the work beside the
//! window.
//!
//! The cheapest change of any number of facts is looked for first, then those of one, two and three. What was found
//! for the customer before stays until the first answer for the present one is there.

use std::sync::Arc;
use std::time::Duration;

use super::action::Tab;
use super::document::Document;
use super::job::{Jobs, Message, aside, guarded};
use crate::ask::{self, EnoughQuestion, Inputs, PlanQuestion, Target};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result};
use crate::explain::exact::{Enough, PlanAnswer};
use crate::model::{ChangeRules, Profile, Value};
use crate::view::enough::EnoughView;
use crate::view::plan::PlanView;
use crate::view::{self, Phrase};

/// The plans that are looked for, in this order: of how many changed facts at most.
pub const PLANS: [Option<usize>; 4] = [None, Some(1), Some(2), Some(3)];
/// How many seconds a search gets at first.
const SECONDS: u64 = 10;
/// How many times as many it gets when a person asks for more.
const LONGER: u64 = 4;

/// What a person asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The offer that is to come first; any other than the recommended one if `None`.
    pub offer: Option<OfferIdx>,
    /// What a change may do; as the data dictionary says until a person says otherwise.
    pub rules: Option<Arc<ChangeRules>>,
    /// How many seconds each search gets.
    pub seconds: u64,
    /// Which of [`PLANS`] is looked at.
    pub open: usize,
    /// Whether what may change is shown.
    pub levers: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { offer: None, rules: None, seconds: SECONDS, open: 0, levers: false }
    }
}

impl Asked {
    /// What a change may do.
    pub fn rules(&self, inputs: &Inputs) -> Arc<ChangeRules> {
        self.rules.clone().unwrap_or_else(|| Arc::new(ChangeRules::of(inputs.model())))
    }

    /// Gives searches more time.
    pub fn longer(&mut self) {
        self.seconds = self.seconds.saturating_mul(LONGER);
    }
}

/// What answers depend on.
#[derive(Clone, Debug)]
struct About {
    inputs: Arc<Inputs>,
    /// Who it is about, as they really are.
    profile: Arc<Profile>,
    values: Vec<Value>,
    /// What is asked; which plan is looked at does not matter.
    asked: Asked,
}

impl About {
    fn of(document: &Document, asked: &Asked) -> Self {
        let (profile, values) = (Arc::clone(&document.choice.profile), document.choice.values.clone());
        Self { inputs: Arc::clone(&document.inputs), profile, values, asked: asked.clone() }
    }

    /// Whether both are about one customer of one model.
    fn same_person(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inputs, &other.inputs) && Arc::ptr_eq(&self.profile, &other.profile)
    }

    fn same(&self, other: &Self, plans: bool) -> bool {
        self.same_person(other)
            && self.values.iter().zip(&other.values).all(|(a, b)| a.same(*b))
            && (!plans || self.asked.offer == other.asked.offer)
            && self.asked.rules == other.asked.rules
            && self.asked.seconds == other.asked.seconds
    }

    fn plan(&self, place: usize) -> PlanQuestion {
        PlanQuestion {
            values: self.values.clone(),
            target: Target { offer: self.asked.offer, margin: None },
            rules: ChangeRules::clone(&self.asked.rules(&self.inputs)),
            most_changes: PLANS.get(place).copied().flatten(),
            budget: Some(Duration::from_secs(self.asked.seconds)),
        }
    }

    fn enough(&self, ranges: bool) -> EnoughQuestion {
        EnoughQuestion {
            values: self.values.clone(),
            target: Target::default(),
            rules: ChangeRules::clone(&self.asked.rules(&self.inputs)),
            budget: Some(Duration::from_secs(self.asked.seconds)),
            ranges,
        }
    }
}

/// What was asked, and the answers so far.
type Answered<T> = (About, Vec<Result<Arc<T>>>);

/// Answers to one question and its work.
#[derive(Debug)]
struct Slot<T> {
    /// What is worked on.
    now: Option<Answered<T>>,
    /// What was found for the same customer before, while there is nothing newer.
    before: Option<Answered<T>>,
    job: Option<(u64, Progress)>,
    /// Whether the person stopped it.
    stopped: bool,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self { now: None, before: None, job: None, stopped: false }
    }
}

impl<T> Slot<T> {
    fn clear(&mut self) {
        self.stop();
        *self = Self::default();
    }

    fn stop(&mut self) {
        if let Some((_, progress)) = self.job.take() {
            progress.cancel();
        }
    }

    /// Begins anew if something else is asked; gives the place of the next of `n` answers that is missing, if it is to
    /// be worked out now.
    fn next(&mut self, about: About, plans: bool, n: usize) -> Option<usize> {
        if !self.now.as_ref().is_some_and(|(a, _)| a.same(&about, plans)) {
            self.stop();
            self.stopped = false;
            let last = self.now.take().filter(|(_, found)| !found.is_empty()).or(self.before.take());
            self.before = last.filter(|(a, _)| a.same_person(&about));
            self.now = Some((about, Vec::new()));
        }
        let have = self.now.as_ref().map_or(0, |(_, found)| found.len());
        (self.job.is_none() && !self.stopped && have < n).then_some(have)
    }

    fn came(&mut self, ticket: u64, result: Result<T>) {
        if self.job.as_ref().is_none_or(|(t, _)| *t != ticket) {
            return;
        }
        self.job = None;
        if let Some((_, found)) = &mut self.now {
            found.push(result.map(Arc::new));
            self.before = None;
        }
    }

    /// The answers at hand with what they are about, and whether that is what is asked now.
    fn answers(&self) -> Option<(&Answered<T>, bool)> {
        let now = self.now.as_ref().filter(|(_, found)| !found.is_empty());
        now.map(|now| (now, true)).or(self.before.as_ref().map(|before| (before, false)))
    }
}

/// Exact searches and what they found.
#[derive(Debug, Default)]
pub struct Searches {
    plans: Slot<PlanAnswer>,
    enough: Slot<Enough>,
    /// Jobs so far.
    jobs: u64,
}

/// Where a search stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is under way.
    Working,
    /// The person stopped it.
    Stopped,
    /// Everything is here.
    Done,
}

impl Searches {
    /// Forgets everything and stops what is under way.
    pub fn clear(&mut self) {
        self.plans.clear();
        self.enough.clear();
    }

    /// Makes sure that what the open tab needs is there or under way.
    pub fn prepare(&mut self, document: &Document, tab: Tab, asked: &Asked, jobs: &Jobs) {
        match tab {
            Tab::Change => self.prepare_plans(document, asked, jobs),
            Tab::Enough => self.prepare_enough(document, asked, jobs),
            _ => {}
        }
    }

    fn prepare_plans(&mut self, document: &Document, asked: &Asked, jobs: &Jobs) {
        let Some(place) = self.plans.next(About::of(document, asked), true, PLANS.len()) else { return };
        self.jobs += 1;
        let (ticket, progress) = (self.jobs, Progress::default());
        self.plans.job = Some((ticket, progress.clone()));
        let inputs = Arc::clone(&document.inputs);
        let question = About::of(document, asked).plan(place);
        jobs.start("plan", move || {
            let work = || stopped(ask::plan(inputs.model(), &question, &progress), &progress);
            Message::Planned { ticket, result: guarded(|| aside(work)) }
        });
    }

    fn prepare_enough(&mut self, document: &Document, asked: &Asked, jobs: &Jobs) {
        // first which facts, then how far each may go
        let Some(place) = self.enough.next(About::of(document, asked), false, 2) else { return };
        self.jobs += 1;
        let (ticket, progress) = (self.jobs, Progress::default());
        self.enough.job = Some((ticket, progress.clone()));
        let inputs = Arc::clone(&document.inputs);
        let question = About::of(document, asked).enough(place > 0);
        jobs.start("enough", move || {
            let work = || stopped(ask::enough(inputs.model(), &question, &progress), &progress);
            Message::Sufficed { ticket, result: guarded(|| aside(work)) }
        });
    }

    /// Takes in a plan.
    pub fn planned(&mut self, ticket: u64, result: Result<PlanAnswer>) {
        self.plans.came(ticket, result);
    }

    /// Takes in what is enough.
    pub fn sufficed(&mut self, ticket: u64, result: Result<Enough>) {
        self.enough.came(ticket, result);
    }

    /// Stops what the tab waits for, or lets it go on.
    pub fn set_going(&mut self, tab: Tab, on: bool) {
        match tab {
            Tab::Enough => {
                self.enough.stop();
                self.enough.stopped = !on;
            }
            _ => {
                self.plans.stop();
                self.plans.stopped = !on;
            }
        }
    }

    /// The plans at hand, in the order of [`PLANS`], and whether they are of the customer as shown.
    pub fn plans(&self) -> (&[Result<Arc<PlanAnswer>>], bool) {
        self.plans.answers().map_or((&[], true), |((_, found), current)| (found, current))
    }

    /// One of the plans in words, of the customer it was worked out for.
    pub fn plan_view(&self, place: usize) -> Option<PlanView> {
        let ((about, found), _) = self.plans.answers()?;
        let answer = found.get(place)?.as_ref().ok()?;
        Some(view::plan::plan(about.inputs.model(), &about.profile, &about.plan(place), answer))
    }

    /// How firm the recommendation is over several facts, where that was worked out.
    pub fn several(&self) -> Option<Phrase> {
        let ((about, found), current) = self.plans.answers()?;
        let answer = found.first()?.as_ref().ok().filter(|_| current && about.asked.offer.is_none())?;
        view::plan::several(about.inputs.model(), answer)
    }

    /// What is enough, and whether it is of the customer as shown.
    pub fn enough(&self) -> (Option<&Result<Arc<Enough>>>, bool) {
        self.enough.answers().map_or((None, true), |((_, found), current)| (found.last(), current))
    }

    /// What is enough in words, of the customer it was worked out for.
    pub fn enough_view(&self) -> Option<EnoughView> {
        let ((about, found), _) = self.enough.answers()?;
        let answer = found.last()?.as_ref().ok()?;
        Some(view::enough::enough(about.inputs.model(), &about.profile, &about.enough(false), answer))
    }

    /// Where the search stands that a tab needs.
    pub fn standing(&self, tab: Tab) -> Standing {
        let (job, stopped) = match tab {
            Tab::Enough => (self.enough.job.is_some(), self.enough.stopped),
            _ => (self.plans.job.is_some(), self.plans.stopped),
        };
        match (job, stopped) {
            (true, _) => Standing::Working,
            (false, true) => Standing::Stopped,
            (false, false) => Standing::Done,
        }
    }
}

/// What was cancelled is no answer.
fn stopped<T>(result: Result<T>, progress: &Progress) -> Result<T> {
    if progress.cancelled() {
        return Err(Error::new(Kind::Cancelled, "stopped before it was done"));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::open::demonstration;

    #[test]
    fn what_was_found_before_stays_with_its_customer_and_no_longer() {
        let mut document = demonstration(true).expect("the program carries it");
        let asked = Asked::default();
        let mut slot = Slot::<u8>::default();
        assert_eq!(slot.next(About::of(&document, &asked), true, 1), Some(0));
        slot.job = Some((1, Progress::default()));
        slot.came(2, Ok(9));
        assert!(slot.answers().is_none(), "a job that nobody waits for");
        slot.came(1, Ok(7));
        assert!(slot.answers().is_some_and(|(_, current)| current));
        // a fact is changed: the answer stays, about the facts it was worked out for
        let before = document.choice.values.clone();
        document.choice.values[0] = Value::Missing;
        assert_eq!(slot.next(About::of(&document, &asked), true, 1), Some(0));
        let ((about, _), current) = slot.answers().expect("the last one");
        assert!(!current && about.values == before);
        // somebody else is looked at: nothing of the one before is shown
        document.choice.profile = Arc::new(Profile::clone(&document.choice.profile));
        assert_eq!(slot.next(About::of(&document, &asked), true, 1), Some(0));
        assert!(slot.answers().is_none());
    }
}
