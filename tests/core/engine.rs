//! The engine for many customers: every way through it against Shapley's definition and against one customer at a
//! time, and the same bits whatever the number of threads, the processor's vectors or the division of rows.

use candour::base::FeatureIdx;
use candour::base::progress::Progress;
use candour::explain::{Attributions, Explainer, PairAttributions, Precision, oracle};
use candour::model::{CustomerModel, Value};
use candour::score::{Absence, Background, Codes, margins};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{People, chain_model, random_model, random_values, rounded_model};

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

/// All rows, on so many threads, in one call or in several.
fn explain(explainer: &Explainer, people: &People, n: usize, threads: usize) -> Vec<Attributions> {
    pool(threads).install(|| explainer.explain_rows(people, 0..n, &Progress::default()).expect("not cancelled"))
}

fn interact(explainer: &Explainer, people: &People, n: usize, threads: usize) -> Vec<PairAttributions> {
    pool(threads).install(|| explainer.interact_rows(people, 0..n, &Progress::default()).expect("not cancelled"))
}

/// How far a number may be off in a precision.
fn close(precision: Precision, found: f64, expected: f64, scale: f64, what: &str) {
    let tolerance = if precision == Precision::F32 { 1e-5 } else { 1e-10 } * scale.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance, "{precision:?}, {what}: {found} against {expected}");
}

/// Every way through the engine for some customers, against one customer at a time.
fn agree(model: &CustomerModel, rows: &[Vec<Value>], absence: Absence<'_>, what: &str) {
    let n = rows.len();
    let people = People::of(model, rows);
    let one = Explainer::new(model).absence(absence);
    for precision in [Precision::F32, Precision::F64] {
        let ways = [
            ("as it comes", one.clone().precision(precision)),
            ("few rows expected", one.clone().precision(precision).expecting(1)),
            ("many rows expected", one.clone().precision(precision).expecting(10_000_000)),
            ("no room for tables", one.clone().precision(precision).expecting(10_000_000).tables(0)),
        ];
        for (way, explainer) in ways {
            let what = format!("{what}, {way}");
            let all = explain(&explainer, &people, n, 2);
            let pairs = interact(&explainer, &people, n, 1);
            let portable = explainer.clone().portable();
            // `Explainer` keeps what it prepared: one that prepares anew on another number of threads
            let afresh = explainer.clone().tables(if way == "no room for tables" { 0 } else { 1 << 28 });
            assert_eq!(all, explain(&afresh, &people, n, 1), "{what}: threads");
            assert_eq!(all, explain(&portable, &people, n, 2), "{what}: vectors");
            assert_eq!(pairs, interact(&portable, &people, n, 2), "{what}: threads and vectors");
            let cut = n / 3;
            for part in [0..cut, cut..n] {
                let some =
                    explainer.explain_rows(&people, part.clone(), &Progress::default()).expect("not cancelled");
                for (some, all) in some.iter().zip(&all) {
                    for (i, row) in part.clone().enumerate() {
                        assert_eq!(some.row(i), all.row(row), "{what}: rows divided");
                    }
                }
            }
            for (row, values) in rows.iter().enumerate() {
                let codes = Codes::of(model, values);
                let own = margins(model, &codes, absence);
                for (offer, (found, pairs)) in all.iter().zip(&pairs).enumerate() {
                    let expected = one.attribute(&codes, found.offer, own[offer]);
                    let found = found.row(row);
                    let at = format!("{what}, row {row}, offer {offer}");
                    let scale = own[offer];
                    assert_eq!(found.margin.to_bits(), own[offer].to_bits(), "{at}: margin");
                    close(Precision::F64, found.base_value, expected.base_value, scale, &format!("{at}, base value"));
                    close(precision, found.residual, 0.0, scale, &format!("{at}, residual"));
                    for (j, (a, b)) in found.shares.iter().zip(&expected.shares).enumerate() {
                        close(precision, *a, *b, scale, &format!("{at}, feature {j}"));
                    }
                    let wanted = one.interact(&codes, &expected);
                    for a in (0..model.features().len()).map(FeatureIdx::new) {
                        for b in (0..model.features().len()).map(FeatureIdx::new) {
                            let value = pairs.pair(a, b).map_or(0.0, |rows| rows[row]);
                            close(precision, value, wanted.get(a, b), scale, &format!("{at}, {a:?} with {b:?}"));
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_way_agrees_on_random_ensembles() {
    for seed in 0..24 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1000 + seed);
        let n_features = [1, 3, 7, 12, 40][rng.gen_range(0..5)];
        let (n_trees, depth) = (rng.gen_range(0..7), rng.gen_range(0..11));
        let float32 = rng.gen_bool(0.5);
        let model = rounded_model(&mut rng, n_features, n_trees, depth, float32);
        let rows: Vec<_> = (0..23).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        // some pattern counts come one by one, some from sums over supersets
        let n_reference = [1, 5, 300][rng.gen_range(0..3)];
        let reference: Vec<_> = (0..n_reference).map(|_| random_values(&mut rng, &model, 0.05)).collect();
        let background = Background::new(&model, reference).expect("rows");
        for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
            agree(&model, &rows, absence, &format!("seed {seed}, {n_features} features, {n_trees} trees × {depth}"));
        }
    }
}

#[test]
fn many_customers_get_shapley_values_by_definition() {
    for seed in 0..12 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(2000 + seed);
        let (n_trees, depth) = (rng.gen_range(1..6), rng.gen_range(0..7));
        let model = random_model(&mut rng, 7, n_trees, depth);
        let rows: Vec<_> = (0..9).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        let people = People::of(&model, &rows);
        let background = Background::new(&model, rows[..5].to_vec()).expect("five rows");
        for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
            for precision in [Precision::F32, Precision::F64] {
                let explainer = Explainer::new(&model).absence(absence).precision(precision).expecting(1 << 20);
                let found = explain(&explainer, &people, rows.len(), 2);
                for (row, values) in rows.iter().enumerate() {
                    let codes = Codes::of(&model, values);
                    for of in &found {
                        let (base, shares) =
                            oracle::shapley(&model, &codes, of.offer, absence).expect("seven features");
                        close(Precision::F64, of.base_value, base, 1.0, "base value");
                        for (j, expected) in shares.iter().enumerate() {
                            close(precision, of.shares(FeatureIdx::new(j))[row], *expected, 1.0, "a share");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn rows_past_one_block_and_one_chunk_stay_in_order() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let model = random_model(&mut rng, 9, 30, 5);
    let rows: Vec<_> = (0..1_777).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    let people = People::of(&model, &rows);
    let explainer = Explainer::new(&model);
    let found = explain(&explainer, &people, rows.len(), 2);
    assert_eq!(found, explain(&explainer, &people, rows.len(), 1));
    for row in (0..rows.len()).step_by(111) {
        let codes = Codes::of(&model, &rows[row]);
        let own = margins(&model, &codes, Absence::ByCover);
        for of in &found {
            let expected = explainer.attribute(&codes, of.offer, own[of.offer.index()]);
            for (a, b) in of.row(row).shares.iter().zip(&expected.shares) {
                close(Precision::F64, *a, *b, 1.0, "a share");
            }
        }
    }
}

#[test]
fn deep_chains_and_withheld_facts_take_the_long_way_and_agree() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let model = chain_model(70);
    let rows: Vec<_> = (0..6).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    let background = Background::new(&model, rows.clone()).expect("six rows");
    for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
        agree(&model, &rows, absence, "a chain of 70 features");
    }
    let model = random_model(&mut rng, 6, 5, 5);
    let mut rows: Vec<_> = (0..6).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    rows.iter_mut().for_each(|values| values[2] = Value::Withheld);
    let background = Background::new(&model, rows.clone()).expect("six rows");
    for absence in [Absence::ByCover, Absence::ByBackground(&background)] {
        agree(&model, &rows, absence, "a withheld fact");
    }
}

#[test]
fn more_thresholds_on_a_feature_than_a_byte_counts() {
    use candour::base::{NodeIdx, OfferIdx};
    use candour::model::{Aggregate, Comparison, Feature, FeatureKind, Node, Side, Split, Test, Tree};
    // one tree that asks one feature 700 times, and another one now and then
    let mut tree = Tree { offer: OfferIdx(0), nodes: Vec::new(), covers: Vec::new() };
    for i in 0..700u32 {
        let feature = FeatureIdx::new(usize::from(i % 50 == 7));
        tree.nodes.push(Node::Split(Split {
            feature,
            test: Test::Below { threshold: f64::from(700 - i), written: Comparison::Less, rank: 0 },
            missing: if i % 3 == 0 { Side::Left } else { Side::Right },
            left: NodeIdx::new(2 * i as usize + 2),
            right: NodeIdx::new(2 * i as usize + 1),
        }));
        tree.nodes.push(Node::Leaf { value: f64::from(i % 13) / 13.0 });
        tree.covers.extend([f64::from(701 - i), 1.0]);
    }
    tree.nodes.push(Node::Leaf { value: 0.5 });
    tree.covers.push(1.0);
    let features = vec![Feature::bare("a", FeatureKind::Number), Feature::bare("b", FeatureKind::Number)];
    let offers = vec![crate::common::offer("o", 0.0, Aggregate::Sum)];
    let model = crate::common::builder(features, offers, vec![tree]).build().expect("a valid model");
    let rows: Vec<Vec<Value>> = (0..40)
        .map(|i| vec![if i == 3 { Value::Missing } else { Value::Number(f64::from(i) * 18.3) }, Value::Number(350.0)])
        .collect();
    agree(&model, &rows, Absence::ByCover, "700 thresholds");
}

#[test]
fn stops_when_asked_and_counts_rows() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let model = random_model(&mut rng, 5, 4, 4);
    let rows: Vec<_> = (0..1_100).map(|_| random_values(&mut rng, &model, 0.0)).collect();
    let people = People::of(&model, &rows);
    let explainer = Explainer::new(&model);
    let progress = Progress::default();
    explainer.explain_rows(&people, 0..rows.len(), &progress).expect("not cancelled");
    assert_eq!(progress.read().0, 2_200, "one per row and offer");
    progress.cancel();
    let error = explainer.explain_rows(&people, 0..rows.len(), &progress).expect_err("cancelled");
    assert_eq!(error.kind, candour::base::Kind::Cancelled);
}
