//! What matters over many customers as numbers: a row per offer and fact, for a spreadsheet.

use crate::ask::importance::Importance;
use crate::base::{Error, Kind, Result};
use crate::model::CustomerModel;

/// The columns, in order. Amounts are in the margin's own unit, unrounded.
const COLUMNS: [&str; 17] = [
    "offer",
    "rank",
    "feature",
    "label",
    "customers",
    "mean_abs",
    "part_of_all",
    "mean",
    "raised",
    "lowered",
    "least",
    "q05",
    "q25",
    "q50",
    "q75",
    "q95",
    "greatest",
];

/// The answer as CSV with a head: every offer that was asked about, every feature that the model uses.
///
/// # Errors
/// [`Kind::Question`] if it cannot be written, which memory does not do.
pub fn csv(model: &CustomerModel, answer: &Importance) -> Result<String> {
    let failed = |what: &dyn std::fmt::Display| {
        Error::new(Kind::Question, format!("the numbers could not be written: {what}"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| failed(&e))?;
    for offer in &answer.offers {
        for (i, found) in offer.features.iter().enumerate() {
            let feature = model.features().get(found.feature);
            let part = if offer.total > 0.0 { found.mean_abs / offer.total } else { 0.0 };
            let texts = [model.offer(offer.offer).id.clone(), (i + 1).to_string()]
                .into_iter()
                .chain([feature.id.clone(), feature.label.clone(), answer.n_rows.to_string()])
                .chain([found.mean_abs, part, found.mean].map(|x| x.to_string()))
                .chain([found.raised, found.lowered].map(|n| n.to_string()))
                .chain(
                    [found.least].into_iter().chain(found.quantiles).chain([found.greatest]).map(|x| x.to_string()),
                );
            writer.write_record(texts).map_err(|e| failed(&e))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    String::from_utf8(bytes).map_err(|e| failed(&e))
}
