//! What matters over all customers: for which offer, the facts in order with their bars and spreads, what each did to
//! how many; or how far the work is, that it was stopped, or that nobody is open.

use egui::{CornerRadius, Margin, RichText, Ui};

use super::paint::{figure_seen, focus_ring, phrase, small};
use super::theme::{self, Paint};
use crate::app::action::{Destination, Export, Figure, Format};
use crate::app::importance::Halt;
use crate::app::{Action, App, Document};
use crate::figure::{self as layouts, Role, Target};
use crate::view;
use crate::view::importance::{NOBODY, Ranking, Row, STOPPED, WORKING};
use crate::view::phrase::offer_name;

/// Lines that the sentences of a fact may take without moving what is below.
const LINES: f32 = 4.0;
/// The same in a low window.
const LOW_LINES: f32 = 3.0;
/// Room below which nothing is pinned but those sentences.
const PINNED_FROM: f32 = 520.0;

/// Draws it.
pub fn importance_ui(ui: &mut Ui, app: &App, asks: &mut Vec<Action>) {
    let Some(document) = app.document() else { return };
    let window = ui.ctx().content_rect();
    ui.set_width((window.width() - 90.0).min(1240.0));
    ui.set_height((window.height() - 80.0).min(900.0));
    let ranking = app.weights().ranking().filter(|_| app.weights().answer().is_some());
    head(ui, app, document, ranking.is_some(), asks);
    if document.people.table.is_none() {
        nobody(ui, asks);
    } else if let Some(halt) = app.weights().halt() {
        halted(ui, halt, asks);
    } else if let Some(ranking) = ranking {
        done(ui, app, ranking, asks);
    } else {
        working(ui, app, document, asks);
    }
}

fn head(ui: &mut Ui, app: &App, document: &Document, ready: bool, asks: &mut Vec<Action>) {
    let model = document.inputs.model();
    ui.horizontal(|ui| {
        let several = model.offers().len() > 1;
        ui.label(RichText::new(if several { "What matters most for" } else { "What matters most" }).heading());
        let room = (ui.available_width() - 230.0).max(140.0);
        if several {
            let now = app.board_offer();
            let name = offer_name(model, now);
            let text = layouts::font::fit(&name, theme::BODY, layouts::Weight::Strong, room.min(420.0) - 40.0);
            let combo = egui::ComboBox::from_id_salt("importance offer")
                .width(room.min(420.0))
                .height(420.0)
                .selected_text(RichText::new(text).font(theme::strong(theme::BODY)));
            let combo = combo.show_ui(ui, |ui| {
                for offer in model.offer_ids() {
                    if ui.selectable_label(offer == now, offer_name(model, offer)).clicked() {
                        asks.push(Action::ImportanceFor(offer));
                    }
                }
            });
            let name = format!("Offer: {name}");
            combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
            focus_ring(ui, &combo.response);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let close = ui.button("Close  Esc");
            focus_ring(ui, &close);
            if close.clicked() {
                asks.push(Action::Importance(false));
            }
            if ready {
                let menu = ui.menu_button("Save or copy", |ui| save_menu(ui, asks));
                menu.response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, "Save or copy what matters most")
                });
                focus_ring(ui, &menu.response);
            }
        });
    });
}

fn save_menu(ui: &mut Ui, asks: &mut Vec<Action>) {
    for (format, name) in [(Format::Svg, "SVG"), (Format::Png, "PNG")] {
        for (to, verb) in [(Destination::File, "Save as"), (Destination::Clipboard, "Copy as")] {
            let dots = if to == Destination::File { "…" } else { "" };
            if ui.button(format!("{verb} {name}{dots}")).clicked() {
                asks.push(Action::Export(Export { figure: Figure::Importance, format, to }));
                ui.close();
            }
        }
    }
    if ui.button("Save the numbers as CSV…").clicked() {
        asks.push(Action::SaveImportance);
        ui.close();
    }
}

/// Something to say in the middle, and what to do about it.
fn centred(ui: &mut Ui, title: &str, text: &str, add: impl FnOnce(&mut Ui)) {
    ui.vertical_centered(|ui| {
        ui.add_space(90.0);
        ui.set_max_width(560.0);
        ui.label(RichText::new(title).font(theme::strong(17.0)));
        ui.add_space(2.0);
        ui.label(text);
        ui.add_space(10.0);
        add(ui);
    });
}

fn nobody(ui: &mut Ui, asks: &mut Vec<Action>) {
    centred(ui, "No table of customers is open yet", NOBODY, |ui| {
        let open = ui.button("Open customers…");
        focus_ring(ui, &open);
        if open.clicked() {
            asks.push(Action::ChooseFile);
        }
    });
}

fn halted(ui: &mut Ui, halt: &Halt, asks: &mut Vec<Action>) {
    let (title, text) = match halt {
        Halt::Stopped => ("Stopped", STOPPED.to_owned()),
        Halt::Failed(error) => {
            let problem = view::problem::problem(error);
            (
                "That did not work",
                [Some(problem.what), problem.hint].into_iter().flatten().collect::<Vec<_>>().join(". "),
            )
        }
    };
    centred(ui, title, &text, |ui| {
        let again = ui.button("Try again");
        focus_ring(ui, &again);
        if again.clicked() {
            asks.push(Action::Weigh(true));
        }
    });
}

fn working(ui: &mut Ui, app: &App, document: &Document, asks: &mut Vec<Action>) {
    let (done, total) = app.weights().progress().map_or((0, 0), crate::base::progress::Progress::read);
    let left = app.weights().seconds_left();
    let (text, part) = view::importance::progress(done, total, document.inputs.model().offers().len(), left);
    centred(ui, &text, WORKING, |ui| {
        let bar = egui::ProgressBar::new(part).desired_width(420.0).desired_height(14.0);
        ui.add(bar.fill(theme::paint(theme::of(ui.ctx()), Paint::Accent)));
        ui.add_space(10.0);
        let stop = ui.button("Cancel");
        focus_ring(ui, &stop);
        if stop.clicked() {
            asks.push(Action::Weigh(false));
        }
    });
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}

fn done(ui: &mut Ui, app: &App, ranking: &Ranking, asks: &mut Vec<Action>) {
    // in a low window, or with large text, only what a fact says stands still
    let low = ui.available_height() < PINNED_FROM;
    if !low {
        small(ui, &ranking.over);
    }
    // what is pointed at now is known after the figure is drawn: its sentences are those of the last frame
    let id = egui::Id::unique("importance pointed");
    let pointed: Option<usize> = ui.data(|d| d.get_temp(id)).flatten();
    let said = pointed.and_then(|i| ranking.rows.get(i));
    sentences(ui, ranking, said, low);
    if !low {
        egui::Panel::bottom("importance foot").frame(egui::Frame::new()).show_separator_line(false).show(ui, |ui| {
            foot(ui, app, ranking, asks);
        });
    }
    let mut seen = None;
    egui::ScrollArea::vertical().auto_shrink(false).id_salt(("importance", ranking.offer)).show(ui, |ui| {
        if low {
            small(ui, &ranking.over);
        }
        if !ranking.rows.is_empty() {
            let frame = layouts::importance::layout(ranking, ui.available_width() - 6.0, false);
            if let Some(hit) = pointed.and_then(|i| frame.hits.get(i)) {
                let at = ui.cursor().min.to_vec2();
                let row =
                    egui::Rect::from_min_max(egui::pos2(hit.min.x, hit.min.y), egui::pos2(hit.max.x, hit.max.y));
                let fill = theme::paint(theme::of(ui.ctx()), Paint::Field);
                ui.painter().rect_filled(row.translate(at), CornerRadius::same(6), fill);
            }
            let (clicked, pointed) = figure_seen(ui, &frame, "importance");
            seen = pointed;
            if let Some(Target::GoTo(feature)) = clicked {
                asks.push(Action::GoTo(Some(feature)));
            }
        }
        if low {
            foot(ui, app, ranking, asks);
        }
    });
    if seen != pointed {
        ui.data_mut(|d| d.insert_temp(id, seen));
        ui.ctx().request_repaint();
    }
}

/// What the fact that is pointed at did, or else the first few.
fn sentences(ui: &mut Ui, ranking: &Ranking, said: Option<&Row>, low: bool) {
    let theme = theme::of(ui.ctx());
    let ink = theme::role(theme, Role::Ink);
    let frame = egui::Frame::new()
        .fill(theme::paint(theme, Paint::Field))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(12, 8));
    let (size, lines) = if low { (theme::SMALL, LOW_LINES) } else { (theme::BODY, LINES) };
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_min_height(lines * (size + 9.0) - ui.spacing().item_spacing.y);
        match said {
            Some(row) => row.told.iter().for_each(|s| drop(phrase(ui, s, size, ink))),
            None => {
                let most = if low { 2 } else { ranking.sentences.len() };
                ranking.sentences.iter().take(most).for_each(|s| drop(phrase(ui, s, size, ink)));
            }
        }
    });
}

fn foot(ui: &mut Ui, app: &App, ranking: &Ranking, asks: &mut Vec<Action>) {
    let muted = theme::role(theme::of(ui.ctx()), Role::Muted);
    ui.horizontal_wrapped(|ui| {
        for text in ranking.rest.iter().chain(&ranking.idle) {
            small(ui, text);
        }
        if ranking.has_more {
            let all = app.shown().board.all;
            let text = if all { "Show the first few facts" } else { "Show every fact" };
            let link = ui.link(RichText::new(text).font(theme::regular(theme::SMALL)));
            focus_ring(ui, &link);
            if link.clicked() {
                asks.push(Action::AllFacts(!all));
            }
        }
        small(ui, "Point at a fact for its numbers, click it to go to its slider.");
    });
    phrase(ui, &ranking.exact, theme::SMALL, muted);
    phrase(ui, &ranking.cannot, theme::SMALL, theme::role(theme::of(ui.ctx()), Role::Ink));
}
