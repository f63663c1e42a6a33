//! The tree operators of `ai.onnx.ml`, their lists checked and put together to trees.
//!
//! `TreeEnsembleClassifier` and `TreeEnsembleRegressor` (versions 1 to 5) list nodes and votes of all trees side by
//! side, named by tree id and node id; `TreeEnsemble` (version 5) lists inner nodes and leaves by position. Facts from
//! the operators' documentation; where it leaves open what happens, onnxruntime was asked by experiment, and what it
//! and the documentation do not agree on is refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::columns::Columns;
use super::proto::{Attributes, Elem, TensorProto};
use crate::base::{Error, Kind, Result};
use crate::model::builder::{NODES_MAX, OFFERS_MAX, TREES_MAX};

/// One tree operator of a graph.
#[derive(Debug)]
pub struct Ensemble {
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
pub enum Post {
    /// Nothing.
    None,
    /// The logistic function of each.
    Logistic,
    /// The softmax of all.
    Softmax,
}

/// A class label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Label {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// A tree as the file has it: nodes may be shared, but form no cycle and are all reached from the root.
#[derive(Debug)]
pub struct FileTree {
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
pub struct FileNode {
    /// Its id in the file.
    pub id: i64,
    /// What it is.
    pub kind: FileKind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum FileKind {
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
pub enum Ask {
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

/// The seven names of what a node asks, in the order of `TreeEnsemble`'s numbers.
const MODES: [&str; 7] =
    ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];

struct Reader<'a> {
    attributes: &'a Attributes,
    input: Elem,
}

impl Reader<'_> {
    fn fail<T>(&self, what: impl Into<String>) -> Result<T> {
        Err(Error::new(Kind::Format, what).at(self.attributes.place()))
    }

    fn refuse<T>(&self, what: impl Into<String>, hint: &str) -> Result<T> {
        Err(Error::new(Kind::Unsupported, what).at(self.attributes.place()).hint(hint))
    }

    /// A list of exactly so many.
    fn ints(&self, name: &str, expected: usize) -> Result<&[i64]> {
        let list = self.attributes.ints(name);
        if list.len() != expected {
            return self.fail(format!("\"{name}\": expected {expected} values, found {}", list.len()));
        }
        Ok(list)
    }

    /// Numbers of a list of float32 or of its twin, a tensor of float64.
    fn numbers(&self, name: &str) -> Result<Vec<f64>> {
        let twin = format!("{name}_as_tensor");
        let floats = self.attributes.floats(name);
        match self.attributes.tensor(&twin)? {
            Some(_) if !floats.is_empty() => self.fail(format!("both \"{name}\" and \"{twin}\" are there")),
            Some(tensor) => self.tensor_numbers(&twin, &tensor),
            None => Ok(floats.iter().map(|&x| f64::from(x)).collect()),
        }
    }

    /// The numbers of a tensor whose type must be that of the input, as onnxruntime asks.
    fn tensor_numbers(&self, name: &str, tensor: &TensorProto) -> Result<Vec<f64>> {
        let elem = tensor.elem();
        if !matches!(elem, Elem::F32 | Elem::F64) || elem != self.input {
            return self.refuse(
                format!("\"{name}\" has another number type than the columns, so comparisons are not defined"),
                "export with float64 columns for float64 thresholds, or float32 for both",
            );
        }
        tensor.numbers().or_else(|e| self.fail(format!("\"{name}\": {e}")))
    }

    fn finite(&self, name: &str, list: &[f64]) -> Result<()> {
        match list.iter().position(|x| !x.is_finite()) {
            Some(i) => self.fail(format!("\"{name}\", entry {i}: not a finite number")),
            None => Ok(()),
        }
    }

    fn post(&self, word: &str) -> Result<Post> {
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
    fn averaged(&self, word: &str) -> Result<bool> {
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

    fn base(&self, n_targets: usize) -> Result<Vec<f64>> {
        let base = self.numbers("base_values")?;
        self.finite("base_values", &base)?;
        Ok(if base.is_empty() { vec![0.0; n_targets] } else { base })
    }

    fn ask(&self, tree: i64, node: i64, mode: &str, value: f64, members: &mut Vec<f64>) -> Result<Ask> {
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

    fn feature(&self, tree: i64, node: i64, feature: i64, columns: &Columns) -> Result<u32> {
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

/// Reads one of the two operators of versions 1 to 5.
///
/// # Errors
/// Lists of unequal length, ids that stand twice or point nowhere, cycles, votes off the leaves, and everything that
/// cannot be honoured exactly, with operator, tree and node.
pub fn classifier_or_regressor(
    attributes: &Attributes,
    classifier: bool,
    input: Elem,
    columns: Rc<Columns>,
) -> Result<Ensemble> {
    let r = Reader { attributes, input };
    let labels = if classifier { labels(&r)? } else { Vec::new() };
    let n_targets = if classifier {
        labels.len()
    } else {
        usize::try_from(attributes.int("n_targets").unwrap_or(1)).unwrap_or(usize::MAX)
    };
    if n_targets == 0 || n_targets > OFFERS_MAX {
        return r.fail(format!("{n_targets} classes or targets, expected 1 to {OFFERS_MAX}"));
    }
    let trees_of = attributes.ints("nodes_treeids");
    let n = trees_of.len();
    if n == 0 || n > NODES_MAX {
        return r.fail(format!("{n} nodes, expected 1 to {NODES_MAX}"));
    }
    let ids = r.ints("nodes_nodeids", n)?;
    let features = r.ints("nodes_featureids", n)?;
    let yes = r.ints("nodes_truenodeids", n)?;
    let no = r.ints("nodes_falsenodeids", n)?;
    let tracks = match attributes.ints("nodes_missing_value_tracks_true") {
        [] => None,
        _ => Some(r.ints("nodes_missing_value_tracks_true", n)?),
    };
    let modes = attributes.texts("nodes_modes");
    let values = r.numbers("nodes_values")?;
    for (name, len) in [("nodes_modes", modes.len()), ("nodes_values", values.len())] {
        if len != n {
            return r.fail(format!("\"{name}\": expected {n} values, found {len}"));
        }
    }
    // tree and node id, sorted, with the position in the lists
    let mut places: Vec<(i64, i64, u32)> = (0..n).map(|i| (trees_of[i], ids[i], i as u32)).collect();
    places.sort_unstable();
    if let Some(pair) = places.windows(2).find(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)) {
        return r.fail(format!("tree {}: the node {} stands twice", pair[0].0, pair[0].1));
    }
    let find = |tree: i64, node: i64| {
        let at = places.binary_search_by(|p| (p.0, p.1).cmp(&(tree, node))).ok()?;
        Some(places[at].2 as usize)
    };
    // the position of each node in its own tree, in the order of the file
    let mut sizes: BTreeMap<i64, u32> = BTreeMap::new();
    let mut own = Vec::with_capacity(n);
    for &tree in trees_of {
        let size = sizes.entry(tree).or_insert(0);
        own.push(*size);
        *size += 1;
    }
    if sizes.len() > TREES_MAX {
        return r.fail(format!("{} trees, the limit is {TREES_MAX}", sizes.len()));
    }
    let is_leaf = |i: usize| modes[i].as_ref() == b"LEAF";
    let (votes, ranges) = votes(&r, classifier, n, n_targets, &find, &is_leaf)?;
    let mut members = Vec::new();
    let mut trees: BTreeMap<i64, FileTree> = BTreeMap::new();
    for i in 0..n {
        let (tree, id) = (trees_of[i], ids[i]);
        let kind = if is_leaf(i) {
            FileKind::Leaf { from: ranges[i], to: ranges[i + 1] }
        } else {
            let child = |side: &str, node: i64| match find(tree, node) {
                Some(at) => Ok(own[at]),
                None => Err(Error::new(Kind::Invalid, format!("its {side} child {node} is not in the tree"))
                    .at(format!("{}, tree {tree}, node {id}", attributes.place()))),
            };
            FileKind::Split {
                feature: r.feature(tree, id, features[i], &columns)?,
                ask: r.ask(tree, id, &String::from_utf8_lossy(&modes[i]), values[i], &mut members)?,
                missing_yes: tracks.is_some_and(|t| t[i] != 0),
                yes: child("true", yes[i])?,
                no: child("false", no[i])?,
            }
        };
        let tree = trees.entry(tree).or_insert(FileTree { id: tree, nodes: Vec::new(), root: 0, shared: false });
        tree.nodes.push(FileNode { id, kind });
    }
    let mut trees: Vec<FileTree> = trees.into_values().collect();
    for tree in &mut trees {
        check(tree, attributes.place())?;
    }
    let averaged = match classifier {
        true => false,
        false => r.averaged(&attributes.text("aggregate_function").unwrap_or_else(|| "SUM".into()))?,
    };
    let base = r.base(n_targets)?;
    let mut voted: Vec<u32> = votes.iter().map(|v| v.0).collect();
    voted.sort_unstable();
    voted.dedup();
    let single = classifier && n_targets == 2 && voted.len() == 1;
    let post = r.post(&attributes.text("post_transform").unwrap_or_else(|| "NONE".into()))?;
    check_agreement(&r, classifier, n_targets, &voted, base.len(), post)?;
    let base = if single { vec![base.first().copied().unwrap_or(0.0)] } else { base };
    if !single && base.len() != n_targets {
        return r.fail(format!("\"base_values\": expected {n_targets} values, found {}", base.len()));
    }
    let weight = if averaged { 1.0 / trees.len() as f64 } else { 1.0 };
    Ok(Ensemble {
        place: attributes.place().to_owned(),
        columns,
        trees,
        votes,
        members,
        n_targets,
        base,
        weight,
        post,
        labels,
        voted,
    })
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
    n: usize,
    n_targets: usize,
    find: &dyn Fn(i64, i64) -> Option<usize>,
    is_leaf: &dyn Fn(usize) -> bool,
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
        let Some(node) = find(trees[i], nodes[i]) else {
            return r.fail(format!("a vote for {at}, which is not there"));
        };
        if !is_leaf(node) {
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
    let ranges = (0..=n).map(|node| votes.partition_point(|v| v.0 < node)).collect();
    Ok((votes.into_iter().map(|(_, target, weight)| (target, weight)).collect(), ranges))
}

/// A reference to a node or a leaf of version 5, and who makes it on which side.
struct Reference {
    index: i64,
    leaf: bool,
    parent: Option<(usize, bool)>,
}

/// Reads the operator of version 5.
///
/// # Errors
/// As [`classifier_or_regressor`].
pub fn ensemble(attributes: &Attributes, input: Elem, columns: Rc<Columns>) -> Result<Ensemble> {
    let r = Reader { attributes, input };
    let n_targets = usize::try_from(attributes.int("n_targets").unwrap_or(1)).unwrap_or(usize::MAX);
    if n_targets == 0 || n_targets > OFFERS_MAX {
        return r.fail(format!("{n_targets} targets, expected 1 to {OFFERS_MAX}"));
    }
    let features = attributes.ints("nodes_featureids");
    let n = features.len();
    if n == 0 || n > NODES_MAX {
        return r.fail(format!("{n} nodes, expected 1 to {NODES_MAX}"));
    }
    let need = |name: &str| match attributes.tensor(name)? {
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
    let (yes, yes_leaf) = (r.ints("nodes_truenodeids", n)?, r.ints("nodes_trueleafs", n)?);
    let (no, no_leaf) = (r.ints("nodes_falsenodeids", n)?, r.ints("nodes_falseleafs", n)?);
    let tracks = match attributes.ints("nodes_missing_value_tracks_true") {
        [] => None,
        _ => Some(r.ints("nodes_missing_value_tracks_true", n)?),
    };
    let mut votes = Vec::with_capacity(leaves);
    for (i, &target) in targets.iter().enumerate() {
        match u32::try_from(target) {
            Ok(t) if (t as usize) < n_targets => votes.push((t, weights[i])),
            _ => return r.fail(format!("leaf {i}: a vote for target {target}, but there are {n_targets}")),
        }
    }
    let mut members = Vec::new();
    let asks = asks(&r, &modes, &splits, &mut members)?;
    let roots = attributes.ints("tree_roots");
    if roots.is_empty() || roots.len() > TREES_MAX {
        return r.fail(format!("{} trees, expected 1 to {TREES_MAX}", roots.len()));
    }
    // which tree has taken a node; leaves may be shared, nodes belong to one tree
    let mut taken: Vec<Option<(u32, u32)>> = vec![None; n];
    let mut trees = Vec::with_capacity(roots.len());
    for (t, &root) in roots.iter().enumerate() {
        let mut nodes: Vec<FileNode> = Vec::new();
        let mut open = vec![Reference { index: root, leaf: false, parent: None }];
        while let Some(Reference { index, leaf, parent }) = open.pop() {
            let bound = if leaf { leaves } else { n };
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
                        let feature = r.feature(t as i64, index, features[at], &columns)?;
                        let missing_yes = tracks.is_some_and(|t| t[at] != 0);
                        let kind = FileKind::Split { feature, ask: asks[at].clone(), missing_yes, yes: 0, no: 0 };
                        nodes.push(FileNode { id: index, kind });
                        let (no, yes) = ((no[at], no_leaf[at]), (yes[at], yes_leaf[at]));
                        for ((index, leaf), side) in [(no, false), (yes, true)] {
                            open.push(Reference { index, leaf: leaf != 0, parent: Some((place, side)) });
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
        let mut tree = FileTree { id: t as i64, nodes, root: 0, shared: false };
        check(&mut tree, attributes.place())?;
        trees.push(tree);
    }
    let averaged = r.averaged(match attributes.int("aggregate_function").unwrap_or(1) {
        0 => "AVERAGE",
        1 => "SUM",
        2 => "MIN",
        3 => "MAX",
        _ => "of an unknown number",
    })?;
    let post = r.post(match attributes.int("post_transform").unwrap_or(0) {
        0 => "NONE",
        1 => "SOFTMAX",
        2 => "LOGISTIC",
        3 => "SOFTMAX_ZERO",
        4 => "PROBIT",
        _ => "of an unknown number",
    })?;
    if post != Post::None {
        // the documentation numbers softmax 1 and logistic 2; onnxruntime 1.32 has them the other way round
        return r.refuse(
            "a post_transform, whose number the documentation and onnxruntime read differently",
            "export raw scores, with a Sigmoid or Softmax node behind them",
        );
    }
    let weight = if averaged { 1.0 / trees.len() as f64 } else { 1.0 };
    let mut voted: Vec<u32> = votes.iter().map(|v| v.0).collect();
    voted.sort_unstable();
    voted.dedup();
    Ok(Ensemble {
        place: attributes.place().to_owned(),
        columns,
        trees,
        votes,
        members,
        n_targets,
        base: vec![0.0; n_targets],
        weight,
        post,
        labels: Vec::new(),
        voted,
    })
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

/// Finds the root and checks that everything hangs on it without a cycle. O(nodes).
fn check(tree: &mut FileTree, place: &str) -> Result<()> {
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
