//! For how many the offer stays without each purpose and each fact, and folded below what facts are asked for.

use egui::{CornerRadius, Rect, RichText, Sense, Ui, pos2, vec2};

use crate::app::act::balance::{BalanceAct, EveryoneAct};
use crate::app::slot::Standing;
use crate::app::{Action, App};
use crate::figure::{Role, Weight, font};
use crate::gui::paint::small;
use crate::gui::widget::{button, failed, link};
use crate::gui::{said, theme};
use crate::view::balance::worth::{Fold, WorthRow, WorthView};
use crate::view::words::everyone as words;

/// The height of a line.
const LINE: f32 = 18.0;
/// Room between columns.
const GAP: f32 = 12.0;
/// The least that a bar has.
const BAR: f32 = 60.0;

/// Draws it.
pub(super) fn worth_ui(ui: &mut Ui, app: &App, view: &WorthView, asks: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = LINE;
        said::heading(ui, RichText::new(&view.title).font(theme::strong(theme::SMALL + 0.5)), 2);
        small(ui, &view.note);
    });
    rows_ui(ui, &view.rows);
    if view.can_prove {
        proven_ui(ui, app, view, asks);
    }
    view.folds.iter().for_each(|fold| fold_ui(ui, fold));
}

/// For how many it is proven, or how far that is.
fn proven_ui(ui: &mut Ui, app: &App, view: &WorthView, asks: &mut Vec<Action>) {
    let does = |act| Action::Balance(BalanceAct::Everyone(act));
    if !view.proven.is_empty() {
        ui.add_space(4.0);
        let title = RichText::new(words::PROVEN).font(theme::strong(theme::SMALL + 0.5));
        said::heading(ui, title, 2);
        small(ui, words::PROVEN_NOTE);
        return rows_ui(ui, &view.proven);
    }
    match app.balance().everyone.proving() {
        Some(Standing::Failed(error)) => failed(ui, error, does(EveryoneAct::Prove(true)), asks),
        Some(Standing::Working(progress)) => {
            let (done, all) = progress.read();
            ui.horizontal_wrapped(|ui| {
                small(ui, &words::proving(done, all));
                if button(ui, words::CANCEL) {
                    asks.push(does(EveryoneAct::Prove(false)));
                }
            });
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
        Some(Standing::Done | Standing::Waiting) => {}
        Some(Standing::Stopped) | None => {
            if link(ui, words::PROVE) {
                asks.push(does(EveryoneAct::Prove(true)));
            }
        }
    }
}

/// A row that unfolds what is under it.
fn fold_ui(ui: &mut Ui, fold: &Fold) {
    let theme = theme::of(ui.ctx());
    let muted = theme::role(theme, Role::Muted);
    let id = ui.make_persistent_id(("worth", &fold.title));
    let mut state = egui::collapsing_header::CollapsingState::load_with_default_open(ui.ctx(), id, false);
    let width = ui.available_width();
    let lines = font::wrap(&fold.title, theme::SMALL, Weight::Strong, width - 16.0);
    let height = lines.len() as f32 * LINE + 6.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.clicked() {
        state.toggle(ui);
    }
    let is_open = state.is_open();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, &fold.title));
    let arrow = pos2(rect.min.x + 5.0, rect.min.y + 3.0 + LINE / 2.0);
    let turned =
        if is_open { [(-4.0, -2.5), (4.0, -2.5), (0.0, 3.5)] } else { [(-2.5, -4.0), (3.5, 0.0), (-2.5, 4.0)] };
    let points = turned.map(|(x, y)| arrow + vec2(x, y)).to_vec();
    ui.painter().add(egui::Shape::convex_polygon(points, muted, egui::Stroke::NONE));
    for (k, line) in lines.iter().enumerate() {
        let at = pos2(rect.min.x + 16.0, rect.min.y + 3.0 + LINE * (k as f32 + 0.5));
        ui.painter().text(at, egui::Align2::LEFT_CENTER, line, theme::strong(theme::SMALL), muted);
    }
    state.store(ui.ctx());
    if is_open {
        rows_ui(ui, &fold.rows);
        for line in &fold.lines {
            ui.add(egui::Label::new(RichText::new(line).font(theme::regular(theme::SMALL))).wrap());
        }
    }
}

fn rows_ui(ui: &mut Ui, rows: &[WorthRow]) {
    let widest = |texts: &dyn Fn(&WorthRow) -> &str, weight| {
        rows.iter().map(|row| font::width(texts(row), theme::SMALL, weight)).fold(0.0, f32::max).ceil()
    };
    let width = ui.available_width();
    let numbers = widest(&|row| &row.n, Weight::Strong);
    let points = widest(&|row| &row.points, Weight::Regular);
    let fixed = numbers + points + BAR + 3.0 * GAP;
    let name = widest(&|row| &row.name, Weight::Regular).min((width - fixed).max(80.0));
    // points give way first, then the bar
    let with_points = points > 0.0 && name + fixed <= width;
    for row in rows {
        row_ui(ui, row, name, if with_points { points } else { 0.0 }, numbers);
    }
}

fn row_ui(ui: &mut Ui, row: &WorthRow, name: f32, points: f32, numbers: f32) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let lines = font::wrap(&row.name, theme::SMALL, Weight::Regular, name + 1.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), lines.len() as f32 * LINE), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &row.about));
    let painter = ui.painter();
    let y = rect.min.y + LINE / 2.0;
    for (k, line) in lines.iter().enumerate() {
        let at = pos2(rect.min.x, y + LINE * k as f32);
        painter.text(at, egui::Align2::LEFT_CENTER, line, theme::regular(theme::SMALL), ink);
    }
    let mut x = rect.min.x + name + GAP;
    if points > 0.0 {
        painter.text(pos2(x, y), egui::Align2::LEFT_CENTER, &row.points, theme::regular(theme::SMALL), muted);
        x += points + GAP;
    }
    painter.text(pos2(rect.max.x, y), egui::Align2::RIGHT_CENTER, &row.n, theme::strong(theme::SMALL), ink);
    let end = rect.max.x - numbers - GAP;
    if end - x > 10.0 {
        let bar = |to: f32| Rect::from_min_max(pos2(x, y - 4.5), pos2(to, y + 4.5));
        painter.rect_filled(bar(end), CornerRadius::same(2), theme::role(theme, Role::Track));
        if row.bar > 0.0 {
            let to = (x + row.bar * (end - x)).max(x + 2.0);
            painter.rect_filled(bar(to), CornerRadius::same(2), theme::role(theme, Role::Path));
        }
    }
}
