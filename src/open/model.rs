//! A model's file with what stands beside it: its data dictionary, and the other models that one puts at its side.

use std::path::{Path, PathBuf};

use super::kind::FileKind;
use super::reading::Reading;
use crate::ask::shown;
use crate::base::{Error, Kind, Result, Warned, ours};
use crate::data::session_ron::FileEntry;
use crate::data::{Table, file};
use crate::import::sidecar::said::Said;
use crate::import::sidecar::{self, Sidecar};
use crate::import::{self, rounds};
use crate::model::{CustomerModel, Rounds};

/// A model that was read with what stands beside it.
#[derive(Debug)]
pub struct Loaded {
    /// The model.
    pub model: CustomerModel,
    /// What to know about the load.
    pub warnings: Vec<String>,
    /// The data dictionary that was read with it, if one was.
    pub dictionary: Option<PathBuf>,
    /// Every file that was read for it, the one that was opened first.
    pub read: Vec<FileEntry>,
    /// The size of the file that was opened in bytes, unpacked.
    pub size: usize,
    /// Which rounds answer; `None` where it makes no difference.
    pub rounds: Option<Rounds>,
}

/// How a model's file was read, to read it otherwise.
#[derive(Clone, PartialEq, Debug)]
pub struct Again {
    /// The file.
    pub path: PathBuf,
    /// How it was read.
    pub reading: Reading,
    /// Which rounds answer; `None` where it makes no difference.
    pub rounds: Option<Rounds>,
}

impl Again {
    /// The same model with the other rounds, where training was stopped early and the file can still be read.
    pub fn other_rounds(&self) -> Option<(Rounds, CustomerModel)> {
        let other = match self.rounds? {
            Rounds::Best => Rounds::All,
            Rounds::All => Rounds::Best,
        };
        let reading = Reading { rounds: Some(other), ..self.reading.clone() };
        Some((other, of_path(&self.path, &reading).ok()?.model))
    }
}

/// Reads a model from its file.
///
/// # Errors
/// What [`file::read`] and [`of_bytes`] refuse.
pub fn of_path(path: &Path, reading: &Reading) -> Result<Loaded> {
    of_bytes(path, &file::read(path)?, reading)
}

/// Reads a model from its file's bytes: a library's file with the dictionary `NAME.candour.ron` beside it, if there is
/// one; a Candour RON file, which has its dictionary inside; or a dictionary that names its models.
///
/// # Errors
/// What [`file::read`], [`import::load`] and [`Sidecar`] refuse, with the name of the file it is about; [`Kind::Question`]
/// for the best round of a file that names none.
pub fn of_bytes(path: &Path, bytes: &[u8], reading: &Reading) -> Result<Loaded> {
    let mut load = Load { reading, read: vec![FileEntry::of(file::name(path), bytes)], rounds: None };
    let (found, dictionary) = if FileKind::of(bytes) == FileKind::Dictionary {
        (load.side_by_side(path, bytes)?, Some(path.to_owned()))
    } else {
        let mut own = whole(path, bytes)?;
        let beside = dictionary_of(path);
        if has_dictionary_inside(&own.value) || !file::is_there(&beside) {
            own.warnings.extend(passed_over(&own.value, path, &beside));
            (load.choose(&file::name(path), own, None)?, None)
        } else {
            (load.with_dictionary(path, own, &beside)?, Some(beside))
        }
    };
    let Load { read, rounds, .. } = load;
    let found = counting_as_missing(found, reading)?;
    Ok(Loaded { model: found.value, warnings: found.warnings, dictionary, read, size: bytes.len(), rounds })
}

/// The same model, in whose data other numbers stand for "not known": more, those of no feature in all that are no
/// choices, then those of a feature that are said exactly.
///
/// # Errors
/// [`Kind::Question`] for a feature that the model does not have; what the builder refuses.
fn counting_as_missing(read: Warned<CustomerModel>, reading: &Reading) -> Result<Warned<CustomerModel>> {
    let Reading { missing, exactly, .. } = reading;
    if missing.is_empty() && exactly.is_empty() {
        return Ok(read);
    }
    let Warned { value: model, warnings } = read;
    let find = |name: &String| {
        model.features().find(name).ok_or_else(|| {
            Error::new(Kind::Question, "the model has no such feature")
                .at(format!("missing \"{name}\""))
                .hint(model.features().hint(name))
        })
    };
    let more = |(name, x): &(Option<String>, f64)| Ok((name.as_ref().map(find).transpose()?, *x));
    let missing = missing.iter().map(more).collect::<Result<Vec<_>>>()?;
    let exactly = exactly.iter().map(|(name, list)| Ok((find(name)?, list))).collect::<Result<Vec<_>>>()?;
    let mut parts = model.into_builder();
    missing.into_iter().for_each(|(idx, number)| parts.count_as_missing(idx, number));
    exactly.into_iter().for_each(|(idx, list)| parts.features[idx.index()].missing_values.clone_from(list));
    Ok(Warned { value: parts.build()?, warnings })
}

/// What to know of a dictionary beside a model that is not read with it: the model has its own, or it is called nearly
/// as it should be.
fn passed_over(model: &CustomerModel, path: &Path, beside: &Path) -> Option<String> {
    if has_dictionary_inside(model) {
        let name = file::name(beside);
        let what = format!("{name} beside it is not read: {} holds its own data dictionary", file::name(path));
        return file::is_there(beside).then_some(what);
    }
    let near = file::in_other_case(beside)?;
    Some(format!("{near} beside it is not read: a data dictionary of this model is called {}", file::name(beside)))
}

/// Whether a model's own file holds its data dictionary, so that none beside it is read.
pub fn has_dictionary_inside(model: &CustomerModel) -> bool {
    model.provenance().format.starts_with("Candour RON")
}

/// Where the dictionary of a model's file stands: `churn.json.gz` has `churn.candour.ron`.
pub fn dictionary_of(model: &Path) -> PathBuf {
    let name = file::name(model);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    model.with_file_name(format!("{stem}.candour.ron"))
}

/// A model's own file, before it is chosen which rounds answer.
fn whole(path: &Path, bytes: &[u8]) -> Result<Warned<CustomerModel>> {
    import::load_whole(bytes, &file::stem(path)).map_err(|e| e.within(file::name(path)))
}

/// A model that is being read, file by file.
struct Load<'a> {
    reading: &'a Reading,
    read: Vec<FileEntry>,
    rounds: Option<Rounds>,
}

impl Load<'_> {
    /// Chooses which rounds answer: as the call says, else as the dictionary does.
    fn choose(
        &mut self,
        name: &str,
        own: Warned<CustomerModel>,
        dictionary: Option<&Sidecar>,
    ) -> Result<Warned<CustomerModel>> {
        let rounds = self.reading.rounds.or(dictionary.and_then(Sidecar::rounds));
        let chosen = rounds::choose(own, rounds).map_err(|e| e.within(name))?;
        let stop = chosen.value.provenance().stopped.filter(|stop| stop.best < stop.rounds);
        self.rounds = self.rounds.or(stop.map(|stop| stop.used));
        Ok(chosen)
    }

    /// A model with the dictionary that stands beside it.
    fn with_dictionary(
        &mut self,
        path: &Path,
        own: Warned<CustomerModel>,
        beside: &Path,
    ) -> Result<Warned<CustomerModel>> {
        let bytes = file::read_within(beside, ours::SIZE_MAX)?;
        self.read.push(FileEntry::of(file::name(beside), &bytes));
        let dictionary = Sidecar::read(&bytes).map_err(|e| e.within(file::name(beside)))?;
        let name = file::name(path);
        if dictionary.models().is_empty() {
            return self.described(dictionary, beside, vec![(name, own)]);
        }
        let mut own = Some(own);
        let models = self.models(&dictionary, beside, |other| own.take_if(|_| other == name))?;
        if own.is_some() {
            let what = format!("the dictionary beside {name} names other models and not this one");
            return Err(Error::new(Kind::Question, what)
                .within(file::name(beside))
                .hint("open the dictionary itself, add the model to it, or move one of them elsewhere"));
        }
        self.described(dictionary, beside, models)
    }

    /// The models that a dictionary puts side by side.
    fn side_by_side(&mut self, path: &Path, bytes: &[u8]) -> Result<Warned<CustomerModel>> {
        let dictionary = Sidecar::read(bytes).map_err(|e| e.within(file::name(path)))?;
        if dictionary.models().is_empty() {
            return Err(Error::new(Kind::Question, "a data dictionary that names no models")
                .within(file::name(path))
                .hint("open the model it stands beside, or name it here: models: [\"NAME\"]"));
        }
        let models = self.models(&dictionary, path, |_| None)?;
        self.described(dictionary, path, models)
    }

    /// Every model that a dictionary names, in its order: the one at hand, or read from its folder.
    fn models(
        &mut self,
        dictionary: &Sidecar,
        path: &Path,
        mut at_hand: impl FnMut(&str) -> Option<Warned<CustomerModel>>,
    ) -> Result<Vec<(String, Warned<CustomerModel>)>> {
        let one = |name: &String| {
            if let Some(model) = at_hand(name) {
                return Ok((name.clone(), model));
            }
            let path = path.with_file_name(name);
            let bytes = file::read(&path)?;
            self.read.push(FileEntry::of(name, &bytes));
            Ok((name.clone(), whole(&path, &bytes)?))
        };
        dictionary.models().iter().map(one).collect()
    }

    /// Holds a dictionary against its models.
    fn described(
        &mut self,
        dictionary: Sidecar,
        path: &Path,
        models: Vec<(String, Warned<CustomerModel>)>,
    ) -> Result<Warned<CustomerModel>> {
        let several = models.len() > 1;
        let mut warnings = Vec::new();
        let mut bare = Vec::new();
        for (name, own) in models {
            let read = self.choose(&name, own, Some(&dictionary))?;
            warnings.extend(read.warnings.into_iter().map(|w| if several { format!("{name}: {w}") } else { w }));
            bare.push((name, read.value));
        }
        let read = dictionary.apply(bare).map_err(|e| e.within(file::name(path)))?;
        warnings.extend(read.warnings);
        Ok(Warned { value: read.value, warnings })
    }
}

/// Writes what a person said into a data dictionary as it was `read`; all else in it stays, but for comments below its
/// head.
///
/// # Errors
/// [`Kind::File`] if it was written since, or cannot be; what [`Sidecar::read`] and [`Sidecar::say`] refuse. Nothing is
/// written then.
pub fn say(path: &Path, read: &[FileEntry], model: &CustomerModel, said: &Said) -> Result<()> {
    let bytes = file::read_within(path, ours::SIZE_MAX)?;
    let name = file::name(path);
    if !read.contains(&FileEntry::of(name.as_str(), &bytes)) {
        return Err(Error::new(Kind::File, "somebody else has written it since the model was opened")
            .within(name)
            .hint("nothing was overwritten: open the model again to read it, then say here what is still missing"));
    }
    let mut dictionary = Sidecar::read(&bytes).map_err(|e| e.within(name.as_str()))?;
    let numbers = model.features().iter().map(|(_, f)| f).filter(|f| !f.kind.is_choice());
    dictionary.say(said, &numbers.map(|f| f.id.as_str()).collect::<Vec<_>>()).map_err(|e| e.within(name))?;
    file::write(path, dictionary.text(&String::from_utf8_lossy(ours::without_mark(&bytes))).as_bytes())
}

/// Writes a first draft of a data dictionary, with what is seen in a table. Nothing is replaced: `false` if there is a
/// file already.
///
/// # Errors
/// [`Kind::File`] if it cannot be written.
pub fn save_dictionary(path: &Path, model: &CustomerModel, table: Option<&Table>) -> Result<bool> {
    if file::is_there(path) {
        return Ok(false);
    }
    let seen = table.map_or_else(Vec::new, |t| shown::of_table(model, t));
    file::write(path, sidecar::draft(model, &seen).as_bytes())?;
    Ok(true)
}
