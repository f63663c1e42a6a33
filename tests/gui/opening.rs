//! Opening files: a model that needs customers, several files at once, files that are refused, a data dictionary.

use std::path::{Path, PathBuf};

use candour::app::act::browse::BrowseAct;
use candour::app::{Action, App, Effect, Over};
use candour::ask::AbsenceKind;
use candour::gui::Window;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::common::{demonstration, window};
use crate::soft::Soft;

type Desk = Harness<'static, Window>;

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path)
}

fn act(desk: &mut Desk, action: Action) {
    desk.state_mut().app_mut().apply(action);
    desk.run();
}

fn app(desk: &Desk) -> &App {
    desk.state().app()
}

fn shares(desk: &Desk) -> Vec<f64> {
    app(desk).explanation().expect("an answer").attribution.shares.clone()
}

const ONNX: &str = "onnx/onnx_gb_multi";

#[test]
fn a_model_without_covers_waits_for_customers_and_then_explains() {
    let (mut desk, effects) = demonstration();
    let orders = crate::common::feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: candour::model::Value::Number(2.0), gesture: None });
    let choice = app(&desk).document().expect("open").choice.clone();
    act(&mut desk, Action::OpenPath(data(ONNX).join("model.onnx")));
    // what was read, why it waits, and nothing of the customer who was open
    desk.get_by_label_contains("does not say how many customers went each way");
    desk.get_by_label_contains("ONNX (ai.onnx.ml");
    desk.get_by_label_contains("the 10 columns it was trained on");
    assert!(desk.query_by_label("Maya Lindqvist").is_none());
    assert!(app(&desk).document().is_none() && app(&desk).desk().notices().is_empty());
    desk.get_by_label("Open other customers…").click();
    desk.run();
    assert_eq!(effects.borrow().last(), Some(&Effect::PickFile));
    // what belongs to a document cannot be asked meanwhile
    for action in [
        Action::Undo,
        Action::Browse(BrowseAct::Step(1)),
        Action::ResetAll,
        Action::SaveProfile,
        Action::Over(Some(Over::Report)),
    ] {
        act(&mut desk, action);
    }
    assert!(app(&desk).document().is_none() && app(&desk).desk().waiting().is_some());
    act(&mut desk, Action::Over(None));
    // back to what was open, with its changes and its history
    desk.get_by_label_contains("Cancel goes back to Retailer");
    desk.key_press(Key::Escape);
    desk.run();
    desk.get_by_label("Maya Lindqvist");
    assert_eq!(app(&desk).document().expect("open").choice, choice);
    assert!(app(&desk).screen().is_some_and(|s| !s.why.record.text().contains("not known here")));
    act(&mut desk, Action::Undo);
    assert!(!app(&desk).document().expect("open").choice.is_altered(), "the history came back too");
    // once more, and on with a table
    act(&mut desk, Action::OpenPath(data(ONNX).join("model.onnx")));
    act(&mut desk, Action::OpenPath(data(ONNX).join("background.csv")));
    assert!(app(&desk).desk().waiting().is_none());
    desk.get_by_label("row 0");
    let document = app(&desk).document().expect("open");
    let n = document.people.len();
    assert_eq!(document.inputs.absence_kind(), (AbsenceKind::ByCover, 0));
    let root: Vec<f64> = document.inputs.model().trees().iter().map(|tree| tree.covers[0]).collect();
    assert!(root.iter().all(|&c| c == n as f64), "every customer passes every root: {root:?}");
    assert_eq!(app(&desk).desk().settings().recent, [data(ONNX).join("model.onnx")], "the model, not the table");
    act(&mut desk, Action::Over(Some(Over::Report)));
    desk.get_by_label_contains(&format!("counted over {n} customers of background.csv"));
    act(&mut desk, Action::Over(None));
    let screen = app(&desk).screen().expect("a screen");
    assert_eq!(screen.why.waterfall.rows[0].label, "Average reference customer");
    assert!(
        screen.why.computed[1].contains(&format!("{n} customers of background.csv")),
        "{:?}",
        screen.why.computed
    );
    // both definitions of absence, and back
    let by_cover = shares(&desk);
    act(&mut desk, Action::Average(AbsenceKind::ByBackground));
    assert_eq!(app(&desk).document().expect("open").inputs.absence_kind(), (AbsenceKind::ByBackground, n));
    assert_ne!(shares(&desk), by_cover);
    act(&mut desk, Action::Average(AbsenceKind::ByCover));
    assert_eq!(shares(&desk), by_cover);
}

#[test]
fn what_cannot_be_opened_for_a_waiting_model_leaves_it_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("short.csv");
    std::fs::write(&path, "customer,a\n1,2\n2,3\n").expect("writable");
    let (mut desk, _) =
        window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(data(ONNX).join("model.onnx"))));
    desk.run();
    act(&mut desk, Action::OpenPath(path));
    desk.get_by_label("short.csv was not opened");
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/profiles/maya.ron");
    act(&mut desk, Action::OpenPath(profile));
    desk.get_by_label("maya.ron was not opened");
    desk.get_by_label_contains("needs many to start from");
    desk.get_by_label_contains("does not say how many customers went each way");
    assert!(app(&desk).desk().waiting().is_some());
    // another model takes its place
    act(&mut desk, Action::OpenOneTree);
    assert!(app(&desk).desk().waiting().is_none() && app(&desk).document().is_some());
    act(&mut desk, Action::OpenPath(data(ONNX).join("model.onnx")));
    act(&mut desk, Action::Close);
    desk.get_by_label("See why, before you send");
}

#[test]
fn files_given_at_once_are_opened_in_their_order() {
    let (model, rows) = (data(ONNX).join("model.onnx"), data(ONNX).join("rows.csv"));
    for paths in [vec![model.clone(), rows.clone()], vec![rows.clone(), model.clone()]] {
        let (mut desk, _) = demonstration();
        act(&mut desk, Action::OpenPaths(paths));
        desk.get_by_label("row 0");
        let document = app(&desk).document().expect("open");
        assert_eq!(document.origin.source, "model.onnx");
        assert_eq!(document.people.len(), 40);
    }
    // two models are one too many, and nothing happens
    let (mut desk, _) = demonstration();
    let other = data("lightgbm/lgb_reg/model.txt");
    act(&mut desk, Action::OpenPaths(vec![model, rows.clone(), other.clone()]));
    assert!(app(&desk).desk().notices()[0].text.contains("2 models at once: model.onnx, model.txt"));
    desk.get_by_label("Maya Lindqvist");
    // what was to follow a refused model is not opened for the model before
    let broken = data("xgboost/xgb_truncated/model.json");
    act(&mut desk, Action::OpenPaths(vec![rows, broken]));
    desk.get_by_label("model.json was not opened");
    assert_eq!(app(&desk).document().expect("open").people.len(), 1006);
    // a later wish takes the place of what was queued
    act(&mut desk, Action::OpenPaths(vec![other, data("lightgbm/lgb_reg/rows.csv")]));
    assert_eq!(app(&desk).document().expect("open").origin.source, "model.txt");
}

/// A model under its new name and its rows in a folder of their own, opened from there.
fn opened_from_folder(kind: &str, [model, called]: [&str; 2]) -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (from, to) in [(model, called), ("rows.csv", "rows.csv")] {
        std::fs::copy(data(kind).join(from), at(to)).expect("copied");
    }
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, None);
    desk.run();
    act(&mut desk, Action::OpenPaths(vec![at("rows.csv"), at(called)]));
    (folder, desk)
}

#[test]
fn a_model_without_customers_asks_for_them() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["model.txt", "rows.csv"] {
        std::fs::copy(data("lightgbm/lgb_reg").join(name), folder.path().join(name)).expect("copied");
    }
    let open = Action::OpenPath(folder.path().join("model.txt"));
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(open.clone()));
    desk.run();
    desk.get_by_label_contains("there is nobody to explain yet");
    assert!(desk.query_by_label_contains("this customer a").is_none(), "nothing is said of anybody");
    // what lies beside it, by a click
    desk.get_by_label("Open rows.csv").click();
    desk.run();
    desk.get_by_label("row 0");
    // nobody, by a click, and called so
    act(&mut desk, open);
    desk.get_by_label_contains("the last time");
    desk.get_by_label("Start from an empty customer").click();
    desk.run();
    assert!(desk.query_all_by_label_contains("An empty customer").count() > 0);
    assert!(desk.query_all_by_label_contains("the empty customer").count() > 0);
    assert_eq!(desk.query_all_by_label_contains("Not known counts too").count(), 0);
    // with the bar's menus one gets to what was opened lately without closing
    desk.get_by_label_contains("Files: model · ").click();
    desk.run();
    desk.get_by_label_contains("Close the model");
    desk.get_by_label("Opened lately");
    desk.get_by_label("Keep what is open, to go back to it");
}

#[test]
fn a_path_is_typed_with_what_stands_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("my models");
    std::fs::create_dir(&own).expect("writable");
    for name in ["model.txt", "rows.csv"] {
        std::fs::copy(data("lightgbm/lgb_reg").join(name), own.join(name)).expect("copied");
    }
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, None);
    desk.run();
    act(&mut desk, Action::Over(Some(Over::Path)));
    let typed = format!("  \"{}/m", folder.path().display()).replace('"', "");
    desk.get_by_role(egui::accesskit::Role::TextInput).type_text(&typed);
    desk.run();
    desk.get_by_label("my models/");
    desk.key_press(Key::Tab);
    desk.run();
    desk.get_by_label("rows.csv");
    desk.get_by_role(egui::accesskit::Role::TextInput).type_text("mod");
    desk.run();
    desk.key_press(Key::ArrowDown);
    desk.run();
    desk.key_press(Key::Enter);
    desk.run();
    assert_eq!(app(&desk).document().map(|d| d.origin.source.as_str()), Some("model.txt"));
    assert!(app(&desk).desk().over().is_none());
    // one that leads nowhere
    act(&mut desk, Action::OpenPath(own.join("row.csv")));
    desk.get_by_label_contains("did you mean \"rows.csv\"?");
}

#[test]
fn the_first_start_says_what_it_shows_and_offers_the_way_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = |folder: PathBuf| {
        let mut desk =
            Harness::builder().with_size([1280.0, 800.0]).with_max_steps(40).renderer(Soft::default()).build_eframe(
                move |cc| {
                    let settings = Some(folder.join("settings.ron"));
                    let mut app =
                        App::new(settings, std::sync::Arc::new(|| {}), true).keeping_in(Some(folder.join("kept")));
                    app.start();
                    Window::new(&cc.egui_ctx, app, Box::new(|_: &mut App, _: &egui::Context, _: Effect| {}))
                },
            );
        desk.run();
        desk
    };
    let mut desk = start(folder.path().to_owned());
    desk.get_by_label_contains("This is a demonstration");
    assert!(desk.query_by_label("Go back to what was open").is_none());
    act(&mut desk, Action::Person(3));
    act(&mut desk, Action::Scenarios(candour::app::act::scenarios::ScenariosAct::Pin));
    desk.get_by_label("Compare scenarios");
    act(&mut desk, Action::Close);
    assert!(desk.query_by_label("Compare scenarios").is_none(), "gone with what it spoke of");
    desk.get_by_label_contains("Closed Retailer");
    assert_eq!(desk.get_all_by_label("Go back to what was open").count(), 2, "in the notice and on the card");
    let mut desk = start(folder.path().to_owned());
    desk.get_by_label_contains("the demonstration, 1 scenario, 1 step");
    desk.get_by_label("Do not show this again").click();
    desk.run();
    assert!(desk.query_by_label_contains("This is a demonstration").is_none());
    desk.get_by_label("Go back to what was open").click();
    desk.run();
    assert_eq!(app(&desk).document().expect("open").pins.list().len(), 1);
    let desk = start(folder.path().to_owned());
    assert!(desk.query_by_label_contains("This is a demonstration").is_none(), "for good");
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

#[test]
fn a_model_and_its_customers_are_dropped_together() {
    let (mut desk, _) = demonstration();
    for file in ["rows.csv", "model.onnx"] {
        desk.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(data(ONNX).join(file))));
    }
    desk.run();
    desk.get_by_label("row 0");
    assert_eq!(app(&desk).document().expect("open").origin.source, "model.onnx");
    // a table alone is for the model that is open
    desk.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(data(ONNX).join("background.csv"))));
    desk.run();
    assert_eq!(app(&desk).document().expect("open").origin.source, "model.onnx");
    assert_eq!(app(&desk).document().expect("open").files[0].source, "background.csv");
}

#[test]
fn a_refusal_is_told_in_full_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("writable");
        path
    };
    let cases = [
        (data("xgboost/xgb_truncated/model.json"), "model.json", "ends in the middle", Some("xgboost, tree 7")),
        (data("onnx/onnx_scaler_pipeline/model.onnx"), "model.onnx", "Scaler changes", Some("onnx, node 0")),
        (data("catboost/cat_ctr/model.json"), "model.json", "statistics of the target", Some("catboost")),
        (made("model.pkl", b"\x80\x04\x95abc"), "model.pkl", "a Python pickle model", None),
        (made("customers.xlsx", b"PK\x03\x04abc"), "customers.xlsx", "Office file", None),
        (made("shop.png", b"\x89PNG\r\n\x1a\nabc"), "shop.png", "a picture", None),
        (made("short.csv", b"customer,orders_90d\n1,2\n"), "short.csv", "No column", None),
    ];
    let (mut desk, effects) = demonstration();
    let choice = app(&desk).document().expect("open").choice.clone();
    for (path, name, what, place) in cases {
        act(&mut desk, Action::OpenPath(path));
        desk.get_by_label(&format!("{name} was not opened"));
        desk.get_by_label_contains(what);
        if let Some(place) = place {
            desk.get_by_label_contains(place);
        }
        desk.get_by_label("What to do");
        desk.get_by_label_contains("Nothing was changed: Retailer: what to offer next is still open.");
        assert_eq!(app(&desk).document().expect("open").choice, choice);
        assert!(app(&desk).desk().settings().recent.is_empty());
    }
    // it stays until somebody closes it, or opens something else
    desk.get_by_label("Open another file…").click();
    desk.run();
    assert_eq!(effects.borrow().last(), Some(&Effect::PickFile));
    assert!(app(&desk).desk().notices().is_empty());
}

#[test]
fn a_data_dictionary_is_saved_read_and_never_replaced() {
    let (folder, mut desk) = opened_from_folder(ONNX, ["model.onnx", "offers.onnx"]);
    let at = |name: &str| folder.path().join(name);
    act(&mut desk, Action::Over(Some(Over::Report)));
    desk.get_by_label("Save a data dictionary…").click();
    desk.run();
    assert!(app(&desk).desk().over().is_none(), "so that the answer can be read");
    let notice = &app(&desk).desk().notices()[0];
    assert!(notice.text.contains("offers.candour.ron") && !notice.error, "{notice:?}");
    let draft = std::fs::read_to_string(at("offers.candour.ron")).expect("written beside the model");
    // the table's columns named what the file does not
    assert!(draft.contains("candour_dictionary: 1") && draft.contains("id: \"age\"") && draft.contains("range:"));
    // a person fills it in, and the model is opened again with its customers
    let filled = draft.replacen("title: \"Class 0\"", "title: \"Free delivery\"", 1);
    assert_ne!(filled, draft);
    std::fs::write(at("offers.candour.ron"), &filled).expect("writable");
    desk.get_by_label("Open the model again").click();
    desk.run();
    let document = app(&desk).document().expect("open");
    assert_eq!(document.people.len(), 40, "with its customers");
    assert_eq!(document.inputs.model().offers()[0].title, "Free delivery");
    assert!(document.inputs.model().features().find("age").is_some());
    act(&mut desk, Action::Over(Some(Over::Report)));
    desk.get_by_label("offers.candour.ron");
    act(&mut desk, Action::SaveDictionary);
    let notice = &app(&desk).desk().notices()[0];
    assert!(notice.text.contains("already") && notice.text.contains("offers.candour.ron"), "{notice:?}");
    assert_eq!(std::fs::read_to_string(at("offers.candour.ron")).expect("there"), filled);
    // one that somebody put there while the model was open is not replaced either
    std::fs::copy(at("offers.onnx"), at("bare.onnx")).expect("copied");
    act(&mut desk, Action::OpenPaths(vec![at("bare.onnx"), at("rows.csv")]));
    std::fs::write(at("bare.candour.ron"), "mine").expect("writable");
    act(&mut desk, Action::SaveDictionary);
    assert!(app(&desk).desk().notices()[0].text.contains("already"));
    assert_eq!(std::fs::read_to_string(at("bare.candour.ron")).expect("there"), "mine");
    // a model that waits can be given names too
    std::fs::copy(at("offers.onnx"), at("early.onnx")).expect("copied");
    act(&mut desk, Action::OpenPath(at("early.onnx")));
    desk.get_by_label("Save a data dictionary…").click();
    desk.run();
    let draft = std::fs::read_to_string(at("early.candour.ron")).expect("written beside the model");
    std::fs::write(at("early.candour.ron"), draft.replacen("id: \"f0\"", "id: \"age\", of: \"f0\"", 1))
        .expect("writable");
    desk.get_by_label("Open the model again").click();
    desk.run();
    let bare = app(&desk).desk().waiting().expect("it still waits");
    assert!(bare.model.features().find("age").is_some() && bare.origin.dictionary.is_some());
    act(&mut desk, Action::StopWaiting);
    // a damaged one is a refusal that names it, and the model stays open
    act(&mut desk, Action::OpenAgain);
    desk.get_by_label("bare.onnx was not opened");
    desk.get_by_label_contains("bare.candour.ron");
    assert_eq!(app(&desk).document().expect("open").people.len(), 40);
}

#[test]
fn a_line_is_kept_with_the_model_and_not_lost_where_it_cannot_be() {
    let (folder, mut desk) = opened_from_folder("lightgbm/lgb_binary_nan", ["model.txt", "model.txt"]);
    let at = |name: &str| folder.path().join(name);
    act(&mut desk, Action::Line { response: Some(0.25), gesture: None });
    let line = |desk: &Desk| app(desk).document().expect("open").line().and_then(candour::model::Line::response);
    let press = |desk: &mut Desk, text: &str| {
        desk.get_by_label(text).click();
        desk.run();
    };
    // somebody else wrote one meanwhile: nothing is overwritten, and nothing lost
    std::fs::write(at("model.candour.ron"), "mine").expect("writable");
    press(&mut desk, "Keep it with the model");
    let notice = app(&desk).desk().notices()[0].clone();
    assert!(notice.error && notice.text.starts_with("Not saved") && notice.hint.is_some(), "{notice:?}");
    assert_eq!(std::fs::read_to_string(at("model.candour.ron")).expect("there"), "mine");
    assert_eq!(line(&desk), Some(0.25));
    desk.get_by_label("Keep it with the model");
    // there is no place for it at all
    std::fs::rename(folder.path(), folder.path().with_extension("away")).expect("moved");
    press(&mut desk, "Try again");
    let notice = &app(&desk).desk().notices()[0];
    assert!(notice.error && notice.text.contains("model.candour.ron"), "{notice:?}");
    assert_eq!(line(&desk), Some(0.25));
    std::fs::rename(folder.path().with_extension("away"), folder.path()).expect("moved back");
    // and once there is, it is written and read
    std::fs::remove_file(at("model.candour.ron")).expect("there");
    press(&mut desk, "Try again");
    let notice = app(&desk).desk().notices()[0].clone();
    assert!(!notice.error && notice.text.starts_with("Saved in") && notice.text.contains("model.candour.ron"));
    let text = std::fs::read_to_string(at("model.candour.ron")).expect("written");
    assert!(text.contains("line: 0.25"), "{text}");
    desk.get_by_label("As the model's data dictionary has it");
    // into one that is there already
    act(&mut desk, Action::Line { response: Some(0.5), gesture: None });
    press(&mut desk, "Keep it with the model");
    assert!(app(&desk).desk().notices()[0].text.starts_with("Saved in"), "no first draft");
    let text = std::fs::read_to_string(at("model.candour.ron")).expect("written");
    assert!(text.contains("line: 0.5") && !text.contains("0.25"), "{text}");
    // the whole notice is in sight
    let window = desk.ctx.content_rect();
    let hint = desk.get_by_label_contains("It is read with the model").rect();
    assert!(window.contains_rect(hint), "{hint:?}");
}

#[test]
fn facts_are_described_on_screen_and_nobody_having_said_so_is_told() {
    let (folder, mut desk) = opened_from_folder(ONNX, ["model.onnx", "offers.onnx"]);
    let at = |name: &str| folder.path().join(name);
    desk.get_by_label_contains("Names and scales as in your table.");
    desk.get_by_label_contains("Nobody has said which facts are sensitive or protected.");
    desk.get_by_label("Say so…").click();
    desk.run();
    assert_eq!(app(&desk).desk().over(), Some(Over::Describe));
    // typed, left with the keyboard, seen at once, taken back
    let field = desk.get_by_label("Label of f0");
    field.focus();
    desk.run();
    desk.get_by_label("Label of f0").type_text(" in years");
    desk.run();
    desk.key_press(egui::Key::Tab);
    desk.run();
    let label = |desk: &Desk| {
        let model = app(desk).document().expect("open").inputs.model();
        model.features().iter().next().expect("one").1.label.clone()
    };
    assert_eq!(label(&desk), "age in years");
    desk.get_by_label("Not saved yet");
    desk.get_by_label("Undo the “label” of age").click();
    desk.run();
    assert_eq!(label(&desk), "age");
    desk.get_by_label("Protected of f0").click();
    desk.run();
    assert!(app(&desk).document().expect("open").has_unsaved_words());
    desk.get_by_label("Save it beside the model").click();
    desk.run();
    let text = std::fs::read_to_string(at("offers.candour.ron")).expect("written beside the model");
    assert!(text.contains("protected: true") && !text.contains("in years"), "{text}");
    assert!(desk.query_by_label_contains("Nobody has said").is_none(), "somebody has");
    assert!(desk.query_by_label_contains("as in your table").is_none(), "the dictionary says it");
    // at one fact, from its menu
    let first = candour::base::FeatureIdx::new(1);
    act(&mut desk, candour::app::act::describe::DescribeAct::At(first).into());
    desk.get_by_label("Label of tenure_months");
    assert!(desk.query_by_label("Label of age").is_none());
    // a dictionary in which everything is left unsaid says nothing of it
    std::fs::write(at("offers.candour.ron"), text.replace("protected: true", "protected: false")).expect("written");
    act(&mut desk, Action::OpenAgain);
    desk.get_by_label_contains("Nobody has said which facts are sensitive or protected.");
}

#[test]
fn a_table_that_comes_home_late_opens_nothing() {
    use std::sync::Arc;
    let mut app = App::new(None, Arc::new(|| {}), true);
    app.apply(Action::OpenPath(data(ONNX).join("model.onnx")));
    app.update();
    assert!(app.desk().waiting().is_some());
    // read, but given up before it came home
    app.apply(Action::OpenPath(data(ONNX).join("rows.csv")));
    app.apply(Action::StopWaiting);
    app.update();
    assert!(app.desk().waiting().is_none() && app.document().is_none() && app.loading().is_none());
    // a second model that waits goes back to what was open, not to the first
    app.apply(Action::OpenOneTree);
    app.update();
    for _ in 0..2 {
        app.apply(Action::OpenPath(data(ONNX).join("model.onnx")));
        app.update();
    }
    app.apply(Action::StopWaiting);
    app.update();
    assert_eq!(app.document().expect("open").origin.source, "the demonstration");
}

#[test]
fn the_waiting_screen_and_refusals_fit_every_size() {
    for size in [[960.0, 600.0], [1280.0, 800.0], [1920.0, 1080.0]] {
        for theme in [egui::Theme::Light, egui::Theme::Dark] {
            let (mut desk, _) = window(size, theme, Some(Action::OpenDemonstration));
            act(&mut desk, Action::OpenPath(data(ONNX).join("model.onnx")));
            for _ in 0..2 {
                let button = desk.get_all_by_label_contains(".csv").next().expect("one lies beside the model").rect();
                assert!(desk.ctx.content_rect().contains_rect(button), "{size:?}: {button:?}");
                act(&mut desk, Action::OpenPath(data("catboost/cat_ctr/model.json")));
                let close = desk.get_by_label("Close").rect();
                assert!(desk.ctx.content_rect().contains_rect(close), "{size:?}: {close:?}");
            }
            act(&mut desk, Action::TextSize(150));
        }
    }
}

#[test]
fn the_load_report_chooses_which_rounds_answer() {
    let case = |file: &str| data("cases/xgboost_best_round").join(file);
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(case("model.json"))));
    act(&mut desk, Action::OpenPath(case("customers_with_prediction.csv")));
    act(&mut desk, Action::Over(Some(Over::Report)));
    let n_trees = |desk: &Desk| app(desk).document().expect("open").inputs.model().trees().len();
    assert_eq!(n_trees(&desk), 6);
    desk.get_by_label_contains("and all are used, as XGBoost's Booster answers");
    // among what to know, with what would make it agree
    desk.get_by_label_contains("customers_with_prediction.csv: The model does not answer as the reference does");
    desk.get_by_label_contains("All agree if only the rounds up to the best answer");
    desk.get_by_label("Up to the best").click();
    desk.run();
    assert_eq!(n_trees(&desk), 2);
    desk.get_by_label_contains("those up to the best, round 2, are used");
    desk.get_by_label_contains("The model answers as the reference does");
    assert!(desk.query_by_label_contains("All agree if").is_none());
    // and back, with what is offered beside the notice
    act(&mut desk, Action::Over(None));
    desk.get_by_label("Use all rounds").click();
    desk.run();
    assert_eq!(n_trees(&desk), 6);
    // a model that was not stopped early has nothing to choose
    act(&mut desk, Action::OpenPath(case("control_cut.json")));
    act(&mut desk, Action::Over(Some(Over::Report)));
    assert!(desk.query_by_label("Up to the best").is_none());
}
