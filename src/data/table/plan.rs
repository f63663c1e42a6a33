//! Which column of a table is which feature: decided by names before a cell is read.

use std::collections::{BTreeMap, BTreeSet};

use super::header::{self, FOLDS, Header};
use super::matching::{How, is_index, is_label, is_outcome, is_reference};
use crate::base::{Error, FeatureIdx, Hint, Kind, Result, Way, suggest};
use crate::model::{Dictionary, Feature};

/// What is to be done with a table's columns, by position.
pub(super) struct Plan {
    /// Per feature: how, and from which column.
    pub features: Vec<(How, Option<usize>)>,
    /// Per feature that is levels of a column: their texts.
    pub levels: BTreeMap<usize, Vec<String>>,
    pub label: Option<usize>,
    pub kept: Vec<usize>,
    /// Per purpose that says which: the column of what was decided, if it is there.
    pub asked: Vec<Option<usize>>,
    /// Columns that are kept as texts, whatever else they are.
    pub words: Vec<usize>,
    pub unused: Vec<usize>,
}

impl Plan {
    /// Matches columns to features: by id, by label, as one level of a column, then by names that differ only in how
    /// they are written, if there is no doubt; by position where the model is `nameless` and the columns do not have
    /// its made-up names. `maybe_none` says that the names may be no names but a line of values, and whether they are
    /// plainly names, which is asked before any is repeated. O((columns + features) · log).
    ///
    /// # Errors
    /// [`Kind::Data`] if a feature that is used has no column or could have two, or the first line is no header.
    pub(super) fn of(
        names: &[String],
        features: &Dictionary,
        nameless: bool,
        (maybe_none, named): (bool, &dyn Fn() -> bool),
        used: &dyn Fn(FeatureIdx) -> bool,
        keep: &dyn Fn(&str) -> bool,
        asked: &[(&str, &str)],
    ) -> Result<Self> {
        let header = Header::of(names);
        let by_name = features.iter().all(|(idx, f)| !used(idx) || header.find(&f.id).is_some());
        let mut plan = if nameless && !by_name {
            Self::by_position(names, features, maybe_none)?
        } else {
            Self::by_name(&header, features, used, (maybe_none, named))?
        };
        let taken: BTreeSet<usize> = plan.features.iter().filter_map(|(_, column)| *column).collect();
        let free: Vec<usize> = (0..names.len()).filter(|i| !taken.contains(i)).collect();
        plan.label = free.iter().copied().find(|&i| is_label(&names[i]));
        let is_named = |i: usize, column: &str| Some(i) != plan.label && names[i].trim() == column;
        plan.asked = asked.iter().map(|(_, column)| free.iter().copied().find(|&i| is_named(i, column))).collect();
        let mut seen = BTreeSet::new();
        let free = free.into_iter().filter(|&i| Some(i) != plan.label && !plan.asked.contains(&Some(i)));
        // of two columns of one name the first is kept
        (plan.kept, plan.unused) = free.partition(|&i| keep(names[i].trim()) && seen.insert(names[i].trim()));
        Ok(plan)
    }

    fn by_position(names: &[String], features: &Dictionary, maybe_none: bool) -> Result<Self> {
        let aside = |i: usize, n: &str| is_index(i, n) || is_label(n) || is_outcome(n) || is_reference(n);
        let columns: Vec<usize> = (0..names.len()).filter(|&i| !aside(i, names[i].trim())).collect();
        // one that is set aside between others may be a feature with such a name
        let inner = |i: usize| columns.first().is_some_and(|&a| a < i) && columns.last().is_some_and(|&b| i < b);
        let plainly = |i: usize| {
            let name = names[i].trim().to_lowercase();
            let numbered = is_reference(&name) && name.ends_with(|c: char| c.is_ascii_digit());
            numbered || name.starts_with("accepted_") || name.starts_with("expected_") || is_index(i, &name)
        };
        if let Some(i) = (0..names.len()).find(|&i| inner(i) && !columns.contains(&i) && !plainly(i)) {
            let what = format!(
                "the model names no features, and column {} \"{}\", called like a result or a label, stands between others",
                i + 1,
                names[i].trim()
            );
            return Err(Error::new(Kind::Data, what)
                .hint("move it to the end if it is none, or say in the data dictionary which column each feature is (`of`)")
                .way(Way::NameFeatures));
        }
        // data frames without names number their columns
        let numbered = columns.iter().enumerate().all(|(k, &i)| names[i].trim() == k.to_string());
        if maybe_none {
            header::check(names, &|name| {
                features.iter().any(|(_, f)| f.id == name) || (numbered && name.trim().parse::<usize>().is_ok())
            })?;
        }
        if columns.len() != features.len() {
            let what = format!(
                "the model names no features, so columns are taken in their order: expected {}, found {}",
                features.len(),
                columns.len()
            );
            return Err(Error::new(Kind::Data, what)
                .hint("leave out the other columns (ids, outcomes and predictions are, by their names), or say in the data \
                       dictionary which column each feature is")
                .way(Way::NameFeatures));
        }
        let features = columns.into_iter().map(|i| (How::Position, Some(i))).collect();
        Ok(Self {
            features,
            levels: BTreeMap::new(),
            label: None,
            kept: Vec::new(),
            asked: Vec::new(),
            words: Vec::new(),
            unused: Vec::new(),
        })
    }

    fn by_name(
        header: &Header<'_>,
        features: &Dictionary,
        used: &dyn Fn(FeatureIdx) -> bool,
        (maybe_none, named): (bool, &dyn Fn() -> bool),
    ) -> Result<Self> {
        let known: BTreeSet<&str> = features.iter().flat_map(|(_, f)| [f.id.as_str(), f.label.as_str()]).collect();
        if maybe_none {
            header::check(header.names, &|name| known.contains(name))?;
        }
        let mut matched = Matched {
            header,
            features,
            found: vec![(How::Absent, None); features.len()],
            levels: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        matched.exactly(used)?;
        matched.as_levels(true);
        matched.by_spelling(used)?;
        matched.as_levels(false);
        for (idx, feature) in features.iter() {
            if matched.found[idx.index()].1.is_none() && used(idx) {
                let n_used = features.iter().filter(|(idx, _)| used(*idx)).count();
                return Err(matched.no_column(feature, &known, n_used, named));
            }
        }
        let Matched { found, levels, .. } = matched;
        let (kept, asked, words, unused) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { features: found, levels, label: None, kept, asked, words, unused })
    }
}

/// Features on their way to their columns.
struct Matched<'a> {
    header: &'a Header<'a>,
    features: &'a Dictionary,
    found: Vec<(How, Option<usize>)>,
    levels: BTreeMap<usize, Vec<String>>,
    taken: BTreeSet<usize>,
}

impl Matched<'_> {
    fn take(&mut self, idx: FeatureIdx, how: How, column: usize) {
        self.found[idx.index()] = (how, Some(column));
        self.taken.insert(column);
    }

    fn is_open(&self, idx: FeatureIdx) -> bool {
        self.found[idx.index()].1.is_none()
    }

    /// By names as they stand: of the feature, of its label, of a column that stands twice.
    fn exactly(&mut self, used: &dyn Fn(FeatureIdx) -> bool) -> Result<()> {
        let features = self.features;
        for (idx, feature) in features.iter() {
            if let Some(column) = self.header.find(&feature.id) {
                if let Some(places) = self.header.places(&feature.id) {
                    let numbered = self.header.all_numbered(places, &|name| features.find(name).is_some());
                    if used(idx) && !numbered {
                        return Err(twice(&feature.id, &feature.id, places));
                    }
                }
                self.take(idx, How::Name, column);
            }
        }
        for (idx, feature) in features.iter() {
            if !self.is_open(idx) {
                continue;
            }
            let numbered = self.header.numbered(&feature.id).map(|column| (How::Repeated, column));
            let labelled = || self.header.find(&feature.label).map(|column| (How::Label, column));
            if let Some((how, column)) = numbered.or_else(labelled).filter(|(_, column)| !self.taken.contains(column))
            {
                if how == How::Label
                    && used(idx)
                    && let Some(places) = self.header.places(&feature.label)
                {
                    return Err(twice(&feature.label, &feature.id, places));
                }
                self.take(idx, how, column);
            }
        }
        Ok(())
    }

    /// As one level of a column: as the dictionary says, if it does; else by the name of a column, "=", and a level.
    fn as_levels(&mut self, said: bool) {
        for (idx, feature) in self.features.iter() {
            if !self.is_open(idx) {
                continue;
            }
            let (column, levels) = if said {
                let Some(one_of) = &feature.one_of else { continue };
                (self.column(&one_of.column), one_of.levels.clone())
            } else {
                // a name may hold "=" itself
                let split = feature.id.match_indices('=').find_map(|(at, _)| {
                    let column = self.column(feature.id[..at].trim_end())?;
                    Some((column, feature.id[at + 1..].trim().to_owned()))
                });
                let Some((column, level)) = split.filter(|_| !feature.kind.is_choice()) else { continue };
                (Some(column), vec![level])
            };
            if let Some(column) = column {
                self.found[idx.index()] = (How::OneHot, Some(column));
                self.levels.insert(idx.index(), levels);
            }
        }
    }

    /// Where a name stands, with or without spaces around it.
    fn column(&self, name: &str) -> Option<usize> {
        let trimmed = || self.header.names.iter().position(|n| n.trim() == name.trim());
        self.header.find(name).or_else(trimmed).filter(|_| !name.trim().is_empty())
    }

    /// By names that are the same but for how they are written.
    fn by_spelling(&mut self, used: &dyn Fn(FeatureIdx) -> bool) -> Result<()> {
        let features = self.features;
        for fold in FOLDS {
            for name_of in [|f: &Feature| f.id.clone(), |f: &Feature| f.label.clone()] {
                let names: Vec<(FeatureIdx, String)> =
                    features.iter().filter(|(idx, _)| self.is_open(*idx)).map(|(i, f)| (i, name_of(f))).collect();
                if names.is_empty() {
                    return Ok(());
                }
                let wanted: Vec<(usize, &str)> = names.iter().map(|(i, name)| (i.index(), name.as_str())).collect();
                let all = self.header.names.iter().map(String::as_str).enumerate();
                let free: Vec<(usize, &str)> = all.filter(|(i, _)| !self.taken.contains(i)).collect();
                for (feature, columns) in header::alike(fold, &wanted, &free) {
                    let idx = FeatureIdx::new(feature);
                    match columns[..] {
                        [column] => self.take(idx, How::Spelling, column),
                        _ if used(idx) => {
                            let id = &features.get(idx).id;
                            return Err(twice(&self.header.names[columns[0]], id, &columns));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn no_column(&self, feature: &Feature, known: &BTreeSet<&str>, n_used: usize, named: &dyn Fn() -> bool) -> Error {
        if self.taken.is_empty() {
            return self.no_columns(feature, n_used, named);
        }
        let error = Error::new(Kind::Data, format!("no column \"{}\", which the model uses", feature.id));
        let free = self.header.names.iter().map(String::as_str).enumerate();
        let free = free.filter(|(i, name)| !self.taken.contains(i) && !known.contains(name)).map(|(_, name)| name);
        let hint = suggest::hint(&feature.id, "other column", free);
        let text = hint.text.map(|text| format!("{text}, or say in the data dictionary which column it is (`of`)"));
        error.hint(Hint { text, way: Some(Way::NameFeatures) })
    }
}

impl Matched<'_> {
    /// The refusal of a table that has nothing of what the model asks for.
    fn no_columns(&self, feature: &Feature, n_used: usize, named: &dyn Fn() -> bool) -> Error {
        let names = self.header.names;
        let what = match n_used {
            1 => format!("no column \"{}\", which the model uses", feature.id),
            n => format!("no column \"{}\", nor any other of the {n} facts that the model uses", feature.id),
        };
        let one = "there is one column, whose name is no feature's: what parts cells is not found out, or it is another table";
        let dictionary = "say in the data dictionary which column each feature is (`of`), if it is the right table";
        let hint = if names.len() == 1 {
            one.to_owned()
        } else if named() {
            let first: Vec<String> = names.iter().take(NAMED).map(|name| format!("\"{}\"", name.trim())).collect();
            let more = names.len() - first.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let first = first.join(", ");
            format!("the columns are {first}{more}: it looks like another model's table; else {dictionary}")
        } else {
            // a first line that may be somebody's is not repeated
            format!("no column has the name of a feature, as in another model's table: {dictionary}")
        };
        Error::new(Kind::Data, what).hint(hint).way(Way::NameFeatures)
    }
}

/// How many columns are named of a table that fits nothing.
const NAMED: usize = 8;

/// The refusal of a feature that two columns could be.
fn twice(name: &str, feature: &str, places: &[usize]) -> Error {
    let all: Vec<String> = places.iter().map(|i| (i + 1).to_string()).collect();
    let what = if name == feature {
        format!("the columns {} all have the name \"{feature}\", which the model uses", all.join(", "))
    } else {
        format!("the columns {} could all be \"{feature}\", which the model uses", all.join(", "))
    };
    Error::new(Kind::Data, what).at(header::PLACE).hint("rename or remove all but one of them")
}
