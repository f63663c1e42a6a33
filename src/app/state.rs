//! The state of the window: the document, answers worked out from it, settings, and what is under way.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::action::{Action, Tab};
use super::document::Document;
use super::history::History;
use super::job::{Jobs, Loading, Message, guarded};
use super::open;
use super::settings::Settings;
use crate::ask::{self, AbsenceKind, ExplainQuestion, Explanation, Inputs};
use crate::base::{Error, TreeIdx};
use crate::data::file;
use crate::figure::Theme;
use crate::view::explain::{Manner, Screen};
use crate::view::{self, compare, path};

/// Leaves above which an explanation is worked out beside the window instead of inside its frame (about 10 ms).
const LEAVES_IN_FRAME: usize = 150_000;

/// Something to tell the person.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether something went wrong; such notices stay until they are taken away.
    pub error: bool,
}

/// What drawing must do with the system on the app's behalf: things only the window can.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Put text on the clipboard.
    CopyText(String),
    /// Put a picture on the clipboard: red, green, blue rows with width and height.
    CopyPicture(Vec<u8>, u32, u32),
    /// Ask the system for a file to open.
    PickFile,
    /// Ask the system where to save bytes, with a proposed name.
    SaveFile(String, Vec<u8>),
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
    /// Whether every reason has its row.
    pub all_reasons: bool,
    /// Whether the working is shown.
    pub computed: bool,
    /// Whether the command palette is open.
    pub palette: bool,
    /// Whether the load report is open.
    pub model_info: bool,
    /// Whether the list of keys is open.
    pub help: bool,
    /// Whether the field for a path is open.
    pub path_field: bool,
}

/// An answer with everything it depends on.
#[derive(Debug)]
struct Known<T> {
    inputs: Arc<Inputs>,
    answer: T,
}

/// Everything the window holds.
#[derive(Debug)]
pub struct App {
    pub(super) document: Option<Document>,
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
    explanation: Option<Known<Arc<Explanation>>>,
    /// The question a thread is working on.
    pending: Option<(Arc<Inputs>, ExplainQuestion)>,
    screen: Option<(Arc<Explanation>, Manner, bool, Arc<Screen>)>,
    tree: Option<(Arc<Explanation>, TreeIdx, Arc<path::TreeView>)>,
    pairs: Option<(Arc<Explanation>, Arc<compare::Pairs>)>,
    leaves_in_frame: usize,
    /// A file to open as soon as the model is there.
    next: Option<PathBuf>,
}

impl App {
    /// An empty desk. Settings are read from and written to a file, if there is one.
    pub fn new(settings_path: Option<PathBuf>, wake: Arc<dyn Fn() + Send + Sync>, inline: bool) -> Self {
        let (jobs, messages) = Jobs::new(wake, inline);
        Self {
            document: None,
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
            explanation: None,
            pending: None,
            screen: None,
            tree: None,
            pairs: None,
            leaves_in_frame: LEAVES_IN_FRAME,
            next: None,
        }
    }

    /// The document, if one is open.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
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
        self.leaves_in_frame = leaves;
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
                    self.opened(path, *result);
                    if let Some(next) = self.next.take().filter(|_| self.document.is_some()) {
                        self.apply(Action::OpenPath(next));
                    }
                }
            }
            Message::Explained { inputs, answer } => {
                self.pending = None;
                // an answer for another model is thrown away; for an older question it is shown as such
                if self.document.as_ref().is_some_and(|d| Arc::ptr_eq(&d.inputs, &inputs)) {
                    self.explanation = Some(Known { inputs, answer: Arc::new(*answer) });
                }
            }
            Message::Prepared { before, result } => {
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
            Message::Record { inputs, result } => {
                if let Some(document) = self.document.as_mut().filter(|d| Arc::ptr_eq(&d.inputs, &inputs))
                    && let Ok(record) = result
                {
                    document.record = Some(Arc::new(record));
                }
            }
            Message::Chosen { path: Some(path), .. } => self.apply(Action::OpenPath(path)),
            Message::Chosen { path: None, failed } => {
                if failed {
                    self.shown.path_field = true;
                    self.tell("The system's file dialog did not open; type or paste a path instead", None);
                }
            }
            Message::Saved { result: Ok(Some(path)) } => {
                self.tell(&format!("Saved {}", path.display()), None);
            }
            Message::Saved { result: Ok(None) } => {}
            Message::Saved { result: Err(error) } => self.fail(&error),
        }
    }

    /// Opens a profile or table as soon as the model that is being opened is there.
    pub fn open_next(&mut self, path: PathBuf) {
        self.next = Some(path);
    }

    /// The sender of messages, for the window's own threads (dialogs).
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Tells the person something in passing.
    pub fn tell(&mut self, text: &str, hint: Option<String>) {
        self.notices.retain(|n| n.error);
        self.notices.push(Notice { text: text.to_owned(), hint, error: false });
    }

    /// Tells the person that something went wrong.
    pub fn fail(&mut self, error: &Error) {
        let problem = view::problem::problem(error);
        // the newest matters; a heap of old ones helps nobody
        self.notices.clear();
        self.notices.push(Notice { text: problem.what, hint: problem.hint, error: true });
    }

    /// Writes the settings; a failure is told once and harms nothing.
    pub(super) fn save_settings(&mut self) {
        if let Some(path) = &self.settings_path
            && let Err(error) = self.settings.write(path)
        {
            self.tell("Settings could not be saved", Some(error.to_string()));
        }
    }

    /// The question that the document asks now.
    fn question(&self) -> Option<(Arc<Inputs>, ExplainQuestion)> {
        let document = self.document.as_ref()?;
        let choice = &document.choice;
        let question = ExplainQuestion {
            original: choice.profile.values.clone(),
            values: choice.values.clone(),
            offer: choice.focus,
        };
        Some((Arc::clone(&document.inputs), question))
    }

    fn ask(&mut self) {
        let Some((inputs, question)) = self.question() else {
            self.explanation = None;
            self.screen = None;
            return;
        };
        let known = self
            .explanation
            .as_ref()
            .is_some_and(|k| Arc::ptr_eq(&k.inputs, &inputs) && k.answer.question.same(&question));
        if !known {
            if self.explanation.as_ref().is_some_and(|k| !Arc::ptr_eq(&k.inputs, &inputs)) {
                self.explanation = None;
            }
            if inputs.explainer().n_leaves() <= self.leaves_in_frame {
                let answer = Arc::new(ask::explain(&inputs, &question));
                self.explanation = Some(Known { inputs, answer });
            } else if self.pending.is_none() {
                self.pending = Some((Arc::clone(&inputs), question.clone()));
                self.jobs.start("explain", move || {
                    let answer = Box::new(ask::explain(&inputs, &question));
                    Message::Explained { inputs, answer }
                });
                // jobs that run at once are home already
                while let Ok(message) = self.messages.try_recv() {
                    self.receive(message);
                }
            }
        }
        self.say();
    }

    /// Says the answer in words, if it was not said before in the same manner.
    fn say(&mut self) {
        let (Some(document), Some(known)) = (&self.document, &self.explanation) else { return };
        let manner = Manner { scale: self.settings.scale, all_reasons: self.shown.all_reasons };
        let has_record = document.record.is_some();
        let said = self
            .screen
            .as_ref()
            .is_some_and(|(e, m, r, _)| Arc::ptr_eq(e, &known.answer) && *m == manner && *r == has_record);
        if said {
            return;
        }
        let explanation = &known.answer;
        let response = explanation.now.of(explanation.focus).1.response;
        let record = document.record.as_ref().map(|r| r.at(explanation.focus, response));
        let screen = view::explain::screen(&document.inputs, &document.choice.profile, explanation, record, manner);
        self.screen = Some((Arc::clone(explanation), manner, has_record, Arc::new(screen)));
    }

    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn explanation(&self) -> Option<&Arc<Explanation>> {
        self.explanation.as_ref().map(|k| &k.answer)
    }

    /// Whether what is shown answers an older question than the document asks.
    pub fn is_stale(&self) -> bool {
        match (self.question(), &self.explanation) {
            (Some((_, question)), Some(known)) => !known.answer.question.same(&question),
            _ => false,
        }
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.screen.as_ref().map(|(_, _, _, screen)| screen)
    }

    /// The open tree in words.
    pub fn tree_view(&self) -> Option<Arc<path::TreeView>> {
        self.tree.as_ref().map(|(_, _, view)| Arc::clone(view))
    }

    /// Works out what the open tab needs beyond the explanation. Cheap when nothing changed.
    pub fn prepare_tab(&mut self) {
        let (Some(document), Some(known), Some(screen)) =
            (&self.document, &self.explanation, self.screen.as_ref().map(|s| &s.3))
        else {
            return;
        };
        let explanation = &known.answer;
        if self.shown.tab == Tab::Path {
            // the open tree belongs to the offer explained; another offer has other trees
            let trees = &explanation.trees;
            let open = self.shown.tree.filter(|t| trees.iter().any(|(i, _, _)| i == t));
            let only = (trees.len() == 1).then(|| trees[0].0);
            let Some(tree) = open.or(only) else {
                self.tree = None;
                return;
            };
            let have = self.tree.as_ref().is_some_and(|(e, t, _)| Arc::ptr_eq(e, explanation) && *t == tree);
            if !have {
                let values = &explanation.question.values;
                let answer = ask::tree(&document.inputs, values, tree);
                let view = path::tree(&document.inputs, values, &answer, &screen.measure);
                self.tree = Some((Arc::clone(explanation), tree, Arc::new(view)));
            }
        }
        if self.shown.tab == Tab::Together {
            let have = self.pairs.as_ref().is_some_and(|(e, _)| Arc::ptr_eq(e, explanation));
            if !have {
                let together = ask::together(&document.inputs, &explanation.question.values, explanation.focus);
                let view = compare::pairs(document.inputs.model(), &together, &screen.measure, 10);
                self.pairs = Some((Arc::clone(explanation), Arc::new(view)));
            }
        }
    }

    /// Pairs of facts in words, while that tab is open.
    pub fn pairs(&self) -> Option<Arc<compare::Pairs>> {
        self.pairs.as_ref().map(|(_, view)| Arc::clone(view))
    }

    /// Two offers side by side in words.
    pub fn comparison(&self) -> Option<compare::Comparison> {
        compare::compare(&self.document.as_ref()?.inputs, self.explanation()?, &self.screen()?.measure)
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

    /// Opens a file beside the window.
    pub(super) fn open_path(&mut self, path: PathBuf) {
        let (ticket, progress) = self.start_loading(file::name(&path));
        let inputs = self.document.as_ref().map(|d| Arc::clone(&d.inputs));
        self.jobs.start("open", move || {
            let result = guarded(|| open::open(&path, inputs.as_deref(), &progress));
            Message::Opened { ticket, path: Some(path), result: Box::new(result) }
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
        self.start_loading("the average".to_owned());
        self.jobs.start("prepare", move || {
            let result = guarded(|| open::prepare(before.model(), &people, kind));
            Message::Prepared { before, result: Box::new(result) }
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
            let result = guarded(|| open::track_record(&inputs, &people, &progress)?.ok_or_else(missing));
            Message::Record { inputs, result }
        });
    }
}
