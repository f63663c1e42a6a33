//! Why not the other, on the desk: which other offer, and when it is worked out.

use super::known::{Known, cost};
use crate::app::basis::Shared;
use crate::app::job::Jobs;
use crate::app::slot::{Cost, Slot, Work};
use crate::ask;
use crate::base::{Error, OfferIdx};
use crate::view::compare::{Comparison, compare};

/// The other offer, and the comparison.
#[derive(Debug, Default)]
pub struct Versus {
    /// The offer that a person chose to compare with; the explained one's rival if `None`.
    pub chosen: Option<OfferIdx>,
    slot: Slot<(Shared<Known>, OfferIdx), Option<Comparison>>,
}

impl Versus {
    /// The offer that the explained one is compared with: the chosen one, else its rival.
    pub fn other(&self, known: &Known) -> Option<OfferIdx> {
        let answer = &known.answer;
        let n = answer.now.ranked.len();
        let chosen = self.chosen.filter(|o| *o != answer.focus && o.index() < n);
        chosen.or(answer.rival.as_ref().map(|r| r.offer))
    }

    /// Makes sure that the comparison exists or is under way.
    pub fn prepare(&mut self, known: Option<Shared<Known>>, leaves_in_frame: usize, jobs: &Jobs<Self>) {
        let Some(known) = known else { return };
        let Some(other) = self.other(&known) else { return };
        let at_hand = known.answer.rival.as_ref().is_some_and(|r| r.offer == other);
        let leaves = known.case.inputs.explainer().n_leaves();
        let cost = if at_hand { Cost::Here } else { cost(leaves, leaves_in_frame) };
        let answer = |(known, other): &(Shared<Known>, OfferIdx), _: &_| {
            let inputs = &known.case.inputs;
            let versus = ask::versus(inputs, &known.answer, *other);
            Ok(versus.map(|versus| compare(inputs, &known.answer, &versus, &known.measure())))
        };
        self.slot.ask((known, other), Work { name: "compare", cost, answer }, jobs, |versus| &mut versus.slot);
    }

    /// Two offers side by side in words; `None` while they are worked out, or if there is no other offer.
    pub fn view(&self, known: Shared<Known>) -> Option<&Comparison> {
        let other = self.other(&known)?;
        Option::as_ref(self.slot.now(&(known, other))?)
    }

    /// What went wrong.
    pub fn error(&self) -> Option<&Error> {
        self.slot.error()
    }

    /// Works out once more what went wrong.
    pub fn again(&mut self) {
        self.slot.again();
    }

    /// Where no document is open, work rests.
    pub fn rest(&mut self) {
        self.slot.rest();
    }
}
