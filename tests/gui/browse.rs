//! The customer browser and the load report, as people use them.

use std::path::Path;

use candour::app::act::browse::BrowseAct;
use candour::app::slot::Standing;
use candour::app::{Action, Document, Effect, Over};
use candour::ask::{FactTest, Filter, Query, SortBy};
use candour::base::FeatureIdx;
use candour::model::Value;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, act, demonstration, feature, many, press, threaded, until, window};

fn document(desk: &Desk) -> &Document {
    desk.state().app().document().expect("a model is open")
}

fn name(desk: &Desk) -> String {
    document(desk).choice.profile.name.clone()
}

fn is_open(desk: &Desk) -> bool {
    desk.state().app().desk().over() == Some(Over::Browse)
}

fn list(desk: &Desk) -> Vec<usize> {
    let (listing, current) = desk.state().app().browse().listing().expect("a list");
    assert!(current, "the list is the one asked for");
    (0..listing.len()).map(|i| listing.get(i).expect("inside")).collect()
}

fn lightgbm(case: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lightgbm").join(case)
}

#[test]
fn somebody_is_found_by_typing_and_chosen_with_enter() {
    let (mut desk, _) = demonstration();
    desk.get_by_role_and_label(Role::Button, "Maya Lindqvist").click();
    desk.run();
    assert!(is_open(&desk));
    desk.get_by_label("1006 customers");
    desk.get_by_role_and_label(Role::TextInput, "Search").type_text("CHIARA");
    desk.run();
    desk.get_by_label("1 of 1006 customers");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(!is_open(&desk));
    assert_eq!(name(&desk), "Chiara Moretti");
    desk.get_by_label("Chiara Moretti");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!(name(&desk), "Maya Lindqvist", "choosing somebody is one step");
}

#[test]
fn arrows_pages_and_ends_go_through_the_list() {
    let (mut desk, _) = demonstration();
    let choose = |desk: &mut Desk, keys: &[Key]| {
        press(desk, Modifiers::COMMAND, Key::F);
        for key in keys {
            press(desk, Modifiers::NONE, *key);
        }
        press(desk, Modifiers::NONE, Key::Enter);
        assert!(!is_open(desk));
        document(desk).choice.person
    };
    assert_eq!(choose(&mut desk, &[Key::ArrowDown, Key::ArrowDown, Key::ArrowUp]), 1);
    assert_eq!(choose(&mut desk, &[Key::ArrowDown]), 2, "it opens where the customer stands");
    assert_eq!(choose(&mut desk, &[Key::End]), 1005);
    assert_eq!(choose(&mut desk, &[Key::ArrowDown]), 1005, "the list ends at its end");
    let page = 1005 - choose(&mut desk, &[Key::PageUp]);
    assert!((10..40).contains(&page), "{page} rows to a page");
    assert_eq!(choose(&mut desk, &[Key::Home]), 0);
    press(&mut desk, Modifiers::COMMAND, Key::F);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(!is_open(&desk));
    assert_eq!(document(&desk).choice.person, 0, "Esc chooses nobody");
}

#[test]
fn no_fact_is_shown_until_it_is_asked_for() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Over(Some(Over::Browse)));
    let row =
        |desk: &Desk, label: &str| desk.get_by_label_contains(label).accesskit_node().label().unwrap_or_default();
    let plain = row(&desk, "Jonas Keller");
    assert!(plain.contains("Pay in three instalments") && plain.contains("chance 77"), "{plain}");
    let values = document(&desk).people.profiles[1].values.clone();
    let features = document(&desk).inputs.model().features().clone();
    for (idx, feature) in features.iter() {
        let value = candour::view::value::value(feature, values[idx.index()]);
        let said = format!("{} {value}", candour::view::phrase::lower_first(&feature.label));
        assert!(!plain.contains(&said), "{said} is said unasked");
    }
    desk.get_by_label("Show a fact…").click();
    desk.run();
    desk.get_by_label("Age (protected)").click_accesskit();
    desk.run();
    assert!(row(&desk, "Jonas Keller").contains("age "), "{}", row(&desk, "Jonas Keller"));
    desk.get_by_label_contains("1 of them sensitive");
    desk.get_by_label("Hide Age").click();
    desk.run();
    assert_eq!(row(&desk, "Jonas Keller"), plain);
    // what was asked of one model's customers is not asked of another's
    act(&mut desk, Action::Browse(BrowseAct::ShowFact(FeatureIdx(0), true)));
    act(&mut desk, Action::Browse(BrowseAct::List(Query { search: "maya".into(), ..Query::default() })));
    act(&mut desk, Action::OpenOneTree);
    let app = desk.state().app();
    assert!(app.browse().columns().is_empty() && app.browse().query().is_plain() && app.desk().over().is_none());
}

#[test]
fn filters_are_made_in_the_window_and_next_stays_within_them() {
    let (mut desk, _) = demonstration();
    let basket = feature(&desk, "basket_avg");
    act(&mut desk, Action::Over(Some(Over::Browse)));
    desk.get_by_label("Add a filter…").click();
    desk.run();
    desk.get_by_label("Filter by: What is recommended").click();
    desk.run();
    desk.get_by_role_and_label(Role::Button, "Average basket").click();
    desk.run();
    desk.get_by_label("Condition: at least");
    desk.get_by_role_and_label(Role::TextInput, "Number").focus();
    desk.run();
    desk.get_by_role_and_label(Role::TextInput, "Number").type_text("forty");
    desk.run();
    desk.get_by_label("That is no number");
    for _ in 0..5 {
        press(&mut desk, Modifiers::NONE, Key::Backspace);
    }
    desk.get_by_role_and_label(Role::TextInput, "Number").type_text("90");
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let rows = list(&desk);
    assert!(!rows.is_empty() && rows.len() < 1006);
    desk.get_by_label("Remove filter: Average basket at least 90.00\u{A0}€");
    let people = document(&desk).people.clone();
    let at_least_90 = |place: usize| {
        let profile = people.get(place).expect("somebody");
        matches!(profile.value(basket), Value::Number(x) if x >= 90.0)
    };
    assert_eq!(rows, (0..people.len()).filter(|&p| at_least_90(p)).collect::<Vec<_>>());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    // closed: next, previous and random stay within
    for expected in [rows[0], rows[1], rows[2]] {
        press(&mut desk, Modifiers::ALT, Key::ArrowRight);
        assert_eq!(document(&desk).choice.person, expected);
    }
    desk.get_by_label(&format!("3 of {}", rows.len()));
    press(&mut desk, Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(document(&desk).choice.person, rows[1]);
    for _ in 0..20 {
        let before = document(&desk).choice.person;
        press(&mut desk, Modifiers::ALT, Key::R);
        let now = document(&desk).choice.person;
        assert!(rows.contains(&now) && now != before, "{before} then {now}");
    }
    desk.get_by_label("Filtered: clear the filters").click();
    desk.run();
    let here = document(&desk).choice.person;
    press(&mut desk, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(document(&desk).choice.person, (here + 1) % people.len(), "everybody again");
}

#[test]
fn heads_sort_both_ways_and_back() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Over(Some(Over::Browse)));
    let standings = desk.state().app().browse().standings().expect("scored").clone();
    desk.get_by_label("Sort by Chance").click();
    desk.run();
    let responses = |desk: &Desk| list(desk).iter().map(|&p| standings.response(p).expect("one")).collect::<Vec<_>>();
    let down = responses(&desk);
    assert!(down.windows(2).all(|w| w[0] >= w[1]) && down[0] > down[1005]);
    desk.get_by_label("Sort by Chance, now the greatest first").click();
    desk.run();
    assert!(responses(&desk).windows(2).all(|w| w[0] <= w[1]));
    desk.get_by_label("Sort by Chance, now the least first").click();
    desk.run();
    assert_eq!(list(&desk), (0..1006).collect::<Vec<_>>(), "as they were opened");
    // next follows the order
    act(&mut desk, Action::Browse(BrowseAct::List(Query { sort: SortBy::Gap, ..Query::default() })));
    let by_gap = list(&desk);
    act(&mut desk, Action::Over(None));
    act(&mut desk, Action::Person(by_gap[10]));
    act(&mut desk, Action::Browse(BrowseAct::Step(1)));
    assert_eq!(document(&desk).choice.person, by_gap[11]);
}

#[test]
fn nobody_matches_and_nobody_is_open_say_what_to_do() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Over(Some(Over::Browse)));
    desk.get_by_role_and_label(Role::TextInput, "Search").type_text("zzzz");
    desk.run();
    desk.get_by_label("0 of 1006 customers");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(is_open(&desk), "there is nobody to choose");
    desk.get_by_label("Clear search and filters").click();
    desk.run();
    desk.get_by_label("1006 customers");
    let never = Filter::Fact { feature: FeatureIdx(0), test: FactTest::AtLeast(1e9) };
    act(&mut desk, Action::Browse(BrowseAct::List(Query { filters: vec![never], ..Query::default() })));
    act(&mut desk, Action::Over(None));
    let before = name(&desk);
    act(&mut desk, Action::Browse(BrowseAct::Step(1)));
    assert_eq!(name(&desk), before);
    assert!(
        desk.state().app().desk().notices()[0].text.contains("Nobody matches"),
        "{:?}",
        desk.state().app().desk().notices()
    );
    let bare = lightgbm("lgb_reg").join("model.txt");
    act(&mut desk, Action::OpenPath(bare));
    press(&mut desk, Modifiers::COMMAND, Key::F);
    desk.get_by_label("No customers are open yet");
    desk.get_by_label("Open customers…");
}

#[test]
fn every_kind_of_model_can_be_browsed_at_every_size() {
    for (case, size) in
        [("lgb_reg", [960.0, 600.0]), ("lgb_categorical", [1280.0, 800.0]), ("lgb_binary_nan", [1920.0, 1080.0])]
    {
        let model = lightgbm(case).join("model.txt");
        let (mut desk, _) = window(size, egui::Theme::Dark, Some(Action::OpenPath(model)));
        desk.run();
        act(&mut desk, Action::OpenPath(lightgbm(case).join("rows.csv")));
        act(&mut desk, Action::Over(Some(Over::Browse)));
        let n = document(&desk).people.len();
        let facts: Vec<FeatureIdx> = document(&desk).inputs.model().features().iter().map(|(f, _)| f).collect();
        for f in &facts {
            act(&mut desk, Action::Browse(BrowseAct::ShowFact(*f, true)));
        }
        assert!(desk.state().app().browse().columns().len() <= candour::app::browse::COLUMNS_MAX);
        for sort in [SortBy::Label, SortBy::Response, SortBy::Fact(facts[0])] {
            act(&mut desk, Action::Browse(BrowseAct::List(Query { sort, descending: true, ..Query::default() })));
            assert_eq!(list(&desk).len(), n, "{case}");
        }
        act(&mut desk, Action::TextSize(150));
        let before = document(&desk).choice.clone();
        desk.run();
        assert_eq!(document(&desk).choice, before, "drawing only reads");
    }
}

#[test]
fn the_load_report_is_at_hand_and_can_be_taken_along() {
    let (mut desk, effects) = demonstration();
    assert!(desk.query_by_label_contains("note").is_none(), "there is nothing to note about the demonstration");
    press(&mut desk, Modifiers::COMMAND, Key::I);
    desk.get_by_label("Facts it does not use (2)");
    desk.get_by_label_contains("1000 customers from the demonstration");
    desk.get_by_label("Replay for Maya Lindqvist");
    desk.get_by_label("Copy as text").click();
    desk.run();
    let seen = effects.borrow();
    let Some(Effect::CopyText(text)) = seen.iter().find(|e| matches!(e, Effect::CopyText(_))) else {
        panic!("{seen:?}")
    };
    for part in ["Trees", "Leaves", "Not used by the trees", "1000 customers from the demonstration"] {
        assert!(text.contains(part), "{part} in:\n{text}");
    }
}

#[test]
fn what_to_know_about_a_file_stays_in_sight() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut desk, _) = demonstration();
    // a table without a column that no tree asks about is opened, with a note
    let text =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/retailer_tested.csv")).expect("there");
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let header = reader.headers().expect("a header").clone();
    let line = |r: &csv::StringRecord| {
        let cells = r.iter().zip(&header).filter(|(_, name)| *name != "gender").map(|(cell, _)| cell);
        cells.collect::<Vec<_>>().join(",")
    };
    let rows: Vec<String> = reader.records().take(50).map(|r| line(&r.expect("a row"))).collect();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, format!("{}\n{}\n", line(&header), rows.join("\n"))).expect("writable");
    act(&mut desk, Action::OpenPath(path));
    assert_eq!(document(&desk).n_notes(), 1);
    act(&mut desk, Action::Dismiss(0));
    desk.get_by_role_and_label(Role::Button, "1 note").click();
    desk.run();
    desk.get_by_label("50 customers from people.csv");
    desk.get_by_label_contains("people.csv: no column for features the model does not use: gender");
    assert!(desk.query_by_label_contains("from the demonstration").is_none(), "its customers were replaced");
}

#[test]
fn many_customers_are_scored_and_listed_beside_the_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut desk, _) = demonstration();
    let text =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/retailer_tested.csv")).expect("there");
    let text = String::from_utf8(text).expect("text");
    let (header, rows) = text.split_once('\n').expect("a header");
    let path = folder.path().join("many.csv");
    std::fs::write(&path, format!("{header}\n{}", rows.repeat(21))).expect("writable");
    act(&mut desk, Action::OpenPath(path));
    assert_eq!(document(&desk).people.len(), 21_006, "six people, then the table");
    press(&mut desk, Modifiers::COMMAND, Key::F);
    desk.get_by_label("21\u{A0}006 customers");
    let standings = desk.state().app().browse().standings().expect("scored").clone();
    desk.get_by_label("Sort by Chance").click();
    desk.run();
    let rows = list(&desk);
    assert!(rows.windows(2).all(|w| standings.response(w[0]) >= standings.response(w[1])));
    let ties = rows.windows(2).filter(|w| standings.response(w[0]) == standings.response(w[1]));
    assert!(
        ties.clone().count() > 19_000 && ties.clone().all(|w| w[0] < w[1]),
        "equal ones stay as they were opened"
    );
    // the end of a long list is as near as its beginning
    press(&mut desk, Modifiers::NONE, Key::End);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(document(&desk).choice.person, rows[21_005]);
    // other customers are not judged by these scores
    let bare = Action::OpenPath(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/retailer_tested.csv"));
    act(&mut desk, bare);
    assert!(desk.state().app().browse().standings().is_none(), "those were others");
    act(&mut desk, Action::Over(Some(Over::Browse)));
    assert_eq!(desk.state().app().browse().standings().expect("scored").n(), 1006);
}

#[test]
fn the_scoring_of_everybody_is_stopped_and_begun_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = threaded();
    desk.state_mut().app_mut().apply(Action::OpenPath(many(folder.path(), 60)));
    until(&mut desk, |app| app.document().is_some_and(|d| d.people.len() == 60_006));
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Browse)));
    until(&mut desk, |app| matches!(app.browse().scoring(), Standing::Working(p) if p.read().0 > 0));
    desk.step();
    desk.get_by_label("Stop").click();
    desk.step();
    desk.step();
    desk.get_by_label_contains("is not worked out");
    assert!(desk.state().app().browse().standings().is_none());
    desk.get_by_label("Work it out").click();
    until(&mut desk, |app| app.browse().standings().is_some());
    assert_eq!(desk.state().app().browse().standings().expect("scored").n(), 60_006);
}
