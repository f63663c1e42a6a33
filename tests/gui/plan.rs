//! What would change it, and what alone is enough, as people use them.

use candour::app::plan::{PLANS, Standing};
use candour::app::{Action, Tab};
use candour::base::OfferIdx;
use candour::explain::exact::Settled;
use candour::model::Direction;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::{Desk, act, demonstration, feature, window};

fn opened() -> Desk {
    let (mut desk, _) = demonstration();
    desk.key_press_modifiers(Modifiers::ALT, Key::Num3);
    desk.run();
    assert_eq!(desk.state().app().shown().tab, Tab::Change);
    desk
}

/// The proven costs of the plans, in the order of `PLANS`.
fn costs(desk: &Desk) -> Vec<Option<f64>> {
    let (answers, current) = desk.state().app().searches().plans();
    assert!(current && answers.len() == PLANS.len(), "{} plans", answers.len());
    let cost = |a: &candour::base::Result<std::sync::Arc<candour::explain::exact::PlanAnswer>>| {
        let answer = a.as_ref().expect("an answer");
        assert_ne!(answer.status, Settled::Unsettled);
        answer.plan.as_ref().map(|p| p.cost)
    };
    answers.iter().map(cost).collect()
}

fn winner(desk: &Desk) -> Option<OfferIdx> {
    desk.state().app().explanation().expect("an answer").now.winner().map(|w| w.offer)
}

#[test]
fn the_cheapest_plan_is_tried_with_one_click_and_taken_back_with_one_undo() {
    let mut desk = opened();
    let before = winner(&desk);
    let costs = costs(&desk);
    let any = costs[0].expect("a plan");
    assert!(costs[1..].iter().flatten().all(|c| *c >= any - 1e-12), "fewer changes never cost less: {costs:?}");
    desk.get_by_label("Try this change as a what-if").click();
    desk.run();
    assert_ne!(winner(&desk), before);
    assert!(desk.state().app().document().expect("open").choice.is_altered());
    desk.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.run();
    assert_eq!(winner(&desk), before);
    assert!(!desk.state().app().document().expect("open").choice.is_altered());
}

#[test]
fn another_offer_is_brought_first_and_nothing_has_to_change_for_what_is_first() {
    let mut desk = opened();
    desk.get_by_label_contains("Offer that is to come first").click();
    desk.run();
    let title = desk.state().app().document().expect("open").inputs.model().offer(OfferIdx(1)).title.clone();
    desk.get_by_role_and_label(Role::Button, &format!("B {title}")).click_accesskit();
    desk.run();
    assert_eq!(desk.state().app().shown().asked.offer, Some(OfferIdx(1)));
    let _proven = costs(&desk);
    desk.get_by_label("Try this change as a what-if").click();
    desk.run();
    assert_eq!(winner(&desk), Some(OfferIdx(1)));
    // now it is first: nothing has to change
    assert_eq!(costs(&desk)[0], Some(0.0));
    desk.get_by_label_contains("Nothing has to change");
}

#[test]
fn locking_the_fact_that_a_plan_changes_makes_it_dearer_or_impossible() {
    let mut desk = opened();
    let before = costs(&desk)[1];
    let (answers, _) = desk.state().app().searches().plans();
    let plan = answers[1].as_ref().expect("an answer").plan.clone().expect("one fact is enough");
    let fact = plan.changes[0].feature;
    let label = desk.state().app().document().expect("open").inputs.model().features().get(fact).label.clone();
    desk.get_by_label_contains("What may change, and at what price").click_accesskit();
    desk.run();
    desk.get_by_label(&format!("{label} may change")).click_accesskit();
    desk.run();
    let rules = desk.state().app().shown().asked.rules.clone().expect("edited");
    assert_eq!(rules.of_feature(fact).direction, Direction::Fixed);
    match (before, costs(&desk)[1]) {
        (Some(before), Some(after)) => assert!(after >= before),
        (_, after) => assert!(after.is_none()),
    }
    desk.get_by_label("As the data dictionary has it").click_accesskit();
    desk.run();
    assert_eq!(costs(&desk)[1], before);
}

#[test]
fn a_plan_for_one_offer_is_chosen_by_the_number_of_changes_and_a_slider_asks_again() {
    let mut desk = opened();
    act(&mut desk, Action::PlanFor(Some(OfferIdx(2))));
    let first = costs(&desk);
    desk.get_by_label_contains("2 changes").click();
    desk.run();
    assert_eq!(desk.state().app().shown().asked.open, 2);
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: candour::model::Value::Number(2.0), gesture: None });
    assert_ne!(costs(&desk), first);
    act(&mut desk, Action::Set { feature: orders, value: candour::model::Value::Withheld, gesture: None });
    desk.get_by_label_contains("must not be used");
}

#[test]
fn what_is_enough_names_its_facts_and_can_be_stopped() {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenOneTree));
    desk.run();
    desk.key_press_modifiers(Modifiers::ALT, Key::Num6);
    desk.run();
    let app = desk.state().app();
    assert_eq!(app.shown().tab, Tab::Enough);
    let (found, current) = app.searches().enough();
    let found = found.expect("an answer").as_ref().expect("found");
    assert!(current && found.status == Settled::Optimal && found.kept.len() < found.of, "{found:?}");
    assert_eq!(app.searches().standing(Tab::Enough), Standing::Done);
    desk.get_by_label_contains("Proven for");
    act(&mut desk, Action::Search(false));
    assert_eq!(desk.state().app().searches().standing(Tab::Enough), Standing::Stopped);
    act(&mut desk, Action::Search(true));
    assert_eq!(desk.state().app().searches().standing(Tab::Enough), Standing::Done);
}
