//! `TreeEnsemble` (version 5): inner nodes and leaves by position.

use std::rc::Rc;

use super::columns::Columns;
use super::proto::{Attributes, Elem};
use super::reader::{MODES, Reader, check, voted, weight};
use super::trees::{Ask, Ensemble, FileKind, FileNode, FileTree, Post};
use crate::base::Result;
use crate::model::builder::{OFFERS_MAX, TREES_MAX};

/// Reads the operator of version 5.
///
/// # Errors
/// As [`classifier_or_regressor`](super::listed::classifier_or_regressor).
pub(super) fn ensemble(attributes: &Attributes, input: Elem, columns: Rc<Columns>) -> Result<Ensemble> {
    let r = Reader { attributes, input };
    let n_targets = r.n_targets();
    r.counted("targets", n_targets, OFFERS_MAX)?;
    let (lists, votes, members) = Lists::read(&r, n_targets)?;
    let roots = attributes.ints("tree_roots");
    r.counted("trees", roots.len(), TREES_MAX)?;
    let mut taken = vec![None; lists.features.len()];
    let mut trees = Vec::with_capacity(roots.len());
    for (t, &root) in roots.iter().enumerate() {
        let mut tree = lists.tree(&r, &columns, (t, root), &mut taken)?;
        check(&mut tree, attributes.place())?;
        trees.push(tree);
    }
    let word = |name: &str, words: &[&'static str], otherwise: i64| {
        let number = attributes.int(name).unwrap_or(otherwise);
        usize::try_from(number).ok().and_then(|n| words.get(n)).copied().unwrap_or("of an unknown number")
    };
    let averaged = r.averaged(word("aggregate_function", &["AVERAGE", "SUM", "MIN", "MAX"], 1))?;
    let post = r.post(word("post_transform", &["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"], 0))?;
    if post != Post::None {
        // the documentation numbers softmax 1 and logistic 2; onnxruntime 1.32 has them the other way round
        return r.refuse(
            "a post_transform, whose number the documentation and onnxruntime read differently",
            "export raw scores, with a Sigmoid or Softmax node behind them",
        );
    }
    let (place, weight, voted) = (attributes.place().to_owned(), weight(averaged, &trees), voted(&votes));
    let (base, labels) = (vec![0.0; n_targets], Vec::new());
    Ok(Ensemble { place, columns, trees, votes, members, n_targets, base, weight, post, labels, voted })
}

/// Inner nodes and leaves by position, as version 5 lists them.
struct Lists<'a> {
    features: &'a [i64],
    asks: Vec<Ask>,
    tracks: Option<&'a [i64]>,
    leaves: usize,
    /// Where each node leads if its answer is no, and whether that is a leaf; then the same for yes.
    no: (&'a [i64], &'a [i64]),
    yes: (&'a [i64], &'a [i64]),
}

/// A reference to a node or a leaf of version 5, and who makes it on which side.
struct Reference {
    index: i64,
    leaf: bool,
    parent: Option<(usize, bool)>,
}

impl<'a> Lists<'a> {
    /// The lists, each leaf's vote, and the members of sets.
    #[allow(clippy::type_complexity, reason = "three lists that belong together")]
    fn read(r: &Reader<'a>, n_targets: usize) -> Result<(Self, Vec<(u32, f64)>, Vec<f64>)> {
        let features = r.attributes.ints("nodes_featureids");
        let n = r.n_nodes(features)?;
        let need = |name: &str| match r.attributes.tensor(name)? {
            Some(tensor) => Ok(tensor),
            None => r.fail(format!("\"{name}\" is missing")),
        };
        let sized = |name: &str, list: Vec<f64>, expected: usize| match list.len() == expected {
            true => Ok(list),
            false => r.fail(format!("\"{name}\": expected {expected} values, found {}", list.len())),
        };
        let modes = need("nodes_modes")?.numbers().or_else(|e| r.fail(format!("\"nodes_modes\": {e}")))?;
        let modes = sized("nodes_modes", modes, n)?;
        let splits = sized("nodes_splits", r.tensor_numbers("nodes_splits", &need("nodes_splits")?)?, n)?;
        let weights = r.tensor_numbers("leaf_weights", &need("leaf_weights")?)?;
        let leaves = weights.len();
        r.finite("leaf_weights", &weights)?;
        let targets = r.ints("leaf_targetids", leaves)?;
        let yes = (r.ints("nodes_truenodeids", n)?, r.ints("nodes_trueleafs", n)?);
        let no = (r.ints("nodes_falsenodeids", n)?, r.ints("nodes_falseleafs", n)?);
        let tracks = r.tracks(n)?;
        let mut votes = Vec::with_capacity(leaves);
        for (i, &target) in targets.iter().enumerate() {
            match u32::try_from(target) {
                Ok(t) if (t as usize) < n_targets => votes.push((t, weights[i])),
                _ => return r.fail(format!("leaf {i}: a vote for target {target}, but there are {n_targets}")),
            }
        }
        let mut members = Vec::new();
        let asks = asks(r, &modes, &splits, &mut members)?;
        Ok((Self { features, asks, tracks, leaves, no, yes }, votes, members))
    }

    /// The tree of a number and a root. `taken` says which tree has taken a node, and where it stands in it: leaves
    /// may be shared, nodes belong to one tree.
    fn tree(
        &self,
        r: &Reader<'_>,
        columns: &Columns,
        (t, root): (usize, i64),
        taken: &mut [Option<(u32, u32)>],
    ) -> Result<FileTree> {
        let mut nodes: Vec<FileNode> = Vec::new();
        let mut open = vec![Reference { index: root, leaf: false, parent: None }];
        while let Some(Reference { index, leaf, parent }) = open.pop() {
            let bound = if leaf { self.leaves } else { self.features.len() };
            let Some(at) = usize::try_from(index).ok().filter(|&at| at < bound) else {
                let what = if leaf { "leaf" } else { "node" };
                return r.fail(format!("tree {t}: the {what} {index} is not there"));
            };
            let place = match taken.get(at).copied().flatten().filter(|_| !leaf) {
                Some((tree, place)) if tree as usize == t => place as usize,
                Some(_) => return r.fail(format!("tree {t}: the node {at} belongs to another tree")),
                None => {
                    let place = nodes.len();
                    if leaf {
                        nodes.push(FileNode { id: index, kind: FileKind::Leaf { from: at, to: at + 1 } });
                    } else {
                        taken[at] = Some((t as u32, place as u32));
                        let feature = r.feature(t as i64, index, self.features[at], columns)?;
                        let missing_yes = self.tracks.is_some_and(|t| t[at] != 0);
                        let kind =
                            FileKind::Split { feature, ask: self.asks[at].clone(), missing_yes, yes: 0, no: 0 };
                        nodes.push(FileNode { id: index, kind });
                        for ((indices, leaves), side) in [(self.no, false), (self.yes, true)] {
                            let (index, leaf) = (indices[at], leaves[at] != 0);
                            open.push(Reference { index, leaf, parent: Some((place, side)) });
                        }
                    }
                    place
                }
            };
            if let Some((parent, side)) = parent
                && let FileKind::Split { yes, no, .. } = &mut nodes[parent].kind
            {
                *(if side { yes } else { no }) = place as u32;
            }
        }
        Ok(FileTree { id: t as i64, nodes, root: 0, shared: false })
    }
}

/// What each node of version 5 asks; sets stand one after another in `membership_values`, a NaN behind each.
fn asks(r: &Reader<'_>, modes: &[f64], splits: &[f64], members: &mut Vec<f64>) -> Result<Vec<Ask>> {
    let sets = match r.attributes.tensor("membership_values")? {
        Some(tensor) => r.tensor_numbers("membership_values", &tensor)?,
        None => Vec::new(),
    };
    let mut next = sets.split(|x| x.is_nan());
    let mut asks = Vec::with_capacity(modes.len());
    for (i, (&mode, &split)) in modes.iter().zip(splits).enumerate() {
        if mode == 6.0 {
            let set = next.next().unwrap_or(&[]);
            if set.is_empty() {
                return r.fail(format!("node {i}: its set is missing in \"membership_values\" or empty"));
            }
            let from = members.len();
            members.extend_from_slice(set);
            asks.push(Ask::OneOf(from, members.len()));
        } else {
            let name = MODES.get(mode as usize).filter(|_| (0.0..6.0).contains(&mode)).copied();
            asks.push(r.ask(0, i as i64, name.unwrap_or("of an unknown number"), split, members)?);
        }
    }
    if next.any(|set| !set.is_empty()) {
        return r.fail("\"membership_values\" has more sets than nodes ask for");
    }
    Ok(asks)
}
