//! Exact search on forests that `candour train` grows of the made-up customers of `tests/data/exact`: the cheapest
//! plan, all plans of few changes, and what alone is enough; a different customer each time.
//!
//! `cargo bench --no-default-features --bench exact`. Beside another program, on boosted trees: `docs/performance.md`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx};
use candour::explain::exact::{EnoughQuestion, Goal, PlanQuestion, Settled, cheapest_plan, enough};
use candour::model::{ChangeRules, CustomerModel, Direction, Feature, FeatureKind, Freedom, Value};
use candour::train::{Method, Options, TrainingSet, train};
use divan::Bencher;

fn main() {
    divan::main();
}

/// The facts that may change, the most telling ones first.
const LEVERS: [&str; 10] = [
    "income",
    "tenure_months",
    "debt_flag",
    "complaints",
    "open_rate",
    "visits_30d",
    "basket",
    "household",
    "craft_share",
    "age",
];

/// A forest, the customers whom it refuses, and what may change: ranges as seen, a price of one standard deviation.
struct Case {
    model: CustomerModel,
    rows: Vec<Vec<Value>>,
    rules: ChangeRules,
    next: AtomicUsize,
}

impl Case {
    fn new(n_trees: usize) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/exact/data.csv");
        let mut reader = csv::Reader::from_path(path).expect("the customers");
        let names: Vec<String> = reader.headers().expect("names").iter().map(str::to_owned).collect();
        let rows: Vec<Vec<f64>> = reader
            .records()
            .map(|r| r.expect("a row").iter().map(|c| c.parse().expect("a number")).collect())
            .collect();
        let n = 14;
        let features = names[..n].iter().map(|name| Feature::bare(name, FeatureKind::Number)).collect();
        let column = |f: usize| rows.iter().map(|r| Value::Number(r[f])).collect::<Vec<_>>();
        let target = rows.iter().map(|r| r[n] as u32).collect();
        let set = TrainingSet::new(features, (0..n).map(column).collect(), vec!["no".into(), "yes".into()], target);
        let options = Options { method: Method::Forest { n_trees }, max_depth: Some(6), ..Options::forest() };
        let model = train(&set.expect("a set"), &options, "benchmark", &Progress::default()).expect("a forest");
        let mut rules = ChangeRules::of(&model);
        for (f, freedom) in rules.freedoms.iter_mut().enumerate() {
            let list = || rows.iter().map(|r| r[f]);
            let mean = list().sum::<f64>() / rows.len() as f64;
            let spread = (list().map(|x| (x - mean).powi(2)).sum::<f64>() / rows.len() as f64).sqrt();
            let (min, max) = (list().fold(f64::INFINITY, f64::min), list().fold(f64::NEG_INFINITY, f64::max));
            *freedom = Freedom { min, max, step: None, price: 1.0 / spread, direction: Direction::Any };
        }
        let values = |r: &Vec<f64>| r[..n].iter().map(|&x| Value::Number(x)).collect::<Vec<_>>();
        let refused = |v: &Vec<Value>| !Goal::AtLeast(OfferIdx(0), 0.5).reached(&model, v);
        let rows = rows.iter().map(values).filter(refused).take(20).collect();
        Self { model, rows, rules, next: AtomicUsize::new(0) }
    }

    fn of(n_trees: usize) -> &'static Self {
        static SMALL: OnceLock<Case> = OnceLock::new();
        static LARGE: OnceLock<Case> = OnceLock::new();
        if n_trees == 300 { SMALL.get_or_init(|| Self::new(300)) } else { LARGE.get_or_init(|| Self::new(1000)) }
    }

    fn somebody(&self) -> Vec<Value> {
        let i = self.next.fetch_add(1, Ordering::Relaxed);
        self.rows[i % self.rows.len()].clone()
    }

    fn plan(&self, levers: usize, most_changes: Option<usize>) -> Settled {
        let find = |name: &&str| self.model.features().find(name).expect("a fact");
        let levers: Vec<FeatureIdx> = LEVERS[..levers].iter().map(find).collect();
        let question = PlanQuestion {
            values: self.somebody(),
            goal: Goal::AtLeast(OfferIdx(0), 0.5),
            rules: self.rules.clone().only(&levers),
            most_changes,
            budget: None,
        };
        cheapest_plan(&self.model, &question, &Progress::default()).expect("an answer").status
    }
}

#[divan::bench(args = [(300, 8), (300, 10), (1000, 8), (1000, 10)], sample_count = 20, sample_size = 1)]
fn cheapest(bencher: Bencher, (trees, levers): (usize, usize)) {
    let case = Case::of(trees);
    bencher.bench_local(|| case.plan(levers, None));
}

#[divan::bench(args = [1, 2, 3], sample_count = 20, sample_size = 1)]
fn of_few_changes(bencher: Bencher, most: usize) {
    let case = Case::of(1000);
    bencher.bench_local(|| case.plan(8, Some(most)));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn smallest_set(bencher: Bencher) {
    let case = Case::of(300);
    bencher.bench_local(|| {
        let question = EnoughQuestion {
            values: case.somebody(),
            never: Goal::AtLeast(OfferIdx(0), 0.5),
            rules: case.rules.clone(),
            budget: None,
            ranges: false,
        };
        enough(&case.model, &question, &Progress::default()).expect("an answer").kept.len()
    });
}
