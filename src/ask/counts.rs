//! What is counted of many customers: partials of whole numbers, and of sums of what was rounded once per customer, so any
//! division of the customers adds up to the same bits.

use std::collections::BTreeMap;

use super::groups::Key;
use crate::base::sum::Sum;
use crate::base::{Error, Kind, Result};
use crate::model::Decision;

/// How often messages were sent already, beside the most that may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reached {
    /// Less often, or there is no most.
    Below,
    /// As often, or more.
    Most,
    /// The table does not say.
    Unknown,
}

/// What is counted of some customers under sets of refused facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts {
    /// The print of the model and of what was asked.
    print: String,
    /// How many customers.
    pub rows: u64,
    /// Set by set.
    pub sets: Vec<Count>,
    /// Offer by offer, with nothing refused.
    pub contacted: Vec<Contacted>,
    /// Purpose by purpose, in the model's order; those of which a column tells.
    pub asked: Vec<Asked>,
    /// Division by division.
    pub(super) groups: Vec<BTreeMap<Key, GroupCounts>>,
}

/// How many of those who are given an offer are sent too much.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contacted {
    /// How many are given it first.
    pub given: u64,
    /// How many of these were sent as many messages already as may be, or more.
    pub over: u64,
    /// Of how many of these that is not known.
    pub unknown: u64,
}

impl Contacted {
    pub(super) fn add(&mut self, reached: Reached) {
        self.given += 1;
        self.over += u64::from(reached == Reached::Most);
        self.unknown += u64::from(reached == Reached::Unknown);
    }

    fn merge(&mut self, other: &Self) {
        self.given += other.given;
        self.over += other.over;
        self.unknown += other.unknown;
    }
}

/// What customers decided about a purpose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// How many agreed.
    pub granted: u64,
    /// How many refused.
    pub refused: u64,
    /// How many were never asked.
    pub not_asked: u64,
    /// Of how many the table does not say.
    pub unknown: u64,
}

impl Asked {
    pub(super) fn add(&mut self, decided: Option<Decision>) {
        *match decided {
            Some(Decision::Granted) => &mut self.granted,
            Some(Decision::Refused) => &mut self.refused,
            Some(Decision::NotAsked) => &mut self.not_asked,
            None => &mut self.unknown,
        } += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.granted += other.granted;
        self.refused += other.refused;
        self.not_asked += other.not_asked;
        self.unknown += other.unknown;
    }
}

/// What is counted of a group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct GroupCounts {
    pub(super) n: u64,
    pub(super) sets: Vec<InGroup>,
    pub(super) contacted: Vec<Contacted>,
}

/// What is counted of a group under one set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct InGroup {
    pub(super) same: u64,
    pub(super) known: u64,
    pub(super) accepted: u64,
}

impl GroupCounts {
    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sets.resize(self.sets.len().max(other.sets.len()), InGroup::default());
        self.contacted.resize(self.contacted.len().max(other.contacted.len()), Contacted::default());
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            mine.same += theirs.same;
            mine.known += theirs.known;
            mine.accepted += theirs.accepted;
        }
        self.contacted.iter_mut().zip(&other.contacted).for_each(|(a, b)| a.merge(b));
    }
}

/// What is counted under one set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// How many are given the same, an offer or none.
    pub same: u64,
    /// How many are given each offer.
    pub given: Vec<u64>,
    /// Of how many it is known what became of what is given.
    pub known: u64,
    /// How many of these accepted.
    pub accepted: u64,
    /// How many of these would not have accepted what they are given with nothing refused.
    pub gained: u64,
    /// The responses of what is given.
    pub(super) response: Sum,
    /// The same times the offers' values.
    pub(super) value: Sum,
}

impl Count {
    /// How many are given any offer.
    pub fn given_any(&self) -> u64 {
        self.given.iter().sum()
    }

    /// The mean response of what is given, over those who are given something; `None` if nobody is.
    pub fn mean_response(&self) -> Option<f64> {
        self.response.mean(self.given_any())
    }

    /// The mean of response × value of what is given, over the same.
    pub fn mean_value(&self) -> Option<f64> {
        self.value.mean(self.given_any())
    }
}

impl Counts {
    pub(super) fn new(print: String, n_sets: usize, n_offers: usize, n_divisions: usize) -> Self {
        let count = Count { given: vec![0; n_offers], ..Count::default() };
        Self {
            print,
            rows: 0,
            sets: vec![count; n_sets],
            contacted: vec![Contacted::default(); n_offers],
            asked: Vec::new(),
            groups: vec![BTreeMap::new(); n_divisions],
        }
    }

    /// Adds what was counted of other customers.
    ///
    /// # Errors
    /// [`Kind::Question`] for an answer to another question or of another model, and for sums past every number.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.print != other.print || self.sets.len() != other.sets.len() {
            return Err(Error::new(Kind::Question, "parts of answers to two questions, or of two models")
                .hint("merge parts that the same model and question gave"));
        }
        self.rows += other.rows;
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            mine.same += theirs.same;
            mine.known += theirs.known;
            mine.accepted += theirs.accepted;
            mine.gained += theirs.gained;
            mine.given.iter_mut().zip(&theirs.given).for_each(|(a, b)| *a += b);
            mine.response.merge(theirs.response)?;
            mine.value.merge(theirs.value)?;
        }
        self.contacted.iter_mut().zip(&other.contacted).for_each(|(a, b)| a.merge(b));
        self.asked.resize(self.asked.len().max(other.asked.len()), Asked::default());
        self.asked.iter_mut().zip(&other.asked).for_each(|(a, b)| a.merge(b));
        for (mine, theirs) in self.groups.iter_mut().zip(&other.groups) {
            for (key, counts) in theirs {
                mine.entry(key.clone()).or_default().merge(counts);
            }
        }
        Ok(())
    }
}
