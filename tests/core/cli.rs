//! The command line as a person uses it: the built program on golden cases and on the demonstration.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use candour::ask::{ExplainQuestion, Inputs, explain};
use candour::data::profile_ron;
use candour::import;
use candour::score::{Absence, Codes, margins};

use crate::common::{bytes, numbers, project, table};

pub fn candour(words: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_candour")).args(words).output();
    output.unwrap_or_else(|e| panic!("the program starts: {e}"))
}

/// What a call that works prints.
pub fn works(words: &[&str]) -> String {
    let output = candour(words);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{words:?}: {errors}");
    String::from_utf8(output.stdout).expect("text")
}

/// What a call that is refused says: nothing on standard output, one error with its hint.
pub fn refused(words: &[&str]) -> String {
    let output = candour(words);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{words:?}: {errors}");
    assert!(output.stdout.is_empty(), "{words:?} prints a result");
    assert!(errors.starts_with("error: ") && errors.contains("hint: "), "{words:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

pub fn path(path: &str) -> String {
    project(path).display().to_string()
}

fn golden(case: &str, file: &str) -> String {
    path(&format!("tests/data/lightgbm/{case}/{file}"))
}

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.path().join(name), text).expect("writable");
        self.path(name)
    }

    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("readable").flatten();
        let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

pub fn csv_of(path: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let header = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

pub fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn inspect_says_what_a_model_is() {
    let model = golden("lgb_multi", "model.txt");
    let text = works(&["inspect", &model]);
    for part in ["LightGBM text v4", "multiclass", "Offers", "3", "Trees", "18", "tenure_months", "softmax"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let found = json(&works(&["inspect", &model, "--format", "json"]));
    assert_eq!((&found["candour"], &found["kind"]), (&1.into(), &"model".into()));
    assert_eq!((&found["n_trees"], &found["n_leaves"]), (&18.into(), &216.into()));
    assert_eq!(found["features"][1]["feature"], "tenure_months");
    assert_eq!(found["offers"].as_array().map(Vec::len), Some(3));
}

#[test]
fn tables_hold_the_expected_margins() {
    let folder = Folder::new();
    for case in ["lgb_binary_nan", "lgb_categorical", "lgb_multi", "lgb_poisson", "lgb_rf", "lgb_zero_missing"] {
        let (model, data) = (golden(case, "model.txt"), golden(case, "rows.csv"));
        let expected = numbers(Path::new(&golden(case, "expected_margin.csv")));
        let predicted = numbers(Path::new(&golden(case, "expected_prediction.csv")));
        let n_offers = expected[0].len();
        let out = folder.path("scores.csv");
        works(&["score", &model, "--data", &data, "--out", &out]);
        let (header, rows) = csv_of(&out);
        assert_eq!(header, ["row", "offer", "margin", "response"]);
        assert_eq!(rows.len(), expected.len() * n_offers);
        let parse = |text: &str| text.parse::<f64>().expect("a number");
        for (i, row) in rows.iter().enumerate() {
            let (r, o) = (i / n_offers, i % n_offers);
            assert_eq!((row[0].as_str(), row[1].as_str()), (r.to_string().as_str(), o.to_string().as_str()));
            let scale = expected[r][o].abs().max(1.0);
            assert!((parse(&row[2]) - expected[r][o]).abs() <= 1e-10 * scale, "{case}: row {r}, offer {o}");
            assert!((parse(&row[3]) - predicted[r][o]).abs() <= 1e-5 * predicted[r][o].abs().max(1.0), "{case}");
        }
        let out = folder.path("shares.csv");
        works(&["attribute", &model, "--data", &data, "--out", &out]);
        let (header, rows) = csv_of(&out);
        let features: Vec<String> = header_of(&data);
        assert_eq!(header[..3], ["row", "offer", "base_value"]);
        assert_eq!(header[3..header.len() - 2], features);
        assert_eq!(header[header.len() - 2..], ["margin", "residual"]);
        for (i, row) in rows.iter().enumerate() {
            let (r, o) = (i / n_offers, i % n_offers);
            let cells: Vec<f64> = row[2..].iter().map(|c| parse(c)).collect();
            let (margin, residual) = (cells[cells.len() - 2], cells[cells.len() - 1]);
            let scale = expected[r][o].abs().max(1.0);
            assert!((margin - expected[r][o]).abs() <= 1e-10 * scale, "{case}: row {r}, offer {o}");
            let sum: f64 = cells[..cells.len() - 2].iter().sum();
            assert!(residual.abs() <= 1e-10 * scale && (sum - margin).abs() <= 1e-10 * scale, "{case}: adds up");
        }
    }
}

#[test]
fn attributions_by_background_and_pairs_agree_with_the_reference() {
    let folder = Folder::new();
    let case = "lgb_multi";
    let (model, data, background) =
        (golden(case, "model.txt"), golden(case, "rows.csv"), golden(case, "background.csv"));
    let out = folder.path("shares.csv");
    works(&["attribute", &model, "--data", &data, "--out", &out, "--background", &background]);
    let (_, rows) = csv_of(&out);
    for line in numbers(Path::new(&golden(case, "shap_interventional.csv"))) {
        let row = &rows[line[0] as usize * 3 + line[1] as usize];
        for (found, expected) in row[3..row.len() - 2].iter().zip(&line[2..]) {
            let found: f64 = found.parse().expect("a number");
            assert!((found - expected).abs() < 1e-10, "{found} against {expected}");
        }
    }
    works(&["attribute", &model, "--data", &data, "--out", &out, "--interactions"]);
    let (header, rows) = csv_of(&out);
    assert_eq!(header, ["row", "offer", "feature_a", "feature_b", "value"]);
    let names = header_of(&data);
    let n = names.len();
    for line in numbers(Path::new(&golden(case, "interactions_path_dependent.csv"))) {
        let at = line[..4].iter().map(|x| *x as usize).collect::<Vec<_>>();
        for (a, b) in [(at[2], at[3]), (at[3], at[2])] {
            let row = &rows[((at[0] * 3 + at[1]) * n + a) * n + b];
            assert_eq!((&row[2], &row[3]), (&names[a], &names[b]));
            let found: f64 = row[4].parse().expect("a number");
            assert!((found - line[4]).abs() < 1e-10, "{row:?} against {}", line[4]);
        }
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = Folder::new();
    let (model, data) = (golden("lgb_multi", "model.txt"), golden("lgb_multi", "rows.csv"));
    for (command, more) in [("score", None), ("attribute", None), ("attribute", Some("--interactions"))] {
        for end in ["csv", "parquet"] {
            let written: Vec<Vec<u8>> = ["1", "2", "5"]
                .iter()
                .map(|threads| {
                    let out = folder.path(&format!("out.{end}"));
                    let mut words = vec![command, &model, "--data", &data, "--out", &out, "--threads", threads];
                    words.extend(more);
                    works(&words);
                    bytes(Path::new(&out))
                })
                .collect();
            assert!(written.iter().all(|w| *w == written[0]), "{command} depends on the number of threads: {end}");
        }
    }
    let out = folder.path("out.csv");
    let words = ["attribute", &model, "--data", &data, "--out", &out, "--timings", "--precision", "f32"];
    let output = candour(&words);
    let timings = json(String::from_utf8_lossy(&output.stderr).trim());
    let keys: Vec<&str> = timings.as_object().expect("an object").keys().map(String::as_str).collect();
    for key in ["rows", "trees", "leaves", "threads", "read_s", "prepare_s", "explain_s", "write_s", "cpu_s"] {
        assert!(keys.contains(&key), "{key} is not in {keys:?}");
    }
    let (_, rows) = csv_of(&out);
    for cell in rows.iter().flat_map(|r| &r[2..]) {
        let x: f64 = cell.parse().expect("a number");
        let single: f32 = cell.parse().expect("a number");
        assert_eq!(single.to_string().parse(), Ok(x), "{cell} is not the shortest text of a float32");
    }
}

#[test]
fn a_click_is_measured() {
    let (model, rows) = (golden("lgb_multi", "model.txt"), golden("lgb_multi", "rows.csv"));
    let found = json(&works(&["bench-click", &model, "--data", &rows, "--interactions"]));
    assert!(number(&found["clicks"]) >= 200.0, "{found}");
    assert!(0.0 < number(&found["median_us"]) && number(&found["median_us"]) <= number(&found["p99_us"]), "{found}");
    assert!(!works(&["--help"]).contains("bench-click"));
}

#[test]
fn a_failure_leaves_the_old_file_and_nothing_else() {
    let folder = Folder::new();
    let model = golden("lgb_reg", "model.txt");
    let out = folder.write("old.csv", "precious");
    let header = bytes(Path::new(&golden("lgb_reg", "rows.csv")));
    let header = String::from_utf8_lossy(header.split(|&b| b == b'\n').next().unwrap_or(b"")).into_owned();
    let bad = folder.write("bad.csv", &format!("{header}\nsecret,1,1,1,1,1,1,1,1,1\n"));
    for command in ["score", "attribute"] {
        let text = refused(&[command, &model, "--data", &bad, "--out", &out]);
        assert!(text.contains("bad.csv: row 1, column \"age\": expected a number, found text"), "{text}");
        assert!(!text.contains("secret"), "{text}");
        let text = refused(&[command, &model, "--data", &bad, "--out", &bad]);
        assert!(text.contains("--out names a file that is read"), "{text}");
        let text = refused(&[command, &model, "--data", &bad, "--out", &folder.path("x.parquet")]);
        assert!(text.contains("expected a number, found text"), "{text}");
    }
    let rows = golden("lgb_reg", "rows.csv");
    let text = refused(&["score", &model, "--data", &rows, "--out", &folder.path("no/out.csv")]);
    assert!(text.contains("the folder does not exist"), "{text}");
    assert_eq!(bytes(Path::new(&out)), b"precious");
    assert_eq!(folder.names(), ["bad.csv", "old.csv"]);
}

#[test]
fn results_as_parquet_hold_the_same_bits_as_csv() {
    let folder = Folder::new();
    let (model, rows) = (golden("lgb_multi", "model.txt"), golden("lgb_multi", "rows.csv"));
    let offers: Vec<String> = import(&model).offers().iter().map(|o| format!("\"{}\"", o.id)).collect();
    let features: Vec<String> = import(&model).features().iter().map(|(_, f)| f.id.clone()).collect();
    let compare = |csv: &str, parquet: &str, numbers: &[&str]| {
        let list: String = numbers.iter().map(|n| format!("(id: \"{n}\", kind: Number), ")).collect();
        let reader = format!(
            "(candour: 1, title: \"r\", link: Value, features: [{list} (id: \"offer\", kind: Choice, levels: [{}])], \
             offers: [(id: \"a\")], trees: [])",
            offers.join(", ")
        );
        let reader = candour::import::load(reader.as_bytes(), "r").unwrap_or_else(|e| panic!("{e}")).value;
        let read = |path: &str| {
            let source = candour::data::file::open(Path::new(path)).expect("written");
            candour::data::Table::read(&source, &reader, &|_| false).unwrap_or_else(|e| panic!("{e}")).value
        };
        let (a, b) = (read(csv), read(parquet));
        assert_eq!(a.n_rows(), b.n_rows());
        assert!(a.n_rows() > 100);
        let matched = b.matching().features.iter().filter(|f| f.column.is_some()).count();
        assert_eq!(matched, numbers.len() + 1, "every column is there");
        for row in 0..a.n_rows() {
            assert!(a.row(row).into_iter().zip(b.row(row)).all(|(x, y)| x.same(y)), "row {row}");
        }
    };
    for (precision, n) in [("f64", 0), ("f32", 1)] {
        let [csv, parquet] = ["csv", "PARQUET"].map(|end| folder.path(&format!("{n}.{end}")));
        for out in [&csv, &parquet] {
            works(&["attribute", &model, "--data", &rows, "--out", out, "--precision", precision]);
        }
        let names = ["row", "base_value"].into_iter().chain(features.iter().map(String::as_str));
        if precision == "f64" {
            compare(&csv, &parquet, &names.chain(["margin", "residual"]).collect::<Vec<_>>());
        }
    }
    let [csv, parquet] = ["csv", "parquet"].map(|end| folder.path(&format!("scores.{end}")));
    for out in [&csv, &parquet] {
        works(&["score", &model, "--data", &rows, "--out", out]);
    }
    compare(&csv, &parquet, &["row", "margin", "response"]);
    let [csv, parquet] = ["csv", "parquet"].map(|end| folder.path(&format!("pairs.{end}")));
    for out in [&csv, &parquet] {
        works(&["attribute", &model, "--data", &rows, "--out", out, "--interactions"]);
    }
    compare(&csv, &parquet, &["row", "value"]);
}

fn import(path: &str) -> candour::model::CustomerModel {
    candour::import::load(&bytes(Path::new(path)), "x").unwrap_or_else(|e| panic!("{e}")).value
}

#[test]
fn an_explanation_as_json_is_what_the_library_says() {
    let (model_path, profile_path) = (path("models/retailer.ron"), path("models/profiles/maya.ron"));
    let text = works(&[
        "explain",
        &model_path,
        "--profile",
        &profile_path,
        "--format",
        "json",
        "--set",
        "Average basket=40",
        "--set",
        "age=withheld",
        "--set",
        "visits_30d=missing",
    ]);
    let found = json(&text);
    assert_eq!((&found["candour"], &found["kind"]), (&1.into(), &"explanation".into()));
    let model = import::load(&bytes(&PathBuf::from(&model_path)), "x").expect("a model").value;
    let profile = profile_ron::read(&bytes(&PathBuf::from(&profile_path)), &model).expect("a profile").value;
    let mut values = profile.values.clone();
    let find = |id: &str| model.features().find(id).expect("a feature").index();
    values[find("basket_avg")] = candour::model::Value::Number(40.0);
    values[find("age")] = candour::model::Value::Withheld;
    values[find("visits_30d")] = candour::model::Value::Missing;
    let inputs = Inputs::new(model.clone(), None).expect("it has covers");
    let answer = explain(&inputs, &ExplainQuestion { original: profile.values, values, offer: None, line: None });
    assert_eq!(found["recommended"], model.offer(answer.focus).id.as_str());
    let same = |value: &serde_json::Value, x: f64| assert_eq!(number(value).to_bits(), x.to_bits(), "{value}");
    same(&found["attribution"]["base_value"], answer.attribution.base_value);
    same(&found["attribution"]["margin"], answer.attribution.margin);
    same(&found["attribution"]["residual"], answer.attribution.residual);
    for (i, share) in answer.attribution.shares.iter().enumerate() {
        same(&found["attribution"]["shares"][i]["share"], *share);
    }
    for (i, ranked) in answer.now.ranked.iter().enumerate() {
        same(&found["ranking"][i]["margin"], ranked.margin);
        same(&found["ranking"][i]["response"], ranked.response);
        assert_eq!(found["ranking"][i]["offer"], model.offer(ranked.offer).id.as_str());
        assert_eq!(found["ranking"][i]["barred"].is_null(), ranked.barred_by.is_none());
    }
    for (i, (tree, value, _)) in answer.trees.iter().enumerate() {
        assert_eq!(found["trees"][i]["tree"], tree.0);
        same(&found["trees"][i]["value"], *value);
    }
    assert_eq!(found["changed"].as_array().map(Vec::len), Some(3));
    assert_eq!(found["switches"].as_array().map(Vec::len), Some(answer.switches.len()));
    assert_eq!(found["path"].as_array().map(Vec::len), Some(answer.merged.regions.len()));
    assert_eq!(found["certificate"]["holds"], true);
    assert_eq!(found["absence"]["by"], "cover");
    let what_if = "What-if: A Free delivery for a year still comes first, as for Maya as she is.";
    assert_eq!(found["sentences"]["what_if"], what_if);
    // every field is documented
    let docs = String::from_utf8(bytes(&project("docs/json.md"))).expect("text");
    let inspected = json(&works(&["inspect", &model_path, "--format", "json"]));
    for file in [&found, &inspected] {
        for key in keys(file) {
            assert!(docs.contains(&format!("`{key}`")), "docs/json.md does not say what `{key}` is");
        }
    }
}

/// All names of fields in a JSON value.
pub fn keys(value: &serde_json::Value) -> std::collections::BTreeSet<String> {
    match value {
        serde_json::Value::Object(map) => {
            map.iter().flat_map(|(k, v)| keys(v).into_iter().chain([k.clone()])).collect()
        }
        serde_json::Value::Array(list) => list.iter().flat_map(keys).collect(),
        _ => std::collections::BTreeSet::new(),
    }
}

#[test]
fn an_explanation_as_text_and_as_a_page() {
    let folder = Folder::new();
    let (model, profile) = (path("models/retailer.ron"), path("models/profiles/maya.ron"));
    let text = works(&["explain", &model, "--profile", &profile]);
    for part in [
        "Maya",
        "What she would get",
        "Average customer",
        "running total",
        "What would change it",
        "What made no difference",
        "How far to trust it",
        "Adds up exactly",
        "What this cannot tell you",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("What-if") && text.lines().all(|l| l.chars().count() <= 100), "{text}");
    let text = works(&["explain", &model, "--profile", &profile, "--set", "orders_90d=2"]);
    assert!(text.starts_with("── What-if"), "the banner comes first: {text}");
    let out = folder.path("maya.html");
    let none = works(&["explain", &model, "--profile", &profile, "--format", "html", "--out", &out]);
    assert!(none.is_empty(), "the page went into its file");
    let page = String::from_utf8(bytes(Path::new(&out))).expect("text");
    for part in ["<!DOCTYPE html>", "<svg", "Maya", "<table>", "</html>", "prefers-color-scheme"] {
        assert!(page.contains(part), "{part}");
    }
    let plain = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for part in ["http://", "https://", "<script", "<link", "@import", "url(", "src="] {
        assert!(!plain.contains(part), "the page is not by itself: {part}");
    }
    // texts are escaped wherever they come from
    let odd = folder.write(
        "odd.ron",
        "(candour_profile: 1, name: \"<b>Ada</b> & \\\"co\\\"\", story: \"<script>alert(1)</script>\", values: {})",
    );
    let page = works(&["explain", &model, "--profile", &odd, "--format", "html"]);
    assert!(!page.contains("<script") && !page.contains("<b>Ada") && page.contains("&lt;b&gt;Ada"), "escaped");
    assert_eq!(works(&["explain", &model, "--profile", &odd, "--format", "html"]), page, "the same every time");
}

#[test]
fn customers_are_found_by_row_and_by_label() {
    let folder = Folder::new();
    let model = path("models/retailer.ron");
    let all = String::from_utf8(bytes(&project("models/retailer_customers.csv"))).expect("text");
    let lines: Vec<&str> = all.lines().collect();
    let many = folder.write("many.csv", &lines[..6].join("\n"));
    let one = folder.write("one.csv", &format!("{}\n{}", lines[0], lines[3]));
    let (label, _) = lines[3].split_once(',').expect("a label");
    let by_row = works(&["explain", &model, "--profile", &many, "--row", "2", "--format", "json"]);
    let by_label = works(&["explain", &model, "--profile", &many, "--customer", label, "--format", "json"]);
    let alone = works(&["explain", &model, "--profile", &one, "--format", "json"]);
    assert!(by_row == by_label && by_row == alone, "the same customer");
    assert_eq!(json(&by_row)["customer"]["name"], format!("customer {label}"));
    let text = refused(&["explain", &model, "--profile", &many]);
    assert!(text.contains("5 rows") && text.contains("--row N"), "{text}");
    let text = refused(&["explain", &model, "--profile", &many, "--row", "5"]);
    assert!(text.contains("row 5, but the table has 5 rows") && text.contains("--row 4"), "{text}");
    let text = refused(&["explain", &model, "--profile", &many, "--customer", "nobody-9"]);
    assert!(text.contains("\"customer\"") && !text.contains("nobody-9"), "{text}");
    let maya = path("models/profiles/maya.ron");
    let text = refused(&["explain", &model, "--profile", &maya, "--row", "0"]);
    assert!(text.contains("this file is one profile"), "{text}");
    let text = refused(&["explain", &model, "--profile", &model]);
    assert!(text.contains("found a customer model"), "{text}");
}

#[test]
fn calls_that_cannot_be_answered_say_why() {
    let (model, maya) = (path("models/retailer.ron"), path("models/profiles/maya.ron"));
    let call = |more: &[&str]| refused(&[&["explain", &model, "--profile", &maya], more].concat());
    let text = call(&["--absence", "background"]);
    assert!(text.contains("--background FILE"), "{text}");
    let text = call(&["--offer", "free_delivry"]);
    assert!(text.contains("did you mean \"free_delivery\"?"), "{text}");
    let text = call(&["--set", "ordes_90d=3"]);
    assert!(text.contains("--set \"ordes_90d\"") && text.contains("did you mean \"orders_90d\"?"), "{text}");
    let text = call(&["--set", "orders_90d=plenty"]);
    assert!(text.contains("--set \"orders_90d\": expected a number") && !text.contains("plenty"), "{text}");
    let text = call(&["--set", "orders_90d"]);
    assert!(text.contains("--set FEATURE=VALUE"), "{text}");
    let text = refused(&["inspect", &maya]);
    assert!(text.contains("maya.ron: expected a customer model, found a Candour profile"), "{text}");
    let text = refused(&["inspect", &path("no-such-file.ron")]);
    assert!(text.contains("no-such-file.ron: could not read it: there is no such file"), "{text}");
    // calls that clap refuses, and what is no refusal
    assert_eq!(candour(&["explian"]).status.code(), Some(2));
    assert_eq!(candour(&["score", &model]).status.code(), Some(2));
    assert_eq!(candour(&["--help"]).status.code(), Some(0));
    assert_eq!(candour(&["--version"]).status.code(), Some(0));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    use std::process::Stdio;
    let mut child = Command::new(env!("CARGO_BIN_EXE_candour"))
        .args(["inspect", &path("models/retailer.ron"), "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_table_with_outcomes_tells_how_far_to_trust_a_score() {
    let model = path("models/retailer.ron");
    let with = works(&["explain", &model, "--profile", &path("models/retailer_tested.csv"), "--row", "0"]);
    let without = works(&["explain", &model, "--profile", &path("models/profiles/maya.ron")]);
    assert!(with.contains("earlier customers") && with.contains("accepted"), "{with}");
    assert!(without.contains("Not known here") && !without.contains("earlier customers"), "{without}");
}

#[test]
fn a_trained_model_opens_and_scores() {
    let folder = Folder::new();
    let mut text = String::from("customer,orders,basket,place,vip,bought\n");
    for i in 0..200 {
        let place = ["north", "south", "west"][i % 3];
        let bought = u8::from(i % 10 > 4 && i % 3 != 1);
        text += &format!("c{i},{},{}.5,{place},{},{bought}\n", i % 10, i % 7, i % 2);
    }
    let data = folder.write("data.csv", &text);
    let out = folder.path("model.ron");
    works(&["train", "--data", &data, "--target", "bought", "--kind", "tree", "--depth", "4", "--out", &out]);
    let model = import::load(&bytes(Path::new(&out)), "x").expect("it opens").value;
    let ids: Vec<&str> = model.features().iter().map(|(_, f)| f.id.as_str()).collect();
    assert_eq!(ids, ["orders", "basket", "place", "vip"]);
    assert_eq!(model.offers().len(), 1);
    assert_eq!(model.offers()[0].id, "bought");
    let rows = table(Path::new(&data), &model);
    let likely = margins(&model, &Codes::of(&model, &rows.row(5)), Absence::ByCover)[0];
    let unlikely = margins(&model, &Codes::of(&model, &rows.row(0)), Absence::ByCover)[0];
    assert!(likely > 0.8 && unlikely < 0.2, "{likely} and {unlikely}");
    let again = folder.path("again.ron");
    works(&[
        "train", "--data", &data, "--target", "bought", "--kind", "tree", "--depth", "4", "--out", &again, "--title",
        "model",
    ]);
    assert_eq!(bytes(Path::new(&out)), bytes(Path::new(&again)), "the same every time");
    let text = refused(&["train", "--data", &data, "--target", "bougt", "--out", &out]);
    assert!(text.contains("did you mean \"bought\"?"), "{text}");
    let text =
        refused(&["train", "--data", &data, "--target", "bought", "--kind", "tree", "--trees", "3", "--out", &again]);
    assert!(text.contains("--trees goes with a forest"), "{text}");
}

/// The column names of a table.
fn header_of(path: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.headers().expect("a header").iter().map(str::to_owned).collect()
}
