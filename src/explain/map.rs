//! Response maps: what every offer's score is for every value of two features at once, everything else unchanged.
//!
//! Exact as curves are: a table over the places of both features, with the very bits that scoring gives.

use super::cells::{Axis, Cells, Place};
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::{CustomerModel, Line, Link, Value};
use crate::score::{Absence, Codes, leaf_values, rank};

/// What happens over all values of two features.
#[derive(Clone, PartialEq, Debug)]
pub struct ResponseMap {
    cells: Cells,
    second: Axis,
    /// By place of the first feature, then of the second.
    winners: Vec<Option<OfferIdx>>,
    link: Link,
    line: Option<Line>,
}

impl ResponseMap {
    /// The first feature's values.
    pub fn first(&self) -> &Axis {
        &self.cells.first
    }

    /// The second feature's values.
    pub fn second(&self) -> &Axis {
        &self.second
    }

    /// Both features' values.
    pub fn axes(&self) -> [&Axis; 2] {
        [self.first(), self.second()]
    }

    /// The recommended offer at a place of each; `None` if the customer may get none. O(1).
    pub fn winner(&self, a: usize, b: usize) -> Option<OfferIdx> {
        self.winners[a * self.second.places.len() + b]
    }

    /// From where on the only offer is sent; `None` where there are several.
    pub fn line(&self) -> Option<Line> {
        self.line
    }

    /// The margin of every offer there, by offer. O(offers).
    pub fn margins(&self, a: usize, b: usize) -> Vec<f64> {
        self.cells.margins(&self.first().places[a], Some(&self.second.places[b]))
    }

    /// The response of every offer there, by offer. O(offers).
    pub fn responses(&self, a: usize, b: usize) -> Vec<f64> {
        self.link.responses(&self.margins(a, b))
    }
}

/// The map of two different features for a customer, where the only offer of a model is sent from a line on; `None` for
/// one and the same feature.
/// O(trees · (depth + places) + places · offers), where places are those of both features multiplied; 8 bytes per place
/// and offer.
pub fn response_map(
    model: &CustomerModel,
    values: &[Value],
    codes: &Codes,
    [first, second]: [FeatureIdx; 2],
    absence: Absence<'_>,
    line: Option<Line>,
) -> Option<ResponseMap> {
    if first == second {
        return None;
    }
    let leaves = leaf_values(model, codes, absence);
    let mut cells = Cells::of(model, codes, first, Some(second), absence, &leaves);
    let across = cells.second.take()?;
    // a rule asks about one fact: whether an offer is open is a matter of each axis, and of all other facts
    let open = |places: &[Place], feature: FeatureIdx| {
        let meets = |place: &Place, offer: OfferIdx| {
            let rules = model.offer(offer).rules.iter().filter(|r| r.feature == feature);
            rules.into_iter().all(|r| rank::meets(place.value, &r.condition))
        };
        places.iter().map(|p| model.offer_ids().map(|o| meets(p, o)).collect()).collect::<Vec<Vec<bool>>>()
    };
    let (opens_first, opens_second) = (open(&cells.first.places, first), open(&across.places, second));
    let elsewhere = |offer: OfferIdx| {
        let others = model.offer(offer).rules.iter().filter(|r| r.feature != first && r.feature != second);
        others.into_iter().all(|r| rank::meets(values[r.feature.index()], &r.condition))
    };
    let elsewhere: Vec<bool> = model.offer_ids().map(elsewhere).collect();
    let (mut margins, mut responses) = (Vec::new(), Vec::new());
    let mut winners = Vec::with_capacity(cells.first.places.len() * across.places.len());
    for (a, opens_first) in cells.first.places.iter().zip(&opens_first) {
        for (b, opens_second) in across.places.iter().zip(&opens_second) {
            cells.margins_into(a, Some(b), &mut margins);
            model.link().responses_into(&margins, &mut responses);
            let may = |o: OfferIdx| elsewhere[o.index()] && opens_first[o.index()] && opens_second[o.index()];
            winners.push(rank::first(model, &responses, may).filter(|_| rank::is_above(line, &margins)));
        }
    }
    Some(ResponseMap { cells, second: across, winners, link: model.link(), line })
}
