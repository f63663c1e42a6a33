//! What a search is after, decided exactly at a point and bounded within a box.

use crate::base::OfferIdx;
use crate::model::{CustomerModel, Link, Value};
use crate::score::rank::{first, worth};
use crate::score::{Absence, Codes, margins, recommend};

/// Another outcome than the customer's.
#[derive(Clone, PartialEq, Debug)]
pub enum Goal {
    /// An offer's margin is at least this.
    AtLeast(OfferIdx, f64),
    /// An offer's margin is below this.
    Below(OfferIdx, f64),
    /// One of these offers comes first; one entry per offer of the model.
    First(Vec<bool>),
    /// Any other offer than this one comes first, or none does.
    NotFirst(OfferIdx),
    /// An offer comes first among some; rules take no part.
    Leads(Lead),
    /// It does not.
    LeadsNot(Lead),
    /// An offer leads every other one among some by at least this, in what offers are ranked by; rules take no part.
    LeadAtLeast(Lead, f64),
    /// An offer leads the next one among some by at most this; rules take no part.
    LeadAtMost(Lead, f64),
}

/// An offer among some of all, whether a rule lets the customer have them or not.
#[derive(Clone, PartialEq, Debug)]
pub struct Lead {
    /// The offer; one of those.
    pub offer: OfferIdx,
    /// By offer of the model, whether it is one of those.
    pub among: Vec<bool>,
}

impl Lead {
    fn holds(&self, model: &CustomerModel, margins: &[f64]) -> bool {
        first(model, &model.link().responses(margins), |o| self.among[o.index()]) == Some(self.offer)
    }

    fn rivals(&self) -> impl Iterator<Item = usize> + '_ {
        let among = self.among.iter().enumerate();
        among.filter(|(k, among)| **among && *k != self.offer.index()).map(|(k, _)| k)
    }

    fn within(&self, model: &CustomerModel, margins: &[(f64, f64)]) -> (f64, f64) {
        lead_within(model, self.offer, &self.among, margins)
    }
}

/// Whether an offer can be had within a box.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Open {
    Never,
    Perhaps,
    Always,
}

impl Goal {
    /// Whether a customer reaches it, as the model itself scores and ranks.
    pub fn reached(&self, model: &CustomerModel, values: &[Value]) -> bool {
        let margins = margins(model, &Codes::of(model, values), Absence::ByCover);
        match self {
            Self::AtLeast(offer, least) => margins[offer.index()] >= *least,
            Self::Below(offer, most) => margins[offer.index()] < *most,
            Self::First(wanted) => {
                let ranked = recommend(model, values, &margins);
                ranked.winner().is_some_and(|w| wanted[w.offer.index()])
            }
            Self::NotFirst(offer) => {
                let ranked = recommend(model, values, &margins);
                ranked.winner().is_none_or(|w| w.offer != *offer)
            }
            Self::Leads(lead) => lead.holds(model, &margins),
            Self::LeadsNot(lead) => !lead.holds(model, &margins),
            Self::LeadAtLeast(Lead { offer, among }, x) => lead(model, *offer, among, &margins) >= *x,
            Self::LeadAtMost(Lead { offer, among }, x) => lead(model, *offer, among, &margins) <= *x,
        }
    }

    /// The opposite: what must hold where this does not.
    #[must_use]
    pub fn opposite(&self, n_offers: usize) -> Self {
        match self {
            Self::AtLeast(offer, x) => Self::Below(*offer, *x),
            Self::Below(offer, x) => Self::AtLeast(*offer, *x),
            Self::NotFirst(offer) => Self::First((0..n_offers).map(|o| o == offer.index()).collect()),
            Self::Leads(lead) => Self::LeadsNot(lead.clone()),
            Self::LeadsNot(lead) => Self::Leads(lead.clone()),
            Self::LeadAtLeast(lead, x) => Self::LeadAtMost(lead.clone(), x.next_down()),
            Self::LeadAtMost(lead, x) => Self::LeadAtLeast(lead.clone(), x.next_up()),
            Self::First(wanted) => match wanted.iter().filter(|w| **w).count() {
                1 => Self::NotFirst(OfferIdx::new(wanted.iter().position(|w| *w).unwrap_or(0))),
                _ => Self::First(wanted.iter().map(|w| !w).collect()),
            },
        }
    }

    /// By offer, whether its greatest and its least margin matter.
    pub(super) fn needed(&self, n_offers: usize) -> Vec<(bool, bool)> {
        let of = |o: usize| match self {
            Self::AtLeast(offer, _) => (o == offer.index(), false),
            Self::Below(offer, _) => (false, o == offer.index()),
            // worth can fall with the margin where a value is below 0
            Self::First(_) | Self::NotFirst(_) => (true, true),
            Self::Leads(lead) | Self::LeadsNot(lead) | Self::LeadAtLeast(lead, _) | Self::LeadAtMost(lead, _) => {
                (lead.among[o], lead.among[o])
            }
        };
        (0..n_offers).map(of).collect()
    }

    /// How far the goal can be passed within a box, in margin or in what offers are ranked by: below 0 it cannot be
    /// reached there. Margins are each offer's least and greatest.
    pub(super) fn slack(&self, model: &CustomerModel, margins: &[(f64, f64)], open: &[Open]) -> f64 {
        match self {
            Self::AtLeast(offer, least) => margins[offer.index()].1 - least,
            Self::Below(offer, most) => most - margins[offer.index()].0,
            Self::First(wanted) => {
                let keys = keys(model, margins);
                let slack = |(o, _): (usize, &bool)| first_slack(&keys, open, o);
                wanted.iter().enumerate().filter(|(_, w)| **w).map(slack).fold(f64::NEG_INFINITY, f64::max)
            }
            Self::Leads(lead) => lead.within(model, margins).1,
            Self::LeadsNot(lead) => -lead.within(model, margins).0,
            Self::LeadAtLeast(lead, x) => lead.within(model, margins).1 - x,
            Self::LeadAtMost(lead, x) => x - lead.within(model, margins).0,
            Self::NotFirst(offer) => {
                let o = offer.index();
                if open[o] != Open::Always {
                    return f64::INFINITY;
                }
                let keys = keys(model, margins);
                let rivals = (0..keys.len()).filter(|&k| k != o && open[k] != Open::Never);
                rivals.map(|k| keys[k].1 - keys[o].0).fold(f64::NEG_INFINITY, f64::max)
            }
        }
    }

    /// For deciding where to divide a box: by offer, whether more of its margin helps (1), less does (−1), or neither.
    pub(super) fn pull(&self, model: &CustomerModel, at: &[f64], margins: &[(f64, f64)], open: &[Open]) -> Vec<i8> {
        let mut pull = vec![0; at.len()];
        match self {
            Self::AtLeast(offer, _) => pull[offer.index()] = 1,
            Self::Below(offer, _) => pull[offer.index()] = -1,
            Self::First(wanted) => {
                let bounds = keys(model, margins);
                let all = (0..at.len()).filter(|&o| wanted[o]);
                let best =
                    all.max_by(|&a, &b| first_slack(&bounds, open, a).total_cmp(&first_slack(&bounds, open, b)));
                if let Some(best) = best {
                    let here = keys(model, &at.iter().map(|&m| (m, m)).collect::<Vec<_>>());
                    pull[best] = 1;
                    for k in (0..at.len()).filter(|&k| k != best && open[k] != Open::Never) {
                        if here[k].0 >= here[best].0 {
                            pull[k] = -1;
                        }
                    }
                }
            }
            Self::Leads(lead) => {
                let here = keys(model, &at.iter().map(|&m| (m, m)).collect::<Vec<_>>());
                let own = lead.offer.index();
                lead.rivals().filter(|&k| here[k].0 >= here[own].0).for_each(|k| pull[k] = -1);
                pull[own] = 1;
            }
            Self::LeadAtLeast(lead, _) => {
                lead.rivals().for_each(|k| pull[k] = -1);
                pull[lead.offer.index()] = 1;
            }
            Self::LeadsNot(lead) | Self::LeadAtMost(lead, _) => {
                let bounds = keys(model, margins);
                if let Some(best) = lead.rivals().max_by(|&a, &b| bounds[a].1.total_cmp(&bounds[b].1)) {
                    pull[best] = 1;
                }
                pull[lead.offer.index()] = -1;
            }
            Self::NotFirst(offer) => {
                let bounds = keys(model, margins);
                let rivals = (0..at.len()).filter(|&k| k != offer.index() && open[k] != Open::Never);
                if let Some(best) = rivals.max_by(|&a, &b| bounds[a].1.total_cmp(&bounds[b].1)) {
                    pull[best] = 1;
                }
                pull[offer.index()] = -1;
            }
        }
        pull
    }
}

/// By how much an offer leads the next one among some, in what offers are ranked by; where chances share one sum, in
/// margin. `among` says of every offer of the model whether it is one of those.
pub fn lead(model: &CustomerModel, offer: OfferIdx, among: &[bool], margins: &[f64]) -> f64 {
    lead_within(model, offer, among, &margins.iter().map(|&m| (m, m)).collect::<Vec<_>>()).0
}

/// By how much an offer leads the next one among some at least and at most within bounds of margins.
pub(super) fn lead_within(
    model: &CustomerModel,
    offer: OfferIdx,
    among: &[bool],
    margins: &[(f64, f64)],
) -> (f64, f64) {
    let keys = keys(model, margins);
    let own = keys[offer.index()];
    let rivals = keys.iter().zip(among).enumerate().filter(|(k, (_, among))| **among && *k != offer.index());
    let of = |(low, high): (f64, f64), (_, (k, _)): (usize, (&(f64, f64), &bool))| {
        (low.min(own.0 - k.1), high.min(own.1 - k.0))
    };
    rivals.fold((f64::INFINITY, f64::INFINITY), of)
}

/// How far an offer can lead the others; what is not surely open holds nobody back.
fn first_slack(keys: &[(f64, f64)], open: &[Open], offer: usize) -> f64 {
    if open[offer] == Open::Never {
        return f64::NEG_INFINITY;
    }
    let rivals = (0..keys.len()).filter(|&k| k != offer && open[k] == Open::Always);
    rivals.map(|k| keys[offer].1 - keys[k].0).fold(f64::INFINITY, f64::min)
}

/// What offers are ordered by, from the least to the greatest within bounds of margins. Chances that share one sum are
/// ordered by their margins.
fn keys(model: &CustomerModel, margins: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let ids = model.offer_ids();
    if model.link() == Link::Softmax {
        let key = |offer: OfferIdx, margin: f64| match model.rank_by() {
            crate::model::RankBy::Response => margin,
            crate::model::RankBy::ResponseTimesValue => {
                // the logarithm of chance × value up to what all share
                margin + model.offer(offer).value.unwrap_or(0.0).ln()
            }
        };
        // offers worth nothing or less come last, and which of them does not show here
        let last = (-f64::MAX / 4.0, -f64::MAX / 8.0);
        let of = |o, low, high| if key(o, 0.0).is_finite() { (key(o, low), key(o, high)) } else { last };
        return ids.zip(margins).map(|(o, &(low, high))| of(o, low, high)).collect();
    }
    let key = |offer: OfferIdx, margin: f64| worth(model, offer, model.link().responses(&[margin])[0]);
    ids.zip(margins)
        .map(|(o, &(low, high))| {
            let (a, b) = (key(o, low), key(o, high));
            (a.min(b), a.max(b))
        })
        .collect()
}
