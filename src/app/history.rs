//! Undo and redo: whole choices, with a title each. One drag is one step.

use super::document::Choice;

/// The most steps kept.
const STEPS_MAX: usize = 500;

/// What was before and what was taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
}

#[derive(Clone, Debug)]
struct Step {
    title: String,
    choice: Choice,
    gesture: Option<u64>,
}

impl History {
    /// Notes a choice before it changes. Changes of one gesture (a drag) share a number and make one step.
    pub fn note(&mut self, title: String, before: &Choice, gesture: Option<u64>) {
        self.future.clear();
        match self.past.last_mut() {
            Some(last) if gesture.is_some() && last.gesture == gesture => last.title = title,
            _ => {
                self.past.push(Step { title, choice: before.clone(), gesture });
                if self.past.len() > STEPS_MAX {
                    self.past.remove(0);
                }
            }
        }
    }

    /// Takes the last step back; gives what was before it.
    pub fn undo(&mut self, now: &Choice) -> Option<(Choice, String)> {
        let step = self.past.pop()?;
        self.future.push(Step { title: step.title.clone(), choice: now.clone(), gesture: None });
        Some((step.choice, step.title))
    }

    /// Takes the last undo back.
    pub fn redo(&mut self, now: &Choice) -> Option<(Choice, String)> {
        let step = self.future.pop()?;
        self.past.push(Step { title: step.title.clone(), choice: now.clone(), gesture: None });
        Some((step.choice, step.title))
    }

    /// What undo would take back.
    pub fn undo_title(&self) -> Option<&str> {
        self.past.last().map(|s| s.title.as_str())
    }

    /// What redo would bring again.
    pub fn redo_title(&self) -> Option<&str> {
        self.future.last().map(|s| s.title.as_str())
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.past.clear();
        self.future.clear();
    }
}
