//! Balance: what each permission is worth, over all customers.

use crate::base::number;

/// What the place asks.
pub const TITLE: &str = "How much must be known?";
/// The card at the top, for those who do not see it.
pub const HEAD: &str = "Balance of all customers";
/// The card of the sets, for those who do not see it.
pub const SETS: &str = "Sets of refused purposes";
/// Before what may be held against points.
pub const UP: &str = "Up:";
/// May be held against points.
pub const ACCEPTED: &str = "Accepted";
/// May be held against points.
pub const SAME: &str = "Same offer";
/// The same of a model with one outcome.
pub const SAME_OUTCOME: &str = "Same outcome";
/// The name of the menu.
pub const SAVE: &str = "Save or copy the balance of all customers";
/// A command.
pub const SAVE_TABLE: &str = "Balance: save the sets of refused purposes as a table (CSV)";
/// After the finding with nothing refused.
pub const CHOOSE: &str = " Choose a point to see what fewer facts would cost.";
/// Above the groups.
pub const FELT: &str = "Who feels it";
/// What is told of them.
pub const FELT_ACCEPTS: &str = "same offer of 100 · accepted of 100, today → then";
/// The same where it is not known what they accept.
pub const FELT_SAME: &str = "same offer of 100";
/// A table's columns, the groups.
pub const FELT_TABLE: [&str; 4] = ["Group", "Same offer of 100", "Accepted of 100 today", "Accepted of 100 then"];
/// A set with nothing refused, within a sentence.
pub const WITH_ALL: &str = "with everything used, as today";
/// What customers keep.
pub const SAME_OFFER: &str = "Same offer";
/// The same of a model with one outcome.
pub const SAME_SIDE: &str = "Same side of the line";
/// What this cannot tell.
pub const LIMITS: &str =
    "whether people would answer as before, or what a model trained without these facts would do.";
/// The same where no outcomes are known.
pub const LIMITS_UNKNOWN: &str = "what people would accept, which this table does not say, or what a model trained \
                                  without these facts would do.";
/// Where there are no purposes to refuse.
pub const BY_FACTS: &str = "No purpose of this model may be refused, so facts are refused instead, one after the other, \
                            each the one that changes least.";
/// Who set the points.
pub const SET_ALL: &str = "Points of every fact as the dictionary has them.";
/// Who set the points.
pub const SET_HERE: &str = "Points as changed here; not saved.";
/// Before a table of customers is open.
pub const NOBODY: &str = "Nobody to count";
/// What to open.
pub const NOBODY_TEXT: &str = "For how many customers the offer stays without a fact can be counted when there are some. \
                               Open a table of customers (CSV, JSON lines or Parquet, a row each). It stays on this \
                               computer.";
/// While it is counted.
pub const WORKING: &str = "Every customer is scored without each purpose, each fact and every set of purposes. You may \
                           go on with something else: the work goes on.";
/// Before the first customer is counted.
pub const STARTING: &str = "Looking at the customers …";
/// After a stop.
pub const STOPPED: &str = "The count was stopped";
/// Why nothing is shown after it.
pub const STOPPED_TEXT: &str = "A part of the customers would not be all of them, so nothing is shown.";
/// Stops it.
pub const CANCEL: &str = "Cancel";
/// What is told when it is done and nobody looks.
pub const DONE: &str = "All customers are counted: Balance, All customers.";
/// Begins to change the points.
pub const WEIGHTS: &str = "Change the weights…";
/// Shows what is refused in the set to the customer.
pub const TITLE_ALL: &str = "Everything used, as today";
/// A row of the chosen set.
pub const INTRUSIVENESS: &str = "Intrusiveness";
/// A row of the chosen set.
pub const FACTS: &str = "Facts used";
/// A row of the chosen set.
pub const MARKED: &str = "Sensitive, protected";
/// A row of the chosen set.
pub const ACCEPTED_100: &str = "Accepted of 100, measured";
/// Between today and then.
pub const THEN: &str = "→";
/// Above the offers.
pub const BARS: &str = "grey today, coloured then";
/// The key of the points.
pub const KEY: [&str; 2] = ["nothing gets more for as few points", "another way"];
/// Below the points.
pub const ACROSS: &str = "intrusiveness, points →";
/// What a set is in which nothing personal is used.
pub const NOTHING: &str = "nothing that may be refused";
/// What a set is with everything.
pub const TODAY: &str = "everything, as today";
/// A table's column.
pub const REFUSED: &str = "Refused";
/// A table's column.
pub const POINTS: &str = "Points";
/// A table's column.
pub const ON_THE_LINE: &str = "Nothing gets more for as few points";
/// A table's columns, the chosen set.
pub const CHOSEN: [&str; 3] = ["What", "Today", "Then"];
/// A table's columns, who gets what first.
pub const GIVEN: [&str; 3] = ["Offer", "Today", "Then"];
/// A table's columns, what each permission is worth.
pub const WORTH: [&str; 3] = ["Without", "Points", "Stays the same"];
/// A command.
pub const COMMAND_WEIGHTS: &str = "Balance: how intrusive each fact is";
/// A cell.
pub const YES: &str = "yes";

/// What takes the place of a refused fact.
pub const BY_COVER: &str = "averaged over the training customers";
/// What takes the place of a refused fact.
pub const BY_BACKGROUND: &str = "averaged over the customers that reasons start from";
/// What takes the place of a refused fact.
pub const AS_MISSING: &str = "taken as not known";

/// What takes the place of a refused fact, as a sentence.
pub fn refused(how: &str) -> String {
    format!("A refused fact is {how}.")
}

/// That a what-if changes nobody.
pub fn what_if(rows: u64) -> String {
    format!("These are the real {rows}; your what-if changes nobody here.")
}

/// Of how many facts points are assumed.
pub fn assumed(n: usize) -> String {
    format!(
        "Of {n} facts nobody said how intrusive they are: 1 point is assumed, 2 where personal, 4 where sensitive, 2 more \
         where protected."
    )
}

/// Who set the points; so many facts they leave out.
pub fn set_by_all(by: &str, on: &str, left_out: usize) -> String {
    let rest = match left_out {
        0 => String::new(),
        1 => "; one fact is as it was".to_owned(),
        n => format!("; {n} facts are as they were"),
    };
    format!("Points set by {by}, {on}{rest}.")
}

/// That an opinion was opened.
pub fn opened(by: &str, on: &str) -> String {
    format!("Opened how intrusive facts are, by {by}, {on}: Balance, All customers.")
}

/// How far the count is.
pub fn progress(done: u64, rows: u64, round: u64, rounds: u64) -> String {
    let customers = format!("{done} of {rows} customers");
    if rounds > 1 { format!("{customers}, round {round} of {rounds}") } else { customers }
}

/// Switches the purposes of a set off for a customer.
pub fn try_for(name: &str) -> String {
    format!("Try it for {name}")
}

/// Switches facts on in the picture.
pub fn upward(accepted: bool, is_line: bool) -> &'static str {
    match (accepted, is_line) {
        (true, _) => ACCEPTED,
        (false, false) => SAME,
        (false, true) => SAME_OUTCOME,
    }
}

/// A fact of little sensitivity, or none said.
pub const LOW: &str = "low, or not said";
/// A fact's sensitivity.
pub const PERSONAL: &str = "personal";
/// A fact's sensitivity.
pub const SENSITIVE: &str = "sensitive";

/// Who set a fact's points.
pub fn set_by(by: &str, on: &str) -> String {
    format!("by {by}, {on}")
}

/// What a fact's points are assumed by.
pub fn assumed_of(sensitivity: &str, is_protected: bool) -> String {
    format!("assumed: {sensitivity}{}", if is_protected { ", protected" } else { "" })
}

/// What a fact's points were.
pub fn changed(from: f64) -> String {
    format!("changed here, from {}", number::trimmed(from, 2))
}

/// The card of the points.
pub const WEIGHTS_TITLE: &str = "How intrusive is each fact?";
/// What points are.
pub const WEIGHTS_TEXT: &str = "In points, which are an opinion: drag or type them. The sets move at once; nobody is counted \
                                again.";
/// Back to the chosen set.
pub const WEIGHTS_CLOSE: &str = "Done with the weights";
/// Takes all changes of points back.
pub const UNWEIGH: &str = "Back to the points as they were";
/// Who sets the points.
pub const WEIGHTS_BY: &str = "Set by";
/// An example of who.
pub const WEIGHTS_WHO: &str = "such as the committee";
/// Saves the points.
pub const WEIGHTS_SAVE: &str = "Save…";
/// What that needs.
pub const WEIGHTS_NAMELESS: &str = "Points are an opinion: say whose it is, then they can be saved";
/// What the demonstration's weights are called as a file.
pub const DEMONSTRATION: &str = "demonstration";
/// Begins to prove it.
pub const PROVE: &str = "Prove for each customer whether it stays, whatever the refused facts are…";
/// The customers of whom it is proven.
pub const PROVEN: &str = "For how many it is proven to stay without it";
/// What that is.
pub const PROVEN_NOTE: &str = "each customer, whatever the refused facts are; exact, nothing is averaged";

/// How far the proofs are.
pub fn proving(done: u64, all: u64) -> String {
    format!("Proving: {done} of {all} customers")
}
