//! Which rounds of training a model answers with, once that is known: the file's own word is only which came out best.

use crate::base::{Error, Kind, Result, Warned};
use crate::model::{CustomerModel, EarlyStop, Rounds};

/// A model that was read whole, with the rounds that were chosen: all where nothing was. Says so where it matters.
///
/// # Errors
/// [`Kind::Question`] for the best round of a file that names none.
pub fn choose(read: Warned<CustomerModel>, rounds: Option<Rounds>) -> Result<Warned<CustomerModel>> {
    let Warned { value: model, mut warnings } = read;
    let best = rounds == Some(Rounds::Best);
    let Some(stop) = model.provenance().stopped else {
        return if best { Err(no_best_round()) } else { Ok(Warned { value: model, warnings }) };
    };
    if stop.best < stop.rounds {
        warnings.push(said(stop, best));
    }
    let value = if best { up_to_the_best(model, stop)? } else { model };
    Ok(Warned { value, warnings })
}

/// The first trees of a model alone. Everything else is as it was, the base scores too.
fn up_to_the_best(model: CustomerModel, stop: EarlyStop) -> Result<CustomerModel> {
    let mut parts = model.into_builder();
    parts.trees.truncate(stop.trees);
    parts.provenance.stopped = Some(EarlyStop { used: Rounds::Best, ..stop });
    parts.build()
}

fn no_best_round() -> Error {
    Error::new(Kind::Question, "the best round was asked for, but the file does not say which it was")
        .at("rounds")
        .hint("leave the choice of rounds out: what is in the file is used; LightGBM and CatBoost save no more than that")
}

fn said(stop: EarlyStop, best: bool) -> String {
    let EarlyStop { best: at, rounds, .. } = stop;
    if best {
        return format!(
            "of {rounds} rounds those up to the best, round {at}, are used, as XGBoost's estimators (XGBClassifier and \
             the like) answer; its Booster answers with all rounds: choose between them with rounds All or Best"
        );
    }
    format!(
        "the best of {rounds} rounds was round {at}, and all are used, as XGBoost's Booster answers; its estimators \
         (XGBClassifier and the like) answer with the rounds up to the best: choose between them with rounds Best or All"
    )
}
