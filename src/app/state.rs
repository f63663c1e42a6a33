//! The app: the desk, the wings on it, and what is under way.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::act::figure::Figure;
use super::balance::Balance;
use super::browse::Browse;
use super::command::{self, Command};
use super::desk::Desk;
use super::document::Document;
use super::explain::Explain;
use super::importance::Importance;
use super::job::{Home, Jobs, Loading};
use super::kept::{Keeping, Kept};
use super::notice::{Effect, Saving};
use super::scenarios::Scenarios;
use super::wings::Wings;
use crate::ask::Explanation;
use crate::figure::Frame;
use crate::view::Caption;
use crate::view::explain::Screen;

/// How many times within a frame what came home may ask for more.
const ROUNDS: usize = 16;

/// Everything the window holds.
#[derive(Debug)]
pub struct App {
    pub(super) desk: Desk,
    pub(super) wings: Wings,
    pub(super) loading: Option<Loading>,
    /// Files to open, one after the other, as soon as the one before is there.
    pub(super) next: VecDeque<PathBuf>,
    /// Whether the customers of the model that is being opened are to be opened after it.
    pub(super) with_customers: bool,
    /// Whether one of the files that are being opened was refused.
    pub(super) refused: bool,
    /// Whether the program has just been started, with what it opens by itself.
    pub(super) starting: bool,
    /// Whether what is open was opened by the program itself.
    pub(super) by_itself: bool,
    pub(super) jobs: Jobs<Self>,
    /// What was to be saved and is not.
    pub(super) unsaved: Option<Arc<Saving>>,
    /// The file that waits for its passphrase.
    pub(super) locked: Option<super::open::Locked>,
    /// What is kept by itself.
    pub(super) kept: Kept,
    pub(super) keeping: Keeping,
    home: Receiver<Home<Self>>,
}

impl App {
    /// An empty desk. Settings are read from and written to a file, if there is one. `wake` is called when work beside
    /// the window is done; with `inline` all work is done at once instead, for tests.
    pub fn new(settings_path: Option<PathBuf>, wake: Arc<dyn Fn() + Send + Sync>, inline: bool) -> Self {
        let (jobs, home) = Jobs::new(wake, inline);
        Self {
            desk: Desk::new(settings_path),
            wings: Wings::default(),
            loading: None,
            next: VecDeque::new(),
            with_customers: false,
            refused: false,
            starting: false,
            by_itself: false,
            jobs,
            locked: None,
            unsaved: None,
            kept: Kept::default(),
            keeping: Keeping::default(),
            home,
        }
    }

    /// Keeps by itself, in a folder of the program's own, what is open.
    #[must_use]
    pub fn keeping_in(mut self, folder: Option<PathBuf>) -> Self {
        self.kept = folder.map(Kept::of).unwrap_or_default();
        self
    }

    /// Whether the demonstration, which nobody asked for, is to say that it is one.
    pub fn introduces(&self) -> bool {
        self.by_itself
            && self.document().is_some_and(|d| d.origin.carried.is_some())
            && self.desk.settings().introduce
    }

    /// What is kept by itself, newest first.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The document, if one is open.
    pub fn document(&self) -> Option<&Document> {
        self.desk.document()
    }

    /// The wings.
    pub fn wings(&self) -> &Wings {
        &self.wings
    }

    /// The Explain wing.
    pub fn explain(&self) -> &Explain {
        &self.wings.explain
    }

    /// What each permission is worth.
    pub fn balance(&self) -> &Balance {
        &self.wings.balance
    }

    /// The customer browser.
    pub fn browse(&self) -> &Browse {
        &self.wings.browse
    }

    /// What matters over all customers.
    pub fn importance(&self) -> &Importance {
        &self.wings.importance
    }

    /// Scenarios, and what was tried.
    pub fn scenarios(&self) -> &Scenarios {
        &self.wings.scenarios
    }

    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn explanation(&self) -> Option<&Explanation> {
        self.explain().known().map(|known| &known.answer)
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.explain().screen()
    }

    /// Whether what is shown answers an older question than the document asks.
    pub fn is_stale(&self) -> bool {
        self.document().is_some_and(|document| self.explain().answers().is_stale(document))
    }

    /// What is being loaded.
    pub fn loading(&self) -> Option<&Loading> {
        self.loading.as_ref()
    }

    /// All commands for what is open now.
    pub fn commands(&self) -> Vec<Command> {
        let mut list = command::first(&self.desk, self.way_back().as_deref());
        self.wings.commands(&self.desk, &mut list);
        command::last(&self.desk, self.wings.shown(&self.desk), &mut list);
        list
    }

    /// A figure as it is now, laid out in a width in points; `None` while it is worked out.
    pub fn figure(&self, figure: Figure, width: f32) -> Option<Frame> {
        self.wings.figure(figure, &self.desk, width)
    }

    /// What a figure says of itself.
    pub fn caption(&self, figure: Figure) -> Option<Caption> {
        self.wings.caption(figure, &self.desk)
    }

    /// The figure that is shown, or the reasons in place of a card that has none.
    pub fn shown(&self) -> Figure {
        self.wings.shown(&self.desk).drawn()
    }

    /// The figures of the place one is at, in the order in which one goes through them.
    pub fn figures(&self) -> Vec<Figure> {
        self.wings.figures(&self.desk)
    }

    /// The way home, for the window's own threads (dialogs).
    pub fn jobs(&self) -> &Jobs<Self> {
        &self.jobs
    }

    /// Works out beside the window whatever has more leaves than this; for tests of that way.
    pub fn set_leaves_in_frame(&mut self, leaves: usize) {
        self.wings.explain.set_leaves_in_frame(leaves);
    }

    /// What the window must do with the system; taken once.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        self.desk.take_effects()
    }

    /// Takes the day from elsewhere than the system's clock: what leaves says of which day it is.
    pub fn set_today(&mut self, today: fn() -> i32) {
        self.desk.set_today(today);
    }

    /// One frame's work before drawing: takes in what came home, then makes sure that the answers for what is shown
    /// exist or are under way. Cheap when nothing changed.
    pub fn update(&mut self) {
        self.let_in();
        for _ in 0..ROUNDS {
            self.wings.prepare(&self.desk, &self.jobs.part(|app: &mut Self| &mut app.wings));
            // jobs that run at once are home already, and one answer may ask for the next
            if !self.let_in() {
                break;
            }
        }
        for news in self.wings.news(&self.desk).into_iter().flatten() {
            self.desk.tell(news, None);
        }
        self.keep_now_and_then();
    }

    /// Takes in what came home; `false` if nothing did.
    fn let_in(&mut self) -> bool {
        let mut came = false;
        while let Ok(home) = self.home.try_recv() {
            home(self);
            came = true;
        }
        came
    }
}
