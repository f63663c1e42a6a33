//! A what-if, above its reasons: that it is one and the ways out of it, and which of its changes did it.

use egui::{Align2, CornerRadius, Margin, RichText, Sense, Ui, pos2, vec2};

use crate::app::act::explain::ExplainAct;
use crate::app::act::scenarios::ScenariosAct;
use crate::app::{Action, App};
use crate::figure::{Role, Theme, Weight, font};
use crate::gui::paint::{letter_at, phrase, small};
use crate::gui::said::{self, Tip as _};
use crate::gui::shell::introduce;
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{at_right, button, link};
use crate::view::blame::{BOXES, Blame, Case};
use crate::view::explain::{Banner, Screen};
use crate::view::words::explain as words;

/// What the ways out of a what-if take, at most.
const BUTTONS: f32 = 420.0;
/// The least width of a box.
const BOX: f32 = 118.0;
const GAP: f32 = 6.0;
const PAD: f32 = 7.0;
const LINE: f32 = 16.0;
const TILE: f32 = 18.0;

/// Above the cards, whether there is a what-if or not, so that nothing moves where one begins or ends.
pub fn place_ui(ui: &mut Ui, theme: Theme, app: &App, screen: &Screen, asks: &mut Vec<Action>) {
    match &screen.banner {
        Some(banner) => banner_ui(ui, theme, app, banner, asks),
        None if app.introduces() => framed(ui, Some(theme::paint(theme, Paint::Field)), |ui| introduce(ui, asks)),
        None => framed(ui, None, |ui| drop(small(ui, words::TOLD_HERE))),
    }
}

/// A row of the banner's height.
fn framed(ui: &mut Ui, fill: Option<egui::Color32>, add: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::new().corner_radius(CornerRadius::same(8)).inner_margin(Margin::symmetric(12, 4));
    frame.fill(fill.unwrap_or_default()).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(8.0, 3.0);
        ui.spacing_mut().button_padding = vec2(9.0, 3.0);
        ui.spacing_mut().interact_size.y = 26.0;
        ui.horizontal_wrapped(add);
    });
}

/// Said first and large: an altered customer is never taken for the real one.
pub fn banner_ui(ui: &mut Ui, theme: Theme, app: &App, banner: &Banner, asks: &mut Vec<Action>) {
    let ink = theme::paint(theme, Paint::ChangedInk);
    framed(ui, Some(theme::paint(theme, Paint::Changed)), |ui| {
        let small = |text: &str| RichText::new(text).font(theme::regular(theme::SMALL));
        let room = ui.max_rect().width() - BUTTONS;
        let wide = |text: &str, size: f32, weight| font::width(text, size, weight);
        let said = wide(&banner.sentence.text(), theme::BODY, Weight::Strong);
        // in one line, so that nothing moves
        let size = if said <= room { theme::BODY } else { theme::SMALL };
        said::speaks(&phrase(ui, &banner.sentence, size, ink), false);
        // what does not fit beside it is told with the way back
        let has_room = said + wide(&banner.trial, theme::SMALL, Weight::Regular) <= room;
        if has_room {
            ui.label(small(&banner.trial).color(ink));
        }
        at_right(ui, "ways", |ui| {
            let back = ui.button(small(&banner.back));
            let is_back = back.clicked();
            if !has_room {
                back.tip(&banner.trial);
            }
            if is_back {
                asks.push(Action::ResetAll);
            }
            let kept = app.document().is_some_and(|d| d.pins.list().iter().any(|s| s.is(&d.choice)));
            // what is kept already needs no button
            if !kept && button(ui, small(words::KEEP)) {
                asks.push(Action::Scenarios(ScenariosAct::Pin));
            }
        });
    });
}

/// Which change did it: boxes side by side, each with what comes first.
pub fn blame_ui(ui: &mut Ui, theme: Theme, app: &App, blame: &Blame, asks: &mut Vec<Action>) {
    phrase(ui, &blame.sentence, theme::SMALL, theme::role(theme, Role::Ink));
    // as they are, each change, all
    let n_changes = blame.boxes.len().saturating_sub(2);
    let all = app.explain().all_changes || n_changes <= BOXES;
    let hidden = if all { 0 } else { n_changes - BOXES };
    let last = blame.boxes.len() - 1;
    let shown: Vec<&Case> = blame
        .boxes
        .iter()
        .enumerate()
        .filter(|(i, _)| *i <= n_changes - hidden || *i == last)
        .map(|(_, b)| b)
        .collect();
    let per_row = (((ui.available_width() + GAP) / (BOX + GAP)) as usize).clamp(1, shown.len());
    for row in shown.chunks(per_row) {
        row_ui(ui, theme, row, per_row);
    }
    if n_changes > BOXES && link(ui, &words::more_changes(hidden)) {
        asks.push(Action::Explain(ExplainAct::AllChanges(!app.explain().all_changes)));
    }
}

/// Boxes side by side, as high as the highest.
fn row_ui(ui: &mut Ui, theme: Theme, row: &[&Case], per_row: usize) {
    let width = (ui.available_width() - GAP * (per_row - 1) as f32) / per_row as f32;
    let inner = width - 2.0 * PAD;
    let texts: Vec<_> = row.iter().map(|case| lines(case, inner)).collect();
    let n_lines = texts.iter().map(|t| t.0.len() + t.1.len() + t.2.len()).max().unwrap_or(0);
    let height = 2.0 * PAD + n_lines as f32 * LINE + TILE + 2.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    for (i, (case, (title, change, next))) in row.iter().zip(&texts).enumerate() {
        let min = pos2(rect.min.x + i as f32 * (width + GAP), rect.min.y);
        let area = egui::Rect::from_min_size(min, vec2(width, height));
        let response = ui.interact(area, ui.scope_id().with(("case", case.title.as_str(), i)), Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, case.about()));
        let (fill, ink, muted) = if case.is_shown {
            let ink = theme::paint(theme, Paint::ChangedInk);
            (Paint::Changed, ink, ink)
        } else {
            (Paint::Field, theme::role(theme, Role::Ink), theme::role(theme, Role::Muted))
        };
        let painter = ui.painter();
        painter.rect_filled(area, CornerRadius::same(7), theme::paint(theme, fill));
        let mut y = min.y + PAD + LINE / 2.0;
        let x = min.x + PAD;
        let small = theme::regular(theme::TINY);
        for line in title {
            painter.text(pos2(x, y), Align2::LEFT_CENTER, line, theme::strong(theme::TINY), ink);
            y += LINE;
        }
        for line in change {
            painter.text(pos2(x, y), Align2::LEFT_CENTER, line, small.clone(), muted);
            y += LINE;
        }
        let y_tile = y - LINE / 2.0 + 1.0;
        let mut from = x;
        if let Some(offer) = case.first {
            let tile = egui::Rect::from_min_size(pos2(x, y_tile), vec2(TILE, TILE));
            letter_at(ui, theme, tile, &case.letter, Some(offer.0));
            from += TILE + 5.0;
        }
        let middle = y_tile + TILE / 2.0;
        let told =
            if case.first.is_some() { case.response.clone() } else { words::case(&case.response, &case.letter) };
        ui.painter().text(pos2(from, middle), Align2::LEFT_CENTER, &told, theme::strong(theme::SMALL), ink);
        if next.is_empty() {
            let right = pos2(area.max.x - PAD, middle);
            ui.painter().text(right, Align2::RIGHT_CENTER, &case.next, small.clone(), muted);
        }
        for (k, line) in next.iter().enumerate() {
            let at = pos2(x, middle + TILE / 2.0 + LINE / 2.0 + k as f32 * LINE);
            ui.painter().text(at, Align2::LEFT_CENTER, line, small.clone(), muted);
        }
    }
}

/// The lines of a box: its title, what is changed, and the next offer where it does not fit beside the first.
fn lines(case: &Case, width: f32) -> (Vec<String>, Vec<String>, Vec<String>) {
    let wrap = |text: &str, weight| match text {
        "" => Vec::new(),
        _ => font::wrap(text, theme::TINY, weight, width),
    };
    let first = TILE + 5.0 + font::width(&case.response, theme::SMALL, Weight::Strong);
    let fits = first + 8.0 + font::width(&case.next, theme::TINY, Weight::Regular) <= width;
    let next = if fits { Vec::new() } else { wrap(&case.next, Weight::Regular) };
    (wrap(&case.title, Weight::Strong), wrap(&case.change, Weight::Regular), next)
}
