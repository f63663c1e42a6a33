//! What the tree operators of all versions have in common: their lists, checked.

use super::columns::Columns;
use super::proto::{Attributes, Elem, TensorProto};
use super::trees::{Ask, FileKind, FileNode, FileTree, Post};
use crate::base::{Error, Kind, Result};
use crate::model::builder::NODES_MAX;

/// The seven names of what a node asks, in the order of `TreeEnsemble`'s numbers.
pub(super) const MODES: [&str; 7] =
    ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];

/// The lists of one operator.
pub(super) struct Reader<'a> {
    pub(super) attributes: &'a Attributes,
    pub(super) input: Elem,
}

impl<'a> Reader<'a> {
    pub(super) fn fail<T>(&self, what: impl Into<String>) -> Result<T> {
        Err(Error::new(Kind::Format, what).at(self.attributes.place()))
    }

    pub(super) fn refuse<T>(&self, what: impl Into<String>, hint: &str) -> Result<T> {
        Err(Error::new(Kind::Unsupported, what).at(self.attributes.place()).hint(hint))
    }

    /// A list of exactly so many.
    pub(super) fn ints(&self, name: &str, expected: usize) -> Result<&'a [i64]> {
        let list = self.attributes.ints(name);
        if list.len() != expected {
            return self.fail(format!("\"{name}\": expected {expected} values, found {}", list.len()));
        }
        Ok(list)
    }

    /// How many targets there are; one if nothing is said, none if fewer than none.
    pub(super) fn n_targets(&self) -> usize {
        let said = self.attributes.int("n_targets").unwrap_or(1).max(0);
        usize::try_from(said).unwrap_or(usize::MAX)
    }

    /// How many nodes a list of theirs has.
    pub(super) fn n_nodes(&self, list: &[i64]) -> Result<usize> {
        self.counted("nodes", list.len(), NODES_MAX).map(|()| list.len())
    }

    /// At least one of something, and not past its limit.
    pub(super) fn counted(&self, what: &str, found: usize, most: usize) -> Result<()> {
        match found {
            0 => self.fail(format!("0 {what}, expected at least one")),
            n if n > most => {
                let what = format!("{n} {what}, the limit is {most}");
                Err(Error::new(Kind::Invalid, what).at(self.attributes.place()).past_limit())
            }
            _ => Ok(()),
        }
    }

    /// For each of so many nodes whether what is missing goes where the answer is yes, if the file says so.
    pub(super) fn tracks(&self, n: usize) -> Result<Option<&'a [i64]>> {
        match self.attributes.ints("nodes_missing_value_tracks_true") {
            [] => Ok(None),
            _ => self.ints("nodes_missing_value_tracks_true", n).map(Some),
        }
    }

    /// Numbers of a list of float32 or of its twin, a tensor of float64.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        let twin = format!("{name}_as_tensor");
        let floats = self.attributes.floats(name);
        match self.attributes.tensor(&twin)? {
            Some(_) if !floats.is_empty() => self.fail(format!("both \"{name}\" and \"{twin}\" are there")),
            Some(tensor) => self.tensor_numbers(&twin, &tensor),
            None => Ok(floats.iter().map(|&x| f64::from(x)).collect()),
        }
    }

    /// The numbers of a tensor whose type must be that of the input, as onnxruntime asks.
    pub(super) fn tensor_numbers(&self, name: &str, tensor: &TensorProto) -> Result<Vec<f64>> {
        let elem = tensor.elem();
        if !matches!(elem, Elem::F32 | Elem::F64) || elem != self.input {
            return self.refuse(
                format!("\"{name}\" has another number type than the columns, so comparisons are not defined"),
                "export with float64 columns for float64 thresholds, or float32 for both",
            );
        }
        tensor.numbers().or_else(|e| self.fail(format!("\"{name}\": {e}")))
    }

    pub(super) fn finite(&self, name: &str, list: &[f64]) -> Result<()> {
        match list.iter().position(|x| !x.is_finite()) {
            Some(i) => self.fail(format!("\"{name}\", entry {i}: not a finite number")),
            None => Ok(()),
        }
    }

    pub(super) fn post(&self, word: &str) -> Result<Post> {
        match word {
            "NONE" => Ok(Post::None),
            "LOGISTIC" => Ok(Post::Logistic),
            "SOFTMAX" => Ok(Post::Softmax),
            other => self.refuse(
                format!("the post_transform {other} is not supported"),
                "supported: NONE, LOGISTIC, SOFTMAX; export raw scores",
            ),
        }
    }

    /// Whether sums are averaged over trees.
    pub(super) fn averaged(&self, word: &str) -> Result<bool> {
        match word {
            "SUM" => Ok(false),
            "AVERAGE" => Ok(true),
            other => self.refuse(
                format!(
                    "the aggregate_function {other} is not a sum over trees, so shares of features do not add up"
                ),
                "supported: SUM, AVERAGE",
            ),
        }
    }

    pub(super) fn base(&self, n_targets: usize) -> Result<Vec<f64>> {
        let base = self.numbers("base_values")?;
        self.finite("base_values", &base)?;
        Ok(if base.is_empty() { vec![0.0; n_targets] } else { base })
    }

    pub(super) fn ask(&self, tree: i64, node: i64, mode: &str, value: f64, members: &mut Vec<f64>) -> Result<Ask> {
        if value.is_nan() {
            return self.fail(format!("tree {tree}, node {node}: the threshold is not a number"));
        }
        Ok(match mode {
            "BRANCH_LEQ" => Ask::AtMost(value),
            "BRANCH_LT" => Ask::Below(value),
            "BRANCH_GTE" => Ask::AtLeast(value),
            "BRANCH_GT" => Ask::Above(value),
            "BRANCH_EQ" | "BRANCH_NEQ" => {
                let at = members.len();
                members.push(value);
                if mode == "BRANCH_EQ" { Ask::OneOf(at, at + 1) } else { Ask::NotOneOf(at, at + 1) }
            }
            other => {
                let other: String = other.chars().take(40).collect();
                return self.refuse(
                    format!("tree {tree}, node {node}: the mode \"{other}\" is not known"),
                    "known: BRANCH_LEQ, BRANCH_LT, BRANCH_GTE, BRANCH_GT, BRANCH_EQ, BRANCH_NEQ, LEAF",
                );
            }
        })
    }

    pub(super) fn feature(&self, tree: i64, node: i64, feature: i64, columns: &Columns) -> Result<u32> {
        match u32::try_from(feature) {
            Ok(f) if (f as usize) < columns.list.len() => Ok(f),
            _ => Err(Error::new(
                Kind::Invalid,
                format!("splits on column {feature}, but the input has {}", columns.list.len()),
            )
            .at(format!("{}, tree {tree}, node {node}", self.attributes.place()))),
        }
    }
}

/// Factor on every vote.
pub(super) fn weight(averaged: bool, trees: &[FileTree]) -> f64 {
    if averaged { 1.0 / trees.len() as f64 } else { 1.0 }
}

/// Which targets get votes, ascending.
pub(super) fn voted(votes: &[(u32, f64)]) -> Vec<u32> {
    let mut voted: Vec<u32> = votes.iter().map(|v| v.0).collect();
    voted.sort_unstable();
    voted.dedup();
    voted
}

/// Finds the root and checks that everything hangs on it without a cycle. O(nodes).
pub(super) fn check(tree: &mut FileTree, place: &str) -> Result<()> {
    let n = tree.nodes.len();
    let id = tree.id;
    let fail = |at: &FileNode, what: &str| {
        Err(Error::new(Kind::Invalid, what).at(format!("{place}, tree {id}, node {}", at.id)))
    };
    let children = |node: &FileNode| match node.kind {
        FileKind::Split { yes, no, .. } => [yes as usize, no as usize],
        FileKind::Leaf { .. } => [usize::MAX; 2],
    };
    let mut parents = vec![0u32; n];
    for node in &tree.nodes {
        for child in children(node).into_iter().filter(|&c| c < n) {
            parents[child] += 1;
        }
    }
    let mut roots = (0..n).filter(|&i| parents[i] == 0);
    let Some(root) = roots.next() else {
        return fail(&tree.nodes[0], "every node is the child of one: a cycle");
    };
    if let Some(other) = roots.next() {
        return fail(&tree.nodes[other], "the child of no node, so nothing can reach it");
    }
    tree.root = root;
    tree.shared = parents.iter().any(|&p| p > 1);
    // a node is open once all that point to it are done; in a cycle none ever is
    let mut open = vec![root];
    let mut left = parents;
    let mut done = 0;
    while let Some(i) = open.pop() {
        done += 1;
        for child in children(&tree.nodes[i]).into_iter().filter(|&c| c < n) {
            left[child] -= 1;
            if left[child] == 0 {
                open.push(child);
            }
        }
    }
    match (0..n).find(|&i| left[i] > 0) {
        Some(i) if done != n => fail(&tree.nodes[i], "a cycle: it is below itself"),
        _ => Ok(()),
    }
}
