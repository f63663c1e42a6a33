//! The customer browser.

/// While the list is made.
pub const LISTING: &str = "Listing …";
/// Looks at anybody.
pub const RANDOM: &str = "Random";
/// Its tip.
pub const RANDOM_TIP: &str = "Look at anybody in the list (Alt+R when this is closed)";
/// Where nobody is open.
pub const NOBODY: &str = "No customers are open yet";
/// What can be opened.
pub const WHAT_OPENS: &str =
    "Open a table of customers (CSV, a row each) or a profile (RON). It stays on this computer.";
/// The field for names.
pub const SEARCH: &str = "Search";
/// What is looked for.
pub const SEARCH_HINT: &str = "name, label or row number";
/// Begins a filter.
pub const ADD_FILTER: &str = "Add a filter…";
/// Adds a column.
pub const SHOW_FACT: &str = "Show a fact…";
/// Its tip.
pub const SHOW_FACT_TIP: &str = "Add a column with one fact of every customer";
/// What a column does.
pub const SHOWN: &str = "Shown for every customer in the list, until you hide it.";
/// Where no column has room.
pub const NO_ROOM: &str = "As many facts are shown as fit. Hide one first.";
/// Takes a column away.
pub const HIDE: &str = "Hide this fact";
/// Takes a filter away.
pub const REMOVE_TIP: &str = "Click to remove this filter";
/// Takes all filters away.
pub const CLEAR_FILTERS: &str = "Clear all filters";
/// Lists everybody again.
pub const CLEAR_ALL: &str = "Clear search and filters";
/// Before a filter that is being made.
pub const WHERE: &str = "Only those where";
/// The field for a number.
pub const NUMBER: &str = "Number";
/// What is no number.
pub const NO_NUMBER: &str = "That is no number";
/// Takes the filter that was made.
pub const ADD: &str = "Add";
/// Where the order needs what is not worked out yet.
pub const WAITS: &str = "The list appears when the scores are worked out.";
/// Where nobody is listed.
pub const NO_MATCH: &str = "Nobody matches.";
/// After the scoring was stopped.
pub const NOT_SCORED: &str = "What each would get is not worked out: it was stopped.";
/// Begins it again.
pub const SCORE: &str = "Work it out";

/// While everybody is scored.
pub fn scoring(all: &str, percent: u64) -> String {
    format!("Working out what each of {all} would get … {percent}\u{A0}%")
}

/// Before so many filters.
pub fn only(n: usize) -> &'static str {
    if n == 1 { "Only those with" } else { "Only those with all of" }
}

/// Takes a filter away.
pub fn remove(filter: &str) -> String {
    format!("Remove filter: {filter}")
}

/// What a filter is about.
pub fn subject(name: &str) -> String {
    format!("Filter by: {name}")
}

/// What a filter asks.
pub fn condition(text: &str) -> String {
    format!("Condition: {text}")
}

/// A column's head; `descending` if it orders the list.
pub fn sort_by(column: &str, descending: Option<bool>) -> String {
    match descending {
        None => format!("Sort by {column}"),
        Some(true) => format!("Sort by {column}, now the greatest first"),
        Some(false) => format!("Sort by {column}, now the least first"),
    }
}

/// A column's tip.
pub fn sort_tip(about: &str) -> String {
    format!("{about}. Click to sort.")
}

/// Takes a column away.
pub fn hide(column: &str) -> String {
    format!("Hide {column}")
}

/// Who is looked at, in the list.
pub fn shown(label: &str) -> String {
    format!("{label}  (shown now)")
}

/// The same for those who do not see it.
pub fn looked_at(about: &str) -> String {
    format!("{about}, looked at now")
}

/// Where in the list one is.
pub fn at(position: &str) -> String {
    format!("List at {position}")
}
