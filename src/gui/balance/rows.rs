//! A row for every refusal: its switch, its facts, what would come first without them, and the lead over every value.

use egui::{Color32, CornerRadius, Margin, RichText, ScrollArea, Ui, vec2};

use super::foot::foot;
use super::mark::{SWITCH, line, mark, switch};
use crate::app::act::balance::BalanceAct;
use crate::app::{Action, App, Document, Over};
use crate::base::OfferIdx;
use crate::figure::{Role, Theme, balance::lead};
use crate::gui::paint::{figure, letter, phrase, small};
use crate::gui::said;
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{above_foot, button, failed, link};
use crate::view::balance::refusals::RefusalsView;
use crate::view::balance::rows::{OutRow, RefusalRow, Sure, WayCell};
use crate::view::words::{balance as words, control};

/// Room between columns.
const GAP: f32 = 12.0;
/// Width below which what a row says stands under its switch.
const BESIDE_FROM: f32 = 640.0;
/// The height of a line of parts.
const PART: f32 = 20.0;
/// Room for a bar that scrolls.
const BAR: f32 = 12.0;

/// How wide the columns are: switch with facts, what comes first, the lead. Of a narrow card they are one.
#[derive(Clone, Copy)]
struct Columns {
    facts: f32,
    gets: f32,
    lead: f32,
    is_narrow: bool,
}

impl Columns {
    fn of(width: f32) -> Self {
        if width < BESIDE_FROM {
            return Self { facts: width, gets: width - SWITCH, lead: width - SWITCH, is_narrow: true };
        }
        let rest = width - 2.0 * GAP;
        let gets = (rest * 0.205).max(164.0);
        let facts = (rest - gets) * 0.575;
        Self { facts, gets, lead: rest - gets - facts, is_narrow: false }
    }
}

/// Draws the card; what stands below the rows is pinned where it has a height of its own.
pub fn rows_ui(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    view: &RefusalsView,
    is_pinned: bool,
    asks: &mut Vec<Action>,
) {
    let body = |ui: &mut Ui, asks: &mut Vec<Action>| {
        let columns = Columns::of(ui.available_width() - BAR);
        if !view.has_purposes {
            unnamed(ui, asks);
        }
        heads(ui, app, view, columns, asks);
        let list = |ui: &mut Ui, asks: &mut Vec<Action>| {
            ui.spacing_mut().item_spacing.y = 0.0;
            // rows are no higher than their text
            ui.spacing_mut().interact_size.y = 18.0;
            ui.set_max_width(ui.available_width() - if is_pinned { 0.0 } else { BAR });
            for row in &view.rows {
                row_ui(ui, app, view, row, columns, asks);
            }
            out_ui(ui, &view.out, columns, asks);
        };
        if is_pinned {
            let salt = ("refusals", app.desk().model_digest(), document.choice.person);
            ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| list(ui, asks));
        } else {
            list(ui, asks);
        }
    };
    let foot = |ui: &mut Ui, asks: &mut Vec<Action>| foot(ui, app, view, asks);
    if is_pinned {
        above_foot(ui, asks, body, foot);
    } else {
        body(ui, asks);
        foot(ui, asks);
    }
}

/// Where nobody named purposes: what that means, and the way on.
fn unnamed(ui: &mut Ui, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    ui.scope(|ui| {
        // a line of a row that wraps is as high as what can be pressed
        ui.spacing_mut().interact_size.y = 18.0;
        ui.horizontal_wrapped(|ui| {
            phrase(ui, &crate::view::Phrase::of(words::UNNAMED), theme::SMALL, theme::role(theme, Role::Ink));
            if link(ui, words::DESCRIBE) {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        });
    });
}

fn heads(ui: &mut Ui, app: &App, view: &RefusalsView, columns: Columns, asks: &mut Vec<Action>) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, 2.0);
        column(ui, columns.facts, |ui| {
            said::heading(ui, strong(&view.question), 2);
            search_ui(ui, app, view, asks);
        });
        if columns.is_narrow {
            return;
        }
        column(ui, columns.gets, |ui| drop(ui.label(strong(&view.then))));
        column(ui, columns.lead, |ui| match app.balance().ways {
            true => drop(ui.label(strong(words::WAYS_HEAD))),
            false => {
                ui.label(strong(&view.over));
                small(ui, &view.unit);
            }
        });
    });
    line(ui);
}

/// Where the searches stand, and what can be done about it; where all is settled, that it is a trial.
fn search_ui(ui: &mut Ui, app: &App, view: &RefusalsView, asks: &mut Vec<Action>) {
    let wing = app.balance();
    if let Some(error) = wing.search_error() {
        return failed(ui, error, Action::Balance(BalanceAct::Search(true)), asks);
    }
    let may_settle = view.rows.iter().any(|row| row.may_settle);
    let (text, act, label) = match (wing.is_searching(), wing.is_stopped()) {
        (true, _) => (words::SEARCHING, BalanceAct::Search(false), control::STOP),
        (false, true) => (words::STOPPED, BalanceAct::Search(true), words::SEARCH),
        _ if may_settle => (words::UNSETTLED, BalanceAct::Longer, words::LONGER),
        _ => return drop(small(ui, &view.trial)),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 22.0;
        ui.spacing_mut().button_padding.y = 2.0;
        if wing.is_searching() {
            ui.add(egui::Spinner::new().size(14.0));
        }
        small(ui, text);
        if button(ui, RichText::new(label).font(theme::regular(theme::SMALL))) {
            asks.push(Action::Balance(act));
        }
    });
}

fn strong(text: &str) -> RichText {
    RichText::new(text).font(theme::strong(theme::SMALL + 0.5))
}

/// A column of a row, as high as what it holds.
fn column(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        add(ui);
    });
}

/// Text that wraps, in a colour.
fn text(ui: &mut Ui, text: &str, size: f32, is_strong: bool, colour: Color32) {
    if !text.is_empty() {
        let font = if is_strong { theme::strong(size) } else { theme::regular(size) };
        ui.add(egui::Label::new(RichText::new(text).font(font).color(colour)).wrap());
    }
}

fn row_ui(ui: &mut Ui, app: &App, view: &RefusalsView, row: &RefusalRow, columns: Columns, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let lit = theme::paint(theme, Paint::ChangedInk);
    let (ink, muted) = match row.is_amiss {
        true => (lit, lit),
        false => (theme::role(theme, Role::Ink), theme::role(theme, Role::Muted)),
    };
    let fill = if row.is_amiss { theme::paint(theme, Paint::Changed) } else { Color32::TRANSPARENT };
    let margin = Margin { left: 0, right: 0, top: 5, bottom: 6 };
    egui::Frame::new().fill(fill).corner_radius(CornerRadius::same(6)).inner_margin(margin).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let gets = |ui: &mut Ui| {
            let first = (row.offer, row.letter.as_str(), row.response.as_str());
            gets_ui(ui, theme, first, &row.instead, &row.note, [ink, muted], row.is_amiss);
        };
        let lead = |ui: &mut Ui| match app.balance().otherwise() {
            _ if !app.balance().ways => lead_ui(ui, theme, view, row, [ink, muted]),
            Some(ways) => {
                ways.get(row.place).into_iter().flatten().for_each(|way| way_ui(ui, theme, way, [ink, muted]));
            }
            None => text(ui, words::WAYS_WORKING, theme::TINY, false, muted),
        };
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, 1.0);
            column(ui, columns.facts, |ui| {
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    if let Some(act) = switch(ui, theme, row) {
                        asks.push(Action::Balance(act));
                    }
                    column(ui, columns.facts - SWITCH, |ui| {
                        ui.spacing_mut().item_spacing.y = 1.0;
                        let behind = row.is_amiss.then(|| theme::paint(theme, Paint::Card));
                        let what = if row.is_amiss { theme::role(theme, Role::Ink) } else { muted };
                        let mut title: Vec<Part<'_>> = vec![(&row.label, theme::strong(theme::BODY), ink, None)];
                        if !row.decided.is_empty() {
                            title.push((&row.decided, theme::regular(theme::TINY), what, behind));
                        }
                        parts(ui, &title);
                        text(ui, &row.facts, theme::TINY, false, muted);
                        if columns.is_narrow {
                            gets(ui);
                            lead(ui);
                        }
                    });
                });
            });
            if !columns.is_narrow {
                column(ui, columns.gets, gets);
                column(ui, columns.lead, lead);
            }
        });
    });
    line(ui);
}

/// Parts of a line, each in its type and colour, with what is behind it.
type Part<'a> = (&'a str, egui::FontId, Color32, Option<Color32>);

/// Parts one after the other, wrapped where they do not fit.
fn parts(ui: &mut Ui, parts: &[Part<'_>]) {
    let mut job = egui::text::LayoutJob::default();
    for (i, (part, font_id, color, behind)) in parts.iter().enumerate() {
        let format = |background| egui::TextFormat {
            font_id: font_id.clone(),
            color: *color,
            background,
            valign: egui::Align::Center,
            // two lines never touch, whatever is behind them
            line_height: Some(PART),
            expand_bg: 0.0,
            ..Default::default()
        };
        let space = if i == 0 { 0.0 } else { 7.0 };
        match behind {
            // what stands out is not broken
            Some(behind) => {
                job.append(&format!("\u{A0}{}\u{A0}", part.replace(' ', "\u{A0}")), space, format(*behind));
            }
            None => job.append(part, space, format(Color32::TRANSPARENT)),
        }
        if i + 1 < parts.len() {
            job.append(" ", 0.0, format(Color32::TRANSPARENT));
        }
    }
    ui.add(egui::Label::new(job).wrap());
}

/// What comes first then.
fn gets_ui(
    ui: &mut Ui,
    theme: Theme,
    (offer, first, response): (Option<OfferIdx>, &str, &str),
    instead: &str,
    note: &str,
    [ink, muted]: [Color32; 2],
    is_amiss: bool,
) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let told = if offer.is_some() { response.to_owned() } else { words::first(first, response) };
    let (fill, lit) = match is_amiss {
        true => (Paint::Card, theme::role(theme, Role::Ink)),
        false => (Paint::Changed, theme::paint(theme, Paint::ChangedInk)),
    };
    let mut line: Vec<Part<'_>> = vec![(&told, theme::strong(theme::BODY), ink, None)];
    if !instead.is_empty() {
        line.push((instead, theme::regular(theme::TINY), lit, Some(theme::paint(theme, fill))));
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if let Some(offer) = offer {
            letter(ui, theme, first, Some(offer.0), 20.0);
        }
        parts(ui, &line);
    });
    text(ui, note, theme::TINY, false, muted);
}

/// What comes first in one way to refuse; lit where that is another offer than by the usual way.
fn way_ui(ui: &mut Ui, theme: Theme, way: &WayCell, [ink, muted]: [Color32; 2]) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let told = words::way(&way.letter, &way.response, way.offer.is_some());
    let lit = way.is_other.then(|| theme::paint(theme, Paint::Changed));
    let told_ink = if way.is_other { theme::paint(theme, Paint::ChangedInk) } else { ink };
    let (strong, plain) = (theme::strong(theme::SMALL), theme::regular(theme::TINY));
    parts(ui, &[(&told, strong, told_ink, lit), (&way.way, plain, muted, None)]);
}

/// The lead over every value: the bar, its ends, and how sure it is.
fn lead_ui(ui: &mut Ui, theme: Theme, view: &RefusalsView, row: &RefusalRow, [ink, muted]: [Color32; 2]) {
    ui.spacing_mut().item_spacing = vec2(6.0, 1.0);
    let width = ui.available_width();
    let range = view
        .rows
        .iter()
        .map(|row| crate::figure::font::width(&row.range, theme::TINY, crate::figure::Weight::Regular));
    let range = range.fold(0.0f32, f32::max).ceil() + 8.0;
    if row.lead.is_some() || row.bounds.is_some() {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = lead::HEIGHT;
            figure(ui, &lead::bar(row, view.scale, (width - range).max(40.0)), "lead");
            ui.label(RichText::new(&row.range).font(theme::regular(theme::TINY)).color(muted));
        });
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        mark(ui, theme, row.sure, ink);
        ui.scope(|ui| {
            ui.set_max_width(width - 24.0);
            text(
                ui,
                &row.verdict,
                theme::SMALL - 0.5,
                row.sure != Sure::Nothing,
                if row.sure == Sure::Nothing { muted } else { ink },
            );
        });
    });
}

/// Nothing personal at all.
fn out_ui(ui: &mut Ui, out: &OutRow, columns: Columns, asks: &mut Vec<Action>) {
    let theme = theme::of(ui.ctx());
    let colours = [theme::role(theme, Role::Ink), theme::role(theme, Role::Muted)];
    let gets = |ui: &mut Ui| {
        let first = (out.offer, out.letter.as_str(), out.response.as_str());
        gets_ui(ui, theme, first, &out.instead, &out.note, colours, false);
    };
    ui.add_space(7.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, 1.0);
        column(ui, columns.facts, |ui| {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.scope(|ui| {
                    ui.set_width(SWITCH);
                    ui.spacing_mut().button_padding = vec2(7.0, 3.0);
                    ui.spacing_mut().interact_size = vec2(24.0, 24.0);
                    let label = if out.is_on { words::BACK } else { words::TRY };
                    let pressed = ui.button(RichText::new(label).font(theme::regular(theme::SMALL)));
                    pressed.widget_info(|| {
                        let name = words::out_name(out.is_on, &words::first(&out.letter, &out.response));
                        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
                    });
                    if pressed.clicked() {
                        let features = out.features.clone();
                        let act = if out.is_on { BalanceAct::Allow(features) } else { BalanceAct::Refuse(features) };
                        asks.push(Action::Balance(act));
                    }
                });
                column(ui, columns.facts - SWITCH, |ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    text(ui, words::OPT_OUT, theme::BODY, true, colours[0]);
                    text(ui, words::OPT_OUT_NOTE, theme::TINY, false, colours[1]);
                    if columns.is_narrow {
                        gets(ui);
                        text(ui, &out.why, theme::TINY, false, colours[1]);
                    }
                });
            });
        });
        if !columns.is_narrow {
            column(ui, columns.gets, gets);
            column(ui, columns.lead, |ui| text(ui, &out.why, theme::TINY, false, colours[1]));
        }
    });
    ui.add_space(7.0);
}
