//! Tables in every form: the same customers give the same values bit for bit; what cannot be read is refused with its
//! place and without a person's value; damaged files never panic.

use candour::base::FeatureIdx;
use candour::cli::ways::hint;
use candour::data::cells::Format;
use candour::data::matching::How;
use candour::data::{Source, Table, file};
use candour::import;
use candour::model::{CustomerModel, Value};

use crate::common::{bytes, project};

const MODEL: &str = r#"(
  candour: 1, title: "Tables", link: Value, compare_as: F64,
  features: [
    (id: "age", kind: Count),
    (id: "spend", kind: Number),
    (id: "share", kind: Number),
    (id: "region", kind: Choice, levels: ["Köln", "München", "Sankt Gallen", "Østfold"]),
    (id: "member", label: "Member", kind: YesNo),
    (id: "joined", kind: Date),
  ],
  offers: [(id: "a")],
  trees: [
    (offer: "a", feature: [0], below: [30.0], left: [-1], right: [-2], missing: "L", leaf: [0.0, 1.0]),
    (offer: "a", feature: [1], below: [30.0], left: [-1], right: [-2], missing: "L", leaf: [0.0, 1.0]),
    (offer: "a", feature: [3], below: [0.0], levels: [(0, [1])], left: [-1], right: [-2], missing: "L",
     leaf: [0.0, 1.0]),
    (offer: "a", feature: [5], below: [9000.0], left: [-1], right: [-2], missing: "L", leaf: [0.0, 1.0]),
  ],
)"#;

fn model() -> CustomerModel {
    import::load(MODEL.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

/// The same model with a table's features changed in its text.
fn model_with(from: &str, to: &str) -> CustomerModel {
    assert!(MODEL.contains(from), "{from}");
    import::load(MODEL.replace(from, to).as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value
}

fn read(bytes: &[u8], model: &CustomerModel) -> Table {
    let keep = |name: &str| candour::app::open::is_kept(name);
    Table::read(&bytes.into(), model, &keep).unwrap_or_else(|e| panic!("{e} {:?}", e.hint)).value
}

/// The refusal's text with its hint.
fn refused(bytes: &[u8], model: &CustomerModel) -> String {
    match Table::read(&bytes.into(), model, &|_| false) {
        Ok(_) => panic!("it should be refused"),
        Err(e) => format!("{e} | {}", hint(&e).unwrap_or_else(|| panic!("{} has no hint", e.what))),
    }
}

fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

fn tables(name: &str) -> Vec<u8> {
    bytes(&project(&format!("tests/data/tables/{name}")))
}

#[test]
fn the_same_customers_in_every_form_are_the_same_bit_for_bit() {
    let model = model();
    let first = read(&tables("comma.csv"), &model);
    assert_eq!(first.n_rows(), 40);
    let forms = [
        ("semicolon_1252.csv", Some("windows-1252"), Some(true)),
        ("tab_utf16.csv", Some("UTF-16LE"), Some(false)),
        ("pipe_mark.csv", Some("UTF-8"), Some(false)),
        ("rows.jsonl", Some("UTF-8"), None),
        ("list.json", Some("UTF-8"), None),
        ("snappy.parquet", None, None),
        ("zstd_groups.parquet", None, None),
        ("gzip_v2.parquet", None, None),
        ("lz4_plain.parquet", None, None),
    ];
    for (name, encoding, comma) in forms {
        let table = read(&tables(name), &model);
        assert_eq!(table.n_rows(), 40, "{name}");
        let matching = table.matching();
        assert_eq!(matching.encoding.map(|e| e.name), encoding, "{name}");
        assert_eq!(matching.decimal_comma, comma, "{name}");
        assert_eq!(matching.label.as_deref(), Some("customer"), "{name}");
        assert_eq!(matching.kept, ["outcome"], "{name}");
        assert!(matching.unused.contains(&"note".to_owned()), "{name}: {:?}", matching.unused);
        assert_eq!(table.extra("outcome"), first.extra("outcome"), "{name}");
        for row in 0..40 {
            let same = table.row(row).into_iter().zip(first.row(row)).all(|(a, b)| a.same(b));
            assert!(same, "{name}, row {row}: {:?} is not {:?}", table.row(row), first.row(row));
            assert_eq!(table.label(row), first.label(row), "{name}");
        }
    }
    // what is in the file, by hand
    assert_eq!(first.label(1), "customer c001");
    assert_eq!(first.find_label("c039"), [39]);
    assert_eq!(first.value(1, FeatureIdx::new(1)), Value::Number(105.89));
    assert_eq!(first.value(3, FeatureIdx::new(1)), Value::Missing);
    assert_eq!(first.value(0, FeatureIdx::new(3)), Value::Level(0));
    assert_eq!(first.value(0, FeatureIdx::new(5)), Value::Number(5959.0), "26 April 1986");
    let found: Vec<usize> = first.matching().features.iter().map(|f| f.missing).collect();
    assert_eq!(found, [0, 2, 2, 1, 0, 0]);
    assert!(first.matching().features.iter().all(|f| f.how == How::Name && f.unseen == 0));
}

#[test]
fn a_table_is_read_the_same_from_a_file_packed_or_not() {
    use std::io::Write as _;
    let model = model();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["comma.csv", "rows.jsonl", "snappy.parquet", "tab_utf16.csv"] {
        let whole = tables(name);
        let path = folder.path().join(name);
        file::write(&path, &whole).expect("writable");
        let packed = folder.path().join(format!("{name}.gz"));
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&whole).expect("memory");
        let gzip = encoder.finish().expect("memory");
        file::write(&packed, &gzip).expect("writable");
        let first = read(&whole, &model);
        for path in [&path, &packed] {
            let source = file::open(path).expect("it is there");
            let table = Table::read(&source, &model, &|n| n == "outcome").unwrap_or_else(|e| panic!("{e}")).value;
            for row in 0..40 {
                assert!(table.row(row).into_iter().zip(first.row(row)).all(|(a, b)| a.same(b)));
            }
            // a second reading starts at the start
            assert!(Table::read(&source, &model, &|_| false).is_ok());
        }
        let cut = folder.path().join("cut.gz");
        file::write(&cut, &gzip[..gzip.len() / 2]).expect("writable");
        let error = file::open(&cut).and_then(|s| Table::read(&s, &model, &|_| false)).expect_err("cut off");
        says(&error.to_string(), &["gzip data is damaged or cut off"]);
    }
}

#[test]
fn what_stands_between_cells_is_found_out() {
    let model = model();
    let cases: [(&str, u8); 7] = [
        ("age,spend,region,joined\n30,1.5,Köln,2020-01-01\n", b','),
        ("age;spend;region;joined\n30;1,5;Köln;2020-01-01\n", b';'),
        ("age\tspend\tregion\tjoined\n30\t1.5\tKöln\t2020-01-01\n", b'\t'),
        ("age|spend|region|joined\r\n30|1.5|Köln|2020-01-01\r\n", b'|'),
        ("age spend region joined\n30 1.5 Köln 2020-01-01\n30 1.5 Köln 2020-01-01\n", b' '),
        ("sep=;\nage;spend;region;joined\n30;1,5;Köln;2020-01-01\n", b';'),
        // more commas than semicolons in the header, but not between names
        ("age;spend;region;joined;a, b, c, d, e\n30;1,5;Köln;2020-01-01;x\n", b';'),
    ];
    for (text, delimiter) in cases {
        let table = read(text.as_bytes(), &model);
        assert_eq!(table.matching().format, Format::Delimited { delimiter }, "{text}");
        assert_eq!(table.value(0, FeatureIdx::new(1)), Value::Number(1.5), "{text}");
        assert_eq!(table.value(0, FeatureIdx::new(3)), Value::Level(0), "{text}");
    }
    // spaces around cells, lines without cells, no line break at the end
    let table = read(b" age , spend ,region, joined\n 30 ,\t1.5 , K\xC3\xB6ln ,2020-01-01\n\n  \n31,,,", &model);
    assert_eq!(table.n_rows(), 2);
    assert_eq!(table.row(1)[..4], [Value::Number(31.0), Value::Missing, Value::Missing, Value::Missing]);
}

#[test]
fn decimal_commas_are_told_from_thousands() {
    let model = model();
    let table = |cells: &[&str]| {
        let mut text = "age;spend;region;joined\n".to_owned();
        cells.iter().for_each(|cell| text += &format!("30;{cell};;\n"));
        text
    };
    let ok = |cells: &[&str]| {
        let table = read(table(cells).as_bytes(), &model);
        (0..cells.len()).map(|row| table.value(row, FeatureIdx::new(1))).collect::<Vec<_>>()
    };
    let number = Value::Number;
    assert_eq!(ok(&["1,5", "7", "-0,25", "1,5e3"]), [number(1.5), number(7.0), number(-0.25), number(1500.0)]);
    assert_eq!(ok(&["1,234", "1,5"]), [number(1.234), number(1.5)], "another number tells what the comma is");
    assert_eq!(ok(&["1.234", "1.5"]), [number(1.234), number(1.5)]);
    assert_eq!(ok(&["0,123"]), [number(0.123)], "no thousands begin with 0");
    let no = |cells: &[&str], parts: &[&str]| {
        let text = refused(table(cells).as_bytes(), &model);
        says(&text, parts);
        assert!(!text.contains("234") && !text.contains("55"), "{text}");
    };
    no(&["7", "1,234"], &["row 2, column \"spend\"", "could part decimals or thousands"]);
    no(&["1,5", "2.55"], &["row 2, column \"spend\"", "a decimal point, where a number before has a decimal comma"]);
    no(&["2.55", "1,5"], &["row 2, column \"spend\"", "a decimal comma, where a number before has a decimal point"]);
    no(&["1.234,55"], &["row 1, column \"spend\"", "separators of thousands"]);
    no(&["1 234"], &["row 1, column \"spend\"", "separators of thousands"]);
    no(&["1'234"], &["separators of thousands"]);
    no(&["55 €"], &["row 1, column \"spend\"", "without a unit"]);
    // between commas there is no decimal comma
    let text = refused("age,spend,region,joined\n30,\"1,5\",,\n".as_bytes(), &model);
    says(&text, &["row 1, column \"spend\"", "decimal point"]);
}

#[test]
fn encodings_are_detected_said_and_strict() {
    let model = model_with("\"Østfold\"", "\"とうきょう東京\"");
    let text = "age,spend,region,joined\n".to_owned() + &"30,1.5,Köln,\n41,2.5,München,\n".repeat(30);
    let warnings = |bytes: &[u8]| Table::read(&bytes.into(), &model, &|_| false).map(|t| t.warnings);
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    says(&warnings(&latin).unwrap_or_else(|e| panic!("latin {e}")).join("\n"), &["windows-1252", "detected"]);
    let japanese = "age,spend,region,joined\n".to_owned() + &"30,1.5,とうきょう東京,\n".repeat(30);
    let (shift, _, _) = encoding_rs::SHIFT_JIS.encode(&japanese);
    says(&warnings(&shift).expect("opens").join("\n"), &["Shift_JIS"]);
    assert_eq!(read(&shift, &model).value(29, FeatureIdx::new(3)), Value::Level(3));
    assert!(warnings(text.as_bytes()).expect("opens").iter().all(|w| !w.contains("read as")));
    for (big, mark) in [(false, false), (false, true), (true, false), (true, true)] {
        let units = mark.then_some('\u{FEFF}').into_iter().chain(text.chars());
        let bytes: Vec<u8> = units
            .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let table = read(&bytes, &model);
        assert_eq!(table.n_rows(), 60);
        assert_eq!(table.value(1, FeatureIdx::new(3)), Value::Level(1));
        let encoding = table.matching().encoding.expect("text");
        assert_eq!((encoding.name, encoding.mark), (if big { "UTF-16BE" } else { "UTF-16LE" }, mark));
    }
    // ASCII for more than a window, then another encoding: found there
    let late = "age,spend,region,joined\n".to_owned() + &"30,1.5,,\n".repeat(200_000) + "30,1.5,Köln,\n";
    let (late, _, _) = encoding_rs::WINDOWS_1252.encode(&late);
    let table = read(&late, &model);
    assert_eq!(table.value(200_000, FeatureIdx::new(3)), Value::Level(0));
    assert_eq!(table.matching().encoding.map(|e| e.name), Some("windows-1252"));
    // UTF-8 it was, and then it is not
    let mut mixed = ("age,spend,region,joined\n".to_owned() + &"30,1.5,Köln,\n".repeat(200_000)).into_bytes();
    mixed.extend_from_slice(b"30,1.5,K\xF6ln,\n");
    says(&refused(&mixed, &model), &["line 200002: not UTF-8 text"]);
    // a mark is believed
    says(&refused(b"\xEF\xBB\xBFage,spend,region,joined\n30,1,K\xF6ln,\n", &model), &["line 2: not UTF-8 text"]);
    // a lone half of a pair is no UTF-16
    says(&refused(b"\xFF\xFEa\0g\0e\0\n\0\x00\xD8\n\0", &model), &["line 2: not UTF-16LE text"]);
}

#[test]
fn levels_the_model_never_saw_are_counted_and_misspellings_refused() {
    let model = model();
    let table = |cells: &[&str]| {
        let mut text = "age,spend,region,joined\n".to_owned();
        cells.iter().for_each(|cell| text += &format!("30,1,{cell},\n"));
        text
    };
    let found = Table::read(&table(&["Köln", "Basel", "?", "Genf"]).as_bytes().into(), &model, &|_| false);
    let found = found.expect("it opens");
    let values: Vec<Value> = (0..4).map(|row| found.value.value(row, FeatureIdx::new(3))).collect();
    assert_eq!(values, [Value::Level(0), Value::OtherLevel, Value::Missing, Value::OtherLevel]);
    let matched = &found.value.matching().features[3];
    assert_eq!((matched.missing, matched.unseen, matched.by_code), (1, 2, false));
    says(&found.warnings.join("\n"), &["column \"region\"", "2 cells", "none of the 4 levels"]);
    assert!(!found.warnings.join("\n").contains("Basel"), "no cell is repeated");
    for (cell, meant) in [("köln", "Köln"), ("Sankt-Gallen", "Sankt Gallen"), ("Münchn", "München")] {
        let text = refused(table(&["Köln", cell]).as_bytes(), &model);
        says(&text, &["row 2, column \"region\"", "expected one of 4 levels", &format!("did you mean \"{meant}\"?")]);
        assert!(!text.contains(&format!("\"{cell}\"")), "{text}");
    }
    // no cell is a level: another column, or codes
    says(&refused(table(&["", "Basel", "Genf"]).as_bytes(), &model), &["row 2, column \"region\"", "Sankt Gallen"]);
    let coded = read(table(&["1", "3.0", "", "0"]).as_bytes(), &model);
    assert!(coded.matching().features[3].by_code);
    let values: Vec<Value> = (0..4).map(|row| coded.value(row, FeatureIdx::new(3))).collect();
    assert_eq!(values, [Value::Level(1), Value::Level(3), Value::Missing, Value::Level(0)]);
    let mixed = read(table(&["1", "Köln"]).as_bytes(), &model);
    assert_eq!(mixed.value(0, FeatureIdx::new(3)), Value::OtherLevel, "among labels a number is none");
    assert_eq!(mixed.matching().features[3].unseen, 1);
    says(&refused(table(&["1", "4"]).as_bytes(), &model), &["row 2, column \"region\""]);
}

#[test]
fn json_rows_name_line_and_field() {
    let model = model();
    let row = r#"{"age": 30, "spend": 1.5, "region": "Köln", "joined": "2020-01-01"}"#;
    let table = read(format!("\n{row}\n\n{{\"spend\": null, \"new\": [1]}}\n{row}").as_bytes(), &model);
    assert_eq!(table.n_rows(), 3);
    assert_eq!(table.row(1), [Value::Missing; 6]);
    assert_eq!(table.matching().unused, ["new"]);
    assert_eq!(table.matching().format, Format::JsonLines);
    let after = |line: &str| refused(format!("{row}\n{line}\n").as_bytes(), &model);
    says(&after(r#"{"age": [7777]}"#), &["line 2, field \"age\"", "found a list or an object"]);
    says(&after(r#"{"age": {"x": 7777}}"#), &["line 2, field \"age\"", "found a list or an object"]);
    says(&after(r#"{"age": 1, "spend": 2, "age": 3}"#), &["line 2, field \"age\"", "stands twice"]);
    says(&after(r#"{"age": "secret"}"#), &["line 2, field \"age\"", "expected a number, found text"]);
    assert!(!after(r#"{"age": "secret"}"#).contains("secret"));
    says(&after(r#"{"age": nan}"#), &["line 2", "not JSON", "double quotes"]);
    says(&after(r#"{"age": Infinity}"#), &["line 2", "not JSON", "numbers are finite"]);
    says(&after(r#"{"age": 1"#), &["line 2", "the object does not end"]);
    says(&after("[1]"), &["line 2", "expected an object"]);
    says(&after(r#"{"age": 1} x"#), &["line 2", "not JSON"]);
    says(&after(r#"{"member": 2}"#), &["line 2, field \"member\"", "expected yes or no"]);
    says(&after(r#"{"region": true}"#), &["line 2, field \"region\"", "expected one of 4 levels"]);
    says(&refused(b"[]", &model), &["no objects"]);
    says(&refused(b"[{\"age\": 1}", &model), &["the list does not end"]);
    says(&refused(b"[{\"age\": 1} {\"age\": 1}]", &model), &["line 1", "expected a comma"]);
    says(&refused(b"[{\"age\": 1}]\nx", &model), &["line 2", "behind the end"]);
    says(&refused(b"{\"aeg\": 1}", &model), &["no column \"age\""]);
    says(&refused(b"[1, 2]", &model), &["expected an object"]);
    let deep = format!("{{\"age\": {}", "[".repeat(100_000));
    says(&refused(deep.as_bytes(), &model), &["a list per column"]);
}

#[test]
fn dates_are_days_and_never_guessed() {
    let model = model();
    let table = |cell: &str| format!("age,spend,region,joined\n30,1,Köln,{cell}\n");
    for cell in ["2026-03-01", "01.03.2026", "2026-03-01T00:00:00", "20513"] {
        let found = read(table(cell).as_bytes(), &model).value(0, FeatureIdx::new(5));
        assert_eq!(found, Value::Number(20_513.0), "{cell}");
    }
    for (cell, part) in [
        ("03/01/2026", "day and month or month and day"),
        ("2026-02-30", "no day of the calendar"),
        ("2026-03-01 14:30", "a time of day"),
        ("1.5", "no count of days"),
        ("20260301", "no count of days"),
        ("March", "found text"),
    ] {
        let text = refused(table(cell).as_bytes(), &model);
        says(&text, &["row 1, column \"joined\"", part]);
        assert!(!text.contains(cell), "{text}");
    }
    let text = refused(b"age,spend,region,joined\n30,2026-03-01,,\n", &model);
    says(&text, &["row 1, column \"spend\"", "expected a number, found a date", "kind Date"]);
    // a profile says dates as dates
    let table = read(&tables("comma.csv"), &model);
    let text = candour::data::profile_ron::write(&model, &table.profile(0));
    says(&text, &["\"joined\": \"1986-04-26\""]);
    let again = candour::data::profile_ron::read(text.as_bytes(), &model).expect("it reads").value;
    assert_eq!(again.values, table.profile(0).values);
    let written = import::candour_ron::write(&model);
    says(&written, &["kind: Date"]);
    assert_eq!(import::load(written.as_bytes(), "x").expect("it reads").value.features(), model.features());
}

#[test]
fn parquet_columns_that_are_no_values_are_refused_only_where_they_are_needed() {
    let model = model();
    let refused = |name: &str| refused(&tables(name), &model);
    says(&refused("int96.parquet"), &["column \"joined\"", "INT96"]);
    says(&refused("brotli.parquet"), &["column \"age\"", "compression", "snappy"]);
    // without that feature it opens
    let other = model_with("feature: [5], below: [9000.0]", "feature: [1], below: [9000.0]");
    let other =
        import::load(import::candour_ron::write(&other).replace("id: \"joined\"", "id: \"no_such\"").as_bytes(), "x");
    let other = other.expect("a model").value;
    assert_eq!(read(&tables("int96.parquet"), &other).n_rows(), 40);
    let list = model_with("(id: \"spend\", kind: Number)", "(id: \"visits\", kind: Number)");
    let text = crate::data::refused(&tables("gzip_v2.parquet"), &list);
    says(&text, &["column \"visits\"", "a list or a record"]);
}

/// A small generator, so that damage is the same every time.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn damaged_tables_never_panic() {
    let model = model();
    let open = |bytes: &[u8]| {
        if let Err(e) = Table::read(&bytes.into(), &model, &|_| true) {
            let text = format!("{e} {}", e.hint.clone().unwrap_or_default());
            assert!(e.hint.is_some(), "{e} has no hint");
            assert!(!text.contains("c001"), "{text}");
        }
    };
    let names = [
        "comma.csv",
        "semicolon_1252.csv",
        "tab_utf16.csv",
        "rows.jsonl",
        "list.json",
        "snappy.parquet",
        "gzip_v2.parquet",
        "lz4_plain.parquet",
        "zstd_groups.parquet",
    ];
    let mut state = 1;
    for name in names {
        let whole = tables(name);
        for end in (0..whole.len()).step_by(97) {
            open(&whole[..end]);
        }
        for _ in 0..300 {
            let mut bytes = whole.clone();
            for _ in 0..=next(&mut state) % 4 {
                let at = next(&mut state) % bytes.len();
                bytes[at] = next(&mut state) as u8;
            }
            open(&bytes);
        }
    }
}

#[test]
fn one_hot_features_come_from_their_column() {
    let text = MODEL.replace(
        "(id: \"spend\", kind: Number)",
        "(id: \"plan=basic\", kind: Number), (id: \"plan=full plan\", kind: Number), (id: \"size=2\", kind: Number)",
    );
    let text = text
        .replace("feature: [5]", "feature: [2]")
        .replace("levels: [(0, [1])], ", "")
        .replace("feature: [3], below: [0.0]", "feature: [3], below: [0.5]");
    let model = import::load(text.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value;
    let csv = "age,plan,size\n30,basic,2.0\n31,full plan,1\n32,,\n33,trial,2\n";
    let table = Table::read(&csv.as_bytes().into(), &model, &|_| false).expect("it opens");
    let column = |f: usize| (0..4).map(|row| table.value.value(row, FeatureIdx::new(f))).collect::<Vec<_>>();
    let (one, zero) = (Value::Number(1.0), Value::Number(0.0));
    assert_eq!(column(1), [one, zero, Value::Missing, zero]);
    assert_eq!(column(2), [zero, one, Value::Missing, zero]);
    assert_eq!(column(3), [one, zero, Value::Missing, one]);
    let matched = &table.value.matching().features;
    assert_eq!((matched[1].how, matched[1].column.as_deref()), (How::OneHot, Some("plan")));
    assert_eq!((matched[1].missing, matched[1].unseen), (1, 1));
    says(&table.warnings.join("\n"), &["column \"plan\"", "1 cell", "that no feature stands for"]);
    says(&refused(b"age,plan,size\n30,Basic,2\n", &model), &["row 1, column \"plan\"", "did you mean \"basic\"?"]);
    // a column of its own comes first
    let csv = "age,plan,plan=basic,size\n30,full plan,1,2\n";
    let table = read(csv.as_bytes(), &model);
    assert_eq!(table.value(0, FeatureIdx::new(1)), one);
    assert_eq!(table.value(0, FeatureIdx::new(2)), one);
}

#[test]
fn a_model_without_names_takes_columns_in_their_order() {
    use candour::model::{Aggregate, Comparison, Feature, FeatureKind, Node, Provenance, Side, Split, Test, Tree};
    let split = |feature: usize| Tree {
        offer: candour::base::OfferIdx(0),
        nodes: vec![
            Node::Split(Split {
                feature: FeatureIdx::new(feature),
                test: Test::Below { threshold: 1.5, rank: 0, written: Comparison::Less },
                missing: Side::Left,
                left: candour::base::NodeIdx(1),
                right: candour::base::NodeIdx(2),
            }),
            Node::Leaf { value: 0.0 },
            Node::Leaf { value: 1.0 },
        ],
        covers: Vec::new(),
    };
    let features = (0..3).map(|i| Feature::bare(format!("f{i}"), FeatureKind::Number)).collect();
    let offers = vec![crate::common::offer("a", 0.0, Aggregate::Sum)];
    let mut builder = crate::common::builder(features, offers, vec![split(0), split(2)]);
    builder.provenance = Provenance { nameless: true, ..Provenance::default() };
    let model = builder.build().expect("a model");
    let values = |text: &str| read(text.as_bytes(), &model).row(0);
    let numbers = |list: [f64; 3]| list.map(Value::Number).to_vec();
    // by its made-up names, in any order; the one that no tree asks about may be absent
    assert_eq!(values("f2,f0,f1\n3,1,2\n"), numbers([1.0, 2.0, 3.0]));
    assert_eq!(values("f2,f0\n3,1\n"), [Value::Number(1.0), Value::Missing, Value::Number(3.0)]);
    // by position, with what is no feature set aside
    let cases = [
        "age,spend,visits\n1,2,3\n",
        "id,age,spend,visits,outcome,expected_margin,prediction_0,response\n7,1,2,3,0,0.5,0.5,0.5\n",
        ",age,accepted_a,spend,margin_1,visits\n0,1,1,2,0.5,3\n",
        "0,1,2\n1,2,3\n",
        "row_id;0;1;2;expected_score\n9;1;2;3;0,5\n",
    ];
    for text in cases {
        assert_eq!(values(text), numbers([1.0, 2.0, 3.0]), "{text}");
        let table = Table::read(&text.as_bytes().into(), &model, &|_| false).expect("it opens");
        assert!(table.value.matching().features.iter().all(|f| f.how == How::Position));
        says(&table.warnings.join("\n"), &["names no features", "in their order"]);
    }
    assert_eq!(read(cases[1].as_bytes(), &model).extra("expected_margin"), Some(&[0.5][..]));
    let text = refused(b"age,spend,visits,more\n1,2,3,4\n", &model);
    says(&text, &["expected 3, found 4", "--save-dictionary"]);
    says(&refused(b"age,spend\n1,2\n", &model), &["expected 3, found 2"]);
    // values are no header
    says(&refused(b"1.5,2,3\n1,2,3\n", &model), &["no header"]);
}

#[test]
fn the_window_opens_every_form_and_knows_models_from_tables() {
    use candour::app::open::{Base, Opened, of_source};
    use candour::base::progress::Progress;
    let open = |path: &std::path::Path, base: Option<&Base>, reading: &candour::Reading, progress: &Progress| {
        of_source(&file::open(path)?, path, base, reading, progress)
    };
    let inputs = candour::ask::Inputs::new(model(), None);
    // the model has no covers: a background of its own
    let model = model();
    let rows = read(&tables("comma.csv"), &model);
    let background = candour::score::Background::new(&model, (0..rows.n_rows()).map(|row| rows.row(row)));
    let inputs = inputs.or_else(|_| candour::ask::Inputs::new(model, background)).expect("inputs");
    let base = Base::Ready(std::sync::Arc::new(inputs), None);
    let progress = Progress::default();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spaced = folder.path().join("spaced.txt");
    file::write(&spaced, b"age spend region joined\n30 1.5 ? 2020-01-01\n").expect("writable");
    let one = folder.path().join("one.csv");
    file::write(&one, b"age\n30\n").expect("writable");
    let names = [
        "comma.csv",
        "semicolon_1252.csv",
        "tab_utf16.csv",
        "pipe_mark.csv",
        "rows.jsonl",
        "list.json",
        "snappy.parquet",
    ];
    let paths = names.iter().map(|name| project(&format!("tests/data/tables/{name}"))).chain([spaced]);
    for path in paths {
        match open(&path, Some(&base), &candour::Reading::default(), &progress) {
            Ok(Opened::Table(read)) => assert!(read.table.n_rows() > 0),
            other => panic!("{}: {other:?}", path.display()),
        }
        let error = open(&path, None, &candour::Reading::default(), &progress).expect_err("no model is open");
        assert!(error.hint.is_some(), "{error}");
    }
    let error = open(&one, Some(&base), &candour::Reading::default(), &progress).expect_err("columns are missing");
    says(&error.to_string(), &["one.csv", "no column \"spend\""]);
    let model = project("tests/data/lightgbm/lgb_reg/model.txt");
    assert!(matches!(open(&model, Some(&base), &candour::Reading::default(), &progress), Ok(Opened::Model(_))));
}

#[test]
fn training_reads_every_form_and_finds_dates() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut models = Vec::new();
    for name in ["comma.csv", "semicolon_1252.csv", "lz4_plain.parquet"] {
        let out = folder.path().join(format!("{name}.ron")).display().to_string();
        let data = project(&format!("tests/data/tables/{name}")).display().to_string();
        let words = ["candour", "train", "--data", &data, "--target", "outcome", "--out", &out];
        let words = words.iter().chain(&["--kind", "tree", "--leave-out", "note", "--leave-out", "member"]);
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_candour")).args(words.skip(1)).output();
        let status = status.expect("it runs");
        assert!(status.status.success(), "{name}: {}", String::from_utf8_lossy(&status.stderr));
        models.push(import::load(&bytes(out.as_ref()), "x").unwrap_or_else(|e| panic!("{e}")).value);
    }
    for model in &models {
        assert_eq!(model.features(), models[0].features());
        assert_eq!(model.trees(), models[0].trees());
    }
    let joined = models[0].features().iter().find(|(_, f)| f.id == "joined").expect("a feature").1;
    assert_eq!(joined.kind, candour::model::FeatureKind::Date);
}

#[test]
fn a_source_is_held_to_its_limits() {
    let bytes = b"0123456789";
    let source = Source::from(bytes);
    assert_eq!(source.whole(10).expect("it fits"), bytes);
    says(&source.whole(9).expect_err("too large").to_string(), &["the limit"]);
    assert_eq!(source.head(4).expect("readable"), b"0123");
    let anywhere = source.anywhere().expect("memory");
    assert_eq!(&anywhere.bytes(8, 2).expect("inside")[..], b"89");
    assert!(anywhere.bytes(8, 3).is_err() && anywhere.bytes(u64::MAX, 2).is_err());
}

#[test]
fn tables_have_the_same_digest_only_where_all_that_was_read_is_the_same() {
    let model = model();
    let head = "customer,age,spend,share,region,member,joined,outcome\n";
    let table = |rows: &str| read(format!("{head}{rows}").as_bytes(), &model).digest(model.features());
    let one = "7,30,1.5,0.5,Köln,1,2026-03-01,1\n";
    let same = table(one);
    assert_eq!(table(&one.replace("1.5", "1.50")), same, "how a number is written is not read");
    let changes = [
        ("7,30", "8,30"),
        ("30,", "31,"),
        ("1.5", "-1.5"),
        ("1.5,0.5", "0.5,1.5"),
        ("1.5,0.5", "1.5,"),
        ("1.5,0.5", ",1.5"),
        ("Köln", "München"),
        ("Köln", ""),
        ("2026-03-01,1", "2026-03-01,0"),
        ("2026-03-01,1", "2026-03-02,1"),
    ];
    let mut digests: Vec<String> = changes.iter().map(|(from, to)| table(&one.replacen(from, to, 1))).collect();
    digests.extend([same, table(&one.repeat(2))]);
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), changes.len() + 2);
}
