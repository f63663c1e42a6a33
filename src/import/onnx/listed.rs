//! `TreeEnsembleClassifier` and `TreeEnsembleRegressor` (versions 1 to 5): nodes and votes of all trees side by side,
//! named by tree id and node id.
//!
//! Facts from the operators' documentation; where it leaves open what happens, onnxruntime was asked by experiment, and
//! what it and the documentation do not agree on is refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use prost::bytes::Bytes;

use super::columns::Columns;
use super::proto::{Attributes, Elem};
use super::reader::{Reader, check, voted, weight};
use super::trees::{Ensemble, FileKind, FileNode, FileTree, Label, Post};
use crate::base::{Error, Kind, Result};
use crate::model::builder::{OFFERS_MAX, TREES_MAX};

/// Reads one of the two operators of versions 1 to 5.
///
/// # Errors
/// Lists of unequal length, ids that stand twice or point nowhere, cycles, votes off the leaves, and everything that
/// cannot be honoured exactly, with operator, tree and node.
pub(super) fn classifier_or_regressor(
    attributes: &Attributes,
    classifier: bool,
    input: Elem,
    columns: Rc<Columns>,
) -> Result<Ensemble> {
    let r = Reader { attributes, input };
    let labels = if classifier { labels(&r)? } else { Vec::new() };
    let n_targets = if classifier { labels.len() } else { r.n_targets() };
    r.counted("classes or targets", n_targets, OFFERS_MAX)?;
    let nodes = Nodes::read(&r)?;
    let (votes, ranges) = votes(&r, classifier, n_targets, &nodes)?;
    let mut members = Vec::new();
    let trees = nodes.trees(&r, &columns, &ranges, &mut members)?;
    let averaged =
        !classifier && r.averaged(&attributes.text("aggregate_function").unwrap_or_else(|| "SUM".into()))?;
    let mut base = r.base(n_targets)?;
    let post = r.post(&attributes.text("post_transform").unwrap_or_else(|| "NONE".into()))?;
    let voted = voted(&votes);
    check_agreement(&r, classifier, n_targets, &voted, base.len(), post)?;
    if classifier && n_targets == 2 && voted.len() == 1 {
        base = vec![base.first().copied().unwrap_or(0.0)];
    } else if base.len() != n_targets {
        return r.fail(format!("\"base_values\": expected {n_targets} values, found {}", base.len()));
    }
    let (place, weight) = (attributes.place().to_owned(), weight(averaged, &trees));
    Ok(Ensemble { place, columns, trees, votes, members, n_targets, base, weight, post, labels, voted })
}

/// The nodes of all trees side by side, as versions 1 to 5 list them.
struct Nodes<'a> {
    trees: &'a [i64],
    ids: &'a [i64],
    features: &'a [i64],
    yes: &'a [i64],
    no: &'a [i64],
    tracks: Option<&'a [i64]>,
    modes: &'a [Bytes],
    values: Vec<f64>,
    /// Tree and node id, sorted, with the position in the lists.
    places: Vec<(i64, i64, u32)>,
    /// The position of each node in its own tree, in the order of the file.
    own: Vec<u32>,
}

impl<'a> Nodes<'a> {
    fn read(r: &Reader<'a>) -> Result<Self> {
        let trees = r.attributes.ints("nodes_treeids");
        let n = r.n_nodes(trees)?;
        let ids = r.ints("nodes_nodeids", n)?;
        let features = r.ints("nodes_featureids", n)?;
        let yes = r.ints("nodes_truenodeids", n)?;
        let no = r.ints("nodes_falsenodeids", n)?;
        let tracks = r.tracks(n)?;
        let modes = r.attributes.texts("nodes_modes");
        let values = r.numbers("nodes_values")?;
        for (name, len) in [("nodes_modes", modes.len()), ("nodes_values", values.len())] {
            if len != n {
                return r.fail(format!("\"{name}\": expected {n} values, found {len}"));
            }
        }
        let mut places: Vec<(i64, i64, u32)> = (0..n).map(|i| (trees[i], ids[i], i as u32)).collect();
        places.sort_unstable();
        if let Some(pair) = places.windows(2).find(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) {
            return r.fail(format!("tree {}: the node {} stands twice", pair[0].0, pair[0].1));
        }
        let mut sizes: BTreeMap<i64, u32> = BTreeMap::new();
        let mut own = Vec::with_capacity(n);
        for &tree in trees {
            let size = sizes.entry(tree).or_insert(0);
            own.push(*size);
            *size += 1;
        }
        r.counted("trees", sizes.len(), TREES_MAX)?;
        Ok(Self { trees, ids, features, yes, no, tracks, modes, values, places, own })
    }

    fn len(&self) -> usize {
        self.trees.len()
    }

    fn find(&self, tree: i64, node: i64) -> Option<usize> {
        let at = self.places.binary_search_by(|p| (p.0, p.1).cmp(&(tree, node))).ok()?;
        Some(self.places[at].2 as usize)
    }

    fn is_leaf(&self, node: usize) -> bool {
        self.modes[node].as_ref() == b"LEAF"
    }

    /// The trees, by ascending id; `ranges` says per node where its votes begin.
    fn trees(
        &self,
        r: &Reader<'_>,
        columns: &Columns,
        ranges: &[usize],
        members: &mut Vec<f64>,
    ) -> Result<Vec<FileTree>> {
        let place = r.attributes.place();
        let mut trees: BTreeMap<i64, FileTree> = BTreeMap::new();
        for i in 0..self.len() {
            let (tree, id) = (self.trees[i], self.ids[i]);
            let kind = if self.is_leaf(i) {
                FileKind::Leaf { from: ranges[i], to: ranges[i + 1] }
            } else {
                let child = |side: &str, node: i64| match self.find(tree, node) {
                    Some(at) => Ok(self.own[at]),
                    None => Err(Error::new(Kind::Invalid, format!("its {side} child {node} is not in the tree"))
                        .at(format!("{place}, tree {tree}, node {id}"))),
                };
                FileKind::Split {
                    feature: r.feature(tree, id, self.features[i], columns)?,
                    ask: r.ask(tree, id, &String::from_utf8_lossy(&self.modes[i]), self.values[i], members)?,
                    missing_yes: self.tracks.is_some_and(|t| t[i] != 0),
                    yes: child("true", self.yes[i])?,
                    no: child("false", self.no[i])?,
                }
            };
            let tree = trees.entry(tree).or_insert(FileTree { id: tree, nodes: Vec::new(), root: 0, shared: false });
            tree.nodes.push(FileNode { id, kind });
        }
        let mut trees: Vec<FileTree> = trees.into_values().collect();
        trees.iter_mut().try_for_each(|tree| check(tree, place))?;
        Ok(trees)
    }
}

/// Refuses what the documentation leaves open and onnxruntime does otherwise than its words suggest (tried with
/// onnxruntime 1.32): a transform of a single score is not applied, and base values of the class that gets no votes
/// replace its score.
fn check_agreement(
    r: &Reader<'_>,
    classifier: bool,
    n_targets: usize,
    voted: &[u32],
    n_base: usize,
    post: Post,
) -> Result<()> {
    let hint = "export raw scores, or the model in its library's own format";
    if n_targets == 1 && post != Post::None {
        return r.refuse("post_transform on a single score, which onnxruntime does not apply", hint);
    }
    if !classifier || n_targets != 2 || voted.len() != 1 {
        return Ok(());
    }
    if post == Post::Softmax {
        return r.refuse("SOFTMAX over two classes of which only one gets votes, which is not defined", hint);
    }
    let given = r.attributes.has("base_values") || r.attributes.has("base_values_as_tensor");
    if given && (n_base != 1 || voted[0] == 1) {
        let what = "base values for two classes of which only one gets votes, which runtimes do not read alike";
        return r.refuse(what, hint);
    }
    Ok(())
}

fn labels(r: &Reader<'_>) -> Result<Vec<Label>> {
    let texts = r.attributes.texts("classlabels_strings");
    let numbers = r.attributes.ints("classlabels_int64s");
    match (texts.is_empty(), numbers.is_empty()) {
        (false, false) => r.fail("class labels are there as texts and as numbers, expected one of both"),
        (true, true) => r.fail("no class labels, expected one per class"),
        (false, true) => Ok(texts.iter().map(|t| Label::Text(String::from_utf8_lossy(t).into_owned())).collect()),
        (true, false) => Ok(numbers.iter().map(|&n| Label::Number(n)).collect()),
    }
}

/// All votes sorted by node, and per node where its votes begin.
#[allow(clippy::type_complexity, reason = "two lists that belong together")]
fn votes(
    r: &Reader<'_>,
    classifier: bool,
    n_targets: usize,
    all: &Nodes<'_>,
) -> Result<(Vec<(u32, f64)>, Vec<usize>)> {
    let word = if classifier { "class" } else { "target" };
    let name = |part: &str| format!("{word}_{part}");
    let trees = r.attributes.ints(&name("treeids"));
    let nodes = r.ints(&name("nodeids"), trees.len())?;
    let ids = r.ints(&name("ids"), trees.len())?;
    let weights = r.numbers(&name("weights"))?;
    if weights.len() != trees.len() {
        let what = format!("\"{}\": expected {} values, found {}", name("weights"), trees.len(), weights.len());
        return r.fail(what);
    }
    if trees.is_empty() {
        return r.fail("no leaf has a vote");
    }
    r.finite(&name("weights"), &weights)?;
    let mut votes = Vec::with_capacity(trees.len());
    for i in 0..trees.len() {
        let at = format!("tree {}, node {}", trees[i], nodes[i]);
        let Some(node) = all.find(trees[i], nodes[i]) else {
            return r.fail(format!("a vote for {at}, which is not there"));
        };
        if !all.is_leaf(node) {
            return r.fail(format!("a vote for {at}, which is no leaf"));
        }
        match u32::try_from(ids[i]) {
            Ok(target) if (target as usize) < n_targets => votes.push((node, target, weights[i])),
            _ => return r.fail(format!("{at}: a vote for class {}, but there are {n_targets}", ids[i])),
        }
    }
    votes.sort_by_key(|v| (v.0, v.1));
    if let Some(pair) = votes.windows(2).find(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) {
        return r.refuse(
            format!("a leaf votes twice for class {}, which runtimes do not read alike", pair[0].1),
            "save the model again where it was made",
        );
    }
    let ranges = (0..=all.len()).map(|node| votes.partition_point(|v| v.0 < node)).collect();
    Ok((votes.into_iter().map(|(_, target, weight)| (target, weight)).collect(), ranges))
}
