//! How long opening a library's model takes: a full XGBoost JSON of 1,000 trees of depth 8, made here.
//!
//! `cargo bench --bench import`. The same opening beside XGBoost's own stands in `docs/performance.md`.

use std::fmt::Write as _;

use candour::import;
use divan::Bencher;
use divan::counter::BytesCount;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn main() {
    divan::main();
}

/// The arrays of one full tree, an entry per node, as XGBoost writes them.
fn tree(rng: &mut Xoshiro256PlusPlus, id: usize, depth: u32, n_features: u32) -> String {
    let (inner, all) = ((1usize << depth) - 1, (2usize << depth) - 1);
    let list = |entry: &mut dyn FnMut(usize) -> String| {
        let entries: Vec<String> = (0..all).map(entry).collect();
        entries.join(",")
    };
    let child = |i: usize, side: usize| if i < inner { (2 * i + side) as i64 } else { -1 };
    let float = |x: f32| format!("{x:E}");
    let mut text = String::new();
    let weights = list(&mut |_| float(rng.gen_range(-1.0..1.0)));
    let _ = write!(text, "{{\"base_weights\":[{weights}],\"categories\":[],\"categories_nodes\":[],");
    let _ = write!(text, "\"categories_segments\":[],\"categories_sizes\":[],");
    let _ = write!(text, "\"default_left\":[{}],\"id\":{id},", list(&mut |i| (i % 2).to_string()));
    let _ = write!(text, "\"left_children\":[{}],", list(&mut |i| child(i, 1).to_string()));
    let _ = write!(text, "\"loss_changes\":[{}],", list(&mut |_| float(rng.gen_range(0.0..100.0))));
    let parent = |i: usize| if i == 0 { i64::from(i32::MAX) } else { (i as i64 - 1) / 2 };
    let _ = write!(text, "\"parents\":[{}],", list(&mut |i| parent(i).to_string()));
    let _ = write!(text, "\"right_children\":[{}],", list(&mut |i| child(i, 2).to_string()));
    let _ = write!(text, "\"split_conditions\":[{}],", list(&mut |_| float(rng.gen_range(-3.0..3.0))));
    let _ = write!(text, "\"split_indices\":[{}],", list(&mut |_| rng.gen_range(0..n_features).to_string()));
    let _ = write!(text, "\"split_type\":[{}],", list(&mut |_| "0".to_owned()));
    let cover = |i: usize| 65536u32 >> usize::BITS.saturating_sub((i + 1).leading_zeros() + 1);
    let _ = write!(text, "\"sum_hessian\":[{}],", list(&mut |i| float(cover(i) as f32)));
    let _ = write!(text, "\"tree_param\":{{\"num_deleted\":\"0\",\"num_feature\":\"{n_features}\",");
    let _ = write!(text, "\"num_nodes\":\"{all}\",\"size_leaf_vector\":\"1\"}}}}");
    text
}

fn model(n_trees: usize, depth: u32) -> String {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let n_features = 28;
    let trees: Vec<String> = (0..n_trees).map(|id| tree(&mut rng, id, depth, n_features)).collect();
    let info = vec!["0"; n_trees].join(",");
    format!(
        "{{\"learner\":{{\"attributes\":{{}},\"feature_names\":[],\"feature_types\":[],\"gradient_booster\":\
         {{\"model\":{{\"gbtree_model_param\":{{\"num_parallel_tree\":\"1\",\"num_trees\":\"{n_trees}\"}},\
         \"tree_info\":[{info}],\"trees\":[{}]}},\"name\":\"gbtree\"}},\"learner_model_param\":\
         {{\"base_score\":\"[5E-1]\",\"num_class\":\"0\",\"num_feature\":\"{n_features}\",\"num_target\":\"1\"}},\
         \"objective\":{{\"name\":\"reg:squarederror\"}}}},\"version\":[3,4,1]}}",
        trees.join(",")
    )
}

#[divan::bench(sample_count = 10)]
fn open_xgboost_json_of_1000_trees_of_depth_8(bencher: Bencher<'_, '_>) {
    let text = model(1000, 8);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let read = import::load(text.as_bytes(), "large").expect("it is valid");
        assert_eq!(read.value.n_leaves(), 256_000);
        read
    });
}
