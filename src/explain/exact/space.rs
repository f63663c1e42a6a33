//! What may change, as cells: every value that a fact may take, one for each stretch in which no tree can tell values
//! apart, with what it costs to get there.

use std::collections::BTreeSet;

use crate::base::{Error, FeatureIdx, Kind, Result};
use crate::explain::cells::{edges, first_from, just_below};
use crate::model::{Cell, ChangeRules, Condition, CustomerModel, Direction, Feature, Freedom, Node, Test, Value};
use crate::score::Codes;
use crate::score::codes::{rounded, side};
use crate::score::rank::meets;

/// One value that a fact may take, standing for every other one in its cell.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    /// The value itself: the nearest one to the customer's that exists.
    pub value: Value,
    /// Its code.
    pub code: Cell,
    /// What it costs to get there.
    pub cost: f64,
    /// The least and the greatest value of the cell that may be taken; only for numbers.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// Where its cell starts and ends, `from <= x < to`; of a level, its position.
    pub from: f64,
    /// See `from`.
    pub to: f64,
}

/// One fact that may change: its places, cheapest first. The first is as the customer is.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub feature: FeatureIdx,
    /// How far it may go, and at what price.
    pub freedom: Freedom,
    /// The feature with the step of the rules.
    pub grid: Feature,
    pub places: Vec<Place>,
    /// Words of a set of places: bit by bit, in their order.
    pub words: usize,
    /// Each place's position along the axis.
    pub position: Vec<u32>,
    /// The places below each position, a set each; positions run from 0 to all.
    pub below: Vec<u64>,
    /// Whether positions mean an order.
    pub ordered: bool,
    /// For each offer with rules on this fact, the places that meet them.
    pub open: Vec<(usize, Vec<u64>)>,
}

impl Axis {
    /// How many pairs of positions there are.
    pub(super) fn spans(&self) -> usize {
        (self.places.len() + 1) * (self.places.len() + 1)
    }

    /// Whether its places are numbers in order that every split divides in two: nothing is missing among them.
    pub(super) fn is_line(&self) -> bool {
        self.ordered && !self.grid.has_missing_numbers() && matches!(self.places[0].value, Value::Number(_))
    }

    pub(super) fn set_below(&self, position: usize) -> &[u64] {
        &self.below[position * self.words..][..self.words]
    }

    /// A set of places.
    pub(super) fn set(&self, holds: impl Fn(&Place) -> bool) -> Vec<u64> {
        let mut set = vec![0; self.words];
        for (i, _) in self.places.iter().enumerate().filter(|(_, p)| holds(p)) {
            set[i / 64] |= 1 << (i % 64);
        }
        set
    }
}

/// Facts of which exactly one is 1: as axes where they may change.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Each member that may change, with the places at which it is 1.
    pub members: Vec<(usize, Vec<u64>)>,
    /// How many of those that may not are 1.
    pub ones: usize,
}

/// One side of a pair: an axis, or a number that stays.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Axis(usize),
    Fixed(f64),
}

/// Everything that may change about a customer.
#[derive(Clone, Debug)]
pub(super) struct Space {
    pub axes: Vec<Axis>,
    pub groups: Vec<Group>,
    /// The first is at most the second.
    pub pairs: Vec<(End, End)>,
    /// Offers barred by a fact that stays.
    pub barred: Vec<bool>,
    pub prices: Prices,
}

/// Whether changes are paid for, or every value that may be is as good as another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Prices {
    /// As the rules say, in the directions they say.
    Paid,
    /// Nothing costs anything and every direction is open: anybody, not this customer after a change.
    Free,
}

impl Space {
    /// The places of the levers. O(splits + levers · cells · words).
    ///
    /// # Errors
    /// [`Kind::Question`] for a customer who withholds a fact, and for rules that do not fit.
    pub(super) fn new(
        model: &CustomerModel,
        values: &[Value],
        rules: &ChangeRules,
        levers: &[FeatureIdx],
        prices: Prices,
    ) -> Result<Self> {
        if let Some(at) = values.iter().position(|v| *v == Value::Withheld) {
            return Err(Error::new(Kind::Question, "a fact that must not be used leaves the score open")
                .at(format!("feature \"{}\"", model.features().get(FeatureIdx::new(at)).id))
                .hint("say its value, or that it is not known"));
        }
        let used = used_cuts(model, values, levers);
        let grouped = |f: FeatureIdx| rules.one_hot.iter().any(|g| g.contains(&f));
        let mut axes = Vec::new();
        for &feature in levers {
            let mut freedom = *rules.of_feature(feature);
            if grouped(feature) {
                freedom = Freedom { min: 0.0, max: 1.0, step: Some(1.0), ..freedom };
            }
            let maker = Maker::new(model, feature, values[feature.index()], freedom, prices);
            // the members of a group turn from 0 to 1
            let turn = grouped(feature).then_some(0.5);
            let edges = edges(model, feature, used[feature.index()].iter().copied().chain(turn));
            axes.push(maker.axis(&edges));
        }
        let axis_of = |f: FeatureIdx| axes.iter().position(|a| a.feature == f);
        let number = |f: FeatureIdx| if let Value::Number(x) = values[f.index()] { Some(x) } else { None };
        let mut groups = Vec::new();
        for group in &rules.one_hot {
            let members: Vec<_> = group
                .iter()
                .filter_map(|&f| axis_of(f))
                .map(|a| (a, axes[a].set(|place| place.value == Value::Number(1.0))))
                .collect();
            let ones = group.iter().filter(|&&f| axis_of(f).is_none() && number(f) == Some(1.0)).count();
            if !members.is_empty() {
                groups.push(Group { members, ones });
            }
        }
        let mut pairs = Vec::new();
        for &(a, b) in &rules.at_most {
            let end = |f| axis_of(f).map(End::Axis).or(number(f).map(End::Fixed));
            // what is not known breaks no rule
            if let (Some(a), Some(b)) = (end(a), end(b))
                && !matches!((a, b), (End::Fixed(_), End::Fixed(_)))
            {
                pairs.push((a, b));
            }
        }
        let stays = |f: FeatureIdx| axis_of(f).is_none();
        let bars =
            |rule: &crate::model::Rule| stays(rule.feature) && !meets(values[rule.feature.index()], &rule.condition);
        let barred = model.offers().iter().map(|offer| offer.rules.iter().any(bars)).collect();
        Ok(Self { axes, groups, pairs, barred, prices })
    }

    /// Whether exactly one of each group is 1 at a point.
    pub(super) fn keeps_groups(&self, point: &[u32]) -> bool {
        self.groups.iter().all(|group| {
            let one = |(a, ones): &&(usize, Vec<u64>)| ones[point[*a] as usize / 64] >> (point[*a] % 64) & 1 == 1;
            group.ones + group.members.iter().filter(one).count() == 1
        })
    }

    /// The profile with these places taken.
    pub(super) fn values_at(&self, values: &[Value], point: &[u32]) -> Vec<Value> {
        let mut values = values.to_vec();
        for (axis, &place) in self.axes.iter().zip(point) {
            values[axis.feature.index()] = axis.places[place as usize].value;
        }
        values
    }
}

/// The thresholds of each lever that a customer can come to whatever the levers are; by feature, ascending.
fn used_cuts(model: &CustomerModel, values: &[Value], levers: &[FeatureIdx]) -> Vec<Vec<f64>> {
    let codes = Codes::of(model, values);
    let mut free = vec![false; model.features().len()];
    levers.iter().for_each(|f| free[f.index()] = true);
    let mut seen: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); free.len()];
    let mut open = Vec::new();
    for tree in model.trees() {
        open.push(crate::base::NodeIdx(0));
        while let Some(at) = open.pop() {
            let Node::Split(split) = tree.node(at) else { continue };
            if !free[split.feature.index()] {
                open.push(split.child(side(model, split, codes.get(split.feature)).unwrap_or(split.missing)));
                continue;
            }
            if let Test::Below { rank, .. } = split.test {
                seen[split.feature.index()].insert(rank);
            }
            open.extend([split.left, split.right]);
        }
    }
    let thresholds = |(f, ranks): (usize, BTreeSet<u32>)| {
        let cuts = model.cuts(FeatureIdx::new(f)).thresholds();
        ranks.into_iter().filter_map(|rank| cuts.get(rank as usize).copied()).collect()
    };
    seen.into_iter().enumerate().map(thresholds).collect()
}

/// Makes one axis.
struct Maker<'a> {
    model: &'a CustomerModel,
    idx: FeatureIdx,
    /// The feature with the step of the rules.
    feature: Feature,
    value: Value,
    freedom: Freedom,
    prices: Prices,
}

impl<'a> Maker<'a> {
    fn new(model: &'a CustomerModel, idx: FeatureIdx, value: Value, freedom: Freedom, prices: Prices) -> Self {
        let mut feature = model.features().get(idx).clone();
        feature.step = freedom.step;
        Self { model, idx, feature, value, freedom, prices }
    }

    fn rules(&self) -> impl Iterator<Item = (usize, &'a Condition)> + '_ {
        let offers = self.model.offers().iter().enumerate();
        offers.flat_map(|(o, offer)| {
            offer.rules.iter().filter(|r| r.feature == self.idx).map(move |r| (o, &r.condition))
        })
    }

    fn axis(&self, edges: &[f64]) -> Axis {
        let places = match self.value {
            Value::Number(x) if !self.feature.kind.is_choice() => self.numbers_from(x, edges),
            _ if self.feature.kind.is_choice() => self.levels(),
            _ => self.unknown_and_numbers(edges),
        };
        let mut order: Vec<usize> = (0..places.len()).collect();
        // the sort keeps the customer's own place before others that cost nothing
        order.sort_by(|&a, &b| places[a].1.cost.total_cmp(&places[b].1.cost).then(places[b].0.cmp(&places[a].0)));
        let n = places.len();
        let words = n.div_ceil(64).max(1);
        let position: Vec<u32> = order.iter().map(|&i| i as u32).collect();
        let mut below = vec![0u64; (n + 1) * words];
        for (i, &at) in position.iter().enumerate() {
            for p in at as usize + 1..=n {
                below[p * words + i / 64] |= 1 << (i % 64);
            }
        }
        let places: Vec<Place> = order.iter().map(|&i| places[i].1).collect();
        let mut axis = Axis {
            feature: self.idx,
            freedom: self.freedom,
            grid: self.feature.clone(),
            places,
            words,
            position,
            below,
            ordered: !self.feature.kind.is_choice(),
            open: Vec::new(),
        };
        for (offer, condition) in self.rules() {
            let set = axis.set(|place| meets(place.value, condition));
            match axis.open.last_mut().filter(|(o, _)| *o == offer) {
                Some((_, all)) => all.iter_mut().zip(&set).for_each(|(a, b)| *a &= b),
                None => axis.open.push((offer, set)),
            }
        }
        axis
    }

    fn price(&self, change: f64) -> f64 {
        match self.prices {
            Prices::Paid => self.freedom.price * change,
            Prices::Free => 0.0,
        }
    }

    fn place(&self, value: Value, cost: f64, (from, to): (f64, f64), (low, high): (f64, f64)) -> Place {
        let code = self.model.cuts(self.idx).code(rounded(self.model.rounding(), value));
        Place { value, code, cost, low, high, from, to }
    }

    /// Along numbers, from a number on; `true` marks the customer's own place.
    fn numbers_from(&self, x: f64, edges: &[f64]) -> Vec<(bool, Place)> {
        let Value::Number(seen) = rounded(self.model.rounding(), Value::Number(x)) else { return Vec::new() };
        let free = self.prices == Prices::Free;
        let up = free || self.freedom.direction != Direction::Down;
        let down = free || self.freedom.direction != Direction::Up;
        let mut places = Vec::new();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let least = if down { self.first(from) } else { self.first(from.max(x)) };
            let most = if up { self.last(to) } else { self.last(to).min(x) };
            let ends = (least.max(self.freedom.min), most.min(self.freedom.max));
            if from <= seen && seen < to || seen == f64::INFINITY && to == seen {
                places.push((true, self.place(Value::Number(x), 0.0, (from, to), (ends.0.min(x), ends.1.max(x)))));
                continue;
            }
            let value = if from > seen { ends.0 } else { ends.1 };
            let open = if from > seen { up } else { down };
            let cost = self.price((value - x).abs());
            if open && ends.0 <= ends.1 && value.is_finite() && cost.is_finite() {
                places.push((false, self.place(Value::Number(value), cost, (from, to), ends)));
            }
        }
        places
    }

    /// The least value that exists from an edge on and within the range.
    fn first(&self, edge: f64) -> f64 {
        let rounding = self.model.rounding();
        if edge < self.freedom.min || !edge.is_finite() {
            return self.feature.first_from(self.freedom.min.max(edge));
        }
        if self.feature.step.is_none() {
            return first_from(rounding, edge);
        }
        let value = self.feature.first_from(edge);
        // one below that the model rounds up to the edge
        let before = self.feature.last_below(value);
        match rounded(rounding, Value::Number(before)) {
            Value::Number(seen) if seen >= edge && before >= self.freedom.min => before,
            _ => value,
        }
    }

    /// The greatest value that exists below an edge and within the range.
    fn last(&self, edge: f64) -> f64 {
        let rounding = self.model.rounding();
        if edge > self.freedom.max || !edge.is_finite() {
            let most = self.freedom.max;
            return match self.feature.step {
                Some(_) if most.is_finite() => {
                    let snapped = self.feature.first_from(most);
                    if snapped <= most { snapped } else { self.feature.last_below(snapped) }
                }
                _ => most,
            };
        }
        if self.feature.step.is_none() {
            return just_below(rounding, edge);
        }
        let value = self.feature.last_below(edge);
        match rounded(rounding, Value::Number(value)) {
            Value::Number(seen) if seen >= edge => self.feature.last_below(value),
            _ => value,
        }
    }

    fn unknown_and_numbers(&self, edges: &[f64]) -> Vec<(bool, Place)> {
        let mut places = Vec::new();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let ends = (self.first(from).max(self.freedom.min), self.last(to).min(self.freedom.max));
            let value = if ends.0.is_finite() { ends.0 } else { ends.1 };
            let value = if value.is_finite() { value } else { 0.0 };
            if ends.0 <= ends.1 {
                places.push((false, self.place(Value::Number(value), self.price(1.0), (from, to), ends)));
            }
        }
        let anything = (f64::NEG_INFINITY, f64::INFINITY);
        places.push((true, self.place(self.value, 0.0, (f64::NAN, f64::NAN), anything)));
        places
    }

    fn levels(&self) -> Vec<(bool, Place)> {
        let anything = (f64::NEG_INFINITY, f64::INFINITY);
        let level = |l: u32, cost| self.place(Value::Level(l), cost, (f64::from(l), f64::from(l)), anything);
        let n = self.feature.levels().len() as u32;
        let mut places: Vec<_> = (0..n).map(|l| (false, level(l, self.price(1.0)))).collect();
        match self.value {
            Value::Level(own) if own < n => places[own as usize] = (true, level(own, 0.0)),
            other => places.push((true, self.place(other, 0.0, (f64::NAN, f64::NAN), anything))),
        }
        places
    }
}
