//! Why not the other, on the desk: which other offer, and when it is worked out.

use super::derived::{Derived, Known};
use super::job::{Jobs, Message};
use super::kept::Work;
use super::state::{App, Shown};
use crate::ask;
use crate::base::OfferIdx;
use crate::view::compare::{Comparison, compare};
use crate::view::{self, Scale};

fn answer(known: &Known, other: &OfferIdx) -> Option<Comparison> {
    let versus = ask::versus(&known.inputs, &known.answer, *other)?;
    let measure = view::explain::measure(known.inputs.model(), &known.answer, Scale::Points);
    Some(compare(&known.inputs, &known.answer, &versus, &measure))
}

impl Derived {
    /// The offer that the explained one is compared with: the chosen one, else its rival.
    pub(super) fn other(&self, shown: &Shown) -> Option<OfferIdx> {
        let answer = &self.known()?.answer;
        let n = answer.now.ranked.len();
        let chosen = shown.versus.filter(|o| *o != answer.focus && o.index() < n);
        chosen.or(answer.rival.as_ref().map(|r| r.offer))
    }

    /// Makes sure that the comparison exists or is under way.
    pub(super) fn prepare_versus(&mut self, shown: &Shown, jobs: &Jobs) {
        let (Some(known), Some(other)) = (self.known().cloned(), self.other(shown)) else { return };
        let at_hand = known.answer.rival.as_ref().is_some_and(|r| r.offer == other);
        let here = at_hand || known.inputs.explainer().n_leaves() <= self.leaves_in_frame;
        let work = Work { name: "compare", answer, home: |result| Message::Compared { result } };
        self.versus.prepare(&known, &other, here, jobs, &work);
    }
}

impl App {
    /// The offer that the explained one is compared with.
    pub fn other_offer(&self) -> Option<OfferIdx> {
        self.derived.other(&self.shown)
    }

    /// Two offers side by side in words; `None` while they are worked out, or if there is no other offer.
    pub fn comparison(&self) -> Option<&Comparison> {
        let (view, current) = self.derived.versus.get(self.derived.known()?, &self.other_offer()?)?;
        view.as_ref().as_ref().filter(|_| current)
    }
}
