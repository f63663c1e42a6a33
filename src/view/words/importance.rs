//! What matters over all customers.

/// The title before an offer.
pub const TITLE_FOR: &str = "What matters most for";
/// The title where there is one offer.
pub const TITLE: &str = "What matters most";
/// Where no table is open.
pub const NO_TABLE: &str = "No table of customers is open yet";
/// After it was stopped.
pub const STOPPED: &str = "Stopped";
/// The name of its menu.
pub const SAVE: &str = "Save or copy what matters most";
/// Shows fewer facts.
pub const FEW_FACTS: &str = "Show the first few facts";
/// Shows all facts.
pub const EVERY_FACT: &str = "Show every fact";
/// What to do with the figure.
pub const HOW: &str = "Point at a fact for its numbers, click it to go to its slider.";

/// The name of the list of offers.
pub fn offer(name: &str) -> String {
    format!("Offer: {name}")
}
