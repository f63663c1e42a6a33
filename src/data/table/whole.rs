//! Many customers: a table in whichever form, its columns matched to a model's features.
//!
//! Columns are stored, not rows: 8 bytes a number, 4 a level. Text of cells is not kept, except the column that
//! labels rows; other columns are kept as numbers where they are asked for by name. The file is read as a stream.

use super::columns::Kept;
use super::matching::Matching;
use super::notes::warnings;
use super::parts::{self, Named, Part, Wish};
use crate::base::digest::Digest;
use crate::base::{FeatureIdx, Result, Warned};
use crate::data::file::Source;
use crate::model::profile::Pronoun;
use crate::model::{self, Columns, Consents, CustomerModel, Decision, Dictionary, Profile, Purpose, Value};

/// Customers in rows, ready for one model.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    kept: Kept,
    matching: Matching,
    /// The rows of the file that were forgotten, ascending.
    forgotten: Vec<usize>,
}

impl Table {
    /// Reads a table, whichever form it has: CSV and its kin, JSON lines, Parquet. Every feature that the model uses
    /// needs a column of its name; where the model has no names, columns are taken in their order.
    ///
    /// `keep` decides, by name, which other columns to keep as numbers, such as known outcomes.
    ///
    /// # Errors
    /// [`Kind::Data`](crate::base::Kind::Data) with row (counted from 1, the header not counted) and column; the value
    /// is not repeated. [`Kind::Format`](crate::base::Kind::Format) for what is no table or damaged.
    pub fn read(source: &Source<'_>, model: &CustomerModel, keep: &dyn Fn(&str) -> bool) -> Result<Warned<Self>> {
        let used = |idx| model.uses(idx);
        Self::read_wish(source, &wish(model, &used, keep, None))
    }

    /// [`read`](Self::read) for a dictionary that need not belong to a model yet.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_for(
        source: &Source<'_>,
        features: &Dictionary,
        used: &dyn Fn(FeatureIdx) -> bool,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Warned<Self>> {
        let asked = Vec::new();
        Self::read_wish(source, &Wish { features, nameless: false, used, keep, words: &|_| false, asked, rows: None })
    }

    /// Reads a table that is never held: as [`read`](Self::read), but it is given away in parts of at most `rows` rows
    /// (fewer where there are very many columns), in the order of the rows. What is told of the whole is known at the
    /// end only, and so are refusals of later rows: what was made of the parts counts for nothing then.
    ///
    /// # Errors
    /// As [`read`](Self::read), and what `give` refuses.
    pub fn read_parts(
        source: &Source<'_>,
        model: &CustomerModel,
        keep: &dyn Fn(&str) -> bool,
        rows: usize,
        give: &mut dyn FnMut(Part) -> Result<()>,
    ) -> Result<Warned<Matching>> {
        Self::read_parts_and_words(source, model, (keep, &|_| false), rows, give)
    }

    /// [`read_parts`](Self::read_parts), with other columns kept as texts, by name, whatever else they are: what they
    /// hold is in [`Part`]s as [`Columns::texts_of`].
    ///
    /// # Errors
    /// As [`read_parts`](Self::read_parts).
    pub fn read_parts_and_words(
        source: &Source<'_>,
        model: &CustomerModel,
        (keep, words): (Named<'_>, Named<'_>),
        rows: usize,
        give: &mut dyn FnMut(Part) -> Result<()>,
    ) -> Result<Warned<Matching>> {
        let used = |idx| model.uses(idx);
        let matching = parts::read(source, &Wish { words, ..wish(model, &used, keep, Some(rows)) }, give)?;
        let warnings = warnings(model.features(), &matching);
        Ok(Warned { value: matching, warnings })
    }

    fn read_wish(source: &Source<'_>, wish: &Wish<'_>) -> Result<Warned<Self>> {
        let mut kept =
            Kept { columns: Vec::new(), labels: None, extra: Vec::new(), asked: Vec::new(), words: Vec::new() };
        let matching = parts::read(source, wish, &mut |part| {
            kept = part.kept;
            Ok(())
        })?;
        kept.shrink_to_fit();
        let warnings = warnings(wish.features, &matching);
        Ok(Warned { value: Self { kept, matching, forgotten: Vec::new() }, warnings })
    }

    /// How many customers there are; at least one.
    pub fn n_rows(&self) -> usize {
        self.matching.n_rows
    }

    /// Which column became which feature, and what was in it.
    pub fn matching(&self) -> &Matching {
        &self.matching
    }

    /// The numbers of a kept column.
    pub fn extra(&self, name: &str) -> Option<&[f64]> {
        let at = self.matching.kept.iter().position(|n| n == name)?;
        Some(&self.kept.extra[at])
    }

    /// One value.
    pub fn value(&self, row: usize, feature: FeatureIdx) -> Value {
        self.column(feature).value(row)
    }

    /// All values of one row, in the model's order.
    pub fn row(&self, row: usize) -> Vec<Value> {
        (0..self.kept.columns.len()).map(|f| self.value(row, FeatureIdx::new(f))).collect()
    }

    /// What to call a row: "customer 12877" where the file has such a column, else its number counted from 0.
    pub fn label(&self, row: usize) -> String {
        match (&self.kept.labels, &self.matching.label) {
            (Some(labels), Some(column)) if column.eq_ignore_ascii_case("name") => labels.get(row).to_owned(),
            (Some(labels), Some(column)) => format!("{column} {}", labels.get(row)),
            _ => format!("row {}", self.row_of_file(row)),
        }
    }

    /// Which row of the file a row is, both counted from 0: later ones than a forgotten one keep their number.
    /// O(forgotten).
    pub fn row_of_file(&self, row: usize) -> usize {
        self.forgotten.iter().fold(row, |row, &gone| if gone <= row { row + 1 } else { row })
    }

    /// The rows of the file that were forgotten, ascending, counted from 0.
    pub fn forgotten(&self) -> &[usize] {
        &self.forgotten
    }

    /// The same without a customer; `None` where nobody would be left. O(values).
    #[must_use]
    pub fn without(&self, row: usize) -> Option<Self> {
        if self.n_rows() <= 1 || row >= self.n_rows() {
            return None;
        }
        let mut rest = self.clone();
        rest.kept.remove(row);
        rest.matching.n_rows -= 1;
        let of_file = self.row_of_file(row);
        let at = rest.forgotten.partition_point(|&gone| gone < of_file);
        rest.forgotten.insert(at, of_file);
        Some(rest)
    }

    /// The name of the column that labels rows, if the file has one.
    pub fn label_column(&self) -> Option<&str> {
        self.matching.label.as_deref()
    }

    /// The rows whose label is this, in their order.
    pub fn find_label(&self, label: &str) -> Vec<usize> {
        self.kept.labels.as_ref().map_or_else(Vec::new, |labels| labels.find(label.trim()))
    }

    /// The digest of what was read: every value, kept column and label, with the features they stand for. O(values).
    pub fn digest(&self, features: &Dictionary) -> String {
        let mut digest = Digest::new("table");
        digest.count(self.n_rows());
        digest.count(features.len());
        for (idx, feature) in features.iter() {
            digest.text(&feature.id);
            match self.column(idx) {
                model::Column::Numbers(list) => digest.numbers(list),
                model::Column::Levels(list) => digest.positions(list),
                model::Column::Missing => digest.text("missing"),
                model::Column::Withheld => digest.text("withheld"),
            }
        }
        digest.count(self.matching.kept.len());
        for (name, list) in self.matching.kept.iter().zip(&self.kept.extra) {
            digest.text(name);
            digest.numbers(list);
        }
        for (asked, list) in self.matching.asked.iter().zip(&self.kept.asked).filter(|(_, list)| !list.is_empty()) {
            digest.text(&asked.purpose);
            digest.positions(&list.iter().map(|&decision| decision as u32).collect::<Vec<_>>());
        }
        (0..self.n_rows()).for_each(|row| digest.text(&self.label(row)));
        digest.finish()
    }

    /// One row as a profile.
    pub fn profile(&self, row: usize) -> Profile {
        Profile {
            name: self.label(row),
            fictional: false,
            pronoun: Pronoun::They,
            story: String::new(),
            values: self.row(row),
            consents: self.consents(row),
        }
    }

    /// What a row's customer decided, by purpose, as far as columns say it.
    pub fn consents(&self, row: usize) -> Consents {
        self.kept.consents(&self.matching, row)
    }
}

impl Columns for Table {
    fn n_rows(&self) -> usize {
        self.matching.n_rows
    }

    fn column(&self, feature: FeatureIdx) -> model::Column<'_> {
        self.kept.column(feature)
    }

    fn numbers_of(&self, name: &str) -> Option<&[f64]> {
        self.extra(name)
    }

    fn decisions(&self, purpose: &str) -> Option<&[Decision]> {
        let at = self.matching.asked.iter().position(|asked| asked.purpose == purpose)?;
        self.kept.asked.get(at).map(Vec::as_slice).filter(|list| !list.is_empty())
    }
}

fn wish<'a>(
    model: &'a CustomerModel,
    used: &'a dyn Fn(FeatureIdx) -> bool,
    keep: &'a dyn Fn(&str) -> bool,
    rows: Option<usize>,
) -> Wish<'a> {
    let asked = |purpose: &'a Purpose| {
        (!purpose.asked_in.is_empty()).then_some((purpose.id.as_str(), purpose.asked_in.as_str()))
    };
    let asked = model.purposes().list.iter().filter_map(asked).collect();
    let nameless = model.provenance().nameless;
    Wish { features: model.features(), nameless, used, keep, words: &|_| false, asked, rows }
}
