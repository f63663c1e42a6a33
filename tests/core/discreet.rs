//! What is printed: nothing of a person in an error, nothing of endless length, nothing that commands a terminal, nothing
//! of a panic but its place.

use candour::base::{Error, Kind};
use candour::import;

use crate::cli::{Folder, candour, path, refused, works};

const TREE: &str = "(candour: 1, title: \"t\", link: Value, features: [(id: \"age\", kind: Number)], offers: [(id: \"a\")], \
                    trees: [(offer: \"a\", feature: [0], below: [3.0], left: [-1], right: [-2], missing: \"R\", \
                    leaf: [1.0, 2.0], split_cover: [4.0], leaf_cover: [2.0, 2.0])])";

#[test]
fn no_error_repeats_what_stands_where_a_word_should_be() {
    let folder = Folder::new();
    let model = folder.write("m.ron", TREE);
    let customer = folder.write("c.ron", "(candour_profile: 1, name: \"n\", values: {\"age\": 5})");
    let table = "Erika;Musterfrau\nMax;Mustermann\n";
    let cases = [
        ("table.csv", table.to_owned()),
        ("named.ron", "Erika(candour_rules: 1)".to_owned()),
        ("field.ron", "(candour_rules: 1, Erika: 1)".to_owned()),
        ("word.ron", "(candour_rules: 1, features: {\"age\": (direction: Erika)})".to_owned()),
        ("number.ron", "(candour_rules: 1, features: {\"age\": (min: Erika)})".to_owned()),
        ("text.ron", "(candour_rules: 1, features: {\"age\": (min: \"Erika\")})".to_owned()),
        ("list.ron", "(candour_rules: 1, one_hot: Erika)".to_owned()),
        ("extension.ron", "#![enable(Erika)] (candour_rules: 1)".to_owned()),
        ("version.ron", "(candour_rules: Erika)".to_owned()),
        ("behind.ron", "(candour_rules: 1) Erika".to_owned()),
    ];
    for (name, text) in cases {
        let rules = folder.write(name, &text);
        let error = refused(&["counterfactual", &model, "--profile", &customer, "--rules", &rules]);
        assert!(!error.contains("Erika"), "{name}: {error}");
        assert!(!error.contains("struct") && !error.contains("File"), "{name}: {error}");
    }
    for text in [
        "(candour_profile: 1, name: \"n\", pronoun: Erika, values: {})",
        "(candour_profile: 1, Erika: \"n\", values: {})",
        "(candour_profile: 1, name: Erika, values: {})",
        "(candour_profile: Erika, values: {})",
        "(candour_profile: 1, name: \"n\", values: {\"age\": Erika})",
        "Erika(candour_profile: 1)",
    ] {
        let error = refused(&["explain", &model, "--profile", &folder.write("p.ron", text)]);
        assert!(!error.contains("Erika"), "{text}: {error}");
    }
    // models and dictionaries are no safer: a table may be taken for one
    for text in ["(candour: 1, Erika: 2)", "(Erika)", "(candour_dictionary: 1, features: [(id: \"a\", kind: Erika)])"]
    {
        let error = refused(&["inspect", &folder.write("x.ron", text)]);
        assert!(!error.contains("Erika") && !error.contains("struct"), "{text}: {error}");
    }
    // without a header the first row would be the names
    for text in ["Erika\nMax\n", table, "Erika,41\nMax,2\n"] {
        let data = folder.write("t.csv", text);
        let error = refused(&["train", "--data", &data, "--target", "x", "--out", &folder.path("out.ron")]);
        assert!(!error.contains("Erika"), "{text}: {error}");
    }
    let data = folder.write("t.csv", "age,bought\n1,yes\n2,no\n");
    let error = refused(&["train", "--data", &data, "--target", "bougth", "--out", &folder.path("out.ron")]);
    assert!(error.contains("did you mean \"bought\"?"), "{error}");
}

#[test]
fn a_field_that_is_nearly_right_is_still_helped() {
    let error = import::load(TREE.replace("title", "titel").as_bytes(), "t").expect_err("no such field");
    assert_eq!(error.to_string(), "candour ron: line 1, column 14: an unknown field");
    assert_eq!(error.hint.as_deref(), Some("did you mean \"title\"?"));
}

#[test]
fn errors_have_an_end() {
    let folder = Folder::new();
    let long = "x".repeat(3 << 20);
    let model = folder.write("m.ron", TREE);
    let customer = folder.write("c.ron", "(candour_profile: 1, name: \"n\", values: {\"age\": 5})");
    let calls = [
        ("rules", format!("(candour_rules: 1, features: {{\"{long}\": ()}})")),
        ("field", format!("(candour_rules: 1, {long}: 1)")),
        ("group", format!("(candour_rules: 1, one_hot: [[\"{long}\", \"age\"]])")),
    ];
    for (what, text) in calls {
        let rules = folder.write("rules.ron", &text);
        let error = refused(&["counterfactual", &model, "--profile", &customer, "--rules", &rules]);
        assert!(error.len() < 1000, "{what}: {} bytes", error.len());
    }
    for (name, text) in [
        ("json", format!("{{\"learner\": {{\"{long}\": 1, \"learner_model_param\": \"{long}\"}}}}")),
        ("ron", TREE.replace("offer: \"a\"", &format!("offer: \"{long}\""))),
        (
            "txt",
            format!(
                "tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nfeature_names=a\nfeature_infos=a\ntree_sizes=1\nobjective={long}\n\nend of trees\n"
            ),
        ),
        ("candour.ron", format!("(candour_dictionary: 1, models: [\"{long}\"])")),
        ("candour.ron", format!("(candour_dictionary: 1, models: [\"{long}/\"])")),
    ] {
        let file = folder.write(&format!("long.{name}"), &text);
        let error = refused(&["inspect", &file]);
        assert!(error.len() < 3000, "{name}: {} bytes", error.len());
    }
    let quoted = Error::new(Kind::Data, format!("no feature \"{long}\"")).at(format!("column \"{long}\""));
    assert_eq!(quoted.to_string(), format!("column \"{0}…\": no feature \"{0}…\"", "x".repeat(60)));
}

#[test]
fn nothing_in_a_file_commands_the_terminal() {
    let folder = Folder::new();
    let evil = "\\u{1b}[31m\\u{7}\\r\\u{9b}2J\\u{202e}";
    let model = folder.write(
        "m.ron",
        &TREE
            .replace("title: \"t\"", &format!("title: \"t{evil}\""))
            .replace("(id: \"a\")", &format!("(id: \"a\", title: \"A{evil}\", description: \"{evil}\")")),
    );
    let customer = format!("(candour_profile: 1, name: \"n{evil}\", story: \"s{evil}\", values: {{\"age\": 5}})");
    let customer = folder.write("c.ron", &customer);
    for words in [
        &["explain", &model, "--profile", &customer][..],
        &["inspect", &model],
        &["curve", &model, "--profile", &customer, "--feature", "age"],
        &["scenarios", &model, "--profile", &customer, "--scenario", "age=1"],
        &["counterfactual", &model, "--profile", &customer],
        &["enough", &model, "--profile", &customer],
    ] {
        let output = candour(words);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).expect("UTF-8");
            let raw = text.chars().find(|&c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c));
            assert_eq!(raw, None, "{words:?}");
        }
    }
    let text = works(&["explain", &model, "--profile", &customer]);
    assert!(text.contains("␛[31m␇␍<U+009B>2J<U+202E>"), "{text}");
    // an error is as harmless
    let error = refused(&["inspect", &folder.write("\u{1b}[31m.csv", "a,b\n1,2\n")]);
    assert!(error.contains("␛[31m.csv") && !error.contains('\u{1b}'), "{error}");
}

#[test]
fn ids_are_letters() {
    for (evil, refused) in [("\\u{1b}[31m", true), ("\\u{202e}", true), ("\\u{7f}", true), ("two\\nlines\\t", false)]
    {
        let feature = TREE.replace("id: \"age\"", &format!("id: \"age{evil}\""));
        let offer = TREE.replace("\"a\"", &format!("\"a{evil}\""));
        for text in [feature, offer] {
            let read = import::load(text.as_bytes(), "t").map_err(|e| e.to_string());
            match read {
                Err(error) => assert!(refused && error.contains("the id has a control character"), "{error}"),
                Ok(_) => assert!(!refused, "{text}"),
            }
        }
    }
    let folder = Folder::new();
    let model = folder.path("m.txt");
    std::fs::copy(path("tests/data/lightgbm/lgb_binary_nan/model.txt"), &model).expect("there");
    folder.write("m.candour.ron", "(candour_dictionary: 1, offers: [(id: \"\\u{1b}[31m\")])");
    let error = crate::cli::refused(&["inspect", &model]);
    assert!(error.contains("the id has a control character"), "{error}");
}

#[test]
fn damaged_parquet_is_refused_in_silence() {
    let folder = Folder::new();
    let model = path("tests/data/tables/model.ron");
    for name in ["panic_bit_util", "panic_dict", "panic_negative_start"] {
        let data = path(&format!("tests/data/tables/{name}.parquet"));
        let output = candour(&["score", &model, "--data", &data, "--out", &folder.path("out.csv")]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {error}");
        assert!(
            error.starts_with("error: ") && !error.contains(".rs") && error.lines().count() <= 2,
            "{name}: {error}"
        );
    }
}

#[test]
fn a_dictionary_that_is_passed_over_is_named() {
    let folder = Folder::new();
    let model = folder.write("m.ron", TREE);
    folder.write("m.candour.ron", "broken");
    let said = works(&["inspect", &model]);
    assert!(said.contains("m.candour.ron beside it is not read: m.ron holds its own data dictionary"), "{said}");
    let model = folder.path("n.txt");
    std::fs::copy(path("tests/data/lightgbm/lgb_binary_nan/model.txt"), &model).expect("there");
    folder.write("N.Candour.ron", "(candour_dictionary: 1, title: \"by hand\")");
    let said = works(&["inspect", &model]);
    let note = "N.Candour.ron beside it is not read: a data dictionary of this model is called n.candour.ron";
    // where case does not count, it is found
    assert!(said.contains(note) || said.contains("by hand"), "{said}");
}
