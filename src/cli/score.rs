//! `candour score`: the margin and the response of every offer for every row of a table.
//!
//! The table is never held: a part is read, scored and written before the next one. The same bytes for any number of
//! threads and any size of parts.

use rayon::prelude::*;

use super::args::Score;
use super::output::{self, TableOut};
use super::read;
use super::stop::Stop;
use crate::base::{Error, Kind, Result};
use crate::data::lines::{Block, Busy, Sort};
use crate::model::Columns as _;
use crate::score::{Absence, Codes, margins};

/// The most rows that are read before they are scored.
const ROWS: usize = 1 << 16;
/// How many numbers are in memory at a time as results, about.
const NUMBERS: usize = 1 << 22;

/// Scores a table, part by part.
///
/// # Errors
/// What the readers refuse, [`Kind::File`] if the result cannot be written, [`Kind::Cancelled`] if it was stopped.
pub(super) fn run(words: &Score) -> Result<()> {
    let stop = Stop::on_signal();
    let progress = &stop.progress;
    output::check_out(&words.out, &[&words.model, &words.data])?;
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let source = read::customers(&words.data)?.stopped_by(progress);
    let pool = pool(words.threads)?;
    let names: Vec<String> = model.offers().iter().map(|offer| offer.id.clone()).collect();
    let n_offers = names.len();
    let columns = vec![
        ("row", Sort::Row { each: n_offers }),
        ("offer", Sort::Name { names, each: 1 }),
        ("margin", Sort::F64),
        ("response", Sort::F64),
    ];
    stop.writing();
    let mut out = TableOut::new(&words.out, columns, &Busy::default())?;
    let most = (NUMBERS / (2 * n_offers).max(1)).clamp(1, ROWS);
    output::watched_rows("scoring", progress, Some(1), || {
        read::parts(&source, &words.data, &model, ROWS, &mut |part| {
            progress.expect(part.rows_in_all().unwrap_or(0) as u64);
            for start in (0..part.n_rows()).step_by(most) {
                let rows = start..part.n_rows().min(start + most);
                let scored = |row: usize| {
                    progress.check()?;
                    let margins = margins(&model, &Codes::of(&model, &part.row(row)), Absence::ByCover);
                    let responses = model.link().responses(&margins);
                    progress.advance(1);
                    Ok((margins, responses))
                };
                pool.install(|| {
                    let found: Vec<(Vec<f64>, Vec<f64>)> = rows.into_par_iter().map(scored).collect::<Result<_>>()?;
                    // by row as they are, one list holds all offers
                    let margins: Vec<f64> = found.iter().flat_map(|(margins, _)| margins).copied().collect();
                    let responses: Vec<f64> = found.iter().flat_map(|(_, responses)| responses).copied().collect();
                    let block = Block::new(margins.len(), vec![vec![Some(&margins)], vec![Some(&responses)]]);
                    out.add(&block, progress)
                })?;
            }
            Ok(())
        })?;
        pool.install(|| out.finish(progress))
    })
}

/// Threads to work on, as many as were asked for or as there are cores.
///
/// # Errors
/// [`Kind::Question`] if the system gives no more threads.
pub(super) fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let n = threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new().num_threads(n).build().map_err(|_| {
        Error::new(Kind::Question, "the system starts no more threads").hint("ask for fewer with --threads N")
    })
}
