//! Which column of a table is which feature: decided by names before a cell is read, and told with what the cells were.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Encoding, Format};
use crate::base::{Error, FeatureIdx, Kind, Result, Way, suggest};
use crate::model::Dictionary;

/// Names that a column of row labels usually has, in small letters.
pub const LABEL_NAMES: [&str; 8] =
    ["customer", "customer_id", "customerid", "id", "row_id", "name", "client", "user_id"];

/// How a table's columns became a model's features, and what was in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matching {
    /// What the table was read from.
    pub format: Format,
    /// The text's encoding; `None` where the form is no text.
    pub encoding: Option<Encoding>,
    /// Whether numbers have a decimal comma; `None` where no number shows it.
    pub decimal_comma: Option<bool>,
    /// How many rows there are.
    pub n_rows: usize,
    /// One per feature, in the model's order.
    pub features: Vec<FeatureMatch>,
    /// The column that labels rows.
    pub label: Option<String>,
    /// Columns that are no features and were kept as numbers, such as known outcomes.
    pub kept: Vec<String>,
    /// Columns that nothing was done with.
    pub unused: Vec<String>,
}

/// Where a feature's values came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeatureMatch {
    /// How a column was found.
    pub how: How,
    /// The column; `None` if there is none.
    pub column: Option<String>,
    /// Rows whose value is not known.
    pub missing: usize,
    /// Rows with a level that the model never saw.
    pub unseen: usize,
    /// Whether cells held codes of levels where the model has labels.
    pub by_code: bool,
}

/// How a column was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It has the feature's name.
    Name,
    /// It has the feature's label.
    Label,
    /// By its position, as the model names no features.
    Position,
    /// The feature is one level of it: 1 where a cell is that level, else 0.
    OneHot,
    /// There is none, and the model does not use the feature.
    Absent,
}

/// Whether a column tells what became of customers.
pub fn is_outcome(column: &str) -> bool {
    column == "outcome" || column == "accepted" || column.starts_with("accepted_")
}

/// Whether a column holds what a model said of the row, to compare with: `expected_margin`, `prediction_0`. Of the
/// plain words only numbers may follow: `response_time` is a fact.
pub fn is_reference(column: &str) -> bool {
    let name = column.to_lowercase();
    let expected = ["expected_margin", "expected_score", "expected_prediction"];
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = plain.strip_suffix('_').unwrap_or(plain);
    expected.iter().any(|n| name.strip_prefix(n).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
        || expected.contains(&stem)
        || ["margin", "prediction", "response"].contains(&stem)
}

fn is_label(column: &str) -> bool {
    LABEL_NAMES.contains(&column.to_lowercase().as_str())
}

/// Whether a column only numbers the rows, as data frames write it.
pub fn is_index(position: usize, column: &str) -> bool {
    position == 0 && (column.is_empty() || column == "Unnamed: 0") || column.starts_with("__index_level_")
}

/// What is to be done with a table's columns, by position.
pub(super) struct Plan {
    /// Per feature: how, and from which column.
    pub features: Vec<(How, Option<usize>)>,
    /// Per feature that is levels of a column: their texts.
    pub levels: BTreeMap<usize, Vec<String>>,
    pub label: Option<usize>,
    pub kept: Vec<usize>,
    pub unused: Vec<usize>,
}

impl Plan {
    /// Matches columns to features: by id, then by label, then as one level of a column; by position where the model
    /// is `nameless` and the columns do not have its made-up names.
    ///
    /// # Errors
    /// [`Kind::Data`] if a feature that is used has no column, a name stands twice, or the first line is no header.
    pub(super) fn of(
        names: &[String],
        features: &Dictionary,
        nameless: bool,
        used: &dyn Fn(FeatureIdx) -> bool,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Self> {
        let place: BTreeMap<&str, usize> =
            names.iter().enumerate().rev().map(|(i, name)| (name.as_str(), i)).collect();
        let by_name = features.iter().all(|(idx, f)| !used(idx) || place.contains_key(f.id.as_str()));
        let mut plan = if nameless && !by_name {
            Self::by_position(names, features)?
        } else {
            Self::by_name(names, &place, features, used)?
        };
        let taken: BTreeSet<usize> = plan.features.iter().filter_map(|(_, column)| *column).collect();
        let free: Vec<usize> = (0..names.len()).filter(|i| !taken.contains(i)).collect();
        plan.label = free.iter().copied().find(|&i| is_label(&names[i]));
        let free = free.into_iter().filter(|&i| Some(i) != plan.label);
        (plan.kept, plan.unused) = free.partition(|&i| keep(&names[i]));
        Ok(plan)
    }

    fn by_position(names: &[String], features: &Dictionary) -> Result<Self> {
        let aside = |i: usize, n: &str| is_index(i, n) || is_label(n) || is_outcome(n) || is_reference(n);
        let columns: Vec<usize> = (0..names.len()).filter(|&i| !aside(i, &names[i])).collect();
        // data frames without names number their columns
        let numbered = columns.iter().enumerate().all(|(k, &i)| names[i] == k.to_string());
        check_header(names, |name| {
            features.iter().any(|(_, f)| f.id == name) || (numbered && name.parse::<usize>().is_ok())
        })?;
        if columns.len() != features.len() {
            let what = format!(
                "the model names no features, so columns are taken in their order: expected {}, found {}",
                features.len(),
                columns.len()
            );
            return Err(Error::new(Kind::Data, what)
                .hint("leave out the other columns, or name the features")
                .way(Way::NameFeatures));
        }
        let features = columns.into_iter().map(|i| (How::Position, Some(i))).collect();
        Ok(Self { features, levels: BTreeMap::new(), label: None, kept: Vec::new(), unused: Vec::new() })
    }

    fn by_name(
        names: &[String],
        place: &BTreeMap<&str, usize>,
        features: &Dictionary,
        used: &dyn Fn(FeatureIdx) -> bool,
    ) -> Result<Self> {
        let known: BTreeSet<&str> = features.iter().flat_map(|(_, f)| [f.id.as_str(), f.label.as_str()]).collect();
        check_header(names, |name| known.contains(name))?;
        let find = |name: &str| (!name.is_empty()).then(|| place.get(name).copied()).flatten();
        let mut matched: Vec<(How, Option<usize>)> = features
            .iter()
            .map(|(_, f)| find(&f.id).map_or((How::Absent, None), |column| (How::Name, Some(column))))
            .collect();
        let taken: BTreeSet<usize> = matched.iter().filter_map(|(_, column)| *column).collect();
        let mut levels = BTreeMap::new();
        for (idx, feature) in features.iter() {
            if matched[idx.index()].1.is_some() {
                continue;
            }
            if let Some(column) = find(&feature.label).filter(|column| !taken.contains(column)) {
                matched[idx.index()] = (How::Label, Some(column));
                continue;
            }
            // as the dictionary says, if it does
            if let Some(one_of) = &feature.one_of
                && let Some(column) = find(&one_of.column)
            {
                matched[idx.index()] = (How::OneHot, Some(column));
                levels.insert(idx.index(), one_of.levels.clone());
                continue;
            }
            // the name of a column, "=", and one of its levels; a name may hold "=" itself
            let split = feature.id.match_indices('=').find_map(|(at, _)| {
                let column = find(feature.id[..at].trim_end())?;
                Some((column, feature.id[at + 1..].trim().to_owned()))
            });
            if let Some((column, level)) = split.filter(|_| !feature.kind.is_choice()) {
                matched[idx.index()] = (How::OneHot, Some(column));
                levels.insert(idx.index(), vec![level]);
                continue;
            }
            if used(idx) {
                let any = names.iter().any(|name| known.contains(name.as_str()));
                // a first line that may be somebody's is not repeated
                let hint = if any {
                    let free = names.iter().map(String::as_str).filter(|n| !known.contains(n));
                    suggest::hint(&feature.id, "other column", free)
                } else {
                    "no column has the name of a feature: is the first line a header?".into()
                };
                let what = format!("no column \"{}\", which the model uses", feature.id);
                return Err(Error::new(Kind::Data, what).hint(hint));
            }
        }
        Ok(Self { features: matched, levels, label: None, kept: Vec::new(), unused: Vec::new() })
    }
}

/// Checks that the names are those of a header: each once. A line of values must not be repeated in a message, so
/// nothing of it is named unless it looks like names; `known` says which names are features.
///
/// # Errors
/// [`Kind::Data`] if it has no known name and a number, or a name twice.
pub fn check_header(names: &[String], known: impl Fn(&str) -> bool) -> Result<()> {
    let any_known = names.iter().any(|n| known(n));
    if !any_known && names.iter().any(|n| n.parse::<f64>().is_ok()) {
        return Err(Error::new(Kind::Data, "the first line is no header: it has a number and no known column name")
            .at("line 1")
            .hint("put a line with the names of the columns first"));
    }
    let mut seen = BTreeSet::new();
    if let Some(i) = names.iter().position(|n| !n.is_empty() && !seen.insert(n.as_str())) {
        let name = if known(&names[i]) { format!(" \"{}\"", names[i]) } else { String::new() };
        let what = format!("column {}{name} has the name of an earlier one", i + 1);
        return Err(Error::new(Kind::Data, what).at("line 1").hint("rename or remove one of them"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_said_is_no_fact() {
        for name in
            ["expected_margin", "Expected_Score", "expected_margin_voucher", "margin_2", "prediction0", "response"]
        {
            assert!(is_reference(name), "{name}");
        }
        for name in ["response_time", "margin_percent", "unexpected_margin", "score", "expected", "predictions"] {
            assert!(!is_reference(name), "{name}");
        }
    }
}
