//! Values within the cells of a point so that "at most" rules hold, for the least more.
//!
//! The cost is a sum of distances, so there is a cheapest choice in which every value is one that some fact of the same
//! chain of rules starts from or may reach at an end of its cell (isotonic regression in the sum of distances has such
//! solutions), or the nearest existing one beside it. All of them are tried, the cheaper ones first.

use super::ask::Ask;
use super::space::{End, Place, Prices, Space};
use crate::model::{CustomerModel, Value};
use crate::score::Codes;

/// Whether a point keeps the groups, and the pairs with the values of its own places.
pub(super) fn keeps(ask: &Ask<'_>, point: &[u32]) -> bool {
    let space = ask.space;
    let mut values = space.values_at(ask.values, point);
    space.keeps_groups(point) && settle(ask.model, ask.values, space, point, &mut values) == Some(0.0)
}

/// Sets the values of a point right; gives what that costs beyond the cheapest values of its places, or `None` if no
/// values within the same cells keep the rules. Exponential in the length of a chain of rules.
pub(super) fn settle(
    model: &CustomerModel,
    original: &[Value],
    space: &Space,
    point: &[u32],
    values: &mut [Value],
) -> Option<f64> {
    let number = |values: &[Value], end: End| match end {
        End::Fixed(x) => Some(x),
        End::Axis(axis) => match values[space.axes[axis].feature.index()] {
            Value::Number(x) => Some(x),
            _ => None,
        },
    };
    let broken = |values: &[Value], (a, b): (End, End)| match (number(values, a), number(values, b)) {
        (Some(a), Some(b)) => a > b,
        // what is not known breaks no rule
        _ => false,
    };
    if !space.pairs.iter().any(|&pair| broken(values, pair)) {
        return Some(0.0);
    }
    let mut chain: Vec<usize> = Vec::new();
    let mut seeds: Vec<f64> = Vec::new();
    for end in space.pairs.iter().flat_map(|&(a, b)| [a, b]) {
        match end {
            End::Fixed(x) => seeds.push(x),
            End::Axis(axis) if !chain.contains(&axis) && number(values, end).is_some() => chain.push(axis),
            End::Axis(_) => {}
        }
    }
    let place = |axis: usize| -> &Place { &space.axes[axis].places[point[axis] as usize] };
    for &axis in &chain {
        let feature = space.axes[axis].feature;
        let freedom = &space.axes[axis].freedom;
        let ends = [place(axis).low.max(freedom.min), place(axis).high.min(freedom.max)];
        seeds.extend(ends.iter().filter(|x| x.is_finite()));
        for list in [original, &*values] {
            if let Value::Number(x) = list[feature.index()] {
                seeds.push(x);
            }
        }
    }
    let price = |axis: usize, x: f64| match (space.prices, original[space.axes[axis].feature.index()]) {
        (Prices::Free, _) => 0.0,
        (Prices::Paid, Value::Number(from)) => space.axes[axis].freedom.price * (x - from).abs(),
        (Prices::Paid, _) => space.axes[axis].freedom.price,
    };
    let mut choices: Vec<Vec<(f64, f64)>> = Vec::new();
    for &axis in &chain {
        let (grid, place) = (&space.axes[axis].grid, place(axis));
        let mut list: Vec<f64> = seeds.iter().flat_map(|&x| [x, grid.first_from(x), grid.last_below(x)]).collect();
        // a customer outside the range may stay there, and move into it
        let freedom = &space.axes[axis].freedom;
        list.retain(|x| freedom.min <= *x && *x <= freedom.max);
        list.retain(|x| place.low <= *x && *x <= place.high && (grid.step.is_none() || grid.snap(*x) == *x));
        if let Value::Number(x) = values[space.axes[axis].feature.index()] {
            list.push(x);
        }
        list.sort_by(f64::total_cmp);
        list.dedup();
        let mut list: Vec<(f64, f64)> = list.into_iter().map(|x| (x, price(axis, x))).collect();
        list.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
        choices.push(list);
    }
    let cheapest: f64 = choices.iter().map(|list| list.first().map_or(0.0, |c| c.1)).sum();
    let mut best: Option<(f64, Vec<f64>)> = None;
    let mut taken: Vec<f64> = Vec::new();
    let keeps = |taken: &[f64]| {
        let of = |end: End| match end {
            End::Fixed(x) => Some(x),
            End::Axis(axis) => chain.iter().position(|&a| a == axis).and_then(|i| taken.get(i).copied()),
        };
        space.pairs.iter().all(|&(a, b)| match (of(a), of(b)) {
            (Some(a), Some(b)) => a <= b,
            _ => true,
        })
    };
    search(&choices, &keeps, 0.0, &mut taken, &mut best);
    let (cost, chosen) = best?;
    let before = values.to_vec();
    for (&axis, x) in chain.iter().zip(chosen) {
        values[space.axes[axis].feature.index()] = Value::Number(x);
    }
    // a number beside an edge may be rounded over it
    if Codes::of(model, values) != Codes::of(model, &before) {
        values.copy_from_slice(&before);
        return None;
    }
    Some(cost - cheapest)
}

fn search(
    choices: &[Vec<(f64, f64)>],
    keeps: &dyn Fn(&[f64]) -> bool,
    cost: f64,
    taken: &mut Vec<f64>,
    best: &mut Option<(f64, Vec<f64>)>,
) {
    let rest: f64 = choices[taken.len()..].iter().map(|list| list.first().map_or(0.0, |c| c.1)).sum();
    if best.as_ref().is_some_and(|(b, _)| cost + rest >= *b) {
        return;
    }
    let Some(list) = choices.get(taken.len()) else {
        *best = Some((cost, taken.clone()));
        return;
    };
    for &(x, price) in list {
        taken.push(x);
        if keeps(taken) {
            search(choices, keeps, cost + price, taken, best);
        }
        taken.pop();
    }
}
