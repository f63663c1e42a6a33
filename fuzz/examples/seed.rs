//! Fills `corpus/` from the project's own files: for each target what it reads, as small as it can be had. Run in
//! `fuzz/`: `cargo run --example seed`.

use std::fs;
use std::path::{Path, PathBuf};

use candour::data::profile_ron;
use candour::data::session_ron::{
    self, AverageWord, ChoiceEntry, FileEntry, FilePlace, ModelEntry, PersonEntry, Session,
};
use candour::import::{self, candour_ron, sidecar};
use candour::model::profile::Pronoun;
use candour::model::{CustomerModel, Profile, Value};

/// Larger files teach a fuzzer little and slow it down.
const LARGEST: usize = 64 << 10;

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let data = project.join("tests/data");
    for (target, folder, endings) in [
        ("xgboost_json", "xgboost", &[".json"][..]),
        ("xgboost_json", "xgboost_versions", &[".json"]),
        ("xgboost_ubjson", "xgboost", &[".ubj"]),
        ("lightgbm", "lightgbm", &["model.txt"]),
        ("catboost", "catboost", &[".json"]),
        ("onnx", "onnx", &[".onnx"]),
        ("csv", "tables", &[".csv"]),
        ("json_lines", "tables", &[".json", ".jsonl"]),
        ("parquet", "tables", &[".parquet"]),
    ] {
        for path in files(&data.join(folder), endings) {
            let bytes = fs::read(&path).expect("a readable file");
            let name = path.strip_prefix(&data).unwrap_or(&path).to_string_lossy().replace('/', "-");
            put(target, &name, &bytes);
            if let Ok(read) = import::load(&bytes, "seed") {
                put("candour_ron", &format!("{name}.ron"), candour_ron::write(&read.value).as_bytes());
            }
        }
    }
    put("candour_ron", "one_tree.ron", &fs::read(project.join("models/one_tree.ron")).expect("a readable file"));
    let draft = sidecar::draft(candour_fuzz::described(), &[]);
    put("sidecar", "draft.ron", draft.as_bytes());
    let two = draft.replacen("candour_dictionary: 1,", "candour_dictionary: 1, models: [\"a\", \"b\"],", 1);
    put("sidecar", "two.ron", two.as_bytes());
    let model = candour_fuzz::for_tables();
    for (i, values) in candour_fuzz::law::customers(model).into_iter().enumerate() {
        let profile =
            Profile { name: format!("{i}"), fictional: true, pronoun: Pronoun::They, story: String::new(), values, consents: Default::default() };
        put("profile", &format!("{i}.ron"), profile_ron::write(model, &profile).as_bytes());
        put("session", &format!("{i}.ron"), session(model, &profile).as_bytes());
    }
}

/// A session of one customer who is looked at with one fact changed.
fn session(model: &CustomerModel, profile: &Profile) -> String {
    let opened = session_ron::Opened {
        model: ModelEntry { place: FilePlace::Demonstration, files: vec![FileEntry::of("model.ron", b"")], rounds: None },
        counted_over: None,
        table: None,
        average: AverageWord::ByCover,
        people: vec![PersonEntry::of(model, profile)],
    };
    let mut asked = profile.values.clone();
    asked[0] = Value::Withheld;
    let changed = session_ron::changed(model, &profile.values, &asked);
    Session::new(opened, ChoiceEntry { person: 0, changed, explained: None }, "reasons").text()
}

fn put(target: &str, name: &str, bytes: &[u8]) {
    if bytes.len() <= LARGEST {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        fs::create_dir_all(&folder).expect("a folder for the corpus");
        fs::write(folder.join(name), bytes).expect("a writable corpus");
    }
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|e| path.to_string_lossy().ends_with(e)) {
                found.push(path);
            }
        }
    }
    found
}
