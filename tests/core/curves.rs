//! Curves and maps of two facts against scoring, bit for bit; how firm a recommendation is; two offers as a ledger.

use candour::ask::{self, Decided, ExplainQuestion, Inputs, Stays};
use candour::base::{FeatureIdx, OfferIdx};
use candour::explain::map::response_map;
use candour::explain::{Axis, response_curve};
use candour::model::{Condition, CustomerModel, Feature, FeatureKind, RankBy, Rounding, Value, offer::Rule};
use candour::score::{Absence, Background, Codes, margins, recommend};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{random_model, random_values, rounded_model};

/// A random model with rules: numbers at thresholds between and at the trees' own, levels, what must be known.
fn ruled_model(rng: &mut Xoshiro256PlusPlus, float32: bool, n_trees: usize) -> CustomerModel {
    let mut parts = rounded_model(rng, 6, n_trees, 5, float32).into_builder();
    let rules = [
        (0, Condition::AtLeast(-0.75)),
        (1, Condition::Below(1.0)),
        (3, Condition::OneOf(vec![0, 1])),
        (4, Condition::Known),
    ];
    for (feature, condition) in rules {
        if rng.gen_bool(0.4) {
            let offer = rng.gen_range(0..parts.offers.len());
            let reason = "not now".to_owned();
            parts.offers[offer].rules.push(Rule { feature: FeatureIdx::new(feature), condition, reason });
        }
    }
    if rng.gen_bool(0.5) {
        parts.rank_by = RankBy::ResponseTimesValue;
        parts.offers[0].value = Some(1.5);
        parts.offers[1].value = Some(2.0);
    }
    parts.build().expect("a valid model")
}

/// At every cut, just below it and between, of trees and of rules; zero, what is not known, levels seen and not.
fn probes(model: &CustomerModel, feature: FeatureIdx) -> Vec<Value> {
    let entry: &Feature = model.features().get(feature);
    if let FeatureKind::Choice { levels } = &entry.kind {
        let levels = (0..levels.len() as u32).map(Value::Level);
        return levels.chain([Value::OtherLevel, Value::Missing]).collect();
    }
    let mut numbers = vec![f64::NEG_INFINITY, -1e300, -1e-36, -0.0, 0.0, 1e-36, 1e-30, 0.3, 1e300, f64::INFINITY];
    let ours = [-0.75, 1.0];
    for &t in model.cuts(feature).thresholds().iter().chain(&ours) {
        let below = match model.rounding() {
            Rounding::F64 => t.next_down(),
            Rounding::F32 => f64::from((t as f32).next_down()),
        };
        numbers.extend([below, t, t + 0.25]);
    }
    numbers.into_iter().map(Value::Number).chain([Value::Missing]).collect()
}

/// What scoring says of a customer with these values.
fn scored(model: &CustomerModel, values: &[Value], absence: Absence<'_>) -> (Vec<f64>, Option<OfferIdx>) {
    let all = margins(model, &Codes::of(model, values), absence);
    let winner = recommend(model, values, &all).winner().map(|w| w.offer);
    (all, winner)
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn maps_say_what_scoring_says_bit_for_bit() {
    let mut cells = 0;
    for seed in 0..36 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = ruled_model(&mut rng, seed % 3 == 0, 6);
        let values = random_values(&mut rng, &model, if seed % 2 == 0 { 0.25 } else { 0.0 });
        let codes = Codes::of(&model, &values);
        let rows: Vec<_> = (0..4).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        let background = Background::new(&model, rows).expect("four rows");
        let absence = if seed % 4 == 0 { Absence::ByBackground(&background) } else { Absence::ByCover };
        for (a, b) in [(0, 1), (1, 3), (3, 4), (2, 5), (5, 0)] {
            let pair = [a, b].map(FeatureIdx::new);
            let map = response_map(&model, &values, &codes, pair, absence, None).expect("two facts");
            for &x in &probes(&model, pair[0]) {
                for &y in &probes(&model, pair[1]) {
                    let mut changed = values.clone();
                    changed[a] = x;
                    changed[b] = y;
                    let (expected, winner) = scored(&model, &changed, absence);
                    let at = |axis: &Axis, value| axis.at(value).expect("nothing is withheld");
                    let (i, j) = (at(map.first(), x), at(map.second(), y));
                    assert_eq!(bits(&map.margins(i, j)), bits(&expected), "seed {seed}, {pair:?} at {x:?}, {y:?}");
                    assert_eq!(map.winner(i, j), winner, "seed {seed}, {pair:?} at {x:?}, {y:?}");
                    cells += 1;
                }
            }
            // what stands for a place is in it
            for axis in map.axes() {
                for (i, place) in axis.places.iter().enumerate() {
                    assert_eq!(axis.at(place.value), Some(i), "seed {seed}: {place:?}");
                }
            }
        }
        let one = FeatureIdx(0);
        assert!(response_map(&model, &values, &codes, [one, one], absence, None).is_none(), "one fact makes no map");
    }
    assert!(cells > 50_000, "{cells}");
}

#[test]
fn curves_are_maps_with_one_axis() {
    for seed in 0..30 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = ruled_model(&mut rng, seed % 3 == 0, 6);
        let values = random_values(&mut rng, &model, if seed % 2 == 0 { 0.25 } else { 0.0 });
        let codes = Codes::of(&model, &values);
        for (feature, _) in model.features().iter() {
            let curve = response_curve(&model, &values, &codes, feature, Absence::ByCover, None);
            for probe in probes(&model, feature) {
                let mut changed = values.clone();
                changed[feature.index()] = probe;
                let (expected, winner) = scored(&model, &changed, Absence::ByCover);
                let stretch = curve.at(probe);
                assert_eq!(bits(&stretch.margins), bits(&expected), "seed {seed}, {feature:?} at {probe:?}");
                assert_eq!(stretch.winner, winner, "seed {seed}, {feature:?} at {probe:?}");
            }
            // neighbours are told apart by a tree or a rule; together they cover the axis
            if !curve.stretches[0].low.is_nan() {
                assert_eq!(curve.stretches[0].low, f64::NEG_INFINITY);
                assert!(curve.stretches.windows(2).all(|w| w[0].high == w[1].low && w[0].low < w[0].high));
                assert_eq!(curve.stretches.last().expect("one").high, f64::INFINITY);
            }
        }
    }
}

fn explained(inputs: &Inputs, values: &[Value], offer: Option<OfferIdx>) -> ask::Explanation {
    ask::explain(inputs, &ExplainQuestion { original: values.to_vec(), values: values.to_vec(), offer, line: None })
}

#[test]
fn where_the_same_offer_stays_first_it_does_and_past_the_ends_it_does_not() {
    let (mut ends, mut never) = (0, 0);
    for seed in 0..60 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut parts = rounded_model(&mut rng, 6, 8, 5, seed % 3 == 0).into_builder();
        if seed % 2 == 0 {
            for feature in parts.features.iter_mut().filter(|f| f.kind == FeatureKind::Number) {
                feature.range = Some((-2.0, 2.0));
                feature.step = Some(0.25);
            }
        }
        let model = parts.build().expect("valid");
        let values = random_values(&mut rng, &model, 0.1);
        let inputs = Inputs::new(model.clone(), None).expect("covers");
        let answer = explained(&inputs, &values, None);
        let winner = answer.now.winner().map(|w| w.offer);
        let found = ask::firm(&model, &answer);
        let places: Vec<usize> = found.iter().map(|f| f.nearest.unwrap_or(usize::MAX)).collect();
        assert!(places.is_sorted(), "the closest first");
        for firm in found {
            let entry = model.features().get(firm.feature);
            let at = |value: Value| {
                let mut changed = values.clone();
                changed[firm.feature.index()] = value;
                scored(&model, &changed, Absence::ByCover).1
            };
            match (&firm.stays, values[firm.feature.index()]) {
                (Stays::Numbers { low, high }, Value::Number(x)) => {
                    let (least, most) = entry.range.unwrap_or((-4.0, 4.0));
                    let steps = (0..=64).map(|k| least + f64::from(k) * 0.25).take_while(|v| *v <= most);
                    for v in steps.filter(|v| v >= low && v < high) {
                        assert_eq!(at(Value::Number(v)), winner, "seed {seed}: {firm:?} at {v}, now {x}");
                    }
                    for end in [*low, *high].into_iter().filter(|end| end.is_finite()) {
                        // the first value that exists past the end
                        let to = if end == *high { entry.first_from(end) } else { entry.last_below(end) };
                        let to = if model.rounding() == Rounding::F32 && entry.step.is_none() && end == *low {
                            f64::from((end as f32).next_down())
                        } else {
                            to
                        };
                        assert_ne!(at(Value::Number(to)), winner, "seed {seed}: {firm:?} at {to}, now {x}");
                        ends += 1;
                    }
                    if low.is_infinite() && high.is_infinite() {
                        assert_eq!(firm.nearest, None, "seed {seed}");
                    }
                }
                (Stays::Levels(levels), _) => {
                    for level in 0..entry.levels().len() as u32 {
                        assert_eq!(at(Value::Level(level)) == winner, levels.contains(&level), "seed {seed}");
                    }
                }
                _ => {}
            }
            never += usize::from(firm.nearest.is_none());
        }
    }
    assert!(ends > 20 && never > 20, "{ends} ends, {never} facts that change nothing");
}

#[test]
fn two_offers_are_told_apart_line_by_line() {
    let mut decided = Vec::new();
    for seed in 0..60 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = ruled_model(&mut rng, false, 8);
        let values = random_values(&mut rng, &model, 0.0);
        let inputs = Inputs::new(model.clone(), None).expect("covers");
        for (a, b) in [(OfferIdx(0), OfferIdx(1)), (OfferIdx(1), OfferIdx(0))] {
            let answer = explained(&inputs, &values, Some(a));
            assert!(ask::versus(&inputs, &answer, a).is_none(), "not with itself");
            let found = ask::versus(&inputs, &answer, b).expect("two offers");
            let sum = found.base + found.shares.iter().map(|(_, x)| x).sum::<f64>() + found.residual;
            assert!((sum - found.margin).abs() < 1e-12 && found.residual.abs() < 1e-12, "seed {seed}");
            // each line by itself
            let [x, y] = [a, b].map(|o| explained(&inputs, &values, Some(o)));
            assert_eq!(found.first, x.attribution);
            assert_eq!(found.second, y.attribution);
            let [p, q] = [a, b].map(|o| answer.now.of(o).1);
            assert_eq!(found.margin.to_bits(), (p.margin - q.margin).to_bits());
            assert_eq!(found.response.to_bits(), (p.response - q.response).to_bits());
            assert_eq!(found.worth.to_bits(), (p.worth - q.worth).to_bits());
            // what decides says who stands before the other
            let before = answer.now.of(a).0 < answer.now.of(b).0;
            match found.decided {
                Decided::Worth => assert_eq!(before, found.worth > 0.0, "seed {seed}"),
                Decided::Rule => assert_eq!(before, p.barred_by.is_none(), "seed {seed}"),
                Decided::Order => assert_eq!(before, a < b, "seed {seed}"),
                Decided::Neither => assert!(answer.now.winner().is_none(), "seed {seed}"),
            }
            if !decided.contains(&found.decided) {
                decided.push(found.decided);
            }
        }
    }
    assert!(decided.len() >= 2, "{decided:?}");
}

#[test]
fn a_large_map_takes_no_time_worth_waiting_for() {
    // every tree asks about both facts and nothing else: the most rectangles that can be
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let model = random_model(&mut rng, 2, 300, 6);
    let values = random_values(&mut rng, &model, 0.0);
    let inputs = Inputs::new(model, None).expect("covers");
    let map = ask::map(&inputs, &values, [FeatureIdx(0), FeatureIdx(1)], None).expect("two facts");
    assert!(map.first().places.len() >= 8 && map.second().places.len() >= 8);
}
