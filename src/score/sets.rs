//! The margins of one customer under many sets of refused facts at once.
//!
//! A set is a lane. One way down a tree serves all lanes that agree so far: at a split on a fact that some refuse, those
//! go down both sides with their shares of the cover, or down the side of those of whom it is not known, and the others
//! where the customer goes. A tree tells two sets apart only where they refuse other facts of its own, so it has as many
//! lanes as there are such differences. Each lane does what [`margins`](super::margins) does, in the same order, so it
//! has the same bits.

use super::absence::Absence;
use super::codes::{Codes, side};
use super::margin::{finish, tree_value};
use crate::base::{FeatureIdx, NodeIdx};
use crate::model::cuts::WITHHELD;
use crate::model::{CustomerModel, Node, Side, Split, Tree};

/// How many lanes go down side by side.
const LANES: usize = 64;

/// What takes the place of a refused fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absent {
    /// What absence means.
    Averaged,
    /// What the model learned of those of whom it is not known.
    Missing,
}

/// Sets of refused facts, laid out along a model's trees.
#[derive(Clone, Debug)]
pub struct Sets {
    sets: Vec<Vec<FeatureIdx>>,
    trees: Vec<Lanes>,
}

/// The lanes of one tree.
#[derive(Clone, Debug)]
struct Lanes {
    /// The lane of each set.
    lane_of: Vec<u32>,
    /// The facts of the tree that each lane refuses, ascending.
    refused: Vec<Vec<FeatureIdx>>,
    /// Per block of lanes and node, which of them refuse what the node asks.
    at: Vec<Vec<u64>>,
    /// The shares of cover that go left and right of each node; empty without covers.
    shares: Vec<[f64; 2]>,
}

impl Sets {
    /// Lays sets out; each is ascending. O(sets · trees · facts of a tree).
    pub fn new(model: &CustomerModel, sets: Vec<Vec<FeatureIdx>>) -> Self {
        let trees = model.trees().iter().enumerate().map(|(i, tree)| Lanes::new(model, i, tree, &sets)).collect();
        Self { sets, trees }
    }

    /// The sets.
    pub fn as_slice(&self) -> &[Vec<FeatureIdx>] {
        &self.sets
    }

    /// The margins of a customer: those of all offers with the first set refused, then with the second, and so on.
    /// O(lanes · leaves that they reach) by cover; over reference rows each lane goes down once for each of them.
    pub fn margins(
        &self,
        model: &CustomerModel,
        codes: &Codes,
        absent: Absent,
        absence: Absence<'_>,
        margins: &mut Vec<f64>,
    ) {
        let n_offers = model.offers().len();
        margins.clear();
        margins.resize(self.sets.len() * n_offers, 0.0);
        let mut counts = vec![0u32; n_offers];
        let mut said = Vec::new();
        let withholds = codes.as_slice().contains(&WITHHELD);
        let along = matches!(absence, Absence::ByCover) || absent == Absent::Missing && !withholds;
        for (tree, lanes) in model.trees().iter().zip(&self.trees) {
            said.clear();
            if along {
                lanes.walk(model, tree, codes, absent, &mut said);
            } else {
                said.extend(lanes.refused.iter().map(|refused| {
                    let mut codes = codes.clone();
                    for &f in refused {
                        let left = if absent == Absent::Missing { model.cuts(f).missing() } else { WITHHELD };
                        codes = codes.with(f, left);
                    }
                    tree_value(model, tree, &codes, absence)
                }));
            }
            let offer = tree.offer.index();
            counts[offer] += 1;
            for (sums, &lane) in margins.chunks_exact_mut(n_offers).zip(&lanes.lane_of) {
                sums[offer] += said[lane as usize];
            }
        }
        for sums in margins.chunks_exact_mut(n_offers) {
            for ((sum, offer), &n) in sums.iter_mut().zip(model.offers()).zip(&counts) {
                *sum = finish(*sum, n, offer.aggregate, offer.base_score);
            }
        }
    }
}

impl Lanes {
    fn new(model: &CustomerModel, at: usize, tree: &Tree, sets: &[Vec<FeatureIdx>]) -> Self {
        let mut known = std::collections::BTreeMap::new();
        let mut refused: Vec<Vec<FeatureIdx>> = Vec::new();
        let lane = |set: &Vec<FeatureIdx>| {
            let own: Vec<_> = set.iter().copied().filter(|&f| model.tree_uses(at, f)).collect();
            *known.entry(own).or_insert_with_key(|own| {
                refused.push(own.clone());
                refused.len() as u32 - 1
            })
        };
        let lane_of = sets.iter().map(lane).collect();
        let node_lanes = |block: &[Vec<FeatureIdx>], node: &Node| match node {
            Node::Leaf { .. } => 0,
            Node::Split(split) => (block.iter().enumerate())
                .filter(|(_, own)| own.binary_search(&split.feature).is_ok())
                .fold(0, |lanes, (i, _)| lanes | 1 << i),
        };
        let blocks = refused.chunks(LANES);
        let at = blocks.map(|block| tree.nodes.iter().map(|node| node_lanes(block, node)).collect()).collect();
        let of = |i| [Side::Left, Side::Right].map(|side| tree.share(NodeIdx::new(i), side));
        let split = |i: usize| matches!(tree.nodes[i], Node::Split(_));
        let n = if tree.covers.is_empty() { 0 } else { tree.nodes.len() };
        let shares = (0..n).map(|i| if split(i) { of(i) } else { [0.0; 2] }).collect();
        Self { lane_of, refused, at, shares }
    }

    /// What the tree says in each lane.
    fn walk(&self, model: &CustomerModel, tree: &Tree, codes: &Codes, absent: Absent, said: &mut Vec<f64>) {
        for (at, lanes) in self.at.iter().zip(self.refused.chunks(LANES)) {
            // -0 is what a sum of nothing is: so one leaf alone keeps its bits
            let mut sums = [-0.0; LANES];
            let mut open: Vec<Open> = vec![(NodeIdx(0), u64::MAX >> (LANES - lanes.len()), [1.0; LANES])];
            // from left to right, as one set alone is averaged
            while let Some((mut node, mut live, mut share)) = open.pop() {
                while let Node::Split(split) = tree.node(node) {
                    let Sides { left, right, averaged } = Sides::of(
                        split,
                        side(model, split, codes.get(split.feature)),
                        live,
                        at[node.index()],
                        absent,
                    );
                    if averaged != 0 {
                        let [to_left, to_right] = self.shares[node.index()];
                        let mut other = share;
                        each(averaged, |lane| {
                            other[lane] *= to_right;
                            share[lane] *= to_left;
                        });
                        open.push((split.right, right | averaged, other));
                    } else if left != 0 && right != 0 {
                        open.push((split.right, right, share));
                    } else if left == 0 {
                        (node, live) = (split.right, right);
                        continue;
                    }
                    (node, live) = (split.left, left | averaged);
                }
                if let Node::Leaf { value } = tree.node(node) {
                    each(live, |lane| sums[lane] += share[lane] * value);
                }
            }
            said.extend(&sums[..lanes.len()]);
        }
    }
}

/// A node that is still to be gone to: which lanes do, and each lane's share of it.
type Open = (NodeIdx, u64, [f64; LANES]);

/// Which lanes go where at a split.
struct Sides {
    left: u64,
    right: u64,
    /// Both ways.
    averaged: u64,
}

impl Sides {
    fn of(split: &Split, own: Option<Side>, live: u64, refusing: u64, absent: Absent) -> Self {
        let (refused, known) = (live & refusing, live & !refusing);
        let mut sides = Self { left: 0, right: 0, averaged: 0 };
        *sides.go(own) |= known;
        *sides.go(if absent == Absent::Missing { Some(split.missing) } else { None }) |= refused;
        sides
    }

    fn go(&mut self, side: Option<Side>) -> &mut u64 {
        match side {
            Some(Side::Left) => &mut self.left,
            Some(Side::Right) => &mut self.right,
            None => &mut self.averaged,
        }
    }
}

/// Each lane of a mask.
#[inline]
fn each(mut lanes: u64, mut take: impl FnMut(usize)) {
    while lanes != 0 {
        take(lanes.trailing_zeros() as usize);
        lanes &= lanes - 1;
    }
}
