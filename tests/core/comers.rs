//! Who comes to the splits of a way: against following every customer by themselves.

use candour::ask::{self, Stand};
use candour::base::progress::Progress;
use candour::base::{Kind, NodeIdx, TreeIdx};
use candour::model::{CustomerModel, Node, Side, Test, Value};
use candour::score::Codes;
use candour::score::codes::rounded;
use candour::score::path::{PathEnd, TreePath, tree_path};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

use crate::common;

fn path(model: &CustomerModel, tree: TreeIdx, values: &[Value]) -> TreePath {
    tree_path(model, tree, &Codes::of(model, values))
}

/// The splits of a way, also one that is left open.
fn splits(path: &TreePath) -> Vec<NodeIdx> {
    let open = match path.end {
        PathEnd::Open { node, .. } => Some(node),
        PathEnd::Leaf { .. } => None,
    };
    path.steps.iter().map(|(node, _)| *node).chain(open).collect()
}

#[test]
fn they_are_those_who_go_there_by_themselves() {
    let (mut followed, mut cuts, mut unknown, mut withheld, mut levels) = (0, 0, 0, 0, 0);
    for seed in 0..30 {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let model = common::random_model(&mut rng, 5, 4, 4);
        let share = if seed % 3 == 0 { 0.1 } else { 0.0 };
        let rows: Vec<Vec<Value>> = (0..120).map(|_| common::random_values(&mut rng, &model, share)).collect();
        for tree_idx in (0..model.trees().len()).map(TreeIdx::new) {
            let tree = model.tree(tree_idx);
            let way = splits(&path(&model, tree_idx, &rows[0]));
            let value = |row: usize, fact: candour::base::FeatureIdx| rows[row][fact.index()];
            let found = ask::comers(&model, tree, &way, rows.len(), value, &Progress::default()).expect("counted");
            assert_eq!(found.iter().map(|c| c.node).collect::<Vec<_>>(), way);
            for comers in &found {
                let Node::Split(split) = tree.node(comers.node) else { panic!("a split") };
                let (mut sides, mut open, mut missing, mut known) = ([0u64; 2], 0, 0, Vec::new());
                for row in &rows {
                    let path = path(&model, tree_idx, row);
                    open += u64::from(matches!(path.end, PathEnd::Open { node, .. } if node == comers.node));
                    let Some((_, side)) = path.steps.iter().find(|(node, _)| *node == comers.node) else { continue };
                    sides[usize::from(*side == Side::Right)] += 1;
                    let value = rounded(model.rounding(), row[split.feature.index()]);
                    match value {
                        _ if model.cuts(split.feature).code(value) == model.cuts(split.feature).missing() => {
                            missing += 1;
                        }
                        value => known.push((value, *side)),
                    }
                }
                assert_eq!((comers.sides, comers.unknown, comers.withheld), (sides, missing, open));
                followed += sides.iter().sum::<u64>();
                unknown += missing;
                withheld += open;
                match &comers.stand {
                    Stand::Numbers { from, width, bars, cut, .. } => {
                        let finite = known.iter().filter(|(v, _)| matches!(v, Value::Number(x) if x.is_finite()));
                        let [l, r] = bars.iter().fold([0, 0], |[a, b], [l, r]| [a + l, b + r]);
                        assert_eq!(l + r, finite.count() as u64, "everybody stands in one bar");
                        let Some(cut) = cut else { continue };
                        cuts += 1;
                        // no bar stands on both sides, and the threshold is where the bars change
                        assert!(bars[..*cut].iter().all(|b| b[1] == 0) && bars[*cut..].iter().all(|b| b[0] == 0));
                        let Test::Below { threshold, .. } = split.test else { panic!("a threshold") };
                        let at = from + *cut as f64 * width;
                        assert!((at - threshold).abs() <= 1e-9 * threshold.abs().max(*width), "{at} {threshold}");
                    }
                    Stand::Levels { bars } => {
                        levels += bars.len();
                        for (level, sides) in bars {
                            let Some(level) = level else { continue };
                            let same = |s| known.iter().filter(|k| **k == (Value::Level(*level), s)).count() as u64;
                            assert_eq!(*sides, [same(Side::Left), same(Side::Right)]);
                        }
                    }
                }
            }
        }
    }
    assert!(
        followed > 5000 && cuts > 60 && unknown > 100 && withheld > 50 && levels > 30,
        "{followed} {cuts} {unknown} {withheld} {levels}"
    );
}

#[test]
fn nobody_and_one_alike_are_bars_too_and_following_stops_when_asked() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let model = common::random_model(&mut rng, 5, 1, 4);
    let one = common::random_values(&mut rng, &model, 0.0);
    let tree = TreeIdx::new(0);
    let way = splits(&path(&model, tree, &one));
    assert!(!way.is_empty());
    let value = |_: usize, fact: candour::base::FeatureIdx| one[fact.index()];
    let nobody = ask::comers(&model, model.tree(tree), &way, 0, value, &Progress::default()).expect("counted");
    assert!(nobody.iter().all(|c| c.sides == [0, 0]) && nobody.len() == way.len());
    let alike = ask::comers(&model, model.tree(tree), &way, 9, value, &Progress::default()).expect("counted");
    assert!(alike.iter().all(|c| c.sides.iter().sum::<u64>() == 9));
    let stopped = Progress::default();
    stopped.cancel();
    let refused = ask::comers(&model, model.tree(tree), &way, 9, value, &stopped).expect_err("stopped");
    assert_eq!(refused.kind, Kind::Cancelled);
}
