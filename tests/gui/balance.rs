//! What each permission is worth, by pointer and keys: switches are a what-if as any other, bounds are exact, and where
//! nobody named purposes single facts stand in.

use candour::app::act::balance::BalanceAct;
use candour::app::{Action, Over, Place, Tab};
use candour::model::Value;
use candour::view::balance::rows::{RefusalRow, Sure};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::{Desk, act, demonstration, press, threaded, until, window};
use crate::scenes::project;

const SHOP: &str = "Running the shop";

fn opened() -> Desk {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::COMMAND, Key::Num3);
    assert_eq!(desk.state().app().desk().place(), Place::Balance);
    desk
}

fn row(desk: &Desk, label: &str) -> RefusalRow {
    let view = desk.state().app().balance().view().expect("worked out");
    view.rows.iter().find(|row| row.label == label).unwrap_or_else(|| panic!("a row of {label}")).clone()
}

fn lead(desk: &Desk) -> String {
    desk.state().app().balance().view().expect("worked out").lead.text()
}

fn withheld(desk: &Desk) -> usize {
    let document = desk.state().app().document().expect("open");
    document.choice.values.iter().filter(|value| **value == Value::Withheld).count()
}

fn steps(desk: &Desk) -> usize {
    desk.state().app().desk().history().past().len()
}

fn first(desk: &Desk) -> Option<u32> {
    desk.state().app().screen().expect("explained").offers.first().map(|card| card.offer.0)
}

#[test]
fn what_each_permission_is_worth_to_maya() {
    let desk = opened();
    let text = lead(&desk);
    assert!(text.starts_with("Four facts of “Payments and fraud prevention” help to choose Maya’s offers"), "{text}");
    assert!(
        text.contains("she was never asked. Two other purposes make no difference to what she gets first: proven.")
    );
    assert!(text.ends_with("Without Running the shop she would get D Early access to the sale."), "{text}");
    // the purpose that was never asked for stands first, then those of the dictionary in its order
    let view = desk.state().app().balance().view().expect("worked out").clone();
    let cases = [
        ("Payments and fraud prevention", "A", "62\u{a0}%", "−2.5 to +17.8", Sure::Depends, "A or D: D with"),
        (SHOP, "D", "63\u{a0}%", "−82.6 to +42.2", Sure::Depends, "A, B or D: B with share bought at a discount"),
        ("Newsletter and app", "A", "60\u{a0}%", "+4.2 to +51.1", Sure::Proven, "A stays first: proven"),
        ("Customer account", "A", "56\u{a0}%", "−14.0 to +16.7", Sure::Depends, "A or D: D with region Danube"),
        ("Loyalty programme", "A", "65\u{a0}%", "+6.8 to +31.9", Sure::Proven, "A stays first: proven"),
    ];
    assert_eq!(view.rows.len(), cases.len());
    for (row, (label, letter, response, range, sure, verdict)) in view.rows.iter().zip(cases) {
        assert_eq!((row.label.as_str(), row.letter.as_str(), row.response.as_str()), (label, letter, response));
        assert_eq!((row.range.as_str(), row.sure), (range, sure), "{label}");
        assert!(row.verdict.starts_with(verdict), "{label}: {}", row.verdict);
        assert_eq!(row.is_amiss, row.decided == "never asked");
        // what those hear who do not see it is one sentence with all of it
        desk.get_by_role_and_label(Role::CheckBox, &row.about);
        assert!([label, response, range].iter().all(|part| row.about.contains(part)), "{}", row.about);
    }
    assert_eq!(view.rows[0].note, "E is barred then");
    assert_eq!(view.rows[3].note, "1.1 points ahead of D · E is barred then");
    assert_eq!((view.out.letter.as_str(), view.out.response.as_str()), ("B", "33\u{a0}%"));
}

#[test]
fn a_receipt_is_saved_for_people_and_for_programs() {
    use candour::app::Effect;
    let (mut desk, effects) = demonstration();
    desk.state_mut().app_mut().set_today(|| 20_000);
    for (json_ld, name, says) in [
        (false, "candour-receipt.html", "Of 5 purposes, Maya agreed to 4."),
        (true, "candour-receipt.jsonld", "\"dct:created\": \"2024-10-04\""),
    ] {
        act(&mut desk, Action::Balance(BalanceAct::Receipt { json_ld }));
        let effects = effects.borrow();
        let Some(Effect::SaveFile(file, bytes)) = effects.last() else { panic!("nothing to save: {effects:?}") };
        assert_eq!(file, name);
        assert!(String::from_utf8_lossy(bytes).contains(says), "{name} does not say {says}");
    }
}

#[test]
fn a_switch_is_a_what_if_as_any_other() {
    let mut desk = opened();
    let before = steps(&desk);
    desk.get_by(|node| node.role() == Role::CheckBox && node.label().is_some_and(|l| l.starts_with(SHOP))).click();
    desk.run();
    assert_eq!((steps(&desk), withheld(&desk), first(&desk)), (before + 1, 6, Some(3)), "D instead of A");
    let document = desk.state().app().document().expect("open");
    assert!(document.choice.profile.values.iter().all(|v| *v != Value::Withheld), "the record stays");
    assert_eq!(desk.state().app().desk().step_title(true), Some("refusal of Running the shop"));
    // the banner says that it is a trial, and the row what this refusal changes
    desk.get_by_label("Back to Maya as she is");
    let shop = row(&desk, SHOP);
    assert_eq!((shop.letter.as_str(), shop.instead.as_str()), ("D", "instead of A"));
    assert_eq!(shop.range, "−82.6 to +42.2", "the lead of A, which this refusal costs");
    // the others are told given this one
    assert!(row(&desk, "Newsletter and app").about.contains("without it B"));
    // where the record's own values bring another offer, no made-up value is named, and the sentence ends all the same
    let view = desk.state().app().balance().view().expect("worked out").clone();
    assert!(view.rows.iter().all(|row| !row.verdict.ends_with("with ")), "{view:?}");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!((steps(&desk), withheld(&desk), first(&desk)), (before, 0, Some(0)));
    assert_eq!(row(&desk, SHOP).instead, "instead of A");
}

#[test]
fn by_keys_alone() {
    let mut desk = opened();
    let has_focus = |desk: &Desk, label: &str| {
        desk.query_all_by(|node| node.is_focused() && node.label().is_some_and(|l| l.starts_with(label))).count() == 1
    };
    // card by card, then into the rows
    press(&mut desk, Modifiers::NONE, Key::F6);
    for _ in 0..40 {
        if has_focus(&desk, "Payments and fraud prevention") {
            break;
        }
        press(&mut desk, Modifiers::NONE, Key::Tab);
    }
    assert!(has_focus(&desk, "Payments and fraud prevention"), "the first switch is reached");
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    assert!(has_focus(&desk, SHOP), "arrows go from row to row");
    press(&mut desk, Modifiers::NONE, Key::Space);
    assert_eq!(withheld(&desk), 6);
    assert!(has_focus(&desk, SHOP), "the ring stays where it was");
    press(&mut desk, Modifiers::NONE, Key::Space);
    assert_eq!(withheld(&desk), 0);
}

#[test]
fn what_was_not_needed_is_refused_in_one_step_and_nothing_else_comes_first() {
    let mut desk = opened();
    (0..2).for_each(|_| act(&mut desk, Action::Balance(BalanceAct::Longer)));
    let needed = desk.state().app().balance().needed().expect("searched for");
    assert!(needed.is_proven, "{}", needed.lead.text());
    assert_eq!(
        needed.lead.text(),
        "11 of 21 facts were not needed: the other 10 alone keep A first, whatever these are."
    );
    assert!(needed.lists.iter().any(|(head, facts)| *head == "Never used:" && facts.contains("gender\u{a0}◇")));
    let before = steps(&desk);
    desk.get_by_label("Refuse the 11").click();
    desk.run();
    assert_eq!((steps(&desk), withheld(&desk), first(&desk)), (before + 1, 11, Some(0)));
    assert_eq!(desk.state().app().desk().step_title(true), Some("refusal of 11 facts"));
    // it is about the record, whatever is refused in the trial
    let still = desk.state().app().balance().needed().expect("known already");
    assert_eq!(still.not_needed.len(), 11);
    desk.get_by_label("How it was proven").click();
    desk.run();
    let app = desk.state().app();
    assert_eq!((app.desk().place(), app.explain().tab), (Place::Explain, Tab::Enough));
}

#[test]
fn nothing_personal_is_tried_and_taken_back() {
    // beside the window: of a customer of whom nothing is used everything is possible, which takes its time
    let mut desk = threaded();
    desk.state_mut().app_mut().apply(Action::Go(Place::Balance));
    until(&mut desk, |app| app.balance().view().is_some());
    desk.get_by_label_contains("Try Opt out").click();
    until(&mut desk, |app| app.screen().is_some_and(|screen| screen.offers[0].offer.0 == 1));
    assert_eq!(withheld(&desk), 21, "and B comes first, as for everybody");
    assert_eq!(desk.state().app().desk().step_title(true), Some("refusal of everything personal"));
    desk.step();
    desk.get_by_label_contains("Take back").click();
    until(&mut desk, |app| app.screen().is_some_and(|screen| screen.offers[0].offer.0 == 0));
    assert_eq!(withheld(&desk), 0);
}

#[test]
fn a_search_is_stopped_and_goes_on_and_is_never_taken_for_another() {
    let mut desk = threaded();
    let does = |desk: &mut Desk, action: Action| {
        desk.state_mut().app_mut().apply(action);
        desk.step();
    };
    does(&mut desk, Action::Go(Place::Balance));
    until(&mut desk, |app| app.balance().is_searching());
    does(&mut desk, Action::Balance(BalanceAct::Search(false)));
    desk.step();
    assert!(desk.state().app().balance().is_stopped() && !desk.state().app().balance().is_searching());
    desk.get_by_label("The search was stopped.");
    desk.get_by_label("Search on").click();
    desk.step();
    until(&mut desk, |app| app.balance().view().is_some_and(|v| v.rows.iter().all(|row| row.bounds.is_some())));
    // something else is withheld: what was found is of another question, and not shown
    let features = row(&desk, SHOP).features;
    does(&mut desk, Action::Balance(BalanceAct::Refuse(features)));
    let view = desk.state().app().balance().view().expect("in the same frame").clone();
    assert!(view.rows.iter().any(|row| row.bounds.is_none()), "the bounds are of before");
    assert_eq!(view.rows.iter().find(|row| row.label == "Newsletter and app").expect("a row").letter, "B");
}

#[test]
fn one_outcome_without_purposes_is_told_fact_by_fact_by_its_line() {
    let folder = "tests/data/lightgbm/lgb_binary_nan";
    let model = Action::OpenPath(project(folder).join("model.txt"));
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(model));
    desk.run();
    act(&mut desk, Action::Go(Place::Balance));
    assert!(desk.state().app().balance().view().is_none(), "customers are asked for first");
    act(&mut desk, Action::OpenPath(project(folder).join("rows.csv")));
    act(&mut desk, Action::Go(Place::Balance));
    desk.get_by_label_contains("Nobody has said what these facts are used for.");
    let view = desk.state().app().balance().view().expect("worked out").clone();
    assert!(!view.has_purposes && view.over.contains("the line of 41\u{a0}%"), "{}", view.over);
    assert_eq!(
        (view.rows[0].label.as_str(), view.rows[0].instead.as_str()),
        ("tenure_months", "instead of not sent")
    );
    let text = lead(&desk);
    assert!(text.contains("would come above the line") && !text.contains("offer"), "{text}");
    assert!(view.rows.iter().any(|row| row.verdict == "Stays below the line: proven"));
    let needed = desk.state().app().balance().needed().expect("asked of either side of the line").lead.text();
    assert!(needed.contains("below the line of 41\u{a0}%, whatever these are"), "{needed}");
    // a line that is moved moves what is said
    act(&mut desk, Action::Line { response: Some(0.2), gesture: None });
    let view = desk.state().app().balance().view().expect("worked out").clone();
    assert!(view.over.contains("the line of 20\u{a0}%"), "{}", view.over);
    desk.get_by_label("Describe the facts…").click();
    desk.run();
    assert_eq!(desk.state().app().desk().over(), Some(Over::Describe));
}
