//! The reasons: as many as there is room for, what "everything else" holds, the easiest changes, and what made no
//! difference; in a wide window the path beside them.

use egui::{RichText, Ui, vec2};

use super::receipt::receipt;
use crate::app::act::explain::ExplainAct;
use crate::app::{Action, App, Over};
use crate::figure::{Role, Target, Weight, font, waterfall};
use crate::gui::paint::{figure, job, letter, phrase, small};
use crate::gui::said::{self, Tip as _};
use crate::gui::theme;
use crate::gui::theme::Paint;
use crate::gui::widget::{at_right, link, remember};
use crate::view::easiest::{Easiest, EasiestBy, Easy};
use crate::view::explain::Screen;
use crate::view::opened::describe;
use crate::view::reasons::Waterfall;
use crate::view::words::{command, control, describe as describe_words, explain as words};
use crate::view::{self, Measure, Phrase, Scale};

/// The fewest facts with a row of their own, and the fewest where names take several lines.
const FEWEST: usize = 4;
const FEWEST_LONG: usize = 2;
/// The start, everything else, the end.
const OTHER_ROWS: usize = 3;
/// Width from which the path stands beside the reasons.
const BESIDE_FROM: f32 = 880.0;
/// What of it the reasons take then.
const REASONS: f32 = 0.58;
/// A line of what "everything else" holds, and the room round it.
const LINE: f32 = 17.0;
const NOTE: f32 = 22.0;

/// Draws them; `room` is the height in sight, 0 where everything scrolls.
pub fn reasons_ui(ui: &mut Ui, app: &App, screen: &Screen, room: f32, asks: &mut Vec<Action>) {
    let width = ui.available_width() - 4.0;
    let Some(known) = app.explain().known().filter(|_| width >= BESIDE_FROM) else {
        return alone(ui, app, screen, room, asks);
    };
    let gap = 28.0;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        for (i, share) in [REASONS, 1.0 - REASONS].into_iter().enumerate() {
            ui.vertical(|ui| {
                ui.set_width((width - gap) * share);
                ui.spacing_mut().item_spacing.x = 8.0;
                if i == 0 {
                    alone(ui, app, screen, room, asks);
                } else {
                    receipt(ui, &view::path::merged(&known.case.inputs, &known.answer, &screen.measure));
                }
            });
        }
    });
}

fn alone(ui: &mut Ui, app: &App, screen: &Screen, room: f32, asks: &mut Vec<Action>) {
    let (why, width) = (&screen.why, ui.available_width() - 4.0);
    let all = app.explain().all_reasons;
    let id = ui.scope_id().with("below-reasons");
    let known: f32 = ui.data(|d| d.get_temp(id)).unwrap_or(0.0);
    let top = ui.cursor().min.y;
    if Measure::has_scales(screen.measure.link()) {
        scale_choice(ui, app, asks);
    }
    let above = ui.cursor().min.y - top;
    let view = if all { why.waterfall.clone() } else { fitting(&why.waterfall, width, room - above - known) };
    let frame = waterfall::layout(&view, width);
    if figure(ui, &frame, "waterfall") == Some(Target::Rest) {
        asks.push(Action::Explain(ExplainAct::AllReasons(true)));
    }
    let is_said = app.document().is_none_or(|d| describe::is_said(d.inputs.model()));
    match &view.rest_note {
        Some(note) if is_said => {
            let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
            phrase(ui, &Phrase::default().plain(note), theme::SMALL, ink);
        }
        Some(note) => nobody_said(ui, note, asks),
        None => {}
    }
    let from = ui.cursor().min.y;
    if !why.leans.is_empty() {
        phrase(ui, &why.leans, theme::SMALL, theme::role(theme::of(ui.ctx()), Role::Ink));
    }
    easiest_ui(ui, app, &why.easiest, asks);
    idle(ui, app, screen, view.n_facts() < why.waterfall.n_facts(), asks);
    remember(ui, id, known, ui.cursor().min.y - from);
}

/// As many reasons as fit into a height with what is said below them, or the fewest. Those of long names have no more
/// room than the fewest of short ones.
fn fitting(all: &Waterfall, width: f32, height: f32) -> Waterfall {
    let rows = ((height - waterfall::height(all, OTHER_ROWS)) / waterfall::ROW) as usize;
    let mut most = rows.clamp(FEWEST, all.n_facts().max(FEWEST));
    let least = waterfall::height(all, FEWEST + OTHER_ROWS);
    loop {
        let few = all.few(most);
        let note = few.rest_note.as_ref().map_or(0.0, |note| {
            NOTE + font::wrap(note, theme::SMALL, Weight::Regular, width - NOTE).len() as f32 * LINE
        });
        let laid = waterfall::layout(&few, width).size.y;
        if most <= FEWEST_LONG || laid + note <= height || (most <= FEWEST && laid <= least) {
            return few;
        }
        most -= 1;
    }
}

/// That nobody said what a committee looks for, and the way to say so.
fn nobody_said(ui: &mut Ui, note: &str, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let ink = theme::paint(theme, Paint::ChangedInk);
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Changed))
        .corner_radius(egui::CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(10, 4));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(RichText::new(note).font(theme::regular(theme::SMALL)).color(ink));
            let text = RichText::new(describe_words::SAY_SO).font(theme::regular(theme::SMALL)).color(ink);
            let say = ui.link(text.underline());
            if say.clicked() {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        });
    });
}

/// In which unit shares are shown, where a model has two.
fn scale_choice(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    ui.spacing_mut().interact_size.y = 22.0;
    ui.horizontal_wrapped(|ui| {
        small(ui, words::NUMBERS);
        for (scale, text) in [(Scale::Points, words::IN_POINTS), (Scale::Chance, words::IN_CHANCE)] {
            let chosen = app.desk().settings().scale == scale;
            let text = RichText::new(text).font(theme::regular(theme::SMALL));
            if ui.selectable_label(chosen, text).clicked() && !chosen {
                asks.push(Action::Scale(scale));
            }
        }
    });
}

fn easiest_ui(ui: &mut Ui, app: &App, easiest: &Easiest, asks: &mut Vec<Action>) {
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    ui.spacing_mut().interact_size.y = 22.0;
    ui.horizontal_wrapped(|ui| {
        said::heading(ui, RichText::new(&easiest.title).font(theme::strong(theme::BODY)), 3);
        if easiest.rows.len() > 1 {
            at_right(ui, "easiest-by", |ui| order(ui, app, asks));
        }
    });
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 20.0;
    for row in &easiest.rows {
        row_ui(ui, row, asks);
    }
    if let Some(none) = &easiest.none {
        small(ui, none);
    }
    if !easiest.left_out.is_empty() {
        small(ui, &easiest.left_out);
    }
    if !easiest.little.is_empty() {
        phrase(ui, &easiest.little, theme::SMALL, ink);
    }
}

/// By what they are ordered.
fn order(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let now = app.explain().easiest_by;
    let small = |text: &str| RichText::new(text).font(theme::regular(theme::SMALL));
    ui.spacing_mut().interact_size.y = 22.0;
    ui.spacing_mut().button_padding.y = 1.0;
    let combo = egui::ComboBox::from_id_salt("easiest-by").selected_text(small(now.label())).show_ui(ui, |ui| {
        for by in EasiestBy::ALL {
            if ui.selectable_label(by == now, by.label()).tip(by.about()).clicked() && by != now {
                asks.push(Action::Explain(ExplainAct::EasiestBy(by)));
            }
        }
    });
    let name = words::easiest_by(now.label());
    combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
    combo.response.tip(now.about());
}

/// One change: what comes first, the fact and where it has to go, how far that is and what comes of it, the button.
fn row_ui(ui: &mut Ui, row: &Easy, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let (ink, muted) = (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted));
    ui.horizontal(|ui| {
        let width = ui.available_width();
        let tile = if row.first.is_some() { 18.0 } else { 0.0 };
        if let Some(offer) = row.first {
            letter(ui, theme, &row.letter, Some(offer.0), tile);
        }
        let room = width - tile - 70.0;
        ui.scope(|ui| {
            ui.set_width(room * 0.47);
            let text = Phrase::default().plain(format!("{} ", row.fact)).strong(&row.to);
            let label = ui.add(egui::Label::new(job(&text, theme::SMALL, ink)).wrap());
            // the row is read once
            ui.ctx().accesskit_node_builder(label.id, |node| node.set_value(row.about()));
        });
        ui.scope(|ui| {
            ui.set_width(room * 0.53);
            let mut text = job(&Phrase::default().strong(&row.then), theme::SMALL, ink);
            let format =
                egui::TextFormat { font_id: theme::regular(theme::SMALL), color: muted, ..Default::default() };
            text.append(&format!("  {}", row.way), 0.0, format);
            ui.add(egui::Label::new(text).wrap());
        });
        let button = ui.link(RichText::new(control::TRY).font(theme::regular(theme::SMALL)));
        let name = words::try_value(&row.fact, &row.to);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if button.clicked() {
            asks.push(Action::Set { feature: row.switch.feature, value: row.switch.to, gesture: None });
        }
    });
}

/// What made no difference, folded: with hundreds of facts the reasons keep their room. And every reason, if some are
/// `folded`.
fn idle(ui: &mut Ui, app: &App, screen: &Screen, folded: bool, asks: &mut Vec<Action>) {
    let (why, open) = (&screen.why, app.explain().idle);
    ui.spacing_mut().interact_size.y = 18.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        if !why.no_difference_title.is_empty() {
            small(ui, &why.no_difference_title);
            let text = if open { words::HIDE } else { words::SHOW };
            let response = ui.link(RichText::new(text).font(theme::regular(theme::SMALL)));
            let name = words::fold(&why.no_difference_title, open);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &name));
            if response.clicked() {
                asks.push(Action::Explain(ExplainAct::ShowIdle(!open)));
            }
        }
        if why.no_difference_title.is_empty() && !why.no_difference.is_empty() {
            small(ui, &why.no_difference.text());
        }
        let all = app.explain().all_reasons;
        // where all of them are in sight there is nothing to unfold
        if !all && !folded {
            return;
        }
        ui.add_space(8.0);
        if link(ui, if all { command::FEW_REASONS } else { command::EVERY_REASON }) {
            asks.push(Action::Explain(ExplainAct::AllReasons(!all)));
        }
    });
    if open && !why.no_difference_title.is_empty() {
        phrase(ui, &why.no_difference, theme::SMALL, theme::role(theme::of(ui.ctx()), Role::Muted));
    }
}
