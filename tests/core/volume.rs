//! Small files that unpack to much: what repeats a thousand times costs no more memory than its text is worth, and is
//! refused before it does.

use std::io::Write as _;
use std::path::Path;

use candour::data::{file, profile_ron, rules_ron};
use candour::import::{self, sidecar::Sidecar};

use crate::cli::{Folder, refused};
use crate::common::{bytes, project};

/// How much text each shape has.
const VOLUME: usize = 12 << 20;
/// What a reader may take: eight times the text, and something beside.
const MOST: u64 = (40 << 20) + 8 * VOLUME as u64;

/// A text in which a piece repeats.
fn repeated(before: &str, piece: &str, after: &str) -> Vec<u8> {
    [before, &piece.repeat(VOLUME / piece.len()), after].concat().into_bytes()
}

/// The most memory that a reader held at a time, and what it said.
fn peak(work: impl FnOnce() -> Option<candour::base::Error>) -> (u64, String) {
    let mut said = String::new();
    let counted = allocation_counter::measure(|| said = work().map(|e| e.to_string()).unwrap_or_default());
    (counted.bytes_max, said)
}

fn model(text: &[u8]) -> (u64, String) {
    peak(|| import::load(text, "m").err())
}

fn within(shape: &str, (peak, said): (u64, String), expected: &str) {
    assert!(said.contains(expected), "{shape}: expected {expected:?}, found {said:?}");
    assert!(peak <= MOST, "{shape}: {} MB for {} MB of text: {said}", peak >> 20, VOLUME >> 20);
}

const HEAD: &str = "(candour: 1, title: \"t\", link: Value, ";

#[test]
fn lists_of_our_own_formats_are_counted_while_they_are_read() {
    let limit = "entries, the limit";
    let after = "], offers: [(id: \"a\")], trees: [])";
    let features = repeated(&format!("{HEAD}features: ["), "(id:\"a\",kind:Number),", after);
    within("features", model(&features), limit);
    let levels = repeated(
        &format!("{HEAD}features: [(id: \"a\", kind: Choice, levels: ["),
        "\"a\",",
        &format!(")]{}", &after[1..]),
    );
    within("levels", model(&levels), "");
    let levels = repeated(
        &format!("{HEAD}features: [(id: \"a\", kind: Choice, levels: ["),
        "\"a\",",
        &format!("])]{}", &after[1..]),
    );
    within("levels", model(&levels), "levels in all, the limit");
    let one_of = repeated(
        &format!("{HEAD}features: [(id: \"a\", kind: YesNo, one_of: (\"c\", ["),
        "\"a\",",
        &format!("]))]{}", &after[1..]),
    );
    within("one_of", model(&one_of), "levels in all, the limit");
    let before = format!("{HEAD}features: [], offers: [(id: \"a\")], trees: [");
    within("leaves", model(&repeated(&format!("{before}(offer: \"a\", leaf: ["), "1,", "])])")), "\"leaf\" has");
    within("trees", model(&repeated(&before, "(offer:\"a\",leaf:[1]),", "])")), limit);
    let offers = repeated(&format!("{HEAD}features: [], offers: ["), "(id:\"a\"),", "], trees: [])");
    within("offers", model(&offers), limit);
    let rule = "(feature:\"a\",is:Known,reason:\"\"),";
    let rules = repeated(&format!("{HEAD}features: [], offers: [(id: \"a\", rules: ["), rule, "])], trees: [])");
    within("rules of an offer", model(&rules), limit);

    let dictionary = |text: &[u8]| peak(|| Sidecar::read(text).err());
    for (field, piece) in [("features", "(id:\"a\"),"), ("offers", "(id:\"a\"),"), ("models", "\"a\",")] {
        let text = repeated(&format!("(candour_dictionary: 1, {field}: ["), piece, "])");
        within(&format!("dictionary, {field}"), dictionary(&text), limit);
    }
    let levels = repeated("(candour_dictionary: 1, features: [(id: \"a\", levels: [", "\"a\",", "])])");
    within("dictionary, levels", dictionary(&levels), "");

    let retailer = import::load(&bytes(&project("models/one_tree.ron")), "m").expect("the demonstration").value;
    let rules = |text: &[u8]| peak(|| rules_ron::read(text, &retailer).err());
    within("rules", rules(&repeated("(features: {", "\"a\":(),", "})")), limit);
    within("one_hot", rules(&repeated("(one_hot: [", "[\"a\"],", "])")), limit);
    within("one_hot, a group", rules(&repeated("(one_hot: [[", "\"a\",", "]])")), "no feature");
    within("at_most", rules(&repeated("(at_most: [", "(\"a\",\"a\"),", "])")), limit);

    let profile = |text: &[u8]| peak(|| profile_ron::read(text, &retailer).err());
    let head = "(candour_profile: 1, name: \"n\", values: {";
    within("profile", profile(&repeated(head, "\"a\":1,", "})")), limit);
    within("profile, a list", profile(&repeated(&format!("{head}\"age\": ["), "1,", "]})")), "");
    within(
        "profile, withheld",
        profile(&repeated(&format!("{head}}}, withheld: ["), "\"a\",", "])")),
        "no such feature",
    );
}

#[test]
fn lists_of_libraries_are_counted_before_they_are_held() {
    let lightgbm = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\n";
    within("header lines", model(&repeated(lightgbm, "a=1\n", "\nend of trees\n")), "lines in one block, the limit");
    let names = repeated(&format!("{lightgbm}feature_names="), "a ", "\nend of trees\n");
    within("feature_names", model(&names), "expected 1 names, found");
    let infos = repeated(&format!("{lightgbm}feature_names=a\nfeature_infos="), "a ", "\nend of trees\n");
    within("feature_infos", model(&infos), "expected 1 entries, found");

    let borders = "{\"oblivious_trees\": [], \"features_info\": {\"float_features\": [{\"feature_index\": 0, \
                   \"flat_feature_index\": 0, \"has_nans\": false, \"borders\": [";
    within("borders", model(&repeated(borders, "1,", "1]}]}}")), "entries, the limit");
    // many features with as many borders as may be
    let one = format!(
        "{{\"feature_index\": 0, \"flat_feature_index\": 0, \"has_nans\": false, \"borders\": [{}1]}},",
        "1,".repeat(60_000)
    );
    let many = repeated("{\"oblivious_trees\": [], \"features_info\": {\"float_features\": [", &one, "{}]}}");
    within("borders of many features", model(&many), "");

    let xgboost = "{\"learner\": {\"feature_names\": [";
    let names = repeated(xgboost, "\"a\",", "\"a\"]}}");
    // its texts are counted to five million; what is below that many is worth its memory
    within("XGBoost, feature_names", model(&names.repeat(2)), "texts in the file, the limit");

    let count = u32::try_from(VOLUME / 2).expect("a count").to_be_bytes();
    let head = [&b"{U\x07learner{U\x0dfeature_names[$S#l"[..], &count].concat();
    let names = [&head[..], &b"U\x00".repeat(VOLUME / 2)].concat();
    let (_, said) = model(&names);
    assert!(said.contains("more than 5000000 texts in the file, the limit"), "{said}");

    // a graph whose nodes are nothing: field 7 of the file, field 1 of the graph
    let mut length = Vec::new();
    let mut left = VOLUME;
    while left >= 0x80 {
        length.push(left as u8 | 0x80);
        left >>= 7;
    }
    length.push(left as u8);
    let nodes = [&[0x08, 0x08, 0x3a], &length[..], &[0x0a, 0x00].repeat(VOLUME / 2)].concat();
    within("ONNX nodes", model(&nodes), "nodes in the graph, the limit");
    let sets = [&[0x08, 0x08][..], &[0x42, 0x00].repeat(VOLUME / 2)].concat();
    within("ONNX sets of operators", model(&sets), "sets of operators, the limit");
}

fn packed(content: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for part in content {
        gzip.write_all(&part).expect("memory");
    }
    gzip.finish().expect("memory")
}

#[test]
fn what_unpacks_beyond_measure_is_refused() {
    let folder = Folder::new();
    let small = packed(std::iter::repeat_n(vec![b' '; 1 << 20], 200));
    assert!(small.len() < 300_000, "{} bytes", small.len());
    let path = folder.path("m.json.gz");
    std::fs::write(&path, &small).expect("writable");
    let (peak, said) = peak(|| file::read(Path::new(&path)).err());
    assert_eq!(said, "m.json.gz: unpacks to more than 200 times its size, the limit");
    assert!(peak < 200 << 20, "{} MB", peak >> 20);
    assert!(refused(&["inspect", &path]).contains("more than 200 times its size"));
    // little is read whatever it was packed to, and a table as a stream
    std::fs::write(&path, packed(std::iter::once(vec![b' '; 10 << 20]))).expect("writable");
    assert_eq!(file::read(Path::new(&path)).map(|bytes| bytes.len()), Ok(10 << 20));
}

#[test]
fn our_own_files_have_a_size() {
    let folder = Folder::new();
    let model = folder.path("m.txt");
    std::fs::copy(project("tests/data/lightgbm/lgb_binary_nan/model.txt"), &model).expect("there");
    let long = format!("(candour_dictionary: 1, title: \"t\") /*{}*/", " ".repeat(65 << 20));
    folder.write("m.candour.ron", &long);
    let error = refused(&["inspect", &model]);
    assert!(error.contains("m.candour.ron: 65 MB large, the limit is 64 MB"), "{error}");
    let said = Sidecar::read(long.as_bytes()).expect_err("too large").to_string();
    assert!(said.contains("a data dictionary of more than 64 MB"), "{said}");
}
