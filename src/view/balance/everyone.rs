//! Balance, all customers, on a screen: the finding, sets of purposes against points of intrusiveness, what each permission
//! is worth, and the chosen set.

use super::chosen::{self, ChosenView};
use super::counted::{Said, Shown, of_100, people};
use super::frontier::{self, FrontierView};
use super::weights::{self, WeightRow};
use super::worth::{self, WorthView};
use crate::ask::balance::Refusal;
use crate::ask::everybody::{Count, Everybody, Upward};
use crate::ask::frontier::{Way, Ways, knows_accepted};
use crate::ask::refusals::asked_for;
use crate::ask::weights::Weighed;
use crate::base::{FeatureIdx, date, number};
use crate::model::CustomerModel;
use crate::view::caption::{Caption, Stamp};
use crate::view::line::Placing;
use crate::view::phrase::{Name, Phrase, list, offer_name};
use crate::view::words::everyone as words;

/// Parts of all points that have a name.
const PARTS: [(f64, &str); 5] =
    [(0.25, "a quarter"), (1.0 / 3.0, "a third"), (0.5, "half"), (2.0 / 3.0, "two thirds"), (0.75, "three quarters")];
/// How near to one a part has to be.
const NEAR: f64 = 0.005;

/// All of it.
#[derive(Clone, PartialEq, Debug)]
pub struct EveryoneView {
    /// "1000 customers with known outcomes".
    pub whom: String,
    /// The same with their file: "1000 customers of people.csv".
    pub of: String,
    /// The finding.
    pub lead: Phrase,
    /// That a what-if changes nobody here; empty without one.
    pub what_if: String,
    /// What may be held against the points.
    pub upwards: Vec<Upward>,
    /// What is.
    pub upward: Upward,
    /// Whether there is a line in place of an order of offers.
    pub is_line: bool,
    /// The sets.
    pub frontier: FrontierView,
    /// How many sets there are, and what takes the place of a refused fact.
    pub how: String,
    /// Who set the points.
    pub set: String,
    /// What each permission is worth.
    pub worth: WorthView,
    /// The chosen set.
    pub chosen: ChosenView,
    /// The sets as a table: its head, and its rows.
    pub table: (Vec<String>, Vec<Vec<String>>),
    /// How intrusive each used fact is.
    pub weights: Vec<WeightRow>,
    /// What this cannot tell.
    pub limits: Phrase,
}

/// Says an answer; `None` of no sets.
pub fn everyone(shown: &Shown<'_>) -> Option<EveryoneView> {
    let model = shown.inputs.model();
    let upwards = upwards(model, shown.answer);
    let upward = shown.upward.filter(|u| upwards.contains(u)).or(upwards.first().copied())?;
    let ways = Ways::of(model, shown.answer, shown.weights, upward);
    let told = |chosen: &&[FeatureIdx]| ways.list.iter().position(|way| way.facts == *chosen);
    let place = shown.chosen.as_ref().and_then(told).or_else(|| ways.leading())?;
    let rows = number::count(usize::try_from(shown.answer.rows).unwrap_or(usize::MAX), "customer", "customers");
    let known = knows_accepted(model, shown.answer);
    let placing = Placing::of(model, shown.line);
    let said = Said { model, placing, rows: shown.answer.rows, ways: &ways, known };
    Some(EveryoneView {
        of: shown.file.map_or_else(|| rows.clone(), |file| format!("{rows} of {file}")),
        whom: if known { format!("{rows} with known outcomes") } else { rows },
        lead: said.lead(place),
        what_if: if shown.is_what_if { words::what_if(said.rows) } else { String::new() },
        upwards: if ways.by_facts { Vec::new() } else { upwards },
        upward: ways.upward,
        is_line: said.placing.is_line(),
        frontier: frontier::frontier(&said, place),
        how: how(shown, &ways),
        set: set(shown),
        worth: worth::worth(shown, &said),
        chosen: chosen::chosen(&said, &shown.answer.by, place, &Name::of(shown.customer).short),
        table: frontier::table(&said),
        weights: weights::weights(shown),
        limits: Phrase::of("*What this cannot tell you:* ").plain(if known {
            words::LIMITS
        } else {
            words::LIMITS_UNKNOWN
        }),
    })
}

/// What may be held against the points, the usual one first.
fn upwards(model: &CustomerModel, answer: &Everybody) -> Vec<Upward> {
    let accepted = Some(Upward::Accepted).filter(|_| knows_accepted(model, answer));
    accepted.into_iter().chain([Upward::Same]).collect()
}

impl Said<'_> {
    /// The finding.
    fn lead(&self, place: usize) -> Phrase {
        let (way, rows) = (&self.ways.list[place], self.rows);
        let count = &way.point.count;
        let Some(whole) = self.whole().map(|whole| &whole.point) else { return Phrase::default() };
        let accepted = |count: &Count| of_100(count.accepted, rows);
        if way.facts.is_empty() {
            let said = match self.ways.upward {
                Upward::Accepted => format!("With everything used, {} of 100 offers are accepted.", accepted(count)),
                Upward::Same => format!("Everything is used, as today, for all {rows} customers."),
            };
            return Phrase::default().strong(said).plain(words::CHOOSE);
        }
        let part = part(way.point.intrusiveness, whole.intrusiveness);
        let keep = match (self.placing.is_line(), count.same == rows) {
            (false, true) => format!("all {rows} customers get the same offer first"),
            (false, false) => format!("{} of {rows} customers get the same offer first", people(count.same)),
            (true, true) => format!("all {rows} customers stay on their side of the line"),
            (true, false) => format!("{} of {rows} customers stay on their side of the line", people(count.same)),
        };
        let without = crate::view::phrase::upper_first(&self.name_short(way));
        let nobody = self.nobody(&whole.count, count);
        let rest = if nobody.is_empty() { ".".to_owned() } else { format!(", and nobody gets {}.", list(&nobody)) };
        match self.ways.upward {
            Upward::Accepted => Phrase::default()
                .strong(format!(
                    "With {part}, {} of 100 offers would be accepted instead of {}.",
                    accepted(count),
                    accepted(&whole.count)
                ))
                .plain(format!(" {without}, {keep}{rest}")),
            Upward::Same => {
                let used = format!(" This is {}{rest}", self.name_short(way));
                Phrase::default().strong(format!("With {part}, {keep}.")).plain(used)
            }
        }
    }

    /// [`name`](Self::name), where many are counted.
    fn name_short(&self, way: &Way) -> String {
        const MOST: usize = 4;
        let refused = self.refused(way);
        if refused.len() <= MOST {
            return self.name(way);
        }
        let noun = if self.ways.by_facts { "facts" } else { "purposes" };
        format!("without {} of the {noun}", refused.len())
    }

    /// What somebody gets today and nobody then.
    fn nobody(&self, before: &Count, now: &Count) -> Vec<String> {
        let offers = self.model.offer_ids().zip(before.given.iter().zip(&now.given));
        let gone = offers.filter(|(_, (before, now))| **before > 0 && **now == 0);
        if self.placing.is_line() { Vec::new() } else { gone.map(|(o, _)| offer_name(self.model, o)).collect() }
    }
}

/// "a third of the intrusiveness", "14 of 50 points of intrusiveness".
fn part(points: f64, of: f64) -> String {
    let share = if of > 0.0 { points / of } else { 0.0 };
    match PARTS.iter().find(|(part, _)| (part - share).abs() < NEAR) {
        Some((_, name)) => format!("{name} of the intrusiveness"),
        None => format!("{} of {} points of intrusiveness", number::trimmed(points, 2), number::trimmed(of, 2)),
    }
}

fn how(shown: &Shown<'_>, ways: &Ways) -> String {
    let refused = words::refused(match shown.refusal {
        Refusal::Cover => words::BY_COVER,
        Refusal::Background => words::BY_BACKGROUND,
        Refusal::Missing => words::AS_MISSING,
    });
    let n = ways.list.len();
    if ways.by_facts {
        return format!("{} {refused}", words::BY_FACTS);
    }
    let purposes = ways.list.iter().map(|way| way.point.refused.len()).max().unwrap_or(0);
    let purposes = number::count(purposes, "purpose", "purposes");
    let sets = if shown.answer.every_set {
        format!("All {n} ways to refuse the {purposes}, each scored by the model itself.")
    } else {
        format!("{n} ways to refuse the {purposes}, found by refusing one after the other: all are too many.")
    };
    format!("{sets} {refused}")
}

/// Who set the points.
fn set(shown: &Shown<'_>) -> String {
    let used = asked_for(shown.inputs.model());
    if used.iter().any(|f| shown.is_changed(*f)) {
        return words::SET_HERE.to_owned();
    }
    let Weighed { given, left_out, assumed, .. } = shown.weighed;
    let assumed = match assumed {
        0 => None,
        n => Some(words::assumed(*n)),
    };
    let said = given.as_ref().map_or_else(
        || Some(words::SET_ALL.to_owned()).filter(|_| assumed.is_none()),
        |given| Some(words::set_by_all(&given.by, &date::iso(given.on), *left_out)),
    );
    said.into_iter().chain(assumed).collect::<Vec<_>>().join(" ")
}

impl EveryoneView {
    /// What it says of itself once it leaves the screen.
    pub fn caption(&self, model: &CustomerModel, stamp: Stamp) -> Caption {
        Caption::new(super::everybody::TITLE, model, stamp)
            .customers(&self.of)
            .unit(&self.frontier.title)
            .note(&self.how)
            .note(&self.set)
            .note(self.limits.text())
    }
}
