//! The desk's part of scenarios: what is pinned, what is asked of the panel that compares them, and what is said there.
//!
//! What is pinned stays pinned: undo goes through what was tried and takes no pins along. It does take back that one was
//! removed or renamed.

use std::sync::Arc;

use super::document::{Choice, Document};
use super::history::{History, State};
use super::state::App;
use crate::ask::Inputs;
use crate::ask::scenarios::{self, Asked};
use crate::base::OfferIdx;
use crate::model::{Profile, Value};
use crate::view::scenarios::{self as view, Comparison, Trial, Tried, Which};

/// The most scenarios that are pinned at a time.
pub const SCENARIOS_MAX: usize = 12;
/// The most characters of a scenario's name.
pub const NAME_MAX: usize = 80;

/// A customer as asked, pinned under a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// Its number, which no other has.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// Who: a place among the people; `None` if the customer is no longer open.
    pub place: Option<usize>,
    /// The customer as they really are.
    pub profile: Arc<Profile>,
    /// Their facts as asked.
    pub values: Vec<Value>,
    /// The offer that was explained; the recommended one if `None`.
    pub focus: Option<OfferIdx>,
}

impl Scenario {
    /// Whether this is what a choice asks.
    pub fn is(&self, choice: &Choice) -> bool {
        self.place == Some(choice.person)
            && self.profile.name == choice.profile.name
            && same(&self.profile.values, &choice.profile.values)
            && same(&self.values, &choice.values)
    }
}

fn same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b))
}

/// How a scenario was before it was changed; `None` if there was none of its number.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// Its number.
    pub id: u64,
    /// Where it stood.
    pub at: usize,
    /// As it was.
    pub was: Option<Scenario>,
}

/// What is pinned, in the order it was.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    list: Vec<Scenario>,
    last_id: u64,
    /// Counts changes, so that what was said of them is known to be old.
    revision: u64,
}

impl Scenarios {
    /// What a file remembers.
    pub fn of(list: Vec<Scenario>) -> Self {
        let last_id = list.iter().map(|s| s.id).max().unwrap_or(0);
        Self { list, last_id, revision: 1 }
    }

    /// All of them.
    pub fn list(&self) -> &[Scenario] {
        &self.list
    }

    /// One of them, by its number.
    pub fn get(&self, id: u64) -> Option<&Scenario> {
        self.list.iter().find(|s| s.id == id)
    }

    /// Whether no more can be pinned.
    pub fn is_full(&self) -> bool {
        self.list.len() >= SCENARIOS_MAX
    }

    /// Pins a choice under a name; a name that is taken gets a number behind it. Gives the name.
    pub fn pin(&mut self, name: &str, choice: &Choice) -> String {
        let taken = |name: &str| self.list.iter().any(|s| s.name == name);
        let numbered = (2..).map(|n| format!("{name} ({n})"));
        let name =
            std::iter::once(name.to_owned()).chain(numbered).find(|n| !taken(n)).unwrap_or_else(|| name.to_owned());
        self.last_id += 1;
        self.revision += 1;
        self.list.push(Scenario {
            id: self.last_id,
            name: name.clone(),
            place: Some(choice.person),
            profile: Arc::clone(&choice.profile),
            values: choice.values.clone(),
            focus: choice.focus,
        });
        name
    }

    /// Renames one; gives what undoes it, `None` if nothing changed.
    pub fn rename(&mut self, id: u64, name: &str) -> Option<Edit> {
        let name: String = name.trim().chars().take(NAME_MAX).collect();
        let old = self.get(id).filter(|s| !name.is_empty() && s.name != name)?;
        let renamed = Scenario { name, ..old.clone() };
        Some(self.put(Edit { id, at: 0, was: Some(renamed) }))
    }

    /// Removes one; gives what undoes it.
    pub fn remove(&mut self, id: u64) -> Option<Edit> {
        self.get(id)?;
        Some(self.put(Edit { id, at: 0, was: None }))
    }

    /// Makes one as it was, and gives how it was till now.
    pub fn put(&mut self, edit: Edit) -> Edit {
        self.revision += 1;
        let Edit { id, at, was } = edit;
        // a number is given once, also if only undo still knows it
        self.last_id = self.last_id.max(id);
        match (self.list.iter().position(|s| s.id == id), was) {
            (Some(at), Some(was)) => Edit { id, at, was: Some(std::mem::replace(&mut self.list[at], was)) },
            (Some(at), None) => Edit { id, at, was: Some(self.list.remove(at)) },
            (None, Some(was)) => {
                let at = at.min(self.list.len());
                self.list.insert(at, was);
                Edit { id, at, was: None }
            }
            (None, None) => Edit { id, at, was: None },
        }
    }

    /// Whether putting this would pin one more than there may be.
    pub fn has_no_room_for(&self, state: &State) -> bool {
        matches!(state, State::Scenario(Edit { id, was: Some(_), .. }) if self.is_full() && self.get(*id).is_none())
    }

    /// Follows the people: `now` says where somebody stands now by where they stood, `None` if they are gone.
    pub fn follow(&mut self, now: impl Fn(usize) -> Option<usize>) {
        self.revision += 1;
        for scenario in &mut self.list {
            scenario.place = scenario.place.and_then(&now);
        }
    }
}

/// What a person asked to see.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Panel {
    /// Whether it is open.
    pub open: bool,
    /// Whether it lists what was tried instead of comparing.
    pub tried: bool,
}

/// One thing a person does with scenarios.
#[derive(Clone, PartialEq, Debug)]
pub enum Act {
    /// Opens the panel that compares them, or closes it.
    Compare(bool),
    /// Opens the panel on what was tried.
    Tried,
    /// Pins what is shown.
    Pin,
    /// Gives one another name.
    Rename(u64, String),
    /// Removes one.
    Remove(u64),
    /// Shows one: its customer, its facts, its offer.
    GoTo(u64),
    /// Goes to a point of what was tried, by its number: 0 is before the first step.
    Travel(usize),
    /// Saves one as a profile file.
    SaveProfile(u64),
    /// Saves the comparison as CSV.
    SaveTable,
    /// Copies the comparison as text.
    CopyText,
}

/// What something was said of.
#[derive(Debug)]
struct Of {
    inputs: Arc<Inputs>,
    revision: u64,
    choice: Choice,
}

impl Of {
    fn new(document: &Document, revision: u64) -> Self {
        Self { inputs: Arc::clone(&document.inputs), revision, choice: document.choice.clone() }
    }

    fn is(&self, document: &Document, revision: u64) -> bool {
        let (a, b) = (&self.choice, &document.choice);
        Arc::ptr_eq(&self.inputs, &document.inputs)
            && self.revision == revision
            && (a.person, a.focus) == (b.person, b.focus)
            && Arc::ptr_eq(&a.profile, &b.profile)
            && same(&a.values, &b.values)
    }
}

/// What is said in the panel.
#[derive(Debug, Default)]
pub struct SideBySide {
    compared: Option<(Of, Arc<Comparison>)>,
    tried: Option<(Of, Arc<Tried>)>,
}

impl SideBySide {
    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Says the comparison, if it was not said before of the same.
    pub fn compare(&mut self, document: &Document) -> Arc<Comparison> {
        let revision = document.scenarios.revision;
        match &self.compared {
            Some((of, said)) if of.is(document, revision) => Arc::clone(said),
            _ => {
                let said = Arc::new(compare(document));
                self.compared = Some((Of::new(document, revision), Arc::clone(&said)));
                said
            }
        }
    }

    /// Says what was tried, if it was not said before of the same.
    fn list(&mut self, document: &Document, history: &History) {
        let revision = history.revision();
        if !self.tried.as_ref().is_some_and(|(of, _)| of.is(document, revision)) {
            self.tried = Some((Of::new(document, revision), Arc::new(tried(document, history))));
        }
    }
}

/// The real customer, what is shown now if that is something else, and what is pinned.
fn compare(document: &Document) -> Comparison {
    let choice = &document.choice;
    let pinned = document.scenarios.list().iter().map(|s| Asked {
        which: Which::Pinned(s.id),
        name: &s.name,
        profile: &s.profile,
        values: &s.values,
        is_open: s.place.is_some(),
        is_shown: s.is(choice),
    });
    let pinned: Vec<Asked<'_>> = pinned.collect();
    let now = Some((view::NOW, choice.values.as_slice()));
    view::compare(&document.inputs, &scenarios::compare(&document.inputs, &choice.profile, now, &pinned))
}

/// The steps of history with what came first after each.
fn tried(document: &Document, history: &History) -> Tried {
    let model = document.inputs.model();
    let n = history.past().len() + history.future().len() + 1;
    let first = |choice: &Choice| scenarios::first(&document.inputs, n, &choice.values);
    // what a step of the past holds was before it: the choice after it is what the next one holds
    let mut after = first(&document.choice);
    let mut trials = Vec::with_capacity(n);
    for step in history.past().iter().rev() {
        let is_choice = matches!(step.state, State::Choice(_));
        trials.push(Trial { title: Some(step.title.as_str()), first: after, is_choice });
        if let State::Choice(choice) = &step.state {
            after = first(choice);
        }
    }
    trials.push(Trial { title: None, first: after, is_choice: true });
    trials.reverse();
    let mut after = first(&document.choice);
    for step in history.future().iter().rev() {
        let is_choice = matches!(step.state, State::Choice(_));
        if let State::Choice(choice) = &step.state {
            after = first(choice);
        }
        trials.push(Trial { title: Some(step.title.as_str()), first: after, is_choice });
    }
    view::tried(model, &trials, history.past().len())
}

impl App {
    /// Says what the open panel shows. Cheap when nothing changed.
    pub(super) fn prepare_panel(&mut self) {
        let Some(document) = &self.document else {
            self.side.clear();
            return;
        };
        match self.shown.panel {
            Panel { open: true, tried: false } => drop(self.side.compare(document)),
            Panel { open: true, tried: true } => self.side.list(document, &self.history),
            Panel { open: false, .. } => {}
        }
    }

    /// Says the comparison, also for who does not look at it.
    pub(super) fn prepare_comparison(&mut self) {
        if let Some(document) = &self.document {
            self.side.compare(document);
        }
    }

    /// The scenarios side by side, once the panel shows them.
    pub fn comparison_of_scenarios(&self) -> Option<&Arc<Comparison>> {
        self.side.compared.as_ref().map(|(_, said)| said)
    }

    /// What was tried, once the panel shows it.
    pub fn tried(&self) -> Option<&Arc<Tried>> {
        self.side.tried.as_ref().map(|(_, said)| said)
    }

    /// What undo would bring back of the scenarios, if that is what it would do next.
    pub fn undoes_scenario(&self) -> Option<&str> {
        matches!(self.history.next(true), Some(State::Scenario(_))).then(|| self.history.undo_title()).flatten()
    }
}
