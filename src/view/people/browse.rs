//! The customer browser in words: heads, rows, filters and the ways to make one.

use crate::ask::{Crowd, FactTest, Filter, Query, SortBy, Standings};
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::model::{CustomerModel, FeatureKind, Line, RankBy, Value};
use crate::view::caption::{Caption, Stamp};
use crate::view::explain::fact;
use crate::view::line;
use crate::view::measure::{Measure, Scale, lead};
use crate::view::phrase::{letter, lower_first, offer_name, upper_first};
use crate::view::value;
use crate::view::words::bar as words;

/// A column of the browser.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// What sorts by it.
    pub sort: SortBy,
    /// Whether the list is sorted by it: `Some(true)` the greatest first.
    pub sorted: Option<bool>,
    /// What it shows, in a sentence.
    pub about: String,
    /// How wide it is: a share of the room for texts, or points for figures.
    pub width: Width,
}

/// How wide a column is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Width {
    /// At least so many points, and a part of what is left.
    Text(f32),
    /// So many points.
    Figures(f32),
}

/// A customer's row.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The name or label.
    pub label: String,
    /// What is recommended, with its letter and title; `None` while that is not known.
    pub offer: Option<(Option<OfferIdx>, String, String)>,
    /// One text per column after label and offer.
    pub cells: Vec<String>,
    /// All of it in a sentence.
    pub about: String,
}

/// What a filter may be about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// What is recommended.
    Offer,
    /// Its response.
    Response,
    /// Whether the only offer is sent.
    Sent,
    /// What became of the customer.
    Outcome,
    /// A fact.
    Fact(FeatureIdx),
}

/// A condition on a [`Subject`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Condition {
    /// The filter itself.
    Ready(Filter),
    /// At least (`true`) or at most a number that is still to be typed.
    Number(bool),
}

/// The units that the browser writes in. Shares are not shown, so no size decides their decimals.
pub fn measure(model: &CustomerModel) -> Measure {
    Measure::of(model, Scale::Points, 1.0)
}

/// What a response is called, as a head: "Chance".
pub fn response_title(model: &CustomerModel) -> String {
    upper_first(measure(model).response_name())
}

/// Whether offers compete, so that there is something to compare.
fn many(model: &CustomerModel) -> bool {
    model.offers().len() > 1
}

/// The columns for a query and the facts that were asked for.
pub fn columns(model: &CustomerModel, query: &Query, facts: &[FeatureIdx]) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut add = |title: String, sort: SortBy, about: &str, width: Width| {
        let sorted = (query.sort == sort).then_some(query.descending);
        columns.push(Column { title, sort, sorted, about: about.to_owned(), width });
    };
    add("Customer".into(), SortBy::Label, "The name, or the row's label", Width::Text(150.0));
    if many(model) {
        add("Recommended".into(), SortBy::Offer, "What comes first for the customer", Width::Text(180.0));
    }
    let response = response_title(model);
    let (about, width) = if many(model) {
        ("The model's answer for what is recommended", 96.0)
    } else {
        ("The model's answer, and whether it is sent from the line on", 190.0)
    };
    add(response.clone(), SortBy::Response, about, Width::Figures(width));
    if many(model) {
        let about = match model.rank_by() {
            RankBy::Response => format!("By how much its {} is ahead of the second offer's", lower_first(&response)),
            RankBy::ResponseTimesValue => "By how much its worth is ahead of the second offer's".to_owned(),
        };
        add("Lead".into(), SortBy::Gap, &about, Width::Figures(104.0));
    }
    for &f in facts {
        let feature = model.features().get(f);
        let marks = fact::marks(feature).join(", ");
        let about = if marks.is_empty() { feature.label.clone() } else { format!("{} ({marks})", feature.label) };
        // wide enough for most heads and levels, narrow enough that several fit
        let level = feature.levels().iter().map(|l| l.chars().count()).max().unwrap_or(0);
        let widest = level.max(feature.label.chars().count() + 3) as f32 * 7.5;
        add(feature.label.clone(), SortBy::Fact(f), &about, Width::Figures((widest + 30.0).clamp(104.0, 200.0)));
    }
    columns
}

/// One customer's row.
pub fn row(
    model: &CustomerModel,
    crowd: &dyn Crowd,
    standings: Option<&Standings>,
    line: Option<Line>,
    facts: &[FeatureIdx],
    place: usize,
) -> Row {
    let measure = measure(model);
    let label = crowd.label(place);
    let mut about = vec![if label.trim().is_empty() { "no label".to_owned() } else { label.clone() }];
    let offer = standings.map(|s| match s.offer(place) {
        Some(offer) => (Some(offer), letter(offer), model.offer(offer).title.clone()),
        None => (None, "–".to_owned(), "nothing may be offered".to_owned()),
    });
    if let Some((offer, _, title)) = &offer
        && many(model)
    {
        about.push(offer.map_or_else(|| title.clone(), |o| offer_name(model, o)));
    }
    let dash = || "–".to_owned();
    let waiting = || if standings.is_none() { "…".to_owned() } else { dash() };
    let mut response = standings.and_then(|s| s.response(place)).map_or_else(waiting, |r| measure.response(r));
    if let (Some(standings), Some(line), false) = (standings, line, many(model)) {
        response = match (standings.offer(place), standings.is_sent(place, line)) {
            (None, _) => "not on offer".to_owned(),
            (_, true) => format!("{response} · sent"),
            (_, false) => format!("{response} · not sent"),
        };
    }
    about.push(format!("{} {response}", measure.response_name()));
    let mut cells = vec![response];
    if many(model) {
        let lead = standings.and_then(|s| s.gap(place)).map_or_else(waiting, |g| lead(model, &measure, g));
        about.push(format!("lead {lead}"));
        cells.push(lead);
    }
    for &f in facts {
        let feature = model.features().get(f);
        let text = value::value(feature, crowd.value(place, f));
        about.push(format!("{} {text}", crate::view::phrase::fact_name(feature)));
        cells.push(text);
    }
    Row { label, offer, cells, about: about.join(", ") }
}

/// "213 of 1006 customers", "1006 customers".
pub fn count(matching: usize, total: usize) -> String {
    let all = number::count(total, "customer", "customers");
    if matching == total { all } else { format!("{} of {all}", number::fixed(matching as f64, 0)) }
}

/// Who is listed: how many of how many, and by which filters.
pub fn whom(model: &CustomerModel, query: &Query, matching: usize, total: usize) -> String {
    let search = Some(format!("“{}”", query.search)).filter(|_| !query.search.is_empty());
    let filters: Vec<String> = search.into_iter().chain(query.filters.iter().map(|f| filter(model, f))).collect();
    let only = if filters.is_empty() { String::new() } else { format!(": {}", filters.join("; ")) };
    format!("{}{only}", count(matching, total))
}

/// What the list says of itself once it leaves the screen.
pub fn caption(model: &CustomerModel, whom: String, stamp: Stamp) -> Caption {
    Caption::new(words::CUSTOMERS, model, stamp).customers(whom).unit(measure(model).response_name())
}

/// How many of all are sent the only offer: "1821 above the line of 20 %".
pub fn n_sent(model: &CustomerModel, n: usize, line: Line) -> String {
    format!("{} {}", number::fixed(n as f64, 0), line::side(model.link(), line, true))
}

/// What became of somebody, as a filter says it.
fn outcome_text(outcome: Option<bool>) -> &'static str {
    match outcome {
        Some(true) => "Had the outcome",
        Some(false) => "Had it not",
        None => "Outcome not known",
    }
}

/// Where somebody stands among those that next and previous go through: "3 of 213"; "– of 213" for who is not there.
pub fn position(here: Option<usize>, n: usize) -> String {
    let here = here.map_or_else(|| "–".to_owned(), |i| number::fixed(i as f64 + 1.0, 0));
    format!("{here} of {}", number::fixed(n as f64, 0))
}

/// A filter as a short text: "Average basket at least 40.00 €".
pub fn filter(model: &CustomerModel, filter: &Filter) -> String {
    match *filter {
        Filter::Offer(Some(offer)) => format!("Recommended: {}", offer_name(model, offer)),
        Filter::Offer(None) => "Nothing may be offered".to_owned(),
        Filter::Sent(true) => "Above the line: sent".to_owned(),
        Filter::Sent(false) => "Not sent".to_owned(),
        Filter::Outcome(outcome) => outcome_text(outcome).to_owned(),
        Filter::Response { from, to } => {
            let (name, measure) = (response_title(model), measure(model));
            match (from.is_finite(), to.is_finite()) {
                (true, true) => format!("{name} {} to {}", measure.response(from), measure.response(to)),
                (true, false) => format!("{name} at least {}", measure.response(from)),
                (false, true) => format!("{name} at most {}", measure.response(to)),
                (false, false) => format!("{name} is known"),
            }
        }
        Filter::Fact { feature, test } => {
            let feature = model.features().get(feature);
            let text = match test {
                FactTest::AtLeast(x) => format!("at least {}", value::with_unit(feature, x)),
                FactTest::AtMost(x) => format!("at most {}", value::with_unit(feature, x)),
                FactTest::Is(v) => format!("is {}", value::value(feature, v)),
                FactTest::NotKnown => "not known".to_owned(),
            };
            format!("{} {text}", feature.label)
        }
    }
}

/// What a filter may be about, as a list to choose from, with what became of customers where that is known: text, and whether it is sensitive or protected in words.
pub fn subjects(model: &CustomerModel, has_outcomes: bool) -> Vec<(Subject, String)> {
    let mut list = Vec::new();
    if many(model) {
        list.push((Subject::Offer, "What is recommended".to_owned()));
    }
    list.push((Subject::Response, response_title(model)));
    if !many(model) {
        list.push((Subject::Sent, "The line".to_owned()));
    }
    if has_outcomes {
        list.push((Subject::Outcome, "What became of them".to_owned()));
    }
    list.extend(model.features().iter().map(|(f, _)| (Subject::Fact(f), fact_name(model, f))));
    list
}

/// A fact as it is offered for choosing: with what to think of before.
pub fn fact_name(model: &CustomerModel, idx: FeatureIdx) -> String {
    let feature = model.features().get(idx);
    let marks = fact::marks(feature);
    if marks.is_empty() { feature.label.clone() } else { format!("{} ({})", feature.label, marks.join(", ")) }
}

/// What can be asked of a subject.
pub fn conditions(model: &CustomerModel, subject: Subject) -> Vec<(String, Condition)> {
    let numbers =
        || [("at least".to_owned(), Condition::Number(true)), ("at most".to_owned(), Condition::Number(false))];
    match subject {
        Subject::Offer => {
            let offer = |o| (format!("is {}", offer_name(model, o)), Condition::Ready(Filter::Offer(Some(o))));
            let none = ("is nothing: no offer may be had".to_owned(), Condition::Ready(Filter::Offer(None)));
            model.offer_ids().map(offer).chain([none]).collect()
        }
        Subject::Response => numbers().to_vec(),
        Subject::Sent => [("is reached: sent", true), ("is not reached: not sent", false)]
            .map(|(text, sent)| (text.to_owned(), Condition::Ready(Filter::Sent(sent))))
            .to_vec(),
        Subject::Outcome => [Some(true), Some(false), None]
            .map(|outcome| (lower_first(outcome_text(outcome)), Condition::Ready(Filter::Outcome(outcome))))
            .to_vec(),
        Subject::Fact(idx) => {
            let feature = model.features().get(idx);
            let test = |test| Condition::Ready(Filter::Fact { feature: idx, test });
            let is = |v: Value| (format!("is {}", value::value(feature, v)), test(FactTest::Is(v)));
            let mut list: Vec<_> = match &feature.kind {
                FeatureKind::Choice { levels } => (0..levels.len() as u32).map(|l| is(Value::Level(l))).collect(),
                FeatureKind::YesNo => [1.0, 0.0].map(|x| is(Value::Number(x))).to_vec(),
                FeatureKind::Number | FeatureKind::Count | FeatureKind::Date => numbers().to_vec(),
            };
            list.push(("is not known".to_owned(), test(FactTest::NotKnown)));
            list
        }
    }
}

/// The unit that a typed number is in: "%", "€", or nothing.
pub fn unit(model: &CustomerModel, subject: Subject) -> &str {
    match subject {
        Subject::Response if model.link().is_probability() => "%",
        Subject::Fact(f) => &model.features().get(f).unit,
        Subject::Response | Subject::Offer | Subject::Sent | Subject::Outcome => "",
    }
}

/// The filter of a typed number; `None` for what takes no number.
pub fn number_filter(subject: Subject, least: bool, x: f64) -> Option<Filter> {
    match subject {
        Subject::Offer | Subject::Sent | Subject::Outcome => None,
        Subject::Response if least => Some(Filter::Response { from: x, to: f64::INFINITY }),
        Subject::Response => Some(Filter::Response { from: f64::NEG_INFINITY, to: x }),
        Subject::Fact(feature) => {
            let test = if least { FactTest::AtLeast(x) } else { FactTest::AtMost(x) };
            Some(Filter::Fact { feature, test })
        }
    }
}

/// What stands below the list, about what is shown of people.
pub fn privacy(facts: &[FeatureIdx], model: &CustomerModel) -> String {
    let marked = facts.iter().filter(|f| !fact::marks(model.features().get(**f)).is_empty()).count();
    match (facts.len(), marked) {
        (0, _) => "No personal facts are shown until you ask for one. What you ask for is not saved.".to_owned(),
        (n, 0) => format!("{} shown because you asked. This is not saved.", facts_are(n)),
        (n, m) => {
            format!(
                "{} shown because you asked, {m} of them sensitive or protected. This is not saved.",
                facts_are(n)
            )
        }
    }
}

fn facts_are(n: usize) -> String {
    if n == 1 { "1 fact is".to_owned() } else { format!("{n} facts are") }
}
