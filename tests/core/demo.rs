//! The demonstration under `models/`: it opens, its people's stories are true, its planted truths can be measured.

use candour::base::FeatureIdx;
use candour::base::progress::Progress;
use candour::data::{Table, profile_ron};
use candour::explain::Explainer;
use candour::import::candour_ron;
use candour::model::{CustomerModel, Profile, Value};
use candour::score::{Absence, Codes, Recommendation, margins, recommend};
use candour::train::{Method, Options, TrainingSet, train};

use super::common::{bytes, project};

fn model(file: &str) -> CustomerModel {
    let read = candour_ron::read(&bytes(&project("models").join(file))).expect("the demonstration opens");
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    read.value
}

fn person(model: &CustomerModel, name: &str) -> Profile {
    let read = profile_ron::read(&bytes(&project("models/profiles").join(name).with_extension("ron")), model);
    let read = read.expect("the profile opens");
    assert!(read.warnings.is_empty() && read.value.fictional && !read.value.story.is_empty(), "{name}");
    read.value
}

fn score(model: &CustomerModel, values: &[Value]) -> Recommendation {
    recommend(model, values, &margins(model, &Codes::of(model, values), Absence::ByCover))
}

fn winner(model: &CustomerModel, values: &[Value]) -> String {
    let r = score(model, values);
    r.winner().map_or(String::new(), |w| model.offer(w.offer).id.clone())
}

fn with(model: &CustomerModel, profile: &Profile, id: &str, value: Value) -> Vec<Value> {
    let mut values = profile.values.clone();
    values[model.features().find(id).expect("a known feature").index()] = value;
    values
}

fn level(model: &CustomerModel, id: &str, label: &str) -> Value {
    let feature = model.features().get(model.features().find(id).expect("a known feature"));
    Value::Level(feature.levels().iter().position(|l| l == label).expect("a known level") as u32)
}

#[test]
fn six_stories_are_true() {
    let model = model("retailer.ron");
    let stories = [
        ("maya", "free_delivery"),
        ("jonas", "pay_later"),
        ("irena", "loyalty_upgrade"),
        ("chiara", "early_access"),
        ("piet", "win_back"),
        ("noor", "discount_15"),
    ];
    for (name, offer) in stories {
        assert_eq!(winner(&model, &person(&model, name).values), offer, "{name}");
    }
    let number = Value::Number;

    let maya = person(&model, "maya");
    let r = score(&model, &maya.values);
    let (first, gap) = (r.winner().expect("a winner"), r.gap().expect("two offers"));
    assert!((0.60..0.75).contains(&first.response) && (0.045..0.105).contains(&gap));
    assert_eq!(winner(&model, &with(&model, &maya, "orders_90d", number(5.0))), "early_access", "fewer orders");
    let attribution = Explainer::new(&model).attribute(&Codes::of(&model, &maya.values), first.offer, first.margin);
    let basket = model.features().find("basket_avg").expect("a known feature");
    assert!(attribution.shares[basket.index()] < -0.035, "her basket speaks against");

    let irena = person(&model, "irena");
    assert!(score(&model, &irena.values).gap().expect("two offers") < 0.01, "all but a tie");

    let chiara = person(&model, "chiara");
    let sports = with(&model, &chiara, "favourite_category", level(&model, "favourite_category", "Sports"));
    assert_eq!(winner(&model, &sports), "discount_15", "the category stands in for gender");

    let piet = person(&model, "piet");
    assert_ne!(winner(&model, &with(&model, &piet, "days_since_order", number(40.0))), "win_back");

    let noor = person(&model, "noor");
    assert!(noor.values.iter().filter(|v| **v == Value::Missing).count() >= 5);
    let income = with(&model, &noor, "income_band", level(&model, "income_band", "€ 1500–2500"));
    assert_eq!(winner(&model, &income), "pay_later", "one answer opens the credit offer");

    let jonas = person(&model, "jonas");
    let mut calm = jonas.clone();
    for (id, x) in [("card_use", 25.0), ("late_payments_12m", 0.0), ("instalments_open", 0.0)] {
        calm.values = with(&model, &calm, id, number(x));
    }
    assert_eq!(winner(&model, &calm.values), "discount_15", "without debt pressure there is no credit offer");
}

#[test]
fn what_was_left_out_changes_nothing() {
    let model = model("retailer.ron");
    let find = |id: &str| model.features().find(id).expect("a known feature");
    for id in ["app_minutes", "gender"] {
        assert!(!model.uses(find(id)), "{id}");
        assert!(model.cuts(find(id)).thresholds().is_empty());
    }
    let others = model.features().iter().filter(|(_, f)| f.id != "app_minutes" && f.id != "gender");
    others.for_each(|(i, f)| assert!(model.uses(i), "{} is asked about by no tree", f.id));
}

#[test]
fn every_offer_is_best_for_somebody_and_none_for_most() {
    let model = model("retailer.ron");
    let csv = bytes(&project("models/retailer_customers.csv"));
    let table =
        Table::read(&(&csv).into(), &model, &|name| name.starts_with("accepted_")).expect("the customers open");
    assert!(table.warnings.is_empty(), "{:?}", table.warnings);
    let table = table.value;
    let mut wins = vec![0; model.offers().len()];
    for row in 0..table.n_rows() {
        wins[score(&model, &table.row(row)).winner().expect("a winner").offer.index()] += 1;
    }
    assert!(wins.iter().all(|&w| w * 100 > 4 * table.n_rows() && w * 100 < 40 * table.n_rows()), "{wins:?}");
}

#[test]
fn the_forest_is_grown_again_from_the_customers() {
    let model = model("retailer.ron");
    let csv = bytes(&project("models/retailer_customers.csv"));
    let table = Table::read(&(&csv).into(), &model, &|name| name.starts_with("accepted_")).expect("opens").value;
    let features: Vec<_> = model.features().iter().map(|(_, f)| f.clone()).collect();
    let columns = (0..features.len())
        .map(|f| (0..table.n_rows()).map(|row| table.value(row, FeatureIdx::new(f))).collect())
        .collect();
    let accepted = table.extra("accepted_pay_later").expect("the outcome is there");
    let target = accepted.iter().map(|&a| u32::from(a > 0.5)).collect();
    let set = TrainingSet::new(features, columns, vec!["declined".into(), "accepted".into()], target).expect("valid");
    // the first trees of a larger forest are the trees of a smaller one
    let options = Options {
        method: Method::Forest { n_trees: 2 },
        max_depth: Some(6),
        min_leaf: 15,
        mtry: Some(9),
        leave_out: ["gender", "app_minutes"].map(|id| model.features().find(id).expect("known")).to_vec(),
        seed: 2026 + 4,
    };
    let again = train(&set, &options, "again", &Progress::default()).expect("trains");
    let stored = model.trees_of(model.find_offer("pay_later").expect("known")).take(2);
    for ((_, stored), again) in stored.zip(again.trees()) {
        // ranks of thresholds depend on the other trees of a model, so files without them are compared
        assert_eq!(stored.covers, again.covers);
        assert_eq!(stored.nodes.len(), again.nodes.len());
        let leaves = |t: &candour::model::Tree| -> Vec<f64> {
            let leaf = |n: &candour::model::Node| match n {
                candour::model::Node::Leaf { value } => Some(*value),
                candour::model::Node::Split(_) => None,
            };
            t.nodes.iter().filter_map(leaf).collect()
        };
        assert_eq!(leaves(stored), leaves(again));
    }
}

#[test]
fn one_tree_is_small_and_takes_the_same_people() {
    let model = model("one_tree.ron");
    assert_eq!((model.trees().len(), model.tree(candour::base::TreeIdx(0)).depth()), (1, 3));
    let maya = person(&model, "maya");
    assert_eq!(winner(&model, &maya.values), "free_delivery");
}
