//! What stands beside a score: the reasons as they are put together, the easiest changes, which change did it, and how
//! far a chance is to be trusted; each held against the model itself.

use std::sync::Arc;

use candour::app::act::explain::ExplainAct;
use candour::app::{Action, App};
use candour::ask::{Explanation, Inputs, ranking};
use candour::base::FeatureIdx;
use candour::model::{Actionability, Value};
use candour::view::easiest::EasiestBy;
use candour::view::explain::Screen;
use candour::view::reasons::StepKind;

use crate::common::project;

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

fn opened(open: Action) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, open);
    app
}

/// A model of one outcome with customers of its own.
fn one_outcome(row: usize) -> App {
    let mut app = opened(Action::OpenPath(project("tests/data/lightgbm/lgb_binary_nan/model.txt")));
    act(&mut app, Action::OpenPath(project("tests/data/lightgbm/lgb_binary_nan/rows.csv")));
    act(&mut app, Action::Person(row));
    app
}

fn find(app: &App, id: &str) -> FeatureIdx {
    app.document().expect("open").inputs.model().features().find(id).expect("the model has it")
}

fn set(app: &mut App, id: &str, x: f64) {
    let feature = find(app, id);
    act(app, Action::Set { feature, value: Value::Number(x), gesture: None });
}

fn known(app: &App) -> (Arc<Inputs>, Explanation, Screen) {
    let known = app.explain().known().expect("explained");
    (
        Arc::clone(&app.document().expect("open").inputs),
        known.answer.clone(),
        Screen::clone(app.screen().expect("said")),
    )
}

#[test]
fn few_reasons_add_up_as_all_do_and_name_what_a_committee_looks_for() {
    let app = opened(Action::OpenDemonstration);
    let (inputs, _, screen) = known(&app);
    let all = &screen.why.waterfall;
    assert!(all.rest_note.is_none() && all.n_facts() > 12, "every fact has its row: {}", all.n_facts());
    for most in 1..all.n_facts() - 1 {
        let few = all.few(most);
        assert!(few.rows.windows(2).all(|two| (two[0].to - two[1].from).abs() < 1e-12), "no step is lost at {most}");
        assert_eq!(few.rows.last(), all.rows.last());
        let rest: Vec<_> = all.rows[most + 1..all.rows.len() - 1].iter().collect();
        assert_eq!(few.rows[most + 1].kind, StepKind::Rest(rest.len()));
        let sum: f64 = rest.iter().map(|row| row.amount).sum();
        assert!((few.rows[most + 1].amount - sum).abs() < 1e-12);
        let note = few.rest_note.expect("there is a rest");
        for row in rest {
            let StepKind::Fact(f) = row.kind else { panic!("a fact") };
            let feature = inputs.model().features().get(f);
            let label = feature.label.to_lowercase();
            let marked = !row.marks.is_empty();
            assert_eq!(note.to_lowercase().contains(&label), marked, "{label} at {most}: {note}");
        }
    }
    // one fact more than asked for takes no more room than a row for the rest
    assert_eq!(all.few(all.n_facts() - 1).n_facts(), all.n_facts());
}

#[test]
fn averages_stand_beside_the_values_where_a_table_is_open() {
    let app = opened(Action::OpenDemonstration);
    let (inputs, _, screen) = known(&app);
    let table = app.document().expect("open").people.table.clone().expect("a table");
    let basket = find(&app, "basket_avg");
    let values = (0..table.n_rows()).filter_map(|row| match table.value(row, basket) {
        Value::Number(x) => Some(x),
        _ => None,
    });
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    let row =
        screen.why.waterfall.rows.iter().find(|row| row.kind == StepKind::Fact(basket)).expect("it has a share");
    assert_eq!(row.usual, format!("{:.2}\u{A0}€", sum / n));
    let category = find(&app, "favourite_category");
    let row = screen.why.waterfall.rows.iter().find(|row| row.kind == StepKind::Fact(category)).expect("a share");
    assert!(row.usual.starts_with("most: ") && inputs.model().features().get(category).kind.is_choice());
    // without a table there is none, and none is invented
    let alone = opened(Action::OpenPath(project("tests/data/lightgbm/lgb_binary_nan/model.txt")));
    assert!(known(&alone).2.why.waterfall.rows.iter().all(|row| row.usual.is_empty()));
}

/// Tries every easiest change and holds what it says against the model.
fn easiest_holds(app: &mut App, by: EasiestBy) -> usize {
    act(app, Action::Explain(ExplainAct::EasiestBy(by)));
    let (inputs, answer, screen) = known(app);
    let easiest = &screen.why.easiest;
    for row in &easiest.rows {
        let feature = inputs.model().features().get(row.switch.feature);
        assert!(!feature.protected && feature.actionability != Actionability::Immutable, "{}", row.fact);
        let mut values = answer.question.values.clone();
        values[row.switch.feature.index()] = row.switch.to;
        let then = ranking(&inputs, &values, None);
        assert_eq!(then.winner().map(|w| w.offer), row.switch.winner, "{} {}", row.fact, row.to);
        assert_ne!(row.switch.winner, answer.now.winner().map(|w| w.offer), "it changes something");
        let focus = then.of(row.first.unwrap_or(answer.focus)).1.response;
        assert!(row.then.contains(&screen.measure.response(focus)), "{}: {}", row.fact, row.then);
    }
    let facts: std::collections::BTreeSet<_> = easiest.rows.iter().map(|row| row.switch.feature).collect();
    assert_eq!(facts.len(), easiest.rows.len(), "each row is another fact");
    if by == EasiestBy::Scale {
        assert!(easiest.rows.windows(2).all(|two| two[0].switch.distance <= two[1].switch.distance));
    }
    easiest.rows.len()
}

#[test]
fn the_easiest_changes_do_what_they_say() {
    let mut app = opened(Action::OpenDemonstration);
    let mut n = 0;
    for person in 0..12 {
        act(&mut app, Action::Person(person));
        n += EasiestBy::ALL.map(|by| easiest_holds(&mut app, by)).iter().sum::<usize>();
    }
    let (mut crossed, mut above, mut below) = (0, 0, 0);
    for row in 0..12 {
        let mut app = one_outcome(row);
        crossed += EasiestBy::ALL.map(|by| easiest_holds(&mut app, by)).iter().sum::<usize>();
        let (_, answer, screen) = known(&app);
        let why = &screen.why;
        let side = if answer.now.winner().is_some() { "below" } else { "above" };
        *(if side == "below" { &mut above } else { &mut below }) += 1;
        assert_eq!(why.easiest.title, format!("Easiest ways {side} the line, one fact each"));
        let strength = why.strength.text();
        let some: std::collections::BTreeSet<_> = answer.switches.iter().map(|s| s.feature).collect();
        assert!(strength.contains(" against the line of "), "{strength}");
        assert!(
            some.len() < 2 || strength.contains(&format!("{} of 10 facts could each bring it {side}", some.len()))
        );
        let (line, at) = why.waterfall.line.clone().expect("a line");
        assert_eq!(line >= answer.attribution.margin, side == "above", "the line is where the answer stands on it");
        assert!(strength.contains(&at), "{strength} {at}");
    }
    assert!(
        n > 20 && crossed > 8 && above > 0 && below > 0,
        "{n} {crossed} {above} {below}: too few to say anything"
    );
}

#[test]
fn reasons_that_lean_on_sensitive_facts_say_so() {
    let mut app = opened(Action::OpenDemonstration);
    let mut told = 0;
    for place in 0..6 {
        act(&mut app, Action::Person(place));
        let (inputs, answer, screen) = known(&app);
        let shares = &answer.attribution.shares;
        let all: f64 = shares.iter().map(|s| s.abs()).sum();
        let sensitive: f64 = (inputs.model().features().iter())
            .filter(|(_, f)| f.sensitivity == candour::model::Sensitivity::Sensitive)
            .map(|(f, _)| shares[f.index()].abs())
            .sum();
        let text = screen.why.leans.text();
        assert_eq!(text.is_empty(), sensitive < 0.2 * all, "{sensitive} of {all}: {text}");
        if !text.is_empty() {
            told += 1;
            let share = candour::base::number::percent(sensitive / all);
            assert!(
                text.contains(&format!("{share} of what moves this score")) && text.contains("(sensitive)"),
                "{text}"
            );
        }
    }
    assert!(told > 0 && told < 6, "{told}");
}

#[test]
fn each_change_alone_is_what_the_model_says_of_it_alone() {
    let mut app = opened(Action::OpenDemonstration);
    assert!(known(&app).2.why.blame.is_none(), "nothing is changed");
    set(&mut app, "discount_share", 52.0);
    let (.., screen) = known(&app);
    assert!(screen.why.blame.is_none(), "of one change nobody asks which");
    set(&mut app, "orders_90d", 4.0);
    let (inputs, answer, screen) = known(&app);
    let blame = screen.why.blame.expect("changed");
    let titles: Vec<&str> = blame.boxes.iter().map(|b| b.title.as_str()).collect();
    let alone = ["share bought at a discount only", "orders in 90 days only"];
    assert_eq!(titles, ["Maya as she is", alone[0], alone[1], "Both changes"]);
    for (id, title) in ["discount_share", "orders_90d"].into_iter().zip(alone) {
        let mut values = answer.question.original.clone();
        let feature = find(&app, id).index();
        values[feature] = answer.question.values[feature];
        let first = ranking(&inputs, &values, None).winner().map(|w| (w.offer, w.response)).expect("an offer");
        let case = blame.boxes.iter().find(|b| b.title == title).expect("a box");
        assert_eq!((case.first, case.response.as_str()), (Some(first.0), screen.measure.response(first.1).as_str()));
    }
    assert_eq!(
        blame.sentence.text(),
        "Which change did it? Share bought at a discount alone brings B; orders in 90 days alone would bring D."
    );
    let banner = screen.banner.expect("a what-if");
    assert_eq!(banner.back, "Back to Maya as she is");
    assert!(banner.sentence.text().contains("For Maya as she is: A Free delivery"), "{}", banner.sentence.text());
    assert!(banner.trial.contains("nothing is saved in her record"), "{}", banner.trial);
    // what is told of real customers says that it is of real ones
    assert!(screen.why.record.text().contains("measured on customers as they are"), "{}", screen.why.record.text());
}

#[test]
fn a_split_on_the_way_says_its_question_and_who_goes_where() {
    let mut app = opened(Action::OpenDemonstration);
    let (inputs, answer, _) = known(&app);
    let tree = answer.trees[2].0;
    act(&mut app, Action::Explain(ExplainAct::Tab(candour::app::Tab::Path)));
    act(&mut app, Action::Explain(ExplainAct::ShowTree(Some(tree))));
    let view = app.explain().tree_view().expect("shown");
    let (mut lit, covers) = (0, &inputs.model().tree(tree).covers);
    for (i, node) in view.nodes.iter().enumerate() {
        let is_step = node.on_path.is_some() && node.children.is_some();
        assert_eq!(!node.asked.is_empty() && !node.holds.is_empty(), is_step, "node {i}: {node:?}");
        if let (Some((left, _)), Some(share)) = (node.children, node.goes_left) {
            assert!((share - covers[left] / covers[i]).abs() < 1e-9, "node {i}");
        }
        if is_step {
            lit += 1;
            let (left, _) = node.children.expect("a split");
            let goes_left = view.nodes[left].on_path.is_some();
            assert_eq!(&node.holds, if goes_left { &node.left_text } else { &node.right_text });
        }
    }
    assert!(lit > 1, "a way");
}
