//! The Explain screen.

use crate::base::number;

/// The facts, in a very narrow window beside the offers.
pub const FACTS: &str = "Facts";
/// The reasons, in a narrow window beside the offers.
pub const WHY: &str = "Why?";
/// While a map is worked out.
pub const MAPPING: &str = "Working out the map …";
/// While pairs are worked out.
pub const PAIRING: &str = "Working out which facts work together …";
/// While two offers are compared.
pub const COMPARING: &str = "Working out the other offer's reasons …";
/// Below several offers.
pub const CLICK_OFFER: &str = "Click an offer to see its reasons.";
/// Before the units of shares.
pub const NUMBERS: &str = "Numbers at the bars:";
/// A unit of shares.
pub const IN_POINTS: &str = "score points";
/// A unit of shares.
pub const IN_CHANCE: &str = "change along the way";
/// Keeps what is tried.
pub const KEEP: &str = "Keep this what-if";
/// The place above the cards, for those who do not see it.
pub const WHAT_IF: &str = "What if";
/// Where nothing is changed, in the place of what a what-if says first.
pub const TOLD_HERE: &str = "Nothing is changed. What a change brings is told here first, with the way back.";
/// Before which of several changes did it.
pub const WHICH_CHANGE: &str = "*Which change did it?*";
/// Unfolds a list.
pub const SHOW: &str = "Show";
/// Folds a list.
pub const HIDE: &str = "Hide";
/// Hides the working.
pub const HIDE_WORKING: &str = "Hide the working";
/// Shows the working.
pub const SHOW_WORKING: &str = "How is this computed?";
/// Above the bars of trees.
pub const TREES: &str = "Tree by tree";
/// Closes the open tree.
pub const CLOSE_TREE: &str = "Close the tree";
/// Below the open tree.
pub const HOW_TREE: &str =
    "Numbers on the lit way are the lines below. Left means the condition holds; point at a node to read it.";
/// Below it, where customers are opened.
pub const COMERS: &str = "Bars on the way: the opened customers who come there, along what is asked; the triangle is the \
                          one who is looked at.";
/// Opens the tree before.
pub const PREVIOUS_TREE: &str = "Previous tree";
/// Opens the tree after.
pub const NEXT_TREE: &str = "Next tree";
/// Above the facts that change it alone.
pub const ONE_FACT: &str = "One fact alone";
/// Above how firm the recommendation is.
pub const FIRM: &str = "How firm is this";
/// Above the pairs.
pub const STRONGEST: &str = "Strongest first";
/// Shows pairs.
pub const PAIRS: &str = "Who works with whom";
/// Shows a map.
pub const MAP: &str = "Map of two facts";
/// An axis of a map.
pub const ACROSS: &str = "Across";
/// An axis of a map.
pub const UPWARDS: &str = "Upwards";
/// Below a map.
pub const HOW_MAP: &str = "Click into the map to set both facts; with the keyboard, arrow keys go from cell to cell, \
                           with Shift to the next line, and Enter sets.";
/// Where there is one offer.
pub const NO_OTHER: &str = "There is no other offer to compare with.";
/// Before the offer that is explained.
pub const EXPLAINED: &str = "Why";
/// Before the offer that it is compared with.
pub const AND_NOT: &str = "and not";

/// The line of a model with one outcome, and what it does.
pub mod reach {
    use crate::base::number;

    /// Before the line.
    pub const SEND_FROM: &str = "I would send from";
    /// A step down.
    pub const LOWER: &str = "Line a step lower";
    /// A step up.
    pub const HIGHER: &str = "Line a step higher";
    /// The line's number.
    pub const TYPE: &str = "Click to type the line; drag it along the bars, or choose one of the lines below";
    /// The line on the scale.
    pub const THE_LINE: &str = "The line";
    /// Beside an outcome that has no name.
    pub const NAME_IT: &str = "Name it…";
    /// Writes the line into the data dictionary.
    pub const KEEP: &str = "Keep it with the model";
    /// Its tip.
    pub const KEEP_TIP: &str =
        "Saves the line in the data dictionary beside the model, with whatever you said of facts";
    /// Above what the line does.
    pub const SENDS: &str = "What this line sends";

    /// While everybody is scored.
    pub fn scoring(done: u64, total: u64) -> String {
        let whole = |n: u64| number::fixed(n as f64, 0);
        format!("Working out what the line sends: {} of {}", whole(done), whole(total))
    }
}

/// The tab of an offer that is compared.
pub fn why_not(letter: &str) -> String {
    format!("Why not {letter}?")
}

/// Of two offers, the one explained.
pub fn why_offer(name: &str) -> String {
    format!("Why this offer: {name}")
}

/// Of two offers, the other.
pub fn and_not_offer(name: &str) -> String {
    format!("And not this one: {name}")
}

/// Tries a value of a fact.
pub fn try_value(fact: &str, value: &str) -> String {
    format!("Try {fact} {value}")
}

/// Boxes of changes that are not shown, or the way back to few.
pub fn more_changes(hidden: usize) -> String {
    match hidden {
        0 => "Fewer changes".to_owned(),
        n => format!("More: {}", number::count(n, "other change", "other changes")),
    }
}

/// What is said in a box without a letter: "22 %, sent".
pub fn case(response: &str, what: &str) -> String {
    if response.is_empty() { what.to_owned() } else { format!("{response}, {what}") }
}

/// The order of the easiest changes.
pub fn easiest_by(by: &str) -> String {
    format!("Easiest changes, ordered {by}")
}

/// A list that is folded, or not.
pub fn fold(title: &str, open: bool) -> String {
    format!("{title}: {}", if open { "hide" } else { "show" })
}

/// Pairs that are not shown.
pub fn weaker(n: usize) -> String {
    format!("and {}", number::count(n, "weaker pair", "weaker pairs"))
}

/// A map, and the cell that is pointed at.
pub fn map(title: &str, cell: &str) -> String {
    format!("Map of {title}. {cell}")
}

/// The facts and their controls.
pub mod fact {
    use crate::base::number;

    /// Where nothing is changed.
    pub const DRAG: &str = "Drag a slider to ask “what if?”";
    /// Over a value.
    pub const TYPE: &str = "Click to type a value";
    /// In the field that finds facts.
    pub const FIND: &str = "Find a fact  /";
    /// Where no fact is found.
    pub const NONE_FOUND: &str = "No fact has these words.";

    /// The field in which a value is typed.
    pub fn value_of(fact: &str) -> String {
        format!("Value of {fact}")
    }

    /// Opens the browser.
    pub const BROWSE: &str = "Click to search and browse customers (Ctrl+F)";
    /// Opens the browser.
    pub const SEARCH: &str = "Search, filter and sort customers (Ctrl+F)";
    /// Looks at the previous customer.
    pub const PREVIOUS: &str = "Previous customer (Alt+←)";
    /// Looks at the next customer.
    pub const NEXT: &str = "Next customer (Alt+→)";
    /// That next and previous do not go through everybody.
    pub const FILTERED: &str = "filtered ×";
    /// The same for those who do not see it.
    pub const CLEAR_FILTERS: &str = "Filtered: clear the filters";
    /// Where there is a line: a stretch that is not sent.
    pub const BELOW_LINE: &str = "below the line";
    /// Where there is a line: a stretch that is sent.
    pub const ABOVE_LINE: &str = "above: sent";
    /// A side of the line.
    pub const SENT: &str = "sent";
    /// A side of the line.
    pub const NOT_SENT: &str = "not sent";
    /// The dotted mark, where something is changed.
    pub const BEFORE: &str = "before the changes";
    /// Where the dictionary has nothing.
    pub const NOTHING_MORE: &str = "The model's file says nothing more about this fact";
    /// Sets a fact back.
    pub const SET_BACK: &str = "Set back";
    /// Sets a fact back, in a menu.
    pub const SET_BACK_AS_IS: &str = "Set back to the customer as they are";
    /// What a fact's menu holds.
    pub const MENU: &str = "Not known, withheld, map, reset";
    /// An item of it.
    pub const IF_NOT_KNOWN: &str = "Ask: what if this were not known?";
    /// An item of it.
    pub const IF_WITHHELD: &str = "Ask: what if it must not be used?";
    /// An item of it.
    pub const MAP_WITH: &str = "Map with another fact…";
    /// The letters before levels.
    pub const LETTERS: &str = "The letter before each level says which offer would come first with it";

    /// How many facts are changed; sets them back.
    pub fn changed(n: usize) -> String {
        format!("{} changed · Reset all", number::count(n, "fact", "facts"))
    }

    /// How many customers next and previous go through.
    pub fn matching(customers: &str) -> String {
        format!("{customers} match the search and filters. Click to clear them.")
    }

    /// Above the shares: their unit, for which offer if there are several.
    pub fn shares(letter: Option<&str>, unit: &str) -> String {
        letter.map_or_else(|| unit.to_owned(), |letter| format!("{unit} for {letter}"))
    }

    /// What the shares are against.
    pub const AGAINST_AVERAGE: &str = "from average";

    /// The chance or value where one points.
    pub fn response_here(response: &str, is_sent: bool) -> String {
        format!("Here {response}: {}", if is_sent { SENT } else { NOT_SENT })
    }

    /// A value before the change.
    pub fn was(value: &str) -> String {
        format!("was {value}")
    }

    /// A level that was chosen before the change.
    pub fn level_before(level: &str) -> String {
        format!("{level} (before)")
    }

    /// Sets a fact back.
    pub fn reset(fact: &str) -> String {
        format!("Reset {fact}")
    }

    /// What comes first with a level.
    pub fn first(letter: &str) -> String {
        format!("{letter} would come first")
    }

    /// What comes first where one points.
    pub fn first_here(letter: &str) -> String {
        format!("Here {letter} would come first")
    }

    /// A switch.
    pub fn switch(from: &str, to: &str, at: &str) -> String {
        format!("Switches from {from} to {to} {at}")
    }

    /// The switch that one points at.
    pub fn switch_here(from: &str, to: &str, at: &str) -> String {
        format!("Here it switches from {from} to {to} {at}")
    }

    /// The ends of a slider.
    pub fn scale(from: &str, to: &str) -> String {
        format!("The scale goes from {from} to {to}")
    }
}

/// What would have to be different, and what is enough.
pub mod plan {
    /// Before the offer that is to come first.
    pub const BRINGS: &str = "The cheapest change that brings";
    /// After it.
    pub const FIRST: &str = "first";
    /// Above the columns of a plan.
    pub const COLUMNS: [&str; 4] = ["", "now", "then", "enough, all together"];
    /// The same for those who do not see them.
    pub const COLUMNS_NAME: &str = "now, then, and what is enough";
    /// Tries a plan.
    pub const TRY: &str = "Try this change as a what-if";
    /// Gives a search more steps.
    pub const LONGER: &str = "Search longer";
    /// After a search was stopped.
    pub const AGAIN: &str = "Search again";
    /// Takes prices and directions as they were before anybody changed them.
    pub const AS_AT_FIRST: &str = "As it was at first";
    /// A fact that may not change.
    pub const STAYS: &str = "stays";
    /// After a price.
    pub const PRICE: &str = "price";
    /// A fact without which nothing is enough.
    pub const ALWAYS: &str = "in every such set";

    /// The offer that is to come first.
    pub fn to_come_first(name: &str) -> String {
        format!("Offer that is to come first: {name}")
    }

    /// Whether a fact may change.
    pub fn may_change(fact: &str) -> String {
        format!("{fact} may change")
    }

    /// What a change of a fact costs.
    pub fn price_of(fact: &str) -> String {
        format!("Price of a change of 1 of {fact}")
    }

    /// In which direction a fact may change.
    pub fn direction_of(fact: &str, direction: &str) -> String {
        format!("Direction of {fact}: {direction}")
    }

    /// How far a fact may go.
    pub fn within(range: &str) -> String {
        format!("  as long as it is {range}")
    }
}
