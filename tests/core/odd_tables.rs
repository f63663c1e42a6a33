//! What is said of tables whose cells may not mean what they seem to: counted and told, or refused; never in silence.

use candour::data::Table;
use candour::import::sidecar;
use candour::model::{Aggregate, CustomerModel, Feature, FeatureKind, ModelBuilder, Value};
use candour::open::{Reading, model};

use crate::common::{builder, chain_model, offer, project};

/// Income from 5 to 200, orders that are counted, a day, and a region of three.
fn shop() -> CustomerModel {
    let mut parts: ModelBuilder = chain_model(3).into_builder();
    let mut income = Feature::bare("income", FeatureKind::Number);
    income.range = Some((5.0, 200.0));
    parts.features[0] = income;
    parts.features[1] = Feature::bare("orders", FeatureKind::Count);
    parts.features[2] = Feature::bare("since", FeatureKind::Date);
    let levels = ["€ 2500–3500", "Köln", "South"].map(str::to_owned).to_vec();
    parts.features.push(Feature::bare("region", FeatureKind::Choice { levels }));
    parts.build().expect("a valid model")
}

fn read(text: &str, model: &CustomerModel) -> Result<(Table, String), String> {
    match Table::read(&text.as_bytes().into(), model, &|_| false) {
        Ok(read) => Ok((read.value, read.warnings.join("\n"))),
        Err(error) => Err(format!("{error} | {}", error.hint.as_deref().unwrap_or(""))),
    }
}

fn told(text: &str, model: &CustomerModel) -> String {
    read(text, model).unwrap_or_else(|e| panic!("{e}")).1
}

fn refused(text: &str, model: &CustomerModel) -> String {
    read(text, model).map(|(_, told)| told).expect_err("it should be refused")
}

fn says(text: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(text.contains(word), "{word:?} is not in: {text}"));
}

#[test]
fn numbers_outside_their_range_are_counted() {
    let model = shop();
    let few = told("income,orders,since\n7,1,\n8,1,\n300,1,\n", &model);
    says(&few, &["column \"income\": 1 number is outside 5 to 200", "the range of \"income\""]);
    assert!(!few.contains("another unit"), "{few}");
    let most = told("income,orders,since\n700,1,\n800,1,\n30,1,\n", &model);
    says(&most, &["column \"income\": 2 numbers are outside 5 to 200", "is it in another unit?"]);
    assert!(!told("income,orders,since\n5,1,\n200,1,\n,1,\n", &model).contains("outside"));
}

#[test]
fn counts_dates_and_infinities_that_cannot_be_are_counted() {
    let model = shop();
    let odd = told("income,orders,since\ninf,41.7,43831\n30,-3,2026-03-01\n", &model);
    says(&odd, &["column \"orders\": 2 numbers are no count, being negative or a fraction"]);
    says(&odd, &["column \"since\": 1 date lies after 2060", "a spreadsheet counts days from 1900"]);
    says(&odd, &["column \"income\": 1 number is infinite"]);
    for (cell, what) in [("1e400", "greater than a float64 can hold"), ("1e-400", "nearer to zero than a float64")] {
        let text = refused(&format!("income,orders,since\n{cell},1,\n"), &model);
        says(&text, &["row 1, column \"income\"", what]);
        assert!(!text.contains("400"), "{text}");
    }
}

#[test]
fn points_that_may_part_thousands_are_told_or_refused() {
    let model = shop();
    let note = told("income;orders;since\n1.234;1;\n12.500;2;\n7;3;\n", &model);
    says(
        &note,
        &["column \"income\": 2 numbers have a point before exactly three digits", "does it part thousands?"],
    );
    assert!(!told("income;orders;since\n1.234;1;\n12.5;2;\n", &model).contains("thousands"), "one is a fraction");
    assert!(!told("income,orders,since\n1.234,1,\n", &model).contains("thousands"), "commas part the cells");
    assert!(!told("income;orders;since\n0.234;1;\n", &model).contains("thousands"), "no thousand begins with 0");
    let count = refused("income;orders;since\n7;2;\n8;1.234;\n", &model);
    says(&count, &["row 2, column \"orders\"", "a point before exactly three digits", "separators of thousands"]);
    for (cell, what) in [
        ("1'234", "separators of thousands"),
        ("1 234 567", "separators of thousands"),
        ("1.234.567", "separators of thousands"),
        ("'41", "an apostrophe before a number"),
        ("O'Neil 1", "expected a number, found text"),
        ("5'", "without a unit"),
        ("41 %", "without a unit"),
    ] {
        says(&refused(&format!("income,orders,since\n{cell},1,\n"), &model), &["row 1, column \"income\"", what]);
    }
}

#[test]
fn levels_written_with_other_signs_are_named_and_columns_of_other_words_refused() {
    let model = shop();
    let table = |cells: &[&str]| {
        let rows: String = cells.iter().map(|cell| format!("7,1,,{cell}\n")).collect();
        format!("income,orders,since,region\n{rows}")
    };
    for (cell, meant) in
        [("€ 2500-3500", "€ 2500–3500"), ("Ko\u{308}ln", "Köln"), ("€\u{a0}2500–3500", "€ 2500–3500")]
    {
        says(
            &refused(&table(&["South", cell]), &model),
            &["row 2, column \"region\"", &format!("mean \"{meant}\"?")],
        );
    }
    let mut cells = vec!["South"; 4];
    cells.extend(["N"; 9]);
    says(&told(&table(&cells), &model), &["column \"region\": 9 cells hold a value that is none of the 3 levels"]);
    cells.push("N");
    says(
        &refused(&table(&cells), &model),
        &["row 5, column \"region\"", "10 cells that are none of the levels, of 14", "South"],
    );
    says(&told(&table(&["N"]), &model), &["1 cell holds a value that is none of the 3 levels"]);
    says(&refused(&table(&["N", "N"]), &model), &["row 1, column \"region\"", "expected one of 3 levels"]);
}

#[test]
fn labels_by_hash_are_told_where_none_is_known() {
    let mut parts = shop().into_builder();
    let levels = vec!["1".to_owned()];
    let mut feature = Feature::bare("member", FeatureKind::Choice { levels });
    feature.level_hashes = Some(vec![candour::base::cityhash::level_hash("1")]);
    parts.features.push(feature);
    let model = parts.build().expect("a valid model");
    let table = |cells: &[&str]| {
        let rows: String = cells.iter().map(|cell| format!("7,1,,{cell}\n")).collect();
        format!("income,orders,since,member\n{rows}")
    };
    let none = told(&table(&["yes", "no"]), &model);
    says(&none, &["column \"member\": 2 cells are none of them a level that the model asks for", "trained?"]);
    assert!(!told(&table(&["1", "no"]), &model).contains("member\""), "one is known");
    let (read, told) = read(&table(&["True", "False"]), &model).expect("it opens");
    says(&told, &["column \"member\": 1 true or false is read as 1 and 0"]);
    assert_eq!(read.profile(0).values[4], Value::Level(0));
}

#[test]
fn lines_without_anybody_are_passed_over_and_counted() {
    let model = shop();
    let (table, told) = read("income;orders;since\n7;1;\n;;\n8;2;\n ; ;\n;;;;\n", &model).expect("it opens");
    assert_eq!((table.n_rows(), table.matching().blank_rows), (2, 3));
    says(&told, &["3 lines without any value were passed over"]);
}

#[test]
fn names_find_their_columns_or_say_what_to_do() {
    let model = shop();
    says(&told("INCOME,orders,since\n7,1,\n", &model), &["written otherwise", "\"INCOME\" for \"income\""]);
    let two = refused("INCOME,Income,orders,since\n7,8,1,\n", &model);
    says(&two, &["the names of the columns", "the columns 1, 2 could all be \"income\"", "rename or remove"]);
    let none = refused("umsatz,bestellungen,seit\n7,1,\n", &model);
    says(&none, &["no column \"income\", nor any other", "data dictionary", "`of`", "\"umsatz\"", "another model's"]);
    let none = refused("Erika,Ulm,unknown\nMax,Bonn,7\n", &model);
    says(&none, &["no column \"income\"", "`of`"]);
    assert!(!none.contains("Erika") && !none.contains("Ulm"), "a first line may be somebody's: {none}");
    assert!(!none.contains("header"), "it is one: {none}");
    says(&refused("Erika,41,3\nMax,7,1\n", &model), &["no column has a known name", "there is no header"]);
    let mut parts = shop().into_builder();
    parts.features[0].label = "Income".to_owned();
    let both = parts.build().expect("a valid model");
    let note = told("income,Income,orders,since\n7,99,1,\n", &both);
    says(&note, &["column \"Income\" is passed over: \"income\" is the same fact"]);
    assert!(!told("Income,orders,since\n7,1,\n", &both).contains("passed over"));
    let one = refused("umsatz\n7\n", &model);
    says(&one, &["there is one column, whose name is no feature's"]);
}

/// A draft from a table whose names are others than the model's makes a dictionary with which both are read alike.
#[test]
fn a_draft_from_a_table_with_other_names_reads_it_alike() {
    let cases = [
        ("lightgbm_blank_names", "model.txt", "customers.csv"),
        ("lightgbm_column_n", "model.txt", "customers.csv"),
        ("lightgbm_column_n", "model.txt", "customers_with_id.csv"),
        ("lightgbm_column_n", "control_xgboost.json", "customers.csv"),
        ("column_name_spaces", "xgboost.json", "customers.csv"),
        ("column_name_spaces", "lightgbm.txt", "customers.parquet"),
        ("column_name_spaces", "catboost.cbm", "customers.csv"),
        ("table_forms", "model.json", "upper_header.csv"),
        ("table_forms", "renamed.json", "renamed.csv"),
    ];
    for (kind, file, data) in cases {
        let folder = project("tests/data/cases").join(kind);
        let table = std::fs::read(folder.join(data)).expect("a table");
        let beside = tempfile::tempdir().expect("a temporary folder");
        let copy = beside.path().join(file);
        std::fs::copy(folder.join(file), &copy).expect("writable");
        let bare = model::of_path(&copy, &Reading::default()).expect("it opens").model;
        let read = |model: &CustomerModel| {
            Table::read(&(&table).into(), model, &|_| false).unwrap_or_else(|e| panic!("{kind}, {data}: {e}")).value
        };
        let before = read(&bare);
        let saved = model::save_dictionary(&model::dictionary_of(&copy), &bare, Some(&before)).expect("writable");
        assert!(saved, "{kind}");
        let described = model::of_path(&copy, &Reading::default()).unwrap_or_else(|e| panic!("{kind}: {e}")).model;
        let after = read(&described);
        let rows = |table: &Table| (0..table.n_rows()).map(|row| table.row(row)).collect::<Vec<_>>();
        assert_eq!(rows(&before), rows(&after), "{kind}, {data}");
        let by_name =
            |how| matches!(how, candour::data::matching::How::Name | candour::data::matching::How::Repeated);
        assert!(after.matching().features.iter().all(|f| by_name(f.how)), "{kind}, {data}: {:?}", after.matching());
    }
}

/// What a dictionary says counts as missing is read so, everywhere.
#[test]
fn numbers_that_stand_for_not_known_are_said_for_a_feature_or_all() {
    let make = || {
        let features = ["a", "b"].map(|id| Feature::bare(id, FeatureKind::Number)).to_vec();
        let mut parts = builder(features, vec![offer("o", 0.0, Aggregate::Sum)], Vec::new());
        parts.trees = chain_model(2).into_builder().trees;
        parts.build().expect("a valid model")
    };
    let described = |text: &str| {
        let read = sidecar::Sidecar::read(text.as_bytes()).expect("a dictionary");
        read.apply(vec![("m.json".to_owned(), make())]).expect("it fits").value
    };
    let of_all = described("(candour_dictionary: 1, missing: [0, -999])");
    let of_one = described("(candour_dictionary: 1, features: [(id: \"b\", missing: [-999])])");
    let table = "a,b\n0,-999\n-999,0\n1,2\n";
    let rows = |model: &CustomerModel| {
        let (table, _) = read(table, model).expect("it opens");
        (0..3).map(|row| table.row(row)).collect::<Vec<_>>()
    };
    let n = Value::Number;
    assert_eq!(rows(&of_all), [[Value::Missing; 2], [Value::Missing; 2], [n(1.0), n(2.0)]]);
    assert_eq!(rows(&of_one), [[n(0.0), Value::Missing], [n(-999.0), n(0.0)], [n(1.0), n(2.0)]]);
    // a value that is typed or dragged to is read by the model in the same way
    let codes = |model: &CustomerModel, values: &[Value]| candour::score::Codes::of(model, values);
    assert_eq!(codes(&of_all, &[n(0.0), n(-999.0)]), codes(&of_all, &[Value::Missing; 2]));
    let wrong = sidecar::Sidecar::read(b"(candour_dictionary: 1, missing: [inf])").expect("RON");
    let error = wrong.apply(vec![("m.json".to_owned(), make())]).expect_err("no finite number");
    says(&error.to_string(), &["what counts as missing is not a few finite numbers"]);
}

/// A model of features without names of their own, as a library makes it from an array.
fn nameless(n: usize) -> CustomerModel {
    let mut parts = chain_model(n).into_builder();
    parts.provenance.nameless = true;
    parts.build().expect("a valid model")
}

#[test]
fn a_quote_that_is_not_closed_takes_no_customer_away() {
    let model = shop();
    let open = refused("income,orders,since,note\n7,1,,fine\n8,2,,\"13 inch\n9,3,,fine\n", &model);
    says(&open, &["line 3", "a quoted cell that does not end", "twice"]);
    let stray = refused("income,orders,since,note\n7,1,,\"13\" inch\n8,2,,\"a\nb\"\n", &model);
    says(&stray, &["line 2", "neither doubled nor behind a backslash"]);
    let (table, _) = read("income,orders,since,note\n7,1,,\"two\nlines\"\n8,2,,x\n", &model).expect("it opens");
    assert_eq!(table.n_rows(), 2, "a cell over two lines is one");
    let both = "income,orders,since,note\n7,1,,\"say \"\"hi\"\"\"\n8,2,,\"tv 55\\\"\"\n9,3,,\"tv 55\\\"\"\n1,1,,x\n";
    assert_eq!(read(both, &model).expect("it opens").0.n_rows(), 4, "both ways in one file");
}

#[test]
fn columns_by_order_are_not_taken_around_one_that_is_set_aside() {
    let model = nameless(3);
    let between = refused("spend,margin,tenure,label\n70,0,14,1\n", &model);
    says(&between, &["column 2 \"margin\"", "stands between others", "data dictionary"]);
    let (table, told) = read("id,spend,basket,tenure,outcome\n1,70,3,14,1\n", &model).expect("it opens");
    assert_eq!(table.row(0), [70.0, 3.0, 14.0].map(Value::Number));
    says(&told, &["columns were taken in their order"]);
    // names of a JSON object are names, whatever they look like
    let (table, _) = read("{\"1\": 70, \"2\": 3, \"3\": 14}\n", &model).expect("it opens");
    assert_eq!(table.row(0), [70.0, 3.0, 14.0].map(Value::Number));
    says(&refused("41,2020,7\n70,3,14\n", &model), &["no column has a known name", "there is no header"]);
}

#[test]
fn columns_of_one_name_are_numbered_as_data_frames_number_them() {
    let model = |ids: &[&str]| {
        let mut parts = chain_model(ids.len()).into_builder();
        ids.iter().zip(&mut parts.features).for_each(|(id, f)| *f = Feature::bare(*id, FeatureKind::Number));
        parts.build().expect("a valid model")
    };
    let three = model(&["x", "x.1", "x.2"]);
    let row = |header: &str| read(&format!("{header}\n1,2,3\n"), &three).expect("it opens").0.row(0);
    assert_eq!(row("x,x,x"), [1.0, 2.0, 3.0].map(Value::Number));
    assert_eq!(row("x,x.1,x"), [1.0, 2.0, 3.0].map(Value::Number));
    assert_eq!(row("x,x,x.1"), [1.0, 3.0, 2.0].map(Value::Number));
    says(&refused("x,x\n1,2\n", &model(&["x"])), &["the columns 1, 2 all have the name \"x\""]);
}

#[test]
fn first_lines_that_name_the_delimiter_are_believed() {
    let model = shop();
    for (first, sign) in
        [("sep=;", ';'), ("\"sep=;\"", ';'), ("SEP=^", '^'), ("sep=\t", '\t'), ("sep= ", ' '), ("sep=\u{1}", '\u{1}')]
    {
        let text = format!("{first}\nincome{sign}orders{sign}since\n7{sign}1{sign}5\n");
        let (table, _) = read(&text, &model).unwrap_or_else(|e| panic!("{first:?}: {e}"));
        assert_eq!(table.row(0)[..3], [7.0, 1.0, 5.0].map(Value::Number), "{first:?}");
    }
    assert_eq!(read("\n\nincome^orders^since\n7^1^5\n", &model).expect("it opens").0.n_rows(), 1);
}

#[test]
fn cells_that_catboost_would_not_take_are_told() {
    let model = |labels: &[&str]| {
        let mut parts = shop().into_builder();
        let levels: Vec<String> = labels.iter().map(|l| (*l).to_owned()).collect();
        let hashes = levels.iter().map(|l| candour::base::cityhash::level_hash(l)).collect();
        let mut feature = Feature::bare("segment", FeatureKind::Choice { levels });
        feature.level_hashes = Some(hashes);
        parts.features.push(feature);
        parts.build().expect("a valid model")
    };
    let object = |cell: &str| format!("{{\"income\": 7, \"orders\": 1, \"since\": 5, \"segment\": {cell}}}\n");
    let filled = model(&["a", "nan"]);
    let (table, told) = read(&(object("null") + &object("\"a\"")), &filled).expect("it opens");
    assert_eq!([table.row(0)[4], table.row(1)[4]], [Value::Level(1), Value::Level(0)]);
    says(&told, &["1 cell that is not known is read as the level that stood for it in training"]);
    let (table, told) = read(&(object("null") + &object("\"a\"")), &model(&["a", "nan", ""])).expect("it opens");
    assert_eq!(table.row(0)[4], Value::Missing, "two words could stand for it");
    says(&told, &["1 cell is not known, and CatBoost takes no such"]);
    let most = object("\"x\"") + &object("\"y\"") + &object("\"a\"");
    says(&read(&most, &filled).expect("it opens").1, &["2 of 3 cells are no level that the model asks for"]);
}

#[test]
fn words_of_two_letters_differ_on_purpose_and_commas_are_what_they_may_be() {
    let mut parts = shop().into_builder();
    let levels = ["plan A", "plan B"].map(str::to_owned).to_vec();
    parts.features.push(Feature::bare("plan", FeatureKind::Choice { levels }));
    let model = parts.build().expect("a valid model");
    let text = "income,orders,since,plan\n7,1,5,plan A\n7,1,5,plan D\n";
    says(&told(text, &model), &["column \"plan\": 1 cell holds a value that is none of the 2 levels"]);
    says(&refused("income,orders,since\n\"1,234\",1,5\n", &model), &["could part decimals or thousands"]);
}

/// XGBoost takes codes of categories for numbers, also where it asks whether one stands for "not known".
#[test]
fn a_number_that_is_a_code_counts_as_missing_where_it_is_said() {
    let mut parts = shop().into_builder();
    parts.provenance.codes_are_numbers = true;
    let said = sidecar::Sidecar::read(b"(candour_dictionary: 1, missing: [0])").expect("a dictionary");
    let model = parts.build().expect("a valid model");
    let model = said.apply(vec![("m.json".to_owned(), model)]).expect("it fits").value;
    let text = "income,orders,since,region\n0,1,5,\u{20ac} 2500\u{2013}3500\n7,1,5,South\n";
    let (table, _) = read(text, &model).expect("it opens");
    assert_eq!(
        [table.row(0)[0], table.row(0)[3], table.row(1)[3]],
        [Value::Missing, Value::Missing, Value::Level(2)]
    );
    let code = |level| model.cuts(candour::base::FeatureIdx::new(3)).code(Value::Level(level));
    assert_eq!((code(0), code(2)), (model.cuts(candour::base::FeatureIdx::new(3)).missing(), 2));
}
