//! What can be, whatever some facts are: the least and the greatest score of every offer, the lead of the one that comes
//! first, and which others can come before it.
//!
//! The same search as for plans, asked for a point that is better than the best one known until there is none: then the
//! best one is proven. Nothing is averaged, so no definition of absence takes part.

use std::time::Duration;

use super::ask::{Ask, Deadline, Until, spent};
use super::fold::{Folded, all_of};
use super::goal::{Goal, Lead, lead, lead_within};
use super::search::Search;
use super::space::{Prices, Space};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, OfferIdx, Result};
use crate::model::{ChangeRules, CustomerModel, Value};
use crate::score::rank::barred;
use crate::score::{Absence, Codes, margins};

/// By how much a better point must be better, for each 1 of what is measured: sums in floating point are no finer.
const GRAIN: f64 = 1e-12;
/// How often an unsettled bound is halved at most.
const HALVINGS: usize = 12;

/// What can be, whatever these facts are?
#[derive(Clone, PartialEq, Debug)]
pub struct PossibleQuestion {
    /// The customer; the values of the hidden facts are not looked at.
    pub values: Vec<Value>,
    /// The facts that may be anything; every one that the customer withholds is among them.
    pub hidden: Vec<FeatureIdx>,
    /// The offer whose lead is asked for; it must be one that the customer may get. None if there is none.
    pub first: Option<OfferIdx>,
    /// For a model with one offer, the other side of its line.
    pub other: Option<Goal>,
    /// Whether the margin of every offer is asked for; of a model with one offer it always is.
    pub margins: bool,
    /// What the hidden facts may be: ranges, steps, groups and pairs; prices and directions do not matter.
    pub rules: ChangeRules,
    /// The most boxes that each search looks at.
    pub boxes: u64,
    /// How long to search; without end if `None`.
    pub budget: Option<Duration>,
}

/// The least and the greatest a number can be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bounds {
    /// Nothing is less.
    pub low: f64,
    /// Nothing is more.
    pub high: f64,
    /// Whether both are reached; if not, the truth lies between them.
    pub settled: bool,
}

/// Whether an offer can come first.
#[derive(Clone, PartialEq, Debug)]
pub enum CanLead {
    /// With these values of the hidden facts, which are made up: in the order of the question's `hidden`.
    Yes(Vec<Value>),
    /// Proven: whatever they are, it does not.
    Never,
    /// Stopped before it was settled.
    Unsettled,
}

/// What can be.
#[derive(Clone, PartialEq, Debug)]
pub struct Possible {
    /// By offer, its margin; none where that was not asked.
    pub margins: Vec<Bounds>,
    /// The lead of the offer asked about over the next that may be had, in what offers are ranked by (where chances
    /// share one sum, in margin); `None` where no other may be had.
    pub lead: Option<Bounds>,
    /// The other offers that may be had, in the model's order, and whether they can come first; of a model with one
    /// offer, whether it can be on the other side of its line. A rule on a hidden fact is not met.
    pub others: Vec<(OfferIdx, CanLead)>,
    /// Boxes looked at.
    pub nodes: u64,
    /// Whether the budget of time or a person stopped any of it. If not, the same question has the same answer.
    pub stopped: bool,
}

/// Answers a [`PossibleQuestion`]. Exponential in the hidden facts at worst, and stopped by boxes, time or a person.
///
/// # Errors
/// [`Kind::Question`](crate::base::Kind::Question) for a fact that is withheld and not hidden, and for rules that do not
/// fit.
pub fn possible(model: &CustomerModel, question: &PossibleQuestion, progress: &Progress) -> Result<Possible> {
    let over = spent(question.budget, progress);
    let until = Until::new(&over);
    // what is hidden is not known, nor taken from the customer
    let mut values = question.values.clone();
    question.hidden.iter().for_each(|f| values[f.index()] = Value::Missing);
    let mut nodes = 0;
    let field = Field::new(model, &values, &question.hidden, &question.rules)?;
    let asked = model.offer_ids().filter(|_| question.margins || model.offers().len() == 1);
    let margins = asked.map(|o| field.margin(o, question.boxes, &until, &mut nodes)).collect();
    let mut answer = Possible { margins, lead: None, others: Vec::new(), nodes: 0, stopped: false };
    if let Some(goal) = &question.other {
        let found = field.can(goal, &question.hidden, question.boxes, &until, &mut nodes);
        answer.others.push((OfferIdx(0), found));
    }
    // a rule that asks for a hidden fact is not met, whatever the fact is: as for what is not known
    let among: Vec<bool> = model.offer_ids().map(|o| barred(model, o, &values).is_none()).collect();
    let allowed = || model.offer_ids().filter(|o| among[o.index()]);
    if let Some(first) = question.first.filter(|first| among[first.index()] && allowed().nth(1).is_some()) {
        let of = |offer| Lead { offer, among: among.clone() };
        answer.lead = Some(field.lead(&of(first), question.boxes, &until, &mut nodes));
        for offer in allowed().filter(|offer| *offer != first) {
            let goal = Goal::Leads(of(offer));
            answer.others.push((offer, field.can(&goal, &question.hidden, question.boxes, &until, &mut nodes)));
        }
    }
    Ok(Possible { nodes, stopped: until.stopped(), ..answer })
}

/// Does what is given stay, whatever these facts are?
#[derive(Clone, Copy, Debug)]
pub struct StandsQuestion<'a> {
    /// The customer; the hidden facts are not known.
    pub values: &'a [Value],
    /// The facts that may be anything.
    pub hidden: &'a [FeatureIdx],
    /// What is given, one of those below. None if there is none.
    pub first: Option<OfferIdx>,
    /// Whether each offer may come first.
    pub among: &'a [bool],
    /// For a model with one offer, the other side of its line.
    pub other: Option<&'a Goal>,
    /// What the hidden facts may be.
    pub rules: &'a ChangeRules,
    /// The most boxes that each search looks at.
    pub boxes: u64,
}

/// Whether what is given stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stands {
    /// Proven.
    Proven,
    /// With some values of the hidden facts it does not.
    Refuted,
    /// Stopped before it was settled.
    Unsettled,
}

/// Answers a [`StandsQuestion`]: as [`possible`] does, but no more than that. Where the trees cannot say otherwise each by
/// itself, nothing is searched.
///
/// # Errors
/// As [`possible`].
pub fn stands(
    model: &CustomerModel,
    question: &StandsQuestion<'_>,
    deadline: &Deadline,
    progress: &Progress,
) -> Result<Stands> {
    let over = || progress.cancelled() || deadline.is_over();
    let until = Until::new(&over);
    if until.over() {
        return Ok(Stands::Unsettled);
    }
    let field = Field::new(model, question.values, question.hidden, question.rules)?;
    let among = question.among;
    let lead = question.first.map(|offer| Lead { offer, among: among.to_vec() });
    let goals: Vec<Goal> = match (question.other, lead) {
        (Some(goal), _) => vec![goal.clone()],
        (None, Some(lead)) => {
            if lead_within(model, lead.offer, among, &field.outer()).0 > 0.0 {
                return Ok(Stands::Proven);
            }
            let others = model.offer_ids().filter(|o| among[o.index()] && *o != lead.offer);
            others.map(|offer| Goal::Leads(Lead { offer, among: among.to_vec() })).collect()
        }
        (None, None) => Vec::new(),
    };
    let (mut all, mut nodes) = (Stands::Proven, 0);
    for goal in &goals {
        match field.search(goal, question.boxes, &until, &mut nodes) {
            (Some(_), _) => return Ok(Stands::Refuted),
            (None, true) => {}
            (None, false) => all = Stands::Unsettled,
        }
    }
    Ok(all)
}

/// A model, a customer and everything that the hidden facts may be.
struct Field<'a> {
    model: &'a CustomerModel,
    values: &'a [Value],
    space: Space,
    folded: Folded,
}

/// One number to be made as great as it can be.
struct Aim<'a> {
    /// The goal that it is at least this.
    reach: &'a dyn Fn(f64) -> Goal,
    /// The number itself.
    measure: &'a dyn Fn(&[f64]) -> f64,
    /// Nothing is more.
    most: f64,
}

impl<'a> Field<'a> {
    fn new(
        model: &'a CustomerModel,
        values: &'a [Value],
        hidden: &[FeatureIdx],
        rules: &ChangeRules,
    ) -> Result<Self> {
        let axes: Vec<FeatureIdx> = hidden.iter().copied().filter(|&f| model.uses(f)).collect();
        let space = Space::new(model, values, rules, &axes, Prices::Free)?;
        let folded = Folded::new(model, values, &space);
        Ok(Self { model, values, space, folded })
    }

    fn margin(&self, offer: OfferIdx, boxes: u64, until: &Until<'_>, nodes: &mut u64) -> Bounds {
        let (low, high) = self.outer()[offer.index()];
        let at = offer.index();
        let up = Aim { reach: &|x| Goal::AtLeast(offer, x), measure: &|m| m[at], most: high };
        let down = Aim { reach: &|x| Goal::Below(offer, (-x).next_up()), measure: &|m| -m[at], most: -low };
        self.both(&up, &down, boxes, until, nodes)
    }

    fn lead(&self, of: &Lead, boxes: u64, until: &Until<'_>, nodes: &mut u64) -> Bounds {
        let measure = |margins: &[f64]| lead(self.model, of.offer, &of.among, margins);
        let (low, high) = lead_within(self.model, of.offer, &of.among, &self.outer());
        let up = Aim { reach: &|x| Goal::LeadAtLeast(of.clone(), x), measure: &measure, most: high };
        let down = Aim { reach: &|x| Goal::LeadAtMost(of.clone(), -x), measure: &|m| -measure(m), most: -low };
        self.both(&up, &down, boxes, until, nodes)
    }

    fn can(&self, goal: &Goal, hidden: &[FeatureIdx], boxes: u64, until: &Until<'_>, nodes: &mut u64) -> CanLead {
        match self.search(goal, boxes, until, nodes) {
            (Some(point), _) => {
                let values = self.space.values_at(self.values, &point);
                CanLead::Yes(hidden.iter().map(|f| values[f.index()]).collect())
            }
            (None, true) => CanLead::Never,
            (None, false) => CanLead::Unsettled,
        }
    }

    fn both(&self, up: &Aim<'_>, down: &Aim<'_>, boxes: u64, until: &Until<'_>, nodes: &mut u64) -> Bounds {
        let (high, up) = self.most(up, boxes, until, nodes);
        let (low, down) = self.most(down, boxes, until, nodes);
        Bounds { low: -low, high, settled: up && down }
    }

    /// The greatest that a number can be, and whether it is reached; if not, nothing is more.
    fn most(&self, aim: &Aim<'_>, boxes: u64, until: &Until<'_>, nodes: &mut u64) -> (f64, bool) {
        let (mut best, mut most) = (f64::NEG_INFINITY, aim.most);
        loop {
            let wanted = if best.is_finite() { best + GRAIN * best.abs().max(1.0) } else { best };
            match self.search(&(aim.reach)(wanted), boxes, until, nodes) {
                (Some(point), _) => best = best.max(self.climbed(aim, point)),
                (None, true) if best.is_finite() => return (best, true),
                _ => break,
            }
        }
        // what is not settled lies between: how far down nothing is found can still be told
        for _ in 0..HALVINGS {
            let middle = (best + most) / 2.0;
            if until.over() || !middle.is_finite() || middle <= best || middle >= most {
                break;
            }
            match self.search(&(aim.reach)(middle), boxes, until, nodes) {
                (Some(point), _) => best = best.max(self.climbed(aim, point)),
                (None, true) => most = middle,
                (None, false) => break,
            }
        }
        (most, false)
    }

    /// From a point to the best one that changes of single facts lead to; the number there, as the model scores it.
    fn climbed(&self, aim: &Aim<'_>, mut point: Vec<u32>) -> f64 {
        let goal = Goal::AtLeast(OfferIdx(0), f64::NEG_INFINITY);
        let search = Search::new(self.ask(&goal));
        let mut best = self.at(aim, &point);
        loop {
            let before = best;
            for axis in 0..point.len() {
                let rows = self.folded.curve(&self.space.axes, &point, axis);
                let own = point[axis];
                let number = |place: usize| (aim.measure)(&rows.iter().map(|r| r[place]).collect::<Vec<_>>());
                let allowed = |place: usize| {
                    let mut there = point.clone();
                    there[axis] = place as u32;
                    search.settle(&there).is_some()
                };
                let places = (0..self.space.axes[axis].places.len()).filter(|&p| allowed(p));
                let Some(place) = places.max_by(|&a, &b| number(a).total_cmp(&number(b)).then(b.cmp(&a))) else {
                    continue;
                };
                point[axis] = place as u32;
                let now = self.at(aim, &point);
                if now > best {
                    best = now;
                } else {
                    point[axis] = own;
                }
            }
            if best <= before {
                return best;
            }
        }
    }

    /// The number at a point, as the model itself scores it.
    fn at(&self, aim: &Aim<'_>, point: &[u32]) -> f64 {
        let values = self.space.values_at(self.values, point);
        (aim.measure)(&margins(self.model, &Codes::of(self.model, &values), Absence::ByCover))
    }

    fn ask<'b>(&'b self, goal: &'b Goal) -> Ask<'b> {
        Ask {
            model: self.model,
            values: self.values,
            space: &self.space,
            folded: &self.folded,
            goal,
            most_changes: None,
            below: f64::INFINITY,
            any: true,
        }
    }

    /// A point that reaches a goal, if one was found, and whether that is settled.
    fn search(&self, goal: &Goal, boxes: u64, until: &Until<'_>, nodes: &mut u64) -> (Option<Vec<u32>>, bool) {
        if until.over() {
            return (None, false);
        }
        let all = self.space.axes.iter().flat_map(|a| all_of(a.places.len(), a.words)).collect();
        let found = Search::new(self.ask(goal)).run_within(all, boxes, until);
        *nodes += found.nodes;
        (found.best.map(|reached| reached.point), found.settled)
    }

    /// What no margin is outside of: the least and the greatest leaf of each tree by itself.
    fn outer(&self) -> Vec<(f64, f64)> {
        let folded = &self.folded;
        let mut bounds: Vec<(f64, f64)> =
            folded.base.iter().zip(&folded.band).map(|(&b, band)| (b - band, b + band)).collect();
        for tree in &folded.trees {
            let leaves = &folded.values[tree.leaves.start as usize..tree.leaves.end as usize];
            let bound = &mut bounds[tree.offer as usize];
            bound.0 += leaves.iter().copied().fold(f64::INFINITY, f64::min);
            bound.1 += leaves.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        bounds
    }
}
