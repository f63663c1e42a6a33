//! Reference predictions held against the model's own: the replay certificate of an opened file.
//!
//! A table may hold what the library that made the model said of each row. Where it does, every row is scored again
//! and the two are compared; an importer that misread a file cannot pass, as far as rows and columns reach, which the
//! certificate counts.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::closeness::{Closeness, step};
pub use super::closeness::{Quantity, TOLERANCE};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, NodeIdx, OfferIdx, Result};
use crate::data::Table;
use crate::model::{CustomerModel, Link, Rounds};
use crate::score::margin::{leaves_taken, margins_of, tree_value};
use crate::score::{Absence, Codes};

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
    /// In how many of them the two differ by more than [`TOLERANCE`].
    pub n_differ: usize,
    /// The largest difference, relative to the scale that the prediction is held to: the greater of 1 and the
    /// prediction, or less where the model's scores, chances or rates are small; 0 without rows.
    pub largest: f64,
    /// The row with the largest difference, counted from 0.
    pub worst: Option<usize>,
}

impl ColumnAgreement {
    /// Whether every cell that was compared agrees, and there is one.
    pub fn holds(&self) -> bool {
        self.n > 0 && self.n_differ == 0
    }
}

/// What came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// All that was compared agrees.
    Agrees,
    /// Something differs.
    Differs,
    /// Nothing was there to compare.
    Nothing,
}

/// How a table's reference predictions agree with the model.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// How many rows were looked at.
    pub n_rows: usize,
    /// How many there are.
    pub of_rows: usize,
    /// How many of the rows that were looked at hold a prediction.
    pub n_compared: usize,
    /// By column.
    pub columns: Vec<ColumnAgreement>,
    /// Columns that may hold predictions and were not compared: several offers, and their names tell none of them.
    pub passed_over: Vec<String>,
    /// Offers of which nothing was compared.
    pub left_out: Vec<OfferIdx>,
    /// How many leaves the rows that were compared reach, of the trees that were.
    pub leaves: usize,
    /// How many there are in all trees.
    pub of_leaves: usize,
    /// What would make all of it agree, where something differs and that was found.
    pub cause: Option<Cause>,
}

/// What would have to be said for every prediction to agree.
#[derive(Clone, PartialEq, Debug)]
pub struct Cause {
    /// Which rounds answer, if others than now.
    pub rounds: Option<Rounds>,
    /// The numbers that stand for "not known": of one feature, or of all.
    pub missing: Vec<(Option<FeatureIdx>, f64)>,
}

impl Agreement {
    /// What came out.
    pub fn outcome(&self) -> Outcome {
        if self.columns.iter().any(|c| c.n_differ > 0) {
            Outcome::Differs
        } else if self.n_cells() > 0 {
            Outcome::Agrees
        } else {
            Outcome::Nothing
        }
    }

    /// Whether something was compared, and all of it agrees.
    pub fn holds(&self) -> bool {
        self.outcome() == Outcome::Agrees
    }

    /// Whether a check that was to be had did not hold: something differs, or columns of predictions hold none.
    pub fn fails(&self) -> bool {
        match self.outcome() {
            Outcome::Agrees => false,
            Outcome::Differs => true,
            Outcome::Nothing => !self.columns.is_empty(),
        }
    }

    /// How many predictions were compared.
    pub fn n_cells(&self) -> usize {
        self.columns.iter().map(|c| c.n).sum()
    }

    /// How many of them differ.
    pub fn n_differ(&self) -> usize {
        self.columns.iter().map(|c| c.n_differ).sum()
    }

    /// Whether margins were compared and nothing that the link makes of them.
    pub fn only_margins(&self) -> bool {
        let mut compared = self.columns.iter().filter(|c| c.n > 0).peekable();
        compared.peek().is_some() && compared.all(|c| c.quantity == Quantity::Margin)
    }
}

/// How names of reference predictions begin, and what those hold.
const NAMES: [(&str, Quantity); 6] = [
    ("expected_margin", Quantity::Margin),
    ("margin", Quantity::Margin),
    ("expected_score", Quantity::Response),
    ("expected_prediction", Quantity::Response),
    ("prediction", Quantity::Response),
    ("response", Quantity::Response),
];

/// What a column with a name like that of a reference prediction holds, and the rest of its name.
fn known(column: &str) -> Option<(Quantity, &str)> {
    let begins = |word: &str| column.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    let (word, quantity) = NAMES.into_iter().find(|(word, _)| begins(word))?;
    Some((quantity, &column[word.len()..]))
}

/// The reference predictions among a table's columns, known by their names: `expected_margin`, `prediction`, and so
/// on; with several offers followed by an offer's id or its position, as in `margin_2`.
pub fn references<'a>(model: &CustomerModel, names: impl IntoIterator<Item = &'a str>) -> Vec<Reference> {
    let one = |column: &str| {
        let (quantity, rest) = known(column)?;
        let offer = offer_of(model, rest)?;
        Some(Reference { column: column.to_owned(), offer, quantity: Some(quantity) })
    };
    names.into_iter().filter_map(one).collect()
}

/// Those among a table's columns that are called like reference predictions and tell no offer, where there are several.
pub fn without_offer<'a>(model: &CustomerModel, names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let bare = |column: &&str| known(column).is_some_and(|(_, rest)| rest.is_empty());
    let several = model.offers().len() > 1;
    names.into_iter().filter(|column| several && bare(column)).map(str::to_owned).collect()
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
/// left out. Of the model, the columns and the references alone, so another reading of the same file can be tried.
/// O(rows · trees · depth) time.
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
    let every = table.n_rows().div_ceil(most.max(1)).max(1);
    let rows: Vec<usize> = (0..table.n_rows()).step_by(every).collect();
    let closeness = Closeness::of(model);
    let held: Vec<Held<'_>> = references
        .iter()
        .filter_map(|reference| {
            let column = table.extra(&reference.column)?;
            let step = step(rows.iter().map(|&row| column[row]));
            Some(Held { reference, column, step, closeness: &closeness })
        })
        .collect();
    let reached = Reached::new(model);
    progress.expect(rows.len() as u64);
    // by row and column: how far margin and response are from the reference
    let differences = rows
        .par_iter()
        .map(|&row| {
            progress.check()?;
            progress.advance(1);
            if held.iter().all(|held| held.column[row].is_nan()) {
                return Ok(vec![None; held.len()]);
            }
            let codes = Codes::of(model, &table.row(row));
            let taken = leaves_taken(model, &codes);
            let values = model.trees().iter().zip(&taken).map(|(tree, at)| match at.map(|at| tree.node(at)) {
                Some(crate::model::Node::Leaf { value }) => *value,
                _ => tree_value(model, tree, &codes, Absence::ByCover),
            });
            let values: Vec<f64> = values.collect();
            let margins = margins_of(model, &values);
            let responses = model.link().responses(&margins);
            let off: Vec<Off> = held.iter().map(|held| held.off(row, &margins, &responses)).collect();
            // of a softmax every tree decides every answer
            let compared = |offer| {
                model.link() == Link::Softmax
                    || held.iter().zip(&off).any(|(held, off)| off.is_some() && held.reference.offer == offer)
            };
            reached.mark(model, &taken, compared);
            Ok(off)
        })
        .collect::<Result<Vec<_>>>()?;
    let columns: Vec<ColumnAgreement> =
        held.iter().enumerate().map(|(c, held)| held.found(&rows, &differences, c)).collect();
    let compared = |offer: &OfferIdx| columns.iter().any(|c| c.offer == *offer && c.n > 0);
    Ok(Agreement {
        n_rows: rows.len(),
        of_rows: table.n_rows(),
        n_compared: differences.iter().filter(|row| row.iter().any(Option::is_some)).count(),
        passed_over: without_offer(model, table.matching().kept.iter().map(String::as_str))
            .into_iter()
            .filter(|name| references.iter().all(|r| r.column != *name))
            .collect(),
        left_out: model.offer_ids().filter(|offer| !compared(offer)).collect(),
        leaves: reached.count(),
        of_leaves: model.n_leaves(),
        cause: None,
        columns,
    })
}

/// How far margin and response of a row are from its prediction in one column; `None` where it has none.
type Off = Option<[f64; 2]>;

/// A column of reference predictions with its cells.
struct Held<'a> {
    reference: &'a Reference,
    column: &'a [f64],
    /// By how much its predictions may be rounded.
    step: f64,
    closeness: &'a Closeness,
}

impl Held<'_> {
    /// How far margin and response of a row are from its prediction; `None` where it has none.
    fn off(&self, row: usize, margins: &[f64], responses: &[f64]) -> Off {
        let (expected, offer) = (self.column[row], self.reference.offer);
        let off = |quantity, found| self.closeness.off(offer, quantity, found, expected, margins, self.step);
        let i = offer.index();
        (!expected.is_nan()).then(|| [off(Quantity::Margin, margins[i]), off(Quantity::Response, responses[i])])
    }

    /// How the column agrees as a whole.
    fn found(&self, rows: &[usize], differences: &[Vec<Off>], column: usize) -> ColumnAgreement {
        let of = |quantity| self.found_as(quantity, rows, differences.iter().map(|row| row[column]));
        match self.reference.quantity {
            Some(quantity) => of(quantity),
            None => {
                let (margin, response) = (of(Quantity::Margin), of(Quantity::Response));
                if response.largest < margin.largest { response } else { margin }
            }
        }
    }

    fn found_as(
        &self,
        quantity: Quantity,
        rows: &[usize],
        differences: impl Iterator<Item = Off>,
    ) -> ColumnAgreement {
        let Reference { column, offer, .. } = self.reference;
        let mut found = ColumnAgreement {
            column: column.clone(),
            offer: *offer,
            quantity,
            n: 0,
            n_differ: 0,
            largest: 0.0,
            worst: None,
        };
        for (row, off) in rows.iter().zip(differences) {
            let Some(off) = off else { continue };
            let off = off[usize::from(quantity == Quantity::Response)];
            found.n += 1;
            // also where it is no number
            found.n_differ += usize::from(off > TOLERANCE || off.is_nan());
            if off > found.largest || off.is_nan() || found.worst.is_none() {
                found.largest = off;
                found.worst = Some(*row);
            }
        }
        found
    }
}

/// Which leaves were reached, of all trees.
struct Reached {
    starts: Vec<usize>,
    nodes: Vec<AtomicBool>,
}

impl Reached {
    fn new(model: &CustomerModel) -> Self {
        let mut n = 0;
        let mut starts = Vec::with_capacity(model.trees().len());
        for tree in model.trees() {
            starts.push(n);
            n += tree.nodes.len();
        }
        Self { starts, nodes: (0..n).map(|_| AtomicBool::new(false)).collect() }
    }

    fn mark(&self, model: &CustomerModel, taken: &[Option<NodeIdx>], compared: impl Fn(OfferIdx) -> bool) {
        for ((tree, start), at) in model.trees().iter().zip(&self.starts).zip(taken) {
            let Some(node) = at.filter(|_| compared(tree.offer)).map(|at| &self.nodes[start + at.index()]) else {
                continue;
            };
            // most are marked already, and a look costs less than a mark
            if !node.load(Ordering::Relaxed) {
                node.store(true, Ordering::Relaxed);
            }
        }
    }

    fn count(&self) -> usize {
        self.nodes.iter().filter(|node| node.load(Ordering::Relaxed)).count()
    }
}
