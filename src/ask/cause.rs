//! Why a model may not answer as a table's predictions say: the usual causes, tried one after the other.
//!
//! A model's file does not say which numbers stood for "not known" in training (zeros of a sparse matrix, a marker such
//! as -999), and names the best round without saying whether the rounds behind it answer. The rounds are tried, then a
//! number in all features, both together, and numbers in single features; the first reading with which every
//! prediction agrees is named. It changes nothing by itself.

use super::agreement::{Agreement, Cause, Reference, agreement};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::Table;
use crate::model::{Column, Columns as _, CustomerModel, Rounds};

/// How many rows each cause is tried on.
const ROWS_MAX: usize = 1000;
/// How many numbers are tried as markers of all features.
const MARKERS_MAX: usize = 8;
/// How many rows, features and steps are looked at where markers differ by feature.
const ROWS_EACH: usize = 200;
/// See [`ROWS_EACH`].
const FEATURES_EACH: usize = 30;
/// See [`ROWS_EACH`].
const STEPS_EACH: usize = 4;
/// Models with more nodes are not tried feature by feature.
const NODES_EACH: usize = 200_000;

/// What stands for "not known" where.
type Said = Vec<(Option<FeatureIdx>, f64)>;

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
    let hold = |model: &CustomerModel, rows| agreement(model, table, references, rows, progress);
    if let Some((rounds, other)) = other
        && hold(other, ROWS_MAX)?.holds()
    {
        return Ok(Some(Cause { rounds: Some(*rounds), missing: Vec::new() }));
    }
    let markers = markers(model, table);
    let models = [(None, model)].into_iter().chain(other.map(|(rounds, model)| (Some(*rounds), model)));
    for (rounds, model) in models {
        for &marker in &markers {
            progress.check()?;
            let missing = vec![(None, marker)];
            if hold(&told(model, &missing)?, ROWS_MAX)?.holds() {
                return Ok(Some(Cause { rounds, missing }));
            }
        }
    }
    let missing = by_feature(model, table, progress, &hold)?;
    Ok(missing.map(|missing| Cause { rounds: None, missing }))
}

/// The model, told what stands for "not known".
fn told(model: &CustomerModel, missing: &[(Option<FeatureIdx>, f64)]) -> Result<CustomerModel> {
    let mut parts = model.clone().into_builder();
    missing.iter().for_each(|&(idx, marker)| parts.count_as_missing(idx, marker));
    parts.build()
}

/// Numbers of single features, one more at a time as long as fewer predictions differ: the one that leaves fewest.
fn by_feature(
    model: &CustomerModel,
    table: &Table,
    progress: &Progress,
    hold: &dyn Fn(&CustomerModel, usize) -> Result<Agreement>,
) -> Result<Option<Said>> {
    if model.trees().iter().map(|tree| tree.nodes.len()).sum::<usize>() > NODES_EACH {
        return Ok(None);
    }
    let used = (0..model.features().len()).map(FeatureIdx::new).filter(|&idx| model.uses(idx)).take(FEATURES_EACH);
    let all: Said = used.flat_map(|idx| of_feature(table, idx).into_iter().map(move |x| (Some(idx), x))).collect();
    let mut said: Said = Vec::new();
    let mut least = hold(model, ROWS_EACH)?.n_differ();
    for _ in 0..STEPS_EACH {
        let mut best = None;
        for &one in all.iter().filter(|one| !said.contains(one)) {
            progress.check()?;
            let tried: Said = said.iter().copied().chain([one]).collect();
            let differ = hold(&told(model, &tried)?, ROWS_EACH)?.n_differ();
            if differ < least {
                (least, best) = (differ, Some(tried));
            }
        }
        match best {
            Some(tried) => said = tried,
            None => return Ok(None),
        }
        if least == 0 {
            return Ok(hold(&told(model, &said)?, ROWS_MAX)?.holds().then_some(said));
        }
    }
    Ok(None)
}

/// Numbers that may stand for "not known" in one feature: zero, and the ends of what there is.
fn of_feature(table: &Table, idx: FeatureIdx) -> Vec<f64> {
    let Column::Numbers(list) = table.column(idx) else { return Vec::new() };
    let zero = list.contains(&0.0).then_some(0.0);
    zero.into_iter().chain(ends(list).into_iter().filter(|x| *x != 0.0)).collect()
}

/// The least and the greatest finite number of a list; none where there is none.
fn ends(list: &[f64]) -> Vec<f64> {
    let finite = || list.iter().copied().filter(|x| x.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    [low, high].into_iter().filter(|x| x.is_finite()).collect()
}

/// Numbers that may stand for "not known" in all features: zero, if there is one, then those at the end of a column's
/// range that stand in most cells. O(cells).
fn markers(model: &CustomerModel, table: &Table) -> Vec<f64> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let mut zeros = 0;
    for f in 0..model.features().len() {
        let Column::Numbers(list) = table.column(FeatureIdx::new(f)) else { continue };
        zeros += list.iter().filter(|x| **x == 0.0).count();
        for end in ends(list).into_iter().filter(|x| *x != 0.0) {
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
