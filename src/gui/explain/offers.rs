//! The middle card: what the customer would get, ranked.

use egui::{Align2, CornerRadius, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::profile::Draft;
use super::reach::reach_ui;
use crate::app::act::figure::Figure;
use crate::app::{Action, App};
use crate::figure::{Role, Theme, Weight, font};
use crate::gui::paint::{letter_at, small};
use crate::gui::said::{Tip as _, heading};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::figure_menu;
use crate::view::explain::{OfferCard, Screen};

/// Room below which the head scrolls with the offers.
const PINNED_FROM: f32 = 340.0;

/// Draws the card.
pub fn offers_ui(ui: &mut Ui, app: &App, screen: &Screen, draft: &mut Draft, asks: &mut Vec<Action>) {
    if let (Some(document), 1) = (app.document(), screen.offers.len()) {
        return reach_ui(ui, app, document, draft, asks);
    }
    let head = |ui: &mut Ui, asks: &mut Vec<Action>| {
        heading(ui, RichText::new(&screen.offers_title).heading(), 2);
        ui.horizontal_wrapped(|ui| {
            small(ui, &screen.offers_note);
            figure_menu(ui, Figure::Offers, asks);
        });
        ui.add_space(2.0);
    };
    let is_low = ui.available_height() < PINNED_FROM;
    if !is_low {
        head(ui, asks);
    }
    egui::ScrollArea::vertical().auto_shrink(false).id_salt("offers").show(ui, |ui| {
        if is_low {
            head(ui, asks);
        }
        ui.spacing_mut().item_spacing.y = 6.0;
        for card in &screen.offers {
            card_ui(ui, card, asks);
        }
        small(ui, &screen.offers_foot);
    });
}

fn card_ui(ui: &mut Ui, card: &OfferCard, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let width = ui.available_width();
    let pad = 9.0;
    let response_width = font::width(&card.response, 16.0, Weight::Strong);
    let title_room = width - 2.0 * pad - 30.0 - response_width - 8.0;
    let lines = font::wrap(&card.title, theme::BODY, Weight::Strong, title_room);
    let notes = notes(card, width - 2.0 * pad);
    let top = lines.len() as f32 * 19.0;
    let bar_height = if card.barred.is_some() { 0.0 } else { 17.0 };
    let height = pad * 2.0 + top + bar_height + notes.len() as f32 * 17.0 + 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let barred = card.barred.is_some();
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let fill = if card.focus {
        Paint::Chosen
    } else if response.hovered() {
        Paint::Field
    } else {
        Paint::Card
    };
    let edge = if card.focus {
        Stroke::new(2.0, theme::paint(theme, Paint::Accent))
    } else {
        Stroke::new(1.0, theme::paint(theme, Paint::Edge))
    };
    ui.painter().rect(rect, CornerRadius::same(9), theme::paint(theme, fill), edge, StrokeKind::Inside);
    let left = rect.min.x + pad;
    let right = rect.max.x - pad;
    let mut y = rect.min.y + pad;
    let tile = Rect::from_min_size(pos2(left, y), vec2(21.0, 21.0));
    letter_at(ui, theme, tile, &card.letter, (!barred).then_some(card.offer.0));
    let title_ink = if barred { muted } else { ink };
    for (i, line) in lines.iter().enumerate() {
        ui.painter().text(
            pos2(left + 30.0, y + 10.0 + i as f32 * 19.0),
            Align2::LEFT_CENTER,
            line,
            theme::strong(theme::BODY),
            title_ink,
        );
    }
    ui.painter().text(pos2(right, y + 10.0), Align2::RIGHT_CENTER, &card.response, theme::strong(16.0), title_ink);
    y += top;
    if !barred {
        bar(ui, theme, card, left, right, y + 9.0);
        y += bar_height;
    }
    for (i, line) in notes.iter().enumerate() {
        let at = pos2(left, y + 10.0 + i as f32 * 17.0);
        let strong = card.wins || card.moved != 0;
        let font = if strong { theme::strong(theme::TINY) } else { theme::regular(theme::TINY) };
        ui.painter().text(at, Align2::LEFT_CENTER, line, font, if strong { ink } else { muted });
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, card.focus, card.about()));
    if response.clicked() {
        asks.push(Action::Focus(if card.wins { None } else { Some(card.offer) }));
    }
    if !card.description.is_empty() {
        response.tip(&card.description);
    }
}

/// The lines under the bar: place, how it moved and how the real customer stands, or why it may not be had.
fn notes(card: &OfferCard, room: f32) -> Vec<String> {
    let weight = if card.wins || card.moved != 0 { Weight::Strong } else { Weight::Regular };
    let text = card.not_on_offer().unwrap_or_else(|| card.placed());
    if text.is_empty() { Vec::new() } else { font::wrap(&text, theme::TINY, weight, room) }
}

fn bar(ui: &Ui, theme: Theme, card: &OfferCard, left: f32, right: f32, y: f32) {
    let track = Rect::from_min_max(pos2(left, y - 3.5), pos2(right, y + 3.5));
    ui.painter().rect_filled(track, CornerRadius::same(3), theme::role(theme, Role::Track));
    let mut filled = track;
    filled.max.x = left + (right - left) * card.bar;
    ui.painter().rect_filled(filled, CornerRadius::same(3), theme::role(theme, Role::Offer(card.offer.0)));
    if let Some(before) = card.bar_before {
        let x = left + (right - left) * before;
        super::field::before_mark(ui, theme, pos2(x, y), 7.0);
    }
}
