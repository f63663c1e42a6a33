//! What people do, from the first frame on, by label, key and pointer.

use std::path::PathBuf;
use std::sync::Arc;

use candour::app::act::balance::BalanceAct;
use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::ExplainAct;
use candour::app::act::figure::{Destination, Export, Figure, Format};
use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, App, Effect, Over, Place, Tab, Whom};
use candour::gui::Window;
use candour::model::Value;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::common::{Desk, act, demonstration, feature, press, window};
use crate::scenes;

fn value(harness: &Harness<'_, Window>, id: &str) -> Value {
    let idx = feature(harness, id);
    harness.state().app().document().expect("open").choice.values[idx.index()]
}

fn winner(harness: &Harness<'_, Window>) -> String {
    let screen = harness.state().app().screen().expect("a screen");
    screen.offers.iter().find(|o| o.wins).map(|o| o.title.clone()).unwrap_or_default()
}

#[test]
fn the_first_screen_answers_the_first_questions() {
    let (harness, _) = demonstration();
    // who, what, how strong, what came second
    harness.get_by_label("Maya Lindqvist");
    let screen = Arc::clone(harness.state().app().screen().expect("a screen"));
    assert_eq!(screen.offers[0].title, "Free delivery for a year");
    assert!(screen.why.strength.text().contains("Second: D Early access to the sale"), "{:?}", screen.why.strength);
    assert!(screen.why.limits.text().contains("cannot tell"), "the limits are said");
    assert!(screen.why.no_difference.text().contains("gender"), "what the model does not use is said");
    assert!(screen.banner.is_none(), "nothing is altered yet");
    assert!(screen.why.record.text().contains("earlier customers"), "{:?}", screen.why.record);
}

#[test]
fn one_drag_is_one_step_of_undo_and_the_screen_follows() {
    let (mut harness, _) = demonstration();
    let before = value(&harness, "orders_90d");
    let rect = harness.get_by_role_and_label(Role::Slider, "Orders in 90 days").rect();
    harness.drag_at(egui::pos2(egui::lerp(rect.x_range(), 0.5), rect.min.y + 17.0));
    harness.step();
    for t in [0.4, 0.3, 0.2, 0.1] {
        harness.hover_at(egui::pos2(egui::lerp(rect.x_range(), t), rect.min.y + 17.0));
        harness.step();
        // the answer is that of this very frame
        assert!(!harness.state().app().is_stale());
    }
    harness.drop_at(egui::pos2(egui::lerp(rect.x_range(), 0.1), rect.min.y + 17.0));
    harness.run();
    assert!(!before.same(value(&harness, "orders_90d")), "the drag moved it");
    let screen = harness.state().app().screen().expect("a screen");
    assert!(screen.banner.as_ref().is_some_and(|b| b.winner_changed), "the what-if says that the winner changed");
    assert_eq!(winner(&harness), "Early access to the sale");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert!(before.same(value(&harness, "orders_90d")), "one undo takes the whole drag back");
    assert_eq!(winner(&harness), "Free delivery for a year");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run();
    assert_eq!(winner(&harness), "Early access to the sale");
}

#[test]
fn everything_by_keyboard() {
    let (mut harness, _) = demonstration();
    harness.get_by_role_and_label(Role::Slider, "Orders in 90 days").focus();
    harness.run();
    for _ in 0..3 {
        harness.key_press(Key::ArrowLeft);
        harness.run();
    }
    assert!(value(&harness, "orders_90d").same(Value::Number(6.0)), "{:?}", value(&harness, "orders_90d"));
    harness.key_press(Key::Home);
    harness.run();
    assert!(value(&harness, "orders_90d").same(Value::Number(0.0)));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
    harness.run();
    assert!(value(&harness, "orders_90d").same(Value::Number(9.0)));
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.run();
    harness.get_by_label("Jonas Keller");
    harness.key_press_modifiers(Modifiers::ALT, Key::Num2);
    harness.run();
    assert_eq!(harness.state().app().explain().tab, Tab::Path);
    // the palette finds a command by words and Enter does it
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Find a command").type_text("dark theme");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(harness.state().app().desk().over().is_none(), "the palette closed");
    assert_eq!(harness.state().app().desk().settings().theme, candour::app::settings::ThemeChoice::Dark);
}

#[test]
fn not_known_and_withheld_are_asked_and_explained() {
    let (mut harness, _) = demonstration();
    let orders = feature(&harness, "orders_90d");
    act(&mut harness, Action::Set { feature: orders, value: Value::Missing, gesture: None });
    assert!(harness.query_by_label_contains("Not known counts too").is_some());
    act(&mut harness, Action::Set { feature: orders, value: Value::Withheld, gesture: None });
    assert!(harness.query_by_label_contains("averaged over what it could have been").is_some());
    let explanation = harness.state().app().explanation().expect("an answer");
    assert_eq!(explanation.attribution.shares[orders.index()], 0.0, "a withheld fact has no share");
    assert!(explanation.attribution.residual.abs() < 1e-10);
    assert!(explanation.certificate.averaged > 0 && explanation.certificate.holds());
}

#[test]
fn an_offer_is_chosen_and_its_reasons_are_shown() {
    let (mut harness, _) = demonstration();
    harness.get_by_label_contains("C Loyalty upgrade").click();
    harness.run();
    harness.get_by_label("Why Loyalty upgrade comes 3rd");
    act(&mut harness, Action::Explain(ExplainAct::Tab(Tab::Compare)));
    let comparison = harness.state().app().explain().comparison().expect("two offers");
    assert_eq!([&comparison.offers[0].0, &comparison.offers[1].0], ["C", "A"]);
    let leads: f64 = comparison.rows[..comparison.rows.len() - 1].iter().map(|r| r.amount).sum();
    let total = comparison.rows.last().expect("a result").amount;
    assert!((leads - total).abs() < 1e-10, "the column adds up: {leads} against {total}");
}

#[test]
fn a_file_that_is_no_model_changes_nothing_but_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam").expect("writable"); // one line: no table
    let (mut harness, _) = demonstration();
    act(&mut harness, Action::OpenPath(path));
    let app = harness.state().app();
    assert!(
        app.desk().notices()[0].error && app.desk().notices()[0].text.contains("text of an unknown kind"),
        "{:?}",
        app.desk().notices()
    );
    assert!(app.desk().notices()[0].hint.is_some());
    harness.get_by_label("Maya Lindqvist");
    act(&mut harness, Action::OpenPath(PathBuf::from("/no/such/file")));
    assert!(harness.state().app().desk().notices()[0].text.contains("no such file"));
}

#[test]
fn a_bare_library_model_opens_and_takes_its_customers() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lightgbm/lgb_categorical");
    let (mut harness, _) =
        window([1280.0, 800.0], egui::Theme::Dark, Some(Action::OpenPath(folder.join("model.txt"))));
    harness.run();
    harness.get_by_label_contains("there is nobody to explain yet");
    act(&mut harness, Action::OpenPath(folder.join("rows.csv")));
    harness.get_by_label("row 0");
    act(&mut harness, Action::Person(7));
    harness.get_by_label("row 7");
    for tab in Tab::ALL {
        act(&mut harness, Action::Explain(ExplainAct::Tab(tab)));
    }
    act(&mut harness, Action::Scale(candour::view::Scale::Chance));
    let screen = harness.state().app().screen().expect("a screen");
    let shares: f64 = screen.groups.iter().map(|g| g.share.amount).sum();
    let explanation = harness.state().app().explanation().expect("an answer");
    let link = screen.measure.link();
    let (a, b) = (link.apply(explanation.attribution.base_value), link.apply(explanation.attribution.margin));
    assert!((shares - (b - a)).abs() < 1e-9, "steps along the way add up in chance too");
}

/// Whether an effect is a figure in a format, taken to where it was to go.
fn is_taken(effect: &Effect, figure: Figure, format: Format, to: Destination) -> bool {
    match (effect, format, to) {
        (Effect::SaveFile(name, bytes), _, Destination::File) => {
            let start: &[u8] = match format {
                Format::Svg => b"<svg",
                Format::Png => b"\x89PNG",
                Format::Text => b"",
            };
            *name == format!("candour-{}.{}", figure.word(), format.ending()) && bytes.starts_with(start)
        }
        (Effect::CopyText(text), Format::Svg, Destination::Clipboard) => text.contains("<title>"),
        (Effect::CopyText(text), Format::Text, Destination::Clipboard) => text.contains("SHA-256"),
        (Effect::CopyPicture(rgb, w, h), Format::Png, Destination::Clipboard) => {
            *w > 0 && rgb.len() == (*w * *h * 3) as usize
        }
        _ => false,
    }
}

#[test]
fn every_figure_is_saved_and_copied() {
    let (mut harness, effects) = demonstration();
    // those that are drawn only when they were asked for
    scenes::tree(&mut harness);
    scenes::map(&mut harness, ["orders_90d", "discount_share"]);
    act(&mut harness, Action::Explain(ExplainAct::Tab(Tab::Enough)));
    act(&mut harness, Action::Over(Some(Over::Browse)));
    act(&mut harness, Action::Go(Place::Overall));
    act(&mut harness, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    act(&mut harness, Action::Scenarios(ScenariosAct::Pin));
    let mut titles = Vec::new();
    for figure in Figure::ALL {
        for &format in figure.formats() {
            for to in Destination::ALL {
                effects.borrow_mut().clear();
                act(&mut harness, Action::Export(Export { figure, format, to }));
                let seen = effects.borrow();
                assert!(
                    seen.len() == 1 && is_taken(&seen[0], figure, format, to),
                    "{figure:?} {format:?} {to:?}: {:?}",
                    harness.state().app().desk().notices()
                );
                if let (Effect::CopyText(svg), Format::Svg) = (&seen[0], format) {
                    titles.push(svg.split("</title>").next().unwrap_or_default().to_owned());
                }
            }
        }
    }
    let n = titles.len();
    titles.sort();
    titles.dedup();
    let drawn = Figure::ALL.iter().filter(|f| f.formats().contains(&Format::Svg)).count();
    assert_eq!((titles.len(), n), (drawn, drawn), "each is another figure: {titles:?}");
    effects.borrow_mut().clear();
    act(&mut harness, Action::SaveProfile);
    assert!(matches!(&effects.borrow()[0], Effect::SaveFile(name, _) if name == "profile.ron"));
}

#[test]
fn one_key_copies_what_is_shown_and_every_card_has_its_menu() {
    let (mut desk, effects) = demonstration();
    let copied = |desk: &mut Desk, part: &str| {
        effects.borrow_mut().clear();
        press(desk, Modifiers::ALT, Key::C);
        let seen = effects.borrow();
        assert!(matches!(&seen[..], [Effect::CopyText(text)] if text.contains(part)), "{part}: {seen:?}");
    };
    copied(&mut desk, "Maya Lindqvist (fictional customer)");
    desk.get_by_label("Copied the reasons as text: Maya Lindqvist (fictional customer)");
    // also while a name is searched for, where most keys belong to the field
    press(&mut desk, Modifiers::COMMAND, Key::F);
    copied(&mut desk, "1006 customers");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    for tab in [Tab::Change, Tab::Enough, Tab::Reasons] {
        act(&mut desk, Action::Explain(ExplainAct::Tab(tab)));
        assert_eq!(desk.get_all_by_label("Save or copy").count(), 2, "the offers' and the tab's: {tab:?}");
    }
    let menus: Vec<_> = desk.get_all_by_label("Save or copy").collect();
    menus[1].click_accesskit();
    effects.borrow_mut().clear();
    desk.run();
    desk.get_by_label("Report (HTML)…").click_accesskit();
    desk.run();
    assert!(matches!(&effects.borrow()[..], [Effect::SaveFile(name, _)] if name == "candour-explain.html"));
}

/// Everything that can be seen of a desk, in words.
fn seen(app: &App) -> String {
    let explain = app.explain();
    let desk = app.desk();
    let parts = [
        format!("{:?}", app.document().map(|d| (d.inputs.model().title(), &d.choice, d.pins.list().len()))),
        format!("{:?} {:?} {:?}", desk.place(), desk.over(), desk.notices()),
        format!("{:?} {:?} {:?}", desk.settings(), desk.history().undo_title(), desk.history().redo_title()),
        format!("{:?} {:?} {:?} {:?}", explain.tab, explain.screen(), explain.tree, explain.mapped()),
        format!("{:?} {:?} {:?}", explain.all_reasons, explain.computed, explain.plans().asked),
        format!("{:?} {:?} {:?}", app.browse().query(), app.browse().columns(), app.browse().here()),
        format!("{:?} {:?} {:?}", app.importance().offer(), app.importance().all(), app.balance().ways),
    ];
    parts.join("\n")
}

/// A quiet desk with the demonstration, once as it opens and once with everything that a command sets set otherwise.
fn prepared(place: Place, otherwise: bool) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    let mut all = vec![Action::OpenDemonstration, Action::Go(place)];
    if otherwise {
        let last = candour::base::FeatureIdx::new(0);
        all.extend([
            Action::Set { feature: last, value: Value::Missing, gesture: None },
            Action::Set { feature: last, value: Value::Withheld, gesture: None },
            Action::Undo,
            Action::Scenarios(ScenariosAct::Pin),
            Action::Explain(ExplainAct::Tab(Tab::Together)),
            Action::Average(candour::ask::AbsenceKind::ByBackground),
            Action::Scale(candour::view::Scale::Chance),
            Action::Theme(candour::app::settings::ThemeChoice::Dark),
            Action::TextSize(150),
            Action::Over(Some(Over::Help)),
        ]);
    }
    for action in all {
        app.apply(action);
        app.update();
    }
    app.take_effects();
    app
}

#[test]
fn no_command_does_nothing() {
    let mut idle: std::collections::BTreeMap<String, bool> = std::collections::BTreeMap::new();
    for place in Place::ALL {
        for otherwise in [false, true] {
            let commands = prepared(place, otherwise).commands();
            assert!(commands.len() > 60, "{}", commands.len());
            for command in commands.into_iter().filter(|c| c.enabled) {
                // what did something somewhere need not do it again
                if idle.get(&command.label) == Some(&false) {
                    continue;
                }
                let mut app = prepared(place, otherwise);
                let before = seen(&app);
                app.apply(command.action);
                app.update();
                let does = seen(&app) != before || !app.take_effects().is_empty();
                *idle.entry(command.label).or_insert(true) &= !does;
            }
        }
    }
    let idle: Vec<String> = idle.into_iter().filter(|(_, idle)| *idle).map(|(label, _)| label).collect();
    assert!(idle.is_empty(), "these can be used and do nothing anywhere: {idle:?}");
}

#[test]
fn the_average_may_be_the_customers_opened_here() {
    use candour::ask::AbsenceKind;
    let (mut harness, _) = demonstration();
    let start =
        |h: &Harness<'_, Window>| h.state().app().screen().expect("a screen").why.waterfall.rows[0].label.clone();
    assert_eq!(start(&harness), "Average customer");
    act(&mut harness, Action::Average(AbsenceKind::ByBackground));
    assert_eq!(start(&harness), "Average of 500 reference customers");
    let explanation = harness.state().app().explanation().expect("an answer");
    assert!(explanation.attribution.residual.abs() < 1e-10, "{}", explanation.attribution.residual);
    act(&mut harness, Action::Average(AbsenceKind::ByCover));
    assert_eq!(start(&harness), "Average customer");
    act(&mut harness, Action::OpenOneTree);
    act(&mut harness, Action::Average(AbsenceKind::ByBackground));
    assert!(
        harness.state().app().desk().notices()[0].text.contains("customers are open to average"),
        "refused with a reason"
    );
}

#[test]
fn settings_survive_and_damaged_ones_harm_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep/settings.ron");
    let mut app = App::new(Some(path.clone()), Arc::new(|| {}), true);
    app.apply(Action::TextSize(130));
    let again = App::new(Some(path.clone()), Arc::new(|| {}), true);
    assert_eq!(again.desk().settings().text_size, 130);
    std::fs::write(&path, "(theme: ").expect("writable");
    let damaged = App::new(Some(path), Arc::new(|| {}), true);
    assert_eq!(damaged.desk().settings().text_size, 100);
}

#[test]
fn two_customers_alike_keep_their_own_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twins.csv");
    let header = "customer,age,tenure_months,basket_value,visits_30d,email_opens,discount_share,region,device,days_since_last_order,returns_12m";
    std::fs::write(&path, format!("{header}\n1,30,1,1,1,1,0.1,1,1,1,1\n2,30,1,1,1,1,0.1,1,1,1,1\n"))
        .expect("writable");
    let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lightgbm/lgb_binary_nan/model.txt");
    let (mut harness, _) = window([1280.0, 800.0], egui::Theme::Light, Some(Action::OpenPath(model)));
    harness.run();
    act(&mut harness, Action::OpenPath(path));
    harness.get_by_label("customer 1");
    act(&mut harness, Action::Browse(BrowseAct::Step(1)));
    harness.get_by_label("customer 2");
    assert!(harness.query_by_label("customer 1").is_none(), "nobody else's name stays");
}

#[test]
fn nothing_of_the_last_model_stays_when_another_opens() {
    let (mut harness, _) = demonstration();
    act(&mut harness, Action::Explain(ExplainAct::Tab(Tab::Together)));
    assert!(harness.state().app().explain().pairs().is_some());
    harness.state_mut().app_mut().set_leaves_in_frame(0);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lightgbm/lgb_reg");
    act(&mut harness, Action::OpenPath(folder.join("model.txt")));
    harness.get_by_label_contains("there is nobody to explain yet");
    let pairs = harness.state().app().explain().pairs().expect("worked out for the new model");
    assert!(pairs.rows.iter().all(|(label, _, _)| !label.contains("Orders in 90 days")), "{pairs:?}");
}

#[test]
fn nothing_moves_where_a_what_if_begins_and_ends() {
    let (mut desk, _) = demonstration();
    act(&mut desk, Action::Introduced);
    let at = |desk: &Desk| {
        let heading = desk.get_all_by_label_contains("Why ").next().expect("a heading").rect();
        (heading.min, desk.get_by_label(candour::app::Goal::FactSearch.label()).rect())
    };
    let before = at(&desk);
    let orders = feature(&desk, "orders_90d");
    act(&mut desk, Action::Set { feature: orders, value: Value::Number(4.0), gesture: None });
    assert_eq!(at(&desk), before, "a what-if began");
    desk.get_by_label("Back to Maya as she is").click();
    desk.run();
    assert!(desk.state().app().document().is_some_and(|d| !d.choice.is_altered()));
    assert_eq!(at(&desk), before, "and ended");
}

#[test]
fn a_saved_page_is_opened_by_a_click_alone() {
    use candour::app::notice::{Content, Saving};
    let (mut desk, effects) = demonstration();
    let path = std::path::PathBuf::from("/somewhere/candour-explain.html");
    let saving =
        || std::sync::Arc::new(Saving::new("candour-explain.html".to_owned(), Content::Bytes(Vec::new()), None));
    desk.state_mut().app_mut().saved(Ok(Some(path.clone())), saving());
    desk.run();
    assert!(!effects.borrow().iter().any(|e| matches!(e, Effect::Show(_))), "nothing is opened unasked");
    desk.get_by_label("Open it").click();
    desk.run();
    assert_eq!(effects.borrow().last(), Some(&Effect::Show(path.clone())));
    // where the desktop opens nothing, that is said, and where the page is
    desk.state_mut().app_mut().not_shown(path);
    desk.run();
    desk.get_by_label_contains("/somewhere/candour-explain.html");
    desk.get_by_label("Copy its path");
}
