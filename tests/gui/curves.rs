//! The map of two facts, how firm it is, and why not the other, as people use them.

use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::figure::{Destination, Export, Figure, Format};
use candour::app::{Action, Effect, Tab};
use candour::base::OfferIdx;
use candour::model::Value;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, act, demonstration, feature, press};

fn value(desk: &Desk, id: &str) -> Value {
    desk.state().app().document().expect("open").choice.values[feature(desk, id).index()]
}

fn winner(desk: &Desk) -> Option<OfferIdx> {
    desk.state().app().explanation().expect("an answer").now.winner().map(|w| w.offer)
}

/// What the map says of the cell that is pointed at or gone to.
fn cell(desk: &Desk) -> String {
    plot(desk).accesskit_node().label().unwrap_or_default()
}

/// The plot of the map.
fn plot(desk: &Desk) -> egui_kittest::Node<'_> {
    let is_it = |n: &egui_kittest::Node<'_>| n.accesskit_node().label().is_some_and(|l| l.starts_with("Map of "));
    desk.query_all_by_role(Role::Button).find(is_it).expect("a map")
}

/// Maps orders and days since the last order.
fn mapped() -> (Desk, crate::common::Effects) {
    let (mut desk, effects) = demonstration();
    let pair = ["orders_90d", "days_since_order"].map(|id| feature(&desk, id));
    act(&mut desk, Action::Explain(ExplainAct::Map(MapAsk::Of(pair[0], pair[1]))));
    (desk, effects)
}

#[test]
fn a_map_is_opened_from_a_facts_menu_and_its_facts_are_picked() {
    let (mut desk, _) = demonstration();
    desk.get_by_label("More for Orders in 90 days").click();
    desk.run();
    desk.get_by_label("Map with another fact…").click();
    desk.run();
    let app = desk.state().app();
    assert_eq!(app.explain().tab, Tab::Together);
    let [first, second] = app.explain().mapped().expect("a map");
    assert_eq!(first, feature(&desk, "orders_90d"));
    assert_eq!(second, feature(&desk, "region"), "the fact it works together with most strongly");
    desk.get_by_label("Across: Orders in 90 days");
    desk.get_by_label("Upwards: Region").click();
    desk.run();
    desk.get_by_role_and_label(Role::Button, "Average basket").click_accesskit();
    desk.run();
    let basket = feature(&desk, "basket_avg");
    assert_eq!(desk.state().app().explain().mapped(), Some([first, basket]));
    // the same fact on both axes changes places instead
    desk.get_by_label("Across: Orders in 90 days").click();
    desk.run();
    desk.get_by_role_and_label(Role::Button, "Average basket").click_accesskit();
    desk.run();
    assert_eq!(desk.state().app().explain().mapped(), Some([basket, first]));
    desk.get_by_role_and_label(Role::RadioButton, "Who works with whom").click();
    desk.run();
    assert!(desk.state().app().explain().mapped().is_none() && desk.state().app().explain().pairs().is_some());
}

#[test]
fn keys_go_from_cell_to_cell_and_enter_sets_both_facts_in_one_step() {
    let (mut desk, _) = mapped();
    assert!(
        cell(&desk).contains("Orders in 90 days: 9") && cell(&desk).contains("A Free delivery"),
        "{}",
        cell(&desk)
    );
    plot(&desk).focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    assert!(cell(&desk).contains("Orders in 90 days: 8"), "{}", cell(&desk));
    // with Shift to where something else comes first
    press(&mut desk, Modifiers::SHIFT, Key::ArrowLeft);
    assert!(
        cell(&desk).contains("Orders in 90 days: 7") && cell(&desk).contains("D Early access"),
        "{}",
        cell(&desk)
    );
    press(&mut desk, Modifiers::SHIFT, Key::ArrowUp);
    let said = cell(&desk);
    assert!(value(&desk, "orders_90d").same(Value::Number(9.0)), "nothing is set yet");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let shown = desk.state().app().explanation().expect("an answer");
    assert_eq!(shown.changed().len(), 2);
    let letter = candour::view::letter(winner(&desk).expect("one"));
    assert!(said.contains(&format!("{letter} ")) && !value(&desk, "orders_90d").same(Value::Number(9.0)), "{said}");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(value(&desk, "orders_90d").same(Value::Number(9.0)));
    assert!(value(&desk, "days_since_order").same(Value::Number(6.0)), "one undo takes both back");
}

#[test]
fn a_click_into_the_map_brings_first_what_it_shows_there() {
    let (mut desk, _) = mapped();
    let plot = plot(&desk).rect();
    for (x, y) in [(0.1, 0.9), (0.9, 0.9), (0.2, 0.3), (0.7, 0.05)] {
        let at = egui::pos2(egui::lerp(plot.x_range(), x), egui::lerp(plot.y_range(), y));
        desk.hover_at(at);
        desk.run();
        let said = cell(&desk);
        desk.drag_at(at);
        desk.step();
        desk.drop_at(at);
        desk.run();
        let first =
            winner(&desk).map(|o| desk.state().app().document().expect("open").inputs.model().offer(o).title.clone());
        let first = first.expect("an offer");
        assert!(said.contains(&format!("{first} comes first")), "{said}: {first}");
    }
    desk.get_by_label_contains("Which offer comes first at every pair of values");
    desk.get_by_label_contains("would act differently");
}

#[test]
fn a_map_follows_the_slider_and_comes_late_but_never_wrong() {
    let (mut desk, effects) = mapped();
    desk.state_mut().app_mut().set_leaves_in_frame(0);
    let category = feature(&desk, "favourite_category");
    act(&mut desk, Action::Set { feature: category, value: Value::Level(0), gesture: None });
    desk.run();
    let (_, current) = desk.state().app().explain().map().expect("a map");
    assert!(current, "it came home");
    for (format, start) in [(Format::Svg, b"<svg".as_slice()), (Format::Png, b"\x89PNG")] {
        effects.borrow_mut().clear();
        act(&mut desk, Action::Export(Export { figure: Figure::Map, format, to: Destination::File }));
        let seen = effects.borrow();
        assert!(
            matches!(&seen[0], Effect::SaveFile(name, bytes) if name.starts_with("candour-map.") && bytes.starts_with(start))
        );
    }
    // a fact that must not be used has no point, and says so
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: Value::Withheld, gesture: None });
    desk.get_by_label_contains("must not be used now, so there is no point");
    act(&mut desk, Action::Set { feature: orders, value: Value::Missing, gesture: None });
    assert!(cell(&desk).contains("Orders in 90 days: not known"), "{}", cell(&desk));
    // nothing of it stays when another model opens
    act(&mut desk, Action::OpenOneTree);
    assert!(desk.state().app().explain().mapped().is_none());
}

#[test]
fn every_fact_says_how_firm_it_is_and_leads_to_its_control() {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::ALT, Key::Num3);
    desk.get_by_label("How firm is this");
    desk.get_by_label_contains("is closest to losing its place by days since the last order");
    desk.get_by_label_contains("Orders in 90 days: now 9, stays first 8 or more; D below 8");
    desk.get_by_label_contains("No value of these facts alone changes it");
    desk.get_by_role_and_label(Role::Link, "Go to Orders in 90 days").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    assert!(value(&desk, "orders_90d").same(Value::Number(8.0)), "its slider has the keys");
    // the bracket of a track says both ends
    let facts = desk.state().app().screen().expect("a screen").groups.iter().flat_map(|g| g.facts.clone());
    let orders = facts.into_iter().find(|f| f.label == "Orders in 90 days").expect("there");
    let candour::view::fact::Control::Slider { keeps: Some(keeps), .. } = orders.control else { panic!("a slider") };
    assert_eq!((keeps.from, keeps.to, keeps.whole), (7.5, 20.0, false));
    assert_eq!(
        (keeps.text.as_str(), keeps.still.as_str()),
        ("A stays first: 8 or more", "Already the next value changes some score")
    );
}

#[test]
fn any_two_offers_are_compared() {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::ALT, Key::Num4);
    desk.get_by_role_and_label(Role::Tab, "Why not D?");
    desk.get_by_label("And not this one: D Early access to the sale").click();
    desk.run();
    desk.get_by_role_and_label(Role::Button, "F Win-back voucher").click_accesskit();
    desk.run();
    desk.get_by_role_and_label(Role::Tab, "Why not F?");
    desk.get_by_label_contains("Eligibility decides");
    let comparison = desk.state().app().explain().comparison().expect("two offers");
    assert_eq!([&comparison.offers[0].0, &comparison.offers[1].0], ["A", "F"]);
    assert_eq!(comparison.steps.last().expect("a step").shares, ["yes", "no"]);
    // the other one explained instead: they change places
    desk.get_by_label("Why this offer: A Free delivery for a year").click();
    desk.run();
    desk.get_by_role_and_label(Role::Button, "F Win-back voucher").click_accesskit();
    desk.run();
    let comparison = desk.state().app().explain().comparison().expect("two offers");
    assert_eq!([&comparison.offers[0].0, &comparison.offers[1].0], ["F", "A"]);
    desk.state_mut().app_mut().set_leaves_in_frame(0);
    act(&mut desk, Action::Explain(ExplainAct::Versus(Some(OfferIdx(2)))));
    desk.run();
    assert_eq!(desk.state().app().explain().comparison().expect("two offers").offers[1].0, "C");
}
