//! `candour attribute`: each feature's exact share of each offer's margin, for every row of a table.

use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::args::{Attribute, Precision};
use super::output::{self, Rows, Sort, TableOut};
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
    let number = match words.precision {
        Precision::F64 => Sort::F64,
        Precision::F32 => Sort::F32,
    };
    let mut columns = vec![("row", Sort::Whole), ("offer", Sort::Text)];
    if words.interactions {
        columns.extend([("feature_a", Sort::Text), ("feature_b", Sort::Text), ("value", number)]);
    } else {
        let names = ["base_value"].into_iter().chain(features.iter().copied()).chain(["margin", "residual"]);
        columns.extend(names.map(|name| (name, number)));
    }
    let mut out = TableOut::new(&words.out, &columns)?;
    let progress = Progress::default();
    progress.expect(table.n_rows() as u64);
    let width = if words.interactions { features.len() * features.len() } else { features.len() + 4 };
    let chunk = (NUMBERS / (width * inputs.model().offers().len()).max(1)).clamp(1, 8192);
    let batch = Batch { inputs: &inputs, table: &table, features: &features, words };
    let piece = chunk.div_ceil(pool.current_num_threads() * 4).min(64);
    output::watched("attributing", &progress, || {
        for start in (0..table.n_rows()).step_by(chunk) {
            let rows = start..table.n_rows().min(start + chunk);
            let n = rows.len() as u64;
            let clock = Instant::now();
            let found: Vec<(usize, Row)> =
                pool.install(|| rows.into_par_iter().map(|row| (row, batch.explain(row))).collect());
            timings.explain_s += clock.elapsed().as_secs_f64();
            let clock = Instant::now();
            let pieces: Vec<(&[(usize, Row)], Rows)> = found.chunks(piece).map(|p| (p, out.rows())).collect();
            let done: Vec<Rows> =
                pool.install(|| pieces.into_par_iter().map(|(piece, rows)| batch.write(piece, rows)).collect());
            done.into_iter().try_for_each(|rows| out.add(rows))?;
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

    fn write(&self, piece: &[(usize, Row)], mut rows: Rows) -> Rows {
        for (row, (found, pairs)) in piece.iter().flat_map(|(row, of)| of.iter().map(move |f| (*row as f64, f))) {
            let offer = &self.inputs.model().offer(found.offer).id;
            let Some(pairs) = pairs else {
                rows.number(row);
                rows.text(offer);
                rows.number(found.base_value);
                found.shares.iter().for_each(|&share| rows.number(share));
                rows.number(found.margin);
                rows.number(found.residual);
                continue;
            };
            for (a, first) in self.features.iter().enumerate() {
                for (b, second) in self.features.iter().enumerate() {
                    rows.number(row);
                    [offer.as_str(), first, second].into_iter().for_each(|text| rows.text(text));
                    rows.number(pairs.get(FeatureIdx::new(a), FeatureIdx::new(b)));
                }
            }
        }
        rows
    }
}
