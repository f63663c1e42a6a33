//! The laws of the house, kept by reading the source: imports point down, drawing does not change the document, the
//! core knows no window and no file system, colours live in one place, and the architecture's paths exist.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::project;
use crate::paths::{Named, Source, circles, read_sources, texts};

/// Each room with its floor; a room may use rooms of lower floors only.
const FLOORS: [(&str, u32); 17] = [
    ("base", 0),
    ("model", 1),
    ("import", 2),
    ("data", 2),
    ("score", 3),
    ("explain", 4),
    ("fairness", 4),
    ("train", 4),
    ("ask", 5),
    ("open", 6),
    ("view", 6),
    ("figure", 7),
    ("report", 8),
    ("app", 9),
    ("gui", 10),
    ("cli", 10),
    ("front", 10),
];

/// Every Rust file below `src`, with its room (`None` for the crate's own) and its text.
fn sources() -> Vec<(PathBuf, Option<String>, String)> {
    let src = project("src");
    let mut open = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&src).expect("below src");
                let room = (inside.components().count() > 1)
                    .then(|| inside.components().next().expect("a room").as_os_str().to_string_lossy().into_owned());
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                files.push((path, room, text));
            }
        }
    }
    files.sort();
    files
}

/// The lines of code, without comments and without the tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].lines().enumerate().map(|(i, l)| (i + 1, l.split("//").next().unwrap_or("")))
}

fn complain(path: &Path, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", path.strip_prefix(project("")).unwrap_or(path).display())
}

/// What the files below `src` name.
fn read_house() -> Vec<Source> {
    let files: Vec<_> = sources()
        .into_iter()
        .map(|(path, _, text)| (path.clone(), path.strip_prefix(project("src")).expect("below src").to_owned(), text))
        .collect();
    read_sources(&files)
}

/// What the first file of a made house names, and the circles in it.
fn made_house(files: &[(&str, &str)]) -> (Vec<String>, Vec<Vec<String>>) {
    let files: Vec<_> = files.iter().map(|(name, text)| (name.into(), name.into(), (*text).to_owned())).collect();
    let sources = read_sources(&files);
    let name = |&at: &usize| sources[at].path.display().to_string();
    let circles = circles(&sources).iter().map(|circle| circle.iter().map(name).collect()).collect();
    (sources[0].named.iter().map(|named| named.path.join("::")).collect(), circles)
}

#[test]
fn imports_are_read_however_they_are_written() {
    let text = r##"//! use crate::no::comment;
        use crate::{
            base::{self, Error as Oops}, // use crate::no::remark
            model::Tree,
        };
        pub(super) use super::super::view::Phrase;
        fn f<'a>(x: &'a str) -> super::Here {
            let (a, b, c) = ("super::no::text \" super::no", r#"super::no::"raw""#, '"');
            crate::ask::explain(self::own());
            pub(in crate::no) const X: u8 = 1;
            mod inside { fn g() { super::outer::h() } }
        }
        #[cfg(test)]
        mod tests { use crate::no::test; fn t() { "}"; } }
        fn last() { crate::score::end() }"##;
    let (named, _) = made_house(&[("gui/people/browse.rs", text)]);
    let expected = [
        "base",
        "base::Error",
        "model::Tree",
        "gui::view::Phrase",
        "gui::people::Here",
        "ask::explain",
        "gui::people::browse::own",
        "gui::people::browse::outer::h",
        "score::end",
    ];
    assert_eq!(named, expected);
}

#[test]
fn a_circle_is_seen_however_it_is_closed() {
    // (the front of a room, one file, another file, whether they are a circle)
    let cases = [
        ("", "use super::b::B;", "use super::c::C;", false),
        ("", "use super::b::B;", "fn f() { super::a::f() }", true),
        ("", "use super::{\n    b::{B,\n    C},\n};", "use crate::room::a::A;", true),
        // a name that the front gives out is looked up where it is made
        ("pub use a::A;", "use super::b::B;", "use super::A;", true),
        ("pub use c::A;", "use super::b::B;", "use super::A;", false),
        // a room that is named as a whole is all that it gives out
        ("pub use a::A;", "use super::b::B;", "use crate::room;", true),
        // a front that does something itself
        ("fn f() { b::g() }", "", "use super::f;", true),
        ("fn f() {}", "use super::b::B;", "use super::f;", false),
        ("", "use super::b::B;", "#[cfg(test)]\nmod tests {\n    use crate::room::a::A;\n}", false),
    ];
    for (front, a, b, circle) in cases {
        let files = [("room/mod.rs", front), ("room/a.rs", a), ("room/b.rs", b), ("room/c.rs", "")];
        let (_, found) = made_house(&files);
        assert_eq!(!found.is_empty(), circle, "{front} | {a} | {b}: {found:?}");
    }
    let deep = [
        ("room/a.rs", "use super::deep::b::B;"),
        ("room/deep/mod.rs", ""),
        ("room/deep/b.rs", "use super::super::a::A;"),
    ];
    let circle = vec!["room/a.rs".to_owned(), "room/deep/b.rs".to_owned()];
    assert_eq!(made_house(&deep).1, [circle]);
}

#[test]
fn imports_point_down() {
    let floors: BTreeMap<&str, u32> = FLOORS.into_iter().collect();
    let mut wrong = Vec::new();
    for source in read_house() {
        // the crate's own files see everything
        let Some(room) = source.module.first().filter(|_| !source.path.ends_with("main.rs")) else { continue };
        let Some(&own) = floors.get(room.as_str()) else {
            wrong.push(complain(&source.path, 1, &format!("the room {room} has no floor")));
            continue;
        };
        for Named { path, line, .. } in &source.named {
            let Some((other, &floor)) = path.first().and_then(|other| Some((other, floors.get(other.as_str())?)))
            else {
                continue;
            };
            if other != room && floor >= own {
                let what = format!("{room} (floor {own}) uses {other} (floor {floor})");
                wrong.push(complain(&source.path, *line, &what));
            }
        }
    }
    assert!(wrong.is_empty(), "imports must point down:\n{}", wrong.join("\n"));
}

#[test]
fn no_circle_of_files_inside_a_room() {
    let sources = read_house();
    let circles = circles(&sources);
    let names = |circle: &Vec<usize>| circle.iter().map(|&at| sources[at].module.join("::")).collect::<Vec<_>>();
    let wrong: Vec<String> = circles.iter().map(|circle| names(circle).join(", ")).collect();
    assert!(wrong.is_empty(), "circles of files inside a room:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_one_room() {
    // a file over the limit needs a reason here
    let large: [(&str, &str); 0] = [];
    let mut wrong = Vec::new();
    for (path, _, text) in sources() {
        if !text.trim_start().starts_with("//!") {
            wrong.push(complain(&path, 1, "no //! at the top"));
        }
        let lines = text.lines().count();
        let name = path.strip_prefix(project("")).unwrap_or(&path).display().to_string();
        if lines > 700 && !large.iter().any(|(file, _)| *file == name) {
            wrong.push(complain(&path, 1, &format!("{lines} lines: is it one room?")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What may appear only in certain places, and why.
const KEPT: [(&str, &[&str], &str); 11] = [
    (
        "Instant",
        &["src/explain/exact/ask.rs", "src/data/table/lines.rs", "src/app/", "src/gui/", "src/cli/", "src/main.rs"],
        "no wall clock decides an answer; a budget stops a search, and the answer says so",
    ),
    ("crate::app", &["src/app/", "src/gui/"], "the other faces do without a desk"),
    ("egui", &["src/gui/"], "no egui below gui"),
    ("eframe", &["src/gui/"], "no eframe below gui"),
    ("Color32::from_rgb", &["src/gui/theme.rs"], "colours live in the theme"),
    ("std::env::args", &["src/cli/", "src/main.rs"], "no argv below cli"),
    (
        "std::fs",
        &["src/data/file.rs", "src/app/settings.rs", "src/cli/"],
        "no file system below the desk and the readers",
    ),
    ("std::net", &[], "no network"),
    ("println!", &["src/main.rs"], "text goes to a writer that the caller chose"),
    ("HashMap", &[], "order leaks into answers"),
    ("unsafe", &["src/lib.rs"], "no unsafe code"),
];

#[test]
fn things_stay_in_their_places() {
    let mut wrong = Vec::new();
    for (path, _, text) in sources() {
        let name = path.strip_prefix(project("")).unwrap_or(&path).display().to_string();
        for (number, line) in code(&text) {
            for (what, places, why) in KEPT {
                // a whole word, outside of texts
                let bare = line.split('"').step_by(2).collect::<Vec<_>>().join(" ");
                let found = bare.match_indices(what).any(|(i, _)| {
                    let before = bare[..i].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                });
                if found && !places.iter().any(|p| name.starts_with(p)) {
                    wrong.push(complain(&path, number, &format!("{what}: {why}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The wings of a room: folders, or on the desk files, by the noun that each has there. What stands on the trunk may name
/// it; the trunk names nobody, and nobody else does.
const WINGS: [(&str, &str, &[&str]); 5] = [
    ("app", "explain", &["balance", "browse", "importance", "scenarios"]),
    ("view", "explain", &["balance", "fairness", "receipt", "people", "trials", "opened"]),
    ("figure", "explain", &["balance", "people", "trials"]),
    ("report", "explain", &["balance", "fairness", "receipt", "people", "trials", "opened"]),
    ("gui", "explain", &["balance", "people", "trials", "start"]),
];

#[test]
fn wings_stand_side_by_side() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in read_house() {
        let [room, wing, ..] = source.module.as_slice() else { continue };
        let Some((_, trunk, others)) = WINGS.iter().find(|(name, ..)| name == room) else { continue };
        let stands = |name: &str| name == *trunk || others.contains(&name);
        if !stands(wing) {
            continue;
        }
        seen += 1;
        for Named { path, line, .. } in &source.named {
            let [other_room, other, ..] = path.as_slice() else { continue };
            if other_room == room && other != wing && stands(other) && other != trunk {
                wrong.push(complain(&source.path, *line, &format!("the wing {wing} names the wing {other}")));
            }
        }
    }
    assert!(seen > 40, "{seen} files of wings");
    assert!(wrong.is_empty(), "wings stand side by side:\n{}", wrong.join("\n"));
}

/// Texts in `src/gui`, `src/app` and `src/report` that say something and still stand there, and why; of a long one, how
/// it begins.
const SAID_BY_HAND: [(&str, &str, &str); 8] = [
    ("src/app/desk.rs", "the wings must hear of it", "the compiler says it"),
    ("src/app/job.rs", "Jobs", "the name of a type, for debugging"),
    ("src/gui/start/locked.rs", "Draft", "the name of a type, for debugging"),
    ("src/gui/window.rs", "Window", "the name of a type, for debugging"),
    ("src/gui/window.rs", "first frame drawn after {ms} ms", "a trial run's, for .ci/smoke"),
    ("src/gui/window.rs", "first explanation drawn after {ms} ms, in frame {}", "a trial run's, for .ci/smoke"),
    ("src/report/html.rs", "\n:root {…", "style sheet, no words"),
    ("src/report/trials/scenarios.rs", "another one", "a cell of CSV, which does not follow the words"),
];

/// Whether a text, as it is written, says something to a person: two words, a word with something put in, or a label.
fn speaks(text: &str) -> bool {
    let text = unmarked(text.trim_matches(['r', 'b', '#', '"']));
    // what is put in is a word too, though not one of ours
    let mut plain = String::new();
    for (i, part) in text.replace("\\n", " ").split(['{', '}']).enumerate() {
        plain += if i % 2 == 0 { part } else { "0" };
    }
    let escape = |word: &str| word.starts_with("\\u");
    let words: Vec<&str> = plain
        .split_whitespace()
        .filter(|w| !escape(w) && w.contains(|c: char| c.is_alphabetic() || c == '0'))
        .collect();
    let ours = words.iter().any(|w| w.contains(char::is_alphabetic));
    let mut letters = text.chars();
    let label = letters.next().is_some_and(char::is_uppercase) && text.len() > 2 && letters.all(char::is_lowercase);
    (words.len() > 1 && ours) || label
}

/// A text without the tags of HTML.
fn unmarked(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        let opens = tag.starts_with(|c: char| c.is_ascii_alphabetic() || "/!{".contains(c));
        match tag.split_once('>').filter(|_| opens) {
            Some((_, after)) => (plain, rest) = (plain + before + " ", after),
            None => (plain, rest) = (plain + before + "<", tag),
        }
    }
    plain + rest
}

#[test]
fn a_text_that_speaks_is_known() {
    for text in [
        "Go to {}",
        "was {w}",
        "Close",
        "on\\nand off",
        "{} match. Click.",
        "{n} changed · Reset",
        "<p class='a'>Not known</p>",
    ] {
        assert!(speaks(&format!("\"{text}\"")), "{text}");
    }
    for text in [
        "",
        "plan-offer",
        "candour-{}.{}",
        "{label}: {text}",
        "Ctrl+Shift+S",
        "F1",
        "\\u{2713} {}",
        "{text}  ×",
        "<p class='a b'>{}</p>",
    ] {
        assert!(!speaks(&format!("\"{text}\"")), "{text}");
    }
}

#[test]
fn what_a_person_reads_is_made_in_view() {
    let mut wrong = Vec::new();
    let mut kept = Vec::new();
    for (path, room, text) in sources() {
        if !matches!(room.as_deref(), Some("gui" | "app" | "report")) {
            continue;
        }
        let name = path.strip_prefix(project("")).unwrap_or(&path).display().to_string();
        for (text, line) in texts(&text).into_iter().filter(|(text, _)| speaks(text)) {
            let own = |(file, said, _): &&(&str, &str, &str)| {
                let is_said = match said.strip_suffix('…') {
                    Some(begin) => text.starts_with(&format!("\"{begin}")),
                    None => text == format!("\"{said}\""),
                };
                *file == name && is_said
            };
            match SAID_BY_HAND.iter().find(own) {
                Some(entry) => kept.push(entry.1),
                None => wrong.push(complain(&path, line, &format!("{text}: it belongs in src/view/words/"))),
            }
        }
    }
    for (file, said, _) in SAID_BY_HAND.iter().filter(|(_, said, _)| !kept.contains(said)) {
        wrong.push(format!("{file} does not say {said:?} any more: take it off the list"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_one_door_changes_the_document() {
    let mut wrong = Vec::new();
    for (path, room, text) in sources() {
        // the desk alone holds a document that can be changed, and hands out none
        let is_desk = path.ends_with("desk.rs") || path.ends_with("document.rs");
        for (number, line) in code(&text).filter(|_| room.as_deref() == Some("app") && !is_desk) {
            if line.contains("&mut Document") && !path.ends_with("session.rs") {
                wrong.push(complain(&path, number, "the document changes through the desk's methods alone"));
            }
        }
        if room.as_deref() != Some("gui") {
            continue;
        }
        for (number, line) in code(&text) {
            // the window applies what was asked, in one place; no other drawing file may
            let applies = line.contains(".apply(") && !path.ends_with("window.rs") && !path.ends_with("run.rs");
            if applies || line.contains("&mut App") && !path.ends_with("window.rs") && !path.ends_with("run.rs") {
                wrong.push(complain(&path, number, "drawing reads and asks"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_tells_the_truth() {
    let text = std::fs::read_to_string(project("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut wrong = Vec::new();
    for word in text.split('`').skip(1).step_by(2) {
        let is_path = word.contains('/')
            && !word.contains(' ')
            && !word.contains("::")
            && !word.starts_with("--")
            && word != "//!";
        if is_path && !project(word).exists() {
            wrong.push(format!("ARCHITECTURE.md names {word}, which does not exist"));
        }
    }
    for (room, _) in FLOORS {
        if !text.contains(&format!("`src/{room}/`")) {
            wrong.push(format!("ARCHITECTURE.md does not name src/{room}/"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_network_code_comes_in_with_a_dependency() {
    // what the default build of this system really links, not what the lock file could hold
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(project(""))
        .output()
        .expect("cargo tree");
    let text = String::from_utf8_lossy(&output.stdout);
    let packages: Vec<&str> = text.lines().filter_map(|l| l.split(' ').next()).collect();
    assert!(packages.contains(&"egui"), "cargo tree lists the tree: {}", String::from_utf8_lossy(&output.stderr));
    // clients, servers, resolvers and TLS; the desktop's own bus (zbus) is local
    let banned = [
        "reqwest",
        "hyper",
        "ureq",
        "curl",
        "isahc",
        "attohttpc",
        "surf",
        "h2",
        "quinn",
        "rustls",
        "native-tls",
        "openssl",
        "tokio",
        "trust-dns-resolver",
        "hickory-resolver",
        "tungstenite",
        "webbrowser",
        "sentry",
        "opentelemetry",
    ];
    let found: Vec<_> = banned.iter().filter(|b| packages.contains(*b)).collect();
    assert!(found.is_empty(), "network code in the dependency tree: {found:?}");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = std::fs::read_to_string(project("Cargo.toml")).expect("Cargo.toml");
    let why = std::fs::read_to_string(project("docs/dependencies.md")).expect("docs/dependencies.md");
    let mut section = "";
    let mut missing = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && let Some((name, _)) = line.split_once(" = ")
            && !why.contains(&format!("`{name}`"))
        {
            missing.push(name.to_owned());
        }
    }
    assert!(missing.is_empty(), "docs/dependencies.md does not say why: {missing:?}");
}
