//! Many customers: a CSV table whose columns are matched to a model's features by name.
//!
//! Columns are stored, not rows: 8 bytes a number, 4 a level. Text of cells is not kept, except the column that
//! labels rows and those asked for by name.

use super::cell;
use crate::base::{Error, FeatureIdx, Kind, Result, Warned};
use crate::model::profile::Pronoun;
use crate::model::{CustomerModel, Dictionary, Profile, Value};

/// The most rows a table may have.
pub const ROWS_MAX: usize = 50_000_000;
/// Names that a column of row labels usually has, in small letters.
pub const LABEL_NAMES: [&str; 8] =
    ["customer", "customer_id", "customerid", "id", "row_id", "name", "client", "user_id"];

const MISSING: u32 = u32::MAX;
const OTHER: u32 = u32::MAX - 1;
const WITHHELD: u32 = u32::MAX - 2;

#[derive(Clone, PartialEq, Debug)]
enum Column {
    /// NaN is missing.
    Numbers(Vec<f64>),
    /// With the codes above.
    Levels(Vec<u32>),
    /// The file has no such column; the model does not use it.
    Absent,
}

/// Customers in rows, ready for one model.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    n_rows: usize,
    columns: Vec<Column>,
    labels: Option<(String, Vec<String>)>,
    /// Values of unused columns that were asked for by name; NaN where the cell is no number.
    extra: Vec<(String, Vec<f64>)>,
}

impl Table {
    /// Reads a CSV table (comma, semicolon or tab, whichever the header has most of; quotes; UTF-8 with or without
    /// a byte order mark). Every feature that the model uses needs a column of its name.
    ///
    /// `keep` decides, by name, which other columns to keep as numbers, such as known outcomes.
    ///
    /// # Errors
    /// [`Kind::Data`] with row (counted from 1, the header not counted) and column; the value is not repeated.
    pub fn read_csv(bytes: &[u8], model: &CustomerModel, keep: &dyn Fn(&str) -> bool) -> Result<Warned<Self>> {
        let used = |idx| model.uses(idx);
        Self::read_matched(bytes, model.features(), model.provenance().nameless, &used, keep)
    }

    /// [`read_csv`](Self::read_csv) for a dictionary that need not belong to a model yet.
    ///
    /// # Errors
    /// As [`read_csv`](Self::read_csv).
    pub fn read_csv_for(
        bytes: &[u8],
        features: &Dictionary,
        used: &dyn Fn(FeatureIdx) -> bool,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Warned<Self>> {
        Self::read_matched(bytes, features, false, used, keep)
    }

    fn read_matched(
        bytes: &[u8],
        features: &Dictionary,
        nameless: bool,
        used: &dyn Fn(FeatureIdx) -> bool,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Warned<Self>> {
        let mut reader = reader(bytes)?;
        let header = header(&mut reader)?;
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let by_position = nameless && !features.iter().all(|(_, f)| names.contains(&f.id.as_str()));
        check_header(&names, |name| features.find(name).is_some())?;
        let mut of_features = names.iter().enumerate().filter(|(_, n)| !is_aside(n)).map(|(i, _)| i);
        let n_of_features = of_features.clone().count();
        if by_position && n_of_features != features.len() {
            let what = format!(
                "the model names no features, so columns are taken in their order: expected {}, found {n_of_features}",
                features.len()
            );
            return Err(Error::new(Kind::Data, what)
                .hint("leave out the other columns, or name the features with a dictionary beside the model"));
        }
        let find = |name: &str| names.iter().position(|n| *n == name);
        let mut position = Vec::with_capacity(features.len());
        for (idx, feature) in features.iter() {
            let place = match by_position {
                true => of_features.next(),
                false => find(&feature.id).or_else(|| find(&feature.label)),
            };
            if place.is_none() && used(idx) {
                let free: Vec<&str> = names.iter().copied().filter(|n| features.find(n).is_none()).collect();
                let hint = crate::base::suggest::hint(&feature.id, "other column", free);
                return Err(
                    Error::new(Kind::Data, format!("no column \"{}\", which the model uses", feature.id)).hint(hint)
                );
            }
            position.push(place);
        }
        let matched: std::collections::BTreeSet<usize> = position.iter().flatten().copied().collect();
        let unused: Vec<usize> = (0..names.len()).filter(|i| !matched.contains(i)).collect();
        let label = unused.iter().copied().find(|&i| LABEL_NAMES.contains(&names[i].to_lowercase().as_str()));
        let kept: Vec<usize> = unused.iter().copied().filter(|&i| Some(i) != label && keep(names[i])).collect();

        let mut columns: Vec<Column> = features
            .iter()
            .map(|(idx, f)| match position[idx.index()] {
                None => Column::Absent,
                Some(_) if f.kind.is_choice() => Column::Levels(Vec::new()),
                Some(_) => Column::Numbers(Vec::new()),
            })
            .collect();
        let mut labels = Vec::new();
        let mut extra: Vec<Vec<f64>> = vec![Vec::new(); kept.len()];
        let mut record = csv::StringRecord::new();
        let mut n_rows = 0;
        while reader.read_record(&mut record).map_err(|e| csv_error(&e))? {
            n_rows += 1;
            if n_rows > ROWS_MAX {
                return Err(Error::new(Kind::Data, format!("more than {ROWS_MAX} rows, the limit")));
            }
            for (idx, feature) in features.iter() {
                let Some(place) = position[idx.index()] else { continue };
                let value = cell::parse(record.get(place).unwrap_or(""), feature)
                    .map_err(|e| e.at(format!("row {n_rows}, column \"{}\"", names[place])))?;
                match (&mut columns[idx.index()], value) {
                    (Column::Numbers(list), Value::Number(x)) => list.push(x),
                    (Column::Numbers(list), _) => list.push(f64::NAN),
                    (Column::Levels(list), Value::Level(level)) => list.push(level),
                    (Column::Levels(list), Value::OtherLevel) => list.push(OTHER),
                    (Column::Levels(list), Value::Withheld) => list.push(WITHHELD),
                    (Column::Levels(list), _) => list.push(MISSING),
                    (Column::Absent, _) => {}
                }
            }
            if let Some(label) = label {
                labels.push(record.get(label).unwrap_or("").trim().to_owned());
            }
            for (list, &place) in extra.iter_mut().zip(&kept) {
                list.push(record.get(place).and_then(|c| c.trim().parse().ok()).unwrap_or(f64::NAN));
            }
        }
        if n_rows == 0 {
            return Err(Error::new(Kind::Data, "a header and no rows, expected at least one customer")
                .hint("is the file cut off?"));
        }
        let mut warnings = Vec::new();
        if by_position {
            warnings.push("the model names no features: columns were taken in their order".into());
        }
        let absent: Vec<&str> =
            features.iter().filter(|(i, _)| position[i.index()].is_none()).map(|(_, f)| f.id.as_str()).collect();
        if !absent.is_empty() {
            warnings.push(format!("no column for features the model does not use: {}", absent.join(", ")));
        }
        let table = Self {
            n_rows,
            columns,
            labels: label.map(|i| (names[i].to_owned(), labels)),
            extra: kept.iter().map(|&i| names[i].to_owned()).zip(extra).collect(),
        };
        Ok(Warned { value: table, warnings })
    }

    /// How many customers there are; at least one.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The numbers of a kept column.
    pub fn extra(&self, name: &str) -> Option<&[f64]> {
        self.extra.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_slice())
    }

    /// One value.
    pub fn value(&self, row: usize, feature: FeatureIdx) -> Value {
        match &self.columns[feature.index()] {
            Column::Absent => Value::Missing,
            Column::Numbers(list) if list[row].is_nan() => Value::Missing,
            Column::Numbers(list) => Value::Number(list[row]),
            Column::Levels(list) => match list[row] {
                MISSING => Value::Missing,
                OTHER => Value::OtherLevel,
                WITHHELD => Value::Withheld,
                level => Value::Level(level),
            },
        }
    }

    /// All values of one row, in the model's order.
    pub fn row(&self, row: usize) -> Vec<Value> {
        (0..self.columns.len()).map(|f| self.value(row, FeatureIdx::new(f))).collect()
    }

    /// What to call a row: "customer 12877" where the file has such a column, else its number counted from 0.
    pub fn label(&self, row: usize) -> String {
        match &self.labels {
            Some((column, labels)) if column.eq_ignore_ascii_case("name") => labels[row].clone(),
            Some((column, labels)) => format!("{column} {}", labels[row]),
            None => format!("row {row}"),
        }
    }

    /// The name of the column that labels rows, if the file has one.
    pub fn label_column(&self) -> Option<&str> {
        self.labels.as_ref().map(|(column, _)| column.as_str())
    }

    /// The first row whose label is this.
    pub fn find_label(&self, label: &str) -> Option<usize> {
        self.labels.as_ref()?.1.iter().position(|l| l == label.trim())
    }

    /// One row as a profile.
    pub fn profile(&self, row: usize) -> Profile {
        Profile {
            name: self.label(row),
            fictional: false,
            pronoun: Pronoun::They,
            story: String::new(),
            values: self.row(row),
        }
    }
}

/// Whether a column is about the row and not a fact: its label, what became of it, what a model said of it.
fn is_aside(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    LABEL_NAMES.contains(&name.as_str())
        || name.starts_with("accepted")
        || ["outcome", "expected_margin", "expected_score", "expected_prediction"].contains(&stem)
}

/// The names in a table's header.
///
/// # Errors
/// [`Kind::Format`] if it cannot be read.
pub fn header(reader: &mut csv::Reader<&[u8]>) -> Result<Vec<String>> {
    Ok(reader.headers().map_err(|e| csv_error(&e))?.iter().map(|n| n.trim().to_owned()).collect())
}

/// Checks that the first line is a header: names, each once. A line of values must not be repeated in a message, so
/// nothing of it is named unless it looks like names; `known` says which names are features.
///
/// # Errors
/// [`Kind::Data`] if it has no known name and a number, or a name twice.
pub fn check_header(names: &[&str], known: impl Fn(&str) -> bool) -> Result<()> {
    let any_known = names.iter().any(|n| known(n));
    if !any_known && names.iter().any(|n| n.parse::<f64>().is_ok()) {
        return Err(Error::new(Kind::Data, "the first line is no header: it has a number and no known column name")
            .at("line 1")
            .hint("put a line with the names of the columns first"));
    }
    let mut seen = std::collections::BTreeSet::new();
    if let Some(i) = names.iter().position(|n| !seen.insert(*n)) {
        let name = if known(names[i]) { format!(" \"{}\"", names[i]) } else { String::new() };
        let what = format!("column {}{name} has the name of an earlier one", i + 1);
        return Err(Error::new(Kind::Data, what).at("line 1").hint("rename or remove one of them"));
    }
    Ok(())
}

/// A reader over text bytes, with the delimiter that the header has most of.
///
/// # Errors
/// [`Kind::Format`] if the bytes are empty, no UTF-8 text, or of another format that is recognised.
pub fn reader(bytes: &[u8]) -> Result<csv::Reader<&[u8]>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let wrong = |what: &str| {
        Err(Error::new(Kind::Format, format!("expected a CSV table, found {what}"))
            .hint("a table has a header with one column per feature of the model, then a row per customer"))
    };
    if bytes.trim_ascii().is_empty() {
        return wrong("an empty file");
    }
    for (sign, what) in [(&b"PK\x03\x04"[..], "a ZIP archive or an Office file"), (b"PAR1", "a Parquet table")] {
        if bytes.starts_with(sign) {
            return wrong(what);
        }
    }
    if let Err(e) = std::str::from_utf8(bytes) {
        let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        return Err(Error::new(Kind::Format, "not UTF-8 text")
            .at(format!("line {line}"))
            .hint("save the table as UTF-8"));
    }
    let header = bytes.split(|&b| b == b'\n').next().unwrap_or(b"");
    let count = |d: u8| header.iter().filter(|&&b| b == d).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&d| (count(d), d == b',')).unwrap_or(b',');
    Ok(csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes))
}

/// The CSV reader's own error with its place; it repeats no cell.
pub(crate) fn csv_error(error: &csv::Error) -> Error {
    let place = error.position().map(|p| format!("line {}", p.line())).unwrap_or_default();
    let what = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("expected {expected_len} cells as in the header, found {len}")
        }
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text".to_owned(),
        _ => "cannot be read as CSV".to_owned(),
    };
    Error::new(Kind::Format, what).at(place).hint("a cell that contains the delimiter or a line break needs quotes")
}
