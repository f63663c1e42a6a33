//! Agreement with an independent float64 reference and with LightGBM itself, on every golden case.

use candour::base::{FeatureIdx, OfferIdx};
use candour::explain::Explainer;
use candour::import;
use candour::model::CustomerModel;
use candour::score::{Absence, Background, Codes, margins, replay};

use crate::common::{bytes, numbers, project, table};

const CASES: [&str; 10] = [
    "lgb_binary_nan",
    "lgb_binary_sigmoid2",
    "lgb_categorical",
    "lgb_multi",
    "lgb_multiova",
    "lgb_none_with_nan_rows",
    "lgb_poisson",
    "lgb_reg",
    "lgb_rf",
    "lgb_zero_missing",
];
const TOLERANCE: f64 = 1e-10;

fn case(name: &str) -> (CustomerModel, std::path::PathBuf) {
    let folder = project("tests/data/lightgbm").join(name);
    let model = import::load(&bytes(&folder.join("model.txt")), name).unwrap_or_else(|e| panic!("{name}: {e}"));
    (model.value, folder)
}

fn close(name: &str, what: &str, found: f64, expected: f64, scale: f64) {
    let off = (found - expected).abs() / scale.max(1.0);
    assert!(off <= TOLERANCE, "{name}: {what}: {found} against {expected}, off by {off:e}");
}

#[test]
fn margins_and_responses() {
    for name in CASES {
        let (model, folder) = case(name);
        let rows = table(&folder.join("rows.csv"), &model);
        let expected = numbers(&folder.join("expected_margin.csv"));
        let predicted = numbers(&folder.join("expected_prediction.csv"));
        assert_eq!(rows.n_rows(), expected.len(), "{name}");
        for row in 0..rows.n_rows() {
            let values = rows.row(row);
            let found = margins(&model, &Codes::of(&model, &values), Absence::ByCover);
            let responses = model.link().responses(&found);
            for offer in 0..found.len() {
                let at = format!("row {row}, offer {offer}");
                close(name, &format!("{at}, margin"), found[offer], expected[row][offer], expected[row][offer].abs());
                // the library's own prediction, which it computes in float64 too
                let off = (responses[offer] - predicted[row][offer]).abs() / predicted[row][offer].abs().max(1.0);
                assert!(off < 1e-5, "{name}: {at}, response {} against {}", responses[offer], predicted[row][offer]);
            }
            assert!(replay(&model, &values, Absence::ByCover).holds(), "{name}: row {row} replays otherwise");
        }
    }
}

#[test]
fn attributions_and_interactions_by_cover_and_by_background() {
    for name in CASES {
        let (model, folder) = case(name);
        let rows = table(&folder.join("rows.csv"), &model);
        let reference = table(&folder.join("background.csv"), &model);
        let background = Background::new(&model, (0..reference.n_rows()).map(|r| reference.row(r))).expect("rows");
        for (absence, file) in
            [(Absence::ByCover, "path_dependent"), (Absence::ByBackground(&background), "interventional")]
        {
            let explainer = Explainer::new(&model, absence);
            let shap = numbers(&folder.join(format!("shap_{file}.csv")));
            for line in &shap {
                let (row, offer) = (line[0] as usize, OfferIdx::new(line[1] as usize));
                let codes = Codes::of(&model, &rows.row(row));
                let margin = margins(&model, &codes, absence)[offer.index()];
                let found = explainer.attribute(&codes, offer, margin);
                let scale = margin.abs();
                assert!(found.residual.abs() <= TOLERANCE * scale.max(1.0), "{name}: residual {:e}", found.residual);
                let n = model.features().len();
                for j in 0..n {
                    close(name, &format!("{file}, row {row}, feature {j}"), found.shares[j], line[2 + j], scale);
                }
                close(name, &format!("{file}, row {row}, base value"), found.base_value, line[2 + n], scale);
            }
            let n_rows = rows.n_rows().min(4);
            let mut wanted = std::collections::BTreeMap::new();
            for line in numbers(&folder.join(format!("interactions_{file}.csv"))) {
                wanted.insert([line[0], line[1], line[2], line[3]].map(|x| x as usize), line[4]);
            }
            assert!(!wanted.is_empty(), "{name} has interactions");
            for row in 0..n_rows {
                let codes = Codes::of(&model, &rows.row(row));
                let all = margins(&model, &codes, absence);
                for offer in model.offer_ids() {
                    let attribution = explainer.attribute(&codes, offer, all[offer.index()]);
                    let found = explainer.interact(&codes, &attribution);
                    for i in 0..model.features().len() {
                        for j in i..model.features().len() {
                            let expected = wanted.get(&[row, offer.index(), i, j]).copied().unwrap_or(0.0);
                            let value = found.get(FeatureIdx::new(i), FeatureIdx::new(j));
                            let what = format!("{file}, row {row}, features {i} and {j}");
                            close(name, &what, value, expected, all[offer.index()].abs());
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_honoured_is_refused_with_its_reason() {
    for (name, reason) in [("lgb_linear_tree", "linear"), ("lgb_truncated", "cut off")] {
        let path = project("tests/data/lightgbm").join(name).join("model.txt");
        let error = import::load(&bytes(&path), name).expect_err("must be refused");
        let text = format!("{error} {}", error.hint.clone().unwrap_or_default());
        assert!(text.contains(reason), "{name}: {text}");
        assert!(!error.place.is_empty() || error.to_string().contains("tree"), "{name}: no place in {error}");
    }
}
