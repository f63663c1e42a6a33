//! How far facts may go: ranges within which, whatever they are together, something cannot be reached.

use super::ask::{Ask, Until};
use super::fold::{Folded, for_each};
use super::goal::Goal;
use super::search::Search;
use super::space::{Axis, Prices, Space};
use crate::base::FeatureIdx;
use crate::model::{ChangeRules, CustomerModel, Value};

/// The most boxes that are looked at for all ranges of an answer.
const RANGE_NODES: u64 = 20_000;
/// The part of all boxes that one step of a range may take before it is taken less wide: one in so many.
const RANGE_PART: u64 = 40;
/// How many times it is.
const HALVINGS: usize = 3;

/// Values of a fact that are as good as one another.
#[derive(Clone, PartialEq, Debug)]
pub enum Span {
    /// Numbers from `low` to `high`, both included; `None` where it goes on to the end of what may be.
    Numbers {
        /// The least.
        low: Option<f64>,
        /// The greatest.
        high: Option<f64>,
    },
    /// These levels, ascending.
    Levels(Vec<u32>),
    /// Only that it is not known.
    Unknown,
}

/// The range of a fact that changes alone, from what its curve says: as far as every place reaches the goal. `None` if
/// several change, or rules tie facts together.
pub(super) fn alone(ask: &Ask<'_>, point: &[u32], changed: &[FeatureIdx]) -> Option<Span> {
    let (space, folded) = (ask.space, ask.folded);
    let [feature] = changed else { return None };
    let i = space.axes.iter().position(|a| a.feature == *feature)?;
    let axis = &space.axes[i];
    let moved = point.iter().enumerate().filter(|(a, p)| *a != i && **p != 0).count();
    if !axis.is_line() || moved > 0 || !space.groups.is_empty() || !space.pairs.is_empty() {
        return None;
    }
    let rows = folded.curve(&space.axes, point, i);
    let search = Search::new(ask.clone());
    let reaches = |place: u32| {
        let mut there = point.to_vec();
        there[i] = place;
        let open = search.open_at(&there);
        let around = |wide: f64| -> Vec<(f64, f64)> {
            rows.iter()
                .zip(&folded.band)
                .map(|(r, b)| (r[place as usize] - wide * b, r[place as usize] + wide * b))
                .collect()
        };
        // the model itself is asked only where rounding could decide
        let least = ask.goal.slack(ask.model, &around(-1.0), &open);
        let most = ask.goal.slack(ask.model, &around(1.0), &open);
        match (least > 0.0, most < 0.0) {
            (true, _) if matches!(ask.goal, Goal::AtLeast(..) | Goal::Below(..)) => true,
            (_, true) => false,
            _ => ask.goal.reached(ask.model, &space.values_at(ask.values, &there)),
        }
    };
    let mut at: Vec<u32> = vec![0; axis.places.len()];
    axis.position.iter().enumerate().for_each(|(place, &position)| at[position as usize] = place as u32);
    let own = axis.position[point[i] as usize];
    let mut set = vec![0; axis.words];
    let mut add = |place: u32| set[place as usize / 64] |= 1 << (place % 64);
    add(point[i]);
    for position in own + 1..at.len() as u32 {
        if !reaches(at[position as usize]) {
            break;
        }
        add(at[position as usize]);
    }
    for position in (0..own).rev() {
        if !reaches(at[position as usize]) {
            break;
        }
        add(at[position as usize]);
    }
    Some(span(axis, &set))
}

/// Ranges of some facts around a customer in which, whatever they are together, something cannot be reached; and
/// whether all are the widest.
pub(super) fn widest(
    model: &CustomerModel,
    values: &[Value],
    rules: &ChangeRules,
    facts: &[FeatureIdx],
    never: &Goal,
    until: &Until<'_>,
) -> (Vec<Span>, bool) {
    let Ok(space) = Space::new(model, values, rules, facts, Prices::Free) else { return (Vec::new(), false) };
    let folded = Folded::new(model, values, &space);
    let ask = Ask {
        model,
        values,
        space: &space,
        folded: &folded,
        goal: never,
        most_changes: None,
        below: f64::INFINITY,
        any: true,
    };
    let sets: Vec<Vec<u64>> = space.axes.iter().map(only_first).collect();
    widen(&ask, sets, &(0..facts.len()).collect::<Vec<_>>(), until)
}

/// The customer's own place of an axis.
pub(super) fn only_first(axis: &Axis) -> Vec<u64> {
    let mut set = vec![0; axis.words];
    set[0] = 1;
    set
}

/// Widens some axes of a box, one after the other, as far as nothing in it reaches the goal of the search; says also
/// whether all of it was settled.
///
/// At most [`RANGE_NODES`] boxes are looked at. A step in one direction looks only at what it would add. What is found
/// there is moved as near as it stays one, and everything from there on is left out, so that one proof is enough in
/// the end.
pub(super) fn widen(ask: &Ask<'_>, mut sets: Vec<Vec<u64>>, axes: &[usize], until: &Until<'_>) -> (Vec<Span>, bool) {
    let mut settled = true;
    let mut left = RANGE_NODES;
    for &i in axes {
        let axis = &ask.space.axes[i];
        let mut look = |set: Vec<u64>, sets: &[Vec<u64>]| {
            let mut added = sets.to_vec();
            added[i] = set;
            let found =
                Search::new(ask.clone()).run_within(added.concat(), (RANGE_NODES / RANGE_PART).min(left), until);
            left -= found.nodes.min(left);
            settled &= found.settled;
            (found.settled, found.best)
        };
        if !axis.ordered {
            for place in 1..axis.places.len() {
                let mut one = vec![0; axis.words];
                one[place / 64] |= 1 << (place % 64);
                if let (true, None) = look(one, &sets) {
                    sets[i][place / 64] |= 1 << (place % 64);
                }
            }
            continue;
        }
        if !matches!(axis.places[0].value, Value::Number(_)) {
            continue;
        }
        let own = axis.position[0];
        let between = |low: u32, high: u32| {
            let (below, above) = (axis.set_below(low as usize), axis.set_below(high as usize));
            above.iter().zip(below).map(|(a, b)| a & !b).collect::<Vec<u64>>()
        };
        for up in [true, false] {
            // positions from `own` on are looked at up to this one, or down to it; it is not among them
            let mut end = if up { axis.places.len() as u32 } else { 0 };
            let mut halvings = HALVINGS;
            loop {
                let slab = if up { between(own + 1, end) } else { between(end, own) };
                if slab.iter().all(|&w| w == 0) {
                    break;
                }
                match look(slab.clone(), &sets) {
                    (true, None) => {
                        sets[i].iter_mut().zip(slab).for_each(|(a, b)| *a |= b);
                        break;
                    }
                    (false, None) if halvings == 0 || until.over() => break,
                    // what is nearer is easier to settle
                    (false, None) => {
                        halvings -= 1;
                        end = if up { own + 1 + (end - own - 1) / 2 } else { own - (own - end) / 2 };
                    }
                    (_, Some(reached)) => {
                        let at = nearest(ask, reached.point, i, own);
                        end = if up { at } else { at + 1 };
                    }
                }
            }
        }
    }
    (axes.iter().map(|&i| span(&ask.space.axes[i], &sets[i])).collect(), settled)
}

/// The position on an axis nearest to another one at which a point that reaches a goal still does.
fn nearest(ask: &Ask<'_>, mut point: Vec<u32>, axis: usize, own: u32) -> u32 {
    let of = &ask.space.axes[axis];
    let at = of.position[point[axis] as usize];
    let mut order: Vec<u32> = (0..of.places.len() as u32).collect();
    let between = |p: u32| (own < p && p < at) || (at < p && p < own);
    order.retain(|&place| between(of.position[place as usize]));
    order.sort_by_key(|&place| of.position[place as usize].abs_diff(own));
    for place in order {
        point[axis] = place;
        if ask.goal.reached(ask.model, &ask.space.values_at(ask.values, &point)) && super::pairs::keeps(ask, &point) {
            return of.position[place as usize];
        }
    }
    at
}

/// A set of places as values.
fn span(axis: &Axis, set: &[u64]) -> Span {
    let mut places = Vec::new();
    for_each(set, |p| places.push(&axis.places[p]));
    if axis.grid.kind.is_choice() {
        let mut levels: Vec<u32> =
            places.iter().filter_map(|p| if let Value::Level(l) = p.value { Some(l) } else { None }).collect();
        levels.sort_unstable();
        return if levels.is_empty() { Span::Unknown } else { Span::Levels(levels) };
    }
    let numbers = places.iter().filter(|p| matches!(p.value, Value::Number(_)));
    let low = numbers.clone().map(|p| p.low).fold(f64::INFINITY, f64::min);
    let high = numbers.map(|p| p.high).fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return Span::Unknown;
    }
    let (least, most) = (axis.freedom.min, axis.freedom.max);
    Span::Numbers { low: (low != least).then_some(low), high: (high != most).then_some(high) }
}
