//! `candour explain`: one customer, what they get, why, and what would change it.

use super::args::Explain;
use super::{output, read};
use crate::ask::{self, ExplainQuestion};
use crate::base::progress::Progress;
use crate::base::{Error, Kind, Result};
use crate::open::customers;
use crate::report::Paper;
use crate::report::explain::{json, page};

/// Explains and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for an offer that is not there.
pub(super) fn run(words: &Explain) -> Result<()> {
    if let Some(out) = &words.out {
        let background = words.absence.background.as_deref();
        let inputs: Vec<_> = [words.model.as_path(), &words.who.profile].into_iter().chain(background).collect();
        output::check_out(out, &inputs)?;
    }
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, people) = read::people(&words.who, model)?;
    let mut values = profile.values.clone();
    read::set(&model, &mut values, &words.set)?;
    let explained = words.offer.as_deref().map(|name| read::offer(&model, "--offer", name)).transpose()?;
    let versus = words.versus.as_deref().map(|name| read::offer(&model, "--versus", name)).transpose()?;
    let line = read::line(&model, None, &words.line)?;
    let inputs = read::inputs(model, &words.absence)?;
    let question = ExplainQuestion { original: profile.values.clone(), values, offer: explained, line };
    let explanation = ask::explain(&inputs, &question);
    // the table's own outcomes, if it has them, tell how often such scores came true
    let record = customers::track_record(&inputs, &people, &Progress::default())?.map(|record| {
        let response = explanation.now.of(explanation.focus).1.response;
        record.at(explanation.focus, response)
    });
    if versus == Some(explanation.focus) {
        return Err(Error::new(Kind::Question, "--versus names the offer that is explained")
            .hint("name another one, or another to explain with --offer"));
    }
    let paper = Paper::new(&inputs, &profile, &explanation, record).versus(versus);
    let printed = output::report(words.format, || page::explanation(&paper), || json::explanation(&paper));
    output::text(&printed, words.out.as_deref())
}
