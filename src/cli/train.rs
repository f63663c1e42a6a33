//! `candour train`: a table with a known outcome becomes a model file.
//!
//! Guesses each column's kind from its cells and says nothing of labels, units or purposes: those are added to the
//! file by a person.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::args::{Train, TrainKind};
use super::output;
use crate::base::date::{self, Read};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, Result, number, suggest};
use crate::data::cells::{Cell, Format, each};
use crate::data::form::Form;
use crate::data::matching::{LABEL_NAMES, check_header, is_index};
use crate::data::{Source, Table, cell, file};
use crate::import::candour_ron;
use crate::model::{Dictionary, Feature, FeatureKind, Value};
use crate::train::{Method, Options, TrainingSet, train};

/// The most levels a column of texts may have.
const LEVELS_MAX: usize = 1000;
/// The most classes an outcome may have.
const CLASSES_MAX: usize = 100;

/// Trains and writes the model.
///
/// # Errors
/// What the reader and the training refuse; [`Kind::Question`] for a column that is not there.
pub(super) fn run(words: &Train) -> Result<()> {
    output::check_model_out(&words.out, &[&words.data])?;
    if words.kind == TrainKind::Tree && words.trees.is_some() {
        return Err(Error::new(Kind::Question, "--trees goes with a forest")
            .hint("leave it out, or train with --kind forest"));
    }
    let source = file::open(&words.data)?;
    let inside = |e: Error| e.within(file::name(&words.data));
    let scan = Scan::of(&source, words).map_err(inside)?;
    output::notes(&scan.notes);
    let dictionary = Dictionary::new(scan.features);
    let table = Table::read_for(&source, &dictionary, &|_| true, &|_| false).map_err(inside)?.value;
    let columns: Vec<Vec<Value>> = (0..dictionary.len())
        .map(|f| (0..table.n_rows()).map(|row| table.value(row, FeatureIdx::new(f))).collect())
        .collect();
    let features = dictionary.iter().map(|(_, f)| f.clone()).collect();
    let set = TrainingSet::new(features, columns, scan.classes, scan.target).map_err(inside)?;
    let title = words.title.clone().unwrap_or_else(|| file::stem(&words.out));
    let progress = Progress::default();
    let model = output::watched("training", &progress, || train(&set, &options(words), &title, &progress))?;
    file::write(&words.out, candour_ron::write(&model).as_bytes())?;
    output::notes(&[format!(
        "{} from {} and {} written to {}",
        number::count(model.trees().len(), "tree", "trees"),
        number::count(set.n_rows(), "row", "rows"),
        number::count(dictionary.len(), "feature", "features"),
        file::name(&words.out)
    )]);
    Ok(())
}

fn options(words: &Train) -> Options {
    let mut options = match words.kind {
        TrainKind::Tree => Options::tree(),
        TrainKind::Forest => Options::forest(),
    };
    if let (Method::Forest { n_trees }, Some(n)) = (&mut options.method, words.trees) {
        *n_trees = n;
    }
    options.max_depth = words.depth.or(options.max_depth);
    options.min_leaf = words.min_leaf.unwrap_or(options.min_leaf);
    options.seed = words.seed;
    options
}

/// What a table's cells say of its columns.
struct Scan {
    features: Vec<Feature>,
    classes: Vec<String>,
    target: Vec<u32>,
    notes: Vec<String>,
}

/// What was seen in one column so far.
struct Column {
    /// Every cell that is not empty is a number.
    numbers: bool,
    whole: bool,
    /// Every cell that is not empty is a date.
    dates: bool,
    low: f64,
    high: f64,
    /// Distinct texts, at most one more than allowed.
    texts: BTreeSet<String>,
}

impl Column {
    /// Takes a cell in; `comma` says whether numbers may have a decimal comma.
    fn see(&mut self, text: &str, comma: bool) {
        if text.is_empty() || (cell::is_missing(text) && !text.eq_ignore_ascii_case("none")) {
            return;
        }
        if self.texts.len() <= LEVELS_MAX && !self.texts.contains(text) {
            self.texts.insert(text.to_owned());
        }
        let day = date::read(text);
        self.dates &= matches!(day, Read::Day(_));
        let number = if let Read::Day(day) = day { Ok(f64::from(day)) } else { text.parse::<f64>() };
        match number.or_else(|e| if comma { text.replacen(',', ".", 1).parse() } else { Err(e) }) {
            Ok(x) if x.is_finite() => {
                self.whole &= x.fract() == 0.0;
                self.low = self.low.min(x);
                self.high = self.high.max(x);
            }
            _ => self.numbers = false,
        }
    }

    fn feature(self, name: &str) -> Result<Feature> {
        if !self.numbers && self.texts.len() > LEVELS_MAX {
            return Err(Error::new(
                Kind::Data,
                format!("more than {LEVELS_MAX} different texts, expected numbers or levels"),
            )
            .at(format!("column \"{name}\""))
            .hint(format!("leave it out: --leave-out \"{name}\"")));
        }
        let kind = if self.dates {
            FeatureKind::Date
        } else if !self.numbers {
            FeatureKind::Choice { levels: self.texts.into_iter().collect() }
        } else if self.whole && self.low >= 0.0 && self.high <= 1.0 {
            FeatureKind::YesNo
        } else if self.whole && self.low >= 0.0 {
            FeatureKind::Count
        } else {
            FeatureKind::Number
        };
        let mut feature = Feature::bare(name, kind);
        match feature.kind {
            FeatureKind::Count => (feature.range, feature.step) = (Some((self.low, self.high)), Some(1.0)),
            FeatureKind::Number => feature.range = Some((self.low, self.high)),
            FeatureKind::Date => feature.range = Some((self.low, self.high)),
            FeatureKind::YesNo | FeatureKind::Choice { .. } => {}
        }
        Ok(feature)
    }
}

/// The column that was probably meant. Others are not named: without a header, the first row would be taken for it.
fn near(name: &str, names: &[String]) -> String {
    match suggest::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!(
            "none of its {} is called like it; a table of lines has their names in the first line",
            number::count(names.len(), "column", "columns")
        ),
    }
}

fn label_name(name: &str) -> bool {
    LABEL_NAMES.contains(&name.to_lowercase().as_str())
}

impl Scan {
    fn of(source: &Source<'_>, words: &Train) -> Result<Self> {
        let form = Form::open(source, &|name| name == words.target)?;
        let names: Vec<String> = form.names().iter().map(|name| name.trim().to_owned()).collect();
        check_header(&names, |name| name == words.target || label_name(name))?;
        let comma = matches!(form.format(), Format::Delimited { delimiter } if delimiter != b',');
        let find = |name: &str, word: &str| {
            names.iter().position(|n| n == name).ok_or_else(|| {
                Error::new(Kind::Question, "the table has no such column")
                    .at(format!("{word} \"{name}\""))
                    .hint(near(name, &names))
            })
        };
        let target = find(&words.target, "--target")?;
        let left_out: Vec<usize> = words.leave_out.iter().map(|n| find(n, "--leave-out")).collect::<Result<_>>()?;
        let aside = |i: usize| names[i].is_empty() || label_name(&names[i]) || is_index(i, &names[i]);
        let used = |i: usize| i != target && !left_out.contains(&i) && !aside(i);
        let empty = || Column {
            numbers: true,
            dates: true,
            whole: true,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            texts: BTreeSet::new(),
        };
        let mut columns: Vec<Column> = names.iter().map(|_| empty()).collect();
        let mut outcomes: Vec<String> = Vec::new();
        let wanted: Vec<bool> = (0..names.len()).map(|i| i == target || used(i)).collect();
        let kept = wanted.iter().filter(|w| **w).count();
        let see = each(|_, i, cell| {
            let text = text(cell);
            let text = text.trim();
            if i != target {
                columns[i].see(text, comma);
                return Ok(());
            }
            if cell::is_missing(text) && !text.eq_ignore_ascii_case("none") {
                return Err(Error::new(Kind::Data, "expected an outcome, found an empty cell")
                    .hint("remove the rows whose outcome is not known"));
            }
            outcomes.push(text.to_owned());
            Ok(())
        });
        form.visit(&wanted, kept, &mut { see })?;
        let (classes, target) = classes(&outcomes, &words.target)?;
        let mut notes = Vec::new();
        let labels: Vec<&str> = names.iter().map(String::as_str).filter(|n| label_name(n)).collect();
        if !labels.is_empty() {
            notes.push(format!("left out, as they label rows: {}", labels.join(", ")));
        }
        let mut features = Vec::new();
        for (i, column) in columns.into_iter().enumerate().filter(|(i, _)| used(*i)) {
            if column.texts.is_empty() {
                notes.push(format!("left out, as it is empty: {}", names[i]));
            } else {
                features.push(column.feature(&names[i])?);
            }
        }
        Ok(Self { features, classes, target, notes })
    }
}

/// A cell as a table of texts would have it.
fn text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Missing => "".into(),
        Cell::Text(text) => text.into(),
        Cell::Number(x) if x.is_nan() => "".into(),
        Cell::Number(x) => x.to_string().into(),
        Cell::Whole(x) => x.to_string().into(),
        Cell::Bool(yes) => if yes { "true" } else { "false" }.into(),
        Cell::Date(day) => date::iso(day).into(),
    }
}

/// The outcome's classes in order, and each row's. A yes or no becomes one offer, named as its column.
fn classes(outcomes: &[String], target: &str) -> Result<(Vec<String>, Vec<u32>)> {
    let mut names: Vec<&str> = Vec::new();
    for outcome in outcomes {
        if !names.contains(&outcome.as_str()) {
            names.push(outcome);
        }
        if names.len() > CLASSES_MAX {
            let what = format!("more than {CLASSES_MAX} different outcomes, expected a yes or no, or a few classes");
            return Err(Error::new(Kind::Data, what)
                .at(format!("column \"{target}\""))
                .hint("this trains a model of classes, not of amounts"));
        }
    }
    let number = |n: &str| n.parse::<f64>().ok();
    names.sort_by(|a, b| match (number(a), number(b)) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        _ => a.cmp(b),
    });
    let codes = outcomes.iter().map(|o| names.iter().position(|n| n == o).unwrap_or(0) as u32).collect();
    let plain: Vec<String> = names.iter().map(|n| n.to_lowercase()).collect();
    let yes_or_no = [["0", "1"], ["no", "yes"], ["false", "true"]].iter().any(|pair| plain == pair);
    let classes = if yes_or_no {
        vec![format!("not {target}"), target.to_owned()]
    } else {
        names.iter().map(|n| (*n).to_owned()).collect()
    };
    Ok((classes, codes))
}
