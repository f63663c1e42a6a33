//! The line of a model with one outcome, in words: always in what the model says, never in margins where there is a
//! chance or a value.

use crate::ask::LineFrom;
use crate::base::{OfferIdx, number};
use crate::model::{CustomerModel, Line, Link};
use crate::view::phrase::{letter, upper_first};

/// Where a line stands: "20 %", "7.1 %", "0.35"; as a margin where one margin alone has no response.
pub fn at(link: Link, line: Line) -> String {
    match line.response() {
        Some(response) if link.is_probability() => {
            format!("{}\u{A0}%", number::trimmed(100.0 * response, 3))
        }
        Some(response) => number::short(response, 4),
        None => number::short(line.margin(), 6),
    }
}

/// What stands on one side of a line: "above the line of 20 %".
pub fn side(link: Link, line: Line, is_above: bool) -> String {
    let side = if is_above { "above" } else { "below" };
    format!("{side} the line of {}", at(link, line))
}

/// Where the line came from, as long as nobody moved it.
pub fn from(from: LineFrom) -> &'static str {
    match from {
        LineFrom::Said => "As the model's data dictionary has it",
        LineFrom::Average => "Not set yet: the average customer's",
        LineFrom::Half => "Not set yet: the middle, as the file tells no average",
    }
}

/// Where the way back to the model's own line leads.
pub fn back(from: LineFrom) -> &'static str {
    match from {
        LineFrom::Said => "Back to the data dictionary's",
        LineFrom::Average => "Back to the average",
        LineFrom::Half => "Back to the middle",
    }
}

/// How what comes first is said: as an offer among several, or as a side of the line of the only one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placing {
    line: Option<(Link, Line)>,
}

impl Placing {
    /// That of a model; `line` is from where on its only offer is sent.
    pub fn of(model: &CustomerModel, line: Option<Line>) -> Self {
        Self { line: line.filter(|_| model.offers().len() == 1).map(|line| (model.link(), line)) }
    }

    /// Whether there is a line instead of an order.
    pub fn is_line(self) -> bool {
        self.line.is_some()
    }

    /// Where the line stands: "20 %".
    pub fn at(self) -> Option<String> {
        self.line.map(|(link, line)| at(link, line))
    }

    /// What comes first, as short as can be: "A", or a dash for nothing; "sent" and "not sent".
    pub fn short(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, winner) => winner_letter(winner),
            (Some(_), Some(_)) => "sent".to_owned(),
            (Some(_), None) => "not sent".to_owned(),
        }
    }

    /// What a value would do: "A would come first", "it would be sent".
    pub fn would(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, Some(_)) => format!("{} would come first", winner_letter(winner)),
            (None, None) => "No offer may be had then".to_owned(),
            (Some(_), Some(_)) => "It would be sent".to_owned(),
            (Some(_), None) => "It would not be sent".to_owned(),
        }
    }

    /// The same as a clause: "A comes first", "no offer may be had"; "it is sent", "it is not sent".
    pub fn clause(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, Some(_)) => format!("{} comes first", winner_letter(winner)),
            (None, None) => "no offer may be had".to_owned(),
            (Some(_), Some(_)) => "it is sent".to_owned(),
            (Some(_), None) => "it is not sent".to_owned(),
        }
    }

    /// What a change does that leads there: "brings B", "leaves no offer"; "brings it above the line".
    pub fn brings(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, Some(_)) => format!("brings {}", winner_letter(winner)),
            (None, None) => "leaves no offer".to_owned(),
            (Some(_), _) => format!("brings it {} the line", if winner.is_some() { "above" } else { "below" }),
        }
    }

    /// The same of several, or after "would": "bring B".
    pub fn bring(self, winner: Option<OfferIdx>) -> String {
        self.brings(winner).replacen("brings", "bring", 1).replacen("leaves", "leave", 1)
    }

    /// What stays so along a stretch: "A stays first"; "sent" and "not sent".
    pub fn stays(self, winner: Option<OfferIdx>) -> String {
        if self.is_line() {
            upper_first(&self.short(winner))
        } else {
            format!("{} stays first", winner_letter(winner))
        }
    }

    /// What is so along a whole track: "A first at every value"; "not sent at any value".
    pub fn everywhere(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, _) => format!("{} first at every value", winner_letter(winner)),
            (Some(_), Some(_)) => "sent at every value".to_owned(),
            (Some(_), None) => "not sent at any value".to_owned(),
        }
    }

    /// The same where there is less room: "always A"; "never sent".
    pub fn always(self, winner: Option<OfferIdx>) -> String {
        match (self.line, winner) {
            (None, _) => format!("always {}", winner_letter(winner)),
            (Some(_), Some(_)) => "always sent".to_owned(),
            (Some(_), None) => "never sent".to_owned(),
        }
    }

    /// A side of the line, where there is one: "above the line of 20 %".
    pub fn side(self, is_above: bool) -> Option<String> {
        self.line.map(|(link, line)| side(link, line, is_above))
    }
}

/// A letter for what comes first, or a dash for nothing.
pub fn winner_letter(winner: Option<OfferIdx>) -> String {
    winner.map_or_else(|| "–".to_owned(), letter)
}
