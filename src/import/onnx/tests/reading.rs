//! What is read, against what onnxruntime 1.32 answered for the same graphs.

use super::*;
use crate::base::{OfferIdx, TreeIdx};
use crate::model::Link;

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
    assert_eq!(model.tree(TreeIdx(0)).n_leaves(), 7);
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
    close(&responses(&model, &[1.0]), &[0.513_897, 0.230_909, 0.255_193]);
}

#[test]
fn classes_without_votes_stay_and_scores_given_out_twice_count_once() {
    let stump = Stump::new(&[(1, 1, 0.2), (2, 1, 0.9)]).with(labels(3));
    let mut graph = Graph::new(1, vec![stump.classifier("S"), node("ZipMap", &["S"], &["Y"], &[labels(3)])]);
    graph.outputs.push(value("S", 1, &[None, Some(3)]));
    let model = graph.open();
    assert_eq!((model.offers().len(), model.trees().len()), (3, 1));
    close(&margins(&model, &[0.0]), &[0.0, 0.2, 0.0]);
    // each class as an output of its own
    let mut columns = Graph::new(1, vec![stump.classifier("S")]);
    columns.outputs.clear();
    for (class, name) in ["A", "B", "C"].into_iter().enumerate() {
        let at = positions(name, &[class as i64]);
        columns.tensors.push(TensorProto { name: format!("at{name}"), ..at });
        columns.nodes.push(node("ArrayFeatureExtractor", &["S", &format!("at{name}")], &[name], &[]));
        columns.outputs.push(value(name, 1, &[None, Some(1)]));
    }
    assert_eq!(columns.open().offers(), model.offers());
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
