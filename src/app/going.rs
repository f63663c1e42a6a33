//! Closing, going back and ending: what was open is kept before it is left, and what could not be is said.

use std::time::{Duration, Instant};

use super::act::Action;
use super::desk::Crossed;
use super::kept::Mark;
use super::notice::Effect;
use super::session;
use super::state::App;
use crate::base::{Error, Result};
use crate::view::problem::problem;
use crate::view::words::{kept as words, notice};

/// How long what is done may stay unkept.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

impl App {
    /// Keeps what is open, if it is worth it: what was opened from a file, or what something was done in.
    fn keep(&mut self) -> Result<()> {
        let history = self.desk.history();
        let Some(document) = self.desk.document().filter(|d| d.origin.path.is_some() || d.is_worked_on(history))
        else {
            return Ok(());
        };
        let mark = Mark::of(document, history);
        // what is kept has no lock
        if !self.desk.settings().keep
            || self.desk.lock().is_some()
            || self.keeping.last.as_ref().is_some_and(|last| last.is(&mark))
        {
            return Ok(());
        }
        let place = self.desk.place();
        let path = session::session(document, history, self.wings.tabs(), place)
            .and_then(|session| self.kept.keep(&session, document.kept.as_deref()))?;
        self.desk.set_kept(path);
        self.keeping.last = Some(mark);
        Ok(())
    }

    /// Keeps what is about to be left; gives what went wrong, to be told when something else is there.
    pub(super) fn keep_before(&mut self) -> Option<Error> {
        let failed = self.keep().err();
        self.keeping.last = None;
        failed
    }

    /// Says that something could not be kept.
    pub(super) fn tell_not_kept(&mut self, failed: Option<Error>) {
        if let Some(error) = failed {
            self.desk.tell(words::NOT_KEPT, Some(problem(&error).what));
        }
    }

    /// Keeps what is open from time to time, since nobody says when a program is killed. Said once if it fails.
    pub(super) fn keep_now_and_then(&mut self) {
        let since = *self.keeping.since.get_or_insert_with(Instant::now);
        if since.elapsed() < NOW_AND_THEN {
            return;
        }
        self.keeping.since = Some(Instant::now());
        if let Err(error) = self.keep()
            && !std::mem::replace(&mut self.keeping.told, true)
        {
            self.tell_not_kept(Some(error));
        }
    }

    /// Whether the window may go: what is open is kept, or the person was asked once and goes on.
    pub fn may_end(&mut self) -> bool {
        let history = self.desk.history();
        let something = self.desk.document().is_some_and(|d| d.is_worked_on(history));
        let Some(error) = self.keep().err().filter(|_| something) else { return true };
        if std::mem::replace(&mut self.keeping.asked, true) {
            return true;
        }
        let hint = words::before_end(&problem(&error).what);
        self.desk.tell_with(words::NOT_KEPT, Some(hint), Some((words::QUIT_ANYWAY, Action::QuitAnyway)));
        false
    }

    /// Ends the program although something could not be kept.
    pub(super) fn quit_anyway(&mut self) {
        self.keeping.asked = true;
        self.desk.effect(Effect::Quit);
    }

    /// Ends the program.
    pub(super) fn quit(&mut self) {
        if self.may_end() {
            self.desk.effect(Effect::Quit);
        }
    }

    /// Closes what is open.
    pub(super) fn close(&mut self) {
        let failed = self.keep_before();
        let (ended, title) = self.desk.close(self.wings.tabs());
        self.wings.forget(ended);
        self.stop_loading();
        if let Some(title) = title {
            let back = self.desk.open_across().is_some().then_some((words::GO_BACK, Action::GoBack));
            self.desk.tell_with(&words::closed(&title), None, back);
        }
        self.tell_not_kept(failed);
    }

    /// What the way back leads to, if there is one.
    pub fn way_back(&self) -> Option<String> {
        let before = self.desk.open_before().or_else(|| self.desk.open_across());
        before.map(str::to_owned).or_else(|| self.newest_kept().map(|entry| entry.title.clone()))
    }

    /// The newest that is kept and not open.
    fn newest_kept(&self) -> Option<&super::kept::Entry> {
        let open = self.desk.document().and_then(|d| d.kept.as_deref());
        self.kept.list().iter().find(|entry| Some(entry.path.as_path()) != open)
    }

    /// Goes back to what was open before.
    pub(super) fn go_back(&mut self) {
        if self.desk.open_before().is_some() {
            return self.stop_waiting();
        }
        if self.desk.open_across().is_some() {
            return self.cross(None);
        }
        if let Some(path) = self.newest_kept().map(|entry| entry.path.clone()) {
            self.open_paths(vec![path]);
        }
    }

    /// Undo and redo.
    pub(super) fn travel(&mut self, back: bool) {
        if let Some(title) = self.desk.crossing(back).map(str::to_owned) {
            self.cross(Some(notice::travelled(&title, back)));
        } else if let Some(title) = self.desk.travel(back) {
            self.desk.tell(&notice::travelled(&title, back), None);
            self.read_as_said();
        }
    }

    /// Goes to the other side of the last opening or closing, and says so.
    fn cross(&mut self, said: Option<String>) {
        let failed = self.keep_before();
        self.stop_loading();
        match self.desk.cross(self.wings.tabs()) {
            Some(Crossed::There(ended, tabs)) => {
                self.wings.forget(ended);
                self.wings.set_tabs(tabs);
                let open = self.desk.document().map(|d| words::back(d.inputs.model().title()));
                if let Some(said) = said.or(open) {
                    self.desk.tell(&said, None);
                }
            }
            Some(Crossed::Open(path)) => self.open_paths(vec![path]),
            None => {}
        }
        self.tell_not_kept(failed);
    }

    /// Keeps by itself what is open, or does not.
    pub(super) fn set_keep(&mut self, keep: bool) {
        self.desk.set(|settings| settings.keep = keep);
        if !keep {
            self.forget_kept();
        }
    }

    /// Forgets what was kept.
    pub(super) fn forget_kept(&mut self) {
        self.desk.set_kept(None);
        self.keeping.last = None;
        match self.kept.forget() {
            Ok(()) => self.desk.tell(words::FORGOTTEN, None),
            Err(error) => self.desk.fail(&error),
        }
    }
}
