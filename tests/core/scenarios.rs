//! Scenarios on the desk and in words: what they give is what an explanation gives, pins stay, undo gives back.

use std::sync::Arc;

use candour::app::act::browse::BrowseAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::history::STEPS_MAX;
use candour::app::pins::SCENARIOS_MAX;
use candour::app::{Action, App, Document, Effect, Over};
use candour::ask::{ExplainQuestion, Inputs, explain, outcome};
use candour::base::FeatureIdx;
use candour::model::profile::Pronoun;
use candour::model::{Profile, Value};
use candour::score::Background;
use candour::view::scenarios::{Case, Subject, Which, compare, name};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::cli::{json, keys, number, path, refused, works};
use crate::common::{bytes, project, random_model, random_values};

fn desk() -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, Action::OpenDemonstration);
    app
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

fn document(app: &App) -> &Document {
    app.document().expect("open")
}

fn feature(app: &App, id: &str) -> FeatureIdx {
    document(app).inputs.model().features().find(id).expect("the demonstration has it")
}

fn set(app: &mut App, id: &str, value: f64) {
    let feature = feature(app, id);
    act(app, Action::Set { feature, value: Value::Number(value), gesture: None });
}

fn pin(app: &mut App) -> u64 {
    act(app, Action::Scenarios(ScenariosAct::Pin));
    document(app).pins.list().last().expect("one").id
}

#[test]
fn what_a_scenario_gives_is_what_its_explanation_gives() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    for round in 0..60 {
        let model = random_model(&mut rng, 9, 12, 4);
        let rows: Vec<Vec<Value>> = (0..15).map(|_| random_values(&mut rng, &model, 0.0)).collect();
        let background = if round % 2 == 0 { None } else { Background::new(&model, rows) };
        let original = random_values(&mut rng, &model, 0.1);
        let values = random_values(&mut rng, &model, 0.2);
        let inputs = Inputs::new(model, background).expect("covers");
        let found = outcome(&inputs, &original, &values, None);
        let all = explain(&inputs, &ExplainQuestion { original: original.clone(), values, offer: None, line: None });
        assert_eq!((&found.now, &found.before), (&all.now, &all.before));
        assert_eq!(outcome(&inputs, &original, &original, None).now, all.before);
    }
}

#[test]
fn names_tell_what_was_changed() {
    let app = desk();
    let document = document(&app);
    let (model, maya) = (document.inputs.model(), &*document.choice.profile);
    let mut values = maya.values.clone();
    assert_eq!(name(model, maya, &values), "Maya as she is");
    values[feature(&app, "basket_avg").index()] = Value::Number(46.2);
    assert_eq!(name(model, maya, &values), "Average basket 46.20\u{A0}€");
    values[feature(&app, "orders_90d").index()] = Value::Missing;
    assert_eq!(name(model, maya, &values), "Orders in 90 days not known, average basket 46.20\u{A0}€");
    values[feature(&app, "discount_share").index()] = Value::Withheld;
    assert_eq!(name(model, maya, &values), "3 facts changed");
}

#[test]
fn rows_are_of_facts_that_were_changed_and_only_those_are_lit() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
    let model = random_model(&mut rng, 8, 10, 4);
    let profile = Profile {
        name: "customer 1".into(),
        fictional: false,
        pronoun: Pronoun::They,
        story: String::new(),
        values: vec![Value::Missing; 8],
        consents: Default::default(),
    };
    let inputs = Inputs::new(model, None).expect("covers");
    let mut asked = [profile.values.clone(), profile.values.clone()];
    asked[0][2] = Value::Number(1.5);
    asked[1][2] = Value::Number(-1.5);
    asked[1][4] = Value::Withheld;
    let case = |which, name, values| Case {
        which,
        name,
        profile: &profile,
        values,
        outcome: outcome(&inputs, &profile.values, values, None),
        is_open: true,
        is_shown: false,
    };
    let cases = [
        case(Which::Real, "customer 1", &profile.values),
        case(Which::Pinned(1), "one", &asked[0]),
        case(Which::Pinned(2), "two", &asked[1]),
    ];
    let said = compare(&inputs, &cases);
    let facts: Vec<_> = said.rows.iter().filter(|r| matches!(r.subject, Subject::Fact(_))).collect();
    let lit: Vec<Vec<bool>> = facts.iter().map(|r| r.cells.iter().map(|c| c.lit).collect()).collect();
    assert_eq!(lit, [[false, true, true], [false, false, true]]);
    assert_eq!(facts[1].cells[2].said(), "withheld, was not known");
    for (i, column) in said.columns.iter().enumerate() {
        let turned =
            cases[i].outcome.now.winner().map(|w| w.offer) != cases[i].outcome.before.winner().map(|w| w.offer);
        assert_eq!(said.rows[0].cells[i].lit, turned);
        assert!(said.rows.iter().all(|r| column.about.contains(&r.cells[i].said())), "all of it is told in a text");
    }
}

#[test]
fn pins_stay_and_undo_gives_back_what_was_removed() {
    let mut app = desk();
    set(&mut app, "orders_90d", 4.0);
    let first = pin(&mut app);
    set(&mut app, "orders_90d", 2.0);
    let second = pin(&mut app);
    assert_eq!(pin(&mut app), second, "the same is not pinned twice");
    // undo goes past the moment of pinning and takes no pins along
    act(&mut app, Action::Undo);
    act(&mut app, Action::Undo);
    assert!(!document(&app).choice.is_altered());
    let ids = |app: &App| document(app).pins.list().iter().map(|s| s.id).collect::<Vec<_>>();
    assert_eq!(ids(&app), [first, second]);
    // going to one sets customer, facts and offer in one step
    act(&mut app, Action::Browse(BrowseAct::Step(1)));
    let jonas = document(&app).choice.clone();
    act(&mut app, Action::Scenarios(ScenariosAct::GoTo(second)));
    let choice = &document(&app).choice;
    assert_eq!((choice.person, choice.profile.name.as_str()), (0, "Maya Lindqvist"));
    assert!(choice.values[feature(&app, "orders_90d").index()].same(Value::Number(2.0)));
    act(&mut app, Action::Undo);
    assert_eq!(document(&app).choice, jonas);
    // reverted: the real customer
    act(&mut app, Action::Redo);
    act(&mut app, Action::ResetAll);
    assert!(!document(&app).choice.is_altered() && document(&app).choice.person == 0);
    // renamed and removed, and back, where it stood
    act(&mut app, Action::Scenarios(ScenariosAct::Rename(first, "  Fewer orders ".into())));
    act(&mut app, Action::Scenarios(ScenariosAct::Rename(second, "   ".into())));
    let steps = app.desk().history().past().len();
    act(&mut app, Action::Scenarios(ScenariosAct::Remove(first)));
    act(&mut app, Action::Scenarios(ScenariosAct::Remove(first)));
    assert_eq!((ids(&app), app.desk().history().past().len()), (vec![second], steps + 1));
    act(&mut app, Action::Undo);
    assert_eq!(ids(&app), [first, second]);
    assert_eq!(document(&app).pins.list()[0].name, "Fewer orders");
    act(&mut app, Action::Undo);
    assert_eq!(document(&app).pins.list()[0].name, "Orders in 90 days 4");
    act(&mut app, Action::Redo);
    act(&mut app, Action::Redo);
    assert_eq!(ids(&app), [second]);
    // names are told apart
    act(&mut app, Action::Scenarios(ScenariosAct::Rename(second, "Orders in 90 days 4".into())));
    set(&mut app, "orders_90d", 4.0);
    pin(&mut app);
    assert_eq!(document(&app).pins.list()[1].name, "Orders in 90 days 4 (2)");
    // another model has none of them
    act(&mut app, Action::OpenOneTree);
    assert!(document(&app).pins.list().is_empty());
}

#[test]
fn a_number_is_given_once() {
    let mut app = desk();
    set(&mut app, "orders_90d", 4.0);
    let first = pin(&mut app);
    act(&mut app, Action::Scenarios(ScenariosAct::Remove(first)));
    set(&mut app, "orders_90d", 2.0);
    let second = pin(&mut app);
    assert_ne!(first, second, "else undo would put one in the other's place");
    act(&mut app, Action::Undo);
    act(&mut app, Action::Undo);
    assert_eq!(document(&app).pins.list().len(), 2);
}

#[test]
fn the_same_point_is_reached_step_by_step_and_at_once() {
    let mut app = desk();
    for i in 0..8 {
        set(&mut app, "basket_avg", 20.0 + f64::from(i));
        if i == 3 {
            let id = pin(&mut app);
            act(&mut app, Action::Scenarios(ScenariosAct::Remove(id)));
        }
    }
    let mut seen = vec![document(&app).choice.clone()];
    while app.desk().history().undo_title().is_some() {
        act(&mut app, Action::Undo);
        seen.push(document(&app).choice.clone());
    }
    seen.reverse();
    for to in [5, 0, 9, 3, 4, 8] {
        act(&mut app, Action::Scenarios(ScenariosAct::Travel(to)));
        assert_eq!(document(&app).choice, seen[to], "{to}");
        assert_eq!(app.desk().history().past().len(), to);
        assert_eq!(document(&app).pins.list().len(), usize::from(to < 5), "it was removed in step 5");
    }
    act(&mut app, Action::Scenarios(ScenariosAct::Travel(1_000_000)));
    assert_eq!(app.desk().history().past().len(), 9, "there is no further");
    act(&mut app, Action::Over(Some(Over::Tried)));
    let tried = app.scenarios().tried().expect("said");
    assert_eq!((tried.rows.len(), tried.here), (10, 9));
    // what is told of a step is what one sees there
    for i in 0..=9 {
        act(&mut app, Action::Scenarios(ScenariosAct::Travel(i)));
        let first = app.scenarios().tried().expect("said").rows[i].first.clone();
        let winner = app.explanation().expect("explained").now.winner().map(|w| w.offer);
        assert!(first.is_none_or(|(offer, _)| offer == winner), "{i}");
    }
}

#[test]
fn there_is_an_end_to_pins_and_steps() {
    let mut app = desk();
    for i in 0..STEPS_MAX + 5 {
        set(&mut app, "basket_avg", 20.0 + (i % 150) as f64);
        if i < 2 * SCENARIOS_MAX {
            act(&mut app, Action::Scenarios(ScenariosAct::Pin));
        }
    }
    assert_eq!(document(&app).pins.list().len(), SCENARIOS_MAX);
    assert_eq!(app.desk().history().past().len(), STEPS_MAX);
    act(&mut app, Action::Scenarios(ScenariosAct::Travel(0)));
    assert_eq!(app.desk().history().future().len(), STEPS_MAX);
    // all of it fits a session
    act(&mut app, Action::SaveSession);
    let effects = app.take_effects();
    assert!(matches!(effects.as_slice(), [Effect::SaveSession(name, _)] if name.ends_with(".candour-session.ron")));
}

#[test]
fn the_command_line_compares_as_the_window_does() {
    let mut app = desk();
    set(&mut app, "orders_90d", 2.0);
    let id = pin(&mut app);
    act(&mut app, Action::Scenarios(ScenariosAct::Rename(id, "Fewer orders".into())));
    set(&mut app, "basket_avg", 60.0);
    pin(&mut app);
    act(&mut app, Action::Over(Some(Over::Scenarios)));
    let said = app.scenarios().comparison().expect("said").clone();
    let paths = ["models/retailer.ron", "models/profiles/maya.ron"].map(path);
    let words = ["scenarios", &paths[0], "--profile", &paths[1]];
    let words = [&words[..], &["--scenario", "Fewer orders: Orders in 90 days=2"]].concat();
    let words = [&words[..], &["--scenario", "orders_90d=2, basket_avg=60"]].concat();
    let found = json(&works(&[&words[..], &["--format", "json"]].concat()));
    let docs = String::from_utf8(bytes(&project("docs/json.md"))).expect("text");
    for key in keys(&found) {
        assert!(docs.contains(&format!("`{key}`")), "docs/json.md does not say what `{key}` is");
    }
    assert_eq!((&found["kind"], &found["sentence"]), (&"scenarios".into(), &said.sentence.text().into()));
    assert_eq!(found["changed"].as_array().map(Vec::len), Some(0), "it begins with the real customer");
    let scenarios = found["scenarios"].as_array().expect("a list");
    assert_eq!(scenarios.len(), said.columns.len());
    let model = document(&app).inputs.model();
    for (scenario, column) in scenarios.iter().zip(&said.columns) {
        assert_eq!(
            (&scenario["name"], &scenario["real"]),
            (&column.name.as_str().into(), &(column.which == Which::Real).into())
        );
        for ranked in scenario["ranking"].as_array().expect("a list") {
            let offer = model.find_offer(ranked["offer"].as_str().expect("an id")).expect("it");
            let (place, expected) = column.outcome.now.of(offer);
            assert_eq!(ranked["place"], place + 1);
            assert_eq!(number(&ranked["response"]).to_bits(), expected.response.to_bits());
        }
        let first = |r: &candour::score::Recommendation| r.winner().map(|w| w.offer);
        assert_eq!(scenario["another_first"], first(&column.outcome.now) != first(&column.outcome.before));
    }
    let changed: Vec<usize> = scenarios.iter().map(|s| s["changed"].as_array().expect("a list").len()).collect();
    assert_eq!(changed, [0, 1, 2]);
    // the spreadsheet is the one that the window saves
    act(&mut app, Action::Scenarios(ScenariosAct::SaveTable));
    let effects = app.take_effects();
    let [.., Effect::SaveFile(_, saved)] = effects.as_slice() else { panic!("{effects:?}") };
    // but for what every row says of itself
    let printed = works(&[&words[..], &["--format", "csv"]].concat());
    let rows = |bytes: &[u8]| -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).into_records();
        reader.map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    let (printed, saved) = (rows(printed.as_bytes()), rows(saved));
    let lead = saved[0].iter().position(|head| *head == printed[0][0]).expect("the same columns");
    assert_eq!(printed, saved.iter().map(|row| row[lead..].to_vec()).collect::<Vec<_>>());
    // and every cell stands in the text
    let text = works(&words);
    for (i, column) in said.columns.iter().enumerate() {
        assert!(text.contains(&format!("─ {} (", column.name)), "{}: {text}", column.name);
        for row in &said.rows {
            assert!(text.contains(&format!("· {}: {}", row.label, row.cells[i].said())), "{text}");
        }
    }
    let page = works(&[&words[..], &["--format", "html"]].concat());
    for part in ["<html lang=\"en\">", "role=\"img\"", "<h3>Fewer orders", "<h1>Scenarios side by side</h1>"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn scenarios_that_cannot_be_read_say_why() {
    let paths = ["models/retailer.ron", "models/profiles/maya.ron"].map(path);
    let call = |scenarios: &[&str]| {
        let mut words = vec!["scenarios", &paths[0], "--profile", &paths[1]];
        scenarios.iter().for_each(|s| words.extend(["--scenario", s]));
        refused(&words)
    };
    let text = call(&["Fewer: orders_90=2"]);
    assert!(text.contains("--scenario \"orders_90\"") && text.contains("did you mean \"orders_90d\"?"), "{text}");
    let text = call(&["Fewer: orders_90d=2, basket_avg=plenty"]);
    assert!(text.contains("--scenario \"basket_avg\": expected a number") && !text.contains("plenty"), "{text}");
    let text = call(&["Fewer: orders_90d"]);
    assert!(text.contains("--scenario without \"=\""), "{text}");
    let text = call(&["A: orders_90d=2", "A: orders_90d=3"]);
    assert!(text.contains("two scenarios have the same name"), "{text}");
}
