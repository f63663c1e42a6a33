//! A figure in the whole window, the size of text, and what does not go along from one model to another.

use candour::app::act::explain::ExplainAct;
use candour::app::act::figure::Figure;
use candour::app::settings::{Placed, Settings, ThemeChoice};
use candour::app::{Action, Over, Place, Tab};
use candour::model::Value;
use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::common::{Desk, act, demonstration, feature, press, window};
use crate::scenes;

fn over(desk: &Desk) -> Option<Over> {
    desk.state().app().desk().over()
}

/// Everything that is read of what lies over the place.
fn text(desk: &Desk) -> String {
    let nodes = desk.root().children_recursive().map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    nodes.collect::<Vec<_>>().join("\n")
}

#[test]
fn one_key_shows_a_figure_large_and_esc_goes_back() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Together)));
    press(&mut desk, Modifiers::NONE, Key::F11);
    assert_eq!(over(&desk), Some(Over::Large(Figure::Together)), "what is shown");
    assert_eq!(desk.ctx.zoom_factor(), 1.6, "large type");
    let said = text(&desk);
    for part in ["Maya Lindqvist (fictional customer)", "Retailer", "as they are", "points of chance"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // and every figure of the place, once round
    let figures = desk.state().app().figures();
    let mut seen = Vec::new();
    for _ in 0..figures.len() {
        press(&mut desk, Modifiers::NONE, Key::PageDown);
        let Some(Over::Large(figure)) = over(&desk) else { panic!("{:?}", over(&desk)) };
        assert!(desk.state().app().figure(figure, 500.0).is_some(), "{figure:?} is drawn");
        desk.get_by_role_and_label(Role::Dialog, Over::Large(figure).label());
        seen.push(figure);
    }
    assert_eq!(seen.last(), Some(&Figure::Together), "{seen:?}");
    seen.sort_by_key(|f| f.word());
    seen.dedup();
    assert_eq!(seen.len(), figures.len());
    assert!(seen.contains(&Figure::Tree) && seen.contains(&Figure::Map) && seen.contains(&Figure::Offers));
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    assert_ne!(over(&desk), Some(Over::Large(Figure::Together)), "by arrows, too");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(over(&desk), None);
    assert_eq!(desk.ctx.zoom_factor(), 1.0, "as it was");
    act(&mut desk, Action::Go(Place::Overall));
    press(&mut desk, Modifiers::NONE, Key::F11);
    assert_eq!(over(&desk), Some(Over::Large(Figure::Importance)));
    press(&mut desk, Modifiers::NONE, Key::F11);
    assert_eq!(over(&desk), None, "the same key leaves");
}

#[test]
fn the_facts_that_count_stand_beside_it_and_are_followed() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Over(Some(Over::Large(Figure::Waterfall))));
    let shown = desk.state().app().figure(Figure::Waterfall, 500.0).expect("drawn").title;
    let slider = |desk: &Desk| {
        let node = desk.get_by_role_and_label(Role::Slider, "Orders in 90 days");
        (node.accesskit_node().numeric_value(), node.rect())
    };
    let (before, place) = slider(&desk);
    desk.get_by_role_and_label(Role::Slider, "Orders in 90 days").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(over(&desk), Some(Over::Large(Figure::Waterfall)), "the arrows belong to the fact");
    let (after, still) = slider(&desk);
    assert_eq!(after, before.map(|x| x - 1.0));
    assert_eq!(still.min.y, place.min.y, "nothing moves under the pointer");
    assert_ne!(desk.state().app().figure(Figure::Waterfall, 500.0).expect("drawn").title, shown);
    assert!(text(&desk).contains("what-if: Orders in 90 days 9 → 8"), "{}", text(&desk));
    press(&mut desk, Modifiers::NONE, Key::PageDown);
    assert_ne!(over(&desk), Some(Over::Large(Figure::Waterfall)), "a clicker goes on all the same");
    assert_eq!(slider(&desk).0, after, "and changes nothing");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(text(&desk).contains("as they are"), "undone where it is seen");
    // of a map the two facts of its axes
    scenes::map(&mut desk, ["visits_30d", "discount_share"]);
    act(&mut desk, Action::Over(Some(Over::Large(Figure::Map))));
    let sliders: Vec<_> = desk.get_all_by_role(Role::Slider).filter_map(|n| n.accesskit_node().label()).collect();
    assert_eq!(sliders.len(), 2, "{sliders:?}");
}

#[test]
fn text_is_as_large_as_it_was_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.ron");
    let (mut desk, _) = demonstration();
    let size = |desk: &Desk| desk.state().app().desk().settings().text_size;
    press(&mut desk, Modifiers::COMMAND, Key::Plus);
    assert_eq!((size(&desk), desk.ctx.zoom_factor()), (115, 1.15));
    press(&mut desk, Modifiers::COMMAND, Key::Equals);
    assert_eq!(size(&desk), 130, "the same key without Shift");
    act(&mut desk, Action::Over(Some(Over::Help)));
    (0..6).for_each(|_| press(&mut desk, Modifiers::COMMAND, Key::Plus));
    assert_eq!(size(&desk), 200, "to the end, also in a dialog");
    press(&mut desk, Modifiers::COMMAND, Key::Num0);
    press(&mut desk, Modifiers::COMMAND, Key::Minus);
    assert_eq!((size(&desk), desk.ctx.zoom_factor()), (90, 0.9));
    let placed = Placed { size: [1500.0, 900.0], corner: Some([20.0, 30.0]), maximised: true };
    let settings = Settings { text_size: 175, window: Some(placed), ..Settings::default() };
    settings.write(&path).expect("written");
    let again = Settings::read(&path);
    assert_eq!((again.text_size, again.window), (175, Some(placed)));
    let lost = Placed { size: [f32::NAN, 900.0], ..placed };
    Settings { window: Some(lost), ..settings }.write(&path).expect("written");
    assert_eq!(Settings::read(&path).window, None, "no window that nobody finds");
}

#[test]
fn where_the_system_has_no_theme_it_is_light() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Theme(ThemeChoice::System));
    desk.input_mut().system_theme = None;
    desk.run();
    assert_eq!(desk.ctx.theme(), egui::Theme::Light);
    assert!(!desk.ctx.global_style().visuals.dark_mode);
}

#[test]
fn who_of_the_opened_customers_comes_to_a_split_is_drawn_said_and_follows_a_change() {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenOneTree));
    scenes::one_tree(&mut desk);
    let way = |desk: &Desk| {
        let view = desk.state().app().explain().tree_view().expect("a tree").clone();
        let nodes = view.nodes.iter().filter(|n| n.on_path.is_some() && n.children.is_some());
        (nodes.map(|n| n.standing.clone()).collect::<Vec<_>>(), view.how.clone())
    };
    let (none, how) = way(&desk);
    assert!(none.iter().all(Option::is_none) && !how.contains("opened customers"), "nobody is opened");
    act(&mut desk, Action::OpenPath("models/retailer_tested.csv".into()));
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Path)));
    let (real, how) = way(&desk);
    assert!(how.contains("opened customers"));
    let first = real[0].clone().expect("counted");
    assert_eq!(first.count, "1000 customers");
    desk.get_by_label_contains("1000 opened customers come here");
    // what one customer changes moves the mark and not the others
    let orders = feature(&desk, "orders_90d");
    let value = Value::Number(20.0);
    act(&mut desk, Action::Set { feature: orders, value, gesture: None });
    let (altered, _) = way(&desk);
    let then = altered[0].clone().expect("counted");
    assert_eq!(then.bars, first.bars);
    assert!(then.own > first.own, "{:?} {:?}", then.own, first.own);
    assert_ne!(altered[1], real[1], "the other branch has others");
}

#[test]
fn another_model_is_shown_from_its_top() {
    let (mut desk, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenDemonstration));
    desk.run();
    scenes::tree(&mut desk);
    let top = |desk: &Desk| {
        let headings = desk.get_all_by_role(Role::Heading);
        let level = |n: &egui_kittest::Node<'_>| n.accesskit_node().level() == Some(3);
        headings.filter(level).map(|n| n.rect().min.y).fold(f32::INFINITY, f32::min)
    };
    let before = top(&desk);
    let place = egui::pos2(1000.0, 450.0);
    desk.hover_at(place);
    desk.run();
    desk.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -200.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    desk.run();
    assert!(top(&desk) < before - 50.0, "scrolled: {} of {before}", top(&desk));
    act(&mut desk, Action::OpenOneTree);
    let one = top(&desk);
    act(&mut desk, Action::OpenDemonstration);
    act(&mut desk, Action::Explain(ExplainAct::Tab(Tab::Path)));
    assert!(one > before - 50.0, "from its top: {one}, where {before} was");
}

#[test]
fn what_is_large_is_about_what_is_open() {
    let (mut desk, _) = demonstration();
    let orders = crate::common::feature(&desk, "orders_90d");
    act(&mut desk, Action::Over(Some(Over::Large(Figure::Map))));
    act(&mut desk, Action::Set { feature: orders, value: Value::Number(3.0), gesture: None });
    assert!(desk.state().app().figure(Figure::Map, 500.0).is_some(), "a map that nobody chose is the best one");
    act(&mut desk, Action::Close);
    assert_eq!(over(&desk), None);
    press(&mut desk, Modifiers::NONE, Key::F11);
    assert_eq!(over(&desk), None, "nothing is open");
}
