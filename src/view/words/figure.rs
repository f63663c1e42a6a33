//! What can be taken along, after "Save the" and "Copy the".

/// The reasons.
pub const WATERFALL: &str = "reasons";
/// The offers.
pub const OFFERS: &str = "offers";
/// One bar per tree.
pub const TREES: &str = "bar per tree";
/// The open tree.
pub const TREE: &str = "open tree";
/// What separates two offers.
pub const COMPARE: &str = "comparison";
/// Pairs of facts.
pub const TOGETHER: &str = "pairs";
/// The map of two facts.
pub const MAP: &str = "map of two facts";
/// What matters over all customers.
pub const IMPORTANCE: &str = "chart of what matters most";
/// What each permission is worth.
pub const BALANCE: &str = "balance of permissions";
/// The same over all customers.
pub const EVERYONE: &str = "balance of all customers";
/// Scenarios side by side.
pub const SCENARIOS: &str = "scenarios";
/// What would change it.
pub const CHANGE: &str = "changes";
/// What alone is enough.
pub const ENOUGH: &str = "facts that are enough";
/// The rows of the browser.
pub const CUSTOMERS: &str = "list of customers";

/// All that is said.
pub const REPORT: &str = "report";

/// A format: sentences and rows.
pub const TEXT: &str = "text";

/// Above a column of averages.
pub const AVERAGE: &str = "average";
/// Above the line of the only offer.
pub const THE_LINE: &str = "the line";
