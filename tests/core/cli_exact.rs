//! `candour counterfactual` and `candour enough` as a person and a program use them.

use crate::cli::{Folder, json, keys, number, path, refused, works};
use crate::common::{bytes, project};

fn retailer() -> [String; 2] {
    [path("models/retailer.ron"), path("models/profiles/maya.ron")]
}

fn documented(found: &serde_json::Value) {
    let docs = String::from_utf8(bytes(&project("docs/json.md"))).expect("text");
    for key in keys(found) {
        assert!(docs.contains(&format!("`{key}`")), "docs/json.md does not say what `{key}` is");
    }
}

#[test]
fn a_plan_as_json_names_what_suffices_and_explain_agrees() {
    let [model, profile] = retailer();
    let words = ["counterfactual", &model, "--profile", &profile, "--format", "json"];
    let found = json(&works(&words));
    documented(&found);
    assert_eq!((&found["kind"], &found["status"]), (&"counterfactual".into(), &"optimal".into()));
    assert!((number(&found["cost"]) - number(&found["lower_bound"])).abs() < 1e-9);
    assert_eq!(found["stopped"], false);
    // the product's own explanation of the changed customer recommends what the plan says
    let set: Vec<String> = found["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|c| format!("{}={}", c["feature"].as_str().expect("an id"), c["to"].to_string().trim_matches('"')))
        .collect();
    assert!(!set.is_empty());
    let mut words = vec!["explain", &model, "--profile", &profile, "--format", "json"];
    set.iter().for_each(|s| words.extend(["--set", s]));
    let explained = json(&works(&words));
    assert_eq!(explained["recommended"], found["recommended"]);
    let first = found["recommended"].as_str().expect("an offer");
    let ranking = explained["ranking"].as_array().expect("a list");
    let margin = ranking.iter().find(|r| r["offer"] == first).map(|r| number(&r["margin"])).expect("it");
    assert_eq!(margin.to_bits(), number(&found["margin"]).to_bits());
}

#[test]
fn levers_rules_limits_and_budgets_are_kept() {
    let [model, profile] = retailer();
    let plan = |more: &[&str]| {
        let words = [&["counterfactual", &model, "--profile", &profile, "--format", "json"], more].concat();
        json(&works(&words))
    };
    let one = plan(&["--levers", "orders_90d,basket_avg", "--max-changes", "1"]);
    let changed = |plan: &serde_json::Value| -> Vec<String> {
        let changes = plan["changes"].as_array().expect("changes").iter();
        changes.map(|c| c["feature"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(changed(&one), ["orders_90d"], "one of the levers, and no more than one");
    let none = plan(&["--levers", "emails_opened", "--offer", "win_back"]);
    assert_eq!((&none["status"], &none["lower_bound"]), (&"none".into(), &"inf".into()));
    assert!(none["cost"].is_null() && none["changes"].as_array().is_some_and(Vec::is_empty));
    let folder = Folder::new();
    let rules = folder.write("rules.ron", "(features: {\"orders_90d\": (direction: Fixed)})");
    let fixed = plan(&["--rules", &rules, "--offer", "discount_15"]);
    let changed = changed(&fixed);
    assert!(!changed.is_empty() && !changed.contains(&"orders_90d".to_owned()), "{changed:?}");
    let stopped = plan(&["--offer", "loyalty_upgrade", "--budget", "0"]);
    assert_eq!((&stopped["status"], &stopped["nodes"]), (&"unsettled".into(), &0.into()), "no time, no box");
    assert_eq!(
        (&stopped["stopped"], &stopped["cost"]),
        (&true.into(), &serde_json::Value::Null),
        "nothing was found"
    );
    assert!(number(&stopped["lower_bound"]) >= 0.0, "{stopped}");
    let text = works(&["counterfactual", &model, "--profile", &profile]);
    assert!(text.contains("Proven") && text.contains("would act differently"), "{text}");
}

#[test]
fn what_is_wrong_is_said_with_a_way_out() {
    let [model, profile] = retailer();
    let refuse = |more: &[&str], parts: &[&str]| {
        let said = refused(&[&["counterfactual", &model, "--profile", &profile], more].concat());
        for part in parts {
            assert!(said.contains(part), "{more:?}: {said}");
        }
    };
    refuse(&["--offer", "discont_15"], &["no such offer", "discount_15"]);
    refuse(&["--levers", "orders_90"], &["no such feature", "orders_90d"]);
    refuse(&["--levers", "age"], &["may not change", "--rules"]);
    refuse(&["--target", "0"], &["one offer", "--offer"]);
    refuse(&["--budget", "-1"], &["--budget"]);
    refuse(&["--rules", &model], &["unknown field"]);
}

#[test]
fn what_is_enough_is_printed_for_people_and_for_programs() {
    let model = path("tests/data/exact/xgb_binary.json");
    let data = path("tests/data/exact/data.csv");
    let words = ["enough", &model, "--profile", &data, "--row", "389"];
    let text = works(&words);
    assert!(text.contains("alone guarantee") && text.contains("Proven"), "{text}");
    let found = json(&works(&[words.as_slice(), &["--format", "json"]].concat()));
    documented(&found);
    assert_eq!((&found["kind"], &found["status"]), (&"enough".into(), &"optimal".into()));
    let facts = found["facts"].as_array().expect("facts");
    assert_eq!(found["size"].as_u64(), Some(facts.len() as u64));
    assert_eq!(found["size"], found["at_least"]);
    let other =
        json(&works(&["enough", &model, "--profile", &data, "--row", "389", "--target", "3", "--format", "json"]));
    assert_eq!(other["status"], "optimal");
    assert!(other["size"].as_u64() <= found["size"].as_u64(), "it takes less to stay below more");
}
