//! Small models and tables of the kinds that people report to go wrong, with what the library itself predicts and
//! contributes: equal numbers, or a refusal in words that help. Each folder of `tests/data/cases/` is one kind.

use std::path::PathBuf;

use candour::ask::agreement::Cause;
use candour::base::progress::Progress;
use candour::data::{Source, Table, file};
use candour::explain::Explainer;
use candour::model::CustomerModel;
use candour::model::Rounds;
use candour::open::model::Again;
use candour::open::{Reading, customers, model};
use candour::score::{Absence, Codes, margins};
use candour::view::agreement;
use serde_json::Value as Json;

use crate::common::project;

/// By how much a number may differ, relative to the greater of 1 and the number: libraries add in float32.
const TOLERANCE: f64 = 1e-5;

/// Models and tables that are refused, by folder and name, and what the refusal says.
const REFUSED: [(&str, &str, &[&str]); 5] = [
    ("model_packaging", "model.tar.gz", &["a tar archive", "unpack it"]),
    ("model_packaging", "config.json", &["configuration", "not the model"]),
    ("table_forms", "by_column.json", &["an object per column", "orient=\"columns\"", "orient=\"records\""]),
    ("table_forms", "split.json", &["names and rows apart", "orient=\"split\"", "orient=\"records\""]),
    ("table_forms", "by_row.json", &["holds those of all rows", "orient=\"index\"", "orient=\"records\""]),
];

/// What a user says of a model in the call or in the dictionary beside it, by folder and name.
fn said(kind: &str, model: &str) -> Reading {
    match (kind, model) {
        ("xgboost_best_round", "model.json") => Reading { rounds: Some(Rounds::Best), ..Reading::default() },
        ("xgboost_missing_value", "sparse.json") => Reading { missing: vec![(None, 0.0)], ..Reading::default() },
        ("xgboost_missing_value", "marker.json") => Reading { missing: vec![(None, -999.0)], ..Reading::default() },
        _ => Reading::default(),
    }
}

struct Case {
    folder: PathBuf,
    kind: String,
    model: String,
    data: String,
    expected: String,
}

fn cases() -> Vec<Case> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(project("tests/data/cases")).expect("cases").flatten().map(|e| e.path()).collect();
    folders.sort();
    let mut all = Vec::new();
    for folder in folders {
        let Ok(list) = std::fs::read(folder.join("cases.json")) else { continue };
        let list: Json = serde_json::from_slice(&list).expect("JSON");
        for case in list.as_array().expect("a list") {
            let text = |name: &str| case[name].as_str().unwrap_or_else(|| panic!("{name}")).to_owned();
            let kind = folder.file_name().expect("a name").to_string_lossy().into_owned();
            let (model, data, expected) = (text("model"), text("data"), text("expected"));
            all.push(Case { folder: folder.clone(), kind, model, data, expected });
        }
    }
    all
}

/// Rows of a file of expected numbers.
fn expected(path: &std::path::Path) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let row = |record: csv::StringRecord| record.iter().map(|cell| cell.parse().expect("a number")).collect();
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

fn close(case: &Case, what: &str, found: f64, expected: f64) {
    let off = (found - expected).abs() / expected.abs().max(1.0);
    let Case { kind, model, data, .. } = case;
    assert!(off <= TOLERANCE, "{kind}: {model} with {data}: {what}: {found} against {expected}");
}

#[test]
fn numbers_are_the_library_s_own_or_the_refusal_helps() {
    let (mut equal, mut refused, mut contributed) = (0, 0, 0);
    for case in cases() {
        let name = format!("{}: {} with {}", case.kind, case.model, case.data);
        let model = model::of_path(&case.folder.join(&case.model), &said(&case.kind, &case.model));
        let source: Source<'_> = file::open(&case.folder.join(&case.data)).expect("a file");
        let found = model.map(|m| m.model).and_then(|model| Ok((customers::table(&source, &model)?, model)));
        let is = |(kind, file, _): &&(&str, &str, &[&str])| {
            *kind == case.kind && (*file == case.data || *file == case.model)
        };
        if let Some((.., words)) = REFUSED.iter().find(is) {
            let error = found.expect_err(&name);
            let text = format!("{error} | {}", error.hint.as_deref().unwrap_or(""));
            words.iter().for_each(|word| assert!(text.contains(word), "{name}: {text}"));
            refused += 1;
            continue;
        }
        let (table, model) = found.unwrap_or_else(|e| panic!("{name}: {e} | {:?}", e.hint));
        let table = table.value;
        let n = model.offers().len();
        let numbers = expected(&case.folder.join(&case.expected));
        assert_eq!(table.n_rows() * n, numbers.len(), "{name}: rows");
        for row in 0..table.n_rows() {
            let found = margins(&model, &Codes::of(&model, &table.row(row)), Absence::ByCover);
            let responses = model.link().responses(&found);
            for offer in 0..n {
                let line = &numbers[row * n + offer];
                close(&case, &format!("row {row}, offer {offer}, margin"), found[offer], line[2]);
                close(&case, &format!("row {row}, offer {offer}, response"), responses[offer], line[3]);
            }
        }
        equal += 1;
        contributed += usize::from(contributions(&case, &model, &table));
    }
    assert_eq!((equal, refused), (71, REFUSED.len()), "cases that were looked at");
    assert!(contributed >= 12, "{contributed} tables with contributions");
}

/// Holds attributions by cover against the library's contributions, where the case has them.
fn contributions(case: &Case, model: &CustomerModel, table: &Table) -> bool {
    let path = case.folder.join(case.expected.replace(".csv", "_contrib.csv"));
    if !path.is_file() || !model.has_covers() {
        return false;
    }
    let lines = expected(&path);
    let explainer = Explainer::new(model);
    for row in 0..table.n_rows() {
        let codes = Codes::of(model, &table.row(row));
        let all = margins(model, &codes, Absence::ByCover);
        for (offer, &margin) in model.offer_ids().zip(&all) {
            let line = &lines[row * all.len() + offer.index()];
            let found = explainer.attribute(&codes, offer, margin);
            close(case, "base value", found.base_value, line[2]);
            for (feature, &share) in found.shares.iter().enumerate() {
                close(case, &format!("row {row}, feature {feature}"), share, line[3 + feature]);
            }
        }
    }
    true
}

#[test]
fn a_replay_that_fails_names_the_cause_that_agrees() {
    let cases = [
        ("xgboost_missing_value", "sparse.json", "sparse_with_prediction.csv", None, vec![(None, 0.0)]),
        ("xgboost_missing_value", "marker.json", "marker_with_prediction.csv", None, vec![(None, -999.0)]),
        ("xgboost_best_round", "model.json", "customers_with_prediction.csv", Some(Rounds::Best), Vec::new()),
    ];
    for (kind, model, data, rounds, missing) in cases {
        let folder = project("tests/data/cases").join(kind);
        let path = folder.join(model);
        let hold = |reading: &Reading| {
            let loaded = model::of_path(&path, reading).expect("it opens");
            let table = customers::table(&file::open(&folder.join(data)).expect("a file"), &loaded.model);
            let again = Again { path: path.clone(), reading: reading.clone(), rounds: loaded.rounds };
            let table = table.expect("it opens").value;
            let found = customers::agreement(&loaded.model, Some(&again), &table, usize::MAX, &Progress::default());
            (
                agreement::report(&loaded.model, found.as_ref().expect("an answer").as_ref().expect("predictions")),
                found,
            )
        };
        let (said, found) = hold(&Reading::default());
        let found = found.expect("an answer").expect("predictions");
        assert!(!found.holds(), "{model}");
        assert_eq!(found.cause, Some(Cause { rounds, missing: missing.clone() }), "{model}");
        assert!(said.note.as_deref().is_some_and(|note| note.contains("All agree if")), "it is among what to know");
        assert!(said.lines[0].1.contains(if rounds.is_some() { "rounds: Best" } else { "missing: [" }), "{said:?}");
        assert_ne!(missing == [(None, -999.0)], !said.lines[0].1.contains("missing: [-999]"), "{said:?}");
        // what it says to do is what makes it agree
        let told =
            Reading { rounds, missing: missing.iter().map(|&(_, x)| (None, x)).collect(), ..Reading::default() };
        let (said, found) = hold(&told);
        assert!(found.expect("an answer").expect("predictions").holds() && said.note.is_none(), "{model}");
        if rounds.is_some() {
            let all = Reading { rounds: Some(Rounds::All), ..Reading::default() };
            assert_eq!(hold(&all).1.expect("an answer").expect("predictions").cause, Some(Cause { rounds, missing }));
        }
    }
}
