//! Why the desk refuses: clauses, as errors have them.

/// A profile before a table.
pub const ONE_CUSTOMER: &str = "this is one customer, and the model needs many to start from";
/// Weights before a table.
pub const WEIGHTS: &str = "these are weights of intrusiveness, and the model needs customers to start from";
/// What to do about it.
pub const TABLE_FIRST: &str = "open a table of customers first, then this file again";
/// Customers before a model.
pub const NO_MODEL: &str = "this is customer data, and no model is open yet";
/// What to do about it.
pub const MODEL_FIRST: &str = "open a model first, then this file again";
/// A question about customers.
pub const NO_TABLE: &str = "no table of customers is open";
/// A model that is to be read once more.
pub const NO_FILE: &str = "the model comes from no file that could be read again";
/// A file that is another now.
pub const CHANGED: &str = "this file has changed since it was opened";
/// What to do about it.
pub const OPEN_MODEL: &str = "open the model's file by itself to go on with it as it is now";
/// A fault of ours.
pub const INSIDE: &str = "something went wrong inside the program";
/// What became of the work.
pub const NOTHING_LOST: &str = "nothing was lost";
/// A table without anything.
pub const EMPTY_TABLE: &str = "this table is empty: expected names of columns, and at least one customer below them";
/// What to do about it.
pub const SAVE_AGAIN: &str = "save it again with its customers";
