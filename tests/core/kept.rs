//! What is kept by itself, and the way back to it: nothing that was tried or pinned is lost without a word.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, App, Effect};
use candour::base::FeatureIdx;
use candour::model::Value;

use crate::common::project;

fn fresh(folder: Option<&Path>) -> App {
    App::new(None, Arc::new(|| {}), true).keeping_in(folder.map(Path::to_owned))
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

/// The demonstration with a what-if, one scenario, and a step on from it.
fn worked_on(app: &mut App) {
    act(app, Action::OpenDemonstration);
    for (x, pin) in [(2.0, true), (3.0, false)] {
        act(app, Action::Set { feature: FeatureIdx::new(0), value: Value::Number(x), gesture: None });
        if pin {
            act(app, Action::Scenarios(ScenariosAct::Pin));
        }
    }
    assert_eq!(state(app), Some((1, 2, true)));
}

/// How much is pinned, how many steps undo takes back, whether there is a what-if.
fn state(app: &App) -> Option<(usize, usize, bool)> {
    let document = app.document()?;
    Some((document.pins.list().len(), app.desk().history().past().len(), document.choice.is_altered()))
}

fn said(app: &App) -> String {
    app.desk().notices().iter().map(|n| format!("{} {}\n", n.text, n.hint.as_deref().unwrap_or_default())).collect()
}

fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|e| e.path()).collect()
}

fn lightgbm(file: &str) -> PathBuf {
    project("tests/data/lightgbm/lgb_reg").join(file)
}

#[test]
fn undo_goes_across_closing_and_opening() {
    let mut app = fresh(None);
    worked_on(&mut app);
    act(&mut app, Action::Close);
    assert!(app.document().is_none());
    assert!(said(&app).starts_with("Closed Retailer") && app.desk().offers(&Action::GoBack), "{}", said(&app));
    assert_eq!(app.desk().notices().len(), 1, "what spoke of the pin is gone with it: {}", said(&app));
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 2, true)));
    act(&mut app, Action::Redo);
    assert!(app.document().is_none(), "closed again");
    act(&mut app, Action::GoBack);
    assert_eq!(state(&app), Some((1, 2, true)));
    // history goes on where it was
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 1, true)));
    // another model, and what was done there
    act(&mut app, Action::OpenOneTree);
    assert!(app.desk().offers(&Action::GoBack));
    act(&mut app, Action::Person(2));
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((0, 0, false)), "its own steps come first");
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 1, true)));
    act(&mut app, Action::Redo);
    assert_eq!(state(&app), Some((1, 2, true)), "and so they do on the way on");
    act(&mut app, Action::Redo);
    assert_eq!(state(&app), Some((0, 0, false)));
    // a model that cannot be opened takes nothing away
    act(&mut app, Action::OpenPath(project("Cargo.toml")));
    assert_eq!(state(&app), Some((0, 0, false)));
}

#[test]
fn customers_that_end_what_was_tried_leave_a_way_back() {
    let mut app = fresh(None);
    worked_on(&mut app);
    act(&mut app, Action::OpenPath(project("models/retailer_tested.csv")));
    assert_eq!(state(&app), Some((1, 0, false)));
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 2, true)));
}

#[test]
fn a_model_that_waited_leaves_a_way_back() {
    let onnx = |file: &str| project("tests/data/onnx/onnx_gb_multi").join(file);
    let mut app = fresh(None);
    worked_on(&mut app);
    act(&mut app, Action::OpenPath(onnx("model.onnx")));
    assert!(app.desk().waiting().is_some());
    act(&mut app, Action::OpenPath(onnx("rows.csv")));
    assert!(app.desk().waiting().is_none());
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 2, true)));
}

#[test]
fn the_next_start_offers_what_was_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("state/kept");
    let mut app = fresh(Some(&own));
    worked_on(&mut app);
    act(&mut app, Action::Quit);
    assert_eq!(app.take_effects(), [Effect::Quit]);
    assert_eq!(kept(&own).len(), 1);
    let mut next = fresh(Some(&own));
    next.start();
    next.update();
    assert_eq!(state(&next), Some((0, 0, false)));
    assert!(said(&next).contains("the demonstration, 1 scenario, 2 steps"), "{}", said(&next));
    assert!(next.desk().offers(&Action::GoBack));
    act(&mut next, Action::GoBack);
    assert_eq!(state(&next), Some((1, 2, true)));
    assert!(next.desk().settings().recent.is_empty(), "it is no file of the person's");
    // it goes on from there: still one
    act(&mut next, Action::Person(1));
    assert!(next.may_end());
    assert_eq!(kept(&own).len(), 1);
    // a demonstration in which nothing was done takes nobody's place
    let mut idle = fresh(Some(&own));
    idle.start();
    idle.update();
    assert!(idle.may_end());
    assert!(fresh(Some(&own)).kept().list()[0].title.contains("3 steps"));
    act(&mut idle, Action::ForgetKept);
    assert!(kept(&own).is_empty() && idle.kept().list().is_empty());
    act(&mut idle, Action::Keep(false));
    worked_on(&mut idle);
    act(&mut idle, Action::Close);
    assert!(kept(&own).is_empty(), "nothing is kept that is not to be");
    act(&mut idle, Action::Undo);
    assert_eq!(state(&idle), Some((1, 2, true)), "while the program runs it is there all the same");
}

#[test]
fn the_last_five_are_kept_and_idle_ones_go_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = fresh(Some(folder.path()));
    worked_on(&mut app);
    for i in 0..7 {
        let copy = folder.path().join(format!("copy-{i}.txt"));
        std::fs::copy(lightgbm("model.txt"), &copy).expect("copied");
        act(&mut app, Action::OpenPath(copy));
    }
    act(&mut app, Action::Close);
    let titles: Vec<&str> = app.kept().list().iter().map(|entry| entry.title.as_str()).collect();
    let expected = ["copy-6.txt", "copy-5.txt", "copy-4.txt", "copy-3.txt", "the demonstration, 1 scenario, 2 steps"];
    assert_eq!(titles, expected);
    // the same once more is the same
    act(&mut app, Action::OpenPath(folder.path().join("copy-6.txt")));
    act(&mut app, Action::Close);
    assert_eq!(app.kept().list().len(), 5);
}

#[test]
fn what_could_not_be_kept_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a file");
    std::fs::write(&file, "").expect("writable");
    let mut app = fresh(Some(&file.join("kept")));
    worked_on(&mut app);
    act(&mut app, Action::Quit);
    assert_eq!(app.take_effects(), [], "not without a word");
    assert!(said(&app).contains("could not be kept") && app.desk().offers(&Action::QuitAnyway), "{}", said(&app));
    act(&mut app, Action::QuitAnyway);
    assert_eq!(app.take_effects(), [Effect::Quit]);
    assert!(app.may_end(), "the window hears of it, too");
    act(&mut app, Action::Close);
    assert!(said(&app).contains("could not be kept"), "{}", said(&app));
    act(&mut app, Action::Undo);
    assert_eq!(state(&app), Some((1, 2, true)));
}

#[test]
fn what_was_opened_lately_comes_with_its_customers() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::copy(lightgbm("model.txt"), at("model.txt")).expect("copied");
    std::fs::copy(lightgbm("rows.csv"), at("rows.csv")).expect("copied");
    let mut app = App::new(Some(at("settings.ron")), Arc::new(|| {}), true);
    act(&mut app, Action::OpenPath(at("model.txt")));
    let document = app.document().expect("open");
    assert!(document.asks_for_customers());
    assert_eq!(document.origin.beside, [at("rows.csv")], "what lies beside it is named, and not opened");
    assert_eq!(document.origin.last_table, None);
    act(&mut app, Action::OpenPath(at("rows.csv")));
    assert!(!app.document().expect("open").asks_for_customers());
    // another run of the program
    let mut app = App::new(Some(at("settings.ron")), Arc::new(|| {}), true);
    act(&mut app, Action::OpenLately(at("model.txt")));
    assert!(app.document().is_some_and(|d| d.people.table.is_some()), "both");
    act(&mut app, Action::OpenPath(at("model.txt")));
    let last = app.document().and_then(|d| d.origin.last_table.clone()).expect("known");
    assert!(last.path == at("rows.csv") && !last.gone && app.document().is_some_and(|d| d.people.is_empty()));
    std::fs::remove_file(at("rows.csv")).expect("there");
    act(&mut app, Action::OpenLately(at("model.txt")));
    let last = app.document().and_then(|d| d.origin.last_table.clone()).expect("known");
    assert!(last.gone && !app.desk().notices().iter().any(|n| n.error), "{}", said(&app));
    act(&mut app, Action::StartEmpty);
    assert!(!app.document().expect("open").asks_for_customers());
}

#[test]
fn each_of_several_wrong_files_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (name, bytes) in [("a.png", &b"\x89PNG\r\n\x1a\n...."[..]), ("b.docx", b"PK\x03\x04...."), ("c.csv", b"")] {
        std::fs::write(at(name), bytes).expect("writable");
    }
    let mut app = fresh(None);
    act(&mut app, Action::OpenDemonstration);
    act(&mut app, Action::OpenPaths(vec![at("a.png"), at("b.docx"), at("c.csv"), at("gone.csv")]));
    assert_eq!(app.desk().notices().len(), 1);
    let refused = app.desk().notices()[0].refused.clone().expect("a refusal");
    let all = format!("{} {:?}", refused.title, refused.lines);
    for part in ["a.png", "b.docx", "c.csv", "This table is empty", "gone.csv", "looked for in"] {
        assert!(all.contains(part), "{part}: {all}");
    }
}

#[test]
fn what_was_not_saved_can_be_saved_by_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = fresh(None);
    worked_on(&mut app);
    act(&mut app, Action::SaveSession);
    let Some(Effect::SaveSession(name, session)) = app.take_effects().pop() else { panic!("a session to save") };
    let saving = candour::app::notice::Saving::new(name, candour::app::notice::Content::Session(session), None);
    // no place came back
    app.saved(Ok(None), Arc::new(saving));
    assert!(said(&app).contains("Not saved"), "{}", said(&app));
    let path = folder.path().join("mine.candour-session.ron");
    act(&mut app, Action::SaveAs(path.clone()));
    assert!(path.is_file() && said(&app).contains("mine.candour-session.ron"), "{}", said(&app));
    assert!(app.unsaved().is_none());
    let mut again = fresh(None);
    act(&mut again, Action::OpenPath(path));
    assert_eq!(state(&again), Some((1, 2, true)));
}
