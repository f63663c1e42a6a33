//! The keyboard alone, and what is said to those who hear the screen.

use std::path::PathBuf;

use candour::app::act::explain::ExplainAct;
use candour::app::{Action, Over, Place, Tab};
use candour::model::Value;
use egui::accesskit::{Live, Role};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, act, demonstration, feature, press, window};

const NONE: Modifiers = Modifiers::NONE;

/// What has the focus: its role and name.
fn focused(desk: &Desk) -> (Role, String) {
    let has = desk.root().children_recursive().find(|n| n.is_focused() && n.accesskit_node().role() != Role::Window);
    has.map_or((Role::Unknown, String::new()), |n| {
        (n.accesskit_node().role(), n.accesskit_node().label().unwrap_or_default())
    })
}

fn slider(name: &str) -> (Role, String) {
    (Role::Slider, name.to_owned())
}

fn focus(desk: &mut Desk, name: &str) {
    desk.get_by_role_and_label(Role::Slider, name).focus();
    desk.run();
}

fn type_in(desk: &mut Desk, text: &str) {
    desk.event(Event::Text(text.to_owned()));
    desk.run();
}

fn value(desk: &Desk, id: &str) -> Value {
    desk.state().app().document().expect("open").choice.values[feature(desk, id).index()]
}

/// All of it in the order in which it is read: roles, names, values.
fn read(desk: &Desk) -> Vec<(Role, String)> {
    let said = |n: egui_kittest::Node<'_>| {
        let node = n.accesskit_node();
        (node.role(), node.label().or_else(|| node.value()).unwrap_or_default())
    };
    desk.root().children_recursive().map(said).filter(|(_, text)| !text.is_empty()).collect()
}

#[test]
fn what_has_the_focus_is_in_sight_and_ringed() {
    let (mut desk, _) = demonstration();
    desk.get_by_label("Maya Lindqvist").focus();
    desk.run();
    let mut sliders = 0;
    for step in 0..40 {
        press(&mut desk, NONE, Key::Tab);
        let id =
            desk.ctx.memory(egui::Memory::focused).unwrap_or_else(|| panic!("step {step}: nothing has the focus"));
        let response = desk.ctx.read_response(id).expect("drawn");
        assert!(
            response.interact_rect.expand(1.5).contains_rect(response.rect),
            "step {step}: {:?} at {:?} is cut to {:?}",
            focused(&desk),
            response.rect,
            response.interact_rect
        );
        sliders += usize::from(focused(&desk).0 == Role::Slider);
    }
    assert!(sliders > 12, "the facts were walked: {sliders}");
    // the ring is drawn
    focus(&mut desk, "Orders in 90 days");
    let rect = desk.get_by_role_and_label(Role::Slider, "Orders in 90 days").rect();
    let picture = desk.render().expect("drawn");
    let at = |x: f32, y: f32| *picture.get_pixel(x as u32, y as u32);
    let ring = at(rect.min.x - 3.0, rect.center().y);
    assert_eq!(ring, at(rect.center().x, rect.min.y - 3.0), "one ring all round");
    assert_ne!(ring, at(rect.min.x - 8.0, rect.center().y), "it stands out");
}

#[test]
fn esc_gives_the_focus_back_to_where_it_was() {
    let (mut desk, _) = demonstration();
    let orders = slider("Orders in 90 days");
    focus(&mut desk, &orders.1);
    assert_eq!(focused(&desk), orders);
    for (modifiers, key, over) in [
        (NONE, Key::F1, Over::Help),
        (Modifiers::COMMAND, Key::K, Over::Palette),
        (Modifiers::COMMAND, Key::F, Over::Browse),
        (Modifiers::COMMAND, Key::I, Over::Report),
    ] {
        press(&mut desk, modifiers, key);
        assert_eq!(desk.state().app().desk().over(), Some(over));
        assert_ne!(focused(&desk).0, Role::Unknown, "{over:?} has the focus in it");
        assert_ne!(focused(&desk), orders);
        press(&mut desk, NONE, Key::Escape);
        assert_eq!((desk.state().app().desk().over(), focused(&desk)), (None, orders.clone()), "after {over:?}");
    }
    // the fact's own menu
    press(&mut desk, Modifiers::SHIFT, Key::F10);
    assert_eq!(focused(&desk).0, Role::Button, "the first thing of the menu: {:?}", focused(&desk));
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(focused(&desk), orders);
    // a list of levels
    let list = desk.get_all_by_role(Role::ComboBox).next().expect("a list").accesskit_node().label().expect("named");
    desk.get_by_role_and_label(Role::ComboBox, &list).focus();
    desk.run();
    press(&mut desk, NONE, Key::Enter);
    press(&mut desk, NONE, Key::ArrowDown);
    assert_ne!(focused(&desk).1, list, "in the list");
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(focused(&desk).1, list);
    // and by itself it takes nothing away
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(focused(&desk).1, list);
}

#[test]
fn a_notice_and_a_banner_take_the_focus_from_nothing() {
    let (mut desk, _) = demonstration();
    for name in ["Orders in 90 days", "Average basket"] {
        focus(&mut desk, name);
        press(&mut desk, NONE, Key::Home);
        press(&mut desk, Modifiers::COMMAND, Key::Z);
        assert!(!desk.state().app().desk().notices().is_empty(), "it says that it took that back");
        assert_eq!(focused(&desk), slider(name));
        press(&mut desk, NONE, Key::Escape);
        assert_eq!(focused(&desk), slider(name), "with the notice gone");
    }
    desk.get_by_role_and_label(Role::Tab, "Reasons").focus();
    desk.run();
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: Value::Number(0.0), gesture: None });
    assert_eq!(focused(&desk), (Role::Tab, "Reasons".to_owned()), "the banner came above it");
}

#[test]
fn esc_closes_an_error_before_it_leaves_a_place() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Go(Place::Overall));
    act(&mut desk, Action::OpenPath(PathBuf::from("/no/such/file")));
    assert!(desk.state().app().desk().notices().iter().any(|n| n.error));
    press(&mut desk, NONE, Key::Escape);
    assert!(desk.state().app().desk().notices().is_empty(), "the error is gone");
    assert_eq!(desk.state().app().desk().place(), Place::Overall);
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(desk.state().app().desk().place(), Place::Explain);
}

#[test]
fn one_key_goes_from_card_to_card_and_back_to_where_each_was_left() {
    let (mut desk, _) = demonstration();
    let orders = slider("Orders in 90 days");
    focus(&mut desk, &orders.1);
    press(&mut desk, NONE, Key::F6);
    assert_eq!(focused(&desk).1, "Save or copy", "the first of the offers' card");
    press(&mut desk, NONE, Key::Tab);
    let second = focused(&desk);
    assert!(second.1.contains("Free delivery"), "the offers: {second:?}");
    press(&mut desk, NONE, Key::F6);
    assert_eq!(focused(&desk).1, "Save or copy", "the first of the reasons' card");
    press(&mut desk, NONE, Key::F6);
    assert!(focused(&desk).1.contains("Retailer"), "the bar: {:?}", focused(&desk));
    press(&mut desk, NONE, Key::F6);
    assert_eq!(focused(&desk), orders, "the facts, where they were left");
    press(&mut desk, NONE, Key::F6);
    assert_eq!(focused(&desk), second, "the offers likewise");
    press(&mut desk, Modifiers::SHIFT, Key::F6);
    assert_eq!(focused(&desk), orders);
}

#[test]
fn the_bar_is_walked_from_left_to_right() {
    let (mut desk, _) = demonstration();
    let mut before = egui::Pos2::ZERO;
    for _ in 0..7 {
        press(&mut desk, NONE, Key::Tab);
        let id = desk.ctx.memory(egui::Memory::focused).expect("focused");
        let rect = desk.ctx.read_response(id).expect("drawn").rect;
        assert!(rect.min.x > before.x && rect.max.y < 60.0, "{:?} at {rect:?}", focused(&desk));
        before = rect.min;
    }
    assert_eq!(focused(&desk).1, "View", "the last of the bar");
}

#[test]
fn a_fact_is_one_stop_and_its_keys_change_it() {
    let (mut desk, _) = demonstration();
    let orders = slider("Orders in 90 days");
    focus(&mut desk, &orders.1);
    press(&mut desk, NONE, Key::ArrowLeft);
    press(&mut desk, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(value(&desk, "orders_90d"), Value::Number(18.0), "one back, ten on");
    press(&mut desk, NONE, Key::PageDown);
    assert_eq!(value(&desk, "orders_90d"), Value::Number(8.0));
    press(&mut desk, NONE, Key::Delete);
    assert_eq!(value(&desk, "orders_90d"), Value::Number(9.0), "set back");
    assert_eq!(focused(&desk), orders);
    press(&mut desk, NONE, Key::Tab);
    let next = focused(&desk);
    assert!(next.0 == Role::Slider && next != orders, "{next:?}");
    press(&mut desk, Modifiers::SHIFT, Key::Tab);
    assert_eq!(focused(&desk), orders);
    press(&mut desk, NONE, Key::ArrowDown);
    assert_eq!(focused(&desk), next, "down is the next fact");
    // yes and no are one stop too
    let switch = desk.get_all_by_role(Role::RadioGroup).next().expect("a yes or no");
    let name = switch.accesskit_node().label().expect("named");
    switch.focus();
    desk.run();
    let was = desk.get_by_role_and_label(Role::RadioGroup, &name).value();
    press(&mut desk, NONE, Key::Space);
    assert_ne!(desk.get_by_role_and_label(Role::RadioGroup, &name).value(), was, "turned over");
    assert_eq!(focused(&desk), (Role::RadioGroup, name.clone()));
    press(&mut desk, NONE, Key::Tab);
    assert!(!focused(&desk).1.starts_with(&name), "{:?}", focused(&desk));
    // a list: its arrows choose
    let list = desk.get_all_by_role(Role::ComboBox).next().expect("a list").accesskit_node().label().expect("named");
    desk.get_by_role_and_label(Role::ComboBox, &list).focus();
    desk.run();
    press(&mut desk, NONE, Key::Home);
    press(&mut desk, NONE, Key::ArrowRight);
    assert_ne!(focused(&desk).1, list, "another level");
    assert_eq!(focused(&desk).0, Role::ComboBox);
}

#[test]
fn a_value_is_typed_and_one_undo_takes_it_back() {
    let (mut desk, _) = demonstration();
    let basket = slider("Average basket");
    focus(&mut desk, &basket.1);
    let before = value(&desk, "basket_avg");
    // some systems send a shortcut's letter as text too
    desk.event_modifiers(Event::Text("2".to_owned()), Modifiers::ALT);
    desk.run();
    assert_eq!(focused(&desk), basket, "nothing was typed");
    type_in(&mut desk, "1");
    assert_eq!(focused(&desk), (Role::TextInput, "Value of Average basket".to_owned()));
    type_in(&mut desk, "00,5 €");
    press(&mut desk, NONE, Key::Enter);
    assert_eq!(value(&desk, "basket_avg"), Value::Number(100.5));
    assert_eq!(focused(&desk), basket, "the slider has the focus again");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(value(&desk, "basket_avg").same(before), "one step");
    // Enter opens it with all of it chosen, a refusal says what was expected and keeps it open
    press(&mut desk, NONE, Key::Enter);
    type_in(&mut desk, "a lot");
    press(&mut desk, NONE, Key::Enter);
    assert!(value(&desk, "basket_avg").same(before));
    let refusal = desk.get_by_label_contains("xpected a number");
    assert_eq!(refusal.accesskit_node().live(), Live::Assertive);
    assert_eq!(focused(&desk).0, Role::TextInput);
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(focused(&desk), basket);
    assert!(desk.query_by_label_contains("xpected a number").is_none());
    assert!(value(&desk, "basket_avg").same(before) && desk.state().app().desk().history().undo_title().is_none());
    // also with the pointer
    let text = desk.state().app().screen().expect("a screen").groups.iter().flat_map(|g| &g.facts);
    let text = text.clone().find(|f| f.label == "Average basket").expect("there").value.clone();
    desk.get_by_label(&text).click();
    desk.run();
    type_in(&mut desk, "not known");
    press(&mut desk, NONE, Key::Enter);
    assert_eq!(value(&desk, "basket_avg"), Value::Missing);
    assert_eq!(focused(&desk), basket);
}

#[test]
fn a_level_is_typed_by_its_first_letters() {
    let (mut desk, _) = demonstration();
    let list = desk.get_all_by_role(Role::ComboBox).next().expect("a list").accesskit_node().label().expect("named");
    desk.get_by_role_and_label(Role::ComboBox, &list).focus();
    desk.run();
    press(&mut desk, NONE, Key::F2);
    // all levels are offered; the last is not known
    assert!(desk.query_by_role_and_label(Role::Button, "not known").is_some());
    type_in(&mut desk, "not");
    press(&mut desk, NONE, Key::Enter);
    let name = list.split(':').next().expect("a name").to_owned();
    assert_eq!(focused(&desk), (Role::ComboBox, format!("{name}: not known")));
}

#[test]
fn facts_are_found_by_name() {
    let (mut desk, _) = demonstration();
    focus(&mut desk, "Average basket");
    press(&mut desk, NONE, Key::Slash);
    assert_eq!(focused(&desk), (Role::TextInput, "Find a fact".to_owned()));
    type_in(&mut desk, "days orders");
    assert_eq!(desk.get_all_by_role(Role::Slider).count(), 1, "only what has both words is listed");
    press(&mut desk, NONE, Key::Escape);
    assert_eq!(focused(&desk), slider("Average basket"), "given up");
    assert!(desk.get_all_by_role(Role::Slider).count() > 10);
    press(&mut desk, NONE, Key::Slash);
    type_in(&mut desk, "orders");
    press(&mut desk, NONE, Key::Enter);
    assert_eq!(focused(&desk), slider("Orders in 90 days"));
    // from another place, by the palette
    act(&mut desk, Action::Go(Place::Overall));
    press(&mut desk, Modifiers::COMMAND, Key::K);
    type_in(&mut desk, "fact basket");
    desk.get_by_label_contains("Go to fact Average basket");
    press(&mut desk, NONE, Key::Enter);
    desk.run();
    assert_eq!(focused(&desk), slider("Average basket"));
}

#[test]
fn what_a_tooltip_says_is_heard_and_shown_by_key_and_covers_no_fact() {
    let (mut desk, _) = demonstration();
    focus(&mut desk, "Orders in 90 days");
    let node = desk.get_by_role_and_label(Role::Slider, "Orders in 90 days");
    let about = node.accesskit_node().description().expect("described");
    assert!(about.contains("stays first") && about.contains("scale"), "{about}");
    let rect = node.rect();
    assert!(desk.query_by_label_contains("The scale goes from").is_none());
    press(&mut desk, Modifiers::COMMAND, Key::F1);
    let tip = desk.get_by_label_contains("The scale goes from").rect();
    let card = desk.get_by_role_and_label(Role::TextInput, "Find a fact").rect();
    assert!(tip.min.x >= card.max.x, "{tip:?} is beside {rect:?} and all facts, which end at {card:?}");
    press(&mut desk, NONE, Key::Escape);
    assert!(desk.query_by_label_contains("The scale goes from").is_none());
    assert_eq!(focused(&desk), slider("Orders in 90 days"));
}

#[test]
fn a_slider_says_its_scale_its_value_and_its_step() {
    let (mut desk, _) = demonstration();
    let node = desk.get_by_role_and_label(Role::Slider, "Orders in 90 days");
    let said = node.accesskit_node();
    assert_eq!((said.numeric_value(), said.value().as_deref()), (Some(9.0), Some("9")));
    assert_eq!(said.min_numeric_value(), Some(0.0));
    assert!(said.max_numeric_value().is_some_and(|most| (10.0..1000.0).contains(&most)));
    assert_eq!(said.numeric_value_step(), Some(1.0));
    node.increment_accesskit();
    desk.run();
    assert_eq!(value(&desk, "orders_90d"), Value::Number(10.0));
    desk.get_by_role_and_label(Role::Slider, "Orders in 90 days").set_value_accesskit(3.0);
    desk.run();
    assert_eq!(value(&desk, "orders_90d"), Value::Number(3.0));
    let basket = desk.get_by_role_and_label(Role::Slider, "Average basket").value().expect("said");
    assert!(basket.contains('€'), "with its unit: {basket}");
}

#[test]
fn what_changed_is_spoken_and_what_failed_at_once() {
    let (mut desk, _) = demonstration();
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: Value::Number(0.0), gesture: None });
    let live = |desk: &Desk, text: &str| {
        desk.root()
            .children_recursive()
            .filter(|n| n.accesskit_node().live() != Live::Off)
            .find(|n| {
                n.accesskit_node().value().or_else(|| n.accesskit_node().label()).is_some_and(|t| t.contains(text))
            })
            .map(|n| n.accesskit_node().live())
    };
    assert_eq!(live(&desk, "comes first"), Some(Live::Polite));
    act(&mut desk, Action::Undo);
    let told = desk.state().app().desk().notices()[0].text.clone();
    assert_eq!(live(&desk, &told), Some(Live::Polite), "{told:?}");
    act(&mut desk, Action::OpenPath(PathBuf::from("/no/such/file")));
    assert_eq!(live(&desk, "opened"), Some(Live::Assertive), "{:?}", desk.state().app().desk().notices());
}

#[test]
fn headings_and_dialogs_are_what_they_are() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Path)));
    let headings: Vec<(String, Option<usize>)> = desk
        .get_all_by_role(Role::Heading)
        .map(|n| (n.accesskit_node().label().unwrap_or_default(), n.accesskit_node().level()))
        .collect();
    assert!(headings.len() >= 4, "{headings:?}");
    assert!(headings.iter().any(|(text, level)| text.starts_with("Why Free delivery") && *level == Some(2)));
    assert!(headings.iter().all(|(text, level)| !text.is_empty() && level.is_some()), "{headings:?}");
    for name in ["Facts", "Why?"] {
        desk.get_by_role_and_label(Role::Region, name);
    }
    // there is nothing that was to be saved, and nothing that waits for its passphrase
    for over in Over::ALL.into_iter().filter(|over| !matches!(over, Over::Save | Over::Unlock)) {
        act(&mut desk, Action::Over(Some(over)));
        let dialog = desk.get_by_role_and_label(Role::Dialog, over.label());
        assert!(dialog.accesskit_node().is_modal(), "{over:?}");
        act(&mut desk, Action::Over(None));
    }
}

#[test]
fn it_is_read_in_the_order_in_which_it_is_seen_and_once() {
    let (mut desk, _) = window([1280.0, 900.0], egui::Theme::Light, Some(Action::OpenDemonstration));
    desk.run();
    let all = read(&desk);
    let place =
        |text: &str| all.iter().position(|(_, t)| t.contains(text)).unwrap_or_else(|| panic!("{text}: {all:?}"));
    let order = [
        "Undo",
        "View",
        "Maya Lindqvist",
        "Orders in 90 days",
        "Why Free delivery",
        "raises the score",
        "cannot tell",
    ];
    let places: Vec<usize> = order.iter().map(|text| place(text)).collect();
    assert!(places.is_sorted(), "{order:?} at {places:?}");
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Path)));
    let known = desk.state().app().explain().known().expect("an answer");
    let screen = desk.state().app().screen().expect("a screen");
    let receipt = candour::view::path::merged(&known.case.inputs, &known.answer, &screen.measure);
    let because = receipt.lines.iter().map(|l| l.because.clone()).find(|b| b.len() > 8).expect("a condition");
    let lines: Vec<_> =
        read(&desk).into_iter().filter(|(role, t)| *role != Role::TextRun && t.contains(&because)).collect();
    assert_eq!(lines.len(), 1, "{because:?}: {lines:?}");
}
