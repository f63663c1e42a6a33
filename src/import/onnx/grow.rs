//! A tree as the file has it becomes a tree as Candour has it: every split asks "is x below t?", every node has one
//! parent.
//!
//! What that takes: `x <= t` is `x < next_up(t)`, `>` and `>=` swap their children; "equals one of" becomes the pieces
//! of the axis between and at its values; "at most infinity", which only asks whether a value is there, becomes a
//! split on that; a node that several point to is copied. Where nothing of this is needed, nodes keep the order of
//! the file. Loops, not recursion; copies have a limit.

use super::trees::{Ask, Ensemble, FileKind, FileTree};
use crate::base::{Error, FeatureIdx, Kind, NodeIdx, Result};
use crate::model::{Comparison, Node, Rounding, Side, Split, Test};

/// By how much copies may make a tree larger: so many times its nodes, and a few.
const COPIES_MAX: usize = 64;

/// A tree's splits, and for each leaf which node of the file it is.
#[derive(Debug)]
pub(super) struct Grown {
    /// The nodes; a leaf's value is the position of its node in the file, to be replaced.
    pub nodes: Vec<Node>,
    /// Per node, the position of the leaf in the file; `u32::MAX` for splits.
    pub leaves: Vec<u32>,
}

/// What a node asks, in Candour's only way.
struct Cut {
    threshold: f64,
    written: Comparison,
    low: u32,
    high: u32,
    missing: Side,
}

/// One node of the file, looked at.
enum Look {
    Leaf,
    /// A plain split.
    Cut(Cut),
    /// A number goes to the first, what is missing to the second.
    Known(u32, u32),
    /// The pieces of the axis.
    Pieces,
}

/// Makes the nodes of one tree; `features` maps the operator's columns to features.
///
/// # Errors
/// [`Kind::Unsupported`] if comparing with infinity cannot be said exactly, [`Kind::Invalid`] if copies go past their
/// limit.
pub(super) fn grow(
    ensemble: &Ensemble,
    tree: &FileTree,
    features: &[FeatureIdx],
    rounding: Rounding,
) -> Result<Grown> {
    let grower = Grower { ensemble, tree, features, rounding };
    let mut looks = Vec::with_capacity(tree.nodes.len());
    for i in 0..tree.nodes.len() {
        looks.push(grower.look(i)?);
    }
    if !tree.shared && looks.iter().all(|l| matches!(l, Look::Leaf | Look::Cut(_))) {
        return Ok(grower.straight(&looks));
    }
    grower.unfolded(&looks)
}

struct Grower<'a> {
    ensemble: &'a Ensemble,
    tree: &'a FileTree,
    features: &'a [FeatureIdx],
    rounding: Rounding,
}

impl Grower<'_> {
    fn error(&self, node: usize, kind: Kind, what: impl Into<String>) -> Error {
        let id = self.tree.nodes[node].id;
        Error::new(kind, what).at(format!("{}, tree {}, node {id}", self.ensemble.place, self.tree.id))
    }

    fn feature(&self, column: u32) -> FeatureIdx {
        self.features[column as usize]
    }

    fn look(&self, i: usize) -> Result<Look> {
        let FileKind::Split { ask, missing_yes, yes, no, .. } = &self.tree.nodes[i].kind else {
            return Ok(Look::Leaf);
        };
        let (yes, no, missing_yes) = (*yes, *no, *missing_yes);
        let (t, at_most, low_is_yes) = match *ask {
            Ask::AtMost(t) => (t, true, true),
            Ask::Above(t) => (t, true, false),
            Ask::Below(t) => (t, false, true),
            Ask::AtLeast(t) => (t, false, false),
            Ask::OneOf(from, to) | Ask::NotOneOf(from, to) => {
                if self.ensemble.members[from..to].iter().any(|x| !x.is_finite()) {
                    let what = "a value to be equal to is infinite";
                    return Err(self.error(i, Kind::Unsupported, what).hint("train without infinite values"));
                }
                return Ok(Look::Pieces);
            }
        };
        let (low, high) = if low_is_yes { (yes, no) } else { (no, yes) };
        let missing = if missing_yes == low_is_yes { Side::Left } else { Side::Right };
        let missing_child = if missing == Side::Left { low } else { high };
        let threshold = if at_most { t.next_up() } else { t };
        if threshold.is_finite() {
            let written = if at_most { Comparison::LessOrEqual } else { Comparison::Less };
            return Ok(Look::Cut(Cut { threshold, written, low, high, missing }));
        }
        match (t == f64::INFINITY, at_most) {
            // every number is at most infinity
            (true, true) => Ok(Look::Known(low, missing_child)),
            // the float32 values below infinity are those below the greatest float64
            (true, false) if self.rounding == Rounding::F32 => {
                Ok(Look::Cut(Cut { threshold: f64::MAX, written: Comparison::Less, low, high, missing }))
            }
            // no number is below minus infinity
            (false, false) if t == f64::NEG_INFINITY => Ok(Look::Known(high, missing_child)),
            _ => Err(self
                .error(i, Kind::Unsupported, "a threshold at the end of float64, which cannot be said as \"below\"")
                .hint("train without infinite values")),
        }
    }

    fn split(&self, column: u32, cut: &Cut, left: usize, right: usize) -> Node {
        Node::Split(Split {
            feature: self.feature(column),
            test: Test::Below { threshold: cut.threshold, written: cut.written, rank: 0 },
            missing: cut.missing,
            left: NodeIdx::new(left),
            right: NodeIdx::new(right),
        })
    }

    /// Node by node in the order of the file; only a root that does not come first changes places.
    fn straight(&self, looks: &[Look]) -> Grown {
        let root = self.tree.root;
        let place = |i: usize| {
            if i == root {
                0
            } else if i == 0 {
                root
            } else {
                i
            }
        };
        let mut grown = Grown { nodes: Vec::with_capacity(looks.len()), leaves: Vec::with_capacity(looks.len()) };
        for at in 0..looks.len() {
            let i = place(at);
            match (&looks[i], &self.tree.nodes[i].kind) {
                (Look::Cut(cut), FileKind::Split { feature, .. }) => {
                    let (left, right) = (place(cut.low as usize), place(cut.high as usize));
                    grown.nodes.push(self.split(*feature, cut, left, right));
                    grown.leaves.push(u32::MAX);
                }
                _ => {
                    grown.nodes.push(Node::Leaf { value: 0.0 });
                    grown.leaves.push(i as u32);
                }
            }
        }
        grown
    }

    /// From the root down, each child in its own copy.
    fn unfolded(&self, looks: &[Look]) -> Result<Grown> {
        let most = looks.len().saturating_mul(COPIES_MAX).saturating_add(1024);
        let mut grown = Grown { nodes: vec![Node::Leaf { value: 0.0 }], leaves: vec![u32::MAX] };
        // a node of the file, and where it comes to stand
        let mut open = vec![(self.tree.root as u32, 0usize)];
        let add = |grown: &mut Grown| {
            grown.nodes.push(Node::Leaf { value: 0.0 });
            grown.leaves.push(u32::MAX);
            grown.nodes.len() - 1
        };
        let mut work = 0usize;
        while let Some((i, slot)) = open.pop() {
            work += 1;
            if grown.nodes.len() > most || work > 4 * most {
                let what = format!(
                    "a tree of {} nodes takes more than {most} when equality is said as \"below\"",
                    looks.len()
                );
                return Err(self.error(i as usize, Kind::Unsupported, what).hint(
                    "save the model in its library's own format: LightGBM's save_model keeps categorical splits",
                ));
            }
            let FileKind::Split { feature, .. } = self.tree.nodes[i as usize].kind else {
                grown.leaves[slot] = i;
                continue;
            };
            match &looks[i as usize] {
                Look::Leaf => grown.leaves[slot] = i,
                Look::Cut(cut) => {
                    let (left, right) = (add(&mut grown), add(&mut grown));
                    grown.nodes[slot] = self.split(feature, cut, left, right);
                    open.extend([(cut.high, right), (cut.low, left)]);
                }
                Look::Known(known, missing) if known == missing => open.push((*known, slot)),
                Look::Known(known, missing) => {
                    // all that float32 can hold but infinity goes left; behind it infinity right and missing left
                    let cut =
                        Cut { threshold: f64::MAX, written: Comparison::Less, low: 0, high: 0, missing: Side::Right };
                    let (left, right) = (add(&mut grown), add(&mut grown));
                    let (gone, past) = (add(&mut grown), add(&mut grown));
                    grown.nodes[slot] = self.split(feature, &cut, left, right);
                    let below = Cut { threshold: f64::MIN, missing: Side::Left, ..cut };
                    grown.nodes[right] = self.split(feature, &below, gone, past);
                    open.extend([(*known, past), (*missing, gone), (*known, left)]);
                }
                Look::Pieces => {
                    let (pieces, missing, asked) = self.pieces(i as usize);
                    work += asked;
                    let last = pieces.len() - 1;
                    // where what is missing leaves the row of pieces
                    let Some(out) = pieces.iter().rposition(|p| p.1 == missing) else {
                        let what = "missing values go where no number goes, which cannot be said";
                        return Err(self.error(i as usize, Kind::Unsupported, what).hint("save the model again"));
                    };
                    let mut here = slot;
                    for (at, &(threshold, target)) in pieces[..last].iter().enumerate() {
                        let (left, right) = (add(&mut grown), add(&mut grown));
                        let cut = Cut {
                            threshold,
                            written: if at % 2 == 0 { Comparison::Less } else { Comparison::LessOrEqual },
                            low: 0,
                            high: 0,
                            missing: if at == out { Side::Left } else { Side::Right },
                        };
                        grown.nodes[here] = self.split(feature, &cut, left, right);
                        open.push((target, left));
                        here = right;
                        if grown.nodes.len() > most {
                            break;
                        }
                    }
                    open.push((pieces[last].1, here));
                }
            }
        }
        Ok(grown)
    }

    /// The pieces of the axis at an "equals one of", and at those below it that ask the same feature where it does
    /// not hold: per piece the value it stays below and the node it leads to; and the node for what is missing. One
    /// piece below each value, one at it, one above all. The last number is how many values were asked for.
    fn pieces(&self, start: usize) -> (Vec<(f64, u32)>, u32, usize) {
        let mut at: Vec<(f64, u32)> = Vec::new();
        let mut asks_of = None;
        let mut missing = None;
        let mut here = start as u32;
        while let FileKind::Split { feature: f, ask, missing_yes, yes, no } = &self.tree.nodes[here as usize].kind {
            let feature = *asks_of.get_or_insert(*f);
            let (range, equal, other) = match *ask {
                Ask::OneOf(from, to) if *f == feature => (from..to, *yes, *no),
                Ask::NotOneOf(from, to) if *f == feature => (from..to, *no, *yes),
                _ => break,
            };
            // NaN is not equal to anything, so "not equal" holds whatever the node says of missing values
            let is_one = matches!(ask, Ask::OneOf(..));
            if missing.is_none() && is_one && *missing_yes {
                missing = Some(equal);
            }
            for &x in &self.ensemble.members[range] {
                at.push((x, equal));
            }
            here = other;
        }
        let asked = at.len();
        // the first node that names a value decides it
        at.sort_by(|a, b| (a.0 + 0.0).total_cmp(&(b.0 + 0.0)));
        at.dedup_by(|later, first| later.0 == first.0);
        let mut pieces = Vec::with_capacity(2 * at.len() + 1);
        for (x, target) in at {
            pieces.push((x, here));
            pieces.push((x.next_up(), target));
        }
        pieces.push((f64::INFINITY, here));
        (pieces, missing.unwrap_or(here), asked)
    }
}
