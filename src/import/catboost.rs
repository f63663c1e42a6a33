//! CatBoost's JSON, as `save_model(…, format="json")` writes it.
//!
//! Followed as the library itself does (facts from CatBoost's documentation, its export and its evaluator): numbers
//! compare in float32 as `x > border`; a one-hot split asks whether the label's hash is one value; a leaf's values
//! stand side by side, one per output; the margin is scale · sum of leaves + bias. Where training saw no NaN, or
//! treats it as it is, no border is below a NaN; else it stands below all borders or above all. Covers are the
//! weights of training rows. Features that are encoded by statistics of the target (CTR) are refused.
//! O(bytes + nodes) time and memory. The trees themselves are read in `catboost_trees.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::catboost_trees::{Ensemble, Oblivious, Places, TreeNode, build};
use super::room::Room;
use crate::base::{Error, FeatureIdx, Kind, Result, Warned, cityhash};
use crate::model::builder::{FEATURES_MAX, LEVELS_MAX, OFFERS_MAX};
use crate::model::{
    Aggregate, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Offer, Provenance, RankBy, Rounding,
};

/// Up to how many levels CatBoost encodes a feature one by one if it is not told otherwise.
const ONE_HOT_DEFAULT: usize = 2;
/// The one level of a feature that no split asks about and whose levels the file does not name.
const ANY: &str = "any";

/// The file, as far as it is needed.
#[derive(Deserialize)]
struct File {
    #[serde(default)]
    oblivious_trees: Option<Vec<Oblivious>>,
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
struct FeaturesInfo {
    #[serde(default)]
    float_features: Option<Vec<FloatFeature>>,
    #[serde(default)]
    categorical_features: Option<Vec<CatFeature>>,
    #[serde(default)]
    cat_features_hash: Option<Vec<HashedLabel>>,
    #[serde(default)]
    ctrs: Option<Vec<Ctr>>,
}

/// A feature of numbers.
#[derive(Deserialize)]
pub(super) struct FloatFeature {
    pub(super) feature_index: u32,
    flat_feature_index: u32,
    #[serde(default)]
    feature_id: Option<String>,
    #[serde(default)]
    feature_name: Option<String>,
    has_nans: bool,
    #[serde(default)]
    nan_value_treatment: Option<String>,
    #[serde(default)]
    pub(super) borders: Option<Vec<f64>>,
}

/// A feature of labels.
#[derive(Deserialize)]
pub(super) struct CatFeature {
    pub(super) feature_index: u32,
    flat_feature_index: u32,
    #[serde(default)]
    feature_id: Option<String>,
    #[serde(default)]
    feature_name: Option<String>,
    /// The hashes that one-hot splits ask for; absent where there is no such split.
    #[serde(default)]
    pub(super) values: Option<Vec<i32>>,
}

#[derive(Deserialize)]
struct HashedLabel {
    hash: u32,
    value: String,
}

#[derive(Deserialize)]
struct Ctr {
    #[serde(default)]
    elements: Option<Vec<CtrElement>>,
}

#[derive(Deserialize)]
struct CtrElement {
    #[serde(default)]
    cat_feature_index: Option<u32>,
}

#[derive(Deserialize, Default)]
struct ModelInfo {
    #[serde(default)]
    params: Option<Params>,
    /// What a sum of models has in place of `params`: the loss as a JSON text.
    #[serde(default)]
    loss_function: Option<String>,
    #[serde(default, alias = "multiclass_params")]
    class_params: Option<ClassParams>,
    #[serde(default)]
    catboost_version_info: Option<String>,
}

#[derive(Deserialize)]
struct Params {
    #[serde(default)]
    loss_function: Option<Loss>,
    #[serde(default)]
    cat_feature_params: Option<CatFeatureParams>,
}

#[derive(Deserialize)]
struct CatFeatureParams {
    #[serde(default)]
    one_hot_max_size: Option<usize>,
}

#[derive(Deserialize)]
struct Loss {
    #[serde(rename = "type")]
    name: String,
    #[serde(default)]
    params: Option<LossParams>,
}

#[derive(Deserialize)]
struct LossParams {
    #[serde(default)]
    alpha: Option<String>,
}

#[derive(Deserialize)]
struct ClassParams {
    #[serde(default)]
    class_label_type: Option<String>,
    #[serde(default)]
    class_names: Option<Vec<ClassName>>,
    #[serde(default)]
    class_to_label: Option<Vec<f64>>,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum ClassName {
    Flag(bool),
    Number(f64),
    Text(String),
}

/// Reads a CatBoost model from JSON; `name` becomes its title.
///
/// # Errors
/// [`Kind::Format`] with the place that is wrong or missing, [`Kind::Unsupported`] for encodings and losses that
/// cannot be honoured exactly, [`Kind::Invalid`] with tree, split or leaf where the pieces do not fit together.
pub fn read(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let file: File = serde_json::from_slice(bytes).map_err(|fast| explain(bytes, &fast))?;
    let mut warnings = Vec::new();
    let info = &file.features_info;
    info.refuse_statistics(&file.model_info)?;
    let (features, at, nameless) = info.dictionary(&mut warnings)?;
    let loss = file.model_info.loss()?;
    let link = link_of(loss.as_ref())?;
    let trees = match (&file.oblivious_trees, &file.trees) {
        (Some(_), Some(_)) => {
            let what = "both \"oblivious_trees\" and \"trees\", expected one of them";
            return Err(Error::new(Kind::Format, what));
        }
        (None, None) => {
            let what = "neither \"oblivious_trees\" nor \"trees\"";
            return Err(Error::new(Kind::Format, what).hint("the file is cut off, or the model was never trained"));
        }
        (Some(list), None) => Ensemble::Oblivious(list),
        (None, Some(list)) => Ensemble::Free(list),
    };
    let (scale, bias) = match &file.scale_and_bias {
        None => (1.0, &[][..]),
        Some((scale, Bias::One(bias))) => (*scale, std::slice::from_ref(bias)),
        Some((scale, Bias::Each(list))) => (*scale, list.as_slice()),
        Some((scale, Bias::None(()))) => (*scale, &[][..]),
    };
    let n_outputs = trees.n_outputs()?.unwrap_or(bias.len().max(1));
    if n_outputs > OFFERS_MAX {
        return Err(Error::new(Kind::Invalid, format!("{n_outputs} outputs, the limit is {OFFERS_MAX}")));
    }
    if !bias.is_empty() && bias.len() != n_outputs {
        let what = format!("{} biases for {n_outputs} outputs", bias.len());
        return Err(Error::new(Kind::Invalid, what).at("\"scale_and_bias\""));
    }
    if !scale.is_finite() {
        return Err(Error::new(Kind::Invalid, "the scale is not a finite number").at("\"scale_and_bias\""));
    }
    let ids = file.model_info.ids(n_outputs, &mut warnings)?;
    let offers = (0..n_outputs)
        .map(|i| Offer {
            title: file.model_info.title(loss.as_ref(), link, i, n_outputs),
            base_score: bias.get(i).copied().unwrap_or(0.0),
            ..Offer::bare(ids[i].clone(), Aggregate::Sum)
        })
        .collect();
    let trees = build(&trees, n_outputs, scale, &at, &mut warnings)?;
    match (&loss, link) {
        (None, _) => warnings.push("the file does not say what was trained: scores only order customers".into()),
        (Some(loss), _) if loss.name == "LogLinQuantile" => {
            warnings
                .push("the loss LogLinQuantile makes scores the logarithm of the value, as CatBoost predicts".into());
        }
        (_, Link::Ranking) => {
            warnings.push("scores have no unit of their own: they only order customers".into());
        }
        _ => {}
    }
    let covered = trees.iter().any(|t| !t.covers.is_empty());
    let builder = ModelBuilder {
        title: name.to_owned(),
        description: String::new(),
        features,
        offers,
        link,
        rank_by: RankBy::Response,
        rounding: Rounding::F32,
        currency: String::new(),
        trees,
        provenance: Provenance {
            format: file.model_info.format(),
            objective: loss.map(|l| l.name).unwrap_or_default(),
            training: String::new(),
            cover: if covered { "training rows".into() } else { String::new() },
            nameless,
        },
    };
    Ok(Warned { value: builder.build()?, warnings })
}

/// The reader's own error, with the way to the place: the file is read once more, since following the way costs time.
fn explain(bytes: &[u8], fast: &serde_json::Error) -> Error {
    if fast.is_eof() {
        return Error::new(Kind::Format, "the file ends in the middle")
            .at(format!("line {}, column {}", fast.line(), fast.column()))
            .hint("it is cut off; fetch or save it again");
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let slow = serde_path_to_error::deserialize::<_, File>(&mut reader).err();
    let path = slow.as_ref().map(|e| place(e.path())).unwrap_or_default();
    let inner = slow.as_ref().map_or(fast, serde_path_to_error::Error::inner);
    let text = inner.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    let position = format!("line {}, column {}", fast.line(), fast.column());
    Error::new(Kind::Format, what).at(if path.is_empty() { position } else { format!("{path} ({position})") })
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

impl FeaturesInfo {
    fn floats(&self) -> &[FloatFeature] {
        self.float_features.as_deref().unwrap_or(&[])
    }

    fn categories(&self) -> &[CatFeature] {
        self.categorical_features.as_deref().unwrap_or(&[])
    }

    fn labels(&self) -> &[HashedLabel] {
        self.cat_features_hash.as_deref().unwrap_or(&[])
    }

    /// Refuses features that are encoded by statistics of the target: those that splits ask for, and those with
    /// more labels than are encoded one by one, whose levels the file does not hold.
    fn refuse_statistics(&self, model: &ModelInfo) -> Result<()> {
        let refuse = |name: &str| {
            let what = format!("the categorical feature {name} is encoded by statistics of the target (CTR)");
            let hint = "train without it, or with one_hot_max_size at least the number of its levels";
            Err(Error::new(Kind::Unsupported, what).at("\"features_info\"").hint(hint))
        };
        if let Some(ctr) = self.ctrs.iter().flatten().next() {
            let index = ctr.elements.iter().flatten().find_map(|e| e.cat_feature_index);
            let feature = self.categories().iter().find(|c| Some(c.feature_index) == index);
            return refuse(&feature.map_or("of \"ctrs\"".into(), |f| format!("\"{}\"", f.name())));
        }
        let one_hot = model.params.as_ref().and_then(|p| p.cat_feature_params.as_ref()?.one_hot_max_size);
        for feature in self.categories().iter().filter(|f| f.values.as_ref().is_none_or(Vec::is_empty)) {
            // no split asks for it; statistics it is if it has more levels than are encoded one by one
            let statistics = match (self.labels().len(), one_hot) {
                (_, None) => false,
                (0, Some(most)) => most <= ONE_HOT_DEFAULT,
                (n, Some(most)) => n > most,
            };
            if statistics {
                return refuse(&format!("\"{}\"", feature.name()));
            }
        }
        Ok(())
    }

    /// The data dictionary in the order of columns, where each feature of the file is in it and how it treats what
    /// is not known, and whether the file names none of them.
    fn dictionary(&self, warnings: &mut Vec<String>) -> Result<(Vec<Feature>, Places, bool)> {
        let n = self.floats().len() + self.categories().len();
        if n > FEATURES_MAX {
            return Err(Error::new(Kind::Invalid, format!("{n} features, the limit is {FEATURES_MAX}")));
        }
        let mut labels = BTreeMap::new();
        for (i, label) in self.labels().iter().enumerate() {
            if cityhash::level_hash(&label.value) != label.hash {
                return Err(Error::new(Kind::Invalid, "the label does not have the hash it is listed with")
                    .at(format!("\"cat_features_hash\", entry {i}")));
            }
            labels.insert(label.hash, label.value.as_str());
        }
        let mut nameless = n > 0;
        let mut listed: Vec<(u32, Feature, Source<'_>)> = Vec::with_capacity(n);
        for float in self.floats() {
            nameless &= float.name().is_empty();
            let feature = Feature::bare(named(float.name(), float.flat_feature_index), FeatureKind::Number);
            listed.push((float.flat_feature_index, feature, Source::Float(float)));
        }
        let mut unlabelled = 0;
        let mut room = Room::new();
        let free = self.free_labels(&labels);
        for cat in self.categories() {
            nameless &= cat.name().is_empty();
            let asked = cat.values.as_ref().map_or(0, Vec::len);
            room.levels(if asked > 0 { asked } else { free.len().max(1) })?;
            let mut levels: Vec<(String, u32)> = levels_of(cat, &labels, &free);
            unlabelled += usize::from(cat.values.iter().flatten().any(|&v| !labels.contains_key(&(v as u32))));
            if levels.len() > LEVELS_MAX {
                let what = format!("{} levels of \"{}\", the limit is {LEVELS_MAX}", levels.len(), cat.name());
                return Err(Error::new(Kind::Invalid, what));
            }
            let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
            // numbers by size, then texts
            levels.sort_by(|(a, _), (b, _)| match (number(a), number(b)) {
                (Some(x), Some(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
                (x, y) => y.is_some().cmp(&x.is_some()).then_with(|| a.cmp(b)),
            });
            let (levels, hashes): (Vec<String>, Vec<u32>) = levels.into_iter().unzip();
            let name = named(cat.name(), cat.flat_feature_index);
            let mut feature = Feature::bare(name, FeatureKind::Choice { levels });
            feature.level_hashes = Some(hashes);
            listed.push((cat.flat_feature_index, feature, Source::Category(cat)));
        }
        if unlabelled > 0 {
            warnings.push(format!(
                "the file has no labels for the levels of {unlabelled} categorical features: they are shown as hashes, \
                 and labels in data are matched by their hash; save_model(…, pool=…) writes labels too"
            ));
        }
        listed.sort_by_key(|(flat, _, _)| *flat);
        if let Some(pair) = listed.windows(2).find(|w| w[0].0 == w[1].0) {
            let what = format!("two features have the \"flat_feature_index\" {}", pair[0].0);
            return Err(Error::new(Kind::Invalid, what).at("\"features_info\""));
        }
        let mut at = Places::default();
        let mut features = Vec::with_capacity(n);
        for (i, (_, mut feature, source)) in listed.into_iter().enumerate() {
            if nameless {
                feature.id = format!("f{i}");
                feature.label.clone_from(&feature.id);
            }
            let twice = match source {
                Source::Float(f) => {
                    at.floats.insert(f.feature_index, (FeatureIdx::new(i), f.missing_is_above()?)).is_some()
                }
                Source::Category(c) => {
                    let hashes = feature.level_hashes.iter().flatten().enumerate();
                    let levels = hashes.map(|(level, &hash)| (hash, level as u32)).collect();
                    at.categories.insert(c.feature_index, (FeatureIdx::new(i), levels)).is_some()
                }
            };
            if twice {
                let what = format!("\"{}\" has the \"feature_index\" of another feature", feature.id);
                return Err(Error::new(Kind::Invalid, what).at("\"features_info\""));
            }
            features.push(feature);
        }
        for f in self.floats() {
            at.bins.extend(f.borders.iter().flatten().map(|&b| (f.feature_index, Ok(f64::from(b as f32)))));
        }
        for c in self.categories() {
            at.bins.extend(c.values.iter().flatten().map(|&v| (c.feature_index, Err(v))));
        }
        Ok((features, at, nameless))
    }

    /// The labels that no split asks for, or all if there is no such label.
    fn free_labels(&self, labels: &BTreeMap<u32, &str>) -> Vec<u32> {
        let asked: BTreeSet<u32> = self.categories().iter().flat_map(CatFeature::asked).collect();
        let free: Vec<u32> = labels.keys().copied().filter(|h| !asked.contains(h)).collect();
        if free.is_empty() { labels.keys().copied().collect() } else { free }
    }
}

/// What splits ask of a feature; where none does, the labels that belong to no other feature's splits, or one level
/// that stands for all.
fn levels_of(cat: &CatFeature, labels: &BTreeMap<u32, &str>, free: &[u32]) -> Vec<(String, u32)> {
    let named = |hash: u32| (labels.get(&hash).map_or_else(|| format!("#{hash}"), |l| (*l).to_owned()), hash);
    let own: Vec<(String, u32)> = cat.asked().map(named).collect();
    match (own.is_empty(), free.is_empty()) {
        (false, _) => own,
        (true, false) => free.iter().copied().map(named).collect(),
        (true, true) => vec![(ANY.to_owned(), cityhash::level_hash(ANY))],
    }
}

enum Source<'a> {
    Float(&'a FloatFeature),
    Category(&'a CatFeature),
}

/// A feature's own name, or one made of its column's position.
fn named(name: &str, column: u32) -> String {
    if name.is_empty() { format!("f{column}") } else { name.to_owned() }
}

/// The name that came with the pool, else the one that came with training; empty if there is none.
fn first_of<'a>(name: Option<&'a str>, id: Option<&'a str>) -> &'a str {
    name.filter(|n| !n.is_empty()).or(id).unwrap_or("")
}

impl FloatFeature {
    fn name(&self) -> &str {
        first_of(self.feature_name.as_deref(), self.feature_id.as_deref())
    }

    /// Whether a NaN stands above all borders; else none is below it.
    fn missing_is_above(&self) -> Result<bool> {
        match self.nan_value_treatment.as_deref() {
            None | Some("AsIs" | "AsFalse") => Ok(false),
            Some("AsTrue") => Ok(self.has_nans),
            Some(_) => {
                let what = format!("\"nan_value_treatment\" of \"{}\" is none of AsIs, AsFalse, AsTrue", self.name());
                Err(Error::new(Kind::Unsupported, what).at("\"features_info\""))
            }
        }
    }
}

impl CatFeature {
    /// The hashes that splits ask for.
    fn asked(&self) -> impl Iterator<Item = u32> + '_ {
        self.values.iter().flatten().map(|&v| v as u32)
    }

    fn name(&self) -> &str {
        first_of(self.feature_name.as_deref(), self.feature_id.as_deref())
    }
}

impl ModelInfo {
    /// The loss that was trained for, if the file says.
    fn loss(&self) -> Result<Option<Loss>> {
        if let Some(loss) = self.params.as_ref().and_then(|p| p.loss_function.as_ref()) {
            let params = loss.params.as_ref().map(|p| LossParams { alpha: p.alpha.clone() });
            return Ok(Some(Loss { name: loss.name.clone(), params }));
        }
        let Some(text) = &self.loss_function else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| {
            Error::new(Kind::Format, "the text of the loss is not JSON as CatBoost writes it")
                .at("\"model_info\", \"loss_function\"")
        })
    }

    /// The names of outputs: their positions among all classes, of which training may not have met every one, as
    /// CatBoost numbers its columns.
    fn ids(&self, n_outputs: usize, warnings: &mut Vec<String>) -> Result<Vec<String>> {
        let classes = self.class_params.as_ref();
        let labels =
            classes.and_then(|c| c.class_to_label.as_deref()).filter(|l| n_outputs > 1 && l.len() == n_outputs);
        let Some(labels) = labels else { return Ok((0..n_outputs).map(|i| i.to_string()).collect()) };
        let whole = labels.iter().all(|x| (0.0..1e6).contains(x) && x.fract() == 0.0);
        if !whole || labels.windows(2).any(|pair| pair[0] >= pair[1]) {
            let what = "\"class_to_label\" does not number the classes upwards";
            return Err(Error::new(Kind::Unsupported, what).at("\"model_info\", \"class_params\""));
        }
        if labels[n_outputs - 1] >= n_outputs as f64 {
            warnings.push("training did not meet every class: the others have no score".into());
        }
        Ok(labels.iter().map(|x| format!("{x:.0}")).collect())
    }

    /// What a person reads for an output: its class, its quantile, or what a single output is.
    fn title(&self, loss: Option<&Loss>, link: Link, output: usize, n_outputs: usize) -> String {
        let classes = self.class_params.as_ref();
        let texts = classes.is_some_and(|c| c.class_label_type.as_deref() == Some("String"));
        // two classes have one output, which scores the second
        let class = if n_outputs == 1 { 1 } else { output };
        let label = classes.and_then(|c| c.label(class));
        let chance = link.is_probability();
        match (n_outputs, label) {
            (_, Some(ClassName::Text(text))) if chance && texts && !text.is_empty() => text,
            (1, Some(ClassName::Number(x))) if chance && x != 1.0 => format!("Class {x}"),
            (1, _) if chance => "The outcome the model predicts".into(),
            (1, _) if link == Link::Ranking => "The model's score".into(),
            (1, _) => "The value the model predicts".into(),
            (_, Some(ClassName::Number(x))) if chance => format!("Class {x}"),
            (_, Some(ClassName::Flag(yes))) if chance => format!("Class {yes}"),
            (_, _) if chance => format!("Class {output}"),
            _ => {
                let alpha =
                    loss.filter(|l| l.name == "MultiQuantile").and_then(|l| l.params.as_ref()?.alpha.as_deref());
                let quantiles: Vec<&str> = alpha.map(|a| a.split(',').collect()).unwrap_or_default();
                match quantiles.get(output).filter(|_| quantiles.len() == n_outputs) {
                    Some(quantile) => format!("Quantile {}", quantile.trim()),
                    None => format!("Output {output}"),
                }
            }
        }
    }

    fn format(&self) -> String {
        let info = self.catboost_version_info.as_deref().unwrap_or("");
        let version = info.split_once("tags/v").map(|(_, rest)| rest.split_whitespace().next().unwrap_or(""));
        match version.filter(|v| !v.is_empty() && v.len() <= 20) {
            Some(version) => format!("CatBoost JSON ({version})"),
            None => "CatBoost JSON".into(),
        }
    }
}

impl ClassParams {
    /// The label of a class: outputs are those classes that training met, names may list more.
    fn label(&self, class: usize) -> Option<ClassName> {
        let label = self.class_to_label.as_deref().unwrap_or(&[]).get(class).copied();
        let names = self.class_names.as_deref().unwrap_or(&[]);
        match label {
            _ if names.is_empty() => label.map(ClassName::Number),
            Some(label) if label >= 0.0 && label.fract() == 0.0 => names.get(label as usize).cloned(),
            Some(_) => None,
            None => names.get(class).cloned(),
        }
    }
}

/// What CatBoost's own prediction makes of a margin, by the loss it was trained for.
fn link_of(loss: Option<&Loss>) -> Result<Link> {
    let Some(loss) = loss else { return Ok(Link::Ranking) };
    let refuse = |what: String, hint: &str| {
        Err(Error::new(Kind::Unsupported, what).at("\"model_info\", \"loss_function\"").hint(hint))
    };
    match loss.name.as_str() {
        "Logloss" | "CrossEntropy" | "Focal" | "MultiClassOneVsAll" | "MultiLogloss" | "MultiCrossEntropy" => {
            Ok(Link::Logistic { scale: 1.0 })
        }
        "MultiClass" => Ok(Link::Softmax),
        "RMSE"
        | "MAE"
        | "Quantile"
        | "GroupQuantile"
        | "LogLinQuantile"
        | "MAPE"
        | "Lq"
        | "Huber"
        | "Expectile"
        | "LogCosh"
        | "MultiRMSE"
        | "MultiRMSEWithMissingValues"
        | "MultiQuantile" => Ok(Link::Identity { probability: false }),
        "Poisson" | "Tweedie" => Ok(Link::Exp),
        "YetiRank" | "YetiRankPairwise" | "PairLogit" | "PairLogitPairwise" | "QueryRMSE" | "QuerySoftMax"
        | "QueryCrossEntropy" | "StochasticFilter" | "StochasticRank" | "LambdaMart" | "Cox" => Ok(Link::Ranking),
        // losses of one's own: CatBoost does not know what they make of a margin either
        "PythonUserDefinedPerObject"
        | "PythonUserDefinedMultiTarget"
        | "UserPerObjMetric"
        | "UserQuerywiseMetric" => Ok(Link::Ranking),
        "RMSEWithUncertainty" => refuse(
            "the loss RMSEWithUncertainty predicts a value and its uncertainty, which are no two offers".into(),
            "train with RMSE",
        ),
        other => refuse(
            format!("the loss \"{other}\" is not supported"),
            "supported: Logloss, CrossEntropy, MultiClass and its kin, RMSE, MAE, Quantile and their kin, Poisson, \
             Tweedie, and the losses for ranking",
        ),
    }
}
