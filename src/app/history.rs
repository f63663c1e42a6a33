//! Undo and redo: what each step changed, whole, with a title each. One drag is one step.

use super::document::Choice;
use super::scenarios::Edit;

/// The most steps kept.
pub const STEPS_MAX: usize = 500;

/// What a step goes back to, or on to.
#[derive(Clone, PartialEq, Debug)]
pub enum State {
    /// Who is looked at, as asked.
    Choice(Choice),
    /// A pinned scenario that was renamed or removed.
    Scenario(Edit),
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
    past: Vec<Step>,
    future: Vec<Step>,
    /// Counts changes, so that what was said of it is known to be old.
    revision: u64,
}

impl History {
    /// What a file remembers: steps to take back, the oldest first, and steps to bring again, the next one last.
    pub fn of(past: Vec<Step>, future: Vec<Step>) -> Self {
        Self { past, future, revision: 1 }
    }

    /// Notes a choice before it changes. Changes of one gesture (a drag) share a number and make one step.
    pub fn note(&mut self, title: String, before: &Choice, gesture: Option<u64>) {
        match self.past.last_mut() {
            Some(last) if gesture.is_some() && last.gesture == gesture => {
                last.title = title;
                self.future.clear();
                self.revision += 1;
            }
            _ => self.add(Step { title, state: State::Choice(before.clone()), gesture }),
        }
    }

    /// Notes what was done to a scenario, by what undoes it.
    pub fn note_edit(&mut self, title: String, before: Edit) {
        self.add(Step::new(title, State::Scenario(before)));
    }

    fn add(&mut self, step: Step) {
        self.future.clear();
        self.revision += 1;
        self.past.push(step);
        if self.past.len() > STEPS_MAX {
            self.past.remove(0);
        }
    }

    /// Takes the last step back: `put` restores what was before it and gives what was there. Gives the title.
    pub fn undo(&mut self, put: impl FnOnce(State) -> State) -> Option<String> {
        let step = self.past.pop()?;
        self.revision += 1;
        self.future.push(Step::new(step.title.clone(), put(step.state)));
        Some(step.title)
    }

    /// Takes the last undo back, as [`undo`](Self::undo) does.
    pub fn redo(&mut self, put: impl FnOnce(State) -> State) -> Option<String> {
        let step = self.future.pop()?;
        self.revision += 1;
        self.past.push(Step::new(step.title.clone(), put(step.state)));
        Some(step.title)
    }

    /// The steps that can be taken back, the oldest first.
    pub fn past(&self) -> &[Step] {
        &self.past
    }

    /// The steps that can be brought again, the next one last.
    pub fn future(&self) -> &[Step] {
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

    /// Changes whenever the steps do.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.past.clear();
        self.future.clear();
        self.revision += 1;
    }
}
