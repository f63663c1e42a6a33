//! Pictures of the window in both themes at both sizes: those in the README. `UPDATE_SNAPSHOTS=1 cargo test --test gui`
//! draws them anew.

use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::importance::ImportanceAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, Over, Place, Tab};
use candour::model::Value;
use egui_kittest::{Harness, SnapshotOptions};

use crate::common::{feature, window};

fn picture(harness: &mut Desk, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    // text may fall a hair to the side on another processor
    let options = SnapshotOptions::new().threshold(2.0).max_failed_pixels(400usize).output_path(folder);
    harness.snapshot_options(name, &options);
}

fn what_if(harness: &mut Desk) {
    let discount = feature(harness, "discount_share");
    let orders = feature(harness, "orders_90d");
    let app = harness.state_mut().app_mut();
    app.apply(Action::Set { feature: discount, value: Value::Number(52.0), gesture: None });
    app.apply(Action::Set { feature: orders, value: Value::Number(4.0), gesture: None });
}

/// Opens the demonstration, does something with it, and holds the window against its picture.
fn shoot(name: &str, size: [f32; 2], theme: egui::Theme, then: impl FnOnce(&mut Desk)) {
    let (mut harness, _) = window(size, theme, Some(Action::OpenDemonstration));
    harness.run();
    then(&mut harness);
    harness.run();
    picture(&mut harness, name);
}

type Desk = Harness<'static, candour::gui::Window>;

fn show(desk: &mut Desk, tab: Tab) {
    desk.state_mut().app_mut().apply(Action::Explain(ExplainAct::Tab(tab)));
}

/// Shows the map of two facts.
fn map(desk: &mut Desk, ids: [&str; 2]) {
    let [a, b] = ids.map(|id| feature(desk, id));
    desk.state_mut().app_mut().apply(Action::Explain(ExplainAct::Map(MapAsk::Of(a, b))));
}

/// What would bring another offer first with up to two changes, and what may change.
fn plan(desk: &mut Desk) {
    show(desk, Tab::Change);
    let app = desk.state_mut().app_mut();
    app.apply(Action::Explain(ExplainAct::PlanFor(Some(candour::base::OfferIdx(1)))));
    app.apply(Action::Explain(ExplainAct::PlanOpen(2)));
    app.apply(Action::Explain(ExplainAct::PlanLevers(true)));
}

/// What alone is enough; a slow machine gets the time that it takes.
fn enough(desk: &mut Desk) {
    let app = desk.state_mut().app_mut();
    (0..3).for_each(|_| app.apply(Action::Explain(ExplainAct::SearchLonger)));
    show(desk, Tab::Enough);
}

/// Opens the third tree of the offer explained.
fn tree(desk: &mut Desk) {
    show(desk, Tab::Path);
    desk.run();
    let tree = desk.state().app().explanation().expect("an answer").trees[2].0;
    desk.state_mut().app_mut().apply(Action::Explain(ExplainAct::ShowTree(Some(tree))));
}

/// The customer browser as it opens, or with what a marketer might ask of it.
fn browser(desk: &mut Desk, asked: bool) {
    use candour::ask::{FactTest, Filter, Query, SortBy};
    let basket = feature(desk, "basket_avg");
    let app = desk.state_mut().app_mut();
    app.apply(Action::Over(Some(Over::Browse)));
    if asked {
        let offer = app.document().expect("open").inputs.model().find_offer("early_access").expect("an offer");
        let filters =
            vec![Filter::Offer(Some(offer)), Filter::Fact { feature: basket, test: FactTest::AtLeast(40.0) }];
        app.apply(Action::Browse(BrowseAct::ShowFact(basket, true)));
        app.apply(Action::Browse(BrowseAct::List(Query { filters, sort: SortBy::Gap, ..Query::default() })));
    }
}

/// Four scenarios pinned, one of them of another customer; and the panel that compares them.
fn scenarios(desk: &mut Desk) {
    let set = |desk: &mut Desk, id: &str, value: Value| {
        let feature = feature(desk, id);
        desk.state_mut().app_mut().apply(Action::Set { feature, value, gesture: None });
    };
    let pin = |desk: &mut Desk| desk.state_mut().app_mut().apply(Action::Scenarios(ScenariosAct::Pin));
    set(desk, "discount_share", Value::Number(52.0));
    pin(desk);
    set(desk, "orders_90d", Value::Number(4.0));
    pin(desk);
    desk.state_mut().app_mut().apply(Action::ResetAll);
    set(desk, "orders_90d", Value::Number(7.0));
    pin(desk);
    let id = desk.state().app().document().expect("open").pins.list()[2].id;
    let app = desk.state_mut().app_mut();
    app.apply(Action::Scenarios(ScenariosAct::Rename(id, "A quiet summer".to_owned())));
    app.apply(Action::ResetAll);
    set(desk, "basket_avg", Value::Number(30.0));
    desk.state_mut().app_mut().apply(Action::Over(Some(Over::Scenarios)));
}

const SMALL: [f32; 2] = [1280.0, 800.0];
const LARGE: [f32; 2] = [1920.0, 1080.0];

macro_rules! pictures {
    ($($name:ident: $size:expr, $theme:ident, $then:expr;)+) => {
        $(#[test]
        fn $name() {
            shoot(stringify!($name), $size, egui::Theme::$theme, $then);
        })+
    };
}

pictures! {
    explain_light: SMALL, Light, |_| {};
    explain_dark: SMALL, Dark, |_| {};
    explain_large_light: LARGE, Light, |_| {};
    explain_large_dark: LARGE, Dark, |_| {};
    what_if_light: SMALL, Light, what_if;
    what_if_dark: SMALL, Dark, what_if;
    path_light: LARGE, Light, tree;
    compare_dark: SMALL, Dark, |desk| show(desk, Tab::Compare);
    together_light: SMALL, Light, |desk| show(desk, Tab::Together);
    map_light: SMALL, Light, |desk| map(desk, ["orders_90d", "discount_share"]);
    map_dark: SMALL, Dark, |desk| {
        what_if(desk);
        map(desk, ["orders_90d", "discount_share"]);
    };
    map_large_light: LARGE, Light, |desk| map(desk, ["emails_opened", "favourite_category"]);
    map_large_dark: LARGE, Dark, |desk| map(desk, ["visits_30d", "discount_share"]);
    plan_light: SMALL, Light, |desk| show(desk, Tab::Change);
    plan_dark: SMALL, Dark, plan;
    plan_large_light: LARGE, Light, plan;
    enough_light: SMALL, Light, enough;
    enough_large_dark: LARGE, Dark, enough;
    firm_large_light: LARGE, Light, |desk| show(desk, Tab::Change);
    compare_large_light: LARGE, Light, |desk| {
        show(desk, Tab::Compare);
        desk.state_mut().app_mut().apply(Action::Explain(ExplainAct::Versus(Some(candour::base::OfferIdx(5)))));
    };
    welcome_light: SMALL, Light, |desk| desk.state_mut().app_mut().apply(Action::Close);
    browser_light: SMALL, Light, |desk| browser(desk, true);
    browser_dark: SMALL, Dark, |desk| browser(desk, false);
    importance_light: SMALL, Light, |desk| desk.state_mut().app_mut().apply(Action::Go(Place::Overall));
    importance_dark: SMALL, Dark, |desk| desk.state_mut().app_mut().apply(Action::Go(Place::Overall));
    importance_large_light: LARGE, Light, |desk| {
        desk.state_mut().app_mut().apply(Action::Go(Place::Overall));
        desk.state_mut().app_mut().apply(Action::Importance(ImportanceAct::AllFacts(true)));
    };
    scenarios_light: SMALL, Light, scenarios;
    scenarios_dark: SMALL, Dark, scenarios;
    scenarios_large_light: LARGE, Light, |desk| {
        scenarios(desk);
        for basket in [20.0, 40.0, 60.0, 80.0, 100.0, 120.0] {
            let feature = feature(desk, "basket_avg");
            let app = desk.state_mut().app_mut();
            app.apply(Action::Set { feature, value: Value::Number(basket), gesture: None });
            app.apply(Action::Scenarios(ScenariosAct::Pin));
        }
    };
    tried_light: SMALL, Light, |desk| {
        scenarios(desk);
        desk.state_mut().app_mut().apply(Action::Browse(BrowseAct::Step(1)));
        desk.state_mut().app_mut().apply(Action::Over(Some(Over::Tried)));
        desk.state_mut().app_mut().apply(Action::Scenarios(ScenariosAct::Travel(5)));
    };
    unpinned_dark: SMALL, Dark, |desk| {
        desk.state_mut().app_mut().apply(Action::Over(Some(Over::Scenarios)));
    };
    waiting_light: SMALL, Light, |desk| {
        let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/onnx/onnx_gb_multi/model.onnx");
        desk.state_mut().app_mut().apply(Action::OpenPath(model));
    };
    refused_dark: SMALL, Dark, |desk| {
        let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/catboost/cat_ctr/model.json");
        desk.state_mut().app_mut().apply(Action::OpenPath(model));
    };
    opened_light: SMALL, Light, |desk| desk.state_mut().app_mut().apply(Action::Over(Some(Over::Report)));
    one_tree_light: SMALL, Light, |desk| {
        desk.state_mut().app_mut().apply(Action::OpenOneTree);
        show(desk, Tab::Path);
    };
}
