//! CatBoost's JSON: every kind of split against CatBoost's own numbers, and what is refused.
//!
//! `tests/data/catboost/hand_free.json` and `hand_oblivious.json` were written by hand; the margins below are what
//! CatBoost 1.2.10 predicts when it opens them.

use candour::base::{FeatureIdx, Kind, OfferIdx};
use candour::data::Table;
use candour::import;
use candour::model::{CustomerModel, Link};
use candour::score::{Absence, Codes, margins};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{bytes, project};

/// Borders met exactly in float32 and missed by less than it resolves, values that are not known, levels that no
/// split names, infinities.
const ROWS: &str =
    "age,colour,visits\n0.05,red,1\n0.1,2,\n0.2,2,3\n,2,\n3,red,8\n2.5,blue,7\n,,7.5\n0.1000000001,red,-inf\n";

fn text(name: &str) -> String {
    let path = project("tests/data/catboost").join(format!("hand_{name}.json"));
    String::from_utf8(bytes(&path)).expect("text")
}

fn open(text: &str) -> CustomerModel {
    import::load(text.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

/// Margins of the rows above.
pub fn scores(model: &CustomerModel) -> Vec<Vec<f64>> {
    let table = Table::read(&ROWS.as_bytes().into(), model, &|_| false).unwrap_or_else(|e| panic!("{e}")).value;
    (0..table.n_rows()).map(|r| margins(model, &Codes::of(model, &table.row(r)), Absence::ByCover)).collect()
}

/// A file with one change, which must be refused; the refusal with its hint.
fn refusal(name: &str, from: &str, to: &str) -> String {
    let whole = text(name);
    assert!(whole.contains(from), "{from}");
    match import::load(whole.replacen(from, to, 1).as_bytes(), "x") {
        Ok(_) => panic!("{from} → {to} is opened"),
        Err(error) => format!("{error} | {}", error.hint.clone().unwrap_or_else(|| panic!("no hint: {error}"))),
    }
}

#[test]
fn free_trees_score_as_catboost_does() {
    let model = open(&text("free"));
    let expected = [-2.25, 1.25, 33.75, 8.75, 16.75, 16.75, 16.75, -2.25];
    assert_eq!(scores(&model), expected.map(|m| vec![m]));
    assert_eq!(model.link(), Link::Logistic { scale: 1.0 });
    let offer = model.offer(OfferIdx(0));
    assert_eq!((offer.id.as_str(), offer.title.as_str(), offer.base_score), ("0", "buys", 0.5));
    assert_eq!(model.trees()[0].covers[0], 16.0);
    let ids: Vec<&str> = model.features().iter().map(|(_, f)| f.id.as_str()).collect();
    assert_eq!(ids, ["age", "colour", "visits"], "in the order of columns");
    // the label that the file holds, and the hash of the one it does not
    assert_eq!(model.features().get(FeatureIdx(1)).levels(), ["#3010176887", "red"]);
}

#[test]
fn oblivious_trees_score_as_catboost_does() {
    let model = open(&text("oblivious"));
    let first = [7.0, 1.0, 1.0, 4.0, 22.0, 1.0, 16.0, 7.0];
    assert_eq!(scores(&model), first.map(|m| vec![m, m + 2.75, m + 5.0]));
    assert_eq!(model.link(), Link::Softmax);
    // a class that training did not meet has no output; the others keep their numbers, as CatBoost's columns do
    let ids: Vec<&str> = model.offers().iter().map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["0", "2", "3"]);
    let titles: Vec<&str> = model.offers().iter().map(|o| o.title.as_str()).collect();
    assert_eq!(titles, ["Class 3", "Class 9", "Class 11"]);
    assert_eq!(model.trees().len(), 6);
    assert_eq!(model.trees()[0].covers[..3], [36.0, 10.0, 26.0], "the root asks the last split");
}

#[test]
fn a_model_written_as_candour_ron_matches_labels_by_hash_too() {
    let model = open(&text("free"));
    let again = import::load(import::candour_ron::write(&model).as_bytes(), "x").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(scores(&again.value), scores(&model));
}

#[test]
fn losses_decide_what_a_margin_means() {
    let with = |name: &str, loss: &str| {
        let from = if name == "free" { "Logloss" } else { "MultiClass" };
        import::load(text(name).replacen(from, loss, 1).as_bytes(), "x")
    };
    let cases = [
        ("CrossEntropy", Link::Logistic { scale: 1.0 }),
        ("RMSE", Link::Identity { probability: false }),
        ("Quantile", Link::Identity { probability: false }),
        ("Poisson", Link::Exp),
        ("Tweedie", Link::Exp),
        ("YetiRank", Link::Ranking),
    ];
    for (loss, link) in cases {
        assert_eq!(with("free", loss).unwrap_or_else(|e| panic!("{e}")).value.link(), link, "{loss}");
    }
    for (loss, link) in
        [("MultiClassOneVsAll", Link::Logistic { scale: 1.0 }), ("MultiLogloss", Link::Logistic { scale: 1.0 })]
    {
        assert_eq!(with("oblivious", loss).unwrap_or_else(|e| panic!("{e}")).value.link(), link, "{loss}");
    }
    for (loss, kind) in [("RMSEWithUncertainty", Kind::Unsupported), ("Unheard", Kind::Unsupported)] {
        assert_eq!(with("oblivious", loss).expect_err("must be refused").kind, kind, "{loss}");
    }
    // a sum of models says its loss as a text; a file without any only orders
    let params = "\"params\":{\"loss_function\":{\"type\":\"Logloss\",\"params\":{}}}";
    let summed =
        text("free").replacen(params, "\"loss_function\":\"{\\\"type\\\":\\\"Poisson\\\",\\\"params\\\":{}}\"", 1);
    assert_eq!(open(&summed).link(), Link::Exp);
    let silent = import::load(text("free").replacen(params, "\"x\":0", 1).as_bytes(), "x").expect("opens");
    assert_eq!(silent.value.link(), Link::Ranking);
    assert!(silent.warnings.iter().any(|w| w.contains("does not say")), "{:?}", silent.warnings);
}

#[test]
fn what_cannot_be_honoured_is_refused_with_its_place() {
    let cases = [
        (
            "free",
            "\"OneHotFeature\"",
            "\"OnlineCtr\"",
            &["catboost: tree 0, node 1: ", "CTR", "one_hot_max_size"][..],
        ),
        ("oblivious", "\"OneHotFeature\"", "\"OnlineCtr\"", &["tree 0, split 1: ", "CTR"]),
        ("free", "\"OneHotFeature\"", "\"Estimated\"", &["tree 0, node 1: ", "neither FloatFeature nor"]),
        ("oblivious", "\"splits\":null,", "\"splits\":7,", &["tree 1, splits (line 1", "invalid type"]),
        (
            "oblivious",
            "\"leaf_values\":[1,2,4]",
            "\"leaf_values\":[1,2]",
            &["tree 1: expected 1 leaves of 3", "found 2"],
        ),
        ("oblivious", "\"leaf_weights\":[36]", "\"leaf_weights\":[36,1]", &["tree 1: expected 1 \"leaf_weights\""]),
        ("oblivious", "\"border\":7", "\"border\":8", &["tree 0, split 2: \"split_index\" 3 is not this border"]),
        ("oblivious", "[0,2,3]", "[0,3,2]", &["\"class_params\": \"class_to_label\" does not number"]),
        ("oblivious", "[1,[0,0.5,-0.5]]", "[1,[0,0.5]]", &["\"scale_and_bias\": 2 biases for 3 outputs"]),
        ("free", "\"value\":-1242798403,", "\"value\":5,", &["tree 0, node 1: asks for the hash 5"]),
        (
            "free",
            "\"float_feature_index\":0",
            "\"float_feature_index\":9",
            &["tree 0, node 0: splits on the float feature 9"],
        ),
        ("free", "\"value\":-1.5", "\"value\":[0.25,1]", &["tree 0, node 4: a leaf of 2 values, expected 1"]),
        ("free", "\"value\":0.25", "\"worth\":0.25", &["tree 0, left.left (line 1", "expected a node"]),
        (
            "free",
            "\"border\":0.1,\"split_index\":0",
            "\"border\":1e39",
            &["tree 0, node 0: the border is not a finite float32"],
        ),
        ("free", "\"AsTrue\"", "\"AsYouLike\"", &["\"nan_value_treatment\" of \"age\""]),
        (
            "free",
            "\"hash\":3052168893",
            "\"hash\":3052168894",
            &["\"cat_features_hash\", entry 0: the label does not"],
        ),
        (
            "free",
            "\"flat_feature_index\":2",
            "\"flat_feature_index\":1",
            &["two features have the \"flat_feature_index\" 1"],
        ),
        ("free", "\"weight\":3", "\"weight\":-3", &["tree 0, node 3: the cover is not a number from 0 on"]),
        ("free", "\"has_nans\":true,", "", &["features_info.float_features[0]", "missing field `has_nans`"]),
        ("free", "\"trees\"", "\"branches\"", &["neither \"oblivious_trees\" nor \"trees\""]),
    ];
    for (name, from, to, parts) in cases {
        let text = refusal(name, from, to);
        for part in parts {
            assert!(text.contains(part), "{from} → {to}: \"{part}\" is not in: {text}");
        }
    }
}

#[test]
fn a_categorical_feature_that_no_split_asks_about_opens_only_if_it_is_no_ctr() {
    let values = "\"values\":[-1284790409,-1242798403]";
    let rest = "\"categorical_features\":[{\"feature_index\":1,\"flat_feature_index\":7,\"feature_id\":\"town\"},";
    let more = |max: &str| {
        let whole = text("free").replacen("\"categorical_features\":[", rest, 1);
        whole.replacen(
            "\"params\":{",
            &format!("\"params\":{{\"cat_feature_params\":{{\"one_hot_max_size\":{max}}},"),
            1,
        )
    };
    assert!(text("free").contains(values));
    let refused = import::load(more("0").as_bytes(), "x").expect_err("one label, none encoded one by one");
    assert!(refused.to_string().contains("\"town\"") && refused.to_string().contains("CTR"), "{refused}");
    let model = open(&more("4"));
    assert_eq!(model.features().len(), 4);
    assert!(!model.uses(FeatureIdx(3)));
    let without_labels =
        more("25").replacen("\"cat_features_hash\":[{\"hash\":3052168893,\"value\":\"red\"}]", "\"x\":0", 1);
    assert_eq!(open(&without_labels).features().len(), 4);
}

#[test]
fn cut_off_or_damaged_files_are_refused_or_whole_and_never_panic() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    for name in ["free", "oblivious"] {
        let whole = text(name);
        for end in 2..whole.len() {
            let error = import::load(&whole.as_bytes()[..end], "x").expect_err("cut off");
            assert!(error.hint.is_some(), "{error}");
        }
        for _ in 0..4_000 {
            let mut damaged = whole.clone().into_bytes();
            for _ in 0..rng.gen_range(1..4) {
                let at = rng.gen_range(0..damaged.len());
                match rng.gen_range(0..3) {
                    0 => damaged[at] = b"0123456789-.e,:[]{}\"nul"[rng.gen_range(0..23)],
                    1 => drop(damaged.drain(at..(at + rng.gen_range(1..20)).min(damaged.len()))),
                    _ => damaged.insert(at, b"09-{}[],"[rng.gen_range(0..8)]),
                }
            }
            if let Ok(model) = import::load(&damaged, "x") {
                let finite = scores_of_anything(&model.value).iter().all(|m| m.is_finite());
                assert!(finite, "{}", String::from_utf8_lossy(&damaged));
            }
        }
    }
    // nesting past what the reader goes, a depth past what fits, and a list that promises more than it holds
    let deep = format!("{{\"features_info\":{{}},\"trees\":[{}", "{\"left\":".repeat(100_000));
    assert!(import::load(deep.as_bytes(), "x").is_err());
    let split = "{\"split_type\":\"FloatFeature\",\"float_feature_index\":0,\"border\":2.5},";
    let splits = split.repeat(60);
    let wide = text("oblivious").replacen("\"splits\":[", &format!("\"splits\":[{splits}"), 1);
    let error = import::load(wide.as_bytes(), "x").expect_err("too deep");
    assert!(error.to_string().contains("tree 0: 63 splits in an oblivious tree"), "{error}");
}

/// Margins of customers of whom nothing is known, or everything is 0.
pub fn scores_of_anything(model: &CustomerModel) -> Vec<f64> {
    use candour::model::Value;
    let zero: Vec<Value> = model
        .features()
        .iter()
        .map(|(_, f)| if f.kind.is_choice() { Value::OtherLevel } else { Value::Number(0.0) })
        .collect();
    let unknown = vec![Value::Missing; zero.len()];
    [zero, unknown].iter().flat_map(|v| margins(model, &Codes::of(model, v), Absence::ByCover)).collect()
}
