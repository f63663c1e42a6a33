//! How a table's columns became a model's features, and what was in them; names that tell what a column is for.

use super::cells::{Encoding, Format};
use super::header;
use crate::base::Result;

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
    /// Lines that hold no cell but empty ones, which are no customers and were passed over.
    pub blank_rows: usize,
    /// Whether quotes inside quoted cells are escaped by a backslash, and not doubled.
    pub escaped: bool,
    /// One per feature, in the model's order.
    pub features: Vec<FeatureMatch>,
    /// The column that labels rows.
    pub label: Option<String>,
    /// Columns that are no features and were kept as numbers, such as known outcomes.
    pub kept: Vec<String>,
    /// Per purpose whose dictionary names a column for it: what is known of what customers decided.
    pub asked: Vec<Asked>,
    /// Columns that nothing was done with.
    pub unused: Vec<String>,
}

/// What a table says of what its customers decided about a purpose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The purpose, by its id.
    pub purpose: String,
    /// The column that says it, as the dictionary names it.
    pub column: String,
    /// How many agreed and how many refused; `None` where there is no such column.
    pub decided: Option<(usize, usize)>,
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
    /// What else a reader should know of the cells.
    pub oddities: Vec<Oddity>,
}

/// What was met in the cells of a column that a reader should know; the counts are of cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Oddity {
    /// Levels only without the spaces around them.
    Trimmed(usize),
    /// True and false, read as 1 and 0.
    Booleans(usize),
    /// Levels only without the backslashes that escape quotes and backslashes.
    Unescaped(usize),
    /// Empty cells that are a level of the model, whose label is empty.
    Blank(usize),
    /// Cells of a column in which none is a level that the model asks for, where it knows levels by hash only.
    NoneKnown(usize),
    /// Cells that are none of the levels that the model asks for, where it knows levels by hash only and they are most.
    FewKnown {
        /// How many.
        cells: usize,
        /// Of how many that are known.
        of: usize,
    },
    /// Cells that are not known, read as the level of the word that stood for that in training.
    Filled(usize),
    /// Cells that are not known of a feature whose library takes none such.
    NoLevel(usize),
    /// Numbers outside the feature's range.
    Outside {
        /// How many.
        cells: usize,
        /// Of how many that are known.
        known: usize,
    },
    /// Infinite numbers.
    Infinite(usize),
    /// Fractions and negative numbers of a count.
    NoCounts(usize),
    /// Dates after 2060.
    FarAhead(usize),
    /// Points that could part thousands, in a column in which no point can only part decimals.
    Thousands(usize),
}

/// How a column was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It has the feature's name.
    Name,
    /// It has the feature's label.
    Label,
    /// It has the feature's name but for spaces, signs between letters, or capitals.
    Spelling,
    /// It is the second column of a name, or a later one, as data frames number them.
    Repeated,
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

pub(super) fn is_label(column: &str) -> bool {
    LABEL_NAMES.contains(&column.trim().to_lowercase().as_str())
}

/// Whether a column only numbers the rows, as data frames write it.
pub fn is_index(position: usize, column: &str) -> bool {
    position == 0 && (column.is_empty() || column == "Unnamed: 0") || column.starts_with("__index_level_")
}

/// Checks that the names are those of a header: each once. A line of values must not be repeated in a message, so
/// nothing of it is named unless it looks like names; `known` says which names are features.
///
/// # Errors
/// [`Kind::Data`](crate::base::Kind::Data) if it has no known name and a number, or a name twice.
pub fn check_header(names: &[String], known: impl Fn(&str) -> bool) -> Result<()> {
    header::check(names, &known)?;
    header::check_once(names, &known)
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
