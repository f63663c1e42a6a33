//! What all parts of the screen of all customers are said of, and how people are counted there.

use crate::ask::Inputs;
use crate::ask::balance::Refusal;
use crate::ask::everybody::{Everybody, Upward};
use crate::ask::frontier::{Way, Ways};
use crate::ask::groups;
use crate::ask::paired::{Paired, probably_changed};
use crate::ask::proven::Proven;
use crate::ask::weights::Weighed;
use crate::base::{FeatureIdx, number};
use crate::model::{CustomerModel, Line, Profile};
use crate::view::line::Placing;
use crate::view::phrase::{fact_name, list};
use crate::view::words::everyone as words;

/// Fewer people than this are not counted out.
pub(super) const SMALLEST: u64 = groups::LEAST;
/// What is shown of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The model.
    pub inputs: &'a Inputs,
    /// What takes the place of a refused fact.
    pub refusal: Refusal,
    /// The line of the only offer.
    pub line: Option<Line>,
    /// The answer.
    pub answer: &'a Everybody,
    /// What was proven, if it was asked for.
    pub proven: Option<&'a Proven>,
    /// What is held against the points, if a person chose.
    pub upward: Option<Upward>,
    /// The facts that the chosen set refuses, if a person chose.
    pub chosen: Option<&'a [FeatureIdx]>,
    /// How intrusive each fact is, in points, in the model's order.
    pub weights: &'a [f64],
    /// Who said so, before a person changed points here.
    pub weighed: &'a Weighed,
    /// The table's file.
    pub file: Option<&'a str>,
    /// The customer who is looked at.
    pub customer: &'a Profile,
    /// Whether a what-if of theirs is on.
    pub is_what_if: bool,
}

/// What all parts of the screen are said of.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) model: &'a CustomerModel,
    pub(super) placing: Placing,
    /// How many customers.
    pub(super) rows: u64,
    pub(super) ways: &'a Ways,
    /// Whether it is known what people accept.
    pub(super) known: bool,
}

impl Shown<'_> {
    /// Whether a fact's points were changed here.
    pub(super) fn is_changed(&self, feature: FeatureIdx) -> bool {
        self.weights[feature.index()].to_bits() != self.weighed.points[feature.index()].to_bits()
    }
}

/// A count of people; few are not counted out.
pub(super) fn people(n: u64) -> String {
    if n > 0 && n < SMALLEST { format!("<{SMALLEST}") } else { number::fixed(n as f64, 0) }
}

/// How long a bar of so many people may be drawn: what is not counted out is not measured out either.
pub(super) fn drawn(n: u64) -> u64 {
    if n > 0 && n < SMALLEST { SMALLEST - 1 } else { n }
}

/// So many of 100 of all, with a decimal.
pub(super) fn of_100(n: u64, rows: u64) -> String {
    let share = |n: u64| number::trimmed(n as f64 * 100.0 / rows.max(1) as f64, 1);
    if n > 0 && n < SMALLEST { format!("<{}", share(SMALLEST)) } else { share(n) }
}

impl Said<'_> {
    /// "same offer", "same side of the line".
    pub(super) fn same(&self) -> &'static str {
        if self.placing.is_line() { words::SAME_SIDE } else { words::SAME_OFFER }
    }

    /// What a set is called within a sentence: "without “Ads” and “Account”", "with everything used".
    pub(super) fn name(&self, way: &Way) -> String {
        if way.facts.is_empty() {
            return words::WITH_ALL.to_owned();
        }
        format!("without {}", list(&self.refused(way)))
    }

    /// What is refused, one by one.
    pub(super) fn refused(&self, way: &Way) -> Vec<String> {
        if self.ways.by_facts {
            return way.facts.iter().map(|f| self.fact(*f)).collect();
        }
        way.point.refused.iter().map(|purpose| format!("“{}”", purpose.label)).collect()
    }

    /// By how much the share of those who accept probably changed against today, at least and at most; `None` where that is not known,
    /// or nothing is refused.
    pub(super) fn probably_changed(&self, way: &Way) -> Option<(f64, f64)> {
        let whole = self.whole()?;
        if !self.known || way.facts.is_empty() {
            return None;
        }
        let (before, gained) = (whole.point.count.accepted, way.point.count.gained);
        let both = way.point.count.accepted.checked_sub(gained)?;
        probably_changed(Paired { n: self.rows, both, lost: before.checked_sub(both)?, gained })
    }

    /// A fact within a sentence.
    pub(super) fn fact(&self, feature: FeatureIdx) -> String {
        fact_name(self.model.features().get(feature))
    }

    /// Points of intrusiveness with everything used.
    pub(super) fn whole(&self) -> Option<&Way> {
        self.ways.whole().map(|place| &self.ways.list[place])
    }
}

/// Counts that add up to all. Where a single one is not counted out, the least of the others is told in round numbers, so
/// that nobody works it out by subtraction.
pub(super) fn counts(all: impl Iterator<Item = u64>) -> Vec<String> {
    const ROUND: u64 = 20;
    let all: Vec<u64> = all.collect();
    let mut texts: Vec<String> = all.iter().map(|n| people(*n)).collect();
    let held = |n: &u64| drawn(*n) != *n || people(*n).starts_with('<');
    if all.iter().filter(|n| held(n)).count() == 1 {
        let least = all.iter().enumerate().filter(|(_, n)| **n > 0 && !held(n)).min_by_key(|(_, n)| **n);
        if let Some((place, n)) = least {
            texts[place] = format!("about {}", number::fixed(((n + ROUND / 2) / ROUND * ROUND).max(ROUND) as f64, 0));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_not_counted_out_nor_found_by_subtraction() {
        assert_eq!(counts([500, 143, 7].into_iter()), ["500", "about 140", "<11"]);
        assert_eq!(counts([500, 3, 7, 0].into_iter()), ["500", "<11", "<11", "0"]);
        assert_eq!(counts([500, 11, 0].into_iter()), ["500", "11", "0"]);
    }
}
