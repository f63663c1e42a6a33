//! The sets of refused purposes: what is held against points of intrusiveness, and the points, one of which is chosen with
//! the pointer or the arrow keys. Left and right go along the line, up and down from point to point.

use egui::{Id, Key, Rect, RichText, Sense, Ui, pos2, vec2};

use super::part::does;
use crate::app::Action;
use crate::app::act::balance::EveryoneAct;
use crate::ask::everybody::Upward;
use crate::figure::{Target, balance::frontier::layout};
use crate::gui::paint::draw;
use crate::gui::said::{self, Tip as _};
use crate::gui::theme;
use crate::gui::widget::at_right;
use crate::view::balance::everyone::EveryoneView;
use crate::view::balance::frontier::FrontierView;
use crate::view::words::everyone as words;

/// What is held against points of intrusiveness.
pub(super) fn head(ui: &mut Ui, view: &EveryoneView, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        let title = RichText::new(&view.frontier.title).font(theme::strong(theme::SMALL + 0.5));
        said::heading(ui, title, 2);
        if view.upwards.len() < 2 {
            return;
        }
        at_right(ui, "up", |ui| {
            crate::gui::paint::small(ui, words::UP);
            for upward in &view.upwards {
                let label = words::upward(*upward == Upward::Accepted, view.is_line);
                let response = ui.selectable_label(view.upward == *upward, label);
                if response.clicked() {
                    asks.push(does(EveryoneAct::Upward(*upward)));
                }
            }
        });
    });
}

fn id_of(place: usize) -> Id {
    Id::unique(("balance-set", place))
}

/// Draws the points; the chosen one has the keyboard.
pub(super) fn frontier_ui(ui: &mut Ui, view: &FrontierView, height: f32, asks: &mut Vec<Action>) {
    let frame = layout(view, ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(vec2(frame.size.x, frame.size.y), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &frame.title));
    draw(ui, &frame, rect.min);
    let mut to = None;
    let is_focused = ui.memory(|m| m.has_focus(id_of(view.chosen)));
    if is_focused {
        let arrows = egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, tab: false, escape: false };
        ui.memory_mut(|m| m.set_focus_lock_filter(id_of(view.chosen), arrows));
        to = stepped(ui, view);
    }
    // what is chosen is told last, so that of points on one another it has the pointer
    let mut order: Vec<usize> = (0..frame.hits.len()).collect();
    order.sort_by_key(|i| *i == view.chosen);
    for i in order {
        let hit = &frame.hits[i];
        let Target::Set(place) = hit.target else { continue };
        let corner = |p: crate::figure::frame::Point| pos2(rect.min.x + p.x, rect.min.y + p.y);
        let area = Rect::from_min_max(corner(hit.min), corner(hit.max));
        let is_chosen = place == view.chosen;
        // one of them is reached by keys, and the others from there
        let sense = if is_chosen { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(area, id_of(place), sense).on_hover_cursor(egui::CursorIcon::PointingHand);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, &hit.about));
        if response.clicked() {
            to = Some(place);
        }
        response.tip_at_pointer(&hit.about);
    }
    if let Some(to) = to.filter(|to| *to != view.chosen)
        && let Some(dot) = view.dots.get(to)
    {
        asks.push(does(EveryoneAct::Choose(dot.facts.clone())));
        ui.memory_mut(|m| m.request_focus(id_of(to)));
    }
}

/// The point that the keys lead to.
fn stepped(ui: &Ui, view: &FrontierView) -> Option<usize> {
    let mut order: Vec<usize> = (0..view.dots.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&view.dots[*a], &view.dots[*b]);
        a.points.total_cmp(&b.points).then(a.height.total_cmp(&b.height))
    });
    let count = |key| ui.input(|i| i.num_presses(key) as i64);
    let sides = count(Key::ArrowRight) - count(Key::ArrowLeft);
    let steps = count(Key::ArrowUp) - count(Key::ArrowDown);
    let (first, last) = (order.first().copied(), order.last().copied());
    if count(Key::Home) > 0 {
        return first;
    }
    if count(Key::End) > 0 {
        return last;
    }
    if sides != 0 {
        // from a point beside the line to the next one on it
        let is_on = |i: &usize| view.dots[*i].is_best || *i == view.chosen;
        order.retain(is_on);
    }
    let by = if sides != 0 { sides } else { steps };
    let here = order.iter().position(|i| *i == view.chosen)? as i64;
    let there = (here + by).clamp(0, order.len() as i64 - 1);
    (by != 0).then(|| order[there as usize])
}
