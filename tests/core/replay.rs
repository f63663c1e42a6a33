//! The replay certificate: what was compared is counted, and what was not is said.

use candour::ask::agreement::{Agreement, Outcome, agreement, references};
use candour::base::progress::Progress;
use candour::import;
use candour::model::CustomerModel;
use candour::open::customers;
use candour::view::agreement::{Report, report};

use crate::cli::{Folder, candour, json, path, refused, works};
use crate::common::{bytes, project};

fn model(text: &str) -> CustomerModel {
    import::load(text.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

/// Two offers that ask about one number.
const TWO: &str = "(candour: 1, title: \"x\", link: Logistic(1.0), features: [(id: \"a\", kind: Number)],
  offers: [(id: \"o\", title: \"One\"), (id: \"p\", title: \"Two\")], trees: [
  (offer: \"o\", feature: [0, 0], below: [5.0, 2.0], left: [1, -2], right: [-1, -3], missing: \"LL\", leaf: [0.5, 1.0, -2.0]),
  (offer: \"p\", feature: [0], below: [5.0], left: [-1], right: [-2], missing: \"L\", leaf: [0.25, -1.0])])";

fn held(model: &CustomerModel, csv: &str) -> (Agreement, Report) {
    let table = customers::table(&csv.as_bytes().into(), model).unwrap_or_else(|e| panic!("{e}")).value;
    let found = customers::agreement(model, None, &table, usize::MAX, &Progress::default()).expect("not stopped");
    let found = found.expect("there is something to compare");
    let said = report(model, &found);
    (found, said)
}

fn said(report: &Report) -> String {
    report.lines.iter().fold(report.finding.clone(), |all, (name, text)| format!("{all}\n{name}: {text}"))
}

#[test]
fn only_what_was_compared_is_said_to_agree() {
    // one row of three has a prediction, one offer of two a column, one leaf of five is reached
    let (found, report) = held(&model(TWO), "a,margin_0\n7,0.5\n7,\n1,\n");
    assert_eq!((found.n_rows, found.n_compared, found.n_cells(), found.outcome()), (3, 1, 1, Outcome::Agrees));
    assert_eq!((found.leaves, found.of_leaves, found.only_margins()), (1, 5, true));
    let text = said(&report);
    for part in [
        "The model answers as the reference does: 1 prediction in 1 of 3 rows was compared and agrees.",
        "Not compared: B Two: without a prediction",
        "Compared: only margins: what the link makes of them was not compared",
        "Leaves: 1 of 5 were reached by a row that was compared; what the others hold is not known",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // all of it
    let (_, report) =
        held(&model(TWO), "a,margin_0,margin_1,response_0\n7,0.5,-1,0.62245933\n1,1,0.25,\n3,-2,0.25,\n");
    let text = said(&report);
    for part in ["7 predictions in 3 rows were compared and agree.", "Leaves: all 5 were reached"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("only margins") && !text.contains("Not compared"), "{text}");
    // one of them differs
    let (found, report) = held(&model(TWO), "a,margin_0,margin_1\n7,0.5,-1\n1,1.5,0.25\n");
    assert_eq!((found.outcome(), found.n_differ()), (Outcome::Differs, 1));
    let text = said(&report);
    assert!(text.contains("4 predictions in 2 rows were compared, and 1 differs."), "{text}");
    assert!(text.contains("margin_0: margin of A One differs by more than 1.0e−5 in 1;"), "{text}");
}

#[test]
fn nothing_to_compare_is_neither_agreement_nor_difference() {
    let (found, report) = held(&model(TWO), "a,margin_0\n7,\n1,\n");
    assert_eq!((found.outcome(), found.holds(), found.fails(), report.holds), (Outcome::Nothing, false, true, false));
    assert!(said(&report).contains("Nothing was compared: the columns for predictions hold no number."));
    // an empty column beside one that is there takes nothing from it
    let (found, report) = held(&model(TWO), "a,margin_0,margin_1\n7,,-1\n1,,0.25\n");
    assert_eq!((found.outcome(), found.fails()), (Outcome::Agrees, false));
    let text = said(&report);
    assert!(text.contains("margin_0: margin of A One: no cell holds a number"), "{text}");
    assert!(text.contains("Not compared: A One: without a prediction"), "{text}");
    // the class by its label
    let (found, report) = held(&model(TWO), "a,prediction\n7,1\n1,0\n");
    assert_eq!((found.outcome(), found.fails()), (Outcome::Nothing, false));
    assert_eq!(found.passed_over, ["prediction"]);
    let text = said(&report);
    assert!(text.contains("Nothing was compared: no column tells which offer's answer it holds."), "{text}");
    assert!(
        text.contains("prediction: not compared: there are several offers, and its name tells none, as prediction_0")
    );
    // with one offer it is compared
    let one = model(
        "(candour: 1, title: \"x\", link: Value, features: [(id: \"a\", kind: Number)], offers: [(id: \"o\")], \
                     trees: [(offer: \"o\", leaf: [2.0])])",
    );
    assert_eq!(held(&one, "a,Prediction\n7,2\n").0.outcome(), Outcome::Agrees);
}

#[test]
fn tiny_chances_that_changed_places_do_not_agree() {
    let read = |text: &str, csv: &str| held(&model(text), csv).0.outcome();
    let small = |link: &str, scale: f64| {
        // as margins 1 and 9 millionths, or their log-odds or logarithms
        let leaf = |x: f64| match link {
            "Logistic(1.0)" | "Softmax" => (x / (1.0 - x)).ln(),
            "Exp" => x.ln(),
            _ => x,
        };
        format!(
            "(candour: 1, title: \"x\", link: {link}, features: [(id: \"a\", kind: Number)], offers: [(id: \"o\"), (id: \"z\")], \
             trees: [(offer: \"o\", feature: [0], below: [5.0], left: [-1], right: [-2], missing: \"L\", leaf: [{}, {}])])",
            leaf(1e-6 * scale),
            leaf(9e-6 * scale)
        )
    };
    for link in ["Probability", "Value", "Logistic(1.0)", "Exp", "Softmax"] {
        for scale in [1.0, 0.01] {
            let (a, b) = (1e-6 * scale, 9e-6 * scale);
            let text = small(link, scale);
            assert_eq!(read(&text, &format!("a,response_0\n1,{a}\n9,{b}\n")), Outcome::Agrees, "{link} {scale}");
            assert_eq!(read(&text, &format!("a,response_0\n1,{b}\n9,{a}\n")), Outcome::Differs, "{link} {scale}");
            // as float32 writes them they are still the same
            let (a, b) = (f64::from(a as f32), f64::from(b as f32));
            assert_eq!(read(&text, &format!("a,response_0\n1,{a}\n9,{b}\n")), Outcome::Agrees, "{link} {scale}");
        }
        // rounded to six decimals they are what they are
        let rounded = "a,response_0\n1,0.000001\n9,0.000009\n";
        assert_eq!(read(&small(link, 1.01), rounded), Outcome::Agrees, "{link}");
    }
    let file = path("tests/data/cases/reliability/tiny_chances.ron");
    let data = path("tests/data/cases/reliability/tiny_chances_swapped.csv");
    let output = candour(&["inspect", &file, "--data", &data]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("2 predictions in 2 rows were compared, and 2 differ."), "{text}");
}

#[test]
fn the_same_references_can_be_held_against_another_model() {
    let (first, second) = (model(TWO), model(&TWO.replace("1.0, -2.0", "1.5, -2.0")));
    let csv = "a,margin_0\n7,0.5\n1,1.5\n";
    let table = customers::table(&csv.as_bytes().into(), &first).unwrap_or_else(|e| panic!("{e}")).value;
    let found = references(&first, ["margin_0"]);
    let outcome =
        |model| agreement(model, &table, &found, usize::MAX, &Progress::default()).expect("not stopped").outcome();
    assert_eq!((outcome(&first), outcome(&second)), (Outcome::Differs, Outcome::Agrees));
}

#[test]
fn the_certificate_is_told_to_programs() {
    let folder = Folder::new();
    let file = folder.write("two.ron", TWO);
    let data = folder.write("rows.csv", "a,margin_0,prediction\n7,0.5,1\n1,,0\n");
    let found = json(&works(&["inspect", &file, "--data", &data, "--format", "json"]));
    let found = &found["data"]["predictions"];
    for (field, expected) in [
        ("outcome", serde_json::json!("agrees")),
        ("holds", true.into()),
        ("rows", 1.into()),
        ("compared", 1.into()),
        ("differ", 0.into()),
        ("only_margins", true.into()),
        ("leaves_reached", 1.into()),
        ("leaves", 5.into()),
        ("offers_not_compared", serde_json::json!(["p"])),
        ("columns_not_compared", serde_json::json!(["prediction"])),
    ] {
        assert_eq!(found[field], expected, "{field}");
    }
    // a check that can compare nothing does not hold
    let data = folder.write("empty.csv", "a,margin_0\n7,\n");
    assert_eq!(candour(&["inspect", &file, "--data", &data]).status.code(), Some(1));
}

#[test]
fn a_label_that_several_rows_have_names_nobody() {
    let data = path("tests/data/cases/reliability/same_label_twice.csv");
    let model = path("models/retailer.ron");
    let error = refused(&["explain", &model, "--profile", &data, "--customer", "Anna Muller"]);
    assert!(error.contains("2 rows have the label that --customer names"), "{error}");
    assert!(error.contains("hint: say which one is meant: --row 0, --row 1\n"), "{error}");
    assert!(!error.contains("Anna"), "{error}");
    works(&["explain", &model, "--profile", &data, "--row", "1"]);
    // of many the first few
    let text = String::from_utf8(bytes(&project("tests/data/cases/reliability/same_label_twice.csv"))).expect("text");
    let (head, rows) = text.split_once('\n').expect("a header");
    let folder = Folder::new();
    let many = folder.write(
        "many.csv",
        &format!("{head}\n{}", rows.lines().next().map_or(String::new(), |row| format!("{row}\n").repeat(9))),
    );
    let error = refused(&["explain", &model, "--profile", &many, "--customer", "Anna Muller"]);
    assert!(error.contains("9 rows have") && error.contains("--row 3, --row 4 and 4 more"), "{error}");
}
