//! XGBoost files with something wrong in them: each refusal names the place, what was found, and a way out.

use candour::import;
use serde_json::{Value as Json, json};

use crate::common::{bytes, project};

fn file(case: &str) -> Json {
    let path = project(&format!("tests/data/xgboost_versions/{case}/model.json"));
    serde_json::from_slice(&bytes(&path)).expect("JSON")
}

/// What opening the file says after a change at a place of the document.
fn refusal(case: &str, place: &str, value: Json) -> String {
    let mut file = file(case);
    *file.pointer_mut(place).unwrap_or_else(|| panic!("{place} is there")) = value;
    say(&file)
}

fn say(file: &Json) -> String {
    let text = serde_json::to_vec(file).expect("JSON");
    let Err(error) = import::load(&text, "x") else { panic!("this must be refused") };
    assert!(error.to_string().starts_with("xgboost: "), "{error}");
    let hint = error.hint.clone().unwrap_or_else(|| panic!("no hint: {error}"));
    format!("{error} | {hint}")
}

const MODEL: &str = "/learner/gradient_booster/model";

#[test]
fn what_is_wrong_is_named_with_tree_and_node() {
    let tree = |field: &str| format!("{MODEL}/trees/1/{field}");
    let cases = [
        (tree("left_children/0"), json!(-5), "tree 1, node 1: nothing leads to"),
        (tree("left_children/0"), json!(99), "tree 1, node 0: child 99, but the tree has"),
        (tree("right_children/0"), json!(1), "tree 1, node 0: its child 1 is above it or another's child"),
        (tree("left_children"), json!([]), "tree 1: \"right_children\": expected 0 entries"),
        (tree("left_children/2"), json!("x"), "tree 1, left_children, entry 2 (line 1, column"),
        (tree("split_indices/0"), json!(4), "tree 1, node 0: splits on feature 4, but there are 4"),
        (tree("split_type/0"), json!(2), "tree 1, node 0: split type 2, expected 0 (number) or 1"),
        (tree("split_type/0"), json!(1), "tree 1, node 0: a categorical split without its list"),
        (tree("split_conditions/0"), json!(null), "tree 1, node 0: the threshold is not a finite number"),
        (tree("sum_hessian/0"), json!(9000.0), "tree 1, node 0: cover 9000, but its children's covers add up to"),
        (tree("tree_param/size_leaf_vector"), json!("3"), "tree 1: vector leaves (multi_output_tree)"),
        (tree("tree_param/num_deleted"), json!("many"), "tree 1, num_deleted: expected a whole number from 0 on"),
    ];
    for (place, value, expected) in cases {
        let text = refusal("pruned_3.4.1", &place, value);
        assert!(text.contains(expected), "{place}: {text}");
    }
}

#[test]
fn what_is_wrong_around_the_trees_is_named() {
    let cases = [
        ("/learner/gradient_booster/name", json!("gblinear"), "booster gblinear has no trees"),
        (
            "/learner/gradient_booster/name",
            json!("gbforest"),
            "booster \"gbforest\" is not supported | supported: gbtree",
        ),
        (
            "/learner/objective/name",
            json!("binary:new"),
            "objective \"binary:new\" is not supported | supported: binary:*",
        ),
        (
            "/learner/learner_model_param/base_score",
            json!("2E0"),
            "the base score has no margin under this objective: it is no chance from 0 to 1",
        ),
        ("/learner/learner_model_param/base_score", json!("nan"), "the base score is not a finite number"),
        (
            "/learner/learner_model_param/num_feature",
            json!("5"),
            "learner.feature_names: expected 5 entries, found 4",
        ),
        ("/learner/feature_names/0", json!("age"), "feature 3 \"age\": the id is empty or stands twice"),
        ("/learner/gradient_booster/model/tree_info/0", json!(7), "tree 0: \"tree_info\" gives it to output 7"),
        ("/learner/gradient_booster/model/tree_info", json!([0]), "tree_info: expected an entry for each of"),
        ("/learner/gradient_booster/model/weight_drop", json!([0.5]), "weight_drop: expected an entry for each of"),
        (
            "/learner/gradient_booster/model/gbtree_model_param/num_trees",
            json!("50"),
            "\"num_trees\" and the 5 trees",
        ),
        ("/learner/gradient_booster/model/trees", json!([]), "no trees, expected at least one"),
        ("/learner/learner_model_param/base_score", json!("[5E-1,4E-1]"), "2 base scores for 1 outputs"),
    ];
    for (place, value, expected) in cases {
        let text = refusal("dart_3.4.1", place, value);
        assert!(text.contains(expected), "{place}: {text}");
    }
    // a field that is not known could change what the trees answer
    let mut unknown = file("dart_3.4.1");
    unknown.pointer_mut(MODEL).expect("there")["leaf_scale"] = json!([2.0]);
    let text = say(&unknown);
    assert!(text.contains("unknown field `leaf_scale`"), "{text}");
    let mut twice = file("dart_3.4.1");
    let weights = twice.pointer(&format!("{MODEL}/weight_drop")).expect("there").clone();
    twice["learner"]["gradient_booster"]["weight_drop"] = weights;
    twice["learner"]["gradient_booster"]["name"] = json!("dart");
    twice["learner"]["gradient_booster"]["gbtree"] = json!({ "name": "gbtree", "model": twice.pointer(MODEL) });
    let text = say(&twice);
    assert!(text.contains("weights stand twice"), "{text}");
}

#[test]
fn categories_without_their_list_are_refused() {
    let tree = |field: &str| format!("{MODEL}/trees/0/{field}");
    for (field, value, expected) in [
        ("categories_sizes/0", json!(99), "\"categories\" for lists of"),
        ("categories/0", json!(-1), "a negative category"),
        ("categories/0", json!(2_000_000), "category 2000000, the limit is"),
    ] {
        let text = refusal("cat_3.4.1", &tree(field), value);
        assert!(text.contains(expected) && text.contains("tree 0"), "{field}: {text}");
    }
}

#[test]
fn versions_that_were_not_tried_are_read_with_a_note() {
    for (version, note) in [(json!([4, 0, 0]), "a version after 3.4"), (json!([1, 2, 0]), "a version before 1.6")] {
        let mut file = file("pruned_3.4.1");
        file["version"] = version;
        let read = import::load(&serde_json::to_vec(&file).expect("JSON"), "x").unwrap_or_else(|e| panic!("{e}"));
        assert!(read.warnings.iter().any(|w| w.contains(note)), "{:?}", read.warnings);
    }
    let mut several = file("pruned_3.4.1");
    several["learner"]["objective"]["name"] = json!("reg:expectileerror");
    several["learner"]["learner_model_param"]["num_target"] = json!("2");
    assert!(say(&several).contains("several expectiles"));
}
