//! How firm this is, below the changes: a row per fact, and what no value of a fact changes.

use egui::{RichText, Ui};

use crate::app::act::explain::ExplainAct;
use crate::app::{Action, App, Document};
use crate::figure::Role;
use crate::gui::paint::{job, letter, small};
use crate::gui::theme;
use crate::view::firm::Row;
use crate::view::words::{control, explain as words};

/// Draws it.
pub fn firm_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let several = |document: &Document| document.inputs.model().offers().len() > 1;
    let Some(view) = app.explain().firm().filter(|_| app.document().is_some_and(several)) else { return };
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    ui.add_space(6.0);
    ui.separator();
    crate::gui::said::heading(ui, RichText::new(words::FIRM).font(theme::strong(theme::BODY)), 3);
    ui.label(job(&view.lead, theme::BODY - 0.5, ink));
    if let Some(several) = &view.several {
        ui.label(job(several, theme::BODY - 0.5, ink));
    }
    ui.add_space(2.0);
    for row in &view.rows {
        row_ui(ui, row, asks);
    }
    if !view.never.is_empty() {
        ui.add_space(4.0);
        ui.label(job(&view.never, theme::SMALL, ink));
    }
    ui.label(job(&view.limits, theme::SMALL, theme::role(theme::of(ui.ctx()), Role::Muted)));
}

/// One fact: its value now, where the same offer stays first, and what comes first past the ends.
fn row_ui(ui: &mut Ui, row: &Row, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let shown = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        ui.spacing_mut().interact_size.y = 22.0;
        let name = ui.link(RichText::new(&row.fact).font(theme::strong(theme::SMALL)));
        name.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, control::go_to(&row.fact)));
        if name.clicked() {
            asks.push(Action::Explain(ExplainAct::GoTo(Some(row.feature))));
        }
        small(ui, &row.told());
        for (to, first, offer) in &row.switches {
            letter(ui, theme, first, offer.map(|o| o.0), 18.0);
            small(ui, to);
        }
        if !row.distance.is_empty() {
            small(ui, &format!("({})", row.distance));
        }
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, row.about()));
}
