//! What a customer as asked gets, beside what the real one gets: scores and ranks alone, so that a dozen of them, or
//! all that was tried, take no time.

use super::question::Inputs;
use crate::base::OfferIdx;
use crate::model::{Line, Profile, Value};
use crate::score::{Codes, Recommendation, margins, recommend};

/// Up to how many trees walked altogether what comes first is told of everything that was tried.
const WALKS_MAX: usize = 2_000_000;

/// What both get.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The ranking for the customer as asked.
    pub now: Recommendation,
    /// The ranking for the real customer.
    pub before: Recommendation,
}

/// Which column of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Which {
    /// The real customer.
    Real,
    /// What is shown now.
    Now,
    /// A scenario, by its number.
    Pinned(u64),
}

/// A customer as asked, to stand beside others.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Which column it is.
    pub which: Which,
    /// What it is called.
    pub name: &'a str,
    /// The real customer.
    pub profile: &'a Profile,
    /// Their facts as asked.
    pub values: &'a [Value],
    /// Whether the customer is still open.
    pub is_open: bool,
    /// Whether it is what is shown now.
    pub is_shown: bool,
}

/// A column of a comparison: who is asked about, and what they get.
#[derive(Debug)]
pub struct Case<'a> {
    /// Which it is.
    pub which: Which,
    /// What it is called.
    pub name: &'a str,
    /// The real customer.
    pub profile: &'a Profile,
    /// Their facts as asked.
    pub values: &'a [Value],
    /// What they get.
    pub outcome: Outcome,
    /// Whether the customer is still open.
    pub is_open: bool,
    /// Whether it is what is shown now.
    pub is_shown: bool,
}

/// The columns of a comparison: the real customer, what is shown now, if anything is and that is not pinned, and what
/// is pinned.
pub fn compare<'a>(
    inputs: &Inputs,
    real: &'a Profile,
    now: Option<(&'a str, &'a [Value])>,
    pinned: &[Asked<'a>],
    line: Option<Line>,
) -> Vec<Case<'a>> {
    let altered = now.filter(|(_, values)| !same(&real.values, values));
    let column =
        |which, name, values, is_shown| Asked { which, name, profile: real, values, is_open: true, is_shown };
    let is_real = now.is_some() && altered.is_none();
    let mut columns = vec![column(Which::Real, real.name.as_str(), &real.values, is_real)];
    if let Some((name, values)) = altered.filter(|_| !pinned.iter().any(|asked| asked.is_shown)) {
        columns.push(column(Which::Now, name, values, true));
    }
    columns.extend(pinned.iter().map(|asked| Asked { is_shown: asked.is_shown && altered.is_some(), ..*asked }));
    let case = |asked: Asked<'a>| {
        let Asked { which, name, profile, values, is_open, is_shown } = asked;
        Case {
            which,
            name,
            profile,
            values,
            outcome: outcome(inputs, &profile.values, values, line),
            is_open,
            is_shown,
        }
    };
    columns.into_iter().map(case).collect()
}

fn same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b))
}

/// Ranks the offers for a customer as asked and as they really are; the same numbers as
/// [`explain`](super::explain()) gives, to the last bit. O(trees · depth) where nothing is withheld.
pub fn outcome(inputs: &Inputs, original: &[Value], values: &[Value], line: Option<Line>) -> Outcome {
    let now = ranking(inputs, values, line);
    let before = if same(original, values) { now.clone() } else { ranking(inputs, original, line) };
    Outcome { now, before }
}

/// What comes first for each of many customers as asked, the inner `None` where nothing may be had; `None` where
/// `n` of them would walk more trees than is worth waiting for.
pub fn first(inputs: &Inputs, n: usize, values: &[Value], line: Option<Line>) -> Option<Option<OfferIdx>> {
    let is_cheap = n.saturating_mul(inputs.model().trees().len()) <= WALKS_MAX;
    is_cheap.then(|| ranking(inputs, values, line).winner().map(|winner| winner.offer))
}

/// Ranks the offers for a customer, with a line of one's own or else the model's.
pub fn ranking(inputs: &Inputs, values: &[Value], line: Option<Line>) -> Recommendation {
    let model = inputs.model();
    let all = margins(model, &Codes::of(model, values), inputs.absence());
    recommend(model, values, &all).from_line(line.or(inputs.line()))
}
