//! What `docs/formats.md` says is refused, held to an input that is so: the refusal says what it is and what to do, and
//! says of no sound file that it is damaged, cut off, edited or without a header.

use std::collections::BTreeSet;

use candour::base::Error;
use candour::cli::ways;
use candour::data::session_ron::{self, Session};
use candour::data::{People, Table, profile_ron, rules_ron};
use candour::import::{self, sidecar::Sidecar};
use candour::model::CustomerModel;
use serde_json::{Value as Json, json};

use crate::common::{bytes, project};
use crate::true_words_onnx as onnx;

/// Not to be said of what is sound in itself.
pub const SOUND: &[&str] = &["damaged", "cut off", "edited", "is the file whole", "is the first line"];
/// Not to be said of what ends too early.
const CUT: &[&str] = &["damaged", "edited", "is the first line"];
/// Not to be said of what contradicts itself and is all there.
const BROKEN: &[&str] = &["cut off", "is the file whole", "is the first line"];

/// One input that is refused.
pub struct Case {
    /// The first cell of a table's row, or a piece of a sentence, as the documentation has it.
    pub docs: &'static str,
    /// What is said, with the hint.
    pub said: String,
    /// What must be in it.
    pub says: &'static [&'static str],
    /// What must not.
    pub never: &'static [&'static str],
}

fn case(docs: &'static str, said: String, says: &'static [&'static str], never: &'static [&'static str]) -> Case {
    Case { docs, said, says, never }
}

fn told<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "it is opened".to_owned(),
        Err(error) => format!("{error} | {}", ways::hint(&error).unwrap_or_else(|| "NO HINT".to_owned())),
    }
}

/// What opening a model says.
pub fn opened(bytes: &[u8]) -> String {
    told(import::load(bytes, "x"))
}

fn data(path: &str) -> Vec<u8> {
    bytes(&project("tests/data").join(path))
}

fn model(bytes: &[u8]) -> CustomerModel {
    import::load(bytes, "x").unwrap_or_else(|e| panic!("{e}")).value
}

fn docs() -> String {
    String::from_utf8(bytes(&project("docs/formats.md"))).expect("text")
}

fn check(cases: &[Case]) {
    let docs = docs();
    for Case { docs: sentence, said, says, never } in cases {
        assert!(docs.contains(sentence), "the documentation does not say: {sentence}");
        for part in *says {
            assert!(said.contains(part), "{sentence}\n  \"{part}\" is not in: {said}");
        }
        for part in *never {
            assert!(!said.contains(part), "{sentence}\n  \"{part}\" is in: {said}");
        }
        assert!(!said.contains("struct ") && !said.contains("NO HINT"), "{said}");
    }
}

// ---- LightGBM

const LINES: &str =
    "lists of the wrong length, numbers that are none, nodes that point nowhere, covers that do not add up";

fn lightgbm() -> Vec<Case> {
    let text = String::from_utf8(data("lightgbm/lgb_reg/model.txt")).expect("text");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        opened(text.replacen(from, to, 1).as_bytes())
    };
    // the first entry of a tree's list
    let first = |key: &str, to: &str| {
        let line = text.lines().find(|l| l.starts_with(key)).expect("a tree");
        let (_, rest) = line.split_once(' ').expect("several");
        with(line, &format!("{key}{to} {rest}"))
    };
    let behind = text.find("end of parameters").expect("there");
    let cut = "a file that is cut off, also behind its trees";
    let again = "save it again where it was made";
    vec![
        case(
            "linear models in the leaves (`linear_tree`)",
            opened(&data("lightgbm/lgb_linear_tree/model.txt")),
            &["linear models in the leaves", "train with linear_tree=false"],
            SOUND,
        ),
        case(
            "another objective",
            with("objective=regression", "objective=rank:map"),
            &["\"rank:map\" is not supported", "supported: binary"],
            SOUND,
        ),
        case("another version", with("version=v4", "version=v9"), &["save the model with LightGBM 2 to 4"], SOUND),
        case(cut, opened(&text.as_bytes()[..text.len() / 3]), &["the file ends in the middle", "it is cut off"], CUT),
        case(cut, opened(&text.as_bytes()[..behind]), &["no line \"end of parameters\"", "it is cut off"], CUT),
        case(LINES, with("num_leaves=", "num_leaves=1"), &["values, found", "contradicts itself"], BROKEN),
        case(LINES, first("leaf_value=", "abc"), &["entry 0: not a number", "as its library writes it"], SOUND),
        case(LINES, first("left_child=", "5000"), &["child 5000, but the tree has", "not whole in itself"], SOUND),
        case(LINES, first("leaf_count=", "999999"), &["covers add up to", "not whole in itself"], SOUND),
        case(again, with("left_child=", "x="), &["has no \"left_child\"", "save it again where it was made"], SOUND),
        case(again, with("max_feature_idx=", "max_feature_idx=1"), &["names, found", "contradicts itself"], BROKEN),
        case(
            "Limits: 100 000 features",
            with("max_feature_idx=", "max_feature_idx=900000"),
            &["the limit is 100000", "larger than what is opened"],
            SOUND,
        ),
        case(
            "1 000 offers with 1 000 rules each",
            with("num_tree_per_iteration=1", "num_tree_per_iteration=2000"),
            &["2000 trees per iteration, the limit is 1000", "larger than what is opened"],
            SOUND,
        ),
    ]
}

// ---- XGBoost

const NODES: &str = "nodes that point nowhere, form a cycle, or are reached by nothing and not counted as deleted; \
                     thresholds that are not finite; categories without their list";

/// XGBoost's file with a change at a place.
fn xgboost_with(place: &str, value: Json) -> String {
    let mut file: Json = serde_json::from_slice(&data("xgboost/xgb_stump_const/model.json")).expect("JSON");
    *file.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
    opened(&serde_json::to_vec(&file).expect("JSON"))
}

/// The same with an objective and a base score.
fn based(objective: &str, score: &str, version: Json) -> String {
    let mut file: Json = serde_json::from_slice(&data("xgboost/xgb_stump_const/model.json")).expect("JSON");
    file["learner"]["objective"]["name"] = json!(objective);
    file["learner"]["learner_model_param"]["base_score"] = json!(score);
    file["version"] = version;
    opened(&serde_json::to_vec(&file).expect("JSON"))
}

fn xgboost() -> Vec<Case> {
    [around_trees(), in_trees()].into_iter().flatten().collect()
}

const MODEL: &str = "/learner/gradient_booster/model";

fn around_trees() -> Vec<Case> {
    let (json, binary) = (data("xgboost/xgb_stump_const/model.json"), data("xgboost/xgb_stump_const/model.ubj"));
    let mut unknown: Json = serde_json::from_slice(&json).expect("JSON");
    unknown.pointer_mut(MODEL).expect("there")["leaf_scale"] = json!([2.0]);
    let mut several: Json = serde_json::from_slice(&json).expect("JSON");
    several["learner"]["objective"]["name"] = json!("reg:expectileerror");
    several["learner"]["learner_model_param"]["num_target"] = json!("2");
    let cut = "a file that is cut off";
    let other = "another booster or objective";
    vec![
        case(
            "booster `gblinear`",
            opened(&data("xgboost/xgb_gblinear/model.json")),
            &["booster gblinear has no trees", "train with booster=gbtree"],
            SOUND,
        ),
        case(
            "vector leaves (`multi_output_tree`)",
            opened(&data("xgboost/xgb_vector_leaf/model.json")),
            &["vector leaves", "train with multi_strategy=one_output_per_tree"],
            SOUND,
        ),
        case(
            "several expectiles at once",
            opened(&serde_json::to_vec(&several).expect("JSON")),
            &["several expectiles", "train one model per expectile"],
            SOUND,
        ),
        case(
            other,
            xgboost_with("/learner/gradient_booster/name", json!("gbforest")),
            &["booster \"gbforest\" is not supported", "supported: gbtree, dart"],
            SOUND,
        ),
        case(
            other,
            xgboost_with("/learner/objective/name", json!("binary:new")),
            &["objective \"binary:new\" is not supported", "supported: binary:*"],
            SOUND,
        ),
        case(
            "a field beside the trees that is not known, since it could change what they answer",
            opened(&serde_json::to_vec(&unknown).expect("JSON")),
            &[
                "unknown field `leaf_scale`",
                "a later version may have written it",
                "save it again with XGBoost 1.6 to 3.4",
            ],
            SOUND,
        ),
        case(
            "no trees",
            xgboost_with(&format!("{MODEL}/trees"), json!([])),
            &["no trees, expected at least one", "train at least one round"],
            SOUND,
        ),
        case(
            "the binary format of before 1.0",
            opened(b"binf\x00\x00\x00\x00"),
            &["an XGBoost binary model of before 1.0", "save it again with a current XGBoost"],
            SOUND,
        ),
        case(cut, opened(&json[..json.len() / 2]), &["the file ends in the middle", "it is cut off; fetch"], CUT),
        case(
            cut,
            opened(&binary[..binary.len() / 2]),
            &["cut off, or a length in it is wrong", "fetch or save"],
            CUT,
        ),
    ]
}

fn in_trees() -> Vec<Case> {
    let tree = |field: &str, value: Json| xgboost_with(&format!("{MODEL}/trees/1/{field}"), value);
    let lists = "with tree, list and entry: numbers that are none, lists of the wrong length";
    let base = "a base score that has no margin under the objective";
    vec![
        case(
            lists,
            tree("left_children/0", json!("x")),
            &["tree 1, left_children, entry 0 (line 1", "expected a whole number", "as its library writes it"],
            SOUND,
        ),
        case(lists, tree("right_children", json!([])), &["tree 1: \"right_children\"", "contradicts itself"], BROKEN),
        case(
            lists,
            tree("split_conditions", json!(7)),
            &["expected a list", "save it again where it was made"],
            SOUND,
        ),
        case(base, based("binary:logistic", "2E0", json!([3, 2, 0])), &["XGBoost refuses it too"], SOUND),
        case(base, based("binary:logistic", "1E0", json!([3, 1, 3])), &["XGBoost up to 3.1 refuses it too"], SOUND),
        case(
            "An amount of 0 under a logarithm is refused",
            based("count:poisson", "0E0", json!([3, 2, 0])),
            &["its logarithm is not finite", "train with a base score above 0"],
            SOUND,
        ),
        case(
            base,
            based("reg:squarederror", "nan", json!([3, 2, 0])),
            &["the base score is not a finite number", "as its library writes it"],
            SOUND,
        ),
        case(
            NODES,
            tree("left_children/0", json!(99)),
            &["child 99, but the tree has 3 nodes", "save it again"],
            SOUND,
        ),
        case(NODES, tree("right_children/0", json!(1)), &["a cycle", "save it again where it was made"], SOUND),
        case(NODES, tree("left_children/0", json!(-5)), &["nothing leads to 2 nodes", "save it again"], SOUND),
        case(
            NODES,
            tree("split_conditions/0", json!(null)),
            &["the threshold is not a finite number", "save it again where it was made"],
            SOUND,
        ),
        case(NODES, tree("split_type/0", json!(1)), &["without its list", "save it again where it was made"], BROKEN),
        case(NODES, tree("split_type/0", json!(2)), &["split type 2", "a later version may have written it"], SOUND),
        // what stands where an object should
        case(lists, xgboost_with("/learner", json!(5)), &["invalid type: integer `5`, expected an object"], SOUND),
        case(lists, tree("tree_param", json!("x")), &["expected an object"], SOUND),
        case(
            "100 000 trees",
            xgboost_with("/learner/learner_model_param/num_class", json!("5000")),
            &["5000 outputs, the limit is 1000", "larger than what is opened"],
            SOUND,
        ),
    ]
}

// ---- CatBoost

const LAID_OUT: &str =
    "a `.cbm` that goes on behind its core; lists past the end or over each other, nodes that two lead to, or none";
const TOGETHER: &str = "splits, borders, hashes, counts of leaves, weights or biases that do not fit together, with tree and \
                        split or node";
const LATER: &str =
    "a `.cbm` with a version, a part or a field that is not known, since it could change what the model answers";

fn catboost() -> Vec<Case> {
    let text = String::from_utf8(data("catboost/hand_oblivious.json")).expect("text");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        opened(text.replacen(from, to, 1).as_bytes())
    };
    let binary = data("catboost/hand_free.cbm");
    let set = |at: usize, new: &[u8]| {
        let mut bytes = binary.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        opened(&bytes)
    };
    let version = binary.windows(4).position(|w| w == b"l_v1").expect("a version");
    let (layout, steps) = (crate::catboost_binary::layout(&binary), crate::catboost_binary::list(&binary, 10));
    let cut = "a file that is cut off";
    vec![
        case(
            "a categorical feature that is encoded by statistics of the target (CTR), also if no split asks about it",
            opened(&data("catboost/statistics.cbm")),
            &["encoded by statistics of the target (CTR)", "one_hot_max_size at least the number of its levels"],
            SOUND,
        ),
        case("`RMSEWithUncertainty`", with("MultiClass", "RMSEWithUncertainty"), &["train with RMSE"], SOUND),
        case("another loss", with("MultiClass", "NewLoss"), &["\"NewLoss\" is not supported", "supported: "], SOUND),
        case(
            "text and embedding features",
            opened(&data("catboost/text.cbm")),
            &["a text or an embedding", "train on numbers and categorical features that are encoded one by one"],
            SOUND,
        ),
        case(LATER, set(version + 3, b"2"), &["a version of the format that is not known", "save it as JSON"], SOUND),
        case(LATER, set(layout, &[4 + 2 * 20]), &["field 19 of TModelTrees is not known", "save it as JSON"], SOUND),
        case(cut, opened(&text.as_bytes()[..text.len() / 2]), &["ends in the middle", "it is cut off; fetch"], CUT),
        case(cut, opened(&binary[..600]), &["ends in the middle", "cut off, or a length in it is wrong"], CUT),
        case(
            LAID_OUT,
            opened(&[binary.as_slice(), b"more"].concat()),
            &["4 bytes after the core", "save it again where it was made"],
            SOUND,
        ),
        case(LAID_OUT, set(8, &[0xff, 0xff, 0, 0]), &["an offset leads nowhere", "contradicts itself"], BROKEN),
        case(LAID_OUT, set(steps + 2, &[1]), &["two nodes lead here", "save it again where it was made"], SOUND),
        case(
            TOGETHER,
            with("\"border\":7", "\"border\":8"),
            &["tree 0, split 2", "save it again where it was"],
            SOUND,
        ),
        case(TOGETHER, with("[1,[0,0.5,-0.5]]", "[1,[0,0.5]]"), &["2 biases for 3 outputs", "not whole"], SOUND),
        case(TOGETHER, with("\"leaf_weights\":[36]", "\"leaf_weights\":[36,1]"), &["tree 1", "not whole"], SOUND),
        case(
            TOGETHER,
            with("\"has_nans\":true,", ""),
            &["missing field `has_nans`", "as its library writes it"],
            SOUND,
        ),
        case(
            TOGETHER,
            with("\"oblivious_trees\"", "\"branches\""),
            &["neither \"oblivious_trees\" nor \"trees\"", "train the model, then save it again"],
            SOUND,
        ),
        case(TOGETHER, with("\"leaf_values\":[1,2,4]", "\"leaf_values\":7"), &["expected a list"], SOUND),
    ]
}

/// All that stand in a table of what is refused.
fn listed() -> Vec<Case> {
    [lightgbm(), xgboost(), catboost(), onnx::cases()].into_iter().flatten().collect()
}

#[test]
fn what_a_library_s_model_is_refused_for_is_true_of_it() {
    check(&listed());
}

/// Every row of the tables of what is refused has an input above.
#[test]
fn every_row_of_what_is_refused_is_tried() {
    let docs = docs();
    let mut section = "";
    let mut inside = false;
    let mut rows = Vec::new();
    for line in docs.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
        }
        inside = line == "| refused | hint |" || (inside && line.starts_with('|'));
        let cell = line.trim_start_matches("| ").split(" | ").next().unwrap_or("");
        if inside && !["refused", "| --- "].iter().any(|head| line[2..].starts_with(head)) && !cell.starts_with("---")
        {
            rows.push((section, cell));
        }
    }
    assert!(rows.len() > 30, "{} rows: the tables are not found", rows.len());
    let tried: [(&str, Vec<Case>); 4] = [
        ("LightGBM text", lightgbm()),
        ("XGBoost JSON and UBJSON", xgboost()),
        ("CatBoost JSON and `.cbm`", catboost()),
        ("ONNX", onnx::cases()),
    ];
    for (section, row) in rows {
        let (_, cases) = tried.iter().find(|(name, _)| *name == section).unwrap_or_else(|| panic!("{section}"));
        let known: BTreeSet<&str> = cases.iter().map(|c| c.docs).collect();
        assert!(known.contains(row), "no input for what {section} refuses: {row}");
    }
}

// ---- files of ours

const SMALL: &str = r#"(
  candour: 1, title: "small", link: Value,
  features: [(id: "age", kind: Number), (id: "place", kind: Choice, levels: ["north", "south"])],
  offers: [(id: "a")],
  trees: [(offer: "a", feature: [0], below: [30.0], left: [-1], right: [-2], missing: "L", leaf: [0.25, 0.5],
    split_cover: [100.0], leaf_cover: [60.0, 40.0])],
)"#;

fn small(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1)
}

#[test]
fn what_a_model_of_ours_is_refused_for_is_true_of_it() {
    let with = |from: &str, to: &str| opened(small(from, to).as_bytes());
    let listed = "A field that is not listed here is refused, with its line and the nearest name that is.";
    let held = "Checked when it is opened: every number finite, every position inside its list";
    let cut =
        "It is called cut off only where its bytes end too early, and damaged only where it contradicts itself.";
    let rule = "(feature: \"age\", is: Known, reason: \"x\"),".repeat(1001);
    check(&[
        case(listed, with("title:", "tittle:"), &["line 2", "an unknown field", "did you mean \"title\"?"], SOUND),
        case("the version, 1; a later one is refused", with("candour: 1", "candour: 2"), &["version 2"], SOUND),
        case(held, with("0.25, 0.5", "NaN, 0.5"), &["not a finite number", "docs/formats.md"], SOUND),
        case(held, with("left: [-1]", "left: [-9]"), &["has the child -9", "docs/formats.md"], SOUND),
        case(held, with("leaf_cover: [60.0", "leaf_cover: [90.0"), &["add up to 130", "docs/formats.md"], SOUND),
        case(held, with("below: [30.0]", "below: 30.0"), &["expected a list", "docs/formats.md"], SOUND),
        case(held, with("title: \"small\",", "title: \"small\""), &["expected a comma", "docs/formats.md"], SOUND),
        case(held, opened(format!("{SMALL} x").as_bytes()), &["behind the last bracket", "docs/formats.md"], SOUND),
        case(cut, opened(&SMALL.as_bytes()[..SMALL.len() / 2]), &["the file ends too early: it is cut off"], CUT),
        case(
            "1 000 offers with 1 000 rules each",
            with("(id: \"a\")", &format!("(id: \"a\", rules: [{rule}])")),
            &["more than 1000 entries, the limit", "larger than what is opened"],
            SOUND,
        ),
    ]);
}

#[test]
fn what_a_profile_or_rules_are_refused_for_is_true_of_them() {
    let model = model(SMALL.as_bytes());
    let profile = |rest: &str| told(profile_ron::read(format!("(candour_profile: 1, {rest})").as_bytes(), &model));
    let rules = |rest: &str| told(rules_ron::read(format!("(candour_rules: 1, {rest})").as_bytes(), &model));
    let value = "to a number, a text (also a date, `\"2026-03-01\"`), `true` or `false`, or `None` for not known";
    let needed = "`name` and `values` are needed.";
    let fields = "Everything may be left out, the version too";
    check(&[
        case(needed, profile("name: \"x\""), &["the field \"values\" is missing", "docs/formats.md"], SOUND),
        case(needed, profile("nmae: \"x\", values: {}"), &["did you mean \"name\"?"], SOUND),
        case(needed, profile("name: 7, values: {}"), &["expected a text in quotes", "docs/formats.md"], SOUND),
        case(value, profile("name: \"x\", values: {\"age\": [1]}"), &["each feature has one value"], SOUND),
        case(value, profile("name: \"x\", values: {\"age\": old}"), &["put texts in quotes"], SOUND),
        case(value, profile("name: \"x\", values: {\"aeg\": 1}"), &["did you mean \"age\"?"], SOUND),
        case(
            "`withheld` lists features that are known and not to be used",
            profile("name: \"x\", values: {}, withheld: [\"aeg\"]"),
            &["withheld \"aeg\"", "did you mean \"age\"?"],
            SOUND,
        ),
        case(fields, rules("features: {\"age\": (prise: 2)}"), &["did you mean \"price\"?"], SOUND),
        case(fields, rules("features: {\"age\": (price: \"x\")}"), &["expected a number", "a rules file"], SOUND),
        case(
            "the least and the greatest value that may be reached",
            rules("features: {\"place\": (min: 1)}"),
            &["which have no range"],
            SOUND,
        ),
        case(
            "the least and the greatest value that may be reached",
            rules("features: {\"age\": (min: 3, max: 1)}"),
            &["with nothing in it"],
            SOUND,
        ),
        case(
            "what a change of 1 costs",
            rules("features: {\"age\": (price: -1)}"),
            &["no number of at least 0"],
            SOUND,
        ),
        case(
            "groups of facts of which exactly one is 1",
            rules("one_hot: [[\"age\"]]"),
            &["two facts at least"],
            SOUND,
        ),
        case(
            "pairs of facts of which the first is at most the second",
            rules("at_most: [(\"age\", \"age\")]"),
            &["with itself"],
            SOUND,
        ),
        case(
            "`Any`, `Up`, `Down` or `Fixed`",
            rules("features: {\"age\": (direction: Upp)}"),
            &["did you mean \"Up\"?"],
            SOUND,
        ),
    ]);
}

#[test]
fn what_a_session_is_refused_for_is_true_of_it() {
    let (model, text) = crate::session::whole();
    let resolved = |session: Session| {
        let people = People { profiles: candour::app::session::people(&session, &model)?, table: None };
        candour::app::session::resolve(&session, &model, &people).map(drop)
    };
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        told(Session::read(text.replacen(from, to, 1).as_bytes()).and_then(resolved))
    };
    let mut many = Session::read(text.as_bytes()).expect("whole");
    many.scenarios = vec![many.scenarios[0].clone(); 13];
    let steps = "at most 500 steps each";
    let mut long = Session::read(text.as_bytes()).expect("whole");
    long.past = vec![long.past[0].clone(); 501];
    check(&[
        case(
            "a file of version 1 is refused, since it knows its files by a print of 64 bits",
            with("candour_session: 2", "candour_session: 1"),
            &["saved by an earlier version of Candour", "save the session again"],
            SOUND,
        ),
        case(
            "A path of another machine (`//…`) is refused.",
            told(session_ron::find("//server/share/m.json", std::path::Path::new("/home"))),
            &["a path of another machine", "copy the file here"],
            SOUND,
        ),
        case(
            "at most 64 MiB",
            told(Session::read(&vec![b' '; (1 << 26) + 1])),
            &["a session of more than 64 MB, the limit"],
            SOUND,
        ),
        case(
            "at most 12, each with a number of its own",
            told(resolved(many)),
            &["13 scenarios, the limit is 12"],
            SOUND,
        ),
        case(steps, told(resolved(long)), &["501 steps, the limit is 500", "larger than what is opened"], SOUND),
        case("`reasons`, `path`, `change`", with("tab: \"reasons\"", "tab: \"reason\""), &["did you mean"], SOUND),
        case(
            "`person` is a place among `people` and then the table's rows, from 0",
            with("person: 0", "person: 17"),
            &["customer number 17, but there are 2", "was edited"],
            BROKEN,
        ),
    ]);
}

#[test]
fn what_a_dictionary_is_refused_for_is_true_of_it() {
    let named =
        |list: Vec<(&str, CustomerModel)>| list.into_iter().map(|(n, m)| (n.to_owned(), m)).collect::<Vec<_>>();
    let apply = |text: &str, models: Vec<(&str, CustomerModel)>| {
        told(Sidecar::read(text.as_bytes()).and_then(|s| s.apply(named(models))))
    };
    let two = |a: CustomerModel, b: CustomerModel| {
        apply("(candour_dictionary: 1, models: [\"a.json\", \"b.json\"])", vec![("a.json", a), ("b.json", b)])
    };
    let one =
        |rest: &str| apply(&format!("(candour_dictionary: 1, {rest})"), vec![("a.json", model(SMALL.as_bytes()))]);
    let library = |path: &str| model(&data(path));
    let ours = |from: &str, to: &str| model(small(from, to).as_bytes());
    let same = || model(SMALL.as_bytes());
    let apart = "Refused, because scores would not compare: other links, other ways of comparing numbers (XGBoost beside \
                 LightGBM), softmax, other kinds of covers, the same name for a number and a choice.";
    let fit = "what does not fit the model is refused";
    check(&[
        case(
            apart,
            two(library("lightgbm/lgb_reg/model.txt"), library("lightgbm/lgb_poisson/model.txt")),
            &["the models differ in what makes an answer of a score (link)", "open them one by one"],
            SOUND,
        ),
        case(
            apart,
            two(library("xgboost/xgb_binary_nan/model.json"), library("lightgbm/lgb_binary_nan/model.txt")),
            &["how numbers are compared (float32 or float64)", "train them alike"],
            SOUND,
        ),
        case(
            apart,
            two(library("lightgbm/lgb_multi/model.txt"), library("lightgbm/lgb_multi/model.txt")),
            &["share one softmax", "put several binary models side by side"],
            SOUND,
        ),
        case(
            apart,
            two(same(), ours("title: \"small\",", "title: \"small\", origin: (cover: \"sums\"),")),
            &["the models differ in what their covers count"],
            SOUND,
        ),
        case(
            apart,
            two(
                same(),
                ours(
                    "(id: \"place\", kind: Choice, levels: [\"north\", \"south\"])",
                    "(id: \"place\", kind: Number)",
                ),
            ),
            &["the models disagree on \"place\"", "train them on the same columns"],
            SOUND,
        ),
        case(fit, one("features: [(id: \"aeg\")]"), &["the model does not have it", "age"], SOUND),
        case(fit, one("offers: [(id: \"a\", output: 7)]"), &["no model here has output 7"], SOUND),
        case(fit, one("labels: []"), &["an unknown field", "known here: "], SOUND),
        case(
            "The ids of features and offers have no control characters but line breaks and tabs.",
            one("features: [(id: \"a\\u{7}\", of: \"age\")]"),
            &["the id has a control character, expected letters"],
            SOUND,
        ),
    ]);
}

// ---- tables

const HEADER: &str = "age,spend,region,member,joined";

fn table(bytes: &[u8]) -> String {
    told(Table::read(&bytes.into(), &model(&data("tables/model.ron")), &|_| false))
}

/// What a row of CSV under the model's names is refused for.
fn row(cells: &str) -> String {
    table(format!("{HEADER}\n{cells}\n").as_bytes())
}

/// What a second object is refused for.
fn object(line: &str) -> String {
    let whole = r#"{"age": 30, "spend": 1.5, "region": "Köln", "member": true, "joined": "2020-01-01"}"#;
    table(format!("{whole}\n{line}\n").as_bytes())
}

#[test]
fn what_a_cell_is_refused_for_is_true_of_it() {
    let number = "Separators of thousands, units and percent signs are refused.";
    let place = "A refusal names row (from 1, the header not counted) and column, or line and field in JSON";
    let level = "Two things are refused instead: a misspelling";
    check(&[
        case(number, row("30,\"1,000\",Köln,yes,2020-01-01"), &["row 1, column \"spend\""], SOUND),
        case(number, row("30,1 €,Köln,yes,2020-01-01"), &["row 1, column \"spend\"", "expected a number"], SOUND),
        case(number, row("30,5%,Köln,yes,2020-01-01"), &["row 1, column \"spend\"", "expected a number"], SOUND),
        case(
            "`03/01/2026` could be two days and is refused.",
            row("30,1,Köln,yes,03/01/2026"),
            &["day and month or month and day"],
            SOUND,
        ),
        case(
            "with a time of day only if that is midnight",
            row("30,1,Köln,yes,2026-03-01 14:30"),
            &["a time of day"],
            SOUND,
        ),
        case(
            "A `YesNo` is `1` or `0`, `yes` or `no`, `true` or `false`.",
            row("30,1,Köln,maybe,"),
            &["expected yes or no"],
            SOUND,
        ),
        case(level, row("30,1,Munchen,yes,"), &["did you mean \"München\"?"], SOUND),
        case(
            "a column of two cells or more in which none is a level",
            row("30,1,Rom,yes,\n31,1,Paris,yes,"),
            &["expected one of 4 levels"],
            SOUND,
        ),
        case(
            place,
            row("30,1,Köln,yes,\nforty,1,Köln,yes,"),
            &["row 2, column \"age\""],
            &["forty", "damaged", "cut off"],
        ),
        case(place, object(r#"{"age": "forty"}"#), &["line 2, field \"age\""], &["forty", "damaged", "cut off"]),
    ]);
}

#[test]
fn what_names_and_quotes_are_refused_for_is_true_of_them() {
    check(&[
        case(
            "two columns that could be one feature are refused",
            table(b"AGE,Age,spend,region,member,joined\n1,2,3,,,\n"),
            &["the columns 1, 2 could all be \"age\""],
            SOUND,
        ),
        case(
            "Where none does, it is refused with the line.",
            table(b"age,spend,region,member,joined,note\n1,2,,,,x\n1,2,,,,\"y\n1,2,,,,z\n"),
            &["line 3", "a quoted cell that does not end"],
            SOUND,
        ),
        case(
            "(`orient=\"columns\"`, `\"index\"`, `\"split\"`, `\"values\"`, `\"table\"`) are refused by their names",
            table(b"{\"columns\": [\"age\"], \"data\": [[1]]}"),
            &["orient=\"split\"", "orient=\"records\""],
            SOUND,
        ),
        case(
            "numbers of a count whose every point stands before exactly three digits are refused, too",
            table(b"age;spend;region;member;joined\n1.234;2;;;\n7;2;;;\n"),
            &["row 1, column \"age\"", "a point before exactly three digits"],
            SOUND,
        ),
    ]);
}

#[test]
fn what_a_table_is_refused_for_is_true_of_it() {
    let fields = "a list or an object in a field that is needed, and a field twice in one object, are refused.";
    let needed =
        "Refused where they are needed, passed over where not: lists and records, times of day, INT96, Brotli.";
    let decimals =
        "A file with both is refused with the row, and so is one whose only commas stand before three digits";
    let called =
        "It is called cut off only where its bytes end too early, and damaged only where it contradicts itself.";
    let column = "Every feature that the trees ask about needs its column";
    let parquet = data("tables/snappy.parquet");
    let semicolon = HEADER.replace(',', ";");
    let decimal = |cells: &str| table(format!("{semicolon}\n{cells}\n").as_bytes());
    check(&[
        case(
            "A name that stands twice is refused only where the model uses it and nothing tells which is meant.",
            table(b"age,age,spend\n1,2,3\n"),
            &["all have the name \"age\""],
            SOUND,
        ),
        case(
            "Every row has as many cells as the header",
            row("30,1,Köln,yes"),
            &["line 2", "expected 5 cells as in the header, found 4"],
            SOUND,
        ),
        case(
            "Text that then is none of its encoding is refused with its line.",
            table(&[b"\xEF\xBB\xBF", HEADER.as_bytes(), b"\n30,1,\xff\xfe,yes,\n"].concat()),
            &["line 2: not UTF-8 text"],
            SOUND,
        ),
        case(decimals, decimal("30;1,5;Köln;yes;\n30;1.5;Köln;yes;"), &["row 2", "in one way"], SOUND),
        case(decimals, decimal("30;1,500;Köln;yes;"), &["without separators of thousands"], SOUND),
        case(fields, object(r#"{"age": [1]}"#), &["line 2, field \"age\"", "found a list or an object"], SOUND),
        case(fields, object(r#"{"age": 1, "age": 2}"#), &["line 2, field \"age\"", "stands twice"], SOUND),
        case(needed, table(&data("tables/int96.parquet")), &["INT96"], SOUND),
        case(needed, table(&data("tables/brotli.parquet")), &["compression is not supported", "snappy"], SOUND),
        // what ends too early, what only seems to
        case(called, table(&parquet[..parquet.len() / 2]), &["the Parquet data is damaged or cut off"], &["edited"]),
        case(called, object(r#"{"age": 1"#), &["the object does not end", "cut off, or a bracket or a quote"], CUT),
        case(called, object(r#"{"age": nan}"#), &["not JSON", "double quotes"], SOUND),
        case(
            column,
            table(b"aeg,spend,region,member,joined\n1,2,,,\n"),
            &["no column \"age\"", "did you mean"],
            SOUND,
        ),
        case(
            column,
            table(b"38,Paris,12000\n41,Rome,9000\n"),
            &["there is no header", "unless it is another table"],
            &["damaged", "cut off", "Paris", "line 1"],
        ),
        case(
            column,
            table(b"{\"2024\": 1}\n"),
            &["no column \"age\"", "or it is another table"],
            &["the first line is", "line 1", "damaged"],
        ),
        case(
            "200 000 columns",
            table(",a".repeat(200_000).as_bytes()),
            &["more than 200000 columns, the limit", "larger than what is opened"],
            SOUND,
        ),
    ]);
}

#[test]
fn what_is_no_model_at_all_is_called_what_it_is() {
    let sentence = "are named in the refusal, with what to do instead.";
    check(&[
        case(sentence, opened(b"binf\x00\x00"), &["of before 1.0", "save it again with a current XGBoost"], SOUND),
        case(sentence, opened(b"\x80\x04\x95\x00\x00"), &["a Python pickle", "export the model as text"], SOUND),
        case(sentence, opened(b"PK\x03\x04\x14\x00"), &["a ZIP archive or an Office file"], SOUND),
        case(sentence, opened(b"\x89PNG\r\n\x1a\n"), &["a picture"], SOUND),
        case(sentence, opened(b"age,place\n30,north\n"), &["a table such as CSV", "this is data"], SOUND),
        case(
            sentence,
            opened(b"\x08\x0a\x12\x03abc"),
            &["the file has no graph", "another kind of file"],
            &["damaged"],
        ),
    ]);
}
