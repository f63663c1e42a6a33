//! What was opened beside the model: each file of customers in lines, with what to know about it.

use super::agreement;
use super::matching;
use crate::ask::agreement::Agreement;
use crate::ask::shown::News;
use crate::base::number;
use crate::data::Table;
use crate::model::{CustomerModel, Profile};
use crate::view::phrase::list;

/// A file of customers in words.
#[derive(Clone, PartialEq, Debug)]
pub struct CustomersFile {
    /// The file's name.
    pub source: String,
    /// What it is: "500 customers from people.csv".
    pub title: String,
    /// Names and values.
    pub lines: Vec<(String, String)>,
    /// What to know about the load.
    pub warnings: Vec<String>,
    /// What it told of facts that nobody described, if it did.
    pub shown: Option<String>,
    /// Which column became which feature, if it is a table.
    pub matching: Option<matching::Report>,
    /// How reference predictions in it agree with the model, if it has any.
    pub agreement: Option<agreement::Report>,
    /// Whether it is a table, of which one is open at a time.
    pub is_table: bool,
    /// Whom it holds, if it holds one customer.
    pub person: Option<String>,
}

impl CustomersFile {
    /// Whether it holds one customer alone, of this name.
    pub fn is_of(&self, name: &str) -> bool {
        self.person.as_deref() == Some(name)
    }

    /// What to know about it, one sentence each: of how it was read, where the model does not answer as predictions in it
    /// say, and what it told of facts that nobody described.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        let differs = self.agreement.as_ref().and_then(|found| found.note.as_deref());
        self.warnings.iter().map(String::as_str).chain(differs).chain(self.shown.as_deref())
    }
}

/// Says a table. `size` is its size in bytes, unpacked.
pub fn table(
    source: &str,
    size: Option<usize>,
    model: &CustomerModel,
    table: &Table,
    warnings: &[String],
    agreement: Option<&Agreement>,
) -> CustomersFile {
    let mut matching = matching::report(model.features(), table.matching());
    let mut lines = std::mem::take(&mut matching.lines);
    if table.label_column().is_none() {
        let label = "their number, counted from 0: no column is named like a label".to_owned();
        lines.push(("Rows are labelled by".to_owned(), label));
    }
    lines.extend(size.map(|size| ("Size".to_owned(), size_text(size))));
    CustomersFile {
        source: source.to_owned(),
        title: format!("{} from {source}", number::count(table.n_rows(), "customer", "customers")),
        lines,
        warnings: warnings.to_vec(),
        shown: None,
        matching: Some(matching),
        agreement: agreement.map(|a| agreement::report(model, a)),
        is_table: true,
        person: None,
    }
}

/// What a table told of facts that nobody described; `None` where it told nothing.
pub fn shown(news: News) -> Option<String> {
    let facts = |n: usize| number::count(n, "fact", "facts");
    let told = [
        (news.names, format!("the names of {}", facts(news.names))),
        (news.scales, format!("the scales of {}", facts(news.scales))),
        (news.whole, format!("whole numbers in {}", facts(news.whole))),
        (news.yes_no, format!("yes or no in {}", facts(news.yes_no))),
    ];
    let told: Vec<String> = told.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
    (!told.is_empty()).then(|| {
        let what = list(&told);
        format!("no data dictionary says it, so it is taken from this table: {what}. No score changes by that")
    })
}

/// Says a profile.
pub fn profile(
    source: &str,
    size: Option<usize>,
    model: &CustomerModel,
    profile: &Profile,
    warnings: &[String],
) -> CustomersFile {
    let known = profile.values.iter().filter(|v| **v != crate::model::Value::Missing).count();
    let mut lines = vec![("Facts known".to_owned(), format!("{known} of {}", model.features().len()))];
    lines.extend(size.map(|size| ("Size".to_owned(), size_text(size))));
    CustomersFile {
        source: source.to_owned(),
        title: format!("One customer from {source}"),
        lines,
        warnings: warnings.to_vec(),
        shown: None,
        matching: None,
        agreement: None,
        is_table: false,
        person: Some(profile.name.clone()),
    }
}

/// Says the customers that a session brought back one by one.
pub fn session_people(source: &str, n: usize, table: Option<usize>) -> CustomersFile {
    let people = number::count(n, "customer", "customers");
    let beside = table.map_or_else(|| "none".to_owned(), |n| number::count(n, "customer", "customers"));
    CustomersFile {
        source: source.to_owned(),
        title: format!("{people} from the session {source}"),
        lines: vec![("Customers of a table beside them".to_owned(), beside)],
        warnings: Vec::new(),
        shown: None,
        matching: None,
        agreement: None,
        is_table: false,
        person: None,
    }
}

/// A size in bytes as people say it: "840 bytes", "12 kB", "3.4 MB".
pub fn size_text(bytes: usize) -> String {
    let size = bytes as f64;
    match bytes {
        0..1000 => number::count(bytes, "byte", "bytes"),
        1000..1_000_000 => format!("{}\u{A0}kB", number::fixed(size / 1e3, usize::from(size < 1e4))),
        _ => format!("{}\u{A0}MB", number::fixed(size / 1e6, 1)),
    }
}

/// How many notes there are, for a badge: "2 notes".
pub fn notes(n: usize) -> String {
    number::count(n, "note", "notes")
}

/// Where a first draft of a data dictionary was written, and what to do next.
pub fn dictionary_saved(path: &str, fresh: bool) -> (String, String) {
    if fresh {
        let hint = "Open it in a text editor and say what the model's file cannot: labels, units, offers. Its first \
                    lines tell how. Save it, then open the model again.";
        (format!("A first draft of a data dictionary was written to {path}"), hint.to_owned())
    } else {
        let hint = "It was left as it is. Open it in a text editor, save it, then open the model again.";
        (format!("The model has a data dictionary already: {path}"), hint.to_owned())
    }
}

/// Where what a person said of a model was saved, and what becomes of it.
pub fn words_saved(path: &str) -> (String, String) {
    let hint = "It is read with the model whenever that is opened from there.";
    (format!("Saved in the model's data dictionary: {path}"), hint.to_owned())
}

/// Why no data dictionary can be saved beside a model: it is inside the model's file already.
pub fn dictionary_inside(source: &str) -> (String, String) {
    let hint = "Open the file in a text editor, save it, then open the model again.";
    (format!("{source} is Candour RON: its data dictionary is inside"), hint.to_owned())
}
