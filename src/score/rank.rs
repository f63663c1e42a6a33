//! The recommendation: who may get what, ranked, with the runner-up and the gap.

use crate::base::OfferIdx;
use crate::model::{Condition, CustomerModel, Line, RankBy, Value};

/// One offer's place.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranked {
    /// Which offer.
    pub offer: OfferIdx,
    /// The raw score.
    pub margin: f64,
    /// What the link makes of it.
    pub response: f64,
    /// What it is ranked by: the response, or response × value.
    pub worth: f64,
    /// The first rule that does not hold, by its position; `None` if the customer may get the offer.
    pub barred_by: Option<usize>,
    /// Whether the customer stands below the line that it is sent from.
    pub is_below: bool,
}

impl Ranked {
    /// Whether the customer gets it if nothing stands before it.
    pub fn is_sent(&self) -> bool {
        self.barred_by.is_none() && !self.is_below
    }
}

/// Offers in order: those the customer may get by what they are ranked by, greatest first (equal ones in the file's
/// order), then those they may not.
#[derive(Clone, PartialEq, Debug)]
pub struct Recommendation {
    /// All offers, best first.
    pub ranked: Vec<Ranked>,
}

impl Recommendation {
    /// The same where the only offer is sent from a line on. Without a line, or with several offers, all as it was.
    #[must_use]
    pub fn from_line(mut self, line: Option<Line>) -> Self {
        if let ([only], Some(line)) = (self.ranked.as_mut_slice(), line) {
            only.is_below = !line.is_reached(only.margin);
        }
        self
    }

    /// The recommended offer, if the customer gets any.
    pub fn winner(&self) -> Option<&Ranked> {
        self.ranked.first().filter(|r| r.is_sent())
    }

    /// The second, if the customer may get two.
    pub fn runner_up(&self) -> Option<&Ranked> {
        self.ranked.get(1).filter(|r| r.is_sent())
    }

    /// By how much the winner leads, in what offers are ranked by.
    pub fn gap(&self) -> Option<f64> {
        Some(self.winner()?.worth - self.runner_up()?.worth)
    }

    /// The place of an offer, counted from 0, and what stands there.
    pub fn of(&self, offer: OfferIdx) -> (usize, &Ranked) {
        let place = self.ranked.iter().position(|r| r.offer == offer).unwrap_or(0);
        (place, &self.ranked[place])
    }
}

/// Whether a value meets a condition. Missing and withheld meet none.
pub fn meets(value: Value, condition: &Condition) -> bool {
    match (condition, value) {
        (_, Value::Missing | Value::Withheld) => false,
        (Condition::Known, _) => true,
        (Condition::AtLeast(least), Value::Number(x)) => x >= *least,
        (Condition::Below(most), Value::Number(x)) => x < *most,
        (Condition::OneOf(levels), Value::Level(level)) => levels.contains(&level),
        _ => false,
    }
}

/// The first rule of an offer that does not hold for these values.
pub fn barred(model: &CustomerModel, offer: OfferIdx, values: &[Value]) -> Option<usize> {
    model.offer(offer).rules.iter().position(|r| !meets(values[r.feature.index()], &r.condition))
}

/// What an offer is ranked by.
pub fn worth(model: &CustomerModel, offer: OfferIdx, response: f64) -> f64 {
    match model.rank_by() {
        RankBy::Response => response,
        RankBy::ResponseTimesValue => match model.offer(offer).value.unwrap_or(0.0) {
            // also where the response is past every number
            0.0 => 0.0,
            value => response * value,
        },
    }
}

/// Whether the line, if there is one, is reached by the margins of a model with one offer; a model with several has none.
pub fn is_above(line: Option<Line>, margins: &[f64]) -> bool {
    line.is_none_or(|line| margins.len() > 1 || line.is_reached(margins[0]))
}

/// What comes first by these responses among the offers that may be had; what [`recommend`] puts first, without ranking
/// the others. O(offers).
pub fn first(model: &CustomerModel, responses: &[f64], may: impl Fn(OfferIdx) -> bool) -> Option<OfferIdx> {
    let mut best: Option<(OfferIdx, f64)> = None;
    for (offer, &response) in model.offer_ids().zip(responses) {
        if !may(offer) {
            continue;
        }
        let worth = worth(model, offer, response);
        if best.is_none_or(|(_, most)| worth.total_cmp(&most).is_gt()) {
            best = Some((offer, worth));
        }
    }
    best.map(|(offer, _)| offer)
}

/// Ranks the offers for a customer with these values and margins. O(offers · log offers).
pub fn recommend(model: &CustomerModel, values: &[Value], margins: &[f64]) -> Recommendation {
    let responses = model.link().responses(margins);
    let mut ranked: Vec<Ranked> = model
        .offer_ids()
        .map(|offer| {
            let response = responses[offer.index()];
            Ranked {
                offer,
                margin: margins[offer.index()],
                response,
                worth: worth(model, offer, response),
                barred_by: barred(model, offer, values),
                is_below: false,
            }
        })
        .collect();
    ranked.sort_by(|a, b| {
        a.barred_by
            .is_some()
            .cmp(&b.barred_by.is_some())
            .then(b.worth.total_cmp(&a.worth))
            .then(a.offer.cmp(&b.offer))
    });
    Recommendation { ranked }
}
