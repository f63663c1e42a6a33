//! Files that were given at once, in any order.

use std::path::PathBuf;

use super::kind::FileKind;
use super::model::dictionary_of;
use crate::base::{Error, Kind, Result, ours};
use crate::data::file;
use crate::import::sidecar::Sidecar;

/// Puts files that were given at once, in any order, into the order to open them in: the model, then tables, then
/// profiles. A dictionary is read with the model it stands beside; one that names models is opened for them. A session
/// stands in a model's place. What is none of these, or cannot be read, comes before the profiles, to be refused by name.
///
/// # Errors
/// What [`Sidecar::read`] refuses; [`Kind::Question`] for several models that no dictionary puts
/// side by side.
pub fn arrange(paths: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    let (mut models, mut dictionaries, mut tables, mut profiles, mut others) =
        (vec![], vec![], vec![], vec![], vec![]);
    for path in paths {
        // one that cannot be read is refused when its turn comes, so that each is told
        let kind = file::open(&path).and_then(|source| FileKind::of_source(&source)).unwrap_or(FileKind::Other);
        let list = match kind {
            FileKind::Model | FileKind::Ron | FileKind::Session => &mut models,
            FileKind::Dictionary => &mut dictionaries,
            FileKind::Profile | FileKind::Weights => &mut profiles,
            FileKind::Table => &mut tables,
            FileKind::Other => &mut others,
        };
        if !list.contains(&path) {
            list.push(path);
        }
    }
    let mut first = Vec::new();
    for path in dictionaries {
        let dictionary = file::read_within(&path, ours::SIZE_MAX)
            .and_then(|bytes| Sidecar::read(&bytes).map_err(|e| e.within(file::name(&path))))?;
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
