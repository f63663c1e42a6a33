//! The one door: every action comes through here, in order, and either does something or says why not.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::Action;
use super::document::{Choice, People};
use super::open::Opened;
use super::state::{App, Effect};
use crate::base::Result;
use crate::data::profile_ron;
use crate::model::Profile;
use crate::view::explain::change_title;

impl App {
    /// Does what a person asked.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::OpenDemonstration => self.open_bundled(false),
            Action::OpenOneTree => self.open_bundled(true),
            Action::OpenPath(path) => {
                self.shown.path_field = false;
                self.open_path(path);
            }
            Action::ChooseFile => self.effects.push(Effect::PickFile),
            Action::Close => {
                self.document = None;
                self.history.clear();
                self.shown.tree = None;
                self.stop_loading();
            }
            Action::Person(place) => self.person(place),
            Action::Step(by) => self.step(by),
            Action::FindPerson(text) => self.find_person(&text),
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
            Action::ShowTree(tree) => self.shown.tree = tree,
            Action::AllReasons(all) => self.shown.all_reasons = all,
            Action::ShowComputed(show) => self.shown.computed = show,
            Action::Scale(scale) => {
                self.settings.scale = scale;
                self.save_settings();
            }
            Action::Average(kind) => self.average(kind),
            Action::Export(export) => self.export(export.figure, export.format, export.to),
            Action::SaveProfile => self.save_profile(),
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
        let Some(document) = &self.document else { return };
        let n = document.people.len() as i64;
        if n > 0 {
            let place = (document.choice.person as i64 + i64::from(by)).rem_euclid(n);
            self.person(place as usize);
        }
    }

    fn find_person(&mut self, text: &str) {
        let Some(document) = &self.document else { return };
        match document.people.find(text) {
            Some(place) => self.person(place),
            None => self.tell("Nobody here has that name, label or row number", None),
        }
    }

    fn travel(&mut self, back: bool) {
        let Some(document) = &mut self.document else { return };
        let step = if back { self.history.undo(&document.choice) } else { self.history.redo(&document.choice) };
        let Some((choice, title)) = step else { return };
        document.choice = choice;
        self.tell(&format!("{} the {title}", if back { "Took back" } else { "Brought again" }), None);
    }

    fn save_profile(&mut self) {
        let Some(document) = &self.document else { return };
        let choice = &document.choice;
        let mut profile = Profile::clone(&choice.profile);
        if choice.is_altered() {
            // a changed customer must never be taken for the real one, in a file neither
            profile.name = format!("{} (what-if)", profile.name);
            profile.fictional = true;
        }
        profile.values.clone_from(&choice.values);
        let text = profile_ron::write(document.inputs.model(), &profile);
        self.effects.push(Effect::SaveFile("profile.ron".to_owned(), text.into_bytes()));
    }

    /// Takes in what was opened; a refusal leaves everything as it was.
    pub(super) fn opened(&mut self, path: Option<PathBuf>, result: Result<Opened>) {
        let opened = match result {
            Ok(opened) => opened,
            Err(error) if error.kind == crate::base::Kind::Cancelled => return,
            Err(error) => {
                if let Some(path) = &path {
                    self.settings.recent.retain(|p| p != path);
                    self.save_settings();
                }
                return self.fail(&error);
            }
        };
        self.notices.clear();
        if self.document.is_none() && !matches!(opened, Opened::Model(_)) {
            return; // the model it was for was closed meanwhile
        }
        match opened {
            Opened::Model(document) => {
                if !document.warnings.is_empty() {
                    self.tell(&format!("Opened {}, with notes", document.source), Some(document.warnings.join(". ")));
                }
                self.document = Some(*document);
                self.history.clear();
                self.shown.tree = None;
                if let Some(path) = path {
                    self.settings.remember(&std::path::absolute(&path).unwrap_or(path));
                    self.save_settings();
                }
                self.start_record();
            }
            Opened::Person(profile, warnings) => {
                let name = profile.name.clone();
                self.people(|people| {
                    people.profiles.push(*profile);
                    people.profiles.len() - 1
                });
                self.tell(&format!("Opened {name}"), (!warnings.is_empty()).then(|| warnings.join(". ")));
            }
            Opened::Table(table, warnings) => {
                let n = table.n_rows();
                self.people(|people| {
                    people.table = Some(*table);
                    people.profiles.len()
                });
                if let Some(document) = &mut self.document {
                    document.record = None;
                }
                let text = format!("Opened {}", crate::base::number::count(n, "customer", "customers"));
                self.tell(&text, (!warnings.is_empty()).then(|| warnings.join(". ")));
                self.start_record();
            }
        }
    }

    /// Changes who can be looked at, and looks at the one whose place comes back. Places shift, so history ends here.
    fn people(&mut self, change: impl FnOnce(&mut People) -> usize) {
        let Some(document) = &mut self.document else { return };
        let place = change(Arc::make_mut(&mut document.people));
        if let Some(profile) = document.people.get(place) {
            document.choice = Choice::of(place, profile);
        }
        self.history.clear();
    }
}
