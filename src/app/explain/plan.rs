//! Exact searches on the desk: what is asked, and the answers with their words.
//!
//! The cheapest change of any number of facts is looked for first, then those of one, two and three. What was found
//! for the customer before stays until the first answer for the present one is there.

use std::sync::Arc;
use std::time::Duration;

use crate::app::basis::Case;
use crate::app::document::Document;
use crate::app::job::{Jobs, aside};
use crate::app::place::Tab;
use crate::app::slot::{Cost, Slot, Standing, Work};
use crate::ask::{self, EnoughQuestion, Inputs, PlanQuestion, Target};
use crate::base::progress::Progress;
use crate::base::{Error, OfferIdx, Result};
use crate::explain::exact::{Enough, PlanAnswer};
use crate::model::ChangeRules;
use crate::view::enough::EnoughView;
use crate::view::plan::PlanView;
use crate::view::{self, Phrase};

/// The plans that are looked for, in this order: of how many changed facts at most.
pub const PLANS: [Option<usize>; 4] = [None, Some(1), Some(2), Some(3)];
/// How many seconds a search gets at first.
const SECONDS: u64 = 10;
/// How many times as many seconds a search gets when a person asks for more.
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

/// What one search is about: a customer, an outcome, what may change, for how long, how far.
#[derive(Clone, PartialEq, Debug)]
struct Search {
    case: Case,
    offer: Option<OfferIdx>,
    rules: Option<Arc<ChangeRules>>,
    seconds: u64,
    most_changes: Option<usize>,
    ranges: bool,
}

impl Search {
    fn rules(&self) -> ChangeRules {
        self.rules
            .as_ref()
            .map_or_else(|| ChangeRules::of(self.case.inputs.model()), |rules| ChangeRules::clone(rules))
    }

    fn plan(&self, progress: &Progress) -> Result<Planned> {
        let model = self.case.inputs.model();
        let question = PlanQuestion {
            values: self.case.values.clone(),
            target: Target { offer: self.offer, line: self.case.line },
            rules: self.rules(),
            most_changes: self.most_changes,
            budget: Some(Duration::from_secs(self.seconds)),
        };
        let answer = ask::plan(model, &question, progress)?;
        let view = view::plan::plan(model, &self.case.profile, &question, &answer);
        let several = self.offer.is_none().then(|| view::plan::several(model, &answer)).flatten();
        Ok(Planned { answer, view, several })
    }

    fn enough(&self, progress: &Progress) -> Result<Sufficed> {
        let model = self.case.inputs.model();
        let question = EnoughQuestion {
            values: self.case.values.clone(),
            target: Target { offer: None, line: self.case.line },
            rules: self.rules(),
            budget: Some(Duration::from_secs(self.seconds)),
            ranges: self.ranges,
        };
        let answer = ask::enough(model, &question, progress)?;
        let view = view::enough::enough(model, &self.case.profile, &question, &answer);
        Ok(Sufficed { answer, view })
    }
}

/// A plan with its words.
#[derive(Debug)]
pub struct Planned {
    /// The answer.
    pub answer: PlanAnswer,
    /// In words.
    pub view: PlanView,
    /// How firm the recommendation is over several facts.
    pub several: Option<Phrase>,
}

/// What is enough, with its words.
#[derive(Debug)]
pub struct Sufficed {
    /// The answer.
    pub answer: Enough,
    /// In words.
    pub view: EnoughView,
}

/// What was found, or what went wrong, and whether it is about the customer as shown.
pub type Found<'a, A> = (std::result::Result<&'a Arc<A>, &'a Error>, bool);

/// Exact searches and what they found.
#[derive(Debug, Default)]
pub struct Plans {
    /// What a person asked.
    pub asked: Asked,
    /// Whom it is asked of.
    case: Option<Case>,
    plans: [Slot<Search, Planned>; PLANS.len()],
    /// First which facts are enough, then how far each may go.
    enough: [Slot<Search, Sufficed>; 2],
}

impl Plans {
    /// Makes sure that what the open tab needs is there or under way, one search after the other.
    pub fn prepare(&mut self, document: &Document, tab: Tab, jobs: &Jobs<Self>) {
        self.case = Some(Case { offer: None, ..Case::of(document) });
        match tab {
            Tab::Change => {
                self.enough.iter_mut().for_each(Slot::rest);
                let work = || Work { name: "plan", cost: Cost::Beside, answer: |s: &Search, p| aside(|| s.plan(p)) };
                let searches = PLANS.map(|most| self.plan_search(most));
                in_turn(&mut self.plans, searches, work, jobs, |plans, i| &mut plans.plans[i]);
            }
            Tab::Enough => {
                self.plans.iter_mut().for_each(Slot::rest);
                let work =
                    || Work { name: "enough", cost: Cost::Beside, answer: |s: &Search, p| aside(|| s.enough(p)) };
                let searches = [false, true].map(|ranges| self.enough_search(ranges));
                in_turn(&mut self.enough, searches, work, jobs, |plans, i| &mut plans.enough[i]);
            }
            _ => self.rest(),
        }
    }

    fn plan_search(&self, most_changes: Option<usize>) -> Option<Search> {
        let Asked { offer, rules, seconds, .. } = self.asked.clone();
        Some(Search { case: self.case.clone()?, offer, rules, seconds, most_changes, ranges: false })
    }

    fn enough_search(&self, ranges: bool) -> Option<Search> {
        let Asked { rules, seconds, .. } = self.asked.clone();
        Some(Search { case: self.case.clone()?, offer: None, rules, seconds, most_changes: None, ranges })
    }

    /// One of the plans, in the order of [`PLANS`].
    pub fn plan(&self, place: usize) -> Option<Found<'_, Planned>> {
        let first = self.plan_search(PLANS[0])?;
        let begun = is_settled(self.plans[0].standing(&first));
        found(self.plans.get(place)?, &self.plan_search(PLANS[place])?, begun)
    }

    /// How firm the recommendation is over several facts, where that was worked out.
    pub fn several(&self) -> Option<&Arc<Planned>> {
        match self.plan(0)? {
            (Ok(planned), true) if planned.several.is_some() => Some(planned),
            _ => None,
        }
    }

    /// What is enough: with ranges, else without, else of the customer before.
    pub fn enough(&self) -> Option<Found<'_, Sufficed>> {
        let [set, ranges] = &self.enough;
        let first = self.enough_search(false)?;
        let begun = is_settled(set.standing(&first));
        let whole = found(ranges, &self.enough_search(true)?, begun);
        whole.or_else(|| found(set, &first, begun))
    }

    /// Where the search stands that a tab needs.
    pub fn standing(&self, tab: Tab) -> Standing<'_> {
        let open = |standing: &Standing<'_>| !is_settled(*standing);
        let first = if tab == Tab::Enough {
            let asked = self.enough.iter().zip([false, true]);
            asked.filter_map(|(slot, ranges)| Some(slot.standing(&self.enough_search(ranges)?))).find(open)
        } else {
            let asked = self.plans.iter().zip(PLANS);
            asked.filter_map(|(slot, most)| Some(slot.standing(&self.plan_search(most)?))).find(open)
        };
        first.unwrap_or(Standing::Done)
    }

    /// Stops what a tab waits for, or lets it go on.
    pub fn set_going(&mut self, tab: Tab, on: bool) {
        match (tab, on) {
            (Tab::Enough, true) => self.enough.iter_mut().for_each(Slot::again),
            (Tab::Enough, false) => self.enough.iter_mut().for_each(Slot::stop),
            (_, true) => self.plans.iter_mut().for_each(Slot::again),
            (_, false) => self.plans.iter_mut().for_each(Slot::stop),
        }
    }

    /// Work rests.
    pub fn rest(&mut self) {
        self.plans.iter_mut().for_each(Slot::rest);
        self.enough.iter_mut().for_each(Slot::rest);
    }
}

/// Whether nothing more comes by itself.
fn is_settled(standing: Standing<'_>) -> bool {
    matches!(standing, Standing::Done | Standing::Failed(_))
}

/// Asks one question after the other: the next when the one before is settled.
fn in_turn<A: Send + Sync + 'static, const N: usize>(
    slots: &mut [Slot<Search, A>; N],
    searches: [Option<Search>; N],
    work: impl Fn() -> Work<Search, A>,
    jobs: &Jobs<Plans>,
    home: fn(&mut Plans, usize) -> &mut Slot<Search, A>,
) {
    let mut is_next = true;
    for (i, (slot, search)) in slots.iter_mut().zip(searches).enumerate() {
        match search.filter(|_| is_next) {
            Some(search) => {
                slot.ask(search.clone(), work(), jobs, move |plans| home(plans, i));
                is_next = is_settled(slot.standing(&search));
            }
            None => slot.rest(),
        }
    }
}

/// What a slot has for a search; of the same customer before while nothing newer has `begun` to come.
fn found<'a, A: Send + Sync + 'static>(
    slot: &'a Slot<Search, A>,
    search: &Search,
    begun: bool,
) -> Option<Found<'a, A>> {
    if let Some(now) = slot.now(search) {
        return Some((Ok(now), true));
    }
    if let Standing::Failed(error) = slot.standing(search) {
        return Some((Err(error), true));
    }
    let (about, last) = slot.last().filter(|_| !begun)?;
    about.case.is_of(&search.case).then_some((Ok(last), false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::open::demonstration;
    use crate::model::{Profile, Value};

    #[test]
    fn what_was_found_before_stays_with_its_customer_and_no_longer() {
        let mut document = demonstration(true).expect("the program carries it");
        let (jobs, home) = Jobs::new(Arc::new(|| {}), true);
        let mut plans = Plans::default();
        let settle = |plans: &mut Plans, document: &Document| {
            plans.prepare(document, Tab::Change, &jobs);
            while let Ok(come) = home.try_recv() {
                come(plans);
                plans.prepare(document, Tab::Change, &jobs);
            }
        };
        settle(&mut plans, &document);
        for place in 0..PLANS.len() {
            assert!(matches!(plans.plan(place), Some((Ok(_), true))), "{place}");
        }
        // a fact is changed: the answers stay, about the facts they were worked out for
        let before = document.choice.values.clone();
        document.choice.values[0] = Value::Missing;
        plans.prepare(&document, Tab::Change, &jobs);
        assert!(matches!(plans.plan(0), Some((Ok(_), false))));
        assert!(plans.plans[0].last().is_some_and(|(about, _)| about.case.values == before));
        settle(&mut plans, &document);
        assert!(matches!(plans.plan(0), Some((Ok(_), true))));
        // somebody else is looked at: nothing of the one before is shown
        document.choice.profile = Arc::new(Profile::clone(&document.choice.profile));
        plans.prepare(&document, Tab::Change, &jobs);
        assert!(plans.plan(0).is_none());
    }

    #[test]
    fn searches_that_were_stopped_wait_for_the_person() {
        let document = demonstration(true).expect("the program carries it");
        let (jobs, home) = Jobs::new(Arc::new(|| {}), true);
        let mut plans = Plans::default();
        plans.prepare(&document, Tab::Change, &jobs);
        plans.set_going(Tab::Change, false);
        home.recv().expect("the first")(&mut plans);
        plans.prepare(&document, Tab::Change, &jobs);
        assert!(home.try_recv().is_err() && matches!(plans.standing(Tab::Change), Standing::Stopped));
        plans.set_going(Tab::Change, true);
        plans.prepare(&document, Tab::Change, &jobs);
        home.recv().expect("the first again")(&mut plans);
        assert!(matches!(plans.plan(0), Some((Ok(_), true))));
    }
}
