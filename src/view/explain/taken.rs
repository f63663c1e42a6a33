//! What figures and cards of one customer say of themselves once they leave the screen.

use super::compare::{Comparison, Pairs};
use super::map::MapView;
use super::path::{Line, TreeBars, TreeView};
use super::reach::Spread;
use super::reasons::Waterfall;
use super::screen::Screen;
use crate::ask::Explanation;
use crate::base::OfferIdx;
use crate::model::{CustomerModel, Profile};
use crate::view::caption::{Caption, Stamp};
use crate::view::words::{place, report as words};

/// One customer as explained, whose figures and cards are taken along.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Which model.
    pub model: &'a CustomerModel,
    /// Who.
    pub profile: &'a Profile,
    /// Why.
    pub explanation: &'a Explanation,
    /// The same in words.
    pub screen: &'a Screen,
}

impl Told<'_> {
    /// About the customer and the offer explained, in score points.
    fn caption(&self, title: impl Into<String>, stamp: Stamp) -> Caption {
        Caption::new(title, self.model, stamp)
            .customer(self.profile, self.screen.changes.iter().map(|(_, change)| change.as_str()))
            .offers(self.model, &[self.explanation.focus])
            .unit(self.screen.measure.points().share_unit())
    }

    fn of_every_offer(&self, title: impl Into<String>, stamp: Stamp) -> Caption {
        self.caption(title, stamp).every_offer(self.model).unit(self.screen.measure.response_name())
    }

    /// The offers.
    pub fn offers(&self, stamp: Stamp) -> Caption {
        self.of_every_offer(&self.screen.offers_title, stamp).note(&self.screen.offers_note)
    }

    /// Everybody on the scale of the only outcome, and the line.
    pub fn spread(&self, spread: &Spread, stamp: Stamp) -> Caption {
        self.of_every_offer(&spread.caption, stamp).note(&spread.about)
    }

    /// The reasons, as they are drawn.
    pub fn reasons(&self, drawn: &Waterfall, stamp: Stamp) -> Caption {
        self.caption(&self.screen.why.heading, stamp)
            .unit(drawn.unit)
            .note("A filled bar to the right raises the score, a hollow one to the left lowers it.")
            .note(drawn.rest_note.clone().unwrap_or_default())
    }

    /// One bar per tree.
    pub fn trees(&self, bars: &TreeBars, stamp: Stamp) -> Caption {
        self.caption("What each tree says", stamp).note(bars.note)
    }

    /// A drawn tree, with the way through it in words: a picture that leaves has no tooltips.
    pub fn tree(&self, view: &TreeView, stamp: Stamp) -> Caption {
        let step = |line: &Line| {
            let number = line.number.map(|n| format!("{n}. ")).unwrap_or_default();
            let parts = [&line.because, &line.amount].into_iter().filter(|part| !part.is_empty());
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            let rest = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) };
            format!("{number}{}{rest}: {}", line.what, line.total)
        };
        view.receipt.lines.iter().map(step).fold(self.caption(&view.title, stamp), Caption::note)
    }

    /// Two offers side by side, of which so many facts are drawn.
    pub fn compare(&self, view: &Comparison, other: OfferIdx, drawn: usize, stamp: Stamp) -> Caption {
        let [(a, _), (b, _)] = &view.offers;
        let n = view.rows.iter().filter(|row| row.feature.is_some()).count();
        let more = n.saturating_sub(drawn);
        self.caption(words::beside(a, b), stamp)
            .offers(self.model, &[self.explanation.focus, other])
            .note(view.decided.text())
            .note(format!("A bar to the right speaks for {a}, one to the left for {b}."))
            .note(if more == 0 { String::new() } else { words::more(more) })
    }

    /// Pairs of facts.
    pub fn together(&self, view: &Pairs, stamp: Stamp) -> Caption {
        self.caption(words::TWO_FACTS, stamp).note(&view.lead).note(
            "A filled mark to the right raises the score, a hollow one to the left lowers it; the larger, the more.",
        )
    }

    /// A map of two facts.
    pub fn map(&self, view: &MapView, stamp: Stamp) -> Caption {
        let first = if self.model.offers().len() > 1 { "the letter of what comes first, by " } else { "" };
        self.of_every_offer(&view.title, stamp)
            .unit(format!("{first}{}", self.screen.measure.response_name()))
            .note(view.lead.text())
            .note(view.limits.text())
    }

    /// What would change it.
    pub fn change(&self, stamp: Stamp) -> Caption {
        let now = self.explanation.now.winner().map_or(self.explanation.focus, |w| w.offer);
        self.of_every_offer(place::CHANGE, stamp).offers(self.model, &[now])
    }

    /// What is enough.
    pub fn enough(&self, stamp: Stamp) -> Caption {
        Caption { title: words::ENOUGH.to_owned(), ..self.change(stamp) }
    }
}
