//! Small graphs, made here, against what onnxruntime 1.32 answered for the same graphs; and every refusal.

use prost::Message;
use prost::bytes::Bytes;

use super::proto::{
    AttributeProto, DimProto, GraphProto, ModelProto, NodeProto, OpsetProto, ShapeProto, TensorProto,
    TensorTypeProto, TypeProto, ValueInfoProto,
};
use super::{is_onnx, read};
use crate::base::{Error, Kind, OfferIdx};
use crate::model::{CustomerModel, Link, Node, Rounding, Side, Test};

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

// ---- splits

#[test]
fn every_mode_sends_numbers_and_missing_values_as_onnxruntime_does() {
    let xs = [0.4, 0.5, 0.6, NAN, INF, -INF];
    let cases: [(&str, i64, [f64; 6]); 12] = [
        ("BRANCH_LEQ", 0, [1.0, 1.0, 2.0, 2.0, 2.0, 1.0]),
        ("BRANCH_LEQ", 1, [1.0, 1.0, 2.0, 1.0, 2.0, 1.0]),
        ("BRANCH_LT", 0, [1.0, 2.0, 2.0, 2.0, 2.0, 1.0]),
        ("BRANCH_LT", 1, [1.0, 2.0, 2.0, 1.0, 2.0, 1.0]),
        ("BRANCH_GTE", 0, [2.0, 1.0, 1.0, 2.0, 1.0, 2.0]),
        ("BRANCH_GTE", 1, [2.0, 1.0, 1.0, 1.0, 1.0, 2.0]),
        ("BRANCH_GT", 0, [2.0, 2.0, 1.0, 2.0, 1.0, 2.0]),
        ("BRANCH_GT", 1, [2.0, 2.0, 1.0, 1.0, 1.0, 2.0]),
        ("BRANCH_EQ", 0, [2.0, 1.0, 2.0, 2.0, 2.0, 2.0]),
        ("BRANCH_EQ", 1, [2.0, 1.0, 2.0, 1.0, 2.0, 2.0]),
        ("BRANCH_NEQ", 0, [1.0, 2.0, 1.0, 1.0, 1.0, 1.0]),
        ("BRANCH_NEQ", 1, [1.0, 2.0, 1.0, 1.0, 1.0, 1.0]),
    ];
    for (mode, tracks, expected) in cases {
        let stump = Stump { mode, tracks, ..Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]) };
        let model = Graph::new(1, vec![stump.regressor("Y")]).open();
        assert_eq!(along(&model, &xs), expected, "{mode}, tracks true {tracks}");
    }
}

#[test]
fn infinite_thresholds_ask_whether_a_value_is_there() {
    let xs = [0.4, 1e300, NAN, INF, -INF, f64::from(f32::MAX)];
    for (mode, threshold, tracks, expected) in [
        ("BRANCH_LEQ", INF, 0, [1.0, 1.0, 2.0, 1.0, 1.0, 1.0]),
        ("BRANCH_LEQ", INF, 1, [1.0; 6]),
        ("BRANCH_LEQ", -INF, 0, [2.0, 2.0, 2.0, 2.0, 1.0, 2.0]),
        ("BRANCH_GT", INF, 1, [2.0, 2.0, 1.0, 2.0, 2.0, 2.0]),
        ("BRANCH_LT", INF, 0, [1.0, 2.0, 2.0, 2.0, 1.0, 1.0]),
        ("BRANCH_LT", -INF, 1, [2.0, 2.0, 1.0, 2.0, 2.0, 2.0]),
        ("BRANCH_GTE", -INF, 0, [1.0, 1.0, 2.0, 1.0, 1.0, 1.0]),
    ] {
        let stump = Stump { mode, threshold, tracks, ..Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]) };
        let model = Graph::new(1, vec![stump.regressor("Y")]).open();
        assert_eq!(along(&model, &xs), expected, "{mode} {threshold}");
    }
}

#[test]
fn float32_columns_round_and_float64_columns_do_not() {
    let stump = Stump { threshold: 0.1, ..Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]) };
    let graph = Graph::new(1, vec![stump.regressor("Y")]);
    let model = graph.open();
    assert_eq!(model.rounding(), Rounding::F32);
    assert_eq!(along(&model, &[0.1, 0.1 + 1e-12, 0.100_001]), [1.0, 1.0, 2.0]);

    let stump = stump.with(doubles("nodes_values_as_tensor", &[0.1, 0.0, 0.0]));
    let mut graph = Graph::new(1, vec![stump.regressor("Y")]);
    says(&graph.refused(), &["number type", "theTreeEnsembleRegressor"]);
    graph.inputs = vec![value("X", 11, &[None, Some(1)])];
    let model = graph.open();
    assert_eq!(model.rounding(), Rounding::F64);
    assert_eq!(along(&model, &[0.1, 0.1 + 1e-12]), [1.0, 2.0]);
}

#[test]
fn a_chain_of_equalities_becomes_pieces_and_shared_nodes_are_copied() {
    // LightGBM's categories: x in {3, 1} ? A : (x == 4 ? B : C), with A shared by two nodes
    let attributes = [
        ints("nodes_treeids", &[7; 6]),
        ints("nodes_nodeids", &[0, 1, 2, 3, 4, 5]),
        ints("nodes_featureids", &[0; 6]),
        texts("nodes_modes", &["BRANCH_EQ", "LEAF", "BRANCH_EQ", "BRANCH_EQ", "LEAF", "LEAF"]),
        floats("nodes_values", &[3.0, 0.0, 1.0, 4.0, 0.0, 0.0]),
        ints("nodes_truenodeids", &[1, 0, 1, 4, 0, 0]),
        ints("nodes_falsenodeids", &[2, 0, 3, 5, 0, 0]),
        ints("nodes_missing_value_tracks_true", &[0, 0, 0, 1, 0, 0]),
        ints("target_treeids", &[7; 3]),
        ints("target_nodeids", &[1, 4, 5]),
        ints("target_ids", &[0; 3]),
        floats("target_weights", &[10.0, 20.0, 30.0]),
    ];
    let model = Graph::new(1, vec![node("TreeEnsembleRegressor", &["X"], &["Y"], &attributes)]).open();
    let xs = [0.0, 1.0, 2.0, 3.0, 3.5, 4.0, 5.0, NAN];
    assert_eq!(along(&model, &xs), [30.0, 10.0, 30.0, 10.0, 30.0, 20.0, 30.0, 20.0]);
    assert_eq!(model.tree(crate::base::TreeIdx(0)).n_leaves(), 7);
}

#[test]
fn copies_have_a_limit() {
    // each node's children are both the next node: two to the sixty leaves
    let n = 60i64;
    let ids: Vec<i64> = (0..=n).collect();
    let next: Vec<i64> = (0..=n).map(|i| (i + 1).min(n)).collect();
    let mut modes = vec!["BRANCH_LEQ"; n as usize];
    modes.push("LEAF");
    let attributes = [
        ints("nodes_treeids", &vec![0; ids.len()]),
        ints("nodes_nodeids", &ids),
        ints("nodes_featureids", &vec![0; ids.len()]),
        texts("nodes_modes", &modes),
        floats("nodes_values", &vec![1.0; ids.len()]),
        ints("nodes_truenodeids", &next),
        ints("nodes_falsenodeids", &next),
        ints("target_treeids", &[0]),
        ints("target_nodeids", &[n]),
        ints("target_ids", &[0]),
        floats("target_weights", &[1.0]),
    ];
    let error = Graph::new(1, vec![node("TreeEnsembleRegressor", &["X"], &["Y"], &attributes)]).refused();
    says(&error, &["takes more than", "save_model"]);
}

// ---- classes, sums and links

#[test]
fn two_classes_with_one_score_are_one_offer() {
    let cases = [
        ("NONE", [0.2, 0.9], Link::Identity { probability: true }, [0.2, 0.9]),
        ("NONE", [-0.2, 0.9], Link::Ranking, [-0.2, 0.9]),
        ("LOGISTIC", [0.2, 0.9], Link::Logistic { scale: 1.0 }, [0.549_834, 0.710_950]),
        ("LOGISTIC", [-0.2, 0.9], Link::Logistic { scale: 1.0 }, [0.450_166, 0.710_950]),
    ];
    for (word, weights, link, expected) in cases {
        for class in [0, 1] {
            let stump =
                Stump::new(&[(1, class, weights[0]), (2, class, weights[1])]).with(labels(2)).with(post(word));
            let model = Graph::new(1, vec![stump.classifier("Y")]).open();
            assert_eq!(model.offers().len(), 1);
            assert_eq!((model.offers()[0].id.as_str(), model.trees().len()), ("0", 1));
            if class == 0 || word == "LOGISTIC" {
                assert_eq!(model.link(), link, "{word} {weights:?}");
            }
            close(&[responses(&model, &[0.0])[0], responses(&model, &[1.0])[0]], &expected);
        }
    }
    let model =
        Graph::new(1, vec![two_classes("LOGISTIC").with(floats("base_values", &[-2.0])).classifier("Y")]).open();
    close(&along(&model, &[0.0]), &[-1.8]);
    assert_eq!(model.offers()[0].base_score, -2.0);
}

#[test]
fn opposite_votes_are_one_offer_and_others_are_two() {
    let opposite = [(1, 0, 0.2), (1, 1, -0.2), (2, 0, -0.9), (2, 1, 0.9)];
    let stump = Stump::new(&opposite).with(post("LOGISTIC")).with(texts("classlabels_strings", &["no", "yes"]));
    let model = Graph::new(1, vec![stump.classifier("Y")]).open();
    assert_eq!((model.offers().len(), model.offers()[0].title.as_str()), (1, "yes"));
    close(&along(&model, &[0.0, 1.0]), &[-0.2, 0.9]);
    // CatBoost's bias: onnxruntime forgets which class it belongs to, CatBoost and the documentation do not
    let read =
        read(&Graph::new(1, vec![stump.with(floats("base_values", &[-0.5, 0.5])).classifier("Y")]).bytes(), "test")
            .expect("a model");
    close(&along(&read.value, &[0.0, 1.0]), &[0.3, 1.4]);
    assert!(read.warnings.iter().any(|w| w.contains("onnxruntime")), "{:?}", read.warnings);

    let votes = [(1, 0, 0.8), (1, 1, 0.2), (2, 0, 0.1), (2, 1, 0.9)];
    let model = Graph::new(1, vec![Stump::new(&votes).with(labels(2)).classifier("Y")]).open();
    assert_eq!((model.offers().len(), model.link()), (2, Link::Identity { probability: true }));
    close(&margins(&model, &[1.0]), &[0.1, 0.9]);
}

#[test]
fn classes_have_labels_ids_and_a_tree_each_where_they_get_votes() {
    let votes = [(1, 0, 0.2), (1, 1, 0.8), (1, 2, 0.0), (2, 0, 0.9), (2, 1, 0.1), (2, 2, 0.0)];
    let stump = Stump::new(&votes).with(texts("classlabels_strings", &["basic", "plus", "vip"]));
    let model = Graph::new(1, vec![stump.classifier("Y")]).open();
    let offers: Vec<(&str, &str)> = model.offers().iter().map(|o| (o.id.as_str(), o.title.as_str())).collect();
    assert_eq!(offers, [("0", "basic"), ("1", "plus"), ("2", "vip")]);
    assert_eq!(model.link(), Link::Identity { probability: true });
    assert_eq!(model.trees().iter().map(|t| t.offer).collect::<Vec<_>>(), [OfferIdx(0), OfferIdx(1)]);
    let votes = [(1, 0, 0.2), (1, 1, 0.8), (1, 2, 0.4), (2, 0, 0.9)];
    let stump = Stump::new(&votes).with(labels(3)).with(post("SOFTMAX"));
    let model = Graph::new(1, vec![stump.with(floats("base_values", &[0.1, 0.2, 0.3])).classifier("Y")]).open();
    assert_eq!((model.link(), model.offers()[2].title.as_str()), (Link::Softmax, "Class 2"));
    close(&responses(&model, &[0.0]), &[0.221_947, 0.446_947, 0.331_106]);
    close(&responses(&model, &[1.0]), &[0.513_997, 0.230_909, 0.255_193]);
}

#[test]
fn averages_divide_by_trees_and_then_add_base_values() {
    let attributes = [
        ints("nodes_treeids", &[5, 2]),
        ints("nodes_nodeids", &[0, 0]),
        ints("nodes_featureids", &[0, 0]),
        texts("nodes_modes", &["LEAF", "LEAF"]),
        floats("nodes_values", &[0.0, 0.0]),
        ints("nodes_truenodeids", &[0, 0]),
        ints("nodes_falsenodeids", &[0, 0]),
        ints("target_treeids", &[5, 2]),
        ints("target_nodeids", &[0, 0]),
        ints("target_ids", &[0, 0]),
        floats("target_weights", &[1.0, 3.0]),
        floats("base_values", &[10.0]),
    ];
    for (word, expected) in [("SUM", 14.0), ("AVERAGE", 12.0)] {
        let mut attributes = attributes.to_vec();
        attributes.push(text("aggregate_function", word));
        let model = Graph::new(1, vec![node("TreeEnsembleRegressor", &["X"], &["Y"], &attributes)]).open();
        assert_eq!(along(&model, &[0.0]), [expected]);
        // trees stand by their ids, whatever their order in the lists
        let Node::Leaf { value } = model.trees()[0].nodes[0] else { panic!("a leaf") };
        assert!(value > 1.0, "tree 2 comes before tree 5");
    }
    for word in ["MIN", "MAX"] {
        let mut attributes = attributes.to_vec();
        attributes.push(text("aggregate_function", word));
        let error = Graph::new(1, vec![node("TreeEnsembleRegressor", &["X"], &["Y"], &attributes)]).refused();
        says(&error, &[word, "theTreeEnsembleRegressor", "AVERAGE"]);
    }
}

#[test]
fn steps_after_the_trees_become_the_link() {
    let one = |graph: &Graph| {
        let model = graph.open();
        (model.link(), [margins(&model, &[0.0])[0], margins(&model, &[1.0])[0]])
    };
    let value = Link::Identity { probability: false };
    // exp(margin) · c is exp(margin + ln c)
    let graph = behind(vec![node("Exp", &["S"], &["E"], &[]), node("Mul", &["E", "c"], &["Y"], &[])]);
    let (link, found) = one(&graph.clone().with(&[constant("c", &[2.0])]));
    assert_eq!(link, Link::Exp);
    close(&found, &[1.0 + 2f64.ln(), 2.0 + 2f64.ln()]);
    says(&graph.with(&[constant("c", &[-2.0])]).refused(), &["Mul", "theMul", "changes chances"]);
    // sums, products and quotients with numbers
    let graph = behind(vec![
        node("Div", &["S", "four"], &["A"], &[]),
        node("Sub", &["ten", "A"], &["B"], &[]),
        node("Add", &["B", "four"], &["C"], &[]),
        node("Neg", &["C"], &["Y"], &[]),
    ]);
    let (link, found) = one(&graph.with(&[constant("four", &[4.0]), constant("ten", &[10.0])]));
    assert_eq!(link, value);
    close(&found, &[-13.75, -13.5]);
    // two operators summed, as LightGBM's `split` writes it
    let graph = behind(vec![
        Stump::new(&[(1, 0, 10.0), (2, 0, 20.0)]).regressor("T"),
        node("Cast", &["S"], &["U"], &[int("to", 11)]),
        node("Sum", &["U", "T"], &["V"], &[]),
        node("Cast", &["V"], &["Y"], &[int("to", 1)]),
    ]);
    assert_eq!(one(&graph), (value, [11.0, 22.0]));
    // a sigmoid of twice the score keeps the leaves and has scale 2
    let graph = Graph::new(
        1,
        vec![
            Stump::new(&[(1, 0, -0.5), (2, 0, 0.25)]).with(labels(2)).classifier("S"),
            node("Mul", &["S", "two"], &["D"], &[]),
            node("Sigmoid", &["D"], &["E"], &[]),
            node("ZipMap", &["E"], &["Y"], &[texts("classlabels_strings", &["stays", "leaves"])]),
        ],
    );
    let graph = graph.with(&[constant("two", &[2.0])]);
    assert_eq!(one(&graph), (Link::Logistic { scale: 2.0 }, [-0.5, 0.25]));
    assert_eq!(graph.open().offers()[0].title, "leaves");
}

#[test]
fn steps_that_change_nothing_and_choices_of_a_class() {
    let classifier = |word| two_classes(word).classifier("S");
    let open = |nodes: Vec<NodeProto>, word| {
        let mut all = vec![classifier(word)];
        all.extend(nodes);
        Graph::new(1, all).with(&[
            positions("minus", &[-1]),
            positions("pair", &[-1, 2]),
            positions("zero", &[0]),
            positions("one", &[1]),
            positions("two", &[2]),
            constant("unit", &[1.0]),
        ])
    };
    // the second class, chosen in three ways, then made a list
    for (op, inputs) in [
        ("ArrayFeatureExtractor", vec!["S", "one"]),
        ("Gather", vec!["S", "one"]),
        ("Slice", vec!["S", "one", "two", "one"]),
    ] {
        let axis = if op == "Gather" { vec![int("axis", 1)] } else { Vec::new() };
        let nodes = vec![node(op, &inputs, &["C"], &axis), node("Reshape", &["C", "minus"], &["Y"], &[])];
        let model = open(nodes, "LOGISTIC").open();
        assert_eq!((model.offers().len(), model.link()), (1, Link::Logistic { scale: 1.0 }), "{op}");
        close(&along(&model, &[0.0]), &[0.2]);
    }
    // the first class is the opposite of the second
    let first = open(vec![node("Slice", &["S", "zero", "one", "one"], &["Y"], &[])], "LOGISTIC").open();
    close(&along(&first, &[0.0]), &[-0.2]);
    // one minus a chance, both side by side, as a label and as chances
    let nodes = vec![
        node("ArrayFeatureExtractor", &["S", "one"], &["B"], &[]),
        node("Sub", &["unit", "B"], &["A"], &[]),
        node("Concat", &["A", "B"], &["Y"], &[int("axis", 1)]),
        node("ArgMax", &["Y"], &["M"], &[int("axis", 1)]),
    ];
    let mut graph = open(nodes, "LOGISTIC");
    graph.outputs.insert(0, value("M", 7, &[None]));
    assert_eq!(graph.open().offers().len(), 1);
    // chances that add up to one stay as they are when divided by their sum
    let by_sum = |norm| vec![node("Normalizer", &["S"], &["Y"], &[text("norm", norm)])];
    for word in ["NONE", "LOGISTIC"] {
        assert!(open(by_sum("L1"), word).open().link().is_probability());
    }
    says(&open(by_sum("L2"), "NONE").refused(), &["theNormalizer", "not known to be 1"]);
    let nodes = vec![
        node("Identity", &["S"], &["A"], &[]),
        node("Flatten", &["A"], &["B"], &[]),
        node("Reshape", &["B", "pair"], &["Y"], &[]),
    ];
    assert_eq!(open(nodes, "NONE").open().offers().len(), 1);
}

// ---- columns

#[test]
fn columns_have_names_if_each_comes_as_its_own_input() {
    let stump = Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).with(ints("nodes_featureids", &[1, 0, 0]));
    let trees = node("TreeEnsembleRegressor", &["M"], &["Y"], &stump.attributes("target"));
    let column = |name: &str| value(name, 1, &[None, Some(1)]);
    let mut graph = Graph::new(1, vec![node("Concat", &["age", "orders"], &["M"], &[int("axis", 1)]), trees.clone()]);
    graph.inputs = vec![column("orders"), column("age"), value("note", 8, &[None, Some(1)])];
    let model = graph.open();
    let names: Vec<&str> = model.features().iter().map(|(_, f)| f.id.as_str()).collect();
    assert_eq!((names, model.provenance().nameless), (vec!["orders", "age"], false));
    assert_eq!(model.provenance().format, "ONNX (ai.onnx.ml 3, skl2onnx 1.20.0)");
    // the trees' second column is "orders", the first feature
    assert_eq!((margins(&model, &[0.0, 9.0]), margins(&model, &[1.0, 0.0])), (vec![1.0], vec![2.0]));
    assert!(!model.has_covers());

    graph.inputs[1] = value("age", 7, &[None, Some(1)]);
    says(&graph.refused(), &["Concat", "different types", "export the trees alone"]);
    graph.nodes = vec![
        node("Cast", &["age"], &["a"], &[int("to", 1)]),
        node("Concat", &["a", "orders"], &["M"], &[int("axis", 1)]),
        trees,
    ];
    assert_eq!(graph.open().rounding(), Rounding::F32);
}

#[test]
fn a_single_input_has_columns_by_position_and_choosing_some_keeps_their_places() {
    let stump = Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]);
    let trees = node("TreeEnsembleRegressor", &["M"], &["Y"], &stump.attributes("target"));
    let choose = node("ArrayFeatureExtractor", &["X", "which"], &["M"], &[]);
    let graph = Graph::new(4, vec![choose.clone(), trees.clone()]).with(&[positions("which", &[2, 0])]);
    let model = graph.open();
    let names: Vec<&str> = model.features().iter().map(|(_, f)| f.id.as_str()).collect();
    assert_eq!((names, model.provenance().nameless), (vec!["f0", "f1", "f2", "f3"], true));
    assert_eq!(
        (margins(&model, &[9.0, 9.0, 0.0, 9.0]), margins(&model, &[0.0, 0.0, 1.0, 0.0])),
        (vec![1.0], vec![2.0])
    );
    let past = Graph::new(4, vec![choose, trees]).with(&[positions("which", &[4])]);
    says(&past.refused(), &["there is no column 4"]);

    let mut unsized_input = Graph::new(1, vec![stump.regressor("Y")]);
    unsized_input.inputs = vec![value("X", 1, &[None, None])];
    let read = read(&unsized_input.bytes(), "test").expect("a model");
    assert_eq!(read.value.features().len(), 1);
    assert!(read.warnings.iter().any(|w| w.contains("how many columns")), "{:?}", read.warnings);
}

#[test]
fn whole_numbers_are_compared_as_float32_where_the_operator_reads_them() {
    let stump = Stump { threshold: 16_777_216.0, ..two_classes("NONE") };
    let mut graph = Graph::new(1, vec![stump.classifier("Y")]);
    graph.inputs = vec![value("X", 7, &[None, Some(1)])];
    close(&along(&graph.open(), &[16_777_216.0, 16_777_217.0, 16_777_219.0]), &[0.2, 0.2, 0.9]);
}

// ---- version 5

#[test]
fn the_operator_of_version_5_with_sets_and_a_lone_leaf() {
    let tensor8 = |name: &str, list: &[u8]| {
        let t = TensorProto {
            data_type: 2,
            dims: vec![list.len() as i64],
            raw_data: Some(list.to_vec().into()),
            ..tensor("")
        };
        AttributeProto { t: Some(t.encode_to_vec().into()), ..attribute(name) }
    };
    let singles = |name: &str, list: &[f64]| {
        let mut t = constant("", list);
        t.dims = vec![list.len() as i64];
        AttributeProto { t: Some(t.encode_to_vec().into()), ..attribute(name) }
    };
    // x in {1, 3} ? 10 : (x > 5 ? 20 : 30), and a tree that is one leaf of 100
    let mut attributes = vec![
        int("n_targets", 1),
        ints("tree_roots", &[0, 2]),
        tensor8("nodes_modes", &[6, 3, 0]),
        ints("nodes_featureids", &[0, 0, 0]),
        singles("nodes_splits", &[0.0, 5.0, 0.0]),
        ints("nodes_truenodeids", &[0, 1, 3]),
        ints("nodes_trueleafs", &[1, 1, 1]),
        ints("nodes_falsenodeids", &[1, 2, 3]),
        ints("nodes_falseleafs", &[0, 1, 1]),
        singles("leaf_weights", &[10.0, 20.0, 30.0, 100.0]),
        ints("leaf_targetids", &[0, 0, 0, 0]),
        singles("membership_values", &[1.0, 3.0, NAN]),
    ];
    let graph = |attributes: &[AttributeProto]| Graph::new(1, vec![node("TreeEnsemble", &["X"], &["Y"], attributes)]);
    let model = graph(&attributes).open();
    assert_eq!(along(&model, &[1.0, 2.0, 3.0, 6.0, NAN]), [110.0, 130.0, 110.0, 120.0, 130.0]);
    let swap = |attributes: &[AttributeProto], new: AttributeProto| {
        let mut list = attributes.to_vec();
        list.retain(|a| a.name != new.name);
        list.push(new);
        graph(&list).refused()
    };
    says(&swap(&attributes, ints("tree_roots", &[0, 1])), &["another tree"]);
    says(&swap(&attributes, ints("tree_roots", &[])), &["0 trees"]);
    says(&swap(&attributes, ints("nodes_falsenodeids", &[0, 2, 3])), &["cycle"]);
    says(&swap(&attributes, ints("nodes_falsenodeids", &[9, 2, 3])), &["node 9 is not there"]);
    says(&swap(&attributes, ints("leaf_targetids", &[0, 0, 0, 1])), &["target 1"]);
    says(&swap(&attributes, singles("membership_values", &[1.0, NAN, 2.0, NAN])), &["more sets"]);
    says(&swap(&attributes, tensor8("nodes_modes", &[6, 9, 0])), &["unknown number"]);
    says(&swap(&attributes, doubles("nodes_splits", &[0.0, 5.0, 0.0])), &["number type"]);
    attributes.push(int("post_transform", 2));
    says(&graph(&attributes).refused(), &["post_transform", "Sigmoid"]);
}

// ---- refusals

#[test]
fn steps_before_the_trees_are_refused_by_name() {
    let stump = Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]);
    let trees = node("TreeEnsembleRegressor", &["M"], &["Y"], &stump.attributes("target"));
    for op in ["Scaler", "Imputer", "Mul", "Relu", "OneHotEncoder", "Normalizer", "Binarizer"] {
        let error = Graph::new(
            1,
            vec![node(op, &["X"], &["Z"], &[]), node("Cast", &["Z"], &["M"], &[int("to", 1)]), trees.clone()],
        )
        .refused();
        assert_eq!(error.kind, Kind::Unsupported);
        says(&error, &[op, &format!("node 0 \"the{op}\""), "export the trees alone"]);
    }
    let foreign = NodeProto { domain: "com.acme".into(), ..node("Cast", &["X"], &["M"], &[int("to", 1)]) };
    says(&Graph::new(1, vec![foreign, trees]).refused(), &["not one of ONNX's own"]);
    let stacked = node("TreeEnsembleRegressor", &["S"], &["Y"], &stump.attributes("target"));
    says(&behind(vec![stacked]).refused(), &["what other trees make"]);
    let error = Graph::new(1, vec![node("LinearClassifier", &["X"], &["L", "Y"], &[])]).refused();
    says(&error, &["no tree ensemble", "LinearClassifier", "node 0"]);
    says(&Graph::new(1, Vec::new()).refused(), &["no nodes"]);
}

#[test]
fn steps_after_the_trees_that_cannot_be_followed_are_refused_by_name() {
    for op in ["Tanh", "Clip", "Log", "ReduceMean", "Softplus", "Erf"] {
        let error = behind(vec![node(op, &["S"], &["Y"], &[])]).refused();
        says(&error, &[op, &format!("node 1 \"the{op}\""), "output \"Y\""]);
    }
    says(&behind(vec![node("Mul", &["S", "S"], &["Y"], &[])]).refused(), &["multiplies or divides scores by scores"]);
    let zero = behind(vec![node("Div", &["S", "c"], &["Y"], &[])]).with(&[constant("c", &[0.0])]);
    says(&zero.refused(), &["divides by zero"]);
    let twice = behind(vec![node("Sigmoid", &["S"], &["A"], &[]), node("Exp", &["A"], &["Y"], &[])]);
    says(&twice.refused(), &["follows another function"]);
    let rows = behind(vec![node("Reshape", &["S", "c"], &["Y"], &[])]).with(&[positions("c", &[1, -1])]);
    says(&rows.refused(), &["between rows and columns"]);
    // a label as the only output, and numbers made of labels
    let mut labels_only = Graph::new(1, vec![two_classes("NONE").classifier("S")]);
    labels_only.outputs = vec![value("L", 7, &[None])];
    says(&labels_only.refused(), &["labels only"]);
    let of_labels =
        Graph::new(1, vec![two_classes("NONE").classifier("S"), node("Cast", &["L"], &["Y"], &[int("to", 1)])]);
    says(&of_labels.refused(), &["computed from class labels"]);
    let mut two_forms = behind(vec![node("Sigmoid", &["S"], &["Y"], &[])]);
    two_forms.outputs.push(value("S", 1, &[None, None]));
    says(&two_forms.refused(), &["two forms"]);
    // whole numbers from elsewhere are set aside, with a note
    let mut aside =
        behind(vec![node("Cast", &["S"], &["leaf"], &[int("to", 7)]), node("Identity", &["S"], &["Y"], &[])]);
    aside.outputs.push(value("leaf", 7, &[None, None]));
    let read = read(&aside.bytes(), "test").expect("a model");
    assert!(read.warnings.iter().any(|w| w.contains("\"leaf\"")), "{:?}", read.warnings);
}

#[test]
fn transforms_that_runtimes_and_documentation_read_differently_are_refused() {
    let regressor =
        |word| Graph::new(1, vec![Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).with(post(word)).regressor("Y")]);
    for word in ["LOGISTIC", "SOFTMAX"] {
        says(&regressor(word).refused(), &["single score"]);
    }
    for word in ["PROBIT", "SOFTMAX_ZERO", "CUBIC"] {
        says(&regressor(word).refused(), &[word, "supported: NONE"]);
    }
    let classifier = |stump: Stump| Graph::new(1, vec![stump.classifier("Y")]).refused();
    says(&classifier(two_classes("SOFTMAX")), &["SOFTMAX over two classes"]);
    says(&classifier(two_classes("NONE").with(floats("base_values", &[0.1, 0.3]))), &["base values for two classes"]);
    let second = Stump::new(&[(1, 1, 0.2), (2, 1, 0.9)]).with(labels(2)).with(floats("base_values", &[0.1]));
    says(&classifier(second), &["base values for two classes"]);
    let votes = Stump::new(&[(1, 0, 0.2), (1, 0, 0.3), (2, 0, 0.9)]).with(labels(2));
    says(&classifier(votes), &["votes twice"]);
}

#[test]
fn lists_that_do_not_fit_together_are_refused_with_their_place() {
    let refused = |new: AttributeProto| {
        Graph::new(1, vec![Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).with(new).regressor("Y")]).refused()
    };
    let place = "node 0 \"theTreeEnsembleRegressor\"";
    says(&refused(ints("nodes_nodeids", &[0, 1])), &[place, "expected 3 values, found 2"]);
    says(&refused(floats("nodes_values", &[0.5])), &[place, "nodes_values", "found 1"]);
    says(&refused(ints("target_ids", &[0])), &[place, "target_ids"]);
    says(&refused(floats("target_weights", &[1.0])), &[place, "target_weights"]);
    says(&refused(ints("nodes_nodeids", &[0, 1, 1])), &["node 1 stands twice"]);
    says(&refused(ints("nodes_truenodeids", &[9, 0, 0])), &["tree 0, node 0", "true child 9"]);
    says(&refused(ints("nodes_truenodeids", &[0, 0, 0])), &["cycle"]);
    says(&refused(ints("nodes_falsenodeids", &[1, 0, 0])), &["node 2", "the child of no node"]);
    says(&refused(ints("nodes_featureids", &[1, 0, 0])), &["tree 0, node 0", "column 1", "has 1"]);
    says(&refused(ints("nodes_featureids", &[-1, 0, 0])), &["column -1"]);
    says(&refused(floats("nodes_values", &[NAN, 0.0, 0.0])), &["not a number"]);
    says(&refused(floats("target_weights", &[1.0, INF])), &["entry 1", "not a finite number"]);
    says(&refused(ints("target_nodeids", &[0, 1])), &["no leaf"]);
    says(&refused(ints("target_nodeids", &[1, 7])), &["not there"]);
    says(&refused(ints("target_ids", &[0, 3])), &["class 3"]);
    says(&refused(int("n_targets", -4)), &["targets"]);
    says(&refused(int("n_targets", i64::MAX)), &["targets"]);
    says(&refused(floats("base_values", &[1.0, 2.0])), &["base_values", "expected 1 values"]);
    says(&refused(texts("nodes_modes", &["BRANCH_WHAT", "LEAF", "LEAF"])), &["BRANCH_WHAT", "BRANCH_LEQ"]);
    let unlabelled = Graph::new(1, vec![Stump::new(&[(1, 0, 1.0)]).classifier("Y")]);
    says(&unlabelled.refused(), &["no class labels"]);
}

#[test]
fn graphs_out_of_order_are_refused() {
    says(&behind(vec![node("Identity", &["Y"], &["Y"], &[])]).refused(), &["reads \"Y\"", "nothing before it makes"]);
    says(&behind(vec![node("Identity", &["S"], &["X"], &[])]).refused(), &["\"X\"", "there already"]);
    says(&behind(Vec::new()).refused(), &["output \"Y\"", "nothing makes"]);
    let mut doubling = behind(Vec::new());
    doubling.nodes[0].output[0] = "a0".into();
    for i in 0..40 {
        let (from, to) = (format!("a{i}"), if i == 39 { "Y".to_owned() } else { format!("a{}", i + 1) });
        doubling.nodes.push(node("Concat", &[&from, &from], &[&to], &[int("axis", 1)]));
    }
    says(&doubling.refused(), &["limit"]);
}

#[test]
fn damaged_files_are_refused_or_read_and_never_more() {
    assert!(is_onnx(&behind(Vec::new()).bytes()) && !is_onnx(b"a,b\n1,2\n") && !is_onnx(b""));
    let votes = [(1, 0, 0.2), (1, 1, 0.8), (2, 0, 0.9), (2, 1, 0.1)];
    let whole = Graph::new(
        2,
        vec![
            Stump { mode: "BRANCH_EQ", ..Stump::new(&votes) }.with(labels(2)).classifier("S"),
            node("Mul", &["S", "c"], &["T"], &[]),
            node("ZipMap", &["T"], &["Y"], &[labels(2)]),
        ],
    )
    .with(&[constant("c", &[1.0, 1.0])])
    .bytes();
    assert!(read(&whole, "test").is_ok());
    for end in 0..whole.len() {
        let _ = read(&whole[..end], "test");
    }
    // a fixed sequence of changes: the same every time
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..=draw(3) {
            let at = draw(bytes.len());
            bytes[at] = draw(256) as u8;
        }
        refused += usize::from(read(&bytes, "test").is_err());
    }
    assert!(refused > 1_000, "only {refused} of 20000 changes were noticed");
}
