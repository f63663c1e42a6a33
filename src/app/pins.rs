//! What is pinned: scenarios under names, each with its customer.
//!
//! What is pinned stays pinned: undo goes through what was tried and takes no pins along. It does take back that one was
//! removed or renamed.

use std::sync::Arc;

use super::choice::{Choice, same};
use crate::base::OfferIdx;
use crate::model::{Profile, Value};

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
pub struct Pins {
    list: Arc<Vec<Scenario>>,
    last_id: u64,
}

impl Pins {
    /// What a file remembers.
    pub fn of(list: Vec<Scenario>) -> Self {
        let last_id = list.iter().map(|s| s.id).max().unwrap_or(0);
        Self { list: Arc::new(list), last_id }
    }

    /// All of them; one and the same list until something is changed.
    pub fn list(&self) -> &Arc<Vec<Scenario>> {
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
        Arc::make_mut(&mut self.list).push(Scenario {
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
        let Edit { id, at, was } = edit;
        // a number is given once, also if only undo still knows it
        self.last_id = self.last_id.max(id);
        let list = Arc::make_mut(&mut self.list);
        match (list.iter().position(|s| s.id == id), was) {
            (Some(at), Some(was)) => Edit { id, at, was: Some(std::mem::replace(&mut list[at], was)) },
            (Some(at), None) => Edit { id, at, was: Some(list.remove(at)) },
            (None, Some(was)) => {
                let at = at.min(list.len());
                list.insert(at, was);
                Edit { id, at, was: None }
            }
            (None, None) => Edit { id, at, was: None },
        }
    }

    /// Whether putting this would pin one more than there may be.
    pub fn has_no_room_for(&self, edit: &Edit) -> bool {
        edit.was.is_some() && self.is_full() && self.get(edit.id).is_none()
    }

    /// Takes away what was pinned of somebody who stood at a place and is gone; later ones move up.
    pub fn forget(&mut self, place: usize, profile: &Profile) {
        let is_theirs = |s: &Scenario| s.place == Some(place) || (s.place.is_none() && *s.profile == *profile);
        Arc::make_mut(&mut self.list).retain(|s| !is_theirs(s));
        self.follow(|stood| Some(if stood > place { stood - 1 } else { stood }));
    }

    /// Follows the people: `now` says where somebody stands now by where they stood, `None` if they are gone.
    pub fn follow(&mut self, now: impl Fn(usize) -> Option<usize>) {
        for scenario in Arc::make_mut(&mut self.list) {
            scenario.place = scenario.place.and_then(&now);
        }
    }
}
