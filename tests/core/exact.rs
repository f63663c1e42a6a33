//! Exact search: golden answers of an independent solver, every value tried by brute force, and laws.

use std::time::Duration;

use candour::base::progress::Progress;
use candour::base::{FeatureIdx, NodeIdx, OfferIdx};
use candour::data::rules_ron;
use candour::explain::exact::{
    Enough, EnoughQuestion, Goal, PlanAnswer, PlanQuestion, Settled, Span, cheapest_plan, enough,
};
use candour::import;
use candour::model::{
    Aggregate, ChangeRules, Comparison, Condition, CustomerModel, Direction, Feature, FeatureKind, Freedom, Node,
    RankBy, Rounding, Rule, Side, Split, Test, Tree, Value,
};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::Value as Json;

use crate::common::{builder, bytes, offer, project, random_values, rounded_model};

fn json(name: &str) -> Json {
    serde_json::from_slice(&bytes(&project(&format!("tests/data/exact/{name}")))).expect("JSON")
}

/// A model of the golden answers: as its library wrote it, or the forest in its plain form.
fn golden_model(name: &str) -> CustomerModel {
    let file = match name {
        "lgb_binary" => "lgb_binary.txt".to_owned(),
        "rf_binary" => return plain_forest(),
        _ => format!("{name}.json"),
    };
    let read = bytes(&project(&format!("tests/data/exact/{file}")));
    import::load(&read, &file).unwrap_or_else(|e| panic!("{name}: {e}")).value
}

/// scikit-learn's forest: a row is rounded to float32, `x <= t` goes left, the score is the mean less a half.
fn plain_forest() -> CustomerModel {
    let file = json("rf_binary.plain.json");
    let features = file["features"].as_array().expect("features");
    let features =
        features.iter().map(|f| Feature::bare(f.as_str().expect("a name"), FeatureKind::Number)).collect::<Vec<_>>();
    let number = |v: &Json| v.as_f64().expect("a number");
    let at = |v: &Json| v.as_u64().expect("a position") as usize;
    let mut trees = Vec::new();
    for tree in file["trees"].as_array().expect("trees") {
        let nodes = tree["nodes"].as_array().expect("nodes");
        let node = |n: &Json| match n.get("leaf") {
            Some(value) => Node::Leaf { value: number(value) },
            None => Node::Split(Split {
                feature: FeatureIdx::new(at(&n["f"])),
                test: Test::Below { threshold: number(&n["t"]).next_up(), written: Comparison::LessOrEqual, rank: 0 },
                missing: Side::Left,
                left: NodeIdx::new(at(&n["l"])),
                right: NodeIdx::new(at(&n["r"])),
            }),
        };
        trees.push(Tree {
            offer: OfferIdx(0),
            nodes: nodes.iter().map(node).collect(),
            covers: nodes.iter().map(|n| number(&n["cover"])).collect(),
        });
    }
    // its leaves are shares of the mean already
    let mut parts = builder(features, vec![offer("0", number(&file["base"][0]), Aggregate::Sum)], trees);
    parts.rounding = Rounding::F32;
    parts.build().expect("a valid forest")
}

/// The customers of the golden answers.
fn golden_rows() -> Vec<Vec<Value>> {
    let rows = crate::common::numbers(&project("tests/data/exact/data.csv"));
    rows.into_iter().map(|row| row[..14].iter().map(|&x| Value::Number(x)).collect()).collect()
}

/// What the golden answers let change: ranges, whole numbers, prices of one standard deviation, one group.
fn golden_rules(model: &CustomerModel) -> ChangeRules {
    let schema = json("schema.json");
    let names: Vec<&str> = schema["features"].as_array().expect("names").iter().filter_map(Json::as_str).collect();
    let whole: Vec<&str> = schema["integer"].as_array().expect("names").iter().filter_map(Json::as_str).collect();
    let entries: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let price = 1.0 / schema["scale_std_ddof0"][i].as_f64().expect("a scale");
            let (min, max) = (schema["min"][i].as_f64().expect("min"), schema["max"][i].as_f64().expect("max"));
            let whole = whole.contains(name);
            format!("\"{name}\": (min: {min:?}, max: {max:?}, whole: {whole}, price: {price:?}, direction: Any)")
        })
        .collect();
    let group = r#"[["region_north", "region_south", "region_east"]]"#;
    let text = format!("(features: {{{}}}, one_hot: {group})", entries.join(", "));
    rules_ron::read(text.as_bytes(), model).unwrap_or_else(|e| panic!("{e}"))
}

fn find(model: &CustomerModel, names: &Json) -> Vec<FeatureIdx> {
    let names = names.as_array().expect("names").iter().filter_map(Json::as_str);
    names.map(|name| model.features().find(name).expect("a feature")).collect()
}

fn plan(model: &CustomerModel, question: &PlanQuestion) -> PlanAnswer {
    cheapest_plan(model, question, &Progress::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn ask(model: &CustomerModel, question: &EnoughQuestion) -> Enough {
    enough(model, question, &Progress::default()).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn the_cheapest_plans_are_those_of_an_independent_solver() {
    let rows = golden_rows();
    let cases = json("expected_counterfactuals.json");
    let cases = cases["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 144);
    for name in ["xgb_binary", "lgb_binary", "rf_binary"] {
        let model = golden_model(name);
        let rules = golden_rules(&model);
        for case in cases.iter().filter(|c| c["model"] == name) {
            let values = &rows[case["row"].as_u64().expect("a row") as usize];
            let question = PlanQuestion {
                values: values.clone(),
                goal: Goal::AtLeast(OfferIdx(0), 0.0),
                rules: rules.clone().only(&find(&model, &case["levers"])),
                most_changes: case["max_changes"].as_u64().map(|n| n as usize),
                budget: None,
            };
            let answer = plan(&model, &question);
            let at = format!("{name}, row {}, {} levers", case["row"], case["levers"].as_array().map_or(0, Vec::len));
            if case["status"] == "no_recourse" {
                assert_eq!(answer.status, Settled::Impossible, "{at}");
                continue;
            }
            assert_eq!(answer.status, Settled::Optimal, "{at}");
            let cost = answer.plan.as_ref().expect("a plan").cost;
            let expected = case["cost"].as_f64().expect("a cost");
            assert!((cost - expected).abs() < 1e-6, "{at}: {cost} against {expected}");
            check(&model, &question, &answer, &at);
        }
    }
}

/// What holds of every plan: it reaches its goal by the model's own score, costs what it says, keeps what is fixed,
/// in range and on its step, and every value in the ranges that suffice reaches it, too.
fn check(model: &CustomerModel, question: &PlanQuestion, answer: &PlanAnswer, at: &str) {
    let Some(plan) = &answer.plan else { return };
    assert!(question.goal.reached(model, &plan.values), "{at}: the goal is not reached");
    assert!(answer.lower_bound <= plan.cost + 1e-12, "{at}: a bound above the cost");
    let mut cost = 0.0;
    for (f, (new, old)) in plan.values.iter().zip(&question.values).enumerate() {
        if new.same(*old) {
            continue;
        }
        let freedom = question.rules.freedoms[f];
        assert_ne!(freedom.direction, Direction::Fixed, "{at}: feature {f} is fixed");
        assert!(plan.changes.iter().any(|c| c.feature.index() == f), "{at}: feature {f} changed unsaid");
        match (*new, *old) {
            (Value::Number(new), Value::Number(old)) => {
                cost += freedom.price * (new - old).abs();
                assert!(freedom.min <= new && new <= freedom.max, "{at}: feature {f} leaves its range");
                assert!(freedom.direction != Direction::Up || new > old, "{at}: feature {f} only grows");
                assert!(freedom.direction != Direction::Down || new < old, "{at}: feature {f} only shrinks");
            }
            _ => cost += freedom.price,
        }
        if let (Some(step), Value::Number(new)) = (freedom.step, *new) {
            assert!((new / step - (new / step).round()).abs() < 1e-9, "{at}: feature {f} is between its steps");
        }
    }
    assert!((cost - plan.cost).abs() < 1e-9, "{at}: costs {cost}, says {}", plan.cost);
    let number =
        |values: &[Value], f: FeatureIdx| if let Value::Number(x) = values[f.index()] { x } else { f64::NAN };
    for group in &question.rules.one_hot {
        let ones = group.iter().filter(|&&f| number(&plan.values, f) == 1.0).count();
        assert_eq!(ones, 1, "{at}: a group has {ones} ones");
    }
    for &(a, b) in &question.rules.at_most {
        let [a, b] = [a, b].map(|f| number(&plan.values, f));
        assert!(a <= b || a.is_nan() || b.is_nan(), "{at}: {a} is more than {b}");
    }
    assert!(question.most_changes.is_none_or(|most| plan.changes.len() <= most), "{at}: too many changes");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    if !question.rules.one_hot.is_empty() || !question.rules.at_most.is_empty() {
        return;
    }
    for _ in 0..20 {
        let mut other = plan.values.clone();
        for change in &plan.changes {
            let freedom = question.rules.of_feature(change.feature);
            if let Some(value) = any_within(&mut rng, &change.suffices, freedom) {
                other[change.feature.index()] = value;
            }
        }
        assert!(question.goal.reached(model, &other), "{at}: {other:?} is within what suffices");
    }
}

/// Some value of a span, at an end of it now and then.
fn any_within(rng: &mut Xoshiro256PlusPlus, span: &Span, freedom: &Freedom) -> Option<Value> {
    match span {
        Span::Unknown => None,
        Span::Levels(levels) => Some(Value::Level(levels[rng.gen_range(0..levels.len())])),
        Span::Numbers { low, high } => {
            let (low, high) = (low.unwrap_or(freedom.min), high.unwrap_or(freedom.max));
            let (low, high) = (low.max(-1e6), high.min(1e6));
            let x = match rng.gen_range(0..4) {
                0 => low,
                1 => high,
                _ => low + (high - low) * rng.gen_range(0.0..1.0),
            };
            let x = freedom.step.map_or(x, |s| ((x / s).round() * s).clamp(low, high));
            Some(Value::Number(x))
        }
    }
}

#[test]
fn what_alone_is_enough_is_as_small_as_an_independent_solver_says() {
    let rows = golden_rows();
    let cases = json("expected_sufficient_facts.json");
    for case in cases["cases"].as_array().expect("cases") {
        let name = case["model"].as_str().expect("a name");
        let model = golden_model(name);
        let values = &rows[case["row"].as_u64().expect("a row") as usize];
        let never = if case["score"].as_f64().expect("a score") >= 0.0 {
            Goal::Below(OfferIdx(0), 0.0)
        } else {
            Goal::AtLeast(OfferIdx(0), 0.0)
        };
        let question = EnoughQuestion {
            values: values.clone(),
            never,
            rules: golden_rules(&model),
            budget: None,
            ranges: false,
        };
        let answer = ask(&model, &question);
        let at = format!("{name}, row {}", case["row"]);
        assert_eq!(answer.status, Settled::Optimal, "{at}");
        if let Some(size) = case["minimum"]["size"].as_u64() {
            assert_eq!(answer.kept.len() as u64, size, "{at}");
            let mut always = find(&model, &case["facts_in_every_reason"]);
            always.sort_unstable();
            assert_eq!(answer.always, always, "{at}");
        }
    }
}

/// Values on a grid of quarters: every cell of a random model has one.
fn grid(feature: &Feature, freedom: &Freedom) -> Vec<Value> {
    match feature.kind {
        FeatureKind::Choice { .. } => (0..feature.levels().len() as u32).map(Value::Level).collect(),
        _ => {
            let (low, high) = ((freedom.min * 4.0).ceil() as i32, (freedom.max * 4.0).floor() as i32);
            (low..=high).map(|q| Value::Number(f64::from(q) / 4.0)).collect()
        }
    }
}

/// Calls with every customer that changes may lead to, and what each costs.
fn everybody(
    model: &CustomerModel,
    values: &[Value],
    rules: &ChangeRules,
    paid: bool,
    mut call: impl FnMut(&[Value], f64, usize),
) {
    let mut choices: Vec<Vec<(Value, f64)>> = Vec::new();
    for (idx, feature) in model.features().iter() {
        let (own, freedom) = (values[idx.index()], rules.of_feature(idx));
        let mut list = vec![(own, 0.0)];
        if !paid || freedom.direction != Direction::Fixed {
            for value in grid(feature, freedom) {
                let cost = match (value, own) {
                    _ if value.same(own) => continue,
                    (Value::Number(new), Value::Number(old)) => match freedom.direction {
                        Direction::Up if paid && new < old => continue,
                        Direction::Down if paid && new > old => continue,
                        _ => freedom.price * (new - old).abs(),
                    },
                    _ => freedom.price,
                };
                list.push((value, cost));
            }
        }
        choices.push(list);
    }
    let mut at = vec![0; choices.len()];
    loop {
        let point: Vec<Value> = at.iter().zip(&choices).map(|(&i, list)| list[i].0).collect();
        let number = |f: FeatureIdx| if let Value::Number(x) = point[f.index()] { Some(x) } else { None };
        let pairs = rules.at_most.iter().all(|&(a, b)| match (number(a), number(b)) {
            (Some(a), Some(b)) => a <= b,
            _ => true,
        });
        let groups = rules.one_hot.iter().all(|g| g.iter().filter(|&&f| number(f) == Some(1.0)).count() == 1);
        if pairs && groups {
            let cost = at.iter().zip(&choices).map(|(&i, list)| list[i].1).sum();
            call(&point, cost, at.iter().filter(|&&i| i > 0).count());
        }
        let Some(next) = (0..at.len()).find(|&k| at[k] + 1 < choices[k].len()) else { return };
        at[..next].fill(0);
        at[next] += 1;
    }
}

/// A model of four facts (the last one of levels), two offers, rules of who may get them, and a customer.
fn small(seed: u64) -> (Xoshiro256PlusPlus, CustomerModel, Vec<Value>, ChangeRules) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (n_trees, depth) = (rng.gen_range(1..9), rng.gen_range(1..5));
    let float32 = rng.gen_bool(0.5);
    let model = rounded_model(&mut rng, 4, n_trees, depth, float32);
    let mut parts = model.into_builder();
    if rng.gen_bool(0.4) {
        let condition = if rng.gen_bool(0.5) { Condition::AtLeast(-0.25) } else { Condition::Below(0.75) };
        parts.offers[0].rules.push(Rule { feature: FeatureIdx::new(0), condition, reason: "a rule".into() });
    }
    if rng.gen_bool(0.3) {
        parts.rank_by = RankBy::ResponseTimesValue;
        parts.offers.iter_mut().for_each(|o| o.value = Some(f64::from(rng.gen_range(0..4u32))));
    }
    if rng.gen_bool(0.3) {
        parts.link = candour::model::Link::Softmax;
    }
    let model = parts.build().expect("a valid model");
    let values = random_values(&mut rng, &model, 0.0);
    let mut rules = ChangeRules::of(&model);
    for freedom in &mut rules.freedoms {
        let direction = [Direction::Any, Direction::Any, Direction::Up, Direction::Down, Direction::Fixed];
        *freedom = Freedom {
            min: f64::from(rng.gen_range(-8..-3i32)) / 4.0,
            max: f64::from(rng.gen_range(3..9i32)) / 4.0,
            step: Some(0.25),
            price: f64::from(rng.gen_range(0..5u32)) / 2.0,
            direction: direction[rng.gen_range(0..5)],
        };
    }
    if rng.gen_bool(0.3) {
        rules.at_most.push((FeatureIdx::new(0), FeatureIdx::new(2)));
    }
    (rng, model, values, rules)
}

fn some_goal(rng: &mut Xoshiro256PlusPlus, model: &CustomerModel, values: &[Value]) -> Goal {
    let offer = OfferIdx::new(rng.gen_range(0..2));
    let now =
        candour::score::margins(model, &candour::score::Codes::of(model, values), candour::score::Absence::ByCover)
            [offer.index()];
    match rng.gen_range(0..4) {
        0 => Goal::AtLeast(offer, now + rng.gen_range(0.0..1.5)),
        1 => Goal::Below(offer, now - rng.gen_range(0.0..1.5)),
        2 => Goal::NotFirst(offer),
        _ => Goal::First((0..2).map(|o| o == offer.index()).collect()),
    }
}

#[test]
fn every_plan_is_the_cheapest_of_all_values_tried() {
    let (mut none, mut some) = (0, 0);
    for seed in 0..120 {
        let (mut rng, model, values, rules) = small(seed);
        let goal = some_goal(&mut rng, &model, &values);
        let most_changes = [None, None, Some(0), Some(1), Some(2), Some(3)][rng.gen_range(0..6)];
        let mut best = f64::INFINITY;
        everybody(&model, &values, &rules, true, |point, cost, changes| {
            if cost < best && most_changes.is_none_or(|m| changes <= m) && goal.reached(&model, point) {
                best = cost;
            }
        });
        let question = PlanQuestion { values, goal, rules, most_changes, budget: None };
        let answer = plan(&model, &question);
        let at = format!("seed {seed}, {:?}", question.goal);
        match answer.status {
            Settled::Optimal => {
                let cost = answer.plan.as_ref().expect("a plan").cost;
                let what = (&answer.plan, &question);
                assert!((cost - best).abs() < 1e-9, "{at}: {cost} against {best} by trying: {what:?}");
                some += 1;
            }
            status => {
                assert_eq!(status, Settled::Impossible, "{at}");
                assert_eq!(best, f64::INFINITY, "{at}: there is one that costs {best}");
                none += 1;
            }
        }
        check(&model, &question, &answer, &at);
    }
    assert!(none > 10 && some > 40, "{none} without and {some} with a plan say little");
}

#[test]
fn groups_of_which_one_is_one_are_kept_also_where_the_model_never_asks_a_member() {
    for seed in 0..40 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(500 + seed);
        let model = rounded_model(&mut rng, 3, 6, 4, false);
        let mut parts = model.into_builder();
        // the fourth is asked by no tree
        parts.features.push(Feature::bare("never", FeatureKind::Number));
        let model = parts.build().expect("a valid model");
        let mut rules = ChangeRules::of(&model);
        for freedom in &mut rules.freedoms {
            *freedom = Freedom { min: 0.0, max: 1.0, step: Some(1.0), price: 1.0, direction: Direction::Any };
        }
        rules.one_hot.push([0, 2, 3].map(FeatureIdx::new).to_vec());
        let values: Vec<Value> = [1.0, 0.0, 0.0, 0.0].map(Value::Number).to_vec();
        let goal = some_goal(&mut rng, &model, &values);
        let mut best = f64::INFINITY;
        everybody(&model, &values, &rules, true, |point, cost, _| {
            let whole = point.iter().all(|v| matches!(v, Value::Number(x) if x.fract() == 0.0));
            if whole && cost < best && goal.reached(&model, point) {
                best = cost;
            }
        });
        let question = PlanQuestion { values, goal, rules, most_changes: None, budget: None };
        let answer = plan(&model, &question);
        let cost = answer.plan.as_ref().map_or(f64::INFINITY, |p| p.cost);
        assert!(cost == best || (cost - best).abs() < 1e-9, "seed {seed}: {cost} against {best} by trying");
        check(&model, &question, &answer, &format!("seed {seed}"));
    }
}

#[test]
fn no_smaller_set_of_facts_is_enough() {
    let mut sizes = [0; 5];
    for seed in 0..60 {
        let (mut rng, model, values, mut rules) = small(1000 + seed);
        rules.at_most.clear();
        let goal = some_goal(&mut rng, &model, &values);
        if goal.reached(&model, &values) {
            continue;
        }
        // by subset, whether anything else leads to the goal
        let mut leads = [false; 16];
        everybody(&model, &values, &rules, false, |point, _, _| {
            if goal.reached(&model, point) {
                let kept = (0..4).filter(|&f| point[f].same(values[f])).fold(0, |set, f| set | 1 << f);
                (0..16).filter(|set| set & !kept == 0).for_each(|set: usize| leads[set] = true);
            }
        });
        let size = (0..16usize).filter(|&set| !leads[set]).map(usize::count_ones).min().expect("all facts");
        let always: Vec<FeatureIdx> = (0..4usize).filter(|f| leads[15 ^ (1 << f)]).map(FeatureIdx::new).collect();
        let question = EnoughQuestion { values, never: goal, rules, budget: None, ranges: true };
        let answer = ask(&model, &question);
        let at = format!("seed {seed}, {:?}", question.never);
        assert_eq!(answer.status, Settled::Optimal, "{at}");
        assert_eq!(answer.kept.len(), size as usize, "{at}");
        assert_eq!(answer.always, always, "{at}");
        sizes[size as usize] += 1;
        // whatever the others are, and wherever the kept ones stay within their ranges
        for _ in 0..60 {
            let other: Vec<Value> = (0..4)
                .map(|f| {
                    let idx = FeatureIdx::new(f);
                    let freedom = question.rules.of_feature(idx);
                    match answer.kept.iter().find(|k| k.feature == idx) {
                        Some(kept) => any_within(&mut rng, &kept.within, freedom).unwrap_or(question.values[f]),
                        None => {
                            let list = grid(model.features().get(idx), freedom);
                            list[rng.gen_range(0..list.len())]
                        }
                    }
                })
                .collect();
            assert!(!question.never.reached(&model, &other), "{at}: {other:?}");
        }
    }
    assert!(sizes[1..].iter().filter(|&&n| n > 0).count() >= 2, "sets of {sizes:?} facts say little");
}

#[test]
fn plans_of_few_changes_are_the_cheapest_over_all_sets_of_so_many_levers() {
    let rows = golden_rows();
    for (name, goal) in
        [("xgb_binary", Goal::AtLeast(OfferIdx(0), 0.0)), ("lgb_binary", Goal::Below(OfferIdx(0), -3.0))]
    {
        let model = golden_model(name);
        let mut rules = golden_rules(&model);
        rules.one_hot.clear();
        let levers: Vec<FeatureIdx> = [1, 2, 8, 9, 10, 11].map(FeatureIdx::new).to_vec();
        for row in [0, 3, 5, 6, 8, 11] {
            let ask = |levers: &[FeatureIdx], most_changes| {
                let rules = rules.clone().only(levers);
                let question =
                    PlanQuestion { values: rows[row].clone(), goal: goal.clone(), rules, most_changes, budget: None };
                let answer = plan(&model, &question);
                check(&model, &question, &answer, &format!("{name}, row {row}, at most {most_changes:?}"));
                answer.plan.map_or(f64::INFINITY, |p| p.cost)
            };
            for most in 1..=3usize {
                let subsets = (0..1u32 << levers.len()).filter(|set| set.count_ones() as usize == most);
                let of =
                    |set: u32| (0..levers.len()).filter(|i| set >> i & 1 == 1).map(|i| levers[i]).collect::<Vec<_>>();
                let best = subsets.map(|set| ask(&of(set), None)).fold(f64::INFINITY, f64::min);
                let found = ask(&levers, Some(most));
                assert!(found == best || (found - best).abs() < 1e-9, "{name}, row {row}, {most}: {found}, {best}");
            }
        }
    }
}

#[test]
fn another_lever_never_costs_more_and_order_and_names_do_not_matter() {
    let rows = golden_rows();
    let model = golden_model("xgb_binary");
    let rules = golden_rules(&model);
    let mut parts = model.clone().into_builder();
    parts.trees.reverse();
    parts.features.iter_mut().enumerate().for_each(|(i, f)| f.id = format!("renamed {i}"));
    let shuffled = parts.build().expect("a valid model");
    let levers: Vec<FeatureIdx> = [1, 2, 3, 9, 10, 11].map(FeatureIdx::new).to_vec();
    for row in [0, 1, 2, 5, 6] {
        let mut last = f64::INFINITY;
        for n in 1..=levers.len() {
            let question = PlanQuestion {
                values: rows[row].clone(),
                goal: Goal::AtLeast(OfferIdx(0), 0.0),
                rules: rules.clone().only(&levers[..n]),
                most_changes: None,
                budget: None,
            };
            let cost = |model: &CustomerModel| plan(model, &question).plan.map_or(f64::INFINITY, |p| p.cost);
            let now = cost(&model);
            assert!(now <= last + 1e-9, "row {row}: {n} levers cost {now}, one less {last}");
            assert!(
                (now - cost(&shuffled)).abs() < 1e-9 || now == cost(&shuffled),
                "row {row}: order or names matter"
            );
            last = now;
        }
    }
}

#[test]
fn a_stopped_search_says_between_which_bounds_the_answer_lies() {
    let rows = golden_rows();
    let model = golden_model("xgb_binary");
    let mut stopped = 0;
    for row in [0, 1, 3, 4, 5, 6] {
        let mut question = PlanQuestion {
            values: rows[row].clone(),
            goal: Goal::AtLeast(OfferIdx(0), 0.0),
            rules: golden_rules(&model),
            most_changes: None,
            budget: None,
        };
        let unlimited = plan(&model, &question);
        let whole = unlimited.plan.as_ref().expect("a plan").cost;
        question.budget = Some(Duration::ZERO);
        let part = plan(&model, &question);
        assert!(part.stopped || part == unlimited, "row {row}: a budget decided an answer");
        assert_eq!(part.stopped, part.status == Settled::Unsettled, "row {row}");
        assert!(part.lower_bound <= whole + 1e-9, "row {row}: at least {}, but {whole}", part.lower_bound);
        assert!(part.plan.as_ref().is_none_or(|p| p.cost >= whole - 1e-9), "row {row}");
        stopped += usize::from(part.status == Settled::Unsettled);
        check(&model, &question, &part, "stopped");
        let cancelled = Progress::default();
        cancelled.cancel();
        question.budget = None;
        // nothing was looked at: nothing is proven, and nothing is claimed
        let answer = cheapest_plan(&model, &question, &cancelled).expect("an answer");
        assert_eq!((answer.status, answer.stopped), (Settled::Unsettled, true), "row {row}");
        assert!(answer.lower_bound <= whole + 1e-9, "row {row}");
    }
    assert!(stopped > 3, "only {stopped} were stopped");
}

#[test]
fn a_search_for_what_is_enough_that_is_stopped_looks_at_nothing_more() {
    let rows = golden_rows();
    let model = golden_model("xgb_binary");
    let rules = golden_rules(&model);
    let cancelled = Progress::default();
    cancelled.cancel();
    for row in [0, 1, 3] {
        let values = rows[row].clone();
        let above = Goal::AtLeast(OfferIdx(0), 0.0).reached(&model, &values);
        let never = if above { Goal::Below(OfferIdx(0), 0.0) } else { Goal::AtLeast(OfferIdx(0), 0.0) };
        let mut question = EnoughQuestion { values, never, rules: rules.clone(), budget: None, ranges: true };
        let whole = ask(&model, &question);
        assert!(whole.status == Settled::Optimal && !whole.stopped && whole.nodes > 0, "row {row}");
        let answer = enough(&model, &question, &cancelled).expect("an answer");
        assert_eq!((answer.status, answer.stopped, answer.nodes), (Settled::Unsettled, true, 0), "row {row}");
        assert!(answer.at_least <= whole.at_least, "row {row}");
        question.budget = Some(Duration::ZERO);
        let answer = ask(&model, &question);
        assert_eq!((answer.status, answer.stopped, answer.nodes), (Settled::Unsettled, true, 0), "row {row}");
    }
}

#[test]
fn what_never_happens_must_not_be_so_already() {
    let model = golden_model("xgb_binary");
    let values = golden_rows()[0].clone();
    let margin = candour::score::margins(
        &model,
        &candour::score::Codes::of(&model, &values),
        candour::score::Absence::ByCover,
    )[0];
    let never = Goal::AtLeast(OfferIdx(0), margin);
    let rules = golden_rules(&model);
    let question = EnoughQuestion { values, never, rules, budget: None, ranges: false };
    let error = enough(&model, &question, &Progress::default()).expect_err("refused");
    assert_eq!(error.kind, candour::base::Kind::Question);
    assert!(error.hint.is_some(), "{error}");
}

#[test]
fn a_withheld_fact_is_refused_with_its_name_and_without_its_value() {
    let model = golden_model("xgb_binary");
    let mut values = golden_rows()[0].clone();
    values[1] = Value::Withheld;
    let rules = golden_rules(&model);
    let goal = Goal::AtLeast(OfferIdx(0), 0.0);
    let question = PlanQuestion { values, goal, rules, most_changes: None, budget: None };
    let error = cheapest_plan(&model, &question, &Progress::default()).expect_err("refused");
    assert_eq!(error.kind, candour::base::Kind::Question);
    assert!(error.to_string().contains("\"income\""), "{error}");
}

#[test]
fn rules_are_refused_with_their_place() {
    let model = golden_model("xgb_binary");
    for (text, part) in [
        ("(features: {\"incme\": (min: 1)})", "no feature \"incme\""),
        ("(features: {\"income\": (min: 9, max: 1)})", "nothing in it"),
        ("(features: {\"income\": (price: -1)})", "price"),
        ("(features: {\"income\": (), \"income\": ()})", "twice"),
        ("(features: {\"income\": (directon: Up)})", "an unknown field"),
        ("(features: {\"income\": (direction: Sideways)})", "an unknown word"),
        ("(one_hot: [[\"region_north\"]])", "two facts at least"),
        ("(one_hot: [[\"region_north\", \"region_south\"], [\"region_east\", \"region_south\"]])", "already"),
        ("(at_most: [(\"age\", \"age\")])", "with itself"),
        ("(at_most: [(\"age\", \"nobody\")])", "nobody"),
        ("(features: {", "line 1"),
        ("age;income", "line 1"),
    ] {
        let error = rules_ron::read(text.as_bytes(), &model).expect_err(text);
        assert!(error.to_string().contains(part), "{text}: {error}");
        assert!(error.hint.is_some(), "{text}: no hint");
    }
    let read = rules_ron::read(b"(features: {\"age\": (min: 18, max: 90, whole: true, price: 0.07, direction: Up)}, at_most: [(\"age\", \"income\")])", &model);
    let rules = read.unwrap_or_else(|e| panic!("{e}"));
    let age = model.features().find("age").expect("age");
    let expected = Freedom { min: 18.0, max: 90.0, step: Some(1.0), price: 0.07, direction: Direction::Up };
    assert_eq!(*rules.of_feature(age), expected);
}
