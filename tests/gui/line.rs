//! The line of a model with one outcome, by pointer and keys, and what it does to everybody.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use candour::app::act::explain::ExplainAct;
use candour::app::{Action, Document, Tab};
use candour::model::Line;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::{Desk, act, press, window};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lightgbm/lgb_binary_nan").join(path)
}

/// The customers of the golden case, of whom every third had the outcome, and of every fifth that is not known.
fn customers(folder: &Path) -> PathBuf {
    let rows = std::fs::read_to_string(project("rows.csv")).expect("there");
    let mut lines = rows.lines();
    let mut text = format!("{},outcome\n", lines.next().expect("a header"));
    for (i, line) in lines.enumerate() {
        let outcome = if i % 5 == 4 { "" } else { ["1", "0", "0"][i % 3] };
        writeln!(text, "{line},{outcome}").expect("a string");
    }
    let path = folder.join("customers.csv");
    std::fs::write(&path, text).expect("writable");
    path
}

fn opened(folder: &Path) -> Desk {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(project("model.txt"))));
    desk.run();
    act(&mut desk, Action::OpenPath(customers(folder)));
    desk.run();
    desk
}

fn at(desk: &Desk) -> f64 {
    desk.state().app().document().and_then(Document::line).and_then(Line::response).expect("one outcome")
}

fn steps(desk: &Desk) -> usize {
    desk.state().app().desk().history().past().len()
}

#[test]
fn the_line_is_moved_by_keys_and_pointer_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = opened(folder.path());
    let first = at(&desk);
    desk.get_by_label_contains("Not set yet: the average customer");
    assert!(desk.query_by_label_contains("Back to ").is_none());
    act(&mut desk, Action::Line { response: Some(0.2), gesture: None });
    let before = steps(&desk);
    // by keys: each press a step
    desk.get_by_role_and_label(Role::Slider, "The line").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(at(&desk), 0.21);
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!((at(&desk), steps(&desk)), (0.19, before + 3));
    press(&mut desk, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(at(&desk), 0.29);
    press(&mut desk, Modifiers::NONE, Key::Home);
    assert!(at(&desk) < 0.19, "{}", at(&desk));
    // by pointer: one drag is one step
    let before = (at(&desk), steps(&desk));
    let rect = desk.get_by_role_and_label(Role::Slider, "The line").rect();
    let place = |t: f32| egui::pos2(egui::lerp(rect.x_range(), t), rect.center().y);
    desk.drag_at(place(0.3));
    desk.step();
    for t in [0.4, 0.5, 0.6] {
        desk.hover_at(place(t));
        desk.step();
    }
    desk.drop_at(place(0.6));
    desk.run();
    assert_eq!(steps(&desk), before.1 + 1);
    assert!(at(&desk) > before.0);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!(at(&desk), before.0, "one undo takes the drag back");
    // and back to the model's own
    desk.get_by_label_contains("Back to ").click();
    desk.run();
    assert_eq!(at(&desk), first);
}

#[test]
fn keys_of_tabs_are_those_of_the_tabs_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = opened(folder.path());
    let tab = |desk: &Desk| desk.state().app().explain().tab;
    for (key, shown) in [(Key::Num4, Tab::Together), (Key::Num5, Tab::Enough), (Key::Num1, Tab::Reasons)] {
        press(&mut desk, Modifiers::ALT, key);
        assert_eq!(tab(&desk), shown);
        desk.get_by_role_and_label(Role::Tab, shown.label());
    }
    // what was looked at of a model with several offers may not be there
    act(&mut desk, Action::OpenDemonstration);
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Compare)));
    act(&mut desk, Action::OpenPath(project("model.txt")));
    act(&mut desk, Action::OpenPath(customers(folder.path())));
    assert_eq!(tab(&desk), Tab::Reasons);
}

#[test]
fn the_line_is_stepped_typed_and_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = opened(folder.path());
    act(&mut desk, Action::Line { response: Some(0.2), gesture: None });
    desk.get_by_label("Line a step higher").click();
    desk.run();
    assert_eq!(at(&desk), 0.21);
    desk.get_by_label("Line a step lower").click();
    desk.run();
    assert_eq!(at(&desk), 0.2);
    desk.get_by_label_contains("line 30\u{a0}%, sent").click();
    desk.run();
    assert_eq!(at(&desk), 0.3);
    desk.get_by_role_and_label(Role::SpinButton, "I would send from").click();
    desk.run();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.event(egui::Event::Text("12,5 %".to_owned()));
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(at(&desk), 0.125);
    assert!(desk.state().app().screen().is_some_and(|s| s.why.heading.contains("the line")));
}

#[test]
fn what_the_line_sends_is_said_with_what_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = opened(folder.path());
    act(&mut desk, Action::Line { response: Some(0.5), gesture: None });
    let app = desk.state().app();
    let document = app.document().expect("open");
    let reach = app.explain().reached().reach(document).expect("scored");
    let sends = reach.sends(document.line().expect("one outcome"));
    assert!(sends.sent > 0 && sends.missed > 0 && sends.known < sends.sent, "{sends:?}");
    let n = document.people.len();
    desk.get_by_label_contains(&format!("{} of {n} customers, ", sends.sent));
    desk.get_by_label_contains(&format!("{} of {} whose outcome is known had it", sends.had, sends.known));
    desk.get_by_label_contains(&format!("{} had it and stand below the line", sends.missed));
    desk.get_by_label_contains("stand lower");
    // the browser counts the same, and lists them
    act(&mut desk, Action::Over(Some(candour::app::Over::Browse)));
    desk.get_by_label_contains(&format!("{} above the line of 50\u{a0}%", sends.sent));
    let query = candour::ask::Query { filters: vec![candour::ask::Filter::Sent(true)], ..Default::default() };
    act(&mut desk, Action::Browse(candour::app::act::browse::BrowseAct::List(query)));
    let listed = |desk: &Desk| desk.state().app().browse().listing().map(|(list, _)| list.len());
    assert_eq!(listed(&desk), Some(sends.sent));
    // the list follows the line
    act(&mut desk, Action::Line { response: Some(0.000_2), gesture: None });
    assert_eq!(listed(&desk), Some(n));
}

#[test]
fn without_customers_it_says_what_is_missing() {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(project("model.txt"))));
    desk.run();
    desk.get_by_label_contains("Start from an empty customer").click();
    desk.run();
    desk.get_by_label_contains("Open your customers to see what this line would send");
    desk.get_by_label("Line a step higher").click();
    desk.run();
    desk.get_by_label_contains("Back to ");
    assert!(desk.query_by_label("What this line sends").is_none());
}
