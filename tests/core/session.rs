//! Session files: bit for bit, refused when damaged or of another time, opened whole with what they name or not at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour::app::act::browse::BrowseAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::choice::Choice;
use candour::app::document::Origin;
use candour::app::history::{History, State};
use candour::app::pins::{Pins, Scenario};
use candour::app::{Action, App, Document, Effect, People, Place, Tab, Tabs, Whom, session};
use candour::ask::{AbsenceKind, Inputs};
use candour::base::{Kind, OfferIdx};
use candour::data::session_ron::Session;
use candour::import;
use candour::model::profile::Pronoun;
use candour::model::{CustomerModel, Profile, Value};
use candour::open::FileKind;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::common::{bytes, project, random_model, random_values};

/// What is somebody's in [`whole`]: a name, a story, numbers.
pub const SECRETS: [&str; 4] = ["Zebulon", "Quagmire", "48151.62", "2342.4815"];

/// Values as random as numbers can be.
fn wild(rng: &mut Xoshiro256PlusPlus, model: &CustomerModel) -> Vec<Value> {
    let mut values = random_values(rng, model, 0.1);
    for (value, (_, feature)) in values.iter_mut().zip(model.features().iter()) {
        if feature.kind.is_choice() {
            continue;
        }
        let bits = f64::from_bits(rng.r#gen());
        let special = [-0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE / 8.0, 0.1 + 0.2, 1e300];
        match rng.gen_range(0..3) {
            0 if !bits.is_nan() => *value = Value::Number(bits),
            1 => *value = Value::Number(special[rng.gen_range(0..special.len())]),
            _ => {}
        }
    }
    values
}

fn profile(name: String, values: Vec<Value>) -> Profile {
    let story = "A \"story\", with\nlines".into();
    Profile { name, fictional: true, pronoun: Pronoun::She, story, values, consents: Default::default() }
}

/// A document with people, pins and a history, all random.
fn random_document(rng: &mut Xoshiro256PlusPlus) -> (Document, History) {
    let model = random_model(rng, 9, 6, 3);
    let profiles: Vec<Profile> = (0..4).map(|i| profile(format!("Person {i} – “é”"), wild(rng, &model))).collect();
    let choice = |rng: &mut Xoshiro256PlusPlus| {
        let person = rng.gen_range(0..profiles.len());
        let values = wild(rng, &model);
        let focus = [None, Some(OfferIdx(0)), Some(OfferIdx(1))][rng.gen_range(0..3)];
        Choice { person, profile: Arc::new(profiles[person].clone()), values, focus }
    };
    let mut scenarios = Pins::default();
    let mut history = History::default();
    for i in 0..6 {
        scenarios.pin(&format!("scenario {i}"), &choice(rng));
        history.note(format!("step {i} \"quoted\""), State::Choice(choice(rng)), None);
    }
    scenarios.follow(|place| (place != 2).then_some(place));
    for id in [2, 5] {
        history.note("removal".into(), State::Scenario(scenarios.remove(id).expect("there")), None);
        history.note(
            "renaming".into(),
            State::Scenario(scenarios.rename(id - 1, "another name").expect("there")),
            None,
        );
    }
    let mut document = Document {
        line: None,
        described: candour::app::described::Described::of(&model),
        choice: choice(rng),
        origin: Origin { read: vec![candour::data::session_ron::FileEntry::of("m", b"x")], ..Origin::default() },
        table_path: None,
        table_digest: String::new(),
        files: Vec::new(),
        people: Arc::new(People { profiles, table: None }),
        pins: scenarios,
        kept: None,
        from_empty: false,
        inputs: Arc::new(Inputs::new(model, None).expect("covers")),
    };
    for _ in 0..3 {
        let put = |state| match state {
            State::Choice(choice) => State::Choice(std::mem::replace(&mut document.choice, choice)),
            State::Scenario(edit) => State::Scenario(document.pins.put(edit)),
            State::Line(line) => State::Line(std::mem::replace(&mut document.line, line)),
            State::Said(said) => State::Said(said),
        };
        history.undo(put);
    }
    (document, history)
}

fn bits(values: &[Value]) -> Vec<(u64, Option<Value>)> {
    let one = |v: &Value| match v {
        Value::Number(x) => (x.to_bits(), None),
        other => (0, Some(*other)),
    };
    values.iter().map(one).collect()
}

fn same_choice(a: &Choice, b: &Choice) {
    assert_eq!(
        (a.person, a.focus, &a.profile.name, &a.profile.story),
        (b.person, b.focus, &b.profile.name, &b.profile.story)
    );
    assert_eq!(bits(&a.values), bits(&b.values));
    assert_eq!(bits(&a.profile.values), bits(&b.profile.values));
}

fn same_scenario(a: &Scenario, b: &Scenario) {
    assert_eq!((a.id, &a.name, a.place, a.focus), (b.id, &b.name, b.place, b.focus));
    assert_eq!((bits(&a.values), bits(&a.profile.values)), (bits(&b.values), bits(&b.profile.values)));
    assert_eq!((&a.profile.name, a.profile.pronoun), (&b.profile.name, b.profile.pronoun));
}

fn tabs() -> Tabs {
    Tabs { explain: Tab::Together, balance: Whom::Everybody }
}

#[test]
fn everything_comes_back_bit_for_bit() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(21);
    let mut gone = 0;
    for _ in 0..40 {
        let (document, history) = random_document(&mut rng);
        let model = document.inputs.model();
        let saved = session::session(&document, &history, tabs(), Place::Overall).expect("it can be said");
        let text = saved.text();
        let read = Session::read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"));
        assert!(read == saved);
        assert_eq!(read.text(), text, "the same text again");
        let profiles = session::people(&read, model).expect("people");
        for (a, b) in profiles.iter().zip(&document.people.profiles) {
            assert_eq!((&a.name, &a.story, bits(&a.values)), (&b.name, &b.story, bits(&b.values)));
        }
        let people = People { profiles, table: None };
        let session::Resolved { choice, line, pins: scenarios, history: steps, tabs: open, place } =
            session::resolve(&read, model, &people).expect("it fits");
        assert_eq!((open, place, line), (tabs(), Place::Overall, document.line));
        same_choice(&choice, &document.choice);
        assert_eq!(scenarios.list().len(), document.pins.list().len());
        scenarios.list().iter().zip(document.pins.list().iter()).for_each(|(a, b)| same_scenario(a, b));
        gone += scenarios.list().iter().filter(|s| s.place.is_none()).count();
        for (found, expected) in [(steps.past(), history.past()), (steps.future(), history.future())] {
            assert!(found.len() == expected.len() && found.len() > 2);
            for (a, b) in found.iter().zip(expected.iter()) {
                assert_eq!(a.title, b.title);
                match (&a.state, &b.state) {
                    (State::Line(a), State::Line(b)) => assert_eq!(a, b),
                    (State::Choice(a), State::Choice(b)) => same_choice(a, b),
                    (State::Scenario(a), State::Scenario(b)) => {
                        assert_eq!((a.id, a.at, a.was.is_some()), (b.id, b.at, b.was.is_some()));
                        a.was.iter().zip(&b.was).for_each(|(a, b)| same_scenario(a, b));
                    }
                    _ => panic!("another sort of step"),
                }
            }
        }
    }
    assert!(gone > 10, "the test tests");
}

/// A model and a session of it in which everything occurs, without a table.
pub fn whole() -> (CustomerModel, String) {
    let model = import::load(&bytes(&project("models/retailer.ron")), "retailer").expect("whole").value;
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenDemonstration);
    let people: Vec<Profile> = app.document().expect("open").people.profiles.clone();
    let mut profiles = people[..2].to_vec();
    let basket = model.features().find("basket_avg").expect("there");
    profiles[0].name = "Zebulon".into();
    profiles[0].story = "Quagmire".into();
    profiles[0].values[basket.index()] = Value::Number(48151.62);
    let mut document = app.document().expect("open").clone();
    document.people = Arc::new(People { profiles, table: None });
    document.choice = Choice::of(0, document.people.get(0).expect("there"));
    document.choice.values[basket.index()] = Value::Number(2342.4815);
    document.choice.values[0] = Value::Withheld;
    let mut history = History::default();
    for i in 0..3 {
        history.note(format!("step {i}"), State::Choice(document.choice.clone()), None);
        document.pins.pin(&format!("pin {i}"), &document.choice);
        document.choice.values[basket.index()] = Value::Number(f64::from(i));
    }
    document.pins.follow(|place| (place == 0).then_some(place));
    history.note("removal".into(), State::Scenario(document.pins.remove(2).expect("there")), None);
    let text = session::session(&document, &history, Tabs::default(), Place::Explain).expect("it can be said").text();
    (model, text)
}

#[test]
fn wrong_sessions_are_refused_with_their_place() {
    let (model, text) = whole();
    let refuse = |text: &str| {
        let read = Session::read(text.as_bytes()).and_then(|read| {
            let people = People { profiles: session::people(&read, &model)?, table: None };
            session::resolve(&read, &model, &people)
        });
        let error = read.map(|_| ()).expect_err("refused");
        let said = format!("{error} / {}", error.hint.as_deref().expect("a hint"));
        assert!(SECRETS.iter().all(|secret| !said.contains(secret)), "{said}");
        (error.kind, said)
    };
    let change = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from} is there");
        refuse(&changed)
    };
    let (kind, said) = change("candour_session: 2", "candour_session: 3, novelty: (3, [4])");
    assert!(kind == Kind::Unsupported && said.contains("version 3, this program reads version 2"), "{said}");
    // before there were digests
    let (kind, said) = change("candour_session: 2", "candour_session: 1");
    assert!(kind == Kind::Unsupported && said.contains("an earlier version of Candour"), "{said}");
    assert!(said.ends_with("save the session again"), "{said}");
    for (from, to, expected) in [
        ("candour_session: 2", "candour_session: 2, novelty: 3", "an unknown field"),
        ("person: 0", "person: 17", "customer number 17, but there are 2"),
        ("\"basket_avg\": Number(48151.62)", "\"Zebulon\": Number(48151.62)", "person 1, feature number"),
        ("\"basket_avg\": Number(48151.62)", "\"basket_avg\": Zebulon(48151.62)", "an unknown word"),
        (
            "\"basket_avg\": Number(48151.62)",
            "\"basket_avg\": Level(\"Zebulon\")",
            "expected a number, found a level",
        ),
        (
            "\"basket_avg\": Number(48151.62)",
            "\"basket_avg\": Number(NaN)",
            "feature \"basket_avg\": expected a number",
        ),
        ("\"basket_avg\": Number(48151.62)", "\"basket_avg\": 48151.62", "expected a word"),
        ("tab: \"reasons\"", "tab: \"reason\"", "did you mean \"reasons\"?"),
        ("place: \"explain\"", "balance: \"everbody\", place: \"explain\"", "did you mean \"everybody\"?"),
        ("place: \"explain\"", "place: \"explan\"", "did you mean \"explain\"?"),
        ("id: 3", "id: 1", "scenario 2: its number is that of another one"),
        ("name: \"pin 0\"", "name: \" \"", "scenario 1: expected a name"),
    ] {
        let (_, said) = change(from, to);
        assert!(said.contains(expected), "{said}, expected {expected}");
    }
    let level = model.features().iter().find(|(_, f)| f.kind.is_choice()).expect("a choice").1;
    let (_, said) = change(&format!("\"{}\": Level(\"", level.id), &format!("\"{}\": Level(\"Zebulon", level.id));
    assert!(said.contains(&format!("feature \"{}\": expected one of", level.id)), "{said}");
    for end in (0..text.trim_end().len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
        refuse(&text[..end]);
    }
    let open = text.trim_end().strip_suffix(')').expect("a bracket");
    assert!(refuse(open).1.contains("ends too early"), "{}", refuse(open).1);
    // what it is, its bytes say
    let error = import::load(text.as_bytes(), "x").expect_err("no model");
    assert!(error.to_string().contains("found a saved session") && error.hint.is_some(), "{error}");
    assert_eq!(FileKind::of(text.as_bytes()), FileKind::Session);
    let quoted = "(candour_profile: 1, name: \"candour_session\", values: {})";
    assert_ne!(FileKind::of(quoted.as_bytes()), FileKind::Session);
    // nothing of anybody is printed with it either
    let shown = format!("{:?}", Session::read(text.as_bytes()).expect("whole"));
    assert!(SECRETS.iter().all(|secret| !shown.contains(secret)), "{shown}");
}

#[test]
fn every_tab_has_its_word() {
    let docs = std::fs::read_to_string(project("docs/formats.md")).expect("there");
    for tab in Tab::ALL {
        assert!(docs.contains(&format!("`{}`", tab.word())), "{tab:?}");
    }
    for whom in Whom::ALL {
        assert!(docs.contains(&format!("`{}`", whom.word())), "{whom:?}");
    }
    for place in Place::ALL {
        assert!(docs.contains(&format!("`{}`", place.word())), "{place:?}");
    }
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

fn desk(paths: &[PathBuf]) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    for path in paths {
        act(&mut app, Action::OpenPath(path.clone()));
    }
    app
}

fn save(app: &mut App, path: &Path) {
    app.take_effects();
    act(app, Action::SaveSession);
    match app.take_effects().as_slice() {
        [Effect::SaveSession(_, session)] => session::save(session, path).expect("saved"),
        other => panic!("expected a session to save, found {other:?}, {:?}", app.desk().notices()),
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "a session holds what customers said");
    }
}

/// What a person would see: who, which facts, what came of them.
fn seen(app: &App) -> (Choice, String, Vec<u64>) {
    let document = app.document().unwrap_or_else(|| panic!("open, not {:?}", app.desk().notices()));
    let explanation = app.explanation().expect("explained");
    let shares = explanation.attribution.shares.iter().map(|s| s.to_bits()).collect();
    (document.choice.clone(), document.inputs.model().title().to_owned(), shares)
}

fn opened(path: &Path) -> App {
    let app = desk(&[path.to_owned()]);
    assert!(app.document().is_some(), "{:?}", app.desk().notices());
    app
}

fn refused(path: &Path) -> String {
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenOneTree);
    let before = seen(&app);
    act(&mut app, Action::OpenPath(path.to_owned()));
    assert_eq!(seen(&app), before, "what was open stays");
    let notice = app.desk().notices().first().expect("it is told");
    assert!(notice.error && notice.refused.is_some() && notice.hint.is_some(), "{notice:?}");
    format!("{} / {}", notice.text, notice.hint.as_deref().unwrap_or_default())
}

#[test]
fn what_the_program_carries_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.candour-session.ron");
    for one_tree in [false, true] {
        let mut app = App::new(None, Arc::new(|| {}), true);
        act(&mut app, if one_tree { Action::OpenOneTree } else { Action::OpenDemonstration });
        act(&mut app, Action::OpenPath(project("models/profiles/jonas.ron")));
        act(&mut app, Action::Browse(BrowseAct::Step(1)));
        act(&mut app, Action::Scenarios(ScenariosAct::Pin));
        save(&mut app, &path);
        let again = opened(&path);
        assert_eq!(seen(&again), seen(&app));
        let n = |app: &App| app.document().expect("open").people.len();
        assert_eq!(n(&again), n(&app));
        // once more from there: nothing is lost on the way
        let mut again = again;
        let before = std::fs::read_to_string(&path).expect("there");
        save(&mut again, &path);
        assert_eq!(std::fs::read_to_string(&path).expect("there"), before);
    }
    let text = std::fs::read_to_string(&path).expect("there");
    let digest = &candour::base::digest::of_bytes(candour::app::open::bundled::ONE_TREE);
    std::fs::write(&path, text.replace(digest.as_str(), &"0".repeat(64))).expect("writable");
    assert!(refused(&path).contains("this file has changed since the session was saved"), "{}", refused(&path));
}

/// A folder with copies of files.
fn copies(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (from, to) in files {
        let to = folder.path().join(to);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        std::fs::copy(project("tests/data").join(from), to).expect("copied");
    }
    folder
}

#[test]
fn files_are_found_from_where_the_session_stands_and_known_by_their_digests() {
    let folder = copies(&[
        ("lightgbm/lgb_categorical/model.txt", "models/churn.txt"),
        ("lightgbm/lgb_categorical/rows.csv", "people.csv"),
    ]);
    let at = |name: &str| folder.path().join(name);
    let mut app = desk(&[at("models/churn.txt")]);
    act(&mut app, Action::SaveDictionary);
    act(&mut app, Action::OpenPath(at("models/churn.txt")));
    act(&mut app, Action::OpenPath(at("people.csv")));
    act(&mut app, Action::Person(5));
    act(&mut app, Action::Average(AbsenceKind::ByBackground));
    let first = candour::base::FeatureIdx(0);
    act(&mut app, Action::Set { feature: first, value: Value::Missing, gesture: None });
    std::fs::create_dir(at("sessions")).expect("made");
    let path = at("sessions/s.ron");
    save(&mut app, &path);
    let text = std::fs::read_to_string(&path).expect("there");
    assert!(text.contains("File(\"../models/churn.txt\")") && text.contains("File(\"../people.csv\")"), "{text}");
    assert!(!text.contains(&*folder.path().to_string_lossy()), "no folder of this machine");
    let again = opened(&path);
    assert_eq!(seen(&again), seen(&app));
    assert_eq!(
        again.document().expect("open").inputs.absence_kind(),
        app.document().expect("open").inputs.absence_kind()
    );
    // the whole folder may move
    let moved = folder.path().with_extension("moved");
    std::fs::rename(folder.path(), &moved).expect("moved");
    assert_eq!(seen(&opened(&moved.join("sessions/s.ron"))), seen(&app));
    std::fs::rename(&moved, folder.path()).expect("moved back");
    // the dictionary beside the model was edited, is gone, the model was edited
    let dictionary = std::fs::read_to_string(at("models/churn.candour.ron")).expect("there");
    std::fs::write(at("models/churn.candour.ron"), dictionary.clone() + "\n").expect("writable");
    let said = refused(&path);
    assert!(said.contains("churn.candour.ron: this file has changed since"), "{said}");
    std::fs::remove_file(at("models/churn.candour.ron")).expect("removed");
    let said = refused(&path);
    assert!(said.contains("churn.txt: a file that was read with it") && said.contains("no longer there"), "{said}");
    std::fs::write(at("models/churn.candour.ron"), dictionary).expect("writable");
    opened(&path);
    let model = std::fs::read_to_string(at("models/churn.txt")).expect("there");
    std::fs::write(at("models/churn.txt"), model.clone() + "\n").expect("writable");
    assert!(refused(&path).contains("churn.txt: this file has changed since"), "{}", refused(&path));
    std::fs::write(at("models/churn.txt"), model).expect("writable");
    // the table is another one, or gone
    let rows = std::fs::read_to_string(at("people.csv")).expect("there");
    std::fs::write(at("people.csv"), rows.replacen('1', "2", 1)).expect("writable");
    assert!(refused(&path).contains("people.csv: "), "{}", refused(&path));
    std::fs::remove_file(at("people.csv")).expect("removed");
    let said = refused(&path);
    assert!(said.contains("no such file") && said.contains("The session looks for it at ../people.csv"), "{said}");
}

#[test]
fn covers_are_counted_over_the_table_they_were_counted_over() {
    let folder =
        copies(&[("onnx/onnx_gb_multi/model.onnx", "m.onnx"), ("onnx/onnx_gb_multi/rows.csv", "counted.csv")]);
    let at = |name: &str| folder.path().join(name);
    let rows = std::fs::read_to_string(at("counted.csv")).expect("there");
    std::fs::write(at("others.csv"), rows.lines().take(9).collect::<Vec<_>>().join("\n")).expect("writable");
    for table in ["counted.csv", "others.csv"] {
        let mut app = desk(&[at("m.onnx"), at("counted.csv"), at(table)]);
        act(&mut app, Action::Person(3));
        save(&mut app, &at("s.ron"));
        let again = opened(&at("s.ron"));
        assert_eq!(seen(&again), seen(&app), "{table}");
        let document = again.document().expect("open");
        assert!(document.inputs.model().provenance().cover.ends_with("counted.csv"));
        assert_eq!(document.table_path.as_deref(), Some(at(table).as_path()));
    }
    std::fs::write(at("counted.csv"), rows.lines().take(20).collect::<Vec<_>>().join("\n")).expect("writable");
    let said = refused(&at("s.ron"));
    assert!(
        said.contains("counted.csv: this file has changed") && said.contains("19 customers, where there were 40"),
        "{said}"
    );
}

#[test]
fn what_could_not_come_back_is_not_saved() {
    let folder = copies(&[("lightgbm/lgb_reg/model.txt", "m.txt"), ("lightgbm/lgb_reg/rows.csv", "rows.csv")]);
    let at = |name: &str| folder.path().join(name);
    let mut app = desk(&[at("m.txt"), at("rows.csv")]);
    act(&mut app, Action::Average(AbsenceKind::ByBackground));
    let rows = std::fs::read_to_string(at("rows.csv")).expect("there");
    std::fs::write(at("fewer.csv"), rows.lines().take(9).collect::<Vec<_>>().join("\n")).expect("writable");
    act(&mut app, Action::OpenPath(at("fewer.csv")));
    app.take_effects();
    act(&mut app, Action::SaveSession);
    assert!(app.take_effects().is_empty());
    assert!(app.desk().notices()[0].text.contains("a table that is no longer open"), "{:?}", app.desk().notices());
    act(&mut app, Action::Average(AbsenceKind::ByCover));
    save(&mut app, &at("s.ron"));
    opened(&at("s.ron"));
}

#[test]
fn a_session_opens_nothing_that_it_should_not() {
    let folder = copies(&[("lightgbm/lgb_reg/model.txt", "m.txt"), ("lightgbm/lgb_reg/rows.csv", "rows.csv")]);
    let at = |name: &str| folder.path().join(name);
    let mut app = desk(&[at("m.txt"), at("rows.csv")]);
    save(&mut app, &at("s.ron"));
    let text = std::fs::read_to_string(at("s.ron")).expect("there");
    for (name, to, expected) in [
        ("m.txt", "s.ron", "a saved session, where a session names"),
        ("rows.csv", "s.ron", "a saved session, where a session names"),
        ("m.txt", "//server/share/m.txt", "another machine"),
        ("rows.csv", "m.txt", "found something else"),
        ("m.txt", "", "without a path"),
        ("m.txt", ".", "this is a folder"),
    ] {
        let changed = text.replace(&format!("File(\"{name}\")"), &format!("File(\"{to}\")"));
        assert_ne!(changed, text);
        std::fs::write(at("s.ron"), changed).expect("writable");
        let said = refused(&at("s.ron"));
        assert!(said.contains(expected), "{to}: {said}");
    }
    // several files at once: the session stands in the model's place
    std::fs::write(at("s.ron"), &text).expect("writable");
    let order = candour::open::arrange(vec![at("rows.csv"), at("s.ron")]).expect("in order");
    assert_eq!(order, [at("s.ron"), at("rows.csv")]);
    assert_eq!(candour::open::arrange(vec![at("m.txt"), at("s.ron")]).expect_err("two").kind, Kind::Question);
}
