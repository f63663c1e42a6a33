//! Everything a person can do, as data. What a wing does stands in a file of its own.

pub mod balance;
pub mod browse;
pub mod describe;
pub mod explain;
pub mod figure;
pub mod importance;
pub mod private;
pub mod scenarios;

use std::path::PathBuf;

use self::balance::BalanceAct;
use self::browse::BrowseAct;
use self::describe::DescribeAct;
use self::explain::ExplainAct;
use self::figure::{Destination, Export};
use self::importance::ImportanceAct;
use self::private::PrivateAct;
use self::scenarios::ScenariosAct;
use super::place::{Goal, Over, Place};
use super::settings::{Placed, ThemeChoice};
use crate::ask::AbsenceKind;
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::{Rounds, Value};
use crate::open::Reading;
use crate::view::Scale;

/// One thing a person does.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Something on the Explain screen.
    Explain(ExplainAct),
    /// Something with what each permission is worth.
    Balance(BalanceAct),
    /// Something with the customer browser.
    Browse(BrowseAct),
    /// Something with what matters over all customers.
    Importance(ImportanceAct),
    /// Something with scenarios and what was tried.
    Scenarios(ScenariosAct),
    /// Something said of facts and offers.
    Describe(DescribeAct),
    /// Something that is nobody else's business.
    Private(PrivateAct),
    /// Goes to a place.
    Go(Place),
    /// Lays something over the place, or takes it away.
    Over(Option<Over>),
    /// Opens the demonstration that the program carries.
    OpenDemonstration,
    /// Opens the one-tree model for teaching.
    OpenOneTree,
    /// Opens a file: a model, a profile, a table of customers or a session; which one it is shows in its bytes.
    OpenPath(PathBuf),
    /// Opens several files that were given at once: the model first, whatever their order.
    OpenPaths(Vec<PathBuf>),
    /// Opens a model's file in one of the ways that it can be read in.
    OpenModel(PathBuf, Reading),
    /// Which rounds of training the open model answers with: its file is read again.
    Rounds(Rounds),
    /// Opens the model's file again, and the table's.
    OpenAgain,
    /// Goes back from a model that waits for customers to what was open before.
    StopWaiting,
    /// Opens what was opened lately: a model with the customers that were opened with it.
    OpenLately(PathBuf),
    /// Goes back to what was open before, now or the last time.
    GoBack,
    /// Looks at nobody's facts, where no customers are open.
    StartEmpty,
    /// Asks the system for files to open.
    ChooseFile,
    /// Goes back to the welcome screen.
    Close,
    /// Looks at somebody, by place.
    Person(usize),
    /// Sets a fact. Changes of one drag share a number.
    Set {
        /// Which fact.
        feature: FeatureIdx,
        /// To what.
        value: Value,
        /// The drag it belongs to.
        gesture: Option<u64>,
    },
    /// Says from which response on the only offer is sent; the model's own line again if `None`.
    Line {
        /// The least response that is sent.
        response: Option<f64>,
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
    /// In which unit shares are shown.
    Scale(Scale),
    /// What not knowing a fact means: averaged over the training customers (by cover), or over those opened here (by
    /// background).
    Average(AbsenceKind),
    /// Saves or copies a figure or a card.
    Export(Export),
    /// Saves what is shown as a page of its own, or copies it as text.
    TakePage(Destination),
    /// Saves the customer as shown as a profile file.
    SaveProfile,
    /// Saves all that is open, pinned and tried as a session file.
    SaveSession,
    /// Saves a first draft of a data dictionary beside the model.
    SaveDictionary,
    /// Copies the path of a file that was saved.
    CopyPath(PathBuf),
    /// Opens a file that was saved, outside of the window.
    Show(PathBuf),
    /// Copies the load report as text.
    CopyReport,
    /// Sets light, dark or the system's.
    Theme(ThemeChoice),
    /// Sets the text size in percent.
    TextSize(u32),
    /// Where the window is, to be there again the next time.
    Placed(Placed),
    /// Sends the keyboard somewhere.
    Keyboard(Goal),
    /// Takes a notice away.
    Dismiss(usize),
    /// Stops what is being loaded.
    CancelLoading,
    /// Keeps by itself what is open, or nothing any more.
    Keep(bool),
    /// Forgets what was kept by itself.
    ForgetKept,
    /// The demonstration need not say any more that it is one.
    Introduced,
    /// Saves what was not saved, to a path.
    SaveAs(PathBuf),
    /// Ends the program.
    Quit,
    /// Ends it although something could not be kept.
    QuitAnyway,
}

impl From<ExplainAct> for Action {
    fn from(act: ExplainAct) -> Self {
        Self::Explain(act)
    }
}

impl From<DescribeAct> for Action {
    fn from(act: DescribeAct) -> Self {
        Self::Describe(act)
    }
}

impl From<BalanceAct> for Action {
    fn from(act: BalanceAct) -> Self {
        Self::Balance(act)
    }
}

impl From<BrowseAct> for Action {
    fn from(act: BrowseAct) -> Self {
        Self::Browse(act)
    }
}

impl From<ImportanceAct> for Action {
    fn from(act: ImportanceAct) -> Self {
        Self::Importance(act)
    }
}

impl From<PrivateAct> for Action {
    fn from(act: PrivateAct) -> Self {
        Self::Private(act)
    }
}

impl From<ScenariosAct> for Action {
    fn from(act: ScenariosAct) -> Self {
        Self::Scenarios(act)
    }
}
