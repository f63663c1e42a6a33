//! Scenarios, what was tried, and sessions, as people use them.

use std::path::{Path, PathBuf};

use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::ExplainAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::pins::SCENARIOS_MAX;
use candour::app::{Action, App, Effect, Over, Tab, session};
use candour::model::Value;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, Effects, act, demonstration, feature, press, window};

fn click(desk: &mut Desk, label: &str) {
    desk.get_by_label(label).click();
    desk.run();
}

fn app(desk: &Desk) -> &App {
    desk.state().app()
}

fn set(desk: &mut Desk, id: &str, value: f64) {
    let feature = feature(desk, id);
    act(desk, Action::Set { feature, value: Value::Number(value), gesture: None });
}

fn value(desk: &Desk, id: &str) -> Value {
    app(desk).document().expect("open").choice.values[feature(desk, id).index()]
}

fn names(desk: &Desk) -> Vec<String> {
    app(desk).document().expect("open").pins.list().iter().map(|s| s.name.clone()).collect()
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What the cells say, as those hear it who do not see it.
fn cells(desk: &Desk) -> Vec<String> {
    let said = |n: egui_kittest::Node<'_>| n.accesskit_node().value().or(n.accesskit_node().label());
    desk.query_all_by_role(Role::Label).filter_map(said).collect()
}

/// Writes the session that was to be saved where the system's dialog would have put it.
fn save(effects: &Effects, path: &Path) {
    let seen = effects.borrow();
    let session = seen.iter().rev().find_map(|e| match e {
        Effect::SaveSession(_, session) => Some(session.clone()),
        _ => None,
    });
    session::save(&session.expect("a session to save"), path).expect("saved");
}

#[test]
fn a_what_if_is_pinned_compared_and_gone_to() {
    let (mut desk, _) = demonstration();
    assert!(desk.query_by_label("Pin as a scenario").is_none(), "there is no what-if yet");
    set(&mut desk, "discount_share", 52.0);
    click(&mut desk, "Pin as a scenario");
    assert_eq!(names(&desk), ["Share bought at a discount 52\u{A0}%"]);
    assert!(desk.query_by_label("Pin as a scenario").is_none(), "it is pinned");
    set(&mut desk, "orders_90d", 4.0);
    click(&mut desk, "Pin as a scenario");
    assert_eq!(names(&desk)[1], "Orders in 90 days 4, share bought at a discount 52\u{A0}%");
    act(&mut desk, Action::ResetAll);
    // the notice leads to the comparison, and so does what stands beside the facts
    click(&mut desk, "Compare scenarios: 2 pinned");
    assert!(app(&desk).desk().over() == Some(Over::Scenarios));
    let said = cells(&desk);
    let has = |text: &str| said.iter().any(|l| l.contains(text));
    assert!(has("In every scenario another offer comes first than for Maya as she is."), "{said:?}");
    assert!(has("Share bought at a discount 52\u{A0}%, Comes first: "), "{said:?}");
    assert!(has("was 32\u{A0}%"), "what was changed is told: {said:?}");
    assert!(has("whether people would act differently"), "what it cannot tell");
    assert!(!has("As shown now"), "nothing is changed now: the real customer is what is shown");
    click(&mut desk, "Go to Share bought at a discount 52\u{A0}%");
    assert!(app(&desk).desk().over().is_none(), "one sees where one went");
    assert!(value(&desk, "discount_share").same(Value::Number(52.0)));
    assert!(value(&desk, "orders_90d").same(Value::Number(9.0)));
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(value(&desk, "discount_share").same(Value::Number(32.0)), "going there was one step");
    assert_eq!(names(&desk).len(), 2, "undo takes no pins along");
}

#[test]
fn keys_alone_pin_compare_rename_remove_and_undo() {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::COMMAND, Key::B);
    desk.get_by_label("No scenario is pinned yet");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(app(&desk).desk().over().is_none());
    press(&mut desk, Modifiers::COMMAND, Key::P);
    assert_eq!(names(&desk), ["Maya as she is"], "the real customer can be pinned too");
    set(&mut desk, "orders_90d", 4.0);
    press(&mut desk, Modifiers::COMMAND, Key::P);
    press(&mut desk, Modifiers::COMMAND, Key::P);
    assert_eq!(names(&desk).len(), 2, "the same is not pinned twice");
    press(&mut desk, Modifiers::COMMAND, Key::H);
    desk.get_by_label_contains("Step 1: Orders in 90 days to 4");
    press(&mut desk, Modifiers::COMMAND, Key::B);
    desk.get_by_label("More for Orders in 90 days 4").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.get_by_label("Rename").click_accesskit();
    desk.run();
    desk.run();
    let field = |desk: &Desk| desk.query_by_role_and_label(Role::TextInput, "Name of the scenario").is_some();
    assert!(field(&desk));
    // Esc gives the name up and leaves the panel open
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(!field(&desk) && app(&desk).desk().over() == Some(Over::Scenarios));
    click(&mut desk, "More for Orders in 90 days 4");
    desk.get_by_label("Rename").click_accesskit();
    desk.run();
    desk.run();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.get_by_role_and_label(Role::TextInput, "Name of the scenario").type_text("A quiet summer");
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(names(&desk), ["Maya as she is", "A quiet summer"]);
    click(&mut desk, "More for A quiet summer");
    desk.get_by_label("Remove").click_accesskit();
    desk.run();
    assert_eq!(names(&desk), ["Maya as she is"]);
    desk.get_by_label("Undo the removal of the scenario “A quiet summer”");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&desk), ["Maya as she is", "A quiet summer"], "undo works where one removed it");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&desk)[1], "Orders in 90 days 4");
    assert!(value(&desk, "orders_90d").same(Value::Number(4.0)), "the facts stay as they were");
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(names(&desk)[1], "A quiet summer");
}

#[test]
fn no_more_are_pinned_than_there_may_be_and_all_can_be_seen() {
    let (mut desk, _) = demonstration();
    for i in 0..SCENARIOS_MAX + 2 {
        set(&mut desk, "basket_avg", 20.0 + i as f64);
        act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    }
    assert_eq!(names(&desk).len(), SCENARIOS_MAX);
    assert!(app(&desk).desk().notices().iter().any(|n| n.text.contains("12 scenarios are pinned")));
    for size in [100, 150] {
        act(&mut desk, Action::Over(None));
        act(&mut desk, Action::TextSize(size));
        act(&mut desk, Action::Over(Some(Over::Scenarios)));
        // the last column is far to the right: what gets the focus comes into sight
        let last = format!("Go to {}", names(&desk)[SCENARIOS_MAX - 1]);
        desk.get_by_label(&last).focus();
        for _ in 0..8 {
            desk.run();
        }
        let rect = desk.get_by_label(&last).rect();
        assert!(desk.ctx.content_rect().contains_rect(rect), "{size}: {rect:?}");
    }
    // one is removed, another pinned: undo has no room and says so
    let first = app(&desk).document().expect("open").pins.list()[0].id;
    act(&mut desk, Action::Scenarios(ScenariosAct::Remove(first)));
    act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    let full = names(&desk);
    act(&mut desk, Action::Undo);
    assert_eq!(names(&desk), full);
    assert!(app(&desk).desk().notices().iter().any(|n| n.text.contains("Remove one first")));
}

#[test]
fn what_was_tried_is_listed_and_gone_back_to() {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::COMMAND, Key::H);
    desk.get_by_label("Nothing was tried yet");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    set(&mut desk, "orders_90d", 4.0);
    set(&mut desk, "discount_share", 52.0);
    act(&mut desk, Action::Browse(BrowseAct::Step(1)));
    press(&mut desk, Modifiers::COMMAND, Key::H);
    desk.get_by_label("Start: Where it began, then A Free delivery for a year comes first");
    desk.get_by_label_contains("Step 1: Orders in 90 days to 4, then D Early access to the sale comes first");
    desk.get_by_label_contains("Step 3: Choice of Jonas Keller").focus();
    desk.run();
    let here = desk.get_by_label_contains("shown now").accesskit_node().label().expect("a name");
    assert!(here.starts_with("Step 3: "), "{here}");
    desk.get_by_label_contains("Step 1: ").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(value(&desk, "orders_90d").same(Value::Number(4.0)));
    assert!(value(&desk, "discount_share").same(Value::Number(32.0)));
    let here = desk.get_by_label_contains("shown now").accesskit_node().label().expect("a name");
    assert!(here.starts_with("Step 1: "), "{here}");
    desk.get_by_label_contains("Step 3: Choice of Jonas Keller, then").click();
    desk.run();
    assert_eq!(app(&desk).document().expect("open").choice.profile.name, "Jonas Keller", "nothing was lost");
}

#[test]
fn a_comparison_is_taken_along() {
    let (mut desk, effects) = demonstration();
    set(&mut desk, "orders_90d", 4.0);
    act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    act(&mut desk, Action::Over(Some(Over::Scenarios)));
    for item in ["Save as SVG…", "Save the numbers as CSV…", "Copy as text"] {
        click(&mut desk, "Save or copy the comparison");
        desk.get_by_label(item).click_accesskit();
        desk.run();
    }
    let id = app(&desk).document().expect("open").pins.list()[0].id;
    act(&mut desk, Action::Scenarios(ScenariosAct::SaveProfile(id)));
    let seen = effects.borrow();
    let file = |ending: &str| {
        let bytes = seen.iter().find_map(|e| match e {
            Effect::SaveFile(n, bytes) if n.ends_with(ending) => Some(bytes.clone()),
            _ => None,
        });
        String::from_utf8(bytes.unwrap_or_else(|| panic!("{ending} is saved"))).expect("text")
    };
    let svg = file("candour-scenarios.svg");
    for part in ["Orders in 90 days 4", "Early access", "was 9", "differently"] {
        assert!(svg.contains(part), "{part}");
    }
    let profile = file("profile.ron");
    assert!(profile.contains("Maya Lindqvist (what-if)") && profile.contains("\"orders_90d\": 4"), "{profile}");
    let text = seen.iter().find_map(|e| if let Effect::CopyText(text) = e { Some(text.clone()) } else { None });
    let text = text.expect("copied");
    assert!(text.contains("Orders in 90 days 4 (Maya, 1 fact changed, shown now)"), "{text}");
    assert!(text.contains("· Orders in 90 days: 4, was 9"), "{text}");
    // the numbers are those of the explanation, to the last bit
    let csv = file("candour-scenarios.csv");
    let explanation = app(&desk).explanation().expect("an answer");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("{name}"));
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    let model = app(&desk).document().expect("open").inputs.model();
    let offers: Vec<_> = records
        .iter()
        .filter(|r| &r[column("scenario")] == "Orders in 90 days 4" && &r[column("about")] == "offer")
        .cloned()
        .collect();
    assert_eq!(offers.len(), model.offers().len());
    for record in offers {
        let offer = model.find_offer(&record[column("id")]).expect("an offer");
        let number = |i: usize| record[i].parse::<f64>().expect("a number").to_bits();
        assert_eq!(number(column("value")), explanation.now.of(offer).1.response.to_bits());
        assert_eq!(number(column("real_customer")), explanation.before.of(offer).1.response.to_bits());
    }
}

#[test]
fn a_session_is_saved_and_opened_again_with_all_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("summer.candour-session.ron");
    let (mut desk, effects) = demonstration();
    act(&mut desk, Action::Browse(BrowseAct::Step(1)));
    set(&mut desk, "orders_90d", 2.0);
    act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    set(&mut desk, "orders_90d", 7.0);
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Change)));
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    save(&effects, &path);
    let (before, said) = (app(&desk).document().expect("open").choice.clone(), names(&desk));
    act(&mut desk, Action::Close);
    act(&mut desk, Action::OpenPath(path.clone()));
    let document = app(&desk).document().expect("open");
    assert_eq!((&document.choice, document.people.len()), (&before, 1006));
    assert_eq!((names(&desk), app(&desk).explain().tab), (said, Tab::Change));
    assert!(app(&desk).desk().notices()[0].text.contains("with 1 scenario"), "{:?}", app(&desk).desk().notices());
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.get_by_label("Maya Lindqvist");
    // dropped on the window it opens as well
    act(&mut desk, Action::OpenPaths(vec![path]));
    desk.get_by_label("Jonas Keller");
}

#[test]
fn a_session_of_files_says_what_changed_and_keeps_what_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let data = project("tests/data/lightgbm/lgb_categorical");
    for name in ["model.txt", "rows.csv"] {
        std::fs::copy(data.join(name), at(name)).expect("copied");
    }
    let (mut desk, effects) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(at("model.txt"))));
    desk.run();
    act(&mut desk, Action::OpenPath(at("rows.csv")));
    act(&mut desk, Action::Person(7));
    act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    act(&mut desk, Action::SaveSession);
    save(&effects, &at("s.candour-session.ron"));
    let text = std::fs::read_to_string(at("s.candour-session.ron")).expect("there");
    assert!(text.contains("File(\"model.txt\")") && text.contains("File(\"rows.csv\")"), "named from its folder");
    act(&mut desk, Action::OpenDemonstration);
    act(&mut desk, Action::OpenPath(at("s.candour-session.ron")));
    desk.get_by_label("row 7");
    // the table has changed
    let rows = std::fs::read_to_string(at("rows.csv")).expect("there");
    let cut = rows.trim_end().rsplit_once('\n').expect("rows").0;
    std::fs::write(at("rows.csv"), cut).expect("writable");
    act(&mut desk, Action::OpenDemonstration);
    act(&mut desk, Action::OpenPath(at("s.candour-session.ron")));
    desk.get_by_label("s.candour-session.ron was not opened");
    desk.get_by_label_contains("This file has changed since the session was saved");
    desk.get_by_label_contains("rows.csv");
    desk.get_by_label("Maya Lindqvist");
    // the model is gone
    std::fs::write(at("rows.csv"), rows).expect("writable");
    std::fs::remove_file(at("model.txt")).expect("removed");
    act(&mut desk, Action::OpenPath(at("s.candour-session.ron")));
    desk.get_by_label_contains("there is no such file");
    desk.get_by_label_contains("The session looks for it at model.txt");
    desk.get_by_label("Maya Lindqvist");
}

#[test]
fn pins_follow_their_customer_or_say_that_it_is_gone() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Person(100));
    act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
    let name = app(&desk).document().expect("open").choice.profile.name.clone();
    // one more customer stands before those of the table
    act(&mut desk, Action::OpenPath(project("models/profiles/maya.ron")));
    let id = app(&desk).document().expect("open").pins.list()[0].id;
    act(&mut desk, Action::Scenarios(ScenariosAct::GoTo(id)));
    let choice = &app(&desk).document().expect("open").choice;
    assert_eq!((choice.person, choice.profile.name.as_str()), (101, name.as_str()));
    // the same table again keeps them, another one does not
    act(&mut desk, Action::OpenPath(project("models/retailer_tested.csv")));
    act(&mut desk, Action::Scenarios(ScenariosAct::GoTo(id)));
    assert_eq!(app(&desk).document().expect("open").choice.person, 101);
    let folder = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(project("models/retailer_tested.csv")).expect("there");
    let path = folder.path().join("fewer.csv");
    std::fs::write(&path, text.lines().take(60).collect::<Vec<_>>().join("\n")).expect("writable");
    act(&mut desk, Action::OpenPath(path));
    act(&mut desk, Action::Scenarios(ScenariosAct::GoTo(id)));
    assert!(
        app(&desk).desk().notices().iter().any(|n| n.text.contains("no longer open")),
        "{:?}",
        app(&desk).desk().notices()
    );
    act(&mut desk, Action::Over(Some(Over::Scenarios)));
    let said = cells(&desk);
    assert!(said.iter().any(|l| l.contains("no longer open")), "{said:?}");
}

#[test]
fn every_kind_of_model_compares_at_every_size() {
    for (case, size) in
        [("lgb_reg", [960.0, 600.0]), ("lgb_categorical", [1280.0, 800.0]), ("lgb_multi", [1920.0, 1080.0])]
    {
        let folder = project("tests/data/lightgbm").join(case);
        let (mut desk, _) = window(size, egui::Theme::Dark, Some(Action::OpenPath(folder.join("model.txt"))));
        desk.run();
        act(&mut desk, Action::OpenPath(folder.join("rows.csv")));
        let first = candour::base::FeatureIdx(0);
        for value in [Value::Missing, Value::Withheld] {
            act(&mut desk, Action::Set { feature: first, value, gesture: None });
            act(&mut desk, Action::Scenarios(ScenariosAct::Pin));
        }
        act(&mut desk, Action::Person(3));
        act(&mut desk, Action::Over(Some(Over::Scenarios)));
        assert!(cells(&desk).iter().any(|l| l.contains("withheld")), "{case}");
        act(&mut desk, Action::Over(Some(Over::Tried)));
        for size in [130, 150] {
            act(&mut desk, Action::TextSize(size));
            act(&mut desk, Action::Over(Some(Over::Scenarios)));
        }
    }
}
