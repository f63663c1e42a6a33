//! Sets of refused purposes as points: across the points of intrusiveness that are left, up what is kept.

use super::counted::{Said, counts, drawn, of_100, people};
use crate::ask::everybody::Upward;
use crate::ask::frontier::Way;
use crate::base::{FeatureIdx, OfferIdx, number};
use crate::view::phrase::{list, offer_name, upper_first};
use crate::view::words::everyone as words;

/// So many steps an axis has about.
const STEPS: f64 = 5.0;
/// The most decimals of a number at an axis.
const DECIMALS: usize = 2;

/// The picture.
#[derive(Clone, PartialEq, Debug)]
pub struct FrontierView {
    /// "Offers accepted of 100".
    pub title: String,
    /// All of it in a sentence, for those who do not see it.
    pub about: String,
    /// The sets, in the answer's order.
    pub dots: Vec<Dot>,
    /// The place of the chosen one.
    pub chosen: usize,
    /// Between which heights the chosen one probably is, measured against today.
    pub band: Option<(f64, f64)>,
    /// Marks at the axis across, with their places.
    pub across: Vec<(f64, String)>,
    /// Marks at the axis up, with their places.
    pub up: Vec<(f64, String)>,
    /// Where the axis across ends, from 0.
    pub most: f64,
    /// Between what the axis up is.
    pub span: (f64, f64),
}

/// A set.
#[derive(Clone, PartialEq, Debug)]
pub struct Dot {
    /// The facts that it refuses.
    pub facts: Vec<FeatureIdx>,
    /// Points of intrusiveness that are left.
    pub points: f64,
    /// How many of 100.
    pub height: f64,
    /// Whether nothing gets more for as few points.
    pub is_best: bool,
    /// "without Ads, Account: 64.5".
    pub label: String,
    /// "14 points".
    pub note: String,
    /// All of it in a sentence.
    pub about: String,
}

/// Says the sets; the chosen one is told by its place.
pub(super) fn frontier(said: &Said<'_>, chosen: usize) -> FrontierView {
    let dots: Vec<Dot> = said.ways.list.iter().map(|way| dot(said, way)).collect();
    let title = match (said.ways.upward, said.placing.is_line()) {
        (Upward::Accepted, _) => "Offers accepted of 100",
        (Upward::Same, false) => "Customers of 100 who get the same offer first",
        (Upward::Same, true) => "Customers of 100 who stay on their side of the line",
    };
    let most = dots.iter().map(|dot| dot.points).fold(0.0, f64::max);
    let heights = || dots.iter().map(|dot| dot.height);
    let (low, high) = (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
    let (up, span) = scale(low, high);
    let step = step(most.max(1.0) / STEPS);
    let across = (0..).map(|i| f64::from(i) * step).take_while(|x| *x <= most.max(1.0) + step * 1e-9);
    FrontierView {
        title: title.to_owned(),
        about: format!("{title}, against points of intrusiveness. {}", dots[chosen].about),
        chosen,
        band: band(said, chosen),
        across: across.map(|x| (x, number::trimmed(x, DECIMALS))).collect(),
        up,
        most: most.max(1.0),
        span,
        dots,
    }
}

/// Where the height of the chosen set probably is, were today's as it was counted.
fn band(said: &Said<'_>, chosen: usize) -> Option<(f64, f64)> {
    if said.ways.upward != Upward::Accepted {
        return None;
    }
    let (low, high) = said.probably_changed(&said.ways.list[chosen])?;
    let today = said.whole()?.point.count.accepted as f64 * 100.0 / said.rows.max(1) as f64;
    Some((today + low * 100.0, today + high * 100.0))
}

fn dot(said: &Said<'_>, way: &Way) -> Dot {
    let (point, rows) = (&way.point, said.rows);
    let n = said.ways.upward.of(&point.count);
    let points = number::trimmed(point.intrusiveness, DECIMALS);
    let points = format!("{points} {}", if points == "1" { "point" } else { "points" });
    let keep = match said.placing.is_line() {
        true => format!("{} of {rows} stay on their side of the line", people(point.count.same)),
        false => format!("{} of {rows} keep their offer", people(point.count.same)),
    };
    let accepted = match said.ways.upward {
        Upward::Accepted => format!("{} of 100 accepted, ", of_100(n, rows)),
        Upward::Same => String::new(),
    };
    Dot {
        facts: way.facts.clone(),
        points: point.intrusiveness,
        height: drawn(n) as f64 * 100.0 / rows.max(1) as f64,
        is_best: point.pareto,
        label: format!("{}: {}", short(said, way), of_100(n, rows)),
        note: points.clone(),
        about: format!("{}: {points}, {accepted}{keep}", upper_first(&said.name(way))),
    }
}

/// The sets as a table: its head, and its rows.
pub(super) fn table(said: &Said<'_>) -> (Vec<String>, Vec<Vec<String>>) {
    let is_counted = said.ways.list.iter().all(|way| !way.point.count.given.is_empty());
    let is_accepted = said.ways.upward == Upward::Accepted;
    let offers: Vec<OfferIdx> = said.model.offer_ids().filter(|_| is_counted).collect();
    let mut head = vec![words::REFUSED.to_owned(), words::POINTS.to_owned(), said.same().to_owned()];
    head.extend(Some(words::ACCEPTED.to_owned()).filter(|_| is_accepted));
    head.extend(offers.iter().map(|offer| offer_name(said.model, *offer)));
    head.push(words::ON_THE_LINE.to_owned());
    let row = |way: &Way| {
        let count = &way.point.count;
        let refused = if way.facts.is_empty() { words::TODAY.to_owned() } else { list(&said.refused(way)) };
        let mut row = vec![refused, number::trimmed(way.point.intrusiveness, DECIMALS), people(count.same)];
        row.extend(Some(people(count.accepted)).filter(|_| is_accepted));
        row.extend(counts(offers.iter().map(|offer| count.given[offer.index()])));
        row.push(if way.point.pareto { words::YES.to_owned() } else { String::new() });
        row
    };
    (head, said.ways.list.iter().map(row).collect())
}

/// What a set is called beside its point: by what is refused or by what is left, whichever is less.
fn short(said: &Said<'_>, way: &Way) -> String {
    if way.facts.is_empty() {
        return words::TODAY.to_owned();
    }
    if said.ways.by_facts {
        let last = way.facts.len();
        return format!("without {}", number::count(last, "fact", "facts"));
    }
    let all = said.ways.list.iter().max_by_key(|way| way.point.refused.len());
    let all = all.map(|way| way.point.refused.as_slice()).unwrap_or_default();
    let refused = &way.point.refused;
    let left: Vec<&str> = all.iter().filter(|p| !refused.contains(p)).map(|p| p.label.as_str()).collect();
    if left.is_empty() {
        return words::NOTHING.to_owned();
    }
    if left.len() <= refused.len() {
        return format!("{} alone", left.join(", "));
    }
    format!("without {}", refused.iter().map(|p| p.label.as_str()).collect::<Vec<_>>().join(", "))
}

/// A step of 1, 2 or 5 with zeros, no less than this.
fn step(least: f64) -> f64 {
    let power = 10f64.powf(least.max(f64::MIN_POSITIVE).log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|x| x * power).into_iter().find(|x| *x >= least * (1.0 - 1e-9)).unwrap_or(least)
}

/// The marks of the axis up, and from where to where it goes: with room for a name below the least, and some above the
/// greatest.
fn scale(low: f64, high: f64) -> (Vec<(f64, String)>, (f64, f64)) {
    let step = step((high - low).max(1.0) / STEPS);
    let span = ((low - step * 0.8).max(0.0), (high + step * 0.2).max(low + 1.0));
    let first = (span.0 / step).ceil();
    let marks = (0..).map(|i| (first + f64::from(i)) * step).take_while(|y| *y <= span.1 && *y <= 100.0);
    (marks.map(|y| (y, number::trimmed(y, DECIMALS))).collect(), span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_numbers() {
        let texts = |low, high| scale(low, high).0.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts(32.8, 66.8), ["30", "40", "50", "60", "70"]);
        assert_eq!(texts(0.9, 100.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(texts(50.0, 50.0), ["50", "50.2", "50.4", "50.6", "50.8", "51"]);
        assert_eq!([step(10.5), step(9.9), step(0.3), step(2.0)], [20.0, 10.0, 0.5, 2.0]);
    }
}
