//! How groups of customers fare, without what may not be shown of them.

use std::collections::BTreeMap;

use super::counts::{Contacted, GroupCounts, InGroup};
use super::groups::{Division, Group, Key, Shown, hold_back, put_together};

/// How groups of customers fare, as far as it may be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Parted {
    /// How customers are divided.
    pub division: Division,
    /// The groups. Those of too few customers are together with others; where one is left, that is everybody, and nothing
    /// is shown of it.
    pub groups: Vec<Group>,
    /// Purpose by purpose refused alone, group by group.
    pub purposes: Vec<Vec<GroupShown>>,
    /// Point by point of the frontier, group by group.
    pub points: Vec<Vec<GroupShown>>,
    /// Offer by offer, group by group.
    pub contacted: Vec<Vec<ContactedShown>>,
}

/// What is shown of a group under a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GroupShown {
    /// How many are given the same.
    pub same: Shown,
    /// Of how many it is known what became of what is given.
    pub known: Shown,
    /// How many of these accepted.
    pub accepted: Shown,
}

/// What is shown of a group and an offer; see [`Contacted`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContactedShown {
    /// How many are given it first.
    pub given: Shown,
    /// How many of these were sent as many messages already as may be, or more.
    pub over: Shown,
    /// Of how many of these that is not known.
    pub unknown: Shown,
}

/// Holds back what may not be shown of a division; `n_purposes` sets come first, then those of the frontier.
pub(super) fn parted(
    division: &Division,
    counted: &BTreeMap<Key, GroupCounts>,
    n_purposes: usize,
    least: u64,
) -> Parted {
    let keys: Vec<(Key, u64)> = counted.iter().map(|(key, group)| (key.clone(), group.n)).collect();
    let all: Vec<&GroupCounts> = counted.values().collect();
    let (mut groups, mut sums) = (Vec::new(), Vec::new());
    for (group, from) in put_together(&keys, least) {
        let mut sum = GroupCounts::default();
        from.iter().for_each(|&i| sum.merge(all[i]));
        groups.push(group);
        sums.push(sum);
    }
    let n_sets = if groups.len() > 1 { sums[0].sets.len() } else { 0 };
    let set = |set: usize| {
        let of = |part: fn(&InGroup) -> u64, whole: &dyn Fn(&GroupCounts) -> u64| {
            sums.iter().map(|sum| (part(&sum.sets[set]), whole(sum))).collect::<Vec<_>>()
        };
        let same = hold_back(&of(|c| c.same, &|sum| sum.n), None, least);
        let known = hold_back(&of(|c| c.known, &|sum| sum.n), None, least);
        let accepted = hold_back(&of(|c| c.accepted, &|sum| sum.sets[set].known), Some(&known), least);
        let shown = |i: usize| GroupShown { same: same[i], known: known[i], accepted: accepted[i] };
        (0..sums.len()).map(shown).collect::<Vec<_>>()
    };
    let offer = |offer: usize| {
        let of = |part: fn(&Contacted) -> u64, whole: &dyn Fn(&GroupCounts) -> u64| {
            sums.iter().map(|sum| (part(&sum.contacted[offer]), whole(sum))).collect::<Vec<_>>()
        };
        let given = hold_back(&of(|c| c.given, &|sum| sum.n), None, least);
        let within = |sum: &GroupCounts| sum.contacted[offer].given;
        let over = hold_back(&of(|c| c.over, &within), Some(&given), least);
        let unknown = hold_back(&of(|c| c.unknown, &within), Some(&given), least);
        let shown = |i: usize| ContactedShown { given: given[i], over: over[i], unknown: unknown[i] };
        (0..sums.len()).map(shown).collect::<Vec<_>>()
    };
    let n_offers = if groups.len() > 1 { sums[0].contacted.len() } else { 0 };
    let mut sets: Vec<_> = (0..n_sets).map(set).collect();
    let points = sets.split_off(n_purposes.min(n_sets));
    let contacted = (0..n_offers).map(offer).collect();
    Parted { division: division.clone(), groups, purposes: sets, points, contacted }
}
