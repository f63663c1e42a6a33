//! Balance: what each permission is worth.

use crate::base::number;

/// The chip of another first offer; before its letter.
pub const INSTEAD: &str = "instead of";
/// The last row, in which nothing is used.
pub const OPT_OUT: &str = "Opt out: nothing personal";
/// What it is.
pub const OPT_OUT_NOTE: &str = "No profiling at all; the choice for the average customer.";
/// Tries it.
pub const TRY: &str = "Try";
/// Takes it back.
pub const BACK: &str = "Back";
/// The row of facts without a purpose.
pub const NO_PURPOSE: &str = "Nobody said what for";
/// Left of the line.
pub const ANOTHER_FIRST: &str = "← another first";
/// A mark of facts.
pub const SENSITIVE: &str = "sensitive";
/// A mark of facts.
pub const PROTECTED: &str = "protected";
/// What the bars are.
pub const EXACT: &str = "every value the refused facts could have, exact";
/// What offers are left out.
pub const LEFT_OUT: &str = "· barred offers are left out";
/// A mark.
pub const DEPENDS: &str = "depends on them";
/// Shows the other ways.
pub const WAYS: &str = "Other ways to refuse";
/// Hides them.
pub const HIDE_WAYS: &str = "Back to every value";
/// Saves a consent receipt: what it is called, and whether it is for programs.
pub const RECEIPTS: [(&str, bool); 2] =
    [("Save a consent receipt…", false), ("Save a consent receipt for programs (JSON-LD)…", true)];
/// Searches longer.
pub const LONGER: &str = "Search longer";
/// Goes on with a search that was stopped.
pub const SEARCH: &str = "Search on";
/// While bounds are searched for.
pub const SEARCHING: &str = "Searching every value…";
/// Of a row whose search was stopped before it found anything.
pub const NOT_SEARCHED: &str = "Not searched yet.";
/// After a search was stopped.
pub const STOPPED: &str = "The search was stopped.";
/// Goes to what alone is enough.
pub const HOW_PROVEN: &str = "How it was proven";
/// Goes to where purposes are typed.
pub const DESCRIBE: &str = "Describe the facts…";
/// A command.
pub fn show(tab: &str) -> String {
    format!("Balance: {}", tab.to_lowercase())
}

/// A command: everything is used again.
pub const ALLOW_ALL: &str = "Balance: use everything again as the record has it";
/// A command.
pub const SEARCH_LONGER: &str = "Balance: search longer for what is not settled";
/// The name of the menu.
pub const SAVE: &str = "Save or copy the balance";
/// The card of all offers, for those who do not see it.
pub const ROWS: &str = "Each permission";
/// The card at the top, for those who do not see it.
pub const HEAD: &str = "Balance";

/// A column of the report.
pub const PURPOSE: &str = "Purpose";
/// A column of the report.
pub const DECIDED: &str = "Decided";
/// A column of the report.
pub const FACTS: &str = "Facts";
/// A column of the report.
pub const SURE: &str = "How sure";

/// Where nobody named purposes.
pub const UNNAMED: &str = "*Nobody has said what these facts are used for.* Below, each fact is refused alone, those that \
                           would change most first. Named purposes would have a switch each.";
/// Bounds that more searching may close.
pub const UNSETTLED: &str = "Not every row is settled.";
/// The card of what was not needed.
pub const NEEDED: &str = "Not needed";
/// While it is searched for.
pub const SEARCHING_SET: &str = "Searching for the fewest facts that keep what comes first…";
/// Where it cannot be asked.
pub const CANNOT_NEED: &str =
    "It is not asked where the record itself withholds facts, or where nothing comes first.";

/// What comes first, and its chance: "sent, 43 %".
pub fn first(letter: &str, response: &str) -> String {
    format!("{letter}, {response}")
}

/// What is at either side of the line.
pub fn ends(left: &str, right: &str) -> String {
    format!("{left} | {right}").replace(' ', "\u{A0}")
}

/// What comes first in one way: "A 62 %"; "sent, 43 %".
pub fn way(letter: &str, response: &str, is_offer: bool) -> String {
    if is_offer { format!("{letter} {response}") } else { first(letter, response) }
}

/// What average and bounds are, below a page.
pub fn how(assumed: &str) -> String {
    format!("Average: {assumed}. Bounds: {EXACT}; {LEFT_OUT}.")
}

/// A number before and after.
pub fn change(before: &str, now: &str) -> String {
    if before.is_empty() || before == now { now.to_owned() } else { format!("{before} → {now}") }
}

/// An offer with its number, for those who do not see it.
pub fn offer_name(letter: &str, title: &str, numbers: &str) -> String {
    format!("{letter} {title}, {numbers}")
}

/// The button of the last row, for those who do not see it.
pub fn out_name(is_on: bool, first: &str) -> String {
    if is_on { format!("Take back: {OPT_OUT}") } else { format!("Try {OPT_OUT}: {first}") }
}

/// What pressing a switch does.
pub fn switch_tip(is_on: bool, can: bool) -> String {
    match (can, is_on) {
        (false, _) => "The record itself withholds these facts",
        (true, true) => "Refuse them in a trial",
        (true, false) => "Use them again",
    }
    .to_owned()
}

/// A way to refuse.
pub const BY_COVER: &str = "averaged over the training customers";
/// A way to refuse.
pub const AS_MISSING: &str = "as not known: what the model learned of those who do not say";
/// Over the ways.
pub const WAYS_HEAD: &str = "In other ways, then";
/// While they are worked out.
pub const WAYS_WORKING: &str = "Working them out…";

/// A way to refuse.
pub fn by_background(n: usize) -> String {
    format!("averaged over {}", number::count(n, "open customer", "open customers"))
}

/// Switches facts off.
pub fn refuse(n: usize) -> String {
    if n == 1 { "Refuse it".to_owned() } else { format!("Refuse the {}", number::fixed(n as f64, 0)) }
}
