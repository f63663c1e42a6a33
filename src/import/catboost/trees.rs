//! The trees of a CatBoost file: oblivious ones, which ask one question per level, and free ones.
//!
//! An oblivious tree of depth d has 2^d leaves; bit k of a leaf's position says whether its customers pass split k,
//! so the last split is the root. A free tree is a list of nodes, level by level.

use std::collections::BTreeMap;

use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx, Result};
use crate::model::builder::{NODES_MAX, TREES_MAX};
use crate::model::tree::LevelSet;
use crate::model::{Comparison, Node, Side, Split, Test, Tree};

/// The deepest oblivious tree; CatBoost trains none that is deeper.
pub(super) const DEPTH_MAX: usize = 16;

/// What a split asks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Ask {
    /// Whether a feature of numbers, by its index among them, is above a border.
    Above(u32, f32),
    /// Whether a categorical feature, by its index among them, has the level of a hash.
    Level(u32, u32),
    /// Something about statistics of the target.
    Statistics,
    /// Something that this version has not heard of.
    Unknown,
}

/// A tree that asks the same question on all of a level.
pub(super) struct Oblivious {
    /// From the least significant bit of the leaf's position on; none for a tree of one leaf.
    pub(super) splits: Vec<Ask>,
    /// Leaf by leaf, the outputs of each side by side.
    pub(super) values: Vec<f64>,
    /// Leaf by leaf; empty if the file has none.
    pub(super) weights: Vec<f64>,
}

/// A tree that asks each node something of its own: the root first, then level by level.
#[derive(Default)]
pub(super) struct Free {
    pub(super) nodes: Vec<FreeNode>,
    /// Leaf by leaf in the order of nodes, the outputs of each side by side.
    pub(super) values: Vec<f64>,
}

pub(super) enum FreeNode {
    /// Who fails goes to `next`, who passes to the node after it.
    Split { ask: Ask, next: usize },
    /// With how many values, and its weight if the file has one.
    Leaf { width: usize, weight: Option<f64> },
}

/// Where the features of the file are in the data dictionary.
#[derive(Default)]
pub(super) struct Places {
    /// By index among the features of numbers: the feature, and whether a NaN is above all borders.
    pub(super) floats: BTreeMap<u32, (FeatureIdx, bool)>,
    /// By index among the categorical features: the feature, and the level of each hash.
    pub(super) categories: BTreeMap<u32, (FeatureIdx, BTreeMap<u32, u32>)>,
}

/// The trees of a file.
pub(super) enum Ensemble {
    Oblivious(Vec<Oblivious>),
    Free(Vec<Free>),
}

impl Ensemble {
    /// How many values a leaf has; `None` without trees.
    pub(super) fn n_outputs(&self) -> Result<Option<usize>> {
        let n = match self {
            Self::Oblivious(trees) => match trees.first() {
                Some(tree) => Some(tree.values.len() >> tree.depth(0)?),
                None => None,
            },
            Self::Free(trees) => trees.first().and_then(|tree| {
                tree.nodes.iter().find_map(|node| match node {
                    FreeNode::Leaf { width, .. } => Some(*width),
                    FreeNode::Split { .. } => None,
                })
            }),
        };
        match n {
            Some(0) => Err(Error::new(Kind::Invalid, "a leaf without a value").at("tree 0")),
            n => Ok(n),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Oblivious(trees) => trees.len(),
            Self::Free(trees) => trees.len(),
        }
    }
}

impl Oblivious {
    fn depth(&self, tree: usize) -> Result<usize> {
        match self.splits.len() {
            depth if depth <= DEPTH_MAX => Ok(depth),
            depth => Err(too_deep(tree, depth)),
        }
    }
}

/// The refusal of an oblivious tree that asks too much.
pub(super) fn too_deep(tree: usize, depth: impl std::fmt::Display) -> Error {
    let what = format!("{depth} splits in an oblivious tree, the limit is {DEPTH_MAX}");
    Error::new(Kind::Invalid, what).at(format!("tree {tree}")).past_limit()
}

/// The trees, one per output and tree of the file; covers are left out where any tree has none.
pub(super) fn build(
    trees: &Ensemble,
    n_outputs: usize,
    scale: f64,
    at: &Places,
    warnings: &mut Vec<String>,
) -> Result<Vec<Tree>> {
    let n_trees = trees.len().saturating_mul(n_outputs);
    if n_trees > TREES_MAX {
        let what = format!("{} trees for {n_outputs} outputs, the limit is {TREES_MAX} in all", trees.len());
        return Err(Error::new(Kind::Invalid, what).past_limit());
    }
    let mut room = Room { left: NODES_MAX };
    let mut built = Vec::with_capacity(n_trees);
    let mut covered = true;
    for i in 0..trees.len() {
        let shape = match trees {
            Ensemble::Oblivious(list) => oblivious(&list[i], i, n_outputs, at, &mut room)?,
            Ensemble::Free(list) => free(&list[i], i, n_outputs, at, &mut room)?,
        };
        covered &= shape.is_covered();
        for output in 0..n_outputs {
            let mut nodes = shape.nodes.clone();
            let mut next = 0;
            for node in &mut nodes {
                if let Node::Leaf { value } = node {
                    *value = shape.values[next * n_outputs + output] * scale;
                    next += 1;
                }
            }
            built.push(Tree { offer: OfferIdx::new(output), nodes, covers: shape.covers.clone() });
        }
    }
    if !covered {
        built.iter_mut().for_each(|t| t.covers.clear());
        warnings.push("the file has no weights of leaves: explanations need a background".into());
    }
    Ok(built)
}

/// How many nodes, and words of level sets, may still be made.
struct Room {
    left: usize,
}

impl Room {
    fn take(&mut self, n: usize, tree: usize) -> Result<()> {
        match self.left.checked_sub(n) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                let what = format!("with this tree there are more than {NODES_MAX} nodes, the limit");
                Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}")).past_limit())
            }
        }
    }
}

/// A tree for all outputs: leaves hold 0, their values stand beside, in the order of the leaves.
struct Shape {
    nodes: Vec<Node>,
    values: Vec<f64>,
    /// Empty if any leaf has none.
    covers: Vec<f64>,
}

impl Shape {
    /// Whether its covers can be averaged over.
    fn is_covered(&self) -> bool {
        self.covers.first().is_some_and(|&all| all > 0.0 || self.nodes.len() == 1)
    }
}

/// A split as the model asks it: the test, the side of what is not known, and whether passing is the left side.
struct Question {
    feature: FeatureIdx,
    test: Test,
    missing: Side,
    passing_is_left: bool,
}

impl Question {
    fn of(ask: Ask, at: &Places, place: impl Fn() -> String) -> Result<Self> {
        let fail = |what: String| Err(Error::new(Kind::Invalid, what).at(place()));
        match ask {
            Ask::Above(index, border) => {
                let Some(&(feature, missing_is_above)) = at.floats.get(&index) else {
                    return fail(format!("splits on the float feature {index}, which is not in \"features_info\""));
                };
                if !border.is_finite() {
                    return fail("the border is not a finite float32".into());
                }
                let threshold = f64::from(border).next_up();
                let test = Test::Below { threshold, written: Comparison::LessOrEqual, rank: 0 };
                let missing = if missing_is_above { Side::Right } else { Side::Left };
                Ok(Self { feature, test, missing, passing_is_left: false })
            }
            Ask::Level(index, hash) => {
                let Some((feature, levels)) = at.categories.get(&index) else {
                    return fail(format!(
                        "splits on the categorical feature {index}, which is not in \"features_info\""
                    ));
                };
                let Some(&level) = levels.get(&hash) else {
                    let value = hash as i32;
                    return fail(format!("asks for the hash {value}, which is not among the feature's \"values\""));
                };
                let test = Test::In { levels: LevelSet::from_iter([level]) };
                // a label that is not known has no hash among these
                Ok(Self { feature: *feature, test, missing: Side::Right, passing_is_left: true })
            }
            Ask::Statistics => Err(Error::new(Kind::Unsupported, "a split on statistics of the target (CTR)")
                .at(place())
                .hint("train without categorical features, or with one_hot_max_size at least the number of levels")),
            Ask::Unknown => {
                Err(Error::new(Kind::Unsupported, "a split that is neither FloatFeature nor OneHotFeature")
                    .at(place())
                    .hint("train on numbers and categorical features that are encoded one by one (one_hot_max_size)"))
            }
        }
    }

    /// Words of memory that a copy of its set takes.
    fn words(&self) -> usize {
        match &self.test {
            Test::Below { .. } => 0,
            Test::In { levels } => levels.iter().last().map_or(0, |l| l as usize / 64),
        }
    }

    fn node(&self, failing: usize, passing: usize) -> Node {
        let (left, right) = if self.passing_is_left { (passing, failing) } else { (failing, passing) };
        Node::Split(Split {
            feature: self.feature,
            test: self.test.clone(),
            missing: self.missing,
            left: NodeIdx::new(left),
            right: NodeIdx::new(right),
        })
    }
}

/// Level by level from the root, which asks the last split; leaves in the order of their positions.
fn oblivious(entry: &Oblivious, tree: usize, n_outputs: usize, at: &Places, room: &mut Room) -> Result<Shape> {
    let depth = entry.depth(tree)?;
    let n_leaves = 1usize << depth;
    let fail = |what: String| Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}")));
    if entry.values.len() != n_leaves * n_outputs {
        let found = entry.values.len();
        return fail(format!("expected {n_leaves} leaves of {n_outputs} values, found {found} \"leaf_values\""));
    }
    let questions = entry
        .splits
        .iter()
        .enumerate()
        .map(|(i, &ask)| Question::of(ask, at, || format!("tree {tree}, split {i}")))
        .collect::<Result<Vec<_>>>()?;
    let words: usize = (0..depth).map(|level| questions[depth - 1 - level].words() << level).sum();
    room.take((2 * n_leaves - 1 + words).saturating_mul(n_outputs), tree)?;
    let mut nodes = Vec::with_capacity(2 * n_leaves - 1);
    for level in 0..depth {
        for _ in 0..1usize << level {
            let i = nodes.len();
            nodes.push(questions[depth - 1 - level].node(2 * i + 1, 2 * i + 2));
        }
    }
    nodes.extend((0..n_leaves).map(|_| Node::Leaf { value: 0.0 }));
    let covers = match entry.weights.as_slice() {
        [] => Vec::new(),
        weights if weights.len() == n_leaves => {
            let mut covers = vec![0.0; n_leaves - 1];
            covers.extend_from_slice(weights);
            (0..n_leaves - 1).rev().for_each(|i| covers[i] = covers[2 * i + 1] + covers[2 * i + 2]);
            covers
        }
        weights => return fail(format!("expected {n_leaves} \"leaf_weights\", found {}", weights.len())),
    };
    Ok(Shape { nodes, values: entry.values.clone(), covers })
}

/// As the file has it.
fn free(entry: &Free, tree: usize, n_outputs: usize, at: &Places, room: &mut Room) -> Result<Shape> {
    room.take(entry.nodes.len().saturating_mul(n_outputs), tree)?;
    let mut nodes = Vec::with_capacity(entry.nodes.len());
    let mut covers = Vec::with_capacity(entry.nodes.len());
    for (i, node) in entry.nodes.iter().enumerate() {
        match node {
            FreeNode::Leaf { width, weight } => {
                if *width != n_outputs {
                    let what = format!("a leaf of {width} values, expected {n_outputs}");
                    return Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}, node {i}")));
                }
                nodes.push(Node::Leaf { value: 0.0 });
                covers.extend(*weight);
            }
            FreeNode::Split { ask, next } => {
                let question = Question::of(*ask, at, || format!("tree {tree}, node {i}"))?;
                room.take(question.words().saturating_mul(n_outputs), tree)?;
                nodes.push(question.node(*next, next + 1));
                covers.push(0.0);
            }
        }
    }
    if covers.len() == nodes.len() {
        for (i, node) in entry.nodes.iter().enumerate().rev() {
            if let FreeNode::Split { next, .. } = node {
                covers[i] = covers[*next] + covers[next + 1];
            }
        }
    } else {
        covers.clear();
    }
    Ok(Shape { nodes, values: entry.values.clone(), covers })
}
