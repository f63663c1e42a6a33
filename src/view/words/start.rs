//! The first screen, a model that waits for customers, and the load report.

/// Greets.
pub const TITLE: &str = "See why, before you send";
/// What Candour does.
pub const ABOUT: &str = "Candour opens a personalisation model and a customer, and shows exactly why each offer was \
                         recommended: which facts spoke for it, which against, and what would change it.";
/// What it does not.
pub const LOCAL: &str = "Everything stays on this computer. Candour opens no network connection.";
/// Opens the demonstration.
pub const DEMONSTRATION: &str = "See the demonstration";
/// What that is.
pub const DEMONSTRATION_IS: &str = "A made-up European shop with six offers and made-up customers.";
/// Opens a model.
pub const OPEN_MODEL: &str = "Open a model…";
/// Opens the model for teaching.
pub const ONE_TREE: &str = "One tree, for teaching";
/// What can be opened.
pub const FORMATS: &str = "What opens: a model from your data team (XGBoost, LightGBM, scikit-learn as ONNX, CatBoost or \
                           Candour RON), and customers as CSV, JSON lines or Parquet. All of them may be packed (.gz).";
/// How else.
pub const OR_DROP: &str = "Or drop the files on this window, a model and its customers together.";
/// Once, over the demonstration.
pub const IS_DEMONSTRATION: &str = "This is a demonstration: a made-up shop and made-up customers.";
/// Opens one.
pub const OPEN_OWN: &str = "Open your own…";
/// Takes that away for good.
pub const UNDERSTOOD: &str = "Do not show this again";
/// While files are held over the window.
pub const DROP: &str = "Drop to open: a model, a profile, a table of customers or a session";
/// What nobody's facts are, where no customer is open.
pub const NOTHING_KNOWN: &str = "Every fact is not known. Open customers or a profile, or set facts by hand.";

/// A model that waits for customers.
pub mod waiting {
    /// How else to open a table.
    pub const OR_DROP: &str = "Or drop the table on this window.";
    /// Why a table is named.
    pub const LAST_TIME: &str = "opened with this model the last time";
    /// Why a table is named.
    pub const BESIDE: &str = "lies beside the model, and has columns that it uses";
    /// Opens other customers than those that are named.
    pub const OTHERS: &str = "Open other customers…";
    /// Starts from nobody's facts.
    pub const EMPTY: &str = "Start from an empty customer";
    /// What that is.
    pub const EMPTY_IS: &str = "An empty customer is nobody: every fact is not known until you set it.";

    /// Opens a table by its name.
    pub fn open_named(name: &str) -> String {
        format!("Open {name}")
    }

    /// A table that is not there any more.
    pub fn gone(path: &str) -> String {
        format!("The customers of the last time are no longer there: {path}")
    }

    /// Before the columns that the table needs.
    pub const COLUMNS: &str = "Columns it needs";

    /// What comes back when one gives up.
    pub fn goes_back(title: &str) -> String {
        format!("Cancel goes back to {title}.")
    }
}

/// The choice of rounds, of a model whose training was stopped early.
pub mod rounds {
    use crate::model::Rounds;

    /// Before the choice.
    pub const ROUNDS: &str = "Rounds that answer";

    /// One of the two.
    pub fn label(rounds: Rounds) -> &'static str {
        match rounds {
            Rounds::All => "All rounds",
            Rounds::Best => "Up to the best",
        }
    }

    /// Who answers so.
    pub fn about(rounds: Rounds) -> &'static str {
        match rounds {
            Rounds::All => "As XGBoost's Booster answers, which uses all rounds unless it is told otherwise",
            Rounds::Best => {
                "As XGBoost's estimators answer (XGBClassifier and the like), after training stopped early"
            }
        }
    }

    /// What to press for it.
    pub fn use_rounds(rounds: Rounds) -> &'static str {
        match rounds {
            Rounds::All => "Use all rounds",
            Rounds::Best => "Use the rounds up to the best",
        }
    }

    /// After it was chosen.
    pub fn used(rounds: Rounds) -> &'static str {
        match rounds {
            Rounds::All => "All rounds answer now",
            Rounds::Best => "The rounds up to the best answer now",
        }
    }
}

/// The load report.
pub mod opened {
    use crate::base::number;

    /// What the badge beside the title opens.
    pub const BADGE: &str = "What to know about the files that were opened";
    /// What a data dictionary holds.
    pub const DICTIONARY: &str = "Labels, units and offers that the model's file cannot hold, to fill in";
    /// Before each thing to know.
    pub const TO_KNOW: &str = "To know";
    /// Above the offers.
    pub const OFFERS: &str = "Offers";
    /// Where trees ask about every fact.
    pub const ALL_USED: &str = "None: some tree asks about every fact.";
    /// Below the facts that no tree asks about.
    pub const UNUSED_IS: &str = "No tree asks about them: whatever their values, no score changes.";
    /// What a mark before a column is.
    pub const NOTABLE: &str = "! no column, or levels that the model never saw";

    /// An offer of which nothing is said.
    pub fn id(id: &str) -> String {
        format!("Name in files: {id}")
    }

    /// Above the facts that trees ask about.
    pub fn used(n: usize) -> String {
        format!("Facts the model uses ({n})")
    }

    /// Above the facts that no tree asks about.
    pub fn unused(n: usize) -> String {
        format!("Facts it does not use ({n})")
    }

    /// How often trees ask about a fact, and what it is.
    pub fn splits(n: usize, about: &str) -> String {
        format!("{} · {about}", number::count(n, "split", "splits"))
    }

    /// Above how the paths were walked a second time.
    pub fn replay(who: &str) -> String {
        format!("Replay for {who}")
    }
}
