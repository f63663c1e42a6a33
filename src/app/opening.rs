//! Files on their way in, and what becomes of them: opened beside the window, one after the other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::act::Action;
use super::document::{Document, LastTable, Origin};
use super::history::History;
use super::job::Loading;
use super::notice::{Effect, Saving};
use super::open::{self, Base, Locked, Opened};
use super::place::Over;
use super::session::{self, Arrived, Restored};
use super::state::App;
use super::typed;
use crate::ask::AbsenceKind;
use crate::base::progress::Progress;
use crate::base::{Kind, Result, date};
use crate::data::file;
use crate::data::locked::Passphrase;
use crate::model::Rounds;
use crate::open::{FileKind, Reading, arrange, model};
use crate::view::opened::{self as view, CustomersFile, notes};
use crate::view::scenarios;
use crate::view::words::start::rounds as rounds_words;
use crate::view::words::{bar, everyone, kept, notice as words};

impl App {
    /// Opens a profile or table as soon as the model that is being opened is there.
    pub fn open_next(&mut self, path: PathBuf) {
        self.next.push_back(path);
    }

    /// Starts opening something; whatever was being opened before is stopped.
    fn start_loading(&mut self, what: String) -> Progress {
        let progress = Progress::default();
        if let Some(before) = self.loading.replace(Loading { what, progress: progress.clone() }) {
            before.progress.cancel();
        }
        progress
    }

    /// Stops what is being opened, and what would be opened after it.
    pub(super) fn stop_loading(&mut self) {
        self.next.clear();
        if let Some(loading) = self.loading.take() {
            loading.progress.cancel();
        }
    }

    /// Loads something beside the window. What comes home after it was stopped is thrown away.
    pub(super) fn load<T: Send + 'static>(
        &mut self,
        name: &str,
        what: String,
        work: impl FnOnce(&Progress) -> Result<T> + Send + 'static,
        home: impl FnOnce(&mut Self, Result<T>) + Send + 'static,
    ) {
        let progress = self.start_loading(what);
        let there = progress.clone();
        let come = move |app: &mut Self, result: Result<T>| {
            if !progress.cancelled() {
                app.loading = None;
                home(app, result);
            }
        };
        self.jobs.start(name, move || work(&there), come);
    }

    /// Opens files that were given at once: a model first, whatever their order.
    pub(super) fn open_paths(&mut self, mut paths: Vec<PathBuf>) {
        (self.refused, self.starting) = (false, false);
        if self.desk.over() == Some(Over::Path) {
            self.desk.lay(None);
        }
        match paths.len() {
            0 => {}
            1 => {
                self.next.clear();
                self.open_path(paths.remove(0));
            }
            n => {
                self.next.clear();
                let home = |app: &mut Self, result: Result<Vec<PathBuf>>| match result {
                    Ok(paths) => {
                        app.next = paths.into();
                        app.open_following();
                    }
                    Err(error) => app.desk.refuse(&error, words::WHAT_WAS_GIVEN),
                };
                self.load("arrange", words::files(n), move |_| arrange(paths), home);
            }
        }
    }

    /// Opens a model's file, read as is said.
    pub(super) fn open_model(&mut self, path: PathBuf, reading: Reading) {
        self.refused = false;
        self.next.clear();
        self.open_read(path, reading);
    }

    /// Begins with the demonstration, and offers what was open the last time.
    pub fn start(&mut self) {
        self.open_bundled(false);
        self.starting = true;
    }

    /// Opens what was opened lately; the customers of a model follow once it is known to be the same one.
    pub(super) fn open_lately(&mut self, path: PathBuf) {
        self.open_paths(vec![path]);
        self.with_customers = true;
    }

    fn open_path(&mut self, path: PathBuf) {
        self.with_customers = false;
        self.open_read(path, Reading::default());
    }

    fn open_read(&mut self, path: PathBuf, reading: Reading) {
        // what was saved locked is likely to be opened again with the same passphrase
        let key = self.desk.lock().cloned();
        self.open_locked(path, reading, key, false);
    }

    /// Opens a file with a passphrase, if there is one; `told` that it is the person's answer to being asked for it.
    pub(super) fn open_locked(&mut self, path: PathBuf, reading: Reading, key: Option<Passphrase>, told: bool) {
        let base = self.base();
        let name = file::name(&path);
        let (there, read_so, with) = (path.clone(), reading.clone(), key.clone());
        let work = move |progress: &Progress| session::open(&there, with.as_ref(), base.as_ref(), &read_so, progress);
        self.load("open", name, work, move |app, result| match result {
            Err(error) if error.kind == Kind::Locked => app.ask_for_key(Locked { path, reading, wrong: told }),
            result => {
                let locks = told && result.is_ok();
                app.arrived(Some(path), result);
                if locks {
                    // what came locked does not leave open, and that is said
                    app.lock(key);
                }
            }
        });
    }

    fn open_following(&mut self) {
        if let Some(path) = self.next.pop_front() {
            self.open_path(path);
        }
    }

    /// The model that a file of customers is opened for.
    fn base(&self) -> Option<Base> {
        let ready = self.desk.document().map(|d| Base::Ready(d.described.plainly(&d.inputs), d.origin.again()));
        ready.or(self.desk.waiting().map(|bare| Base::Waiting(Arc::clone(bare))))
    }

    /// Opens one of the models that the program carries.
    pub(super) fn open_bundled(&mut self, one_tree: bool) {
        self.refused = false;
        // what waits behind another file was meant for that
        self.next.clear();
        let work = move |_: &Progress| {
            open::demonstration(one_tree).map(|d| Arrived::Opened(Box::new(Opened::Model(Box::new(d)))))
        };
        self.load("open", words::DEMONSTRATION.to_owned(), work, |app, result| app.arrived(None, result));
    }

    /// Opens the model's file again, and the table's.
    pub(super) fn open_again(&mut self) {
        let table = self.desk.document().and_then(|d| d.table_path.clone());
        let origin = self.desk.origin().and_then(|o| Some((o.path.clone()?, o.reading.clone())));
        if let Some((model, reading)) = origin {
            self.open_model(model, reading);
            self.next.extend(table);
        }
    }

    /// Which rounds of training the open model answers with: its file is read again, and all else stays as it is.
    pub(super) fn choose_rounds(&mut self, rounds: Rounds) {
        let Some(document) = self.desk.document() else { return };
        let Some(before) = document.origin.rounds.filter(|before| *before != rounds) else { return };
        if self.loading.is_some() {
            // it would end what is being opened
            return self.desk.tell(words::STILL_OPENING, None);
        }
        let (document, source) = (document.clone(), document.origin.source.clone());
        let mut reading = document.origin.reading.clone();
        reading.rounds = Some(rounds);
        let work = move |progress: &Progress| open::reread(&document, &reading, false, progress);
        self.load("reread", source, work, move |app, result| match result {
            Ok(reread) => {
                let ended = app.desk.reread(reread);
                app.wings.forget(ended);
                let back = (rounds_words::use_rounds(before), Action::Rounds(before));
                app.desk.tell_with(rounds_words::used(rounds), None, Some(back));
            }
            Err(error) => app.desk.fail(&error),
        });
    }

    /// What was open before a model that waits comes back as it was.
    pub(super) fn stop_waiting(&mut self) {
        if self.desk.waiting().is_some() {
            self.stop_loading();
            self.desk.stop_waiting();
        }
    }

    /// Prepares the model for another definition of absence, beside the window.
    pub(super) fn average(&mut self, kind: AbsenceKind) {
        let Some(document) = self.desk.document() else { return };
        if document.inputs.absence_kind().0 == kind {
            return;
        }
        if self.loading.is_some() {
            // it would end what is being opened
            return self.desk.tell(words::STILL_OPENING, None);
        }
        self.prepare(kind);
    }

    /// Prepares the open model anew with a definition of absence.
    pub(super) fn prepare(&mut self, kind: AbsenceKind) {
        let Some(document) = self.desk.document() else { return };
        let (before, people) = (Arc::clone(&document.inputs), Arc::clone(&document.people));
        let work = move |_: &Progress| open::prepare(before.model(), &people, kind);
        self.load("prepare", words::AVERAGE.to_owned(), work, |app, result| match result {
            Ok(inputs) => app.desk.prepared(&inputs),
            Err(error) => app.desk.fail(&error),
        });
    }

    /// Takes in what was opened, and goes on with what waits behind it; a refusal leaves everything as it was.
    fn arrived(&mut self, path: Option<PathBuf>, result: Result<Arrived>) {
        match result {
            Ok(arrived) => {
                let back = self.desk.offers(&Action::GoBack);
                if !self.refused {
                    self.desk.clear_notices();
                }
                match arrived {
                    Arrived::Session(restored) => self.restored(*restored, path.as_deref()),
                    Arrived::Opened(opened) => self.opened(path, *opened, back),
                }
                self.open_following();
            }
            Err(error) if error.kind == Kind::Cancelled => self.next.clear(),
            Err(mut error) => {
                let name = path.as_deref().map_or_else(|| bar::DEMONSTRATION.to_owned(), file::name);
                if let Some(path) = &path {
                    self.desk.remember(path, false);
                    if error.kind == Kind::File && !file::is_there(path) {
                        error = error.hint(typed::nowhere(path));
                    }
                }
                if std::mem::replace(&mut self.refused, true) {
                    self.desk.refuse_also(&error, &name);
                } else {
                    self.desk.refuse(&error, &name);
                }
                if path.as_deref().is_some_and(is_met_first) {
                    // they were meant for what was refused
                    self.next.clear();
                }
                self.open_following();
            }
        }
    }

    fn opened(&mut self, path: Option<PathBuf>, opened: Opened, back: bool) {
        let way_back = |is: bool| is.then_some((kept::GO_BACK, Action::GoBack));
        match opened {
            Opened::Waiting(mut bare) => {
                self.find_customers(&mut bare.origin);
                let failed = self.keep_before();
                self.desk.wait(*bare, self.wings.tabs());
                self.tell_not_kept(failed);
            }
            Opened::Model(mut document) => {
                if document.people.is_empty() {
                    self.find_customers(&mut document.origin);
                }
                // what there is to know stays to be read in the load report
                let (n, source) = (document.n_notes(), document.origin.source.clone());
                let worked_on = self.is_worked_on();
                let path = document.origin.path.clone();
                self.by_itself = std::mem::take(&mut self.starting);
                let last = self.way_back().filter(|_| self.by_itself);
                self.begin(*document, History::default(), path.as_deref());
                if n > 0 || worked_on {
                    self.desk.tell_with(&with_notes(&source, n), None, way_back(worked_on));
                }
                if let Some(last) = last {
                    let hint = Some(kept::HERE_ONLY.to_owned());
                    self.desk.tell_with(&kept::last_time(&last), hint, way_back(true));
                }
            }
            // the model that customers were for may be gone: then nobody looks for them any more
            Opened::Person(..) | Opened::Table(..) | Opened::Weights(_) if self.desk.document().is_none() => {
                self.next.clear();
            }
            Opened::Person(profile, file) => {
                let failed = self.keep_before();
                self.desk.set_copy_across(kept::opening_of(&profile.name), self.wings.tabs());
                self.desk.tell_with(&of_file(&profile.name, &file), None, way_back(back));
                self.desk.add_person(*profile, *file);
                self.tell_not_kept(failed);
            }
            Opened::Weights(weights) => {
                self.desk.tell(&everyone::opened(&weights.by, &date::iso(weights.on)), None);
                self.wings.balance.everyone.set_opinion(weights);
            }
            Opened::Table(table) => {
                let failed = self.keep_before();
                self.desk.set_copy_across(kept::opening_of(&table.file.source), self.wings.tabs());
                let what = words::customers(table.table.n_rows());
                self.desk.tell_with(&of_file(&what, &table.file), None, way_back(back));
                let ended = self.desk.put_table(*table, path);
                self.wings.forget(ended);
                self.put_together();
                self.tell_not_kept(failed);
            }
        }
    }

    fn is_worked_on(&self) -> bool {
        self.desk.document().is_some_and(|d| d.is_worked_on(self.desk.history()))
    }

    /// Looks for the customers that were opened with a model the last time; of one opened lately they are opened next.
    fn find_customers(&mut self, origin: &mut Origin) {
        let (Some(path), Some(read)) = (&origin.path, origin.read.first()) else { return };
        let Some(table) = self.desk.settings().table_of(path, &read.digest).map(Path::to_owned) else { return };
        let gone = !file::is_there(&table);
        if self.with_customers && !gone && self.next.is_empty() {
            self.next.push_back(table.clone());
        }
        origin.last_table = Some(LastTable { path: table, gone });
    }

    /// Remembers which customers are open with which model.
    fn put_together(&mut self) {
        let Some(document) = self.desk.document() else { return };
        let Origin { path: Some(model), read, .. } = &document.origin else { return };
        if let (Some(read), Some(table)) = (read.first(), &document.table_path) {
            let (model, digest, table) = (model.clone(), read.digest.clone(), table.clone());
            self.desk.set(|settings| settings.put_together(&model, &digest, &table));
        }
    }

    fn restored(&mut self, restored: Restored, path: Option<&Path>) {
        let Restored { mut document, history, tabs, place } = restored;
        let what = scenarios::reopened(document.inputs.model().title(), document.pins.list().len());
        let own = path.filter(|path| self.kept.holds(path));
        document.kept = own.map(Path::to_owned);
        let path = path.filter(|_| own.is_none());
        let back = self.is_worked_on().then_some((kept::GO_BACK, Action::GoBack));
        self.by_itself = false;
        self.begin(document, history, path);
        self.wings.set_tabs(tabs);
        self.desk.go(place);
        self.desk.tell_with(&what, None, back);
    }

    /// A document takes the place of what is open, which is kept.
    fn begin(&mut self, document: Document, history: History, path: Option<&Path>) {
        let failed = self.keep_before();
        let ended = self.desk.open(document, history, self.wings.tabs());
        self.wings.forget(ended);
        if let Some(path) = path {
            self.desk.remember(path, true);
        }
        self.put_together();
        self.tell_not_kept(failed);
    }

    /// Saves all that is open, pinned and tried; with `only` the model alone, without customers.
    pub(super) fn save_session(&mut self, only: bool) {
        let Some(document) = self.desk.document() else { return };
        let (tabs, place) = (self.wings.tabs(), self.desk.place());
        let made = if only {
            session::without_customers(document, tabs, place)
        } else {
            session::session(document, self.desk.history(), tabs, place)
        };
        match made {
            Ok(session) => {
                let name = session::file_name(document);
                self.desk.effect(Effect::SaveSession(name, Box::new(session)));
            }
            Err(error) => self.desk.fail(&error),
        }
    }

    /// Saves a first draft of a data dictionary beside the model.
    pub(super) fn save_dictionary(&mut self) {
        let (Some(base), Some(origin)) = (self.base(), self.desk.origin()) else { return };
        let inside = model::has_dictionary_inside(base.model());
        let Some(model) = origin.path.clone().filter(|_| !inside) else {
            let (text, hint) = view::dictionary_inside(&origin.source);
            self.desk.lay(None);
            return self.desk.tell(&text, Some(hint));
        };
        if self.desk.document().is_some_and(Document::has_unsaved_words) {
            return self.save_words();
        }
        if let Some(there) = origin.dictionary.clone() {
            return self.tell_of_dictionary(&there, false, true);
        }
        let path = model::dictionary_of(&model);
        if self.desk.document().is_some() && !file::is_there(&path) {
            return self.save_words();
        }
        let there = path.clone();
        let work = move || model::save_dictionary(&there, base.model(), None);
        self.jobs.start("save", work, move |app, result| match result {
            Ok(fresh) => {
                // another model may be open by now
                let current = app.desk.origin().is_some_and(|o| o.path.as_deref() == Some(&model));
                app.tell_of_dictionary(&path, fresh, current);
            }
            Err(error) => app.desk.fail(&error),
        });
    }

    /// Tells where what a person said was saved.
    pub(super) fn tell_of_words(&mut self, path: &Path) {
        let (text, hint) = view::words_saved(&path.display().to_string());
        self.desk.lay(None);
        self.desk.tell_with(&text, Some(hint), Some((words::COPY_PATH, Action::CopyPath(path.to_owned()))));
    }

    pub(super) fn tell_of_dictionary(&mut self, path: &Path, fresh: bool, current: bool) {
        let (text, hint) = view::dictionary_saved(&path.display().to_string(), fresh);
        // so that it can be read
        self.desk.lay(None);
        let offer = current.then_some((words::OPEN_MODEL_AGAIN, Action::OpenAgain));
        self.desk.tell_with(&text, Some(hint), offer);
    }

    /// Takes in what was chosen in the system's dialog; nothing if it `failed` to open.
    pub fn chosen(&mut self, paths: Vec<PathBuf>, failed: bool) {
        if failed {
            self.desk.lay(Some(Over::Path));
            self.desk.tell(words::NO_DIALOG, None);
        } else {
            self.open_paths(paths);
        }
    }

    /// Tells what became of a file that was to be saved; `None` if no place came back: whether the person wanted none,
    /// or the system's dialog did not work, cannot be known.
    pub fn saved(&mut self, result: Result<Option<PathBuf>>, saving: Arc<Saving>) {
        let by_path = Some((words::SAVE_BY_PATH, Action::Over(Some(Over::Save))));
        match result {
            Ok(Some(path)) => {
                let text = words::saved(&path.display().to_string());
                // a page is there to be read
                let offer = match path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html")) {
                    true => (words::SHOW, Action::Show(path)),
                    false => (words::COPY_PATH, Action::CopyPath(path)),
                };
                self.desk.tell_with(&text, None, Some(offer));
                return;
            }
            Ok(None) => self.desk.tell_with(words::NOT_SAVED, None, by_path),
            Err(error) => self.desk.fail_with(&error, by_path),
        }
        self.unsaved = Some(saving);
    }

    /// Tells that the desktop has nothing to open a saved file with.
    pub fn not_shown(&mut self, path: PathBuf) {
        let text = words::not_shown(&path.display().to_string());
        self.desk.tell_with(&text, None, Some((words::COPY_PATH, Action::CopyPath(path))));
    }

    /// What was to be saved last and is not.
    pub fn unsaved(&self) -> Option<&Saving> {
        self.unsaved.as_deref()
    }

    /// Saves what was not saved, to a path that was typed.
    pub(super) fn save_as(&mut self, path: PathBuf) {
        let Some(saving) = self.unsaved.take() else { return };
        self.desk.lay(None);
        let there = Arc::clone(&saving);
        let work = move || session::write(&there, &path).map(|()| Some(path));
        self.jobs.start("save", work, move |app, result| app.saved(result, saving));
    }
}

/// Whether other files that were given with it were meant for this one.
fn is_met_first(path: &Path) -> bool {
    let kind = file::open(path).and_then(|source| FileKind::of_source(&source));
    matches!(kind, Ok(FileKind::Model | FileKind::Ron | FileKind::Session | FileKind::Dictionary))
}

fn of_file(what: &str, file: &CustomersFile) -> String {
    with_notes(what, file.notes().count())
}

fn with_notes(what: &str, n: usize) -> String {
    if n == 0 { words::opened(what) } else { words::opened_with(what, &notes(n)) }
}
