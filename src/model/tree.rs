//! A decision tree as an array of nodes. Walked with a loop, never by recursion.

use crate::base::{FeatureIdx, NodeIdx, OfferIdx};

/// Which child.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The child of those who pass the test.
    Left,
    /// The other child.
    Right,
}

/// How the source library wrote a numeric test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `x < t`
    Less,
    /// `x <= t`, held as `x < next_up(t)`
    LessOrEqual,
}

/// What a split asks.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// Left if and only if `x < threshold`. A threshold of +∞ divides what is known from what is not: every number
    /// goes left, also +∞.
    Below {
        /// The threshold; finite, or +∞.
        threshold: f64,
        /// How it was written.
        written: Comparison,
        /// Position of the threshold among the feature's cuts; set by the builder. `x < threshold` if and only
        /// if the cell code of `x` is at most this.
        rank: u32,
    },
    /// Left if and only if the level is one of these.
    In {
        /// Bit per level.
        levels: LevelSet,
    },
}

/// A set of levels, a bit each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LevelSet(Vec<u64>);

impl LevelSet {
    /// Whether a level is in it.
    pub fn contains(&self, level: u32) -> bool {
        self.0.get(level as usize / 64).is_some_and(|word| word >> (level % 64) & 1 == 1)
    }

    /// Puts a level in.
    pub fn insert(&mut self, level: u32) {
        let word = level as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (level % 64);
    }

    /// The levels in it, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let words = (0u32..).zip(&self.0).filter(|&(_, &word)| word != 0);
        words.flat_map(|(i, &word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| i * 64 + bit))
    }
}

impl FromIterator<u32> for LevelSet {
    fn from_iter<I: IntoIterator<Item = u32>>(levels: I) -> Self {
        let mut set = Self::default();
        levels.into_iter().for_each(|l| set.insert(l));
        set
    }
}

/// An inner node.
#[derive(Clone, PartialEq, Debug)]
pub struct Split {
    /// What it looks at.
    pub feature: FeatureIdx,
    /// What it asks.
    pub test: Test,
    /// Where a missing value goes.
    pub missing: Side,
    /// The child of those who pass.
    pub left: NodeIdx,
    /// The other child.
    pub right: NodeIdx,
}

impl Split {
    /// The child on a side.
    pub fn child(&self, side: Side) -> NodeIdx {
        match side {
            Side::Left => self.left,
            Side::Right => self.right,
        }
    }
}

/// A node of a tree.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    /// Asks and goes on.
    Split(Split),
    /// Ends with a value in margin.
    Leaf {
        /// What this leaf adds; finite.
        value: f64,
    },
}

/// One tree of an ensemble.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// The offer it scores.
    pub offer: OfferIdx,
    /// Nodes; the root first, every other one the child of exactly one.
    pub nodes: Vec<Node>,
    /// How much training data reached each node (a count, or a sum of hessians: the model says which); empty if
    /// the file stores none.
    pub covers: Vec<f64>,
}

impl Tree {
    /// The node at a position.
    pub fn node(&self, idx: NodeIdx) -> &Node {
        &self.nodes[idx.index()]
    }

    /// How many leaves there are.
    pub fn n_leaves(&self) -> usize {
        self.nodes.iter().filter(|n| matches!(n, Node::Leaf { .. })).count()
    }

    /// The share of a node's cover that goes to one side; 0 below a node that nothing reached.
    pub fn share(&self, node: NodeIdx, side: Side) -> f64 {
        match self.node(node) {
            Node::Leaf { .. } => 1.0,
            Node::Split(split) => {
                let all = self.covers[node.index()];
                if all > 0.0 { self.covers[split.child(side).index()] / all } else { 0.0 }
            }
        }
    }

    /// The number of splits on the longest way down. O(nodes), no recursion.
    pub fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut open = vec![(NodeIdx(0), 0)];
        while let Some((idx, depth)) = open.pop() {
            deepest = deepest.max(depth);
            if let Node::Split(split) = self.node(idx) {
                open.push((split.left, depth + 1));
                open.push((split.right, depth + 1));
            }
        }
        deepest
    }
}
