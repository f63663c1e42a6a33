//! Tables in parts: whatever the size of a part, the same values, the same told of the whole, the same refusals.

use candour::base::{FeatureIdx, Result, Warned};
use candour::data::{Matching, Part, Source, Table, file};
use candour::import;
use candour::model::{Columns, CustomerModel, Value};

use crate::common::{bytes, project};

const MODEL: &str = r#"(
  candour: 1, title: "Parts", link: Value, compare_as: F64,
  features: [
    (id: "age", kind: Count),
    (id: "spend", kind: Number),
    (id: "share", kind: Number),
    (id: "region", kind: Choice, levels: ["Köln", "München", "Sankt Gallen", "Østfold"]),
    (id: "member", label: "Member", kind: YesNo),
    (id: "joined", kind: Date),
    (id: "plan=gold", kind: YesNo),
    (id: "plan=blue", kind: YesNo),
  ],
  offers: [(id: "a")],
  trees: [
    (offer: "a", feature: [0], below: [30.0], left: [-1], right: [-2], missing: "L", leaf: [0.0, 1.0]),
    (offer: "a", feature: [3], below: [0.0], levels: [(0, [1])], left: [-1], right: [-2], missing: "L",
     leaf: [0.0, 1.0]),
  ],
)"#;

fn model() -> CustomerModel {
    import::load(MODEL.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

/// All values of a table that is read in parts, after checking that the parts follow each other.
fn in_parts(source: &Source<'_>, model: &CustomerModel, rows: usize) -> Result<(Vec<Vec<Value>>, Warned<Matching>)> {
    let mut values = Vec::new();
    let mut take = |part: Part| {
        assert_eq!(part.start(), values.len());
        assert!(part.n_rows() > 0);
        values.extend((0..part.n_rows()).map(|row| part.row(row)));
        Ok(())
    };
    let told = Table::read_parts(source, model, &candour::app::open::is_kept, rows, &mut take)?;
    Ok((values, told))
}

/// Holds reading in parts of many sizes against reading whole, and gives what is told or refused.
pub fn same_in_parts(source: &Source<'_>, model: &CustomerModel) -> Result<Warned<Matching>, String> {
    let whole = Table::read(source, model, &candour::app::open::is_kept);
    for rows in [1, 2, 3, 7, 16, 39, 40, 41, 5000, 8192, 10_000, usize::MAX] {
        match (&whole, in_parts(source, model, rows)) {
            (Ok(whole), Ok((values, told))) => {
                assert_eq!((&told.value, &told.warnings), (whole.value.matching(), &whole.warnings), "{rows} rows");
                assert_eq!(values.len(), whole.value.n_rows(), "{rows} rows");
                for (row, found) in values.iter().enumerate() {
                    let same = whole.value.row(row).into_iter().zip(found).all(|(a, b)| a.same(*b));
                    assert!(same, "parts of {rows} rows: row {row}");
                }
            }
            (Err(whole), Err(found)) => assert_eq!(*whole, found, "{rows} rows"),
            (Ok(_), Err(e)) => panic!("parts of {rows} rows are refused: {e}"),
            (Err(e), Ok(_)) => panic!("parts of {rows} rows are not refused: {e}"),
        }
    }
    whole.map(|w| Warned { value: w.value.matching().clone(), warnings: w.warnings }).map_err(|e| e.to_string())
}

/// A table of `n` rows whose cells are made by `cell(row, column)`.
fn csv(n: usize, delimiter: char, cell: impl Fn(usize, &str) -> Option<String>) -> String {
    let names = ["id", "age", "spend", "share", "region", "member", "joined", "plan", "margin"];
    let usual = |row: usize, name: &str| match name {
        "region" => ["Köln", "München", "", "Østfold"][row % 4].to_owned(),
        "member" => ["yes", "no", ""][row % 3].to_owned(),
        "joined" => format!("20{:02}-03-0{}", row % 25, 1 + row % 9),
        "plan" => ["gold", "blue", "none", "red"][row % 4].to_owned(),
        "share" => format!("{}", row % 7),
        _ => row.to_string(),
    };
    let mut text = names.join(&delimiter.to_string()) + "\n";
    for row in 0..n {
        let cells: Vec<String> = names.iter().map(|n| cell(row, n).unwrap_or_else(|| usual(row, n))).collect();
        text += &(cells.join(&delimiter.to_string()) + "\n");
    }
    text
}

#[test]
fn every_form_is_the_same_in_parts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = std::fs::read_to_string(project("tests/core/data.rs")).expect("the model of the tables stands there");
    let model = text.split("r#\"").nth(1).and_then(|t| t.split("\"#").next()).expect("a model");
    let model = import::load(model.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value;
    for name in [
        "comma.csv",
        "semicolon_1252.csv",
        "tab_utf16.csv",
        "pipe_mark.csv",
        "rows.jsonl",
        "list.json",
        "snappy.parquet",
        "zstd_groups.parquet",
        "gzip_v2.parquet",
        "lz4_plain.parquet",
    ] {
        let bytes = bytes(&project(&format!("tests/data/tables/{name}")));
        let told = same_in_parts(&Source::from(&bytes), &model).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(told.value.n_rows, 40, "{name}");
        // from a file, packed
        let path = folder.path().join(format!("{name}.gz"));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &bytes).expect("memory");
        std::fs::write(&path, packed.finish().expect("memory")).expect("writable");
        let packed = same_in_parts(&file::open(&path).expect("it opens"), &model);
        assert_eq!(packed.expect("the same").value, told.value, "{name}");
    }
}

#[test]
fn what_only_a_late_row_tells_holds_for_all() {
    let model = model();
    let same = |text: &str| same_in_parts(&text.as_bytes().into(), &model);
    let told = same(&csv(12_000, ',', |_, _| None)).expect("it is read");
    assert_eq!(
        told.value.features.iter().map(|f| f.missing).collect::<Vec<_>>(),
        [0, 0, 0, 3000, 4000, 0, 3000, 3000]
    );
    // codes of levels: all of them, or until a label comes
    let codes =
        |until: usize| move |row: usize, name: &str| (name == "region" && row < until).then(|| (row % 4).to_string());
    let told = same(&csv(12_000, ',', codes(12_000))).expect("it is read");
    assert!(told.value.features[3].by_code);
    let (values, _) = in_parts(&csv(50, ',', codes(50)).as_bytes().into(), &model, 10).expect("it is read");
    assert_eq!(values[17][3], Value::Level(1));
    for until in [9, 10, 11_999] {
        let told = same(&csv(12_000, ',', codes(until))).expect("it is read");
        assert!(!told.value.features[3].by_code);
        assert_eq!(told.value.features[3].unseen, until);
    }
    // codes after labels
    let told = same(&csv(90, ',', |row, name| (name == "region" && row > 60).then(|| "2".to_owned())));
    assert_eq!(told.expect("it is read").value.features[3].unseen, 29);
    // decimal commas
    let comma = |from: usize, text: &'static str| {
        move |row: usize, name: &str| (name == "share" && row >= from).then(|| text.to_owned())
    };
    let told = same(&csv(300, ';', comma(299, "0,5"))).expect("it is read");
    assert_eq!(told.value.decimal_comma, Some(true));
    let thousands = same(&csv(300, ';', comma(100, "1,234")));
    assert!(thousands.expect_err("either").contains("row 101, column \"share\""));
    let mixed = same(&csv(300, ';', |row, name| match (row, name) {
        (5, "spend") => Some("1.5".to_owned()),
        (250, "share") => Some("1,5".to_owned()),
        _ => None,
    }));
    assert!(mixed.expect_err("mixed").contains("row 251, column \"share\""));
}

#[test]
fn refusals_of_later_parts_name_the_row_of_the_file() {
    let model = model();
    let refused = |text: &str| same_in_parts(&text.as_bytes().into(), &model).expect_err("it is refused");
    let text = csv(9000, ',', |row, name| (row == 8500 && name == "age").then(|| "old".to_owned()));
    assert!(refused(&text).contains("row 8501, column \"age\": expected a number"), "{}", refused(&text));
    let text = csv(90, ',', |_, _| None) + "1,2\n";
    assert!(refused(&text).contains("line 92: expected 9 cells"), "{}", refused(&text));
    assert!(refused("age,region\n").contains("a header and no rows"));
    // no cell is a label, and the first is neither a code
    let text = csv(90, ',', |row, name| (name == "region").then(|| if row < 70 { "1" } else { "Mars" }.to_owned()));
    assert!(refused(&text).contains("row 71, column \"region\": expected one of 4 levels"), "{}", refused(&text));
    // a misspelling ahead, and something worse before it
    let text = csv(90, ',', |row, name| match (row, name) {
        (_, "region") => Some(if row < 70 { "1" } else { "Munchen" }.to_owned()),
        (60, "age") => Some("old".to_owned()),
        _ => None,
    });
    assert!(refused(&text).contains("row 61, column \"age\""), "{}", refused(&text));
    let text =
        csv(90, ',', |row, name| (name == "region").then(|| if row < 70 { "1" } else { "Munchen" }.to_owned()));
    assert!(refused(&text).contains("row 71, column \"region\""), "{}", refused(&text));
}

#[test]
fn a_part_says_how_many_rows_there_may_be() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, csv(60_000, ',', |_, _| None)).expect("writable");
    let (model, source) = (model(), file::open(&path).expect("it opens"));
    let mut said = Vec::new();
    let mut take = |part: Part| {
        said.push(part.rows_in_all());
        assert_eq!(part.column(FeatureIdx::new(0)).value(0), Value::Number(part.start() as f64));
        Ok(())
    };
    Table::read_parts(&source, &model, &|_| false, 20_000, &mut take).expect("it is read");
    assert!(said.iter().flatten().all(|&rows| (50_000..80_000).contains(&rows)), "{said:?}");
    assert_eq!(said.len(), 3);
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, csv(60_000, ',', |_, _| None)).expect("writable");
    let progress = candour::base::progress::Progress::default();
    let (model, source) = (model(), file::open(&path).expect("it opens").stopped_by(&progress));
    let mut n_parts = 0;
    let error = Table::read_parts(&source, &model, &|_| false, 100, &mut |_| {
        n_parts += 1;
        progress.cancel();
        Ok(())
    });
    assert_eq!(error.expect_err("stopped").kind, candour::base::Kind::Cancelled);
    assert!(n_parts < 400, "{n_parts} of 600: what was read in advance is all that is given");
}
