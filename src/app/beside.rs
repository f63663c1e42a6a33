//! A model's file with what stands beside it: its data dictionary, and the other models that one puts at its side.

use std::path::{Path, PathBuf};

use crate::base::{Error, Kind, Result, Warned};
use crate::data::file;
use crate::import;
use crate::import::sidecar::{self, Sidecar};
use crate::model::CustomerModel;

/// Reads a model: a library's file with the dictionary `NAME.candour.ron` beside it, if there is one; a Candour RON
/// file, which has its dictionary inside; or a dictionary that names its models.
///
/// # Errors
/// What [`file::read`], [`import::load`] and [`Sidecar`] refuse, with the name of the file it is about.
pub fn model(path: &Path) -> Result<Warned<CustomerModel>> {
    of_bytes(path, &file::read(path)?)
}

/// [`model`] with the file's bytes already at hand.
///
/// # Errors
/// As [`model`].
pub fn of_bytes(path: &Path, bytes: &[u8]) -> Result<Warned<CustomerModel>> {
    if sidecar::is_sidecar(bytes) {
        let dictionary = Sidecar::read(bytes).map_err(|e| e.within(file::name(path)))?;
        if dictionary.models().is_empty() {
            let what = "a data dictionary that names no models";
            return Err(Error::new(Kind::Question, what)
                .within(file::name(path))
                .hint("open the model it stands beside, or name it here: models: [\"NAME\"]"));
        }
        return described(dictionary, path, None);
    }
    let own = load(path, bytes)?;
    let beside = dictionary_of(path);
    if own.value.provenance().format.starts_with("Candour RON") || !beside.is_file() {
        return Ok(own);
    }
    let bytes = file::read(&beside)?;
    let dictionary = Sidecar::read(&bytes).map_err(|e| e.within(file::name(&beside)))?;
    described(dictionary, &beside, Some((path, own)))
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

/// Holds a dictionary against its models; `own` is the one that was opened, if it was.
fn described(
    dictionary: Sidecar,
    path: &Path,
    own: Option<(&Path, Warned<CustomerModel>)>,
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
                load(&path, &file::read(&path)?)?
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
