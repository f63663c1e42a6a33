//! The explanation of what is shown, and what is said of it: each kept under its whole question.
//!
//! What is shown is always said of the customer and model it was worked out for. While a slow answer is under way the
//! last one of the same model stays, and says that it is from before.

use std::sync::Arc;

use crate::app::basis::{Case, Shared, Tabled};
use crate::app::document::{Document, People};
use crate::app::job::{Jobs, aside};
use crate::app::open;
use crate::app::slot::{Cost, Slot, Work};
use crate::ask::{self, Comers, Explanation, Record, TrackRecord, Typical};
use crate::base::progress::Progress;
use crate::base::{Error, NodeIdx, TreeIdx};
use crate::score::Codes;
use crate::score::path::{PathEnd, tree_path};
use crate::view::compare::Pairs;
use crate::view::explain::{Manner, Screen};
use crate::view::measure::Measure;
use crate::view::{self, Scale, compare, path};

/// Pairs of facts cost about so many times as much as an explanation.
const PAIRS_COST: usize = 10;
/// Customers times splits up to which they are followed through a tree within the frame (about 2 ms).
const FOLLOWED_IN_FRAME: usize = 50_000;
/// How many pairs of facts are told.
const PAIRS: usize = 10;

/// An answer with what it is about.
#[derive(Debug)]
pub struct Known {
    /// The customer as asked, of which model.
    pub case: Case,
    /// The answer.
    pub answer: Explanation,
}

impl Known {
    /// How its numbers are said, in points.
    pub fn measure(&self) -> Measure {
        view::explain::measure(self.case.inputs.model(), &self.answer, Scale::Points)
    }
}

/// What a screen says.
#[derive(Clone, PartialEq, Debug)]
struct Saying {
    known: Shared<Known>,
    manner: Manner,
    record: Option<Shared<Option<TrackRecord>>>,
    typical: Option<Shared<Typical>>,
}

/// Whom to follow through a tree, along which way.
#[derive(Clone, PartialEq, Debug)]
struct Following {
    people: Tabled,
    tree: TreeIdx,
    way: Vec<NodeIdx>,
}

/// A tree to draw, with who comes to its splits.
#[derive(Clone, PartialEq, Debug)]
struct Drawn {
    known: Shared<Known>,
    tree: TreeIdx,
    comers: Option<Shared<Vec<Comers>>>,
}

/// The explanation, and what is said of it.
#[derive(Debug, Default)]
pub struct Answers {
    explanation: Slot<Case, Known>,
    record: Slot<Tabled, Option<TrackRecord>>,
    typical: Slot<Tabled, Typical>,
    screen: Slot<Saying, Screen>,
    comers: Slot<Following, Vec<Comers>>,
    tree: Slot<Drawn, path::TreeView>,
    pairs: Slot<Shared<Known>, Pairs>,
}

impl Answers {
    /// Makes sure that the explanation of what is shown exists or is under way, and that it is said.
    pub fn prepare(&mut self, document: &Document, manner: Manner, leaves_in_frame: usize, jobs: &Jobs<Self>) {
        let case = Case::of(document);
        if self.known().is_some_and(|known| known.case.inputs != case.inputs) {
            // another model, or another definition of absence: nothing of the one before is shown
            let (record, typical) = (std::mem::take(&mut self.record), std::mem::take(&mut self.typical));
            *self = Self { record, typical, ..Self::default() };
        }
        let cost = cost(case.inputs.explainer().n_leaves(), leaves_in_frame);
        self.explanation.ask(
            case,
            Work {
                name: "explain",
                cost,
                answer: |case, _| {
                    Ok(Known { case: case.clone(), answer: ask::explain(&case.inputs, &case.question()) })
                },
            },
            jobs,
            |answers| &mut answers.explanation,
        );
        self.prepare_record(document, jobs);
        self.prepare_typical(document, jobs);
        let Some(known) = self.shared() else { return };
        let tabled = Tabled::of(document);
        let record = tabled.as_ref().and_then(|tabled| self.record.now(tabled)).map(Shared::from);
        let typical = tabled.as_ref().and_then(|tabled| self.typical.now(tabled)).map(Shared::from);
        let work = Work { name: "say", cost: Cost::Here, answer: |saying, _| Ok(say(saying)) };
        self.screen.ask(Saying { known, manner, record, typical }, work, jobs, |answers| &mut answers.screen);
    }

    /// What became of earlier customers, worked out beside the window.
    fn prepare_record(&mut self, document: &Document, jobs: &Jobs<Self>) {
        let Some(tabled) = Tabled::of(document) else { return };
        let answer = |tabled: &Tabled, progress: &_| {
            let people = People { profiles: Vec::new(), table: Some(Arc::clone(tabled.table.arc())) };
            aside(|| open::track_record(&tabled.inputs, &people, progress))
        };
        let work = Work { name: "record", cost: Cost::Beside, answer };
        self.record.ask(tabled, work, jobs, |answers| &mut answers.record);
    }

    /// What is usual among the customers of the table, worked out beside the window.
    fn prepare_typical(&mut self, document: &Document, jobs: &Jobs<Self>) {
        let Some(tabled) = Tabled::of(document) else { return };
        let answer = |tabled: &Tabled, progress: &_| {
            let table = &tabled.table;
            aside(|| Typical::of(tabled.inputs.model(), table.n_rows(), |row, f| table.value(row, f), progress))
        };
        let work = Work { name: "typical", cost: Cost::Beside, answer };
        self.typical.ask(tabled, work, jobs, |answers| &mut answers.typical);
    }

    /// Makes sure that a drawn tree exists; where customers are opened, with who of them comes to which split.
    pub fn prepare_tree(&mut self, open: Option<TreeIdx>, people: Option<Tabled>, jobs: &Jobs<Self>) {
        let Some(known) = self.shared() else { return };
        let Some(tree) = tree_to_draw(&known, open) else { return };
        match people.filter(|people| people.inputs == known.case.inputs) {
            Some(people) => self.prepare_comers(&known, tree, people, jobs),
            None => self.comers = Slot::default(),
        }
        // of another way while that of this one is counted: none rather than those
        let comers = self.comers(open).map(Shared::from);
        let work = Work { name: "tree", cost: Cost::Here, answer: |drawn: &Drawn, _: &_| Ok(draw(drawn)) };
        self.tree.ask(Drawn { known, tree, comers }, work, jobs, |answers| &mut answers.tree);
    }

    fn prepare_comers(&mut self, known: &Known, tree: TreeIdx, people: Tabled, jobs: &Jobs<Self>) {
        let way = way(known, tree);
        let cost = cost(people.table.n_rows().saturating_mul(way.len()), FOLLOWED_IN_FRAME);
        let answer = |following: &Following, progress: &Progress| {
            let Following { people: Tabled { inputs, table }, tree, way } = following;
            let (model, value) = (inputs.model(), |row, fact| table.value(row, fact));
            ask::comers(model, model.tree(*tree), way, table.n_rows(), value, progress)
        };
        let work = Work { name: "comers", cost, answer };
        self.comers.ask(Following { people, tree, way }, work, jobs, |answers| &mut answers.comers);
    }

    /// Who of the opened customers comes to the splits of the drawn tree's way; `None` where none are opened, and while
    /// they are counted.
    pub fn comers(&self, open: Option<TreeIdx>) -> Option<&Arc<Vec<Comers>>> {
        let known = self.known()?;
        let tree = tree_to_draw(known, open)?;
        let (following, found) = self.comers.last()?;
        let is_so = following.people.inputs == known.case.inputs && following.tree == tree;
        (is_so && following.way == way(known, tree)).then_some(found)
    }

    /// Makes sure that the pairs of facts exist or are under way.
    pub fn prepare_pairs(&mut self, leaves_in_frame: usize, jobs: &Jobs<Self>) {
        let Some(known) = self.shared() else { return };
        let leaves = known.case.inputs.explainer().n_leaves().saturating_mul(PAIRS_COST);
        let answer = |known: &Shared<Known>, _: &_| {
            let together = ask::together(&known.case.inputs, &known.case.values, known.answer.focus);
            Ok(compare::pairs(known.case.inputs.model(), &together, &known.measure(), PAIRS))
        };
        let work = Work { name: "pairs", cost: cost(leaves, leaves_in_frame), answer };
        self.pairs.ask(known, work, jobs, |answers| &mut answers.pairs);
    }

    /// Where no document is open, work rests.
    pub fn rest(&mut self) {
        self.explanation.rest();
        self.record.rest();
        self.typical.rest();
        self.pairs.rest();
        self.comers.rest();
    }

    /// Works out once more what went wrong.
    pub fn again(&mut self) {
        self.explanation.again();
        self.record.again();
        self.typical.again();
        self.screen.again();
        self.comers.again();
        self.tree.again();
        self.pairs.again();
    }

    /// What went wrong with what is shown.
    pub fn error(&self) -> Option<&Error> {
        self.explanation.error().or(self.screen.error()).or(self.tree.error()).or(self.comers.error())
    }

    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn known(&self) -> Option<&Arc<Known>> {
        self.explanation.last().map(|(_, known)| known)
    }

    /// [`known`](Self::known), for a question about it.
    pub fn shared(&self) -> Option<Shared<Known>> {
        self.known().map(Shared::from)
    }

    /// Whether what is shown is of the customer and model that are looked at, if perhaps with other facts.
    pub fn is_about(&self, document: &Document) -> bool {
        self.known().is_some_and(|known| known.case.is_of(&Case::of(document)))
    }

    /// Whether what is shown answers an older question than the document asks.
    pub fn is_stale(&self, document: &Document) -> bool {
        self.known().is_some_and(|known| known.case != Case::of(document))
    }

    /// What became of earlier customers with such a score as an answer's, as far as that is told of it.
    pub fn record_of(&self, known: &Known) -> Option<Option<Record>> {
        let (saying, _) = self.screen.last()?;
        saying.record_of(known)
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.screen.last().map(|(_, screen)| screen)
    }

    /// The drawn tree in words, if it is that of the answer at hand.
    pub fn tree(&self, open: Option<TreeIdx>) -> Option<&Arc<path::TreeView>> {
        let known = self.shared()?;
        let tree = tree_to_draw(&known, open)?;
        self.tree.now(&Drawn { known, tree, comers: self.comers(open).map(Shared::from) })
    }

    /// Pairs of facts in words, if they are those of the answer at hand.
    pub fn pairs(&self) -> Option<&Arc<Pairs>> {
        self.pairs.now(&self.shared()?)
    }

    /// What went wrong with the pairs of the answer at hand.
    pub fn pairs_error(&self) -> Option<&Error> {
        self.pairs.error()
    }
}

/// Where something of so many leaves is worked out.
pub fn cost(leaves: usize, leaves_in_frame: usize) -> Cost {
    if leaves <= leaves_in_frame { Cost::Here } else { Cost::BesideToTheEnd }
}

impl Saying {
    fn record_of(&self, known: &Known) -> Option<Option<Record>> {
        let answer = &known.answer;
        let response = answer.now.of(answer.focus).1.response;
        let record = Option::as_ref(self.record.as_ref()?)?;
        Some(record.at(answer.focus, response))
    }
}

fn say(saying: &Saying) -> Screen {
    let known = &saying.known;
    let record = saying.record_of(known);
    let mut screen =
        view::explain::screen(&known.case.inputs, &known.case.profile, &known.answer, record, saying.manner);
    if let Some(typical) = &saying.typical {
        screen.why.beside(known.case.inputs.model().features(), typical);
    }
    screen
}

/// The tree to draw: the open one, if it belongs to the offer explained, or the only one there is.
fn tree_to_draw(known: &Known, open: Option<TreeIdx>) -> Option<TreeIdx> {
    let trees = &known.answer.trees;
    let open = open.filter(|tree| trees.iter().any(|(i, _, _)| i == tree));
    open.or((trees.len() == 1).then(|| trees[0].0))
}

/// The splits that the customer comes to, from the root on.
fn way(known: &Known, tree: TreeIdx) -> Vec<NodeIdx> {
    let model = known.case.inputs.model();
    let path = tree_path(model, tree, &Codes::of(model, &known.case.values));
    let end = match path.end {
        PathEnd::Leaf { .. } => None,
        PathEnd::Open { node, .. } => Some(node),
    };
    path.steps.into_iter().map(|(node, _)| node).chain(end).collect()
}

fn draw(drawn: &Drawn) -> path::TreeView {
    let (inputs, values) = (&drawn.known.case.inputs, &drawn.known.case.values);
    let comers = drawn.comers.as_ref().map_or(&[][..], |found| found.as_slice());
    path::tree(inputs, values, &ask::tree(inputs, values, drawn.tree), comers, &drawn.known.measure())
}
