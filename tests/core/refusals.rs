//! What a person may open by mistake: one readable error each, with its place and a hint, and never a panic.

use candour::base::{Error, Kind, Result, Way};
use candour::cli::args::Words;
use candour::cli::ways;
use candour::data::session_ron::Session;
use candour::data::{Table, file, profile_ron, rules_ron, weights_ron};
use candour::import::{self, sidecar::Sidecar};
use candour::model::CustomerModel;
use candour::score::{Absence, Codes, margins};
use candour::view::problem::{problem, refusal};
use clap::CommandFactory as _;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{bytes, project, random_values};

/// A whole model, small enough to damage everywhere.
const SMALL: &str = r#"(
  candour: 1,
  title: "small",
  link: Probability,
  features: [
    (id: "age", kind: Number),
    (id: "place", kind: Choice, levels: ["north", "south"]),
    (id: "member", kind: YesNo),
  ],
  offers: [(id: "a")],
  trees: [(
    offer: "a",
    feature: [0, 1],
    below: [30.0, 0.0],
    levels: [(1, [0])],
    left: [-1, -2],
    right: [1, -3],
    missing: "LR",
    leaf: [0.25, 0.5, 0.75],
    split_cover: [100.0, 60.0],
    leaf_cover: [40.0, 20.0, 40.0],
  )],
)
"#;

fn model() -> CustomerModel {
    import::load(SMALL.as_bytes(), "small").unwrap_or_else(|e| panic!("the small model is whole: {e}")).value
}

/// An error as a person reads it, hint included; checks what holds for every one.
fn read<T>(result: Result<T>) -> String {
    let error: Error = match result {
        Ok(_) => panic!("this must be refused"),
        Err(error) => error,
    };
    let text = error.to_string();
    assert!(!text.contains('\n') && !text.ends_with('.') && !text.is_empty(), "one clause: {text}");
    assert!(!text.to_lowercase().contains("invalid input"), "{text}");
    let hint = ways::hint(&error).unwrap_or_else(|| panic!("no hint: {text}"));
    assert!(!hint.is_empty() && !hint.ends_with('.'), "{hint}");
    format!("{text} | {hint}")
}

fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "\"{part}\" is not in: {text}");
    }
}

/// The small model with a change.
fn with(from: &str, to: &str) -> String {
    changed(SMALL, from, to)
}

/// The same without its covers, which would be the first to disagree with another shape.
fn uncovered(from: &str, to: &str) -> String {
    let lines: Vec<&str> = SMALL.lines().filter(|l| !l.contains("_cover")).collect();
    changed(&lines.join("\n"), from, to)
}

fn changed(whole: &str, from: &str, to: &str) -> String {
    assert!(whole.contains(from), "{from}");
    let text = read(import::load(whole.replacen(from, to, 1).as_bytes(), "x"));
    says(&text, &["candour ron: "]);
    text
}

#[test]
fn the_documented_examples_open() {
    let docs = String::from_utf8(bytes(&project("docs/formats.md"))).expect("text");
    let examples: Vec<&str> =
        docs.split("```ron\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(text, _)| text).collect();
    let [model, purposes, profile, rules, weights, session, dictionary] = examples[..] else {
        panic!(
            "{} examples, expected a model, purposes, a profile, rules, weights, a session, a dictionary",
            examples.len()
        )
    };
    let listed = model.replacen('(', &format!("({purposes}"), 1);
    let listed = import::load(listed.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value;
    assert_eq!(listed.purposes().list.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["ads", "shop"]);
    import::sidecar::Sidecar::read(dictionary.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    let model = import::load(model.as_bytes(), "x").unwrap_or_else(|e| panic!("{e}")).value;
    let rules = candour::data::rules_ron::read(rules.as_bytes(), &model).unwrap_or_else(|e| panic!("{e}"));
    let age = model.features().find("age").expect("age");
    assert!(!rules.levers().any(|lever| lever == age));
    let weights = weights_ron::read(weights.as_bytes(), &model).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((weights.points[&age], weights.points.len()), (2.0, 2));
    let opened = crate::law::session(session.as_bytes(), &model).unwrap_or_else(|broken| panic!("{broken}"));
    assert_eq!(opened.map(|s| (s.people.len(), s.scenarios.len(), s.past.len())), Some((1, 1, 1)));
    let profile = profile_ron::read(profile.as_bytes(), &model).unwrap_or_else(|e| panic!("{e}"));
    assert!(profile.warnings.is_empty(), "{:?}", profile.warnings);
    let found = margins(&model, &Codes::of(&model, &profile.value.values), Absence::ByCover);
    assert_eq!(found, [0.5, 0.05 + (0.3 + 0.2) / 2.0], "7 orders, West, the newsletter");
}

#[test]
fn another_format_is_named() {
    let cases: [(&[u8], &str); 12] = [
        (b"", "an empty file"),
        (b"\n \n", "an empty file"),
        (b"age,place\n30,north\n", "a table such as CSV"),
        (b"age;place\n30;north\n", "a table such as CSV"),
        (b"{\"a\": 1}", "JSON"),
        (b"binf\x00\x00\x00\x00", "an XGBoost binary model"),
        (b"\x80\x04\x95\x00\x00", "a Python pickle model"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an Office file"),
        (b"PAR1\x15\x04", "a Parquet table"),
        (b"(candour_profile: 1, name: \"x\", values: {})", "a Candour profile"),
        (b"Dear customer\nthank you\n", "text of an unknown kind"),
    ];
    for (bytes, found) in cases {
        says(&read(import::load(bytes, "x")), &["expected a customer model, found ", found]);
    }
    // and where a table should be
    let model = model();
    for (bytes, found) in [
        (&b""[..], "an empty file"),
        (b"PAR1\x15\x04", "the Parquet data is damaged"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\xEF\xBB\xBFage,place\n\xff\xfe,x\n", "line 2: not UTF-8 text"),
    ] {
        says(&read(Table::read(&bytes.into(), &model, &|_| false)), &[found]);
    }
    says(&read(profile_ron::read(b"\xff\xfe", &model)), &["not UTF-8"]);
    says(&read(profile_ron::read(b"(a: 1)", &model)), &["line 1", "(candour_profile: 1,"]);
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_refused() {
    let whole = SMALL.trim_end();
    for end in 0..whole.len() {
        let _text = read(import::load(&whole.as_bytes()[..end], "x"));
    }
    let text = bytes(&project("tests/data/lightgbm/lgb_categorical/model.txt"));
    let whole = text.trim_ascii_end();
    let trees = text.windows(13).position(|w| w == b"\nend of trees").expect("it has trees") + 13;
    for end in (0..trees).step_by(37).chain(trees - 30..trees) {
        let _text = read(import::load(&whole[..end], "x"));
    }
    // behind the trees stand the level labels, if there are any: their loss is refused or told
    for end in trees..whole.len() {
        if let Ok(loaded) = import::load(&whole[..end], "x") {
            assert!(loaded.warnings.iter().any(|w| w.contains("level labels")), "cut at {end} is not told");
        }
    }
    says(&read(import::load(&whole[..trees - 400], "x")), &["lightgbm: line ", "end of trees", "cut off"]);
}

#[test]
fn a_model_that_is_not_whole_in_itself_is_refused_with_its_place() {
    says(&uncovered("left: [-1, -2]", "left: [1, -2]"), &["tree 0, node 1", "the child of 2 nodes, expected one"]);
    says(&uncovered("right: [1, -3]", "right: [0, -3]"), &["tree 0, node 0", "cycle"]);
    says(&with("left: [-1, -2]", "left: [-1, -9]"), &["tree 0: ", "split 1 has the child -9", "3 leaves"]);
    says(&with("feature: [0, 1]", "feature: [7, 1]"), &["tree 0, node 0", "splits on feature 7, but there are 3"]);
    says(&with("0.25, 0.5", "NaN, 0.5"), &["tree 0, node 2", "the leaf's value is not a finite number"]);
    says(&with("0.25, 0.5", "inf, 0.5"), &["tree 0, node 2", "not a finite number"]);
    says(&with("30.0", "NaN"), &["tree 0, node 0", "the threshold is not a number"]);
    says(&with("split_cover: [100.0", "split_cover: [90.0"), &["tree 0, node 0", "cover 90", "add up to 100"]);
    says(&with("\"LR\"", "\"L\""), &["tree 0: ", "\"missing\" has 1 entries, expected 2"]);
    says(&with("\"LR\"", "\"LX\""), &["tree 0: ", "neither L nor R"]);
    says(&with("[(1, [0])]", "[(1, [5])]"), &["tree 0, node 1", "a level past the 2 levels of \"place\""]);
    says(&with("levels: [(1, [0])],", ""), &["tree 0, node 1", "a threshold on \"place\""]);
    says(&with("offer: \"a\"", "offer: \"b\""), &["tree 0: ", "scores the offer \"b\"", "\"a\""]);
    says(&with("(id: \"age\"", "(id: \"place\""), &["feature 1 \"place\"", "stands twice"]);
    says(&with("[(id: \"a\")]", "[]"), &["tree 0: ", "scores the offer \"a\", which is not there"]);
    let none = b"(candour: 1, title: \"x\", link: Value, features: [], offers: [], trees: [])";
    says(&read(import::load(none, "x")), &["no offers, expected at least one"]);
    says(
        &with("(id: \"a\")", "(id: \"a\", rules: [(feature: \"agee\", is: Known, reason: \"x\")])"),
        &["offer \"a\"", "a rule on \"agee\", which is no feature", "did you mean \"age\"?"],
    );
}

#[test]
fn names_that_the_format_does_not_know_are_told_with_line_column_and_the_nearest() {
    says(&with("title:", "tittle:"), &["line 3, column 3", "an unknown field", "did you mean \"title\"?"]);
    says(&with("Probability", "Propability"), &["line 4, column ", "unknown word", "did you mean \"Probability\"?"]);
    says(&with("kind: YesNo", "kind: Switch"), &["line 8, column ", "an unknown word", "YesNo"]);
    says(&with("  link: Probability,\n", ""), &["the field \"link\" is missing", "docs/formats.md"]);
    says(&with("30.0", "\"thirty\""), &["line 14, column ", "expected "]);
    says(&with("candour: 1", "candour: 2"), &["version 2, this program reads version 1", "a later one"]);
    // a later version may have fields that are not known here; its number comes first
    let later = SMALL.replace("candour: 1,", "candour: 3, shiny: true,");
    says(&read(import::load(later.as_bytes(), "x")), &["version 3"]);
    // deep nesting ends in an error, not in the stack
    let deep = format!("(candour: 1, title: {}", "(".repeat(100_000));
    let _text = read(import::load(deep.as_bytes(), "x"));
}

#[test]
fn lightgbm_files_with_something_wrong_are_refused_with_their_line() {
    let text = String::from_utf8(bytes(&project("tests/data/lightgbm/lgb_reg/model.txt"))).expect("text");
    let change = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let text = read(import::load(text.replacen(from, to, 1).as_bytes(), "x"));
        says(&text, &["lightgbm: "]);
        text
    };
    says(&change("version=v4", "version=v9"), &["line 2", "v2, v3 or v4"]);
    says(&change("objective=regression", "objective=rank:map"), &["\"rank:map\" is not supported", "supported: "]);
    says(&change("Tree=1\n", "Tree=5\n"), &["expected Tree=1"]);
    says(&change("num_leaves=", "num_leaves=1"), &["expected ", "values, found "]);
    says(&change("leaf_value=", "leaf_value=abc "), &["\"leaf_value\", entry 0: not a number"]);
    says(&change("leaf_value=", "leaf_value=nan "), &["\"leaf_value\": expected "]);
    says(&change("split_feature=", "split_feature=99 "), &["\"split_feature\": expected "]);
    says(&change("left_child=", "x="), &["has no \"left_child\""]);
    says(&change("feature_names=", "feature_names=more "), &["\"feature_names\": expected 10 names, found 11"]);
    let line = text.lines().find(|l| l.starts_with("split_feature=")).expect("a tree");
    let (_, rest) = line.split_once(' ').expect("two splits");
    says(&change(line, &format!("split_feature=99 {rest}")), &["tree 0, node 0", "feature 99, but there are 10"]);
    let line = text.lines().find(|l| l.starts_with("left_child=")).expect("a tree");
    let (_, rest) = line.split_once(' ').expect("two splits");
    says(&change(line, &format!("left_child=0 {rest}")), &["tree 0, node ", "child"]);
    let line = text.lines().find(|l| l.starts_with("leaf_value=")).expect("a tree");
    let (_, rest) = line.split_once(' ').expect("two leaves");
    says(&change(line, &format!("leaf_value=nan {rest}")), &["tree 0, node ", "not a finite number"]);
    let line = text.lines().find(|l| l.starts_with("leaf_count=")).expect("a tree");
    let (_, rest) = line.split_once(' ').expect("two leaves");
    says(&change(line, &format!("leaf_count=999999 {rest}")), &["tree 0, node ", "covers add up to"]);
}

#[test]
fn profiles_name_the_feature_and_never_the_value() {
    let model = model();
    let profile = |values: &str| format!("(candour_profile: 1, name: \"Ada\", values: {{{values}}})");
    let refused = |values: &str| read(profile_ron::read(profile(values).as_bytes(), &model));
    assert!(
        profile_ron::read(profile("\"age\": 30, \"place\": \"north\"").as_bytes(), &model).is_ok(),
        "a whole one"
    );
    says(&refused("\"agee\": 30"), &["feature \"agee\"", "no such feature", "did you mean \"age\"?"]);
    let text = refused("\"age\": \"secret\"");
    says(&text, &["feature \"age\"", "expected a number, found text"]);
    assert!(!text.contains("secret"), "{text}");
    let text = refused("\"place\": \"nort\"");
    says(&text, &["feature \"place\"", "expected one of 2 levels", "did you mean \"north\"?"]);
    assert!(!text.contains("nort\"") || !text.contains("\"nort\""), "{text}");
    let text = refused("\"place\": \"Atlantis\"");
    says(&text, &["north, south"]);
    assert!(!text.contains("Atlantis"), "{text}");
    let text = refused("\"member\": 7777");
    says(&text, &["feature \"member\"", "expected true or false"]);
    assert!(!text.contains("7777"), "{text}");
    says(&refused("\"age\": [1, 2]"), &["feature \"age\"", "found a list or a map"]);
    let later = profile("").replace("candour_profile: 1", "candour_profile: 2");
    says(&read(profile_ron::read(later.as_bytes(), &model)), &["version 2", "reads version 1"]);
    let misspelt = profile("").replace("name:", "nmae:");
    says(&read(profile_ron::read(misspelt.as_bytes(), &model)), &["line 1, column ", "did you mean \"name\"?"]);
    let withheld = "(candour_profile: 1, name: \"Ada\", values: {}, withheld: [\"aeg\"])";
    says(&read(profile_ron::read(withheld.as_bytes(), &model)), &["withheld \"aeg\"", "no such feature"]);
    for end in 0..withheld.len() {
        let _text = read(profile_ron::read(&withheld.as_bytes()[..end], &model));
    }
}

#[test]
fn tables_name_row_and_column_and_never_the_value() {
    let model = model();
    let refused = |text: &str| read(Table::read(&text.as_bytes().into(), &model, &|_| false));
    says(&refused("age,place\n30,north\n31\n"), &["line 3", "expected 2 cells as in the header, found 1"]);
    says(
        &refused("age,age,place\n1,2,north\n"),
        &["the names of the columns", "the columns 1, 2 all have the name \"age\", which the model uses", "rename"],
    );
    says(&refused("aeg,place\n30,north\n"), &["no column \"age\", which the model uses", "did you mean \"aeg\"?"]);
    says(&refused("age,place\n"), &["a header and no rows, expected at least one customer"]);
    let text = refused("age,place\n30,north\nforty-two,south\n");
    says(&text, &["row 2, column \"age\"", "expected a number, found text"]);
    assert!(!text.contains("forty"), "{text}");
    let text = refused("age,place\n\"30,5\",north\n");
    says(&text, &["row 1, column \"age\"", "decimal point"]);
    let text = refused("age,place\n30,Atlantis\n31,Lemuria\n");
    says(&text, &["row 1, column \"place\"", "expected one of 2 levels", "north, south"]);
    assert!(!text.contains("Atlantis"), "{text}");
    says(&refused("age,place,member\n30,north,perhaps\n"), &["row 1, column \"member\"", "expected yes or no"]);
}

#[test]
fn what_is_no_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    says(&read(file::read(folder.path())), &["this is a folder, expected a file"]);
    says(&read(file::read(&folder.path().join("no.ron"))), &["no.ron: ", "no such file"]);
    let large = folder.path().join("large.csv");
    std::fs::File::create(&large).and_then(|f| f.set_len(2 << 30)).expect("a sparse file");
    says(&read(file::read(&large)), &["large.csv: 2048 MB large, the limit is 1024 MB"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        says(&read(file::read(std::path::Path::new("/dev/null"))), &["a device or a pipe"]);
        says(&read(file::write(std::path::Path::new("/dev/null"), b"x")), &["a device or a pipe"]);
        let closed = folder.path().join("closed.ron");
        std::fs::write(&closed, SMALL).expect("writable");
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("our file");
        // root may read everything
        if std::fs::read(&closed).is_err() {
            says(&read(file::read(&closed)), &["closed.ron: ", "no permission"]);
        }
    }
}

#[test]
fn damaged_models_are_refused_or_score_finite_and_nothing_panics() {
    let mut models = vec![(SMALL.as_bytes().to_vec(), 400)];
    let folder = project("tests/data/lightgbm");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).expect("golden cases").flatten().map(|e| e.path()).collect();
    cases.sort();
    models.extend(cases.iter().map(|case| (bytes(&case.join("model.txt")), 250)));
    let mut ours: Vec<_> = std::fs::read_dir(project("models"))
        .map(|dir| dir.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "ron")).collect())
        .unwrap_or_default();
    ours.sort();
    models.extend(ours.iter().map(|path| bytes(path)).map(|b| if b.len() > 100_000 { (b, 12) } else { (b, 250) }));
    let (mut opened, mut refused) = (0, 0);
    for (i, (whole, times)) in models.iter().enumerate() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(i as u64);
        for _ in 0..*times {
            match import::load(&damaged(&mut rng, whole), "x") {
                Err(error) => {
                    refused += 1;
                    assert!(error.hint.is_some(), "no hint: {error}");
                }
                Ok(loaded) => {
                    opened += 1;
                    let values = random_values(&mut rng, &loaded.value, 0.0);
                    let codes = Codes::of(&loaded.value, &values);
                    let found = margins(&loaded.value, &codes, Absence::ByCover);
                    assert!(found.iter().all(|m| m.is_finite()), "model {i} scores {found:?}");
                }
            }
        }
    }
    assert!(opened > 100 && refused > 1000, "{opened} opened, {refused} refused: the damage is too mild or too wild");
}

/// A byte changed, a few removed, a piece doubled, or two lines exchanged; once to three times.
fn damaged(rng: &mut Xoshiro256PlusPlus, whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..rng.gen_range(1..4) {
        let at = rng.gen_range(0..bytes.len());
        match rng.gen_range(0..5) {
            0 => bytes[at] ^= 1 << rng.gen_range(0..8),
            1 => bytes[at] = *b"0123456789-. =e()[],\"\n".get(rng.gen_range(0..22)).unwrap_or(&b'0'),
            2 => drop(bytes.drain(at..(at + rng.gen_range(1..40)).min(bytes.len()))),
            3 => {
                let piece = bytes[at..(at + rng.gen_range(1..40)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let mut lines: Vec<&[u8]> = bytes.split(|&b| b == b'\n').collect();
                let (a, b) = (rng.gen_range(0..lines.len()), rng.gen_range(0..lines.len()));
                lines.swap(a, b);
                bytes = lines.join(&b'\n');
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn a_table_without_a_header_repeats_nobody() {
    let model = candour::app::open::demonstration(false).expect("it opens").inputs.model().clone();
    let error = candour::data::Table::read(&b"38,Paris,12000\n41,Rome,9000\n".into(), &model, &|_| false)
        .expect_err("no header");
    let text = format!("{error} {}", error.hint.clone().unwrap_or_default());
    assert!(text.contains("no header") && !text.contains("Paris") && !text.contains("38"), "{text}");
}

#[test]
fn a_bare_word_or_a_repeated_fact_in_a_profile_is_refused() {
    let model = candour::app::open::demonstration(false).expect("it opens").inputs.model().clone();
    for (values, expected) in [
        ("\"region\": Baltic", "bare word"),
        ("\"newsletter\": True", "bare word"),
        ("\"age\": 30, \"age\": 31", "stands twice"),
    ] {
        let text = format!("(candour_profile: 1, name: \"x\", values: {{{values}}})");
        let error = candour::data::profile_ron::read(text.as_bytes(), &model).expect_err("refused");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.place.contains("feature") && error.hint.is_some(), "{error}");
    }
}

#[test]
fn leaves_that_overflow_are_refused() {
    use candour::base::OfferIdx;
    use candour::model::{Aggregate, Node, Tree};
    let leaf = || Tree { offer: OfferIdx(0), nodes: vec![Node::Leaf { value: 1e308 }], covers: vec![1.0] };
    let offers = vec![crate::common::offer("a", 0.0, Aggregate::Sum)];
    let error = crate::common::builder(vec![], offers, vec![leaf(), leaf()]).build().expect_err("overflows");
    assert!(error.to_string().contains("overflows"), "{error}");
}

/// What each face says of every way out, behind the hint "look".
#[test]
fn every_way_out_is_said_by_each_face_in_its_own_words() {
    let words = [
        "look; please report what you did",
        "look (on the command line --background FILE)",
        "look: --offer ID",
        "look; candour inspect MODEL --save-dictionary writes one to fill in",
        "look; candour inspect MODEL --save-dictionary FILE writes one that fits the model",
        "look; `candour inspect` lists them",
        "look; `candour inspect` lists the levels of \"region\"",
        "look: candour open FILE",
        "look: candour explain MODEL --profile FILE",
        "look, the customers after --profile or --data",
        "look; without a display use the command line: candour explain MODEL --profile FILE (candour --help lists all)",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (way, words) in Way::all().into_iter().zip(words) {
        let error = Error::new(Kind::Question, "x").hint("look").way(way.clone());
        assert_eq!(ways::hint(&error).as_deref(), Some(words));
        let clicks = problem(&error).hint.expect("a hint");
        let own = clicks.strip_prefix("Look. ").unwrap_or_else(|| panic!("{clicks}"));
        let plain = !own.contains("--") && !own.contains("candour ") && !own.contains('`');
        assert!(plain && own.ends_with('.') && seen.insert(own.to_owned()), "{own}");
        // without a hint the way stands alone
        let alone = Error::new(Kind::Question, "x").way(way);
        assert!(alone.has_hint() && words.ends_with(&ways::hint(&alone).expect("a way")), "{words}");
        assert_eq!(problem(&alone).hint.as_deref(), Some(own));
        let lines = refusal(&alone, "m.json", None).lines;
        assert!(lines.contains(&("What to do", own.to_owned())), "{lines:?}");
    }
    assert_eq!(seen.len(), words.len());
}

/// What stands where a bug report is asked for, and nowhere else.
#[test]
fn only_what_went_wrong_inside_asks_for_a_report() {
    let inside = Error::internal("x");
    assert!(inside.kind == Kind::Internal && inside.way.as_deref() == Some(&Way::Report));
    let panicked = candour::app::job::guarded::<()>(|| panic!("as a test")).expect_err("a panic");
    assert_eq!(panicked.kind, Kind::Internal);
    assert_eq!(ways::hint(&panicked).as_deref(), Some("nothing was lost; please report what you did"));
}

/// Below the command line nothing tells a person to type something: the window has no line to type it on.
#[test]
fn words_of_the_command_line_stay_there() {
    let theirs = |path: &str| path.starts_with("cli/") || path == "main.rs";
    let words = Words::command();
    let commands: Vec<&str> = words.get_subcommands().map(clap::Command::get_name).collect();
    assert!(commands.contains(&"inspect"), "{commands:?}");
    let mut open = vec![project("src")];
    let mut wrong = Vec::new();
    let mut read = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(project("src")).expect("below src").to_string_lossy().replace('\\', "/");
            if theirs(&name) {
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let code = text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//"));
            for (i, line) in code {
                // `--ink: #171d26` and `var(--ink)` are a style sheet's
                let flag = |rest: &str| {
                    let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
                    end > 0 && !rest[end..].starts_with([':', ')'])
                };
                let called = |rest: &str| commands.iter().any(|c| rest.starts_with(c)) || rest.starts_with("MODEL");
                if line.split("--").skip(1).any(flag) || line.split("candour ").skip(1).any(called) {
                    wrong.push(format!("{name}:{}: {line}", i + 1));
                }
            }
        }
    }
    assert!(read > 150 && wrong.is_empty(), "{read} files read:\n{}", wrong.join("\n"));
}

/// Every format of ours: a file of another version is told by its number, whatever fields it has that nobody knows yet.
#[test]
fn files_of_another_version_are_told_by_their_number() {
    let model = model();
    type Reader<'a> = &'a dyn Fn(&[u8]) -> Result<()>;
    let formats: [(&str, u32, Reader<'_>); 6] = [
        ("candour", 1, &|b| import::load(b, "x").map(drop)),
        ("candour_dictionary", 1, &|b| Sidecar::read(b).map(drop)),
        ("candour_profile", 1, &|b| profile_ron::read(b, &model).map(drop)),
        ("candour_rules", 1, &|b| rules_ron::read(b, &model).map(drop)),
        ("candour_session", 2, &|b| Session::read(b).map(drop)),
        ("candour_weights", 1, &|b| weights_ron::read(b, &model).map(drop)),
    ];
    for (field, version, reader) in formats {
        for mark in ["", "\u{FEFF}"] {
            let later = format!("{mark}(novelty: [(1, \"x\")], {field}: {},)", version + 1);
            let error = reader(later.as_bytes()).expect_err(field);
            assert_eq!((error.kind, error.place.as_str()), (Kind::Unsupported, &*format!("field \"{field}\"")));
            let told = format!("of version {}, this program reads version {version}", version + 1);
            says(&read::<()>(Err(error)), &[&told, "a later one"]);
        }
        // of this version an unknown field is what is wrong
        let text = format!("(\n  {field}: {version}, novelty: 3,\n)");
        says(&read(reader(text.as_bytes())), &["line 2, column ", "unknown field"]);
    }
    // rules had no version at first
    for rules in ["()", "(features: {})", "(candour_rules: 1)"] {
        rules_ron::read(rules.as_bytes(), &model).unwrap_or_else(|e| panic!("{rules}: {e}"));
    }
}
