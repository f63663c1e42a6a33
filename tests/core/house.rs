//! The laws of the house, kept by reading the source: imports point down, drawing does not change the document, the
//! core knows no window and no file system, colours live in one place, and the architecture's paths exist.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::project;

/// Each room with its floor; a room may use rooms of lower floors only.
const FLOORS: [(&str, u32); 16] = [
    ("base", 0),
    ("model", 1),
    ("import", 2),
    ("data", 2),
    ("score", 3),
    ("explain", 4),
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
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    text[..end].lines().enumerate().map(|(i, l)| (i + 1, l.split("//").next().unwrap_or("")))
}

fn complain(path: &Path, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", path.strip_prefix(project("")).unwrap_or(path).display())
}

#[test]
fn imports_point_down() {
    let floors: BTreeMap<&str, u32> = FLOORS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, room, text) in sources() {
        let Some(room) = room else { continue };
        let Some(&own) = floors.get(room.as_str()) else {
            wrong.push(complain(&path, 1, &format!("the room {room} has no floor")));
            continue;
        };
        for (number, line) in code(&text) {
            for part in line.split("crate::").skip(1) {
                // `crate::{a, b}` and `crate::a`
                let names: Vec<&str> = match part.strip_prefix('{') {
                    Some(list) => list.split(',').collect(),
                    None => vec![part],
                };
                for name in names {
                    let other: String =
                        name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let Some(&floor) = floors.get(other.as_str()) else { continue };
                    if other != room && floor >= own {
                        wrong.push(complain(
                            &path,
                            number,
                            &format!("{room} (floor {own}) uses {other} (floor {floor})"),
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports must point down:\n{}", wrong.join("\n"));
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
const KEPT: [(&str, &[&str], &str); 10] = [
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

#[test]
fn only_the_one_door_changes_the_document() {
    let mut wrong = Vec::new();
    for (path, room, text) in sources() {
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
