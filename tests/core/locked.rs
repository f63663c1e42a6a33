//! Locked files, sessions without customers, and customers who are forgotten.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour::app::act::private::PrivateAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::notice::{Content, Saving};
use candour::app::{Action, App, Effect, Over, session};
use candour::base::{FeatureIdx, Kind};
use candour::data::file;
use candour::data::locked::{Passphrase, is_locked, lock, unlock};
use candour::model::Value;
use candour::{CustomerModel, Table};

use crate::cli::{Folder, candour, path, refused};
use crate::common::{bytes, project};

const WORDS: &str = "wet paper, tall horse";

fn key() -> Passphrase {
    Passphrase::new(WORDS.to_owned()).expect("long enough")
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

fn fresh(folder: Option<&Path>) -> App {
    App::new(None, Arc::new(|| {}), true).keeping_in(folder.map(Path::to_owned))
}

fn said(app: &App) -> String {
    app.desk().notices().iter().map(|n| format!("{} {}\n", n.text, n.hint.as_deref().unwrap_or_default())).collect()
}

/// What the window is asked to save, saved.
fn save(app: &mut App, path: &Path) {
    let effects = app.take_effects();
    let saving = match effects.as_slice() {
        [Effect::SaveSession(name, session)] => {
            Saving::new(name.clone(), Content::Session(session.clone()), app.desk().lock())
        }
        [Effect::SaveFile(name, bytes)] => {
            Saving::new(name.clone(), Content::Bytes(bytes.clone()), app.desk().lock())
        }
        other => panic!("expected something to save, found {other:?}, {}", said(app)),
    };
    assert_eq!(saving.name.ends_with(".age"), app.desk().lock().is_some(), "{}", saving.name);
    session::write(&saving, path).expect("writable");
}

#[test]
fn what_is_locked_comes_back_with_its_passphrase_alone() {
    let text = b"age,income\n41,52000\n";
    let locked = lock(text, &key()).expect("memory");
    assert!(is_locked(&locked) && !locked.windows(5).any(|w| w == b"52000"), "nothing of it shows");
    assert_eq!(unlock(&locked, &key(), 1 << 20).expect("its own"), text);
    // nothing of two locks of the same is the same but the first line
    assert_ne!(locked, lock(text, &key()).expect("memory"));
    let other = unlock(&locked, &Passphrase::of("wet paper, tall house".into()), 1 << 20).expect_err("another");
    assert_eq!(other.kind, Kind::Locked);
    for cut in [30, locked.len() / 2, locked.len() - 1] {
        let error = unlock(&locked[..cut], &key(), 1 << 20).expect_err("cut off");
        assert_eq!(error.kind, Kind::Format, "{cut}: {error}");
    }
    let mut changed = locked.clone();
    *changed.last_mut().expect("a byte") ^= 1;
    assert_eq!(unlock(&changed, &key(), 1 << 20).expect_err("changed").kind, Kind::Format);
    assert_eq!(unlock(&locked, &key(), 3).expect_err("larger").kind, Kind::File);
    assert!(Passphrase::new("short".into()).expect_err("too short").to_string().contains("at least 8"));
    assert!(!format!("{:?}", key()).contains("horse"));
}

#[test]
fn the_command_line_locks_and_unlocks_and_says_what_is_locked() {
    let folder = Folder::new();
    let plain = folder.write("ada.ron", "(candour_profile: 1, name: \"Ada\", values: {\"orders_90d\": 4})");
    let typed = |words: &[&str], typed: &str| {
        use std::io::Write as _;
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_candour"))
            .args(words)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts");
        // one that refuses before it asks reads nothing
        let _unread = child.stdin.take().expect("piped").write_all(typed.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    assert_eq!(typed(&["lock", &plain], &format!("{WORDS}\n")), (Some(0), String::new()));
    let locked = format!("{plain}.age");
    assert!(is_locked(&bytes(Path::new(&locked))));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&locked).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let text = refused(&["explain", &path("models/retailer.ron"), "--profile", &locked]);
    assert!(text.contains("ada.ron.age: the file is locked with a passphrase"), "{text}");
    assert!(text.contains("candour unlock FILE"), "{text}");
    let (code, text) = typed(&["unlock", &locked], &format!("{WORDS}\n"));
    assert_eq!(code, Some(2), "the plain one is there still");
    assert!(text.contains("a file of that name is there already"), "{text}");
    let out = folder.path("back.ron");
    let (code, text) = typed(&["unlock", &locked, "--out", &out], "something else\n");
    assert_eq!(code, Some(2));
    assert!(text.contains("not the passphrase") && !Path::new(&out).exists(), "{text}");
    assert_eq!(typed(&["unlock", &locked, "--out", &out], &format!("{WORDS}\r\n")).0, Some(0));
    assert_eq!(bytes(Path::new(&out)), bytes(Path::new(&plain)));
    assert!(typed(&["lock", &locked], "whatever it is\n").1.contains("locked already"));
    assert!(typed(&["unlock", &plain, "--out", &folder.path("x")], "whatever it is\n").1.contains("not locked"));
    assert_eq!(candour(&["explain", &path("models/retailer.ron"), "--profile", &out]).status.code(), Some(0));
}

#[test]
fn what_is_saved_is_locked_and_asks_for_its_passphrase_when_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = tempfile::tempdir().expect("a folder");
    let mut app = fresh(Some(kept.path()));
    act(&mut app, Action::OpenDemonstration);
    act(&mut app, Action::Set { feature: FeatureIdx::new(0), value: Value::Number(2.0), gesture: None });
    act(&mut app, PrivateAct::Lock(Some(key())).into());
    assert!(said(&app).contains("locked"), "{}", said(&app));
    app.take_effects();
    act(&mut app, Action::SaveSession);
    let session = folder.path().join("s.candour-session.ron.age");
    save(&mut app, &session);
    act(&mut app, Action::SaveProfile);
    let maya = folder.path().join("maya.ron.age");
    save(&mut app, &maya);
    assert!(is_locked(&bytes(&session)) && is_locked(&bytes(&maya)));
    act(&mut app, Action::Close);
    assert_eq!(std::fs::read_dir(kept.path()).expect("it is there").count(), 0, "nothing is kept without a lock");

    let mut app = fresh(None);
    act(&mut app, Action::OpenPath(session.clone()));
    assert_eq!(app.desk().over(), Some(Over::Unlock), "{}", said(&app));
    assert!(!app.locked().expect("it waits").wrong && app.document().is_none());
    act(&mut app, PrivateAct::Unlock(Passphrase::of("something else".into())).into());
    assert!(app.desk().over() == Some(Over::Unlock) && app.locked().expect("it waits").wrong);
    act(&mut app, PrivateAct::Unlock(key()).into());
    let document = app.document().unwrap_or_else(|| panic!("open, not {}", said(&app)));
    assert_eq!(document.choice.values[0], Value::Number(2.0));
    assert!(app.desk().lock() == Some(&key()) && app.desk().over().is_none() && app.locked().is_none());
    assert!(said(&app).contains("What is saved from now on is locked"), "{}", said(&app));
    // the next one has the same passphrase, and nobody is asked
    let n = document.people.len();
    act(&mut app, Action::OpenPath(maya));
    assert_eq!(app.document().expect("open").people.len(), n + 1, "{}", said(&app));
}

#[test]
fn a_session_can_leave_the_customers_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut app = fresh(None);
    act(&mut app, Action::OpenDemonstration);
    act(&mut app, Action::Set { feature: FeatureIdx::new(0), value: Value::Number(2.0), gesture: None });
    act(&mut app, Action::Scenarios(ScenariosAct::Pin));
    app.take_effects();
    act(&mut app, PrivateAct::SaveWithoutCustomers.into());
    let path = folder.path().join("s.ron");
    save(&mut app, &path);
    let text = String::from_utf8(bytes(&path)).expect("text");
    assert!(["Maya", "Lindqvist", "2.0", "retailer_tested"].iter().all(|secret| !text.contains(secret)), "{text}");
    let mut app = fresh(None);
    act(&mut app, Action::OpenPath(path));
    let document = app.document().unwrap_or_else(|| panic!("open, not {}", said(&app)));
    assert!(document.people.is_empty() && document.pins.list().is_empty());
    assert!(document.asks_for_customers(), "and asks for customers");
}

#[test]
fn nobody_who_is_forgotten_is_found_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = tempfile::tempdir().expect("a folder");
    let mut app = fresh(Some(kept.path()));
    act(&mut app, Action::OpenDemonstration);
    let (place, name) = (0, app.document().expect("open").people.name(0));
    act(&mut app, Action::Set { feature: FeatureIdx::new(0), value: Value::Number(2.0), gesture: None });
    act(&mut app, Action::Scenarios(ScenariosAct::Pin));
    act(&mut app, Action::Person(2));
    let next = app.document().expect("open").people.name(2);
    act(&mut app, Action::Set { feature: FeatureIdx::new(0), value: Value::Number(3.0), gesture: None });
    act(&mut app, Action::Scenarios(ScenariosAct::Pin));
    let n = app.document().expect("open").people.len();
    act(&mut app, Action::Over(Some(Over::Forget)));
    act(&mut app, PrivateAct::Forget(place).into());
    let document = app.document().expect("open");
    assert_eq!((document.people.len(), app.desk().over()), (n - 1, None));
    assert!((0..n - 1).all(|i| document.people.name(i) != name));
    assert_eq!((document.choice.person, document.choice.profile.name.as_str()), (1, next.as_str()));
    let pins: Vec<_> = document.pins.list().iter().map(|s| (s.place, s.profile.name.clone())).collect();
    assert_eq!(pins, [(Some(1), next)]);
    assert!(app.desk().history().past().is_empty() && app.desk().step_title(true).is_none(), "no step leads back");
    assert!(said(&app).contains(&format!("{name} is forgotten here")), "{}", said(&app));
    app.take_effects();
    act(&mut app, Action::SaveSession);
    let path = folder.path().join("s.ron");
    save(&mut app, &path);
    assert!(!String::from_utf8(bytes(&path)).expect("text").contains(&name));
    act(&mut app, Action::Close);
    for entry in std::fs::read_dir(kept.path()).expect("it is there").flatten() {
        assert!(!String::from_utf8(bytes(&entry.path())).expect("text").contains(&name), "{entry:?}");
    }
}

#[test]
fn a_row_that_is_forgotten_stays_so_in_a_session_and_the_others_keep_their_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = project("tests/data/lightgbm/lgb_reg/model.txt");
    let rows = project("tests/data/lightgbm/lgb_reg/rows.csv");
    let whole = {
        let model = CustomerModel::open(&model).expect("it opens");
        Table::open(&rows, &model).expect("it opens")
    };
    let open = |paths: &[&PathBuf]| {
        let mut app = fresh(None);
        for path in paths {
            act(&mut app, Action::OpenPath((*path).clone()));
        }
        app
    };
    let mut app = open(&[&model, &rows]);
    for place in [3, 0, 3] {
        // rows 3, 0 and then 5 of the file
        act(&mut app, PrivateAct::Forget(place).into());
    }
    let holds = |app: &App| {
        let table = app.document().unwrap_or_else(|| panic!("open, not {}", said(app))).people.table.clone();
        let table = table.expect("a table");
        assert_eq!((table.n_rows(), table.forgotten()), (whole.n_rows() - 3, &[0, 3, 5][..]));
        let rest: Vec<usize> = (0..whole.n_rows()).filter(|row| ![0, 3, 5].contains(row)).collect();
        for (now, then) in rest.into_iter().enumerate() {
            assert_eq!(table.row_of_file(now), then);
            assert_eq!(format!("{:?}", table.row(now)), format!("{:?}", whole.row(then)));
            assert_eq!(table.label(now), whole.label(then));
        }
    };
    holds(&app);
    app.take_effects();
    act(&mut app, Action::SaveSession);
    let path = folder.path().join("s.ron");
    save(&mut app, &path);
    holds(&open(&[&path]));
    // a row that is not there
    let text = String::from_utf8(bytes(&path)).expect("text");
    let wrong = text.replace("      5,\n", "      999999,\n");
    assert_ne!(wrong, text);
    file::write(&path, wrong.as_bytes()).expect("writable");
    let app = open(&[&path]);
    assert!(app.document().is_none() && said(&app).contains("no such row"), "{}", said(&app));
}
