//! The left card: who this is, and every fact with its control.

use egui::{Align2, CornerRadius, Key, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

use super::field;
use super::typed::{self, Grip, Of, Typed};
use crate::app::act::browse::BrowseAct;
use crate::app::act::describe::DescribeAct;
use crate::app::act::explain::{ExplainAct, MapAsk};
use crate::app::act::scenarios::ScenariosAct;
use crate::app::{Action, App, Document, Goal, Over};
use crate::ask::Query;
use crate::base::FeatureIdx;
use crate::figure::{Role, Theme, Weight, font};
use crate::gui::focus;
use crate::gui::paint::{phrase, small};
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{from_right, link};
use crate::model::Value;
use crate::view::explain::Screen;
use crate::view::fact::{Control, Fact, Group};
use crate::view::opened::describe;
use crate::view::words::{command, control, describe as describe_words, explain::fact as words, scenarios as trials};
use crate::view::{Phrase, browse};

/// What the left card keeps between frames: drafts and folds, nothing of the document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    gesture: u64,
    dragging: bool,
    /// The value that is being typed.
    typed: Option<Typed>,
    /// What facts are sought by.
    find: String,
    /// In a narrow window: what stands in front of what it shares its place with.
    pub front: Front,
}

/// What shares a place in a narrow window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Front {
    /// The facts; beside the others where there is room for two.
    Facts,
    /// The offers.
    Offers,
    /// The reasons.
    #[default]
    Why,
}

/// Room below which the head scrolls with the facts.
const PINNED_FROM: f32 = 400.0;

/// Room from which on it is told who the customer is.
const STORY_FROM: f32 = 700.0;

impl Draft {
    /// The number of the drag that a change belongs to, if it is part of one; changes of one drag share it.
    pub fn drag(&mut self, is_drag: bool) -> Option<u64> {
        if is_drag && !self.dragging {
            self.gesture += 1;
            self.dragging = true;
        }
        is_drag.then_some(self.gesture)
    }

    /// Where nothing is held down, a drag has ended. Once a frame.
    pub fn let_go(&mut self, ui: &Ui) {
        self.dragging &= ui.input(|i| i.pointer.any_down());
    }
}

/// Draws the card.
pub fn profile_ui(ui: &mut Ui, app: &App, screen: &Screen, draft: &mut Draft, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let head = |ui: &mut Ui, asks: &mut Vec<Action>| {
        header(ui, app, screen, asks);
        ui.add_space(2.0);
        columns(ui, theme, screen);
        ui.add_space(2.0);
    };
    if app.explain().go_to.is_some() {
        draft.find.clear();
    }
    let is_low = ui.available_height() < PINNED_FROM;
    if !is_low {
        head(ui, asks);
    }
    find(ui, screen, draft, asks);
    egui::ScrollArea::vertical().auto_shrink(false).id_salt(("facts", app.desk().model_digest())).show(ui, |ui| {
        if is_low {
            head(ui, asks);
        }
        ui.spacing_mut().item_spacing.y = 2.0;
        if draft.find.trim().is_empty() {
            for group in &screen.groups {
                group_ui(ui, app, group, draft, asks);
            }
            return;
        }
        let found: Vec<Group> = screen.groups.iter().filter_map(|g| g.with_words(&draft.find)).collect();
        for group in &found {
            group_ui(ui, app, group, draft, asks);
        }
        if found.is_empty() {
            small(ui, words::NONE_FOUND);
        }
    });
}

/// The field that finds facts: while it holds words, only facts with them are listed. Enter goes to the first, Esc
/// gives up.
fn find(ui: &mut Ui, screen: &Screen, draft: &mut Draft, asks: &mut Vec<Action>) {
    let id = focus::fact_search();
    let edit = egui::TextEdit::singleline(&mut draft.find).id(id).hint_text(words::FIND).desired_width(f32::INFINITY);
    let edit = ui.add(edit).accessible_name(Goal::FactSearch.label());
    if !edit.lost_focus() {
        return;
    }
    if ui.input(|i| i.key_pressed(Key::Enter)) {
        let first = screen.groups.iter().find_map(|g| g.with_words(&draft.find)).map(|g| g.facts[0].feature);
        if let Some(feature) = first {
            draft.find.clear();
            asks.push(Action::Explain(ExplainAct::GoTo(Some(feature))));
        }
    } else if ui.input(|i| i.key_pressed(Key::Escape)) {
        draft.find.clear();
        focus::give_back(ui.ctx(), id);
    }
}

fn header(ui: &mut Ui, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    ui.horizontal(|ui| {
        let room = ui.available_width() - 20.0;
        who_ui(ui, screen, room, asks);
    });
    position(ui, app, document, screen, asks);
    if !screen.story.is_empty() && ui.available_height() > STORY_FROM {
        small(ui, &screen.story);
    }
    let described = &document.described;
    if let Some(note) = describe::card(described.news(), document.inputs.model(), described.codes()) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            ui.spacing_mut().item_spacing.x = 4.0;
            small(ui, &note);
            if link(ui, describe_words::SAY_WHAT) {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        });
    }
    ui.horizontal_wrapped(|ui| {
        let theme = theme::of(ui.ctx());
        if screen.changes.is_empty() {
            ui.label(RichText::new(words::DRAG).font(theme::strong(theme::SMALL)));
        } else {
            let text = words::changed(screen.changes.len());
            let button = egui::Button::new(
                RichText::new(text).font(theme::strong(theme::SMALL)).color(theme::paint(theme, Paint::ChangedInk)),
            )
            .fill(theme::paint(theme, Paint::Changed));
            let list: Vec<&str> = screen.changes.iter().map(|(_, text)| text.as_str()).collect();
            let response = ui.add(button).tip(list.join("\n"));
            if response.clicked() {
                asks.push(Action::ResetAll);
            }
        }
        chips(ui, app, asks);
    });
}

/// The customer's name, in so much room; it opens the browser, and the small triangle says that it opens something.
pub fn who_ui(ui: &mut Ui, screen: &Screen, room: f32, asks: &mut Vec<Action>) {
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    let name = font::fit(&screen.who, theme::HEADING, Weight::Strong, room);
    let width = font::width(&name, theme::HEADING, Weight::Strong);
    let (rect, heading) = ui.allocate_exact_size(vec2(width + 20.0, 26.0), Sense::click());
    let heading = heading.on_hover_cursor(egui::CursorIcon::PointingHand);
    heading.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &screen.who));
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    let font_id = theme::strong(theme::HEADING);
    ui.painter().text(pos2(rect.min.x, rect.center().y), Align2::LEFT_CENTER, name, font_id, ink);
    crate::gui::paint::triangle(ui, pos2(rect.max.x - 7.0, rect.center().y + 2.0), 8.0, false, muted);
    if heading.clicked() {
        asks.push(Action::Over(Some(Over::Browse)));
    }
    let story = if screen.story.is_empty() { String::new() } else { format!("{}\n", screen.story) };
    heading.tip(story + words::BROWSE);
}

/// What sort of customer it is, and where in the list that next and previous go through.
fn position(ui: &mut Ui, app: &App, document: &Document, screen: &Screen, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| position_ui(ui, app, document, screen, asks));
}

/// The same in a row that is there.
pub fn position_ui(ui: &mut Ui, app: &App, document: &Document, screen: &Screen, asks: &mut Vec<Action>) {
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    let n = document.people.len();
    let query = app.browse().query();
    let listing = if query.is_plain() { None } else { app.browse().listing() };
    // next and previous go through the browser's list
    let (here, among) = listing.map_or((Some(document.choice.person), n), |(l, _)| (app.browse().here(), l.len()));
    if !screen.kind.is_empty() {
        small(ui, &screen.kind);
    }
    if n > 1 {
        let back = ui.small_button("‹").tip(words::PREVIOUS);
        back.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, command::PREVIOUS));
        if back.clicked() {
            asks.push(Action::Browse(BrowseAct::Step(-1)));
        }
        let text = browse::position(here, among);
        let place = ui.button(RichText::new(text).font(theme::regular(theme::SMALL)).color(muted));
        if place.tip(words::SEARCH).clicked() {
            asks.push(Action::Over(Some(Over::Browse)));
        }
        let next = ui.small_button("›").tip(words::NEXT);
        next.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, command::NEXT));
        if next.clicked() {
            asks.push(Action::Browse(BrowseAct::Step(1)));
        }
        if query.narrows() {
            let text = RichText::new(words::FILTERED).font(theme::regular(theme::SMALL));
            let clear = ui.add(egui::Button::new(text).fill(theme::paint(theme::of(ui.ctx()), Paint::Chosen)));
            clear.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words::CLEAR_FILTERS));
            let tip = words::matching(&browse::count(among, n));
            if clear.tip(tip).clicked() {
                asks.push(Action::Browse(BrowseAct::List(Query::default())));
            }
        }
    }
}

/// What stands beside the number of changed facts: pinning what is shown, and the way to what is pinned.
fn chips(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let pinned = document.pins.list();
    ui.spacing_mut().item_spacing.x = 5.0;
    ui.spacing_mut().button_padding.x = 7.0;
    // what is pinned already needs no button: the number beside it has grown
    if document.choice.is_altered() && !pinned.iter().any(|s| s.is(&document.choice)) {
        let pin = ui.button(RichText::new(trials::PIN).font(theme::strong(theme::SMALL)));
        pin.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, command::PIN));
        if pin.clicked() {
            asks.push(Action::Scenarios(ScenariosAct::Pin));
        }
        pin.tip(trials::PIN_TIP);
    }
    if !pinned.is_empty() {
        let text = trials::compare(pinned.len());
        let button = ui.button(RichText::new(text).font(theme::strong(theme::SMALL)));
        button.widget_info(|| {
            let name = trials::pinned(Over::Scenarios.label(), pinned.len());
            egui::WidgetInfo::labeled(egui::Role::Button, true, name)
        });
        if button.clicked() {
            asks.push(Action::Over(Some(Over::Scenarios)));
        }
        button.tip(trials::COMPARE_TIP);
    }
}

/// Over the columns: at the left what the marks mean that are there now, at the right what the numbers count and
/// against what.
fn columns(ui: &mut Ui, theme: Theme, screen: &Screen) {
    // what the shades mean has a line of its own where it does not fit beside what the numbers count
    let wide = |text: &str| font::width(text, theme::TINY, Weight::Regular);
    let legend = wide(words::BELOW_LINE) + wide(words::ABOVE_LINE) + 80.0;
    let is_low = screen.has_line && legend + wide(words::AGAINST_AVERAGE) + 22.0 > ui.available_width();
    let height = if is_low { 48.0 } else { 32.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter();
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let write = |at: egui::Pos2, align: Align2, text: &str| {
        painter.text(at, align, text, theme::regular(theme::TINY), muted).max.x
    };
    let focus = screen.offers.iter().find(|o| o.focus && screen.offers.len() > 1);
    let unit = words::shares(focus.map(|o| o.letter.as_str()), screen.measure.share_unit());
    let (y1, y2) = (rect.min.y + 8.0, rect.min.y + 24.0);
    let right = rect.max.x - 22.0;
    write(pos2(right, y1), Align2::RIGHT_CENTER, &unit);
    write(pos2(right, y2), Align2::RIGHT_CENTER, words::AGAINST_AVERAGE);
    let mut said = vec![unit, words::AGAINST_AVERAGE.to_owned()];
    let y2 = if is_low { y2 + 16.0 } else { y2 };
    let mut x = rect.min.x;
    if screen.has_line {
        for (is_sent, text) in [(false, words::BELOW_LINE), (true, words::ABOVE_LINE)] {
            let bar = Rect::from_min_max(pos2(x, y2 - 4.0), pos2(x + 20.0, y2 + 4.0));
            painter.rect_filled(bar, CornerRadius::same(2), theme::shade(theme, is_sent, 0.6));
            x = write(pos2(x + 25.0, y2), Align2::LEFT_CENTER, text) + 10.0;
            said.push(text.to_owned());
        }
    }
    if !screen.changes.is_empty() {
        let y = if screen.has_line { y1 } else { y2 };
        let x = rect.min.x + 5.0;
        let ends = [pos2(x, y - 7.0), pos2(x, y + 7.0)];
        painter.extend(egui::Shape::dashed_line(&ends, Stroke::new(2.0, ink), 2.5, 2.5));
        write(pos2(x + 8.0, y), Align2::LEFT_CENTER, words::BEFORE);
        said.push(words::BEFORE.to_owned());
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, said.join(", ")));
}

fn group_ui(ui: &mut Ui, app: &App, group: &Group, draft: &mut Draft, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let id = ui.make_persistent_id(("group", &group.title));
    let mut state = egui::collapsing_header::CollapsingState::load_with_default_open(ui.ctx(), id, true);
    if group.facts.iter().any(|f| app.explain().go_to == Some(f.feature)) {
        state.set_open(true);
    }
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.clicked() {
        state.toggle(ui);
    }
    let muted = theme::role(theme, Role::Muted);
    let open = state.is_open() || !draft.find.trim().is_empty();
    let y = rect.center().y + 2.0;
    let arrow = pos2(rect.min.x + 5.0, y);
    let s = 4.0;
    let points = if open {
        vec![pos2(arrow.x - s, arrow.y - 2.5), pos2(arrow.x + s, arrow.y - 2.5), pos2(arrow.x, arrow.y + 3.5)]
    } else {
        vec![pos2(arrow.x - 2.5, arrow.y - s), pos2(arrow.x + 3.5, arrow.y), pos2(arrow.x - 2.5, arrow.y + s)]
    };
    ui.painter().add(egui::Shape::convex_polygon(points, muted, Stroke::NONE));
    let title = group.heading();
    // the sum of the group keeps its room, and what does not fit beside it stands in the tip
    let said = if group.share.amount == 0.0 { group.share.word } else { group.share.text.as_str() };
    let room = rect.width() - 16.0 - 22.0 - 27.0 - font::width(said, theme::SMALL, Weight::Strong);
    let shown = font::fit(&title, theme::SMALL, Weight::Strong, room);
    let response = if shown == title { response } else { response.tip(title) };
    ui.painter().text(pos2(rect.min.x + 16.0, y), Align2::LEFT_CENTER, shown, theme::strong(theme::SMALL), muted);
    field::draw_share(
        ui,
        theme,
        Rect::from_min_max(pos2(rect.min.x, y - 12.0), pos2(rect.max.x - 22.0, y + 12.0)),
        &group.share,
        focus_of(app),
    );
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, open, group.about()));
    state.store(ui.ctx());
    if open {
        for fact in &group.facts {
            fact_ui(ui, app, fact, draft, asks);
        }
        ui.add_space(4.0);
    }
}

/// The offer whose colour shares have: the one explained.
fn focus_of(app: &App) -> u32 {
    app.explain().known().map_or(0, |known| known.answer.focus.0)
}

/// Some of the facts, each with its control, in the order of the dictionary; sought, those that have the words.
pub fn some_ui(
    ui: &mut Ui,
    app: &App,
    screen: &Screen,
    some: &[FeatureIdx],
    draft: &mut Draft,
    asks: &mut Vec<Action>,
) {
    find(ui, screen, draft, asks);
    egui::ScrollArea::vertical().auto_shrink(false).id_salt(("some-facts", app.desk().model_digest())).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let is_sought = !draft.find.trim().is_empty();
            let found: Vec<Group> = screen.groups.iter().filter_map(|g| g.with_words(&draft.find)).collect();
            let facts = found.iter().flat_map(|group| &group.facts);
            let mut none = true;
            for fact in facts.filter(|fact| is_sought || some.contains(&fact.feature)) {
                none = false;
                fact_ui(ui, app, fact, draft, asks);
            }
            if none && is_sought {
                small(ui, words::NONE_FOUND);
            }
        },
    );
    draft.let_go(ui);
}

fn fact_ui(ui: &mut Ui, app: &App, fact: &Fact, draft: &mut Draft, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let feature = document.inputs.model().features().get(fact.feature);
    let of = Of { fact, feature, now: document.choice.values[fact.feature.index()] };
    let theme = theme::of(ui.ctx());
    let fill = if fact.was.is_some() { theme::paint(theme, Paint::Changed) } else { egui::Color32::TRANSPARENT };
    let frame = egui::Frame::new()
        .fill(fill)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(6, 3));
    let is_sought = app.explain().go_to == Some(fact.feature);
    let mut grip = Grip { sought: is_sought, id: None };
    let shown = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 0.0);
        ui.spacing_mut().interact_size.y = 20.0;
        let width = ui.available_width();
        let share_width = 62.0;
        let menu_width = 18.0;
        let mut room = width - share_width - menu_width - 8.0;
        // what is chosen from a list stands beside its name where both fit, and is said once
        let beside = is_beside(fact, draft, room).then_some(room * NAME);
        let has_was = beside.is_none() && was_width(fact) <= width * WAS;
        if beside.is_none() {
            title_line(ui, theme, of, width, has_was, draft, asks);
        }
        ui.horizontal(|ui| {
            if let Some(name) = beside {
                name_ui(ui, theme, fact, name);
                room -= name + 4.0;
            }
            let is_line = document.line().is_some();
            let change = control_ui(ui, of, room, is_line, &mut grip);
            if let Some(change) = change {
                let gesture = draft.drag(change.drag);
                asks.push(Action::Set { feature: fact.feature, value: change.value, gesture });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                fact_menu(ui, fact, grip, asks);
                field::share(ui, &fact.share, share_width, focus_of(app));
            });
        });
        if !has_was && fact.was.is_some() {
            ui.horizontal(|ui| was_ui(ui, theme, fact, asks));
        }
        if let Some(effect) = &fact.effect {
            ui.add_space(3.0);
            let ink = theme::paint(theme, Paint::ChangedInk);
            ui.label(RichText::new(effect).font(theme::regular(theme::SMALL)).color(ink));
        }
        if let Some(note) = &fact.note {
            small(ui, note);
        }
        typed::refusal_ui(ui, fact, draft.typed.as_ref());
    });
    typed::keys(ui, of, grip, &mut draft.typed, asks);
    if is_sought {
        shown.response.scroll_to_me(Some(egui::Align::Center));
        if grip.sought {
            ui.ctx().request_repaint();
        } else {
            asks.push(Action::Explain(ExplainAct::GoTo(None)));
        }
    }
}

/// Of the room of a name and its control, the name's part where they stand side by side.
const NAME: f32 = 0.46;

/// Whether a fact's name fits beside its control.
fn is_beside(fact: &Fact, draft: &Draft, room: f32) -> bool {
    let Control::Choice { levels, switch, .. } = &fact.control else { return false };
    // a list is as wide as what is chosen and its arrow, a switch as its two words
    let text = |text: &str| font::width(text, theme::BODY, Weight::Regular);
    let chosen =
        if *switch { levels.iter().map(|level| text(&level.label) + 26.0).sum() } else { text(&fact.value) + 46.0 };
    chosen <= room * (1.0 - NAME)
        && !typed::is_typed(draft.typed.as_ref(), fact)
        && font::width(&fact.label, theme::BODY, Weight::Regular) + marks_width(fact) <= room * NAME
}

/// A fact's marks as they stand behind its name.
fn marks(fact: &Fact) -> String {
    if fact.marks.is_empty() { String::new() } else { format!("  {}", fact.marks.join(", ")) }
}

fn marks_width(fact: &Fact) -> f32 {
    font::width(&marks(fact), theme::TINY, Weight::Regular)
}

/// A fact's name with its marks, and what is said of it.
fn name_ui(ui: &mut Ui, theme: Theme, fact: &Fact, width: f32) {
    let mut about = fact.about.clone();
    if about.is_empty() {
        about.push(words::NOTHING_MORE.to_owned());
    }
    let mut job = egui::text::LayoutJob::default();
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let format = |font_id, color| egui::TextFormat { font_id, color, ..Default::default() };
    job.append(&fact.label, 0.0, format(theme::regular(theme::BODY), ink));
    job.append(&marks(fact), 0.0, format(theme::regular(theme::TINY), muted));
    ui.scope(|ui| {
        // before the name is there: in a row, what is set after it is added to it
        ui.set_width(width);
        ui.add(egui::Label::new(job).wrap()).tip_beside(about.join("\n"));
    });
}

/// What a fact was before it was changed, and the way back.
fn was_ui(ui: &mut Ui, theme: Theme, fact: &Fact, asks: &mut Vec<Action>) {
    let Some(was) = &fact.was else { return };
    let ink = theme::paint(theme, Paint::ChangedInk);
    ui.label(RichText::new(words::was(was)).font(theme::regular(theme::TINY)).color(ink));
    reset_ui(ui, fact, asks);
}

/// Sets a fact back; by keyboard it is the control's Delete.
fn reset_ui(ui: &mut Ui, fact: &Fact, asks: &mut Vec<Action>) {
    let reset = ui.add(egui::Button::new("↺").small().sense(Sense::CLICK));
    let name = words::reset(&fact.label);
    reset.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    let reset = reset.tip(words::SET_BACK);
    if reset.clicked() {
        asks.push(Action::Reset(fact.feature));
    }
}

/// How much of a line a value takes with what it was and the way back; of the line at most this part.
fn was_width(fact: &Fact) -> f32 {
    let was = fact.was.as_deref().map(|was| font::width(&words::was(was), theme::TINY, Weight::Regular) + 40.0);
    font::width(&fact.value, theme::BODY, Weight::Strong) + was.unwrap_or(0.0) + 10.0
}

/// The part of a line that a value may take with what it was; the rest is the name's.
const WAS: f32 = 0.7;

fn title_line(
    ui: &mut Ui,
    theme: Theme,
    of: Of<'_>,
    width: f32,
    has_was: bool,
    draft: &mut Draft,
    asks: &mut Vec<Action>,
) {
    let fact = of.fact;
    ui.horizontal(|ui| {
        let said = fact.was.as_deref().filter(|_| has_was).map(words::was);
        let alone = font::width(&fact.value, theme::BODY, Weight::Strong) + 10.0;
        let value_width = if has_was { was_width(fact) } else { alone }.min(width * WAS);
        let name = font::width(&fact.label, theme::BODY, Weight::Regular) + marks_width(fact) + 2.0;
        name_ui(ui, theme, fact, name.min(width - value_width));
        if typed::is_typed(draft.typed.as_ref(), fact) {
            return typed::value_ui(ui, of, &mut draft.typed, asks);
        }
        from_right(ui, |ui| {
            if has_was && fact.was.is_some() {
                reset_ui(ui, fact, asks);
            }
            typed::value_ui(ui, of, &mut draft.typed, asks);
            if let Some(was) = said {
                let ink = theme::paint(theme, Paint::ChangedInk);
                ui.label(RichText::new(was).font(theme::regular(theme::TINY)).color(ink));
            }
        });
    });
}

fn control_ui(ui: &mut Ui, of: Of<'_>, room: f32, is_line: bool, grip: &mut Grip) -> Option<field::Change> {
    let Of { fact, feature, .. } = of;
    match &fact.control {
        Control::Choice { .. } => field::choice(ui, fact, room.min(190.0), is_line, grip),
        Control::Slider { now, steps, small, range, .. } => {
            let mut change = None;
            let buttons = now.is_some();
            let slider_room = if buttons { room - 50.0 } else { room };
            if let Some(c) = field::slider(ui, fact, slider_room, |x| feature.snap(x), grip) {
                change = Some(c);
            }
            if let Some(now) = now {
                ui.spacing_mut().button_padding.x = 3.0;
                for (sign, text, name) in [(-1.0, "−", steps.0), (1.0, "+", steps.1)] {
                    let to = feature.snap(now + sign * small);
                    let can = to >= range.0 && to <= range.1;
                    // by keyboard they are the slider's arrows
                    let button = egui::Button::new(text).min_size(vec2(21.0, 24.0)).sense(Sense::CLICK);
                    let button = ui.add_enabled(can, button);
                    button.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, can, format!("{}: {name}", fact.label))
                    });
                    if button.clicked() {
                        change = Some(field::Change { value: Value::Number(to), drag: false });
                    }
                }
            }
            change
        }
    }
}

/// What else can be done with a fact.
fn fact_menu(ui: &mut Ui, fact: &Fact, grip: Grip, asks: &mut Vec<Action>) {
    // by keyboard it is a key of the control
    let (rect, response) = ui.allocate_exact_size(vec2(14.0, 26.0), Sense::CLICK);
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    for dy in [-5.0, 0.0, 5.0] {
        ui.painter().circle_filled(pos2(rect.center().x, rect.center().y + dy), 1.6, muted);
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, control::more_for(&fact.label)));
    let response = response.tip(words::MENU);
    focus::menu_key(ui, grip.id, &response);
    egui::Popup::menu(&response).show(|ui| {
        ui.set_min_width(220.0);
        let mut item = |ui: &mut Ui, text: &str, action: Action| {
            if ui.button(text).clicked() {
                asks.push(action);
                ui.close();
            }
        };
        let set = |value| Action::Set { feature: fact.feature, value, gesture: None };
        item(ui, words::IF_NOT_KNOWN, set(Value::Missing));
        item(ui, words::IF_WITHHELD, set(Value::Withheld));
        item(ui, words::MAP_WITH, Action::Explain(ExplainAct::Map(MapAsk::With(fact.feature))));
        if fact.was.is_some() {
            item(ui, words::SET_BACK_AS_IS, Action::Reset(fact.feature));
        }
        item(ui, describe_words::DESCRIBE_FACT, DescribeAct::At(fact.feature).into());
        ui.separator();
        let theme = theme::of(ui.ctx());
        for line in &fact.about {
            phrase(ui, &Phrase::default().plain(line), theme::SMALL, theme::role(theme, Role::Muted));
        }
    });
}
