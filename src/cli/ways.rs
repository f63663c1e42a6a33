//! What to do about an error, in the words of the command line.

use crate::ask::agreement::Cause;
use crate::base::{Error, Way};
use crate::model::{CustomerModel, Rounds};

/// The hint of an error with its way out, if it has either.
pub fn hint(error: &Error) -> Option<String> {
    let way = error.way.as_deref().map(said);
    match (&error.hint, way) {
        (Some(hint), Some((joined, way))) => Some(format!("{hint}{joined}{way}")),
        (Some(hint), None) => Some(hint.clone()),
        (None, way) => way.map(|(_, way)| way),
    }
}

/// How to say in the call what would make predictions agree.
pub fn cause(model: &CustomerModel, cause: &Cause) -> String {
    let rounds = cause.rounds.map(|rounds| match rounds {
        Rounds::Best => "--rounds best".to_owned(),
        Rounds::All => "--rounds all".to_owned(),
    });
    let missing = cause.missing.iter().map(|&(feature, x)| match feature {
        None => format!("--missing={x}"),
        Some(idx) => format!("--missing \"{}={x}\"", model.features().get(idx).id),
    });
    let words: Vec<String> = rounds.into_iter().chain(missing).collect();
    format!("every prediction agrees with {}", words.join(" "))
}

/// What joins it to a hint, and the way.
fn said(way: &Way) -> (&'static str, String) {
    let (joined, text) = match way {
        Way::Report => ("; ", "please report what you did"),
        Way::Background => (" ", "(on the command line --background FILE)"),
        Way::NameOffer => (": ", "--offer ID"),
        Way::NameFeatures => ("; ", "candour inspect MODEL --save-dictionary writes one to fill in"),
        Way::Draft => ("; ", "candour inspect MODEL --save-dictionary FILE writes one that fits the model"),
        Way::Names => ("; ", "`candour inspect` lists them"),
        Way::Levels(feature) => return ("; ", format!("`candour inspect` lists the levels of \"{feature}\"")),
        Way::Session => (": ", "candour open FILE"),
        Way::ExplainProfile => (": ", "candour explain MODEL --profile FILE"),
        Way::ModelFirst => (", ", "the customers after --profile or --data"),
        Way::GiveBands => (": ", "--bands COLUMN=25,60"),
        Way::Unlock => ("; ", "`candour unlock FILE` writes it unlocked, the window asks for the passphrase"),
        Way::NoDisplay => {
            let way = "without a display use the command line: candour explain MODEL --profile FILE (candour --help lists all)";
            ("; ", way)
        }
    };
    (joined, text.to_owned())
}
