//! For how many customers what they are given is proven to stay, whatever the facts of a purpose are.
//!
//! A partial: whole numbers, so parts add up to the same. Each customer is a search of their own; nothing is averaged.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use rayon::prelude::*;

use super::balance::Refusal;
use super::everybody::{half, print};
use super::line::LineFrom;
use super::question::Inputs;
use crate::base::digest::Digest;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result};
use crate::explain::exact::{Deadline, Goal, Stands, StandsQuestion, stands};
use crate::model::{ChangeRules, Columns, CustomerModel, Line, Value};
use crate::score::rank::{barred, first, is_above, meets};
use crate::score::{Codes, margins};

/// The most sets of which it is told which were proven together.
const SETS_MOST: usize = 64;

/// How many customers what becomes of, under one set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Fate {
    /// What they are given stays, whatever the refused facts are: proven.
    pub proven: u64,
    /// With some made-up values of these facts something else comes of it.
    pub refuted: u64,
    /// A rule of what they are given asks for a refused fact, so it may not be had then.
    pub barred: u64,
    /// Stopped before it was settled.
    pub unsettled: u64,
    /// By scores alone it stays, proven: with rules that ask for a refused fact set aside, of what they are given and of
    /// what may come before it.
    pub by_scores: u64,
}

/// What was proven of some customers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven {
    print: String,
    /// How many customers.
    pub rows: u64,
    /// Set by set.
    pub sets: Vec<Fate>,
    /// Which sets were proven, and which by scores alone, as bits of a number each, and for how many.
    together: BTreeMap<[u64; 2], u64>,
    /// Whether time or a person stopped any of it.
    pub stopped: bool,
}

impl Proven {
    fn new(print: String, n_sets: usize) -> Self {
        Self { print, rows: 0, sets: vec![Fate::default(); n_sets], together: BTreeMap::new(), stopped: false }
    }

    /// For how many customers one of these sets at least is proven.
    pub fn at_least_one(&self, of: &[usize]) -> u64 {
        self.any(of, 0)
    }

    /// The same by scores alone; see [`Fate::by_scores`].
    pub fn at_least_one_by_scores(&self, of: &[usize]) -> u64 {
        self.any(of, 1)
    }

    fn any(&self, of: &[usize], which: usize) -> u64 {
        let wanted = of.iter().fold(0u64, |bits, set| bits | 1 << set);
        self.together.iter().filter(|(proven, _)| proven[which] & wanted != 0).map(|(_, n)| n).sum()
    }

    /// Adds what was proven of other customers.
    ///
    /// # Errors
    /// [`Kind::Question`] for an answer to another question or of another model.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.print != other.print {
            return Err(Error::new(Kind::Question, "parts of answers to two questions, or of two models")
                .hint("merge parts that the same model and question gave"));
        }
        self.rows += other.rows;
        self.stopped |= other.stopped;
        for (mine, theirs) in self.sets.iter_mut().zip(&other.sets) {
            mine.proven += theirs.proven;
            mine.refuted += theirs.refuted;
            mine.barred += theirs.barred;
            mine.unsettled += theirs.unsettled;
            mine.by_scores += theirs.by_scores;
        }
        other.together.iter().for_each(|(proven, n)| *self.together.entry(*proven).or_default() += n);
        Ok(())
    }
}

/// A model and sets of facts, ready for customers.
#[derive(Debug)]
pub struct Prover<'a> {
    inputs: &'a Inputs,
    line: Option<Line>,
    rules: ChangeRules,
    sets: Vec<Vec<FeatureIdx>>,
    boxes: u64,
    deadline: Deadline,
    print: String,
}

impl<'a> Prover<'a> {
    /// Begins; the time runs from here, for all customers together. `rules` say what the refused facts may be, `boxes` how
    /// many each search looks at.
    ///
    /// # Errors
    /// [`Kind::Question`] for more than 64 sets.
    pub fn new(
        inputs: &'a Inputs,
        line: Option<Line>,
        rules: ChangeRules,
        sets: Vec<Vec<FeatureIdx>>,
        boxes: u64,
        budget: Option<Duration>,
    ) -> Result<Self> {
        let model = inputs.model();
        if sets.len() > SETS_MOST {
            return Err(Error::new(Kind::Question, format!("more than {SETS_MOST} purposes to be proven at once"))
                .hint("list fewer purposes in the data dictionary"));
        }
        let said = || inputs.line().filter(|_| inputs.line_from() == Some(LineFrom::Said));
        let line = line.or_else(said).or_else(|| (model.offers().len() == 1).then(|| half(model)));
        let mut digest = Digest::new("proven of everybody 1");
        digest.text(&print(model, Refusal::usual(inputs), inputs.absence(), line, &sets));
        digest.text(&format!("{rules:?} {boxes}"));
        let print = digest.finish();
        Ok(Self { inputs, line, rules, sets, boxes, deadline: Deadline::after(budget), print })
    }

    /// Nobody yet.
    pub fn nobody(&self) -> Proven {
        Proven::new(self.print.clone(), self.sets.len())
    }

    /// Proves for customers, on all cores of the pool it is called in; the same for any number of them and any division
    /// of the customers, unless time stops it.
    ///
    /// # Errors
    /// [`Kind::Cancelled`]; [`Kind::Question`] for rules that do not fit.
    pub fn prove(&self, customers: &dyn Columns, rows: Range<usize>, progress: &Progress) -> Result<Proven> {
        let one = |row: usize| {
            progress.check()?;
            let n = self.inputs.model().features().len();
            let values: Vec<Value> = (0..n).map(|f| customers.column(FeatureIdx::new(f)).value(row)).collect();
            let mut found = self.nobody();
            found.rows = 1;
            let mut bits = [0; 2];
            for (at, set) in self.sets.iter().enumerate() {
                let fate = &mut found.sets[at];
                let (stays, by_scores) = self.fate(&values, set, progress)?;
                fate.by_scores += u64::from(by_scores);
                bits[1] |= u64::from(by_scores) << at;
                match stays {
                    None => fate.barred += 1,
                    Some(Stands::Proven) => {
                        fate.proven += 1;
                        bits[0] |= 1 << at;
                    }
                    Some(Stands::Refuted) => fate.refuted += 1,
                    Some(Stands::Unsettled) => {
                        fate.unsettled += 1;
                        found.stopped |= self.deadline.is_over();
                    }
                }
            }
            found.together.insert(bits, 1);
            progress.advance(1);
            Ok(found)
        };
        let merged = |mut a: Proven, b: Proven| a.merge(&b).map(|()| a);
        rows.into_par_iter().with_max_len(8).map(one).try_reduce(|| self.nobody(), merged)
    }

    /// What becomes of one customer, `None` where a rule bars what comes first; and whether by scores alone it stays.
    fn fate(&self, values: &[Value], set: &[FeatureIdx], progress: &Progress) -> Result<(Option<Stands>, bool)> {
        let model = self.inputs.model();
        let mut hidden = set.to_vec();
        hidden.extend((0..values.len()).filter(|&f| values[f] == Value::Withheld).map(FeatureIdx::new));
        hidden.sort_unstable();
        hidden.dedup();
        let found = margins(model, &Codes::of(model, values), self.inputs.absence());
        let may = |offer: OfferIdx| barred(model, offer, values).is_none();
        let given = first(model, &model.link().responses(&found), may).filter(|_| is_above(self.line, &found));
        let mut without = values.to_vec();
        hidden.iter().for_each(|f| without[f.index()] = Value::Missing);
        let is_barred = |offer: OfferIdx| barred(model, offer, &without).is_some();
        let only = model.offers().len() == 1;
        if given.is_none() && (!only || is_barred(OfferIdx(0))) {
            // nothing may be had, and then still nothing: a rule that asks for a refused fact is not met
            return Ok((Some(Stands::Proven), true));
        }
        let other = self.line.filter(|_| only).map(|line| match given {
            Some(offer) => Goal::Below(offer, line.margin()),
            None => Goal::AtLeast(OfferIdx(0), line.margin()),
        });
        let ask = |among: &[bool]| {
            let question = StandsQuestion {
                values: &without,
                hidden: &hidden,
                first: given,
                among,
                other: other.as_ref(),
                rules: &self.rules,
                boxes: self.boxes,
            };
            stands(model, &question, &self.deadline, progress)
        };
        // rules on facts that are known bar in either case
        let known = |offer: OfferIdx| {
            let fails = |f: FeatureIdx, c| !hidden.contains(&f) && !meets(values[f.index()], c);
            !model.offer(offer).rules.iter().any(|rule| fails(rule.feature, &rule.condition))
        };
        let by_scores: Vec<bool> = model.offer_ids().map(known).collect();
        let by_rules: Vec<bool> = model.offer_ids().map(|offer| !is_barred(offer)).collect();
        let scores = ask(&by_scores)?;
        let rules = match given {
            Some(offer) if is_barred(offer) => None,
            _ if by_rules == by_scores || scores == Stands::Proven => Some(scores),
            _ => Some(ask(&by_rules)?),
        };
        Ok((rules, scores == Stands::Proven))
    }
}

/// The sets of facts that purposes stand for, in their order.
pub fn sets(model: &CustomerModel) -> Vec<Vec<FeatureIdx>> {
    model.purposes_in_use().iter().map(|purpose| super::balance::facts_of(model, purpose)).collect()
}
