//! Places, tabs, and what lies over them.

/// The place of one customer.
pub const EXPLAIN: &str = "Explain";
/// What it answers.
pub const EXPLAIN_QUESTION: &str = "What one customer would get, and why";
/// The place of all customers.
pub const OVERALL: &str = "Overall";
/// What it answers.
pub const OVERALL_QUESTION: &str = "Which facts matter most, over all customers";
/// The place of permissions.
pub const BALANCE: &str = "Balance";
/// What it answers.
pub const BALANCE_QUESTION: &str = "What each permission is worth: what a customer would get without it";
/// A tab of Explain.
pub const REASONS: &str = "Reasons";
/// A tab of Explain.
pub const PATH: &str = "Tree paths";
/// A tab of Explain.
pub const CHANGE: &str = "What would change it";
/// A tab of Explain.
pub const COMPARE: &str = "Why not the other";
/// A tab of Explain.
pub const TOGETHER: &str = "Pairs";
/// A tab of Explain.
pub const ENOUGH: &str = "Enough alone";
/// A tab of Balance.
pub const CUSTOMER: &str = "This customer";
/// A tab of Balance.
pub const EVERYBODY: &str = "All customers";
/// The command palette.
pub const PALETTE: &str = "Find a command";
/// The field for a path.
pub const PATH_FIELD: &str = "Open by typing a path";
/// The field for a path to save to.
pub const SAVE_FIELD: &str = "Save by typing a path";
/// The customer browser.
pub const BROWSE: &str = "Browse, search and filter customers";
/// Scenarios side by side.
pub const SCENARIOS: &str = "Compare scenarios";
/// What was tried.
pub const TRIED: &str = "What was tried";
/// The load report.
pub const REPORT: &str = "What was opened: the load report";
/// A figure in the whole window.
pub const LARGE: &str = "Show large";
/// The list of keys.
pub const HELP: &str = "Keys and help";
/// Sends the keyboard to the next card.
pub const NEXT_CARD: &str = "Go to the next card";
/// Sends the keyboard to the card before.
pub const CARD_BEFORE: &str = "Go to the card before";
/// Sends the keyboard to the field that finds facts.
pub const FACT_SEARCH: &str = "Find a fact";
/// Says what a tooltip says.
pub const ABOUT: &str = "Say more about what has the ring";
