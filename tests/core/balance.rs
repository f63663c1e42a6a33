//! Balance: what refusing changes, by average and whatever the refused facts are.

use candour::ask::Inputs;
use candour::ask::balance::{self, BOXES, Balance, BalanceQuestion, Refusal, Stays};
use candour::ask::refusals::{self, Refusals, RefusalsQuestion, Subject, Use, Way, Whatever, WhateverQuestion};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx};
use candour::data::profile_ron;
use candour::explain::exact::CanLead;
use candour::import;
use candour::model::{ChangeRules, CustomerModel, Profile, Value, purpose};

use candour::score::{Absence, Background, Codes, margins, recommend};
use candour::view::balance::rows::{Known, Searched};
use rand::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{candour, refused, works};
use crate::common::{bytes, project, random_model, random_values, table};

fn maya() -> (Inputs, Profile) {
    let model = import::load(&bytes(&project("models/retailer.ron")), "model").expect("ours").value;
    let profile = profile_ron::read(&bytes(&project("models/profiles/maya.ron")), &model).expect("ours").value;
    (Inputs::new(model, None).expect("covers"), profile)
}

fn question(model: &CustomerModel, values: &[Value], refused: Vec<FeatureIdx>) -> BalanceQuestion {
    BalanceQuestion {
        values: values.to_vec(),
        refused,
        refusal: Refusal::Cover,
        rules: ChangeRules::of(model),
        line: None,
        boxes: BOXES,
        budget: None,
    }
}

fn facts(model: &CustomerModel, purposes: &[&str]) -> Vec<FeatureIdx> {
    let list = model.purposes_in_use();
    let of = |id: &&str| balance::facts_of(model, purpose::find(&list, id).expect("a purpose"));
    let mut all: Vec<_> = purposes.iter().flat_map(of).collect();
    all.sort_unstable();
    all
}

/// What can come first, by letter.
fn letters(answer: &Balance) -> String {
    let others = answer.possible.others.iter().filter(|(_, can)| matches!(can, CanLead::Yes(_)));
    let mut all: Vec<usize> = others.map(|(o, _)| o.index()).collect();
    all.extend(answer.before.winner().map(|w| w.offer.index()));
    all.sort_unstable();
    all.iter().map(|i| char::from(b'A' + *i as u8)).collect()
}

#[test]
fn what_refusing_a_purpose_changes_for_maya() {
    let (inputs, maya) = maya();
    let model = inputs.model();
    // purposes; what comes first and its chance, A's lead on average, at least and at most; A's chance at least and at
    // most; who can come first
    type Case = (&'static [&'static str], char, f64, [f64; 3], Option<[f64; 2]>, &'static str);
    let cases: [Case; 6] = [
        (&["shop"], 'D', 62.9, [-29.4, -82.54, 42.19], Some([4.32, 92.28]), "ABD"),
        (&["newsletter"], 'A', 60.1, [37.9, 4.22, 51.08], Some([55.29, 72.26]), "A"),
        (&["account"], 'A', 56.0, [1.1, -13.91, 16.64], Some([43.87, 69.30]), "AD"),
        (&["payments"], 'A', 62.3, [6.8, -2.43, 17.72], Some([58.03, 66.29]), "AD"),
        (&["loyalty"], 'A', 65.3, [17.0, 6.81, 31.84], Some([62.64, 66.24]), "A"),
        (&["newsletter", "loyalty"], 'A', f64::NAN, [42.5, 3.66, 63.49], None, "A"),
    ];
    for (purposes, first, chance, [average, least, most], range, can) in cases {
        let asked = question(model, &maya.values, facts(model, purposes));
        let answer = balance::balance(&inputs, &asked, &Progress::default()).expect("it is answered");
        let near = |what: &str, found: f64, expected: f64, within: f64| {
            assert!(expected.is_nan() || (found * 100.0 - expected).abs() <= within, "{purposes:?} {what}: {found}");
        };
        let winner = answer.after.winner().expect("one");
        assert_eq!(char::from(b'A' + winner.offer.0 as u8), first, "{purposes:?}");
        near("chance", winner.response, chance, 0.0501);
        let lead = answer.possible.lead.expect("others may be had");
        let a = answer.after.of(OfferIdx(0)).1.worth;
        let next = answer.after.ranked.iter().filter(|r| r.barred_by.is_none() && r.offer != OfferIdx(0));
        near("average lead", a - next.map(|r| r.worth).fold(f64::MIN, f64::max), average, 0.0501);
        near("least lead", lead.low, least, 0.00501);
        near("most lead", lead.high, most, 0.00501);
        assert!(lead.settled, "{purposes:?}");
        if let Some([low, high]) = range {
            let a = answer.possible.margins[0];
            near("least chance", a.low, low, 0.00501);
            near("most chance", a.high, high, 0.00501);
        }
        assert_eq!(letters(&answer), can, "{purposes:?}");
        assert_eq!(answer.stays == Stays::Proven, can == "A", "{purposes:?}");
    }
}

#[test]
fn a_rule_on_a_refused_fact_bars_the_offer_whatever_it_is() {
    let (inputs, maya) = maya();
    let model = inputs.model();
    let asked = question(model, &maya.values, facts(model, &["payments"]));
    let answer = balance::balance(&inputs, &asked, &Progress::default()).expect("it is answered");
    let credit = model.find_offer("pay_later").expect("it");
    assert!(answer.before.of(credit).1.barred_by.is_none() && answer.after.of(credit).1.barred_by.is_some());
    assert!(answer.possible.others.iter().all(|(offer, _)| *offer != credit));
    let enough = answer.enough.expect("nothing is withheld");
    assert_eq!((enough.kept.len(), enough.of), (10, 21), "11 of 21 facts were not needed");
}

#[test]
fn nothing_personal_is_the_same_for_everybody() {
    let (inputs, maya) = maya();
    let model = inputs.model();
    let all: Vec<FeatureIdx> = model.features().iter().map(|(idx, _)| idx).collect();
    let after = balance::without(&inputs, &maya.values, &all, Refusal::Cover).expect("covers");
    let winner = after.winner().expect("one");
    assert_eq!(winner.offer, OfferIdx(1));
    assert!((winner.response * 100.0 - 33.1).abs() < 0.0501, "{}", winner.response);
    let nobody = vec![Value::Missing; maya.values.len()];
    assert_eq!(balance::without(&inputs, &nobody, &all, Refusal::Cover).expect("covers"), after);
}

#[test]
fn those_who_refused_are_served_better_or_lose_little() {
    let (inputs, _) = maya();
    let model = inputs.model();
    let after = |name: &str, purpose: &str| {
        let file = bytes(&project("models/profiles").join(name).with_extension("ron"));
        let values = profile_ron::read(&file, model).expect("ours").value.values;
        let of = |refused: &[FeatureIdx]| {
            let ranked = balance::without(&inputs, &values, refused, Refusal::Cover).expect("covers");
            let winner = ranked.winner().expect("one");
            (model.offer(winner.offer).id.clone(), winner.response)
        };
        (of(&[]), of(&facts(model, &[purpose])))
    };
    let (before, without) = after("jonas", "payments");
    assert_eq!(before.0, "pay_later");
    assert_ne!(without.0, "pay_later", "no credit for somebody in debt");
    let (before, without) = after("piet", "newsletter");
    assert_eq!(before.0, without.0, "the same offer");
}

#[test]
fn refused_purposes_against_the_reference() {
    let folder = project("tests/data/fairness");
    let model = import::load(&bytes(&folder.join("model.json")), "model").expect("it reads").value;
    let rows = table(&folder.join("features.csv"), &model);
    let others = table(&folder.join("background200.csv"), &model);
    let background = Background::new(&model, (0..others.n_rows()).map(|r| others.row(r))).expect("rows");
    let by_cover = Inputs::new(model.clone(), None).expect("covers");
    let by_background = Inputs::new(model.clone(), Some(background)).expect("rows");
    let text = bytes(&folder.join("expected_privacy.json"));
    let expected: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let list = expected["withdrawal"].as_array().expect("a list");
    assert_eq!(list.len(), 72);
    for case in list {
        let row = case["row"].as_u64().expect("a row") as usize;
        let find = |id: &serde_json::Value| model.features().find(id.as_str().expect("an id")).expect("a feature");
        let refused: Vec<FeatureIdx> = case["facts"].as_array().expect("a list").iter().map(find).collect();
        for (inputs, refusal, name) in [
            (&by_cover, Refusal::Cover, "margin_path_dependent"),
            (&by_background, Refusal::Background, "margin_background200"),
        ] {
            let found = balance::without(inputs, &rows.row(row), &refused, refusal).expect("it is answered");
            let (found, expected) = (found.ranked[0].margin, case[name].as_f64().expect("a number"));
            assert!((found - expected).abs() < 1e-5, "row {row}, {}: {found}, {expected}", case["refused"]);
        }
    }
}

/// Random models with a customer each, some of whose facts are refused.
fn cases(n: u64, refused: usize, mut check: impl FnMut(&Inputs, &[Value], &[FeatureIdx], &mut Xoshiro256PlusPlus)) {
    for seed in 0..n {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let inputs = Inputs::new(random_model(&mut rng, 7, 8, 4), None).expect("covers");
        let values = random_values(&mut rng, inputs.model(), 0.0);
        let mut facts: Vec<FeatureIdx> = (0..7).map(FeatureIdx).collect();
        while facts.len() > refused {
            facts.remove(rng.gen_range(0..facts.len()));
        }
        check(&inputs, &values, &facts, &mut rng);
    }
}

fn answer(inputs: &Inputs, values: &[Value], refused: &[FeatureIdx]) -> Balance {
    let asked = question(inputs.model(), values, refused.to_vec());
    balance::balance(inputs, &asked, &Progress::default()).expect("it is answered")
}

#[test]
fn refusing_nothing_changes_nothing() {
    cases(30, 0, |inputs, values, refused, _| {
        let answer = answer(inputs, values, refused);
        assert_eq!(answer.before, answer.after);
        for (offer, bounds) in inputs.model().offer_ids().zip(&answer.possible.margins) {
            let margin = answer.before.of(offer).1.margin;
            assert_eq!((bounds.low, bounds.high, bounds.settled), (margin, margin, true));
        }
        assert_eq!(answer.stays, Stays::Proven);
    });
}

#[test]
fn bounds_hold_at_a_thousand_random_values_of_the_refused_facts() {
    cases(20, 4, |inputs, values, refused, rng| {
        let model = inputs.model();
        let bounds = answer(inputs, values, refused).possible.margins;
        for _ in 0..1000 {
            let other = random_values(rng, model, 0.0);
            let mut there = values.to_vec();
            for f in refused {
                let at = f.index();
                there[at] = if other[at] == Value::OtherLevel { Value::Missing } else { other[at] };
            }
            for (bounds, margin) in bounds.iter().zip(margins(model, &Codes::of(model, &there), Absence::ByCover)) {
                assert!(bounds.low - 1e-9 <= margin && margin <= bounds.high + 1e-9, "{margin} in {bounds:?}");
            }
        }
    });
}

#[test]
fn what_is_proven_is_what_trying_everything_finds() {
    cases(20, 4, |inputs, values, refused, _| {
        let model = inputs.model();
        let answer = answer(inputs, values, refused);
        // a value in every cell: thresholds are halves from -1.5 to 1.5
        let of = |f: &FeatureIdx| match model.features().get(*f).levels().len() as u32 {
            0 => [-2.0, -1.3, -0.8, -0.3, 0.2, 0.7, 1.2, 1.7].map(Value::Number).into_iter().collect::<Vec<_>>(),
            n => (0..n).map(Value::Level).collect(),
        };
        let choices: Vec<Vec<Value>> =
            refused.iter().map(|f| of(f).into_iter().chain([Value::Missing]).collect()).collect();
        let mut bounds = vec![(f64::INFINITY, f64::NEG_INFINITY); model.offers().len()];
        let mut first = vec![false; model.offers().len()];
        for mut n in 0..choices.iter().map(Vec::len).product() {
            let mut there = values.to_vec();
            for (f, values) in refused.iter().zip(&choices) {
                there[f.index()] = values[n % values.len()];
                n /= values.len();
            }
            let margins = margins(model, &Codes::of(model, &there), Absence::ByCover);
            bounds.iter_mut().zip(&margins).for_each(|(b, &m)| *b = (b.0.min(m), b.1.max(m)));
            first[recommend(model, &there, &margins).winner().expect("one").offer.index()] = true;
        }
        for (found, (low, high)) in answer.possible.margins.iter().zip(bounds) {
            assert!(found.settled && (found.low - low).abs() < 1e-9 && (found.high - high).abs() < 1e-9);
        }
        for (offer, can) in &answer.possible.others {
            assert_eq!(matches!(can, CanLead::Yes(_)), first[offer.index()], "{can:?}");
        }
        if let Stays::Refuted(other, shown) = &answer.stays {
            let mut there = values.to_vec();
            refused.iter().zip(shown).for_each(|(f, value)| there[f.index()] = *value);
            let margins = margins(model, &Codes::of(model, &there), Absence::ByCover);
            assert_eq!(recommend(model, &there, &margins).winner().map(|w| w.offer), *other, "the example is one");
        }
    });
}

#[test]
fn what_is_not_settled_lies_between_its_bounds() {
    cases(20, 6, |inputs, values, refused, _| {
        let asked = question(inputs.model(), values, refused.to_vec());
        let whole = balance::balance(inputs, &asked, &Progress::default()).expect("it is answered").possible;
        let short = BalanceQuestion { boxes: 1, ..asked };
        let short = balance::balance(inputs, &short, &Progress::default()).expect("it is answered").possible;
        for (short, whole) in short.margins.iter().zip(&whole.margins) {
            assert!(short.low <= whole.low + 1e-9 && whole.high <= short.high + 1e-9, "{short:?} around {whole:?}");
        }
        for ((_, short), (_, whole)) in short.others.iter().zip(&whole.others) {
            assert!(
                *short == CanLead::Unsettled || matches!(short, CanLead::Yes(_)) == matches!(whole, CanLead::Yes(_))
            );
        }
    });
}

fn call<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["balance", "models/retailer.ron", "--profile", "models/profiles/maya.ron"], more].concat()
}

#[test]
fn the_command_says_it_in_text_json_and_html() {
    let text = works(&call(&["--refuse", "payments"]));
    for said in ["What each permission is worth: Maya Lindqvist", "It depends on the refused facts", "never asked"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(text.contains("11 of 21 facts were not needed"), "{text}");
    let json = works(&call(&["--refuse", "newsletter", "--format", "json"]));
    let answer: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((answer["kind"].as_str(), answer["method"].as_str()), (Some("balance"), Some("cover")));
    assert_eq!(answer["method_said"], true);
    assert_eq!(answer["refused"], serde_json::json!(["newsletter"]));
    assert_eq!(answer["withheld"], serde_json::json!(["visits_30d", "emails_opened", "night_share"]));
    assert_eq!(answer["possible"]["first"]["status"], "proven");
    assert_eq!(answer["purposes"].as_array().map(Vec::len), Some(5));
    assert_eq!(answer["needed"]["not_needed"].as_array().map(Vec::len), Some(11));
    let html = works(&call(&["--refuse", "newsletter", "--format", "html"]));
    assert!(html.contains("stays first: proven") && html.contains("<table"), "{html}");
}

#[test]
fn what_the_profile_refuses_is_refused_until_it_is_granted() {
    let jonas = ["balance", "models/retailer.ron", "--profile", "models/profiles/jonas.ron", "--format", "json"];
    let of = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&works(&[&jonas[..], more].concat())).expect("JSON")
    };
    let answer = of(&[]);
    assert_eq!(answer["refused"], serde_json::json!(["payments"]));
    assert_eq!(answer["possible"]["first"]["status"], "barred", "credit needs a known income");
    let granted = of(&["--grant", "payments"]);
    assert_eq!(granted["withheld"], serde_json::json!([]));
    assert_eq!(granted["before"], granted["after"]);
}

#[test]
fn bad_calls_are_refused_with_the_nearest_and_a_way_out() {
    let error = refused(&call(&["--refuse", "paymnts"]));
    assert!(error.contains("--refuse \"paymnts\"") && error.contains("did you mean \"payments\"?"), "{error}");
    let error = refused(&call(&["--grant", "agee"]));
    assert!(error.contains("did you mean \"age\"?"), "{error}");
    let error = refused(&call(&["--method", "background"]));
    assert!(error.contains("--background FILE"), "{error}");
    let error = refused(&call(&["--budget", "-1"]));
    assert!(error.contains("--budget"), "{error}");
}

const BINARY: [&str; 6] = [
    "balance",
    "tests/data/lightgbm/lgb_binary_nan/model.txt",
    "--profile",
    "tests/data/lightgbm/lgb_binary_nan/rows.csv",
    "--row",
    "0",
];

#[test]
fn of_one_outcome_it_speaks_of_the_line() {
    let text = works(&[&BINARY[..], &["--refuse", "tenure_months"]].concat());
    assert!(text.contains("Without 1 fact, row 0 would come above the line of 41\u{a0}%"), "{text}");
    assert!(text.contains("it would be sent with these made-up values: tenure_months"), "{text}");
    let text = works(&[&BINARY[..], &["--refuse", "email_opens"]].concat());
    assert!(text.contains("stays below the line of 41\u{a0}%: proven"), "{text}");
    assert!(!text.contains("another outcome") && !text.contains("first"), "there is but one\n{text}");
}

#[test]
fn nothing_personal_refuses_all_that_is_asked() {
    let answer: serde_json::Value =
        serde_json::from_str(&works(&call(&["--nothing-personal", "--format", "json"]))).expect("JSON");
    let (model, n) = (maya().0, answer["withheld"].as_array().map(Vec::len));
    let asked =
        model.model().features().iter().filter(|(f, _)| model.model().uses(*f) || model.model().rules_ask(*f));
    assert_eq!(n, Some(asked.count()));
    assert_eq!(answer["after"]["first"], "discount_15", "what the average customer gets");
}

#[test]
fn who_said_what_takes_the_place_of_a_refused_fact_is_never_wrong() {
    let flat = |words: &[&str]| works(words).split_whitespace().collect::<Vec<_>>().join(" ");
    let said = flat(&call(&["--refuse", "payments"]));
    assert!(said.contains("as the data dictionary says"), "{said}");
    let asked = flat(&call(&["--refuse", "payments", "--method", "missing"]));
    assert!(asked.contains("as was asked for") && !asked.contains("nobody said"), "{asked}");
    let bare = flat(&[&BINARY[..], &["--refuse", "age"]].concat());
    assert!(bare.contains("which is assumed: nobody said"), "{bare}");
    // a system that ranks nothing is not what is worked out
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("retailer.ron");
    let text = String::from_utf8(bytes(&project("models/retailer.ron"))).expect("text");
    let other = text.replacen("on_refusal: ByCover", "on_refusal: NoProfiling(offer: \"free_delivery\")", 1);
    assert_ne!(text, other, "the demonstration says it");
    std::fs::write(&path, other).expect("written");
    let path = path.to_str().expect("text");
    let text = flat(&["balance", path, "--profile", "models/profiles/maya.ron", "--refuse", "payments"]);
    assert!(text.contains("in place of what the data dictionary says") && !text.contains("nobody said"), "{text}");
}

#[test]
fn a_model_without_covers_is_not_averaged_by_cover() {
    let at = |name: &str| format!("tests/data/onnx/onnx_rf_binary/{name}");
    let (model, rows, background) = (at("model.onnx"), at("rows.csv"), at("background.csv"));
    let call = ["balance", model.as_str(), "--profile", rows.as_str(), "--row", "0", "--refuse", "age"];
    let told = |words: &[&str]| {
        let out = candour(words);
        assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0));
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    let error = told(&call);
    assert!(error.contains("stores no covers") && error.contains("--background FILE"), "{error}");
    let with = [&call[..], &["--background", background.as_str()]].concat();
    assert!(works(&with).contains("averaged over"), "by background it can be");
    let error = told(&[&with[..], &["--method", "cover"]].concat());
    assert!(error.contains("ask for the average over the reference customers"), "{error}");
}

fn rows(inputs: &Inputs, original: &[Value], values: &[Value]) -> Refusals {
    let asked = RefusalsQuestion { original: original.to_vec(), values: values.to_vec(), line: None };
    refusals::refusals(inputs, &asked).expect("it is answered")
}

fn whatever(inputs: &Inputs, original: &[Value], values: &[Value], refused: Vec<FeatureIdx>) -> Whatever {
    let with = refusals::used(values, original, &refused);
    let asked = WhateverQuestion { original: original.to_vec(), question: question(inputs.model(), &with, refused) };
    refusals::whatever(inputs, &asked, &Progress::default()).expect("it is answered")
}

#[test]
fn a_row_is_the_effect_of_its_refusal_given_the_others() {
    let (inputs, maya) = maya();
    let model = inputs.model();
    let mut values = maya.values.clone();
    facts(model, &["loyalty"]).iter().for_each(|f| values[f.index()] = Value::Withheld);
    let answer = rows(&inputs, &maya.values, &values);
    assert_eq!(answer.given, rows(&inputs, &maya.values, &maya.values).now, "all used, whatever is refused now");
    let of = |label: &str| {
        let is_it = |row: &&refusals::Refused| matches!(&row.of, Subject::Purpose(p) if p.label == label);
        answer.rows.iter().find(is_it).expect("a row")
    };
    let (newsletter, loyalty) = (of("Newsletter and app"), of("Loyalty programme"));
    assert_eq!((newsletter.used, loyalty.used), (Use::All, Use::Nothing));
    // what is off is told against what it would be on
    assert_eq!((&loyalty.before, &loyalty.after, &newsletter.before), (&answer.given, &answer.now, &answer.now));
    assert!((newsletter.lead.expect("others may be had") * 100.0 - 42.5).abs() < 0.0501);
    let found = whatever(&inputs, &maya.values, &values, newsletter.features.clone());
    let lead = found.lead.expect("others may be had");
    assert!((lead.low * 100.0 - 3.66).abs() < 0.00501 && (lead.high * 100.0 - 63.49).abs() < 0.00501, "{lead:?}");
    assert!(found.settled && found.stays == Stays::Proven && found.brings.is_empty());
    // a fact of a refused purpose may be used again by itself
    let mut values = values.clone();
    let part = loyalty.features[0];
    values[part.index()] = maya.values[part.index()];
    let row = rows(&inputs, &maya.values, &values);
    assert_eq!(row.rows.last().expect("loyalty").used, Use::Part);
}

#[test]
fn the_made_up_values_that_decide_bring_it_and_none_of_them_can_be_left_out() {
    let mut seen = 0;
    cases(40, 4, |inputs, values, refused, _| {
        let model = inputs.model();
        let answer = whatever(inputs, values, values, refused.to_vec());
        let after = balance::without(inputs, values, refused, Refusal::Cover).expect("covers");
        let first = |values: &[Value]| {
            let responses = model.link().responses(&margins(model, &Codes::of(model, values), Absence::ByCover));
            candour::score::rank::first(model, &responses, |o| after.of(o).1.barred_by.is_none())
        };
        for (offer, made) in &answer.brings {
            let with = |left_out: Option<usize>| {
                let mut there = values.to_vec();
                let made = made.iter().enumerate().filter(|(i, _)| Some(*i) != left_out);
                made.for_each(|(_, (f, value))| there[f.index()] = *value);
                first(&there)
            };
            assert_eq!(with(None), Some(*offer));
            assert!((0..made.len()).all(|i| with(Some(i)) != Some(*offer)), "{made:?}");
            seen += 1;
        }
    });
    assert!(seen > 20, "{seen}");
}

#[test]
fn other_ways_to_refuse_are_those_that_can_be_had() {
    let (inputs, maya) = maya();
    let model = inputs.model();
    let answer = rows(&inputs, &maya.values, &maya.values);
    let others = table(&project("models/retailer_tested.csv"), model);
    let others = Background::of(model, &others).expect("rows");
    let ways = refusals::ways(&inputs, None, &answer.rows, Some(&others)).ways;
    let names: Vec<Way> = ways.iter().map(|(way, _)| *way).collect();
    assert_eq!(names, [Way::Cover, Way::Background(1000), Way::Missing]);
    for (row, by_cover) in answer.rows.iter().zip(&ways[0].1) {
        assert_eq!(&row.after, by_cover, "by cover is what the rows are");
    }
    for (row, missing) in answer.rows.iter().zip(&ways[2].1) {
        assert_eq!(missing, &balance::without(&inputs, &maya.values, &row.features, Refusal::Missing).expect("it"));
    }
    assert_eq!(refusals::ways(&inputs, None, &answer.rows, None).ways.len(), 2, "nobody else is open");
}

#[test]
fn leads_are_never_rounded_inward_and_the_finding_comes_first() {
    let (inputs, maya) = maya();
    let answer = rows(&inputs, &maya.values, &maya.values);
    let found: Vec<Whatever> =
        answer.rows.iter().map(|row| whatever(&inputs, &maya.values, &maya.values, row.features.clone())).collect();
    let known: Vec<Known<'_>> = found.iter().map(|w| Known { whatever: Some(w), searched: Searched::Done }).collect();
    let view = candour::view::balance::refusals::refusals(&inputs, &maya, None, &answer, &known);
    assert!(view.rows[0].is_amiss && view.rows[0].decided == "never asked");
    assert!(view.lead.0[0].1 && view.lead.text().starts_with("Four facts of “Payments and fraud prevention”"));
    for row in &view.rows {
        let bounds = row.bounds.expect("searched for");
        let ends: Vec<f64> = row
            .range
            .split(" to ")
            .map(|end| end.replace('\u{2212}', "-").replace('+', "").parse().expect("a number"))
            .collect();
        assert!(ends[0] <= bounds.low * 100.0 && bounds.high * 100.0 <= ends[1], "{}: {bounds:?}", row.range);
        assert!(ends[0] > bounds.low * 100.0 - 0.1 && ends[1] < bounds.high * 100.0 + 0.1, "{}", row.range);
    }
    // without a yes that is missing, what is proven comes first
    let mut agreed = maya.clone();
    agreed.consents.insert("payments".to_owned(), candour::model::Consent::Granted { on: Some(20_000) });
    let view = candour::view::balance::refusals::refusals(&inputs, &agreed, None, &answer, &known);
    assert!(view.lead.text().starts_with("Two purposes make no difference to what she gets first: proven."));
    assert!(view.lead.0[0].1 && view.rows.iter().all(|row| !row.is_amiss));
    // who refused, and is used all the same
    agreed.consents.insert("loyalty".to_owned(), candour::model::Consent::Refused { on: Some(20_000) });
    let view = candour::view::balance::refusals::refusals(&inputs, &agreed, None, &answer, &known);
    assert!(view.lead.text().contains("help to choose Maya’s offers, and she refused 2024-10-04."));
}
