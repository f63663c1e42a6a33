//! Why a model may not answer as a table's predictions say: the usual causes, tried one after the other.
//!
//! A model's file does not say which numbers stood for "not known" in training (zeros of a sparse matrix, a marker such
//! as -999), and names the best round without saying whether the rounds behind it answer. Each is tried alone, then
//! both together, and the first reading with which every prediction agrees is named. It changes nothing by itself.

use super::agreement::{Cause, Reference, agreement};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::Table;
use crate::model::{Column, Columns as _, CustomerModel, Feature, Rounds};

/// How many rows each cause is tried on.
const ROWS_MAX: usize = 1000;
/// How many numbers are tried as markers.
const MARKERS_MAX: usize = 8;

/// Looks for what makes every prediction of a table agree that does not agree now. `other` is the model with the other
/// rounds, where its file was stopped early. O(causes · rows · trees · depth) time, with at most 1 000 rows.
///
/// # Errors
/// [`Kind::Cancelled`](crate::base::Kind::Cancelled).
pub fn cause(
    model: &CustomerModel,
    other: Option<&(Rounds, CustomerModel)>,
    table: &Table,
    references: &[Reference],
    progress: &Progress,
) -> Result<Option<Cause>> {
    let agrees =
        |model: &CustomerModel| agreement(model, table, references, ROWS_MAX, progress).map(|found| found.holds());
    if let Some((rounds, other)) = other
        && agrees(other)?
    {
        return Ok(Some(Cause { rounds: Some(*rounds), missing: None }));
    }
    let markers = markers(model, table);
    let models = [(None, model)].into_iter().chain(other.map(|(rounds, model)| (Some(*rounds), model)));
    for (rounds, model) in models {
        for &marker in &markers {
            progress.check()?;
            let mut parts = model.clone().into_builder();
            let xgboost = parts.provenance.format.starts_with("XGBoost");
            let said = |f: &&mut Feature| xgboost || !f.kind.is_choice();
            parts.features.iter_mut().filter(said).for_each(|f| f.count_as_missing(&[marker]));
            if agrees(&parts.build()?)? {
                return Ok(Some(Cause { rounds, missing: Some(marker) }));
            }
        }
    }
    Ok(None)
}

/// Numbers that may stand for "not known": zero, if there is one, then those at the end of a column's range that stand
/// in most cells. O(cells).
fn markers(model: &CustomerModel, table: &Table) -> Vec<f64> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let mut zeros = 0;
    for f in 0..model.features().len() {
        let Column::Numbers(list) = table.column(FeatureIdx::new(f)) else { continue };
        zeros += list.iter().filter(|x| **x == 0.0).count();
        let ends = list
            .iter()
            .filter(|x| x.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        for end in [ends.0, ends.1].into_iter().filter(|x| x.is_finite() && *x != 0.0) {
            let n = list.iter().filter(|x| **x == end).count();
            match found.iter_mut().find(|(_, x)| *x == end) {
                Some((all, _)) => *all += n,
                None => found.push((n, end)),
            }
        }
    }
    // those of one cell come last; of equally many the greatest in size, which markers are
    found.sort_by(|(n, x), (m, y)| m.cmp(n).then(y.abs().total_cmp(&x.abs())).then(x.total_cmp(y)));
    let zero = (zeros > 0).then_some(0.0);
    zero.into_iter().chain(found.into_iter().map(|(_, x)| x)).take(MARKERS_MAX).collect()
}
