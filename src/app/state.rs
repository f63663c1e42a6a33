//! The state of the window: the document, answers worked out from it, settings, and what is under way.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::action::{Action, Tab};
use super::browse::{Browser, Lists};
use super::derived::Derived;
use super::document::{Bare, Document, Origin};
use super::history::History;
use super::importance::{Board, Weights};
use super::job::{Jobs, Loading, Message, aside, guarded};
use super::open::{self, Base};
use super::plan::{Asked, Searches};
use super::scenarios::{Panel, SideBySide};
use super::settings::Settings;
use crate::ask::{AbsenceKind, Explanation};
use crate::base::{Error, FeatureIdx, OfferIdx, TreeIdx};
use crate::data::file;
use crate::data::session_ron::Session;
use crate::figure::Theme;
use crate::view::explain::{Manner, Screen};
use crate::view::problem::Refusal;
use crate::view::{self, compare, path};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Something to tell the person.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether something went wrong; such notices stay until they are taken away.
    pub error: bool,
    /// A file that was refused: the same in parts.
    pub refused: Option<Refusal>,
    /// What can be done about it at once, and what to call that.
    pub offer: Option<(&'static str, Action)>,
}

/// A model that waits for customers, and what comes back if the person gives up.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The model.
    pub bare: Arc<Bare>,
    /// What was open before.
    pub before: Option<Box<(Document, History)>>,
}

/// What drawing must do with the system on the app's behalf: things only the window can.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Put text on the clipboard.
    CopyText(String),
    /// Put a picture on the clipboard: red, green, blue rows with width and height.
    CopyPicture(Vec<u8>, u32, u32),
    /// Ask the system for files to open.
    PickFile,
    /// Ask the system where to save bytes, with a proposed name.
    SaveFile(String, Vec<u8>),
    /// Ask the system where to save a session, likewise: it names its files from where it stands.
    SaveSession(String, Box<Session>),
    /// End the program.
    Quit,
}

/// What is shown beside the document: never undone, never saved.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Shown {
    /// The tab of the right-hand side.
    pub tab: Tab,
    /// The open tree.
    pub tree: Option<TreeIdx>,
    /// What is asked of exact searches.
    pub asked: Asked,
    /// The two facts whose map is shown.
    pub map: Option<[FeatureIdx; 2]>,
    /// The offer that the explained one is compared with; its rival if `None`.
    pub versus: Option<OfferIdx>,
    /// Whether every reason has its row.
    pub all_reasons: bool,
    /// Whether the working is shown.
    pub computed: bool,
    /// Whether the command palette is open.
    pub palette: bool,
    /// Whether the load report is open.
    pub model_info: bool,
    /// What is asked of the customer browser.
    pub browser: Browser,
    /// What is asked of what matters over all customers.
    pub board: Board,
    /// What is asked of the panel that compares scenarios.
    pub panel: Panel,
    /// A fact whose control is to come into sight.
    pub go_to: Option<FeatureIdx>,
    /// Whether the list of keys is open.
    pub help: bool,
    /// Whether the field for a path is open.
    pub path_field: bool,
}

/// Everything the window holds.
#[derive(Debug)]
pub struct App {
    pub(super) document: Option<Document>,
    /// A model that waits for customers; while there is one, there is no document.
    pub(super) waiting: Option<Waiting>,
    pub(super) history: History,
    pub(super) shown: Shown,
    pub(super) settings: Settings,
    settings_path: Option<PathBuf>,
    pub(super) notices: Vec<Notice>,
    pub(super) effects: Vec<Effect>,
    pub(super) loading: Option<Loading>,
    pub(super) tickets: u64,
    pub(super) jobs: Jobs,
    messages: Receiver<Message>,
    /// The theme that is really shown, for exports.
    pub theme: Theme,
    pub(super) derived: Derived,
    pub(super) lists: Lists,
    pub(super) weights: Weights,
    pub(super) searches: Searches,
    pub(super) side: SideBySide,
    /// For picking anybody.
    pub(super) dice: Xoshiro256PlusPlus,
    /// Files to open, one after the other, as soon as the one before is there.
    pub(super) next: VecDeque<PathBuf>,
}

impl App {
    /// An empty desk. Settings are read from and written to a file, if there is one.
    pub fn new(settings_path: Option<PathBuf>, wake: Arc<dyn Fn() + Send + Sync>, inline: bool) -> Self {
        let (jobs, messages) = Jobs::new(wake, inline);
        // who is picked at random need not be picked again
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = since.map_or(0, |t| t.as_nanos() as u64);
        Self {
            document: None,
            waiting: None,
            history: History::default(),
            shown: Shown::default(),
            settings: settings_path.as_deref().map(Settings::read).unwrap_or_default(),
            settings_path,
            notices: Vec::new(),
            effects: Vec::new(),
            loading: None,
            tickets: 0,
            jobs,
            messages,
            theme: Theme::Light,
            derived: Derived::default(),
            lists: Lists::default(),
            weights: Weights::default(),
            searches: Searches::default(),
            side: SideBySide::default(),
            dice: Xoshiro256PlusPlus::seed_from_u64(seed),
            next: VecDeque::new(),
        }
    }

    /// The document, if one is open.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The model that waits for customers, if one does.
    pub fn waiting(&self) -> Option<&Bare> {
        self.waiting.as_ref().map(|w| &*w.bare)
    }

    /// Where the model came from that is open, or that waits.
    pub fn origin(&self) -> Option<&Origin> {
        self.document.as_ref().map(|d| &d.origin).or(self.waiting().map(|bare| &bare.origin))
    }

    /// The title of the model that was open before the one that waits.
    pub fn open_before(&self) -> Option<&str> {
        let before = self.waiting.as_ref()?.before.as_ref()?;
        Some(before.0.inputs.model().title())
    }

    /// What is shown beside it.
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// What persists.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What to tell the person.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What is being loaded.
    pub fn loading(&self) -> Option<&Loading> {
        self.loading.as_ref()
    }

    /// What undo would take back, and redo bring again.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What the window must do with the system; taken once.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Works out beside the window whatever has more leaves than this; for tests of that way.
    pub fn set_leaves_in_frame(&mut self, leaves: usize) {
        self.derived.leaves_in_frame = leaves;
    }

    /// One frame's work before drawing: takes in what came home, then makes sure the answers for what is shown exist
    /// or are under way.
    pub fn update(&mut self) {
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message);
        }
        self.ask();
    }

    fn receive(&mut self, message: Message) {
        match message {
            Message::Opened { ticket, path, result } => {
                if self.loading.as_ref().is_some_and(|l| l.ticket == ticket) {
                    self.loading = None;
                    if self.opened(path, *result) {
                        self.open_following();
                    } else {
                        // they were meant for what was refused
                        self.next.clear();
                    }
                }
            }
            Message::Arranged { ticket, result } => {
                if self.loading.as_ref().is_some_and(|l| l.ticket == ticket) {
                    self.loading = None;
                    match result {
                        Ok(paths) => {
                            self.next = paths.into();
                            self.open_following();
                        }
                        Err(error) => self.refuse(&error, "What was given"),
                    }
                }
            }
            Message::Explained { result } => {
                if let Err(error) = self.derived.explained(self.document.as_ref(), result) {
                    self.fail(&error);
                }
            }
            Message::Paired { result } => {
                if let Err(error) = self.derived.paired(result) {
                    self.fail(&error);
                }
            }
            Message::Mapped { result } => {
                if let Err(error) = self.derived.map.came(result) {
                    self.fail(&error);
                }
            }
            Message::Planned { ticket, result } => self.searches.planned(ticket, result),
            Message::Sufficed { ticket, result } => self.searches.sufficed(ticket, result),
            Message::Compared { result } => {
                if let Err(error) = self.derived.versus.came(result) {
                    self.fail(&error);
                }
            }
            Message::Prepared { ticket, before, result } => {
                // stopped, or something else is being opened by now
                if self.loading.as_ref().is_none_or(|l| l.ticket != ticket) {
                    return;
                }
                self.loading = None;
                if let Some(document) = self.document.as_mut().filter(|d| Arc::ptr_eq(&d.inputs, &before)) {
                    match *result {
                        Ok(inputs) => document.inputs = Arc::new(inputs),
                        Err(error) => return self.fail(&error),
                    }
                    if document.record.is_none() {
                        self.start_record();
                    }
                }
            }
            Message::Scored { about, result } => {
                if let Err(error) = self.lists.scored(self.document.as_ref(), &about, result) {
                    self.fail(&error);
                }
            }
            Message::Listed { about, query, result } => {
                if let Err(error) = self.lists.listed(self.document.as_ref(), &about, query, result) {
                    self.fail(&error);
                }
            }
            Message::Weighed { about, ticket, result } => {
                let done = self.weights.weighed(self.document.as_ref(), &about, ticket, result);
                if done && !self.shown.board.open {
                    self.tell(view::importance::DONE, None);
                }
            }
            Message::Record { inputs, result } => {
                if let Some(document) = self.document.as_mut().filter(|d| Arc::ptr_eq(&d.inputs, &inputs))
                    && let Ok(record) = result
                {
                    document.record = Some(Arc::new(record));
                }
            }
            Message::Chosen { paths, failed } => {
                if !paths.is_empty() {
                    self.apply(Action::OpenPaths(paths));
                } else if failed {
                    self.shown.path_field = true;
                    self.tell("The system's file dialog did not open; type or paste a path instead", None);
                }
            }
            Message::Dictionary { model, path, result: Ok(fresh) } => {
                let current = self.origin().is_some_and(|o| o.path.as_deref() == Some(&model));
                self.tell_of_dictionary(&path, fresh, current);
            }
            Message::Dictionary { result: Err(error), .. } => self.fail(&error),
            Message::Saved { result: Ok(Some(path)) } => {
                self.tell(&format!("Saved {}", path.display()), None);
            }
            Message::Saved { result: Ok(None) } => {}
            Message::Saved { result: Err(error) } => self.fail(&error),
        }
    }

    /// Opens a profile or table as soon as the model that is being opened is there.
    pub fn open_next(&mut self, path: PathBuf) {
        self.next.push_back(path);
    }

    fn open_following(&mut self) {
        if let Some(path) = self.next.pop_front() {
            self.open_path(path);
        }
    }

    /// The sender of messages, for the window's own threads (dialogs).
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Tells the person something in passing.
    pub fn tell(&mut self, text: &str, hint: Option<String>) {
        self.notices.retain(|n| n.error || n.hint.is_some());
        self.notices.push(Notice { text: text.to_owned(), hint, error: false, refused: None, offer: None });
    }

    fn tell_of_dictionary(&mut self, path: &std::path::Path, fresh: bool, current: bool) {
        let (text, hint) = view::opened::dictionary_saved(&path.display().to_string(), fresh);
        self.tell(&text, Some(hint));
        // so that it can be read
        self.shown.model_info = false;
        if current && let Some(notice) = self.notices.last_mut() {
            notice.offer = Some(("Open the model again", Action::OpenAgain));
        }
    }

    /// Tells the person that something went wrong.
    pub fn fail(&mut self, error: &Error) {
        let problem = view::problem::problem(error);
        // the newest matters; a heap of old ones helps nobody
        self.notices.clear();
        let notice = Notice { text: problem.what, hint: problem.hint, error: true, refused: None, offer: None };
        self.notices.push(notice);
    }

    /// Tells the person why a file was not opened.
    pub(super) fn refuse(&mut self, error: &Error, file: &str) {
        self.fail(error);
        // so that it can be read
        self.shown.board.open = false;
        self.shown.panel.open = false;
        let open = self.document.as_ref().map(|d| d.inputs.model().title());
        let open = open.or(self.waiting().map(|bare| bare.model.title()));
        let refused = view::problem::refusal(error, file, open);
        if let Some(notice) = self.notices.last_mut() {
            notice.refused = Some(refused);
            notice.offer = Some(("Open another file…", Action::ChooseFile));
        }
    }

    /// Writes the settings; a failure is told once and harms nothing.
    pub(super) fn save_settings(&mut self) {
        if let Some(path) = &self.settings_path
            && let Err(error) = self.settings.write(path)
        {
            self.tell("Settings could not be saved", Some(error.to_string()));
        }
    }

    /// Makes sure that the answers for what is shown exist or are under way.
    fn ask(&mut self) {
        let Self { document: Some(document), derived, lists, weights, searches, shown, jobs, .. } = self else {
            self.derived.clear();
            self.lists.clear();
            self.weights.clear();
            self.searches.clear();
            return;
        };
        derived.explain(document, jobs);
        lists.prepare(document, &shown.browser, jobs);
        weights.prepare(document, &shown.board, jobs);
        searches.prepare(document, shown.tab, &shown.asked, jobs);
        // jobs that run at once are home already
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message);
        }
        // a list may have waited for scores that just came home, a plan for the one before it
        if let Some(document) = &self.document {
            self.searches.prepare(document, self.shown.tab, &self.shown.asked, &self.jobs);
            self.lists.prepare(document, &self.shown.browser, &self.jobs);
        }
        let manner = Manner { scale: self.settings.scale, all_reasons: self.shown.all_reasons };
        if let Some(document) = &self.document {
            self.derived.say(document, manner);
        }
        let offer = self.board_offer();
        if let Some(document) = &self.document {
            self.weights.say(document, &self.shown.board, offer);
        }
    }

    /// Exact searches and what they found.
    pub fn searches(&self) -> &Searches {
        &self.searches
    }

    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn explanation(&self) -> Option<&Arc<Explanation>> {
        self.derived.known().map(|k| &k.answer)
    }

    /// Whether what is shown answers an older question than the document asks.
    pub fn is_stale(&self) -> bool {
        self.document.as_ref().is_some_and(|d| self.derived.is_stale(d))
    }

    /// The customer browser's answers.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// What matters over all customers.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The offer that it is shown for: the chosen one, else the explained one.
    pub fn board_offer(&self) -> OfferIdx {
        let n = self.document.as_ref().map_or(0, |d| d.inputs.model().offers().len());
        let chosen = self.shown.board.offer.or(self.explanation().map(|e| e.focus));
        chosen.filter(|o| o.index() < n).unwrap_or(OfferIdx(0))
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.derived.screen()
    }

    /// Works out what the open tab needs beyond the explanation. Cheap when nothing changed.
    pub fn prepare_tab(&mut self) {
        self.prepare_panel();
        self.derived.prepare(&self.shown, &self.jobs);
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message);
        }
    }

    /// The drawn tree in words.
    pub fn tree_view(&self) -> Option<Arc<path::TreeView>> {
        self.derived.tree()
    }

    /// Pairs of facts in words; `None` while they are under way.
    pub fn pairs(&self) -> Option<Arc<compare::Pairs>> {
        self.derived.pairs()
    }

    /// Starts opening something; whatever was being opened before is stopped.
    pub(super) fn start_loading(&mut self, what: String) -> (u64, crate::base::progress::Progress) {
        if let Some(loading) = &self.loading {
            loading.progress.cancel();
        }
        self.tickets += 1;
        let progress = crate::base::progress::Progress::default();
        self.loading = Some(Loading { what, ticket: self.tickets, progress: progress.clone() });
        (self.tickets, progress)
    }

    /// Stops what is being opened, and what would be opened after it.
    pub(super) fn stop_loading(&mut self) {
        self.next.clear();
        if let Some(loading) = self.loading.take() {
            loading.progress.cancel();
        }
    }

    /// Opens a file beside the window.
    pub(super) fn open_path(&mut self, path: PathBuf) {
        let (ticket, progress) = self.start_loading(file::name(&path));
        let ready = self.document.as_ref().map(|d| Base::Ready(Arc::clone(&d.inputs)));
        let base = ready.or(self.waiting.as_ref().map(|w| Base::Waiting(Arc::clone(&w.bare))));
        self.jobs.start("open", move || {
            let result = guarded(|| open::open(&path, base.as_ref(), &progress));
            Message::Opened { ticket, path: Some(path), result: Box::new(result) }
        });
    }

    /// Opens several files beside the window, the model first.
    pub(super) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let (ticket, _) = self.start_loading(crate::base::number::count(paths.len(), "file", "files"));
        self.jobs.start("arrange", move || {
            let result = guarded(|| crate::open::arrange(paths));
            Message::Arranged { ticket, result }
        });
    }

    /// Saves a first draft of a data dictionary beside the window.
    pub(super) fn save_dictionary(&mut self) {
        let ready = self.document.as_ref().map(|d| Base::Ready(Arc::clone(&d.inputs)));
        let base = ready.or(self.waiting.as_ref().map(|w| Base::Waiting(Arc::clone(&w.bare))));
        let (Some(base), Some(origin)) = (base, self.origin()) else { return };
        let inside = crate::open::model::has_dictionary_inside(base.model());
        let Some(model) = origin.path.clone().filter(|_| !inside) else {
            let (text, hint) = view::opened::dictionary_inside(&origin.source);
            self.shown.model_info = false;
            return self.tell(&text, Some(hint));
        };
        if let Some(there) = origin.dictionary.clone() {
            return self.tell_of_dictionary(&there, false, true);
        }
        let people = self.document.as_ref().map(|d| Arc::clone(&d.people));
        self.jobs.start("save a dictionary", move || {
            let path = crate::open::model::dictionary_of(&model);
            let table = people.as_ref().and_then(|p| p.table.as_ref());
            let result = guarded(|| crate::open::model::save_dictionary(&path, base.model(), table));
            Message::Dictionary { model, path, result }
        });
    }

    /// Opens one of the models that the program carries.
    pub(super) fn open_bundled(&mut self, one_tree: bool) {
        let (ticket, _) = self.start_loading("the demonstration".to_owned());
        self.jobs.start("open", move || {
            let result = guarded(|| open::demonstration(one_tree).map(|d| open::Opened::Model(Box::new(d))));
            Message::Opened { ticket, path: None, result: Box::new(result) }
        });
    }

    /// Prepares the model for another definition of absence, beside the window.
    pub(super) fn average(&mut self, kind: AbsenceKind) {
        let Some(document) = &self.document else { return };
        if document.inputs.absence_kind().0 == kind {
            return;
        }
        let (before, people) = (Arc::clone(&document.inputs), Arc::clone(&document.people));
        let (ticket, _) = self.start_loading("the average".to_owned());
        self.jobs.start("prepare", move || {
            let result = guarded(|| open::prepare(before.model(), &people, kind));
            Message::Prepared { ticket, before, result: Box::new(result) }
        });
    }

    /// Works out what became of earlier customers, beside the window.
    pub(super) fn start_record(&mut self) {
        let Some(document) = &self.document else { return };
        let (inputs, people) = (Arc::clone(&document.inputs), Arc::clone(&document.people));
        if people.table.is_none() {
            return;
        }
        self.jobs.start("track record", move || {
            let missing = || Error::new(crate::base::Kind::Question, "no outcomes");
            let progress = crate::base::progress::Progress::default();
            let record = || aside(|| open::track_record(&inputs, &people, &progress));
            let result = guarded(|| record()?.ok_or_else(missing));
            Message::Record { inputs, result }
        });
    }
}
