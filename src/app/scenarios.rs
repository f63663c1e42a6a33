//! The scenarios wing: pins what is shown, compares what is pinned side by side, lists what was tried.

use std::sync::Arc;

use super::act::Action;
use super::act::figure::Figure;
use super::act::scenarios::ScenariosAct;
use super::basis::Shared;
use super::choice::Choice;
use super::command::{Command, ctrl};
use super::desk::{Desk, Ended};
use super::document::Document;
use super::history::{History, State, Step};
use super::job::Jobs;
use super::notice::Effect;
use super::pins::{Pins, SCENARIOS_MAX, Scenario};
use super::place::{Over, Place};
use super::slot::{Cost, Slot, Work};
use super::wing::Wing;
use crate::ask::Inputs;
use crate::ask::scenarios::{self, Asked};
use crate::base::Result;
use crate::base::progress::Progress;
use crate::data::profile_ron;
use crate::figure::{self, Frame};
use crate::model::{Line, Profile, Value};
use crate::report::page::Page;
use crate::view::Caption;
use crate::view::scenarios::{self as view, Comparison, Trial, Tried, Which};
use crate::view::words;

/// What is compared: what is shown now, and what is pinned.
#[derive(Clone, PartialEq, Debug)]
struct Compared {
    inputs: Shared<Inputs>,
    choice: Choice,
    pins: Shared<Vec<Scenario>>,
    line: Option<Line>,
}

/// What was tried: what is shown now, and the steps to either side.
#[derive(Clone, PartialEq, Debug)]
struct Trials {
    inputs: Shared<Inputs>,
    choice: Choice,
    past: Shared<Vec<Step>>,
    future: Shared<Vec<Step>>,
    line: Option<Line>,
}

/// The scenarios wing.
#[derive(Debug, Default)]
pub struct Scenarios {
    compared: Slot<Compared, Comparison>,
    tried: Slot<Trials, Tried>,
}

impl Scenarios {
    /// The scenarios side by side, once they were asked for.
    pub fn comparison(&self) -> Option<&Arc<Comparison>> {
        self.compared.last().map(|(_, said)| said)
    }

    /// What was tried, once it was asked for.
    pub fn tried(&self) -> Option<&Arc<Tried>> {
        self.tried.last().map(|(_, said)| said)
    }

    fn compare(&mut self, document: &Document, jobs: &Jobs<Self>) {
        let Document { inputs, choice, pins, line, .. } = document;
        let pins = pins.list().into();
        let compared = Compared { inputs: inputs.into(), choice: choice.clone(), pins, line: *line };
        let work = Work { name: "scenarios", cost: Cost::Here, answer: compare };
        self.compared.ask(compared, work, jobs, |scenarios| &mut scenarios.compared);
    }

    fn list(&mut self, document: &Document, history: &History, jobs: &Jobs<Self>) {
        let Document { inputs, choice, line, .. } = document;
        let (past, future) = (history.past().into(), history.future().into());
        let trials = Trials { inputs: inputs.into(), choice: choice.clone(), past, future, line: *line };
        let work = Work { name: "tried", cost: Cost::Here, answer: tried };
        self.tried.ask(trials, work, jobs, |scenarios| &mut scenarios.tried);
    }
}

/// The real customer, what is shown now if that is something else, and what is pinned.
fn compare(compared: &Compared, _: &Progress) -> Result<Comparison> {
    let Compared { inputs, choice, pins, line } = compared;
    let pinned = pins.iter().map(|s| Asked {
        which: Which::Pinned(s.id),
        name: &s.name,
        profile: &s.profile,
        values: &s.values,
        is_open: s.place.is_some(),
        is_shown: s.is(choice),
    });
    let pinned: Vec<Asked<'_>> = pinned.collect();
    let now = Some((view::NOW, choice.values.as_slice()));
    Ok(view::compare(inputs, &scenarios::compare(inputs, &choice.profile, now, &pinned, *line)))
}

/// The steps of history with what came first after each.
fn tried(trials: &Trials, _: &Progress) -> Result<Tried> {
    let Trials { inputs, choice, past, future, line } = trials;
    let model = inputs.model();
    let n = past.len() + future.len() + 1;
    let first = |choice: &Choice| scenarios::first(inputs, n, &choice.values, *line);
    // what a step of the past holds was before it: the choice after it is what the next one holds
    let mut after = first(choice);
    let mut list = Vec::with_capacity(n);
    for step in past.iter().rev() {
        let is_choice = matches!(step.state, State::Choice(_));
        list.push(Trial { title: Some(step.title.as_str()), first: after, is_choice });
        if let State::Choice(choice) = &step.state {
            after = first(choice);
        }
    }
    list.push(Trial { title: None, first: after, is_choice: true });
    list.reverse();
    let mut after = first(choice);
    for step in future.iter().rev() {
        let is_choice = matches!(step.state, State::Choice(_));
        if let State::Choice(choice) = &step.state {
            after = first(choice);
        }
        list.push(Trial { title: Some(step.title.as_str()), first: after, is_choice });
    }
    Ok(view::tried(model, &list, past.len()))
}

/// Saves a customer as asked as a profile file.
pub fn save_profile(desk: &mut Desk, real: &Profile, values: &[Value]) {
    let Some(document) = desk.document() else { return };
    let mut profile = real.clone();
    if !super::choice::same(&real.values, values) {
        // a changed customer must never be taken for the real one, in a file neither
        profile.name = words::scenarios::what_if(&profile.name);
        profile.fictional = true;
    }
    profile.values = values.to_vec();
    let text = profile_ron::write(document.inputs.model(), &profile);
    desk.effect(Effect::SaveFile("profile.ron".to_owned(), text.into_bytes()));
}

fn pin(desk: &mut Desk) {
    let Some(document) = desk.document() else { return };
    let choice = &document.choice;
    let text = if let Some(there) = document.pins.list().iter().find(|s| s.is(choice)) {
        view::pinned_before(&there.name)
    } else {
        let name = view::name(document.inputs.model(), &choice.profile, &choice.values);
        desk.pin(&name).map_or_else(|| view::full(SCENARIOS_MAX), |name| view::pinned(&name))
    };
    desk.tell_with(&text, None, Some((Over::Scenarios.label(), Action::Over(Some(Over::Scenarios)))));
}

fn go_to(desk: &mut Desk, id: u64) {
    let Some(scenario) = desk.document().and_then(|d| d.pins.get(id)).cloned() else { return };
    let Some(person) = scenario.place else {
        return desk.tell(&view::gone(&scenario.name), None);
    };
    let wanted = Choice { person, profile: scenario.profile, values: scenario.values, focus: scenario.focus };
    desk.change(None, |choice, _, _| {
        (*choice != wanted).then(|| {
            *choice = wanted;
            view::going_to(&scenario.name)
        })
    });
    desk.go(Place::Explain);
}

impl Wing for Scenarios {
    type Act = ScenariosAct;

    fn act(&mut self, act: ScenariosAct, desk: &mut Desk, jobs: &Jobs<Self>) {
        let Some(document) = desk.document() else { return };
        let named = |id: u64| document.pins.get(id).map(|s| s.name.clone()).unwrap_or_default();
        match act {
            ScenariosAct::Pin => pin(desk),
            ScenariosAct::Rename(id, name) => {
                let title = view::renaming(&named(id));
                desk.edit_pins(title, |pins: &mut Pins| pins.rename(id, &name));
            }
            ScenariosAct::Remove(id) => {
                let title = view::removal(&named(id));
                desk.edit_pins(title, |pins: &mut Pins| pins.remove(id));
            }
            ScenariosAct::GoTo(id) => go_to(desk, id),
            ScenariosAct::Travel(to) => {
                while desk.history().past().len() != to {
                    let back = desk.history().past().len() > to;
                    if desk.travel(back).is_none() {
                        break;
                    }
                }
            }
            ScenariosAct::SaveProfile(id) => {
                if let Some(scenario) = document.pins.get(id).cloned() {
                    save_profile(desk, &scenario.profile, &scenario.values);
                }
            }
            ScenariosAct::SaveTable => {
                self.compare(document, jobs);
                if let (Some(said), Some(caption)) = (self.comparison(), self.caption(Figure::Scenarios, desk)) {
                    let made = crate::report::scenarios::csv(document.inputs.model(), said);
                    desk.save_table("candour-scenarios.csv", made, &caption);
                }
            }
        }
    }

    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        match (desk.document(), desk.over()) {
            (Some(document), Some(Over::Scenarios | Over::Large(Figure::Scenarios))) => self.compare(document, jobs),
            (Some(document), Some(Over::Tried)) => self.list(document, desk.history(), jobs),
            _ => {}
        }
    }

    fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let open = desk.document().is_some();
        let pinned = desk.document().is_some_and(|d| !d.pins.list().is_empty());
        list.push(Command::new(words::command::PIN, ctrl("P"), open, ScenariosAct::Pin));
        for (over, key) in [(Over::Scenarios, "B"), (Over::Tried, "H")] {
            list.push(Command::new(over.label(), ctrl(key), open, Action::Over(Some(over))));
        }
        Command::exports(Figure::Scenarios, pinned, list);
        list.push(Command::new(words::command::SAVE_SCENARIOS, None, pinned, ScenariosAct::SaveTable));
    }

    fn ask(&mut self, _figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        if let Some(document) = desk.document() {
            self.compare(document, jobs);
        }
    }

    fn figure(&self, figure: Figure, desk: &Desk, _width: f32) -> Option<Frame> {
        desk.document().filter(|_| figure == Figure::Scenarios)?;
        Some(figure::scenarios::sheet(self.comparison()?))
    }

    fn card(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Page> {
        let document = desk.document().filter(|_| figure == Figure::Scenarios)?;
        self.compare(document, jobs);
        Some(crate::report::scenarios::page(document.inputs.model(), self.comparison()?))
    }

    fn caption(&self, _figure: Figure, desk: &Desk) -> Option<Caption> {
        Some(self.comparison()?.caption(desk.document()?.inputs.model(), desk.stamp()?))
    }

    fn page(&self, desk: &Desk) -> Option<Page> {
        let page = crate::report::scenarios::page(desk.document()?.inputs.model(), self.comparison()?);
        Some(page.captioned(&self.caption(Figure::Scenarios, desk)?))
    }

    fn forget(&mut self, ended: Ended) {
        if ended == Ended::Model {
            *self = Self::default();
        }
    }
}
