//! Balance of many customers: every set of refused facts at once, counted in parts that add up.

use candour::ask::Inputs;
use candour::ask::balance::{self, BOXES, Refusal};
use candour::ask::everybody::{Counter, Counts, Everybody, EverybodyQuestion, Held, everybody, weighed, weights};
use candour::ask::groups::LEAST;
use candour::ask::proven::{self, Prover};
use candour::base::FeatureIdx;
use candour::base::progress::Progress;
use candour::data::weights_ron;
use candour::import;
use candour::model::{ChangeRules, CustomerModel, Line};
use candour::open::customers;
use candour::score::{Absence, Absent, Background, Codes, Sets};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{Folder, refused, works};
use crate::common::{bytes, project, random_values, rounded_model, table};

fn held(model: &CustomerModel, file: &str, rows: usize) -> Held {
    let mut held = Held::default();
    let table = customers::table(&(&bytes(&project(file))).into(), model).expect("it reads").value;
    let outcomes: Vec<_> = (model.offer_ids())
        .map(|offer| customers::outcome_column(model, &table, offer).and_then(|name| table.extra(&name)))
        .collect();
    held.add(model, &table, rows, &outcomes);
    held
}

fn answer(inputs: &Inputs, held: &Held) -> Everybody {
    let (weights, _) = weights(inputs.model());
    let question = EverybodyQuestion { refusal: Refusal::Cover, line: None, weights, least: LEAST };
    everybody(inputs, held, &question, &Progress::default()).expect("it is answered")
}

#[test]
fn every_lane_has_the_bits_of_its_set_alone() {
    for seed in 0..40 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = rounded_model(&mut rng, 7, 8, 5, seed % 2 == 0);
        let others: Vec<_> = (0..5).map(|_| random_values(&mut rng, &model, 0.1)).collect();
        let background = Background::new(&model, others).expect("rows");
        let by_cover = Inputs::new(model.clone(), None).expect("covers");
        let by_background = Inputs::new(model.clone(), Some(background)).expect("rows");
        // all 128, so that there is more than a block of lanes
        let set = |set: u32| (0..7).filter(|f| set >> f & 1 == 1).map(FeatureIdx).collect::<Vec<_>>();
        let sets = Sets::new(&model, (0..128).map(set).collect());
        for row in 0..4 {
            // some withhold a fact already
            let values = random_values(&mut rng, &model, if row % 2 == 0 { 0.0 } else { 0.3 });
            for (inputs, refusal, absent) in [
                (&by_cover, Refusal::Cover, Absent::Averaged),
                (&by_cover, Refusal::Missing, Absent::Missing),
                (&by_background, Refusal::Background, Absent::Averaged),
                (&by_background, Refusal::Missing, Absent::Missing),
            ] {
                let mut found = Vec::new();
                let absence = if refusal == Refusal::Cover { Absence::ByCover } else { inputs.absence() };
                sets.margins(&model, &Codes::of(&model, &values), absent, absence, &mut found);
                for (set, found) in sets.as_slice().iter().zip(found.chunks(model.offers().len())) {
                    let alone = balance::without(inputs, &values, set, refusal).expect("it is answered");
                    for (offer, found) in model.offer_ids().zip(found) {
                        let alone = alone.of(offer).1.margin;
                        assert_eq!(found.to_bits(), alone.to_bits(), "{seed} {refusal:?} {set:?}: {found} {alone}");
                    }
                }
            }
        }
    }
}

#[test]
fn minimisation_against_the_reference() {
    let model = import::load(&bytes(&project("tests/data/fairness/model.json")), "model").expect("it reads").value;
    let held = held(&model, "tests/data/fairness/features.csv", 300);
    let inputs = Inputs::new(model.clone(), None).expect("covers");
    let answer = answer(&inputs, &held);
    let text = bytes(&project("tests/data/fairness/expected_privacy.json"));
    let expected: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let expected = &expected["minimisation_first300_rows"];
    let near = |same: u64, share: &serde_json::Value, what: &str| {
        let share = share.as_f64().expect("a share");
        assert!((same as f64 / 300.0 - share).abs() < 1e-9, "{what}: {same}, {share}");
    };
    let id = |f: FeatureIdx| model.features().get(f).id.as_str();
    let alone = expected["agreement_when_one_fact_is_dropped"].as_object().expect("facts");
    assert_eq!(answer.drop_one.len(), alone.len());
    answer.drop_one.iter().for_each(|k| near(k.same, &alone[id(k.without)], id(k.without)));
    let path = expected["greedy_elimination[fact, agreement so far]"].as_array().expect("a path");
    assert_eq!(answer.elimination.len(), path.len());
    for (found, step) in answer.elimination.iter().zip(path) {
        assert_eq!(id(found.without), step[0].as_str().expect("a fact"));
        near(found.same, &step[1], id(found.without));
    }
}

#[test]
fn the_demonstration_without_payments_and_account() {
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let held = held(&model, "models/retailer_tested.csv", usize::MAX);
    let inputs = Inputs::new(model, None).expect("covers");
    let list = inputs.model().purposes_in_use();
    let mut out: Vec<FeatureIdx> = (list.iter().filter(|p| ["payments", "account"].contains(&p.id.as_str())))
        .flat_map(|p| balance::facts_of(inputs.model(), p))
        .collect();
    out.sort_unstable();
    let counter = Counter::new(&inputs, Refusal::Cover, None, vec![out]).expect("covers");
    let counts = counter.count(&held, 0..held.n_rows(), &Progress::default()).expect("it is counted");
    let [whole, without] = &counts.sets[..] else { panic!("two sets") };
    assert_eq!((counts.rows, whole.same, whole.accepted, whole.known), (1000, 1000, 668, 1000));
    assert_eq!(whole.given, [154, 243, 220, 144, 95, 144]);
    assert_eq!((without.same, without.accepted), (816, 645));
    assert_eq!(without.given, [158, 255, 276, 150, 0, 161]);
}

#[test]
fn any_division_of_the_customers_adds_up_to_the_same_bits() {
    let model = import::load(&bytes(&project("tests/data/fairness/model.json")), "model").expect("it reads").value;
    let rows = table(&project("tests/data/fairness/features.csv"), &model);
    let inputs = Inputs::new(model, None).expect("covers");
    let mut held = Held::default();
    held.add(inputs.model(), &rows, 500, &[None]);
    let sets = || (0..14).map(|f| vec![FeatureIdx(f)]).collect::<Vec<_>>();
    let counter = Counter::new(&inputs, Refusal::Cover, None, sets()).expect("covers");
    let count = |range| counter.count(&held, range, &Progress::default()).expect("it is counted");
    let whole = count(0..500);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    for _ in 0..3 {
        let mut at = 0;
        let mut parts: Vec<Counts> = Vec::new();
        while at < 500 {
            let to = 500.min(at + rng.gen_range(1..200usize));
            parts.insert(rng.gen_range(0..=parts.len()), count(at..to));
            at = to;
        }
        let mut sum = parts.pop().expect("one");
        parts.iter().for_each(|part| sum.merge(part).expect("of one question"));
        assert_eq!((sum.rows, &sum), (500, &whole));
    }
    // what became of customers adds up too
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let told = self::held(&model, "models/retailer_tested.csv", 300);
    let retailer = Inputs::new(model, None).expect("covers");
    let set = vec![vec![FeatureIdx(0)]];
    let counter = Counter::new(&retailer, Refusal::Cover, None, set).expect("covers");
    let count = |range| counter.count(&told, range, &Progress::default()).expect("it is counted");
    let (mut sum, all) = (count(0..70), count(0..300));
    sum.merge(&count(70..300)).expect("of one question");
    assert_eq!((sum.sets[0].known, &sum), (300, &all));
    // of another question, or with another line, nothing is added
    let line = Line::at(inputs.model().link(), 0.25);
    for counter in
        [Counter::new(&inputs, Refusal::Missing, None, sets()), Counter::new(&inputs, Refusal::Cover, line, sets())]
    {
        let other = counter.expect("covers").count(&held, 0..10, &Progress::default()).expect("it is counted");
        assert!(whole.clone().merge(&other).is_err());
    }
}

#[test]
fn the_command_counts_everybody() {
    let call = ["balance", "models/retailer.ron", "--data", "models/retailer_tested.csv"];
    let json = works(&[&call[..], &["--rows", "40", "--format", "json"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((answer["kind"].as_str(), answer["rows"].as_u64()), (Some("balance"), Some(40)));
    let points = answer["frontier"].as_array().expect("sets");
    assert_eq!((points.len(), points[0]["same"].as_u64()), (32, Some(40)), "refusing nothing changes nothing");
    // where nothing keeps more for as few points, more points keep more
    let mut best: Vec<(f64, u64)> = (points.iter().filter(|p| p["pareto"] == true))
        .map(|p| (p["intrusiveness"].as_f64().expect("points"), p["same"].as_u64().expect("a count")))
        .collect();
    best.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(
        best.len() > 1 && best.windows(2).all(|w| w[0] == w[1] || w[0].0 < w[1].0 && w[0].1 < w[1].1),
        "{best:?}"
    );
    let text = works(&[&call[..], &["--rows", "40"]].concat());
    assert!(text.contains("of 40 customers keep their offer") && text.contains("What this cannot tell"), "{text}");
    refused(&[&call[..], &["--identify", "agee"]].concat());
    refused(&[&call[..], &["--method", "background"]].concat());
}

#[test]
fn how_many_are_alike_against_the_reference() {
    let model = "tests/data/fairness/model.json";
    let facts = ["age=25,60", "gender", "household", "region_north", "region_south", "region_east"];
    let mut call = vec!["balance", model, "--data", "tests/data/fairness/features.csv", "--format", "json"];
    facts.iter().for_each(|fact| call.extend(["--identify", fact]));
    let answer: serde_json::Value = serde_json::from_str(&works(&call)).expect("JSON");
    let found = &answer["identifiable"];
    let text = bytes(&project("tests/data/fairness/expected_privacy.json"));
    let expected: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let expected = &expected["k_anonymity"];
    for (ours, theirs) in [
        ("classes", "classes"),
        ("smallest", "smallest"),
        ("below_5", "rows_in_classes_below_5"),
        ("below_11", "rows_in_classes_below_11"),
    ] {
        assert_eq!(found[ours], expected[theirs], "{ours}");
    }
}

#[test]
fn weights_of_a_committee() {
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let file = |rest: &str| {
        format!("(candour_weights: 1, by: \"Ethics committee\", on: \"2026-11-12\", weights: {{{rest}}})")
    };
    let read = |text: &str| weights_ron::read(text.as_bytes(), &model);
    let given = read(&file("\"age\": 7.5, \"Region\": 0")).expect("weights");
    // as it is written it is read
    let again = read(&weights_ron::write(&given, &model)).expect("its own");
    assert_eq!((again.by.as_str(), &again), ("Ethics committee", &given));
    // what is not named is as it was, and counted
    let (plain, assumed) = weights(&model);
    let weighed = weighed(&model, Some(given));
    let age = model.features().find("age").expect("a fact");
    let region = model.features().find("region").expect("a fact");
    let used = model.features().iter().filter(|(f, _)| model.uses(*f) || model.rules_ask(*f)).count();
    assert_eq!((weighed.points[age.index()], weighed.points[region.index()]), (7.5, 0.0));
    let others = (0..plain.len()).filter(|&f| f != age.index() && f != region.index());
    others.for_each(|f| assert_eq!(weighed.points[f], plain[f]));
    assert_eq!((weighed.left_out, weighed.assumed), (used - 2, assumed - 2));
    for (text, says) in [
        (file("\"agee\": 1"), "did you mean \"age\"?"),
        (file("\"age\": -1"), "expected a number from 0 on"),
        (file("\"age\": inf"), "expected a number from 0 on"),
        (file("\"age\": NaN"), "expected a number from 0 on"),
        (file("\"age\": 1, \"age\": 1"), "is there twice"),
        (file("").replace("2026-11-12", "2026-11-31"), "write it as 2026-11-12"),
        (file("").replace("Ethics committee", " "), "say whose it is"),
        (
            file("").replace("weights", "wieghts").replace("candour_wieghts", "candour_weights"),
            "did you mean \"weights\"?",
        ),
    ] {
        let error = read(&text).expect_err(&text);
        let told = format!("{error} {}", error.hint.as_deref().unwrap_or_default());
        assert!(told.contains(says), "{text}: {told}");
    }
    // each face names whose they are
    let folder = Folder::new();
    let path = folder.write("weights.ron", &file("\"age\": 7.5"));
    let call =
        ["balance", "models/retailer.ron", "--data", "models/retailer_tested.csv", "--rows", "20", "--weights"];
    let json: serde_json::Value =
        serde_json::from_str(&works(&[&call[..], &[&path, "--format", "json"]].concat())).expect("JSON");
    let (by, on) = (json["weights"]["by"].as_str(), json["weights"]["on"].as_str());
    assert_eq!((by, on), (Some("Ethics committee"), Some("2026-11-12")));
    assert_eq!(json["weights"]["left_out"].as_u64(), Some(used as u64 - 1));
    let whole = weighed.points.iter().sum::<f64>();
    let first = json["frontier"][0]["intrusiveness"].as_f64().expect("points");
    assert!(first < whole + plain[region.index()] + 1e-9, "{first} {whole}");
    for format in ["text", "html"] {
        let said = works(&[&call[..], &[&path, "--format", format]].concat());
        assert!(said.contains("the opinion of Ethics committee, 2026-11-12"), "{said}");
    }
}

/// For how many the same offer is proven without each purpose, whatever its facts are.
#[test]
fn proven_for_the_demonstration_s_customers() {
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let rows = table(&project("models/retailer_tested.csv"), &model);
    let inputs = Inputs::new(model, None).expect("covers");
    let model = inputs.model();
    let prover = |boxes| {
        let rules = ChangeRules::of(model);
        Prover::new(&inputs, None, rules, proven::sets(model), boxes, None).expect("few purposes")
    };
    let prove = |range| prover(BOXES).prove(&rows, range, &Progress::default()).expect("it is proven");
    let mut all = prove(0..700);
    // one thread has the same bits as all, and parts add up
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    all.merge(&one.install(|| prove(700..1000))).expect("of one question");
    let ids: Vec<String> = model.purposes_in_use().into_iter().map(|p| p.id).collect();
    let at = |id: &str| ids.iter().position(|other| other == id).expect("a purpose");
    let purposes = ["shop", "newsletter", "account", "payments", "loyalty"].map(at);
    let found = purposes.map(|at| all.sets[at].by_scores);
    assert_eq!((all.rows, found), (1000, [9, 461, 469, 112, 495]), "{:?}", all.sets);
    assert_eq!((all.at_least_one_by_scores(&purposes[1..]), all.stopped), (740, false));
    // a refused fact meets no rule, so what may not be had then neither stays nor comes before
    let found = purposes.map(|at| (all.sets[at].proven, all.sets[at].barred));
    assert_eq!(found, [(12, 144), (461, 0), (438, 95), (716, 95), (641, 220)]);
    for fate in &all.sets {
        assert_eq!((fate.proven + fate.refuted + fate.barred, fate.unsettled), (1000, 0), "{fate:?}");
    }
    // what is not settled is counted apart, and answers to two questions are not added up
    let none = prover(0).prove(&rows, 0..40, &Progress::default()).expect("it is counted");
    assert!(none.sets.iter().any(|fate| fate.unsettled > 0) && !none.stopped);
    assert!(all.merge(&none).is_err());
    let cancelled = Progress::default();
    cancelled.cancel();
    assert!(prover(BOXES).prove(&rows, 0..40, &cancelled).is_err());
}

#[test]
fn the_command_proves_and_prints_for_a_spreadsheet() {
    let call = ["balance", "models/retailer.ron", "--data", "models/retailer_tested.csv", "--rows", "30", "--proven"];
    let json: serde_json::Value =
        serde_json::from_str(&works(&[&call[..], &["--format", "json"]].concat())).expect("JSON");
    let fates = json["proven"]["purposes"].as_array().expect("purposes");
    for fate in fates {
        let sum: u64 =
            ["proven", "refuted", "barred", "unsettled"].iter().map(|f| fate[f].as_u64().expect("a count")).sum();
        assert_eq!(sum, 30, "{fate}");
    }
    let text = works(&call);
    assert!(
        text.contains("The same offer, whatever the facts of a purpose are") && text.contains("Proven: "),
        "{text}"
    );
    // no time at all: nothing is claimed
    let json: serde_json::Value =
        serde_json::from_str(&works(&[&call[..], &["--budget", "0", "--format", "json"]].concat())).expect("JSON");
    assert_eq!((json["proven"]["stopped"].as_bool(), json["proven"]["at_least_one"].as_u64()), (Some(true), Some(0)));
    // each number of the spreadsheet is that of the JSON
    let csv = works(&[&call[..], &["--by", "gender", "--format", "csv"]].concat());
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let lines: Vec<Vec<String>> =
        reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect();
    let value = |table: &str, of: &str, measure: &str| {
        let found = lines.iter().find(|l| l[0] == table && l[1] == of && l[2].is_empty() && l[4] == measure);
        found.unwrap_or_else(|| panic!("{table} {of} {measure}: {csv}"))[5].parse::<u64>().expect("a number")
    };
    assert_eq!(value("whole", "", "customers"), 30);
    for fate in fates {
        let id = fate["purpose"].as_str().expect("an id");
        assert_eq!(Some(value("purposes", id, "proven")), fate["proven"].as_u64());
    }
    assert!(lines.iter().any(|l| l[0] == "frontier" && l[2] == "gender" && l[4] == "same"), "{csv}");
    let one = [
        "balance",
        "models/retailer.ron",
        "--profile",
        "models/retailer_tested.csv",
        "--row",
        "0",
        "--format",
        "csv",
    ];
    refused(&one);
}
