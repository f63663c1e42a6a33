//! A receipt: lines with an amount each and a running total.

use egui::{Align2, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::figure::{Role, Theme};
use crate::gui::paint::{job, phrase};
use crate::gui::said;
use crate::gui::theme;
use crate::view;
use crate::view::path::{Line, Receipt};

/// A receipt: what, amount, running total, with the condition beneath.
pub fn receipt(ui: &mut Ui, receipt: &Receipt) {
    said::heading(ui, RichText::new(&receipt.title).font(theme::strong(theme::BODY)), 3);
    let theme = theme::of(ui.ctx());
    let last = receipt.lines.len().saturating_sub(1);
    for (i, line) in receipt.lines.iter().enumerate() {
        if i == last {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
            let ink = theme::role(theme, Role::Muted);
            ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, ink));
        }
        receipt_line(ui, theme, line, i == 0 || i == last);
    }
    ui.add_space(2.0);
    phrase(ui, &receipt.note, theme::SMALL, theme::role(theme, Role::Muted));
}

fn receipt_line(ui: &mut Ui, theme: Theme, line: &Line, strong: bool) {
    let width = ui.available_width();
    let numbers = 170.0;
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
        ui.spacing_mut().interact_size.y = 20.0;
        if let Some(number) = line.number {
            let (rect, _) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
            ui.painter().circle_filled(rect.center(), 9.5, theme::role(theme, Role::Path));
            let on = theme::role(theme, Role::OnFill);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, number.to_string(), theme::strong(12.5), on);
        }
        ui.scope(|ui| {
            ui.set_max_width(width - numbers - if line.number.is_some() { 26.0 } else { 0.0 });
            let what = view::Phrase::default();
            let what = if strong { what.strong(&line.what) } else { what.plain(&line.what) };
            let mut text = job(&what, theme::BODY - 0.5, ink);
            if !line.because.is_empty() {
                let format =
                    egui::TextFormat { font_id: theme::regular(theme::SMALL), color: muted, ..Default::default() };
                text.append(&format!("   {}", line.because), 0.0, format);
            }
            let label = ui.add(egui::Label::new(text).wrap());
            // the whole line is read once, with the numbers that are drawn beside it
            let line = format!("{} {} {} {}", line.what, line.because, line.amount, line.total);
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_value(line));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(numbers - 10.0, 20.0), Sense::hover());
            let y = rect.center().y;
            let font = if strong { theme::strong(theme::BODY - 0.5) } else { theme::regular(theme::BODY - 0.5) };
            ui.painter().text(pos2(rect.max.x, y), Align2::RIGHT_CENTER, &line.total, font, ink);
            if !line.amount.is_empty() {
                let role = if line.share == 0.0 { Role::Muted } else { Role::Ink };
                let at = pos2(rect.max.x - 82.0, y);
                ui.painter().text(
                    at,
                    Align2::RIGHT_CENTER,
                    &line.amount,
                    theme::strong(theme::SMALL),
                    theme::role(theme, role),
                );
            }
        });
    });
}
