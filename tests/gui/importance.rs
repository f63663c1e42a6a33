//! What matters over all customers, as people use it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use candour::app::act::importance::ImportanceAct;
use candour::app::slot::Standing;
use candour::app::{Action, Effect, Place};
use candour::ask::Importance;
use candour::base::OfferIdx;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, act, demonstration, feature, many, press, threaded, until, window};

fn is_open(desk: &Desk) -> bool {
    desk.state().app().desk().place() == Place::Overall
}

fn answer(desk: &Desk) -> Arc<Importance> {
    Arc::clone(desk.state().app().importance().answer().expect("an answer"))
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether some text that is not a row says this.
fn says(desk: &Desk, text: &str) -> bool {
    let said = |n: &egui_kittest::Node<'_>| n.accesskit_node().value().or(n.accesskit_node().label());
    desk.query_all_by_role(Role::Label).any(|n| said(&n).is_some_and(|l| l.contains(text)))
}

/// What the rows say, from the first.
fn rows(desk: &Desk) -> Vec<String> {
    let labels = desk.query_all_by_role(Role::Button).filter_map(|n| n.accesskit_node().label());
    labels.filter(|l| l.contains(" moves the score by ")).collect()
}

/// The label of the feature that ranks first for an offer.
fn first(desk: &Desk, offer: OfferIdx) -> String {
    let found = answer(desk).of(offer).expect("asked about").features[0].feature;
    let document = desk.state().app().document().expect("open");
    document.inputs.model().features().get(found).label.clone()
}

#[test]
fn the_fact_that_matters_most_is_named_with_its_customers() {
    let (mut desk, _) = demonstration();
    desk.get_by_role_and_label(Role::Tab, "Overall").click();
    desk.run();
    assert!(is_open(&desk));
    let found = answer(&desk);
    assert_eq!((found.n_rows, found.offers.len()), (1000, 6));
    // the offer that is explained
    let offer = desk.state().app().explanation().expect("explained").focus;
    let top = &found.of(offer).expect("asked about").features[0];
    let label = first(&desk, offer);
    assert_eq!(label, "Orders in 90 days", "the demonstration's planted truth");
    assert!(says(&desk, &format!("{label} matters most")));
    let counts = format!("It raised the score for {} customers and lowered it for {}", top.raised, top.lowered);
    assert!(says(&desk, &counts), "{counts}");
    assert!(says(&desk, "over 1000 customers of the demonstration"));
    assert!(says(&desk, "what makes people respond"));
    // every row says its numbers to those who do not see it
    let rows = rows(&desk);
    assert_eq!(rows.len(), candour::view::importance::FACTS);
    let said = &rows[0];
    assert!(said.starts_with("1st: Orders in 90 days moves the score by 15.5 points of chance"), "{said}");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(!is_open(&desk));
}

#[test]
fn keys_alone_open_it_go_through_it_and_go_to_a_fact() {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::COMMAND, Key::M);
    assert!(is_open(&desk));
    desk.get_by_label_contains("1st: Orders in 90 days").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Tab);
    // what has the focus says its numbers in full view
    assert!(says(&desk, "2nd: Average basket moves the score by"), "{}", rows(&desk)[1]);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(!is_open(&desk));
    let app = desk.state().app();
    assert_eq!(app.explain().go_to, None, "it is there");
    let basket = feature(&desk, "basket_avg");
    let now = |desk: &Desk| desk.state().app().document().expect("open").choice.values[basket.index()];
    let before = now(&desk);
    press(&mut desk, Modifiers::NONE, Key::ArrowRight);
    assert_ne!(format!("{:?}", now(&desk)), format!("{before:?}"), "its slider has the keys");
}

#[test]
fn another_offer_another_order() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Go(Place::Overall));
    let asked = answer(&desk);
    desk.get_by_label("Offer: A Free delivery for a year").click();
    desk.run();
    desk.get_by_label("B 15 % off the next basket").click();
    desk.run();
    desk.get_by_label("Offer: B 15 % off the next basket");
    let label = first(&desk, OfferIdx(1));
    assert_ne!(label, first(&desk, OfferIdx(0)));
    assert!(says(&desk, &format!("{label} matters most")));
    assert!(Arc::ptr_eq(&asked, &answer(&desk)), "every offer was worked out at once");
    desk.get_by_label("Show every fact").click();
    desk.run();
    let moving = answer(&desk).of(OfferIdx(1)).expect("one").features.iter().filter(|f| f.mean_abs > 0.0).count();
    assert!(moving > candour::view::importance::FACTS + 1);
    assert_eq!(rows(&desk).len(), moving);
}

#[test]
fn without_a_table_it_says_what_to_do_and_a_table_answers_at_once() {
    let model = project("tests/data/lightgbm/lgb_binary_nan/model.txt");
    let (mut desk, effects) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(model)));
    desk.run();
    press(&mut desk, Modifiers::COMMAND, Key::M);
    desk.get_by_label("No table of customers is open yet");
    desk.get_by_label("Open customers…").click();
    desk.run();
    assert!(effects.borrow().contains(&Effect::PickFile));
    assert!(desk.state().app().importance().answer().is_none());
    act(&mut desk, Action::OpenPath(project("tests/data/lightgbm/lgb_binary_nan/rows.csv")));
    let n = desk.state().app().document().expect("open").people.len();
    assert_eq!(answer(&desk).n_rows, n);
    assert!(says(&desk, "score points") && says(&desk, "of rows.csv"));
    // a single offer has nothing to choose from
    assert!(desk.query_by_label_contains("Offer: ").is_none());
    // other customers, another answer
    let before = answer(&desk);
    act(&mut desk, Action::OpenPath(project("tests/data/lightgbm/lgb_binary_nan/rows.csv")));
    assert!(!Arc::ptr_eq(&before, &answer(&desk)));
}

#[test]
fn it_is_cancelled_promptly_and_a_late_answer_is_thrown_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = threaded();
    desk.state_mut().app_mut().apply(Action::OpenPath(many(folder.path(), 60)));
    until(&mut desk, |app| app.document().is_some_and(|d| d.people.len() == 60_006));
    desk.state_mut().app_mut().apply(Action::Go(Place::Overall));
    until(&mut desk, |app| matches!(app.importance().standing(), Standing::Working(p) if p.read().0 > 0));
    desk.step();
    desk.get_by_label_contains("of 60\u{A0}000 customers");
    desk.get_by_label("Stop").click();
    desk.step();
    desk.step();
    desk.step();
    assert!(matches!(desk.state().app().importance().standing(), Standing::Stopped), "stopped at once");
    desk.get_by_label("Stopped");
    assert!(!says(&desk, "matters most:") && rows(&desk).is_empty(), "a part of the customers is not everybody");
    // closed and opened again it is still stopped
    desk.state_mut().app_mut().apply(Action::Go(Place::Explain));
    desk.step();
    desk.state_mut().app_mut().apply(Action::Go(Place::Overall));
    desk.step();
    desk.get_by_label("Try again").click();
    until(&mut desk, |app| matches!(app.importance().standing(), Standing::Working(_)));
    // other customers meanwhile: the answer is theirs, not that of those who were there before
    desk.state_mut().app_mut().apply(Action::OpenPath(project("models/retailer_tested.csv")));
    until(&mut desk, |app| app.importance().answer().is_some());
    assert_eq!(answer(&desk).n_rows, 1000);
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(10));
        desk.step();
        assert_eq!(answer(&desk).n_rows, 1000);
    }
}

#[test]
fn figure_and_numbers_can_be_taken_along() {
    let (mut desk, effects) = demonstration();
    act(&mut desk, Action::Go(Place::Overall));
    desk.get_by_label("Save or copy what matters most").click();
    desk.run();
    desk.get_by_label("Save as SVG…").click_accesskit();
    desk.run();
    desk.get_by_label("Save or copy what matters most").click();
    desk.run();
    desk.get_by_label("Save the numbers as CSV…").click_accesskit();
    desk.run();
    let seen = effects.borrow();
    let file = |name: &str| {
        let bytes = seen.iter().find_map(|e| match e {
            Effect::SaveFile(n, bytes) if n == name => Some(bytes.clone()),
            _ => None,
        });
        String::from_utf8(bytes.unwrap_or_else(|| panic!("{name} is saved"))).expect("text")
    };
    let svg = file("candour-importance.svg");
    for part in ["Orders in 90 days", "What matters most for A", "mean absolute attribution", "15.5"] {
        assert!(svg.contains(part), "{part}");
    }
    let csv = file("candour-importance.csv");
    let found = answer(&desk);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("{name}"));
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    assert_eq!(records.len(), found.offers.iter().map(|o| o.features.len()).sum::<usize>());
    let of: Vec<_> = found.offers.iter().flat_map(|o| &o.features).collect();
    for (record, of) in records.iter().zip(of) {
        let number = |name: &str| record[column(name)].parse::<f64>().expect("a number");
        assert_eq!(number("mean_abs").to_bits(), of.mean_abs.to_bits());
        assert_eq!(number("q50").to_bits(), of.quantiles[2].to_bits());
        assert_eq!((number("raised") as usize, number("lowered") as usize), (of.raised, of.lowered));
    }
}

#[test]
fn every_kind_of_model_has_it_at_every_size() {
    for (case, size) in
        [("lgb_reg", [960.0, 600.0]), ("lgb_categorical", [1280.0, 800.0]), ("lgb_binary_nan", [1920.0, 1080.0])]
    {
        let folder = project("tests/data/lightgbm").join(case);
        let (mut desk, _) = window(size, egui::Theme::Dark, Some(Action::OpenPath(folder.join("model.txt"))));
        desk.run();
        act(&mut desk, Action::OpenPath(folder.join("rows.csv")));
        act(&mut desk, Action::Go(Place::Overall));
        act(&mut desk, Action::Importance(ImportanceAct::AllFacts(true)));
        assert!(!rows(&desk).is_empty(), "{case}");
        act(&mut desk, Action::TextSize(150));
        assert!(is_open(&desk));
    }
    // customers of their own, but no table of them: there is nothing to tell, and that is said
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::OpenOneTree);
    act(&mut desk, Action::Go(Place::Overall));
    assert_eq!(rows(&desk), Vec::<String>::new());
    desk.get_by_label("No table of customers is open yet");
}
