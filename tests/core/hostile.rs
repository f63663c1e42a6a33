//! Files made to do harm: few bytes that stand for much, depth without end, work that grows with the square. Each is
//! refused, or read in no time; none takes memory or time out of proportion.

use std::fmt::Write as _;
use std::time::Duration;

use candour::base::Result;
use candour::data::{Table, profile_ron};
use candour::import::sidecar::Sidecar;
use candour::import::{self, candour_ron};
use candour::model::CustomerModel;
use candour::score::{Absence, Codes, margins, recommend};

/// The work that none of these may take, many times what they do.
const LONGEST: Duration = Duration::from_secs(15);
const MEMORY_MAX: u64 = 512 << 20;

/// Does something within time and memory.
fn within<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = crate::common::worked();
    let mut done = None;
    let memory = allocation_counter::measure(|| done = Some(work())).bytes_max;
    let taken = crate::common::worked() - begun;
    assert!(taken < LONGEST, "{what} took {taken:?}");
    assert!(memory < MEMORY_MAX, "{what} held {} MB", memory >> 20);
    done.unwrap_or_else(|| panic!("{what} was not done"))
}

/// Reads a model that must be refused; the refusal with its hint.
fn refused(what: &str, text: &str) -> String {
    match within(what, || import::load(text.as_bytes(), "hostile").map(|_| ())) {
        Ok(()) => panic!("{what} should be refused"),
        Err(e) => format!("{e} | {}", e.hint.as_deref().unwrap_or_else(|| panic!("{what}: no hint"))),
    }
}

fn says(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in: {text}");
}

/// A list of the same, so often.
fn list(one: &str, n: usize) -> String {
    let mut text = one.to_owned();
    for _ in 1..n {
        let _ = write!(text, ",{one}");
    }
    format!("[{text}]")
}

const TREE: &str = r#"{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
    "split_conditions":[0,1,2],"default_left":[0,0,0],"tree_param":{}}"#;

/// XGBoost JSON with these trees.
fn xgboost(trees: &[String], n_features: usize, attributes: &str) -> String {
    format!(
        r#"{{"learner":{{"attributes":{{{attributes}}},"feature_names":[],"feature_types":[],"gradient_booster":{{
        "name":"gbtree","model":{{"gbtree_model_param":{{"num_trees":"{n}"}},"iteration_indptr":[0,1],
        "tree_info":{info},"trees":[{trees}]}}}},
        "learner_model_param":{{"base_score":"0.5","num_class":"0","num_feature":"{n_features}"}},
        "objective":{{"name":"reg:squarederror"}}}},"version":[3,2,0]}}"#,
        n = trees.len(),
        info = list("0", trees.len()),
        trees = trees.join(",")
    )
}

/// A tree whose root asks whether a feature is one of the codes.
fn categorical(feature: usize, codes: &str, segments: &str, sizes: &str) -> String {
    let split = format!(
        r#""split_indices":[{feature},0,0],"split_type":[1,0,0],"categories":{codes},"categories_nodes":[0],
        "categories_segments":{segments},"categories_sizes":{sizes}"#
    );
    TREE.replace(r#""split_indices":[0,0,0]"#, &split)
}

fn model(text: &str) -> CustomerModel {
    import::load(text.as_bytes(), "x").unwrap_or_else(|e| panic!("{e} {:?}", e.hint)).value
}

#[test]
fn depth_without_end_is_refused() {
    let small = model(&plain("[]", "(offer: \"a\", leaf: [1.0])"));
    for open in ["[", "(", "{", "{\"learner\":", "{\"features_info\":", "Some(", "[[{\"a\":", "/*", "-", "\""] {
        let deep = open.repeat((1 << 20) / open.len());
        for head in [
            "",
            "(candour: 1, title: ",
            "(candour: 1, features: ",
            "{\"learner\":",
            "{\"learner\":{\"attributes\":",
            "{\"features_info\":{},\"trees\":[{\"split\":{},\"left\":",
            "{\"features_info\":{},\"model_info\":",
            "{\"age\": ",
        ] {
            let text = format!("{head}{deep}");
            let model = within("a deep model", || import::load(text.as_bytes(), "x").map(|_| ()));
            assert!(model.is_err_and(|e| e.hint.is_some()), "{head} {open}");
            let table: Result<()> =
                within("a deep table", || Table::read(&text.as_bytes().into(), &small, &|_| true).map(|_| ()));
            assert!(table.is_err_and(|e| e.hint.is_some()), "{head} {open}");
        }
        for head in ["", "(candour_profile: 1, name: \"x\", values: {\"age\": "] {
            let text = format!("{head}{deep}");
            let profile = within("a deep profile", || profile_ron::read(text.as_bytes(), &small).map(|_| ()));
            assert!(profile.is_err_and(|e| e.hint.is_some()), "{head} {open}");
        }
        let text = format!("(candour_dictionary: 1, features: {deep}");
        let sidecar = within("a deep dictionary", || Sidecar::read(text.as_bytes()).map(|_| ()));
        assert!(sidecar.is_err_and(|e| e.hint.is_some()), "{open}");
    }
    // a tree of free nodes, as deep as the JSON reader goes
    for depth in [30, 60, 120, 5000] {
        let split = r#"{"split":{"split_type":"FloatFeature","float_feature_index":0,"border":1},"right":{"value":1},"left":"#;
        let text = format!(
            r#"{{"features_info":{{"float_features":[{{"feature_index":0,"flat_feature_index":0,"has_nans":false}}]}},
            "trees":[{}{{"value":2}}{}]}}"#,
            split.repeat(depth),
            "}".repeat(depth)
        );
        let read = within("a deep tree", || import::load(text.as_bytes(), "x"));
        assert_eq!(read.is_ok(), depth <= 120, "{depth}: {:?}", read.err());
    }
}

#[test]
fn numbers_at_the_end_of_their_type_are_refused_or_harmless() {
    let most = u64::MAX;
    let text = xgboost(&[TREE.replace("{}", &format!(r#"{{"num_deleted":"{most}"}}"#))], 1, "");
    says(&refused("nodes that are deleted", &text), "are counted as deleted");
    let text = xgboost(&[TREE.to_owned()], 1, &format!(r#""best_iteration":"{most}""#));
    model(&text);
    let text = include_str!("../data/lightgbm/lgb_reg/model.txt");
    says(&refused("sets", &text.replacen("num_cat=0", &format!("num_cat={most}"), 1)), "\"cat_boundaries\"");
    says(
        &refused("leaves", &text.replacen("num_leaves=", &format!("num_leaves={most}"), 1)),
        "not a number that fits",
    );
    let head = "feature: [0], below: [1.0], left: [-1], right: [-2], missing: \"L\"";
    let text = plain("[]", &format!("(offer: \"a\", {head}, leaf: [1e308, 0.0])"));
    says(&refused("a sum", &text.replace("(id: \"a\"", "(id: \"a\", base_score: 1e308")), "their sum overflows");
}

/// Candour RON with one number and these choices' levels, offers and trees.
fn plain(levels: &str, trees: &str) -> String {
    let choice = if levels == "[]" { String::new() } else { format!("(id: \"c\", kind: Choice, levels: {levels}),") };
    format!(
        "(candour: 1, title: \"x\", link: Value, features: [(id: \"age\", kind: Number), {choice}], \
         offers: [(id: \"a\")], trees: [{trees}])"
    )
}

#[test]
fn few_digits_that_stand_for_many_levels_are_refused() {
    // one code of six digits names a million levels: of one feature they are within limits, of many they are not
    let trees: Vec<String> = (0..50).map(|f| categorical(f, "[999999]", "[0]", "[1]")).collect();
    let read = within("a million levels", || import::load(xgboost(&trees[..1], 50, "").as_bytes(), "x"));
    assert_eq!(read.map(|r| r.value.features().iter().map(|(_, f)| f.levels().len()).max()), Ok(Some(1_000_000)));
    says(&refused("levels of XGBoost", &xgboost(&trees, 50, "")), "more than 2000000 levels in all, the limit");
    // and many sets of one feature
    let trees = vec![categorical(0, "[999999]", "[0]", "[1]"); 3000];
    says(&refused("sets of XGBoost", &xgboost(&trees, 1, "")), "words in all, the limit");
    // lists that overlap
    let n = 2000;
    let nodes: Vec<String> = (0..n).map(|_| "0".to_owned()).collect();
    let tree = categorical(0, &list("7", n), &list("0", n), &list(&n.to_string(), n))
        .replace("\"categories_nodes\":[0]", &format!("\"categories_nodes\":[{}]", nodes.join(",")));
    says(&refused("lists that overlap", &xgboost(&[tree], 1, "")), "\"categories\" for lists of 4000000");

    let lightgbm = include_str!("../data/lightgbm/lgb_reg/model.txt");
    let infos = |text: &str| {
        let line = text.lines().find(|l| l.starts_with("feature_infos=")).expect("it has them");
        let n = line.split(' ').count();
        text.replace(line, &format!("feature_infos={}", vec!["999999:0"; n].join(" ")))
    };
    says(&refused("levels of LightGBM", &infos(lightgbm)), "levels in all");

    let cats: Vec<String> =
        (0..3000).map(|i| format!(r#"{{"feature_index":{i},"flat_feature_index":{i}}}"#)).collect();
    let labels: Vec<String> = (0..3000)
        .map(|i| format!(r#"{{"hash":{},"value":"{i}"}}"#, candour::base::cityhash::level_hash(&i.to_string())))
        .collect();
    let text = format!(
        r#"{{"features_info":{{"categorical_features":[{}],"cat_features_hash":[{}]}},"oblivious_trees":[{{"leaf_values":[1]}}]}}"#,
        cats.join(","),
        labels.join(",")
    );
    says(&refused("labels of CatBoost", &text), "levels in all");

    let tree = "(offer: \"a\", feature: [1], below: [0.0], levels: [(0, [999999])], left: [-1], right: [-2], \
                missing: \"L\", leaf: [0.0, 1.0])";
    let text = plain("[\"x\"]", &vec![tree; 3000].join(", "));
    says(&refused("sets of Candour RON", &text), "words in all, the limit");
}

#[test]
fn sets_that_splits_share_are_refused() {
    let text = include_str!("../data/lightgbm/lgb_categorical/model.txt");
    let lines: Vec<&str> = text.lines().collect();
    // in a tree of two categorical splits both ask for one wide set
    let start = lines.iter().position(|l| *l == "num_cat=2").expect("it has one");
    let find = |key: &str| lines[start..].iter().position(|l| l.starts_with(key)).expect("it has them") + start;
    let (decisions, thresholds) = (find("decision_type="), find("threshold="));
    let kinds: Vec<u32> = lines[decisions][14..].split(' ').map(|k| k.parse().expect("a number")).collect();
    let n_cat: usize = lines[start][8..].parse().expect("a number");
    let words: Vec<&str> = lines[find("cat_threshold=")][14..].split(' ').collect();
    let boundaries: Vec<String> = (0..=n_cat).map(|i| if i == 0 { 0 } else { words.len() }.to_string()).collect();
    let shared: Vec<&str> =
        lines[thresholds][10..].split(' ').zip(&kinds).map(|(t, kind)| if kind & 1 == 1 { "0" } else { t }).collect();
    let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
    changed[thresholds] = format!("threshold={}", shared.join(" "));
    changed[find("cat_boundaries=")] = format!("cat_boundaries={}", boundaries.join(" "));
    assert!(n_cat > 1, "one set cannot be shared");
    says(&refused("a shared set", &changed.join("\n")), "two splits ask for one set");
}

#[test]
fn names_are_found_without_walks() {
    // 60 000 features, a rule on the last of them 800 times, and as many levels named in a rule
    let features: Vec<String> = (0..60_000).map(|i| format!("(id: \"feature {i}\", kind: Number)")).collect();
    let levels: Vec<String> = (0..60_000).map(|i| format!("\"level {i}\"")).collect();
    let rule = "(feature: \"feature 59999\", is: Known, reason: \"\")";
    let rules =
        format!("{}, (feature: \"c\", is: OneOf([{}]), reason: \"\")", vec![rule; 800].join(", "), levels.join(", "));
    let text = format!(
        "(candour: 1, title: \"x\", link: Value, features: [{}, (id: \"c\", kind: Choice, levels: [{}])], \
         offers: [(id: \"a\", rules: [{rules}])], trees: [(offer: \"a\", leaf: [1.0])])",
        features.join(", "),
        levels.join(", ")
    );
    let read = within("many names", || import::load(text.as_bytes(), "x")).expect("within limits").value;
    assert_eq!(read.offers()[0].rules.len(), 801);
    let values: Vec<String> = (0..60_000).rev().map(|i| format!("\"feature {i}\": {i}")).collect();
    let profile = format!("(candour_profile: 1, name: \"x\", values: {{{}}})", values.join(", "));
    let profile =
        within("many values", || profile_ron::read(profile.as_bytes(), &read)).expect("within limits").value;
    assert_eq!(profile.values[59_999], candour::model::Value::Number(59_999.0));
    let many = text.replace("rules: [", &format!("rules: [{}, ", vec![rule; 300].join(", ")));
    says(&refused("many rules", &many), "more than 1000 entries, the limit");
    // a name of a megabyte that is nearly another
    let long = "x".repeat(1 << 20);
    let text = text.replacen("feature: \"feature 59999\"", &format!("feature: \"{long}\""), 1);
    says(&refused("a long name", &text.replacen("\"feature 0\"", &format!("\"{long}y\""), 1)), "which is no feature");
}

#[test]
fn models_side_by_side_are_joined_without_walks() {
    let wide = model(&xgboost(&[TREE.to_owned()], 80_000, ""));
    let deep = model(&xgboost(&[categorical(0, "[99999]", "[0]", "[1]")], 1, ""));
    for one in [wide, deep] {
        let sidecar = Sidecar::read(b"(candour_dictionary: 1, models: [\"a\", \"b\", \"c\"])").expect("it is whole");
        let files = ["a", "b", "c"].map(|name| (name.to_owned(), one.clone())).to_vec();
        let joined = within("three models", || sidecar.apply(files)).expect("they agree").value;
        assert_eq!(joined.features().len(), one.features().len());
        assert_eq!(joined.offers().len(), 3);
    }
}

#[test]
fn a_choice_always_has_levels() {
    let one = model(&plain("[]", "(offer: \"a\", leaf: [1.0])"));
    let note = b"(candour_dictionary: 1, features: [(id: \"new\", kind: Choice)])";
    let error = Sidecar::read(note).and_then(|s| s.apply(vec![("x".to_owned(), one)])).expect_err("it has none");
    says(&error.to_string(), "a choice without levels");
    // categorical columns of pandas that were never known: their levels are the codes that splits ask for
    let text = include_str!("../data/lightgbm/lgb_categorical/model.txt");
    let line = text.lines().find(|l| l.starts_with("pandas_categorical:")).expect("it has one");
    let unknown = text.replace(line, "pandas_categorical:[[], []]");
    let read = import::load(unknown.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}"));
    assert!(read.warnings.iter().all(|w| !w.contains("categorical columns are in the file")), "{:?}", read.warnings);
    let levels: Vec<usize> =
        read.value.features().iter().filter(|(_, f)| f.kind.is_choice()).map(|(_, f)| f.levels().len()).collect();
    assert_eq!(levels, [9, 3]);
}

#[test]
fn an_offer_that_is_worth_nothing_stays_so_past_every_number() {
    let text = "(candour: 1, title: \"x\", link: Exp, rank_by: ResponseTimesValue, features: [], \
                offers: [(id: \"a\", value: 0.0), (id: \"b\", value: 2.0)], \
                trees: [(offer: \"a\", leaf: [800.0]), (offer: \"b\", leaf: [1.0])])";
    let model = model(text);
    let margins = margins(&model, &Codes::of(&model, &[]), Absence::ByCover);
    let ranked = recommend(&model, &[], &margins).ranked;
    assert_eq!(ranked.iter().map(|r| (r.offer.0, r.worth)).collect::<Vec<_>>(), [(1, 2.0 * 1f64.exp()), (0, 0.0)]);
    assert_eq!(candour_ron::write(&model).matches("800.0").count(), 1);
}
