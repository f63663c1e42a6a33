//! `candour score`: the margin and the response of every offer for every row of a table.

use rayon::prelude::*;

use super::args::Score;
use super::output::{self, TableOut, csv_lines};
use super::read;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::score::{Absence, Codes, margins};

/// Rows that are in memory at a time, as results.
const CHUNK: usize = 8192;

/// Scores a table, chunk by chunk; the same bytes for any number of threads.
///
/// # Errors
/// What the readers refuse, and [`Kind::File`] if the result cannot be written.
pub fn run(words: &Score) -> Result<()> {
    output::check_out(&words.out, &[&words.model, &words.data])?;
    let model = read::model_with_notes(&words.model)?;
    let table = read::table(&words.data, &model)?;
    let pool = pool(words.threads)?;
    let mut out = TableOut::new(&words.out, &["row", "offer", "margin", "response"])?;
    let progress = Progress::default();
    progress.expect(table.n_rows() as u64);
    let line = |row: usize| {
        let margins = margins(&model, &Codes::of(&model, &table.row(row)), Absence::ByCover);
        let responses = model.link().responses(&margins);
        csv_lines(|csv| {
            for (offer, (margin, response)) in model.offers().iter().zip(margins.iter().zip(&responses)) {
                csv.write_record([&row.to_string(), &offer.id, &margin.to_string(), &response.to_string()])?;
            }
            Ok(())
        })
    };
    output::watched("scoring", &progress, || {
        for start in (0..table.n_rows()).step_by(CHUNK) {
            let rows = start..table.n_rows().min(start + CHUNK);
            let n = rows.len() as u64;
            let lines: Vec<Vec<u8>> = pool.install(|| rows.into_par_iter().map(line).collect());
            lines.iter().try_for_each(|line| out.add(line))?;
            progress.advance(n);
        }
        out.finish()
    })
}

/// Threads to work on, as many as were asked for or as there are cores.
///
/// # Errors
/// [`Kind::Question`] if the system gives no more threads.
pub fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let n = threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(n).build().map_err(|_| {
        Error::new(Kind::Question, "the system starts no more threads").hint("ask for fewer with --threads N")
    })
}
