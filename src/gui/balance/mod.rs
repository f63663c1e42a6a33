//! Balance: what each permission is worth. Of the customer who is looked at: who it is and the finding at the top, a row for
//! every refusal below, at the right all offers and what was not needed. Of all customers: see `everyone.rs`.

pub mod everyone;
pub mod foot;
pub mod frontier;
pub mod mark;
pub mod part;
pub mod rows;
pub mod side;
pub mod weights;
pub mod worth;

use egui::{Rect, ScrollArea, Ui, pos2};

use self::part::{BESIDE_FROM, HIGH_FROM, LEAD, below, card, tabs};

use crate::app::act::balance::BalanceAct;
use crate::app::act::figure::Figure;
use crate::app::{Action, App, Document, Whom};
use crate::figure::Role;
use crate::gui::explain::{blame, profile};
use crate::gui::paint::{phrase, small};
use crate::gui::widget::{at_right, centred, failed, save_menu};
use crate::gui::{focus, said, theme};
use crate::view::balance::refusals::RefusalsView;
use crate::view::words::{balance as words, control};

/// Draws the place.
pub fn balance_ui(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    if app.balance().whom == Whom::Everybody {
        return everyone::everyone_ui(ui, app, document, asks);
    }
    let wing = app.balance();
    let Some(view) = wing.view().cloned() else {
        match wing.error() {
            Some(error) => centred(ui, control::FAILED, "", |ui| {
                failed(ui, error, Action::Balance(BalanceAct::Again), asks);
            }),
            None => drop(ui.centered_and_justified(|ui| ui.label(control::WORKING_OUT))),
        }
        return;
    };
    if wing.is_searching() || wing.is_stale() {
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
    }
    let all = ui.available_rect_before_wrap();
    if all.width() < BESIDE_FROM || all.height() < HIGH_FROM {
        return stacked(ui, app, document, &view, asks);
    }
    let gap = f32::from(theme::GAP);
    let height = card(ui, words::HEAD, all, false, |ui| head(ui, app, document, &view, asks));
    let top = all.min.y + height + gap;
    let right = (all.width() * 0.28).clamp(300.0, 420.0);
    let split = all.max.x - right;
    let rows_at = Rect::from_min_max(pos2(all.min.x, top), pos2(split - gap, all.max.y));
    card(ui, words::ROWS, rows_at, true, |ui| rows::rows_ui(ui, app, document, &view, true, asks));
    let offers_at = Rect::from_min_max(pos2(split, top), all.max);
    let most = (all.max.y - top) * 0.5;
    let height = card(ui, &view.offers.title, offers_at, false, |ui| side::offers_ui(ui, &view.offers, most));
    let needed_at = Rect::from_min_max(pos2(split, top + height + gap), all.max);
    card(ui, words::NEEDED, needed_at, true, |ui| side::needed_ui(ui, app, true, asks));
}

/// The cards under one another, in the order in which they are read.
fn stacked(ui: &mut Ui, app: &App, document: &Document, view: &RefusalsView, asks: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).id_salt(("balance", app.desk().model_digest())).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = f32::from(theme::GAP);
        // as wide with a bar that scrolls as without
        let width = ui.available_width() - 4.0;
        let at = below(ui, width);
        card(ui, words::HEAD, at, false, |ui| head(ui, app, document, view, asks));
        let at = below(ui, width);
        card(ui, words::ROWS, at, false, |ui| rows::rows_ui(ui, app, document, view, false, asks));
        let at = below(ui, width);
        card(ui, &view.offers.title, at, false, |ui| side::offers_ui(ui, &view.offers, f32::INFINITY));
        let at = below(ui, width);
        card(ui, words::NEEDED, at, false, |ui| side::needed_ui(ui, app, false, asks));
    });
}

/// Who it is, and the finding.
fn head(ui: &mut Ui, app: &App, document: &Document, view: &RefusalsView, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 5.0;
    let theme = theme::of(ui.ctx());
    let explained = app.screen().filter(|_| app.explain().answers().is_about(document)).cloned();
    ui.horizontal_wrapped(|ui| {
        match &explained {
            Some(screen) => {
                let room = (ui.available_width() * 0.5).max(160.0);
                profile::who_ui(ui, screen, room, asks);
                profile::position_ui(ui, app, document, screen, asks);
            }
            None => drop(said::heading(ui, &document.choice.profile.name, 1)),
        }
        at_right(ui, "take", |ui| {
            tabs(ui, app, asks);
            let receipts =
                words::RECEIPTS.map(|(label, json_ld)| (label, Action::Balance(BalanceAct::Receipt { json_ld })));
            save_menu(ui, Figure::Balance, &receipts, words::SAVE, asks);
        });
    });
    if let Some(banner) = explained.as_ref().and_then(|screen| screen.banner.as_ref()) {
        focus::fixed(ui, "banner", |ui| blame::banner_ui(ui, theme, app, banner, asks));
    }
    said::speaks(&phrase(ui, &view.lead, LEAD, theme::role(theme, Role::Ink)), false);
    if app.balance().is_stale() {
        small(ui, control::EARLIER);
    }
}
