//! Reference predictions held against the model's own: the replay certificate of an opened file.
//!
//! A table may hold what the library that made the model said of each row. Where it does, every row is scored again
//! and the two are compared; an importer that misread a file cannot pass.

use rayon::prelude::*;

use crate::base::progress::Progress;
use crate::base::{OfferIdx, Result};
use crate::data::Table;
use crate::model::CustomerModel;
use crate::score::{Absence, Codes, margins};

/// By how much a prediction may differ, relative to the greater of 1 and the reference: libraries that add in float32
/// differ from float64 by less.
pub const TOLERANCE: f64 = 1e-5;

/// What a column of reference predictions holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// The raw sum of leaves.
    Margin,
    /// What the link makes of it.
    Response,
}

/// A column of reference predictions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The column's name.
    pub column: String,
    /// The offer it is about.
    pub offer: OfferIdx,
    /// What it holds; `None` if its name does not tell, so that whichever is nearer is taken.
    pub quantity: Option<Quantity>,
}

/// How one column agrees.
#[derive(Clone, PartialEq, Debug)]
pub struct ColumnAgreement {
    /// The column's name.
    pub column: String,
    /// The offer it is about.
    pub offer: OfferIdx,
    /// What it was compared with.
    pub quantity: Quantity,
    /// Rows that were compared: those in which the cell is a number.
    pub n: usize,
    /// The largest difference, relative to the greater of 1 and the reference; 0 without rows.
    pub largest: f64,
    /// The row with the largest difference, counted from 0.
    pub worst: Option<usize>,
}

impl ColumnAgreement {
    /// Whether every row agrees within [`TOLERANCE`], and there is one.
    pub fn holds(&self) -> bool {
        self.n > 0 && self.largest <= TOLERANCE
    }
}

/// How a table's reference predictions agree with the model.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// How many rows were scored.
    pub n_rows: usize,
    /// How many there are.
    pub of_rows: usize,
    /// By column.
    pub columns: Vec<ColumnAgreement>,
}

impl Agreement {
    /// Whether every column agrees.
    pub fn holds(&self) -> bool {
        self.columns.iter().all(ColumnAgreement::holds)
    }
}

/// The reference predictions among a table's columns, known by their names: `expected_margin`, `prediction`, and so
/// on; with several offers followed by an offer's id or its position, as in `margin_2`.
pub fn references<'a>(model: &CustomerModel, names: impl IntoIterator<Item = &'a str>) -> Vec<Reference> {
    let one = |column: &str| {
        let name = column.to_lowercase();
        let words = [
            ("expected_margin", Quantity::Margin),
            ("margin", Quantity::Margin),
            ("expected_score", Quantity::Response),
            ("expected_prediction", Quantity::Response),
            ("prediction", Quantity::Response),
            ("response", Quantity::Response),
        ];
        let (word, quantity) = words.into_iter().find(|(word, _)| name.starts_with(word))?;
        let offer = offer_of(model, &column[word.len()..])?;
        Some(Reference { column: column.to_owned(), offer, quantity: Some(quantity) })
    };
    names.into_iter().filter_map(one).collect()
}

/// The offer that the end of a column's name means.
fn offer_of(model: &CustomerModel, rest: &str) -> Option<OfferIdx> {
    let n = model.offers().len();
    let rest = rest.strip_prefix('_').unwrap_or(rest);
    if rest.is_empty() {
        return (n == 1).then_some(OfferIdx(0));
    }
    let by_id = model.offers().iter().position(|o| o.id == rest);
    by_id.or_else(|| rest.parse().ok().filter(|&i: &usize| i < n)).map(OfferIdx::new)
}

/// Scores a table's rows, at most `most` of them evenly spread, and compares. Columns that the table did not keep are
/// left out. O(rows · trees · depth) time.
///
/// # Errors
/// [`Kind::Cancelled`](crate::base::Kind::Cancelled).
pub fn agreement(
    model: &CustomerModel,
    table: &Table,
    references: &[Reference],
    most: usize,
    progress: &Progress,
) -> Result<Agreement> {
    let step = table.n_rows().div_ceil(most.max(1));
    let rows: Vec<usize> = (0..table.n_rows()).step_by(step).collect();
    let held: Vec<(&Reference, &[f64])> =
        references.iter().filter_map(|r| Some((r, table.extra(&r.column)?))).collect();
    progress.expect(rows.len() as u64);
    // by row and column: how far margin and response are from the reference
    let differences = rows
        .par_iter()
        .map(|&row| {
            progress.check()?;
            progress.advance(1);
            let margins = margins(model, &Codes::of(model, &table.row(row)), Absence::ByCover);
            let responses = model.link().responses(&margins);
            let differ = |(reference, column): &(&Reference, &[f64])| {
                let expected = column[row];
                let off = |found: f64| (found - expected).abs() / expected.abs().max(1.0);
                let i = reference.offer.index();
                (!expected.is_nan()).then(|| [off(margins[i]), off(responses[i])])
            };
            Ok(held.iter().map(differ).collect::<Vec<_>>())
        })
        .collect::<Result<Vec<_>>>()?;
    let columns = held
        .iter()
        .enumerate()
        .map(|(c, (reference, _))| {
            let of = |quantity: Quantity| {
                let mut found = ColumnAgreement {
                    column: reference.column.clone(),
                    offer: reference.offer,
                    quantity,
                    n: 0,
                    largest: 0.0,
                    worst: None,
                };
                for (row, differences) in rows.iter().zip(&differences) {
                    let Some(off) = differences[c] else { continue };
                    let off = off[usize::from(quantity == Quantity::Response)];
                    found.n += 1;
                    // also where it is no number
                    if off > found.largest || off.is_nan() || found.worst.is_none() {
                        found.largest = off;
                        found.worst = Some(*row);
                    }
                }
                found
            };
            match reference.quantity {
                Some(quantity) => of(quantity),
                None => {
                    let (margin, response) = (of(Quantity::Margin), of(Quantity::Response));
                    if response.largest < margin.largest { response } else { margin }
                }
            }
        })
        .collect();
    Ok(Agreement { n_rows: rows.len(), of_rows: table.n_rows(), columns })
}
