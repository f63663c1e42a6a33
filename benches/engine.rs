//! The attribution engine alone: many rows by cover, by background and pair by pair, preparation, and one click, on
//! forests of the sizes that `docs/performance.md` compares with other programs.
//!
//! `cargo bench --no-default-features --bench engine`; for instruction counts, which no other work on the machine
//! moves: `valgrind --tool=callgrind` on the program that this builds, with the name of one benchmark.

use candour::base::progress::Progress;
use candour::base::{FeatureIdx, NodeIdx, OfferIdx};
use candour::explain::{Explainer, Precision};
use candour::model::{
    Aggregate, Column, Columns, Comparison, CustomerModel, Feature, FeatureKind, Link, ModelBuilder, Node, Offer,
    Provenance, RankBy, Rounding, Side, Split, Test, Tree, Value,
};
use candour::score::{Absence, Background, Codes, margins};
use divan::Bencher;
use divan::counter::ItemsCount;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn main() {
    divan::main();
}

/// Trees, depth, features.
const SMALL: (usize, usize, usize) = (100, 4, 24);
const MEDIUM: (usize, usize, usize) = (500, 6, 24);
const LARGE: (usize, usize, usize) = (1000, 8, 28);

/// Full trees over features of which the first are asked most, with a missing direction at every split.
fn forest((trees, depth, n_features): (usize, usize, usize)) -> CustomerModel {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let features = (0..n_features).map(|i| Feature::bare(format!("f{i}"), FeatureKind::Number)).collect();
    let trees = (0..trees)
        .map(|_| {
            let inner = (1 << depth) - 1;
            let mut tree = Tree { offer: OfferIdx(0), nodes: Vec::new(), covers: vec![0.0; 2 * inner + 1] };
            tree.covers[0] = 1e6;
            for i in 0..inner {
                let skew: f64 = rng.gen_range(0.0..1.0);
                tree.nodes.push(Node::Split(Split {
                    feature: FeatureIdx::new((skew * skew * n_features as f64) as usize),
                    test: Test::Below {
                        threshold: f64::from(rng.gen_range(0..200)) / 200.0,
                        written: Comparison::Less,
                        rank: 0,
                    },
                    missing: if rng.gen_bool(0.5) { Side::Left } else { Side::Right },
                    left: NodeIdx::new(2 * i + 1),
                    right: NodeIdx::new(2 * i + 2),
                }));
                let part = (tree.covers[i] * rng.gen_range(0.2..0.8)).floor();
                tree.covers[2 * i + 1] = part;
                tree.covers[2 * i + 2] = tree.covers[i] - part;
            }
            tree.nodes.extend((0..=inner).map(|_| Node::Leaf { value: rng.gen_range(-0.5..0.5) }));
            tree
        })
        .collect();
    ModelBuilder {
        title: "benchmark".into(),
        description: String::new(),
        features,
        purposes: Default::default(),
        offers: vec![Offer::bare("offer", Aggregate::Sum)],
        link: Link::Identity { probability: false },
        rank_by: RankBy::Response,
        rounding: Rounding::F32,
        currency: String::new(),
        trees,
        provenance: Provenance::default(),
    }
    .build()
    .expect("a valid model")
}

/// Numbers by column, one in twelve missing.
struct People(Vec<Vec<f64>>);

impl People {
    fn new(n_rows: usize, n_features: usize) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
        let mut cell = || if rng.gen_bool(1.0 / 12.0) { f64::NAN } else { rng.gen_range(0.0..1.0) };
        Self((0..n_features).map(|_| (0..n_rows).map(|_| cell()).collect()).collect())
    }

    fn row(&self, row: usize) -> Vec<Value> {
        (0..self.0.len()).map(|f| self.column(FeatureIdx::new(f)).value(row)).collect()
    }
}

impl Columns for People {
    fn n_rows(&self) -> usize {
        self.0[0].len()
    }

    fn column(&self, feature: FeatureIdx) -> Column<'_> {
        Column::Numbers(&self.0[feature.index()])
    }
}

fn background(model: &CustomerModel, n_rows: usize) -> Background {
    let people = People::new(n_rows, model.features().len());
    Background::new(model, (0..n_rows).map(|row| people.row(row))).expect("rows")
}

/// One thread: what is compared is work, not cores.
fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread").install(work)
}

/// 10,000 rows with tables that are there already.
#[divan::bench(args = [SMALL, MEDIUM], max_time = 3)]
fn rows_by_cover(bencher: Bencher, size: (usize, usize, usize)) {
    let model = forest(size);
    let people = People::new(10_000, size.2);
    let explainer = Explainer::new(&model).precision(Precision::F32);
    alone(|| explainer.explain(&people));
    bencher.counter(ItemsCount::new(10_000usize)).bench_local(|| alone(|| explainer.explain(&people)));
}

/// 10,000 rows and everything that comes before.
#[divan::bench(args = [SMALL, MEDIUM, LARGE], max_time = 6)]
fn rows_by_cover_afresh(bencher: Bencher, size: (usize, usize, usize)) {
    let model = forest(size);
    let people = People::new(10_000, size.2);
    bencher
        .counter(ItemsCount::new(10_000usize))
        .bench_local(|| alone(|| Explainer::new(&model).precision(Precision::F32).explain(&people)));
}

/// 10,000 rows by background, afresh: the cost of more reference rows.
#[divan::bench(args = [100, 10_000], max_time = 3)]
fn rows_by_background_afresh(bencher: Bencher, reference: usize) {
    let model = forest(MEDIUM);
    let people = People::new(10_000, MEDIUM.2);
    let rows = background(&model, reference);
    let absence = Absence::ByBackground(&rows);
    bencher
        .counter(ItemsCount::new(10_000usize))
        .bench_local(|| alone(|| Explainer::new(&model).absence(absence).precision(Precision::F32).explain(&people)));
}

/// 1,000 rows pair by pair, afresh.
#[divan::bench(args = [SMALL, MEDIUM], max_time = 3)]
fn pairs_by_cover_afresh(bencher: Bencher, size: (usize, usize, usize)) {
    let model = forest(size);
    let people = People::new(1_000, size.2);
    bencher.counter(ItemsCount::new(1_000usize)).bench_local(|| {
        let explainer = Explainer::new(&model).precision(Precision::F32);
        alone(|| explainer.interact_rows(&people, 0..1_000, &Progress::default()).expect("not cancelled"))
    });
}

/// One customer: codes, margin, attributions.
#[divan::bench(args = [SMALL, MEDIUM, LARGE], max_time = 2)]
fn click_by_cover(bencher: Bencher, size: (usize, usize, usize)) {
    click(bencher, &forest(size), Absence::ByCover);
}

/// The same by background of 100 rows.
#[divan::bench(args = [SMALL, MEDIUM], max_time = 2)]
fn click_by_background(bencher: Bencher, size: (usize, usize, usize)) {
    let model = forest(size);
    let rows = background(&model, 100);
    click(bencher, &model, Absence::ByBackground(&rows));
}

fn click(bencher: Bencher, model: &CustomerModel, absence: Absence<'_>) {
    let people = People::new(1_000, model.features().len());
    let explainer = Explainer::new(model).absence(absence);
    let rows: Vec<_> = (0..1_000).map(|row| people.row(row)).collect();
    let mut next = rows.iter().cycle();
    bencher.bench_local(|| {
        let codes = Codes::of(model, next.next().expect("rows"));
        let margin = margins(model, &codes, absence)[0];
        explainer.attribute(&codes, OfferIdx(0), margin)
    });
}
