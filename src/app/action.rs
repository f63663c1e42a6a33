//! Everything a person can do, as data.

use std::path::PathBuf;
use std::sync::Arc;

use super::scenarios::Act;
use crate::ask::{AbsenceKind, Query};
use crate::base::{FeatureIdx, OfferIdx, TreeIdx};
use crate::model::{ChangeRules, Value};
use crate::view::Scale;

/// One thing a person does.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Opens the demonstration that the program carries.
    OpenDemonstration,
    /// Opens the one-tree model for teaching.
    OpenOneTree,
    /// Opens a file: a model, a profile, or a table of customers; which one it is shows in its bytes.
    OpenPath(PathBuf),
    /// Opens several files that were given at once: the model first, whatever their order.
    OpenPaths(Vec<PathBuf>),
    /// Opens the model's file again, and the table's.
    OpenAgain,
    /// Goes back from a model that waits for customers to what was open before.
    StopWaiting,
    /// Asks the system for files to open.
    ChooseFile,
    /// Goes back to the welcome screen.
    Close,
    /// Looks at somebody, by place.
    Person(usize),
    /// Looks at the next (or with −1 the previous) one.
    Step(i32),
    /// Looks at anybody in the list but the one who is looked at.
    Random,
    /// Opens or closes the customer browser.
    Browse(bool),
    /// Lists other customers, or in another order; next and previous follow.
    List(Query),
    /// Shows a fact of everybody in the browser, or hides it again.
    ShowFact(FeatureIdx, bool),
    /// Works out what everybody would get, or stops doing so.
    ScoreAll(bool),
    /// Opens or closes what matters over all customers.
    Importance(bool),
    /// For which offer it is shown.
    ImportanceFor(OfferIdx),
    /// Shows every fact there, or the first few.
    AllFacts(bool),
    /// Works it out, or stops doing so.
    Weigh(bool),
    /// Saves its numbers as CSV.
    SaveImportance,
    /// Goes to a fact's control; `None` when it is in sight.
    GoTo(Option<FeatureIdx>),
    /// Sets a fact. Changes of one drag share a number.
    Set {
        /// Which fact.
        feature: FeatureIdx,
        /// To what.
        value: Value,
        /// The drag it belongs to.
        gesture: Option<u64>,
    },
    /// Sets several facts in one step.
    SetSeveral(Vec<(FeatureIdx, Value)>),
    /// Sets a fact back to the real customer's.
    Reset(FeatureIdx),
    /// Sets all facts back.
    ResetAll,
    /// Explains an offer; `None` for the recommended one.
    Focus(Option<OfferIdx>),
    /// Takes the last step back.
    Undo,
    /// Takes the last undo back.
    Redo,
    /// Shows a tab of the right-hand side.
    Tab(Tab),
    /// Shows a map of two facts, or none.
    Map(MapAsk),
    /// With which offer the explained one is compared; `None` for its rival.
    Versus(Option<OfferIdx>),
    /// Which offer a plan is to bring first; any other if `None`.
    PlanFor(Option<OfferIdx>),
    /// Which of the plans is looked at, by its place in [`super::plan::PLANS`].
    PlanOpen(usize),
    /// Shows what may change and at what price, or hides it.
    PlanLevers(bool),
    /// Says what a change may do; as the data dictionary has it if `None`.
    PlanRules(Option<Arc<ChangeRules>>),
    /// Copies the plan that is looked at as text.
    CopyPlan,
    /// Searches for what the open tab shows, or stops.
    Search(bool),
    /// Gives searches more time.
    SearchLonger,
    /// Opens a tree, or closes it.
    ShowTree(Option<TreeIdx>),
    /// Shows every reason, or the few that weigh most.
    AllReasons(bool),
    /// Says how the number is worked out, or does not.
    ShowComputed(bool),
    /// In which unit shares are shown.
    Scale(Scale),
    /// What not knowing a fact means: averaged over the training customers (by cover), or over those opened here (by
    /// background).
    Average(AbsenceKind),
    /// Saves or copies a figure.
    Export(Export),
    /// Saves the customer as shown as a profile file.
    SaveProfile,
    /// Something with scenarios and what was tried.
    Scenario(Act),
    /// Saves all that is open, pinned and tried as a session file.
    SaveSession,
    /// Saves a first draft of a data dictionary beside the model.
    SaveDictionary,
    /// Sets light, dark or the system's.
    Theme(ThemeChoice),
    /// Sets the text size in percent.
    TextSize(u32),
    /// Shows or hides the command palette.
    Palette(bool),
    /// Shows or hides the model's load report.
    ModelInfo(bool),
    /// Copies the load report as text.
    CopyReport,
    /// Shows or hides the list of keys.
    Help(bool),
    /// Shows or hides the field for a path.
    PathField(bool),
    /// Takes a notice away.
    Dismiss(usize),
    /// Stops what is being loaded.
    CancelLoading,
    /// Ends the program.
    Quit,
}

/// The tabs of the right-hand side.
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
    /// Pairs of facts.
    Together,
    /// What alone is enough.
    Enough,
}

impl Tab {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Reasons, Self::Path, Self::Change, Self::Compare, Self::Together, Self::Enough];
}

/// Which map of two facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MapAsk {
    /// The two that work together most strongly.
    Best,
    /// This fact and the one that says most beside it.
    With(FeatureIdx),
    /// These two, the first to the right.
    Of(FeatureIdx, FeatureIdx),
    /// None.
    Closed,
}

/// Light, dark, or as the system is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThemeChoice {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A figure to save or copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Export {
    /// Which.
    pub figure: Figure,
    /// As what.
    pub format: Format,
    /// Where to.
    pub to: Destination,
}

/// The figures.
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
    /// What matters over all customers.
    Importance,
    /// Scenarios side by side.
    Scenarios,
    /// The map of two facts.
    Map,
}

/// What a figure is saved as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Lines and text, any size.
    Svg,
    /// A picture.
    Png,
}

/// Where a figure goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// Into a file that the system's dialog chooses.
    File,
    /// To the clipboard.
    Clipboard,
}
