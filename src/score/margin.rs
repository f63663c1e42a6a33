//! Margins: base score plus the sum (or mean) of leaves. Withheld features are averaged away.

use super::absence::Absence;
use super::codes::{Codes, side};
use crate::base::NodeIdx;
use crate::model::cuts::WITHHELD;
use crate::model::{Aggregate, CustomerModel, Node, Side, Tree};

/// What each tree says of a customer, in the order of the file: its leaf's value, or the average of its leaves'
/// where a withheld feature leaves several open. O(trees · depth) without withheld features; with them
/// O(leaves) by cover and O(trees · depth · background rows) by background.
pub fn leaf_values(model: &CustomerModel, codes: &Codes, absence: Absence<'_>) -> Vec<f64> {
    if codes.as_slice().contains(&WITHHELD) {
        return model.trees().iter().map(|tree| tree_value(model, tree, codes, absence)).collect();
    }
    let mut values = Vec::with_capacity(model.trees().len());
    walk_all(model, codes, |trees, at| values.extend(trees.iter().zip(at).map(|(tree, &at)| leaf(tree, at))));
    values
}

/// The leaf that a customer takes in each tree, in the order of the file; `None` where a withheld feature leaves
/// several open. O(trees · depth).
pub fn leaves_taken(model: &CustomerModel, codes: &Codes) -> Vec<Option<NodeIdx>> {
    if codes.as_slice().contains(&WITHHELD) {
        let taken = |tree| Some(walk(model, tree, codes)).filter(|(_, whole)| *whole).map(|(node, _)| node);
        return model.trees().iter().map(taken).collect();
    }
    let mut taken = Vec::with_capacity(model.trees().len());
    walk_all(model, codes, |_, at| taken.extend(at.iter().map(|&at| Some(at))));
    taken
}

/// Goes down all trees of a customer who withholds nothing; hands over a few trees at a time with their leaves.
fn walk_all(model: &CustomerModel, codes: &Codes, mut take: impl FnMut(&[Tree], &[NodeIdx])) {
    // a few trees go down side by side: memory answers several questions at a time, but not one before it is asked
    const SIDE_BY_SIDE: usize = 16;
    for trees in model.trees().chunks(SIDE_BY_SIDE) {
        let mut at = [NodeIdx(0); SIDE_BY_SIDE];
        let mut open = true;
        while open {
            open = false;
            for (tree, at) in trees.iter().zip(&mut at) {
                if let Node::Split(split) = tree.node(*at) {
                    *at = split.child(side(model, split, codes.get(split.feature)).unwrap_or(split.missing));
                    open = true;
                }
            }
        }
        take(trees, &at[..trees.len()]);
    }
}

/// The margin of each offer. O(as [`leaf_values`]).
pub fn margins(model: &CustomerModel, codes: &Codes, absence: Absence<'_>) -> Vec<f64> {
    margins_of(model, &leaf_values(model, codes, absence))
}

/// Margins from what each tree says: added in the order of the file, so that every caller gets the same bits.
pub fn margins_of(model: &CustomerModel, leaf_values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; model.offers().len()];
    let mut counts = vec![0u32; model.offers().len()];
    for (tree, value) in model.trees().iter().zip(leaf_values) {
        sums[tree.offer.index()] += value;
        counts[tree.offer.index()] += 1;
    }
    let margin = |i: usize| finish(sums[i], counts[i], model.offers()[i].aggregate, model.offers()[i].base_score);
    (0..sums.len()).map(margin).collect()
}

/// From the sum of leaves to the margin.
pub fn finish(sum: f64, n_trees: u32, aggregate: Aggregate, base_score: f64) -> f64 {
    match aggregate {
        Aggregate::Sum => base_score + sum,
        Aggregate::Mean => base_score + sum / f64::from(n_trees.max(1)),
    }
}

/// What one tree says of a customer; see [`leaf_values`].
pub fn tree_value(model: &CustomerModel, tree: &Tree, codes: &Codes, absence: Absence<'_>) -> f64 {
    match walk(model, tree, codes) {
        (node, true) => leaf(tree, node),
        (node, false) => match absence {
            Absence::ByCover => by_cover(model, tree, codes, node),
            Absence::ByBackground(background) => {
                let rows = background.rows();
                let sum: f64 = rows.iter().map(|row| leaf(tree, walk_filled(model, tree, codes, row, node))).sum();
                sum / rows.len() as f64
            }
        },
    }
}

fn leaf(tree: &Tree, node: NodeIdx) -> f64 {
    match tree.node(node) {
        Node::Leaf { value } => *value,
        Node::Split(_) => f64::NAN,
    }
}

/// Goes down until a leaf, or until a withheld feature stops the way; says which.
pub fn walk(model: &CustomerModel, tree: &Tree, codes: &Codes) -> (NodeIdx, bool) {
    let mut at = NodeIdx(0);
    while let Node::Split(split) = tree.node(at) {
        match side(model, split, codes.get(split.feature)) {
            Some(side) => at = split.child(side),
            None => return (at, false),
        }
    }
    (at, true)
}

/// Goes down with a background row's value wherever the customer's is withheld; to a leaf if the row withholds
/// nothing itself.
fn walk_filled(model: &CustomerModel, tree: &Tree, codes: &Codes, row: &Codes, from: NodeIdx) -> NodeIdx {
    let mut at = from;
    while let Node::Split(split) = tree.node(at) {
        let code = codes.get(split.feature);
        let code = if code == WITHHELD { row.get(split.feature) } else { code };
        // a background row that withholds counts as missing there
        at = split.child(side(model, split, code).unwrap_or(split.missing));
    }
    at
}

/// The leaves below a node that withheld features leave open, with their shares of the cover.
pub fn open_leaves(model: &CustomerModel, tree: &Tree, codes: &Codes, from: NodeIdx) -> Vec<(NodeIdx, f64)> {
    let mut leaves = Vec::new();
    let mut open = vec![(from, 1.0)];
    while let Some((at, share)) = open.pop() {
        match tree.node(at) {
            Node::Leaf { .. } => leaves.push((at, share)),
            Node::Split(split) => match side(model, split, codes.get(split.feature)) {
                Some(side) => open.push((split.child(side), share)),
                None => {
                    open.push((split.right, share * tree.share(at, Side::Right)));
                    open.push((split.left, share * tree.share(at, Side::Left)));
                }
            },
        }
    }
    leaves
}

fn by_cover(model: &CustomerModel, tree: &Tree, codes: &Codes, from: NodeIdx) -> f64 {
    open_leaves(model, tree, codes, from).into_iter().map(|(node, share)| share * leaf(tree, node)).sum()
}

/// The average leaf below each node, weighed by cover: what the tree would say on average of those who get there.
/// O(nodes); empty if the tree has no covers.
pub fn node_means(tree: &Tree) -> Vec<f64> {
    if tree.covers.is_empty() {
        return Vec::new();
    }
    let mut order = Vec::with_capacity(tree.nodes.len());
    let mut open = vec![NodeIdx(0)];
    while let Some(at) = open.pop() {
        order.push(at);
        if let Node::Split(split) = tree.node(at) {
            open.extend([split.left, split.right]);
        }
    }
    let mut means = vec![0.0; tree.nodes.len()];
    for &at in order.iter().rev() {
        means[at.index()] = match tree.node(at) {
            Node::Leaf { value } => *value,
            Node::Split(split) => {
                tree.share(at, Side::Left) * means[split.left.index()]
                    + tree.share(at, Side::Right) * means[split.right.index()]
            }
        };
    }
    means
}
