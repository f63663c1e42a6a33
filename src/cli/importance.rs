//! `candour importance`: what matters most over many customers, none of them left out.

use super::args::Importance;
use super::{output, read, stop};
use crate::ask::importance::{ImportanceQuestion, importance};
use crate::base::Result;
use crate::data::file;
use crate::report::people::{importance as printed, importance_json};

/// Works it out and prints.
///
/// # Errors
/// What the readers refuse; [`crate::base::Kind::Question`] for an offer that is not there.
pub(super) fn run(words: &Importance) -> Result<()> {
    if let Some(out) = &words.out {
        let background = words.absence.background.as_deref();
        let inputs: Vec<_> = [words.model.as_path(), &words.data].into_iter().chain(background).collect();
        output::check_out(out, &inputs)?;
    }
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let offer = words.offer.as_deref().map(|name| read::offer(&model, "--offer", name)).transpose()?;
    let (model, table) = read::described_by(&words.data, model)?;
    let inputs = read::inputs(model, &words.absence)?;
    let question = ImportanceQuestion { rows: 0..table.n_rows(), offer };
    let progress = stop::Stop::on_signal().progress;
    let n_offers = inputs.model().offers().len() as u64;
    let answer = output::watched_rows("explaining", &progress, Some(n_offers), || {
        importance(&inputs, &table, &question, &progress)
    })?;
    let name = file::name(&words.data);
    let text = output::numbers(
        words.format,
        || printed::page(&inputs, &answer, Some(&name)),
        || importance_json::importance(&inputs, &answer, Some(&name)),
        || printed::csv(inputs.model(), &answer),
    )?;
    output::text(&text, words.out.as_deref())
}
