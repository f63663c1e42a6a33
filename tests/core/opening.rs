//! Opening on the desk: covers counted over a table, files put in order, what stands beside a model.

use std::path::{Path, PathBuf};

use candour::app::Document;
use candour::app::open::{self, Base, Opened};
use candour::ask::{ExplainQuestion, Inputs, explain};
use candour::base::progress::Progress;
use candour::base::{Kind, Result};
use candour::data::file;
use candour::open::{FileKind, Reading, model};
use candour::score::{Background, covers};
use candour::{CustomerModel, Profile, Table};
use std::sync::Arc;

use crate::common::{bytes, project};

fn case(file: &str) -> PathBuf {
    project("tests/data/onnx/onnx_gb_multi").join(file)
}

fn open_file(path: &Path, base: Option<&Base>, reading: &Reading, progress: &Progress) -> Result<Opened> {
    open::of_source(&file::open(path).expect("it is there"), path, base, reading, progress)
}

fn waiting(path: &Path) -> Base {
    match open_file(path, None, &Reading::default(), &Progress::default()).expect("it opens") {
        Opened::Waiting(bare) => Base::Waiting(Arc::new(*bare)),
        other => panic!("expected a model that waits, found {other:?}"),
    }
}

fn ready(base: &Base, table: &Path) -> Document {
    match open_file(table, Some(base), &Reading::default(), &Progress::default()).expect("it opens") {
        Opened::Model(document) => *document,
        other => panic!("expected a model that is ready, found {other:?}"),
    }
}

#[test]
fn covers_are_counted_over_every_customer() {
    let folder = tempfile::tempdir().expect("a folder");
    // more rows than are counted at once, and no whole number of such parts
    let text = String::from_utf8(bytes(&case("rows.csv"))).expect("text");
    let (header, rows) = text.split_once('\n').expect("a header");
    let many = folder.path().join("many.csv");
    let body = format!("{}\n", rows.trim_end());
    std::fs::write(&many, format!("{header}\n{}", body.repeat(430))).expect("writable");
    let base = waiting(&case("model.onnx"));
    let document = ready(&base, &many);
    let model = document.inputs.model();
    let table = document.people.table.as_ref().expect("the table is open");
    assert_eq!(table.n_rows(), 40 * 430);
    let all = Background::new(model, (0..table.n_rows()).map(|row| table.row(row))).expect("rows");
    let expected = covers(model, &all);
    let found: Vec<&[f64]> = model.trees().iter().map(|tree| tree.covers.as_slice()).collect();
    assert_eq!(found, expected.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert!(model.has_counted_covers() && model.provenance().cover.ends_with("customers of many.csv"));
    assert_eq!(document.table_path.as_deref(), Some(many.as_path()));
    // the same customers as often each: the same averages as with each once
    let once = ready(&base, &case("rows.csv"));
    let question = |inputs: &Inputs| {
        let values = once.people.get(3).expect("a customer").values;
        explain(inputs, &ExplainQuestion { original: values.clone(), values, offer: None, line: None })
    };
    let (a, b) = (question(&document.inputs), question(&once.inputs));
    assert!((a.attribution.base_value - b.attribution.base_value).abs() < 1e-12);
    assert!(a.attribution.residual.abs() < 1e-10);
}

#[test]
fn counting_stops_when_asked() {
    let progress = Progress::default();
    progress.cancel();
    let stopped = open_file(&case("rows.csv"), Some(&waiting(&case("model.onnx"))), &Reading::default(), &progress);
    assert_eq!(stopped.expect_err("stopped").kind, Kind::Cancelled);
}

#[test]
fn what_a_file_is_is_decided_once_for_all_faces() {
    let reader = CustomerModel::open(project("models/one_tree.ron")).expect("it opens");
    let cases: [(&str, FileKind); 11] = [
        ("models/retailer.ron", FileKind::Model),
        ("tests/data/lightgbm/lgb_reg/model.txt", FileKind::Model),
        ("tests/data/onnx/onnx_gb_multi/model.onnx", FileKind::Model),
        ("models/profiles/maya.ron", FileKind::Profile),
        ("models/retailer_tested.csv", FileKind::Table),
        ("(candour_session: 1)", FileKind::Session),
        ("(candour_dictionary: 1, models: [])", FileKind::Dictionary),
        ("(nothing: \"candour_profile\")", FileKind::Ron),
        ("{\"age\": 1}", FileKind::Table),
        ("Dear Sir or Madam", FileKind::Other),
        ("PK\u{3}\u{4}", FileKind::Other),
    ];
    for (file, expected) in cases {
        let bytes = if file.contains('/') { bytes(&project(file)) } else { file.as_bytes().to_vec() };
        assert_eq!(FileKind::of(&bytes), expected, "{file}");
        assert_eq!(FileKind::beside(&(&bytes).into(), &reader).expect("readable"), expected, "{file}");
    }
    // text of one column is a table for the model that has a feature of its name
    let column = b"age\n41\n".as_slice();
    assert_eq!(FileKind::of(column), FileKind::Other);
    assert_eq!(FileKind::beside(&column.into(), &reader).expect("readable"), FileKind::Table);
}

#[test]
fn the_front_door_refuses_a_customer_of_another_model() {
    let model = CustomerModel::open(project("models/one_tree.ron")).expect("it opens");
    let mut maya = Profile::open(project("models/profiles/maya.ron"), &model).expect("it opens");
    assert!(candour::explain(&model, &maya).is_ok());
    maya.values.pop();
    let refusals = [
        candour::score(&model, &maya).expect_err("refused"),
        candour::explain(&model, &maya).expect_err("refused"),
        candour::counterfactual(&model, &maya).expect_err("refused"),
        candour::enough(&model, &maya).expect_err("refused"),
        candour::curve(&model, &maya, "age").expect_err("refused"),
    ];
    for error in refusals {
        assert!(error.kind == Kind::Question && error.what.contains("the customer has 22 facts"), "{error}");
    }
    let table = Table::open(project("models/retailer.ron"), &model).expect_err("a model");
    assert!(
        table.to_string().contains("retailer.ron: expected a table of customers, found a customer model"),
        "{table}"
    );
}

#[test]
fn files_given_at_once_are_put_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let copy = |from: &Path, to: &str| {
        std::fs::copy(from, at(to)).expect("copied");
    };
    copy(&project("tests/data/lightgbm/lgb_reg/model.txt"), "first.txt");
    copy(&project("tests/data/lightgbm/lgb_reg/model.txt"), "second.txt");
    copy(&case("rows.csv"), "rows.csv");
    copy(&project("models/profiles/maya.ron"), "maya.ron");
    let names = |given: &[&str]| {
        let found = candour::open::arrange(given.iter().map(|name| at(name)).collect());
        found.map(|paths| {
            paths.iter().map(|p| p.file_name().expect("a name").to_string_lossy().into_owned()).collect::<Vec<_>>()
        })
    };
    assert_eq!(
        names(&["maya.ron", "rows.csv", "first.txt"]).expect("one model"),
        ["first.txt", "rows.csv", "maya.ron"]
    );
    assert_eq!(names(&["maya.ron", "rows.csv", "rows.csv"]).expect("no model"), ["rows.csv", "maya.ron"]);
    let error = names(&["first.txt", "rows.csv", "second.txt"]).expect_err("two models");
    assert!(error.what.contains("2 models at once: first.txt, second.txt") && error.hint.is_some(), "{error}");
    // the dictionary beside a model comes with it
    std::fs::write(at("first.candour.ron"), "(candour_dictionary: 1)").expect("writable");
    assert_eq!(names(&["first.candour.ron", "first.txt"]).expect("one model"), ["first.txt"]);
    // one that names models stands for them
    let both = "(candour_dictionary: 1, models: [\"first.txt\", \"second.txt\"])";
    std::fs::write(at("both.candour.ron"), both).expect("writable");
    let given = ["rows.csv", "second.txt", "both.candour.ron", "first.txt"];
    assert_eq!(names(&given).expect("one dictionary"), ["both.candour.ron", "rows.csv"]);
    // one that is not there is refused when its turn comes, so that each is told
    assert_eq!(names(&["gone.csv", "first.txt"]).expect("one model"), ["first.txt", "gone.csv"]);
}

#[test]
fn dialogs_know_the_ending_of_every_model_and_table() {
    let endings = candour::open::kind::endings();
    let mut open = vec![project("tests/data"), project("models")];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let source = candour::data::file::open(&path).expect("readable");
            let ending = candour::open::kind::ending(&path.display().to_string());
            let list = match FileKind::of_source(&source) {
                Ok(FileKind::Model) => &endings.models,
                Ok(FileKind::Table) if !path.with_extension("txt").ends_with("README.txt") => &endings.customers,
                _ => continue,
            };
            assert!(list.contains(&ending.as_str()) && endings.all.contains(&ending.as_str()), "{}", path.display());
            seen.insert(ending);
        }
    }
    for ending in ["cbm", "onnx", "ubj", "json", "txt", "ron", "csv", "parquet"] {
        assert!(seen.contains(ending), "no {ending} in {seen:?}");
    }
    assert!(endings.models.contains(&"gz") && endings.customers.contains(&"gz"), "packed ones, too");
}

#[test]
fn the_dictionary_that_was_read_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("churn.txt");
    std::fs::copy(project("tests/data/lightgbm/lgb_reg/model.txt"), &path).expect("copied");
    let bare = model::of_bytes(&path, &bytes(&path), &Reading::default()).expect("it opens");
    assert_eq!(bare.dictionary, None);
    let dictionary = model::dictionary_of(&path);
    assert!(model::save_dictionary(&dictionary, &bare.model, None).expect("written"));
    assert!(!model::save_dictionary(&dictionary, &bare.model, None).expect("left alone"));
    let described = model::of_bytes(&path, &bytes(&path), &Reading::default()).expect("it opens with its dictionary");
    assert_eq!(described.dictionary.as_deref(), Some(dictionary.as_path()));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_candour")).arg("inspect").arg(&path).output();
    let text = String::from_utf8(output.expect("it starts").stdout).expect("text");
    assert!(text.lines().any(|l| l.starts_with("Dictionary") && l.ends_with("churn.candour.ron")), "{text}");
}
