//! The desk: what every wing may read, and the one way to change it. Whatever ends what was asked comes back as an
//! [`Ended`], which must be told to the wings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::act::Action;
use super::choice::Choice;
use super::described::Saying;
use super::document::{Bare, Document, Origin, People, nobody};
use super::history::{History, State};
use super::notice::{Effect, Notice};
use super::open::{Reread, Tabled};
use super::pins::{Edit, Pins, SCENARIOS_MAX};
use super::place::{Over, Place, Tabs};
use super::session::Restored;
use super::settings::Settings;
use crate::ask::Inputs;
use crate::base::{Error, FeatureIdx};
use crate::data::locked::Passphrase;
use crate::model::Line;
use crate::report::csv;
use crate::view;
use crate::view::caption::{Caption, Stamp};
use crate::view::opened::CustomersFile;
use crate::view::scenarios;
use crate::view::words;

/// A model that waits for customers, and what comes back if the person gives up.
#[derive(Debug)]
struct Waiting {
    bare: Arc<Bare>,
    before: Option<Box<Restored>>,
}

/// What is on the other side of the last opening or closing, to which undo and redo go across.
#[derive(Debug)]
struct Across {
    side: Side,
    /// "opening of Churn".
    title: String,
    /// Whether one went back already, so that redo leads there.
    ahead: bool,
}

/// The other side.
#[derive(Debug)]
enum Side {
    /// Nothing was open.
    Nothing,
    /// All of it.
    Whole(Box<Restored>),
    /// A session that is kept, of what is too large to be held twice.
    Kept(PathBuf),
}

/// The most values of an open table that are held while something else is open: some 160 MB.
const ACROSS_MAX: usize = 20_000_000;

/// What going across came to.
#[derive(Debug)]
pub enum Crossed {
    /// It is there, with the tabs that were open.
    There(Ended, Tabs),
    /// It has to be opened.
    Open(PathBuf),
}

/// What ended, and with it whatever was asked of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use = "the wings must hear of it"]
pub enum Ended {
    /// The model.
    Model,
    /// The table of customers; the model stays.
    Customers,
}

/// What is open and what is said; what it shows changes through its methods alone.
#[derive(Debug)]
pub struct Desk {
    document: Option<Document>,
    /// A model that waits for customers; while there is one, there is no document.
    waiting: Option<Waiting>,
    history: History,
    across: Option<Across>,
    settings: Settings,
    settings_path: Option<PathBuf>,
    notices: Vec<Notice>,
    effects: Vec<Effect>,
    place: Place,
    over: Option<Over>,
    today: fn() -> i32,
    /// What is saved from now on is locked with it; never saved itself.
    lock: Option<Passphrase>,
    /// The fact at which what lies over the place opens.
    over_at: Option<FeatureIdx>,
}

fn side(whole: Box<Restored>) -> Side {
    let table = whole.document.people.table.as_ref();
    let values = table.map_or(0, |table| table.n_rows() * whole.document.inputs.model().features().len());
    match &whole.document.kept {
        Some(path) if values > ACROSS_MAX => Side::Kept(path.clone()),
        _ => Side::Whole(whole),
    }
}

impl Desk {
    /// An empty desk. Settings are read from and written to a file, if there is one.
    pub fn new(settings_path: Option<PathBuf>) -> Self {
        Self {
            document: None,
            waiting: None,
            history: History::default(),
            across: None,
            settings: settings_path.as_deref().map(Settings::read).unwrap_or_default(),
            settings_path,
            notices: Vec::new(),
            effects: Vec::new(),
            place: Place::default(),
            over: None,
            today,
            lock: None,
            over_at: None,
        }
    }

    /// The document, if one is open.
    pub fn document(&self) -> Option<&Document> {
        self.document.as_ref()
    }

    /// The model that waits for customers, if one does.
    pub fn waiting(&self) -> Option<&Arc<Bare>> {
        self.waiting.as_ref().map(|w| &w.bare)
    }

    /// Where the model came from that is open, or that waits.
    pub fn origin(&self) -> Option<&Origin> {
        self.document.as_ref().map(|d| &d.origin).or(self.waiting().map(|bare| &bare.origin))
    }

    /// The title of the model that was open before the one that waits.
    pub fn open_before(&self) -> Option<&str> {
        let before = self.waiting.as_ref()?.before.as_ref()?;
        Some(before.document.inputs.model().title())
    }

    /// The title of the model that is on the other side of the last opening or closing.
    pub fn open_across(&self) -> Option<&str> {
        match &self.across.as_ref()?.side {
            Side::Whole(whole) => Some(whole.document.inputs.model().title()),
            Side::Nothing | Side::Kept(_) => None,
        }
    }

    /// What undo (with `false` redo) does now: a step of history, and before the first (after the last) of them the
    /// last opening or closing.
    pub fn step_title(&self, back: bool) -> Option<&str> {
        let step = if back { self.history.undo_title() } else { self.history.redo_title() };
        step.or_else(|| self.crossing(back))
    }

    /// The opening or closing that undo (with `false` redo) would go across.
    pub fn crossing(&self, back: bool) -> Option<&str> {
        let open = self.waiting.is_none() && self.history.next(back).is_none();
        self.across.as_ref().filter(|across| open && across.ahead != back).map(|across| across.title.as_str())
    }

    /// What undo would take back, and redo bring again.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What persists.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What to tell the person.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Where one is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What lies over it.
    pub fn over(&self) -> Option<Over> {
        self.over
    }

    /// What all that leaves today about the open model says of itself.
    pub fn stamp(&self) -> Option<Stamp> {
        let document = self.document()?;
        Some(Stamp::of(document.inputs.model(), self.model_digest(), self.day()))
    }

    /// The day it is, since 1970-01-01.
    pub fn day(&self) -> i32 {
        (self.today)()
    }

    /// The digest of the open model's bytes, which tells it from every other; empty where none is open.
    pub fn model_digest(&self) -> &str {
        let read = self.document().and_then(|document| document.origin.read.first());
        read.map_or("", |file| file.digest.as_str())
    }

    /// What all that is saved is locked with, if a person wants that.
    pub fn lock(&self) -> Option<&Passphrase> {
        self.lock.as_ref()
    }

    /// Locks all that is saved from now on until the program ends, or no longer.
    pub fn set_lock(&mut self, lock: Option<Passphrase>) {
        self.lock = lock;
    }

    /// Takes the day from elsewhere than the system's clock.
    pub fn set_today(&mut self, today: fn() -> i32) {
        self.today = today;
    }

    /// Goes to a place; what lay over the last one is gone.
    pub fn go(&mut self, place: Place) {
        self.place = place;
        self.over = None;
    }

    /// Lays something over the place, or takes it away; what is about a document needs one.
    pub fn lay(&mut self, over: Option<Over>) {
        self.over = over.filter(|over| self.document.is_some() || !over.needs_document());
        self.over_at = None;
    }

    /// The fact at which what lies over the place opens.
    pub fn over_at(&self) -> Option<FeatureIdx> {
        self.over_at
    }

    /// Lays the description of one fact over the place.
    pub fn describe_at(&mut self, feature: FeatureIdx) {
        self.lay(Some(Over::Describe));
        self.over_at = Some(feature);
    }

    /// Changes the choice as one step of history, called what comes back; `None` means that nothing changed.
    pub fn change(
        &mut self,
        gesture: Option<u64>,
        change: impl FnOnce(&mut Choice, &Inputs, &People) -> Option<String>,
    ) {
        let Some(Document { choice, inputs, people, .. }) = &mut self.document else { return };
        let before = choice.clone();
        if let Some(title) = change(choice, inputs, people) {
            self.history.note(title, State::Choice(before), gesture);
        }
    }

    /// Says from which response on the only offer is sent, as one step of history; the model's own line again if `None`.
    /// What is no response of the model changes nothing.
    pub fn draw_line(&mut self, response: Option<f64>, gesture: Option<u64>) {
        let Some(document) = &mut self.document else { return };
        let link = document.inputs.model().link();
        let line = response.and_then(|response| Line::at(link, response));
        if document.line() == line.or(document.inputs.line()) || (response.is_some() && line.is_none()) {
            return;
        }
        let before = State::Line(std::mem::replace(&mut document.line, line));
        let title = document.line().map_or_else(String::new, |line| view::words::notice::line(link, line));
        self.history.note(title, before, gesture);
    }

    /// Looks at somebody, by place.
    pub fn look_at(&mut self, place: usize) {
        self.change(None, |choice, _, people| {
            let profile = people.get(place)?;
            let title = view::words::notice::choice_of(&profile.name);
            *choice = Choice::of(place, profile);
            Some(title)
        });
    }

    /// Pins what is shown under a name; gives the name, or `None` if there is no room.
    pub fn pin(&mut self, name: &str) -> Option<String> {
        let Document { pins, choice, .. } = self.document.as_mut()?;
        (!pins.is_full()).then(|| pins.pin(name, choice))
    }

    /// Renames or removes what is pinned, as a step of history that is called so.
    pub fn edit_pins(&mut self, title: String, edit: impl FnOnce(&mut Pins) -> Option<Edit>) {
        if let Some(before) = self.document.as_mut().and_then(|d| edit(&mut d.pins)) {
            self.history.note(title, State::Scenario(before), None);
        }
    }

    /// Takes in what a person says of a fact or an offer, as a step of history that is called so.
    pub fn say(&mut self, title: String, saying: Saying) {
        let Some(document) = &mut self.document else { return };
        if let State::Said(before) = document.put(State::Said(saying)) {
            self.history.note(title, State::Said(before), None);
        }
    }

    /// What a person said of what counts as missing could not be read with the model, and is taken back.
    pub fn unsay_missing(&mut self) {
        if let Some(document) = &mut self.document {
            document.described.give_up(document.inputs.model());
        }
    }

    /// Undo or redo by one step; gives its title.
    pub fn travel(&mut self, back: bool) -> Option<String> {
        let document = self.document.as_mut()?;
        if let Some(State::Scenario(edit)) = self.history.next(back)
            && document.pins.has_no_room_for(edit)
        {
            self.tell(&scenarios::full(SCENARIOS_MAX), None);
            return None;
        }
        let put = |state: State| document.put(state);
        if back { self.history.undo(put) } else { self.history.redo(put) }
    }

    /// Takes away what is open, or what was before the model that waits; `tabs` are those that are open.
    fn leave(&mut self, tabs: Tabs) -> Option<Box<Restored>> {
        let history = std::mem::take(&mut self.history);
        let place = self.place;
        let whole = |document| Box::new(Restored { document, history, tabs, place });
        let waiting = self.waiting.take();
        self.document.take().map(whole).or(waiting.and_then(|w| w.before))
    }

    /// Puts what was open on the other side of a step.
    fn set_across(&mut self, before: Option<Box<Restored>>, title: String) {
        let side = match (before, self.across.take()) {
            (Some(before), _) => side(before),
            // nothing was open since: what was open before that is what comes back
            (None, Some(Across { side: side @ (Side::Whole(_) | Side::Kept(_)), .. })) => side,
            (None, _) => Side::Nothing,
        };
        let nothing = matches!(side, Side::Nothing);
        self.across = Some(Across { side, title, ahead: false }).filter(|_| !nothing);
    }

    /// Opens a document with what was tried in it; `tabs` are those that are open.
    pub fn open(&mut self, document: Document, history: History, tabs: Tabs) -> Ended {
        let before = self.leave(tabs);
        self.set_across(before, words::kept::opening_of(document.inputs.model().title()));
        self.document = Some(document);
        self.history = history;
        self.over = None;
        Ended::Model
    }

    /// Closes what is open; gives its title.
    pub fn close(&mut self, tabs: Tabs) -> (Ended, Option<String>) {
        let title = self.document.as_ref().map(|d| d.inputs.model().title()).or_else(|| self.open_before());
        let title = title.map(str::to_owned);
        let before = self.leave(tabs);
        if let Some(title) = &title {
            self.set_across(before, words::kept::closing_of(title));
        }
        // what they spoke of is gone
        self.notices.clear();
        self.go(Place::default());
        (Ended::Model, title)
    }

    /// Keeps all that is open on the other side of a step that ends its history, if anything was done.
    pub fn set_copy_across(&mut self, title: String, tabs: Tabs) {
        let Some(document) = self.document.as_ref().filter(|d| d.is_worked_on(&self.history)) else { return };
        let (document, history, place) = (document.clone(), self.history.clone(), self.place);
        self.set_across(Some(Box::new(Restored { document, history, tabs, place })), title);
    }

    /// Goes to the other side of the last opening or closing; what is open now is then there.
    pub fn cross(&mut self, tabs: Tabs) -> Option<Crossed> {
        let Across { side: to, title, ahead } = self.across.take()?;
        if let Side::Kept(path) = to {
            self.across = Some(Across { side: Side::Kept(path.clone()), title, ahead });
            return Some(Crossed::Open(path));
        }
        let now = self.leave(tabs).map_or(Side::Nothing, side);
        self.across = Some(Across { side: now, title, ahead: !ahead });
        self.notices.clear();
        self.go(Place::default());
        let mut tabs = Tabs::default();
        if let Side::Whole(whole) = to {
            let Restored { document, history, place, .. } = *whole;
            tabs = whole.tabs;
            (self.document, self.history, self.place) = (Some(document), history, place);
        }
        Some(Crossed::There(Ended::Model, tabs))
    }

    /// Remembers in which file what is open is kept.
    pub fn set_kept(&mut self, path: Option<PathBuf>) {
        if let Some(document) = &mut self.document {
            document.kept = path;
        }
    }

    /// Looks at nobody's facts, by a person's wish.
    pub fn start_empty(&mut self) {
        if let Some(document) = &mut self.document {
            document.from_empty = true;
        }
    }

    /// Sets a model aside that needs customers, and whatever is open behind it.
    pub fn wait(&mut self, bare: Bare, tabs: Tabs) {
        // one that waited gives its place to the next
        let before = self.leave(tabs);
        self.over = None;
        self.waiting = Some(Waiting { bare: Arc::new(bare), before });
    }

    /// What was open before the model that waits comes back as it was.
    pub fn stop_waiting(&mut self) {
        let Some(waiting) = self.waiting.take() else { return };
        self.notices.clear();
        if let Some(before) = waiting.before {
            let Restored { document, history, .. } = *before;
            (self.document, self.history) = (Some(document), history);
        }
    }

    /// Prepares the model anew: for another definition of absence.
    pub fn prepared(&mut self, inputs: &Inputs) {
        if let Some(document) = &mut self.document {
            document.inputs = document.described.apply(inputs);
        }
    }

    /// Puts the same model in its place, read in another way: who is open, what was tried and what is pinned still fits.
    pub fn reread(&mut self, reread: Reread) -> Ended {
        if let Some(document) = &mut self.document {
            document.described.read_again(reread.described);
            if reread.saved {
                document.described.saved();
            }
            document.inputs = document.described.apply(&reread.inputs);
            document.origin = reread.origin;
            document.table_digest = reread.table_digest;
            if let Some(table) = document.files.iter_mut().find(|file| file.is_table) {
                table.agreement = reread.agreement;
                table.shown = reread.shown;
            }
        }
        Ended::Model
    }

    /// Adds a customer who was opened, and looks at them.
    pub fn add_person(&mut self, profile: crate::model::Profile, file: CustomersFile) {
        self.people(true, |people| {
            people.profiles.push(profile);
            people.profiles.len() - 1
        });
        if let Some(document) = &mut self.document {
            document.files.push(file);
        }
    }

    /// Puts a table in the place of the one that was open.
    pub fn put_table(&mut self, table: Tabled, path: Option<PathBuf>) -> Ended {
        let Tabled { table, file, digest, shown } = table;
        let same = self.document.as_ref().is_some_and(|d| d.table_digest == digest);
        self.people(same, |people| {
            people.table = Some(Arc::new(table));
            people.profiles.len()
        });
        if let Some(document) = &mut self.document {
            document.described.show(shown);
            document.inputs = document.described.apply(&document.inputs);
            document.table_path = path;
            document.table_digest = digest;
            document.files.retain(|f| !f.is_table);
            document.files.push(file);
        }
        Ended::Customers
    }

    /// Forgets somebody, by place: among the open customers, in the history, among what is pinned, and on the other side
    /// of the last opening. Gives the name and what ended.
    pub fn forget_person(&mut self, place: usize) -> Option<(Ended, String)> {
        let document = self.document.as_mut()?;
        let profile = document.people.get(place)?;
        let of_table = document.people.profiles.len();
        let people = Arc::make_mut(&mut document.people);
        match place.checked_sub(of_table) {
            None => drop(people.profiles.remove(place)),
            Some(row) => people.forget_row(row),
        }
        if document.people.table.is_none() {
            document.files.retain(|file| !file.is_table);
            document.table_path = None;
        }
        document.files.retain(|file| !file.is_of(&profile.name));
        document.pins.forget(place, &profile);
        let n = document.people.len();
        let who = document.choice.person;
        // who was looked at stays in sight, at another place perhaps
        let next = if who > place { who - 1 } else { who.min(n.saturating_sub(1)) };
        document.choice = match document.people.get(next) {
            Some(profile) => Choice::of(next, profile),
            None => Choice::of(0, nobody(document.inputs.model().features().len())),
        };
        self.history = History::default();
        self.across = None;
        Some((Ended::Customers, profile.name))
    }

    /// Changes who can be looked at, and looks at the one whose place comes back. Places shift, so history ends here;
    /// what is pinned follows its customer, unless `same_table` says that the table's are others now.
    fn people(&mut self, same_table: bool, change: impl FnOnce(&mut People) -> usize) {
        let Some(document) = &mut self.document else { return };
        let (n, before) = (document.people.len(), document.people.profiles.len());
        let place = change(Arc::make_mut(&mut document.people));
        let after = document.people.profiles.len();
        document.pins.follow(|place| match place {
            _ if place < before => Some(place),
            _ if place < n && same_table => Some(place - before + after),
            _ => None,
        });
        if let Some(profile) = document.people.get(place) {
            document.choice = Choice::of(place, profile);
        }
        self.history = History::default();
    }

    /// Changes what persists, and writes it; a failure is told once and harms nothing.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        if let Some(path) = &self.settings_path
            && let Err(error) = self.settings.write(path)
        {
            self.tell(view::words::notice::SETTINGS_UNSAVED, Some(error.to_string()));
        }
    }

    /// Forgets a file that could not be opened, or puts one first that could.
    pub fn remember(&mut self, path: &Path, opened: bool) {
        self.set(|settings| if opened { settings.remember(path) } else { settings.forget(path) });
    }

    /// Asks the window for something that only it can do.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What the window must do with the system; taken once.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Saves bytes that were made, or says why they could not be.
    pub fn save(&mut self, name: &str, made: crate::base::Result<String>) {
        match made {
            Ok(text) => self.effect(Effect::SaveFile(name.to_owned(), text.into_bytes())),
            Err(error) => self.fail(&error),
        }
    }

    /// Saves a table that was made, with what it says of itself in every row.
    pub fn save_table(&mut self, name: &str, made: crate::base::Result<String>, caption: &Caption) {
        self.save(name, made.and_then(|table| csv::captioned(&table, caption)));
    }

    /// Copies a text, and says what it is.
    pub fn copy(&mut self, what: &str, text: String) {
        self.effect(Effect::CopyText(text));
        self.tell(&view::words::notice::copied(what), None);
    }

    /// Tells the person something in passing.
    pub fn tell(&mut self, text: &str, hint: Option<String>) {
        self.notices.retain(|n| n.text != text && (n.error || n.hint.is_some()));
        self.notices.push(Notice { text: text.to_owned(), hint, error: false, refused: None, offer: None });
    }

    /// Tells the person something that can be followed up at once.
    pub fn tell_with(&mut self, text: &str, hint: Option<String>, offer: Option<(&'static str, Action)>) {
        self.tell(text, hint);
        if let Some(notice) = self.notices.last_mut() {
            notice.offer = offer;
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

    /// [`fail`](Self::fail) with a way on.
    pub fn fail_with(&mut self, error: &Error, offer: Option<(&'static str, Action)>) {
        self.fail(error);
        if let Some(notice) = self.notices.last_mut() {
            notice.offer = offer;
        }
    }

    /// Whether a notice offers this.
    pub fn offers(&self, action: &Action) -> bool {
        self.notices.iter().any(|n| n.offer.as_ref().is_some_and(|(_, offered)| offered == action))
    }

    /// Tells the person why a file was not opened.
    pub fn refuse(&mut self, error: &Error, file: &str) {
        self.fail(error);
        // so that it can be read
        self.over = None;
        let open = self.document.as_ref().map(|d| d.inputs.model().title());
        let open = open.or(self.waiting().map(|bare| bare.model.title()));
        let refused = view::problem::refusal(error, file, open);
        if let Some(notice) = self.notices.last_mut() {
            notice.refused = Some(refused);
            notice.offer = Some((view::words::notice::OPEN_ANOTHER, Action::ChooseFile));
        }
    }

    /// Tells why another file that was given with it was not opened.
    pub fn refuse_also(&mut self, error: &Error, file: &str) {
        match self.notices.iter_mut().find_map(|notice| notice.refused.as_mut()) {
            Some(refused) => refused.lines.push(view::problem::refused_also(error, file)),
            None => self.refuse(error, file),
        }
    }

    /// Takes a notice away.
    pub fn dismiss(&mut self, place: usize) {
        if place < self.notices.len() {
            self.notices.remove(place);
        }
    }

    /// Takes all notices away: something new is open.
    pub fn clear_notices(&mut self) {
        self.notices.clear();
    }
}

/// The day it is where the machine stands, since 1970-01-01.
fn today() -> i32 {
    use chrono::Datelike as _;
    const BEFORE_1970: i32 = 719_163;
    chrono::Local::now().num_days_from_ce() - BEFORE_1970
}
