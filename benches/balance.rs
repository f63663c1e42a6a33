//! What refusing costs, of one customer and of many: a consent switch, bounds over hidden facts, one fact dropped after
//! the other, and the frontier of all sets of purposes.
//!
//! `cargo bench --no-default-features --bench balance`; what must hold stands in `docs/performance.md`.

use candour::ask::Inputs;
use candour::ask::balance::{self, BOXES, BalanceQuestion, Refusal};
use candour::ask::everybody::{Counter, Held};
use candour::ask::refusals::{RefusalsQuestion, refusals};
use candour::base::progress::Progress;
use candour::base::{FeatureIdx, NodeIdx, OfferIdx};
use candour::model::{
    Aggregate, ChangeRules, Column, Columns, Comparison, CustomerModel, Feature, FeatureKind, Line, Link,
    ModelBuilder, Node, Offer, Provenance, RankBy, Rounding, Side, Split, Test, Tree, Value,
};
use divan::Bencher;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn main() {
    divan::main();
}

/// The facts of a forest.
const FACTS: usize = 24;
/// The customers of a table.
const ROWS: usize = 100_000;

/// Full trees with covers, over facts of which the first are asked most; 8 purposes of three facts each.
fn forest(trees: usize, depth: u32) -> CustomerModel {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let feature = |i: usize| {
        let mut feature = Feature::bare(format!("f{i}"), FeatureKind::Number);
        feature.purpose = format!("p{}", i % 8);
        feature
    };
    let trees = (0..trees)
        .map(|_| {
            let inner = (1 << depth) - 1;
            let mut tree = Tree { offer: OfferIdx(0), nodes: Vec::new(), covers: vec![0.0; 2 * inner + 1] };
            tree.covers[0] = 1e6;
            for i in 0..inner {
                let skew: f64 = rng.gen_range(0.0..1.0);
                tree.nodes.push(Node::Split(Split {
                    feature: FeatureIdx::new((skew * skew * FACTS as f64) as usize),
                    test: Test::Below {
                        threshold: f64::from(rng.gen_range(1..200)) / 200.0,
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
        features: (0..FACTS).map(feature).collect(),
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

struct People(Vec<Vec<f64>>);

impl People {
    fn new(rows: usize) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
        Self((0..FACTS).map(|_| (0..rows).map(|_| rng.gen_range(0.0..1.0)).collect()).collect())
    }

    fn row(&self, row: usize) -> Vec<Value> {
        self.0.iter().map(|column| Value::Number(column[row])).collect()
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

fn demonstration() -> (Inputs, Vec<Value>) {
    let read = |file: &str| std::fs::read(format!("{}/models/{file}", env!("CARGO_MANIFEST_DIR"))).expect("a file");
    let model = candour::import::load(&read("retailer.ron"), "model").expect("ours").value;
    let text = read("retailer_tested.csv");
    let values = candour::open::customers::table(&(&text).into(), &model).expect("it reads").value.row(0);
    (Inputs::new(model, None).expect("covers"), values)
}

fn switch(bencher: Bencher<'_, '_>, inputs: &Inputs, original: Vec<Value>) {
    let facts = balance::facts_of(inputs.model(), &inputs.model().purposes_in_use()[0]);
    let mut values = original.clone();
    facts.iter().for_each(|f| values[f.index()] = Value::Withheld);
    let question = RefusalsQuestion { original, values, line: None };
    bencher.bench_local(|| refusals(inputs, &question).expect("it is answered"));
}

#[divan::bench]
fn a_consent_switch_on_the_demonstration(bencher: Bencher<'_, '_>) {
    let (inputs, values) = demonstration();
    switch(bencher, &inputs, values);
}

#[divan::bench]
fn a_consent_switch_on_500_trees_of_depth_6(bencher: Bencher<'_, '_>) {
    let inputs = Inputs::new(forest(500, 6), None).expect("covers");
    switch(bencher, &inputs, People::new(1).row(0));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn bounds_over_4_hidden_facts_of_300_trees_of_depth_6(bencher: Bencher<'_, '_>) {
    let inputs = Inputs::new(forest(300, 6), None).expect("covers");
    let question = BalanceQuestion {
        values: People::new(1).row(0),
        refused: [6, 10, 14, 18].map(FeatureIdx).into(),
        refusal: Refusal::Cover,
        rules: ChangeRules::of(inputs.model()),
        line: Some(Line::at_margin(inputs.model().link(), 0.0)),
        boxes: BOXES,
        budget: None,
    };
    bencher.bench_local(|| balance::bounded(&inputs, &question, true, &Progress::default()).expect("it is answered"));
}

fn counted(bencher: Bencher<'_, '_>, model: CustomerModel, sets: &[Vec<FeatureIdx>]) {
    let mut held = Held::default();
    held.add(&model, &People::new(ROWS), ROWS, &[None]);
    let inputs = Inputs::new(model, None).expect("covers");
    bencher.bench_local(|| {
        let counter = Counter::new(&inputs, Refusal::Cover, None, sets.to_vec()).expect("covers");
        counter.count(&held, 0..ROWS, &Progress::default()).expect("it is counted")
    });
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn each_of_24_facts_dropped_for_100_000_customers_and_500_trees_of_depth_6(bencher: Bencher<'_, '_>) {
    counted(bencher, forest(500, 6), &(0..FACTS).map(|f| vec![FeatureIdx::new(f)]).collect::<Vec<_>>());
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn all_256_sets_of_8_purposes_for_100_000_customers_and_100_trees_of_depth_4(bencher: Bencher<'_, '_>) {
    let of = |set: usize| (0..FACTS).filter(move |f| set >> (f % 8) & 1 == 1).map(FeatureIdx::new).collect();
    counted(bencher, forest(100, 4), &(0..256).map(of).collect::<Vec<_>>());
}
