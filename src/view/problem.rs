//! An error as something to read.

use super::phrase::upper_first;
use crate::base::{Error, Way};

/// What went wrong, for the screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// One sentence: the file and place, what was found, what was expected.
    pub what: String,
    /// What to do about it, in whole sentences.
    pub hint: Option<String>,
}

/// Says an error in a sentence.
pub fn problem(error: &Error) -> Problem {
    Problem {
        // a file's own name keeps its letters
        what: if error.context.is_empty() { upper_first(&error.to_string()) } else { error.to_string() },
        hint: hint(error),
    }
}

/// What to do about an error, if there is anything: what holds everywhere, then what to click.
fn hint(error: &Error) -> Option<String> {
    let hint = error.hint.as_deref().map(upper_first);
    let Some(way) = error.way.as_deref().map(way) else { return hint };
    Some(hint.map_or_else(String::new, |hint| full_stop(hint) + " ") + &way)
}

/// A way out of an error, in the window.
fn way(way: &Way) -> String {
    match way {
        Way::Report => "Please report what you did.",
        Way::Background => "Open a table of customers, and reasons start from their average.",
        Way::NameOffer => "Choose the offer that is to come first.",
        Way::NameFeatures => "\"Save a data dictionary…\" writes a file that has a place for their names.",
        Way::Draft => {
            "Move the dictionary away and open the model alone: \"Save a data dictionary…\" then writes one that fits."
        }
        Way::Names => "\"What was opened\" lists the names of the open model.",
        Way::Levels(feature) => return format!("The field of \"{feature}\" lists its levels."),
        Way::Session => "Open it by itself: what was open when it was saved is opened with it.",
        Way::ExplainProfile => "Open the profile by itself, and the customer is explained.",
        Way::ModelFirst => "Open the model first, then its customers.",
        Way::GiveBands => "Choose bounds for the groups, or a fact with few values.",
        Way::Unlock => "Open it by itself: its passphrase is asked for.",
        Way::NoDisplay => "Open it where there is a display.",
    }
    .to_owned()
}

/// A file that was refused, in parts, to be read at leisure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Which file.
    pub title: String,
    /// Names and texts: what is wrong, where, what to do.
    pub lines: Vec<(&'static str, String)>,
    /// That nothing was lost.
    pub kept: String,
}

/// Says why a file, by name, was not opened; `open` is the title of the model that stays.
pub fn refusal(error: &Error, file: &str, open: Option<&str>) -> Refusal {
    let mut lines = vec![("What is wrong", full_stop(upper_first(&error.what)))];
    // the file is named in the title
    let outer = error.context.iter().map(String::as_str).filter(|c| *c != file);
    let place: Vec<&str> = outer.chain(Some(error.place.as_str()).filter(|p| !p.is_empty())).collect();
    if !place.is_empty() {
        lines.push(("Where", place.join(", ")));
    }
    if let Some(hint) = hint(error) {
        lines.push(("What to do", full_stop(hint)));
    }
    Refusal {
        title: format!("{file} was not opened"),
        lines,
        kept: match open {
            Some(title) => format!("Nothing was changed: {title} is still open."),
            None => "Nothing was changed.".to_owned(),
        },
    }
}

/// Why another file, by name, was not opened either: a line of the first one's refusal.
pub fn refused_also(error: &Error, file: &str) -> (&'static str, String) {
    let hint = hint(error).map_or_else(String::new, |hint| format!(" {}", full_stop(hint)));
    ("Nor was", format!("{file}: {}{hint}", full_stop(upper_first(&error.what))))
}

fn full_stop(mut text: String) -> String {
    // a text that ends in code or in a sentence's end needs none
    if text.ends_with(|c: char| c.is_alphanumeric()) {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Kind;

    #[test]
    fn a_refusal_names_the_file_once() {
        let error =
            Error::new(Kind::Format, "expected 31 leaf values, found 30").at("line 212").hint("fetch it again");
        let said = refusal(&error.within("lightgbm").within("model.txt"), "model.txt", Some("Churn"));
        assert_eq!(said.title, "model.txt was not opened");
        let lines: Vec<&str> = said.lines.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(lines, ["Expected 31 leaf values, found 30.", "lightgbm, line 212", "Fetch it again."]);
        assert_eq!(said.kept, "Nothing was changed: Churn is still open.");
        // a dictionary beside the model is where the fault is
        let said = refusal(&Error::new(Kind::Invalid, "described twice").within("m.candour.ron"), "m.json", None);
        assert_eq!(said.lines[1], ("Where", "m.candour.ron".to_owned()));
    }
}
