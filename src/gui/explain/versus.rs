//! Why not the other: two offers' reasons side by side, from where both scores start to what decides their order.

use egui::{Align2, Sense, Ui, pos2, vec2};

use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Figure;
use crate::app::{Action, App};
use crate::base::OfferIdx;
use crate::figure::{self as layouts, Role};
use crate::gui::paint::{focus_ring, phrase, small};
use crate::gui::theme;
use crate::gui::widget::{figure_menu, under_way};
use crate::view::phrase::offer_name;
use crate::view::words::explain as words;

/// Draws it.
pub fn versus_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    if app.explain().other_offer().is_none() {
        small(ui, words::NO_OTHER);
        return;
    }
    pickers(ui, app, asks);
    let Some(comparison) = app.explain().comparison() else {
        return under_way(ui, app, words::COMPARING);
    };
    phrase(ui, &comparison.sentence, theme::BODY, theme::role(theme, Role::Ink));
    let width = ui.available_width() - 6.0;
    let columns = [width - 164.0, width - 82.0, width];
    let [(a, _), (b, _)] = &comparison.offers;
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let row = |ui: &mut Ui, label: &str, cells: [&str; 3], strong: bool, amount: f64| {
        let lines = layouts::font::wrap(label, theme::BODY - 0.5, layouts::Weight::Regular, width - 250.0);
        let height = lines.len() as f32 * 19.0 + 7.0;
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let font = if strong { theme::strong(theme::BODY - 0.5) } else { theme::regular(theme::BODY - 0.5) };
        for (k, line) in lines.iter().enumerate() {
            let at = pos2(rect.min.x, rect.min.y + 12.0 + k as f32 * 19.0);
            ui.painter().text(at, Align2::LEFT_CENTER, line, font.clone(), ink);
        }
        for (k, (cell, x)) in cells.iter().zip(columns).enumerate() {
            let colour = match (k, amount) {
                (2, x) if x > 0.0 => theme::role(theme, Role::Raises),
                (2, x) if x < 0.0 => theme::role(theme, Role::Lowers),
                _ => muted,
            };
            let font = if k == 2 || strong { theme::strong(theme::SMALL) } else { theme::regular(theme::SMALL) };
            ui.painter().text(pos2(rect.min.x + x, rect.center().y), Align2::RIGHT_CENTER, cell, font, colour);
        }
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{label} {}", cells.join(" ")))
        });
    };
    let lead = format!("{a}−{b}");
    row(ui, "", [a, b, &lead], true, 0.0);
    let last = comparison.rows.len() - 1;
    for (i, line) in comparison.rows.iter().enumerate() {
        let strong = i == 0 || i == last;
        row(ui, &line.label, [&line.shares[0], &line.shares[1], &line.lead], strong, line.amount);
    }
    for line in &comparison.steps {
        row(ui, &line.label, [&line.shares[0], &line.shares[1], &line.lead], true, line.amount);
    }
}

/// Which two offers: the one explained, and the other.
fn pickers(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let (Some(explanation), Some(other)) = (app.explanation(), app.explain().other_offer()) else { return };
    let focus = explanation.focus;
    ui.horizontal_wrapped(|ui| {
        let explain = |o: OfferIdx| {
            let winner = explanation.now.winner().map(|w| w.offer);
            let focus_on = Action::Focus((winner != Some(o)).then_some(o));
            // one that stands on the other side changes places
            let swap = (o == other).then_some(Action::Explain(ExplainAct::Versus(Some(focus))));
            [focus_on].into_iter().chain(swap).collect()
        };
        picker(ui, app, words::EXPLAINED, focus, explain, asks);
        picker(ui, app, words::AND_NOT, other, |o| vec![Action::Explain(ExplainAct::Versus(Some(o)))], asks);
        figure_menu(ui, Figure::Compare, asks);
    });
}

/// A list of all offers.
fn picker(
    ui: &mut Ui,
    app: &App,
    word: &str,
    now: OfferIdx,
    chosen: impl Fn(OfferIdx) -> Vec<Action>,
    asks: &mut Vec<Action>,
) {
    let Some(document) = app.document() else { return };
    let model = document.inputs.model();
    let focus = app.explanation().map(|e| e.focus);
    small(ui, word);
    let name = offer_name(model, now);
    let combo = egui::ComboBox::from_id_salt(egui::Id::unique(("versus", word)))
        .selected_text(&name)
        .width(120.0)
        .show_ui(ui, |ui| {
            for offer in model.offer_ids() {
                // an offer is not compared with itself
                if word != words::EXPLAINED && Some(offer) == focus {
                    continue;
                }
                if ui.selectable_label(offer == now, offer_name(model, offer)).clicked() && offer != now {
                    asks.extend(chosen(offer));
                }
            }
        });
    let name = if word == words::EXPLAINED { words::why_offer(&name) } else { words::and_not_offer(&name) };
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
    focus_ring(ui, &combo.response);
}
