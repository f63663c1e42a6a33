//! Scenarios side by side, in words: what comes first in each, every offer against the real customer, what was changed;
//! and what was tried, step by step.

use crate::ask::Inputs;
use crate::ask::scenarios::Outcome;
pub use crate::ask::scenarios::{Case, Which};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{CustomerModel, Profile, Value};
use crate::view::caption::{Caption, Stamp};
use crate::view::measure::lead;
use crate::view::measure::{Measure, Scale};
use crate::view::phrase::{Name, Phrase, letter, lower_first, offer_name, upper_first};
use crate::view::value;
use crate::view::words::report as words;

/// What the column is called of what is shown now.
pub const NOW: &str = "As shown now";
/// What leads to the comparison.
pub const COMPARE: &str = "Compare scenarios";
/// What to do where nothing is pinned.
pub const NOTHING: &str = "Drag a slider to ask “what if?”, then pin what you see (Ctrl+P). Pin a few, and they stand here \
                           side by side: what comes first in each, every chance against the customer as they are, and what \
                           you changed.";
/// What to do where nothing was tried.
pub const UNTRIED: &str = "Every change, every customer and every offer that you look at is listed here, and a click goes \
                           back to it.";
/// The most letters of a name that tells two changes.
const NAME_LENGTH: usize = 60;

/// Scenarios side by side.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// In how many another offer comes first.
    pub sentence: Phrase,
    /// How to read it.
    pub note: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell per column.
    pub rows: Vec<Row>,
    /// How many of the columns are pinned.
    pub n_pinned: usize,
    /// What it cannot tell.
    pub cannot: Phrase,
}

/// One column.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Which it is.
    pub which: Which,
    /// What it is called.
    pub name: String,
    /// What it is: "as she is", "2 facts changed".
    pub kind: String,
    /// The name of its customer.
    pub customer: String,
    /// Whether the customer is still open.
    pub is_open: bool,
    /// Whether it is what is shown now.
    pub is_shown: bool,
    /// What it gives, in numbers.
    pub outcome: Outcome,
    /// The facts that have a row: as asked, and of the real customer.
    pub facts: Vec<(FeatureIdx, Value, Value)>,
    /// All of it in a text.
    pub about: String,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// What comes first.
    First,
    /// An offer.
    Offer(OfferIdx),
    /// By how much the first one leads.
    Lead,
    /// A fact.
    Fact(FeatureIdx),
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What it is about.
    pub subject: Subject,
    /// "Average basket".
    pub label: String,
    /// A cell per column.
    pub cells: Vec<Cell>,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// "76 %".
    pub text: String,
    /// "+63.1 points", "was 9". May be empty.
    pub note: String,
    /// The offer whose letter stands before the text.
    pub tile: Option<OfferIdx>,
    /// The bar's length, 0 to 1.
    pub bar: Option<f32>,
    /// Up (positive) or down against the real customer, for an arrow.
    pub way: i32,
    /// Whether it differs from the real customer's in what a person looks for.
    pub lit: bool,
    /// Whether it is the first one's.
    pub strong: bool,
    /// Whether it does not count, such as an offer that may not be had.
    pub faint: bool,
    /// All of it in a text, with column and row.
    pub about: String,
}

impl Cell {
    fn plain(text: String) -> Self {
        Self {
            text,
            note: String::new(),
            tile: None,
            bar: None,
            way: 0,
            lit: false,
            strong: false,
            faint: false,
            about: String::new(),
        }
    }

    /// What it says, without column and row.
    pub fn said(&self) -> String {
        if self.note.is_empty() { self.text.clone() } else { format!("{}, {}", self.text, self.note) }
    }
}

/// What to call a scenario unless the person says otherwise: by what was changed.
pub fn name(model: &CustomerModel, profile: &Profile, values: &[Value]) -> String {
    let changed = changed(profile, values);
    let told = |f: &FeatureIdx| {
        let feature = model.features().get(*f);
        format!("{} {}", feature.label, value::value(feature, values[f.index()]))
    };
    match changed.as_slice() {
        [] => upper_first(&Name::of(profile).as_is()),
        [one] => told(one),
        [a, b] => {
            let both = format!("{}, {}", told(a), crate::view::phrase::lower_first(&told(b)));
            if both.chars().count() <= NAME_LENGTH { both } else { "2 facts changed".to_owned() }
        }
        more => format!("{} changed", number::count(more.len(), "fact", "facts")),
    }
}

/// The facts that differ from the real customer's.
fn changed(profile: &Profile, values: &[Value]) -> Vec<FeatureIdx> {
    let pairs = values.iter().zip(&profile.values).enumerate();
    pairs.filter(|(_, (a, b))| !a.same(**b)).map(|(i, _)| FeatureIdx::new(i)).collect()
}

/// That something was pinned.
pub fn pinned(name: &str) -> String {
    format!("Pinned as “{name}”")
}

/// That it was pinned before.
pub fn pinned_before(name: &str) -> String {
    format!("This is pinned already, as “{name}”")
}

/// That no more can be pinned.
pub fn full(most: usize) -> String {
    format!("{most} scenarios are pinned, the most that there may be. Remove one first.")
}

/// That a scenario's customer is gone.
pub fn gone(name: &str) -> String {
    format!("The customer of “{name}” is no longer open, so it can be compared but not shown")
}

/// A step's title: going to a scenario.
pub fn going_to(name: &str) -> String {
    format!("choice of the scenario “{name}”")
}

/// A step's title: removing one.
pub fn removal(name: &str) -> String {
    format!("removal of the scenario “{name}”")
}

/// A step's title: renaming one.
pub fn renaming(old: &str) -> String {
    format!("renaming of the scenario “{old}”")
}

/// That a session is open again.
pub fn reopened(title: &str, scenarios: usize) -> String {
    match scenarios {
        0 => format!("Opened the session of {title}"),
        n => format!("Opened the session of {title}, with {}", number::count(n, "scenario", "scenarios")),
    }
}

/// Says cases side by side.
pub fn compare(inputs: &Inputs, cases: &[Case<'_>]) -> Comparison {
    let model = inputs.model();
    let measure = measure(model, cases);
    let mut asked: Vec<FeatureIdx> = cases.iter().flat_map(|c| changed(c.profile, c.values)).collect();
    asked.sort();
    asked.dedup();
    let mut rows = Vec::new();
    let several = model.offers().len() > 1;
    let mut add = |subject: Subject, label: String, cell: &dyn Fn(&Case<'_>) -> Cell| {
        let cells = cases.iter().map(|case| {
            let cell = cell(case);
            Cell { about: format!("{}, {label}: {}", case.name, cell.said()), ..cell }
        });
        let cells = cells.collect();
        rows.push(Row { subject, label, cells });
    };
    let label = if several { "Comes first" } else { "Line" };
    add(Subject::First, label.to_owned(), &|case| first(model, case));
    let span = span(&measure, cases);
    for offer in model.offer_ids() {
        let label = if several { offer_name(model, offer) } else { model.offer(offer).title.clone() };
        add(Subject::Offer(offer), label, &|case| offer_cell(&measure, case, offer, span));
    }
    if several {
        add(Subject::Lead, "Lead".to_owned(), &|case| lead_cell(model, &measure, case));
    }
    for f in &asked {
        add(Subject::Fact(*f), model.features().get(*f).label.clone(), &|case| fact(model, case, *f));
    }
    let columns = cases.iter().enumerate().map(|(i, case)| column(case, &rows, &asked, i)).collect();
    let n_pinned = cases.iter().filter(|c| matches!(c.which, Which::Pinned(_))).count();
    Comparison {
        sentence: sentence(model, &measure, cases),
        note: note(&measure, cases, !asked.is_empty()),
        columns,
        rows,
        n_pinned,
        cannot: Phrase::of(
            "*What this cannot tell you:* whether people would act differently. It shows that the model would answer \
             differently.",
        ),
    }
}

impl Comparison {
    /// What it says of itself once it leaves the screen: which columns it has, and how to read them.
    pub fn caption(&self, model: &CustomerModel, stamp: Stamp) -> Caption {
        let mut customers: Vec<String> = self.columns.iter().map(|c| c.customer.clone()).collect();
        customers.dedup();
        let columns: Vec<String> = self.columns.iter().map(|c| format!("{} ({})", c.name, c.kind)).collect();
        let is_what_if = self.columns.iter().any(|c| c.facts.iter().any(|(_, now, was)| !now.same(*was)));
        let what = if is_what_if { "what-if, side by side: " } else { "as they are: " };
        let measure = Measure::of(model, Scale::Points, 1.0);
        let caption = Caption {
            state: format!("{what}{}", columns.join("; ")),
            is_what_if,
            ..Caption::new(words::SIDE_BY_SIDE, model, stamp)
        };
        caption
            .customers(customers.join("; "))
            .unit(measure.response_name())
            .note(self.sentence.text())
            .note(&self.note)
            .note(self.cannot.text())
    }
}

/// The units; decimals fit the largest difference.
fn measure(model: &CustomerModel, cases: &[Case<'_>]) -> Measure {
    let differences = cases.iter().flat_map(|c| {
        c.outcome.now.ranked.iter().map(|r| (r.response - c.outcome.before.of(r.offer).1.response).abs())
    });
    let largest = differences.filter(|d| d.is_finite()).fold(0.0, f64::max);
    Measure::of(model, Scale::Points, if largest > 0.0 { largest } else { 1.0 })
}

/// From where to where bars of values run.
fn span(measure: &Measure, cases: &[Case<'_>]) -> (f64, f64) {
    if measure.link().is_probability() {
        return (0.0, 1.0);
    }
    let all = cases.iter().flat_map(|c| &c.outcome.now.ranked).map(|r| r.response);
    all.filter(|r| r.is_finite()).fold((0.0f64, f64::MIN_POSITIVE), |(l, h), r| (l.min(r), h.max(r)))
}

/// Against whom columns are held.
fn whom(cases: &[Case<'_>]) -> String {
    match cases {
        [first, rest @ ..] if rest.iter().all(|c| c.profile.name == first.profile.name) => {
            Name::of(first.profile).as_is()
        }
        _ => "the customer of each column as they are".to_owned(),
    }
}

fn note(measure: &Measure, cases: &[Case<'_>], has_facts: bool) -> String {
    let whom = whom(cases);
    let lit = if has_facts { " Lit: what was changed, and where another offer comes first." } else { "" };
    format!(
        "Each column is scored by the model itself. Changes of the {} are against {whom}.{lit}",
        measure.response_name()
    )
}

/// In how many another offer comes first; with one offer, where it is most and least.
fn sentence(model: &CustomerModel, measure: &Measure, cases: &[Case<'_>]) -> Phrase {
    let pinned: Vec<&Case<'_>> = cases.iter().filter(|c| matches!(c.which, Which::Pinned(_))).collect();
    if pinned.is_empty() {
        return Phrase::default();
    }
    if model.offers().len() == 1 {
        let response = |c: &Case<'_>| c.outcome.now.of(OfferIdx(0)).1.response;
        let mut sorted: Vec<&Case<'_>> = cases.iter().collect();
        sorted.sort_by(|a, b| response(b).total_cmp(&response(a)));
        let (most, least) = (sorted[0], sorted[sorted.len() - 1]);
        let name = upper_first(measure.response_name());
        return Phrase::default()
            .plain(format!("{name} is highest in "))
            .strong(format!("{}, {}", most.name, measure.response(response(most))))
            .plain(" and lowest in ")
            .strong(format!("{}, {}", least.name, measure.response(response(least))))
            .plain(".");
    }
    let turned = pinned.iter().filter(|c| turns(c)).count();
    let (lead, first, than) = match (turned, pinned.len()) {
        (0, 1) => ("In this scenario ", "the same offer", "as"),
        (1, 1) => ("In this scenario ", "another offer", "than"),
        (0, _) => ("In every scenario ", "the same offer", "as"),
        (m, n) if m == n => ("In every scenario ", "another offer", "than"),
        (m, n) => {
            let some = Phrase::default().plain("In ").strong(format!("{m} of {n} scenarios"));
            return some.plain(format!(" another offer comes first than for {}.", whom(cases)));
        }
    };
    Phrase::default().plain(lead).strong(first).plain(format!(" comes first {than} for {}.", whom(cases)))
}

/// Whether another offer comes first than for the real customer.
fn turns(case: &Case<'_>) -> bool {
    let offer = |r: &crate::score::Recommendation| r.winner().map(|w| w.offer);
    offer(&case.outcome.now) != offer(&case.outcome.before)
}

fn first(model: &CustomerModel, case: &Case<'_>) -> Cell {
    let (now, before) = (case.outcome.now.winner(), case.outcome.before.winner());
    let lit = turns(case);
    if let [only] = case.outcome.now.ranked.as_slice() {
        let sent = |is_below: bool| if is_below { "Below the line" } else { "Above the line" };
        let note = if lit { format!("instead of {}", lower_first(sent(!only.is_below))) } else { String::new() };
        return Cell { note, tile: None, lit, strong: true, ..Cell::plain(sent(only.is_below).to_owned()) };
    }
    let text = now.map_or_else(|| "No offer is allowed".to_owned(), |w| model.offer(w.offer).title.clone());
    let note = match before {
        _ if !lit => String::new(),
        Some(w) => format!("instead of {}", letter(w.offer)),
        None => "where none was allowed".to_owned(),
    };
    Cell { note, tile: now.map(|w| w.offer), lit, strong: true, ..Cell::plain(text) }
}

fn offer_cell(measure: &Measure, case: &Case<'_>, offer: OfferIdx, (low, high): (f64, f64)) -> Cell {
    let (now, before) = (case.outcome.now.of(offer).1, case.outcome.before.of(offer).1);
    let barred = now.barred_by.is_some();
    let note = match case.which {
        _ if barred => "not on offer".to_owned(),
        Which::Real => String::new(),
        _ => measure.change(before.response, now.response),
    };
    let way = if barred || before.response.to_bits() == now.response.to_bits() {
        0
    } else {
        (now.response - before.response).partial_cmp(&0.0).map_or(0, |order| order as i32)
    };
    // a change that is there must not look like none
    let note = if way != 0 && !note.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        if measure.link().is_probability() { "under 0.1 points".to_owned() } else { "barely changed".to_owned() }
    } else {
        note
    };
    Cell {
        note,
        tile: None,
        bar: (!barred).then(|| ((now.response - low) / (high - low)).clamp(0.0, 1.0) as f32),
        way,
        lit: false,
        strong: case.outcome.now.winner().is_some_and(|w| w.offer == offer),
        faint: barred,
        ..Cell::plain(measure.response(now.response))
    }
}

fn lead_cell(model: &CustomerModel, measure: &Measure, case: &Case<'_>) -> Cell {
    match (case.outcome.now.gap(), case.outcome.now.runner_up()) {
        (Some(gap), Some(second)) => {
            let note = format!("ahead of {}", letter(second.offer));
            Cell { note, ..Cell::plain(lead(model, measure, gap)) }
        }
        _ => Cell { faint: true, note: "nothing to lead".to_owned(), ..Cell::plain("–".to_owned()) },
    }
}

fn fact(model: &CustomerModel, case: &Case<'_>, f: FeatureIdx) -> Cell {
    let feature = model.features().get(f);
    let (now, was) = (case.values[f.index()], case.profile.value(f));
    let text = value::value(feature, now);
    if now.same(was) {
        return Cell { faint: true, ..Cell::plain(text) };
    }
    let note = format!("was {}", value::value(feature, was));
    Cell { note, lit: true, strong: true, ..Cell::plain(text) }
}

fn column(case: &Case<'_>, rows: &[Row], asked: &[FeatureIdx], i: usize) -> Column {
    let n = changed(case.profile, case.values).len();
    let changes = match n {
        0 => "nothing changed".to_owned(),
        n => format!("{} changed", number::count(n, "fact", "facts")),
    };
    let kind = match case.which {
        Which::Real => Name::of(case.profile).unchanged(),
        Which::Now => changes,
        Which::Pinned(_) if case.is_open => format!("{}, {changes}", Name::of(case.profile).short),
        Which::Pinned(_) => format!("{}, no longer open, {changes}", Name::of(case.profile).short),
    };
    let said: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, row.cells[i].said())).collect();
    let shown = if case.is_shown { ", shown now" } else { "" };
    Column {
        which: case.which,
        name: case.name.to_owned(),
        about: format!("{}, {kind}{shown}. {}", case.name, said.join(". ")),
        kind,
        customer: case.profile.name.clone(),
        is_open: case.is_open,
        is_shown: case.is_shown,
        outcome: case.outcome.clone(),
        facts: asked.iter().map(|f| (*f, case.values[f.index()], case.profile.value(*f))).collect(),
    }
}

/// A step that was tried, to be said.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The step's title; `None` for where it began.
    pub title: Option<&'a str>,
    /// What came first after it, where that was worked out; the inner `None` if nothing was allowed.
    pub first: Option<Option<OfferIdx>>,
    /// Whether it changed what is asked, and not only what is pinned.
    pub is_choice: bool,
}

/// What was tried.
#[derive(Clone, PartialEq, Debug)]
pub struct Tried {
    /// How to read it.
    pub lead: String,
    /// Where it began, then a row per step.
    pub rows: Vec<TriedRow>,
    /// Which row is shown now.
    pub here: usize,
}

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub struct TriedRow {
    /// "Average basket to 38.40 €".
    pub text: String,
    /// What came first after it: its letter and title.
    pub first: Option<(Option<OfferIdx>, String)>,
    /// Whether that is another one than before.
    pub turned: bool,
    /// All of it in a text.
    pub about: String,
}

/// Says what was tried; `here` is the place among the trials that is shown now.
pub fn tried(model: &CustomerModel, trials: &[Trial<'_>], here: usize) -> Tried {
    let several = model.offers().len() > 1;
    let mut before = None;
    let rows = trials.iter().enumerate().map(|(i, trial)| {
        let text = trial.title.map_or_else(|| "Where it began".to_owned(), upper_first);
        let told = trial.first.filter(|_| several && trial.is_choice);
        let turned = told.is_some() && before.is_some() && before != told;
        before = told.or(before);
        let first = told.map(|offer| match offer {
            Some(o) => (Some(o), model.offer(o).title.clone()),
            None => (None, "no offer is allowed".to_owned()),
        });
        let mut about = format!("{}: {text}", if i == 0 { "Start".to_owned() } else { format!("Step {i}") });
        if let Some((offer, title)) = &first {
            let name = offer.map_or_else(|| title.clone(), |o| offer_name(model, o));
            about += &format!(", then {name}{}", if offer.is_some() { " comes first" } else { "" });
        }
        if i == here {
            about += ", shown now";
        } else if i > here {
            about += ", taken back";
        }
        TriedRow { text, first, turned, about }
    });
    let rows: Vec<TriedRow> = rows.collect();
    Tried {
        lead: "Click a step to go to it. Steps that you go back over stay, until you change something there."
            .to_owned(),
        rows,
        here,
    }
}
