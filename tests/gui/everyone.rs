//! Balance of all customers: the numbers of the demonstration, choosing a set by pointer and keys, trying it for a
//! customer, weights that move points at once, and what is shown while nothing is counted.

use candour::app::act::balance::{BalanceAct, EveryoneAct};
use candour::app::act::private::PrivateAct;
use candour::app::slot::Standing;
use candour::app::{Action, Effect, Place, Whom};
use candour::ask::balance::BOXES;
use candour::ask::everybody::Upward;
use candour::ask::proven::{self, Prover};
use candour::ask::refusals::Use;
use candour::base::progress::Progress;
use candour::model::{ChangeRules, Value};
use candour::view::balance::everyone::EveryoneView;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::common::{Desk, act, demonstration, many, press, threaded, until};
use crate::scenes::project;

fn does(act: EveryoneAct) -> Action {
    Action::Balance(BalanceAct::Everyone(act))
}

fn opened() -> Desk {
    let (mut desk, _) = demonstration();
    press(&mut desk, Modifiers::COMMAND, Key::Num3);
    press(&mut desk, Modifiers::ALT, Key::Num2);
    assert_eq!(desk.state().app().balance().whom, Whom::Everybody);
    desk
}

fn view(desk: &Desk) -> EveryoneView {
    desk.state().app().balance().everyone.view().expect("counted").clone()
}

/// Whatever of the chosen set is today and then.
fn row(view: &EveryoneView, name: &str) -> [String; 2] {
    let found = view.chosen.rows.iter().find(|row| row[0] == name);
    let [_, before, now] = found.unwrap_or_else(|| panic!("{name} in {:?}", view.chosen.rows)).clone();
    [before, now]
}

fn withheld(desk: &Desk) -> usize {
    let document = desk.state().app().document().expect("open");
    document.choice.values.iter().filter(|value| **value == Value::Withheld).count()
}

#[test]
fn a_third_of_the_intrusiveness_keeps_most_of_what_is_accepted() {
    let desk = opened();
    let view = view(&desk);
    assert_eq!(view.whom, "1000 customers with known outcomes");
    assert_eq!(view.frontier.dots.len(), 32);
    assert_eq!(
        view.lead.text(),
        "With a third of the intrusiveness, 64.5 of 100 offers would be accepted instead of 66.8. Without “Customer \
         account” and “Payments and fraud prevention”, 816 of 1000 customers get the same offer first, and nobody gets \
         E Pay in three instalments."
    );
    assert!(view.lead.0[0].1 && view.lead.0[0].0.ends_with("66.8."), "the finding is first and bold");
    let expected =
        [("Intrusiveness", "42", "14 points"), ("Facts used", "21", "13"), ("Sensitive, protected", "5, 1", "none")];
    for (name, before, now) in expected {
        assert_eq!(row(&view, name), [before, now], "{name}");
    }
    assert_eq!(row(&view, "Same offer")[1], "816 of 1000");
    assert_eq!(row(&view, "Accepted of 100, measured"), ["66.8", "64.5"]);
    assert_eq!(view.chosen.change, "2.3 fewer, measured; probably 0.6 to 4.0 (19 times of 20)");
    let first: Vec<(&str, &str)> = view.chosen.offers.iter().map(|o| (o.before.as_str(), o.now.as_str())).collect();
    assert_eq!(first, [("154", "158"), ("243", "255"), ("220", "276"), ("144", "150"), ("95", "0"), ("144", "161")]);
    // women, as counted elsewhere; men would give away by subtraction how few of the others accept
    let felt = |accepted: [&str; 2]| view.chosen.felt.iter().filter(|row| row.accepted == accepted).count();
    assert_eq!((felt(["68.6", "65.8"]), felt(["64.0", "62.4"])), (1, 0), "{:?}", view.chosen.felt);
    assert!(view.chosen.felt.iter().any(|row| row.name.starts_with("Age below ")), "{:?}", view.chosen.felt);
    // every point is there for those who do not see it, with a sentence of its own
    let about = "Without “Customer account” and “Payments and fraud prevention”: 14 points, 64.5 of 100 accepted, 816 of \
                 1000 keep their offer";
    desk.get_by_role_and_label(Role::RadioButton, about);
    for dot in &view.frontier.dots {
        desk.get_by_role_and_label(Role::RadioButton, &dot.about);
    }
    desk.get_by_label_contains("What this cannot tell you:");
    desk.get_by_label_contains("All 32 ways to refuse the 5 purposes, each scored by the model itself.");
}

#[test]
fn what_is_held_against_points_has_its_own_line() {
    let mut desk = opened();
    // no point has more than one of the line at no more points, and every other point is beaten by one
    let is_a_line = |view: &EveryoneView| {
        let dots = &view.frontier.dots;
        for a in dots {
            let is_beaten = dots.iter().any(|b| {
                b.points <= a.points && b.height >= a.height && (b.points < a.points || b.height > a.height)
            });
            assert_eq!(a.is_best, !is_beaten, "{}", a.about);
        }
        dots.iter().map(|dot| dot.is_best).collect::<Vec<_>>()
    };
    let accepted = view(&desk);
    assert_eq!((accepted.upward, accepted.frontier.title.as_str()), (Upward::Accepted, "Offers accepted of 100"));
    desk.get_by_role_and_label(Role::Button, "Same offer").click();
    desk.run();
    let same = view(&desk);
    assert_eq!(same.upward, Upward::Same);
    assert_eq!(same.frontier.title, "Customers of 100 who get the same offer first");
    assert_ne!(is_a_line(&accepted), is_a_line(&same), "each has its own line");
    // what is measured is told whatever is held against the points
    assert_eq!(row(&same, "Accepted of 100, measured")[0], "66.8");
}

#[test]
fn sets_are_chosen_by_click_and_by_arrows() {
    let mut desk = opened();
    let dot = |desk: &Desk, n: usize| {
        view(desk).frontier.dots.iter().find(|d| d.facts.len() == n).expect("a set").about.clone()
    };
    let today = dot(&desk, 0);
    desk.get_by_role_and_label(Role::RadioButton, &today).click();
    desk.run();
    assert_eq!(view(&desk).chosen.title, "Everything used, as today");
    assert!(view(&desk).lead.text().starts_with("With everything used, 66.8 of 100 offers are accepted."));
    let has_focus = |desk: &Desk| {
        let view = view(desk);
        let about = view.frontier.dots[view.frontier.chosen].about.clone();
        desk.query_all_by(|node| node.is_focused() && node.label().is_some_and(|l| l == about)).count() == 1
    };
    assert!(has_focus(&desk), "what was clicked has the keyboard");
    // to the left along the line, as many points at each step as none before
    let mut points = view(&desk).frontier.dots[view(&desk).frontier.chosen].points;
    let best = view(&desk).frontier.dots.iter().filter(|dot| dot.is_best).count();
    for _ in 1..best {
        press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
        let view = view(&desk);
        let now = &view.frontier.dots[view.frontier.chosen];
        assert!(now.is_best && now.points < points, "{}", now.about);
        points = now.points;
        assert!(has_focus(&desk), "the keyboard goes along");
    }
    assert_eq!(points, 0.0);
    press(&mut desk, Modifiers::NONE, Key::ArrowUp);
    assert!(view(&desk).frontier.dots[view(&desk).frontier.chosen].points > 0.0, "up goes from point to point");
    press(&mut desk, Modifiers::NONE, Key::End);
    assert_eq!(view(&desk).chosen.title, "Everything used, as today");
}

#[test]
fn a_set_is_tried_for_the_customer_and_taken_back() {
    let mut desk = opened();
    assert_eq!(view(&desk).what_if, "");
    desk.get_by_label("Try it for Maya").click();
    desk.run();
    assert_eq!((withheld(&desk), desk.state().app().balance().whom), (8, Whom::Customer));
    let off = desk
        .state()
        .app()
        .balance()
        .view()
        .expect("worked out")
        .rows
        .iter()
        .filter(|row| row.used == Use::Nothing)
        .count();
    assert_eq!(off, 2, "both purposes are switched off");
    press(&mut desk, Modifiers::ALT, Key::Num2);
    assert_eq!(view(&desk).what_if, "These are the real 1000; your what-if changes nobody here.");
    assert_eq!(row(&view(&desk), "Same offer")[1], "816 of 1000");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!((withheld(&desk), view(&desk).what_if.as_str()), (0, ""));
}

#[test]
fn weights_move_points_and_nobody_is_counted_again() {
    let mut desk = opened();
    let counted =
        |desk: &Desk| std::sync::Arc::as_ptr(desk.state().app().balance().everyone.answer().expect("counted"));
    let before = counted(&desk);
    desk.get_by_label("Change the weights…").click();
    desk.run();
    let age = view(&desk).weights.iter().find(|row| row.label == "Age").expect("used").clone();
    assert_eq!((age.points, age.who.as_str()), (4.0, "assumed: personal, protected"));
    act(&mut desk, does(EveryoneAct::Weigh(age.feature, 10.0)));
    let moved = view(&desk);
    assert_eq!(row(&moved, "Intrusiveness"), ["48", "14 points"]);
    assert_eq!(moved.set, "Points as changed here; not saved.");
    desk.get_by_label("changed here, from 4");
    assert_eq!(counted(&desk), before, "the same counts");
    // by keys: the field is typed in
    desk.get_by_role_and_label(Role::SpinButton, "Age").focus();
    desk.run();
    press(&mut desk, Modifiers::NONE, Key::ArrowUp);
    let up = view(&desk).weights.iter().find(|row| row.label == "Age").expect("used").points;
    assert!(up > 10.0, "{up}");
    desk.get_by_label("Back to the points as they were").click();
    desk.run();
    assert_eq!(row(&view(&desk), "Intrusiveness"), ["42", "14 points"]);
    desk.get_by_label("Done with the weights").click();
    desk.run();
    desk.get_by_label("Try it for Maya");
}

#[test]
fn weights_are_saved_with_whose_they_are_and_opened_again() {
    let (mut desk, effects) = demonstration();
    desk.state_mut().app_mut().set_today(|| 20_000);
    act(&mut desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    act(&mut desk, does(EveryoneAct::Weights(true)));
    let age = view(&desk).weights.iter().find(|row| row.label == "Age").expect("used").feature;
    act(&mut desk, does(EveryoneAct::Weigh(age, 10.0)));
    // nobody's opinion is not saved
    desk.get_by_role_and_label(Role::Button, "Save…").click();
    desk.run();
    assert!(effects.borrow().is_empty());
    let field = desk.get_by_role_and_label(Role::TextInput, "Set by");
    field.focus();
    desk.run();
    desk.get_by_role_and_label(Role::TextInput, "Set by").type_text("the ethics committee");
    desk.run();
    desk.get_by_role_and_label(Role::Button, "Save…").click();
    desk.run();
    assert_eq!(view(&desk).set, "Points set by the ethics committee, 2024-10-04.");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("theirs.weights.ron");
    {
        let effects = effects.borrow();
        let Some(Effect::SaveFile(name, bytes)) = effects.last() else { panic!("nothing to save: {effects:?}") };
        assert_eq!(name, "demonstration.weights.ron");
        std::fs::write(&path, bytes).expect("writable");
    }
    // opened beside a model that knows nothing of them
    act(&mut desk, Action::OpenDemonstration);
    assert_eq!(row(&view(&desk), "Intrusiveness"), ["42", "14 points"]);
    act(&mut desk, Action::OpenPath(path));
    assert_eq!(row(&view(&desk), "Intrusiveness"), ["48", "14 points"]);
    assert_eq!(view(&desk).set, "Points set by the ethics committee, 2024-10-04.");
    let who = view(&desk).weights.iter().find(|row| row.label == "Age").expect("used").who.clone();
    assert_eq!(who, "by the ethics committee, 2024-10-04");
    let told = desk.state().app().desk().notices().last().expect("told").text.clone();
    assert!(told.contains("by the ethics committee, 2024-10-04"), "{told}");
}

#[test]
fn what_is_proven_for_each_customer_is_asked_for_and_stopped() {
    let text = std::fs::read_to_string(project("models/retailer_tested.csv")).expect("there");
    let few: Vec<&str> = text.lines().take(25).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("few.csv");
    std::fs::write(&path, few.join("\n")).expect("writable");
    let mut desk = threaded();
    desk.state_mut().app_mut().apply(Action::OpenPath(path));
    until(&mut desk, |app| app.document().and_then(|d| d.people.table.as_ref()).is_some_and(|t| t.n_rows() == 24));
    desk.state_mut().app_mut().apply(Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    until(&mut desk, |app| app.balance().everyone.view().is_some());
    (0..3).for_each(|_| desk.step());
    assert!(view(&desk).worth.proven.is_empty(), "nobody asked yet");
    desk.get_by_label_contains("Prove for each customer").click();
    until(&mut desk, |app| matches!(app.balance().everyone.proving(), Some(Standing::Working(_))));
    desk.state_mut().app_mut().apply(does(EveryoneAct::Prove(false)));
    (0..3).for_each(|_| desk.step());
    desk.get_by_label_contains("Prove for each customer").click();
    until(&mut desk, |app| app.balance().everyone.view().is_some_and(|view| !view.worth.proven.is_empty()));
    let document = desk.state().app().document().expect("open");
    let (inputs, table) = (&document.inputs, document.people.table.as_deref().expect("a table"));
    let model = inputs.model();
    let prover =
        Prover::new(inputs, None, ChangeRules::of(model), proven::sets(model), BOXES, None).expect("a prover");
    let found = prover.prove(table, 0..24, &Progress::default()).expect("proven");
    for (row, fate) in view(&desk).worth.proven.iter().zip(&found.sets) {
        let n = if (1..11).contains(&fate.proven) { "<11".to_owned() } else { fate.proven.to_string() };
        assert_eq!(row.n, n, "{}", row.name);
    }
    assert_eq!(view(&desk).worth.proven.len(), 5);
}

#[test]
fn who_is_forgotten_is_counted_no_more() {
    let mut desk = opened();
    let place = desk.state().app().document().expect("open").people.profiles.len();
    act(&mut desk, Action::Private(PrivateAct::Forget(place)));
    assert_eq!(view(&desk).whom, "999 customers with known outcomes");
}

#[test]
fn a_count_is_seen_stopped_and_begun_again() {
    let mut desk = threaded();
    let folder = tempfile::tempdir().expect("a folder");
    let path = many(folder.path(), 40);
    desk.state_mut().app_mut().apply(Action::OpenPath(path));
    until(&mut desk, |app| {
        app.document().and_then(|d| d.people.table.as_ref()).is_some_and(|t| t.n_rows() == 40_000)
    });
    desk.state_mut().app_mut().apply(Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    until(&mut desk, |app| app.balance().everyone.progress().0.contains("of 40000 customers"));
    desk.step();
    desk.get_by_label("Cancel").click();
    desk.step();
    desk.step();
    desk.get_by_label("The count was stopped");
    assert!(desk.state().app().balance().everyone.view().is_none(), "nothing half counted is shown");
    desk.get_by_label("Try again").click();
    desk.step();
    until(&mut desk, |app| app.balance().everyone.progress().0.contains("of 40000 customers"));
}

#[test]
fn without_a_table_it_says_what_to_open_and_the_other_tab_is_there() {
    let (mut desk, effects) = demonstration();
    let profile = Action::OpenPath(project("models/profiles/maya.ron"));
    act(&mut desk, Action::OpenPath(project("models/retailer.ron")));
    act(&mut desk, profile);
    act(&mut desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    if desk.state().app().document().is_some_and(|d| d.people.table.is_some()) {
        panic!("the test tests nothing");
    }
    desk.get_by_label("Nobody to count");
    desk.get_by_label("Open customers…").click();
    desk.run();
    assert!(matches!(effects.borrow().last(), Some(Effect::PickFile)));
    desk.get_by_role_and_label(Role::Tab, "This customer").click();
    desk.run();
    let app = desk.state().app();
    assert_eq!((app.balance().whom, app.desk().place()), (Whom::Customer, Place::Balance));
}

#[test]
fn a_model_without_purposes_is_told_fact_by_fact() {
    let (mut desk, _) = demonstration();
    let folder = project("tests/data/lightgbm/lgb_binary_nan");
    act(&mut desk, Action::OpenPath(folder.join("model.txt")));
    act(&mut desk, Action::OpenPath(folder.join("rows.csv")));
    act(&mut desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    let view = view(&desk);
    assert!(
        view.how.starts_with("No purpose of this model may be refused, so facts are refused instead"),
        "{}",
        view.how
    );
    assert!(view.upwards.is_empty() && view.upward == Upward::Same);
    assert!(view.frontier.dots.len() > 2 && view.chosen.offers.is_empty());
    assert!(view.frontier.title.contains("the line"), "{}", view.frontier.title);
    assert!(
        !view.worth.rows.is_empty() && view.worth.folds.iter().any(|fold| fold.title.contains("one after the other"))
    );
}

#[test]
fn the_sets_leave_as_a_table_and_as_a_page() {
    let (mut desk, effects) = demonstration();
    desk.state_mut().app_mut().set_today(|| 20_000);
    act(&mut desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    act(&mut desk, does(EveryoneAct::SaveTable));
    let saved = |name: &str| {
        let effects = effects.borrow();
        let Some(Effect::SaveFile(file, bytes)) = effects.last() else { panic!("nothing to save: {effects:?}") };
        assert_eq!(file, name);
        String::from_utf8(bytes.clone()).expect("text")
    };
    let table = saved("candour-balance-everyone.csv");
    assert_eq!(table.lines().count(), 33);
    let row = table.lines().find(|line| line.contains("“Customer account” and “Payments and fraud prevention”,14,"));
    assert!(row.is_some_and(|row| row.ends_with(",14,816,645,158,255,276,150,0,161,yes")), "{row:?}");
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    let page = saved("candour-balance.html");
    assert!(page.contains("816 of 1000") && page.contains("1000 customers of"));
}
