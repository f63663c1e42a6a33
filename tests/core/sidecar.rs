//! A data dictionary beside a model: what it says is shown, what it does not fit is refused, and no score ever changes.

use candour::base::{FeatureIdx, OfferIdx};
use candour::import::{self, sidecar};
use candour::model::{CustomerModel, FeatureKind, RankBy, Sensitivity, Value};
use candour::open::FileKind;
use candour::score::{Absence, Codes, margins};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{Folder, csv_of, path, refused, works};
use crate::common::{bytes, project, random_values};

fn model(path: &str) -> CustomerModel {
    import::load(&bytes(&project(path)), "model").unwrap_or_else(|e| panic!("{path}: {e}")).value
}

fn described(text: &str, models: Vec<(String, CustomerModel)>) -> Result<CustomerModel, candour::base::Error> {
    sidecar::Sidecar::read(text.as_bytes()).and_then(|s| s.apply(models)).map(|read| read.value)
}

fn one(model: CustomerModel) -> Vec<(String, CustomerModel)> {
    vec![("model.json".to_owned(), model)]
}

fn scores(model: &CustomerModel, values: &[Value]) -> Vec<f64> {
    margins(model, &Codes::of(model, values), Absence::ByCover)
}

#[test]
fn a_draft_describes_the_model_and_changes_no_score() {
    for file in [
        "tests/data/xgboost/xgb_multi/model.json",
        "tests/data/xgboost_versions/cat_3.4.1/model.json",
        "tests/data/lightgbm/lgb_categorical/model.txt",
        "tests/data/catboost/cat_multi/model.json",
        "tests/data/onnx/onnx_rf_binary/model.onnx",
        "models/retailer.ron",
    ] {
        let plain = model(file);
        let draft = sidecar::draft(&plain, &[]);
        assert_eq!(FileKind::of(draft.as_bytes()), FileKind::Dictionary, "{file}");
        let read = described(&draft, one(plain.clone())).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert_eq!(read.features(), plain.features(), "{file}");
        let titles = |m: &CustomerModel| m.offers().iter().map(|o| o.title.clone()).collect::<Vec<_>>();
        assert_eq!(titles(&read), titles(&plain), "{file}");
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        for _ in 0..50 {
            let values = random_values(&mut rng, &plain, 0.0);
            assert_eq!(scores(&read, &values), scores(&plain, &values), "{file}");
        }
    }
}

#[test]
fn what_a_person_writes_is_what_is_shown() {
    let text = r#"(
      candour_dictionary: 1,
      title: "Churn",
      currency: "€",
      rank_by: ResponseTimesValue,
      features: [
        (id: "shopping", of: "visits", label: "Visits in a month", kind: Count, unit: "visits", range: (0.0, 30.0)),
        (id: "region", levels: ["North", "South", "West", "East"], protected: true, sensitivity: Sensitive),
        (id: "adult", label: "Of age", kind: YesNo),
      ],
      offers: [(
        id: "save", title: "A reason to stay", value: 12.5,
        rules: [(feature: "adult", is: AtLeast(1.0), reason: "only for adults")],
      )],
    )"#;
    let plain = model("tests/data/xgboost_versions/cat_3.0.5/model.json");
    let read = sidecar::Sidecar::read(text.as_bytes()).and_then(|s| s.apply(one(plain.clone()))).expect("it fits");
    assert_eq!(
        read.warnings,
        [
            "the dictionary does not describe \"code\", \"member\"",
            "no tree knows what the dictionary calls \"adult\"",
        ]
    );
    let found = read.value;
    assert_eq!((found.title(), found.currency(), found.rank_by()), ("Churn", "€", RankBy::ResponseTimesValue));
    let features = found.features();
    let visits = features.get(features.find("shopping").expect("renamed"));
    assert_eq!(
        (visits.label.as_str(), &visits.kind, visits.range),
        ("Visits in a month", &FeatureKind::Count, Some((0.0, 30.0)))
    );
    let region = features.get(features.find("region").expect("there"));
    assert_eq!(region.levels(), ["North", "South", "West", "East"]);
    assert!(region.protected && region.sensitivity == Sensitivity::Sensitive);
    let offer = found.offer(OfferIdx(0));
    assert_eq!((offer.id.as_str(), offer.value, offer.rules.len()), ("save", Some(12.5), 1));
    // the same customer, now one fact richer, has the same score
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    for _ in 0..50 {
        let values = random_values(&mut rng, &plain, 0.0);
        let mut more = values.clone();
        more.push(Value::Number(1.0));
        assert_eq!(scores(&found, &more), scores(&plain, &values));
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let cases = [
        ("features: [(id: \"x\", of: \"visit\")]", "feature \"x\": \"of\" names \"visit\"", "visits"),
        ("features: [(id: \"visit\")]", "the model does not have it, and it has no \"kind\"", "visits"),
        ("features: [(id: \"visits\"), (id: \"visits\")]", "described twice", ""),
        ("features: [(id: \"visits\", kind: Choice)]", "the trees compare it as a number", "leave \"kind\" out"),
        ("features: [(id: \"region\", kind: Number)]", "the trees ask for its level", "leave \"kind\" out"),
        ("features: [(id: \"code\", levels: [\"North\"])]", "1 levels, but the model knows", "in the order"),
        ("features: [(id: \"visits\", levels: [\"a\"])]", "has levels, but its kind is not Choice", ""),
        ("features: [(id: \"visits\", range: (3.0, 1.0))]", "the range is not two numbers in order", ""),
        ("features: [(id: \"code\", of: \"visits\"), (id: \"code\")]", "stands twice", ""),
        ("offers: [(id: \"a\", output: 7)]", "no model here has output 7", "output 0"),
        ("offers: [(id: \"a\"), (id: \"b\")]", "another offer stands for the same output", "output"),
        (
            "offers: [(id: \"a\", rules: [(feature: \"visit\", is: Known, reason: \"\")])]",
            "which is no feature",
            "visits",
        ),
        ("rank_by: ResponseTimesValue", "no value, but offers are ranked by response × value", ""),
        ("models: [\"../secret.json\"]", "is not the name of a file in the same folder", "beside the dictionary"),
        ("models: [\"/etc/passwd\"]", "is not the name of a file in the same folder", ""),
        ("models: [\"a.json\", \"a.json\"]", "stands twice", ""),
        ("labels: []", "an unknown field", "features"),
    ];
    for (line, what, hint) in cases {
        let text = format!("(candour_dictionary: 1, {line})");
        let plain = model("tests/data/xgboost_versions/cat_3.0.5/model.json");
        let error = described(&text, one(plain)).expect_err(line);
        assert!(error.to_string().contains(what), "{line}: {error}");
        let found = format!("{error} {}", error.hint.clone().unwrap_or_default());
        assert!(found.contains(hint), "{line}: {found}");
    }
    let later = sidecar::Sidecar::read(b"(candour_dictionary: 2)").expect_err("a later version");
    assert!(later.to_string().contains("version 2, this program reads version 1"), "{later}");
}

#[test]
fn models_side_by_side_answer_as_each_by_itself() {
    let files = ["xgb_binary_nan", "xgb_boosted_rf", "xgb_stump_const"];
    let models: Vec<CustomerModel> =
        files.iter().map(|f| model(&format!("tests/data/xgboost/{f}/model.json"))).collect();
    let named: Vec<(String, CustomerModel)> =
        files.iter().zip(&models).map(|(f, m)| (format!("{f}.json"), m.clone())).collect();
    let joined = described(
        "(candour_dictionary: 1, offers: [(id: \"rf\", model: \"xgb_boosted_rf.json\", title: \"Forest\")])",
        named,
    )
    .expect("they fit");
    let ids: Vec<&str> = joined.offers().iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["xgb_binary_nan", "rf", "xgb_stump_const"]);
    assert!(joined.has_covers());
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    for _ in 0..100 {
        let values = random_values(&mut rng, &joined, 0.0);
        let alone: Vec<f64> = models.iter().flat_map(|m| scores(m, &values)).collect();
        assert_eq!(scores(&joined, &values), alone);
    }
    let refuse = |other: &str, what: &str| {
        let pair = vec![("a".to_owned(), models[0].clone()), ("b".to_owned(), model(other))];
        let error = described("(candour_dictionary: 1)", pair).expect_err(other);
        assert!(error.to_string().contains(what), "{other}: {error}");
        assert!(error.hint.is_some(), "{error}");
    };
    refuse("tests/data/xgboost/xgb_reg/model.json", "the models differ in what makes an answer of a score");
    refuse("tests/data/lightgbm/lgb_binary_nan/model.txt", "the models differ in how numbers are compared");
    refuse("tests/data/xgboost/xgb_cat_partition/model.json", "a number for one, a choice of levels for the other");
    refuse("tests/data/xgboost_versions/nameless_3.4.1/model.json", "names none");
}

/// Two models that number the same levels differently: the joined one asks each for its own.
#[test]
fn levels_of_joined_models_are_matched_by_label() {
    let labelled = |levels: [&str; 3]| {
        let plain = model("tests/data/xgboost_versions/cat_3.4.1/model.json");
        let mut parts = plain.into_builder();
        parts.features[0].kind = FeatureKind::Choice { levels: levels.map(str::to_owned).to_vec() };
        parts.build().expect("it is valid")
    };
    let (a, b) = (labelled(["north", "süd", "west"]), labelled(["west", "ost", "north"]));
    let pair = vec![("a".to_owned(), a.clone()), ("b".to_owned(), b.clone())];
    let joined = described("(candour_dictionary: 1)", pair).expect("they fit");
    let region = joined.features().get(FeatureIdx(0));
    assert_eq!(region.levels(), ["north", "süd", "west", "ost"]);
    let level = |model: &CustomerModel, label: &str| {
        let levels = model.features().get(FeatureIdx(0)).levels();
        levels.iter().position(|l| l == label).map_or(Value::OtherLevel, |l| Value::Level(l as u32))
    };
    for label in ["north", "süd", "west", "ost", "never seen"] {
        let mut values = vec![Value::Missing; joined.features().len()];
        let mut expected = Vec::new();
        for model in [&a, &b] {
            values[0] = level(model, label);
            expected.extend(scores(model, &values));
        }
        values[0] = level(&joined, label);
        assert_eq!(scores(&joined, &values), expected, "{label}");
    }
}

#[test]
fn the_command_line_drafts_and_reads_it() {
    let folder = Folder::new();
    let model_file = folder.path("churn.v2.json");
    std::fs::copy(project("tests/data/xgboost_versions/nameless_3.4.1/model.json"), &model_file).expect("copied");
    let rows = path("tests/data/xgboost_versions/nameless_3.4.1/rows.csv");
    let before = folder.path("before.csv");
    works(&["score", &model_file, "--data", &rows, "--out", &before]);
    works(&["inspect", &model_file, "--data", &rows, "--save-dictionary"]);
    let draft = std::fs::read_to_string(folder.path("churn.v2.candour.ron")).expect("written beside the model");
    assert!(draft.contains("id: \"basket value\"") && draft.contains("of: \"f1\""), "{draft}");
    // what somebody wrote is never overwritten
    let error = refused(&["inspect", &model_file, "--save-dictionary"]);
    assert!(error.contains("churn.v2.candour.ron") && error.contains("it is there already"), "{error}");
    // from now on columns are found by name, in any order
    let (header, lines) = csv_of(&rows);
    let turned: Vec<String> = std::iter::once(&header)
        .chain(&lines)
        .map(|line| line.iter().rev().cloned().collect::<Vec<_>>().join(","))
        .collect();
    let turned = folder.write("turned.csv", &(turned.join("\n") + "\n"));
    let after = folder.path("after.csv");
    works(&["score", &model_file, "--data", &turned, "--out", &after]);
    assert_eq!(std::fs::read(before).expect("there"), std::fs::read(after).expect("there"));
    let text = works(&["inspect", &model_file]);
    assert!(text.contains("basket value"), "{text}");
}

#[test]
fn a_dictionary_that_names_its_models_opens_them() {
    let folder = Folder::new();
    for (from, to) in [("xgb_binary_nan", "voucher.json"), ("xgb_boosted_rf", "delivery.json")] {
        let from = project(&format!("tests/data/xgboost/{from}/model.json"));
        std::fs::copy(from, folder.path(to)).expect("copied");
    }
    let offers = folder.write(
        "offers.candour.ron",
        "(candour_dictionary: 1, title: \"Two offers\", models: [\"voucher.json\", \"delivery.json\"])",
    );
    let rows = path("tests/data/xgboost/xgb_binary_nan/rows.csv");
    let out = folder.path("scores.csv");
    works(&["score", &offers, "--data", &rows, "--out", &out]);
    let (_, lines) = csv_of(&out);
    assert_eq!([&lines[0][1], &lines[1][1]], ["voucher", "delivery"]);
    let expected = csv_of(&path("tests/data/xgboost/xgb_binary_nan/expected_margin.csv")).1;
    let found: f64 = lines[0][2].parse().expect("a number");
    assert!((found - expected[0][0].parse::<f64>().expect("a number")).abs() < 1e-10);
    // one of the models is gone
    std::fs::remove_file(folder.path("delivery.json")).expect("it was there");
    let error = refused(&["inspect", &offers]);
    assert!(error.contains("delivery.json") && error.contains("no such file"), "{error}");
    // a dictionary by itself is no model
    let lonely = folder.write("lonely.candour.ron", "(candour_dictionary: 1)");
    assert!(refused(&["inspect", &lonely]).contains("names no models"));
}

#[test]
fn reference_predictions_are_a_check_with_an_exit_code() {
    let folder = Folder::new();
    let case = "tests/data/xgboost/xgb_multi";
    let model_file = path(&format!("{case}/model.ubj"));
    let (mut header, rows) = csv_of(&path(&format!("{case}/rows.csv")));
    let margins = csv_of(&path(&format!("{case}/expected_margin.csv"))).1;
    header.extend((0..3).map(|k| format!("expected_margin_{k}")));
    let whole = |spoil: &dyn Fn(usize, usize, &str) -> String| {
        let line = |(i, row): (usize, &Vec<String>)| {
            let margins = margins[i].iter().enumerate().map(|(k, m)| spoil(i, k, m));
            row.iter().cloned().chain(margins).collect::<Vec<_>>().join(",")
        };
        let lines: Vec<String> = rows.iter().enumerate().map(line).collect();
        format!("{}\n{}\n", header.join(","), lines.join("\n"))
    };
    let good = folder.write("good.csv", &whole(&|_, _, m| m.to_owned()));
    let text = works(&["inspect", &model_file, "--data", &good]);
    assert!(
        text.contains("The model answers as the reference does: 120 predictions in 40 rows were compared and agree."),
        "{text}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&works(&["inspect", &model_file, "--data", &good, "--format", "json"])).expect("JSON");
    assert_eq!(json["data"]["predictions"]["holds"], true);
    assert_eq!(json["data"]["columns"][0]["matched"], "name");
    assert_eq!(json["data"]["predictions"]["columns"].as_array().map(Vec::len), Some(3));
    // one cell of the second class is off
    let bad = folder.write(
        "bad.csv",
        &whole(&|i, k, m| {
            if (i, k) == (7, 1) { format!("{}", m.parse::<f64>().expect("a number") + 0.5) } else { m.to_owned() }
        }),
    );
    let output = crate::cli::candour(&["inspect", &model_file, "--data", &bad]);
    let text = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("120 predictions in 40 rows were compared, and 1 differs.") && text.contains("(row 7)"),
        "{text}"
    );
    // named columns: as many as offers, and they must be there
    let error = refused(&["inspect", &model_file, "--data", &good, "--predictions", "expected_margin_0"]);
    assert!(error.contains("1 columns of predictions for 3 offers"), "{error}");
    let error = refused(&["inspect", &model_file, "--data", &good, "--predictions", "expected_margins_0"]);
    assert!(error.contains("no such column") && error.contains("expected_margin_0"), "{error}");
}

/// A model of one-hot columns reads the table as a person has it: one column of levels.
#[test]
fn one_hot_features_find_the_column_that_the_dictionary_names() {
    let text = r#"(
      candour_dictionary: 1,
      features: [
        (id: "woman", of: "visits", kind: YesNo, one_of: ("status", ["A92", "A95"])),
        (id: "member", one_of: ("card", ["gold"])),
      ],
    )"#;
    let read = described(text, one(model("tests/data/xgboost_versions/cat_3.0.5/model.json"))).expect("it fits");
    let back = import::load(import::candour_ron::write(&read).as_bytes(), "x").expect("it opens").value;
    assert_eq!(back.features(), read.features(), "Candour RON keeps it");
    let csv = "status,card,region,code\nA92,gold,0,1\nA93,silver,0,1\nA95,,0,1\n,gold,0,1\nA91,gold,0,1\n";
    let table = candour::data::Table::read(&csv.as_bytes().into(), &read, &|_| false).expect("it fits").value;
    let column = |name: &str| {
        let idx = read.features().find(name).expect("there");
        (0..table.n_rows()).map(|row| table.value(row, idx)).collect::<Vec<_>>()
    };
    let (yes, no) = (Value::Number(1.0), Value::Number(0.0));
    assert_eq!(column("woman"), [yes, no, yes, Value::Missing, no]);
    assert_eq!(column("member"), [yes, no, Value::Missing, yes, yes]);
    // levels of a column are numbers to the model: a choice has none of its own
    let wrong = "(candour_dictionary: 1, features: [(id: \"region\", one_of: (\"place\", [\"x\"]))])";
    let error = described(wrong, one(read)).expect_err("a choice");
    assert!(error.to_string().contains("\"one_of\" needs a column and its levels"), "{error}");
}

#[test]
fn counts_are_counted_in_ones_as_in_candour_ron() {
    let text = String::from_utf8(bytes(&project("tests/data/cases/reliability/count_without_step.candour.ron")));
    let plain = || model("tests/data/lightgbm/lgb_multi/model.txt");
    let described = described(&text.expect("text"), one(plain())).expect("it fits");
    let step =
        |model: &CustomerModel| model.features().iter().find(|(_, f)| f.id == "tenure_months").map(|(_, f)| f.step);
    assert_eq!(step(&plain()), Some(None));
    assert_eq!(step(&described), Some(Some(1.0)));
    let saved = import::candour_ron::write(&described);
    let again = import::load(saved.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value;
    assert_eq!(again.features(), described.features());
}
