//! `candour attribute`: each feature's exact share of each offer's margin, for every row of a table.

use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::args::{Attribute, Precision};
use super::output::{self, TableOut, csv_lines};
use super::{read, score};
use crate::ask::Inputs;
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::Table;
use crate::explain::{Attribution, Interactions};
use crate::score::{Codes, margins};

/// Numbers that are in memory at a time, as results.
const NUMBERS: usize = 1 << 20;

/// What `--timings` prints: seconds of wall clock, and of processor time where the system tells.
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

/// Attributes a table, chunk by chunk; the same bytes for any number of threads.
///
/// # Errors
/// What the readers refuse, and [`crate::base::Kind::File`] if the result cannot be written.
pub fn run(words: &Attribute) -> Result<()> {
    let background = words.absence.background.as_deref();
    let files: Vec<_> = [words.model.as_path(), &words.data].into_iter().chain(background).collect();
    output::check_out(&words.out, &files)?;
    let mut timings = Timings::default();
    let clock = Instant::now();
    let model = read::model_with_notes(&words.model)?;
    let table = read::table(&words.data, &model)?;
    timings.read_s = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let pool = score::pool(words.threads)?;
    let inputs = pool.install(|| read::inputs(model, &words.absence))?;
    timings.prepare_s = clock.elapsed().as_secs_f64();
    let features: Vec<&str> = inputs.model().features().iter().map(|(_, f)| f.id.as_str()).collect();
    let header = if words.interactions {
        vec!["row", "offer", "feature_a", "feature_b", "value"]
    } else {
        [&["row", "offer", "base_value"], features.as_slice(), &["margin", "residual"]].concat()
    };
    let mut out = TableOut::new(&words.out, &header)?;
    let progress = Progress::default();
    progress.expect(table.n_rows() as u64);
    let width = if words.interactions { features.len() * features.len() } else { features.len() + 4 };
    let chunk = (NUMBERS / (width * inputs.model().offers().len()).max(1)).clamp(1, 8192);
    let batch = Batch { inputs: &inputs, table: &table, features: &features, words };
    output::watched("attributing", &progress, || {
        for start in (0..table.n_rows()).step_by(chunk) {
            let rows = start..table.n_rows().min(start + chunk);
            let n = rows.len() as u64;
            let clock = Instant::now();
            let found: Vec<(usize, Row)> =
                pool.install(|| rows.into_par_iter().map(|row| (row, batch.explain(row))).collect());
            timings.explain_s += clock.elapsed().as_secs_f64();
            let clock = Instant::now();
            let lines: Vec<Vec<u8>> =
                pool.install(|| found.par_iter().map(|(row, found)| batch.lines(*row, found)).collect());
            lines.iter().try_for_each(|line| out.add(line))?;
            timings.write_s += clock.elapsed().as_secs_f64();
            progress.advance(n);
        }
        let clock = Instant::now();
        out.finish()?;
        timings.write_s += clock.elapsed().as_secs_f64();
        Ok(())
    })?;
    if words.timings {
        timings.rows = table.n_rows();
        timings.trees = inputs.model().trees().len();
        timings.leaves = inputs.model().n_leaves();
        timings.threads = pool.current_num_threads();
        timings.cpu_s = output::cpu_seconds();
        output::to_stderr(&(serde_json::to_string(&timings).unwrap_or_default() + "\n"));
    }
    Ok(())
}

/// One row's attributions, one per offer, with their pairs where those are asked for.
type Row = Vec<(Attribution, Option<Interactions>)>;

struct Batch<'a> {
    inputs: &'a Inputs,
    table: &'a Table,
    features: &'a [&'a str],
    words: &'a Attribute,
}

impl Batch<'_> {
    fn explain(&self, row: usize) -> Row {
        let model = self.inputs.model();
        let codes = Codes::of(model, &self.table.row(row));
        let margins = margins(model, &codes, self.inputs.absence());
        model
            .offer_ids()
            .map(|offer| {
                let found = self.inputs.explainer().attribute(&codes, offer, margins[offer.index()]);
                let pairs = self.words.interactions.then(|| self.inputs.explainer().interact(&codes, &found));
                (found, pairs)
            })
            .collect()
    }

    fn lines(&self, row: usize, found: &Row) -> Vec<u8> {
        let row = row.to_string();
        csv_lines(|csv| {
            for (found, pairs) in found {
                let offer = &self.inputs.model().offer(found.offer).id;
                match pairs {
                    None => {
                        csv.write_field(&row)?;
                        csv.write_field(offer)?;
                        csv.write_field(self.number(found.base_value))?;
                        for &share in &found.shares {
                            csv.write_field(self.number(share))?;
                        }
                        csv.write_record([self.number(found.margin), self.number(found.residual)])?;
                    }
                    Some(pairs) => {
                        for (a, first) in self.features.iter().enumerate() {
                            for (b, second) in self.features.iter().enumerate() {
                                let value = self.number(pairs.get(FeatureIdx::new(a), FeatureIdx::new(b)));
                                csv.write_record([row.as_str(), offer, first, second, &value])?;
                            }
                        }
                    }
                }
            }
            Ok(())
        })
    }

    /// The shortest decimal that reads back as the same number.
    fn number(&self, x: f64) -> String {
        match self.words.precision {
            Precision::F64 => x.to_string(),
            Precision::F32 => (x as f32).to_string(),
        }
    }
}
