//! Who is there: everybody scored once, then searched, filtered and sorted.
//!
//! A [`Query`] holds everything needed to answer it, a [`Listing`] is the places of those who match, in order. Scores
//! are kept apart in [`Standings`], 20 bytes a customer, because they outlive many queries.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::Inputs;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, OfferIdx, Result};
use crate::model::{Line, Value};
use crate::score::{Codes, margins, recommend};

/// Customers by place, from 0 on.
pub trait Crowd: Sync {
    /// How many there are; fewer than `u32::MAX`.
    fn n(&self) -> usize;
    /// What to call one.
    fn label(&self, place: usize) -> String;
    /// One value of one.
    fn value(&self, place: usize, feature: FeatureIdx) -> Value;
    /// Whether one had the only outcome of the model; `None` where that is not known.
    fn outcome(&self, _place: usize) -> Option<bool> {
        None
    }
}

/// Tree walks up to which everybody is scored on the calling thread alone (about 30 ms): whoever asks in a frame must
/// not wait for threads that are busy with something longer.
pub const WALKS_ALONE: usize = 500_000;
/// Customers up to which they are listed on the calling thread alone.
pub const ROWS_ALONE: usize = 20_000;
/// Rows between two looks at whether to stop.
const CHUNK: usize = 256;
/// No offer, as a number.
const NONE: u32 = u32::MAX;

/// What everybody would get, how strongly, and by how much it leads.
#[derive(Clone, PartialEq, Debug)]
pub struct Standings {
    offers: Vec<u32>,
    /// NaN where there is no offer.
    responses: Vec<f64>,
    /// With several offers by how much the first leads, NaN where there is no second; with one its margin, NaN where it
    /// may not be had.
    leads: Vec<f64>,
    is_one: bool,
}

impl Standings {
    /// Scores everybody. O(customers · trees · depth), on all cores beyond [`WALKS_ALONE`]; the same for any number of
    /// them.
    ///
    /// # Errors
    /// [`Kind::Cancelled`].
    pub fn new(inputs: &Inputs, crowd: &dyn Crowd, progress: &Progress) -> Result<Self> {
        let n = crowd.n();
        progress.expect(n as u64);
        let (mut offers, mut responses, mut leads) = (vec![NONE; n], vec![f64::NAN; n], vec![f64::NAN; n]);
        let score = |chunk: usize, offers: &mut [u32], responses: &mut [f64], leads: &mut [f64]| -> Result<()> {
            progress.check()?;
            for (i, ((offer, response), lead)) in offers.iter_mut().zip(responses).zip(leads).enumerate() {
                let now = standing(inputs, crowd, chunk * CHUNK + i);
                (*offer, *response, *lead) = (now.0.map_or(NONE, |o| o.0), now.1, now.2);
            }
            progress.advance(offers.len() as u64);
            Ok(())
        };
        if n.saturating_mul(inputs.model().trees().len()) <= WALKS_ALONE {
            let chunks = offers.chunks_mut(CHUNK).zip(responses.chunks_mut(CHUNK)).zip(leads.chunks_mut(CHUNK));
            for (chunk, ((offers, responses), leads)) in chunks.enumerate() {
                score(chunk, offers, responses, leads)?;
            }
        } else {
            let chunks = offers.par_chunks_mut(CHUNK).zip(responses.par_chunks_mut(CHUNK));
            let chunks = chunks.zip(leads.par_chunks_mut(CHUNK)).enumerate();
            chunks.try_for_each(|(chunk, ((offers, responses), leads))| score(chunk, offers, responses, leads))?;
        }
        Ok(Self { offers, responses, leads, is_one: inputs.model().offers().len() == 1 })
    }

    /// How many are scored.
    pub fn n(&self) -> usize {
        self.offers.len()
    }

    /// What one would get; `None` if nothing.
    pub fn offer(&self, place: usize) -> Option<OfferIdx> {
        Some(self.offers[place]).filter(|&o| o != NONE).map(OfferIdx)
    }

    /// The response of what one would get.
    pub fn response(&self, place: usize) -> Option<f64> {
        Some(self.responses[place]).filter(|r| !r.is_nan())
    }

    /// By how much it leads the second offer, in what offers are ranked by.
    pub fn gap(&self, place: usize) -> Option<f64> {
        Some(self.leads[place]).filter(|g| !self.is_one && !g.is_nan())
    }

    /// Whether one is sent the only offer; nobody is where there are several. O(1).
    pub fn is_sent(&self, place: usize, line: Line) -> bool {
        self.is_one && line.is_reached(self.leads[place])
    }

    /// How many are sent the only offer. O(customers).
    pub fn n_sent(&self, line: Line) -> usize {
        (0..self.n()).filter(|&place| self.is_sent(place, line)).count()
    }
}

fn standing(inputs: &Inputs, crowd: &dyn Crowd, place: usize) -> (Option<OfferIdx>, f64, f64) {
    let model = inputs.model();
    let values: Vec<Value> = model.features().iter().map(|(f, _)| crowd.value(place, f)).collect();
    let all = margins(model, &Codes::of(model, &values), inputs.absence());
    let now = recommend(model, &values, &all);
    match now.winner() {
        Some(first) => {
            let lead = if now.ranked.len() == 1 { Some(first.margin) } else { now.gap() };
            (Some(first.offer), first.response, lead.unwrap_or(f64::NAN))
        }
        None => (None, f64::NAN, f64::NAN),
    }
}

/// Who to list, and in which order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    /// Words that the label has, all of them, in any case.
    pub search: String,
    /// What must hold, all of it.
    pub filters: Vec<Filter>,
    /// By what to sort.
    pub sort: SortBy,
    /// The greatest first. What is not known comes last either way, equal ones stay as they were opened.
    pub descending: bool,
    /// From where on the only offer is sent, for [`Filter::Sent`].
    pub line: Option<Line>,
}

impl Query {
    /// Whether it lists everybody as they were opened.
    pub fn is_plain(&self) -> bool {
        !self.narrows() && self.sort == SortBy::Place && !self.descending
    }

    /// Whether it may leave somebody out.
    pub fn narrows(&self) -> bool {
        !self.search.trim().is_empty() || !self.filters.is_empty()
    }

    /// Whether it can be answered only with [`Standings`].
    pub fn needs_standings(&self) -> bool {
        matches!(self.sort, SortBy::Offer | SortBy::Response | SortBy::Gap)
            || self.filters.iter().any(|f| !matches!(f, Filter::Fact { .. } | Filter::Outcome(_)))
    }
}

/// One thing that must hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Filter {
    /// This is recommended; `None`: nothing may be had.
    Offer(Option<OfferIdx>),
    /// What is recommended has a response in this range, its ends included.
    Response {
        /// The least.
        from: f64,
        /// The greatest.
        to: f64,
    },
    /// Is sent the only offer from the query's line on, or is not.
    Sent(bool),
    /// Had the only outcome, had it not, or that is not known.
    Outcome(Option<bool>),
    /// A fact is so.
    Fact {
        /// Which.
        feature: FeatureIdx,
        /// How.
        test: FactTest,
    },
}

/// What a filter asks of a fact. What is not known or withheld meets neither a number nor a level.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FactTest {
    /// At least this number.
    AtLeast(f64),
    /// At most this number.
    AtMost(f64),
    /// This number or level.
    Is(Value),
    /// Not known.
    NotKnown,
}

/// What to sort by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortBy {
    /// As they were opened.
    #[default]
    Place,
    /// By label, numbers in it by their size.
    Label,
    /// By what is recommended, in the model's order.
    Offer,
    /// By its response.
    Response,
    /// By its lead.
    Gap,
    /// By a fact; levels in the dictionary's order.
    Fact(FeatureIdx),
}

/// Those who match, in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Listing {
    /// `None` for everybody as they were opened, which needs no memory.
    places: Option<Vec<u32>>,
    total: usize,
}

impl Listing {
    /// How many match.
    pub fn len(&self) -> usize {
        self.places.as_ref().map_or(self.total, Vec::len)
    }

    /// Whether nobody matches.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are, matching or not.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The place of the i-th.
    pub fn get(&self, i: usize) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(i).map(|&p| p as usize),
            None => (i < self.total).then_some(i),
        }
    }

    /// Where somebody stands in the list. O(matches).
    pub fn position(&self, place: usize) -> Option<usize> {
        match &self.places {
            Some(places) => places.iter().position(|&p| p as usize == place),
            None => (place < self.total).then_some(place),
        }
    }
}

/// Answers a [`Query`]. O(customers · filters + matches · log matches), on all cores beyond [`ROWS_ALONE`]; the same
/// for any number of them.
///
/// # Errors
/// [`Kind::Cancelled`]; [`Kind::Question`] if it needs standings and there are none for this crowd.
pub fn browse(
    crowd: &dyn Crowd,
    standings: Option<&Standings>,
    query: &Query,
    progress: &Progress,
) -> Result<Listing> {
    let total = crowd.n();
    let standings = standings.filter(|s| s.n() == total);
    if query.needs_standings() && standings.is_none() {
        return Err(Error::new(Kind::Question, "the customers are not scored, so what they would get is not known"));
    }
    if query.is_plain() {
        return Ok(Listing { places: None, total });
    }
    progress.expect(total as u64);
    let search = query.search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let fits = |place: usize| {
        query.filters.iter().all(|f| passes(crowd, standings, query.line, place, f)) && {
            words.is_empty() || {
                let label = crowd.label(place).to_lowercase();
                words.iter().all(|w| label.contains(w))
            }
        }
    };
    let chunks = 0..total.div_ceil(CHUNK);
    let matching = |chunk: usize| -> Result<Vec<u32>> {
        progress.check()?;
        let places = chunk * CHUNK..total.min((chunk + 1) * CHUNK);
        progress.advance(places.len() as u64);
        Ok(places.filter(|&p| fits(p)).map(|p| p as u32).collect())
    };
    let found: Vec<Vec<u32>> = if total <= ROWS_ALONE {
        chunks.map(matching).collect::<Result<_>>()?
    } else {
        chunks.into_par_iter().map(matching).collect::<Result<_>>()?
    };
    let places = found.concat();
    progress.check()?;
    let places = sorted(crowd, standings, query, places);
    progress.check()?;
    Ok(Listing { places: Some(places), total })
}

fn passes(
    crowd: &dyn Crowd,
    standings: Option<&Standings>,
    line: Option<Line>,
    place: usize,
    filter: &Filter,
) -> bool {
    match (*filter, standings) {
        (Filter::Offer(wanted), Some(standings)) => standings.offer(place) == wanted,
        (Filter::Response { from, to }, Some(standings)) => {
            standings.response(place).is_some_and(|r| from <= r && r <= to)
        }
        (Filter::Sent(wanted), Some(standings)) => line.is_some_and(|line| standings.is_sent(place, line) == wanted),
        (Filter::Outcome(wanted), _) => crowd.outcome(place) == wanted,
        (Filter::Fact { feature, test }, _) => holds(crowd.value(place, feature), test),
        (_, None) => false,
    }
}

/// Whether a value is as a filter asks.
pub fn holds(value: Value, test: FactTest) -> bool {
    match (test, value) {
        (FactTest::AtLeast(least), Value::Number(x)) => x >= least,
        (FactTest::AtMost(most), Value::Number(x)) => x <= most,
        (FactTest::Is(Value::Number(wanted)), Value::Number(x)) => x == wanted,
        (FactTest::Is(wanted), value) => wanted == value,
        (FactTest::NotKnown, value) => value == Value::Missing,
        (FactTest::AtLeast(_) | FactTest::AtMost(_), _) => false,
    }
}

fn sorted(crowd: &dyn Crowd, standings: Option<&Standings>, query: &Query, places: Vec<u32>) -> Vec<u32> {
    let numbers = |key: &(dyn Fn(usize) -> Option<f64> + Sync)| {
        // minus zero is zero
        by_key(&places, query.descending, |p| key(p).map(|x| x + 0.0), f64::total_cmp)
    };
    match (query.sort, standings) {
        (SortBy::Place, _) if query.descending => places.into_iter().rev().collect(),
        (SortBy::Label, _) => {
            let label = |p: usize| Some(crowd.label(p).to_lowercase()).filter(|l| !l.trim().is_empty());
            by_key(&places, query.descending, label, |a, b| natural(a, b))
        }
        (SortBy::Offer, Some(s)) => numbers(&|p| s.offer(p).map(|o| f64::from(o.0))),
        (SortBy::Response, Some(s)) => numbers(&|p| s.response(p)),
        (SortBy::Gap, Some(s)) => numbers(&|p| s.gap(p)),
        (SortBy::Fact(feature), _) => numbers(&|p| match crowd.value(p, feature) {
            Value::Number(x) => Some(x),
            Value::Level(level) => Some(f64::from(level)),
            Value::OtherLevel => Some(f64::from(u32::MAX)),
            Value::Missing | Value::Withheld => None,
        }),
        (SortBy::Place | SortBy::Offer | SortBy::Response | SortBy::Gap, _) => places,
    }
}

/// Places by a key, stable, those without one last in either direction.
fn by_key<K: Send + Sync>(
    places: &[u32],
    descending: bool,
    key: impl Fn(usize) -> Option<K> + Sync,
    order: impl Fn(&K, &K) -> Ordering + Sync,
) -> Vec<u32> {
    let with_key = |&p: &u32| (key(p as usize), p);
    let order = |(a, _): &(Option<K>, u32), (b, _): &(Option<K>, u32)| match (a, b) {
        (Some(a), Some(b)) if descending => order(b, a),
        (Some(a), Some(b)) => order(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    let mut keyed: Vec<(Option<K>, u32)>;
    if places.len() <= ROWS_ALONE {
        keyed = places.iter().map(with_key).collect();
        keyed.sort_by(order);
    } else {
        keyed = places.par_iter().map(with_key).collect();
        keyed.par_sort_by(order);
    }
    keyed.into_iter().map(|(_, p)| p).collect()
}

/// The order in which a person would put labels: "customer 9" before "customer 10".
fn natural(mut a: &str, mut b: &str) -> Ordering {
    let run = |text: &str, digits: bool| text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    loop {
        // texts up to the first figure, then figures by their size, then on
        let ((text_a, rest_a), (text_b, rest_b)) = (a.split_at(run(a, false)), b.split_at(run(b, false)));
        let ((digits_a, end_a), (digits_b, end_b)) =
            (rest_a.split_at(run(rest_a, true)), rest_b.split_at(run(rest_b, true)));
        let (size_a, size_b) = (digits_a.trim_start_matches('0'), digits_b.trim_start_matches('0'));
        let order = text_a
            .cmp(text_b)
            .then(size_a.len().cmp(&size_b.len()))
            .then_with(|| size_a.cmp(size_b))
            .then(digits_a.len().cmp(&digits_b.len()));
        if order != Ordering::Equal || (end_a.is_empty() && end_b.is_empty()) {
            return order;
        }
        (a, b) = (end_a, end_b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_sort_as_people_count() {
        let mut labels = ["c 10", "c 9", "c 009", "b 11", "c", "c 9 x 2", "c 9 x 10", ""];
        labels.sort_by(|a, b| natural(a, b));
        assert_eq!(labels, ["", "b 11", "c", "c 9", "c 9 x 2", "c 9 x 10", "c 009", "c 10"]);
    }
}
