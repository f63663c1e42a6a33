//! Tables that are never held: parts leave no trace in a result, and a result that is stopped was never there.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[cfg(unix)]
use nix::sys::signal::Signal;

use crate::cli::{Folder, candour, csv_of, path, works};
use crate::common::bytes;

fn golden(file: &str) -> String {
    path(&format!("tests/data/lightgbm/lgb_multi/{file}"))
}

/// The golden rows again and again, `times` in all.
fn repeated(times: usize) -> String {
    let text = String::from_utf8(bytes(Path::new(&golden("rows.csv")))).expect("text");
    let (header, rows) = text.split_once('\n').expect("a header");
    format!("{header}\n{}", rows.repeat(times))
}

#[test]
fn more_rows_than_a_part_has_are_the_same_row_for_row() {
    let folder = Folder::new();
    let (model, rows) = (golden("model.txt"), golden("rows.csv"));
    let n_rows = csv_of(&rows).1.len();
    let times = 70_000 / n_rows + 1;
    let long = folder.write("long.csv", &repeated(times));
    for command in ["score", "attribute"] {
        let [short_out, long_out] = ["short", "long"].map(|name| folder.path(&format!("{name}_{command}.csv")));
        works(&[command, &model, "--data", &rows, "--out", &short_out]);
        works(&[command, &model, "--data", &long, "--out", &long_out]);
        let text = |path: &str| String::from_utf8(bytes(Path::new(path))).expect("text");
        let (short, long) = (text(&short_out), text(&long_out));
        let rest = |line: &str| line.split_once(',').map(|(_, rest)| rest.to_owned()).expect("cells");
        let expected: Vec<String> = short.lines().skip(1).map(rest).collect();
        assert_eq!(long.lines().count() - 1, expected.len() * times);
        for (i, line) in long.lines().skip(1).enumerate() {
            let (row, cells) = line.split_once(',').expect("cells");
            assert_eq!(row.parse(), Ok(i / 3), "{command}: line {i}");
            assert_eq!(cells, expected[i % expected.len()], "{command}: line {i}");
        }
    }
    // the other forms, packed too: the same bytes
    let text = bytes(Path::new(&long));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &text).expect("memory");
    let packed = packed.finish().expect("memory");
    std::fs::write(folder.path("long.csv.gz"), packed).expect("writable");
    let (names, cells) = csv_of(&long);
    let object = |row: &Vec<String>| {
        let known = names.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let fields: Vec<String> = known.map(|(name, cell)| format!("\"{name}\": {cell}")).collect();
        format!("{{{}}}\n", fields.join(", "))
    };
    folder.write("long.jsonl", &cells.iter().map(object).collect::<String>());
    folder.write("long.tsv", &String::from_utf8_lossy(&text).replace(',', "\t"));
    let expected = bytes(Path::new(&folder.path("long_score.csv")));
    for data in ["long.csv.gz", "long.jsonl", "long.tsv"] {
        let out = folder.path("again.csv");
        works(&["score", &model, "--data", &folder.path(data), "--out", &out]);
        assert!(bytes(Path::new(&out)) == expected, "{data}");
    }
}

#[test]
fn what_is_written_as_parquet_is_read_in_parts() {
    let folder = Folder::new();
    let long = folder.write("long.csv", &repeated(600));
    let n_lines = csv_of(&long).1.len() * 3;
    let reader = r#"(candour: 1, title: "r", link: Value, features: [
        (id: "row", kind: Number), (id: "margin", kind: Number), (id: "response", kind: Number),
        (id: "offer", kind: Choice, levels: ["0", "1", "2"])], offers: [(id: "a")], trees: [])"#;
    let model = candour::import::load(reader.as_bytes(), "r").unwrap_or_else(|e| panic!("{e}")).value;
    let read = |out: &str| {
        let out = folder.path(out);
        works(&["score", &golden("model.txt"), "--data", &long, "--out", &out]);
        let source = candour::data::file::open(Path::new(&out)).expect("written");
        let table = candour::data::Table::read(&source, &model, &|_| false).unwrap_or_else(|e| panic!("{e}")).value;
        assert_eq!(table.n_rows(), n_lines);
        crate::parts::same_in_parts(&source, &model).unwrap_or_else(|e| panic!("{e}"));
        table
    };
    let (parquet, csv) = (read("out.parquet"), read("out.csv"));
    for row in 0..n_lines {
        assert!(parquet.row(row).into_iter().zip(csv.row(row)).all(|(a, b)| a.same(b)), "line {row}");
    }
}

#[test]
fn what_is_told_of_a_long_table_is_told_at_its_end() {
    let folder = Folder::new();
    let model = golden("model.txt");
    let long = folder.write("long.csv", &repeated(500).replace(',', ";"));
    let bad = repeated(500) + "\"old\",1,1\n";
    let bad = folder.write("bad.csv", &bad);
    let out = folder.path("out.parquet");
    let output = candour(&["score", &model, "--data", &long, "--out", &out]);
    assert_eq!(output.status.code(), Some(0));
    let output = candour(&["score", &model, "--data", &bad, "--out", &folder.path("never.csv")]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let n_rows = csv_of(&golden("rows.csv")).1.len() * 500;
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains(&format!("bad.csv: line {}: expected", n_rows + 2)), "{errors}");
    assert_eq!(folder.names(), ["bad.csv", "long.csv", "out.parquet"]);
}

/// Sends a signal to a program that was started and not yet waited for. By a crate: the program `kill` is not everywhere.
#[cfg(unix)]
fn send(child: &std::process::Child, signal: Signal) {
    let id = nix::unistd::Pid::from_raw(i32::try_from(child.id()).expect("an id of a process"));
    nix::sys::signal::kill(id, signal).expect("a child is there until it is waited for");
}

/// Starts the program on a long table, sends it signals once it writes, and gives its exit code and what it says.
#[cfg(unix)]
fn stopped(folder: &Folder, words: &[&str], signals: &[Signal]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_candour"))
        .args(words)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let since = Instant::now();
    while !folder.names().iter().any(|name| name.starts_with(".candour-")) {
        assert!(child.try_wait().expect("it runs").is_none(), "it ended before it wrote");
        assert!(since.elapsed() < Duration::from_secs(60), "it never wrote");
        std::thread::sleep(Duration::from_millis(2));
    }
    for signal in signals {
        send(&child, *signal);
    }
    let since = Instant::now();
    let output = child.wait_with_output().expect("it ends");
    assert!(since.elapsed() < Duration::from_secs(20), "it took {:?} to stop", since.elapsed());
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn what_is_stopped_was_never_there() {
    let folder = Folder::new();
    let model = golden("model.txt");
    // long enough that no machine is done before the signal comes
    let long = folder.write("long.csv", &repeated(10_000));
    let precious = folder.write("out.csv", "precious");
    let parquet = folder.path("new.parquet");
    let attribute = ["attribute", &model, "--data", &long, "--interactions", "--out"];
    let score = ["score", &model, "--data", &long, "--out"];
    let (int, term) = (Signal::SIGINT, Signal::SIGTERM);
    let tries: [(&[&str], &str, &[Signal]); 4] = [
        (&attribute, &precious, &[int]),
        (&attribute, &parquet, &[term]),
        (&attribute, &parquet, &[int, int, term, int]),
        (&score, &precious, &[int]),
    ];
    for (words, out, signals) in tries {
        let words: Vec<&str> = words.iter().copied().chain([out]).collect();
        let (code, errors) = stopped(&folder, &words, signals);
        assert_eq!(code, Some(130), "{words:?}: {errors}");
        assert_eq!(errors, "stopped before it was done; nothing was written\n", "{words:?}");
        assert_eq!(folder.names(), ["long.csv", "out.csv"], "{words:?}");
        assert_eq!(bytes(Path::new(&precious)), b"precious");
    }
}

#[cfg(unix)]
#[test]
fn stopped_at_any_time_there_is_a_whole_result_or_none() {
    let folder = Folder::new();
    let (model, rows) = (golden("model.txt"), golden("rows.csv"));
    let out = folder.path("out.csv");
    let clock = Instant::now();
    works(&["attribute", &model, "--data", &rows, "--out", &out]);
    let (whole, whole_time) = (bytes(Path::new(&out)), clock.elapsed());
    let mut codes = std::collections::BTreeSet::new();
    for i in 0..40u32 {
        std::fs::remove_file(&out).ok();
        let mut child = Command::new(env!("CARGO_BIN_EXE_candour"))
            .args(["attribute", &model, "--data", &rows, "--out", &out])
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(whole_time * i / 30);
        send(&child, Signal::SIGINT);
        let code = child.wait().expect("it ends").code();
        codes.insert(code);
        let names = folder.names();
        match code {
            Some(0) => assert!(names == ["out.csv"] && bytes(Path::new(&out)) == whole, "{names:?}"),
            // before the program heard signals, the system ended it
            Some(130) | None => assert!(names.is_empty(), "{code:?}: {names:?}"),
            other => panic!("exit code {other:?}"),
        }
    }
    assert!(codes.contains(&Some(0)), "{codes:?}");
}
