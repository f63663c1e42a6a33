//! LightGBM's text: what older versions and rarer settings write, against LightGBM's own numbers.

use candour::data::Table;
use candour::import;
use candour::model::{CustomerModel, Link};
use candour::score::{Absence, Codes, margins, replay};

use crate::common::{bytes, project};

/// Written by hand; LightGBM 4.7.0 opens it, and the numbers below are its own.
const HAND: &str = "\
tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression sqrt
feature_names=spent member
feature_infos=[0:9] 0:1
tree_sizes=277 284

Tree=0
num_leaves=3
num_cat=0
split_feature=0 0
split_gain=1 1
threshold=inf 4.5
decision_type=8 10
left_child=1 -1
right_child=-2 -3
leaf_value=0.5 -3 2
leaf_weight=4 5 6
leaf_count=4 5 6
internal_value=0 0
internal_weight=15 10
internal_count=15 10
is_linear=0
shrinkage=1


Tree=1
num_leaves=2
num_cat=1
split_feature=1
split_gain=1
threshold=0
decision_type=1
left_child=-1
right_child=-2
leaf_value=0.25 -0.25
leaf_weight=7 8
leaf_count=7 8
internal_value=0
internal_weight=15
internal_count=15
cat_boundaries=0 1
cat_threshold=2
is_linear=0
shrinkage=1


end of trees

feature_importances:
spent=2

parameters:
[boosting: gbdt]
end of parameters

pandas_categorical:[[false, true]]
";

fn open(text: &str) -> CustomerModel {
    import::load(text.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

/// Margins and responses of rows of a table.
fn scores(model: &CustomerModel, csv: &str) -> Vec<(f64, f64)> {
    let table = Table::read(&csv.as_bytes().into(), model, &|_| false).unwrap_or_else(|e| panic!("{e}")).value;
    (0..table.n_rows())
        .map(|r| {
            let values = table.row(r);
            assert!(replay(model, &values, Absence::ByCover).holds(), "row {r} replays otherwise");
            let margin = margins(model, &Codes::of(model, &values), Absence::ByCover)[0];
            (margin, model.link().apply(margin))
        })
        .collect()
}

/// A threshold of inf sends every number left, also an infinite one, and only what is missing right; levels of
/// yes and no are named as Python writes them; the objective learnt square roots.
#[test]
fn what_is_missing_is_divided_from_every_number() {
    let model = open(HAND);
    let csv = "spent,member\n,True\ninf,False\n4.5,True\n1e300,\n-inf,False\n,False\n";
    let expected = [-2.75, 1.75, 0.75, 1.75, 0.25, -3.25];
    assert_eq!(scores(&model, csv), expected.map(|m: f64| (m, m * m.abs())));
    let again = open(&import::candour_ron::write(&model));
    assert_eq!(scores(&again, csv), scores(&model, csv), "written as Candour RON and read again");
}

#[test]
fn objectives_decide_what_a_margin_means() {
    let with = |objective: &str| open(&HAND.replace("regression sqrt", objective)).link();
    assert_eq!(with("regression_l1 sqrt"), Link::SignedSquare);
    assert_eq!(with("regression"), Link::Identity { probability: false });
    assert_eq!(with("cross_entropy_lambda"), Link::Softplus);
    assert_eq!(with("xentlambda"), Link::Softplus);
    assert_eq!(with("binary sigmoid:2.5"), Link::Logistic { scale: 2.5 });
}

/// Before 2.2 no line ended the trees but the list of importances.
#[test]
fn files_from_before_the_end_was_written_open() {
    let path = project("tests/data/lightgbm/lgb_reg/model.txt");
    let whole = String::from_utf8(bytes(&path)).expect("text");
    let (trees, _) = whole.split_once("end of trees").expect("an end");
    let old = trees.replace("version=v4", "version=v2");
    let model = open(&format!("{old}\n\nfeature importances:\nage=3\n\npandas_categorical:null\n"));
    assert_eq!(model.trees().len(), open(&whole).trees().len());
    assert_eq!(model.trees(), open(&whole).trees());
    let error = import::load(old.as_bytes(), "x").expect_err("without the list it is cut off");
    assert!(error.to_string().contains("no line \"end of trees\""), "{error}");
}
