//! What is kept by itself: what was open last, each as a session in the program's own folder, newest last by number.
//! A newer one is written before an older one is taken away, so that there is a whole one at any time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::choice::Choice;
use super::document::Document;
use super::history::{History, Step};
use super::pins::Scenario;
use crate::base::Result;
use crate::data::file;
use crate::data::session_ron::{FilePlace, SESSION_MAX, Session};
use crate::view::words::kept as words;

/// The most that are kept.
const KEPT_MAX: usize = 5;
/// How their names end.
const ENDING: &str = ".candour-session.ron";

/// One that is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its file.
    pub path: PathBuf,
    /// The model's file name, with its table's, and what was pinned.
    pub title: String,
    number: u64,
    /// Whether anything was tried or pinned in it.
    worked_on: bool,
    places: (FilePlace, Option<FilePlace>),
}

/// All that are kept, newest first; without a folder nothing ever is.
#[derive(Debug, Default)]
pub struct Kept {
    folder: Option<PathBuf>,
    list: Vec<Entry>,
}

impl Kept {
    /// What is kept in a folder, which need not be there yet. What cannot be read is left alone.
    pub fn of(folder: PathBuf) -> Self {
        let read = |entry: file::Entry| {
            let path = folder.join(&entry.name);
            let number = number(&entry.name)?;
            let bytes = file::read_within(&path, SESSION_MAX).ok()?;
            Some(entry_of(path, number, &Session::read(&bytes).ok()?, &folder))
        };
        let mut list: Vec<Entry> = file::entries(&folder).into_iter().filter_map(read).collect();
        list.sort_by_key(|entry| std::cmp::Reverse(entry.number));
        Self { folder: Some(folder), list }
    }

    /// All, newest first.
    pub fn list(&self) -> &[Entry] {
        &self.list
    }

    /// Whether a file is one of them.
    pub fn holds(&self, path: &Path) -> bool {
        self.list.iter().any(|entry| entry.path == path)
    }

    /// Keeps a session in the place of `before`, which it goes on from; gives its file, `None` where nothing is kept.
    ///
    /// # Errors
    /// [`crate::base::Kind::File`] if it cannot be written; what was kept is still there then.
    pub fn keep(&mut self, session: &Session, before: Option<&Path>) -> Result<Option<PathBuf>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let number = self.list.first().map_or(1, |newest| newest.number + 1);
        let path = folder.join(format!("{number:06}{ENDING}"));
        let text = session.clone().from_folder(folder).text();
        file::write_own(&path, text.as_bytes())?;
        let new = entry_of(path.clone(), number, session, folder);
        // one of the same files in which nothing was done says no more than this one
        let idle = |old: &Entry| !old.worked_on && old.places == new.places;
        let gone = |old: &Entry| before == Some(old.path.as_path()) || idle(old);
        let (gone, mut stay): (Vec<Entry>, Vec<Entry>) = self.list.drain(..).partition(gone);
        stay.insert(0, new);
        let mut gone = gone;
        while stay.len() > KEPT_MAX {
            let idle = stay.iter().skip(1).rposition(|old| !old.worked_on).map(|i| i + 1);
            gone.push(stay.remove(idle.unwrap_or(stay.len() - 1)));
        }
        self.list = stay;
        for old in gone {
            // one that stays is taken away the next time
            let _ = file::remove(&old.path);
        }
        Ok(Some(path))
    }

    /// Forgets all that are kept.
    ///
    /// # Errors
    /// [`crate::base::Kind::File`] for the first that cannot be taken away.
    pub fn forget(&mut self) -> Result<()> {
        while let Some(entry) = self.list.last() {
            file::remove(&entry.path)?;
            self.list.pop();
        }
        Ok(())
    }
}

fn number(name: &str) -> Option<u64> {
    name.strip_suffix(ENDING)?.parse().ok()
}

fn entry_of(path: PathBuf, number: u64, session: &Session, folder: &Path) -> Entry {
    // from the root, however the session's file has it
    let whole = |place: &FilePlace| match place {
        FilePlace::File(text) => FilePlace::File(file::plain(&folder.join(text)).display().to_string()),
        carried => carried.clone(),
    };
    let name = |place: &FilePlace| match place {
        FilePlace::File(text) => file::name(Path::new(text)),
        FilePlace::Demonstration => words::DEMONSTRATION.to_owned(),
        FilePlace::OneTree => words::ONE_TREE.to_owned(),
    };
    let model = whole(&session.model.place);
    let table = session.table.as_ref().map(|table| whole(&table.place));
    let of_file = table.as_ref().filter(|place| matches!(place, FilePlace::File(_)));
    let steps = session.past.len() + session.future.len();
    Entry {
        path,
        title: words::entry(&name(&model), of_file.map(name).as_deref(), session.scenarios.len(), steps),
        number,
        worked_on: steps > 0 || !session.scenarios.is_empty() || !session.now.changed.is_empty(),
        places: (model, table),
    }
}

/// What was kept last, so that nothing is written twice.
#[derive(Debug, Default)]
pub struct Keeping {
    pub(super) last: Option<Mark>,
    /// When something was kept, or could not be.
    pub(super) since: Option<Instant>,
    /// Whether the person knows that something cannot be kept.
    pub(super) told: bool,
    /// Whether they were asked at the end.
    pub(super) asked: bool,
}

/// What tells one state of what is open from another.
#[derive(Debug)]
pub struct Mark {
    past: Arc<Vec<Step>>,
    future: Arc<Vec<Step>>,
    pins: Arc<Vec<Scenario>>,
    choice: Choice,
}

impl Mark {
    /// How something is now.
    pub fn of(document: &Document, history: &History) -> Self {
        Self {
            past: Arc::clone(history.past()),
            future: Arc::clone(history.future()),
            pins: Arc::clone(document.pins.list()),
            choice: document.choice.clone(),
        }
    }

    /// Whether nothing was done since.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.past, &other.past)
            && Arc::ptr_eq(&self.future, &other.future)
            && Arc::ptr_eq(&self.pins, &other.pins)
            && self.choice == other.choice
    }
}
