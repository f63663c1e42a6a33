//! What would have to be different, and what alone is enough: exact searches, asked in terms of offers.

use std::time::Duration;

use super::line::own_line;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result, Way};
use crate::explain::exact::{self, Enough, Goal, PlanAnswer};
use crate::model::{ChangeRules, CustomerModel, Line, Profile, Value};
use crate::score::{Absence, Codes, margins, recommend};

/// Which other outcome is meant.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Target {
    /// This offer comes first; any other than the recommended one if `None`. In a model with one offer, its customer
    /// crosses the line.
    pub offer: Option<OfferIdx>,
    /// The line that is crossed, for one offer by itself; without it, the model's own in a model with one offer, and the
    /// order of offers in any other.
    pub line: Option<Line>,
}

/// What would have to be different for another outcome?
#[derive(Clone, PartialEq, Debug)]
pub struct PlanQuestion {
    /// The customer. Nothing may be withheld.
    pub values: Vec<Value>,
    /// Which outcome.
    pub target: Target,
    /// What a change may do.
    pub rules: ChangeRules,
    /// The most facts that may change.
    pub most_changes: Option<usize>,
    /// How long to search.
    pub budget: Option<Duration>,
}

/// Which facts alone guarantee what the customer gets?
#[derive(Clone, PartialEq, Debug)]
pub struct EnoughQuestion {
    /// The customer. Nothing may be withheld.
    pub values: Vec<Value>,
    /// What is guaranteed: that this outcome stays. The offer is the recommended one if none is named.
    pub target: Target,
    /// What all other facts may be.
    pub rules: ChangeRules,
    /// How long to search.
    pub budget: Option<Duration>,
    /// Whether to look for the widest range of each fact, too.
    pub ranges: bool,
}

impl PlanQuestion {
    /// The cheapest change of any number of facts after which another offer comes first, by the model's own rules of
    /// what may change.
    pub fn of(model: &CustomerModel, customer: &Profile) -> Self {
        Self {
            values: customer.values.clone(),
            target: Target::default(),
            rules: ChangeRules::of(model),
            most_changes: None,
            budget: None,
        }
    }
}

impl EnoughQuestion {
    /// What alone guarantees what comes first, without looking for ranges.
    pub fn of(model: &CustomerModel, customer: &Profile) -> Self {
        Self {
            values: customer.values.clone(),
            target: Target::default(),
            rules: ChangeRules::of(model),
            budget: None,
            ranges: false,
        }
    }
}

/// The other outcome that a target means for a customer.
///
/// # Errors
/// [`Kind::Question`] for a line without an offer in a model that has several, and where nothing is recommended.
pub fn goal(model: &CustomerModel, values: &[Value], target: Target) -> Result<Goal> {
    let only = (model.offers().len() == 1).then_some(OfferIdx(0));
    if let Some(margin) = target.line.or_else(|| own_line(model).map(|(line, _)| line)).map(Line::margin) {
        let Some(offer) = target.offer.or(only) else {
            return Err(Error::new(Kind::Question, "a line belongs to one offer, and the model has several")
                .hint("name the offer, too")
                .way(Way::NameOffer));
        };
        let now = margins(model, &Codes::of(model, values), Absence::ByCover)[offer.index()];
        return Ok(if now >= margin { Goal::Below(offer, margin) } else { Goal::AtLeast(offer, margin) });
    }
    let wanted: Vec<bool> = match target.offer {
        Some(offer) => model.offer_ids().map(|o| o == offer).collect(),
        None => {
            let first = first(model, values);
            model.offer_ids().map(|o| Some(o) != first).collect()
        }
    };
    Ok(Goal::First(wanted))
}

/// What must not happen if the outcome of a customer is to stay.
///
/// # Errors
/// As [`goal`].
pub fn same(model: &CustomerModel, values: &[Value], target: Target) -> Result<Goal> {
    if target.line.is_some() || model.offers().len() == 1 {
        return goal(model, values, target);
    }
    let Some(first) = first(model, values) else {
        return Err(Error::new(Kind::Question, "the customer may get no offer, so none is guaranteed")
            .hint("choose a customer who may get one"));
    };
    match target.offer {
        // an offer that does not come first: that it never does
        Some(offer) if offer != first => Ok(Goal::First(model.offer_ids().map(|o| o == offer).collect())),
        _ => Ok(Goal::NotFirst(first)),
    }
}

/// What comes first for a customer who withholds nothing.
fn first(model: &CustomerModel, values: &[Value]) -> Option<OfferIdx> {
    let margins = margins(model, &Codes::of(model, values), Absence::ByCover);
    recommend(model, values, &margins).winner().map(|w| w.offer)
}

/// Answers a [`PlanQuestion`]; see [`exact::cheapest_plan`] for what it costs.
///
/// # Errors
/// As [`goal`] and [`exact::cheapest_plan`].
pub fn plan(model: &CustomerModel, question: &PlanQuestion, progress: &Progress) -> Result<PlanAnswer> {
    let asked = exact::PlanQuestion {
        values: question.values.clone(),
        goal: goal(model, &question.values, question.target)?,
        rules: question.rules.clone(),
        most_changes: question.most_changes,
        budget: question.budget,
    };
    exact::cheapest_plan(model, &asked, progress)
}

/// Answers an [`EnoughQuestion`]; see [`exact::enough`] for what it costs.
///
/// # Errors
/// As [`same`] and [`exact::enough`].
pub fn enough(model: &CustomerModel, question: &EnoughQuestion, progress: &Progress) -> Result<Enough> {
    let asked = exact::EnoughQuestion {
        values: question.values.clone(),
        never: same(model, &question.values, question.target)?,
        rules: question.rules.clone(),
        budget: question.budget,
        ranges: question.ranges,
    };
    exact::enough(model, &asked, progress)
}
