//! CatBoost's JSON: its structs, and how they become [`Parts`].
//!
//! A free tree is nested objects, turned into a list without recursion; the reader of JSON itself goes at most 128
//! deep. `split_index` says a split once more; where it says another one, the file is refused.

use std::collections::{BTreeSet, VecDeque};

use serde::Deserialize;

use super::super::words::{CUT_OFF, is_limit, plain};
use super::info::ModelInfo;
use super::parts::{CategoryPart, Encoding, NumberPart, Parts, Treatment};
use super::trees::{Ask, Ensemble, Free, FreeNode, Oblivious};
use crate::base::few::few_or_none;
use crate::base::{Error, Kind, Result};
use crate::model::builder::{FEATURES_MAX, LEVELS_ALL_MAX};

/// The most borders a feature of numbers may have, as CatBoost has it.
const BORDERS_MAX: usize = 65_535;

/// The file, as far as it is needed.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct File {
    #[serde(default)]
    oblivious_trees: Option<Vec<ObliviousEntry>>,
    #[serde(default)]
    trees: Option<Vec<TreeNode>>,
    features_info: FeaturesInfo,
    #[serde(default)]
    model_info: ModelInfo,
    #[serde(default)]
    scale_and_bias: Option<(f64, Bias)>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Bias {
    One(f64),
    Each(Vec<f64>),
    None(()),
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct FeaturesInfo {
    #[serde(default, deserialize_with = "few_or_none::<_, _, FEATURES_MAX>")]
    float_features: Option<Vec<FloatFeature>>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, FEATURES_MAX>")]
    categorical_features: Option<Vec<CatFeature>>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, LEVELS_ALL_MAX>")]
    cat_features_hash: Option<Vec<HashedLabel>>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, FEATURES_MAX>")]
    ctrs: Option<Vec<Ctr>>,
}

/// A feature of numbers.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct FloatFeature {
    feature_index: u32,
    flat_feature_index: u32,
    #[serde(default)]
    feature_id: Option<String>,
    #[serde(default)]
    feature_name: Option<String>,
    has_nans: bool,
    #[serde(default)]
    nan_value_treatment: Option<String>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, BORDERS_MAX>")]
    borders: Option<Vec<f64>>,
}

/// A feature of labels.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct CatFeature {
    feature_index: u32,
    flat_feature_index: u32,
    #[serde(default)]
    feature_id: Option<String>,
    #[serde(default)]
    feature_name: Option<String>,
    /// The hashes that one-hot splits ask for; absent where there is no such split.
    #[serde(default)]
    values: Option<Vec<i32>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct HashedLabel {
    hash: u32,
    value: String,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Ctr {
    #[serde(default)]
    elements: Option<Vec<CtrElement>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct CtrElement {
    #[serde(default)]
    cat_feature_index: Option<u32>,
}

/// A tree that asks the same question on all of a level.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct ObliviousEntry {
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
enum TreeNode {
    Leaf { values: Vec<f64>, weight: Option<f64> },
    Split { split: SplitEntry, left: Box<Self>, right: Box<Self> },
}

#[derive(Deserialize)]
#[serde(expecting = "an object")]
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
#[serde(expecting = "an object")]
struct SplitEntry {
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

/// Reads the file.
pub(super) fn read(bytes: &[u8]) -> Result<Parts> {
    let bytes = crate::base::ours::without_mark(bytes);
    let file: File = serde_json::from_slice(bytes).map_err(|fast| explain(bytes, &fast))?;
    let features = file.features_info;
    let (floats, cats) =
        (features.float_features.unwrap_or_default(), features.categorical_features.unwrap_or_default());
    let questions = Questions::of(&floats, &cats);
    let trees = match (file.oblivious_trees, file.trees) {
        (Some(_), Some(_)) => {
            let what = "both \"oblivious_trees\" and \"trees\", expected one of them";
            return Err(Error::new(Kind::Format, what));
        }
        (None, None) => {
            let what = "neither \"oblivious_trees\" nor \"trees\"";
            return Err(Error::new(Kind::Format, what).hint("train the model, then save it again"));
        }
        (Some(list), None) => {
            let trees = list.into_iter().enumerate().map(|(i, tree)| tree.part(i, &questions));
            Ensemble::Oblivious(trees.collect::<Result<_>>()?)
        }
        (None, Some(list)) => {
            let trees = list.into_iter().enumerate().map(|(i, tree)| flatten(tree, i, &questions));
            Ensemble::Free(trees.collect::<Result<_>>()?)
        }
    };
    let (scale, bias) = match file.scale_and_bias {
        None => (1.0, Vec::new()),
        Some((scale, Bias::One(bias))) => (scale, vec![bias]),
        Some((scale, Bias::Each(list))) => (scale, list),
        Some((scale, Bias::None(()))) => (scale, Vec::new()),
    };
    let index = |ctr: &Ctr| ctr.elements.iter().flatten().find_map(|e| e.cat_feature_index);
    Ok(Parts {
        format: "CatBoost JSON",
        n_outputs: trees.n_outputs()?.unwrap_or(bias.len().max(1)),
        numbers: floats.into_iter().map(FloatFeature::part).collect(),
        categories: cats.into_iter().map(CatFeature::part).collect(),
        labels: features.cat_features_hash.into_iter().flatten().map(|l| (l.hash, l.value)).collect(),
        encoding: features.ctrs.iter().flatten().next().map(|ctr| Encoding::Statistics(index(ctr))),
        trees,
        scale,
        bias,
        info: file.model_info,
    })
}

impl FloatFeature {
    fn part(self) -> NumberPart {
        NumberPart {
            index: self.feature_index,
            column: self.flat_feature_index,
            name: first_of(self.feature_name, self.feature_id),
            has_nans: self.has_nans,
            treatment: match self.nan_value_treatment.as_deref() {
                None | Some("AsIs" | "AsFalse") => Treatment::Below,
                Some("AsTrue") => Treatment::Above,
                Some(_) => Treatment::Unknown,
            },
        }
    }
}

impl CatFeature {
    fn part(self) -> CategoryPart {
        CategoryPart {
            index: self.feature_index,
            column: self.flat_feature_index,
            name: first_of(self.feature_name, self.feature_id),
            hashes: self.values.into_iter().flatten().map(|v| v as u32).collect(),
        }
    }
}

/// The name that came with the pool, else the one that came with training; empty if there is none.
fn first_of(name: Option<String>, id: Option<String>) -> String {
    name.filter(|n| !n.is_empty()).or(id).unwrap_or_default()
}

/// What `split_index` counts: the borders of numbers, then the hashes of levels, feature by feature.
struct Questions<'a> {
    floats: &'a [FloatFeature],
    cats: &'a [CatFeature],
    /// How many there are up to and with each feature.
    ends: Vec<usize>,
    numbers: BTreeSet<u32>,
    levels: BTreeSet<(u32, u32)>,
}

impl<'a> Questions<'a> {
    fn of(floats: &'a [FloatFeature], cats: &'a [CatFeature]) -> Self {
        let borders = floats.iter().map(|f| f.borders.as_ref().map_or(0, Vec::len));
        let hashes = cats.iter().map(|c| c.values.as_ref().map_or(0, Vec::len));
        let ends = borders.chain(hashes).scan(0, |end, n| {
            *end += n;
            Some(*end)
        });
        let levels = cats.iter().flat_map(|c| c.values.iter().flatten().map(|&v| (c.feature_index, v as u32)));
        Self {
            floats,
            cats,
            ends: ends.collect(),
            numbers: floats.iter().map(|f| f.feature_index).collect(),
            levels: levels.collect(),
        }
    }

    /// The question at a place of the count.
    fn listed(&self, place: usize) -> Option<Ask> {
        let feature = self.ends.partition_point(|&end| end <= place);
        let start = feature.checked_sub(1).map_or(0, |before| self.ends[before]);
        if let Some(float) = self.floats.get(feature) {
            let border = *float.borders.as_ref()?.get(place - start)?;
            return Some(Ask::Above(float.feature_index, border as f32));
        }
        let cat = self.cats.get(feature - self.floats.len())?;
        let hash = *cat.values.as_ref()?.get(place - start)?;
        Some(Ask::Level(cat.feature_index, hash as u32))
    }

    /// Whether a split is the one that `split_index` counts to. What the features do not have at all is none of this.
    fn agree(&self, ask: Ask, split_index: usize) -> bool {
        let known = match ask {
            Ask::Above(index, border) => border.is_finite() && self.numbers.contains(&index),
            Ask::Level(index, hash) => self.levels.contains(&(index, hash)),
            Ask::Statistics | Ask::Unknown => false,
        };
        !known || self.listed(split_index) == Some(ask)
    }
}

impl SplitEntry {
    /// What it asks, if it says so whole and says the same twice.
    fn ask(&self, questions: &Questions<'_>, place: impl Fn() -> String) -> Result<Ask> {
        let fail = |what: String| Err(Error::new(Kind::Invalid, what).at(place()));
        let (ask, what) = match self.split_type.as_str() {
            "FloatFeature" => match (self.float_feature_index, self.border) {
                (Some(index), Some(border)) => (Ask::Above(index, border as f32), "border"),
                _ => return fail("a split without \"float_feature_index\" or \"border\"".into()),
            },
            "OneHotFeature" => match (self.cat_feature_index, self.value) {
                (Some(index), Some(value)) => (Ask::Level(index, value as u32), "value"),
                _ => return fail("a split without \"cat_feature_index\" or \"value\"".into()),
            },
            "OnlineCtr" => return Ok(Ask::Statistics),
            _ => return Ok(Ask::Unknown),
        };
        match self.split_index {
            Some(i) if !questions.agree(ask, i) => {
                fail(format!("\"split_index\" {i} is not this {what} in \"features_info\""))
            }
            _ => Ok(ask),
        }
    }
}

impl ObliviousEntry {
    fn part(self, tree: usize, questions: &Questions<'_>) -> Result<Oblivious> {
        let splits = self.splits.iter().flatten().enumerate();
        let splits = splits.map(|(i, s)| s.ask(questions, || format!("tree {tree}, split {i}")));
        Ok(Oblivious {
            splits: splits.collect::<Result<_>>()?,
            values: self.leaf_values,
            weights: self.leaf_weights.unwrap_or_default(),
        })
    }
}

/// A nested tree as a list.
fn flatten(root: TreeNode, tree: usize, questions: &Questions<'_>) -> Result<Free> {
    let mut free = Free::default();
    let mut open = VecDeque::from([root]);
    let mut next = 1;
    while let Some(node) = open.pop_front() {
        let i = free.nodes.len();
        free.nodes.push(match node {
            TreeNode::Leaf { values, weight } => {
                free.values.extend_from_slice(&values);
                FreeNode::Leaf { width: values.len(), weight }
            }
            TreeNode::Split { split, left, right } => {
                let ask = split.ask(questions, || format!("tree {tree}, node {i}"))?;
                open.extend([*left, *right]);
                next += 2;
                FreeNode::Split { ask, next: next - 2 }
            }
        });
    }
    Ok(free)
}

/// The reader's own error, with the way to the place: the file is read once more, since following the way costs time.
fn explain(bytes: &[u8], fast: &serde_json::Error) -> Error {
    if fast.is_eof() {
        return Error::new(Kind::Format, "the file ends in the middle")
            .at(format!("line {}, column {}", fast.line(), fast.column()))
            .hint(CUT_OFF);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let slow = serde_path_to_error::deserialize::<_, File>(&mut reader).err();
    let path = slow.as_ref().map(|e| place(e.path())).unwrap_or_default();
    let inner = slow.as_ref().map_or(fast, serde_path_to_error::Error::inner);
    let text = inner.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    let position = format!("line {}, column {}", fast.line(), fast.column());
    let error = Error::new(Kind::Format, plain(what));
    let error = if is_limit(what) { error.past_limit() } else { error };
    error.at(if path.is_empty() { position } else { format!("{path} ({position})") })
}

/// "tree 17, splits[2].border"
fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let segments: Vec<&Segment> = path.iter().filter(|s| !matches!(s, Segment::Unknown)).collect();
    let tree = |key: &str| key == "oblivious_trees" || key == "trees";
    let (mut text, rest) = match segments.as_slice() {
        [Segment::Map { key }, Segment::Seq { index }, rest @ ..] if tree(key) => (format!("tree {index}"), rest),
        all => (String::new(), all),
    };
    for (i, segment) in rest.iter().enumerate() {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                text.push_str(if i > 0 {
                    "."
                } else if text.is_empty() {
                    ""
                } else {
                    ", "
                });
                text.push_str(key);
            }
            Segment::Unknown => {}
        }
    }
    text
}
