//! Sessions: what is open, who is looked at, what was changed, pinned and tried, as one file; and all of it open again.
//!
//! A session is opened whole or not at all. It names its model and its table and knows them by digests of what was read:
//! where one is gone or has changed, that is said, and nothing is guessed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choice::Choice;
use super::document::{Document, People, nobody};
use super::history::{History, STEPS_MAX, State, Step};
use super::notice::{Content, Saving};
use super::open::{self, Base, Opened, Tabled, file_place, table_entry};
use super::pins::{Edit, NAME_MAX, Pins, SCENARIOS_MAX, Scenario};
use super::place::{Place, Tab, Tabs, Whom};
use crate::ask::AbsenceKind;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, OfferIdx, Result, suggest};
use crate::data::Table;
use crate::data::file::{self, Readers};
use crate::data::locked::{self, Passphrase};
use crate::data::pairs::Pairs;
use crate::data::session_ron::{
    self, AverageWord, ChoiceEntry, FileEntry, FilePlace, PersonEntry, RoundsWord, SESSION_MAX, ScenarioEntry,
    Session, StateEntry, StepEntry, TableEntry, ValueEntry,
};
use crate::import::sidecar::Sidecar;
use crate::model::{CustomerModel, Line, Profile, Rounds, Value};
use crate::open::{FileKind, Reading};
use crate::score::Absence;
use crate::view::opened;
use crate::view::words::{notice, session as words, session::EDITED};

/// The most customers opened one by one that a session brings back.
const PEOPLE_MAX: usize = 10_000;

/// All that is open: of a session that was opened, or set aside.
#[derive(Debug)]
pub struct Restored {
    /// What is open.
    pub document: Document,
    /// What was tried.
    pub history: History,
    /// The open tabs.
    pub tabs: Tabs,
    /// The place.
    pub place: Place,
}

/// A session of what is open without its customers: the model, where one is, and what was said of facts and offers.
///
/// # Errors
/// As [`session`]; [`Kind::Question`] if reasons start from the opened customers.
pub fn without_customers(document: &Document, tabs: Tabs, place: Place) -> Result<Session> {
    if document.inputs.absence_kind().0 == AbsenceKind::ByBackground {
        return Err(Error::new(Kind::Question, words::FROM_CUSTOMERS).hint(words::CHOOSE_AVERAGE));
    }
    session(document, &History::default(), tabs, place).map(Session::without_customers)
}

/// What a file is called unless the person says otherwise.
pub fn file_name(document: &Document) -> String {
    let stem = document.origin.path.as_deref().map_or_else(|| "demonstration".to_owned(), file::stem);
    format!("{stem}.candour-session.ron")
}

/// What is open as a session, its files named from the root; [`save`] names them from its own folder.
///
/// # Errors
/// [`Kind::Question`] if reasons start from customers of a table that is no longer open; [`Kind::File`] for a path
/// that is no text.
pub fn session(document: &Document, history: &History, tabs: Tabs, place: Place) -> Result<Session> {
    let (model, origin, people) = (document.inputs.model(), &document.origin, &document.people);
    let average = match document.inputs.absence() {
        Absence::ByCover => AverageWord::ByCover,
        Absence::ByBackground(rows) if open::background(model, people).as_ref() == Some(rows) => {
            AverageWord::ByBackground
        }
        Absence::ByBackground(_) => {
            return Err(Error::new(Kind::Question, words::TABLE_CLOSED).hint(words::CHOOSE_AVERAGE));
        }
    };
    let model_place = match (&origin.carried, &origin.path) {
        (Some(carried), _) => carried.clone(),
        (None, Some(path)) => file_place(path)?,
        (None, None) => FilePlace::Demonstration,
    };
    if model.has_counted_covers() && origin.counted_over.is_none() {
        return Err(Error::new(Kind::File, words::COUNTED_NO_TEXT).hint(words::RENAME_COUNTED));
    }
    let table = people.table.as_ref();
    let opened = session_ron::Opened {
        model: session_ron::ModelEntry {
            place: model_place,
            files: origin.read.clone(),
            rounds: origin.reading.rounds.map(RoundsWord::from),
            missing: origin.reading.missing.clone(),
            said: said(document),
        },
        counted_over: origin.counted_over.clone(),
        table: table.map(|t| table_entry(document.table_path.as_deref(), t, &document.table_digest)).transpose()?,
        average,
        people: people.profiles.iter().map(|p| PersonEntry::of(model, p)).collect(),
    };
    let word = tabs.explain.word();
    let mut session = Session::new(opened, choice_entry(model, &document.choice), word);
    session.line = document.line.and_then(Line::response);
    session.place = place.word().to_owned();
    session.balance = Some(tabs.balance).filter(|whom| *whom != Whom::default()).map(|whom| whom.word().to_owned());
    session.scenarios = document.pins.list().iter().map(|s| scenario_entry(model, s)).collect();
    let step = |step: &Step| {
        let to = match &step.state {
            State::Choice(choice) => StateEntry::Choice(choice_entry(model, choice)),
            State::Line(line) => StateEntry::Line(line.and_then(Line::response)),
            State::Scenario(Edit { id, at, was }) => {
                let was = was.as_ref().map(|s| scenario_entry(model, s));
                StateEntry::Scenario { id: *id, at: *at, was }
            }
            State::Said(_) => return None,
        };
        Some(StepEntry { title: step.title.clone(), to })
    };
    // what was said of facts is kept as it is, and not the way there
    session.past = history.past().iter().filter_map(step).collect();
    session.future = history.future().iter().filter_map(step).collect();
    Ok(session)
}

/// What a person said of facts and offers that is not saved beside the model.
fn said(document: &Document) -> Option<String> {
    let said = document.described.unsaved(document.inputs.model(), &document.origin.reading.exactly);
    document.has_unsaved_words().then(|| Sidecar::of_said(&said).text(""))
}

fn explained(model: &CustomerModel, focus: Option<OfferIdx>) -> Option<String> {
    focus.map(|offer| model.offer(offer).id.clone())
}

fn choice_entry(model: &CustomerModel, choice: &Choice) -> ChoiceEntry {
    ChoiceEntry {
        person: choice.person,
        changed: session_ron::changed(model, &choice.profile.values, &choice.values),
        explained: explained(model, choice.focus),
    }
}

fn scenario_entry(model: &CustomerModel, scenario: &Scenario) -> ScenarioEntry {
    ScenarioEntry {
        id: scenario.id,
        name: scenario.name.clone(),
        person: scenario.place,
        customer: scenario.place.is_none().then(|| PersonEntry::of(model, &scenario.profile)),
        changed: session_ron::changed(model, &scenario.profile.values, &scenario.values),
        explained: explained(model, scenario.focus),
    }
}

/// Saves a session, whole or not at all; its files are named from the folder it stands in.
///
/// # Errors
/// [`Kind::File`].
pub fn save(session: &Session, path: &Path) -> Result<()> {
    write(&Saving::new(String::new(), Content::Session(Box::new(session.clone())), None), path)
}

/// Writes what is to be saved, whole or not at all, readable by its owner only, and locked where that was asked for. A
/// session names its files from the folder it stands in.
///
/// # Errors
/// [`Kind::File`].
pub fn write(saving: &Saving, path: &Path) -> Result<()> {
    let session;
    let bytes = match &saving.content {
        Content::Bytes(bytes) => bytes.as_slice(),
        Content::Session(open) => {
            session = open.as_ref().clone().from_folder(&folder_of(path)).text();
            session.as_bytes()
        }
    };
    match &saving.lock {
        Some(key) => file::write_for(path, &locked::lock(bytes, key)?, Readers::Owner),
        None => file::write_for(path, bytes, Readers::Owner),
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// What a file turned out to be: a session, or anything else.
#[derive(Debug)]
pub enum Arrived {
    /// A session, with all that it names.
    Session(Box<Restored>),
    /// Anything else.
    Opened(Box<Opened>),
}

/// Opens a file, unlocked with a passphrase if it is locked: a session with all that it names; anything else as
/// [`open::of_source`] does. A session says itself how its model is to be read.
///
/// # Errors
/// What [`open::of_source`] and [`restore`] refuse, with the file's name in front; [`Kind::Locked`].
pub fn open(
    path: &Path,
    key: Option<&Passphrase>,
    base: Option<&Base>,
    reading: &Reading,
    progress: &Progress,
) -> Result<Arrived> {
    let source = file::open_with(path, key)?;
    let inside = |e: Error| e.within(file::name(path));
    if FileKind::of_source(&source).map_err(inside)? != FileKind::Session {
        return open::of_source(&source, path, base, reading, progress)
            .map(|opened| Arrived::Opened(Box::new(opened)));
    }
    let bytes = source.whole(SESSION_MAX).map_err(inside)?;
    progress.check()?;
    let restored = restore(&bytes, path, key, progress).map_err(inside)?;
    progress.check()?;
    Ok(Arrived::Session(Box::new(restored)))
}

/// Opens all that a session's bytes name, and goes back to where it was.
///
/// # Errors
/// What [`Session::read`] refuses and what the readers of its files refuse; [`Kind::Invalid`] with the file for one
/// that has changed since; [`Kind::Data`] with the place for what does not fit the model.
pub fn restore(bytes: &[u8], path: &Path, key: Option<&Passphrase>, progress: &Progress) -> Result<Restored> {
    let session = Session::read(bytes)?;
    let folder = folder_of(path);
    let said = session.model.said.as_ref().map(|text| Sidecar::read(text.as_bytes())).transpose();
    let said = said.map_err(|e| e.at(words::field("said")).hint(EDITED))?;
    let mut document = open_model(&session, &folder, key, progress)?;
    open_table(&session, &folder, key, &mut document, progress)?;
    if let Some(said) = &said {
        // as in the window: the table was read first, then the model with what counts as missing
        let mut reading = document.origin.reading.clone();
        reading.exactly = said.missing_of();
        if document.origin.path.is_some() {
            let reread = open::reread(&document, &reading, false, progress)?;
            document.described.read_again(reread.described);
            document.inputs = Arc::new(reread.inputs);
            document.origin = reread.origin;
        }
        document.described.remember(document.inputs.model(), said);
        document.inputs = document.described.apply(&document.inputs);
    }
    progress.check()?;
    let model = document.inputs.model();
    let all = Arc::make_mut(&mut document.people);
    all.profiles = people(&session, model)?;
    let Resolved { choice, line, pins, history, tabs, place } = resolve(&session, model, all)?;
    let n_rows = all.table.as_ref().map(|t| t.n_rows());
    if session.average == AverageWord::ByBackground {
        let inputs =
            open::prepare(model, all, AbsenceKind::ByBackground).map_err(|e| e.at(words::field("average")))?;
        document.inputs = Arc::new(inputs);
    }
    let n_people = document.people.profiles.len();
    if n_people > 0 {
        document.files.push(opened::session_people(&file::name(path), n_people, n_rows));
    }
    document.choice = choice;
    document.line = line;
    document.pins = pins;
    document.from_empty = document.is_worked_on(&history);
    Ok(Restored { document, history, tabs, place })
}

/// Opens a file that the session names; a session in a session would never end.
fn open_named(
    path: &Path,
    text: &str,
    key: Option<&Passphrase>,
    base: Option<&Base>,
    reading: &Reading,
    progress: &Progress,
) -> Result<Opened> {
    let named = |e: Error| {
        // where it was looked for
        if e.kind == Kind::File { e.hint(words::looks_for(text)) } else { e }
    };
    let source = file::open_with(path, key).map_err(named)?;
    if FileKind::of_source(&source).map_err(|e| named(e.within(file::name(path))))? == FileKind::Session {
        return Err(Error::new(Kind::Format, words::SESSION_WITHIN).within(file::name(path)).hint(words::FETCH_FILE));
    }
    open::of_source(&source, path, base, reading, progress).map_err(named)
}

fn open_model(session: &Session, folder: &Path, key: Option<&Passphrase>, progress: &Progress) -> Result<Document> {
    let (mut document, name) = match &session.model.place {
        FilePlace::Demonstration => (open::demonstration(false)?, notice::DEMONSTRATION.to_owned()),
        FilePlace::OneTree => (open::demonstration(true)?, words::ONE_TREE.to_owned()),
        FilePlace::File(text) => {
            let path = session_ron::find(text, folder).map_err(|e| e.at(words::THE_MODEL))?;
            let session_ron::ModelEntry { rounds, missing, .. } = &session.model;
            let reading = Reading { rounds: rounds.map(Rounds::from), missing: missing.clone(), exactly: Vec::new() };
            let opened = open_named(&path, text, key, None, &reading, progress)?;
            let document = match opened {
                Opened::Model(document) => *document,
                Opened::Waiting(bare) => {
                    unchanged(&session.model.files, &bare.origin.read, &file::name(&path))?;
                    counted(session, folder, key, &Base::Waiting(Arc::new(*bare)), progress)?
                }
                _ => {
                    return Err(Error::new(Kind::Format, words::NO_MODEL)
                        .within(file::name(&path))
                        .hint(words::FETCH_MODEL));
                }
            };
            (document, file::name(&path))
        }
    };
    unchanged(&session.model.files, &document.origin.read, &name)?;
    // the people come from the session
    Arc::make_mut(&mut document.people).profiles.clear();
    Ok(document)
}

/// Whether a model was read from what it was read from when the session was saved.
fn unchanged(then: &[FileEntry], now: &[FileEntry], name: &str) -> Result<()> {
    let refuse = |file: &str, what: &str| Err(Error::new(Kind::Invalid, what).within(file).hint(words::FETCH_MODEL));
    for (i, then) in then.iter().enumerate() {
        match now.get(i) {
            Some(now) if now == then => {}
            Some(now) if now.name == then.name => return refuse(&now.name, words::CHANGED),
            Some(now) => return refuse(&now.name, words::NOT_READ),
            None => return refuse(name, words::GONE),
        }
    }
    match now.get(then.len()) {
        Some(now) => refuse(&now.name, words::NOT_READ),
        None if then.is_empty() => Err(Error::new(Kind::Format, words::NO_FILES).hint(EDITED)),
        None => Ok(()),
    }
}

/// A model that stores no covers, with those that were counted over a table.
fn counted(
    session: &Session,
    folder: &Path,
    key: Option<&Passphrase>,
    base: &Base,
    progress: &Progress,
) -> Result<Document> {
    let none = || Error::new(Kind::Invalid, words::NO_COVERS).hint(EDITED);
    let entry = session.counted_over.as_ref().ok_or_else(none)?;
    let FilePlace::File(text) = &entry.place else {
        return Err(Error::new(Kind::Invalid, words::COUNTED_NO_FILE).hint(EDITED));
    };
    let path = session_ron::find(text, folder).map_err(|e| e.at(words::THE_COUNTED))?;
    match open_named(&path, text, key, Some(base), &Reading::default(), progress)? {
        Opened::Model(document) => {
            same_table(entry, document.people.table.as_deref(), &document.table_digest, &file::name(&path))?;
            Ok(*document)
        }
        _ => Err(no_table(&path)),
    }
}

fn no_table(path: &Path) -> Error {
    Error::new(Kind::Format, words::NO_TABLE).within(file::name(path)).hint(words::FETCH_TABLE)
}

fn same_table(then: &TableEntry, now: Option<&Table>, print: &str, name: &str) -> Result<()> {
    let n = now.map_or(0, Table::n_rows);
    if n == then.rows && print == then.digest {
        return Ok(());
    }
    let what = if n == then.rows { words::CHANGED.to_owned() } else { words::changed_rows(n, then.rows) };
    Err(Error::new(Kind::Invalid, what).within(name).hint(words::FETCH_TABLE))
}

/// Opens the session's table, without the customers of it who were to be forgotten.
fn open_table(
    session: &Session,
    folder: &Path,
    key: Option<&Passphrase>,
    document: &mut Document,
    progress: &Progress,
) -> Result<()> {
    open_whole_table(session, folder, key, document, progress)?;
    let Some(entry) = &session.table else { return Ok(()) };
    let people = Arc::make_mut(&mut document.people);
    for (before, &row) in entry.forgotten.iter().enumerate() {
        let now = row.checked_sub(before).filter(|now| people.table.as_ref().is_some_and(|t| *now < t.n_rows()));
        let now = now.ok_or_else(|| {
            Error::new(Kind::Invalid, words::NO_SUCH_ROW).at(words::field("forgotten")).hint(EDITED)
        })?;
        people.forget_row(now);
    }
    Ok(())
}

fn open_whole_table(
    session: &Session,
    folder: &Path,
    key: Option<&Passphrase>,
    document: &mut Document,
    progress: &Progress,
) -> Result<()> {
    match session.table.as_ref().map(|entry| (entry, &entry.place)) {
        None => {
            Arc::make_mut(&mut document.people).table = None;
            document.files.clear();
            Ok(())
        }
        Some((entry, FilePlace::Demonstration | FilePlace::OneTree)) => {
            if document.table_path.is_some() {
                return Err(Error::new(Kind::Invalid, words::OTHER_MODEL).at(words::THE_TABLE).hint(EDITED));
            }
            let table = document.people.table.as_deref();
            same_table(entry, table, &document.table_digest, words::CARRIED_CUSTOMERS)
        }
        // counted over and open: it was just read
        Some((entry, _))
            if session.counted_over.as_ref().is_some_and(|c| c.is_of(entry)) && document.table_path.is_some() =>
        {
            Ok(())
        }
        Some((entry, FilePlace::File(text))) => {
            let path = session_ron::find(text, folder).map_err(|e| e.at(words::THE_TABLE))?;
            let base = Base::Ready(document.described.plainly(&document.inputs), document.origin.again());
            match open_named(&path, text, key, Some(&base), &Reading::default(), progress)? {
                Opened::Table(read) => {
                    let Tabled { table, file, digest: print, shown } = *read;
                    same_table(entry, Some(&table), &print, &file::name(&path))?;
                    document.described.show(shown);
                    document.inputs = document.described.apply(&document.inputs);
                    document.people = Arc::new(People { profiles: Vec::new(), table: Some(Arc::new(table)) });
                    document.files = vec![file];
                    document.table_path = Some(path);
                    document.table_digest = print;
                    Ok(())
                }
                _ => Err(no_table(&path)),
            }
        }
    }
}

/// The customers of a session who were opened one by one.
///
/// # Errors
/// [`Kind::Data`] with the place.
pub fn people(session: &Session, model: &CustomerModel) -> Result<Vec<Profile>> {
    limit("people", session.people.len(), PEOPLE_MAX)?;
    let read = |(i, entry): (usize, &PersonEntry)| entry.profile(model).map_err(|e| inside(e, "person", i));
    session.people.iter().enumerate().map(read).collect()
}

fn limit(what: &str, n: usize, most: usize) -> Result<()> {
    if n <= most {
        return Ok(());
    }
    Err(Error::new(Kind::Invalid, words::limit(n, what, most)).past_limit())
}

/// Says in which part, counted from 1, the place is.
fn inside(error: Error, part: &str, i: usize) -> Error {
    let place = match error.place.as_str() {
        "" => format!("{part} {}", i + 1),
        within => format!("{part} {}, {within}", i + 1),
    };
    error.at(place)
}

/// What a session says of a model and its people.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Who is looked at, as asked.
    pub choice: Choice,
    /// From where on the only offer is sent; the model's own line if `None`.
    pub line: Option<Line>,
    /// What is pinned.
    pub pins: Pins,
    /// What was tried.
    pub history: History,
    /// The open tabs.
    pub tabs: Tabs,
    /// The place.
    pub place: Place,
}

/// What a session says of a model and its people.
///
/// # Errors
/// [`Kind::Data`] and [`Kind::Invalid`] with the place.
pub fn resolve(session: &Session, model: &CustomerModel, people: &People) -> Result<Resolved> {
    let within = Within { model, people };
    let choice = within.choice(&session.now).map_err(|e| Error { place: now(&e.place), ..e })?;
    limit("scenarios", session.scenarios.len(), SCENARIOS_MAX)?;
    let scenario = |(i, entry): (usize, &ScenarioEntry)| within.scenario(entry).map_err(|e| inside(e, "scenario", i));
    let scenarios = session.scenarios.iter().enumerate().map(scenario).collect::<Result<Vec<_>>>()?;
    for (i, scenario) in scenarios.iter().enumerate() {
        if scenarios[..i].iter().any(|s| s.id == scenario.id) {
            let twice = Error::new(Kind::Invalid, words::SAME_NUMBER).hint(EDITED);
            return Err(inside(twice, "scenario", i));
        }
    }
    let steps = |list: &[StepEntry], name: &str| {
        limit("steps", list.len(), STEPS_MAX).map_err(|e| e.at(words::field(name)))?;
        let step = |(i, entry): (usize, &StepEntry)| within.step(entry).map_err(|e| inside(e, name, i));
        list.iter().enumerate().map(step).collect::<Result<Vec<_>>>()
    };
    let history = History::of(steps(&session.past, words::PAST_STEP)?, steps(&session.future, words::FUTURE_STEP)?);
    let line = within.line(session.line).map_err(|e| e.at(words::field("line")))?;
    Ok(Resolved {
        choice,
        line,
        pins: Pins::of(scenarios),
        history,
        tabs: tabs_of(session)?,
        place: place_of(session)?,
    })
}

fn tabs_of(session: &Session) -> Result<Tabs> {
    let unknown = |field: &str, word: &str, words_of: &[&str]| {
        let hint = suggest::hint(word, "tab", words_of.iter().copied());
        Error::new(Kind::Invalid, words::NO_TAB).at(words::field(field)).hint(hint)
    };
    let explain = Tab::ALL.into_iter().find(|tab| tab.word() == session.tab);
    let explain = explain.ok_or_else(|| unknown("tab", &session.tab, &Tab::ALL.map(Tab::word)))?;
    let whom = |word: &String| {
        let named = Whom::ALL.into_iter().find(|whom| whom.word() == word);
        named.ok_or_else(|| unknown("balance", word, &Whom::ALL.map(Whom::word)))
    };
    let balance = session.balance.as_ref().map(whom).transpose()?.unwrap_or_default();
    Ok(Tabs { explain, balance })
}

fn place_of(session: &Session) -> Result<Place> {
    let named = Place::ALL.into_iter().find(|place| place.word() == session.place);
    let first = session.place.is_empty().then(Place::default);
    let words_of = || Place::ALL.iter().map(|place| place.word());
    let unknown = || Error::new(Kind::Invalid, words::NO_PLACE).at(words::field("place"));
    named.or(first).ok_or_else(|| unknown().hint(suggest::hint(&session.place, "place", words_of())))
}

fn now(place: &str) -> String {
    let now = words::field("now");
    if place.is_empty() { now } else { format!("{now}, {place}") }
}

/// What the parts of a session are read for.
struct Within<'a> {
    model: &'a CustomerModel,
    people: &'a People,
}

impl Within<'_> {
    fn person(&self, place: usize) -> Result<Profile> {
        // nobody is open at all: who is looked at is nobody yet
        let none = || (self.people.is_empty() && place == 0).then(|| nobody(self.model.features().len()));
        let found = if place < self.people.len() { self.people.get(place) } else { none() };
        found.ok_or_else(|| Error::new(Kind::Invalid, words::no_customer(place, self.people.len())).hint(EDITED))
    }

    fn focus(&self, explained: Option<&String>) -> Result<Option<OfferIdx>> {
        let find = |id: &String| {
            let found = self.model.offers().iter().position(|o| o.id == *id).map(OfferIdx::new);
            found.ok_or_else(|| Error::new(Kind::Invalid, words::NO_OFFER).hint(EDITED))
        };
        explained.map(find).transpose()
    }

    fn line(&self, response: Option<f64>) -> Result<Option<Line>> {
        let found = |response: f64| {
            let line = Line::at(self.model.link(), response).filter(|_| self.model.offers().len() == 1);
            line.ok_or_else(|| Error::new(Kind::Invalid, words::NO_LINE).hint(EDITED))
        };
        response.map(found).transpose()
    }

    fn values(&self, profile: &Profile, changed: &Pairs<ValueEntry>) -> Result<Vec<Value>> {
        session_ron::with_changes(self.model, &profile.values, changed)
    }

    fn choice(&self, entry: &ChoiceEntry) -> Result<Choice> {
        let profile = self.person(entry.person)?;
        let values = self.values(&profile, &entry.changed)?;
        let focus = self.focus(entry.explained.as_ref())?;
        Ok(Choice { person: entry.person, profile: Arc::new(profile), values, focus })
    }

    fn scenario(&self, entry: &ScenarioEntry) -> Result<Scenario> {
        let profile = match (entry.person, &entry.customer) {
            (Some(place), None) => self.person(place)?,
            (None, Some(customer)) => customer.profile(self.model)?,
            _ => return Err(Error::new(Kind::Invalid, words::ONE_CUSTOMER).hint(EDITED)),
        };
        if entry.name.trim().is_empty() || entry.name.chars().count() > 2 * NAME_MAX {
            return Err(Error::new(Kind::Invalid, words::name(2 * NAME_MAX)).hint(EDITED));
        }
        Ok(Scenario {
            id: entry.id,
            name: entry.name.clone(),
            place: entry.person,
            values: self.values(&profile, &entry.changed)?,
            profile: Arc::new(profile),
            focus: self.focus(entry.explained.as_ref())?,
        })
    }

    fn step(&self, entry: &StepEntry) -> Result<Step> {
        let state = match &entry.to {
            StateEntry::Choice(choice) => State::Choice(self.choice(choice)?),
            StateEntry::Line(response) => State::Line(self.line(*response)?),
            StateEntry::Scenario { id, at, was } => {
                let was = was.as_ref().map(|s| self.scenario(s)).transpose()?;
                if was.as_ref().is_some_and(|s| s.id != *id) {
                    return Err(Error::new(Kind::Invalid, words::OTHER_NUMBER).hint(EDITED));
                }
                State::Scenario(Edit { id: *id, at: *at, was })
            }
        };
        Ok(Step::new(entry.title.clone(), state))
    }
}
