//! What stands beside the rows: all offers before and after, and which facts were not needed.

use egui::{Align2, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use super::mark::mark;
use crate::app::act::balance::BalanceAct;
use crate::app::act::explain::ExplainAct;
use crate::app::slot::Standing;
use crate::app::{Action, App, Tab};
use crate::figure::{Role, Weight, font};
use crate::gui::paint::{letter_at, phrase, small};
use crate::gui::widget::{above_foot, button};
use crate::gui::{said, theme};
use crate::view::Phrase;
use crate::view::balance::needed::NeededView;
use crate::view::balance::refusals::{OfferRow, OffersView};
use crate::view::balance::rows::Sure;
use crate::view::words::balance as words;

/// The height of an offer's first line.
const LINE: f32 = 19.0;
/// The side of its letter.
const TILE: f32 = 19.0;

/// Draws all offers, in at most so much height.
pub fn offers_ui(ui: &mut Ui, offers: &OffersView, most: f32) {
    ui.spacing_mut().item_spacing.y = 4.0;
    said::heading(ui, RichText::new(&offers.title).font(theme::strong(16.0)), 2);
    small(ui, &offers.note);
    ScrollArea::vertical().max_height(most).auto_shrink([false, true]).id_salt("balance-offers").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        offers.rows.iter().for_each(|row| offer_ui(ui, row));
    });
}

fn offer_ui(ui: &mut Ui, row: &OfferRow) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let weight = if row.is_first { Weight::Strong } else { Weight::Regular };
    let numbers = words::change(&row.before, &row.now);
    let numbers_wide = font::width(&numbers, theme::BODY, Weight::Strong);
    let width = ui.available_width();
    let room = width - TILE - 8.0 - numbers_wide - 10.0;
    let lines = font::wrap(&row.title, theme::BODY, weight, room.max(80.0));
    // numbers that leave too little room have a line of their own
    let is_below = room < 80.0;
    let height = (lines.len() + usize::from(is_below)) as f32 * LINE + 3.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, words::offer_name(&row.letter, &row.title, &numbers))
    });
    let tile = egui::Rect::from_min_size(rect.min, vec2(TILE, TILE));
    letter_at(ui, theme, tile, &row.letter, row.is_on_offer.then_some(row.offer.0));
    let font_id = |is_strong| if is_strong { theme::strong(theme::BODY) } else { theme::regular(theme::BODY) };
    let colour = if row.is_on_offer { ink } else { muted };
    let painter = ui.painter();
    for (k, line) in lines.iter().enumerate() {
        let at = pos2(rect.min.x + TILE + 8.0, rect.min.y + LINE * (k as f32 + 0.5));
        painter.text(at, Align2::LEFT_CENTER, line, font_id(row.is_first), colour);
    }
    let y = if is_below { rect.min.y + LINE * (lines.len() as f32 + 0.5) } else { rect.min.y + LINE / 2.0 };
    painter.text(pos2(rect.max.x, y), Align2::RIGHT_CENTER, numbers, font_id(row.is_on_offer), colour);
}

/// Draws which facts were not needed.
pub fn needed_ui(ui: &mut Ui, app: &App, is_pinned: bool, asks: &mut Vec<Action>) {
    let wing = app.balance();
    ui.spacing_mut().item_spacing.y = 5.0;
    let Some(view) = wing.needed() else {
        said::heading(ui, RichText::new(words::NEEDED).font(theme::strong(16.0)), 2);
        if !wing.can_need() {
            return drop(small(ui, words::CANNOT_NEED));
        }
        return drop(small(
            ui,
            match wing.need_standing() {
                Standing::Stopped => words::NOT_SEARCHED,
                _ => words::SEARCHING_SET,
            },
        ));
    };
    let body = |ui: &mut Ui, _: &mut Vec<Action>| {
        let inner = |ui: &mut Ui| needed_body(ui, &view);
        if is_pinned {
            ScrollArea::vertical().auto_shrink(false).id_salt("not-needed").show(ui, inner);
        } else {
            inner(ui);
        }
    };
    let foot = |ui: &mut Ui, asks: &mut Vec<Action>| {
        ui.horizontal_wrapped(|ui| {
            let n = view.not_needed.len();
            if n > 0 && button(ui, words::refuse(n)) {
                asks.push(Action::Balance(BalanceAct::Refuse(view.not_needed.clone())));
            }
            if button(ui, words::HOW_PROVEN) {
                asks.push(Action::Explain(ExplainAct::Tab(Tab::Enough)));
            }
            if !view.is_proven && !wing.is_searching() && button(ui, words::LONGER) {
                asks.push(Action::Balance(BalanceAct::Longer));
            }
        });
    };
    if is_pinned {
        above_foot(ui, asks, body, foot);
    } else {
        body(ui, asks);
        foot(ui, asks);
    }
}

fn needed_body(ui: &mut Ui, view: &NeededView) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    said::heading(ui, RichText::new(&view.title).font(theme::strong(16.0)), 2);
    phrase(ui, &view.lead, theme::BODY - 0.5, ink);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        mark(ui, theme, if view.is_proven { Sure::Proven } else { Sure::Open }, ink);
        ui.add(egui::Label::new(RichText::new(view.proof).font(theme::strong(theme::SMALL))).wrap());
    });
    for (i, (head, facts)) in view.lists.iter().enumerate() {
        let text = Phrase::default().strong(*head).plain(format!(" {facts}."));
        phrase(ui, &text, theme::SMALL, if i == 0 { ink } else { muted });
    }
}
