//! `candour score`: the margin and the response of every offer for every row of a table.

use rayon::prelude::*;

use super::args::Score;
use super::output::{self, Rows, Sort, TableOut};
use super::read;
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::score::{Absence, Codes, margins};

/// Rows that are in memory at a time, as results.
const CHUNK: usize = 8192;
/// Rows that one thread does in one go.
const PIECE: usize = 64;

/// Scores a table, chunk by chunk; the same bytes for any number of threads.
///
/// # Errors
/// What the readers refuse, and [`Kind::File`] if the result cannot be written.
pub fn run(words: &Score) -> Result<()> {
    output::check_out(&words.out, &[&words.model, &words.data])?;
    let model = read::model_with_notes(&words.model)?;
    let table = read::table(&words.data, &model)?;
    let pool = pool(words.threads)?;
    let columns = [("row", Sort::Whole), ("offer", Sort::Text), ("margin", Sort::F64), ("response", Sort::F64)];
    let mut out = TableOut::new(&words.out, &columns)?;
    let progress = Progress::default();
    progress.expect(table.n_rows() as u64);
    let piece = |mut rows: Rows, start: usize, end: usize| {
        for row in start..end {
            let margins = margins(&model, &Codes::of(&model, &table.row(row)), Absence::ByCover);
            let responses = model.link().responses(&margins);
            for (offer, (margin, response)) in model.offers().iter().zip(margins.iter().zip(&responses)) {
                rows.number(row as f64);
                rows.text(&offer.id);
                rows.number(*margin);
                rows.number(*response);
            }
        }
        rows
    };
    output::watched("scoring", &progress, || {
        for start in (0..table.n_rows()).step_by(CHUNK) {
            let end = table.n_rows().min(start + CHUNK);
            let starts: Vec<(usize, Rows)> = (start..end).step_by(PIECE).map(|start| (start, out.rows())).collect();
            let done: Vec<Rows> = pool.install(|| {
                starts.into_par_iter().map(|(start, rows)| piece(rows, start, end.min(start + PIECE))).collect()
            });
            done.into_iter().try_for_each(|rows| out.add(rows))?;
            progress.advance((end - start) as u64);
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
