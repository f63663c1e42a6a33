//! Who is there: customers opened one by one, then the rows of a table.

use std::sync::Arc;

use super::table::Table;
use crate::model::Profile;

/// Who can be looked at: profiles one by one, then the rows of a table.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Profiles opened one by one, or the samples of the demonstration.
    pub profiles: Vec<Profile>,
    /// A table of customers, shared so that a change of who is open copies none.
    pub table: Option<Arc<Table>>,
}

impl People {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.profiles.len() + self.table.as_ref().map_or(0, |table| table.n_rows())
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Somebody, by place.
    pub fn get(&self, place: usize) -> Option<Profile> {
        match self.profiles.get(place) {
            Some(profile) => Some(profile.clone()),
            None => {
                let row = place - self.profiles.len();
                self.table.as_ref().filter(|t| row < t.n_rows()).map(|t| t.profile(row))
            }
        }
    }

    /// Takes a row of the table away, and the table with its last one. O(values).
    pub fn forget_row(&mut self, row: usize) {
        self.table = self.table.take().and_then(|table| table.without(row)).map(Arc::new);
    }

    /// What to call somebody.
    pub fn name(&self, place: usize) -> String {
        match (self.profiles.get(place), &self.table) {
            (Some(profile), _) => profile.name.clone(),
            (None, Some(table)) if place - self.profiles.len() < table.n_rows() => {
                table.label(place - self.profiles.len())
            }
            _ => String::new(),
        }
    }
}
