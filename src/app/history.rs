//! Undo and redo: what each step changed, whole, with a title each. One drag is one step.

use std::sync::Arc;

use super::choice::Choice;
use super::described::Saying;
use super::pins::Edit;
use crate::model::Line;

/// The most steps kept.
pub const STEPS_MAX: usize = 500;

/// What a step goes back to, or on to.
#[derive(Clone, PartialEq, Debug)]
pub enum State {
    /// Who is looked at, as asked.
    Choice(Choice),
    /// A pinned scenario that was renamed or removed.
    Scenario(Edit),
    /// From where on the only offer is sent; the model's own line if `None`.
    Line(Option<Line>),
    /// What a person said of a fact or an offer.
    Said(Saying),
}

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// "average basket to 38.40 €".
    pub title: String,
    /// What was before it; once it is taken back, what was after it.
    pub state: State,
    gesture: Option<u64>,
}

impl Step {
    /// A step that belongs to no drag.
    pub fn new(title: String, state: State) -> Self {
        Self { title, state, gesture: None }
    }
}

/// What was before and what was taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Arc<Vec<Step>>,
    future: Arc<Vec<Step>>,
}

impl History {
    /// What a file remembers: steps to take back, the oldest first, and steps to bring again, the next one last.
    pub fn of(past: Vec<Step>, future: Vec<Step>) -> Self {
        Self { past: Arc::new(past), future: Arc::new(future) }
    }

    /// Notes what was there before it changes. Changes of one gesture (a drag) share a number and make one step.
    pub fn note(&mut self, title: String, before: State, gesture: Option<u64>) {
        match Arc::make_mut(&mut self.past).last_mut() {
            Some(last) if gesture.is_some() && last.gesture == gesture => {
                last.title = title;
                self.future = Arc::default();
            }
            _ => self.add(Step { title, state: before, gesture }),
        }
    }

    fn add(&mut self, step: Step) {
        self.future = Arc::default();
        let past = Arc::make_mut(&mut self.past);
        past.push(step);
        if past.len() > STEPS_MAX {
            past.remove(0);
        }
    }

    /// Takes the last step back: `put` restores what was before it and gives what was there. Gives the title.
    pub fn undo(&mut self, put: impl FnOnce(State) -> State) -> Option<String> {
        let step = Arc::make_mut(&mut self.past).pop()?;
        Arc::make_mut(&mut self.future).push(Step::new(step.title.clone(), put(step.state)));
        Some(step.title)
    }

    /// Takes the last undo back, as [`undo`](Self::undo) does.
    pub fn redo(&mut self, put: impl FnOnce(State) -> State) -> Option<String> {
        let step = Arc::make_mut(&mut self.future).pop()?;
        Arc::make_mut(&mut self.past).push(Step::new(step.title.clone(), put(step.state)));
        Some(step.title)
    }

    /// The steps that can be taken back, the oldest first; one and the same list until something is changed.
    pub fn past(&self) -> &Arc<Vec<Step>> {
        &self.past
    }

    /// The steps that can be brought again, the next one last; likewise.
    pub fn future(&self) -> &Arc<Vec<Step>> {
        &self.future
    }

    /// What undo (with `false` redo) would go to.
    pub fn next(&self, back: bool) -> Option<&State> {
        if back { self.past.last() } else { self.future.last() }.map(|step| &step.state)
    }

    /// What undo would take back.
    pub fn undo_title(&self) -> Option<&str> {
        self.past.last().map(|s| s.title.as_str())
    }

    /// What redo would bring again.
    pub fn redo_title(&self) -> Option<&str> {
        self.future.last().map(|s| s.title.as_str())
    }
}
