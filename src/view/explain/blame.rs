//! Which change did it: what comes first for the customer as they are, with each change alone, and with all.

use super::fact;
use crate::ask::Explanation;
use crate::base::{FeatureIdx, OfferIdx};
use crate::model::{CustomerModel, Profile, Value};
use crate::score::Recommendation;
use crate::view::line::Placing;
use crate::view::measure::Measure;
use crate::view::phrase::{Name, Phrase, fact_name, letter, list, upper_first};
use crate::view::words::explain::WHICH_CHANGE;

/// How many changes have a box of their own at first.
pub const BOXES: usize = 3;

/// Which change did it.
#[derive(Clone, PartialEq, Debug)]
pub struct Blame {
    /// "Share bought at a discount alone brings B; orders in 90 days alone would bring D."
    pub sentence: Phrase,
    /// As they are, each change alone (those that did most first), all together.
    pub boxes: Vec<Case>,
}

/// What comes first in one case.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// "Maya as she is", "orders in 90 days only", "both".
    pub title: String,
    /// What is changed: "9 → 4"; empty where nothing or everything is.
    pub change: String,
    /// What comes first; `None` for nothing, and where there is a line.
    pub first: Option<OfferIdx>,
    /// Its letter; "sent" or "not sent" where there is a line.
    pub letter: String,
    /// Its response.
    pub response: String,
    /// The next one: "D 56 %"; empty where there is none.
    pub next: String,
    /// Whether it is what is shown now.
    pub is_shown: bool,
}

impl Case {
    /// All of it, for those who do not see it.
    pub fn about(&self) -> String {
        let parts = [&self.title, &self.change, &self.letter, &self.response, &self.next];
        let parts = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str);
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// Says which change did it; `None` where fewer than two are changed: of one nobody asks which, and what it did is said
/// first of all.
pub fn blame(
    model: &CustomerModel,
    profile: &Profile,
    explanation: &Explanation,
    measure: &Measure,
) -> Option<Blame> {
    let changed = explanation.changed();
    if changed.len() < 2 {
        return None;
    }
    let name = Name::of(profile);
    let placing = Placing::of(model, explanation.line);
    let case = |title: String, change: String, ranking: &Recommendation, is_shown: bool| {
        let winner = ranking.winner().map(|w| w.offer);
        let told = if placing.is_line() { explanation.focus } else { winner.unwrap_or(explanation.focus) };
        let next = ranking.runner_up().filter(|_| winner.is_some());
        Case {
            title,
            change,
            first: winner.filter(|_| !placing.is_line()),
            letter: placing.short(winner),
            response: if winner.is_some() || placing.is_line() {
                measure.response(ranking.of(told).1.response)
            } else {
                String::new()
            },
            next: next.map_or_else(String::new, |n| format!("{} {}", letter(n.offer), measure.response(n.response))),
            is_shown,
        }
    };
    let mut boxes = vec![case(name.as_is(), String::new(), &explanation.before, false)];
    for i in order(explanation) {
        let feature = model.features().get(changed[i]);
        let of = |values: &[Value]| values[changed[i].index()];
        let change = fact::changed(feature, of(&explanation.question.original), of(&explanation.question.values));
        boxes.push(case(format!("{} only", fact_name(feature)), change, &explanation.alone[i], false));
    }
    let all = if changed.len() == 2 { "Both changes".to_owned() } else { format!("All {} changes", changed.len()) };
    boxes.push(case(all, String::new(), &explanation.now, true));
    let sentence = Phrase::of(WHICH_CHANGE).then(sentence(model, explanation, placing, &changed));
    Some(Blame { sentence, boxes })
}

/// The changes told apart, by what they did to what comes first now, greatest first.
fn order(explanation: &Explanation) -> Vec<usize> {
    let offer = explanation.now.winner().map_or(explanation.focus, |w| w.offer);
    let size = |i: &usize| explanation.change_shares.as_ref().map_or(0.0, |shares| shares[*i][offer.index()].abs());
    let mut places: Vec<usize> = (0..explanation.alone.len()).collect();
    places.sort_by(|a, b| size(b).total_cmp(&size(a)));
    places
}

fn sentence(model: &CustomerModel, explanation: &Explanation, placing: Placing, changed: &[FeatureIdx]) -> Phrase {
    let winner = |ranking: &Recommendation| ranking.winner().map(|w| w.offer);
    let (now, before) = (winner(&explanation.now), winner(&explanation.before));
    let stays = |plain: &str| Phrase::default().plain(format!("{}{plain}", still(placing, now)));
    if explanation.alone.is_empty() {
        return Phrase::default().plain("Too many facts are changed to tell them apart.");
    }
    let label = |i: usize| fact_name(model.features().get(changed[i]));
    // what each does alone, where it does something
    let mut kinds: Vec<(Option<OfferIdx>, Vec<String>)> = Vec::new();
    for i in order(explanation) {
        let first = winner(&explanation.alone[i]);
        if first == before {
            continue;
        }
        match kinds.iter_mut().find(|(f, _)| *f == first) {
            Some((_, names)) => names.push(label(i)),
            None => kinds.push((first, vec![label(i)])),
        }
    }
    kinds.sort_by_key(|(first, _)| *first != now);
    let parts: Vec<String> = kinds
        .iter()
        .map(|(first, names)| {
            let (who, one) = (list(names), names.len() == 1);
            let each = if one { "alone" } else { "each alone" };
            match (*first == now, one) {
                (true, true) => format!("{who} {each} {}", placing.brings(*first)),
                (true, false) => format!("{who} {each} {}", placing.bring(*first)),
                (false, _) => format!("{who} {each} would {}", placing.bring(*first)),
            }
        })
        .collect();
    match (now == before, parts.is_empty()) {
        (true, true) => stays(": no change alone does otherwise."),
        (true, false) => stays(&format!("; {}.", parts.join("; "))),
        (false, true) => Phrase::default().plain("None alone: only together."),
        (false, false) => Phrase::default().plain(upper_first(&format!("{}.", parts.join("; ")))),
    }
}

/// "B still comes first", "Still sent".
fn still(placing: Placing, now: Option<OfferIdx>) -> String {
    match (placing.is_line(), now) {
        (true, _) => format!("Still {}", placing.short(now)),
        (false, Some(offer)) => format!("{} still comes first", letter(offer)),
        (false, None) => "Still no offer may be had".to_owned(),
    }
}
