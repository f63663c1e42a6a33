//! ONNX files for [`true_words`](crate::true_words), written field by field.

use crate::common::{bytes, project};
use crate::true_words::{Case, SOUND, opened};

/// A number as protobuf writes it.
fn varint(mut n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
    out
}

/// A field of bytes: a text, a message, a packed list.
fn field(tag: u64, content: &[u8]) -> Vec<u8> {
    [varint(tag << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

/// A field that is a whole number.
fn whole(tag: u64, n: i64) -> Vec<u8> {
    [varint(tag << 3), varint(n as u64)].concat()
}

fn named(name: &str, rest: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), [field(1, name.as_bytes()), rest.to_vec()].concat())
}

type Attribute = (String, Vec<u8>);

fn int(name: &str, n: i64) -> Attribute {
    named(name, &whole(3, n))
}

fn ints(name: &str, list: &[i64]) -> Attribute {
    named(name, &field(8, &list.iter().flat_map(|&n| varint(n as u64)).collect::<Vec<_>>()))
}

fn floats(name: &str, list: &[f32]) -> Attribute {
    named(name, &field(7, &list.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>()))
}

fn text(name: &str, word: &str) -> Attribute {
    named(name, &field(4, word.as_bytes()))
}

fn texts(name: &str, list: &[&str]) -> Attribute {
    named(name, &list.iter().flat_map(|word| field(9, word.as_bytes())).collect::<Vec<_>>())
}

/// A tensor of float64.
fn doubles(name: &str, list: &[f64]) -> Attribute {
    let numbers: Vec<u8> = list.iter().flat_map(|x| x.to_le_bytes()).collect();
    let tensor = [field(1, &varint(list.len() as u64)), whole(2, 11), field(10, &numbers)].concat();
    named(name, &field(5, &tensor))
}

fn node(op: &str, inputs: &[&str], outputs: &[&str], attributes: &[Attribute]) -> Vec<u8> {
    let names = |tag: u64, list: &[&str]| list.iter().flat_map(|n| field(tag, n.as_bytes())).collect::<Vec<_>>();
    let settings: Vec<u8> = attributes.iter().flat_map(|(_, a)| field(5, a)).collect();
    let domain = if op.starts_with("Tree") { "ai.onnx.ml" } else { "" };
    let parts = [names(1, inputs), names(2, outputs), field(4, op.as_bytes()), settings, field(7, domain.as_bytes())];
    parts.concat()
}

/// A table of rows with one column, or what a person reads of it.
fn value(name: &str, elem: i64) -> Vec<u8> {
    let dims = [field(1, &[]), field(1, &whole(1, 1))].concat();
    let tensor = [whole(1, elem), field(2, &dims)].concat();
    [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat()
}

/// What a file of nodes is refused for; it reads "X" and gives out what is listed.
fn graph(nodes: &[Vec<u8>], outputs: &[(&str, i64)]) -> String {
    let nodes: Vec<u8> = nodes.iter().flat_map(|n| field(1, n)).collect();
    let outputs: Vec<u8> = outputs.iter().flat_map(|(name, elem)| field(12, &value(name, *elem))).collect();
    let graph = [nodes, field(11, &value("X", 1)), outputs].concat();
    let opset = [field(1, b"ai.onnx.ml"), whole(2, 3)].concat();
    opened(&[whole(1, 8), field(2, b"skl2onnx"), field(7, &graph), field(8, &opset)].concat())
}

/// The tree `x <= 0.5 ? 1 : 2`, some of its lists replaced.
fn stump(other: &[Attribute]) -> Vec<Attribute> {
    let all = [
        ints("nodes_treeids", &[0, 0, 0]),
        ints("nodes_nodeids", &[0, 1, 2]),
        ints("nodes_featureids", &[0, 0, 0]),
        texts("nodes_modes", &["BRANCH_LEQ", "LEAF", "LEAF"]),
        floats("nodes_values", &[0.5, 0.0, 0.0]),
        ints("nodes_truenodeids", &[1, 0, 0]),
        ints("nodes_falsenodeids", &[2, 0, 0]),
        ints("target_treeids", &[0, 0]),
        ints("target_nodeids", &[1, 2]),
        ints("target_ids", &[0, 0]),
        floats("target_weights", &[1.0, 2.0]),
    ];
    let stands = |name: &str| other.iter().any(|(n, _)| n == name || *n == format!("{name}_as_tensor"));
    let kept = all.into_iter().filter(|(name, _)| !stands(name));
    kept.chain(other.iter().cloned()).collect()
}

fn regressor(input: &str, output: &str, other: &[Attribute]) -> Vec<u8> {
    node("TreeEnsembleRegressor", &[input], &[output], &stump(other))
}

fn regression(other: &[Attribute]) -> String {
    graph(&[regressor("X", "Y", other)], &[("Y", 1)])
}

/// Nodes that each lead to the two after them, by whether a column is one number: as many copies as there are ways.
fn doubling(n: i64) -> String {
    let last = n - 1;
    let modes: Vec<&str> = (0..n).map(|i| if i < last - 1 { "BRANCH_EQ" } else { "LEAF" }).collect();
    let way = |step: i64| (0..n).map(|i| if i < last - 1 { i + step } else { 0 }).collect::<Vec<_>>();
    let zeros = vec![0; n as usize];
    regression(&[
        ints("nodes_treeids", &zeros),
        ints("nodes_nodeids", &(0..n).collect::<Vec<_>>()),
        ints("nodes_featureids", &zeros),
        texts("nodes_modes", &modes),
        floats("nodes_values", &(0..n).map(|i| i as f32).collect::<Vec<_>>()),
        ints("nodes_truenodeids", &way(1)),
        ints("nodes_falsenodeids", &way(2)),
        ints("target_nodeids", &[last - 1, last]),
    ])
}

const APART: &str = "lists of the wrong length, nodes that stand twice, point nowhere, form a cycle or cannot be reached, \
                     votes off the leaves, a graph out of order";
const BEFORE: &str =
    "a step that changes columns before the trees (`Scaler`, `Imputer`, `OneHotEncoder`, `Normalizer`, …)";
const AFTER: &str = "a step after the trees that is not one of the above (bagging, one-against-rest, calibration, \
                     AdaBoost, isolation forests, multi-output classifiers)";
const OTHERWISE: &str = "what onnxruntime does otherwise than the documentation: `LOGISTIC` or `SOFTMAX` on one score, a \
                         `post_transform` of `TreeEnsemble`, `SOFTMAX` or two base values where one of two classes gets \
                         all votes";
const FORMS: &str = "labels as the only output, scores in two forms";
const WORDS: &str = "`PROBIT`, `SOFTMAX_ZERO`; `MIN`, `MAX`";
const TYPES: &str = "float64 thresholds on float32 columns or the reverse; columns of both kinds";

/// An input for every row.
pub fn cases() -> Vec<Case> {
    let file = |name: &str| opened(&bytes(&project("tests/data/onnx").join(name).join("model.onnx")));
    let behind = |op: &str, outputs: &[(&str, i64)]| {
        graph(&[regressor("X", "S", &[]), node(op, &["S"], &["Y"], &[])], outputs)
    };
    let classes = [
        ints("classlabels_int64s", &[0, 1]),
        ints("class_treeids", &[0, 0]),
        ints("class_nodeids", &[1, 2]),
        ints("class_ids", &[0, 1]),
        floats("class_weights", &[1.0, 1.0]),
    ];
    let labels = node("TreeEnsembleClassifier", &["X"], &["L", "P"], &stump(&classes));
    let case = |docs, said, says| Case { docs, said, says, never: SOUND };
    vec![
        case(
            "no tree operator (`LinearClassifier`, `SVMClassifier`, a neural network)",
            file("onnx_linear"),
            &["no tree ensemble among its operators", "only models made of decision trees are read"],
        ),
        case(
            BEFORE,
            file("onnx_scaler_pipeline"),
            &["changes the columns before the trees", "export the trees alone"],
        ),
        case(
            "trees that read what other trees make",
            graph(&[regressor("X", "S", &[]), regressor("S", "Y", &[])], &[("Y", 1)]),
            &["reads what other trees make", "export one of them alone"],
        ),
        case(AFTER, behind("Tanh", &[("Y", 1)]), &["Tanh", "export the trees' own scores or probabilities"]),
        case(FORMS, graph(&[labels], &[("L", 7)]), &["gives out labels only", "export it with its probabilities"]),
        case(FORMS, behind("Sigmoid", &[("Y", 1), ("S", 1)]), &["in two forms", "export it with one of them"]),
        case(
            WORDS,
            regression(&[text("post_transform", "PROBIT")]),
            &["PROBIT", "supported: NONE, LOGISTIC, SOFTMAX"],
        ),
        case(WORDS, regression(&[text("aggregate_function", "MIN")]), &["MIN", "supported: SUM, AVERAGE"]),
        case(OTHERWISE, regression(&[text("post_transform", "LOGISTIC")]), &["single score", "export raw scores"]),
        case(
            TYPES,
            regression(&[doubles("nodes_values_as_tensor", &[0.5, 0.0, 0.0])]),
            &["another number type than the columns", "float64 columns for float64 thresholds, or float32 for both"],
        ),
        case(
            "equalities that need too many copies",
            doubling(40),
            &["a tree of 40 nodes takes more than", "save the model in its library's own format"],
        ),
        case(
            APART,
            regression(&[ints("nodes_nodeids", &[0, 1])]),
            &["expected 3 values, found 2", "where it was made"],
        ),
        case(APART, regression(&[ints("nodes_nodeids", &[0, 1, 1])]), &["node 1 stands twice", "where it was made"]),
        case(APART, regression(&[ints("nodes_truenodeids", &[9, 0, 0])]), &["true child 9", "where it was made"]),
        case(APART, regression(&[ints("nodes_truenodeids", &[0, 0, 0])]), &["cycle", "where it was made"]),
        case(
            APART,
            regression(&[ints("nodes_falsenodeids", &[1, 0, 0])]),
            &["nothing can reach it", "where it was made"],
        ),
        case(APART, regression(&[ints("target_nodeids", &[0, 1])]), &["which is no leaf", "where it was made"]),
        case(
            APART,
            graph(&[node("Identity", &["Z"], &["Y"], &[]), regressor("X", "Z", &[])], &[("Y", 1)]),
            &["nothing before it makes", "where it was made"],
        ),
        case(
            "1 000 offers with 1 000 rules each",
            regression(&[int("n_targets", 2000)]),
            &["2000 classes or targets, the limit is 1000", "larger than what is opened"],
        ),
        case(APART, regression(&[int("n_targets", -4)]), &["0 classes or targets", "as its library writes it"]),
    ]
}
