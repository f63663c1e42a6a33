//! The line of a model with one outcome: from which response on it is sent. A person says it; until then it stands where
//! the average customer does.

use crate::base::OfferIdx;
use crate::model::{CustomerModel, Line, Link};
use crate::score::margin::node_means;

/// Where a model's own line comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineFrom {
    /// Somebody said it, beside the model or in its file.
    Said,
    /// The response of the average customer, by cover, to two digits.
    Average,
    /// One half of all chance, or 0: the file has no covers, so no average.
    Half,
}

/// The line that a model starts with, and where it comes from; `None` for a model with several offers, of which one
/// comes first by order and not by a line. O(nodes).
pub fn own_line(model: &CustomerModel) -> Option<(Line, LineFrom)> {
    let [only] = model.offers() else { return None };
    let link = model.link();
    if let Some(line) = only.line.and_then(|response| Line::at(link, response)) {
        return Some((line, LineFrom::Said));
    }
    let average = average(model).map(|margin| link.apply(margin));
    if let Some(line) = average.and_then(|response| Line::at(link, two_digits(response, link.is_probability()))) {
        return Some((line, LineFrom::Average));
    }
    Some((Line::at_margin(link, half(model)), LineFrom::Half))
}

/// The margin at which a chance is one half: 0 where a logistic link makes chances of scores, 0.5 where scores are
/// chances; 0 where they are no chances.
fn half(model: &CustomerModel) -> f64 {
    model.link().invert(0.5).filter(|_| model.link().is_probability()).unwrap_or(0.0)
}

/// The margin of the average customer by cover; `None` without covers. O(nodes).
fn average(model: &CustomerModel) -> Option<f64> {
    let only = OfferIdx(0);
    let weight = model.leaf_weight(only);
    let means = model.trees_of(only).map(|(_, tree)| node_means(tree).first().map(|mean| mean * weight));
    Some(model.offer(only).base_score + means.sum::<Option<f64>>()?)
}

/// To two digits that count, which a person can read and say; as it is where a chance would become none or all.
fn two_digits(response: f64, is_chance: bool) -> f64 {
    let short: f64 = format!("{response:.1e}").parse().unwrap_or(response);
    if is_chance && !(short > 0.0 && short < 1.0) { response } else { short }
}

/// How responses lie along an axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Axis {
    /// Chances by their log odds, so that small ones have room.
    Odds,
    /// Amounts and rates that are above 0, by their size.
    Log,
    /// As they are.
    Plain,
}

/// An axis of responses from one to another, on which small chances have room.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    axis: Axis,
    low: f64,
    high: f64,
}

/// The least chance, and by as much the greatest, that an axis goes to.
const CHANCE_ENDS: (f64, f64) = (0.001, 0.999);

impl Scale {
    /// The axis for a model's link from one response to another; `None` where they are no numbers or have no size.
    pub fn of(link: Link, low: f64, high: f64) -> Option<Self> {
        if matches!(link, Link::Softmax) {
            return None;
        }
        let axis = match link {
            _ if link.is_probability() => Axis::Odds,
            Link::Exp | Link::Softplus if low > 0.0 => Axis::Log,
            _ => Axis::Plain,
        };
        let (low, high) = match axis {
            Axis::Odds => (low.max(CHANCE_ENDS.0), high.min(CHANCE_ENDS.1)),
            _ => (low, high),
        };
        let (mut from, mut to) = (axis.place(low), axis.place(high));
        if to - from < axis.least() {
            // all about the same: it stands in the middle
            let middle = f64::midpoint(from, to);
            let half = axis.least().max(middle.abs() * 1e-3) / 2.0;
            (from, to) = (middle - half, middle + half);
        }
        (from.is_finite() && to.is_finite()).then_some(Self { axis, low: from, high: to })
    }

    /// Where a response stands: 0 at the beginning, 1 at the end, as are those beyond.
    pub fn at(self, response: f64) -> f64 {
        ((self.axis.place(response) - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The response at a place from 0 to 1.
    pub fn response(self, at: f64) -> f64 {
        self.axis.response(self.low + at.clamp(0.0, 1.0) * (self.high - self.low))
    }

    /// From which response to which it goes.
    pub fn ends(self) -> (f64, f64) {
        (self.response(0.0), self.response(1.0))
    }

    /// Round responses along it, ascending, not too many to be read.
    pub fn ticks(self) -> Vec<f64> {
        let (low, high) = self.ends();
        let near = (high - low) * 1e-9;
        let inside = |x: &f64| *x >= low - near && *x <= high + near;
        match self.axis {
            Axis::Odds => TICKS.iter().map(|percent| percent / 100.0).filter(inside).collect(),
            Axis::Log => {
                let all = (-12..=12).flat_map(|power| [1.0, 2.0, 5.0].map(|x| rounded(x, 10f64.powi(power))));
                thinned(all.filter(inside).collect())
            }
            Axis::Plain => {
                let step = round_step((high - low) / 4.0);
                let first = (low / step).ceil();
                (0..6).map(|i| (first + f64::from(i)) * step).filter(inside).collect()
            }
        }
    }

    /// A step that a person would take by hand at a response.
    pub fn step(self, response: f64) -> f64 {
        match self.axis {
            Axis::Odds => chance_step(response),
            Axis::Log => round_step(response.abs() / 20.0),
            Axis::Plain => {
                let (low, high) = self.ends();
                round_step((high - low) / 100.0)
            }
        }
    }
}

impl Axis {
    fn place(self, response: f64) -> f64 {
        match self {
            Self::Odds => {
                let chance = response.clamp(CHANCE_ENDS.0, CHANCE_ENDS.1);
                (chance / (1.0 - chance)).ln()
            }
            Self::Log => response.max(f64::MIN_POSITIVE).ln(),
            Self::Plain => response,
        }
    }

    fn response(self, place: f64) -> f64 {
        match self {
            Self::Odds => 1.0 / (1.0 + (-place).exp()),
            Self::Log => place.exp(),
            Self::Plain => place,
        }
    }

    /// The least length of an axis.
    fn least(self) -> f64 {
        if self == Self::Plain { 1e-9 } else { 0.5 }
    }
}

/// Percents that an axis of chances is marked with.
const TICKS: [f64; 11] = [0.1, 0.5, 1.0, 5.0, 10.0, 20.0, 50.0, 80.0, 95.0, 99.0, 99.9];
/// Percents that a person would set a line at.
const ROUND: [f64; 25] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 95.0,
    97.0, 98.0, 99.0, 99.5, 99.9,
];
/// How many lines are looked at beside the present one.
const BESIDE: usize = 5;
/// How many of them stand below it, where there are enough.
const BELOW: usize = 2;

/// The line a step higher or lower, at a round response; `None` where there is none. `scale`, if there is one, says how
/// large a step is.
pub fn stepped(link: Link, scale: Option<Scale>, line: Line, steps: f64) -> Option<Line> {
    let response = line.response()?;
    // just below a round number the steps of what lies below it count
    let here = if steps < 0.0 { response - f64::EPSILON * response.abs() } else { response };
    let step = match scale {
        _ if link.is_probability() => chance_step(here),
        Some(scale) => scale.step(here),
        None => round_step(response.abs().max(1e-3) / 20.0),
    };
    let places = response / step;
    let from = if steps < 0.0 { (places - 1e-9).ceil() } else { (places + 1e-9).floor() };
    Line::at(link, rounded(from + steps, step))
}

/// The line at the round response nearest to a response, for a hand that cannot aim finer.
pub fn nearest(link: Link, scale: Scale, response: f64) -> Option<Line> {
    let step = scale.step(response);
    Line::at(link, rounded((response / step).round(), step))
}

/// A few lines round a present one, it among them, ascending: what other choices would do.
pub fn others(link: Link, scale: Scale, line: Line) -> Vec<Line> {
    let Some(here) = line.response() else { return vec![line] };
    let round: Vec<f64> = match scale.axis {
        Axis::Odds => ROUND.iter().map(|percent| (percent * 100.0).round() / 10_000.0).collect(),
        Axis::Log => {
            (-12..=12).flat_map(|power| [1.0, 2.0, 3.0, 5.0, 7.0].map(|x| rounded(x, 10f64.powi(power)))).collect()
        }
        Axis::Plain => {
            let (low, high) = scale.ends();
            let step = round_step((high - low) / 12.0);
            let middle = (here / step).round();
            (-8..=8).map(|i| rounded(middle + f64::from(i), step)).collect()
        }
    };
    let mut below: Vec<Line> = round.iter().filter(|r| **r < here).filter_map(|r| Line::at(link, *r)).collect();
    let mut above: Vec<Line> = round.iter().filter(|r| **r > here).filter_map(|r| Line::at(link, *r)).collect();
    let n_below = BELOW.max(BESIDE.saturating_sub(above.len())).min(below.len());
    above.truncate(BESIDE - n_below);
    let mut lines = below.split_off(below.len() - n_below);
    lines.push(line);
    lines.append(&mut above);
    lines
}

/// How far a step goes at a chance: a point in the middle, less where a point is much.
fn chance_step(chance: f64) -> f64 {
    match chance.min(1.0 - chance) {
        far if far >= 0.1 => 0.01,
        far if far >= 0.02 => 0.005,
        far if far >= 0.002 => 0.001,
        _ => 0.000_1,
    }
}

/// The greatest of 1, 2, 5 times a power of ten that is no greater.
fn round_step(size: f64) -> f64 {
    if !(size > 0.0 && size.is_finite()) {
        return 1.0;
    }
    let power = 10f64.powi(size.log10().floor() as i32);
    [5.0, 2.0, 1.0].map(|x| x * power).into_iter().find(|step| *step <= size).unwrap_or(power)
}

/// So many steps, with the digits that a person would write.
fn rounded(steps: f64, step: f64) -> f64 {
    let inverse = (1.0 / step).round();
    // a step such as 0.005 is no float, but 200 is
    if step < 1.0 && (inverse * step - 1.0).abs() < 1e-9 { steps / inverse } else { steps * step }
}

/// Every second one, and again, until at most six are left.
fn thinned(mut ticks: Vec<f64>) -> Vec<f64> {
    while ticks.len() > 6 {
        ticks = ticks.into_iter().step_by(2).collect();
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::{Scale, others, stepped, two_digits};
    use crate::model::{Line, Link};

    const CHANCE: Link = Link::Logistic { scale: 1.0 };

    fn responses(lines: &[Line]) -> Vec<f64> {
        lines.iter().filter_map(|line| line.response()).collect()
    }

    #[test]
    fn steps_are_round_and_fit_the_chance() {
        let walk = |from: f64, steps: f64| {
            let line = Line::at(CHANCE, from).expect("a chance");
            stepped(CHANCE, None, line, steps).and_then(Line::response)
        };
        assert_eq!(walk(0.2, 1.0), Some(0.21));
        assert_eq!(walk(0.2, -1.0), Some(0.19));
        assert_eq!(walk(0.071, 1.0), Some(0.075));
        assert_eq!(walk(0.071, -1.0), Some(0.07));
        assert_eq!((walk(0.1, 1.0), walk(0.1, -1.0)), (Some(0.11), Some(0.095)));
        assert_eq!((walk(0.9, 1.0), walk(0.9, -1.0)), (Some(0.905), Some(0.89)));
        assert_eq!((walk(0.01, -1.0), walk(0.01, -10.0)), (Some(0.009), None));
        assert_eq!(walk(0.999_9, 1.0), None);
    }

    #[test]
    fn other_lines_stand_round_the_present_one() {
        let scale = Scale::of(CHANCE, 0.01, 0.8).expect("an axis");
        let at = |response| responses(&others(CHANCE, scale, Line::at(CHANCE, response).expect("a chance")));
        assert_eq!(at(0.2), [0.1, 0.15, 0.2, 0.25, 0.3, 0.4]);
        assert_eq!(at(0.071), [0.03, 0.05, 0.071, 0.1, 0.15, 0.2]);
        assert_eq!(at(0.999_5), [0.97, 0.98, 0.99, 0.995, 0.999, 0.999_5]);
        assert_eq!(at(0.000_5), [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02]);
    }

    #[test]
    fn small_chances_have_room_and_nothing_falls_off() {
        let scale = Scale::of(CHANCE, 0.01, 0.8).expect("an axis");
        assert!(scale.at(0.05) > 0.25 && scale.at(0.2) < 0.6, "{} {}", scale.at(0.05), scale.at(0.2));
        assert_eq!((scale.at(0.0), scale.at(1.0)), (0.0, 1.0));
        assert_eq!(scale.ticks(), [0.01, 0.05, 0.1, 0.2, 0.5, 0.8]);
        for response in [0.02, 0.3, 0.7] {
            assert!((scale.response(scale.at(response)) - response).abs() < 1e-12);
        }
        // everybody has the same
        let one = Scale::of(CHANCE, 0.3, 0.3).expect("an axis");
        assert!((one.at(0.3) - 0.5).abs() < 1e-9);
        let amounts = Scale::of(Link::Identity { probability: false }, -50.0, 950.0).expect("an axis");
        assert_eq!(amounts.ticks(), [0.0, 200.0, 400.0, 600.0, 800.0]);
        assert!(Scale::of(Link::Softmax, 0.1, 0.2).is_none());
    }

    #[test]
    fn two_digits_that_count() {
        assert_eq!(two_digits(0.070_9, true), 0.071);
        assert_eq!(two_digits(0.996, true), 0.996);
        assert_eq!(two_digits(-12_345.6, false), -12_000.0);
        assert_eq!(two_digits(0.0, false), 0.0);
    }
}
