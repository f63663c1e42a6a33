//! The offers as bars, ranked: for reports and exports (on screen they are cards).

use crate::figure::font;
use crate::figure::frame::{Align, Frame, Role, Shape, Target, Weight, at};
use crate::view::explain::OfferCard;

/// Lays the cards out in a width, a row each.
pub fn layout(cards: &[OfferCard], width: f32) -> Frame {
    const ROW: f32 = 52.0;
    let best = cards.first().filter(|c| c.barred.is_none());
    let best = best.map_or_else(String::new, |c| format!(", first {} {}", c.title, c.response));
    let mut frame = Frame::new(width, cards.len() as f32 * ROW, format!("Offers ranked{best}"));
    for (i, card) in cards.iter().enumerate() {
        let y = i as f32 * ROW;
        let barred = card.barred.is_some();
        let role = if barred { Role::OffPath } else { Role::Offer(card.offer.0) };
        frame.rect(role, at(0.0, y + 4.0), at(22.0, y + 26.0), 5.0);
        frame.text(Role::OnFill, at(11.0, y + 15.0), Align::Centre, 13.0, Weight::Strong, &card.letter);
        let weight = if card.wins { Weight::Strong } else { Weight::Regular };
        let title = font::fit(&card.title, 14.5, weight, width - 190.0);
        if barred {
            let x = 32.0 + font::width(&title, 14.5, weight) + 12.0;
            frame.text(Role::Muted, at(x, y + 15.0), Align::Left, 13.0, Weight::Regular, "not on offer");
        }
        frame.text(Role::Ink, at(32.0, y + 15.0), Align::Left, 14.5, weight, title);
        frame.text(Role::Ink, at(width, y + 15.0), Align::Right, 14.5, Weight::Strong, &card.response);
        if !barred {
            frame.rect(Role::Track, at(32.0, y + 32.0), at(width, y + 39.0), 3.0);
            let end = 32.0 + (width - 32.0) * card.bar;
            frame.rect(role, at(32.0, y + 32.0), at(end.max(33.0), y + 39.0), 3.0);
        }
        if let Some(before) = card.bar_before {
            let x = 32.0 + (width - 32.0) * before;
            let (a, b) = (at(x, y + 29.0), at(x, y + 42.0));
            frame.push(Role::Ink, Shape::Line { a, b, width: 2.0, dotted: true });
        }
        let place = card.barred.as_ref().map_or(card.place.clone(), |why| format!("Not on offer: {why}"));
        frame.hit(
            at(0.0, y),
            at(width, y + ROW),
            Target::Offer(card.offer),
            format!("{} {}. {place}", card.letter, card.title),
        );
    }
    frame
}
