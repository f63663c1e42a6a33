//! Truths that a trained tree must show, most from a table in which a plain linfa-trees tree misses it.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::grow::between;
use super::*;
use crate::base::progress::Progress;
use crate::base::{Error, FeatureIdx, Kind, NodeIdx, OfferIdx};
use crate::model::{Feature, FeatureKind, Node, Side, Split, Test, Tree, Value};

fn unlimited() -> Options {
    Options { max_depth: None, min_leaf: 1, ..Options::tree() }
}

fn numbers(columns: &[Vec<f64>], target: &[u32]) -> Result<TrainingSet, Error> {
    let features = (0..columns.len()).map(|i| Feature::bare(format!("x{i}"), FeatureKind::Number)).collect();
    let columns = columns.iter().map(|c| c.iter().map(|&x| Value::Number(x)).collect()).collect();
    let n = target.iter().max().map_or(2, |&m| m + 1).max(2);
    TrainingSet::new(features, columns, (0..n).map(|c| format!("c{c}")).collect(), target.to_vec())
}

fn one(set: &TrainingSet, options: &Options) -> Tree {
    train_trees(set, options, OfferIdx(0), &Progress::default()).expect("the table can be learned").remove(0)
}

/// What a tree says of a profile, by the rules of the model alone.
fn walk(tree: &Tree, value: impl Fn(FeatureIdx) -> Value) -> f64 {
    let mut at = NodeIdx(0);
    loop {
        match tree.node(at) {
            Node::Leaf { value } => return *value,
            Node::Split(split) => {
                let left = match (&split.test, value(split.feature)) {
                    (_, Value::Missing) => split.missing == Side::Left,
                    (Test::Below { threshold, .. }, Value::Number(x)) => x < *threshold,
                    (Test::In { levels }, Value::Level(l)) => levels.contains(l),
                    _ => false,
                };
                at = split.child(if left { Side::Left } else { Side::Right });
            }
        }
    }
}

/// How many rows of number columns a tree gives all but certainty to the right class.
fn right(tree: &Tree, columns: &[Vec<f64>], target: &[u32]) -> usize {
    let answer = |row: usize| walk(tree, |f| Value::Number(columns[f.index()][row]));
    (0..target.len()).filter(|&row| (answer(row) - f64::from(target[row])).abs() < 1e-9).count()
}

fn root(tree: &Tree) -> &Split {
    match tree.node(NodeIdx(0)) {
        Node::Split(split) => split,
        Node::Leaf { .. } => panic!("the tree has no split"),
    }
}

#[test]
fn both_of_two_switches() {
    for seed in 0..8 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let columns: Vec<Vec<f64>> =
            (0..2).map(|_| (0..1000).map(|_| f64::from(rng.gen_range(0..2u8))).collect()).collect();
        let target: Vec<u32> = (0..1000).map(|r| u32::from(columns[0][r] + columns[1][r] == 2.0)).collect();
        let tree = one(&numbers(&columns, &target).expect("valid"), &unlimited());
        assert_eq!((tree.n_leaves(), right(&tree, &columns, &target)), (3, 1000), "seed {seed}");
        assert!(tree.nodes.iter().all(
            |n| !matches!(n, Node::Split(s) if !matches!(s.test, Test::Below { threshold, .. } if threshold == 0.5))
        ));
    }
}

#[test]
fn whole_numbers_to_the_last_row() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let columns: Vec<Vec<f64>> =
        (0..4).map(|_| (0..600).map(|_| f64::from(rng.gen_range(0..6u8))).collect()).collect();
    let rule = |r: usize| (columns[0][r] * columns[1][r] + columns[2][r] - columns[3][r]) as i64;
    let target: Vec<u32> = (0..600).map(|r| u32::from(rule(r).rem_euclid(3) == 1)).collect();
    let tree = one(&numbers(&columns, &target).expect("valid"), &unlimited());
    assert_eq!(right(&tree, &columns, &target), 600);
}

#[test]
fn either_but_not_both() {
    let columns = vec![vec![0.0, 0.0, 1.0, 1.0], vec![0.0, 1.0, 0.0, 1.0]];
    let tree = one(&numbers(&columns, &[0, 1, 1, 0]).expect("valid"), &unlimited());
    assert_eq!((tree.n_leaves(), right(&tree, &columns, &[0, 1, 1, 0])), (4, 4));
}

#[test]
fn steps_and_neighbours_however_near() {
    let fine: Vec<f64> = (0..200).map(|i| f64::from(i) * 1e-8).collect();
    let next = 1e12f64.next_up();
    let close: Vec<f64> = (0..200).map(|i| if i < 100 { 1e12 } else { next }).collect();
    let target: Vec<u32> = (0..200).map(|i| u32::from(i >= 100)).collect();
    for columns in [vec![fine], vec![close]] {
        let tree = one(&numbers(&columns, &target).expect("valid"), &unlimited());
        assert_eq!((tree.n_leaves(), right(&tree, &columns, &target)), (2, 200));
    }
}

#[test]
fn a_threshold_is_short_and_between() {
    assert_eq!(between(3.0, 4.0), 3.5);
    assert_eq!(between(38.4, 38.5), 38.45);
    assert_eq!(between(-1.0, 1.0).to_bits(), 0.0f64.to_bits());
    assert_eq!(between(10.0, 37.0), 24.0);
    let pairs = [
        (1e12, 1e12f64.next_up()),
        (0.0, f64::from_bits(1)),
        (-f64::from_bits(1), 0.0),
        (1.0f64.next_down(), 1.0),
        (-f64::MAX, f64::MAX),
        (1e-300, 2e-300),
        (f64::MAX.next_down(), f64::MAX),
        (-1e17, -1e17f64.next_up()),
    ];
    for (low, high) in pairs.map(|(a, b)| (f64::min(a, b), f64::max(a, b))) {
        let t = between(low, high);
        assert!(t.is_finite() && low < t && t <= high, "{low:e} {t:e} {high:e}");
    }
}

#[test]
fn sides_of_one_majority_keep_their_shares() {
    let column: Vec<f64> = (0..400).map(|i| f64::from(i / 200)).collect();
    let target: Vec<u32> = (0..400).map(|i| u32::from(if i < 200 { i % 10 == 0 } else { i % 20 < 9 })).collect();
    let tree = one(&numbers(&[column], &target).expect("valid"), &Options::tree());
    assert_eq!(tree.nodes[1..], [Node::Leaf { value: 0.1 }, Node::Leaf { value: 0.45 }]);
    assert_eq!(tree.covers, [400.0, 200.0, 200.0]);
}

fn mixed(n_rows: usize, n_classes: u32) -> TrainingSet {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let levels: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
    let features = vec![
        Feature::bare("amount", FeatureKind::Number),
        Feature::bare("count", FeatureKind::Count),
        Feature::bare("noise", FeatureKind::Number),
        Feature::bare("level", FeatureKind::Choice { levels }),
    ];
    let mut columns = vec![Vec::new(); 4];
    let mut target = Vec::new();
    for _ in 0..n_rows {
        let (x, k, level): (f64, u8, u32) = (rng.r#gen(), rng.gen_range(0..5), rng.gen_range(0..4));
        let score = x * 2.0 + f64::from(k) / 3.0 + if level % 2 == 0 { 0.8 } else { 0.0 } + rng.r#gen::<f64>();
        target.push((score * f64::from(n_classes) / 5.2) as u32 % n_classes);
        columns[0].push(if rng.gen_bool(0.1) { Value::Missing } else { Value::Number(x * 100.0) });
        columns[1].push(Value::Number(f64::from(k)));
        columns[2].push(Value::Number(rng.r#gen()));
        columns[3].push(if rng.gen_bool(0.1) { Value::Missing } else { Value::Level(level) });
    }
    TrainingSet::new(features, columns, (0..n_classes).map(|c| format!("c{c}")).collect(), target).expect("valid")
}

#[test]
fn forty_fits_are_one() {
    for n_classes in [2, 4] {
        let set = mixed(300, n_classes);
        let options = Options { method: Method::Forest { n_trees: 3 }, max_depth: Some(4), ..Options::forest() };
        let first = train(&set, &options, "t", &Progress::default()).expect("trains");
        assert_eq!(first.offers().len(), if n_classes == 2 { 1 } else { 4 });
        for _ in 1..if n_classes == 2 { 40 } else { 10 } {
            assert_eq!(train(&set, &options, "t", &Progress::default()).expect("trains"), first);
        }
        let other = train(&set, &Options { seed: 2, ..options }, "t", &Progress::default()).expect("trains");
        assert_ne!(other.trees(), first.trees(), "another seed draws other customers");
    }
}

#[test]
fn one_thread_or_two() {
    let set = mixed(300, 2);
    let options = Options { method: Method::Forest { n_trees: 6 }, max_depth: Some(4), ..Options::forest() };
    let with = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        pool.install(|| train_trees(&set, &options, OfferIdx(0), &Progress::default()).expect("trains"))
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn what_cannot_be_learned_is_refused() {
    let refused = |columns: &[Vec<f64>], target: &[u32]| {
        let error = numbers(columns, target).expect_err("must be refused");
        assert_eq!(error.kind, Kind::Data);
        error.to_string()
    };
    assert!(refused(&[vec![]], &[]).contains("no rows"));
    assert!(refused(&[vec![1.0, 2.0]], &[1, 1]).contains("one class"));
    assert!(refused(&[vec![1.0]], &[0, 1]).contains("1 values"));
    assert!(refused(&[], &[0, 1]).contains("no columns"));
    assert_eq!(refused(&[vec![1.0, f64::NAN]], &[0, 1]), "row 1, column \"x0\": not a finite number");
    assert!(refused(&[vec![1.0, f64::INFINITY]], &[0, 1]).contains("finite"));
    assert!(refused(&[vec![1.0, 2.0, 3.0]], &[0, 2, 2]).contains("\"c1\""));
    let set = numbers(&[vec![1.0, 2.0]], &[0, 1]).expect("valid");
    let nothing = Options { leave_out: vec![FeatureIdx(0)], ..Options::tree() };
    assert!(train(&set, &nothing, "t", &Progress::default()).is_err());
    let none = Options { method: Method::Forest { n_trees: 0 }, ..Options::tree() };
    assert!(train(&set, &none, "t", &Progress::default()).is_err());
    let stopped = Progress::default();
    stopped.cancel();
    assert_eq!(train(&set, &unlimited(), "t", &stopped).expect_err("stopped").kind, Kind::Cancelled);
}

/// 100 rows of each value and `positive` of them in the second class.
fn blocks(feature: Feature, blocks: &[(Value, u32)]) -> TrainingSet {
    let (mut column, mut target) = (Vec::new(), Vec::new());
    for &(value, positive) in blocks {
        for i in 0..100 {
            column.push(value);
            target.push(u32::from(i < positive));
        }
    }
    TrainingSet::new(vec![feature], vec![column], vec!["no".into(), "yes".into()], target).expect("valid")
}

#[test]
fn missing_goes_where_it_was_seen_to_belong() {
    let number = || Feature::bare("x", FeatureKind::Number);
    let stump = Options { max_depth: Some(1), ..Options::tree() };
    let learn = |missing, low, high| {
        let rows = [(Value::Missing, missing), (Value::Number(1.0), low), (Value::Number(2.0), high)];
        one(&blocks(number(), &rows), &stump)
    };
    for (tree, side) in [(learn(10, 10, 60), Side::Left), (learn(60, 10, 60), Side::Right)] {
        assert_eq!(root(&tree).missing, side);
        assert!(matches!(root(&tree).test, Test::Below { threshold: 1.5, .. }));
    }
    // known against not known
    let tree = learn(90, 10, 10);
    for x in [-5.0, 1.0, 2.0, 1e9] {
        let known = walk(&tree, |_| Value::Number(x));
        assert!(x < 1.0 || (known - 0.1).abs() < 1e-9, "{x}");
    }
    assert!((walk(&tree, |_| Value::Missing) - 0.9).abs() < 1e-9);
    // never seen: where most go
    let mut rows = vec![(Value::Number(2.0), 60)];
    rows.extend([(Value::Number(1.0), 10); 2]);
    assert_eq!(root(&one(&blocks(number(), &rows), &stump)).missing, Side::Left);
}

#[test]
fn levels_are_grouped_by_their_rate() {
    let levels = ["a", "b", "c", "d", "e"].map(String::from).to_vec();
    let choice = Feature::bare("x", FeatureKind::Choice { levels });
    let stump = Options { max_depth: Some(1), ..Options::tree() };
    let level = Value::Level;
    let tree =
        one(&blocks(choice.clone(), &[(level(0), 70), (level(1), 10), (level(2), 68), (level(3), 12)]), &stump);
    let shares = [0.69, 0.11, 0.69, 0.11];
    for (l, share) in shares.into_iter().enumerate() {
        assert!((walk(&tree, |_| level(l as u32)) - share).abs() < 1e-9);
    }
    // two levels of three, and missing with them: the one is the set, so that the unseen goes where most go
    let rows = [(level(0), 10), (level(1), 80), (Value::Missing, 12), (level(4), 11)];
    let tree = one(&blocks(choice.clone(), &rows), &stump);
    assert!(matches!(&root(&tree).test, Test::In { levels } if levels.iter().eq([1])));
    assert_eq!(root(&tree).missing, Side::Right);
    for unseen in [level(2), Value::OtherLevel] {
        assert!((walk(&tree, |_| unseen) - 0.11).abs() < 1e-9);
    }
    // known against not known
    let tree = one(&blocks(choice, &[(level(0), 10), (level(1), 11), (Value::Missing, 80)]), &stump);
    assert!(matches!(&root(&tree).test, Test::In { levels } if levels.iter().count() == 5));
    assert!((walk(&tree, |_| Value::Missing) - 0.8).abs() < 1e-9);
}

#[test]
fn classes_share_questions_and_their_shares_add_up() {
    let set = mixed(400, 3);
    let trees = train_trees(&set, &Options { seed: 5, ..Options::tree() }, OfferIdx(2), &Progress::default());
    let trees = trees.expect("trains");
    assert_eq!(trees.iter().map(|t| t.offer.0).collect::<Vec<_>>(), [2, 3, 4]);
    for i in 0..trees[0].nodes.len() {
        match &trees[0].nodes[i] {
            Node::Split(split) => assert!(trees.iter().all(|t| t.nodes[i] == Node::Split(split.clone()))),
            Node::Leaf { .. } => {
                let sum: f64 =
                    trees.iter().map(|t| if let Node::Leaf { value } = t.nodes[i] { value } else { 9.0 }).sum();
                assert!((sum - 1.0).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn leaves_are_as_large_as_asked_and_left_out_is_left_out() {
    let set = mixed(500, 2);
    let options = Options { min_leaf: 30, leave_out: vec![FeatureIdx(0)], max_depth: None, ..Options::forest() };
    let model = train(&set, &options, "t", &Progress::default()).expect("trains");
    assert!(model.trees().iter().flat_map(|t| &t.covers).all(|&c| c >= 30.0));
    assert!(model.trees().iter().all(|t| t.covers[0] == 500.0), "as many draws as customers");
    assert!(!model.uses(FeatureIdx(0)) && model.uses(FeatureIdx(1)));
    assert_eq!(model.provenance().cover, "training customers");
}

/// The habit that this room works around. When this fails, linfa-trees was mended and the room can be simpler.
#[test]
fn linfa_trees_alone_still_misses_both_of_two_switches() {
    use linfa::traits::{Fit, Predict};
    // fewer ones than zeros would do as well; sorted by value, the row after the last zero is in the other half
    let (mut rows, mut target) = (Vec::new(), Vec::new());
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut wrong = 0;
    for _ in 0..8 {
        rows.clear();
        target.clear();
        for _ in 0..200 {
            let (a, b): (bool, bool) = (rng.r#gen(), rng.r#gen());
            rows.push([f64::from(u8::from(a)), f64::from(u8::from(b))]);
            target.push(usize::from(a && b));
        }
        let records = ndarray::arr2(&rows);
        let data = linfa::Dataset::new(records.clone(), ndarray::Array1::from(target.clone()));
        let tree = linfa_trees::DecisionTree::<f64, usize>::params().fit(&data).expect("fits");
        wrong += usize::from(tree.predict(&records).iter().zip(&target).any(|(p, t)| p != t));
    }
    assert!(wrong > 0, "linfa-trees grew all of them right");
}
