//! Where one can be: the places of the bar, their tabs, and what lies over a place. Menus, keys, the palette,
//! session files and tests go through `ALL`.

use super::act::figure::Figure;
use crate::view::words::{describe, locked, place as words};

/// A screen of its own, in the order of the bar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Place {
    /// One customer: what they would get, and why.
    #[default]
    Explain,
    /// What matters over all customers.
    Overall,
    /// What each permission is worth.
    Balance,
}

impl Place {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Explain, Self::Overall, Self::Balance];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Explain => words::EXPLAIN,
            Self::Overall => words::OVERALL,
            Self::Balance => words::BALANCE,
        }
    }

    /// What it answers.
    pub const fn question(self) -> &'static str {
        match self {
            Self::Explain => words::EXPLAIN_QUESTION,
            Self::Overall => words::OVERALL_QUESTION,
            Self::Balance => words::BALANCE_QUESTION,
        }
    }

    /// What it is called in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Explain => "explain",
            Self::Overall => "overall",
            Self::Balance => "balance",
        }
    }
}

/// The tabs of Explain's right-hand side.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// The waterfall.
    #[default]
    Reasons,
    /// The receipt, one bar per tree, the drawn tree.
    Path,
    /// The cheapest changes that bring another offer first, single facts that do, and how firm the answer is.
    Change,
    /// Two offers side by side.
    Compare,
    /// Pairs of facts, and the map of two.
    Together,
    /// What alone is enough.
    Enough,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Reasons, Self::Path, Self::Change, Self::Compare, Self::Together, Self::Enough];

    /// Those of a model with so many offers, in order: of one there is no other to compare it with.
    pub fn of(n_offers: usize) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |tab| n_offers > 1 || *tab != Self::Compare)
    }

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reasons => words::REASONS,
            Self::Path => words::PATH,
            Self::Change => words::CHANGE,
            Self::Compare => words::COMPARE,
            Self::Together => words::TOGETHER,
            Self::Enough => words::ENOUGH,
        }
    }

    /// What it is called in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reasons => "reasons",
            Self::Path => "path",
            Self::Change => "change",
            Self::Compare => "compare",
            Self::Together => "together",
            Self::Enough => "enough",
        }
    }
}

/// The tabs of Balance: of whom it speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Whom {
    /// The customer who is looked at.
    #[default]
    Customer,
    /// Everybody of the open table.
    Everybody,
}

impl Whom {
    /// All, in order.
    pub const ALL: [Self; 2] = [Self::Customer, Self::Everybody];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Customer => words::CUSTOMER,
            Self::Everybody => words::EVERYBODY,
        }
    }

    /// What it is called in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Everybody => "everybody",
        }
    }
}

/// The tab that is open in each place that has tabs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tabs {
    /// Of Explain.
    pub explain: Tab,
    /// Of Balance.
    pub balance: Whom,
}

/// What lies over a place; one thing at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Over {
    /// The command palette.
    Palette,
    /// The field for a path.
    Path,
    /// The field for a path to save to.
    Save,
    /// The customer browser.
    Browse,
    /// Scenarios side by side.
    Scenarios,
    /// What was tried.
    Tried,
    /// The load report.
    Report,
    /// What a person says of facts.
    Describe,
    /// What is saved is to be locked with a passphrase.
    Lock,
    /// A file asks for its passphrase.
    Unlock,
    /// Whether a customer is to be forgotten.
    Forget,
    /// The list of keys.
    Help,
    /// A figure in the whole window, for a class: large type, and the facts beside it.
    Large(Figure),
}

impl Over {
    /// All; of figures in the whole window one.
    pub const ALL: [Self; 13] = [
        Self::Palette,
        Self::Path,
        Self::Save,
        Self::Browse,
        Self::Scenarios,
        Self::Tried,
        Self::Report,
        Self::Describe,
        Self::Lock,
        Self::Unlock,
        Self::Forget,
        Self::Help,
        Self::Large(Figure::Waterfall),
    ];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Palette => words::PALETTE,
            Self::Path => words::PATH_FIELD,
            Self::Save => words::SAVE_FIELD,
            Self::Browse => words::BROWSE,
            Self::Scenarios => words::SCENARIOS,
            Self::Tried => words::TRIED,
            Self::Report => words::REPORT,
            Self::Describe => describe::DESCRIBE,
            Self::Lock => locked::LOCK,
            Self::Unlock => locked::UNLOCK,
            Self::Forget => locked::FORGET,
            Self::Help => words::HELP,
            Self::Large(_) => words::LARGE,
        }
    }

    /// Whether it is about what is open.
    pub const fn needs_document(self) -> bool {
        matches!(
            self,
            Self::Browse
                | Self::Scenarios
                | Self::Tried
                | Self::Report
                | Self::Describe
                | Self::Forget
                | Self::Large(_)
        )
    }
}

/// Where the keyboard can be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// To the next card, where it was left.
    NextCard,
    /// To the card before, likewise.
    CardBefore,
    /// To the field that finds facts.
    FactSearch,
    /// To what is said about the control that has it.
    About,
}

impl Goal {
    /// All.
    pub const ALL: [Self; 4] = [Self::NextCard, Self::CardBefore, Self::FactSearch, Self::About];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NextCard => words::NEXT_CARD,
            Self::CardBefore => words::CARD_BEFORE,
            Self::FactSearch => words::FACT_SEARCH,
            Self::About => words::ABOUT,
        }
    }
}
