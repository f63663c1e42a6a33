//! The tree operators of `ai.onnx.ml` as they are understood: trees of a file with their votes.

use std::rc::Rc;

use super::columns::Columns;

/// One tree operator of a graph.
#[derive(Debug)]
pub(super) struct Ensemble {
    /// Where it stands: `node 0 "TreeEnsembleClassifier"`.
    pub place: String,
    /// What its features are.
    pub columns: Rc<Columns>,
    /// Its trees, by ascending tree id.
    pub trees: Vec<FileTree>,
    /// The votes of all leaves: target and weight.
    pub votes: Vec<(u32, f64)>,
    /// The values that `OneOf` compares with.
    pub members: Vec<f64>,
    /// How many targets or classes there are.
    pub n_targets: usize,
    /// Per target, what is added to the sum of votes.
    pub base: Vec<f64>,
    /// Factor on every vote: 1, or 1 / trees for averages.
    pub weight: f64,
    /// What follows the sum.
    pub post: Post,
    /// The class labels of a classifier.
    pub labels: Vec<Label>,
    /// Which classes get votes, ascending.
    pub voted: Vec<u32>,
}

/// What is done to the sums.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Post {
    /// Nothing.
    None,
    /// The logistic function of each.
    Logistic,
    /// The softmax of all.
    Softmax,
}

/// A class label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Label {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// A tree as the file has it: nodes may be shared, but form no cycle and are all reached from the root.
#[derive(Debug)]
pub(super) struct FileTree {
    /// Its id in the file.
    pub id: i64,
    /// Its nodes, in the order of the file.
    pub nodes: Vec<FileNode>,
    /// The position of the root.
    pub root: usize,
    /// Whether a node is the child of more than one.
    pub shared: bool,
}

/// A node as the file has it.
#[derive(Debug)]
pub(super) struct FileNode {
    /// Its id in the file.
    pub id: i64,
    /// What it is.
    pub kind: FileKind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum FileKind {
    /// Asks; `yes` and `no` are positions in the tree.
    Split {
        /// The column of the operator's input.
        feature: u32,
        /// What it asks.
        ask: Ask,
        /// Whether a missing value goes to `yes`.
        missing_yes: bool,
        /// Where it goes if so.
        yes: u32,
        /// Where it goes if not.
        no: u32,
    },
    /// Ends; the range of its votes.
    Leaf {
        /// The first of its votes.
        from: usize,
        /// One past the last.
        to: usize,
    },
}

/// What a split asks of a value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Ask {
    /// `x <= t`
    AtMost(f64),
    /// `x < t`
    Below(f64),
    /// `x >= t`
    AtLeast(f64),
    /// `x > t`
    Above(f64),
    /// Equal to one of a range of [`Ensemble::members`].
    OneOf(usize, usize),
    /// Not equal to the one member; so is what is not a number.
    NotOneOf(usize, usize),
}
