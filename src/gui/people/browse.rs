//! The customer browser: search, filters, shown facts, and the list of those who match.
//!
//! The list is as long as the customers are many and draws only the rows in sight. It keeps its own place in rows,
//! because a place in points would lose its fractions past some hundred thousand rows.

use std::sync::Arc;

use egui::{
    Align2, CornerRadius, Id, Key, Modifiers, Popup, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};

use crate::app::act::browse::BrowseAct;
use crate::app::act::figure::Figure;
use crate::app::browse::{COLUMNS_MAX, in_percent, typed_number, with_filter};
use crate::app::slot::Standing;
use crate::app::{Action, App, Document, Place};
use crate::ask::{Listing, Query, SortBy};
use crate::figure::{Role, Theme, Weight, font};
use crate::gui::key;
use crate::gui::paint::{letter_at, small, triangle};
use crate::gui::said::Tip as _;
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{at_right, button, close, failed, figure_menu, named_list, sheet};
use crate::view::browse::{self, Column, Condition, Subject, Width};
use crate::view::words::{bar, browse as words, control};

/// A row's height, in points.
const ROW: f32 = 31.0;
/// A line of what stands below the list.
const FOOT_LINE: f32 = 16.0;
/// The scroll bar's width with its margin.
const BAR: f32 = 14.0;

/// What the browser keeps between frames: where in the list, and a filter that is being made.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The chosen line, by its place in the list.
    cursor: usize,
    /// The first row in sight, in rows.
    top: f64,
    /// The list that both belong to.
    list: Option<Arc<Listing>>,
    adding: Option<Adding>,
}

/// A filter that is being made.
#[derive(Clone, Debug)]
struct Adding {
    subject: Subject,
    condition: usize,
    number: String,
}

/// What was pressed for the list.
#[derive(Clone, Copy, Default)]
struct Pressed {
    rows: i64,
    pages: i64,
    first: bool,
    last: bool,
    enter: bool,
}

fn search_id() -> Id {
    Id::unique("search")
}

/// Keys of the list, taken before a text field sees them: while the search, or nothing, has the focus.
fn pressed(ctx: &egui::Context) -> Pressed {
    let focus = ctx.memory(egui::Memory::focused);
    if Popup::is_any_open(ctx) || focus.is_some_and(|f| f != search_id()) {
        return Pressed::default();
    }
    ctx.input_mut(|i| {
        let mut count = |key| i.count_and_consume_key(Modifiers::NONE, key) as i64;
        Pressed {
            rows: count(Key::ArrowDown) - count(Key::ArrowUp),
            pages: count(Key::PageDown) - count(Key::PageUp),
            first: count(Key::Home) > 0,
            last: count(Key::End) > 0,
            enter: count(Key::Enter) > 0,
        }
    })
}

/// Draws the browser. `fresh` in the first frame after it opened.
pub fn browse_ui(ui: &mut Ui, app: &App, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    sheet(ui, 1240.0);
    if fresh {
        *draft = Draft::default();
    }
    head(ui, app, document, asks);
    if document.people.is_empty() {
        nobody(ui, asks);
        return;
    }
    let pressed = pressed(ui.ctx());
    tools(ui, app, document, draft, fresh, asks);
    chips(ui, app, document, asks);
    if draft.adding.is_some() {
        adding(ui, app, document, draft, asks);
    }
    scoring(ui, app, document, asks);
    let privacy = browse::privacy(app.browse().columns(), document.inputs.model());
    let lines = font::wrap(&privacy, theme::SMALL, Weight::Regular, ui.available_width() - BAR).len();
    let foot = lines as f32 * FOOT_LINE + 8.0;
    list(ui, app, document, draft, pressed, foot, asks);
    small(ui, &privacy);
}

fn head(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let query = app.browse().query();
    ui.horizontal_wrapped(|ui| {
        crate::gui::said::heading(ui, RichText::new(bar::CUSTOMERS).heading(), 1);
        if let Some((listing, current)) = app.browse().listing() {
            ui.add_space(6.0);
            let text = browse::count(listing.len(), document.people.len());
            ui.label(RichText::new(text).font(theme::strong(theme::BODY)));
            if let (Some(n), Some(line)) = (app.browse().n_sent(), document.line()) {
                small(ui, &browse::n_sent(document.inputs.model(), n, line));
            }
            if !current && (!query.needs_standings() || app.browse().standings().is_some()) {
                ui.spinner();
                small(ui, words::LISTING);
            }
        }
        at_right(ui, "tools", |ui| {
            if document.people.len() > 1 {
                let random = ui.button(words::RANDOM).tip(words::RANDOM_TIP);
                if random.clicked() {
                    asks.push(Action::Browse(BrowseAct::Random));
                    asks.push(Action::Go(Place::Explain));
                }
            }
            if app.browse().standings().is_some() {
                figure_menu(ui, Figure::Customers, asks);
            }
            close(ui, asks);
        });
    });
}

fn nobody(ui: &mut Ui, asks: &mut Vec<Action>) {
    ui.vertical_centered(|ui| {
        ui.add_space(80.0);
        ui.label(RichText::new(words::NOBODY).font(theme::strong(theme::BODY)));
        small(ui, words::WHAT_OPENS);
        ui.add_space(8.0);
        let open = ui.button(control::OPEN_CUSTOMERS);
        if open.clicked() {
            asks.push(Action::Over(None));
            asks.push(Action::ChooseFile);
        }
    });
}

/// The search, and the ways to narrow the list and to show more.
fn tools(ui: &mut Ui, app: &App, document: &Document, draft: &mut Draft, fresh: bool, asks: &mut Vec<Action>) {
    let wing = app.browse();
    let model = document.inputs.model();
    ui.horizontal(|ui| {
        let label = ui.label(words::SEARCH);
        let mut text = wing.query().search.clone();
        let edit =
            egui::TextEdit::singleline(&mut text).id(search_id()).hint_text(words::SEARCH_HINT).desired_width(280.0);
        let edit = ui.add(edit).labelled_by(label.id);
        if fresh {
            edit.request_focus();
        }
        // typing searches, wherever the focus is
        if !ui.ctx().text_edit_focused() && !Popup::is_any_open(ui.ctx()) {
            let typed = ui.input(key::text);
            if !typed.trim().is_empty() {
                text += &typed;
                edit.request_focus();
            }
        }
        if text != wing.query().search {
            asks.push(Action::Browse(BrowseAct::List(Query { search: text, ..wing.query().clone() })));
        }
        let filter = ui.add_enabled(draft.adding.is_none(), egui::Button::new(words::ADD_FILTER));
        if filter.clicked() {
            let subject = browse::subjects(model, app.browse().outcome_column().is_some())[0].0;
            draft.adding = Some(Adding { subject, condition: 0, number: String::new() });
        }
        let menu = ui.menu_button(words::SHOW_FACT, |ui| fact_menu(ui, document, wing.columns(), asks));
        menu.response.tip(words::SHOW_FACT_TIP);
    });
}

fn fact_menu(ui: &mut Ui, document: &Document, shown: &[crate::base::FeatureIdx], asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    ui.set_min_width(300.0);
    if shown.len() >= COLUMNS_MAX {
        small(ui, words::NO_ROOM);
        return;
    }
    small(ui, words::SHOWN);
    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (idx, _) in model.features().iter().filter(|(f, _)| !shown.contains(f)) {
            if ui.button(browse::fact_name(model, idx)).clicked() {
                asks.push(Action::Browse(BrowseAct::ShowFact(idx, true)));
                ui.close();
            }
        }
    });
}

fn chips(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let query = app.browse().query();
    if query.filters.is_empty() {
        return;
    }
    let theme = theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        small(ui, words::only(query.filters.len()));
        for (i, filter) in query.filters.iter().enumerate() {
            let text = browse::filter(document.inputs.model(), filter);
            let label = RichText::new(format!("{text}  ×")).font(theme::regular(theme::SMALL));
            let chip = egui::Button::new(label).fill(theme::paint(theme, Paint::Chosen));
            let chip = ui.add(chip).tip(words::REMOVE_TIP);
            chip.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words::remove(&text)));
            if chip.clicked() {
                let mut query = query.clone();
                query.filters.remove(i);
                asks.push(Action::Browse(BrowseAct::List(query)));
            }
        }
        let clear = ui.button(words::CLEAR_FILTERS);
        if clear.clicked() {
            asks.push(cleared(query));
        }
    });
}

/// Everybody again, in the order asked for.
fn cleared(query: &Query) -> Action {
    Action::Browse(BrowseAct::List(Query { search: String::new(), filters: Vec::new(), ..query.clone() }))
}

/// The line in which a filter is made: about what, how, and perhaps a number.
fn adding(ui: &mut Ui, app: &App, document: &Document, draft: &mut Draft, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    let Some(adding) = &mut draft.adding else { return };
    let mut done = false;
    ui.horizontal_wrapped(|ui| {
        small(ui, words::WHERE);
        let subjects = browse::subjects(model, app.browse().outcome_column().is_some());
        let now = subjects.iter().find(|(s, _)| *s == adding.subject).map_or("", |(_, text)| text.as_str());
        let combo = egui::ComboBox::from_id_salt("filter-subject").width(210.0).height(380.0).selected_text(now);
        let combo = combo.show_ui(ui, |ui| {
            for (subject, text) in &subjects {
                if ui.selectable_label(*subject == adding.subject, text).clicked() {
                    (adding.subject, adding.condition) = (*subject, 0);
                }
            }
        });
        named_list(&combo.response, &words::subject(now));
        let conditions = browse::conditions(model, adding.subject);
        let Some((text, condition)) = conditions.get(adding.condition).or(conditions.first()) else { return };
        let combo = egui::ComboBox::from_id_salt("filter-condition").width(170.0).height(380.0).selected_text(text);
        let mut chosen = adding.condition;
        let combo = combo.show_ui(ui, |ui| {
            for (i, (text, _)) in conditions.iter().enumerate() {
                ui.selectable_value(&mut chosen, i, text);
            }
        });
        adding.condition = chosen;
        named_list(&combo.response, &words::condition(text));
        let mut enter = false;
        let filter = match condition {
            Condition::Ready(filter) => Some(*filter),
            Condition::Number(least) => {
                let unit = browse::unit(model, adding.subject);
                let label = ui.label(words::NUMBER);
                let edit = egui::TextEdit::singleline(&mut adding.number).desired_width(90.0);
                let edit = ui.add(edit).labelled_by(label.id);
                enter = edit.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                if !unit.is_empty() {
                    ui.label(unit);
                }
                let percent = adding.subject == Subject::Response && in_percent(model);
                let number = typed_number(&adding.number, unit, percent);
                if number.is_none() && !adding.number.trim().is_empty() {
                    let warn = theme::paint(theme::of(ui.ctx()), Paint::ChangedInk);
                    ui.label(RichText::new(words::NO_NUMBER).font(theme::regular(theme::SMALL)).color(warn));
                }
                number.and_then(|x| browse::number_filter(adding.subject, *least, x))
            }
        };
        let add = ui.add_enabled(filter.is_some(), egui::Button::new(words::ADD));
        if let Some(filter) = filter
            && (add.clicked() || enter)
        {
            asks.push(Action::Browse(BrowseAct::List(with_filter(app.browse().query(), filter))));
            done = true;
        }
        let cancel = ui.button(control::GIVE_UP);
        done |= cancel.clicked();
    });
    if done {
        draft.adding = None;
        ui.memory_mut(|m| m.request_focus(search_id()));
    }
}

/// How far the scoring is, that it was stopped, or what went wrong.
fn scoring(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    if let Some(error) = app.browse().error() {
        failed(ui, error, Action::Browse(BrowseAct::Again), asks);
    }
    ui.horizontal(|ui| match app.browse().scoring() {
        Standing::Working(progress) => {
            ui.spinner();
            let (done, total) = progress.read();
            let percent = (done * 100).checked_div(total).unwrap_or(0);
            ui.label(words::scoring(&browse::count(document.people.len(), document.people.len()), percent));
            if button(ui, control::STOP) {
                asks.push(Action::Browse(BrowseAct::ScoreAll(false)));
            }
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(120));
        }
        Standing::Stopped => {
            ui.label(words::NOT_SCORED);
            if button(ui, words::SCORE) {
                asks.push(Action::Browse(BrowseAct::ScoreAll(true)));
            }
        }
        Standing::Failed(error) => failed(ui, error, Action::Browse(BrowseAct::ScoreAll(true)), asks),
        Standing::Done | Standing::Waiting => {}
    });
}

/// The least height of the list.
const LEAST: f32 = 160.0;

/// The heads and the rows in sight.
fn list(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    draft: &mut Draft,
    pressed: Pressed,
    foot: f32,
    asks: &mut Vec<Action>,
) {
    let wing = app.browse();
    let model = document.inputs.model();
    let columns = browse::columns(model, wing.query(), wing.columns());
    let least: f32 = columns.iter().map(|c| points(c.width)).sum();
    // in a low window all of it is scrolled, the list too
    let height = (ui.available_height() - foot - ui.spacing().item_spacing.y).max(LEAST);
    let room = ui.available_width() - BAR;
    let (clip, right) = (ui.clip_rect(), ui.max_rect().max.x);
    // in a narrow window the columns move sideways, all together, and the bar beside them stays
    let area = egui::ScrollArea::horizontal().id_salt("columns").auto_shrink(false);
    let scroll = ui.spacing().scroll;
    // and so does theirs at the fold of the sheet: egui moves there what floats, and nothing else
    ui.spacing_mut().scroll = egui::style::ScrollStyle {
        floating: true,
        floating_width: scroll.bar_width,
        floating_allocated_width: scroll.allocated_width(),
        dormant_background_opacity: 1.0,
        active_background_opacity: 1.0,
        interact_background_opacity: 1.0,
        dormant_handle_opacity: 1.0,
        active_handle_opacity: 1.0,
        interact_handle_opacity: 1.0,
        ..scroll
    };
    area.max_width(room).max_height(height).show(ui, |ui| {
        ui.spacing_mut().scroll = scroll;
        let height = if least > room { height - 14.0 } else { height };
        let (area, _) = ui.allocate_exact_size(vec2(least.max(room), height), Sense::hover());
        let texts = columns.iter().filter(|c| matches!(c.width, Width::Text(_))).count().max(1) as f32;
        let spare = (room - least).max(0.0) / texts;
        let mut x = area.min.x;
        let spans: Vec<(f32, f32)> = columns
            .iter()
            .map(|c| {
                let from = x;
                x += points(c.width) + if matches!(c.width, Width::Text(_)) { spare } else { 0.0 };
                (from, x)
            })
            .collect();
        for (column, span) in columns.iter().zip(&spans) {
            column_head(ui, column, *span, area.min.y, wing.query(), asks);
        }
        let rows = Rect::from_min_max(pos2(area.min.x, area.min.y + 34.0), area.max);
        let edge = theme::paint(theme::of(ui.ctx()), Paint::Edge);
        ui.painter().hline(area.x_range(), rows.min.y - 2.0, Stroke::new(1.0, edge));
        let bar = Rect::from_x_y_ranges(right - BAR..=right, rows.y_range());
        let mut beside = ui.new_child(egui::UiBuilder::new().max_rect(bar));
        beside.set_clip_rect(bar.intersect(clip));
        body(ui, &mut beside, app, document, draft, pressed, (rows, &spans), asks);
    });
    ui.spacing_mut().scroll = scroll;
}

fn points(width: Width) -> f32 {
    match width {
        Width::Text(w) | Width::Figures(w) => w,
    }
}

fn column_head(
    ui: &mut Ui,
    column: &Column,
    (from, to): (f32, f32),
    top: f32,
    query: &Query,
    asks: &mut Vec<Action>,
) {
    let theme = theme::of(ui.ctx());
    let fact = match column.sort {
        SortBy::Fact(fact) => Some(fact),
        _ => None,
    };
    let hide = if fact.is_some() { 24.0 } else { 0.0 };
    let rect = Rect::from_min_max(pos2(from, top), pos2(to - hide, top + 28.0));
    let response = ui.interact(rect, ui.scope_id().with(("head", &column.title)), Sense::click());
    let name = words::sort_by(&column.title, column.sorted);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, &name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(6), theme::paint(theme, Paint::Field));
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    if response.clicked() {
        // figures the greatest first, texts from A on; then the other way round, then as they were opened
        let first = !matches!(column.sort, SortBy::Label | SortBy::Offer);
        let (sort, descending) = match column.sorted {
            None => (column.sort, first),
            Some(d) if d == first => (column.sort, !first),
            Some(_) => (SortBy::Place, false),
        };
        asks.push(Action::Browse(BrowseAct::List(Query { sort, descending, ..query.clone() })));
    }
    let mark = if column.sorted.is_some() { 16.0 } else { 0.0 };
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let title = font::fit(&column.title, theme::SMALL, Weight::Strong, rect.width() - 12.0 - mark);
    let colour = if column.sorted.is_some() { ink } else { muted };
    let at = pos2(rect.min.x + 8.0, rect.center().y);
    let end = ui.painter().text(at, Align2::LEFT_CENTER, title, theme::strong(theme::SMALL), colour).max.x;
    if let Some(descending) = column.sorted {
        triangle(ui, pos2(end + 10.0, rect.center().y), 8.0, !descending, ink);
    }
    response.tip(words::sort_tip(&column.about));
    if let Some(fact) = fact {
        let rect = Rect::from_min_max(pos2(to - hide, top + 2.0), pos2(to - 2.0, top + 26.0));
        let close = ui.interact(rect, ui.scope_id().with(("hide", fact)), Sense::click());
        close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words::hide(&column.title)));
        if close.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(6), theme::paint(theme, Paint::FieldHover));
        }
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, "×", theme::regular(theme::BODY), ink);
        if close.clicked() {
            asks.push(Action::Browse(BrowseAct::ShowFact(fact, false)));
        }
        close.tip(words::HIDE);
    }
}

/// The rows in their area, and the bar `beside` them.
fn body(
    ui: &mut Ui,
    beside: &mut Ui,
    app: &App,
    document: &Document,
    draft: &mut Draft,
    pressed: Pressed,
    (area, spans): (Rect, &[(f32, f32)]),
    asks: &mut Vec<Action>,
) {
    let Some((listing, current)) = app.browse().listing() else {
        centre(ui, area, words::WAITS);
        return;
    };
    let n = listing.len();
    if n == 0 {
        if current {
            centre(ui, area, words::NO_MATCH);
            let rect = Rect::from_center_size(area.center() + vec2(0.0, 40.0), vec2(200.0, 32.0));
            let clear = ui.put(rect, egui::Button::new(words::CLEAR_ALL));
            if clear.clicked() {
                asks.push(cleared(app.browse().query()));
            }
        }
        return;
    }
    let sight = f64::from(area.height() / ROW);
    let most = (n as f64 - sight).max(0.0);
    if !draft.list.as_ref().is_some_and(|l| Arc::ptr_eq(l, listing)) {
        // a new list begins where the customer stands who is looked at, else at its top
        let fresh = draft.list.is_none();
        draft.list = Some(Arc::clone(listing));
        draft.cursor = if fresh { app.browse().here().unwrap_or(0) } else { 0 };
        draft.top = draft.cursor as f64 - sight / 2.0;
    }
    let before = draft.cursor;
    let page = (sight as i64 - 1).max(1);
    let by = pressed.rows + pressed.pages * page;
    draft.cursor = (draft.cursor as i64).saturating_add(by).clamp(0, n as i64 - 1) as usize;
    if pressed.first {
        draft.cursor = 0;
    }
    if pressed.last {
        draft.cursor = n - 1;
    }
    if draft.cursor != before {
        let at = draft.cursor as f64;
        draft.top = draft.top.clamp(at + 1.0 - sight, at.max(at + 1.0 - sight));
    }
    if ui.rect_contains_pointer(area) {
        let wheel = ui.input(|i| i.smooth_scroll_delta().y);
        draft.top -= f64::from(wheel / ROW);
    }
    scroll_bar(beside, draft, n, sight);
    draft.top = draft.top.clamp(0.0, most);
    if pressed.enter
        && current
        && let Some(place) = listing.get(draft.cursor)
    {
        choose(place, asks);
    }

    let first = draft.top.floor() as usize;
    let shift = (draft.top.fract() as f32) * ROW;
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(area));
    child.set_clip_rect(area.intersect(ui.clip_rect()));
    if !current {
        child.set_opacity(0.55);
    }
    for i in first..n.min(first + sight.ceil() as usize + 1) {
        let top = area.min.y + (i - first) as f32 * ROW - shift;
        let rect = Rect::from_min_size(pos2(area.min.x, top), vec2(area.width(), ROW));
        if let Some(place) = listing.get(i)
            && row(&mut child, app, document, rect, spans, place, i == draft.cursor)
        {
            choose(place, asks);
        }
    }
}

fn choose(place: usize, asks: &mut Vec<Action>) {
    asks.push(Action::Person(place));
    asks.push(Action::Go(Place::Explain));
}

fn centre(ui: &Ui, area: Rect, text: &str) {
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    ui.painter().text(area.center(), Align2::CENTER_CENTER, text, theme::strong(theme::BODY), ink);
}

/// A row; says whether it was clicked.
fn row(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    rect: Rect,
    spans: &[(f32, f32)],
    place: usize,
    chosen: bool,
) -> bool {
    let theme = theme::of(ui.ctx());
    let model = document.inputs.model();
    let standings = app.browse().standings().map(Arc::as_ref);
    let row = browse::row(model, &*document.people, standings, document.line(), app.browse().columns(), place);
    // not one of the stops of Tab: arrows go through the list
    let response = ui.interact(rect, ui.scope_id().with(("customer", place)), Sense::CLICK);
    let here = place == document.choice.person;
    response.widget_info(|| {
        let about = if here { words::looked_at(&row.about) } else { row.about.clone() };
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, about)
    });
    let shape = rect.shrink2(vec2(1.0, 1.0));
    if chosen {
        let accent = Stroke::new(1.5, theme::paint(theme, Paint::Accent));
        let fill = theme::paint(theme, Paint::Chosen);
        ui.painter().rect(shape, CornerRadius::same(6), fill, accent, StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_filled(shape, CornerRadius::same(6), theme::paint(theme, Paint::Field));
    }
    if response.hovered() {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    let y = rect.center().y;
    let mut spans = spans.iter().copied();
    if let Some(span) = spans.next() {
        let label = if here { words::shown(&row.label) } else { row.label.clone() };
        cell(ui, span, y, &label, here, Role::Ink);
    }
    if model.offers().len() > 1
        && let Some(span) = spans.next()
    {
        offer_cell(ui, theme, &row, span, y);
    }
    for (text, span) in row.cells.iter().zip(spans) {
        cell(ui, span, y, text, false, Role::Ink);
    }
    response.clicked()
}

/// A text in its column, cut to it.
fn cell(ui: &Ui, (from, to): (f32, f32), y: f32, text: &str, strong: bool, role: Role) {
    let (font_id, weight) = if strong {
        (theme::strong(theme::BODY), Weight::Strong)
    } else {
        (theme::regular(theme::BODY), Weight::Regular)
    };
    let text = font::fit(text, theme::BODY, weight, to - from - 14.0);
    let colour = theme::role(theme::of(ui.ctx()), role);
    ui.painter().text(pos2(from + 8.0, y), Align2::LEFT_CENTER, text, font_id, colour);
}

fn offer_cell(ui: &Ui, theme: Theme, row: &browse::Row, (from, to): (f32, f32), y: f32) {
    match &row.offer {
        Some((Some(offer), letter, title)) => {
            let tile = Rect::from_center_size(pos2(from + 18.0, y), vec2(20.0, 20.0));
            letter_at(ui, theme, tile, letter, Some(offer.0));
            cell(ui, (from + 28.0, to), y, title, false, Role::Ink);
        }
        Some((None, _, title)) => cell(ui, (from, to), y, title, false, Role::Muted),
        None => cell(ui, (from, to), y, "…", false, Role::Muted),
    }
}

/// The bar that all of `ui` is: as much of it as there is in sight, and where.
fn scroll_bar(ui: &mut Ui, draft: &mut Draft, n: usize, sight: f64) {
    let area = ui.max_rect();
    let most = n as f64 - sight;
    if most <= 0.0 {
        return;
    }
    let theme = theme::of(ui.ctx());
    let track = Rect::from_min_max(pos2(area.max.x - 9.0, area.min.y), pos2(area.max.x - 1.0, area.max.y));
    let response =
        ui.interact(track.expand2(vec2(3.0, 0.0)), ui.scope_id().with("scroll"), Sense::DRAG | Sense::CLICK);
    let length = ((sight / n as f64) as f32 * track.height()).clamp(28.0, track.height());
    let travel = track.height() - length;
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked())
    {
        let t = ((pointer.y - track.min.y - length / 2.0) / travel).clamp(0.0, 1.0);
        draft.top = f64::from(t) * most;
    }
    let t = (draft.top / most).clamp(0.0, 1.0) as f32;
    let thumb = Rect::from_min_size(pos2(track.min.x, track.min.y + t * travel), vec2(track.width(), length));
    ui.painter().rect_filled(track, CornerRadius::same(4), theme::paint(theme, Paint::Field));
    let held = response.hovered() || response.dragged();
    let fill = theme::role(theme, if held { Role::Ink } else { Role::Muted });
    ui.painter().rect_filled(thumb, CornerRadius::same(4), fill);
    response.widget_info(|| {
        let at = words::at(&browse::position(Some(draft.top as usize), n));
        egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, at)
    });
}
