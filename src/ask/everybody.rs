//! What each permission is worth, over many customers: for how many the offer stays with a fact, a purpose or a set of
//! purposes refused.
//!
//! Of each customer the codes are held, and which offers the rules bar: no value. What is counted is a partial: whole
//! numbers, and sums of what was rounded once per customer, so any division of the customers adds up to the same bits.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::balance::{Refusal, facts_of};
use super::line::LineFrom;
use super::question::Inputs;
pub use super::weights::{Weighed, weighed, weights};
use crate::base::digest::Digest;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result};
use crate::model::{Basis, Cell, Columns, CustomerModel, Line, Purpose, Value};
use crate::score::rank::{barred, first, is_above, meets};
use crate::score::{Absence, Absent, Codes, Sets};

/// The most purposes of which every set is looked at.
pub const PURPOSES_MOST: usize = 15;
/// A sum's last bit.
const GRID: f64 = (1u64 << 60) as f64;
/// How many customers are counted between two looks at whether to stop.
const CHUNK: usize = 256;

/// What does refusing change for these customers?
#[derive(Clone, PartialEq, Debug)]
pub struct EverybodyQuestion {
    /// What takes the place of a refused fact.
    pub refusal: Refusal,
    /// The line of a model with one offer. If `None` the one that its dictionary says, else a response of a half, or a
    /// margin of 0 where it is no chance.
    pub line: Option<Line>,
    /// How intrusive each fact is, in points, in the model's order.
    pub weights: Vec<f64>,
}

/// Customers as the model sees them.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Customer by customer, a code per feature.
    codes: Vec<Cell>,
    /// Customer by customer, whether each offer is barred.
    barred: Vec<bool>,
    /// Customer by customer, what became of each offer.
    became: Vec<Option<bool>>,
    n_rows: usize,
}

impl Held {
    /// Adds the first rows of a part of a table; `outcomes` are, per offer, a 0 or 1 a row where it is known. O(values · log cuts).
    pub fn add(&mut self, model: &CustomerModel, part: &dyn Columns, rows: usize, outcomes: &[Option<&[f64]>]) {
        for row in 0..rows.min(part.n_rows()) {
            let values: Vec<Value> =
                (0..model.features().len()).map(|f| part.column(FeatureIdx::new(f)).value(row)).collect();
            self.codes.extend(Codes::of(model, &values).as_slice());
            self.barred.extend(model.offer_ids().map(|offer| barred(model, offer, &values).is_some()));
            self.became.extend(outcomes.iter().map(|list| match list.map(|list| list[row]) {
                Some(1.0) => Some(true),
                Some(0.0) => Some(false),
                _ => None,
            }));
            self.n_rows += 1;
        }
    }

    /// How many customers.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }
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
    /// The responses of what is given, on the grid.
    response: i128,
    /// The same times the offers' values.
    value: i128,
}

impl Count {
    /// How many are given any offer.
    pub fn given_any(&self) -> u64 {
        self.given.iter().sum()
    }

    /// The mean response of what is given, over those who are given something; `None` if nobody is.
    pub fn mean_response(&self) -> Option<f64> {
        mean(self.response, self.given_any())
    }

    /// The mean of response × value of what is given, over the same.
    pub fn mean_value(&self) -> Option<f64> {
        mean(self.value, self.given_any())
    }
}

fn mean(sum: i128, n: u64) -> Option<f64> {
    (n > 0).then(|| sum as f64 / GRID / n as f64)
}

fn on_grid(x: f64) -> Result<i128> {
    // far below what many customers may add up to
    if x.abs() < GRID { Ok((x * GRID).round_ties_even() as i128) } else { Err(too_large()) }
}

fn too_large() -> Error {
    Error::new(Kind::Question, "responses are too large to be added up exactly")
}

impl Counts {
    fn new(print: String, n_sets: usize, n_offers: usize) -> Self {
        let count = Count { given: vec![0; n_offers], ..Count::default() };
        Self { print, rows: 0, sets: vec![count; n_sets] }
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
            mine.response = mine.response.checked_add(theirs.response).ok_or_else(too_large)?;
            mine.value = mine.value.checked_add(theirs.value).ok_or_else(too_large)?;
        }
        Ok(())
    }
}

/// What is asked of the model, ready for customers.
#[derive(Clone, Debug)]
pub struct Counter<'a> {
    model: &'a CustomerModel,
    absence: Absence<'a>,
    absent: Absent,
    line: Option<Line>,
    sets: Sets,
    /// Per set, the offers whose rules ask for what is refused.
    asked: Vec<Vec<bool>>,
    print: String,
}

impl<'a> Counter<'a> {
    /// Lays sets of refused facts out, each ascending.
    ///
    /// # Errors
    /// As [`Refusal::absence`].
    pub fn new(
        inputs: &'a Inputs,
        refusal: Refusal,
        line: Option<Line>,
        mut sets: Vec<Vec<FeatureIdx>>,
    ) -> Result<Self> {
        let model = inputs.model();
        let absence = refusal.absence(inputs)?;
        let absent = if refusal == Refusal::Missing { Absent::Missing } else { Absent::Averaged };
        // what everything is held against comes first
        sets.insert(0, Vec::new());
        let asks = |offer: OfferIdx, set: &[FeatureIdx]| {
            let fails = |f: FeatureIdx, c| set.contains(&f) && !meets(Value::Withheld, c);
            model.offer(offer).rules.iter().any(|r| fails(r.feature, &r.condition))
        };
        let asked = sets.iter().map(|set| model.offer_ids().map(|o| asks(o, set)).collect()).collect();
        let said = || inputs.line().filter(|_| inputs.line_from() == Some(LineFrom::Said));
        let line = line.or_else(said).or_else(|| (model.offers().len() == 1).then(|| half(model)));
        let print = print(model, refusal, absence, line, &sets);
        Ok(Self { model, absence, absent, line, sets: Sets::new(model, sets), asked, print })
    }

    /// What comes first for a customer under each set, beginning with none refused, with its response.
    fn firsts(&self, codes: &Codes, barred: &[bool], margins: &mut Vec<f64>) -> Vec<Option<(OfferIdx, f64)>> {
        self.sets.margins(self.model, codes, self.absent, self.absence, margins);
        let mut responses = Vec::new();
        let of = |(margins, asked): (&[f64], &Vec<bool>)| {
            self.model.link().responses_into(margins, &mut responses);
            let may = |offer: OfferIdx| !barred[offer.index()] && !asked[offer.index()];
            let offer = first(self.model, &responses, may).filter(|_| is_above(self.line, margins))?;
            Some((offer, responses[offer.index()]))
        };
        margins.chunks_exact(self.model.offers().len()).zip(&self.asked).map(of).collect()
    }

    /// Counts customers; the sets of the answer are those that were laid out, in their order, after that of nothing
    /// refused. On all cores of the pool it is called in; the same bits for any number of them, and for any division of
    /// the customers.
    ///
    /// # Errors
    /// [`Kind::Cancelled`]; [`Kind::Question`] for responses too large to be added up.
    pub fn count(&self, held: &Held, rows: std::ops::Range<usize>, progress: &Progress) -> Result<Counts> {
        let (n, n_offers) = (self.model.features().len(), self.model.offers().len());
        let start = || Counts::new(self.print.clone(), self.asked.len(), n_offers);
        let chunk = |chunk: usize| {
            progress.check()?;
            let from = rows.start + chunk * CHUNK;
            let to = rows.end.min(from + CHUNK);
            let (mut counts, mut margins) = (start(), Vec::new());
            for row in from..to {
                let codes = Codes::from_cells(held.codes[row * n..(row + 1) * n].iter().copied());
                let firsts = self.firsts(&codes, &held.barred[row * n_offers..(row + 1) * n_offers], &mut margins);
                counts.rows += 1;
                let before = firsts[0].map(|(offer, _)| offer);
                let accepts = |offer: OfferIdx| held.became[row * n_offers + offer.index()] == Some(true);
                let accepted = before.is_some_and(accepts);
                for (count, first) in counts.sets.iter_mut().zip(firsts) {
                    count.same += u64::from(first.map(|(offer, _)| offer) == before);
                    let Some((offer, response)) = first else { continue };
                    count.given[offer.index()] += 1;
                    let became = held.became[row * n_offers + offer.index()];
                    count.known += u64::from(became.is_some());
                    count.accepted += u64::from(became == Some(true));
                    count.gained += u64::from(became == Some(true) && !accepted);
                    let value = response * self.model.offer(offer).value.unwrap_or(1.0);
                    count.response += on_grid(response)?;
                    count.value += on_grid(value)?;
                }
            }
            progress.advance((to - from) as u64);
            Ok(counts)
        };
        (0..rows.len().div_ceil(CHUNK)).into_par_iter().map(chunk).try_reduce(start, |mut a, b| {
            a.merge(&b)?;
            Ok(a)
        })
    }
}

/// The line where nobody drew one.
fn half(model: &CustomerModel) -> Line {
    let at = |response| Line::at(model.link(), response).filter(|_| model.link().is_probability());
    at(0.5).unwrap_or_else(|| Line::at_margin(model.link(), 0.0))
}

fn print(
    model: &CustomerModel,
    refusal: Refusal,
    absence: Absence<'_>,
    line: Option<Line>,
    sets: &[Vec<FeatureIdx>],
) -> String {
    let mut digest = Digest::new("balance of everybody 1");
    digest.text(&format!("{:?} {:?} {:?}", model.link(), model.rank_by(), model.rounding()));
    digest.text(&format!("{refusal:?} {line:?}"));
    for (idx, feature) in model.features().iter() {
        digest.text(&feature.id);
        digest.numbers(model.cuts(idx).thresholds());
        digest.numbers(model.cuts(idx).missing_values());
    }
    for offer in model.offers() {
        digest.text(&offer.id);
        digest.text(&format!("{:?} {:?} {:?} {:?}", offer.aggregate, offer.base_score, offer.value, offer.rules));
    }
    for tree in model.trees() {
        digest.text(&format!("{:?}", (tree.offer, &tree.nodes)));
        digest.numbers(&tree.covers);
    }
    if let Absence::ByBackground(rows) = absence {
        rows.columns().iter().for_each(|column| digest.positions(column));
    }
    for set in sets {
        digest.positions(&set.iter().map(|f| f.index() as u32).collect::<Vec<_>>());
    }
    digest.finish()
}

/// How many keep what they are given.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept<T> {
    /// Without what.
    pub without: T,
    /// How many.
    pub same: u64,
}

/// What a set of refused purposes costs.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// Which, in the model's order.
    pub refused: Vec<Purpose>,
    /// The weights of the facts that are still used, added up in the model's order.
    pub intrusiveness: f64,
    /// What is counted then.
    pub count: Count,
    /// Whether no other set keeps as many offers at less intrusiveness, or more at no more.
    pub pareto: bool,
}

/// What is held against points of intrusiveness: the more of it, the better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Upward {
    /// How many accept what they are given, as far as that is known.
    Accepted,
    /// How many are given the same.
    Same,
}

impl Upward {
    /// How many.
    pub fn of(self, count: &Count) -> u64 {
        match self {
            Self::Accepted => count.accepted,
            Self::Same => count.same,
        }
    }
}

/// The points of intrusiveness that are left: the weights of those of the used facts that are not refused, added up.
pub fn points_left(used: &[FeatureIdx], refused: &[FeatureIdx], weights: &[f64]) -> f64 {
    used.iter().filter(|f| !refused.contains(f)).map(|f| weights[f.index()]).sum()
}

/// What a fact is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Precision {
    /// Which.
    pub feature: FeatureIdx,
    /// Thresholds that trees ask; of a choice, its levels.
    pub cuts: usize,
    /// How many of its cells there are customers in, unknown ones among them.
    pub cells_used: usize,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Everybody {
    /// How many customers.
    pub rows: u64,
    /// As it is.
    pub whole: Count,
    /// Each used fact refused alone, in the model's order.
    pub drop_one: Vec<Kept<FeatureIdx>>,
    /// Facts refused one after the other, each the one that changes least beside those before it, until one is left.
    pub elimination: Vec<Kept<FeatureIdx>>,
    /// Each purpose refused alone.
    pub purposes: Vec<Kept<Purpose>>,
    /// Sets of purposes that may be refused.
    pub frontier: Vec<Point>,
    /// Whether these are all sets, or those along the greedy path.
    pub every_set: bool,
    /// What each used fact is asked for.
    pub precision: Vec<Precision>,
}

/// Answers an [`EverybodyQuestion`]. O(customers · (sets + facts²) · trees · depth) or so.
///
/// # Errors
/// As [`Counter::new`] and [`Counter::count`]; [`Kind::Data`] where there is nobody.
pub fn everybody(
    inputs: &Inputs,
    held: &Held,
    question: &EverybodyQuestion,
    progress: &Progress,
) -> Result<Everybody> {
    let model = inputs.model();
    if held.n_rows() == 0 {
        return Err(Error::new(Kind::Data, "the table has no customers, so nothing can be counted"));
    }
    let used: Vec<FeatureIdx> =
        model.features().iter().map(|(f, _)| f).filter(|&f| model.uses(f) || model.rules_ask(f)).collect();
    let purposes = model.purposes_in_use();
    let may =
        |p: &&Purpose| !matches!(p.basis, Basis::Contract | Basis::Obligation) && !facts_of(model, p).is_empty();
    let refusable: Vec<Purpose> = purposes.iter().filter(may).cloned().collect();
    let every_set = refusable.len() <= PURPOSES_MOST;
    let rounds = (used.len().saturating_sub(1) + if every_set { 0 } else { refusable.len() }) as u64;
    progress.expect((rounds + 1).saturating_mul(held.n_rows() as u64));
    let ask = |sets: Vec<Vec<FeatureIdx>>| {
        Counter::new(inputs, question.refusal, question.line, sets)?.count(held, 0..held.n_rows(), progress)
    };
    let all_of = |list: &[Purpose]| {
        let mut all: Vec<FeatureIdx> = list.iter().flat_map(|p| facts_of(model, p)).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let subsets: Vec<Vec<Purpose>> = if every_set {
        let chosen =
            |set: usize| refusable.iter().enumerate().filter(move |(i, _)| set >> i & 1 == 1).map(|(_, p)| p.clone());
        (0..1usize << refusable.len()).map(|set| chosen(set).collect()).collect()
    } else {
        let facts: Vec<_> = refusable.iter().map(|p| facts_of(model, p)).collect();
        let mut path = greedy(&facts, 0, &ask)?.into_iter().map(|k| k.without).collect::<Vec<_>>();
        path.reverse();
        let along = |n: usize| {
            let mut set: Vec<usize> = path[path.len() - n..].to_vec();
            set.sort_unstable();
            set.into_iter().map(|i| refusable[i].clone()).collect()
        };
        (0..=path.len()).map(along).collect()
    };
    let alone: Vec<Vec<FeatureIdx>> = used.iter().map(|&f| vec![f]).collect();
    let by_purpose = purposes.iter().map(|p| facts_of(model, p));
    let sets = alone.iter().cloned().chain(by_purpose).chain(subsets.iter().map(|s| all_of(s))).collect();
    let Counts { rows, mut sets, .. } = ask(sets)?;
    let points = sets.split_off(1 + used.len() + purposes.len());
    let drop_one = used.iter().zip(&sets[1..]).map(|(&without, c)| Kept { without, same: c.same }).collect();
    let kept = purposes.into_iter().zip(&sets[1 + used.len()..]);
    let purposes = kept.map(|(without, c)| Kept { without, same: c.same }).collect();
    let points = subsets.into_iter().zip(points).map(|(refused, count)| {
        let out = all_of(&refused);
        let intrusiveness = points_left(&used, &out, &question.weights);
        Point { refused, intrusiveness, count, pareto: false }
    });
    let mut frontier: Vec<Point> = points.collect();
    mark(&mut frontier, Upward::Same);
    let elimination =
        greedy(&alone, 1, &ask)?.into_iter().map(|k| Kept { without: used[k.without], same: k.same }).collect();
    let precision = used.iter().map(|&f| precision(model, held, f)).collect();
    Ok(Everybody {
        rows,
        whole: sets.swap_remove(0),
        drop_one,
        elimination,
        purposes,
        frontier,
        every_set,
        precision,
    })
}

/// Refuses units one after the other, each the one that changes fewest beside those before it (equal ones in order), until
/// `left` are left.
fn greedy(
    units: &[Vec<FeatureIdx>],
    left: usize,
    ask: &impl Fn(Vec<Vec<FeatureIdx>>) -> Result<Counts>,
) -> Result<Vec<Kept<usize>>> {
    let (mut open, mut out, mut path) = ((0..units.len()).collect::<Vec<_>>(), Vec::new(), Vec::new());
    while open.len() > left {
        let with = |&i: &usize| {
            let mut set: Vec<FeatureIdx> = out.iter().chain(&units[i]).copied().collect();
            set.sort_unstable();
            set.dedup();
            set
        };
        let counts = ask(open.iter().map(with).collect())?;
        let mut best = 0;
        for (at, count) in counts.sets[1..].iter().enumerate() {
            if count.same > counts.sets[1 + best].same {
                best = at;
            }
        }
        let unit = open.remove(best);
        path.push(Kept { without: unit, same: counts.sets[1 + best].same });
        out.extend(&units[unit]);
    }
    Ok(path)
}

/// Marks the points that no other one is better than: none has as much at less intrusiveness, or more at no more.
pub fn mark(points: &mut [Point], upward: Upward) {
    let mut order: Vec<usize> = (0..points.len()).collect();
    let key = |i: usize, points: &[Point]| (points[i].intrusiveness, upward.of(&points[i].count));
    order.sort_by(|&a, &b| {
        let ((a, more_a), (b, more_b)) = (key(a, points), key(b, points));
        a.total_cmp(&b).then(more_b.cmp(&more_a))
    });
    let mut best: Option<(f64, u64)> = None;
    for i in order {
        let (cost, same) = key(i, points);
        points[i].pareto = best.is_none_or(|(at, most)| same > most || same == most && cost == at);
        if points[i].pareto {
            best = Some((cost, same));
        }
    }
}

fn precision(model: &CustomerModel, held: &Held, feature: FeatureIdx) -> Precision {
    let levels = model.features().get(feature).levels().len();
    let cuts = if levels > 0 { levels } else { model.cuts(feature).thresholds().len() };
    let column = held.codes.iter().skip(feature.index()).step_by(model.features().len());
    let cells: std::collections::BTreeSet<_> = column.collect();
    Precision { feature, cuts, cells_used: cells.len() }
}

/// How well facts tell customers apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identifiable {
    /// How many different customers there are.
    pub classes: u64,
    /// The fewest who are alike; 0 of nobody.
    pub smallest: u64,
    /// How many customers have fewer than 5 like them, themselves among these.
    pub below_5: u64,
    /// The same of 11.
    pub below_11: u64,
}

/// A fact as somebody knows it: whole, or between bounds.
#[derive(Clone, PartialEq, Debug)]
pub struct Known {
    /// Which.
    pub feature: FeatureIdx,
    /// Bounds, ascending; a number on a bound belongs to those above. None: it is known as it is.
    pub bands: Vec<f64>,
}

/// How many customers are alike in some facts: a partial, counts of keys that hold values and never leave.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Alike(BTreeMap<Vec<u64>, u64>);

// keys are values of people
impl std::fmt::Debug for Alike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alike").field("classes", &self.0.len()).finish()
    }
}

impl Alike {
    /// Adds the first rows of a part of a table. O(customers · facts · log classes).
    pub fn add(&mut self, part: &dyn Columns, rows: usize, known: &[Known]) {
        for row in 0..rows.min(part.n_rows()) {
            let key = known.iter().map(|k| match part.column(k.feature).value(row) {
                Value::Number(x) if k.bands.is_empty() => (x + 0.0).to_bits(),
                Value::Number(x) => k.bands.partition_point(|&b| b <= x) as u64,
                // past every number that is one
                Value::Level(level) => u64::from(level),
                Value::OtherLevel => u64::MAX - 2,
                Value::Missing => u64::MAX - 1,
                Value::Withheld => u64::MAX,
            });
            *self.0.entry(key.collect()).or_default() += 1;
        }
    }

    /// Adds those of other customers.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(key, n)| *self.0.entry(key).or_default() += n);
    }

    /// What it comes to.
    pub fn finish(&self) -> Identifiable {
        let below = |least: u64| self.0.values().filter(|n| **n < least).sum();
        Identifiable {
            classes: self.0.len() as u64,
            smallest: self.0.values().min().copied().unwrap_or(0),
            below_5: below(5),
            below_11: below(11),
        }
    }
}
