//! A table in parts: the one way in which tables are read, whether they are held whole or never.
//!
//! What a cell means may hang on a later one in a single case, codes of levels. Where a part ends in that doubt, the
//! columns in question are read ahead, and nothing else of the file.

use std::collections::BTreeSet;

use super::cells::{Cell, Format, Take, each, place};
use super::columns::{Builder, Kept};
use super::form::Form;
use super::header::loosest;
use super::matching::Matching;
use super::plan::Plan;
use super::words;
use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::data::file::Source;
use crate::model::{self, Columns, Decision, Dictionary, Value};

/// Columns by their names.
pub type Named<'a> = &'a dyn Fn(&str) -> bool;

/// How many cells are kept of a part, about.
const PART_CELLS: usize = 1 << 22;

/// Some rows of a table, ready for one model.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    start: usize,
    n_rows: usize,
    rows_in_all: Option<usize>,
    pub(super) kept: Kept,
    /// The names of the columns that are kept beside the features.
    names: std::sync::Arc<[String]>,
    /// The same of those that are kept as texts.
    words: std::sync::Arc<[String]>,
    /// The purposes that columns may tell decisions about, by id.
    asked: std::sync::Arc<[String]>,
}

impl Part {
    /// Which row of the table the first one is, counted from 0.
    pub fn start(&self) -> usize {
        self.start
    }

    /// How many rows the whole table has: exactly where that is known, else an estimate if there can be one.
    pub fn rows_in_all(&self) -> Option<usize> {
        self.rows_in_all
    }

    /// The numbers of a column that is kept beside the features, NaN where a cell is none; `None` if there is no such.
    pub fn extra(&self, name: &str) -> Option<&[f64]> {
        let at = self.names.iter().position(|n| n == name)?;
        self.kept.extra.get(at).map(Vec::as_slice)
    }

    /// All values of one row of this part, in the model's order.
    pub fn row(&self, row: usize) -> Vec<Value> {
        (0..self.kept.columns.len()).map(|f| self.column(FeatureIdx::new(f)).value(row)).collect()
    }
}

impl Columns for Part {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn column(&self, feature: FeatureIdx) -> model::Column<'_> {
        self.kept.column(feature)
    }

    fn numbers_of(&self, name: &str) -> Option<&[f64]> {
        self.extra(name)
    }

    fn texts_of(&self, name: &str) -> Option<(&[u32], &[String])> {
        let (codes, texts) = self.kept.words.get(self.words.iter().position(|n| n == name)?)?;
        Some((codes, texts))
    }

    fn decisions(&self, purpose: &str) -> Option<&[Decision]> {
        let at = self.asked.iter().position(|id| id == purpose)?;
        self.kept.asked.get(at).map(Vec::as_slice).filter(|list| !list.is_empty())
    }
}

/// For whom a table is read, and how much of it at a time.
pub(super) struct Wish<'a> {
    pub features: &'a Dictionary,
    /// The features have no names of their own.
    pub nameless: bool,
    pub used: &'a dyn Fn(FeatureIdx) -> bool,
    /// Which other columns to keep as numbers.
    pub keep: &'a dyn Fn(&str) -> bool,
    /// Which columns to keep as texts, whatever else they are.
    pub words: &'a dyn Fn(&str) -> bool,
    /// Per purpose that has one: its id, and the column that says what each customer decided about it.
    pub asked: Vec<(&'a str, &'a str)>,
    /// The most rows of a part; all in one if not said.
    pub rows: Option<usize>,
}

/// Reads a table and gives it away part by part, in the order of its rows; each part has at least one.
pub(super) fn read(
    source: &Source<'_>,
    wish: &Wish<'_>,
    give: &mut dyn FnMut(Part) -> Result<()>,
) -> Result<Matching> {
    let features = wish.features;
    let known: BTreeSet<String> = features.iter().flat_map(|(_, f)| [&f.id, &f.label]).map(|n| loosest(n)).collect();
    let form = Form::open(source, &|name| known.contains(&loosest(name)))?;
    let names = form.names();
    let lines = matches!(form.format(), Format::Delimited { .. });
    let named = || !lines || is_named(&form, names);
    let mut plan = Plan::of(names, features, wish.nameless, (lines, &named), wish.used, wish.keep, &wish.asked)?;
    let mut seen = BTreeSet::new();
    plan.words =
        (0..names.len()).filter(|&i| (wish.words)(names[i].trim()) && seen.insert(names[i].trim())).collect();
    plan.unused.retain(|i| !plan.words.contains(i));
    let comma = matches!(form.format(), Format::Delimited { delimiter } if delimiter != b',');
    let builder = Builder::new(features, &plan, names.len(), comma);
    let (wanted, width) = (builder.wanted(), builder.width());
    let most = wish.rows.map(|rows| rows.min(PART_CELLS / width.max(1)).max(1));
    let shared = |columns: &[usize]| columns.iter().map(|&c| names[c].trim().to_owned()).collect::<Vec<_>>().into();
    let (kept, words) = (shared(&plan.kept), shared(&plan.words));
    let asked = wish.asked.iter().map(|(purpose, _)| (*purpose).to_owned()).collect::<Vec<_>>().into();
    let mut parts = Parts {
        source,
        form: &form,
        plan: &plan,
        builder,
        most,
        start: 0,
        names: [kept, words, asked],
        doubt: None,
        give,
    };
    let seen = form.visit(&wanted, if most.is_none() { width } else { 0 }, &mut parts)?;
    if let Some(error) = parts.doubt.take() {
        return Err(error);
    }
    parts.builder.check(&|row, column| place(row, &names[column]))?;
    parts.end(seen.rows, Some(seen.rows))?;
    let builder = parts.builder;
    let named = |columns: &[usize]| columns.iter().map(|&c| names[c].trim().to_owned()).collect();
    Ok(Matching {
        format: form.format(),
        encoding: seen.encoding,
        decimal_comma: builder.decimal_comma(),
        n_rows: seen.rows,
        blank_rows: seen.blank,
        escaped: seen.escaped,
        features: builder.counts(&plan, names),
        label: plan.label.map(|c| names[c].trim().to_owned()),
        kept: named(&plan.kept),
        asked: builder.asked(&plan, &wish.asked),
        unused: named(&plan.unused),
    })
}

/// Whether a first line is plainly one of names, so that a message may repeat it: over numbers stand different words, in
/// half of the columns and more than one. Somebody's line has a number where the next one has.
fn is_named(form: &Form<'_>, names: &[String]) -> bool {
    /// How many columns are looked at.
    const LOOKED_AT: usize = 64;
    let looked_at: Vec<bool> = (0..names.len()).map(|i| i < LOOKED_AT).collect();
    let mut over_numbers = 0;
    let mut take = each(|row, column, cell| {
        if row > 0 {
            // the first row is all that is asked for
            return Err(Error::new(Kind::Cancelled, String::new()));
        }
        let name = names[column].trim();
        let word = name.starts_with(char::is_alphabetic) && !words::is_missing(name);
        let number = match cell {
            Cell::Number(_) | Cell::Whole(_) => true,
            Cell::Text(text) => text.trim().replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        };
        over_numbers += usize::from(word && number);
        Ok(())
    });
    let _ = form.visit(&looked_at, 0, &mut take);
    drop(take);
    let different: BTreeSet<&str> = names.iter().map(|name| name.trim()).collect();
    different.len() == names.len() && over_numbers > 1 && over_numbers * 2 >= names.len().min(LOOKED_AT)
}

/// Cells on their way into parts.
struct Parts<'a, 's> {
    source: &'a Source<'s>,
    form: &'a Form<'a>,
    plan: &'a Plan,
    builder: Builder<'a>,
    most: Option<usize>,
    start: usize,
    /// Of what is kept beside the features, of what is kept as texts, of purposes.
    names: [std::sync::Arc<[String]>; 3],
    /// What was met ahead. A cell before it may be refused first, so it waits for the end.
    doubt: Option<Error>,
    give: &'a mut dyn FnMut(Part) -> Result<()>,
}

impl Take for Parts<'_, '_> {
    fn cell(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<()> {
        self.builder.take(row, column, cell)
    }

    fn rows(&mut self, rows: usize) -> Result<()> {
        if self.most.is_none_or(|most| rows - self.start < most) {
            return Ok(());
        }
        let estimate = || Some((rows as f64 / self.source.share_read()?) as usize);
        let in_all = self.form.n_rows().or_else(estimate);
        if self.builder.in_doubt() {
            self.look_ahead();
        }
        self.end(rows, in_all)
    }
}

impl Parts<'_, '_> {
    /// Ends a part before the row `end`.
    fn end(&mut self, end: usize, rows_in_all: Option<usize>) -> Result<()> {
        let (start, n_rows) = (self.start, end - self.start);
        if n_rows == 0 {
            return Ok(());
        }
        self.start = end;
        let [names, words, asked] = self.names.clone();
        let kept = self.builder.hand_over(self.plan);
        (self.give)(Part { start, n_rows, rows_in_all, kept, names, words, asked })
    }

    fn look_ahead(&mut self) {
        let mut ahead = Ahead(self.builder.ahead());
        let wanted = ahead.0.wanted();
        let result = self.form.visit(&wanted, 0, &mut ahead);
        if !ahead.0.labelled() {
            self.doubt = self.doubt.take().or(result.err());
        }
        self.builder.decide(&ahead.0);
    }
}

/// Looks for labels in columns in doubt.
struct Ahead<'a>(Builder<'a>);

impl Take for Ahead<'_> {
    fn cell(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<()> {
        self.0.take(row, column, cell)
    }

    fn rows(&mut self, _: usize) -> Result<()> {
        self.0.forget();
        // all is known: the rest need not be read, and ends in an error that nobody hears
        if self.0.labelled() { Err(Error::new(crate::base::Kind::Cancelled, "all is known")) } else { Ok(()) }
    }
}
