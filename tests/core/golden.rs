//! Agreement with an independent float64 reference and with the libraries themselves, on every golden case in every
//! file format it has: each folder below `tests/data/` with a `meta.json` is one.

use std::path::{Path, PathBuf};

use candour::base::progress::Progress;
use candour::base::{FeatureIdx, OfferIdx};
use candour::explain::{Explainer, Precision};
use candour::import;
use candour::model::CustomerModel;
use candour::score::{Absence, Background, Codes, covers, margins, replay};
use serde_json::Value as Json;

use crate::common::{bytes, numbers, project, table};

const TOLERANCE: f64 = 1e-10;
/// For files whose leaves are float32 where those of the case are float64.
const ROUNDED: f64 = 1e-6;

/// A golden case in one of its file formats.
struct Case {
    /// "xgb_multi/model.ubj"
    name: String,
    folder: PathBuf,
    file: PathBuf,
    meta: Json,
}

impl Case {
    fn must_be_refused(&self) -> bool {
        self.meta["status"] == "must_reject"
    }

    /// How far a number may be off, relatively: CatBoost's leaves are float64, and ONNX rounds them to float32.
    fn tolerance(&self) -> f64 {
        if self.meta["format"] == "catboost" && self.name.ends_with(".onnx") { ROUNDED } else { TOLERANCE }
    }

    fn close(&self, what: &str, found: f64, expected: f64, scale: f64) {
        let off = (found - expected).abs() / scale.max(1.0);
        assert!(off <= self.tolerance(), "{}: {what}: {found} against {expected}, off by {off:e}", self.name);
    }

    fn open(&self) -> CustomerModel {
        import::load(&bytes(&self.file), &self.name).unwrap_or_else(|e| panic!("{}: {e}", self.name)).value
    }

    /// The model with covers: its own, or counted over the background where the format stores none.
    fn open_with_covers(&self) -> (CustomerModel, Background) {
        let model = self.open();
        let rows = table(&self.folder.join("background.csv"), &model);
        let background = Background::new(&model, (0..rows.n_rows()).map(|r| rows.row(r))).expect("rows");
        assert_eq!(model.has_covers(), self.meta["cover_source"] == "model" && !self.name.ends_with(".onnx"));
        if model.has_covers() {
            return (model, background);
        }
        let counted = covers(&model, &background);
        (model.with_covers(counted, "background rows").unwrap_or_else(|e| panic!("{}: {e}", self.name)), background)
    }
}

/// Every case, each of its files; sorted.
fn cases() -> Vec<Case> {
    let list = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("a readable folder").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let mut cases = Vec::new();
    for library in list(&project("tests/data")) {
        if !library.is_dir() {
            continue;
        }
        for folder in list(&library) {
            let Ok(meta) = std::fs::read(folder.join("meta.json")) else { continue };
            let meta: Json = serde_json::from_slice(&meta).expect("JSON");
            for file in list(&folder) {
                let name = file.file_name().expect("a name").to_string_lossy().into_owned();
                if name.starts_with("model.") {
                    let name = format!("{}/{name}", meta["case"].as_str().expect("a name"));
                    cases.push(Case { name, folder: folder.clone(), file, meta: meta.clone() });
                }
            }
        }
    }
    cases
}

#[test]
fn margins_and_responses() {
    let mut n = 0;
    for case in cases().iter().filter(|c| !c.must_be_refused()) {
        let (model, name) = (case.open(), &case.name);
        n += 1;
        let rows = table(&case.folder.join("rows.csv"), &model);
        let expected = numbers(&case.folder.join("expected_margin.csv"));
        let predicted = numbers(&case.folder.join("expected_prediction.csv"));
        assert_eq!(rows.n_rows(), expected.len(), "{name}");
        assert_eq!(model.offers().len(), expected[0].len(), "{name}");
        for row in 0..rows.n_rows() {
            let values = rows.row(row);
            let found = margins(&model, &Codes::of(&model, &values), Absence::ByCover);
            let responses = model.link().responses(&found);
            for offer in 0..found.len() {
                let at = format!("row {row}, offer {offer}");
                case.close(&format!("{at}, margin"), found[offer], expected[row][offer], expected[row][offer].abs());
                // the library's own prediction; of two classes with one margin it gives both chances, the last ours
                let prediction = predicted[row][predicted[row].len() - found.len() + offer];
                let off = (responses[offer] - prediction).abs() / prediction.abs().max(1.0);
                assert!(off < 1e-5, "{name}: {at}, response {} against {prediction}", responses[offer]);
            }
            assert!(replay(&model, &values, Absence::ByCover).holds(), "{name}: row {row} replays otherwise");
        }
    }
    assert!(n >= 10, "only {n} cases were found");
}

#[test]
fn attributions_and_interactions_by_cover_and_by_background() {
    for case in cases().iter().filter(|c| !c.must_be_refused()) {
        let ((model, background), name) = (case.open_with_covers(), &case.name);
        // an export to a format without covers is compared by background only: the case's covers are its other file's
        let own_covers = case.meta["cover_source"] == "model" && case.name.ends_with(".onnx");
        let rows = table(&case.folder.join("rows.csv"), &model);
        for (absence, file) in
            [(Absence::ByCover, "path_dependent"), (Absence::ByBackground(&background), "interventional")]
        {
            if own_covers && file == "path_dependent" {
                continue;
            }
            let explainer = Explainer::new(&model).absence(absence);
            for line in &numbers(&case.folder.join(format!("shap_{file}.csv"))) {
                let (row, offer) = (line[0] as usize, OfferIdx::new(line[1] as usize));
                let codes = Codes::of(&model, &rows.row(row));
                let margin = margins(&model, &codes, absence)[offer.index()];
                let found = explainer.attribute(&codes, offer, margin);
                let scale = margin.abs();
                assert!(found.residual.abs() <= TOLERANCE * scale.max(1.0), "{name}: residual {:e}", found.residual);
                let n = model.features().len();
                for j in 0..n {
                    case.close(&format!("{file}, row {row}, feature {j}"), found.shares[j], line[2 + j], scale);
                }
                case.close(&format!("{file}, row {row}, base value"), found.base_value, line[2 + n], scale);
            }
            let n_rows = case.meta["interaction_rows"].as_u64().expect("a number") as usize;
            let mut wanted = std::collections::BTreeMap::new();
            for line in numbers(&case.folder.join(format!("interactions_{file}.csv"))) {
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
                            case.close(&what, value, expected, all[offer.index()].abs());
                        }
                    }
                }
            }
        }
    }
}

/// The engine for many customers, in every way it can go: precision, threads, vectors, with tables and walked.
#[test]
fn many_customers_at_once_by_cover_and_by_background() {
    for case in cases().iter().filter(|c| !c.must_be_refused()) {
        let ((model, background), name) = (case.open_with_covers(), &case.name);
        let own_covers = case.meta["cover_source"] == "model" && case.name.ends_with(".onnx");
        let rows = table(&case.folder.join("rows.csv"), &model);
        let n = model.features().len();
        for (absence, file) in
            [(Absence::ByCover, "path_dependent"), (Absence::ByBackground(&background), "interventional")]
        {
            if own_covers && file == "path_dependent" {
                continue;
            }
            let expected = numbers(&case.folder.join(format!("shap_{file}.csv")));
            let pairs = numbers(&case.folder.join(format!("interactions_{file}.csv")));
            let expect_rows = case.meta["interaction_rows"].as_u64().expect("a number") as usize;
            for way in 0..8 {
                let (precision, tolerance) =
                    if way & 1 == 0 { (Precision::F32, 1e-5) } else { (Precision::F64, case.tolerance()) };
                let mut explainer = Explainer::new(&model).absence(absence).precision(precision);
                if way & 2 != 0 {
                    explainer = explainer.portable();
                }
                // for a single row no table pays: trees are walked
                explainer = explainer.expecting(if way & 4 == 0 { 1 << 20 } else { 1 });
                let pool = rayon::ThreadPoolBuilder::new().num_threads(1 + way % 2).build().expect("threads");
                let close = |what: &str, found: f64, expected: f64, margin: f64| {
                    let off = (found - expected).abs() / margin.abs().max(1.0);
                    assert!(
                        off <= tolerance,
                        "{name}, {file}, way {way}: {what}: {found} against {expected}, {off:e}"
                    );
                };
                let all = pool.install(|| explainer.explain(&rows));
                for line in &expected {
                    let (row, of) = (line[0] as usize, &all[line[1] as usize]);
                    let margin = of.margins[row];
                    close("residual", of.residuals[row], 0.0, margin);
                    close("base value", of.base_value, line[2 + n], margin);
                    for j in 0..n {
                        let share = of.shares(FeatureIdx::new(j))[row];
                        close(&format!("row {row}, feature {j}"), share, line[2 + j], margin);
                    }
                }
                let found = pool.install(|| explainer.interact_rows(&rows, 0..expect_rows, &Progress::default()));
                let found = found.expect("not cancelled");
                for line in &pairs {
                    let [row, offer, a, b] = [line[0], line[1], line[2], line[3]].map(|x| x as usize);
                    let value =
                        found[offer].pair(FeatureIdx::new(a), FeatureIdx::new(b)).map_or(0.0, |rows| rows[row]);
                    close(&format!("row {row}, features {a} and {b}"), value, line[4], all[offer].margins[row]);
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_honoured_is_refused_with_its_reason() {
    // what the refusal must name, by case
    let reasons = [
        ("cat_ctr", "CTR"),
        ("lgb_linear_tree", "linear"),
        ("lgb_truncated", "cut off"),
        ("onnx_linear", "LinearClassifier"),
        ("onnx_scaler_pipeline", "Scaler"),
        ("xgb_bad_feature", "splits on feature 4000, but there are 10"),
        ("xgb_cycle", "a cycle"),
        ("xgb_gblinear", "gblinear has no trees"),
        ("xgb_truncated", "cut off"),
        ("xgb_vector_leaf", "vector leaves"),
    ];
    let refused: Vec<Case> = cases().into_iter().filter(Case::must_be_refused).collect();
    for case in &refused {
        let name = case.meta["case"].as_str().expect("a name");
        let (_, reason) = reasons.iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("{name} has no reason"));
        let error = import::load(&bytes(&case.file), name).expect_err("must be refused");
        let text = format!("{error} {}", error.hint.clone().unwrap_or_default());
        assert!(text.contains(reason), "{}: {text}", case.name);
        assert!(!error.place.is_empty() || error.to_string().contains("tree"), "{}: no place in {error}", case.name);
    }
    for (name, _) in reasons {
        assert!(refused.iter().any(|c| c.meta["case"] == name), "{name} is not there");
    }
}

/// Each version of XGBoost has habits of its own: where DART keeps its weights, whether level labels are there and
/// right, NaN where a number means nothing, nodes that pruning left behind. Its own float32 margins are the judge.
#[test]
fn xgboost_of_every_age() {
    let mut seen = Vec::new();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(project("tests/data/xgboost_versions"))
        .expect("a readable folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let read = import::load(&bytes(&folder.join("model.json")), &name).unwrap_or_else(|e| panic!("{name}: {e}"));
        let model = read.value;
        let rows = table(&folder.join("rows.csv"), &model);
        for (row, expected) in numbers(&folder.join("library_margin.csv")).iter().enumerate() {
            let found = margins(&model, &Codes::of(&model, &rows.row(row)), Absence::ByCover);
            for (found, expected) in found.iter().zip(expected) {
                let off = (found - expected).abs();
                assert!(off <= 1e-6 * expected.abs().max(1.0), "{name}: row {row}: {found} against {expected}");
            }
        }
        let text = String::from_utf8(bytes(&folder.join("model.json"))).expect("text");
        seen.push((text.contains(":NaN") || text.contains("[NaN") || text.contains(",NaN"), "NaN"));
        seen.push((text.contains("\"weight_drop\":[") && !text.contains("\"gbtree\":{"), "weights in the forest"));
        seen.push(((1..9).any(|n| text.contains(&format!("\"num_deleted\":\"{n}\""))), "deleted nodes"));
        seen.push((model.provenance().nameless, "no names"));
        seen.push((read.warnings.iter().any(|w| w.contains("\"region\": levels are codes")), "labels that shifted"));
    }
    for habit in ["NaN", "weights in the forest", "deleted nodes", "no names", "labels that shifted"] {
        assert!(seen.contains(&(true, habit)), "no case has {habit}");
    }
}
