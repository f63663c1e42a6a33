//! What every command prints on the demonstration, word for word, against files in `tests/core/snapshots/`.
//!
//! `UPDATE_SNAPSHOTS=1` writes them anew; what changed is then read in the difference. They hold nothing of the machine:
//! no time, no path, and of numbers for programs nine digits, so that the last bit of another system's `exp` is no news.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::Folder;
use crate::common::{bytes, project};

const MODEL: &str = "models/retailer.ron";
const MAYA: &[&str] = &["models/retailer.ron", "--profile", "models/profiles/maya.ron"];
const CROWD: &[&str] = &["models/retailer.ron", "--data", "models/retailer_customers.csv"];
/// The most lines of a file for programs that are kept: enough to see its shape.
const LINES: usize = 160;

/// Everything that a call prints, called in the project's folder.
fn prints(words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    // help is as wide as the terminal, and here there is none
    command.args(words).current_dir(project("")).stdin(Stdio::null()).env("COLUMNS", "100");
    let output = command.output().expect("the program starts");
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    let mut text = out;
    if !err.is_empty() {
        text += &format!("(standard error)\n{err}");
    }
    match output.status.code() {
        Some(0) => text,
        code => format!("{text}(exit code {})\n", code.expect("one")),
    }
}

/// Holds a text against its file.
pub fn holds(name: &str, text: &str) {
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let path = project("tests/core/snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|v| v == "1") {
        std::fs::write(&path, &text).expect("writable");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let (mut kept, mut found) = (kept.lines(), text.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (kept.next(), found.next()) {
            (None, None) => return,
            (kept, found) => assert_eq!(
                found, kept,
                "{name}, line {line}: what is printed (left) is not what was kept (right); if it is meant so, \
                 UPDATE_SNAPSHOTS=1 cargo test --test core snapshots"
            ),
        }
    }
}

/// What a call prints for programs: nine digits of each number, no seconds, and no more than some lines.
fn for_programs(text: &str) -> String {
    let mut rounded = String::new();
    let (mut number, mut in_text, mut escaped) = (String::new(), false, false);
    for c in text.chars() {
        if !in_text && (c.is_ascii_digit() || "+-.eE".contains(c)) {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            rounded += &nine_digits(&std::mem::take(&mut number));
        }
        rounded.push(c);
        in_text = if c == '"' && !escaped { !in_text } else { in_text };
        escaped = c == '\\' && !escaped;
    }
    let lines: Vec<&str> = rounded.lines().filter(|line| !line.trim_start().starts_with("\"seconds\":")).collect();
    let more = lines.len().saturating_sub(LINES);
    let shown = lines[..lines.len() - more].join("\n");
    if more == 0 { shown + "\n" } else { format!("{shown}\n(and {more} more lines)\n") }
}

fn nine_digits(text: &str) -> String {
    match text.parse::<f64>() {
        // what floating point left over
        Ok(x) if x != 0.0 && x.abs() < 1e-12 => "0.0".to_owned(),
        Ok(x) if text.contains(['.', 'e']) => format!("{:?}", format!("{x:.8e}").parse::<f64>().expect("a number")),
        _ => text.to_owned(),
    }
}

/// A page without its style and what is drawn in it: those are held by pictures.
fn without_drawings(page: &str) -> String {
    let mut text = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<svg", "</svg>")] {
        let mut rest = text.as_str();
        let mut kept = String::new();
        while let Some(from) = rest.find(start) {
            let to = rest[from..].find(end).expect("it ends") + from + end.len();
            let title = rest[from..to].split_once("<title>").and_then(|(_, t)| t.split_once("</title>"));
            kept += &rest[..from];
            kept += &title.map_or(format!("{start} …{end}"), |(t, _)| format!("<svg>{t}</svg>"));
            rest = &rest[to..];
        }
        kept += rest;
        text = kept;
    }
    text
}

/// A command with its first words, and more.
fn call<'a>(command: &'a str, first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [&[command], first, more].concat()
}

#[test]
fn of_one_customer() {
    let changed = ["--set", "orders_90d=2", "--set", "age=withheld"];
    let versus = ["--offer", "early_access", "--versus", "win_back"];
    let json = ["--format", "json"];
    let html = ["--format", "html"];
    holds("explain.txt", &prints(&call("explain", MAYA, &[])));
    holds("explain_changed.txt", &prints(&call("explain", MAYA, &changed)));
    holds("explain_versus.txt", &prints(&call("explain", MAYA, &versus)));
    let found = prints(&call("explain", MAYA, &[&changed[..], &json].concat()));
    holds("explain.json", &for_programs(&found));
    let found = prints(&call("explain", MAYA, &[&changed[..], &html].concat()));
    holds("explain.html", &without_drawings(&found));
    let row = ["models/one_tree.ron", "--profile", "models/retailer_tested.csv", "--row", "3"];
    holds("explain_one_offer.txt", &prints(&call("explain", &row, &[])));
    let one = ["--feature", "orders_90d"];
    let two = ["--feature", "orders_90d", "--feature2", "days_since_order"];
    holds("curve.txt", &prints(&call("curve", MAYA, &one)));
    holds("curve.json", &for_programs(&prints(&call("curve", MAYA, &[&one[..], &json].concat()))));
    holds("map.txt", &prints(&call("curve", MAYA, &two)));
    holds("map.html", &without_drawings(&prints(&call("curve", MAYA, &[&two[..], &html].concat()))));
}

#[test]
fn of_a_search() {
    let json = ["--format", "json"];
    let few = ["--levers", "orders_90d,basket_avg,visits_30d"];
    holds("counterfactual.txt", &prints(&call("counterfactual", MAYA, &few)));
    holds("counterfactual.json", &for_programs(&prints(&call("counterfactual", MAYA, &[&few[..], &json].concat()))));
    let none = ["--levers", "emails_opened", "--offer", "win_back"];
    holds("counterfactual_none.txt", &prints(&call("counterfactual", MAYA, &none)));
    let row = ["tests/data/exact/xgb_binary.json", "--profile", "tests/data/exact/data.csv", "--row", "389"];
    holds("enough.txt", &prints(&call("enough", &row, &[])));
    holds("enough.json", &for_programs(&prints(&call("enough", &row, &json))));
    let refuse = ["--refuse", "payments"];
    let on = ["--on", "2026-11-27"];
    holds("receipt.txt", &prints(&call("receipt", MAYA, &on)));
    holds(
        "receipt.json",
        &for_programs(&prints(&call("receipt", MAYA, &[&on[..], &["--format", "json-ld"]].concat()))),
    );
    holds("balance.txt", &prints(&call("balance", MAYA, &refuse)));
    holds("balance.json", &for_programs(&prints(&call("balance", MAYA, &[&refuse[..], &json].concat()))));
    let many = ["models/retailer.ron", "--data", "models/retailer_tested.csv", "--by", "gender", "--by", "age"];
    let bands = ["--bands", "age=25,60"];
    holds("balance_data.txt", &prints(&call("balance", &many, &bands)));
    holds(
        "balance_data.csv",
        &for_programs(&prints(&call("balance", &many, &[&bands[..], &["--format", "csv"]].concat()))),
    );
}

#[test]
fn of_groups_of_customers() {
    let words = ["models/retailer.ron", "--data", "models/retailer_tested.csv", "--by", "gender", "--by", "age"];
    let bands = ["--bands", "age=25,60"];
    let of = |format| [&bands[..], &["--format", format]].concat();
    holds("audit.txt", &prints(&call("audit", &words, &bands)));
    holds("audit.json", &for_programs(&prints(&call("audit", &words, &of("json")))));
    holds("audit.html", &without_drawings(&prints(&call("audit", &words, &of("html")))));
}

#[test]
fn of_many_customers_and_of_what_was_tried() {
    let offer = ["--offer", "early_access"];
    let of = |format| ["--offer", "early_access", "--format", format];
    holds("importance.txt", &prints(&call("importance", CROWD, &offer)));
    holds("importance.json", &for_programs(&prints(&call("importance", CROWD, &of("json")))));
    holds("importance.html", &without_drawings(&prints(&call("importance", CROWD, &of("html")))));
    holds("importance.csv", &for_programs(&prints(&call("importance", CROWD, &of("csv")))));
    let tried = ["--scenario", "Fewer orders: orders_90d=2", "--scenario", "orders_90d=2, basket_avg=60"];
    let of = |format| [&tried[..], &["--format", format]].concat();
    holds("scenarios.txt", &prints(&call("scenarios", MAYA, &tried)));
    holds("scenarios.json", &for_programs(&prints(&call("scenarios", MAYA, &of("json")))));
    holds("scenarios.html", &without_drawings(&prints(&call("scenarios", MAYA, &of("html")))));
    holds("scenarios.csv", &for_programs(&prints(&call("scenarios", MAYA, &of("csv")))));
}

#[test]
fn of_what_is_opened() {
    holds("inspect.txt", &prints(&["inspect", MODEL]));
    holds("inspect_data.txt", &prints(&call("inspect", CROWD, &[])));
    holds("inspect.json", &for_programs(&prints(&call("inspect", CROWD, &["--format", "json"]))));
    let golden = "tests/data/lightgbm/lgb_multi";
    let [model, rows] = ["model.txt", "rows.csv"].map(|file| format!("{golden}/{file}"));
    holds("inspect_golden.txt", &prints(&["inspect", &model, "--data", &rows]));
}

#[test]
fn of_tables_that_are_written() {
    let folder = Folder::new();
    let head = |path: &str| -> String {
        let text = String::from_utf8(bytes(Path::new(path))).expect("text");
        text.lines().take(13).flat_map(|line| [line, "\n"]).collect()
    };
    for command in ["score", "attribute"] {
        let out = folder.path(&format!("{command}.csv"));
        assert_eq!(prints(&call(command, CROWD, &["--out", &out])), "", "the table went into its file");
        holds(&format!("{command}.csv"), &for_programs(&head(&out)));
    }
    let out = folder.path("model.ron");
    let words = ["train", "--data", "models/retailer_customers.csv", "--target", "newsletter", "--kind", "tree"];
    let words = [&words[..], &["--depth", "3", "--out", &out]].concat();
    holds("train.txt", &prints(&words));
}

#[test]
fn of_help_and_refusals() {
    let commands = "inspect explain curve scenarios importance counterfactual enough balance audit receipt lock unlock score attribute train open";
    let help: String = [vec!["--help"]]
        .into_iter()
        .chain(commands.split(' ').map(|command| vec![command, "--help"]))
        .map(|words| format!("$ candour {}\n{}\n", words.join(" "), prints(&words)))
        .collect();
    holds("help.txt", &help);
    let refused: [&[&str]; 8] = [
        &["explain", "models/retailer.ron", "--profile", "models/profiles/nobody.ron"],
        &["explain", "models/profiles/maya.ron", "--profile", "models/retailer.ron"],
        &["explain", "models/retailer.ron", "--profile", "models/retailer_customers.csv"],
        &["explain", "models/retailer.ron", "--profile", "models/profiles/maya.ron", "--offer", "free_delivry"],
        &["curve", "models/retailer.ron", "--profile", "models/profiles/maya.ron", "--feature", "orders"],
        &["importance", "models/retailer.ron", "--data", "models/profiles/maya.ron"],
        &["scenarios", "models/retailer.ron", "--profile", "models/profiles/maya.ron"],
        &["scenarios", "models/retailer.ron", "--profile", "models/profiles/maya.ron", "--scenario", "A: orders_90d"],
    ];
    let refusals: String =
        refused.iter().map(|words| format!("$ candour {}\n{}\n", words.join(" "), prints(words))).collect();
    holds("refusals.txt", &refusals);
}
