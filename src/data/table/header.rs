//! A table's first line: which names are the same but for how they are written, which stand twice, and whether it is
//! a line of names at all.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::folded;
use super::words;
use crate::base::{Error, Kind, Result};

/// Where something is wrong with names: not every form has a first line.
pub(super) const PLACE: &str = "the names of the columns";

/// The names of a table's columns.
pub(super) struct Header<'n> {
    /// As the file has them, with the spaces around them.
    pub names: &'n [String],
    /// Where each name stands first.
    first: BTreeMap<&'n str, usize>,
    /// Names that stand more than once, with where.
    repeated: BTreeMap<&'n str, Vec<usize>>,
    /// What data frames call the later ones of them.
    numbered: BTreeMap<String, usize>,
}

impl<'n> Header<'n> {
    pub(super) fn of(names: &'n [String]) -> Self {
        let mut first = BTreeMap::new();
        let mut repeated: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, name) in names.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
            let before = *first.entry(name.as_str()).or_insert(i);
            if before != i {
                repeated.entry(name).or_insert_with(|| vec![before]).push(i);
            }
        }
        let mut numbered: BTreeMap<String, usize> = BTreeMap::new();
        let mut later: Vec<(usize, &str)> =
            repeated.iter().flat_map(|(name, places)| places.iter().skip(1).map(|&place| (place, *name))).collect();
        later.sort_unstable();
        for (place, name) in later {
            let mut free = (1..).map(|k| format!("{name}.{k}"));
            let free = free.find(|name| !first.contains_key(name.as_str()) && !numbered.contains_key(name));
            numbered.extend(free.map(|name| (name, place)));
        }
        Self { names, first, repeated, numbered }
    }

    /// Where a name stands, as the file has it; the first place of one that stands more than once.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.first.get(name).copied()
    }

    /// Where a name stands, if more than once.
    pub(super) fn places(&self, name: &str) -> Option<&[usize]> {
        self.repeated.get(name).map(Vec::as_slice)
    }

    /// The column that data frames would give this name: where `x` stands twice, the second is `x.1`, or the next number
    /// that no column has yet (pandas' rule).
    pub(super) fn numbered(&self, name: &str) -> Option<usize> {
        self.numbered.get(name).copied()
    }

    /// Whether every later column of a name has a number of its own among some names.
    pub(super) fn all_numbered(&self, places: &[usize], known: &dyn Fn(&str) -> bool) -> bool {
        let has = |place: &usize| self.numbered.iter().any(|(name, at)| at == place && known(name));
        places.iter().skip(1).all(has)
    }
}

/// How strictly two names are compared; each step lets more names be the same than the one before.
pub(super) const FOLDS: [fn(&str) -> String; 4] = [
    // spaces around it
    |name| name.trim().to_owned(),
    // LightGBM writes blanks so
    |name| name.replace(char::is_whitespace, "_"),
    |name| name.trim().replace(char::is_whitespace, "_"),
    loosest,
];

/// Without capitals, Unicode forms and what stands between letters: whatever has only this in common may be the same.
pub(super) fn loosest(name: &str) -> String {
    folded(name.trim()).chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

/// Of some names and columns, which is which when both are folded: one to one, or several columns for a name.
pub(super) fn alike<'a>(
    fold: fn(&str) -> String,
    wanted: &[(usize, &'a str)],
    free: &[(usize, &'a str)],
) -> Vec<(usize, Vec<usize>)> {
    let mut columns: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (column, name) in free.iter().filter(|(_, name)| !name.trim().is_empty()) {
        columns.entry(fold(name)).or_default().push(*column);
    }
    let mut takers: BTreeMap<String, usize> = BTreeMap::new();
    wanted.iter().for_each(|(_, name)| *takers.entry(fold(name)).or_default() += 1);
    let one = |(feature, name): &(usize, &str)| {
        let key = fold(name);
        let columns = columns.get(&key)?;
        (takers.get(&key) == Some(&1)).then(|| (*feature, columns.clone()))
    };
    wanted.iter().filter_map(one).collect()
}

/// Whether a name looks like what stands in a cell: a number, a boolean, a word for missing.
fn is_value(name: &str) -> bool {
    let name = name.trim();
    name.parse::<f64>().is_ok() || words::boolean(name).is_some()
}

/// Checks that the names are those of a header. A line of values must not be repeated in a message, so nothing of it
/// is named; `known` says which names are features.
///
/// # Errors
/// [`Kind::Data`] if it has no known name and a number.
pub(super) fn check(names: &[String], known: &dyn Fn(&str) -> bool) -> Result<()> {
    if names.iter().any(|n| known(n)) || !names.iter().any(|n| is_value(n)) {
        return Ok(());
    }
    Err(Error::new(Kind::Data, "no column has a known name, and one is called as a value is: there is no header")
        .at(PLACE)
        .hint("put a line with the names of the columns first, unless it is another table"))
}

/// Checks that every name stands once.
///
/// # Errors
/// [`Kind::Data`] with the column; its name is repeated only if it is `known`.
pub(super) fn check_once(names: &[String], known: &dyn Fn(&str) -> bool) -> Result<()> {
    let mut seen = BTreeSet::new();
    let Some(i) = names.iter().position(|n| !n.is_empty() && !seen.insert(n.as_str())) else { return Ok(()) };
    let name = if known(&names[i]) { format!(" \"{}\"", names[i]) } else { String::new() };
    let what = format!("column {}{name} has the name of an earlier one", i + 1);
    Err(Error::new(Kind::Data, what).at(PLACE).hint("rename or remove one of them"))
}
