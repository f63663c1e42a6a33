//! Below the rows: what the marks mean, and what all of it cannot tell.

use egui::{Color32, CornerRadius, Pos2, RichText, Sense, Stroke, Ui, vec2};

use super::mark::{line, mark_at};
use crate::app::act::balance::BalanceAct;
use crate::app::{Action, App};
use crate::figure::Role;
use crate::gui::paint::phrase;
use crate::gui::theme;
use crate::gui::widget::link;
use crate::view::balance::refusals::RefusalsView;
use crate::view::balance::rows::Sure;
use crate::view::words::balance as words;

/// What the marks mean, and what this cannot tell.
pub fn foot(ui: &mut Ui, app: &App, view: &RefusalsView, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    ui.spacing_mut().item_spacing.y = 3.0;
    line(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        ui.spacing_mut().interact_size.y = 16.0;
        let sign = |ui: &mut Ui, draw: &dyn Fn(&Ui, Pos2), width: f32, what: &str| {
            let (rect, _) = ui.allocate_exact_size(vec2(width, 16.0), Sense::hover());
            draw(ui, rect.center());
            tiny(ui, what, muted);
            ui.add_space(6.0);
        };
        let ring = |ui: &Ui, at: Pos2| {
            ui.painter().circle_stroke(at, 4.2, Stroke::new(2.4, ink));
        };
        let both = |ui: &Ui, at: Pos2| {
            for (role, x) in [(Role::LowersSoft, -11.0), (Role::RaisesSoft, 0.5)] {
                let part = egui::Rect::from_min_size(at + vec2(x, -5.0), vec2(10.5, 10.0));
                ui.painter().rect_filled(part, CornerRadius::same(2), theme::role(theme, role));
            }
        };
        sign(ui, &ring, 12.0, &view.assumed);
        sign(ui, &both, 24.0, words::EXACT);
        let [left, right] = &view.ends;
        tiny(ui, &words::ends(left, right), muted);
        ui.add_space(6.0);
        sign(ui, &|ui, at| mark_at(ui, theme, at, Sure::Depends, ink), 14.0, words::DEPENDS);
        for (is_there, sign, what) in [(view.marks.0, "◆", words::SENSITIVE), (view.marks.1, "◇", words::PROTECTED)]
        {
            if is_there {
                tiny(ui, &format!("{sign} {what}"), muted);
            }
        }
        if view.rows.iter().any(|row| row.has_barred) {
            tiny(ui, words::LEFT_OUT, muted);
        }
        let label = if app.balance().ways { words::HIDE_WAYS } else { words::WAYS };
        if link(ui, label) {
            asks.push(Action::Balance(BalanceAct::Ways(!app.balance().ways)));
        }
    });
    phrase(ui, &view.limits, theme::SMALL, ink);
}

fn tiny(ui: &mut Ui, what: &str, colour: Color32) {
    ui.label(RichText::new(what).font(theme::regular(theme::TINY)).color(colour));
}
