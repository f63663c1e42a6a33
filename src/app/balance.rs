//! The balance wing: what each permission is worth to the customer who is looked at, the place *Balance*.
//!
//! Averages are worked out within the frame. What holds whatever the refused facts are is searched for beside the window,
//! row by row, first with little room and then with more, so that bounds are seen to close. Every search is kept under
//! its whole question: the customer, what else is withheld, the facts of the row, and how far it looked.

pub mod asked;
pub mod everyone;

use std::sync::Arc;

use self::asked::{Need, Otherwise, Saying, Search};
use self::everyone::Everyone;
use super::act::Action;
use super::act::balance::BalanceAct;
use super::act::figure::Figure;
use super::basis::{Case, Shared};
use super::command::{Command, alt};
use super::desk::{Desk, Ended};
use super::document::Document;
use super::job::{Jobs, aside};
use super::place::{Place, Whom};
use super::slot::{Cost, Slot, Standing, Work};
use super::wing::Wing;
use crate::ask::balance::BOXES;
use crate::ask::refusals::{self, Refusals, RefusalsQuestion, Whatever};
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx};
use crate::data::Table;
use crate::explain::exact::Enough;
use crate::figure::{self, Frame};
use crate::model::Value;
use crate::report::page::Page;
use crate::report::{html, receipt as report};
use crate::view::Caption;
use crate::view::balance::needed::{self, NeededView};
use crate::view::balance::refusals::{RefusalsView, refusals as say};
use crate::view::balance::rows::{self, Known, Searched, WayCell};
use crate::view::receipt;
use crate::view::words::balance as words;

/// Leaves, times rows, above which averages are worked out beside the window.
const LEAVES_IN_FRAME: usize = 1_000_000;
/// How many boxes the first look at a row takes.
const FIRST: u64 = 200;
/// How many times as many a search gets when a person asks for more.
const LONGER: u64 = 8;
/// How many seconds a search gets at first.
const SECONDS: u64 = 10;

/// The balance wing.
#[derive(Debug)]
pub struct Balance {
    /// Of whom the place speaks.
    pub whom: Whom,
    /// All customers.
    pub everyone: Everyone,
    /// Whether other ways to refuse are shown.
    pub ways: bool,
    boxes: u64,
    seconds: u64,
    /// Whom it is asked of.
    case: Option<Case>,
    rows: Slot<Case, Refusals>,
    /// Of each row the first look and the longer search.
    searches: Vec<[Slot<Search, Whatever>; 2]>,
    needed: Slot<Need, Enough>,
    said: Slot<Saying, RefusalsView>,
    otherwise: Slot<Otherwise, Vec<Vec<WayCell>>>,
    /// The open table.
    table: Option<Shared<Table>>,
}

impl Default for Balance {
    fn default() -> Self {
        Self {
            whom: Whom::default(),
            everyone: Everyone::default(),
            ways: false,
            boxes: BOXES,
            seconds: SECONDS,
            case: None,
            rows: Slot::default(),
            searches: Vec::new(),
            needed: Slot::default(),
            said: Slot::default(),
            otherwise: Slot::default(),
            table: None,
        }
    }
}

/// Whether nothing more comes by itself.
fn is_settled(standing: Standing<'_>) -> bool {
    matches!(standing, Standing::Done | Standing::Failed(_))
}

impl Balance {
    /// The screen in words; of the same customer as they were asked before while newer averages are under way, which
    /// [`is_stale`](Self::is_stale) says.
    pub fn view(&self) -> Option<&Arc<RefusalsView>> {
        let (saying, view) = self.said.last()?;
        self.case.as_ref().is_some_and(|case| saying.case.is_of(case)).then_some(view)
    }

    /// Whether what is shown answers an older question.
    pub fn is_stale(&self) -> bool {
        self.case.as_ref().is_some_and(|case| self.rows.now(case).is_none())
    }

    /// The averages.
    pub fn refusals(&self) -> Option<&Arc<Refusals>> {
        self.rows.now(self.case.as_ref()?)
    }

    /// What went wrong with what is shown.
    pub fn error(&self) -> Option<&Error> {
        self.rows.error().or(self.said.error())
    }

    /// What went wrong with a search.
    pub fn search_error(&self) -> Option<&Error> {
        self.searches.iter().flatten().find_map(Slot::error).or(self.needed.error()).or(self.otherwise.error())
    }

    /// Whether a search is under way.
    pub fn is_searching(&self) -> bool {
        self.searches.iter().flatten().any(Slot::is_working) || self.needed.is_working()
    }

    /// Which facts are not needed, in words; `None` while that is worked out.
    pub fn needed(&self) -> Option<NeededView> {
        let need = self.need()?;
        let inputs = &need.case.inputs;
        let enough = self.needed.now(&need).or_else(|| {
            let (asked, last) = self.needed.last()?;
            (asked.case == need.case).then_some(last)
        });
        Some(needed::needed(inputs.model(), &need.case.profile, need.case.line.or_else(|| inputs.line()), enough?))
    }

    /// Whether what is not needed can be asked: the record withholds nothing, and something comes first.
    pub fn can_need(&self) -> bool {
        self.need().is_some()
    }

    /// Where the search for what is not needed stands.
    pub fn need_standing(&self) -> Standing<'_> {
        self.need().map_or(Standing::Waiting, |need| self.needed.standing(&need))
    }

    fn need(&self) -> Option<Need> {
        let case = self.case.clone()?;
        let answer = self.refusals()?;
        let all = refusals::asked_for(case.inputs.model());
        let values = refusals::used(&case.values, &case.profile.values, &all);
        let is_whole = all.iter().all(|f| values[f.index()] != Value::Withheld);
        let is_asked = is_whole && (answer.given.winner().is_some() || answer.given.ranked.len() == 1);
        is_asked.then_some(Need { case: Case { values, ..case }, seconds: self.seconds })
    }

    fn search(&self, row: usize, boxes: u64) -> Option<Search> {
        let (case, features) = (self.case.clone()?, self.refusals()?.rows.get(row)?.features.clone());
        Some(Search { case, features, boxes, seconds: self.seconds })
    }

    /// What is known of a row whatever the facts are, and where the search stands.
    fn known(&self, row: usize) -> (Option<&Arc<Whatever>>, Searched) {
        let (Some(slots), Some(first), Some(whole)) =
            (self.searches.get(row), self.search(row, FIRST), self.search(row, self.boxes))
        else {
            return (None, Searched::Working);
        };
        let [short, long] = slots;
        let longer = long.last().filter(|(asked, _)| asked.is_of(&whole)).map(|(_, found)| found);
        let found = longer.or_else(|| short.now(&first));
        let is_whole = long.now(&whole).is_some() || short.now(&first).is_some_and(|w| w.settled);
        let searched = match (is_whole, short.standing(&first), long.standing(&whole)) {
            (true, ..) => Searched::Done,
            (_, Standing::Stopped | Standing::Failed(_), _) | (_, _, Standing::Stopped | Standing::Failed(_)) => {
                Searched::Stopped
            }
            _ if self.is_stopped() => Searched::Stopped,
            _ => Searched::Working,
        };
        (found, searched)
    }

    /// Whether a person stopped what is searched for now.
    pub fn is_stopped(&self) -> bool {
        let rows = self.searches.iter().enumerate().any(|(i, [short, long])| {
            let stands = |slot: &Slot<Search, Whatever>, boxes| {
                self.search(i, boxes).is_some_and(|s| matches!(slot.standing(&s), Standing::Stopped))
            };
            stands(short, FIRST) || stands(long, self.boxes)
        });
        rows || matches!(self.need_standing(), Standing::Stopped)
    }

    fn ask_rows(&mut self, document: &Document, jobs: &Jobs<Self>) {
        let case = Case { offer: None, ..Case::of(document) };
        self.case = Some(case.clone());
        let model = case.inputs.model();
        let n_rows = model.purposes_in_use().len().max(1) + 3;
        let leaves = case.inputs.explainer().n_leaves().saturating_mul(n_rows);
        let cost = if leaves <= LEAVES_IN_FRAME { Cost::Here } else { Cost::BesideToTheEnd };
        let answer = |case: &Case, _: &Progress| {
            let (original, values) = (case.profile.values.clone(), case.values.clone());
            refusals::refusals(&case.inputs, &RefusalsQuestion { original, values, line: case.line })
        };
        self.rows.ask(case, Work { name: "refusals", cost, answer }, jobs, |balance| &mut balance.rows);
    }

    /// One search after the other: a short look at every row, what is not needed, then the longer ones.
    fn ask_searches(&mut self, jobs: &Jobs<Self>) {
        let n = self.refusals().map_or(0, |answer| answer.rows.len());
        while self.searches.len() < n {
            self.searches.push(Default::default());
        }
        self.searches[n..].iter_mut().flatten().for_each(Slot::rest);
        let mut is_next = true;
        for row in 0..n {
            is_next = self.ask_search(row, 0, FIRST, is_next, jobs);
        }
        match self.need().filter(|_| is_next) {
            Some(need) => {
                let answer = |need: &Need, progress: &Progress| aside(|| need.answer(progress));
                let work = Work { name: "needed", cost: Cost::Beside, answer };
                self.needed.ask(need.clone(), work, jobs, |balance| &mut balance.needed);
                is_next = is_settled(self.needed.standing(&need));
            }
            None => self.needed.rest(),
        }
        for row in 0..n {
            is_next = self.ask_search(row, 1, self.boxes, is_next, jobs);
        }
    }

    /// Asks for one search if it is its turn; whether it is the next one's.
    fn ask_search(&mut self, row: usize, stage: usize, boxes: u64, is_next: bool, jobs: &Jobs<Self>) -> bool {
        let first = self.search(row, FIRST);
        let (Some(first), Some(search)) = (first, self.search(row, boxes)) else { return is_next };
        if stage > 0 && self.searches[row][0].now(&first).is_some_and(|found| found.settled) {
            self.searches[row][stage].rest();
            return is_next;
        }
        let slot = &mut self.searches[row][stage];
        if !is_next {
            slot.rest();
            return false;
        }
        let answer = |search: &Search, progress: &Progress| aside(|| search.answer(progress));
        let work = Work { name: "bounds", cost: Cost::Beside, answer };
        slot.ask(search.clone(), work, jobs, move |balance| &mut balance.searches[row][stage]);
        is_settled(slot.standing(&search))
    }

    fn say(&mut self, jobs: &Jobs<Self>) {
        let (Some(case), Some(answer)) = (self.case.clone(), self.refusals().map(Shared::from)) else { return };
        let known = |row| {
            let (found, searched) = self.known(row);
            (found.map(Shared::from), searched)
        };
        let known = (0..answer.rows.len()).map(known).collect();
        let answer_in_words = |saying: &Saying, _: &Progress| {
            let known: Vec<Known<'_>> = saying
                .known
                .iter()
                .map(|(found, searched)| Known { whatever: found.as_deref(), searched: *searched })
                .collect();
            let case = &saying.case;
            Ok(say(&case.inputs, &case.profile, case.line, &saying.answer, &known))
        };
        let work = Work { name: "balance", cost: Cost::Here, answer: answer_in_words };
        self.said.ask(Saying { case, answer, known }, work, jobs, |balance| &mut balance.said);
    }

    /// The figure of what the place shows.
    pub fn shown(&self) -> Figure {
        match self.whom {
            Whom::Customer => Figure::Balance,
            Whom::Everybody => Figure::Everyone,
        }
    }

    /// Work rests.
    fn rest(&mut self) {
        self.searches.iter_mut().flatten().for_each(Slot::rest);
        self.needed.rest();
        self.otherwise.rest();
    }

    /// Every refusal taken in other ways, by the places of the rows; `None` while that is worked out.
    pub fn otherwise(&self) -> Option<&Arc<Vec<Vec<WayCell>>>> {
        self.otherwise.now(&self.otherwise_asked()?)
    }

    fn otherwise_asked(&self) -> Option<Otherwise> {
        let (case, answer) = (self.case.clone()?, self.refusals()?.into());
        Some(Otherwise { case, answer, table: self.table.clone() })
    }

    fn ask_otherwise(&mut self, document: &Document, jobs: &Jobs<Self>) {
        self.table = document.people.table.as_ref().map(Shared::from);
        match self.otherwise_asked().filter(|_| self.ways) {
            Some(asked) => {
                let answer = |asked: &Otherwise, _: &Progress| aside(|| Ok(asked.answer()));
                let work = Work { name: "ways", cost: Cost::Beside, answer };
                self.otherwise.ask(asked, work, jobs, |balance| &mut balance.otherwise);
            }
            None => self.otherwise.rest(),
        }
    }

    /// What is shown, where it answers what is asked now.
    fn now(&self) -> Option<(&Case, &RefusalsView)> {
        let (saying, view) = self.said.last()?;
        (Some(&saying.case) == self.case.as_ref()).then_some((&saying.case, view))
    }
}

/// Saves what is used for what, of the customer who is looked at.
fn save_receipt(desk: &mut Desk, json_ld: bool) {
    let Some(document) = desk.document() else { return };
    let model = document.inputs.model();
    let said = receipt::receipt(model, &document.choice.profile, desk.day());
    let (name, text) = if json_ld {
        ("candour-receipt.jsonld", report::json_ld::print(model, &said))
    } else {
        ("candour-receipt.html", html::print(&report::page::receipt(model, &said)))
    };
    desk.save(name, Ok(text));
}

impl Wing for Balance {
    type Act = BalanceAct;

    fn act(&mut self, act: BalanceAct, desk: &mut Desk, _jobs: &Jobs<Self>) {
        let mut set = |features: Vec<FeatureIdx>, is_refused: bool| {
            desk.change(None, |choice, inputs, _| {
                let mut is_changed = false;
                for f in &features {
                    let own = choice.profile.value(*f);
                    let value = &mut choice.values[f.index()];
                    let to = match (is_refused, *value) {
                        (true, _) => Value::Withheld,
                        (false, Value::Withheld) => own,
                        (false, _) => continue,
                    };
                    is_changed |= !std::mem::replace(value, to).same(to);
                }
                is_changed.then(|| rows::title(inputs.model(), &features, is_refused))
            });
        };
        match act {
            BalanceAct::Whom(whom) => {
                self.whom = whom;
                desk.go(Place::Balance);
            }
            BalanceAct::Everyone(act) => self.everyone.act(act, desk),
            BalanceAct::TryIt(features) => {
                set(features, true);
                self.whom = Whom::Customer;
            }
            BalanceAct::Refuse(features) => set(features, true),
            BalanceAct::Allow(features) => set(features, false),
            BalanceAct::Search(true) => {
                self.searches.iter_mut().flatten().for_each(Slot::again);
                self.needed.again();
                self.otherwise.again();
            }
            BalanceAct::Search(false) => {
                self.searches.iter_mut().flatten().for_each(Slot::stop);
                self.needed.stop();
            }
            BalanceAct::Longer => {
                self.boxes = self.boxes.saturating_mul(LONGER);
                self.seconds = self.seconds.saturating_mul(LONGER);
            }
            BalanceAct::Ways(show) => self.ways = show,
            BalanceAct::Receipt { json_ld } => save_receipt(desk, json_ld),
            BalanceAct::Again => {
                self.rows.again();
                self.said.again();
            }
        }
    }

    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        let document = desk.document().filter(|document| !document.asks_for_customers());
        let is_shown = desk.place() == Place::Balance && self.whom == Whom::Everybody;
        self.everyone.prepare(document, is_shown, &jobs.part(|balance| &mut balance.everyone));
        let Some(document) = document else {
            self.rows.rest();
            return self.rest();
        };
        if desk.place() != Place::Balance || self.whom != Whom::Customer {
            return self.rest();
        }
        self.ask_rows(document, jobs);
        self.ask_otherwise(document, jobs);
        self.ask_searches(jobs);
        self.say(jobs);
    }

    fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let ready = desk.document().is_some_and(|document| !document.asks_for_customers());
        Command::exports(Figure::Balance, ready, list);
        let is_place = ready && desk.place() == Place::Balance;
        // elsewhere they are the keys of other tabs
        let key = |key| alt(key).filter(|_| desk.place() == Place::Balance);
        for (whom, name) in Whom::ALL.into_iter().zip(["1", "2"]) {
            list.push(Command::new(&words::show(whom.label()), key(name), ready, BalanceAct::Whom(whom)));
        }
        self.everyone.commands(is_place && self.whom == Whom::Everybody, list);
        let is_here = is_place && self.whom == Whom::Customer;
        let all = desk.document().map(|document| refusals::asked_for(document.inputs.model())).unwrap_or_default();
        list.push(Command::new(words::OPT_OUT, None, is_here, BalanceAct::Refuse(all.clone())));
        let withheld = |f: &FeatureIdx| {
            let is = |values: &[Value]| values.get(f.index()) == Some(&Value::Withheld);
            desk.document().is_some_and(|d| is(&d.choice.values) && !is(&d.choice.profile.values))
        };
        let any_withheld = is_here && all.iter().any(withheld);
        list.push(Command::new(words::ALLOW_ALL, None, any_withheld, BalanceAct::Allow(all)));
        let label = if self.ways { words::HIDE_WAYS } else { words::WAYS };
        list.push(Command::new(label, None, is_here, BalanceAct::Ways(!self.ways)));
        for (label, json_ld) in words::RECEIPTS {
            list.push(Command::new(label, None, ready, BalanceAct::Receipt { json_ld }));
        }
        let may_settle = is_here && self.view().is_some_and(|view| view.rows.iter().any(|row| row.may_settle));
        list.push(Command::new(words::SEARCH_LONGER, None, may_settle, Action::from(BalanceAct::Longer)));
    }

    fn ask(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        let document = desk.document().filter(|document| !document.asks_for_customers());
        match (document, figure) {
            (Some(document), Figure::Balance) => {
                self.ask_rows(document, jobs);
                self.say(jobs);
            }
            (document, _) => self.everyone.prepare(document, true, &jobs.part(|balance| &mut balance.everyone)),
        }
    }

    fn figure(&self, figure: Figure, _desk: &Desk, width: f32) -> Option<Frame> {
        if figure == Figure::Everyone {
            return self.everyone.figure(width);
        }
        let (_, view) = self.now().filter(|_| figure == Figure::Balance)?;
        Some(figure::balance::lead::layout(view, width))
    }

    fn card(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Page> {
        self.ask(figure, desk, jobs);
        if figure == Figure::Everyone {
            return self.everyone.card();
        }
        let needed = self.needed();
        let (case, view) = self.now().filter(|_| figure == Figure::Balance)?;
        Some(crate::report::balance::page::refusals(case.inputs.model(), &case.profile, view, needed.as_ref()))
    }

    fn caption(&self, figure: Figure, desk: &Desk) -> Option<Caption> {
        if figure == Figure::Everyone {
            return self.everyone.caption(desk);
        }
        let (case, view) = self.now()?;
        let model = case.inputs.model();
        let changed = |(f, feature): (FeatureIdx, &crate::model::Feature)| {
            let (was, is) = (case.profile.value(f), case.values[f.index()]);
            (!was.same(is)).then(|| rows::change(feature, was, is))
        };
        let changes: Vec<String> = model.features().iter().filter_map(changed).collect();
        Some(view.caption(model, &case.profile, changes.iter().map(String::as_str), desk.stamp()?))
    }

    fn page(&self, desk: &Desk) -> Option<Page> {
        if self.whom == Whom::Everybody {
            return Some(self.everyone.card()?.captioned(&self.everyone.caption(desk)?));
        }
        let (case, view) = self.now()?;
        let needed = self.needed();
        let page = crate::report::balance::page::refusals(case.inputs.model(), &case.profile, view, needed.as_ref());
        Some(page.captioned(&self.caption(Figure::Balance, desk)?))
    }

    fn news(&mut self, desk: &Desk) -> Option<&'static str> {
        self.everyone.news(desk.place() == Place::Balance && self.whom == Whom::Everybody)
    }

    fn forget(&mut self, ended: Ended) {
        if ended == Ended::Model {
            *self = Self { whom: self.whom, ways: self.ways, ..Self::default() };
        }
    }
}
