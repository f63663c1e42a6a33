//! Every wing once. One that was forgotten here somewhere does not compile.

use super::act::figure::Figure;
use super::balance::Balance;
use super::browse::Browse;
use super::command::Command;
use super::desk::{Desk, Ended};
use super::explain::Explain;
use super::importance::Importance;
use super::job::Jobs;
use super::place::{Over, Place, Tabs};
use super::scenarios::Scenarios;
use super::wing::Wing as _;
use crate::figure::Frame;
use crate::report::page::Page;
use crate::view::Caption;

/// Whose a figure is.
enum Name {
    Explain,
    Balance,
    Browse,
    Importance,
    Scenarios,
}

fn wing_of(figure: Figure) -> Name {
    match figure {
        Figure::Waterfall
        | Figure::Offers
        | Figure::Trees
        | Figure::Tree
        | Figure::Compare
        | Figure::Together
        | Figure::Map
        | Figure::Change
        | Figure::Enough => Name::Explain,
        Figure::Balance | Figure::Everyone => Name::Balance,
        Figure::Customers => Name::Browse,
        Figure::Importance => Name::Importance,
        Figure::Scenarios => Name::Scenarios,
    }
}

/// The wings of the desk, side by side; none sees another.
#[derive(Debug, Default)]
pub struct Wings {
    /// One customer.
    pub explain: Explain,
    /// What each permission is worth.
    pub balance: Balance,
    /// The customer browser.
    pub browse: Browse,
    /// What matters over all customers.
    pub importance: Importance,
    /// Scenarios, and what was tried.
    pub scenarios: Scenarios,
}

impl Wings {
    /// The tabs that are open.
    pub fn tabs(&self) -> Tabs {
        Tabs { explain: self.explain.tab, balance: self.balance.whom }
    }

    /// Opens tabs.
    pub fn set_tabs(&mut self, tabs: Tabs) {
        (self.explain.tab, self.balance.whom) = (tabs.explain, tabs.balance);
    }

    /// Asks for what is shown and not there.
    pub fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        let Self { explain, balance, browse, importance, scenarios } = self;
        explain.prepare(desk, &jobs.part(|w| &mut w.explain));
        balance.prepare(desk, &jobs.part(|w| &mut w.balance));
        browse.prepare(desk, &jobs.part(|w| &mut w.browse));
        importance.prepare(desk, &jobs.part(|w| &mut w.importance));
        scenarios.prepare(desk, &jobs.part(|w| &mut w.scenarios));
    }

    /// Their commands of the moment.
    pub fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let Self { explain, balance, browse, importance, scenarios } = self;
        balance.commands(desk, list);
        browse.commands(desk, list);
        importance.commands(desk, list);
        scenarios.commands(desk, list);
        explain.commands(desk, list);
    }

    /// Asks for what a figure shows.
    pub fn ask(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        match wing_of(figure) {
            Name::Explain => self.explain.ask(figure, desk, &jobs.part(|w| &mut w.explain)),
            Name::Balance => self.balance.ask(figure, desk, &jobs.part(|w| &mut w.balance)),
            Name::Browse => self.browse.ask(figure, desk, &jobs.part(|w| &mut w.browse)),
            Name::Importance => self.importance.ask(figure, desk, &jobs.part(|w| &mut w.importance)),
            Name::Scenarios => self.scenarios.ask(figure, desk, &jobs.part(|w| &mut w.scenarios)),
        }
    }

    /// A figure as it is now, laid out in a width in points.
    pub fn figure(&self, figure: Figure, desk: &Desk, width: f32) -> Option<Frame> {
        match wing_of(figure) {
            Name::Explain => self.explain.figure(figure, desk, width),
            Name::Balance => self.balance.figure(figure, desk, width),
            Name::Browse => self.browse.figure(figure, desk, width),
            Name::Importance => self.importance.figure(figure, desk, width),
            Name::Scenarios => self.scenarios.figure(figure, desk, width),
        }
    }

    /// The figures of the place one is at, in the order in which one goes through them.
    pub fn figures(&self, desk: &Desk) -> Vec<Figure> {
        let Some(document) = desk.document() else { return Vec::new() };
        let mut list = match desk.place() {
            Place::Explain => self.explain.figures(),
            Place::Overall => vec![Figure::Importance],
            Place::Balance => vec![self.balance.shown()],
        };
        if !document.pins.list().is_empty() {
            list.push(Figure::Scenarios);
        }
        list
    }

    /// The same in sentences and rows.
    pub fn card(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Page> {
        match wing_of(figure) {
            Name::Explain => self.explain.card(figure, desk, &jobs.part(|w| &mut w.explain)),
            Name::Balance => self.balance.card(figure, desk, &jobs.part(|w| &mut w.balance)),
            Name::Browse => self.browse.card(figure, desk, &jobs.part(|w| &mut w.browse)),
            Name::Importance => self.importance.card(figure, desk, &jobs.part(|w| &mut w.importance)),
            Name::Scenarios => self.scenarios.card(figure, desk, &jobs.part(|w| &mut w.scenarios)),
        }
    }

    /// What that says of itself where it stands alone.
    pub fn caption(&self, figure: Figure, desk: &Desk) -> Option<Caption> {
        match wing_of(figure) {
            Name::Explain => self.explain.caption(figure, desk),
            Name::Balance => self.balance.caption(figure, desk),
            Name::Browse => self.browse.caption(figure, desk),
            Name::Importance => self.importance.caption(figure, desk),
            Name::Scenarios => self.scenarios.caption(figure, desk),
        }
    }

    /// What is shown now, to be taken along: what lies over the place, else what the place is about.
    pub fn shown(&self, desk: &Desk) -> Figure {
        match (desk.over(), desk.place()) {
            (Some(Over::Browse), _) => Figure::Customers,
            (Some(Over::Scenarios), _) => Figure::Scenarios,
            (Some(Over::Large(figure)), _) => figure,
            (_, Place::Explain) => self.explain.shown(),
            (_, Place::Overall) => Figure::Importance,
            (_, Place::Balance) => self.balance.shown(),
        }
    }

    /// What is shown now as a page: of what lies over the place, else of the place.
    pub fn page(&self, desk: &Desk) -> Option<Page> {
        match (desk.over(), desk.place()) {
            (Some(Over::Scenarios), _) => self.scenarios.page(desk),
            (_, Place::Explain) => self.explain.page(desk),
            (_, Place::Overall) => self.importance.page(desk),
            (_, Place::Balance) => self.balance.page(desk),
        }
    }

    /// What the person should hear of.
    pub fn news(&mut self, desk: &Desk) -> [Option<&'static str>; 5] {
        let Self { explain, balance, browse, importance, scenarios } = self;
        [explain.news(desk), balance.news(desk), browse.news(desk), importance.news(desk), scenarios.news(desk)]
    }

    /// Something ended, and with it what was asked of it.
    pub fn forget(&mut self, ended: Ended) {
        let Self { explain, balance, browse, importance, scenarios } = self;
        explain.forget(ended);
        balance.forget(ended);
        browse.forget(ended);
        importance.forget(ended);
        scenarios.forget(ended);
    }
}
