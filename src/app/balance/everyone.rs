//! All customers of the open table: for how many the offer stays without a fact, a purpose or a set of purposes.
//!
//! They are counted once, beside the window, under the model, the table, what takes the place of a refused fact and the
//! line. How intrusive each fact is enters a sum alone, so points move at once where it is changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::act::Action;
use crate::app::act::balance::{BalanceAct, EveryoneAct};
use crate::app::act::figure::Figure;
use crate::app::basis::{Shared, Tabled};
use crate::app::command::Command;
use crate::app::desk::Desk;
use crate::app::document::Document;
use crate::app::job::{Jobs, aside};
use crate::app::slot::{Cost, Slot, Standing, Work};
use crate::ask::balance::{BOXES, Refusal};
use crate::ask::everybody::{self, Everybody, EverybodyQuestion, Held, Upward};
use crate::ask::groups;
use crate::ask::proven::{self, Proven, Prover};
use crate::ask::refusals::asked_for;
use crate::ask::weights::{Weighed, weighed, weights};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Result};
use crate::data::{file, weights_ron};
use crate::figure::{self, Frame};
use crate::model::{ChangeRules, Line, Profile, Weights};
use crate::open::customers;
use crate::report::balance::everyone as report;
use crate::report::page::Page;
use crate::view::Caption;
use crate::view::balance::counted::Shown;
use crate::view::balance::everyone::{EveryoneView, everyone};
use crate::view::words::{everyone as words, notice};

/// How high the figure is, of its width.
const HEIGHT: f32 = 0.52;
/// The most points of a fact.
pub const POINTS_MOST: f64 = 100.0;

/// What is counted: of whom, what takes the place of a refused fact, and the line.
#[derive(Clone, PartialEq, Debug)]
pub struct Counting {
    tabled: Tabled,
    refusal: Refusal,
    line: Option<Line>,
}

impl Counting {
    fn of(document: &Document) -> Option<Self> {
        let tabled = Tabled::of(document)?;
        let refusal = Refusal::of(&tabled.inputs).0;
        Some(Self { tabled, refusal, line: document.line() })
    }

    fn answer(&self, progress: &Progress) -> Result<Everybody> {
        let (inputs, table) = (&self.tabled.inputs, &*self.tabled.table);
        let model = inputs.model();
        let outcomes: Vec<Option<&[f64]>> = (model.offer_ids())
            .map(|offer| customers::outcome_column(model, table, offer).and_then(|name| table.extra(&name)))
            .collect();
        let mut held = Held::by(groups::protected(model, table));
        held.add_divided(model, table, table.n_rows(), &outcomes)?;
        progress.check()?;
        let (refusal, line) = (self.refusal, self.line);
        let question = EverybodyQuestion { refusal, line, weights: weights(model).0, least: groups::LEAST };
        everybody::everybody(inputs, &held, &question, progress)
    }
}

/// For how many customers what they are given is proven to stay without each purpose.
fn prove(counting: &Counting, progress: &Progress) -> Result<Proven> {
    let (inputs, table) = (&counting.tabled.inputs, &*counting.tabled.table);
    let model = inputs.model();
    let prover = Prover::new(inputs, counting.line, ChangeRules::of(model), proven::sets(model), BOXES, None)?;
    progress.expect(table.n_rows() as u64);
    aside(|| prover.prove(table, 0..table.n_rows(), progress))
}

/// What is said: of which answer, and what of it is shown.
#[derive(Clone, PartialEq, Debug)]
struct Saying {
    counting: Counting,
    answer: Shared<Everybody>,
    proven: Option<Shared<Proven>>,
    upward: Option<Upward>,
    chosen: Option<Vec<FeatureIdx>>,
    opinion: Option<Weights>,
    edited: BTreeMap<FeatureIdx, f64>,
    file: Option<String>,
    customer: Shared<Profile>,
    is_what_if: bool,
}

impl Saying {
    fn say(&self) -> Option<EveryoneView> {
        let inputs = &self.counting.tabled.inputs;
        let weighed = weighed(inputs.model(), self.opinion.clone());
        let weights = edited(&weighed, &self.edited);
        everyone(&Shown {
            inputs,
            refusal: self.counting.refusal,
            line: self.counting.line,
            answer: &self.answer,
            proven: self.proven.as_deref(),
            upward: self.upward,
            chosen: self.chosen.as_deref(),
            weights: &weights,
            weighed: &weighed,
            file: self.file.as_deref(),
            customer: &self.customer,
            is_what_if: self.is_what_if,
        })
    }
}

/// The points with those that a person changed.
fn edited(weighed: &Weighed, edited: &BTreeMap<FeatureIdx, f64>) -> Vec<f64> {
    let mut points = weighed.points.clone();
    for (feature, changed) in edited {
        if let Some(points) = points.get_mut(feature.index()) {
            *points = *changed;
        }
    }
    points
}

/// All customers.
#[derive(Debug, Default)]
pub struct Everyone {
    /// Whether each fact's points are shown.
    pub weighs: bool,
    upward: Option<Upward>,
    /// The facts that the chosen set refuses; the leading set until one is chosen.
    chosen: Option<Vec<FeatureIdx>>,
    /// How intrusive facts are, in the opinion that was opened or saved last.
    opinion: Option<Weights>,
    /// Points that a person changed since.
    edited: BTreeMap<FeatureIdx, f64>,
    /// What is asked now.
    counting: Option<Counting>,
    counts: Slot<Counting, Everybody>,
    said: Slot<Saying, Option<EveryoneView>>,
    /// Whether it is to be proven for each customer.
    proves: bool,
    proofs: Slot<Counting, Proven>,
    /// Whether it is counted and the person was not there to see it.
    is_awaited: bool,
}

impl Everyone {
    /// The answer in words.
    pub fn view(&self) -> Option<&EveryoneView> {
        let (saying, said) = self.said.last()?;
        (Some(&saying.counting) == self.counting.as_ref()).then_some(Option::as_ref(said)?)
    }

    /// The counts.
    pub fn answer(&self) -> Option<&Arc<Everybody>> {
        self.counts.now(self.counting.as_ref()?)
    }

    /// Where the work stands.
    pub fn standing(&self) -> Standing<'_> {
        self.counting.as_ref().map_or(Standing::Waiting, |counting| self.counts.standing(counting))
    }

    /// Where the proofs stand; `None` where nobody asked for them.
    pub fn proving(&self) -> Option<Standing<'_>> {
        let counting = self.counting.as_ref().filter(|_| self.proves)?;
        Some(self.proofs.standing(counting))
    }

    /// What went wrong with what is said.
    pub fn said_error(&self) -> Option<&crate::base::Error> {
        self.said.error()
    }

    /// How far the count is: in words, and from 0 to 1.
    pub fn progress(&self) -> (String, f32) {
        let (Some(counting), Standing::Working(progress)) = (&self.counting, self.standing()) else {
            return (words::STARTING.to_owned(), 0.0);
        };
        let ((done, total), rows) = (progress.read(), counting.tabled.table.n_rows() as u64);
        if total == 0 || rows == 0 {
            return (words::STARTING.to_owned(), 0.0);
        }
        let rounds = total / rows;
        let round = (done / rows).min(rounds.saturating_sub(1));
        let text = words::progress((done - round * rows).min(rows), rows, round + 1, rounds);
        (text, done as f32 / total as f32)
    }

    /// Does what a person asked.
    pub(super) fn act(&mut self, act: EveryoneAct, desk: &mut Desk) {
        match act {
            EveryoneAct::Count(true) => {
                self.counts.again();
                self.said.again();
            }
            EveryoneAct::Count(false) => self.counts.stop(),
            EveryoneAct::Prove(true) => {
                self.proves = true;
                self.proofs.again();
            }
            EveryoneAct::Prove(false) => self.proofs.stop(),
            EveryoneAct::Upward(upward) => self.upward = Some(upward),
            EveryoneAct::Choose(facts) => self.chosen = Some(facts),
            EveryoneAct::Weigh(feature, points) => self.weigh(feature, points),
            EveryoneAct::Unweigh => self.edited.clear(),
            EveryoneAct::SaveWeights(by) => self.save_weights(&by, desk),
            EveryoneAct::Weights(show) => self.weighs = show,
            EveryoneAct::SaveTable => match (self.view(), self.caption(desk)) {
                (Some(view), Some(caption)) => {
                    desk.save_table("candour-balance-everyone.csv", report::csv(view), &caption);
                }
                _ => desk.tell(notice::NOTHING_TO_SAVE, None),
            },
        }
    }

    fn weigh(&mut self, feature: FeatureIdx, points: f64) {
        if points.is_finite() {
            self.edited.insert(feature, points.clamp(0.0, POINTS_MOST));
        }
    }

    /// Takes over an opinion of how intrusive facts are.
    pub(in crate::app) fn set_opinion(&mut self, opinion: Weights) {
        self.opinion = Some(opinion);
        self.edited.clear();
    }

    /// Saves the points of every used fact as the opinion of somebody, of today.
    fn save_weights(&mut self, by: &str, desk: &mut Desk) {
        let Some(document) = desk.document().filter(|_| !by.trim().is_empty()) else { return };
        let model = document.inputs.model();
        let all = edited(&weighed(model, self.opinion.clone()), &self.edited);
        let points = asked_for(model).into_iter().map(|f| (f, all[f.index()])).collect();
        let opinion = Weights { by: by.trim().to_owned(), on: desk.day(), points };
        let stem = document.origin.path.as_deref().map_or_else(|| words::DEMONSTRATION.to_owned(), file::stem);
        let text = weights_ron::write(&opinion, model);
        desk.save(&format!("{stem}.weights.ron"), Ok(text));
        self.set_opinion(opinion);
    }

    /// Asks for what is shown and not there; asked for once, it goes on beside the window also when nobody looks.
    pub(super) fn prepare(&mut self, document: Option<&Document>, is_shown: bool, jobs: &Jobs<Self>) {
        let counting = document.and_then(Counting::of);
        if self.counting != counting {
            self.counts.rest();
            self.proofs.rest();
            self.proves = false;
            self.counting.clone_from(&counting);
        }
        self.is_awaited |= self.counts.is_working();
        let (Some(document), Some(counting)) = (document.filter(|_| is_shown), counting) else { return };
        let answer = |counting: &Counting, progress: &Progress| aside(|| counting.answer(progress));
        let work = Work { name: "everybody", cost: Cost::Beside, answer };
        self.counts.ask(counting.clone(), work, jobs, |everyone| &mut everyone.counts);
        self.is_awaited |= self.counts.is_working();
        let Some(answer) = self.answer().map(Shared::from) else { return };
        if self.proves {
            let work = Work { name: "proofs", cost: Cost::Beside, answer: prove };
            self.proofs.ask(counting.clone(), work, jobs, |everyone| &mut everyone.proofs);
        }
        let proven = self.proofs.now(&counting).map(Shared::from);
        let saying = Saying {
            counting,
            answer,
            proven,
            upward: self.upward,
            chosen: self.chosen.clone(),
            opinion: self.opinion.clone(),
            edited: self.edited.clone(),
            file: document.table_name().map(str::to_owned),
            customer: (&document.choice.profile).into(),
            is_what_if: document.choice.is_altered(),
        };
        let work = Work { name: "everyone", cost: Cost::Here, answer: |saying: &Saying, _: &_| Ok(saying.say()) };
        self.said.ask(saying, work, jobs, |everyone| &mut everyone.said);
    }

    /// Its commands of the moment.
    pub(super) fn commands(&self, is_here: bool, list: &mut Vec<Command>) {
        let ready = is_here && self.view().is_some();
        Command::exports(Figure::Everyone, ready, list);
        let act = |act: EveryoneAct| Action::Balance(BalanceAct::Everyone(act));
        list.push(Command::new(words::SAVE_TABLE, None, ready, act(EveryoneAct::SaveTable)));
        list.push(Command::new(words::COMMAND_WEIGHTS, None, ready, act(EveryoneAct::Weights(!self.weighs))));
    }

    /// The sets, laid out in a width.
    pub(super) fn figure(&self, width: f32) -> Option<Frame> {
        Some(figure::balance::frontier::layout(&self.view()?.frontier, width, width * HEIGHT))
    }

    /// All of it in sentences and rows.
    pub(super) fn card(&self) -> Option<Page> {
        Some(report::page(self.counting.as_ref()?.tabled.inputs.model(), self.view()?))
    }

    /// What it says of itself where it stands alone.
    pub(super) fn caption(&self, desk: &Desk) -> Option<Caption> {
        Some(self.view()?.caption(self.counting.as_ref()?.tabled.inputs.model(), desk.stamp()?))
    }

    /// That it is counted, where the person is not there to see it.
    pub(super) fn news(&mut self, is_seen: bool) -> Option<&'static str> {
        let is_done = self.is_awaited && !self.counts.is_working();
        self.is_awaited &= !is_done;
        (is_done && self.answer().is_some() && !is_seen).then_some(words::DONE)
    }
}
