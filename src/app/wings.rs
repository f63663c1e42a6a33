//! Every wing once. One that was forgotten here somewhere does not compile.

use super::act::figure::Figure;
use super::browse::Browse;
use super::command::Command;
use super::desk::{Desk, Ended};
use super::explain::Explain;
use super::importance::Importance;
use super::job::Jobs;
use super::place::{Over, Place};
use super::scenarios::Scenarios;
use super::wing::Wing as _;
use crate::figure::Frame;
use crate::report::page::Page;

/// The wings of the desk, side by side; none sees another.
#[derive(Debug, Default)]
pub struct Wings {
    /// One customer.
    pub explain: Explain,
    /// The customer browser.
    pub browse: Browse,
    /// What matters over all customers.
    pub importance: Importance,
    /// Scenarios, and what was tried.
    pub scenarios: Scenarios,
}

impl Wings {
    /// Asks for what is shown and not there.
    pub fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        let Self { explain, browse, importance, scenarios } = self;
        explain.prepare(desk, &jobs.part(|w| &mut w.explain));
        browse.prepare(desk, &jobs.part(|w| &mut w.browse));
        importance.prepare(desk, &jobs.part(|w| &mut w.importance));
        scenarios.prepare(desk, &jobs.part(|w| &mut w.scenarios));
    }

    /// Their commands of the moment.
    pub fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let Self { explain, browse, importance, scenarios } = self;
        browse.commands(desk, list);
        importance.commands(desk, list);
        scenarios.commands(desk, list);
        explain.commands(desk, list);
    }

    /// A figure as it is now.
    pub fn figure(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Frame> {
        match figure {
            Figure::Waterfall
            | Figure::Offers
            | Figure::Trees
            | Figure::Tree
            | Figure::Compare
            | Figure::Together
            | Figure::Map => self.explain.figure(figure, desk, &jobs.part(|w| &mut w.explain)),
            Figure::Importance => self.importance.figure(figure, desk, &jobs.part(|w| &mut w.importance)),
            Figure::Scenarios => self.scenarios.figure(figure, desk, &jobs.part(|w| &mut w.scenarios)),
        }
    }

    /// What is shown now as a page: of what lies over the place, else of the place.
    pub fn page(&self, desk: &Desk) -> Option<Page> {
        match (desk.over(), desk.place()) {
            (Some(Over::Scenarios), _) => self.scenarios.page(desk),
            (_, Place::Explain) => self.explain.page(desk),
            (_, Place::Overall) => self.importance.page(desk),
        }
    }

    /// What the person should hear of.
    pub fn news(&mut self, desk: &Desk) -> [Option<&'static str>; 4] {
        let Self { explain, browse, importance, scenarios } = self;
        [explain.news(desk), browse.news(desk), importance.news(desk), scenarios.news(desk)]
    }

    /// Something ended, and with it what was asked of it.
    pub fn forget(&mut self, ended: Ended) {
        let Self { explain, browse, importance, scenarios } = self;
        explain.forget(ended);
        browse.forget(ended);
        importance.forget(ended);
        scenarios.forget(ended);
    }
}
