//! Follows the data of a graph from its inputs through the trees to its outputs, node by node.
//!
//! A value is known to be columns of the input, numbers of the file, scores of the trees, a label, or lost: made by
//! something that is not followed. A lost value matters only where trees read it or where it is given out.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::columns::{Column, Columns};
use super::listed::classifier_or_regressor;
use super::placed::ensemble as placed;
use super::proto::{Attributes, Elem, Graph, NodeProto};
use super::scores::Scores;
use super::steps;
use super::trees::Ensemble;
use super::value::{Cause, Made, Value};
use crate::base::{Error, Kind, Result};
use crate::model::Rounding;
use crate::model::builder::FEATURES_MAX;

/// How many columns, terms and numbers all nodes together may read and make.
const WORK_MAX: usize = 5_000_000;

/// An input of the graph that people fill.
#[derive(Debug)]
pub(super) struct Input {
    /// Its name.
    pub name: String,
    /// How many columns it has.
    pub width: usize,
    /// Their type.
    pub elem: Elem,
    /// Whether the file says how many columns there are.
    pub sized: bool,
}

/// A graph followed to its end.
#[derive(Debug)]
pub(super) struct Followed {
    /// The inputs, in the order of the file.
    pub inputs: Vec<Input>,
    /// The tree operators, in the order of the file.
    pub ensembles: Vec<Ensemble>,
    /// Each output that gives out numbers, with its name and what it is.
    pub outputs: Vec<(String, Value)>,
    /// Names of outputs that are not followed and give out no numbers that matter.
    pub aside: Vec<String>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

/// What an operator's error names.
pub(super) fn place_of(index: usize, node: &NodeProto) -> String {
    let name = if node.name.is_empty() { &node.op_type } else { &node.name };
    let name: String = name.chars().take(80).collect();
    format!("node {index} \"{name}\"")
}

/// Whether an operator belongs to the families that are read.
fn is_standard(domain: &str) -> bool {
    matches!(domain, "" | "ai.onnx" | "ai.onnx.ml")
}

/// Whether an operator is one of the tree ensembles.
fn is_trees(node: &NodeProto) -> bool {
    node.domain == "ai.onnx.ml"
        && matches!(node.op_type.as_str(), "TreeEnsembleClassifier" | "TreeEnsembleRegressor" | "TreeEnsemble")
}

/// Follows a graph.
///
/// # Errors
/// [`Kind::Unsupported`] if there are no trees, if something stands before them, or if an operator at them cannot be
/// honoured; [`Kind::Format`] if nodes read what nothing before them makes.
pub(super) fn follow(graph: &Graph) -> Result<Followed> {
    if !graph.nodes.iter().any(is_trees) {
        return Err(no_trees(graph));
    }
    let mut flow = Flow {
        values: BTreeMap::new(),
        followed: Followed {
            inputs: Vec::new(),
            ensembles: Vec::new(),
            outputs: Vec::new(),
            aside: Vec::new(),
            warnings: Vec::new(),
        },
        work: 0,
    };
    for tensor in &graph.tensors {
        flow.values.insert(tensor.name.clone(), Value::Constant(Rc::new(tensor.clone())));
    }
    flow.inputs(graph)?;
    for (i, node) in graph.nodes.iter().enumerate() {
        flow.node(node, place_of(i, node))?;
    }
    flow.outputs(graph)?;
    Ok(flow.followed)
}

fn no_trees(graph: &Graph) -> Error {
    let plain = ["Cast", "Identity", "Reshape", "Constant", "Concat", "ZipMap", "Normalizer"];
    let mut ops: Vec<&str> = graph.nodes.iter().map(|n| n.op_type.as_str()).collect();
    ops.sort_unstable();
    ops.dedup();
    let n = ops.len();
    let main = graph.nodes.iter().position(|n| !plain.contains(&n.op_type.as_str())).unwrap_or(0);
    let what = match n {
        0 => "the graph has no nodes, expected a tree ensemble".to_owned(),
        1..=8 => format!("no tree ensemble among its operators: {}", ops.join(", ")),
        _ => format!("no tree ensemble among its operators: {} and {} more", ops[..8].join(", "), n - 8),
    };
    let error = Error::new(Kind::Unsupported, what).hint(
        "only models made of decision trees are read: TreeEnsembleClassifier, TreeEnsembleRegressor, TreeEnsemble",
    );
    match graph.nodes.get(main) {
        Some(node) => error.at(place_of(main, node)),
        None => error,
    }
}

struct Flow {
    values: BTreeMap<String, Value>,
    followed: Followed,
    work: usize,
}

impl Flow {
    /// The inputs people fill: those that are not constants too, as old files list them.
    fn inputs(&mut self, graph: &Graph) -> Result<()> {
        let open: Vec<_> = graph.inputs.iter().filter(|i| !self.values.contains_key(&i.name)).collect();
        let mut all = 0usize;
        for info in &open {
            let tensor = info.r#type.as_ref().and_then(|t| t.tensor_type.as_ref());
            let elem = tensor.map_or(Elem::Other, |t| Elem::of(t.elem_type));
            let dims = tensor.and_then(|t| t.shape.as_ref()).map(|s| s.dim.as_slice());
            let (width, flat) = match dims {
                Some([_]) => (Some(1), true),
                Some([_, columns]) => {
                    (columns.dim_value.and_then(|d| usize::try_from(d).ok()).filter(|&d| d > 0), false)
                }
                Some(other) if elem != Elem::Other => {
                    let what = format!("{} dimensions, expected rows and columns", other.len());
                    return Err(Error::new(Kind::Unsupported, what).at(format!("input \"{}\"", info.name)));
                }
                _ => (None, false),
            };
            let sized = width.is_some();
            let width = match width {
                Some(width) => width,
                None if elem == Elem::Other => 1,
                None if open.len() > 1 => {
                    let what = "the file does not say how many columns it has, and there are other inputs";
                    return Err(Error::new(Kind::Unsupported, what)
                        .at(format!("input \"{}\"", info.name))
                        .hint("export with the number of columns in the input's type"));
                }
                None => columns_asked_for(graph)?,
            };
            all = all.saturating_add(width);
            if all > FEATURES_MAX {
                let what = format!("{all} columns or more, the limit is {FEATURES_MAX}");
                return Err(Error::new(Kind::Invalid, what).at(format!("input \"{}\"", info.name)).past_limit());
            }
            let input = self.followed.inputs.len() as u32;
            let value = if elem == Elem::Other {
                Value::Lost(Rc::new(Cause {
                    place: format!("input \"{}\"", info.name),
                    op: "an input".into(),
                    why: "its values are no numbers".into(),
                }))
            } else {
                let rounding = if elem == Elem::F32 { Rounding::F32 } else { Rounding::F64 };
                let list = (0..width as u32).map(|at| Column { input, at, rounding }).collect();
                Value::Columns(Rc::new(Columns { list, elem, flat }))
            };
            self.values.insert(info.name.clone(), value);
            self.followed.inputs.push(Input { name: info.name.clone(), width, elem, sized });
        }
        Ok(())
    }

    fn node(&mut self, node: &NodeProto, place: String) -> Result<()> {
        let mut inputs = Vec::with_capacity(node.input.len());
        for name in &node.input {
            inputs.push(match self.values.get(name) {
                _ if name.is_empty() => None,
                Some(value) => Some(value.clone()),
                None => {
                    let what = format!("reads \"{name}\", which nothing before it makes");
                    return Err(Error::new(Kind::Format, what)
                        .at(place)
                        .hint("the graph is not in order or has a cycle; save it again where it was made"));
                }
            });
        }
        let attributes = Attributes::of(node, &place)?;
        if is_trees(node) {
            return self.trees(node, &attributes, &inputs);
        }
        let cause = |why: String| Rc::new(Cause { place: place.clone(), op: node.op_type.clone(), why });
        // what is read counts as well as what is made: a node of few bytes may read much
        self.spend(inputs.iter().flatten().map(Value::size).sum(), &place)?;
        // what is made of something lost is lost for the same reason
        let lost = inputs.iter().flatten().find_map(|v| match v {
            Value::Lost(cause) => Some(Rc::clone(cause)),
            _ => None,
        });
        let made = match lost {
            _ if matches!(node.op_type.as_str(), "ArgMax" | "ArgMin") => Value::Label(cause(String::new())),
            Some(cause) => Value::Lost(cause),
            None if !is_standard(&node.domain) => Value::Lost(cause("it is not one of ONNX's own operators".into())),
            None => self.operator(node, &attributes, &inputs).unwrap_or_else(|why| Value::Lost(cause(why))),
        };
        self.spend(made.size(), &place)?;
        for output in &node.output {
            self.make(output, made.clone(), &place)?;
        }
        Ok(())
    }

    fn make(&mut self, name: &str, value: Value, place: &str) -> Result<()> {
        if !name.is_empty() && self.values.insert(name.to_owned(), value).is_some() {
            let what = format!("makes \"{name}\", which is there already");
            return Err(Error::new(Kind::Format, what).at(place));
        }
        Ok(())
    }

    fn trees(&mut self, node: &NodeProto, attributes: &Attributes, inputs: &[Option<Value>]) -> Result<()> {
        let place = attributes.place();
        let columns = match inputs {
            [Some(Value::Columns(columns))] if !columns.flat => Rc::clone(columns),
            [Some(Value::Lost(cause))] => return Err(before_trees(cause, node)),
            [Some(Value::Scores(_) | Value::Label(_))] => {
                let what = "reads what other trees make, so it does not see the columns themselves";
                return Err(Error::new(Kind::Unsupported, what)
                    .at(place)
                    .hint("a stack of models cannot be opened as one; export one of them alone"));
            }
            _ => {
                return Err(Error::new(Kind::Format, "expected one input of rows and columns").at(place));
            }
        };
        let elem = columns.elem;
        let classifier = node.op_type == "TreeEnsembleClassifier";
        let ensemble = if node.op_type == "TreeEnsemble" {
            placed(attributes, elem, columns)?
        } else {
            classifier_or_regressor(attributes, classifier, elem, columns)?
        };
        let n_outputs = if classifier { 2 } else { 1 };
        if node.output.len() > n_outputs {
            return Err(
                Error::new(Kind::Format, format!("{} outputs, expected {n_outputs}", node.output.len())).at(place)
            );
        }
        if ensemble.labels.len() == 2 && ensemble.base.len() == 2 && ensemble.base.iter().any(|&b| b != 0.0) {
            self.followed.warnings.push(
                "base values of two classes are added to their scores, as ONNX says; onnxruntime does otherwise, \
                 so its chances differ"
                    .into(),
            );
        }
        let scores = Scores::of(&ensemble, self.followed.ensembles.len() as u32);
        self.spend(scores.size(), place)?;
        self.followed.ensembles.push(ensemble);
        let label =
            Value::Label(Rc::new(Cause { place: place.to_owned(), op: node.op_type.clone(), why: String::new() }));
        let values = if classifier {
            vec![label, Value::Scores(Rc::new(scores))]
        } else {
            vec![Value::Scores(Rc::new(scores))]
        };
        for (name, value) in node.output.iter().zip(values) {
            self.make(name, value, place)?;
        }
        Ok(())
    }

    /// What an operator makes of its inputs, none of them lost.
    fn operator(&self, node: &NodeProto, attributes: &Attributes, inputs: &[Option<Value>]) -> Made {
        if node.op_type == "Constant" {
            return steps::constant(attributes);
        }
        let given: Vec<&Value> = inputs.iter().flatten().collect();
        if let Some(label) = given.iter().find(|v| matches!(v, Value::Label(_)))
            && given.iter().all(|v| matches!(v, Value::Label(_) | Value::Constant(_)))
        {
            return Ok((*label).clone());
        }
        match given.first() {
            Some(Value::Columns(columns)) => steps::of_columns(node, attributes, columns, inputs, self.spare()),
            _ if given.iter().any(|v| matches!(v, Value::Scores(_))) => {
                steps::of_scores(node, attributes, inputs, self.spare())
            }
            _ => Err("it does not work on columns or scores".into()),
        }
    }

    fn spend(&mut self, work: usize, place: &str) -> Result<()> {
        self.work = self.work.saturating_add(work);
        if self.work > WORK_MAX {
            let what = format!("the graph's nodes handle more than {WORK_MAX} columns and numbers, the limit");
            return Err(Error::new(Kind::Invalid, what).at(place).past_limit());
        }
        Ok(())
    }

    /// How many more columns there may be.
    fn spare(&self) -> usize {
        WORK_MAX.saturating_sub(self.work)
    }

    /// Sorts the outputs into scores, which are read, labels, which are not, and the rest, which is refused.
    fn outputs(&mut self, graph: &Graph) -> Result<()> {
        let mut lost: Option<Error> = None;
        for info in &graph.outputs {
            let Some(value) = self.values.get(&info.name) else {
                let what = "the graph gives out what nothing makes";
                return Err(Error::new(Kind::Format, what).at(format!("output \"{}\"", info.name)));
            };
            let elem = info.r#type.as_ref().and_then(|t| t.tensor_type.as_ref()).map(|t| t.elem_type);
            // whole numbers, truth and texts name a class, a leaf or a way; numbers and maps are what is explained
            let numbers = match elem {
                Some(0) | None => !matches!(value, Value::Label(_)),
                Some(8) => false,
                Some(number) => Elem::of(number) != Elem::Whole,
            };
            match value {
                Value::Scores(_) if numbers => self.followed.outputs.push((info.name.clone(), value.clone())),
                Value::Label(_) if !numbers => {}
                _ if !numbers => self.followed.aside.push(info.name.clone()),
                Value::Lost(cause) => lost = lost.or_else(|| Some(after_trees(cause, &info.name))),
                Value::Label(cause) => {
                    let what = format!("the output \"{}\" is computed from class labels, not from scores", info.name);
                    lost = lost.or_else(|| Some(after_error(cause, what)));
                }
                _ => {
                    lost = lost.or_else(|| {
                        let what = "it does not come from the trees";
                        Some(Error::new(Kind::Unsupported, what).at(format!("output \"{}\"", info.name)))
                    });
                }
            }
        }
        match lost {
            Some(error) => Err(error),
            None if self.followed.outputs.is_empty() => Err(Error::new(
                Kind::Unsupported,
                "the graph gives out labels only, expected scores or chances beside them",
            )
            .at("its outputs")
            .hint("export it with its probabilities")),
            None => Ok(()),
        }
    }
}

/// The greatest column that any tree operator asks for, plus one: the width of an input that does not say.
fn columns_asked_for(graph: &Graph) -> Result<usize> {
    let mut most = -1i64;
    for (i, node) in graph.nodes.iter().enumerate().filter(|(_, n)| is_trees(n)) {
        let attributes = Attributes::of(node, &place_of(i, node))?;
        most = attributes.ints("nodes_featureids").iter().copied().fold(most, i64::max);
    }
    Ok(usize::try_from(most.saturating_add(1)).unwrap_or(0).max(1))
}

const ALONE: &str = "export the trees alone, without the steps before them, and give the columns those steps make";

fn before_trees(cause: &Cause, trees: &NodeProto) -> Error {
    let trees = if trees.name.is_empty() { &trees.op_type } else { &trees.name };
    let why = if cause.why.is_empty() { String::new() } else { format!(" ({})", cause.why) };
    let what = format!("{} changes the columns before the trees of \"{trees}\" see them{why}", cause.op);
    Error::new(Kind::Unsupported, what).at(cause.place.clone()).hint(ALONE)
}

fn after_trees(cause: &Cause, output: &str) -> Error {
    let why = if cause.why.is_empty() { String::new() } else { format!(": {}", cause.why) };
    let what = format!("{} on the way to the output \"{output}\" cannot be followed exactly{why}", cause.op);
    after_error(cause, what)
}

fn after_error(cause: &Cause, what: String) -> Error {
    Error::new(Kind::Unsupported, what)
        .at(cause.place.clone())
        .hint("export the trees' own scores or probabilities, without the steps after them")
}
