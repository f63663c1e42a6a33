//! How much a reader may still make of few bytes: a code of a few digits stands for as many levels and bits.

use crate::base::{Error, Kind, Result};
use crate::model::builder::{LEVELS_ALL_MAX, SET_WORDS_MAX};

/// The most texts that a model in JSON or UBJSON may hold: names of fields in every tree, features, levels.
pub(super) const TEXTS_MAX: usize = 5_000_000;

/// What is left of the limits, taken before memory is.
pub(super) struct Room {
    levels: usize,
    words: usize,
}

impl Room {
    /// All of it.
    pub(super) fn new() -> Self {
        Self { levels: LEVELS_ALL_MAX, words: SET_WORDS_MAX }
    }

    /// Takes room for the levels of one more feature.
    ///
    /// # Errors
    /// [`Kind::Invalid`] if there is none left.
    pub(super) fn levels(&mut self, n: usize) -> Result<()> {
        match self.levels.checked_sub(n) {
            Some(left) => {
                self.levels = left;
                Ok(())
            }
            None => {
                let what = format!("more than {LEVELS_ALL_MAX} levels in all, the limit");
                Err(Error::new(Kind::Invalid, what).hint("train on categories with fewer levels"))
            }
        }
    }

    /// Takes room for a set of levels up to `highest`.
    ///
    /// # Errors
    /// [`Kind::Invalid`] if there is none left.
    pub(super) fn set(&mut self, highest: Option<u32>) -> Result<()> {
        match self.words.checked_sub(highest.map_or(0, |l| l as usize / 64 + 1)) {
            Some(left) => {
                self.words = left;
                Ok(())
            }
            None => {
                let what = format!("the sets of levels take more than {SET_WORDS_MAX} words in all, the limit");
                Err(Error::new(Kind::Invalid, what).hint("train on categories with fewer levels"))
            }
        }
    }
}
