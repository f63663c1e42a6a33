//! The trees of CatBoost's JSON: oblivious ones, which ask one question per level, and free ones.
//!
//! An oblivious tree of depth d has 2^d leaves; bit k of a leaf's position says whether its customers pass split k,
//! so the last split is the root. A free tree is nested objects, turned into a list without recursion; the JSON
//! reader itself goes at most 128 deep.

use std::collections::{BTreeMap, VecDeque};

use serde::Deserialize;

use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx, Result};
use crate::model::builder::{NODES_MAX, TREES_MAX};
use crate::model::tree::LevelSet;
use crate::model::{Comparison, Node, Side, Split, Test, Tree};

/// The deepest oblivious tree; CatBoost trains none that is deeper.
const DEPTH_MAX: usize = 16;

/// A tree that asks the same question on all of a level.
#[derive(Deserialize)]
pub(super) struct Oblivious {
    /// From the least significant bit of the leaf's position on; `null` for a tree of one leaf.
    #[serde(default)]
    splits: Option<Vec<SplitEntry>>,
    leaf_values: Vec<f64>,
    #[serde(default)]
    leaf_weights: Option<Vec<f64>>,
}

/// A node of a free tree, with all below it.
#[derive(Deserialize)]
#[serde(try_from = "NodeEntry")]
pub(super) enum TreeNode {
    Leaf { values: Vec<f64>, weight: Option<f64> },
    Split { split: SplitEntry, left: Box<TreeNode>, right: Box<TreeNode> },
}

#[derive(Deserialize)]
struct NodeEntry {
    split: Option<SplitEntry>,
    left: Option<Box<TreeNode>>,
    right: Option<Box<TreeNode>>,
    value: Option<LeafValue>,
    weight: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LeafValue {
    One(f64),
    Each(Vec<f64>),
}

/// Refused while it is read, so that a list of empty objects cannot take more memory than its text is worth.
impl TryFrom<NodeEntry> for TreeNode {
    type Error = &'static str;

    fn try_from(entry: NodeEntry) -> std::result::Result<Self, Self::Error> {
        match (entry.split, entry.left, entry.right, entry.value) {
            (Some(split), Some(left), Some(right), None) => Ok(Self::Split { split, left, right }),
            (None, None, None, Some(value)) => {
                let values = match value {
                    LeafValue::One(value) => vec![value],
                    LeafValue::Each(values) => values,
                };
                Ok(Self::Leaf { values, weight: entry.weight })
            }
            _ => Err("expected a node: a split with left and right, or a leaf with a value"),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SplitEntry {
    split_type: String,
    #[serde(default)]
    float_feature_index: Option<u32>,
    #[serde(default)]
    border: Option<f64>,
    #[serde(default)]
    cat_feature_index: Option<u32>,
    #[serde(default)]
    value: Option<i32>,
    #[serde(default)]
    split_index: Option<usize>,
}

/// Where the features of the file are in the data dictionary.
#[derive(Default)]
pub(super) struct Places {
    /// By index among the features of numbers: the feature, and whether a NaN is above all borders.
    pub(super) floats: BTreeMap<u32, (FeatureIdx, bool)>,
    /// By index among the categorical features: the feature, and the level of each hash.
    pub(super) categories: BTreeMap<u32, (FeatureIdx, BTreeMap<u32, u32>)>,
    /// The questions that `split_index` counts: borders of numbers, then hashes of levels.
    pub(super) bins: Vec<(u32, std::result::Result<f64, i32>)>,
}

/// The trees of a file.
pub(super) enum Ensemble<'a> {
    Oblivious(&'a [Oblivious]),
    Free(&'a [TreeNode]),
}

impl Ensemble<'_> {
    /// How many values a leaf has; `None` without trees.
    pub(super) fn n_outputs(&self) -> Result<Option<usize>> {
        let n = match self {
            Self::Oblivious(trees) => match trees.first() {
                Some(tree) => Some(tree.leaf_values.len() >> tree.depth(0)?),
                None => None,
            },
            Self::Free(trees) => trees.first().map(|tree| {
                let mut node = tree;
                loop {
                    match node {
                        TreeNode::Split { left, .. } => node = left,
                        TreeNode::Leaf { values, .. } => return values.len(),
                    }
                }
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
    fn splits(&self) -> &[SplitEntry] {
        self.splits.as_deref().unwrap_or(&[])
    }

    fn depth(&self, tree: usize) -> Result<usize> {
        match self.splits().len() {
            depth if depth <= DEPTH_MAX => Ok(depth),
            depth => {
                let what = format!("{depth} splits in an oblivious tree, the limit is {DEPTH_MAX}");
                Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}")))
            }
        }
    }
}

/// The trees, one per output and tree of the file; covers are left out where any tree has none.
pub(super) fn build(
    trees: &Ensemble<'_>,
    n_outputs: usize,
    scale: f64,
    at: &Places,
    warnings: &mut Vec<String>,
) -> Result<Vec<Tree>> {
    let n_trees = trees.len().saturating_mul(n_outputs);
    if n_trees > TREES_MAX {
        let what = format!("{} trees for {n_outputs} outputs, the limit is {TREES_MAX} in all", trees.len());
        return Err(Error::new(Kind::Invalid, what));
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
                Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}")))
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
    fn of(entry: &SplitEntry, at: &Places, place: impl Fn() -> String) -> Result<Self> {
        let fail = |what: String| Err(Error::new(Kind::Invalid, what).at(place()));
        match entry.split_type.as_str() {
            "FloatFeature" => {
                let (Some(index), Some(border)) = (entry.float_feature_index, entry.border) else {
                    return fail("a split without \"float_feature_index\" or \"border\"".into());
                };
                let Some(&(feature, missing_is_above)) = at.floats.get(&index) else {
                    return fail(format!("splits on the float feature {index}, which is not in \"features_info\""));
                };
                let border = f64::from(border as f32);
                if !border.is_finite() {
                    return fail("the border is not a finite float32".into());
                }
                if let Some(bin) = entry.split_index
                    && at.bins.get(bin) != Some(&(index, Ok(border)))
                {
                    return fail(format!("\"split_index\" {bin} is not this border in \"features_info\""));
                }
                let test = Test::Below { threshold: border.next_up(), written: Comparison::LessOrEqual, rank: 0 };
                let missing = if missing_is_above { Side::Right } else { Side::Left };
                Ok(Self { feature, test, missing, passing_is_left: false })
            }
            "OneHotFeature" => {
                let (Some(index), Some(value)) = (entry.cat_feature_index, entry.value) else {
                    return fail("a split without \"cat_feature_index\" or \"value\"".into());
                };
                let Some((feature, levels)) = at.categories.get(&index) else {
                    return fail(format!(
                        "splits on the categorical feature {index}, which is not in \"features_info\""
                    ));
                };
                let Some(&level) = levels.get(&(value as u32)) else {
                    return fail(format!("asks for the hash {value}, which is not among the feature's \"values\""));
                };
                if let Some(bin) = entry.split_index
                    && at.bins.get(bin) != Some(&(index, Err(value)))
                {
                    return fail(format!("\"split_index\" {bin} is not this value in \"features_info\""));
                }
                let test = Test::In { levels: LevelSet::from_iter([level]) };
                // a label that is not known has no hash among these
                Ok(Self { feature: *feature, test, missing: Side::Right, passing_is_left: true })
            }
            "OnlineCtr" => Err(Error::new(Kind::Unsupported, "a split on statistics of the target (CTR)")
                .at(place())
                .hint("train without categorical features, or with one_hot_max_size at least the number of levels")),
            _ => Err(Error::new(Kind::Unsupported, "a split that is neither FloatFeature nor OneHotFeature")
                .at(place())
                .hint("train on numbers and categorical features that are encoded one by one (one_hot_max_size)")),
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
    if entry.leaf_values.len() != n_leaves * n_outputs {
        let found = entry.leaf_values.len();
        return fail(format!("expected {n_leaves} leaves of {n_outputs} values, found {found} \"leaf_values\""));
    }
    let questions = entry
        .splits()
        .iter()
        .enumerate()
        .map(|(i, s)| Question::of(s, at, || format!("tree {tree}, split {i}")))
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
    let covers = match entry.leaf_weights.as_deref() {
        None | Some([]) => Vec::new(),
        Some(weights) if weights.len() == n_leaves => {
            let mut covers = vec![0.0; n_leaves - 1];
            covers.extend_from_slice(weights);
            (0..n_leaves - 1).rev().for_each(|i| covers[i] = covers[2 * i + 1] + covers[2 * i + 2]);
            covers
        }
        Some(weights) => return fail(format!("expected {n_leaves} \"leaf_weights\", found {}", weights.len())),
    };
    Ok(Shape { nodes, values: entry.leaf_values.clone(), covers })
}

/// Level by level from the root.
fn free(root: &TreeNode, tree: usize, n_outputs: usize, at: &Places, room: &mut Room) -> Result<Shape> {
    let (mut nodes, mut values, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let mut children = Vec::new();
    let mut open = VecDeque::from([root]);
    let mut n = 1;
    while let Some(node) = open.pop_front() {
        let i = nodes.len();
        room.take(n_outputs, tree)?;
        match node {
            TreeNode::Leaf { values: leaf, weight } => {
                if leaf.len() != n_outputs {
                    let what = format!("a leaf of {} values, expected {n_outputs}", leaf.len());
                    return Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}, node {i}")));
                }
                nodes.push(Node::Leaf { value: 0.0 });
                values.extend_from_slice(leaf);
                weights.push(*weight);
                children.push(None);
            }
            TreeNode::Split { split, left, right } => {
                let question = Question::of(split, at, || format!("tree {tree}, node {i}"))?;
                room.take(question.words().saturating_mul(n_outputs), tree)?;
                nodes.push(question.node(n, n + 1));
                weights.push(Some(0.0));
                children.push(Some(n));
                open.extend([&**left, &**right]);
                n += 2;
            }
        }
    }
    let mut covers: Vec<f64> = weights.iter().map_while(|w| *w).collect();
    if covers.len() == nodes.len() {
        for i in (0..nodes.len()).rev() {
            if let Some(first) = children[i] {
                covers[i] = covers[first] + covers[first + 1];
            }
        }
    } else {
        covers.clear();
    }
    Ok(Shape { nodes, values, covers })
}
