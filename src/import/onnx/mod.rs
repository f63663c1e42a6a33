//! ONNX models made of decision trees: the tree operators of `ai.onnx.ml` (`TreeEnsembleClassifier`,
//! `TreeEnsembleRegressor`, `TreeEnsemble`) with the steps around them that converters write.
//!
//! The data are followed from the inputs through the trees to the outputs. Before the trees a step may only pass
//! columns on or choose some; after them it may only name classes, add, scale, or apply a link. Everything else is
//! refused by operator and node. Facts from the ONNX schema and the operators' documentation; what they leave open was
//! tried with onnxruntime 1.32. Compared as float32 where the input is float32. The format stores no covers.

mod columns;
mod flow;
mod grow;
mod listed;
mod offers;
mod placed;
mod proto;
mod reader;
mod scores;
mod steps;
mod trees;
mod value;

#[cfg(test)]
mod tests;

use crate::base::{Error, FeatureIdx, Kind, Result, Warned};
use crate::model::builder::{NODES_MAX, TREES_MAX};
use crate::model::{CustomerModel, Feature, FeatureKind, ModelBuilder, Node, Provenance, Rounding, Tree};
use flow::{Followed, Input};
use proto::{Elem, ModelProto};

/// The most values that the leaves of one tree may have over all classes.
const VALUES_MAX: usize = 20_000_000;

/// Whether bytes begin as ONNX files do: the version of the format, then a field that may follow it.
pub fn is_onnx(bytes: &[u8]) -> bool {
    // producer, its version, domain, model version, description, graph, operator sets
    const NEXT: [u8; 7] = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42];
    matches!(bytes, [0x08, 1..=0x40, next, ..] if NEXT.contains(next))
}

/// Reads an ONNX model; `name` becomes its title.
///
/// # Errors
/// [`Kind::Format`] if the file is cut off or its lists do not fit together, [`Kind::Unsupported`] with operator and
/// node for everything that cannot be honoured exactly, [`Kind::Invalid`] for limits and from the builder.
pub fn read(bytes: &[u8], name: &str) -> Result<Warned<CustomerModel>> {
    let (file, graph) = proto::decode(bytes)?;
    let mut followed = flow::follow(&graph)?;
    let mut warnings = std::mem::take(&mut followed.warnings);
    if !followed.aside.is_empty() {
        warnings.push(format!("not read, since they give out no scores: {}", quoted(&followed.aside)));
    }
    let features = Features::of(&followed.inputs);
    let rounding = rounding(&followed)?;
    let plan = offers::plan(&followed.outputs, &mut warnings)?;
    if followed.inputs.iter().any(|i| !i.sized) {
        warnings.push(
            "the file does not say how many columns there are: counted up to the last that is asked for".into(),
        );
    }
    let (trees, bounds) = build_trees(&followed, &features, rounding, &plan)?;
    let (link, rank_warning) = plan.link(&bounds);
    warnings.extend(rank_warning);
    let builder = ModelBuilder {
        features: features.list,
        offers: plan.offers(link),
        link,
        rounding,
        trees,
        provenance: Provenance {
            format: format_name(&file),
            objective: String::new(),
            training: String::new(),
            cover: String::new(),
            nameless: features.nameless,
            stopped: None,
            codes_are_numbers: false,
        },
        ..ModelBuilder::new(name)
    };
    Ok(Warned { value: builder.build()?, warnings })
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")
}

/// "ONNX (ai.onnx.ml 3, skl2onnx 1.20.0)".
fn format_name(file: &ModelProto) -> String {
    let version = file.opset_import.iter().find(|o| o.domain == "ai.onnx.ml").map_or(1, |o| o.version);
    let word = |text: &str| text.split_whitespace().next().unwrap_or("").chars().take(40).collect::<String>();
    let producer = word(&file.producer_name);
    // CatBoost writes a page about its build here
    let of = if file.producer_version.lines().count() == 1 { word(&file.producer_version) } else { String::new() };
    match (producer.is_empty(), of.is_empty()) {
        (true, _) => format!("ONNX (ai.onnx.ml {version})"),
        (false, true) => format!("ONNX (ai.onnx.ml {version}, {producer})"),
        (false, false) => format!("ONNX (ai.onnx.ml {version}, {producer} {of})"),
    }
}

/// The data dictionary, as far as the file tells it.
struct Features {
    list: Vec<Feature>,
    /// Per input, the position of its first feature; `None` if it has none.
    offsets: Vec<Option<usize>>,
    nameless: bool,
}

impl Features {
    /// Inputs of one column give their names; one input of many columns has names only by position.
    fn of(inputs: &[Input]) -> Self {
        let numeric = || inputs.iter().filter(|i| i.elem != Elem::Other);
        let single = numeric().count() == 1;
        let nameless = single || numeric().any(|i| i.width > 1);
        let mut list = Vec::new();
        let mut offsets = Vec::with_capacity(inputs.len());
        for input in inputs {
            offsets.push((input.elem != Elem::Other).then_some(list.len()));
            let n = if input.elem == Elem::Other { 0 } else { input.width };
            for at in 0..n {
                let name = match (single, input.width) {
                    (true, _) => format!("f{at}"),
                    (false, 1) => input.name.clone(),
                    (false, _) => format!("{}_{at}", input.name),
                };
                let mut feature = Feature::bare(name, FeatureKind::Number);
                feature.step = (input.elem == Elem::Whole).then_some(1.0);
                list.push(feature);
            }
        }
        Self { list, offsets, nameless }
    }
}

/// How numbers are rounded before they are compared: the same for every column that a tree asks about.
fn rounding(followed: &Followed) -> Result<Rounding> {
    let mut found = None;
    for ensemble in &followed.ensembles {
        // whole numbers are compared as float32 where the operator reads them itself, as onnxruntime does
        let whole = ensemble.columns.elem == Elem::Whole;
        for column in &ensemble.columns.list {
            let own = if whole { Rounding::F32 } else { column.rounding };
            if *found.get_or_insert(own) != own {
                let what = "some columns are compared as float32 and some as float64";
                return Err(Error::new(Kind::Unsupported, what)
                    .at(ensemble.place.clone())
                    .hint("export with one number type for all columns"));
            }
        }
    }
    Ok(found.unwrap_or(Rounding::F32))
}

/// Makes one tree per tree of the file and offer that it votes for, and what its leaves tell of the offers' sums.
fn build_trees(
    followed: &Followed,
    features: &Features,
    rounding: Rounding,
    plan: &offers::Plan,
) -> Result<(Vec<Tree>, offers::Bounds)> {
    let mut bounds = offers::Bounds::of(plan);
    let mut trees = Vec::new();
    let mut n_nodes = 0usize;
    for (e, ensemble) in followed.ensembles.iter().enumerate() {
        let terms = plan.terms_of(e as u32);
        if terms.is_empty() {
            continue;
        }
        let mut columns = Vec::with_capacity(ensemble.columns.list.len());
        for column in &ensemble.columns.list {
            let offset = features.offsets[column.input as usize].unwrap_or(0);
            columns.push(FeatureIdx::new(offset + column.at as usize));
        }
        for tree in &ensemble.trees {
            let grown = grow::grow(ensemble, tree, &columns, rounding)?;
            if grown.nodes.len().saturating_mul(terms.len()) > VALUES_MAX {
                let what = format!(
                    "a tree of {} nodes for {} classes, the limit is {VALUES_MAX} in all",
                    grown.nodes.len(),
                    terms.len()
                );
                let place = format!("{}, tree {}", ensemble.place, tree.id);
                return Err(Error::new(Kind::Invalid, what).at(place).past_limit());
            }
            let values: Vec<(usize, Vec<f64>)> = terms
                .iter()
                .map(|(offer, factors)| (*offer, offers::leaf_values(ensemble, tree, &grown.leaves, factors)))
                .collect();
            bounds.add(&grown.leaves, &values);
            for (offer, values) in values {
                // a tree without votes for a class adds nothing to it
                let silent = values.iter().all(|&v| v == 0.0);
                if silent && plan.n_offers() > 1 {
                    continue;
                }
                n_nodes = n_nodes.saturating_add(grown.nodes.len());
                if trees.len() >= TREES_MAX || n_nodes > NODES_MAX {
                    let what = format!(
                        "more than {TREES_MAX} trees or {NODES_MAX} nodes, the limits, when each class has its own"
                    );
                    return Err(Error::new(Kind::Invalid, what).at(ensemble.place.clone()).past_limit());
                }
                let mut nodes = grown.nodes.clone();
                for (node, value) in nodes.iter_mut().zip(values) {
                    if let Node::Leaf { value: leaf } = node {
                        *leaf = value;
                    }
                }
                trees.push(Tree { offer: crate::base::OfferIdx::new(offer), nodes, covers: Vec::new() });
            }
        }
    }
    Ok((trees, bounds))
}
