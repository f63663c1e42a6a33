//! CatBoost's binary format, `.cbm`, as `save_model` writes it if it is not told otherwise.
//!
//! The file is "CBM1", the size of its core, the core, and the parts that the core names. The core is a FlatBuffers
//! table (facts from CatBoost's published schema, held against what CatBoost 1.2 writes): splits are counted through
//! all borders of numbers, then all hashes of levels. A free tree is its nodes in a row, each with how far ahead the
//! node is that those who fail go to, and the one for those who pass; where that is 0, they stop at the node and take
//! its leaf.

use std::collections::VecDeque;

use super::super::words::SHORT;
use super::flatbuffer::{AS_JSON, Buffer, Field, Table};
use super::info::ModelInfo;
use super::parts::{CategoryPart, Encoding, NumberPart, Parts, Treatment};
use super::trees::{Ask, DEPTH_MAX, Ensemble, Free, FreeNode, Oblivious, too_deep};
use crate::base::{Error, Kind, Result};
use crate::model::builder::{FEATURES_MAX, LEVELS_MAX, OFFERS_MAX, TREES_MAX};

/// What the file starts with.
pub(in crate::import) const MAGIC: &[u8] = b"CBM1";
/// What the core calls its format, as CatBoost spells it.
const FORMAT: &[u8] = b"FlabuffersModel_v1";
/// The leaf of a node that has none.
const NO_LEAF: u32 = u32::MAX;
/// The part that holds statistics of the target.
const STATISTICS: &[u8] = b"static_provider_v1";

const CORE_FIELDS: usize = 4;
const FORMAT_VERSION: Field = Field(0, "FormatVersion");
const MODEL_TREES: Field = Field(1, "ModelTrees");
const INFO_MAP: Field = Field(2, "InfoMap");
const MODEL_PART_IDS: Field = Field(3, "ModelPartIds");

const ENTRY_FIELDS: usize = 2;
const KEY: Field = Field(0, "Key");
const VALUE: Field = Field(1, "Value");

const TREES_FIELDS: usize = 19;
const APPROX_DIMENSION: Field = Field(0, "ApproxDimension");
const TREE_SPLITS: Field = Field(1, "TreeSplits");
const TREE_SIZES: Field = Field(2, "TreeSizes");
const TREE_START_OFFSETS: Field = Field(3, "TreeStartOffsets");
const CAT_FEATURES: Field = Field(4, "CatFeatures");
const FLOAT_FEATURES: Field = Field(5, "FloatFeatures");
const ONE_HOT_FEATURES: Field = Field(6, "OneHotFeatures");
const CTR_FEATURES: Field = Field(7, "CtrFeatures");
const LEAF_VALUES: Field = Field(8, "LeafValues");
const LEAF_WEIGHTS: Field = Field(9, "LeafWeights");
const STEP_NODES: Field = Field(10, "NonSymmetricStepNodes");
const NODE_LEAVES: Field = Field(11, "NonSymmetricNodeIdToLeafId");
const TEXT_FEATURES: Field = Field(12, "TextFeatures");
const ESTIMATED_FEATURES: Field = Field(13, "EstimatedFeatures");
const SCALE: Field = Field(14, "Scale");
const BIAS: Field = Field(15, "Bias");
const MULTI_BIAS: Field = Field(16, "MultiBias");
// 17 is RepackedBins, which says the splits once more for CatBoost's own speed
const EMBEDDING_FEATURES: Field = Field(18, "EmbeddingFeatures");

const FLOAT_FIELDS: usize = 6;
const FLOAT_HAS_NANS: Field = Field(0, "HasNans");
const FLOAT_INDEX: Field = Field(1, "Index");
const FLOAT_FLAT_INDEX: Field = Field(2, "FlatIndex");
const FLOAT_BORDERS: Field = Field(3, "Borders");
const FLOAT_ID: Field = Field(4, "FeatureId");
const FLOAT_NAN: Field = Field(5, "NanValueTreatment");

// 3 is UsedInModel, which follows from the splits
const CAT_FIELDS: usize = 4;
const CAT_INDEX: Field = Field(0, "Index");
const CAT_FLAT_INDEX: Field = Field(1, "FlatIndex");
const CAT_ID: Field = Field(2, "FeatureId");

const ONE_HOT_FIELDS: usize = 3;
const ONE_HOT_INDEX: Field = Field(0, "Index");
const ONE_HOT_VALUES: Field = Field(1, "Values");
const ONE_HOT_STRINGS: Field = Field(2, "StringValues");

fn invalid(what: impl Into<String>) -> Error {
    Error::new(Kind::Invalid, what)
}

/// Reads the file.
pub(super) fn read(bytes: &[u8]) -> Result<Parts> {
    let (core, rest) = core(bytes)?;
    let buffer = Buffer::new(core);
    let root = buffer.root()?;
    root.known("TModelCore", CORE_FIELDS)?;
    if root.text(FORMAT_VERSION)? != Some(FORMAT) {
        return Err(Error::new(Kind::Unsupported, "a version of the format that is not known")
            .at("FormatVersion")
            .hint(AS_JSON));
    }
    let Some(trees) = root.table(MODEL_TREES)? else {
        return Err(Error::new(Kind::Format, "no \"ModelTrees\"").hint("the model was never trained"));
    };
    trees.known("TModelTrees", TREES_FIELDS)?;
    let parts = root.texts(MODEL_PART_IDS)?;
    if parts.is_empty() && !rest.is_empty() {
        let what = format!("{} bytes after the core, which names no part", rest.len());
        return Err(Error::new(Kind::Format, what).at(format!("byte {}", bytes.len() - rest.len())));
    }
    let mut entries = Vec::new();
    for entry in root.tables(INFO_MAP)? {
        entry.known("TKeyValue", ENTRY_FIELDS)?;
        entries.push((entry.text(KEY)?.unwrap_or(b""), entry.text(VALUE)?.unwrap_or(b"")));
    }
    let (numbers, mut questions) = numbers(&trees)?;
    let (categories, labels) = categories(&trees, &mut questions)?;
    let n_outputs = match usize::try_from(trees.int(APPROX_DIMENSION, 0)?) {
        Ok(n) if (1..=OFFERS_MAX).contains(&n) => n,
        Ok(n) if n > OFFERS_MAX => {
            return Err(invalid(format!("{n} outputs, the limit is {OFFERS_MAX}")).past_limit());
        }
        _ => return Err(invalid("a model of no output").at("ApproxDimension")),
    };
    let encoding = encoding(&trees, &parts)?;
    Ok(Parts {
        format: "CatBoost binary",
        // questions about what cannot be followed are not in the list: their splits would not be found
        trees: if encoding.is_some() {
            Ensemble::Oblivious(Vec::new())
        } else {
            ensemble(&trees, n_outputs, &questions)?
        },
        encoding,
        numbers,
        categories,
        labels,
        n_outputs,
        scale: trees.double(SCALE, 1.0)?,
        bias: match trees.list(MULTI_BIAS, f64::from_le_bytes)? {
            // files of before there was one per output
            none if none.is_empty() => match trees.double(BIAS, 0.0)? {
                0.0 => Vec::new(),
                bias => vec![bias],
            },
            each => each,
        },
        info: ModelInfo::from_entries(entries.into_iter())?,
    })
}

/// The core, and what is after it.
fn core(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let cut_off = |what: String| Error::new(Kind::Format, what).hint(SHORT);
    let Some((size, rest)) = bytes.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk()) else {
        return Err(cut_off("the file ends in the middle".into()).at(format!("byte {}", bytes.len())));
    };
    let size = u32::from_le_bytes(*size) as usize;
    rest.split_at_checked(size).ok_or_else(|| {
        cut_off(format!("the file ends in the middle: {} bytes of a core of {size}", rest.len()))
            .at(format!("byte {}", bytes.len()))
    })
}

/// What the features are encoded by that cannot be followed, if anything.
fn encoding(trees: &Table<'_>, parts: &[&[u8]]) -> Result<Option<Encoding>> {
    for field in [TEXT_FEATURES, ESTIMATED_FEATURES, EMBEDDING_FEATURES] {
        if !trees.tables(field)?.is_empty() {
            return Ok(Some(Encoding::Estimated));
        }
    }
    if let Some(ctr) = trees.tables(CTR_FEATURES)?.first() {
        // the statistic, what it is counted over, and of that the categorical features
        let over = ctr.table(Field(0, "Ctr"))?.map(|ctr| ctr.table(Field(0, "Base"))).transpose()?.flatten();
        let over = over.map(|base| base.table(Field(0, "FeatureCombination"))).transpose()?.flatten();
        let over = over.map(|over| over.list(Field(0, "CatFeatures"), u32::from_le_bytes)).transpose()?;
        return Ok(Some(Encoding::Statistics(over.and_then(|list| list.first().copied()))));
    }
    if parts.contains(&STATISTICS) {
        return Ok(Some(Encoding::Statistics(None)));
    }
    match parts.first() {
        None => Ok(None),
        Some(part) => {
            let name: String =
                String::from_utf8_lossy(part).chars().filter(char::is_ascii_graphic).take(40).collect();
            Err(Error::new(Kind::Unsupported, format!("the part \"{name}\" is not known"))
                .at("ModelPartIds")
                .hint(AS_JSON))
        }
    }
}

/// The features of numbers, and what may be asked of them.
fn numbers(trees: &Table<'_>) -> Result<(Vec<NumberPart>, Vec<Ask>)> {
    let (mut numbers, mut questions) = (Vec::new(), Vec::new());
    for (i, float) in limited(trees.tables(FLOAT_FEATURES)?)?.into_iter().enumerate() {
        float.known("TFloatFeature", FLOAT_FIELDS)?;
        let at = |e: Error| e.within(format!("FloatFeatures[{i}]"));
        let index = index(&float, FLOAT_INDEX).map_err(at)?;
        let borders = float.list(FLOAT_BORDERS, f32::from_le_bytes).map_err(at)?;
        questions.extend(borders.into_iter().map(|border| Ask::Above(index, border)));
        numbers.push(NumberPart {
            index,
            column: self::index(&float, FLOAT_FLAT_INDEX).map_err(at)?,
            name: name(&float, FLOAT_ID).map_err(at)?,
            has_nans: float.byte(FLOAT_HAS_NANS, 0).map_err(at)? != 0,
            treatment: match float.byte(FLOAT_NAN, 0).map_err(at)? {
                0 | 1 => Treatment::Below,
                2 => Treatment::Above,
                _ => Treatment::Unknown,
            },
        });
    }
    Ok((numbers, questions))
}

/// Labels with their hashes.
type Labels = Vec<(u32, String)>;

/// The features of labels, with the labels that the file names; what may be asked of them goes to the questions.
fn categories(trees: &Table<'_>, questions: &mut Vec<Ask>) -> Result<(Vec<CategoryPart>, Labels)> {
    let (mut categories, mut labels) = (Vec::new(), Vec::new());
    for (i, cat) in limited(trees.tables(CAT_FEATURES)?)?.into_iter().enumerate() {
        cat.known("TCatFeature", CAT_FIELDS)?;
        let at = |e: Error| e.within(format!("CatFeatures[{i}]"));
        categories.push(CategoryPart {
            index: index(&cat, CAT_INDEX).map_err(at)?,
            column: index(&cat, CAT_FLAT_INDEX).map_err(at)?,
            name: name(&cat, CAT_ID).map_err(at)?,
            hashes: Vec::new(),
        });
    }
    let places = categories.iter().enumerate().map(|(place, cat)| (cat.index, place));
    let places: std::collections::BTreeMap<u32, usize> = places.collect();
    for (i, one_hot) in limited(trees.tables(ONE_HOT_FEATURES)?)?.into_iter().enumerate() {
        one_hot.known("TOneHotFeature", ONE_HOT_FIELDS)?;
        let at = |e: Error| e.within(format!("OneHotFeatures[{i}]"));
        let index = index(&one_hot, ONE_HOT_INDEX).map_err(at)?;
        let hashes = one_hot.list(ONE_HOT_VALUES, u32::from_le_bytes).map_err(at)?;
        let texts = one_hot.texts(ONE_HOT_STRINGS).map_err(at)?;
        if hashes.len() > LEVELS_MAX {
            return Err(at(invalid(format!("{} levels, the limit is {LEVELS_MAX}", hashes.len())).past_limit()));
        }
        if !texts.is_empty() && texts.len() != hashes.len() {
            return Err(at(invalid(format!("{} labels for {} levels", texts.len(), hashes.len()))));
        }
        for (text, hash) in texts.into_iter().zip(&hashes) {
            labels.push((*hash, utf8(text).map_err(at)?));
        }
        let Some(cat) = places.get(&index).map(|&place| &mut categories[place]) else {
            return Err(at(invalid(format!("the categorical feature {index} is not in \"CatFeatures\""))));
        };
        if !cat.hashes.is_empty() {
            return Err(at(invalid(format!("the categorical feature {index} stands twice"))));
        }
        questions.extend(hashes.iter().map(|&hash| Ask::Level(index, hash)));
        cat.hashes = hashes;
    }
    Ok((categories, labels))
}

fn limited(features: Vec<Table<'_>>) -> Result<Vec<Table<'_>>> {
    match features.len() {
        n if n > FEATURES_MAX => Err(invalid(format!("{n} features, the limit is {FEATURES_MAX}")).past_limit()),
        _ => Ok(features),
    }
}

fn index(table: &Table<'_>, field: Field) -> Result<u32> {
    u32::try_from(table.int(field, -1)?).map_err(|_| invalid(format!("no \"{}\", or one below 0", field.1)))
}

fn name(table: &Table<'_>, field: Field) -> Result<String> {
    utf8(table.text(field)?.unwrap_or_default())
}

fn utf8(text: &[u8]) -> Result<String> {
    String::from_utf8(text.to_vec()).map_err(|_| Error::new(Kind::Format, "a name that is not UTF-8"))
}

/// The trees, with their lists cut into theirs.
fn ensemble(table: &Table<'_>, n_outputs: usize, questions: &[Ask]) -> Result<Ensemble> {
    let sizes = table.list(TREE_SIZES, i32::from_le_bytes)?;
    let starts = table.list(TREE_START_OFFSETS, i32::from_le_bytes)?;
    let splits = table.list(TREE_SPLITS, i32::from_le_bytes)?;
    let leaves = Leaves {
        values: table.list(LEAF_VALUES, f64::from_le_bytes)?,
        weights: table.list(LEAF_WEIGHTS, f64::from_le_bytes)?,
        width: n_outputs,
    };
    let steps = table.list(STEP_NODES, |[a, b, c, d]: [u8; 4]| {
        [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])].map(usize::from)
    })?;
    let node_leaves = table.list(NODE_LEAVES, u32::from_le_bytes)?;
    if sizes.len() > TREES_MAX {
        return Err(invalid(format!("{} trees, the limit is {TREES_MAX}", sizes.len())).past_limit());
    }
    if starts.len() != sizes.len() {
        let what = format!("{} starts for {} trees", starts.len(), sizes.len());
        return Err(invalid(what).at("TreeStartOffsets"));
    }
    if !leaves.weights.is_empty() && leaves.weights.len().checked_mul(n_outputs) != Some(leaves.values.len()) {
        let what = format!("{} weights for {} values", leaves.weights.len(), leaves.values.len());
        return Err(invalid(what).at("LeafWeights"));
    }
    let free = !steps.is_empty() || !node_leaves.is_empty();
    if free && (steps.len() != splits.len() || node_leaves.len() != splits.len()) {
        let what = format!("{} steps and {} leaves for {} nodes", steps.len(), node_leaves.len(), splits.len());
        return Err(invalid(what).at("NonSymmetricStepNodes"));
    }
    let (mut oblivious, mut asymmetric) = (Vec::new(), Vec::new());
    let (mut next, mut used) = (0, 0);
    for (tree, (&size, &start)) in sizes.iter().zip(&starts).enumerate() {
        let range = usize::try_from(size).ok().and_then(|size| Some(next..usize::checked_add(next, size)?));
        let Some(range) = range.filter(|r| usize::try_from(start) == Ok(next) && r.end <= splits.len()) else {
            let what = format!("{size} splits from {start} on, expected them from {next} on, of {}", splits.len());
            return Err(invalid(what).at(format!("tree {tree}")));
        };
        next = range.end;
        if free {
            let nodes = Nodes {
                splits: &splits[range.clone()],
                steps: &steps[range.clone()],
                leaves: &node_leaves[range],
                questions,
            };
            asymmetric.push(nodes.tree(tree, &leaves, &mut used)?);
        } else {
            oblivious.push(leaves.oblivious(tree, &splits[range], questions, &mut used)?);
        }
    }
    if next != splits.len() || used != leaves.values.len() {
        let what = format!(
            "the trees have {next} splits and {used} values, but {} and {} are there",
            splits.len(),
            leaves.values.len()
        );
        return Err(invalid(what).at("TreeSizes"));
    }
    Ok(if free { Ensemble::Free(asymmetric) } else { Ensemble::Oblivious(oblivious) })
}

fn question(questions: &[Ask], split: i32, place: impl Fn() -> String) -> Result<Ask> {
    let ask = usize::try_from(split).ok().and_then(|split| questions.get(split));
    ask.copied().ok_or_else(|| invalid(format!("split {split} of {}, which is none", questions.len())).at(place()))
}

/// The leaves of all trees.
struct Leaves {
    values: Vec<f64>,
    /// One per leaf; empty if the file has none.
    weights: Vec<f64>,
    /// How many values a leaf has.
    width: usize,
}

impl Leaves {
    /// A tree of the next leaves; `used` values are those of the trees before it.
    fn oblivious(&self, tree: usize, splits: &[i32], questions: &[Ask], used: &mut usize) -> Result<Oblivious> {
        if splits.len() > DEPTH_MAX {
            return Err(too_deep(tree, splits.len()));
        }
        let n_leaves = 1usize << splits.len();
        let (first, end) = (*used, *used + n_leaves * self.width);
        let Some(values) = self.values.get(first..end) else {
            let what =
                format!("expected {n_leaves} leaves of {} values, found {}", self.width, self.values.len() - first);
            return Err(invalid(what).at(format!("tree {tree}")));
        };
        *used = end;
        let ask = |(i, &split)| question(questions, split, || format!("tree {tree}, split {i}"));
        Ok(Oblivious {
            splits: splits.iter().enumerate().map(ask).collect::<Result<_>>()?,
            values: values.to_vec(),
            // as many as there are leaves, or none
            weights: self.weights.get(first / self.width..end / self.width).unwrap_or_default().to_vec(),
        })
    }
}

/// The nodes of one free tree.
struct Nodes<'a> {
    splits: &'a [i32],
    /// How far ahead those go who fail, and those who pass.
    steps: &'a [[usize; 2]],
    /// Where among all values those of the node's leaf start.
    leaves: &'a [u32],
    questions: &'a [Ask],
}

impl Nodes<'_> {
    /// The tree level by level; every node has one parent, every leaf values of its own.
    fn tree(&self, tree: usize, leaves: &Leaves, used: &mut usize) -> Result<Free> {
        let n = self.splits.len();
        let mut free = Free::default();
        let mut seen = vec![false; n];
        // a node, and whether only its leaf is meant
        let mut open = VecDeque::from([(0, false)]);
        let mut next = 1;
        while let Some((node, stops)) = open.pop_front() {
            let fail = |what: String| Err(invalid(what).at(format!("tree {tree}, node {node}")));
            let Some(&[failing, passing]) = self.steps.get(node) else {
                return fail(format!("is not among the {n} nodes of the tree"));
            };
            if stops || (failing == 0 && passing == 0) {
                let first = self.leaves[node];
                let end = (first as usize).checked_add(leaves.width);
                let values = end.and_then(|end| leaves.values.get(first as usize..end));
                let Some(values) =
                    values.filter(|_| first != NO_LEAF && (first as usize).is_multiple_of(leaves.width))
                else {
                    return fail(format!("no leaf has its values at {first}"));
                };
                *used += leaves.width;
                if *used > leaves.values.len() {
                    return fail("two nodes have the same leaf".into());
                }
                free.values.extend_from_slice(values);
                let weight = leaves.weights.get(first as usize / leaves.width).copied();
                free.nodes.push(FreeNode::Leaf { width: leaves.width, weight });
            }
            if stops {
                continue;
            }
            if std::mem::replace(&mut seen[node], true) {
                return fail("two nodes lead here".into());
            }
            if failing == 0 && passing == 0 {
                continue;
            }
            let ask = question(self.questions, self.splits[node], || format!("tree {tree}, node {node}"))?;
            free.nodes.push(FreeNode::Split { ask, next });
            open.extend([failing, passing].map(|step| (node + step, step == 0)));
            next += 2;
        }
        match seen.iter().position(|seen| !seen) {
            None => Ok(free),
            Some(node) => Err(invalid("nothing leads here").at(format!("tree {tree}, node {node}"))),
        }
    }
}
