//! Why a session was not saved or opened: clauses, as errors have them.

use crate::base::number;

/// What to do where little more can be told.
pub const EDITED: &str = "the file is damaged or was edited; docs/formats.md shows a whole session";
/// A path.
pub const PATH_NO_TEXT: &str = "its path has letters that no text can hold";
/// What to do about it.
pub const RENAME_IT: &str = "rename the file or its folder, open it again, then save the session";
/// The path of a table that was counted.
pub const COUNTED_NO_TEXT: &str = "the path of the table that was counted has letters that no text can hold";
/// What to do about it.
pub const RENAME_COUNTED: &str = "rename that file or its folder, then open both again";
/// The average that reasons start from.
pub const TABLE_CLOSED: &str = "reasons start from customers of a table that is no longer open";
/// What to do about it.
pub const CHOOSE_AVERAGE: &str = "choose anew which average they start from (View), then save the session";
/// The average that reasons start from.
pub const FROM_CUSTOMERS: &str = "reasons start from the opened customers, whom this session is to leave out";
/// A customer who was forgotten and is not there.
pub const NO_SUCH_ROW: &str = "the table has no such row";
/// A session that is named in a session.
pub const SESSION_WITHIN: &str = "a saved session, where a session names a model or a table";
/// The place of a model that the program carries.
pub const ONE_TREE: &str = "the one-tree model";
/// A place.
pub const THE_MODEL: &str = "the model";
/// A place.
pub const THE_TABLE: &str = "the table";
/// A place.
pub const THE_COUNTED: &str = "the table that was counted";
/// A place.
pub const CARRIED_CUSTOMERS: &str = "the demonstration's customers";
/// Another file than a model.
pub const NO_MODEL: &str = "expected a customer model, found something else";
/// Another file than a table.
pub const NO_TABLE: &str = "expected a table of customers, found something else";
/// A file that is another now.
pub const CHANGED: &str = "this file has changed since the session was saved";
/// A file that is there now.
pub const NOT_READ: &str = "this file was not read for the model when the session was saved";
/// A file that was there then.
pub const GONE: &str = "a file that was read with it when the session was saved is no longer there";
/// No file at all.
pub const NO_FILES: &str = "the session does not say which files its model was read from";
/// What to do about a file that is a session now.
pub const FETCH_FILE: &str = "put the file there that the session was saved with, or open that one by itself";
/// What to do about a model's files.
pub const FETCH_MODEL: &str =
    "fetch the file as it was to open the session, or open the model by itself to go on with it as it is now";
/// What to do about a table's file.
pub const FETCH_TABLE: &str =
    "fetch the file as it was to open the session, or open the model and the table by themselves";
/// A model without covers.
pub const NO_COVERS: &str = "the model stores no covers, and the session names no table to count them over";
/// The same of what the program carries.
pub const COUNTED_NO_FILE: &str = "expected a file to count covers over";
/// A table that the program carries.
pub const OTHER_MODEL: &str = "the demonstration's customers, for another model";
/// A scenario.
pub const SAME_NUMBER: &str = "its number is that of another one";
/// A scenario.
pub const OTHER_NUMBER: &str = "a scenario of another number than the step's";
/// A scenario.
pub const ONE_CUSTOMER: &str = "expected either the place of its customer or the customer";
/// A place.
pub const NO_PLACE: &str = "a place that this program does not have";
/// A tab.
pub const NO_TAB: &str = "a tab that this program does not have";
/// A line.
pub const NO_LINE: &str = "a line at no response of this model";
/// An offer.
pub const NO_OFFER: &str = "an offer that the model does not have";
/// A place in a list.
pub const PAST_STEP: &str = "past step";
/// A place in a list.
pub const FUTURE_STEP: &str = "future step";

/// The place of a field.
pub fn field(name: &str) -> String {
    format!("field \"{name}\"")
}

/// Where a file was looked for.
pub fn looks_for(path: &str) -> String {
    format!("the session looks for it at {path}: put it there, or write in the session where it is")
}

/// A table with another number of customers.
pub fn changed_rows(now: usize, then: usize) -> String {
    let (now, then) = (number::count(now, "customer", "customers"), number::fixed(then as f64, 0));
    format!("{CHANGED}: {now}, where there were {then}")
}

/// More of something than may be.
pub fn limit(n: usize, what: &str, most: usize) -> String {
    format!("{n} {what}, the limit is {most}")
}

/// A customer who is not there.
pub fn no_customer(place: usize, n: usize) -> String {
    format!("customer number {place}, but there are {n}, counted from 0")
}

/// A scenario's name.
pub fn name(most: usize) -> String {
    format!("expected a name of at most {most} letters")
}
