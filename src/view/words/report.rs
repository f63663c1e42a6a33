//! What the press prints around the views: headings, heads of columns, captions, the foot.

use super::CANDOUR;
use crate::base::number;

/// What two facts do together, above a column.
pub const TOGETHER: &str = "Together";
/// A heading over what a change does.
pub const WHAT_IF: &str = "What-if";
/// A heading.
pub const NO_DIFFERENCE: &str = "What made no difference";
/// A heading.
pub const HOW_FAR: &str = "How far to trust it";
/// A heading.
pub const CANNOT_TELL: &str = "What this cannot tell you";
/// A heading.
pub const TWO_FACTS: &str = "What two facts do together";
/// A heading.
pub const ENOUGH: &str = "What is enough";
/// A heading, of a curve.
pub const SWITCHES: &str = "Where it switches";
/// A heading, of a curve.
pub const STRETCHES: &str = "Every stretch";
/// A heading, of the load report.
pub const FEATURES: &str = "Features";
/// A heading, of the load report.
pub const COLUMNS: &str = "Columns";
/// A heading, of the load report.
pub const REPLAY: &str = "Replay against reference predictions";
/// A heading.
pub const SIDE_BY_SIDE: &str = "Scenarios side by side";
/// A heading.
pub const BY_SCENARIO: &str = "Scenario by scenario";

/// What a fold holds.
pub const OFFERS_TABLE: &str = "The offers as a table";
/// What a fold holds.
pub const REASONS_TABLE: &str = "All reasons as a table";
/// What a fold holds.
pub const BOTH_TABLE: &str = "Both offers' reasons as a table";
/// What a fold holds.
pub const PATH_RECEIPT: &str = "The path as a receipt";
/// What a fold holds.
pub const MAP_TABLE: &str = "The map as a table";
/// What a fold holds.
pub const FACTS_TABLE: &str = "The facts as a table";
/// What a fold holds.
pub const FACTS_TOLD: &str = "Each fact in words";
/// What a fold holds.
pub const SCENARIOS_TOLD: &str = "The scenarios in words";

/// A table's order.
pub const NEAREST_FIRST: &str = "Nearest first";
/// A table's order.
pub const CLOSEST_FIRST: &str = "Closest first";
/// How to read the marks before a curve's rows.
pub const CURVE_MARKS: &str = "● is now, ○ is before any change.";

/// A column.
pub const OFFER: &str = "Offer";
/// A column.
pub const RESPONSE: &str = "Response";
/// A column: where an offer stands.
pub const PLACE: &str = "Place";
/// A column.
pub const FACT: &str = "Fact";
/// A column: of a fact.
pub const VALUE: &str = "Value";
/// A column: of a fact.
pub const SHARE: &str = "Share";
/// A column: after each share.
pub const RUNNING_TOTAL: &str = "Running total";
/// A column: what a line of a receipt rests on.
pub const BECAUSE: &str = "Because";
/// A column: the value that a fact changes to.
pub const TO: &str = "To";
/// A column: the offer that a change brings first.
pub const COMES_FIRST: &str = "Comes first";
/// A column.
pub const PAIR: &str = "Pair";
/// A column: what a fact does on average.
pub const MOVES: &str = "Moves the score by";
/// A column: beside all facts.
pub const PART_OF_ALL: &str = "Part of all";
/// The columns of how firm it is, a row per fact.
pub const FIRM: [&str; 5] = [FACT, "Now", "The same offer stays first", "Another comes first", "How far"];

/// The foot: which model.
pub fn model(title: &str, format: &str) -> String {
    format!("Model: {title} ({format})")
}

/// The foot: how the model was trained.
pub fn trained(training: &str) -> String {
    format!("Trained as {training}")
}

/// The foot: what wrote it.
pub fn written(version: &str) -> String {
    format!("Written by {CANDOUR} {version}, on the machine where the data is")
}

/// What a change did to an offer's response.
pub fn since(change: &str) -> String {
    format!("{change} since the change")
}

/// How many places an offer went up, or down below zero.
pub fn moved(places: i32) -> String {
    if places < 0 { format!("down {}", -places) } else { format!("up {places}") }
}

/// What the table of all reasons shows.
pub fn amounts(unit: &str) -> String {
    format!("Amounts in {unit}; the last column is the running total.")
}

/// What is left out of a list.
pub fn more(n: usize) -> String {
    format!("And {n} more.")
}

/// A heading over two offers.
pub fn beside(a: &str, b: &str) -> String {
    format!("{a} and {b} side by side")
}

/// A heading over a receipt.
pub fn path(receipt: &str) -> String {
    format!("The path: {receipt}")
}

/// What a fold holds of a tree.
pub fn steps(tree: &str) -> String {
    format!("{tree}, step by step")
}

/// Which fact goes which way in a map's table.
pub fn axes(down: &str, across: &str) -> String {
    format!("Down: {down}. Across: {across}, numbered below.")
}

/// How to read the mark in a map's table.
pub fn here(about: &str) -> String {
    format!("[ ] is now. {about}")
}

/// A fact of the cheapest change.
pub fn change(fact: &str, [from, to, suffices]: [&str; 3]) -> String {
    format!("{fact}: {from} → {to} (enough: {suffices})")
}

/// How far a fact may go, after its value; nothing where it may not.
pub fn within(range: &str) -> String {
    if range.is_empty() { String::new() } else { format!(" (as long as it is {range})") }
}

/// A heading over a scenario.
pub fn scenario(name: &str, kind: &str, is_shown: bool) -> String {
    let shown = if is_shown { format!(", {}", super::scenarios::SHOWN) } else { String::new() };
    format!("{name} ({kind}{shown})")
}

/// What a ranking shows.
pub fn ranked(unit: &str) -> String {
    format!("In {unit}, the one that matters most first")
}

/// Features that no tree asks about.
pub fn unused(labels: &str) -> String {
    format!("Not used by the trees: {labels}")
}

/// How often trees ask about a feature.
pub fn splits(n: usize) -> String {
    match n {
        0 => "no tree asks about it".to_owned(),
        n => number::count(n, "split", "splits"),
    }
}

/// Why numbers did not become a file.
pub fn not_written(what: &dyn std::fmt::Display) -> String {
    format!("the numbers could not be written: {what}")
}
