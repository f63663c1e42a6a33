//! A model's file with what stands beside it: its data dictionary, and the other models that one puts at its side.

use std::path::{Path, PathBuf};

use crate::base::{Error, FeatureIdx, Kind, Result, Warned};
use crate::data::session_ron::FileEntry;
use crate::data::{Table, file};
use crate::import;
use crate::import::sidecar::{self, Seen, Sidecar};
use crate::model::{CustomerModel, Value};

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
}

impl Loaded {
    fn new(read: Warned<CustomerModel>, dictionary: Option<&Path>, files: Vec<FileEntry>) -> Self {
        let dictionary = dictionary.map(Path::to_owned);
        Self { model: read.value, warnings: read.warnings, dictionary, read: files }
    }
}

/// Reads a model from its file's bytes: a library's file with the dictionary `NAME.candour.ron` beside it, if there is
/// one; a Candour RON file, which has its dictionary inside; or a dictionary that names its models.
///
/// # Errors
/// What [`file::read`], [`import::load`] and [`Sidecar`] refuse, with the name of the file it is about.
pub fn of_bytes(path: &Path, bytes: &[u8]) -> Result<Loaded> {
    let mut files = vec![FileEntry::of(file::name(path), bytes)];
    if sidecar::is_sidecar(bytes) {
        let dictionary = Sidecar::read(bytes).map_err(|e| e.within(file::name(path)))?;
        if dictionary.models().is_empty() {
            let what = "a data dictionary that names no models";
            return Err(Error::new(Kind::Question, what)
                .within(file::name(path))
                .hint("open the model it stands beside, or name it here: models: [\"NAME\"]"));
        }
        let read = described(dictionary, path, None, &mut files)?;
        return Ok(Loaded::new(read, Some(path), files));
    }
    let own = load(path, bytes)?;
    let beside = dictionary_of(path);
    if has_dictionary_inside(&own.value) || !beside.is_file() {
        return Ok(Loaded::new(own, None, files));
    }
    let bytes = file::read(&beside)?;
    files.push(FileEntry::of(file::name(&beside), &bytes));
    let dictionary = Sidecar::read(&bytes).map_err(|e| e.within(file::name(&beside)))?;
    let read = described(dictionary, &beside, Some((path, own)), &mut files)?;
    Ok(Loaded::new(read, Some(&beside), files))
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

fn load(path: &Path, bytes: &[u8]) -> Result<Warned<CustomerModel>> {
    import::load(bytes, &file::stem(path)).map_err(|e| e.within(file::name(path)))
}

/// Holds a dictionary against its models; `own` is the one that was opened, if it was. What is read for it is added to
/// `files`.
fn described(
    dictionary: Sidecar,
    path: &Path,
    own: Option<(&Path, Warned<CustomerModel>)>,
    files: &mut Vec<FileEntry>,
) -> Result<Warned<CustomerModel>> {
    let mut warnings = Vec::new();
    let mut models = Vec::new();
    let mut own = own.map(|(path, model)| (file::name(path), model));
    let names = match &own {
        Some((name, _)) if dictionary.models().is_empty() => vec![name.clone()],
        _ => dictionary.models().to_vec(),
    };
    for name in &names {
        let read = match own.take() {
            Some((own_name, model)) if own_name == *name => model,
            other => {
                own = other;
                let path = path.with_file_name(name);
                let bytes = file::read(&path)?;
                files.push(FileEntry::of(name, &bytes));
                load(&path, &bytes)?
            }
        };
        let several = names.len() > 1;
        warnings.extend(read.warnings.into_iter().map(|w| if several { format!("{name}: {w}") } else { w }));
        models.push((name.clone(), read.value));
    }
    if let Some((name, _)) = own {
        let what = format!("the dictionary beside {name} names other models and not this one");
        return Err(Error::new(Kind::Question, what)
            .within(file::name(path))
            .hint("open the dictionary itself, add the model to it, or move one of them elsewhere"));
    }
    let read = dictionary.apply(models).map_err(|e| e.within(file::name(path)))?;
    warnings.extend(read.warnings);
    Ok(Warned { value: read.value, warnings })
}

/// Writes a first draft of a data dictionary, with what is seen in a table. Nothing is replaced: `false` if there is a
/// file already.
///
/// # Errors
/// [`Kind::File`] if it cannot be written.
pub fn save_dictionary(path: &Path, model: &CustomerModel, table: Option<&Table>) -> Result<bool> {
    if path.exists() {
        return Ok(false);
    }
    let seen = table.map_or_else(Vec::new, |t| seen(model, t));
    file::write(path, sidecar::draft(model, &seen).as_bytes())?;
    Ok(true)
}

/// What a table shows of each feature: ranges, and whether numbers are whole. Nobody's value but the least and the
/// greatest.
fn seen(model: &CustomerModel, table: &Table) -> Vec<Seen> {
    let one = |idx: FeatureIdx| {
        let column = table.matching().features[idx.index()].column.clone().unwrap_or_default();
        let mut seen = Seen { column, range: None, whole: true };
        for row in 0..table.n_rows() {
            if let Value::Number(x) = table.value(row, idx)
                && x.is_finite()
            {
                let (low, high) = seen.range.unwrap_or((x, x));
                seen.range = Some((low.min(x), high.max(x)));
                seen.whole &= x.fract() == 0.0;
            }
        }
        seen
    };
    model.features().iter().map(|(idx, _)| one(idx)).collect()
}

/// How many first bytes tell what a file is.
const HEAD: usize = 1 << 16;

/// Puts files that were given at once, in any order, into the order to open them in: the model, then tables, then
/// profiles. A dictionary is read with the model it stands beside; one that names models is opened for them. A session
/// stands in a model's place.
///
/// # Errors
/// What [`file::open`] and [`Sidecar::read`] refuse; [`Kind::Question`] for several models that no dictionary puts
/// side by side.
pub fn arrange(paths: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    let (mut models, mut dictionaries, mut tables, mut profiles, mut others) =
        (vec![], vec![], vec![], vec![], vec![]);
    for path in paths {
        let head = file::open(&path)?.head(HEAD).map_err(|e| e.within(file::name(&path)))?;
        let kind = if import::is_session(&head) {
            &mut models
        } else if sidecar::is_sidecar(&head) {
            &mut dictionaries
        } else if import::is_profile(&head) {
            &mut profiles
        } else if import::is_table(&head) {
            &mut tables
        } else if import::is_model(&head) {
            &mut models
        } else {
            &mut others
        };
        if !kind.contains(&path) {
            kind.push(path);
        }
    }
    let mut first = Vec::new();
    for path in dictionaries {
        let dictionary =
            file::read(&path).and_then(|bytes| Sidecar::read(&bytes).map_err(|e| e.within(file::name(&path))))?;
        let named: Vec<PathBuf> = dictionary.models().iter().map(|name| path.with_file_name(name)).collect();
        let stands_beside = named.is_empty() && models.iter().any(|model| dictionary_of(model) == path);
        models.retain(|model| !named.contains(model));
        if !stands_beside {
            first.push(path);
        }
    }
    first.append(&mut models);
    if first.len() > 1 {
        let names: Vec<String> = first.iter().map(|path| file::name(path)).collect();
        return Err(Error::new(Kind::Question, format!("{} models at once: {}", names.len(), names.join(", ")))
            .hint("open one model with its customers; a data dictionary can put several models side by side"));
    }
    Ok([first, tables, others, profiles].concat())
}
