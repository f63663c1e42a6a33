//! What each permission is worth, over many customers: for how many the offer stays with a fact, a purpose or a set of
//! purposes refused.
//!
//! Of each customer the codes are held, and which offers the rules bar: no value. What is counted is a partial: whole
//! numbers, and sums of what was rounded once per customer, so any division of the customers adds up to the same bits.

use rayon::prelude::*;

pub use super::alike::{Alike, Identifiable, Known};
use super::balance::{Refusal, facts_of};
pub use super::counts::{Asked, Contacted, Count, Counts};
use super::counts::{GroupCounts, InGroup, Reached};
use super::groups::{self, Divided, Division};
use super::line::LineFrom;
use super::parted::parted;
pub use super::parted::{ContactedShown, GroupShown, Parted};
use super::question::Inputs;
use super::ranks::Ranks;
pub use super::weights::{Weighed, weighed, weights};
use crate::base::digest::Digest;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result};
use crate::model::{Basis, Cell, Columns, CustomerModel, Decision, Line, Offer, Purpose, Value};
use crate::score::rank::{barred, first, is_above, meets};
use crate::score::{Absence, Absent, Codes, Sets};

/// The most purposes of which every set is looked at.
pub const PURPOSES_MOST: usize = 15;
/// How many responses are held at once to be ranked.
const RANKS_MOST: usize = 1 << 24;
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
    /// The fewest people of whom something is said in a group; [`groups::LEAST`] unless somebody says otherwise.
    pub least: u64,
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
    /// Customer by customer and offer by offer, how often messages were sent already.
    reached: Vec<Reached>,
    /// Customer by customer and purpose by purpose, what was decided.
    decided: Vec<Option<Decision>>,
    /// Which groups customers are in.
    divided: Divided,
    n_rows: usize,
}

impl Held {
    /// Nobody yet, to be counted by these groups too.
    pub fn by(divisions: Vec<Division>) -> Self {
        Self { divided: Divided::new(divisions), ..Self::default() }
    }

    /// [`add`](Self::add), with the groups that customers are in.
    ///
    /// # Errors
    /// As [`Divided::add`].
    pub fn add_divided(
        &mut self,
        model: &CustomerModel,
        part: &dyn Columns,
        rows: usize,
        outcomes: &[Option<&[f64]>],
    ) -> Result<()> {
        self.divided.add(model, part, rows)?;
        self.add(model, part, rows, outcomes);
        Ok(())
    }

    /// Adds the first rows of a part of a table; `outcomes` are, per offer, a 0 or 1 a row where it is known. O(values · log cuts).
    pub fn add(&mut self, model: &CustomerModel, part: &dyn Columns, rows: usize, outcomes: &[Option<&[f64]>]) {
        let limits: Vec<_> = model.offers().iter().map(|offer| limit(model, part, offer)).collect();
        let purposes = model.purposes_in_use();
        let decisions: Vec<_> = purposes.iter().map(|purpose| part.decisions(&purpose.id)).collect();
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
            self.reached.extend(limits.iter().map(|reached| reached(row)));
            self.decided.extend(decisions.iter().map(|list| list.map(|list| list[row])));
            self.n_rows += 1;
        }
    }

    /// A customer: the codes, which offers are barred, and what became of each offer.
    pub fn customer(&self, model: &CustomerModel, row: usize) -> (Codes, &[bool], &[Option<bool>]) {
        let (n, offers) = (model.features().len(), model.offers().len());
        let of = row * offers..(row + 1) * offers;
        let codes = Codes::from_cells(self.codes[row * n..(row + 1) * n].iter().copied());
        (codes, &self.barred[of.clone()], &self.became[of])
    }

    /// Which groups customers are in.
    pub fn divided(&self) -> &Divided {
        &self.divided
    }

    /// How many customers.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }
}

/// How often messages of an offer were sent to each customer already.
fn limit<'a>(model: &CustomerModel, part: &'a dyn Columns, offer: &Offer) -> Box<dyn Fn(usize) -> Reached + 'a> {
    let Some(contact) = &offer.contact else { return Box::new(|_| Reached::Below) };
    let most = f64::from(contact.most);
    let feature = model.features().find(&contact.counted_in);
    let numbers = part.numbers_of(&contact.counted_in);
    Box::new(move |row| {
        let sent = match (numbers, feature) {
            (Some(numbers), _) => numbers[row],
            (None, Some(feature)) => match part.column(feature).value(row) {
                Value::Number(x) => x,
                _ => f64::NAN,
            },
            (None, None) => f64::NAN,
        };
        match sent.partial_cmp(&most) {
            None => Reached::Unknown,
            Some(std::cmp::Ordering::Less) => Reached::Below,
            Some(_) => Reached::Most,
        }
    })
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
    /// From which set on groups are counted.
    by_group: Option<usize>,
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
        let line = decided_at(inputs, line);
        let print = print(model, refusal, absence, line, &sets);
        Ok(Self { model, absence, absent, line, sets: Sets::new(model, sets), asked, by_group: None, print })
    }

    /// Counts by group too, for the sets from this one on; that of nothing refused is 0.
    #[must_use]
    pub fn by_group(self, from: usize) -> Self {
        Self { by_group: Some(from), ..self }
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

    fn empty_group(&self, n_offers: usize) -> GroupCounts {
        let n_sets = self.asked.len() - self.by_group.unwrap_or(0);
        GroupCounts { n: 0, sets: vec![InGroup::default(); n_sets], contacted: vec![Contacted::default(); n_offers] }
    }

    /// The print of what is asked, with the groups it is asked by.
    fn print_by(&self, divisions: &[Division]) -> String {
        let mut digest = Digest::new("balance of everybody by group 1");
        digest.text(&self.print);
        digest.count(self.by_group.unwrap_or(0));
        for division in divisions {
            digest.text(groups::name(self.model, &division.by));
            digest.numbers(&division.bands);
        }
        if divisions.is_empty() { self.print.clone() } else { digest.finish() }
    }

    /// Counts customers; the sets of the answer are those that were laid out, in their order, after that of nothing
    /// refused. On all cores of the pool it is called in; the same bits for any number of them, and for any division of
    /// the customers.
    ///
    /// # Errors
    /// [`Kind::Cancelled`]; [`Kind::Question`] for responses too large to be added up.
    pub fn count(&self, held: &Held, rows: std::ops::Range<usize>, progress: &Progress) -> Result<Counts> {
        let (n, n_offers) = (self.model.features().len(), self.model.offers().len());
        let divisions = if self.by_group.is_some() { held.divided.divisions() } else { &[] };
        let print = self.print_by(divisions);
        let start = || Counts::new(print.clone(), self.asked.len(), n_offers, divisions.len());
        let n_purposes = held.decided.len() / held.n_rows.max(1);
        let chunk = |chunk: usize| {
            progress.check()?;
            let from = rows.start + chunk * CHUNK;
            let to = rows.end.min(from + CHUNK);
            let (mut counts, mut margins) = (start(), Vec::new());
            let mut groups: Vec<Vec<GroupCounts>> = (0..divisions.len())
                .map(|at| vec![self.empty_group(n_offers); held.divided.keys(at).len()])
                .collect();
            for row in from..to {
                let codes = Codes::from_cells(held.codes[row * n..(row + 1) * n].iter().copied());
                let firsts = self.firsts(&codes, &held.barred[row * n_offers..(row + 1) * n_offers], &mut margins);
                counts.rows += 1;
                let before = firsts[0].map(|(offer, _)| offer);
                let reached = before.map(|offer| (offer, held.reached[row * n_offers + offer.index()]));
                if let Some((offer, reached)) = reached {
                    counts.contacted[offer.index()].add(reached);
                }
                counts.asked.resize(n_purposes, Asked::default());
                let decided = &held.decided[row * n_purposes..(row + 1) * n_purposes];
                counts.asked.iter_mut().zip(decided).for_each(|(asked, decided)| asked.add(*decided));
                let became = |offer: OfferIdx| held.became[row * n_offers + offer.index()];
                for (at, groups) in groups.iter_mut().enumerate() {
                    let group = &mut groups[held.divided.group(at, row)];
                    group.n += 1;
                    if let Some((offer, reached)) = reached {
                        group.contacted[offer.index()].add(reached);
                    }
                    for (count, first) in group.sets.iter_mut().zip(&firsts[self.by_group.unwrap_or(0)..]) {
                        let first = first.map(|(offer, _)| offer);
                        count.same += u64::from(first == before);
                        let became = first.and_then(became);
                        count.known += u64::from(became.is_some());
                        count.accepted += u64::from(became == Some(true));
                    }
                }
                let accepted = before.and_then(became) == Some(true);
                for (count, first) in counts.sets.iter_mut().zip(firsts) {
                    count.same += u64::from(first.map(|(offer, _)| offer) == before);
                    let Some((offer, response)) = first else { continue };
                    count.given[offer.index()] += 1;
                    let became = became(offer);
                    count.known += u64::from(became.is_some());
                    count.accepted += u64::from(became == Some(true));
                    count.gained += u64::from(became == Some(true) && !accepted);
                    let value = response * self.model.offer(offer).value.unwrap_or(1.0);
                    count.response.add(response)?;
                    count.value.add(value)?;
                }
            }
            for (at, (all, groups)) in counts.groups.iter_mut().zip(groups).enumerate() {
                let keys = held.divided.keys(at).iter().cloned();
                all.extend(keys.zip(groups).filter(|(_, group)| group.n > 0));
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

impl Counter<'_> {
    /// The responses to each offer under each set, of customers of whom it is known what became of it; rules aside. Set
    /// by set, offer by offer, as [`count`](Self::count) goes.
    ///
    /// # Errors
    /// [`Kind::Cancelled`]; [`Kind::Question`] for more customers than can be counted.
    pub fn ranks(&self, held: &Held, rows: std::ops::Range<usize>, progress: &Progress) -> Result<Vec<Vec<Ranks>>> {
        let (n, n_offers, n_sets) = (self.model.features().len(), self.model.offers().len(), self.asked.len());
        let start = || vec![vec![Ranks::default(); n_offers]; n_sets];
        let chunk = |chunk: usize| {
            progress.check()?;
            let from = rows.start + chunk * CHUNK;
            let to = rows.end.min(from + CHUNK);
            let mut lists = vec![vec![Vec::new(); n_offers]; n_sets];
            let (mut margins, mut responses) = (Vec::new(), Vec::new());
            for row in from..to {
                let became = &held.became[row * n_offers..(row + 1) * n_offers];
                if became.iter().all(Option::is_none) {
                    continue;
                }
                let codes = Codes::from_cells(held.codes[row * n..(row + 1) * n].iter().copied());
                self.sets.margins(self.model, &codes, self.absent, self.absence, &mut margins);
                for (lists, margins) in lists.iter_mut().zip(margins.chunks_exact(n_offers)) {
                    self.model.link().responses_into(margins, &mut responses);
                    for ((list, response), became) in lists.iter_mut().zip(&responses).zip(became) {
                        list.extend(became.map(|accepted| (*response, accepted)));
                    }
                }
            }
            progress.advance((to - from) as u64);
            Ok(lists.into_iter().map(|lists| lists.into_iter().map(Ranks::of).collect()).collect())
        };
        let merged = |a: Vec<Vec<Ranks>>, b: Vec<Vec<Ranks>>| {
            let both = |(a, b): (Vec<Ranks>, Vec<Ranks>)| a.into_iter().zip(b).map(|(a, b)| a.merged(b)).collect();
            a.into_iter().zip(b).map(both).collect()
        };
        (0..rows.len().div_ceil(CHUNK)).into_par_iter().map(chunk).try_reduce(start, merged)
    }
}

/// How well responses tell who accepts, set by set and offer by offer; as many sets at a time as memory is for.
fn aucs(
    ask: &dyn Fn(Vec<Vec<FeatureIdx>>) -> Result<Vec<Vec<Ranks>>>,
    held: &Held,
    sets: &[Vec<FeatureIdx>],
) -> Result<Vec<Vec<Option<f64>>>> {
    let mut found = Vec::new();
    for block in sets.chunks(ranked_at_once(held)) {
        let ranks = ask(block.to_vec())?;
        found.extend(ranks[1..].iter().map(|offers| offers.iter().map(Ranks::auc).collect::<Vec<_>>()));
    }
    Ok(found)
}

/// Of how many sets responses are held at once.
fn ranked_at_once(held: &Held) -> usize {
    let known = held.became.iter().filter(|became| became.is_some()).count();
    (RANKS_MOST / known.max(1)).max(1)
}

/// From where on the only offer is given: as asked, else as the dictionary says, else [`half`]; `None` where there are
/// several.
pub(super) fn decided_at(inputs: &Inputs, asked: Option<Line>) -> Option<Line> {
    let said = || inputs.line().filter(|_| inputs.line_from() == Some(LineFrom::Said));
    asked.or_else(said).or_else(|| (inputs.model().offers().len() == 1).then(|| half(inputs.model())))
}

/// The line where nobody drew one.
pub(super) fn half(model: &CustomerModel) -> Line {
    let at = |response| Line::at(model.link(), response).filter(|_| model.link().is_probability());
    at(0.5).unwrap_or_else(|| Line::at_margin(model.link(), 0.0))
}

pub(super) fn print(
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
    /// Offer by offer, how well its response then tells who accepts: see [`Ranks::auc`]. Rules aside; `None` where it is
    /// not known of two customers of whom one accepted and one did not.
    pub auc: Vec<Option<f64>>,
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
    /// Offer by offer, how many of those who are given it are sent too much already.
    pub contacted: Vec<Contacted>,
    /// Purpose by purpose, in the order of [`purposes`](Self::purposes), what customers decided.
    pub asked: Vec<Asked>,
    /// Division by division, who feels it.
    pub by: Vec<Parted>,
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
    let n_sets = if every_set { 1 << refusable.len() } else { refusable.len() + 1 };
    let is_known = held.became.iter().any(Option::is_some);
    let ranked = if is_known { n_sets.div_ceil(ranked_at_once(held)) } else { 0 };
    let rounds = 1 + ranked + used.len().saturating_sub(1) + if every_set { 0 } else { refusable.len() };
    progress.expect((rounds as u64).saturating_mul(held.n_rows() as u64));
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
    let counter = Counter::new(inputs, question.refusal, question.line, sets)?.by_group(1 + used.len());
    let Counts { rows, mut sets, contacted, asked, groups, .. } = counter.count(held, 0..held.n_rows(), progress)?;
    let by = held.divided.divisions().iter().zip(&groups);
    let by = by.map(|(division, counted)| parted(division, counted, purposes.len(), question.least)).collect();
    let points = sets.split_off(1 + used.len() + purposes.len());
    let drop_one = used.iter().zip(&sets[1..]).map(|(&without, c)| Kept { without, same: c.same }).collect();
    let kept = purposes.into_iter().zip(&sets[1 + used.len()..]);
    let purposes = kept.map(|(without, c)| Kept { without, same: c.same }).collect();
    let ranked = |sets: Vec<Vec<FeatureIdx>>| {
        Counter::new(inputs, question.refusal, question.line, sets)?.ranks(held, 0..held.n_rows(), progress)
    };
    let unions: Vec<Vec<FeatureIdx>> = subsets.iter().map(|s| all_of(s)).collect();
    let aucs =
        if is_known { aucs(&ranked, held, &unions)? } else { vec![vec![None; model.offers().len()]; unions.len()] };
    let points = subsets.into_iter().zip(points).zip(aucs).map(|((refused, count), auc)| {
        let out = all_of(&refused);
        let intrusiveness = points_left(&used, &out, &question.weights);
        Point { refused, intrusiveness, count, auc, pareto: false }
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
        contacted,
        asked,
        by,
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
