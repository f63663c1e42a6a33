//! XGBoost's own formats, JSON and UBJSON, as `save_model` writes them (versions 1.6 to 3.4).
//!
//! Followed as the library itself does (facts from XGBoost's documentation of its model format and from what its
//! versions write): numbers are rounded to float32 and compared as `x < t`; a missing value goes the default way;
//! of a categorical split the listed codes go right, everything else, a code that was never seen included, left;
//! `tree_info` says whose tree each is; DART multiplies each tree by its `weight_drop`; the base score is written in
//! the response's terms for some objectives and taken through the inverse link. Covers are sums of hessians.
//!
//! O(bytes) time. The file's arrays and the model are in memory together, tree by tree no more than once.

mod base;
mod file;
mod refuse;
mod tree;
mod version;

use serde::Deserialize as _;

use self::base::Base;
use self::file::{Booster, Decimal, Encoding, File, Forest, Learner, Parameters};
use self::refuse::{damaged, unlike, unsupported, whole};
use self::version::Version;
use super::names::made_up;
use super::room::Room;
use super::ubjson;
use super::words::{CUT_OFF, SHORT};
use crate::base::{Error, Kind, OfferIdx, Result, Warned, ours};
use crate::model::builder::{FEATURES_MAX, LEVELS_MAX, OFFERS_MAX, TREES_MAX};
use crate::model::{
    Aggregate, CustomerModel, EarlyStop, Feature, FeatureKind, Link, ModelBuilder, Offer, Provenance, Rounding,
    Rounds,
};

/// Reads a model from XGBoost JSON; `name` becomes its title.
///
/// # Errors
/// [`Kind::Format`] with the place in the file, [`Kind::Unsupported`] for boosters, objectives and trees that cannot
/// be honoured exactly, [`Kind::Invalid`] from the builder.
pub fn read_json(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let bytes = ours::without_mark(bytes);
    let file = serde_json::from_slice(bytes).or_else(|error| match file::without_bare_words(bytes) {
        Some(plain) => serde_json::from_slice(&plain).map_err(|e| json_error(&e, &plain)),
        None => Err(json_error(&error, bytes)),
    });
    let file = file.map_err(|error| if file::is_configuration(bytes) { configuration() } else { error })?;
    convert(file, name, "JSON")
}

/// Reads a model from XGBoost UBJSON; `name` becomes its title.
///
/// # Errors
/// As [`read_json`].
pub fn read_ubjson(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let mut reader = ubjson::Reader::new(bytes);
    let file = File::deserialize(&mut reader).and_then(|file| reader.end().map(|()| file));
    let file = file.map_err(|problem| {
        // read once more, watching where in the document the reader is
        let inside = serde_path_to_error::deserialize::<_, File>(&mut ubjson::Reader::new(bytes));
        let path = inside.err().map(|e| e.path().to_string());
        let place = at(path.as_deref().unwrap_or(""), &format!("byte {}", problem.at));
        match problem.cut_off {
            true => Error::new(Kind::Format, problem.what).hint(SHORT),
            false => unlike(&problem.what),
        }
        .at(place)
    })?;
    convert(file, name, "UBJSON")
}

fn configuration() -> Error {
    let what = "this is the configuration that save_config() gives, not the model: it has no trees";
    unsupported(what, "", "save the model itself with save_model(\"model.json\")")
}

fn json_error(error: &serde_json::Error, bytes: &[u8]) -> Error {
    let inside = serde_path_to_error::deserialize::<_, File>(&mut serde_json::Deserializer::from_slice(bytes));
    let path = inside.err().map(|e| e.path().to_string());
    // the message ends with the place, which is said in its own words
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or("cannot be read as JSON").to_owned();
    let place = at(path.as_deref().unwrap_or(""), &format!("line {}, column {}", error.line(), error.column()));
    if error.is_eof() {
        return Error::new(Kind::Format, "the file ends in the middle").at(place).hint(CUT_OFF);
    }
    unlike(&what).at(place)
}

/// A place in the document, in a reader's words: "tree 17, left_children, node 5 (line 1, column 900)".
fn at(path: &str, place: &str) -> String {
    let within = match path.split_once("trees[") {
        Some((_, rest)) => {
            let (tree, rest) = rest.split_once(']').unwrap_or((rest, ""));
            let rest = rest.trim_start_matches('.').replace('[', ", entry ").replace(']', "");
            if rest.is_empty() { format!("tree {tree}") } else { format!("tree {tree}, {rest}") }
        }
        None => path.trim_start_matches(['.', '?']).to_owned(),
    };
    if within.is_empty() { place.to_owned() } else { format!("{within} ({place})") }
}

const OBJECTIVES: &str = "supported: binary:*, reg:*, multi:softmax, multi:softprob, count:poisson, survival:cox, \
                          survival:aft, rank:*";

/// What an objective makes of a margin, and of the base score.
fn objective(name: &str) -> Result<(Link, Base)> {
    let value = Link::Identity { probability: false };
    Ok(match name {
        "binary:logistic" | "reg:logistic" => (Link::Logistic { scale: 1.0 }, Base::Logit),
        "binary:logitraw" | "binary:hinge" => (Link::Ranking, Base::AsIs),
        "multi:softmax" | "multi:softprob" => (Link::Softmax, Base::AsIs),
        "count:poisson" | "reg:gamma" | "reg:tweedie" | "survival:cox" | "survival:aft" => (Link::Exp, Base::Log),
        "reg:squarederror"
        | "reg:linear"
        | "reg:squaredlogerror"
        | "reg:pseudohubererror"
        | "reg:absoluteerror"
        | "reg:quantileerror"
        | "reg:expectileerror" => (value, Base::AsIs),
        "rank:pairwise" | "rank:ndcg" | "rank:map" => (Link::Ranking, Base::AsIs),
        _ => {
            let what = format!("objective \"{name}\" is not supported");
            return Err(Error::new(Kind::Unsupported, what).at("learner.objective").hint(OBJECTIVES));
        }
    })
}

fn convert(file: File, name: &str, format: &str) -> Result<Warned<CustomerModel>> {
    let Learner { attributes, feature_names, feature_types, gradient_booster, objective: loss, .. } = file.learner;
    let parameters = &file.learner.learner_model_param;
    let (forest, weights) = forest(gradient_booster)?;
    let n_trees = forest.trees.len();
    let (link, base) = objective(&loss.name)?;
    let n_features = whole(Some(&parameters.num_feature), 0, "num_feature")?;
    let version = Version::of(&file.version);
    let offers = offers(parameters, link, base, &loss.name, version)?;
    let (mut room, mut warnings) = (Room::new(), Vec::new());
    let features = features(&feature_names, &feature_types, n_features, &forest, version, &mut room, &mut warnings)?;
    let stopped = early_stop(&forest, attributes.best_iteration.as_deref(), offers.len())?;
    let mut trees = Vec::with_capacity(n_trees);
    for (i, (tree, &offer)) in forest.trees.into_iter().zip(&forest.tree_info).enumerate() {
        if offer as usize >= offers.len() {
            let what = format!("\"tree_info\" gives it to output {offer}, but there are {}", offers.len());
            return Err(damaged(what, format!("tree {i}")));
        }
        let weight = weights.as_ref().map_or(1.0, |w| w[i].0);
        trees.push(tree.build(OfferIdx(offer), weight, &features, &mut room).map_err(|e| e.at_tree(i))?);
    }
    version.check(&mut warnings);
    warnings.extend(note(&loss.name, offers.len()).map(str::to_owned));
    let builder = ModelBuilder {
        features,
        offers,
        link,
        rounding: Rounding::F32,
        trees,
        provenance: Provenance {
            format: format!("XGBoost {format}{}", version.text()),
            objective: loss.name,
            training: if weights.is_some() { "DART".into() } else { String::new() },
            cover: "sums of hessians".into(),
            nameless: feature_names.is_empty() || made_up(feature_names.iter().map(String::as_str), "f"),
            stopped,
            codes_are_numbers: true,
        },
        ..ModelBuilder::new(name)
    };
    Ok(Warned { value: builder.build()?, warnings })
}

/// Which round came out best, where training was watched, and which trees belong to the rounds up to it. Trees stand
/// round by round; before 2.1 the file does not say where one ends, and each has as many trees for each output.
fn early_stop(forest: &Forest, best: Option<&str>, n_outputs: usize) -> Result<Option<EarlyStop>> {
    let Some(best) = best.and_then(|text| text.trim().parse::<usize>().ok()) else { return Ok(None) };
    let n_trees = forest.trees.len();
    let ends: Vec<usize> = match forest.iteration_indptr.get(1..) {
        Some(ends) if !ends.is_empty() => {
            ends.iter().map(|&end| usize::try_from(end).unwrap_or(usize::MAX)).collect()
        }
        _ => {
            let parallel = whole(forest.gbtree_model_param.num_parallel_tree.as_ref(), 1, "num_parallel_tree")?;
            let a_round = parallel.max(1).saturating_mul(n_outputs);
            (1..=n_trees / a_round).map(|round| round * a_round).collect()
        }
    };
    // a list that does not end with the trees says nothing of them
    let whole_rounds = ends.is_sorted() && ends.last() == Some(&n_trees);
    let trees = ends.get(best).copied().filter(|_| whole_rounds);
    Ok(trees.map(|trees| EarlyStop { best: best + 1, rounds: ends.len(), trees, used: Rounds::All }))
}

/// The trees with an entry for each in every list, and, of DART, what each is multiplied by.
fn forest(booster: Booster) -> Result<(Forest, Option<Vec<Decimal>>)> {
    let (forest, weights) = match booster.name.as_str() {
        "gbtree" => (booster.model, None),
        "dart" => (booster.gbtree.map(|inner| inner.model), booster.weight_drop),
        "gblinear" => {
            let what = "booster gblinear has no trees, so there are no paths to explain";
            return Err(unsupported(what, "learner.gradient_booster", "train with booster=gbtree"));
        }
        other => {
            let what = format!("booster \"{other}\" is not supported");
            return Err(unsupported(what, "learner.gradient_booster", "supported: gbtree, dart"));
        }
    };
    let mut forest = forest.ok_or_else(|| unlike("no forest").at("learner.gradient_booster"))?;
    let weights = match (weights, forest.weight_drop.take().filter(|w| !w.is_empty())) {
        (Some(_), Some(_)) => return Err(unlike("weights stand twice").at("weight_drop")),
        (None, None) if booster.name == "dart" => return Err(unlike("no weights").at("weight_drop")),
        (one, other) => one.or(other),
    };
    let n_trees = forest.trees.len();
    if n_trees == 0 {
        let error = Error::new(Kind::Invalid, "no trees, expected at least one").at("learner.gradient_booster.model");
        return Err(error.hint("train at least one round"));
    }
    if n_trees > TREES_MAX {
        return Err(Error::new(Kind::Invalid, format!("{n_trees} trees, the limit is {TREES_MAX}")).past_limit());
    }
    if whole(forest.gbtree_model_param.num_trees.as_ref(), n_trees, "num_trees")? != n_trees {
        return Err(damaged(format!("\"num_trees\" and the {n_trees} trees disagree"), "gbtree_model_param"));
    }
    for (list, found) in
        [("tree_info", forest.tree_info.len()), ("weight_drop", weights.as_ref().map_or(n_trees, Vec::len))]
    {
        if found != n_trees {
            return Err(damaged(format!("expected an entry for each of {n_trees} trees, found {found}"), list));
        }
    }
    Ok((forest, weights))
}

/// The outputs with their base scores as margins: several targets or quantiles have a tree each in turn, as classes do.
fn offers(
    parameters: &Parameters,
    link: Link,
    base: Base,
    objective: &str,
    version: Version<'_>,
) -> Result<Vec<Offer>> {
    let base_scores = base::margins(&parameters.base_score, base, version)?;
    let n_classes = whole(parameters.num_class.as_ref(), 0, "num_class")?;
    let n_targets = whole(parameters.num_target.as_ref(), 1, "num_target")?;
    if objective == "reg:expectileerror" && n_targets > 1 {
        let what = "several expectiles: each is what the one before it is and more, so none has a sum of its own";
        return Err(unsupported(what, "learner.objective", "train one model per expectile"));
    }
    let n_offers = n_classes.max(n_targets).max(1);
    if n_offers > OFFERS_MAX {
        return Err(Error::new(Kind::Invalid, format!("{n_offers} outputs, the limit is {OFFERS_MAX}")).past_limit());
    }
    if base_scores.len() != 1 && base_scores.len() != n_offers {
        let what = format!("{} base scores for {n_offers} outputs", base_scores.len());
        return Err(damaged(what, "learner_model_param.base_score"));
    }
    let offer = |i: usize| {
        let base_score = base_scores[if base_scores.len() == 1 { 0 } else { i }];
        let title = match n_offers {
            1 => super::outcome(link).to_owned(),
            _ if n_classes > 1 => format!("Class {i}"),
            _ => format!("Output {i}"),
        };
        Offer { title, base_score, ..Offer::bare(i.to_string(), Aggregate::Sum) }
    };
    Ok((0..n_offers).map(offer).collect())
}

/// What to know of an objective.
fn note(objective: &str, n_offers: usize) -> Option<&'static str> {
    match objective {
        "reg:quantileerror" if n_offers > 1 => {
            Some("later versions sort the quantiles of each answer; here each stands by itself")
        }
        "binary:logitraw" => Some("the objective gives raw scores: log-odds, not chances"),
        "binary:hinge" => Some("the objective gives raw scores: the library answers yes above 0"),
        name if name.starts_with("rank:") => Some(super::ONLY_ORDERS),
        _ => None,
    }
}

/// The data dictionary, as far as the file tells it: names, types, level labels.
fn features(
    names: &[String],
    types: &[String],
    n: usize,
    forest: &Forest,
    version: Version<'_>,
    room: &mut Room,
    warnings: &mut Vec<String>,
) -> Result<Vec<Feature>> {
    if n > FEATURES_MAX {
        return Err(Error::new(Kind::Invalid, format!("{n} features, the limit is {FEATURES_MAX}")).past_limit());
    }
    for (list, found) in [("feature_names", names.len()), ("feature_types", types.len())] {
        if found != 0 && found != n {
            return Err(damaged(format!("expected {n} entries, found {found}"), format!("learner.{list}")));
        }
    }
    // the highest code any split names, by feature; `None` where no split is categorical
    let mut highest: Vec<Option<usize>> = vec![None; n];
    for (i, tree) in forest.trees.iter().enumerate() {
        // lists stand one after another; if they overlapped, few bytes could stand for very many
        let listed = tree.categories_sizes.iter().fold(0usize, |sum, &size| sum.saturating_add(size));
        if listed > tree.categories.len() {
            let found = tree.categories.len();
            return Err(damaged(format!("{found} \"categories\" for lists of {listed}"), format!("tree {i}")));
        }
        for (entry, &node) in tree.categories_nodes.iter().enumerate() {
            let feature = tree.split_indices.get(node as usize).and_then(|&f| highest.get_mut(f as usize));
            let Some(highest) = feature else { continue };
            let codes = tree.codes(entry).ok_or_else(|| {
                damaged("the list of its categories is not in \"categories\"", format!("tree {i}, node {node}"))
            })?;
            let code = codes.iter().copied().max().unwrap_or(0).max(0) as usize;
            if code >= LEVELS_MAX {
                let what = format!("category {code}, the limit is {LEVELS_MAX}");
                return Err(Error::new(Kind::Invalid, what).at(format!("tree {i}, node {node}")).past_limit());
            }
            *highest = (*highest).max(Some(code));
        }
    }
    let mut coded = Vec::new();
    let mut features = Vec::with_capacity(n);
    for (i, highest) in highest.into_iter().enumerate() {
        let id = names.get(i).cloned().unwrap_or_else(|| format!("f{i}"));
        let kind = types.get(i).map_or("", String::as_str);
        if highest.is_none() && !matches!(kind, "c" | "categorical") {
            let yes_no = kind == "i";
            let mut feature = Feature::bare(id, if yes_no { FeatureKind::YesNo } else { FeatureKind::Number });
            feature.step = (kind == "int").then_some(1.0);
            features.push(feature);
            continue;
        }
        let least = highest.map_or(1, |code| code + 1);
        let labels = forest.cats.enc.get(i).and_then(|encoding| encoding.labels(version));
        let labels = labels.filter(|labels| labels.len() >= least);
        room.levels(labels.as_ref().map_or(least, Vec::len))?;
        let levels = match labels {
            Some(labels) => labels,
            None => {
                coded.push(format!("\"{id}\""));
                (0..least).map(|code| code.to_string()).collect()
            }
        };
        features.push(Feature::bare(id, FeatureKind::Choice { levels }));
    }
    if !coded.is_empty() {
        warnings.push(format!("the file has no usable level labels for {}: levels are codes", coded.join(", ")));
    }
    Ok(features)
}

impl Encoding {
    /// The labels; `None` where the file has none, or where they cannot be relied on.
    fn labels(&self, version: Version<'_>) -> Option<Vec<String>> {
        let Some(offsets) = &self.offsets else {
            return Some(self.values.iter().map(number_text).collect()).filter(|l: &Vec<String>| !l.is_empty());
        };
        let bytes: Vec<u8> =
            self.values.iter().map(|v| v.as_i64().map(|byte| byte as i8 as u8)).collect::<Option<_>>()?;
        // before 3.4 lengths were counted in letters and not in bytes, which shifts every label after an accent
        if !version.counts_bytes() && !bytes.is_ascii() {
            return None;
        }
        let labels: Option<Vec<String>> =
            offsets.windows(2).map(|w| String::from_utf8(bytes.get(w[0]..w[1])?.to_vec()).ok()).collect();
        labels.filter(|l| !l.is_empty())
    }
}

/// A level that is a number, as a table would write it.
fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.0}"),
        _ => number.to_string(),
    }
}
