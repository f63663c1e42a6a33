//! What every screen says and every figure draws on the demonstration, as text, against files in
//! `tests/core/snapshots/views/` and `tests/core/snapshots/frames/`. `UPDATE_SNAPSHOTS=1` writes them anew.

use std::fmt::{Debug, Write as _};
use std::sync::Arc;

use candour::app::act::balance::BalanceAct;
use candour::app::act::browse::BrowseAct;
use candour::app::act::explain::{ExplainAct, MapAsk};
use candour::app::act::figure::{Figure, Format};
use candour::app::act::scenarios::ScenariosAct;
use candour::app::{Action, App, Over, Place, Tab, Whom};
use candour::ask::{FactTest, Filter, Query, SortBy};
use candour::base::{FeatureIdx, OfferIdx};
use candour::figure::{self, Frame, Point, Shape};
use candour::model::Value;
use candour::view;

use crate::common::project;
use crate::snapshots::holds;

/// As wide as a text is before it is written over several lines.
const WIDTH: usize = 118;
/// How many of a long list of things are kept.
const MOST: usize = 12;

/// A value as its `Debug` has it, laid out.
enum Tree {
    Word(String),
    /// What opens it, what is in it, what closes it.
    Group(String, Vec<Self>, char),
}

/// Reads what `Debug` wrote; numbers get as many digits as every machine has alike.
fn read(text: &mut std::iter::Peekable<std::str::Chars<'_>>, close: Option<char>) -> Vec<Tree> {
    let (mut list, mut word) = (Vec::new(), String::new());
    let end = |word: &mut String, list: &mut Vec<Tree>| {
        let said = rounded(std::mem::take(word).trim());
        if !said.is_empty() {
            list.push(Tree::Word(said));
        }
    };
    while let Some(c) = text.next() {
        match c {
            '"' => {
                word.push(c);
                while let Some(c) = text.next() {
                    word.push(c);
                    match c {
                        '\\' => word.extend(text.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '(' | '[' | '{' => {
                let closes = if c == '(' { ')' } else { char::from(c as u8 + 2) };
                let open = format!("{}{c}", std::mem::take(&mut word).trim_start());
                list.push(Tree::Group(open, read(text, Some(closes)), closes));
            }
            ',' => end(&mut word, &mut list),
            c if Some(c) == close => {
                end(&mut word, &mut list);
                return list;
            }
            c => word.push(c),
        }
    }
    end(&mut word, &mut list);
    list
}

/// A word, perhaps with a name before it, whose number has six digits.
fn rounded(word: &str) -> String {
    let (name, number) = word.rsplit_once(": ").map_or(("", word), |(name, number)| (name, number));
    let short = match number.parse::<f64>() {
        Ok(x) if number.contains(['.', 'e']) && x.is_finite() => {
            let x = if x.abs() < 1e-12 { 0.0 } else { x };
            format!("{:?}", format!("{x:.5e}").parse::<f64>().expect("a number"))
        }
        _ => number.to_owned(),
    };
    if name.is_empty() { short } else { format!("{name}: {short}") }
}

impl Tree {
    fn in_a_line(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Group(open, inside, close) => {
                let inside: Vec<String> = inside.iter().map(Self::in_a_line).collect();
                format!("{open}{}{close}", inside.join(", "))
            }
        }
    }

    fn write(&self, depth: usize, text: &mut String) {
        let line = self.in_a_line();
        let room = WIDTH.saturating_sub(2 * depth);
        match self {
            Self::Group(open, inside, close) if line.chars().count() > room => {
                writeln!(text, "{:1$}{open}", "", 2 * depth).expect("text");
                let shown = if open.ends_with('[') { inside.len().min(MOST) } else { inside.len() };
                inside[..shown].iter().for_each(|tree| tree.write(depth + 1, text));
                if shown < inside.len() {
                    writeln!(text, "{:1$}and {2} more", "", 2 * depth + 2, inside.len() - shown).expect("text");
                }
                writeln!(text, "{:1$}{close}", "", 2 * depth).expect("text");
            }
            _ => writeln!(text, "{:1$}{line}", "", 2 * depth).expect("text"),
        }
    }
}

/// A value as text that a person can read and compare.
fn written(value: &impl Debug) -> String {
    let debug = format!("{value:?}");
    let mut text = String::new();
    read(&mut debug.chars().peekable(), None).iter().for_each(|tree| tree.write(0, &mut text));
    text
}

/// Holds what a view says.
fn says(name: &str, view: &impl Debug) {
    holds(&format!("views/{name}.txt"), &written(view));
}

/// Holds what a figure draws: every shape with its role, where it is, and what can be pointed at.
fn draws(name: &str, frame: &Frame) {
    let at = |p: &Point| format!("{:.0},{:.0}", p.x, p.y);
    let mut text = format!("{}\n{} wide and high\n", frame.title, at(&frame.size));
    for item in &frame.items {
        let shape = match &item.shape {
            Shape::Box { min, max, .. } => format!("box {} to {}", at(min), at(max)),
            Shape::Polygon(points) => format!("polygon {}", points.iter().map(at).collect::<Vec<_>>().join(" ")),
            Shape::Line { a, b, width, dotted } => {
                format!("{} {} to {}, {width} thick", if *dotted { "dots" } else { "line" }, at(a), at(b))
            }
            Shape::Disc { centre, radius } => format!("disc at {}, {radius:.1}", at(centre)),
            Shape::Text { pos, align, size, weight, text } => {
                format!("text {align:?} of {}, {size} {weight:?}: {text}", at(pos))
            }
        };
        writeln!(text, "{:?}: {shape}", item.role).expect("text");
    }
    for hit in &frame.hits {
        writeln!(text, "{:?}, {} to {}: {}", hit.target, at(&hit.min), at(&hit.max), hit.about).expect("text");
    }
    holds(&format!("frames/{name}.txt"), &text);
}

fn act(app: &mut App, action: Action) {
    app.apply(action);
    app.update();
}

fn explain(app: &mut App, ask: ExplainAct) {
    act(app, Action::Explain(ask));
}

/// The demonstration on a quiet desk.
fn demonstration() -> App {
    opened(Action::OpenDemonstration)
}

fn opened(open: Action) -> App {
    let mut app = App::new(None, Arc::new(|| {}), true);
    act(&mut app, open);
    app
}

fn find(app: &App, id: &str) -> FeatureIdx {
    app.document().expect("open").inputs.model().features().find(id).expect("the model has it")
}

fn set(app: &mut App, id: &str, value: Value) {
    let feature = find(app, id);
    act(app, Action::Set { feature, value, gesture: None });
}

/// A what-if, and what it is compared with.
fn scenarios(app: &mut App) {
    set(app, "orders_90d", Value::Number(4.0));
    act(app, Action::Scenarios(ScenariosAct::Pin));
    set(app, "age", Value::Withheld);
    act(app, Action::Over(Some(Over::Scenarios)));
}

#[test]
fn the_explain_screen() {
    let mut app = demonstration();
    let screen = Arc::clone(app.screen().expect("explained"));
    says("screen", &screen);
    let known = Arc::clone(app.explain().known().expect("explained"));
    says("path", &view::path::merged(&known.case.inputs, &known.answer, &screen.measure));
    says("trees", &view::path::trees(&known.answer, &screen.measure));
    let tree = known.answer.trees[2].0;
    explain(&mut app, ExplainAct::Tab(Tab::Path));
    explain(&mut app, ExplainAct::ShowTree(Some(tree)));
    says("tree", app.explain().tree_view().expect("shown"));
    explain(&mut app, ExplainAct::Tab(Tab::Compare));
    says("compare", app.explain().comparison().expect("compared"));
    explain(&mut app, ExplainAct::Tab(Tab::Together));
    says("pairs", app.explain().pairs().expect("worked out"));
    let pair = ["orders_90d", "discount_share"].map(|id| find(&app, id));
    explain(&mut app, ExplainAct::Map(MapAsk::Of(pair[0], pair[1])));
    says("map", app.explain().map().expect("shown").0);
    explain(&mut app, ExplainAct::Tab(Tab::Change));
    says("firm", app.explain().firm().expect("worked out"));
    set(&mut app, "orders_90d", Value::Number(4.0));
    set(&mut app, "age", Value::Withheld);
    let screen = Arc::clone(app.screen().expect("explained"));
    says("what_if", &(&screen.banner, &screen.why));
    let known = Arc::clone(app.explain().known().expect("explained"));
    let model = known.case.inputs.model();
    says("change", &view::change::changes(model, &known.case.profile, &known.answer, &screen.measure));
}

#[test]
fn what_was_searched_for() {
    let model = project("tests/data/exact/xgb_binary.json");
    let mut app = opened(Action::OpenPath(model));
    act(&mut app, Action::OpenPath(project("tests/data/exact/data.csv")));
    act(&mut app, Action::Person(389));
    // nothing stops these searches before they are through
    (0..4).for_each(|_| explain(&mut app, ExplainAct::SearchLonger));
    explain(&mut app, ExplainAct::Tab(Tab::Change));
    let (found, now) = app.explain().plans().plan(1).expect("searched for");
    assert!(now, "the whole answer");
    says("plan", &found.expect("an answer").view);
    explain(&mut app, ExplainAct::Tab(Tab::Enough));
    let (found, now) = app.explain().plans().enough().expect("searched for");
    assert!(now, "the whole answer");
    says("enough", &found.expect("an answer").view);
}

#[test]
fn what_lies_over_many_customers() {
    let mut app = demonstration();
    act(&mut app, Action::Go(Place::Overall));
    says("importance", app.importance().ranking().expect("worked out"));
    act(&mut app, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
    says("everyone", app.balance().everyone.view().expect("counted"));
    let basket = find(&app, "basket_avg");
    let filter = Filter::Fact { feature: basket, test: FactTest::AtLeast(90.0) };
    let query = Query { filters: vec![filter], sort: SortBy::Gap, ..Query::default() };
    act(&mut app, Action::Over(Some(Over::Browse)));
    act(&mut app, Action::Browse(BrowseAct::ShowFact(basket, true)));
    act(&mut app, Action::Browse(BrowseAct::List(query)));
    let document = app.document().expect("open");
    let (model, browse) = (document.inputs.model(), app.browse());
    let (listing, now) = browse.listing().expect("listed");
    assert!(now, "the list that was asked for");
    let columns = view::browse::columns(model, browse.query(), browse.columns());
    let row = |i| {
        let place = listing.get(i).expect("somebody");
        view::browse::row(
            model,
            &*document.people,
            browse.standings().map(AsRef::as_ref),
            None,
            browse.columns(),
            place,
        )
    };
    let rows: Vec<_> = (0..listing.len().min(MOST)).map(row).collect();
    let filters: Vec<_> = browse.query().filters.iter().map(|f| view::browse::filter(model, f)).collect();
    let count = view::browse::count(listing.len(), document.people.len());
    says("browse", &(count, filters, columns, rows));
}

#[test]
fn what_was_tried_and_pinned() {
    let mut app = demonstration();
    scenarios(&mut app);
    says("scenarios", app.scenarios().comparison().expect("compared"));
    act(&mut app, Action::Over(Some(Over::Tried)));
    says("tried", app.scenarios().tried().expect("told"));
}

#[test]
fn what_was_opened() {
    let mut app = demonstration();
    says("inspect", &app.document().expect("open").report());
    act(&mut app, Action::OpenPath(project("models/retailer_customers.csv")));
    says("matching", &app.document().expect("open").files);
    let app = opened(Action::OpenPath(project("tests/data/onnx/onnx_gb_multi/model.onnx")));
    let bare = app.desk().waiting().expect("it waits");
    let origin = &bare.origin;
    says("waiting", &view::waiting::waiting(&bare.model, &origin.warnings, &origin.source, origin.size, None));
    let mut app = demonstration();
    act(&mut app, Action::OpenPath(project("tests/data/catboost/cat_ctr/model.json")));
    says("refused", &app.desk().notices()[0].refused);
}

/// Lays a figure out from what the desk knows.
fn frame(app: &mut App, figure: Figure) -> Frame {
    const WIDE: f32 = 720.0;
    let screen = Arc::clone(app.screen().expect("explained"));
    match figure {
        Figure::Waterfall => figure::waterfall::layout(&screen.why.waterfall, WIDE),
        Figure::Offers => figure::offers::layout(&screen.offers, WIDE),
        Figure::Trees => {
            let known = app.explain().known().expect("explained");
            figure::trees::with_axis(&view::path::trees(&known.answer, &screen.measure), None, WIDE)
        }
        Figure::Tree => {
            let tree = app.explanation().expect("explained").trees[2].0;
            explain(app, ExplainAct::Tab(Tab::Path));
            explain(app, ExplainAct::ShowTree(Some(tree)));
            figure::tree::layout(app.explain().tree_view().expect("shown"), WIDE)
        }
        Figure::Compare => {
            explain(app, ExplainAct::Tab(Tab::Compare));
            explain(app, ExplainAct::Versus(Some(OfferIdx(3))));
            figure::bars::comparison(app.explain().comparison().expect("compared"), WIDE)
        }
        Figure::Together => {
            explain(app, ExplainAct::Tab(Tab::Together));
            figure::pairs::layout(app.explain().pairs().expect("worked out"), WIDE)
        }
        Figure::Map => {
            let pair = ["orders_90d", "discount_share"].map(|id| find(app, id));
            explain(app, ExplainAct::Map(MapAsk::Of(pair[0], pair[1])));
            figure::map::layout(app.explain().map().expect("shown").0, WIDE).frame
        }
        Figure::Importance => {
            act(app, Action::Go(Place::Overall));
            figure::importance::layout(app.importance().ranking().expect("worked out"), WIDE)
        }
        Figure::Balance => {
            act(app, Action::Go(Place::Balance));
            figure::balance::lead::layout(app.balance().view().expect("worked out"), WIDE)
        }
        Figure::Everyone => {
            act(app, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
            figure::balance::frontier::layout(&app.balance().everyone.view().expect("counted").frontier, WIDE, 400.0)
        }
        Figure::Scenarios => {
            scenarios(app);
            figure::scenarios::sheet(app.scenarios().comparison().expect("compared"))
        }
        Figure::Change | Figure::Enough | Figure::Customers => unreachable!("it has no picture"),
    }
}

#[test]
fn every_figure() {
    let mut app = demonstration();
    for figure in Figure::ALL.into_iter().filter(|f| f.formats().contains(&Format::Svg)) {
        draws(figure.word(), &frame(&mut app, figure));
    }
}
