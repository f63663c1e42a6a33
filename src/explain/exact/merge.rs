//! Trees that a region leaves with the same one or two levers, made into one.
//!
//! A bound adds up what each tree could add at best, and two trees may each count on another value of the same lever.
//! Where few places of few levers are left, all trees that ask of them alone are one small table, whose best entry is
//! what they can add **together**.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::fold::{Folded, for_each};
use super::region::Region;

/// The most entries of a table.
const ENTRIES: usize = 160;

/// Trees by their offer and the levers that they ask of.
type Groups = BTreeMap<(u32, SmallVec<[u32; 2]>), SmallVec<[usize; 8]>>;

/// Merges what can be merged; says whether anything was. O(leaves · places they lead to).
pub(super) fn merge(folded: &Folded, offsets: &[usize], region: &mut Region) -> bool {
    let groups = groups(folded, offsets, region);
    if groups.is_empty() {
        return false;
    }
    let mut gone = vec![false; region.trees.len()];
    groups.values().flatten().for_each(|&tree| gone[tree] = true);
    let made: Vec<Merged> = groups
        .into_iter()
        .map(|((offer, axes), trees)| {
            let mut merged = Merged::new(offer, axes, &region.sets, offsets);
            trees.iter().for_each(|&tree| merged.add(folded, region, tree));
            merged
        })
        .collect();
    without(region, &gone);
    made.iter().for_each(|merged| merged.put(folded, region));
    true
}

/// The trees that are worth merging: several of an offer that ask of the same one or two levers, of few places.
fn groups(folded: &Folded, offsets: &[usize], region: &Region) -> Groups {
    let mut groups: Groups = BTreeMap::new();
    let mut start = 0;
    for (i, &(offer, end)) in region.trees.iter().enumerate() {
        let asks = &region.asks[region.starts[start as usize] as usize..region.starts[end as usize] as usize];
        start = end;
        let mut axes: SmallVec<[u32; 2]> = SmallVec::new();
        let mut few = true;
        for &ask in asks {
            let axis = folded.wanted[ask as usize].axis;
            if !axes.contains(&axis) {
                if axes.len() == 2 {
                    few = false;
                    break;
                }
                axes.push(axis);
            }
        }
        if few && !axes.is_empty() {
            axes.sort_unstable();
            groups.entry((offer, axes)).or_default().push(i);
        }
    }
    let size = |axis: u32| set(&region.sets, offsets, axis).iter().map(|w| w.count_ones() as usize).sum::<usize>();
    groups.retain(|(_, axes), trees| trees.len() > 1 && axes.iter().map(|&a| size(a)).product::<usize>() <= ENTRIES);
    groups
}

/// The places of an axis in a region's sets.
fn set<'a>(sets: &'a [u64], offsets: &[usize], axis: u32) -> &'a [u64] {
    &sets[offsets[axis as usize]..offsets[axis as usize + 1]]
}

/// Several trees as one table.
struct Merged {
    offer: u32,
    axes: SmallVec<[u32; 2]>,
    /// The places of the first lever, and of the second one; of none, a place that nobody asks of.
    first: Vec<u32>,
    second: Vec<u32>,
    /// What the trees add together, by place of the first lever and then of the second.
    table: Vec<f64>,
}

impl Merged {
    fn new(offer: u32, axes: SmallVec<[u32; 2]>, sets: &[u64], offsets: &[usize]) -> Self {
        let places = |axis: u32| {
            let mut list: Vec<u32> = Vec::new();
            for_each(set(sets, offsets, axis), |p| list.push(p as u32));
            list
        };
        let first = places(axes[0]);
        let second = axes.get(1).map_or_else(|| vec![u32::MAX], |&a| places(a));
        let table = vec![0.0; first.len() * second.len()];
        Self { offer, axes, first, second, table }
    }

    /// Adds a tree's leaves to every entry that leads there.
    fn add(&mut self, folded: &Folded, region: &Region, tree: usize) {
        let start = if tree == 0 { 0 } else { region.trees[tree - 1].1 as usize };
        for leaf in start..region.trees[tree].1 as usize {
            let asks = &region.asks[region.starts[leaf] as usize..region.starts[leaf + 1] as usize];
            let wanted = |axis: u32| asks.iter().map(|&a| &folded.wanted[a as usize]).find(|w| w.axis == axis);
            let holds = |set: Option<u32>, place: u32| {
                set.is_none_or(|s| folded.sets[s as usize + place as usize / 64] >> (place % 64) & 1 == 1)
            };
            let of_first = wanted(self.axes[0]).map(|w| w.set);
            let of_second = self.axes.get(1).and_then(|&a| wanted(a)).map(|w| w.set);
            for (i, &a) in self.first.iter().enumerate() {
                if !holds(of_first, a) {
                    continue;
                }
                for (j, &b) in self.second.iter().enumerate() {
                    if holds(of_second, b) {
                        self.table[i * self.second.len() + j] += region.values[leaf];
                    }
                }
            }
        }
    }

    /// Puts it into a region as a tree of its own, a leaf for each entry.
    fn put(&self, folded: &Folded, region: &mut Region) {
        for (i, &a) in self.first.iter().enumerate() {
            for (j, &b) in self.second.iter().enumerate() {
                region.values.push(self.table[i * self.second.len() + j]);
                region.asks.push(folded.singles[self.axes[0] as usize] + a);
                if let Some(&axis) = self.axes.get(1) {
                    region.asks.push(folded.singles[axis as usize] + b);
                }
                region.starts.push(region.asks.len() as u32);
            }
        }
        region.trees.push((self.offer, region.values.len() as u32));
    }
}

/// Takes trees out of a region.
fn without(region: &mut Region, gone: &[bool]) {
    let old = std::mem::take(&mut region.trees);
    let (values, starts, asks) =
        (std::mem::take(&mut region.values), std::mem::take(&mut region.starts), std::mem::take(&mut region.asks));
    region.starts.push(0);
    let mut start = 0;
    for (&(offer, end), gone) in old.iter().zip(gone) {
        let leaves = start..end as usize;
        start = end as usize;
        if *gone {
            continue;
        }
        for leaf in leaves {
            region.values.push(values[leaf]);
            region.asks.extend_from_slice(&asks[starts[leaf] as usize..starts[leaf + 1] as usize]);
            region.starts.push(region.asks.len() as u32);
        }
        region.trees.push((offer, region.values.len() as u32));
    }
}
