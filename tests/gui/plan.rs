//! What would change it, and what alone is enough, as people use them.

use candour::app::act::explain::ExplainAct;
use candour::app::explain::plan::PLANS;
use candour::app::slot::Standing;
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
    assert_eq!(desk.state().app().explain().tab, Tab::Change);
    desk
}

/// The proven costs of the plans, in the order of `PLANS`.
fn costs(desk: &Desk) -> Vec<Option<f64>> {
    let cost = |place: usize| {
        let (found, current) = desk.state().app().explain().plans().plan(place).expect("it was searched for");
        let answer = &found.expect("an answer").answer;
        assert!(current && answer.status != Settled::Unsettled, "plan {place}: {answer:?}");
        answer.plan.as_ref().map(|p| p.cost)
    };
    (0..PLANS.len()).map(cost).collect()
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
    assert_eq!(desk.state().app().explain().plans().asked.offer, Some(OfferIdx(1)));
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
    let (found, _) = desk.state().app().explain().plans().plan(1).expect("it was searched for");
    let plan = found.expect("an answer").answer.plan.clone().expect("one fact is enough");
    let fact = plan.changes[0].feature;
    let label = desk.state().app().document().expect("open").inputs.model().features().get(fact).label.clone();
    desk.get_by_label_contains("What may change, and at what price").click_accesskit();
    desk.run();
    desk.get_by_label(&format!("{label} may change")).click_accesskit();
    desk.run();
    let rules = desk.state().app().explain().plans().asked.rules.clone().expect("edited");
    assert_eq!(rules.of_feature(fact).direction, Direction::Fixed);
    match (before, costs(&desk)[1]) {
        (Some(before), Some(after)) => assert!(after >= before),
        (_, after) => assert!(after.is_none()),
    }
    desk.get_by_label("As it was at first").click_accesskit();
    desk.run();
    assert_eq!(costs(&desk)[1], before);
}

#[test]
fn a_plan_for_one_offer_is_chosen_by_the_number_of_changes_and_a_slider_asks_again() {
    let mut desk = opened();
    act(&mut desk, Action::Explain(ExplainAct::PlanFor(Some(OfferIdx(2)))));
    let first = costs(&desk);
    desk.get_by_label_contains("2 facts:").click();
    desk.run();
    assert_eq!(desk.state().app().explain().plans().asked.open, 2);
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: candour::model::Value::Number(2.0), gesture: None });
    assert_ne!(costs(&desk), first);
    act(&mut desk, Action::Set { feature: orders, value: candour::model::Value::Withheld, gesture: None });
    desk.get_by_label_contains("must not be used");
}

#[test]
fn what_is_enough_names_its_facts() {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenOneTree));
    desk.run();
    desk.key_press_modifiers(Modifiers::ALT, Key::Num5);
    desk.run();
    let app = desk.state().app();
    assert_eq!(app.explain().tab, Tab::Enough);
    let (found, current) = app.explain().plans().enough().expect("an answer");
    let found = &found.expect("found").answer;
    assert!(current && found.status == Settled::Optimal && found.kept.len() < found.of, "{found:?}");
    assert!(matches!(app.explain().plans().standing(Tab::Enough), Standing::Done));
    desk.get_by_label_contains("Proven for");
}
