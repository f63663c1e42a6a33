//! What a person says of facts and offers: taken in at once, as a step that undo takes back, and saved beside the model.
//! What counts as missing decides, so the model is then read again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::act::Action;
use super::act::describe::DescribeAct;
use super::described::Saying;
use super::open;
use super::state::App;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::model::Line;
use crate::open::model;
use crate::view::opened as view;
use crate::view::opened::describe::step;
use crate::view::words::{control, describe as words, notice};

impl App {
    /// Does what a person asked of how facts are described.
    pub(super) fn describe(&mut self, act: DescribeAct) {
        match act {
            DescribeAct::At(feature) => self.desk.describe_at(feature),
            DescribeAct::Fact(idx, said) => {
                let Some(document) = self.desk.document() else { return };
                let model = document.inputs.model();
                let before = document.described.fact(model, idx);
                if before == *said {
                    return;
                }
                if before.missing != said.missing && self.loading.is_some() {
                    // it would end what is being opened
                    return self.desk.tell(notice::STILL_OPENING, None);
                }
                let title = step(&model.features().get(idx).label, &before, &said);
                self.desk.say(title, Saying::Fact(idx, said));
                self.read_as_said();
            }
            DescribeAct::Title(idx, title) => {
                let Some(document) = self.desk.document() else { return };
                let before = &document.inputs.model().offer(idx).title;
                let title = if title.trim().is_empty() { before.clone() } else { title.trim().to_owned() };
                if *before != title {
                    self.desk.say(words::step_title(before), Saying::Title(idx, title));
                }
            }
            DescribeAct::Save => self.save_words(),
        }
    }

    /// Reads the model again where other numbers count as missing now than those it was read with.
    pub(super) fn read_as_said(&mut self) {
        let Some(document) = self.desk.document() else { return };
        let said = document.described.to_read(document.inputs.model());
        // whoever is being opened now ends with this
        if said.is_empty() || self.loading.is_some() {
            return;
        }
        let (document, source) = (document.clone(), document.origin.source.clone());
        let mut reading = document.origin.reading.clone();
        for (name, missing) in said {
            reading.exactly.retain(|(other, _)| *other != name);
            reading.exactly.push((name, missing));
        }
        let work = move |progress: &Progress| open::reread(&document, &reading, false, progress);
        self.load("reread", source, work, |app, result| match result {
            Ok(reread) => {
                let ended = app.desk.reread(reread);
                app.wings.forget(ended);
                app.read_as_said();
            }
            Err(error) => {
                app.desk.unsay_missing();
                app.desk.fail(&error);
            }
        });
    }

    /// Saves what was said, or a first draft, beside the model, and reads the model with it.
    pub(super) fn save_words(&mut self) {
        let Some(document) = self.desk.document() else { return };
        let origin = &document.origin;
        let Some(path) = origin.path.clone().filter(|_| !model::has_dictionary_inside(document.inputs.model()))
        else {
            let (text, hint) = view::dictionary_inside(&origin.source);
            return self.desk.tell(&text, Some(hint));
        };
        if self.loading.is_some() {
            return self.desk.tell(notice::STILL_OPENING, None);
        }
        let document = document.clone();
        // a draft is to be filled in; what was said is what a person wanted to have saved
        let is_draft =
            document.origin.dictionary.is_none() && !document.has_unsaved_words() && document.line.is_none();
        let tell = move |app: &mut Self, path: &Path| match is_draft {
            true => app.tell_of_dictionary(path, true, true),
            false => app.tell_of_words(path),
        };
        let work = move |progress: &Progress| {
            let saved = save(&document, &path)?;
            let mut reading = document.origin.reading.clone();
            reading.exactly.clear();
            Ok((saved, open::reread(&document, &reading, true, progress)))
        };
        self.load("save", words::DICTIONARY.to_owned(), work, move |app, result| match result {
            Ok((path, Ok(reread))) => {
                let ended = app.desk.reread(reread);
                app.wings.forget(ended);
                tell(app, &path);
            }
            // it is saved all the same
            Ok((path, Err(_))) => tell(app, &path),
            Err(error) => {
                let again = (control::TRY_AGAIN, Action::Describe(DescribeAct::Save));
                app.desk.lay(None);
                app.desk.fail_with(&error.within(words::NOT_SAVED), Some(again));
            }
        });
    }
}

/// Writes what a document's facts and offers are called beside its model: into the dictionary that was read with it, else
/// as one of its own.
///
/// # Errors
/// [`Kind::File`] for a dictionary that was written by somebody else meanwhile, and as [`model::say`].
fn save(document: &super::Document, path: &Path) -> Result<PathBuf> {
    let (model, origin) = (document.inputs.model(), &document.origin);
    let mut said = document.described.unsaved(model, &origin.reading.exactly);
    let line = document.line.and_then(Line::response);
    if let Some(line) = line {
        said.lines.insert(model.offers()[0].id.clone(), (0, line));
    }
    match &origin.dictionary {
        Some(there) => {
            model::say(there, &origin.read, model, &said)?;
            Ok(there.clone())
        }
        None => {
            let there = model::dictionary_of(path);
            let table = document.people.table.as_ref().map(Arc::clone);
            let drawn = line.map(|line| model.with_line(line)).transpose()?;
            if model::save_dictionary(&there, drawn.as_ref().unwrap_or(model), table.as_deref())? {
                return Ok(there);
            }
            Err(Error::new(Kind::File, words::CHANGED)
                .within(crate::data::file::name(&there))
                .hint(words::OPEN_AGAIN))
        }
    }
}
