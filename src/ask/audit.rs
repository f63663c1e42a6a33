//! Who gets what: every offer by groups of customers, how sure each rate is, each group against a reference, and what is
//! behind a gap.
//!
//! Small groups are put together before anything is counted of them, and a rate over too few people, or one that would give
//! such a rate away, is not said: see [`super::groups`].

use rayon::prelude::*;

use super::Inputs;
use super::everybody::{Held, decided_at};
use super::groups::{By, Divided, Division, Group, Key, Shown, hold_back, put_together};
use super::ranks::Ranks;
use crate::base::progress::Progress;
use crate::base::sum::Sum;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result};
use crate::fairness::compare::{fisher, holm};
use crate::fairness::interval::{Interval, newcombe};
use crate::fairness::tally::{Rate, Seen, Tally, median};
use crate::model::{CustomerModel, Line};
use crate::score::rank::{first, is_above, worth};
use crate::score::{Codes, margins};

/// How many customers are looked at between two looks at whether to stop.
const CHUNK: usize = 256;

/// Who gets what?
#[derive(Clone, PartialEq, Debug)]
pub struct AuditQuestion {
    /// The line of a model with one offer; if `None` as its dictionary says, else a response of a half.
    pub line: Option<Line>,
    /// Division by division, the group that others are held against; the largest if `None`.
    pub reference: Vec<Option<Key>>,
    /// The fewest people of whom something is said.
    pub least: u64,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Audit {
    /// How many customers.
    pub rows: u64,
    /// From where on the only offer is given; `None` where the first of several is.
    pub line: Option<Line>,
    /// Everybody, offer by offer.
    pub whole: Vec<Measured>,
    /// Division by division.
    pub attributes: Vec<Attribute>,
    /// How many pairs of rates were compared; the correction counts them all.
    pub compared: usize,
}

/// What is found of groups.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// How customers are divided.
    pub division: Division,
    /// The groups that may be shown. One alone is everybody, and nothing is said of it.
    pub groups: Vec<GroupFound>,
    /// Of how many customers it is not known.
    pub unknown: u64,
    /// The group that others are held against, by its place.
    pub reference: usize,
    /// Every other group against it, offer by offer.
    pub pairs: Vec<Pair>,
    /// Where groups are furthest apart, offer by offer and rate by rate.
    pub gaps: Vec<Gap>,
    /// How many of those who are given each offer would be given something else with another value of the fact alone;
    /// `None` where the division is no fact that the model knows, or a rule asks it.
    pub changed: Option<Vec<u64>>,
}

/// A group.
#[derive(Clone, PartialEq, Debug)]
pub struct GroupFound {
    /// Who.
    pub group: Group,
    /// Offer by offer.
    pub offers: Vec<Measured>,
}

/// What is measured of a group for one offer.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// Counts.
    pub tally: Tally,
    /// Which of the rates may be said, in the order of [`Rate::ALL`].
    pub said: [bool; Rate::ALL.len()],
    /// How many have a response above that in the middle of everybody's.
    pub above_middle: u64,
    /// How well responses tell those who had it; `None` where outcomes are not known, or of too few.
    pub auc: Option<f64>,
}

impl Measured {
    /// A rate as (how many, of how many), if it may be said.
    pub fn count(&self, rate: Rate) -> Option<(u64, u64)> {
        self.said[rate as usize].then(|| self.tally.count(rate))
    }

    /// The mean square of what chances are off, if that may be said: it is over those of whom accuracy is.
    pub fn brier(&self) -> Option<f64> {
        self.tally.brier().filter(|_| self.said[Rate::Accuracy as usize])
    }

    /// How far chances are off bin by bin, likewise.
    pub fn calibration_error(&self) -> Option<f64> {
        self.tally.calibration_error().filter(|_| self.said[Rate::Accuracy as usize])
    }

    /// A rate, if it may be said and is of somebody.
    pub fn rate(&self, rate: Rate) -> Option<f64> {
        self.count(rate).and_then(|_| self.tally.rate(rate))
    }
}

/// A group against the reference.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// Which offer.
    pub offer: OfferIdx,
    /// Which group, by its place.
    pub group: usize,
    /// The selection rate less that of the reference.
    pub difference: f64,
    /// Between which values that probably is.
    pub newcombe: Interval,
    /// The selection rate as a share of the greatest of any group; `None` where nobody is given it.
    pub impact_ratio: Option<f64>,
    /// How often rates are this far apart where there is no difference.
    pub fisher: f64,
    /// The same corrected for how many pairs were compared.
    pub holm: f64,
    /// The gap of mean margins, and what each fact adds to it, in the model's order.
    pub explained: Explained,
}

/// A gap of mean margins by facts.
#[derive(Clone, PartialEq, Debug)]
pub struct Explained {
    /// The mean margin of the group less that of the reference.
    pub margin_gap: f64,
    /// What each fact adds, in the model's order.
    pub by_feature: Vec<f64>,
    /// What is left over: the gap less all of them.
    pub residual: f64,
}

/// Where groups are furthest apart.
#[derive(Clone, PartialEq, Debug)]
pub struct Gap {
    /// Which offer.
    pub offer: OfferIdx,
    /// Which rate.
    pub rate: Rate,
    /// The group with the greatest, by its place; the first of equal ones.
    pub largest: usize,
    /// The group with the smallest.
    pub smallest: usize,
    /// The greatest less the smallest.
    pub difference: f64,
    /// The smallest as a share of the greatest; `None` where that is 0.
    pub ratio: Option<f64>,
}

/// Customers, scored.
struct Scored {
    /// Customer by customer and offer by offer.
    seen: Vec<Seen>,
    /// Customer by customer and offer by offer.
    margins: Vec<f64>,
}

/// Answers an [`AuditQuestion`]. On all cores of the pool it is called in; the same bits for any number of them, and for
/// any order of the customers. O(customers · (trees · depth + attributions)).
///
/// # Errors
/// [`Kind::Data`] where there is nobody, [`Kind::Question`] for a reference that is no group, [`Kind::Cancelled`].
pub fn audit(inputs: &Inputs, held: &Held, question: &AuditQuestion, progress: &Progress) -> Result<Audit> {
    let (model, n) = (inputs.model(), held.n_rows());
    if n == 0 {
        return Err(Error::new(Kind::Data, "the table has no customers, so nothing can be counted"));
    }
    let divided = held.divided();
    let by_facts = divided.divisions().iter().filter(|d| matches!(d.by, By::Feature(_))).count();
    progress.expect((2 + by_facts) as u64 * n as u64);
    let line = decided_at(inputs, question.line);
    let scored = scored(inputs, held, line, progress)?;
    let n_offers = model.offers().len();
    let middles: Vec<f64> = (0..n_offers)
        .map(|offer| {
            let mut list: Vec<f64> = scored.seen.iter().skip(offer).step_by(n_offers).map(|s| s.response).collect();
            median(&mut list).unwrap_or(f64::INFINITY)
        })
        .collect();
    let everybody = measured(model, &scored, &middles, &|_| 0, 1)?.swap_remove(0);
    let grouped: Vec<Grouped> =
        (0..divided.divisions().len()).map(|i| Grouped::of(divided, i, n, question.least)).collect();
    let means = means(inputs, held, &scored, &grouped, progress)?;
    let mut attributes = Vec::new();
    for ((i, grouped), means) in grouped.into_iter().enumerate().zip(means) {
        let division = divided.divisions()[i].clone();
        let mut found = measured(model, &scored, &middles, &|row| grouped.of[row], grouped.groups.len())?;
        say_what_may_be_said(&mut found, question.least);
        let groups: Vec<GroupFound> =
            grouped.groups.into_iter().zip(found).map(|(group, offers)| GroupFound { group, offers }).collect();
        let reference = reference(&groups, question.reference.get(i).and_then(Option::as_ref))?;
        let gaps = gaps(&groups, n_offers);
        let pairs = if groups.len() > 1 { pairs(&groups, reference, &means) } else { Vec::new() };
        let changed = changed(inputs, held, &scored, line, &division.by, progress)?;
        attributes.push(Attribute { division, groups, unknown: grouped.unknown, reference, pairs, gaps, changed });
    }
    let all: Vec<f64> = attributes.iter().flat_map(|a| a.pairs.iter().map(|p| p.fisher)).collect();
    let corrected = holm(&all);
    attributes.iter_mut().flat_map(|a| &mut a.pairs).zip(corrected).for_each(|(pair, holm)| pair.holm = holm);
    Ok(Audit { rows: n as u64, line, whole: everybody, attributes, compared: all.len() })
}

/// Customers in the groups that may be shown.
struct Grouped {
    groups: Vec<Group>,
    /// Of how many it is not known.
    unknown: u64,
    /// The group of each customer.
    of: Vec<usize>,
}

impl Grouped {
    fn of(divided: &Divided, division: usize, n: usize, least: u64) -> Self {
        let keys = divided.keys(division);
        let mut counts = vec![0; keys.len()];
        (0..n).for_each(|row| counts[divided.group(division, row)] += 1);
        let sizes: Vec<(Key, u64)> = keys.iter().cloned().zip(counts).collect();
        let unknown = sizes.iter().filter(|(key, _)| *key == Key::Unknown).map(|(_, n)| n).sum();
        let (mut groups, mut place) = (Vec::new(), vec![0; keys.len()]);
        for (i, (group, from)) in put_together(&sizes, least).into_iter().enumerate() {
            from.into_iter().for_each(|key| place[key] = i);
            groups.push(group);
        }
        let of = (0..n).map(|row| place[divided.group(division, row)]).collect();
        Self { groups, unknown, of }
    }
}

/// Responses, what is given, and places, customer by customer.
fn scored(inputs: &Inputs, held: &Held, line: Option<Line>, progress: &Progress) -> Result<Scored> {
    let model = inputs.model();
    let chunk = |chunk: usize| {
        progress.check()?;
        let rows = chunk * CHUNK..held.n_rows().min((chunk + 1) * CHUNK);
        let (mut seen, mut all) = (Vec::new(), Vec::new());
        let mut responses = Vec::new();
        for row in rows.clone() {
            let (codes, barred, became) = held.customer(model, row);
            let margins = margins(model, &codes, inputs.absence());
            model.link().responses_into(&margins, &mut responses);
            let may = |offer: OfferIdx| !barred[offer.index()];
            let given = first(model, &responses, may).filter(|_| is_above(line, &margins));
            let worths: Vec<f64> = model.offer_ids().map(|o| worth(model, o, responses[o.index()])).collect();
            for offer in model.offer_ids() {
                let i = offer.index();
                let is_before = |other: OfferIdx| {
                    let by = worths[other.index()].total_cmp(&worths[i]);
                    may(other) && (by.is_gt() || by.is_eq() && other < offer)
                };
                let place = may(offer).then(|| 1 + model.offer_ids().filter(|o| is_before(*o)).count());
                seen.push(Seen { response: responses[i], is_selected: given == Some(offer), place, had: became[i] });
            }
            all.extend(margins);
        }
        progress.advance(rows.len() as u64);
        Ok((seen, all))
    };
    let parts: Vec<(Vec<Seen>, Vec<f64>)> =
        (0..held.n_rows().div_ceil(CHUNK)).into_par_iter().map(chunk).collect::<Result<_>>()?;
    let (mut seen, mut margins) = (Vec::new(), Vec::new());
    for (a, b) in parts {
        seen.extend(a);
        margins.extend(b);
    }
    Ok(Scored { seen, margins })
}

/// What is measured of groups, group by group and offer by offer; everything is said.
fn measured(
    model: &CustomerModel,
    scored: &Scored,
    middles: &[f64],
    of: &dyn Fn(usize) -> usize,
    n_groups: usize,
) -> Result<Vec<Vec<Measured>>> {
    let (n_offers, is_chance) = (middles.len(), model.link().is_probability());
    let mut tallies = vec![Tally::default(); n_groups * n_offers];
    let mut above = vec![0u64; n_groups * n_offers];
    let mut known: Vec<Vec<(f64, bool)>> = vec![Vec::new(); n_groups * n_offers];
    for (row, seen) in scored.seen.chunks_exact(n_offers).enumerate() {
        for (offer, seen) in seen.iter().enumerate() {
            let at = of(row) * n_offers + offer;
            tallies[at].add(*seen, is_chance)?;
            above[at] += u64::from(seen.response > middles[offer]);
            known[at].extend(seen.had.map(|had| (seen.response, had)));
        }
    }
    let one = |((tally, above_middle), known): ((Tally, u64), Vec<(f64, bool)>)| Measured {
        tally,
        said: [true; Rate::ALL.len()],
        above_middle,
        auc: Ranks::of(known).auc(),
    };
    let mut all = tallies.into_iter().zip(above).zip(known).map(one);
    Ok((0..n_groups).map(|_| all.by_ref().take(n_offers).collect()).collect())
}

/// Holds back rates over too few people, and those that would give one away.
fn say_what_may_be_said(groups: &mut [Vec<Measured>], least: u64) {
    let n_offers = groups.first().map_or(0, Vec::len);
    for offer in 0..n_offers {
        for (i, rate) in Rate::ALL.into_iter().enumerate() {
            let over = |g: &Vec<Measured>| (g[offer].tally.count(rate).1, g[offer].tally.n);
            let cells: Vec<(u64, u64)> = groups.iter().map(over).collect();
            for (group, shown) in groups.iter_mut().zip(hold_back(&cells, None, least)) {
                group[offer].said[i] = matches!(shown, Shown::Count(_));
            }
        }
        for group in groups.iter_mut() {
            let [without, with] = group[offer].tally.known.map(|n| n[0] + n[1]);
            if without < least || with < least {
                group[offer].auc = None;
            }
        }
    }
}

/// The group that others are held against.
fn reference(groups: &[GroupFound], asked: Option<&Key>) -> Result<usize> {
    match asked {
        Some(key) => groups.iter().position(|g| g.group.keys.contains(key)).ok_or_else(|| {
            Error::new(Kind::Question, "a group to hold others against that is not there")
                .hint("name one of the groups of that column")
        }),
        // the first of equal ones
        None => Ok((0..groups.len()).rev().max_by_key(|&i| groups[i].group.n).unwrap_or(0)),
    }
}

fn gaps(groups: &[GroupFound], n_offers: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for offer in 0..n_offers {
        for rate in Rate::ALL {
            let rates: Vec<(usize, f64)> =
                (0..groups.len()).filter_map(|i| Some((i, groups[i].offers[offer].rate(rate)?))).collect();
            let largest = rates.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
            let smallest = rates.iter().min_by(|a, b| a.1.total_cmp(&b.1));
            let (Some(&(largest, most)), Some(&(smallest, least))) = (largest, smallest) else { continue };
            if rates.len() > 1 {
                let ratio = (most > 0.0).then(|| least / most);
                let difference = most - least;
                gaps.push(Gap { offer: OfferIdx::new(offer), rate, largest, smallest, difference, ratio });
            }
        }
    }
    gaps
}

/// What is summed up of a group for one offer.
#[derive(Clone)]
struct Sums {
    n: u64,
    margin: Sum,
    shares: Vec<Sum>,
}

impl Sums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.n += other.n;
        self.margin.merge(other.margin)?;
        self.shares.iter_mut().zip(&other.shares).try_for_each(|(mine, theirs)| mine.merge(*theirs))
    }
}

/// The mean margin of each group and each fact's mean share in it, division by division, group by group and offer by
/// offer.
fn means(
    inputs: &Inputs,
    held: &Held,
    scored: &Scored,
    grouped: &[Grouped],
    progress: &Progress,
) -> Result<Vec<Vec<Vec<Means>>>> {
    let model = inputs.model();
    let (n_offers, n_features) = (model.offers().len(), model.features().len());
    // where the groups of a division begin
    let starts: Vec<usize> =
        grouped.iter().scan(0, |next, g| Some(std::mem::replace(next, *next + g.groups.len() * n_offers))).collect();
    let size = grouped.iter().map(|g| g.groups.len() * n_offers).sum();
    let none = || vec![Sums { n: 0, margin: Sum::default(), shares: vec![Sum::default(); n_features] }; size];
    let chunk = |mut sums: Vec<Sums>, chunk: usize| {
        progress.check()?;
        let rows = chunk * CHUNK..held.n_rows().min((chunk + 1) * CHUNK);
        for row in rows.clone() {
            let (codes, ..) = held.customer(model, row);
            for offer in model.offer_ids() {
                let margin = scored.margins[row * n_offers + offer.index()];
                let shares = inputs.explainer().attribute(&codes, offer, margin).shares;
                for (start, g) in starts.iter().zip(grouped) {
                    let sums = &mut sums[start + g.of[row] * n_offers + offer.index()];
                    sums.n += 1;
                    sums.margin.add(margin)?;
                    sums.shares.iter_mut().zip(&shares).try_for_each(|(sum, share)| sum.add(*share))?;
                }
            }
        }
        progress.advance(rows.len() as u64);
        Ok(sums)
    };
    let merged = |mut a: Vec<Sums>, b: Vec<Sums>| {
        a.iter_mut().zip(&b).try_for_each(|(a, b)| a.merge(b))?;
        Ok(a)
    };
    let sums: Vec<Sums> =
        (0..held.n_rows().div_ceil(CHUNK)).into_par_iter().try_fold(none, chunk).try_reduce(none, merged)?;
    let mean = |sums: &Sums| {
        let mean = |sum: Sum| sum.mean(sums.n).unwrap_or(0.0);
        Means { margin: mean(sums.margin), shares: sums.shares.iter().map(|s| mean(*s)).collect() }
    };
    let of_groups = |(start, g): (&usize, &Grouped)| {
        let list = &sums[*start..start + g.groups.len() * n_offers];
        list.chunks_exact(n_offers).map(|offers| offers.iter().map(mean).collect()).collect()
    };
    Ok(starts.iter().zip(grouped).map(of_groups).collect())
}

/// The means of a group for one offer.
struct Means {
    margin: f64,
    shares: Vec<f64>,
}

fn pairs(groups: &[GroupFound], reference: usize, means: &[Vec<Means>]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (offer, of_reference) in means[reference].iter().enumerate() {
        let count = |group: usize| groups[group].offers[offer].count(Rate::Selection);
        let rate = |group: usize| groups[group].offers[offer].rate(Rate::Selection);
        let most = (0..groups.len()).filter_map(rate).fold(0.0, f64::max);
        let (Some(theirs), Some(other)) = (count(reference), rate(reference)) else { continue };
        for group in (0..groups.len()).filter(|&g| g != reference) {
            let (Some(own), Some(mine)) = (count(group), rate(group)) else { continue };
            let Some(newcombe) = newcombe(own, theirs) else { continue };
            let (a, b) = (&means[group][offer], of_reference);
            let by_feature: Vec<f64> = a.shares.iter().zip(&b.shares).map(|(a, b)| a - b).collect();
            let margin_gap = a.margin - b.margin;
            let residual = margin_gap - by_feature.iter().sum::<f64>();
            pairs.push(Pair {
                offer: OfferIdx::new(offer),
                group,
                difference: mine - other,
                newcombe,
                impact_ratio: (most > 0.0).then(|| mine / most),
                fisher: fisher(own, theirs),
                holm: 1.0,
                explained: Explained { margin_gap, by_feature, residual },
            });
        }
    }
    pairs
}

/// Of those who are given each offer, how many would be given something else with another value of one fact alone.
fn changed(
    inputs: &Inputs,
    held: &Held,
    scored: &Scored,
    line: Option<Line>,
    by: &By,
    progress: &Progress,
) -> Result<Option<Vec<u64>>> {
    let model = inputs.model();
    let By::Feature(feature) = *by else { return Ok(None) };
    let n_offers = model.offers().len();
    if model.rules_ask(feature) {
        // what is barred then is not known of cells
        progress.advance(held.n_rows() as u64);
        return Ok(None);
    }
    let cells = if model.uses(feature) { model.cuts(feature).other() } else { 0 };
    let is_moved = |row: usize, given: Option<OfferIdx>| {
        let (codes, barred, _) = held.customer(model, row);
        (0..cells).any(|cell| gives(inputs, &codes.with(feature, cell), barred, line) != given)
    };
    let chunk = |chunk: usize| {
        progress.check()?;
        let rows = chunk * CHUNK..held.n_rows().min((chunk + 1) * CHUNK);
        let mut counts = vec![0u64; n_offers];
        for row in rows.clone() {
            let seen = &scored.seen[row * n_offers..(row + 1) * n_offers];
            let given = model.offer_ids().find(|o| seen[o.index()].is_selected);
            if let Some(offer) = given.filter(|_| is_moved(row, given)) {
                counts[offer.index()] += 1;
            }
        }
        progress.advance(rows.len() as u64);
        Ok(counts)
    };
    let add = |a: Vec<u64>, b: Vec<u64>| Ok(a.iter().zip(&b).map(|(a, b)| a + b).collect());
    let none = || vec![0; n_offers];
    (0..held.n_rows().div_ceil(CHUNK)).into_par_iter().map(chunk).try_reduce(none, add).map(Some)
}

fn gives(inputs: &Inputs, codes: &Codes, barred: &[bool], line: Option<Line>) -> Option<OfferIdx> {
    let model = inputs.model();
    let margins = margins(model, codes, inputs.absence());
    first(model, &model.link().responses(&margins), |o| !barred[o.index()]).filter(|_| is_above(line, &margins))
}

/// The facts that add most to a gap, the greatest first, as far as they count.
pub fn most(explained: &Explained, n: usize) -> Vec<(FeatureIdx, f64)> {
    let mut list: Vec<(FeatureIdx, f64)> =
        explained.by_feature.iter().enumerate().map(|(f, x)| (FeatureIdx::new(f), *x)).collect();
    list.retain(|(_, x)| *x != 0.0);
    list.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    list.truncate(n);
    list
}
