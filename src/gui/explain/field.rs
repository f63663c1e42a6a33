//! One fact's control: the track slider, the choice, the switch.
//!
//! The track is coloured by the offer that would come first at each value, or by how far above or below the line each
//! stands, and carries a tick at each exact switch; below it stand the values at which nothing else comes first. The
//! knob is now, a dotted mark is the real customer's value. Arrow keys to the sides step, with Shift or Page keys ten times, Home and End go to the ends.

use egui::{Align2, Color32, CornerRadius, Key, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

use super::typed::Grip;
use crate::figure::{Role, Theme, font};
use crate::gui::paint::pointer;
use crate::gui::said::{self, Tip as _};
use crate::gui::theme;
use crate::model::Value;
use crate::view::fact::{Control, Fact, Level, Share, TrackStretch};
use crate::view::line::winner_letter;
use crate::view::words::explain::fact as words;

/// What a person did with a control.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Change {
    /// The new value.
    pub value: Value,
    /// Whether it is part of a drag.
    pub drag: bool,
}

/// The track, and values below it.
const HEIGHT: f32 = 36.0;
/// A line of a share that is said in words, and the room between a share and what is beside it.
const SHARE_LINE: f32 = 13.0;
const GAP: f32 = 4.0;
/// How near the pointer is to a line that it means.
const TICK: f32 = 4.0;
/// So many steps are a large one.
const LARGE: f64 = 10.0;
/// The track's middle, from the top.
const TRACK: f32 = 13.0;

/// A slider over a track; `grip` as for [`choice`].
pub fn slider(ui: &mut Ui, fact: &Fact, width: f32, snap: impl Fn(f64) -> f64, grip: &mut Grip) -> Option<Change> {
    let Control::Slider { range, small, now, before, track, .. } = &fact.control else { return None };
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click_and_drag());
    let response = response.on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
    let (low, high) = *range;
    let inner = rect.x_range().shrink(7.0);
    let x_of = |value: f64| egui::lerp(inner, ((value - low) / (high - low)) as f32);
    let mut change = None;

    if let Some(pointer) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked())
    {
        let t = f64::from(((pointer.x - inner.min) / inner.span()).clamp(0.0, 1.0));
        let value = snap(low + t * (high - low)).clamp(low, high);
        change = Some(Change { value: Value::Number(value), drag: response.dragged() });
    }
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    grip.hold(&response);
    let one = *small;
    if response.has_focus() {
        // arrows to the sides move the slider, up and down the focus
        hold_sides(ui, response.id);
        let (moved, ends) = ui.input(|i| {
            let count = |key| i.num_presses(key) as f64;
            let sides = count(Key::ArrowRight) - count(Key::ArrowLeft);
            let pages = count(Key::PageUp) - count(Key::PageDown);
            let moved = sides * if i.modifiers.shift { LARGE } else { 1.0 } + LARGE * pages;
            (moved, (i.key_pressed(Key::Home), i.key_pressed(Key::End)))
        });
        let from = now.or(*before).unwrap_or(f64::midpoint(low, high));
        let to = match (moved, ends) {
            (_, (true, _)) => Some(low),
            (_, (_, true)) => Some(high),
            (m, _) if m != 0.0 => Some(snap(from + m * one).clamp(low, high)),
            _ => None,
        };
        change = to.map(|v| Change { value: Value::Number(v), drag: false }).or(change);
    }
    let said = said::Slider { name: &fact.label, text: &fact.value, value: *now, range: *range, step: one };
    if let Some(value) = said::slider(ui, &response, &said) {
        change = Some(Change { value: Value::Number(snap(value).clamp(low, high)), drag: false });
    }

    let shown = match change {
        Some(Change { value: Value::Number(x), .. }) => Some(x),
        _ => *now,
    };
    let y = rect.min.y + TRACK;
    draw_track(ui, theme, y, fact, &x_of, response.hovered() || response.has_focus());
    draw_values(ui, theme, rect, fact);
    if let Some(before) = before
        && shown.is_none_or(|now| now.to_bits() != before.to_bits())
    {
        before_mark(ui, theme, pos2(x_of(*before), y), 11.0);
    }
    if let Some(now) = shown {
        knob(ui, theme, pos2(x_of(now), y), fact, now);
    }
    hover(ui, &response, fact, track, inner, range);
    change
}

/// Stretches in the winner's colour, ticks between them; where there is a line, each in the shade of its chance.
fn draw_track(ui: &Ui, theme: Theme, y: f32, fact: &Fact, x_of: &dyn Fn(f64) -> f32, active: bool) {
    let Control::Slider { track, shades, .. } = &fact.control else { return };
    let half = if active { 4.0 } else { 3.0 };
    let painter = ui.painter();
    let bar = |from: f32, to: f32, colour: Color32| {
        let bar = Rect::from_min_max(pos2(from, y - half), pos2(to, y + half));
        painter.rect_filled(bar, CornerRadius::same(2), colour);
    };
    if shades.is_empty() {
        for stretch in track {
            let role = stretch.winner.map_or(Role::OffPath, |w| Role::Offer(w.0));
            bar(x_of(stretch.from), x_of(stretch.to), theme::role(theme, role));
        }
    }
    // what is narrower than a point is drawn with what follows
    let mut from = shades.first().map_or(0.0, |shade| x_of(shade.from));
    for (i, shade) in shades.iter().enumerate() {
        let to = x_of(shade.to);
        if to - from >= 1.0 || i + 1 == shades.len() {
            bar(from, to, theme::shade(theme, shade.is_sent, shade.strength));
            from = to;
        }
    }
    let ink = theme::role(theme, Role::Ink);
    for stretch in track.iter().skip(1) {
        let x = x_of(stretch.from);
        painter.line_segment([pos2(x, y - 7.5), pos2(x, y + 7.5)], Stroke::new(2.0, ink));
    }
}

/// The knob: the letter of what comes first on its colour; where there is a line, the shade of the chance.
fn knob(ui: &Ui, theme: Theme, centre: Pos2, fact: &Fact, now: f64) {
    let Control::Slider { track, shades, .. } = &fact.control else { return };
    let ink = theme::role(theme, Role::Ink);
    if let Some(shade) = shades.iter().find(|s| now < s.to).or(shades.last()) {
        let fill = theme::shade(theme, shade.is_sent, shade.strength);
        ui.painter().circle(centre, 8.0, fill, Stroke::new(2.5, ink));
        return;
    }
    let winner = track.iter().find(|s| now < s.to).or(track.last()).and_then(|s| s.winner);
    let fill = theme::role(theme, winner.map_or(Role::OffPath, |w| Role::Offer(w.0)));
    ui.painter().circle(centre, 8.5, fill, Stroke::new(2.0, ink));
    let on = theme::role(theme, if winner.is_some() { Role::OnFill } else { Role::Ink });
    let letter = winner_letter(winner);
    ui.painter().text(centre, Align2::CENTER_CENTER, letter, theme::strong(theme::TINY), on);
}

/// Below the track: its ends, and between them what holds for the customer's stretch, which goes before the ends.
fn draw_values(ui: &Ui, theme: Theme, rect: Rect, fact: &Fact) {
    let Control::Slider { marks, keeps, .. } = &fact.control else { return };
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    let y = rect.max.y - 6.0;
    let width = |text: &str| font::width(text, theme::TINY, crate::figure::Weight::Regular);
    let write = |x: f32, align: Align2, text: &str, colour: Color32| {
        ui.painter().text(pos2(x, y), align, text, theme::regular(theme::TINY), colour);
    };
    let ends = [width(&marks.0), width(&marks.1)];
    let Some(keeps) = keeps else {
        write(rect.min.x, Align2::LEFT_CENTER, &marks.0, muted);
        write(rect.max.x, Align2::RIGHT_CENTER, &marks.1, muted);
        return;
    };
    // in fewer words where they do not fit
    let mark = keeps.marks.iter().find(|mark| width(mark) <= rect.width()).unwrap_or(&keeps.marks[1]);
    let middle = width(mark);
    let free = rect.width() - middle;
    if free >= ends[0] + ends[1] + 16.0 {
        write(rect.min.x, Align2::LEFT_CENTER, &marks.0, muted);
        write(rect.max.x, Align2::RIGHT_CENTER, &marks.1, muted);
        let least = rect.min.x + ends[0] + 8.0;
        let most = rect.max.x - ends[1] - 8.0 - middle;
        write((rect.center().x - middle / 2.0).clamp(least, most.max(least)), Align2::LEFT_CENTER, mark, ink);
    } else {
        let text = font::fit(mark, theme::TINY, crate::figure::Weight::Regular, rect.width());
        write(rect.center().x, Align2::CENTER_CENTER, &text, ink);
    }
}

/// Where the real customer stands.
pub fn before_mark(ui: &Ui, theme: Theme, centre: Pos2, half: f32) {
    let ink = theme::role(theme, Role::Ink);
    let ends = [pos2(centre.x, centre.y - half), pos2(centre.x, centre.y + half)];
    ui.painter().extend(egui::Shape::dashed_line(&ends, Stroke::new(2.0, ink), 2.5, 2.5));
}

fn hover(
    ui: &Ui,
    response: &egui::Response,
    fact: &Fact,
    track: &[TrackStretch],
    inner: egui::Rangef,
    range: &(f64, f64),
) {
    let Control::Slider { ends, keeps, shades, .. } = &fact.control else { return };
    if response.dragged() {
        return;
    }
    let switches = |pair: &[TrackStretch], said: fn(&str, &str, &str) -> String| {
        let [a, b] = [0, 1].map(|i| match (shades.is_empty(), pair[i].winner) {
            (true, winner) => winner_letter(winner),
            (false, Some(_)) => words::SENT.to_owned(),
            (false, None) => words::NOT_SENT.to_owned(),
        });
        said(&a, &b, &pair[1].starts_at)
    };
    let x_of = |value: f64| egui::lerp(inner, ((value - range.0) / (range.1 - range.0)) as f32);
    let mut lines = Vec::new();
    if let Some(pointer) =
        ui.pointer_hover_pos().filter(|_| response.hovered() && !ui.memory(|m| m.has_focus(response.id)))
    {
        let t = f64::from(((pointer.x - inner.min) / inner.span()).clamp(0.0, 1.0));
        let value = range.0 + t * (range.1 - range.0);
        let here = track.iter().find(|s| value >= s.from && value <= s.to);
        let tick = track.windows(2).find(|pair| (x_of(pair[1].from) - pointer.x).abs() <= TICK);
        match (tick, here) {
            // the very line that is pointed at
            (Some(pair), _) => lines.push(switches(pair, words::switch_here)),
            (None, Some(here)) if shades.is_empty() => lines.push(words::first_here(&winner_letter(here.winner))),
            (None, Some(_)) => {
                let shade = shades.iter().find(|s| value < s.to).or(shades.last());
                lines.extend(shade.map(|s| words::response_here(&s.response, s.is_sent)));
            }
            (None, None) => {}
        }
    }
    if let Some(keeps) = keeps {
        lines.extend([keeps.text.clone(), keeps.still.clone()]);
    }
    lines.extend(track.windows(2).map(|pair| switches(pair, words::switch)));
    lines.push(words::scale(&ends.0, &ends.1));
    lines.extend(fact.about.iter().cloned());
    response.clone().tip_beside(lines.join("\n"));
}

/// Keeps the arrows to the sides for a control that has the focus.
pub fn hold_sides(ui: &Ui, id: egui::Id) {
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: false, tab: false, escape: false };
    ui.memory_mut(|m| m.set_focus_lock_filter(id, filter));
}

/// The level beside the one now, or the last or first, by the keys of a control that has the focus.
fn beside(ui: &Ui, id: egui::Id, levels: &[Level], now: Option<usize>) -> Option<Change> {
    if !ui.memory(|m| m.has_focus(id)) || egui::Popup::is_any_open(ui.ctx()) {
        return None;
    }
    hold_sides(ui, id);
    let last = levels.len().checked_sub(1)?;
    let pressed = |key| ui.input(|i| i.modifiers.is_none() && i.key_pressed(key));
    let to = if pressed(Key::ArrowRight) {
        now.map_or(0, |i| (i + 1).min(last))
    } else if pressed(Key::ArrowLeft) {
        now.map_or(last, |i| i.saturating_sub(1))
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return None;
    };
    (now != Some(to)).then(|| Change { value: levels[to].value, drag: false })
}

/// A list of levels, with what would come first at each, or how it stands to the line; `grip` gets hold of it.
pub fn choice(ui: &mut Ui, fact: &Fact, width: f32, is_line: bool, grip: &mut Grip) -> Option<Change> {
    let Control::Choice { levels, now, before, switch } = &fact.control else { return None };
    if *switch {
        return yes_no(ui, fact, grip);
    }
    let theme = theme::of(ui.ctx());
    let mut change = None;
    let text = now.and_then(|i| levels.get(i)).map_or(fact.value.as_str(), |l| l.label.as_str());
    let inner =
        egui::ComboBox::from_id_salt(("choice", fact.feature)).width(width).selected_text(text).show_ui(ui, |ui| {
            ui.set_min_width(width);
            for (i, level) in levels.iter().enumerate() {
                let text = if *before == Some(i) { words::level_before(&level.label) } else { level.label.clone() };
                let response = ui.horizontal(|ui| {
                    if is_line {
                        return ui.selectable_label(*now == Some(i), format!("{text}  {}", level.says));
                    }
                    let offer = level.winner.map(|w| w.0);
                    crate::gui::paint::letter(ui, theme, &winner_letter(level.winner), offer, 20.0);
                    ui.selectable_label(*now == Some(i), text)
                });
                if response.inner.clicked() {
                    change = Some(Change { value: level.value, drag: false });
                }
            }
        });
    inner
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{}: {text}", fact.label)));
    grip.hold(&inner.response);
    change = beside(ui, inner.response.id, levels, *now).or(change);
    let mut lines = if is_line { Vec::new() } else { vec![words::LETTERS.to_owned()] };
    lines.extend(fact.about.iter().cloned());
    inner.response.tip_beside(lines.join("\n"));
    change
}

/// Yes and no side by side: one stop of the keyboard, whose arrows choose and whose Space turns over.
fn yes_no(ui: &mut Ui, fact: &Fact, grip: &mut Grip) -> Option<Change> {
    let Control::Choice { levels, now, before, .. } = &fact.control else { return None };
    let mut change = None;
    let id = egui::Id::unique(("switch", fact.feature.index()));
    let row = egui::UiBuilder::new()
        .scope_id(id)
        .sense(Sense::focusable_noninteractive())
        .layout(egui::Layout::left_to_right(egui::Align::Center))
        .accessibility_role(egui::Role::RadioGroup)
        .accessibility_label(&fact.label);
    let row = ui.scope_builder(row, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (i, level) in levels.iter().enumerate() {
            let chosen = *now == Some(i);
            let mark =
                if *before == Some(i) && !chosen { words::level_before(&level.label) } else { level.label.clone() };
            let button = egui::Button::selectable(chosen, mark).min_size(vec2(58.0, 28.0)).sense(Sense::CLICK);
            let response = ui.add(button);
            response.widget_info(|| {
                let name = format!("{}: {}", fact.label, level.label);
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, name)
            });
            if response.clicked() && !chosen {
                change = Some(Change { value: level.value, drag: false });
            }
            response.tip_beside(level.says.clone());
        }
    });
    grip.hold(&row.response);
    ui.ctx().accesskit_node_builder(id, |node| node.set_value(fact.value.as_str()));
    let turned = row.response.has_focus() && ui.input(|i| i.key_pressed(Key::Space) || i.key_pressed(Key::Enter));
    let turned = turned.then(|| levels.get(now.map_or(0, |i| (i + 1) % levels.len()))).flatten();
    let turned = turned.map(|level| Change { value: level.value, drag: false });
    row.response.tip_beside(fact.about.join("\n"));
    beside(ui, id, levels, *now).or(turned).or(change)
}

/// A share with its arrow, its sign and its word.
pub fn share(ui: &mut Ui, share: &Share, width: f32, focus: u32) {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    draw_share(ui, theme, rect, share, focus);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{} {}", share.text, share.word)));
}

/// [`share`] in a given place, against its right edge: filled and to the right for it, hollow and to the left against
/// it, in the colour of the offer that is explained.
pub fn draw_share(ui: &Ui, theme: Theme, rect: Rect, share: &Share, focus: u32) {
    let y = rect.min.y + TRACK.min(rect.height() / 2.0);
    if share.amount == 0.0 {
        let muted = theme::role(theme, Role::Muted);
        ui.painter().text(pos2(rect.max.x, y), Align2::RIGHT_CENTER, share.word, theme::regular(theme::SMALL), muted);
        return;
    }
    let ink = theme::role(theme, Role::Ink);
    pointer(ui, pos2(rect.max.x - 6.0, y), share.amount > 0.0, theme::role(theme, Role::Offer(focus)));
    // words wrap; a number has no place to break and is never cut
    let room = rect.width() - 15.0 + GAP;
    let lines = if share.text.contains(' ') {
        font::wrap(&share.text, theme::SMALL, crate::figure::Weight::Strong, room)
    } else {
        vec![share.text.clone()]
    };
    let first = y - (lines.len() as f32 - 1.0) * SHARE_LINE / 2.0;
    for (i, line) in lines.iter().enumerate() {
        let at = pos2(rect.max.x - 15.0, first + i as f32 * SHARE_LINE);
        ui.painter().text(at, Align2::RIGHT_CENTER, line, theme::strong(theme::SMALL), ink);
    }
}
