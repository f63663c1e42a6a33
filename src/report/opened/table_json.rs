//! What became of a table's columns, and how its reference predictions agree, as JSON.

use serde::Serialize;

use crate::ask::agreement::{Agreement, Quantity};
use crate::data::Table;
use crate::data::matching::How;
use crate::model::CustomerModel;
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
    rows: usize,
    columns: Vec<PredictionPart<'a>>,
}

#[derive(Serialize, Debug)]
struct PredictionPart<'a> {
    column: &'a str,
    offer: &'a str,
    compared: &'static str,
    holds: bool,
    rows: usize,
    largest_difference: Num,
    worst_row: Option<usize>,
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
            rows: a.n_rows,
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
                    largest_difference: Num(c.largest),
                    worst_row: c.worst,
                })
                .collect(),
        }),
    }
}
