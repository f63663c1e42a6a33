//! What became of a table's columns, and how its reference predictions agree, as JSON.

use serde::Serialize;

use crate::ask::agreement::{Agreement, Outcome, Quantity};
use crate::data::Table;
use crate::data::matching::How;
use crate::model::{CustomerModel, Rounds};
use crate::report::parts_json::Num;
use crate::view::matching::form;

/// A table that was read for a model.
#[derive(Serialize, Debug)]
pub struct TablePart<'a> {
    form: String,
    encoding: Option<&'static str>,
    rows: usize,
    row_label: Option<&'a str>,
    columns: Vec<ColumnPart<'a>>,
    kept: &'a [String],
    unused: &'a [String],
    warnings: &'a [String],
    predictions: Option<PredictionsPart<'a>>,
}

#[derive(Serialize, Debug)]
struct ColumnPart<'a> {
    feature: &'a str,
    column: Option<&'a str>,
    matched: &'static str,
    missing: usize,
    unseen: usize,
}

#[derive(Serialize, Debug)]
struct PredictionsPart<'a> {
    holds: bool,
    outcome: &'static str,
    rows: usize,
    compared: usize,
    differ: usize,
    only_margins: bool,
    agrees_with: Option<CausePart<'a>>,
    leaves_reached: usize,
    leaves: usize,
    offers_not_compared: Vec<&'a str>,
    columns_not_compared: &'a [String],
    columns: Vec<PredictionPart<'a>>,
}

#[derive(Serialize, Debug)]
struct PredictionPart<'a> {
    column: &'a str,
    offer: &'a str,
    compared: &'static str,
    holds: bool,
    rows: usize,
    differ: usize,
    largest_difference: Num,
    worst_row: Option<usize>,
}

/// What would make all of it agree.
#[derive(Serialize, Debug)]
struct CausePart<'a> {
    rounds: Option<&'static str>,
    missing: Vec<MarkerPart<'a>>,
}

/// A number that would stand for "not known": of one feature, or of all.
#[derive(Serialize, Debug)]
struct MarkerPart<'a> {
    feature: Option<&'a str>,
    number: Num,
}

/// Says a table.
pub fn table<'a>(
    model: &'a CustomerModel,
    table: &'a Table,
    warnings: &'a [String],
    agreement: Option<&'a Agreement>,
) -> TablePart<'a> {
    let matching = table.matching();
    let columns = model.features().iter().zip(&matching.features).map(|((_, feature), found)| ColumnPart {
        feature: &feature.id,
        column: found.column.as_deref(),
        matched: match found.how {
            How::Name => "name",
            How::Label => "label",
            How::Spelling => "spelling",
            How::Repeated => "repeated",
            How::Position => "position",
            How::OneHot => "one_hot",
            How::Absent => "absent",
        },
        missing: found.missing,
        unseen: found.unseen,
    });
    TablePart {
        form: form(matching.format),
        encoding: matching.encoding.map(|e| e.name),
        rows: matching.n_rows,
        row_label: matching.label.as_deref(),
        columns: columns.collect(),
        kept: &matching.kept,
        unused: &matching.unused,
        warnings,
        predictions: agreement.map(|a| PredictionsPart {
            holds: a.holds(),
            outcome: match a.outcome() {
                Outcome::Agrees => "agrees",
                Outcome::Differs => "differs",
                Outcome::Nothing => "nothing_compared",
            },
            rows: a.n_compared,
            compared: a.n_cells(),
            differ: a.n_differ(),
            only_margins: a.only_margins(),
            agrees_with: a.cause.as_ref().map(|cause| CausePart {
                rounds: cause.rounds.map(|rounds| match rounds {
                    Rounds::Best => "best",
                    Rounds::All => "all",
                }),
                missing: cause
                    .missing
                    .iter()
                    .map(|&(idx, x)| MarkerPart {
                        feature: idx.map(|idx| model.features().get(idx).id.as_str()),
                        number: Num(x),
                    })
                    .collect(),
            }),
            leaves_reached: a.leaves,
            leaves: a.of_leaves,
            offers_not_compared: a.left_out.iter().map(|&offer| model.offer(offer).id.as_str()).collect(),
            columns_not_compared: &a.passed_over,
            columns: a
                .columns
                .iter()
                .map(|c| PredictionPart {
                    column: &c.column,
                    offer: &model.offer(c.offer).id,
                    compared: match c.quantity {
                        Quantity::Margin => "margin",
                        Quantity::Response => "response",
                    },
                    holds: c.holds(),
                    rows: c.n,
                    differ: c.n_differ,
                    largest_difference: Num(c.largest),
                    worst_row: c.worst,
                })
                .collect(),
        }),
    }
}
