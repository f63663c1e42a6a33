//! The replay certificate of an opened file in words: whether the model answers as the one that was saved, and how much
//! of it was compared.

use crate::ask::agreement::{Agreement, Cause, ColumnAgreement, Outcome, Quantity, TOLERANCE};
use crate::base::{OfferIdx, number};
use crate::model::{CustomerModel, Link, Rounds};
use crate::view::letter;
use crate::view::phrase::list;

/// The most offers that are named one by one.
const NAMES_MAX: usize = 8;

/// The certificate, said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whether something was compared, and all of it agrees.
    pub holds: bool,
    /// The finding in one sentence.
    pub finding: String,
    /// What to know where it does not hold: the finding, and what would make it.
    pub note: Option<String>,
    /// By column: what was compared, and how it came out; then what was not.
    pub lines: Vec<(String, String)>,
    /// What it cannot tell.
    pub caveat: &'static str,
}

/// Says a certificate.
pub fn report(model: &CustomerModel, agreement: &Agreement) -> Report {
    let columns = agreement.columns.iter().map(|c| (c.column.clone(), line(model, c)));
    let cause = agreement.cause.as_ref().map(|cause| (CAUSE.to_owned(), said(model, cause)));
    let (holds, finding) = (agreement.holds(), finding(agreement));
    let note = (!holds).then(|| match &cause {
        Some((if_so, what)) => format!("{finding} {if_so} {what}."),
        None => finding.clone(),
    });
    let lines = cause.into_iter().chain(columns).chain(not_compared(model, agreement)).collect();
    let caveat = "It tells that the file was read as its library reads it, not that the model is right about people.";
    Report { holds, finding, note, lines, caveat }
}

/// What stands before the cause.
const CAUSE: &str = "All agree if";

/// What would make all agree, and how to say so.
fn said(model: &CustomerModel, cause: &Cause) -> String {
    let rounds = cause.rounds.map(|rounds| match rounds {
        Rounds::Best => ("only the rounds up to the best answer".to_owned(), "`rounds: Best`".to_owned()),
        Rounds::All => ("all rounds answer".to_owned(), "`rounds: All`".to_owned()),
    });
    let missing = cause.missing.iter().map(|&(feature, x)| {
        // with the minus that files are written with
        let (number, field) = (number::short(x, 6), format!("`missing: [{x}]`"));
        match feature.map(|idx| model.features().get(idx)) {
            None => (format!("{number} in the data counts as not known"), field),
            Some(f) => (format!("{number} in {} counts as not known", f.label), format!("{field} at \"{}\"", f.id)),
        }
    });
    let (what, field): (Vec<String>, Vec<String>) = rounds.into_iter().chain(missing).unzip();
    format!("{}: the data dictionary beside the model says so with {}", what.join(" and "), field.join(" and "))
}

fn finding(agreement: &Agreement) -> String {
    let cells = agreement.n_cells();
    let predictions = number::count(cells, "prediction", "predictions");
    match agreement.outcome() {
        Outcome::Agrees => {
            let agree = if cells == 1 { "was compared and agrees" } else { "were compared and agree" };
            format!("The model answers as the reference does: {predictions} in {} {agree}.", rows(agreement))
        }
        Outcome::Differs => {
            let differ = number::fixed(agreement.n_differ() as f64, 0);
            let (verb, are) = if agreement.n_differ() == 1 { ("differs", "was") } else { ("differ", "were") };
            let are = if cells == 1 { are } else { "were" };
            let rows = rows(agreement);
            format!(
                "The model does not answer as the reference does: {predictions} in {rows} {are} compared, and {differ} \
                 {verb}."
            )
        }
        Outcome::Nothing if agreement.columns.is_empty() => {
            "Nothing was compared: no column tells which offer's answer it holds.".to_owned()
        }
        Outcome::Nothing => "Nothing was compared: the columns for predictions hold no number.".to_owned(),
    }
}

/// In which rows something was compared, of how many.
fn rows(agreement: &Agreement) -> String {
    let fixed = |n: usize| number::fixed(n as f64, 0);
    let compared = number::count(agreement.n_compared, "row", "rows");
    if agreement.n_compared == agreement.of_rows {
        return compared;
    }
    let of_rows = fixed(agreement.of_rows);
    if agreement.n_rows == agreement.of_rows {
        format!("{} of {of_rows} rows", fixed(agreement.n_compared))
    } else {
        format!("{compared}, of {} looked at, evenly spread over {of_rows}", fixed(agreement.n_rows))
    }
}

fn line(model: &CustomerModel, found: &ColumnAgreement) -> String {
    let what = match found.quantity {
        Quantity::Margin => "margin",
        Quantity::Response => "response",
    };
    let of = if model.offers().len() == 1 { String::new() } else { format!(" of {}", name(model, found.offer)) };
    let Some(worst) = found.worst else { return format!("{what}{of}: no cell holds a number") };
    let largest = number::tiny(found.largest);
    let n = number::fixed(found.n as f64, 0);
    if found.largest == 0.0 {
        return format!("{what}{of} agrees to the last bit; {n} compared");
    }
    let verdict = if found.holds() {
        "agrees".to_owned()
    } else {
        let differ = number::fixed(found.n_differ as f64, 0);
        format!("differs by more than {} in {differ}", number::tiny(TOLERANCE))
    };
    format!("{what}{of} {verdict}; largest difference {largest} (row {worst}), {n} compared")
}

/// What the certificate says nothing about.
fn not_compared(model: &CustomerModel, agreement: &Agreement) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for column in &agreement.passed_over {
        let text = format!(
            "not compared: there are several offers, and its name tells none, as {column}_0 would; a class by its \
             label is no score"
        );
        lines.push((column.clone(), text));
    }
    if agreement.n_cells() == 0 {
        return lines;
    }
    if !agreement.left_out.is_empty() {
        let names: Vec<String> = agreement.left_out.iter().map(|offer| name(model, *offer)).collect();
        let names =
            if names.len() > NAMES_MAX { number::count(names.len(), "offer", "offers") } else { list(&names) };
        lines.push(("Not compared".to_owned(), format!("{names}: without a prediction")));
    }
    if agreement.only_margins() && !matches!(model.link(), Link::Identity { .. } | Link::Ranking) {
        let text = "only margins: what the link makes of them was not compared";
        lines.push(("Compared".to_owned(), text.to_owned()));
    }
    let (reached, all) = (number::fixed(agreement.leaves as f64, 0), number::fixed(agreement.of_leaves as f64, 0));
    let leaves = if agreement.leaves == agreement.of_leaves {
        format!("all {all} were reached by a row that was compared")
    } else {
        format!("{reached} of {all} were reached by a row that was compared; what the others hold is not known")
    };
    lines.push(("Leaves".to_owned(), leaves));
    lines
}

fn name(model: &CustomerModel, offer: OfferIdx) -> String {
    format!("{} {}", letter(offer), model.offer(offer).title)
}
