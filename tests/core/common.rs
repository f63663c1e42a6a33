//! What several test rooms need: files, tables of numbers, random models.

use std::path::{Path, PathBuf};
use std::time::Duration;

use candour::base::{FeatureIdx, NodeIdx, OfferIdx};
use candour::data::Table;
use candour::model::tree::LevelSet;
use candour::model::{
    Aggregate, Comparison, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node, Offer, Provenance, RankBy,
    Rounding, Side, Split, Test, Tree, Value,
};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// How long the processor has worked for this thread, however many others it worked for meanwhile: a limit on it says
/// the same on a busy machine. Nothing where the system does not tell.
#[cfg(unix)]
pub fn worked() -> Duration {
    nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has one").into()
}

#[cfg(not(unix))]
pub fn worked() -> Duration {
    Duration::ZERO
}

/// A file's bytes.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A CSV file of numbers, without its header.
pub fn numbers(path: &Path) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader
        .records()
        .map(|record| record.expect("a record").iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect())
        .collect()
}

/// A table for a model.
pub fn table(path: &Path, model: &CustomerModel) -> Table {
    Table::read(&(&bytes(path)).into(), model, &|_| false).unwrap_or_else(|e| panic!("{}: {e}", path.display())).value
}

/// An offer with nothing but a name.
pub fn offer(id: &str, base_score: f64, aggregate: Aggregate) -> Offer {
    Offer { base_score, ..Offer::bare(id, aggregate) }
}

/// A builder with features and offers and no trees yet.
pub fn builder(features: Vec<Feature>, offers: Vec<Offer>, trees: Vec<Tree>) -> ModelBuilder {
    ModelBuilder {
        title: "test".to_owned(),
        description: String::new(),
        features,
        purposes: Default::default(),
        offers,
        link: Link::Logistic { scale: 1.0 },
        rank_by: RankBy::Response,
        rounding: Rounding::F64,
        currency: String::new(),
        trees,
        provenance: Provenance::default(),
    }
}

/// A random model: numbers and choices, repeated features, missing directions, zero covers, stumps, constants.
pub fn random_model(rng: &mut Xoshiro256PlusPlus, n_features: usize, n_trees: usize, depth: usize) -> CustomerModel {
    rounded_model(rng, n_features, n_trees, depth, false)
}

/// [`random_model`], perhaps one that compares in float32.
pub fn rounded_model(
    rng: &mut Xoshiro256PlusPlus,
    n_features: usize,
    n_trees: usize,
    depth: usize,
    float32: bool,
) -> CustomerModel {
    let features: Vec<Feature> = (0..n_features)
        .map(|i| {
            let kind = if i % 4 == 3 {
                FeatureKind::Choice { levels: (0..rng.gen_range(2..6)).map(|l| format!("level {l}")).collect() }
            } else {
                FeatureKind::Number
            };
            let mut feature = Feature::bare(format!("f{i}"), kind);
            feature.zero_is_missing = i % 5 == 1;
            if i % 5 == 2 && !feature.kind.is_choice() {
                feature.missing_values = vec![-1.0, 0.25];
            }
            feature
        })
        .collect();
    let offers = vec![offer("a", 0.25, Aggregate::Sum), offer("b", -0.5, Aggregate::Mean)];
    let trees = (0..n_trees).map(|i| random_tree(rng, &features, OfferIdx::new(i % 2), depth)).collect();
    let mut parts = builder(features, offers, trees);
    parts.rounding = if float32 { Rounding::F32 } else { Rounding::F64 };
    parts.build().expect("a valid model")
}

fn random_tree(rng: &mut Xoshiro256PlusPlus, features: &[Feature], offer: OfferIdx, depth: usize) -> Tree {
    let mut tree = Tree { offer, nodes: Vec::new(), covers: Vec::new() };
    let cover = f64::from(rng.gen_range(0..200u32));
    tree.nodes.push(Node::Leaf { value: 0.0 });
    tree.covers.push(cover);
    let mut open = vec![(0usize, depth)];
    while let Some((at, left)) = open.pop() {
        if left == 0 || rng.gen_bool(0.15) {
            tree.nodes[at] = Node::Leaf { value: rng.gen_range(-1.0..1.0) };
            continue;
        }
        let feature = rng.gen_range(0..features.len());
        let n_levels = features[feature].levels().len() as u32;
        let test = if n_levels > 0 {
            Test::In { levels: (0..n_levels).filter(|_| rng.gen_bool(0.5)).collect::<LevelSet>() }
        } else {
            Test::Below { threshold: f64::from(rng.gen_range(-3..4i32)) / 2.0, written: Comparison::Less, rank: 0 }
        };
        let (l, r) = (tree.nodes.len(), tree.nodes.len() + 1);
        let part = (tree.covers[at] * rng.gen_range(0.0..1.0)).floor();
        for cover in [part, tree.covers[at] - part] {
            tree.nodes.push(Node::Leaf { value: 0.0 });
            tree.covers.push(cover);
        }
        tree.nodes[at] = Node::Split(Split {
            feature: FeatureIdx::new(feature),
            test,
            missing: if rng.gen_bool(0.5) { Side::Left } else { Side::Right },
            left: NodeIdx::new(l),
            right: NodeIdx::new(r),
        });
        open.push((l, left - 1));
        open.push((r, left - 1));
    }
    tree
}

/// Random values for a model; `withheld` is the chance of each to be withheld.
pub fn random_values(rng: &mut Xoshiro256PlusPlus, model: &CustomerModel, withheld: f64) -> Vec<Value> {
    let value = |(_, feature): (FeatureIdx, &Feature)| {
        if rng.gen_bool(withheld) {
            return Value::Withheld;
        }
        match rng.gen_range(0..8) {
            0 => Value::Missing,
            1 if feature.kind.is_choice() => Value::OtherLevel,
            _ if feature.kind.is_choice() => Value::Level(rng.gen_range(0..feature.levels().len() as u32)),
            _ => Value::Number(f64::from(rng.gen_range(-8..9i32)) / 4.0),
        }
    };
    model.features().iter().map(value).collect()
}

/// One tree that asks a new feature at every step down: a path with as many features as there are.
pub fn chain_model(n: usize) -> CustomerModel {
    let features: Vec<Feature> = (0..n).map(|i| Feature::bare(format!("f{i}"), FeatureKind::Number)).collect();
    let mut tree = Tree { offer: OfferIdx(0), nodes: Vec::new(), covers: Vec::new() };
    for i in 0..n {
        tree.nodes.push(Node::Split(Split {
            feature: FeatureIdx::new(i),
            test: Test::Below { threshold: 0.25 * f64::from(i as u32 % 3), written: Comparison::Less, rank: 0 },
            missing: Side::Left,
            left: NodeIdx::new(2 * i + 2),
            right: NodeIdx::new(2 * i + 1),
        }));
        tree.covers.push((2 * n - i) as f64);
        tree.nodes.push(Node::Leaf { value: f64::from(i as u32 % 7) - 3.0 });
        tree.covers.push(1.0);
    }
    tree.nodes.push(Node::Leaf { value: 10.0 });
    tree.covers.push(n as f64);
    builder(features, vec![offer("a", 0.0, Aggregate::Sum)], vec![tree]).build().expect("a valid chain")
}

/// Customers by column, as the engine takes many at once.
pub struct People {
    n_rows: usize,
    numbers: Vec<Vec<f64>>,
    levels: Vec<Vec<u32>>,
    withheld: Vec<bool>,
}

impl People {
    /// Rows of values; a feature is withheld by all if the first one withholds it.
    pub fn of(model: &CustomerModel, rows: &[Vec<Value>]) -> Self {
        use candour::model::columns::{LEVEL_MISSING, LEVEL_OTHER};
        let number = |value: &Value| if let Value::Number(x) = value { *x } else { f64::NAN };
        let level = |value: &Value| match value {
            Value::Level(level) => *level,
            Value::OtherLevel => LEVEL_OTHER,
            _ => LEVEL_MISSING,
        };
        let features = || 0..model.features().len();
        let is_choice = |f: usize| model.features().get(FeatureIdx::new(f)).kind.is_choice();
        Self {
            n_rows: rows.len(),
            numbers: features()
                .map(|f| if is_choice(f) { Vec::new() } else { rows.iter().map(|r| number(&r[f])).collect() })
                .collect(),
            levels: features()
                .map(|f| if is_choice(f) { rows.iter().map(|r| level(&r[f])).collect() } else { Vec::new() })
                .collect(),
            withheld: features().map(|f| rows.first().is_some_and(|r| r[f] == Value::Withheld)).collect(),
        }
    }
}

impl candour::model::Columns for People {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn column(&self, feature: FeatureIdx) -> candour::model::Column<'_> {
        use candour::model::Column;
        match feature.index() {
            f if self.withheld[f] => Column::Withheld,
            f if self.numbers[f].is_empty() => Column::Levels(&self.levels[f]),
            f => Column::Numbers(&self.numbers[f]),
        }
    }
}
