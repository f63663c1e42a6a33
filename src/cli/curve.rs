//! `candour curve`: what every offer would score at every value of one fact, or at every pair of values of two.

use std::sync::Arc;

use super::args::Curve;
use super::{output, read};
use crate::ask;
use crate::base::{Error, Kind, Result};
use crate::report::explain::curve::{self, Sheet};
use crate::report::explain::curve_json;

/// Works it out and prints.
///
/// # Errors
/// What the readers refuse; [`Kind::Question`] for a feature that is not there, or the same one twice.
pub(super) fn run(words: &Curve) -> Result<()> {
    if let Some(out) = &words.out {
        let background = words.absence.background.as_deref();
        let inputs: Vec<_> = [words.model.as_path(), &words.who.profile].into_iter().chain(background).collect();
        output::check_out(out, &inputs)?;
    }
    let model = read::model_with_notes(&words.model, &words.reading)?;
    let (model, profile, _) = read::people(&words.who, model)?;
    let first = read::feature(&model, "--feature", &words.feature)?;
    let second = words.feature2.as_deref().map(|name| read::feature(&model, "--feature2", name)).transpose()?;
    let mut values = profile.values.clone();
    read::set(&model, &mut values, &words.set)?;
    let line = read::line(&model, None, &words.line)?;
    let inputs = read::inputs(model, &words.absence)?;
    let sheet = Sheet { inputs: &inputs, profile: &profile, values: &values };
    let printed = match second {
        None => {
            let found = ask::curve(&inputs, &values, first, line);
            output::report(words.format, || curve::curve_page(&sheet, &found), || curve_json::curve(&sheet, &found))
        }
        Some(second) => {
            let found = ask::map(&inputs, &values, [first, second], line).ok_or_else(|| {
                Error::new(Kind::Question, "--feature and --feature2 name the same feature")
                    .hint("a map needs two; leave --feature2 out for the curve of one")
            })?;
            let found = Arc::new(found);
            let said = sheet.map(Arc::clone(&found));
            output::report(words.format, || curve::map_page(&sheet, &said), || curve_json::map(&sheet, &found, &said))
        }
    };
    output::text(&printed, words.out.as_deref())
}
