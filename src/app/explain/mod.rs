//! The Explain wing: one customer, what they would get, and why. Its tabs that need an answer of their own (maps, two
//! offers, exact searches) stand beside it.

pub mod known;
pub mod map;
pub mod plan;
pub mod reach;
pub mod versus;

use std::sync::Arc;

use self::known::{Answers, Known};
use self::map::Maps;
use self::plan::{Planned, Plans};
use self::reach::Reached;
use self::versus::Versus;
use super::act::Action;
use super::act::explain::{ExplainAct, MapAsk};
use super::act::figure::Figure;
use super::basis::{Shared, Tabled};
use super::command::{Command, alt, ctrl};
use super::desk::{Desk, Ended};
use super::job::Jobs;
use super::place::{Over, Place, Tab};
use super::slot::{Cost, Slot, Work};
use super::wing::Wing;
use crate::base::{Error, FeatureIdx, OfferIdx, TreeIdx};
use crate::figure::{self, Frame, bars};
use crate::model::{Feature, Node};
use crate::report::Paper;
use crate::report::explain::curve::{Sheet, map_page};
use crate::report::explain::exact;
use crate::report::explain::page::{self, Part};
use crate::report::page::Page;
use crate::view::compare::{Comparison, Pairs};
use crate::view::easiest::EasiestBy;
use crate::view::explain::{Manner, Screen, Spread};
use crate::view::firm::Firmness;
use crate::view::map::MapView;
use crate::view::path::TreeView;
use crate::view::reasons::{REASONS, StepKind, Waterfall};
use crate::view::taken::Told;
use crate::view::words;
use crate::view::{self, Caption};

/// Leaves above which an explanation is worked out beside the window instead of inside its frame (about 10 ms).
const LEAVES_IN_FRAME: usize = 150_000;
/// The figures and cards that can be taken along.
const FIGURES: [Figure; 9] = [
    Figure::Waterfall,
    Figure::Offers,
    Figure::Trees,
    Figure::Tree,
    Figure::Compare,
    Figure::Together,
    Figure::Map,
    Figure::Change,
    Figure::Enough,
];
/// The height of a figure that has none of its own, of its width.
const HEIGHT: f32 = 0.45;

/// So many reasons count for a figure that is not about some of them.
const FACTS: usize = 8;

/// The Explain wing.
#[derive(Debug)]
pub struct Explain {
    /// The tab of the right-hand side.
    pub tab: Tab,
    /// The open tree.
    pub tree: Option<TreeIdx>,
    /// Whether every reason has its row.
    pub all_reasons: bool,
    /// Whether the working is shown.
    pub computed: bool,
    /// Whether the facts that made no difference are named.
    pub idle: bool,
    /// Whether every change of a what-if has its box.
    pub all_changes: bool,
    /// By what the easiest changes are ordered.
    pub easiest_by: EasiestBy,
    /// A fact whose control is to come into sight.
    pub go_to: Option<FeatureIdx>,
    answers: Answers,
    maps: Maps,
    versus: Versus,
    plans: Plans,
    reached: Reached,
    firm: Slot<(Shared<Known>, Option<Shared<Planned>>), Firmness>,
    leaves_in_frame: usize,
}

impl Default for Explain {
    fn default() -> Self {
        Self {
            tab: Tab::default(),
            tree: None,
            all_reasons: false,
            computed: false,
            idle: false,
            all_changes: false,
            easiest_by: EasiestBy::default(),
            go_to: None,
            answers: Answers::default(),
            maps: Maps::default(),
            versus: Versus::default(),
            plans: Plans::default(),
            reached: Reached::default(),
            firm: Slot::default(),
            leaves_in_frame: LEAVES_IN_FRAME,
        }
    }
}

impl Explain {
    /// The answer for what is shown, or the last one while a newer is under way.
    pub fn known(&self) -> Option<&Arc<Known>> {
        self.answers.known()
    }

    /// The explanation and what is said of it.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The screen in words.
    pub fn screen(&self) -> Option<&Arc<Screen>> {
        self.answers.screen()
    }

    /// The drawn tree in words.
    pub fn tree_view(&self) -> Option<&Arc<TreeView>> {
        self.answers.tree(self.tree)
    }

    /// Pairs of facts in words; `None` while they are under way.
    pub fn pairs(&self) -> Option<&Arc<Pairs>> {
        self.answers.pairs()
    }

    /// Everybody on the scale of an only outcome.
    fn spread(&self, screen: &Screen) -> Option<&Spread> {
        self.reached.view().and_then(|view| view.spread.as_ref()).filter(|_| screen.offers.len() == 1)
    }

    /// The two facts whose map is shown.
    pub fn mapped(&self) -> Option<[FeatureIdx; 2]> {
        self.maps.shown()
    }

    /// The map that is shown, and whether it is about the very customer shown; `None` while it is worked out for the
    /// first time.
    pub fn map(&self) -> Option<(&MapView, bool)> {
        self.maps.view(self.known()?)
    }

    /// The map, if it is about the very customer shown.
    fn map_now(&self) -> Option<&MapView> {
        self.map().filter(|(_, current)| *current).map(|(map, _)| map)
    }

    /// What of the open tab can be taken along.
    pub fn shown(&self) -> Figure {
        match self.tab {
            Tab::Reasons => Figure::Waterfall,
            Tab::Path if self.tree_view().is_some() => Figure::Tree,
            Tab::Path => Figure::Trees,
            Tab::Change => Figure::Change,
            Tab::Compare => Figure::Compare,
            Tab::Together if self.mapped().is_some() => Figure::Map,
            Tab::Together => Figure::Together,
            Tab::Enough => Figure::Enough,
        }
    }

    /// The figures of the customer shown, in the order in which one goes through them; of one tree without its bar, and
    /// of one fact or offer without what takes two.
    pub fn figures(&self) -> Vec<Figure> {
        let Some(known) = self.known() else { return Vec::new() };
        let model = known.case.inputs.model();
        let several_facts = model.features().iter().filter(|(f, _)| model.uses(*f)).nth(1).is_some();
        let is_there = |figure: &Figure| match figure {
            Figure::Trees => known.answer.trees.len() > 1,
            Figure::Compare => self.other_offer().is_some(),
            Figure::Together | Figure::Map => several_facts,
            figure => *figure == figure.drawn(),
        };
        FIGURES.into_iter().filter(is_there).collect()
    }

    /// The facts that count for a figure: those of a map's axes, those that are asked on the way through a tree, else
    /// those that have a row among the reasons.
    pub fn facts_of(&self, figure: Figure) -> Vec<FeatureIdx> {
        let (Some(known), Some(screen)) = (self.known(), self.screen()) else { return Vec::new() };
        let model = known.case.inputs.model();
        match (figure, self.mapped(), self.tree_view()) {
            (Figure::Map, Some(both), _) => both.to_vec(),
            (Figure::Tree, _, Some(view)) => {
                let nodes = &model.tree(view.tree).nodes;
                let way = nodes.iter().zip(&view.nodes).filter(|(_, node)| node.on_path.is_some());
                let asked = way.filter_map(|(node, _)| match node {
                    Node::Split(split) => Some(split.feature),
                    Node::Leaf { .. } => None,
                });
                asked.collect()
            }
            _ => screen
                .why
                .waterfall
                .rows
                .iter()
                .filter_map(|row| match row.kind {
                    StepKind::Fact(feature) => Some(feature),
                    _ => None,
                })
                .take(FACTS)
                .collect(),
        }
    }

    /// The offer that the explained one is compared with.
    pub fn other_offer(&self) -> Option<OfferIdx> {
        self.versus.other(self.known()?)
    }

    /// Two offers side by side in words; `None` while they are worked out, or if there is no other offer.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.versus.view(self.answers.shared()?)
    }

    /// Exact searches and what they found.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// What any line would do, where there is one outcome.
    pub fn reached(&self) -> &Reached {
        &self.reached
    }

    /// How firm the recommendation is.
    pub fn firm(&self) -> Option<&Firmness> {
        let ((known, _), firm) = self.firm.last()?;
        (Some(known) == self.answers.shared().as_ref()).then_some(firm)
    }

    /// The commands that go to facts; not among those of the moment, of which a model with many facts would have too
    /// many.
    pub fn go_to_facts(desk: &Desk) -> Vec<Command> {
        let Some(document) = desk.document() else { return Vec::new() };
        let command = |(idx, feature): (FeatureIdx, &Feature)| {
            Command::new(&words::command::go_to_fact(&feature.label), None, true, ExplainAct::GoTo(Some(idx)))
        };
        document.inputs.model().features().iter().map(command).collect()
    }

    /// What went wrong with what is shown, if something did.
    pub fn error(&self) -> Option<&Error> {
        let of_tab = match self.tab {
            Tab::Together if self.maps.shown().is_some() => self.maps.error(),
            Tab::Together => self.answers.pairs_error(),
            Tab::Compare => self.versus.error(),
            Tab::Change => self.firm.error(),
            _ => None,
        };
        self.answers.error().or(of_tab).or(self.reached.error())
    }

    /// Works out beside the window whatever has more leaves than this; for tests of that way.
    pub fn set_leaves_in_frame(&mut self, leaves: usize) {
        self.leaves_in_frame = leaves;
    }

    /// Looks for what an export or a map needs, also where its tab is not open.
    fn ask_for(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        let (known, leaves) = (self.answers.shared(), self.leaves_in_frame);
        match figure {
            Figure::Tree => {
                let people = desk.document().and_then(Tabled::of);
                self.answers.prepare_tree(self.tree, people, &jobs.part(|e| &mut e.answers));
            }
            Figure::Together => self.answers.prepare_pairs(leaves, &jobs.part(|e| &mut e.answers)),
            Figure::Compare => self.versus.prepare(known, leaves, &jobs.part(|e| &mut e.versus)),
            Figure::Map => self.maps.prepare(known, leaves, &jobs.part(|e| &mut e.maps)),
            _ => {}
        }
    }

    /// Asks for what a figure in the whole window shows: of a tree or a map that nobody chose yet, the first one.
    fn ask_large(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        if figure == Figure::Tree && self.tree.is_none() {
            self.tree = self.known().and_then(|known| known.answer.trees.first()).map(|(tree, _, _)| *tree);
        }
        if figure == Figure::Map && self.maps.shown().is_none() {
            self.ask_for(Figure::Together, desk, jobs);
            self.maps.show(MapAsk::Best, &self.answers);
        }
        self.ask_for(figure, desk, jobs);
    }

    fn ask_firm(&mut self, jobs: &Jobs<Self>) {
        let Some(known) = self.answers.shared() else { return };
        let answer = |(known, planned): &(Shared<Known>, Option<Shared<Planned>>), _: &_| {
            let several = planned.as_ref().and_then(|planned| planned.several.clone());
            let case = &known.case;
            Ok(view::firm::firmness(case.inputs.model(), &case.profile, &known.answer, several))
        };
        let planned = self.plans.several().map(Shared::from);
        self.firm.ask((known, planned), Work { name: "firm", cost: Cost::Here, answer }, jobs, |e| &mut e.firm);
    }

    /// The reasons as they are taken along: all, or the few that weigh most.
    fn taken(&self, reasons: &Waterfall) -> Waterfall {
        if self.all_reasons { reasons.clone() } else { reasons.few(REASONS) }
    }

    fn show_map(&mut self, ask: MapAsk, desk: &mut Desk, jobs: &Jobs<Self>) {
        if matches!(ask, MapAsk::Best | MapAsk::With(_)) {
            self.ask_for(Figure::Together, desk, jobs);
        }
        if !self.maps.show(ask, &self.answers) {
            desk.tell(words::notice::MAP_NEEDS_TWO, None);
        } else if ask != MapAsk::Closed {
            self.tab = Tab::Together;
            desk.go(Place::Explain);
        }
    }
}

impl Wing for Explain {
    type Act = ExplainAct;

    fn act(&mut self, act: ExplainAct, desk: &mut Desk, jobs: &Jobs<Self>) {
        match act {
            ExplainAct::Tab(tab) => {
                self.tab = tab;
                desk.go(Place::Explain);
            }
            ExplainAct::GoTo(feature) => {
                self.go_to = feature;
                if feature.is_some() {
                    desk.go(Place::Explain);
                }
            }
            ExplainAct::ShowTree(tree) => self.tree = tree,
            ExplainAct::AllReasons(all) => self.all_reasons = all,
            ExplainAct::ShowComputed(show) => self.computed = show,
            ExplainAct::ShowIdle(show) => self.idle = show,
            ExplainAct::AllChanges(all) => self.all_changes = all,
            ExplainAct::EasiestBy(by) => self.easiest_by = by,
            ExplainAct::Map(ask) => self.show_map(ask, desk, jobs),
            ExplainAct::Versus(offer) => self.versus.chosen = offer,
            ExplainAct::PlanFor(offer) => self.plans.asked.offer = offer,
            ExplainAct::PlanOpen(place) => self.plans.asked.open = place,
            ExplainAct::PlanLevers(open) => self.plans.asked.levers = open,
            ExplainAct::PlanRules(rules) => self.plans.asked.rules = rules,
            ExplainAct::Search(on) => self.plans.set_going(self.tab, on),
            ExplainAct::SearchLonger => self.plans.asked.longer(),
            ExplainAct::Again => {
                self.answers.again();
                self.maps.again();
                self.versus.again();
                self.firm.again();
                self.reached.again();
            }
        }
    }

    fn prepare(&mut self, desk: &Desk, jobs: &Jobs<Self>) {
        let Some(document) = desk.document() else {
            self.answers.rest();
            self.maps.rest();
            self.versus.rest();
            self.reached.rest();
            return self.plans.rest();
        };
        if Tab::of(document.inputs.model().offers().len()).all(|tab| tab != self.tab) {
            self.tab = Tab::default();
        }
        let manner = Manner { scale: desk.settings().scale, easiest_by: self.easiest_by };
        self.answers.prepare(document, manner, self.leaves_in_frame, &jobs.part(|e| &mut e.answers));
        let known = self.answers.shared();
        let record = known.as_ref().and_then(|known| self.answers.record_of(known));
        self.reached.prepare(document, known, record, &jobs.part(|e| &mut e.reached));
        if desk.place() != Place::Explain {
            return self.plans.rest();
        }
        self.plans.prepare(document, self.tab, &jobs.part(|e| &mut e.plans));
        if let Some(Over::Large(figure)) = desk.over() {
            return self.ask_large(figure, desk, jobs);
        }
        match self.tab {
            Tab::Path => self.ask_for(Figure::Tree, desk, jobs),
            Tab::Together if self.maps.shown().is_some() => self.ask_for(Figure::Map, desk, jobs),
            Tab::Together => self.ask_for(Figure::Together, desk, jobs),
            Tab::Compare => self.ask_for(Figure::Compare, desk, jobs),
            // of two customers' answers none would be true
            Tab::Change if !self.answers.is_stale(document) => self.ask_firm(jobs),
            Tab::Change | Tab::Reasons | Tab::Enough => {}
        }
    }

    fn commands(&self, desk: &Desk, list: &mut Vec<Command>) {
        let open = desk.document().is_some();
        let another = desk.document().is_some_and(|d| d.choice.focus.is_some());
        list.push(Command::new(words::command::EXPLAIN_RECOMMENDED, None, another, Action::Focus(None)));
        let mut add = |label: &str, keys, act: Action| list.push(Command::new(label, keys, open, act));
        let n_offers = desk.document().map_or(usize::MAX, |d| d.inputs.model().offers().len());
        for (tab, key) in Tab::of(n_offers).zip(["1", "2", "3", "4", "5", "6"]) {
            // where a place has tabs of its own, these keys are theirs
            let keys = alt(key).filter(|_| desk.place() != Place::Balance);
            add(&words::command::show(tab.label()), keys, ExplainAct::Tab(tab).into());
        }
        add(words::command::MAP, None, ExplainAct::Map(MapAsk::Best).into());
        let label = if self.all_reasons { words::command::FEW_REASONS } else { words::command::EVERY_REASON };
        add(label, ctrl("E"), ExplainAct::AllReasons(!self.all_reasons).into());
        let label = if self.computed { words::command::HIDE_COMPUTED } else { words::command::SHOW_COMPUTED };
        add(label, None, ExplainAct::ShowComputed(!self.computed).into());
        for figure in FIGURES {
            Command::exports(figure, open, list);
        }
    }

    fn ask(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) {
        self.ask_for(figure, desk, jobs);
    }

    fn figure(&self, figure: Figure, _desk: &Desk, width: f32) -> Option<Frame> {
        let screen = self.screen()?;
        match figure {
            Figure::Waterfall => Some(figure::waterfall::layout(&self.taken(&screen.why.waterfall), width)),
            // of one outcome: everybody on its scale
            Figure::Offers => Some(match self.spread(screen) {
                Some(spread) => figure::reach::layout(spread, width, width * HEIGHT).frame,
                None => figure::offers::layout(&screen.offers, width),
            }),
            Figure::Trees => {
                let trees = view::path::trees(&self.known()?.answer, &screen.measure);
                Some(figure::trees::with_axis(&trees, self.tree, width))
            }
            Figure::Tree => Some(figure::tree::layout(self.tree_view()?, width)),
            Figure::Compare => Some(figure::bars::comparison(self.comparison()?, width)),
            Figure::Together => Some(figure::pairs::layout(self.pairs()?, width)),
            Figure::Map => Some(figure::map::layout(self.map_now()?, width).frame),
            _ => None,
        }
    }

    fn card(&mut self, figure: Figure, desk: &Desk, jobs: &Jobs<Self>) -> Option<Page> {
        self.ask_for(figure, desk, jobs);
        let known = self.known()?;
        let (inputs, profile) = (&known.case.inputs, &known.case.profile);
        let screen = Screen::clone(self.screen()?);
        let tree = self.tree_view().map(|view| view.tree).filter(|_| figure == Figure::Tree);
        let comers = tree.and_then(|_| self.answers.comers(self.tree)).map_or(&[][..], |found| found.as_slice());
        let paper = Paper { inputs, profile, explanation: &known.answer, screen, versus: None, tree, comers };
        let part = |part| Some(page::part(&paper, part));
        match figure {
            Figure::Waterfall => part(Part::Reasons),
            Figure::Offers => part(Part::Offers),
            Figure::Trees => part(Part::Path),
            Figure::Tree => tree.and_then(|_| part(Part::Path)),
            Figure::Compare => {
                self.comparison()?;
                Some(page::part(&paper.versus(self.other_offer()), Part::Compare))
            }
            Figure::Together => Some(page::together(inputs.model(), self.pairs()?)),
            Figure::Map => {
                let sheet = Sheet { inputs, profile, values: &known.case.values };
                Some(map_page(&sheet, self.map_now()?))
            }
            // of two customers' answers none would be true
            Figure::Change if !self.answers.is_stale(desk.document()?) => {
                let changes = page::part(&paper, Part::Change);
                let Some((Ok(planned), true)) = self.plans.plan(self.plans.asked.open) else { return Some(changes) };
                let mut page = exact::plan(inputs.model(), profile, &planned.view);
                page.blocks.extend(changes.blocks);
                Some(page)
            }
            Figure::Enough if !self.answers.is_stale(desk.document()?) => match self.plans.enough()? {
                (Ok(found), true) => Some(exact::enough(inputs.model(), profile, &found.view)),
                _ => None,
            },
            _ => None,
        }
    }

    fn caption(&self, figure: Figure, desk: &Desk) -> Option<Caption> {
        let (known, stamp) = (self.known()?, desk.stamp()?);
        let told = Told {
            model: known.case.inputs.model(),
            profile: &known.case.profile,
            explanation: &known.answer,
            screen: self.screen()?,
        };
        match figure {
            Figure::Waterfall => Some(told.reasons(&self.taken(&told.screen.why.waterfall), stamp)),
            Figure::Offers => Some(match self.spread(told.screen) {
                Some(spread) => told.spread(spread, stamp),
                None => told.offers(stamp),
            }),
            Figure::Trees => Some(told.trees(&view::path::trees(&known.answer, &told.screen.measure), stamp)),
            Figure::Tree => Some(told.tree(self.tree_view()?, stamp)),
            Figure::Compare => Some(told.compare(self.comparison()?, self.other_offer()?, bars::DRAWN, stamp)),
            Figure::Together => Some(told.together(self.pairs()?, stamp)),
            Figure::Map => Some(told.map(self.map_now()?, stamp)),
            Figure::Change => Some(told.change(stamp)),
            Figure::Enough => Some(told.enough(stamp)),
            Figure::Importance | Figure::Balance | Figure::Everyone | Figure::Scenarios | Figure::Customers => None,
        }
    }

    fn page(&self, desk: &Desk) -> Option<Page> {
        let known = self.known()?;
        let paper = Paper::new(&known.case.inputs, &known.case.profile, &known.answer, self.answers.record_of(known));
        let page = page::explanation(&paper.versus(self.versus.chosen));
        Some(page.captioned(&self.caption(Figure::Waterfall, desk)?))
    }

    fn forget(&mut self, ended: Ended) {
        if ended == Ended::Model {
            let Self { tab, all_reasons, computed, easiest_by, leaves_in_frame, .. } = *self;
            *self = Self { tab, all_reasons, computed, easiest_by, leaves_in_frame, ..Self::default() };
        }
    }
}
