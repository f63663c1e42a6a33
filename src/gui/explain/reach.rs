//! The middle card of a model with one outcome: how high the customer stands, the line, and what it does to everybody.

use egui::{Align, Key, Layout, Rect, RichText, Sense, Ui, vec2};

use super::field::hold_sides;
use super::profile::Draft;
use crate::app::act::describe::DescribeAct;
use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Figure;
use crate::app::browse::typed_number;
use crate::app::place::Over;
use crate::app::slot::Standing;
use crate::app::{Action, App, Document};
use crate::ask;
use crate::ask::line::{nearest, stepped};
use crate::figure::{self, Role, Weight, font};
use crate::gui::paint::{figure, phrase, small};
use crate::gui::said::{self, Tip as _, heading};
use crate::gui::table::{self, Cell};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{failed, figure_menu, link};
use crate::model::Line;
use crate::view::explain::ReachView;
use crate::view::explain::reach::{Other, Others};
use crate::view::words::control;
use crate::view::words::explain::reach as words;

/// The chance in large type.
const LARGE: f32 = 32.0;
/// The height of everybody on the scale, at least and at most.
const SPREAD: (f32, f32) = (132.0, 300.0);
/// What stands above and below them, about.
const AROUND: f32 = 545.0;
/// So many steps are a large one.
const FAR: f64 = 10.0;
/// What a chance that is typed is kept within, in percent.
const PERCENTS: std::ops::RangeInclusive<f64> = 0.01..=99.99;

/// Draws the card.
pub fn reach_ui(ui: &mut Ui, app: &App, document: &Document, draft: &mut Draft, asks: &mut Vec<Action>) {
    let Some(view) = app.explain().reached().view() else { return };
    let Some(line) = document.line() else { return };
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    // a tall window has room for more
    let height = (ui.available_height() - AROUND).clamp(SPREAD.0, SPREAD.1);
    egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("reach").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            heading(ui, RichText::new(&view.title).font(theme::strong(theme::BODY + 1.0)).color(ink), 2);
            if !view.is_named && link(ui, words::NAME_IT) {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        });
        head(ui, view);
        if !view.before.is_empty() {
            small(ui, &view.before);
        }
        if !view.trust.is_empty() {
            phrase(ui, &view.trust, theme::SMALL, ink);
        }
        line_box(ui, app, document, view, line, asks);
        if let Some(spread) = &view.spread {
            let laid = figure::reach::layout(spread, ui.available_width(), height);
            spread_ui(ui, app, document, (view, line), &laid, draft, asks);
        }
        under_way(ui, app, document, asks);
        if !view.sends.is_empty() {
            ui.separator();
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 18.0;
                ui.spacing_mut().button_padding = vec2(6.0, 1.0);
                heading(ui, RichText::new(words::SENDS).font(theme::strong(theme::SMALL)), 3);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| figure_menu(ui, Figure::Offers, asks));
            });
            for (count, what) in &view.sends {
                let widths = [50.0, ui.available_width() - 50.0];
                let cells = [Cell::text(count, ink, true), Cell::text(what, ink, false)];
                ui.spacing_mut().item_spacing.y = 0.0;
                table::row(ui, &widths, &cells, theme::SMALL, None, &format!("{count} {what}"));
            }
            ui.spacing_mut().item_spacing.y = 5.0;
        }
        if let Some(others) = &view.others {
            ui.separator();
            others_ui(ui, others, asks);
        }
        if !view.note.is_empty() {
            phrase(ui, &view.note, theme::TINY, muted);
        }
    });
}

/// The chance, how far from the line, and among how many.
fn head(ui: &mut Ui, view: &ReachView) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.label(RichText::new(&view.response).font(theme::strong(LARGE)));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add_space(2.0);
            ui.add(egui::Label::new(RichText::new(&view.place).font(theme::strong(theme::SMALL))).wrap());
            if !view.rank.is_empty() {
                ui.add(egui::Label::new(RichText::new(&view.rank).font(theme::regular(theme::SMALL))).wrap());
            }
        });
    });
}

/// From where on is sent: a step lower or higher, or typed; where it came from, and the way back.
fn line_box(ui: &mut Ui, app: &App, document: &Document, view: &ReachView, line: Line, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let link_of = document.inputs.model().link();
    let scale = app.explain().reached().reach(document).and_then(ask::Reach::scale);
    let frame = egui::Frame::new().fill(theme::paint(theme, Paint::Field)).corner_radius(9);
    frame.inner_margin(egui::Margin::symmetric(10, 7)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 3.0);
        ui.spacing_mut().interact_size = vec2(24.0, 26.0);
        ui.spacing_mut().button_padding = vec2(7.0, 2.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new(words::SEND_FROM).font(theme::strong(theme::SMALL)));
            let Some(response) = line.response() else {
                ui.label(RichText::new(&view.at).font(theme::strong(theme::BODY)));
                return;
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let card = theme::paint(theme, Paint::Card);
                let step = |ui: &mut Ui, sign: &str, name: &str, by: f64, asks: &mut Vec<Action>| {
                    let to = stepped(link_of, scale, line, by).and_then(Line::response);
                    let button = egui::Button::new(RichText::new(sign).font(theme::strong(theme::BODY)));
                    let button = ui.add_enabled(to.is_some(), button.fill(card).min_size(vec2(26.0, 26.0)));
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, to.is_some(), name));
                    if button.clicked() {
                        asks.push(Action::Line { response: to, gesture: None });
                    }
                };
                step(ui, "+", words::HIGHER, 1.0, asks);
                typed(ui, view, response, link_of.is_probability(), card, asks);
                step(ui, "−", words::LOWER, -1.0, asks);
            });
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().interact_size.y = 16.0;
            if !view.from.is_empty() {
                let muted = theme::role(theme, Role::Muted);
                ui.label(RichText::new(&view.from).font(theme::regular(theme::SMALL)).color(muted));
            }
            if let Some((back, whose)) = &view.back {
                let back = ui.link(RichText::new(back).font(theme::regular(theme::SMALL)));
                if back.tip(*whose).clicked() {
                    asks.push(Action::Line { response: None, gesture: None });
                }
            }
            if view.back.is_some() && document.origin.path.is_some() {
                let keep = ui.link(RichText::new(words::KEEP).font(theme::regular(theme::SMALL)));
                if keep.tip(words::KEEP_TIP).clicked() {
                    asks.push(Action::Describe(DescribeAct::Save));
                }
            }
        });
    });
}

/// The line as a number that can be typed over.
fn typed(ui: &mut Ui, view: &ReachView, response: f64, is_chance: bool, card: egui::Color32, asks: &mut Vec<Action>) {
    let factor = if is_chance { 100.0 } else { 1.0 };
    let mut number = response * factor;
    let before = number;
    let edit = ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.weak_bg_fill = card;
        ui.style_mut().override_font_id = Some(theme::strong(theme::BODY + 1.0));
        let edit = egui::DragValue::new(&mut number).speed(0.0).update_while_editing(false);
        let edit = edit.custom_formatter(|_, _| view.at.clone()).custom_parser(|text| typed_number(text, "", false));
        ui.add(if is_chance { edit.range(PERCENTS) } else { edit })
    });
    let edit = edit.inner.on_hover_cursor(egui::CursorIcon::Text);
    edit.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::SpinButton, true, words::SEND_FROM);
        info.value = Some(before);
        info
    });
    edit.tip(words::TYPE);
    if number.to_bits() != before.to_bits() {
        asks.push(Action::Line { response: Some(number / factor), gesture: None });
    }
}

/// Everybody on the scale, where the line is dragged by hand or keys.
fn spread_ui(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    (view, line): (&ReachView, Line),
    laid: &figure::reach::Laid,
    draft: &mut Draft,
    asks: &mut Vec<Action>,
) {
    let Some(scale) = app.explain().reached().reach(document).and_then(ask::Reach::scale) else { return };
    let link = document.inputs.model().link();
    let origin = ui.cursor().min;
    figure(ui, &laid.frame, "spread");
    let shift = |p: figure::Point| egui::pos2(origin.x + p.x, origin.y + p.y);
    let rect = Rect::from_min_max(shift(laid.min), shift(laid.max));
    let response = ui.interact(rect.expand(6.0), ui.scope_id().with("line"), Sense::click_and_drag());
    let response = response.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
    let mut change: Option<Option<Line>> = None;
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked())
    {
        let at = f64::from((pointer.x - rect.min.x) / rect.width());
        change = Some(nearest(link, scale, scale.response(at)));
    }
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        hold_sides(ui, response.id);
        change = keyed(ui, scale, |steps| stepped(link, Some(scale), line, steps), |to| nearest(link, scale, to))
            .or(change);
    }
    let factor = if link.is_probability() { 100.0 } else { 1.0 };
    let (low, high) = scale.ends();
    let now = line.response();
    let said = said::Slider {
        name: words::THE_LINE,
        text: &view.at,
        value: now.map(|now| now * factor),
        range: (low * factor, high * factor),
        step: scale.step(now.unwrap_or(low)) * factor,
    };
    if let Some(value) = said::slider(ui, &response, &said) {
        change = Some(nearest(link, scale, value / factor));
    }
    let gesture = draft.drag(change.is_some() && response.dragged());
    if let Some(to) = change.flatten().and_then(Line::response) {
        asks.push(Action::Line { response: Some(to), gesture });
    }
}

/// Where keys move the line to: arrows a step, with Shift or by page ten, Home and End to the ends of the scale.
fn keyed(
    ui: &Ui,
    scale: ask::Scale,
    by: impl Fn(f64) -> Option<Line>,
    to: impl Fn(f64) -> Option<Line>,
) -> Option<Option<Line>> {
    let (steps, ends) = ui.input(|i| {
        let count = |key| i.num_presses(key) as f64;
        let sides = count(Key::ArrowRight) - count(Key::ArrowLeft);
        let pages = count(Key::PageUp) - count(Key::PageDown);
        let steps = sides * if i.modifiers.shift { FAR } else { 1.0 } + FAR * pages;
        (steps, [i.key_pressed(Key::Home), i.key_pressed(Key::End)])
    });
    let (low, high) = scale.ends();
    match ends {
        [true, _] => Some(to(low)),
        [_, true] => Some(to(high)),
        _ => (steps != 0.0).then(|| by(steps)),
    }
}

/// What other lines would do; a click takes one.
fn others_ui(ui: &mut Ui, others: &Others, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let widths = widths(others, ui.available_width());
    let right = |i: usize| i > 0;
    ui.spacing_mut().item_spacing.y = 0.0;
    let heads: Vec<Cell<'_>> = others
        .heads
        .iter()
        .enumerate()
        .map(|(i, head)| Cell { right: right(i), ..Cell::text(head, muted, false) })
        .collect();
    table::row(ui, &widths, &heads, theme::TINY, None, &others.about).tip(&others.about);
    for row in &others.rows {
        other_ui(ui, row, &widths, ink, asks);
    }
    ui.spacing_mut().item_spacing.y = 5.0;
}

/// Columns as wide as their cells, with heads on two lines, and what is left shared.
fn widths(others: &Others, room: f32) -> Vec<f32> {
    let two_lines = |text: &str| {
        let width = |part: &str| font::width(part.trim(), theme::TINY, Weight::Regular);
        let halves = text.match_indices(' ').map(|(i, _)| width(&text[..i]).max(width(&text[i..])));
        halves.fold(width(text), f32::min)
    };
    let least: Vec<f32> = (0..others.heads.len())
        .map(|i| {
            let head = two_lines(&others.heads[i]);
            let cells = others.rows.iter().map(|row| font::width(&row.cells[i], theme::TINY, Weight::Strong));
            cells.fold(head, f32::max) + table::GAP + 0.5
        })
        .collect();
    let spare = (room - least.iter().sum::<f32>()).max(0.0) / least.len() as f32;
    least.into_iter().map(|width| width + spare).collect()
}

fn other_ui(ui: &mut Ui, row: &Other, widths: &[f32], ink: egui::Color32, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let last = row.cells.len() - 1;
    let cells = row.cells.iter().enumerate().map(|(i, text)| {
        let strong = row.is_now || (i == last && row.is_sent);
        Cell { right: i > 0, ..Cell::text(text, ink, strong) }
    });
    let cells: Vec<Cell<'_>> = cells.collect();
    let place = Rect::from_min_size(ui.cursor().min, vec2(widths.iter().sum(), theme::TINY + 9.0));
    let pointed = !row.is_now && ui.rect_contains_pointer(place);
    let fill = match (row.is_now, pointed) {
        (true, _) => Some(theme::paint(theme, Paint::Chosen)),
        (false, true) => Some(theme::paint(theme, Paint::Field)),
        (false, false) => None,
    };
    let response = table::row(ui, widths, &cells, theme::TINY, fill, &row.about).interact(Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, row.is_now, &row.about));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.clicked() && !row.is_now {
        asks.push(Action::Line { response: row.response, gesture: None });
    }
}

/// How far the scoring of everybody is, or what went wrong with it.
fn under_way(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    match app.explain().reached().scoring(document) {
        Some(Standing::Working(progress)) => {
            ui.horizontal_wrapped(|ui| {
                ui.add(egui::Spinner::new().size(16.0));
                let (done, total) = progress.read();
                small(ui, &words::scoring(done, total));
            });
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(120));
        }
        Some(Standing::Failed(error)) => failed(ui, error, Action::Explain(ExplainAct::Again), asks),
        None => {
            let open = ui.button(control::OPEN_CUSTOMERS);
            if open.clicked() {
                asks.push(Action::ChooseFile);
            }
        }
        Some(_) => {}
    }
}
