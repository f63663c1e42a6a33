//! CatBoost's binary format against its JSON, and what is refused.
//!
//! `hand_free.cbm` and `hand_oblivious.cbm` of `tests/data/catboost/` are what CatBoost 1.2.10 makes of the JSON of
//! the same name; `halves.cbm` and `halves.json` are one model that it trained, with splits that are leaves on one
//! side; `statistics.cbm` and `text.cbm` are models of what cannot be followed.

use candour::base::{Kind, Warned};
use candour::import;
use candour::model::{CustomerModel, Feature};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::catboost::{scores, scores_of_anything};
use crate::common::{bytes, project};

fn file(name: &str) -> Vec<u8> {
    bytes(&project("tests/data/catboost").join(name))
}

fn open(bytes: &[u8]) -> Warned<CustomerModel> {
    import::load(bytes, "x").unwrap_or_else(|e| panic!("{e}"))
}

/// The refusal of bytes, with its hint.
fn refusal(what: &str, bytes: &[u8]) -> String {
    match import::load(bytes, "x") {
        Ok(_) => panic!("{what} is opened"),
        Err(error) => format!("{error} | {}", error.hint.clone().unwrap_or_else(|| panic!("no hint: {error}"))),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

/// Where the table's layout says a slot is.
fn slot(bytes: &[u8], table: usize, slot: usize) -> usize {
    let back = u32_at(bytes, table) as u32 as i32;
    table.checked_add_signed(-back as isize).expect("a layout") + 4 + 2 * slot
}

/// Where a field is.
fn field(bytes: &[u8], table: usize, n: usize) -> usize {
    table + u16_at(bytes, slot(bytes, table, n))
}

fn follow(bytes: &[u8], at: usize) -> usize {
    at + u32_at(bytes, at)
}

/// Where the table of trees is.
fn trees(bytes: &[u8]) -> usize {
    follow(bytes, field(bytes, follow(bytes, 8), 1))
}

/// Where the layout of the table of trees starts.
pub fn layout(bytes: &[u8]) -> usize {
    slot(bytes, trees(bytes), 0) - 4
}

/// Where the list of a field of the trees starts, behind its count.
pub fn list(bytes: &[u8], n: usize) -> usize {
    follow(bytes, field(bytes, trees(bytes), n)) + 4
}

#[test]
fn both_formats_are_the_same_model() {
    let without_labels = |name: &str| {
        let text = String::from_utf8(file(name)).expect("text");
        text.replacen("[{\"hash\":3052168893,\"value\":\"red\"}]", "[]", 1).into_bytes()
    };
    let names = ["cat_binary_nan/model", "cat_multi/model", "cat_reg/model", "hand_free", "hand_oblivious", "halves"];
    for name in names {
        let (json, binary) = (open(&without_labels(&format!("{name}.json"))), open(&file(&format!("{name}.cbm"))));
        assert_eq!(json.warnings, binary.warnings, "{name}");
        let (json, binary) = (json.value, binary.value);
        assert_eq!(binary.trees(), json.trees(), "{name}");
        assert_eq!(binary.offers(), json.offers(), "{name}");
        let features = |model: &CustomerModel| -> Vec<Feature> {
            model.features().iter().map(|(_, feature)| feature.clone()).collect()
        };
        assert_eq!(features(&binary), features(&json), "{name}");
        assert_eq!(
            (binary.link(), binary.rounding(), binary.rank_by()),
            (json.link(), json.rounding(), json.rank_by())
        );
        let (mut from, of) = (binary.provenance().clone(), json.provenance());
        assert!(from.format.starts_with("CatBoost binary") && of.format.starts_with("CatBoost JSON"), "{name}");
        from.format.clone_from(&of.format);
        assert_eq!(&from, of, "{name}");
        assert!(binary.has_covers(), "{name}");
    }
}

#[test]
fn scores_as_catboost_does_and_labels_find_their_levels_by_hash() {
    for name in ["free", "oblivious"] {
        let (json, binary) = (open(&file(&format!("hand_{name}.json"))), open(&file(&format!("hand_{name}.cbm"))));
        assert_eq!(scores(&binary.value), scores(&json.value), "{name}");
        assert!(binary.warnings.iter().any(|w| w.contains("pool=…")), "{:?}", binary.warnings);
    }
    // files of before the margin could be scaled and shifted end their tables sooner
    let mut early = file("hand_free.cbm");
    let layout = slot(&early, trees(&early), 0) - 4;
    early[layout] = 4 + 2 * 14;
    let (early, now) = (scores(&open(&early).value), scores(&open(&file("hand_free.cbm")).value));
    for (early, now) in early.iter().zip(&now) {
        assert_eq!(early[0] * 2.0 + 0.5, now[0]);
    }
}

#[test]
fn what_cannot_be_honoured_is_refused_with_its_place() {
    let says = |what: &str, bytes: &[u8], parts: &[&str]| {
        let text = refusal(what, bytes);
        for part in parts {
            assert!(text.contains(part), "{what}: \"{part}\" is not in: {text}");
        }
    };
    says("statistics", &file("statistics.cbm"), &["the categorical feature \"place\"", "(CTR)", "one_hot_max_size"]);
    says("text", &file("text.cbm"), &["catboost: \"features_info\": a text or an embedding"]);
    let (json, binary) = (file("cat_ctr/model.json"), file("cat_ctr/model.cbm"));
    assert_eq!(refusal("json", &json), refusal("binary", &binary));
    let (free, oblivious) = (file("hand_free.cbm"), file("hand_oblivious.cbm"));
    let with = |whole: &[u8], at: usize, new: &[u8]| {
        let mut bytes = whole.to_vec();
        bytes[at..at + new.len()].copy_from_slice(new);
        bytes
    };
    let number = |n: i32| n.to_le_bytes();
    let float = follow(&free, list(&free, 5));
    let layout = slot(&free, trees(&free), 0) - 4;
    let version = free.windows(4).position(|w| w == b"l_v1").expect("a version");
    let past = [free.as_slice(), b"more"].concat();
    let (f, o) = (trees(&free), trees(&oblivious));
    let cases: [(&str, Vec<u8>, &[&str]); 19] = [
        ("no size", b"CBM1\x00".to_vec(), &["catboost: byte 5: the file ends in the middle", "cut off"]),
        ("a size past the end", with(&free, 4, &number(1 << 30)), &["944 bytes of a core of 1073741824"]),
        ("no core", b"CBM1\x00\x00\x00\x00".to_vec(), &["byte 0: points past the end"]),
        ("bytes behind the core", past, &["byte 952: 4 bytes after the core, which names no part"]),
        ("a version", with(&free, version + 3, b"2"), &["FormatVersion: a version of the format that is not known"]),
        ("a new field", with(&free, layout, &[4 + 2 * 20]), &["field 19 of TModelTrees is not known", "as JSON"]),
        ("texts", with(&free, layout + 4 + 24, &free[layout + 14..layout + 16]), &["a text or an embedding"]),
        ("no outputs", with(&free, field(&free, f, 0), &number(0)), &["ApproxDimension: a model of no output"]),
        ("outputs", with(&free, field(&free, f, 0), &number(2000)), &["2000 outputs, the limit is 1000"]),
        ("fewer outputs", with(&oblivious, field(&oblivious, o, 0), &number(2)), &["LeafWeights: 9 weights for 27"]),
        ("deep", with(&oblivious, list(&oblivious, 2), &number(30)), &["tree 0: 30 splits from 0 on", "of 3"]),
        ("a size below 0", with(&oblivious, list(&oblivious, 2), &number(-1)), &["tree 0: -1 splits from 0 on"]),
        (
            "fewer splits",
            with(&oblivious, list(&oblivious, 2), &number(2)),
            &["tree 1: 0 splits from 3 on, expected"],
        ),
        ("a start", with(&oblivious, list(&oblivious, 3) + 4, &number(1)), &["tree 1: 0 splits from 1 on, expected"]),
        ("a split", with(&oblivious, list(&oblivious, 1) + 4, &number(6)), &["tree 0, split 1: split 6 of 6, which"]),
        ("a step", with(&free, list(&free, 10) + 2, &[9]), &["tree 0, node 9: is not among the 9 nodes"]),
        ("one child", with(&free, list(&free, 10) + 2, &[1]), &["tree 0, node 1: two nodes lead here"]),
        (
            "no leaf",
            with(&free, list(&free, 11) + 8, &number(-1)),
            &["tree 0, node 2: no leaf has its values at 42949"],
        ),
        (
            "a treatment",
            with(&free, field(&free, float, 5), &[9]),
            &["\"nan_value_treatment\" of \"age\" is none of"],
        ),
    ];
    for (what, bytes, parts) in cases {
        says(what, &bytes, parts);
    }
    let error = import::load(&with(&free, layout, &[44]), "x").expect_err("a field that is not known");
    assert_eq!(error.kind, Kind::Unsupported);
}

#[test]
fn cut_off_or_damaged_files_are_refused_or_whole_and_never_panic() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    for name in ["hand_free.cbm", "hand_oblivious.cbm", "halves.cbm", "statistics.cbm"] {
        let whole = file(name);
        for end in 4..whole.len() {
            refusal(name, &whole[..end]);
            // a size that fits what is left
            let mut core = whole[..end].to_vec();
            if end >= 8 {
                core[4..8].copy_from_slice(&(end as u32 - 8).to_le_bytes());
                if let Err(error) = import::load(&core, "x") {
                    assert!(error.hint.is_some(), "{error}");
                }
            }
        }
        for _ in 0..4_000 {
            let mut damaged = whole.clone();
            for _ in 0..rng.gen_range(1..4) {
                let at = rng.gen_range(4..damaged.len());
                match rng.gen_range(0..3) {
                    0 => damaged[at] = rng.gen_range(0..=255),
                    1 => damaged[at] ^= 1 << rng.gen_range(0..8),
                    _ => damaged[at] = [0, 1, 4, 127, 128, 255][rng.gen_range(0..6)],
                }
            }
            match import::load(&damaged, "x") {
                Ok(model) => assert!(scores_of_anything(&model.value).iter().all(|m| m.is_finite())),
                Err(error) => assert!(error.hint.is_some(), "{error}"),
            }
        }
    }
}
