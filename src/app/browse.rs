//! The browse wing: the customer browser, and the list that next and previous go through.
//!
//! What a person asked for (search, filters, shown facts) is never saved and ends with the model or the customers it
//! was asked of: nobody's facts stay on screen because they were wanted of somebody else.

use std::sync::Arc;

use super::act::Action;
use super::act::browse::BrowseAct;
use super::act::figure::Figure;
use super::basis::{Everybody, Shared};
use super::command::{Command, alt, ctrl};
use super::desk::{Desk, Ended};
use super::document::{Document, People};
use super::job::{Jobs, aside};
use super::open;
use super::place::{Over, Place};
use super::slot::{Cost, Slot, Standing, Work};
use super::wing::Wing;
use crate::ask::browse::{self, Crowd};
use crate::ask::{Filter, Listing, Query, Standings};
use crate::base::{Error, FeatureIdx, OfferIdx};
use crate::model::{CustomerModel, Line, Value};
use crate::report::browse as report;
use crate::report::page::Page;
use crate::view::{Caption, browse as view, words};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The most facts shown as columns at a time.
pub const COLUMNS_MAX: usize = 6;
/// The most rows that are taken along: what a spreadsheet and a clipboard bear.
const ROWS_TAKEN: usize = 10_000;

/// Who is listed in which order. The scores are those it asks of, if it does.
#[derive(Clone, PartialEq, Debug)]
struct Wanted {
    people: Shared<People>,
    query: Query,
    standings: Option<Shared<Standings>>,
    /// The column that tells what became of them, where that is asked.
    column: Option<String>,
}

impl Wanted {
    fn list(&self, progress: &crate::base::progress::Progress) -> crate::base::Result<Listing> {
        let table = self.people.table.as_ref();
        let outcomes = self.column.as_ref().and_then(|column| table?.extra(column));
        let crowd = Known { people: &self.people, outcomes };
        browse::browse(&crowd, self.standings.as_deref(), &self.query, progress)
    }
}

/// Customers, with what became of those of the table.
struct Known<'a> {
    people: &'a People,
    outcomes: Option<&'a [f64]>,
}

impl Crowd for Known<'_> {
    fn n(&self) -> usize {
        self.people.n()
    }

    fn label(&self, place: usize) -> String {
        self.people.label(place)
    }

    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        self.people.value(place, feature)
    }

    fn outcome(&self, place: usize) -> Option<bool> {
        let row = place.checked_sub(self.people.profiles.len())?;
        match *self.outcomes?.get(row)? {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        }
    }
}

/// The browse wing.
#[derive(Debug)]
pub struct Browse {
    /// Who to list, in which order. Also what next and previous go through.
    query: Query,
    /// Facts that were asked to be shown, in that order.
    columns: Vec<FeatureIdx>,
    /// Of whom the answers are.
    everybody: Option<Everybody>,
    standings: Slot<Everybody, Standings>,
    listing: Slot<Wanted, Listing>,
    /// How many are sent the only offer.
    sent: Slot<(Shared<Standings>, Line), usize>,
    /// From where on it is sent.
    line: Option<Line>,
    /// Who is looked at.
    person: usize,
    here: Slot<(Shared<Listing>, usize), Option<usize>>,
    /// For picking anybody.
    dice: Xoshiro256PlusPlus,
}

impl Default for Browse {
    fn default() -> Self {
        // who is picked at random need not be picked again
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = since.map_or(0, |t| t.as_nanos() as u64);
        Self {
            query: Query::default(),
            columns: Vec::new(),
            everybody: None,
            standings: Slot::default(),
            listing: Slot::default(),
            sent: Slot::default(),
            line: None,
            person: 0,
            here: Slot::default(),
            dice: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }
}

impl Browse {
    /// Who is listed, in which order.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The facts that are shown of everybody.
    pub fn columns(&self) -> &[FeatureIdx] {
        &self.columns
    }

    /// What everybody would get, once known.
    pub fn standings(&self) -> Option<&Arc<Standings>> {
        self.standings.now(self.everybody.as_ref()?)
    }

    /// Where the scoring of everybody stands.
    pub fn scoring(&self) -> Standing<'_> {
        self.everybody.as_ref().map_or(Standing::Waiting, |everybody| self.standings.standing(everybody))
    }

    /// What went wrong with the list.
    pub fn error(&self) -> Option<&Error> {
        self.listing.error()
    }

    fn wanted(&self) -> Option<Wanted> {
        let people = self.everybody.as_ref()?.people.clone();
        let mut query = self.query.clone();
        // where the line stands is of no matter to a list that does not ask for it
        query.line = self.line.filter(|_| query.filters.iter().any(|f| matches!(f, Filter::Sent(_))));
        let asks_outcome = query.filters.iter().any(|f| matches!(f, Filter::Outcome(_)));
        let column = if asks_outcome { self.outcome_column() } else { None };
        let standings = if query.needs_standings() { Some(self.standings()?.into()) } else { None };
        Some(Wanted { people, query, standings, column })
    }

    /// The column of the open table that tells who had the only outcome, if one does.
    pub fn outcome_column(&self) -> Option<String> {
        let everybody = self.everybody.as_ref()?;
        let (model, table) = (everybody.inputs.model(), everybody.people.table.as_ref()?);
        (model.offers().len() == 1).then(|| open::outcome_column(model, table, OfferIdx(0)))?
    }

    /// How many are sent the only offer, of all that are open; `None` while that is not known, or with several offers.
    pub fn n_sent(&self) -> Option<usize> {
        self.sent.now(&(self.standings()?.into(), self.line?)).map(|n| **n)
    }

    /// The list that is asked for, or the last one of the same people while it is worked out, and whether it is the
    /// one asked for.
    pub fn listing(&self) -> Option<(&Arc<Listing>, bool)> {
        if let Some(now) = self.wanted().and_then(|wanted| self.listing.now(&wanted)) {
            return Some((now, true));
        }
        let (wanted, last) = self.listing.last()?;
        (Some(&wanted.people) == self.everybody.as_ref().map(|e| &e.people)).then_some((last, false))
    }

    /// Where the customer who is looked at stands in the list, from 0; `None` if not there.
    pub fn here(&self) -> Option<usize> {
        let (listing, _) = self.listing()?;
        self.here.now(&(listing.into(), self.person)).and_then(|position| **position)
    }

    /// Shows a fact, if there is room, or hides it.
    fn show(&mut self, feature: FeatureIdx, show: bool) {
        self.columns.retain(|f| *f != feature);
        if show && self.columns.len() < COLUMNS_MAX {
            self.columns.push(feature);
        }
        if !show && self.query.sort == browse::SortBy::Fact(feature) {
            // an order by what cannot be seen would puzzle
            self.query.sort = browse::SortBy::Place;
            self.query.descending = false;
        }
    }

    /// Asks for the list, and for the scores that it needs.
    fn ask(&mut self, document: &Document, open: bool, jobs: &Jobs<Self>) {
        let everybody = Everybody::of(document);
        self.everybody = Some(everybody.clone());
        self.person = document.choice.person;
        self.line = document.line();
        if document.people.is_empty() || (!open && self.query.is_plain()) {
            return self.rest();
        }
        let walks = document.people.len().saturating_mul(document.inputs.model().trees().len());
        let cost = if walks <= browse::WALKS_ALONE { Cost::Here } else { Cost::Beside };
        let answer = |of: &Everybody, progress: &_| aside(|| Standings::new(&of.inputs, &*of.people, progress));
        let work = Work { name: "score", cost, answer };
        self.standings.ask(everybody, work, jobs, |browse| &mut browse.standings);
        if let (Some(standings), Some(line)) = (self.standings().map(Shared::from), self.line) {
            let answer = |(standings, line): &(Shared<Standings>, Line), _: &_| Ok(standings.n_sent(*line));
            let work = Work { name: "count", cost: Cost::Here, answer };
            self.sent.ask((standings, line), work, jobs, |browse| &mut browse.sent);
        }
        let Some(wanted) = self.wanted() else { return };
        let is_cheap = document.people.len() <= browse::ROWS_ALONE || self.query.is_plain();
        let cost = if is_cheap { Cost::Here } else { Cost::Beside };
        let work = Work { name: "list", cost, answer: |wanted: &Wanted, p| wanted.list(p) };
        self.listing.ask(wanted, work, jobs, |browse| &mut browse.listing);
        if let Some((listing, _)) = self.listing() {
            let asked = (listing.into(), document.choice.person);
            let answer = |(listing, person): &(Shared<Listing>, usize), _: &_| Ok(listing.position(*person));
            self.here.ask(asked, Work { name: "find", cost: Cost::Here, answer }, jobs, |browse| &mut browse.here);
        }
    }

    fn rest(&mut self) {
        self.standings.rest();
        self.listing.rest();
    }

    fn step(&mut self, by: i32, desk: &mut Desk, jobs: &Jobs<Self>) {
        let Some((n, here)) = self.going_through(desk, jobs) else { return };
        let next = match here {
            Some(here) => (here as i64 + i64::from(by)).rem_euclid(n as i64) as usize,
            // who is not in the list enters it at its beginning or its end
            None if by < 0 => n - 1,
            None => 0,
        };
        self.look_at(next, desk);
    }

    fn random(&mut self, desk: &mut Desk, jobs: &Jobs<Self>) {
        let Some((n, here)) = self.going_through(desk, jobs) else { return };
        let next = match here {
            Some(_) if n == 1 => return,
            // any but the one who is looked at
            Some(here) => (here + self.dice.gen_range(1..n)) % n,
            None => self.dice.gen_range(0..n),
        };
        self.look_at(next, desk);
    }

    /// How long the list is that next and previous go through, and where in it the customer stands who is looked at;
    /// `None`, and the person is told, if there is none to go through now.
    fn going_through(&mut self, desk: &mut Desk, jobs: &Jobs<Self>) -> Option<(usize, Option<usize>)> {
        let document = desk.document()?;
        let person = document.choice.person;
        if self.query.is_plain() {
            let n = document.people.len();
            return (n > 0).then_some((n, Some(person)));
        }
        self.ask(document, desk.over() == Some(Over::Browse), jobs);
        let text = match self.listing() {
            Some((listing, true)) if !listing.is_empty() => return Some((listing.len(), listing.position(person))),
            Some((_, true)) => words::notice::NOBODY_MATCHES,
            _ => words::notice::STILL_LISTING,
        };
        desk.tell(text, None);
        None
    }

    /// Looks at the i-th of the list.
    fn look_at(&self, i: usize, desk: &mut Desk) {
        let place = match self.listing() {
            Some((listing, true)) if !self.query.is_plain() => listing.get(i),
            _ => Some(i),
        };
        if let Some(place) = place {
            desk.look_at(place);
            // one goes to see whom one went to, but for the list that one goes through
            if desk.over().is_none() {
                desk.go(Place::Explain);
            }
        }
    }
}

impl Wing for Browse {
    type Act = BrowseAct;

    fn act(&mut self, act: BrowseAct, desk: &mut Desk, jobs: &Jobs<Self>) {
        match act {
            BrowseAct::Step(by) => self.step(by, desk, jobs),
            BrowseAct::Random => self.random(desk, jobs),
            BrowseAct::List(query) => self.query = query,
            BrowseAct::ShowFact(feature, show) => self.show(feature, show),
            BrowseAct::ScoreAll(true) => self.standings.again(),
            BrowseAct::ScoreAll(false) => self.standings.stop(),
            BrowseAct::Again => self.listing.again(),
        }
    }

    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        match desk.document() {
            Some(document) => self.ask(document, desk.over() == Some(Over::Browse), jobs),
            None => self.rest(),
        }
    }

    fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let open = desk.document().is_some();
        let many = desk.document().is_some_and(|d| d.people.len() > 1);
        list.push(Command::new(Over::Browse.label(), ctrl("F"), open, Action::Over(Some(Over::Browse))));
        list.push(Command::new(words::command::NEXT, alt("ArrowRight"), many, BrowseAct::Step(1)));
        list.push(Command::new(words::command::PREVIOUS, alt("ArrowLeft"), many, BrowseAct::Step(-1)));
        list.push(Command::new(words::command::RANDOM, alt("R"), many, BrowseAct::Random));
        let narrowed = open && !self.query.is_plain();
        list.push(Command::new(words::command::CLEAR_LIST, None, narrowed, BrowseAct::List(Query::default())));
        Command::exports(Figure::Customers, open, list);
    }

    fn card(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Page> {
        let document = desk.document().filter(|_| figure == Figure::Customers)?;
        self.ask(document, true, jobs);
        // rows without what would be recommended are half a list
        let (standings, (listing, true)) = (self.standings()?, self.listing()?) else { return None };
        let (model, people) = (document.inputs.model(), &*document.people);
        let columns = view::columns(model, &self.query, &self.columns);
        let taken = listing.len().min(ROWS_TAKEN);
        let places = (0..taken).filter_map(|i| listing.get(i));
        let rows: Vec<view::Row> =
            places.map(|place| view::row(model, people, Some(standings), self.line, &self.columns, place)).collect();
        Some(report::page(model, &columns, &rows, listing.len() - taken))
    }

    fn caption(&self, _figure: Figure, desk: &Desk) -> Option<Caption> {
        let document = desk.document()?;
        let (model, (listing, _)) = (document.inputs.model(), self.listing()?);
        let whom = view::whom(model, &self.query, listing.len(), document.people.len());
        Some(view::caption(model, whom, desk.stamp()?))
    }

    fn forget(&mut self, _ended: Ended) {
        // nobody's facts stay on screen, and nobody stays filtered out, because of what was asked of other customers
        *self = Self { dice: self.dice.clone(), ..Self::default() };
    }
}

/// A number that a person typed, with a comma or a point, perhaps with a unit after it; `None` if it is none. With
/// `percent`, 60 is 0.6.
pub fn typed_number(text: &str, unit: &str, percent: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches(unit).trim_end_matches('%').trim();
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{A0}')).collect();
    let number: f64 = plain.replace(',', ".").replace('\u{2212}', "-").parse().ok()?;
    number.is_finite().then_some(if percent { number / 100.0 } else { number })
}

/// Adds a filter; one on what is recommended, sent or became of somebody takes the place of the last, because both could
/// never hold.
pub fn with_filter(query: &Query, filter: Filter) -> Query {
    let mut query = query.clone();
    let rivals = |f: &Filter| match filter {
        Filter::Offer(_) => matches!(f, Filter::Offer(_)),
        Filter::Sent(_) => matches!(f, Filter::Sent(_)),
        Filter::Outcome(_) => matches!(f, Filter::Outcome(_)),
        _ => false,
    };
    query.filters.retain(|f| !rivals(f));
    if !query.filters.contains(&filter) {
        query.filters.push(filter);
    }
    query
}

impl Crowd for People {
    fn n(&self) -> usize {
        self.len()
    }

    fn label(&self, place: usize) -> String {
        self.name(place)
    }

    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        match (self.profiles.get(place), &self.table) {
            (Some(profile), _) => profile.value(feature),
            (None, Some(table)) => table.value(place - self.profiles.len(), feature),
            (None, None) => Value::Missing,
        }
    }
}

/// Whether responses of a model are typed and read in percent.
pub fn in_percent(model: &CustomerModel) -> bool {
    model.link().is_probability()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        assert_eq!(typed_number(" 40,5 € ", "€", false), Some(40.5));
        assert_eq!(typed_number("60 %", "", true), Some(0.6));
        assert_eq!(typed_number("12\u{A0}357", "days", false), Some(12357.0));
        assert_eq!(typed_number("\u{2212}3", "", false), Some(-3.0));
        for wrong in ["", "many", "1e999", "nan", "%"] {
            assert_eq!(typed_number(wrong, "", false), None, "{wrong}");
        }
    }
}
