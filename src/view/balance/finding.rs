//! The sentence at the top of Balance: what is used without a yes, then what is proven to make no difference, then what
//! would change what comes first.

use super::rows::{Known, Saying, decided, subject};
use crate::ask::balance::Stays;
use crate::ask::refusals::{Refusals, Refused, Subject, Use};
use crate::base::number;
use crate::model::Profile;
use crate::view::phrase::{Phrase, offer_name, upper_first};

/// So many purposes are told of one by one.
const FINDINGS: usize = 2;

/// Says what was found; `known` is of the rows, in the answer's order.
pub(super) fn finding(saying: &Saying<'_>, profile: &Profile, answer: &Refusals, known: &[Known<'_>]) -> Phrase {
    let rows: Vec<(&Refused, Option<&Known<'_>>)> =
        answer.rows.iter().enumerate().map(|(i, row)| (row, known.get(i))).filter(|(row, _)| is_used(row)).collect();
    let amiss: Vec<&Refused> = rows.iter().map(|(row, _)| *row).filter(|row| decided(profile, &row.of).1).collect();
    let mut said = without_a_yes(saying, profile, &amiss);
    let is_proven =
        |known: Option<&Known<'_>>| known.is_some_and(|k| k.whatever.is_some_and(|w| w.stays == Stays::Proven));
    let same: Vec<&Refused> = rows.iter().filter(|(_, known)| is_proven(*known)).map(|(row, _)| *row).collect();
    said.extend(no_difference(saying, &same, !amiss.is_empty()));
    let is_other = |row: &&Refused| saying.first(&row.before) != saying.first(&row.after);
    let changes: Vec<&Refused> = rows.iter().map(|(row, _)| *row).filter(is_other).collect();
    said.extend(would_change(saying, &rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), &changes));
    // the finding comes first and strong
    if let Some(first) = said.first_mut().filter(|_| amiss.is_empty()) {
        *first = Phrase::default().strong(first.text());
    }
    said.into_iter().fold(Phrase::default(), Phrase::then)
}

fn is_used(row: &Refused) -> bool {
    matches!(row.used, Use::All | Use::Part)
}

/// What a row is called where rows are counted.
fn noun(rows: &[&Refused]) -> &'static str {
    if rows.iter().all(|row| matches!(row.of, Subject::Fact(_))) { "fact" } else { "purpose" }
}

/// "what she gets first", "the outcome".
fn gets(saying: &Saying<'_>) -> String {
    match saying.name.subject {
        _ if saying.placing.is_line() => "the outcome".to_owned(),
        "they" => "what they get first".to_owned(),
        subject => format!("what {subject} gets first"),
    }
}

/// Purposes that were never asked for, or refused, and whose facts are used all the same.
fn without_a_yes(saying: &Saying<'_>, profile: &Profile, amiss: &[&Refused]) -> Vec<Phrase> {
    let (short, person) = (&saying.name.short, saying.name.subject);
    let one = |row: &&Refused| {
        let was = match (decided(profile, &row.of).0.as_str(), person) {
            ("never asked", "they") => "they were never asked".to_owned(),
            ("never asked", _) => format!("{person} was never asked"),
            (decided, _) => format!("{person} {decided}"),
        };
        let help = if row.features.len() == 1 { "helps" } else { "help" };
        let what = if saying.placing.is_line() {
            format!("decide about {short}")
        } else {
            format!("choose {short}’s offers")
        };
        let (facts, of) = (counted(row.features.len()), subject(saying.model, &row.of));
        Phrase::default().strong(format!("{} of “{of}” {help} to {what}, and {was}.", upper_first(&facts)))
    };
    let mut said: Vec<Phrase> = amiss.iter().take(FINDINGS).map(one).collect();
    if let Some(more) = amiss.len().checked_sub(FINDINGS).filter(|more| *more > 0) {
        let more = number::count(more, "more purpose is", "more purposes are");
        said.push(Phrase::default().strong(format!("{more} used without a yes.")));
    }
    said
}

fn no_difference(saying: &Saying<'_>, same: &[&Refused], is_other: bool) -> Option<Phrase> {
    let gets = gets(saying);
    match same {
        [] => None,
        [one] => {
            let of = subject(saying.model, &one.of);
            Some(Phrase::default().strong(of).plain(format!(" makes no difference to {gets}: proven.")))
        }
        _ => {
            let (n, other) = (upper_first(&spelled(same.len())), if is_other { "other " } else { "" });
            Some(Phrase::from(format!("{n} {other}{}s make no difference to {gets}: proven.", noun(same))))
        }
    }
}

fn would_change(saying: &Saying<'_>, rows: &[&Refused], changes: &[&Refused]) -> Option<Phrase> {
    let person = saying.name.subject;
    let [one, more @ ..] = changes else {
        return (!rows.is_empty())
            .then(|| Phrase::from(format!("No single refusal changes {} on average.", gets(saying))));
    };
    let first = saying.first(&one.after);
    let would = match (first, saying.placing.side(first.is_some())) {
        (_, Some(side)) => format!(" {person} would come {side}"),
        (Some(offer), None) => format!(" {person} would get {}", offer_name(saying.model, offer)),
        (None, None) => format!(" {person} would get nothing"),
    };
    let mut phrase = Phrase::of("Without ").strong(subject(saying.model, &one.of)).plain(would);
    if !more.is_empty() {
        let others = number::count(more.len(), &format!("other {}", noun(rows)), &format!("other {}s", noun(rows)));
        phrase = phrase.plain(format!("; {others}, each refused alone, would change it too"));
    }
    Some(phrase.plain("."))
}

/// A small number as a word.
fn spelled(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| number::fixed(n as f64, 0), |word| (*word).to_owned())
}

/// "four facts".
fn counted(n: usize) -> String {
    format!("{} {}", spelled(n), if n == 1 { "fact" } else { "facts" })
}
