//! Small graphs, made here, and how they are scored without the floor above.

use prost::Message;
use prost::bytes::Bytes;

use super::proto::{
    AttributeProto, DimProto, GraphProto, ModelProto, NodeProto, OpsetProto, ShapeProto, TensorProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};
use super::read;
use crate::base::Error;
use crate::model::{CustomerModel, Node, Rounding, Side, Test};

mod reading;
mod refusals;

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

// ---- making graphs

fn attribute(name: &str) -> AttributeProto {
    AttributeProto { name: name.to_owned(), ..AttributeProto::default() }
}

fn ints(name: &str, list: &[i64]) -> AttributeProto {
    AttributeProto { ints: list.to_vec(), ..attribute(name) }
}

fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { i: Some(i), ..attribute(name) }
}

fn floats(name: &str, list: &[f64]) -> AttributeProto {
    AttributeProto { floats: list.iter().map(|&x| x as f32).collect(), ..attribute(name) }
}

fn text(name: &str, s: &str) -> AttributeProto {
    AttributeProto { s: Some(Bytes::copy_from_slice(s.as_bytes())), ..attribute(name) }
}

fn texts(name: &str, list: &[&str]) -> AttributeProto {
    AttributeProto { strings: list.iter().map(|s| Bytes::copy_from_slice(s.as_bytes())).collect(), ..attribute(name) }
}

fn doubles(name: &str, list: &[f64]) -> AttributeProto {
    let t = TensorProto { data_type: 11, dims: vec![list.len() as i64], double_data: list.to_vec(), ..tensor("") };
    AttributeProto { t: Some(t.encode_to_vec().into()), ..attribute(name) }
}

fn tensor(name: &str) -> TensorProto {
    TensorProto { name: name.to_owned(), ..TensorProto::default() }
}

fn constant(name: &str, list: &[f64]) -> TensorProto {
    let dims = if list.len() == 1 { Vec::new() } else { vec![list.len() as i64] };
    TensorProto { data_type: 1, dims, float_data: list.iter().map(|&x| x as f32).collect(), ..tensor(name) }
}

fn positions(name: &str, list: &[i64]) -> TensorProto {
    TensorProto { data_type: 7, dims: vec![list.len() as i64], int64_data: list.to_vec(), ..tensor(name) }
}

fn node(op: &str, inputs: &[&str], outputs: &[&str], attributes: &[AttributeProto]) -> NodeProto {
    let ml = op.starts_with("Tree")
        || ["ZipMap", "Normalizer", "ArrayFeatureExtractor", "Scaler", "LinearClassifier"].contains(&op);
    NodeProto {
        input: inputs.iter().map(|&s| s.to_owned()).collect(),
        output: outputs.iter().map(|&s| s.to_owned()).collect(),
        name: format!("the{op}"),
        op_type: op.to_owned(),
        attribute: attributes.iter().map(|a| a.encode_to_vec().into()).collect(),
        domain: if ml { "ai.onnx.ml".into() } else { String::new() },
    }
}

fn value(name: &str, elem_type: i32, dims: &[Option<i64>]) -> ValueInfoProto {
    let dim = dims.iter().map(|&dim_value| DimProto { dim_value }).collect();
    let tensor_type = Some(TensorTypeProto { elem_type, shape: Some(ShapeProto { dim }) });
    let r#type = Some(TypeProto { tensor_type, sequence_type: None, map_type: None });
    ValueInfoProto { name: name.to_owned(), r#type }
}

#[derive(Clone)]
struct Graph {
    nodes: Vec<NodeProto>,
    tensors: Vec<TensorProto>,
    inputs: Vec<ValueInfoProto>,
    outputs: Vec<ValueInfoProto>,
}

impl Graph {
    /// One input "X" of so many columns, one numeric output "Y".
    fn new(columns: i64, nodes: Vec<NodeProto>) -> Self {
        Self {
            nodes,
            tensors: Vec::new(),
            inputs: vec![value("X", 1, &[None, Some(columns)])],
            outputs: vec![value("Y", 1, &[None, None])],
        }
    }

    fn with(mut self, tensors: &[TensorProto]) -> Self {
        self.tensors.extend_from_slice(tensors);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        fn list<M: Message>(messages: &[M]) -> Vec<Bytes> {
            messages.iter().map(|m| m.encode_to_vec().into()).collect()
        }
        let graph = GraphProto {
            node: list(&self.nodes),
            initializer: list(&self.tensors),
            input: list(&self.inputs),
            output: list(&self.outputs),
        };
        let file = ModelProto {
            ir_version: Some(8),
            producer_name: "skl2onnx".into(),
            producer_version: "1.20.0".into(),
            graph: Some(graph.encode_to_vec().into()),
            opset_import: vec![OpsetProto { domain: "ai.onnx.ml".into(), version: 3 }],
        };
        file.encode_to_vec()
    }

    fn open(&self) -> CustomerModel {
        read(&self.bytes(), "test").unwrap_or_else(|e| panic!("{e}")).value
    }

    fn refused(&self) -> Error {
        read(&self.bytes(), "test").expect_err("must be refused")
    }
}

/// A tree of one split: `x MODE t ? leaf 1 : leaf 2`; votes are (leaf, class, weight).
struct Stump {
    mode: &'static str,
    threshold: f64,
    tracks: i64,
    votes: Vec<(i64, i64, f64)>,
    more: Vec<AttributeProto>,
}

impl Stump {
    fn new(votes: &[(i64, i64, f64)]) -> Self {
        Self { mode: "BRANCH_LEQ", threshold: 0.5, tracks: 0, votes: votes.to_vec(), more: Vec::new() }
    }

    fn with(mut self, attribute: AttributeProto) -> Self {
        self.more.push(attribute);
        self
    }

    fn attributes(&self, word: &str) -> Vec<AttributeProto> {
        let column = |f: &dyn Fn(&(i64, i64, f64)) -> i64| self.votes.iter().map(f).collect::<Vec<_>>();
        let mut list = vec![
            ints("nodes_treeids", &[0, 0, 0]),
            ints("nodes_nodeids", &[0, 1, 2]),
            ints("nodes_featureids", &[0, 0, 0]),
            texts("nodes_modes", &[self.mode, "LEAF", "LEAF"]),
            floats("nodes_values", &[self.threshold, 0.0, 0.0]),
            ints("nodes_truenodeids", &[1, 0, 0]),
            ints("nodes_falsenodeids", &[2, 0, 0]),
            ints("nodes_missing_value_tracks_true", &[self.tracks, 0, 0]),
            ints(&format!("{word}_treeids"), &column(&|_| 0)),
            ints(&format!("{word}_nodeids"), &column(&|v| v.0)),
            ints(&format!("{word}_ids"), &column(&|v| v.1)),
            floats(&format!("{word}_weights"), &self.votes.iter().map(|v| v.2).collect::<Vec<_>>()),
        ];
        for attribute in &self.more {
            list.retain(|a| a.name != attribute.name && format!("{}_as_tensor", a.name) != attribute.name);
            list.push(attribute.clone());
        }
        list
    }

    fn regressor(&self, output: &str) -> NodeProto {
        node("TreeEnsembleRegressor", &["X"], &[output], &self.attributes("target"))
    }

    fn classifier(&self, output: &str) -> NodeProto {
        node("TreeEnsembleClassifier", &["X"], &["L", output], &self.attributes("class"))
    }
}

fn labels(n: i64) -> AttributeProto {
    ints("classlabels_int64s", &(0..n).collect::<Vec<_>>())
}

fn post(word: &str) -> AttributeProto {
    text("post_transform", word)
}

/// A regressor of the usual stump, with votes 1 and 2, and what follows it.
fn behind(nodes: Vec<NodeProto>) -> Graph {
    let mut all = vec![Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).regressor("S")];
    all.extend(nodes);
    Graph::new(1, all)
}

/// Two classes with chances 0.2 and 0.9 of the second.
fn two_classes(word: &str) -> Stump {
    Stump::new(&[(1, 0, 0.2), (2, 0, 0.9)]).with(labels(2)).with(post(word))
}

// ---- scoring them, without the floor above

fn margins(model: &CustomerModel, x: &[f64]) -> Vec<f64> {
    let x: Vec<f64> =
        x.iter().map(|&v| if model.rounding() == Rounding::F32 { f64::from(v as f32) } else { v }).collect();
    let mut margins: Vec<f64> = model.offers().iter().map(|o| o.base_score).collect();
    for tree in model.trees() {
        let mut at = 0;
        loop {
            match &tree.nodes[at] {
                Node::Leaf { value } => break margins[tree.offer.index()] += value,
                Node::Split(split) => {
                    let v = x[split.feature.index()];
                    let Test::Below { threshold, .. } = split.test else { panic!("only numbers here") };
                    let side = match v.is_nan() {
                        true => split.missing,
                        false if v < threshold => Side::Left,
                        false => Side::Right,
                    };
                    at = split.child(side).index();
                }
            }
        }
    }
    margins
}

fn responses(model: &CustomerModel, x: &[f64]) -> Vec<f64> {
    model.link().responses(&margins(model, x))
}

/// The first margin at each of some values of the one column.
fn along(model: &CustomerModel, xs: &[f64]) -> Vec<f64> {
    xs.iter().map(|&x| margins(model, &[x])[0]).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    let near = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(near, "{found:?} against {expected:?}");
}

#[track_caller]
fn says(error: &Error, parts: &[&str]) {
    let whole = format!("{error} | {}", error.hint.as_deref().unwrap_or(""));
    for part in parts {
        assert!(whole.contains(part), "\"{part}\" is not in: {whole}");
    }
}
