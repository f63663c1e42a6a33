//! What can be taken along, as what, and where to.

use crate::view::words::figure as words;

/// Something to save or copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Export {
    /// Which.
    pub figure: Figure,
    /// As what.
    pub format: Format,
    /// Where to.
    pub to: Destination,
}

/// Figures, and cards of words and rows alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// The reasons.
    Waterfall,
    /// The offers.
    Offers,
    /// One bar per tree.
    Trees,
    /// The open tree.
    Tree,
    /// What separates two offers.
    Compare,
    /// Pairs of facts.
    Together,
    /// The map of two facts.
    Map,
    /// What matters over all customers.
    Importance,
    /// What each permission is worth.
    Balance,
    /// The same over all customers.
    Everyone,
    /// Scenarios side by side.
    Scenarios,
    /// What would change it.
    Change,
    /// What alone is enough.
    Enough,
    /// The rows of the customer browser.
    Customers,
}

impl Figure {
    /// All.
    pub const ALL: [Self; 14] = [
        Self::Waterfall,
        Self::Offers,
        Self::Trees,
        Self::Tree,
        Self::Compare,
        Self::Together,
        Self::Map,
        Self::Importance,
        Self::Balance,
        Self::Everyone,
        Self::Scenarios,
        Self::Change,
        Self::Enough,
        Self::Customers,
    ];

    /// What it is called on screen, after "Save the".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waterfall => words::WATERFALL,
            Self::Offers => words::OFFERS,
            Self::Trees => words::TREES,
            Self::Tree => words::TREE,
            Self::Compare => words::COMPARE,
            Self::Together => words::TOGETHER,
            Self::Map => words::MAP,
            Self::Importance => words::IMPORTANCE,
            Self::Balance => words::BALANCE,
            Self::Everyone => words::EVERYONE,
            Self::Scenarios => words::SCENARIOS,
            Self::Change => words::CHANGE,
            Self::Enough => words::ENOUGH,
            Self::Customers => words::CUSTOMERS,
        }
    }

    /// What it can be taken along as: a card has no picture.
    pub const fn formats(self) -> &'static [Format] {
        match self {
            Self::Change | Self::Enough | Self::Customers => &[Format::Text],
            _ => &Format::ALL,
        }
    }

    /// The width that it leaves with, in points, where it has none of its own.
    pub const fn width(self) -> f32 {
        match self {
            Self::Importance | Self::Balance | Self::Everyone => 960.0,
            _ => 720.0,
        }
    }

    /// Itself, or the reasons in place of a card that has no picture.
    #[must_use]
    pub fn drawn(self) -> Self {
        if self.formats().contains(&Format::Svg) { self } else { Self::Waterfall }
    }

    /// What it is called in names of files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waterfall => "reasons",
            Self::Offers => "offers",
            Self::Trees => "trees",
            Self::Tree => "tree",
            Self::Compare => "comparison",
            Self::Together => "together",
            Self::Map => "map",
            Self::Importance => "importance",
            Self::Balance => "balance",
            Self::Everyone => "balance-everyone",
            Self::Scenarios => "scenarios",
            Self::Change => "change",
            Self::Enough => "enough",
            Self::Customers => "customers",
        }
    }
}

/// What something is saved as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Lines and text, any size.
    Svg,
    /// A picture.
    Png,
    /// Its sentences and rows.
    Text,
}

impl Format {
    /// All.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Text];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Text => words::TEXT,
        }
    }

    /// How names of files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Text => "txt",
        }
    }
}

/// Where it goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// Into a file that the system's dialog chooses.
    File,
    /// To the clipboard.
    Clipboard,
}

impl Destination {
    /// All.
    pub const ALL: [Self; 2] = [Self::File, Self::Clipboard];
}
