//! What leaves the desk says whose it is, of which model and offer, in what unit, whether it is a what-if, and of which
//! day; and it is drawn for paper.

use std::sync::Arc;

use candour::app::act::balance::{BalanceAct, EveryoneAct};
use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::figure::{Destination, Export, Figure, Format};
use candour::app::act::importance::ImportanceAct;
use candour::app::act::scenarios::ScenariosAct;
use candour::app::settings::ThemeChoice;
use candour::app::{Action, App, Effect, Over, Place, Tab, Whom};
use candour::base::{FeatureIdx, date};
use candour::model::Value;

const DAY: &str = "2026-03-01";

fn act(app: &mut App, action: impl Into<Action>) {
    app.apply(action.into());
    app.update();
}

fn find(app: &App, id: &str) -> FeatureIdx {
    app.document().expect("open").inputs.model().features().find(id).expect("a feature")
}

/// The demonstration on a day, in a dark window, with all asked for that can be taken along.
fn desk(what_if: bool) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    app.set_today(|| date::day(2026, 3, 1).expect("a day"));
    act(&mut app, Action::OpenDemonstration);
    act(&mut app, Action::Theme(ThemeChoice::Dark));
    act(&mut app, Action::Go(Place::Overall));
    act(&mut app, BalanceAct::Whom(Whom::Everybody));
    if what_if {
        let feature = find(&app, "orders_90d");
        act(&mut app, Action::Set { feature, value: Value::Number(4.0), gesture: None });
        act(&mut app, ScenariosAct::Pin);
    }
    let tree = app.explanation().expect("explained").trees[2].0;
    act(&mut app, ExplainAct::ShowTree(Some(tree)));
    let pair = ["orders_90d", "discount_share"].map(|id| find(&app, id));
    act(&mut app, ExplainAct::Map(MapAsk::Of(pair[0], pair[1])));
    act(&mut app, Action::Over(Some(Over::Browse)));
    for tab in Tab::ALL {
        act(&mut app, ExplainAct::Tab(tab));
    }
    app
}

/// What is taken along.
fn take(app: &mut App, figure: Figure, format: Format, to: Destination) -> Effect {
    app.take_effects();
    act(app, Action::Export(Export { figure, format, to }));
    let effects = app.take_effects();
    assert_eq!(effects.len(), 1, "{figure:?} {format:?} {to:?}: {:?}", app.desk().notices());
    effects.into_iter().next().expect("one")
}

/// What a reader reads in it, with one space between words.
fn read(effect: &Effect) -> String {
    let text = match effect {
        Effect::CopyText(text) => text.clone(),
        Effect::SaveFile(_, bytes) => String::from_utf8(bytes.clone()).expect("text"),
        other => panic!("{other:?}"),
    };
    let text = if text.starts_with("<svg") {
        // the words that are drawn; the title is for those who do not see them
        let parts = text.split("<text").skip(1).filter_map(|part| Some(part.split_once('>')?.1.split_once('<')?.0));
        parts.collect::<Vec<_>>().join(" ")
    } else {
        text
    };
    let text = text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whose it is, by what it is about.
fn whose(figure: Figure) -> &'static str {
    match figure {
        Figure::Importance | Figure::Everyone => "1000 customers of",
        Figure::Customers => "1006 customers",
        _ => "Maya Lindqvist",
    }
}

#[test]
fn all_that_leaves_says_whose_it_is_and_what() {
    let mut missing = Vec::new();
    for what_if in [false, true] {
        let mut app = desk(what_if);
        let document = app.document().expect("open");
        let (title, digest) = (document.inputs.model().title().to_owned(), document.origin.read[0].digest.clone());
        let model = format!("{title} (SHA-256 {})", &digest[..8]);
        let offers: Vec<String> = document.inputs.model().offers().iter().map(|offer| offer.title.clone()).collect();
        for figure in Figure::ALL {
            for &format in figure.formats() {
                for to in Destination::ALL {
                    let taken = take(&mut app, figure, format, to);
                    if format == Format::Png {
                        continue;
                    }
                    let text = read(&taken);
                    let mut about = |what: &str| {
                        if !text.contains(what) {
                            missing.push(format!("{figure:?} {format:?}: {what} in {text}"));
                        }
                    };
                    about(whose(figure));
                    about(&model);
                    about(DAY);
                    about("Offer");
                    assert!(offers.iter().any(|o| text.contains(o)) || text.contains("every offer"), "{figure:?}");
                    assert!(
                        ["score points", "chance", "of 100"].iter().any(|unit| text.contains(unit)),
                        "{figure:?}: {text}"
                    );
                    match (figure, what_if) {
                        (Figure::Importance | Figure::Everyone | Figure::Customers, _) | (_, false)
                            if figure != Figure::Scenarios =>
                        {
                            about("as they are");
                            assert!(!text.contains("what-if:"), "{figure:?}");
                        }
                        (Figure::Scenarios, true) => {
                            about("what-if, side by side: Maya Lindqvist (as she is); Orders in 90 days 4");
                        }
                        (_, true) => about("what-if: Orders in 90 days 9 → 4"),
                        (_, false) => about("as they are: Maya Lindqvist (as she is)"),
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn pictures_are_light_also_where_the_window_is_dark() {
    let mut app = desk(true);
    for figure in Figure::ALL.into_iter().filter(|f| f.formats().contains(&Format::Png)) {
        let Effect::CopyPicture(rgb, width, height) = take(&mut app, figure, Format::Png, Destination::Clipboard)
        else {
            panic!("{figure:?}")
        };
        let corner = &rgb[..3];
        let last = &rgb[(width * height * 3 - 3) as usize..];
        assert_eq!((corner, last), (&[255; 3][..], &[255; 3][..]), "{figure:?}");
        let Effect::CopyText(svg) = take(&mut app, figure, Format::Svg, Destination::Clipboard) else {
            panic!("{figure:?}")
        };
        assert!(svg.contains("#FFFFFF") && !svg.contains("#1B222B"), "{figure:?}");
    }
}

/// A saved CSV as its head and rows.
fn table(effect: &Effect) -> (Vec<String>, Vec<csv::StringRecord>) {
    let Effect::SaveFile(name, bytes) = effect else { panic!("{effect:?}") };
    assert!(name.ends_with(".csv"), "{name}");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let head = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    (head, reader.records().map(|row| row.expect("a row")).collect())
}

#[test]
fn every_row_of_a_table_says_whose_it_is() {
    let mut app = desk(true);
    for (save, of) in [
        (Action::from(ImportanceAct::SaveTable), "1000 customers of"),
        (BalanceAct::Everyone(EveryoneAct::SaveTable).into(), "1000 customers of"),
        (ScenariosAct::SaveTable.into(), "Maya Lindqvist"),
    ] {
        app.take_effects();
        act(&mut app, save);
        let (head, rows) = table(&app.take_effects()[0]);
        let at = |name: &str| {
            let found: Vec<usize> = (0..head.len()).filter(|i| head[*i] == name).collect();
            assert_eq!(found.len(), 1, "{name} once in {head:?}");
            found[0]
        };
        assert!(rows.len() > 2);
        for row in &rows {
            assert!(row[at("customer")].starts_with(of), "{row:?}");
            assert!(row[at("model")].contains("SHA-256") && &row[at("date")] == DAY, "{row:?}");
            assert!(!row[at("state")].is_empty() && !row[at("unit")].is_empty(), "{row:?}");
        }
    }
}

#[test]
fn the_report_is_that_of_the_command_line_and_says_whose_it_is() {
    let mut app = desk(true);
    for (go, whose, state) in [
        (Action::Go(Place::Explain), "Maya Lindqvist", "what-if: Orders in 90 days 9 → 4"),
        (Action::Go(Place::Overall), "1000 customers of", "as they are"),
        (BalanceAct::Whom(Whom::Everybody).into(), "1000 customers of", "as they are"),
        (Action::Over(Some(Over::Scenarios)), "Maya Lindqvist", "what-if, side by side: "),
    ] {
        act(&mut app, go.clone());
        app.take_effects();
        act(&mut app, Action::TakePage(Destination::File));
        let effects = app.take_effects();
        let Effect::SaveFile(name, bytes) = &effects[0] else { panic!("{effects:?}") };
        let html = String::from_utf8(bytes.clone()).expect("text").replace('\u{A0}', " ");
        assert!(name.ends_with(".html") && html.starts_with("<!DOCTYPE html>"), "{name}");
        for part in [whose, state, DAY, "SHA-256", "<footer>", "What this cannot tell you"] {
            assert!(html.contains(part), "{go:?}: {part}");
        }
    }
}

#[test]
fn what_is_shown_is_copied_by_one_command_which_says_what_it_was() {
    let mut app = desk(true);
    let copy = |app: &mut App| -> (String, String) {
        let command = app.commands().into_iter().find(|c| c.label == "Copy this card as text").expect("a command");
        assert!(command.keys.is_some() && command.enabled);
        app.take_effects();
        act(app, command.action);
        let text = read(&app.take_effects()[0]);
        (text, app.desk().notices().last().expect("told").text.clone())
    };
    let mut missing = Vec::new();
    for (tab, part, what) in [
        (Tab::Reasons, "Why Early access to the sale", "reasons"),
        (Tab::Path, "1. ", "open tree"),
        (Tab::Change, "(enough: ", "changes"),
        (Tab::Compare, "side by side", "comparison"),
        (Tab::Together, "Down: Share bought at a discount", "map of two facts"),
        (Tab::Enough, "alone guarantee that", "facts that are enough"),
    ] {
        act(&mut app, ExplainAct::Tab(tab));
        let (text, notice) = copy(&mut app);
        let told = format!("Copied the {what} as text: Maya Lindqvist (fictional customer)");
        if !text.contains(part) || notice != told {
            missing.push(format!("{tab:?}: {part} in {text}; {notice}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let age = find(&app, "age");
    act(&mut app, BrowseAct::ShowFact(age, true));
    act(&mut app, Action::Over(Some(Over::Browse)));
    let effect = take(&mut app, Figure::Customers, Format::Text, Destination::Clipboard);
    let Effect::CopyText(rows) = effect else { panic!("{effect:?}") };
    let row = rows.lines().find(|line| line.starts_with("Maya Lindqvist\t")).expect("a row");
    assert_eq!(row.split('\t').count(), 5, "label, offer, chance, lead, age: {row}");
    assert!(copy(&mut app).1.contains("list of customers as text: 1006 customers"));
}

#[test]
fn what_was_saved_says_where_and_its_path_can_be_copied() {
    let mut app = desk(false);
    let path = std::path::PathBuf::from("/home/me/candour-explain.csv");
    let content = candour::app::notice::Content::Bytes(Vec::new());
    let saving = candour::app::notice::Saving::new("candour-explain.csv".to_owned(), content, None);
    app.saved(Ok(Some(path.clone())), Arc::new(saving));
    let notice = app.desk().notices().last().cloned().expect("told");
    assert!(notice.text.contains("/home/me/candour-explain.csv"), "{}", notice.text);
    app.take_effects();
    act(&mut app, notice.offer.expect("something to do").1);
    assert_eq!(app.take_effects(), [Effect::CopyText(path.display().to_string())]);
}
