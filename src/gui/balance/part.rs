//! What both tabs of Balance are made of: cards in their places, and the tabs themselves.

use egui::{Rect, Ui, vec2};

use crate::app::act::balance::{BalanceAct, EveryoneAct};
use crate::app::{Action, App, Whom};
use crate::gui::widget::tab;
use crate::gui::{focus, said, theme};

/// Width below which the cards stand under one another.
pub(super) const BESIDE_FROM: f32 = 1000.0;
/// Height below which they do too: each by itself would be too low.
pub(super) const HIGH_FROM: f32 = 560.0;
/// The size of the sentence at the top.
pub(super) const LEAD: f32 = 15.5;

/// Does something with all customers.
pub(super) fn does(act: EveryoneAct) -> Action {
    Action::Balance(BalanceAct::Everyone(act))
}

/// Of whom the place speaks.
pub(super) fn tabs(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (i, whom) in Whom::ALL.into_iter().enumerate() {
            if tab(ui, whom.label(), app.balance().whom == whom, i + 1) {
                asks.push(Action::Balance(BalanceAct::Whom(whom)));
            }
        }
    });
}

/// A card in a place, filling it or as high as what it holds; gives its height.
pub(super) fn card(ui: &mut Ui, name: &str, at: Rect, fills: bool, add: impl FnOnce(&mut Ui)) -> f32 {
    let theme = theme::of(ui.ctx());
    let builder = said::region(name).max_rect(at).id_salt(name);
    ui.scope_builder(builder, |ui| {
        focus::card(ui);
        theme::card(theme)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                if fills {
                    ui.set_min_size(ui.available_size());
                }
                add(ui);
            })
            .response
            .rect
            .height()
    })
    .inner
}

/// The place of the next card where they stand under one another: as wide with a bar that scrolls as without.
pub(super) fn below(ui: &Ui, width: f32) -> Rect {
    Rect::from_min_size(ui.cursor().min, vec2(width, 10.0))
}
