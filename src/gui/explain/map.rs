//! The map of two facts in the card of reasons: two pickers, the figure, and a cell to point at, to go through with the
//! arrow keys, and to set both facts by.

use egui::{Id, Key, Rect, RichText, Sense, Stroke, Ui, pos2};

use crate::app::act::explain::{ExplainAct, MapAsk};
use crate::app::act::figure::Figure;
use crate::app::{Action, App};
use crate::base::FeatureIdx;
use crate::figure::map::{MapFrame, layout};
use crate::figure::{Point, Role};
use crate::gui::paint::{figure, job, small};
use crate::gui::said::Tip as _;
use crate::gui::theme;
use crate::gui::widget::{figure_menu, under_way};
use crate::view::map::MapView;
use crate::view::words::{control, explain as words};

/// Whether pairs or a map are shown, above both.
pub fn choice(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let shown = app.explain().mapped();
    ui.horizontal_wrapped(|ui| {
        for (text, chosen, ask) in
            [(words::PAIRS, shown.is_none(), MapAsk::Closed), (words::MAP, shown.is_some(), MapAsk::Best)]
        {
            let button = ui.selectable_label(chosen, RichText::new(text).font(theme::regular(theme::SMALL)));
            button.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, text));
            if button.clicked() && !chosen {
                asks.push(Action::Explain(ExplainAct::Map(ask)));
            }
        }
        figure_menu(ui, if shown.is_some() { Figure::Map } else { Figure::Together }, asks);
    });
}

/// Draws the map.
pub fn map_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some([first, second]) = app.explain().mapped() else { return };
    ui.horizontal_wrapped(|ui| {
        picker(ui, app, words::ACROSS, first, |f| if f == second { (second, first) } else { (f, second) }, asks);
        picker(ui, app, words::UPWARDS, second, |f| if f == first { (second, first) } else { (first, f) }, asks);
    });
    let Some((view, current)) = app.explain().map() else {
        return under_way(ui, app, words::MAPPING);
    };
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    if !current {
        small(ui, control::EARLIER);
    }
    let map = layout(view, ui.available_width() - 6.0);
    let origin = ui.cursor().min;
    figure(ui, &map.frame, "map");
    let corner = |p: Point| pos2(origin.x + p.x, origin.y + p.y);
    let plot = Rect::from_min_max(corner(map.min), corner(map.max));
    let here = cells(ui, app, view, &map, plot, asks);
    small(ui, &view.about(here).replace('\n', " · "));
    ui.label(job(&view.lead, theme::SMALL, ink));
    small(ui, words::HOW_MAP);
    ui.label(job(&view.limits, theme::SMALL, ink));
}

/// The cells: what is pointed at or gone to by keys, which comes back, is framed; a click or Enter sets both facts.
fn cells(ui: &mut Ui, app: &App, view: &MapView, map: &MapFrame, plot: Rect, asks: &mut Vec<Action>) -> [usize; 2] {
    let id = ui.scope_id().with("cells");
    let response = ui.interact(plot, id, Sense::click()).on_hover_cursor(egui::CursorIcon::Crosshair);
    // where the keys have gone: forgotten when they go elsewhere
    let at_keys = id.with(view.axes.each_ref().map(|a| a.feature));
    let fits = |c: &[usize; 2]| c[0] < view.axes[0].places.len() && c[1] < view.axes[1].places.len();
    let mut keys: [usize; 2] = ui.data(|d| d.get_temp(at_keys)).filter(fits).unwrap_or_else(|| view.here());
    if response.has_focus() {
        keys = go(ui, &response, view, keys);
        ui.data_mut(|d| d.insert_temp(at_keys, keys));
    } else {
        keys = view.here();
        ui.data_mut(|d| d.remove_temp::<[usize; 2]>(at_keys));
    }
    let pointer = response.hover_pos().filter(|_| response.hovered());
    let pointed =
        pointer.map(|p| map.position(Point { x: p.x - plot.min.x + map.min.x, y: p.y - plot.min.y + map.min.y }));
    let cell = pointed.map_or(keys, |position| view.cell(position));
    let origin = pos2(plot.min.x - map.min.x, plot.min.y - map.min.y);
    if pointed.is_some() || response.has_focus() {
        let [a, b] = map.cell(view, cell).map(|p| pos2(origin.x + p.x, origin.y + p.y));
        let theme = theme::of(ui.ctx());
        let frame = Rect::from_min_max(a, b);
        for (role, width) in [(Role::Surface, 4.0), (Role::Ink, 2.0)] {
            let stroke = Stroke::new(width, theme::role(theme, role));
            ui.painter().rect_stroke(frame, 0.0, stroke, egui::StrokeKind::Middle);
        }
    }
    let about = view.about(cell);
    response.widget_info(|| {
        let name = words::map(&view.title, &about.replace('\n', ", "));
        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
    });
    if response.clicked()
        && let Some(document) = app.document()
    {
        let values = view.values(document.inputs.model(), cell, pointed, &document.choice.values);
        let set = view.axes.iter().zip(values).map(|(axis, value)| (axis.feature, value)).collect();
        asks.push(Action::SetSeveral(set));
    }
    response.tip_at_pointer(about);
    cell
}

/// Where arrow keys lead: to the next cell, with Shift to the next that something else comes first in.
fn go(ui: &Ui, response: &egui::Response, view: &MapView, from: [usize; 2]) -> [usize; 2] {
    ui.memory_mut(|m| {
        m.set_focus_lock_filter(
            response.id,
            egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: false },
        );
    });
    let (steps, far) = ui.input(|i| {
        let count = |key| i.num_presses(key) as i64;
        let across = count(Key::ArrowRight) - count(Key::ArrowLeft);
        ([across, count(Key::ArrowUp) - count(Key::ArrowDown)], i.modifiers.shift)
    });
    let mut to = from;
    for (k, steps) in steps.into_iter().enumerate() {
        let last = view.axes[k].places.len() as i64 - 1;
        let winner = view.winner(to);
        for _ in 0..steps.abs() {
            loop {
                let next = (to[k] as i64 + steps.signum()).clamp(0, last) as usize;
                let stuck = next == to[k];
                to[k] = next;
                if stuck || !far || view.winner(to) != winner {
                    break;
                }
            }
        }
    }
    to
}

/// A list of the facts that count, one of which an axis is about.
fn picker(
    ui: &mut Ui,
    app: &App,
    axis: &str,
    now: FeatureIdx,
    both: impl Fn(FeatureIdx) -> (FeatureIdx, FeatureIdx),
    asks: &mut Vec<Action>,
) {
    let Some(document) = app.document() else { return };
    let model = document.inputs.model();
    let label = &model.features().get(now).label;
    small(ui, &format!("{axis}:"));
    let combo =
        egui::ComboBox::from_id_salt(Id::unique(("map", axis))).selected_text(label).width(150.0).show_ui(ui, |ui| {
            for (idx, feature) in model.features().iter().filter(|(f, _)| model.uses(*f) || model.rules_ask(*f)) {
                if ui.selectable_label(idx == now, &feature.label).clicked() && idx != now {
                    let (a, b) = both(idx);
                    asks.push(Action::Explain(ExplainAct::Map(MapAsk::Of(a, b))));
                }
            }
        });
    let name = format!("{axis}: {label}");
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
}
