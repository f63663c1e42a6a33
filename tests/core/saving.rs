//! Files: what a result may take the place of, who may read it, what is left of a writer that was killed, and a file that
//! changes while it is read.

use std::io::Read as _;
use std::path::Path;

use candour::base::Error;
use candour::data::file::{self, Readers};
use candour::data::{Source, Table};
use candour::import;

use crate::cli::{Folder, path, refused, works};
use crate::common::bytes;

const TREE: &str = "(candour: 1, title: \"t\", link: Value, features: [(id: \"age\", kind: Number)], offers: [(id: \"a\")], \
                    trees: [(offer: \"a\", feature: [0], below: [3.0], left: [-1], right: [-2], missing: \"R\", \
                    leaf: [1.0, 2.0], split_cover: [4.0], leaf_cover: [2.0, 2.0])])";
const CUSTOMER: &str = "(candour_profile: 1, name: \"Erika\", values: {\"age\": 4})";

/// A LightGBM model of the golden cases with a dictionary beside it.
fn described(folder: &Folder) -> (String, String) {
    let model = folder.path("m.txt");
    std::fs::copy(path("tests/data/lightgbm/lgb_binary_nan/model.txt"), &model).expect("there");
    (model, folder.write("m.candour.ron", "(candour_dictionary: 1, title: \"by hand\")"))
}

#[test]
fn what_was_read_is_never_written_over() {
    let folder = Folder::new();
    let (model, dictionary) = described(&folder);
    let data = folder.path("d.csv");
    std::fs::copy(path("tests/data/lightgbm/lgb_binary_nan/rows.csv"), &data).expect("there");
    // beside the model, named nowhere on the command line
    let error = refused(&["score", &model, "--data", &data, "--out", &dictionary]);
    assert!(error.contains("m.candour.ron: --out names a data dictionary, which would be lost"), "{error}");
    // the models that a dictionary names
    let two = folder.write("two.candour.ron", "(candour_dictionary: 1, models: [\"m.txt\"])");
    let error = refused(&["score", &two, "--data", &data, "--out", &model]);
    assert!(error.contains("m.txt: --out names a customer model, which would be lost"), "{error}");
    // one file by other names
    std::fs::hard_link(&data, folder.path("hard.csv")).expect("one file system");
    for other in [folder.path("hard.csv"), folder.path("../").replace("../", "./d.csv")] {
        let error = refused(&["score", &model, "--data", &data, "--out", &other]);
        assert!(error.contains("--out names a file that is read"), "{other}: {error}");
        let error = refused(&["attribute", &model, "--data", &data, "--out", &other]);
        assert!(error.contains("--out names a file that is read"), "{other}: {error}");
        let error = refused(&["importance", &model, "--data", &data, "--out", &other]);
        assert!(error.contains("--out names a file that is read"), "{other}: {error}");
    }
    assert_eq!(std::fs::read_to_string(&dictionary).expect("there"), "(candour_dictionary: 1, title: \"by hand\")");
}

#[test]
fn what_people_and_libraries_make_is_not_written_over() {
    let folder = Folder::new();
    let (other, _) = described(&folder);
    let model = folder.write("t.ron", TREE);
    let customer = folder.write("erika.ron", CUSTOMER);
    let table = folder.write("d.csv", "age\n1\n5\n");
    let cases = [
        (other.clone(), "a customer model"),
        (folder.write("other.ron", TREE), "a customer model"),
        (folder.write("other.candour.ron", "(candour_dictionary: 1)"), "a data dictionary"),
        (folder.write("max.ron", CUSTOMER), "a Candour profile"),
        (folder.write("rules.ron", "(candour_rules: 1, features: {})"), "a RON file"),
        (folder.write("s.candour", "(candour_session: 2)"), "a saved session"),
    ];
    for (out, what) in cases {
        let before = bytes(Path::new(&out));
        for words in [
            &["score", &model, "--data", &table, "--out", &out][..],
            &["attribute", &model, "--data", &table, "--out", &out],
            &["explain", &model, "--profile", &customer, "--out", &out],
            &["scenarios", &model, "--profile", &customer, "--scenario", "age=1", "--out", &out],
            &["curve", &model, "--profile", &customer, "--feature", "age", "--out", &out],
            &["importance", &model, "--data", &table, "--out", &out],
        ] {
            let error = refused(words);
            assert!(error.contains(&format!("--out names {what}, which would be lost")), "{words:?}: {error}");
        }
        assert_eq!(bytes(Path::new(&out)), before);
    }
    // a result takes the place of an earlier one, a model that of an earlier model
    for _ in 0..2 {
        works(&["score", &model, "--data", &table, "--out", &folder.path("scores.csv")]);
        works(&["explain", &model, "--profile", &customer, "--format", "json", "--out", &folder.path("e.json")]);
        works(&["explain", &model, "--profile", &customer, "--format", "html", "--out", &folder.path("e.html")]);
    }
    let train = folder.write("train.csv", &format!("age,got\n{}", "1,yes\n5,no\n".repeat(20)));
    works(&["train", "--data", &train, "--target", "got", "--out", &other]);
    let error = refused(&["train", "--data", &train, "--target", "got", "--out", &customer]);
    assert!(error.contains("a Candour profile"), "{error}");
}

/// A file's bits for owner, group and others.
#[cfg(unix)]
fn mode(path: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn a_saved_file_is_as_private_as_was_asked() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let model = folder.write("t.ron", TREE);
    let table = folder.write("d.csv", "age\n1\n5\n");
    for (umask, expected) in [("077", 0o600), ("027", 0o640), ("022", 0o644), ("002", 0o664)] {
        let out = folder.path(&format!("{umask}.csv"));
        let script = format!("umask {umask}; exec \"$0\" score \"$1\" --data \"$2\" --out \"$3\"");
        let done = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_candour"), &model, &table, &out])
            .status();
        assert!(done.expect("a shell").success());
        assert_eq!(mode(&out), expected, "umask {umask}");
    }
    // one that is there keeps what it has
    let out = folder.path("kept.csv");
    for kept in [0o600, 0o666, 0o640] {
        std::fs::write(&out, "").expect("writable");
        std::fs::set_permissions(&out, std::fs::Permissions::from_mode(kept)).expect("own file");
        works(&["score", &model, "--data", &table, "--out", &out]);
        assert_eq!(mode(&out), kept);
    }
    let private = folder.path("private");
    file::write_for(Path::new(&private), b"x", Readers::Owner).expect("writable");
    assert_eq!(mode(&private), 0o600);
}

#[cfg(unix)]
#[test]
fn settings_are_for_their_owner() {
    let folder = Folder::new();
    let settings = folder.path("settings.ron");
    candour::app::settings::Settings::default().write(Path::new(&settings)).expect("writable");
    assert_eq!(mode(&settings), 0o600);
}

#[test]
fn what_a_killed_writer_left_is_taken_away() {
    let folder = Folder::new();
    folder.write(".candour-aB3xYz", "half");
    folder.write(".candour-mine.txt", "a person's");
    let being_written = file::create(Path::new(&folder.path("slow.csv"))).expect("writable");
    assert_eq!(folder.names().len(), 2, "{:?}", folder.names());
    file::write(Path::new(&folder.path("a.txt")), b"a").expect("writable");
    // what is being written stays, and so does what is none of ours
    assert_eq!(folder.names().len(), 3, "{:?}", folder.names());
    being_written.finish().expect("it is there still");
    assert_eq!(folder.names(), [".candour-mine.txt", "a.txt", "slow.csv"]);
}

#[cfg(unix)]
#[test]
fn a_write_protected_file_is_not_replaced() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let kept = folder.write("kept.csv", "old");
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o444)).expect("own file");
    // who may do everything is not asked
    if std::fs::OpenOptions::new().write(true).open(&kept).is_ok() {
        return;
    }
    let error = file::write(Path::new(&kept), b"new").expect_err("protected");
    assert_eq!(error.to_string(), "kept.csv: the file is write-protected");
    assert_eq!(bytes(Path::new(&kept)), b"old");
    assert_eq!(folder.names(), ["kept.csv"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_also_to_where_nothing_stands_yet() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("deep")).expect("writable");
    std::os::unix::fs::symlink("deep/b", folder.path("a")).expect("links");
    std::os::unix::fs::symlink("c", folder.path("deep/b")).expect("links");
    for text in [&b"first"[..], b"second"] {
        file::write(Path::new(&folder.path("a")), text).expect("writable");
        assert_eq!(bytes(Path::new(&folder.path("deep/c"))), text);
        assert!(Path::new(&folder.path("a")).is_symlink() && Path::new(&folder.path("deep/b")).is_symlink());
    }
    std::os::unix::fs::symlink("round", folder.path("round")).expect("links");
    assert!(file::write(Path::new(&folder.path("round")), b"x").is_ok(), "it leads nowhere else");
}

/// A table that is read in as many pieces as a file needs.
fn long(rows: usize) -> String {
    format!("age,note\n{}", "4,nothing to say of this one\n".repeat(rows))
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let folder = Folder::new();
    let changed = |error: Error| assert_eq!(error.to_string(), "the file changed while it was read");
    let text = long(20_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, text.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let later = |path: &str| {
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("own file");
        file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(5)).expect("own file");
    };
    let append = |path: &str| {
        let mut file = std::fs::OpenOptions::new().append(true).open(path).expect("own file");
        std::io::Write::write_all(&mut file, b"4,one more\n").expect("writable");
    };
    let cut = |path: &str| {
        std::fs::OpenOptions::new().write(true).open(path).expect("own file").set_len(1000).expect("own file");
    };
    let changes: [&dyn Fn(&str); 3] = [&later, &append, &cut];
    for content in [text.as_bytes(), &packed] {
        for change in changes {
            let path = folder.path("d.csv");
            std::fs::write(&path, content).expect("writable");
            let source = file::open(Path::new(&path)).expect("it is there");
            let mut reader = source.reader().expect("readable");
            reader.read_exact(&mut [0; 100]).expect("there is more");
            change(&path);
            changed(file::read_error(&reader.read_to_end(&mut Vec::new()).expect_err("changed")));
            // also whoever reads it again from the start
            changed(source.whole(1 << 24).expect_err("changed"));
        }
    }
    // another file in its place is another file
    let path = folder.write("d.csv", &text);
    let source = file::open(Path::new(&path)).expect("it is there");
    file::write(Path::new(&path), b"age\n1\n").expect("writable");
    assert_eq!(source.whole(1 << 24).expect("the old one"), text.as_bytes());
}

#[test]
fn every_form_of_table_notices_that_its_file_changed() {
    let folder = Folder::new();
    let model = import::load(TREE.as_bytes(), "t").expect("a model").value;
    let lines = "{\"age\": 4}\n".repeat(100);
    let parquet = folder.path("d.parquet");
    let table = folder.write("d.csv", &long(100));
    works(&["score", &folder.write("t.ron", TREE), "--data", &table, "--out", &parquet]);
    // a margin stands for an age here
    let renamed = TREE.replace("\"age\"", "\"margin\"");
    let of_parquet = import::load(renamed.as_bytes(), "t").expect("a model").value;
    for (path, model) in [(table, &model), (folder.write("d.jsonl", &lines), &model), (parquet, &of_parquet)] {
        let read = |source: &Source<'_>| Table::read(source, model, &|_| false).map(|read| read.value.n_rows());
        let source = file::open(Path::new(&path)).expect("it is there");
        assert_eq!(read(&source), Ok(100), "{path}");
        let file = std::fs::OpenOptions::new().write(true).open(&path).expect("own file");
        file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(5)).expect("own file");
        let error = read(&source).expect_err("changed");
        assert!(error.to_string().contains("the file changed while it was read"), "{path}: {error}");
    }
}

/// Whether the folder is flushed too is seen by what the system is asked, where there is a tool that shows it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_and_its_folder_are_flushed() {
    let folder = Folder::new();
    let (log, out) = (folder.path("log"), folder.path("out.csv"));
    let (model, table) = (folder.write("t.ron", TREE), folder.write("d.csv", "age\n1\n"));
    let calls = "trace=fsync,fdatasync,rename,renameat,renameat2";
    let program = env!("CARGO_BIN_EXE_candour");
    let words = ["-f", "-qq", "-e", calls, "-o", &log, program, "score", &model, "--data", &table, "--out", &out];
    match std::process::Command::new("strace").args(words).status() {
        Ok(status) if status.success() && Path::new(&out).exists() => {}
        _ => return,
    }
    let asked = std::fs::read_to_string(&log).expect("a log");
    let calls: Vec<&str> = ["fsync(", "rename"].into_iter().collect();
    let order: Vec<&str> =
        asked.lines().filter_map(|line| calls.iter().find(|call| line.contains(**call))).copied().collect();
    assert_eq!(order, ["fsync(", "rename", "fsync("], "{asked}");
}

#[test]
fn refuses_what_is_no_file_and_saves_whole() {
    let folder = Folder::new();
    let path = folder.path("a.txt");
    let path = Path::new(&path);
    let inside = path.parent().expect("a folder");
    assert!(file::read(inside).expect_err("a folder").to_string().contains("this is a folder"));
    assert!(file::read(path).expect_err("missing").to_string().contains("no such file"));
    file::write(path, b"one").expect("a writable folder");
    file::write(path, b"two").expect("a writable folder");
    assert_eq!(file::read(path).expect("it is there"), b"two");
    assert!(file::read_within(path, 2).expect_err("too large").to_string().contains("the limit"));
    assert!(file::write(&inside.join("no/b.txt"), b"x").expect_err("no folder").to_string().contains("folder"));
    assert_eq!(folder.names(), ["a.txt"], "no temporary file is left");
    assert_eq!(file::stem(Path::new("/x/model.txt.gz")), "model");
}

#[test]
fn unpacks_gzip_locked_or_not_and_says_when_it_is_damaged() {
    use candour::data::locked::{Passphrase, lock};
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"hello").expect("memory");
    let packed = encoder.finish().expect("memory");
    let folder = Folder::new();
    let path = folder.path("a.gz");
    let path = Path::new(&path);
    file::write(path, &packed).expect("writable");
    assert_eq!(file::read(path).expect("whole"), b"hello");
    let key = Passphrase::new("wet paper".into()).expect("long enough");
    file::write(path, &lock(&packed, &key).expect("memory")).expect("writable");
    let source = file::open_with(path, Some(&key)).expect("unlocked");
    assert_eq!(source.whole(99).expect("whole"), b"hello");
    assert_eq!(file::open(path).expect_err("no key").kind, candour::base::Kind::Locked);
    file::write(path, &packed[..packed.len() - 6]).expect("writable");
    assert!(file::read(path).expect_err("cut off").to_string().contains("damaged or cut off"));
}
