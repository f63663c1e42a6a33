//! `candour attribute`: each feature's exact share of each offer's margin, for every row of a table.
//!
//! The table is never held: a part is read, explained and written before the next one. The same bytes for any number of
//! threads and any size of parts.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::args::{Attribute, Precision};
use super::output::{self, TableOut};
use super::stop::Stop;
use super::{read, score};
use crate::ask::Inputs;
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::Part;
use crate::data::lines::{Block, Busy, Sort};
use crate::explain::{self, Attributions, PairAttributions};
use crate::model::{Columns as _, CustomerModel};

/// The most rows that are read before they are explained.
const ROWS: usize = 1 << 16;
/// How many numbers are in memory at a time as results, about.
const NUMBERS: usize = 1 << 22;

/// What `--timings` prints, in seconds: of wall clock, but `read_s` and `write_s` count every thread that reads or
/// writes, and `cpu_s` is processor time, where the system tells.
#[derive(Serialize, Default)]
struct Timings {
    rows: usize,
    trees: usize,
    leaves: usize,
    threads: usize,
    read_s: f64,
    prepare_s: f64,
    explain_s: f64,
    write_s: f64,
    cpu_s: Option<f64>,
}

/// Attributes a table, part by part.
///
/// # Errors
/// What the readers refuse, [`crate::base::Kind::File`] if the result cannot be written,
/// [`crate::base::Kind::Cancelled`] if it was stopped.
pub(super) fn run(words: &Attribute) -> Result<()> {
    let stop = Stop::on_signal();
    let progress = &stop.progress;
    let background = words.absence.background.as_deref();
    let files: Vec<_> = [words.model.as_path(), &words.data].into_iter().chain(background).collect();
    output::check_out(&words.out, &files)?;
    let mut timings = Timings::default();
    let clock = Instant::now();
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let source = read::customers(&words.data)?.stopped_by(progress);
    let mut reading = clock.elapsed();
    let clock = Instant::now();
    let pool = score::pool(words.threads)?;
    let (precision, number) = match words.precision {
        Precision::F64 => (explain::Precision::F64, Sort::F64),
        Precision::F32 => (explain::Precision::F32, Sort::F32),
    };
    let (inputs, reference) = pool.install(|| read::timed_inputs(model, &words.absence))?;
    let inputs = inputs.precision(precision);
    timings.prepare_s = (clock.elapsed() - reference).as_secs_f64();
    reading += reference;
    let model = inputs.model();
    let (n_features, n_offers) = (model.features().len(), model.offers().len());
    let width = if words.interactions { n_features * (n_features + 1) / 2 } else { n_features + 4 };
    let most = (NUMBERS / (width * n_offers).max(1)).clamp(1, ROWS);
    let busy = Busy::default();
    stop.writing();
    let ids: Vec<&str> = model.features().iter().map(|(_, f)| f.id.as_str()).collect();
    let names = feature_columns(&ids);
    if !words.interactions {
        output::notes(&renamed(&ids, &names));
    }
    let mut out = TableOut::new(&words.out, columns(model, &names, words.interactions, &number), &busy)?;
    let (mut explaining, mut given) = (Duration::ZERO, Duration::ZERO);
    let clock = Instant::now();
    output::watched_rows("attributing", progress, Some(n_offers as u64), || {
        read::parts(&source, &words.data, model, ROWS, &mut |part| {
            let clock = Instant::now();
            timings.rows += part.n_rows();
            progress.expect((part.rows_in_all().unwrap_or(0) * n_offers) as u64);
            for start in (0..part.n_rows()).step_by(most) {
                let rows = start..part.n_rows().min(start + most);
                let clock = Instant::now();
                let found = pool.install(|| Found::of(&inputs, &part, rows, words.interactions, progress))?;
                explaining += clock.elapsed();
                pool.install(|| found.write(n_features, &mut out, progress))?;
            }
            given += clock.elapsed();
            Ok(())
        })?;
        reading += clock.elapsed() - given;
        pool.install(|| out.finish(progress))
    })?;
    if words.timings {
        timings.trees = model.trees().len();
        timings.leaves = model.n_leaves();
        timings.threads = pool.current_num_threads();
        timings.read_s = reading.as_secs_f64();
        timings.explain_s = explaining.as_secs_f64();
        timings.write_s = busy.so_far().as_secs_f64();
        timings.cpu_s = output::cpu_seconds();
        output::to_stderr(&(serde_json::to_string(&timings).unwrap_or_default() + "\n"));
    }
    Ok(())
}

/// What stands before the features' columns, and behind them.
const BEFORE: [&str; 3] = ["row", "offer", "base_value"];
const BEHIND: [&str; 2] = ["margin", "residual"];
/// What a feature's column has before its name where the name is that of another column.
const FEATURE: &str = "feature:";

/// What the features' columns are called: by their ids. One that is called like another column of the result has
/// [`FEATURE`] before it, as often as it takes to be the only one.
fn feature_columns(ids: &[&str]) -> Vec<String> {
    let mut taken: BTreeSet<&str> = ids.iter().copied().collect();
    taken.extend(BEFORE.iter().chain(&BEHIND));
    let name = |&id: &&str| {
        if !BEFORE.contains(&id) && !BEHIND.contains(&id) {
            return id.to_owned();
        }
        let mut name = format!("{FEATURE}{id}");
        while taken.contains(name.as_str()) {
            name.insert_str(0, FEATURE);
        }
        name
    };
    ids.iter().map(name).collect()
}

/// Which features' columns are not called by their ids.
fn renamed(ids: &[&str], names: &[String]) -> Vec<String> {
    let differ = ids.iter().zip(names).filter(|(id, name)| *id != name);
    differ
        .map(|(id, name)| format!("the result has a column \"{id}\" of its own: the feature's is \"{name}\""))
        .collect()
}

/// The columns of the result.
fn columns<'m>(
    model: &'m CustomerModel,
    names: &'m [String],
    interactions: bool,
    number: &Sort,
) -> Vec<(&'m str, Sort)> {
    let n = if interactions { model.features().len() } else { 1 };
    let offers: Vec<String> = model.offers().iter().map(|offer| offer.id.clone()).collect();
    let row = ("row", Sort::Row { each: offers.len() * n * n });
    let offer = ("offer", Sort::Name { names: offers, each: n * n });
    if interactions {
        let names: Vec<String> = model.features().iter().map(|(_, f)| f.id.clone()).collect();
        let first = ("feature_a", Sort::Name { names: names.clone(), each: n });
        return vec![row, offer, first, ("feature_b", Sort::Name { names, each: 1 }), ("value", number.clone())];
    }
    let numbers = BEFORE[2..].iter().copied().chain(names.iter().map(String::as_str)).chain(BEHIND);
    [row, offer].into_iter().chain(numbers.map(|name| (name, number.clone()))).collect()
}

/// What was found of some rows, by offer.
enum Found {
    Shares(Vec<Attributions>),
    Pairs(Vec<PairAttributions>),
}

impl Found {
    fn of(inputs: &Inputs, part: &Part, rows: Range<usize>, pairs: bool, progress: &Progress) -> Result<Self> {
        let explainer = inputs.explainer();
        Ok(if pairs {
            Self::Pairs(explainer.interact_rows(part, rows, progress)?)
        } else {
            Self::Shares(explainer.explain_rows(part, rows, progress)?)
        })
    }

    /// Writes the numbers from where they were computed to.
    fn write(&self, n_features: usize, out: &mut TableOut, progress: &Progress) -> Result<()> {
        let features = || (0..n_features).map(FeatureIdx::new);
        match self {
            Self::Pairs(offers) => {
                let pairs = || features().flat_map(|a| features().map(move |b| (a, b)));
                let lists = offers.iter().flat_map(|offer| pairs().map(|(a, b)| offer.pair(a, b))).collect();
                let n_rows = offers.first().map_or(0, PairAttributions::n_rows);
                out.add(&Block::new(n_rows, vec![lists]), progress)
            }
            Self::Shares(offers) => {
                let n_rows = offers.first().map_or(0, Attributions::n_rows);
                let base: Vec<Vec<f64>> = offers.iter().map(|offer| vec![offer.base_value; n_rows]).collect();
                let mut columns = vec![base.iter().map(|list| Some(list.as_slice())).collect()];
                columns.extend(features().map(|f| offers.iter().map(|offer| Some(offer.shares(f))).collect()));
                columns.push(offers.iter().map(|offer| Some(offer.margins.as_slice())).collect());
                columns.push(offers.iter().map(|offer| Some(offer.residuals.as_slice())).collect());
                out.add(&Block::new(n_rows, columns), progress)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_have_one_name() {
        let ids =
            ["age", "margin", "feature:margin", "row", "feature:feature:margin", "feature:age", "Margin", "value"];
        let names = feature_columns(&ids);
        assert_eq!(
            names,
            [
                "age",
                "feature:feature:feature:margin",
                "feature:margin",
                "feature:row",
                "feature:feature:margin",
                "feature:age",
                "Margin",
                "value",
            ]
        );
    }
}
