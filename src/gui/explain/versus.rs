//! Why not the other: two offers' reasons side by side, from where both scores start to what decides their order.

use egui::Ui;

use crate::app::act::explain::ExplainAct;
use crate::app::act::figure::Figure;
use crate::app::{Action, App};
use crate::base::OfferIdx;
use crate::figure::Role;
use crate::gui::paint::{phrase, small};
use crate::gui::table::{self, Cell};
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
    let widths = [width - 246.0, 82.0, 82.0, 82.0];
    let [(a, _), (b, _)] = &comparison.offers;
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let row = |ui: &mut Ui, label: &str, cells: [&str; 3], strong: bool, amount: f64| {
        let lead = if amount == 0.0 { muted } else { ink };
        let number = |text, ink, strong| Cell { right: true, ..Cell::text(text, ink, strong) };
        let [own, other, gap] = cells;
        let cells = [
            Cell::text(label, ink, strong),
            number(own, muted, strong),
            number(other, muted, strong),
            number(gap, lead, true),
        ];
        let name = format!("{label} {own} {other} {gap}");
        table::row(ui, &widths, &cells, theme::BODY - 0.5, None, &name);
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
}
