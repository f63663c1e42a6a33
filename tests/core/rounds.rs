//! Training that was stopped early: the rounds up to the best, as XGBoost's estimators answer, or all, as its Booster
//! does; chosen in the call, in the dictionary, and in the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour::app::{Action, App, Effect, session};
use candour::model::Rounds;
use candour::open::{Reading, model};
use candour::score::{Absence, Codes, margins};
use candour::{CustomerModel, Explainer};

use crate::cli::{Folder, candour, csv_of, refused, works};
use crate::common::{numbers, project, table};

const CASE: &str = "tests/data/cases/xgboost_best_round";
const BEST: Reading = Reading { rounds: Some(Rounds::Best), missing: Vec::new(), exactly: Vec::new() };
const ALL: Reading = Reading { rounds: Some(Rounds::All), missing: Vec::new(), exactly: Vec::new() };

fn case(file: &str) -> PathBuf {
    project(&format!("{CASE}/{file}"))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn opened(path: &Path, reading: &Reading) -> CustomerModel {
    model::of_path(path, reading).unwrap_or_else(|e| panic!("{}: {e}", path.display())).model
}

fn close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{what}: {found} against {expected}");
}

/// Holds the margins of all rows to those of a file, a column per output.
fn held(model: &CustomerModel, rows: &Path, expected: &[Vec<f64>], what: &str) {
    let rows = table(rows, model);
    for (row, expected) in expected.iter().enumerate() {
        let found = margins(model, &Codes::of(model, &rows.row(row)), Absence::ByCover);
        assert_eq!(found.len(), expected.len(), "{what}");
        found.iter().zip(expected).for_each(|(found, expected)| close(*found, *expected, what));
    }
}

fn margin_column(file: &str) -> Vec<Vec<f64>> {
    numbers(&case(file)).iter().map(|line| vec![line[2]]).collect()
}

#[test]
fn both_answers_of_the_library_are_to_be_had() {
    let (best, all) = (margin_column("expected_best_round.csv"), margin_column("expected_all_rounds.csv"));
    let (rows, file) = (case("customers.csv"), case("model.json"));
    held(&opened(&file, &Reading::default()), &rows, &all, "as it is");
    held(&opened(&file, &ALL), &rows, &all, "all");
    let cut = opened(&file, &BEST);
    held(&cut, &rows, &best, "best");
    // the model that XGBoost itself cut has the same trees, and what every feature adds is the library's own
    let control = opened(&case("control_cut.json"), &Reading::default());
    assert_eq!(cut.trees(), control.trees());
    let people = table(&rows, &cut);
    let found = Explainer::new(&cut).explain(&people);
    for (row, expected) in numbers(&case("expected_best_round_contrib.csv")).iter().enumerate() {
        close(found[0].base_value, expected[2], "base value");
        for (i, expected) in expected[3..].iter().enumerate() {
            close(found[0].shares(candour::base::FeatureIdx::new(i))[row], *expected, "share");
        }
    }
}

/// Several classes with two trees each a round, and DART, of a version that says where rounds end and of one that does
/// not: XGBoost's own margins, of its estimator and of its booster.
#[test]
fn rounds_of_several_trees_end_where_the_library_ends_them() {
    let folder = project("tests/data/xgboost_rounds");
    let rows = folder.join("rows.csv");
    for (name, n_trees) in
        [("multi_parallel_3.2.0", 18), ("multi_parallel_1.7.6", 6), ("dart_3.2.0", 6), ("dart_1.7.6", 2)]
    {
        let file = folder.join(format!("{name}.json"));
        let cut = opened(&file, &BEST);
        assert_eq!(cut.trees().len(), n_trees, "{name}");
        held(&cut, &rows, &numbers(&folder.join(format!("{name}.best.csv"))), name);
        held(&opened(&file, &ALL), &rows, &numbers(&folder.join(format!("{name}.all.csv"))), name);
    }
}

#[test]
fn every_command_takes_the_rounds() {
    let folder = Folder::new();
    let (file, data) = (text(&case("model.json")), text(&case("customers.csv")));
    for (words, expected) in [
        (&["--rounds", "best"][..], "expected_best_round.csv"),
        (&["--rounds", "all"], "expected_all_rounds.csv"),
        (&[], "expected_all_rounds.csv"),
    ] {
        let out = folder.path("scores.csv");
        works(&[&["score", &file, "--data", &data, "--out", &out], words].concat());
        let (_, rows) = csv_of(&out);
        for (row, expected) in rows.iter().zip(numbers(&case(expected))) {
            close(row[2].parse().expect("a number"), expected[2], "margin");
            close(row[3].parse().expect("a number"), expected[3], "response");
        }
    }
    let out = folder.path("shares.csv");
    works(&["attribute", &file, "--data", &data, "--out", &out, "--rounds", "best"]);
    let (_, rows) = csv_of(&out);
    for (row, expected) in rows.iter().zip(numbers(&case("expected_best_round_contrib.csv"))) {
        for (cell, expected) in row[2..6].iter().zip(&expected[2..]) {
            close(cell.parse().expect("a number"), *expected, "share");
        }
    }
    // every other one that opens a model
    let one: [&[&str]; 6] = [
        &["explain"],
        &["curve", "--feature", "basket"],
        &["scenarios", "--scenario", "basket=3"],
        &["counterfactual", "--target", "0"],
        &["enough"],
        &["importance"],
    ];
    for words in one {
        let whom: &[&str] =
            if words[0] == "importance" { &["--data", &data] } else { &["--profile", &data, "--row", "0"] };
        let call =
            |rounds| candour(&[&words[..1], &[file.as_str()], &words[1..], whom, &["--rounds", rounds]].concat());
        let (best, all) = (call("best"), call("all"));
        let said = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(best.status.code(), Some(0), "{words:?}: {}", said(&best));
        assert!(said(&best).contains("those up to the best, round 2, are used"), "{words:?}: {}", said(&best));
        assert!(said(&all).contains("and all are used"), "{words:?}: {}", said(&all));
        assert_ne!(best.stdout, all.stdout, "{words:?}");
    }
}

#[test]
fn the_replay_tells_the_two_answers_apart() {
    let (file, data) = (text(&case("model.json")), text(&case("customers_with_prediction.csv")));
    let inspect = |rounds: &str| candour(&["inspect", &file, "--data", &data, "--rounds", rounds]).status.code();
    assert_eq!((inspect("best"), inspect("all")), (Some(0), Some(1)));
    let said = works(&["inspect", &file, "--rounds", "best", "--format", "json"]);
    let json = crate::cli::json(&said);
    assert_eq!(json["n_trees"], 2);
    assert_eq!(json["rounds"], serde_json::json!({"best": 2, "in_file": 6, "used": "best"}));
    assert!(works(&["inspect", &file]).contains("6 of 6; the best was round 2"));
}

#[test]
fn the_dictionary_says_which_rounds_and_the_call_overrules_it() {
    let folder = Folder::new();
    let file = folder.path("model.json");
    std::fs::copy(case("model.json"), &file).expect("copied");
    let n_trees = |words: &[&str]| {
        let said = works(&[&["inspect", &file, "--format", "json"], words].concat());
        crate::cli::json(&said)["n_trees"].as_u64().expect("a number")
    };
    assert_eq!(n_trees(&[]), 6);
    folder.write("model.candour.ron", "(candour_dictionary: 1, rounds: Best)");
    assert_eq!((n_trees(&[]), n_trees(&["--rounds", "all"]), n_trees(&["--rounds", "best"])), (2, 6, 2));
    folder.write("model.candour.ron", "(candour_dictionary: 1, rounds: All)");
    assert_eq!((n_trees(&[]), n_trees(&["--rounds", "best"])), (6, 2));
    // a first draft says what is used, so that it can be changed
    std::fs::remove_file(folder.path("model.candour.ron")).expect("removed");
    works(&["inspect", &file, "--rounds", "best", "--save-dictionary"]);
    let draft = std::fs::read_to_string(folder.path("model.candour.ron")).expect("there");
    assert!(draft.contains("rounds: Best"), "{draft}");
    assert_eq!(n_trees(&[]), 2);
    // two side by side, each cut at its own best round
    std::fs::copy(&file, folder.path("other.json")).expect("copied");
    let both = folder.write(
        "both.candour.ron",
        "(candour_dictionary: 1, rounds: Best, models: [\"model.json\", \"other.json\"], offers: [
          (id: \"a\", model: \"model.json\"), (id: \"b\", model: \"other.json\")])",
    );
    let said = works(&["inspect", &both, "--format", "json"]);
    assert_eq!(crate::cli::json(&said)["n_trees"], 4);
}

#[test]
fn a_file_that_names_no_best_round_has_none() {
    let folder = Folder::new();
    for file in [
        text(&case("control_cut.json")),
        text(&project("tests/data/lightgbm/lgb_multi/model.txt")),
        text(&project("models/one_tree.ron")),
    ] {
        let error = refused(&["inspect", &file, "--rounds", "best"]);
        assert!(error.contains("rounds: the best round was asked for, but the file does not say"), "{error}");
        works(&["inspect", &file, "--rounds", "all"]);
    }
    let json = std::fs::read_to_string(case("model.json")).expect("text");
    for (best, known) in [("5", true), ("6", false), ("-1", false), ("none", false)] {
        let text = json.replace("\"best_iteration\":\"1\"", &format!("\"best_iteration\":\"{best}\""));
        assert_ne!(text, json);
        let file = folder.write("model.json", &text);
        let output = candour(&["inspect", &file, "--rounds", "best"]);
        assert_eq!(output.status.code(), Some(if known { 0 } else { 2 }), "{best}");
        let notes = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!notes.contains("rounds was round"), "nothing to know where the last is the best: {notes}");
    }
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

#[test]
fn the_window_reads_the_model_again_and_keeps_what_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenPath(case("model.json")));
    act(&mut app, Action::OpenPath(case("customers_with_prediction.csv")));
    act(&mut app, Action::Person(1));
    act(&mut app, Action::Scenarios(candour::app::act::scenarios::ScenariosAct::Pin));
    let document = |app: &App| app.document().unwrap_or_else(|| panic!("{:?}", app.desk().notices())).clone();
    let n_trees = |app: &App| document(app).inputs.model().trees().len();
    let holds = |app: &App| document(app).files[0].agreement.as_ref().map(|a| a.holds);
    let before = document(&app);
    assert_eq!((before.origin.rounds, n_trees(&app), holds(&app)), (Some(Rounds::All), 6, Some(false)));

    act(&mut app, Action::Rounds(Rounds::Best));
    let after = document(&app);
    assert_eq!((after.origin.rounds, n_trees(&app), holds(&app)), (Some(Rounds::Best), 2, Some(true)));
    assert_eq!((after.choice, after.pins.list().len(), after.people.len()), (before.choice, 1, before.people.len()));
    assert!(after.origin.warnings.iter().any(|w| w.contains("those up to the best, round 2")));
    let expected = numbers(&case("expected_best_round.csv"))[1][2];
    let explained = app.explanation().expect("explained").attribution.clone();
    close(explained.base_value + explained.shares.iter().sum::<f64>(), expected, "the customer who was looked at");

    // a session knows what was chosen
    let session = folder.path().join("s.candour-session.ron");
    app.take_effects();
    act(&mut app, Action::SaveSession);
    match app.take_effects().as_slice() {
        [Effect::SaveSession(_, saved)] => session::save(saved, &session).expect("saved"),
        other => panic!("{other:?}"),
    }
    let mut again = App::new(None, Arc::new(|| {}), true);
    act(&mut again, Action::OpenPath(session));
    assert_eq!((document(&again).origin.rounds, n_trees(&again)), (Some(Rounds::Best), 2));
    // opening the file again keeps the choice, and the way back is offered
    act(&mut again, Action::OpenAgain);
    assert_eq!(n_trees(&again), 2);
    let offered = app.desk().notices().last().expect("told").offer.clone().expect("a way back");
    act(&mut app, offered.1);
    assert_eq!((document(&app).origin.rounds, n_trees(&app), holds(&app)), (Some(Rounds::All), 6, Some(false)));
    // what was not stopped early has nothing to choose
    act(&mut app, Action::OpenPath(case("control_cut.json")));
    assert_eq!(document(&app).origin.rounds, None);
    act(&mut app, Action::Rounds(Rounds::Best));
    assert_eq!(n_trees(&app), 2);
}

#[test]
fn a_model_that_changed_meanwhile_is_not_taken_for_the_open_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("model.json");
    std::fs::copy(case("model.json"), &file).expect("copied");
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenPath(file.clone()));
    let json = std::fs::read_to_string(&file).expect("text");
    std::fs::write(&file, json + " ").expect("writable");
    act(&mut app, Action::Rounds(Rounds::Best));
    let notice = app.desk().notices().last().expect("told");
    assert!(notice.error && notice.text.contains("has changed since it was opened"), "{notice:?}");
    assert_eq!(app.document().expect("open").origin.rounds, Some(Rounds::All));
}
