//! Every form of file damaged in many ways: cut off at up to 200 places, and changed 500 times by seed. The law of
//! `law.rs` holds each time, within limits of time and memory.
//!
//! Each change is drawn from the name of the file and its number, so that one case can be had again by itself; a case
//! that breaks the law is written to a file that the failure names. `DAMAGE_ROUNDS=10000` changes the
//! smallest file of each form so often, as before a release; `DAMAGE_TRACE=1` prints each case before it is tried, for
//! what ends the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use candour::import::{self, candour_ron};
use candour::model::CustomerModel;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{bytes, project, worked};
use crate::law;

/// At how many places a file is cut off.
const CUTS: usize = 200;
/// How often a form's smallest file is changed unless asked otherwise; larger ones less in proportion to their size,
/// and never less than one in [`ROUNDS_PART`] of it.
const ROUNDS: usize = 500;
const ROUNDS_PART: usize = 40;
/// The most work a case may take; thousands of times what is usual, for slow machines.
const LONGEST: Duration = Duration::from_secs(10);
/// The most memory a case may hold at a time: what the limits of levels and sets, which a few digits can name, take.
const MEMORY_MAX: u64 = 768 << 20;

/// How a form's bytes are made of parts.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Text,
    Binary,
}

/// One form of file: what its files are, and what must hold.
struct Trial<'a> {
    sort: Sort,
    files: Vec<(String, Vec<u8>)>,
    /// Whether the bytes were read.
    law: &'a dyn Fn(&[u8]) -> Result<bool, String>,
}

impl Trial<'_> {
    fn run(mut self) {
        let asked: Option<usize> = std::env::var("DAMAGE_ROUNDS").ok().and_then(|r| r.parse().ok());
        let most = asked.unwrap_or(ROUNDS);
        self.files.sort_by_key(|(name, bytes)| (bytes.len(), name.clone()));
        assert!(!self.files.is_empty(), "no files to damage");
        // those that are refused when they are whole tell less
        let whole =
            self.files.iter().filter(|(_, bytes)| (self.law)(bytes) == Ok(true)).map(|(_, bytes)| bytes.len());
        let smallest = whole.min().expect("a file that is read");
        let others: Vec<Vec<u8>> = self.files.iter().take(8).map(|(_, bytes)| bytes.clone()).collect();
        let (mut read, mut tried) = (0usize, 0usize);
        for (name, whole) in &self.files {
            for cut in 0..CUTS.min(whole.len()) {
                let end = whole.len() * cut / CUTS.min(whole.len());
                read += usize::from(self.case(&format!("{name}, cut at {end}"), &whole[..end]));
                tried += 1;
            }
            let rounds = (most * smallest / whole.len().max(1)).clamp(most / ROUNDS_PART, most);
            for round in 0..rounds {
                let mut rng = rng(name, round);
                let damaged = damaged(whole, &others, self.sort, &mut rng);
                read += usize::from(self.case(&format!("{name}, change {round}"), &damaged));
                tried += 1;
            }
        }
        // else nothing but the first bytes would be tried
        assert!(read * 100 > tried, "only {read} of {tried} damaged files could still be read");
    }

    /// One case; whether it was read.
    fn case(&self, what: &str, bytes: &[u8]) -> bool {
        if std::env::var_os("DAMAGE_TRACE").is_some() {
            eprintln!("{what}");
            std::fs::write(kept("last"), bytes).expect("a folder for cases");
        }
        let begun = worked();
        let mut verdict = None;
        let memory = allocation_counter::measure(|| {
            verdict = Some(catch_unwind(AssertUnwindSafe(|| (self.law)(bytes))));
        });
        let taken = worked() - begun;
        let broken = match verdict {
            Some(Ok(Ok(_))) if taken > LONGEST => format!("took {taken:?}"),
            Some(Ok(Ok(_))) if memory.bytes_max > MEMORY_MAX => format!("held {} MB", memory.bytes_max >> 20),
            Some(Ok(Ok(read))) => return read,
            Some(Ok(Err(broken))) => broken,
            _ => "panicked".to_owned(),
        };
        let path = kept(what);
        std::fs::write(&path, bytes).expect("a folder for cases");
        panic!("{what}: {broken}; the bytes are in {}", path.display());
    }
}

fn kept(what: &str) -> PathBuf {
    let name: String = what.chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { '-' }).collect();
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("damage-{name}"))
}

fn rng(name: &str, round: usize) -> Xoshiro256PlusPlus {
    let seed = name
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    Xoshiro256PlusPlus::seed_from_u64(seed ^ (round as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// One to three changes.
fn damaged(whole: &[u8], others: &[Vec<u8>], sort: Sort, rng: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..[1, 1, 1, 2, 3][rng.gen_range(0..5)] {
        match (sort, rng.gen_range(0..10)) {
            (_, 0) => change_byte(&mut bytes, rng),
            (_, 1) => change_range(&mut bytes, others, rng),
            (Sort::Text, 2..=4) => change_number(&mut bytes, rng),
            (Sort::Text, 5..=6) => change_entry(&mut bytes, rng),
            (Sort::Text, 7) => change_word(&mut bytes, rng),
            (Sort::Text, _) => change_subtree(&mut bytes, rng),
            (Sort::Binary, 2..=4) => change_varint(&mut bytes, rng),
            (Sort::Binary, 5..=7) => change_length(&mut bytes, rng),
            (Sort::Binary, _) => change_byte(&mut bytes, rng),
        }
    }
    bytes
}

fn place(bytes: &[u8], rng: &mut Xoshiro256PlusPlus) -> usize {
    if bytes.is_empty() { 0 } else { rng.gen_range(0..bytes.len()) }
}

fn change_byte(bytes: &mut [u8], rng: &mut Xoshiro256PlusPlus) {
    let at = place(bytes, rng);
    if let Some(byte) = bytes.get_mut(at) {
        *byte = match rng.gen_range(0..4) {
            0 => *byte ^ (1 << rng.gen_range(0..8)),
            1 => [0, 0xFF, 0x7F, 0x80, b'"', b'\n'][rng.gen_range(0..6)],
            2 => byte.wrapping_add(1),
            _ => rng.r#gen(),
        };
    }
}

/// A part taken out, doubled, or put in from somewhere else.
fn change_range(bytes: &mut Vec<u8>, others: &[Vec<u8>], rng: &mut Xoshiro256PlusPlus) {
    let longest = [4, 64, 2000][rng.gen_range(0..3)];
    let part = |of: &[u8], rng: &mut Xoshiro256PlusPlus| {
        let start = place(of, rng);
        start..(start + rng.gen_range(1..=longest)).min(of.len())
    };
    let range = part(bytes, rng);
    let put = match rng.gen_range(0..4) {
        0 => Vec::new(),
        1 => bytes[range.clone()].repeat(2),
        2 => vec![rng.r#gen(); range.len()],
        _ => {
            let other = &others[rng.gen_range(0..others.len())];
            other[part(other, rng)].to_vec()
        }
    };
    bytes.splice(range, put);
}

/// Numbers that readers do not expect.
const NUMBERS: [&str; 34] = [
    "0",
    "1",
    "-1",
    "2",
    "3",
    "63",
    "64",
    "100",
    "999",
    "1001",
    "99999",
    "100000",
    "999999",
    "1000000",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "-1e308",
    "1e309",
    "1e-320",
    "-0.0",
    "0.5",
    "NaN",
    "inf",
    "-Infinity",
    "null",
    "[]",
];

/// A number replaced by another, or one digit of it.
fn change_number(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let start = place(bytes, rng);
    let Some(at) = bytes[start..].iter().position(u8::is_ascii_digit).map(|i| start + i) else { return };
    if rng.gen_range(0..3) == 0 {
        bytes[at] = b'0' + rng.gen_range(0..10);
        return;
    }
    let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    let from = bytes[..at].iter().rposition(|&b| !is_part(b)).map_or(0, |i| i + 1);
    let to = bytes[at..].iter().position(|&b| !is_part(b)).map_or(bytes.len(), |i| at + i);
    bytes.splice(from..to, NUMBERS[rng.gen_range(0..NUMBERS.len())].bytes());
}

/// What stands between two separators, taken out, doubled, or put in another's place.
fn change_entry(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let entry = |rng: &mut Xoshiro256PlusPlus| {
        let at = place(bytes, rng);
        let ends = |b: u8| matches!(b, b',' | b' ' | b';' | b'\t' | b'\n' | b'[' | b']' | b'{' | b'}' | b'(' | b')');
        let from = bytes[..at].iter().rposition(|&b| ends(b)).unwrap_or(0);
        let to = bytes[at..].iter().skip(1).position(|&b| ends(b)).map_or(bytes.len(), |i| at + 1 + i);
        from..to
    };
    let range = entry(rng);
    let put = match rng.gen_range(0..3) {
        0 => Vec::new(),
        1 => bytes[range.clone()].repeat(2),
        _ => bytes[entry(rng)].to_vec(),
    };
    bytes.splice(range, put);
}

/// A name replaced by another of the file, or misspelt.
fn change_word(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let word = |rng: &mut Xoshiro256PlusPlus| {
        let start = place(bytes, rng);
        let is_part = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
        let from = start + bytes[start..].iter().position(is_part)?;
        Some(from..bytes[from..].iter().position(|b| !is_part(b)).map_or(bytes.len(), |i| from + i))
    };
    let Some(range) = word(rng) else { return };
    let put = match word(rng) {
        Some(other) if rng.gen_range(0..3) > 0 => bytes[other].to_vec(),
        _ => b"x".to_vec(),
    };
    bytes.splice(range, put);
}

/// A bracket and all inside replaced by another of the file, or put deep into brackets.
fn change_subtree(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let subtree = |rng: &mut Xoshiro256PlusPlus| {
        let start = place(bytes, rng);
        let from = start + bytes[start..].iter().position(|b| matches!(b, b'[' | b'{' | b'('))?;
        let mut depth = 0usize;
        for (i, byte) in bytes[from..].iter().enumerate() {
            match byte {
                b'[' | b'{' | b'(' => depth += 1,
                b']' | b'}' | b')' if depth == 1 => return Some(from..from + i + 1),
                b']' | b'}' | b')' => depth -= 1,
                _ => {}
            }
        }
        None
    };
    let Some(range) = subtree(rng) else { return };
    let put = match rng.gen_range(0..8) {
        0 => {
            let n = [10, 60, 125, 130, 3000][rng.gen_range(0..5)];
            let (open, shut) = [("[", "]"), ("{\"left\":", "}"), ("(", ")"), ("Some(", ")")][rng.gen_range(0..4)];
            [open.repeat(n).as_bytes(), &bytes[range.clone()], shut.repeat(n).as_bytes()].concat()
        }
        1 => Vec::new(),
        _ => subtree(rng).map_or(Vec::new(), |other| bytes[other].to_vec()),
    };
    bytes.splice(range, put);
}

/// A number as protobuf and Thrift write it, made larger than what follows.
fn change_varint(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let at = place(bytes, rng);
    let put: &[u8] = match rng.gen_range(0..6) {
        0 => &[0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        1 => &[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        2 => &[0x80, 0x80, 0x01],
        3 => &[0xE8, 0x07],
        4 => &[0x00],
        _ => &[0x7F],
    };
    let end = if rng.gen_range(0..2) == 0 { at + 1 } else { at + put.len() };
    bytes.splice(at..end.min(bytes.len()), put.iter().copied());
}

/// A length behind UBJSON's marker of one, made larger; or a typed container put in.
fn change_length(bytes: &mut Vec<u8>, rng: &mut Xoshiro256PlusPlus) {
    let start = place(bytes, rng);
    let marker = |b: &u8| matches!(b, b'i' | b'U' | b'I' | b'l' | b'L' | b'#' | b'$' | b'[' | b'd' | b'D');
    let Some(at) = bytes[start..].iter().position(marker).map(|i| start + i) else { return };
    let put: &[u8] = match rng.gen_range(0..7) {
        0 => b"l\x7F\xFF\xFF\xFF",
        1 => b"L\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        2 => b"L\x00\x00\x00\x01\x00\x00\x00\x00",
        3 => b"[$U#l\x7F\xFF\xFF\xFF",
        4 => b"[$[#I\x7F\xFF",
        5 => b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        _ => b"l\xFF\xFF\xFF\xFF",
    };
    let width = match bytes[at] {
        b'i' | b'U' => 2,
        b'I' => 3,
        b'l' | b'd' => 5,
        b'L' | b'D' => 9,
        _ => 1,
    };
    bytes.splice(at..(at + width).min(bytes.len()), put.iter().copied());
}

/// Every file of a folder, however deep, whose name ends so.
fn files(folder: &str, ending: &str) -> Vec<(String, Vec<u8>)> {
    let mut open = vec![project(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(project("tests/data")).unwrap_or(&path).display().to_string();
                found.push((name, bytes(&path)));
            }
        }
    }
    found
}

fn models(sort: Sort, files: Vec<(String, Vec<u8>)>) {
    Trial { sort, files, law: &|bytes| law::model(bytes).map(|read| read.is_some()) }.run();
}

#[test]
fn xgboost_json() {
    models(
        Sort::Text,
        [files("tests/data/xgboost", ".json"), files("tests/data/xgboost_versions", ".json")].concat(),
    );
}

#[test]
fn xgboost_ubjson() {
    models(Sort::Binary, files("tests/data/xgboost", ".ubj"));
}

#[test]
fn lightgbm() {
    models(Sort::Text, files("tests/data/lightgbm", "model.txt"));
}

#[test]
fn catboost() {
    models(Sort::Text, files("tests/data/catboost", ".json"));
}

#[test]
fn onnx() {
    models(Sort::Binary, files("tests/data/onnx", ".onnx"));
}

/// Models of every library, saved as Candour RON.
fn saved() -> Vec<(String, Vec<u8>)> {
    let mut saved = vec![("one_tree.ron".to_owned(), bytes(&project("models/one_tree.ron")))];
    for path in [
        "xgboost/xgb_stump_const/model.json",
        "xgboost_versions/cat_3.4.1/model.json",
        "lightgbm/lgb_categorical/model.txt",
        "lightgbm/lgb_multi/model.txt",
        "catboost/hand_free.json",
        "onnx/onnx_gb_multi/model.onnx",
    ] {
        let model = import::load(&bytes(&project("tests/data").join(path)), "saved").expect("a whole model").value;
        saved.push((format!("{path} saved"), candour_ron::write(&model).into_bytes()));
    }
    saved
}

#[test]
fn candour_ron_files() {
    models(Sort::Text, saved());
}

fn described() -> CustomerModel {
    let path = project("tests/data/xgboost_versions/cat_3.4.1/model.json");
    import::load(&bytes(&path), "described").expect("a whole model").value
}

#[test]
fn data_dictionary() {
    let model = described();
    let draft = import::sidecar::draft(&model, &[]);
    let several =
        draft.replacen("candour_dictionary: 1,", "candour_dictionary: 1, models: [\"a.json\", \"b.json\"],", 1);
    let files = vec![("draft".to_owned(), draft.into_bytes()), ("several".to_owned(), several.into_bytes())];
    Trial { sort: Sort::Text, files, law: &|bytes| law::dictionary(bytes, &model).map(|read| read.is_some()) }.run();
}

#[test]
fn profile() {
    let model = import::load(&bytes(&project("models/retailer.ron")), "retailer").expect("a whole model").value;
    let files = files("models/profiles", ".ron");
    Trial { sort: Sort::Text, files, law: &|bytes| law::profile(bytes, &model).map(|read| read.is_some()) }.run();
}

#[test]
fn session() {
    use crate::session::{SECRETS, whole};
    let (model, text) = whole();
    let files = vec![("session".to_owned(), text.into_bytes())];
    let law = |bytes: &[u8]| {
        if let Err(error) = candour::data::session_ron::Session::read(bytes)
            .and_then(|read| Ok((candour::app::session::people(&read, &model)?, read)))
            .and_then(|(profiles, read)| {
                let people = candour::app::People { profiles, table: None };
                candour::app::session::resolve(&read, &model, &people).map(|_| ())
            })
        {
            let said = format!("{error} {}", error.hint.as_deref().unwrap_or_default());
            if SECRETS.iter().any(|secret| said.contains(secret)) {
                return Err("a refusal repeats what is somebody's".to_owned());
            }
        }
        law::session(bytes, &model).map(|read| read.is_some())
    };
    Trial { sort: Sort::Text, files, law: &law }.run();
}

/// A model for the tables in `tests/data/tables`: every kind of feature.
fn for_tables() -> CustomerModel {
    import::load(&bytes(&project("tests/data/tables/model.ron")), "tables").expect("a whole model").value
}

fn tables(sort: Sort, ending: &str) {
    let model = for_tables();
    let files = files("tests/data/tables", ending);
    Trial { sort, files, law: &|bytes| law::table(bytes, &model).map(|read| read.is_some()) }.run();
}

#[test]
fn csv() {
    tables(Sort::Text, ".csv");
}

#[test]
fn json_lines() {
    tables(Sort::Text, ".jsonl");
    tables(Sort::Text, ".json");
}

#[test]
fn parquet() {
    tables(Sort::Binary, ".parquet");
}
