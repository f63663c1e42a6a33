//! Laws on random ensembles: the engine against Shapley's definition, additivity, curves against scoring, replay,
//! merged paths, files that come back equal.

use candour::base::FeatureIdx;
use candour::data::profile_ron;
use candour::explain::{Explainer, oracle, response_curve};
use candour::import::candour_ron;
use candour::model::{FeatureKind, Profile, Value};
use candour::score::{Absence, Background, Codes, Region, margins, merged_path, replay};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{random_model, random_values};

#[test]
fn attributions_are_shapley_values_by_definition() {
    for seed in 0..60 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (n_trees, depth) = (rng.gen_range(1..6), rng.gen_range(0..7));
        let model = random_model(&mut rng, 7, n_trees, depth);
        let rows: Vec<_> = (0..5).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        let background = Background::new(&model, rows).expect("five rows");
        for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
            let explainer = Explainer::new(&model).absence(absence);
            for withheld in [0.0, 0.2] {
                let values = random_values(&mut rng, &model, withheld);
                let codes = Codes::of(&model, &values);
                let all = margins(&model, &codes, absence);
                for offer in model.offer_ids() {
                    let found = explainer.attribute(&codes, offer, all[offer.index()]);
                    let (base, shares) = oracle::shapley(&model, &codes, offer, absence).expect("seven features");
                    assert!((found.base_value - base).abs() < 1e-12, "seed {seed}: {} {base}", found.base_value);
                    for (j, (a, b)) in found.shares.iter().zip(&shares).enumerate() {
                        assert!((a - b).abs() < 1e-12, "seed {seed}, {absence:?}, feature {j}: {a} against {b}");
                    }
                    assert!(found.residual.abs() < 1e-12, "seed {seed}: residual {}", found.residual);
                    let pairs = explainer.interact(&codes, &found);
                    for a in (0..7).map(FeatureIdx::new) {
                        let row: f64 = (0..7).map(|b| pairs.get(a, FeatureIdx::new(b))).sum();
                        assert!((row - found.shares[a.index()]).abs() < 1e-12, "interaction rows add up");
                    }
                }
            }
        }
    }
}

#[test]
fn attributions_of_very_deep_paths_add_up() {
    // 150 features on one path: more than one word of pattern bits
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let model = crate::common::chain_model(150);
    let rows: Vec<_> = (0..4).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    let background = Background::new(&model, rows).expect("four rows");
    for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
        let explainer = Explainer::new(&model).absence(absence);
        for _ in 0..5 {
            let codes = Codes::of(&model, &random_values(&mut rng, &model, 0.0));
            for (offer, margin) in model.offer_ids().zip(margins(&model, &codes, absence)) {
                let found = explainer.attribute(&codes, offer, margin);
                assert!(found.residual.abs() < 1e-10, "residual {}", found.residual);
            }
        }
    }
}

#[test]
fn curves_say_what_scoring_says_bit_for_bit() {
    for seed in 0..40 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = random_model(&mut rng, 6, 5, 5);
        let values = random_values(&mut rng, &model, if seed % 3 == 0 { 0.2 } else { 0.0 });
        let codes = Codes::of(&model, &values);
        for (feature, description) in model.features().iter() {
            let curve = response_curve(&model, &values, &codes, feature, Absence::ByCover, None);
            let mut probes: Vec<Value> = vec![Value::Missing];
            match &description.kind {
                FeatureKind::Choice { levels } => probes.extend((0..levels.len() as u32).map(Value::Level)),
                _ => {
                    for &t in model.cuts(feature).thresholds() {
                        probes.extend([t.next_down(), t, t.next_up()].map(Value::Number));
                    }
                    probes.extend([-1e300, 0.3, 1e300].map(Value::Number));
                }
            }
            for probe in probes {
                let zero = description.zero_is_missing && matches!(probe, Value::Number(x) if x.abs() < 1e-30);
                let stretch = if zero { &curve.missing } else { curve.at(probe) };
                let mut changed = values.clone();
                changed[feature.index()] = probe;
                let expected = margins(&model, &Codes::of(&model, &changed), Absence::ByCover);
                let responses = model.link().responses(&expected);
                for (a, b) in stretch.responses.iter().zip(&responses) {
                    assert_eq!(a.to_bits(), b.to_bits(), "seed {seed}, {feature:?} at {probe:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_changes_inside_the_merged_path_and_every_path_replays() {
    for seed in 0..40 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = random_model(&mut rng, 6, 6, 5);
        let values = random_values(&mut rng, &model, 0.0);
        let codes = Codes::of(&model, &values);
        let before = margins(&model, &codes, Absence::ByCover);
        let certificate = replay(&model, &values, Absence::ByCover);
        assert!(certificate.holds() && certificate.same_leaf == 6, "seed {seed}: {certificate:?}");
        let merged = merged_path(&model, &codes, None);
        for _ in 0..20 {
            let mut other = codes.clone();
            for (feature, region) in &merged.regions {
                let code = match region {
                    Region::Cells { low, high } => rng.gen_range(*low..*high),
                    Region::Levels(levels) => levels[rng.gen_range(0..levels.len())],
                    Region::Missing => continue,
                };
                other = other.with(*feature, code);
            }
            assert_eq!(margins(&model, &other, Absence::ByCover), before, "seed {seed}");
        }
    }
}

#[test]
fn models_and_profiles_come_back_equal_from_their_files() {
    for seed in 0..20 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = random_model(&mut rng, 6, 4, 4);
        let text = candour_ron::write(&model);
        let again = candour_ron::read(text.as_bytes()).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}")).value;
        assert_eq!(candour_ron::write(&again), text);
        let values: Vec<Value> = random_values(&mut rng, &model, 0.2)
            .into_iter()
            .map(|v| if v == Value::OtherLevel { Value::Missing } else { v })
            .collect();
        assert_eq!(
            margins(&model, &Codes::of(&model, &values), Absence::ByCover),
            margins(&again, &Codes::of(&again, &values), Absence::ByCover)
        );
        let profile = Profile {
            name: "Ada".into(),
            fictional: true,
            pronoun: candour::model::profile::Pronoun::She,
            story: "A story.".into(),
            values,
            consents: Default::default(),
        };
        let file = profile_ron::write(&model, &profile);
        let back = profile_ron::read(file.as_bytes(), &model).unwrap_or_else(|e| panic!("{e}\n{file}")).value;
        assert_eq!(back, profile);
    }
}

#[test]
fn what_changes_did_adds_up_fact_by_fact() {
    use candour::explain::change::change_shares;
    for seed in 0..30 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = random_model(&mut rng, 6, 5, 5);
        let (a, b) = (random_values(&mut rng, &model, 0.0), random_values(&mut rng, &model, 0.0));
        let changed: Vec<FeatureIdx> =
            (0..6).map(FeatureIdx::new).filter(|f| !a[f.index()].same(b[f.index()])).collect();
        let shares = change_shares(&model, &a, &b, &changed, Absence::ByCover).expect("six facts at most");
        let [before, after] = [&a, &b].map(|v| margins(&model, &Codes::of(&model, v), Absence::ByCover));
        // the same game asked of the engine: the original as the only reference row
        let background = Background::new(&model, [a.clone()]).expect("a row");
        let explainer = Explainer::new(&model).absence(Absence::ByBackground(&background));
        for offer in model.offer_ids() {
            let o = offer.index();
            let sum: f64 = shares.iter().map(|s| s[o]).sum();
            assert!((sum - (after[o] - before[o])).abs() < 1e-12, "seed {seed}");
            let engine = explainer.attribute(&Codes::of(&model, &b), offer, after[o]);
            for (feature, share) in changed.iter().zip(&shares) {
                assert!((engine.shares[feature.index()] - share[o]).abs() < 1e-12, "seed {seed}");
            }
        }
    }
}

#[test]
fn a_switch_brings_first_what_it_says() {
    use candour::ask::{ExplainQuestion, Inputs, explain};
    let (mut found, mut from_missing) = (0, 0);
    for seed in 0..60 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        // every third model compares in float32; zero counts as missing on some features of all of them
        let model = crate::common::rounded_model(&mut rng, 6, 8, 5, seed % 3 == 0);
        let values = random_values(&mut rng, &model, 0.1);
        let inputs = Inputs::new(model, None).expect("covers");
        let answer = explain(
            &inputs,
            &ExplainQuestion { original: values.clone(), values: values.clone(), offer: None, line: None },
        );
        for switch in &answer.switches {
            let mut changed = values.clone();
            from_missing += usize::from(changed[switch.feature.index()] == Value::Missing);
            changed[switch.feature.index()] = switch.to;
            let then = explain(
                &inputs,
                &ExplainQuestion { original: changed.clone(), values: changed, offer: None, line: None },
            );
            assert_eq!(then.now.winner().map(|w| w.offer), switch.winner, "seed {seed}: {switch:?}");
            for ranked in &then.now.ranked {
                let said = switch.responses[ranked.offer.index()];
                assert_eq!(said.to_bits(), ranked.response.to_bits(), "seed {seed}: {switch:?}");
            }
            found += 1;
        }
    }
    assert!(found > 50 && from_missing > 0, "{found} switches, {from_missing} of them from not known");
}
