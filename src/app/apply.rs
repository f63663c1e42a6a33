//! The one door: every action comes through here, in order, and either does something or says why not.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::Action;
use super::document::{Bare, Choice, People};
use super::history::State;
use super::importance::Board;
use super::open::Opened;
use super::plan::Asked;
use super::scenarios::{Act, Panel, SCENARIOS_MAX};
use super::session::{self, Restored};
use super::state::{App, Effect, Waiting};
use crate::base::{FeatureIdx, Result, number};
use crate::data::{file, profile_ron};
use crate::model::{Profile, Value};
use crate::report::{opened, text};
use crate::view::explain::change_title;
use crate::view::opened::{CustomersFile, notes};
use crate::view::phrase::list as list_of;
use crate::view::scenarios;
use rand::Rng as _;

impl App {
    /// Does what a person asked.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::OpenDemonstration => self.open_bundled(false),
            Action::OpenOneTree => self.open_bundled(true),
            Action::OpenPath(path) => {
                self.shown.path_field = false;
                self.next.clear();
                self.open_path(path);
            }
            Action::OpenPaths(mut paths) => match paths.len() {
                0 => {}
                1 => self.apply(Action::OpenPath(paths.remove(0))),
                _ => {
                    self.next.clear();
                    self.open_paths(paths);
                }
            },
            Action::OpenAgain => {
                let table = self.document.as_ref().and_then(|d| d.table_path.clone());
                if let Some(model) = self.origin().and_then(|o| o.path.clone()) {
                    self.apply(Action::OpenPath(model));
                    self.next.extend(table);
                }
            }
            Action::StopWaiting => self.stop_waiting(),
            Action::ChooseFile => self.effects.push(Effect::PickFile),
            Action::Close => {
                self.document = None;
                self.waiting = None;
                self.forget_what_was_asked();
                self.shown.board = Board::default();
                self.shown.panel = Panel::default();
                self.history.clear();
                self.shown.tree = None;
                self.shown.map = None;
                self.shown.asked = Asked::default();
                self.shown.versus = None;
                self.stop_loading();
            }
            Action::Person(place) => self.person(place),
            Action::Step(by) => self.step(by),
            Action::Random => self.random(),
            Action::Browse(open) => self.shown.browser.open = open,
            Action::List(query) => self.shown.browser.query = query,
            Action::ShowFact(feature, show) => self.shown.browser.show(feature, show),
            Action::ScoreAll(on) => self.lists.set_scoring(on),
            Action::Importance(open) => {
                self.shown.board.open = open;
                if open {
                    self.shown.browser.open = false;
                }
            }
            Action::ImportanceFor(offer) => self.shown.board.offer = Some(offer),
            Action::AllFacts(all) => self.shown.board.all = all,
            Action::Weigh(on) => self.weights.set_going(on),
            Action::SaveImportance => self.save_importance(),
            Action::GoTo(feature) => {
                self.shown.go_to = feature;
                if feature.is_some() {
                    self.shown.board.open = false;
                }
            }
            Action::Set { feature, value, gesture } => {
                self.change(gesture, |document| {
                    let old = document.choice.values[feature.index()];
                    if old.same(value) {
                        return None;
                    }
                    document.choice.values[feature.index()] = value;
                    Some(change_title(document.inputs.model(), feature, value))
                });
            }
            Action::SetSeveral(list) => self.change(None, |document| set_several(document, &list)),
            Action::Reset(feature) => self.change(None, |document| {
                let original = document.choice.profile.value(feature);
                let old = std::mem::replace(&mut document.choice.values[feature.index()], original);
                let label = &document.inputs.model().features().get(feature).label;
                (!old.same(original)).then(|| format!("reset of {label}"))
            }),
            Action::ResetAll => self.change(None, |document| {
                let altered = document.choice.is_altered();
                document.choice.values.clone_from(&document.choice.profile.values);
                altered.then(|| "reset of all facts".to_owned())
            }),
            Action::Focus(offer) => self.change(None, |document| {
                let old = std::mem::replace(&mut document.choice.focus, offer);
                (old != offer).then(|| "choice of offer".to_owned())
            }),
            Action::Undo => self.travel(true),
            Action::Redo => self.travel(false),
            Action::Tab(tab) => self.shown.tab = tab,
            Action::Map(ask) => self.show_map(ask),
            Action::Versus(offer) => self.shown.versus = offer,
            Action::PlanFor(offer) => self.shown.asked.offer = offer,
            Action::PlanOpen(place) => self.shown.asked.open = place,
            Action::PlanLevers(open) => self.shown.asked.levers = open,
            Action::PlanRules(rules) => self.shown.asked.rules = rules,
            Action::CopyPlan => self.copy_plan(),
            Action::Search(on) => self.searches.set_going(self.shown.tab, on),
            Action::SearchLonger => self.shown.asked.longer(),
            Action::ShowTree(tree) => self.shown.tree = tree,
            Action::AllReasons(all) => self.shown.all_reasons = all,
            Action::ShowComputed(show) => self.shown.computed = show,
            Action::Scale(scale) => {
                self.settings.scale = scale;
                self.save_settings();
            }
            Action::Average(kind) => self.average(kind),
            Action::Export(export) => self.export(export.figure, export.format, export.to),
            Action::SaveProfile => {
                if let Some(choice) = self.document.as_ref().map(|d| d.choice.clone()) {
                    self.save_profile(&choice.profile, &choice.values);
                }
            }
            Action::Scenario(act) => self.scenario(act),
            Action::SaveSession => self.save_session(),
            Action::SaveDictionary => self.save_dictionary(),
            Action::Theme(theme) => {
                self.settings.theme = theme;
                self.save_settings();
            }
            Action::TextSize(percent) => {
                self.settings.text_size = percent;
                self.save_settings();
            }
            Action::Palette(open) => self.shown.palette = open,
            Action::ModelInfo(open) => self.shown.model_info = open,
            Action::CopyReport => self.copy_report(),
            Action::Help(open) => self.shown.help = open,
            Action::PathField(open) => self.shown.path_field = open,
            Action::Dismiss(place) => {
                if place < self.notices.len() {
                    self.notices.remove(place);
                }
            }
            Action::CancelLoading => self.stop_loading(),
            Action::Quit => self.effects.push(Effect::Quit),
        }
    }

    /// Changes the choice as one step of history; `None` means that nothing changed.
    fn change(&mut self, gesture: Option<u64>, change: impl FnOnce(&mut super::Document) -> Option<String>) {
        let Some(document) = &mut self.document else { return };
        let before = document.choice.clone();
        if let Some(title) = change(document) {
            self.history.note(title, &before, gesture);
        }
    }

    fn person(&mut self, place: usize) {
        self.change(None, |document| {
            let profile = document.people.get(place)?;
            let title = format!("choice of {}", profile.name);
            document.choice = Choice::of(place, profile);
            Some(title)
        });
    }

    fn step(&mut self, by: i32) {
        let Some((n, here)) = self.going_through() else { return };
        let next = match here {
            Some(here) => (here as i64 + i64::from(by)).rem_euclid(n as i64) as usize,
            // who is not in the list enters it at its beginning or its end
            None if by < 0 => n - 1,
            None => 0,
        };
        self.listed(next);
    }

    fn random(&mut self) {
        let Some((n, here)) = self.going_through() else { return };
        let next = match here {
            Some(_) if n == 1 => return,
            // any but the one who is looked at
            Some(here) => (here + self.dice.gen_range(1..n)) % n,
            None => self.dice.gen_range(0..n),
        };
        self.listed(next);
    }

    /// How long the list is that next and previous go through, and where in it the customer stands who is looked at;
    /// `None`, and the person is told, if there is none to go through now.
    fn going_through(&mut self) -> Option<(usize, Option<usize>)> {
        let document = self.document.as_ref()?;
        let query = &self.shown.browser.query;
        if query.is_plain() {
            let n = document.people.len();
            return (n > 0).then_some((n, Some(document.choice.person)));
        }
        self.lists.prepare(document, &self.shown.browser, &self.jobs);
        match self.lists.listing(query) {
            Some((listing, true)) if !listing.is_empty() => {
                Some((listing.len(), listing.position(document.choice.person)))
            }
            Some((_, true)) => {
                self.tell("Nobody matches the filters; clear them to go through everybody", None);
                None
            }
            _ => {
                self.tell("The list of customers is still being worked out", None);
                None
            }
        }
    }

    /// Looks at the i-th of the list.
    fn listed(&mut self, i: usize) {
        let query = &self.shown.browser.query;
        let place = match self.lists.listing(query) {
            Some((listing, true)) if !query.is_plain() => listing.get(i),
            _ => Some(i),
        };
        if let Some(place) = place {
            self.person(place);
        }
    }

    fn travel(&mut self, back: bool) {
        if let Some(title) = self.one_step(back) {
            self.tell(&format!("{} the {title}", if back { "Took back" } else { "Brought again" }), None);
        }
    }

    /// Undo or redo by one step; gives its title.
    fn one_step(&mut self, back: bool) -> Option<String> {
        let document = self.document.as_mut()?;
        if self.history.next(back).is_some_and(|state| document.scenarios.has_no_room_for(state)) {
            self.tell(&scenarios::full(SCENARIOS_MAX), None);
            return None;
        }
        let put = |state: State| document.put(state);
        if back { self.history.undo(put) } else { self.history.redo(put) }
    }

    /// Does something with scenarios.
    fn scenario(&mut self, act: Act) {
        let Some(document) = &mut self.document else { return };
        match act {
            Act::Compare(open) => {
                self.shown.panel = Panel { open, tried: false };
                self.shown.board.open &= !open;
                self.shown.browser.open &= !open;
            }
            Act::Tried => {
                self.scenario(Act::Compare(true));
                self.shown.panel.tried = true;
            }
            Act::Pin => self.pin(),
            Act::Rename(id, name) => {
                let old = document.scenarios.get(id).map(|s| s.name.clone()).unwrap_or_default();
                if let Some(before) = document.scenarios.rename(id, &name) {
                    self.history.note_edit(scenarios::renaming(&old), before);
                }
            }
            Act::Remove(id) => {
                if let Some(before) = document.scenarios.remove(id) {
                    let name = before.was.as_ref().map(|s| s.name.clone()).unwrap_or_default();
                    self.history.note_edit(scenarios::removal(&name), before);
                }
            }
            Act::GoTo(id) => {
                let Some(scenario) = document.scenarios.get(id).cloned() else { return };
                let Some(person) = scenario.place else {
                    return self.tell(&scenarios::gone(&scenario.name), None);
                };
                let choice =
                    Choice { person, profile: scenario.profile, values: scenario.values, focus: scenario.focus };
                self.change(None, |document| {
                    (document.choice != choice).then(|| {
                        document.choice = choice;
                        scenarios::going_to(&scenario.name)
                    })
                });
                self.shown.panel.open = false;
            }
            Act::Travel(to) => {
                while self.history.past().len() != to {
                    if self.one_step(self.history.past().len() > to).is_none() {
                        break;
                    }
                }
            }
            Act::SaveProfile(id) => {
                if let Some(scenario) = document.scenarios.get(id).cloned() {
                    self.save_profile(&scenario.profile, &scenario.values);
                }
            }
            Act::SaveTable => {
                let said = self.side.compare(document);
                match crate::report::scenarios::csv(document.inputs.model(), &said) {
                    Ok(text) => {
                        let effect = Effect::SaveFile("candour-scenarios.csv".to_owned(), text.into_bytes());
                        self.effects.push(effect);
                    }
                    Err(error) => self.fail(&error),
                }
            }
            Act::CopyText => {
                let page = crate::report::scenarios::page(document.inputs.model(), &self.side.compare(document));
                self.effects.push(Effect::CopyText(text::print(&page)));
                self.tell("Copied", None);
            }
        }
    }

    fn pin(&mut self) {
        let Some(document) = &mut self.document else { return };
        let choice = &document.choice;
        let offer = Some((scenarios::COMPARE, Action::Scenario(Act::Compare(true))));
        let text = if let Some(there) = document.scenarios.list().iter().find(|s| s.is(choice)) {
            scenarios::pinned_before(&there.name)
        } else if document.scenarios.is_full() {
            scenarios::full(SCENARIOS_MAX)
        } else {
            let name = scenarios::name(document.inputs.model(), &choice.profile, &choice.values);
            scenarios::pinned(&document.scenarios.pin(&name, choice))
        };
        self.tell(&text, None);
        if let Some(notice) = self.notices.last_mut() {
            notice.offer = offer;
        }
    }

    fn save_session(&mut self) {
        let Some(document) = &self.document else { return };
        match session::session(document, &self.history, self.shown.tab) {
            Ok(session) => {
                self.effects.push(Effect::SaveSession(session::file_name(document), Box::new(session)));
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Takes in a session: what was open, pinned and tried when it was saved.
    fn restored(&mut self, restored: Restored, path: Option<PathBuf>) {
        let Restored { document, history, tab } = restored;
        let what = scenarios::reopened(document.inputs.model().title(), document.scenarios.list().len());
        self.document = Some(document);
        self.waiting = None;
        self.forget_what_was_asked();
        self.shown.board = Board::default();
        self.shown.panel = Panel::default();
        self.history = history;
        self.shown.tab = tab;
        self.shown.tree = None;
        self.tell(&what, None);
        if let Some(path) = path {
            self.settings.remember(&path);
            self.save_settings();
        }
        self.start_record();
    }

    /// Saves a customer as asked as a profile file.
    fn save_profile(&mut self, real: &Profile, values: &[Value]) {
        let Some(document) = &self.document else { return };
        let mut profile = real.clone();
        if real.values.iter().zip(values).any(|(a, b)| !a.same(*b)) {
            // a changed customer must never be taken for the real one, in a file neither
            profile.name = format!("{} (what-if)", profile.name);
            profile.fictional = true;
        }
        profile.values = values.to_vec();
        let text = profile_ron::write(document.inputs.model(), &profile);
        self.effects.push(Effect::SaveFile("profile.ron".to_owned(), text.into_bytes()));
    }

    fn save_importance(&mut self) {
        let (Some(document), Some(answer)) = (&self.document, self.weights.answer()) else {
            return self.tell("Nothing to save: it is not worked out yet", None);
        };
        match crate::report::importance::csv(document.inputs.model(), answer) {
            Ok(text) => {
                self.effects.push(Effect::SaveFile("candour-importance.csv".to_owned(), text.into_bytes()));
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Nobody's facts stay on screen, and nobody stays filtered out, because of what was asked of other customers.
    fn forget_what_was_asked(&mut self) {
        self.shown.browser = super::browse::Browser::default();
    }

    fn copy_plan(&mut self) {
        let Some(view) = self.searches.plan_view(self.shown.asked.open) else { return };
        self.effects.push(Effect::CopyText(view.lines().join("\n") + "\n"));
        self.tell("Copied", None);
    }

    fn copy_report(&mut self) {
        let Some(document) = &self.document else { return };
        let mut page = opened::page::model(&document.report());
        document.files.iter().for_each(|file| opened::page::customers(&mut page, file));
        self.effects.push(Effect::CopyText(text::print(&page)));
        self.tell("Copied", None);
    }

    /// Sets a model aside that needs customers, and whatever is open behind it.
    fn wait(&mut self, bare: Bare) {
        let before = match (self.document.take(), self.waiting.take()) {
            (Some(document), _) => Some(Box::new((document, std::mem::take(&mut self.history)))),
            // one that waited gives its place to the next
            (None, waiting) => waiting.and_then(|w| w.before),
        };
        self.shown.model_info = false;
        self.shown.browser.open = false;
        self.shown.board.open = false;
        self.shown.panel.open = false;
        self.waiting = Some(Waiting { bare: Arc::new(bare), before });
    }

    /// What was open before comes back as it was.
    fn stop_waiting(&mut self) {
        let Some(waiting) = self.waiting.take() else { return };
        self.stop_loading();
        self.notices.clear();
        if let Some((document, history)) = waiting.before.map(|before| *before) {
            let has_record = document.record.is_some();
            self.document = Some(document);
            self.history = history;
            if !has_record {
                // one that came home meanwhile found nobody
                self.start_record();
            }
        }
    }

    /// Takes in what was opened and says whether it was; a refusal leaves everything as it was.
    pub(super) fn opened(&mut self, path: Option<PathBuf>, result: Result<Opened>) -> bool {
        let opened = match result {
            Ok(opened) => opened,
            Err(error) if error.kind == crate::base::Kind::Cancelled => return false,
            Err(error) => {
                if let Some(path) = &path {
                    self.settings.recent.retain(|p| p != path);
                    self.save_settings();
                }
                self.refuse(&error, &path.as_deref().map_or_else(|| "The demonstration".to_owned(), file::name));
                return false;
            }
        };
        self.notices.clear();
        if self.document.is_none() && matches!(opened, Opened::Person(..) | Opened::Table(..)) {
            return false; // the model it was for was closed meanwhile
        }
        match opened {
            Opened::Waiting(bare) => self.wait(*bare),
            Opened::Model(document) => {
                if document.n_notes() > 0 {
                    // they stay to be read in the load report
                    let n_notes = notes(document.n_notes());
                    self.tell(&format!("Opened {}, with {n_notes}", document.origin.source), None);
                }
                let model_path = document.origin.path.clone();
                self.document = Some(*document);
                self.waiting = None;
                self.forget_what_was_asked();
                self.shown.board = Board::default();
                self.shown.panel = Panel::default();
                self.history.clear();
                self.shown.tree = None;
                self.shown.map = None;
                self.shown.asked = Asked::default();
                self.shown.versus = None;
                if let Some(path) = model_path {
                    self.settings.remember(&path);
                    self.save_settings();
                }
                self.start_record();
            }
            Opened::Session(session) => self.restored(*session, path),
            Opened::Person(profile, file) => {
                let name = profile.name.clone();
                self.people(true, |people| {
                    people.profiles.push(*profile);
                    people.profiles.len() - 1
                });
                self.tell(&with_notes(&name, &file), None);
                if let Some(document) = &mut self.document {
                    document.files.push(file);
                }
            }
            Opened::Table(table, file, print) => {
                let n = table.n_rows();
                let same = self.document.as_ref().is_some_and(|d| d.table_print == print);
                self.people(same, |people| {
                    people.table = Some(*table);
                    people.profiles.len()
                });
                if let Some(document) = &mut self.document {
                    document.record = None;
                    document.table_path = path;
                    document.table_print = print;
                }
                self.tell(&with_notes(&number::count(n, "customer", "customers"), &file), None);
                if let Some(document) = &mut self.document {
                    // the new table takes the place of the last one
                    document.files.retain(|f| !f.is_table);
                    document.files.push(file);
                }
                self.forget_what_was_asked();
                self.start_record();
            }
        }
        true
    }

    /// Changes who can be looked at, and looks at the one whose place comes back. Places shift, so history ends here;
    /// what is pinned follows its customer, unless `same_table` says that the table's are others now.
    fn people(&mut self, same_table: bool, change: impl FnOnce(&mut People) -> usize) {
        let Some(document) = &mut self.document else { return };
        let (n, before) = (document.people.len(), document.people.profiles.len());
        let place = change(Arc::make_mut(&mut document.people));
        let after = document.people.profiles.len();
        document.scenarios.follow(|place| match place {
            _ if place < before => Some(place),
            _ if place < n && same_table => Some(place - before + after),
            _ => None,
        });
        if let Some(profile) = document.people.get(place) {
            document.choice = Choice::of(place, profile);
        }
        self.history.clear();
    }
}

/// Sets facts; gives what that is called, `None` if nothing changed.
fn set_several(document: &mut super::Document, list: &[(FeatureIdx, Value)]) -> Option<String> {
    let model = document.inputs.model();
    let values = &mut document.choice.values;
    let mut titles = Vec::new();
    for &(feature, value) in list {
        if !std::mem::replace(&mut values[feature.index()], value).same(value) {
            titles.push(change_title(model, feature, value));
        }
    }
    (!titles.is_empty()).then(|| list_of(&titles))
}

fn with_notes(what: &str, file: &CustomersFile) -> String {
    match file.warnings.len() {
        0 => format!("Opened {what}"),
        n => format!("Opened {what}, with {}", notes(n)),
    }
}
