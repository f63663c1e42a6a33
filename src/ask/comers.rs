//! Who comes to each split on a customer's way through one tree, and where they stand on the fact that it asks.

use crate::base::progress::Progress;
use crate::base::{FeatureIdx, NodeIdx, Result};
use crate::model::{CustomerModel, FeatureKind, Node, Side, Split, Test, Tree, Value};
use crate::score::codes::{rounded, side};

/// The most bars of numbers; of levels, the most on either side.
pub const BARS: usize = 16;
/// The share of those who come, at either end of a scale, that is beyond it.
const BEYOND: f64 = 0.01;

/// Some customers at a split: how many go left, and how many right.
pub type Sides = [u64; 2];

/// Where customers stand on a fact.
#[derive(Clone, PartialEq, Debug)]
pub enum Stand {
    /// On a scale of numbers, in bars of one width; where the threshold lies on the scale, it lies between two bars.
    Numbers {
        /// Where the first bar begins.
        from: f64,
        /// How wide each is; above 0.
        width: f64,
        /// How many stand in each. The first and the last also hold those beyond.
        bars: Vec<Sides>,
        /// Before which bar the threshold lies, if it lies on the scale.
        cut: Option<usize>,
        /// The least and the greatest number that is not beyond; both 0 without numbers.
        ends: [f64; 2],
        /// How many stand beyond the scale.
        beyond: u64,
    },
    /// By levels, those of the left branch first, on either side those that most have first.
    Levels {
        /// How many have each; past [`BARS`] on a side the rest together, without a level.
        bars: Vec<(Option<u32>, Sides)>,
    },
}

/// Customers who come to a split.
#[derive(Clone, PartialEq, Debug)]
pub struct Comers {
    /// Which split.
    pub node: NodeIdx,
    /// How many go left, and how many right, those of whom the fact is not known among them.
    pub sides: Sides,
    /// Of how many of them the fact is not known.
    pub unknown: u64,
    /// Of how many who come here it is withheld: they go neither way.
    pub withheld: u64,
    /// Where the others stand.
    pub stand: Stand,
}

/// Follows customers along a way, split by split from the root; `value` gives what one of a row has. Nobody is sampled.
/// O(rows · splits of the way · log rows); memory 4 bytes a row and 16 for each number.
///
/// # Errors
/// [`crate::base::Kind::Cancelled`].
pub fn comers(
    model: &CustomerModel,
    tree: &Tree,
    way: &[NodeIdx],
    n_rows: usize,
    value: impl Fn(usize, FeatureIdx) -> Value,
    progress: &Progress,
) -> Result<Vec<Comers>> {
    progress.expect(way.len() as u64);
    let mut rows: Vec<u32> = (0..u32::try_from(n_rows).unwrap_or(u32::MAX)).collect();
    let mut found = Vec::with_capacity(way.len());
    for (i, &node) in way.iter().enumerate() {
        progress.check()?;
        let Node::Split(split) = tree.node(node) else { break };
        let (feature, next) = (split.feature, way.get(i + 1));
        let here: Vec<(u32, Value, Option<Side>)> = rows
            .iter()
            .map(|&row| {
                let value = rounded(model.rounding(), value(row as usize, feature));
                (row, value, side(model, split, model.cuts(feature).code(value)))
            })
            .collect();
        found.push(count(model, node, split, &here));
        let on = |side: Option<Side>| side.is_some_and(|side| Some(&split.child(side)) == next);
        rows = here.into_iter().filter(|(_, _, side)| on(*side)).map(|(row, _, _)| row).collect();
        progress.advance(1);
    }
    Ok(found)
}

/// Which of two counts a side is.
fn at(side: Side) -> usize {
    usize::from(side == Side::Right)
}

fn count(model: &CustomerModel, node: NodeIdx, split: &Split, here: &[(u32, Value, Option<Side>)]) -> Comers {
    let (mut sides, mut unknown, mut withheld) = ([0; 2], 0, 0);
    let (mut numbers, mut levels) = (Vec::new(), Vec::new());
    let missing = model.cuts(split.feature).missing();
    for &(_, value, side) in here {
        let Some(side) = side else {
            withheld += 1;
            continue;
        };
        sides[at(side)] += 1;
        match value {
            // also a number or a level that stands for it
            _ if model.cuts(split.feature).code(value) == missing => unknown += 1,
            Value::Number(x) => numbers.push((x, side)),
            Value::Level(level) => levels.push((Some(level), side)),
            Value::OtherLevel => levels.push((None, side)),
            Value::Missing | Value::Withheld => unknown += 1,
        }
    }
    let stand = match (&model.features().get(split.feature).kind, &split.test) {
        (FeatureKind::Number, Test::Below { threshold, .. }) => of_numbers(numbers, *threshold, false),
        (FeatureKind::Count | FeatureKind::Date | FeatureKind::YesNo, Test::Below { threshold, .. }) => {
            of_numbers(numbers, *threshold, true)
        }
        (FeatureKind::Choice { .. }, _) | (_, Test::In { .. }) => of_levels(&levels),
    };
    Comers { node, sides, unknown, withheld, stand }
}

fn of_numbers(mut numbers: Vec<(f64, Side)>, threshold: f64, whole: bool) -> Stand {
    numbers.retain(|(x, _)| x.is_finite());
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(last) = numbers.len().checked_sub(1) else {
        return Stand::Numbers {
            from: threshold,
            width: 1.0,
            bars: Vec::new(),
            cut: None,
            ends: [0.0; 2],
            beyond: 0,
        };
    };
    let trim = (numbers.len() as f64 * BEYOND) as usize;
    let (low, high) = (numbers[trim].0, numbers[last - trim].0);
    // halves, so that no difference of large numbers overflows
    let reach = (high / 2.0 - low / 2.0) / (BARS as f64 - 1.0) * 2.0;
    let width = match reach {
        r if whole => r.ceil().max(1.0),
        r if r > 0.0 => r,
        _ => low.abs().max(1.0) * 1e-3,
    };
    // a bar begins at the threshold; where that is off the scale, at the first number
    let on_scale = threshold > low && threshold <= high;
    let before = if on_scale { ((threshold - low) / width).ceil() as usize } else { 0 };
    let from = if on_scale { threshold - before as f64 * width } else { low };
    let n = (((high - from) / width).floor() as usize + 1).max(before + usize::from(on_scale));
    let mut bars = vec![[0; 2]; n];
    let mut beyond = 0;
    for (x, side) in numbers {
        beyond += u64::from(x < low || x > high);
        let bar = (((x - from) / width).floor().max(0.0) as usize).min(n - 1);
        // a division may round across the threshold; the side does not
        let bar = match side {
            Side::Left if on_scale => bar.min(before - 1),
            Side::Right if on_scale => bar.max(before),
            _ => bar,
        };
        bars[bar][at(side)] += 1;
    }
    Stand::Numbers { from, width, bars, cut: on_scale.then_some(before), ends: [low, high], beyond }
}

fn of_levels(levels: &[(Option<u32>, Side)]) -> Stand {
    let mut counts = std::collections::BTreeMap::<_, Sides>::new();
    for (level, side) in levels {
        // a level that nobody named goes last
        counts.entry((at(*side), level.unwrap_or(u32::MAX))).or_default()[at(*side)] += 1;
    }
    let mut bars = Vec::new();
    for side in 0..2 {
        let of_side = counts.iter().filter(|((s, _), _)| *s == side);
        let mut list: Vec<_> = of_side.map(|((_, l), sides)| ((*l != u32::MAX).then_some(*l), *sides)).collect();
        list.sort_by_key(|(_, sides)| std::cmp::Reverse(sides[side]));
        let rest = list.split_off(list.len().min(BARS));
        bars.extend(list);
        if !rest.is_empty() {
            let sum = |k: usize| rest.iter().map(|(_, sides)| sides[k]).sum();
            bars.push((None, [sum(0), sum(1)]));
        }
    }
    Stand::Levels { bars }
}
