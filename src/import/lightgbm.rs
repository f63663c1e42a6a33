//! LightGBM's text format, as `save_model` writes it (versions v2 to v4).
//!
//! Followed as the library itself does (facts from LightGBM's documentation and its reading of its own files):
//! numbers compare in float64 as `x <= t`; `decision_type` holds bit 0 categorical, bit 1 missing goes left, bits
//! 2–3 what counts as missing (none, zero, NaN); where nothing is missing a NaN reads as 0; listed categories go
//! left, everything else, missing included, right; trees belong to classes in turn; `average_output` means.
//! Covers are the counts of training rows. Linear leaves are refused. O(bytes) time and memory.

use super::names::made_up;
use super::pandas;
use super::room::Room;
use super::words::{CUT_OFF, DAMAGED, is_limit};

use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx, Result, Warned, ours};
use crate::model::builder::{FEATURES_MAX, LEVELS_MAX, OFFERS_MAX, TREES_MAX};
use crate::model::{
    Aggregate, Comparison, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node, Offer, Provenance, Side,
    Split, Test, Tree,
};

/// The most lines that the header or a tree may have; LightGBM writes some twenty.
const ENTRIES_MAX: usize = 1_000;

/// The line that holds level labels starts so.
const LABELS: &str = "pandas_categorical:";

/// What follows the trees starts so.
const IMPORTANCES: &str = "feature importances:";

/// Reads a LightGBM text model; `name` becomes its title.
///
/// # Errors
/// [`Kind::Format`] with the line that is wrong or missing, [`Kind::Unsupported`] for linear trees, objectives and
/// transformations that cannot be honoured exactly, [`Kind::Invalid`] from the builder.
pub fn read(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let bytes = ours::without_mark(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        format_error(line, "not UTF-8 text").hint("the file is damaged, or in another encoding; save it again")
    })?;
    let mut warnings = Vec::new();
    let sections = Sections::of(text)?;
    let header = Header::of(&sections.header)?;
    if let Some(line) = sections.cut_after.filter(|_| header.version != "v2") {
        let what = "the file ends in the middle of what follows the trees: no line \"end of parameters\"";
        return Err(format_error(line, what).hint(CUT_OFF));
    }
    let mut raw = Vec::with_capacity(sections.trees.len());
    for (i, block) in sections.trees.iter().enumerate() {
        raw.push(RawTree::of(block, i)?);
    }
    if raw.len() != header.n_trees {
        let what = format!("expected {} trees as \"tree_sizes\" lists, found {}", header.n_trees, raw.len());
        return Err(Error::new(Kind::Format, what).hint(DAMAGED));
    }
    if !raw.len().is_multiple_of(header.n_outputs) {
        let what = format!("{} trees for {} classes, expected a multiple", raw.len(), header.n_outputs);
        return Err(Error::new(Kind::Format, what).hint(DAMAGED));
    }
    let mut room = Room::new();
    let features = header.features(&sections, &raw, &mut room, &mut warnings)?;
    let trees = raw
        .iter()
        .enumerate()
        .map(|(i, t)| t.build(i, i % header.n_outputs, &features, &mut room))
        .collect::<Result<Vec<_>>>()?;
    let aggregate = if header.average { Aggregate::Mean } else { Aggregate::Sum };
    let offers = (0..header.n_outputs)
        .map(|i| Offer {
            title: if header.n_outputs == 1 { super::outcome(header.link).to_owned() } else { format!("Class {i}") },
            ..Offer::bare(i.to_string(), aggregate)
        })
        .collect();
    if matches!(header.link, Link::Ranking) {
        warnings.push(super::ONLY_ORDERS.to_owned());
    }
    let nameless = made_up(features.iter().map(|f| f.id.as_str()), "Column_");
    let builder = ModelBuilder {
        features,
        offers,
        link: header.link,
        trees,
        provenance: Provenance {
            format: format!("LightGBM text {}", header.version),
            objective: header.objective,
            training: String::new(),
            cover: "training rows".into(),
            nameless,
            stopped: None,
            codes_are_numbers: false,
        },
        ..ModelBuilder::new(name)
    };
    Ok(Warned { value: builder.build()?, warnings })
}

fn format_error(line: usize, what: impl Into<String>) -> Error {
    Error::new(Kind::Format, what).at(format!("line {line}"))
}

/// By feature its level labels, where the file has them; a column that has some is categorical.
fn level_labels(
    sections: &Sections<'_>,
    categorical: &mut [bool],
    warnings: &mut Vec<String>,
) -> Result<Vec<Option<Vec<String>>>> {
    let n = categorical.len();
    let mut named: Vec<usize> = match &sections.categorical_parameter {
        Some(list) if !list.is_empty() && list.iter().all(|&i| i < n) => list.clone(),
        _ => (0..n).filter(|&i| categorical[i]).collect(),
    };
    named.sort_unstable();
    named.dedup();
    let mut labels: Vec<Option<Vec<String>>> = vec![None; n];
    let Some((line, json)) = sections.pandas_categorical else {
        if categorical.contains(&true) {
            warnings.push("the file has no level labels: levels are shown as codes".into());
        }
        return Ok(labels);
    };
    let lists = pandas_levels(json, line)?;
    if lists.len() == named.len() {
        for (&feature, list) in named.iter().zip(lists) {
            labels[feature] = Some(list);
            categorical[feature] = true;
        }
    } else if !lists.is_empty() {
        warnings.push(format!(
            "labels of {} categorical columns are in the file, but the model has {}: levels are shown as codes",
            lists.len(),
            named.len()
        ));
    }
    Ok(labels)
}

/// A run of `key=value` lines with their numbers.
struct Block<'a> {
    line: usize,
    entries: Vec<(usize, &'a str, &'a str)>,
}

impl<'a> Block<'a> {
    fn get(&self, key: &str) -> Option<(usize, &'a str)> {
        self.entries.iter().find(|(_, k, _)| *k == key).map(|&(line, _, value)| (line, value))
    }

    fn need(&self, key: &str) -> Result<(usize, &'a str)> {
        self.get(key).ok_or_else(|| format_error(self.line, format!("the block that starts here has no \"{key}\"")))
    }

    fn number<T: std::str::FromStr>(&self, key: &str) -> Result<T> {
        let (line, value) = self.need(key)?;
        value.trim().parse().map_err(|_| format_error(line, format!("\"{key}\" is not a number that fits")))
    }

    /// The numbers of a list, exactly as many as expected.
    fn list<T: std::str::FromStr>(&self, key: &str, expected: usize) -> Result<Vec<T>> {
        let (line, value) = self.need(key)?;
        let list = value
            .split_ascii_whitespace()
            .enumerate()
            .map(|(i, word)| {
                word.parse().map_err(|_| format_error(line, format!("\"{key}\", entry {i}: not a number that fits")))
            })
            .collect::<Result<Vec<T>>>()?;
        if list.len() != expected {
            let what = format!("\"{key}\": expected {expected} values, found {}", list.len());
            return Err(format_error(line, what).hint(DAMAGED));
        }
        Ok(list)
    }
}

/// The parts of the file.
struct Sections<'a> {
    header: Block<'a>,
    trees: Vec<Block<'a>>,
    categorical_parameter: Option<Vec<usize>>,
    pandas_categorical: Option<(usize, &'a str)>,
    /// The line after which the file ends in the middle of what follows the trees.
    cut_after: Option<usize>,
}

impl<'a> Sections<'a> {
    fn of(text: &'a str) -> Result<Self> {
        let mut header = Block { line: 1, entries: Vec::new() };
        let mut trees: Vec<Block<'a>> = Vec::new();
        let mut ended = false;
        let mut categorical_parameter = None;
        let mut pandas_categorical = None;
        let mut n_lines = 0;
        // what follows the trees is written up to "end of parameters" or not at all; then level labels may come
        let (mut follows, mut whole, mut last) = (false, false, "");
        for (i, line) in text.lines().enumerate() {
            let number = i + 1;
            n_lines = number;
            let line = line.trim_end();
            if !ended {
                // before 2.2 nothing but the list of importances ended the trees
                if line == "end of trees" || line == IMPORTANCES {
                    ended = true;
                }
                let (key, value) = line.split_once('=').unwrap_or((line, ""));
                if ended {
                    // the line is no entry of the last tree
                } else if key == "Tree" {
                    if trees.len() >= TREES_MAX {
                        let what = format!("more than {TREES_MAX} trees, the limit");
                        return Err(format_error(number, what).past_limit());
                    }
                    let expected = trees.len().to_string();
                    if value != expected {
                        return Err(format_error(number, format!("expected Tree={expected}, found another number")));
                    }
                    trees.push(Block { line: number, entries: Vec::new() });
                } else if !key.is_empty() {
                    let entries = &mut trees.last_mut().unwrap_or(&mut header).entries;
                    if entries.len() >= ENTRIES_MAX {
                        let what = format!("more than {ENTRIES_MAX} lines in one block, the limit");
                        return Err(format_error(number, what).past_limit());
                    }
                    entries.push((number, key, value));
                }
            } else if let Some(list) = line.strip_prefix("[categorical_feature: ") {
                let list = list.trim_end_matches(']');
                categorical_parameter = list.split(',').map(|n| n.trim().parse().ok()).collect();
            } else if let Some(json) = line.strip_prefix(LABELS) {
                pandas_categorical = Some((number, json));
            }
            if ended && !line.is_empty() {
                follows |= line != "end of trees";
                whole |= line == "end of parameters";
                last = line;
            }
        }
        if !ended {
            let what = "the file ends in the middle: no line \"end of trees\"";
            return Err(format_error(n_lines.max(1), what).hint(CUT_OFF));
        }
        let begun = last.len() < LABELS.len() && LABELS.starts_with(last) && !last.is_empty();
        let cut_after = ((follows && !whole) || begun).then_some(n_lines);
        Ok(Self { header, trees, categorical_parameter, pandas_categorical, cut_after })
    }
}

struct Header {
    version: String,
    objective: String,
    link: Link,
    average: bool,
    n_outputs: usize,
    n_trees: usize,
    names: Vec<String>,
    infos: Vec<String>,
}

impl Header {
    fn of(block: &Block<'_>) -> Result<Self> {
        let (line, version) = block.need("version")?;
        if !["v2", "v3", "v4"].contains(&version) {
            let what = "the format's version is not v2, v3 or v4";
            return Err(Error::new(Kind::Unsupported, what)
                .at(format!("line {line}"))
                .hint("save the model with LightGBM 2 to 4"));
        }
        let n_outputs: usize = block.number("num_tree_per_iteration")?;
        if n_outputs == 0 {
            return Err(format_error(block.line, "no trees per iteration, expected at least one"));
        }
        if n_outputs > OFFERS_MAX {
            let what = format!("{n_outputs} trees per iteration, the limit is {OFFERS_MAX}");
            return Err(format_error(block.line, what).past_limit());
        }
        let last: usize = block.number("max_feature_idx")?;
        if last >= FEATURES_MAX {
            let what = format!("{last} features and more, the limit is {FEATURES_MAX}");
            return Err(format_error(block.line, what).past_limit());
        }
        let (names_line, names) = block.need("feature_names")?;
        // counted before each is a text of its own
        let found = names.split(' ').count();
        if found != last + 1 {
            let what = format!("\"feature_names\": expected {} names, found {found}", last + 1);
            return Err(format_error(names_line, what).hint(DAMAGED));
        }
        let names: Vec<String> = names.split(' ').map(str::to_owned).collect();
        let (infos_line, infos) = block.need("feature_infos")?;
        let found = infos.split(' ').count();
        if found != last + 1 {
            let what = format!("\"feature_infos\": expected {} entries, found {found}", last + 1);
            return Err(format_error(infos_line, what).hint(DAMAGED));
        }
        let infos: Vec<String> = infos.split(' ').map(str::to_owned).collect();
        let n_trees = block.need("tree_sizes")?.1.split_ascii_whitespace().count();
        let (objective_line, objective) = block.get("objective").unwrap_or((block.line, ""));
        Ok(Self {
            version: version.to_owned(),
            objective: objective.to_owned(),
            link: link_of(objective, objective_line)?,
            average: block.entries.iter().any(|(_, key, _)| *key == "average_output"),
            n_outputs,
            n_trees,
            names,
            infos,
        })
    }

    /// The data dictionary, as far as the file tells it: names, ranges seen in training, levels and their labels.
    fn features(
        &self,
        sections: &Sections<'_>,
        trees: &[RawTree],
        room: &mut Room,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<Feature>> {
        let n = self.names.len();
        // a column is categorical if training said so, or if a tree splits it so
        let mut categorical: Vec<bool> =
            self.infos.iter().map(|info| !info.starts_with('[') && info.contains(':')).collect();
        for tree in trees {
            for (i, &feature) in tree.feature.iter().enumerate() {
                if tree.is_categorical(i)
                    && let Some(flag) = categorical.get_mut(feature as usize)
                {
                    *flag = true;
                }
            }
        }
        let mut labels = level_labels(sections, &mut categorical, warnings)?;
        let mut zero = vec![[false; 2]; n];
        for tree in trees {
            for (i, &feature) in tree.feature.iter().enumerate() {
                if !tree.is_categorical(i)
                    && let Some(seen) = zero.get_mut(feature as usize)
                {
                    seen[usize::from(tree.missing_type(i) == MissingType::Zero)] = true;
                }
            }
        }
        let highest = highest_codes(n, trees);
        let mut features = Vec::with_capacity(n);
        for i in 0..n {
            let name = self.names[i].clone();
            let kind = if categorical[i] {
                let levels = match labels[i].take() {
                    // a column that was never known has no labels at all
                    Some(list) if !list.is_empty() => {
                        room.levels(list.len())?;
                        list
                    }
                    _ => {
                        let last = self.highest_code(i, highest[i])?;
                        room.levels(last + 1)?;
                        (0..=last).map(|code| code.to_string()).collect()
                    }
                };
                FeatureKind::Choice { levels }
            } else {
                FeatureKind::Number
            };
            let mut feature = Feature::bare(name, kind);
            if let Some((low, high)) =
                self.infos[i].strip_prefix('[').and_then(|s| s.strip_suffix(']')).and_then(|s| {
                    let (low, high) = s.split_once(':')?;
                    Some((low.parse().ok()?, high.parse().ok()?))
                })
            {
                feature.range =
                    Some((low, high)).filter(|(l, h): &(f64, f64)| l.is_finite() && h.is_finite() && l <= h);
            }
            if zero[i] == [true, true] {
                let what = format!("splits on \"{}\" disagree on whether zero counts as missing", self.names[i]);
                return Err(Error::new(Kind::Unsupported, what).hint("save the model again with one LightGBM"));
            }
            feature.zero_is_missing = zero[i][1];
            features.push(feature);
        }
        Ok(features)
    }

    /// The highest level code that training saw or a tree names, which is `split`.
    fn highest_code(&self, feature: usize, split: usize) -> Result<usize> {
        let seen = self.infos[feature].split(':').filter_map(|code| code.parse::<usize>().ok()).max().unwrap_or(0);
        let highest = seen.max(split);
        if highest >= LEVELS_MAX {
            let what = format!("\"{}\" has the level code {highest}, the limit is {LEVELS_MAX}", self.names[feature]);
            return Err(Error::new(Kind::Invalid, what).past_limit());
        }
        Ok(highest)
    }
}

/// The highest level code that any tree names, by feature. O(nodes + codes).
fn highest_codes(n: usize, trees: &[RawTree]) -> Vec<usize> {
    let mut highest = vec![0; n];
    for tree in trees {
        for (i, &feature) in tree.feature.iter().enumerate().filter(|&(i, _)| tree.is_categorical(i)) {
            let code = tree.set(i).and_then(|set| codes(set).last());
            if let (Some(highest), Some(code)) = (highest.get_mut(feature as usize), code) {
                *highest = code.max(*highest as u32) as usize;
            }
        }
    }
    highest
}

/// What the objective makes of a margin.
fn link_of(objective: &str, line: usize) -> Result<Link> {
    let mut words = objective.split(' ');
    let name = words.next().unwrap_or("");
    let options: Vec<&str> = words.collect();
    let refuse =
        |what: String, hint: &str| Err(Error::new(Kind::Unsupported, what).at(format!("line {line}")).hint(hint));
    let scale = match options.iter().find_map(|o| o.strip_prefix("sigmoid:")) {
        Some(text) => text.parse().map_err(|_| format_error(line, "\"sigmoid\" is not a number"))?,
        None => 1.0,
    };
    match name {
        "binary" | "multiclassova" | "ova" | "one_vs_all" => Ok(Link::Logistic { scale }),
        "cross_entropy_lambda" | "xentlambda" => Ok(Link::Softplus),
        "cross_entropy" | "xentropy" => Ok(Link::Logistic { scale: 1.0 }),
        "multiclass" | "softmax" => Ok(Link::Softmax),
        "regression" | "regression_l2" | "regression_l1" | "huber" | "fair" | "quantile" | "mape"
            if options.contains(&"sqrt") =>
        {
            Ok(Link::SignedSquare)
        }
        "regression" | "regression_l2" | "regression_l1" | "huber" | "fair" | "quantile" | "mape" => {
            Ok(Link::Identity { probability: false })
        }
        "poisson" | "gamma" | "tweedie" => Ok(Link::Exp),
        "lambdarank" | "rank_xendcg" | "" | "custom" | "none" => Ok(Link::Ranking),
        other => refuse(
            format!("objective \"{other}\" is not supported"),
            "supported: binary, cross_entropy, cross_entropy_lambda, multiclass, multiclassova, regression and its kin, \
             poisson, gamma, tweedie, lambdarank, rank_xendcg",
        ),
    }
}

/// The level labels that pandas columns had, as `pandas_categorical` holds them.
fn pandas_levels(json: &str, line: usize) -> Result<Vec<Vec<String>>> {
    if json.trim() == "null" {
        return Ok(Vec::new());
    }
    pandas::levels(json).map_err(|e| {
        let text = e.to_string();
        match text.split(" at line ").next() {
            Some(what) if is_limit(what) => format_error(line, what).past_limit(),
            _ => {
                let what =
                    format!("\"pandas_categorical\" is not a list of lists of labels, at column {}", e.column());
                format_error(line, what)
            }
        }
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MissingType {
    None,
    Zero,
    Nan,
}

/// A tree's lists, their lengths checked.
struct RawTree {
    line: usize,
    feature: Vec<u32>,
    threshold: Vec<f64>,
    decision: Vec<u8>,
    left: Vec<i32>,
    right: Vec<i32>,
    leaf: Vec<f64>,
    leaf_count: Vec<f64>,
    split_count: Vec<f64>,
    boundaries: Vec<usize>,
    words: Vec<u32>,
}

impl RawTree {
    fn of(block: &Block<'_>, tree: usize) -> Result<Self> {
        let leaves: usize = block.number("num_leaves")?;
        if leaves == 0 {
            return Err(format_error(block.line, format!("tree {tree} has no leaves, expected at least one")));
        }
        if block.get("is_linear").is_some_and(|(_, v)| v.trim() == "1") {
            return Err(Error::new(
                Kind::Unsupported,
                "linear models in the leaves (linear_tree) have no such paths",
            )
            .at(format!("tree {tree}"))
            .hint("train with linear_tree=false"));
        }
        let n = leaves - 1;
        let n_cat: usize = block.number("num_cat")?;
        // a tree of one leaf leaves most lists out or empty
        let or_empty = |key: &str| if n == 0 { Ok(Vec::new()) } else { block.list(key, n) };
        let decision = if n == 0 { Vec::new() } else { block.list("decision_type", n)? };
        let (boundaries, words) = if n_cat == 0 {
            (Vec::new(), Vec::new())
        } else {
            let boundaries: Vec<usize> = block.list("cat_boundaries", n_cat.saturating_add(1))?;
            let last = boundaries.last().copied().unwrap_or(0);
            if boundaries[0] != 0 || boundaries.windows(2).any(|w| w[0] > w[1]) {
                let what = format!("tree {tree}: \"cat_boundaries\" do not ascend from 0");
                return Err(format_error(block.line, what));
            }
            if last > LEVELS_MAX {
                let what = format!("tree {tree}: sets of categories of {last} words, the limit is {LEVELS_MAX}");
                return Err(format_error(block.line, what).past_limit());
            }
            (boundaries, block.list("cat_threshold", last)?)
        };
        let raw = Self {
            line: block.line,
            feature: if n == 0 { Vec::new() } else { block.list("split_feature", n)? },
            threshold: or_empty("threshold")?,
            decision,
            left: if n == 0 { Vec::new() } else { block.list("left_child", n)? },
            right: if n == 0 { Vec::new() } else { block.list("right_child", n)? },
            leaf: block.list("leaf_value", leaves)?,
            leaf_count: if n == 0 { vec![0.0] } else { block.list("leaf_count", leaves)? },
            split_count: or_empty("internal_count")?,
            boundaries,
            words,
        };
        // each split has a set of its own; if they shared one, few bytes could stand for very many codes
        let asked: usize =
            (0..n).filter(|&i| raw.is_categorical(i)).filter_map(|i| raw.set(i)).map(<[u32]>::len).sum();
        if asked > raw.words.len() {
            let what = format!("tree {tree}: two splits ask for one set of \"cat_threshold\"");
            return Err(format_error(block.line, what));
        }
        Ok(raw)
    }

    fn is_categorical(&self, split: usize) -> bool {
        self.decision[split] & 1 == 1
    }

    fn missing_type(&self, split: usize) -> MissingType {
        match self.decision[split] >> 2 & 3 {
            0 => MissingType::None,
            1 => MissingType::Zero,
            _ => MissingType::Nan,
        }
    }

    /// The 32-bit words of a categorical split's set.
    fn set(&self, split: usize) -> Option<&[u32]> {
        let index = self.threshold[split];
        if index < 0.0 || index.fract() != 0.0 || index + 1.0 >= self.boundaries.len() as f64 {
            return None;
        }
        let index = index as usize;
        self.words.get(self.boundaries[index]..self.boundaries[index + 1])
    }

    fn build(&self, tree: usize, output: usize, features: &[Feature], room: &mut Room) -> Result<Tree> {
        let n = self.feature.len();
        let fail = |split: usize, what: String| {
            Err(Error::new(Kind::Invalid, what).at(format!("tree {tree}, node {split} (line {} and on)", self.line)))
        };
        let child = |c: i32| if c >= 0 { NodeIdx(c as u32) } else { NodeIdx::new(n + (-1 - i64::from(c)) as usize) };
        let mut nodes = Vec::with_capacity(2 * n + 1);
        for i in 0..n {
            let Some(feature) = features.get(self.feature[i] as usize) else {
                return fail(i, format!("splits on feature {}, but there are {}", self.feature[i], features.len()));
            };
            if self.decision[i] >> 2 & 3 == 3 {
                return fail(i, "\"decision_type\" names a missing type that does not exist".into());
            }
            let default = if self.decision[i] & 2 == 2 { Side::Left } else { Side::Right };
            let (test, missing) = if self.is_categorical(i) {
                let Some(set) = self.set(i) else {
                    return fail(
                        i,
                        "its set of categories is not in \"cat_boundaries\" and \"cat_threshold\"".into(),
                    );
                };
                // codes past the last label were never seen under that label; the library would follow them
                let n_levels = feature.levels().len() as u32;
                if let Some(code) = codes(set).find(|&c| c >= n_levels) {
                    return fail(i, format!("category {code}, but \"{}\" has {n_levels} labels", feature.id));
                }
                room.set(codes(set).last())?;
                (Test::In { levels: codes(set).collect() }, Side::Right)
            } else {
                if feature.kind.is_choice() {
                    return fail(i, format!("a threshold on \"{}\", which is categorical", feature.id));
                }
                let written = self.threshold[i];
                // the library writes inf where only what is missing goes right
                if !written.is_finite() && written != f64::INFINITY {
                    return fail(i, "the threshold is not a number".into());
                }
                let missing = match self.missing_type(i) {
                    // nothing is missing here: the library reads NaN as 0
                    MissingType::None if 0.0 <= written => Side::Left,
                    MissingType::None => Side::Right,
                    MissingType::Zero | MissingType::Nan => default,
                };
                let threshold = written.next_up();
                (Test::Below { threshold, written: Comparison::LessOrEqual, rank: 0 }, missing)
            };
            let (left, right) = (child(self.left[i]), child(self.right[i]));
            nodes.push(Node::Split(Split { feature: FeatureIdx(self.feature[i]), test, missing, left, right }));
        }
        nodes.extend(self.leaf.iter().map(|&value| Node::Leaf { value }));
        let covers = [self.split_count.as_slice(), self.leaf_count.as_slice()].concat();
        Ok(Tree { offer: OfferIdx::new(output), nodes, covers })
    }
}

/// The codes whose bits are set.
fn codes(words: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let words = (0u32..).zip(words).filter(|&(_, &word)| word != 0);
    words.flat_map(|(i, &word)| (0..32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| i * 32 + bit))
}
