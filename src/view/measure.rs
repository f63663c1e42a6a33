//! How responses and shares are written for one model: percent, score points, values.

use crate::base::number;
use crate::model::{CustomerModel, Link, RankBy};

/// The most decimals that a small share is shown with.
const DECIMALS_MOST: usize = 6;

/// In which unit shares are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scale {
    /// On the margin, where shares add up by themselves.
    #[default]
    Points,
    /// As the change of the response along the way, in the order shown.
    Chance,
}

/// The units of a model's answers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    link: Link,
    scale: Scale,
    decimals: usize,
}

impl Measure {
    /// The units for a model. `size` is the size of what will be shown (the largest share or so), for the number of
    /// decimals where there is no natural one.
    pub fn of(model: &CustomerModel, scale: Scale, size: f64) -> Self {
        let link = model.link();
        let decimals = number::decimals_for(size, 2).clamp(0, 6);
        let scale = if Self::has_scales(link) { scale } else { Scale::Points };
        Self { link, scale, decimals }
    }

    /// Whether the margin and the response are different things, so that a reader may choose.
    pub fn has_scales(link: Link) -> bool {
        matches!(link, Link::Logistic { .. } | Link::Exp | Link::Softplus | Link::SignedSquare)
    }

    /// In which unit shares are shown.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The same units with shares on the margin, for amounts that were not converted along a way.
    #[must_use]
    pub fn points(&self) -> Self {
        Self { scale: Scale::Points, ..*self }
    }

    /// The link.
    pub fn link(&self) -> Link {
        self.link
    }

    /// A response as text: "64 %".
    pub fn response(&self, response: f64) -> String {
        if self.link.is_probability() {
            number::percent(response)
        } else {
            number::fixed(response, number::decimals_for(response, 3).max(self.decimals.min(2)))
        }
    }

    /// Two responses of one sentence: with a decimal each where they would look the same without it and are not.
    pub fn both(&self, a: f64, b: f64) -> [String; 2] {
        let texts = [a, b].map(|r| self.response(r));
        let finer = self.link.is_probability() && a != b && texts[0] == texts[1] && (0.001..=0.999).contains(&a);
        if finer { [a, b].map(|r| format!("{}\u{A0}%", number::fixed(r * 100.0, 1))) } else { texts }
    }

    /// What a response is called.
    pub fn response_name(&self) -> &'static str {
        match self.link {
            Link::Ranking => "score",
            _ if self.link.is_probability() => "chance",
            _ => "expected value",
        }
    }

    /// The difference of two responses, signed: "+6.0 points".
    pub fn difference(&self, difference: f64) -> String {
        if difference == 0.0 {
            return "no change".to_owned();
        }
        format!("{}{}", self.difference_number(difference), self.difference_unit())
    }

    /// How a response changed, signed: "+6.0 points". Where both are shown with a decimal, their difference is that of
    /// what is shown.
    pub fn change(&self, before: f64, after: f64) -> String {
        let shown = |r: f64| (r * 1000.0).round() / 1000.0;
        let fine = |r: f64| !(0.0995..=0.9905).contains(&r);
        if self.link.is_probability() && fine(before) && fine(after) {
            self.difference(shown(after) - shown(before))
        } else {
            self.difference(after - before)
        }
    }

    /// The difference without its sign and unit.
    pub fn distance(&self, difference: f64) -> String {
        if self.link.is_probability() {
            number::fixed(difference.abs() * 100.0, 1)
        } else {
            number::fixed(difference.abs(), self.decimals)
        }
    }

    fn difference_number(&self, difference: f64) -> String {
        if self.link.is_probability() {
            number::points(difference)
        } else {
            number::signed(difference, self.decimals)
        }
    }

    fn difference_unit(&self) -> &'static str {
        if self.link.is_probability() { " points" } else { "" }
    }

    /// A share as text: "+9.1" or "+0.71", in [`share_unit`](Self::share_unit).
    pub fn share(&self, share: f64) -> String {
        let text =
            if self.in_percent() { number::points(share) } else { number::signed(share, self.decimals.max(2)) };
        // a share that is not zero must not look like it: its first digit is shown, as far as that is readable
        if share != 0.0 && !text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            let size = if self.in_percent() { share * 100.0 } else { share };
            let decimals = number::decimals_for(size, 1);
            return match (decimals <= DECIMALS_MOST, share > 0.0) {
                (true, _) => number::signed(size, decimals),
                (false, true) => "just above 0".to_owned(),
                (false, false) => "just below 0".to_owned(),
            };
        }
        text
    }

    /// Whether shares are percentage points.
    fn in_percent(&self) -> bool {
        matches!(self.link, Link::Identity { probability: true })
            || (self.scale == Scale::Chance && self.link.is_probability())
    }

    /// Whether margins themselves are chances, and so written in percent.
    pub fn margin_is_chance(&self) -> bool {
        matches!(self.link, Link::Identity { probability: true })
    }

    /// What shares count, in words.
    pub fn share_unit(&self) -> &'static str {
        match (self.link, self.scale) {
            (Link::Identity { probability: true }, _) | (Link::Logistic { .. }, Scale::Chance) => "points of chance",
            (Link::Identity { probability: false }, _)
            | (Link::Exp | Link::Softplus | Link::SignedSquare, Scale::Chance) => "units of the value",
            _ => "score points",
        }
    }

    /// What margins themselves count, unrounded and unscaled, in words.
    pub fn margin_unit(&self) -> &'static str {
        if self.margin_is_chance() { "chance, from 0 to 1" } else { self.points().share_unit() }
    }

    /// A margin as text, for the axis of a waterfall: the response it means where there is one.
    pub fn margin(&self, margin: f64) -> String {
        match self.link {
            Link::Softmax => number::signed(margin, self.decimals.max(2)),
            _ => self.response(self.link.apply(margin)),
        }
    }

    /// A margin as the number it is.
    pub fn raw(&self, margin: f64) -> String {
        if matches!(self.link, Link::Identity { probability: true }) {
            number::fixed(margin * 100.0, 2)
        } else {
            number::fixed(margin, self.decimals.max(3))
        }
    }

    /// A leaf's own value, as the tree holds it.
    pub fn margin_part(&self, value: f64) -> String {
        if matches!(self.link, Link::Identity { probability: true }) {
            number::percent(value)
        } else {
            number::signed(value, self.decimals.max(3))
        }
    }

    /// What one tree adds to a margin: in percent where margins are chances, else in score points.
    pub fn part(&self, value: f64) -> String {
        if matches!(self.link, Link::Identity { probability: true }) {
            format!("{}\u{A0}%", number::fixed(value * 100.0, 1))
        } else {
            number::fixed(value, self.decimals.max(3))
        }
    }
}

/// A lead as text, in what offers are ranked by.
pub(in crate::view) fn lead(model: &CustomerModel, measure: &Measure, gap: f64) -> String {
    if model.rank_by() == RankBy::ResponseTimesValue {
        return format!("{}\u{A0}{}", number::fixed(gap, 2), model.currency());
    }
    let text = measure.distance(gap);
    let unit = if model.link().is_probability() { " points" } else { "" };
    // a lead that is there must not look like none
    if gap > 0.0 && !text.bytes().any(|b| (b'1'..=b'9').contains(&b)) && model.link().is_probability() {
        return format!("under 0.1{unit}");
    }
    format!("{text}{unit}")
}
