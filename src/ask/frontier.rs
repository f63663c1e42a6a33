//! What sets of refused facts keep for how few points of intrusiveness, under any weights: weights enter a sum alone, so
//! nobody is counted again where they change.

use super::balance::facts_of;
use super::everybody::{Count, Everybody, Point, Upward, mark, points_left};
use super::refusals::asked_for;
use crate::base::FeatureIdx;
use crate::model::{CustomerModel, Purpose};

/// The part of what is kept today that the leading point may lose.
const LOSS: f64 = 0.05;

/// The facts of these purposes that the model or a rule asks for, ascending.
pub fn facts_of_all(model: &CustomerModel, purposes: &[Purpose]) -> Vec<FeatureIdx> {
    let mut all: Vec<FeatureIdx> = purposes.iter().flat_map(|p| facts_of(model, p)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A set of refused facts, and what it comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Way {
    /// The facts that are refused, ascending.
    pub facts: Vec<FeatureIdx>,
    /// What that costs. Where facts are refused one after the other, of its counts only that of the same offers is known.
    pub point: Point,
}

/// The sets that are held against one another.
#[derive(Clone, PartialEq, Debug)]
pub struct Ways {
    /// The sets, those marked that keep most for as few points.
    pub list: Vec<Way>,
    /// Whether these are facts refused one after the other, because there are no purposes to refuse.
    pub by_facts: bool,
    /// What is held against the points.
    pub upward: Upward,
}

impl Ways {
    /// The sets of an answer under these weights. Without purposes that may be refused, these are facts that are refused
    /// one after the other. O(sets · (facts + log sets)).
    pub fn of(model: &CustomerModel, answer: &Everybody, weights: &[f64], upward: Upward) -> Self {
        let used = asked_for(model);
        let by_facts = answer.frontier.len() < 2;
        let upward = if by_facts { Upward::Same } else { upward };
        let mut points = answer.frontier.clone();
        let mut facts: Vec<Vec<FeatureIdx>> = points.iter().map(|p| facts_of_all(model, &p.refused)).collect();
        if by_facts {
            (points, facts) = along(answer);
        }
        for (point, refused) in points.iter_mut().zip(&facts) {
            point.intrusiveness = points_left(&used, refused, weights);
        }
        mark(&mut points, upward);
        let list = facts.into_iter().zip(points).map(|(facts, point)| Way { facts, point }).collect();
        Self { list, by_facts, upward }
    }

    /// The place of the set with nothing refused.
    pub fn whole(&self) -> Option<usize> {
        self.list.iter().position(|way| way.facts.is_empty())
    }

    /// The set that leads, by its place: of the marked ones where something is refused, the one with the fewest points
    /// that loses at most a twentieth of what is kept today; where each loses more, the one that loses least. `None` of
    /// no sets.
    pub fn leading(&self) -> Option<usize> {
        let whole = self.whole()?;
        let height = |way: &Way| self.upward.of(&way.point.count);
        let least = height(&self.list[whole]) as f64 * (1.0 - LOSS);
        let marked = || self.list.iter().enumerate().filter(|(_, way)| way.point.pareto && !way.facts.is_empty());
        let cheap = marked().filter(|(_, way)| height(way) as f64 >= least);
        let cheap = cheap.min_by(|(_, a), (_, b)| a.point.intrusiveness.total_cmp(&b.point.intrusiveness));
        let best = || marked().max_by_key(|(_, way)| height(way));
        Some(cheap.or_else(best).map_or(whole, |(place, _)| place))
    }
}

/// Facts refused one after the other, beginning with none.
fn along(answer: &Everybody) -> (Vec<Point>, Vec<Vec<FeatureIdx>>) {
    let mut out = Vec::new();
    let mut points = vec![answer.frontier.first().cloned().unwrap_or_else(|| point_of(answer.rows))];
    let mut facts = vec![Vec::new()];
    for kept in &answer.elimination {
        out.push(kept.without);
        out.sort_unstable();
        facts.push(out.clone());
        points.push(point_of(kept.same));
    }
    (points, facts)
}

fn point_of(same: u64) -> Point {
    let count = Count { same, ..Count::default() };
    Point { refused: Vec::new(), intrusiveness: 0.0, count, auc: Vec::new(), pareto: false }
}

/// Whether it is known of everybody, under every set, what became of what they are given, and that says something: of a
/// model with one outcome, sending to more people alone makes more accept.
pub fn knows_accepted(model: &CustomerModel, answer: &Everybody) -> bool {
    let all = |point: &Point| point.count.known == point.count.given_any();
    model.offers().len() > 1 && answer.whole.known > 0 && answer.frontier.iter().all(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(facts: u32, intrusiveness: f64, same: u64, accepted: u64) -> Way {
        let facts = (0..facts).map(FeatureIdx).collect();
        let count = Count { same, accepted, ..Count::default() };
        Way { facts, point: Point { refused: Vec::new(), intrusiveness, count, auc: Vec::new(), pareto: false } }
    }

    #[test]
    fn each_measure_has_its_own_line() {
        let ways = |upward| {
            let mut list = vec![way(0, 10.0, 100, 60), way(1, 6.0, 80, 61), way(1, 6.0, 90, 50), way(2, 2.0, 70, 58)];
            let mut points: Vec<Point> = list.iter().map(|way| way.point.clone()).collect();
            mark(&mut points, upward);
            list.iter_mut().zip(points).for_each(|(way, point)| way.point = point);
            Ways { list, by_facts: false, upward }
        };
        let marked = |ways: &Ways| ways.list.iter().map(|way| way.point.pareto).collect::<Vec<_>>();
        let same = ways(Upward::Same);
        assert_eq!(marked(&same), [true, false, true, true]);
        assert_eq!(same.leading(), Some(2), "each loses more than a twentieth: the one that loses least");
        let accepted = ways(Upward::Accepted);
        assert_eq!(marked(&accepted), [false, true, false, true]);
        assert_eq!(accepted.leading(), Some(3), "58 of 60 is within a twentieth, for the fewest points");
        let nothing = Ways { list: Vec::new(), by_facts: false, upward: Upward::Same };
        assert_eq!(nothing.leading(), None);
    }
}
