//! The load report: what was opened, what to know about it first, then everything.

use egui::{RichText, Ui};

use crate::app::{Action, App, Document, Over};
use crate::figure::Role;
use crate::gui::paint::{letter_at, phrase, small};
use crate::gui::said::Tip as _;
use crate::gui::table::{self, Cell};
use crate::gui::theme::{self, Paint};
use crate::gui::widget::{link, room, two_columns, wide};
use crate::model::Rounds;
use crate::view::opened::describe;
use crate::view::words::start::{opened as words, rounds as rounds_words};
use crate::view::words::{command, control, describe as describe_words};
use crate::view::{agreement, inspect, matching, opened};

/// Room for [`tools`] beside the title.
const TOOLS: f32 = 484.0;

/// What can be done with the report, and with what it is about.
fn tools(ui: &mut Ui, document: &Document, asks: &mut Vec<Action>) {
    let copy = ui.button(control::COPY_TEXT);
    if copy.clicked() {
        asks.push(Action::CopyReport);
    }
    if document.origin.path.is_some() {
        let describe = ui.button(describe_words::DESCRIBE_FACTS);
        if describe.clicked() {
            asks.push(Action::Over(Some(Over::Describe)));
        }
        let save = ui.button(command::SAVE_DICTIONARY);
        let save = save.tip(words::DICTIONARY);
        if save.clicked() {
            asks.push(Action::SaveDictionary);
        }
    }
}

/// Draws it.
pub fn opened_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let report = document.report();
    wide(ui, 860.0);
    let beside = ui.available_width() - TOOLS;
    if beside < 100.0 {
        crate::gui::said::heading(ui, RichText::new(&report.title).heading(), 1);
        ui.horizontal_wrapped(|ui| tools(ui, document, asks));
    } else {
        ui.horizontal(|ui| {
            ui.scope(|ui| {
                ui.set_max_width(beside);
                let title = ui.add(egui::Label::new(RichText::new(&report.title).heading()).truncate());
                crate::gui::said::is_heading(&title, 1);
            });
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| tools(ui, document, asks));
        });
    }
    if !report.description.is_empty() {
        ui.label(&report.description);
    }
    let room = room(ui, 640.0);
    // as high from the first frame on, so that nothing moves under the pointer
    let scroll = egui::ScrollArea::vertical().min_scrolled_height(room).max_height(room).auto_shrink(false);
    scroll.show(ui, |ui| {
        for warning in &report.warnings {
            to_know(ui, &crate::view::phrase::upper_first(warning));
        }
        for file in &document.files {
            for note in file.notes() {
                to_know(ui, &format!("{}: {note}", file.source));
            }
            if file.shown.is_some() {
                ways(ui, document, asks);
            }
        }
        if !describe::is_said(document.inputs.model()) {
            to_know(ui, describe::NOBODY_SAID);
            if link(ui, describe_words::SAY_SO) {
                asks.push(Action::Over(Some(Over::Describe)));
            }
        }
        if let Some(used) = document.origin.rounds {
            rounds(ui, used, asks);
        }
        lines(ui, &report.lines);
        heading(ui, words::OFFERS);
        offers(ui, &report);
        facts(ui, &report);
        for file in &document.files {
            heading(ui, &file.title);
            lines(ui, &file.lines);
            if let Some(matching) = &file.matching {
                columns(ui, matching);
            }
            if let Some(found) = &file.agreement {
                agreement(ui, found);
            }
        }
        replay(ui, app);
    });
}

/// What can be done where a table told of facts what nobody said.
fn ways(ui: &mut Ui, document: &Document, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if document.origin.path.is_some() && link(ui, describe_words::SAVE) {
            asks.push(Action::SaveDictionary);
        }
        if link(ui, describe_words::DESCRIBE_FACTS) {
            asks.push(Action::Over(Some(Over::Describe)));
        }
    });
}

/// Which rounds of training answer, of a model whose training was stopped early.
fn rounds(ui: &mut Ui, used: Rounds, asks: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        small(ui, rounds_words::ROUNDS);
        for rounds in [Rounds::All, Rounds::Best] {
            let choice = ui.radio(used == rounds, rounds_words::label(rounds));
            let choice = choice.tip(rounds_words::about(rounds));
            if choice.clicked() && used != rounds {
                asks.push(Action::Rounds(rounds));
            }
        }
    });
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    crate::gui::said::heading(ui, RichText::new(text).font(theme::strong(theme::BODY)), 2);
}

/// Names with their values.
pub(super) fn lines(ui: &mut Ui, lines: &[(String, String)]) {
    for (name, text) in lines {
        two_columns(ui, 150.0, |ui| drop(small(ui, name)), text.as_str());
    }
}

/// One thing to know, with a mark that needs no colour.
pub(super) fn to_know(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui.ctx());
    let ink = theme::paint(theme, Paint::ChangedInk);
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Changed))
        .corner_radius(egui::CornerRadius::same(8))
        .inner_margin(egui::Margin::symmetric(10, 6));
    frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(words::TO_KNOW).font(theme::strong(theme::SMALL)).color(ink));
            ui.add(egui::Label::new(RichText::new(text).font(theme::regular(theme::SMALL)).color(ink)).wrap());
        });
    });
}

fn offers(ui: &mut Ui, report: &inspect::Report) {
    let theme = theme::of(ui.ctx());
    for (i, [letter, id, title, about]) in report.offers.iter().enumerate() {
        ui.horizontal_top(|ui| {
            let (tile, _) = ui.allocate_exact_size(egui::vec2(21.0, 21.0), egui::Sense::hover());
            letter_at(ui, theme, tile, letter, Some(i as u32));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.label(title);
                let about = if about.is_empty() { words::id(id) } else { about.clone() };
                small(ui, &about);
            });
        });
    }
}

/// The facts that trees ask about, the most asked first, then those that none asks about.
fn facts(ui: &mut Ui, report: &inspect::Report) {
    heading(ui, &words::used(report.used.len()));
    let of =
        |label: &str, splits: usize| report.features.iter().find(move |f| f.label == label && f.n_splits == splits);
    for (label, splits) in &report.used {
        let about = of(label, *splits).map_or_else(String::new, |f| {
            if f.notes.is_empty() { f.kind.clone() } else { format!("{}; {}", f.kind, f.notes) }
        });
        two_columns(ui, 260.0, |ui| drop(ui.add(egui::Label::new(label).truncate())), words::splits(*splits, &about));
    }
    heading(ui, &words::unused(report.unused.len()));
    if report.unused.is_empty() {
        small(ui, words::ALL_USED);
    } else {
        ui.label(report.unused.join(", "));
        small(ui, words::UNUSED_IS);
    }
}

/// Shares of the width: the mark, then the columns of [`matching::Report::header`].
const WIDTHS: [f32; 6] = [0.02, 0.23, 0.2, 0.2, 0.165, 0.185];

/// Which column became which fact; a mark at those that need a look.
fn columns(ui: &mut Ui, matching: &matching::Report) {
    ui.add_space(6.0);
    let theme = theme::of(ui.ctx());
    let (ink, fill) = (theme::role(theme, Role::Ink), theme::paint(theme, Paint::Field));
    let width = ui.available_width();
    let widths = WIDTHS.map(|share| share * width);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let [feature, column, how, missing, unseen] = matching.header;
        let head = ["", feature, column, how, missing, unseen];
        table::row(ui, &widths, &head.map(|text| Cell::text(text, ink, true)), theme::SMALL, None, &head.join(" "));
        for (i, found) in matching.features.iter().enumerate() {
            let mark = if found.notable { "!" } else { "" };
            let [feature, column, how, missing, unseen] = found.cells();
            let cells = [mark, feature, column, how, missing, unseen];
            let name = cells.join(" ");
            let cells = cells.map(|text| Cell::text(text, ink, text == mark));
            table::row(ui, &widths, &cells, theme::SMALL, (i % 2 == 0).then_some(fill), &name);
        }
    });
    if matching.features.iter().any(|found| found.notable) {
        small(ui, words::NOTABLE);
    }
}

/// Whether the model answers as its library did, where the table holds what that said.
fn agreement(ui: &mut Ui, found: &agreement::Report) {
    ui.add_space(6.0);
    if found.holds {
        ui.label(RichText::new(format!("\u{2713} {}", found.finding)).font(theme::strong(theme::BODY)));
    } else {
        to_know(ui, &found.finding);
    }
    lines(ui, &found.lines);
    small(ui, found.caveat);
}

/// How the paths of the customer who is looked at were walked a second time.
fn replay(ui: &mut Ui, app: &App) {
    let Some(screen) = app.screen() else { return };
    heading(ui, &words::replay(&screen.who));
    let ink = theme::role(theme::of(ui.ctx()), Role::Ink);
    phrase(ui, &screen.why.proof, theme::BODY, ink);
}

/// The badge beside the model's title, while there is something to know.
pub fn badge(ui: &mut Ui, n_notes: usize, asks: &mut Vec<Action>) {
    if n_notes == 0 {
        return;
    }
    let theme = theme::of(ui.ctx());
    let ink = theme::paint(theme, Paint::ChangedInk);
    let text = RichText::new(format!("!  {}", opened::notes(n_notes))).font(theme::strong(theme::SMALL)).color(ink);
    let badge = ui.add(egui::Button::new(text).fill(theme::paint(theme, Paint::Changed)));
    badge.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, opened::notes(n_notes)));
    let badge = badge.tip(words::BADGE);
    if badge.clicked() {
        asks.push(Action::Over(Some(Over::Report)));
    }
}
