//! What must hold of every screen at every size, in both themes, with small and large text: nothing is cut unless a bar
//! brings it into view, nothing lies outside the window, no two texts lie on one another, no text is smaller than the
//! smallest; and (which the harness sees to) every control has a name. Read from what egui would paint; nothing is painted.

use std::collections::BTreeSet;
use std::sync::Arc;

use candour::app::act::balance::{BalanceAct, EveryoneAct};
use candour::app::act::figure::Figure;
use candour::app::settings::ThemeChoice;
use candour::app::{Action, App, Effect, Over, Place, Tab, Whom};
use candour::gui::{Window, theme::TINY};
use candour::view::words::explain as words;
use egui::accesskit::Role;
use egui::{FullOutput, Rect, Shape, TexturesDelta, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node, TestRenderer};
use image::RgbaImage;

use crate::common::{Desk, act};
use crate::scenes;

/// As much as may be amiss by rounding.
const SLACK: f32 = 1.0;
/// How wide bars are that scroll: egui's, and that of the customer browser.
const BARS: [f32; 2] = [7.0, 8.0];
/// A field that is less wide shows too little of what is typed in to be one.
const FIELD: f32 = 60.0;
/// A window as tall as whatever is in it, so that what has to be scrolled to is looked at too.
const TALL: f32 = 4000.0;

/// Paints nothing.
struct Blind;

impl TestRenderer for Blind {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        delta.clear();
    }

    fn render(&mut self, _: &egui::Context, _: &FullOutput) -> Result<RgbaImage, String> {
        Err("nothing is painted here".to_owned())
    }
}

/// One row of text as it is painted.
struct Row {
    text: String,
    /// Its ink.
    ink: Rect,
    /// What of the window it may be painted in.
    clip: Rect,
    /// The smallest type in it.
    size: f32,
    /// When it is painted.
    turn: usize,
}

/// What lies on one sheet: the place, or what lies over it.
#[derive(Default)]
struct Sheet {
    rows: Vec<Row>,
    /// Filled areas through which nothing is seen, with when they are painted.
    fills: Vec<(Rect, usize)>,
    /// Bars that scroll.
    bars: Vec<Rect>,
}

impl Sheet {
    fn take(&mut self, shape: &Shape, clip: Rect, turn: usize) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.take(shape, clip, turn)),
            Shape::Rect(rect) => {
                let seen = rect.rect.intersect(clip);
                let (thin, long) = (seen.width().min(seen.height()), seen.width().max(seen.height()));
                if BARS.iter().any(|bar| (thin - bar).abs() < 0.1) && long > 3.0 * thin {
                    self.bars.push(rect.rect);
                }
                if rect.fill.is_opaque() {
                    self.fills.push((seen, turn));
                }
            }
            Shape::Text(text) => {
                let job = &text.galley.job;
                let size = job.sections.iter().map(|s| s.format.font_id.size).fold(f32::INFINITY, f32::min);
                for row in &text.galley.rows {
                    let said: String = row.glyphs.iter().map(|g| g.chr).collect();
                    if !said.trim().is_empty() {
                        let ink = row.visuals.mesh_bounds.translate(text.pos.to_vec2() + row.pos.to_vec2());
                        self.rows.push(Row { text: said.trim().to_owned(), ink, clip, size, turn });
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a bar goes along a side of this area, so that what is cut there can be brought into view.
    fn scrolls(&self, area: Rect, sideways: bool) -> bool {
        let along = |r: Rect| if sideways { r.x_range() } else { r.y_range() };
        let across = |r: Rect| if sideways { r.y_range() } else { r.x_range() };
        self.bars.iter().any(|&bar| {
            let shared = along(bar).max.min(along(area).max) - along(bar).min.max(along(area).min);
            along(bar).span() > across(bar).span()
                && shared >= 0.8 * along(area).span()
                && across(bar).min >= across(area).min
        })
    }

    /// What is wrong, each with the text that it is about.
    fn faults(&self, window: Rect, zoom: f32, fields: &[Rect], found: &mut Vec<String>) {
        // where a notice takes all the room, there is nothing to see
        let rows: Vec<&Row> = self.rows.iter().filter(|row| row.clip.is_positive()).collect();
        for (i, row) in rows.iter().enumerate() {
            let text = &row.text;
            // what is drawn larger than it was set is seen larger
            let size = row.size * zoom.max(1.0);
            if size < TINY {
                found.push(format!("{text:?} is set in {size} px"));
            }
            let seen = row.ink.intersect(row.clip);
            if seen.is_positive() && !window.expand(SLACK).contains_rect(seen) {
                found.push(format!("{text:?} lies outside the window, at {seen:?}"));
            }
            let over =
                |ink: egui::Rangef, clip: egui::Rangef| ink.max > clip.max + SLACK || ink.min < clip.min - SLACK;
            for (sideways, cut) in [
                (true, over(row.ink.x_range(), row.clip.x_range())),
                (false, over(row.ink.y_range(), row.clip.y_range())),
            ] {
                // what is typed in goes along with the cursor: a field shows a part of a long text, and all of it in a tip
                let is_typed_in = sideways && fields.iter().any(|field| field.expand(SLACK).contains_rect(row.clip));
                if cut && !is_typed_in && !self.scrolls(row.clip, sideways) {
                    let how = if sideways { "at its side" } else { "above or below" };
                    found.push(format!("{text:?} is cut {how}: it needs {:?} and has {:?}", row.ink, row.clip));
                }
            }
            for other in &rows[i + 1..] {
                let both = seen.intersect(other.ink.intersect(other.clip));
                let between = |&(fill, turn): &(Rect, usize)| {
                    turn > row.turn && turn < other.turn && fill.expand(SLACK).contains_rect(both)
                };
                if both.width() > SLACK && both.height() > SLACK && !self.fills.iter().any(between) {
                    found.push(format!("{text:?} and {:?} lie on one another, at {both:?}", other.text));
                }
            }
            for &(fill, turn) in self.fills.iter().filter(|f| f.1 > row.turn) {
                let hidden = seen.intersect(fill);
                if turn > row.turn && hidden.width() > SLACK && hidden.height() > SLACK {
                    found.push(format!("{text:?} is painted over, at {hidden:?}"));
                }
            }
        }
    }
}

/// What is wrong with what is on the screen.
fn faults(desk: &Desk) -> Vec<String> {
    let window = desk.ctx.content_rect();
    let mut sheets = vec![Sheet::default()];
    for (turn, clipped) in desk.output().shapes.iter().enumerate() {
        // what lies over the place begins with a veil over all of it
        if let Shape::Rect(veil) = &clipped.shape
            && veil.rect.contains_rect(window)
            && !veil.fill.is_opaque()
        {
            sheets.push(Sheet::default());
        }
        // and what floats over it with a shadow
        if let Shape::Vec(parts) = &clipped.shape
            && matches!(parts.first(), Some(Shape::Rect(shadow)) if shadow.blur_width > 0.0)
        {
            sheets.push(Sheet::default());
        }
        let sheet = sheets.last_mut().expect("one at least");
        sheet.take(&clipped.shape, clipped.clip_rect, turn);
    }
    let mut found = Vec::new();
    let zoom = desk.ctx.zoom_factor();
    let is_field = |n: &&Node<'_>| n.accesskit_node().role() == Role::TextInput && n.rect().width() >= FIELD;
    let fields: Vec<Rect> = controls(desk).iter().filter(is_field).map(Node::rect).collect();
    sheets.iter().for_each(|sheet| sheet.faults(window, zoom, &fields, &mut found));
    let bars: Vec<Rect> = sheets.into_iter().flat_map(|sheet| sheet.bars).collect();
    for node in controls(desk) {
        let rect = node.rect();
        let sideways = rect.min.x < window.min.x - SLACK || rect.max.x > window.max.x + SLACK;
        let upright = rect.min.y < window.min.y - SLACK || rect.max.y > window.max.y + SLACK;
        let lost =
            |out: bool, sideways: bool| out && !bars.iter().any(|bar| sideways == (bar.width() > bar.height()));
        if lost(sideways, true) || lost(upright, false) {
            let name = node.accesskit_node().label().unwrap_or_default();
            found.push(format!("the control {name:?} lies outside the window, at {rect:?}"));
        }
    }
    found
}

/// Everything that something can be done with.
fn controls(desk: &Desk) -> Vec<Node<'_>> {
    let roles = [
        Role::Button,
        Role::CheckBox,
        Role::ColumnHeader,
        Role::ComboBox,
        Role::Link,
        Role::RadioButton,
        Role::Slider,
        Role::SpinButton,
        Role::Tab,
        Role::TextInput,
    ];
    let is_one = |n: &Node<'_>| roles.contains(&n.accesskit_node().role()) && n.rect().is_positive();
    desk.root().children_recursive().filter(is_one).collect()
}

fn window(size: [f32; 2]) -> Desk {
    Harness::builder().with_size(size).with_pixels_per_point(1.0).with_max_steps(40).renderer(Blind).build_eframe(
        |cc| {
            let app = App::new(None, Arc::new(|| {}), true);
            Window::new(&cc.egui_ctx, app, Box::new(|_: &mut App, _: &egui::Context, _: Effect| {}))
        },
    )
}

/// Something on the screen, and the way to it.
type Way = (&'static str, fn(&mut Desk));
/// The same, made here.
type Scene = (String, Box<dyn Fn(&mut Desk)>);

/// Everything that can be on the screen of any model: every place, every tab, whatever may lie over them, every figure in
/// the whole window.
fn everywhere() -> Vec<Scene> {
    let mut list: Vec<Scene> = Vec::new();
    let mut add = |name: String, go: Box<dyn Fn(&mut Desk)>| list.push((name, go));
    for place in Place::ALL {
        add(place.label().to_owned(), Box::new(move |desk| act(desk, Action::Go(place))));
        for over in Over::ALL.into_iter().filter(|over| !matches!(over, Over::Large(_))) {
            let go = move |desk: &mut Desk| {
                act(desk, Action::Go(place));
                scenes::lay(desk, over);
            };
            add(format!("{} over {}", over.label(), place.label()), Box::new(go));
        }
    }
    for tab in Tab::ALL {
        add(tab.label().to_owned(), Box::new(move |desk| scenes::show(desk, tab)));
    }
    let whom = |whom| Action::Balance(BalanceAct::Whom(whom));
    add(Whom::Everybody.label().to_owned(), Box::new(move |desk| act(desk, whom(Whom::Everybody))));
    let weights = Action::Balance(EveryoneAct::Weights(true).into());
    add(
        "weights".to_owned(),
        Box::new(move |desk| [whom(Whom::Everybody), weights.clone()].into_iter().for_each(|a| act(desk, a))),
    );
    for figure in Figure::ALL.into_iter().filter(|figure| *figure == figure.drawn()) {
        let go = move |desk: &mut Desk| {
            act(
                desk,
                Action::Go(match figure {
                    Figure::Importance => Place::Overall,
                    Figure::Balance | Figure::Everyone => Place::Balance,
                    _ => Place::Explain,
                }),
            );
            if figure == Figure::Everyone {
                act(desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
            }
            scenes::lay(desk, Over::Large(figure));
        };
        add(format!("the {} large", figure.label()), Box::new(go));
    }
    list
}

/// What is there of the demonstration only when it was asked for.
fn asked() -> Vec<Scene> {
    let asked: [Way; 15] = [
        ("every reason, and how it is worked out", scenes::computed),
        ("a tree", scenes::tree),
        ("two offers", scenes::versus),
        ("a map of numbers", |desk| scenes::map(desk, ["visits_30d", "discount_share"])),
        ("a map of names", |desk| scenes::map(desk, ["emails_opened", "favourite_category"])),
        ("a plan", scenes::plan),
        ("a what-if", scenes::what_if),
        ("a what-if in the whole window", |desk| {
            scenes::what_if(desk);
            scenes::lay(desk, Over::Large(Figure::Waterfall));
        }),
        ("pinned scenarios in the whole window", |desk| {
            scenes::scenarios(desk);
            scenes::lay(desk, Over::Large(Figure::Scenarios));
        }),
        ("absent facts", scenes::absent),
        ("every fact of everybody", scenes::overall),
        ("a filtered list", scenes::browser),
        ("many scenarios", scenes::many_scenarios),
        ("what was tried", scenes::tried),
        ("a refusal", scenes::refused),
    ];
    asked.map(|(name, go)| -> Scene { (name.to_owned(), Box::new(go)) }).into()
}

/// Everything that can be on the screen without the demonstration.
fn elsewhere() -> Vec<Scene> {
    let ways: [Way; 4] = [
        ("welcome", |desk| act(desk, Action::Close)),
        ("a model that waits", scenes::waiting),
        ("one tree", scenes::one_tree),
        ("a library's model", scenes::library),
    ];
    ways.map(|(name, go)| -> Scene { (name.to_owned(), Box::new(go)) }).into()
}

/// So many frames and it is settled.
const STEPS: usize = 6;

/// The sizes of windows.
const SIZES: [[f32; 2]; 5] = [[960.0, 600.0], [1280.0, 800.0], [1366.0, 768.0], [1920.0, 1080.0], [2560.0, 1440.0]];
/// The sizes of text in percent.
const TEXTS: [u32; 3] = [100, 150, 200];

/// The windows that a scene is looked at in, by its number: every size, every text size and both themes with each scene,
/// and over three scenes every size with every text size in both themes.
fn windows(scene: usize) -> impl Iterator<Item = ([f32; 2], u32, ThemeChoice)> {
    (0..SIZES.len()).map(move |i| {
        let theme = if (i + scene + scene / 3).is_multiple_of(2) { ThemeChoice::Light } else { ThemeChoice::Dark };
        (SIZES[i], TEXTS[(i + scene) % TEXTS.len()], theme)
    })
}

#[test]
fn every_pair_is_looked_at() {
    let pairs = |scenes: std::ops::Range<usize>| {
        let all = scenes
            .flat_map(windows)
            .map(|(size, text, theme)| [format!("{size:?}"), format!("{text}"), format!("{theme:?}")]);
        let pairs = all.flat_map(|[a, b, c]| [format!("{a} {b}"), format!("{a} {c}"), format!("{b} {c}"), a, b, c]);
        pairs.collect::<BTreeSet<String>>().len()
    };
    let (sizes, texts, themes) = (SIZES.len(), TEXTS.len(), 2);
    assert_eq!(pairs(0..6), sizes * texts + sizes * themes + texts * themes + sizes + texts + themes);
    for scene in 0..6 {
        let seen: BTreeSet<String> =
            windows(scene).flat_map(|(s, t, c)| [format!("{s:?}"), format!("{t}"), format!("{c:?}")]).collect();
        assert_eq!(seen.len(), sizes + texts + themes, "each by itself with scene {scene}");
    }
}

/// Makes the window so large, as the system does: its size stays while what is in it is drawn larger or smaller.
fn resize(desk: &mut Desk, size: [f32; 2]) {
    for _ in 0..STEPS {
        desk.set_size(vec2(size[0], size[1]) / desk.ctx.zoom_factor());
        desk.step();
    }
}

/// What is wrong with what is on the screen, in the windows of a scene, and in ones so high that all of it is in sight.
fn look(desk: &mut Desk, number: usize, name: &str, found: &mut BTreeSet<String>) {
    for (size, percent, theme) in windows(number) {
        let app = desk.state_mut().app_mut();
        app.apply(Action::Theme(theme));
        app.apply(Action::TextSize(percent));
        // three hundred facts below one another take long to lay out, and are no other than the first ones
        let is_long = name.starts_with("300 facts");
        for height in [Some(size[1]), (!is_long).then_some(TALL)].into_iter().flatten() {
            resize(desk, [size[0], height]);
            let at = format!("{name}, {} × {height}, {theme:?}, {percent} %", size[0]);
            found.extend(faults(desk).into_iter().map(|fault| format!("{at}: {fault}")));
        }
    }
}

/// Goes through scenes in one window, from the plain place of the model each time.
fn go_through(desk: &mut Desk, scenes: &[Scene], found: &mut BTreeSet<String>) {
    for (number, (name, go)) in scenes.iter().enumerate() {
        go(desk);
        look(desk, number, name, found);
        act(desk, Action::Over(None));
        while !desk.state().app().desk().notices().is_empty() {
            act(desk, Action::Dismiss(0));
        }
        act(desk, Action::Go(Place::Explain));
        scenes::show(desk, Tab::Reasons);
        act(desk, Action::ResetAll);
        // a tab and what was asked stay when one goes elsewhere
        act(desk, Action::Balance(EveryoneAct::Weights(false).into()));
        if desk.state().app().balance().whom != Whom::default() {
            act(desk, Action::Balance(BalanceAct::Whom(Whom::default())));
            act(desk, Action::Go(Place::Explain));
        }
    }
}

fn nothing_is_wrong(found: BTreeSet<String>) {
    let list: Vec<String> = found.into_iter().collect();
    assert!(list.is_empty(), "{} faults\n{}", list.len(), list.join("\n"));
}

#[test]
fn the_demonstration() {
    let mut desk = window([1280.0, 800.0]);
    let mut found = BTreeSet::new();
    act(&mut desk, Action::OpenDemonstration);
    go_through(&mut desk, &everywhere(), &mut found);
    nothing_is_wrong(found);
}

#[test]
fn the_demonstration_asked_for_more() {
    let mut desk = window([1280.0, 800.0]);
    let mut found = BTreeSet::new();
    act(&mut desk, Action::OpenDemonstration);
    go_through(&mut desk, &asked(), &mut found);
    // in a narrow window facts, offers and reasons share a place
    let offers = desk.state().app().screen().expect("explained").offers_title.clone();
    for (number, title) in [words::FACTS, &offers].into_iter().enumerate() {
        act(&mut desk, Action::TextSize(150));
        resize(&mut desk, [960.0, 600.0]);
        desk.get_by_role_and_label(Role::Button, title).click();
        desk.run();
        look(&mut desk, number, title, &mut found);
    }
    for (number, (name, go)) in elsewhere().iter().enumerate() {
        go(&mut desk);
        look(&mut desk, number, name, &mut found);
    }
    nothing_is_wrong(found);
}

#[test]
fn one_outcome_of_which_nobody_said_anything() {
    let mut desk = window([1280.0, 800.0]);
    let mut found = BTreeSet::new();
    for file in ["model.txt", "rows.csv"] {
        act(&mut desk, Action::OpenPath(scenes::project("tests/data/lightgbm/lgb_binary_nan").join(file)));
    }
    assert!(desk.state().app().screen().is_some(), "explained");
    let named = |(name, go): Scene| -> Scene { (format!("one outcome: {name}"), go) };
    go_through(&mut desk, &everywhere().into_iter().map(named).collect::<Vec<_>>(), &mut found);
    let refused: [Way; 2] = [
        ("one outcome: a fact refused", scenes::refusal),
        ("one outcome: a fact refused in other ways", |desk| {
            scenes::refusal(desk);
            act(desk, Action::Balance(BalanceAct::Ways(true)));
        }),
    ];
    go_through(&mut desk, &refused.map(|(name, go)| -> Scene { (name.to_owned(), Box::new(go)) }), &mut found);
    nothing_is_wrong(found);
}

#[test]
fn three_hundred_facts_with_long_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut desk = window([1280.0, 800.0]);
    let mut found = BTreeSet::new();
    scenes::many_facts(&mut desk, folder.path());
    assert!(desk.state().app().screen().is_some(), "explained");
    let named = |(name, go): Scene| -> Scene { (format!("300 facts: {name}"), go) };
    // Balance is seen with the other models: here every window would wait for 300 searches
    let is_balance = |name: &str| {
        [Place::Balance.label(), Whom::Everybody.label(), "weights", Figure::Everyone.label()]
            .iter()
            .any(|l| name.contains(l))
    };
    let scenes = everywhere().into_iter().filter(|(name, _)| !is_balance(name)).map(named);
    go_through(&mut desk, &scenes.collect::<Vec<_>>(), &mut found);
    nothing_is_wrong(found);
}

/// Where a text is, if all of it is in sight.
fn in_sight(desk: &Desk, what: &str) -> Option<Rect> {
    let mut sheet = Sheet::default();
    for (turn, clipped) in desk.output().shapes.iter().enumerate() {
        sheet.take(&clipped.shape, clipped.clip_rect, turn);
    }
    let row = sheet.rows.iter().find(|row| row.text.contains(what))?;
    let window = desk.ctx.content_rect();
    row.clip.intersect(window).expand(SLACK).contains_rect(row.ink).then_some(row.ink)
}

#[test]
fn the_limits_and_the_reasons_are_in_sight_in_the_usual_window() {
    let one = scenes::project("tests/data/lightgbm/lgb_binary_nan");
    let cases: [(&str, Vec<Action>); 2] = [
        ("the demonstration", vec![Action::OpenDemonstration]),
        (
            "one outcome",
            vec![Action::OpenPath(one.join("model.txt")), Action::OpenPath(one.join("rows.csv")), Action::Person(3)],
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let open = cases.map(|(name, actions)| -> Scene {
        (name.to_owned(), Box::new(move |desk| actions.iter().for_each(|action| act(desk, action.clone()))))
    });
    let many: Scene = ("300 facts".to_owned(), Box::new(move |desk| scenes::many_facts(desk, folder.path())));
    for (name, go) in open.into_iter().chain([many]) {
        let mut desk = window([1280.0, 800.0]);
        go(&mut desk);
        if name != "300 facts" {
            act(&mut desk, Action::Go(Place::Balance));
            for what in ["What this cannot tell you:", "every value the refused facts could have"] {
                assert!(in_sight(&desk, what).is_some(), "{name}, Balance: {what} is not in sight");
            }
        }
        if name == "the demonstration" {
            act(&mut desk, Action::Balance(BalanceAct::Whom(Whom::Everybody)));
            for what in ["What this cannot tell you:", "Try it for Maya", "intrusiveness, points", "745"] {
                assert!(in_sight(&desk, what).is_some(), "{name}, all customers: {what} is not in sight");
            }
        }
        for tab in Tab::ALL {
            scenes::show(&mut desk, tab);
            for limits in ["What this cannot tell you:", "computed?"] {
                assert!(in_sight(&desk, limits).is_some(), "{name}, {}: {limits} is not in sight", tab.label());
            }
        }
        scenes::show(&mut desk, Tab::Reasons);
        // what "everything else" holds stands below the bars, and the first easiest change or that there is none
        let screen = Arc::clone(desk.state().app().screen().expect("explained"));
        let bars =
            in_sight(&desk, "Everything else").or_else(|| in_sight(&desk, &screen.why.waterfall.rows[1].label));
        let bars = bars.unwrap_or_else(|| panic!("{name}: the reasons have no room"));
        let note = ["“Everything else” holds", "Nobody has said"].iter().find_map(|note| in_sight(&desk, note));
        assert!(note.is_some_and(|note| note.min.y > bars.max.y), "{name}: what the rest holds is cut");
        assert!(in_sight(&desk, &screen.why.easiest.title).is_some(), "{name}: the easiest changes are not in sight");
    }
}

#[test]
fn a_larger_window_shows_more_reasons_and_the_path_beside_them() {
    let shown = |size: [f32; 2]| {
        let mut desk = window(size);
        act(&mut desk, Action::OpenDemonstration);
        // what has no row of its own is counted
        let n = (2..30).rev().find(|n| in_sight(&desk, &format!("{n} facts")).is_some()).unwrap_or(0);
        (n, in_sight(&desk, "trees together").is_some())
    };
    let (few, beside) = shown([1280.0, 800.0]);
    let (more, beside_large) = shown([1920.0, 1080.0]);
    assert!(few > more + 4, "{few} facts without a row in the usual window, {more} in a large one");
    assert!(!beside && beside_large, "the path stands beside the reasons in a large window alone");
}
