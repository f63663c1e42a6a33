//! What would change it: single facts that bring another offer first, nearest first.

use super::fact::winner_letter;
use super::measure::Measure;
use super::phrase::{Name, Phrase};
use super::why::{switch_sentence, switch_value};
use crate::ask::{Explanation, Switch};
use crate::model::{Actionability, CustomerModel, Profile};

/// One change of one fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// "Average basket".
    pub fact: String,
    /// "46.20 € or a little more".
    pub to: String,
    /// The letter of what comes first then, or a dash.
    pub letter: String,
    /// All of it in a sentence.
    pub sentence: Phrase,
    /// What to know: the customer cannot change it, it is protected.
    pub caution: Option<&'static str>,
    /// What to set to see it.
    pub switch: Switch,
}

/// The changes, and what to say of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Changes {
    /// One sentence above.
    pub lead: String,
    /// Nearest first.
    pub rows: Vec<Change>,
}

/// Says the switches of an explanation.
pub fn changes(model: &CustomerModel, profile: &Profile, explanation: &Explanation, measure: &Measure) -> Changes {
    let name = Name::of(profile);
    let rows: Vec<Change> = explanation
        .switches
        .iter()
        .map(|switch| {
            let feature = model.features().get(switch.feature);
            Change {
                fact: feature.label.clone(),
                to: switch_value(feature, switch),
                letter: winner_letter(switch.winner),
                sentence: switch_sentence(model, explanation, measure, &name, switch),
                caution: match feature.actionability {
                    _ if feature.protected => Some("a protected attribute"),
                    Actionability::Immutable => Some("cannot be changed"),
                    Actionability::UpOnly if switch.at_least == Some(false) => Some("can only grow"),
                    Actionability::DownOnly if switch.at_least == Some(true) => Some("can only shrink"),
                    _ => None,
                },
                switch: switch.clone(),
            }
        })
        .collect();
    let lead = if model.offers().len() == 1 {
        "This model has one outcome, so nothing can come first instead. Change a fact to see the score follow."
            .to_owned()
    } else if rows.is_empty() {
        "No single fact that may be used, changed alone within its range, brings another offer first. That was checked \
         for every value of each."
            .to_owned()
    } else {
        "Changing one of these facts alone brings another offer first. Exact: nothing switches in between.".to_owned()
    };
    Changes { lead, rows }
}
