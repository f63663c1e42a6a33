//! What can be on the screen: ways to it, for pictures and for what must hold of every screen.

use std::path::{Path, PathBuf};

use candour::app::act::balance::BalanceAct;
use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::importance::ImportanceAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, Over, Place, Tab};
use candour::ask::{FactTest, Filter, Query, SortBy};
use candour::base::{FeatureIdx, OfferIdx};
use candour::model::Value;

use crate::common::{Desk, act, feature};

/// A file of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Something on the Explain screen.
pub fn explain(desk: &mut Desk, ask: ExplainAct) {
    act(desk, Action::Explain(ask));
}

/// Shows a tab.
pub fn show(desk: &mut Desk, tab: Tab) {
    explain(desk, ExplainAct::Tab(tab));
}

/// Lays something over the place.
pub fn lay(desk: &mut Desk, over: Over) {
    act(desk, Action::Over(Some(over)));
}

/// Sets a fact.
pub fn set(desk: &mut Desk, id: &str, value: Value) {
    let feature = feature(desk, id);
    act(desk, Action::Set { feature, value, gesture: None });
}

/// A what-if that brings another offer first.
pub fn what_if(desk: &mut Desk) {
    set(desk, "discount_share", Value::Number(52.0));
    set(desk, "orders_90d", Value::Number(4.0));
}

/// The map of two facts.
pub fn map(desk: &mut Desk, ids: [&str; 2]) {
    let [a, b] = ids.map(|id| feature(desk, id));
    explain(desk, ExplainAct::Map(MapAsk::Of(a, b)));
}

/// What would bring another offer first with up to two changes, and what may change.
pub fn plan(desk: &mut Desk) {
    show(desk, Tab::Change);
    explain(desk, ExplainAct::PlanFor(Some(OfferIdx(1))));
    explain(desk, ExplainAct::PlanOpen(2));
    explain(desk, ExplainAct::PlanLevers(true));
}

/// What alone is enough.
pub fn enough(desk: &mut Desk) {
    (0..3).for_each(|_| explain(desk, ExplainAct::SearchLonger));
    show(desk, Tab::Enough);
}

/// The third tree of the offer explained.
pub fn tree(desk: &mut Desk) {
    show(desk, Tab::Path);
    let tree = desk.state().app().explanation().expect("an answer").trees[2].0;
    explain(desk, ExplainAct::ShowTree(Some(tree)));
}

/// The explained offer beside the last one.
pub fn versus(desk: &mut Desk) {
    show(desk, Tab::Compare);
    explain(desk, ExplainAct::Versus(Some(OfferIdx(5))));
}

/// The customer browser with what a marketer might ask of it.
pub fn browser(desk: &mut Desk) {
    let basket = feature(desk, "basket_avg");
    let model = desk.state().app().document().expect("open").inputs.model();
    let offer = model.find_offer("early_access").expect("an offer");
    let filters = vec![Filter::Offer(Some(offer)), Filter::Fact { feature: basket, test: FactTest::AtLeast(40.0) }];
    lay(desk, Over::Browse);
    act(desk, Action::Browse(BrowseAct::ShowFact(basket, true)));
    act(desk, Action::Browse(BrowseAct::List(Query { filters, sort: SortBy::Gap, ..Query::default() })));
}

/// What matters most over all customers, every fact of it.
pub fn overall(desk: &mut Desk) {
    act(desk, Action::Go(Place::Overall));
    act(desk, Action::Importance(ImportanceAct::AllFacts(true)));
}

/// What each permission is worth, with the first row refused.
pub fn refusal(desk: &mut Desk) {
    act(desk, Action::Go(Place::Balance));
    let features = desk.state().app().balance().view().expect("worked out").rows[0].features.clone();
    act(desk, Action::Balance(BalanceAct::Refuse(features)));
}

/// Three scenarios pinned, one of them with a name of its own, another change; and the panel that compares them.
pub fn scenarios(desk: &mut Desk) {
    let pin = |desk: &mut Desk| act(desk, Action::Scenarios(ScenariosAct::Pin));
    set(desk, "discount_share", Value::Number(52.0));
    pin(desk);
    set(desk, "orders_90d", Value::Number(4.0));
    pin(desk);
    act(desk, Action::ResetAll);
    set(desk, "orders_90d", Value::Number(7.0));
    pin(desk);
    let id = desk.state().app().document().expect("open").pins.list()[2].id;
    act(desk, Action::Scenarios(ScenariosAct::Rename(id, "A quiet summer".to_owned())));
    act(desk, Action::ResetAll);
    set(desk, "basket_avg", Value::Number(30.0));
    lay(desk, Over::Scenarios);
}

/// More scenarios than have room side by side.
pub fn many_scenarios(desk: &mut Desk) {
    scenarios(desk);
    for basket in [20.0, 40.0, 60.0, 80.0, 100.0, 120.0] {
        set(desk, "basket_avg", Value::Number(basket));
        act(desk, Action::Scenarios(ScenariosAct::Pin));
    }
}

/// What was tried, and a point of it gone back to.
pub fn tried(desk: &mut Desk) {
    scenarios(desk);
    act(desk, Action::Browse(BrowseAct::Step(1)));
    lay(desk, Over::Tried);
    act(desk, Action::Scenarios(ScenariosAct::Travel(5)));
}

/// A model that needs customers before it can be explained.
pub fn waiting(desk: &mut Desk) {
    act(desk, Action::OpenPath(project("tests/data/onnx/onnx_gb_multi/model.onnx")));
}

/// A model that is refused.
pub fn refused(desk: &mut Desk) {
    act(desk, Action::OpenPath(project("tests/data/catboost/cat_ctr/model.json")));
}

/// The model of one tree, its path shown.
pub fn one_tree(desk: &mut Desk) {
    act(desk, Action::OpenOneTree);
    show(desk, Tab::Path);
}

/// Facts not known and withheld.
pub fn absent(desk: &mut Desk) {
    set(desk, "orders_90d", Value::Missing);
    set(desk, "age", Value::Withheld);
}

/// Every reason, and how the number is worked out.
pub fn computed(desk: &mut Desk) {
    show(desk, Tab::Reasons);
    explain(desk, ExplainAct::AllReasons(true));
    explain(desk, ExplainAct::ShowComputed(true));
}

/// A library's own model with its rows: facts without names, the last customer of them all.
pub fn library(desk: &mut Desk) {
    act(desk, Action::OpenPath(project("tests/data/lightgbm/lgb_categorical/model.txt")));
    act(desk, Action::OpenPath(project("tests/data/lightgbm/lgb_categorical/rows.csv")));
    act(desk, Action::Browse(BrowseAct::Step(-1)));
    let last = FeatureIdx(0);
    act(desk, Action::Set { feature: last, value: Value::Missing, gesture: None });
}

/// A model of 300 facts whose names and groups are as long as people make them, in two offers with names as long, and its
/// customers.
pub fn many_facts(desk: &mut Desk, folder: &Path) {
    use std::fmt::Write as _;
    const N: usize = 300;
    let mut model = String::from(
        "#![enable(implicit_some)]\n(candour: 1, title: \"A model of three hundred facts whose names are long\",\n\
         link: Logistic(1.0), rank_by: Response, compare_as: F64,\nfeatures: [\n",
    );
    for i in 0..N {
        let label = format!("Number {i:03} of all the things that somebody wrote down in full");
        let group = format!("Group {} of facts that belong together for a long reason indeed", i / 50);
        let _ = writeln!(
            model,
            "(id: \"f{i}\", label: \"{label}\", group: \"{group}\", kind: Number, range: (0.0, 100.0)),"
        );
    }
    model += "],\noffers: [\n";
    for offer in ["a", "b"] {
        let title = format!("Offer {offer} that has a name as long as a sentence in a letter to them");
        let _ = writeln!(model, "(id: \"{offer}\", title: \"{title}\", base_score: 0.1, leaves: Sum),");
    }
    model += "],\ntrees: [\n";
    for i in 0..N - 1 {
        let (offer, sign) = if i % 2 == 0 { ("a", 0.01) } else { ("b", -0.01) };
        let value = sign * (i % 17 + 1) as f64;
        let _ = writeln!(
            model,
            "(offer: \"{offer}\", feature: [{i}, {}], below: [50.0, 25.5], left: [1, -1], right: [-3, -2], \
             missing: \"LR\", leaf: [{value}, {}, {}], split_cover: [100.0, 60.0], leaf_cover: [20.0, 40.0, 40.0]),",
            i + 1,
            -value,
            value / 3.0
        );
    }
    model += "])\n";
    let header: Vec<String> = (0..N).map(|i| format!("f{i}")).collect();
    let mut rows = header.join(",");
    for row in 0..4 {
        let cells: Vec<String> = (0..N).map(|i| ((i * 37 + row * 11) % 100).to_string()).collect();
        let _ = write!(rows, "\n{}", cells.join(","));
    }
    for (name, text) in [("many.ron", model), ("many.csv", rows)] {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("writable");
        act(desk, Action::OpenPath(path));
    }
}
