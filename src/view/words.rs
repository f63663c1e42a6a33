//! The words of controls, in one file: what is drawn by more than one hand, or by a hand that phrases nothing.

/// Places, tabs, and what lies over them.
pub mod place {
    /// The place of one customer.
    pub const EXPLAIN: &str = "Explain";
    /// What it answers.
    pub const EXPLAIN_QUESTION: &str = "What one customer would get, and why";
    /// The place of all customers.
    pub const OVERALL: &str = "Overall";
    /// What it answers.
    pub const OVERALL_QUESTION: &str = "Which facts matter most, over all customers";
    /// A tab of Explain.
    pub const REASONS: &str = "Reasons";
    /// A tab of Explain.
    pub const PATH: &str = "Tree paths";
    /// A tab of Explain.
    pub const CHANGE: &str = "What would change it";
    /// A tab of Explain.
    pub const COMPARE: &str = "Why not the other";
    /// A tab of Explain.
    pub const TOGETHER: &str = "Together";
    /// A tab of Explain.
    pub const ENOUGH: &str = "Enough";
    /// The command palette.
    pub const PALETTE: &str = "Find a command";
    /// The field for a path.
    pub const PATH_FIELD: &str = "Open by typing a path";
    /// The customer browser.
    pub const BROWSE: &str = "Browse, search and filter customers";
    /// Scenarios side by side.
    pub const SCENARIOS: &str = "Compare scenarios";
    /// What was tried.
    pub const TRIED: &str = "What was tried";
    /// The load report.
    pub const REPORT: &str = "What was opened: the load report";
    /// The list of keys.
    pub const HELP: &str = "Keys and help";
}

/// Figures, after "Save the" and "Copy the".
pub mod figure {
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
    /// Scenarios side by side.
    pub const SCENARIOS: &str = "scenarios";
}

/// Notices.
pub mod notice {
    /// After something went to the clipboard.
    pub const COPIED: &str = "Copied";
    /// The way on after a refusal.
    pub const OPEN_ANOTHER: &str = "Open another file…";
    /// Where there is nothing to take along yet.
    pub const NOTHING_TO_SAVE: &str = "Nothing to save: it is not worked out yet";
    /// After next and previous where the filters leave nobody.
    pub const NOBODY_MATCHES: &str = "Nobody matches the filters; clear them to go through everybody";
    /// After next and previous while the list is made.
    pub const STILL_LISTING: &str = "The list of customers is still being worked out";
    /// Where a figure cannot be taken along.
    pub const NO_FIGURE: &str = "Nothing to save: open a tree first, or wait until it is worked out";
    /// A step of history.
    pub const RESET_OF_ALL: &str = "reset of all facts";
    /// A step of history.
    pub const CHOICE_OF_OFFER: &str = "choice of offer";
    /// Several files, in a refusal.
    pub const WHAT_WAS_GIVEN: &str = "What was given";
    /// What is being opened.
    pub const DEMONSTRATION: &str = "the demonstration";
    /// The same, at the beginning of a sentence.
    pub const THE_DEMONSTRATION: &str = "The demonstration";
    /// What is being prepared.
    pub const AVERAGE: &str = "the average";
    /// The way on after a dictionary was saved.
    pub const OPEN_MODEL_AGAIN: &str = "Open the model again";
    /// Where the system has no dialog.
    pub const NO_DIALOG: &str = "The system's file dialog did not open; type or paste a path instead";
    /// Where a map has nothing to map.
    pub const MAP_NEEDS_TWO: &str = "A map needs two facts that count";

    /// A step of history.
    pub fn reset_of(fact: &str) -> String {
        format!("reset of {fact}")
    }

    /// After undo and redo.
    pub fn travelled(title: &str, back: bool) -> String {
        if back { format!("Took back the {title}") } else { format!("Brought again the {title}") }
    }

    /// After something was opened.
    pub fn opened(what: &str) -> String {
        format!("Opened {what}")
    }

    /// After something was opened that there is something to know of.
    pub fn opened_with(what: &str, notes: &str) -> String {
        format!("Opened {what}, with {notes}")
    }

    /// After something was saved.
    pub fn saved(path: &str) -> String {
        format!("Saved {path}")
    }
}

/// Commands.
pub mod command {
    /// Explains the recommended offer.
    pub const EXPLAIN_RECOMMENDED: &str = "Explain the recommended offer";
    /// Maps two facts.
    pub const MAP: &str = "Map two facts: what comes first at every pair of values";
    /// Shows the reasons that weigh most.
    pub const FEW_REASONS: &str = "Show few reasons";
    /// Shows all reasons.
    pub const EVERY_REASON: &str = "Show every reason";
    /// Hides the working.
    pub const HIDE_COMPUTED: &str = "Hide how it is computed";
    /// Shows the working.
    pub const SHOW_COMPUTED: &str = "Show how it is computed";
    /// Opens a file.
    pub const OPEN: &str = "Open a model, a profile, customers or a session…";
    /// Opens the demonstration.
    pub const OPEN_DEMONSTRATION: &str = "Open the demonstration";
    /// Opens the model for teaching.
    pub const OPEN_ONE_TREE: &str = "Open the one-tree model for teaching";
    /// Goes back from a model that waits for customers.
    pub const STOP_WAITING: &str = "Go back to what was open before";
    /// Opens the model again.
    pub const OPEN_AGAIN: &str = "Open the model's file again";
    /// Saves a first draft of a dictionary.
    pub const SAVE_DICTIONARY: &str = "Save a data dictionary…";
    /// Saves the customer.
    pub const SAVE_PROFILE: &str = "Save this customer as a profile…";
    /// Saves a session.
    pub const SAVE_SESSION: &str = "Save the session…";
    /// Sets all facts back.
    pub const RESET_ALL: &str = "Reset all facts";
    /// Looks at the next customer.
    pub const NEXT: &str = "Next customer";
    /// Looks at the previous customer.
    pub const PREVIOUS: &str = "Previous customer";
    /// Looks at anybody.
    pub const RANDOM: &str = "Random customer";
    /// Lists everybody again.
    pub const CLEAR_LIST: &str = "Clear the customer filters and order";
    /// Goes to the place Overall.
    pub const IMPORTANCE: &str = "What matters most over all customers";
    /// Saves the numbers of importance.
    pub const SAVE_IMPORTANCE: &str = "Save the numbers of what matters most as CSV…";
    /// Pins what is shown.
    pub const PIN: &str = "Pin as a scenario";
    /// Saves the comparison as a table.
    pub const SAVE_SCENARIOS: &str = "Save the scenarios as CSV…";
    /// Copies the comparison.
    pub const COPY_SCENARIOS: &str = "Copy the scenarios as text";
    /// The unit of shares.
    pub const IN_POINTS: &str = "Shares in score points";
    /// The unit of shares.
    pub const IN_CHANCE: &str = "Shares as change in chance along the way";
    /// Absence by background.
    pub const BY_BACKGROUND: &str = "Average over the customers opened here (absent by background)";
    /// Saves what is shown.
    pub const SAVE_PAGE: &str = "Save what is shown as a page…";
    /// Copies what is shown.
    pub const COPY_PAGE: &str = "Copy what is shown as text";
    /// Copies the load report.
    pub const COPY_REPORT: &str = "Copy the load report as text";
    /// A theme.
    pub const LIGHT: &str = "Light theme";
    /// A theme.
    pub const DARK: &str = "Dark theme";
    /// A theme.
    pub const SYSTEM: &str = "Theme of the system";
    /// Closes what is open.
    pub const CLOSE: &str = "Close the model";
    /// Ends the program.
    pub const QUIT: &str = "Quit";

    /// Absence by cover, of whom.
    pub fn by_cover(counted: bool) -> &'static str {
        if counted {
            "Average over the customers counted at opening (absent by cover)"
        } else {
            "Average over the training customers (absent by cover)"
        }
    }

    /// Takes the last step back.
    pub fn undo(title: Option<&str>) -> String {
        title.map_or_else(|| "Undo".to_owned(), |title| format!("Undo the {title}"))
    }

    /// Brings a step again.
    pub fn redo(title: Option<&str>) -> String {
        title.map_or_else(|| "Redo".to_owned(), |title| format!("Redo the {title}"))
    }

    /// Goes to a place.
    pub fn go_to(place: &str) -> String {
        format!("Go to: {place}")
    }

    /// Sets the size of text.
    pub fn text_size(percent: u32) -> String {
        format!("Text size {percent} %")
    }

    /// Saves or copies a figure.
    pub fn export(figure: &str, format: &str, save: bool) -> String {
        if save { format!("Save the {figure} as {format}…") } else { format!("Copy the {figure} as {format}") }
    }

    /// Shows a tab.
    pub fn show(tab: &str) -> String {
        format!("Show: {tab}")
    }
}

/// Controls that every screen shares.
pub mod control {
    /// Takes away what lies over the place.
    pub const CLOSE: &str = "Close  Esc";
    /// The menu of a figure.
    pub const SAVE_OR_COPY: &str = "Save or copy";
    /// In the field that finds commands.
    pub const TYPE_A_FEW: &str = "type a few letters";
    /// Where no command is found.
    pub const NO_COMMAND: &str = "No command has these words.";
    /// The field for a path.
    pub const PATH_OF: &str = "Path of a model, a profile, a table or a session";
    /// Opens what was typed.
    pub const OPEN: &str = "Open";
    /// Gives up what was typed.
    pub const CANCEL: &str = "Cancel  Esc";
    /// Stops work.
    pub const STOP: &str = "Cancel";
    /// Where an answer should stand and something went wrong.
    pub const FAILED: &str = "That did not work";
    /// While a file is being opened and nothing else is.
    pub const OPENING: &str = "Opening …";
    /// While the first explanation is worked out.
    pub const WORKING_OUT: &str = "Working out why …";
    /// Saves numbers.
    pub const SAVE_TABLE: &str = "Save the numbers as CSV…";
    /// Copies as text.
    pub const COPY_TEXT: &str = "Copy as text";
    /// Opens a table.
    pub const OPEN_CUSTOMERS: &str = "Open customers…";
    /// After something went wrong.
    pub const TRY_AGAIN: &str = "Try again";

    /// Saves or copies in a format.
    pub fn take(format: &str, save: bool) -> String {
        if save { format!("Save as {format}…") } else { format!("Copy as {format}") }
    }
}

/// The bar at the top.
pub mod bar {
    use crate::base::number;
    use crate::model::CustomerModel;

    /// The menu of files while none is open.
    pub const FILES: &str = "Open";
    /// Its tip.
    pub const FILES_TIP: &str = "Open a model, customers or a session";
    /// An item of it.
    pub const OPEN_FILE: &str = "Open a model, customers or a session…";
    /// An item of it.
    pub const BY_PATH: &str = "Open by typing a path";
    /// An item of it.
    pub const DEMONSTRATION: &str = "The demonstration";
    /// An item of it.
    pub const ONE_TREE: &str = "The one-tree model";
    /// An item of it.
    pub const OPENED: &str = "What was opened";
    /// An item of it.
    pub const SAVE_CUSTOMER: &str = "Save this customer…";
    /// An item of it.
    pub const SAVE_SESSION: &str = "Save the session…";
    /// An item of it.
    pub const SAVE_DICTIONARY: &str = "Save a data dictionary…";
    /// An item of it.
    pub const OPEN_AGAIN: &str = "The model's file again";
    /// Before the files that were opened before.
    pub const LATELY: &str = "Opened lately";
    /// Finds a command.
    pub const FIND: &str = "Find";
    /// The same with its keys.
    pub const FIND_WITH_KEYS: &str = "Find a command  Ctrl K";
    /// Takes a step back.
    pub const UNDO: &str = "Undo";
    /// Before what it takes back.
    pub const UNDOES: &str = "Takes back";
    /// Brings a step again.
    pub const REDO: &str = "Redo";
    /// Before what it brings again.
    pub const REDOES: &str = "Brings again";
    /// The customer browser.
    pub const CUSTOMERS: &str = "Customers";

    /// What the menu of files is called.
    pub fn files(title: &str) -> String {
        format!("Files: {title}")
    }

    /// What is open, beside its title: "6 offers, 240 trees".
    pub fn model(model: &CustomerModel) -> String {
        let offers = number::count(model.offers().len(), "offer", "offers");
        format!("{offers}, {}", number::count(model.trees().len(), "tree", "trees"))
    }

    /// What is open, and where from.
    pub fn from(about: &str, source: &str) -> String {
        format!("{about} · from {source}")
    }

    /// The tip of the menu.
    pub fn tip(title: &str, about: &str) -> String {
        format!("{title} · {about}")
    }

    /// What a place answers, and its key.
    pub fn place_tip(question: &str, key: i32) -> String {
        format!("{question} (Ctrl+{key})")
    }
}

/// What matters over all customers.
pub mod importance {
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
}

/// The Explain screen.
pub mod explain {
    /// While a map is worked out.
    pub const MAPPING: &str = "Working out the map …";
    /// While pairs are worked out.
    pub const PAIRING: &str = "Working out which facts work together …";
    /// While two offers are compared.
    pub const COMPARING: &str = "Working out the other offer's reasons …";
}

/// Scenarios, and what was tried.
pub mod scenarios {
    /// Where nothing is pinned.
    pub const NONE: &str = "No scenario is pinned yet";
    /// Pins what is shown.
    pub const PIN_NOW: &str = "Pin what is shown now";
    /// Where nothing was tried.
    pub const UNTRIED: &str = "Nothing was tried yet";
    /// The name of the menu.
    pub const SAVE: &str = "Save or copy the comparison";
}

/// The customer browser.
pub mod browse {
    /// Stops the scoring.
    pub const STOP: &str = "Stop";
    /// After it was stopped.
    pub const NOT_SCORED: &str = "What each would get is not worked out: it was stopped.";
    /// Begins it again.
    pub const SCORE: &str = "Work it out";

    /// While everybody is scored.
    pub fn scoring(all: &str, percent: u64) -> String {
        format!("Working out what each of {all} would get … {percent}\u{A0}%")
    }
}
