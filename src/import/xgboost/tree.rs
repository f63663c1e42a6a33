//! From a tree's arrays to a tree.

use super::super::room::Room;
use super::file::RawTree;
use super::refuse::{damaged, later, unlike, unsupported, whole};
use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx, Result};
use crate::model::{Comparison, Feature, Node, Side, Split, Test, Tree};

impl RawTree {
    /// The codes of one categorical split, by its place in the lists.
    pub(super) fn codes(&self, entry: usize) -> Option<&[i32]> {
        let (start, size) = (*self.categories_segments.get(entry)?, *self.categories_sizes.get(entry)?);
        self.categories.get(start..start.checked_add(size)?)
    }

    /// The tree, each leaf times `weight`. Nodes keep their order; those that pruning left behind are left out.
    pub(super) fn build(self, offer: OfferIdx, weight: f64, features: &[Feature], room: &mut Room) -> Result<Tree> {
        if whole(self.tree_param.size_leaf_vector.as_ref(), 1, "size_leaf_vector")? > 1 {
            let what = "vector leaves (multi_output_tree): each leaf answers for several outputs at once";
            return Err(unsupported(what, "", "train with multi_strategy=one_output_per_tree"));
        }
        let n = self.left_children.len();
        for (list, found) in [
            ("right_children", self.right_children.len()),
            ("split_indices", self.split_indices.len()),
            ("split_conditions", self.split_conditions.len()),
            ("default_left", self.default_left.len()),
            ("sum_hessian", if self.sum_hessian.is_empty() { n } else { self.sum_hessian.len() }),
            ("split_type", if self.split_type.is_empty() { n } else { self.split_type.len() }),
        ] {
            if found != n {
                return Err(damaged(format!("\"{list}\": expected {n} entries, found {found}"), ""));
            }
        }
        let kept = self.reached()?;
        let mut place = vec![u32::MAX; n];
        for (new, &old) in kept.iter().enumerate() {
            place[old] = new as u32;
        }
        let mut categories = vec![u32::MAX; if self.categories_nodes.is_empty() { 0 } else { n }];
        for (entry, &node) in self.categories_nodes.iter().enumerate() {
            if let Some(slot) = categories.get_mut(node as usize) {
                *slot = entry as u32;
            }
        }
        let mut nodes = Vec::with_capacity(kept.len());
        for &i in &kept {
            if self.left_children[i] < 0 {
                nodes.push(Node::Leaf { value: f64::from(self.split_conditions[i].0) * weight });
                continue;
            }
            let [left, right] = [self.left_children[i], self.right_children[i]].map(|c| NodeIdx(place[c as usize]));
            let missing = if self.default_left[i].0 { Side::Left } else { Side::Right };
            let feature = FeatureIdx(self.split_indices[i]);
            let split = match self.split_type.get(i) {
                None | Some(0) => {
                    let threshold = f64::from(self.split_conditions[i].0);
                    if !threshold.is_finite() {
                        return Err(unlike("the threshold is not a finite number").at(format!("node {i}")));
                    }
                    let test = Test::Below { threshold, written: Comparison::Less, rank: 0 };
                    Split { feature, test, missing, left, right }
                }
                Some(1) => {
                    let entry = categories.get(i).copied().unwrap_or(u32::MAX) as usize;
                    let place = || format!("node {i}");
                    let Some(codes) = self.codes(entry) else {
                        return Err(damaged("a categorical split without its list in \"categories\"", place()));
                    };
                    if codes.iter().any(|&c| c < 0) {
                        return Err(unlike("a negative category").at(place()));
                    }
                    room.set(codes.iter().max().map(|&c| c as u32))?;
                    // those that are listed go right: ours are listed on the left, so the children change places
                    let levels = codes.iter().map(|&c| c as u32).collect();
                    let missing = if missing == Side::Left { Side::Right } else { Side::Left };
                    Split { feature, test: Test::In { levels }, missing, left: right, right: left }
                }
                Some(other) => {
                    let what = format!("split type {other}, expected 0 (number) or 1 (categorical)");
                    return Err(later(what).at(format!("node {i}")));
                }
            };
            if feature.index() >= features.len() {
                let what = format!("splits on feature {}, but there are {}", feature.0, features.len());
                return Err(Error::new(Kind::Invalid, what).at(format!("node {i}")));
            }
            nodes.push(Node::Split(split));
        }
        let covers = kept.iter().filter_map(|&i| self.sum_hessian.get(i).map(|h| f64::from(h.0))).collect();
        Ok(Tree { offer, nodes, covers })
    }

    /// The nodes that belong to the tree, ascending. Pruning leaves nodes behind that the file counts as deleted;
    /// any other that nothing leads to, or that two lead to, is refused.
    fn reached(&self) -> Result<Vec<usize>> {
        let n = self.left_children.len();
        let fail = |node: usize, what: String| Err(Error::new(Kind::Invalid, what).at(format!("node {node}")));
        if n == 0 {
            return Err(unlike("no nodes, expected at least a leaf"));
        }
        let mut reached = vec![false; n];
        reached[0] = true;
        let mut open = vec![0];
        while let Some(i) = open.pop() {
            let (left, right) = (self.left_children[i], self.right_children[i]);
            if left < 0 {
                continue;
            }
            for child in [left, right] {
                match usize::try_from(child).ok().and_then(|c| reached.get_mut(c)) {
                    None => return fail(i, format!("child {child}, but the tree has {n} nodes")),
                    Some(true) => {
                        return fail(i, format!("its child {child} is above it or another's child: a cycle"));
                    }
                    Some(slot) => *slot = true,
                }
                open.push(child as usize);
            }
        }
        let kept: Vec<usize> = (0..n).filter(|&i| reached[i]).collect();
        let deleted = whole(self.tree_param.num_deleted.as_ref(), 0, "num_deleted")?;
        if n - kept.len() != deleted {
            let lost = n - kept.len();
            let first = (0..n).find(|&i| !reached[i]).unwrap_or(0);
            return fail(first, format!("nothing leads to {lost} nodes, but {deleted} are counted as deleted"));
        }
        Ok(kept)
    }
}
