//! The operator of version 5, and everything that is refused.

use super::super::is_onnx;
use super::*;
use crate::base::Kind;

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

#[test]
fn nodes_of_few_bytes_that_handle_much_are_refused() {
    // a thousand targets in a number, handed on by thousands of nodes
    let wide = |n: usize| {
        let mut attributes = Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).attributes("target");
        attributes.retain(|a| a.name != "n_targets");
        attributes.push(int("n_targets", 1000));
        let mut nodes = vec![node("TreeEnsembleRegressor", &["X"], &["Y0"], &attributes)];
        for i in 0..n {
            nodes.push(node("Neg", &[&format!("Y{i}")], &[&format!("Y{}", i + 1)], &[]));
        }
        nodes.push(node("Identity", &[&format!("Y{n}")], &["Y"], &[]));
        Graph::new(1, nodes)
    };
    assert_eq!(wide(2).open().offers().len(), 1000);
    says(&wide(3000).refused(), &["columns and numbers, the limit"]);
    // a large constant, read by each of many nodes
    let list = vec![1.0; 100_000];
    let nodes = (0..200).map(|i| node("Add", &["Y0", "big"], &[&format!("Z{i}")], &[])).collect::<Vec<_>>();
    let mut all = vec![Stump::new(&[(1, 0, 1.0), (2, 0, 2.0)]).regressor("Y0")];
    all.extend(nodes);
    all.push(node("Identity", &["Y0"], &["Y"], &[]));
    says(&Graph::new(1, all).with(&[constant("big", &list)]).refused(), &["columns and numbers, the limit"]);
}
