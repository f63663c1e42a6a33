//! Commands.

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
/// The unit of shares.
pub const IN_POINTS: &str = "Shares in score points";
/// The unit of shares.
pub const IN_CHANCE: &str = "Shares as change in chance along the way";
/// Absence by background.
pub const BY_BACKGROUND: &str = "Average over the customers opened here (absent by background)";
/// Saves what is shown.
pub const SAVE_PAGE: &str = "Report: save all of what is shown as a page (HTML)…";
/// Copies what is shown.
pub const COPY_PAGE: &str = "Report: copy all of what is shown as text";
/// Copies the card that is shown.
pub const COPY_CARD: &str = "Copy this card as text";
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
    title.map_or_else(|| super::bar::UNDO.to_owned(), |title| format!("Undo the {title}"))
}

/// Brings a step again.
pub fn redo(title: Option<&str>) -> String {
    title.map_or_else(|| super::bar::REDO.to_owned(), |title| format!("Redo the {title}"))
}

/// Goes to a place.
pub fn go_to(place: &str) -> String {
    format!("Go to: {place}")
}

/// Opens what was opened lately.
pub fn open_lately(name: &str) -> String {
    format!("Open again: {name}")
}

/// The next larger text.
pub const LARGER: &str = "Larger text";
/// The next smaller text.
pub const SMALLER: &str = "Smaller text";
/// The text as large as it comes.
pub const USUAL_SIZE: &str = "Usual text size";
/// Back from a figure in the whole window.
pub const LEAVE_LARGE: &str = "Leave the large figure";

/// Sets the size of text.
pub fn text_size(percent: u32) -> String {
    format!("Text size {percent} %")
}

/// Saves or copies a figure.
pub fn export(figure: &str, format: &str, save: bool) -> String {
    if save { format!("Save the {figure} as {format}…") } else { format!("Copy the {figure} as {format}") }
}

/// Goes to a fact's control.
pub fn go_to_fact(fact: &str) -> String {
    format!("Go to fact {fact}")
}

/// Shows a tab.
pub fn show(tab: &str) -> String {
    format!("Show: {tab}")
}
