//! Balance of all customers: the finding at the top, sets of purposes against points of intrusiveness with what each
//! permission is worth below, at the right what the chosen set comes to; or how far the count is, that it was stopped, or
//! that nobody is open.

use egui::{Rect, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use super::frontier::{self, frontier_ui};
use super::part::{BESIDE_FROM, HIGH_FROM, LEAD, below, card, does, tabs};
use super::weights::weights_ui;
use super::worth::worth_ui;
use crate::app::act::balance::{BalanceAct, EveryoneAct};
use crate::app::act::figure::Figure;
use crate::app::slot::Standing;
use crate::app::{Action, App, Document};
use crate::figure::{Role, Weight, font};
use crate::gui::paint::{letter_at, phrase, small};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{above_foot, at_right, button, centred, failed, link, save_menu};
use crate::gui::{said, theme::GAP};
use crate::view::balance::chosen::{ChosenView, FeltRow, GivenRow};
use crate::view::balance::everyone::EveryoneView;
use crate::view::words::{control, everyone as words};

/// The height of a row of the chosen set.
const LINE: f32 = 20.0;
/// What stands below the points, and between what they are high.
const BELOW: f32 = 265.0;
const LOWEST: f32 = 250.0;
const HIGHEST: f32 = 620.0;
/// How high they are where cards stand under one another.
const STACKED: f32 = 340.0;
/// The height of a group's line.
const FELT: f32 = 18.0;
/// The side of an offer's letter.
const TILE: f32 = 18.0;

/// Draws the place.
pub fn everyone_ui(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let wing = &app.balance().everyone;
    let all = ui.available_rect_before_wrap();
    let gap = f32::from(GAP);
    let view = wing.view().filter(|_| matches!(wing.standing(), Standing::Done));
    let is_beside = all.width() >= BESIDE_FROM && all.height() >= HIGH_FROM;
    match view {
        Some(view) if is_beside => {
            let height = card(ui, words::HEAD, all, false, |ui| head(ui, app, Some(view), asks));
            let top = all.min.y + height + gap;
            let split = all.max.x - (all.width() * 0.32).clamp(320.0, 460.0);
            let sets_at = Rect::from_min_max(pos2(all.min.x, top), pos2(split - gap, all.max.y));
            card(ui, words::SETS, sets_at, true, |ui| {
                let height = (ui.available_height() - BELOW).clamp(LOWEST, HIGHEST);
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .id_salt("sets")
                    .show(ui, |ui| sets_ui(ui, app, view, height, asks));
            });
            let chosen_at = Rect::from_min_max(pos2(split, top), all.max);
            card(ui, &view.chosen.title, chosen_at, true, |ui| side_ui(ui, app, view, true, asks));
        }
        Some(view) => {
            let salt = ("everyone", app.desk().model_digest());
            ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = gap;
                let width = ui.available_width() - 4.0;
                let at = below(ui, width);
                card(ui, words::HEAD, at, false, |ui| head(ui, app, Some(view), asks));
                let at = below(ui, width);
                card(ui, words::SETS, at, false, |ui| sets_ui(ui, app, view, STACKED, asks));
                let at = below(ui, width);
                card(ui, &view.chosen.title, at, false, |ui| side_ui(ui, app, view, false, asks));
            });
        }
        None => drop(card(ui, words::HEAD, all, true, |ui| {
            head(ui, app, None, asks);
            state(ui, app, document, asks);
        })),
    }
}

/// Why there is nothing to see yet, and what can be done about it.
fn state(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let wing = &app.balance().everyone;
    let again = || does(EveryoneAct::Count(true));
    if document.people.table.is_none() {
        return centred(ui, words::NOBODY, words::NOBODY_TEXT, |ui| {
            if button(ui, control::OPEN_CUSTOMERS) {
                asks.push(Action::ChooseFile);
            }
        });
    }
    match (wing.standing(), wing.said_error()) {
        (Standing::Stopped, _) => centred(ui, words::STOPPED, words::STOPPED_TEXT, |ui| {
            if button(ui, control::TRY_AGAIN) {
                asks.push(again());
            }
        }),
        (Standing::Failed(error), _) | (_, Some(error)) => centred(ui, control::FAILED, "", |ui| {
            failed(ui, error, again(), asks);
        }),
        _ => {
            let (text, part) = wing.progress();
            centred(ui, &text, words::WORKING, |ui| {
                let bar = egui::ProgressBar::new(part).desired_width(420.0).desired_height(14.0);
                ui.add(bar.fill(theme::paint(theme::of(ui.ctx()), Paint::Accent)));
                ui.add_space(10.0);
                if button(ui, words::CANCEL) {
                    asks.push(does(EveryoneAct::Count(false)));
                }
            });
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
    }
}

/// What is asked, of whom, the tabs, and the finding.
fn head(ui: &mut Ui, app: &App, view: Option<&EveryoneView>, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 5.0;
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    ui.horizontal_wrapped(|ui| {
        said::heading(ui, RichText::new(words::TITLE).heading(), 1);
        if let Some(view) = view {
            small(ui, &view.whom);
        }
        at_right(ui, "take", |ui| {
            tabs(ui, app, asks);
            if view.is_some() {
                let table = [(control::SAVE_TABLE, does(EveryoneAct::SaveTable))];
                save_menu(ui, Figure::Everyone, &table, words::SAVE, asks);
            }
        });
    });
    let Some(view) = view else { return };
    said::speaks(&phrase(ui, &view.lead, LEAD, ink), false);
    if !view.what_if.is_empty() {
        small(ui, &view.what_if);
    }
}

/// The sets, and what each permission is worth.
fn sets_ui(ui: &mut Ui, app: &App, view: &EveryoneView, height: f32, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 4.0;
    // as wide with a bar that scrolls as without
    ui.set_max_width(ui.available_width() - 12.0);
    frontier::head(ui, view, asks);
    frontier_ui(ui, &view.frontier, height, asks);
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        small(ui, &view.how);
        ui.horizontal_wrapped(|ui| {
            small(ui, &view.set);
            if !app.balance().everyone.weighs && link(ui, words::WEIGHTS) {
                asks.push(does(EveryoneAct::Weights(true)));
            }
        });
    });
    super::mark::line(ui);
    worth_ui(ui, app, &view.worth, asks);
}

/// The points of each fact while they are changed, else the chosen set.
fn side_ui(ui: &mut Ui, app: &App, view: &EveryoneView, scrolls: bool, asks: &mut Vec<Action>) {
    if app.balance().everyone.weighs {
        return weights_ui(ui, view, scrolls, asks);
    }
    if !scrolls {
        chosen_ui(ui, &view.chosen);
        return chosen_foot(ui, view, asks);
    }
    let body = |ui: &mut Ui, _: &mut Vec<Action>| {
        ScrollArea::vertical().auto_shrink(false).id_salt("chosen").show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 12.0);
            chosen_ui(ui, &view.chosen);
        });
    };
    above_foot(ui, asks, body, |ui, asks| chosen_foot(ui, view, asks));
}

fn chosen_ui(ui: &mut Ui, chosen: &ChosenView) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.add(egui::Label::new(RichText::new(&chosen.title).font(theme::strong(16.0))).wrap());
    ui.add_space(3.0);
    chosen.rows.iter().for_each(|row| fact_ui(ui, row));
    if !chosen.change.is_empty() {
        small(ui, &chosen.change);
    }
    if !chosen.offers.is_empty() {
        given_ui(ui, chosen);
    }
    if !chosen.felt.is_empty() {
        felt_ui(ui, chosen);
    }
}

/// What can be done with the chosen set, and what all of it cannot tell.
fn chosen_foot(ui: &mut Ui, view: &EveryoneView, asks: &mut Vec<Action>) {
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.add_space(4.0);
    if !view.chosen.try_it.is_empty() && button(ui, &view.chosen.try_it) {
        asks.push(Action::Balance(BalanceAct::TryIt(view.chosen.facts.clone())));
    }
    super::mark::line(ui);
    phrase(ui, &view.limits, theme::SMALL, ink);
}

/// How groups of customers fare: the same offer, and accepted today and then.
fn felt_ui(ui: &mut Ui, chosen: &ChosenView) {
    ui.add_space(6.0);
    said::heading(ui, RichText::new(words::FELT).font(theme::strong(theme::BODY)), 2);
    small(ui, if chosen.felt_accepts { words::FELT_ACCEPTS } else { words::FELT_SAME });
    chosen.felt.iter().for_each(|row| felt_row(ui, row));
    chosen.felt_notes.iter().for_each(|note| drop(small(ui, note)));
}

fn felt_row(ui: &mut Ui, row: &FeltRow) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let [before, now] = &row.accepted;
    let told = if now.is_empty() { String::new() } else { format!(" · {before} {} ", words::THEN) };
    let wide = font::width(&row.same, theme::SMALL, Weight::Strong)
        + font::width(&told, theme::SMALL, Weight::Regular)
        + font::width(now, theme::SMALL, Weight::Strong)
        + 12.0;
    let width = ui.available_width();
    // numbers that leave too little room have a line of their own
    let is_below = width - wide < 80.0;
    let room = if is_below { width } else { width - wide };
    let lines = font::wrap(&row.name, theme::SMALL, Weight::Regular, room);
    let height = FELT * (lines.len() + usize::from(is_below)) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &row.about));
    let painter = ui.painter();
    for (k, line) in lines.iter().enumerate() {
        let at = pos2(rect.min.x, rect.min.y + FELT * (k as f32 + 0.5));
        painter.text(at, egui::Align2::LEFT_CENTER, line, theme::regular(theme::SMALL), ink);
    }
    let y = if is_below { rect.max.y - FELT / 2.0 } else { rect.min.y + FELT / 2.0 };
    let strong = theme::strong(theme::SMALL);
    let right = egui::Align2::RIGHT_CENTER;
    let now = painter.text(pos2(rect.max.x, y), right, now, strong.clone(), ink);
    let told = painter.text(now.left_center(), right, told, theme::regular(theme::SMALL), muted);
    painter.text(told.left_center(), right, &row.same, strong, ink);
}

/// A row: what, today and then; what has no room beside its name stands below it.
fn fact_ui(ui: &mut Ui, [name, before, now]: &[String; 3]) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let told = if before.is_empty() { String::new() } else { format!("{before} → ") };
    let wide = font::width(&told, theme::BODY, Weight::Regular) + font::width(now, theme::BODY, Weight::Strong);
    let width = ui.available_width();
    let is_below = font::width(name, theme::BODY, Weight::Regular) + wide + 12.0 > width;
    let lines = if is_below { font::wrap(name, theme::BODY, Weight::Regular, width) } else { vec![name.clone()] };
    let height = LINE * (lines.len() + usize::from(is_below)) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{name}: {told}{now}")));
    let painter = ui.painter();
    for (k, line) in lines.iter().enumerate() {
        let at = pos2(rect.min.x, rect.min.y + LINE * (k as f32 + 0.5));
        painter.text(at, egui::Align2::LEFT_CENTER, line, theme::regular(theme::BODY), muted);
    }
    let at = pos2(rect.max.x, rect.max.y - LINE / 2.0);
    let drawn = painter.text(at, egui::Align2::RIGHT_CENTER, now, theme::strong(theme::BODY), ink);
    painter.text(drawn.left_center(), egui::Align2::RIGHT_CENTER, told, theme::regular(theme::BODY), muted);
}

/// Who gets what first, today and then.
fn given_ui(ui: &mut Ui, chosen: &ChosenView) {
    ui.add_space(6.0);
    said::heading(ui, RichText::new(&chosen.offers_title).font(theme::strong(theme::BODY)), 2);
    small(ui, &chosen.offers_note);
    let widest = |texts: &dyn Fn(&GivenRow) -> &str, weight| {
        chosen.offers.iter().map(|row| font::width(texts(row), theme::BODY, weight)).fold(0.0, f32::max).ceil()
    };
    let columns = [widest(&|row| &row.before, Weight::Regular), widest(&|row| &row.now, Weight::Strong)];
    let first = chosen.offers.iter().map(|row| match row.offer {
        Some(_) => TILE,
        None => font::width(&row.letter, theme::SMALL, Weight::Regular).min(110.0),
    });
    let first = first.fold(TILE, f32::max).ceil();
    chosen.offers.iter().for_each(|row| offer_ui(ui, row, first, columns));
}

fn offer_ui(ui: &mut Ui, row: &GivenRow, first: f32, [before, now]: [f32; 2]) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let lines = match row.offer {
        Some(_) => Vec::new(),
        None => font::wrap(&row.letter, theme::SMALL, Weight::Regular, first + 1.0),
    };
    let height = (lines.len() as f32 * 16.0).max(TILE) + 5.0;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &row.about));
    let y = rect.center().y;
    let painter = ui.painter();
    match row.offer {
        Some(offer) => {
            let tile = Rect::from_min_size(pos2(rect.min.x, y - TILE / 2.0), vec2(TILE, TILE));
            letter_at(ui, theme, tile, &row.letter, Some(offer.0));
        }
        None => {
            for (k, line) in lines.iter().enumerate() {
                let at = pos2(rect.min.x, y + (k as f32 - (lines.len() as f32 - 1.0) / 2.0) * 16.0);
                painter.text(at, egui::Align2::LEFT_CENTER, line, theme::regular(theme::SMALL), muted);
            }
        }
    }
    let numbers = rect.max.x - now;
    painter.text(pos2(rect.max.x, y), egui::Align2::RIGHT_CENTER, &row.now, theme::strong(theme::BODY), ink);
    let arrow = painter.text(
        pos2(numbers - 6.0, y),
        egui::Align2::RIGHT_CENTER,
        words::THEN,
        theme::regular(theme::BODY),
        muted,
    );
    let at = pos2(arrow.min.x - 6.0, y);
    painter.text(at, egui::Align2::RIGHT_CENTER, &row.before, theme::regular(theme::BODY), muted);
    let bars = (rect.min.x + first + 9.0, at.x - before - 10.0);
    let colour = row.offer.map_or(Role::Muted, |offer| Role::Offer(offer.0));
    for (part, role, middle) in [(row.bars[0], Role::OffPath, y - 4.5), (row.bars[1], colour, y + 3.5)] {
        let wide = part * (bars.1 - bars.0).max(0.0);
        if wide > 0.0 {
            let bar = Rect::from_min_size(pos2(bars.0, middle - 2.5), vec2(wide.max(1.5), 5.5));
            painter.rect_filled(bar, egui::CornerRadius::same(2), theme::role(theme, role));
        }
    }
}
