//! A model that waits for customers: what was read, why it cannot give reasons yet, what is needed.

use super::inspect;
use crate::base::number;
use crate::model::CustomerModel;

/// Why reasons need customers.
pub const WHY: &str =
    "This file does not say how many customers went each way, so reasons need customers to start from.";
/// What helps.
pub const HOW: &str = "Open a table of customers whom the model is meant for, best those it was trained on. They are \
                       counted along the trees, reasons start from their average, and you can look at each of them. \
                       Nothing leaves this computer.";

/// A model that could answer, while there is nobody to answer for.
pub const NOBODY_YET: &str = "The model is open. Now it needs customers: there is nobody to explain yet.";
/// What helps.
pub const WHOM: &str = "Open a table of customers, or one customer's profile, and see what each would get and why. Nothing \
                        leaves this computer.";

/// The most columns named one by one.
const COLUMNS_SHOWN: usize = 60;

/// It in words.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    /// The model's title.
    pub title: String,
    /// Names and values: file, format, offers, trees, features.
    pub lines: Vec<(String, String)>,
    /// The columns a table needs: the features that trees or rules ask about, as files call them.
    pub columns: String,
    /// What to know about the load.
    pub warnings: Vec<String>,
}

/// Says a model that waits, with its file's name, its size in bytes and its data dictionary, where there are any.
pub fn waiting(
    model: &CustomerModel,
    warnings: &[String],
    source: &str,
    size: Option<usize>,
    dictionary: Option<&str>,
) -> Waiting {
    let report = inspect::report(model, warnings).with_dictionary(dictionary).of_file(source, size);
    let told = ["File", "Dictionary", "Format", "Objective", "Offers", "Trees", "Features"];
    let asked = model.features().iter().filter(|(i, _)| model.uses(*i) || model.rules_ask(*i));
    let asked: Vec<&str> = asked.map(|(_, f)| f.id.as_str()).collect();
    let more = asked.len().saturating_sub(COLUMNS_SHOWN);
    let mut columns = asked[..asked.len() - more].join(", ");
    if model.provenance().nameless {
        let n = number::count(model.features().len(), "column", "columns");
        columns = format!("the {n} it was trained on, in that order: the file does not name them");
    } else if more > 0 {
        columns += &format!(" and {more} more");
    }
    Waiting {
        title: report.title,
        lines: report.lines.into_iter().filter(|(name, _)| told.contains(&name.as_str())).collect(),
        columns,
        warnings: report.warnings,
    }
}

/// Over whom covers were counted: "1 000 customers of people.csv".
pub fn counted_over(n: usize, file: &str) -> String {
    format!("{} of {file}", number::count(n, "customer", "customers"))
}
