//! Who gets what: against fairlearn, AIF360 and SciPy, and laws of what is held back and of parts.

use candour::ask::Inputs;
use candour::ask::audit::{Audit, AuditQuestion, audit};
use candour::ask::everybody::Held;
use candour::ask::groups::{By, Division, Key, LEAST};
use candour::base::progress::Progress;
use candour::fairness::tally::Rate;
use candour::import;
use candour::model::CustomerModel;
use serde_json::Value;

use crate::common::{bytes, project, table};

fn folder(name: &str) -> std::path::PathBuf {
    project("tests/data/fairness").join(name)
}

fn expected() -> Value {
    serde_json::from_slice(&bytes(&folder("expected_fairness.json"))).expect("JSON")
}

fn model() -> CustomerModel {
    import::load(&bytes(&folder("model.json")), "model").expect("a model").value
}

/// The audited rows with their groups as words.
fn audited(at: &std::path::Path) -> std::path::PathBuf {
    let text = |name: &str| String::from_utf8(bytes(&folder(name))).expect("text");
    let (features, scored) = (text("features.csv"), text("scored.csv"));
    let mut lines = Vec::new();
    for (facts, groups) in features.lines().zip(scored.lines()) {
        let groups: Vec<&str> = groups.split(',').collect();
        let first = lines.is_empty();
        let who = if first { ["who", "gender3", "age_band"] } else { [groups[4], groups[5], groups[6]] };
        let weeks = if first { "weeks".to_owned() } else { (lines.len() % 7).to_string() };
        lines.push(format!("{},{},{},{},{weeks}", facts, who[0], who[1], who[2]));
    }
    let path = at.join("audited.csv");
    std::fs::write(&path, lines.join("\n")).expect("writable");
    path
}

/// The audit as the command line makes it, as JSON.
fn asked(words: &[&str]) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let (path, out) = (audited(home.path()), home.path().join("audit.json"));
    let model = folder("model.json");
    let mut all =
        vec!["candour".into(), "audit".into(), model.into_os_string(), "--data".into(), path.into_os_string()];
    all.extend(words.iter().map(Into::into));
    all.extend(["--outcome", "y", "--format", "json", "--out"].map(Into::into));
    all.push(out.clone().into_os_string());
    assert_eq!(candour::cli::main(all), candour::cli::Next::Exit(0));
    serde_json::from_slice(&bytes(&out)).expect("JSON")
}

fn near(found: &Value, expected: &Value, by: f64, what: &str) {
    let (found, expected) = (found.as_f64(), expected.as_f64().expect("a number"));
    let found = found.unwrap_or_else(|| panic!("{what}: nothing, expected {expected}"));
    assert!((found - expected).abs() <= by, "{what}: {found}, expected {expected}");
}

fn group<'a>(attribute: &'a Value, name: &str) -> &'a Value {
    let groups = attribute["groups"].as_array().expect("groups");
    groups.iter().find(|g| g["group"] == name).unwrap_or_else(|| panic!("no {name}"))
}

const METRICS: [(&str, &str); 6] = [
    ("selection_rate", "rate"),
    ("accuracy", "accuracy"),
    ("tpr", "tpr"),
    ("fpr", "fpr"),
    ("fnr", "fnr"),
    ("precision", "precision"),
];

#[test]
fn rates_intervals_and_gaps_are_those_of_fairlearn_and_scipy() {
    let expected = expected();
    let names = [("who", "gender"), ("gender3", "gender3"), ("age_band", "age_band")];
    let found = asked(&["--by", "who", "--by", "gender3", "--by", "age_band", "--min-group", "1"]);
    assert_eq!(found["rows"], expected["rows"]);
    let mut compared = 0;
    for (attribute, (ours, theirs)) in found["attributes"].as_array().expect("three").iter().zip(names) {
        assert_eq!(attribute["name"], ours);
        let frame = &expected["metricframe"][theirs];
        for (name, metrics) in frame["by_group"].as_object().expect("groups") {
            let offer = &group(attribute, name)["offers"][0];
            assert_eq!(group(attribute, name)["n"].as_f64(), metrics["count"].as_f64());
            for (theirs, ours) in METRICS {
                if offer[ours].is_null() {
                    // over nobody fairlearn says 0
                    assert!(ours == "precision" && offer["selected"] == 0 && metrics[theirs] == 0.0, "{name} {ours}");
                    continue;
                }
                near(&offer[ours], &metrics[theirs], 1e-9, &format!("{name} {ours}"));
                compared += 1;
            }
            let interval = &expected["intervals"][theirs][name];
            for (ours, theirs) in [("wilson", "wilson95"), ("clopper_pearson", "clopper_pearson95")] {
                (0..2)
                    .for_each(|end| near(&offer[ours][end], &interval[theirs][end], 1e-9, &format!("{name} {ours}")));
            }
            let local = &expected["ll144"][theirs][name];
            near(&offer["scoring_rate"], &local["scoring_rate"], 1e-9, name);
        }
        for gap in attribute["gaps"].as_array().expect("gaps") {
            let ours = gap["metric"].as_str().expect("a name");
            let metric = METRICS.iter().find(|m| m.1 == ours).expect("known").0;
            // fairlearn's precision of nobody is 0, which is no gap of ours
            if (theirs, ours) != ("gender3", "precision") {
                near(&gap["difference"], &frame["difference"][metric], 1e-9, ours);
                near(&gap["ratio"], &frame["ratio"][metric], 1e-9, ours);
                compared += 2;
            }
        }
        for (theirs, ours) in METRICS {
            near(&found["overall"][0][ours], &frame["overall"][theirs], 1e-9, ours);
        }
    }
    assert!(compared > 60, "{compared}");
    let women = |list: &'static str| {
        found["attributes"][0][list]
            .as_array()
            .expect("pairs")
            .iter()
            .find(|p| p["group"] == "man")
            .expect("there")
            .clone()
    };
    // women are the larger group, so men are held against them
    let (pair, newcombe) = (women("pairs"), &expected["newcombe_difference_woman_minus_man"]);
    let turned = |x: &Value| Value::from(-x.as_f64().expect("a number"));
    near(&pair["difference"], &turned(&newcombe["diff"]), 1e-12, "difference");
    near(&pair["newcombe"][0], &turned(&newcombe["high"]), 1e-9, "low");
    near(&pair["newcombe"][1], &turned(&newcombe["low"]), 1e-9, "high");
    let (ours, theirs) = (pair["fisher_p"].as_f64().expect("p"), newcombe["fisher_exact_p"].as_f64().expect("p"));
    assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");
    for who in ["man", "woman"] {
        let (offer, theirs) = (&group(&found["attributes"][0], who)["offers"][0], &expected["calibration"][who]);
        for metric in ["brier", "auc", "ece10"] {
            near(&offer[metric], &theirs[metric], 1e-8, metric);
        }
    }
    // the gap of margins, fact by fact
    let (explained, theirs) = (women("explained"), &expected["gap_by_fact_margin_woman_minus_man"]);
    near(&explained["margin_gap"], &turned(&theirs["observed_margin_gap"]), 1e-4, "gap");
    for (fact, by) in theirs["by_fact"].as_object().expect("facts") {
        near(&explained["by_feature"][fact], &turned(by), 1e-4, fact);
    }
    let residual = explained["residual"].as_f64().expect("a number");
    assert!(residual.abs() < 1e-9, "{residual}");
}

#[test]
fn a_reference_may_be_said_and_one_that_is_none_is_refused() {
    let found = asked(&["--by", "who", "--reference", "who=man", "--min-group", "1"]);
    assert_eq!(found["attributes"][0]["reference"], "man");
    let newcombe = &expected()["newcombe_difference_woman_minus_man"];
    near(&found["attributes"][0]["pairs"][0]["newcombe"][0], &newcombe["low"], 1e-9, "low");
    let home = tempfile::tempdir().expect("a folder");
    let (model, data) = (folder("model.json"), audited(home.path()));
    let call = |words: &[&str]| {
        let mut all = vec!["candour".into(), "audit".into(), model.clone().into_os_string()];
        all.extend(["--data".into(), data.clone().into_os_string()]);
        all.extend(words.iter().map(Into::into));
        candour::cli::main(all)
    };
    for words in [
        ["--by", "who", "--reference", "who=child"],
        ["--by", "who", "--reference", "whom=man"],
        ["--by", "whom", "--min-group", "1"],
        ["--by", "income", "--min-group", "1"],
        ["--by", "who", "--outcome", "nothing"],
        ["--by", "who", "--threshold", "1.5"],
        // a column that is no outcome
        ["--by", "age_band", "--outcome", "weeks"],
    ] {
        assert_eq!(call(&words), candour::cli::Next::Exit(2), "{words:?}");
    }
}

#[test]
fn small_groups_are_named_and_nothing_of_them_is_said() {
    let found = asked(&["--by", "gender3"]);
    let attribute = &found["attributes"][0];
    let other = group(attribute, "other");
    assert_eq!((other["held_back"].as_bool(), other["n"].is_null()), (Some(true), true));
    assert_eq!(other["offers"].as_array().map(Vec::len), Some(0));
    let with = other["shown_with"].as_str().expect("a group");
    let together = group(attribute, with);
    // six of them, and never alone: what is shown together is at least as large as all of the least
    assert!(together["n"].as_u64().expect("n") >= LEAST && with.contains("other"));
    let shown: u64 = attribute["groups"].as_array().expect("groups").iter().filter_map(|g| g["n"].as_u64()).sum();
    assert_eq!(shown, found["rows"].as_u64().expect("rows"), "so nobody is left by subtraction");
    for pair in attribute["pairs"].as_array().expect("pairs") {
        assert_ne!(pair["group"], "other");
    }
}

#[test]
fn nothing_is_said_over_too_few_known_outcomes() {
    let home = tempfile::tempdir().expect("a folder");
    let inputs = Inputs::new(model(), None).expect("covers");
    let all = table(&audited(home.path()), inputs.model());
    let gender = inputs.model().features().find("gender").expect("a fact");
    let mut held = Held::by(vec![Division { by: By::Feature(gender), bands: Vec::new() }]);
    // the outcome is known of five only
    let outcome: Vec<f64> = (0..all.n_rows()).map(|row| if row < 5 { (row % 2) as f64 } else { f64::NAN }).collect();
    held.add_divided(inputs.model(), &all, all.n_rows(), &[Some(&outcome)]).expect("held");
    let of = |least: u64| {
        let question = AuditQuestion { line: None, reference: vec![None], least };
        audit(&inputs, &held, &question, &Progress::default()).expect("an answer")
    };
    let said = |audit: &Audit| {
        let groups = audit.attributes[0].groups.iter().map(|g| &g.offers[0]);
        groups.map(|m| [m.brier(), m.calibration_error(), m.rate(Rate::Accuracy), m.auc]).collect::<Vec<_>>()
    };
    assert!(said(&of(LEAST)).iter().flatten().all(Option::is_none), "{:?}", said(&of(LEAST)));
    assert!(said(&of(1)).iter().all(|m| m[0].is_some() && m[2].is_some()), "{:?}", said(&of(1)));
}

#[test]
fn the_order_of_customers_and_the_number_of_threads_decide_no_bit() {
    let home = tempfile::tempdir().expect("a folder");
    let path = audited(home.path());
    let text = String::from_utf8(bytes(&path)).expect("text");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let turned = home.path().join("turned.csv");
    std::fs::write(&turned, lines.join("\n")).expect("writable");
    let inputs = Inputs::new(model(), None).expect("covers");
    let gender = inputs.model().features().find("gender").expect("a fact");
    let age = inputs.model().features().find("age").expect("a fact");
    let divisions = vec![
        Division { by: By::Feature(gender), bands: Vec::new() },
        Division { by: By::Feature(age), bands: vec![25.0, 60.0] },
    ];
    let asked = |path: &std::path::Path, threads: usize| -> Audit {
        let all = table(path, inputs.model());
        let mut held = Held::by(divisions.clone());
        let outcomes = vec![None];
        held.add_divided(inputs.model(), &all, all.n_rows(), &outcomes).expect("held");
        let question = AuditQuestion { line: None, reference: vec![None, None], least: LEAST };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| audit(&inputs, &held, &question, &Progress::default())).expect("an answer")
    };
    let whole = asked(&path, 1);
    assert_eq!(whole, asked(&turned, 3));
    assert!(whole.attributes[0].changed.as_ref().is_some_and(|n| n[0] > 0), "gender alone changes some");
    assert_eq!(whole.compared, 3, "one pair by gender, two by age");
    let stopped = Progress::default();
    stopped.cancel();
    let question = AuditQuestion { line: None, reference: vec![None, None], least: LEAST };
    let mut held = Held::by(divisions.clone());
    let all = table(&path, inputs.model());
    held.add_divided(inputs.model(), &all, 10, &[None]).expect("held");
    let refused = audit(&inputs, &held, &question, &stopped).expect_err("stopped");
    assert_eq!(refused.kind, candour::base::Kind::Cancelled);
}

#[test]
fn the_demonstration_gives_early_access_to_more_women() {
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let all = table(&project("models/retailer_tested.csv"), &model);
    let inputs = Inputs::new(model, None).expect("covers");
    let gender = inputs.model().features().find("gender").expect("a fact");
    let division = Division { by: By::Feature(gender), bands: Vec::new() };
    let level = |name: &str| {
        let levels = inputs.model().features().get(gender).levels();
        Key::Level(levels.iter().position(|l| l == name).expect("a level") as u32)
    };
    let mut held = Held::by(vec![division]);
    let outcomes = vec![None; inputs.model().offers().len()];
    held.add_divided(inputs.model(), &all, all.n_rows(), &outcomes).expect("held");
    let question = AuditQuestion { line: None, reference: vec![Some(level("Man"))], least: LEAST };
    let answer = audit(&inputs, &held, &question, &Progress::default()).expect("an answer");
    let found = &answer.attributes[0];
    let count = |name: &str| {
        let group = found.groups.iter().find(|g| g.group.keys == [level(name)]).expect("there");
        group.offers[3].count(Rate::Selection).expect("said")
    };
    assert_eq!((count("Woman"), count("Man")), ((107, 541), (35, 431)));
    let pair =
        found.pairs.iter().find(|p| p.offer.index() == 3 && found.groups[p.group].group.n == 541).expect("there");
    let tenths = |x: f64| (1000.0 * x).round() / 10.0;
    assert_eq!([pair.difference, pair.newcombe.low, pair.newcombe.high].map(tenths), [11.7, 7.3, 15.9]);
    assert!(pair.holm < 0.001, "{}", pair.holm);
    let gap = &pair.explained;
    let sum: f64 = gap.by_feature.iter().sum();
    assert!((sum + gap.residual - gap.margin_gap).abs() < 1e-12 && gap.residual.abs() < 1e-9);
    let category = inputs.model().features().find("favourite_category").expect("a fact");
    let most = candour::ask::audit::most(gap, 1);
    assert_eq!(most[0].0, category, "the planted stand-in");
}
