//! What a table was read as, and which column is which feature: a report in lines, for every face.

use crate::base::number;
use crate::data::Matching;
use crate::data::cells::Format;
use crate::data::matching::{Asked, How};
use crate::model::Dictionary;

/// How a table was read, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Names and values: rows, form, encoding, decimals, row labels, other columns.
    pub lines: Vec<(String, String)>,
    /// What the columns of [`FeatureRow`] are called, in their order.
    pub header: [&'static str; 5],
    /// One per feature, in the model's order.
    pub features: Vec<FeatureRow>,
}

/// Where one feature came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeatureRow {
    /// The feature, as a person reads it.
    pub feature: String,
    /// The column, or a dash.
    pub column: String,
    /// "by name", "one level of the column", "not in the table".
    pub how: String,
    /// How many rows do not know it: "12 (0.3 %)", or nothing.
    pub missing: String,
    /// How many rows have a level that the model never saw, or nothing.
    pub unseen: String,
    /// Whether a reader should look at this row first: no column, or unseen levels.
    pub notable: bool,
}

impl FeatureRow {
    /// The cells in the order of [`Report::header`].
    pub fn cells(&self) -> [&str; 5] {
        [&self.feature, &self.column, &self.how, &self.missing, &self.unseen]
    }
}

/// Says how a table was read.
pub fn report(features: &Dictionary, matching: &Matching) -> Report {
    let mut lines = Vec::new();
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push((name.to_owned(), text));
        }
    };
    line("Rows", number::fixed(matching.n_rows as f64, 0));
    line("Form", form(matching.format));
    if let Some(encoding) = matching.encoding {
        let how = match (encoding.name, encoding.mark) {
            (_, true) => ", as its byte order mark says",
            ("UTF-8", false) => "",
            (_, false) => ", detected",
        };
        line("Encoding", format!("{}{how}", encoding.name));
    }
    line(
        "Decimals",
        match matching.decimal_comma {
            Some(true) => "with a comma",
            Some(false) => "with a point",
            None => "",
        }
        .to_owned(),
    );
    let matched = matching.features.iter().filter(|f| f.column.is_some()).count();
    line("Features", format!("{matched} of {} have a column", matching.features.len()));
    line("Rows are labelled by", matching.label.clone().unwrap_or_default());
    line("Kept beside the features", matching.kept.join(", "));
    line(
        "Decisions",
        matching.asked.iter().map(|asked| decided(asked, matching.n_rows)).collect::<Vec<_>>().join("; "),
    );
    line("Not used", matching.unused.join(", "));
    let share = |n: usize| {
        if n == 0 {
            return String::new();
        }
        format!("{} ({})", number::fixed(n as f64, 0), number::percent(n as f64 / matching.n_rows.max(1) as f64))
    };
    let features = features
        .iter()
        .zip(&matching.features)
        .map(|((_, feature), found)| FeatureRow {
            feature: feature.label.clone(),
            column: found.column.clone().unwrap_or_else(|| "–".to_owned()),
            how: match found.how {
                How::Name if found.by_code => "by name, levels by code",
                How::Name => "by name",
                How::Label => "by label",
                How::Spelling => "by name, written otherwise",
                How::Repeated => "by name, which stands twice",
                How::Position => "by position",
                How::OneHot => "one level of the column",
                How::Absent => "not in the table, not used by the model",
            }
            .to_owned(),
            missing: share(found.missing),
            unseen: share(found.unseen),
            notable: found.column.is_none() || found.unseen > 0,
        })
        .collect();
    Report { lines, header: ["Feature", "Column", "Matched", "Not known", "Unseen level"], features }
}

/// What a table was read from.
pub fn form(format: Format) -> String {
    match format {
        Format::Delimited { delimiter: b',' } => "CSV",
        Format::Delimited { delimiter: b';' } => "CSV with semicolons",
        Format::Delimited { delimiter: b'\t' } => "CSV with tabs",
        Format::Delimited { delimiter: b' ' } => "CSV with spaces",
        Format::Delimited { .. } => "CSV with bars",
        Format::JsonLines => "JSON lines",
        Format::JsonList => "a JSON list",
        Format::Parquet => "Parquet",
    }
    .to_owned()
}

/// What is known of what customers decided about a purpose.
fn decided(asked: &Asked, n: usize) -> String {
    match asked.decided {
        Some((agreed, refused)) => format!("{}: {agreed} of {n} agreed, {refused} refused", asked.column),
        None => format!("no column \"{}\": not known, and nothing is taken for granted", asked.column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Source, Table};
    use crate::model::{Feature, FeatureKind};

    #[test]
    fn says_what_became_of_every_column() {
        let levels = ["North".to_owned(), "South".to_owned()].to_vec();
        let features = Dictionary::new(vec![
            Feature::bare("age", FeatureKind::Count),
            Feature::bare("region", FeatureKind::Choice { levels }),
            Feature::bare("spare", FeatureKind::Number),
        ]);
        let text = "id;age;region;outcome;note\n1;30;North;1;x\n2;;East;0;y\n3;41,5;;1;\n";
        let used = |idx: crate::base::FeatureIdx| idx.index() < 2;
        let keep = |name: &str| name == "outcome";
        let table = Table::read_for(&Source::from(text.as_bytes()), &features, &used, &keep).expect("it opens");
        let report = report(&features, table.value.matching());
        let line = |name: &str| report.lines.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str());
        assert_eq!(line("Rows"), Some("3"));
        assert_eq!(line("Form"), Some("CSV with semicolons"));
        assert_eq!(line("Encoding"), Some("UTF-8"));
        assert_eq!(line("Decimals"), Some("with a comma"));
        assert_eq!(line("Rows are labelled by"), Some("id"));
        assert_eq!(line("Kept beside the features"), Some("outcome"));
        assert_eq!(line("Not used"), Some("note"));
        let cells: Vec<[&str; 5]> = report.features.iter().map(FeatureRow::cells).collect();
        assert_eq!(cells[0], ["age", "age", "by name", "1 (33\u{A0}%)", ""]);
        assert_eq!(cells[1], ["region", "region", "by name", "1 (33\u{A0}%)", "1 (33\u{A0}%)"]);
        assert_eq!(cells[2], ["spare", "–", "not in the table, not used by the model", "", ""]);
        assert!(!report.features[0].notable && report.features[1].notable && report.features[2].notable);
    }
}
