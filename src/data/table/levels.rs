//! Cells of a feature that is a choice. What a cell means may hang on the whole column: codes are levels only where no
//! cell is a label.

use std::collections::BTreeMap;

use super::cell;
use super::cells::Cell;
use super::level::{As, Finder, Found};
use super::matching::{FeatureMatch, Oddity};
use crate::base::{Error, Result};
use crate::model::Feature;
use crate::model::columns::{LEVEL_MISSING as MISSING, LEVEL_OTHER as OTHER};

/// Marks a code that is a level's only if the whole column holds codes.
const BY_CODE: u32 = 1 << 30;
/// How many distinct texts that are no labels are remembered per column.
const MISSES_MAX: usize = 256;
/// So many cells that are all no level are another column, or the same one written otherwise; one may be a new level.
const ALL_UNSEEN: usize = 2;
/// So many cells that are no level are, where they are more than half, the column written otherwise.
const MOST_UNSEEN: usize = 10;

/// The levels of one choice.
pub(super) struct Levels<'f> {
    of: &'f Feature,
    finder: Finder<'f>,
    list: Vec<u32>,
    /// What texts are that are no labels as they stand, so that each is looked into once.
    misses: BTreeMap<Box<str>, Found>,
    labels: usize,
    missing: usize,
    /// Cells that are codes if the whole column is.
    codes: usize,
    other: usize,
    unseen: usize,
    first_unseen: usize,
    trimmed: usize,
    booleans: usize,
    unescaped: usize,
    filled: usize,
    /// Empty cells that are a level without a letter.
    blank: usize,
    /// What is known from going ahead: whether no cell of the whole column is a label.
    by_code: Option<bool>,
}

impl<'f> Levels<'f> {
    pub(super) fn new(of: &'f Feature) -> Self {
        Self {
            of,
            finder: Finder::new(of),
            list: Vec::new(),
            misses: BTreeMap::new(),
            labels: 0,
            missing: 0,
            codes: 0,
            other: 0,
            unseen: 0,
            first_unseen: 0,
            trimmed: 0,
            booleans: 0,
            unescaped: 0,
            filled: 0,
            blank: 0,
            by_code: None,
        }
    }

    /// The choice.
    pub(super) fn of(&self) -> &'f Feature {
        self.of
    }

    /// Codes were met and no label yet.
    pub(super) fn in_doubt(&self) -> bool {
        self.codes > 0 && self.labels == 0 && self.by_code.is_none()
    }

    /// A label was met.
    pub(super) fn is_labelled(&self) -> bool {
        self.labels > 0
    }

    /// Takes over whether no cell of the whole column is a label.
    pub(super) fn decide(&mut self, by_code: bool) {
        self.by_code = Some(by_code);
    }

    /// Forgets the list, of which only the counts are wanted.
    pub(super) fn forget(&mut self) {
        self.list.clear();
    }

    pub(super) fn take(&mut self, cell: &Cell<'_>, row: usize) -> Result<()> {
        let found = match *cell {
            Cell::Missing => Found::Missing,
            Cell::Text(text) => return self.text(text, row),
            Cell::Number(x) if x.is_nan() || self.is_marker(x) => Found::Missing,
            Cell::Number(x) => self.finder.number(x),
            Cell::Whole(x) if self.is_marker(x as f64) => Found::Missing,
            Cell::Whole(x) => self.finder.whole(x.into()),
            Cell::Bool(yes) => match self.finder.boolean(yes) {
                Found::Unseen if !self.finder.hashed() => return Err(cell::no_level(self.of, None)),
                found => found,
            },
            Cell::Date(_) => return Err(cell::no_level(self.of, None)),
        };
        self.push(found, row)
    }

    /// Whether a number is one that counts as missing and is no label.
    fn is_marker(&self, x: f64) -> bool {
        self.of.counts_as_missing(x) && self.finder.itself(&x.to_string()).is_none()
    }

    fn text(&mut self, text: &str, row: usize) -> Result<()> {
        if let Some(level) = self.finder.itself(text) {
            self.blank += usize::from(text.is_empty());
            return self.push(Found::Level(level, As::Itself), row);
        }
        if let Some(&known) = self.misses.get(text) {
            return self.push(known, row);
        }
        let found = if cell::is_marker(text.trim(), self.of) { Found::Missing } else { self.finder.text(text) };
        if found == Found::Unseen
            && !self.finder.hashed()
            && let Some(meant) = cell::misspelt(text.trim(), self.finder.labels().iter().copied())
        {
            return Err(cell::no_level(self.of, Some(meant)));
        }
        if self.misses.len() < MISSES_MAX {
            self.misses.insert(text.into(), found);
        }
        self.push(found, row)
    }

    fn push(&mut self, found: Found, row: usize) -> Result<()> {
        let found = match found {
            // a level's code stands for "not known", as XGBoost takes it
            Found::Level(level, _) if self.of.counts_as_missing(f64::from(level)) => Found::Missing,
            Found::Missing => match self.finder.filler() {
                Some(level) => {
                    self.filled += 1;
                    Found::Level(level, As::Itself)
                }
                None => found,
            },
            _ => found,
        };
        let (code, count) = match found {
            Found::Level(level, how) => {
                self.trimmed += usize::from(how == As::Trimmed);
                self.booleans += usize::from(how == As::Boolean);
                self.unescaped += usize::from(how == As::Unescaped);
                (level, &mut self.labels)
            }
            Found::Missing => (MISSING, &mut self.missing),
            Found::OtherCode => (OTHER, &mut self.other),
            Found::Code(code) => (BY_CODE | code, &mut self.codes),
            Found::Unseen => (OTHER, &mut self.unseen),
            Found::Doubt(doubt) => return Err(doubt.error()),
        };
        *count += 1;
        self.list.push(code);
        if found == Found::Unseen && self.unseen == 1 {
            self.first_unseen = row;
        }
        Ok(())
    }

    /// The codes since the last time. Where no cell is a label and all are codes, they are codes; where some are
    /// labels, other texts are levels that the model never saw; where none is, the column is another one.
    pub(super) fn hand_over(&mut self) -> Vec<u32> {
        let mut list = std::mem::take(&mut self.list);
        if self.codes > 0 {
            let by_code = self.by_code.unwrap_or(self.labels == 0);
            for code in list.iter_mut().filter(|code| **code >> 30 == BY_CODE >> 30) {
                *code = if by_code { *code & !BY_CODE } else { OTHER };
            }
        }
        list
    }

    /// Looks, once every cell is taken, at whether this can be the feature's column.
    ///
    /// # Errors
    /// [`Kind::Data`](crate::base::Kind::Data) with the first row that is no level, where all are none or most.
    pub(super) fn check(&self) -> Result<(), (usize, Error)> {
        let codes = if self.labels == 0 { 0 } else { self.codes };
        let unseen = self.unseen + codes;
        let known = self.labels + (self.codes - codes);
        // of those that are matched by hash the file knows only the ones that a split asks for
        if self.finder.hashed() || self.unseen == 0 {
            return Ok(());
        }
        let mixed = self.labels == 0 && self.codes > 0;
        if mixed || known == 0 && unseen >= ALL_UNSEEN {
            return Err((self.first_unseen, cell::no_level(self.of, None)));
        }
        if unseen >= MOST_UNSEEN && unseen > known {
            return Err((self.first_unseen, cell::mostly_unseen(self.of, unseen, unseen + known)));
        }
        Ok(())
    }

    /// Says what was counted.
    pub(super) fn count(&self, found: &mut FeatureMatch) {
        found.missing = self.missing;
        // a label whose hash no split asks for is nothing to tell
        let hashed = self.finder.hashed();
        found.unseen = if hashed { 0 } else { self.unseen + self.other };
        found.by_code = self.codes > 0 && self.labels == 0;
        if !found.by_code {
            found.unseen += self.codes;
        }
        let labels = self.labels - self.filled;
        let most = if hashed && self.unseen > labels { self.unseen } else { 0 };
        let none_known = if labels == 0 { most } else { 0 };
        let empty = if hashed { self.missing } else { 0 };
        let all = [
            (self.trimmed, Oddity::Trimmed(self.trimmed)),
            (self.booleans, Oddity::Booleans(self.booleans)),
            (self.unescaped, Oddity::Unescaped(self.unescaped)),
            (self.blank, Oddity::Blank(self.blank)),
            (none_known, Oddity::NoneKnown(none_known)),
            (most - none_known, Oddity::FewKnown { cells: most, of: most + labels }),
            (self.filled, Oddity::Filled(self.filled)),
            (empty, Oddity::NoLevel(empty)),
        ];
        found.oddities.extend(all.into_iter().filter(|(n, _)| *n > 0).map(|(_, oddity)| oddity));
    }
}
