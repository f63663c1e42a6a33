//! What a table and a person tell of facts that the model's file does not: seen at once, taken back, saved, opened again.
//! No score changes by a bit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour::app::act::describe::DescribeAct;
use candour::app::{Action, App, Document, Effect, session};
use candour::ask::{ExplainQuestion, Inputs, explain};
use candour::base::{FeatureIdx, OfferIdx};
use candour::import::sidecar::said::FactSaid;
use candour::model::{FeatureKind, Sensitivity};
use candour::view::opened::describe as view;
use candour::{CustomerModel, Table};

use crate::cli::works;
use crate::common::project;

/// A model with its rows in a folder of its own.
fn copies(case: &str, model: &str, rows: &str) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let to = [folder.path().join(model), folder.path().join("rows.csv")];
    std::fs::copy(project(case).join(model), &to[0]).expect("copied");
    std::fs::write(&to[1], rows).expect("written");
    let [model, rows] = to;
    (folder, model, rows)
}

fn onnx() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let case = "tests/data/onnx/onnx_gb_multi";
    let rows = std::fs::read_to_string(project(case).join("rows.csv")).expect("text");
    copies(case, "model.onnx", &rows)
}

/// A regression whose table holds a code: 999 where nobody knows.
fn coded() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let case = "tests/data/lightgbm/lgb_reg";
    let text = std::fs::read_to_string(project(case).join("rows.csv")).expect("text");
    let mut lines = text.lines();
    let mut rows = format!("{}\n", lines.next().expect("a header"));
    for (i, line) in lines.enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        if i % 4 != 0 {
            cells[1] = "999";
        }
        rows += &format!("{}\n", cells.join(","));
    }
    copies(case, "model.txt", &rows)
}

fn act(app: &mut App, action: impl Into<Action>) {
    app.apply(action.into());
    app.update();
}

fn desk(paths: &[&Path]) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenPaths(paths.iter().map(|p| p.to_path_buf()).collect()));
    assert!(app.desk().notices().iter().all(|n| !n.error), "{:?}", app.desk().notices());
    app
}

fn document(app: &App) -> &Document {
    app.document().expect("open")
}

fn labels(app: &App) -> Vec<String> {
    document(app).inputs.model().features().iter().map(|(_, f)| f.label.clone()).collect()
}

fn fact(app: &App, label: &str) -> (FeatureIdx, FactSaid) {
    let document = document(app);
    let idx = document.inputs.model().features().find(label).expect("it has it");
    (idx, document.described.fact(document.inputs.model(), idx))
}

/// Says something of a fact.
fn say(app: &mut App, label: &str, change: impl FnOnce(&mut FactSaid)) {
    let (idx, mut said) = fact(app, label);
    change(&mut said);
    act(app, DescribeAct::Fact(idx, Box::new(said)));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// Everything that is answered of some customers, as bits.
fn bits(inputs: &Inputs, table: &Table) -> Vec<u64> {
    let one = |row: usize| {
        let values = table.row(row);
        let found = explain(inputs, &ExplainQuestion { original: values.clone(), values, offer: None, line: None });
        let shares = found.attribution.shares.iter().map(|x| x.to_bits());
        let margins = found.now.ranked.iter().flat_map(|r| [r.margin.to_bits(), r.response.to_bits()]);
        shares.chain(margins).chain([found.attribution.base_value.to_bits()]).collect::<Vec<_>>()
    };
    (0..table.n_rows().min(12)).flat_map(one).collect()
}

fn table_of(app: &App) -> Arc<Table> {
    Arc::clone(document(app).people.table.as_ref().expect("open"))
}

#[test]
fn a_table_tells_names_and_scales_and_no_score_changes_by_a_bit() {
    let (_folder, model, rows) = onnx();
    let app = desk(&[&rows, &model]);
    let (inputs, table) = (&document(&app).inputs, table_of(&app));
    let names = std::fs::read_to_string(&rows).expect("text");
    assert_eq!(labels(&app), names.lines().next().expect("a header").split(',').collect::<Vec<_>>());
    let age = inputs.model().features().iter().next().expect("one").1;
    assert_eq!((age.id.as_str(), &age.kind, age.step), ("f0", &FeatureKind::Count, Some(1.0)));
    let plain = document(&app).described.plainly(inputs);
    assert_eq!(plain.model().features().iter().next().expect("one").1.label, "f0");
    assert_eq!(bits(inputs, &table), bits(&plain, &table));
    let file = document(&app).files.iter().find(|f| f.is_table).expect("the table");
    let note = file.shown.as_deref().expect("told");
    assert!(note.contains("the names of 10 facts") && note.contains("No score changes"), "{note}");
    // the model's own range is never made narrower by a table of few
    let case = "tests/data/lightgbm/lgb_reg";
    let all = std::fs::read_to_string(project(case).join("rows.csv")).expect("text");
    let few: String = all.lines().take(13).flat_map(|line| [line, "\n"]).collect();
    let (_other, model, rows) = copies(case, "model.txt", &few);
    let app = desk(&[&model, &rows]);
    let age = document(&app).inputs.model().features().iter().next().expect("one").1.clone();
    assert_eq!((age.kind, age.range), (FeatureKind::Count, Some((18.0, 89.0))));
    // the same on the command line, and what a dictionary says stays
    let said = works(&["explain", text(&model), "--profile", text(&rows), "--row", "0"]);
    assert!(said.contains("basket_value"), "{said}");
    std::fs::write(
        model.with_file_name("model.candour.ron"),
        "(candour_dictionary: 1, features: [(id: \"age\", label: \"Years\", kind: Number, range: (0.0, 10.0))])",
    )
    .expect("written");
    let app = desk(&[&model, &rows]);
    let age = document(&app).inputs.model().features().iter().next().expect("one").1.clone();
    assert_eq!((age.label.as_str(), age.kind, age.range), ("Years", FeatureKind::Number, Some((0.0, 10.0))));
    let tenure = document(&app).inputs.model().features().iter().nth(1).expect("one").1.clone();
    assert_eq!(tenure.kind, FeatureKind::Count, "which the dictionary does not name");
}

#[test]
fn what_a_person_says_is_seen_at_once_and_taken_back_step_by_step() {
    let (_folder, model, rows) = onnx();
    let mut app = desk(&[&model, &rows]);
    let before = bits(&document(&app).inputs, &table_of(&app));
    assert!(!view::is_said(document(&app).inputs.model()));
    say(&mut app, "age", |said| said.label = "Years of age".into());
    say(&mut app, "Years of age", |said| said.sensitivity = Sensitivity::Personal);
    say(&mut app, "Years of age", |said| said.protected = true);
    say(&mut app, "Years of age", |said| said.kind = FeatureKind::Number);
    act(&mut app, DescribeAct::Title(OfferIdx::new(0), "Takes the deposit".into()));
    let age = document(&app).inputs.model().features().iter().next().expect("one").1.clone();
    assert_eq!((age.label.as_str(), age.protected, age.step), ("Years of age", true, None));
    assert_eq!(document(&app).inputs.model().offers()[0].title, "Takes the deposit");
    assert!(view::is_said(document(&app).inputs.model()) && document(&app).has_unsaved_words());
    assert_eq!(bits(&document(&app).inputs, &table_of(&app)), before);
    assert_eq!(app.desk().history().undo_title(), Some("name of “Class 0”"));
    for _ in 0..5 {
        act(&mut app, Action::Undo);
    }
    assert_eq!(labels(&app)[0], "age");
    assert_eq!(document(&app).inputs.model().offers()[0].title, "Class 0");
    assert!(!document(&app).has_unsaved_words() && !view::is_said(document(&app).inputs.model()));
    act(&mut app, Action::Redo);
    assert_eq!(labels(&app)[0], "Years of age");
    // nothing of it was written anywhere
    assert!(!model.with_file_name("model.candour.ron").exists());
}

#[test]
fn what_counts_as_missing_is_asked_read_and_taken_back() {
    let (_folder, model, rows) = coded();
    let mut app = desk(&[&model, &rows]);
    let codes = document(&app).described.codes().to_vec();
    let (idx, _) = fact(&app, "tenure_months");
    let [(at, code)] = codes.as_slice() else { panic!("{codes:?}") };
    assert_eq!((*at, code.number), (idx, 999.0));
    let before = bits(&document(&app).inputs, &table_of(&app));
    say(&mut app, "tenure_months", |said| said.missing = vec![999.0]);
    let read = Arc::clone(&document(&app).inputs);
    assert_eq!(read.model().features().get(idx).missing_values, [999.0]);
    assert!(document(&app).described.codes().is_empty(), "it is said now");
    // the model answers as one that the command line reads so
    let reading =
        candour::Reading { missing: vec![(Some("tenure_months".into()), 999.0)], ..candour::Reading::default() };
    let called = CustomerModel::open_as(&model, &reading).expect("it opens");
    let called = Inputs::new(called, None).expect("covers");
    assert_eq!(bits(&read, &table_of(&app)), bits(&called, &table_of(&app)));
    assert_ne!(bits(&read, &table_of(&app)), before);
    act(&mut app, Action::Undo);
    assert!(document(&app).inputs.model().features().get(idx).missing_values.is_empty());
    assert_eq!(bits(&document(&app).inputs, &table_of(&app)), before);
    act(&mut app, Action::Redo);
    assert_eq!(document(&app).inputs.model().features().get(idx).missing_values, [999.0]);
}

const BY_HAND: &str = "\
// written by hand
(
  candour_dictionary: 1,
  title: \"Mine\",
  missing: [-5.0],
  features: [
    (id: \"age\", label: \"Years\", source: \"the form\", actionability: UpOnly, range: (18.0, 120.0)),
    (id: \"tenure_months\", description: \"How long.\"),
  ],
  offers: [(id: \"stay\", value: 12.5, title: \"A reason\")],
)
";

#[test]
fn what_is_said_is_saved_beside_the_model_and_keeps_all_else() {
    let (_folder, model, rows) = coded();
    let dictionary = model.with_file_name("model.candour.ron");
    std::fs::write(&dictionary, BY_HAND).expect("written");
    let mut app = desk(&[&model, &rows]);
    say(&mut app, "tenure_months", |said| said.label = "Tenure".into());
    say(&mut app, "Tenure", |said| said.unit = "months".into());
    // one number stands for itself after all, in this fact
    say(&mut app, "Tenure", |said| said.missing = vec![999.0]);
    act(&mut app, DescribeAct::Title(OfferIdx::new(0), "Stays".into()));
    let now = bits(&document(&app).inputs, &table_of(&app));
    act(&mut app, DescribeAct::Save);
    assert!(app.desk().notices().iter().all(|n| !n.error), "{:?}", app.desk().notices());
    assert!(!document(&app).has_unsaved_words());
    assert_eq!(bits(&document(&app).inputs, &table_of(&app)), now);
    let text = std::fs::read_to_string(&dictionary).expect("there");
    assert!(text.starts_with("// written by hand\n"), "{text}");
    let again = CustomerModel::open(&model).expect("it opens");
    let shown = document(&app).inputs.model();
    for (idx, feature) in again.features().iter() {
        let shown = shown.features().get(idx);
        assert_eq!(
            (&feature.label, &feature.unit, &feature.missing_values),
            (&shown.label, &shown.unit, &shown.missing_values)
        );
    }
    let of = |id: &str| again.features().iter().find(|(_, f)| f.id == id).expect("there").1.clone();
    let (age, tenure) = (of("age"), of("tenure_months"));
    assert_eq!((age.label.as_str(), age.source.as_str(), age.range), ("Years", "the form", Some((18.0, 120.0))));
    assert_eq!(
        (age.missing_values.as_slice(), tenure.missing_values.as_slice()),
        ([-5.0].as_slice(), [999.0].as_slice())
    );
    assert_eq!((tenure.label.as_str(), tenure.description.as_str()), ("Tenure", "How long."));
    assert_eq!(
        (again.title(), again.offers()[0].title.as_str(), again.offers()[0].value),
        ("Mine", "Stays", Some(12.5))
    );
    // a step from before is still taken back
    act(&mut app, Action::Undo);
    assert_eq!(document(&app).inputs.model().offers()[0].title, "A reason");
    // somebody else writes it meanwhile: it is left alone, and what was said stays
    std::fs::write(&dictionary, BY_HAND).expect("written");
    act(&mut app, DescribeAct::Save);
    let notice = app.desk().notices().first().expect("told");
    assert!(notice.error && notice.text.contains("somebody else has written it"), "{notice:?}");
    assert_eq!(std::fs::read_to_string(&dictionary).expect("there"), BY_HAND);
    assert!(document(&app).has_unsaved_words());
}

#[test]
fn a_draft_that_is_saved_is_read_at_once_and_reopens() {
    let (folder, model, rows) = onnx();
    let mut app = desk(&[&model, &rows]);
    say(&mut app, "age", |said| said.label = "Years".into());
    let now = bits(&document(&app).inputs, &table_of(&app));
    act(&mut app, Action::SaveDictionary);
    let features = document(&app).inputs.model().features();
    let age = features.iter().next().expect("one").1;
    assert_eq!((age.id.as_str(), age.label.as_str()), ("age", "Years"));
    assert_eq!(bits(&document(&app).inputs, &table_of(&app)), now);
    assert!(document(&app).files.iter().all(|f| f.shown.is_none()), "the dictionary says it now");
    // a session of it opens as it was
    let place = folder.path().join("all.candour-session.ron");
    save_session(&mut app, &place);
    let app = desk(&[&place]);
    assert_eq!(labels(&app)[0], "Years");
    // one that somebody puts there in the meantime is not replaced
    let (_other, model, rows) = onnx();
    let mut app = desk(&[&model, &rows]);
    std::fs::write(model.with_file_name("model.candour.ron"), "mine").expect("written");
    act(&mut app, DescribeAct::Save);
    assert!(app.desk().notices()[0].error, "{:?}", app.desk().notices());
    assert_eq!(std::fs::read_to_string(model.with_file_name("model.candour.ron")).expect("there"), "mine");
}

fn save_session(app: &mut App, place: &Path) {
    act(app, Action::SaveSession);
    let effects = app.take_effects();
    let Some(Effect::SaveSession(_, session)) = effects.last() else { panic!("{effects:?}") };
    session::save(session, place).expect("written");
}

#[test]
fn a_session_brings_back_what_a_table_tells_and_what_was_said_and_not_saved() {
    let (folder, model, rows) = coded();
    let mut app = desk(&[&model, &rows]);
    say(&mut app, "tenure_months", |said| said.missing = vec![999.0]);
    say(&mut app, "tenure_months", |said| said.label = "Tenure".into());
    say(&mut app, "age", |said| said.protected = true);
    act(&mut app, DescribeAct::Title(OfferIdx::new(0), "Basket".into()));
    let place = folder.path().join("all.candour-session.ron");
    save_session(&mut app, &place);
    let again = desk(&[&place]);
    assert_eq!(document(&again).inputs.model(), document(&app).inputs.model());
    assert!(document(&again).has_unsaved_words());
    assert_eq!(bits(&document(&again).inputs, &table_of(&app)), bits(&document(&app).inputs, &table_of(&app)));
    // and of a model that names nothing, what the table tells
    let (folder, model, rows) = onnx();
    let mut app = desk(&[&model, &rows]);
    let place = folder.path().join("all.candour-session.ron");
    save_session(&mut app, &place);
    let again = desk(&[&place]);
    assert_eq!(document(&again).inputs.model(), document(&app).inputs.model());
    assert_eq!(labels(&again)[0], "age");
}

#[test]
fn a_stand_in_for_none_is_the_end_of_no_scale() {
    let case = "tests/data/catboost/cat_binary_nan";
    let rows = std::fs::read_to_string(project(case).join("rows.csv")).expect("text");
    let (_folder, model, rows) = copies(case, "model.cbm", &rows);
    let ends = |app: &App| -> Vec<f64> {
        let groups = &app.screen().expect("explained").groups;
        let range = |f: &candour::view::fact::Fact| match &f.control {
            candour::view::fact::Control::Slider { range, .. } => vec![range.0, range.1],
            candour::view::fact::Control::Choice { .. } => Vec::new(),
        };
        groups.iter().flat_map(|g| &g.facts).flat_map(range).collect()
    };
    for app in [desk(&[&model, &rows]), desk(&[&model])] {
        let ends = ends(&app);
        assert!(!ends.is_empty() && ends.iter().all(|x| x.abs() < 1e6), "{ends:?}");
    }
}
