//! The one door: every action comes through here, in order, and either does something or says why not.

use super::act::Action;
use super::choice::Choice;
use super::desk::Desk;
use super::notice::Effect;
use super::place::{Goal, Place};
use super::scenarios::save_profile;
use super::state::App;
use super::wing::Wing as _;
use crate::ask::Inputs;
use crate::base::FeatureIdx;
use crate::model::Value;
use crate::report::{opened, text};
use crate::view::explain::change_title;
use crate::view::phrase::list as list_of;
use crate::view::words::notice as words;

impl App {
    /// Does what a person asked.
    pub fn apply(&mut self, action: Action) {
        let jobs = self.jobs.part(|app: &mut Self| &mut app.wings);
        let (desk, wings) = (&mut self.desk, &mut self.wings);
        match action {
            Action::Explain(act) => wings.explain.act(act, desk, &jobs.part(|w| &mut w.explain)),
            Action::Balance(act) => wings.balance.act(act, desk, &jobs.part(|w| &mut w.balance)),
            Action::Browse(act) => wings.browse.act(act, desk, &jobs.part(|w| &mut w.browse)),
            Action::Importance(act) => wings.importance.act(act, desk, &jobs.part(|w| &mut w.importance)),
            Action::Scenarios(act) => wings.scenarios.act(act, desk, &jobs.part(|w| &mut w.scenarios)),
            Action::Describe(act) => self.describe(act),
            Action::Private(act) => self.private(act),
            Action::Go(place) => desk.go(place),
            Action::Over(over) => desk.lay(over),
            Action::OpenDemonstration => self.open_bundled(false),
            Action::OpenOneTree => self.open_bundled(true),
            Action::OpenPath(path) => self.open_paths(vec![path]),
            Action::OpenPaths(paths) => self.open_paths(paths),
            Action::OpenModel(path, reading) => self.open_model(path, reading),
            Action::Rounds(rounds) => self.choose_rounds(rounds),
            Action::OpenAgain => self.open_again(),
            Action::StopWaiting => self.stop_waiting(),
            Action::ChooseFile => desk.effect(Effect::PickFile),
            Action::Close => self.close(),
            Action::Person(place) => desk.look_at(place),
            Action::Set { feature, value, gesture } => {
                desk.change(gesture, |choice, inputs, _| set(choice, inputs, &[(feature, value)]));
            }
            Action::Line { response, gesture } => desk.draw_line(response, gesture),
            Action::SetSeveral(list) => desk.change(None, |choice, inputs, _| set(choice, inputs, &list)),
            Action::Reset(feature) => desk.change(None, |choice, inputs, _| {
                let original = choice.profile.value(feature);
                let old = std::mem::replace(&mut choice.values[feature.index()], original);
                (!old.same(original)).then(|| words::reset_of(&inputs.model().features().get(feature).label))
            }),
            Action::ResetAll => desk.change(None, |choice, _, _| {
                let altered = choice.is_altered();
                choice.values.clone_from(&choice.profile.values);
                altered.then(|| words::RESET_OF_ALL.to_owned())
            }),
            Action::Focus(offer) => desk.change(None, |choice, _, _| {
                let old = std::mem::replace(&mut choice.focus, offer);
                (old != offer).then(|| words::CHOICE_OF_OFFER.to_owned())
            }),
            Action::Undo => self.travel(true),
            Action::Redo => self.travel(false),
            Action::Scale(scale) => desk.set(|settings| settings.scale = scale),
            Action::Average(kind) => self.average(kind),
            Action::Export(export) => self.export(export),
            Action::TakePage(to) => self.take_page(to),
            Action::SaveProfile => self.save_profile(),
            Action::SaveSession => self.save_session(false),
            Action::SaveDictionary => self.save_dictionary(),
            Action::CopyPath(path) => desk.copy(words::PATH, path.display().to_string()),
            Action::Show(path) => desk.effect(Effect::Show(path)),
            Action::CopyReport => self.copy_report(),
            Action::Theme(theme) => desk.set(|settings| settings.theme = theme),
            Action::TextSize(percent) => desk.set(|settings| settings.text_size = percent),
            Action::Placed(window) => {
                if desk.settings().window != Some(window) {
                    desk.set(|settings| settings.window = Some(window));
                }
            }
            Action::Keyboard(goal) => send_keyboard(desk, goal),
            Action::Dismiss(place) => desk.dismiss(place),
            Action::CancelLoading => self.stop_loading(),
            Action::GoBack => self.go_back(),
            Action::OpenLately(path) => self.open_lately(path),
            Action::StartEmpty => desk.start_empty(),
            Action::Keep(keep) => self.set_keep(keep),
            Action::ForgetKept => self.forget_kept(),
            Action::Introduced => desk.set(|settings| settings.introduce = false),
            Action::SaveAs(path) => self.save_as(path),
            Action::Quit => self.quit(),
            Action::QuitAnyway => self.quit_anyway(),
        }
    }

    fn save_profile(&mut self) {
        if let Some(choice) = self.desk.document().map(|d| d.choice.clone()) {
            save_profile(&mut self.desk, &choice.profile, &choice.values);
        }
    }

    fn copy_report(&mut self) {
        let Some(document) = self.desk.document() else { return };
        let mut page = opened::page::model(&document.report());
        document.files.iter().for_each(|file| opened::page::customers(&mut page, file));
        self.desk.copy(words::LOAD_REPORT, text::print(&page));
    }
}

/// Sends the keyboard somewhere; facts are found on Explain.
fn send_keyboard(desk: &mut Desk, goal: Goal) {
    if goal == Goal::FactSearch {
        desk.go(Place::Explain);
    }
    desk.effect(Effect::Keyboard(goal));
}

/// Sets facts; gives what that is called, `None` if nothing changed.
fn set(choice: &mut Choice, inputs: &Inputs, list: &[(FeatureIdx, Value)]) -> Option<String> {
    let mut titles = Vec::new();
    for &(feature, value) in list {
        if !std::mem::replace(&mut choice.values[feature.index()], value).same(value) {
            titles.push(change_title(inputs.model(), feature, value));
        }
    }
    (!titles.is_empty()).then(|| list_of(&titles))
}
