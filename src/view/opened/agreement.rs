//! The replay certificate of an opened file in words: whether the model answers as the one that was saved.

use crate::ask::agreement::{Agreement, ColumnAgreement, Quantity, TOLERANCE};
use crate::base::number;
use crate::model::CustomerModel;
use crate::view::letter;

/// The certificate, said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whether everything agrees.
    pub holds: bool,
    /// The finding in one sentence.
    pub finding: String,
    /// By column: what was compared, and how it came out.
    pub lines: Vec<(String, String)>,
    /// What it cannot tell.
    pub caveat: &'static str,
}

/// Says a certificate.
pub fn report(model: &CustomerModel, agreement: &Agreement) -> Report {
    let rows = if agreement.n_rows == agreement.of_rows {
        number::count(agreement.n_rows, "row", "rows")
    } else {
        format!(
            "{} of {} rows, evenly spread",
            number::fixed(agreement.n_rows as f64, 0),
            number::fixed(agreement.of_rows as f64, 0)
        )
    };
    let finding = if agreement.holds() {
        format!("The model answers as the reference does: {rows} were scored again and agree.")
    } else {
        format!("The model does not answer as the reference does: {rows} were scored again and some differ.")
    };
    let lines = agreement.columns.iter().map(|c| (c.column.clone(), line(model, c))).collect();
    let caveat = "It tells that the file was read as its library reads it, not that the model is right about people.";
    Report { holds: agreement.holds(), finding, lines, caveat }
}

fn line(model: &CustomerModel, found: &ColumnAgreement) -> String {
    let what = match found.quantity {
        Quantity::Margin => "margin",
        Quantity::Response => "response",
    };
    let of = if model.offers().len() == 1 {
        String::new()
    } else {
        format!(" of {} {}", letter(found.offer), model.offer(found.offer).title)
    };
    let Some(worst) = found.worst else { return format!("{what}{of}: no cell holds a number") };
    let largest = number::tiny(found.largest);
    let verdict =
        if found.holds() { "agrees".to_owned() } else { format!("differs by more than {}", number::tiny(TOLERANCE)) };
    let n = number::fixed(found.n as f64, 0);
    if found.largest == 0.0 {
        return format!("{what}{of} agrees to the last bit; {n} compared");
    }
    format!("{what}{of} {verdict}; largest difference {largest} (row {worst}), {n} compared")
}
