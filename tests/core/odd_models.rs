//! Models as they are found in the wild, in `tests/data/cases/`: held to what their libraries say of every row, or
//! refused in words that tell what to do.

use std::path::PathBuf;

use candour::import;
use candour::model::CustomerModel;
use candour::score::{Absence, Codes, margins};

use crate::cli::{Folder, candour, csv_of, refused, works};
use crate::common::{bytes, numbers, project, table};

fn case(kind: &str, file: &str) -> PathBuf {
    project(&format!("tests/data/cases/{kind}/{file}"))
}

/// Holds a model to the margins and responses of a file with row, output, margin and response.
fn equal(model: &CustomerModel, kind: &str, data: &str, expected: &str) {
    let rows = table(&case(kind, data), model);
    let expected = numbers(&case(kind, expected));
    assert_eq!(expected.len(), rows.n_rows() * model.offers().len(), "{kind}");
    for line in &expected {
        let (row, output) = (line[0] as usize, line[1] as usize);
        let found = margins(model, &Codes::of(model, &rows.row(row)), Absence::ByCover);
        let responses = model.link().responses(&found);
        for (what, found, expected) in [("margin", found[output], line[2]), ("response", responses[output], line[3])]
        {
            let off = (found - expected).abs() / expected.abs().max(1.0);
            assert!(off <= 1e-5, "{kind}: {what} of row {row}, output {output}: {found} against {expected}");
        }
    }
}

fn open(kind: &str, file: &str) -> CustomerModel {
    import::load(&bytes(&case(kind, file)), file).unwrap_or_else(|e| panic!("{file}: {e}")).value
}

#[test]
fn a_base_score_at_the_edge_is_limited_as_the_library_does() {
    let kind = "xgboost_base_score_edge";
    for (file, n_offers) in [("rare_label", 3), ("no_positive", 1), ("tiny", 1)] {
        let model = open(kind, &format!("{file}.json"));
        assert_eq!(model.offers().len(), n_offers);
        equal(&model, kind, "customers.csv", &format!("expected_{file}.csv"));
    }
}

#[test]
fn a_byte_order_mark_before_a_model_is_passed_over() {
    let kind = "model_packaging";
    for file in ["with_mark.json", "plain.json"] {
        equal(&open(kind, file), kind, "customers.csv", "expected.csv");
    }
    for file in [
        "tests/data/lightgbm/lgb_multi/model.txt",
        "tests/data/catboost/cat_binary_nan/model.json",
        "tests/data/xgboost_versions/pruned_3.4.1/model.json",
        "models/one_tree.ron",
    ] {
        let plain = bytes(&project(file));
        let marked = [b"\xEF\xBB\xBF", plain.as_slice()].concat();
        let read = |bytes: &[u8]| import::load(bytes, "x").unwrap_or_else(|e| panic!("{file}: {e}"));
        let (plain, marked) = (read(&plain), read(&marked));
        assert_eq!((plain.value.trees(), plain.warnings), (marked.value.trees(), marked.warnings), "{file}");
    }
}

#[test]
fn what_is_packed_or_beside_the_model_is_named() {
    let folder = Folder::new();
    let path = |file: &str| case("model_packaging", file).display().to_string();
    let said = refused(&["inspect", &path("model.tar.gz")]);
    assert!(
        said.contains("found a tar archive") && said.contains("hint: unpack it and open the file inside"),
        "{said}"
    );
    let mut unpacked = Vec::new();
    let packed = bytes(&case("model_packaging", "model.tar.gz"));
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut unpacked).expect("gzip");
    let plain = folder.path("model.tar");
    std::fs::write(&plain, unpacked).expect("writable");
    assert!(refused(&["inspect", &plain]).contains("found a tar archive"));

    let said = refused(&["inspect", &path("config.json")]);
    assert!(said.contains("the configuration that save_config() gives, not the model"), "{said}");
    assert!(said.contains("hint: save the model itself with save_model(\"model.json\")"), "{said}");
    // with a mark before it, and spread over lines
    let json: serde_json::Value =
        serde_json::from_slice(&bytes(&case("model_packaging", "config.json"))).expect("JSON");
    let marked =
        folder.write("config.json", &format!("\u{feff}{}", serde_json::to_string_pretty(&json).expect("JSON")));
    assert!(refused(&["inspect", &marked]).contains("not the model"));

    let wide: Vec<u8> = "\u{feff}{\"learner\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = folder.path("wide.json");
    std::fs::write(&file, wide).expect("writable");
    assert!(refused(&["inspect", &file]).contains("found text in UTF-16"));
}

/// The columns of a Parquet file.
fn parquet_columns(path: &str) -> Vec<String> {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    let file = std::fs::File::open(path).expect("readable");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    reader.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_owned()).collect()
}

#[test]
fn features_called_like_columns_of_the_result_have_a_column_of_their_own() {
    let kind = "result_names";
    let path = |file: &str| case(kind, file).display().to_string();
    let model = open(kind, "model.json");
    equal(&model, kind, "customers.csv", "expected.csv");
    let folder = Folder::new();
    let out = folder.path("shares.csv");
    let told = candour(&["attribute", &path("model.json"), "--data", &path("customers.csv"), "--out", &out]);
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(
        told.contains("note: the result has a column \"margin\" of its own: the feature's is \"feature:margin\""),
        "{told}"
    );
    let (header, rows) = csv_of(&out);
    let names =
        ["row", "offer", "base_value", "feature:margin", "feature:row", "tenure_months", "margin", "residual"];
    assert_eq!(header, names);
    for (row, expected) in rows.iter().zip(numbers(&case(kind, "expected_contrib.csv"))) {
        for (cell, expected) in row[2..6].iter().zip(&expected[2..]) {
            let found: f64 = cell.parse().expect("a number");
            assert!((found - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{found} against {expected}");
        }
    }
    let out = folder.path("shares.parquet");
    works(&["attribute", &path("model.json"), "--data", &path("customers.csv"), "--out", &out]);
    assert_eq!(parquet_columns(&out), names);
    // pairs name features in cells, as they are called
    let out = folder.path("pairs.csv");
    works(&["attribute", &path("model.json"), "--data", &path("customers.csv"), "--out", &out, "--interactions"]);
    let (header, rows) = csv_of(&out);
    assert_eq!(header, ["row", "offer", "feature_a", "feature_b", "value"]);
    assert_eq!((rows[0][2].as_str(), rows[1][3].as_str()), ("margin", "row"));
}
