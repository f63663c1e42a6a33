//! The desk as a whole: whatever was asked of one thing, another that is opened after it looks as it does on a fresh
//! desk; and what is late is never shown for something else.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::importance::ImportanceAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, App, Effect, Over, Place, Tab, session};
use candour::ask::{AbsenceKind, Query, SortBy};
use candour::base::{FeatureIdx, OfferIdx, TreeIdx};
use candour::model::{ChangeRules, Value};

use crate::common::project;

fn quiet() -> App {
    App::new(None, Arc::new(|| {}), true)
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

/// The demonstration's customers without what became of them, so many times over.
fn without_outcomes(folder: &std::path::Path, times: usize) -> PathBuf {
    let mut reader = csv::Reader::from_path(project("models/retailer_tested.csv")).expect("there");
    let header = reader.headers().expect("a header").clone();
    let kept: Vec<usize> = (0..header.len()).filter(|&i| !header[i].starts_with("accepted_")).collect();
    assert!(kept.len() < header.len(), "there are outcomes to leave out");
    let line = |r: &csv::StringRecord| kept.iter().map(|&i| &r[i]).collect::<Vec<_>>().join(",");
    let rows: Vec<String> = reader.records().map(|r| line(&r.expect("a row"))).collect();
    let path = folder.join("without.csv");
    let text = format!("{}\n{}\n", line(&header), rows.join("\n").repeat(times).replace("\n\n", "\n"));
    std::fs::write(&path, text).expect("writable");
    path
}

/// What the screen says of outcomes where none are known.
const NO_RECORD: &str = "not known here";

/// Everything that is shown, in words.
fn seen(app: &App) -> String {
    let explain = app.explain();
    let parts = [
        format!("{:?}", app.document().map(|d| (d.inputs.model().title(), d.people.len(), &d.choice))),
        format!("{:?}", app.desk().waiting().map(|bare| bare.model.title())),
        format!("{:?} {:?} {:?}", app.desk().place(), app.desk().over(), explain.tab),
        format!("{:?}", explain.screen()),
        format!("{:?} {:?}", explain.tree, explain.tree_view()),
        format!("{:?}", explain.pairs()),
        format!("{:?} {:?}", explain.mapped(), explain.map()),
        format!("{:?} {:?}", explain.other_offer(), explain.comparison()),
        format!("{:?} {:?}", explain.plans().asked, explain.firm()),
        format!(
            "{:?}",
            (0..4)
                .map(|i| explain.plans().plan(i).map(|(found, now)| (found.map(|p| &p.view), now)))
                .collect::<Vec<_>>()
        ),
        // how far a search of the large model comes in its seconds is the machine's affair
        format!("{:?}", explain.plans().enough().map(|(found, now)| (found.is_ok(), now))),
        format!("{:?} {:?} {:?}", app.browse().query(), app.browse().columns(), app.browse().listing()),
        format!("{:?} {:?}", app.importance().offer(), app.importance().ranking()),
        format!("{:?} {:?}", app.scenarios().comparison(), app.scenarios().tried().map(|t| &t.rows)),
        format!("{:?} {:?}", explain.error(), app.browse().error()),
    ];
    parts.join("\n")
}

/// Everything that can be asked of what is open, each with a name.
fn questions(app: &App) -> Vec<(String, Vec<Action>)> {
    let document = app.document().expect("open");
    let model = document.inputs.model();
    let (last_fact, last_offer) =
        (FeatureIdx::new(model.features().len() - 1), OfferIdx::new(model.offers().len() - 1));
    let before = if last_fact.index() > 0 { FeatureIdx::new(last_fact.index() - 1) } else { last_fact };
    let explain = Action::Explain;
    let mut list: Vec<(String, Vec<Action>)> = Vec::new();
    for tab in Tab::ALL {
        list.push((format!("{tab:?}"), vec![explain(ExplainAct::Tab(tab))]));
    }
    for over in Over::ALL {
        list.push((format!("{over:?}"), vec![Action::Over(Some(over))]));
    }
    for place in Place::ALL {
        list.push((format!("{place:?}"), vec![Action::Go(place)]));
    }
    let rules = Some(Arc::new(ChangeRules::of(model)));
    let by_fact = Query { sort: SortBy::Fact(last_fact), ..Query::default() };
    list.extend([
        ("a map".to_owned(), vec![explain(ExplainAct::Map(MapAsk::Of(before, last_fact)))]),
        (
            "a tree".to_owned(),
            vec![
                explain(ExplainAct::Tab(Tab::Path)),
                explain(ExplainAct::ShowTree(Some(TreeIdx::new(model.trees().len() - 1)))),
            ],
        ),
        (
            "another offer".to_owned(),
            vec![explain(ExplainAct::Tab(Tab::Compare)), explain(ExplainAct::Versus(Some(last_offer)))],
        ),
        (
            "a plan".to_owned(),
            vec![
                explain(ExplainAct::Tab(Tab::Change)),
                explain(ExplainAct::PlanFor(Some(last_offer))),
                explain(ExplainAct::PlanRules(rules)),
                explain(ExplainAct::PlanLevers(true)),
                explain(ExplainAct::PlanOpen(3)),
            ],
        ),
        ("a fact to go to".to_owned(), vec![explain(ExplainAct::GoTo(Some(last_fact)))]),
        (
            "a fact of everybody".to_owned(),
            vec![
                Action::Over(Some(Over::Browse)),
                Action::Browse(BrowseAct::ShowFact(last_fact, true)),
                Action::Browse(BrowseAct::List(by_fact)),
            ],
        ),
        (
            "importance".to_owned(),
            vec![
                Action::Go(Place::Overall),
                Action::Importance(ImportanceAct::For(last_offer)),
                Action::Importance(ImportanceAct::AllFacts(true)),
            ],
        ),
    ]);
    list
}

/// A session of a small model, saved as the window does.
fn small_session(folder: &std::path::Path) -> PathBuf {
    let mut app = quiet();
    act(&mut app, Action::OpenOneTree);
    act(&mut app, Action::SaveSession);
    let effects = app.take_effects();
    let Some(Effect::SaveSession(name, saved)) = effects.into_iter().next() else { panic!("a session to save") };
    let path = folder.join(name);
    session::save(&saved, &path).expect("writable");
    path
}

#[test]
fn whatever_was_asked_before_what_opens_next_looks_as_on_a_fresh_desk() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = project("tests/data/lightgbm/lgb_reg/model.txt");
    let next: [(&str, Action); 4] = [
        ("a session", Action::OpenPath(small_session(folder.path()))),
        ("the one tree", Action::OpenOneTree),
        ("a smaller model", Action::OpenPath(small)),
        ("the demonstration", Action::OpenDemonstration),
    ];
    let mut asked = quiet();
    act(&mut asked, Action::OpenDemonstration);
    let questions = questions(&asked);
    assert!(questions.len() >= 20, "{}", questions.len());
    for (opened, open) in &next {
        for (question, actions) in &questions {
            let mut app = quiet();
            act(&mut app, Action::OpenDemonstration);
            actions.iter().for_each(|action| act(&mut app, action.clone()));
            act(&mut app, open.clone());
            let mut fresh = quiet();
            act(&mut fresh, open.clone());
            // the place and the tab stay, whatever is open
            act(&mut fresh, Action::Explain(ExplainAct::Tab(app.explain().tab)));
            act(&mut fresh, Action::Go(app.desk().place()));
            for app in [&mut app, &mut fresh] {
                (0..3).for_each(|_| app.update());
            }
            assert_eq!(seen(&app), seen(&fresh), "{opened} after {question}");
        }
    }
}

#[test]
fn another_table_brings_its_own_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = [project("models/retailer_tested.csv"), without_outcomes(folder.path(), 1)];
    let mut asked = quiet();
    act(&mut asked, Action::OpenDemonstration);
    for (question, actions) in questions(&asked) {
        let mut app = quiet();
        act(&mut app, Action::OpenDemonstration);
        act(&mut app, Action::OpenPath(tables[0].clone()));
        actions.iter().for_each(|action| act(&mut app, action.clone()));
        act(&mut app, Action::Over(None));
        act(&mut app, Action::OpenPath(tables[1].clone()));
        (0..3).for_each(|_| app.update());
        let document = app.document().expect("open");
        assert_eq!(document.people.len(), 1006, "{question}");
        // nobody's facts stay on screen, and what is said of everybody is said of these
        assert!(app.browse().columns().is_empty() && app.browse().query().is_plain(), "{question}");
        let record = app.screen().expect("said").why.record.text();
        assert!(record.contains(NO_RECORD), "{question}: these customers have no outcomes, so no record: {record}");
        act(&mut app, Action::Go(Place::Overall));
        let ranking = app.importance().ranking().expect("said");
        assert!(ranking.over.contains("without.csv"), "{question}: {}", ranking.over);
    }
}

/// An app with real threads, and how often it was woken.
fn threaded() -> (App, Arc<AtomicUsize>) {
    let woken = Arc::new(AtomicUsize::new(0));
    let wake = Arc::clone(&woken);
    let app = App::new(
        None,
        Arc::new(move || {
            wake.fetch_add(1, Ordering::SeqCst);
        }),
        false,
    );
    (app, woken)
}

fn until(app: &mut App, what: &str, done: impl Fn(&App) -> bool) {
    let since = Instant::now();
    while !done(app) {
        assert!(since.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(1));
        app.update();
    }
}

#[test]
fn slow_answers_come_late_and_are_never_taken_for_current_ones() {
    let (mut app, _) = threaded();
    app.set_leaves_in_frame(0);
    act(&mut app, Action::OpenDemonstration);
    until(&mut app, "an explanation", |app| app.screen().is_some());
    let feature = app.document().expect("open").inputs.model().features().find("orders_90d").expect("there");
    let mut was_late = 0;
    for orders in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0] {
        act(&mut app, Action::Set { feature, value: Value::Number(orders), gesture: None });
        // what is shown now is of before, and says so
        if app.is_stale() {
            was_late += 1;
            let shown = app.explanation().expect("the last one").question.values[feature.index()];
            assert!(!shown.same(Value::Number(orders)));
        }
        until(&mut app, "the answer", |app| !app.is_stale());
        let shown = app.explanation().expect("the last one").question.values[feature.index()];
        assert!(shown.same(Value::Number(orders)));
    }
    assert!(was_late > 0, "the test would say nothing if no answer was ever late");
}

#[test]
fn a_record_of_customers_who_were_replaced_is_never_shown() {
    let (mut app, _) = threaded();
    act(&mut app, Action::OpenDemonstration);
    until(&mut app, "the demonstration", |app| app.document().is_some());
    // at once another table, without outcomes, while the record of the first may be under way
    let folder = tempfile::tempdir().expect("a folder");
    app.apply(Action::OpenPath(without_outcomes(folder.path(), 1)));
    let is_there = |app: &App| app.document().is_some_and(|d| d.files.iter().any(|f| f.source == "without.csv"));
    until(&mut app, "the table", is_there);
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(2));
        app.update();
        let record = app.screen().map_or_else(|| NO_RECORD.to_owned(), |screen| screen.why.record.text());
        assert!(record.contains(NO_RECORD), "of the table before: {record}");
    }
}

#[test]
fn the_average_may_change_while_everything_is_asked() {
    let mut app = quiet();
    act(&mut app, Action::OpenDemonstration);
    for tab in Tab::ALL {
        act(&mut app, Action::Explain(ExplainAct::Tab(tab)));
        for kind in [AbsenceKind::ByBackground, AbsenceKind::ByCover] {
            act(&mut app, Action::Average(kind));
            let known = app.explain().known().expect("worked out");
            assert!(std::ptr::eq(&*known.case.inputs, &*app.document().expect("open").inputs), "{tab:?}");
            assert_eq!(known.case.inputs.absence_kind().0, kind);
        }
    }
}

#[test]
fn whatever_leads_to_one_customer_goes_where_they_are_seen() {
    let mut app = quiet();
    act(&mut app, Action::OpenDemonstration);
    act(&mut app, Action::Scenarios(ScenariosAct::Pin));
    let id = app.document().expect("open").pins.list()[0].id;
    for action in [
        Action::Explain(ExplainAct::Tab(Tab::Path)),
        Action::Explain(ExplainAct::Map(MapAsk::Best)),
        Action::Explain(ExplainAct::GoTo(Some(FeatureIdx::new(0)))),
        Action::Browse(BrowseAct::Step(1)),
        Action::Browse(BrowseAct::Random),
        Action::Scenarios(ScenariosAct::GoTo(id)),
    ] {
        act(&mut app, Action::Go(Place::Overall));
        act(&mut app, action.clone());
        assert_eq!(app.desk().place(), Place::Explain, "{action:?}");
    }
}

#[test]
fn without_the_systems_dialog_a_path_can_be_typed() {
    let mut app = quiet();
    app.chosen(Vec::new(), true);
    assert_eq!(app.desk().over(), Some(Over::Path));
    assert_eq!(app.desk().notices().len(), 1);
    app.chosen(vec![project("models/one_tree.ron")], false);
    app.update();
    assert!(app.document().is_some() && app.desk().over().is_none());
}

#[test]
fn what_waits_behind_one_file_is_not_opened_for_another() {
    let mut app = quiet();
    app.apply(Action::OpenPaths(vec![project("models/retailer_tested.csv"), project("models/retailer.ron")]));
    // before the first is there
    app.open_next(project("models/retailer_customers.csv"));
    act(&mut app, Action::OpenOneTree);
    assert!(app.document().is_some_and(|d| d.people.table.is_none()), "{:?}", app.desk().notices());
}

#[test]
fn one_notice_says_one_thing() {
    let mut app = quiet();
    act(&mut app, Action::OpenPath(project("models/one_tree.ron")));
    for _ in 0..3 {
        act(&mut app, Action::SaveDictionary);
    }
    assert_eq!(app.desk().notices().len(), 1, "{:?}", app.desk().notices());
}
